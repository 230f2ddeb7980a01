"""One evaluator: thousands of states evaluated together have the same results as each alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from states_of_facts import DAYS, LIB, UNKNOWN, drawn, states

from jurisdiction.analysis import analyze
from jurisdiction.doctrine import Trace, contradicted, law_at
from jurisdiction.doctrine import states as arrays
from jurisdiction.library import complete
from jurisdiction.model import Range


@settings(
    max_examples=settings.default.max_examples // 4, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(
    rows=st.lists(states, min_size=2, max_size=6), day=st.sampled_from(DAYS), closed=st.booleans()
)
def test_a_batch_is_each_state_alone(rows, day, closed) -> None:
    """A batch of states has, state by state, the findings and causes of each state alone."""
    law = law_at(LIB, day)
    many = Trace(law, arrays(LIB, rows), closed)
    for i, row in enumerate(rows):
        one = Trace(law, arrays(LIB, [row]), closed)
        for node in law.order:
            assert (many[node].status(i), many[node].why(i)) == (
                one[node].status(),
                one[node].why(),
            )


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_point_of_the_law_is_found_once(day) -> None:
    """A trace has each point of the law's tree once, and no other point."""
    trace = Trace(law_at(LIB, day), arrays(LIB, drawn(1)))
    assert len(trace) == len([*trace]) == len({*trace})
    assert {*trace} == {name for name in trace.law.nodes if name in trace}
    assert "no_such_point" not in trace


def test_what_a_figure_tells_of_others_does_not_depend_on_the_order_of_the_data() -> None:
    """Reversing the order of data/contradictions.yml changes no inference from a figure of zero."""
    backward = replace(LIB, contradictions=dict(reversed(LIB.contradictions.items())))
    blank = complete(LIB, {})
    for name in (name for name, fact in LIB.facts.items() if fact.kind in ("share", "count")):
        rows = [blank | {name: Range(0, 0)}]
        assert arrays(backward, rows) == arrays(LIB, rows)


def test_a_figure_that_is_none_tells_what_is_not_known_and_overrules_nothing() -> None:
    """A figure of zero sets dependent unknown figures to zero, and contradicts those that are above zero."""
    told, blank, none = 0, complete(LIB, {}), Range(0, 0)
    for contradiction in LIB.contradictions.values():
        match sorted(contradiction.all.items(), key=lambda item: str(item[1])):
            case [(figure, "none"), (other, "some")]:
                for value, then in (
                    (UNKNOWN, none), (Range(0, 1), none), (Range(0.5, 1), Range(0.5, 1)),
                ):  # fmt: skip
                    given = arrays(LIB, [blank | {figure: none, other: value}])
                    assert given.columns[other] == {then: 1}
                    assert bool(contradicted(LIB, given)) == (then != none)
                    told += 1
    assert told


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_analyze_says_what_the_batch_says(day) -> None:
    """The finding that a student reads for one state agrees with the batch's."""
    law, rows = law_at(LIB, day), drawn(8, seed=3)
    before, after = (Trace(law, arrays(LIB, rows), closed) for closed in (False, True))
    for i, row in enumerate(rows):
        for node, finding in analyze(row, day).items():
            assert finding.status is before[node].status(i)
            assert finding.causes == before[node].why(i)
            assert finding.at_close is after[node].status(i)
