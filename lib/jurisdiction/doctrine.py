"""Evaluate every node of the issue tree on given facts under the law as of a date. Pure functions.

A set of states is an integer whose bit i is set if state i belongs to it, so `&` and `|` evaluate
one state or a million in one operation. Each node is carried as two such sets, *could be met* and
*could fail*: over all completions of the unknown facts, can the node come out that way? Nodes are
only combined upward and never negated, so the two sets are exact: a node that could be met is met
when every unknown goes the plaintiff's way, and all unknowns can go that way together. Mutually
exclusive choices are split case by case.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import or_
from typing import Any, NamedTuple, TypeVar

from .library import Facts, FactValue, Library, blank, fact_value, surely
from .model import Answer, Cause, Conclusion, Node, Range, Side, Status
from .words import day_words

T = TypeVar("T")
Set = int  # a set of states; bit i is set if state i belongs to it


class Value(NamedTuple):
    """The value of a node over n states: where it could be met, where it could fail, and why it is open."""

    met: Set
    fail: Set
    record: Set = 0
    law: Set = 0
    judgment: Set = 0

    def status(self, i: int = 0) -> Status:
        met, fail = self.met >> i & 1, self.fail >> i & 1
        return Status.OPEN if met and fail else Status.MET if met else Status.NOT_MET

    def why(self, i: int = 0) -> frozenset[Cause]:
        return frozenset(
            cause for cause, where in zip(Cause, self[2:], strict=True) if where >> i & 1
        )


def _open(met: Set, fail: Set, record: Set, law: Set, judgment: Set) -> Value:
    both = met & fail
    return Value(met, fail, record & both, law & both, judgment & both)


# --- the law as of a date -------------------------------------------------------------------------
@dataclass(frozen=True, eq=False)
class Law:
    """The issue tree on one date for one court.

    `nodes` are the conditions then in force, plus the routes that were not yet, or not here, law
    (see `_unsettled`); `made` holds only the conditions in force. `own` is the authority being
    decided, whose rules count as law even where they bind no other court.
    """

    library: Library
    as_of: dt.date
    court: str
    nodes: Mapping[str, Node]
    children: Mapping[str, tuple[str, ...]]
    made: frozenset[str]
    without: frozenset[str] = frozenset()
    own: str = ""

    @functools.cached_property
    def order(self) -> tuple[str, ...]:
        """Return every node of the tree, children before parents."""
        done: dict[str, None] = {}

        def visit(name: str) -> None:
            if name not in done:
                for child in self.children[name]:
                    visit(child)
                done[name] = None

        for top in self.library.tops:
            visit(top)
        return tuple(done)

    def on(self, day: dt.date) -> Law:
        """Return the law as of another date for the same court."""
        return law_at(self.library, day, self.without, self.court, self.own)


def binds(library: Library, authority: str, court: str, own: str = "") -> bool:
    """Return whether an authority is law in a court: a rule, a statute, or a binding decision."""
    made_by = library.authorities[authority].court
    return made_by == RULE or authority == own or made_by in library.courts[court].bound_by


RULE = "rule"  # the court of a rule or statute, which is law everywhere from its date on


@functools.cache
def _required(library: Library) -> frozenset[str]:
    """Return the conditions that are only ever required with others, never one way among several."""
    every = library.nodes.values()
    ways = {child for node in every for child in (*node.any_of, *node.cases.values())}
    return frozenset({child for node in every for child in node.all_of} - ways)


@functools.cache
def _law(library: Library, as_of: dt.date, without: frozenset[str], court: str, own: str) -> Law:
    nodes: dict[str, Node] = {}
    made: set[str] = set()
    required = _required(library)
    for name, node in library.nodes.items():
        if node.instead_of:
            continue
        ended = (
            node.until
            and node.until <= as_of
            and node.ended_by not in without
            and binds(library, str(node.ended_by), court, own)
        )
        if ended:
            continue
        began = not node.since or (node.since <= as_of and node.source not in without)
        here = not node.since or binds(library, node.source, court, own)
        if began and here:
            nodes[name] = node
            made.add(name)
        elif began or (
            name not in required and library.authorities[node.source].court != RULE
        ):  # a requirement, rule, or statute does not exist before its date
            nodes |= _unsettled(library, node, as_of, without, court, own, began, name in required)
    for node in _stand_ins(library, as_of, without, court, own):
        nodes[str(node.instead_of)] = node.model_copy(update={"id": node.instead_of})
    children = {
        name: tuple(child for child in node.children if child in nodes)
        for name, node in nodes.items()
    }
    return Law(library, as_of, court, nodes, children, frozenset(made), without, own)


def _stand_ins(
    library: Library, as_of: dt.date, without: frozenset[str], court: str, own: str
) -> list[Node]:
    """Return the nodes that this court substitutes for others, the latest rule last."""
    found = [
        node
        for node in library.nodes.values()
        if node.instead_of
        and node.since
        and node.since <= as_of
        and node.source not in without
        and binds(library, node.source, court, own)
    ]
    return sorted(found, key=lambda node: node.since or as_of)


def _unsettled(
    library: Library, node: Node, as_of: dt.date, without: frozenset[str], court: str, own: str,
    began: bool, required: bool,
) -> dict[str, Node]:  # fmt: skip
    """Return nodes for a condition not yet settled by binding authority here: open in law, or closed.

    A route is met by its facts only if the law recognizes it; a requirement is not met only if the
    law imposes it. A route that binding authority of that date had closed is not met.
    """
    texts, source = library.texts["unsettled"], library.authorities[node.source]
    shut = next(
        (
            c
            for c in node.closed
            if c.since <= as_of
            and not (c.until and c.until <= as_of)
            and c.by not in without
            and binds(library, c.by, court, own)
        ),
        None,
    )
    said = {
        "source": source.label,
        "day": day_words(source.decided),
        "by": library.courts[source.court].name,
        "court": library.courts[court].name,
    }
    when = "elsewhere" if began else "before"
    law = Node(
        id=f"{node.id}__law",
        name=texts["name"].format(name=node.name),
        term="question",
        question=texts["question"],
        rule=node.rule,
        source=shut.by if shut else node.source,
        settled="not met" if shut else None,
        unanswered=None if shut else "law",
        not_met=shut.words if shut else "",
        open=texts[when].format(**said),
        verified=shut.verified if shut else source.verified,
    )
    facts = node.model_copy(update={"id": f"{node.id}__facts"})
    both = [facts.id, law.id]
    shell: dict[str, Any] = dict.fromkeys(_KINDS)
    # whether both parts must fail for the node to fail
    lenient = required or node.settled == "not met"
    shell |= {"all_of": [], "any_of": both} if lenient else {"all_of": both, "any_of": []}
    if shut and not lenient:
        shell |= {"not_met": texts["shut"].format(name=node.name)}
    elif "{value}" in node.not_met:
        shell |= {"not_met": texts["not_met"].format(name=node.name)}
    shell |= {"open": texts["open"].format(name=node.name)}
    shell |= {"supports": {} if shut else {k: v for k, v in node.supports.items() if k != "met"}}
    return {node.id: node.model_copy(update=shell), facts.id: facts, law.id: law}


_KINDS = ("fact", "case_of", "unanswered", "settled")


def law_at(
    library: Library,
    as_of: dt.date,
    without: Collection[str] = (),
    court: str = "",
    own: str = "",
) -> Law:
    """Return the law as of a date in a court (by default, the court named in data/vocabulary.yml).

    without: authorities to leave out, with every condition from them. own: the authority being
    decided. Raise ReaderError for a date before the first condition in data/doctrine.
    """
    library.check_date(as_of, "law_as_of")
    return _law(library, as_of, frozenset(without), court or library.texts["court"], own)


def law_before(library: Library, case_id: str) -> Law:
    """Return the law as it was before a case: on its date, without the case and the conditions from it."""
    authority = library.authorities[library.cases[case_id].authority]
    return law_at(library, authority.decided, {authority.id}, authority.court)


# --- sets of states -------------------------------------------------------------------------------
@dataclass(frozen=True)
class States:
    """The facts of n states: for each fact, the set of states with each of its values."""

    n: int
    columns: Mapping[str, Mapping[FactValue, Set]]

    @property
    def all(self) -> Set:
        return (1 << self.n) - 1


def states(library: Library, rows: Sequence[Facts]) -> States:
    """Return complete facts (see `library.complete`) as states, one for each row of at least one."""
    columns: dict[str, dict[FactValue, Set]] = {name: {rows[0][name]: 1} for name in library.facts}
    for i, row in enumerate(rows[1:], start=1):
        for name, column in columns.items():
            column[row[name]] = column.get(row[name], 0) | 1 << i
    return _tied(library, len(rows), columns)


def combinations(
    library: Library, facts: Facts, values: Mapping[str, Sequence[FactValue]]
) -> States:
    """Return every combination of the given values, other facts held fixed; the last fact varies fastest."""
    n = 1
    for choices in values.values():
        n *= len(choices)
    columns: dict[str, dict[FactValue, Set]] = {
        name: {value: (1 << n) - 1} for name, value in facts.items()
    }
    block = n
    for name, choices in values.items():
        period, block = block, block // len(choices)
        columns[name] = {
            value: _repeated((1 << block) - 1 << i * block, period, n // period)
            for i, value in enumerate(choices)
        }
    return _tied(library, n, columns)


def variants(library: Library, facts: Facts, changes: Sequence[Mapping[str, FactValue]]) -> States:
    """Return one state for each change to the same facts."""
    n = len(changes)
    columns: dict[str, dict[FactValue, Set]] = {}
    for name in {name for change in changes for name in change}:
        column = columns[name] = {facts[name]: 0}
        for i, change in enumerate(changes):
            value = change.get(name, facts[name])
            column[value] = column.get(value, 0) | 1 << i
    same = {name: {value: (1 << n) - 1} for name, value in facts.items() if name not in columns}
    return _tied(library, n, same | columns)


def _repeated(unit: Set, period: int, times: int) -> Set:
    """Return `unit` repeated every `period` states."""
    found, done = unit, 1
    while done * 2 <= times:
        found |= found << period * done
        done *= 2
    return found | found << period * (times - done)


def _tied(library: Library, n: int, columns: dict[str, dict[FactValue, Set]]) -> States:
    """Infer what a zero rules out (no traffic means no views and no income), then apply conclusions."""
    for one, other, absent in _absences(library) * 2:
        none = functools.reduce(or_, (b for v, b in columns[one].items() if surely("none", v)), 0)
        if not none:
            continue
        learned: dict[FactValue, Set] = {}
        for value, where in columns[other].items():
            free = value is Answer.UNKNOWN or (isinstance(value, Range) and value.low == 0)
            told = where & none if free else 0
            for new, part in ((absent, told), (value, where & ~told)):
                if part:
                    learned[new] = learned.get(new, 0) | part
        columns[other] = learned
    _conclude(library, columns)
    return States(n, columns)


class _Rule(NamedTuple):
    """A conclusion prepared for sets of states: its result, and each premise with its answers."""

    result: FactValue
    when: tuple[tuple[str, FactValue, tuple[FactValue, ...]], ...]


def result(library: Library, name: str, conclusion: Conclusion) -> FactValue:
    """Return the value that a conclusion gives its fact, or a cause if it is open in law or judgment."""
    if conclusion.unanswered:
        return Cause(conclusion.unanswered)
    return fact_value(library.facts[name], conclusion.value, name)


@functools.cache
def _rules(
    library: Library,
) -> list[tuple[str, FactValue, list[tuple[str, FactValue]], list[_Rule]]]:
    """Return, for each fact with conclusions, its unstated value, its premises, and its rules."""

    def answers(name: str, values: Sequence[str]) -> tuple[FactValue, ...]:
        return tuple(fact_value(library.facts[name], value, name) for value in values)

    return [
        (
            fact.id,
            blank(library, fact.id),
            [(name, blank(library, name)) for name in sorted(fact.premises)],
            [
                _Rule(
                    result(library, fact.id, one),
                    tuple((n, blank(library, n), answers(n, v)) for n, v in one.when.items()),
                )
                for one in fact.concluded
            ],
        )
        for fact in library.facts.values()
        if fact.concluded
    ]


def _conclude(library: Library, columns: dict[str, dict[FactValue, Set]]) -> None:
    """Replace unstated facts by what follows from other facts.

    The first rule whose premises certainly hold decides, unless an earlier rule may hold with
    another result. So learning a premise never reverses a conclusion.
    """
    for name, unstated, premises, rules in _rules(library):
        left = whole = columns[name].get(unstated, 0)
        if not whole or all({*columns[n]} == {v} for n, v in premises):
            continue
        decided, possible = dict[FactValue, Set](), dict[FactValue, Set]()
        for rule in rules:
            sure = could = whole
            for premise, unknown, answers in rule.when:
                column = columns[premise]
                here = functools.reduce(or_, (column.get(answer, 0) for answer in answers))
                sure &= here
                could &= here | column.get(unknown, 0)
                if not could:
                    break
            if not could:
                continue
            others = functools.reduce(or_, (b for v, b in possible.items() if v != rule.result), 0)
            if taken := sure & left & ~others:
                decided[rule.result] = decided.get(rule.result, 0) | taken
                left &= ~taken
            possible[rule.result] = possible.get(rule.result, 0) | could
        if decided:
            column = {v: b for v, b in columns[name].items() if v != unstated}
            for value, where in [*decided.items(), (unstated, left)]:
                if where:
                    column[value] = column.get(value, 0) | where
            columns[name] = column


def concluded(library: Library, given: States) -> Facts:
    """Return the values that conclusions give the unstated facts of a single state."""
    return {name: next(iter(given.columns[name])) for name, *_ in _rules(library)}


def conclusion(library: Library, facts: Facts, name: str, value: FactValue) -> Conclusion | None:
    """Return the rule that gives an unstated fact this value on these facts, or None."""
    for one in library.facts[name].concluded if facts[name] == blank(library, name) else ():
        holds_here = all(surely(answers, facts[n]) for n, answers in one.when.items())
        if holds_here and result(library, name, one) == value:
            return one
    return None


@functools.cache
def _absences(library: Library) -> list[tuple[str, str, FactValue]]:
    """Return the figures that, if zero, show that another fact is absent."""
    found: list[tuple[str, str, FactValue]] = []
    for contradiction in library.contradictions.values():
        match sorted(contradiction.all.items(), key=lambda item: item[1] != "none"):
            case [(figure, "none"), (other, "some")]:
                found.append((figure, other, Range(0, 0)))
            case [(figure, "none"), (fact, ["yes"])]:
                found.append((figure, fact, Answer.NO))
    return found


def contradicted(library: Library, given: States) -> Set:
    """Return the set of states whose facts cannot all be true."""
    found = 0
    for contradiction in library.contradictions.values():
        where = given.all
        for name, what in contradiction.all.items():
            column = given.columns[name].items()
            where &= functools.reduce(or_, (b for v, b in column if surely(what, v)), 0)
            if not where:
                break
        found |= where
    return found


OTHER = {Side.PLAINTIFF: Side.DEFENDANT, Side.DEFENDANT: Side.PLAINTIFF}


# --- evaluation -----------------------------------------------------------------------------------
class Trace(Mapping[str, Value]):
    """The value of every node in every state; a node is evaluated on first access.

    With `closed`, the record closes: unknown facts count against the party with the burden, and
    points open in law or judgment stay open. With `for_side`, every unknown counts for that side.
    """

    def __init__(
        self, law: Law, given: States, closed: bool = False, for_side: Side | None = None
    ) -> None:
        self.law, self.given, self.closed = law, given, closed or bool(for_side)
        self._plaintiffs, self._found = _plaintiffs(law, for_side), dict[str, Value]()

    def __getitem__(self, name: str) -> Value:
        found = self._found.get(name)
        if found is None:
            node, plaintiff = self.law.nodes[name], name in self._plaintiffs
            found = self._found[name] = self._value(node, plaintiff)
        return found

    def __contains__(self, name: object) -> bool:
        return name in burdens(self.law)

    def __iter__(self) -> Iterator[str]:
        return iter(self.law.order)

    def __len__(self) -> int:
        return len(self.law.order)

    def _value(self, node: Node, plaintiff: bool) -> Value:
        given = self.given
        if node.fact:
            met = fail = law = judgment = 0
            for value, where in given.columns[node.fact].items():
                could, could_not = could_be(node, value)
                met |= where if could else 0
                fail |= where if could_not else 0
                if value is Cause.LAW:
                    law = where
                elif value is Cause.JUDGMENT:
                    judgment = where
            unknown = met & fail & ~(law | judgment)
            if self.closed:
                met, fail = (met & ~unknown, fail) if plaintiff else (met, fail & ~unknown)
                return Value(met, fail, 0, law, judgment)
            return Value(met, fail, unknown, law, judgment)
        if node.settled:
            return Value(given.all, 0) if node.settled == "met" else Value(0, given.all)
        if node.case_of:
            return self._case_of(node, plaintiff)
        children = self.law.children[node.id]
        if not children:
            # Unanswered, or no authority of that date addresses it.
            judged = given.all if node.unanswered == "judgment" else 0
            return Value(given.all, given.all, 0, given.all & ~judged, judged)
        met, fail, record, law, judgment = self[children[0]]
        for name in children[1:]:
            if not (met if node.all_of else fail):
                break  # already decided in every state
            child = self[name]
            if node.all_of:
                met &= child.met
                fail |= child.fail
            else:
                met |= child.met
                fail &= child.fail
            record |= child.record
            law |= child.law
            judgment |= child.judgment
        return _open(met, fail, record, law, judgment)

    def _case_of(self, node: Node, plaintiff: bool) -> Value:
        """Evaluate each possible branch of a choice; a result common to all branches is settled."""
        given = self.given
        column = given.columns[str(node.case_of)]
        unknown = column.get("unknown", 0)
        met = fail = record = law = judgment = seen = several = loses = wins = 0
        for option, child in node.cases.items():
            if possible := column.get(option, 0) | unknown:
                # A branch that no authority of that date addresses is open in law.
                silent = Value(given.all, given.all, 0, given.all)
                value = self[child] if child in self.law.nodes else silent
                met |= possible & value.met
                fail |= possible & value.fail
                record |= possible & value.record
                law |= possible & value.law
                judgment |= possible & value.judgment
                loses |= possible & ~value.met
                wins |= possible & ~value.fail
                several |= seen & possible
                seen |= possible
        split = several & met & fail
        if self.closed:
            # The party with the burden on the choice must win on every possible branch.
            if plaintiff:
                met &= ~(split & loses)
            else:
                fail &= ~(split & wins)
            return _open(met, fail, record & ~split, law, judgment)
        return _open(met, fail, record | split, law, judgment)


_ANSWERS = {"yes": Answer.YES, "no": Answer.NO}


def could_be(node: Node, value: FactValue) -> tuple[bool, bool]:
    """Return whether a fact's value could meet the node, and whether it could fail it."""
    if isinstance(value, Range):
        if node.silent:  # only a figure that is certainly too low counts against the point
            low = value.high < (node.at_least or 0.0)
            return not low, low
        if node.at_least is not None:
            return value.high >= node.at_least, value.low < node.at_least
        bound = node.more_than or 0.0
        return value.high > bound, value.low <= bound
    if value is Answer.UNKNOWN or value == "unknown" or isinstance(value, Cause):
        return True, not node.silent
    met = value in node.one_of if node.one_of else value is _ANSWERS[node.answer]
    return met, not met


def holds(trace: Trace, facts: Facts, when: Mapping[str, Sequence[str]]) -> bool:
    """Return whether nodes and facts have the stated values, in a single state."""
    for name, values in when.items():
        if name in trace.law.library.facts:
            value = facts[name]
            told = value.value if isinstance(value, Answer) else value
        else:
            told = trace[name].status().value if name in trace else ""
        if told not in values:
            return False
    return True


@functools.cache
def _plaintiffs(law: Law, for_side: Side | None) -> frozenset[str]:
    """Return the nodes on which an unknown fact counts against the plaintiff when the record closes.

    That is so where the plaintiff bears the burden, or everywhere if unknowns count for the defendant.
    """
    bears = burdens(law)
    return frozenset(n for n in bears if (for_side or OTHER[bears[n]]) is Side.DEFENDANT)


@functools.cache
def burdens(law: Law) -> Mapping[str, Side]:
    """Return the side that bears the burden on each node: its own, else its parent's, else the plaintiff."""
    return _inherited(law, lambda node: node.burden, Side.PLAINTIFF)


@functools.cache
def bearers(law: Law) -> Mapping[str, str]:
    """Return the bearer of the burden on each node as data/vocabulary.yml names it, such as the objector."""
    return _inherited(
        law, lambda node: node.bearer or (node.burden and node.burden.value), Side.PLAINTIFF.value
    )


def _inherited(law: Law, own: Callable[[Node], T | None], top: T) -> dict[str, T]:
    """Return each node's own value, else its parent's, else `top`."""
    found: dict[str, T] = {}
    for name in reversed(law.order):
        found[name] = own(law.nodes[name]) or found.get(name, top)
        for child in law.children[name]:
            found.setdefault(child, found[name])
    return found


@functools.cache
def under(law: Law, node: str) -> frozenset[str]:
    """Return every node on which a node's finding depends on this date, including itself."""
    return frozenset({node}.union(*(under(law, child) for child in law.children[node])))


@functools.cache
def asked_under(law: Law, node: str) -> frozenset[str]:
    """Return every fact that the nodes under a node name directly, on this date."""
    used = {law.nodes[name].fact or law.nodes[name].case_of for name in under(law, node)}
    return frozenset(name for name in used if name)


@functools.cache
def facts_under(law: Law, node: str) -> frozenset[str]:
    """Return every fact on which a node's finding can depend on this date, including premises."""
    asked = asked_under(law, node)
    return asked.union(*(law.library.facts[name].premises for name in asked))
