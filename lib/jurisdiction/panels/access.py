"""The look of a page with panels, and its guard against letters that JupyterLab takes for commands."""

from __future__ import annotations

from pathlib import Path

import anywidget

from .view import LAYOUT

_HERE = Path(__file__).parents[1]


class Access(anywidget.AnyWidget):
    """Give a page the look that all panels share, and keep letters typed on them from being commands.

    Whatever begins a notebook or can be shown without one holds it; nothing of it is seen.
    """

    _esm = (_HERE / "access.js").read_text(encoding="utf-8")
    _css = "".join(
        (_HERE / name).read_text(encoding="utf-8") for name in ("colors.css", "style.css")
    )


ACCESS = Access(layout=LAYOUT)
