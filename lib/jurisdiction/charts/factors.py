"""The chart of factors: which way each factor of a balance leans, in the court's words."""

from __future__ import annotations

import functools

from ..analysis import Analysis
from ..model import Factor, Status
from .chart import INK, LETTER, PAPER, SOFT, Chart, Sheet

ROW, TOP, NAME = 35, 20, 11  # pixels: a row, the heads above; down to the name in a row
SIDES = {"against": 0.56, "slight": 0.64, "neutral": 0.72, "for": 0.88}  # parts of the width


class FactorChart(Chart):
    """Whether the factors make a compelling case; no lengths, and no sums."""

    name = "The factors, and which way each leans"

    def factors(self, found: Analysis, node: str) -> list[tuple[Factor, str]]:
        """Return each factor of this point with its leaning, or why it has none."""
        here = [f for f in found.law.library.factors.values() if f.of == node]
        return [(f, self._leaning(found, f)) for f in sorted(here, key=lambda f: f.number)]

    @staticmethod
    def _leaning(found: Analysis, factor: Factor) -> str:
        if factor.only_if and found.status(factor.only_if) is not Status.NOT_MET:
            return "not reached"
        if factor.follows:
            follows = {Status.MET: "for", Status.NOT_MET: "against", Status.OPEN: "unknown"}
            return follows[found.status(factor.follows)]
        return str(found.facts[str(factor.fact)])

    def _quoted(self, factor: Factor, leaning: str) -> str:
        """Return what the court said of a factor that leans so, on the facts of its own case."""
        words = factor.words.get(leaning)  # type: ignore[call-overload]
        mine = self.case and self.case.id == factor.words_of
        return f"{self.case.short}: {words}" if self.case and mine and words else ""

    def question(self, found: Analysis, node: str) -> str:
        return found.law.nodes[node].question

    def message(self, found: Analysis, node: str) -> str:
        return found[node].because[0].sentence.removesuffix(".")

    def svg(self, found: Analysis, node: str) -> str:
        rows, leanings = self.factors(found, node), found.law.library.texts["leanings"]
        heads = tuple(
            (x * self.width, leanings[side]) for side, x in SIDES.items() if side != "slight"
        )
        names = tuple(f"{factor.number}  {factor.name}" for factor, _ in rows)
        sheet = Sheet(self.width, TOP + len(rows) * ROW)
        for i, (factor, leaning) in enumerate(rows):
            top = TOP + i * ROW
            if quoted := self._quoted(factor, leaning):
                sheet.words(20, top + 26, quoted, SOFT, size=12)
            self._mark(sheet, top + NAME, leaning, leanings[leaning])
        return sheet.svg(self.name, _still(self.width, heads, names))

    @staticmethod
    def _mark(sheet: Sheet, y: float, leaning: str, word: str) -> None:
        """Draw which way a factor leans, with its word; hollow where it does not lean at all."""
        x = SIDES.get(leaning, SIDES["neutral"]) * sheet.width
        if leaning in ("against", "slight", "for"):
            shape = "right" if leaning == "for" else "left"
            sheet.mark(x, y, shape, INK, 8)
        elif leaning == "neutral":
            sheet.mark(x, y, "square", INK)
        else:
            sheet.box(x - 6, y - 6, 12, 12, PAPER, INK if leaning == "unknown" else SOFT)
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


@functools.lru_cache(8)
def _still(width: float, heads: tuple[tuple[float, str], ...], names: tuple[str, ...]) -> str:
    """Draw what these facts do not change: the names of the factors, and the sides."""
    sheet, middle = Sheet(width, TOP + len(names) * ROW), SIDES["neutral"] * width
    for x, word in heads:
        sheet.words(x, TOP / 2 - 3, word, SOFT, size=12, ha="center")
    for i, name in enumerate(names):
        top = TOP + i * ROW
        sheet.line([0, width], [top, top])
        sheet.line([middle, middle], [top + 5, top + 2 * NAME - 5], SOFT)
        sheet.words(4, top + NAME, name)
    return sheet.parts()
