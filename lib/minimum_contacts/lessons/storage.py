"""Store the learner's work in a folder.

The browser's storage, which has the same methods, is a widget in panels/browser.py.
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

CHOICE = "MINIMUM_CONTACTS_WORK"  # a folder path, or the word browser
NAME = re.compile(r"[a-z0-9][a-z0-9_]{0,60}(\.aside-[0-9a-z-]+)?")
ASIDE = ".aside-"
UNFINISHED = re.compile(r"\.(?P<name>[a-z0-9][a-z0-9_]{0,60})-[^-]*\.new")
Files = dict[str, bytes]


def aside_name(name: str) -> str:
    """Return a timestamped name for a file being set aside."""
    return f"{name}{ASIDE}{dt.datetime.now(dt.UTC):%Y%m%dt%H%M%S-%f}"


def words_of(error: Exception, folder: Path) -> str:
    """Return what is wrong with a folder and what to do, for the learner."""
    number = getattr(error, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full. Free some space."
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"the folder {folder} cannot be written to."
    if type(error).__name__ == "Timeout":
        return "another window is still writing to the same file. Close that window."
    return f"the folder {folder} cannot be used ({getattr(error, 'strerror', None) or error})."


class Folder:
    """A store of work in a folder, one file per notebook; each write replaces the whole file.

    Methods pass their result to the callback `then`, because the browser's storage answers later.
    Its first argument is an error message for the learner, or empty. `place` names the folder in
    the save status. `only` is the one notebook whose files are ours, if the folder also holds other
    files.
    """

    def __init__(self, folder: Path, place: str, only: str = "") -> None:
        self.folder, self.place, self.only = folder, place, only

    def apart(self) -> Folder:
        """Return the folder for client files, which is next to this one and is not handed in."""
        own = (self.only and folder()) or self
        home = own.folder.with_name(f"{own.folder.name}-clients")
        return Folder(home, f"apart from your class work, {own.place}")

    def read(self, then: Callable[[str, Files], None]) -> None:
        """Read every file, including those set aside; report at once if the folder is not writable."""
        trouble, _ = self._try(self._prepare)
        files: Files = {}
        for path in self._try(self._work_files)[1] or []:
            wrong, raw = self._try(self._contents, path)
            trouble = trouble or wrong
            if raw is not None:
                files[path.stem] = raw
        then(trouble, files)

    def write(
        self, name: str, text: bytes, was: bytes | None, then: Callable[[str, bytes | None], None]
    ) -> None:
        """Replace a file if it is unchanged since `was`; return its current contents."""
        then(*self._try(self._replace_if_same, name, text, was))

    def aside(self, name: str, then: Callable[[str, str], None]) -> None:
        """Rename a file to set it aside in the same folder; return its new name."""
        new = aside_name(name)
        trouble, _ = self._try(os.rename, self._path(name), self._path(new))
        then(trouble, "" if trouble else new)

    def erase(self, then: Callable[[str], None]) -> None:
        """Delete every file permanently, including those set aside."""
        trouble, _ = self._try(self._delete)
        then(trouble)

    def _try(self, action: Callable[..., Any], *given: Any) -> tuple[str, Any]:
        """Return an error message, or an empty string, and the result of an action."""
        try:
            return "", action(*given)
        except (OSError, NotImplementedError) as error:
            return words_of(error, self.folder), None

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _work_files(self) -> list[Path]:
        """Return the work files, including those set aside."""
        return [
            path
            for path in sorted(self.folder.glob("*.json"))
            if NAME.fullmatch(path.stem) and self.only in ("", path.stem.split(ASIDE)[0])
        ]

    def _prepare(self) -> None:
        """Create the folder, and raise OSError if it is not writable."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=self.folder).close()

    def _contents(self, path: Path) -> bytes | None:
        with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
            return file.read(LARGEST + 1)
        return None

    def _replace_if_same(self, name: str, text: bytes, was: bytes | None) -> bytes | None:
        """Replace a file if it is unchanged; a lock file keeps two windows from writing at once."""
        from filelock import FileLock

        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(self.folder / f".{name}.lock", timeout=5):
            found = self._contents(self._path(name))
            if found == was:
                self._replace(name, text)
                found = text
        return found

    def _delete(self) -> None:
        for path in self._work_files():
            path.unlink()
        self._delete_unfinished()

    def _delete_unfinished(self) -> None:
        """Delete temporary files left by a machine that stopped while writing."""
        from filelock import FileLock

        for path in sorted(self.folder.glob(".*.new")):
            found = UNFINISHED.fullmatch(path.name)
            if found and self.only in ("", found["name"]):
                # While this lock is held, nothing is being written.
                with FileLock(self.folder / f".{found['name']}.lock", timeout=5):
                    path.unlink(missing_ok=True)

    def _replace(self, name: str, text: bytes) -> None:
        """Write a temporary file, and move it into place atomically."""
        handle, new = tempfile.mkstemp(dir=self.folder, prefix=f".{name}-", suffix=".new")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            # Windows refuses while another program reads the file.
            for patience in (0.05, 0.2, 0.5, 0):
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
    """Return the folder in which to save work; None if the browser must save it.

    The browser saves the work on a Voila server, whose kernels share one account, and in a kernel
    that runs inside the browser; elsewhere, MINIMUM_CONTACTS_WORK may choose. `beside`: a notebook
    whose work file is in its own folder, so that it is handed in with the notebook.
    """
    chosen = os.environ.get(CHOICE, "")
    shared = any(name.startswith("VOILA_") for name in os.environ)
    if shared or sys.platform == "emscripten" or chosen == "browser":
        return None
    if beside:
        return Folder(Path.cwd(), "in a file next to this notebook, handed in with it", beside)
    if chosen:
        return Folder(Path(chosen).expanduser().absolute(), "in your own file")
    from platformdirs import user_data_path

    place = "in your own file on this computer"
    if any(name.startswith("BINDER_") for name in os.environ):
        place = "on a temporary machine that is deleted when you leave; download your work first"
    elif "JUPYTERHUB_USER" in os.environ:
        place = "in your own file on the server"
    return Folder(user_data_path("minimum-contacts", appauthor=False), place)
