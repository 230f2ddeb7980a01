"""data/opinions/ contains only the courts' own words, page by page."""

from __future__ import annotations

import re

import pytest

from jurisdiction.library import DATA

OPINIONS = sorted((DATA / "opinions").glob("*.txt"))
FOREIGN = [
    "This summary constitutes no part",
    "Justia",
    "Casetext",
    "DOE V. WEBGROUP CZECH REPUBLIC",
]


def body(path) -> str:
    """Return the opinion without the comment lines at the head of its file."""
    return re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.M)


@pytest.mark.parametrize("path", OPINIONS, ids=lambda path: path.stem)
def test_page_marks_strictly_increase(path) -> None:
    """Pages follow each other without a gap, and no section appears twice."""
    marks = re.findall(r"^=== (page|section) (\S+)", body(path), re.M)
    labels = [label for _, label in marks]
    assert labels and len(set(labels)) == len(labels)
    if marks[0][0] == "page":
        first = int(labels[0])
        assert [int(label) for label in labels] == list(range(first, first + len(labels)))


def test_doe_runs_from_page_5_to_page_29() -> None:
    """Doe's slip opinion is held from the first page of the opinion to the concurrence."""
    labels = re.findall(r"^=== page (\d+)", body(DATA / "opinions" / "doe.txt"), re.M)
    assert (labels[0], labels[-1]) == ("5", "29")


@pytest.mark.parametrize("words", FOREIGN)
@pytest.mark.parametrize("path", OPINIONS, ids=lambda path: path.stem)
def test_only_the_court_speaks(path, words) -> None:
    """No opinion contains a staff summary, a web page's text, or a running header."""
    assert words not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", OPINIONS, ids=lambda path: path.stem)
def test_every_footnote_mark_has_its_footnote(path) -> None:
    """Every footnote mark in the text has its footnote on the same page."""
    for page in re.split(r"^=== ", body(path), flags=re.M)[1:]:
        marks = re.findall(r"\[\^(\w+)\]", page)
        notes = re.findall(r"^--- footnote (\w+)$", page, re.M)
        assert marks == notes
