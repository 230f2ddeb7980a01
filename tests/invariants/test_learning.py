"""With showing, stage, and date fixed, learning an unknown never reverses a settled finding."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from states_of_facts import (
    AIMING,
    CONCLUDED,
    DAYS,
    LIB,
    OF_SILENCE,
    SILENT,
    UNKNOWN,
    drawn,
    flags,
    narrower,
    possible,
    states,
    statuses,
    with_all_of_aiming,
)

from jurisdiction.doctrine import Law, Trace, burdens, law_at, under
from jurisdiction.doctrine import states as arrays
from jurisdiction.library import case_facts
from jurisdiction.model import Side

PATIENT = settings(
    derandomize=True, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)  # fmt: skip
# A plain site, and *Doe*, each with every combination of the aiming facts.
RESTS = {
    "doe": case_facts(LIB, LIB.cases["doe_v_webgroup"]),
    "unknown otherwise": dict.fromkeys(LIB.facts, UNKNOWN) | {"claim_family": "tort_outside_forum"},
}


@cache
def cube(law: Law, rest: str, closed: bool = False) -> Trace:
    """Evaluate all 6,561 combinations of the aiming facts at once."""
    return Trace(law, arrays(LIB, list(with_all_of_aiming(RESTS[rest]))), closed)


def as_cube(flat: np.ndarray) -> np.ndarray:
    """Reshape a finding with one axis for each aiming fact: 0 yes, 1 no, 2 unknown."""
    return flat.reshape((3,) * len(AIMING))


@PATIENT
@given(facts=states, day=st.sampled_from(DAYS), data=st.data())
def test_learning_a_fact_never_unsettles_a_finding(facts, day, data) -> None:
    """In any state, learning one unknown fact leaves every settled finding unchanged."""
    name = data.draw(st.sampled_from(sorted({*LIB.facts} - CONCLUDED)))
    rows = [facts] + [facts | {name: v} for v in narrower(LIB.facts[name], facts[name])]
    rows = [row for row in rows if possible(row)]
    for node, found in statuses(Trace(law_at(LIB, day), arrays(LIB, rows)), len(rows)).items():
        if found[0] == 0 or (name in SILENT and node in OF_SILENCE):
            continue
        if name in SILENT:
            assert (found != -found[0]).all(), (node, name)
        else:
            assert (found == found[0]).all(), (node, name)


@PATIENT
@given(facts=states, day=st.sampled_from(DAYS), data=st.data())
def test_learning_every_fact_never_unsettles_a_finding(facts, day, data) -> None:
    """In any state, learning every unknown fact reverses no settled finding."""
    learned = facts | {
        name: data.draw(st.sampled_from(narrower(fact, facts[name]) or [facts[name]]))
        for name, fact in LIB.facts.items()
        if name not in CONCLUDED
    }
    if possible(learned):
        trace = Trace(law_at(LIB, day), arrays(LIB, [facts, learned]))
        for node, found in statuses(trace, 2).items():
            if node not in OF_SILENCE:
                assert found[0] in (0, found[1]) or found[1] == 0, node


@pytest.mark.parametrize("rest", RESTS)
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_learning_an_aiming_fact_in_every_combination(day, rest) -> None:
    """Over every combination of the aiming facts, learning one never unsettles a finding."""
    for node, found in statuses(cube(law_at(LIB, day), rest), 3 ** len(AIMING)).items():
        shown = as_cube(found)
        if node in OF_SILENCE:
            continue
        for axis, name in enumerate(AIMING):
            yes, no, unknown = np.moveaxis(shown, axis, 0)
            settled = unknown != 0
            assert (yes == unknown)[settled].all() and (no == unknown)[settled].all(), (node, name)


@pytest.mark.parametrize("rest", RESTS)
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_an_unknown_is_the_summary_of_its_completions(day, rest) -> None:
    """The possible results of a state with unknowns are those of its completions."""
    for node, value in cube(law_at(LIB, day), rest).items():
        if node in OF_SILENCE:
            continue
        for where in (value.met, value.fail):
            whole = as_cube(flags(where, 3 ** len(AIMING)))
            shown = whole
            for axis in range(len(AIMING)):
                yes, no, _ = np.moveaxis(shown, axis, 0)
                shown = np.moveaxis(np.stack([yes, no, yes | no]), 0, axis)
            assert (shown == whole).all(), node


@pytest.mark.parametrize("closed", [False, True], ids=["before", "at close"])
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_finding_comes_to_something(day, closed) -> None:
    """Every finding could be met or could fail, and exactly the open findings have causes."""
    for node, value in Trace(law_at(LIB, day), arrays(LIB, drawn(300)), closed).items():
        assert value.met | value.fail == (1 << 300) - 1, node
        assert value.record | value.law | value.judgment == value.met & value.fail, node


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_at_close_nothing_is_open_for_want_of_record(day) -> None:
    """When the record closes, no finding is open on the record, in any combination or drawn state."""
    law = law_at(LIB, day)
    for trace in (cube(law, "doe", True), Trace(law, arrays(LIB, drawn(300)), True)):
        assert [node for node, value in trace.items() if value.record] == []


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_closing_the_record_changes_only_what_was_open(day) -> None:
    """At close, a settled finding stays; one open on the record is lost by the party with the burden."""
    law, rows = law_at(LIB, day), arrays(LIB, drawn(300))
    before, after = Trace(law, rows), Trace(law, rows, closed=True)
    bears = burdens(law)
    for node, found in statuses(before, 300).items():
        closed = statuses(after, 300)[node]
        assert (closed == found)[found != 0].all(), node
        sides = {bears[name] for name in under(law, node)}
        if len(sides) == 1:  # if both sides bear a part, either can lose by the silent record
            lost = -closed if sides == {Side.PLAINTIFF} else closed
            assert (lost >= 0)[found == 0].all(), node
            only = before[node].record & ~before[node].law & ~before[node].judgment
            assert (lost > 0)[flags(only, 300)].all(), node
