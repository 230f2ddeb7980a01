"""The sensitivity map: what each listed fact alone would do to each part of the test."""

from __future__ import annotations

import textwrap
from typing import NamedTuple

from ..analysis import Analysis
from ..counterfactual import Worth, map_on
from ..explain import inside, label_words, listed, short_words, status_word, there
from ..model import Status
from .live import COLOURS, MARKERS, LiveChart, Part, Words, once

QUIET = "#6B6B6B"
SIGNS = {"keeps": "_", "not alone": "x"}


class _Cell(NamedTuple):
    """What a fact alone would do to a point: the ways in which it moves it, or why there are none."""

    ways: tuple[tuple[str, Status], ...] = ()
    words: str = ""  # "keeps", "not alone", or nothing where the point does not ask for the fact

    def drawn(self) -> list[tuple[str, Status]]:
        """The marks of the cell, each with its answer where that is short: a figure has none."""
        short = all(answer in ("yes", "no") for answer, _ in self.ways)
        return list(dict.fromkeys((answer if short else "", to) for answer, to in self.ways))


class SensitivityMap(LiveChart):
    """A fact a row, a part of the test a column; a mark where the fact alone would move it."""

    row, name = 0.245, 3.3

    @once
    def nodes(self, found: Analysis, node: str) -> list[str]:
        """The parts of the test: the point in focus, where the ladder begins, the outcome."""
        outcome = found.law.library.outcome(found.stage)
        return [n for n in dict.fromkeys([node, self.ladder_top or node, outcome]) if n in found]

    @once
    def rows(self, found: Analysis, node: str) -> dict[str, list[_Cell]]:
        """For each fact or switch that some part asks for, what it would do to each part."""
        nodes = self.nodes(found, node)
        known = map_on(found, tuple(nodes))
        by = {n: {worth.fact: worth for worth in known[n]} for n in nodes}
        names = dict.fromkeys(name for n in nodes for name in by[n])
        return {name: [self._cell(found, n, by[n].get(name)) for n in nodes] for name in names}

    @staticmethod
    def _cell(found: Analysis, node: str, worth: Worth | None) -> _Cell:
        if worth is None:
            return _Cell()
        now, lib = found.status(node), found.law.library
        ways = [(short_words(lib, change), to) for change, to in worth.to if to is not now]
        return _Cell(tuple(ways), "" if ways else "keeps" if worth.to else "not alone")

    def idle(self, found: Analysis, node: str) -> list[str]:
        """The listed facts that no part asks for."""
        rows = self.rows(found, node)
        return [n for n in found.law.library.texts["map"] if n not in rows]

    def _label(self, found: Analysis, name: str) -> str:
        lib = found.law.library
        if name in lib.facts:
            return label_words(lib.facts[name], "the forum")
        return there(lib.texts["switches"][name]["label"], "the forum")

    def keys(self, found: Analysis, node: str) -> tuple[object, object]:
        rows = self.rows(found, node)
        now = tuple(found.status(n) for n in self.nodes(found, node))
        cells = tuple(tuple(cells) for cells in rows.values())
        return (found.law.as_of, node, found.stage, tuple(rows)), (now, cells)

    def _heads(self, found: Analysis, node: str) -> tuple[list[str], float]:
        """The names of the parts over their columns, and how far down the first row begins."""
        names = [found.law.nodes[n].name for n in self.nodes(found, node)]
        heads = [textwrap.fill(name, 15) for name in names]
        return heads, 0.45 + 0.14 * max(head.count("\n") for head in heads)

    def _x(self, column: int, count: int) -> float:
        return self.name + 0.15 + column * (7.2 - self.name - 0.15) / count

    def draw_still(self, found: Analysis, node: str) -> None:
        ax, rows, nodes = self.axes, self.rows(found, node), self.nodes(found, node)
        lib = found.law.library
        idle = listed(inside(self._label(found, n)) for n in self.idle(found, node))
        notes = textwrap.wrap(f"Asked for by no part of these: {idle}.", 104) if idle else []
        heads, first = self._heads(found, node)
        self.sheet(first + (len(rows) + 0.2) * self.row + 0.22 * (len(notes) + 2) + 0.05)
        for c, head in enumerate(heads):
            look = {"va": "top", "weight": "bold", "linespacing": 1.05}
            self.write(self._x(c, len(nodes)), 0.06, head, 9, **look)
        self.write(0.06, 0.06, "If this fact alone were otherwise", 10, va="top", weight="bold")
        for i, name in enumerate(rows):
            y = first + (i + 0.5) * self.row
            if i % 2:
                ax.axhspan(y - self.row / 2, y + self.row / 2, color="#F5F5F5", zorder=0, lw=0)
            part = name in lib.facts and lib.facts[name].switch in rows
            self.write(0.06 + 0.15 * part, y, self._label(found, name))
        y = first + (len(rows) + 0.2) * self.row + 0.12
        told = [
            "▲ would be met   ▼ would be not met   ◆ would be open; beside it, the answer that would do it",
            "–  keeps it as it is   ×  not alone: any other answer would contradict another fact",
            *notes,
        ]
        for n, line in enumerate(told):
            self.write(0.06, y + 0.22 * n, line, 9)

    def draw_moving(self, found: Analysis, node: str) -> list[Part]:
        nodes, artists = self.nodes(found, node), list[Part]()
        _, first = self._heads(found, node)
        marks: dict[object, list[tuple[float, float]]] = {}
        for c, n in enumerate(nodes):
            x, y = self._x(c, len(nodes)), first - 0.13
            artists.append(self._now(found, n, x + 0.17, y))
            marks.setdefault((found.status(n), 8), []).append((x + 0.06, y))
        for i, cells in enumerate(self.rows(found, node).values()):
            y = first + (i + 0.5) * self.row
            for c, cell in enumerate(cells):
                x = self._x(c, len(nodes)) + 0.06
                if cell.words:
                    marks.setdefault((SIGNS[cell.words], 5), []).append((x, y))
                for answer, to in cell.drawn():
                    marks.setdefault((to, 9), []).append((x, y))
                    if answer:
                        artists.append(self.words(x + 0.11, y, answer, color=COLOURS[to]))
                    x += 0.45 if answer else 0.2
        for (what, size), places in marks.items():
            xs, ys = zip(*places, strict=True)
            look = {"marker": what, "color": QUIET, "mew": 1.1}
            if isinstance(what, Status):
                look = {"marker": MARKERS[what], "color": COLOURS[what], "mew": 0}
            artists += self.axes.plot(xs, ys, ls="", ms=size, **look)
        return artists

    def _now(self, found: Analysis, node: str, x: float, y: float) -> Words:
        status = found.status(node)
        word = status_word(found.law.nodes[node], status, found.law.library).lower()
        words = textwrap.fill(f"now {word}", 20)
        size = 9 if "\n" not in words else 6.5
        return self.words(x, y, words, size, color=COLOURS[status], linespacing=0.95)

    def text(self, found: Analysis, node: str) -> str:
        """Which facts alone would move each part, and to what."""
        rows, told = self.rows(found, node), []
        for c, n in enumerate(self.nodes(found, node)):
            point, lib = found.law.nodes[n], found.law.library
            now = status_word(point, found.status(n), lib).lower()
            parts = []
            for to in Status:
                names = [
                    self._moved(found, name, cells[c], to)
                    for name, cells in rows.items()
                    if any(t is to for _, t in cells[c].ways)
                ]
                word = status_word(point, to, lib).lower()
                parts += [f"{word} by {', '.join(names)}"] if names else []
            moves = "; ".join(parts) or "moved by none of these facts alone"
            told.append(f"{point.name} is {now}; alone, it would become {moves}." if parts else
                        f"{point.name} is {now}, and {moves}.")  # fmt: skip
        return f"What each fact alone would do if it were otherwise. {' '.join(told)}"

    def _moved(self, found: Analysis, name: str, cell: _Cell, to: Status) -> str:
        ways = " or ".join(answer for answer, t in cell.ways if t is to)
        return f"{inside(self._label(found, name))} ({ways})"

    def lines(self, found: Analysis, node: str) -> list[str]:
        """What changes nothing: which facts keep a part as it is, which cannot change alone."""
        rows, told = self.rows(found, node), []
        for c, n in enumerate(self.nodes(found, node)):
            for words, says in (
                ("keeps", "alone would change nothing"),
                ("not alone", "cannot be otherwise alone, for another fact would contradict it"),
            ):
                names = [
                    self._label(found, r) for r, cells in rows.items() if cells[c].words == words
                ]
                told += (
                    [f"{found.law.nodes[n].name}: {says}: {listed(map(inside, names))}."]
                    if names
                    else []
                )
        if idle := self.idle(found, node):
            told.append(
                f"Asked for by no part: {listed(inside(self._label(found, n)) for n in idle)}."
            )
        return told
