"""Matplotlib figures, built once, redrawn only where they changed, each with a text equivalent."""

from __future__ import annotations

import base64
import io
import logging
from html import escape
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from ..analysis import Analysis
from ..model import Case, Status

# A font that a chart does not use may be missing, and nobody need hear of it.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)

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
