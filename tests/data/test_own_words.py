"""Text inside quotation marks in our own prose is a court's, verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from jurisdiction.library import DATA, read_yaml

FILES = [path for path in sorted(DATA.rglob("*.yml")) if path.name != "passages.yml"]
QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”")
STRAIGHT = str.maketrans("“”‘’", "\"\"''")


def squeeze(text: str) -> str:
    return " ".join(re.sub(r"\[\^\w+\]", "", text).translate(STRAIGHT).split())


COURTS = squeeze(" ".join(p.read_text(encoding="utf-8") for p in (DATA / "opinions").glob("*.txt")))


def sentences(value: Any) -> Iterator[str]:
    """Yield every text in a file, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from sentences(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sentences(inner)


def quotations(text: str) -> list[str]:
    """Return the quotations of two or more words, each split at its omissions."""
    found = [straight or curly for straight, curly in QUOTED.findall(text)]
    parts = [part.strip(" ,.;:?!") for words in found for part in words.split("[…]")]
    return [part for part in parts if len(part.split()) > 1]


def not_a_courts(value: Any) -> list[str]:
    return [q for text in sentences(value) for q in quotations(text) if squeeze(q) not in COURTS]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nothing_is_paraphrased_inside_quotation_marks(path) -> None:
    """Every quotation of two or more words in this file appears verbatim in one of the three opinions."""
    assert not_a_courts(read_yaml(path)) == []


def test_a_paraphrase_inside_quotation_marks_is_found() -> None:
    """The check itself detects a dropped word, in straight and in curly quotation marks."""
    assert not_a_courts(['It "might not be sufficient" alone.']) == ["might not be sufficient"]
    assert not_a_courts(["It “might not be sufficient” alone."]) == ["might not be sufficient"]
    assert not_a_courts(['It "might not by itself be sufficient," says Doe.']) == []
