"""Work survives a killed kernel, a new server, and another machine, and no other user sees it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_lab import ROOT, Server, jupyterlab, kill_kernel, open_and_run, voila, wait_until_idle
from on_screen import LAB
from playwright.sync_api import Browser, Locator, Page, expect

NOTEBOOK = "02_express_aiming.ipynb"
ANSWER = "It favors this audience. “Ü” <b>"


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a separate work folder for this test, which its servers' kernels use."""
    monkeypatch.setenv("MINIMUM_CONTACTS_WORK", str(tmp_path / "work"))
    return tmp_path / "work"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Yield a separate page for this test."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(20_000)
    yield page
    page.close()


def first_explanation(page: Page) -> Locator:
    return page.locator(".mc-task:has(textarea)").first


def sign(page: Page) -> Locator:
    return first_explanation(page).locator(".mc-sign")


def answer(page: Page) -> None:
    """Write an answer, commit it, and wait until the status says that it is saved."""
    here = first_explanation(page)
    here.locator("textarea").fill(ANSWER)
    here.get_by_role("button").click()
    expect(here.locator(".mc-note")).to_contain_text("One good answer")
    expect(sign(page)).to_contain_text("Saved at")


def run(page: Page, server: Server, notebook: str = NOTEBOOK) -> None:
    open_and_run(page, server, notebook, ".mc-task", 1)


def finds_it(page: Page) -> None:
    """Check that the answer returns with its feedback, and that the top shows where the learner stopped."""
    here = first_explanation(page)
    expect(here.locator("textarea")).to_have_value(ANSWER)
    expect(here.locator(".mc-note")).to_contain_text("You committed this on")
    expect(page.locator(".mc-work")).to_contain_text("1 explanation. You stopped on")


def run_again(page: Page) -> None:
    """Choose Run ▸ Run All Cells again, for the kernel that replaced the dead one."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_timeout(1000)
    wait_until_idle(page)


def test_a_killed_kernel_loses_nothing_and_the_sign_does_not_pretend(
    work: Path, page: Page, tmp_path: Path
) -> None:
    """After a kernel dies in mid-lesson, the save status says so; rerunning restores all work."""
    with jupyterlab(tmp_path / "lab", ROOT / "notebooks") as server:
        run(page, server)
        answer(page)
        facts = page.locator(LAB).first
        facts.get_by_role("radio", name="No", exact=True).first.click()
        expect(facts.get_by_role("status")).to_contain_text("◆ Open")
        page.wait_for_timeout(1500)
        kill_kernel(page, server)
        first_explanation(page).locator("textarea").fill(ANSWER + " More.")
        expect(sign(page)).to_contain_text("kernel does not respond", timeout=20_000)
        wait_until_idle(page)
        run_again(page)
        finds_it(page)
        expect(page.locator(LAB).first).to_contain_text("These are the facts as you left them")


def test_a_new_server_finds_the_work_of_the_old_one(work: Path, page: Page, tmp_path: Path) -> None:
    """After the tab is closed and the server stopped, the next server restores the work."""
    with jupyterlab(tmp_path / "one", ROOT / "notebooks") as server:
        run(page, server)
        answer(page)
    assert [p.name for p in work.glob("*.json")] == [Path(NOTEBOOK).stem + ".json"]
    page.goto("about:blank")
    with jupyterlab(tmp_path / "two", ROOT / "notebooks") as server:
        run(page, server)
        finds_it(page)


def test_work_is_downloaded_and_brought_in_on_another_machine(
    work: Path, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file transfers all work; a file of another kind gets an explanation and changes nothing."""
    opener = page.get_by_role("button", name="Carry your work along")
    with jupyterlab(tmp_path / "one", ROOT / "notebooks") as server:
        run(page, server)
        answer(page)
        opener.click()
        with page.expect_download() as loading:
            page.get_by_role("link", name="Download your work in 02 Express aiming").click()
        file = tmp_path / loading.value.suggested_filename
        loading.value.save_as(file)
    assert file.name.startswith("minimum-contacts-work-")
    assert ANSWER in json.dumps(json.loads(file.read_text("utf-8")), ensure_ascii=False).replace(
        '\\"', '"'
    )
    monkeypatch.setenv("MINIMUM_CONTACTS_WORK", str(tmp_path / "elsewhere"))
    page.goto("about:blank")
    (tmp_path / "photo.json").write_bytes(b"\x89PNG")
    with jupyterlab(tmp_path / "two", ROOT / "notebooks") as server:
        run(page, server)
        expect(first_explanation(page).locator("textarea")).to_have_value("")
        opener.click()
        for chosen, words in ((tmp_path / "photo.json", "Nothing was changed."), (file, "1 entry")):
            with page.expect_file_chooser() as choosing:
                page.get_by_role("button", name="Import work from a file").click()
            choosing.value.set_files(chosen)
            expect(page.locator(".mc-work [role=status]")).to_contain_text(words)
        finds_it(page)


def test_two_learners_on_one_voila_server_do_not_see_each_other_s_work(
    browser: Browser, tmp_path: Path
) -> None:
    """Each learner's work returns after leaving; neither the other learner nor the server ever sees it."""
    answers = {"Ann": "Ann's words.", "Ben": "Ben's words."}
    with voila(tmp_path / "voila", ROOT / "notebooks") as server:
        learners = {name: browser.new_context() for name in answers}
        address = f"{server.url}/voila/render/{NOTEBOOK}"
        for name, words in answers.items():
            page = learners[name].new_page()
            page.goto(address, timeout=90_000)
            box = first_explanation(page).locator("textarea")
            box.wait_for(timeout=90_000)
            expect(sign(page)).to_contain_text("saved as you go, in this browser")
            expect(box).to_have_value("")
            box.fill(words)
            expect(sign(page)).to_contain_text("Saved at")
            assert not any(other in page.content() for who, other in answers.items() if who != name)
            page.close()
        for name, words in answers.items():
            page = learners[name].new_page()
            page.goto(address, timeout=90_000)
            box = first_explanation(page).locator("textarea")
            box.wait_for(timeout=90_000)
            expect(box).to_have_value(words)
        found = [p for p in server.root.rglob("*") if p.is_file()]
        for words in answers.values():
            assert not [p for p in found if words.encode() in p.read_bytes()]
        for context in learners.values():
            context.close()
