"""Run every notebook and store the outputs that the tests compare; nothing else.

For maintainers, after a change of a notebook or of the law: python tests/notebooks/refresh.py
Cells tagged nbval-ignore-output hold widgets, and their outputs are not stored. The others keep
their number in the run from top to bottom, because nbval compares only cells that have one.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
WIDGETS = "nbval-ignore-output"


def all_notebooks() -> list[Path]:
    """Every notebook of the suite, in the order of the names."""
    found = sorted(NOTEBOOKS.rglob("*.ipynb"))
    return [path for path in found if ".ipynb_checkpoints" not in path.parts]


def refresh(path: Path) -> None:
    """Run one notebook in its folder and write it back with the outputs of its text cells."""
    notebook = nbformat.read(path, as_version=4)
    folder = {"metadata": {"path": str(path.parent)}}
    NotebookClient(
        notebook, kernel_name="python3", resources=folder, timeout=300,
        store_widget_state=False, record_timing=False,
    ).execute()  # fmt: skip
    notebook.metadata.language_info = {"name": "python"}
    for cell in notebook.cells:
        if WIDGETS in cell.metadata.get("tags", ()):
            cell.outputs, cell.execution_count = [], None
    nbformat.validate(notebook)
    nbformat.write(notebook, path)


if __name__ == "__main__":
    os.environ["MINIMUM_CONTACTS_WORK"] = tempfile.mkdtemp()  # and not in the maintainer's own work
    for path in map(Path, sys.argv[1:]) if sys.argv[1:] else all_notebooks():
        refresh(path)
        print(path.name)
