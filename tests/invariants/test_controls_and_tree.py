"""A precedent that controls never contradicts what the tree settles."""

from __future__ import annotations

import pytest
from states_of_facts import DAYS, LIB, drawn

from jurisdiction.doctrine import Trace, law_at
from jurisdiction.doctrine import states as arrays
from jurisdiction.model import DECIDED, Cause, Status
from jurisdiction.precedent import Precedent, precedents, standing

BINDING = ("doe_v_webgroup", "will_v_lee", "ayla_v_alya_skin", "ama_v_wanat", "mavrix_v_brand")
ROWS = drawn(200, seed=4) + drawn(200, seed=5, near=BINDING)
NODES = sorted({h.node for c in LIB.cases.values() for h in c.holdings if h.disposition in DECIDED})


def controlling(law, row, node) -> list[Precedent]:
    """Return binding precedents, still good law, whose reason is present with nothing stronger against it."""
    return [
        p
        for p in precedents(law, node)
        if p.good and p.court in ("scotus", "ca9") and not p.remembered and p.controls(row)
    ]


@pytest.mark.parametrize("node", NODES)
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_controlling_precedent_never_contradicts_the_tree(day, node) -> None:
    """In no drawn state does a precedent control against the tree's settled finding, or in two directions."""
    law = law_at(LIB, day)
    if node not in law.order:
        return
    trace = Trace(law, arrays(LIB, ROWS))
    for i, row in enumerate(ROWS):
        status = trace[node].status(i)
        weight, names, *_ = standing(law, row, node, trace, i, "ca9")
        unsettled = Cause.LAW in trace[node].why(i)
        assert weight != "conflict" or unsettled, names
        ways = {p.holding.disposition for p in controlling(law, row, node)}
        behind = node == "reasonableness" and trace["first_prong"].status(i) is not Status.MET
        if behind or Cause.JUDGMENT in trace[node].why(i):
            assert weight != "controls"  # its first factor follows the first prong, or is weighed
        else:
            assert (weight in ("controls", "conflict")) == bool(ways)
        if status is not Status.OPEN:
            assert ways <= {status.value}, (names, row)


def test_some_drawn_states_are_controlled() -> None:
    """Precedents control some of the drawn states, so the drawn states are close enough to the cases."""
    law = law_at(LIB, DAYS[-1])
    trace = Trace(law, arrays(LIB, ROWS))
    weights = [standing(law, row, "express_aiming", trace, i).word for i, row in enumerate(ROWS)]
    assert 10 <= weights.count("controls") < len(ROWS)
