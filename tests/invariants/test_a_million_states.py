"""Properties of single states hold for more than a million states of the listed facts."""

from __future__ import annotations

import random

import numpy as np
import pytest
from states_of_facts import DAYS, LIB, OF_SILENCE, SILENT, UNKNOWN, as_set, flags, known

from jurisdiction.analysis import load_case
from jurisdiction.doctrine import (
    States,
    Trace,
    combinations,
    contradicted,
    law_at,
    states,
    under,
)
from jurisdiction.library import Facts
from jurisdiction.model import Answer

LISTED = LIB.texts["map"]
TOP = "personal_jurisdiction"
MANY = 1 << 20
DOE = load_case("doe_v_webgroup").facts


def at_random(seed: int) -> tuple[States, dict[str, np.ndarray]]:
    """Return 2^20 random states: each listed fact unknown or at one of its values, all others as in *Doe*."""
    chance = np.random.default_rng(seed)
    columns = {name: {value: (1 << MANY) - 1} for name, value in DOE.items()}
    drawn = {}
    for name in LISTED:
        values = [UNKNOWN, *known(LIB.facts[name])]
        drawn[name] = chance.integers(0, len(values), MANY, dtype=np.uint8)
        columns[name] = {value: as_set(drawn[name] == i) for i, value in enumerate(values)}
    return States(MANY, columns), drawn


def row(drawn: dict[str, np.ndarray], i: int) -> Facts:
    """Return one of the states as facts."""
    return DOE | {
        name: [UNKNOWN, *known(LIB.facts[name])][which[i]] for name, which in drawn.items()
    }


@pytest.mark.parametrize("day", [DAYS[0], DAYS[-3], DAYS[-1]], ids=str)
def test_learning_any_unknown_of_a_million_states_reverses_nothing(day) -> None:
    """In 2^20 states, learning any listed fact leaves every settled finding unchanged.

    A figure whose silence does not count against a point may unsettle a finding, but reverses none.
    """
    law = law_at(LIB, day)
    given, _ = at_random(day.year)
    only = under(law, TOP)
    before = Trace(law, given)
    assert len(LISTED) >= 20
    for name in LISTED:
        unknown = given.columns[name][UNKNOWN]
        assert unknown.bit_count() > MANY // 20
        for value in known(LIB.facts[name]):
            learned = dict(given.columns[name])
            learned[UNKNOWN] = 0
            learned[value] = learned.get(value, 0) | unknown
            after_given = States(MANY, given.columns | {name: learned})
            sane = unknown & ~contradicted(LIB, after_given)
            after = Trace(law, after_given)
            for node in only - OF_SILENCE if name in SILENT else only:
                if name in SILENT:
                    lost = before[node].met & ~before[node].fail & ~after[node].met
                    won = before[node].fail & ~before[node].met & ~after[node].fail
                    assert not sane & (lost | won), (node, name, value)
                    continue
                settled = sane & ~(before[node].met & before[node].fail)
                moved = (before[node].met ^ after[node].met) | (
                    before[node].fail ^ after[node].fail
                )
                assert not settled & moved, (node, name, value)


@pytest.mark.parametrize("closed", [False, True], ids=["before", "at close"])
def test_a_state_among_a_million_is_the_state_alone(closed) -> None:
    """Scalar equals vector: 500 of the 2^20 states, evaluated alone, have the same findings and causes."""
    law = law_at(LIB, DAYS[-1])
    many_given, drawn = at_random(7)
    chance = random.Random(5)
    many = Trace(law, many_given, closed)
    plain = 0
    for i in (chance.randrange(MANY) for _ in range(500)):
        facts = row(drawn, i)
        alone_given = states(LIB, [facts])
        if {n: next(iter(c)) for n, c in alone_given.columns.items()} != facts:
            continue  # alone, a figure of zero implies other facts
        plain += 1
        alone = Trace(law, alone_given, closed)
        for node in law.order:
            assert (many[node].status(i), many[node].why(i)) == (
                alone[node].status(), alone[node].why(),
            )  # fmt: skip
    assert plain > 200


def test_combinations_are_what_one_would_write_out() -> None:
    """Every combination of some values of three facts, in order, equals the rows written out one by one."""
    values = {"us_hosting": [Answer.YES, Answer.NO, UNKNOWN], "forum": ["state", "either"],
              "directed_ads": [UNKNOWN, Answer.YES]}  # fmt: skip
    given = combinations(LIB, DOE, values)
    rows = [
        DOE | {"us_hosting": a, "forum": b, "directed_ads": c}
        for a in values["us_hosting"]
        for b in values["forum"]
        for c in values["directed_ads"]
    ]
    other = states(LIB, rows)
    assert given.n == other.n == 12
    for name in LIB.facts:
        assert {v: b for v, b in given.columns[name].items() if b} == dict(other.columns[name])


def test_sets_and_arrays_are_two_ways_of_writing_the_same() -> None:
    """Converting an array to a set of states and back returns the same array, whatever its length."""
    chance = np.random.default_rng(3)
    for n in (1, 7, 8, 9, 1000):
        array = chance.integers(0, 2, n).astype(bool)
        assert (flags(as_set(array), n) == array).all()
