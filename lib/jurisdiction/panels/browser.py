"""What only the browser can do: show an honest sign, and keep work where no other learner sees it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets as t

from ..record import fresh_id
from ..storage import NAME, Files, aside_name
from .view import LAYOUT

HALVES = ("utf-8", "surrogatepass")  # a browser may hold half a character, which no file can
_HERE = Path(__file__).parents[1]


class Sign(anywidget.AnyWidget):
    """Whether the work is saved: one sign, shown wherever the learner works.

    It brings the look of all panels and what keys do in them, from the moment the package is imported.
    """

    _esm = (_HERE / "sign.js").read_text(encoding="utf-8")
    _css = "".join((_HERE / css).read_text(encoding="utf-8") for css in ("colors.css", "style.css"))
    marks = t.Unicode().tag(sync=True)  # names the places that show it, of one kernel among several
    state = t.Unicode("off").tag(sync=True)  # off, waiting, ready, saving, saved, trouble
    told = t.Unicode().tag(sync=True)
    place = t.Unicode().tag(sync=True)
    at = t.Unicode().tag(sync=True)
    silent = t.Bool().tag(sync=True)  # set by the browser, when it does not

    def __init__(self) -> None:
        super().__init__(marks=f"mc-mark-{fresh_id()}", layout=LAYOUT)


class Browser(anywidget.AnyWidget):
    """Work in the storage of the learner's own browser; it answers when the page is there.

    Its methods are those of `storage.Folder`.
    """

    _esm = (_HERE / "storage.js").read_text(encoding="utf-8")
    shelf = t.Unicode("minimum-contacts/").tag(sync=True)  # the beginning of each file's name

    def __init__(self, place: str = "in this browser", **more: str) -> None:
        super().__init__(layout=LAYOUT, **more)
        self.place = place
        self._ready, self._asked = False, 0
        self._waiting: dict[int, tuple[dict[str, Any], Callable[[dict[str, Any]], None]]] = {}
        self.on_msg(self._heard)

    def apart(self) -> Browser:
        """Return the storage of the clients' files, which erasing the work leaves as it is."""
        return Browser(
            f"apart from your class work, {self.place}", shelf="minimum-contacts-clients/"
        )

    def _ask(self, then: Callable[[dict[str, Any]], None], do: str, **what: Any) -> None:
        self._asked += 1
        asked = {"do": do, "id": self._asked, **what}
        self._waiting[self._asked] = asked, then
        if self._ready:
            self.send(asked)

    def _heard(self, _: Any, said: Any, __: Any = None) -> None:
        if not isinstance(said, dict):
            return
        if said.get("ready"):  # also when the page was loaded anew, and had not answered
            self._ready = True
            for asked, _ in list(self._waiting.values()):
                self.send(asked)
        elif waiting := self._waiting.pop(said.get("to"), None):
            waiting[1]({"trouble": "", **said})

    def read(self, then: Callable[[str, Files], None]) -> None:
        """Give every file, when the browser has answered."""

        def got(said: dict[str, Any]) -> None:
            files = {n: f.encode(*HALVES) for n, f in said.get("files", {}).items()}
            then(said["trouble"], {n: raw for n, raw in files.items() if NAME.fullmatch(n)})

        self._ask(got, "read")

    def write(
        self, name: str, text: bytes, was: bytes | None, then: Callable[[str, bytes | None], None]
    ) -> None:
        """Replace the file if it is still as it was; give what stands there now."""

        def got(said: dict[str, Any]) -> None:
            found = said.get("found")
            then(said["trouble"], None if found is None else found.encode(*HALVES))

        old = None if was is None else was.decode(*HALVES)
        self._ask(got, "write", name=name, text=text.decode(), was=old)

    def aside(self, name: str, then: Callable[[str, str], None]) -> None:
        """Keep the file under another name, and give that name."""
        new = aside_name(name)
        self._ask(lambda said: then(said["trouble"], new), "aside", name=name, to=new)

    def erase(self, then: Callable[[str], None]) -> None:
        """Delete every file for good, those set aside as well."""
        self._ask(lambda said: then(said["trouble"]), "erase")


class Address(t.HasTraits):
    """The address of the page that shows the notebook; empty until the page has said it."""

    address = t.Unicode()


ADDRESS = Address()
