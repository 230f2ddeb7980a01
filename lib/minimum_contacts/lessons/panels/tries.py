"""The tries of a laboratory: changes that ask the learner for a prediction before the result."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from jurisdiction import explain
from jurisdiction.library import fact_values
from jurisdiction.model import Attempt, Status
from ..record import Entry, latest
from .keeper import KEEPER
from .scenario import Moment, Scenario
from .shown import label

# matches node names that cannot begin a question
_NO_NOUN = re.compile(r"\b(?:is|stands|\w+[^e]ed)\b|,")


class Try(NamedTuple):
    """One change: its instruction, and the facts before and after it."""

    words: str
    facts: frozenset[str]  # the facts it changes
    before: Moment
    after: Moment
    status: Status  # finding on the point in focus, after the change
    then: str  # comment shown once the change is made


def walked(scenario: Scenario, node: str, attempts: Iterable[Attempt]) -> list[Try]:
    """Return the changes of a lesson in order, each with the facts from which it starts."""
    lib, found = scenario.library, list[Try]()
    walk = Scenario(scenario.start, lib, scenario.proof)
    known = {*lib.facts, *lib.texts["switches"]}
    for attempt in attempts:
        if attempt.afresh:
            walk.reset()
        before = walk.now
        walk.set(**attempt.change)
        names = fact_values(lib, {n: v for n, v in attempt.change.items() if n in known})
        words, status = instruction(walk, attempt.change), walk.analysis.status(node)
        found.append(Try(words, frozenset(names), before, walk.now, status, attempt.then))
    return found


def instruction(scenario: Scenario, change: dict[str, Any]) -> str:
    """Return a change as an instruction to the learner: Set **US CDN** to *No*."""
    lib, parts = scenario.library, list[str]()
    alike = dict[str, list[str]]()  # answer -> names of the facts set to it, listed together
    for name, value in change.items():
        if name == "law_as_of":
            parts.append(f"take the law of **{explain.day_words(scenario.law_as_of)}**")
        elif name == "stage":
            alike.setdefault(f"*{lib.stages[value].label}*", []).append("**Stage**")
        elif name == "court":
            court = lib.courts[value].name
            alike.setdefault(f"*{court[:1].upper()}{court[1:]}*", []).append("**Court**")
        elif name == "shown":
            for way in dict.fromkeys(value.values()):
                facts = [fact for fact in value if value[fact] == way]
                opens = "".join(dict.fromkeys(_opens(scenario, fact) for fact in facts))
                names = _together([f"**{label(scenario, fact)}**" for fact in facts])
                words = lib.showings[way].label if way else "Taken as said"
                parts.append(f"{opens}for {names}, set **How it is shown** to *{words}*")
        else:
            fact = lib.facts[next(iter(fact_values(lib, {name: value})))]
            words = explain.fact_words(fact, next(iter(fact_values(lib, {name: value}).values())))
            if fact.kind not in ("share", "count"):
                words = f"*{words[:1].upper()}{words[1:]}*"
            named = f"**{label(scenario, name)}**"
            if opens := _opens(scenario, name):
                parts.append(f"{opens}set {named} to {words}")
            else:
                alike.setdefault(words, []).append(named)
    sets = [f"{_together(names)} to {words}" for words, names in alike.items()]
    parts += [f"set {' and '.join(sets)}"] if sets else []
    words = " and ".join(parts)
    return f"{words[:1].upper()}{words[1:]}."


def _opens(scenario: Scenario, name: str) -> str:
    """Return the instruction that opens the switch containing a fact; empty for other facts."""
    lib = scenario.library
    if name not in lib.facts or not lib.facts[name].switch:
        return ""
    whole = lib.texts["switches"][lib.facts[name].switch]["label"]
    return f"select **{whole}**, open **Its 2 facts**, and "


def _together(names: list[str]) -> str:
    """Return names as a list inside an instruction: `A, B, and C`."""
    *most, last = names
    return f"{', '.join(most)}{',' * (len(most) > 1)} and {last}" if most else last


class Tries:
    """The tries of one laboratory: the current one, the learner's predictions, and the changes made."""

    def __init__(
        self, scenario: Scenario, node: str, name: str, attempts: Iterable[Attempt]
    ) -> None:
        self.scenario, self.node = scenario, node
        self.every = walked(scenario, node, attempts)
        self.task = f"try/{scenario.start}/{name}/"
        self.at, self.open = 0, False
        self.said: dict[int, str] = {}  # number of the try -> prediction
        self.made: set[int] = set()
        if self.every:
            KEEPER.join(self)

    def look(self) -> None:
        """Record that the change of the current try has been made, if it has."""
        if self.every and self.scenario.now == self.every[self.at].after:
            self.made.add(self.at)

    @property
    def asking(self) -> bool:
        """Return whether the current try still awaits a prediction or its change."""
        return bool(self.every) and not self.open and self.at not in self.made

    @property
    def hidden(self) -> frozenset[str]:
        """Return the facts whose displayed weight would reveal the answer."""
        return self.every[self.at].facts if self.asking else frozenset()

    @property
    def _ask(self) -> str:
        name = explain.inside(self.scenario.library.nodes[self.node].name)
        return f"What will {'the finding' if _NO_NOUN.search(name) else name} be then?"

    def shown(self) -> dict[str, Any]:
        """Return the current try as the page displays it: question, prediction, and result."""
        if not self.every or self.open:
            return {"open": self.open and bool(self.every)}
        one, lib = self.every[self.at], self.scenario.library
        point = lib.nodes[self.node]
        said, made = self.said.get(self.at, ""), self.at in self.made
        return {
            "at": self.at,
            "of": len(self.every),
            "do": one.words,
            "ask": self._ask,
            "options": [(s.value, explain.status_word(point, s, lib)) for s in Status],
            "said": said,
            "word": explain.status_word(point, Status(said), lib) if said else "",
            "made": made,
            "then": one.then if made else "",
            "right": made and said == one.status.value,
            "ready": made or self.scenario.now == one.before,
        }

    def say(self, answer: str) -> None:
        """Record a prediction; it is ignored once the change is made."""
        if self.asking and answer in [status.value for status in Status]:
            self.said[self.at] = answer
            asked = f"{self.every[self.at].words} {self._ask}".replace("*", "")
            KEEPER.note(f"{self.task}{self.at}", "try", answer, asked)

    def go(self, to: int) -> None:
        """Go to another try, with the facts from which it starts."""
        if 0 <= to < len(self.every):
            self.at, self.open = to, False
            self.scenario.to(self.every[to].before)
            self.made.discard(to)

    def show(self) -> None:
        """Make the change of the current try, as a teacher does before a class."""
        self.scenario.to(self.every[self.at].after)

    def resume(self, entries: list[Entry]) -> None:
        """Restore earlier predictions and go to the first try without one."""
        for number in range(len(self.every)):
            entry = latest(entries, f"{self.task}{number}")
            if entry and entry.answer in [status.value for status in Status]:
                self.said[number] = entry.answer
        self.at = min(len(self.said), len(self.every) - 1)
        if len(self.said) == len(self.every):
            self.made.add(self.at)
