"""Every laboratory of every lesson: what it shows at first, and after a first change, is the engine's."""

from __future__ import annotations

import re
from pathlib import Path

import ipywidgets as w
import nbformat
import pytest
from live_lab import ROOT, Server, open_and_run
from on_screen import Watch, words
from playwright.sync_api import Browser, Locator, Page, expect

import jurisdiction as j
from jurisdiction import panels
from jurisdiction.panels import finding, view

LESSONS = sorted(
    p.name for p in (ROOT / "notebooks").glob("[0-9]*.ipynb") if p.name[:2] not in ("00", "02")
)
SEEN = """panel => [
  panel.querySelector(".mc-headline").innerHTML,
  ...[...panel.querySelectorAll(".mc-ladder li")].map(rung => rung.innerHTML),
  ...[...panel.querySelectorAll(".mc-chart img")].map(image => image.alt),
]"""


def labs_of(name: str) -> list[panels.Lab]:
    """The laboratories of a lesson, made here by its own cells."""
    made: list[panels.Lab] = []
    for cell in nbformat.read(ROOT / "notebooks" / name, as_version=4).cells:
        if cell.cell_type == "code" and "j.panels.lab(" in cell.source:
            names = {"j": j}
            exec(cell.source, names)
            made += [value for value in names.values() if isinstance(value, panels.Lab)]
    return made


def on_screen(panel: Locator) -> list[str]:
    """The headline, the rungs and the charts in words, as the browser has them."""
    return [words(part) for part in panel.evaluate(SEEN)]


def as_found(lab: panels.Lab) -> list[str]:
    """The same from the twin."""
    rungs = re.findall(r"<li[^>]*>(.*?)</li>", lab.finding.ladder.value)
    charts = [chart.chart.text(lab.scenario.analysis, chart.node) for chart in lab.charts]
    return [words(part) for part in (lab.finding.headline.value, *rungs, *charts)]


def change(panel: Locator, lab: panels.Lab) -> None:
    """Choose another answer to the first fact, or another figure, on the screen and on the twin."""
    answers = (w.RadioButtons, w.Dropdown)
    in_sight = [lab.facts.controls[name] for name in lab._made[0]]  # and not those folded away
    controls = sorted(in_sight, key=lambda c: not isinstance(c, answers))
    control = controls[0]
    if isinstance(control, w.Text):
        field = panel.get_by_label(control.description, exact=True)
        field.fill("3%")
        field.press("Enter")
        control.value = "3%"
        return
    label, value = next(o for o in control.options if o[1] != control.value)
    if isinstance(control, w.Dropdown):
        panel.get_by_label(control.description, exact=True).select_option(label)
    else:
        name = f'.widget-radio:has(> .widget-label:text-is("{control.description}"))'
        panel.locator(name).get_by_label(label, exact=True).click()
    control.value = value


def agree(page: Page, panel: Locator, lab: panels.Lab) -> None:
    wanted = as_found(lab)
    for _ in range(200):
        if on_screen(panel) == wanted:
            return
        page.wait_for_timeout(50)
    assert on_screen(panel) == wanted


def there_and_back(page: Page, panel: Locator, lab: panels.Lab) -> None:
    """Change the first fact of a laboratory and take it back: the screen says what the engine finds."""
    panel.scroll_into_view_if_needed()
    agree(page, panel, lab)
    change(panel, lab)
    agree(page, panel, lab)
    panel.get_by_role("button", name="Undo").click()
    lab.facts.undo.click()
    agree(page, panel, lab)


@pytest.mark.parametrize("name", LESSONS)
def test_every_laboratory_of_a_lesson_follows_its_first_toggle(
    name: str, browser: Browser, anew: Server, watch: Watch, artefacts: Path, monkeypatch
) -> None:
    """At first, after one change, and after Undo, the screen says what the engine finds."""
    for module in (finding, view):
        monkeypatch.setattr(module, "soon", lambda action, seconds=0: action())
    twins = labs_of(name)
    assert twins
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.set_default_timeout(8_000)
    watch.follow(page)
    labs = ".mc-panel:not(.mc-intake *)"
    open_and_run(page, anew, name, labs, len(twins))
    for panel, lab in zip(page.locator(labs).all(), twins, strict=True):
        there_and_back(page, panel, lab)
    page.screenshot(path=artefacts / f"{Path(name).stem}.png")
    page.close()
    watch.pages.remove(page)


def test_the_neutral_facts_come_with_one_switch(
    browser: Browser, anew: Server, watch: Watch, artefacts: Path
) -> None:
    """Choosing the recipe site at the top of a lesson puts it into every laboratory that had Doe."""
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.set_default_timeout(8_000)
    watch.follow(page)
    open_and_run(page, anew, "05_reasonableness.ipynb", ".mc-panel", 4)
    page.get_by_label("Facts in this notebook").select_option(index=1)
    for panel in page.locator(".mc-panel").all():
        expect(panel.locator(".mc-headline")).to_contain_text("the facts of the recipe site")
        expect(panel.get_by_role("button", name="Reset to the recipe site")).to_be_visible()
        expect(panel.locator(".mc-finding")).to_contain_text("Met")
    page.locator(".mc-panel").first.screenshot(path=artefacts / "recipe-site.png")
    page.close()
    watch.pages.remove(page)
