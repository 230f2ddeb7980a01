"""data/README.md explains every field that can be written in a data file."""

from __future__ import annotations

import re

import pytest

from jurisdiction.library import DATA, load
from jurisdiction.model import Record

README = (DATA / "README.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### ([\w ]+?)(?: ·[^\n]*)?\n(.*?)(?=^##|\Z)", README, re.M | re.S))
KINDS = [kind for kind in Record.__subclasses__() if kind.__module__ == Record.__module__]


def rows(section: str) -> list[str]:
    """Return the fields that a section's table explains."""
    cells = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", section, re.M)
    return [name for cell in cells for name in re.findall(r"\w+", cell)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_field_is_explained_and_no_other(kind) -> None:
    """The record's table has one row for each of its fields, and no other row."""
    heading = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).capitalize()
    assert heading in SECTIONS, f"data/README.md has no section '### {heading}'"
    assert sorted(rows(SECTIONS[heading])) == sorted(kind.model_fields)


def test_every_list_of_words_is_explained() -> None:
    """The table of vocabulary.yml has one row for each of its lists."""
    assert sorted(rows(SECTIONS["Vocabulary"])) == sorted(load().texts)
