"""Every laboratory fits in one view, on a phone, in each theme, and by its keys, without JupyterLab."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from on_screen import LAB, LabOnScreen
from playwright.sync_api import Page, expect
from static_lab import AREA, still
from wcag import audit

from jurisdiction.library import load

SCRIPT = Path(__file__).with_name("laboratory_layout.js").read_text(encoding="utf-8")
LABS = {
    lesson.id: [f"{lesson.id}/{section.id}" for section in lesson.sections if section.lab]
    for lesson in load().lessons.values()
}
ONE = "express_aiming/share"
PHONE = (400, 800)
# Views of text, which may scroll.
TEXTS = ["argument", "map", "changes", "irac", "later", "circuits", "fifth", "scale"]
SMALLEST = 12  # pixels of a letter
Opened = Callable[..., Page]


def looks(page: Page) -> Iterator[str]:
    """Put a laboratory into each of its states, and yield its name: a view, a fact, an answer, a reason."""
    lab = page.locator(LAB)
    yield "at first"
    for tab in lab.get_by_role("tab").all():
        if tab.is_visible():
            tab.click()
            still(page)
            yield f"with the view “{tab.text_content()}”"
    for row in lab.locator(".mc-l-facts .mc-l-row:visible").all():
        name = row.locator(".mc-l-name").first.text_content()
        row.locator("input, select").first.focus()
        still(page)
        yield f"with “{name}” in focus"
        for answer in row.get_by_role("radio").all():
            answer.check()
            still(page)
            yield f"with “{name}” {answer.get_attribute('value')}"
    for rung in lab.get_by_role("list", name="Ladder of the test").get_by_role("button").all():
        rung.click()
        still(page)
        yield f"with the reasons of “{rung.locator('.mc-l-point').text_content()}”"
        if lab.get_by_role("dialog").count():  # it covers the rest
            page.keyboard.press("Escape")
            expect(lab.get_by_role("dialog")).to_have_count(0)


def found(page: Page, key: str, question: str, given: Any) -> list[str]:
    """Return the faults that a check finds in any state of a laboratory, each with its first state."""
    faults: dict[str, str] = {}
    for when in looks(page):
        for line in page.locator(LAB).evaluate(
            f"(lab, given) => {SCRIPT}[{question!r}](lab, given)", given
        ):
            faults.setdefault(re.sub(r"[\d.]+ px", "", line), f"{key} {when}: {line}")
    return list(faults.values())


@pytest.mark.parametrize("lesson", LABS)
def test_each_laboratory_of_a_lesson_is_in_one_view(lesson: str, opened: Opened) -> None:
    """In a page area of 934 by 647 pixels, everything is visible at once in every state."""
    faults = [fault for key in LABS[lesson] for fault in found(opened(key), key, "amiss", TEXTS)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("lesson", LABS)
def test_on_a_phone_each_laboratory_of_a_lesson_can_be_read(lesson: str, opened: Opened) -> None:
    """At 400 by 800 pixels, nothing scrolls sideways, and no letter is smaller than 12 pixels."""
    faults = list[str]()
    for key in LABS[lesson]:
        page = opened(key, PHONE)
        assert page.locator(LAB).get_attribute("data-form") == "phone"
        faults += found(page, key, "narrow", SMALLEST)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("spoiled", ["a row that is low", "a chart that is cut", "a small letter"])
def test_what_is_out_of_its_place_is_found(spoiled: str, opened: Opened) -> None:
    """The check detects a row outside the laboratory, a clipped chart, and a small letter."""
    css, question, given, told = {
        "a row that is low": (".mc-l-row { top: 900px; }", "amiss", TEXTS, "lies beyond"),
        "a chart that is cut": (".mc-l-chart { height: 60px; overflow: clip; }", "amiss", TEXTS, "is cut"),
        "a small letter": (".mc-l-name { font-size: 11px !important; }", "narrow", SMALLEST, "11 px"),
    }[spoiled]  # fmt: skip
    page = opened(ONE)
    ask = f"(lab, given) => {SCRIPT}[{question!r}](lab, given)"
    before = page.locator(LAB).evaluate(ask, given)
    page.add_style_tag(content=css)
    after = page.locator(LAB).evaluate(ask, given)
    assert not [line for line in before if told in line]
    assert [line for line in after if told in line]


@pytest.mark.parametrize("theme", ["light", "Dark", "Dark High Contrast"])
@pytest.mark.parametrize("size", [AREA, PHONE], ids=["page", "phone"])
def test_all_can_be_told_from_its_ground(
    theme: str, size: tuple[int, int], opened: Opened, artefacts: Path
) -> None:
    """axe finds nothing serious in a laboratory, its dialogs, or its error messages, in any theme."""
    page = opened(ONE, size, theme=theme)
    lab = LabOnScreen(page.locator(LAB), "doe_v_webgroup")
    serious = audit(page).serious()
    lab.start_again()
    lab.choose("us_cdn", "no")
    still(page)
    lab.figure("us_traffic_share").fill("140%")
    lab.figure("us_traffic_share").press("Enter")
    expect(lab.panel.get_by_role("alert")).to_be_visible()
    still(page)
    page.screenshot(path=artefacts / f"lab-{theme}-{size[0]}.png")
    serious += audit(page).serious()
    for name in ("What the courts said", "All reasons", "Link to these facts"):
        lab.button(name).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        page.screenshot(path=artefacts / f"lab-{theme}-{size[0]}-{name.split()[-1].lower()}.png")
        serious += audit(page).serious()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    assert not serious, "\n".join(serious)


# --- keys -----------------------------------------------------------------------------------------
@pytest.fixture
def lab(opened: Opened) -> LabOnScreen:
    """Return a laboratory on a static page, with the focus on US CDN, set to Yes."""
    made = LabOnScreen(opened(ONE).locator(LAB), "doe_v_webgroup")
    made.start_again()
    still(made.page)
    made.answer("US CDN", "Yes").focus()
    return made


def shows(lab: LabOnScreen, answer: str) -> None:
    """Check that the US CDN has this answer and the focus, and that the screen shows the result."""
    expect(lab.answer("US CDN", answer)).to_be_checked()
    expect(lab.answer("US CDN", answer)).to_be_focused()
    still(lab.page)
    lab.agrees()


def test_arrows_within_a_fact_are_one_change(lab: LabOnScreen) -> None:
    """Arrow keys go to Yes, No, and Unknown; one Ctrl-Z reverts both, and Ctrl-Shift-Z restores them."""
    for key, answer in (("ArrowRight", "No"), ("ArrowRight", "Unknown")):
        lab.page.keyboard.press(key)
        lab.twin.set(us_cdn=answer.lower(), again=answer == "Unknown")
        shows(lab, answer)
    lab.page.keyboard.press("Control+z")
    lab.twin.undo()
    shows_answer(lab, "Yes")
    expect(lab.button("Undo")).to_be_disabled()
    lab.page.keyboard.press("Control+Shift+z")
    lab.twin.redo()
    shows_answer(lab, "Unknown")


def shows_answer(lab: LabOnScreen, answer: str) -> None:
    """Check that the US CDN has this answer, wherever the focus is, and that the screen agrees."""
    expect(lab.answer("US CDN", answer)).to_be_checked()
    still(lab.page)
    lab.agrees()


def test_arrows_after_a_pause_elsewhere_are_another_change(lab: LabOnScreen) -> None:
    """An arrow key, another fact, and an arrow key again make two changes, each with its own undo."""
    lab.page.keyboard.press("ArrowRight")
    shows_answer_after(lab, "no")
    lab.page.keyboard.press("Tab")
    lab.page.keyboard.press("Shift+Tab")
    lab.page.keyboard.press("ArrowRight")
    shows_answer_after(lab, "unknown")
    lab.button("Undo").click()
    lab.twin.undo()
    shows_answer(lab, "No")


def shows_answer_after(lab: LabOnScreen, answer: str) -> None:
    """Give the answer to the twin, too, and check that the screen agrees."""
    lab.twin.set(us_cdn=answer)
    shows_answer(lab, answer.capitalize())


def test_letters_answer(lab: LabOnScreen) -> None:
    """N, U, and Y answer the focused fact, each as a separate change."""
    for key, answer in (("n", "No"), ("u", "Unknown"), ("y", "Yes"), ("?", "Unknown")):
        lab.page.keyboard.press(key)
        lab.twin.set(us_cdn=answer.lower())
        shows(lab, answer)
    lab.page.keyboard.press("Control+z")
    lab.twin.undo()
    shows_answer(lab, "Yes")


def test_no_letter_reaches_the_page(lab: LabOnScreen) -> None:
    """Letters, arrow keys, and Enter stay in the laboratory; the page could take them for commands."""
    page = lab.page
    places = [
        lab.answer("US CDN", "Yes"), lab.figure("us_traffic_share"), lab.panel.get_by_label("Add a fact"),
        lab.panel.get_by_label("Law as of"), lab.ladder.get_by_role("button").first,
    ]  # fmt: skip
    for place in places:
        place.focus()
        for key in ("a", "b", "d", "x", "ArrowDown", "Enter", "Delete"):
            page.keyboard.press(key)
        still(page)
    assert page.evaluate("passed") == []
    page.keyboard.press("Tab")
    assert page.evaluate("passed") == ["Tab"]
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("b")
    assert page.evaluate("passed") == ["Tab", "b"]


def test_tabs_are_changed_by_arrows(opened: Opened) -> None:
    """An arrow key on a tab opens the next view and moves the focus; facts changed there count."""
    page = opened("arguing_from_precedent/strength")
    lab = LabOnScreen(page.locator(LAB), "doe_v_webgroup")
    lab.start_again()
    still(page)
    first, second = lab.panel.get_by_role("tab").all()
    first.focus()
    for key, tab in (("ArrowRight", second), ("ArrowLeft", first)):
        page.keyboard.press(key)
        still(page)
        expect(tab).to_be_focused()
        expect(tab).to_have_attribute("aria-selected", "true")
        lab.choose("us_cdn", "no" if tab is second else "yes")
        lab.agrees("finding", "ladder", "why")
        tab.focus()
    lab.agrees("chart")


def test_all_reasons_and_the_pages_are_beside(lab: LabOnScreen) -> None:
    """All reasons, a passage's marked page, and courts' words open at the side, and Esc closes them."""
    found = lab.twin.analysis["express_aiming"]
    sheet = lab.page.get_by_role("dialog")
    lab.button("All reasons").click()
    for reason in found.because:
        expect(sheet).to_contain_text(" ".join(reason.sentence.split()))
    lab.page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    lab.button("read the page").first.click()
    expect(sheet.locator("mark").first).to_be_in_viewport()
    lab.page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    lab.button("What the courts said").click()
    sheet.locator("summary", has_text="what the courts said").first.click()
    expect(sheet.locator("blockquote").first).to_be_visible()


def test_what_courts_said_of_each_fact_is_reached_by_keys(lab: LabOnScreen) -> None:
    """From each fact, Tab leads to what the courts said about that fact."""
    rows = lab.panel.locator(".mc-l-facts .mc-l-row:visible .mc-l-name").all_text_contents()
    missed = []
    for name in rows:
        row = lab.panel.locator(".mc-l-facts .mc-l-row", has=lab.page.get_by_text(name, exact=True))
        control = row.locator("input:checked").or_(row.locator("input[type=text], select")).first
        control.focus()
        button = lab.button("What the courts said").first
        for _ in range(40):
            lab.page.keyboard.press("Tab")
            if button.evaluate("e => e === document.activeElement"):
                break
        if button.get_attribute("aria-description") != name:
            missed.append(name)
    assert not missed
