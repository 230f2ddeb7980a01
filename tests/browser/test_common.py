"""Every notebook has definitions that open, a projector size, and one-click access to cited pages."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_lab import Server, open_and_run, wait_until_idle
from on_screen import DRAWN, LAB, Watch
from playwright.sync_api import Browser, Locator, Page, expect
from test_accessibility import findings, serious

from jurisdiction.library import load
from minimum_contacts.lessons import record, storage

NOTEBOOK = "03_traffic_and_harm.ipynb"
OURS = ".jp-RenderedHTMLCommon, .jupyter-widgets, .mc, .mc-l, .mc-work"
# Return every text with its displayed size, and whether it is in a laboratory, which is enlarged as a whole.
SIZES = """ours => {
  const walker = document.createTreeWalker(document.querySelector(".jp-NotebookPanel"), NodeFilter.SHOW_TEXT);
  const found = [], size = e => {
    const zoom = e.currentCSSZoom ?? 1, svg = e.closest("svg");
    const drawn = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : zoom;
    return Math.round(parseFloat(getComputedStyle(e).fontSize) * drawn * 10) / 10;
  };
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement;
    if (!node.textContent.trim() || e.matches("style, script, option") || !e.closest(ours)) continue;
    if (!e.checkVisibility() || e.closest(".mc-sign, .mc-hidden, .mc-l-hidden")) continue;
    found.push([node.textContent.trim().slice(0, 40), size(e), !!e.closest(".mc-l")]);
  }
  for (const e of document.querySelectorAll(".jp-NotebookPanel :is(input, select, textarea)"))
    if (e.closest(ours) && e.checkVisibility() && !["radio", "file", "range"].includes(e.type))
      found.push([e.tagName, size(e), !!e.closest(".mc-l")]);
  return found;
}"""
BOXES = """async () => {
  const frame = () => new Promise(requestAnimationFrame), boxes = [];
  for (const e of document.querySelectorAll(".mc-l, .mc-task, .mc-words, .jp-MarkdownCell")) {
    e.scrollIntoView();  // a cell out of sight keeps the height it had when it was last in sight
    await frame();
    await frame();
    boxes.push([e.offsetWidth, e.offsetHeight]);
  }
  return boxes;
}"""
WIDER = """() => [...document.querySelectorAll(".mc-l, .mc-task, .mc-words, .mc-work")]
  .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className)"""
# Return whether a laboratory's chart has been drawn at its displayed width.
DRAWN_AS_WIDE = """lab => {
  const chart = lab.querySelector(".mc-l-chart svg");
  return Math.abs(chart.viewBox.baseVal.width - chart.clientWidth) < 40;
}"""
SMALLEST = {False: 24, True: 15}  # letter height in pixels for a classroom; True: in a laboratory


@pytest.fixture(scope="module")
def page(browser: Browser, server: Server, watch: Watch) -> Iterator[Page]:
    """Yield notebook 03 on a projector, run from top to bottom."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.set_default_timeout(20_000)
    watch.follow(page)
    run(page, server)
    yield page
    page.close()


def run(page: Page, server: Server) -> None:
    open_and_run(page, server, NOTEBOOK, LAB, 5)
    page.wait_for_function("at => document.querySelectorAll(at).length >= 4", arg=DRAWN)


def test_a_word_opens_its_meaning_from_the_keyboard(page: Page) -> None:
    """Space on a word opens its definition below the line, and Space again closes it; axe finds nothing."""
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


def beside(page: Page, lab: Locator, fact: str) -> Locator:
    """Return what courts said about a fact, opened beside its laboratory."""
    row = lab.locator(".mc-l-row", has=page.get_by_text(fact, exact=True))
    row.locator("input").first.focus()
    lab.get_by_role("button", name="What the courts said").first.click()
    sheet = lab.get_by_role("dialog", name=fact)
    expect(sheet).to_be_visible()
    return sheet


def test_the_page_of_a_passage_is_beside_its_fact(page: Page) -> None:
    """The hosting fact opens slip op. at 17 with the passage marked; page 23 first shows the content note."""
    labs = page.locator(LAB)
    sheet = beside(page, labs.first, "Hosting in the United States")
    sheet.get_by_text("See the page: Doe, slip op.").first.click()
    expect(sheet.locator("mark:visible")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    sheet = beside(page, labs.nth(2), "Number of views from the United States")
    sheet.get_by_text(re.compile("See the page: Doe, slip op. at 23")).click()
    note = sheet.locator("p:visible", has_text=load().sources["doe"].content_note)
    expect(note).to_have_count(1)
    expect(sheet.locator("mark:visible")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_projector_size_is_large_leaves_out_what_is_small_and_is_remembered(
    page: Page, server: Server, artefacts: Path
) -> None:
    """By keyboard: all text is large and uncut; the size survives a reload, and can be undone."""
    see_all_drawn(page)
    before, boxes = page.evaluate(SIZES, OURS), page.evaluate(BOXES)
    assert any(size < 24 for _, size, _ in before)
    switch, about = (
        page.get_by_role("button", name="Projector size"), page.locator(".mc-l-about").first
    )  # fmt: skip
    expect(switch).to_have_attribute("aria-pressed", "false")
    switch.focus()
    page.keyboard.press("Enter")
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(about).to_be_hidden()
    look(page, artefacts / "projector-size.png")
    expect(page.locator(LAB).first.get_by_role("radiogroup").first).to_be_visible()
    assert page.locator(".mc-projector").count() == 1
    expect(page.locator(".jp-NotebookPanel.mc-projector")).to_have_count(1)
    assert not serious(findings(page))

    switch.click()
    expect(about).to_be_visible()
    assert page.locator(".mc-projector").count() == 0
    see_all_drawn(page)
    page.wait_for_function(
        "([look, ours, before]) => JSON.stringify(eval(look)(ours)) === JSON.stringify(before)",
        arg=[SIZES, OURS, before],
    )
    assert page.evaluate(BOXES) == boxes

    switch.click()
    expect(about).to_be_hidden()
    end = time.monotonic() + 30
    while kept()[-1:] != ["large"]:
        assert time.monotonic() < end, "projector size was not saved"
        page.wait_for_timeout(100)
    run(page, server)
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(about).to_be_hidden()
    look(page, artefacts / "projector-again.png")
    switch.click()
    expect(about).to_be_visible()


def kept() -> list[str]:
    """Return the sizes recorded in the notebook's work file, in order."""
    file = Path(os.environ[storage.CHOICE], NOTEBOOK).with_suffix(".json")
    if not file.exists():
        return []
    entries = record.read(file.read_bytes(), "it")[file.stem]
    return [entry.answer for entry in entries if entry.kind == "size"]


def see_all_drawn(page: Page) -> None:
    """Bring each chart into view, and wait until it is drawn at its displayed width."""
    labs = page.locator(f"{LAB}:has(.mc-l-chart svg)").all()
    assert len(labs) >= 4
    for lab in labs:
        lab.evaluate("e => e.scrollIntoView()")
        page.wait_for_function(DRAWN_AS_WIDE, arg=lab.element_handle())


def look(page: Page, picture: Path) -> None:
    """Check that no element of ours is too small for a classroom or wider than its container."""
    wait_until_idle(page)
    see_all_drawn(page)
    page.locator(LAB).first.evaluate("e => e.scrollIntoView()")
    page.screenshot(path=picture)
    sizes = page.evaluate(SIZES, OURS)
    assert [one for one in sizes if one[1] < SMALLEST[one[2]]] == []
    assert page.evaluate(WIDER) == []
