"""Enlarge everything in a notebook for a classroom, by one button."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets as t

from ..record import Entry
from .keeper import KEEPER
from .view import LAYOUT

_HERE = Path(__file__).parents[1]


class Projector(anywidget.AnyWidget):
    """The button and style that enlarge this notebook."""

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
        """Restore the last size."""
        self.on = bool(entries) and entries[-1].answer == "large"


PROJECTOR = Projector()
