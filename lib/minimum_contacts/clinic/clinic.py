"""Rank the questions of an intake by what an answer could settle, and summarize where a file stands.

A rank is a place in an order stated in data/intake.yml, never a weight; nothing is added up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from jurisdiction.analysis import Analysis
from jurisdiction.counterfactual import Change, alternatives, classes
from jurisdiction.doctrine import (
    Law,
    States,
    Trace,
    combinations,
    facts_under,
    states,
    under,
    variants,
)
from jurisdiction.library import Facts, FactValue, Library, blank, parts
from jurisdiction.library import contradicted as clashing
from jurisdiction.model import (
    Answer,
    Cause,
    ClientFile,
    Contradiction,
    Evidence,
    Finding,
    Lead,
    Passage,
    Rank,
    Side,
    Status,
    Told,
)
from . import client as files

UNKNOWN = (Answer.UNKNOWN, "unknown")  # the unknown value of a fact, by kind
# the ranks of facts that alone could decide the outcome or change the winner
DECISIVE = ("outcome", "at_close")
_MAIN = ("outcome", "step", "prong")
_POINTS = (*_MAIN, "element")
_COMPLETIONS = 1 << 17  # largest number of completions to evaluate one by one


# --- points that the outcome still depends on -----------------------------------------------------
def turning(law: Law, facts: Facts, trace: Trace, top: str) -> tuple[str, ...]:
    """Return the open points on which an outcome still depends.

    A settled point stays settled whatever else is learned, so no point below it is included.
    """
    live: dict[str, None] = {}

    def walk(name: str) -> None:
        if name in live or name not in law.nodes or trace[name].status() is not Status.OPEN:
            return
        live[name] = None
        for child in _children(law, name, facts):
            walk(child)

    walk(top)
    return tuple(live)


def _children(law: Law, name: str, facts: Facts) -> Iterable[str]:
    """Return the child nodes that may be reached on these facts."""
    node = law.nodes[name]
    if not node.case_of:
        return law.children[name]
    chosen = str(facts[node.case_of])
    return dict.fromkeys(
        child for option, child in node.cases.items() if chosen in (option, "unknown")
    )


def _undisputed(analysis: Analysis, disputed: Collection[str]) -> tuple[Facts, Trace]:
    """Return the facts with every disputed fact unknown, and their trace."""
    law = analysis.law
    facts = analysis.facts | {name: blank(law.library, name) for name in disputed}
    return facts, Trace(law, states(law.library, [facts]))


def still_live(analysis: Analysis, disputed: Collection[str]) -> tuple[str, ...]:
    """Return the points on which the outcome depends if every dispute may go either way."""
    facts, trace = _undisputed(analysis, disputed)
    return turning(analysis.law, facts, trace, analysis.outcome.node.id)


# --- ranking ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Way:
    """One possible answer to a fact, with the resulting status of a point, now and at close."""

    change: Change
    status: Status
    at_close: Status


@dataclass(frozen=True)
class Question:
    """A fact that is unknown, disputed, or only inferred, and what learning it could settle.

    `settles` holds the points of its rank that some answer would change; `ways` holds the effect of
    each answer on the first of them. `lead` is the client's statement that raises the question.
    """

    fact: str
    rank: Rank
    settles: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()
    told: Told | None = None
    lead: Lead | None = None
    together_with: tuple[str, ...] = ()

    @property
    def matters(self) -> bool:
        """Return whether the answer can still change the result."""
        return self.rank.id != "nothing"


def ranked(analysis: Analysis, client: ClientFile | None = None) -> tuple[Question, ...]:
    """Return every unknown or disputed fact under the outcome, most important first.

    Facts of one rank keep the order of data/facts.yml. Facts that can no longer change the result
    come last, with the rank `nothing`.
    """
    lib, bearing = analysis.law.library, facts_under(analysis.law, analysis.outcome.node.id)
    told = client.facts if client else {}
    disputed = files.disputed(client) if client else []
    leads = files.leads(lib, client) if client else []
    led = {name: lead for lead in reversed(leads) for name in lead.asks}
    names = [
        name
        for name in lib.facts
        if name != "forum"
        and name in bearing
        and (name in disputed or analysis.concluded[name] in (*UNKNOWN, *Cause))
    ]
    questions = _questions(analysis, names, disputed)
    asked = (replace(q, told=told.get(q.fact), lead=led.get(q.fact)) for q in questions)
    return tuple(sorted(asked, key=lambda q: lib.intake.ranks.index(q.rank)))


def _questions(
    analysis: Analysis, names: list[str], disputed: Collection[str]
) -> Iterable[Question]:
    """Rank facts by what learning each could settle, alone or with the other facts of its switch."""
    law, top = analysis.law, analysis.outcome.node.id
    lib = law.library
    ranks = {rank.id: rank for rank in lib.intake.ranks}
    order = list(ranks)
    groups = {(n,): alternatives(law, analysis.facts, top, n) for n in names}
    for group in _switches(lib, names):
        groups[group] = [Change(group[0], (answer,)) for answer in (Answer.YES, Answer.NO)]
    rows = [
        dict.fromkeys(group, change.values[0])
        for group, changes in groups.items()
        for change in changes
    ]
    # One state for each possible answer to a group, then the facts as they are.
    given = variants(lib, analysis.facts, [*rows, {}])
    now, closed = (Trace(law, given, closed=shut) for shut in (False, True))
    live, last, first = still_live(analysis, disputed), len(rows), 0
    best = {name: Question(name, ranks["nothing"]) for name in names}
    for group, changes in groups.items():
        ways = range(first, first + len(changes))
        first = ways.stop
        if not changes:
            continue

        def moved(trace: Trace, node: str, ways: range = ways) -> bool:
            return any(trace[node].status(i) is not trace[node].status(last) for i in ways)

        rank, settles = _rank(
            law, top, live, _determined(given, group, ways, last), now, closed, moved
        )
        at = settles[0] if settles else top
        ends = [(now[at].status(i), closed[at].status(i)) for i in ways]
        does = tuple(Way(change, *end) for change, end in zip(changes, ends, strict=True))
        for name in group:
            if order.index(rank) < order.index(best[name].rank.id):
                others = tuple(n for n in group if n != name)
                best[name] = Question(name, ranks[rank], settles, does, together_with=others)
    for name in _without_effect(analysis, [n for n in names if best[n].matters]):
        best[name] = Question(name, ranks["nothing"])
    return best.values()


def _switches(lib: Library, names: Collection[str]) -> list[tuple[str, ...]]:
    """Return groups of facts that courts name together, where none of the group is known."""
    groups = {parts(lib, fact.switch) for fact in lib.facts.values() if fact.switch}
    return [group for group in sorted(groups) if set(group) <= set(names)]


def _determined(given: States, group: tuple[str, ...], ways: range, last: int) -> set[str]:
    """Return the facts of a group and those that its answers also determine (no traffic, no income)."""
    more = (
        name
        for name, column in given.columns.items()
        if any((bits >> i & 1) != (bits >> last & 1) for bits in column.values() for i in ways)
    )
    return {*group, *more}


def _rank(
    law: Law,
    top: str,
    live: Collection[str],
    tells: Collection[str],
    now: Trace,
    closed: Trace,
    moved: Callable[[Trace, str], bool],
) -> tuple[str, tuple[str, ...]]:
    """Return the rank of learning some facts, and the points affected.

    tells: the facts then known. moved: whether some answer changes a point.
    """
    if moved(now, top):
        return "outcome", (top,)
    if moved(closed, top):
        return "at_close", (top,)
    inner = [law.nodes[n] for n in reversed(law.order) if n in live and n != top]
    changed = [node for node in inner if moved(now, node.id)]
    asked = [node for node in changed if node.fact not in tells]
    points = {
        "chooses_test": [n for n in inner if n.case_of in tells and n.term in _MAIN],
        "prong": [node for node in changed if node.term in _MAIN],
        "element": [node for node in changed if node.term == "element"]
        + [node for node in asked if node.term == "factor"],
        "part": asked,
    }
    for rank, nodes in points.items():
        if nodes:
            return rank, tuple(node.id for node in nodes)
    used = {law.nodes[n].fact or law.nodes[n].case_of for n in live}
    used |= {premise for n in filter(None, used) for premise in law.library.facts[n].premises}
    return "together" if used & {*tells} else "nothing", ()


def _without_effect(analysis: Analysis, names: list[str]) -> list[str]:
    """Return the facts that change no result in any completion.

    Every completion, including partial ones, is evaluated with the record open and closed. If there
    are too many completions, return no facts.
    """
    law, top = analysis.law, analysis.outcome.node.id
    values: dict[str, list[FactValue]] = {}
    n = 1
    for name in names:
        more = [change.values[0] for change in alternatives(law, analysis.facts, top, name)]
        values[name] = [analysis.facts[name], *more]
        n *= len(values[name])
        if n > _COMPLETIONS:
            return []
    given = combinations(law.library, analysis.facts, values)
    traces = [Trace(law, given, closed=shut)[top] for shut in (False, True)]
    results = [side for trace in traces for side in (trace.met, trace.fail)]
    idle, block = [], n
    for name, choices in values.items():
        period, block = block, block // len(choices)
        every = ((1 << n) - 1) // ((1 << period) - 1)  # one bit at the start of each period
        # All states with any value but the last; each is compared with the state of the next value.
        mask = ((1 << period - block) - 1) * every
        if not any((bits ^ bits >> block) & mask for bits in results):
            idle.append(name)
    return idle


# --- the intake -------------------------------------------------------------------------------------
def questions(client: ClientFile, analysis: Analysis | None = None) -> tuple[Question, ...]:
    """Return the questions to ask: first those raised by the client's words, then by importance.

    A fact marked `unknown` in the file was asked already and comes after unasked facts. Facts that
    can no longer change the result come last; skip them, and say so.
    """

    def place(question: Question) -> tuple[bool, bool, bool]:
        return not question.matters, question.told is not None, question.lead is None

    return tuple(sorted(ranked(analysis or files.analyzed(client), client), key=place))


def unasked(client: ClientFile, lead: Lead) -> tuple[str, ...]:
    """Return the facts that a lead raises and the file does not answer."""
    return tuple(name for name in lead.asks if name not in client.facts)


@dataclass(frozen=True)
class Progress:
    """The progress of an intake: every fact under the outcome, once, by the state of its question.

    `follows` holds unasked facts that follow from other answers; `left` is in the order in which to
    ask.
    """

    answered: tuple[str, ...]
    not_known: tuple[str, ...]
    follows: tuple[str, ...]
    skipped: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def every(self) -> tuple[str, ...]:
        """Return all the facts under the outcome."""
        return (*self.answered, *self.not_known, *self.follows, *self.skipped, *self.left)

    @property
    def total(self) -> int:
        """Return the number of questions at this stage."""
        return len(self.every)


def progress(
    client: ClientFile, analysis: Analysis, asked: Iterable[Question] | None = None
) -> Progress:
    """Sort the questions into answered, unnecessary, and remaining ones."""
    asked = {q.fact: q for q in (questions(client, analysis) if asked is None else asked)}

    def became(name: str) -> str:
        if told := client.facts.get(name):
            return "not_known" if told.answer == files.UNKNOWN else "answered"
        if name not in asked:
            return "follows"
        return "left" if asked[name].matters else "skipped"

    bearing = facts_under(analysis.law, analysis.outcome.node.id)
    others = (n for n in analysis.law.library.facts if n in bearing and n not in asked)
    fates = {name: became(name) for name in (*asked, *others) if name != "forum"}
    kinds = ("answered", "not_known", "follows", "skipped", "left")
    return Progress(*(tuple(n for n, fate in fates.items() if fate == kind) for kind in kinds))


def settled_by(analysis: Analysis, client: ClientFile, fact: str) -> tuple[str, ...] | None:
    """Return the settled points that make a fact unnecessary, from the top down.

    Empty if the fact belongs only to a test that the facts do not reach. None if it is still under
    an open point but changes no completion.
    """
    law, top = analysis.law, analysis.outcome.node.id
    facts, trace = _undisputed(analysis, files.disputed(client))
    live = turning(law, facts, trace, top)
    asked = {law.nodes[name].fact or law.nodes[name].case_of for name in live} - {None}
    if any(fact == n or fact in law.library.facts[str(n)].premises for n in asked):
        return None
    reached = [child for name in live for child in _children(law, name, facts)] if live else [top]
    points = dict.fromkeys(
        name
        for name in reached
        if name in law.nodes and name not in live and fact in facts_under(law, name)
    )
    below = {inner for name in points for inner in under(law, name) if inner != name}
    return tuple(name for name in points if name not in below)


# --- standing -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Point:
    """A step, prong, element, or consideration, and its depth under the outcome."""

    depth: int
    finding: Finding


def standing(analysis: Analysis) -> tuple[Point, ...]:
    """Return the outcome and each point under it that the facts may reach, with findings."""
    return tuple(Point(depth, analysis[name]) for name, depth in points(analysis).items())


def points(analysis: Analysis) -> Mapping[str, int]:
    """Return the points of `standing` in order, with their depths but without findings."""
    law, top, depths = analysis.law, analysis.outcome.node.id, dict[str, int]()

    def walk(name: str, depth: int, parent: str) -> None:
        if name in depths or name not in law.nodes:
            return
        term = law.nodes[name].term
        listed = term in _POINTS or (parent == top and term != "test")
        if listed:
            depths[name] = depth
        for child in _children(law, name, analysis.facts):
            walk(child, depth + listed, name)

    walk(top, 0, "")
    return depths


@dataclass(frozen=True)
class Consideration:
    """A point that the outcome requires, with its finding and the facts still missing."""

    finding: Finding
    gaps: tuple[str, ...]


def checklist(analysis: Analysis) -> tuple[Consideration, ...]:
    """Return the points directly under the outcome, such as those of good cause, each with its gaps."""
    law = analysis.law
    missing = {question.fact for question in ranked(analysis) if question.matters}
    return tuple(
        Consideration(
            analysis[child],
            tuple(n for n in law.library.facts if n in missing and n in facts_under(law, child)),
        )
        for child in law.children[analysis.outcome.node.id]
    )


def contradictions(analysis: Analysis) -> Iterator[tuple[Contradiction, bool]]:
    """Yield each contradiction in the file, and whether all of its facts count as shown.

    If they all count, no finding is meaningful until an answer is corrected.
    """
    lib = analysis.law.library
    counted = clashing(lib, analysis.facts)
    said = clashing(lib, analysis.says)
    for contradiction in lib.contradictions.values():
        if contradiction in counted or contradiction in said:
            yield contradiction, contradiction in counted


# --- facts to find out ----------------------------------------------------------------------------
@dataclass(frozen=True)
class Lookup:
    """A fact to find out: the usual sources of evidence, and the passage that makes it relevant."""

    question: Question
    evidence: Evidence | None
    passage: Passage | None


def to_find_out(analysis: Analysis, client: ClientFile) -> tuple[Lookup, ...]:
    """Return the facts to find out that can still change the result, most important first."""
    return lookups(analysis, ranked(analysis, client))


def lookups(analysis: Analysis, asked: Iterable[Question]) -> tuple[Lookup, ...]:
    """Return a lookup for each question that can still change the result."""
    lib, found = analysis.law.library, []
    for question in asked:
        evidence = lib.evidence.get(question.fact)
        weights = lib.facts[question.fact].bears_on
        passages = evidence.passages if evidence else [p for edge in weights for p in edge.passages]
        if question.matters:
            passage = lib.passages[passages[0]] if passages else None
            found.append(Lookup(question, evidence, passage))
    return tuple(found)


def gains(analysis: Analysis, client: ClientFile, side: Side) -> dict[str, tuple[str, ...]]:
    """Return the open facts that a side should ask about, each with the points an answer could win.

    An answer is compared with silence: with the finding if the record closed without it. A side
    that wins a point by silence gains nothing by asking. A disputed fact could be found either way,
    so its answers are compared with one another.
    """
    law, top, disputed = analysis.law, analysis.outcome.node.id, files.disputed(client)
    asked = [q.fact for q in ranked(analysis, client) if q.matters]
    ways = {n: [c.values[0] for c in alternatives(law, analysis.facts, top, n)] for n in asked}
    for name in disputed:
        ways[name] = [values[0] for values in classes(law, top, name)] if name in ways else []
    rows = [{name: value} for name, values in ways.items() for value in values]
    closed = Trace(law, variants(law.library, analysis.facts, [*rows, {}]), closed=True)
    live, last, first = still_live(analysis, disputed), len(rows), 0
    found = dict[str, tuple[str, ...]]()
    for name, values in ways.items():
        at = range(first, first + len(values))
        first = at.stop
        silence = [last] if name not in disputed else list(at)
        won = [
            node
            for node in live
            for status in [closed[node].status]
            if any(_better(status(i), status(j), side) for i in at for j in silence)
        ]
        if won:
            found[name] = tuple(won)
    return found


def _better(one: Status, other: Status, side: Side) -> bool:
    """Return whether a side prefers one finding to another."""
    order = [Status.NOT_MET, Status.OPEN, Status.MET]
    ahead = order.index(one) - order.index(other)
    return ahead > 0 if side is Side.PLAINTIFF else ahead < 0


# --- two states of a file ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Moved:
    """A point whose finding differs between two states of a file, and the changed facts responsible."""

    node: str
    before: Finding
    after: Finding
    why: tuple[str, ...]


def compared(before: Analysis, after: Analysis) -> tuple[Moved, ...]:
    """Return the points whose status or result at close differs between two states, from the top down.

    `why` names the facts under the point that now count differently; it is empty if only the date
    of the law, the stage, or the court differs.
    """

    def why(node: str) -> tuple[str, ...]:
        bearing = facts_under(before.law, node) | facts_under(after.law, node)
        return tuple(n for n in before.facts if n in bearing and before.facts[n] != after.facts[n])

    def ends(analysis: Analysis, node: str) -> tuple[Status, Status]:
        return analysis.status(node), analysis.at_close(node)

    return tuple(
        Moved(node, before[node], after[node], why(node))
        for node in before
        if node in after and ends(before, node) != ends(after, node)
    )
