"""The static site needs no installation, works in full, and continues to work without the network."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from ipywidgets import Widget
from live_lab import FLAGS, ROOT
from on_screen import LAB, Watch, finding, now, words
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from static_site import ONLY_HERE, UNDER, Site, built, program, served
from test_faults import FULL as FILL
from test_faults import KEY as AT_THE_ROOT
from test_faults import ROOM, boxes, leave_at_once, write
from test_other_hosts_accessible import keeps_nobody_out
from walk import SCRIPT, walked
from wcag import amiss, audit, lines, low, size

from minimum_contacts.lessons import record
from minimum_contacts.panels import Lab, Scenario

sys.path.insert(0, str(ROOT / "tests" / "notebooks"))
from refresh import shipped_sum

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 400, "height": 800}
KEY = AT_THE_ROOT.replace("/", f"{UNDER}/")  # a site keeps its work under its own path
FULL = "02_express_aiming.ipynb"
NAMES = sorted(p.name for p in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
ANSWER = "It favors this audience. “Ü” <b>"
READY = "() => window.minimumContactsReady !== undefined"
KEPT = "() => document.body.dataset.kept === 'whole'"


@pytest.fixture(scope="module")
def folder() -> Path:
    return built()


@pytest.fixture(scope="module")
def alone(browser: Browser) -> Iterator[Browser]:
    """Yield a browser that can reach only this machine."""
    other = browser.browser_type.launch(executable_path=program(), args=[*FLAGS, ONLY_HERE])
    yield other
    other.close()


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    with served(folder) as running:
        yield running
        assert not running.missing, running.missing


@pytest.fixture(scope="module")
def visited(alone: Browser, site: Site, watch: Watch) -> Iterator[BrowserContext]:
    """Yield a browser profile in which the first page was opened and led to notebook 00."""
    context = alone.new_context(viewport=WIDE)
    context.set_default_timeout(20_000)
    page = context.new_page()
    watch.follow(page)
    page.goto(f"{site.url}/")
    expect(page.get_by_role("status").first).to_contain_text("Fetching the lessons")
    page.wait_for_url("**/notebooks/index.html?path=00_start_here.ipynb", timeout=60_000)
    page.wait_for_function(READY, timeout=120_000)
    page.wait_for_function(KEPT, timeout=60_000)
    page.close()
    yield context
    context.close()


@pytest.fixture(scope="module")
def full(visited: BrowserContext, site: Site, watch: Watch) -> Page:
    """Return the lesson that several tests share, opened once because its kernel starts slowly."""
    return opened(visited, watch, lesson(site, FULL))


def opened(context: BrowserContext, watch: Watch, address: str) -> Page:
    """Return a page at an address of the site, once its lesson has run."""
    page = context.new_page()
    page.add_init_script(SCRIPT)
    watch.follow(page)
    page.goto(address)
    page.wait_for_function(READY, timeout=120_000)
    if page.evaluate("sessionStorage.getItem('minimum-contacts-site/again')"):
        forgive(watch, "Loading chunk", "Failed to load")  # a busy machine may need a retry
    return page


def lesson(site: Site, name: str) -> str:
    return f"{site.url}/notebooks/index.html?path={name}"


def walk(page: Page, name: str, only: type = Widget) -> None:
    """Use one control of each kind, and one fact of each laboratory; compare the screen with the engine."""
    done = walked(page, ROOT / "notebooks" / name, "few", only)
    assert not done.faults, "\n".join(done.faults)
    assert done.touches >= 4


def forget(page: Page, site: Site) -> None:
    """Delete all work in the browser from the first page, which has no kernel that could save it again."""
    page.goto(f"{site.url}/")
    page.evaluate(
        "() => Object.keys(localStorage).filter(key => key.startsWith('minimum-contacts/'))"
        ".forEach(key => localStorage.removeItem(key))"
    )


def explanation(page: Page):
    return page.locator(".mc-task:has(textarea)").first


def finds_it(page: Page) -> None:
    expect(explanation(page).locator("textarea")).to_have_value(ANSWER)
    expect(explanation(page).locator(".mc-note")).to_contain_text("You committed this on")
    expect(page.locator(".mc-work")).to_contain_text("1 explanation. You stopped on")


def forgive(watch: Watch, *expected: str) -> None:
    """Discard logged errors that this test causes itself."""
    watch.complaints[:] = [c for c in watch.complaints if not any(e in c for e in expected)]


def close(page: Page, watch: Watch) -> None:
    assert not watch.troubles(), "\n".join(watch.troubles())
    page.close()


def test_the_first_page_lists_every_lesson(
    visited: BrowserContext, site: Site, watch: Watch
) -> None:
    """A second visit stays on the page, reports that the download is complete, and leads to each lesson."""
    page = visited.new_page()
    watch.follow(page)
    page.goto(f"{site.url}/")
    expect(page.get_by_role("status").first).to_contain_text("also without the internet")
    links = [a.get_attribute("href") for a in page.locator(".lessons a").all()]
    assert links == [f"notebooks/index.html?path={name}" for name in NAMES]
    close(page, watch)


@pytest.mark.parametrize("name", NAMES)
def test_every_notebook_follows(
    name: str, visited: BrowserContext, site: Site, watch: Watch
) -> None:
    """The walk through a notebook, described in test_walk.py, works with the kernel in the page."""
    page = opened(visited, watch, lesson(site, name))
    walk(page, name)
    forget(page, site)
    close(page, watch)


def shown_in(lab: Locator) -> str:
    """Return the finding of a laboratory, without its earlier status."""
    status = lab.get_by_role("status").inner_html()
    return now(words(f"{lab.locator('h2').inner_html()} {status}"))


def test_a_link_opens_a_lesson_at_its_facts(
    visited: BrowserContext, site: Site, watch: Watch, artefacts: Path
) -> None:
    """A link opens *Will* without a CDN, under the law as of a date; the laboratory returns the same link."""
    rest = "case=will_v_lee&us_cdn=no&as_of=2024-01-02"
    twin = Scenario("will_v_lee")
    twin.set("2024-01-02", us_cdn="no")
    said = finding(twin)
    page = visited.new_page()
    watch.follow(page)
    page.goto(f"{site.url}/#02_express_aiming?{rest}")
    page.wait_for_url("**/notebooks/index.html?path=02*", timeout=30_000)
    page.wait_for_function(READY, timeout=120_000)
    lab = page.locator(f".mc-work {LAB}")
    expect(lab).to_be_visible()
    assert shown_in(lab) == now(said)
    lab.get_by_role("button", name="Link to these facts").click()
    given = lab.get_by_role("dialog").get_by_role("link").get_attribute("href")
    assert given.startswith(f"{site.url}/?lesson=02_express_aiming&case=will_v_lee&")
    page.screenshot(path=artefacts / "site-link.png")
    page.goto(given)
    page.wait_for_url("**/notebooks/index.html?path=02*", timeout=30_000)
    page.wait_for_function(READY, timeout=120_000)
    expect(lab.get_by_role("status")).not_to_be_empty()
    assert shown_in(lab) == now(said)
    close(page, watch)


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("?lesson=99", "the lesson “99”, which is not here"),
        ("?us_cdn=no", "names no lesson"),
        ("#02x?us_cdn=no", "the lesson “02x”"),
    ],
)
def test_a_link_to_no_lesson_is_answered_on_the_first_page(
    link: str, told: str, visited: BrowserContext, site: Site, watch: Watch
) -> None:
    page = visited.new_page()
    watch.follow(page)
    page.goto(f"{site.url}/{link}")
    expect(page.get_by_role("alert")).to_contain_text(told)
    page.wait_for_timeout(500)
    assert "/notebooks/" not in page.url
    close(page, watch)


def test_a_reader_s_copy_is_never_hidden_nor_lost(
    alone: Browser, folder: Path, watch: Watch, tmp_path: Path
) -> None:
    """A changed copy opens with a link to the published lesson; an unchanged one yields to a newer lesson."""
    mine = shutil.copytree(folder, tmp_path / "site")
    published = mine / "files" / "00_start_here.ipynb"
    with served(mine) as site:
        context = alone.new_context(viewport=WIDE, service_workers="block")
        context.set_default_timeout(20_000)
        page = opened(context, watch, lesson(site, "00_start_here.ipynb"))
        save(page)

        before = published.read_text(encoding="utf-8")
        renew(published, "RENEWED")
        page.goto(lesson(site, "00_start_here.ipynb"))
        page.wait_for_function(READY, timeout=120_000)
        expect(page.locator(".jp-Notebook")).to_contain_text("RENEWED")
        page.locator(".jp-MarkdownCell").first.click(position={"x": 200, "y": 30})
        page.keyboard.press("Enter")
        expect(page.locator(".jp-MarkdownCell .cm-content").first).to_be_focused()
        page.keyboard.press("Control+End")
        page.keyboard.type(" My own words.")
        page.keyboard.press("Shift+Enter")
        save(page)

        published.write_text(before, encoding="utf-8")
        renew(published, "ONCE MORE")
        page.goto(lesson(site, "00_start_here.ipynb"))
        page.get_by_role("button", name="Run it").click()
        page.wait_for_function(READY, timeout=120_000)
        expect(page.locator(".jp-Notebook")).to_contain_text("My own words.")
        page.goto(lesson(site, "00_start_here.ipynb"))
        page.get_by_role("button", name="Open the lesson as published").click()
        page.wait_for_function(READY, timeout=120_000)
        expect(page.locator(".jp-Notebook")).to_contain_text("ONCE MORE")
        kept = re.search(r"“(.+\.ipynb)”", page.locator(".mc-lesson-bar").inner_text())[1]
        page.goto(lesson(site, kept.replace(" ", "%20")))
        expect(page.locator(".jp-Notebook")).to_contain_text("My own words.", timeout=60_000)
        context.close()  # no error can be logged after this
        forgive(watch, "404 (File not found)")  # the server has no copy


def test_a_copy_of_an_earlier_version_opens(
    alone: Browser, folder: Path, watch: Watch, tmp_path: Path
) -> None:
    """A copy saved when the site used other checksums still counts as changed by the reader."""
    mine = shutil.copytree(folder, tmp_path / "site")
    published = mine / "files" / "00_start_here.ipynb"
    before = published.read_text(encoding="utf-8")
    earlier = json.loads(before)
    earlier["metadata"]["minimum_contacts"] = {"lesson": "0123456789abcdef"}
    earlier["cells"][0]["source"] = "# Mine\n\nMy own words."
    with served(mine) as site:
        context = alone.new_context(viewport=WIDE, service_workers="block")
        context.set_default_timeout(20_000)
        published.write_text(json.dumps(earlier), encoding="utf-8")
        page = opened(context, watch, lesson(site, "00_start_here.ipynb"))
        save(page)
        published.write_text(before, encoding="utf-8")
        page.goto(lesson(site, "00_start_here.ipynb"))
        page.get_by_role("button", name="Run it").wait_for(timeout=60_000)
        expect(page.locator(".jp-Notebook")).to_contain_text("My own words.")
        close(page, watch)
        context.close()


def test_over_plain_http_a_lesson_runs_unasked_too(
    browser: Browser, folder: Path, watch: Watch
) -> None:
    """Without HTTPS, a browser computes no checksums; the page compares the lesson with the published one."""
    rules = ONLY_HERE.replace("MAP *", "MAP lessons.example 127.0.0.1, MAP *")
    other = browser.browser_type.launch(executable_path=program(), args=[*FLAGS, rules])
    with served(folder) as site:
        context = other.new_context(viewport=WIDE)
        address = lesson(site, "00_start_here.ipynb").replace("127.0.0.1", "lessons.example")
        page = opened(context, watch, address)
        assert page.evaluate("!window.isSecureContext && !crypto.subtle")
        expect(page.locator(LAB).first).to_be_visible()
        host = "http://lessons.example:"  # resolves to this machine here
    other.close()  # no request can follow this
    watch.requests[:] = [url for url in watch.requests if not url.startswith(host)]


def save(page: Page) -> None:
    """Save the notebook, as JupyterLab also does by itself."""
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)


def renew(path: Path, words: str) -> None:
    """Publish a lesson again, with these words in its title."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    first = notebook["cells"][0]
    first["source"] = "".join(first["source"]) + f"\n\n{words}"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    notebook["metadata"]["minimum_contacts"] = {"lesson": shipped_sum(path)}
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_the_site_keeps_nobody_out(
    full: Page, visited: BrowserContext, site: Site, watch: Watch, artefacts: Path
) -> None:
    """A lesson and the first page pass axe, work by keyboard, and fit a phone, with targets 44 px high."""
    keeps_nobody_out(full, "site", artefacts)
    full.get_by_role("button", name="Undo").and_(full.locator(":enabled")).click()
    size(full, **PHONE)
    full.screenshot(path=artefacts / "site-phone-top.png")
    assert full.evaluate(
        """() => { const box = (name) => document.querySelector(name).getBoundingClientRect();
             return box('.mc-rail-opener').bottom <= box('.jp-Notebook').top + 1
               && box('.mc-rail-opener').top >= box('#menu-panel-wrapper').bottom - 1
               && box('.lm-MenuBar-content').bottom <= box('#menu-panel-wrapper').bottom; }"""
    ), "the rail's button lies on the lesson or under the menu, or the menu is cut off"
    small = low(
        full,
        ".mc-l-facts .mc-l-row, .mc-task button, "
        ".mc-task fieldset label, .mc-work button, .mc-choice select, .mc-rail-opener",
    )
    assert not small, "\n".join(small)
    assert not (lost := amiss(full)), "\n".join(lost)
    size(full, **WIDE)

    page = visited.new_page()
    watch.follow(page)
    page.set_viewport_size(PHONE)
    page.goto(f"{site.url}/?lesson=99")
    expect(page.get_by_role("alert")).to_be_visible()
    found = audit(page)
    assert not (serious := lines([*found.ours, *found.hosts])), "\n".join(serious)
    page.keyboard.press("Tab")
    link = page.locator(".lessons a").first
    expect(link).to_be_focused()
    assert link.evaluate("a => getComputedStyle(a).outlineStyle") == "solid"
    heights = page.locator(".lessons a").evaluate_all("as => as.map(a => a.offsetHeight)")
    assert min(heights) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.screenshot(path=artefacts / "site-phone-first-page.png")
    page.keyboard.press("Enter")
    page.wait_for_url("**/notebooks/index.html?path=00_start_here.ipynb")
    close(page, watch)


def answers(page: Page) -> set[str]:
    """Return the answers that this browser has stored for the lesson."""
    raw = page.evaluate("name => localStorage.getItem(name)", KEY)
    return {entry.answer for entry in record.read(raw.encode(), "it")[Path(FULL).stem]}


def test_a_lesson_that_is_left_while_a_word_is_written_asks(
    visited: BrowserContext, site: Site, watch: Watch
) -> None:
    """The kernel runs in the page; the page asks before closing, so the last text is saved."""
    page = opened(visited, watch, lesson(site, FULL))
    leave_at_once(page, boxes(page).first, "the very last word")
    page = opened(visited, watch, lesson(site, FULL))
    expect(boxes(page).first.locator("textarea")).to_have_value("the very last word")
    forget(page, site)
    close(page, watch)


def test_two_tabs_and_a_storage_that_is_full_or_damaged_lose_nothing(
    full: Page, visited: BrowserContext, site: Site, watch: Watch
) -> None:
    """Both tabs report the other; unsaved text is saved once there is room; a damaged file is set aside."""
    write(full, 0, "from the first tab")
    other = opened(visited, watch, lesson(site, FULL))
    expect(boxes(other).first.locator("textarea")).to_have_value("from the first tab")
    write(other, 1, "from the second tab")
    write(full, 0, "from the first tab, again")
    write(other, 1, "from the second tab, again")
    assert {"from the first tab, again", "from the second tab, again"} <= answers(full)
    for page in (full, other):
        told = page.locator(".mc-work [role=alert]", has_text="also open in another window")
        expect(told).to_have_count(1)  # another may report erased work
    close(other, watch)

    full.evaluate(FILL)
    box = boxes(full).first
    box.locator("textarea").fill("kept nowhere yet")
    expect(box.locator(".mc-sign")).to_contain_text("Not saved: this browser's storage is full")
    full.get_by_role("button", name="Carry your work along").click()
    with full.expect_download() as loading:
        full.get_by_role("link", name="Download your work in").click()
    assert "kept nowhere yet" in Path(loading.value.path()).read_text("utf-8")
    full.evaluate(ROOM)
    write(full, 0, "there is room again")
    assert {"there is room again", "from the second tab, again"} <= answers(full)

    damaged = full.evaluate(
        """name => {
             const half = localStorage.getItem(name).slice(0, -20);
             localStorage.setItem(name, half);
             return half;
           }""",
        KEY,
    )
    full.reload()
    full.wait_for_function(READY, timeout=120_000)
    told = full.locator(".mc-work [role=alert]")
    expect(told).to_contain_text("is incomplete")
    expect(told).to_contain_text("is not lost: we set it aside as")
    assert damaged in full.evaluate("Object.values(localStorage)")
    write(full, 0, "begun anew")
    assert "begun anew" in answers(full)
    full.get_by_role("button", name="Carry your work along").click()
    full.get_by_role("button", name="Erase all my work").click()
    full.get_by_role("button", name="Yes, erase it for good").click()
    expect(told).to_contain_text("Your work has been erased.")
    assert (
        full.evaluate("Object.keys(localStorage).filter(k => k.startsWith('minimum-contacts/'))")
        == []
    )


def test_a_whole_lesson_keeps_its_work_and_goes_on_without_the_network(
    full: Page, visited: BrowserContext, site: Site, watch: Watch, artefacts: Path
) -> None:
    """With the server stopped, a reload restores the saved answer, and another lesson opens."""
    page = full
    explanation(page).locator("textarea").fill(ANSWER)
    explanation(page).get_by_role("button").click()
    expect(explanation(page).locator(".mc-sign")).to_contain_text("in this browser")
    expect(explanation(page).locator(".mc-sign")).to_contain_text("Saved at")
    page.screenshot(path=artefacts / "site-lesson.png")
    page.wait_for_function(KEPT, timeout=60_000)

    site.stop()
    page.reload()
    page.wait_for_function(READY, timeout=120_000)
    finds_it(page)
    forgive(watch, "net::ERR_CONNECTION_REFUSED", "Failed to fetch", "ServiceWorker")
    close(page, watch)
    offline = opened(visited, watch, lesson(site, "05_reasonableness.ipynb"))
    walk(offline, "05_reasonableness.ipynb", Lab)
    forgive(watch, "net::ERR_CONNECTION_REFUSED", "Failed to fetch", "ServiceWorker")
    close(offline, watch)
    first = visited.new_page()
    first.goto(f"{site.url}/")
    expect(first.get_by_role("heading", name="The lessons")).to_be_visible()
    first.close()


@pytest.mark.parametrize("keeps", ["allow", "block"])
def test_a_part_that_is_lost_on_the_way_is_asked_for_again(alone, folder, keeps) -> None:
    """The service worker retries unnoticed; without a service worker, the page is reloaded once."""
    with served(folder) as site:
        parts = [
            f"{UNDER}/build/{path.name}" for path in sorted((folder / "build").glob("[0-9]*.js"))
        ]
        site.losing.update(parts)
        context = alone.new_context(viewport=WIDE, service_workers=keeps)
        context.set_default_timeout(20_000)
        page, loads = context.new_page(), list[str]()
        page.on("domcontentloaded", lambda seen: loads.append(seen.url))
        page.on("requestfailed", lambda _: site.losing.clear())
        if keeps == "allow":
            page.goto(f"{site.url}/")
            page.wait_for_url("**/notebooks/index.html?path=00_start_here.ipynb", timeout=60_000)
        else:
            page.goto(lesson(site, NAMES[0]))
        page.wait_for_function(READY, timeout=120_000)
        expect(page.locator(".mc-work").first).to_be_visible()
        assert len(site.losing) < len(parts)
        assert len(loads) == 2
        context.close()
