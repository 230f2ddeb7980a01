"""The clients' files of a learner: the fictional ones and the learner's own, which are kept as work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from .. import client as files
from ..library import Library
from ..model import ClientFile, ReaderError, Told
from ..record import Entry, clean, fresh_id
from .keeper import KEEPER

LONGEST = 1_000_000  # characters of one file, as an entry of the work can hold it
TASK = "client/"


class Clients:
    """Every client's file, which of them is open, and the states it had before.

    A file of the learner's own, and a fictional one that was changed, is kept under the task `client/`
    and its id, as the text that `client.written` gives. What cannot be read is kept and shown as it is.
    """

    task = TASK

    def __init__(self, library: Library, start: str, changed: Callable[[], None]) -> None:
        self.library, self._changed = library, changed
        paths = sorted((library.root / "clients").glob("*.yml"))
        self.fictional = {path.stem: files.open_file(path, library) for path in paths}
        if start not in self.fictional:
            raise ReaderError(f"clients/{start}.yml", "there is no such client's file.",
                              f"Known: {', '.join(self.fictional)}.")  # fmt: skip
        self._start = start
        self._begin()

    def _begin(self) -> None:
        self.all: dict[str, ClientFile] = dict(self.fictional)
        self.earlier: dict[str, list[tuple[dt.datetime, ClientFile]]] = {}
        self.damaged: dict[str, tuple[str, str]] = {}  # what is wrong with it, and its text
        self.history: dict[str, list[ClientFile]] = {}
        self.open = self._start

    @property
    def here(self) -> ClientFile:
        """The file that is open."""
        return self.all[self.open]

    @property
    def given(self) -> ClientFile:
        """The fictional file that is open before a learner has chosen another, as it was given."""
        return self.fictional[self._start]

    def is_own(self, name: str) -> bool:
        """Whether a file is the learner's own, and not one of the fictional ones."""
        return name not in self.fictional

    def names(self) -> dict[str, str]:
        """What each file is called in a list, by its id; no two alike."""
        found: dict[str, str] = {}
        for name, file in self.all.items():
            what = "fictional" + (", changed" if file != self.fictional[name] else "") \
                if name in self.fictional else "your own"  # fmt: skip
            words, count = f"{file.label} ({what})", 1
            while words in found.values():
                count += 1
                words = f"{file.label} ({what}, {count})"
            found[name] = words
        return found

    # --- kept ---------------------------------------------------------------------------------------
    def resume(self, entries: list[Entry]) -> None:
        """Have the files as they were kept; the one that was worked on last is open."""
        self._begin()
        for entry in entries:
            name = entry.task.removeprefix(TASK)
            try:
                file = files.read(entry.answer.encode(), entry.asked[:80] or "A file", self.library)
            except ReaderError as error:
                self.damaged[name] = str(error), entry.answer
                continue
            self.damaged.pop(name, None)
            self.earlier.setdefault(name, []).append((entry.at, file))
            self.all[name] = file
            self.open = name
        for name, states in self.earlier.items():
            self.earlier[name] = [state for state in states if state[1] != self.all[name]]
        self._changed()

    def _keep(self, name: str) -> None:
        file = self.all[name]
        KEEPER.note(
            TASK + name, "client", files.written(file).decode(), f"The file of {file.label}"
        )

    # --- changing -----------------------------------------------------------------------------------
    def change(self, remember: bool = True, **parts: Any) -> None:
        """Change the file that is open; ReaderError, and nothing is changed, if it cannot be so."""
        new = self._checked(self.here.model_copy(update=parts))
        if new == self.here:
            return
        if remember:
            self.history.setdefault(self.open, []).append(self.here)
        self.all[self.open] = new
        self._keep(self.open)

    def tell(self, fact: str, told: Told | None, remember: bool = True) -> None:
        """Change what the file that is open holds on one fact."""
        self.change(remember, facts=files.with_fact(self.here, fact, told).facts)

    def _checked(self, file: ClientFile) -> ClientFile:
        """The file as it would be read again."""
        try:
            file = ClientFile.model_validate(_clean(file.model_dump()))
        except ValidationError as error:
            raise unkept(error) from None
        files.check(self.library, file, "This file")
        if len(files.written(file)) > LONGEST:
            raise ReaderError("This file", "would be too long to be kept.", "Shorten a note.")
        return file

    def undo(self) -> bool:
        """Have the file as it was before the last change; False if there was none."""
        states = self.history.get(self.open)
        if not states:
            return False
        self.all[self.open] = states.pop()
        self._keep(self.open)
        return True

    # --- files --------------------------------------------------------------------------------------
    def add(self, file: ClientFile) -> None:
        """Take in one more file of the learner's own, and open it."""
        file = self._checked(file)
        name = f"c{fresh_id()}"
        self.all[name] = file
        self.open = name
        self._keep(name)

    def remove(self) -> None:
        """Delete the open file for good; a fictional one is as it was given."""
        name = self.open
        KEEPER.forget(TASK + name)
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
            f"is too long: it has {count:,} characters, and {limit:,} can be kept.",
            "Shorten it.",
        )
    if first["loc"] == ("label",):
        return ReaderError(
            "The initials", "are missing.", "Write them, or a label of one letter or more."
        )
    at = ", ".join(str(part) for part in first["loc"])
    return ReaderError(f"This file, {at}", f"cannot be so ({first['msg']}).")


def _clean(value: Any) -> Any:
    """The same data with every text as it can be saved."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _clean(inner) for key, inner in value.items()}
    return value
