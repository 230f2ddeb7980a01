"""Facts and the law of a date -> findings. Pure; one state or a million at once, by the same code.

A set of states is a whole number: bit i says whether state i is in it, so `&` and `|` decide one state
or a million in one step. Every node is carried as two such sets, *could be met* and *could fail*: over
the completions of what is unknown, can it come out that way? The tree only ever combines nodes upward
and never negates one, so the two are exact: what could be met is met when every unknown goes the
plaintiff's way, and all unknowns can go that way together. Choices that exclude each other are split
case by case.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import or_
from typing import Any, NamedTuple, TypeVar

from .library import Facts, FactValue, Library, fact_value, surely
from .model import Answer, Cause, Conclusion, Node, Range, ReaderError, Side, Status

T = TypeVar("T")
Set = int  # a set of states: bit i is state i


class Value(NamedTuple):
    """A node over n states: where it could be met, where it could fail, and why it is open there."""

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


# --- the law of a date ----------------------------------------------------------------------------
@dataclass(frozen=True, eq=False)
class Law:
    """The issue tree as it stood on a day for one court.

    `nodes` are the conditions then in force, and the routes that were not yet, or not here, law (see
    `_unsettled`); `made` are the former alone. `own` is the authority that is being decided, whose
    rules count as law even where they bind nobody else.
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

    def on(self, day: dt.date) -> Law:
        """Return the law of another day for the same court."""
        return law_at(self.library, day, self.without, self.court, self.own)


def binds(library: Library, authority: str, court: str, own: str = "") -> bool:
    """Whether an authority is law in a court: a rule or statute, or a decision of a court that binds it."""
    made_by = library.authorities[authority].court
    return made_by == RULE or authority == own or made_by in library.courts[court].bound_by


RULE = "rule"  # the court of a rule or a statute: law everywhere, from its day on and never before


@functools.cache
def _required(library: Library) -> frozenset[str]:
    """The conditions that are only ever required along with others, and never one way among several."""
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
        ):  # a requirement, a rule, or a statute does not exist before its day
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
    """Return the nodes that this court asks in the place of others, the latest rule last."""
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
    """A condition that no binding authority of the day had made law here: open in law, or closed.

    A route is met by its facts only if the law is so; a requirement is not met only if the law is so.
    Where binding authority of that day had closed a route, it is not met.
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
    day = f"{source.decided:%B} {source.decided.day}, {source.decided.year}"
    said = {
        "source": source.label,
        "day": day,
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
    lenient = required or node.settled == "not met"  # what would have to fail for the point to fail
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
    """The law of a day in a court (data/vocabulary.yml if none is named).

    without: authorities to leave out, with every condition from them. own: the authority that is
    being decided. Raises ReaderError for a day before the first condition in data/doctrine.
    """
    if as_of < library.first_date:
        raise ReaderError(
            "law_as_of",
            f"{as_of.isoformat()} is before the first authority in this suite.",
            f"Choose {library.first_date.isoformat()} or a later day.",
        )
    return _law(library, as_of, frozenset(without), court or library.texts["court"], own)


def law_before(library: Library, case_id: str) -> Law:
    """The law a court had before it in a case: its day, without the case and what comes from it."""
    authority = library.authorities[library.cases[case_id].authority]
    return law_at(library, authority.decided, {authority.id}, authority.court)


# --- sets of states -------------------------------------------------------------------------------
@dataclass(frozen=True)
class States:
    """n states of facts: for each fact, which states hold each of its values."""

    n: int
    columns: Mapping[str, Mapping[FactValue, Set]]

    @property
    def all(self) -> Set:
        return (1 << self.n) - 1


def states(library: Library, rows: Sequence[Facts]) -> States:
    """Lay out complete facts (see `library.complete`), one state a row."""
    columns: dict[str, dict[FactValue, Set]] = {name: {} for name in library.facts}
    for name, column in columns.items():
        for i, row in enumerate(rows):
            column[row[name]] = column.get(row[name], 0) | 1 << i
    return _tied(library, len(rows), columns)


def combinations(
    library: Library, facts: Facts, values: Mapping[str, Sequence[FactValue]]
) -> States:
    """Every combination of some values of some facts, beside the other facts; the last changes fastest."""
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
    """One state of facts, changed in several ways; one state a change."""
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
    """The same bits again and again, every `period` states."""
    found, done = unit, 1
    while done * 2 <= times:
        found |= found << period * done
        done *= 2
    return found | found << period * (times - done)


def _tied(library: Library, n: int, columns: dict[str, dict[FactValue, Set]]) -> States:
    """Infer what a zero rules out, as no traffic means no views and no income."""
    for one, other, absent in _absences(library) * 2:
        none = functools.reduce(or_, (b for v, b in columns[one].items() if surely("none", v)), 0)
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
    """A conclusion as sets of states need it: what it comes to, and each premise with its answers."""

    result: FactValue
    when: tuple[tuple[str, FactValue, tuple[FactValue, ...]], ...]


def blank(library: Library, name: str) -> FactValue:
    """Return the value of a fact that nobody states."""
    return "unknown" if library.facts[name].kind == "choice" else Answer.UNKNOWN


def result(library: Library, name: str, conclusion: Conclusion) -> FactValue:
    """Return what a conclusion makes of its fact; a cause where it is open in law or judgment."""
    if conclusion.unanswered:
        return Cause(conclusion.unanswered)
    return fact_value(library.facts[name], conclusion.value, name)


@functools.cache
def _rules(
    library: Library,
) -> list[tuple[str, FactValue, list[tuple[str, FactValue]], list[_Rule]]]:
    """Each fact that has conclusions, unstated; its premises, unstated; and its rules."""

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
    """Conclude, where nobody states a fact, what it comes to on the facts from which it follows.

    The first rule whose premises surely hold decides, unless an earlier one may hold and comes to
    something else. So learning a premise never reverses a conclusion.
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
    """Return what the facts that nobody states come to on the others, in one state alone."""
    return {name: next(iter(given.columns[name])) for name, *_ in _rules(library)}


def conclusion(library: Library, facts: Facts, name: str, value: FactValue) -> Conclusion | None:
    """Return the rule by which a fact that nobody states comes to a value on these facts, if any."""
    for one in library.facts[name].concluded if facts[name] == blank(library, name) else ():
        holds_here = all(surely(answers, facts[n]) for n, answers in one.when.items())
        if holds_here and result(library, name, one) == value:
            return one
    return None


@functools.cache
def _absences(library: Library) -> list[tuple[str, str, FactValue]]:
    """List the figures that, where they are zero, show that another fact is absent."""
    found: list[tuple[str, str, FactValue]] = []
    for contradiction in library.contradictions.values():
        match sorted(contradiction.all.items(), key=lambda item: item[1] != "none"):
            case [(figure, "none"), (other, "some")]:
                found.append((figure, other, Range(0, 0)))
            case [(figure, "none"), (fact, ["yes"])]:
                found.append((figure, fact, Answer.NO))
    return found


def contradicted(library: Library, given: States) -> Set:
    """The states that hold facts which cannot all be true."""
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


LAW, JUDGMENT = Cause.LAW, Cause.JUDGMENT  # what is open where no authority settles a conclusion
OTHER = {Side.PLAINTIFF: Side.DEFENDANT, Side.DEFENDANT: Side.PLAINTIFF}


# --- evaluation -----------------------------------------------------------------------------------
class Trace(Mapping[str, Value]):
    """What every node of the tree comes to in every state; a node is found when it is first asked for.

    With `closed`, the record closes: what is unknown goes against whoever bears the burden, and
    what is open in law or judgment stays open. With `for_side`, every unknown goes that side's way.
    """

    def __init__(
        self, law: Law, given: States, closed: bool = False, for_side: Side | None = None
    ) -> None:
        self.law, self.given, self.closed = law, given, closed or bool(for_side)
        self._for, self._bears, self._found = for_side, burdens(law), dict[str, Value]()

    def __getitem__(self, name: str) -> Value:
        found = self._found.get(name)
        if found is None:
            plaintiff = (self._for or OTHER[self._bears[name]]) is Side.DEFENDANT
            found = self._found[name] = self._value(self.law.nodes[name], plaintiff)
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._bears

    def __iter__(self) -> Iterator[str]:
        return iter(self.law.order)

    def __len__(self) -> int:
        return len(self.law.order)

    def _value(self, node: Node, plaintiff: bool) -> Value:
        given = self.given
        if node.fact:
            met = fail = 0
            column = given.columns[node.fact]
            for value, where in column.items():
                could, could_not = could_be(node, value)
                met |= where if could else 0
                fail |= where if could_not else 0
            law, judgment = column.get(LAW, 0), column.get(JUDGMENT, 0)
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
            # Unanswered; or no authority of that day speaks to it.
            judged = given.all if node.unanswered == "judgment" else 0
            return Value(given.all, given.all, 0, given.all & ~judged, judged)
        met, fail, record, law, judgment = self[children[0]]
        for name in children[1:]:
            if not (met if node.all_of else fail):
                break  # settled in every state, whatever the others come to
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
        """Split the case: each possible branch counts, and a result common to all of them is settled."""
        given = self.given
        column = given.columns[str(node.case_of)]
        unknown = column.get("unknown", 0)
        met = fail = record = law = judgment = seen = several = loses = wins = 0
        for option, child in node.cases.items():
            if possible := column.get(option, 0) | unknown:
                # Where no authority of that day speaks to a branch, the branch is open in law.
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
            # Which branch it is was for one side to show: it must win on all of them.
            if plaintiff:
                met &= ~(split & loses)
            else:
                fail &= ~(split & wins)
            return _open(met, fail, record & ~split, law, judgment)
        return _open(met, fail, record | split, law, judgment)


_ANSWERS = {"yes": Answer.YES, "no": Answer.NO}


def could_be(node: Node, value: FactValue) -> tuple[bool, bool]:
    """Whether a base fact with this value could meet the node, and whether it could fail it."""
    if isinstance(value, Range):
        if node.silent:  # only a figure that is surely too low counts against the point
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
    """Whether some points have come out, and some facts are, as said; of one state alone."""
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
def burdens(law: Law) -> Mapping[str, Side]:
    """Who bears the burden on each node in force: its own word, else its parent's, else the plaintiff."""
    return _inherited(law, lambda node: node.burden, Side.PLAINTIFF)


@functools.cache
def bearers(law: Law) -> Mapping[str, str]:
    """Who bears the burden on each node, in the words of data/vocabulary.yml: a side, or the objector."""
    return _inherited(
        law, lambda node: node.bearer or (node.burden and node.burden.value), Side.PLAINTIFF.value
    )


def _inherited(law: Law, own: Callable[[Node], T | None], top: T) -> dict[str, T]:
    """What each node says for itself, else what its parent does."""
    found: dict[str, T] = {}
    for name in reversed(law.order):
        found[name] = own(law.nodes[name]) or found.get(name, top)
        for child in law.children[name]:
            found.setdefault(child, found[name])
    return found


@functools.cache
def under(law: Law, node: str) -> frozenset[str]:
    """Every node that a node's finding rests on at this date, itself included."""
    return frozenset({node}.union(*(under(law, child) for child in law.children[node])))


@functools.cache
def asked_under(law: Law, node: str) -> frozenset[str]:
    """Every fact that a point under a node asks for itself, at this date."""
    used = {law.nodes[name].fact or law.nodes[name].case_of for name in under(law, node)}
    return frozenset(name for name in used if name)


@functools.cache
def facts_under(law: Law, node: str) -> frozenset[str]:
    """Every fact that a node's finding can turn on, at this date: also those behind a conclusion."""
    asked = asked_under(law, node)
    return asked.union(*(law.library.facts[name].premises for name in asked))
