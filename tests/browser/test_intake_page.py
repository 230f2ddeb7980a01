"""The intake fits in one view, by its keys, on a phone, and in both themes, without a JupyterLab."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from static_lab import AREA, StaticLabs, still
from test_laboratory_layout import PHONE, SCRIPT, SMALLEST
from wcag import audit, low

from jurisdiction.model import Told
from minimum_contacts.clinic import clinic_words
from minimum_contacts.clinic.panels.intake import VIEWS
from minimum_contacts.panels import IntakePanel

KEY = "clinic_intake/draft"
CDN, PURPOSE = "CDN servers in the United States", "Purpose of speeding viewing near the servers"
Opened = Callable[..., Page]


@pytest.fixture
def opened(opened: Opened) -> Opened:
    """Return a function that opens the intake."""
    return partial(opened, KEY)


@pytest.fixture
def kernel(labs: StaticLabs) -> Callable[[], IntakePanel]:
    """Return the panel whose page was opened last."""
    return lambda: labs.labs[KEY]


def intake(page: Page) -> Locator:
    return page.get_by_role("region", name="Intake")


def row(page: Page, label: str) -> Locator:
    return intake(page).get_by_role("radiogroup", name=label, exact=True)


def press(page: Page, name: str) -> None:
    intake(page).get_by_role("button", name=name, exact=True).click()
    still(page)


def in_sight(part: Locator) -> bool:
    """Return whether an element is entirely visible and no container clips it."""
    return part.evaluate("""e => {
      const box = e.getBoundingClientRect(), over = (a, b) => a < b - 1;
      if (over(box.top, 0) || over(innerHeight, box.bottom) || over(innerWidth, box.right)) return false;
      for (let at = e.parentElement; at; at = at.parentElement) {
        if (getComputedStyle(at).overflowY === "visible") continue;
        const room = at.getBoundingClientRect();
        if (over(box.top, room.top) || over(room.bottom, box.bottom)) return false;
      }
      return true; }""")


def test_the_finding_and_what_to_ask_next_are_always_in_view(opened) -> None:
    """In a page area of 934 by 647 pixels, the panel fits; rows are low, and a focused row is visible."""
    page = opened()
    region = intake(page)
    assert region.evaluate("e => [e.offsetHeight <= innerHeight, e.scrollWidth <= e.clientWidth]") == [
        True, True,
    ]  # fmt: skip
    heights = region.locator(".mc-l-row").evaluate_all("all => all.map(e => e.offsetHeight)")
    assert len(heights) > 45 and max(heights) <= 33
    status, tools = region.locator("header").get_by_role("status"), region.locator(".mc-i-ask")
    fixed = [status, tools, region.locator(".mc-i-whose"), region.locator(".mc-sign")]
    for label in ("Federal claim", CDN, "Factor 7, an alternative forum"):
        region.locator(".mc-l-row", has_text=label).locator("input, select").first.focus()
        still(page)
        assert in_sight(region.locator(".mc-l-on")), label
        assert all(in_sight(part) for part in fixed), label
        expect(region.get_by_role("heading", name=label)).to_be_visible()
    for title in VIEWS.values():
        region.get_by_role("tab", name=title).click()
        still(page)
        assert all(in_sight(part) for part in fixed), title


def test_a_file_is_answered_by_keys_alone(opened, kernel) -> None:
    """Y, N, and U answer; Enter moves to the next question; Tab moves to the basis and the next row."""
    page = opened()
    expect(intake(page).locator(".mc-i-next")).to_contain_text(f"Ask now: {CDN}.")
    row(page, CDN).get_by_role("radio", name="Yes", exact=True).focus()
    page.keyboard.press("y")
    still(page)
    expect(row(page, CDN).get_by_role("radio", name="Yes", exact=True)).to_be_checked()
    expect(intake(page).get_by_role("status").first).to_contain_text("Changed: CDN servers")
    page.keyboard.press("Enter")
    still(page)
    expect(row(page, PURPOSE).get_by_role("radio").first).to_be_focused()
    page.keyboard.press("n")
    page.keyboard.press("y")
    page.keyboard.press("Tab")  # the courts' words
    page.keyboard.press("Tab")
    known = intake(page).get_by_label("How it is known", exact=True)
    expect(known).to_be_focused()
    known.select_option(label="A document shows it")
    page.keyboard.press("Tab")
    expect(intake(page).get_by_label("Cite an exhibit", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("The contract. ")
    page.keyboard.type("Page 3.")
    page.keyboard.press("Control+z")  # the field's own undo
    still(page)
    page.keyboard.type(" Kept.")
    page.keyboard.press("Tab")
    still(page)
    note = kernel().clients.here.facts["cdn_purpose_speed_us"].note
    assert note.endswith(" Kept.") and "cdn_servers" not in note
    names = [name for _, group in kernel().groups for name in group]
    after = names[names.index("cdn_purpose_speed_us") + 1]  # missing facts are ranked first
    label = clinic_words.label(kernel().analysis, after)
    expect(row(page, label).get_by_role("radio").first).to_be_focused()
    page.keyboard.press("Control+z")  # reverts the whole entry on the last question
    still(page)
    assert "cdn_purpose_speed_us" not in kernel().clients.here.facts
    assert kernel().clients.here.facts["cdn_us_servers"] == Told(answer="yes")
    assert "y" not in page.evaluate("passed"), "JupyterLab would take it for a command"


def test_a_long_note_is_told_under_its_field_and_stays(opened, kernel) -> None:
    """An unreadable figure and missing initials are also reported, each under its own field."""
    page = opened()
    row(page, "Federal claim").get_by_role("radio", checked=True).focus()
    still(page)
    note = intake(page).get_by_label("Note", exact=True)
    note.fill("x" * 20_001)
    note.press("Tab")
    still(page)
    alert, told = (
        intake(page).get_by_role("alert"),
        "20,001 characters, and the limit is 20,000. Shorten it.",
    )
    expect(alert).to_have_count(1)  # under the row, because the next question is already displayed
    expect(row(page, "Federal claim").get_by_role("alert")).to_contain_text(
        f"Note: This text is too long: it has {told}"
    )
    row(page, "Federal claim").get_by_role("radio", checked=True).focus()
    still(page)
    expect(alert).to_have_count(1)  # under its field
    expect(intake(page).locator(".mc-i-card").get_by_role("alert")).to_contain_text(told)
    expect(note).to_have_value("x" * 20_001)
    note.fill("x" * 20_000)
    note.press("Tab")
    still(page)
    expect(alert).to_have_count(0)
    assert kernel().clients.here.facts["federal_claim"].note == "x" * 20_000
    share = intake(page).get_by_label("Share of traffic from the United States", exact=True)
    share.fill("140%")
    share.press("Enter")
    still(page)
    error = intake(page).locator(".mc-l-row", has_text="Share of traffic from").get_by_role("alert")
    expect(error).to_contain_text("140% is more than 100%")
    share.fill("4,6 %")
    share.press("Enter")
    still(page)
    expect(error).to_be_hidden()
    assert kernel().clients.here.facts["us_traffic_share"].answer == "4,6 %"
    initials = intake(page).get_by_label("Initials", exact=True)
    initials.fill("")
    initials.press("Tab")
    still(page)
    expect(alert).to_contain_text("The initials are missing.")


def test_what_is_typed_is_sent_one_message_at_a_time_and_none_is_lost(opened, kernel) -> None:
    """While one message is in transit, the latest text waits; leaving a field sends its text at once."""
    page = opened()
    intake(page).get_by_role("tab", name="The story").click()
    story = intake(page).get_by_role("textbox", name="What the client said")
    story.fill("")
    story.press_sequentially("She sells maps there, and asks in which court.")
    assert page.evaluate("atWork") <= 2
    story.press("Tab")
    row(page, CDN).get_by_role("radio", name="No", exact=True).check()
    still(page)
    assert kernel().clients.here.story == "She sells maps there, and asks in which court."
    expect(story).to_have_value("She sells maps there, and asks in which court.")
    press(page, "Undo")
    press(page, "Undo")
    expect(story).to_have_value(kernel().clients.given.story)


def test_what_is_being_typed_goes_with_the_page(opened, kernel) -> None:
    """When the page is hidden or closed, it sends the text of the field still being typed in."""
    page = opened()
    initials = intake(page).get_by_label("Initials", exact=True)
    initials.fill("Q. X.")
    assert kernel().clients.here.label == "R. K."
    asks = "!dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert page.evaluate(asks)
    still(page)
    assert kernel().clients.here.label == "Q. X." and not page.evaluate(asks)


def test_deleting_asks_once_more(opened, kernel) -> None:
    """The first press only asks for confirmation; No keeps the file, and Yes deletes it."""
    page = opened()
    press(page, "New file")
    own = kernel().clients.open
    expect(intake(page).get_by_label("Initials")).to_have_value("N. N.")
    for answer, there in (("No, keep it", True), ("Yes, delete it for good", False)):
        press(page, "Delete this file")
        assert own in kernel().clients.all
        press(page, answer)
        assert (own in kernel().clients.all) == there
    expect(intake(page)).to_contain_text("The file for N. N. has been deleted.")


def test_a_file_and_a_memo_are_downloaded_and_a_file_is_brought_in(
    opened, kernel, tmp_path: Path
) -> None:
    """A downloaded file can be imported again; a file of another kind is refused with an explanation."""
    page = opened()
    with page.expect_download() as loading:
        press(page, "Download this file")
    loading.value.save_as(tmp_path / "client.yml")
    for name, words in (
        ("client.yml", "as your own file"),
        ("no.yml", "Nothing was changed."),
    ):
        (tmp_path / "no.yml").write_text("a: 1\n")
        with page.expect_file_chooser() as choosing:
            press(page, "Import a client's file")
        choosing.value.set_files(tmp_path / name)
        expect(intake(page)).to_contain_text(words)
    assert kernel().clients.is_own(kernel().clients.open)
    intake(page).get_by_role("tab", name="The memo").click()
    press(page, "Make the memo for Word")
    with page.expect_download() as loading:
        intake(page).get_by_role("link", name="Download the memo for Word").click()
    assert loading.value.suggested_filename == "memo-r-k.docx"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [AREA, PHONE], ids=["page", "phone"])
def test_all_can_be_told_from_its_ground_and_read(
    theme: str, size: tuple[int, int], opened: Opened, artefacts: Path
) -> None:
    """axe finds nothing serious in any view; on a phone nothing overflows, and no letter is too small."""
    page = opened(size, theme=theme)
    serious = list[str]()
    press(page, "Next question")
    page.keyboard.press("y")
    share = intake(page).get_by_label("Share of traffic from the United States", exact=True)
    share.fill("many")
    share.press("Enter")
    still(page)
    for view, title in VIEWS.items():
        intake(page).get_by_role("tab", name=title).click()
        still(page)
        if view == "compare":
            press(page, "Remember this state")
            row(page, CDN).get_by_role("radio", name="No", exact=True).check()
            still(page)
        page.screenshot(path=artefacts / f"intake-{theme}-{size[0]}-{view}.png")
        serious += audit(page).serious()
        if size == PHONE:
            serious += page.locator("body").evaluate(
                f"(e, given) => {SCRIPT}['narrow'](e, given)", SMALLEST
            )
            serious += low(page, ".mc-i :is(button, select, input[type=text], .mc-l-seg)")
    press(page, "What the courts said")
    serious += audit(page).serious()
    assert not serious, "\n".join(map(str, serious))


def test_for_a_room_it_is_larger_and_in_one_view(opened) -> None:
    page = opened((1280, 720), mark="mc-projector")
    assert intake(page).evaluate("e => e.getBoundingClientRect().height <= innerHeight")
    size = (
        intake(page)
        .locator(".mc-l-name")
        .first.evaluate("e => parseFloat(getComputedStyle(e).fontSize) * e.currentCSSZoom")
    )
    assert size >= 17


def tab_to(page: Page, control: Locator, key: str = "Tab") -> None:
    """Press Tab until this control has the focus; few controls are in between."""
    for _ in range(6):
        if control.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard does not reach {control}")


def test_from_the_story_to_the_memo_by_keyboard(opened, kernel) -> None:
    """The keyboard alone leads from a new file and its story to an answer, an exhibit, and the memo."""
    page = opened()
    region = intake(page)
    region.get_by_role("button", name="New file").focus()
    page.keyboard.press("Enter")
    still(page)
    page.keyboard.type("Q. X.")  # the field for the initials has the focus
    page.keyboard.press("Enter")
    expect(region.get_by_role("textbox", name="What the client said")).to_be_focused()
    page.keyboard.type("She sells maps.")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("They use Cloudflare.")
    page.keyboard.press("Tab")
    still(page)
    page.keyboard.press("Enter")  # Ask what is missing
    still(page)
    asked = region.locator(".mc-l-on")
    expect(region.locator(".mc-l-group").first).to_have_text("The story suggests this question")
    expect(asked.locator("input").first).to_be_focused()
    fact = kernel().at
    assert fact in ("cdn_us_servers", "us_dns")
    page.keyboard.press("y")
    still(page)
    known = region.get_by_label("How it is known", exact=True)
    tab_to(page, known)
    page.keyboard.press("ArrowDown")
    still(page)
    tab_to(page, region.get_by_label("Cite an exhibit", exact=True))
    page.keyboard.press("End")
    still(page)
    expect(region.locator(".mc-i-card").get_by_label("Ex. A", exact=True)).to_be_focused()
    page.keyboard.type("The contract")
    note = region.get_by_label("Note", exact=True)
    tab_to(page, note)
    page.keyboard.type("Signed in May.")
    page.keyboard.press("Escape")
    still(page)
    expect(region.get_by_role("tab", name="The story")).to_be_focused()
    for name in list(VIEWS.values())[1:4]:
        page.keyboard.press("ArrowRight")
        still(page)
        expect(region.get_by_role("tab", name=name)).to_be_focused()
    tab_to(page, region.get_by_role("button", name="Make the memo for Word"))
    page.keyboard.press("Enter")
    still(page)
    link = region.get_by_role("link", name="Download the memo for Word")
    tab_to(page, link)
    with page.expect_download() as loading:
        page.keyboard.press("Enter")
    assert loading.value.suggested_filename == "memo-q-x.docx"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")  # to the tabs, and from there to the question
    expect(asked.locator("input:checked")).to_be_focused()
    file = kernel().clients.here
    assert file.story == "She sells maps.\n\nThey use Cloudflare."
    said = Told(answer="yes", known="document", note="Signed in May.", exhibits=["A"])
    assert (file.facts, file.exhibits) == ({fact: said}, {"A": "The contract"})


def test_two_claims_against_two_defendants(opened, kernel, artefacts: Path) -> None:
    """Each has its own finding and memo, common facts are entered once, and Undo reverts the last change."""
    page = opened()
    region = intake(page)
    region.get_by_role("tab", name="The story").click()
    still(page)
    for kind, names in (("claim", ("Copyright", "Libel")), ("defendant", ("Operator", "Host"))):
        for number, name in enumerate(names, 1):
            press(page, f"Add a {kind}")
            field = region.get_by_role("textbox", name=f"{kind.capitalize()} {number}", exact=True)
            expect(field).to_be_focused()
            field.fill(name)
            field.press("Tab")
            still(page)
    several = region.get_by_role("group", name="Claim and defendant").get_by_role("button")
    expect(several).to_have_count(4)
    page.screenshot(path=artefacts / "intake-two-claims.png")
    several.filter(has_text="Libel, Host").click()
    still(page)
    expect(several.filter(has_text="Libel, Host")).to_have_attribute("aria-pressed", "true")
    row(page, "Federal claim").get_by_role("radio", checked=True).focus()
    still(page)
    scope = region.get_by_label("This answer is for", exact=True)
    expect(scope.locator("option:checked")).to_have_text("Every claim and defendant")
    scope.select_option(label="Libel, against every defendant")
    still(page)
    row(page, "Federal claim").get_by_role("radio", name="No", exact=True).check()
    still(page)
    expect(several.filter(has_text="Libel, Operator")).to_contain_text(
        "pendent to Copyright, Operator"
    )
    several.nth(1).click()  # Copyright, Host
    still(page)
    yes = row(page, "Federal claim").get_by_role("radio", name="Yes", exact=True)
    expect(yes).to_be_checked()
    region.get_by_role("tab", name="The memo").click()
    press(page, "Make the memo in Markdown")
    with page.expect_download() as loading:
        region.get_by_role("link", name="Download the memo in Markdown").click()
    memo = Path(loading.value.path()).read_text("utf-8")
    assert "Copyright, Host" in memo and "Libel" not in memo
    press(page, "Undo")
    assert kernel().clients.here.claims["claim_2"].facts["federal_claim"].answer == "yes"
    region.get_by_role("tab", name="The story").click()
    against = region.get_by_role("checkbox", name="Host").last
    against.uncheck()
    still(page)
    expect(several).to_have_count(3)
    expect(against).not_to_be_checked()
    press(page, "Remove: Claim 2")
    expect(several).to_have_count(2)
