"""A part whose update fails says so, keeps its last good view, and recovers."""

from __future__ import annotations

import pytest
from what_is_shown import (
    DAYS,
    NO,
    YES,
    assert_shows_the_engine,
    changed,
    every_html,
    notices,
    page,
    problem,
    shown,
    text,
)

from jurisdiction import explain, panels
from jurisdiction.charts import CHARTS
from jurisdiction.panels import scenario

FAILURES = {
    "the finding": (explain, "headline_html"),
    "the ladder": (explain, "ladder_html"),
    "the reasons": (explain, "reasons_html"),
    "the traffic chart's drawing": (CHARTS["traffic"], "svg"),
    "the traffic chart's words": (CHARTS["traffic"], "text"),
    "the traffic chart's title": (CHARTS["traffic"], "message"),
    "the court's words": (CHARTS["words"], "groups"),
}


def fail(*_: object, **__: object) -> str:
    """Stand in for a part that fails."""
    raise RuntimeError("<b>broken</b>")


@pytest.mark.parametrize("part", FAILURES)
def test_a_part_that_fails_says_so_keeps_its_last_good_view_and_recovers(
    own_lab, monkeypatch, part
) -> None:
    """Only this part stays as it was, all of it, with an alert; the next change repairs it."""
    facts, day, before = own_lab.scenario.facts, own_lab.scenario.law_as_of, every_html(own_lab)
    owner, name = FAILURES[part]
    with monkeypatch.context() as broken:
        broken.setattr(owner, name, fail)
        own_lab.scenario.set(us_cdn=NO, us_traffic_share="5%")
        views = [own_lab.finding, *own_lab.charts]
        failed = [view for view in views if view.notice.value]
        assert len(failed) == 1
        alert = page(failed[0].notice.value)
        assert [e.get("role") for e in alert] == ["alert"]
        assert "RuntimeError: <b>broken</b>" in text(alert) and "kept" in text(alert)
        own = [own_lab.finding.headline, own_lab.finding.ladder, own_lab.finding.reasons]
        stay = own if failed[0] is own_lab.finding else [failed[0].picture]
        others = {own_lab.finding.headline, *(chart.picture for chart in own_lab.charts)}
        assert all(html.value == before[html.model_id] for html in stay)
        assert all(html.value != before[html.model_id] for html in others.difference(stay))
    own_lab.scenario.set(us_trademarks=NO)
    facts = changed(changed(facts, "us_cdn", NO), "us_trademarks", NO)
    share = own_lab.scenario.facts["us_traffic_share"]
    assert_shows_the_engine(own_lab, facts | {"us_traffic_share": share}, day)


def test_the_facts_follow_though_a_view_fails(own_lab, monkeypatch) -> None:
    """While a view fails, undo and the controls still work."""
    with monkeypatch.context() as broken:
        broken.setattr(explain, "reasons_html", fail)
        own_lab.scenario.set(us_cdn=NO)
        assert own_lab.facts.controls["us_cdn"].value is NO
        own_lab.facts.undo.click()
        assert own_lab.facts.controls["us_cdn"].value is YES
        assert len(notices(own_lab)) == 1
    own_lab.scenario.set(us_cdn=NO)
    assert notices(own_lab) == []


@pytest.mark.parametrize(("kind", "part"), [("traffic", "svg"), ("words", "groups")])
def test_a_chart_that_fails_under_another_law_is_right_again_afterwards(
    own_lab, monkeypatch, kind, part
) -> None:
    """Where a chart could not be drawn, it is right at the next change."""
    with monkeypatch.context() as broken:
        broken.setattr(CHARTS[kind], part, fail)
        own_lab.scenario.set(law_as_of=DAYS[0])
        assert len(notices(own_lab)) == 1
    own_lab.facts.undo.click()
    own_lab.scenario.set(us_cdn=NO, us_traffic_share="5%")
    again = panels.Lab("doe_v_webgroup", facts=[], charts=["traffic", "words"])
    again.scenario.set(us_cdn=NO, us_traffic_share="5%")
    for mine, theirs in zip(own_lab.charts, again.charts, strict=True):
        assert mine.picture.value == theirs.picture.value


@pytest.mark.parametrize("doing", ["toggle", "figure", "law", "reset"])
def test_an_engine_that_fails_is_answered_in_words_and_changes_nothing(
    own_lab, monkeypatch, doing
) -> None:
    """The reader hears of it, the facts and what is shown stay, and the next change is made."""
    own_lab.scenario.set(us_trademarks=NO)
    facts, day, before = own_lab.scenario.facts, own_lab.scenario.law_as_of, shown(own_lab)
    controls = own_lab.facts.controls
    with monkeypatch.context() as broken:
        broken.setattr(scenario, "analyze", fail)
        match doing:
            case "toggle":
                controls["us_cdn"].value = NO
            case "figure":
                controls["us_traffic_share"].value = "5%"
            case "law":
                own_lab.choices["law_as_of"].control.value = DAYS[0]
            case "reset":
                own_lab.facts.reset.click()
        assert "broken" in problem(own_lab)
        assert "b" not in {element.tag for element in page(own_lab.facts.problem.value).iter()}
        assert (own_lab.scenario.facts, shown(own_lab)) == (facts, before)
        assert controls["us_cdn"].value is YES
        assert own_lab.choices["law_as_of"].control.value == day
    controls["us_cdn"].value = NO
    assert_shows_the_engine(own_lab, changed(facts, "us_cdn", NO), day)
