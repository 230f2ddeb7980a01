"""The neutral facts replace those of *Doe*."""

from __future__ import annotations

from pathlib import Path

from live_lab import Server, open_and_run
from on_screen import LAB, Watch
from playwright.sync_api import Browser, expect


def test_the_neutral_facts_come_with_one_switch(
    browser: Browser, anew: Server, watch: Watch, artefacts: Path
) -> None:
    """Choosing the recipe site at the top of a lesson loads it into every laboratory that had *Doe*."""
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.set_default_timeout(20_000)
    watch.follow(page)
    open_and_run(page, anew, "05_reasonableness.ipynb", LAB, 4)
    mine = page.get_by_role("button", name="Back to Doe", exact=True).count()
    page.get_by_label("Facts in this notebook").select_option(index=1)
    expect(page.get_by_role("button", name="Back to the recipe site")).to_have_count(mine)
    for lab in page.locator(LAB).all()[:mine]:
        expect(lab.get_by_role("button", name="Back to the recipe site")).to_be_visible()
        expect(lab.get_by_role("status")).to_contain_text("Met")
    page.locator(LAB).first.screenshot(path=artefacts / "recipe-site.png")
    page.close()
