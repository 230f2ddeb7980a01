"""One evaluator: thousands of states at once come out as each of them alone."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from states_of_facts import DAYS, LIB, drawn, states

from jurisdiction.analysis import analyze
from jurisdiction.doctrine import Trace, law_at
from jurisdiction.doctrine import states as arrays


@settings(
    max_examples=settings.default.max_examples // 4, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(
    rows=st.lists(states, min_size=2, max_size=6), day=st.sampled_from(DAYS), closed=st.booleans()
)
def test_a_batch_is_each_state_alone(rows, day, closed) -> None:
    """A batch of states has, state by state, the findings and the causes of each state alone."""
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
def test_analyze_says_what_the_batch_says(day) -> None:
    """What a student reads for one state is what the batch finds for it."""
    law, rows = law_at(LIB, day), drawn(8, seed=3)
    before, after = (Trace(law, arrays(LIB, rows), closed) for closed in (False, True))
    for i, row in enumerate(rows):
        for node, finding in analyze(row, day).items():
            assert finding.status is before[node].status(i)
            assert finding.causes == before[node].why(i)
            assert finding.at_close is after[node].status(i)
