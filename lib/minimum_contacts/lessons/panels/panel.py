"""The base of every panel: one widget with state and law in Python, and display in a script."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import anywidget
import traitlets as t

from jurisdiction.model import ReaderError
from .keeper import KEEPER
from .view import LAYOUT, SEEN, soon
from .view import joined as joined


def received(name: str, data: str | None) -> bytes:
    """Return the bytes of a file from the page. Raise ReaderError if the page could not send it."""
    if data is None:
        problem = "this file is larger than 7 MB, or the browser cannot read it."
        raise ReaderError(name, problem, "Nothing was changed. Choose a smaller file.")
    return base64.b64decode(data)


class Panel(anywidget.AnyWidget):
    """A panel of a lesson as one widget.

    `plan` is the layout, and `now` the result of the learner's last action. The page sends messages
    with an action to `do`; the kernel acknowledges each, so that the page notices when the kernel
    stops responding.
    """

    plan = t.Dict().tag(sync=True)
    now = t.Dict().tag(sync=True)
    sign = t.Unicode().tag(sync=True)  # identifies the save status to display

    def __init__(self) -> None:
        super().__init__(layout=LAYOUT, sign=KEEPER.sign.marks)
        self.on_msg(lambda _, content, __: self.do(**content))

    def do(self, do: str, n: int = 0, **said: Any) -> None:
        """Carry out action `do` of message `n` by the method `_do_NAME`, and acknowledge it."""
        try:
            if action := getattr(self, f"_do_{do}", None):
                action(**said)
        finally:
            if n:
                self.send({"heard": n})


class FactPanel(Panel):
    """A panel of facts: the finding is sent immediately, and the rest once the finding has been painted.

    A later change cancels a rest that has not been sent. `side` is the text to show beside the
    panel.
    """

    rest = t.Dict().tag(sync=True)
    side = t.Dict().tag(sync=True)
    _turn = 0  # number of updates sent

    def refresh(self) -> None:
        """Send the current state: the finding first, then the rest."""
        self._turn += 1
        self._guarded(self._send_now)
        soon(lambda turn=self._turn: self._follow(turn), SEEN)

    def _follow(self, turn: int) -> None:
        if turn == self._turn:
            self._guarded(self._send_rest)

    def _guarded(self, send: Callable[[], None]) -> None:
        """Send an update; on failure, keep the old display and report the error to the reader."""
        raise NotImplementedError

    def _send_now(self) -> None:
        raise NotImplementedError

    def _send_rest(self) -> None:
        raise NotImplementedError

    def _beside(self, title: str, **what: str) -> None:
        """Show a text beside the panel, even if it was shown before."""
        self.side = {"title": title, **what, "turn": self.side.get("turn", 0) + 1}
