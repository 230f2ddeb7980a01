"""Nothing fails at the ends of what can be entered, under earlier and later law."""

from __future__ import annotations

import pytest
from what_is_shown import DAYS, LIB, NO, UNKNOWN, YES, assert_shows_the_engine

from jurisdiction.library import complete
from jurisdiction.model import Range

YES_NO = [name for name, fact in LIB.facts.items() if fact.kind == "yes_no"]
EXTREMES = {
    "everything unknown": dict.fromkeys(LIB.facts, "unknown"),
    "every answer unknown": dict.fromkeys(YES_NO, UNKNOWN),
    "every answer yes": dict.fromkeys(YES_NO, YES),
    "every answer no": dict.fromkeys(YES_NO, NO),
    "no traffic": {"us_traffic_share": Range(0, 0)},
    "all traffic": {"us_traffic_share": Range(1, 1)},
    "any share of traffic": {"us_traffic_share": Range(0, 1)},
    "a million million views": {"us_views": Range(1e12, 1e12)},
    "no traffic and no views": {"us_traffic_share": Range(0, 0), "us_views": Range(0, 0)},
}


@pytest.mark.parametrize("day", [DAYS[0], DAYS[-2], DAYS[-1]], ids=str)
@pytest.mark.parametrize("extreme", EXTREMES)
def test_an_extreme_shows_what_the_engine_finds(lab, extreme, day) -> None:
    """At this extreme nothing fails, and the screen shows the engine's findings."""
    facts = lab.scenario.facts
    lab.scenario.set(law_as_of=day, **EXTREMES[extreme])
    assert_shows_the_engine(lab, complete(LIB, facts | EXTREMES[extreme]), day)


@pytest.mark.parametrize("answer", [YES, NO, UNKNOWN], ids=lambda answer: answer.value)
@pytest.mark.parametrize("family", [*LIB.facts["claim_family"].options, "unknown"])
def test_every_kind_of_claim_at_the_extremes(lab, family, answer) -> None:
    """For every kind of claim, all yes, all no, and all unknown show the engine's findings."""
    changes = dict.fromkeys(YES_NO, answer) | {"claim_family": family}
    facts, day = lab.scenario.facts, lab.scenario.law_as_of
    lab.scenario.set(**changes)
    assert_shows_the_engine(lab, complete(LIB, facts | changes), day)


@pytest.mark.parametrize(
    ("share", "views"), [(Range(0.5, 0.5), Range(0, 0)), (Range(0, 0), Range(9, 9))]
)
def test_figures_that_cannot_both_be_true_are_answered_in_words(lab, share, views) -> None:
    """Traffic without views, or views without traffic, is reported first and can be corrected."""
    lab.scenario.set(us_traffic_share=share, us_views=views)
    first, *_ = lab.now["finding"]["wrong"]
    assert first.startswith("These facts cannot all be true")
    lab.do(do="undo")
    assert lab.now["finding"]["wrong"] == []
