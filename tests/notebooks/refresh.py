"""Generate cells in the notebooks, run every notebook, and store the outputs that the tests compare.

For maintainers, after a change of a notebook or of the law: python tests/notebooks/refresh.py The generated
cells hold the links to the previous and next notebooks and, in lessons, the glossary words of each part.
Cells tagged nbval-ignore-output hold widgets, so only output that is readable without a kernel is stored. The
other cells keep their execution counts, because nbval compares only cells that have one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient

import jurisdiction as j
from jurisdiction.model import Term

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
WIDGETS = "nbval-ignore-output"
READ = ("text/html", "text/plain")  # output displayed by GitHub, a printout, or a preview
NUMBERED = re.compile(r"\d\d_\w+\.ipynb")


def all_notebooks() -> list[Path]:
    """Return every notebook for learners, sorted by name, except assignments."""
    found = sorted(NOTEBOOKS.rglob("*.ipynb"))
    return [p for p in found if not {".ipynb_checkpoints", "course"} & {*p.parts}]


def student_notebooks() -> list[Path]:
    """Return the notebooks for students and the template for authors, but not a teacher's."""
    return [path for path in all_notebooks() if path.parent == NOTEBOOKS]


# --- lessons that the page may run by itself -----------------------------------------------------
SHIPPED = NOTEBOOKS.parent / "lib/minimum_contacts/lessons/page/static/lessons.json"


def shipped_sum(path: Path) -> str:
    """Return a notebook's checksum, as the page computes it before it runs a lesson by itself."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    says = [[cell["cell_type"], "".join(cell["source"])] for cell in cells]
    text = json.dumps(says, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def shipped() -> list[dict[str, str]]:
    """Return the page's data on each notebook that learners open, in order."""
    return [
        {
            "file": path.name,
            "title": title(nbformat.read(path, as_version=4)),
            "sum": shipped_sum(path),
        }
        for path in student_notebooks()
    ]


def write_shipped() -> None:
    """Write the name, title, and checksum of all notebooks that learners open."""
    SHIPPED.write_text(json.dumps(shipped(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


# --- previous and next ------------------------------------------------------------------------------
def title(notebook: nbformat.NotebookNode) -> str:
    """Return a notebook's number and title, as in `02 Express aiming`."""
    return re.match(r"# (.+)", notebook.cells[0].source)[1].replace(" · ", " ")


def links(name: str, titles: dict[str, str]) -> str:
    """Return the line of links to the previous, the first, and the next notebook.

    titles: of every numbered notebook by file name, in order. A notebook without a number links only to the
    first.
    """

    def link(to: str) -> str:
        return f"[{titles[to]}]({to})"

    order = list(titles)
    if name not in titles:
        return link(order[0])
    at = order.index(name)
    parts = [f"← {link(order[at - 1])}"] if at else []
    parts += [link(order[0])] if at > 1 else []
    parts += [f"{link(order[at + 1])} →"] if at + 1 < len(order) else []
    return " · ".join(parts)


def numbered(notebooks: dict[str, nbformat.NotebookNode]) -> dict[str, str]:
    """Return the titles of the students' notebooks, in order."""
    return {n: title(notebook) for n, notebook in notebooks.items() if NUMBERED.fullmatch(n)}


# --- words ------------------------------------------------------------------------------------------
def stands_in(term: Term, text: str) -> bool:
    """Return whether a text uses a glossary word, in one of its forms and in the intended sense."""
    for phrase in term.not_in:
        text = text.replace(phrase, "")
    plain = re.sub(r"[*_`]", "", text)
    for form in term.forms or [term.term]:
        where = text if "*" in form else plain
        how = re.IGNORECASE if form == form.lower() else re.NOFLAG
        if re.search(rf"(?<!\w){re.escape(form)}(?!\w)", where, how):
            return True
    return False


def read_in(cells: list[nbformat.NotebookNode]) -> str:
    """Return the student-visible text of some cells: the prose, the quotations, and a laboratory's tries."""
    told = []
    for cell in cells:
        if cell.cell_type == "markdown":
            told.append(cell.source)
        elif "j.quote(" in cell.source:
            passages = re.findall(r'"(\w+)"', cell.source)
            told += [j.load().passages[p].text for p in passages]
        elif call := re.search(r"j\.panels\.lab\(\"(\w+)\", \"(\w+)\"\)", cell.source):
            tries = j.panels.lab(call[1], call[2]).state.tries
            told += [f"{one.words} {one.then}" for one in tries.every]
    return "\n\n".join(" ".join(text.split()) for text in told)


def parts(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, list[nbformat.NotebookNode]]]:
    """Yield the opening of a lesson and its sections, each with the prefix of its cells' ids."""
    name, inside = "", []
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and re.match(r"## ", cell.source):
            yield name, inside
            name, inside = cell.id, []
        inside.append(cell)
    yield name, inside


def first_words(notebook: nbformat.NotebookNode) -> dict[str, list[str]]:
    """Return, for each part of a lesson, the glossary words that first appear there."""
    left, found = list(j.load().glossary.values()), {}
    for name, inside in parts(notebook):
        text = read_in(inside)
        found[name] = [term.id for term in left if stands_in(term, text)]
        left = [term for term in left if term.id not in found[name]]
    return found


def is_words(cell: nbformat.NotebookNode) -> bool:
    """Return whether a cell displays glossary words."""
    return cell.cell_type == "code" and cell.source.startswith("j.panels.words(")


def with_words(notebook: nbformat.NotebookNode) -> None:
    """Put the words of each part under its quotations.

    The opening's words go under the story, and words that only the summary uses go under the summary.
    """
    wanted = first_words(notebook)
    notebook.cells = [cell for cell in notebook.cells if not is_words(cell)]
    for name, inside in list(parts(notebook)):
        if not wanted[name]:
            continue
        call = "j.panels.StoryPanel(" if not name else "j.quote("
        code = [cell for cell in inside if cell.cell_type == "code" and call in cell.source]
        before = code[0] if code else inside[0]  # a summary has no quotations
        names = ", ".join(f'"{word}"' for word in wanted[name])
        cell = nbformat.v4.new_code_cell(
            f"j.panels.words({names})",
            id=f"{name}-words" if name else "words",
            metadata={"jupyter": {"source_hidden": True}, "tags": [WIDGETS]},
        )
        at = next(i for i, other in enumerate(notebook.cells) if other.id == before.id)
        notebook.cells.insert(at + 1, cell)


def is_lesson(notebook: nbformat.NotebookNode) -> bool:
    """Return whether a notebook has numbered sections."""
    return any(re.match(r"## 1\. ", c.source) for c in notebook.cells if c.cell_type == "markdown")


# --- writing and running ----------------------------------------------------------------------------
def write_links() -> None:
    """Update the last cell of every student notebook."""
    notebooks = {path.name: nbformat.read(path, as_version=4) for path in student_notebooks()}
    titles = numbered(notebooks)
    for path in student_notebooks():
        notebook, line = notebooks[path.name], links(path.name, titles)
        last = notebook.cells[-1]
        if last.id == "nav" and last.source == line:
            continue
        kept = [cell for cell in notebook.cells if cell.id != "nav"]
        notebook.cells = [*kept, nbformat.v4.new_markdown_cell(line, id="nav")]
        nbformat.write(notebook, path)


def without_widgets(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Return the part of a panel's output that is readable without a kernel, and no widget."""
    kept = [output for output in outputs if "text/html" in output.get("data", {})]
    for output in kept:
        output.data = {kind: output.data[kind] for kind in READ}
    return kept


def refresh(path: Path) -> None:
    """Run one notebook in its folder and write it back with the outputs of its text cells."""
    notebook = nbformat.read(path, as_version=4)
    if is_lesson(notebook):
        with_words(notebook)
    folder = {"metadata": {"path": str(path.parent)}}
    NotebookClient(
        notebook, kernel_name="python3", resources=folder, timeout=300,
        store_widget_state=False, record_timing=False,
    ).execute()  # fmt: skip
    notebook.metadata.language_info = {"name": "python"}
    for cell in notebook.cells:
        if WIDGETS in cell.metadata.get("tags", ()):
            cell.outputs = without_widgets(cell.outputs)
            if not cell.outputs:
                cell.execution_count = None
    nbformat.validate(notebook)
    nbformat.write(notebook, path)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["MINIMUM_CONTACTS_WORK"] = folder  # do not save in the maintainer's own work
        write_links()
        for path in map(Path, sys.argv[1:]) if sys.argv[1:] else all_notebooks():
            refresh(path)
            print(path.name)
        write_shipped()
