"""An intake works by keyboard alone: it is answered, saved, restored after a restart, and downloaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from live_lab import ROOT, Server, jupyterlab, kill_kernel, open_and_run, wait_until_idle
from playwright.sync_api import Browser, Locator, Page, expect
from test_work import run_again

from jurisdiction.library import load
from jurisdiction.model import Told
from minimum_contacts.clinic import client as files
from minimum_contacts.clinic.memo import memo

NOTEBOOK = "11_clinic_intake.ipynb"
FOCUSED = "e => e === document.activeElement"


@pytest.fixture
def own_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Yield a server with a separate work folder."""
    monkeypatch.setenv("MINIMUM_CONTACTS_WORK", str(tmp_path / "work"))
    with jupyterlab(tmp_path / "lab", ROOT / "notebooks") as server:
        yield server


@pytest.fixture
def page(browser: Browser, own_server: Server) -> Iterator[Page]:
    """Yield notebook 11, run from top to bottom, in a separate page."""
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.set_default_timeout(20_000)
    open_and_run(page, own_server, NOTEBOOK, ".mc-i", 1)
    yield page
    page.close()


def intake(page: Page) -> Locator:
    return page.get_by_role("region", name="Intake")


def tab_to(page: Page, control: Locator, key: str = "Tab") -> None:
    """Press Tab from control to control until this one has the focus."""
    for _ in range(90):
        if control.evaluate(FOCUSED):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard does not reach {control}")


def button(page: Page, name: str) -> Locator:
    return intake(page).get_by_role("button", name=name, exact=True)


def saved(page: Page) -> None:
    expect(intake(page).locator(".mc-sign")).to_contain_text("Saved at")


def question(page: Page) -> Locator:
    """Return the name of the displayed question."""
    return intake(page).locator(".mc-i-card h3")


def test_an_intake_by_keyboard_is_saved_found_again_and_carried_away(
    page: Page, own_server: Server, tmp_path: Path
) -> None:
    """A new file is made by keyboard alone; it survives its kernel, and file and memo are downloaded."""
    button(page, "New file").focus()
    page.keyboard.press("Enter")
    initials = intake(page).get_by_label("Initials", exact=True)
    expect(initials).to_have_value("N. N.")
    tab_to(page, initials, "Shift+Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("Q. X.")
    page.keyboard.press("Tab")
    expect(intake(page).get_by_label("Client's file", exact=True)).to_contain_text(
        "Q. X. (your own)"
    )
    button(page, "Next question").focus()
    page.keyboard.press("Enter")  # a new file begins with its story
    expect(question(page)).to_be_visible()
    first = question(page).text_content()
    group = intake(page).get_by_role("radiogroup", name=first, exact=True)
    button(page, "Next question").focus()
    tab_to(page, group.get_by_role("radio").first)
    page.keyboard.press("n")  # a yes to some questions, such as on consent, could end the inquiry
    expect(group.get_by_role("radio", name="No", exact=True)).to_be_checked()
    expect(intake(page).get_by_role("status").first).to_contain_text("Changed:")
    known = intake(page).get_by_label("How it is known", exact=True)
    tab_to(page, known)
    page.keyboard.press("ArrowDown")
    expect(known.locator("option:checked")).to_have_text("A document shows it")
    note = intake(page).get_by_label("Note", exact=True)
    tab_to(page, note)
    page.keyboard.type("The draft complaint.")
    tab_to(page, button(page, "Next question"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(question(page)).not_to_have_text(first)
    row = intake(page).locator(".mc-l-on").locator("input, select")
    expect(row.first).to_be_focused()  # the focus moves to the question
    saved(page)
    page.wait_for_timeout(1500)

    kill_kernel(page, own_server)
    wait_until_idle(page)
    run_again(page)
    intake(page).wait_for(timeout=90_000)
    expect(intake(page).get_by_label("Initials", exact=True)).to_have_value("Q. X.")
    expect(intake(page)).to_contain_text("questions: 1 answered")
    expect(question(page)).not_to_have_text(first)  # the next question

    button(page, "New file").focus()
    tab_to(page, button(page, "Download this file"))
    with page.expect_download() as loading:
        page.keyboard.press("Enter")
    loading.value.save_as(tmp_path / "client.yml")
    file = files.open_file(tmp_path / "client.yml")
    assert loading.value.suggested_filename == "client-q-x.yml" and file.label == "Q. X."
    assert list(file.facts.values()) == [
        Told(answer="no", known="document", note="The draft complaint.")
    ]

    tab = intake(page).get_by_role("tab")
    intake(page).get_by_role("tab", selected=True).focus()
    page.keyboard.press("ArrowRight")  # from the current position
    expect(tab.nth(3)).to_have_attribute("aria-selected", "true")
    tab_to(page, button(page, "Make the memo for Word"))
    page.keyboard.press("Enter")
    memo_link = intake(page).get_by_role("link", name="Download the memo for Word")
    expect(memo_link).to_be_visible()
    tab_to(page, memo_link)
    with page.expect_download() as loading:
        page.keyboard.press("Enter")
    loading.value.save_as(tmp_path / "memo.docx")
    assert loading.value.suggested_filename == "memo-q-x.docx"
    word = docx.Document(str(tmp_path / "memo.docx"))
    cells = "\n".join(c.text for t in word.tables for row in t.rows for c in row.cells)
    quoted = [load().passages[name].text for name in memo(file).quotations]
    assert quoted and [text for text in quoted if text not in cells] == []
    assert "The draft complaint." in cells
