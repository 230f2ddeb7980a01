"""A chart of traffic shares in decided cases and on these facts, with their findings."""

from __future__ import annotations

import functools
from itertools import accumulate
from typing import NamedTuple

from jurisdiction.analysis import Analysis
from jurisdiction.counterfactual import single_changes
from jurisdiction.doctrine import Law
from jurisdiction.explain import SHAPES, inside, label_words, status_word, value_words
from jurisdiction.library import below, fact_value
from jurisdiction.model import DECIDED, Range, Status
from .chart import COLORS, LETTER, SOFT, WASH, Chart, Sheet, broken, wide

FACT = "us_traffic_share"
STEPS = {0.25: 0.05, 0.5: 0.1, 1.0: 0.2}  # end of the axis -> distance between ticks
NARROW = 400  # pixels; on a phone, text may go above a line and needs more room
LINE, BELOW = 15, 22  # pixels: text line height, room below the axis
GAP = 12  # pixels between a mark and its text


class Row(NamedTuple):
    """A decided case; `about` says what the share is of and, if it is another, the point decided."""

    case: str
    share: Range
    words: str
    result: Status
    about: str


@functools.lru_cache(32)
def rows(law: Law, node: str) -> tuple[Row, ...]:
    """Return the decided cases with a share, smallest first, each with its nearest holding."""
    library, found = law.library, []
    bears = [edge.node for edge in library.facts[FACT].bears_on]
    near = dict.fromkeys((n for b in bears for n in below(library, b)), 2)
    mine = below(library, node)
    for other in bears:
        mine -= below(library, other) if other != node and other in mine else frozenset()
    near |= dict.fromkeys(mine & set(near), 1) | {node: 0}
    for case in library.cases.values():
        stated = case.facts.get(FACT)
        held = [h for h in case.holdings if h.disposition in DECIDED and h.node in near]
        on = min(held, key=lambda h: near[h.node], default=None)
        if not stated or not on or library.authorities[case.authority].decided > law.as_of:
            continue
        share = fact_value(library.facts[FACT], stated.value, case.id)
        if isinstance(share, Range):
            about = [stated.of] if stated.of else []
            about += [inside(library.nodes[on.node].name)] if on.node != node else []
            words = stated.words or value_words(share, "share")
            share = Range(0.0 if stated.words else share.low, share.high)
            result = Status(on.disposition)
            found.append(Row(case.short, share, words, result, ", ".join(about)))
    return tuple(sorted(found, key=lambda row: row.share.high))


class _Axis(NamedTuple):
    """The axis of shares, starting at 0, and the heights of the rows above it."""

    width: float
    left: float
    top: float
    heights: tuple[float, ...] = ()

    @property
    def row(self) -> float:
        """Return the height of a one-line row; two lines take `tall`."""
        return 25 if self.width < NARROW else 22

    @property
    def tall(self) -> float:
        return self.row + 11

    def at(self, share: float) -> float:
        return self.left + (self.width - 24 - self.left) * share / self.top

    def room(self, share: Range) -> float:
        """Return the room beside a share, on the wider side."""
        low, high = self.at(share.low), self.at(share.high)
        return max(self.width - high, low - self.left) - GAP

    def sheet(self) -> Sheet:
        return Sheet(self.width, sum(self.heights) + BELOW)


class TrafficChart(Chart):
    """A chart of whether the share of traffic decides the point."""

    name = "Shares of the audience in decided cases and on these facts"

    def question(self, found: Analysis, node: str) -> str:
        label = label_words(found.law.library.facts[FACT], found.place)
        return (
            f"Does the {inside(label)} decide the finding on {inside(found.law.nodes[node].name)}?"
        )

    def message(self, found: Analysis, node: str) -> str:
        lib, point = found.law.library, found.law.nodes[node]
        label = inside(label_words(lib.facts[FACT], found.place))
        ways = single_changes(found.law, found.facts, [node], [FACT])[node]
        others = {to for worth in ways for _, to in worth.to} - {found.status(node)}
        if not others:
            return (
                f"On these facts, the {label} does not decide the finding on {inside(point.name)}"
            )
        words = " or ".join(status_word(point, to, lib).lower() for to in Status if to in others)
        finding = f"the finding on {inside(point.name)} is {words}"
        return f"On these facts, the {label} matters: at another figure, {finding}"

    def svg(self, found: Analysis, node: str) -> str:
        law, share, status = found.law, found.facts[FACT], found.status(node)
        cases = rows(law, node)
        most = max([row.share.high for row in cases], default=0.0)
        most = max(most, share.high) if isinstance(share, Range) else most
        left = 20 + LETTER * max(
            len(name) for name in ("These facts", *(row.case for row in cases))
        )
        axis = _Axis(self.width, left, next(top for top in STEPS if most <= top))
        lines = [len(_label_lines(law, node, row, axis)) for row in cases]
        heights = (*(axis.row if n == 1 else axis.tall + LINE * (n - 2) for n in lines), axis.tall)
        axis = axis._replace(heights=heights)
        sheet, y = axis.sheet(), sum(heights) - axis.tall / 2
        word = f"{SHAPES[status]} {status_word(law.nodes[node], status, law.library).lower()}"
        if isinstance(share, Range):
            told = [f"{value_words(share, 'share')}:", word]
            _row(sheet, axis, y, share, status, told, bold=True)
        else:
            look = {"linewidth": 2, "dashes": (3, 3)}
            sheet.line([axis.at(0), axis.at(axis.top)], [y, y], COLORS[status], **look)
            told = f"share unknown: {word}"
            sheet.words(axis.left + 8, y - 12, told, COLORS[status], weight="bold")
        return sheet.svg(self.name, _cases(law, node, axis))

    def text(self, found: Analysis, node: str) -> str:
        point, library = found.law.nodes[node], found.law.library
        cases = [
            f"{row.case} {row.words}, {status_word(point, row.result, library).lower()}"
            + (f" ({row.about})" if row.about else "")
            for row in rows(found.law, node)
        ]
        share = value_words(found.facts[FACT], "share").lower()
        word = status_word(point, found.status(node), library).lower()
        return (
            f"These facts: {share}, {inside(point.name)} {word}. Decided cases: {'; '.join(cases)}."
        )


@functools.lru_cache(32)
def _cases(law: Law, node: str, axis: _Axis) -> str:
    """Draw the parts that do not depend on these facts: the axis and the decided cases."""
    sheet, bottom = axis.sheet(), sum(axis.heights)
    sheet.box(0, bottom - axis.tall, axis.width, axis.tall, WASH)
    for tick in range(round(axis.top / STEPS[axis.top]) + 1):
        x = axis.at(tick * STEPS[axis.top])
        sheet.line([x, x], [2, bottom])
        sheet.words(x, bottom + 12, f"{tick * STEPS[axis.top]:.0%}", SOFT, size=12, ha="center")
    sheet.words(axis.left - 12, bottom - axis.tall / 2, "These facts", weight="bold", ha="right")
    tops = accumulate((0.0, *axis.heights))
    for top, height, row in zip(tops, axis.heights, rows(law, node), strict=False):
        sheet.words(axis.left - 12, top + height / 2, row.case, SOFT, ha="right")
        told = _label_lines(law, node, row, axis)
        _row(sheet, axis, top + height / 2, row.share, row.result, told)
    return sheet.parts()


def _label_lines(law: Law, node: str, row: Row, axis: _Axis) -> list[str]:
    """Return the text beside the share of a case, broken into lines that fit."""
    word = status_word(law.nodes[node], row.result, law.library).lower()
    about = broken(row.about, axis.room(row.share), 12) if row.about else []
    return [f"{row.words}, {word}", *about]


def _row(
    sheet: Sheet,
    axis: _Axis,
    y: float,
    share: Range,
    status: Status,
    told: list[str],
    bold: bool = False,
) -> None:
    """Draw one share from its lower to its upper end, with its text beside it or above it."""
    low, high, color = axis.at(share.low), axis.at(share.high), COLORS[status]
    if high > low:
        sheet.line([low, high], [y, y], color, linewidth=7 if bold else 3)
    sheet.mark((low + high) / 2 if bold else high, y, status, color, 8 if bold else 6)
    needs = GAP + max(wide(words, 12 if i else 13, bold) for i, words in enumerate(told))
    if high + needs <= axis.width:
        x, align = high + GAP, "left"
    elif low - needs >= axis.left - 8:
        x, align = low - GAP, "right"
    else:  # above a long line
        x, align, y, told = axis.left + 8, "left", y - 12, [" ".join(told)]
    look = {"ha": align, "weight": "bold" if bold else "normal"}
    for i, words in enumerate(told):
        look["size"] = 12 if i else 13
        sheet.words(x, y + LINE * (i - (len(told) - 1) / 2), words, color if bold else SOFT, **look)
