"""The showing of facts, the stage, the forum, and the choice between a case and its hypothetical."""

from __future__ import annotations

import pytest
from what_is_shown import LIB, UNKNOWN, YES, page, reasons, shown, text, value

from jurisdiction.analysis import load_case
from jurisdiction.library import counted
from minimum_contacts import panels
from minimum_contacts.panels import Lab, Scenario

PROOF = {"facts": ["us_cdn", "us_trademarks", "us_traffic_share"], "charts": [], "proof": True}


@pytest.fixture
def story():
    """Yield the story switch; reset it afterward."""
    before = panels.STORY.name
    yield panels.STORY
    panels.STORY.name = before


# --- how a fact is shown ---------------------------------------------------------------------------
def test_a_simple_laboratory_begins_with_what_the_facts_count_as() -> None:
    """*Bodyguard*'s conclusions are unknown where showings are hidden, and stated where they are shown."""
    simple = Scenario("bodyguard_v_does")
    exposed = Scenario("bodyguard_v_does", proof=True)
    assert (simple.facts["directed_ads"], simple.now.shown) == (UNKNOWN, {})
    assert exposed.facts["directed_ads"] is YES
    assert exposed.now.shown["directed_ads"] == "conclusory"
    assert simple.analysis.facts == exposed.analysis.facts


def test_the_list_of_a_fact_says_and_sets_how_it_is_shown() -> None:
    """Each fact has its showing in the case; another showing changes the finding immediately."""
    lab = Lab("doe_v_webgroup", **PROOF)
    assert dict(lab.plan["ways"]) == {"": "Taken as said"} | {
        way.id: way.label for way in LIB.showings.values()
    }
    assert lab.now["showings"]["us_traffic_share"] == "uncontroverted"
    assert lab.now["showings"]["us_cdn"] == "mixed"  # its two facts were shown in different ways
    lab.do(do="show", fact="us_cdn", way="denied")
    assert [lab.now["showings"][part] for part in LIB_PARTS] == ["denied", "denied"]
    assert lab.now["finding"]["word"] == "Open"
    assert "denied by the other side's declaration" in reasons(lab)
    lab.do(do="undo")
    assert lab.now["showings"]["us_cdn"] == "mixed" and lab.now["finding"]["word"] == "Met"
    lab.do(do="show", fact="us_cdn", way="mixed")  # *mixed* is a state, not a choice
    assert not lab.scenario.can_undo
    lab.do(do="show", fact="us_cdn", way="")
    assert set(LIB_PARTS).isdisjoint(lab.scenario.now.shown)
    assert lab.now["problem"] == []


def test_without_proof_no_way_of_showing_is_offered_or_taken(own_lab) -> None:
    """A laboratory that hides how facts are shown has no list of ways, and no stage to choose."""
    assert own_lab.plan["ways"] == [] and own_lab.now["showings"] == {}
    own_lab.do(do="choose", part="stage", value="evidentiary_hearing")
    own_lab.do(do="choose", part="court", value="ca4")
    assert not own_lab.scenario.can_undo


LIB_PARTS = ["cdn_us_servers", "cdn_purpose_speed_us"]


@pytest.mark.parametrize("showing", LIB.showings)
@pytest.mark.parametrize("stage", LIB.stages)
def test_every_way_of_showing_at_every_stage_shows_what_the_engine_finds(showing, stage) -> None:
    """With the list and the stage, a laboratory has the facts that the engine counts."""
    lab = Lab("doe_v_webgroup", **PROOF)
    lab.do(do="choose", part="stage", value=stage)
    lab.do(do="show", fact="us_trademarks", way=showing)
    now = lab.scenario.now
    assert (now.stage, now.shown["us_trademarks"]) == (stage, showing)
    counts = counted(LIB, now.facts, now.shown, stage)
    assert lab.scenario.analysis.facts == counts
    assert lab.now["problem"] == []


def test_the_stage_alone_changes_what_was_only_pleaded() -> None:
    """At a hearing, the pleaded share is unproven, and the change in findings is reported."""
    lab = Lab("doe_v_webgroup", **PROOF)
    lab.do(do="choose", part="stage", value="evidentiary_hearing")
    moved = lab.scenario.moved(lab.top)
    assert moved.startswith("Changed: the stage, to evidentiary hearing. Findings changed: ")
    assert lab.scenario.analysis.facts["us_traffic_share"] is UNKNOWN


def standard(lab: Lab) -> str:
    """Return the text on the standard of decision at this stage."""
    lab.do(do="read", what="standard", name="")
    return text(lab.side["html"])


def test_what_is_not_from_an_opinion_says_so_beside_the_stage_and_the_showing() -> None:
    """The standard of a hearing, and a rule of showing that is ours, name their source."""
    lab = Lab("doe_v_webgroup", **PROOF)
    assert "prima facie" in standard(lab)
    assert "[from memory, not verified]" not in standard(lab).split("what the courts")[0]
    lab.do(do="choose", part="stage", value="evidentiary_hearing")
    assert "[from memory, not verified]" in standard(lab)
    lab.do(do="undo")
    lab.do(do="show", fact="us_cdn", way="denied")
    assert "declaration. [our own analysis, not a court's]" in reasons(lab)
    assert "our own analysis, not a court's" in [s["known"] for s in lab.rest["why"]["steps"]]


# --- the ladder ------------------------------------------------------------------------------------
def test_the_ladder_says_where_the_court_decided_nothing_and_what_happens_at_close() -> None:
    """Points conceded, agreed, or left open are marked; an open point states its result at close."""
    top = "personal_jurisdiction"
    lab = Lab("doe_v_webgroup", facts=["us_cdn"], node=top, top=top, charts=[])
    ladder = shown(lab)["ladder"]
    for told in (
        "No state has jurisdiction agreed in Doe",
        "Intentional act conceded in Doe",
        "General jurisdiction not asserted in Doe",
        "Jurisdiction over alter egos left open in Doe",
        "Jurisdictional discovery not reached in Doe",
    ):
        assert any(rung.startswith(told) for rung in ladder), told
    below = Lab(
        "doe_v_webgroup", facts=["consented"], node="submission", top="submission", charts=[]
    )
    assert "Consent not asserted in Doe ▼ Not met" in shown(below)["ladder"]
    lab.scenario.set(cdn_us_servers="unknown", us_trademarks="no")
    (aiming,) = [rung for rung in shown(lab)["ladder"] if rung.startswith("Express aiming")]
    assert aiming == "Express aiming at close not shown ◆ Open"


def test_at_close_a_point_goes_against_whoever_had_to_show_it() -> None:
    """The defendant loses unknown factors, though the plaintiff bears the burden on the rest.

    One factor alone decides nothing; with the conflict between sovereigns, both halves of *Asahi* may be
    present.
    """
    lab = Lab("doe_v_webgroup", facts=["factor_burden"], node="specific_jurisdiction",
              top="specific_jurisdiction", charts=[])  # fmt: skip
    lab.do(do="set", fact="factor_burden", value="unknown")
    assert lab.now["finding"]["word"] == "Met"
    lab.scenario.set(factor_sovereignty="unknown")
    first = lab.rest["why"]["steps"][0]["sentence"]
    assert "If the record closed now: met, because the file is silent" in first
    assert (
        "If the record closed now: met, because the file is silent on a point on which the defendant "
        "bears the burden: burden on the defendant (factor 2)." in reasons(lab)
    )
    lab.scenario.set(claim_arises_from_contacts="no")
    assert (
        "If the record closed now: not shown on this file, because the plaintiff bears the burden and "
        "the file is silent." in reasons(lab)
    )


# --- the forum -------------------------------------------------------------------------------------
def test_another_forum_asks_the_questions_anew() -> None:
    """With California as the forum, the questions name it, and no forum-related fact is known."""
    lab = Lab("doe_v_webgroup", facts=["forum", "us_hosting", "us_traffic_share"], charts=[])
    lab.do(do="read", what="fact", name="us_hosting")
    assert hosting(lab)["label"] == "Hosting in the United States"
    assert "In Doe: No" in text(lab.side["html"])
    lab.do(do="set", fact="forum", value="state")
    row = hosting(lab)
    assert row["label"] == "Hosting in California" and value(lab, "us_hosting") == "unknown"
    assert "servers in California?" in row["question"]
    assert lab.scenario.facts["us_trademarks"] is YES  # not a question about the forum
    assert "now ask about California" in lab.scenario.moved(lab.top)
    assert lab.now["whose"][1]["words"] == "forum: California"
    lab.do(do="set", fact="forum", value="united_states")
    assert hosting(lab)["label"] == "Hosting in the United States"
    assert value(lab, "us_hosting") == "no"
    assert lab.scenario.facts == load_case("doe_v_webgroup").facts


def hosting(lab: Lab) -> dict:
    """Return the row of the fact on hosting."""
    rows = [row for group in lab.plan["groups"] for row in group["rows"]]
    return next(row for row in rows if row["id"] == "us_hosting")


# --- the story --------------------------------------------------------------------------------------
def test_one_switch_puts_the_recipe_site_in_the_place_of_doe(story) -> None:
    """Every laboratory follows the switch, has the same findings, and mentions none of *Doe*'s own facts."""
    labs = [
        Lab("doe_v_webgroup", facts=["us_cdn", "factor_sovereignty"], charts=[]),
        Lab("doe_v_webgroup", facts=["factor_relief"], node="reasonableness", charts=["factors"]),
    ]
    before = [shown(lab)["finding"] for lab in labs]
    story.name = "neutral_recipe_site"
    for lab, finding in zip(labs, before, strict=True):
        assert shown(lab)["finding"] == finding
        assert "the facts of the recipe site" in lab.scenario.moved(lab.top)
        assert lab.plan["name"] == "the recipe site"
        assert not any("in Doe" in rung for rung in shown(lab)["ladder"])
    assert "Doe:" not in factors_told(labs[1])  # the *Doe* court spoke only on *Doe*'s facts
    labs[0].do(do="read", what="fact", name="factor_sovereignty")
    about = text(labs[0].side["html"])
    assert "Portuguese law protects photographs too" in about and "In Doe:" not in about


def test_switching_back_finds_everything_as_it_was_left(story) -> None:
    """The facts of either story remain as the learner left them, with their undo history."""
    lab = Lab("doe_v_webgroup", facts=["us_cdn"], charts=[])
    lab.do(do="set", fact="us_cdn", value="no")
    story.name = "neutral_recipe_site"
    assert value(lab, "us_cdn") == "yes"
    lab.do(do="set", fact="us_cdn", value="unknown")
    story.name = "doe_v_webgroup"
    assert value(lab, "us_cdn") == "no" and lab.now["undo"]
    story.name = "neutral_recipe_site"
    assert value(lab, "us_cdn") == "unknown"


def test_the_switch_leaves_other_cases_alone(story) -> None:
    """A laboratory on *Bodyguard* keeps its case."""
    lab = Lab("bodyguard_v_does", facts=["directed_ads"], charts=[])
    story.name = "neutral_recipe_site"
    assert lab.scenario.case and lab.scenario.case.id == "bodyguard_v_does"


def test_the_panel_of_the_switch_offers_both_and_sets_it(story) -> None:
    """The list names the case and the neutral hypothetical, and choosing one sets the story."""
    panel = panels.StoryPanel()
    offered = {value for value, _ in panel.plan["options"]}
    assert offered == {"doe_v_webgroup", "neutral_recipe_site"}
    panel.do("choose", name="neutral_recipe_site")
    assert story.name == "neutral_recipe_site"
    other = panels.StoryPanel()
    assert panel.now["chosen"] == other.now["chosen"] == "neutral_recipe_site"
    other.do("choose", name="no story")
    assert story.name == "neutral_recipe_site"


def test_what_the_case_is_about_is_said_beside_the_neutral_facts(story) -> None:
    """The panel that offers neutral facts shows the content note, above every laboratory of a lesson."""
    panel = panels.StoryPanel()
    (neutral, words) = panel.plan["offer"]
    assert words == "Use the neutral facts"
    case = LIB.cases[LIB.scenarios[neutral].stands_for]
    notes = [
        source.content_note for source in LIB.sources.values() if source.authority == case.authority
    ]
    assert case.name in panel.plan["notice"] and all(notes)
    assert all(note in panel.plan["notice"] for note in notes)
    panel.do("choose", name=neutral)
    assert story.name == neutral


# --- the factors -----------------------------------------------------------------------------------
def factors_told(lab: Lab) -> str:
    return text(page(lab.rest["tab"]["html"]).find(".//details/p"))


def test_the_factor_chart_says_which_way_each_factor_leans() -> None:
    """The seven factors appear in order, each with its direction; the first follows the first prong."""
    lab = Lab("doe_v_webgroup", facts=["us_cdn"], node="reasonableness", charts=["factors"])
    told = factors_told(lab)
    numbers = [told.index(f"{n} ") for n in range(1, 8)]
    assert numbers == sorted(numbers)
    assert "1 Purposeful interjection, for" in told
    assert '3 Conflict with another sovereign, neither way (Doe: "no unreasonable' in told
    assert told.endswith("7 An alternative forum, not reached.")
    lab.scenario.set(us_cdn="no")
    assert "1 Purposeful interjection, not shown" in factors_told(lab)
    lab.scenario.set(operates_site="no")
    assert "1 Purposeful interjection, against" in factors_told(lab)


def test_the_seventh_factor_is_reached_only_if_the_others_show_the_forum_unreasonable() -> None:
    """With all other factors against, the chart shows which way the alternative forum weighs."""
    against = [n for n in LIB.facts if n.startswith("factor_")]
    lab = Lab("doe_v_webgroup", facts=against, node="reasonableness", charts=["factors"])
    for name in against:
        lab.do(do="set", fact=name, value="against")
    assert "7 An alternative forum, against" in factors_told(lab)
    assert lab.now["finding"]["word"] == "Not met"
    lab.do(do="set", fact="factor_alternative", value="unknown")
    assert "7 An alternative forum, not shown" in factors_told(lab)
