"""IRAC practice: the learner writes, the words are checked, and then a model answer stands beside it."""

from __future__ import annotations

from html import escape

import ipywidgets as w

from .. import explain
from ..analysis import analyze
from ..library import load, scenario_says
from ..model import Exercise
from ..practice import LONGEST, Check, Said, checks
from ..writing import irac
from .access import ACCESS
from .tasks import WritingTask

_SHAPES = {
    Said.FOUND: "✓",
    Said.NOT_FOUND: "✗",
    Said.UNCHECKED: "–",
}  # beside the word, never alone


class IracTask(WritingTask):
    """A point to be written out; committing a draft has it checked, and shows the model answer beside it.

    It is one field, as in an examination: to set the four headings oneself is part of the exercise.
    """

    def __init__(self, exercise: Exercise) -> None:
        lib = load()
        file = lib.scenarios[exercise.case]
        says, shown = scenario_says(lib, file)
        self.node = exercise.node
        self.analysis = analyze(says, file.law_as_of, file.stage, lib, shown=shown)
        point = self.analysis[self.node].node
        asked = (
            f"Write out one point: {explain.inside(point.name)}. Use four headings, each on a line of its "
            "own: Issue, Rule, Application, Conclusion. Say who bears the burden, name a fact and an "
            f"authority, and give the page of what you quote. The law is that of "
            f"{explain.day_words(self.analysis.law.as_of)}."
        )
        box = w.Textarea(description="Your draft", rows=16,
                         placeholder="Issue\n…\n\nRule\n…\n\nApplication\n…\n\nConclusion\n…")  # fmt: skip
        super().__init__(f"irac/{exercise.id}", asked, box, "Check my draft", file.story)

    def told(self) -> str:
        return "; ".join(f"{c.id} {c.said.value}" for c in self._checks())

    def _checks(self) -> tuple[Check, ...]:
        return checks(self.answer.value, self.analysis, self.node)

    def reply(self) -> str:
        lib, draft = self.analysis.law.library, self.answer.value
        rows = "".join(_row(check) for check in self._checks())
        limits = "".join(f"<li>{escape(words)}</li>" for words in lib.practice.unchecked)
        cut = (
            f"<p>Only the first {LONGEST:,} characters were read.</p>"
            if len(draft) > LONGEST
            else ""
        )
        return (
            f'<h4>What your words show</h4>{cut}<ul class="mc-checks">{rows}</ul>'
            f"<h4>What was not checked</h4><ul>{limits}</ul>"
            '<div class="mc-beside">'
            f'<section><h4>Your draft</h4><div class="mc-text" tabindex="0">{escape(draft)}</div></section>'
            '<section><h4>One answer, on these very facts</h4><p class="mc-bearer">Put together from the '
            "data, point by point. It is complete where an examiner would be brief, and it does not "
            f'argue.</p><div class="mc-text" tabindex="0">{escape(irac(self.analysis, self.node))}</div>'
            "</section></div>"
        )


def _row(check: Check) -> str:
    words = "".join(f"<li>{escape(_in_marks(words))}</li>" for words in check.words)
    notes = "".join(f"<li>{escape(note)}</li>" for note in check.notes)
    found = f'<ul class="mc-found">{words}</ul>' if words else ""
    more = f"<ul>{notes}</ul>" if notes else ""
    return (
        f'<li class="mc-{check.said.name.lower().replace("_", "-")}"><span aria-hidden="true">'
        f"{_SHAPES[check.said]}</span> <b>{escape(check.sought)}: {check.said.value}</b>{found}{more}</li>"
    )


def _in_marks(words: str) -> str:
    return words if words.startswith("“") else f"“{words}”"


class PracticePanel(w.VBox):
    """IRAC practice on one of several hypotheticals; each keeps its drafts under its own name."""

    def __init__(self) -> None:
        super().__init__()
        self.exercises = {one.id: one for one in load().practice.exercises}
        self.tasks: dict[str, IracTask] = {}
        self.choice = w.Dropdown(
            options=[(one.label, one.id) for one in self.exercises.values()],
            description="What to write",
        )
        self.choice.observe(lambda _: self._show(), "value")
        self.row = w.HBox([self.choice])
        self.row.add_class("mc-row")
        self.add_class("mc-practice")
        self._show()

    def _show(self) -> None:
        """The exercise that is chosen, as it was left."""
        name = self.choice.value
        if name not in self.tasks:
            self.tasks[name] = IracTask(self.exercises[name])
        self.children = [ACCESS, self.row, self.tasks[name]]
