"""Everything large enough for a room, by one button."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets as t

from ..record import Entry
from .keeper import KEEPER
from .view import LAYOUT

_HERE = Path(__file__).parents[1]


class Projector(anywidget.AnyWidget):
    """Whether this notebook is shown large; the button that says so, and the style of it."""

    _esm = (_HERE / "projector.js").read_text(encoding="utf-8")
    _css = (_HERE / "projector.css").read_text(encoding="utf-8")
    on = t.Bool().tag(sync=True)
    task = "projector"

    def __init__(self) -> None:
        super().__init__(layout=LAYOUT)
        self.observe(
            lambda change: KEEPER.note(self.task, "size", "large" if change["new"] else ""), "on"
        )

    def resume(self, entries: list[Entry]) -> None:
        """Be as the learner or teacher last had it."""
        self.on = bool(entries) and entries[-1].answer == "large"


PROJECTOR = Projector()
