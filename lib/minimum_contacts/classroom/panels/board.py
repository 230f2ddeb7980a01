"""A panel of controls and their results, described in Python and displayed by one small script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets as t

from jurisdiction.model import ReaderError
from minimum_contacts.lessons import record
from minimum_contacts.lessons.panels.panel import Panel, joined, received

Control = dict[str, Any]
SETS = ("text", "tick", "switch", "select")  # kinds of control that set an attribute


def control(kind: str, name: str, label: str, **more: Any) -> Control:
    """Return the description of a control; kinds in SETS set an attribute, a button calls `_do_NAME`."""
    return {"kind": kind, "name": name, "label": label, **more}


class Board(Panel):
    """A panel described part by part.

    A control sets the attribute of its name and then calls the method `_then_NAME`, if there is
    one.
    """

    _esm = joined("panel.js", "../classroom/board.js")
    _css = joined("colors.css", "style.css", "projector.css", "../classroom/board.css")
    made = t.Dict().tag(sync=True)  # a file to save
    kind = label = ""
    large = False

    def __init__(self) -> None:
        super().__init__()
        self._coming: list[tuple[str, bytes]] = []
        self._unread: list[str] = []  # errors of files that the page could not send

    def __repr__(self) -> str:
        return self.label

    def parts(self) -> dict[str, list[Control] | str | None]:
        """Return the parts in order: a list of controls, HTML, or None for text set by `tell`."""
        raise NotImplementedError

    def bring(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Receive files that the reader chose on the page, with their names."""
        raise NotImplementedError

    def show(self) -> None:
        """Send the page the current state; on failure, keep the old display and report the error."""
        try:
            parts, notice = {"notice": None, **self.parts()}, " ".join(self._unread)
        except Exception as error:  # report any failure to the reader, not to a log
            parts = dict(self.plan.get("parts", [("notice", None)]))
            notice = (
                f"We could not show this ({type(error).__name__}: {error}). The previous view "
                "is still here, and the files are unchanged. Choose another view."
            )
        for one in (one for part in parts.values() if isinstance(part, list) for one in part):
            if one["kind"] in SETS:
                one["value"] = getattr(self, one["name"])
        self.tell(notice=notice)
        self.plan = {
            "kind": self.kind,
            "label": self.label,
            "large": self.large,
            "parts": [*parts.items()],
        }

    def tell(self, **words: str) -> None:
        """Set the text of the named parts."""
        self.now = {**self.now, **words}

    def _do_set(self, name: str, value: Any) -> None:
        """Set an attribute to a value from the page; ignore a value that is not offered."""
        bars = [part for _, part in self.plan["parts"] if isinstance(part, list)]
        for one in (one for bar in bars for one in bar if one["name"] == name and "value" in one):
            options = {str(option): option for option, _ in one.get("options", [])}
            if options and str(value) not in options:
                return
            taken = options[str(value)] if options else type(one["value"])(value)
            setattr(self, name, record.clean(taken) if isinstance(taken, str) else taken)
            getattr(self, f"_then_{name}", self.show)()
            return

    def _do_bring(self, name: str, data: str | None, rest: int) -> None:
        """Collect files one by one, and process them once the last has arrived."""
        name = record.clean(str(name))
        try:
            self._coming.append((name, received(name, data)))
        except ReaderError as error:
            self._unread.append(str(error))
        if not rest:
            files, self._coming = self._coming, []
            self.bring(files)
            self.show()
            self._unread = []
