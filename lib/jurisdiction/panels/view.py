"""What every part of the screen has in common: it follows a scenario, and says so if it cannot."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from html import escape
from typing import Any
from weakref import WeakMethod

import ipywidgets as w
import traitlets as t

from .scenario import Scenario

# Seconds from a change until its finding has left the kernel, until the browser has painted it, and
# until it has painted the charts as well.
GONE, SEEN, PAINTED = 0.002, 0.018, 0.06
HANDED = 0.0003  # seconds in which another thread of the kernel has handed a message over


def guarded(view: View, update: Callable[[], None]) -> None:
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


def let_go() -> None:
    """Let the thread that sends go first: what was just said is on its way before more is worked out."""
    if sys.platform != "emscripten":  # no threads there
        time.sleep(HANDED)


class View(w.VBox):
    """A part of the screen that follows a scenario."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__()
        self.scenario = scenario
        self.notice = w.HTML()

    def follow(self) -> None:
        """Show the state of now, and every state to come."""
        guarded(self, self.update)
        self.scenario.observe(lambda _: guarded(self, self.update), "analysis")

    def update(self) -> None:
        raise NotImplementedError


class LateView(View):
    """A view that is drawn for the last state only, and sent when the finding has been painted.

    What else arrives in the frame in which the browser is to paint the finding would hold it up.
    """

    _waiting = False

    def follow(self) -> None:
        guarded(self, self.draw)
        self.scenario.observe(lambda _: self.update(), "analysis")

    def update(self) -> None:
        """Ask for one redraw, however many changes come before it."""
        if self._waiting:
            return
        self._waiting = True
        seen = time.monotonic() + SEEN
        soon(lambda: self._begin(seen), GONE)

    def _begin(self, seen: float) -> None:
        guarded(self, self.prepare)
        left = seen - time.monotonic()
        if left > 0:
            soon(self._later, left)
        else:
            self._later()

    def _later(self) -> None:
        self._waiting = False
        guarded(self, self.draw)

    def prepare(self) -> None:
        """Do what takes long and sends nothing."""

    def draw(self) -> None:
        raise NotImplementedError


def folded(closed: str, opened: str, inside: w.Widget) -> list[w.Widget]:
    """A button that shows and hides a part (an Accordion cannot be opened from the keyboard)."""
    inside.layout.display = "none"
    opener = w.ToggleButton(description=closed, tooltip=closed, value=False)
    opener.layout.width, opener.layout.align_self = "auto", "flex-start"

    def show(change: Any) -> None:
        inside.layout.display = "" if change["new"] else "none"
        opener.description = opener.tooltip = opened if change["new"] else closed

    opener.observe(show, "value")
    return [opener, inside]
