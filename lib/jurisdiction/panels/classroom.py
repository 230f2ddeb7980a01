"""How a class predicted: several files of work, counted without names beside what is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any

import ipywidgets as w

from .. import classroom, explain
from ..charts import Predicted, PredictionChart
from ..classroom import File, lesson_of, predictions_of
from ..library import Library
from ..model import Finding, Status
from ..record import Entry
from .access import ACCESS
from .fetch import fetch, here
from .keeper import KEEPER
from .tasks import Prediction
from .view import guarded, hear


def predicted(
    title: str, finding: Finding, counts: Counter[Status], known: bool, library: Library
) -> Predicted:
    """A row of the chart of predictions; the finding stands in it only if it is `known`."""
    return Predicted(
        title,
        finding.node.name,
        {s: explain.status_word(finding.node, s, library) for s in Status},
        {s: counts[s] for s in Status},
        finding.status if known else None,
        explain.status_words(finding, library) if known else "",
    )


class PredictionPicture(w.HTML):
    """The chart of predictions."""

    def show(self, rows: Sequence[Predicted], whose: str) -> None:
        """Draw these rows, under a line that says whose they are."""
        self.value = PredictionChart().html(rows, whose)


class ClassPanel(w.VBox):
    """How people predicted before they saw the answer, for each prediction of a lesson.

    The files that are brought in are only read: nothing of them is kept, nobody is named, and they
    never become the learner's own work. Without files it shows the learner's own predictions.
    """

    def __init__(self, lesson: str) -> None:
        super().__init__()
        self.lesson = lesson
        self.files: list[File] = []
        self.upload = w.FileUpload(
            accept=".json", multiple=True, description="Bring in the files of the class"
        )
        self.upload.observe(self._brought, "value")
        self.away = w.Button(description="Put the files away", disabled=True)
        self.away.on_click(lambda _: guarded(self, self._put_away))
        self.notice, self.told, self.picture = w.HTML(), w.HTML(), PredictionPicture()
        bar = w.HBox([self.upload, self.away])
        bar.add_class("mc-bar")
        self.children = [ACCESS, bar, self.notice, self.told, self.picture]
        self.add_class("mc-class")
        hear(KEEPER, "changed", self._anew)
        self._anew()

    def _anew(self) -> None:
        guarded(self, self.update)

    # --- reading ----------------------------------------------------------------------------------
    def _asked(self) -> list[Prediction]:
        """The predictions of this lesson, which stand in the notebook that is open."""
        here = lesson_of(KEEPER.notebook) == self.lesson
        return [part for part in KEEPER.parts if here and isinstance(part, Prediction)]

    def _first(self, work: dict[str, list[Entry]]) -> list[Entry]:
        """What one person predicted first in this lesson, before any answer was seen."""
        mine = [e for name in work if lesson_of(name) == self.lesson for e in work[name]]
        said, tasks = predictions_of(mine), {panel.task for panel in self._asked()}
        return [one.before for task, one in said.items() if one.before and task in tasks]

    def _class(self) -> list[Entry]:
        """What the learners of the files predicted first; a learner with several files counts once."""
        learners = classroom.together(self.files).learners
        return [entry for one in learners for entry in self._first(one.work)]

    def _brought(self, change: Any) -> None:
        if change["new"]:
            brought = sorted(change["new"], key=lambda file: str(file["name"]))
            guarded(self, lambda: self._count([bytes(file["content"]) for file in brought]))
            self.upload.value = ()

    def _count(self, brought: list[bytes]) -> None:
        """Count these files; say in words, and without a name, which are passed over and why."""
        passed, before, counted = [], len(self.files), self._class()
        for number, raw in enumerate(brought, 1):
            where = f"File {number} of {len(brought)} in the order of their names"
            if why := self._take(raw, where, counted):
                passed.append(f"{why} It is not counted.")
        count = len(self.files) - before
        said = f"{count} of {len(brought)} {'file' if len(brought) == 1 else 'files'} counted."
        rows = " ".join(f"<li>{escape(why)}</li>" for why in passed)
        listed = f"<ul>{rows}</ul>" if rows else ""
        self.told.value = f'<div class="mc mc-note" role="status"><p>{said}</p> {listed}</div>'
        self.away.disabled = not self.files
        self.update()

    def _take(self, raw: bytes, where: str, counted: list[Entry]) -> str:
        """Count one file, which adds to what is `counted`; otherwise say why it cannot be."""
        (file,) = classroom.opened("", raw)
        if any(file.digest == other.digest for other in self.files):
            return f"{where}: the same file has been counted already."
        if file.passed:
            return f"{where}: {file.passed}"
        first = self._first(file.work)
        if not first:
            return (
                f"{where}: it holds no prediction of this lesson made before the answer was seen."
            )
        if all(any(e.same(other) for other in counted) for e in first):
            return f"{where}: all of its predictions have been counted already, from another file."
        self.files.append(file)
        counted += first
        return ""

    def _put_away(self) -> None:
        self.files, self.told.value, self.away.disabled = [], "", True
        self.update()

    # --- showing ----------------------------------------------------------------------------------
    def update(self) -> None:
        """Show the class, or without files the learner's own predictions."""
        if not here("matplotlib"):
            self.picture.value = '<p class="mc mc-note">The chart is on its way …</p>'
            fetch("matplotlib", self._fetched)
            return
        panels = self._asked()
        if not panels:
            words = "There is nothing to show until all cells of this notebook have run."
            self.picture.value = f'<p class="mc">{words}</p>'
            return
        if self.files:
            entries = self._class()
            files = f"{len(self.files)} {'file' if len(self.files) == 1 else 'files'}"
            whose = f"Predictions made before the answer was seen, from {files}; your own are not among them."
        else:
            entries = self._first({KEEPER.notebook: KEEPER.entries})
            whose = "Your own predictions, made before the answer was seen."
            whose += "" if entries else " There are none yet."
        rows = []
        for number, panel in enumerate(panels, 1):
            said = Counter(Status(entry.answer) for entry in entries if entry.task == panel.task)
            title = panel.library.scenarios[panel.task.split("/")[1]].title
            # Nobody is told the answer here before having predicted, or having brought in a class.
            known = bool(said or self.files)
            finding = panel.analysis[panel.node]
            rows.append(predicted(f"{number}. {title}", finding, said, known, panel.library))
        self.picture.show(rows, whose)

    def _fetched(self, trouble: str) -> None:
        if trouble:
            words = f"The chart cannot be shown ({escape(trouble)})."
            self.picture.value = f'<p class="mc mc-note">{words}</p>'
        else:
            self.update()
