"""What a file of work on an assignment is worth, asked of the engine when it is marked.

The file is data, and whoever holds it can change it: a mark says what the file says.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from . import explain, record
from .assignment import PREFIX, Asked, Assignment, OnFacts, drawn, seed_of, task_of, task_of_draw
from .library import Library, load
from .model import ReaderError, ScenarioFile, Status
from .record import Entry


@dataclass(frozen=True)
class Mark:
    """What one part is worth: so many of so many, and what the student is told.

    `look` is why a teacher must look at it, `text` what was written where a teacher grades it, and
    `facts` on which facts, as a story.
    """

    got: int
    of: int
    told: tuple[str, ...]
    look: str = ""
    text: str = ""
    facts: str = ""

    def points(self, most: float) -> float:
        """The points, of so many."""
        return most * self.got / self.of if self.of else 0.0


def _latest_draw(assignment: Assignment, work: list[Entry]) -> list[Entry]:
    return [e for e in work if e.task == task_of_draw(assignment) and e.committed]


def marks(
    assignment: Assignment, raw: bytes | None, *names: str, library: Library | None = None
) -> dict[str, Mark]:
    """What a file of work is worth, part by part; a file that cannot be used is worth nothing yet.

    raw: the file, read as data; None if there is none. names: by which the student is known. Marks
    are given on the facts that the file says were drawn last.
    """
    lib, count = library or load(), {p: len(assignment.of_part(p)) for p in _PARTS}

    def nothing(told: str, look: str = "") -> dict[str, Mark]:
        return {part: Mark(0, of, (told,), look) for part, of in count.items()}

    if raw is None:
        return nothing("There is no file of work beside the notebook, so there is nothing to mark.",
                       "no file of work was submitted")  # fmt: skip
    name = PREFIX + assignment.id
    try:
        notebooks = record.read(raw, "Your file of work")
    except ReaderError as error:
        return nothing(f"{error} Nothing could be marked; your teacher will look at it.",
                       "the file of work cannot be read")  # fmt: skip
    work = sorted(notebooks.get(name, []), key=lambda entry: entry.at)
    draws = _latest_draw(assignment, work)
    if not work:
        return nothing("Your file of work holds nothing for this assignment.")
    file = drawn(assignment, draws[-1].answer) if draws else None
    if file is None:
        return nothing("Your file of work does not say on which facts you worked, so nothing could be "
                       "marked; your teacher will look at it.", "no facts are recorded")  # fmt: skip
    on, look = OnFacts(assignment, file, lib), _doubts(assignment, draws, file, names)
    told = {"predictions": _predicted, "answers": _answered, "writing": _written}
    facts = f"{file.title}. {file.story}"
    return {part: replace(told[part](on, work, look), facts=facts) for part in _PARTS}


_PARTS = ("predictions", "answers", "writing")


def _doubts(
    assignment: Assignment, draws: list[Entry], file: ScenarioFile, names: Collection[str]
) -> str:
    """Why a teacher should look at whose facts these are; empty if nothing is unusual."""
    last, found = draws[-1], []
    if last.answer not in [seed_of(assignment.id, name) for name in names]:
        found.append(
            "the facts were drawn for another name than the one under which this was submitted"
        )
    if len({entry.answer for entry in draws}) > 1:
        found.append("facts were drawn for more than one name")
    if last.told and last.told != file.story:
        found.append("the facts read otherwise when they were drawn")
    return "; ".join(found)


def _predicted(on: OnFacts, work: list[Entry], look: str) -> Mark:
    got, told = 0, []
    for asked in on.assignment.of_part("predictions"):
        finding, lib = on.analysis[asked.node], on.library
        known = {status.value for status in Status}
        first = next((e for e in work if e.task == task_of(asked, on.file) and e.committed), None)
        name = finding.node.name
        if first is None or first.kind != "prediction" or first.answer not in known:
            told.append(f"{name}: no prediction was committed.")
        elif first.revealed:
            told.append(f"{name}: the prediction was committed after the finding had been shown.")
        else:
            got += 1
            mine = explain.status_word(finding.node, Status(first.answer), lib).lower()
            told.append(
                f"{name}: you predicted {mine} before the finding was shown, and that is what counts. "
                f"On your facts: {explain.status_words(finding, lib)}"
            )
    return Mark(got, len(told), tuple(told), look)


def _answered(on: OnFacts, work: list[Entry], look: str) -> Mark:
    got, told = 0, []
    for asked in on.assignment.of_part("answers"):
        last = record.latest(work, task_of(asked, on.file), committed=True)
        words, right = on.choices(asked), on.right(asked)
        holds = ", or ".join(words[one] for one in right) or "none of them"
        if last is None or last.answer not in words:
            told.append(f"{asked.question} You gave no answer. On your facts: {holds}.")
        elif last.answer in right:
            got += 1
            told.append(
                f"{asked.question} Yes: {words[last.answer]}.{_why(on, asked, last.answer)}"
            )
        else:
            why, mine = _why(on, asked, last.answer), f"You answered: {words[last.answer]}."
            mine, after = (f"{mine}{why}", "") if asked.kind == "turns" else (mine, why)
            told.append(f"{asked.question} {mine} On your facts: {holds}.{after}")
    return Mark(got, len(told), tuple(told), look)


def _why(on: OnFacts, asked: Asked, answer: str) -> str:
    """What the engine says of an answer, in a sentence."""
    finding, lib = on.analysis[asked.node], on.library
    if asked.kind == "turns":
        to = [explain.status_word(finding.node, s, lib).lower()
              for s in Status if s in on.turned(answer, asked.node)]  # fmt: skip
        now = explain.status_word(finding.node, finding.status, lib).lower()
        what = f"would become {' or '.join(to)}" if to else f"would stay {now}"
        return f" With it otherwise, {explain.inside(finding.node.name)} {what}."
    if asked.kind != "at_close":
        return ""
    return f" {finding.node.name}: {explain.status_words(finding, lib)}"


def _written(on: OnFacts, work: list[Entry], look: str) -> Mark:
    told, texts = [], []
    for asked in on.assignment.of_part("writing"):
        mine = [e for e in work if e.task == task_of(asked, on.file) and e.answer.strip()]
        last = record.latest(mine, task_of(asked, on.file), committed=True) or (mine or [None])[-1]
        if last is None:
            told.append("You wrote nothing here.")
            continue
        texts.append(last.answer)
        if not last.committed or last is not mine[-1]:
            told.append("There is also a draft that was not committed." if last.committed
                        else "This was not committed; it is what stood in the box.")  # fmt: skip
    return Mark(
        len(texts), len(on.assignment.of_part("writing")), tuple(told), look, "\n\n".join(texts)
    )
