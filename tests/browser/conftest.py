"""One JupyterLab, one browser, and one open notebook for all browser tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from live_lab import NO_BROWSER, ROOT, Server, chromium, find_chromium, jupyterlab, open_and_run
from on_screen import DRAWN, LAB, LabOnScreen, Watch
from playwright.sync_api import Browser, Page, expect
from static_lab import AREA, StaticLabs, static_labs

WIDE = {"width": 1440, "height": 900}
# A busy machine, or a kernel inside the page, may be slow; the benchmarks measure speed.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder as requiring a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Return the folder for screenshots and reports, named by ARTEFACTS or else ignored by git."""
    folder = Path(os.environ.get("ARTEFACTS") or ROOT / "artefacts")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Yield a JupyterLab on a copy of the notebooks."""
    if find_chromium() is None:
        pytest.fail(NO_BROWSER, pytrace=False)
    with jupyterlab(tmp_path_factory.mktemp("lab"), ROOT / "notebooks") as running:
        yield running


@pytest.fixture(scope="session")
def _other_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("anew")
    work = {"MINIMUM_CONTACTS_WORK": str(folder / "work")}
    with jupyterlab(folder / "lab", ROOT / "notebooks", **work) as running:
        yield running


@pytest.fixture
def anew(_other_server: Server) -> Iterator[Server]:
    """Yield an unused JupyterLab without running kernels; `server` retains work and kernels."""
    work = _other_server.root.parents[1] / "work"
    for kept in (work, work.with_name("work-clients")):  # client files are stored apart
        shutil.rmtree(kept, ignore_errors=True)
    work.mkdir()
    yield _other_server
    _other_server.end_kernels()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield a browser with a new profile."""
    if find_chromium() is None:
        pytest.fail(NO_BROWSER, pytrace=False)
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def watch() -> Watch:
    """Record the requests and errors of all pages, starting with the first request."""
    return Watch()


@pytest.fixture(scope="session")
def lesson(browser: Browser, server: Server, watch: Watch) -> Page:
    """Return notebook 02, run from top to bottom."""
    page = browser.new_page(viewport=WIDE)
    page.set_default_timeout(20_000)
    watch.follow(page)
    open_and_run(page, server, "02_express_aiming.ipynb", LAB, 5)
    page.wait_for_function("at => document.querySelectorAll(at).length >= 3", arg=DRAWN)
    return page


@pytest.fixture
def lab(lesson: Page) -> LabOnScreen:
    """Return the last laboratory of notebook 02, on the facts of *Doe*."""
    lesson.set_viewport_size(WIDE)
    whole = LabOnScreen(lesson.locator(LAB).last, "doe_v_webgroup")
    whole.start_again()
    return whole


@pytest.fixture(scope="module")
def labs() -> Iterator[StaticLabs]:
    """Yield the server of static laboratories, intakes, and tasks."""
    with static_labs() as served:
        yield served


@pytest.fixture
def opened(labs: StaticLabs, browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Yield a function that opens one of them in a window of a given size; close its pages at the end."""
    pages = list[Page]()

    def open_one(key: str, size: tuple[int, int] = AREA, **how: str) -> Page:
        pages.append(labs.open(browser, key, *size, watch=watch, **how))
        return pages[-1]

    yield open_one
    for page in pages:
        page.close()


@pytest.fixture(autouse=True)
def nothing_went_wrong(watch: Watch) -> Iterator[None]:
    """Check after every test: no console error, no request off this machine, and no traceback."""
    yield
    found = watch.troubles()
    watch.forget()
    assert not found, "\n".join(found)
