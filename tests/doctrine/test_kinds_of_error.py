"""The kinds of error that a teacher of civil procedure found, each with states that it would break."""

from __future__ import annotations

import datetime as dt

import pytest

from jurisdiction.analysis import Analysis, analyze, load_case
from jurisdiction.library import contradicted, load
from jurisdiction.model import Status
from jurisdiction.timeline import later
from jurisdiction.words import pin, since, speaker
from jurisdiction.writing import irac

LIB = load()
DOE = load_case("doe_v_webgroup")
NO_CDN = {"us_cdn": "no", "us_trademarks": "no", "directed_ads": "no",
          "ad_revenue_by_forum_clicks": "no", "acts_on_forum_devices": "no"}  # fmt: skip
NOBODY = {  # a file in which nothing ties the operator to the forum
    **{name: "no" for name, fact in LIB.facts.items() if fact.kind == "yes_no"},
    "claim_family": "tort_outside_forum", "operates_site": "yes", "federal_claim": "yes",
    "forum": "united_states", "state_alternative": "agreed_none", "us_traffic_share": 0,
    "us_views": 0, "forum_downloads": 0, "claim_arises_from_contacts": "yes",
    "factor_burden": "neutral", "factor_sovereignty": "neutral", "factor_forum_interest": "for",
    "factor_efficiency": "for", "factor_relief": "for",
}  # fmt: skip
TODAY = "2025-07-01"


def doe(day=DOE.decided, court="", **changes) -> Analysis:
    """Analyze Doe with some facts changed; a switch sets its facts."""
    facts = dict(DOE.facts)
    if "us_cdn" in changes:
        facts |= dict.fromkeys(("cdn_us_servers", "cdn_purpose_speed_us"), changes.pop("us_cdn"))
    return analyze(facts | changes, day, court=court)


def site(day=DOE.decided, court="", **changes) -> Analysis:
    """Analyze a site to which nothing but these facts applies."""
    facts = dict(NOBODY)
    if "us_cdn" in changes:
        facts |= dict.fromkeys(("cdn_us_servers", "cdn_purpose_speed_us"), changes.pop("us_cdn"))
    return analyze(facts | changes, day, court=court)


def says(found: Analysis, node: str) -> tuple[str, str]:
    return found.status(node).value, found.at_close(node).value


def causes(found: Analysis, node: str) -> set[str]:
    return {cause.value for cause in found.causes(node)}


# --- A1: a passage is cited for the opposite of what it says -----------------------------------------
OPPOSITE = {
    "a claim that neither arises out of nor relates to the contacts": (
        "relatedness", {"claim_arises_from_contacts": "no", "claim_relates_to_contacts": "no"},
        ["doe_little_difficulty", "doe_relatedness_met", "doe_mavrix_arises"]),
    "an unreasonable forum": (
        "reasonableness", dict.fromkeys(
            ["factor_burden", "factor_sovereignty", "factor_forum_interest", "factor_efficiency",
             "factor_relief", "factor_alternative"], "against"),
        ["doe_not_unreasonable", "doe_fair_play", "doe_forum_interest", "doe_efficiency"]),
    "a State that has jurisdiction": (
        "rule_4k2", {"state_alternative": "names_one"}, ["doe_no_state_agreed"]),
    "a claim under state law only": (
        "rule_4k2", {"federal_claim": "no"}, ["doe_federal_claim"]),
    "profit without a CDN": (
        "profited", {"us_cdn": "no", "earns_from_us_users": "no"},
        ["doe_earned_revenue", "doe_also_profited"]),
    "no CDN servers": ("us_cdn", {"us_cdn": "no"}, ["doe_cdn_constitutes", "doe_cdn_not_dns"]),
    "no directed advertising": (
        "advertising_directed", {"directed_ads": "no"}, ["doe_ads_directed_ayla", "bod_mavrix_ads"]),
    "no audience": (
        "forum_harm", {"us_traffic_share": 0, "us_views": 0, "earns_from_us_users": "no",
                       "knows_us_audience": "no"}, ["doe_harm_yes", "doe_more_than_suffice"]),
}  # fmt: skip


@pytest.mark.parametrize("what", OPPOSITE)
def test_a_passage_is_never_cited_after_see_for_the_opposite(what) -> None:
    """If changed facts reverse a finding, no passage for the original finding is cited."""
    node, changes, passages = OPPOSITE[what]
    found = doe(**changes)
    cited = {p.id for reason in found[node].because for p in reason.passages}
    assert found.status(node) is not Status.MET
    assert not cited & set(passages)
    text = irac(found, node)
    for name in passages:
        words = LIB.passages[name].text.strip()[:60]
        assert f"See Doe, slip op. at {LIB.passages[name].page}: “{words}" not in text


def test_where_nothing_supports_a_finding_the_text_says_so() -> None:
    """No opinion says when a claim is unrelated; the IRAC answer says so and cites nothing."""
    text = irac(doe(claim_arises_from_contacts="no", claim_relates_to_contacts="no"), "relatedness")
    assert "no passage in the opinions reproduced here" in text
    assert "See " not in text


@pytest.mark.parametrize(
    ("day", "node", "cited"),
    [
        ("2024-01-02", "us_cdn", {"Doe"}),
        ("2024-01-02", "hosting", {"Doe"}),
        ("2023-12-31", "cdn_servers", set()),
        ("2023-12-31", "cdn_purpose", set()),
        ("2022-09-01", "fulfilment_center", {"Doe"}),
        ("2019-01-01", "intentional_act", set()),
    ],
)
def test_no_finding_is_supported_by_what_was_said_later(day, node, cited) -> None:
    """Before *Doe*, its passages support nothing, except where they quote an earlier case."""
    facts = dict.fromkeys(["us_fulfilment", "us_hosting"], "yes")
    found = analyze(dict(DOE.facts) | facts, day)
    passages = found[node].because[0].passages
    assert {LIB.authorities[LIB.sources[p.opinion].authority].short for p in passages} == cited
    for p in passages:
        whose = p.quoting or p.discussing or LIB.sources[p.opinion].authority
        assert LIB.authorities[whose].decided.isoformat() <= day


# --- A2: burdens --------------------------------------------------------------------------------------
def test_on_silence_the_order_stands() -> None:
    """The objecting party must show error, so on a silent file the order stands."""
    found = analyze({"kind_of_order": "non_dispositive"}, DOE.decided, "objection")
    assert says(found, "order_stands") == ("open", "met")
    assert found["order_stands"].bearer == "objector" and found["order_stands"].by_silence
    assert "the objecting party bears the burden" in found.text("order_stands")


BEARERS = {
    "personal_jurisdiction": "plaintiff", "first_prong": "plaintiff", "relatedness": "plaintiff",
    "reasonableness": "defendant", "otherwise_reasonable": "defendant",
    "no_alternative_forum": "plaintiff", "no_clear_error": "objector", "late_argument": "objector",
    "appellate_jurisdiction": "appellant", "good_cause": "plaintiff", "clause_stands": "defendant",
}  # fmt: skip


@pytest.mark.parametrize("node", BEARERS)
def test_a_message_names_the_party_that_bears_the_burden(node) -> None:
    """Each point names who bears the burden on it, in the data that commands print too."""
    finding = doe()[node]
    assert finding.bearer == BEARERS[node]
    assert doe()._plain(finding)["burden"] == BEARERS[node]


def test_reasonableness_lost_on_factor_seven_names_that_factor() -> None:
    """The prong's burden is the defendant's; where silence on factor 7 loses it, the message says so."""
    all_against = dict.fromkeys(
        ["factor_burden", "factor_sovereignty", "factor_forum_interest", "factor_efficiency",
         "factor_relief"], "against") | {"factor_alternative": "unknown"}  # fmt: skip
    found = doe(**all_against)
    assert says(found, "reasonableness") == ("open", "not met")
    text = found.text("reasonableness")
    words = "on which the plaintiff bears the burden: alternative forum (factor 7)"
    assert words in text
    assert found["reasonableness"].bearer == "defendant"


# --- A3: not known is not not so ----------------------------------------------------------------------
@pytest.mark.parametrize(
    "case", ["ayla_v_alya_skin", "rio_v_rio", "goes_v_dodur", "doe_v_webgroup"]
)
def test_later_reports_no_result_that_only_silence_changes(case) -> None:
    """Later law reports no changed result for a case if only silence would change it."""
    assert [c for c in later(LIB, case) if c.kind == "result"] == []


EARLY = {  # a route that a landmark case opened, on the day before it: open in law
    "a CDN before Doe": ("us_cdn", {"us_cdn": "yes"}, "2024-01-01"),
    "hosting and a CDN before Will": (
        "hosting_and_cdn", {"us_cdn": "yes", "us_hosting": "yes"}, "2022-08-30"),
    "a fulfillment center before Ayla": ("fulfilment_center", {"us_fulfilment": "yes"}, "2021-08-26"),
    "goods delivered before Herbal Brands": (
        "sold_and_delivered", {"sells_and_delivers": "yes", "business_related": "yes",
                               "conducts_business_in_forum": "yes"}, "2023-07-04"),
    "business before Lang Van": (
        "business_directed", {"conducts_business_in_forum": "yes", "business_related": "yes"},
        "2022-07-20"),
    "a tort inside the forum before Freestream": ("tort_in_forum", {"act_in_forum": "yes"}, "2018-09-17"),
    "acts on devices before AMA": ("acts_on_devices", {"acts_on_forum_devices": "yes"}, "2020-08-16"),
    "individual targeting before Bancroft": (
        "targeting_sufficed", {"individually_targeted": "yes"}, "2000-08-17"),
}  # fmt: skip


@pytest.mark.parametrize("what", EARLY)
def test_a_route_is_open_in_law_the_day_before_its_case(what) -> None:
    """Before its case a route is open in law, and not lost; from that day on it is met."""
    node, facts, eve = EARLY[what]
    before = site(eve, **facts)
    assert says(before, node) == ("open", "open") and causes(before, node) == {"law"}
    day = dt.date.fromisoformat(eve) + dt.timedelta(days=1)
    if node != "acts_on_devices":  # AMA closed that route before Briskin opened it
        assert site(day, **facts).status(node) is Status.MET


CLOSED = {
    "acts on devices under AMA": ("acts_on_devices", {"acts_on_forum_devices": "yes"}, "2020-08-17"),
    "acts on devices on the last day of AMA's focus": (
        "acts_on_devices", {"acts_on_forum_devices": "yes"}, "2025-04-20"),
    "ads that follow every visitor under AMA": (
        "geolocated_after_briskin", {"geolocated_ads": "yes"}, "2024-01-02"),
    "a chosen audience under AMA": (
        "chosen_audience", {"knows_us_audience": "yes", "earns_from_us_users": "yes",
                            "us_traffic_share": "15%"}, "2023-01-01"),
    "a claim that only relates to the contacts, before Ford": (
        "relates", {"claim_arises_from_contacts": "no", "claim_relates_to_contacts": "yes"},
        "2021-03-24"),
}  # fmt: skip


@pytest.mark.parametrize("what", CLOSED)
def test_a_route_that_binding_authority_had_closed_is_not_met(what) -> None:
    """While binding authority of that day had closed a route, it is not met, and the reason says so."""
    node, facts, day = CLOSED[what]
    found = site(day, **facts)
    assert found.status(node) is Status.NOT_MET
    shut = [c.words for c in LIB.nodes[node].closed]
    assert any(reason.sentence in shut for reason in found[node].because)


def test_between_shute_and_ballard_the_point_is_open() -> None:
    """After the reversal of Shute and before Ballard a mere relation was neither enough nor closed."""
    facts = {"claim_arises_from_contacts": "no", "claim_relates_to_contacts": "yes"}
    for day, status in (("1990-02-21", "open"), ("1990-02-22", "not met"), ("1991-04-16", "not met"),
                        ("1991-04-17", "open"), ("1995-09-14", "open"), ("1995-09-15", "not met"),
                        ("2021-03-25", "met")):  # fmt: skip
        assert site(day, **facts).status("relates").value == status, day


def test_a_rule_does_not_exist_before_its_day() -> None:
    """Rule 4(k)(2) is not open in law before December 1, 1993; there was no such rule."""
    assert site("1993-11-30").status("rule_4k2") is Status.NOT_MET
    assert site("1993-12-01").status("rule_4k2") is Status.MET


@pytest.mark.parametrize("day", ["2011-08-08", "2015-01-01", "2022-08-30"])
@pytest.mark.parametrize("earns", ["yes", "no", "unknown"])
def test_before_will_no_decision_required_profit(day, earns) -> None:
    """Directed advertising was enough before Will, whether profit is shown or not."""
    found = site(
        day, directed_ads="yes", earns_from_us_users=earns, us_traffic_share="5%", us_views=50_000
    )
    assert found.status("express_aiming") is Status.MET


@pytest.mark.parametrize("facts", [{"directed_ads": "yes"}, {"us_fulfilment": "yes"}], ids=str)
@pytest.mark.parametrize("day", ["2022-08-31", "2023-06-01", "2024-01-02"])
def test_since_will_ads_without_earnings_are_open_in_law(facts, day) -> None:
    """Will requires both; Ayla rested on directed ads without asking about profit: open in law."""
    found = site(day, us_traffic_share="5%", **facts)
    assert says(found, "express_aiming") == ("open", "open")
    assert causes(found, "express_aiming") == {"law"}
    told = " ".join(r.sentence for r in found["express_aiming"].because)
    assert "Ayla, which Will did not disturb" in told


def test_a_seller_that_earns_there_needs_no_figure_of_traffic() -> None:
    """To earn from users in the forum is to have users there, though no figure is known."""
    found = site(earns_from_us_users="yes", us_traffic_share="unknown", us_views="unknown")
    assert found.status("profited") is Status.MET and found.status("forum_audience") is Status.MET


SILENT = ["first_prong", "relatedness", "express_aiming", "personal_jurisdiction"]


@pytest.mark.parametrize("node", SILENT)
def test_what_is_lost_by_silence_says_so(node) -> None:
    """On an empty file a point is not found against anyone: it is not shown on this file."""
    found = analyze({"claim_family": "tort_outside_forum", "forum": "united_states"}, DOE.decided)
    finding = found[node]
    assert finding.at_close is Status.NOT_MET and finding.by_silence
    assert "not shown on this file" in found.text(node)
    assert found._plain(finding)["by_silence"] is True


def test_what_is_lost_on_the_facts_is_not_lost_by_silence() -> None:
    """If every fact is known and no contact exists, the point is not met, but not by silence."""
    finding = site()["express_aiming"]
    assert finding.status is Status.NOT_MET and not finding.by_silence


# --- A5: other routes -----------------------------------------------------------------------------------
ROUTES = {
    "consent": {"consented": "yes"},
    "waiver": {"objection_waived": "yes"},
    "a forum clause": {"forum_clause": "names_forum"},
    "a sanction": {"jurisdiction_as_sanction": "yes"},
}  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("claim", ["yes", "no"], ids=["federal claim", "state claim"])
def test_submission_ends_the_inquiry_before_both_steps(route, claim) -> None:
    """Outside Rule 4(k)(2) and without any contact, an operator that submits is subject to the court."""
    found = site(federal_claim=claim, state_alternative="names_one", **ROUTES[route])
    assert found.status("two_steps") is Status.NOT_MET
    assert found.status("personal_jurisdiction") is Status.MET


def test_a_clause_holds_unless_the_resisting_party_shows_otherwise() -> None:
    """The burden on the clause is the operator's; shown unreasonable it falls, and silence helps it."""
    clause = {"forum_clause": "names_forum"}
    assert (
        site(clause_unreasonable="unknown", **clause).at_close("forum_clause_holds") is Status.MET
    )
    assert site(clause_unreasonable="yes", **clause).status("submission") is Status.NOT_MET
    assert site(forum_clause="names_elsewhere").status("submission") is Status.NOT_MET


def test_consent_to_another_state_is_not_consent_here() -> None:
    """Consent elsewhere moves no finding on consent here."""
    assert site(consent_elsewhere="yes").status("personal_jurisdiction") is Status.NOT_MET


SERVED = {
    "a person in the State": ({"served_in_forum": "natural_person", "forum": "state"}, "met"),
    "a person in the country": ({"served_in_forum": "natural_person"}, "open"),
    "an officer of a corporation": ({"served_in_forum": "corporation", "forum": "state"}, "not met"),
    "another entity": ({"served_in_forum": "other_entity", "forum": "state"}, "open"),
    "nobody": ({"served_in_forum": "nobody", "forum": "state"}, "not met"),
}  # fmt: skip


@pytest.mark.parametrize("who", SERVED)
def test_service_in_hand_within_the_forum(who) -> None:
    """Service in hand suffices for a natural person, not for a corporation; other entities are open."""
    facts, status = SERVED[who]
    assert site(**facts).status("service_in_forum").value == status


def test_service_on_an_officer_was_open_before_martinez() -> None:
    """Martinez, of 2014, binds in the Ninth Circuit; before it, and elsewhere, the point is open."""
    facts = {"served_in_forum": "corporation", "forum": "state"}
    for found in (site("2014-08-20", **facts), site(TODAY, court="ca2", **facts)):
        assert found.status("service_in_forum") is Status.OPEN
        assert causes(found, "tag_corporation") == {"law"}
        assert found.law.nodes["tag_corporation"].any_of  # it fails only if the law is so


def test_national_contacts_do_not_satisfy_the_alternative_by_a_named_state() -> None:
    """In the alternative, with a State named and no federal claim, national contacts are not enough."""
    found = doe(forum="either", state_alternative="names_one", federal_claim="no")
    assert found.status("personal_jurisdiction") is not Status.MET
    assert found.at_close("personal_jurisdiction") is Status.NOT_MET


@pytest.mark.parametrize("fact", ["us_trademarks", "us_compliance_pages"])
@pytest.mark.parametrize("forum", ["state", "united_states"])
def test_facts_about_the_whole_country_are_neutral_as_to_one_state(fact, forum) -> None:
    """US trademarks and compliance pages single out no State; for the country they can count."""
    facts = {"earns_from_us_users": "yes", "us_traffic_share": "15%", fact: "yes", "forum": forum}
    status = site(**facts).status("express_aiming")
    assert status is (Status.NOT_MET if forum == "state" else Status.OPEN)


@pytest.mark.parametrize(
    ("reach", "status"),
    [
        ("due_process", "met"),
        ("reaches", "met"),
        ("does_not_reach", "not met"),
        ("unknown", "open"),
    ],
)
def test_the_long_arm_statute_is_a_fact_of_the_forum(reach, status) -> None:
    """If a state is the forum, its long-arm statute must reach the operator, and not every statute does."""
    assert site(forum="state", long_arm=reach).status("authorised").value == status


# --- A6: courts -----------------------------------------------------------------------------------------
ELSEWHERE = {
    "us_cdn": {"us_cdn": "yes"},
    "fulfilment_center": {"us_fulfilment": "yes"},
    "advertising_directed": {"directed_ads": "yes"},
    "revenue_by_clicks": {"ad_revenue_by_forum_clicks": "yes", "us_traffic_share": "15%"},
    "acts_on_devices": {"acts_on_forum_devices": "yes"},
}  # fmt: skip


@pytest.mark.parametrize("node", ELSEWHERE)
@pytest.mark.parametrize("court", ["ca4", "ca2", "sd_ny"])
def test_a_rule_made_by_one_circuit_is_open_elsewhere(node, court) -> None:
    """A Ninth Circuit rule decides in its circuit; elsewhere it persuades, and the point is open."""
    assert site(TODAY, **ELSEWHERE[node]).status(node) is Status.MET
    found = site(TODAY, court=court, **ELSEWHERE[node])
    assert says(found, node) == ("open", "open") and causes(found, node) == {"law"}
    told = " ".join(reason.sentence for reason in found[node].because)
    assert "persuasive but does not bind" in told


@pytest.mark.parametrize("court", ["ca9", "ca4", "d_haw"])
def test_a_rule_known_from_a_district_court_binds_nobody(court) -> None:
    """A rule that only *Goes* adopted is persuasive everywhere, and is law where *Goes* is reproduced."""
    facts = NOBODY | {"forum_downloads": 60_000}
    assert analyze(facts, TODAY, court=court).status("downloads_sufficed") is Status.OPEN
    own = analyze(facts, "2015-08-26", court="nd_cal", own="goes_v_dodur")
    assert own.status("downloads_sufficed") is Status.MET


def test_a_rule_of_the_supreme_court_is_law_everywhere() -> None:
    """Keeton and Calder bind every court."""
    for court in ("ca9", "ca4", "sd_ny"):
        assert (
            site(TODAY, court=court, regular_circulation="yes").status("copies_sold_there")
            is Status.MET
        )


# --- A8 and B: single points and softer readings ---------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "more", "status"),
    [("2000-08-18", {}, "met"), ("2012-12-17", {}, "met"), ("2014-02-24", {}, "met"),
     ("2014-02-25", {}, "not met"), ("2018-01-01", {}, "not met"),
     ("2018-01-01", {"us_hosting": "yes"}, "open")],
)  # fmt: skip
def test_individual_targeting_from_bancroft_to_walden(day, more, status) -> None:
    """Targeting a known resident was enough from Bancroft to Walden; since then not by itself."""
    assert site(day, individually_targeted="yes", **more).status("singled_out").value == status


@pytest.mark.parametrize("but_for", ["yes", "no", "unknown"])
def test_before_ford_but_for_causation_is_asked_for(but_for) -> None:
    """A claim that relates to the contacts is met before Ford only with but-for causation."""
    found = site("2020-08-17", claim_arises_from_contacts="unknown", claim_relates_to_contacts="yes",
                 claim_but_for_contacts=but_for)  # fmt: skip
    found_no = site("2020-08-17", claim_arises_from_contacts="no", claim_relates_to_contacts="yes",
                    claim_but_for_contacts=but_for)  # fmt: skip
    want = {"yes": "met", "no": "not met", "unknown": "open"}[but_for]
    assert found_no.status("relatedness").value == want
    assert found.status("relatedness") is (Status.MET if but_for == "yes" else Status.OPEN)


def test_a_contradiction_of_a_tort_inside_the_forum_is_named() -> None:
    """A tort inside the forum that does not arise out of contacts there contradicts itself."""
    facts = site(claim_family="tort_inside_forum", act_in_forum="yes",
                 claim_arises_from_contacts="no").facts  # fmt: skip
    assert "inside_without_arising" in {c.id for c in contradicted(LIB, facts)}


CONTENT = [{}, {"earns_from_us_users": "yes", "us_traffic_share": "15%"},
           {"knows_us_audience": "yes", "us_traffic_share": "15%"}]  # fmt: skip


@pytest.mark.parametrize("more", CONTENT, ids=str)
def test_content_for_the_forum_alone_is_open_in_law(more) -> None:
    """Mavrix had local advertisements, known traffic, and exploitation too; content alone is open."""
    assert site("2020-01-01", forum_content="yes", **more).status("express_aiming") is Status.OPEN


CLICKS = [("unknown", "met"), ("15%", "met"), ("4.6%", "met"), ("4%", "open"), ("1%", "open")]


@pytest.mark.parametrize(("share", "status"), CLICKS)
def test_revenue_by_clicks_below_every_decided_share_is_for_judgment(share, status) -> None:
    """Revenue that grows with clicks in the forum is enough, unless the share is below every decided one."""
    found = site(ad_revenue_by_forum_clicks="yes", earns_from_us_users="yes", us_traffic_share=share,
                 us_views="unknown")  # fmt: skip
    assert found.status("revenue_by_clicks").value == status
    if status == "open":
        assert causes(found, "revenue_by_clicks") == {"judgment"}


HARM = [
    ("1%", "unknown", "met"), ("4.6%", 1_300_000, "met"), ("40%", 20, "open"), ("0.5%", "unknown", "open"),
    ("0.5%", 1_000_000, "met"), ("unknown", 19_199, "met"), ("unknown", 19_200, "met"),
    ("unknown", 9_999, "open"), ("1%", 50, "open"), (0, 0, "not met"),
]  # fmt: skip


@pytest.mark.parametrize(("share", "views", "status"), HARM)
def test_harm_is_met_only_where_no_known_dimension_is_below_every_precedent(
    share, views, status
) -> None:
    """Share and volume go together; no product of the two is a cut-off, and 19,199 is like 19,200."""
    found = site(us_traffic_share=share, us_views=views)
    assert found.status("harm_sufficient").value == status
    if status == "open":
        assert causes(found, "harm_sufficient") <= {"judgment", "record"}


AVAILMENT = [(0, "not met"), (1, "open"), (2, "open"), (3, "open"), (4, "met")]


@pytest.mark.parametrize(("count", "status"), AVAILMENT)
def test_a_contract_claim_has_facts_of_its_own(count, status) -> None:
    """Negotiations, consequences, terms, and dealings decide availment, and not one fact of Doe's."""
    names = [
        "contract_negotiations",
        "contract_consequences",
        "contract_terms",
        "contract_dealings",
    ]
    found = doe(claim_family="contract", **dict.fromkeys(names[:count], "yes"))
    assert found.status("first_prong").value == status


# --- C3 and C6 -------------------------------------------------------------------------------------------
def test_an_address_traced_to_the_forum_makes_jurisdiction_plausible() -> None:
    """At the stage of early discovery an address traced to the forum suffices for plausibility."""
    facts = {"forum": "state", "federal_claim": "yes", "does_addresses_and_dates": "yes",
             "does_located": "yes", "does_traced_to_forum": "yes", "steps_recounted": "yes",
             "claim_is_stated": "yes", "discovery_would_identify": "yes"}  # fmt: skip
    found = analyze(facts, "2018-03-22", "early_discovery")
    assert says(found, "good_cause") == ("met", "met")
    without = analyze(facts | {"does_traced_to_forum": "no"}, "2018-03-22", "early_discovery")
    assert says(without, "good_cause") == ("open", "not met")
    assert without["good_cause"].by_silence


def test_contact_alone_is_a_matter_of_judgment() -> None:
    """Contact with a likely defendant is most convincing among others, and not enough by itself."""
    found = analyze({"does_in_contact": "yes", "does_addresses_and_dates": "no",
                     "does_acts_of_people": "no"}, DOE.decided, "early_discovery")  # fmt: skip
    assert says(found, "doe_particularity") == ("open", "open")


BUSINESS = [
    ({"conducts_business_in_forum": "yes", "business_related": "yes"}, "met"),
    ({"conducts_business_in_forum": "yes", "business_related": "no"}, "not met"),
    ({"conducts_business_in_forum": "yes", "business_related": "yes", "sells_and_delivers": "yes"}, "met"),
    ({"sells_and_delivers": "yes", "conducts_business_in_forum": "yes", "business_related": "no"}, "not met"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "status"), BUSINESS, ids=str)
def test_business_counts_as_direction_only_where_the_claim_is_about_it(facts, status) -> None:
    """Business in the forum is direction where the claim is about it; unrelated merchants change nothing."""
    assert site("2023-07-05", **facts).status("express_aiming").value == status


@pytest.mark.parametrize("figure", ["unknown", "5%"])
def test_harm_without_a_figure_survives_where_sales_are_shown(figure) -> None:
    """Infringing sales in the regular course are harm there, though no figure of traffic is known."""
    facts = {"conducts_business_in_forum": "yes", "business_related": "yes", "infringing_sales_there": "yes",
             "us_traffic_share": figure, "us_views": "unknown", "earns_from_us_users": "yes"}  # fmt: skip
    found = site("2023-07-05", **facts)
    assert says(found, "harm_sufficient") == ("met", "met")
    some = site("2023-07-05", infringing_sales_there="yes", us_traffic_share="unknown", us_views="unknown",
                forum_downloads="unknown")  # fmt: skip
    assert some.at_close("harm_sufficient") is Status.OPEN


# --- what a last reading found ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("against", "word"),
    [
        (["factor_burden"], "met"),
        (["factor_sovereignty"], "met"),
        (["factor_forum_interest"], "met"),
        (["factor_relief", "factor_efficiency"], "met"),
        (["factor_burden", "factor_relief"], "open"),
        (["factor_sovereignty", "factor_forum_interest"], "open"),
        (["factor_burden", "factor_sovereignty"], "open"),
        (["factor_forum_interest", "factor_relief"], "open"),
        (["factor_burden", "factor_sovereignty", "factor_forum_interest", "factor_relief"], "not met"),
    ],
)  # fmt: skip
def test_one_factor_against_is_no_compelling_case_and_one_of_each_half_is_open(
    against, word
) -> None:
    """One adverse factor of each half of *Asahi*'s reasons leaves the balance to judgment."""
    assert says(doe(**dict.fromkeys(against, "against")), "otherwise_reasonable") == (word, word)


@pytest.mark.parametrize(
    ("answer", "status", "why"),
    [("unknown", ("open", "open"), {"record", "judgment"}), ("yes", ("met", "met"), set()),
     ("no", ("not met", "not met"), set())],
)  # fmt: skip
def test_silence_does_not_save_an_order_that_is_reviewed_afresh(answer, status, why) -> None:
    """A dispositive matter is reviewed de novo, so on a silent file the result is open for judgment."""
    found = analyze(
        {"kind_of_order": "dispositive", "same_result_afresh": answer}, DOE.decided, "objection"
    )
    assert says(found, "order_stands") == status
    assert {c.value for c in found.causes("same_afresh")} == why


@pytest.mark.parametrize("forum", ["state", "either"])
def test_a_statute_that_the_file_does_not_name_is_open_in_law(forum) -> None:
    """A court looks a State's long-arm statute up; no party loses by not proving it."""
    found = site("2024-01-02", forum=forum, long_arm="unknown")
    assert says(found, "state_long_arm") == ("open", "open")
    assert "law" in {c.value for c in found.causes("state_long_arm")}


@pytest.mark.parametrize(
    ("alleged", "status"), [("yes", "met"), ("no", "not met"), ("unknown", "open")]
)
def test_early_discovery_asks_whether_jurisdiction_is_plausibly_alleged(alleged, status) -> None:
    """Facts alleged on jurisdiction are enough on early discovery; the whole record is not asked for."""
    facts = dict(DOE.facts) | {
        "cdn_us_servers": "no", "directed_ads": "no", "does_traced_to_forum": "no", "at_home": "no",
        "operates_site": "no", "jurisdiction_alleged": alleged,
    }  # fmt: skip
    found = analyze(facts, DOE.decided, "early_discovery")
    assert found.status("personal_jurisdiction") is Status.NOT_MET
    assert found.status("jurisdiction_plausible").value == status


def test_a_judgment_that_came_before_the_appeal_does_not_cure_it() -> None:
    """A late appeal from the judgment is not cured by that judgment: the facts contradict each other."""
    late = {"appeal_after_judgment": "yes", "appeal_within_time": "no"}
    assert says(analyze(late, DOE.decided, "appeal"), "appellate_jurisdiction")[1] == "not met"
    both = analyze(late | {"judgment_followed": "yes"}, DOE.decided, "appeal")
    assert any("final judgment" in words for words in both.contradictions)


@pytest.mark.parametrize("follows", ["yes", "no", "unknown"])
def test_a_late_appeal_from_a_judgment_is_not_premature_whatever_followed(follows) -> None:
    """A notice filed after the judgment, but too late, is late; only a premature notice can be cured."""
    late = {
        "appeal_after_judgment": "yes",
        "appeal_within_time": "no",
        "judgment_followed": follows,
    }
    assert doe(**late).status("appellate_jurisdiction") is Status.NOT_MET
    early = {"appeal_after_judgment": "no", "judgment_followed": "yes"}
    assert doe(**early).status("appellate_jurisdiction") is Status.MET


# --- A1: a passage about one way to a finding does not support the finding on another -----------------
OTHER_GROUND = {  # the facts of Doe but these; the passage that no longer supports the finding
    "consent": ("personal_jurisdiction", {"federal_claim": "no", "consented": "yes"}, "doe_conclusion"),
    "consent, and due process too": (
        "personal_jurisdiction", {"consented": "yes"}, "doe_conclusion"),
    "a waived objection": (
        "personal_jurisdiction",
        {"state_alternative": "names_one", "objection_waived": "yes"}, "doe_conclusion"),
    "a sanction under Rule 37": (
        "personal_jurisdiction",
        {"federal_claim": "no", "jurisdiction_as_sanction": "yes"}, "doe_conclusion"),
    "ads, and no CDN": (
        "active_appeal", {"us_cdn": "no", "directed_ads": "yes"}, "doe_will_good_evidence"),
    "content for the forum's users, and no CDN": (
        "active_appeal", {"us_cdn": "no", "us_fulfilment": "yes"}, "doe_will_good_evidence"),
}  # fmt: skip


@pytest.mark.parametrize("ground", OTHER_GROUND)
def test_a_finding_on_another_ground_is_not_supported_by_what_doe_said_of_its_own(ground) -> None:
    """What *Doe* concludes of due process or of hosting supports no finding on consent or on ads."""
    node, changes, passage = OTHER_GROUND[ground]
    found = doe(**changes)
    assert found.status(node) is Status.MET
    cited = {p.id for reason in found[node].because for p in reason.passages}
    assert passage not in cited
    assert passage in {
        p.id for reason in doe()[node].because for p in (*reason.passages, *reason.rule)
    }


# --- A2 and A6 together: a burden that one circuit has placed is not placed elsewhere ------------------
NAMED = {  # what the record says of another State: status and, at close, in the Ninth Circuit and elsewhere
    "unknown": (("open", "met"), ("open", "open")),
    "refuses": (("met", "met"), ("open", "open")),
    "agreed_none": (("met", "met"), ("met", "met")),
    "names_one": (("not met", "not met"), ("not met", "not met")),
    "not_served": (("open", "open"), ("open", "open")),
}


@pytest.mark.parametrize("said", NAMED)
@pytest.mark.parametrize("court", ["ca9", "d_haw", "ca1", "ca4", "sd_ny"])
def test_only_where_holland_america_binds_must_the_operator_name_a_state(said, court) -> None:
    """Silence on another State goes against the operator in the Ninth Circuit, and is open elsewhere."""
    found = doe(court=court, state_alternative=said)
    assert says(found, "no_state") == NAMED[said][court not in ("ca9", "d_haw")]


def test_before_holland_america_silence_on_another_state_is_open() -> None:
    """On the day before the decision no court had placed the burden on the operator."""
    assert says(doe(day="2007-05-02", state_alternative="unknown"), "no_state") == ("open", "open")
    assert says(doe(day="2007-05-03", state_alternative="unknown"), "no_state") == ("open", "met")


# --- A1 and A3 together: a rule is quoted as it stood, or the quotation says that it came later --------
@pytest.mark.parametrize("name", LIB.cases)
def test_a_rule_that_was_said_only_later_is_marked_and_comes_last(name) -> None:
    """The rule of an older case is not stated in the words of a newer one without a remark."""
    case = load_case(name)
    found, top = case.analysis(), LIB.stages[case.case.stage].outcome
    for reason in found[top].because:
        early = [speaker(LIB, p).decided <= found.law.as_of for p in reason.rule]
        assert early == sorted(early, reverse=True), reason.node
        assert [p.id not in reason.later for p in reason.rule] == early
        for passage in reason.rule:
            marked = f"{pin(LIB, passage)} [{since(LIB, passage)}]."
            if passage.id in reason.later:
                assert f"{pin(LIB, passage)}." not in irac(found, reason.node)
            else:
                assert marked not in irac(found, reason.node)


def test_the_rule_of_bodyguard_is_stated_in_words_of_its_day_and_of_mx1_with_a_remark() -> None:
    """*Bodyguard* quotes *Schwarzenegger*, which MX1 could have read; *Ayla* it could not."""
    bodyguard = irac(load_case("bodyguard_v_does").analysis(), "good_cause")
    assert "quoting Third World Media" in bodyguard and "said later" not in bodyguard
    early = irac(load_case("mx1_v_does").analysis(), "first_prong")
    assert early.index("quoting Schwarzenegger.") < early.index("said later, on August 27, 2021")
    assert "said later" not in irac(DOE.analysis(), "first_prong")
