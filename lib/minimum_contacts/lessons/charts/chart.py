"""The common parts of every chart: a title, an SVG drawing, and the same content in words."""

from __future__ import annotations

import io
import itertools
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from jurisdiction.analysis import Analysis
from jurisdiction.explain import bullets
from jurisdiction.model import Case, Status

# Colors of the page in light themes; in the SVG, each becomes a custom property that a theme can
# set.
INK, SOFT, LINE, WASH, PAPER = "#1b1f24", "#59636e", "#d5dae0", "#f6f7f9", "#ffffff"
COLORS = {Status.MET: "#0b5cad", Status.NOT_MET: "#9a3412", Status.OPEN: "#6b4fa0"}
PROPERTIES = {
    INK: "var(--mc-ink, currentColor)",
    SOFT: "var(--mc-soft, #59636e)",
    LINE: "var(--mc-line, #d5dae0)",
    WASH: "var(--mc-wash, #f6f7f9)",
    PAPER: "var(--mc-paper, #ffffff)",
    COLORS[Status.MET]: "var(--mc-met, #0b5cad)",
    COLORS[Status.NOT_MET]: "var(--mc-not-met, #9a3412)",
    COLORS[Status.OPEN]: "var(--mc-open, #6b4fa0)",
}
LETTER = 7.4  # greatest average width of a letter of plain text, in pixels
NARROW, WIDE = frozenset(" .,:;·'’()[]fijlrtI|"), frozenset("%mwMW▲▼◆")
Place = tuple[float, float]
# Corners of a mark of radius 1 around its center; positive is down.
SHAPES: dict[object, list[Place]] = {
    Status.MET: [(0, -1), (1, 0.85), (-1, 0.85)],
    Status.NOT_MET: [(0, 1), (1, -0.85), (-1, -0.85)],
    Status.OPEN: [(0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)],
    "left": [(-1, 0), (0.85, -1), (0.85, 1)],
    "right": [(1, 0), (-0.85, -1), (-0.85, 1)],
    "square": [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
}
_PARTS = {
    "g": ("transform", "style"),
    "path": ("d", "style"),
    "text": ("x", "y", "transform", "style"),
}


def wide(words: str, size: float = 13, bold: bool = False) -> float:
    """Return the greatest width of a text in pixels, whatever font the page uses."""
    letters = sum(0.35 if c in NARROW else 0.95 if c in WIDE else 0.62 for c in words)
    return size * letters * (1.12 if bold else 1)


def broken(words: str, room: float, size: float = 13) -> list[str]:
    """Break a text at spaces into lines no wider than `room`."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        lines[-1:] = [longer] if not lines[-1] or wide(longer, size) <= room else [lines[-1], word]
    return lines


class Sheet:
    """A blank drawing, measured in pixels from its upper left corner."""

    def __init__(self, width: float, height: float) -> None:
        # imported late because it is slow and only drawings need it
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self.figure.patch.set_visible(False)
        self._place = Affine2D.from_values(1, 0, 0, -1, 0, height)
        self._order = itertools.count()

    def words(self, x: float, y: float, words: str, color: str = INK, **look: Any) -> None:
        """Draw text at a point; `look` holds matplotlib text properties."""
        look = {"va": "center_baseline", "size": 13, "rotation_mode": "anchor", **look}
        self._add(self.figure.text(x, y, words, color=color, parse_math=False, **look))

    def line(
        self, xs: Sequence[float], ys: Sequence[float], color: str = LINE, **look: Any
    ) -> None:
        """Draw a line through points."""
        from matplotlib.lines import Line2D

        look = {"linewidth": 1, "solid_capstyle": "butt", **look}
        self._add(self.figure.add_artist(Line2D(xs, ys, color=color, **look)))

    def shape(
        self, corners: Iterable[Place], color: str, edge: str = "none", width: float = 1
    ) -> None:
        """Draw a polygon; color *none* leaves it hollow."""
        from matplotlib.patches import Polygon

        shape = Polygon(list(corners), facecolor=color, edgecolor=edge, linewidth=width)
        self._add(self.figure.add_artist(shape))

    def mark(self, x: float, y: float, shape: object, color: str, radius: float = 7) -> None:
        """Draw a mark of a named shape around a point, with an outline to set it off."""
        self.shape([(x + dx * radius, y + dy * radius) for dx, dy in SHAPES[shape]], color, PAPER)

    def box(
        self, x: float, y: float, width: float, height: float, color: str, edge: str = "none"
    ) -> None:
        """Draw a box, given its upper left corner."""
        right, bottom = x + width, y + height
        self.shape([(x, y), (right, y), (right, bottom), (x, bottom)], color, edge, 1.5)

    def _add(self, artist: Any) -> None:
        """Place an artist on the sheet, above everything drawn before."""
        artist.set_transform(self._place)
        artist.set_zorder(next(self._order))

    def parts(self) -> str:
        """Return the drawing as parts of an SVG."""
        from matplotlib import rc_context

        buffer = io.BytesIO()
        with rc_context({"svg.fonttype": "none", "font.family": "sans-serif"}):
            self.figure.savefig(buffer, format="svg", transparent=True)
        return "".join(map(_part, ET.fromstring(buffer.getvalue())))

    def svg(self, name: str, under: str = "") -> str:
        """Return the drawing as an SVG, with a name for screen readers.

        under: the parts of a sheet of the same size to draw beneath this one.
        """
        return (
            f'<svg viewBox="0 0 {self.width:g} {self.height:g}" role="img" '
            f'aria-label="{escape(name)}" style="min-width: {self.width:g}px">{under}{self.parts()}</svg>'
        )


def _part(element: ET.Element) -> str:
    """Return one part of matplotlib's SVG with colors as custom properties and without ids.

    Only groups, paths, and text are kept, each with the few attributes that position and paint it.
    So a page receives no script, no style sheet, and no id that two charts could share.
    """
    tag = element.tag.rpartition("}")[2]
    if tag not in _PARTS:
        return ""
    inside = escape((element.text or "").strip()) if tag == "text" else ""
    inside += "".join(map(_part, element))
    known = [(name, element.get(name)) for name in _PARTS[tag] if element.get(name)]
    if tag == "g" and (not inside or not known):
        return inside
    told = "".join(f' {name}="{escape(_look(value))}"' for name, value in known if value)
    return f"<{tag}{told}>{inside}</{tag}>"


def _look(style: str) -> str:
    """Return a style with the theme's colors and the page's own font."""
    style = re.sub(r"#[0-9a-f]{6}", lambda color: PROPERTIES.get(color[0], color[0]), style)
    return re.sub(r"font-family: [^;]*;? ?", "", style)


class Chart:
    """A chart that makes one statement about a point of the test, as a drawing and in words."""

    name, width = "", 520
    drawn = True  # whether the chart needs matplotlib, which a browser must download first

    def __init__(self, case: Case | None = None, top: str = "", width: float = 0) -> None:
        self.case, self.top = case, top  # the case the facts come from; the top of the ladder
        self.width = width or self.width  # pixels

    def html(self, found: Analysis, node: str, asked: bool = False) -> str:
        """Return the chart as a figure; with `asked`, its title is the question, which reveals no finding."""
        title = self.question(found, node) if asked else self.message(found, node)
        words = f"<p>{escape(self.text(found, node))}</p>{bullets(self.lines(found, node))}"
        return figure(title, self.svg(found, node), words)

    def question(self, found: Analysis, node: str) -> str:
        """Return the question that the chart answers."""
        raise NotImplementedError

    def message(self, found: Analysis, node: str) -> str:
        """Return the chart's message in one sentence without a period."""
        raise NotImplementedError

    def svg(self, found: Analysis, node: str) -> str:
        """Return the drawing as SVG."""
        raise NotImplementedError

    def text(self, found: Analysis, node: str) -> str:
        """Return the whole chart in words."""
        raise NotImplementedError

    def lines(self, found: Analysis, node: str) -> list[str]:
        """Return further details, one item per line."""
        return []


def figure(title: str, shown: str, words: str = "", kind: str = "", fold: str = "In words") -> str:
    """Return a figure with its title, and with its words folded."""
    more = f"<details><summary>{escape(fold)}</summary>{words}</details>" if words else ""
    return (
        f'<figure class="mc mc-chart {kind}"><figcaption>{escape(title)}</figcaption>'
        f'<div class="mc-drawing" tabindex="0">{shown}</div>{more}</figure>'
    )
