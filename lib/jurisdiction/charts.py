"""Matplotlib figures, built once, redrawn only where they changed, each with a text equivalent."""

from __future__ import annotations

import base64
import io
from html import escape
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from .analysis import Analysis
from .doctrine import Law
from .explain import inside, status_word, there, value_words
from .library import below, fact_value
from .model import DECIDED, Answer, Case, Factor, Range, Status
from .precedent import edges

# Okabe-Ito colours, told apart also by shape.
COLOURS = {Status.MET: "#0072B2", Status.NOT_MET: "#A63D00", Status.OPEN: "#6B6B6B"}
MARKERS = {Status.MET: "^", Status.NOT_MET: "v", Status.OPEN: "D"}
INK, FAINT = "#222222", "#D9D9D9"
PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}


class LiveChart:
    """A figure kept alive: the still part is drawn once a law, the moving part at each change."""

    size = (7.2, 2.9)
    mode = "RGB"

    def __init__(self, case: Case | None = None) -> None:
        self.case = case  # whose facts these were to begin with
        self.figure = Figure(figsize=self.size, dpi=120, facecolor="white")
        self.canvas = FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_subplot()
        self._still: Any = None
        self._still_key: object = None
        self._key: object = None
        self._html = ""

    def html(self, found: Analysis, node: str) -> str:
        """The chart as an image whose alternative text says the same; unchanged if nothing moved."""
        still, moving = self.keys(found, node)
        if still != self._still_key:
            self._still_key = None  # should drawing fail, it begins anew next time
            self.axes.clear()
            self.draw_still(found, node)
            self.canvas.draw()
            self._still = self.canvas.copy_from_bbox(self.figure.bbox)
            self._still_key, self._key = still, None
        if moving != self._key:
            self.canvas.restore_region(self._still)
            for artist in self.draw_moving(found, node):
                self.axes.draw_artist(artist)
                artist.remove()
            self._html = self._image(self.text(found, node))
            self._key = moving
        return self._html

    def _image(self, words: str) -> str:
        buffer = io.BytesIO()
        picture = Image.fromarray(np.asarray(self.canvas.buffer_rgba())).convert(self.mode)
        picture.save(buffer, format="png", compress_level=1)
        data = base64.b64encode(buffer.getvalue()).decode()
        width, height = (int(side * 100) for side in self.size)
        return (
            f'<figure class="mc mc-chart"><img width="{width}" height="{height}" '
            f'alt="{escape(words)}" src="data:image/png;base64,{data}">'
            f"<figcaption>{escape(words)}</figcaption></figure>"
        )

    def keys(self, found: Analysis, node: str) -> tuple[object, object]:
        """What the still part depends on, and what the moving part depends on."""
        raise NotImplementedError

    def draw_still(self, found: Analysis, node: str) -> None:
        raise NotImplementedError

    def draw_moving(self, found: Analysis, node: str) -> list[Artist]:
        raise NotImplementedError

    def text(self, found: Analysis, node: str) -> str:
        """The chart in words; changes whenever the chart does."""
        raise NotImplementedError


class _Row(NamedTuple):
    """A decided case on the strip; `about` says of what, and on which point, if other than usual."""

    case: str
    share: Range
    words: str
    result: Status
    about: str


class TrafficStrip(LiveChart):
    """Traffic shares of decided cases and of the facts at hand, with how each came out."""

    fact = "us_traffic_share"
    top = 0.25

    def keys(self, found: Analysis, node: str) -> tuple[object, object]:
        return (found.law.as_of, node), (found.facts[self.fact], found.status(node))

    def rows(self, law: Law, node: str) -> list[_Row]:
        """The decided cases with a share, smallest first, each with its holding nearest to this point."""
        library, found = law.library, []
        bears = [edge.node for edge in library.facts[self.fact].bears_on]
        near = dict.fromkeys((n for b in bears for n in below(library, b)), 2)
        mine = below(library, node)
        for other in bears:
            mine -= below(library, other) if other != node and other in mine else frozenset()
        near |= dict.fromkeys(mine & set(near), 1) | {node: 0}
        for case in law.library.cases.values():
            stated = case.facts.get(self.fact)
            decided = law.library.authorities[case.authority].decided
            held = [h for h in case.holdings if h.disposition in DECIDED]
            on = min((h for h in held if h.node in near), key=lambda h: near[h.node], default=None)
            if not stated or not on or decided > law.as_of:
                continue
            share = fact_value(law.library.facts[self.fact], stated.value, case.id)
            if isinstance(share, Range):
                about = [stated.of] if stated.of else []
                about += [inside(law.library.nodes[on.node].name)] if on.node != node else []
                words = stated.words or value_words(share, "share")
                low = 0.0 if stated.words else share.low
                result = Status(on.disposition)
                row = _Row(case.short, Range(low, share.high), words, result, ", ".join(about))
                found.append(row)
        return sorted(found, key=lambda row: row.share.high)

    def draw_still(self, found: Analysis, node: str) -> None:
        ax = self.axes
        rows = self.rows(found.law, node)
        for y, row in enumerate(rows, start=1):
            self._mark(ax, y, row.share, row.result)
            words = status_word(found.law.nodes[node], row.result, found.law.library).lower()
            words += f" ({row.about})" if row.about else ""
            ax.text(
                row.share.high + 0.006, y, words,
                va="center", fontsize=11, color=INK, bbox=PAPER,
            )  # fmt: skip
            ax.axhline(y, color=FAINT, lw=0.6, zorder=0)
        ax.axhline(0, color=FAINT, lw=0.6, zorder=0)
        names = ["These facts", *(row.case for row in rows)]
        ax.set_yticks(range(len(names)), names, fontsize=12)
        ax.get_yticklabels()[0].set_fontweight("bold")
        ax.set_ylim(-0.7, len(rows) + 0.6)
        ax.set_xlim(-0.005, self.top)
        ticks = [0, 0.05, 0.10, 0.15, 0.20, 0.25]
        ax.set_xticks(ticks, [f"{tick:.0%}" for tick in ticks], fontsize=10.5)
        ax.set_xlabel("Share of the audience in the forum", fontsize=10.5, color=INK)
        ax.tick_params(length=0)
        for side in ax.spines.values():
            side.set_visible(False)
        self.figure.subplots_adjust(left=0.16, right=0.965, top=0.99, bottom=0.19)

    @staticmethod
    def _mark(ax: Any, y: float, share: Range, status: Status, **more: Any) -> list[Artist]:
        low, high = (min(end, TrafficStrip.top) for end in (share.low, share.high))
        line = ax.plot([low, high], [y, y], color=COLOURS[status], lw=5, alpha=0.45, **more)
        at = sorted({low, high} - {0.0} or {0.0})  # "less than 1%" has no lower end to mark
        ends = ax.plot(
            at, [y] * len(at), MARKERS[status],
            color=COLOURS[status], ms=9, mec="white", mew=0.8, ls="", **more,
        )  # fmt: skip
        return [*line, *ends]

    def draw_moving(self, found: Analysis, node: str) -> list[Artist]:
        share, status = found.facts[self.fact], found.status(node)
        word = status_word(found.law.nodes[node], status, found.law.library).lower()
        artists: list[Artist] = []
        low = high = 0.0
        if isinstance(share, Range):
            artists = self._mark(self.axes, 0, share, status)
            low, high = (min(end, self.top) for end in (share.low, share.high))
            word = f"{word} ({value_words(share, 'share')})"
        else:
            word = f"share unknown; {word}"
        gap, wide = 0.006, 0.0045 * len(word)
        if high + gap + wide <= self.top:
            at, y, side = high + gap, 0.0, "left"
        elif low - gap - wide >= 0:
            at, y, side = low - gap, 0.0, "right"
        else:  # beside a wide range there is no room, so below it
            at, y, side = (low + high) / 2, -0.45, "center"
        label = self.axes.text(
            at, y, word, va="center", ha=side, fontsize=11, fontweight="bold", bbox=PAPER,
            color=COLOURS[status],
        )  # fmt: skip
        return [*artists, label]

    def text(self, found: Analysis, node: str) -> str:
        point, library = found.law.nodes[node], found.law.library
        cases = [
            f"{row.case} {row.words}, {status_word(point, row.result, library).lower()}"
            + (f" ({row.about})" if row.about else "")
            for row in self.rows(found.law, node)
        ]
        mine = value_words(found.facts[self.fact], "share").lower()
        return (
            f"Share of the audience in the forum. These facts: {mine}, "
            f"{inside(point.name)} {status_word(point, found.status(node), library).lower()}. "
            f"Decided cases: {'; '.join(cases)}."
        )


class CourtWords(LiveChart):
    """Each fact under the word the court used for what it is worth; no lengths, no sums."""

    mode = "L"  # no colour in it: greys are quicker to write and to send

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

    def draw_moving(self, found: Analysis, node: str) -> list[Artist]:
        rows = self._facts(found.law, node)
        marks: list[tuple[Answer, dict[str, Any]]] = [
            (Answer.YES, {"marker": "o", "ms": 9, "mfc": INK, "mec": INK}),
            (Answer.NO, {"marker": "o", "ms": 9, "mfc": "white", "mec": INK, "mew": 1.2}),
            (Answer.UNKNOWN, {"marker": "$?$", "ms": 9, "color": INK, "mew": 0}),
        ]
        artists: list[Artist] = []
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


class FactorChart(LiveChart):
    """The factors of a balance: which way each leans, in the court's words; no lengths, no sums."""

    size = (7.2, 5.0)
    mode = "L"
    at = MappingProxyType(
        {"against": 0.62, "neutral": 0.78, "for": 0.93}
    )  # where the columns stand

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
            ax.text(x, -1, words[column], ha="center", va="center", fontsize=12, weight="bold")
        for y, (factor, _) in enumerate(rows):
            ax.axhline(y - 0.5, color=FAINT, lw=0.8)
            ax.text(0, y - 0.16, f"{factor.number}  {factor.name}", va="center", fontsize=12)
        ax.set_ylim(len(rows) - 0.4, -1.5)
        ax.set_xlim(0, 1)
        ax.set_axis_off()
        self.figure.subplots_adjust(left=0.01, right=0.99, top=1, bottom=0)

    def draw_moving(self, found: Analysis, node: str) -> list[Artist]:
        words, artists = found.law.library.texts["leanings"], list[Artist]()
        for y, (factor, leaning) in enumerate(self.factors(found, node)):
            if leaning in self.at:
                artists += self.axes.plot([self.at[leaning]], [y], "o", ms=11, color=INK)
            else:
                where = {"ha": "center", "va": "center", "fontsize": 11.5}
                artists.append(self.axes.text(self.at["neutral"], y, words[leaning], **where))
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
