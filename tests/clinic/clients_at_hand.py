"""Client files for the tests: three fictional files, an empty one, and a contradictory one."""

from __future__ import annotations

import datetime as dt
import functools
import io
from dataclasses import dataclass
from typing import Any

import docx

from jurisdiction.analysis import Analysis
from jurisdiction.library import DATA, load
from jurisdiction.model import ClientFile, Told
from minimum_contacts.clinic import client as files
from minimum_contacts.clinic.memo import Memo, memo
from minimum_contacts.clinic.word import as_word

LIB = load()
DAY = dt.date(2024, 9, 1)
TRAINING = {path.stem: path for path in sorted((DATA / "clients").glob("*.yml"))}
UNKNOWN = files.new("N. N.", "united_states", law_as_of=DAY)
CONTRADICTORY = files.new(
    "C. C.",
    "united_states",
    law_as_of=DAY,
    facts={
        "us_traffic_share": Told(answer="0%", known="document", note="The analytics account."),
        "us_views": Told(answer="4,000", known="document", note="The server's log."),
    },
)
NAMES = [*TRAINING, "all_unknown"]


def file_named(name: str) -> ClientFile:
    built = {"all_unknown": UNKNOWN, "contradictory": CONTRADICTORY}
    return built[name] if name in built else files.open_file(TRAINING[name], LIB)


@dataclass(frozen=True)
class Made:
    """A client file with its analysis, its memo, and the memo's Word file reopened."""

    client: ClientFile
    found: Analysis
    memo: Memo
    word: Any

    @property
    def lines(self) -> list[tuple[str, str]]:
        return [(p.style.name, p.text) for p in self.word.paragraphs]

    @property
    def text(self) -> str:
        cells = [c.text for t in self.word.tables for row in t.rows for c in row.cells]
        return "\n".join([*(text for _, text in self.lines), *cells])


@functools.cache
def made(name: str) -> Made:
    client = file_named(name)
    found = files.analyzed(client, LIB)
    written = memo(client, found)
    return Made(client, found, written, docx.Document(io.BytesIO(as_word(written))))
