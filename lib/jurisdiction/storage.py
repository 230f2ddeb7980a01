"""Where the learner's work is kept: a folder.

The browser's own storage, which has the same methods, is in panels/browser.py, because it is a widget.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .record import LARGEST

CHOICE = "MINIMUM_CONTACTS_WORK"  # a folder, or the word browser
NAME = re.compile(r"[a-z0-9][a-z0-9_]{0,60}(\.aside-[0-9a-z-]+)?")
ASIDE = ".aside-"
UNFINISHED = re.compile(r"\.(?P<name>[a-z0-9][a-z0-9_]{0,60})-[^-]*\.new")
Files = dict[str, bytes]


def aside_name(name: str) -> str:
    """Return a name that no file has, for one that is put aside now."""
    return f"{name}{ASIDE}{dt.datetime.now(dt.UTC):%Y%m%dt%H%M%S-%f}"


def words_of(error: Exception, folder: Path) -> str:
    """Say what is wrong with a folder, and what to do."""
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

    Each method hands what came of it to `then`, because the browser's storage answers later. It begins
    with what is wrong, in the learner's words, or nothing. `place` is how a sign names the folder, and
    `only` the one notebook whose files are ours, where others' files lie in the folder too.
    """

    def __init__(self, folder: Path, place: str, only: str = "") -> None:
        self.folder, self.place, self.only = folder, place, only

    def apart(self) -> Folder:
        """Return the folder of the clients' files, which lies beside this one and is not handed in."""
        own = (self.only and folder()) or self
        home = own.folder.with_name(f"{own.folder.name}-clients")
        return Folder(home, f"apart from your class work, {own.place}")

    def read(self, then: Callable[[str, Files], None]) -> None:
        """Give every file, also those set aside; what keeps one from being written is known at once."""
        trouble, _ = self._try(self._prepare)
        files: Files = {}
        for path in self._try(self._ours)[1] or []:
            wrong, raw = self._try(self._content, path)
            trouble = trouble or wrong
            if raw is not None:
                files[path.stem] = raw
        then(trouble, files)

    def write(
        self, name: str, text: bytes, was: bytes | None, then: Callable[[str, bytes | None], None]
    ) -> None:
        """Replace the file if it is still as it was; give what stands there now."""
        then(*self._try(self._swap, name, text, was))

    def aside(self, name: str, then: Callable[[str, str], None]) -> None:
        """Rename the file, which stays in the folder, and give its new name."""
        new = aside_name(name)
        trouble, _ = self._try(os.rename, self._path(name), self._path(new))
        then(trouble, "" if trouble else new)

    def erase(self, then: Callable[[str], None]) -> None:
        """Delete every file for good, those set aside as well."""
        trouble, _ = self._try(self._delete)
        then(trouble)

    def _try(self, action: Callable[..., Any], *given: Any) -> tuple[str, Any]:
        """Return what is wrong, or nothing, and what came of an action."""
        try:
            return "", action(*given)
        except (OSError, NotImplementedError) as error:
            return words_of(error, self.folder), None

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _ours(self) -> list[Path]:
        """Return the files of work, those set aside as well."""
        return [
            path
            for path in sorted(self.folder.glob("*.json"))
            if NAME.fullmatch(path.stem) and self.only in ("", path.stem.split(ASIDE)[0])
        ]

    def _prepare(self) -> None:
        """See that a file could be written."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=self.folder).close()

    def _content(self, path: Path) -> bytes | None:
        with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
            return file.read(LARGEST + 1)
        return None

    def _swap(self, name: str, text: bytes, was: bytes | None) -> bytes | None:
        """Replace a file that is still as it was; two windows take turns by the lock beside it."""
        from filelock import FileLock

        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(self.folder / f".{name}.lock", timeout=5):
            found = self._content(self._path(name))
            if found == was:
                self._replace(name, text)
                found = text
        return found

    def _delete(self) -> None:
        for path in self._ours():
            path.unlink()
        self._delete_unfinished()

    def _delete_unfinished(self) -> None:
        """Delete what a machine that stopped in mid-write has left beside the files of work."""
        from filelock import FileLock

        for path in sorted(self.folder.glob(".*.new")):
            found = UNFINISHED.fullmatch(path.name)
            if found and self.only in ("", found["name"]):
                with FileLock(
                    self.folder / f".{found['name']}.lock", timeout=5
                ):  # nobody writes now
                    path.unlink(missing_ok=True)

    def _replace(self, name: str, text: bytes) -> None:
        """Write beside the file, and put it in its place in one step."""
        handle, new = tempfile.mkstemp(dir=self.folder, prefix=f".{name}-", suffix=".new")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            for patience in (
                0.05,
                0.2,
                0.5,
                0,
            ):  # Windows refuses while another program reads the file
                try:
                    os.replace(new, self._path(name))
                    break
                except PermissionError:
                    if not patience:
                        raise
                    time.sleep(patience)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(new)
            raise


def folder(beside: str = "") -> Folder | None:
    """Return the folder to keep work in; None where the browser must, because learners share a machine.

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
