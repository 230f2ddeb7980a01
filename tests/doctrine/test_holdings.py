"""Every decided case comes out as its court held, issue by issue, under the law of its date."""

from __future__ import annotations

import pytest

from jurisdiction.analysis import analyze, load_case
from jurisdiction.library import ReaderError, load
from jurisdiction.model import DECIDED

LIB = load()
DECIDED_ON = {name: LIB.authorities[case.authority].decided for name, case in LIB.cases.items()}
# A case older than the first condition cannot be tried: there is no law of its date here.
TRIED = [name for name, day in DECIDED_ON.items() if day >= LIB.first_date]
TOO_OLD = [name for name, day in DECIDED_ON.items() if day < LIB.first_date]
HOLDINGS = [
    (name, holding)
    for name in TRIED
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
    """On this case's facts and the law of its day, at close, this point is as the court held."""
    case = load_case(name)
    finding = analyze(case.facts, case.decided)[holding.node]
    if holding.disagrees:
        assert finding.at_close.value != holding.disposition
    else:
        assert finding.at_close.value == holding.disposition, analyze(
            case.facts, case.decided
        ).text(holding.node)


@pytest.mark.parametrize("name", TOO_OLD)
def test_a_case_older_than_the_suites_law_is_not_tried(name) -> None:
    """A case decided before the first condition is refused, not decided by later law."""
    with pytest.raises(ReaderError, match=LIB.first_date.isoformat()):
        analyze(load_case(name).facts, DECIDED_ON[name])


def test_there_are_cases_on_both_sides() -> None:
    """Cases that the plaintiff won and cases that the defendant won are both tried."""
    ways = {holding.disposition for _, holding in HOLDINGS if holding.node == "express_aiming"}
    assert ways == {"met", "not met"}
