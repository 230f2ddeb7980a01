"""The panels' scripts alone: their messages to a simulated kernel that answers when the test allows it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from live_lab import ROOT
from playwright.sync_api import Browser, Page

LESSONS = ROOT / "lib" / "minimum_contacts" / "lessons"
SCRIPT = (LESSONS / "panel.js").read_text("utf-8") + "\nexport { Panel };"
BEGIN = """async (script) => {
  const { Panel } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  window.sent = [];
  window.owed = 0;
  const model = { get: () => "mc-mark-1", on: () => {}, off: () => {}, send: (said) => sent.push(said) };
  document.addEventListener("minimum-contacts-owed", ({ detail }) => { window.owed = detail.count; });
  window.panel = new Panel(model, document.body, {});
  window.hear = (heard) => panel.answered({ heard });
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.evaluate(BEGIN, SCRIPT)
    yield page
    page.close()


def said(page: Page) -> list[str]:
    return page.evaluate("sent.map((one) => one.said)")


def test_what_is_typed_goes_one_message_at_a_time_and_the_last_words_always(page: Page) -> None:
    page.evaluate("['a', 'ab', 'abc'].forEach((said) => panel.write({ task: 'one', said }))")
    assert said(page) == ["a"]
    page.evaluate("hear(sent[0].n)")
    assert said(page) == ["a", "abc"] and page.evaluate("owed")
    page.evaluate("hear(sent[1].n)")
    assert said(page) == ["a", "abc"] and not page.evaluate("owed")


def test_the_answer_to_another_window_frees_nothing(page: Page) -> None:
    """An acknowledgment to another window does not count; each window uses its own message numbers."""
    page.evaluate(
        "panel.write({ task: 'one', said: 'a' }), panel.write({ task: 'one', said: 'ab' })"
    )
    for other in ("1", "sent[0].n - 1", "sent[0].n + 1", "2 ** 50"):
        assert page.evaluate(f"panel.mine({{ heard: {other} }})") is False
        page.evaluate(f"hear({other})")
    assert said(page) == ["a"] and page.evaluate("owed")
    assert page.evaluate("panel.mine({ heard: sent[0].n })") is True


TALLY = """async ([script, html]) => {
  const { tally } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  document.body.innerHTML = html;
  return tally([{ node: document.body }]);
}"""
TASK = '<div class="mc-task"><p role="status">{}</p></div>'


def test_the_rail_counts_what_can_be_done_and_one_of_several_exercises(page: Page) -> None:
    """Each task and each try counts; among several exercises to choose from, one is enough."""
    script = (LESSONS / "page" / "static" / "rail.js").read_text("utf-8")
    choice, done, left = '<div class="mc-choice"></div>', TASK.format("Yes."), TASK.format("")
    panels = {
        done + left: (1, 2),
        choice + left * 3: (0, 1),
        choice + left + done + done: (1, 1),
        choice: (0, 0),  # choices of facts, not of exercises
    }
    for inside, counted in panels.items():
        html = f'<div class="mc-tasks">{inside}</div>'
        assert page.evaluate(TALLY, [script, html]) == dict(
            zip(("done", "all"), counted, strict=True)
        )
    tries = '<section data-tries="3" data-made="2"></section>'
    assert page.evaluate(TALLY, [script, tries]) == {"done": 2, "all": 3}
