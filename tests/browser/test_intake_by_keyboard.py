"""An intake by the keyboard alone: answered, saved, found again after a restart, and carried away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from live_lab import ROOT, Server, jupyterlab, kill_kernel, open_and_run, wait_until_idle
from playwright.sync_api import Browser, Locator, Page, expect
from test_accessibility import Axe, serious
from test_work import run_again
from wcag import amiss, low

from jurisdiction import client as files
from jurisdiction.memo import memo
from jurisdiction.model import Told

NOTEBOOK = "11_clinic_intake.ipynb"
FOCUSED = "e => e === document.activeElement"


@pytest.fixture
def own_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server with a folder of work of this test's own."""
    monkeypatch.setenv("MINIMUM_CONTACTS_WORK", str(tmp_path / "work"))
    with jupyterlab(tmp_path / "lab", ROOT / "notebooks") as server:
        yield server


@pytest.fixture
def page(browser: Browser, own_server: Server) -> Iterator[Page]:
    """Notebook 11, run from top to bottom, in a page of this test's own."""
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.set_default_timeout(20_000)
    open_and_run(page, own_server, NOTEBOOK, ".mc-intake", 1)
    yield page
    page.close()


def intake(page: Page) -> Locator:
    return page.locator(".mc-intake")


def tab_to(page: Page, control: Locator, key: str = "Tab") -> None:
    """Go from control to control until this one has the focus."""
    for _ in range(90):
        if control.evaluate(FOCUSED):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard does not reach {control}")


def button(page: Page, name: str) -> Locator:
    return intake(page).get_by_role("button", name=name, exact=True)


def saved(page: Page) -> None:
    expect(intake(page).locator(".mc-sign")).to_contain_text("Saved at")


def answer(page: Page, label: str) -> None:
    """Tab into the answers, choose one with the arrows, and wait until it is recorded."""
    group = intake(page).locator(".mc-task .widget-radio", has_text="Answer")
    first = group.locator("input").first
    tab_to(page, first)
    labels = group.locator(".widget-radio-box label").all_text_contents()
    page.keyboard.press("Space")
    for _ in range([words.strip() for words in labels].index(label)):
        page.keyboard.press("ArrowDown")
    expect(group.get_by_label(label, exact=True)).to_be_checked()
    expect(intake(page).locator(".mc-moved")).to_contain_text("Changed:")


def choose(page: Page, label: str, option: str) -> None:
    """Tab to a list and go down to one of its options."""
    control = intake(page).get_by_label(label, exact=True)
    tab_to(page, control)
    options = [" ".join(o.split()) for o in control.locator("option").all_text_contents()]
    assert option in options, options
    for _ in range(options.index(option)):
        page.keyboard.press("ArrowDown")
    expect(control.locator("option:checked")).to_have_text(option)


def go_to(intake: Locator, begins: str) -> None:
    """Go to the question whose name begins so."""
    questions = intake.get_by_label("Go to a question")
    named = [" ".join(o.split()) for o in questions.locator("option").all_text_contents()]
    questions.select_option(
        index=named.index(next(name for name in named if name.startswith(begins)))
    )


def test_an_intake_by_keyboard_is_saved_found_again_and_carried_away(
    page: Page, own_server: Server, tmp_path: Path
) -> None:
    """A new file by keys alone; it outlives its kernel, and file and memo are downloaded."""
    button(page, "New file").focus()
    page.keyboard.press("Enter")
    initials = intake(page).get_by_label("Initials", exact=True)
    expect(initials).to_have_value("N. N.")
    tab_to(page, initials)
    page.keyboard.press("Control+a")
    page.keyboard.type("Q. X.")
    page.keyboard.press("Tab")
    expect(intake(page).get_by_label("Client's file")).to_contain_text("Q. X. (your own)")
    first = intake(page).locator(".mc-question h5").text_content()
    answer(page, "Yes")
    choose(page, "How it is known", "A document shows it")
    note = intake(page).get_by_label("Note", exact=True)
    tab_to(page, note)
    page.keyboard.type("The draft complaint.")
    page.keyboard.press("Tab")
    tab_to(page, button(page, "Next question"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(intake(page).locator(".mc-question h5")).not_to_have_text(first)
    second = intake(page).locator(".mc-question h5").text_content()
    expect(button(page, "Skip for now")).to_be_enabled()
    assert button(page, "Next question").evaluate(FOCUSED)  # the focus stays where it was
    page.keyboard.press("Tab")
    expect(button(page, "Skip for now")).to_be_focused()
    saved(page)
    page.wait_for_timeout(1500)

    kill_kernel(page, own_server)
    wait_until_idle(page)
    run_again(page)
    intake(page).wait_for(timeout=90_000)
    expect(intake(page).get_by_label("Initials", exact=True)).to_have_value("Q. X.")
    expect(intake(page).locator(".mc-progress")).to_contain_text("1 answered")
    expect(intake(page).locator(".mc-question h5")).to_have_text(second)

    link = intake(page).get_by_role("link", name="Download this file")
    button(page, "New file").focus()
    tab_to(page, link)
    with page.expect_download() as loading:
        page.keyboard.press("Enter")
    loading.value.save_as(tmp_path / "client.yml")
    file = files.open_file(tmp_path / "client.yml")
    assert loading.value.suggested_filename == "client-q-x.yml" and file.label == "Q. X."
    assert list(file.facts.values()) == [
        Told(answer="yes", known="document", note="The draft complaint.")
    ]

    tab_to(page, button(page, "The memo"))
    page.keyboard.press("Space")
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
    paragraphs = [p.text for p in word.paragraphs]
    assert {q.text for q in memo(file).quotations} <= set(paragraphs)
    cells = {c.text for t in word.tables for row in t.rows for c in row.cells}
    assert any("The draft complaint." in text for text in cells)


def test_axe_finds_nothing_serious_in_the_intake(page: Page, artefacts: Path) -> None:
    """With every part open, with an error told and on a phone, nothing keeps anybody out."""
    for name in ("What to find out", "The memo", "Compare two states"):
        button(page, name).click()
    button(page, "Remember this state").click()
    intake(page).get_by_label("Yes", exact=True).first.check()
    expect(intake(page).locator(".mc-moved")).to_contain_text("Changed:")
    intake(page).get_by_label("Initials", exact=True).fill("Jane Roe")
    page.keyboard.press("Tab")
    expect(intake(page)).to_contain_text("does not look like initials")
    button(page, "Make the memo for Word").click()
    expect(intake(page)).to_contain_text("The memo is ready")
    (artefacts / "no-client.yml").write_text("a: 1\n")
    with page.expect_file_chooser() as choosing:
        intake(page).get_by_role("button", name="Bring in a client's file").click()
    choosing.value.set_files(artefacts / "no-client.yml")
    expect(intake(page).get_by_role("alert")).to_contain_text("Nothing was changed.")
    page.locator(".jp-SideBar .lm-TabBar-tab[data-id='filebrowser']").click()  # puts the files away
    page.locator("#filebrowser").wait_for(state="hidden")
    for size in ({"width": 1440, "height": 1000}, {"width": 400, "height": 800}):
        page.set_viewport_size(size)
        page.evaluate("document.querySelectorAll('.mc-intake details').forEach(d => d.open = true)")
        found = Axe().run(page, context={"include": [[".mc-intake"]]}).response
        assert len(found["passes"]) > 10
        assert not serious(found["violations"]), found["violations"]
    go_to(intake(page), "Number of views")
    intake(page).get_by_label("A figure", exact=True).check()
    expect(intake(page).get_by_label("The figure")).to_be_visible()
    intake(page).locator(".mc-task").screenshot(path=artefacts / "intake-phone-figure.png")
    controls = ":is(button, select, input[type=text], .widget-radio-box label)"
    assert not (small := low(page, f".mc-intake {controls}")), "\n".join(small)
    wide = intake(page).evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert wide[0] <= wide[1], amiss(page)
