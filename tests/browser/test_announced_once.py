"""A change of outcome is said once, briefly, through one live region; nothing else is."""

from __future__ import annotations

import pytest
from on_screen import NODE, LabOnScreen

from jurisdiction import explain

LIVE = "[role=status], [role=alert], [role=log], [aria-live]:not([aria-live=off])"
# What a screen reader would be told: a live region's words whenever they change or it comes to be.
LISTEN = """live => {
  window.mcHeard = [];
  window.mcEar?.disconnect();
  window.mcEar = new MutationObserver(changes => {
    const heard = new Set();
    for (const { target, addedNodes } of changes) {
      const inside = (target.nodeType === 1 ? target : target.parentElement)?.closest(live);
      if (inside) heard.add(inside);
      for (const node of addedNodes) {
        if (node.nodeType !== 1) continue;
        if (node.matches(live)) heard.add(node);
        node.querySelectorAll(live).forEach(one => heard.add(one));
      }
    }
    for (const one of heard)
      if (one.isConnected && one.closest(".mc-said, .jp-NotebookPanel"))
        window.mcHeard.push(one.textContent.trim());
  });
  window.mcEar.observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
REST = 1500  # longer than the pause after which a change is said


@pytest.fixture
def listening(lab: LabOnScreen) -> LabOnScreen:
    """The laboratory at its beginning, which has been told; from now on a screen reader listens."""
    lab.page.wait_for_timeout(REST)
    lab.page.evaluate(LISTEN, LIVE)
    return lab


def heard(lab: LabOnScreen, times: int) -> list[str]:
    """What was said until it was said so often and nothing more came for a while."""
    lab.page.wait_for_function("times => window.mcHeard.length >= times", arg=times)
    lab.page.wait_for_timeout(REST)
    return lab.page.evaluate("window.mcHeard.splice(0)")


def standing(lab: LabOnScreen) -> dict[str, str]:
    """Each point of the ladder with its status, as the engine has it."""
    found = lab.twin.analysis
    steps = explain.rungs(found.law, found.facts, NODE, "first_prong")
    return explain.findings_in_words(found, [name for _, name in steps])


def test_a_change_of_outcome_is_said_once(listening: LabOnScreen) -> None:
    """Without the CDN one short sentence says what is now open, and with it again what is met."""
    lab, before = listening, standing(listening)
    for answer in ("no", "yes"):
        lab.choose("us_cdn", answer)
        lab.agrees("headline", "ladder")
        after = standing(lab)
        said = heard(lab, 1)
        assert said == [explain.said_words(before, after)]
        assert "express aiming" in said[0] and len(said[0]) < 160
        before = after


def test_what_moves_no_finding_is_not_said(listening: LabOnScreen) -> None:
    """A fact to which the court gave no weight changes nothing, and nothing is announced."""
    listening.choose("english_default", "no")
    listening.agrees("headline", "ladder")
    assert heard(listening, 0) == []


@pytest.mark.parametrize(("presses", "times"), [(9, 1), (10, 0)])
def test_quick_changes_do_not_pile_up(listening: LabOnScreen, presses: int, times: int) -> None:
    """Of ten changes in a moment only what they came to is said, and nothing if all is as before."""
    before = standing(listening)
    listening.choice("US CDN").evaluate(
        """(group, presses) => {
          for (let i = 0; i < presses; i++) group.querySelectorAll("input")[1 - (i % 2)].click();
        }""",
        presses,
    )
    if times:
        listening.twin.set(us_cdn="no")
    said = heard(listening, times)
    assert said == [explain.said_words(before, standing(listening))] * times
