"""IRAC practice: the learner writes a draft, then compares it with an answer on the same facts."""

from __future__ import annotations

from collections import Counter
from html import escape

from jurisdiction import explain
from jurisdiction.analysis import analyze
from jurisdiction.library import load, scenario_says
from jurisdiction.model import Exercise
from jurisdiction.writing import irac
from ..practice import Check, Said, checks, self_check
from .tasks import Task, TaskPanel

_SIGNS = dict(zip(Said, "✓✗✗✗–☐", strict=True))  # symbols, each shown with its word


class IracTask(Task):
    """A point to write out; committing the draft checks it and shows an answer beside it.

    There is one field, as in an examination: setting the four headings is part of the exercise.
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
            f"Write out one point: {explain.inside(point.name)}. Use four headings, each on its own "
            "line: Issue, Rule, Application, Conclusion. Say who bears the burden, name a fact and an "
            f"authority, and give a pin cite for each quotation. Apply the law as of "
            f"{explain.day_words(self.analysis.law.as_of)}."
        )
        super().__init__(f"{self.kind}/irac/{exercise.id}", asked, story=file.story)

    def told(self) -> str:
        counts = Counter(check.said for check in checks(self.said, self.analysis.law.library))
        return ", ".join(f"{count} {said.value}" for said, count in counts.items())

    def reply(self) -> str:
        lib, answer = self.analysis.law.library, irac(self.analysis, self.node)
        return (
            f"<h4>Headings and quotations</h4>{_list(checks(self.said, lib))}"
            f"<h4>What was not checked</h4>{explain.bullets(lib.practice.unchecked)}"
            '<div class="mc-beside"><div>'
            f'<h4>Your draft</h4><div class="mc-text" tabindex="0">{escape(self.said)}</div>'
            f"<h4>Compare the two</h4>{_list(self_check(self.analysis, self.node))}</div>"
            '<div><h4>One answer, on these very facts</h4><p class="mc-bearer">Put together from the '
            "data, point by point. It is more complete than an examiner would require, and it takes "
            f'no side.</p><div class="mc-text" tabindex="0">{escape(answer)}</div></div></div>'
        )


def _list(checks: list[Check]) -> str:
    rows = "".join(
        f'<li><span aria-hidden="true">{_SIGNS[check.said]}</span> <b>{escape(check.sought)}</b>: '
        f"{check.said.value}{explain.bullets(check.notes)}</li>"
        for check in checks
    )
    return f'<ul class="mc-checks">{rows}</ul>'


class PracticePanel(TaskPanel):
    """IRAC practice on one of several hypotheticals; each saves its drafts under its own name."""

    def __init__(self) -> None:
        every = load().practice.exercises
        tasks = [IracTask(one) for one in every]
        options = [(task.task, one.label) for task, one in zip(tasks, every, strict=True)]
        super().__init__(*tasks, label="What to write", options=options)
        self._do_choose(tasks[0].task)

    def _do_choose(self, name: str) -> None:
        """Show the chosen exercise with its saved draft."""
        if name in self.tasks:
            self.now = {**self.now, "chosen": name}
