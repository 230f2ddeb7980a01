"""What every page with panels needs, once: their look, and what ipywidgets leaves out for the keyboard
and the screen reader."""

from __future__ import annotations

from pathlib import Path

import anywidget

from .view import LAYOUT

_HERE = Path(__file__).parents[1]


class Access(anywidget.AnyWidget):
    """Gives a page the look of all panels, and makes answers into groups that have a name and arrow keys.

    Every panel holds it, so that each can be shown alone; nothing of it is seen.
    """

    _esm = (_HERE / "access.js").read_text(encoding="utf-8")
    _css = "".join(
        (_HERE / name).read_text(encoding="utf-8") for name in ("colors.css", "style.css")
    )


ACCESS = Access(layout=LAYOUT)
