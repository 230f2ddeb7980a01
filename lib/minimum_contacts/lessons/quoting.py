"""Find a quotation verbatim in the opinions we hold."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from jurisdiction import explain
from jurisdiction.library import Library

_UNSEEN = "".join(map(chr, [0xAD, 0x200B, *range(0x200E, 0x2010), *range(0x202A, 0x202F), 0xFEFF]))
_PLAIN = str.maketrans("‘’‚‛`´", "''''''", '“”„«»"' + _UNSEEN)
# A hyphen at the end of a line may belong to the text (U.S.-based) or to the line break.
_LINE_BREAK = re.compile(r"(?<=[\w.])[-\u00ad\u2010][^\S\n]*\n\s*(?=\w)")
_ELISION = r"(?:\[\s*)?(?:…|\.(?:\s*\.){2,3})(?:\s*\])?"
_GAP = re.compile(rf"{_ELISION}|(?P<change>\[[^\]\n]{{0,80}}\])")

# pattern, and the greatest distance from the end of the previous segment
Segment = tuple[re.Pattern[str], int]


class Place(NamedTuple):
    """A page, section, or footnote with its citation: `Doe, slip op. at 22 n.6`."""

    page: str
    cite: str


def plain(text: str) -> str:
    """Return a text without double quotation marks, footnote marks, and invisible characters."""
    return " ".join(re.sub(r"\[\^\w*\]", "", text).translate(_PLAIN).split())


@lru_cache(maxsize=4)
def texts(lib: Library) -> tuple[tuple[str, tuple[int, ...], tuple[Place, ...]], ...]:
    """Return each opinion and each footnote as text, with its places and their starting positions."""
    found = []
    for source in lib.sources.values():
        pages = lib.opinions[source.id].pages
        cite = f"{lib.authorities[source.authority].label}, {source.pin}"
        places = tuple(Place(page.label, cite.format(page=page.label)) for page in pages)
        bodies = [f"{plain(page.body)} " for page in pages]
        found.append(("".join(bodies), tuple(accumulate(map(len, bodies), initial=0)), places))
        for page, place in zip(pages, places, strict=True):
            for number, words in page.footnotes:
                footnote = Place(place.page, f"{place.cite} n.{number}")
                found.append((plain(words), (0,), (footnote,)))
    return tuple(found)


def segments(quotation: str) -> list[Segment]:
    """Split a quotation at its omissions and bracketed changes."""
    found = list[Segment]()
    start, gap, after_change = 0, 0, False
    for mark in [*_GAP.finditer(quotation), None]:
        before_change = bool(mark and mark["change"])
        words = quotation[start : mark.start() if mark else None]
        if segment := _segment(words, after_change, before_change):
            found.append((re.compile(segment), gap))
            gap = 0
        if mark:
            gap += 80 if before_change else 3000
            start, after_change = mark.end(), before_change
    return found


def _segment(words: str, after_change: bool, before_change: bool) -> str:
    """Return a pattern for whole words; a word may be cut only next to a bracketed change."""
    bare = plain(_LINE_BREAK.sub("\0", words)).strip(" ,.;:?!'")
    if not re.search(r"\w", bare):
        return ""
    start = "" if after_change and words[0].isalnum() else r"(?<!\w)"
    end = "" if before_change and words[-1].isalnum() else r"(?!\w)"
    return start + re.escape(bare).replace("\0", "-?") + end


@lru_cache(maxsize=500)
def find(lib: Library, quotation: str) -> tuple[Place, ...]:
    """Return every place where a quotation appears verbatim, in order."""
    pieces, found = segments(quotation), dict[Place, None]()
    for text, starts, places in texts(lib) if pieces else ():
        for spans in _in_order(pieces, text):
            for start, end in spans:
                first, last = bisect_right(starts, start) - 1, bisect_left(starts, end)
                found |= dict.fromkeys(places[first:last])
    return tuple(found)


def _in_order(pieces: list[Segment], text: str) -> Iterable[tuple[tuple[int, int], ...]]:
    """Return the spans of consecutive segments in order, the shortest match from each start.

    The text is searched once for each segment, however often the earlier segments match.
    """
    chains = [(match.span(),) for match in pieces[0][0].finditer(text)]
    for pattern, gap in pieces[1:]:
        ends = [chain[-1][1] for chain in chains]
        spans = [match.span() for match in pattern.finditer(text)] if chains else []
        before = [(bisect_right(ends, start) - 1, (start, end)) for start, end in spans]
        chains = [
            (*chains[at], span) for at, span in before if at >= 0 and span[0] - ends[at] <= gap
        ]
    return reversed({chain[0]: chain for chain in reversed(chains)}.values())


def nearest(lib: Library, quotation: str) -> str:
    """Return the passage that shares most words with a quotation, with its pin cite; '' if under half."""
    words = _words(quotation)
    best = max(lib.passages.values(), key=lambda passage: len(words & _words(passage.text)))
    if not words or len(words & _words(best.text)) < len(words) / 2:
        return ""
    return f"“{explain.unquoted(best)}” ({explain.pin(lib, best)})"


@lru_cache(maxsize=1000)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w{3,}", plain(text).lower()))
