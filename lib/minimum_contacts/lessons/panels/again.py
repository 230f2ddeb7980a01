"""Close the widgets of a cell that has run again; otherwise each run would fill the kernel."""

from __future__ import annotations

from functools import cache
from typing import Any
from weakref import WeakSet

import ipywidgets as w
from IPython.core.getipython import get_ipython

from .keeper import KEEPER
from .projector import PROJECTOR
from .view import LAYOUT, soon

SHARED = KEEPER.sign, LAYOUT, PROJECTOR  # widgets that any panel may hold
REST = 2.0  # seconds after a run, so that a run of all cells is not delayed


def within(*values: Any) -> dict[str, w.Widget]:
    """Return the widgets among these values, with all widgets that they display or keep, by id."""
    found, seen, waiting = dict[str, w.Widget](), set[int](), list(values)
    while waiting:
        one = waiting.pop()
        if isinstance(one, w.Widget):
            if one.comm is not None and one.model_id not in found:
                found[one.model_id] = one
                waiting.extend(getattr(one, name) for name in one.keys)
                waiting.append(getattr(one, "kept", None))
        elif isinstance(one, list | tuple | dict) and id(one) not in seen:
            seen.add(id(one))
            waiting.extend(one.values() if isinstance(one, dict) else one)
    return found


def put_away(*old: w.Widget) -> None:
    """Close these widgets, and all unshared widgets inside them, in the kernel and on the page."""
    shared = within(*SHARED)
    for name, one in within(*old).items():
        if name not in shared:
            one.close()


class Cells:
    """The widget that each cell displays, per window; widgets that no cell displays any more are closed.

    Another window on the same notebook has its own widgets, which are left alone until that window has
    been closed or reloaded. A widget is also kept for as long as part of it is displayed elsewhere or
    has a name in the notebook.
    """

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        # each widget, and whether its own cell made it
        self.shown = dict[tuple[str, str], tuple[w.Widget, bool]]()
        self.old = list[w.Widget]()
        self._left = set[str]()  # windows that have been closed or reloaded
        self._made, self._waiting = WeakSet[w.Widget](), False  # widgets made by the running cell
        w.Widget.on_widget_constructed(self._made.add)
        shell.events.register("pre_run_cell", self._start)
        shell.events.register("post_run_cell", self._finish)
        KEEPER.sign.on_msg(self._heard)

    def _window(self) -> str:
        """Return the window whose message the kernel is handling."""
        return str(getattr(self.shell, "parent_header", {}).get("header", {}).get("session"))

    def _heard(self, _: Any, content: dict[str, Any], __: Any) -> None:
        if content.get("do") == "leave":
            self._left.add(self._window())

    def _start(self, _: Any) -> None:
        self._made.clear()

    def _finish(self, run: Any) -> None:
        if not run.info.cell_id:
            return
        window, cell = self._window(), str(run.info.cell_id)
        last, mine = self.shown.get((window, cell), (None, False))
        gone = {(left, cell) for left in self._left}
        replaced = [self.shown.pop(key) for key in self.shown.keys() & (gone | {(window, cell)})]
        if isinstance(run.result, w.Widget) and run.result.comm is not None:
            made = mine if run.result is last else run.result in self._made
            self.shown[window, cell] = run.result, made
        self.old += [one for one, made in replaced if made and one is not run.result]
        if self.old and not self._waiting:
            self._waiting = True
            soon(self.put_away, REST)

    def put_away(self) -> None:
        """Close the old widgets that nothing uses, and release the names that refer to them."""
        self._waiting = False
        # the shell's own names: Out, _, _5
        names, own = self.shell.user_ns, self.shell.user_ns_hidden
        named = [one for name, one in names.items() if name not in own]
        kept = within(*named, *(one for one, _ in self.shown.values())).keys()
        kept -= within(*SHARED).keys()
        there_still = [one for one in self.old if one.comm is not None]
        old = [one for one in there_still if not kept & within(one).keys()]
        self.old = [one for one in there_still if one not in old]
        for name in [n for n in names if n in own and any(names[n] is one for one in old)]:
            if name in names:  # deleting one name may have deleted others
                self.shell.del_var(name)
        put_away(*old)


@cache
def cells(shell: Any) -> Cells:
    """Return the cells of a notebook, and start watching them."""
    return Cells(shell)


def watch() -> None:
    """Start closing the earlier widgets of rerun cells; repeated calls have no further effect."""
    if shell := get_ipython():
        cells(shell)
