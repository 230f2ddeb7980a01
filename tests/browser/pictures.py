"""Take the four pictures of the README anew: python tests/browser/pictures.py

They are taken from the real notebooks in a real JupyterLab, with no learner's work in them.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from live_lab import ROOT, chromium, jupyterlab, open_and_run
from on_screen import LAB
from playwright.sync_api import Locator, Page

FOLDER = Path(__file__).parent / "pictures"


def take(page: Page, name: str, part: Locator, block: str) -> None:
    """The window with this part in view; what is above it may grow while it comes near."""
    for _ in range(4):
        part.evaluate("(part, block) => part.scrollIntoView({block})", block)
        page.wait_for_timeout(700)
    page.screenshot(path=FOLDER / f"{name}.png")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    os.environ["MINIMUM_CONTACTS_WORK"] = tempfile.mkdtemp()
    folder = Path(tempfile.mkdtemp())
    with jupyterlab(folder, ROOT / "notebooks") as server, chromium() as browser:
        page = browser.new_page(viewport={"width": 1360, "height": 860})
        for notebook, section, name in (
            ("02_express_aiming.ipynb", 1, "toggle"),
            ("08_law_over_time.ipynb", 1, "law-over-time"),
            ("10_what_would_change_it.ipynb", 0, "smallest-changes"),
            ("05_reasonableness.ipynb", 1, "projector"),
        ):
            open_and_run(page, server, notebook, LAB, section + 1)
            page.wait_for_timeout(2000)
            if page.locator(".jp-DirListing").is_visible():
                page.keyboard.press("Control+b")
            lab = page.locator(LAB).nth(section)
            if name == "toggle":
                lab.get_by_role("radio", name="No").first.click()
            if name == "projector":
                page.get_by_role("button", name="Projector size").first.click()
            take(page, name, lab, "start")


if __name__ == "__main__":
    main()
