"""The factors of a balance, and which way each leans."""

from __future__ import annotations

import textwrap
from types import MappingProxyType

from ..analysis import Analysis
from ..model import Factor, Status
from .live import FAINT, INK, LiveChart, Part


class FactorChart(LiveChart):
    """The factors of a balance: which way each leans, in the court's words; no lengths, no sums."""

    size = (7.2, 5.0)
    at = MappingProxyType(  # where the columns stand, in the order of the court's words
        {"against": 0.56, "slight": 0.69, "neutral": 0.82, "for": 0.94}
    )
    between = 0.755  # where words stand for a factor that has no leaning: under no column

    def factors(self, found: Analysis, node: str) -> list[tuple[Factor, str]]:
        """Each factor of this point with its leaning: one of the columns, or why it has none."""
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

    def _told(self, found: Analysis, factor: Factor, leaning: str) -> str:
        """What the court said of a factor that leans so, on the facts of its own case."""
        words = factor.words.get(leaning)  # type: ignore[call-overload]
        mine = self.case and self.case.id == factor.words_of
        return f"{self.case.short}: {words}" if self.case and mine and words else ""

    def keys(self, found: Analysis, node: str) -> tuple[object, object]:
        return (found.law.as_of, node), tuple(leaning for _, leaning in self.factors(found, node))

    def draw_still(self, found: Analysis, node: str) -> None:
        ax, words = self.axes, found.law.library.texts["leanings"]
        rows = self.factors(found, node)
        for column, x in self.at.items():
            head = textwrap.fill(words[column], 8)
            ax.text(x, -1, head, ha="center", va="center", fontsize=12, weight="bold")
        for y, (factor, _) in enumerate(rows):
            ax.axhline(y - 0.5, color=FAINT, lw=0.8)
            ax.text(0, y - 0.16, f"{factor.number}  {factor.name}", va="center", fontsize=12)
        ax.set_ylim(len(rows) - 0.4, -1.5)
        ax.set_xlim(0, 1)
        ax.set_axis_off()
        self.figure.subplots_adjust(left=0.01, right=0.99, top=1, bottom=0)

    def draw_moving(self, found: Analysis, node: str) -> list[Part]:
        words, artists = found.law.library.texts["leanings"], list[Part]()
        for y, (factor, leaning) in enumerate(self.factors(found, node)):
            if leaning in self.at:
                artists += self.axes.plot([self.at[leaning]], [y], "o", ms=11, color=INK)
            else:
                where = {"ha": "center", "va": "center", "fontsize": 11.5}
                artists.append(self.axes.text(self.between, y, words[leaning], **where))
            told = self._told(found, factor, leaning)
            artists.append(
                self.axes.text(0.028, y + 0.2, told, va="center", fontsize=10.5, style="italic")
            )
        return artists

    def text(self, found: Analysis, node: str) -> str:
        words, rows = found.law.library.texts["leanings"], []
        for factor, leaning in self.factors(found, node):
            told = self._told(found, factor, leaning)
            rows.append(f"{factor.number} {factor.name}, {words[leaning]}{told and f' ({told})'}")
        return f"Which way each factor leans: {'; '.join(rows)}."
