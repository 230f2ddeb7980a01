"""The sign's own script, with a kernel that says what the test lets it say, in the order it chooses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from live_lab import ROOT
from playwright.sync_api import Browser, Page

PAGE = """
<div class="mc-task"><textarea id="task"></textarea><div class="sign"></div></div>
<p data-sign="mc-mark-" class="mc-sign"></p>
"""
# A model as anywidget gives it; `asked` is what the page has sent, `beat` and `answer` are the kernel's.
BEGIN = """async (script) => {
  const sign = (await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })))).default;
  const state = { marks: "mc-mark-", state: "ready", told: "", place: "", at: "", beat: 0, silent: false };
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


def test_all_that_was_written_is_heard_before_it_passes_for_saved(page: Page) -> None:
    """By the second answer; the first may come before words that waited for the kernel."""
    assert not page.evaluate("objects()")
    page.evaluate("write('task', 'input')")
    assert page.evaluate("objects()")
    page.evaluate("beat()")
    page.evaluate("answer(asked.shift())")
    assert page.evaluate("objects()"), "it may be the answer to an earlier word"
    page.evaluate("answer(asked.shift())")
    assert not page.evaluate("objects()")


def test_words_that_come_after_the_question_are_asked_for_anew(page: Page) -> None:
    page.evaluate("write('task', 'input'), beat(), write('task', 'input')")
    page.evaluate(ANSWER_ALL)
    assert page.evaluate("objects()")
    page.evaluate("beat()")
    page.evaluate(ANSWER_ALL)
    assert not page.evaluate("objects()")


def test_a_panel_of_one_widget_says_what_it_is_owed(page: Page) -> None:
    """Until it is answered the page asks before it is left; if nobody answers, the sign says so there too."""
    owe = """count => document.dispatchEvent(new CustomEvent("minimum-contacts-owed",
      { detail: { sign: "mc-mark-", panel: "one", count } }))"""
    page.evaluate(owe, 1)
    assert page.evaluate("objects()")
    page.evaluate(owe, 0)
    assert not page.evaluate("objects()")
    page.evaluate(owe, 2)
    page.clock.run_for(9_000)
    assert page.evaluate("objects()")
    assert "does not answer" in page.locator("[data-sign]").inner_text()


def test_a_kernel_that_dies_between_two_words_is_noticed(page: Page) -> None:
    page.evaluate("write('task', 'input'), beat(), write('task', 'input')")
    page.evaluate(ANSWER_ALL)
    page.clock.run_for(9_000)
    assert "does not answer" in page.locator(".sign").first.inner_text()


def test_the_answer_to_another_page_is_not_taken_for_this_one_s(page: Page) -> None:
    """One kernel may show its notebook in two windows, and answers to both."""
    page.evaluate("write('task', 'input'), beat(), asked[0].page += 1")
    page.evaluate(ANSWER_ALL)
    assert page.evaluate("objects()")
