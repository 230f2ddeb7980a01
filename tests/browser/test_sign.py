"""The save status's own script works with a simulated kernel that replies as the test decides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from live_lab import ROOT
from playwright.sync_api import Browser, Page

PAGE = """<p id="sign" data-sign="mc-mark-1"></p><p data-sign="mc-mark-1"></p>"""
# Simulate an anywidget model; `owe` sets what a panel is waiting for, `be` what the kernel reports.
BEGIN = """async (script) => {
  const sign = (await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })))).default;
  const state = { marks: "mc-mark-1", state: "ready", told: "", place: "", silent: false };
  state.at = "2026-01-02T03:04:05Z";
  const heard = {};
  const model = {
    get: (name) => state[name],
    set: (name, value) => { state[name] = value; (heard[`change:${name}`] ?? []).forEach((f) => f()); },
    on: (event, f) => (heard[event] ??= []).push(f),
    off: () => {},
  };
  sign.initialize({ model });
  window.owe = (count, panel = "one", sign = "mc-mark-1") =>
    document.dispatchEvent(new CustomEvent("minimum-contacts-owed", { detail: { sign, panel, count } }));
  window.be = (now) => model.set("state", now);
  window.objects = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.clock.install(time=0)
    page.clock.pause_at(1_000)  # time advances only when a test allows it
    page.set_content(PAGE)
    page.evaluate(BEGIN, (ROOT / "lib/minimum_contacts/lessons/sign.js").read_text("utf-8"))
    yield page
    page.close()


def seen(page: Page) -> list[str]:
    """Return the text of the save statuses a moment later."""
    page.clock.run_for(50)
    return page.locator("[data-sign]").all_inner_texts()


def test_what_a_panel_has_sent_is_heard_before_the_page_may_be_left(page: Page) -> None:
    """Only an acknowledgment to the same panel, for each panel, allows the page to close."""
    assert not page.evaluate("objects()")
    page.evaluate("owe(1), owe(7, 'two')")
    assert page.evaluate("objects()")
    page.evaluate("owe(0, 'two')")
    assert page.evaluate("objects()")
    page.evaluate("owe(0)")
    assert not page.evaluate("objects()")


def test_what_the_panel_of_another_notebook_has_sent_is_not_ours(page: Page) -> None:
    """In JupyterLab, one page holds several notebooks, each with its own kernel and save status."""
    page.evaluate("owe(1, 'one', 'mc-mark-2')")
    assert not page.evaluate("objects()")


def test_what_is_heard_and_cannot_be_saved_is_not_left_behind(page: Page) -> None:
    """While the disk is full, the page asks before it closes; once all work is saved, it no longer does."""
    page.evaluate("owe(1), be('trouble'), owe(0)")
    seen(page)
    assert page.evaluate("objects()")
    page.evaluate("be('saved')")
    seen(page)
    assert not page.evaluate("objects()")
    page.evaluate("be('trouble')")
    seen(page)
    assert not page.evaluate("objects()"), "nothing has been done since"


def test_the_sign_is_written_wherever_a_panel_has_a_place_for_it(page: Page) -> None:
    """The status also appears in elements created after its last update."""
    page.evaluate("document.getElementById('sign').textContent = '', owe(0)")
    for words in seen(page):
        assert words.startswith("What you do here is saved as you go")
    page.evaluate("be('saving')")
    assert seen(page) == ["Saving …", "Saving …"]


def test_a_kernel_that_answers_one_panel_and_not_the_other_is_noticed(page: Page) -> None:
    """Every status reports the silent panel, the page asks before closing, and a late reply clears both."""
    page.evaluate("owe(1), owe(2, 'two'), owe(0)")
    page.clock.run_for(9_000)
    assert all("does not respond" in words for words in seen(page))
    assert page.evaluate("objects()")
    page.evaluate("owe(0, 'two')")
    assert not any("does not respond" in words for words in seen(page))


def test_where_no_work_is_kept_nobody_waits_for_an_answer(page: Page) -> None:
    page.evaluate("be('off'), owe(1)")
    page.clock.run_for(9_000)
    assert seen(page) == ["Not saved: this notebook does not save work."] * 2
