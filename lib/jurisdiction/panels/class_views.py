"""A class in tables and charts: what came, predictions, questions, facts, and every task; all escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from .. import explain
from ..charts import Predicted, PredictionChart
from ..classroom import FactCount, File, PredictionCount, QuestionCount, Summary, Together
from ..explain import emphasized
from ..library import Library
from ..model import Finding, Status, Trap
from ..record import clean, titled
from ..words import many

FEW = 5  # the most frequent wrong answers that are told with their mistakes
Numbered = Sequence[tuple[int, PredictionCount]]


def items(tag: str, lines: Iterable[str]) -> str:
    """Return a list of texts that are already escaped; nothing if there are none."""
    inside = "".join(f"<li>{line}</li>" for line in lines)
    return f"<{tag}>{inside}</{tag}>" if inside else ""


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of texts that are already escaped; the first cell of each row is its heading."""
    top = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{one}</td>" for one in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        f'<div class="mc-table" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


# --- what came -------------------------------------------------------------------------------------
def overview_html(found: Together, counted: Summary, others: int, names: bool) -> str:
    """Return the numbers of learners and files, and what became of every file."""

    def called(file: File, number: int) -> str:
        if names:
            return escape(clean(file.place) or "the folder")
        nameless = f"File without a content that can be read, no. {number}"
        return escape(f"File {file.digest[:8]}" if file.digest else nameless)

    parts = [
        f"<p><b>{many(counted.learners, 'learner')}</b> in {many(len(found.files), 'file')} of work.</p>"
    ]
    if counted.lessons:
        rows = [(escape(counted.titles[one]), str(count)) for one, count in counted.lessons.items()]
        parts.append(table("Learners with work in each lesson", ["lesson", "learners"], rows))
    if found.passed:
        numbered = enumerate(found.passed, 1)
        rows = [
            (called(file, number), escape(f"{why} It is not counted."))
            for number, (file, why) in numbered
        ]
        caption = f"Passed over: {many(len(rows), 'file')}"
        parts.append(table(caption, ["file", "why"], rows))
    told = [*found.notes, *counted.notes]
    if others:
        told.append(f"{many(others, 'file')} of other kinds in the folder, not looked at.")
    if told:
        parts.append(f"<h4>Notes</h4>{items('ul', map(escape, told))}")
    if found.files:
        rows = [(called(file, 0), one.code) for one in found.learners for file in one.files]
        listed = table("Files that are counted", ["file", "code of its learner"], rows)
        parts.append(f"<details><summary>Every file that is counted</summary>{listed}</details>")
    return "".join(parts)


# --- predictions -----------------------------------------------------------------------------------
def predicted(
    title: str, finding: Finding, counts: Counter[Status], known: bool, library: Library
) -> Predicted:
    """Return a row of the chart of predictions; the finding is in it only if it is `known`."""
    return Predicted(
        title,
        finding.node.name,
        {s: explain.status_word(finding.node, s, library) for s in Status},
        {s: counts[s] for s in Status},
        finding.status if known else None,
        explain.status_words(finding, library) if known else "",
    )


def predictions_html(
    numbered: Numbered, learners: int, known: bool, whose: str, library: Library
) -> str:
    """Return a chart of predictions; what gives the finding away comes only if it is `known`."""
    if not numbered:
        return "<p>Nobody has predicted anything in this lesson yet.</p>"
    sides = [("Before the answer was seen", [one.before for _, one in numbered])]
    said, moved = f"{many(learners, 'learner')} with work in this lesson; nobody is named.", ""
    if known:
        after = "After the answer, by those who committed once more"
        sides.append((after, [one.after for _, one in numbered]))
        moved = items("ul", (_moved(one, library) for _, one in numbered))
    else:
        said += " What was committed after the answer is shown with the finding."
    drawn = ""
    for title, counts in sides:
        rows = [
            predicted(f"{number}. {one.title}", one.finding, count, known, library)
            for (number, one), count in zip(numbered, counts, strict=True)
        ]
        drawn += f"<div>{PredictionChart().html(rows, f'{title}. {whose}'.strip())}</div>"
    return f'<p>{said}</p><div class="mc-sides">{drawn}</div>{moved}'


def _moved(one: PredictionCount, library: Library) -> str:
    """Return how many changed a prediction after the answer, and from what to what."""
    node = one.finding.node
    changes = [
        f"{count} from {explain.status_word(node, old, library).lower()} to "
        f"{explain.status_word(node, new, library).lower()}"
        for (old, new), count in sorted(one.moved.items())
        if old is not new
    ]
    told = f"{many(one.after.total(), 'learner')} committed again after the answer"
    return escape(f"{one.title}: {told}{': ' + ', '.join(changes) if changes else ''}.")


# --- questions -------------------------------------------------------------------------------------
def questions_html(asked: Sequence[QuestionCount]) -> str:
    """Return check questions with their options, and the mistakes behind wrong answers."""
    if not asked:
        return "<p>Nobody has answered a question of this lesson yet.</p>"
    return _common(asked) + "".join(map(_question, asked))


def _common(asked: Sequence[QuestionCount]) -> str:
    """Return the most frequent wrong answers, each with the mistake that it makes."""
    every = [(count, one, at) for one in asked for at, count in one.wrong]
    every.sort(key=lambda wrong: -wrong[0])
    rows = [
        (
            emphasized(one.question.options[at - 1].text),
            f"{count} of {one.people}",
            emphasized(one.question.question),
            "".join(map(_trap, one.traps.get(at, ())))
            or emphasized(one.question.options[at - 1].feedback),
        )
        for count, one, at in every[:FEW]
    ]
    head = ["wrong answer", "chose it first", "question", "the mistake, and what is right"]
    return table("The most frequent wrong answers", head, rows) if rows else ""


def _trap(trap: Trap) -> str:
    where = "; ".join(
        place.section or f"question {place.question}, option {place.option}"
        for place in trap.taught
    )
    return (
        f"<p><b>Trap {trap.number}.</b> <i>{escape(trap.error)}</i> {escape(trap.correction)}</p>"
        f"<p>Taught in {escape(where)}.</p>"
    )


def _question(one: QuestionCount) -> str:
    rows = []
    for at, option in enumerate(one.question.options, 1):
        mark = "✓ right" if option.right else "✗ wrong"
        if at in one.traps:
            mark += f" ({', '.join(f'trap {trap.number}' for trap in one.traps[at])})"
        rows.append(
            (f"{at}. {emphasized(option.text)}", mark, str(one.first[at]), str(one.last[at]))
        )
    if one.gone:
        rows.append(("An answer of an earlier version", "–", str(one.gone), "–"))
    first, last = (sum(side[at] for at in one.right) for side in (one.first, one.last))
    caption = (
        f"Right at first: {first} of {one.people}; with the last answer: {last} of {one.people}."
    )
    head = ["option", "right or wrong", "first answer", "last answer"]
    asked = f'<div class="mc-counts"><h4>{emphasized(one.question.question)}</h4></div>'
    return asked + table(caption, head, rows)


# --- facts and tasks -------------------------------------------------------------------------------
def facts_html(counted: Summary, library: Library) -> str:
    """Return for each fact how the predictions that depend on it came out, and how labs were left."""
    if not counted.facts:
        return "<p>No prediction and no laboratory has told of a fact yet.</p>"
    rows = [
        (
            escape(library.facts[one.fact].label.replace("{forum}", "forum")),
            str(len(one.predictions) or "–"),
            *(f"{part} of {whole}" if whole else "–" for part, whole in (one.before, one.after)),
            _left(one, counted),
        )
        for one in counted.facts
    ]
    head = [
        "fact",
        "points that depend on it",
        "predicted as found, before",
        "after the answer",
        "learners who left it otherwise than it began",
    ]
    return table("Fact by fact, over all lessons", head, rows) + (
        "<p>A point depends on a fact if the reasons for its finding name the fact, or if the fact alone "
        "would change it. A file holds how a laboratory was left; what was set and set back is not "
        "seen. A point that depends on several facts is in the row of each.</p>"
    )


def _left(one: FactCount, counted: Summary) -> str:
    lines = []
    for (lesson, section), values in sorted(one.set_to.items()):
        said = ", ".join(f"{escape(word)} {count}" for word, count in sorted(values.items()))
        where = f"{counted.titles.get(lesson) or titled(lesson)}, {section.replace('_', ' ')}"
        lines.append(f"{escape(where)}: {said}")
    return items("ul", lines) or "–"


def tasks_html(counted: Summary, lesson: str) -> str:
    """Return every task of a lesson, and how many have committed something to it."""
    tasks = [one for one in counted.tasks if one.lesson == lesson]
    if not tasks:
        return "<p>Nobody has committed anything in this lesson yet.</p>"
    have = counted.lessons[lesson]
    rows = [(escape(one.asked), one.kind, f"{one.learners} of {have}") for one in tasks]
    caption = "Every task, in the order in which most did them"
    return table(caption, ["task", "kind", "committed"], rows) + (
        "<p>Explanations are counted, and not shown: they are for you to read in the files.</p>"
    )
