"""A teacher's dashboard in a real JupyterLab counts a folder, and a late file appears by itself."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_lab import Server, open_and_run
from on_screen import Watch
from playwright.sync_api import Browser, Page, expect
from test_accessibility import Axe, serious

from jurisdiction.library import load
from jurisdiction.model import Status
from minimum_contacts import classroom

FILES = classroom.invented(load(), 31)
LATE = FILES[-2]  # the last file is truncated
TITLE = "An app that is only in an app store"
SLOW = 60_000


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Return a folder with the files of thirty learners, except one that is late."""
    for name, raw in (one for one in FILES if one is not LATE):
        (tmp_path / name).write_bytes(raw)
    return tmp_path


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Yield a separate page for this test, and check that it reported no error."""
    watch = Watch()
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(SLOW)
    watch.follow(page)
    yield page
    assert not watch.troubles(), "\n".join(watch.troubles())
    page.close()


def counts(files: list[tuple[str, bytes]]) -> str:
    """Return the expected counts of the first predictions on one hypothetical, from the entries."""
    said: dict[str, str] = {}
    for name, raw in files[:-1]:
        (work,) = classroom.opened(name, raw)[0].work.values()
        mine = [e for e in work if e.task == "prediction/hypo_app_downloads/express_aiming"]
        said[mine[0].id] = mine[0].answer
    return ", ".join(f"{s.value} {list(said.values()).count(s.value)}" for s in Status)


def test_a_folder_is_counted_and_a_late_file_appears_by_itself(
    page: Page, server: Server, inbox: Path
) -> None:
    """Keyboard input alone shows the chart for a path; while watching, a late file updates the screen."""
    open_and_run(page, server, "instructor/dashboard.ipynb", ".mc-dash", 1)
    here = page.locator(".mc-dash")
    expect(here).to_contain_text("There is no class here yet.")
    path = here.get_by_label("Class folder")
    path.fill(str(inbox))
    path.press("Enter")
    status = here.get_by_role("status").first
    expect(status).to_contain_text("30 learners", timeout=SLOW)
    expect(status).to_contain_text("Skipped: 1 file.")
    expect(here).to_contain_text("is incomplete")
    here.get_by_label("Look again").select_option("every 2 seconds")
    watch = here.get_by_role("button", name="Start watching the folder")
    watch.focus()
    page.keyboard.press("Enter")
    expect(here.get_by_role("button", name="Stop watching")).to_be_visible(timeout=SLOW)
    here.get_by_label("Show", exact=True).select_option("Predictions, for projecting")
    picture = here.locator(".mc-sides .mc-chart").first
    for _ in range(5):  # a class sees one question at a time, and one key shows the next
        if TITLE in (picture.text_content() or ""):
            break
        before = picture.text_content() or ""
        here.get_by_role("button", name="Next").press("Enter")
        expect(picture).not_to_have_text(before)
    expect(here.locator(".mc-sides .mc-chart")).to_have_count(1)
    early = [one for one in FILES if one is not LATE]
    expect(picture).to_contain_text(counts(early), timeout=SLOW)
    assert counts(early) != counts(FILES)
    expect(here).not_to_contain_text("The finding")
    expect(here.get_by_label("Class folder")).to_be_hidden()
    (inbox / LATE[0]).write_bytes(LATE[1])
    expect(status).to_contain_text("31 learners", timeout=SLOW)
    expect(status).to_contain_text("New or changed: 1 file.")
    expect(picture).to_contain_text(counts(FILES), timeout=SLOW)
    here.get_by_role("button", name="Show the finding").click()
    expect(here.locator(".mc-sides .mc-chart").nth(1)).to_contain_text(
        re.compile("After the answer.*The finding: Open"), timeout=SLOW
    )
    found = Axe().run(page, context={"include": [[".mc-dash"]]}).response["violations"]
    assert not serious(found)
    here.get_by_label("Show", exact=True).select_option("Overview")
    here.get_by_role("button", name="Create the tables").click()
    with page.expect_download() as download:
        here.get_by_role("link", name="Download class-").click()
    with zipfile.ZipFile(download.value.path()) as tables:
        text = tables.read(tables.namelist()[0]).decode("utf-8-sig")
    assert len(list(csv.reader(text.splitlines()))) == 1 + 31
    here.get_by_role("button", name="Stop watching").click()
    expect(here.get_by_role("button", name="Start watching the folder")).to_be_visible(timeout=SLOW)
