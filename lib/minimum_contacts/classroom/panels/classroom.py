"""A class's predictions: work files counted without names, next to the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from jurisdiction.model import Status
from jurisdiction.words import many
from minimum_contacts import classroom
from minimum_contacts.lessons.charts import PredictionChart
from minimum_contacts.lessons.panels.fetch import fetch, here
from minimum_contacts.lessons.panels.keeper import KEEPER
from minimum_contacts.lessons.panels.tasks import Prediction
from minimum_contacts.lessons.panels.view import hear
from minimum_contacts.lessons.record import Entry
from .. import File, lesson_of
from ..learners import in_time
from .board import Board, Control, control
from .class_views import items, predicted

Said = tuple[object, ...]


class ClassPanel(Board):
    """Predictions made before the answer was seen, for each prediction in a lesson.

    Added files are only read: nothing in them is stored, no one is named, and they never become the
    learner's own work. Without files, the panel shows the learner's own predictions.
    """

    kind, label = "class", "How a class predicted"

    def __init__(self, lesson: str) -> None:
        super().__init__()
        self.lesson, self.files, self.told = lesson, list[File](), ""
        self.trouble = ""  # why the chart could not be fetched
        hear(KEEPER, "changed", self.show)
        self.show()

    def parts(self) -> dict[str, list[Control] | str | None]:
        """Return the controls, what happened to the files, and the chart."""
        return {
            "files": [
                control("files", "bring", "Add the class's files", accept=".json"),
                control("button", "away", "Clear the files", disabled=not self.files),
            ],
            "told": self.told,
            "picture": self._picture(),
        }

    # --- reading ----------------------------------------------------------------------------------
    def _asked(self) -> list[Prediction]:
        """Return the predictions of this lesson, if its notebook is the open one."""
        here = lesson_of(KEEPER.notebook) == self.lesson
        return [part for part in KEEPER.parts if here and isinstance(part, Prediction)]

    def _first(self, *files: File) -> list[Entry]:
        """Return each learner's first predictions before the answer, once per learner."""
        tasks = {panel.task for panel in self._asked()}
        return [
            predicted.before
            for learner in classroom.together(files).learners
            for (lesson, task), predicted in learner.predictions.items()
            if predicted.before and lesson == self.lesson and task in tasks
        ]

    def bring(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Count these files, and report without names which are skipped and why."""
        passed, before = list[str](), len(self.files)
        counted = set(map(in_time, self._first(*self.files)))  # by content, not id
        for number, (_, raw) in enumerate(sorted(files, key=lambda file: file[0]), 1):
            (file,) = classroom.opened("", raw)
            first = set(map(in_time, self._first(file)))
            if why := self._why_not(file, first, counted):
                where = f"File {number} of {len(files)} in the order of their names"
                passed.append(escape(f"{where}: {why} It is not counted."))
            else:
                self.files.append(file)
                counted |= first
        said = f"{len(self.files) - before} of {many(len(files), 'file')} counted."
        self.told = f"<p>{said}</p> {items('ul', passed)}"
        self.show()

    def _why_not(self, file: File, first: set[Said], counted: set[Said]) -> str:
        """Return why a file adds nothing to the count; empty if it adds something."""
        if any(file.digest == other.digest for other in self.files):
            return "this file has already been counted."
        if file.passed:
            return file.passed
        if not first:
            return "it has no prediction for this lesson made before the student saw the answer."
        if first <= counted:
            return "all its predictions have already been counted from another file."
        return ""

    def _do_away(self) -> None:
        self.files, self.told = [], ""
        self.show()

    # --- showing ----------------------------------------------------------------------------------
    def _picture(self) -> str:
        """Return the chart of the class or, without files, of the learner's own predictions."""
        if self.trouble:
            return f'<p class="mc-note">We cannot show the chart ({escape(self.trouble)}).</p>'
        if not here("matplotlib"):
            fetch("matplotlib", self._fetched)
            return '<p class="mc-note">Loading the chart …</p>'
        panels = self._asked()
        if not panels:
            return "<p>There is nothing to show until all cells of this notebook have run.</p>"
        if self.files:
            entries = self._first(*self.files)
            whose = (
                "Predictions made before students saw the answer, from "
                f"{many(len(self.files), 'file')}; yours are not included."
            )
        else:
            own = File("", work={KEEPER.notebook: KEEPER.entries})
            entries = self._first(own) if KEEPER.entries else []
            whose = "Your own predictions, made before you saw the answer."
            whose += "" if entries else " There are none yet."
        rows = []
        for number, panel in enumerate(panels, 1):
            said = Counter(Status(entry.answer) for entry in entries if entry.task == panel.task)
            title = panel.library.scenarios[panel.task.split("/")[1]].title
            # Show the finding only after a prediction, or for a class's files.
            known, finding = bool(said or self.files), panel.analysis[panel.node]
            rows.append(predicted(f"{number}. {title}", finding, said, known, panel.library))
        return PredictionChart().html(rows, whose)

    def _fetched(self, trouble: str) -> None:
        self.trouble = trouble
        self.show()
        self.trouble = ""  # try again next time
