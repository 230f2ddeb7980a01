"""One lesson in each host: a fact changes the finding, axe passes both themes, and a phone shows all.

The short form runs these tests. The long form covers every lesson in every host.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from live_lab import FLAGS, ROOT, jupyterlab, open_and_run, voila
from on_screen import LAB, Watch
from playwright.sync_api import Browser, Page, expect
from static_site import ONLY_HERE, built, program, served
from test_other_hosts_accessible import moved_by_an_arrow
from wcag import UNFOLD, amiss, audit, size

LESSON = "02_express_aiming.ipynb"
WIDE = {"width": 1280, "height": 900}
PHONE = (400, 800)
IS_DARK = "() => document.body.dataset.jpThemeLight === 'false'"
READY = "() => window.minimumContactsReady !== undefined"


class Shown(NamedTuple):
    """A lesson that has run in a host, and the function that selects a dark theme there."""

    host: str
    page: Page
    darken: Callable[[], None]


def new_page(browser: Browser, watch: Watch) -> Page:
    page = browser.new_page(viewport=WIDE, reduced_motion="reduce")
    page.set_default_timeout(30_000)
    watch.follow(page)
    return page


def choose_dark(page: Page) -> None:
    """Choose the dark theme in the Settings menu, as a reader does."""
    page.locator(".lm-MenuBar-item", has_text="Settings").click()
    page.locator(".lm-Menu-item", has_text=re.compile("^Theme")).click()
    page.locator(".lm-Menu-item", has_text=re.compile("^JupyterLab Dark$")).click()


@contextmanager
def in_jupyterlab(browser: Browser, watch: Watch, folder: Path) -> Iterator[Shown]:
    work = {"MINIMUM_CONTACTS_WORK": str(folder / "work")}
    with jupyterlab(folder / "lab", ROOT / "notebooks", **work) as server:
        page = new_page(browser, watch)
        open_and_run(page, server, LESSON, LAB, 5)
        # The file list is closed to make room for the lesson.
        page.evaluate("jupyterapp.shell.collapseLeft()")
        yield Shown("jupyterlab", page, lambda: choose_dark(page))
        page.close()


@contextmanager
def in_voila(browser: Browser, watch: Watch, folder: Path) -> Iterator[Shown]:
    with voila(folder / "voila", ROOT / "notebooks", deployed=True) as server:
        page = new_page(browser, watch)

        def show(more: str = "") -> None:
            address = f"{server.url}/voila/render/{LESSON}{more}"
            page.goto(address, timeout=120_000)
            page.locator(".mc-task").last.wait_for(timeout=120_000)

        show()
        yield Shown("voila", page, lambda: show("?theme=dark"))
        page.close()


@contextmanager
def on_the_site(browser: Browser, watch: Watch, folder: Path) -> Iterator[Shown]:
    alone = browser.browser_type.launch(executable_path=program(), args=[*FLAGS, ONLY_HERE])
    with served(built()) as site:
        page = new_page(alone, watch)
        page.goto(f"{site.url}/notebooks/index.html?path={LESSON}")
        page.wait_for_function(READY, timeout=120_000)
        yield Shown("site", page, lambda: choose_dark(page))
        missing = list(site.missing)
        alone.close()
    assert not missing


HOSTS: dict[str, Callable[[Browser, Watch, Path], AbstractContextManager[Shown]]] = {
    "jupyterlab": in_jupyterlab,
    "voila": in_voila,
    "site": on_the_site,
}

# Whether a part has been visible twice in a row; after a change of theme, JupyterLab measures its cells again
# and may scroll a visible part away.
INTO_SIGHT = """(part) => {
  const e = document.querySelector(part), box = e.getBoundingClientRect();
  const seen = box.top < innerHeight && box.bottom > 0, before = window.mcInSight;
  window.mcInSight = seen ? e : null;
  if (!seen) e.scrollIntoView();
  return seen && before === e;
}"""


@pytest.fixture(scope="module", params=HOSTS)
def shown(
    request: pytest.FixtureRequest,
    browser: Browser,
    watch: Watch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Shown]:
    """Yield the lesson in one host, opened once for all tests of that host."""
    with HOSTS[request.param](browser, watch, tmp_path_factory.mktemp(request.param)) as lesson:
        yield lesson


def is_sound(shown: Shown, theme: str, artefacts: Path) -> None:
    """Check that axe finds nothing serious in our elements, and that they fit on a phone."""
    page, name = shown.page, f"one-lesson-{shown.host}-{theme}"
    page.evaluate(UNFOLD)
    found = []
    for part in (".mc-work", LAB):  # axe skips anything out of view
        page.wait_for_function(INTO_SIGHT, arg=part, polling=300)
        page.screenshot(path=artefacts / f"{name}-{part.strip('.[').split('=')[0]}.png")
        found += audit(page).serious()
    size(page, *PHONE)
    page.screenshot(path=artefacts / f"{name}-phone.png")
    found += [f"on a phone: {line}" for line in amiss(page)]
    size(page, **WIDE)
    assert not found, "\n".join(found)


def test_a_lesson_follows_the_keyboard(shown: Shown) -> None:
    """In each host, an arrow key changes the answer and the finding, and keeps the focus."""
    page = shown.page
    expect(page.locator(LAB).first.get_by_role("status")).to_be_visible(timeout=90_000)
    expect(page.locator("fieldset:not([role=radiogroup])")).to_have_count(0)
    moved_by_an_arrow(page)


def test_a_lesson_in_a_light_theme_keeps_nobody_out(shown: Shown, artefacts: Path) -> None:
    """In each host, axe finds nothing serious in the light theme, and a phone loses nothing."""
    assert not shown.page.evaluate(IS_DARK)
    is_sound(shown, "light", artefacts)


def test_letters_that_cannot_be_read_are_found(shown: Shown) -> None:
    """In each host, axe checks the contrast of everything in view, so an empty result is meaningful."""
    finding = shown.page.locator(LAB).first.locator("h2")
    finding.evaluate("e => e.scrollIntoView()")
    finding.evaluate("e => { e.style.color = '#ddd'; }")
    found = audit(shown.page).serious()
    finding.evaluate("e => { e.style.color = ''; }")
    assert [line for line in found if line.startswith("color-contrast")]


def test_a_lesson_in_a_dark_theme_keeps_nobody_out(shown: Shown, artefacts: Path) -> None:
    """In each host, axe finds nothing serious in the dark theme, and a phone loses nothing."""
    shown.darken()
    shown.page.wait_for_function(IS_DARK)
    expect(shown.page.locator(LAB).first.get_by_role("status")).to_be_visible(timeout=90_000)
    is_sound(shown, "dark", artefacts)
