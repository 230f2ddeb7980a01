"""The ladder of the test as a drawing: what takes what, how each point comes out, who must show it."""

from __future__ import annotations

import textwrap
from typing import NamedTuple

from ..analysis import Analysis
from ..doctrine import Law, bearers
from ..explain import close_word, inside, listed, rungs, status_word
from ..model import Status
from .live import COLOURS, MARKERS, LiveChart, Part, once


class _Rung(NamedTuple):
    """A point of the test on the drawing: how deep, and under which rung (-1 under none)."""

    depth: int
    node: str
    under: int


# How a point takes the points under it: the words of the key, and the look of the line.
TAKES = {
    "all": ("all of these are needed", "-"),
    "any": ("one of these is enough", (0, (4, 2))),
    "case": ("the claim or the forum decides which", (0, (1, 2))),
}
QUIET = "#8A8A8A"


class LadderChart(LiveChart):
    """The test from the top of a laboratory down to the elements and the routes of each."""

    row, step = 0.285, 0.17  # inches from one rung to the next, and from one depth to the next
    first = 0.5  # inches above the first rung
    finding, close, burden = 5.36, 5.52, 6.46  # where the columns stand; the first ends there

    @once
    def rungs(self, found: Analysis, node: str) -> tuple[_Rung, ...]:
        """The rungs from the top down, each with the rung it stands under."""
        rows: list[_Rung] = []
        for depth, name in rungs(
            found.law, found.facts, node, self.ladder_top or node, routes=True
        ):
            over = [i for i, row in enumerate(rows) if row.depth == depth - 1]
            rows.append(_Rung(depth, name, over[-1] if over else -1))
        return tuple(rows)

    @staticmethod
    def _takes(law: Law, name: str) -> str:
        point = law.nodes[name]
        return "case" if point.case_of else "any" if point.any_of else "all"

    @staticmethod
    def _why(found: Analysis, name: str) -> str:
        """How a rung comes out, and if open, why: `open: record, law`."""
        status = found.status(name)
        words = status_word(found.law.nodes[name], status, found.law.library).lower()
        causes = ", ".join(c.value for c in found.causes(name))
        return f"{words}: {causes}" if causes else words

    def keys(self, found: Analysis, node: str) -> tuple[object, object]:
        rows = self.rungs(found, node)
        shown = tuple((self._why(found, r.node), found.at_close(r.node)) for r in rows)
        return (found.law.as_of, node, rows), shown

    def _at(self, i: int, row: _Rung) -> tuple[float, float]:
        gap = 0.3 if row.under < 0 and i else 0.0  # what stands beside the test, apart from it
        return 0.14 + row.depth * self.step, self.first + i * self.row + gap

    def draw_still(self, found: Analysis, node: str) -> None:
        ax, law, rows = self.axes, found.law, self.rungs(found, node)
        lib, bears = law.library, bearers(law)
        self.sheet(
            self.first + len(rows) * self.row + (0.3 if lib.beside(rows[0].node) else 0) + 0.5
        )
        heads = {"size": 10, "weight": "bold"}
        self.write(0.06, 0.2, "Point of the test", **heads)
        self.write(self.finding, 0.2, "Finding", ha="right", **heads)
        self.write(self.close, 0.2, "At close", **heads)
        self.write(self.burden, 0.2, "Burden", **heads)
        for i, row in enumerate(rows):
            x, y = self._at(i, row)
            if i % 2:
                ax.axhspan(y - self.row / 2, y + self.row / 2, color="#F5F5F5", zorder=0, lw=0)
            bold = "bold" if row.node == node else "normal"
            name = textwrap.fill(law.nodes[row.node].name, int((3.97 - x) / 0.072))
            size = 10 if "\n" not in name else 8.5
            self.write(x + 0.13, y, name, size, weight=bold, linespacing=1.0)
            self.write(self.burden, y, lib.texts["side_words"][bears[row.node]][4:])
            under = [self._at(j, r) for j, r in enumerate(rows) if r.under == i]
            if not under:
                continue
            look = {
                "ls": TAKES[self._takes(law, row.node)][1],
                "color": QUIET,
                "lw": 1.3,
                "zorder": 1,
            }
            ax.plot([x, x], [y, under[-1][1]], **look)
            for to, down in under:
                ax.plot([x, to], [down, down], **look)
        if (beside := next((i for i, r in enumerate(rows) if i and r.under < 0), 0)) > 0:
            y = self._at(beside, rows[beside])[1] - self.row / 2 - 0.15
            self.write(0.06, y, "Beside it", style="italic")
        self._legend()

    def _legend(self) -> None:
        ax, y = self.axes, self.size[1] - 0.42
        x = 0.06
        for words, line in TAKES.values():
            ax.plot([x, x + 0.3], [y, y], ls=line, color=QUIET, lw=1.3)
            self.write(x + 0.36, y, words, 9)
            x += 0.56 + len(words) * 0.066
        told = "At close: if the record closed now, where that differs.   Burden: who must show it."
        self.write(0.06, y + 0.24, told, 9)

    def draw_moving(self, found: Analysis, node: str) -> list[Part]:
        rows, artists = self.rungs(found, node), list[Part]()
        marks: dict[tuple[Status, float], list[tuple[float, float]]] = {}
        for i, row in enumerate(rows):
            x, y = self._at(i, row)
            status, close = found.status(row.node), found.at_close(row.node)
            marks.setdefault((status, 9.5), []).append((x, y))
            words = textwrap.fill(self._why(found, row.node), 18)
            size = 10 if "\n" not in words else 9
            look = {"color": COLOURS[status], "ha": "right", "linespacing": 0.95}
            artists.append(self.words(self.finding, y, words, size, **look))
            if close is not status:
                marks.setdefault((close, 7.5), []).append((self.close + 0.05, y))
                point, lib = found.law.nodes[row.node], found.law.library
                word = textwrap.fill(close_word(point, status, close, lib, short=True), 9)
                size = 9 if "\n" not in word else 7
                look = {"color": COLOURS[close], "linespacing": 1.0}
                artists.append(self.words(self.close + 0.15, y, word, size, **look))
        for (status, size), places in marks.items():
            xs, ys = zip(*places, strict=True)
            artists += self.axes.plot(
                xs, ys, MARKERS[status], ms=size, color=COLOURS[status], mec="white", mew=0.8,
                ls="", zorder=3,
            )  # fmt: skip
        return artists

    def text(self, found: Analysis, node: str) -> str:
        rows = self.rungs(found, node)
        groups = []
        for status in Status:
            word = found.law.library.texts["status_words"][status.value].lower()
            names = [self._told(found, r.node) for r in rows if found.status(r.node) is status]
            groups += [f"{word}: {', '.join(dict.fromkeys(names))}"] if names else []
        return f"The ladder of the test: {'; '.join(groups)}."

    @staticmethod
    def _told(found: Analysis, name: str) -> str:
        causes = " and ".join(c.value for c in found.causes(name))
        return inside(found.law.nodes[name].name) + (f" ({causes})" if causes else "")

    def lines(self, found: Analysis, node: str) -> list[str]:
        law, rows, told = found.law, self.rungs(found, node), []
        lib, bears = law.library, bearers(law)
        for i, row in enumerate(rows):
            point, close = law.nodes[row.node], found.at_close(row.node)
            words = f"{point.name}: {self._why(found, row.node)}"
            status = found.status(row.node)
            if close is not status:
                words += f"; at close {close_word(point, status, close, lib)}"
            words += f"; the burden is on {lib.texts['side_words'][bears[row.node]]}"
            if under := [inside(law.nodes[r.node].name) for r in rows if r.under == i]:
                how = TAKES[self._takes(law, row.node)][0]
                words += f"; under it, {how}: {listed(under)}"
            told.append(f"{words}.")
        return told
