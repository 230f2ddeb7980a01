"""The words of a section: one line, from which each opens its meaning and its source."""

from __future__ import annotations

import pytest
from what_is_shown import LIB, having, page, text

from jurisdiction.model import ReaderError
from jurisdiction.panels import words


def test_one_meaning_is_open_at_a_time_and_closes_again() -> None:
    """A word opens its meaning, another takes its place, and pressed again it is gone."""
    line = words("forum", "prong")
    assert line.meaning.value == ""
    for name in ("forum", "prong"):
        line.words[name].value = True
        assert text(line.meaning.value).startswith(f"{name}: {LIB.glossary[name].meaning}")
        assert [n for n, word in line.words.items() if word.value] == [name]
    line.words["prong"].value = False
    assert line.meaning.value == ""


@pytest.mark.parametrize("name", LIB.glossary)
def test_every_meaning_says_where_it_comes_from(name) -> None:
    """A court's words with their page, or in brackets how we know it, or that the word is ours."""
    line, term = words(name), LIB.glossary[name]
    line.words[name].value = True
    tree = page(line.meaning.value)
    (shown,) = having(tree, "mc-meaning")
    assert term.meaning in text(shown)
    quoted = [text(pin) for pin in having(tree, "mc-pin")]
    known = [text(caveat) for caveat in having(tree, "mc-caveat")]
    assert len(quoted) == len(term.passages)
    if term.ours:
        assert known[0] == "[our own word, not a court's]"
    elif term.verified:
        assert known[0] == f"[{term.verified.words}]"
    assert quoted or known


def test_without_names_all_words_are_there_in_order() -> None:
    """The first notebook offers the whole glossary, by the alphabet."""
    labels = [word.description for word in words().words.values()]
    assert labels == sorted((t.term for t in LIB.glossary.values()), key=str.casefold)


def test_an_unknown_word_is_refused_with_what_comes_near() -> None:
    """A slip of spelling is told in words."""
    with pytest.raises(ReaderError, match=r"no term 'forun'.*forum"):
        words("forun")
