"""A button that opens the learner's work in this notebook as a page to print."""

from __future__ import annotations

from pathlib import Path

import anywidget

from .. import printed
from .keeper import KEEPER
from .view import LAYOUT


class PrintButton(anywidget.AnyWidget):
    """Asks for the page when it is pressed, so that it holds what was done last."""

    _esm = (Path(__file__).parents[1] / "print.js").read_text(encoding="utf-8")

    def __init__(self) -> None:
        super().__init__(layout=LAYOUT)
        self.on_msg(lambda _, content, __: self._asked(content))

    def _asked(self, content: dict[str, str]) -> None:
        if content.get("do") == "print":
            self.send({"page": printed.page(KEEPER.notebook, KEEPER.entries)})
