"""What a learner does beside toggling: predict, check, write. What is committed is kept."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import ipywidgets as w

from .. import explain, record
from ..analysis import analyze
from ..library import Library, load, scenario_says
from ..model import Question, ReaderError, Status
from ..record import Entry
from .access import ACCESS
from .keeper import KEEPER, Marked
from .view import SEEN, soon


def _box(reply: str) -> str:
    return f'<div class="mc mc-note" role="status">{reply}</div>'


class Task(w.VBox, Marked):
    """A question to the learner with a button that commits the answer, and feedback under it.

    An answer is kept under the name of its task before the feedback is shown; `told` is what the
    suite says to it in a word.
    """

    kind: str = ""
    empty: Any = None  # the value of an answer that is not given

    def __init__(
        self, name: str, question: str, answer: w.Widget, label: str, story: str = ""
    ) -> None:
        super().__init__()
        told = f"<p>{escape(story)}</p>" if story else ""
        self.task, self.asked = f"{self.kind}/{name}", " ".join(f"{story} {question}".split())
        self.answer, self.feedback, self.earlier = answer, w.HTML(), w.HTML()
        self.button = w.Button(description=label, disabled=True)
        answer.observe(self._answered, "value")
        bar = w.HBox([self.button, KEEPER.sign])
        bar.add_class("mc-bar")
        self.children = [ACCESS, w.HTML(f'<div class="mc">{told}<p><b>{escape(question)}</b></p></div>'),
                         answer, bar, self.feedback, self.earlier]  # fmt: skip
        self.add_class("mc-task")
        self.give_mark()
        KEEPER.join(self)

    def take(self, standing: dict[str, Any]) -> None:
        at, text = standing.get("at"), standing.get("text")
        if isinstance(self.answer, w.RadioButtons):
            if isinstance(at, int) and 0 <= at < len(self.answer.options):
                self.answer.index = at
        elif isinstance(text, str):
            self.answer.value = text

    def _answered(self, change: Any) -> None:
        empty = change["new"] in (None, "")
        self.button.disabled = empty
        if not empty or change["old"]:
            KEEPER.note(self.task, self.kind, "" if empty else self.in_words(), self.asked)

    def act(self) -> None:
        """Take the answer as given, keep it, and show the feedback."""
        with KEEPER.last():
            KEEPER.commit(self.task, self.kind, self.in_words(), self.asked, self.told())
            self._show(self.reply(), self.passages())

    def _show(self, reply: str, passages: str = "") -> None:
        """The words, and when they have been painted the passages; folds take a browser long."""
        self._replied = _box(reply), _box(reply + passages)
        self.feedback.value = self._replied[0]
        if passages:
            soon(self._show_passages, SEEN)

    def _show_passages(self) -> None:
        if self.feedback.value == self._replied[0]:
            self.feedback.value = self._replied[1]

    def resume(self, entries: list[Entry]) -> None:
        """Show what was last committed with today's feedback, then what was written after it."""
        last, current = record.latest(entries, self.task, committed=True), entries[-1:]
        self.answer.value = self.empty
        self.feedback.value = ""
        if last:
            self.answer.value = self.from_words(last.answer)
            gone = self.answer.value == self.empty
            then = self._then(last, gone)
            if gone:
                self._show(then)
            else:
                self._show(then + self.reply(), self.passages())
        for entry in current:
            self.answer.value = self.from_words(entry.answer)
        self.earlier.value = self._earlier([e for e in entries if e not in (last, *current)])

    def _then(self, entry: Entry, gone: bool) -> str:
        """When this was answered, and what has changed in the lesson since."""
        said = [f"You committed this on {explain.day_words(entry.at.astimezone().date())}."]
        if gone:
            said.append(f"Your answer was: “{entry.answer}”. It is no longer among the choices.")
        if entry.asked != self.asked:
            said.append(f"The question has been revised since; it then read: “{entry.asked}”")
        elif not gone and entry.told != self.told():
            said.append(f"You were then told: {entry.told}. The lesson has been revised since.")
        return f'<p class="mc-when">{escape(" ".join(said))}</p>'

    def _earlier(self, entries: list[Entry]) -> str:
        if not entries:
            return ""
        how = {(True, False): "committed", (True, True): "committed after the answer was shown"}
        rows = "".join(
            f"<li><i>{escape(explain.day_words(e.at.astimezone().date()))}, "
            f"{how.get((e.committed, e.revealed), 'not committed')}:</i> {escape(e.answer or '(empty)')}</li>"
            for e in entries
        )
        count = f"{len(entries)} earlier answer{'s' * (len(entries) > 1)}"
        folded = f"<details><summary>{count} of yours</summary><ul>{rows}</ul></details>"
        return f'<div class="mc mc-earlier">{folded}</div>'

    def in_words(self) -> str:
        """The answer as it is kept."""
        raise NotImplementedError

    def from_words(self, answer: str) -> Any:
        """The answer that was kept; `empty` if the lesson no longer offers it."""
        raise NotImplementedError

    def told(self) -> str:
        """What the suite says to the answer, in a word."""
        raise NotImplementedError

    def reply(self) -> str:
        """The feedback."""
        raise NotImplementedError

    def passages(self) -> str:
        """The court's own words for it."""
        return ""


class PredictPanel(Task):
    """Predict a finding on changed facts before seeing it; then the finding, with its reasons."""

    kind = "prediction"

    def __init__(
        self, scenario: str, node: str = "express_aiming", library: Library | None = None,
        story: bool = True,
    ) -> None:  # fmt: skip
        lib = library or load()
        self.node, self.library = lib.known("nodes", node, "prediction"), lib
        file = lib.scenarios[lib.known("scenarios", scenario, "prediction")]
        says, shown = scenario_says(lib, file)
        self.analysis = analyze(says, file.law_as_of, file.stage, lib, shown=shown)
        point = lib.nodes[self.node]
        asked = f"{point.name}: {point.question}"
        words = [explain.status_word(point, s, lib) for s in Status]
        choice = w.RadioButtons(options=list(zip(words, Status, strict=True)), value=None)
        super().__init__(
            f"{scenario}/{node}", asked, choice, "Commit my prediction", file.story if story else ""
        )

    def in_words(self) -> str:
        return self.answer.value.value

    def from_words(self, answer: str) -> Status | None:
        return next((status for status in Status if status.value == answer), None)

    def told(self) -> str:
        finding = self.analysis[self.node]
        return explain.status_word(finding.node, finding.status, self.library)

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

    kind = "answer"

    def __init__(self, question: Question) -> None:
        self.question = question
        choice = w.RadioButtons(
            options=[(o.text, i) for i, o in enumerate(question.options)], value=None
        )
        super().__init__(question.id, question.question, choice, "Check my answer")

    def in_words(self) -> str:
        return self.question.options[self.answer.value].text

    def from_words(self, answer: str) -> int | None:
        texts = [option.text for option in self.question.options]
        return texts.index(answer) if answer in texts else None

    def told(self) -> str:
        return "Yes" if self.question.options[self.answer.value].right else "Not quite"

    def reply(self) -> str:
        option = self.question.options[self.answer.value]
        return f"<p><b>{self.told()}.</b> {escape(option.feedback)}</p>"

    def passages(self) -> str:
        lib = load()
        return explain.quotations_html([lib.passages[p] for p in self.question.passages], lib)


class WritingTask(Task):
    """What a learner writes, kept to the letter; nothing is said to it in a word."""

    kind, empty = "explanation", ""

    def in_words(self) -> str:
        return self.answer.value

    def from_words(self, answer: str) -> str:
        return answer

    def told(self) -> str:
        return ""


class ExplainPanel(WritingTask):
    """The learner's own sentence; committing it shows a model answer beside it, never replaces it."""

    def __init__(self, prompt: str, model: str, name: str = "") -> None:
        self.model = model
        box = w.Textarea(placeholder="Write one or two sentences.", rows=4)
        of_prompt = "_".join(re.findall(r"[a-z0-9]+", prompt.lower()))[:60]
        super().__init__(name or of_prompt, prompt, box, "Show a model answer")

    def reply(self) -> str:
        return f"<p><b>One good answer</b></p><p>{escape(self.model)}</p>"


def check(notebook: str, section: str) -> w.VBox:
    """The questions of one section of a notebook."""
    questions = [q for q in load().questions[notebook] if q.section == section]
    return w.VBox([CheckPanel(q) for q in questions])


def write(notebook: str, section: str) -> ExplainPanel:
    """What the learner is asked to write in one section of a notebook."""
    asked = load().section(notebook, section).write
    if asked is None:
        raise ReaderError(
            f"lessons/{notebook}.yml, {section}", "asks for no writing.", "Add 'write:'."
        )
    return ExplainPanel(asked.prompt, asked.model, f"{notebook}/{section}")
