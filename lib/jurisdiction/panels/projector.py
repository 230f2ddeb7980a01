"""Everything large enough for a room, by one button; what is controlled is folded away."""

from __future__ import annotations

from pathlib import Path

import anywidget
import ipywidgets as w
import traitlets as t

from ..record import Entry
from .keeper import KEEPER
from .view import LAYOUT, hear

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


class RoomFold(w.ToggleButton):
    """A button that shows and hides a part while the notebook is shown large; else the style hides the
    button, and the part is there."""

    def __init__(self, inside: w.Widget) -> None:
        super().__init__()
        self._inside = inside
        self.add_class("mc-opener")
        self.observe(lambda _: self._show(), "value")
        hear(PROJECTOR, "on", self._fold)
        self._show()

    def _show(self) -> None:
        self._inside.layout.display = "none" if PROJECTOR.on and not self.value else ""
        self.description = self.tooltip = "Hide the facts" if self.value else "Show the facts"

    def _fold(self) -> None:
        self.value = False  # whoever makes all large again finds the facts folded again
        self._show()
