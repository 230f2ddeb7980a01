"""A case controls by its reason; being alike on every recorded fact is a second, weaker relation."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from jurisdiction.analysis import analyze, load_case
from jurisdiction.doctrine import Trace, law_at, law_before, states
from jurisdiction.library import Library, complete, load
from jurisdiction.model import Answer, Range, Status, Treatment, Verified
from jurisdiction.precedent import edges, in_force, precedents

LIB = load()
DOE = load_case("doe_v_webgroup")
WILL = load_case("will_v_lee")
AMA = load_case("ama_v_wanat")
LATER = DOE.decided + dt.timedelta(days=100)


def aiming(facts, day=DOE.decided, library: Library = LIB):
    return analyze(facts, day, library=library)["express_aiming"]


def differences(facts, case: str, node: str, day: dt.date) -> tuple[str, ...]:
    """Return the facts that distinguish a state from a precedent on a node."""
    [found] = [p for p in precedents(law_at(LIB, day), node) if p.case.id == case]
    return found.distinctions(complete(LIB, facts))


def test_doe_controls_doe() -> None:
    """*Doe*'s own facts include *Doe*'s reason, and match *Doe* on every recorded fact."""
    finding = aiming(DOE.facts)
    assert finding.precedents == ("doe_v_webgroup",) and "doe_v_webgroup" in finding.alike


STRONGER = {
    "hosting as well": {"us_hosting": "yes"},
    "directed advertising as well": {"directed_ads": "yes"},
    "no other countries targeted": {"differential_targeting_elsewhere": "no"},
    "half the traffic": {"us_traffic_share": "50%"},
    "the lowest share that Doe may have had": {"us_traffic_share": "12%"},
    "no geolocated ads": {"geolocated_ads": "no"},
}
# Facts that the court mentioned but did not require: they distinguish a case, but *Doe* still controls.
MENTIONED = {
    "no trademarks": ({"us_trademarks": "no"}, "us_trademarks"),
    "less traffic than Doe may have had": ({"us_traffic_share": "10%"}, "us_traffic_share"),
    "traffic not shown": ({"us_traffic_share": "unknown"}, "us_traffic_share"),
}
# Facts that the court said were enough: without them, *Doe* is distinguishable.
MISSING = {
    "no CDN servers": ({"cdn_us_servers": "no"}, "cdn_us_servers"),
    "purpose not shown": ({"cdn_purpose_speed_us": "unknown"}, "cdn_purpose_speed_us"),
    "no profit": ({"earns_from_us_users": "no"}, "earns_from_us_users"),
}


@pytest.mark.parametrize("change", STRONGER)
def test_facts_at_least_as_strong_are_controlled_and_alike(change) -> None:
    """Facts as strong for the plaintiff as *Doe*'s, or stronger, count as alike, and *Doe* controls them."""
    finding = aiming({**DOE.facts, **STRONGER[change]})
    assert finding.precedent == "controls" and "doe_v_webgroup" in finding.alike


@pytest.mark.parametrize("change", MENTIONED)
def test_what_a_court_only_mentioned_is_not_needed_for_its_reason(change) -> None:
    """Without a fact that the court only mentioned, the case is no longer alike, but still controls."""
    facts, fact = {**DOE.facts, **MENTIONED[change][0]}, MENTIONED[change][1]
    finding = aiming(facts)
    assert finding.precedent == "controls" and finding.precedents == ("doe_v_webgroup",)
    assert "doe_v_webgroup" not in finding.alike
    assert differences(facts, "doe_v_webgroup", "express_aiming", DOE.decided) == (fact,)


@pytest.mark.parametrize("change", MISSING)
def test_without_a_fact_of_its_reason_a_case_does_not_control(change) -> None:
    """Without a fact that the court said was enough, the case is distinguishable."""
    facts, fact = {**DOE.facts, **MISSING[change][0]}, MISSING[change][1]
    finding = aiming(facts)
    assert finding.precedents == () and finding.precedent != "controls"
    [doe] = [
        p
        for p in precedents(law_at(LIB, DOE.decided), "express_aiming")
        if p.case.id == "doe_v_webgroup"
    ]
    assert doe.missing(complete(LIB, facts)) == (fact,)


def test_something_stronger_on_the_other_side_keeps_a_case_from_controlling() -> None:
    """*AMA*'s reason is present, but so is a CDN, which was not before that court: *AMA* does not control."""
    before = aiming(AMA.facts, AMA.decided)
    assert before.precedents == ("ama_v_wanat",)
    after = aiming({**AMA.facts, "us_cdn": "yes"}, AMA.decided)
    assert "ama_v_wanat" not in after.precedents


def test_only_what_the_plaintiff_has_more_sets_a_case_apart_that_the_defendant_won() -> None:
    """With no on everything *AMA* omits, only uncounted figures remain; hosting makes the case stronger."""
    uncounted = ("forum_customers", "forum_orders", "forum_subscribers", "us_views")
    unsaid = differences(AMA.facts, "ama_v_wanat", "express_aiming", AMA.decided)
    nothing_more = {**AMA.facts, **{n: NOTHING[n] for n in unsaid if n not in uncounted}}
    hosted = tuple(sorted((*uncounted, "us_hosting")))
    for change, apart in (({}, uncounted), ({"us_hosting": "yes"}, hosted)):
        facts = {**nothing_more, **change}
        assert differences(facts, "ama_v_wanat", "express_aiming", AMA.decided) == apart


def test_any_share_at_all_is_more_than_a_case_that_speaks_of_none() -> None:
    """*Schwarzenegger* says nothing about traffic, so it controls only if none is shown."""
    case = load_case("schwarzenegger_v_fred_martin")
    for share, binds in (("0", True), ("unknown", True), ("1%", False), ("50%", False)):
        finding = aiming({**case.facts, "us_traffic_share": share}, case.decided)
        assert ("schwarzenegger_v_fred_martin" in finding.precedents) == binds


def without_reason(case: str) -> Library:
    """Return a copy of the library with no reason recorded for the holdings of one case."""
    held = [h.model_copy(update={"reason": None}) for h in LIB.cases[case].holdings]
    changed = LIB.cases[case].model_copy(update={"holdings": held})
    return replace(LIB, cases={**LIB.cases, case: changed})


def test_a_case_without_a_reason_never_controls() -> None:
    """Without a recorded reason, *Doe* would not control its own facts, though they would still be alike."""
    finding = aiming(DOE.facts, library=without_reason("doe_v_webgroup"))
    assert finding.precedents == () and "doe_v_webgroup" in finding.alike


def with_opposite(case: str, node: str) -> Library:
    """Return a copy of the library with a second case that differs from one only in its opposite holding."""
    turned = {"met": "not met", "not met": "met"}
    held = [
        h.model_copy(update={"disposition": turned[h.disposition]})
        for h in LIB.cases[case].holdings
        if h.node == node
    ]
    changed = LIB.cases[case].model_copy(update={"id": "opposite", "holdings": held})
    return replace(LIB, cases={**LIB.cases, "opposite": changed})


def test_two_binding_cases_that_held_the_opposite_are_in_conflict() -> None:
    """If a case like *Doe* had come out the other way, neither would control *Doe*'s facts."""
    finding = aiming(DOE.facts, library=with_opposite("doe_v_webgroup", "express_aiming"))
    assert finding.status is Status.MET and finding.precedent == "conflict"
    assert {*finding.precedents} == {"doe_v_webgroup", "opposite"}


REASONS = [(c, h) for c in LIB.cases.values() for h in c.holdings if h.reason]
BLANK = {n: "unknown" if f.kind == "choice" else Answer.UNKNOWN for n, f in LIB.facts.items()}
NOTHING = {
    n: Answer.NO if f.kind == "yes_no" else "unknown" if f.kind == "choice" else Range(0, 0)
    for n, f in LIB.facts.items()
}  # no fact helps the plaintiff


@pytest.mark.parametrize(
    ("case", "holding"), REASONS, ids=[f"{c.id}: {h.node}" for c, h in REASONS]
)
def test_what_a_court_said_was_enough_is_enough(case, holding) -> None:
    """On only the facts of its reason for the winner, the point comes out as the court held."""
    authority = LIB.authorities[case.authority]
    law = law_at(LIB, authority.decided, (), authority.court, authority.id)
    if holding.node not in law.order:
        return
    [held] = [p for p in precedents(law, holding.node) if p.case.id == case.id]
    assert held.missing(LIB.patterns[case.id]) == ()
    reason = dict(held.reason)
    if holding.disposition == "met":
        found = Trace(law, states(LIB, [BLANK | reason]))
    else:
        shown = {n: Answer.NO if v is Answer.UNKNOWN else v for n, v in reason.items()}
        found = Trace(law, states(LIB, [NOTHING | shown]), closed=True)
    assert found[holding.node].status().value == holding.disposition


def test_ads_without_profit_after_will_are_a_conflict() -> None:
    """In 2023, *Ayla*'s reason is present, but *Will* on profit is to the contrary: both sides are shown."""
    facts = {**load_case("ayla_v_alya_skin").facts, "earns_from_us_users": "no"}
    plain = {
        "conducts_business_in_forum": "no",
        "business_related": "no",
        "sells_and_delivers": "no",
    }
    finding = aiming(facts | plain, dt.date(2023, 3, 1))
    assert finding.status is Status.OPEN and {c.value for c in finding.causes} == {"law", "record"}
    assert finding.precedent == "conflict" and "ayla_v_alya_skin" in finding.precedents


@pytest.mark.parametrize(
    "change",
    [{}, *STRONGER.values(), *[w[0] for w in (*MENTIONED.values(), *MISSING.values())]],
    ids=str,
)
@pytest.mark.parametrize("day", [WILL.decided, DOE.decided], ids=str)
def test_geolocated_ads_never_unsettle(change, day) -> None:
    """Adding ads that target every visitor's location changes neither a finding nor what compels it."""
    facts = {**DOE.facts, **change}
    without = aiming({**facts, "geolocated_ads": "no"}, day)
    added = aiming({**facts, "geolocated_ads": "yes"}, day)
    assert (added.status, added.causes, added.at_close, added.precedent) == (
        without.status, without.causes, without.at_close, without.precedent,
    )  # fmt: skip


def test_a_cdn_with_4_6_percent_alone_is_not_controlled_by_will() -> None:
    """*Will* also had hosting and compliance pages, so a CDN and *Will*'s share alone are not enough."""
    facts = {
        "claim_family": "tort_outside_forum",
        "cdn_us_servers": "yes",
        "cdn_purpose_speed_us": "yes",
        "earns_from_us_users": "yes",
        "us_traffic_share": "4.6%",
    }
    apart = differences(facts, "will_v_lee", "express_aiming", DOE.decided)
    assert {"us_hosting", "us_compliance_pages"} <= set(apart)
    assert "us_traffic_share" not in apart
    assert aiming(facts, WILL.decided).precedent == "open"
    assert aiming(facts, DOE.decided).precedents == ("doe_v_webgroup",)


def test_ten_percent_of_few_views_is_not_controlled_by_will() -> None:
    """A share and a volume differ: ten percent of 50 views is not *Will*'s harm."""
    facts = {**WILL.facts, "us_traffic_share": "10%", "us_views": 50}
    assert "us_views" in differences(facts, "will_v_lee", "harm_sufficient", WILL.decided)
    found = analyze(facts, WILL.decided)["harm_sufficient"]
    assert found.precedents == () and found.status is Status.OPEN
    assert {cause.value for cause in found.causes} >= {"judgment"}


def without_fact(case: str, fact: str) -> Library:
    """Return a copy of the library with one fact of one case unstated."""
    coded = {k: v for k, v in LIB.cases[case].facts.items() if k != fact}
    changed = LIB.cases[case].model_copy(update={"facts": coded})
    return replace(LIB, cases={**LIB.cases, case: changed})


def test_a_fact_that_the_precedent_does_not_state_keeps_it_from_being_alike() -> None:
    """If *Doe* had not stated where its site was hosted, no site possibly hosted abroad would be like it."""
    facts = {**DOE.facts, "us_hosting": "unknown"}
    silent = without_fact("doe_v_webgroup", "us_hosting")
    assert "doe_v_webgroup" in aiming(facts).alike
    assert "doe_v_webgroup" not in aiming(facts, library=silent).alike


def overruled(case: str, word: str) -> Library:
    """Return a copy of the library in which a later authority treats an earlier one."""
    treatment = Treatment(
        since=LATER, by="briskin_en_banc", word=word, note="For a test.",
        verified=Verified(how="analysis"),
    )  # fmt: skip
    changed = LIB.authorities[case].model_copy(update={"treatment": [treatment]})
    return replace(LIB, authorities={**LIB.authorities, case: changed})


@pytest.mark.parametrize("word", ["reversed", "superseded", "overruled in part"])
def test_a_precedent_later_overruled_no_longer_controls(word) -> None:
    """A precedent controls until it is reversed or overruled, and nothing from that date on."""
    library = overruled("doe_v_webgroup", word)
    assert aiming(DOE.facts, LATER - dt.timedelta(days=1), library).precedent == "controls"
    after = aiming(DOE.facts, LATER, library)
    assert (after.precedent, after.status) == ("supported", Status.MET)


@pytest.mark.parametrize("word", ["questioned", "followed", "amended"])
def test_a_precedent_merely_questioned_still_controls(word) -> None:
    """A precedent that is questioned, followed, or amended still binds."""
    assert aiming(DOE.facts, LATER, overruled("doe_v_webgroup", word)).precedent == "controls"


def test_an_overruling_by_a_case_left_out_does_not_count() -> None:
    """Leaving out the overruling case restores the overruled case's force."""
    library = overruled("doe_v_webgroup", "reversed")
    result = analyze(DOE.facts, LATER, library=library, without=["briskin_en_banc"])
    assert result["express_aiming"].precedent == "controls"


def test_a_case_decided_later_does_not_control() -> None:
    """The day before *Doe*, no precedent controls *Doe*'s facts."""
    assert aiming(DOE.facts, DOE.decided - dt.timedelta(days=1)).precedent == "open"


def test_only_decided_holdings_are_precedents() -> None:
    """A point that was conceded, agreed, not asserted, or left open is not a precedent."""
    law = law_at(LIB, DOE.decided)
    held = [p.holding.disposition for node in law.order for p in precedents(law, node)]
    assert set(held) == {"met", "not met"}


def test_a_court_outside_the_circuit_is_only_persuaded() -> None:
    """*Doe* controls in the Ninth Circuit and its district courts; in the Fourth, its rule is open."""
    for court, word in (("ca9", "controls"), ("d_haw", "controls"), ("ca4", "open")):
        finding = analyze(DOE.facts, DOE.decided, court=court)["express_aiming"]
        assert finding.precedent == word
        assert ("doe_v_webgroup" in finding.persuasive) == (word == "open")


def test_a_district_courts_decision_binds_nobody() -> None:
    """*Bodyguard* does not control its own facts, not even in its own court; it persuades."""
    case = load_case("bodyguard_v_does")
    found = analyze(case.facts, case.decided, case.case.stage, court="d_haw")
    assert "bodyguard_v_does" in found["doe_particularity"].persuasive
    assert all("bodyguard_v_does" not in finding.precedents for finding in found.values())


def test_a_case_overruled_on_some_points_still_binds_on_others() -> None:
    """*AMA* is overruled on aiming, but still controls on whether operating a site is an intentional act."""
    case = load_case("ama_v_wanat")
    after = analyze(case.facts, "2025-06-01")
    assert "ama_v_wanat" in after["intentional_act"].precedents
    assert "ama_v_wanat" not in after["express_aiming"].precedents


def test_a_holding_known_from_memory_persuades_and_never_compels() -> None:
    """A holding that we know only from memory compels no finding."""
    for name in LIB.cases:
        case = load_case(name)
        for finding in analyze(case.facts, case.decided, case.case.stage).values():
            for by in finding.precedents:
                held = [h for h in LIB.cases[by].holdings if h.node == finding.node.id]
                assert all(not h.verified or h.verified.how != "memory" for h in held), (name, by)


def test_a_choice_that_the_precedent_does_not_state_blocks() -> None:
    """A case that does not say how a factor weighed does not compel the balance of the factors."""
    unknown = analyze(dict.fromkeys(LIB.facts, "unknown") | {"operates_site": "yes"}, DOE.decided)
    assert unknown["reasonableness"].precedents == ()


def with_memory(case: str, node: str) -> Library:
    """Return a copy of the library with one holding of a case known from memory only."""
    held = [
        h.model_copy(update={"verified": Verified(how="memory")}) if h.node == node else h
        for h in LIB.cases[case].holdings
    ]
    changed = LIB.cases[case].model_copy(update={"holdings": held})
    return replace(LIB, cases={**LIB.cases, case: changed})


def test_doe_known_from_memory_only_would_persuade() -> None:
    """If *Doe*'s aiming were known from memory only, *Doe* would not control, but would still persuade."""
    found = aiming(DOE.facts, library=with_memory("doe_v_webgroup", "express_aiming"))
    assert found.precedent == "supported" and "doe_v_webgroup" in found.persuasive


def test_a_factor_that_doe_did_not_state_would_keep_it_from_being_alike() -> None:
    """Unknown here and unstated there are not the same: if *Doe* omitted factor 7, it would not be alike."""
    facts = {**DOE.facts, "factor_alternative": "unknown"}
    assert "doe_v_webgroup" in analyze(facts, DOE.decided)["reasonableness"].alike
    silent = without_fact("doe_v_webgroup", "factor_alternative")
    found = analyze(facts, DOE.decided, library=silent)["reasonableness"]
    assert "doe_v_webgroup" not in found.alike and found.precedent == "controls"


def test_how_a_fact_bears_is_left_out_with_the_case_it_comes_from() -> None:
    """The law before *Briskin* (en banc) does not say how acts on known devices bear on a point."""
    law = law_before(LIB, "briskin_v_shopify")
    assert "briskin_en_banc" not in {e.source for _, e in edges(law, "express_aiming") if e.since}
    assert "briskin_en_banc" in {
        e.source for _, e in edges(law_at(LIB, law.as_of), "express_aiming") if e.since
    }


def test_of_no_traffic_it_is_learned_that_nothing_is_earned_there() -> None:
    """If no traffic comes from the forum, unknown views and income there count as none."""
    facts = complete(LIB, {"us_traffic_share": 0})
    columns = states(LIB, [facts]).columns
    assert columns["earns_from_us_users"] == {Answer.NO: 1}
    assert columns["us_views"] == {Range(0, 0): 1}
    assert states(LIB, [complete(LIB, {"us_traffic_share": "1%"})]).columns["us_views"] == {
        Answer.UNKNOWN: 1
    }


def test_a_share_of_something_else_is_no_share_of_traffic() -> None:
    """*Keeton*'s copies and *Ayla*'s sales answer no question about a website's traffic."""
    for case in ("keeton_v_hustler", "ayla_v_alya_skin"):
        assert LIB.cases[case].facts["us_traffic_share"].of
        assert load_case(case).facts["us_traffic_share"] is Answer.UNKNOWN


FIGURES = {
    "as large a share": ("19%", ()),
    "a larger share": ("40%", ()),
    "a smaller share": ("11.9%", ("us_traffic_share",)),
    "a share that may be smaller": ("5%-30%", ("us_traffic_share",)),
    "no share known": ("unknown", ("us_traffic_share",)),
}


@pytest.mark.parametrize("what", FIGURES)
def test_a_figure_of_a_reason_must_be_at_least_as_large_for_the_plaintiff(what) -> None:
    """*Doe*'s reason on harm contains its share: an equal or larger share suffices, but not a smaller one."""
    share, missing = FIGURES[what]
    [doe] = [
        p
        for p in precedents(law_at(LIB, DOE.decided), "harm_sufficient")
        if p.case.id == "doe_v_webgroup"
    ]
    facts = complete(LIB, {**DOE.facts, "us_traffic_share": share})
    assert doe.missing(facts) == missing


@pytest.mark.parametrize(("share", "enough"), [("1%", True), ("19%", True), ("20%", False)])
def test_a_figure_of_a_reason_must_be_at_most_as_large_for_the_defendant(share, enough) -> None:
    """If *Doe*'s share had not sufficed, an equal or smaller one would not, but a larger one might."""
    law = law_at(with_opposite("doe_v_webgroup", "harm_sufficient"), DOE.decided)
    [held] = [p for p in precedents(law, "harm_sufficient") if p.case.id == "opposite"]
    facts = complete(LIB, {**DOE.facts, "us_traffic_share": share})
    assert held.missing(facts) == (() if enough else ("us_traffic_share",))


def test_a_courts_word_for_a_fact_ends_on_its_day() -> None:
    """The day before it ends, a court's characterization of a fact is law; on that date it no longer is."""
    every = [edge for fact in LIB.facts.values() for edge in fact.bears_on]
    ended = [edge.model_copy(update={"until": LATER}) for edge in every if not edge.since]
    assert ended
    for edge in ended:
        assert in_force(law_at(LIB, LATER - dt.timedelta(days=1)), edge)
        assert not in_force(law_at(LIB, LATER), edge)


def test_what_sets_a_case_apart_is_named_in_the_order_of_its_ids() -> None:
    """Missing, added, and stronger facts are sorted, so that texts do not vary between runs."""
    facts = complete(LIB, {"us_hosting": "yes", "us_cdn": "yes", "directed_ads": "yes"})
    for precedent in precedents(law_at(LIB, LATER), "express_aiming"):
        apart = (precedent.lacking, precedent.added, precedent.stronger, precedent.distinctions)
        for named in apart:
            assert list(named(facts)) == sorted(named(facts))


def test_of_several_cases_the_youngest_is_named_first() -> None:
    """On every point the most recent case comes first, and on aiming there are many to choose from."""
    law = law_at(LIB, LATER)
    for node in law.order:
        days = [LIB.authorities[p.case.authority].decided for p in precedents(law, node)]
        assert days == sorted(days, reverse=True)
        assert node != "express_aiming" or len({*days}) > 5
