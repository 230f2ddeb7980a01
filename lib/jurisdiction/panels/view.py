"""What the panels share: a layout, acting soon, following what outlives them, telling of a failure."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from html import escape
from typing import Any, Protocol
from weakref import WeakMethod

import ipywidgets as w
import traitlets as t

LAYOUT = w.Layout()  # whatever fills its place has the same, so that one is enough
SEEN = 0.018  # seconds from a change until the browser has painted its finding


class Noticed(Protocol):
    """A part of the screen with a place for what the reader must be told."""

    notice: w.HTML


def guarded(view: Noticed, update: Callable[[], None]) -> None:
    """Run an update; if it fails, keep the last good view and tell the reader what happened."""
    try:
        update()
        view.notice.value = ""
    except Exception as error:  # the reader, not a log, must hear of any failure
        view.notice.value = (
            '<div class="mc mc-error" role="alert">This part could not be updated and still shows '
            f"the state before. ({escape(type(error).__name__)}: {escape(str(error))}) Your facts are "
            "kept; choose Undo, or Reset, or go on.</div>"
        )


def soon(action: Callable[[], None], seconds: float = 0) -> None:
    """Do this once what is waiting has been handled; at once where nothing can wait."""
    try:
        asyncio.get_running_loop().call_later(seconds, action)
    except RuntimeError:
        action()


def hear(source: t.HasTraits, names: str | list[str], then: Callable[[], None]) -> None:
    """Have a widget do this at each change of what outlives it, until it is closed or gone."""
    heard = WeakMethod(then)

    def tell(_: Any) -> None:
        now = heard()
        if now is None or now.__self__.comm is None:
            source.unobserve(tell, names)
        else:
            now()

    source.observe(tell, names)
