"""Grade a work file for an assignment, with the engine's current answers.

The file is data that its holder can change; a mark reports what the file says.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from jurisdiction import explain
from jurisdiction.library import load
from jurisdiction.model import ReaderError, ScenarioFile, Status
from minimum_contacts.lessons import record
from minimum_contacts.lessons.record import Entry
from .assignment import PREFIX, Asked, Assignment, OnFacts, drawn, seed_of, task_of, task_of_draw


@dataclass(frozen=True)
class Mark:
    """The mark for one part: points earned, points possible, and the feedback.

    `look` says why a teacher must look at the part; `text` is what the student wrote for the
    teacher; `facts` is the story of the facts it concerns.
    """

    got: int
    of: int
    told: tuple[str, ...]
    look: str = ""
    text: str = ""
    facts: str = ""

    def points(self, most: float) -> float:
        """Return the points earned, scaled to a maximum."""
        return most * self.got / self.of if self.of else 0.0


def marks(assignment: Assignment, raw: bytes | None, *names: str) -> dict[str, Mark]:
    """Return the marks for a work file, part by part; a file that cannot be used earns nothing yet.

    raw: the file's bytes, or None if there is none. names: the names by which the student is known.
    Marks are given on the facts that the file records as drawn last.
    """

    def nothing(told: str, look: str = "") -> dict[str, Mark]:
        return {part: Mark(0, len(assignment.of_part(part)), (told,), look) for part in _JUDGES}

    if raw is None:
        words = "There is no work file with the notebook, so there is nothing to grade."
        return nothing(words, "no work file was submitted")
    try:
        notebooks = record.read(raw, "Your work file")
    except ReaderError as error:
        words = f"{error} Nothing could be graded; your teacher will look at it."
        return nothing(words, "the work file cannot be read")
    work = sorted(notebooks.get(PREFIX + assignment.id, []), key=lambda entry: entry.at)
    if not work:
        return nothing("Your work file contains nothing for this assignment.")
    draws = [e for e in work if e.task == task_of_draw(assignment) and e.committed]
    file = drawn(assignment, draws[-1].answer) if draws else None
    if file is None:
        words = (
            "Your work file does not say which facts you worked on, so nothing could be graded; "
            "your teacher will look at it."
        )
        return nothing(words, "no facts are recorded")
    on, look = OnFacts(assignment, file, load()), _reasons_to_check(assignment, draws, file, names)
    return {part: _mark(on, work, part, look) for part in _JUDGES}


def _reasons_to_check(
    assignment: Assignment, draws: list[Entry], file: ScenarioFile, names: Collection[str]
) -> str:
    """Return why a teacher should check whose facts these are; empty if nothing is unusual."""
    last, doubts = draws[-1], []
    if last.answer not in [seed_of(assignment.id, name) for name in names]:
        doubts.append(
            "the facts were drawn for a name other than the one under which this was submitted"
        )
    if len({entry.answer for entry in draws}) > 1:
        doubts.append("facts were drawn for more than one name")
    if last.told and last.told != file.story:
        doubts.append("the facts were worded differently when they were drawn")
    return "; ".join(doubts)


class _Judged(NamedTuple):
    """The result for one answer: whether it earns its point, the feedback, and the text for the teacher."""

    earned: bool
    told: str = ""
    text: str = ""


def _mark(on: OnFacts, work: list[Entry], part: str, look: str) -> Mark:
    judged = []
    for asked in on.assignment.of_part(part):
        mine = [entry for entry in work if entry.task == task_of(asked, on.file)]
        judged.append(_JUDGES[part](on, asked, mine))
    return Mark(
        got=sum(one.earned for one in judged),
        of=len(judged),
        told=tuple(one.told for one in judged if one.told),
        look=look,
        text="\n\n".join(one.text for one in judged if one.text),
        facts=f"{on.file.title}. {on.file.story}",
    )


def _predicted(on: OnFacts, asked: Asked, mine: list[Entry]) -> _Judged:
    """Grade a prediction: any status earns the point if it was committed before the finding was shown."""
    finding, first = on.analysis[asked.node], next((e for e in mine if e.committed), None)
    name = finding.node.name
    if first is None or first.kind != "prediction" or first.answer not in [*Status]:
        return _Judged(False, f"{name}: no prediction was committed.")
    if first.revealed:
        return _Judged(False, f"{name}: you committed the prediction after the finding was shown.")
    predicted = explain.status_word(finding.node, Status(first.answer), on.library).lower()
    return _Judged(
        True,
        f"{name}: you predicted {predicted} before the finding was shown, and that is what counts. "
        f"On your facts: {explain.status_words(finding, on.library)}",
    )


def _answered(on: OnFacts, asked: Asked, mine: list[Entry]) -> _Judged:
    """Grade the last answer handed in."""
    last = next((e for e in reversed(mine) if e.committed), None)
    words, right = on.choices(asked), on.right(asked)
    holds = f"On your facts: {', or '.join(words[one] for one in right) or 'none of them'}."
    if last is None or last.answer not in words:
        return _Judged(False, f"{asked.question} You gave no answer. {holds}")
    said, why = words[last.answer], _why(on, asked, last.answer)
    if last.answer in right:
        return _Judged(True, f"{asked.question} Yes: {said}.{why}")
    told = f"{why} {holds}" if asked.kind == "turns" else f" {holds}{why}"
    return _Judged(False, f"{asked.question} You answered: {said}.{told}")


def _why(on: OnFacts, asked: Asked, answer: str) -> str:
    """Return the engine's finding about an answer in one sentence."""
    finding, lib = on.analysis[asked.node], on.library
    if asked.kind == "turns":
        turned = on.turned(answer, asked.node)
        to = [explain.status_word(finding.node, s, lib).lower() for s in Status if s in turned]
        now = explain.status_word(finding.node, finding.status, lib).lower()
        what = f"would become {' or '.join(to)}" if to else f"would stay {now}"
        return f" If that fact were different, {explain.inside(finding.node.name)} {what}."
    if asked.kind == "at_close":
        return f" {finding.node.name}: {explain.status_words(finding, lib)}"
    return ""


def _written(on: OnFacts, asked: Asked, mine: list[Entry]) -> _Judged:
    """Grade a written answer; a draft counts if nothing was handed in."""
    mine = [entry for entry in mine if entry.answer.strip()]
    if not mine:
        return _Judged(False, "You wrote nothing here.")
    last = next((e for e in reversed(mine) if e.committed), mine[-1])
    told = ""
    if not last.committed:
        told = "You did not commit this; it was in the box."
    elif last is not mine[-1]:
        told = "There is also a draft that you did not commit."
    return _Judged(True, told, last.answer)


_JUDGES = {"predictions": _predicted, "answers": _answered, "writing": _written}
