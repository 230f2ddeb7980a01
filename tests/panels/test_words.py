"""The words of a section: one line, from which each word opens its definition and source."""

from __future__ import annotations

import pytest
from what_is_shown import LIB, having, page, text

from jurisdiction.model import ReaderError
from minimum_contacts.panels import words


def test_a_line_holds_each_word_with_its_meaning() -> None:
    """The page has all data needed to open a word, and itself ensures that only one is open at a time."""
    line = words("forum", "prong").plan["words"]
    assert [word for word, _ in line] == [LIB.glossary[n].term for n in ("forum", "prong")]
    for name, (_, meaning) in zip(("forum", "prong"), line, strict=True):
        assert text(meaning).startswith(f"{name}: {LIB.glossary[name].meaning}")


@pytest.mark.parametrize("name", LIB.glossary)
def test_every_meaning_says_where_it_comes_from(name) -> None:
    """The source is a court's words with their page, a bracketed note, or a remark that the word is ours."""
    term = LIB.glossary[name]
    ((_, meaning),) = words(name).plan["words"]
    tree = page(meaning)
    (shown,) = having(tree, "mc-meaning")
    assert term.meaning in text(shown)
    quoted = [text(pin) for pin in having(tree, "mc-pin")]
    known = [text(caveat) for caveat in having(tree, "mc-caveat")]
    assert len(quoted) == len(term.passages)
    if term.ours:
        assert known[0] == "[our own term, not a court's]"
    elif term.verified:
        assert known[0] == f"[{term.verified.words}]"
    assert quoted or known


def test_without_names_all_words_are_there_in_order() -> None:
    """The first notebook offers the whole glossary in alphabetical order."""
    labels = [word for word, _ in words().plan["words"]]
    assert labels == sorted((t.term for t in LIB.glossary.values()), key=str.casefold)


def test_an_unknown_word_is_refused_with_what_comes_near() -> None:
    """A misspelled word gets an error message."""
    with pytest.raises(ReaderError, match=r"no term 'forun'.*forum"):
        words("forun")
