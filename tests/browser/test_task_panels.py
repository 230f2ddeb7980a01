"""Tasks, glossary words, and a choice on the page, with the test's own process as the kernel."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from static_lab import HERE, StaticLabs, still

import jurisdiction as j
from jurisdiction.library import load
from minimum_contacts.lessons.panels.panel import Panel

PROMPT = load().section("express_aiming", "line").write.prompt
QUESTIONS = [q for q in load().questions["express_aiming"] if q.section == "line"]
MADE = {
    "predict": lambda: j.panels.PredictPanel("doe_without_cdn"),
    "why": lambda: j.panels.PredictPanel("doe_no_profit"),
    "check": lambda: j.panels.check("express_aiming", "line"),
    "write": lambda: j.panels.write("express_aiming", "line"),
    "irac": lambda: j.panels.PracticePanel(),
    "words": lambda: j.panels.words("forum", "prong", "calder_effects_test", "something_more"),
    "story": lambda: j.panels.StoryPanel(),
}
SMALLEST = """() => Math.min(...[...document.querySelectorAll(".mc-tasks *")]
  .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
LOW = """() => [...document.querySelectorAll(".mc-tasks :is(button, select, label, input[type=text])")]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.textContent)"""


@pytest.fixture
def opened(opened: Callable[..., Page], labs: StaticLabs) -> Callable[..., Page]:
    """Return a function that opens a panel on a page of its own."""
    labs.made = MADE
    return lambda key, width=900, **how: opened(key, (width, 700), **how)


def answered(page: Page, key: str) -> Page:
    """Answer and commit the panel's first task, and open its last word."""
    for field in page.locator(".mc-task:visible").all():
        if field.locator("textarea").count():
            field.locator("textarea").fill("Issue\nIt is. The plaintiff bears the burden.")
        else:
            field.get_by_role("radio").first.click()
            for reason in field.locator("input[type=text]").all():
                reason.fill("Nobody paid for it.")
        field.get_by_role("button").click()
    if key == "words":
        page.locator(".mc-words button").last.click()
    still(page)
    return page


def test_a_press_is_one_message_with_what_stands_there(opened) -> None:
    """One message contains the text on the page, so the learner need not choose or type anything earlier."""
    page = opened("check")
    task = page.locator(".mc-task").nth(1)
    expect(task.get_by_role("button")).to_be_disabled()
    task.evaluate("""task => {
      const radios = task.querySelectorAll("input");
      for (const at of [0, 2, 1]) radios[at].click();
      task.querySelector("button").click();
    }""")
    still(page)
    sent = page.evaluate("sent.map(one => [one.do, one.said])")
    options = [option.text for option in QUESTIONS[1].options]
    assert sent == [["write", options[0]], ["act", options[1]]]
    verdict = "✓ Yes." if QUESTIONS[1].options[1].right else "✗ Not quite."
    expect(task.get_by_role("status")).to_contain_text(verdict)
    expect(page.locator(".mc-task").first.get_by_role("status")).to_be_empty()


def test_a_prediction_that_asks_why_waits_for_a_reason(opened) -> None:
    """A prediction without a reason is not committed; with a few words, one message commits both."""
    page = opened("why")
    commit, why = page.get_by_role("button", name="Commit"), page.get_by_role("textbox")
    page.get_by_role("radio").first.click()
    expect(commit).to_be_disabled()
    expect(
        page.get_by_role("textbox", name="Why? Name the fact that decides the point.")
    ).to_be_visible()
    why.fill("Nobody paid for it.")
    expect(commit).to_be_enabled()
    commit.click()
    still(page)
    last = page.evaluate("sent.at(-1)")
    assert (last["do"], last["said"], last["why"]) == ("act", "met", "Nobody paid for it.")
    expect(page.get_by_role("status")).to_contain_text("predicted")


def test_of_what_is_typed_the_last_words_of_each_task_are_sent(opened) -> None:
    """One message is in transit at a time; choices made meanwhile in several tasks all arrive."""
    page = opened("check")
    page.evaluate("""() => document.querySelectorAll(".mc-task").forEach(task =>
      task.querySelectorAll("input").forEach(input => input.click()))""")
    still(page)
    lasts = [question.options[-1].text for question in QUESTIONS]
    assert page.evaluate("sent.map(one => one.said)") == [QUESTIONS[0].options[0].text, *lasts]
    checked = page.locator("input:checked").evaluate_all("all => all.map(one => one.value)")
    assert checked == lasts


def test_what_the_kernel_answers_never_takes_away_what_is_typed(opened) -> None:
    """Typing outruns the replies; at the end, the field and the kernel both have the whole text."""
    page = opened("write")
    box = page.get_by_role("textbox", name=PROMPT, exact=True)
    box.press_sequentially("It aims at the forum, and says so.", delay=1)
    expect(box).to_have_value("It aims at the forum, and says so.")
    still(page)
    expect(box).to_have_value("It aims at the forum, and says so.")
    sent = page.evaluate("sent.map(one => one.said)")
    assert sent[-1] == "It aims at the forum, and says so." and len(sent) < 30


def test_letters_and_enter_stay_in_the_panel(opened) -> None:
    """JupyterLab would take these keys for commands; with Ctrl, the keys are the page's."""
    for key, what in (
        ("predict", "input"), ("write", "textarea"), ("words", "button"), ("story", "select"),
    ):  # fmt: skip
        page = opened(key)
        page.locator(f".mc-tasks {what}").first.focus()
        for letter in ("d", "d", "0"):
            page.keyboard.press(letter)
        assert page.evaluate("passed") == [], key
        page.keyboard.press("Control+s")
        assert "s" in page.evaluate("passed"), key
    page = opened("predict")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("passed") == []


def test_each_task_is_named_by_its_question(opened) -> None:
    """The group, the field, and the reply have the roles and names that a screen reader announces."""
    page = opened("check")
    for question in QUESTIONS:
        group = page.get_by_role("radiogroup", name=question.question, exact=True)
        expect(group.get_by_role("radio")).to_have_count(len(question.options))
        assert len(set(group.locator("input").evaluate_all("all => all.map(i => i.name)"))) == 1
    expect(page.get_by_role("status")).to_have_count(len(QUESTIONS))
    expect(opened("write").get_by_role("textbox", name=PROMPT, exact=True)).to_be_visible()
    expect(opened("story").get_by_role("combobox", name="Facts in this notebook")).to_be_visible()


def test_one_meaning_is_open_at_a_time_and_no_kernel_is_asked(opened) -> None:
    """A word opens its definition, another word replaces it, and pressing that word again closes it."""
    page, glossary = opened("words"), load().glossary
    for name in ("forum", "prong"):
        page.get_by_role("button", name=glossary[name].term, exact=True).click()
        expect(page.get_by_role("status")).to_contain_text(glossary[name].meaning)
        expect(page.locator("[aria-expanded=true]")).to_have_text([glossary[name].term])
    page.get_by_role("button", name=glossary["prong"].term, exact=True).click()
    expect(page.get_by_role("status")).to_be_empty()
    expect(page.locator("[aria-expanded=true]")).to_have_count(0)
    assert page.evaluate("sent") == []


def test_the_neutral_facts_are_one_press_away_until_they_are_used(opened) -> None:
    """The button selects the neutral facts and disappears; it returns with the facts of the case."""
    page = opened("story")
    expect(page.locator(".mc-note")).to_contain_text("This opinion concerns")
    offer, choice = (
        page.get_by_role("button", name="Use the neutral facts"),
        page.get_by_role("combobox"),
    )
    offer.click()
    still(page)
    expect(choice).to_have_value("neutral_recipe_site")
    expect(offer).to_be_hidden()
    choice.select_option("doe_v_webgroup")
    still(page)
    expect(offer).to_be_visible()


def test_another_exercise_takes_the_place_of_the_first(opened) -> None:
    """One exercise is displayed at a time, and each keeps its own draft."""
    page = opened("irac")
    choice = page.get_by_role("combobox", name="What to write")
    page.get_by_role("textbox").fill("Issue: half a thought")
    for at, words in ((1, ""), (0, "Issue: half a thought")):
        choice.select_option(index=at)
        still(page)
        expect(page.locator(".mc-task:visible")).to_have_count(1)
        expect(page.get_by_role("textbox")).to_have_value(words)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("key", MADE)
def test_a_panel_can_be_read_in_each_theme(opened, key: str, theme: str) -> None:
    """axe finds no fault, contrast included, before or after an answer."""
    page = opened(key, theme=theme)
    for _ in "12":
        found = Axe().run(page, context=".mc-tasks").response["violations"]
        assert not found, found
        answered(page, key)


@pytest.mark.parametrize("width", [320, 400])
@pytest.mark.parametrize("key", MADE)
def test_on_a_phone_nothing_runs_out_and_all_can_be_touched(opened, key: str, width: int) -> None:
    """No part is wider than the page, and every touch target is tall enough."""
    page = answered(opened(key, width), key)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(LOW) == []


@pytest.mark.parametrize("key", MADE)
def test_on_a_projector_every_word_is_large(opened, key: str) -> None:
    """Nothing is smaller than 24 pixels."""
    page = answered(opened(key, 1280, mark="mc-projector"), key)
    page.add_style_tag(path=HERE / "projector.css")
    assert page.evaluate(SMALLEST) >= 24
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_right_and_wrong_are_told_apart_without_color(opened) -> None:
    """A sign and a word mark each answer; screen readers skip the sign."""
    page = opened("check")
    task, question = page.locator(".mc-task").first, QUESTIONS[0]
    for at, option in enumerate(question.options):
        task.get_by_role("radio").nth(at).click()
        task.get_by_role("button").click()
        still(page)
        told = task.locator(".mc-right, .mc-wrong")
        expect(told).to_have_text("✓ Yes." if option.right else "✗ Not quite.")
        expect(told.locator("[aria-hidden=true]")).to_have_text("✓" if option.right else "✗")
        expect(task.get_by_role("status")).to_contain_text(option.feedback.replace("*", ""))


def test_the_panels_are_panels() -> None:
    """Each panel is one widget and contains no other widget."""
    for make in MADE.values():
        assert isinstance(make(), Panel)
