"""Find the smallest changes that alter a finding, the effect of each unknown, and the sensitivity map.

Every result is exact. The tree yields candidate sets of changes.
Each set is then evaluated like any other state; a set that fails because its changes conflict is
extended until it succeeds.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import or_
from typing import Any, NamedTuple

from . import figures
from .analysis import Analysis, analyze
from .doctrine import (
    Law,
    States,
    Trace,
    bearers,
    concluded,
    contradicted,
    could_be,
    facts_under,
    result,
    states,
    under,
    variants,
)
from .library import FORUM, Facts, FactValue, Library, blank, parts, surely
from .model import Answer, Cause, Node, Range, Side, Status


class Change(NamedTuple):
    """A change of one fact to any of several values with the same effect on the node."""

    fact: str
    values: tuple[FactValue, ...]


Changes = tuple[Change, ...]


@dataclass(frozen=True)
class Flips:
    """All smallest sets of changes that give a node each other status."""

    node: str
    status: Status
    to: Mapping[Status, tuple[Changes, ...]]

    @property
    def reverse(self) -> tuple[Changes, ...]:
        """Return the smallest changes that reverse a settled finding; none for an open finding."""
        opposite = {Status.MET: Status.NOT_MET, Status.NOT_MET: Status.MET}
        return self.to[opposite[self.status]] if self.status in opposite else ()

    @property
    def unsettle(self) -> tuple[Changes, ...]:
        """Return the smallest changes that make a settled finding open; none for an open finding."""
        return self.to.get(Status.OPEN, ())


# --- the values of a fact that matter to a node ---------------------------------------------------
@functools.cache
def classes(law: Law, node: str, fact: str) -> tuple[tuple[FactValue, ...], ...]:
    """Return the known values of a fact, grouped so that no test under the node distinguishes a group."""
    lib, names = law.library, under(law, node)
    tests = [n for n in law.nodes.values() if n.id in names and fact in (n.fact, n.case_of)]
    limits = [c.all[fact] for c in lib.contradictions.values() if fact in c.all]
    limits += [
        one.when[fact] for f in lib.facts.values() for one in f.concluded if fact in one.when
    ]
    groups: dict[tuple[object, ...], list[FactValue]] = {}
    for value in _values(lib, fact, tests):
        told = [value if n.case_of else could_be(n, value) for n in tests]
        groups.setdefault((*told, *(surely(what, value) for what in limits)), []).append(value)
    return tuple(tuple(group) for group in groups.values())


def _values(lib: Library, name: str, tests: Iterable[Node]) -> list[FactValue]:
    fact = lib.facts[name]
    if fact.kind == "yes_no":
        return [Answer.YES, Answer.NO]
    if fact.kind == "choice":
        return list(fact.options)
    top, step = figures.TOP[fact.kind], figures.STEP[fact.kind]
    bounds = sorted({n.at_least for n in tests if n.at_least} | {step})
    between = (Range(low, high - step) for low, high in itertools.pairwise(bounds))
    return [Range(0, 0), *between, Range(bounds[-1], top)]


def _inside(value: FactValue, group: tuple[FactValue, ...]) -> bool:
    first, last = group[0], group[-1]
    if isinstance(value, Range) and isinstance(first, Range) and isinstance(last, Range):
        # Figures are grouped in ascending order, so a value between two of a group belongs to it.
        return first.low <= value.low and value.high <= last.high
    return value in group


def alternatives(law: Law, facts: Facts, node: str, fact: str) -> list[Change]:
    """Return every change of one fact to a different known value.

    Changing the forum does not count, because every forum-related fact would then be unknown.
    """
    if fact == FORUM and facts[fact] != "unknown":
        return []
    return [Change(fact, g) for g in classes(law, node, fact) if not _inside(facts[fact], g)]


# --- the smallest changes -------------------------------------------------------------------------
def flips(law: Law, facts: Facts, node: str, locked: Collection[str] = ()) -> Flips:
    """Return all smallest sets of changes that give a node another status, with locked facts held fixed."""
    held = {part for name in locked for part in parts(law.library, name)}
    for name in held:
        law.library.known("facts", name, "locked")
    status = Trace(law, states(law.library, [facts]))[node].status()
    wanted = [s for s in Status if s is not status]
    return Flips(node, status, {s: smallest(law, facts, node, s, held) for s in wanted})


@functools.lru_cache(maxsize=4)
def flips_on(analysis: Analysis, node: str, locked: frozenset[str] = frozenset()) -> Flips:
    """Return the smallest changes for an analysis; cached for the views that show them."""
    return flips(analysis.law, analysis.facts, node, locked)


def smallest_flips(
    facts: Mapping[str, Any],
    node: str = "",
    law_as_of: dt.date | str | None = None,
    stage: str = "motion_to_dismiss",
    locked: Collection[str] = (),
) -> Flips:
    """Return all smallest changes on one point (by default, the outcome).

    locked: facts, or switches, that a change may not touch.
    """
    analysis = analyze(facts, law_as_of, stage)
    node = analysis.known(node or analysis.outcome.node.id)
    return flips(analysis.law, analysis.facts, node, locked)


def inferences(analysis: Analysis, node: str) -> tuple[Changes, ...]:
    """Return all smallest sets of inferences, of kinds a court has drawn before, that would meet a point.

    None if the stage draws no inference for the plaintiff, if another party bears the burden on the
    point, if the record does not leave the point open, or if no such inference suffices.
    """
    law, lib = analysis.law, analysis.library
    ours = bearers(law)[node] == Side.PLAINTIFF.value and lib.stages[analysis.stage].infers
    if not ours or Cause.RECORD not in analysis.causes(node):
        return ()
    unknown = [name for name in lib.facts if analysis.facts[name] is Answer.UNKNOWN]
    drawn = {name: {one.value for one in analysis.inferred(name)} for name in unknown}
    locked = [name for name in lib.facts if not drawn.get(name)]
    sets = smallest(law, analysis.facts, node, Status.MET, locked)

    def to_one(change: Change) -> bool:
        values = (v.value if isinstance(v, Answer) else str(v) for v in change.values)
        return any(value in drawn[change.fact] for value in values)

    return tuple(changes for changes in sets if all(map(to_one, changes)))


def smallest(
    law: Law, facts: Facts, node: str, target: Status, locked: Collection[str] = ()
) -> tuple[Changes, ...]:
    """Return all smallest sets of changes that give a node a status; empty if no change of facts can."""
    search = _Search(law, facts, node, target, frozenset(locked))
    size = 0
    while True:
        found, more = search.of_size(size)
        if found or not more:
            return tuple(sorted(found, key=_order))
        size += 1


def _order(changes: Changes) -> tuple[str, ...]:
    return tuple(f"{change.fact} {change.values}" for change in changes)


Families = list[tuple[int, int]]  # sets of changes as bits, each with the bits that it excludes


class _Search:
    """A search for the sets of changes that give one node one status."""

    def __init__(
        self, law: Law, facts: Facts, node: str, target: Status, locked: frozenset[str]
    ) -> None:
        self.law, self.facts, self.node, self.target, self.locked = law, facts, node, target, locked
        lib = law.library
        under = facts_under(law, node)
        self.tied = [c.all for c in lib.contradictions.values() if under & {*c.all}]
        free = sorted(under.union(*self.tied) - locked)
        self.changes: list[Change] = []
        self.bits: dict[str, list[tuple[int, int, Change]]] = {}
        for name in free:
            mine, first = alternatives(law, facts, node, name), len(self.changes)
            whole = (1 << len(mine)) - 1 << first
            ways = enumerate(mine, first)
            self.bits[name] = [(1 << i, whole & ~(1 << i), c) for i, c in ways]
            self.changes += mine
        columns = states(lib, [facts]).columns
        self.now = {name: next(iter(columns[name])) for name in lib.facts}
        self.never = any(  # fixed facts contradict each other
            all(surely(what, self.now[name]) for name, what in c.all.items())
            for c in lib.contradictions.values()
            if not under & {*c.all}
        )

    def of_size(self, size: int) -> tuple[list[Changes], bool]:
        """Return all successful sets of this size, and whether larger ones may succeed."""
        self.size, self.cut = size, False
        self.memo: dict[tuple[str, str], Families] = {}
        wants = {Status.MET: ["F0"], Status.NOT_MET: ["M0"], Status.OPEN: ["M1", "F1"]}
        goal = self.both(self.limits(), *(self.family(self.node, w) for w in wants[self.target]))
        sets = [self._changes(bits) for bits, _ in goal]
        exact = self._successful([s for s in sets if len(s) == size])
        found = {frozenset(s): s for s in exact}
        for smaller in (s for s in sets if len(s) < size):
            # The set failed alone: its changes conflict with each other or with a limit.
            facts = self.facts | {change.fact: change.values[0] for change in smaller}
            held = self.locked | {change.fact for change in smaller}
            rest = _Search(self.law, facts, self.node, self.target, held)
            more, _ = rest.of_size(size - len(smaller))
            for extra in more:
                both = tuple(sorted((*smaller, *extra), key=lambda c: c.fact))
                found[frozenset(both)] = both
        larger = (self.cut or bool(sets)) and size < len(self.bits)
        return list(found.values()), larger

    def _changes(self, bits: int) -> Changes:
        return tuple(c for i, c in enumerate(self.changes) if bits >> i & 1)

    def _successful(self, sets: list[Changes]) -> list[Changes]:
        if not sets:
            return []
        lib = self.law.library
        rows = [{change.fact: change.values[0] for change in changes} for changes in sets]
        given = variants(lib, self.facts, rows)
        value = Trace(self.law, given)[self.node]
        wrong = contradicted(lib, given)
        return [
            changes
            for i, changes in enumerate(sets)
            if value.status(i) is self.target and not wrong >> i & 1
        ]

    # Families are collections of minimal sets of changes. They are read off the tree on the
    # assumption that a change that helps one part harms no other.
    def both(self, *families: Families) -> Families:
        found: Families = [(0, 0)]
        for family in sorted(families, key=len):
            joined = []
            for a, no_a in found:
                for b, no_b in family:
                    if a & no_b or b & no_a:
                        continue
                    if (a | b).bit_count() > self.size:
                        self.cut = True
                        continue
                    joined.append((a | b, no_a | no_b))
            found = _minimal(joined)
        return found

    def either(self, *families: Families) -> Families:
        return _minimal([one for family in families for one in family])

    def family(self, name: str, want: str) -> Families:
        """Return the changes after which a node could (1) or could not (0) be met (M) or fail (F)."""
        key = (name, want)
        if key not in self.memo:
            self.memo[key] = self._family(name, want)
        return self.memo[key]

    def _family(self, name: str, want: str) -> Families:
        law = self.law
        node = law.nodes.get(name)
        if node is None:
            return [(0, 0)] if want in ("M1", "F1") else []  # no authority of that date: open
        if node.fact:
            side, truth = int(want[0] == "F"), want[1] == "1"
            return self.test(node.fact, lambda v: could_be(node, v)[side] is truth)
        if node.settled:
            so = {"M1": "met", "F0": "met", "M0": "not met", "F1": "not met"}[want]
            return [(0, 0)] if node.settled == so else []
        if node.case_of:
            cases = [
                (self.test(node.case_of, functools.partial(_possible, option)), child, option)
                for option, child in node.cases.items()
            ]
            if want in ("M1", "F1"):
                return self.either(*(self.both(p, self.family(c, want)) for p, c, _ in cases))
            return self.both(
                *(
                    self.either(
                        self.test(node.case_of, lambda v, o=o: not _possible(o, v)),
                        self.family(c, want),
                    )
                    for _, c, o in cases
                )
            )
        children = [self.family(child, want) for child in law.children[name]]
        if not children:
            return [(0, 0)] if want in ("M1", "F1") else []
        together = want in (("M1", "F0") if node.all_of else ("M0", "F1"))
        return self.both(*children) if together else self.either(*children)

    def limits(self) -> Families:
        """Return the sets of changes after which no facts contradict each other."""
        if self.never:
            return []
        return self.both(
            *(
                self.either(
                    *(
                        self.test(name, lambda v, what=what: not surely(what, v))
                        for name, what in every.items()
                    )
                )
                for every in self.tied
            )
        )

    def test(self, name: str, holds) -> Families:  # type: ignore[no-untyped-def]
        """Return the changes after which a test of one fact holds; the empty set if it holds already."""
        if holds(self.now[name]):
            return [(0, 0)]
        if not self.size:
            self.cut = True
            return []
        found = [(b, no) for b, no, c in self.bits.get(name, ()) if holds(c.values[0])]
        # Learning one fact may show that another is absent.
        found += [
            (b, no) for b, no, learned in self.learned if name in learned and holds(learned[name])
        ]
        return _minimal([*found, *self.concluded(name, holds)])

    def concluded(self, name: str, holds) -> Families:  # type: ignore[no-untyped-def]
        """Return the changes of premises after which a test of an unstated fact holds."""
        lib = self.law.library
        if self.facts[name] != blank(lib, name):
            return []
        found, earlier = list[tuple[int, int]](), list[tuple[FactValue, Families]]()
        for one in lib.facts[name].concluded:
            value = result(lib, name, one)
            if holds(value):
                sure = (
                    self.test(n, functools.partial(surely, answers))
                    for n, answers in one.when.items()
                )
                found += self.both(*sure, *(fails for other, fails in earlier if other != value))
            fails = (
                self.test(n, lambda v, n=n, a=answers: v != blank(lib, n) and not surely(a, v))
                for n, answers in one.when.items()
            )
            earlier.append((value, self.either(*fails)))
        if holds(blank(lib, name)):  # some premise must change; the search finds which
            premises = lib.facts[name].premises
            found += [(b, no) for n in premises for b, no, _ in self.bits.get(n, ())]
        own = functools.reduce(or_, (b for b, _, _ in self.bits.get(name, ())), 0)
        return [(b, no | own) for b, no in found]

    @functools.cached_property
    def learned(self) -> list[tuple[int, int, Facts]]:
        """Return, for each change, what it shows about other unknown facts."""
        lib, found = self.law.library, []
        nones = [(b, no, c) for row in self.bits.values() for b, no, c in row]
        for bits, no, change in nones:
            if surely("none", change.values[0]):
                columns = states(lib, [self.facts | {change.fact: change.values[0]}]).columns
                after = {n: next(iter(c)) for n, c in columns.items() if n != change.fact}
                found.append((bits, no, {n: v for n, v in after.items() if v != self.now[n]}))
        return found


def _possible(option: str, value: FactValue) -> bool:
    return value in (option, "unknown")


def _minimal(sets: Families) -> Families:
    """Return the sets without any that contains another."""
    if len(sets) < 2:
        return sets
    found: Families = []
    for bits, no in sorted(set(sets), key=lambda s: s[0].bit_count()):
        if not any(smaller & bits == smaller for smaller, _ in found):
            found.append((bits, no))
    return found


# --- the effect of an unknown, and the map --------------------------------------------------------
@dataclass(frozen=True)
class Worth:
    """The effect of learning one fact on a node: the node's status for each possible answer."""

    fact: str
    to: tuple[tuple[Change, Status], ...]

    def settles(self, status: Status) -> bool:
        """Return whether some answer alone changes the node's status."""
        return any(other is not status for _, other in self.to)


def single_changes(
    law: Law, facts: Facts, nodes: Collection[str], names: Iterable[str]
) -> dict[str, list[Worth]]:
    """Return, for each node, the effect of learning that one fact, or switch, is different.

    A fact has no changes if every other value would contradict the remaining facts.
    """
    lib = law.library
    names = list(names)
    asked = [
        (node, name, change)
        for node in nodes
        for name in names
        if set(parts(lib, name)) <= facts_under(law, node)
        for change in _alternatives(law, facts, node, name)
    ]
    rows = [dict.fromkeys(parts(lib, n), c.values[0]) for _, n, c in asked]
    given: States = variants(lib, facts, rows)
    wrong, trace = contradicted(lib, given), Trace(law, given)
    found: dict[str, dict[str, list[tuple[Change, Status]]]] = {node: {} for node in nodes}
    for i, (node, name, change) in enumerate(asked):
        ways = found[node].setdefault(name, [])
        if not wrong >> i & 1:
            ways.append((change, trace[node].status(i)))
    return {
        node: [Worth(name, tuple(to)) for name, to in rows.items()] for node, rows in found.items()
    }


def _alternatives(law: Law, facts: Facts, node: str, name: str) -> list[Change]:
    """Return the other values of a fact, or of all the facts of a switch together."""
    if name in law.library.facts:
        return alternatives(law, facts, node, name)
    now = {facts[part] for part in parts(law.library, name)}
    return [Change(name, (v,)) for v in (Answer.YES, Answer.NO) if now != {v}]


@functools.lru_cache(maxsize=4)
def map_on(analysis: Analysis, nodes: tuple[str, ...]) -> dict[str, list[Worth]]:
    """Return the sensitivity map: the effect of each fact listed in data/vocabulary.yml on some nodes.

    A switch precedes its facts.
    """
    facts, names = analysis.library.facts, dict[str, None]()
    for name in analysis.library.texts["map"]:
        names |= dict.fromkeys(filter(None, [facts[name].switch, name]))
    return single_changes(analysis.law, analysis.facts, nodes, names)


def unknowns(law: Law, facts: Facts, node: str) -> list[Worth]:
    """Return the effect on a node of each fact that is unknown and does not follow from others."""
    lib = law.library
    now = facts | concluded(lib, states(lib, [facts]))
    names = [n for n in lib.facts if now[n] == blank(lib, n)]
    return single_changes(law, facts, [node], names)[node]
