"""Check the headings and quotations of a draft, and list the points its writer should compare."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, takewhile

from jurisdiction import explain, writing
from jurisdiction.analysis import Analysis
from jurisdiction.library import Library
from jurisdiction.model import Status
from . import quoting

LONGEST = 20_000  # most characters of a draft that are read
MOST_LOOKUPS = 200  # most quotations and quoted segments of a draft that are looked up

# Only outermost quotation marks count; they may be nested three deep.
_INNER = "“(?:[^“”]++|“[^“”]*+”)*+”"
_QUOTED = re.compile(f'“((?:[^“”]++|{_INNER})*+)”|"([^"]*+)"')


class Said(StrEnum):
    """The result of a check."""

    FOUND = "found"
    UNPINNED = "found, but its page is not given"
    EMPTY = "found, but the part is empty"
    NOT_FOUND = "not found"
    UNCHECKED = "could not be checked"
    COMPARE = "compare it yourself"


@dataclass(frozen=True)
class Check:
    """One check of a draft: what was looked for, the result, and notes."""

    sought: str
    said: Said
    notes: tuple[str, ...] = ()


def checks(draft: str, lib: Library) -> list[Check]:
    """Check the four parts of a draft and each of its quotations; give no score."""
    turns = [turn for turn in _QUOTED.split(draft[:LONGEST]) if turn is not None]
    own, quotations = turns[::2], turns[1::2]
    found = _headings(" … ".join(own), lib)
    lookups = accumulate(1 + len(quoting.segments(quotation)) for quotation in quotations)
    looked_up = sum(1 for _ in takewhile(MOST_LOOKUPS.__ge__, lookups))
    for number in range(looked_up):
        around = f"{own[number][-60:]} … {own[number + 1][:120]}"
        found.append(_quotation(quotations[number], around, lib))
    limits = {
        "Nothing is in quotation marks.": not quotations,
        "A quotation mark has no match.": re.search('[“"]', "".join(own)),
        f"{looked_up} of {len(quotations)} were looked up.": looked_up < len(quotations),
        f"Only the first {LONGEST:,} characters were read.": len(draft) > LONGEST,
    }
    if notes := tuple(words for words, holds in limits.items() if holds):
        found.append(Check("Every quotation", Said.UNCHECKED, notes))
    return found


def _headings(own: str, lib: Library) -> list[Check]:
    """Find each heading at the start of a line, and check that text follows it."""
    headings = lib.practice.headings
    part_of = {word.lower(): part for part, words in headings.items() for word in words}
    heading = re.compile(
        rf"^[ \t#*_>]*(?:[\divx]{{1,4}}[.)][*_\s]*)?({'|'.join(map(re.escape, part_of))})"
        r"[*_\s]*(?:[:–—]|[.-](?!\w)|$)",
        re.ASCII | re.IGNORECASE | re.MULTILINE,
    )
    under = defaultdict[str, str](str)
    _, *turns = heading.split(own)
    for name, text in zip(turns[::2], turns[1::2], strict=True):
        under[part_of[name.lower()]] += text
    found = []
    for part in headings:
        filled = Said.FOUND if re.search(r"[\w…]", under.get(part, "")) else Said.EMPTY
        said = filled if part in under else Said.NOT_FOUND
        found.append(Check(f"Heading: {part.capitalize()}", said))
    return found


def _quotation(quotation: str, around: str, lib: Library) -> Check:
    """Look up a quotation in the opinions we hold, and its page in the text around it."""
    words = " ".join(quotation.split())
    sought = f"“{words if len(words) <= 160 else words[:157].rsplit(' ', 1)[0] + ' …'}”"
    if " " not in words or not quoting.segments(quotation):
        return Check(sought, Said.UNCHECKED, ("We cannot look up a single word.",))
    places = quoting.find(lib, quotation)
    if not places:
        held = ", ".join(lib.authorities[source.authority].label for source in lib.sources.values())
        near = quoting.nearest(lib, quotation)
        closest = f"The nearest passage: {near}" if near else "No passage is close."
        exact = f"These exact words are in no opinion reproduced here ({held})."
        return Check(sought, Said.NOT_FOUND, (exact, closest))
    pages = "|".join(re.escape(place.page) for place in places)
    pinned = re.search(rf"(?<![\w.])(?:{pages})(?!\w)", around, re.I)
    cites = "; ".join(place.cite for place in places[:3])
    return Check(sought, Said.FOUND if pinned else Said.UNPINNED, (cites,))


def self_check(analysis: Analysis, node: str) -> list[Check]:
    """List the points the writer should compare, with the right answers on these facts."""
    lib, finding, answer = analysis.law.library, analysis[node], writing.parts(analysis, node)
    met = [  # points already met on which an open point depends
        child
        for reason in finding.because
        if reason.status is Status.OPEN
        for child in analysis.law.children[reason.node]
        if analysis[child].status is Status.MET
    ]
    decisive = [reason for point in (*met, node) for reason in analysis[point].because]
    facts = dict.fromkeys(fact for reason in decisive for fact in reason.facts)
    supports = [*(step.passage for step in answer.application), answer.support]
    right = {
        "burden": [f"On {lib.texts['side_words'][finding.bearer]}: {finding.node.question}"],
        "facts": [
            explain.fact_phrase(lib, fact, analysis.facts[fact], analysis.place) for fact in facts
        ],
        "authorities": [
            *(f"For the rule: {explain.pin(lib, passage)}" for passage in answer.rule),
            *(f"For the finding: {explain.pin(lib, passage)}" for passage in supports if passage),
            *writing.unsupported(answer),
        ],
        "finding": [explain.status_words(finding, lib), explain.standing_words(finding, lib)],
    }
    return [
        Check(sought, Said.COMPARE, tuple(right[about]))
        for about, sought in lib.practice.self_check.items()
    ]
