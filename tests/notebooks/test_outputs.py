"""What a notebook stores is what it gives today: nbval runs it and compares, strictly."""

from __future__ import annotations

import copy
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from refresh import NOTEBOOKS, WIDGETS, all_notebooks

ROOT = NOTEBOOKS.parent


def compared(notebook: Path) -> subprocess.CompletedProcess:
    """Run nbval on one notebook, in a process and a kernel of its own."""
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q"]
    command += [
        "-c",
        ROOT / "pyproject.toml",
        "--rootdir",
        notebook.parent,
        "-p",
        "no:cacheprovider",
    ]
    return subprocess.run(
        [*map(str, command), str(notebook)], capture_output=True, text=True, encoding="utf-8"
    )


def text_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The code cells whose outputs are stored and compared."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [cell for cell in code if WIDGETS not in cell.metadata.get("tags", ())]


@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.name)
def test_a_notebook_runs_and_gives_the_outputs_it_stores(path) -> None:
    """Every cell runs without an error, and every text output is the stored one, to the letter."""
    run = compared(path)
    assert run.returncode == 0, run.stdout + run.stderr


def test_an_altered_output_is_found(tmp_path) -> None:
    """A word altered in a stored output, in its text or its HTML, fails, and so does a missing output."""
    notebook = nbformat.read(all_notebooks()[0], as_version=4)
    setup = notebook.cells[1]
    quotes = next(cell for cell in text_cells(notebook) if "j.quote" in cell.source)
    as_it_is, plain, html, missing = (copy.deepcopy(quotes) for _ in range(4))
    for cell, kind in ((plain, "text/plain"), (html, "text/html")):
        words = cell.outputs[0].data[kind]
        cell.outputs[0].data[kind] = words.replace("something more", "something else", 1)
        assert cell.outputs != quotes.outputs
    missing.outputs = []
    notebook.cells = [setup, as_it_is, plain, html, missing]
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    nbformat.write(notebook, tmp_path / "altered.ipynb")
    run = compared(tmp_path / "altered.ipynb")
    assert run.stdout.startswith("..FFF"), run.stdout + run.stderr


@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.name)
def test_only_text_cells_store_outputs_and_they_all_do(path) -> None:
    """Text cells store one output and their number in the run; widget cells, and all else, nothing.

    nbval silently passes over a cell that has no number, so none may lack it.
    """
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    compared_ = [cell.id for cell in text_cells(notebook)]
    for number, cell in enumerate(code, start=1):
        of_text = cell.id in compared_
        kinds = [sorted(output.get("data", {})) for output in cell.outputs]
        assert kinds == ([["text/html", "text/plain"]] if of_text else []), cell.id
        assert cell.execution_count == (number if of_text else None), cell.id
        assert all(output.execution_count == number for output in cell.outputs), cell.id
        assert set(cell.metadata) <= {"jupyter", "tags"}, cell.id
    assert set(notebook.metadata) == {"kernelspec", "language_info"}  # no widgets' state
    assert notebook.metadata.language_info == {"name": "python"}
