"""Faults on a learner's machine: what the learner sees in each case, and that nothing is lost.

| fault | what the learner sees | test |
|---|---|---|
| kernel killed in mid-lesson | the status: the kernel does not respond; rerunning restores all | test_work |
| kernel slow, or stopped for a while | actions taken meanwhile are answered once it resumes | here |
| tab closed, server restarted | the work, and where the learner stopped | test_work |
| tab closed while the learner is typing | the page asks; after staying, the text is saved | here, test_site |
| a long text typed without leaving its field | nothing: it is saved at every pause | here |
| two notebooks in one window | nothing: each status reports its own kernel | here |
| two tabs on one notebook | one kernel serves both; work from either tab is saved and restored | here |
| a page reloaded | the work; the kernel keeps no widgets of the page before | here, test_again |
| two kernels on one notebook | a message in each about the other; all is kept | here, test_work_is_kept |
| damaged or newer saved work | why it cannot be read; it is set aside | here, test_work_is_kept |
| work from an older version | which version, and that it is kept | test_work_is_kept |
| disk full, then read-only | *Not saved*, why, the download; then saved | here, test_storage |
| the browser's storage full or blocked | the same, on a class server or the static site | here, test_site |
| two tabs of the static site, each with its kernel | a message in each; all is kept | test_site |
| the browser's saved work damaged | why it cannot be read; it is set aside | test_site |
| browser zoom | nothing lost; the laboratory adapts; nothing wider than the page | here |
| the clock set back, or wrong by decades | nothing: the order is kept | test_work_is_kept |
| 5,000 characters of markup, right to left | the same characters | here, test_escaping |
| no facts known | *Open* and why, in every laboratory of every lesson | test_all_unknown |
| a hostile or broken file, link, or command | one sentence that names the place | tests/fuzz |
| no network | nothing: a whole lesson works, and nothing tries to leave | test_quiet, test_site |
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
import shutil
import subprocess
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from live_lab import (
    ROOT,
    Server,
    fill_disk,
    jupyterlab,
    open_and_run,
    small_disk,
    voila,
    wait_until_idle,
    write_notebook,
)
from on_screen import LAB
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    Locator,
    Page,
    WebSocketRoute,
    expect,
)
from test_work import run_again

from jurisdiction.model import Told
from minimum_contacts.clinic import client
from minimum_contacts.lessons import record

NOTEBOOK = "02_express_aiming.ipynb"
NAME = Path(NOTEBOOK).stem
PATIENCE = 8_000  # milliseconds after which the status reports that the kernel does not respond
KEY = f"minimum-contacts/{NAME}"  # key under which a browser stores this lesson's work
LONG = 90_000  # time limit in milliseconds on a busy machine
EVIL = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>\u202e\u2067שלום\u2069 مرحبا "
HOSTILE = (EVIL * 100)[:5_000]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that contains the work folder, `work`."""
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def work(place: Path) -> Path:
    (place / "work").mkdir()
    return place / "work"


@pytest.fixture(scope="module")
def own_server(place: Path, work: Path) -> Iterator[Server]:
    """Yield a server with this work folder and its own copy of notebook 02."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MINIMUM_CONTACTS_WORK", str(work))
        with jupyterlab(place / "lab", ROOT / "notebooks") as server:
            yield server


@pytest.fixture(autouse=True)
def no_kernel_stays(own_server: Server, work: Path) -> Iterator[None]:
    """End all kernels and remove all work, so that each test and each second try begins with neither."""
    yield
    head = {"Authorization": f"token {own_server.token}"}
    asked = f"{own_server.url}/api/sessions"
    with urllib.request.urlopen(urllib.request.Request(asked, headers=head), timeout=60) as reply:
        sessions = json.load(reply)
    for session in sessions:
        end = urllib.request.Request(f"{asked}/{session['id']}", headers=head, method="DELETE")
        urllib.request.urlopen(end, timeout=60).close()
    for kept in work.iterdir():
        if kept.is_dir():
            shutil.rmtree(kept)
        else:
            kept.unlink()


def fresh(server: Server, notebook: str = NOTEBOOK) -> str:
    """Return a fresh copy of a notebook that no page has opened."""
    name = f"{uuid.uuid4().hex[:6]}-{notebook}"
    shutil.copy(ROOT / "notebooks" / notebook, server.root / name)
    return name


@pytest.fixture
def pages(browser: Browser) -> Iterator[BrowserContext]:
    """Yield a separate browser profile in which the execution of a foreign script would be detected."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(30_000)
    yield context
    context.close()


def opened(pages: BrowserContext, server: Server, notebook: str = "") -> Page:
    page = pages.new_page()
    run(page, server, notebook or fresh(server), ".mc-task")
    return page


def run(page: Page, server: Server, notebook: str, show: str) -> None:
    """Open and run a notebook; ignore anything that an earlier run left on the page."""
    open_and_run(page, server, notebook, show, 1)
    page.wait_for_timeout(1_000)
    wait_until_idle(page)


def boxes(page: Page) -> Locator:
    return page.locator(".mc-task:has(textarea)")


def write(page: Page, number: int, text: str) -> None:
    """Type an explanation, and wait until the status says that it is saved."""
    box = boxes(page).nth(number)
    box.locator("textarea").fill(text)
    expect(box.locator(".mc-sign")).to_contain_text("Saved at")
    page.wait_for_timeout(1_500)


def answers(work: Path) -> set[str]:
    return {e.answer for e in record.read((work / f"{NAME}.json").read_bytes(), "it")[NAME]}


def no_traceback(page: Page) -> None:
    bad = page.locator("[data-mime-type='application/vnd.jupyter.stderr'], "
                       "[data-mime-type='application/vnd.jupyter.error']")  # fmt: skip
    assert bad.all_inner_texts() == []
    assert page.get_by_text("We could not update this part").count() == 0


def test_while_the_kernel_is_held_up_the_keys_are_not(pages, own_server) -> None:
    """An answer chosen and committed by keyboard while the kernel is blocked gets its reply later."""
    page = opened(pages, own_server)
    task = page.locator(".mc-task:has(input[type=radio])").first
    first, commit = task.get_by_role("radio").first, task.get_by_role("button")
    expect(commit).to_be_disabled()
    (kernel,) = own_server.kernels()
    kernel.suspend()
    try:
        first.focus()
        for key in ("Space", "ArrowDown", "Tab"):
            page.keyboard.press(key)
        expect(commit).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        assert task.locator(".mc-note").count() == 0
    finally:
        kernel.resume()
    expect(task.locator(".mc-note")).to_have_count(1)
    expect(task.get_by_role("radio").nth(1)).to_be_checked()
    page.close()


def test_each_notebook_in_a_window_has_a_sign_of_its_own(pages, own_server) -> None:
    """One notebook's save status does not wait for text typed in another."""
    page = opened(pages, own_server)
    other = fresh(own_server, "04_relatedness.ipynb")
    page.get_by_role("button", name="Refresh the file browser").click()
    page.locator(".jp-DirListing-item", has_text=other).dblclick()
    front = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    expect(front.locator(".jp-Cell").first).to_be_visible()
    wait_until_idle(page)
    run_again(page)
    box = front.locator(".mc-task:has(textarea)").first
    box.locator("textarea").fill("typed here")
    expect(box.locator(".mc-sign")).to_contain_text("Saved at")
    page.wait_for_timeout(PATIENCE + 1_000)
    signs = page.locator(".mc-sign").all_text_contents()
    assert len(page.locator(".jp-NotebookPanel.lm-mod-hidden .mc-sign").all()) > 3
    assert not [said for said in signs if "does not respond" in said]
    page.close()


def test_a_notebook_that_keeps_nothing_says_that_and_no_more(pages, own_server) -> None:
    """In a notebook without its setup line, the status stays off, because no save is owed."""
    name = f"{uuid.uuid4().hex[:6]}-bare.ipynb"
    asked = 'import jurisdiction as j\nj.panels.check("express_aiming", "line")'
    write_notebook(own_server.root / name, [asked])
    page = opened(pages, own_server, name)
    task = page.locator(".mc-task").first
    task.get_by_role("radio").first.check()
    page.wait_for_timeout(PATIENCE + 1_000)
    expect(task.locator(".mc-sign")).to_have_text("Not saved: this notebook does not save work.")
    task.get_by_role("button").click()
    expect(task.locator(".mc-note")).to_have_count(1)
    page.close()


def test_what_is_written_in_the_intake_is_kept_before_its_field_is_left(
    pages: BrowserContext, own_server: Server, work: Path
) -> None:
    """After a pause, text is on disk, the cursor stays, and one Undo reverts it all; no false alarm."""
    page = pages.new_page()
    run(page, own_server, fresh(own_server, "11_clinic_intake.ipynb"), ".mc-i")
    intake = page.get_by_role("region", name="Intake")
    sign = intake.locator(".mc-sign")
    intake.get_by_role("tab", name="The story").click()
    story = intake.get_by_role("textbox", name="What the client said")
    before = story.input_value()

    def kept() -> str:
        path = work.with_name(f"{work.name}-clients") / "clients.json"
        logs = record.logs(path.read_bytes(), "it", record.CLIENTS) if path.exists() else {}
        entries = record.live(logs.get("clients", []))
        told = [client.read(e.answer.encode(), "it").story for e in entries]
        return told[-1] if told else ""

    story.focus()
    page.keyboard.press("Control+End")
    for told in (f"{before} She ships there.", f"{before} She ships there. Often."):
        page.keyboard.type(told.removeprefix(story.input_value()))
        end = time.monotonic() + 30
        while kept() != told:
            assert time.monotonic() < end, f"kept: {kept()!r}"
            page.wait_for_timeout(200)
        expect(story).to_be_focused()
        expect(story).to_have_value(told)
    page.keyboard.type("x")
    page.keyboard.press("Backspace")
    intake.get_by_label("Number of views from the United States", exact=True).click()
    page.wait_for_timeout(PATIENCE + 1_000)
    expect(intake.get_by_label("Note")).to_be_hidden()  # the note could not be saved yet
    assert "does not respond" not in sign.text_content()
    page.get_by_role("button", name="Undo", exact=True).and_(intake.locator("button")).click()
    expect(story).to_have_value(before)
    page.close()


# Return whether the page would ask before closing; our template asks Voila's pages first.
OBJECTS = """() => !dispatchEvent(new Event(
  document.body.dataset.voila ? "minimum-contacts-leave" : "beforeunload", { cancelable: true }))"""
CALM = f"() => !({OBJECTS})()"
# Whether the text objects to closing before the kernel can have received it.
UNHEARD = f"""field => {{ field.dispatchEvent(new Event('input', {{ bubbles: true }}));
  return ({OBJECTS})(); }}"""
# Type and leave before the page can do anything else.
GONE = """(field, words) => { field.focus();
  document.execCommand('insertText', false, words); location.reload(); }"""


def leave_at_once(page: Page, box: Locator, words: str) -> None:
    """If the learner leaves right after typing, the page asks; if the learner stays, all is saved."""
    asked = list[str]()

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    box.locator("textarea").click()  # a browser never asks before any interaction
    box.locator("textarea").evaluate(GONE, words)
    expect(box.locator(".mc-sign")).to_contain_text("Saved at")
    assert asked == ["beforeunload"]
    page.wait_for_function(CALM)
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    assert len(asked) == 1


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with voila(tmp_path_factory.mktemp("class") / "voila", ROOT / "notebooks", True) as server:
        yield server


def in_class(page: Page, server: Server) -> Locator:
    """Return notebook 02 on the class server, with its first text field."""
    page.goto(f"{server.url}/voila/render/{NOTEBOOK}", timeout=LONG)
    box = boxes(page).first
    box.locator("textarea").wait_for(timeout=LONG)
    expect(box.locator(".mc-sign")).to_contain_text("saved as you go, in this browser")
    return box


def test_a_page_that_is_left_while_a_word_is_written_asks(
    browser: Browser, deployed: Server
) -> None:
    """On a class server, closing the page ends the kernel, so the page asks while text is being typed."""
    context = browser.new_context()
    for number, words in enumerate(("", "the very last word")):
        page = context.new_page()
        box = in_class(page, deployed)
        expect(box.locator("textarea")).to_have_value(words)
        if not number:
            assert box.locator("textarea").evaluate(UNHEARD)
            leave_at_once(page, box, "the very last word")
    context.close()


def test_saving_an_earlier_word_does_not_pass_for_saving_the_last(
    browser: Browser, deployed: Server
) -> None:
    """An acknowledgment of an earlier text does not count as one of the latest text, still in transit."""
    held, over = list[tuple[WebSocketRoute, str | bytes]](), Event()

    def carry(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def sent(message: str | bytes) -> None:
            raw = message if isinstance(message, bytes) else message.encode()
            written = b'"found"' in raw  # the browser has stored the earlier text
            if (held or written) and not over.is_set():
                held.append((server, message))
            else:
                server.send(message)

        socket.on_message(sent)

    context = browser.new_context()
    page = context.new_page()
    page.route_web_socket("**", carry)
    box = in_class(page, deployed)
    box.locator("textarea").press_sequentially("one")
    page.wait_for_function("name => localStorage.getItem(name)?.includes('one')", arg=KEY)
    box.locator("textarea").press_sequentially(" two")
    assert page.evaluate(OBJECTS)
    server, answer = held[0]
    server.send(answer)
    expect(box.locator(".mc-sign")).to_contain_text("Saved at")
    page.wait_for_timeout(1_000)
    assert page.evaluate(OBJECTS), "what is still on its way would be lost"
    over.set()
    for server, message in held[1:]:
        server.send(message)
    page.wait_for_function("name => localStorage.getItem(name)?.includes('one two')", arg=KEY)
    page.wait_for_function(CALM)
    context.close()


def test_two_tabs_and_a_second_kernel_keep_what_each_wrote(
    own_server: Server, pages: BrowserContext, work: Path
) -> None:
    """Two tabs on one notebook, and a copy with its own kernel, lose nothing; both kernels report it."""
    one = fresh(own_server)
    first, second = opened(pages, own_server, one), opened(pages, own_server, one)
    write(first, 0, "from the first tab")
    write(second, 1, "from the second tab")
    write(first, 0, "from the first tab, again")
    assert {"from the first tab, again", "from the second tab"} <= answers(work)
    second.close()
    other = opened(pages, own_server)
    expect(boxes(other).nth(1).locator("textarea")).to_have_value("from the second tab")
    write(other, 0, "from another kernel")
    write(first, 1, "from the first kernel")
    write(other, 0, "from another kernel, again")
    wanted = {"from the first tab, again", "from another kernel, again", "from the first kernel"}
    assert wanted <= answers(work)
    for page in (first, other):
        told = page.locator(".mc-work [role=alert]")
        expect(told).to_contain_text("also open in another window")
        no_traceback(page)


def test_run_again_a_notebook_works_on_in_each_window(
    pages: BrowserContext, own_server: Server
) -> None:
    """A rerun cell closes the widgets of its own window; those in another window stay and respond."""
    one = fresh(own_server)
    first, second = opened(pages, own_server, one), opened(pages, own_server, one)
    there = first.locator(LAB).count()
    for _ in range(2):
        run_again(second)
    second.wait_for_timeout(5_000)  # until the earlier widgets have been closed
    for page in (first, second):
        lab = page.locator(LAB).first
        lab.get_by_role("radio", name="No", exact=True).first.click()
        expect(lab.get_by_role("status")).to_contain_text("◆ Open")
        lab.get_by_role("button", name=re.compile("^Back to ")).click()
        expect(lab.get_by_role("status")).to_contain_text("▲ Met")
        expect(page.locator(LAB)).to_have_count(there)
        no_traceback(page)


WIDGETS = """async () => Object.keys((await jupyterapp.shell.currentWidget.sessionContext.session.kernel
  .requestCommInfo({ target_name: "jupyter.widget" })).content.comms).length"""


def test_a_page_that_is_opened_again_leaves_no_widgets_in_the_kernel(
    pages: BrowserContext, own_server: Server
) -> None:
    """After two reloads with a rerun each, the kernel has as many widgets as after the first run."""
    notebook = fresh(own_server)
    page = opened(pages, own_server, notebook)
    first = page.evaluate(WIDGETS)
    assert first > 20
    for _ in range(2):
        run(page, own_server, notebook, ".mc-task")
        page.wait_for_function(f"async (first) => (await ({WIDGETS})()) === first", arg=first)
    page.close()


def test_saved_work_that_is_damaged_or_newer_is_kept_aside_and_told(
    own_server: Server, pages: BrowserContext, work: Path
) -> None:
    """The top of the notebook gives the reason, the file still exists, and later work is saved."""
    page = opened(pages, own_server)
    newer = {"format": "minimum-contacts-work", "version": 2, "notebooks": {}}
    faults = {
        b'{"format": "minimum-contacts-work", "vers': "is incomplete",
        json.dumps(newer).encode(): "by a newer version",
    }
    for number, (raw, words) in enumerate(faults.items()):
        (work / f"{NAME}.json").write_bytes(raw)
        run_again(page)
        told = page.locator(".mc-work [role=alert]")
        expect(told).to_contain_text(words)
        expect(told).to_contain_text("is not lost: we set it aside as")
        write(page, 0, f"after {number}")
        assert f"after {number}" in answers(work)
        assert raw in [p.read_bytes() for p in work.glob(f"{NAME}.aside-*.json")]
    no_traceback(page)


@pytest.fixture
def full_disk(work: Path) -> Iterator[Path]:
    """Mount the work folder on a disk of 64 kilobytes."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(small_disk(work, 64))
        except OSError as error:
            pytest.skip(f"{error} test_storage refuses in its place.")
        yield work


def test_a_disk_that_is_full_or_read_only_is_told_and_saved_afterwards(
    own_server: Server, pages: BrowserContext, full_disk: Path
) -> None:
    """*Not saved* and the reason appear at the field and at the top; once there is room, typing saves all."""
    page = opened(pages, own_server)
    box, top = boxes(page).nth(2), page.locator(".mc-work [role=alert]")
    write(page, 2, "while there is room")
    filler = fill_disk(full_disk)
    box.locator("textarea").fill("written when the disk is full " * 200)
    expect(box.locator(".mc-sign")).to_contain_text("the disk is full. Free some space.")
    expect(top).to_contain_text("Not saved: the disk is full")
    page.get_by_role("button", name="Carry your work along").click()
    with page.expect_download() as loading:
        page.get_by_role("link", name="Download your work in").click()
    assert "written when the disk is full" in Path(loading.value.path()).read_text("utf-8")
    assert "while there is room" in (full_disk / f"{NAME}.json").read_text("utf-8")
    filler.unlink()
    write(page, 2, "when there is room again")
    expect(top).to_have_count(0)

    subprocess.run(["mount", "-o", "remount,ro", str(full_disk)], check=True)
    box.locator("textarea").fill("read only")
    expect(box.locator(".mc-sign")).to_contain_text("cannot be written to")
    subprocess.run(["mount", "-o", "remount,rw", str(full_disk)], check=True)
    write(page, 2, "and writable")
    assert {"and writable"} <= answers(full_disk)
    no_traceback(page)


def test_zoom_loses_nothing_and_the_laboratory_follows(
    own_server: Server, pages: BrowserContext
) -> None:
    """At 50% and 200% zoom, the answers stay, a toggle works in both directions, and everything fits."""
    page = opened(pages, own_server)
    write(page, 0, "before the zoom")
    lab, device = page.locator(LAB).first, pages.new_cdp_session(page)
    for percent in (50, 200, 100):
        size = {"width": 144_000 // percent, "height": 90_000 // percent, "mobile": False}
        device.send(
            "Emulation.setDeviceMetricsOverride", size | {"deviceScaleFactor": percent / 100}
        )
        lab.scroll_into_view_if_needed()
        chip = lab.get_by_role("status").locator(".mc-l-chip")
        before = chip.text_content()
        lab.get_by_role("radio", name="No", exact=True).first.click()
        expect(chip).to_have_text("◆ Open")
        lab.get_by_role("button", name="Undo").click()
        expect(chip).to_have_text(before)
        wide = lab.evaluate("e => e.scrollWidth - e.clientWidth")
        assert wide <= 1, f"at {percent}% the laboratory is {wide} pixels wider than its place"
        expect(boxes(page).first.locator("textarea")).to_have_value("before the zoom")
    no_traceback(page)


FIELDS = "textarea:visible, input[type=text]:visible"
OURS = ".mc-l, .mc-task, .mc-work"


def filled(page: Page, inside: str) -> int:
    """Type the hostile text into every field of our panels; return the number of fields."""
    fields = page.locator(inside).locator(FIELDS)
    count = 0
    for number in range(fields.count()):
        field = fields.nth(number)
        if field.is_enabled():
            enter(field, HOSTILE)
            count += 1
    return count


def enter(field: Locator, text: str) -> None:
    field.fill(text)
    field.press("Tab")


def bring_in(page: Page, button: str, name: str, raw: bytes) -> None:
    """Import a file under any name."""
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name=button).click()
    choosing.value.set_files({"name": name, "mimeType": "text/plain", "buffer": raw})


def told(page: Page, inside: str, words: str) -> None:
    """Check that the page reports the fault in the expected part and wording."""
    said = page.locator(f"{inside} :is([role=status], [role=alert])", has_text=words)
    expect(said.first).to_be_visible()


def nothing_more(page: Page, work: Path) -> None:
    """Check nothing further: this notebook has no other field."""


def figures_and_work_brought_in(page: Page, work: Path) -> None:
    """Enter markup as shares and counts, which are refused; import work whose every text is markup."""
    assert page.locator(LAB).locator("input[type=text]:visible").count() > 1
    told(page, LAB, "<script>")
    mine = record.read((work / f"{NAME}.json").read_bytes(), "it")[NAME]
    theirs = [
        entry.model_copy(update={
            "id": record.fresh_id(), "at": entry.at + dt.timedelta(hours=1), "committed": True,
            "asked": HOSTILE, "told": HOSTILE, "suite": HOSTILE,
        })
        for entry in mine if entry.kind == "explanation"
    ]  # fmt: skip
    page.get_by_role("button", name="Carry your work along").click()
    button, name = "Import work from a file", f"{EVIL}.json"
    bring_in(page, button, name, EVIL.encode())
    told(page, ".mc-work", "Nothing was changed.")
    told(page, ".mc-work", "<script>")
    bring_in(page, button, name, record.written({NAME: theirs}))
    told(page, ".mc-work", f"imported {len(theirs)} entries")
    expect(page.locator(".mc-task .mc-note", has_text="<script>").first).to_be_visible()


def a_party_a_figure_and_a_file(page: Page, work: Path) -> None:
    """Enter markup as a party's name, a figure, and a note; import a client file of nothing else."""
    intake, inside = page.get_by_role("region", name="Intake"), ".mc-i"
    initials = intake.get_by_label("Initials")
    enter(initials, HOSTILE)
    told(page, inside, "This text is too long")
    enter(initials, EVIL[:80])
    told(page, inside, "does not look like initials")
    told(page, inside, "<script>")
    share = intake.get_by_label("Share of traffic from the United States", exact=True)
    for figure, words in ((HOSTILE, "is too long for a share"), (EVIL, "a share")):
        enter(share, figure)
        told(page, inside, words)
    row = intake.get_by_role("radiogroup", name="Operates the site", exact=True)
    row.get_by_role("radio", checked=True).focus()
    enter(intake.get_by_label("Note", exact=True), HOSTILE)
    intake.get_by_role("tab", name="The story").click()
    enter(intake.get_by_role("textbox", name="What the client said"), HOSTILE)
    said = Told(answer="no", note=HOSTILE)
    theirs = client.new(EVIL[:80], "hawaii", story=HOSTILE, facts={"operates_site": said})
    button, name = "Import a client's file", f"{EVIL}.yml"
    bring_in(page, button, name, EVIL.encode())
    told(page, inside, "Nothing was changed.")
    bring_in(page, button, name, client.written(theirs))
    told(page, inside, "as your own file")


def show_what_was_told(page: Page) -> None:
    """Open the story and the note, which a new intake shows under a tab and beside their question."""
    intake = page.get_by_role("region", name="Intake")
    intake.get_by_role("tab", name="The story").click()
    row = intake.get_by_role("radiogroup", name="Operates the site", exact=True)
    row.get_by_role("radio", checked=True).focus()
    for field in ("What the client said", "Note"):
        expect(intake.get_by_role("textbox", name=field, exact=True)).to_have_value(HOSTILE)


@pytest.mark.parametrize(
    ("notebook", "inside", "further"),
    [
        (NOTEBOOK, ".mc-l, .mc-task", figures_and_work_brought_in),
        ("11_clinic_intake.ipynb", ".mc-i", a_party_a_figure_and_a_file),
        ("12_moot_and_exam.ipynb", ".mc-l, .mc-task", nothing_more),
    ],
)
def test_markup_and_text_from_right_to_left_in_every_field(
    notebook: str,
    inside: str,
    further: Callable[[Page, Path], None],
    own_server: Server,
    pages: BrowserContext,
    work: Path,
) -> None:
    """5,000 hostile characters in every field run nothing, break no layout, and are restored unchanged."""
    page = pages.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    (work / f"{Path(notebook).stem}.json").unlink(missing_ok=True)  # from an earlier try
    notebook = fresh(own_server, notebook)
    run(page, own_server, notebook, inside.split(",")[0])
    assert filled(page, inside)
    page.wait_for_timeout(3_000)
    further(page, work)
    page.wait_for_timeout(1_500)
    torn = """(all) => all.filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1)
                          .map(e => [e.className, e.scrollWidth, e.clientWidth])"""
    assert page.locator(OURS).evaluate_all(torn) == []
    kept = [box.input_value() for box in page.locator(inside).locator("textarea:visible").all()]
    assert kept and set(kept) == {HOSTILE}
    harmless(page)
    run(page, own_server, notebook, inside.split(",")[0])
    if inside == ".mc-i":
        show_what_was_told(page)
    again = [box.input_value() for box in page.locator(inside).locator("textarea:visible").all()]
    assert HOSTILE in again and set(again) <= {HOSTILE, ""}
    # When a page reloads, JupyterLab itself logs an error for each widget of the previous run.
    assert not [error for error in errors if "widget model not found" not in error]
    harmless(page)


def harmless(page: Page) -> None:
    """Check that no hostile text has run or become markup, and that nothing has failed."""
    assert page.evaluate("window.ran") is None
    assert page.locator(OURS).locator("script, img[src=x]").count() == 0
    no_traceback(page)


def test_a_link_of_markup_is_told_of_and_not_run(own_server: Server, pages: BrowserContext) -> None:
    """An unreadable part of a link appears as text at the top of the notebook."""
    page = pages.new_page()
    page.goto(own_server.address(fresh(own_server)) + f"&us_cdn={EVIL}&case={EVIL}")
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for(timeout=LONG)
    wait_until_idle(page)
    run_again(page)
    expect(page.locator(".mc-work")).to_contain_text("<script>", timeout=LONG)
    assert page.evaluate("window.ran") is None


FULL = """() => { let part = 'x'.repeat(1 << 20), n = 0;
  try { while (part) { try { localStorage.setItem('other/' + n++, part); }
                       catch { part = part.slice(part.length >> 1 || 1); } } } catch {} }"""
ROOM = """() => Object.keys(localStorage).filter(key => key.startsWith('other/'))
  .forEach(key => localStorage.removeItem(key))"""
SHUT = """Object.defineProperty(window, 'localStorage',
  { get() { throw new DOMException('no', 'SecurityError'); } })"""


def test_a_browser_that_keeps_nothing_is_told_of_and_the_work_can_be_downloaded(
    browser: Browser, tmp_path: Path
) -> None:
    """If storage is full or blocked, *Not saved*, the reason, and a download of all work appear."""
    with voila(tmp_path / "voila", ROOT / "notebooks") as server:
        address = f"{server.url}/voila/render/{NOTEBOOK}"
        for fault, words in ((FULL, "storage is full"), (SHUT, "does not let the page save")):
            context = browser.new_context(accept_downloads=True)
            page = context.new_page()
            if fault is SHUT:
                page.add_init_script(SHUT)
            page.goto(address, timeout=LONG)
            box = boxes(page).first
            box.locator("textarea").wait_for(timeout=LONG)
            if fault is FULL:
                expect(box.locator(".mc-sign")).to_contain_text("saved as you go, in this browser")
                page.evaluate(FULL)
            box.locator("textarea").fill("kept nowhere yet")
            expect(box.locator(".mc-sign")).to_contain_text(words)
            expect(page.locator(".mc-work [role=alert]").first).to_contain_text("Not saved")
            page.get_by_role("button", name="Carry your work along").click()
            with page.expect_download() as loading:
                page.get_by_role("link", name="Download your work in").click()
            assert "kept nowhere yet" in Path(loading.value.path()).read_text("utf-8")
            context.close()
