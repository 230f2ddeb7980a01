"""How people predicted, beside what is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import NamedTuple

from matplotlib.patches import Rectangle

from ..model import Status
from .live import COLOURS, FAINT, INK, MARKERS, Part, Picture


class Predicted(NamedTuple):
    """One prediction: what was asked, how many said what, and the finding, if it may be shown."""

    title: str
    point: str
    words: Mapping[Status, str]  # how the point reads for each status
    counts: Mapping[Status, int]
    found: Status | None = None
    found_words: str = ""


class PredictionChart(Picture):
    """For each prediction how many said what, with a frame round what is found; counts of people."""

    across = 1 / len(Status)

    def __init__(self, rows: int) -> None:
        self.size = (7.2, 1.25 * max(rows, 1))
        super().__init__()

    def keys(self, rows: Sequence[Predicted], whose: str) -> tuple[object, object]:
        still = tuple((row.title, row.point, tuple(row.words.items())) for row in rows)
        moving = tuple((tuple(row.counts.items()), row.found, row.found_words) for row in rows)
        return still, (moving, whose)

    def draw_still(self, rows: Sequence[Predicted], whose: str) -> None:
        ax = self.axes
        for y, row in enumerate(rows):
            ax.text(0.005, y - 0.38, _short(row.title, 78), va="center", fontsize=11, weight="bold")
            ax.text(0.005, y - 0.17, _short(row.point, 90), va="center", fontsize=10.5)
            for column, status in enumerate(Status):
                left = column * self.across
                ax.plot([left + 0.022], [y + 0.1], MARKERS[status], ms=8, color=COLOURS[status])
                words = "\n".join(wrap(row.words[status], 20, max_lines=2, placeholder=" …"))
                size = 9.5 if "\n" in words else 10.5
                at = (left + 0.1, y + 0.1)
                ax.text(*at, words, va="center", fontsize=size, linespacing=1, color=INK)
            if y:
                ax.axhline(y - 0.53, color=FAINT, lw=0.8)
        ax.set_xlim(0, 1)
        ax.set_ylim(max(len(rows), 1) - 0.5, -0.53)
        ax.set_axis_off()
        self.figure.subplots_adjust(left=0.01, right=0.99, top=0.99, bottom=0.01)

    def draw_moving(self, rows: Sequence[Predicted], whose: str) -> list[Part]:
        ax, artists = self.axes, list[Part]()
        for y, row in enumerate(rows):
            most = sum(row.counts.values()) or 1
            for column, status in enumerate(Status):
                left, wide, count = column * self.across, self.across - 0.04, row.counts[status]
                at = (left + 0.042, y + 0.1)
                number = ax.text(
                    *at, str(count), va="center", fontsize=11.5, weight="bold", color=INK
                )
                artists.append(number)
                boxes = [Rectangle((left + 0.015, y + 0.22), wide, 0.12, fc=FAINT, ec="none")]
                full = Rectangle((left + 0.015, y + 0.22), wide * count / most, 0.12, ec="none")
                full.set_facecolor(COLOURS[status])
                boxes.append(full)
                if status is row.found:
                    frame = Rectangle((left + 0.004, y - 0.04), self.across - 0.018, 0.45)
                    frame.set(fill=False, edgecolor=INK, linewidth=2)
                    boxes.append(frame)
                artists += [ax.add_patch(box) for box in boxes]
            if row.found is not None:
                artists.append(
                    ax.text(
                        0.995, y - 0.17, "framed: the finding", ha="right", va="center", fontsize=10
                    )
                )
        return artists

    def text(self, rows: Sequence[Predicted], whose: str) -> str:
        parts = []
        for row in rows:
            counted = ", ".join(f"{row.words[s].lower()} {row.counts[s]}" for s in Status)
            found = f" The finding: {row.found_words}" if row.found_words else ""
            parts.append(f"{row.title}. {row.point}: {counted}.{found}")
        return " ".join([whose, *parts])


def _short(text: str, most: int) -> str:
    """The beginning of a text; the whole stands in the words under the picture."""
    return text if len(text) <= most else text[: most - 2].rsplit(" ", 1)[0] + " …"
