"""The walk through every notebook, in JupyterLab, in Voila and on the static site.

Every control of ours is touched in both directions, and after each touch the screen is what the
engine says. JupyterLab sets every value of every control; Voila one other value of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from live_lab import ROOT, Server, jupyterlab, open_and_run, voila
from on_screen import Watch
from playwright.sync_api import Browser, Page
from twin import twin_of
from walk import SCRIPT, Walk

NAMES = sorted(p.name for p in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
WIDE = {"width": 1440, "height": 1000}
SHOWN = ".jp-OutputArea-output"


@pytest.fixture(scope="module")
def own_server(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A JupyterLab in which nothing has been done yet."""
    folder = tmp_path_factory.mktemp("walk")
    (folder / "work").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MINIMUM_CONTACTS_WORK", str(folder / "work"))
        with jupyterlab(folder / "lab", ROOT / "notebooks") as running:
            yield running


def walked(page: Page, notebook: Path, every: bool = True, patience: int = 30_000) -> Walk:
    """Walk through a notebook that a page shows."""
    with twin_of(notebook, page.evaluate("walk.address()")) as twin:
        page.wait_for_function(
            "wanted => walk.count() >= wanted", arg=len(twin.tops), timeout=120_000
        )
        walk = Walk(page, twin, every, patience)
        walk.whole()
        return walk


@pytest.mark.parametrize("name", NAMES)
def test_every_control_in_jupyterlab(
    name: str, browser: Browser, own_server: Server, watch: Watch
) -> None:
    for file in (own_server.root.parents[1] / "work").iterdir():
        file.unlink()
    page = browser.new_page(viewport=WIDE)
    page.add_init_script(SCRIPT)
    watch.follow(page)
    open_and_run(page, own_server, name, ".jupyter-widgets", 1)
    walk = walked(page, ROOT / "notebooks" / name)
    print(walk.touches, "touches", page.evaluate("walk.talk"))
    assert not walk.faults, "\n".join(walk.faults)
    assert not watch.troubles(), "\n".join(watch.troubles())
    page.close()
    watch.pages.remove(page)
