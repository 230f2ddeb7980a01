"""What a cell made before is put away once it has made another; else each run would fill the kernel."""

from __future__ import annotations

from functools import cache
from typing import Any

import ipywidgets as w
from IPython.core.getipython import get_ipython
from ipywidgets.widgets.widget import _instances as there  # all that has been made and not closed

from .keeper import KEEPER
from .projector import PROJECTOR
from .view import LAYOUT, soon

SHARED = KEEPER.sign, LAYOUT, PROJECTOR  # which every panel may hold
REST = 2.0  # seconds after a run, so that a run of all cells is not held up


def within(*values: Any) -> dict[str, w.Widget]:
    """The widgets among these values, with all that they show or keep for later, by their ids."""
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
    """Close these widgets, on the page as well, with all that they hold and do not share."""
    shared = within(*SHARED)
    for name, one in within(*old).items():
        if name not in shared:
            one.close()


class Cells:
    """The widget that each cell shows, in each window; those that no cell shows any more are put away.

    Another window on the same notebook has its own, which are left alone. So is, as a whole, whatever
    is in part shown elsewhere or named in the notebook, for as long as it is.
    """

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.shown = dict[tuple[str, str], tuple[w.Widget, bool]]()  # and whether its cell made it
        self.old = list[w.Widget]()
        self._before, self._waiting = set[str](), False
        shell.events.register("pre_run_cell", self._begins)
        shell.events.register("post_run_cell", self._ends)

    def _begins(self, _: Any) -> None:
        self._before = set(there)

    def _ends(self, run: Any) -> None:
        if not run.info.cell_id:
            return
        asked = getattr(self.shell, "parent_header", {}).get("header", {})
        cell = str(asked.get("session")), str(run.info.cell_id)
        last, mine = self.shown.pop(cell, (None, False))
        if isinstance(run.result, w.Widget) and run.result.comm is not None:
            made = mine if run.result is last else run.result.model_id not in self._before
            self.shown[cell] = run.result, made
        if last is not None and mine and run.result is not last:
            self.old.append(last)
        if self.old and not self._waiting:
            self._waiting = True
            soon(self.put_away, REST)

    def put_away(self) -> None:
        """Close what is old, and let go of it."""
        self._waiting = False
        names, own = self.shell.user_ns, self.shell.user_ns_hidden  # its own: Out, _, _5
        named = [one for name, one in names.items() if name not in own]
        kept = within(*named, *(one for one, _ in self.shown.values())).keys()
        kept -= within(*SHARED).keys()
        there_still = [one for one in self.old if one.comm is not None]
        old = [one for one in there_still if not kept & within(one).keys()]
        self.old = [one for one in there_still if one not in old]
        for name in [n for n in names if n in own and any(names[n] is one for one in old)]:
            if name in names:  # one goes with all its other names
                self.shell.del_var(name)
        put_away(*old)


@cache
def cells(shell: Any) -> Cells:
    """The cells of a notebook, which are watched from now on."""
    return Cells(shell)


def watch() -> None:
    """From now on, put away what a cell has made before; once, however often a notebook is begun."""
    if shell := get_ipython():
        cells(shell)
