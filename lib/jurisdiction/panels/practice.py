"""IRAC practice: the learner writes, the words are checked, and then a model answer stands beside it."""

from __future__ import annotations

from html import escape

from .. import explain
from ..analysis import analyze
from ..library import load, scenario_says
from ..model import Exercise
from ..practice import LONGEST, Check, Said, checks
from ..writing import irac
from .tasks import Task, TaskPanel

_SHAPES = {
    Said.FOUND: "✓",
    Said.NOT_FOUND: "✗",
    Said.UNCHECKED: "–",
}  # beside the word, never alone


class IracTask(Task):
    """A point to be written out; committing a draft has it checked, and shows the model answer beside it.

    It is one field, as in an examination: to set the four headings oneself is part of the exercise.
    """

    kind, button, rows = "explanation", "Check my draft", 16
    hint = "Issue\n…\n\nRule\n…\n\nApplication\n…\n\nConclusion\n…"

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
        super().__init__(f"{self.kind}/irac/{exercise.id}", asked, story=file.story)

    def told(self) -> str:
        return "; ".join(f"{c.id} {c.said.value}" for c in self._checks())

    def _checks(self) -> tuple[Check, ...]:
        return checks(self.said, self.analysis, self.node)

    def reply(self) -> str:
        lib, draft = self.analysis.law.library, self.said
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
            f'<div><h4>Your draft</h4><div class="mc-text" tabindex="0">{escape(draft)}</div></div>'
            '<div><h4>One answer, on these very facts</h4><p class="mc-bearer">Put together from the '
            "data, point by point. It is complete where an examiner would be brief, and it does not "
            f'argue.</p><div class="mc-text" tabindex="0">{escape(irac(self.analysis, self.node))}</div>'
            "</div></div>"
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


class PracticePanel(TaskPanel):
    """IRAC practice on one of several hypotheticals; each keeps its drafts under its own name."""

    def __init__(self) -> None:
        every = load().practice.exercises
        tasks = [IracTask(one) for one in every]
        options = [(task.task, one.label) for task, one in zip(tasks, every, strict=True)]
        super().__init__(*tasks, label="What to write", options=options)
        self._do_choose(tasks[0].task)

    def _do_choose(self, name: str) -> None:
        """Show the exercise that is chosen, as it was left."""
        if name in self.tasks:
            self.now = {**self.now, "chosen": name}
