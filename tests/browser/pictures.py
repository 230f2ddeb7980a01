"""Retake the four pictures of the README: python tests/browser/pictures.py

The script opens the real notebooks in a real JupyterLab, without any learner's work.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from live_lab import ROOT, chromium, jupyterlab, wait_until_idle
from on_screen import LAB
from playwright.sync_api import Locator, Page

FOLDER = Path(__file__).parent / "pictures"


def take(page: Page, name: str, part: Locator) -> None:
    """Take a screenshot of the window with this part in view, once everything is still."""
    for _ in range(4):  # content above it may grow while it scrolls into view
        part.evaluate("part => part.scrollIntoView()")
        page.wait_for_timeout(700)
    page.screenshot(path=FOLDER / f"{name}.png")


def main() -> None:
    """Take a screenshot of each lesson after it has opened by itself."""
    FOLDER.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp())
    work = {"MINIMUM_CONTACTS_WORK": str(folder / "work")}
    with (
        jupyterlab(folder / "lab", ROOT / "notebooks", opens=True, **work) as server,
        chromium() as browser,
    ):
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        for notebook, section, name in (
            ("02_express_aiming.ipynb", 0, "toggle"),
            ("08_law_over_time.ipynb", 1, "law-over-time"),
            ("10_what_would_change_it.ipynb", 0, "smallest-changes"),
            ("05_reasonableness.ipynb", 1, "projector"),
        ):
            page.goto(server.address(notebook))
            lab = page.locator(LAB).nth(section)
            lab.wait_for(timeout=120_000)
            wait_until_idle(page)
            lab.get_by_role("button", name="Show all").click()
            if name == "toggle":
                fact = lab.get_by_role("radiogroup", name="US CDN", exact=True)
                fact.get_by_role("radio", name="No", exact=True).check(force=True)
            if name == "smallest-changes":
                lab.get_by_role("tab", name="What would change it").click()
            if name == "projector":
                page.get_by_role("button", name="Projector size").first.click()
            take(page, name, lab)


if __name__ == "__main__":
    main()
