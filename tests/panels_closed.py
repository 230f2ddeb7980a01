"""Close panels that tests leave open; otherwise ipywidgets keeps them all, and each observes changes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def panels_closed() -> Iterator[None]:
    """Close at the end every panel made during the block, except the widgets that all panels share."""
    from ipywidgets import Widget

    from minimum_contacts.lessons.panels.again import SHARED, within

    made = list[Widget]()
    Widget.on_widget_constructed(made.append)
    yield
    Widget.on_widget_constructed(None)
    shared = within(*SHARED)
    for one in made:
        if one.comm is not None and one.model_id not in shared:
            one.close()
