"""States of facts on which a simpler model errs."""

from __future__ import annotations

import pytest

from jurisdiction.analysis import analyze, load_case
from jurisdiction.library import load
from jurisdiction.model import Side

LIB = load()
DOE = load_case("doe_v_webgroup")
SHOWN_GOOD_CAUSE = {
    "does_addresses_and_dates": "yes", "does_located": "yes", "steps_recounted": "yes",
    "claim_is_stated": "yes", "discovery_would_identify": "yes",
}  # fmt: skip
AGAINST = dict.fromkeys(
    ["factor_burden", "factor_sovereignty", "factor_forum_interest", "factor_efficiency",
     "factor_relief", "factor_alternative"], "against")  # fmt: skip


def doe(change=None, **more):
    """Analyze *Doe*'s facts, with some of them changed, under the law as of its date."""
    return analyze(DOE.facts | (change or {}), DOE.decided, **more)


def answers(finding) -> tuple[str, str, list[str]]:
    return finding.status.value, finding.at_close.value, sorted(finding.causes)


# --- unproven is not false -------------------------------------------------------------------------
def test_a_denied_bare_allegation_is_unproven_and_not_false() -> None:
    """A CDN denied by declaration is open on the record and lost at close; denied as false, it is absent."""
    denied = doe(shown={"us_cdn": "denied"})
    assert answers(denied["us_cdn"]) == ("open", "not met", ["record"])
    assert answers(doe({"us_cdn": "no"})["us_cdn"]) == ("not met", "not met", [])


def test_what_is_conceded_counts_even_where_it_is_denied_below() -> None:
    """The same fact, conceded or shown by unrebutted evidence, counts as stated at every stage."""
    for how in ("conceded", "evidence"):
        for stage in LIB.stages:
            assert doe(shown={"us_cdn": how}, stage=stage)["us_cdn"].status.value == "met"


# --- either branch ---------------------------------------------------------------------------------
EITHER = {
    "which claim it is, where both tests are met": (
        {"claim_family": "unknown", "conducts_business_in_forum": "yes", "act_in_forum": "yes"},
        "first_prong"),
    "in which forum, where both rules reach": (
        {"forum": "unknown", "long_arm": "due_process"}, "authorised"),
}  # fmt: skip


@pytest.mark.parametrize("what", EITHER)
def test_met_on_either_branch_is_met(what) -> None:
    """Only the branch is unknown, and every branch is met, so the point is met."""
    change, node = EITHER[what]
    finding = doe(change)[node]
    assert answers(finding) == ("met", "met", [])


def test_one_branch_that_fails_leaves_it_open_on_the_record() -> None:
    """If a state-law claim is pleaded in the alternative, only the state's own reach would suffice: open."""
    change = {"forum": "either", "state_alternative": "unknown", "federal_claim": "no"}
    change |= {"long_arm": "due_process"}
    assert answers(doe(change)["authorised"]) == ("open", "not met", ["record"])


def test_where_no_branch_fails_nothing_is_lost_by_silence_on_which_it_is() -> None:
    """Service in hand, in a state or in the country at large, is met, or open in law, even at close."""
    finding = doe({"served_in_forum": "natural_person", "forum": "unknown"})["tag_person"]
    assert answers(finding) == ("open", "open", ["law", "record"])


@pytest.mark.parametrize(
    ("afresh", "closed"), [("yes", "met"), ("unknown", "open"), ("no", "not met")]
)
def test_an_objector_who_does_not_show_the_kind_of_order_must_win_on_either(afresh, closed) -> None:
    """If the ruling was not a permissible choice, the result of de novo review decides at close."""
    order = {"ruling_is_permissible": "no", "same_result_afresh": afresh}
    finding = doe({"kind_of_order": "unknown", **order}, stage="objection")["order_stands"]
    assert finding.at_close.value == closed


# --- reasonableness --------------------------------------------------------------------------------
def test_six_factors_for_the_defendant_and_none_for_the_plaintiff_is_not_reasonable() -> None:
    """With every factor against jurisdiction and another forum available, the third prong fails."""
    finding = doe(AGAINST)["reasonableness"]
    assert answers(finding) == ("not met", "not met", [])
    assert finding.burden is Side.DEFENDANT


def test_silence_on_the_factors_helps_the_plaintiff() -> None:
    """With no factor shown, the defendant has made no compelling case: open on the record, met at close."""
    finding = doe(dict.fromkeys(AGAINST, "unknown"))["reasonableness"]
    assert finding.status.value == "open" and finding.at_close.value == "met"


@pytest.mark.parametrize("factor", [name for name in AGAINST if name != "factor_alternative"])
@pytest.mark.parametrize("how", ["slight", "against"])
def test_one_factor_against_is_no_compelling_case(factor, how) -> None:
    """One factor against jurisdiction, slight or not, makes no compelling case, so the prong is met."""
    finding = doe({factor: how, "factor_alternative": "against"})["reasonableness"]
    assert answers(finding) == ("met", "met", [])


HALVES = [("factor_burden", "factor_sovereignty"), ("factor_forum_interest", "factor_relief")]


@pytest.mark.parametrize("half", HALVES)
def test_half_of_what_decided_asahi_is_a_matter_of_judgment(half) -> None:
    """Half of *Asahi*'s decisive facts make a compelling case arguable: open for judgment, even at close."""
    finding = doe(dict.fromkeys(half, "against") | {"factor_alternative": "against"})
    assert answers(finding["reasonableness"]) == ("open", "open", ["judgment"])
    slight = doe(dict.fromkeys(half, "slight") | {"factor_alternative": "against"})
    assert answers(slight["reasonableness"]) == ("met", "met", [])


def test_the_seventh_factor_matters_only_if_the_forum_is_otherwise_unreasonable() -> None:
    """Another forum changes nothing in *Doe*; with all else against jurisdiction, its absence is weighed."""
    for there in ("for", "neutral", "against", "unknown"):
        assert doe({"factor_alternative": there})["reasonableness"].status.value == "met"
    weighed = doe(AGAINST | {"factor_alternative": "for"})["reasonableness"]
    assert answers(weighed) == ("open", "open", ["judgment"])


# --- good cause ------------------------------------------------------------------------------------
def test_all_four_considerations_permit_a_grant_and_compel_none() -> None:
    """With all four shown, the finding is within discretion to grant; letters remain for the court."""
    found = doe(SHOWN_GOOD_CAUSE | {"letters_for_each": "yes"}, stage="early_discovery")
    assert found.outcome.node.id == "good_cause" and found.outcome.status.value == "met"
    assert found.outcome.node.reads["met"] == "Within discretion to grant"
    assert any("Nothing compels" in reason.sentence for reason in found.outcome.because)
    assert answers(found["letters_rogatory"]) == ("open", "open", ["judgment"])
    assert answers(found["good_cause_mx1"]) == ("open", "open", ["law"])  # "among other things"


def test_mx1_asks_for_jurisdiction_where_bodyguard_asks_for_persons() -> None:
    """Without personal jurisdiction, particularity is met, but *MX1*'s good cause is not."""
    change = SHOWN_GOOD_CAUSE | {"operates_site": "no", "claim_family": "tort_outside_forum"}
    change |= {"does_traced_to_forum": "no", "jurisdiction_alleged": "no"}
    found = doe(change, stage="early_discovery")
    assert found["doe_particularity"].status.value == "met"
    assert found["survives_dismissal"].status.value == "not met"
    assert found["good_cause_mx1"].status.value == "not met"


# --- one fact, two points --------------------------------------------------------------------------
def test_us_hosting_helps_aiming_and_may_hurt_rule_4k2() -> None:
    """Hosting helps the plaintiff on aiming, and the defendant on whether no state has jurisdiction."""
    sides = {edge.node: edge.side for edge in LIB.facts["us_hosting"].bears_on}
    assert sides == {"express_aiming": Side.PLAINTIFF, "no_state_by_resources": Side.DEFENDANT}
    unserved = {"state_alternative": "not_served"}
    with_hosting = doe(unserved | {"us_hosting": "yes"})
    without = doe(unserved | {"us_hosting": "no"})
    assert with_hosting["hosting_and_cdn"].status.value == "met"
    assert without["hosting_and_cdn"].status.value == "not met"
    assert answers(with_hosting["no_state_by_resources"]) == ("open", "open", ["law"])
    assert answers(without["no_state_by_resources"]) == ("met", "met", [])
    # A rule known from one district court only is open elsewhere, and law where it is reproduced.
    assert with_hosting["no_state_by_resources"].precedents == ()


# --- further questions ------------------------------------------------------------------------------
BESIDE = {
    "State claims against other defendants": (
        {"state_claims_same_defendants": "no"}, "pendent_claims", "not met"),
    "unrelated State claims": ({"state_claims_related": "no"}, "pendent_claims", "not met"),
    "State claims in the State's own forum, without Rule 4(k)(2)": (
        {"federal_claim": "no"}, "pendent_claims", "not met"),
    "alter egos of an operator beyond reach": (
        {"operates_site": "no"}, "alter_ego", "not met"),
    "alter egos of an operator within reach": ({}, "alter_ego", "open"),
    "an early appeal that no judgment followed": (
        {"judgment_followed": "no"}, "appellate_jurisdiction", "not met"),
    "an early appeal that a judgment followed": ({}, "appellate_jurisdiction", "met"),
    "discovery where nothing is outstanding": (
        {"facts_outstanding": "no"}, "jurisdictional_discovery", "not met"),
    "discovery where facts are outstanding": ({}, "jurisdictional_discovery", "open"),
}  # fmt: skip


@pytest.mark.parametrize("what", BESIDE)
def test_questions_beside_the_outcome(what) -> None:
    """Other claims, other defendants, more discovery, and appeal come out as the opinions say."""
    change, node, status = BESIDE[what]
    assert doe(change)[node].status.value == status


def test_review_for_clear_error_makes_no_fact_true_or_false() -> None:
    """A finding that the ruling was permissible affects only whether the order stands."""
    bodyguard = load_case("bodyguard_v_does")
    moved = set()
    findings = [
        analyze(bodyguard.facts | {"ruling_is_permissible": says}, bodyguard.decided)
        for says in ("yes", "no")
    ]
    for name in findings[0]:
        if findings[0].status(name) is not findings[1].status(name):
            moved.add(name)
    assert moved == {"order_stands", "no_clear_error", "permissible_choice"}


def test_an_argument_made_late_may_be_heard_and_need_not_be() -> None:
    """The judge may, but need not, hear a late argument; a timely one is heard."""
    late = doe({"argument_raised_below": "no"})["late_argument"]
    assert answers(late) == ("open", "open", ["judgment"])
    assert doe({"argument_raised_below": "yes"})["late_argument"].status.value == "met"


# --- points that no court decided -------------------------------------------------------------------
def test_mx1_names_no_failed_element() -> None:
    """Among the points of the test, *MX1* decides only personal jurisdiction and good cause."""
    decided = {
        h.node for h in LIB.cases["mx1_v_does"].holdings if h.disposition in ("met", "not met")
    }
    assert decided == {"good_cause", "good_cause_mx1", "personal_jurisdiction"}


def test_the_three_opinions_are_reproduced_without_a_disagreement() -> None:
    """The model disagrees with no decided holding of the three opinions."""
    three = {source.authority for source in LIB.sources.values()}
    mine = [case for case in LIB.cases.values() if case.authority in three]
    assert len(mine) == 4  # Bodyguard in both forums
    assert [h.node for case in mine for h in case.holdings if h.disagrees] == []
    assert {h.disposition for case in mine for h in case.holdings} >= {
        "met", "not met", "conceded", "agreed", "not asserted", "not reached", "left open",
    }  # fmt: skip
