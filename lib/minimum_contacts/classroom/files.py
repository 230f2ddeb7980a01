"""Read a class's files: a folder, a zip archive, an nbgrader exchange, or an LMS download.

The files are untrusted. Each is only read, up to a limit. Links are not followed, and archives
are never unpacked to disk. A file that cannot be used is skipped, with the reason.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import stat
import time
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path, PurePosixPath

from jurisdiction.model import CLIENT_FORMAT, ReaderError
from minimum_contacts.lessons import record
from minimum_contacts.lessons.record import LARGEST, Entry

MOST = 20_000  # names in a folder, or members of an archive; a class of 300 hands in far fewer
ALTOGETHER = 400_000_000  # bytes in one reading of a folder, or in an archive once unpacked
DEEPEST = 2  # an LMS may zip files that a learner zipped
SETTLED = 2_000_000_000  # nanoseconds; a file changed more recently may change again without a new time stamp
_READ = (
    "",
    ".json",
    ".zip",
    ".txt",
    ".yml",
    ".yaml",
)  # an LMS that refuses .json may be given .txt
_UTF8 = 0x800  # the flag that marks a zip member's name as UTF-8
_ZIP = b"PK\x03\x04"  # the first bytes of any zip archive
_PACKED = re.compile(r"\.(7z|rar|tar|tgz|gz|bz2|xz|zst|zipx|z\d\d|\d{3})$", re.I)
AGAIN = "Ask the learner to hand it in again."
ALLOW = "Give your account permission to read it, or copy it again."
COPY = "Put a copy of the file itself in the folder."
UNPACK = "Unpack it, and put its files in the class's folder."
RIGHT = "Ask for the file that a notebook downloads; its name begins with minimum-contacts."
CLINIC = (
    "this is a client file from the clinic. Delete it here, and ask the learner not to hand it in."
)
_OWNERS = [  # patterns for the name of the learner in a path
    re.compile(r"(?:^|/)(?:submitted|autograded)/(?P<name>[^/]+)/"),  # nbgrader's courses
    re.compile(r"(?:^|/)inbound/(?P<name>[^/+]+)[^/]*/"),  # nbgrader's exchange
    re.compile(r"(?:^|/)(?P<name>[^/]+?)_(?P<participant>\d+)_assignsubmission_"),  # Moodle
    re.compile(  # Brightspace
        r"(?:^|/)(?P<number>\d+)-\d+ - (?P<name>[^/]+?) - [^/]*\b\d{4}\b[^/]*(?:/| - )"
    ),
    re.compile(r"(?:^|/)[^/]*_(?P<name>[^/_]+)_attempt_\d{4}-\d\d-\d\d"),  # Blackboard
    re.compile(  # Sakai
        r"(?:^|/)(?P<name>[^/()]+)\((?P<number>[^/()]+)\)[/_]Submission attachment\(s\)[/_]"
    ),
    re.compile(  # Sakai in another language: Last, First(id)
        r"(?:^|/)(?P<name>[^/(),]+, [^/(),]*[^/(),\s])\((?P<number>[^/()]+)\)/"
    ),
    re.compile(r"(?:^|/)(?P<name>submission_\d+)/"),  # Gradescope
    re.compile(r"(?:^|/)(?:Submitted|Working) files/(?P<name>[^/]+)/", re.I),  # Teams
    re.compile(r"(?:^|/)(?P<name>[^/]+)_(?P<number>\d+)/\d{14}_[^/]+$"),  # ILIAS
    re.compile(r"(?:^|/)(?:LATE_)?(?P<name>anon_[0-9a-z]+)_\d+_[^/]+$", re.I),  # Canvas, anonymous
    re.compile(  # Canvas; a teacher's own archive, named for a date, may also match
        r"(?:^|/)(?P<name>[^\s/]+?)_(?:LATE_)?(?P<number>[1-9]\d*)_"
        r"(?:[1-9]\d*_[^/]+$|[1-9]\d{4,}_[^/]+\.zip/)",
        re.I,
    ),
]
_BLACKBOARD = re.compile(r"(?:^|/)(?P<said>[^/]+_[^/]+)_attempt_\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class File:
    """A file and the work in it, or the reason that it is skipped.

    `place` is its path, which may contain a name. `owner` is the learner who handed it in, if the path
    says so. `client` is whether it contains a client file from the clinic, which no one should hand in.
    """

    place: str
    digest: str = ""
    owner: str = ""
    work: dict[str, list[Entry]] = field(default_factory=dict)
    passed: str = ""
    client: bool = False

    @property
    def late(self) -> bool:
        """Return whether Canvas marked the file late."""
        return bool(re.search(r"(?:^|[/_])LATE_", self.place))


@dataclass
class _Reading:
    """The settings of one reading of a class's files, and how much may still be read."""

    by_folder: bool = False
    top: str = ""  # the name of the folder that contains the files
    alone: str = ""  # the name of the archive, if the class is a single archive
    around: str = ""  # the folder in it that contains all the others
    size: int = field(default_factory=lambda: ALTOGETHER)
    names: int = field(default_factory=lambda: MOST)

    def next(self) -> bool:
        """Count one more name, and return whether it may still be read."""
        self.names -= 1
        return self.names >= 0 and self.size >= 0


# --- one file --------------------------------------------------------------------------------------
def _read(file: File, raw: bytes) -> File:
    """Fill in the work in a file, without any client file, or the reason that it has none."""
    raw = record.as_utf8(raw)
    if not raw.strip():
        return replace(file, passed=f"this file is empty. {AGAIN}")
    if raw.startswith(_ZIP):
        said = (
            "this is a zip archive whose name does not end in .zip. Rename it, and read it again."
        )
        return replace(file, passed=said)
    if not raw.lstrip().startswith(b"{"):
        if CLIENT_FORMAT.encode() in raw:
            return replace(file, client=True, passed=CLINIC)
        if file.place and not file.place.casefold().endswith(".json"):
            return replace(file, passed=_other(file.place))
    try:
        every = {name: record.live(log) for name, log in record.logs(raw, "").items()}
    except ReaderError as error:
        clients = CLIENT_FORMAT.encode() in raw
        if clients and record.FORMAT.encode() not in raw:
            return replace(file, client=True, passed=CLINIC)
        at = error.where.removeprefix(", ")
        said = (f"{at}:" if at else "", error.problem, error.remedy)
        return replace(file, client=clients, passed=" ".join(filter(None, said)))
    work = {
        name: [e for e in entries if e.kind != "client" and not e.task.startswith("client/")]
        for name, entries in every.items()
    }
    clients = sum(map(len, every.values())) > sum(map(len, work.values()))
    work = {name: entries for name, entries in work.items() if entries}
    nothing = CLINIC if clients else f"this is a work file with no work in it yet. {AGAIN}"
    return replace(file, work=work, client=clients, passed="" if work else nothing)


def _other(place: str) -> str:
    kind = PurePosixPath(place).suffix or "nameless"
    if _PACKED.search(place):
        return f"archives of this kind ({kind}) cannot be read; only zip archives can. {UNPACK}"
    return f"this is not a work file but another kind of file ({kind}). {RIGHT}"


def opened(place: str, raw: bytes, by_folder: bool = False) -> list[File]:
    """Return one file, or the files in an archive. Never raise."""
    return _opened(place, raw, _Reading(by_folder))


def _opened(place: str, raw: bytes, reading: _Reading) -> list[File]:
    if not _is_read(place):
        return [File(place, passed=_other(place))]
    if not _is_zip(place) or raw.lstrip().startswith(b"{"):
        if len(raw) > LARGEST:
            said = f"this file is too large to be work from these notebooks. {RIGHT}"
            return [File(place, passed=said)]
        owner = owner_of(place, reading.by_folder, reading.top, reading.around)
        return [_read(File(place, hashlib.sha256(raw).hexdigest(), owner), raw)]
    if sum(map(_is_zip, _parts(place))) > DEEPEST:
        return [File(place, passed=f"this archive is nested too deeply to be read. {UNPACK}")]
    files = list[File]()
    try:
        files += _unpacked(place, raw, reading)
    except Exception:  # an untrusted archive may raise anything; the other files still count
        files.append(File(place, passed=f"this archive is damaged and cannot be opened. {AGAIN}"))
    return files or [File(place, passed=f"this archive contains no files. {AGAIN}")]


def _unpacked(place: str, raw: bytes, reading: _Reading) -> Iterator[File]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {one: _name(one) for one in archive.infolist() if not one.is_dir()}
        shown = {one: name for one, name in members.items() if not _hidden(name)}
        if place == reading.alone:
            tops = {parts[0] if len(parts) > 2 else "" for parts in map(_parts, shown.values())}
            reading.around = tops.pop() if len(tops) == 1 else ""
        for member, name in sorted(shown.items(), key=lambda one: one[0].filename):
            at = f"{place}/{name}"
            if not reading.next():
                said = f"this archive contains too much; the rest was not read. {UNPACK}"
                yield File(place, passed=said)
                return
            if member.flag_bits & 1:
                said = "this part of the archive is locked with a password. Ask for it without one."
                yield File(at, passed=said)
                continue
            try:
                with archive.open(member) as part:
                    content = part.read(_limit(at) + 1) if _is_read(at) else b""
            except Exception:  # each compression method has its own errors
                said = f"this part of the archive is damaged and cannot be read. {AGAIN}"
                yield File(at, passed=said)
                continue
            reading.size -= len(content)
            yield from _opened(at, content, reading)


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; zipfile decodes UTF-8 that is not flagged as such as cp437."""
    try:
        marked = member.flag_bits & _UTF8
        return member.filename if marked else member.filename.encode("cp437").decode()
    except UnicodeError:
        return member.filename


def _is_zip(name: str) -> bool:
    return name.casefold().endswith(".zip")


def _is_read(name: str) -> bool:
    return PurePosixPath(name).suffix.casefold() in _READ


def _limit(name: str) -> int:
    return ALTOGETHER if _is_zip(name) else LARGEST


def _parts(place: str) -> tuple[str, ...]:
    return PurePosixPath(place.replace("\\", "/")).parts


def _hidden(name: str) -> bool:
    parts = _parts(name)
    return not parts or any(
        (part.startswith(".") and part != "..") or part == "__MACOSX" for part in parts
    )


def owner_of(place: str, by_folder: bool = False, top: str = "", around: str = "") -> str:
    """Return who handed in a file, as a name with any number in parentheses, if its path says so.

    Paths from nbgrader (`submitted/NAME/…`), Moodle, Brightspace, Blackboard, Sakai, Canvas, and others
    do. The outermost name counts, because a learner chose the names inside an archive. Other folders may
    be sections of a class, so they count only with `by_folder`, and never the one `around` all of them.
    """
    path = _composed("/".join([top, *_parts(place)]))
    forms = filter(None, (form.search(path) for form in _OWNERS))
    if found := min(forms, key=lambda form: form.start(), default=None):
        said = found.groupdict()
        number = said.get("number") or f"Participant {said.get('participant')}"
        name = " ".join(said["name"].split())
        return name if len(said) == 1 else f"{name} ({number})"
    folders = [one for one in _parts(place)[:-1] if by_folder and not _is_zip(one)]
    if around and folders[:1] == [around]:
        del folders[0]
    return _composed(next(iter(folders), ""))


def _composed(text: str) -> str:
    """Return text with each accented letter as one character; macOS writes it as two."""
    return unicodedata.normalize("NFC", text)


def with_whole_names(files: Iterable[File]) -> list[File]:
    """Return the files with whole user names from Blackboard, where a name may contain underscores.

    Blackboard puts the title of the task before the name, so the beginning that all files in a folder
    share is the title, and the rest is the name.
    """
    every = [*files]
    folders: dict[str, dict[int, list[str]]] = defaultdict(dict)  # title and name, by file
    for at, file in enumerate(every):
        found = _BLACKBOARD.search(file.place)
        parts = _composed(found["said"]).split("_") if found else [""]
        if found and file.owner == parts[-1]:
            folders[file.place[: found.start()]][at] = parts
    for said in folders.values():
        same = takewhile(lambda part: len({*part}) == 1, zip(*said.values(), strict=False))
        title = min(len([*same]), *(len(parts) - 1 for parts in said.values()))
        for at, parts in said.items():
            every[at] = replace(every[at], owner="_".join(parts[title or -1 :]))
    return every


# --- a folder --------------------------------------------------------------------------------------
class Inbox:
    """A folder, or an archive, that is checked repeatedly; only changed files are read again."""

    def __init__(self, folder: Path, by_folder: bool = False) -> None:
        self.folder, self.by_folder = folder, by_folder
        self.reads = 0  # files read so far
        self._known: dict[str, tuple[tuple[int, ...], list[File]]] = {}

    def look(self) -> list[File]:
        """Return all files by path. Raise ReaderError if there is no such folder or archive."""
        self._insist()
        files: list[File] = []
        known, one, name = {}, self.folder.is_file(), self.folder.absolute().name
        reading = _Reading(self.by_folder, *(("", name) if one else (name,)))
        for path in [self.folder] if one else self._walk(files):
            place = path.name if one else path.relative_to(self.folder).as_posix()
            if _hidden(place) and not one:
                continue
            if not reading.next():
                rest = "this folder contains too much; the rest was not read. "
                rest += "Choose a folder that contains the class's files alone."
                files.append(File("", passed=rest))
                break
            if got := self._one(path, place, reading):
                known[place] = got
                files += got[1]
        self._insist()  # a folder that disappeared meanwhile was read only in part
        self._known = known
        return sorted(files, key=lambda file: file.place)

    def _insist(self) -> None:
        if not os.path.isdir(self.folder) and not os.path.isfile(self.folder):
            remedy = "Type the full path of the folder or zip archive with the class's files."
            raise ReaderError(str(self.folder), "no folder has that path.", remedy)

    def _walk(self, files: list[File]) -> Iterator[Path]:
        """Yield every path; a folder that cannot be read is added to `files`."""

        def trouble(error: OSError) -> None:
            at = Path(error.filename).relative_to(self.folder).as_posix()
            said = f"this folder cannot be read ({error.strerror}). {ALLOW}"
            files.append(File(at, passed=said))

        for top, folders, names in os.walk(self.folder, onerror=trouble):
            folders[:] = sorted(one for one in folders if not one.startswith("."))
            links = (one for one in folders if os.path.islink(Path(top, one)))
            yield from (Path(top, name) for name in sorted([*names, *links]))

    def _one(
        self, path: Path, place: str, reading: _Reading
    ) -> tuple[tuple[int, ...], list[File]] | None:
        """Return a file's stamp and contents, read again if it may have changed; None if it is gone."""
        how = os.O_RDONLY
        for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):  # the flags that this system supports
            how |= getattr(os, flag, 0)
        try:
            seen = path.lstat()
            if not stat.S_ISREG(seen.st_mode):
                said = f"this is a link or not a regular file, so it was not read. {COPY}"
                return (), [File(place, passed=said)]
            if not _is_read(place):
                return (), [File(place, passed=_other(place))]
            stamp = (seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino)
            if place in self._known and self._known[place][0] == stamp:
                reading.size -= seen.st_size
                return self._known[place]
            with os.fdopen(os.open(path, how), "rb") as file:
                raw = file.read(_limit(place) + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            why = "it is a link" if error.errno == errno.ELOOP else error.strerror
            return (), [File(place, passed=f"this file cannot be read ({why}). {ALLOW}")]
        self.reads += 1
        reading.size -= len(raw)
        fresh = time.time_ns() - max(seen.st_mtime_ns, seen.st_ctime_ns) < SETTLED
        return (() if fresh else stamp), _opened(place, raw, reading)
