"""Compare the engine with other implementations: plain Python, NumPy, and a logic program.

Run `python tests/benchmarks/engine.py`; see README.md in this folder.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import math
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import clingo
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "invariants"))

from states_of_facts import drawn, flags

from jurisdiction import doctrine
from jurisdiction.analysis import analyze, load_case
from jurisdiction.counterfactual import Flips, alternatives, flips
from jurisdiction.doctrine import Law, facts_under, law_at, under
from jurisdiction.library import Facts, FactValue, complete, load
from jurisdiction.model import Answer, Cause, Conclusion, Node, Range, Status

LIB = load()
DOE = load_case("doe_v_webgroup")
TOP = "personal_jurisdiction"
LAW = law_at(LIB, DOE.decided)
BLANK = complete(LIB, {})
STATES = {"Doe": DOE.facts, "all unknown": BLANK}
Both = tuple[bool, bool]  # could be met, could fail
Least = frozenset[frozenset[tuple[str, tuple[FactValue, ...]]]]  # smallest sets of changes


# --- the same tree, as plain data -----------------------------------------------------------------
@dataclass
class Plain:
    """The tree under one node on one date as plain dictionaries, used only by the peers."""

    top: str
    kind: dict[str, str] = field(default_factory=dict)  # fact, case, settled, open, all, any
    children: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fact: dict[str, str] = field(default_factory=dict)
    test: dict[str, Callable[[FactValue], Both]] = field(default_factory=dict)
    cases: dict[str, dict[str, str]] = field(default_factory=dict)
    settled: dict[str, Both] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)


def plain_tree(law: Law, top: str) -> Plain:
    """Convert the tree to plain dictionaries for the peers."""
    plain = Plain(top)
    for name in (n for n in law.order if n in under(law, top)):
        node = law.nodes[name]
        plain.order.append(name)
        plain.children[name] = law.children[name]
        if node.fact:
            plain.kind[name], plain.fact[name] = "fact", node.fact
            plain.test[name] = a_test(node)
        elif node.settled:
            plain.kind[name] = "settled"
            plain.settled[name] = (node.settled == "met", node.settled != "met")
        elif node.case_of:
            plain.kind[name], plain.fact[name] = "case", node.case_of
            plain.cases[name] = dict(node.cases)
        elif not law.children[name]:
            plain.kind[name] = "open"
        else:
            plain.kind[name] = "all" if node.all_of else "any"
    return plain


def a_test(node: Node) -> Callable[[FactValue], Both]:
    """Return a second implementation of a fact's test; `silent`: only a figure surely too low fails."""
    least, more = node.at_least, node.more_than or 0

    def test(value: FactValue) -> Both:
        if value in UNKNOWNS or isinstance(value, Cause):
            return True, not node.silent
        if not isinstance(value, Range):
            word = value.value if isinstance(value, Answer) else value
            met = word in node.one_of if node.one_of else word == node.answer
            return met, not met
        if node.silent:
            return value.high >= (least or 0), value.high < (least or 0)
        if least is not None:
            return value.high >= least, value.low < least
        return value.high > more, value.low <= more

    return test


def absences() -> list[tuple[str, str, FactValue]]:
    """Return each figure that, if zero, shows that another fact is absent, with that fact."""
    found: list[tuple[str, str, FactValue]] = []
    for limit in (c.all for c in LIB.contradictions.values()):
        if len(limit) == 2 and sum(what == "none" for what in limit.values()) == 1:
            one, other = sorted(limit, key=lambda name: limit[name] != "none")
            found.append((one, other, Range(0, 0) if limit[other] == "some" else Answer.NO))
    return found


ABSENCES = absences()


def may_be_absent(value: FactValue) -> bool:
    """Return whether a value allows the possibility that there is none."""
    return value is Answer.UNKNOWN or (isinstance(value, Range) and value.low == 0)


def tied(facts: Facts) -> Facts:
    """Return the facts with everything that follows from figures of zero."""
    found, before = dict(facts), None
    while before != found:
        before = dict(found)
        for one, other, absent in ABSENCES:
            if surely("none", found[one]) and may_be_absent(found[other]):
                found[other] = absent
    return found | {name: followed(found, name) for name in CONCLUDED}


CONCLUDED = [name for name, fact in LIB.facts.items() if fact.concluded]


def followed(facts: Facts, name: str) -> FactValue:
    """Return a fact's effective value: the stated value, else the result of every rule that may decide."""
    if facts[name] not in UNKNOWNS:
        return facts[name]
    for i, one in enumerate(rules := LIB.facts[name].concluded):
        if all(surely(answers, facts[n]) for n, answers in one.when.items()):
            earlier = [r for r in rules[:i] if all(may_be(r.when[n], facts[n]) for n in r.when)]
            said = {(r.value, r.unanswered) for r in [*earlier, one]}
            if len(said) > 1:
                return facts[name]
            return result(name, one)
    return facts[name]


def result(name: str, one: Conclusion) -> FactValue:
    """Return the value that one rule gives a fact."""
    if one.unanswered:
        return Cause(one.unanswered)
    return Answer(one.value) if LIB.facts[name].kind == "yes_no" else one.value


UNKNOWNS = (Answer.UNKNOWN, "unknown")


def may_be(answers: Any, value: FactValue) -> bool:
    """Return whether a fact is, or may be, one of some answers."""
    return value in UNKNOWNS or surely(answers, value)


def surely(what: Any, value: FactValue) -> bool:
    """Return whether a value is certainly the one that a contradiction names."""
    if isinstance(what, list):
        return (value.value if isinstance(value, Answer) else value) in what
    return isinstance(value, Range) and (value.high == 0 if what == "none" else value.low > 0)


def wrong(facts: Facts) -> bool:
    """Return whether the facts, with their inferences drawn, contradict each other."""
    return any(
        all(surely(what, facts[n]) for n, what in c.all.items())
        for c in LIB.contradictions.values()
    )


def menu(law: Law, facts: Facts, top: str) -> dict[str, list[tuple[FactValue, ...]]]:
    """Return the changes to choose from, which every peer takes from the engine as part of the problem."""
    mine = facts_under(law, top)
    with_them = {n for c in LIB.contradictions.values() if mine & {*c.all} for n in c.all}
    return {
        name: [change.values for change in alternatives(law, facts, top, name)]
        for name in sorted(mine | with_them)
    }


def word(both: Both) -> Status:
    """Return the status that follows from *could be met* and *could fail*."""
    return Status.OPEN if all(both) else Status.MET if both[0] else Status.NOT_MET


# --- peer: plain Python -----------------------------------------------------------------------------
def by_recursion(
    plain: Plain, facts: Facts, seen: dict[str, Both] | None = None
) -> dict[str, Both]:
    """Evaluate one state, whose inferences have been drawn, by recursion from the top."""
    found: dict[str, Both] = {} if seen is None else seen

    def visit(name: str) -> Both:
        if name not in found:
            found[name] = work(name)
        return found[name]

    def work(name: str) -> Both:
        match plain.kind[name]:
            case "fact":
                return plain.test[name](facts[plain.fact[name]])
            case "settled":
                return plain.settled[name]
            case "open":
                return True, True
            case "case":
                value = facts[plain.fact[name]]
                ways = [
                    visit(child) if child in plain.kind else (True, True)
                    for option, child in plain.cases[name].items()
                    if value in (option, "unknown")
                ]
                return any(met for met, _ in ways), any(fail for _, fail in ways)
        children = [visit(child) for child in plain.children[name]]
        met, fail = zip(*children, strict=True)
        return (all(met), any(fail)) if plain.kind[name] == "all" else (any(met), all(fail))

    visit(plain.top)
    return found


def candidates(menu: dict[str, list[Any]], size: int) -> Iterator[dict[str, Any]]:
    """Yield every set of a given number of changes, at most one for each fact."""
    for names in itertools.combinations(menu, size):
        for values in itertools.product(*(menu[name] for name in names)):
            yield dict(zip(names, values, strict=True))


def how_many(menu: dict[str, list[Any]], size: int) -> int:
    """Return the number of sets that `candidates` yields."""
    ways = [1] + [0] * size
    for values in menu.values():
        for k in range(size, 0, -1):
            ways[k] += ways[k - 1] * len(values)
    return ways[size]


def by_trying(
    plain: Plain, facts: Facts, menu: dict[str, list[Any]], target: Status, most: int = 99
) -> Least:
    """Return all smallest sets of changes by trying every set of one change, then of two, and so on."""
    for size in range(min(most, len(menu)) + 1):
        found = set()
        for changes in candidates(menu, size):
            changed = tied(facts | {name: values[0] for name, values in changes.items()})
            if word(by_recursion(plain, changed)[plain.top]) is target and not wrong(changed):
                found.add(frozenset(changes.items()))
        if found:
            return frozenset(found)
    return frozenset()


# --- peer: NumPy --------------------------------------------------------------------------------------
Column = dict[FactValue, np.ndarray]


def array_columns(
    values: dict[str, Sequence[FactValue]], facts: Facts
) -> tuple[int, dict[str, Column]]:
    """Return every combination of some values of some facts as boolean arrays; the last varies fastest."""
    n = math.prod(len(choices) for choices in values.values())
    columns = {name: {value: np.ones(n, bool)} for name, value in facts.items()}
    block = n
    for name, choices in values.items():
        block //= len(choices)
        which = np.arange(n) // block % len(choices)
        columns[name] = {value: which == i for i, value in enumerate(choices)}
    for one, other, absent in ABSENCES * len(ABSENCES):
        none = sum((x for v, x in columns[one].items() if surely("none", v)), np.zeros(n, bool))
        if none.any():
            now: Column = {}
            for value, where in columns[other].items():
                told = where & none if may_be_absent(value) else np.zeros(n, bool)
                for new, part in ((absent, told), (value, where & ~told)):
                    now[new] = now[new] | part if new in now else part
            columns[other] = now
    whole = doctrine.combinations(LIB, facts, values).columns  # with inferred values
    for name in CONCLUDED:
        columns[name] = {value: flags(where, n) for value, where in whole[name].items()}
    return n, columns


def by_arrays(
    plain: Plain, n: int, columns: dict[str, Column]
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Evaluate all states at once, with two Boolean arrays for each node."""
    yes, no = np.ones(n, bool), np.zeros(n, bool)
    found: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for name in plain.order:
        match plain.kind[name]:
            case "fact":
                met, fail = no.copy(), no.copy()
                for value, where in columns[plain.fact[name]].items():
                    could, could_not = plain.test[name](value)
                    if could:
                        met |= where
                    if could_not:
                        fail |= where
            case "settled":
                met, fail = (yes if side else no for side in plain.settled[name])
            case "open":
                met, fail = yes, yes
            case "case":
                met, fail = no.copy(), no.copy()
                column = columns[plain.fact[name]]
                for option, child in plain.cases[name].items():
                    where = column.get(option, no) | column.get("unknown", no)
                    x, y = found.get(child, (yes, yes))
                    met |= where & x
                    fail |= where & y
            case kind:
                sides = list(zip(*(found[c] for c in plain.children[name]), strict=True))
                join, part = (
                    (np.logical_and, np.logical_or) if kind == "all"
                    else (np.logical_or, np.logical_and)
                )  # fmt: skip
                met, fail = join.reduce(sides[0]), part.reduce(sides[1])
        found[name] = met, fail
    return found


# --- peer: a logic program ----------------------------------------------------------------------------
def rules(plain: Plain) -> str:
    """Return the tree as rules: what could be met, and what could fail; t(N,M) and p(N,O) come from facts."""
    lines = []
    for name in plain.order:
        match plain.kind[name]:
            case "fact":
                lines += [f"met({name}) :- tm({name}).", f"fail({name}) :- tf({name})."]
            case "settled":
                lines.append(f"{'met' if plain.settled[name][0] else 'fail'}({name}).")
            case "open":
                lines.append(f"met({name}). fail({name}).")
            case "case":
                for option, child in plain.cases[name].items():
                    for side in ("met", "fail"):
                        also = f", {side}({child})" if child in plain.kind else ""
                        lines.append(f"{side}({name}) :- p({name},{option}){also}.")
            case kind:
                every, some = ("met", "fail") if kind == "all" else ("fail", "met")
                children = plain.children[name]
                lines.append(f"{every}({name}) :- {', '.join(f'{every}({c})' for c in children)}.")
                lines += [f"{some}({name}) :- {some}({c})." for c in children]
    return "\n".join(lines)


def tests_of(plain: Plain, fact: str, value: FactValue) -> list[str]:
    """Return the atoms that one value of one fact makes true."""
    found = []
    for name in plain.order:
        if plain.fact.get(name) != fact:
            continue
        if plain.kind[name] == "fact":
            could, could_not = plain.test[name](value)
            found += [f"tm({name})"] * could + [f"tf({name})"] * could_not
        else:
            found += [f"p({name},{o})" for o in plain.cases[name] if value in (o, "unknown")]
    return found


class Program:
    """The tree as a logic program, grounded once; each state sets the atoms that its facts make true."""

    def __init__(self, plain: Plain) -> None:
        self.plain, self.control = plain, clingo.Control(["--warn=none"])
        atoms = [f"{t}({n})" for n in plain.order if plain.kind[n] == "fact" for t in ("tm", "tf")]
        atoms += [f"p({n},{o})" for n, options in plain.cases.items() for o in options]
        given = "\n".join(f"#external {atom}." for atom in atoms)
        self.control.add("base", [], f"{given}\n{rules(plain)}\n#show met/1. #show fail/1.")
        self.control.ground([("base", [])])
        self.symbols = {atom: clingo.parse_term(atom) for atom in atoms}

    def evaluate(self, facts: Facts) -> dict[str, Both]:
        """Return the status of every node in one state whose inferences have been drawn."""
        used = dict.fromkeys(self.plain.fact.values())
        true = {atom for name in used for atom in tests_of(self.plain, name, facts[name])}
        for atom, symbol in self.symbols.items():
            self.control.assign_external(symbol, atom in true)
        shown: set[str] = set()
        self.control.solve(on_model=lambda m: shown.update(map(str, m.symbols(shown=True))))
        return {n: (f"met({n})" in shown, f"fail({n})" in shown) for n in self.plain.order}


def premises(fact: str, value: FactValue, body: str) -> list[str]:
    """Return the premises of conclusions that hold if a fact has a value."""
    return [
        f"premise({name},{i},{fact}) :- {body}."
        for name in CONCLUDED
        for i, rule in enumerate(LIB.facts[name].concluded)
        if fact in rule.when and surely(rule.when[fact], value)
    ]


def conclusion(name: str, i: int, results: Sequence[FactValue]) -> list[str]:
    """Return the rule for when an unstated fact follows by a conclusion, as in `followed`."""
    premises = LIB.facts[name].concluded[i].when
    sure = ", ".join(f"premise({name},{i},{n})" for n in premises)
    may = ", ".join(f"may({name},{i},{n})" for n in premises)
    first = "".join(f", not sure({name},{j})" for j in range(i))
    lines = [f"sure({name},{i}) :- {sure}.", f"may({name},{i}) :- {may}."]
    for n in premises:
        lines += [
            f"may({name},{i},{n}) :- {f}." for f in (f"premise({name},{i},{n})", f"unknown({n})")
        ]
    lines += [
        f"other({name},{i}) :- may({name},{j})." for j in range(i) if results[j] != results[i]
    ]
    return [
        *lines,
        f"follows({name},{i}) :- unknown({name}), sure({name},{i}), not other({name},{i}){first}.",
        f"follows({name}) :- follows({name},{i}).",
    ]


class Search:
    """A search over one state as a logic program: choose values, changing as few as possible."""

    def __init__(self, plain: Plain, facts: Facts, menu: dict[str, list[Any]]) -> None:
        self.menu = menu
        now = {name: [(value,), *menu.get(name, [])] for name, value in facts.items()}
        limits = [c.all for c in LIB.contradictions.values()]
        lines = [rules(plain)]
        for name, values in now.items():
            lines.append(f"1 {{ v({name},0..{len(values) - 1}) }} 1.")
            for i, (value, *_) in enumerate(values):
                free = may_be_absent(value)
                lines += [f"free({name}) :- v({name},{i})."] * free
                here = f"v({name},{i}), not absent({name})"
                lines += [f"unknown({name}) :- {here}."] * (value in UNKNOWNS)
                lines += premises(name, value, here)
                stays = f", not follows({name})" * (name in CONCLUDED and value in UNKNOWNS)
                lines += self.meaning(plain, name, value, here + stays)
        for one, other, absent in ABSENCES:
            lines.append(f"absent({other}) :- none({one}), free({other}).")
            lines += self.meaning(plain, other, absent, f"absent({other})")
            lines += premises(other, absent, f"absent({other})")
            lines += [f"none({other}) :- absent({other})."] * surely("none", absent)
        lines += [
            f"none({name}) :- v({name},{i})."
            for name, values in now.items()
            for i, (value, *_) in enumerate(values)
            if surely("none", value)
        ]
        for name in CONCLUDED:
            for i, value in enumerate(
                results := [result(name, r) for r in LIB.facts[name].concluded]
            ):
                lines += conclusion(name, i, results)
                lines += self.meaning(plain, name, value, f"follows({name},{i})")
        for j, limit in enumerate(limits):
            lines.append(f":- {', '.join(f's({j},{name})' for name in limit)}.")
        lines += [
            "#external goal(met). #external goal(not_met). #external goal(open).",
            f":- goal(met), fail({plain.top}). :- goal(met), not met({plain.top}).",
            f":- goal(not_met), met({plain.top}).",
            f":- goal(open), not met({plain.top}). :- goal(open), not fail({plain.top}).",
            "#minimize { 1,F : v(F,I), I > 0 }.",
            "#show. #show c(F,I) : v(F,I), I > 0.",
        ]
        self.control = clingo.Control(["--warn=none", "--opt-mode=optN", "--models=0"])
        self.control.add("base", [], "\n".join(lines))
        self.control.ground([("base", [])])

    def meaning(self, plain: Plain, name: str, value: FactValue, body: str) -> list[str]:
        """Return what follows if a fact has a value: tests, and sides of contradictions."""
        limits = [c.all for c in LIB.contradictions.values()]
        return [f"{atom} :- {body}." for atom in tests_of(plain, name, value)] + [
            f"s({j},{name}) :- {body}."
            for j, limit in enumerate(limits)
            if name in limit and surely(limit[name], value)
        ]

    def smallest(self, target: Status) -> Least:
        """Return all smallest sets of changes that reach a status."""
        goal = clingo.Function("goal", [clingo.Function(target.value.replace(" ", "_"))])
        self.control.assign_external(goal, True)
        found: set[frozenset[Any]] = set()

        def keep(model: clingo.Model) -> None:
            if model.optimality_proven:
                pairs = [symbol.arguments for symbol in model.symbols(shown=True)]
                found.add(
                    frozenset((f.name, tuple(self.menu[f.name][i.number - 1])) for f, i in pairs)
                )

        self.control.solve(on_model=keep)
        self.control.assign_external(goal, False)
        return frozenset(found)


# --- ours, in the shape of the peers ----------------------------------------------------------------
def as_least(changes: Sequence[Any]) -> Least:
    """Return the smallest sets of changes in the peers' format."""
    return frozenset(frozenset((c.fact, tuple(c.values)) for c in one) for one in changes)


def our_values(rows: Sequence[Facts]) -> list[dict[str, Both]]:
    """Return the status of every node under the outcome in some states."""
    trace = doctrine.Trace(LAW, doctrine.states(LIB, rows))
    values = {n: trace[n] for n in under(LAW, TOP)}
    return [
        {n: (bool(v.met >> i & 1), bool(v.fail >> i & 1)) for n, v in values.items()}
        for i in range(len(rows))
    ]


def million() -> dict[str, Sequence[FactValue]]:
    """Return twenty facts of the map with two values each: unknown, and yes or the figure in *Doe*."""
    asked = [n for n in LIB.texts["map"] if n in facts_under(LAW, TOP)]
    figures = [n for n in asked if LIB.facts[n].kind != "yes_no" and DOE.facts[n] != Answer.UNKNOWN]
    plain = [n for n in asked if LIB.facts[n].kind == "yes_no"]
    names = (plain + figures)[:20]
    return {n: (Answer.UNKNOWN, DOE.facts[n] if n in figures else Answer.YES) for n in names}


# --- do they agree? ----------------------------------------------------------------------------------
def other_findings(plain: Plain, rows: Sequence[Facts]) -> list[str]:
    """Return the states in which a peer's findings differ from ours; there should be none."""
    program, found = Program(plain), []
    for i, (row, mine) in enumerate(zip(rows, our_values(rows), strict=True)):
        facts = tied(row)
        n, columns = array_columns({}, row)
        peers = {
            "plain Python": by_recursion(plain, facts),
            "logic program": program.evaluate(facts),
            "NumPy": {
                k: (bool(m[0]), bool(f[0])) for k, (m, f) in by_arrays(plain, n, columns).items()
            },
        }
        for peer, theirs in peers.items():
            if any(theirs[name] != mine[name] for name in theirs):
                found.append(f"{peer}, state {i}")
    return found


def our_combinations(values: dict[str, Sequence[FactValue]]) -> dict[str, doctrine.Value]:
    """Return every node under the outcome for every combination of values; other facts as in *Doe*."""
    trace = doctrine.Trace(LAW, doctrine.combinations(LIB, DOE.facts, values))
    return {n: trace[n] for n in under(LAW, TOP)}


def same_as_arrays(plain: Plain, values: dict[str, Sequence[FactValue]]) -> bool:
    """Return whether NumPy agrees with us on every point in every combination."""
    n, columns = array_columns(values, DOE.facts)
    mine, theirs = our_combinations(values), by_arrays(plain, n, columns)
    return all(
        np.array_equal(flags(where, n), theirs[name][i])
        for name in theirs
        for i, where in enumerate(mine[name][:2])
    )


def other_changes(plain: Plain, rows: Sequence[Facts], tries: int) -> tuple[list[str], int]:
    """Return where a peer's smallest changes differ from ours, and how often trying all sets was feasible."""
    found, tried = [], 0
    for i, row in enumerate(rows):
        changes, mine = menu(LAW, row, TOP), flips(LAW, row, TOP)
        search = Search(plain, row, changes)
        for target, ours in mine.to.items():
            least = as_least(ours)
            if search.smallest(target) != least:
                found.append(f"logic program, state {i}, {target}")
            size = max(map(len, least), default=99)
            if size < 99 and sum(how_many(changes, k) for k in range(size + 1)) <= tries:
                tried += 1
                if by_trying(plain, row, changes, target) != least:
                    found.append(f"plain Python, state {i}, {target}")
    return found, tried


# --- how long -----------------------------------------------------------------------------------------
def clock(work: Callable[[], Any], least: float) -> float:
    """Return the median seconds of at least three runs after a warm-up, within a time budget in seconds."""
    work()
    spent: list[float] = []
    while len(spent) < 3 or sum(spent) < least:
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)


def shown(seconds: float) -> str:
    """Return seconds as text with an appropriate unit."""
    for unit, size in (("days", 86400), ("h", 3600), ("min", 60), ("s", 1), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def lines(title: str, rows: Sequence[tuple[str, float, str]]) -> list[str]:
    """Return the lines of one table; our engine is in the first row."""
    ours = rows[0][1]
    return [
        "", f"**{title}**", "", "| | time | times ours | |", "|---|---|---|---|",
        *(f"| {name} | {shown(s)} | {s / ours:.3g} | {note} |" for name, s, note in rows),
    ]  # fmt: skip


def one_state(least: float) -> list[str]:
    """Time one state of facts with warm caches."""
    plain = plain_tree(LAW, TOP)
    program, facts = Program(plain), tied(DOE.facts)
    return lines(
        "One analysis: Doe",
        [
            ("ours: `analyze` with reasons and precedents",
             clock(lambda: analyze(DOE.facts, DOE.decided)[TOP], least), "aim: under 1 ms"),
            ("ours: the findings alone", clock(lambda: our_values([DOE.facts]), least), ""),
            ("plain Python: the findings alone",
             clock(lambda: by_recursion(plain, tied(DOE.facts)), least), ""),
            ("logic program: the findings alone",
             clock(lambda: program.evaluate(facts), least), "ground before"),
        ],
    )  # fmt: skip


def trying(plain: Plain, facts: Facts, mine: Flips, sample: int, least: float) -> tuple[float, str]:
    """Time trying every set of changes; scale up from a sample if there are too many."""
    changes = menu(LAW, facts, TOP)
    sizes = {t: max(map(len, found), default=0) for t, found in mine.to.items()}
    sets = sum(how_many(changes, k) for size in sizes.values() for k in range(size + 1))
    if sets <= sample:
        work = partial(every_target, plain, facts, changes, sizes)
        return clock(work, least), f"{sets:,} sets"
    some = list(itertools.islice(candidates(changes, max(sizes.values())), sample))
    began = time.perf_counter()
    for one in some:
        changed = tied(facts | {name: values[0] for name, values in one.items()})
        wrong(changed)
        by_recursion(plain, changed)
    spent = (time.perf_counter() - began) / len(some)
    return spent * sets, f"{sets:,} sets; {sample:,} timed, scaled"


def every_target(
    plain: Plain, facts: Facts, changes: dict[str, list[Any]], targets: Iterable[Status]
) -> list[Least]:
    """Return all smallest sets of changes to each of some statuses, found by trying every set."""
    return [by_trying(plain, facts, changes, target) for target in targets]


def size_of(mine: Flips) -> int:
    """Return how many changes the more distant of two statuses needs."""
    return max((len(sets[0]) for sets in mine.to.values() if sets), default=0)


def changes_of(rows: Sequence[Facts], sample: int, least: float) -> list[str]:
    """Time all smallest changes to both other statuses, for each state and then for each drawn state."""
    plain, found, spent = plain_tree(LAW, TOP), [], []
    hardest = max(rows, key=lambda row: size_of(flips(LAW, row, TOP)))
    for title, facts in {**STATES, "the drawn state that needs most": hardest}.items():
        mine, changes = flips(LAW, facts, TOP), menu(LAW, facts, TOP)
        search = Search(plain, facts, changes)
        sizes = "; ".join(
            f"to {t}: {len(s)} of {len(s[0])}" if s else f"to {t}: none" for t, s in mine.to.items()
        )

        def ground(facts: Facts = facts, changes: Any = changes, mine: Flips = mine) -> list[Least]:
            made = Search(plain, facts, changes)
            return [made.smallest(target) for target in mine.to]

        def solve(search: Search = search, mine: Flips = mine) -> list[Least]:
            return [search.smallest(target) for target in mine.to]

        seconds, note = trying(plain, facts, mine, sample, least)
        found += lines(
            f"All smallest changes: {title} ({mine.status}; {sizes})",
            [
                ("ours", clock(partial(flips, LAW, facts, TOP), least), "aim: under 10 ms"),
                ("logic program, solved only", clock(solve, least), "ground before"),
                ("logic program, ground and solved", clock(ground, least), ""),
                ("plain Python: trying every set", seconds, note),
            ],
        )
    spent = sorted(clock(partial(flips, LAW, row, TOP), 0) for row in rows)
    slow = sum(s >= 0.01 for s in spent)
    return [
        *found,
        "",
        f"Ours on each of the {len(rows)} drawn states: median {shown(statistics.median(spent))}, "
        f"slowest {shown(spent[-1])}; {slow} take 10 ms or longer.",
    ]


def a_million(values: dict[str, Sequence[FactValue]], sample: int, least: float) -> list[str]:
    """Time every combination of some values of some facts; other facts are as in *Doe*."""
    plain, n = plain_tree(LAW, TOP), math.prod(map(len, values.values()))
    program = Program(plain)
    rows = [
        DOE.facts | dict(zip(values, row, strict=True))
        for row in itertools.islice(itertools.product(*values.values()), 0, None, n // sample)
    ]
    each = clock(lambda: [by_recursion(plain, tied(row)) for row in rows], 0) / len(rows)
    logic = clock(lambda: [program.evaluate(tied(row)) for row in rows], 0) / len(rows)
    scaled = f"{len(rows):,} timed, scaled"
    return [
        *lines(
            f"{n:,} states: {len(values)} facts of the map, unknown or not, the rest as in Doe",
            [
                ("ours", clock(partial(our_combinations, values), least), "aim: under 0.5 s"),
                ("NumPy, arrays of bool",
                 clock(lambda: by_arrays(plain, *array_columns(values, DOE.facts)), least), ""),
                ("plain Python, state by state", each * n, scaled),
                ("logic program, state by state", logic * n, f"ground before; {scaled}"),
            ],
        ),
        "",
        f"NumPy finds the same for every point in each of these states: "
        f"{'yes' if same_as_arrays(plain, values) else 'NO'}.",
    ]  # fmt: skip


def run(states: int, sample: int, least: float) -> str:
    """Check that all implementations agree, time them, and return a Markdown report."""
    busy = f"; load before the start {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    rows, plain = drawn(states), plain_tree(LAW, TOP)
    every = [*STATES.values(), *rows]
    apart, (others, tried) = other_findings(plain, every), other_changes(plain, every, 20_000)
    for one in [*apart, *others]:
        print(f"not the same: {one}", file=sys.stderr)
    parts = [
        f"{dt.date.today().isoformat()}; {os.cpu_count()} cores, {platform.system()} "
        f"{platform.machine()}; Python {platform.python_version()}; NumPy {np.__version__}; "
        f"clingo {clingo.__version__}{busy}. The outcome, `{TOP}`, in the law of "
        f"{LAW.as_of.isoformat()}: {len(under(LAW, TOP))} points, {len(facts_under(LAW, TOP))} facts.",
        "",
        f"On {states} drawn states, Doe, and all unknown, findings that are not ours: {len(apart)}; "
        f"smallest changes that are not ours: {len(others)} (trying every set was short enough for "
        f"{tried} of {2 * len(every)}).",
        *one_state(least),
        *changes_of(rows, sample, least),
        *a_million(million(), min(sample, 2048), least),
    ]
    return "\n".join(parts)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--states", type=int, default=200, help="drawn to compare answers (200)")
    parser.add_argument("--sample", type=int, default=20_000, help="timed of what takes too long")
    parser.add_argument("--least", type=float, default=1.0, help="seconds for each time (1)")
    given = parser.parse_args()
    print(run(given.states, given.sample, given.least))
