"""The clients' files of a learner: the fictional ones and the learner's own, which are kept as work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from .. import client as files
from ..library import Library
from ..model import ClientFile, ReaderError
from ..record import Entry, fresh_id
from .keeper import KEEPER

LONGEST = 1_000_000  # characters of one file, as an entry of the work can hold it


class Clients:
    """Every client's file, which of them is open, and the states it had before.

    A file of the learner's own, and a fictional one that was changed, is kept apart from the class work
    (`KEEPER.clients`), under the task `client/` and its id, as the text that `client.written` gives. What
    cannot be read is kept and shown as it is.
    `about` is what the last change was about: all changes about one thing are one step of Undo.
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
        self.damaged: dict[str, tuple[str, str]] = {}  # what is wrong with it, and its text
        self.history: dict[str, list[ClientFile]] = {}
        self.open, self.about = self._start, ""

    @property
    def here(self) -> ClientFile:
        """Return the file that is open."""
        return self.all[self.open]

    @property
    def given(self) -> ClientFile:
        """Return the fictional file that is open before a learner has chosen another, as it was given."""
        return self.fictional[self._start]

    def is_own(self, name: str) -> bool:
        """Tell whether a file is the learner's own, and not one of the fictional ones."""
        return name not in self.fictional

    def names(self) -> dict[str, str]:
        """Return what each file is called in a list, by its id; no two alike."""
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

    # --- kept ---------------------------------------------------------------------------------------
    def resume(self, entries: list[Entry]) -> None:
        """Have the files as they were kept; the one that was worked on last is open."""
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
        """Keep a file under a name and open it; ReaderError, and nothing is changed, if it is too long."""
        text = files.written(file).decode()
        if len(text) > LONGEST:
            raise ReaderError("This file", "would be too long to save.", "Shorten a note.")
        self.all[name], self.open = file, name
        KEEPER.clients.note(self.task + name, "client", text, f"The file of {file.label}")

    # --- changing -----------------------------------------------------------------------------------
    def change(self, about: str = "", **parts: Any) -> None:
        """Change the file that is open; ReaderError, and nothing is changed, if it cannot be so.

        about: what the change is about, so that Undo takes it back with others about the same thing.
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
        """Have the file as it was before the last change, if there was one."""
        self.about = ""
        if states := self.history.get(self.open):
            self._keep(self.open, states.pop())

    # --- files --------------------------------------------------------------------------------------
    def add(self, file: ClientFile) -> None:
        """Take in one more file of the learner's own, and open it."""
        self._keep(f"c{fresh_id()}", file)

    def remove(self) -> None:
        """Delete the open file for good; a fictional one is as it was given."""
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
    """Say in the reader's words why a file or a record in it cannot be so."""
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
