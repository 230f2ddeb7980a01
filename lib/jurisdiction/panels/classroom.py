"""How a class predicted: several files of work, counted without names beside what is found."""

from __future__ import annotations

import re
from html import escape
from typing import Any, NamedTuple

import ipywidgets as w

from .. import explain, record
from ..model import ReaderError, Status
from ..record import Entry
from .fetch import fetch, here
from .keeper import KEEPER
from .tasks import PredictPanel
from .view import guarded, style


class _File(NamedTuple):
    """A file that was counted: its bytes, to know it again, and what it predicts."""

    raw: bytes
    first: list[Entry]


class ClassPanel(w.VBox):
    """How people predicted before they saw the answer, for each prediction of a lesson.

    The files that are brought in are only read: nothing of them is kept, nobody is named, and they
    never become the learner's own work. Without files it shows the learner's own predictions.
    """

    def __init__(self, lesson: str) -> None:
        super().__init__()
        self.lesson = lesson
        self.files: list[_File] = []
        self.upload = w.FileUpload(
            accept=".json", multiple=True, description="Bring in the files of the class"
        )
        self.upload.observe(self._brought, "value")
        self.away = w.Button(description="Put the files away", disabled=True)
        self.away.on_click(lambda _: guarded(self, self._put_away))
        self.notice, self.told, self.picture = w.HTML(), w.HTML(), w.HTML()
        self._chart: Any = None
        bar = w.HBox([self.upload, self.away])
        bar.add_class("mc-bar")
        self.children = [style(), bar, self.notice, self.told, self.picture]
        self.add_class("mc-class")
        KEEPER.observe(lambda _: guarded(self, self.update), "changed")
        guarded(self, self.update)

    # --- reading ----------------------------------------------------------------------------------
    def _asked(self) -> list[PredictPanel]:
        """The predictions of this lesson, which stand in the notebook that is open."""
        here = _without_number(KEEPER.notebook) == self.lesson
        return [part for part in KEEPER.parts if here and isinstance(part, PredictPanel)]

    def _first(self, work: dict[str, list[Entry]]) -> list[Entry]:
        """What one person predicted first in this lesson, before any answer was seen."""
        tasks, found = {panel.task for panel in self._asked()}, dict[str, Entry]()
        mine = [e for name in work if _without_number(name) == self.lesson for e in work[name]]
        for entry in sorted(mine, key=lambda entry: entry.at):
            fits = entry.task in tasks and entry.answer in {status.value for status in Status}
            if fits and entry.kind == "prediction" and entry.committed and not entry.revealed:
                found.setdefault(entry.task, entry)
        return list(found.values())

    def _brought(self, change: Any) -> None:
        if change["new"]:
            brought = sorted(change["new"], key=lambda file: str(file["name"]))
            guarded(self, lambda: self._count([bytes(file["content"]) for file in brought]))
            self.upload.value = ()

    def _count(self, brought: list[bytes]) -> None:
        """Count these files; say in words, and without a name, which are passed over and why."""
        passed, before = [], len(self.files)
        for number, raw in enumerate(brought, 1):
            where = f"File {number} of {len(brought)} in the order of their names"
            try:
                why = self._take(raw, where)
            except ReaderError as error:
                why = str(error)
            if why:
                passed.append(f"{why} It is not counted.")
        count = len(self.files) - before
        said = f"{count} of {len(brought)} {'file' if len(brought) == 1 else 'files'} counted."
        rows = " ".join(f"<li>{escape(why)}</li>" for why in passed)
        listed = f"<ul>{rows}</ul>" if rows else ""
        self.told.value = f'<div class="mc mc-note" role="status"><p>{said}</p> {listed}</div>'
        self.away.disabled = not self.files
        self.update()

    def _take(self, raw: bytes, where: str) -> str:
        """Count one file; otherwise say why it cannot be."""
        if any(raw == file.raw for file in self.files):
            return f"{where}: the same file has been counted already."
        first = self._first(record.read(raw, where))
        if not first:
            return (
                f"{where}: it holds no prediction of this lesson made before the answer was seen."
            )
        counted = [entry for file in self.files for entry in file.first]
        fresh = [e for e in first if not any(e.same(other) for other in counted)]
        if not fresh:
            return f"{where}: all of its predictions have been counted already, from another file."
        self.files.append(_File(raw, fresh))
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
        from ..charts import Predicted, PredictionChart  # matplotlib is slow to import

        panels = self._asked()
        if not panels:
            words = "There is nothing to show until all cells of this notebook have run."
            self.picture.value = f'<p class="mc">{words}</p>'
            return
        if self.files:
            entries = [entry for file in self.files for entry in file.first]
            files = f"{len(self.files)} {'file' if len(self.files) == 1 else 'files'}"
            whose = f"Predictions made before the answer was seen, from {files}; your own are not among them."
        else:
            entries = self._first({KEEPER.notebook: KEEPER.entries})
            whose = "Your own predictions, made before the answer was seen."
            whose += "" if entries else " There are none yet."
        rows = []
        for number, panel in enumerate(panels, 1):
            said = [entry.answer for entry in entries if entry.task == panel.task]
            finding, lib = panel.analysis[panel.node], panel.library
            # Nobody is told the answer here before having predicted, or having brought in a class.
            known = finding if said or self.files else None
            rows.append(
                Predicted(
                    f"{number}. {lib.scenarios[panel.task.split('/')[1]].title}",
                    finding.node.name,
                    {s: explain.status_word(finding.node, s, lib) for s in Status},
                    {s: said.count(s.value) for s in Status},
                    known and known.status,
                    explain.status_words(known, lib) if known else "",
                )
            )
        if self._chart is None or self._chart[0] != len(rows):
            self._chart = (len(rows), PredictionChart(len(rows)))
        self.picture.value = self._chart[1].html(rows, whose)

    def _fetched(self, trouble: str) -> None:
        if trouble:
            words = f"The chart cannot be shown ({escape(trouble)})."
            self.picture.value = f'<p class="mc mc-note">{words}</p>'
        else:
            self.update()


def _without_number(notebook: str) -> str:
    """The name of a notebook as its lesson has it."""
    return re.sub(r"^\d+_", "", notebook)
