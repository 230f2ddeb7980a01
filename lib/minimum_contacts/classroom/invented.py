"""A fictional class for trying the dashboard, with files in the form in which learners hand them in."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from jurisdiction import __version__
from jurisdiction.library import Library
from jurisdiction.model import Status
from minimum_contacts.lessons import record
from minimum_contacts.lessons.record import Entry, SetFacts

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
    """Return work files by fictional learners; some continued on another machine, and one is truncated."""
    chance, files = random.Random(seed), list[tuple[str, bytes]]()
    for number in range(learners):
        name, began = f"invented-{number + 1:03}", _BEGAN + dt.timedelta(seconds=7 * number)
        entries = [
            Entry(
                id=f"{chance.getrandbits(48):012x}",
                at=began + dt.timedelta(minutes=minutes),
                kind=did["task"].partition("/")[0],
                suite=__version__,
                **did,
            )
            for minutes, did in enumerate(_did(library, chance))
        ]
        if number % 8 == 3:  # continued at home with a copy of the file
            half = entries[: len(entries) // 2]
            files.append((f"{name}-class.json", record.written({NOTEBOOK: half})))
        files.append((f"{name}.json", record.written({NOTEBOOK: entries})))
    cut = files[-1][1]
    return [*files, ("invented-cut-off.json", cut[: len(cut) // 2])]


def _did(library: Library, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Yield one learner's work in the lesson: predictions, some made twice, and answers."""
    statuses = [status.value for status in Status]

    def committed(task: str, answer: str, again: str = "") -> Iterator[dict[str, Any]]:
        yield {"task": task, "answer": answer, "committed": True}
        if again:
            yield {"task": task, "answer": again, "committed": True, "revealed": True}

    for point in PREDICTED:
        first = chance.choices(statuses, [chance.randint(1, 6) for _ in statuses])[0]
        again = chance.choice(statuses) if chance.random() < 0.6 else ""
        yield from committed(f"prediction/{point}", first, again)
    for section in library.lessons[LESSON].sections:
        if section.lab and chance.random() < 0.7:
            facts = [n for n in section.lab.facts if n in library.facts]
            facts = [n for n in facts if library.facts[n].kind == "yes_no"] or ["us_hosting"]
            left = {chance.choice(facts): chance.choice(["yes", "no", "unknown"])}
            task = f"facts/{section.lab.case}/{LESSON}/{section.id}"
            yield {"task": task, "facts": SetFacts(facts=left)}
        if section.write and chance.random() < 0.8:
            yield from committed(f"explanation/{LESSON}/{section.id}", "(invented)")
    for question in library.questions[LESSON]:
        chosen = chance.choice(question.options)
        right = next(option for option in question.options if option.right)
        again = "" if chosen.right else right.text
        yield from committed(f"answer/{question.id}", chosen.text, again)
