"""What nbgrader does in place of running a student's notebook: it marks the file of work beside it.

The file is read as data. Nothing that a student wrote is run, and all of it is escaped when shown.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

from jurisdiction import assignment as graded
from jurisdiction.marks import Mark, marks
from jurisdiction.record import LARGEST

LOOK = "minimum_contacts_look"  # in a cell's metadata: why a teacher should look at its mark
ACCOUNT = "jupyter-"  # before a user's name, in the accounts of The Littlest JupyterHub
CARRIED = "minimum-contacts-work*.json"  # the name of a file of work that was downloaded


def work_beside(folder: Path, name: str) -> bytes | None:
    """The file of work that was submitted: the notebook's own, else one that was downloaded."""
    own = [folder / f"{name}.json"]
    for path in [*own, *sorted(folder.glob(CARRIED), reverse=True)]:
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                return file.read(LARGEST + 1)
    return None


class OnlyOurs(NbGraderPreprocessor):
    """Make the graded cells what they were when they went out, whatever a student made of them."""

    def preprocess(self, nb, resources):
        """Take what marks each cell as graded from nbgrader's own record."""
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as book:
            known = book.find_notebook(about["notebook"], about["assignment"])
            sources = {cell.name: cell for cell in known.source_cells}
            points = {cell.name: cell.max_score for cell in known.grade_cells}
            written = {cell.name for cell in known.solution_cells}
            for cell in nb.cells:
                told = cell.metadata.pop("nbgrader", None)
                source = sources.pop(told.get("grade_id"), None) if isinstance(told, dict) else None
                if source is None or cell.cell_type != source.cell_type:
                    continue  # a student's own cell, or a second copy
                if source.locked:
                    cell.source = source.source
                cell.metadata["nbgrader"] = {
                    "cell_type": source.cell_type, "checksum": source.checksum, "grade": True,
                    "grade_id": source.name, "locked": source.locked, "points": points[source.name],
                    "schema_version": 3, "solution": source.name in written, "task": False,
                }  # fmt: skip
        return nb, resources


class MarkWork(NbGraderPreprocessor):
    """Fill each graded cell with what its part of the work is worth, and what the student is told."""

    def preprocess(self, nb, resources):
        """Mark the work that lies beside this notebook."""
        here, student = Path(resources["metadata"]["path"]), resources["nbgrader"]["student"]
        asked = graded.read(here / "facts.yml")  # nbgrader has put the source's own in its place
        work = work_beside(here, graded.PREFIX + asked.id)
        found = marks(asked, work, student, student.removeprefix(ACCOUNT))
        # Code was not run, so that its cells would only be in the way; they are kept in submitted/.
        nb.cells = [cell for cell in nb.cells if cell.cell_type != "code" or utils.is_grade(cell)]
        for cell in nb.cells:
            if utils.is_grade(cell):
                name = cell.metadata.nbgrader["grade_id"]
                self._fill(cell, name, found[name])
        return nb, resources

    def _fill(self, cell, name: str, mark: Mark) -> None:
        lines = list(mark.told)
        if mark.look:
            cell.metadata[LOOK] = True
            lines.append(f"Your teacher will look at this: {mark.look}.")
        if cell.cell_type == "code":
            lines = [mark.facts, *lines] if mark.facts and name == "predictions" else lines
            points = mark.points(float(cell.metadata.nbgrader["points"]))
            said = f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
            cell.outputs = [
                new_output("display_data", {"text/html": said, "text/plain": "\n".join(lines)}),
                new_output("execute_result", {"text/plain": repr(points)}, execution_count=1),
            ]
            return
        parts = [in_a_block("The paragraph that was handed in", mark.text)] if mark.text else []
        if cell.metadata.nbgrader.get("checksum") != utils.compute_checksum(cell):
            parts.append(in_a_block("What was written in this cell", cell.source))
        if parts or mark.look:  # else it stays as it went out, and nbgrader gives it no points
            cell.source = "\n\n".join([*parts, *map(escape, lines)])


def in_a_block(title: str, text: str) -> str:
    """A student's text as one block of Markdown that shows it letter for letter."""
    lines = escape(text).replace("\r", "").replace("\n", "<br>")
    return f'**{title}**\n\n<div class="tex2jax_ignore mathjax_ignore">{lines}</div>'


class LeaveToTeacher(SaveAutoGrades):
    """Save the marks; those of unreadable work, or of facts in doubt, wait for a teacher."""

    def _add_score(self, cell, resources) -> None:
        super()._add_score(cell, resources)
        if cell.metadata.pop(LOOK, ""):
            where = (cell.metadata["nbgrader"]["grade_id"], self.notebook_id, self.assignment_id)
            grade = self.gradebook.find_grade(*where, self.student_id)
            grade.needs_manual_grade = True
            self.gradebook.db.commit()


class NoWorkInSource(NbGraderPreprocessor):
    """Refuse to make a student's version while a teacher's own work lies in the source."""

    def preprocess(self, nb, resources):
        """Look for files of work beside the source notebook."""
        here = Path(resources["metadata"]["path"])
        work = sorted(path.name for path in here.glob("*.json"))
        if work:
            raise NbGraderException(
                f"{here}: {', '.join(work)} would reach every student. It is work that was done in the "
                "source itself; move it away, and try an assignment in a copy of its release."
            )
        return nb, resources
