"""What every notebook has: words that open, projector size, and the page of a passage one click away."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_lab import Server, open_and_run
from on_screen import Watch
from playwright.sync_api import Browser, Page, expect
from test_accessibility import findings, serious

from jurisdiction import record, storage
from jurisdiction.library import load

NOTEBOOK = "03_traffic_and_harm.ipynb"
OURS = ".jp-RenderedHTMLCommon, .jupyter-widgets, .mc"
SIZES = """ours => {
  const walker = document.createTreeWalker(document.querySelector(".jp-NotebookPanel"), NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement;
    if (!node.textContent.trim() || e.matches("style, script") || !e.closest(ours)) continue;
    if (!e.checkVisibility() || e.closest(".mc-sign")) continue;
    found.push([node.textContent.trim().slice(0, 40), parseFloat(getComputedStyle(e).fontSize)]);
  }
  for (const e of document.querySelectorAll(".jp-NotebookPanel :is(input, select, textarea)"))
    if (e.closest(ours) && e.checkVisibility() && e.type !== "radio" && e.type !== "file")
      found.push([e.tagName, parseFloat(getComputedStyle(e).fontSize)]);
  return found;
}"""
BOXES = """async () => {
  const frame = () => new Promise(requestAnimationFrame), boxes = [];
  for (const e of document.querySelectorAll(".mc-panel, .mc-task, .mc-words, .jp-MarkdownCell")) {
    e.scrollIntoView();  // a cell out of sight keeps the height it had when it was last in sight
    await frame();
    await frame();
    boxes.push([e.offsetWidth, e.offsetHeight]);
  }
  return boxes;
}"""
WIDER = """() => [...document.querySelectorAll(".mc-panel, .mc-task, .mc-words, .mc-work")]
  .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className)"""
MARKS = "row => [...row.querySelectorAll('mark')].filter(mark => mark.checkVisibility()).length"
SMALLEST_IN_CHARTS = 12 / 520  # the smallest text of a chart, as a part of its width


@pytest.fixture(scope="module")
def page(browser: Browser, server: Server, watch: Watch) -> Iterator[Page]:
    """Notebook 03 on a projector, run from top to bottom."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.set_default_timeout(20_000)
    watch.follow(page)
    run(page, server)
    yield page
    page.close()


def run(page: Page, server: Server) -> None:
    open_and_run(page, server, NOTEBOOK, ".mc-panel", 5)
    page.wait_for_function("() => document.querySelectorAll('.mc-panel .mc-chart').length >= 3")


def test_a_word_opens_its_meaning_from_the_keyboard(page: Page) -> None:
    """Space on a word shows its meaning under the line, Space again takes it away; axe agrees."""
    line = page.locator(".mc-words").nth(1)
    word, meaning = load().glossary["forum"].term, page.locator(".mc-meaning")
    line.get_by_role("button", name=word, exact=True).focus()
    page.keyboard.press("Space")
    expect(meaning).to_contain_text(load().glossary["forum"].meaning)
    page.keyboard.press("Tab")
    expect(line.get_by_role("button").nth(3)).to_be_focused()
    assert not serious(findings(page))
    line.get_by_role("button", name=word, exact=True).focus()
    page.keyboard.press("Space")
    expect(meaning).to_have_count(0)


def test_the_page_of_a_passage_is_one_click_from_its_toggle(page: Page) -> None:
    """One click beside Hosting shows slip op. 17 with the passage marked; page 23 first shows the note."""
    row = page.locator(".mc-row", has=page.get_by_text("Hosting in the United States")).first
    link = row.get_by_text("See it in Doe, slip op.")
    expect(row).to_contain_text("To be shown by the plaintiff.")
    link.click()
    assert row.evaluate(MARKS) == 1
    link.click()
    views = page.locator(
        ".mc-row", has=page.get_by_text("Number of views from the United States")
    ).first
    views.get_by_text(re.compile("See it in Doe, slip op. 23")).click()
    note = views.locator(".mc-fact > .mc-page > p")
    expect(note).to_have_text(load().sources["doe"].content_note)
    expect(note).to_be_visible()
    assert views.evaluate(MARKS) == 0
    views.get_by_text(re.compile("See it in Doe, slip op. 23")).click()


def test_projector_size_is_large_folds_the_facts_and_is_remembered(
    page: Page, server: Server, artefacts: Path
) -> None:
    """From the keyboard: 24 px at least, charts too, nothing cut; kept over a reload; then all as before."""
    before, boxes = page.evaluate(SIZES, OURS), page.evaluate(BOXES)
    assert any(size < 24 for _, size in before)
    switch = page.get_by_role("button", name="Projector size")
    expect(switch).to_have_attribute("aria-pressed", "false")
    switch.focus()
    page.keyboard.press("Enter")
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".mc-left").first).to_be_hidden()
    look(page, artefacts / "projector-size.png")
    opener = page.get_by_role("button", name="Show the facts").first
    opener.focus()
    page.keyboard.press("Space")
    expect(page.locator(".mc-left").first).to_be_visible()
    look(page, artefacts / "projector-facts.png")
    assert page.locator(".mc-projector").count() == 1
    expect(page.locator(".jp-NotebookPanel.mc-projector")).to_have_count(1)
    assert not serious(findings(page))

    switch.click()
    expect(page.locator(".mc-left").first).to_be_visible()
    assert page.locator(".mc-projector").count() == 0
    page.wait_for_timeout(300)
    assert page.evaluate(SIZES, OURS) == before
    assert page.evaluate(BOXES) == boxes

    switch.click()
    expect(page.locator(".mc-left").first).to_be_hidden()
    end = time.monotonic() + 30
    while kept()[-1:] != ["large"]:
        assert time.monotonic() < end, "projector size was not saved"
        page.wait_for_timeout(100)
    run(page, server)
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".mc-left").first).to_be_hidden()
    look(page, artefacts / "projector-again.png")
    switch.click()
    expect(page.locator(".mc-left").first).to_be_visible()


def kept() -> list[str]:
    """The sizes that the notebook's file of work holds, the last of them last."""
    file = Path(os.environ[storage.CHOICE], NOTEBOOK).with_suffix(".json")
    if not file.exists():
        return []
    entries = record.read(file.read_bytes(), "it")[file.stem]
    return [entry.answer for entry in entries if entry.kind == "size"]


def look(page: Page, picture: Path) -> None:
    """Nothing of ours is smaller than 24 px, or wider than its place."""
    page.wait_for_timeout(400)
    page.locator(".mc-panel").first.evaluate("e => e.scrollIntoView()")
    page.screenshot(path=picture)
    assert [found for found in page.evaluate(SIZES, OURS) if found[1] < 24] == []
    widths = page.evaluate(
        "() => [...document.querySelectorAll('.mc-chart svg')].map(e => e.clientWidth)"
    )
    assert min(widths) * SMALLEST_IN_CHARTS >= 24, widths
    assert page.evaluate(WIDER) == []
