"""The ways a fact may be shown, and what each counts as at each stage."""

from __future__ import annotations

import pytest

from jurisdiction.analysis import analyze, load_case
from jurisdiction.doctrine import bearers, burdens, law_at
from jurisdiction.library import ReaderError, complete, counted, load
from jurisdiction.model import Answer

LIB = load()
DOE = load_case("doe_v_webgroup")
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
PAPERS, HEARING, EARLY = "motion_to_dismiss", "evidentiary_hearing", "early_discovery"
COUNTS = {  # showing: on the papers, at a hearing, on a motion for early discovery
    "not_pleaded": (UNKNOWN, UNKNOWN, UNKNOWN),
    "conclusory": (UNKNOWN, UNKNOWN, UNKNOWN),
    "suspected": (UNKNOWN, UNKNOWN, UNKNOWN),
    "uncontroverted": (YES, UNKNOWN, YES),
    "denied": (UNKNOWN, UNKNOWN, UNKNOWN),
    "conflicting": (YES, UNKNOWN, YES),
    "evidence": (YES, YES, YES),
    "conceded": (YES, YES, YES),
    "found_true": (YES, YES, YES),
    "found_untrue": (NO, NO, NO),
}


@pytest.mark.parametrize("showing", LIB.showings)
def test_what_a_fact_counts_as(showing) -> None:
    """A fact that the plaintiff alleges and must show counts as listed, stage by stage."""
    facts = complete(LIB, {"us_trademarks": "yes"})
    found = [
        counted(LIB, facts, {"us_trademarks": showing}, stage)["us_trademarks"]
        for stage in (PAPERS, HEARING, EARLY)
    ]
    assert tuple(found) == COUNTS[showing]


def test_a_conflict_of_affidavits_goes_to_the_plaintiff_and_not_to_who_speaks() -> None:
    """On the papers, a conflict on a fact that the defendant must show leaves the fact unproven."""
    facts = complete(LIB, {"factor_burden": "against", "us_trademarks": "yes"})
    shown = dict.fromkeys(["factor_burden", "us_trademarks"], "conflicting")
    found = counted(LIB, facts, shown, PAPERS)
    assert (found["factor_burden"], found["us_trademarks"]) == ("unknown", YES)


@pytest.mark.parametrize("fact", LIB.facts.values(), ids=LIB.facts)
def test_who_must_show_a_fact_bears_the_burden_on_a_point_that_turns_on_it(fact) -> None:
    """The party that loses a point without a fact must show that fact; the objector may be either party."""
    law = law_at(LIB, DOE.decided)
    points = [n for n in law.order if fact.id in (law.nodes[n].fact, law.nodes[n].case_of)]
    sides = {burdens(law)[n].value for n in points if bearers(law)[n] != "objector"}
    assert not sides or fact.shown_by in sides


def test_figures_and_choices_that_are_unproven_are_unknown() -> None:
    """An unproven figure or choice is unknown; only an answer can be found to be its opposite."""
    facts = complete(LIB, {"us_traffic_share": "19%", "claim_family": "contract"})
    for how in ("conclusory", "found_untrue"):
        found = counted(
            LIB, facts, dict.fromkeys(["us_traffic_share", "claim_family"], how), PAPERS
        )
        assert (found["us_traffic_share"], found["claim_family"]) == (UNKNOWN, "unknown")


@pytest.mark.parametrize("name", LIB.cases)
def test_what_a_case_states_as_shown_is_what_its_facts_count_as(name) -> None:
    """Loading a case returns what its facts count as; the stated facts lead to the same values."""
    case = load_case(name)
    again = analyze(case.says, stage=case.case.stage, shown=case.shown)
    assert again.facts == case.facts


def test_bodyguard_s_conclusions_count_for_nothing() -> None:
    """The conclusions and suspicions that *Bodyguard*'s plaintiff pleaded leave facts unknown."""
    case = load_case("bodyguard_v_does")
    assert (case.says["directed_ads"], case.facts["directed_ads"]) == (YES, UNKNOWN)
    assert case.says["discovery_would_identify"] is YES
    assert case.facts["discovery_would_identify"] is UNKNOWN


def test_well_pleaded_the_same_allegations_would_have_done() -> None:
    """If *Bodyguard*'s advertising were pleaded in detail and uncontroverted, aiming would be met."""
    case = load_case("bodyguard_v_does")
    shown = case.shown | {"directed_ads": "uncontroverted", "earns_from_us_users": "uncontroverted"}
    says = case.says | {"us_traffic_share": "5%"}
    found = analyze(says, case.decided, EARLY, shown=shown)["express_aiming"]
    assert found.status.value == "met"


def test_the_reason_says_how_a_fact_was_shown() -> None:
    """A finding that fails because of how a fact was shown says so, with the passage stating the rule."""
    found = analyze(DOE.facts, DOE.decided, shown={"cdn_purpose_speed_us": "conclusory"})["us_cdn"]
    told = {reason.node: reason for reason in found.because}["cdn_purpose"]
    assert told.sentence.endswith("pleaded only as a conclusion.")
    assert "bod_conclusory" in [passage.id for passage in told.rule]


def test_an_unknown_showing_is_refused_with_what_comes_near() -> None:
    """A misspelled showing is refused with the field and the remedy."""
    with pytest.raises(ReaderError, match="Did you mean conclusory"):
        analyze(DOE.facts, shown={"us_cdn": "conclusary"})


def test_a_plain_showing_is_not_told() -> None:
    """If a fact counts as stated, its reason does not mention how it was shown."""
    plain = analyze(DOE.facts, DOE.decided)["us_cdn"].because
    shown = analyze(DOE.facts, DOE.decided, shown={"us_cdn": "conceded"})["us_cdn"].because
    assert [reason.sentence for reason in shown] == [reason.sentence for reason in plain]
