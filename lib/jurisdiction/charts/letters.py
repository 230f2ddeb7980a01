"""Words that were drawn once are not drawn again: their pixels are kept, and put where they stand."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg

SHADES = 16  # from paper to ink, both included
MOST = 500  # lines of words that are kept by all pictures, some 20 kB each
PUT = 150  # words that a picture puts back whole


class _Stamp(NamedTuple):
    """What a line of words changes on a page: where, over which colour of paper, and to what."""

    at: np.ndarray
    paper: int
    pixels: np.ndarray

    def moved(self, by: int) -> _Stamp:
        """The same so many pixels further on."""
        return self._replace(at=self.at + by)


def _nobody(line: _Stamp | None) -> None:
    """Let a line pass unheard."""


class Renderer(RendererAgg):
    """Draws words as matplotlib does, but each only once in a place, a look, and on a colour of paper.

    But for the shades at their edges, which are fewer, the picture is to the pixel the same. Where the
    paper under the words is not of one colour, or they are cut off by a frame or by the edge of the
    page, they are drawn as ever.
    """

    kept: ClassVar[dict[Any, _Stamp]] = {}  # by all pictures, from the row in which a line begins
    measured: ClassVar[dict[Any, tuple[float, float, float]]] = {}  # as well

    def __init__(self, *size: float) -> None:
        super().__init__(*size)
        self.heard: Callable[[_Stamp | None], None] = _nobody  # hears of each line; None: not known

    @property
    def page(self) -> np.ndarray:
        """All pixels in a row, to be read and to be changed."""
        return np.asarray(self.buffer_rgba()).view(np.uint32).ravel()

    def get_text_width_height_descent(
        self, s: str, prop: Any, ismath: Any
    ) -> tuple[float, float, float]:
        """How much room words take; matplotlib itself forgets it when the page becomes higher."""
        key = (s, prop.copy(), ismath, self.dpi)
        if (found := self.measured.get(key)) is None:
            found = super().get_text_width_height_descent(s, prop, ismath)
            _keep(self.measured, key, found, MOST)
        return found

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float,
        ismath: Any = False, mtext: Any = None,
    ) -> None:  # fmt: skip
        if gc.get_clip_rectangle():
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            self.heard(None)
            return
        wide, row = int(self.width), math.floor(y)
        page, begin = self.page, row * wide
        look = (prop.copy(), gc.get_rgb(), gc.get_alpha(), angle, ismath)
        paper = int(page[(begin + int(x)) % page.size])
        key = (s, *look, paper, self.dpi, wide, round(x, 6), round(y - row, 6))
        if kept := self.kept.get(key):
            stamp = kept.moved(begin)
            if stamp.at[0] >= 0 and stamp.at[-1] < page.size and self.put([stamp]):
                self.heard(stamp)
                return
        reach = math.ceil(2 * self.points_to_pixels(prop.get_size_in_points()))
        reach *= len(s) if angle else 1
        first = max(row - reach, 0) * wide
        band = page[first : (row + reach) * wide]  # the rows that the words can reach
        before = band.copy()
        super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        at = np.flatnonzero(band != before)
        if not at.size:
            return
        if (before[at] != paper).any():
            self.heard(None)
            return
        band[at] = _shaded(band[at], paper, look[1])
        stamp = _Stamp(first + at, paper, band[at])
        self.heard(stamp)
        if stamp.at[0] >= wide and stamp.at[-1] < page.size - wide:
            _keep(self.kept, key, stamp.moved(-begin), MOST)

    def put(self, stamps: Iterable[_Stamp]) -> bool:
        """Put lines where they stood before, if the paper there is what it was; else do nothing."""
        page = self.page
        if any((page[stamp.at] != stamp.paper).any() for stamp in stamps):
            return False
        for stamp in stamps:
            page[stamp.at] = stamp.pixels
        return True


def _shaded(pixels: np.ndarray, paper: int, ink: tuple[float, ...]) -> np.ndarray:
    """The same edges of letters in few shades between paper and ink: a picture is a quarter smaller so."""
    found = pixels.copy().view(np.uint8).reshape(-1, 4)
    under = np.array([paper], np.uint32).view(np.uint8)
    for channel in range(3):
        found[:, channel] = _shades(int(under[channel]), round(ink[channel] * 255))[
            found[:, channel]
        ]
    return found.view(np.uint32).ravel()


@functools.cache
def _shades(paper: int, ink: int) -> np.ndarray:
    """For each value of a channel the nearest shade."""
    shades = np.linspace(paper, ink, SHADES).round().astype(np.uint8)
    every = np.arange(256)
    return shades[np.abs(every[:, None] - shades.astype(int)).argmin(axis=1)]


def _keep(where: dict[Any, Any], key: Any, what: Any, most: int) -> None:
    """Keep something, and let go what was kept longest where it becomes too much."""
    if len(where) >= most:
        del where[next(iter(where))]
    where[key] = what


class Canvas(FigureCanvasAgg):
    """A canvas on which words are drawn once."""

    def __init__(self, figure: Any) -> None:
        super().__init__(figure)
        self._put: dict[Any, list[_Stamp]] = {}

    def write(self, words: Any, make: Callable[[], Artist]) -> None:
        """Draw some words, which `make` makes when they did not stand so on such a page before."""
        renderer, key = self.get_renderer(), (words, self._size)
        stamps = self._put.get(key)
        if stamps is not None and renderer.put(stamps):
            return
        lines = list[_Stamp | None]()
        made, renderer.heard = make(), lines.append
        try:
            made.draw(renderer)
        finally:
            renderer.heard = _nobody
            made.remove()
        known = [line for line in lines if line]
        if len(known) == len(lines):
            _keep(self._put, key, known, PUT)

    def get_renderer(self) -> Renderer:
        size = (*self.get_width_height(physical=True), self.figure.dpi)
        if self._size != size:
            self.renderer, self._size = Renderer(*size), size
        return self.renderer

    _size: tuple[float, ...] = ()
