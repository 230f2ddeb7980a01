"""What nbgrader does in place of running a student's notebook: it marks the file of work beside it.

The file is read as data. Nothing that a student wrote is run, and all of it is escaped when shown.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

from jurisdiction import assignment as graded
from jurisdiction.assignment import Mark
from jurisdiction.record import LARGEST

LOOK = "minimum_contacts_look"  # in a cell's metadata: why a teacher should look at its mark
CARRIED = "minimum-contacts-work*.json"  # the name of a file of work that was downloaded


def work_beside(folder: Path, name: str) -> bytes | None:
    """The file of work that was submitted: the notebook's own, else one that was downloaded."""
    own = [folder / f"{name}.json"]
    for path in [*own, *sorted(folder.glob(CARRIED), reverse=True)]:
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                return file.read(LARGEST + 1)
    return None


class MarkWork(NbGraderPreprocessor):
    """Fill each graded cell with what its part of the work is worth, and what the student is told."""

    def preprocess(self, nb, resources):
        """Mark the work that lies beside this notebook."""
        here, student = Path(resources["metadata"]["path"]), resources["nbgrader"]["student"]
        asked = graded.read(here / "facts.yml")  # nbgrader has put the source's own in its place
        found = graded.marks(asked, work_beside(here, graded.PREFIX + asked.id), student)
        for cell in nb.cells:
            if utils.is_grade(cell):
                self._fill(cell, found[cell.metadata.nbgrader["grade_id"]])
        return nb, resources

    def _fill(self, cell, mark: Mark) -> None:
        if mark.look:
            cell.metadata[LOOK] = mark.look
        lines = [
            *mark.told,
            *([f"Your teacher will look at this: {mark.look}."] if mark.look else []),
        ]
        if cell.cell_type == "code":
            points = mark.points(float(cell.metadata.nbgrader["points"]))
            said = "".join(f"<p>{escape(line)}</p>" for line in lines)
            cell.outputs = [
                new_output("display_data", {"text/html": said, "text/plain": "\n".join(lines)}),
                new_output("execute_result", {"text/plain": repr(points)}, execution_count=1),
            ]
            return
        before = "" if cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell) else (
            f"{in_a_block('What was written in this cell', cell.source)}"
        )  # fmt: skip
        if mark.text or mark.look or before:
            written = in_a_block("The paragraph that was handed in", mark.text) if mark.text else ""
            cell.source = "\n\n".join(filter(None, [written, before, *map(escape, lines)]))


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
