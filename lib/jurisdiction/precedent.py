"""Decide whether a decided case controls the present facts.

A case controls by its reason (the reason model of Horty and Bench-Capon): all the facts that the
court said were enough are present, and nothing on the other side is stronger than in that case. A
weaker description, Horty's result model, is kept as well: a case is alike if the present one is no
weaker for the winner on any recorded fact. Both compare fact by fact and never add anything up.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import NamedTuple

from .doctrine import Law, Trace, asked_under, could_be, facts_under, under
from .library import Facts, FactValue, Library, fact_value
from .model import DECIDED, Answer, Case, Cause, Edge, Holding, Range, Side, Status


@functools.cache
def edges(law: Law, node: str) -> tuple[tuple[str, Edge], ...]:
    """Return how each fact bears on a node or on anything under it, at this date."""
    names, facts = under(law, node), law.library.facts.values()
    return tuple(
        (fact.id, edge)
        for fact in facts
        for edge in fact.bears_on
        if edge.node in names and in_force(law, edge)
    )


def in_force(law: Law, edge: Edge) -> bool:
    """Return whether a fact's bearing on a node is law at this date."""
    began = not edge.since or (edge.since <= law.as_of and edge.source not in law.without)
    return began and not (edge.until and edge.until <= law.as_of)


class Point(NamedTuple):
    """One fact in a precedent: its value, whether the case states it, and whether it helped the winner."""

    fact: str
    theirs: FactValue
    coded: bool
    helps: bool


@dataclass(frozen=True)
class Precedent:
    """A court's holding on a node, in the form used for comparison with other facts.

    `reason` holds the facts that the court said were enough, with their values; without a reason,
    the case never controls.
    """

    case: Case
    holding: Holding
    court: str
    good: bool
    points: tuple[Point, ...]
    choices: tuple[tuple[str, FactValue | None], ...]
    reason: tuple[tuple[str, FactValue], ...] = ()
    # the loser's presumed choices and denials, with the values that add nothing
    turns: tuple[tuple[str, frozenset[FactValue]], ...] = ()

    @property
    def winner(self) -> Side:
        return Side.PLAINTIFF if self.holding.disposition == "met" else Side.DEFENDANT

    @property
    def remembered(self) -> bool:
        """Return whether the holding is known only from memory, so that it persuades at most."""
        known = [self.holding.verified, self.holding.reason and self.holding.reason.verified]
        return any(v and v.how == "memory" for v in known)

    def missing(self, facts: Facts) -> tuple[str, ...]:
        """Return the facts of the reason that are not certainly present here."""
        wins = self.winner is Side.PLAINTIFF
        return tuple(
            n for n, theirs in self.reason if not _certainly_present(facts[n], theirs, wins)
        )

    def controls(self, facts: Facts) -> bool:
        """Return whether the reason is present, and the other side is no stronger than in the case."""
        return bool(self.reason) and not self.missing(facts) and not self.stronger(facts)

    def stronger(self, facts: Facts) -> tuple[str, ...]:
        """Return what helps the other side here, or may help it, and was not shown in the case.

        A presumed choice that differs here helps the side that has to show it, and so does a
        denial where silence was enough in the case.
        """
        more = tuple(p.fact for p in self.points if not p.helps and _stronger(facts[p.fact], p))
        return more + tuple(name for name, same in self.turns if facts[name] not in same)

    def lacking(self, facts: Facts) -> tuple[str, ...]:
        """Return the winner's facts that are not certain here, and differing choices."""
        weaker = {p.fact for p in self.points if p.helps and not _as_strong(facts[p.fact], p)}
        other = {name for name, theirs in self.choices if facts[name] != theirs}
        return tuple(sorted(weaker | other))

    def added(self, facts: Facts) -> tuple[str, ...]:
        """Return the facts the loser has here, or may have, that were not certain in the case."""
        return tuple(
            sorted(p.fact for p in self.points if not p.helps and not _as_strong(facts[p.fact], p))
        )

    def distinctions(self, facts: Facts) -> tuple[str, ...]:
        """Return the facts that distinguish a state from this precedent; none if they are alike."""
        return tuple(sorted({*self.lacking(facts), *self.added(facts)}))

    def apart(self, facts: Facts) -> bool:
        """Return whether any fact distinguishes a state from this precedent."""
        return any(facts[name] != theirs for name, theirs in self.choices) or any(
            not _as_strong(facts[p.fact], p) for p in self.points
        )


def _certainly_present(mine: FactValue, theirs: FactValue, at_least: bool) -> bool:
    """Return whether a fact of a reason is certainly present; a figure must reach the same bound."""
    if isinstance(theirs, Range):
        return isinstance(mine, Range) and (
            mine.low >= theirs.low if at_least else mine.high <= theirs.high
        )
    if theirs is Answer.UNKNOWN:  # the reason is that the fact was not shown
        return mine is not Answer.YES
    return mine == theirs


def _stronger(mine: FactValue, point: Point) -> bool:
    """Return whether a fact that helps the other side may be present and was not in the case.

    A fact that is unknown in both cases does not make this case stronger.
    """
    theirs = point.theirs
    if isinstance(mine, Range):
        return mine.high > (theirs.high if isinstance(theirs, Range) else 0)
    if mine is Answer.YES:
        return theirs is not Answer.YES
    return mine is not Answer.NO and (isinstance(theirs, Range) or theirs is Answer.NO)


def _as_strong(mine: FactValue, point: Point) -> bool:
    """Return whether the state is at least as strong for the winner as the precedent, on one fact.

    A fact that helps the winner must be present if the precedent may have had it; one that hurts
    must be absent unless the precedent certainly had it and the winner still won. A fact that the
    precedent states to be unknown was not relied on. A fact or a choice, such as the weight of a
    factor, that the precedent does not state prevents the comparison.
    """
    theirs = point.theirs
    if isinstance(mine, Range):  # a figure on one side only cannot be compared
        return isinstance(theirs, Range) and (
            mine.low >= theirs.low if point.helps else mine.high <= theirs.low
        )
    if point.helps:
        absent = theirs is Answer.NO or (point.coded and theirs is Answer.UNKNOWN)
        return mine is Answer.YES or absent
    return mine is Answer.NO or theirs is Answer.YES


def reason(lib: Library, holding: Holding) -> tuple[tuple[str, FactValue], ...]:
    """Return the facts that a court said were enough for a holding, with their values."""
    if holding.reason is None:
        return ()
    stated = holding.reason.facts
    return tuple((n, fact_value(lib.facts[n], v, f"reason, {n}")) for n, v in stated.items())


@functools.cache
def precedents(law: Law, node: str) -> tuple[Precedent, ...]:
    """Return every case, in any court, that had decided this node by this date; the most recent first."""
    lib, found = law.library, []
    under = asked_under(law, node)  # cases are compared on a conclusion, not on its premises
    behind = facts_under(law, node) - under
    sides = {
        (name, edge.side)
        for name, edge in edges(law, node)
        if edge.side is not Side.NEUTRAL and name not in behind
    }
    named = {name for name, _ in edges(law, node)}
    choices = [name for name in lib.facts if name in under and lib.facts[name].kind == "choice"]
    presumed = {name: lib.facts[name].presumed for name in choices}
    sides |= {(name, Side.PLAINTIFF) for name in under - named - {*choices}}
    denials = _denials(law, node)
    for case in lib.cases.values():
        authority = lib.authorities[case.authority]
        if authority.decided > law.as_of or authority.id in law.without:
            continue
        for holding in case.holdings:
            if holding.node != node or holding.disposition not in DECIDED:
                continue
            theirs = lib.patterns[case.id]
            winner = Side.PLAINTIFF if holding.disposition == "met" else Side.DEFENDANT
            points = []
            for name, side in sorted(sides):
                stated = case.facts.get(name)
                coded = bool(stated and not stated.of)  # a share of sales is not a share of traffic
                value = theirs[name] if coded else Answer.UNKNOWN
                points.append(Point(name, value, coded, side is winner))
            good = not any(
                t.since <= law.as_of
                and t.by not in law.without
                and t.word in ("reversed", "superseded", "overruled in part")
                and (not t.points or node in t.points)
                for t in authority.treatment
            )
            found.append(
                Precedent(
                    case, holding, authority.court, good, tuple(points),
                    tuple((n, theirs[n] if n in case.facts or presumed[n] else None) for n in choices),
                    reason(lib, holding),
                    tuple(
                        (n, frozenset({theirs[n], presumed[n], Answer.UNKNOWN}))
                        for n in choices
                        if presumed[n] and lib.facts[n].shown_by != winner.value
                    )
                    + tuple(
                        (n, frozenset({theirs[n], *Answer} - {denial}))
                        for n, denial in denials.items()
                        if winner is Side.PLAINTIFF and theirs[n] is not denial
                    ),
                )
            )  # fmt: skip
    return tuple(
        sorted(found, key=lambda p: lib.authorities[p.case.authority].decided, reverse=True)
    )


def _denials(law: Law, node: str) -> dict[str, Answer]:
    """Return the answers that defeat a point by themselves, for facts on which silence defeats nothing."""
    quiet = {law.nodes[name].fact for name in under(law, node) if law.nodes[name].silent}
    return {
        name: answer
        for name in quiet
        if name and law.library.facts[name].kind == "yes_no"
        for answer in (Answer.YES, Answer.NO)
        if _defeated(law, node, name, answer)
    }


def _defeated(law: Law, node: str, fact: str, answer: Answer) -> bool:
    """Return whether one answer defeats a point whatever else is found."""
    point = law.nodes[node]
    if point.fact == fact:
        return not could_be(point, answer)[0]
    under_it = [_defeated(law, child, fact, answer) for child in law.children[node]]
    if point.all_of:
        return any(under_it)
    return bool(point.any_of) and all(under_it)


class Standing(NamedTuple):
    """The force of precedent on a finding: *controls*, *supported*, *conflict*, or *open*.

    `binding` holds the cases that control; `persuasive`, those that would control if they bound the
    court or were known better; `alike`, those that were no stronger on any recorded fact.
    """

    word: str
    binding: tuple[str, ...] = ()
    persuasive: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


def standing(
    law: Law, facts: Facts, node: str, trace: Trace, i: int = 0, court: str = ""
) -> Standing:
    """Return whether a precedent controls a finding for a court, and which cases do.

    trace: the value of every point; i: the state in question. If a factor of the balance follows
    another point, no precedent in which that point was met controls a state in which it is not. Nor
    does any precedent control a point that the rule leaves to judgment because less is present than
    in any decided case.
    """
    lib, status = law.library, trace[node].status(i)
    factors = (f for f in lib.factors.values() if f.of == node and f.follows)
    behind = any(trace[str(f.follows)].status(i) is not Status.MET for f in factors)
    why = trace[node].why(i)  # empty unless the point is open
    held = [
        p
        for p in precedents(law, node)
        if p.good and not (behind and p.holding.disposition == "met")
    ]
    alike = tuple(p.case.id for p in held if not p.apart(facts))
    held = [p for p in held if Cause.JUDGMENT not in why and p.controls(facts)]
    bound_by = lib.courts[court or law.court].bound_by
    binding = [p for p in held if p.court in bound_by and not p.remembered]
    names = tuple(p.case.id for p in binding)
    others = tuple(p.case.id for p in held if p not in binding)
    # Two results, or one that the law as a whole leaves unsettled: binding authority conflicts.
    if len({p.holding.disposition for p in binding}) > 1 or (binding and Cause.LAW in why):
        return Standing("conflict", names, others, alike)
    if binding:
        return Standing("controls", names, others, alike)
    word = "open" if status is Status.OPEN else "supported"
    return Standing(word, (), others, alike)
