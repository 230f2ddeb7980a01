"""A made-up class, to try a dashboard with: its files are as learners would hand them in."""

from __future__ import annotations

import datetime as dt
import random
from itertools import count

from .. import __version__, record
from ..library import Library
from ..model import Status
from ..record import Entry, SetFacts

LESSON, NOTEBOOK = "moot_and_exam", "12_moot_and_exam"
PREDICTED = (  # neutral hypotheticals of that lesson
    "hypo_contract_saas/first_prong",
    "hypo_app_downloads/express_aiming",
    "hypo_game/reasonableness",
    "exam_unknown_operators/good_cause",
    "moot_bird_songs/express_aiming",
)
_BEGAN = dt.datetime(2026, 9, 1, 9, 0, tzinfo=dt.UTC)


def invented(library: Library, learners: int = 24, seed: int = 7) -> list[tuple[str, bytes]]:
    """Files of work by people who do not exist, drawn from a seed; some carried on elsewhere, one cut off."""
    chance = random.Random(seed)
    files = []
    for number in range(learners):
        entries = _work(library, chance, _BEGAN + dt.timedelta(seconds=7 * number))
        name = f"invented-{number + 1:03}"
        if number % 8 == 3:  # went home in the middle, and carried the file along
            files.append((f"{name}-class.json", _file(entries[: len(entries) // 2])))
        files.append((f"{name}.json", _file(entries)))
    cut = files[-1][1]
    return [*files, ("invented-cut-off.json", cut[: len(cut) // 2])]


def _file(entries: list[Entry]) -> bytes:
    return record.written({NOTEBOOK: entries})


def _work(library: Library, chance: random.Random, at: dt.datetime) -> list[Entry]:
    """One person's work in the lesson: each prediction, at times again, and the questions."""
    steps = count()
    entries: list[Entry] = []

    def put(task: str, answer: str, **more: object) -> None:
        entries.append(
            Entry.model_validate(
                {
                    "id": f"{chance.getrandbits(48):012x}", "task": task, "answer": answer,
                    "kind": task.partition("/")[0], "at": at + dt.timedelta(minutes=next(steps)),
                    "suite": __version__, **more,
                }
            )
        )  # fmt: skip

    words = [status.value for status in Status]
    for point in PREDICTED:
        weights = [chance.randint(1, 6) for _ in words]
        first = chance.choices(words, weights)[0]
        put(f"prediction/{point}", first, committed=True)
        if chance.random() < 0.6:
            put(f"prediction/{point}", chance.choice(words), committed=True, revealed=True)
    for section in library.lessons[LESSON].sections:
        if section.lab and chance.random() < 0.7:
            facts = [n for n in section.lab.facts if n in library.facts]
            facts = [n for n in facts if library.facts[n].kind == "yes_no"] or ["us_hosting"]
            put(
                f"facts/{section.lab.case}/{LESSON}/{section.id}", "",
                facts=SetFacts(facts={chance.choice(facts): chance.choice(["yes", "no", "unknown"])}),
            )  # fmt: skip
        if section.write and chance.random() < 0.8:
            put(f"explanation/{LESSON}/{section.id}", "(invented)", committed=True)
    for question in library.questions[LESSON]:
        first = chance.choice(question.options)
        put(f"answer/{question.id}", first.text, committed=True)
        if not first.right:
            right = next(option for option in question.options if option.right)
            put(f"answer/{question.id}", right.text, committed=True, revealed=True)
    return entries
