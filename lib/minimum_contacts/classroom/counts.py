"""Count a class's predictions and answers. An open or unknown answer is never guessed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from jurisdiction import __version__
from jurisdiction.analysis import analyze
from jurisdiction.library import Library, scenario_says
from jurisdiction.model import Finding, Question, ReaderError, Status, Trap
from minimum_contacts.lessons.record import titled
from .learners import Learner

Task = tuple[str, str]  # a lesson, and the name of one of its tasks in a work file


# --- what is counted -------------------------------------------------------------------------------
@dataclass
class PredictionCount:
    """The counts for one prediction of a lesson, before and after the answer, and the finding.

    `moved` counts pairs: one learner's prediction before the answer, and the same learner's after it.
    """

    kind = "prediction"
    lesson: str
    task: str
    title: str
    finding: Finding
    before: Counter[Status] = field(default_factory=Counter)
    after: Counter[Status] = field(default_factory=Counter)
    moved: Counter[tuple[Status, Status]] = field(default_factory=Counter)

    @property
    def words(self) -> str:
        """Return the question in words."""
        return f"{self.title} · {self.finding.node.name}"


@dataclass
class QuestionCount:
    """The counts for one check question: how many chose each option first and last, numbered from 1.

    `gone` counts learners whose first answer is no longer an option; `traps` holds the mistakes that
    each wrong option makes.
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
        """Return the name of this question in a work file."""
        return f"answer/{self.question.id}"

    @property
    def words(self) -> str:
        """Return the question in words."""
        return self.question.question.replace("*", "")

    @property
    def people(self) -> int:
        """Return the number of learners who answered."""
        return self.first.total() + self.gone

    @property
    def right(self) -> list[int]:
        """Return the numbers of the right options."""
        return [at for at, option in enumerate(self.question.options, 1) if option.right]

    @property
    def wrong(self) -> list[tuple[int, int]]:
        """Return the wrong options among first answers, most frequent first, with their counts."""
        chosen = [(at, count) for at, count in self.first.items() if at not in self.right]
        return sorted(chosen, key=lambda pair: (-pair[1], pair[0]))

    def place(self, answer: str) -> int:
        """Return the number of the option that an answer chose, from 1; 0 if it is no longer an option."""
        texts = [option.plain for option in self.question.options]
        return texts.index(answer) + 1 if answer in texts else 0


@dataclass
class Summary:
    """The counts for a class, lesson by lesson, in the order in which each lesson asks."""

    learners: int = 0
    # lesson id -> number of learners with work in it
    lessons: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)  # lesson id -> its title, with its number
    predictions: list[PredictionCount] = field(default_factory=list)
    questions: list[QuestionCount] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


# --- counting --------------------------------------------------------------------------------------
def summary(learners: Sequence[Learner], library: Library) -> Summary:
    """Count everything. The result contains nothing that a learner wrote."""
    notebooks: dict[str, str] = {}
    for one in learners:
        for lesson, notebook in one.notebooks.items():
            notebooks[lesson] = max(notebook, notebooks.get(lesson, ""))
    lessons = sorted(notebooks, key=notebooks.__getitem__)
    gone = Counter[str]()
    counted = Summary(
        learners=len(learners),
        lessons={lesson: sum(lesson in one.work for one in learners) for lesson in lessons},
        titles={lesson: titled(notebooks[lesson]) for lesson in lessons},
        predictions=_predictions(lessons, learners, library, gone),
        questions=_questions(lessons, learners, library, gone),
    )
    counted.notes = [f"{count} {what}." for what, count in sorted(gone.items())]
    suites = [{e.suite for entries in one.work.values() for e in entries} for one in learners]
    if elsewhen := sum(suite != {__version__} for suite in suites):
        counted.notes.append(
            f"Learners who did part of the lesson with another version of these notebooks: {elsewhen}. They "
            "are counted, but that version may have worded its questions differently."
        )
    return counted


def _predictions(
    lessons: Sequence[str], learners: Iterable[Learner], library: Library, gone: Counter[str]
) -> list[PredictionCount]:
    """Count the predictions in each lesson, in the order in which its sections ask for them."""
    order = [
        (one.id, f"prediction/{section.predict.scenario}/{section.predict.node}")
        for one in library.lessons.values()
        for section in one.sections
        if section.predict
    ]
    places = {task: at for at, task in enumerate(dict.fromkeys(order))}
    counts: dict[Task, PredictionCount] = {}
    for one in learners:
        for (lesson, task), predicted in one.predictions.items():
            point = asked(task, library)
            if point is None:
                gone["predictions concern points that this version does not ask about"] += 1
                continue
            count = counts.setdefault((lesson, task), PredictionCount(lesson, task, *point))
            before, after = (entry and Status(entry.answer) for entry in predicted)
            if before:
                count.before[before] += 1
            if after:
                count.after[after] += 1
            if before and after:
                count.moved[before, after] += 1
    last = len(places)
    return sorted(
        counts.values(),
        key=lambda one: (
            lessons.index(one.lesson),
            places.get((one.lesson, one.task), last),
            one.task,
        ),
    )


class _Asked(NamedTuple):
    """A point to predict on the facts of a hypothetical, with the engine's current finding."""

    title: str
    finding: Finding


@lru_cache(maxsize=500)
def asked(task: str, library: Library) -> _Asked | None:
    """Return the point that a prediction concerns; None if the suite no longer asks for it."""
    kind, _, rest = task.partition("/")
    scenario, _, node = rest.partition("/")
    if kind != "prediction" or scenario not in library.scenarios or node not in library.nodes:
        return None
    file = library.scenarios[scenario]
    says, shown = scenario_says(library, file)
    analysis = analyze(says, file.law_as_of, file.stage, library, shown=shown)
    try:
        finding = analysis[node]
    except ReaderError:  # the point is not part of the law as of that date
        return None
    return _Asked(file.title, finding)


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
