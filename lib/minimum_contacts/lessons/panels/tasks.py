"""The learner's tasks in a lesson: predict, check, and write. Committed answers are saved."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any
from weakref import WeakSet

import traitlets as t

from jurisdiction import explain
from jurisdiction.analysis import analyze
from jurisdiction.library import Library, load, scenario_says
from jurisdiction.model import Question, ReaderError, Status
from .. import record
from ..record import Entry
from .keeper import KEEPER
from .panel import Panel, joined


class Task:
    """A question to the learner, the current answer, and the reply to the committed answer.

    `choices` maps each answer, as saved, to its text; without choices, the answer is typed in a
    field of `rows` lines. An answer is saved under its task id before the reply is shown. Two
    windows that have both run the cells show the same answer and reply.
    """

    kind = ""
    button = ""
    rows, hint = 1, ""  # height and placeholder of the text field for a typed answer
    reason: Task | None = None  # a short reason, asked and committed with the answer
    fixed = False  # whether the answer is final

    def __init__(
        self, task: str, question: str, choices: Mapping[str, str] | None = None, story: str = ""
    ) -> None:
        self.task, self.asked = task, " ".join(f"{story} {question}".replace("*", "").split())
        self.question, self.story, self.choices = question, story, dict(choices or {})
        self.said = self.replied = self.earlier = ""
        self.tell: Callable[[], None] = lambda: None  # set by the panel that shows the task
        self.windows = WeakSet([self])  # the instances of this task, one per window
        other = next((part for part in KEEPER.parts if part.task == task), None)
        KEEPER.join(self)
        if isinstance(other, Task):
            self.windows = other.windows
            self.windows.add(self)

    def plan(self) -> dict[str, Any]:
        """Return the task as the page displays it."""
        return {
            "task": self.task,
            "story": self.story,
            "question": self.question,
            "choices": list(self.choices.items()),
            "rows": self.rows,
            "hint": self.hint,
            "fixed": self.fixed,
            "button": self.button,
            "reason": self.reason and self.reason.plan(),
        }

    def shown(self) -> dict[str, str]:
        """Return the reply and the earlier answers, as HTML."""
        return {"reply": self.replied, "earlier": self.earlier}

    def draft(self, said: str) -> None:
        """Store the answer as chosen or typed so far; ignore an answer that is not a choice."""
        said = record.clean(said)
        if said != self.said and (not self.choices or said in self.choices):
            self.said = said
            self.note()
            self.show()

    def show(self) -> None:
        """Update the answer and the reply in every window that has this task."""
        for one in list(self.windows):
            one.said, one.replied, one.earlier = self.said, self.replied, self.earlier
            one.tell()

    def note(self) -> None:
        """Save the draft."""
        KEEPER.note(self.task, self.kind, self.said, self.asked)

    def act(self, said: str | None = None) -> None:
        """Commit the given answer, or the current draft, and show the reply."""
        if said is not None:
            self.draft(said)
        if self.said.strip():
            with KEEPER.last():
                try:
                    self.commit()
                except Exception as error:  # report any failure to the reader, not to a log
                    words = f"Your answer is saved, but we could not show the feedback ({error})."
                    self.replied = f"<p>{escape(words)}</p>"
                self.show()

    def commit(self) -> None:
        """Save the answer as committed, with its reason; then produce the reply."""
        if self.reason:
            self.reason.act()
        KEEPER.commit(self.task, self.kind, self.said, self.asked, self.told())
        self.replied = self.reply()

    def resume(self, entries: list[Entry]) -> None:
        """Restore the last committed answer with the current reply, then any later draft."""
        last, newest = record.latest(entries, self.task, committed=True), entries[-1:]
        stands = [last] if last and last.answer == newest[0].answer else []
        self.said = self.replied = ""
        if last:
            self.said = self._valid_answer(last)
            self.replied = self._since(last, bool(stands)) + (self.reply() if self.said else "")
        for entry in newest:
            self.said = self._valid_answer(entry)
        self.earlier = _earlier([e for e in entries if e not in (*stands, *newest)])
        self.show()

    def _valid_answer(self, entry: Entry) -> str:
        return entry.answer if not self.choices or entry.answer in self.choices else ""

    def _since(self, entry: Entry, stands: bool) -> str:
        """Return when the learner committed an answer, and what has changed in the lesson since.

        stands: whether the field still shows that answer, rather than a later draft.
        """
        what = "this" if stands else "an earlier answer"
        said = [f"You committed {what} on {explain.day_words(entry.at.astimezone().date())}."]
        if not self.said:
            said.append(f"Your answer was: “{entry.answer}”. It is no longer among the choices.")
        if entry.asked != self.asked:
            said.append(f"The question has since been revised; it then read: “{entry.asked}”")
        elif self.said and entry.told != self.told():
            said.append(f"The feedback was: {entry.told}. The lesson has since been revised.")
        return f'<p class="mc-when">{escape(" ".join(said))}</p>'

    def told(self) -> str:
        """Return the suite's verdict in a word, which is saved with the answer."""
        return ""

    def reply(self) -> str:
        """Return the feedback as HTML."""
        raise NotImplementedError


def _earlier(entries: list[Entry]) -> str:
    if not entries:
        return ""
    how = {(True, False): "committed", (True, True): "committed after the answer was shown"}
    rows = "".join(
        f"<li><i>{escape(explain.day_words(e.at.astimezone().date()))}, "
        f"{how.get((e.committed, e.revealed), 'not committed')}:</i> {escape(e.answer or '(empty)')}</li>"
        for e in entries
    )
    count = f"{len(entries)} earlier answer{'s' * (len(entries) > 1)}"
    return f"<details><summary>Your {count}</summary><ul>{rows}</ul></details>"


def judged(right: bool, words: str) -> str:
    """Return text with a check mark or a cross; color only repeats the sign."""
    kind, sign = ("right", "✓") if right else ("wrong", "✗")
    return f'<b class="mc-{kind}"><span aria-hidden="true">{sign}</span> {escape(words)}</b>'


class Reason(Task):
    """A short reason, asked and committed with a prediction; the prediction's reply covers both."""

    kind, hint = "explanation", "In a few words"

    def reply(self) -> str:
        return ""


class Prediction(Task):
    """A prediction of a finding on a hypothetical; the reply is the finding with its reasons."""

    kind, button = "prediction", "Commit my prediction"

    def __init__(
        self,
        scenario: str,
        node: str = "express_aiming",
        library: Library | None = None,
        story: bool = True,
    ) -> None:
        lib = library or load()
        self.node, self.library = lib.known("nodes", node, "prediction"), lib
        file = lib.scenarios[lib.known("scenarios", scenario, "prediction")]
        says, shown = scenario_says(lib, file)
        self.analysis = analyze(says, file.law_as_of, file.stage, lib, shown=shown)
        self.then = ""
        for lesson in lib.lessons.values():
            for section in lesson.sections:
                asked = section.predict
                if asked and (asked.scenario, asked.node) == (scenario, node):
                    self.then = asked.then
                    if asked.why:
                        self.reason = Reason(f"explanation/{lesson.id}/{section.id}/why", asked.why)
        point = lib.nodes[self.node]
        super().__init__(
            f"{self.kind}/{scenario}/{node}",
            f"{point.name}: {point.question}",
            {s.value: explain.status_word(point, s, lib) for s in Status},
            file.story if story else "",
        )

    def told(self) -> str:
        finding = self.analysis[self.node]
        return explain.status_word(finding.node, finding.status, self.library)

    def reply(self) -> str:
        finding = self.analysis[self.node]
        mine = explain.status_word(finding.node, Status(self.said), self.library).lower()
        right = self.said == finding.status.value
        same = judged(right, "as you predicted" if right else f"you predicted {mine}")
        said = explain.status_words(finding, self.library)
        reasons = [r.sentence for r in finding.because if r.node != finding.node.id]
        listed = explain.bullets(reasons)
        every = explain.fold("All reasons", listed) if self.then else listed
        why = f"<p>{explain.emphasized(self.then)}</p>" if self.then else ""
        return f"<p><b>{escape(said)}</b> ({same})</p>{why}{every if reasons else ''}"


class Check(Task):
    """A multiple-choice question; every option has its own feedback."""

    kind, button = "answer", "Check my answer"

    def __init__(self, question: Question) -> None:
        self.of = question
        options = {option.plain: option.text for option in question.options}
        super().__init__(f"{self.kind}/{question.id}", question.question, options)

    def told(self) -> str:
        return "Yes" if self._chosen().right else "Not quite"

    def _chosen(self) -> Any:
        return next(option for option in self.of.options if option.plain == self.said)

    def reply(self) -> str:
        lib, option = load(), self._chosen()
        quotes = explain.quotations_html([lib.passages[p] for p in self.of.passages], lib)
        feedback = explain.emphasized(option.feedback)
        return f"<p>{judged(option.right, f'{self.told()}.')} {feedback}</p>{quotes}"


class Explanation(Task):
    """The learner's own sentences; committing them shows a model answer and keeps the learner's text."""

    kind, button, rows = "explanation", "Show a model answer", 4
    hint = "Write one or two sentences."

    def __init__(self, prompt: str, model: str, name: str = "") -> None:
        self.model = model
        of_prompt = "_".join(re.findall(r"[a-z0-9]+", prompt.lower()))[:60]
        super().__init__(f"{self.kind}/{name or of_prompt}", prompt)

    def reply(self) -> str:
        return f"<p><b>One good answer</b></p><p>{explain.emphasized(self.model)}</p>"


# --- display --------------------------------------------------------------------------------------
class TaskPanel(Panel):
    """A widget with one or more tasks.

    `drafts` holds the current answers by task. It is kept apart from `now` so that typing does not
    send the replies again.
    """

    _esm = joined("panel.js", "tasks.js")
    _css = joined("colors.css", "tasks.css")
    drafts = t.Dict().tag(sync=True)

    def __init__(self, *tasks: Task, **more: Any) -> None:
        super().__init__()
        self.ask(*tasks, **more)

    def ask(self, *tasks: Task, **more: Any) -> None:
        """Replace the tasks shown, and pass additional data to the page."""
        self.tasks = {one.task: one for one in tasks}
        self._written = {one.task: one for task in tasks for one in (task, task.reason) if one}
        for one in self._written.values():
            one.tell = self._tell
        self.plan = {"tasks": [one.plan() for one in tasks], **more}
        self._tell()

    def __repr__(self) -> str:
        return "\n".join(one.question for one in self.tasks.values()) or type(self).__name__

    def _tell(self) -> None:
        with self.hold_sync():
            self.drafts = {name: one.said for name, one in self._written.items()}
            self.now = {**self.now, "tasks": {n: one.shown() for n, one in self.tasks.items()}}

    def _do_write(self, task: str, said: str) -> None:
        if one := self._written.get(task):
            one.draft(str(said))

    def _do_act(self, task: str, said: str | None = None, why: str | None = None) -> None:
        if one := self.tasks.get(task):
            if one.reason and why is not None:
                one.reason.draft(str(why))
            one.act(None if said is None else str(said))


class PredictPanel(TaskPanel):
    """A panel with one prediction on the facts of a hypothetical."""

    def __init__(self, scenario: str, node: str = "express_aiming") -> None:
        super().__init__(Prediction(scenario, node))


def check(notebook: str, section: str) -> TaskPanel:
    """Return the questions for one section of a lesson."""
    return TaskPanel(*(Check(q) for q in load().questions[notebook] if q.section == section))


def write(notebook: str, section: str) -> TaskPanel:
    """Return the writing exercise for one section of a lesson. Raise ReaderError if it has none."""
    asked = load().section(notebook, section).write
    if asked is None:
        raise ReaderError(
            f"lessons/{notebook}.yml, {section}", "asks for no writing.", "Add 'write:'."
        )
    return TaskPanel(Explanation(asked.prompt, asked.model, f"{notebook}/{section}"))
