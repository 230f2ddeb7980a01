"""The top of a notebook on the page, with the test's own process as the kernel."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from on_screen import Watch
from playwright.sync_api import Browser, Page, expect
from static_lab import StaticLabs, static_labs, still

import jurisdiction as j
from minimum_contacts.lessons.panels.browser import ADDRESS
from minimum_contacts.lessons.panels.keeper import KEEPER
from minimum_contacts.lessons.storage import CHOICE
from minimum_contacts.panels import Explanation

NAME = "02_express_aiming"
OPENER = "Carry your work along, or start over"
LOW = """() => [...document.querySelectorAll(".mc-work button")]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.textContent)"""
Open = Callable[..., Page]


def made() -> j.panels.WorkPanel:
    """Return the top of a notebook in which a sentence has been written."""
    KEEPER._forget("", None)
    panel = j.panels.begin(NAME)
    Explanation("Why?", "Because.").draft("My sentence.")
    return panel


@pytest.fixture(scope="module")
def served() -> Iterator[StaticLabs]:
    with static_labs() as served:
        served.made = {"work": made}
        yield served
    KEEPER._forget("", None)
    KEEPER.messages, ADDRESS.address = [], ""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which the work is stored."""
    monkeypatch.setenv(CHOICE, str(tmp_path / "work"))
    return tmp_path / "work"


@pytest.fixture
def opened(browser: Browser, served: StaticLabs, watch: Watch, work: Path) -> Iterator[Open]:
    """Open the panel on its own page, and close the page at the end."""
    pages = []

    def open_(width: int = 900, **how: str) -> Page:
        pages.append(served.open(browser, "work", width, 700, watch, **how))
        return pages[-1]

    yield open_
    for page in pages:
        page.close()


def unfold(page: Page) -> Page:
    page.get_by_role("button", name=OPENER).click()
    still(page)
    return page


def sent(page: Page) -> list[str]:
    """Return the page's requests to the kernel, except reports of its address."""
    still(page)
    asked = page.evaluate("sent.map((one) => one.do)")
    return [doing for doing in asked if doing != "address"]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_it_unfolds_by_the_keyboard_and_says_what_there_is(opened: Open) -> None:
    """The button announces that it is open, followed by the download and the location of the files."""
    page = opened()
    expect(page.get_by_text("1 explanation. You stopped on")).to_be_visible()
    opener = page.get_by_role("button", name=OPENER)
    expect(opener).to_have_attribute("aria-expanded", "false")
    opener.focus()
    press(page, "Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("link", name="Download your work in 02 Express aiming")).to_be_visible()
    press(page, "Tab")
    expect(page.get_by_text("The files are in the folder")).to_be_visible()
    press(page, "Shift+Tab", "Enter")
    expect(opener).to_have_attribute("aria-expanded", "false")
    assert sent(page) == ["open"]


def test_erasing_asks_once_more_and_the_focus_is_on_what_changes_nothing(
    opened: Open, work: Path
) -> None:
    """No keeps everything and returns the focus to the button; Yes deletes the files."""
    page = unfold(opened())
    erase, keep = (page.get_by_role("button", name=n) for n in ("Erase all my work", "No, keep it"))
    erase.focus()
    press(page, "Enter")
    expect(keep).to_be_focused()
    press(page, "Enter")
    expect(erase).to_be_focused()
    assert sent(page) == ["open"] and (work / f"{NAME}.json").exists()
    press(page, "Enter")
    page.get_by_role("button", name="Yes, erase it for good").click()
    expect(page.get_by_role("alert")).to_have_text("Your work has been erased.")
    assert sent(page) == ["open", "erase"] and not (work / f"{NAME}.json").exists()


def test_beginning_afresh_asks_once_more_and_offers_what_was_put_aside(opened: Open) -> None:
    """Work that was set aside can be downloaded immediately."""
    page = unfold(opened())
    page.get_by_role("button", name="Start this notebook over").click()
    assert sent(page) == ["open"]
    page.get_by_role("button", name="Yes, put my work here aside").click()
    expect(page.get_by_role("alert")).to_contain_text("aside as")
    with page.expect_download() as loading:
        page.get_by_role("link", name="Set aside: 02_express_aiming").click()
    assert "My sentence." in Path(loading.value.path()).read_text("utf-8")


def test_a_file_is_brought_in_and_what_is_none_is_answered(opened: Open, tmp_path: Path) -> None:
    """The panel handles a work file, another kind of file, and one too large for any server."""
    page = unfold(opened())
    theirs = json.loads(KEEPER.exported())
    theirs["notebooks"][NAME][0] |= {"id": "theirs", "answer": "Their <b>sentence</b>."}
    files = {
        "photo.json": (b"\x89PNG", "photo.json: this file cannot be read."),
        "film.json": (b"x" * 8_000_000, "film.json: this file is larger than 7 MB"),
        "mine.json": (json.dumps(theirs).encode(), "mine.json: imported 1 entry"),
    }
    for name, (raw, words) in files.items():
        (tmp_path / name).write_bytes(raw)
        with page.expect_file_chooser() as choosing:
            page.get_by_role("button", name="Import work from a file").click()
        choosing.value.set_files(tmp_path / name)
        expect(page.get_by_role("status")).to_contain_text(words)
    assert "Their <b>sentence</b>." in [entry.answer for entry in KEEPER.entries]


def test_the_page_to_print_opens_in_a_window_of_its_own(opened: Open) -> None:
    page = opened()
    with page.expect_popup() as opening:
        page.get_by_role("button", name="Print my work").click()
    expect(opening.value.get_by_role("heading", name="My work: 02 Express aiming")).to_be_visible()
    expect(opening.value.get_by_text("My sentence.")).to_be_visible()
    opening.value.close()


def test_a_message_that_stands_there_is_not_read_aloud_again(opened: Open) -> None:
    """While the work grows, an alert stays the same element."""
    page = unfold(opened())
    KEEPER._tell("Something to know.")
    page.get_by_role("button", name=OPENER).click()
    unfold(page)
    alert = page.get_by_role("alert").element_handle()
    Explanation("Why not?", "Because.").draft("Another.")
    page.get_by_role("button", name=OPENER).click()
    unfold(page)
    expect(page.get_by_text("2 explanations")).to_be_visible()
    assert alert.evaluate("e => e.isConnected") and alert.text_content() == "Something to know."


@pytest.mark.parametrize("theme", ["light", "dark", "High Contrast"])
def test_it_can_be_read_in_each_theme(opened: Open, theme: str) -> None:
    """axe finds no fault, contrast included, folded or unfolded."""
    page = opened(theme=theme)
    for _ in "12":
        found = Axe().run(page, context=".mc-work").response["violations"]
        assert not found, found
        unfold(page)


@pytest.mark.parametrize("width", [320, 400])
def test_on_a_phone_nothing_runs_out_and_all_can_be_touched(opened: Open, width: int) -> None:
    """No part is wider than the page, and every touch target is tall enough."""
    page = unfold(opened(width))
    page.get_by_role("button", name="Erase all my work").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(LOW) == []


def test_letters_stay_in_the_panel(opened: Open) -> None:
    """JupyterLab would take letters for commands and delete the cell."""
    page = unfold(opened())
    page.get_by_role("button", name="Erase all my work").focus()
    press(page, "d", "d")
    assert page.evaluate("passed") == []


def test_an_address_that_asks_for_facts_is_told(opened: Open) -> None:
    """An unreadable part of the address appears as text; the rest opens a laboratory."""
    page = opened(us_cdn="<b>perhaps</b>", case="will_v_lee")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Part of this link cannot be read:")
    expect(alert).to_contain_text("Write yes, no or unknown")
    expect(page.get_by_role("heading", name="The facts of your link")).to_be_visible()
