"""A try asks for the effect of a change, has the learner make it, and only then shows the result."""

from __future__ import annotations

import pytest
from what_is_shown import LIB

from jurisdiction.analysis import load_case
from jurisdiction.model import Attempt
from minimum_contacts.lessons.panels.tries import instruction
from minimum_contacts.panels import Lab

NO_CDN = Attempt(change={"us_cdn": "no"}, then="The record is incomplete.")
NO_MARKS = Attempt(change={"us_trademarks": "no"}, then="Nothing confirms.", afresh=True)


@pytest.fixture
def tried() -> Lab:
    """Return a laboratory with two tries, the second of which starts from the original facts."""
    return Lab(
        "doe_v_webgroup", ["us_cdn", "us_trademarks"], keep=False, tries=[NO_CDN, NO_MARKS],
        views=["changes"],
    )  # fmt: skip


NO, SWORN = "no", "conflicting"
HOW = "set **How it is shown** to *Conflicting affidavits from both sides*"
READ = [
    ({"us_cdn": NO, "us_trademarks": NO, "us_dns": "yes"},
     "Set **US CDN** and **US trademark registrations** to *No* and **US name server (DNS)** to *Yes*."),
    ({"us_cdn": NO, "us_trademarks": NO, "us_dns": NO},
     "Set **US CDN**, **US trademark registrations**, and **US name server (DNS)** to *No*."),
    ({"cdn_us_servers": NO},
     "Select **US CDN**, open **Its 2 facts**, and set **CDN servers in the United States** to *No*."),
    ({"shown": {"us_cdn": SWORN}}, f"For **US CDN**, {HOW}."),
    ({"shown": {"us_cdn": SWORN, "us_dns": SWORN}},
     f"For **US CDN** and **US name server (DNS)**, {HOW}."),
    ({"shown": {"cdn_us_servers": SWORN}},
     f"Select **US CDN**, open **Its 2 facts**, and for **CDN servers in the United States**, {HOW}."),
    ({"stage": "evidentiary_hearing"}, "Set **Stage** to *Evidentiary hearing*."),
    ({"law_as_of": "2022-08-31", "us_cdn": NO},
     "Take the law of **August 31, 2022** and set **US CDN** to *No*."),
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), READ)
def test_a_change_reads_as_one_instruction(tried, change, words):
    """Facts set to the same answer are named together, and each part keeps its own verb."""
    tried.scenario.set(**change)
    assert instruction(tried.scenario, change) == words


def test_nothing_is_given_away_before_the_change(tried):
    """Until the change is made, the chart shows the question, and the worth of the fact is hidden."""
    tries = tried.now["tries"]
    assert tries["do"] == "Set **US CDN** to *No*."
    assert tries["ask"] == "What will express aiming be then?"
    assert (tries["made"], tries["then"]) == (False, "")
    assert set(tried.now["hidden"]) == {"cdn_us_servers", "cdn_purpose_speed_us"}
    assert "<figcaption>Does the share" in tried.rest["tab"]["html"]
    tried.do("tab", tab="changes")
    assert "groups" not in tried.rest["tab"]


ASKED = {
    "us_cdn": "US CDN", "relatedness": "relatedness", "order_stands": "the finding",
    "jurisdiction_plausible": "the finding", "doe_particularity": "the finding",
    "authorised": "the finding", "forum_harm": "foreseeable harm in the forum",
}  # fmt: skip


@pytest.mark.parametrize(("node", "point"), ASKED.items())
def test_what_is_asked_is_a_sentence(node, point):
    """If a point's name is a sentence, or part of one, the question asks about the finding."""
    lab = Lab("doe_v_webgroup", ["us_cdn"], node=node, keep=False, tries=[NO_CDN])
    assert lab.now["tries"]["ask"] == f"What will {point} be then?"


def test_the_guess_stands_beside_the_result(tried):
    """After the change, the guess is compared with the engine, and the lesson's sentence follows."""
    tried.do("say", answer="not met")
    assert tried.now["tries"]["word"] == "Not met"
    tried.do("set", fact="us_cdn", value="no")
    tries = tried.now["tries"]
    assert (tries["made"], tries["right"], tries["then"]) == (True, False, NO_CDN.then)
    assert tried.now["finding"]["status"] == "open"
    assert tried.now["hidden"] == []
    tried.do("set", fact="us_trademarks", value="no")  # further exploration changes no result
    assert tried.now["tries"]["right"] is False


def test_a_right_guess_is_right(tried):
    """A guess that matches the engine is marked right."""
    tried.do("say", answer="open")
    tried.do("show_me")
    assert tried.now["tries"]["right"] is True
    assert tried.scenario.facts["cdn_us_servers"].value == "no"


def test_a_guess_after_the_change_is_none(tried):
    """A learner who has seen the result can no longer predict it."""
    tried.do("set", fact="us_cdn", value="no")
    tried.do("say", answer="open")
    assert tried.now["tries"]["said"] == ""


def test_the_next_try_begins_on_its_own_facts(tried):
    """The second try returns to the starting facts; Undo reverts that, too."""
    tried.do("show_me")
    tried.do("try", at=1)
    assert tried.scenario.facts == load_case("doe_v_webgroup").facts
    assert tried.now["tries"]["at"] == 1
    assert tried.now["tries"]["made"] is False
    tried.do("undo")
    assert tried.now["values"]["us_cdn"] == "no"


def test_an_arrow_that_passes_other_answers_makes_no_try(tried):
    """From yes to unknown, an arrow key passes no; only the facts that the try specifies count."""
    unknown = Attempt(change={"us_cdn": "unknown"})
    lab = Lab("doe_v_webgroup", ["us_cdn"], keep=False, tries=[unknown])
    lab.do("set", fact="us_cdn", value="no")
    assert lab.now["tries"]["made"] is False
    lab.do("set", fact="us_cdn", value="unknown", again=True)
    assert lab.now["tries"]["made"] is True


def test_all_can_be_shown_at_once(tried):
    """A teacher or a returning reader can show everything, and hide it again."""
    tried.do("show_all", on=True)
    assert tried.now["tries"] == {"open": True}
    assert tried.now["hidden"] == []
    assert "<figcaption>On these facts" in tried.rest["tab"]["html"]
    tried.do("show_all", on=False)
    assert tried.now["tries"]["of"] == 2


def test_the_steps_of_a_lesson_make_no_try(tried):
    """Steps that make a lesson's transcript do not answer tries for the learner."""
    tried.steps({"us_cdn": "no"})
    assert tried.now["tries"]["made"] is False


def test_an_answer_is_named_as_its_control_names_it(tried):
    """Even if a fact has its own answers, the last of them is called Unknown."""
    words = instruction(tried.scenario, {"factor_burden": "unknown", "us_cdn": "unknown"})
    assert words == "Set **2 Burden on the defendant** and **US CDN** to *Unknown*."


def test_every_try_of_the_lessons_changes_something():
    """Each try can be made, changes its facts, and has a comment for afterward."""
    for lesson in LIB.lessons.values():
        for section in lesson.sections:
            if section.lab and section.tries:
                lab = Lab(**section.lab.model_dump(), keep=False, tries=section.tries)
                for one in lab.state.tries.every:
                    assert one.before != one.after, (lesson.id, section.id, one.words)
                    assert one.then, (lesson.id, section.id, one.words)
