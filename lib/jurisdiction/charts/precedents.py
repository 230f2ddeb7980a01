"""The precedent map: which decided cases share and miss which facts with the facts at hand."""

from __future__ import annotations

import textwrap
from typing import Any, NamedTuple

from ..analysis import Analysis
from ..explain import inside, label_words, listed, status_word
from ..library import FactValue
from ..model import Answer, Range, Status
from ..precedent import Precedent, precedents
from .live import COLOURS, FAINT, INK, MARKERS, LiveChart, Part, letter, once

# What a mark says of one fact in one case, beside the facts at hand; in words, and how it is drawn.
MARKS: dict[str, tuple[str, dict[str, Any]]] = {
    "same": ("the same in both", {"marker": "o", "ms": 7.5, "color": INK, "mew": 0}),
    "apart": (
        "differs, and may set them apart",
        {"marker": "x", "ms": 8, "color": COLOURS[Status.NOT_MET], "mew": 2.6},
    ),
    "stronger": (
        "different, but no weaker for who won",
        {"marker": "o", "ms": 7.5, "mfc": "white", "mec": INK, "mew": 1.2},
    ),
    "unknown": (
        "not known, there or here, and so not alike",
        {"marker": letter("?"), "ms": 8, "color": "#6B6B6B", "mew": 0},
    ),
    "idle": ("not known, and it does not matter", {"marker": ".", "ms": 3, "color": "#8A8A8A"}),
}


class _Row(NamedTuple):
    """A decided case on the map: what each fact says, how it came out, and what follows for these facts."""

    name: str
    binds: bool
    result: Status
    held: str
    follows: str
    marks: tuple[tuple[str, str], ...]


def _there(value: FactValue | None) -> bool:
    return value is Answer.YES or (isinstance(value, Range) and value.low > 0)


def _sign(value: FactValue) -> str:
    """How a fact at hand is drawn: there, not there, or not known."""
    if not _known(value):
        return "?"
    return "✓" if _there(value) or isinstance(value, str) else "–"


def _known(value: FactValue | None) -> bool:
    return value not in (None, "unknown", Answer.UNKNOWN)


def _mark(mine: FactValue, theirs: FactValue | None, apart: bool, shown: bool) -> str:
    """How one fact compares; `shown`: what sets them apart is shown, and not only not known."""
    if apart:
        return "apart" if shown and mine != theirs else "unknown"
    if not (_known(mine) and _known(theirs)):
        return "idle"
    return "same" if mine == theirs else "stronger"


def _marks(found: Analysis, p: Precedent) -> dict[str, str]:
    """For each fact that can set a case apart, how it compares; the worst, where it bears twice."""
    lacking, added, marks = p.lacking(found.facts), p.added(found.facts), dict[str, str]()
    for point in p.points:
        mine = found.facts[point.fact]
        if point.helps:
            apart, shown = point.fact in lacking, _there(point.theirs)
        else:
            apart, shown = point.fact in added, _there(mine) and point.coded
        mark = _mark(mine, point.theirs, apart, shown)
        if mark in ("apart", "unknown") or point.fact not in marks:
            marks[point.fact] = mark
    for name, theirs in p.choices:
        mine = found.facts[name]
        marks[name] = _mark(mine, theirs, mine != theirs, _known(mine) and _known(theirs))
    return marks


class PrecedentMap(LiveChart):
    """Decided cases against facts: what is shared, what sets apart, what follows; nothing is added up."""

    most = 20  # more facts than these would be too narrow to read

    @once
    def all(self, found: Analysis, node: str) -> list[tuple[Precedent, dict[str, str]]]:
        """The cases still in force: those that bind first, and of each kind the youngest first."""
        good = [p for p in precedents(found.law, node) if p.good]
        good.sort(key=lambda p: not self._binds(found, p))  # the order of days stays
        return [(p, _marks(found, p)) for p in good]

    @staticmethod
    def _binds(found: Analysis, p: Precedent) -> bool:
        courts = found.law.library.courts
        return p.court in courts[found.court].bound_by and not p.remembered

    def gone(self, found: Analysis, node: str) -> list[str]:
        """The cases that decided this point and have lost their force on it."""
        return [p.case.short for p in precedents(found.law, node) if not p.good]

    @once
    def columns(self, found: Analysis, node: str) -> tuple[list[str], int]:
        """The facts drawn, in the order of the screens, and how many more some case states."""
        lib, stated = found.law.library, set[str]()
        for p, marks in self.all(found, node):
            stated |= {n for n in marks if n in p.case.facts and not p.case.facts[n].of}
        order = [name for name in lib.facts if name in stated]
        return order[: self.most], len(order[self.most :])

    @once
    def rows(self, found: Analysis, node: str) -> list[_Row]:
        lib, point = found.law.library, found.law.nodes[node]
        names, _ = self.columns(found, node)
        stands, rows = found[node], list[_Row]()
        for p, marks in self.all(found, node):
            result = Status(p.holding.disposition)
            year = lib.authorities[p.case.authority].decided.year
            known = "†" if p.remembered else ""
            if p.case.id in stands.precedents:
                follows = "in conflict" if stands.precedent == "conflict" else "controls"
            elif p.case.id in stands.persuasive:
                follows = "persuades"
            else:
                follows = self._short_of(found, p, marks, p.case.id in stands.alike)
            rows.append(
                _Row(
                    f"{p.case.short}{known} {year}",
                    self._binds(found, p),
                    result,
                    status_word(point, result, lib).lower(),
                    follows,
                    tuple((name, marks.get(name, "idle")) for name in names),
                )
            )
        return rows

    @staticmethod
    def _short_of(found: Analysis, p: Precedent, marks: dict[str, str], alike: bool) -> str:
        """Why a case neither controls nor persuades."""
        if p.controls(found.facts):  # its reason is here, but the rule leaves the point open
            return "does not settle it"
        if p.reason or "apart" in marks.values():
            return "distinguishable"
        return "alike" if alike else "not comparable"

    def keys(self, found: Analysis, node: str) -> tuple[object, object]:
        names, _ = self.columns(found, node)
        rows = self.rows(found, node)
        return (found.law.as_of, node, found.court), (
            tuple(_sign(found.facts[name]) for name in names),
            tuple((row.follows, row.marks) for row in rows),
        )

    # --- where things stand, in inches -------------------------------------------------------------
    left, right, row, slant = 1.98, 5.2, 0.265, 58

    def _x(self, i: int, count: int) -> float:
        return self.left + (i + 0.5) * min(0.32, (self.right - self.left) / max(count, 1))

    def _places(self, rows: list[_Row], top: float) -> tuple[list[float], dict[bool, float], float]:
        """How far down each case stands, each heading, and the first line under them."""
        ys, heads, y = list[float](), dict[bool, float](), top + 2 * self.row
        for row in rows:
            if row.binds not in heads:
                heads[row.binds] = y
                y += self.row
            ys.append(y)
            y += self.row
        return ys, heads, y + 0.05

    def _top(self, labels: list[str]) -> float:
        return 0.25 + max((len(label) for label in labels), default=0) * 0.0585

    def _labels(self, found: Analysis, names: list[str]) -> list[str]:
        return [label_words(found.law.library.facts[name], "the forum") for name in names]

    def draw_still(self, found: Analysis, node: str) -> None:
        ax, rows = self.axes, self.rows(found, node)
        names, more = self.columns(found, node)
        labels = self._labels(found, names)
        top = self._top(labels)
        ys, heads, y = self._places(rows, top)
        told = self._notes(found, node, more)
        self.sheet(y + 0.22 * (3 + len(told)) + 0.05)
        for i, label in enumerate(labels):
            x = self._x(i, len(names))
            ax.plot([x, x], [top + 0.1, y - self.row / 2], color=FAINT, lw=0.7, zorder=0)
            size = 9.5 if len(names) < 18 else 9
            self.write(
                x - 0.03, top, label, size, rotation=self.slant, rotation_mode="anchor", va="bottom"
            )
        self.write(0.06, top + self.row * 0.75, "These facts", weight="bold")
        court = found.law.library.courts[found.court].name
        heading = {True: f"Bind {court}", False: "Persuade only"}
        for binds, at in heads.items():
            self.write(0.06, at, heading[binds], style="italic")
            ax.axhline(at - self.row / 2, color=FAINT, lw=0.8)
        for row, at in zip(rows, ys, strict=True):
            self.write(0.16, at, row.name, 9.5 if len(row.name) < 25 else 8)
            look = {"color": COLOURS[row.result], "ms": 8, "ls": ""}
            ax.plot([self.right + 0.12], [at], MARKERS[row.result], **look)
        self._legend(y, told)

    def _legend(self, y: float, told: list[str]) -> None:
        for n, row in enumerate((("same", "stronger"), ("apart", "unknown"))):
            for mark, x in zip(row, (0.14, 2.4), strict=True):
                words, look = MARKS[mark]
                self.axes.plot([x], [y + 0.1 + 0.22 * n], ls="", **look)
                self.write(x + 0.12, y + 0.1 + 0.22 * n, words, 9)
        words = "These facts: ✓ there  – not there  ? not known.   A dot: not known, and no matter."
        self.write(0.06, y + 0.54, words, 9)
        for n, line in enumerate(told):
            self.write(0.06, y + 0.76 + 0.22 * n, line, 9)

    def _notes(self, found: Analysis, node: str, more: int) -> list[str]:
        notes = []
        if not self.all(found, node):
            notes.append("No case decided this point by this day and is still in force on it.")
        if any(p.remembered for p, _ in self.all(found, node)):
            notes.append("† The holding is known to us from memory only, so we let it persuade.")
        if gone := self.gone(found, node):
            notes.append(f"No longer in force on this point: {', '.join(gone)}.")
        if more:
            facts = "1 more fact" if more == 1 else f"{more} more facts"
            notes.append(f"And {facts} that these cases state, in the words below.")
        return [line for note in notes for line in textwrap.wrap(note, 105)]

    def draw_moving(self, found: Analysis, node: str) -> list[Part]:
        rows, artists = self.rows(found, node), list[Part]()
        names, _ = self.columns(found, node)
        top = self._top(self._labels(found, names))
        ys, _, _ = self._places(rows, top)
        at: dict[str, list[tuple[float, float]]] = {}
        for row, y in zip(rows, ys, strict=True):
            for i, (_, mark) in enumerate(row.marks):
                at.setdefault(mark, []).append((self._x(i, len(names)), y))
            words = textwrap.fill(f"{row.held}, {row.follows}", 25)
            look = {"color": COLOURS[row.result], "linespacing": 0.95}
            look["weight"] = "bold" if row.follows == "controls" else "normal"
            size = 9.5 if "\n" not in words else 8
            artists.append(self.words(self.right + 0.24, y, words, size, **look))
        for mark, places in at.items():
            xs, down = zip(*places, strict=True)
            artists += self.axes.plot(xs, down, ls="", **MARKS[mark][1])
        signs: dict[str, list[float]] = {}
        for i, name in enumerate(names):
            signs.setdefault(_sign(found.facts[name]), []).append(self._x(i, len(names)))
        for sign, xs_ in signs.items():
            down_ = [top + self.row * 0.75] * len(xs_)
            artists += self.axes.plot(
                xs_, down_, ls="", marker=letter(sign), ms=7, color=INK, mew=0
            )
        return artists

    # --- in words -----------------------------------------------------------------------------------
    def text(self, found: Analysis, node: str) -> str:
        rows, point = self.rows(found, node), inside(found.law.nodes[node].name)
        groups = []
        for follows in dict.fromkeys(row.follows for row in rows):
            names = [
                f"{r.name} ({r.held}{'' if r.binds else ', persuades only'})"
                for r in rows
                if r.follows == follows
            ]
            groups.append(f"{follows}: {', '.join(names)}")
        told = "; ".join(groups) or "none is in force on this day"
        gone = self.gone(found, node)
        lost = f" No longer in force on this point: {', '.join(gone)}." if gone else ""
        return (
            f"Decided cases on {point} beside these facts, those that bind first, the youngest first. "
            f"{told[0].upper()}{told[1:]}.{lost}"
        )

    def lines(self, found: Analysis, node: str) -> list[str]:
        lib, told = found.law.library, []
        names, _ = self.columns(found, node)
        signs: dict[str, list[str]] = {}
        for name, label in zip(names, self._labels(found, names), strict=True):
            signs.setdefault(_sign(found.facts[name]), []).append(inside(label))
        for sign, words in {"✓": "there", "–": "not there", "?": "not known"}.items():
            told += [f"These facts, {words}: {listed(signs[sign])}."] if sign in signs else []
        for row, (_, marks) in zip(self.rows(found, node), self.all(found, node), strict=True):
            parts = []
            for mark, (words, _) in MARKS.items():
                if mark == "idle":
                    continue
                here = [n for n in lib.facts if marks.get(n) == mark]
                facts = [inside(label) for label in self._labels(found, here)]
                parts += [f"{words} ({listed(facts)})"] if facts else []
            told.append(f"{row.name}, {row.held}, {row.follows}: {'; '.join(parts)}.")
        return told
