"""Error messages on a file name the file and the field, and say what to write."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from jurisdiction.library import DATA, read_one
from jurisdiction.model import Case, ReaderError, Record, ScenarioFile

CASE = (DATA / "cases/will_v_lee.yml").read_text(encoding="utf-8")
SCENARIO = (DATA / "scenarios/doe_no_profit.yml").read_text(encoding="utf-8")
INLINE = (
    'authority: {id: x, name: X, short: X, cite: "1 F. 1", court: ca9, decided: "2022-01-02", '
    "verified: {how: memory}}"
)
OWN = CASE.replace("authority: will_v_lee", INLINE)


def changed(text: str, line: str, to: str) -> str:
    found, n = re.subn(rf"(?m)^{line}:.*$", f"{line}: {to}", text, count=1)
    assert n == 1
    return found


BAD = {
    "a month": (
        ScenarioFile,
        changed(SCENARIO, "law_as_of", '"2025-10"'),
        "law_as_of",
        "2025-10",
        "2024-01-02",
    ),
    "a day of one digit": (
        ScenarioFile,
        changed(SCENARIO, "law_as_of", '"2025-10-5"'),
        "law_as_of",
        "2025-10-5",
        "year-month-day",
    ),
    "a day that is none": (
        ScenarioFile,
        changed(SCENARIO, "law_as_of", '"2025-02-30"'),
        "law_as_of",
        "2025-02-30",
        "year-month-day",
    ),
    "a year": (
        ScenarioFile,
        changed(SCENARIO, "law_as_of", "2025"),
        "law_as_of",
        "2025",
        "2024-01-02",
    ),
    "an id in capitals": (
        Case,
        changed(CASE, "id", "Will-v.Lee"),
        "id",
        "Will-v.Lee",
        "underscores",
    ),
    "an id with a space": (
        Case,
        changed(CASE, "id", '"will v lee"'),
        "id",
        "will v lee",
        "underscores",
    ),
    "a list for a title": (
        ScenarioFile,
        changed(SCENARIO, "title", "[a, b]"),
        "title",
        "['a', 'b']",
        "text",
    ),
    "an unknown status": (
        Case,
        CASE.replace("how: web", "how: heard", 1),
        "how",
        "heard",
        "'memory'",
    ),
    "a date inside an authority": (
        Case,
        OWN.replace("2022-01-02", "2022-13-02"),
        "authority.decided",
        "2022-13-02",
        "year-month-day",
    ),
    "an id inside an authority": (
        Case,
        OWN.replace("{id: x,", "{id: X-1,"),
        "authority.id",
        "X-1",
        "underscores",
    ),
    "a field too few in an authority": (
        Case,
        OWN.replace('cite: "1 F. 1", ', ""),
        "authority.cite",
        "missing",
        "Add it",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_a_message_names_file_and_field_and_says_what_to_write(what: str, tmp_path: Path) -> None:
    """No message contains a pattern, a type's name, or a whole record."""
    kind: type[Record]
    kind, text, field, given, remedy = BAD[what]
    path = tmp_path / "mine.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReaderError) as refused:
        read_one(path, kind)
    message = str(refused.value)
    assert message.startswith("mine.yml, ") and f"{field}: " in message
    assert given in message and remedy in message and len(message) < 260
    assert not re.search(r"constrained|\^\[|isoformat|Input should|\(found", message)


def test_a_reader_who_has_seen_enough_breaks_nothing() -> None:
    """`analyze ... | head -2` ends without a traceback."""
    command = [sys.executable, "-m", "jurisdiction", "analyze", "doe_v_webgroup", "--json"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
