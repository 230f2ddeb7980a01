"""The sign's own script, with a kernel that says what the test lets it say, in the order it chooses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from live_lab import ROOT
from playwright.sync_api import Browser, Page

PAGE = """
<div class="mc-tasks"><p id="sign" data-sign="mc-mark-1"></p></div>
<div class="mc-intake"><textarea id="story"></textarea><div class="sign"></div></div>
"""
# A model as anywidget gives it; `asked` is what the page has sent, `beat` and `answer` are the kernel's.
BEGIN = """async (script) => {
  const sign = (await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })))).default;
  const state = { marks: "mc-mark-1", state: "ready", told: "", place: "", beat: 0, silent: false };
  state.at = "2026-01-02T03:04:05Z";
  const heard = {};
  window.asked = [];
  const model = {
    get: (name) => state[name],
    set: (name, value) => { state[name] = value; (heard[`change:${name}`] ?? []).forEach((f) => f()); },
    on: (event, f) => (heard[event] ??= []).push(f),
    off: () => {},
    send: (said) => window.asked.push(said),
  };
  sign.initialize({ model });
  document.querySelectorAll(".sign").forEach((el) => sign.render({ model, el }));
  window.beat = () => model.set("beat", state.beat + 1);
  window.answer = (said) => heard["msg:custom"].forEach((f) => f(said));
  window.write = (name, type) =>
    document.getElementById(name).dispatchEvent(new Event(type, { bubbles: true }));
  window.owe = (count, sign = "mc-mark-1") =>
    document.dispatchEvent(
      new CustomEvent("minimum-contacts-owed", { detail: { sign, panel: window, count } }));
  window.be = (now) => model.set("state", now);
  window.objects = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));
}"""
ANSWER_ALL = "() => { while (asked.length) answer(asked.shift()); }"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.clock.install(time=0)
    page.clock.pause_at(1_000)  # it goes on only when a test lets it
    page.set_content(PAGE)
    page.evaluate(BEGIN, (ROOT / "lib" / "jurisdiction" / "sign.js").read_text("utf-8"))
    yield page
    page.close()


def test_what_a_panel_has_sent_is_heard_before_it_passes_for_saved(page: Page) -> None:
    """A beat may be about something else; only that panel's own answer frees the page."""
    assert not page.evaluate("objects()")
    page.evaluate("owe(1)")
    assert page.evaluate("objects()")
    page.evaluate("beat()")
    assert page.evaluate("objects()"), "it may be the answer to an earlier word"
    page.evaluate("owe(0)")
    assert not page.evaluate("objects()")


def test_what_the_panel_of_another_notebook_has_sent_is_not_ours(page: Page) -> None:
    """In JupyterLab several notebooks, each with a kernel and a sign, are on one page."""
    page.evaluate("owe(1, 'mc-mark-2')")
    assert not page.evaluate("objects()")


def test_what_is_heard_and_cannot_be_saved_is_not_left_behind(page: Page) -> None:
    """While the disk is full the page objects; once all is saved, and the kernel says so, no more."""
    page.evaluate("be('trouble'), owe(1), owe(0)")
    assert page.evaluate("objects()")
    page.evaluate("be('saved'), beat()")
    page.evaluate(ANSWER_ALL)
    assert not page.evaluate("objects()")


def test_the_sign_is_written_wherever_a_panel_has_a_place_for_it(page: Page) -> None:
    """Also in what is built after the sign was last written."""
    page.evaluate("document.getElementById('sign').textContent = '', owe(0)")
    assert page.locator("#sign").inner_text().startswith("What you do here is saved as you go")
    page.evaluate("be('saving')")
    assert page.locator("#sign").inner_text() == "Saving …"


def test_a_story_that_has_not_been_sent_is_not_saved_whatever_the_kernel_answers(
    page: Page,
) -> None:
    """In the intake a text goes to the kernel at a rest, or when its field is left."""
    page.evaluate("write('story', 'input'), beat()")
    page.evaluate(ANSWER_ALL)
    assert page.evaluate("objects()")
    page.evaluate("beat()")
    page.evaluate("document.getElementById('story').value = 'told'; write('story', 'change')")
    page.evaluate(ANSWER_ALL)
    assert page.evaluate("objects()"), "it was sent after the kernel was asked"
    page.evaluate("beat()")
    page.evaluate(ANSWER_ALL)
    assert not page.evaluate("objects()")


@pytest.mark.parametrize("answers", [True, False])
def test_a_story_that_is_put_back_owes_nothing_but_what_is_owed_still(
    page: Page, answers: bool
) -> None:
    """A letter and its deletion send nothing; a kernel that has died meanwhile is noticed all the same."""
    page.evaluate("document.getElementById('story').focus()")
    page.evaluate(
        "write('story', 'input'), beat(), write('story', 'input'), write('story', 'change')"
    )
    if answers:
        page.evaluate(ANSWER_ALL)
    page.clock.run_for(9_000)
    assert page.evaluate("objects()") != answers
    assert ("does not answer" in page.locator(".sign").first.inner_text()) != answers


def test_a_kernel_that_answers_is_not_taken_for_dead_while_a_long_story_is_written(
    page: Page,
) -> None:
    """Without a rest of a second nothing is sent, and nothing is owed."""
    page.evaluate("write('story', 'input'), beat()")
    page.evaluate(ANSWER_ALL)
    for _ in range(12):
        page.evaluate("write('story', 'input')")
        page.clock.run_for(800)
    assert page.evaluate("objects()")
    assert "does not answer" not in page.locator(".sign").first.inner_text()


def test_a_kernel_that_dies_between_two_words_is_noticed(page: Page) -> None:
    page.evaluate("owe(1), beat()")
    page.clock.run_for(9_000)
    assert "does not answer" in page.locator("#sign").inner_text()
    assert "does not answer" in page.locator(".sign").inner_text()


def test_the_answer_to_another_page_is_not_taken_for_this_one_s(page: Page) -> None:
    """One kernel may show its notebook in two windows, and answers to both."""
    page.evaluate("write('story', 'input')")
    page.evaluate("document.getElementById('story').value = 'told'; write('story', 'change')")
    page.evaluate("beat(), asked[0].page += 1")
    page.evaluate(ANSWER_ALL)
    assert page.evaluate("objects()")
