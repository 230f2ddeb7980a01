"""The traffic strip: shares of decided cases and of the facts at hand, with their results."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..analysis import Analysis
from ..doctrine import Law
from ..explain import inside, status_word, value_words
from ..library import below, fact_value
from ..model import DECIDED, Range, Status
from .live import COLOURS, FAINT, INK, MARKERS, PAPER, LiveChart, Part


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
            at, below, side = self._beside(row.share.low, row.share.high, words)
            ax.text(at, y + below, words, va="center", ha=side, fontsize=11, color=INK, bbox=PAPER)
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
    def _mark(ax: Any, y: float, share: Range, status: Status, **more: Any) -> list[Part]:
        low, high = (min(end, TrafficStrip.top) for end in (share.low, share.high))
        line = ax.plot([low, high], [y, y], color=COLOURS[status], lw=5, alpha=0.7, **more)
        at = sorted({low, high} - {0.0} or {0.0})  # "less than 1%" has no lower end to mark
        ends = ax.plot(
            at, [y] * len(at), MARKERS[status],
            color=COLOURS[status], ms=9, mec="white", mew=0.8, ls="", **more,
        )  # fmt: skip
        return [*line, *ends]

    def _beside(self, low: float, high: float, words: str) -> tuple[float, float, str]:
        """Where words go beside a mark: how far along, how far below, and which of their ends."""
        gap, wide = 0.006, 0.0045 * len(words)
        if high + gap + wide <= self.top:
            return high + gap, 0.0, "left"
        if low - gap - wide >= 0:
            return low - gap, 0.0, "right"
        return (low + high) / 2, -0.45, "center"  # beside a wide range there is no room

    def draw_moving(self, found: Analysis, node: str) -> list[Part]:
        share, status = found.facts[self.fact], found.status(node)
        word = status_word(found.law.nodes[node], status, found.law.library).lower()
        artists: list[Part] = []
        low = high = 0.0
        if isinstance(share, Range):
            artists = self._mark(self.axes, 0, share, status)
            low, high = (min(end, self.top) for end in (share.low, share.high))
            word = f"{word} ({value_words(share, 'share')})"
        else:
            word = f"share unknown; {word}"
        at, y, side = self._beside(low, high, word)
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
