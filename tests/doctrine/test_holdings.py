"""Every decided case comes out as its court held, issue by issue, under the law as of its date."""

from __future__ import annotations

import pytest

from jurisdiction.analysis import analyze, load_case
from jurisdiction.library import load
from jurisdiction.model import DECIDED

LIB = load()
DECIDED_ON = {name: LIB.authorities[case.authority].decided for name, case in LIB.cases.items()}
HOLDINGS = [
    (name, holding)
    for name in LIB.cases
    for holding in LIB.cases[name].holdings
    if holding.disposition in DECIDED
]
SENTENCES = [
    f"{LIB.cases[name].short} held: {LIB.nodes[h.node].name}, {h.disposition}"
    + (" (the model disagrees)" if h.disagrees else "")
    for name, h in HOLDINGS
]


@pytest.mark.parametrize(("name", "holding"), HOLDINGS, ids=SENTENCES)
def test_case_comes_out_as_its_court_held(name, holding) -> None:
    """On this case's facts, under the law as of its date, this point at close is as the court held."""
    case = load_case(name)
    court, own = case.authority.court, case.authority.id
    found = analyze(case.facts, case.decided, court=court, own=own)
    finding = found[holding.node]
    if holding.disagrees:
        assert finding.at_close.value != holding.disposition
    else:
        assert finding.at_close.value == holding.disposition, found.text(holding.node)


def test_every_case_is_tried() -> None:
    """Every decided case has law as of its date."""
    assert min(DECIDED_ON.values()) >= LIB.first_date


def test_what_the_three_opinions_report_comes_out_without_exception() -> None:
    """The model reproduces every holding that one of the three opinions itself states or reports."""
    known = [h for _, h in HOLDINGS if not h.verified or h.verified.how in ("read", "quoted")]
    assert len(known) > 60
    assert [h.node for h in known if h.disagrees] == []


def test_there_are_cases_on_both_sides() -> None:
    """Cases that the plaintiff won and cases that the defendant won are both tried."""
    ways = {holding.disposition for _, holding in HOLDINGS if holding.node == "express_aiming"}
    assert ways == {"met", "not met"}
