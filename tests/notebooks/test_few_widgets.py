"""A lesson has few widgets, because each needs a model in the kernel and one on the page."""

from __future__ import annotations

import nbformat
from ipywidgets.widgets.widget import _instances as there
from refresh import NOTEBOOKS

from minimum_contacts.lessons.panels.keeper import KEEPER
from minimum_contacts.lessons.storage import CHOICE

AT_MOST = 40  # from the README of the redesign; with ipywidgets alone, a lesson made 1,477


def test_a_lesson_makes_few_widgets(tmp_path, monkeypatch) -> None:
    """All cells of notebook 02, with the widgets shared by all notebooks, stay under the limit."""
    monkeypatch.setenv(CHOICE, str(tmp_path))
    before, names = set(there), {}
    try:
        for cell in nbformat.read(NOTEBOOKS / "02_express_aiming.ipynb", as_version=4).cells:
            if cell.cell_type == "code":
                exec(cell.source, names)
        shared = 3  # the layout, the save status with the style, and the projector
        made = [there[name].__class__.__name__ for name in set(there) - before]
        assert len(made) + shared <= AT_MOST, sorted(made)
        assert made.count("Lab") == 5 and made.count("TaskPanel") > 15
    finally:
        KEEPER._forget("", None)
        KEEPER.messages = []
