"""A learner's client files: the fictional ones, and the learner's own, which are saved as work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from jurisdiction.library import Library
from jurisdiction.model import ClientFile, ReaderError
from minimum_contacts.lessons.panels.keeper import KEEPER
from minimum_contacts.lessons.record import Entry, fresh_id
from .. import client as files

LONGEST = 1_000_000  # most characters of a file that one entry can store


class Clients:
    """All client files, the one that is open, and their earlier states.

    A learner's own file, or a changed fictional one, is stored apart from class work
    (`KEEPER.clients`), under the task `client/` and its id, as the text that `client.written`
    returns. A stored file that cannot be read is kept and shown as it is. `about` is the subject of
    the last change; consecutive changes on one subject are one step of Undo.
    """

    task = "client/"

    def __init__(self, library: Library, start: str, changed: Callable[[], None]) -> None:
        self.library, self._changed = library, changed
        paths = sorted((library.root / "clients").glob("*.yml"))
        self.fictional = {path.stem: files.open_file(path, library) for path in paths}
        if start not in self.fictional:
            known = f"Known: {', '.join(self.fictional)}."
            raise ReaderError(f"clients/{start}.yml", "no client file has that name.", known)
        self._start = start
        self._begin()

    def _begin(self) -> None:
        self.all: dict[str, ClientFile] = dict(self.fictional)
        self.earlier: dict[str, list[tuple[dt.datetime, ClientFile]]] = {}
        # file id -> what is wrong with the file, and its text
        self.damaged: dict[str, tuple[str, str]] = {}
        self.history: dict[str, list[ClientFile]] = {}
        self.open, self.about = self._start, ""

    @property
    def here(self) -> ClientFile:
        """Return the open file."""
        return self.all[self.open]

    @property
    def given(self) -> ClientFile:
        """Return the original of the fictional file that is open at first."""
        return self.fictional[self._start]

    def is_own(self, name: str) -> bool:
        """Return whether a file is the learner's own rather than fictional."""
        return name not in self.fictional

    def names(self) -> dict[str, str]:
        """Return a distinct name for each file, by id, for a list."""
        called: dict[str, str] = {}
        for name, file in self.all.items():
            changed = ", changed" if file != self.fictional.get(name) else ""
            kind = "your own" if self.is_own(name) else f"fictional{changed}"
            words, count = f"{file.label} ({kind})", 1
            while words in called.values():
                count += 1
                words = f"{file.label} ({kind}, {count})"
            called[name] = words
        return called

    # --- storage ----------------------------------------------------------------------------------
    def resume(self, entries: list[Entry]) -> None:
        """Restore the saved files and open the one changed last."""
        self._begin()
        for entry in entries:
            name = entry.task.removeprefix(self.task)
            try:
                file = files.read(entry.answer.encode(), entry.asked[:80] or "A file", self.library)
            except ReaderError as error:
                self.damaged[name] = str(error), entry.answer
                continue
            self.damaged.pop(name, None)
            self.earlier.setdefault(name, []).append((entry.at, file))
            self.all[name], self.open = file, name
        for name, states in self.earlier.items():
            self.earlier[name] = [state for state in states if state[1] != self.all[name]]
        self._changed()

    def _keep(self, name: str, file: ClientFile) -> None:
        """Save and open a file. Raise ReaderError, and change nothing, if it is too long."""
        text = files.written(file).decode()
        if len(text) > LONGEST:
            raise ReaderError("This file", "would be too long to save.", "Shorten a note.")
        self.all[name], self.open = file, name
        KEEPER.clients.note(self.task + name, "client", text, f"The file of {file.label}")

    # --- changes ----------------------------------------------------------------------------------
    def change(self, about: str = "", **parts: Any) -> None:
        """Change the open file. Raise ReaderError, and change nothing, if the result is invalid.

        about: the subject of the change; Undo reverts consecutive changes on one subject together.
        """
        before, history = self.here, self.history.setdefault(self.open, [])
        try:
            file = ClientFile.model_validate(before.model_dump() | parts)
        except ValidationError as error:
            raise unkept(error) from None
        files.check(self.library, file, "This file")
        if file != before:
            self._keep(self.open, file)
            if not about or about != self.about:
                history.append(before)
            self.about = about

    def write(self, field: str, text: str) -> None:
        """Change a text of the open file: its label, its story, an exhibit, or the name of a claim."""
        kind, _, one = field.partition("/")
        value: Any = text.strip() if kind == "label" else text
        if one:
            of = getattr(self.here, kind)
            value = of | {
                one: text if kind == "exhibits" else of[one].model_dump() | {"name": text}
            }
        self.change("" if kind == "label" else field, **{kind: value})

    def undo(self) -> None:
        """Restore the file as it was before the last change, if any."""
        self.about = ""
        if states := self.history.get(self.open):
            self._keep(self.open, states.pop())

    # --- files --------------------------------------------------------------------------------------
    def add(self, file: ClientFile) -> None:
        """Add a file as the learner's own, and open it."""
        self._keep(f"c{fresh_id()}", file)

    def remove(self) -> None:
        """Delete the open file permanently; a fictional file is restored to its original."""
        name = self.open
        KEEPER.clients.forget(self.task + name)
        for kept in (self.earlier, self.history):
            kept.pop(name, None)
        if name in self.fictional:
            self.all[name] = self.fictional[name]
        else:
            del self.all[name]
            self.open = self._start


def unkept(error: ValidationError) -> ReaderError:
    """Return a validation error of a client file as a ReaderError, worded for the reader."""
    first = error.errors()[0]
    limit = first.get("ctx", {}).get("max_length")
    if limit:
        count = len(first["input"])
        return ReaderError(
            "This text",
            f"is too long: it has {count:,} characters, and the limit is {limit:,}.",
            "Shorten it.",
        )
    if first["loc"] == ("label",):
        remedy = "Write initials, or a label of at least one letter."
        return ReaderError("The initials", "are missing.", remedy)
    if first["loc"][-1] == "name":
        return ReaderError("The name", "is missing.", "Write a label of at least one letter.")
    at = ", ".join(str(part) for part in first["loc"])
    return ReaderError(f"This file, {at}", f"is not valid ({first['msg']}).")
