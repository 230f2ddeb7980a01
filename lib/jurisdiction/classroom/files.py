"""Reads the files of a class: a folder, an exchange of nbgrader, or the archive of an LMS.

Files are data of strangers. They are only read, each up to a bound; links are not followed, archives
are never unpacked to the disk, and a file that cannot be used is passed over with the reason.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import stat
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path, PurePosixPath

from .. import record
from ..model import ReaderError
from ..record import LARGEST, Entry

MOST = 20_000  # names in a folder, or members of an archive; a class of 300 hands in far fewer
ALTOGETHER = 400_000_000  # bytes of one reading: of a folder, and of what an archive unpacks to
DEEPEST = 2  # an LMS packs what a learner packed
SETTLED = 2_000_000_000  # nanoseconds: what was changed less long ago may change again unnoticed
_LINK = errno.ELOOP
_MOODLE = re.compile(r"(.+?_\d+)_assignsubmission_")


@dataclass(frozen=True)
class File:
    """One file that was found: what it holds, or why it is passed over.

    `place` is where it was, which may be a name; `owner` is who handed it in, where the folders say so.
    """

    place: str
    digest: str = ""
    owner: str = ""
    work: dict[str, list[Entry]] = field(default_factory=dict)
    passed: str = ""

    @property
    def entries(self) -> int:
        """How many things it says its learner did."""
        return sum(map(len, self.work.values()))


@dataclass
class _Left:
    """What may still be read."""

    size: int = ALTOGETHER
    names: int = MOST


# --- one file --------------------------------------------------------------------------------------
def _read(place: str, raw: bytes, owner: str) -> File:
    digest = hashlib.sha256(raw).hexdigest()
    passed, work = "", dict[str, list[Entry]]()
    if not raw.strip():
        passed = "this file is empty."
    else:
        try:
            work = record.read(raw, "")
        except ReaderError as error:
            passed = " ".join(filter(None, (error.problem, error.remedy)))
            if at := error.where.removeprefix(", "):
                passed = f"{at}: {passed}"
    work = {name: entries for name, entries in work.items() if entries}
    if not work and not passed:
        passed = "this is a file of work in which nothing has been done yet."
    return File(place, digest, owner, work, passed)


def opened(
    place: str,
    raw: bytes,
    by_folder: bool = False,
    left: _Left | None = None,
    depth: int = 0,
    top: str = "",
) -> list[File]:
    """What one file gives: itself, or if it is an archive what is in it; others are passed over.

    `top` is the name of the folder in which the class's files are.
    """
    left = left or _Left()
    if not _is_zip(place):
        if len(raw) > LARGEST:
            return [File(place, passed="this file is too large to be work from these notebooks.")]
        return [_read(place, raw, owner_of(place, by_folder, top))]
    if depth == DEEPEST:
        return [File(place, passed="this archive is packed too often to be looked into.")]
    try:
        return list(_unpacked(place, raw, by_folder, left, depth, top))
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, zlib.error):
        return [File(place, passed="this archive is damaged and cannot be opened.")]


def _unpacked(
    place: str, raw: bytes, by_folder: bool, left: _Left, depth: int, top: str
) -> Iterator[File]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for member in sorted(archive.infolist(), key=lambda one: one.filename):
            at, name = f"{place}/{member.filename}", member.filename
            if member.is_dir() or not _wanted(name):
                continue
            left.names -= 1
            if left.names < 0 or left.size < 0:
                yield File(place, passed="this archive holds too much; the rest was not read.")
                return
            if member.flag_bits & 1:
                yield File(at, passed="this part of the archive is locked with a password.")
                continue
            try:
                with archive.open(member) as part:
                    content = part.read((ALTOGETHER if _is_zip(name) else LARGEST) + 1)
            except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error):
                yield File(at, passed="this part of the archive is damaged and cannot be read.")
                continue
            left.size -= len(content)
            yield from opened(at, content, by_folder, left, depth + 1, top)


def _is_zip(name: str) -> bool:
    return name.casefold().endswith(".zip")


def _wanted(name: str) -> bool:
    """Whether this may be a file of work: JSON or an archive, and not hidden."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in parts):
        return False
    return bool(parts) and parts[-1].casefold().endswith((".json", ".zip"))


def owner_of(place: str, by_folder: bool = False, top: str = "") -> str:
    """Who handed a file in, where its folders say so; else nothing.

    The exchange and the courses of nbgrader do (`submitted/NAME/…`, `inbound/NAME+…`), and so does
    Moodle's archive. Other folders may be sections of a class, so they count only `by_folder`.
    """
    *folders, _ = PurePosixPath(place.replace("\\", "/")).parts or ("",)
    for above, folder in pairwise([top, *folders]):
        if above in ("submitted", "autograded"):
            return folder
        if above == "inbound":
            return folder.partition("+")[0]
    for part in PurePosixPath(place.replace("\\", "/")).parts:
        if found := _MOODLE.match(part):
            return found[1]
    inside = [folder for folder in folders if not _is_zip(folder)]
    return inside[0] if by_folder and inside else ""


# --- a folder --------------------------------------------------------------------------------------
class Inbox:
    """A folder that is looked into again and again; only what has changed is read anew."""

    def __init__(self, folder: Path, by_folder: bool = False) -> None:
        self.folder, self.by_folder = folder, by_folder
        self.others = 0  # files of other kinds, which were not read
        self.reads = 0  # files read so far, to see that unchanged ones are not
        self._known: dict[str, tuple[tuple[int, ...], list[File]]] = {}

    def look(self) -> list[File]:
        """All files of now, in the order of their places; ReaderError if there is no such folder."""
        self._insist()
        found: list[File] = []
        known, left, others = {}, _Left(), 0
        for path in self._walk(found):
            left.names -= 1
            if left.names < 0 or left.size < 0:
                found.append(
                    File("", passed="this folder holds too much; the rest was not looked at.")
                )
                break
            place = path.relative_to(self.folder).as_posix()
            if not _wanted(place):
                others += not path.name.startswith(".")
            elif got := self._one(path, place, left):
                known[place] = got
                found += got[1]
        self._insist()  # a folder that went meanwhile has shown only a part
        self._known, self.others = known, others
        return sorted(found, key=lambda file: file.place)

    def _insist(self) -> None:
        if not self.folder.is_dir():
            raise ReaderError(
                str(self.folder), "there is no such folder.",
                "Type the whole path of the folder in which the files of the class are.",
            )  # fmt: skip

    def _walk(self, found: list[File]) -> Iterator[Path]:
        def trouble(error: OSError) -> None:
            at = Path(error.filename).relative_to(self.folder).as_posix()
            found.append(File(at, passed=f"this folder cannot be read ({error.strerror})."))

        for top, folders, files in os.walk(self.folder, onerror=trouble):
            folders[:] = sorted(one for one in folders if not one.startswith("."))
            yield from (Path(top, name) for name in sorted(files))

    def _one(
        self, path: Path, place: str, left: _Left
    ) -> tuple[tuple[int, ...], list[File]] | None:
        """One file, read anew only if it may have changed; None if it is gone."""
        how = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            seen = path.lstat()
            if not stat.S_ISREG(seen.st_mode):
                return (), [File(place, passed="this is a link or no file; it is not followed.")]
            stamp = (seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino)
            if place in self._known and self._known[place][0] == stamp:
                left.size -= seen.st_size
                return self._known[place]
            handle = os.open(path, how | getattr(os, "O_BINARY", 0))
            with os.fdopen(handle, "rb") as file:
                raw = file.read((ALTOGETHER if _is_zip(place) else LARGEST) + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            why = "it is a link" if error.errno == _LINK else error.strerror
            return (), [File(place, passed=f"this file cannot be read ({why}).")]
        self.reads += 1
        left.size -= len(raw)
        fresh = time.time_ns() - max(seen.st_mtime_ns, seen.st_ctime_ns) < SETTLED
        return (() if fresh else stamp), opened(
            place, raw, self.by_folder, left, top=self.folder.absolute().name
        )
