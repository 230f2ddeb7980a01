"""Notebook 00 has the first toggle that a learner uses."""

from pathlib import Path

from live_lab import Server, open_and_run
from on_screen import LAB, LabOnScreen, Watch
from playwright.sync_api import Browser


def test_the_first_toggle(browser: Browser, anew: Server, watch: Watch, artefacts: Path) -> None:
    """Setting US CDN to No opens the finding; Undo restores it."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    watch.follow(page)
    open_and_run(page, anew, "00_start_here.ipynb", LAB, 1)
    lab = LabOnScreen(page.locator(LAB), "neutral_recipe_site")
    lab.agrees("finding", "ladder", "why")
    lab.choose("us_cdn", "no")
    lab.agrees()
    assert lab.seen()["finding"].startswith("Express aiming ▲ Met → now ◆ Open")
    page.screenshot(path=artefacts / "start-here.png")
    lab.button("Undo").click()
    lab.twin.undo()
    lab.agrees()
    page.close()
