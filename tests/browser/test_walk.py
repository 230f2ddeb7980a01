"""The walk through every notebook in JupyterLab and in Voila, and the faults it must detect.

The walk changes each of our controls and changes it back, and compares the screen with the engine each time.
In JupyterLab, it tries other values of every control until something changes, then restores the old one; with
MINIMUM_CONTACTS_WALK=every, it sets every value. In Voila and on the static site (test_site.py), it covers
one control of each kind and one fact of each laboratory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live_lab import ROOT, Server, open_and_run, voila, write_notebook
from on_screen import Watch, words
from playwright.sync_api import Browser, Page
from twin import twin_of
from walk import SCRIPT, Walk, colours, turned, walked

from minimum_contacts import panels

NAMES = sorted(p.name for p in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
WIDE = {"width": 1440, "height": 1000}
pytestmark = pytest.mark.timeout(
    3600
)  # time limit for setting every value; each step has its own limit
SMALL = [
    'import jurisdiction as j\n\nj.panels.begin("02_express_aiming")',
    'lab = j.panels.lab("express_aiming", "line")\nlab',
]
CUT = """
from minimum_contacts.panels import Lab
whole = Lab._send_now
def send(self):
    if self.scenario.can_undo:
        self.now = {**self.now, "turn": self._turn}
    else:
        whole(self)
Lab._send_now = send
"""
FAILING = """
from minimum_contacts.lessons.panels import shown
whole = shown.finding
def finding(scenario, node):
    if scenario.can_undo:
        raise RuntimeError("broken on purpose")
    return whole(scenario, node)
shown.finding = finding
"""
DEAF = """
from minimum_contacts.lessons.panels.scenario import Scenario
whole = Scenario.set
Scenario.set = lambda self, *a, **k: None if "us_cdn" in k else whole(self, *a, **k)
"""
INTAKE = [
    'import jurisdiction as j\n\nj.panels.begin("11_clinic_intake")',
    'j.panels.intake("clinic_intake", "draft")',
]
DEAF_INTAKE = """
from minimum_contacts.panels import IntakePanel
IntakePanel._do_set = lambda self, **said: None
"""
SWAPPED = """
from minimum_contacts.lessons.charts import COLORS
from jurisdiction.model import Status
COLORS[Status.MET], COLORS[Status.NOT_MET] = COLORS[Status.NOT_MET], COLORS[Status.MET]
"""
WORDLESS = """
from minimum_contacts.lessons.charts import Chart
whole = Chart.html
Chart.html = lambda *of: whole(*of).partition("<details")[0] + "</figure>"
"""
STALE = """
from minimum_contacts.lessons.charts import CHARTS
kind, first = CHARTS["traffic"], []
whole = kind.text
def text(self, *shown):
    first.append(whole(self, *shown))
    return first[0]
kind.text = text
"""


def startup(server: Server) -> Path:
    """Return a folder whose script runs first in a JupyterLab's kernels."""
    return server.root.parent / "home" / "ipython" / "profile_default" / "startup"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport=WIDE)
    page.add_init_script(SCRIPT)
    yield page
    page.close()


def in_lab(page: Page, server: Server, notebook: Path, **how: Any) -> Walk:
    """Walk through a notebook that contains no work yet."""
    open_and_run(page, server, notebook.name, ".mc-work, .mc-l", 1)
    return walked(page, notebook, **how)


@pytest.mark.parametrize("name", NAMES)
def test_every_control_of_every_notebook_in_jupyterlab(
    name: str, page: Page, anew: Server, artefacts: Path
) -> None:
    """Every control is changed and restored, and the screen agrees with the engine each time."""
    watch = Watch()
    watch.follow(page)
    walk = in_lab(page, anew, ROOT / "notebooks" / name, much="once")
    page.screenshot(path=artefacts / f"{Path(name).stem}.png")
    assert not walk.faults, "\n".join(walk.faults)
    assert walk.touches > 20
    assert not watch.troubles(), "\n".join(watch.troubles())


@pytest.fixture(scope="module")
def class_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with voila(
        tmp_path_factory.mktemp("walk-voila") / "voila", ROOT / "notebooks", True
    ) as running:
        yield running


@pytest.mark.parametrize("name", NAMES)
def test_every_notebook_in_voila(name: str, browser: Browser, class_server: Server) -> None:
    """One control of each kind, and one fact of each laboratory, is changed and restored."""
    context, watch = browser.new_context(viewport=WIDE), Watch()
    page = context.new_page()
    page.add_init_script(SCRIPT)
    watch.follow(page)
    page.goto(f"{class_server.url}/voila/render/{name}", timeout=120_000)
    page.wait_for_function("() => window.walk.count() > 0", timeout=120_000)
    walk = walked(page, ROOT / "notebooks" / name, "few")
    troubles = watch.troubles()
    context.close()
    assert not walk.faults, "\n".join(walk.faults)
    assert walk.touches > 10
    assert not troubles, "\n".join(troubles)


@pytest.mark.parametrize(
    ("cells", "sabotage", "told"),
    [
        (SMALL, "", ""),
        (SMALL, CUT, "the finding of Laboratory: express aiming"),
        (SMALL, FAILING, "could not update"),
        (SMALL, DEAF, "US CDN"),
        (SMALL, SWAPPED, "the colour of met turned the wrong way"),
        (SMALL, WORDLESS, "the chart of Laboratory: express aiming"),
        (SMALL, STALE, "the chart of Laboratory: express aiming"),
        (INTAKE, "", ""),
        (INTAKE, DEAF_INTAKE, "the 2. that a cell shows"),
    ],
    ids=[
        "nothing", "cut", "failing", "deaf", "swapped", "wordless", "stale", "intake", "deaf intake",
    ],
)  # fmt: skip
def test_what_is_broken_in_a_kernel_is_found_on_the_screen(
    cells: list[str], sabotage: str, told: str, page: Page, anew: Server
) -> None:
    """The walk detects faulty callbacks, a swapped color, and a missing or stale text equivalent."""
    path = anew.root / f"small-{len(told)}-{len(sabotage)}.ipynb"
    write_notebook(path, cells)
    own = startup(anew) / "broken.py"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(sabotage, encoding="utf-8")
    try:
        walk = in_lab(page, anew, path, much="few", patience=10_000)
    finally:
        own.unlink()
    found = "\n".join(walk.faults)
    assert bool(found) == bool(sabotage), found
    assert told in found and (sabotage or cells is SMALL or walk.touches > 15)


def test_the_twin_shows_at_once_what_a_kernel_shows_soon(browser: Browser) -> None:
    """Otherwise, the screen may be ahead of the twin: browser tests have an event loop that never idles."""
    assert asyncio.get_running_loop()
    with twin_of(ROOT / "notebooks" / "02_express_aiming.ipynb", "") as twin:
        number, question = next(
            (n, task)
            for n, top in enumerate(twin.tops)
            if isinstance(top, panels.TaskPanel)
            for task in top.tasks.values()
            if isinstance(task, panels.Check)
        )
        question.act(next(iter(question.choices)))
        told = words(question.replied)
        assert told and told in twin.expected(number)


def test_the_colours_of_a_picture_are_compared_with_its_words() -> None:
    """The walk detects a status that is stated but not drawn, drawn but not stated, or changed alone."""
    strip = "These facts: 5%, aiming {}. Decided cases: none."
    met = {"alt": strip.format("met"), "caption": strip.format("met"), "met": 50, "not": 0}
    unmet = {"alt": strip.format("not met"), "caption": strip.format("not met")}
    assert colours(met) == []
    assert len(colours({**met, "met": 0, "not": 50})) == 2
    assert turned(met, {**unmet, "met": 0, "not": 50}) == []
    assert len(turned(met, {**unmet, "met": 90, "not": 0})) == 2
