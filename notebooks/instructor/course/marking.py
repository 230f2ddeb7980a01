"""What nbgrader does in place of running a student's notebook: it marks the file of work beside it.

The file is read as data. Nothing that a student wrote is run, and all of it is escaped when shown.
"""

from __future__ import annotations

import csv
from html import escape
from pathlib import Path

from nbformat.v4 import new_markdown_cell, new_output
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.base import NbGraderException
from nbgrader.plugins import ExportPlugin, LateSubmissionPlugin
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from traitlets import Float

from jurisdiction.library import read_yaml
from minimum_contacts.classroom import Row, for_lms
from minimum_contacts.classroom import assignment as graded
from minimum_contacts.classroom.marks import Mark, marks
from minimum_contacts.lessons.record import LARGEST

LOOK = "minimum_contacts_look"  # in a cell's metadata: why a teacher should look at its mark
ACCOUNT = "jupyter-"  # before a user's name, in the accounts of The Littlest JupyterHub
RUBRIC = "minimum_contacts_rubric"  # in the metadata of the cell that only a grader sees
HERE = Path(__file__).parent
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
        if (HERE / "keys" / f"{asked.id}.yml").exists():
            at = next(
                n
                for n, cell in enumerate(nb.cells)
                if cell.metadata.get("nbgrader", {}).get("solution")
            )
            nb.cells.insert(at + 1, rubric(asked.id))
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


def rubric(name: str):
    """The rubric and the model answer as a cell, which students never get."""
    key = read_yaml(HERE / "keys" / f"{name}.yml")
    rows = "".join(
        f"<tr><th>{escape(row['criterion'])}</th>"
        + "".join(f"<td>{escape(row[level])}</td>" for level in ("two", "one", "none"))
        + "</tr>"
        for row in key["rubric"]
    )
    head = "<tr><th></th><th>2 points</th><th>1 point</th><th>0 points</th></tr>"
    text = (
        f"**Rubric, for the grader only**\n\n<table>{head}{rows}</table>\n\n"
        f"<details><summary>Model answer</summary><p>{escape(key['model_answer'])}</p></details>"
    )
    return new_markdown_cell(text, metadata={RUBRIC: True})


class NoRubric(NbGraderPreprocessor):
    """Take the rubric out of what a student gets back."""

    def preprocess(self, nb, resources):
        """Remove the cell that only a grader sees."""
        nb.cells = [cell for cell in nb.cells if not cell.metadata.get(RUBRIC)]
        return nb, resources


def roster() -> dict[str, dict[str, str]]:
    """The rows of roster.csv by the student's id; none if there is no roster."""
    try:
        with (HERE / "roster.csv").open(encoding="utf-8-sig", newline="") as file:
            return {row["id"]: row for row in csv.DictReader(file)}
    except FileNotFoundError:
        return {}
    except KeyError:
        raise NbGraderException("roster.csv has no column named id: give it one.") from None


def late(student: str, seconds: float) -> float:
    """How many days late a submission is, beyond the student's extra time, which the roster has in hours."""
    given = (roster().get(student, {}).get("extra_time") or "0").strip()
    try:
        return max(0.0, seconds - 3600 * float(given)) / 86_400
    except ValueError:
        problem = f"roster.csv, {student}, extra_time: '{given}' is no number of hours."
        raise NbGraderException(problem) from None


class Late(LateSubmissionPlugin):
    """Take a share of the points for each day that a submission is late; nothing unless it is set."""

    per_day = Float(0.0, help="the share of the points for each day or part of one").tag(
        config=True
    )

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        """The points to take away."""
        return min(1.0, self.per_day * -(-late(student_id, total_seconds_late) // 1)) * score


class ForLMS(ExportPlugin):
    """Write grades.csv: the columns of the roster, points for each assignment, and a comment."""

    def export(self, gradebook) -> None:
        """Excuse whom the roster excuses, and say what is late or not handed in."""
        tasks = {
            one.name: one.max_score
            for one in gradebook.assignments
            if not self.assignment or one.name in self.assignment
        }
        rows, listed = list[Row](), roster()
        own = [
            name
            for name in next(iter(listed.values()), {})
            if name not in ("extra_time", "excused")
        ]
        head = own or ["id", "first_name", "last_name", "email"]
        for student in gradebook.students:
            if self.student and student.id not in self.student:
                continue
            row = listed.get(student.id, {})
            excused = [part.strip() for part in row.get("excused", "").split(",")]
            points, said = list[float | None](), list[str]()
            for name in tasks:
                score, words = self._of(gradebook, name, student.id)
                if "yes" in excused or name in excused:
                    score, words = None, "excused"
                points.append(score)
                said += [f"{name}: {words}."] if words else []
            known = {key: row.get(key) or getattr(student, key, "") for key in head}
            who = {"Student": student.id} | {key: said for key, said in known.items() if said}
            rows.append(Row(who, points, " ".join(said)))
        path = Path(self.to or "grades.csv")
        new = path.with_name(f".{path.name}.new")  # the former file stays if the disk is full
        try:
            new.write_bytes(for_lms(head, tasks, rows))
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)

    def _of(self, gradebook, name: str, student: str) -> tuple[float, str]:
        """The points of a submission, and what is to be said of it."""
        try:
            one = gradebook.find_submission(name, student)
        except MissingEntry:
            return 0.0, "nothing was handed in"
        days = late(student, one.total_seconds_late)
        words = [f"late by {days:.1f} days"] if days else []
        words += ["not graded yet"] if one.needs_manual_grade else []
        return max(0.0, one.score - (one.late_submission_penalty or 0.0)), ", ".join(words)


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
