"""Facts and the law of a date -> findings. Pure; one state or thousands at once, by the same code.

Every node is carried as two arrays, *could be met* and *could fail*: over the completions of what is
unknown, can it come out that way? The tree only ever combines nodes upward and never negates one, so
the two arrays are exact: what could be met is met when every unknown goes the plaintiff's way, and all
unknowns can go that way together. Choices that exclude each other are split case by case.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .library import Facts, Library, below
from .model import Answer, Cause, Node, Range, ReaderError, Side, Status

Flags = NDArray[np.bool_]
_BITS = {Cause.RECORD: 1, Cause.LAW: 2, Cause.JUDGMENT: 4}


@dataclass(frozen=True)
class Value:
    """A node over n states: could be met, could fail, and why it is open (bits of `Cause`)."""

    met: Flags
    fail: Flags
    causes: NDArray[np.uint8]

    def status(self, i: int = 0) -> Status:
        if self.met[i] and self.fail[i]:
            return Status.OPEN
        return Status.MET if self.met[i] else Status.NOT_MET

    def why(self, i: int = 0) -> frozenset[Cause]:
        if not (self.met[i] and self.fail[i]):
            return frozenset()
        return frozenset(c for c, bit in _BITS.items() if self.causes[i] & bit)


def _open(met: Flags, fail: Flags, causes: NDArray[np.uint8]) -> Value:
    return Value(met, fail, np.where(met & fail, causes, 0).astype(np.uint8))


# --- the law of a date ----------------------------------------------------------------------------
@dataclass(frozen=True, eq=False)
class Law:
    """The issue tree as it stood on a day: only the conditions then in force."""

    library: Library
    as_of: dt.date
    nodes: Mapping[str, Node]
    children: Mapping[str, tuple[str, ...]]
    without: frozenset[str] = frozenset()

    @functools.cached_property
    def order(self) -> tuple[str, ...]:
        """Every node of the tree, children before parents."""
        done: dict[str, None] = {}

        def visit(name: str) -> None:
            if name not in done:
                for child in self.children[name]:
                    visit(child)
                done[name] = None

        for top in self.library.tops:
            visit(top)
        return tuple(done)


@functools.cache
def _law(library: Library, as_of: dt.date, without: frozenset[str]) -> Law:
    def in_force(node: Node) -> bool:
        began = not node.since or node.since <= as_of
        ended = node.until and node.until <= as_of and node.ended_by not in without
        # A condition that comes from a case left out is left out with it; a general rule that the
        # case merely restates (no date of its own) stays.
        from_it = node.since and node.source in without
        return bool(began and not ended and not from_it)

    nodes = {name: node for name, node in library.nodes.items() if in_force(node)}
    children = {
        name: tuple(child for child in node.children if child in nodes)
        for name, node in nodes.items()
    }
    return Law(library, as_of, nodes, children, without)


def law_at(library: Library, as_of: dt.date, without: Collection[str] = ()) -> Law:
    """The law on a day, leaving out any authority in `without` and every condition from it.

    Raises ReaderError for a day before the first condition in data/doctrine.
    """
    if as_of < library.first_date:
        raise ReaderError(
            "law_as_of",
            f"{as_of.isoformat()} is before the first authority this suite knows.",
            f"Choose {library.first_date.isoformat()} or a later day.",
        )
    return _law(library, as_of, frozenset(without))


def law_before(library: Library, case_id: str) -> Law:
    """The law a court had before it in a case: its day, without the case and what comes from it."""
    authority = library.cases[case_id].authority
    return law_at(library, library.authorities[authority].decided, {authority})


# --- facts as arrays ------------------------------------------------------------------------------
@dataclass(frozen=True)
class States:
    """n states of facts as arrays: for answers and choices what each could be, for figures the range."""

    n: int
    could: Mapping[tuple[str, str], Flags]
    low: Mapping[str, NDArray[np.float64]]
    high: Mapping[str, NDArray[np.float64]]


def states(library: Library, rows: Collection[Facts]) -> States:
    """Lay out complete facts (see `library.complete`) as arrays, one row a state."""
    could: dict[tuple[str, str], Flags] = {}
    low: dict[str, NDArray[np.float64]] = {}
    high: dict[str, NDArray[np.float64]] = {}
    for name, fact in library.facts.items():
        column = [row[name] for row in rows]
        if fact.kind == "yes_no":
            could[name, "yes"] = np.array([v is not Answer.NO for v in column])
            could[name, "no"] = np.array([v is not Answer.YES for v in column])
        elif fact.kind == "choice":
            for option in fact.options:
                could[name, option] = np.array([v in (option, "unknown") for v in column])
        else:
            top = 1.0 if fact.kind == "share" else np.inf
            low[name] = np.array([v.low if isinstance(v, Range) else 0.0 for v in column])
            high[name] = np.array([v.high if isinstance(v, Range) else top for v in column])
    # A share of nothing is no views, and views are a share: the two are zero together.
    for name, fact in library.facts.items():
        for a, b in ((name, fact.zero_with), (fact.zero_with, name)) if fact.zero_with else ():
            high[a] = np.where(high[b] == 0, 0.0, high[a])
            low[a] = np.where((low[b] > 0) & (low[a] == 0), np.finfo(float).tiny, low[a])
    return States(len(rows), could, low, high)


# --- evaluation -----------------------------------------------------------------------------------
Trace = dict[str, Value]


def evaluate(law: Law, given: States, closed: bool = False) -> Trace:
    """Find every node of the tree in every state.

    With `closed`, the record closes: what is unknown goes against whoever bears the burden, and
    what is open in law or judgment stays open.
    """
    trace: Trace = {}
    bears = burdens(law)
    for name in law.order:
        trace[name] = _value(law, name, given, closed, bears[name], trace)
    return trace


def _value(law: Law, name: str, given: States, closed: bool, burden: Side, trace: Trace) -> Value:
    node, n = law.nodes[name], given.n
    if node.unanswered:
        yes = np.ones(n, bool)
        return _open(yes, yes, np.full(n, _BITS[Cause(node.unanswered)], np.uint8))
    if node.settled:
        yes = np.full(n, node.settled == "met")
        return _open(yes, ~yes, np.zeros(n, np.uint8))
    if node.fact:
        met, fail = _test(law, node, given)
        if closed:
            unknown = met & fail
            met = met & ~unknown if burden is Side.PLAINTIFF else met
            fail = fail & ~unknown if burden is Side.DEFENDANT else fail
        return _open(met, fail, np.full(n, _BITS[Cause.RECORD], np.uint8))
    below_it = [trace[child] for child in law.children[name]]
    causes = functools.reduce(np.bitwise_or, (v.causes for v in below_it), np.zeros(n, np.uint8))
    if node.case_of:
        return _case_of(law, node, given, closed, burden, trace, causes)
    if node.all_of:
        met = functools.reduce(np.logical_and, (v.met for v in below_it), np.ones(n, bool))
        fail = functools.reduce(np.logical_or, (v.fail for v in below_it), np.zeros(n, bool))
    else:
        met = functools.reduce(np.logical_or, (v.met for v in below_it), np.zeros(n, bool))
        fail = functools.reduce(np.logical_and, (v.fail for v in below_it), np.ones(n, bool))
    return _open(met, fail, causes)


def _test(law: Law, node: Node, given: States) -> tuple[Flags, Flags]:
    """What a base fact could show: an answer, or a figure against a bound."""
    name = str(node.fact)
    if law.library.facts[name].kind == "yes_no":
        other = "no" if node.answer == "yes" else "yes"
        return given.could[name, node.answer], given.could[name, other]
    if node.one_of:
        options = law.library.facts[name].options
        met = functools.reduce(np.logical_or, (given.could[name, o] for o in node.one_of))
        others = [given.could[name, o] for o in options if o not in node.one_of]
        return met, functools.reduce(np.logical_or, others, np.zeros(given.n, bool))
    low, high = given.low[name], given.high[name]
    if node.at_least is not None:
        return high >= node.at_least, low < node.at_least
    bound = node.more_than or 0.0
    return high > bound, low <= bound


def _case_of(
    law: Law, node: Node, given: States, closed: bool, burden: Side, trace: Trace,
    causes: NDArray[np.uint8],
) -> Value:  # fmt: skip
    """Split the case: each possible branch counts, and a result common to all of them is settled."""
    n = given.n
    met, fail, why = np.zeros(n, bool), np.zeros(n, bool), np.zeros(n, np.uint8)
    branches = np.zeros(n, int)
    for option, child in node.cases.items():
        possible, value = given.could[str(node.case_of), option], trace[child]
        met |= possible & value.met
        fail |= possible & value.fail
        why |= np.where(possible, value.causes, 0).astype(np.uint8)
        branches += possible
    split = (branches > 1) & met & fail
    why = np.where(split, why | _BITS[Cause.RECORD], why).astype(np.uint8)
    if closed and burden is Side.PLAINTIFF:
        # Which branch it is was for the plaintiff to show: it must win on all of them.
        loses = np.zeros(n, bool)
        for option, child in node.cases.items():
            loses |= given.could[str(node.case_of), option] & ~trace[child].met
        met &= ~(split & loses)
        why = np.where(split, why & ~np.uint8(_BITS[Cause.RECORD]), why).astype(np.uint8)
    return _open(met, fail, why)


@functools.cache
def burdens(law: Law) -> Mapping[str, Side]:
    """Who bears the burden on each node in force: its own word, else its parent's, else the plaintiff."""
    found: dict[str, Side] = {}
    for name in reversed(law.order):
        own = law.nodes[name].burden
        found[name] = own or found.get(name, Side.PLAINTIFF)
        for child in law.children[name]:
            found.setdefault(child, found[name])
    return found


@functools.cache
def facts_under(law: Law, node: str) -> frozenset[str]:
    """Every fact that a node's finding can turn on, at this date."""
    names = below(law.library, node) & set(law.order)
    used = {law.nodes[name].fact or law.nodes[name].case_of for name in names}
    return frozenset(name for name in used if name)
