"""The seven worked answers: *Doe*'s facts changed, under the law as of January 2024."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from jurisdiction.analysis import Analysis, analyze, load_case

DOE = load_case("doe_v_webgroup")
NO_CDN = {"cdn_us_servers": "no", "cdn_purpose_speed_us": "no"}
SAME_ADS = {"geolocated_ads": "yes", "directed_ads": "no", "ad_revenue_by_forum_clicks": "no"}


@dataclass(frozen=True)
class Answer:
    """The expected finding on express aiming, and the passages that its reasons must show."""

    change: dict[str, str]
    status: str
    causes: set[str] = field(default_factory=set)
    at_close: str = ""
    precedent: str = "open"
    passages: set[str] = field(default_factory=set)


ANSWERS = {
    "nothing changed: met": Answer(
        {}, "met", precedent="controls",
        passages={"doe_cdn_constitutes", "doe_appealed_and_profited_found"}),
    "no CDN: open in law and on the record": Answer(
        NO_CDN, "open", {"law", "record"}, "open",
        passages={"doe_trademarks_confirm", "doe_trademarks_ayla", "doe_ads_not_shown"}),
    "no CDN, no trademarks: open on the record, lost at close": Answer(
        NO_CDN | {"us_trademarks": "no"}, "open", {"record"}, "not met",
        passages={"doe_ads_not_shown", "doe_ads_cannot_say"}),
    "no CDN, no trademarks, the same ads everywhere: not met even at 19%": Answer(
        NO_CDN | SAME_ADS | {"us_trademarks": "no", "us_traffic_share": "19%"}, "not met",
        precedent="supported",
        passages={"doe_passive_alone", "doe_ads_geolocated"}),
    "no CDN, but revenue that grows with US clicks: met, supported": Answer(
        NO_CDN | {"ad_revenue_by_forum_clicks": "yes"}, "met", precedent="supported",
        passages={"doe_ads_by_clicks"}),
    "CDN, but no profit from US users: open in law, and on the record of its ads": Answer(
        {"earns_from_us_users": "no"}, "open", {"law", "record"}, "open",
        passages={"doe_cdn_constitutes", "doe_appealed_and_profited"}),
}  # fmt: skip


def doe(change: dict[str, str]) -> Analysis:
    return analyze({**DOE.facts, **change}, DOE.decided)


def quoted(finding) -> set[str]:
    return {p.id for reason in finding.because for p in (*reason.passages, *reason.rule)}


@pytest.mark.parametrize("change", ANSWERS)
def test_worked_answer(change) -> None:
    """With this change, *Doe* comes out as designed: finding, causes, result at close, and reasons."""
    want, finding = ANSWERS[change], doe(ANSWERS[change].change)["express_aiming"]
    assert finding.status.value == want.status
    assert {cause.value for cause in finding.causes} == want.causes
    assert finding.at_close.value == (want.at_close or want.status)
    assert finding.burden.value == "plaintiff"
    assert finding.precedent == want.precedent
    assert want.passages - quoted(finding) == set()


@pytest.mark.parametrize("change", [c for c in ANSWERS if ANSWERS[c].status == "open"])
def test_where_aiming_is_open_so_is_the_outcome_and_nothing_is_forced(change) -> None:
    """If express aiming is open, the outcome is open too, and no precedent forces either."""
    result = doe(ANSWERS[change].change)
    assert result.outcome.status.value == "open"
    assert result.outcome.precedent == result["express_aiming"].precedent == "open"


MERE_CDN = {
    "no servers in the United States": ({"cdn_us_servers": "no"}, "not met"),
    "not for the purpose of speeding US viewing": ({"cdn_purpose_speed_us": "no"}, "not met"),
    "servers not shown": ({"cdn_us_servers": "unknown"}, "open"),
    "purpose not shown": ({"cdn_purpose_speed_us": "unknown"}, "open"),
}


@pytest.mark.parametrize("lacking", MERE_CDN)
def test_we_use_a_cdn_is_not_enough(lacking) -> None:
    """A CDN without both US servers and the purpose of speeding US viewing does not establish aiming."""
    change, status = MERE_CDN[lacking]
    finding = doe(change)["us_cdn"]
    assert (finding.status.value, finding.at_close.value) == (status, "not met")
    assert "doe_cdn_constitutes" not in {p.id for r in finding.because for p in r.passages}
    assert doe(change)["express_aiming"].status.value == "open"


def test_the_reasons_for_doe_name_what_decided_and_nothing_else() -> None:
    """*Doe*'s reasons are the CDN, its purpose, and profit, not trademarks, dollars, or English."""
    used = {fact for reason in doe({})["express_aiming"].because for fact in reason.facts}
    assert used == {
        "cdn_us_servers", "cdn_purpose_speed_us", "us_traffic_share", "earns_from_us_users",
    }  # fmt: skip


def test_the_sentence_on_trademarks_keeps_its_might() -> None:
    """The reason given on trademarks says that registration might not by itself be sufficient."""
    sentences = [reason.sentence for reason in doe(NO_CDN)["express_aiming"].because]
    assert any("might not by itself be sufficient" in sentence for sentence in sentences)
