"""A whole section of a lesson works by keyboard alone: read, predict, change, undo, write, check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from live_lab import Server, open_and_run
from on_screen import LAB, Watch
from playwright.sync_api import Browser, Locator, Page, expect

from jurisdiction.library import load

NOTEBOOK, LESSON, SECTION = "04_relatedness.ipynb", "relatedness", "words"
FOCUSED = "e => e === document.activeElement"
INSIDE = "e => e.contains(document.activeElement)"
# Return the position of the focus in document order, and whether it is visible and uncovered. The current
# focus is marked, and the next stop must come after it. Text about a fact is in one place beside all facts,
# but counts as following the row it concerns.
STOP = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect();
  const inLab = here.closest(".mc-l") && here.type === "radio";
  const look = getComputedStyle(inLab ? here.closest("label") : here);
  const lab = here.closest(".mc-l-about")?.closest(".mc-l");
  const stop = lab ? [...lab.querySelectorAll(".mc-l-on *")].at(-1) : here;
  const before = window.mcStop;
  window.mcStop = stop;
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 12));
  const label = here.closest("label");
  return {
    what: `${here.tagName} ${(label ?? here).textContent.trim().slice(0, 40)}`,
    ours: !!here.closest(".jp-OutputArea-output"),
    shows: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
    seen: !!at && (here.contains(at) || at.contains(here)),
    on: !before || !!(before.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING),
  };
}"""


@pytest.fixture
def page(browser: Browser, anew: Server, watch: Watch) -> Iterator[Page]:
    """Yield notebook 04, run from top to bottom, in a separate page."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(15_000)
    watch.follow(page)
    open_and_run(page, anew, NOTEBOOK, LAB, 4)
    yield page
    page.close()


class Hands:
    """A user of the keyboard alone, who presses Tab and records every stop that is out of order."""

    def __init__(self, page: Page) -> None:
        self.page, self.stops, self.amiss = page, list[str](), list[str]()

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def to(self, goal: Locator) -> None:
        """Press Tab until this element, or an element inside it, has the focus."""
        for _ in range(60):
            if goal.evaluate(INSIDE):
                return
            self.press("Tab")
            self._note(self.page.evaluate(STOP))
        raise AssertionError(f"Tab does not reach {goal}: {self.stops[-60:]}")

    def _note(self, stop: dict[str, Any]) -> None:
        self.stops.append(stop["what"])
        wrong = [name for name in ("ours", "shows", "seen", "on") if not stop[name]]
        if wrong:
            self.amiss.append(f"{stop['what']}: not {', '.join(wrong)}")


def test_a_section_by_the_keyboard_alone(page: Page) -> None:
    """Law, prediction, toggles and their effects, undo, explanation, and check work by keys alone.

    Every stop shows the focus, is not covered, and comes after the previous stop.
    """
    lib, hands = load(), Hands(page)
    section, outputs = lib.section(LESSON, SECTION), page.locator(".jp-OutputArea-output")
    first = outputs.locator(".mc blockquote summary").first
    first.focus()  # where a reader who comes from the heading arrives
    page.evaluate(STOP)

    # the law: a passage opens its page, which the keyboard also reaches
    hands.press("Enter")
    words = outputs.locator(".mc-page p[tabindex]").first
    expect(words).to_be_visible()
    hands.to(words)

    # predict
    predict = page.locator(".mc-task").first
    answers = predict.get_by_role("radio")
    hands.to(answers.first)
    hands.press("Space")
    hands.press("ArrowDown")
    expect(answers.nth(1)).to_be_checked()
    expect(answers.nth(1)).to_be_focused()
    commit = predict.get_by_role("button", name="Commit my prediction")
    expect(commit).to_be_disabled()  # the reason is still missing
    why = predict.get_by_role("textbox")
    hands.to(why)
    page.keyboard.type("It caused nothing.")
    expect(commit).to_be_enabled()
    hands.to(commit)
    hands.press("Enter")
    expect(predict.locator(".mc-note")).to_contain_text("predicted")

    # change the facts with arrow keys; meanwhile, letters are not JupyterLab commands
    lab = page.locator(LAB).first
    status, cells = lab.get_by_role("status"), page.locator(".jp-Cell").count()
    asked = lib.facts["claim_arises_from_contacts"].label
    fact = lab.get_by_role("radiogroup", name=asked, exact=True)
    before = status.locator(".mc-l-chip").text_content()
    hands.to(fact)
    answers = {
        name: fact.get_by_role("radio", name=name, exact=True) for name in ("Yes", "No", "Unknown")
    }
    expect(answers["Yes"]).to_be_focused()
    for key in "abdd":
        hands.press(key)
    for answer in ("No", "Unknown"):
        hands.press("ArrowRight")
        expect(answers[answer]).to_be_checked()
        expect(answers[answer]).to_be_focused()
        expect(lab.locator(".mc-l-changed")).to_contain_text(asked)
    assert page.locator(".jp-Cell").count() == cells

    # undo, by keyboard shortcut and by its button, which precedes the facts
    undo = lab.get_by_role("button", name="Undo")
    hands.press("n")
    expect(answers["No"]).to_be_checked()
    hands.press("Control+z")
    expect(answers["Unknown"]).to_be_checked()
    for _ in range(16):
        if undo.evaluate(FOCUSED):
            break
        hands.press("Shift+Tab")
    expect(undo).to_be_focused()
    hands.press("Enter")
    expect(answers["Yes"]).to_be_checked()
    expect(status.locator(".mc-l-chip")).to_have_text(before)
    page.evaluate("window.mcStop = null")  # after going back, only forward stops count again

    # write
    task = page.locator(".mc-task:has(textarea)").first
    hands.to(task.locator("textarea"))
    expect(page.get_by_role("textbox", name=section.write.prompt)).to_be_focused()
    page.keyboard.type("It relates to the use. a b dd")
    show = task.get_by_role("button")
    expect(show).to_be_enabled()  # enabled only after some text is entered
    hands.press("Tab")
    expect(show).to_be_focused()
    hands.press("Enter")
    expect(task.locator(".mc-note")).to_contain_text("One good answer")
    expect(task.locator("textarea")).to_have_value("It relates to the use. a b dd")

    # check, with feedback
    question = next(q for q in lib.questions[LESSON] if q.section == SECTION)
    quiz = page.get_by_role("radiogroup", name=question.plain)
    hands.to(quiz)
    hands.press("Space")
    for _ in range(next(i for i, option in enumerate(question.options) if option.right)):
        hands.press("ArrowDown")
    whole = page.locator(".mc-task", has=quiz)
    hands.to(whole.get_by_role("button"))
    hands.press("Enter")
    expect(whole.locator(".mc-note p").first).to_contain_text("✓ Yes.")

    assert not hands.amiss, "\n".join(hands.amiss)
    assert len(hands.stops) > 25
