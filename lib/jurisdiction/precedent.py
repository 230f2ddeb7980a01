"""Precedent as a constraint: is this result compelled by a decided case that was no stronger?

The result model of precedent (Horty): a court is bound where the facts are at least as strong for the
winner as in a binding precedent. Fact by fact, never by sums; a fact not coded in the precedent blocks.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from .doctrine import Law, facts_under
from .library import Facts, below
from .model import DECIDED, Answer, Case, Edge, Holding, Range, Side, Status

BINDING = ("scotus", "ca9")


@dataclass(frozen=True)
class Comparison:
    """One precedent held against a state: how it came out, and the facts that set the state apart."""

    case: Case
    holding: Holding
    distinctions: tuple[str, ...]

    @property
    def forces(self) -> bool:
        return not self.distinctions


@functools.cache
def edges(law: Law, node: str) -> tuple[tuple[str, Edge], ...]:
    """How each fact bears on a node or on anything under it, at this date."""
    names = below(law.library, node) & set(law.order)

    def in_force(edge: Edge) -> bool:
        began = not edge.since or edge.since <= law.as_of
        return edge.node in names and began and not (edge.until and edge.until <= law.as_of)

    facts = law.library.facts.values()
    return tuple((fact.id, edge) for fact in facts for edge in fact.bears_on if in_force(edge))


def compare(
    law: Law, facts: Facts, node: str, courts: tuple[str, ...] = BINDING
) -> list[Comparison]:
    """Hold a state against every binding, still-good case that decided this node by this date."""
    lib, found = law.library, []
    sides = {(name, edge.side) for name, edge in edges(law, node)}
    named = {name for name, _ in sides}
    for name in facts_under(law, node) - named:
        if lib.facts[name].kind != "choice":
            sides.add((name, Side.PLAINTIFF))
    for case in lib.cases.values():
        authority = lib.authorities[case.authority]
        if authority.court not in courts or authority.decided > law.as_of:
            continue
        if authority.id in law.without or any(
            t.since <= law.as_of
            and t.by not in law.without
            and t.word in ("reversed", "overruled in part")
            for t in authority.treatment
        ):
            continue
        for holding in case.holdings:
            if holding.node == node and holding.disposition in DECIDED:
                found.append(
                    Comparison(case, holding, _distinctions(law, facts, case, holding, sides))
                )
    return found


def _distinctions(
    law: Law, facts: Facts, case: Case, holding: Holding, sides: set[tuple[str, Side]]
) -> tuple[str, ...]:
    lib = law.library
    theirs = lib.patterns[case.id]
    winner = Side.PLAINTIFF if holding.disposition == "met" else Side.DEFENDANT
    apart = set()
    for name, side in sides:
        if side is Side.NEUTRAL:
            continue
        stated = case.facts.get(name)
        coded = bool(stated and not stated.of)  # a share of sales is no share of traffic
        helps = side is winner
        there = theirs[name] if coded else Answer.UNKNOWN
        if not _as_strong(facts[name], there, helps, coded):
            apart.add(name)
    for name in facts_under(law, holding.node):
        if lib.facts[name].kind == "choice" and facts[name] != theirs[name]:
            apart.add(name)
    return tuple(sorted(apart))


def _as_strong(mine: object, theirs: object, helps: bool, coded: bool) -> bool:
    """Is the state at least as strong for the winner as the precedent, on one fact?

    A fact that helps the winner must be there if the precedent may have had it; one that hurts must
    be absent unless the precedent surely had it and the winner won all the same. What a precedent
    states to be unknown on its record was not relied on; what it does not state at all blocks.
    """
    if isinstance(mine, Range) or isinstance(theirs, Range):
        if not (isinstance(mine, Range) and isinstance(theirs, Range)):
            return False  # a figure on one side only cannot be compared
        return mine.low >= theirs.low if helps else mine.high <= theirs.low
    if helps:
        absent = theirs is Answer.NO or (coded and theirs is Answer.UNKNOWN)
        return mine is Answer.YES or absent
    return mine is Answer.NO or theirs is Answer.YES


def standing(
    law: Law, facts: Facts, node: str, status: Callable[[str], Status]
) -> tuple[str, tuple[str, ...]]:
    """Say whether a finding is forced, supported, in conflict or open, and by which cases.

    Where a factor of the balance follows another point, no precedent in which that point was met
    forces a state in which it is not.
    """
    factors = (f for f in law.library.factors.values() if f.of == node and f.follows)
    behind = any(status(str(f.follows)) is not Status.MET for f in factors)
    forcing = [c for c in compare(law, facts, node) if c.forces]
    forcing = [c for c in forcing if not (behind and c.holding.disposition == "met")]
    ways = {c.holding.disposition for c in forcing}
    names = tuple(c.case.id for c in forcing)
    if len(ways) > 1:
        return "conflict", names
    if forcing:
        return "forced", names
    return ("open", ()) if status(node) is Status.OPEN else ("supported", ())
