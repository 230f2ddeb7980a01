"""From a phone to a projector."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from on_screen import LabOnScreen
from playwright.sync_api import Page

WIDER = """panel => {
  const outer = panel.closest(".jp-WindowedPanel-outer, .jp-NotebookPanel-notebook");
  const rights = [panel, outer].map(e => e.getBoundingClientRect().right);
  const edge = Math.min(...rights) + 1;
  const out = [panel, ...panel.querySelectorAll("*")]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().width > 0)
    .filter(e => e.getBoundingClientRect().right > edge)
    .map(e => `${e.tagName}.${e.className}: ${e.textContent.slice(0, 40)}`);
  if (panel.scrollWidth > panel.clientWidth)
    out.push(`scrollWidth ${panel.scrollWidth} > clientWidth ${panel.clientWidth}`);
  return out;
}"""
IN_VIEW = """(panel, part) => {
  const outer = panel.closest(".jp-WindowedPanel-outer") || panel.closest(".jp-NotebookPanel-notebook");
  const box = panel.getBoundingClientRect();
  outer.scrollTop += box.top - outer.getBoundingClientRect().top + part * box.height;
  return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
    const view = outer.getBoundingClientRect();
    const head = panel.querySelector(".mc-finding").getBoundingClientRect();
    const at = document.elementFromPoint(head.left + 20, head.top + head.height / 2);
    done(head.top >= view.top - 1 && head.bottom <= view.bottom + 1
      && !!at && !!at.closest(".mc-headline"));
  })));
}"""


@pytest.fixture
def phone(lab: LabOnScreen) -> Iterator[Page]:
    """The notebook on a phone, all facts open, with the list of files put away."""
    lesson = lab.page
    before = lesson.viewport_size
    lesson.set_viewport_size({"width": 400, "height": 800})
    files = lesson.locator("#filebrowser")
    if files.is_visible():
        lesson.locator(".jp-SideBar .lm-TabBar-tab[data-id='filebrowser']").click()
    files.wait_for(state="hidden")
    yield lesson
    lesson.locator(".jp-SideBar .lm-TabBar-tab[data-id='filebrowser']").click()
    files.wait_for(state="visible")
    lesson.set_viewport_size(before)


def test_the_headline_stays_in_view(lab: LabOnScreen) -> None:
    """While a laboratory is scrolled on a wide screen its finding stays on the screen."""
    seen = {part: lab.panel.evaluate(IN_VIEW, part) for part in (0.0, 0.2, 0.4, 0.6, 0.8)}
    assert all(seen.values()), seen


def test_on_a_phone_nothing_is_wider_than_its_panel(phone: Page, artefacts: Path) -> None:
    """At 400 pixels every laboratory and every task fits its width."""
    found = {}
    for number, panel in enumerate(phone.locator(".mc-panel, .mc-task").all()):
        panel.scroll_into_view_if_needed()
        if wider := panel.evaluate(WIDER):
            found[number] = wider[:8]
    first = phone.locator(".mc-panel").first
    first.evaluate("e => e.scrollIntoView()")
    phone.wait_for_timeout(300)
    phone.screenshot(path=artefacts / "400px.png")
    phone.set_viewport_size({"width": 400, "height": 5200})
    first.scroll_into_view_if_needed()
    phone.wait_for_timeout(300)
    first.screenshot(path=artefacts / "400px-whole.png")
    phone.set_viewport_size({"width": 400, "height": 800})
    assert not found


def test_on_a_projector_finding_and_toggles_are_together(lab: LabOnScreen, artefacts: Path) -> None:
    """At 1920 by 1080 the finding, the ladder and the first toggles are on one screen."""
    lab.page.set_viewport_size({"width": 1920, "height": 1080})
    assert lab.panel.evaluate(IN_VIEW, 0.0)
    lab.page.screenshot(path=artefacts / "projector.png")
    for part in (lab.panel.locator(".mc-ladder"), lab.choice("US CDN")):
        box = part.bounding_box()
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= 1080
