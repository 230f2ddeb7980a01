"""A part whose update fails says so, keeps its last good view, and recovers."""

from __future__ import annotations

import pytest
from what_is_shown import (
    DAYS,
    FAILED,
    NO,
    assert_shows_the_engine,
    changed,
    notices,
    problem,
    shown,
    tab,
    value,
)

from jurisdiction import explain
from minimum_contacts import panels
from minimum_contacts.lessons.charts import CHARTS
from minimum_contacts.lessons.panels import scenario
from minimum_contacts.lessons.panels import shown as module

FAILURES = {
    "the finding": (module, "finding", "now"),
    "the ladder": (module, "ladder", "now"),
    "the answers": (module, "values", "now"),
    "the rows": (module, "facts", "now"),
    "the reasons": (module, "why", "rest"),
    "what moved nothing": (explain, "unmoved_html", "rest"),
    "the traffic chart's drawing": (CHARTS["traffic"], "svg", "rest"),
    "the traffic chart's words": (CHARTS["traffic"], "text", "rest"),
    "the traffic chart's title": (CHARTS["traffic"], "message", "rest"),
}


def fail(*_: object, **__: object) -> str:
    """Replace a part with one that fails."""
    raise RuntimeError("<b>broken</b>")


@pytest.mark.parametrize("part", FAILURES)
def test_a_part_that_fails_says_so_keeps_its_last_good_view_and_recovers(
    own_lab, monkeypatch, part
) -> None:
    """A part that fails keeps its last good display, with an alert, until the next change repairs it."""
    facts, day = own_lab.scenario.facts, own_lab.scenario.law_as_of
    before = {"now": own_lab.now, "rest": own_lab.rest}
    owner, name, whose = FAILURES[part]
    with monkeypatch.context() as broken:
        broken.setattr(owner, name, fail)
        own_lab.do(do="set", fact="us_cdn", value="no")
        (told,) = notices(own_lab)
        assert "RuntimeError: <b>broken</b>" in told and "safe" in told
        assert own_lab.now["problem"][0] == ""
        left = {"turn", "problem"}
        assert {k: v for k, v in own_lab.now.items() if k not in left} != {
            k: v for k, v in before["now"].items() if k not in left
        } or whose == "now"
        kept = own_lab.rest if whose == "rest" else own_lab.now
        assert {k: v for k, v in kept.items() if k not in left} == {
            k: v for k, v in before[whose].items() if k not in left
        }
        assert whose == "rest" or own_lab.rest != before["rest"]
    own_lab.do(do="set", fact="us_trademarks", value="no")
    facts = changed(changed(facts, "us_cdn", NO), "us_trademarks", NO)
    assert_shows_the_engine(own_lab, facts, day)


def test_the_facts_follow_though_a_view_fails(own_lab, monkeypatch) -> None:
    """While the reasons fail, undo and the controls still work."""
    with monkeypatch.context() as broken:
        broken.setattr(module, "why", fail)
        own_lab.do(do="set", fact="us_cdn", value="no")
        assert value(own_lab, "us_cdn") == "no"
        own_lab.do(do="undo")
        assert value(own_lab, "us_cdn") == "yes"
        assert len(notices(own_lab)) == 1
    own_lab.do(do="set", fact="us_cdn", value="no")
    assert notices(own_lab) == []


def test_another_tab_than_the_one_that_fails_can_be_chosen(own_lab, monkeypatch) -> None:
    """The earlier chart stays, with an alert; under another tab nothing fails, and the alert disappears."""
    before = own_lab.rest
    own_lab.do(do="set", fact="us_traffic_share", value="140%")
    wrong = own_lab.now["problem"]
    with monkeypatch.context() as broken:
        broken.setattr(CHARTS["precedents"], "rows", fail)
        own_lab.do(do="tab", tab="precedents")
        assert own_lab.rest == before and len(notices(own_lab)) == 1
        own_lab.do(do="tab", tab="traffic")
        assert own_lab.rest == before and own_lab.now["problem"] == wrong


@pytest.mark.parametrize(("kind", "part"), [("traffic", "svg"), ("precedents", "rows")])
def test_a_chart_that_fails_under_another_law_is_right_again_afterwards(
    own_lab, monkeypatch, kind, part
) -> None:
    """A chart that could not be drawn is right again after the next change."""
    tab(own_lab, kind)
    with monkeypatch.context() as broken:
        broken.setattr(CHARTS[kind], part, fail)
        own_lab.do(do="choose", part="law_as_of", value=DAYS[0].isoformat())
        assert len(notices(own_lab)) == 1
    own_lab.do(do="undo")
    own_lab.scenario.set(us_cdn=NO, us_traffic_share="5%")
    again = panels.Lab("doe_v_webgroup", facts=["us_cdn"], charts=["traffic", "precedents"])
    again.scenario.set(us_cdn=NO, us_traffic_share="5%")
    assert own_lab.rest["tab"] == tab(again, kind)


@pytest.mark.parametrize("doing", ["toggle", "figure", "law", "reset"])
def test_an_engine_that_fails_is_answered_in_words_and_changes_nothing(
    own_lab, monkeypatch, doing
) -> None:
    """The reader sees the error, facts and display stay, and the next change works."""
    own_lab.scenario.set(us_trademarks=NO)
    facts, day, before = own_lab.scenario.facts, own_lab.scenario.law_as_of, shown(own_lab)
    with monkeypatch.context() as broken:
        broken.setattr(scenario, "analyze", fail)
        match doing:
            case "toggle":
                own_lab.do(do="set", fact="us_cdn", value="no")
            case "figure":
                own_lab.do(do="set", fact="us_traffic_share", value="5%")
            case "law":
                own_lab.do(do="choose", part="law_as_of", value=DAYS[0].isoformat())
            case "reset":
                own_lab.do(do="reset")
        assert "RuntimeError: <b>broken</b>" in problem(own_lab)
        under = {"toggle": "us_cdn", "figure": "us_traffic_share"}.get(doing, "")
        assert own_lab.now["problem"][0] == under
        assert FAILED not in problem(own_lab)
        assert (own_lab.scenario.facts, shown(own_lab)) == (facts, before)
        assert value(own_lab, "us_cdn") == "yes"
        assert own_lab.now["whose"][0]["value"] == day.isoformat()
    own_lab.do(do="set", fact="us_cdn", value="no")
    assert_shows_the_engine(own_lab, changed(facts, "us_cdn", NO), day)
