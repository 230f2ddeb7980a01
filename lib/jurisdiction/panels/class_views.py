"""A class in tables: what came, the questions, the facts, and every task; all of it escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from .. import explain
from ..classroom import FactCount, QuestionCount, Summary, Together
from ..library import Library
from ..model import Trap
from ..record import clean, titled

FEW = 5  # the most frequent wrong answers that are told with their mistakes


def many(count: int, what: str) -> str:
    """A number with its noun."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of texts that are already escaped; the first of each row is its heading."""
    top = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{one}</td>" for one in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        f'<div class="mc mc-table" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole}" if whole else "–"


def overview_html(found: Together, counted: Summary, others: int, names: bool) -> str:
    """How many learners and files there are, by lesson, and what was passed over and why."""
    said = f"<p><b>{many(counted.learners, 'learner')}</b> in {many(len(found.files), 'file')} of work.</p>"
    rows = [(escape(counted.titles[one]), str(count)) for one, count in counted.lessons.items()]
    parts = [f'<div class="mc">{said}</div>']
    if rows:
        parts.append(table("Learners with work in each lesson", ["lesson", "learners"], rows))
    listed = [
        f"{escape(called(file.place, file.digest, number, names))}: {escape(why)}"
        for number, (file, why) in enumerate(found.passed, 1)
    ]
    told = [*found.notes, *counted.notes]
    if others:
        told.append(f"{many(others, 'file')} of other kinds in the folder, not looked at.")
    if listed:
        items = "".join(f"<li>{one} It is not counted.</li>" for one in listed)
        head = f"<h4>Passed over: {many(len(listed), 'file')}</h4>"
        parts.append(f'<div class="mc mc-passed">{head}<ul>{items}</ul></div>')
    if told:
        items = "".join(f"<li>{escape(one)}</li>" for one in told)
        parts.append(f'<div class="mc"><h4>To know</h4><ul>{items}</ul></div>')
    return "".join(parts)


def called(place: str, digest: str, number: int, names: bool) -> str:
    """What a file is called: by its name only if the teacher wants that."""
    if names:
        return clean(place) or "the folder"
    return (
        f"File {digest[:8]}" if digest else f"File without a content that can be read, no. {number}"
    )


def questions_html(counted: Summary, lesson: str, library: Library) -> str:
    """The check questions of a lesson with their options, and the mistakes behind wrong answers."""
    asked = [one for one in counted.questions if one.lesson == lesson]
    if not asked:
        return '<p class="mc">Nobody has answered a question of this lesson yet.</p>'
    return _common(asked) + "".join(_question(one) for one in asked)


def _common(asked: Sequence[QuestionCount]) -> str:
    """The most frequent wrong answers of a lesson, each with the mistake that it makes."""
    every = [(count, one, at) for one in asked for at, count in one.wrong]
    every.sort(key=lambda wrong: -wrong[0])
    if not every:
        return ""
    rows = [
        (
            escape(one.question.options[at - 1].text),
            f"{count} of {one.first.total() + one.gone}",
            escape(one.question.question),
            "".join(map(_trap, one.traps.get(at, ())))
            or escape(one.question.options[at - 1].feedback),
        )
        for count, one, at in every[:FEW]
    ]
    head = ["wrong answer", "chose it first", "question", "the mistake, and what is right"]
    return table("The most frequent wrong answers of this lesson", head, rows)


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
        rows.append((f"{at}. {escape(option.text)}", mark, str(one.first[at]), str(one.last[at])))
    if one.gone:
        rows.append(("An answer of an earlier version", "–", str(one.gone), "–"))
    people = one.first.total() + one.gone
    caption = f"Right at first: {one.right[0]} of {people}; with the last answer: {one.right[1]} of {people}."
    head = ["option", "right or wrong", "first answer", "last answer"]
    asked = f'<div class="mc mc-counts"><h4>{escape(one.question.question)}</h4></div>'
    return asked + table(caption, head, rows)


def facts_html(counted: Summary, library: Library) -> str:
    """For each fact how the predictions that hang on it came out, and how the laboratories were left."""
    if not counted.facts:
        return '<p class="mc">No prediction and no laboratory has told of a fact yet.</p>'
    rows = [
        (
            f"{escape(library.facts[one.fact].label.replace('{forum}', 'forum'))}",
            str(len(one.predictions)) if one.predictions else "–",
            _of(*one.before),
            _of(*one.after),
            _left(one, counted),
        )
        for one in counted.facts
    ]
    head = [
        "fact", "points that hang on it", "predicted as found, before", "after the answer",
        "learners who left it otherwise than it began",
    ]  # fmt: skip
    note = (
        '<p class="mc">A point hangs on a fact if the reasons for its finding name the fact, or if the fact '
        "alone would change it. A file holds how a laboratory was left; what was set and set back "
        "is not seen. A point that hangs on several facts stands in the row of each.</p>"
    )
    return table("Fact by fact, over all lessons", head, rows) + note


def _left(one: FactCount, counted: Summary) -> str:
    lines = []
    for (lesson, section), values in sorted(one.set_to.items()):
        said = ", ".join(f"{escape(word)} {count}" for word, count in sorted(values.items()))
        where = f"{counted.titles.get(lesson) or titled(lesson)}, {section.replace('_', ' ')}"
        lines.append(f"<li>{escape(where)}: {said}</li>")
    return f"<ul>{''.join(lines)}</ul>" if lines else "–"


def tasks_html(counted: Summary, lesson: str, library: Library) -> str:
    """Every task of a lesson, and how many have committed something to it."""
    tasks = [one for one in counted.tasks if one.lesson == lesson]
    if not tasks:
        return '<p class="mc">Nobody has committed anything in this lesson yet.</p>'
    have = counted.lessons[lesson]
    rows = [(escape(one.asked), one.kind, f"{one.learners} of {have}") for one in tasks]
    told = '<p class="mc">Explanations are counted, and not shown: they are for you to read in the files.</p>'
    return (
        table(
            "Every task, in the order in which most did them", ["task", "kind", "committed"], rows
        )
        + told
    )


def moved_words(counted: Summary, lesson: str, library: Library) -> list[str]:
    """For each prediction of a lesson how many changed it after the answer, and from what to what."""
    said = []
    for one in (p for p in counted.predictions if p.lesson == lesson):
        node = one.finding.node
        changes = [
            f"{count} from {explain.status_word(node, old, library).lower()} to "
            f"{explain.status_word(node, new, library).lower()}"
            for (old, new), count in sorted(one.moved.items())
            if old is not new
        ]
        again = one.after.total()
        told = f"{many(again, 'learner')} committed again after the answer"
        said.append(f"{one.title}: {told}{': ' + ', '.join(changes) if changes else ''}.")
    return said
