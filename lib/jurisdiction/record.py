"""The learner's saved work: what was answered, when, and whether before or after the answer was seen.

The work in a notebook is a log: entries with ids, in the order of time. Two logs are merged by union,
and a tombstone in either keeps what was erased from coming back. A file of work is JSON that can be
read with the eye. It holds what the learner chose or wrote, what had been asked, and nothing about the
learner or the machine. It is data: read strictly, never run.
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

from .model import Date, ReaderError, Record

FORMAT, CLIENTS, VERSION = "minimum-contacts-work", "minimum-contacts-clients", 1
LARGEST = 20_000_000  # bytes; a year's work is far below one million
ERASED = "erased"
_AT = attrgetter("at")
NOTEBOOKS = 100  # in one file of work; each becomes a file of its own


def _no_device(name: str) -> str:
    if re.fullmatch(r"con|prn|aux|nul|(com|lpt)\d", name):
        raise ValueError("Windows takes this name for a device")
    return name


# also a file's name: no dots
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]{0,60}$"), AfterValidator(_no_device)]
Text = Annotated[str, Field(max_length=1_000_000)]
FIRST, END = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (2000, 2200))
Moment = Annotated[AwareDatetime, Field(ge=FIRST, lt=END)]  # any of them has a local time


class SetFacts(Record):
    """How the facts of a laboratory differ from those it began with, as one would type them."""

    facts: dict[str, Text] = Field(default_factory=dict)
    shown: dict[str, Text] = Field(default_factory=dict)
    law_as_of: Date | None = None
    stage: str = ""
    court: str = ""


class Entry(Record):
    """One thing the learner did: an answer as it was committed, a draft, or the facts last set.

    `revealed` is whether the answer had been seen before; `told` is what the suite then said. An entry
    of kind `erased` is a tombstone: what had its id up to its time was erased.
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
        """What the entry says, which can be looked up; its id is no part of it."""
        said = self.model_dump(mode="json", exclude={"id", "at"}, exclude_defaults=True)
        return self.at, json.dumps(said, sort_keys=True)

    def same(self, other: Entry) -> bool:
        """Whether both say the same; the id is not part of what is said."""
        return self.content == other.content


class Work(Record):
    """The work in one or more notebooks, or the clients' files, as a file holds it."""

    format: Literal["minimum-contacts-work", "minimum-contacts-clients"]
    version: Literal[1]
    notebooks: Annotated[dict[Name, list[Entry]], Field(max_length=NOTEBOOKS)]


def written(notebooks: dict[str, list[Entry]], kind: Any = FORMAT) -> bytes:
    """Return the file that holds these logs."""
    work = Work(format=kind, version=1, notebooks=notebooks)
    return (work.model_dump_json(indent=1, exclude_defaults=True) + "\n").encode()


def read(raw: bytes, where: str) -> dict[str, list[Entry]]:
    """Return the work that a file holds, by notebook, without its tombstones and clients' files.

    Raise ReaderError, in the learner's words, for anything that is not a file of work.
    """
    found = logs(raw, where).items()
    return {name: [e for e in live(log) if not of_client(e)] for name, log in found}


def of_client(entry: Entry) -> bool:
    """Tell whether an entry is of a client's file, which is kept apart from the work."""
    return entry.task.startswith("client/")


def without_clients(raw: bytes) -> bytes:
    """Return a file of work without the clients' files in it; one that cannot be read, as it is."""
    try:
        found = logs(raw, "")
    except ReaderError:
        return raw
    if not any(of_client(entry) for log in found.values() for entry in log):
        return raw
    return written({name: [e for e in log if not of_client(e)] for name, log in found.items()})


def logs(raw: bytes, where: str, kind: str = FORMAT) -> dict[str, list[Entry]]:
    """Return the logs in a file, by notebook, as `read` does, but with the tombstones."""
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
    """Return the name of a notebook as a reader says it: 02 Express aiming."""
    number, _, words = notebook.partition("_")
    if not number.isdigit():
        return notebook.replace("_", " ").capitalize()
    return f"{number} {words.replace('_', ' ').capitalize()}".strip()


def clean(text: str) -> str:
    """Return text as it can be saved: half a character, which some keyboards send, is replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def fresh_id() -> str:
    """Return an id that no other entry has."""
    return secrets.token_hex(6)


def live(log: Iterable[Entry]) -> list[Entry]:
    """Return the entries of a log that are no tombstones."""
    return [entry for entry in log if entry.kind != ERASED]


def merged(mine: Iterable[Entry], theirs: Iterable[Entry]) -> list[Entry]:
    """Return all that either log holds, in the order of time, but for what was erased.

    Where two entries of one id differ, both are kept, the second under a new id. The time this takes
    grows with the number of entries and no faster.
    """
    every = [*mine, *theirs]
    ordered = sorted(every, key=_AT)
    crowded = {one.at for one, other in pairwise(ordered) if one.at == other.at}
    tombstones = {entry.id: entry for entry in ordered if entry.kind == ERASED}
    kept, ids = list[Entry](), set[str]()
    contents = set[tuple[dt.datetime, str]]()  # only where two entries share a moment
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
