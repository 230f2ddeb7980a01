"""Every notebook reproduces its stored outputs: nbval runs it and compares strictly."""

from __future__ import annotations

import copy
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from refresh import NOTEBOOKS, WIDGETS, all_notebooks, student_notebooks

import jurisdiction as j

ROOT = NOTEBOOKS.parent


def compared(*notebooks: Path, folder: Path = ROOT) -> subprocess.CompletedProcess:
    """Run nbval on notebooks, in one process with a kernel for each, using a given copy of the library."""
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", "-c"]
    command += [ROOT / "pyproject.toml", "--rootdir", notebooks[0].parent, "-p", "no:cacheprovider"]
    return subprocess.run(
        [*map(str, [*command, *notebooks])], capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(folder / "lib")},
    )  # fmt: skip


def text_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """Return the code cells whose outputs are stored and compared."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [cell for cell in code if WIDGETS not in cell.metadata.get("tags", ())]


def test_all_notebooks_run_and_give_the_outputs_they_store() -> None:
    """Every cell runs without an error, and every text output equals the stored output exactly.

    A single nbval run covers all notebooks, with a kernel for each.
    """
    run = compared(*all_notebooks())
    assert run.returncode == 0, run.stdout + run.stderr


def test_an_altered_output_is_found(tmp_path) -> None:
    """A word altered in a stored output, in text or HTML, fails, and so does a missing output."""
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


# --- the law behind the outputs --------------------------------------------------------------------
LESSON = "02_express_aiming.ipynb"
CONTROLS = "Express aiming: Met. Precedent: controls."


@pytest.fixture
def own_copy(tmp_path) -> Path:
    """Return a separate copy of the library and its data for one kernel."""
    for part in ("lib", "data"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_a_holding_changed_in_the_data_makes_a_notebook_fail(own_copy) -> None:
    """Without *Doe*'s reason for its holding on express aiming, the transcripts that *Doe* controls fail.

    The same notebook passes with an unchanged copy, so the transcripts depend on the reason.
    """
    lesson = NOTEBOOKS / LESSON
    assert CONTROLS in "".join(
        output.data["text/plain"] for cell in text_cells(nbformat.read(lesson, as_version=4))
        for output in cell.outputs
    )  # fmt: skip
    assert (run := compared(lesson, folder=own_copy)).returncode == 0, run.stdout + run.stderr
    case = own_copy / "data" / "cases" / "doe_v_webgroup.yml"
    decided = case.read_text(encoding="utf-8")
    pattern = r"(  - node: express_aiming\n    disposition: met\n.*?\n)    reason:\n(?:      .*\n)+"
    without, count = re.subn(pattern, r"\1", decided, count=1)
    assert count == 1
    case.write_text(without, encoding="utf-8")
    run = compared(lesson, folder=own_copy)
    assert run.returncode == 1 and " error" not in run.stdout.splitlines()[-1], (
        run.stdout + run.stderr
    )
    assert "Express aiming: Met. Precedent: supported." in run.stdout
    assert "Cell execution caused an exception" not in run.stdout


LABORATORY = re.compile(r"^\w+ = j\.panels\.lab\(")


@pytest.mark.parametrize("path", student_notebooks(), ids=lambda path: path.name)
def test_a_laboratory_stores_what_it_says_now(path) -> None:
    """Without a kernel, a reader sees the question of each laboratory under today's law."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and LABORATORY.search(cell.source):
            lesson, section = re.search(r'lab\("(\w+)", "(\w+)"\)', cell.source).groups()
            data, _ = j.panels.lab(lesson, section)._repr_mimebundle_()
            stored = cell.outputs[0].data
            assert {kind: data[kind] for kind in stored} == stored, f"{cell.id}: run refresh.py"


@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.name)
def test_only_text_cells_store_outputs_and_they_all_do(path) -> None:
    """Text cells and laboratories store one output and an execution count; other cells store nothing.

    nbval silently skips a cell without an execution count, so every compared cell needs one.
    """
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    compared_ = [cell.id for cell in text_cells(notebook)]
    for number, cell in enumerate(code, start=1):
        stores = cell.id in compared_ or LABORATORY.search(cell.source)
        counted = number if stores else None
        kinds = [sorted(output.get("data", {})) for output in cell.outputs]
        assert kinds == ([["text/html", "text/plain"]] if stores else []), cell.id
        assert cell.execution_count == counted, cell.id
        assert all(output.execution_count == counted for output in cell.outputs), cell.id
        assert set(cell.metadata) <= {"jupyter", "tags"}, cell.id
    assert set(notebook.metadata) == {"kernelspec", "language_info"}  # no widget state
    assert notebook.metadata.language_info == {"name": "python"}
