"""Tools shared by the panels: scripts, a layout, delayed actions, and observers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any
from weakref import WeakMethod

import ipywidgets as w
import traitlets as t

LAYOUT = w.Layout()  # shared, because every widget fills its place
SEEN = 0.018  # seconds from a change until the browser has painted its finding
_HERE = Path(__file__).parents[1]


def joined(*names: str) -> str:
    """Return scripts or styles, found from `lessons/`, as one text that a page loads in one request."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


def soon(action: Callable[[], None], seconds: float = 0) -> None:
    """Run an action after a delay in the event loop; immediately if there is no loop."""
    try:
        asyncio.get_running_loop().call_later(seconds, action)
    except RuntimeError:
        action()


def hear(source: t.HasTraits, names: str | list[str], then: Callable[[], None]) -> None:
    """Call a widget's method whenever a trait of `source` changes, until the widget is closed or gone."""
    heard: WeakMethod[Any] = WeakMethod(then)

    def tell(_: Any) -> None:
        now = heard()
        if now is None or now.__self__.comm is None:
            source.unobserve(tell, names)
        else:
            now()

    source.observe(tell, names)
