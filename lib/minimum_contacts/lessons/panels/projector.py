"""Enlarge everything in a notebook for a classroom, by one button."""

from __future__ import annotations

import anywidget
import traitlets as t

from ..record import Entry
from .keeper import KEEPER
from .view import LAYOUT, joined


class Projector(anywidget.AnyWidget):
    """The button and style that enlarge this notebook."""

    _esm = joined("projector.js")
    _css = joined("projector.css")
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
