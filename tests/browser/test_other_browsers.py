"""The core of a lesson works in Firefox and WebKit: it opens by itself, and a fact changes its finding."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from live_lab import jupyterlab
from on_screen import LAB
from other_browsers import Shown, firefox, wait, webkit

ROOT = Path(__file__).resolve().parents[2]
LESSON = "02_express_aiming.ipynb"
FIRST = f"document.querySelector({LAB!r})"
FACT = f"""[...{FIRST}.querySelectorAll('[role=radiogroup]')]
  .find(one => one.getAttribute('aria-label') === 'US CDN')"""
STATUS = f"{FIRST}.querySelector('[role=status]').textContent"
CHART = f"{FIRST}.querySelector('figure svg')"
# A headless Firefox window never has the focus, from which JupyterLab identifies the notebook in front.
FOCUS = "document.hasFocus() || document.activeElement.dispatchEvent(new FocusEvent('focus'))"
# The parts of a laboratory that are clipped or that overflow it.
CUT = f"""(lab => {{
  const room = lab.getBoundingClientRect();
  return [...lab.querySelectorAll('[role=radiogroup], li > button, figure svg')]
    .filter(one => one.checkVisibility())
    .filter(one => {{
      const box = one.getBoundingClientRect();
      return box.bottom > room.bottom + 1 || box.right > room.right + 1 || box.height < 10;
    }}).map(one => one.textContent.trim().slice(0, 40));
}})({FIRST})"""
pytestmark = pytest.mark.browser


KINDS = [
    pytest.param(kind, marks=pytest.mark.skipif(
        not all(map(shutil.which, programs)), reason=f"{programs[0]} is not installed here"))
    for kind, programs in ((firefox, ["firefox-esr"]), (webkit, ["WebKitWebDriver", "xvfb-run"]))
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_lesson_opens_and_a_fact_moves_its_finding(
    kind: Callable[[Path], AbstractContextManager[Shown]], tmp_path: Path, artefacts: Path
) -> None:
    """The lesson runs by itself; US CDN at No opens the finding and updates the chart; Undo reverts."""
    (tmp_path / "browser").mkdir()
    with (
        jupyterlab(
            tmp_path / "lab",
            ROOT / "notebooks",
            opens=True,
            MINIMUM_CONTACTS_WORK=str(tmp_path / "work"),
        ) as server,
        kind(tmp_path / "browser") as page,
    ):
        page.go(server.address(LESSON))
        wait(page, "document.querySelector('.jp-Cell') !== null")
        page.ask(FOCUS)
        wait(page, f"{FIRST} !== null && {CHART} !== null")
        assert "Met" in page.ask(STATUS)
        before = page.ask(f"{CHART}.outerHTML")
        page.ask(f"{FIRST}.scrollIntoView()")
        assert page.ask(CUT) == []
        page.ask(f"({FACT}).querySelector('input[value=no]').click()")
        wait(page, f"{STATUS}.includes('Open')")
        wait(page, f"{CHART}.outerHTML !== {json.dumps(before)}")
        page.picture(artefacts / f"lesson-in-{kind.__name__}.png")
        page.ask(f"{FIRST}.querySelector('[aria-label=Undo]').click()")
        wait(page, f"{STATUS}.includes('Met')")
