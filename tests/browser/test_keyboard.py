"""Every function of a laboratory works without a mouse."""

from __future__ import annotations

import re

from live_lab import wait_until_idle
from on_screen import LabOnScreen
from playwright.sync_api import expect

FOCUSED = """panel => {
  const here = document.activeElement;
  if (!panel.contains(here)) return null;
  const style = getComputedStyle(here.type === "radio" ? here.closest("label") : here);
  return {
    key: window.mcKey(here),
    what: here.outerHTML.slice(0, 100),
    shows: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""
# Identify each control by its name, because the reason is redrawn as the focus moves; a fact is one control.
CONTROLS = """panel => {
  const all = [...panel.querySelectorAll("input, button, select, summary, [tabindex='0']")]
    .filter(e => !e.disabled && e.checkVisibility() && !e.closest(".mc-l-about"));
  window.mcKey = e => e.type === "radio" ? e.name
    : `${e.tagName} ${e.getAttribute("aria-label") || (e.closest("label") || e).textContent.trim()}`;
  all[0].focus();
  return all.map(window.mcKey);
}"""


def tab_to(lab: LabOnScreen, label: str) -> None:
    """Press Tab, from the last button above the facts, until this fact's radio button has the focus."""
    lab.button(re.compile("^Back to ")).focus()
    inside = "group => group.contains(document.activeElement)"
    for _ in range(40):
        lab.page.keyboard.press("Tab")
        if lab.choice(label).evaluate(inside):
            return
    raise AssertionError(f"Tab never reached {label}")


def test_arrows_choose_and_tab_leaves(lab: LabOnScreen) -> None:
    """Tab enters US CDN at its answer, arrows change it and the finding, and the next Tab leaves."""
    tab_to(lab, "US CDN")
    expect(lab.answer("US CDN", "Yes")).to_be_focused()
    for key, answer in (("ArrowRight", "No"), ("ArrowDown", "Unknown"), ("ArrowLeft", "No")):
        lab.page.keyboard.press(key)
        expect(lab.answer("US CDN", answer)).to_be_focused()
        expect(lab.answer("US CDN", answer)).to_be_checked()
        lab.twin.set(us_cdn=answer.lower(), again=key != "ArrowRight")
        lab.agrees("finding", "ladder")
    lab.page.keyboard.press("Tab")
    assert not lab.choice("US CDN").evaluate("group => group.contains(document.activeElement)")
    lab.page.keyboard.press("Shift+Tab")
    expect(lab.answer("US CDN", "No")).to_be_focused()


def test_space_chooses(lab: LabOnScreen) -> None:
    """Space selects the focused answer."""
    lab.answer("US CDN", "No").focus()
    lab.page.keyboard.press("Space")
    lab.twin.set(us_cdn="no")
    lab.agrees("finding", "ladder")


def test_tab_reaches_every_control_and_shows_where_it_is(lab: LabOnScreen) -> None:
    """Tab reaches every control of the laboratory, and the focus is visible on each.

    The text beside a fact is rebuilt for each fact; test_laboratory_layout.py covers it.
    """
    wait_until_idle(lab.page)
    wanted = set(lab.panel.evaluate(CONTROLS))
    for key in ("Tab", "Shift+Tab"):  # by keyboard, because only then does a browser show the focus
        lab.page.keyboard.press(key)
    reached, hidden = set(), []
    for _ in range(len(wanted) + 40):
        focused = lab.panel.evaluate(FOCUSED)
        if focused is None:
            break
        reached.add(focused["key"])
        if not focused["shows"]:
            hidden.append(focused["what"])
        lab.page.keyboard.press("Tab")
    assert not wanted - reached
    assert not hidden
