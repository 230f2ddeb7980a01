"""A laboratory's status announces each change of outcome once, briefly; nothing else is announced."""

from __future__ import annotations

import pytest
from on_screen import LabOnScreen, finding, now

LIVE = "[role=status], [role=alert], [role=log], [aria-live]:not([aria-live=off])"
# Record what a screen reader would announce: a live region's text whenever it changes or appears.
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
      if (one.isConnected && one.checkVisibility() && one.closest(".jp-NotebookPanel"))
        window.mcHeard.push(one.textContent.replace(/\\s+/g, " ").trim());
  });
  window.mcEar.observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
# Record the time of the page's last change.
RESTS = """() => {
  window.mcChanged = performance.now();
  window.mcRest ??= new MutationObserver(() => { window.mcChanged = performance.now(); });
  window.mcRest.observe(document.querySelector(".jp-NotebookPanel"), {
    childList: true, subtree: true, characterData: true });
}"""


@pytest.fixture
def listening(lab: LabOnScreen) -> LabOnScreen:
    """Return a laboratory whose first finding was announced, with a screen reader's log from now on."""
    rest(lab)
    lab.page.evaluate(LISTEN, LIVE)
    return lab


def rest(lab: LabOnScreen) -> None:
    """Wait until the page has not changed for a second and a half."""
    lab.page.evaluate(RESTS)
    lab.page.wait_for_function("() => performance.now() - window.mcChanged > 1500")


def heard(lab: LabOnScreen) -> list[str]:
    """Return the announcements, once none has followed for a while."""
    rest(lab)
    return lab.page.evaluate("window.mcHeard.splice(0)")


def test_a_change_of_outcome_is_said_once(listening: LabOnScreen) -> None:
    """Removing the CDN announces the new finding in one short line, and restoring it the old one."""
    for answer in ("no", "yes"):
        listening.choose("us_cdn", answer)
        listening.agrees("finding", "ladder")
        said = heard(listening)
        told = now(finding(listening.twin)).removeprefix("Express aiming ")
        assert said == [told]
        assert len(said[0]) < 160


def test_what_moves_no_finding_is_not_said(listening: LabOnScreen) -> None:
    """A change of facts that leaves the finding and its reason unchanged appears but is not announced."""
    listening.choose("us_trademarks", "no")
    listening.agrees("finding", "ladder")
    assert heard(listening) == []


def test_of_quick_changes_the_last_is_said_last(listening: LabOnScreen) -> None:
    """After nine quick changes, the announcement of the last change is the last one."""
    listening.choice("US CDN").evaluate(
        """group => {
          for (let i = 0; i < 9; i++) group.querySelectorAll("input")[1 - (i % 2)].click();
        }"""
    )
    listening.settle(lambda: "◆ Open" in listening.seen()["finding"])
    said = heard(listening)
    assert 0 < len(said) <= 9
    assert now(f"Express aiming {said[-1]}") == now(listening.seen()["finding"])
    assert said[-1].startswith("◆ Open")
