"""Matplotlib figures, built once, redrawn only where they changed, each with a text equivalent."""

from __future__ import annotations

import base64
import functools
import logging
from collections.abc import Callable
from html import escape
from typing import Any, NamedTuple, TypeVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.markers import MarkerStyle

from ..model import Case, Status
from .letters import Canvas
from .packing import Packer

# A font that a chart does not use may be missing, and nobody need hear of it.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)

# Okabe-Ito colours, told apart also by shape.
COLOURS = {Status.MET: "#0072B2", Status.NOT_MET: "#A63D00", Status.OPEN: "#6B6B6B"}
MARKERS = {Status.MET: "^", Status.NOT_MET: "v", Status.OPEN: "D"}
_T = TypeVar("_T")
INK, FAINT = "#222222", "#D9D9D9"
PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}


@functools.lru_cache
def letter(sign: str) -> MarkerStyle:
    """A sign as a mark; kept, for matplotlib takes long to find its outline."""
    return MarkerStyle(f"${sign}$")


def once(method: Callable[..., _T]) -> Callable[..., _T]:
    """What several methods of a picture ask for: worked out once for what is shown now."""
    name = f"_once_{method.__name__}"

    @functools.wraps(method)
    def kept(self: Any, *shown: Any) -> _T:
        last = getattr(self, name, None)
        if last is None or last[0] != shown:
            last = shown, method(self, *shown)
            setattr(self, name, last)
        return last[1]

    return kept


class Words(NamedTuple):
    """Words of a picture's moving part: where they stand, and how they look."""

    x: float
    y: float
    words: str
    look: tuple[tuple[str, Any], ...]


Part = Artist | Words


class Picture:
    """A figure kept alive: the still part is drawn once, the moving part at each change.

    What is shown is passed to `html` and from there to the four methods that a kind of picture has.
    """

    size = (7.2, 2.9)
    kept = 8  # how many of its pictures are put back; each is text of up to a tenth of a megabyte

    def __init__(self) -> None:
        self.figure = Figure(figsize=self.size, dpi=120, facecolor="white")
        self.canvas = Canvas(self.figure)
        self.axes = self.figure.add_subplot()
        self.packer = Packer()
        self._still: Any = None
        self._still_key: object = None
        self._drawn: dict[object, str] = {}  # the last few pictures, the newest last

    def html(self, *shown: Any) -> str:
        """The picture as an image whose alternative text says the same; unchanged if nothing moved.

        What moves the picture and what moves the words beside it may differ: words are made each time.
        A picture that was drawn a moment ago, as before a change that is taken back, is not drawn again.
        """
        keys = self.keys(*shown)
        image = self._drawn.pop(keys, "") or self._draw(*keys, shown)
        self._drawn[keys] = image
        if len(self._drawn) > self.kept:
            del self._drawn[next(iter(self._drawn))]
        return self._figure(image, self.text(*shown), self.lines(*shown))

    def _draw(self, still: object, moving: object, shown: tuple[Any, ...]) -> str:
        """The image of this state, in which only what is new is drawn."""
        if still != self._still_key:
            self._still_key = None  # should drawing fail, it begins anew next time
            self._wipe()
            self.draw_still(*shown)
            self.canvas.draw()
            self._still = self.canvas.copy_from_bbox(self.figure.bbox)
            self._still_key = still
        self.canvas.restore_region(self._still)
        for part in self.draw_moving(*shown):
            if isinstance(part, Words):
                self.canvas.write(part, functools.partial(self.place, part))
            else:
                self.axes.draw_artist(part)
                part.remove()
        png = self.packer.png(np.asarray(self.canvas.buffer_rgba()))
        width, height = (int(side * 100) for side in self.size)
        source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
        return f'width="{width}" height="{height}" src="{source}"'

    def _figure(self, image: str, words: str, lines: list[str]) -> str:
        items = "".join(f"<li>{escape(line)}</li>" for line in lines)
        if items:
            items = f"<details><summary>The picture in words</summary><ul>{items}</ul></details>"
        return (
            f'<figure class="mc mc-chart"><img alt="{escape(words)}" {image}>'
            f"<figcaption>{escape(words)}{items}</figcaption></figure>"
        )

    def _wipe(self) -> None:
        if self.axes.axison:
            self.axes.clear()
            return
        for artist in (*self.axes.lines, *self.axes.texts, *self.axes.patches):
            artist.remove()  # without ticks to make anew, this is much quicker than clearing

    def sheet(self, height: float) -> None:
        """Measure the drawing in inches from its upper left corner, and make it so high."""
        width = self.size[0]
        self.size = (width, height)
        self.figure.set_size_inches(self.size)
        self.figure.subplots_adjust(left=0, right=1, top=1, bottom=0)
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(height, 0)
        self.axes.set_axis_off()

    def words(self, x: float, y: float, words: str, size: float = 9.5, **look: Any) -> Words:
        """Words of the moving part, beginning at a place and centred on its height."""
        look = {"va": "center", "fontsize": size, "color": INK, **look}
        return Words(x, y, words, tuple(look.items()))

    def write(self, *where_and_what: Any, **look: Any) -> Artist:
        """Words of the still part, put on the sheet at once."""
        return self.place(self.words(*where_and_what, **look))

    def place(self, words: Words) -> Artist:
        """Words as an artist on the axes."""
        return self.axes.text(words.x, words.y, words.words, **dict(words.look))

    def keys(self, *shown: Any) -> tuple[object, object]:
        """What the still part depends on, and what the moving part depends on."""
        raise NotImplementedError

    def draw_still(self, *shown: Any) -> None:
        raise NotImplementedError

    def draw_moving(self, *shown: Any) -> list[Part]:
        raise NotImplementedError

    def text(self, *shown: Any) -> str:
        """The picture in words; changes whenever the picture does."""
        raise NotImplementedError

    def lines(self, *shown: Any) -> list[str]:
        """What it holds beside its text, a line each, where that is too much for a sentence."""
        return []


class LiveChart(Picture):
    """A picture of what is found on a point of the test: it is shown an analysis and the point."""

    def __init__(self, case: Case | None = None, top: str = "") -> None:
        super().__init__()
        self.case = case  # whose facts these were to begin with
        self.ladder_top = top  # where the ladder beside it begins; the point itself if empty
        self.held: tuple[str, ...] = ()  # facts that no change may touch
