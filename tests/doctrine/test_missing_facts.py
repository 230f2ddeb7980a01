"""Facts found in real files count as an authority says, or not at all."""

from __future__ import annotations

import datetime as dt

import pytest

from jurisdiction.analysis import Analysis, analyze
from jurisdiction.doctrine import facts_under, law_at
from jurisdiction.library import load

LIB = load()
NOW = "2025-07-01"
QUIET = {  # a site for everyone, sued in tort over its publications
    "forum": "united_states", "federal_claim": "yes", "claim_family": "tort_outside_forum",
    "operates_site": "yes", "us_cdn": "no", "us_hosting": "no", "us_fulfilment": "no",
    "directed_ads": "no", "geolocated_ads": "no", "ad_revenue_by_forum_clicks": "no",
    "us_trademarks": "no", "us_compliance_pages": "no", "forum_content": "no",
    "regular_circulation": "no", "sells_and_delivers": "no", "conducts_business_in_forum": "no",
    "acts_on_forum_devices": "no", "forum_downloads": 0, "individually_targeted": "no",
    "knows_us_audience": "no", "takedown_notice": "no", "at_home": "no",
}  # fmt: skip


def site(day: str = NOW, court: str = "ca9", stage: str = "motion_to_dismiss", **facts) -> Analysis:
    return analyze(QUIET | facts, day, stage, court=court)


SOLD = {"conducts_business_in_forum": "yes", "business_related": "yes", "sells_and_delivers": "yes"}
LANG_VAN = {"app_release": "released", "forum_downloads": 320000}
LETTER = {"plaintiff_lives_here": "yes", "takedown_notice": "yes"}
COUNTS = {
    "could block, First Circuit, without customers": (
        site(court="ca1", earns_from_us_users="yes", blocks_forum="could_block"),
        {"reach_not_limited": "open"},
    ),
    "could block, First Circuit": (
        site(
            court="ca1", earns_from_us_users="yes", blocks_forum="could_block", forum_customers=156
        ),
        {"reach_not_limited": "met", "profited_and_more": "met"},
    ),
    "could block, Ninth Circuit": (
        site(earns_from_us_users="yes", blocks_forum="could_block"),
        {"reach_not_limited": "open", "express_aiming": "open"},
    ),
    "could block, but says to stay away": (
        site(court="ca1", blocks_forum="could_block", terms_of_use="excluded"),
        {"reach_not_limited": "not met"},
    ),
    "nobody raised blocking": (
        site(earns_from_us_users="yes"),
        {"reach_not_limited": "not met", "express_aiming": "not met"},
    ),
    "an audience of its own choosing": (
        site(earns_from_us_users="yes", knows_us_audience="yes"),
        {"chosen_audience": "open"},
    ),
    "a block removes the choice": (
        site(earns_from_us_users="yes", knows_us_audience="yes", blocks_forum="blocks"),
        {"chosen_audience": "not met", "express_aiming": "not met"},
    ),
    "a release as in Lang Van": (
        site(**LANG_VAN, us_trademarks="yes", us_partners="yes"),
        {"app_released": "met", "express_aiming": "met"},
    ),
    "a release alone": (site(**LANG_VAN, us_partners="no"), {"app_released": "open"}),
    "a default is not consent": (
        site(default_entered="yes", state_alternative="defaulted"),
        {"default_submits": "not met", "no_state": "open"},
    ),
    "a person is at home in the State where he or she lives": (
        site(forum="state", at_home="unknown", domiciled_there="yes"),
        {"general_jurisdiction": "met", "due_process": "met"},
    ),
    "a declaration, after more than letters": (
        site(claim_family="both", declaratory_claim="enforced"),
        {"right_enforced_there": "open", "first_prong": "open"},
    ),
    "a declaration, after letters only": (
        site(claim_family="both", declaratory_claim="letters_only"),
        {"right_enforced_there": "not met"},
    ),
    "going on after a letter, between Washington Shoe and Walden": (
        site("2013-06-01", **LETTER, after_letter="went_on"),
        {"targeting_sufficed": "met", "express_aiming": "met"},
    ),
    "going on after a letter, since Walden": (
        site("2015-06-01", **LETTER, after_letter="went_on", earns_from_us_users="no"),
        {"targeted_individually": "met", "singled_out": "not met"},
    ),
    "delivering there after a letter, since Walden": (
        site("2015-06-01", **LETTER, after_letter="delivered"),
        {"singled_out": "open", "harm_foreseeable": "met", "harm_sufficient": "open"},
    ),
    "lost licenses are some harm": (
        site(lost_sales_there="lost", us_traffic_share=0, us_views=0),
        {"some_harm_there": "met", "harm_sufficient": "open"},
    ),
    "customers who pay are an audience that pays": (
        site(forum_customers=156),
        {"profited": "met", "forum_audience": "met"},
    ),
    "subscribers are an audience": (
        site(forum_subscribers=4000, earns_from_us_users="no"),
        {"forum_audience": "met", "profited": "not met"},
    ),
    "a marketplace": (site(**SOLD, intermediary="marketplace"), {"sold_and_delivered": "met"}),
    "who delivers is not said": (site(**SOLD), {"sold_and_delivered": "met"}),
    "a distributor": (site(**SOLD, intermediary="distributor"), {"sold_and_delivered": "open"}),
    "a sister company": (site(**SOLD, intermediary="affiliate"), {"sold_and_delivered": "open"}),
    "devices whose place it could tell": (
        site(device_place="could_tell"),
        {"devices_anywhere": "open", "acts_on_devices": "not met"},
    ),
    "such devices under AMA": (
        site("2021-08-27", device_place="could_tell"),
        {"devices_anywhere": "not met"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", COUNTS)
def test_each_fact_counts_as_its_authority_says(what) -> None:
    """If no authority says how a fact counts, the point is open."""
    found, expected = COUNTS[what]
    assert {node: found.status(node).value for node in expected} == expected


DOES = {
    "separate acts": ({"does_joined": "separate"}, "doe_joinder", "not met"),
    "one series": ({"does_joined": "same_series"}, "doe_joinder", "met"),
    "more than identity": ({"discovery_scope": "more"}, "doe_scope", "not met"),
    "no speech": ({"does_speech": "none"}, "doe_speech", "met"),
    "speech, allegations": (
        {"does_speech": "expressive", "evidence_on_claim": "no"}, "doe_speech", "not met",
    ),
    "speech, evidence": (
        {"does_speech": "expressive", "evidence_on_claim": "yes"}, "doe_speech", "open",
    ),
    "good cause for some": ({"good_cause_for": "some"}, "doe_grant_in_part", "open"),
    "a Doe at home here": (
        {"forum": "state", "long_arm": "due_process", "at_home": "unknown", "domiciled_there": "yes"},
        "jurisdiction_plausible", "met",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", DOES)
def test_early_discovery_asks_whom_how_much_and_at_what_cost(what) -> None:
    """Joinder, scope, anonymous speech, and a part of the motion are separate questions."""
    facts, node, status = DOES[what]
    assert site(stage="early_discovery", **facts).status(node).value == status


NOTHING = (
    "unnamed_vendors", "plaintiff_data_on_servers", "other_states_alike", "content_made_there",
)  # fmt: skip


@pytest.mark.parametrize("name", NOTHING)
def test_what_changes_no_finding_says_why(name) -> None:
    """No point uses the fact on any date, and the fact states what courts have said about it."""
    for day in ("2017-05-31", "2020-08-17", NOW):
        law = law_at(LIB, dt.date.fromisoformat(day))
        assert all(name not in facts_under(law, top) for top in LIB.tops if top in law.nodes)
    fact = LIB.facts[name]
    assert "changes no finding" in fact.help
    assert all(edge.passages and edge.note for edge in fact.bears_on)
