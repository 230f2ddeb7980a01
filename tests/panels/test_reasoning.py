"""The further views follow the facts: what would change it, the map, both sides, in writing."""

from __future__ import annotations

import re

import pytest
from what_is_shown import LIB, notices, page, text

from jurisdiction import explain
from jurisdiction.analysis import analyze, load_case
from jurisdiction.argument import argue
from jurisdiction.counterfactual import flips
from jurisdiction.library import ReaderError
from jurisdiction.model import Side, Status
from jurisdiction.panels import Lab
from jurisdiction.writing import irac

VIEWS = ["changes", "map", "argument", "irac"]


@pytest.fixture
def lab() -> Lab:
    """Doe with all further views, the law and the court."""
    return Lab(
        "doe_v_webgroup", facts=["us_cdn", "us_trademarks", "us_traffic_share", "claim_family"],
        charts=[], law=True, court=True, views=VIEWS,
    )  # fmt: skip


def test_each_smallest_change_can_be_tried_and_does_what_it_says(lab) -> None:
    """Trying any of the listed changes brings the finding it stands under; Undo takes it back."""
    panel = lab.views["changes"]
    expected = flips(lab.scenario.analysis.law, lab.scenario.facts, "express_aiming")
    wanted = [status for status, sets in expected.to.items() for _ in sets]
    numbers = [value for _, value in panel.choice.options if value]
    assert len(numbers) == len(wanted) == len(re.findall("<li value", panel.list.value))
    for number, status in zip(numbers, wanted, strict=True):
        assert panel.try_it.disabled
        panel.choice.value = number
        assert not panel.try_it.disabled
        panel.try_it.click()
        assert lab.scenario.analysis.status("express_aiming") is status
        assert panel.choice.value == 0
        lab.facts.undo.click()
        assert lab.scenario.analysis.status("express_aiming") is Status.MET


def test_held_facts_are_not_changed_and_can_be_let_go(lab) -> None:
    """With the CDN held, only the profit unsettles Doe; Hold nothing brings all changes back."""
    panel = lab.views["changes"]
    every = panel.list.value
    panel.locked.value = ("cdn_us_servers", "cdn_purpose_speed_us")
    assert "CDN" not in text(panel.list.value)
    assert "Earns money from users in the United States: Yes" in text(panel.list.value)
    panel.free.click()
    assert panel.list.value == every


def test_what_an_unknown_is_worth_is_said_beside_it(lab) -> None:
    """Without a CDN, what the clicks bring is worth learning; the list of changes says what is not known."""
    lab.scenario.set(us_cdn="no")
    panel = lab.views["changes"]
    worth = text(panel.worth.value)
    assert "Ad revenue grows with clicks in the United States" in worth
    assert "Advertising directed at the United States: Unknown" in text(panel.list.value)


def test_the_map_has_a_row_for_the_switch_and_for_its_facts(lab) -> None:
    """The switch as a whole and each of its facts have a row; a change that would contradict is not alone."""
    rows = [text(r) for r in page(lab.views["map"].table.value).iter("tr")]
    assert any(r.startswith("US CDNno: ◆ Open") for r in rows)
    assert any(r.startswith("CDN servers in the United States (yes)no: ◆ Open") for r in rows)
    [share] = [r for r in rows if r.startswith("Share of traffic")]
    # None is not tried: it would contradict the income from users there. Less is, and unsettles the harm.
    assert share.endswith("no change" + "some, but less than 1%: ◆ Open" * 2)
    [sells] = [r for r in rows if r.startswith("Sells and delivers into the United States (no)")]
    assert sells.endswith("(no)" + "not alone" * 3)  # who delivers there does business there
    doe = load_case("doe_v_webgroup")
    for change in ({"us_traffic_share": 0}, {"sells_and_delivers": "yes"}):
        assert analyze(doe.facts | change, doe.decided).contradictions, change


def test_the_argument_follows_the_side_and_the_facts(lab) -> None:
    """Every ply on the screen is the engine's, for the side chosen and the facts of now."""
    panel = lab.views["argument"]
    for changes in ({}, {"us_cdn": "no"}, {"law_as_of": "2025-06-20"}):
        lab.scenario.set(**changes)
        for side in (Side.PLAINTIFF, Side.DEFENDANT):
            panel.side.value = side
            said = text(panel.plies.value)
            for ply in argue(lab.scenario.analysis, "express_aiming", side):
                assert " ".join(ply.text.split()) in said
                assert ply.verified in said


def test_the_text_is_the_text_of_the_engine(lab) -> None:
    """What stands in writing is the engine's IRAC of now."""
    lab.scenario.set(us_trademarks="no")
    shown = text(lab.views["irac"].text.value)
    assert " ".join(irac(lab.scenario.analysis, "express_aiming").split()) in shown


def test_another_court_is_told_and_can_be_undone(lab) -> None:
    """In the Fourth Circuit Doe only persuades, and the law is open; Undo brings the Ninth back."""
    assert "Doe controls: a binding decision controls" in text(lab.finding.headline.value)
    lab.choices["court"].control.value = "ca4"
    said = text(lab.finding.headline.value)
    assert lab.scenario.analysis.status("express_aiming") is Status.OPEN
    assert LIB.texts["cause_words"]["law"] in said and "Persuasive only: Doe [met]." in said
    assert "controls" not in said and "it stays open, because the law does not settle it" in said
    assert "Changed: the court, to the Fourth Circuit. Moved: " in said
    assert "express aiming from met to open" in said
    assert "is persuasive but does not bind the Fourth Circuit" in text(lab.finding.reasons.value)
    lab.facts.undo.click()
    said = text(lab.finding.headline.value)
    assert "Doe controls: a binding decision controls" in said and "Persuasive only" not in said
    assert lab.choices["court"].control.value == "ca9"


def test_contradictory_facts_are_told_in_every_view(lab) -> None:
    """A tort inside the forum by one who was not there is named; no view fails."""
    lab.scenario.set(claim_family="tort_inside_forum")
    assert "These facts cannot all be true" in text(lab.finding.headline.value)
    assert "These facts cannot all be true" in text(lab.views["irac"].text.value)
    assert notices(lab) == []


def test_a_challenge_after_fuld_stands_under_the_finding() -> None:
    """A lost Rule 4(k)(2) claim after Fuld: not met, and since 2025 the challenge that is preserved."""
    lab = Lab("doe_v_webgroup", facts=["operates_site"], node="personal_jurisdiction",
              top="personal_jurisdiction", charts=[], law=True)  # fmt: skip
    lab.scenario.set(operates_site="no", law_as_of="2025-06-20")
    said = text(lab.finding.headline.value)
    assert "Not met" in said and "Since 2025:" in said and "preserve the challenge" in said


@pytest.mark.parametrize("case", LIB.cases)
def test_every_view_shows_every_case(case) -> None:
    """On the facts of each decided case, and with all unknown, every view is drawn and says something."""
    outcome = LIB.outcome(LIB.cases[case].stage)
    lab = Lab(case, facts=[], node=outcome, top=outcome, charts=[], views=VIEWS)
    lab.scenario.set(**dict.fromkeys(load_case(case).facts, "unknown"))
    assert notices(lab) == []
    found = analyze({}, lab.scenario.law_as_of, lab.scenario.now.stage)
    assert text(explain.argument_html(argue(found, outcome, Side.PLAINTIFF), found))


def test_an_unknown_view_is_refused_by_name() -> None:
    """A view that does not exist is named, with those that do."""
    with pytest.raises(ReaderError, match=r"no such view.*changes, map, argument, irac"):
        Lab("doe_v_webgroup", facts=[], charts=[], views=["chances"])


def test_what_later_law_did_is_told_of_the_case_as_decided() -> None:
    """AMA's view tells of Briskin, with how we know, and no toggle changes it; Doe's tells nothing."""
    lab = Lab("ama_v_wanat", facts=["geolocated_ads"], charts=[], law=True, views=["later"])
    told = lab.views["later"].list.value
    assert "AMA (2020), express aiming: not met, but open from April 21, 2025 on" in text(told)
    assert "from a public summary, not checked against the opinion" in text(told)
    lab.scenario.set(geolocated_ads="no", law_as_of="2025-04-21")
    assert lab.views["later"].list.value == told and notices(lab) == []
    for start, name in (("doe_v_webgroup", "Doe"), ("hypo_news", "")):
        other = Lab(start, facts=["us_cdn"], charts=[], views=["later"])
        said = text(other.views["later"].list.value)
        assert said.startswith("No later law known to this suite changes") and name in said
