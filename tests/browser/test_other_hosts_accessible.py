"""Voila behaves as JupyterLab does: answers are groups with arrow keys, and axe finds nothing serious."""

from __future__ import annotations

from pathlib import Path

from live_lab import ROOT, voila
from on_screen import LAB
from playwright.sync_api import Browser, Page, expect
from wcag import UNFOLD, amiss, audit, keep, size

from jurisdiction.library import load

SAYS = "lab => lab.querySelector('[role=status]').innerHTML + lab.querySelector('ol').innerHTML"


def moved_by_an_arrow(page: Page) -> None:
    """Change a fact's answer with an arrow key; check that the findings follow and the focus stays."""
    lab = page.locator(LAB, has=page.get_by_role("radiogroup")).first
    fact = lab.get_by_role("radiogroup").first
    old = fact.get_by_role("radio", checked=True)
    old.focus()
    before, said = old.get_attribute("value"), lab.evaluate(SAYS)
    page.keyboard.press("ArrowRight")
    expect(lab.locator(".mc-l-changed")).to_have_count(1, timeout=30_000)
    expect(lab.get_by_role("button", name="Undo")).to_be_enabled()
    page.wait_for_function(
        f"([lab, said]) => ({SAYS})(lab) !== said", arg=[lab.element_handle(), said]
    )
    new = fact.get_by_role("radio", checked=True)
    assert new.get_attribute("value") != before
    expect(new).to_be_focused()


def keeps_nobody_out(page: Page, name: str, artefacts: Path) -> None:
    """Check an open lesson: groups, arrow keys, the resulting finding, axe, and a narrow window."""
    lab = page.locator(LAB).first
    groups = page.locator(".mc-task fieldset")
    expect(lab.get_by_role("status")).to_be_visible(timeout=90_000)
    expect(page.locator("fieldset:not([role=radiogroup])")).to_have_count(0)
    nameless = groups.evaluate_all(
        "all => all.filter(g => "
        "!document.getElementById(g.getAttribute('aria-labelledby'))?.textContent.trim()"
        " || new Set([...g.querySelectorAll('input')].map(i => i.name)).size !== 1).length"
    )
    names = page.locator(".mc-task fieldset input").evaluate_all(
        "all => [...new Set(all.map(i => i.name))]"
    )
    assert nameless == 0 and len(names) == groups.count() > 3
    found = audit(page)
    page.evaluate(UNFOLD)
    unfolded = audit(page)
    keep(found.hosts, artefacts / f"axe-host-{name}.json")
    moved_by_an_arrow(page)
    changed = audit(page)
    size(page, 320, 640)
    page.screenshot(path=artefacts / f"{name}-320.png")
    serious = [*found.serious(), *unfolded.serious(), *changed.serious()]
    assert not serious, "\n".join(serious)
    assert not (lost := amiss(page)), "\n".join(lost)


def test_a_lesson_in_voila_keeps_nobody_out(
    browser: Browser, tmp_path: Path, artefacts: Path
) -> None:
    """Notebook 05 works with all its answers, by keyboard, under axe, and at a width of 320 pixels."""
    assert load().questions["reasonableness"]
    with voila(tmp_path / "voila", ROOT / "notebooks") as server:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        page.set_default_timeout(20_000)
        page.goto(f"{server.url}/voila/render/05_reasonableness.ipynb", timeout=90_000)
        page.locator(".mc-task").last.wait_for(timeout=90_000)
        keeps_nobody_out(page, "voila", artefacts)
        page.close()
