"""The learner's saved work: answers, with their dates and whether the right answer had been shown.

The work in a notebook is a log: entries with ids, in chronological order. Two logs are merged by
union, and a tombstone in either keeps an erased entry from returning. A work file is readable JSON.
It contains what the learner chose or wrote and what was asked, but nothing about the learner or the
machine. It is data: parsed strictly, never executed.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
from collections.abc import Iterable
from itertools import pairwise
from operator import attrgetter
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Field, ValidationError
from pydantic_core import from_json

from jurisdiction.model import Date, ReaderError, Record

FORMAT, CLIENTS, VERSION = "minimum-contacts-work", "minimum-contacts-clients", 1
LARGEST = 20_000_000  # bytes; a year's work is far below one million
ERASED = "erased"
_AT = attrgetter("at")
NOTEBOOKS = 100  # most notebooks in one work file; each becomes a file of its own


def _no_device(name: str) -> str:
    if re.fullmatch(r"con|prn|aux|nul|(com|lpt)\d", name):
        raise ValueError("Windows takes this name for a device")
    return name


# used as a file name, so without dots
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]{0,60}$"), AfterValidator(_no_device)]
Text = Annotated[str, Field(max_length=1_000_000)]
FIRST, END = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (2000, 2200))
# within a range in which every time converts to local time
Moment = Annotated[AwareDatetime, Field(ge=FIRST, lt=END)]


class SetFacts(Record):
    """The changes to a laboratory's starting facts, as typed values."""

    facts: dict[str, Text] = Field(default_factory=dict)
    shown: dict[str, Text] = Field(default_factory=dict)
    law_as_of: Date | None = None
    stage: str = ""
    court: str = ""


class Entry(Record):
    """One action of the learner: a committed answer, a draft, or the facts last set.

    `revealed` is whether the answer had been shown before; `told` is the suite's verdict. An entry
    of kind `erased` is a tombstone: any entry with its id and a time no later than its own was
    erased.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]
    task: Text
    kind: Literal[
        "prediction", "answer", "explanation", "facts", "story", "size", "client", "try", "erased"
    ]
    asked: Text = ""
    answer: Text = ""
    told: Text = ""
    facts: SetFacts | None = None
    committed: bool = False
    revealed: bool = False
    at: Moment
    suite: Text

    @property
    def content(self) -> tuple[dt.datetime, str]:
        """Return the entry's contents without its id, as a hashable value."""
        said = self.model_dump(mode="json", exclude={"id", "at"}, exclude_defaults=True)
        return self.at, json.dumps(said, sort_keys=True)

    def same(self, other: Entry) -> bool:
        """Return whether two entries have the same contents, whatever their ids."""
        return self.content == other.content


class Work(Record):
    """The contents of a work file: the work in one or more notebooks, or the client files."""

    format: Literal["minimum-contacts-work", "minimum-contacts-clients"]
    version: Literal[1]
    notebooks: Annotated[dict[Name, list[Entry]], Field(max_length=NOTEBOOKS)]


def written(notebooks: dict[str, list[Entry]], kind: Any = FORMAT) -> bytes:
    """Return logs serialized as a work file."""
    work = Work(format=kind, version=1, notebooks=notebooks)
    return (work.model_dump_json(indent=1, exclude_defaults=True) + "\n").encode()


def read(raw: bytes, where: str) -> dict[str, list[Entry]]:
    """Parse a work file: entries by notebook, without tombstones and client files.

    Raise ReaderError, worded for the learner, for anything but a work file.
    """
    found = logs(raw, where).items()
    return {name: [e for e in live(log) if not of_client(e)] for name, log in found}


def of_client(entry: Entry) -> bool:
    """Return whether an entry belongs to a client file, which is stored apart from other work."""
    return entry.task.startswith("client/")


def without_clients(raw: bytes) -> bytes:
    """Return a work file without its client files; an unreadable file is returned unchanged."""
    try:
        found = logs(raw, "")
    except ReaderError:
        return raw
    if not any(of_client(entry) for log in found.values() for entry in log):
        return raw
    return written({name: [e for e in log if not of_client(e)] for name, log in found.items()})


def logs(raw: bytes, where: str, kind: str = FORMAT) -> dict[str, list[Entry]]:
    """Parse a work file like `read`, but keep tombstones and client files."""
    if len(raw) > LARGEST:
        raise ReaderError(where, "this file is too large to be work from these notebooks.")
    raw = as_utf8(raw)
    try:
        head = from_json(raw)
    except ValueError as error:
        cut = "EOF" in str(error)
        raise ReaderError(
            where,
            "this file is incomplete." if cut else "this file cannot be read.",
            "If you have another copy of it, use that one.",
        ) from None
    if not isinstance(head, dict) or head.get("format") != kind:
        raise ReaderError(
            where,
            "this is not a work file from these notebooks.",
            "Choose one that was downloaded from them; its name begins with minimum-contacts.",
        )
    version: Any = head.get("version")
    if version != VERSION or isinstance(version, bool):
        newer = isinstance(version, (int, float)) and version > VERSION
        raise ReaderError(
            where,
            f"this file was written by {'a newer' if newer else 'another'} version of these notebooks"
            f" (its format is {str(version)[:20]!r}, and this version reads format {VERSION}).",
            "Open it with the version that wrote it"
            + (", or update these notebooks." if newer else "."),
        )
    try:
        return Work.model_validate_json(raw).notebooks
    except ValidationError as error:
        at = ", ".join(str(part) for part in error.errors()[0]["loc"])[:200]
        at = "".join(c if c.isprintable() else "?" for c in at)
        raise ReaderError(
            f"{where}, {at or 'the whole'}",
            "these notebooks did not write this part in this form.",
            "If someone edited the file by hand, undo the edit; if you have another copy, use that one.",
        ) from None


def as_utf8(raw: bytes) -> bytes:
    """Return text in UTF-8 without a byte order mark, however a Windows program has saved it."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace").encode()
    if raw[1:2] == b"\0":
        return raw.decode("utf-16-le", "replace").encode()
    return raw.removeprefix(b"\xef\xbb\xbf")


def titled(notebook: str) -> str:
    """Return a notebook's name for display: 02 Express aiming."""
    number, _, words = notebook.partition("_")
    if not number.isdigit():
        return notebook.replace("_", " ").capitalize()
    return f"{number} {words.replace('_', ' ').capitalize()}".strip()


def clean(text: str) -> str:
    """Return text that can be saved; unpaired surrogates, which some keyboards send, are replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def fresh_id() -> str:
    """Return a new entry id."""
    return secrets.token_hex(6)


def live(log: Iterable[Entry]) -> list[Entry]:
    """Return the entries of a log without tombstones."""
    return [entry for entry in log if entry.kind != ERASED]


def merged(mine: Iterable[Entry], theirs: Iterable[Entry]) -> list[Entry]:
    """Return the union of two logs in chronological order, without erased entries.

    If two entries with one id differ, both are kept, the second under a new id. The running time is
    nearly linear in the number of entries.
    """
    every = [*mine, *theirs]
    ordered = sorted(every, key=_AT)
    crowded = {one.at for one, other in pairwise(ordered) if one.at == other.at}
    tombstones = {entry.id: entry for entry in ordered if entry.kind == ERASED}
    kept, ids = list[Entry](), set[str]()
    contents = set[tuple[dt.datetime, str]]()  # filled only if two entries share a time
    for entry in live(every):
        tombstone = tombstones.get(entry.id)
        if tombstone and entry.at <= tombstone.at:
            continue
        if crowded and entry.at in crowded:
            content = entry.content
            if content in contents:
                continue
            contents.add(content)
        if entry.id in ids:
            entry = entry.model_copy(update={"id": fresh_id()})
        ids.add(entry.id)
        kept.append(entry)
    return sorted((*kept, *tombstones.values()), key=_AT)


def latest(entries: Iterable[Entry], task: str, committed: bool = False) -> Entry | None:
    """Return the last entry of a task, or its last committed one; None if there is none."""
    found = [e for e in entries if e.task == task and (e.committed or not committed)]
    return found[-1] if found else None
