"""Layout from a phone to a projector, in JupyterLab; test_laboratory_layout.py measures each laboratory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from on_screen import LAB, LabOnScreen
from playwright.sync_api import Page, TimeoutError

WIDER = """panel => {
  const outer = panel.closest(".jp-WindowedPanel-outer, .jp-NotebookPanel-notebook");
  const rights = [panel, outer].map(e => e.getBoundingClientRect().right);
  const edge = Math.min(...rights) + 1;
  const slides = e => e.closest("[aria-label='Ladder of the test']");
  const out = [panel, ...panel.querySelectorAll("*")]
    .filter(e => e.checkVisibility() && !slides(e) && e.getBoundingClientRect().width > 1)
    .filter(e => e.getBoundingClientRect().right > edge)
    .map(e => `${e.tagName}.${e.className}: ${e.textContent.slice(0, 40)}`);
  if (panel.scrollWidth > panel.clientWidth)
    out.push(`scrollWidth ${panel.scrollWidth} > clientWidth ${panel.clientWidth}`);
  return out;
}"""
# Return how far a laboratory that is scrolled into view extends beyond the notebook's visible area, above and
# below.
BEYOND = """lab => {
  const outer = lab.closest(".jp-WindowedPanel-outer, .jp-NotebookPanel-notebook");
  outer.scrollTop += lab.getBoundingClientRect().top - outer.getBoundingClientRect().top;
  return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
    const [seen, whole] = [outer, lab].map(e => e.getBoundingClientRect());
    done([seen.top - whole.top, whole.bottom - seen.bottom].map(Math.round));
  })));
}"""


@pytest.fixture
def phone(lab: LabOnScreen) -> Iterator[Page]:
    """Yield the notebook on a phone, with the file list closed."""
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


def test_a_laboratory_is_in_one_view(lab: LabOnScreen, artefacts: Path) -> None:
    """At 1280 by 800 pixels, no laboratory is taller than the visible area of its notebook."""
    lab.page.set_viewport_size({"width": 1280, "height": 800})
    beyond = {
        one.get_attribute("aria-label"): one.evaluate(BEYOND) for one in lab.page.locator(LAB).all()
    }
    lab.page.screenshot(path=artefacts / "laptop.png")
    assert all(max(above, below) <= 1 for above, below in beyond.values()), beyond


def test_on_a_phone_nothing_is_wider_than_its_panel(phone: Page, artefacts: Path) -> None:
    """At a width of 400 pixels, every laboratory and every task fits."""
    found = {}
    for number, panel in enumerate(phone.locator(f"{LAB}, .mc-task").all()):
        panel.scroll_into_view_if_needed()
        try:  # a panel adapts in the frame after a change of width
            phone.wait_for_function(
                f"panel => !({WIDER})(panel).length", arg=panel.element_handle(), timeout=10_000
            )
        except TimeoutError:
            found[number] = panel.evaluate(WIDER)[:8]
    first = phone.locator(LAB).first
    first.evaluate("e => e.scrollIntoView()")
    phone.screenshot(path=artefacts / "400px.png")
    assert not found


def test_on_a_projector_finding_and_toggles_are_together(lab: LabOnScreen, artefacts: Path) -> None:
    """At 1920 by 1080 pixels, the finding, the ladder, and the toggles are visible together."""
    lab.page.set_viewport_size({"width": 1920, "height": 1080})
    assert max(lab.panel.evaluate(BEYOND)) <= 1
    lab.page.screenshot(path=artefacts / "projector.png")
    for part in (lab.status, lab.ladder, *lab.panel.get_by_role("radiogroup").all()):
        box = part.bounding_box()
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= 1080
