"""Every instruction can be followed on the panel, and has the effect that the lesson says it has.

`instructions` parses them and lists their forms. The steps in data/lessons, which produce a section's
transcript, must match the instructions, in order.
"""

from __future__ import annotations

import re

import pytest
from instructions import (
    NAMES_ON_PAGE,
    Unreadable,
    Untrue,
    asked,
    compare_steps,
    follow,
    read,
)
from panels_closed import panels_closed
from test_form import NOTEBOOKS, SECTIONS, calling, desk_call, lab_of, observations, tried

import jurisdiction as j

DO_THIS = re.compile(r"^\*\*Do this\.\*\* (.+)$", flags=re.M)
PLACES = {section: observations(section) for section in SECTIONS} | {
    f"{name}, {cell.id}": DO_THIS.findall(cell.source)
    for name, notebook in NOTEBOOKS.items()
    for cell in notebook.cells
    if cell.cell_type == "markdown" and DO_THIS.search(cell.source)
}
PLACES["00_start_here.ipynb, first"] = tried(j.panels.lab("start_here", "first"))


def lab_at(place: str) -> j.panels.Lab:
    """Return a new laboratory for some observations."""
    if place in SECTIONS:
        return lab_of(place)
    (cell,) = calling(NOTEBOOKS[place.split(",")[0]].cells, "j.panels.lab(")
    exec(cell.source, made := {"j": j})
    return made["lab"]


@pytest.fixture(autouse=True)
def _panels_closed():
    """Close the panels of each test, so that no other test affects them."""
    with panels_closed():
        yield


@pytest.fixture(autouse=True)
def _the_same_story():
    """Reset the story switch after each test."""
    before = j.panels.STORY.name
    yield
    j.panels.STORY.name = before


@pytest.mark.parametrize("place", PLACES)
def test_what_a_section_says_will_happen_happens(place) -> None:
    """A section's instructions have each effect that it claims, and its steps make the same changes."""
    desk = follow(lab_at(place), PLACES[place])
    compare_steps(desk.moments, asked(lab_at(place)))


(NEUTRAL,) = [file for file in j.load().scenarios.values() if file.stands_for]


def switched(section: str) -> bool:
    """Return whether the story switch changes the facts of this section's laboratory."""
    inside = SECTIONS[section]
    (cell,) = calling(inside, desk_call(inside))
    lab = j.load().section(*re.findall(r'"(\w+)"', cell.source)[:2]).lab
    return bool(lab) and lab.case == NEUTRAL.stands_for


@pytest.mark.parametrize("section", [*filter(switched, SECTIONS)])
def test_it_happens_with_the_neutral_facts_too(section) -> None:
    """With the neutral facts chosen, no text states something that is true only of the case."""
    j.panels.STORY.name = NEUTRAL.id
    follow(lab_of(section), PLACES[section])


# --- the check itself ------------------------------------------------------------------------------
ADS = next(section for section in SECTIONS if section.startswith("02") and ", 3. " in section)
PROOF = next(section for section in SECTIONS if section.startswith("06") and ", 2. " in section)
SIDES = next(section for section in SECTIONS if section.startswith("09") and ", 2. " in section)
CHANGES = next(section for section in SECTIONS if section.startswith("10") and ", 1. " in section)
SWITCH = next(section for section in SECTIONS if section.startswith("11") and ", 2. " in section)
WRONG = [
    (
        ADS,
        "*Express aiming* changes to *open*",
        "*Express aiming* changes to *not met*",
        "shows express aiming open",
    ),
    (ADS, "*Express aiming* changes to *open*", "*Express aiming* stays *open*", "was met before"),
    (
        ADS,
        "only the record is incomplete",
        "the record is incomplete, and the law is unsettled",
        "the panel gives as reasons record",
    ),
    (
        ADS,
        "If the record closed now, it would be *not shown on this file*",
        "If the record closed now, it would be *open*",
        "shows express aiming not shown on this file",
    ),
    (
        ADS,
        "against the plaintiff",
        "against the defendant",
        "does not say that the defendant bears the burden",
    ),
    (
        ADS,
        "no case *controls*",
        "*Doe* *controls*",
        "shows express aiming supported",
    ),
    (ADS, "no case *controls*", "*Doe* no longer *controls*", "and supported before"),
    (ADS, "The finding changes to *met*.", "No finding changes.", "what moved is"),
    (
        ADS,
        "**US trademark registrations** to *No*",
        "**US trademark registrations** to *Yes*",
        "stands at “Yes” already",
    ),
    (
        ADS,
        "**US trademark registrations**",
        "**US trademarks**",
        "no control in sight named “US trademarks”",
    ),
    (ADS, "to *Yes*. The", "to *Perhaps*. The", "has no answer “Perhaps”"),
    (ADS, "Set **US CDN**", "Switch **US CDN**", "in a form unknown"),
    (ADS, "*neutral*", "*a wash*", "“a wash” is named, but is not on the panel"),
    (
        PROOF,
        "The finding changes to *not met*.",
        "The finding changes to not met.",
        "write the status in italics",
    ),
    (PROOF, "The finding changes to *not met*.", "Well.", "says no effect"),
    (
        PROOF,
        "The finding changes to *not met*.",
        "*Aiming* changes to *not met*.",
        "“aiming” is not on the ladder",
    ),
    (SIDES, "Open **Both sides** and press", "Press", "no control in sight named “The defendant"),
    (CHANGES, "*Change 3 facts together; 4 ways*", "*Change 3 facts together; 2 ways*", "4 ways"),
    (
        CHANGES,
        "Which two questions",
        "Choose the first change under *Open*. The finding changes to *open*. Which two questions",
        "the instructions and the steps",
    ),
    (
        CHANGES,
        "Which two questions",
        "Choose the second change under *Met*. The finding changes to *met*. Which two questions",
        "there is no such change",
    ),
    (
        CHANGES,
        "But **What",
        "Hold *Forum* and *Earns money from users in the United States*. But **What",
        "2 ways",
    ),
    (CHANGES, "But **What", "Hold *Forum*. Uncheck both. But **What", "1 are held"),
    (SWITCH, "open **Its 2 facts**, and set", "and set", "no control in sight named “CDN servers"),
]


@pytest.mark.parametrize(
    ("section", "true", "false", "answer"), WRONG, ids=[w[2][:50] for w in WRONG]
)
def test_a_wrong_claim_is_found(section, true, false, answer) -> None:
    """One altered word in a lesson, in an instruction or an effect, fails, and the message names it."""
    items = [text.replace(true, false) for text in observations(section)]
    assert items != observations(section)
    with pytest.raises((Unreadable, Untrue), match=answer):
        desk = follow(lab_of(section), items)
        compare_steps(desk.moments, asked(lab_of(section)))


@pytest.mark.parametrize("alter", [
    lambda steps: steps[:-1], lambda steps: [*steps, {"us_cdn": "no"}],
    lambda steps: [steps[1], steps[0], *steps[2:]], lambda steps: [{**steps[0], **steps[1]}, *steps[2:]],
], ids=["one less", "one more", "two exchanged", "two in one"])  # fmt: skip
def test_steps_that_are_not_what_the_prose_asks_for_are_found(alter) -> None:
    """A step that is omitted, added, swapped with the next, or merged with it is named."""
    lab = lab_of(ADS)
    lab.asked = alter(lab.asked)
    with pytest.raises(Untrue, match=r"the instructions and the steps|go on after"):
        compare_steps(follow(lab_of(ADS), observations(ADS)).moments, asked(lab))


def test_an_observation_that_only_reads_must_name_what_is_on_the_panel() -> None:
    """An instruction that names no control in bold or italics, or an absent one, is refused."""
    with pytest.raises(Unreadable, match="neither asks for anything"):
        read("Think about it.")
    with pytest.raises(Unreadable, match="nothing that the panel shows is named"):
        follow(lab_of(ADS), ["Read what *Venice PI* says."])
    follow(lab_of(ADS), ["Read *purposeful direction or availment* on the ladder."])


def test_the_names_of_controls_known_here_are_those_of_the_page() -> None:
    """Each name that the page itself gives a control appears in the page's own code."""
    code = j.panels.Lab._esm
    assert [name for name in NAMES_ON_PAGE if not re.search(rf'[">`]{name}[":`]', code)] == []
    assert "Its ${parts.length} facts" in code
