"""What every page with panels needs, once: their look, and what ipywidgets leaves out for the keyboard
and the screen reader."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import anywidget

from .. import explain
from .view import LAYOUT, soon

_HERE = Path(__file__).parents[1]
PAUSE = 0.4  # seconds without another change, after which what has changed is said


class Access(anywidget.AnyWidget):
    """Gives a page the look of all panels, makes answers into groups that have a name and arrow keys,
    and says what changed, once. Every panel holds it, so that each can be shown alone; nothing of it
    is seen."""

    _esm = (_HERE / "access.js").read_text(encoding="utf-8")
    _css = "".join(
        (_HERE / name).read_text(encoding="utf-8") for name in ("colors.css", "style.css")
    )

    def say(self, words: str) -> None:
        """Have a screen reader say this, through the one live region of the page."""
        self.send({"say": words})


ACCESS = Access(layout=LAYOUT)


class Announcer:
    """Says which findings of a panel have changed, when the changes have come to rest.

    What came and went in between is not said, and nothing is said if no finding is another than
    the one last said.
    """

    def __init__(self) -> None:
        self._said: Mapping[str, str] | None = None
        self._now: Mapping[str, str] = {}
        self._turn = 0

    def follow(self, findings: Mapping[str, str]) -> None:
        """Take the findings of now, the name of each point with its status in words."""
        self._now, self._turn = findings, self._turn + 1
        if self._said is None:
            self._said = findings
        else:
            soon(lambda turn=self._turn: self._rest(turn), PAUSE)

    def settle(self) -> None:
        """Take what is shown for said, as when a learner's work is opened again."""
        self._said = self._now

    def _rest(self, turn: int) -> None:
        if turn != self._turn or self._said is None:
            return
        words = explain.said_words(self._said, self._now)
        self._said = self._now
        if words:
            ACCESS.say(words)
