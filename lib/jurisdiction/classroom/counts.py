"""Counts what a class predicted, answered and set. What is open or unknown is never guessed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from .. import __version__, explain
from ..analysis import Analysis, analyze
from ..counterfactual import flips
from ..library import Library, fact_value, scenario_says
from ..model import Finding, Question, ReaderError, Status, Trap
from ..record import Entry, titled
from .learners import Learner, in_time

_STATUSES = {status.value: status for status in Status}


# --- predictions -----------------------------------------------------------------------------------
class Predictions(NamedTuple):
    """What one learner predicted of one point: before the answer was seen, and last after it."""

    before: Entry | None
    after: Entry | None


def predictions_of(entries: Iterable[Entry]) -> dict[str, Predictions]:
    """What one learner predicted in a lesson, by task.

    Before is what was committed first, unless the answer had been seen by then. Whatever was
    committed later came after the answer, on whatever machine, and the last of it counts.
    """
    said: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=in_time):
        if entry.kind == "prediction" and entry.committed and entry.answer in _STATUSES:
            said[entry.task].append(entry)
    return {
        task: Predictions(
            None if every[0].revealed else every[0],
            every[-1] if every[0].revealed or len(every) > 1 else None,
        )
        for task, every in said.items()
    }


@dataclass
class PredictionCount:
    """One prediction of a lesson: how many said what before and after the answer, and the finding."""

    lesson: str
    task: str
    title: str
    finding: Finding
    before: Counter[Status] = field(default_factory=Counter)
    after: Counter[Status] = field(default_factory=Counter)
    moved: Counter[tuple[Status, Status]] = field(default_factory=Counter)
    hangs_on: tuple[str, ...] = ()

    @property
    def as_found(self) -> tuple[int, int]:
        """How many predicted what is found, before and after."""
        return self.before[self.finding.status], self.after[self.finding.status]


class _Asked(NamedTuple):
    """A point of a hypothetical that can be predicted, as the engine finds it today."""

    title: str
    finding: Finding
    hangs_on: tuple[str, ...]


@lru_cache(maxsize=500)
def asked(task: str, library: Library) -> _Asked | None:
    """The point that a task of prediction asks for; None if the suite does not ask it any more."""
    kind, _, rest = task.partition("/")
    scenario, _, node = rest.partition("/")
    if kind != "prediction" or scenario not in library.scenarios or node not in library.nodes:
        return None
    file = library.scenarios[scenario]
    says, shown = scenario_says(library, file)
    found = analyze(says, file.law_as_of, file.stage, library, shown=shown)
    try:
        finding = found[node]
    except ReaderError:  # the law of its date does not ask for this point
        return None
    return _Asked(file.title, finding, _hangs_on(found, finding))


def _hangs_on(found: Analysis, finding: Finding) -> tuple[str, ...]:
    """The facts that the reasons for a finding name, and those that alone would change it."""
    named = {name for reason in finding.because for name in reason.facts}
    every = flips(found.law, found.facts, finding.node.id).to.values()
    alone = {changes[0].fact for sets in every for changes in map(tuple, sets) if len(changes) == 1}
    return tuple(name for name in found.law.library.facts if name in named | alone)


# --- questions -------------------------------------------------------------------------------------
@dataclass
class QuestionCount:
    """One check question: how many chose which option first and last, by its place from 1.

    `gone` counts those whose first answer is no longer among the options.
    """

    lesson: str
    question: Question
    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)
    gone: int = 0
    traps: dict[int, tuple[Trap, ...]] = field(default_factory=dict)

    @property
    def right(self) -> tuple[int, int]:
        """How many were right at first, and with their last answer."""
        places = [at for at, option in enumerate(self.question.options, 1) if option.right]
        return sum(self.first[at] for at in places), sum(self.last[at] for at in places)

    @property
    def wrong(self) -> list[tuple[int, int]]:
        """The wrong options that were chosen first, the most frequent one first, with their counts."""
        options = enumerate(self.question.options, 1)
        chosen = [(at, self.first[at]) for at, one in options if not one.right and self.first[at]]
        return sorted(chosen, key=lambda pair: (-pair[1], pair[0]))


def answers_of(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """What one learner answered to check questions in a lesson, by task, the first one first."""
    said: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=in_time):
        if entry.kind == "answer" and entry.committed:
            said[entry.task].append(entry)
    return said


def option_of(question: Question, answer: str) -> int:
    """The place of an answer among the options, from 1; 0 if it is not there any more."""
    texts = [option.text for option in question.options]
    return texts.index(answer) + 1 if answer in texts else 0


def _traps(library: Library) -> dict[tuple[str, int], tuple[Trap, ...]]:
    """The mistakes that each wrong option of a question commits."""
    found: dict[tuple[str, int], tuple[Trap, ...]] = defaultdict(tuple)
    for trap in library.traps.values():
        for place in trap.taught:
            if place.question:
                found[place.question, place.option] += (trap,)
    return found


# --- facts and tasks -------------------------------------------------------------------------------
@dataclass
class FactCount:
    """One fact: the predictions that hang on it, and how learners left it in the laboratories.

    `set_to` counts learners by laboratory (its lesson and section) and by the value in words, where
    that differs from what the laboratory began with. What was set and set back is not in a file.
    """

    fact: str
    predictions: list[PredictionCount] = field(default_factory=list)
    set_to: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    @property
    def before(self) -> tuple[int, int]:
        """The predictions before the answer that hang on this fact: as found, and all."""
        return (
            sum(p.as_found[0] for p in self.predictions),
            sum(p.before.total() for p in self.predictions),
        )

    @property
    def after(self) -> tuple[int, int]:
        """Those after the answer: as found, and all."""
        return (
            sum(p.as_found[1] for p in self.predictions),
            sum(p.after.total() for p in self.predictions),
        )


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


def summary(learners: Sequence[Learner], library: Library) -> Summary:
    """Count everything. Nothing that a learner wrote is in the result."""
    counted = Summary(len(learners))
    by_lesson: dict[str, list[Learner]] = defaultdict(list)
    names: dict[str, str] = {}
    for one in learners:
        for lesson in one.work:
            by_lesson[lesson].append(one)
            names[lesson] = max(one.notebooks[lesson], names.get(lesson, ""))
    lost = Counter[str]()
    for lesson in sorted(by_lesson, key=names.__getitem__):
        counted.lessons[lesson] = len(by_lesson[lesson])
        counted.titles[lesson] = titled(names[lesson])
        _count_lesson(
            counted, lesson, [one.work[lesson] for one in by_lesson[lesson]], library, lost
        )
    counted.facts = _facts(counted.predictions, learners, library)
    counted.notes = [f"{count} {what}." for what, count in sorted(lost.items())]
    elsewhen = sum(
        any(e.suite != __version__ for entries in one.work.values() for e in entries)
        for one in learners
    )
    if elsewhen:
        counted.notes.append(
            f"Learners who did some of it with another version of these notebooks: {elsewhen}. They are "
            "counted; what that version asked may have read otherwise."
        )
    return counted


def _count_lesson(
    counted: Summary, lesson: str, works: list[list[Entry]], library: Library, lost: Counter[str]
) -> None:
    predictions, questions = dict[str, PredictionCount](), dict[str, QuestionCount]()
    written, traps = Counter[str](), _traps(library)
    known = {f"answer/{q.id}": q for q in library.questions.get(lesson, ())}
    places = _order(works)
    for entries in works:
        for task, said in predictions_of(entries).items():
            point = asked(task, library)
            if point is None:
                lost["predictions are of points that this version does not ask for"] += 1
                continue
            one = predictions.setdefault(
                task,
                PredictionCount(lesson, task, point.title, point.finding, hangs_on=point.hangs_on),
            )
            before, after = (entry and _STATUSES[entry.answer] for entry in said)
            if before:
                one.before[before] += 1
            if after:
                one.after[after] += 1
            if before and after:
                one.moved[before, after] += 1
        for task, answers in answers_of(entries).items():
            if task not in known:
                lost["answers are to questions that this version does not ask"] += 1
                continue
            question = known[task]
            asks = questions.setdefault(task, QuestionCount(lesson, question))
            first, last = (option_of(question, e.answer) for e in (answers[0], answers[-1]))
            asks.gone += not first
            asks.first[first] += bool(first)
            asks.last[last] += bool(last)
        written.update({e.task for e in entries if e.kind == "explanation" and e.committed})
    for asks in questions.values():
        for at in range(1, len(asks.question.options) + 1):
            if found := traps.get((f"{lesson}/{asks.question.id}", at)):
                asks.traps[at] = found
    counted.predictions += sorted(predictions.values(), key=lambda one: places[one.task])
    counted.questions += sorted(
        questions.values(), key=lambda one: list(known).index(f"answer/{one.question.id}")
    )
    counted.tasks += _tasks(lesson, predictions, questions, written, places, library)


def _order(works: list[list[Entry]]) -> dict[str, tuple[float, str]]:
    """Where each task comes in a lesson: the mean of where it came for those who did it."""
    came: dict[str, list[int]] = defaultdict(list)
    for entries in works:
        tasks = dict.fromkeys(e.task for e in sorted(entries, key=in_time) if e.committed)
        for at, task in enumerate(tasks):
            came[task].append(at)
    return {task: (sum(every) / len(every), task) for task, every in came.items()}


def _tasks(
    lesson: str,
    predictions: Mapping[str, PredictionCount],
    questions: Mapping[str, QuestionCount],
    written: Mapping[str, int],
    places: Mapping[str, tuple[float, str]],
    library: Library,
) -> list[TaskCount]:
    found: dict[str, TaskCount] = {}
    for task, one in predictions.items():
        people = one.before.total() + one.after.total() - one.moved.total()
        words = f"{one.title} · {one.finding.node.name}"
        found[task] = TaskCount(lesson, "prediction", words, people)
    for task, asks in questions.items():
        people = asks.first.total() + asks.gone
        found[task] = TaskCount(lesson, "question", asks.question.question, people)
    for task, people in written.items():
        found[task] = TaskCount(lesson, "explanation", _prompt(task, library), people)
    return [found[task] for task in sorted(found, key=lambda task: places[task])]


def _prompt(task: str, library: Library) -> str:
    """What an explanation was asked for, in today's words."""
    _, lesson, section, *_ = [*task.split("/"), "", ""]
    sections = library.lessons[lesson].sections if lesson in library.lessons else []
    prompts = [one.write.prompt for one in sections if one.id == section and one.write]
    return prompts[0] if prompts else "A text that this version does not ask for"


def _facts(
    predictions: Sequence[PredictionCount], learners: Sequence[Learner], library: Library
) -> list[FactCount]:
    counts: dict[str, FactCount] = {}
    for one in predictions:
        for name in one.hangs_on:
            counts.setdefault(name, FactCount(name)).predictions.append(one)
    for learner in learners:
        for entries in learner.work.values():
            last = {e.task: e.facts for e in entries if e.kind == "facts" and e.facts is not None}
            for task, how in last.items():
                lab = lab_of(task, library)
                for name, typed in how.facts.items():
                    if name in library.facts and all(lab):
                        one_fact = counts.setdefault(name, FactCount(name))
                        words = value_words(name, typed, library)
                        one_fact.set_to.setdefault(lab, Counter())[words] += 1
    return [counts[name] for name in library.facts if name in counts]


def lab_of(task: str, library: Library) -> tuple[str, str]:
    """The lesson and the section of a laboratory; nothing if the suite does not have it."""
    *_, lesson, section = ["", "", *task.split("/")]
    known = library.lessons[lesson].sections if lesson in library.lessons else []
    return (lesson, section) if section in {one.id for one in known} else ("", "")


def value_words(name: str, typed: str, library: Library) -> str:
    """A fact's value as a reader says it; what is none is said to be something else."""
    fact = library.facts[name]
    try:
        return explain.inside(explain.fact_words(fact, fact_value(fact, typed, name)))
    except ReaderError:
        return "something else"
