"""A chart of a class's predictions, beside the findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from jurisdiction.model import Status
from .chart import COLORS, INK, LINE, SOFT, Sheet, figure

# pixels: bar height, distance of the point above its bars, left and right end of the bars
ROW, HEAD, BARS = 27, 34, (240, 470)


class Predicted(NamedTuple):
    """One prediction: the question, the count of each answer, and the finding, if it may be shown."""

    title: str
    point: str
    words: Mapping[Status, str]  # the point's word for each status
    counts: Mapping[Status, int]
    found: Status | None = None
    found_words: str = ""


class PredictionChart:
    """A chart of how many people gave each answer to each prediction; counts, not percentages."""

    name, width = "How many people gave each answer", 520

    def html(self, rows: Sequence[Predicted], whose: str) -> str:
        """Return the chart as a figure, under a line that says whose predictions it shows."""
        words = f"<p>{escape(self.text(rows, whose))}</p>"
        return figure(whose, self.svg(rows), words)

    def svg(self, rows: Sequence[Predicted]) -> str:
        """Draw a group of bars for each prediction, with the finding framed."""
        height = HEAD + 16 + ROW * len(Status) + 14
        sheet = Sheet(self.width, height * max(len(rows), 1))
        left, right = BARS
        for i, row in enumerate(rows):
            top, most = i * height, sum(row.counts.values()) or 1
            if i:
                sheet.line([0, self.width], [top, top])
            sheet.words(4, top + 16, _short(row.title, 62), weight="bold")
            sheet.words(4, top + HEAD, _short(row.point, 70), SOFT, size=12)
            for j, status in enumerate(Status):
                y, count = top + HEAD + 16 + (j + 0.5) * ROW, row.counts[status]
                weight = "bold" if status is row.found else "normal"
                sheet.mark(14, y, status, COLORS[status], 6)
                sheet.words(28, y, row.words[status], weight=weight)
                sheet.box(left, y - 7, right - left, 14, LINE)
                if count:
                    sheet.box(left, y - 7, (right - left) * count / most, 14, COLORS[status])
                sheet.words(right + 10, y, str(count), weight="bold")
                if status is row.found:
                    sheet.box(1, y - 12, self.width - 2, 24, "none", INK)
            if row.found:
                look = {"size": 12, "ha": "right"}
                sheet.words(self.width - 4, top + HEAD, "framed: the finding", SOFT, **look)
        return sheet.svg(self.name)

    def text(self, rows: Sequence[Predicted], whose: str) -> str:
        """Return every count, and each finding that may be shown, in words."""
        parts = []
        for row in rows:
            counted = ", ".join(f"{row.words[s].lower()} {row.counts[s]}" for s in Status)
            found = f" The finding: {row.found_words}" if row.found_words else ""
            parts.append(f"{row.title}. {row.point}: {counted}.{found}")
        return " ".join([whose, *parts])


def _short(text: str, most: int) -> str:
    """Return the beginning of a text; the full text appears in words under the chart."""
    return text if len(text) <= most else text[: most - 2].rsplit(" ", 1)[0] + " …"
