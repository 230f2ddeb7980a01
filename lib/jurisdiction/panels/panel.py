"""What every panel is: one widget, whose state and law are here and whose look is in its script."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets as t

from ..model import ReaderError
from .keeper import KEEPER
from .view import LAYOUT, SEEN, soon

_HERE = Path(__file__).parents[1]


def joined(*names: str) -> str:
    """Return scripts or styles beside the package as one text, which a page loads at once."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


def received(name: str, data: str | None) -> bytes:
    """Return the bytes of a file that the page sends; ReaderError if the page could not send it."""
    if data is None:
        problem = "this file is larger than 7 MB, or the browser cannot read it."
        raise ReaderError(name, problem, "Nothing was changed. Choose a smaller file.")
    return base64.b64decode(data)


class Panel(anywidget.AnyWidget):
    """A panel of a lesson as one widget.

    `plan` says what stands where, and `now` what the learner last did led to. The page answers by
    messages, each with what to `do`; the kernel says of each that it was heard, so that the page
    knows when nobody listens any more.
    """

    plan = t.Dict().tag(sync=True)
    now = t.Dict().tag(sync=True)
    sign = t.Unicode().tag(sync=True)  # of which sign it shows the words, and tells what is owed

    def __init__(self) -> None:
        super().__init__(layout=LAYOUT, sign=KEEPER.sign.marks)
        self.on_msg(lambda _, content, __: self.do(**content))

    def do(self, do: str, n: int = 0, **said: Any) -> None:
        """Do what the page asks for in its message `n`, by the method that is called so, if there is one."""
        try:
            if action := getattr(self, f"_do_{do}", None):
                action(**said)
        finally:
            if n:
                self.send({"heard": n})


class FactPanel(Panel):
    """A panel of facts: what they lead to is sent at once, and the rest when that has been painted.

    A later change overtakes a rest that has not been sent. `side` is what is to be read beside it.
    """

    rest = t.Dict().tag(sync=True)
    side = t.Dict().tag(sync=True)
    _turn = 0  # how often what is shown was sent

    def refresh(self) -> None:
        """Send what the facts of now lead to: the finding first, the rest after it."""
        self._turn += 1
        self._guarded(self._send_now)
        soon(lambda turn=self._turn: self._follow(turn), SEEN)

    def _follow(self, turn: int) -> None:
        if turn == self._turn:
            self._guarded(self._send_rest)

    def _guarded(self, send: Callable[[], None]) -> None:
        """Send; if that fails, keep what the page shows, and tell the reader what happened."""
        raise NotImplementedError

    def _send_now(self) -> None:
        raise NotImplementedError

    def _send_rest(self) -> None:
        raise NotImplementedError

    def _beside(self, title: str, **what: str) -> None:
        """Have something read beside the panel, also if it was read before."""
        self.side = {"title": title, **what, "turn": self.side.get("turn", 0) + 1}
