"""A graded assignment on the screen: whose facts, what is asked on them, and what is handed in so far."""

from __future__ import annotations

import dataclasses
import os
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as w

from .. import assignment as graded
from .. import record
from ..assignment import Asked, Assignment, OnFacts
from ..library import Library, load
from ..model import ReaderError
from ..record import Entry
from .access import ACCESS
from .keeper import KEEPER, Marked
from .lab import Lab
from .tasks import PredictPanel, Task, WritingTask
from .view import hear

HUB = "JUPYTERHUB_USER"  # where a hub says who is working
_LATER = {
    "": "First say above whose facts these are.",
    "predictions": "This opens once every prediction above is committed.",
}
_DONE = {
    "predictions": "predictions committed",
    "answers": "answers handed in",
    "writing": "written",
}


class AnswerPanel(Task):
    """A question whose answer the engine can check, and checks only when the work is marked."""

    kind = "answer"

    def __init__(self, on: OnFacts, asked: Asked) -> None:
        self.choices = on.choices(asked)
        pairs = [(words, name) for name, words in self.choices.items()]
        choice = w.RadioButtons(options=pairs, value=None)
        super().__init__(f"{on.file.id}/{asked.id}", asked.question, choice, "Hand in my answer")

    def in_words(self) -> str:
        return self.answer.value

    def from_words(self, answer: str) -> str | None:
        return answer if answer in self.choices else None

    def told(self) -> str:
        return ""

    def reply(self) -> str:
        words = escape(self.choices[self.answer.value])
        return f"<p>Handed in: {words}. You may still change it; what you hand in last counts.</p>"


class WritingPanel(WritingTask):
    """What a teacher reads; nothing is said to it here."""

    def __init__(self, on: OnFacts, asked: Asked) -> None:
        box = w.Textarea(placeholder="Write one paragraph.", rows=12)
        super().__init__(f"{on.file.id}/{asked.id}", asked.question, box, "Hand in my paragraph")

    def reply(self) -> str:
        return "<p>Handed in. You may still change it; what you hand in last counts.</p>"


class _Opening(w.VBox):
    """A place that says why it is closed, until it opens."""

    def __init__(self) -> None:
        super().__init__()
        self.notice = w.HTML()
        self.add_class("mc-task")
        self.shut(_LATER[""])

    def shut(self, words: str) -> None:
        self.notice.value = f'<div class="mc mc-note" role="status">{escape(words)}</div>'
        self.children = [ACCESS, self.notice]

    def let_in(self, *inside: w.Widget) -> None:
        self.children = inside


class AssignmentPanel(w.VBox, Marked):
    """Whose facts these are, and the facts as a story; the parts of the assignment follow it.

    The facts are drawn once for a name and are recorded in the work. A name that a hub gives cannot
    be changed; another name that is typed draws other facts, and what was done on the first ones is
    kept and does not count.
    """

    def __init__(self, file: str = "facts.yml") -> None:
        super().__init__()
        self.assignment: Assignment = graded.read(Path(file))
        if KEEPER.notebook != graded.PREFIX + self.assignment.id:
            raise ReaderError(
                file, f"belongs to the assignment '{self.assignment.id}', not to this notebook.",
                f'Begin the notebook with j.panels.begin("{graded.PREFIX}{self.assignment.id}", '
                "beside=True).",
            )  # fmt: skip
        self.task = graded.task_of_draw(self.assignment)
        self.on: OnFacts | None = None
        self.panels: dict[str, list[Task]] = {}
        self.places = {part: _Opening() for part in ("predictions", "lab", "answers", "writing")}
        self.signs = {part: w.HTML() for part in _DONE}
        self.kept = [self.places, self.signs]  # which other cells show
        self.name = w.Text(description="User name", placeholder="as your teacher's list has it")
        self.button = w.Button(description="Show my facts", disabled=True)
        self.name.observe(lambda change: self._typed(change["new"]), "value")
        bar = w.HBox([self.name, self.button, KEEPER.sign])
        bar.add_class("mc-bar")
        self.facts = w.HTML()
        self.children = [ACCESS, bar, self.facts]
        self.add_class("mc-task")
        self.give_mark()
        KEEPER.join(self)
        hear(KEEPER, "changed", self._count)
        if given := os.environ.get(HUB, ""):
            self.name.value, self.name.disabled = given, True
            if self.on is None or self._drawn() != graded.seed_of(self.assignment.id, given):
                self._draw(given)
        self._count()

    def act(self) -> None:
        self._draw(self.name.value)

    def take(self, standing: dict[str, Any]) -> None:
        if isinstance(standing.get("text"), str) and not self.name.disabled:
            self.name.value = standing["text"]

    # --- whose facts ------------------------------------------------------------------------------
    def _typed(self, name: str) -> None:
        self.button.disabled = not name.strip()
        KEEPER.heard()

    def _drawn(self) -> str:
        last = record.latest(KEEPER.entries, self.task, committed=True)
        return last.answer if last else ""

    def _draw(self, name: str) -> None:
        """Draw the facts for a name, and record which they are; the name itself is not recorded."""
        seed = graded.seed_of(self.assignment.id, name)
        file = graded.drawn(self.assignment, seed)
        if seed != self._drawn():
            KEEPER.commit(self.task, "story", seed, "", file.story)
        self._show(seed)

    def resume(self, entries: list[Entry]) -> None:
        """Show the facts that were drawn last, or ask for a name."""
        kept = [entry for entry in entries if entry.committed]
        self._show(kept[-1].answer if kept else "")

    def _show(self, seed: str) -> None:
        file = graded.drawn(self.assignment, seed)
        if file is None:
            self.on, self.panels, self.facts.value = None, {}, ""
            for place in self.places.values():
                place.shut(_LATER[""])
            return
        if self.on and self.on.file == file:
            return
        lib = dataclasses.replace(load())
        lib.__dict__["scenarios"] = load().scenarios | {file.id: file}
        self.on = OnFacts(self.assignment, file, lib)
        self.facts.value = (
            f'<div class="mc" role="status"><p><b>{escape(file.title)}</b></p>'
            f"<p>{escape(file.story)}</p></div>"
        )
        self.panels = {"predictions": self._predictions(lib)}
        self.places["predictions"].let_in(*self.panels["predictions"])
        for part in ("lab", "answers", "writing"):
            self.places[part].shut(_LATER["predictions"])
        self._count()

    def _predictions(self, lib: Library) -> list[Task]:
        asked = self.assignment.of_part("predictions")
        return [PredictPanel(self.on.file.id, one.node, lib, story=False) for one in asked]

    # --- what opens when --------------------------------------------------------------------------
    def _count(self) -> None:
        """Say what has been handed in, and open what may be opened."""
        committed = {entry.task for entry in KEEPER.entries if entry.committed}
        for part, words in _DONE.items():
            asked = self.assignment.of_part(part)
            done = self.on and sum(graded.task_of(a, self.on.file) in committed for a in asked)
            self.signs[
                part
            ].value = (
                f'<p class="mc mc-note" role="status">{done or 0} of {len(asked)} {words}.</p>'
            )
            if part == "predictions" and done == len(asked) and "answers" not in self.panels:
                self._open()

    def _open(self) -> None:
        on, bench = self.on, self.assignment.lab
        lab = Lab(
            on.file.id, bench.facts, bench.node, bench.top, charts=(), proof=bench.proof,
            library=on.library, name=self.assignment.id, link=False,
        )  # fmt: skip
        self.panels["answers"] = [AnswerPanel(on, a) for a in self.assignment.of_part("answers")]
        self.panels["writing"] = [WritingPanel(on, a) for a in self.assignment.of_part("writing")]
        self.lab = lab
        self.places["lab"].let_in(lab)
        for part in ("answers", "writing"):
            self.places[part].let_in(*self.panels[part])

    # --- what a notebook shows --------------------------------------------------------------------
    def part(self, name: str) -> w.Widget:
        """One part: predictions, lab, answers or writing."""
        return self.places[name]

    def done(self, name: str) -> w.HTML:
        """How much of a part is handed in."""
        return self.signs[name]


def assignment(file: str = "facts.yml") -> AssignmentPanel:
    """The graded assignment that a file beside the notebook describes."""
    return AssignmentPanel(file)
