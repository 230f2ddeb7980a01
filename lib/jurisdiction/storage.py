"""Where the learner's work is kept: one small interface, and the backend that keeps it in a folder.

The other backend, the browser's own storage, is in panels/browser.py, because it is a widget.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import os
import re
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from .record import LARGEST

CHOICE = "MINIMUM_CONTACTS_WORK"  # a folder, or the word browser
NAME = re.compile(r"[a-z0-9][a-z0-9_]{0,60}(\.aside-[0-9a-z-]+)?")
ASIDE = ".aside-"
Files = dict[str, bytes]


class Storage(Protocol):
    """A place that keeps files of work by name. Answers may come later; each begins with a trouble,
    in the learner's words, which is empty when all went well."""

    place: str  # as a sign says it: "in your own file on this computer"

    def read(self, then: Callable[[str, Files], None]) -> None:
        """Give every file, also those set aside; a trouble with saving is known here at once."""

    def write(
        self, name: str, text: bytes, was: bytes | None, then: Callable[[str, bytes | None], None]
    ) -> None:
        """Replace the file if it is still as it was; give what stands there now."""

    def aside(self, name: str, then: Callable[[str, str], None]) -> None:
        """Put a file out of the way under a name of its own, and give that name."""

    def erase(self, then: Callable[[str], None]) -> None:
        """Delete every file for good."""


def aside_name(name: str) -> str:
    """A name that no file has, for one that is put aside now."""
    return f"{name}{ASIDE}{dt.datetime.now(dt.UTC):%Y%m%dt%H%M%S-%f}"


def words_of(error: Exception, folder: Path) -> str:
    """What is wrong with a folder, and what to do."""
    number = getattr(error, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full. Make room."
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"the folder {folder} cannot be written to."
    if type(error).__name__ == "Timeout":
        return "another window is writing to the same file and does not finish. Close it."
    return f"the folder {folder} cannot be used ({getattr(error, 'strerror', None) or error})."


class Folder:
    """Work in a folder of this person's, one file for each notebook, replaced as a whole.

    `only`: the one notebook whose files are ours, where others' files lie in the folder too.
    """

    def __init__(self, folder: Path, place: str, only: str = "") -> None:
        self.folder, self.place, self.only = folder, place, only
        self._turns: dict[str, AbstractContextManager[Any]] = {}

    def _ours(self) -> list[Path]:
        """The files of work, those set aside as well."""
        return [
            path for path in sorted(self.folder.glob("*.json"))
            if NAME.fullmatch(path.stem) and self.only in ("", path.stem.split(ASIDE)[0])
        ]  # fmt: skip

    def read(self, then: Callable[[str, Files], None]) -> None:
        """Give every file; first see that one could be written."""
        trouble, files = "", {}
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=self.folder).close()
        except OSError as error:
            trouble = words_of(error, self.folder)
        with contextlib.suppress(OSError):
            for path in self._ours():
                files[path.stem] = self._content(path) or b""
        then(trouble, files)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _content(self, path: Path) -> bytes | None:
        try:
            with path.open("rb") as file:
                return file.read(LARGEST + 1)
        except FileNotFoundError:
            return None

    def write(
        self, name: str, text: bytes, was: bytes | None, then: Callable[[str, bytes | None], None]
    ) -> None:
        """Write beside the file and put it in its place in one step; two windows take turns."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._turn(name):
                found = self._content(self._path(name))
                if found == was:
                    self._replace(name, text)
                    found = text
        except (OSError, NotImplementedError) as error:
            then(words_of(error, self.folder), None)
        else:
            then("", found)

    def _turn(self, name: str) -> AbstractContextManager[Any]:
        """The lock beside a file, by which two windows take turns."""
        from filelock import FileLock

        if name not in self._turns:
            self._turns[name] = FileLock(self.folder / f".{name}.lock", timeout=5)
        return self._turns[name]

    def _replace(self, name: str, text: bytes) -> None:
        handle, new = tempfile.mkstemp(dir=self.folder, prefix=f".{name}-", suffix=".new")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(new, self._path(name))
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(new)
            raise

    def aside(self, name: str, then: Callable[[str, str], None]) -> None:
        """Rename the file, which stays in the folder."""
        new = aside_name(name)
        try:
            os.rename(self._path(name), self._path(new))
        except OSError as error:
            then(words_of(error, self.folder), "")
        else:
            then("", new)

    def erase(self, then: Callable[[str], None]) -> None:
        """Delete the files, those set aside as well."""
        try:
            for path in self._ours():
                path.unlink()
        except OSError as error:
            then(words_of(error, self.folder))
        else:
            then("")


def folder(beside: str = "") -> Folder | None:
    """The folder to keep work in; None where the browser must, because learners share a machine.

    A server of Voila, whose kernels all belong to one account, and a kernel that runs inside the
    browser always leave the work to the browser; else MINIMUM_CONTACTS_WORK may choose. `beside`:
    a notebook whose file of work lies in the notebook's own folder, so that it is handed in with it.
    """
    chosen = os.environ.get(CHOICE, "")
    shared = any(name.startswith("VOILA_") for name in os.environ)
    if shared or sys.platform == "emscripten" or chosen == "browser":
        return None
    if beside:
        return Folder(Path.cwd(), "in a file beside this notebook, handed in with it", beside)
    if chosen:
        return Folder(Path(chosen).expanduser().absolute(), "in your own file")
    from platformdirs import user_data_path

    place = "in your own file on this computer"
    if any(name.startswith("BINDER_") for name in os.environ):
        place = "on a machine that is thrown away when you leave: download your work before"
    elif "JUPYTERHUB_USER" in os.environ:
        place = "in your own file on the server"
    return Folder(user_data_path("minimum-contacts", appauthor=False), place)
