"""Arguments from precedent in three plies: cite; distinguish or answer with another case; rebut.

Only decided cases in the data, and only differences that are really there (after HYPO and CATO, the
classic programs that argue from cases): each side cites the case nearest to the facts, the other side
names what sets it apart and a case the other way, and the first side answers from further cases.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .analysis import Analysis, analyze
from .doctrine import OTHER, facts_under
from .explain import (
    court_and_year,
    day_words,
    fact_phrase,
    inside,
    label_words,
    listed,
    place,
    rule_words,
    status_word,
    value_words,
)  # fmt: skip
from .library import FORUM
from .model import Answer, Range, Side, Status
from .precedent import Precedent, edges, precedents

Move = Literal["cite", "distinguish", "counter-example", "rebut"]


@dataclass(frozen=True)
class Ply:
    """One move of an argument: who speaks, what is said, and the passages and status it stands on."""

    number: int
    side: Side
    move: Move
    text: str
    cases: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    verified: str = ""


def argue(found: Analysis, node: str, side: Side) -> tuple[Ply, ...]:
    """Argue one point for one side, with the other side's answer and the rebuttal."""
    return _Argument(found, node, side).plies()


def arguments(
    facts: Mapping[str, Any],
    node: str,
    side: Side | str = Side.PLAINTIFF,
    law_as_of: dt.date | str | None = None,
    stage: str = "motion_to_dismiss",
    court: str = "",
) -> tuple[Ply, ...]:
    """Argue one point of the law of a date for one side; see `analyze` for the arguments."""
    found = analyze(facts, law_as_of, stage, court=court)
    found.known(node)
    return argue(found, node, Side(side))


class _Argument:
    def __init__(self, found: Analysis, node: str, side: Side) -> None:
        self.found, self.node, self.side = found, node, side
        self.law, self.facts, self.lib = found.law, found.facts, found.law.library
        self.cases = precedents(self.law, node)
        self.binds = self.lib.courts[found.court].bound_by
        self.name = inside(self.law.nodes[node].name)

    def plies(self) -> tuple[Ply, ...]:
        mine, theirs = self.best(self.side), self.best(OTHER[self.side])
        if mine is None:
            first = [self.ply(1, self.side, "cite", self.from_rule(self.side))]
        else:
            first = [self.ply(1, self.side, "cite", self.citing(mine), mine)]
        second, third = [], []
        other = OTHER[self.side]
        if mine is not None:
            second.append(self.ply(2, other, "distinguish", self.distinguishing(mine), mine))
        if theirs is not None:
            text = self.citing(theirs, again=True)
            second.append(self.ply(2, other, "counter-example", text, theirs))
        if mine is None and theirs is None:
            second.append(self.ply(2, other, "distinguish", self.from_rule(other)))
        if mine is not None:
            third += self.answers(mine)
        if theirs is not None:
            third.append(self.ply(3, self.side, "rebut", self.distinguishing(theirs), theirs))
        if not third:
            text = f"No case here answers that for {self.speaker(self.side)}; the argument rests on the rule."
            third.append(self.ply(3, self.side, "rebut", text))
        return (*first, *second, *third)

    # --- which case ---------------------------------------------------------------------------
    def best(self, side: Side) -> Precedent | None:
        """The case nearest to these facts: it shares some, is good law, binds, and differs least."""
        held = [p for p in self.cases if p.winner is side]
        return min(held, key=self.distance, default=None)

    def distance(self, p: Precedent) -> tuple[bool, bool, bool, int, int]:
        binds, common = p.court in self.binds, self.common(p)
        return not common, not p.good, not binds, len(p.distinctions(self.facts)), -len(common)

    def common(self, p: Precedent) -> list[str]:
        """Facts that bear on the point and are surely there in both cases."""
        theirs = self.lib.patterns[p.case.id]
        bearing = dict.fromkeys(name for name, _ in edges(self.law, self.node))
        bearing |= dict.fromkeys(sorted(facts_under(self.law, self.node)))
        return [
            name
            for name in bearing
            if name in p.case.facts
            and not p.case.facts[name].of
            and (
                (_there(self.facts[name]) and _there(theirs[name]))
                or (
                    self.lib.facts[name].kind == "choice"
                    and name != FORUM  # to be in the same forum is not to be alike
                    and self.facts[name] == theirs[name] != "unknown"
                )
            )
        ]

    # --- what is said -------------------------------------------------------------------------
    def ply(
        self, number: int, side: Side, move: Move, text: str, p: Precedent | None = None
    ) -> Ply:
        if p is None:
            return Ply(number, side, move, text, (), tuple(self.law.nodes[self.node].rule[:1]))
        how = p.holding.verified.words if p.holding.verified else ""
        shared = set(self.common(p))
        near = [
            passage
            for name, edge in edges(self.law, self.node)
            if name in shared
            for passage in edge.passages
            if passage in p.holding.passages
        ]
        passages = tuple((near or p.holding.passages)[:1])
        return Ply(number, side, move, text, (p.case.id,), passages, how)

    def speaker(self, side: Side) -> str:
        return self.lib.texts["side_words"][side.value]

    def phrases(self, names: Iterable[str], p: Precedent, there: bool = False) -> str:
        """Facts here, or there, in words; a figure with both; a place by its name if it is the same."""
        theirs = self.lib.patterns[p.case.id]
        home = place(self.lib, theirs, p.case.place)
        where = home if there else self.found.place if self.found.place == home else "the forum"
        found = []
        for name in names:
            fact, mine = self.lib.facts[name], self.facts[name]
            if isinstance(mine, Range) and isinstance(theirs[name], Range) and mine != theirs[name]:
                here, then = (value_words(v, fact.kind) for v in (mine, theirs[name]))
                label = inside(label_words(fact, where))
                found.append(f"{label} (here {here}, in {p.case.short} {then})")
            else:
                value = theirs[name] if there else mine
                found.append(fact_phrase(self.lib, name, value, where))
        return listed(found)

    def held(self, p: Precedent) -> str:
        status = Status.MET if p.winner is Side.PLAINTIFF else Status.NOT_MET
        return f"{self.name} was {status_word(self.law.nodes[self.node], status, self.lib).lower()}"

    def citing(self, p: Precedent, again: bool = False) -> str:
        court = self.lib.courts[self.found.court].name
        how = f"which does not bind but may persuade {court}"
        if p.court in self.binds:
            how = f"which binds {court}"
        if p.court == self.found.court:
            how = "this court's own decision"
        start = "On the other side stands" if again else "The nearest case is"
        text = f"{start} {p.case.short} ({court_and_year(self.lib, p.case)}), {how}."
        if common := self.common(p):
            text += f" Here as there: {self.phrases(common, p)}."
        else:
            text += " It shares no fact with this one that is shown in both."
        text += f" The court held that {self.held(p)}."
        if not p.good:
            text += f" {self.treated(p)}"
        if p.controls(self.facts) and p.good:
            text += (
                f" All the facts that the court said were enough are here: {p.holding.reason.words}"  # type: ignore[union-attr]
            )
        elif not p.distinctions(self.facts):
            text += f" Nothing sets this case apart from {p.case.short}; these facts are at least as strong."
        return text

    def treated(self, p: Precedent) -> str:
        authority = self.lib.authorities[p.case.authority]
        notes = [
            f"{p.case.short} was {t.word} on {day_words(t.since)}"
            for t in authority.treatment
            if t.since <= self.law.as_of and t.word in ("reversed", "overruled in part")
        ]
        return f"{listed(notes)}."

    def distinguishing(self, p: Precedent) -> str:
        """What sets a case apart, in the mouth of the side that lost it."""
        lacking, added = p.lacking(self.facts), p.added(self.facts)
        theirs = self.lib.patterns[p.case.id]
        shown = [n for n in lacking if n in p.case.facts and _there(theirs[n])]
        other = [
            n
            for n in lacking
            if self.lib.facts[n].kind == "choice"
            and "unknown" not in (self.facts[n], theirs[n])
            and n in p.case.facts
        ]
        here = [n for n in added if n in p.case.facts and _there(self.facts[n])]
        unread = [n for n in added if n not in p.case.facts and _there(self.facts[n])]
        parts = []
        if not p.good:
            parts.append(self.treated(p))
        if shown:
            parts.append(
                f"In {p.case.short} there was more than is shown here: "
                f"{self.phrases(shown, p, there=True)}."
            )
        if here:
            parts.append(
                f"Here there is more than was shown in {p.case.short}: {self.phrases(here, p)}."
            )
        if other:
            parts.append(f"{p.case.short} differs: {self.phrases(other, p, there=True)}.")
        if unread:
            parts.append(
                f"Here also: {self.phrases(unread, p)}. Whether that was so in {p.case.short} is not in "
                "what we have read."
            )
        if missing := [n for n in p.missing(self.facts) if n not in shown]:
            parts.append(
                f"{p.case.short} is distinguishable: of the facts on which its court rested, these are "
                f"not shown here: {self.phrases(missing, p, there=True)}."
            )
        if not parts and (silent := p.distinctions(self.facts)):
            names = [inside(label_words(self.lib.facts[n], "the forum")) for n in silent[:3]]
            more = " and more" if len(silent) > 3 else ""
            parts.append(
                f"Nothing that is shown sets this case apart from {p.case.short}; but too little is "
                f"known, here or there, of {listed(names)}{more}, and so {p.case.short} is not alike on "
                "every fact."
            )
        if p.court not in self.binds:
            parts.append(f"{p.case.short} does not bind this court, which may decide otherwise.")
        if not parts:
            parts.append(f"{p.case.short} cannot be distinguished on any fact.")
        return " ".join(parts)

    def answers(self, p: Precedent) -> list[Ply]:
        """For each difference that was named: another case without it, or the court's own word for it."""
        theirs = self.lib.patterns[p.case.id]
        kinds = dict(edges(self.law, self.node))
        others = [
            q for q in self.cases if q.winner is p.winner and q.good and q.case.id != p.case.id
        ]
        unneeded: dict[str, tuple[Precedent, list[str]]] = {}
        found = []
        for name in (n for n in p.lacking(self.facts) if _there(theirs[n])):
            without = [q for q in others if self.lib.patterns[q.case.id][name] is Answer.NO]
            if without:
                unneeded.setdefault(without[0].case.id, (without[0], []))[1].append(name)
                continue
            edge = kinds.get(name)
            if edge and edge.characterisation in ("confirms", "relevant additional factor"):
                words = self.lib.texts["characterisations"][edge.characterisation]
                point = self.phrases([name], p, there=True)
                text = f"One of these ({point}) does not carry the point by itself: {words}."
                how = edge.verified.words if edge.verified else ""
                found.append(Ply(3, self.side, "rebut", text, (), tuple(edge.passages[:1]), how))
        for q, names in unneeded.values():
            text = (
                f"That was not needed in {q.case.short} ({court_and_year(self.lib, q.case)}), which was "
                f"without it ({self.phrases(names, p, there=True)}); still {self.held(q)}."
            )
            found.append(self.ply(3, self.side, "rebut", text, q))
        if not found and not p.distinctions(self.facts):
            text = f"{p.case.short} stands: nothing was said that sets this case apart from it."
            found.append(self.ply(3, self.side, "rebut", text, p))
        return found

    def from_rule(self, side: Side) -> str:
        """What can be said without a case: that there is none, and what the rule asks."""
        text = f"No case here decided {self.name} for {self.speaker(side)}."
        status = self.found.status(self.node)
        wins = Status.MET if side is Side.PLAINTIFF else Status.NOT_MET
        if status is wins:
            how = f"The rule itself settles it for {self.speaker(side)}"
        elif status is Status.OPEN:
            how = "The point is open"
        else:
            how = "The rule points the other way"
        return f"{text} {how}: {rule_words(self.found[self.node])}"


def _there(value: object) -> bool:
    return value is Answer.YES or (isinstance(value, Range) and value.low > 0)
