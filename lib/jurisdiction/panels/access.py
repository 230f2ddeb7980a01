"""The look of a page with panels, and its guard against letters that JupyterLab takes for commands."""

from __future__ import annotations

from pathlib import Path

import anywidget

from .view import LAYOUT

_HERE = Path(__file__).parents[1]


class Access(anywidget.AnyWidget):
    """The look of all panels and what keys do in them; nothing of it is seen.

    It works from the moment that the package is imported, whether it is displayed or not.
    """

    _esm = (_HERE / "access.js").read_text(encoding="utf-8")
    _css = "".join(
        (_HERE / name).read_text(encoding="utf-8") for name in ("colors.css", "style.css")
    )


ACCESS = Access(layout=LAYOUT)
