"""A chart of the factors of a balance: which way each weighs, in the court's words."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from itertools import accumulate
from typing import NamedTuple

from jurisdiction.analysis import Analysis
from jurisdiction.model import Cause, Factor, Status
from .chart import INK, LETTER, PAPER, SOFT, Chart, Sheet, broken, wide

# pixels: row height, height of the headings, distance down to the name in a row
ROW, TOP, NAME = 34, 18, 11
QUOTE = 15  # pixels: a line of the court's words
SIDES = {"against": 0.56, "slight": 0.64, "neutral": 0.72, "for": 0.88}  # fractions of the width
# the same, if names are above the marks
UNDER = {"against": 0.2, "slight": 0.35, "neutral": 0.5, "for": 0.8}


class FactorChart(Chart):
    """A chart of whether the factors make a compelling case; without lengths or sums."""

    name = "The factors, and which way each leans"

    def factors(self, found: Analysis, node: str) -> list[tuple[Factor, str]]:
        """Return each factor of this point with the way it weighs, or why it does not."""
        here = [f for f in found.law.library.factors.values() if f.of == node]
        return [(f, self._leaning(found, f)) for f in sorted(here, key=lambda f: f.number)]

    @staticmethod
    def _leaning(found: Analysis, factor: Factor) -> str:
        if factor.only_if and found.status(factor.only_if) is not Status.NOT_MET:
            return "not reached"
        if factor.follows:
            follows = {Status.MET: "for", Status.NOT_MET: "against", Status.OPEN: "unknown"}
            return follows[found.status(factor.follows)]
        leaning = found.concluded[str(factor.fact)]
        return "arguable" if isinstance(leaning, Cause) else str(leaning)

    def _quoted(self, factor: Factor, leaning: str) -> str:
        """Return the court's words on a factor that weighs this way in its own case, or ''."""
        words = factor.words.get(leaning)  # type: ignore[call-overload]
        mine = self.case and self.case.id == factor.words_of
        return f"{self.case.short}: {words}" if self.case and mine and words else ""

    def question(self, found: Analysis, node: str) -> str:
        return found.law.nodes[node].question

    def message(self, found: Analysis, node: str) -> str:
        return found[node].because[0].sentence.removesuffix(".")

    def svg(self, found: Analysis, node: str) -> str:
        rows, leanings = self.factors(found, node), found.law.library.texts["leanings"]
        names = tuple(f"{factor.number}  {factor.name}" for factor, _ in rows)
        below = any(12 + wide(name) > SIDES["against"] * self.width for name in names)
        sides = {s: part * self.width for s, part in (UNDER if below else SIDES).items()}
        heads = tuple((x, leanings[side]) for side, x in sides.items() if side != "slight")
        heights = (ROW + 2 * NAME * below + self._extra_height(factor) for factor, _ in rows)
        plan = _Plan(self.width, heads, names, tuple(accumulate(heights, initial=TOP)), below)
        sheet = plan.sheet()
        for (factor, leaning), top in zip(rows, plan.tops, strict=False):
            y = top + NAME + 2 * NAME * below
            for i, words in enumerate(self._lines(self._quoted(factor, leaning))):
                sheet.words(20, y + QUOTE * (i + 1), words, SOFT, size=12)
            self._mark(sheet, sides, y, leaning, leanings[leaning])
        return sheet.svg(self.name, _background(plan))

    def _lines(self, quoted: str) -> list[str]:
        """Break the court's words into lines that fit on the sheet."""
        return broken(quoted, self.width - 20, 12) if quoted else []

    def _extra_height(self, factor: Factor) -> float:
        """Return the extra height a row needs for the court's words, whichever way the factor weighs."""
        lines = [len(self._lines(self._quoted(factor, leaning))) for leaning in factor.words]
        return QUOTE * (max([1, *lines]) - 1)

    @staticmethod
    def _mark(sheet: Sheet, sides: Mapping[str, float], y: float, leaning: str, word: str) -> None:
        """Draw the way a factor weighs, with a label; hollow if it does not weigh at all."""
        x = sides.get(leaning, sides["neutral"])
        if leaning in ("against", "slight", "for"):
            shape = "right" if leaning == "for" else "left"
            sheet.mark(x, y, shape, INK, 8)
        elif leaning == "neutral":
            sheet.mark(x, y, "square", INK)
        else:
            sheet.box(
                x - 6, y - 6, 12, 12, PAPER, INK if leaning in ("unknown", "arguable") else SOFT
            )
        sheet.box(x + 12, y - 8, LETTER * len(word) + 4, 16, PAPER)
        sheet.words(x + 14, y, word, weight="bold" if leaning in SIDES else "normal")

    def text(self, found: Analysis, node: str) -> str:
        words, rows = found.law.library.texts["leanings"], []
        for factor, leaning in self.factors(found, node):
            quoted = self._quoted(factor, leaning)
            rows.append(
                f"{factor.number} {factor.name}, {words[leaning]}{quoted and f' ({quoted})'}"
            )
        return f"Which way each factor leans: {'; '.join(rows)}."


class _Plan(NamedTuple):
    """The layout that does not depend on these facts: columns, names, and the top of each row."""

    width: float
    heads: tuple[tuple[float, str], ...]
    names: tuple[str, ...]
    tops: tuple[float, ...]
    below: bool  # whether the marks are below the names

    def sheet(self) -> Sheet:
        return Sheet(self.width, self.tops[-1])


@functools.lru_cache(8)
def _background(plan: _Plan) -> str:
    """Draw the parts that do not depend on these facts: the names of the factors and the columns."""
    sheet, (_, (middle, _), _) = plan.sheet(), plan.heads
    for x, word in plan.heads:
        sheet.words(x, TOP / 2 - 3, word, SOFT, size=12, ha="center")
    for name, top in zip(plan.names, plan.tops, strict=False):
        y = top + 2 * NAME * plan.below
        sheet.line([0, plan.width], [top, top])
        sheet.line([middle, middle], [y + 5, y + 2 * NAME - 5], SOFT)
        sheet.words(4, top + NAME, name)
    return sheet.parts()
