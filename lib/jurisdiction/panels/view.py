"""What the panels share: a layout, acting soon, and following what outlives them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from weakref import WeakMethod

import ipywidgets as w
import traitlets as t

LAYOUT = w.Layout()  # whatever fills its place has the same, so that one is enough
SEEN = 0.018  # seconds from a change until the browser has painted its finding


def soon(action: Callable[[], None], seconds: float = 0) -> None:
    """Do this once what is waiting has been handled; at once where nothing can wait."""
    try:
        asyncio.get_running_loop().call_later(seconds, action)
    except RuntimeError:
        action()


def hear(source: t.HasTraits, names: str | list[str], then: Callable[[], None]) -> None:
    """Have a widget do this at each change of what outlives it, until it is closed or gone."""
    heard: WeakMethod[Any] = WeakMethod(then)

    def tell(_: Any) -> None:
        now = heard()
        if now is None or now.__self__.comm is None:
            source.unobserve(tell, names)
        else:
            now()

    source.observe(tell, names)
