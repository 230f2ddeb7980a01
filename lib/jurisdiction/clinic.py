"""What to ask next, where a file stands, and what to find out: by what an answer could settle, exactly.

A rank is a place in an order that data/intake.yml states; it is never a weight, and nothing is added up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from . import client as files
from .analysis import Analysis
from .counterfactual import Change, alternatives
from .doctrine import (
    Law,
    States,
    Trace,
    combinations,
    facts_under,
    states,
    under,
    variants,
)
from .library import Facts, FactValue, Library, parts
from .library import contradicted as clashing
from .model import (
    Answer,
    ClientFile,
    Contradiction,
    Evidence,
    Finding,
    Lead,
    Passage,
    Rank,
    Status,
    Told,
)  # fmt: skip

_MAIN = ("outcome", "step", "prong")
_POINTS = (*_MAIN, "element")
# Drafts of discovery keep to the facts of the first of these groups that has any.
_GROUPS = (("outcome", "at_close"), ("chooses_test", "prong", "element"), ("part",), ("together",))


# --- on what the outcome still turns -----------------------------------------------------------------
def turning(law: Law, facts: Facts, trace: Trace, top: str) -> frozenset[str]:
    """The points on which an outcome still turns: open, and under nothing that is settled.

    A settled point stays settled whatever is learned, and so nothing under it is needed any more.
    """
    found: set[str] = set()

    def walk(name: str) -> None:
        if name in found or name not in law.nodes or trace[name].status() is not Status.OPEN:
            return
        found.add(name)
        node = law.nodes[name]
        chosen = node.case_of and str(facts[node.case_of])
        for option, child in node.cases.items():
            if chosen in (option, "unknown"):
                walk(child)
        for child in () if node.case_of else law.children[name]:
            walk(child)

    walk(top)
    return frozenset(found)


# --- ranking ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Way:
    """One answer to a fact: what the point it is shown at comes to, and what it would come to at close."""

    change: Change
    status: Status
    at_close: Status


@dataclass(frozen=True)
class Question:
    """A fact that is unknown, disputed or only inferred, and what learning it could settle.

    `settles` are the points of its rank that some answer would change; `ways` is what each answer
    would do to the first of them. `lead` is what the client said that leads to it.
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
        """Whether it can still change the result."""
        return self.rank.id != "nothing"


def ranked(found: Analysis, client: ClientFile | None = None) -> tuple[Question, ...]:
    """Every fact under the outcome that is not known or is disputed, from what could settle most.

    Facts of one rank stand in the order of data/facts.yml. Those that can no longer change the result
    come last, with the rank `nothing`.
    """
    lib, top = found.law.library, found.outcome.node.id
    told = client.facts if client else {}
    fought = set(files.disputed(client)) if client else set()
    names = [
        name
        for name in lib.facts
        if name != "forum"
        and name in facts_under(found.law, top)
        and (name in fought or found.facts[name] in (Answer.UNKNOWN, "unknown"))
    ]
    leads = files.leads(lib, client) if client else []
    led = {name: lead for lead in reversed(leads) for name in lead.asks}
    order = {rank.id: i for i, rank in enumerate(lib.intake.ranks)}
    questions = []
    for name, (rank, settles, ways, group) in _ranks(found, names, fought).items():
        questions.append(
            Question(
                name, lib.intake.ranks[order[rank]], settles, ways, told.get(name), led.get(name),
                tuple(n for n in group if n != name),
            )
        )  # fmt: skip
    return tuple(sorted(questions, key=lambda q: order[q.rank.id]))


_COMPLETIONS = 1 << 17
_Ranked = tuple[str, tuple[str, ...], tuple[Way, ...], tuple[str, ...]]

_NOTHING: _Ranked = ("nothing", (), (), ())


def _ranks(found: Analysis, names: list[str], fought: Collection[str]) -> dict[str, _Ranked]:
    """For each fact its rank, what it settles, what each answer does, and the facts learned with it."""
    law, top = found.law, found.outcome.node.id
    lib = law.library
    ways = [
        ((name,), change) for name in names for change in alternatives(law, found.facts, top, name)
    ]
    for group in _switches(lib, names):
        ways += [(group, Change(group[0], (answer,))) for answer in (Answer.YES, Answer.NO)]
    rows = [dict.fromkeys(group, change.values[0]) for group, change in ways]
    given = variants(lib, found.facts, [*rows, {}])
    now, closed = (Trace(law, given, closed=shut) for shut in (False, True))
    last = len(rows)
    live = _live(found, fought)
    result: dict[str, _Ranked] = {}
    for name in names:
        best: tuple[int, _Ranked] | None = None
        for group in {g: None for g, _ in ways if name in g}:
            mine = [(i, change) for i, (g, change) in enumerate(ways) if g == group]
            tells = _tells(given, group, [i for i, _ in mine], last)
            rank, settles = _rank(law, tells, live, now, closed, [i for i, _ in mine], last, top)
            at = settles[0] if settles else top
            told = tuple(Way(c, now[at].status(i), closed[at].status(i)) for i, c in mine)
            place = [r.id for r in lib.intake.ranks].index(rank)
            if best is None or place < best[0]:
                best = place, (rank, settles, told, group)
        result[name] = best[1] if best else _NOTHING
    for name in _idle(found, [n for n in names if result[n][0] != "nothing"]):
        result[name] = _NOTHING
    return result


def _idle(found: Analysis, names: list[str]) -> list[str]:
    """Of the facts that still stand under an open point, those by which no completion comes out otherwise.

    Every completion, also a partial one, is evaluated with the record open and closed; where there are
    too many, none is named, and what is kept is only what the structure of the test cannot exclude.
    """
    law, top = found.law, found.outcome.node.id
    values: dict[str, list[FactValue]] = {}
    n = 1
    for name in names:
        more = [change.values[0] for change in alternatives(law, found.facts, top, name)]
        values[name] = [found.facts[name], *more]
        n *= len(values[name])
        if n > _COMPLETIONS:
            return []
    given = combinations(law.library, found.facts, values)
    traces = [Trace(law, given, closed=shut)[top] for shut in (False, True)]
    results = [side for trace in traces for side in (trace.met, trace.fail)]
    idle, block = [], n
    for name, choices in values.items():
        period, block = block, block // len(choices)
        every = ((1 << n) - 1) // ((1 << period) - 1)  # one bit at the start of each period
        # All states with any but the last value; each is compared with that of the next value.
        mask = ((1 << period - block) - 1) * every
        if not any((bits ^ bits >> block) & mask for bits in results):
            idle.append(name)
    return idle


def _switches(lib: Library, names: Collection[str]) -> list[tuple[str, ...]]:
    """Facts that a court names together, where none of them is known: learned together, too."""
    groups = {parts(lib, fact.switch) for fact in lib.facts.values() if fact.switch}
    return [group for group in sorted(groups) if set(group) <= set(names)]


def _live(found: Analysis, fought: Collection[str]) -> frozenset[str]:
    """The points on which the outcome turns, where every dispute may go either way."""
    facts, trace = _undisputed(found, fought)
    return turning(found.law, facts, trace, found.outcome.node.id)


def _undisputed(found: Analysis, fought: Collection[str]) -> tuple[Facts, Trace]:
    """The facts with every disputed one unknown, and what they come to."""
    law = found.law
    nothing = {
        n: "unknown" if law.library.facts[n].kind == "choice" else Answer.UNKNOWN for n in fought
    }
    facts = found.facts | nothing
    return facts, Trace(law, states(law.library, [facts]))


def _tells(given: States, group: tuple[str, ...], ways: list[int], last: int) -> tuple[str, ...]:
    """The facts themselves, and those that an answer tells of too: of no traffic, no income."""
    more = (
        name
        for name, column in given.columns.items()
        if name not in group
        and any((bits >> i & 1) != (bits >> last & 1) for bits in column.values() for i in ways)
    )
    return (*group, *more)


def _rank(
    law: Law, tells: Collection[str], live: Collection[str], now: Trace, closed: Trace,
    ways: list[int], last: int, top: str,
) -> tuple[str, tuple[str, ...]]:  # fmt: skip
    """What learning some facts could do, and to which points."""

    def moved(trace: Trace, node: str) -> bool:
        return any(trace[node].status(i) is not trace[node].status(last) for i in ways)

    if moved(now, top):
        return "outcome", (top,)
    if moved(closed, top):
        return "at_close", (top,)
    inner = [n for n in reversed(law.order) if n in live and n != top]
    if chosen := [n for n in inner if law.nodes[n].case_of in tells and law.nodes[n].term in _MAIN]:
        return "chooses_test", tuple(chosen)
    changed = [n for n in inner if moved(now, n)]
    asked = [n for n in changed if law.nodes[n].fact not in tells]
    kinds = (
        ("prong", [n for n in changed if law.nodes[n].term in _MAIN]),
        ("element", [n for n in changed if law.nodes[n].term == "element"]
         + [n for n in asked if law.nodes[n].term == "factor"]),
        ("part", asked),
    )  # fmt: skip
    for rank, nodes in kinds:
        if nodes:
            return rank, tuple(nodes)
    used = {law.nodes[n].fact or law.nodes[n].case_of for n in live}
    return ("together" if used & {*tells} else "nothing"), ()


# --- the intake -------------------------------------------------------------------------------------
def questions(client: ClientFile, found: Analysis | None = None) -> tuple[Question, ...]:
    """What to ask of a file, what matters most first; what a client's words lead to comes before all.

    A fact marked `unknown` in the file was asked already and comes after those not asked. Facts that can
    no longer change the result are last: skip them, and say so.
    """
    found = found or files.analyzed(client)
    order = ranked(found, client)

    def place(question: Question) -> tuple[bool, bool, bool]:
        asked = question.told is not None
        return not question.matters, asked, question.lead is None

    return tuple(sorted(order, key=place))


def next_question(client: ClientFile, found: Analysis | None = None) -> Question | None:
    """The question to ask next; None if no fact that was not asked can still change the result."""
    return next((q for q in questions(client, found) if q.matters and q.told is None), None)


def skipped(client: ClientFile, found: Analysis | None = None) -> tuple[Question, ...]:
    """The facts not asked that can no longer change the result."""
    return tuple(q for q in questions(client, found) if not q.matters and q.told is None)


@dataclass(frozen=True)
class Progress:
    """How far an intake has come: every fact under the outcome, once, by what became of its question.

    `follows` are facts that were not asked and follow from other answers.
    """

    answered: tuple[str, ...]
    not_known: tuple[str, ...]
    follows: tuple[str, ...]
    skipped: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def every(self) -> tuple[str, ...]:
        """All the facts under the outcome."""
        return (*self.answered, *self.not_known, *self.follows, *self.skipped, *self.left)

    @property
    def total(self) -> int:
        """How many questions there are at this stage."""
        return len(self.every)


def progress(
    client: ClientFile, found: Analysis, asked: Iterable[Question] | None = None
) -> Progress:
    """How many questions are answered, need no asking any more, or are left."""
    lib, under_it = found.law.library, facts_under(found.law, found.outcome.node.id)
    still = {q.fact: q for q in (questions(client, found) if asked is None else asked)}
    names: dict[str, list[str]] = {n: [] for n in ("answered", "not_known", "follows", "skipped")}
    left = [n for n, q in still.items() if q.matters and q.told is None]
    for name in lib.facts:
        if name == "forum" or name not in under_it or name in left:
            continue
        if told := client.facts.get(name):
            known = told.answer != files.UNKNOWN
            names["answered" if known else "not_known"].append(name)
        else:
            names["skipped" if name in still else "follows"].append(name)
    return Progress(**{n: tuple(of) for n, of in names.items()}, left=tuple(left))


def settled_by(found: Analysis, client: ClientFile, fact: str) -> tuple[str, ...] | None:
    """The settled points under which a fact stands, so that it is not needed, from the top down.

    Empty where it stands only in a test that the facts do not call for; None where it still stands under
    an open point, and is skipped because every completion comes out the same with it and without.
    """
    law, top = found.law, found.outcome.node.id
    facts, trace = _undisputed(found, set(files.disputed(client)))
    points: dict[str, None] = {}
    seen: set[str] = set()
    open_still = False

    def walk(name: str) -> None:
        nonlocal open_still
        if name in seen or name not in law.nodes or fact not in facts_under(law, name):
            return
        seen.add(name)
        node = law.nodes[name]
        if trace[name].status() is not Status.OPEN:
            points[name] = None
            return
        open_still |= fact in (node.fact, node.case_of)
        for child in _children(law, name, node.case_of and str(facts[node.case_of])):
            walk(child)

    walk(top)
    if open_still:
        return None
    below = {n for p in points for n in under(law, p) if n != p}
    return tuple(p for p in points if p not in below)


# --- where it stands --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Point:
    """A step, prong, element or consideration, and how deep it stands under the outcome."""

    depth: int
    finding: Finding


def standing(found: Analysis) -> tuple[Point, ...]:
    """Where a file stands: the outcome, then each step, prong and element that the facts may call for."""
    return tuple(Point(depth, found[name]) for name, depth in points(found).items())


def points(found: Analysis) -> Mapping[str, int]:
    """The points of `standing`, in its order, each with its depth; without what is found on them."""
    law, top, seen = found.law, found.outcome.node.id, dict[str, int]()

    def walk(name: str, depth: int, parent: str) -> None:
        if name in seen or name not in law.nodes:
            return
        node = law.nodes[name]
        shown = node.term in _POINTS or (parent == top and node.term != "test")
        if shown:
            seen[name] = depth
        chosen = node.case_of and str(found.facts[node.case_of])
        for child in _children(law, name, chosen):
            walk(child, depth + shown, name)

    walk(top, 0, "")
    return seen


def _children(law: Law, name: str, chosen: str | None) -> Iterable[str]:
    node = law.nodes[name]
    if not node.case_of:
        return law.children[name]
    return dict.fromkeys(
        child for option, child in node.cases.items() if chosen in (option, "unknown")
    )


@dataclass(frozen=True)
class Consideration:
    """One point that the outcome needs, with what is shown under it and what is still missing."""

    finding: Finding
    gaps: tuple[str, ...]


def checklist(found: Analysis, node: str = "") -> tuple[Consideration, ...]:
    """The points directly under the outcome, such as the four of good cause, each with its gaps."""
    law, top = found.law, node or found.outcome.node.id
    live = {q.fact for q in ranked(found) if q.matters}
    return tuple(
        Consideration(
            found[child],
            tuple(f for f in law.library.facts if f in live and f in facts_under(law, child)),
        )
        for child in law.children[top]
    )


# --- contradictions ---------------------------------------------------------------------------------
def contradictions(found: Analysis) -> Iterator[tuple[Contradiction, bool]]:
    """What cannot all be true of what the file says, and whether all of it counts as shown.

    Where all of it counts, no finding means anything until one of the answers is corrected.
    """
    lib = found.law.library
    counted, said = ({c.id for c in clashing(lib, facts)} for facts in (found.facts, found.says))
    for contradiction in lib.contradictions.values():
        if contradiction.id in counted | said:
            yield contradiction, contradiction.id in counted


# --- what to find out -------------------------------------------------------------------------------
@dataclass(frozen=True)
class Lookup:
    """A fact to find out: where evidence of it is usually found, and the passage that makes it matter."""

    question: Question
    evidence: Evidence | None
    passage: Passage | None


def to_find_out(found: Analysis, client: ClientFile) -> tuple[Lookup, ...]:
    """The unknown and disputed facts that can still change the result, from what could settle most."""
    lib, rows = found.law.library, []
    for question in ranked(found, client):
        evidence = lib.evidence.get(question.fact)
        passages = evidence.passages if evidence else _passages(lib, question.fact)
        if question.matters:
            rows.append(Lookup(question, evidence, lib.passages[passages[0]] if passages else None))
    return tuple(rows)


def _passages(lib: Library, name: str) -> list[str]:
    return [p for edge in lib.facts[name].bears_on for p in edge.passages]


def drafts(found: Analysis, lookups: Iterable[Lookup]) -> tuple[Lookup, ...]:
    """Those to draft discovery on: of the facts that could settle most, the ones others must be asked for.

    Limited, not to everything that is unknown, but (data/intake.yml says why) to little: where some
    facts could decide the outcome or who wins at close, to those; else to those that could settle a step,
    a prong or an element; and so on. Before service no operator can be asked.
    """
    intake = found.law.library.intake
    whom = ("others",) if found.stage in intake.unserved else ("operator", "others")
    asked = [
        one for one in lookups
        if one.evidence and one.evidence.ask in whom
        and (one.evidence.interrogatory or one.evidence.request)
    ]  # fmt: skip
    for group in _GROUPS:
        if chosen := [one for one in asked if one.question.rank.id in group]:
            return tuple(chosen)
    return ()


# --- two states of a file ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Moved:
    """A point that comes out otherwise in another state of a file, and the changed facts it turns on."""

    node: str
    before: Finding
    after: Finding
    why: tuple[str, ...]


def compared(before: Analysis, after: Analysis) -> tuple[Moved, ...]:
    """The points whose status or result at close differs between two states of a file, from the top down.

    `why` names the facts under the point that count otherwise; it is empty where only the day of the
    law, the stage or the court is another.
    """
    changed = [n for n in before.facts if before.facts[n] != after.facts[n]]
    return tuple(
        Moved(
            n, before[n], after[n],
            tuple(
                f for f in changed
                if f in facts_under(before.law, n) | facts_under(after.law, n)
            ),
        )
        for n in before
        if n in after
        and (before.status(n), before.at_close(n)) != (after.status(n), after.at_close(n))
    )  # fmt: skip
