"""The law is that of a date: a decision changes the law from its own date on, and not before."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from jurisdiction.analysis import Analysis, analyze, load_case
from jurisdiction.doctrine import RULE, Trace, law_at, law_before, states
from jurisdiction.library import ReaderError, complete, load
from jurisdiction.model import Status

LIB = load()
DOE = load_case("doe_v_webgroup")
AMA = load_case("ama_v_wanat")
DAY = dt.timedelta(days=1)
DOE_DAY, AMA_DAY = DOE.decided, AMA.decided
WILL_DAY = load_case("will_v_lee").decided
BRISKIN_DAY = LIB.authorities["briskin_en_banc"].decided
# A site that earns from its US users, with no other facts.
PLAIN = {
    **{name: "no" for name, fact in LIB.facts.items() if fact.kind == "yes_no"},
    "claim_family": "tort_outside_forum",
    "operates_site": "yes",
    "earns_from_us_users": "yes",
    "us_traffic_share": "15%",
    "forum_downloads": 0,
}
CDN = {"cdn_us_servers": "yes", "cdn_purpose_speed_us": "yes"}


def before_doe(facts: dict[str, str], node: str) -> tuple[Status, set[str]]:
    """Find a node under the law as it stood before *Doe*."""
    value = Trace(law_before(LIB, "doe_v_webgroup"), states(LIB, [complete(LIB, facts)]))[node]
    return value.status(), {cause.value for cause in value.why()}


def test_before_doe_a_cdn_alone_was_open_in_law() -> None:
    """Before *Doe*, no court had said whether a CDN alone is an active appeal."""
    assert before_doe(PLAIN | CDN, "express_aiming") == (Status.OPEN, {"law"})
    assert analyze(PLAIN | CDN, DOE_DAY)["express_aiming"].status is Status.MET


def test_the_rule_of_doe_does_not_predict_doe() -> None:
    """Before *Doe*, *Doe*'s own facts left express aiming open, so the court decided something new."""
    status, causes = before_doe(DOE.facts, "express_aiming")
    assert status is Status.OPEN and "law" in causes


def test_leaving_out_a_case_leaves_its_route_open_in_law() -> None:
    """The law before *Doe* lacks *Doe*'s condition on CDNs; the route is open, not closed."""
    assert "us_cdn" in law_at(LIB, DOE_DAY).made
    assert "us_cdn" not in law_before(LIB, "doe_v_webgroup").made
    assert "us_cdn" not in law_at(LIB, DOE_DAY - DAY).made
    assert before_doe(PLAIN | CDN, "us_cdn") == (Status.OPEN, {"law"})
    assert before_doe(PLAIN, "us_cdn") == (Status.NOT_MET, set())


WAYS = {way for n in LIB.nodes.values() for way in (*n.any_of, *n.cases.values())}
DATED = [n for n in LIB.nodes.values() if n.since and n.since > LIB.first_date]


@pytest.mark.parametrize("node", DATED, ids=lambda node: node.id)
def test_the_day_before_a_route_is_open_and_a_requirement_is_not_there(node) -> None:
    """An alternative route may have been law before any court said so; an added requirement was not."""
    before = law_at(LIB, node.since - DAY)
    assert node.id not in before.made
    assert (node.id in before.nodes) == (node.id in WAYS)
    # A condition from a rule or statute would not exist before its date in any case.
    rule = next(a.id for a in LIB.authorities.values() if a.court == RULE)
    enacted = {**LIB.nodes, node.id: node.model_copy(update={"source": rule})}
    assert node.id not in law_at(replace(LIB, nodes=enacted), node.since - DAY).nodes


def test_what_is_not_yet_law_is_supported_by_no_passage_that_makes_it_so() -> None:
    """A route that is not yet law cites nothing for being met, and a closed route cites nothing at all."""
    cited = 0
    for day in (dt.date.fromisoformat(regime["date"]) for regime in LIB.texts["regimes"]):
        law = law_at(LIB, day)
        for name in (name for name in law.nodes if f"{name}__law" in law.nodes):
            kept, closed = law.nodes[name].supports, law.nodes[f"{name}__law"].settled
            for status, passages in LIB.nodes[name].supports.items():
                assert kept.get(status) == (None if closed or status == "met" else passages)
            cited += bool(kept)
    assert cited


def test_an_old_id_still_works() -> None:
    """A point can also be found by its former id."""
    found = analyze(DOE.facts, DOE_DAY)
    assert found["cdn_before_doe"].node.id == "us_cdn"
    assert found["relates_before_ford"].node.id == "relates"


def test_a_case_left_out_forces_nothing() -> None:
    """A case that is left out is not a precedent for its own facts."""
    with_doe = analyze(DOE.facts, DOE_DAY)["express_aiming"]
    without = analyze(DOE.facts, DOE_DAY, without=["doe_v_webgroup"])["express_aiming"]
    assert with_doe.precedents == ("doe_v_webgroup",)
    assert (without.precedent, without.precedents) == ("open", ())


@pytest.mark.parametrize("day", [WILL_DAY, DOE_DAY - DAY, DOE_DAY, BRISKIN_DAY], ids=str)
def test_hosting_and_a_cdn_are_met_from_will_on(day) -> None:
    """Hosting and a CDN together have been express aiming since Will."""
    facts = PLAIN | CDN | {"us_hosting": "yes"}
    assert analyze(facts, day)["express_aiming"].status is Status.MET


def test_hosting_and_a_cdn_are_not_met_before_will() -> None:
    """The day before Will no condition made hosting and a CDN express aiming."""
    facts = PLAIN | CDN | {"us_hosting": "yes"}
    assert analyze(facts, WILL_DAY - DAY)["express_aiming"].status is not Status.MET


def ama(day: dt.date) -> Analysis:
    return analyze(AMA.facts, day)


@pytest.mark.parametrize("day", [AMA_DAY, BRISKIN_DAY - DAY], ids=str)
def test_amas_facts_are_not_met_at_close_before_briskin(day) -> None:
    """Until *Briskin* (en banc), *AMA*'s facts lose when the record closes."""
    assert ama(day)["express_aiming"].at_close is Status.NOT_MET


@pytest.mark.parametrize("day", [BRISKIN_DAY, BRISKIN_DAY + DAY], ids=str)
def test_amas_facts_are_open_in_law_from_briskin_on(day) -> None:
    """Since *Briskin* (en banc), *AMA*'s facts are open in law, even when the record closes."""
    finding = ama(day)["express_aiming"]
    assert (finding.status, finding.at_close) == (Status.OPEN, Status.OPEN)
    assert "law" in finding.causes


def test_without_briskin_ama_still_stands() -> None:
    """With *Briskin* left out, *AMA* alone no longer closes *AMA*'s facts after its period ends."""
    law_today = analyze(AMA.facts, BRISKIN_DAY - DAY, without=["briskin_en_banc"])
    assert law_today["express_aiming"].at_close is Status.NOT_MET


def test_doe_survives_briskin() -> None:
    """*Doe* met a stricter test, so its facts are still met after *Briskin* (en banc)."""
    assert analyze(DOE.facts, BRISKIN_DAY)["express_aiming"].status is Status.MET


def test_a_day_before_the_first_authority_is_refused() -> None:
    """A date before the first condition is refused, and the message names the first date."""
    assert analyze(DOE.facts, LIB.first_date)
    with pytest.raises(ReaderError, match=f"^law_as_of: .*Choose {LIB.first_date.isoformat()}"):
        analyze(DOE.facts, LIB.first_date - DAY)


@pytest.mark.parametrize("node", [n for n in LIB.nodes.values() if n.since], ids=lambda n: n.id)
def test_a_condition_is_no_older_than_the_case_it_comes_from(node) -> None:
    """No condition is law before its source was decided, or after a later authority ended it."""
    assert node.since == LIB.authorities[node.source].decided
    assert bool(node.until) == bool(node.ended_by)
    if node.ended_by:
        assert node.until == LIB.authorities[node.ended_by].decided


@pytest.mark.parametrize("regime", LIB.texts["regimes"], ids=lambda regime: regime["date"])
def test_every_offered_day_is_the_day_of_an_authority(regime) -> None:
    """Every date offered on screen is the date of a decision, and has law."""
    day = dt.date.fromisoformat(regime["date"])
    assert day in {authority.decided for authority in LIB.authorities.values()}
    assert law_at(LIB, day).order
