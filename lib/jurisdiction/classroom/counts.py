"""Count what a class predicted, answered, and set. What is open or unknown is never guessed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import fmean
from typing import NamedTuple

from .. import __version__, explain
from ..analysis import Analysis, analyze
from ..counterfactual import flips
from ..library import Library, fact_value, scenario_says
from ..model import Finding, Question, ReaderError, Status, Trap
from ..record import titled
from .learners import Learner

Task = tuple[str, str]  # a lesson, and what a file of work calls one of its tasks


# --- what is counted -------------------------------------------------------------------------------
@dataclass
class PredictionCount:
    """One prediction of a lesson: how many said what before and after the answer, and the finding.

    `moved` counts pairs of what the same learner said before and after; `depends_on` names facts.
    """

    kind = "prediction"
    lesson: str
    task: str
    title: str
    finding: Finding
    depends_on: tuple[str, ...] = ()
    before: Counter[Status] = field(default_factory=Counter)
    after: Counter[Status] = field(default_factory=Counter)
    moved: Counter[tuple[Status, Status]] = field(default_factory=Counter)

    @property
    def words(self) -> str:
        """Return what is asked."""
        return f"{self.title} · {self.finding.node.name}"


@dataclass
class QuestionCount:
    """One check question: how many chose which option first and last, by its place from 1.

    `gone` counts those whose first answer is no longer among the options; `traps` holds the mistakes
    that each wrong option makes.
    """

    kind = "question"
    lesson: str
    question: Question
    traps: dict[int, tuple[Trap, ...]]
    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)
    gone: int = 0

    @property
    def task(self) -> str:
        """Return what a file of work calls this question."""
        return f"answer/{self.question.id}"

    @property
    def words(self) -> str:
        """Return what is asked."""
        return self.question.question.replace("*", "")

    @property
    def people(self) -> int:
        """Return how many have answered."""
        return self.first.total() + self.gone

    @property
    def right(self) -> list[int]:
        """Return the places of the right options."""
        return [at for at, option in enumerate(self.question.options, 1) if option.right]

    @property
    def wrong(self) -> list[tuple[int, int]]:
        """Return the wrong options that were chosen first, the most frequent first, with their counts."""
        chosen = [(at, count) for at, count in self.first.items() if at not in self.right]
        return sorted(chosen, key=lambda pair: (-pair[1], pair[0]))

    def place(self, answer: str) -> int:
        """Return the place of an answer among the options, from 1; 0 if it is no longer there."""
        texts = [option.plain for option in self.question.options]
        return texts.index(answer) + 1 if answer in texts else 0


@dataclass
class FactCount:
    """One fact: the predictions that depend on it, and how learners left it in the laboratories.

    `set_to` counts learners by laboratory (its lesson and section) and by the value in words, where
    that differs from what the laboratory began with. What was set and set back is not in a file.
    """

    fact: str
    predictions: list[PredictionCount] = field(default_factory=list)
    set_to: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    @property
    def before(self) -> tuple[int, int]:
        """Return how many predictions before the answer were as found, and how many there are."""
        right = sum(one.before[one.finding.status] for one in self.predictions)
        return right, sum(one.before.total() for one in self.predictions)

    @property
    def after(self) -> tuple[int, int]:
        """Return how many predictions after the answer were as found, and how many there are."""
        right = sum(one.after[one.finding.status] for one in self.predictions)
        return right, sum(one.after.total() for one in self.predictions)


class TaskCount(NamedTuple):
    """One task of a lesson: what it is, and how many have committed something to it."""

    lesson: str
    kind: str
    asked: str
    learners: int


@dataclass
class Summary:
    """A class in numbers, lesson by lesson, in the order in which most did the tasks."""

    learners: int = 0
    lessons: dict[str, int] = field(default_factory=dict)  # learners with work in each
    titles: dict[str, str] = field(default_factory=dict)  # of each lesson, with its number
    predictions: list[PredictionCount] = field(default_factory=list)
    questions: list[QuestionCount] = field(default_factory=list)
    facts: list[FactCount] = field(default_factory=list)
    tasks: list[TaskCount] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


# --- counting --------------------------------------------------------------------------------------
def summary(learners: Sequence[Learner], library: Library) -> Summary:
    """Count everything. Nothing that a learner wrote is in the result."""
    notebooks: dict[str, str] = {}
    for one in learners:
        for lesson, notebook in one.notebooks.items():
            notebooks[lesson] = max(notebook, notebooks.get(lesson, ""))
    lessons = sorted(notebooks, key=notebooks.__getitem__)
    came: dict[Task, list[int]] = defaultdict(list)  # where a task came for each who committed it
    for one in learners:
        for lesson, entries in one.work.items():
            tasks = dict.fromkeys(entry.task for entry in entries if entry.committed)
            for at, task in enumerate(tasks):
                came[lesson, task].append(at)
    order = sorted(came, key=lambda at: (lessons.index(at[0]), fmean(came[at]), at[1]))
    gone = Counter[str]()
    predictions = _predictions(learners, library, gone)
    questions = _questions(lessons, learners, library, gone)
    known = predictions | {(one.lesson, one.task): one for one in questions}
    counted = Summary(
        learners=len(learners),
        lessons={lesson: sum(lesson in one.work for one in learners) for lesson in lessons},
        titles={lesson: titled(notebooks[lesson]) for lesson in lessons},
        predictions=[predictions[task] for task in order if task in predictions],
        questions=questions,
        facts=_facts(predictions.values(), learners, library),
    )
    for lesson, task in order:
        people = len(came[lesson, task])
        if count := known.get((lesson, task)):
            counted.tasks.append(TaskCount(lesson, count.kind, count.words, people))
        elif task.startswith("explanation/"):
            counted.tasks.append(TaskCount(lesson, "explanation", _prompt(task, library), people))
    counted.notes = [f"{count} {what}." for what, count in sorted(gone.items())]
    suites = [{e.suite for entries in one.work.values() for e in entries} for one in learners]
    if elsewhen := sum(suite != {__version__} for suite in suites):
        counted.notes.append(
            f"Learners who did some of it with another version of these notebooks: {elsewhen}. They are "
            "counted; what that version asked may have read otherwise."
        )
    return counted


def _predictions(
    learners: Iterable[Learner], library: Library, gone: Counter[str]
) -> dict[Task, PredictionCount]:
    counts: dict[Task, PredictionCount] = {}
    for one in learners:
        for (lesson, task), predicted in one.predictions.items():
            point = asked(task, library)
            if point is None:
                gone["predictions are of points that this version does not ask for"] += 1
                continue
            count = counts.setdefault((lesson, task), PredictionCount(lesson, task, *point))
            before, after = (entry and Status(entry.answer) for entry in predicted)
            if before:
                count.before[before] += 1
            if after:
                count.after[after] += 1
            if before and after:
                count.moved[before, after] += 1
    return counts


class _Asked(NamedTuple):
    """A point of a hypothetical that can be predicted, as the engine finds it today."""

    title: str
    finding: Finding
    depends_on: tuple[str, ...]


@lru_cache(maxsize=500)
def asked(task: str, library: Library) -> _Asked | None:
    """Return the point that a prediction is about; None if the suite no longer asks for it."""
    kind, _, rest = task.partition("/")
    scenario, _, node = rest.partition("/")
    if kind != "prediction" or scenario not in library.scenarios or node not in library.nodes:
        return None
    file = library.scenarios[scenario]
    says, shown = scenario_says(library, file)
    analysis = analyze(says, file.law_as_of, file.stage, library, shown=shown)
    try:
        finding = analysis[node]
    except ReaderError:  # the law of its date does not ask for this point
        return None
    return _Asked(file.title, finding, _depends_on(analysis, finding))


def _depends_on(analysis: Analysis, finding: Finding) -> tuple[str, ...]:
    """Return the facts that the reasons for a finding name, and those that alone would change it."""
    named = {name for reason in finding.because for name in reason.facts}
    every = flips(analysis.law, analysis.facts, finding.node.id).to.values()
    alone = {changes[0].fact for sets in every for changes in map(tuple, sets) if len(changes) == 1}
    return tuple(name for name in analysis.law.library.facts if name in named | alone)


def _questions(
    lessons: Iterable[str], learners: Iterable[Learner], library: Library, gone: Counter[str]
) -> list[QuestionCount]:
    traps: dict[str, dict[int, tuple[Trap, ...]]] = defaultdict(dict)  # by question and option
    for trap in library.traps.values():
        for at in trap.taught:
            known = traps[at.question].get(at.option, ())
            traps[at.question][at.option] = (*known, trap)
    counts: dict[Task, QuestionCount] = {}
    for lesson in lessons:
        for question in library.questions.get(lesson, ()):
            count = QuestionCount(lesson, question, traps[f"{lesson}/{question.id}"])
            counts[lesson, count.task] = count
    for one in learners:
        for task, answers in one.committed["answer"].items():
            if task not in counts:
                gone["answers are to questions that this version does not ask"] += 1
                continue
            count = counts[task]
            first, last = count.place(answers[0].answer), count.place(answers[-1].answer)
            count.gone += not first
            count.first[first] += bool(first)
            count.last[last] += bool(last)
    return [count for count in counts.values() if count.people]


def _prompt(task: str, library: Library) -> str:
    """Return the prompt of an explanation, in today's words."""
    _, lesson, section, *_ = [*task.split("/"), "", ""]
    sections = library.lessons[lesson].sections if lesson in library.lessons else []
    prompts = [one.write.prompt for one in sections if one.id == section and one.write]
    return next(iter(prompts), "A text that this version does not ask for")


def _facts(
    predictions: Iterable[PredictionCount], learners: Iterable[Learner], library: Library
) -> list[FactCount]:
    counts = {name: FactCount(name) for name in library.facts}
    for one in predictions:
        for name in one.depends_on:
            counts[name].predictions.append(one)
    labs = {(name, one.id) for name, lesson in library.lessons.items() for one in lesson.sections}
    for entries in (entries for one in learners for entries in one.work.values()):
        last = {e.task: e.facts.facts for e in entries if e.kind == "facts" and e.facts}
        for task, facts in last.items():
            *_, lesson, section = ["", "", *task.split("/")]
            for name in facts.keys() & library.facts.keys() if (lesson, section) in labs else ():
                where = counts[name].set_to.setdefault((lesson, section), Counter())
                where[_value_words(name, facts[name], library)] += 1
    return [count for count in counts.values() if count.predictions or count.set_to]


def _value_words(name: str, typed: str, library: Library) -> str:
    """Return a fact's value as a reader says it; what is no value is said to be something else."""
    fact = library.facts[name]
    try:
        return explain.inside(explain.fact_words(fact, fact_value(fact, typed, name)))
    except ReaderError:
        return "something else"
