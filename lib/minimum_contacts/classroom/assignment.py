"""Graded assignments: each student's own facts, the questions asked, and the engine's answers.

There is no answer key. The engine determines the right answers when the work is graded; the
assignment file, which students receive, contains only the questions.
"""

from __future__ import annotations

import hashlib
import itertools
import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from jurisdiction import explain
from jurisdiction.analysis import Analysis, analyze
from jurisdiction.library import Library, load, parts, read_one, scenario_says
from jurisdiction.model import (
    Answer,
    CaseFact,
    Cause,
    Date,
    Id,
    ReaderError,
    Record,
    ScenarioFile,
    Status,
)

PREFIX = "assignment_"  # prefix of an assignment's name in a work file
_SETTLED = "settled"
Stated = dict[str, str | float | list[float] | CaseFact]


class Turn(Record):
    """One variant of a fact, with the sentence of the story that states it."""

    says: str
    facts: Stated


class Vary(Record):
    """A point on which the facts of students vary."""

    id: Id
    ways: Annotated[list[Turn], Field(min_length=2)]


class Asked(Record):
    """One task: a prediction, an answer that the engine can check, or writing."""

    id: Id
    part: Literal["predictions", "answers", "writing"]
    kind: Literal["prediction", "turns", "causes", "at_close", "burden", "writing"]
    node: Id
    question: str = ""
    facts: list[Id] = Field(default_factory=list)


class Bench(Record):
    """The contents of an assignment's laboratory."""

    facts: list[Id]
    node: Id
    top: Id
    proof: bool = False


class Assignment(Record):
    """An assignment file, as students receive it."""

    id: Id
    title: str
    story: str
    stage: str = "motion_to_dismiss"
    law_as_of: Date
    cast: Annotated[list[dict[str, str]], Field(min_length=1)]
    facts: Stated
    vary: Annotated[list[Vary], Field(min_length=1)]
    lab: Bench
    asks: Annotated[list[Asked], Field(min_length=1)]

    @property
    def count(self) -> int:
        """Return the number of different sets of facts."""
        return math.prod(len(vary.ways) for vary in self.vary)

    def facts_of(self, number: int) -> ScenarioFile:
        """Return a set of facts by number, as a hypothetical whose id contains the number."""
        rest, facts, said = number, dict(self.facts), []
        for vary in self.vary:
            rest, way = divmod(rest, len(vary.ways))
            facts |= vary.ways[way].facts
            said.append(vary.ways[way].says)
        names = self.cast[number % len(self.cast)]
        story = " ".join([self.story, *said]).format_map(names)
        return ScenarioFile(
            id=f"{self.id}_{number:03}",
            title=f"{self.title}: facts no. {number}",
            story=story,
            short="your case",
            stage=self.stage,
            law_as_of=self.law_as_of,
            facts=facts,
        )

    def of_part(self, part: str) -> list[Asked]:
        """Return the tasks in one part of the assignment."""
        return [asked for asked in self.asks if asked.part == part]


def read(path: Path) -> Assignment:
    """Read an assignment file. Raise ReaderError, worded for its author, if it is inconsistent."""
    lib, file = load(), read_one(path, Assignment)
    for asked in file.asks:
        where = f"{path.name}, asks, {asked.id}"
        lib.known("nodes", asked.node, where)
        for fact in (fact for name in asked.facts for fact in parts(lib, name)):
            lib.known("facts", fact, where)
        if (asked.kind == "turns") != bool(asked.facts):
            problem = "belong only to a question of kind 'turns', which requires them."
            raise ReaderError(f"{where}, facts", problem, "Correct it.")
    try:
        for number in range(len(file.cast)):
            file.facts_of(number % file.count)
    except KeyError as error:
        problem = f"the story names {error}, but the cast does not."
        remedy = "Give every entry in the cast this name."
        raise ReaderError(f"{path.name}, cast", problem, remedy) from None
    return file


# --- drawing facts --------------------------------------------------------------------------------
def seed_of(assignment: str, name: str) -> str:
    """Return eight hexadecimal digits that identify a student in an assignment.

    They are the beginning of a hash. Letter case and extra spaces in a name make no difference.
    """
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return hashlib.sha256(f"minimum-contacts/{assignment}/{plain}".encode()).hexdigest()[:8]


def drawn(assignment: Assignment, seed: str) -> ScenarioFile | None:
    """Return the facts that a seed selects; None if the seed is malformed."""
    if not re.fullmatch("[0-9a-f]{8}", seed):
        return None
    return assignment.facts_of(int(seed, 16) % assignment.count)


def task_of_draw(assignment: Assignment) -> str:
    """Return the task name under which a work file records the draw."""
    return f"variant/{assignment.id}"


def task_of(asked: Asked, file: ScenarioFile) -> str:
    """Return the task name under which a work file records an answer on these facts."""
    if asked.kind == "prediction":
        return f"prediction/{file.id}/{asked.node}"
    kind = "explanation" if asked.kind == "writing" else "answer"
    return f"{kind}/{file.id}/{asked.id}"


# --- the engine's answers -------------------------------------------------------------------------
@dataclass(frozen=True)
class OnFacts:
    """An assignment on one student's facts, with the engine's findings."""

    assignment: Assignment
    file: ScenarioFile
    library: Library

    def _analyze(self, name: str = "", value: Any = None) -> Analysis:
        """Analyze these facts, or the same facts with one fact or switch changed."""
        says, shown = scenario_says(self.library, self.file)
        changed = dict.fromkeys(parts(self.library, name) if name else (), value)
        shown = {fact: how for fact, how in shown.items() if fact not in changed}
        day, stage = self.file.law_as_of, self.file.stage
        return analyze(says | changed, day, stage, self.library, shown=shown)

    @cached_property
    def analysis(self) -> Analysis:
        """Return every finding on these facts."""
        return self._analyze()

    def turned(self, name: str, node: str) -> set[Status]:
        """Return the other statuses that a change of one fact can give a finding."""
        names, says = parts(self.library, name), self.analysis.says
        fact = self.library.facts[names[0]]
        values = fact.options if fact.kind == "choice" else [Answer.YES, Answer.NO]
        others = [value for value in values if any(says[one] != value for one in names)]
        statuses = {self._analyze(name, value).status(node) for value in others}
        return statuses - {self.analysis.status(node)}

    def choices(self, asked: Asked) -> dict[str, str]:
        """Return the answer choices, keyed as a work file stores them; none is marked as right."""
        lib, node = self.library, self.library.nodes[asked.node]
        if asked.kind == "turns":
            labels = {name: fact.label for name, fact in lib.facts.items()}
            labels |= {name: switch["label"] for name, switch in lib.texts["switches"].items()}
            return {name: explain.there(labels[name], self.analysis.place) for name in asked.facts}
        if asked.kind == "causes":
            why, kinds = lib.texts["cause_words"], [cause.value for cause in Cause]
            sets = [some for n in (1, 2) for some in itertools.combinations(kinds, n)]
            words = {
                " and ".join(some): f"Open, because of {' and '.join(some)}: "
                + "; and ".join(why[cause] for cause in some)
                for some in sets
            }
            return {_SETTLED: "It is settled", **words}
        if asked.kind == "burden":
            return {side: lib.texts["side_words"][side] for side in ("plaintiff", "defendant")}
        return {s.value: explain.status_word(node, s, lib) for s in Status}

    def right(self, asked: Asked) -> list[str]:
        """Return every right answer on these facts, as the engine determines it now."""
        finding = self.analysis[asked.node]
        if asked.kind == "turns":
            return [name for name in asked.facts if self.turned(name, asked.node)]
        if asked.kind == "causes":
            return [" and ".join(c.value for c in self.analysis.causes(asked.node)) or _SETTLED]
        if asked.kind == "burden":
            return [finding.burden.value]
        return [(finding.at_close if asked.kind == "at_close" else finding.status).value]
