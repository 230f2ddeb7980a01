"""Widgets that need the browser itself: the save status, and storage in the learner's own browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets as t

from ..record import fresh_id
from ..storage import NAME, Files, aside_name
from .view import LAYOUT, joined

# a browser string may contain half a surrogate pair, which a file cannot
HALVES = ("utf-8", "surrogatepass")


class Sign(anywidget.AnyWidget):
    """The save status, displayed wherever the learner works.

    It also carries the style of all panels and their keyboard handling, from the moment the package
    is imported.
    """

    _esm = joined("sign.js")
    _css = joined("colors.css", "style.css")
    marks = t.Unicode().tag(sync=True)  # marks the places that show this kernel's status
    state = t.Unicode("off").tag(sync=True)  # off, waiting, ready, saving, saved, or trouble
    told = t.Unicode().tag(sync=True)
    place = t.Unicode().tag(sync=True)
    at = t.Unicode().tag(sync=True)
    silent = t.Bool().tag(sync=True)  # set by the browser if the kernel does not respond

    def __init__(self) -> None:
        super().__init__(marks=f"mc-mark-{fresh_id()}", layout=LAYOUT)


class Browser(anywidget.AnyWidget):
    """A store of work in the learner's own browser; it answers once the page has loaded.

    It has the methods of `storage.Folder`.
    """

    _esm = joined("storage.js")
    shelf = t.Unicode("minimum-contacts/").tag(sync=True)  # prefix of each file's name

    def __init__(self, place: str = "in this browser", **more: str) -> None:
        super().__init__(layout=LAYOUT, **more)
        self.place = place
        self._ready, self._asked = False, 0
        self._waiting: dict[int, tuple[dict[str, Any], Callable[[dict[str, Any]], None]]] = {}
        self.on_msg(self._heard)

    def apart(self) -> Browser:
        """Return the storage for client files, which erasing the work leaves unchanged."""
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
        if said.get("ready"):  # also after a reload, when earlier requests are still unanswered
            self._ready = True
            for asked, _ in list(self._waiting.values()):
                self.send(asked)
        elif waiting := self._waiting.pop(said.get("to"), None):
            waiting[1]({"trouble": "", **said})

    def read(self, then: Callable[[str, Files], None]) -> None:
        """Read every file and pass the files to the callback when the browser answers."""

        def got(said: dict[str, Any]) -> None:
            files = {n: f.encode(*HALVES) for n, f in said.get("files", {}).items()}
            then(said["trouble"], {n: raw for n, raw in files.items() if NAME.fullmatch(n)})

        self._ask(got, "read")

    def write(
        self, name: str, text: bytes, was: bytes | None, then: Callable[[str, bytes | None], None]
    ) -> None:
        """Replace the file if it is unchanged since `was`; pass the callback its latest contents."""

        def got(said: dict[str, Any]) -> None:
            found = said.get("found")
            then(said["trouble"], None if found is None else found.encode(*HALVES))

        old = None if was is None else was.decode(*HALVES)
        self._ask(got, "write", name=name, text=text.decode(), was=old)

    def aside(self, name: str, then: Callable[[str, str], None]) -> None:
        """Set the file aside under another name, and pass the callback that name."""
        new = aside_name(name)
        self._ask(lambda said: then(said["trouble"], new), "aside", name=name, to=new)

    def erase(self, then: Callable[[str], None]) -> None:
        """Delete every file permanently, including those set aside."""
        self._ask(lambda said: then(said["trouble"]), "erase")


class Address(t.HasTraits):
    """The address of the page that shows the notebook; empty until the page reports it."""

    address = t.Unicode()


ADDRESS = Address()
