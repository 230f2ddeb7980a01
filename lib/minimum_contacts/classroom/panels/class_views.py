"""A class in tables and charts: files, predictions, and questions; all text is escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from jurisdiction import explain
from jurisdiction.explain import emphasized
from jurisdiction.library import Library
from jurisdiction.model import Finding, Question, Status, Trap
from jurisdiction.words import many
from minimum_contacts.lessons.charts import Predicted, PredictionChart
from minimum_contacts.lessons.record import clean, titled
from .. import File, PredictionCount, QuestionCount, Summary, Together
from ..live import notebooks

FEW = 3  # number of mistakes shown, the most frequent
Numbered = Sequence[tuple[int, PredictionCount]]


def items(tag: str, lines: Iterable[str]) -> str:
    """Return an HTML list of texts that are already escaped; empty if there are none."""
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
def overview_html(found: Together, counted: Summary, names: bool) -> str:
    """Return the numbers of learners and files, and what happened to every file."""

    def called(file: File, number: int) -> str:
        if names:
            return escape(clean(file.place) or "the folder")
        nameless = f"Unreadable file no. {number}"
        return escape(f"File {file.digest[:8]}" if file.digest else nameless)

    parts = [
        f"<p><b>{many(counted.learners, 'learner')}</b> in {many(len(found.files), 'work file')}.</p>"
    ]
    if counted.lessons:
        rows = [(escape(counted.titles[one]), str(count)) for one, count in counted.lessons.items()]
        parts.append(table("Learners with work in each lesson", ["lesson", "learners"], rows))
    told = [*found.notes, *counted.notes]
    if told:
        parts.append(f"<h4>Notes</h4>{items('ul', map(escape, told))}")
    if fates := sorted(found.fates(), key=lambda fate: bool(fate[1])):  # uncounted files first
        rows = [
            (called(file, number), code or "–", escape(what))
            for number, (file, code, what) in enumerate(fates, 1)
        ]
        head = ["file", "learner's code", "what happened to it"]
        parts.append(table("Every file and what happened to it", head, rows))
    return "".join(parts)


# --- predictions -----------------------------------------------------------------------------------
def predicted(
    title: str, finding: Finding, counts: Counter[Status], known: bool, library: Library
) -> Predicted:
    """Return a row of the prediction chart, with the finding only if it is `known`."""
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
    """Return a prediction chart, with anything that reveals the finding only if it is `known`."""
    if not numbered:
        return "<p>No one has made a prediction in this lesson yet.</p>"
    sides = [("Before students saw the answer", [one.before for _, one in numbered])]
    said, moved = f"{many(learners, 'learner')} with work in this lesson; no names are shown.", ""
    if known:
        after = "After the answer, by students who committed again"
        sides.append((after, [one.after for _, one in numbered]))
        moved = items("ul", (_moved(one, library) for _, one in numbered))
    else:
        said += " Predictions committed after the answer are shown with the finding."
    drawn = ""
    for title, counts in sides:
        rows = [
            predicted(f"{number}. {one.title}", one.finding, count, known, library)
            for (number, one), count in zip(numbered, counts, strict=True)
        ]
        drawn += f"<div>{PredictionChart().html(rows, f'{title}. {whose}'.strip())}</div>"
    return f'<p>{said}</p><div class="mc-sides">{drawn}</div>{moved}'


def _moved(one: PredictionCount, library: Library) -> str:
    """Return how many learners changed a prediction after the answer, and how."""
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
def questions_html(asked: Sequence[QuestionCount], known: bool = True) -> str:
    """Return check questions with their options, marking the right ones only if `known`."""
    if not asked:
        return "<p>No one has answered a question in this lesson yet.</p>"
    return "".join(_question(one, known) for one in asked)


class Mistake(NamedTuple):
    """A mistake in a lesson: the answer that showed it most often, and the trap behind it, if any."""

    lesson: str
    of: QuestionCount
    place: int
    people: int
    trap: Trap | None

    @property
    def words(self) -> str:
        """Return the mistake in words."""
        return self.trap.error if self.trap else self.of.question.options[self.place - 1].text


def mistakes(counted: Summary, lesson: str) -> list[Mistake]:
    """Return the most frequent mistakes among first answers; answers with the same trap count as one."""
    found = dict[object, Mistake]()
    for one in (one for one in counted.questions if one.lesson == lesson):
        for place, people in one.wrong:
            trap = next(iter(one.traps.get(place, ())), None)
            new = Mistake(lesson, one, place, people, trap)
            key = trap.id if trap else (one.question.id, place)
            old = found.get(key, new)
            most = max(old, new, key=lambda mistake: mistake.people)
            total = people if old is new else old.people + people
            found[key] = most._replace(people=total)
    return sorted(found.values(), key=lambda mistake: -mistake.people)[:FEW]


def next_html(every: Sequence[Mistake], library: Library) -> str:
    """Return what to teach next: each mistake, its correction, where it is taught, and a warm-up question."""
    if not every:
        return "<p>No wrong answer in this lesson so far.</p>"
    return "".join(_mistake(one, library) for one in every)


def _mistake(one: Mistake, library: Library) -> str:
    option, trap, name = one.of.question.options[one.place - 1], one.trap, notebooks()[one.lesson]
    sections = [section.id for section in library.lessons[one.lesson].sections]
    at = sections.index(one.of.question.section) + 1
    warm = _warm_up(one, library)
    asked = one.of.question.question
    told = [
        f"Wrong first answers: {one.people}, such as “{option.text}” to “{asked}”",
        f"What is right: {trap.correction if trap else option.feedback}",
        f"Teach it with {titled(name)}, section {at}, and the note instructor/{name}.md"
        + (f" (trap {trap.number})." if trap else "."),
        f"Warm up with: {warm.question} "
        + " ".join(f"({n}) {o.text}" for n, o in enumerate(warm.options, 1)),
    ]
    return f"<h4>{escape(one.words)}</h4>{items('ul', map(escape, told))}"


def _warm_up(one: Mistake, library: Library) -> Question:
    """Return another question with the same trap, else one from the same section, else the same one."""
    asked = one.of.question
    every = {f"{n}/{q.id}": q for n, of in library.questions.items() for q in of}
    traps = [
        every[place.question] for place in (one.trap.taught if one.trap else ()) if place.question
    ]
    near = [q for q in library.questions[one.lesson] if q.section == asked.section]
    return next((q for q in [*traps, *near] if q != asked), asked)


def _question(one: QuestionCount, known: bool) -> str:
    rows = []
    for at, option in enumerate(one.question.options, 1):
        mark = "✓ right" if option.right else "✗ wrong"
        if at in one.traps:
            mark += f" ({', '.join(f'trap {trap.number}' for trap in one.traps[at])})"
        last = str(one.last[at])
        if not known:  # learners gave their last answers after seeing the right one
            mark = last = "–"
        rows.append((f"{at}. {emphasized(option.text)}", mark, str(one.first[at]), last))
    if one.gone:
        rows.append(("An answer from an earlier version", "–", str(one.gone), "–"))
    first, last = (sum(side[at] for at in one.right) for side in (one.first, one.last))
    caption = (
        f"{many(one.people, 'answer')}."
        if not known
        else (
            f"Right at first: {first} of {one.people}; with the last answer: {last} of {one.people}."
        )
    )
    head = ["option", "right or wrong", "first answer", "last answer"]
    asked = f'<div class="mc-counts"><h4>{emphasized(one.question.question)}</h4></div>'
    return asked + table(caption, head, rows)
