"""Every passage appears verbatim in its opinion, by a check that shares no code with the library."""

from __future__ import annotations

import re
from functools import cache

import pytest

from jurisdiction.library import DATA, load

PASSAGES = load().passages


@cache
def read(opinion: str) -> dict[tuple[str, str], str]:
    """Read an opinion line by line into (page, footnote) -> text; the body's footnote is ''."""
    parts: dict[tuple[str, str], list[str]] = {}
    page, note, begun = "", "", False
    for line in (DATA / "opinions" / f"{opinion}.txt").read_text(encoding="utf-8").splitlines():
        words = line.split()
        if line.startswith("=== "):
            page, note, begun = words[2], "", True
        elif line.startswith("--- footnote"):
            note = words[2] if len(words) > 2 else "unnumbered"
        elif begun:
            parts.setdefault((page, note), []).extend(words)
    return {at: re.sub(r"\[\^\w+\]", "", " ".join(words)) for at, words in parts.items()}


def text_at(passage) -> str:
    """Return the text of the page, pages or footnote that a passage names."""
    text = read(passage.opinion)
    first, _, last = passage.page.partition("-")
    pages = list(dict.fromkeys(page for page, _ in text))
    chosen = pages[pages.index(first) : pages.index(last or first) + 1]
    return " ".join(text[page, passage.footnote] for page in chosen)


@pytest.mark.parametrize("passage", PASSAGES.values(), ids=PASSAGES)
def test_passage_stands_verbatim_where_it_says(passage) -> None:
    """The passage's words appear, in order, on the page or in the footnote that it cites."""
    text, start = text_at(passage), 0
    for segment in passage.text.split("[…]"):
        words = " ".join(segment.split())
        assert words
        at = text.find(words, start)
        assert at >= 0, f"{passage.id}: not on page {passage.page}: {words}"
        start = at + len(words)


ACROSS = [passage for passage in PASSAGES.values() if "-" in passage.page]


@pytest.mark.parametrize("passage", ACROSS, ids=[passage.id for passage in ACROSS])
def test_passage_across_two_pages_needs_both(passage) -> None:
    """A passage pinned to two pages is complete on neither of them."""
    for page in passage.page.split("-"):
        assert " ".join(passage.text.split()) not in read(passage.opinion)[page, passage.footnote]


LEE = [passage for passage in PASSAGES.values() if passage.opinion == "doe"]


@pytest.mark.parametrize("passage", LEE, ids=[passage.id for passage in LEE])
def test_concurrence_is_never_taken_for_the_majority(passage) -> None:
    """In *Doe*, the concurrence speaks only on page 29."""
    assert (passage.speaker == "concurrence") == (passage.page == "29")
