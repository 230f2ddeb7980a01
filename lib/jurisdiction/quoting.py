"""Quotations in a learner's draft: where they stand in the opinions we hold, to the letter. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from . import explain
from .library import Library

_DOUBLE = '“”„«»"'
_SINGLE = str.maketrans("‘’‚‛`´", "''''''")
_ELISION = re.compile(r"\[\s*(?:…|\.\s*\.\s*\.)\s*\]|…|\.\s*\.\s*\.(?:\s*\.)?|\[[^\]\n]{0,80}\]")


@dataclass(frozen=True)
class Place:
    """A place of an opinion: its source, the page or section, and the footnote if it is in one."""

    source: str
    page: str
    footnote: str = ""

    def words(self, lib: Library) -> str:
        """The place as a reader cites it: `Doe, slip op. 22 n.6`."""
        source = lib.sources[self.source]
        words = f"{lib.authorities[source.authority].label}, {source.pin.format(page=self.page)}"
        return f"{words} n.{self.footnote}" if self.footnote else words


@dataclass(frozen=True)
class Quoted:
    """What a draft has between quotation marks, without them; start and end are of the marks."""

    words: str
    start: int
    end: int


def quoted(draft: str) -> tuple[tuple[Quoted, ...], bool]:
    """The quotations of a draft, outermost marks only, and whether a mark was left without its pair."""
    found, depth, begun, straight = list[Quoted](), 0, 0, False
    for at, sign in enumerate(draft):
        if sign == "“" and not straight:
            begun = begun if depth else at
            depth += 1
        elif sign == "”" and depth:
            depth -= 1
            if not depth:
                found.append(Quoted(draft[begun + 1 : at], begun, at + 1))
        elif sign == '"' and not depth:
            if straight:
                found.append(Quoted(draft[begun + 1 : at], begun, at + 1))
            begun, straight = (begun if straight else at), not straight
    return tuple(found), bool(depth or straight)


def without(draft: str, quotations: tuple[Quoted, ...]) -> str:
    """A draft without its quotations, so that the court's words are not taken for the learner's."""
    kept, at = "", 0
    for one in quotations:
        kept += draft[at : one.start] + " … "
        at = one.end
    return kept + draft[at:]


def plain(text: str) -> str:
    """A text as it is compared: without double marks and footnote marks, one space between words."""
    text = re.sub(r"\[\^\w*\]", "", text).translate(_SINGLE)
    return " ".join(re.sub(f"[{_DOUBLE}]", "", text).split())


@dataclass(frozen=True)
class Stretch:
    """A text to search in, with the place at which each of its parts begins."""

    text: str
    begins: tuple[tuple[int, Place], ...]

    def places(self, first: int, last: int) -> tuple[Place, ...]:
        """The places that the characters from first to last stand in."""
        ends = [start for start, _ in self.begins[1:]] + [len(self.text) + 1]
        return tuple(
            place
            for (start, place), end in zip(self.begins, ends, strict=True)
            if start <= last and first < end
        )


@lru_cache(maxsize=4)
def stretches(lib: Library) -> tuple[Stretch, ...]:
    """The body of each opinion from its first page to its last, and each footnote by itself."""
    found = []
    for name, opinion in lib.opinions.items():
        text, begins = "", list[tuple[int, Place]]()
        for page in opinion.pages:
            begins.append((len(text), Place(name, page.label)))
            text += plain(page.body) + " "
        found.append(Stretch(text, tuple(begins)))
        for page in opinion.pages:
            for number, words in page.footnotes:
                found.append(Stretch(plain(words), ((0, Place(name, page.label, number)),)))
    return tuple(found)


_GAP = {"[": 80, "…": 3000}  # characters that a bracket and an elision may stand for


def segments(words: str) -> tuple[tuple[re.Pattern[str], int], ...]:
    """What must stand to the letter, piece by piece, each with how far behind the last it may begin.

    The pieces are those between marked elisions and bracketed changes.
    """
    made, at, sign = list[tuple[re.Pattern[str], int]](), 0, ""
    gap = 0  # what may stand before the next piece
    for cut in [*_ELISION.finditer(words), None]:
        start, end = (cut.start(), cut.end()) if cut else (len(words), len(words))
        change = bool(cut) and not _is_elision(cut[0])
        glued = bool(sign) and not words[at : at + 1].isspace()
        pattern = _pattern(words[at:start], glued, change)
        if pattern:
            made.append((pattern, gap))
            gap = 0
        if cut:
            gap += _GAP["[" if change else "…"]
            sign = cut[0] if change else ""
        at = end
    return tuple(made)


def _is_elision(sign: str) -> bool:
    return sign.strip("[] ")[:1] in ("…", ".")


def _pattern(piece: str, glued: bool, bracket: bool) -> re.Pattern[str] | None:
    """A piece as it may stand in an opinion; a word broken by a hyphen at a line's end is read whole."""
    open_end = bracket and piece[-1:].isalnum()
    piece = re.sub(r"(?<=\w)[-\u00ad\u2010]\s*\n\s*(?=\w)", "\x00", piece).replace("\u00ad", "")
    bare = plain(piece).strip(" ,.;:?!")
    bare = bare.strip("'") if bare.startswith("'") else bare
    if not re.search(r"\w", bare):
        return None
    body = re.escape(bare).replace(re.escape("\x00"), "-?").replace(r"\ ", r"\s+")
    left = "" if glued and bare[0].isalnum() else r"(?<!\w)"
    return re.compile(left + body + ("" if open_end else r"(?!\w)"))


def find(lib: Library, words: str) -> tuple[Place, ...]:
    """Every place in which all segments of a quotation stand, in their order; none if nowhere."""
    pieces = segments(words)
    found: dict[Place, None] = {}
    for stretch in stretches(lib) if pieces else ():
        for first in pieces[0][0].finditer(stretch.text):
            spans, end = [first.span()], first.end()
            for piece, gap in pieces[1:]:
                then = piece.search(stretch.text, end)
                if not then or then.start() > end + gap:
                    break
                spans.append(then.span())
                end = then.end()
            if len(spans) == len(pieces):
                for span in spans:
                    found |= dict.fromkeys(stretch.places(span[0], span[1] - 1))
    return tuple(found)


def nearest(lib: Library, words: str) -> str:
    """The passage of the data that shares most words with a quotation, with its pin; '' if none is near."""
    mine = set(_tokens(words))
    best, most = None, 0.0
    for passage in lib.passages.values():
        shared = len(mine & set(_tokens(passage.text))) / (len(mine) or 1)
        if shared > most:
            best, most = passage, shared
    if best is None or most < 0.5:
        return ""
    return f"“{explain.unquoted(best)}” ({explain.pin(lib, best)})"


def _tokens(text: str) -> Iterator[str]:
    return (match[0].lower() for match in re.finditer(r"\w{3,}", plain(text)))
