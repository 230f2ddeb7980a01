"""A lesson that is opened runs by itself, keeps the reader's place, and leaves its file unchanged."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from live_lab import Server, jupyterlab, kill_kernel, wait_until_idle
from playwright.sync_api import Browser, Page, expect
from wcag import OPTIONS

ROOT = Path(__file__).resolve().parents[2]
LESSON = "02_express_aiming.ipynb"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def opener(tmp_path_factory) -> Iterator[Server]:
    """Yield JupyterLab with the page extension, installed as the package installs it."""
    folder = tmp_path_factory.mktemp("opening")
    with jupyterlab(folder, ROOT / "notebooks", opens=True) as running:
        yield running


@pytest.fixture
def page(opener: Server, browser: Browser) -> Iterator[Page]:
    """Yield a page of 1366 x 768 pixels, the size of a small laptop."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()
    opener.end_kernels()


def opened(page: Page, opener: Server, name: str) -> None:
    """Open a notebook without further action."""
    page.goto(opener.address(name))
    page.locator(".jp-NotebookPanel .jp-Cell:visible").first.wait_for(timeout=60_000)


def live(page: Page) -> None:
    """Wait until the first laboratory is present and the whole lesson has run."""
    page.get_by_role("region", name="Laboratory").first.wait_for(timeout=90_000)
    wait_until_idle(page)


def scrolled(page: Page) -> float:
    """Return the scroll position of the notebook in front."""
    look = "jupyterapp.shell.currentWidget.content"
    return page.evaluate(f"({look}.outerNode ?? {look}.node).scrollTop")


def saved(page: Page) -> None:
    """Save the notebook in front."""
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")


def take_away_the_cdn(page: Page) -> None:
    """Set US CDN to No in the first laboratory, and check that the finding opens."""
    laboratory = page.get_by_role("region", name="Laboratory").first
    answers = laboratory.get_by_role("radiogroup", name="US CDN")
    answers.get_by_role("radio", name="No", exact=True).check(force=True)
    expect(laboratory.get_by_role("status")).to_contain_text("Open")


def test_a_lesson_runs_by_itself_and_begins_at_its_top(page, opener):
    """Without a click, the panels are live, and the reader sees the first line."""
    opened(page, opener, LESSON)
    live(page)
    expect(page.locator(".jp-Notebook h1").first).to_be_in_viewport()
    assert scrolled(page) == 0
    assert page.locator(".jp-CodeCell .jp-Cell-inputWrapper:visible").count() == 0
    expect(page.get_by_role("button", name="Show code")).to_be_visible()
    assert page.evaluate("jupyterapp.shell.leftCollapsed")
    # Every fact of every laboratory has its own answer, because its radio buttons form a separate group.
    empty = "fieldset[role=radiogroup]:not(:has(:checked))"
    assert page.locator(f".mc-l {empty}").count() == 0


def test_the_file_is_byte_for_byte_the_shipped_one(page, opener):
    """After a lesson is opened, used, and saved, its file equals the published one byte for byte."""
    before = (opener.root / LESSON).read_bytes()
    opened(page, opener, LESSON)
    live(page)
    take_away_the_cdn(page)
    saved(page)
    page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    assert (opener.root / LESSON).read_bytes() == before


def test_the_next_day_it_stands_where_the_reader_left(page, opener):
    """After the kernel has ended, the page returns live, at the reader's place, with the facts as set."""
    opened(page, opener, LESSON)
    live(page)
    laboratory = page.get_by_role("region", name="Laboratory").first
    laboratory.scroll_into_view_if_needed()
    for answer in ("Yes", "No"):  # an earlier test may have left the answer at No
        fact = laboratory.get_by_role("radiogroup", name="US CDN")
        fact.get_by_role("radio", name=answer, exact=True).check(force=True)
    expect(page.locator(".mc-sign-saved").first).to_contain_text("Saved at")
    place = scrolled(page)
    assert place > 0
    page.wait_for_function(
        "place => Object.entries(localStorage).some(([name, at]) =>"
        " name.startsWith('minimum-contacts-place') && Math.abs(at - place) < 2)",
        arg=place,
    )
    page.goto("about:blank")
    opener.end_kernels()
    opened(page, opener, LESSON)
    live(page)
    expect(laboratory.get_by_role("status")).to_contain_text("Open")
    page.wait_for_function(
        "place => { const n = jupyterapp.shell.currentWidget.content;"
        " return Math.abs((n.outerNode ?? n.node).scrollTop - place) < 40; }",
        arg=place,
    )


def test_a_second_window_on_a_running_lesson_shows_every_panel(page, opener):
    """The lesson runs there only when JupyterLab knows the kernel's widgets, which its panels share."""
    opened(page, opener, LESSON)
    live(page)
    panels = page.locator(".mc-l, .mc-tasks, .mc-work")
    count = panels.count()
    assert count > 10
    other = page.context.new_page()
    opened(other, opener, LESSON)
    live(other)
    expect(other.locator(".mc-l, .mc-tasks, .mc-work")).to_have_count(count)
    page.reload()
    live(page)
    expect(panels).to_have_count(count)


def test_a_changed_lesson_asks_first_and_keeps_its_changes(page, opener):
    """With one added line, nothing runs until the reader agrees; the file then remains the reader's."""
    name = "02_express_aiming_changed.ipynb"
    notebook = json.loads((opener.root / LESSON).read_text(encoding="utf-8"))
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["source"].append("\nmine = 1")
    (opener.root / name).write_text(json.dumps(notebook), encoding="utf-8")
    opened(page, opener, name)
    page.get_by_role("button", name="Run it").wait_for(timeout=60_000)
    assert page.get_by_role("region", name="Laboratory").count() == 0
    page.get_by_role("button", name="Run it").click()
    live(page)
    saved(page)
    page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    cells = json.loads((opener.root / name).read_text(encoding="utf-8"))["cells"]
    assert any("mine = 1" in "".join(cell["source"]) for cell in cells)


def test_after_a_restart_one_click_brings_the_lesson_back(page, opener):
    """After a kernel restart, the page reports it and runs the lesson when the reader agrees."""
    opened(page, opener, LESSON)
    live(page)
    kill_kernel(page, opener)
    page.get_by_role("button", name="Run the lesson again").click()
    page.get_by_role("button", name="Run the lesson again").wait_for(state="detached")
    live(page)
    take_away_the_cdn(page)


def test_after_all_cells_were_run_by_hand_nothing_is_said_any_more(page, opener):
    """The page reports a dead kernel until the lesson has run; a cell run alone reports what it needs."""
    opened(page, opener, "00_start_here.ipynb")
    live(page)
    kill_kernel(page, opener)
    page.get_by_role("button", name="Run the lesson again").wait_for()
    wait_until_idle(page)
    page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex = 2")
    page.evaluate("jupyterapp.commands.execute('notebook:run-cell')")
    bar = page.get_by_role("status").filter(has_text="needs the cells above it")
    expect(bar.get_by_role("button", name="Run the lesson")).to_be_visible()
    expect(page.get_by_text("NameError").locator("visible=true")).to_have_count(0)
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    expect(page.locator(".mc-lesson-bar")).to_have_count(0)
    live(page)
    take_away_the_cdn(page)


def test_a_foreign_notebook_is_let_alone(page, opener):
    """A notebook that is not ours does not run, and its code stays visible."""
    name = "own.ipynb"
    shutil.copyfile(opener.root / LESSON, opener.root / name)
    notebook = json.loads((opener.root / name).read_text(encoding="utf-8"))
    own = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    own["source"], own["metadata"] = ["print('mine')"], {}
    notebook["cells"] = [own]
    (opener.root / name).write_text(json.dumps(notebook), encoding="utf-8")
    opened(page, opener, name)
    wait_until_idle(page)
    expect(page.locator(".jp-Cell-inputWrapper").first).to_be_visible()
    assert page.get_by_text("mine", exact=True).count() == 0
    assert page.get_by_role("button", name="Show code").count() == 0


RAIL = "Lessons and sections"
SIZED = """() => {
  const box = (node) => node.getBoundingClientRect();
  const panel = jupyterapp.shell.currentWidget;
  const [rail, lesson] = [box(panel.node.querySelector("nav")), box(panel.content.node)];
  const apart = rail.right <= lesson.left + 1 || rail.bottom <= lesson.top + 1 || !rail.width;
  const laboratory = panel.node.querySelector(".mc-l");
  const wide = document.documentElement.scrollWidth - innerWidth;
  return { apart, wide, laboratory: laboratory.clientWidth };
}"""


def test_the_rail_leads_through_the_lessons_and_says_what_is_done(page, opener):
    """The outline marks each section as not started, started, or done, and leads to it, also by keyboard."""
    opened(page, opener, LESSON)
    live(page)
    rail = page.get_by_role("navigation", name=RAIL)
    links = rail.get_by_role("link")
    expect(links.filter(has_text="01 The map")).to_have_attribute("href", re.compile("01_the_map"))
    expect(links.filter(has_text="02 Express aiming")).to_have_attribute("aria-current", "page")
    second = links.filter(has_text="2. What a vendor does")
    expect(second).to_contain_text("not begun")
    expect(links.filter(has_text="Summary")).not_to_contain_text("begun")
    task = page.locator(".mc-task:has(textarea)").nth(1)
    task.locator("textarea").fill("Two facts make it.")
    task.get_by_role("button").first.click()
    expect(second).to_contain_text("◐")
    second.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2. What a vendor does")).to_be_in_viewport()
    links.filter(has_text="01 The map").click()
    expect(page.locator(".jp-NotebookPanel:visible h1").first).to_contain_text("The map")
    expect(rail.locator("[aria-current=page]").locator("visible=true")).to_have_text("01 The map")


def test_a_section_is_done_when_every_try_and_task_is(page, opener):
    """The first section of lesson 02 is one laboratory, one explanation, and its questions."""
    opened(page, opener, LESSON)
    live(page)
    first = (
        page.get_by_role("navigation", name=RAIL).get_by_role("link").filter(has_text="1. The line")
    )
    expect(first).to_contain_text("not begun")
    cells = "[...jupyterapp.shell.currentWidget.content.node.querySelectorAll('.jp-Cell')]"
    page.evaluate(  # as the panels themselves report it
        f"""() => {{
          const all = {cells};
          const [from, to] = ["1. The line", "2. What a vendor"].map((words) =>
            all.findIndex((cell) => cell.querySelector("h2")?.textContent.startsWith(words)));
          for (const cell of all.slice(from, to)) {{
            for (const lab of cell.querySelectorAll("[data-tries]")) lab.dataset.made = lab.dataset.tries;
            for (const task of cell.querySelectorAll(".mc-task")) {{
              const reply = document.createElement("p");
              reply.setAttribute("role", "status");
              reply.textContent = "Yes.";
              task.append(reply);
            }}
          }}
        }}"""
    )
    expect(first).to_contain_text("●")
    expect(first).to_contain_text("done")


def test_the_rail_covers_nothing_and_is_no_wider_than_the_window(page, opener):
    """The outline is beside the lesson, folded to a button, or above it on a phone."""
    opened(page, opener, LESSON)
    live(page)
    rail = page.get_by_role("navigation", name=RAIL)
    opener_ = page.get_by_role("button", name="Lessons")
    expect(rail).to_be_visible()
    sized = page.evaluate(SIZED)
    assert sized["apart"] and sized["wide"] <= 0 and sized["laboratory"] >= 934
    for width in (1000, 400):
        page.set_viewport_size({"width": width, "height": 768})
        expect(rail).to_be_hidden()
        sized = page.evaluate(SIZED)
        assert sized["apart"] and sized["wide"] <= 0
        expect(opener_).to_have_attribute("aria-expanded", "false")
        opener_.click()
        expect(rail).to_be_visible()
        sized = page.evaluate(SIZED)
        assert sized["apart"] and sized["wide"] <= 0
        opener_.click()
    page.set_viewport_size({"width": 1366, "height": 768})


def test_the_rail_sets_the_theme_and_the_size_and_keeps_nobody_out(page, opener):
    """The outline's four tools work, and axe finds nothing in the outline in either theme."""
    opened(page, opener, LESSON)
    live(page)
    rail = page.get_by_role("navigation", name=RAIL)
    for dark in (True, False):
        rail.get_by_role("button", name="Dark theme" if dark else "Light theme").click()
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(not dark).lower())
        expect(
            rail.get_by_role("button", name="Light theme" if dark else "Dark theme")
        ).to_be_visible()
        found = Axe().run(page, context=".mc-rail", options=OPTIONS)
        assert not found.response["violations"], found.generate_report()
    projector = rail.get_by_role("button", name="Projector")
    projector.click()
    expect(projector).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".jp-NotebookPanel.mc-projector")).to_be_visible()
    projector.click()


def test_the_work_opens_as_a_page_to_print(page, opener):
    """The outline presses the button; a second page shows the writing and contacts no other host."""
    opened(page, opener, LESSON)
    live(page)
    task = page.locator(".mc-task:has(textarea)").first
    task.locator("textarea").fill("It <b>appealed</b> to users there.")
    expect(task.locator(".mc-sign")).to_contain_text("Saved at")
    rail = page.get_by_role("navigation", name=RAIL)
    with page.expect_popup() as popup:
        rail.get_by_role("button", name="Print my work").click()
    printed = popup.value
    expect(printed.get_by_role("heading", name="My work: 02 Express aiming")).to_be_visible()
    expect(printed.get_by_text("It <b>appealed</b> to users there.")).to_be_visible()
    assert printed.url.startswith("blob:")
    printed.close()
