"""Words that were drawn once are not drawn again: their pixels are kept, and put where they stand."""

from __future__ import annotations

import math
from typing import Any, ClassVar, NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg

MOST = 500  # lines of words that are kept, some 20 kB each


class _Drawn(NamedTuple):
    """What a line of words changes on a page: how far from its beginning, and to what."""

    at: np.ndarray
    pixels: np.ndarray


class Renderer(RendererAgg):
    """Draws words as matplotlib does, but each only once in a place, a look, and on a colour of paper.

    To the pixel the picture is the same. Where the paper under the words is not of one colour, or
    they are cut off by a frame or by the edge of the page, they are drawn as ever.
    """

    kept: ClassVar[dict[Any, _Drawn]] = {}  # by all pictures
    measured: ClassVar[dict[Any, tuple[float, float, float]]] = {}  # as well

    def get_text_width_height_descent(
        self, s: str, prop: Any, ismath: Any
    ) -> tuple[float, float, float]:
        """How much room words take; matplotlib itself forgets it when the page becomes higher."""
        key = (s, prop.copy(), ismath, self.dpi)
        if (found := self.measured.get(key)) is None:
            found = super().get_text_width_height_descent(s, prop, ismath)
            _keep(self.measured, key, found)
        return found

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float,
        ismath: Any = False, mtext: Any = None,
    ) -> None:  # fmt: skip
        if gc.get_clip_rectangle():
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        wide, row = int(self.width), math.floor(y)
        page, begin = np.asarray(self.buffer_rgba()).view(np.uint32).ravel(), row * wide
        look = (prop.copy(), gc.get_rgb(), gc.get_alpha(), angle, ismath)
        paper = int(page[(begin + int(x)) % page.size])
        key = (s, *look, paper, self.dpi, wide, round(x, 6), round(y - row, 6))
        if drawn := self.kept.get(key):
            at = begin + drawn.at
            if at[0] >= 0 and at[-1] < page.size and (page[at] == paper).all():
                page[at] = drawn.pixels
                return
        reach = math.ceil(2 * self.points_to_pixels(prop.get_size_in_points()))
        reach *= len(s) if angle else 1
        first = max(row - reach, 0) * wide
        band = page[first : (row + reach) * wide]  # the rows that the words can reach
        before = band.copy()
        super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        at = np.flatnonzero(band != before)
        if not at.size or (before[at] != paper).any():
            return
        if first + at[0] >= wide and first + at[-1] < page.size - wide:
            _keep(self.kept, key, _Drawn(first + at - begin, band[at]))


def _keep(where: dict[Any, Any], key: Any, what: Any) -> None:
    """Keep something, and let go what was kept longest where it becomes too much."""
    if len(where) >= MOST:
        del where[next(iter(where))]
    where[key] = what


class Canvas(FigureCanvasAgg):
    """A canvas on which words are drawn once."""

    def get_renderer(self) -> Renderer:
        size = (*self.get_width_height(physical=True), self.figure.dpi)
        if self._size != size:
            self.renderer, self._size = Renderer(*size), size
        return self.renderer

    _size: tuple[float, ...] = ()
