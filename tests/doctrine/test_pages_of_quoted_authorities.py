"""The page of a quoted authority is the one that the quoting court gives."""

from __future__ import annotations

import re

import pytest

from jurisdiction.library import DATA, load

LIB = load()
PAGED = [passage.id for passage in LIB.passages.values() if passage.at]
NEAR = 700  # characters before and after a passage in which its court gives the page


def plain(text: str) -> str:
    text = re.sub(r"=== (?:page|section) .*", " ", text)
    return " ".join(text.translate(str.maketrans("“”‘’", "\"\"''")).split())


@pytest.mark.parametrize("name", PAGED)
def test_the_page_is_in_the_opinion_beside_the_words(name) -> None:
    """The page follows or precedes the words, as the page of a citation, and the authority is named."""
    passage = LIB.passages[name]
    assert passage.quoting or passage.discussing
    opinion = plain((DATA / "opinions" / f"{passage.opinion}.txt").read_text(encoding="utf-8"))
    last = plain(passage.segments[-1])
    start = opinion.find(last)
    assert start >= 0
    near = opinion[max(0, start - NEAR) : start + len(last) + NEAR]
    assert re.search(rf"(?:at|,) {re.escape(passage.at)}(?![\d–])", near), passage.at


def test_most_quoted_authorities_have_their_page() -> None:
    """If the quoting court gives a page, our data nearly always include it."""
    quoted = [passage for passage in LIB.passages.values() if passage.quoting]
    assert len([p for p in quoted if p.at]) > 0.7 * len(quoted)
