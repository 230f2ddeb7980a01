"""The court's words: each fact under the word a court used for what it is worth."""

from __future__ import annotations

from typing import Any

from ..analysis import Analysis
from ..doctrine import Law
from ..explain import inside, there, value_words
from ..model import Answer
from ..precedent import edges
from .live import FAINT, INK, LiveChart, Part, letter


class CourtWords(LiveChart):
    """Each fact under the word the court used for what it is worth; no lengths, no sums."""

    def _facts(self, law: Law, node: str) -> list[tuple[str, str]]:
        order = list(law.library.texts["characterisations"])
        found = [
            (name, edge.characterisation)
            for name, edge in edges(law, node)
            if edge.node == node and law.library.facts[name].kind == "yes_no"
        ]
        return sorted(found, key=lambda item: order.index(item[1]))

    def keys(self, found: Analysis, node: str) -> tuple[object, object]:
        rows = self._facts(found.law, node)
        return (found.law.as_of, node, found.place), tuple(found.facts[name] for name, _ in rows)

    def draw_still(self, found: Analysis, node: str) -> None:
        ax = self.axes
        rows = self._facts(found.law, node)
        self.size = (7.2, 0.27 * (len(rows) + 2.2))
        self.figure.set_size_inches(self.size)
        last = ""
        for y, (name, word) in enumerate(rows):
            if word != last:
                ax.axhline(y - 0.5, color=FAINT, lw=0.8)
                ax.text(0.34, y, word, ha="right", va="center", fontsize=11, style="italic")
            last = word
            label = there(found.law.library.facts[name].label, found.place)
            ax.text(0.43, y, label, ha="left", va="center", fontsize=11, color=INK)
        ax.text(0.34, -1, "The court's word", ha="right", va="center", fontsize=11, weight="bold")
        ax.text(0.43, -1, "Fact", ha="left", va="center", fontsize=11, weight="bold")
        key = "● the fact is there      ○ it is not      ? unknown"
        ax.text(0.43, len(rows), key, ha="left", va="center", fontsize=10.5, color=INK)
        ax.set_ylim(len(rows) + 0.5, -1.6)
        ax.set_xlim(0, 1)
        ax.set_axis_off()
        self.figure.subplots_adjust(left=0, right=1, top=1, bottom=0)

    def draw_moving(self, found: Analysis, node: str) -> list[Part]:
        rows = self._facts(found.law, node)
        marks: list[tuple[Answer, dict[str, Any]]] = [
            (Answer.YES, {"marker": "o", "ms": 9, "mfc": INK, "mec": INK}),
            (Answer.NO, {"marker": "o", "ms": 9, "mfc": "white", "mec": INK, "mew": 1.2}),
            (Answer.UNKNOWN, {"marker": letter("?"), "ms": 9, "color": INK, "mew": 0}),
        ]
        artists: list[Part] = []
        for answer, look in marks:
            at = [y for y, (name, _) in enumerate(rows) if found.facts[name] is answer]
            artists += self.axes.plot([0.385] * len(at), at, ls="", **look)
        return artists

    def text(self, found: Analysis, node: str) -> str:
        rows = self._facts(found.law, node)
        groups = []
        for word in dict.fromkeys(word for _, word in rows):
            said = [
                f"{there(found.law.library.facts[name].label, found.place)}: "
                f"{value_words(found.facts[name]).lower()}"
                for name, its in rows
                if its == word
            ]
            groups.append(f"{word} - {', '.join(said)}")
        point = inside(found.law.nodes[node].name)
        return f"What the courts said each fact is worth on {point}: {'; '.join(groups)}."
