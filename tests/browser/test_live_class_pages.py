"""A live class works on screen: a phone votes, the projector shows it, and both pages are accessible."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from test_accessibility import serious

sys.path.insert(0, str(Path(__file__).parents[1] / "command"))
from live_class import ITEM, free_port, served


def readable(page: Page, artefacts: Path, name: str) -> None:
    """Check that axe finds nothing serious and nothing is wider than the page; save a screenshot."""
    page.screenshot(path=artefacts / f"{name}.png", full_page=True)
    found = serious(Axe().run(page).response["violations"])
    assert not found, json.dumps(found, indent=1)[:2000]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_votes_and_the_projector_shows_it(
    browser: Browser, tmp_path: Path, artefacts: Path, scheme: str
) -> None:
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    with served(tmp_path / "class.jsonl", port) as token:
        context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme=scheme)
        teacher = context.new_page()
        teacher.goto(f"{here}/teach/?token={token}")
        expect(teacher.locator("#address")).to_have_text(f"127.0.0.1:{port}")
        screen = context.new_page()
        screen.goto(f"{here}/teach/?screen")
        readable(screen, artefacts, f"live-begin-{scheme}")
        with browser.new_context(
            viewport={"width": 320, "height": 640}, color_scheme=scheme
        ) as own:
            phone = own.new_page()
            phone.goto(here)
            expect(phone.get_by_role("heading")).to_contain_text("has not asked anything")
            teacher.get_by_label("Lesson").select_option("express_aiming")
            teacher.get_by_label("Question").select_option(ITEM)
            phone.get_by_label("Met", exact=True).focus()
            phone.keyboard.press("ArrowDown")
            expect(phone.locator("#mine")).to_have_text(re.compile("Counted: Not met"))
            phone.get_by_label("Why?").fill("<b>No servers</b> here")
            phone.get_by_role("button", name="Send my reason").click()
            met = screen.get_by_role("row").filter(has=screen.get_by_text("Not met", exact=True))
            expect(met).to_contain_text("1", timeout=2000)
            readable(phone, artefacts, f"live-phone-{scheme}")
            expect(teacher.get_by_text("Reasons from the class: 1")).to_be_visible()
            teacher.get_by_text("Reasons from the class: 1").click()
            expect(screen.get_by_text("No servers")).to_have_count(0)  # the reason is withheld
            teacher.get_by_role("button", name="Show on the screen").click()
            expect(screen.get_by_text("<b>No servers</b> here")).to_be_visible()
            for step in ("Close the vote and discuss", "Vote again", "Show what is found"):
                assert screen.get_by_text("The record does not show").count() == 0
                teacher.get_by_role("button", name=step).click()
                if step == "Vote again":
                    phone.get_by_label("Open", exact=True).check()
                    expect(phone.locator("#mine")).to_have_text(re.compile("Counted: Open"))
            expect(screen.get_by_text("from met to open")).to_be_visible()
            expect(phone.locator("#found")).to_contain_text("Found: Open")
            teacher.reload()
            expect(teacher.get_by_label("Question")).to_have_value(ITEM)
            for page, name in ((screen, "projector"), (teacher, "teacher"), (phone, "phone-end")):
                readable(page, artefacts, f"live-{name}-{scheme}")
        context.close()
