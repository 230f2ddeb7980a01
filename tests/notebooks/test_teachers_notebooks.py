"""The form of a teacher's notebook: what teachers can rely on, and what none contains."""

from __future__ import annotations

import ast
import re

import nbformat
import pytest
from refresh import NOTEBOOKS, WIDGETS, all_notebooks
from test_form import not_a_court_s

PATHS = [path for path in all_notebooks() if path.parent == NOTEBOOKS / "instructor"]
every = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)


def test_there_is_a_dashboard() -> None:
    """A separate notebook contains the class dashboard."""
    assert "dashboard.ipynb" in [path.name for path in PATHS]


@every
def test_a_teacher_s_notebook_has_the_form_of_the_house(path) -> None:
    """It has a title with objectives, folded code of at most three lines, ids, and no HTML."""
    notebook = nbformat.read(path, as_version=4)
    first = notebook.cells[0].source
    assert re.match(r"# \S", first)
    assert re.search(r"^\*\*You will be able to\*\*\n\n(\* .+\n){2,}", first + "\n", flags=re.M)
    prose = "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    assert len(re.findall(r"^# ", prose, flags=re.M)) == 1
    assert re.findall(r"<[A-Za-z/!][^>]*>?", re.sub(r"`[^`]*`", "", prose)) == []
    assert not_a_court_s(re.sub(r"```.*?```", "", prose, flags=re.S)) == []  # files and messages
    doe = re.search(r"\bDoe\b", prose)
    assert doe is None or -1 < prose.find("**Content note.**") < doe.start()
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[a-z][a-z0-9-]*", i) for i in ids)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    for cell in code:
        assert cell.metadata.jupyter.source_hidden is True, cell.id
        assert len(cell.source.splitlines()) <= 3, cell.id
        body = ast.parse(cell.source).body
        assert all(isinstance(part, (ast.Import, ast.Assign, ast.Expr)) for part in body), cell.id


@every
def test_the_links_of_a_teacher_s_notebook_lead_somewhere(path) -> None:
    """Every link leads to an existing file or to the web."""
    prose = "\n".join(
        c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "markdown"
    )
    for target in re.findall(r"\]\(([^)]+)\)", prose):
        here = (path.parent / target.partition("#")[0]).exists()
        assert here or target.startswith(("https://", "#")), target


def test_the_dashboard_stores_nothing_of_a_class() -> None:
    """The dashboard's only cell displays a widget, whose output is not stored."""
    notebook = nbformat.read(NOTEBOOKS / "instructor" / "dashboard.ipynb", as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert cell.source == "import jurisdiction as j\n\nj.panels.dashboard()"
    assert cell.outputs == [] and WIDGETS in cell.metadata.tags
