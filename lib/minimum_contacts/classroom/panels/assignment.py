"""The panel of a graded assignment: the student's facts, the questions, and what is handed in so far."""

from __future__ import annotations

import dataclasses
import os
from html import escape
from pathlib import Path

import ipywidgets as w

from jurisdiction.library import load
from jurisdiction.model import ReaderError, ScenarioFile
from minimum_contacts.lessons import record
from minimum_contacts.lessons.panels.keeper import KEEPER
from minimum_contacts.lessons.panels.lab import Lab
from minimum_contacts.lessons.panels.tasks import Prediction, Task, TaskPanel
from minimum_contacts.lessons.panels.view import hear
from minimum_contacts.lessons.record import Entry
from .. import assignment as graded
from ..assignment import Asked, Assignment, OnFacts

HUB = "JUPYTERHUB_USER"  # the environment variable in which a hub names the student
_NO_FACTS = "First, choose Show my facts above."
_NOT_YET = "This opens once every prediction above is committed."
_DONE = {
    "predictions": "predictions committed",
    "answers": "answers handed in",
    "writing": "written",
}


class HandIn(Task):
    """An answer that the engine checks, or a text that a teacher reads, when the work is graded.

    The page gives no feedback on it.
    """

    def __init__(self, on: OnFacts, asked: Asked) -> None:
        task, choices = graded.task_of(asked, on.file), None
        self.kind = task.partition("/")[0]
        if asked.part == "writing":
            self.button, self.rows = "Hand in my paragraph", 12
            self.hint = "Write one paragraph."
        else:
            self.button, choices = "Hand in my answer", on.choices(asked)
        super().__init__(task, asked.question, choices)

    def reply(self) -> str:
        said = f": {escape(self.choices[self.said])}" if self.choices else ""
        return f"<p>Handed in{said}. You may still change it; what you hand in last counts.</p>"


class Draw(Task):
    """The task that draws a student's facts from a name. The draw is saved; the name is not.

    A name that a hub provides cannot be changed.
    """

    kind, button = "story", "Show my facts"
    hint = "as it appears on your teacher's list"

    def __init__(self, panel: AssignmentPanel) -> None:
        self.panel, self.name = panel, os.environ.get(HUB, "")
        self.fixed = bool(self.name)
        super().__init__(graded.task_of_draw(panel.assignment), "User name")
        if self.name and self.drawn() != self._seed(self.name):
            self.act(self.name)
        self.said = self.name

    def draft(self, said: str) -> None:
        if not self.fixed or said == self.name:
            super().draft(said)

    def note(self) -> None:
        """Save nothing before the facts are drawn, so that no name is stored."""

    def drawn(self) -> str:
        """Return the seed of the last draw."""
        last = record.latest(KEEPER.entries, self.task, committed=True)
        return last.answer if last else ""

    def _seed(self, name: str) -> str:
        return graded.seed_of(self.panel.assignment.id, name)

    def commit(self) -> None:
        seed = self._seed(self.said)
        if seed != self.drawn():
            file = graded.drawn(self.panel.assignment, seed)
            KEEPER.commit(self.task, self.kind, seed, "", file.story)
        self._show(seed)

    def resume(self, entries: list[Entry]) -> None:
        """Show the facts drawn last, or ask for a name."""
        kept = [entry for entry in entries if entry.committed]
        self._show(kept[-1].answer if kept else "")
        self.tell()

    def _show(self, seed: str) -> None:
        file = graded.drawn(self.panel.assignment, seed)
        told = f"<p><b>{escape(file.title)}</b></p><p>{escape(file.story)}</p>" if file else ""
        self.replied = told
        self.panel.show(file)


class AssignmentPanel(TaskPanel):
    """The student's facts as a story, followed by the parts of the assignment.

    The facts are drawn once for a name and recorded in the work. Another name draws other facts;
    work on the first facts is kept but does not count.
    """

    def __init__(self, file: str = "facts.yml") -> None:
        self.assignment: Assignment = graded.read(Path(file))
        notebook = graded.PREFIX + self.assignment.id
        if KEEPER.notebook != notebook:
            problem = f"belongs to the assignment '{self.assignment.id}', not to this notebook."
            remedy = f'Begin the notebook with j.panels.begin("{notebook}", beside=True).'
            raise ReaderError(file, problem, remedy)
        self.on: OnFacts | None = None
        self.given: dict[str, list[Task]] = {}  # the tasks of each open part
        self.places = {part: TaskPanel() for part in _DONE}
        self.notice, self.room = TaskPanel(), w.VBox()
        self.signs = {part: TaskPanel() for part in _DONE}
        self.show(None)
        self.draw = Draw(self)
        super().__init__(self.draw)
        # widgets that other cells show
        self.kept = [self.places, self.notice, self.room, self.signs]
        hear(KEEPER, "changed", self._count)
        self._count()

    # --- opening the parts ------------------------------------------------------------------------
    def show(self, file: ScenarioFile | None) -> None:
        """Ask for predictions on these facts; the later parts open afterward."""
        if file is None:
            self.on, self.given = None, {}
            self._shut(_NO_FACTS, *self.places.values())
        elif self.on is None or self.on.file != file:
            lib = dataclasses.replace(load())
            lib.__dict__["scenarios"] = load().scenarios | {file.id: file}
            self.on, self.given = OnFacts(self.assignment, file, lib), {}
            self._shut(_NOT_YET, self.places["answers"], self.places["writing"])
            asked = self.assignment.of_part("predictions")
            self._open(predictions=[Prediction(file.id, a.node, lib, story=False) for a in asked])
            self._count()

    def _shut(self, why: str, *places: TaskPanel) -> None:
        """Show why these parts and the laboratory are not open yet."""
        for place in (*places, self.notice):
            place.ask(notice=why)
        self.room.children = [self.notice]

    def _open(self, **parts: list[Task]) -> None:
        self.given |= parts
        for part, tasks in parts.items():
            self.places[part].ask(*tasks)

    def _count(self) -> None:
        """Show what has been handed in, and open the next parts when the predictions are committed."""
        committed = {entry.task for entry in KEEPER.entries if entry.committed}
        for part, words in _DONE.items():
            asked = self.assignment.of_part(part)
            done = self.on and sum(graded.task_of(a, self.on.file) in committed for a in asked)
            self.signs[part].ask(notice=f"{done or 0} of {len(asked)} {words}.")
            if part == "predictions" and done == len(asked) and "answers" not in self.given:
                self._open_rest(self.on)

    def _open_rest(self, on: OnFacts) -> None:
        bench = self.assignment.lab
        self.lab = Lab(
            on.file.id,
            bench.facts,
            bench.node,
            bench.top,
            charts=(),
            proof=bench.proof,
            library=on.library,
            name=self.assignment.id,
            link=False,
        )
        self.room.children = [self.lab]
        parts = {part: self.assignment.of_part(part) for part in ("answers", "writing")}
        self._open(**{part: [HandIn(on, a) for a in asked] for part, asked in parts.items()})

    # --- what other cells show --------------------------------------------------------------------
    def part(self, name: str) -> w.Widget:
        """Return one part: predictions, lab, answers, or writing."""
        return self.room if name == "lab" else self.places[name]

    def done(self, name: str) -> TaskPanel:
        """Return the status line that shows how much of a part is handed in."""
        return self.signs[name]


def assignment(file: str = "facts.yml") -> AssignmentPanel:
    """Return the graded assignment described by a file next to the notebook."""
    return AssignmentPanel(file)
