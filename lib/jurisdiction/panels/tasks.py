"""What a learner does beside toggling: predict, check, write."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as w

from .. import explain
from ..analysis import analyze
from ..library import load, scenario_says
from ..model import Question, Status
from .view import style


class Task(w.VBox):
    """A question to the learner with a button that commits the answer, and feedback under it."""

    def __init__(self, question: str, answer: w.Widget, label: str, story: str = "") -> None:
        super().__init__()
        told = f"<p>{escape(story)}</p>" if story else ""
        self.answer, self.feedback = answer, w.HTML()
        self.button = w.Button(description=label, disabled=True)
        self.button.on_click(lambda _: self.commit())
        answer.observe(self._answered, "value")
        bar = w.HBox([self.button])
        bar.add_class("mc-bar")
        self.children = [style(), w.HTML(f'<div class="mc">{told}<p><b>{escape(question)}</b></p></div>'),
                         answer, bar, self.feedback]  # fmt: skip
        self.add_class("mc-task")

    def _answered(self, change: Any) -> None:
        self.button.disabled = change["new"] in (None, "")

    def commit(self) -> None:
        """Take the answer as given and show the feedback."""
        self.feedback.value = f'<div class="mc mc-note" role="status">{self.reply()}</div>'

    def reply(self) -> str:
        raise NotImplementedError


class PredictPanel(Task):
    """Predict a finding on changed facts before seeing it; then the finding, with its reasons."""

    def __init__(self, scenario: str, node: str = "express_aiming") -> None:
        lib = load()
        self.node, self.library = node, lib
        file = lib.scenarios[lib.known("scenarios", scenario, "prediction")]
        says, shown = scenario_says(lib, file)
        self.analysis = analyze(says, file.law_as_of, file.stage, lib, shown=shown)
        asked = f"{lib.nodes[node].name}: {lib.nodes[node].question}"
        words = [explain.status_word(lib.nodes[node], s, lib) for s in Status]
        choice = w.RadioButtons(options=list(zip(words, Status, strict=True)), value=None)
        super().__init__(asked, choice, "Commit my prediction", file.story)

    def reply(self) -> str:
        finding = self.analysis[self.node]
        mine = explain.status_word(finding.node, self.answer.value, self.library).lower()
        same = (
            "as you predicted" if self.answer.value is finding.status else f"you predicted {mine}"
        )
        said = explain.status_words(finding, self.library)
        why = " ".join(r.sentence for r in finding.because if r.node != finding.node.id)
        return f"<p><b>{escape(said)}</b> ({escape(same)})</p><p>{escape(why)}</p>"


class CheckPanel(Task):
    """A multiple-choice question; every option has its own feedback."""

    def __init__(self, question: Question) -> None:
        self.question = question
        choice = w.RadioButtons(
            options=[(o.text, i) for i, o in enumerate(question.options)], value=None
        )
        super().__init__(question.question, choice, "Check my answer")

    def reply(self) -> str:
        option, lib = self.question.options[self.answer.value], load()
        verdict = "Yes." if option.right else "Not quite."
        quotes = explain.quotations_html([lib.passages[p] for p in self.question.passages], lib)
        return f"<p><b>{verdict}</b> {escape(option.feedback)}</p>{quotes}"


class ExplainPanel(Task):
    """The learner's own sentence; committing it shows a model answer beside it, never replaces it."""

    def __init__(self, prompt: str, model: str) -> None:
        self.model = model
        box = w.Textarea(placeholder="Write one or two sentences.", rows=4)
        super().__init__(prompt, box, "Show a model answer")

    def reply(self) -> str:
        return f"<p><b>One good answer</b></p><p>{escape(self.model)}</p>"


def check(notebook: str, section: str) -> w.VBox:
    """The questions of one section of a notebook."""
    questions = [q for q in load().questions[notebook] if q.section == section]
    return w.VBox([CheckPanel(q) for q in questions])
