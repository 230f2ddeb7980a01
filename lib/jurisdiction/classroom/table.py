"""The table of a class for an LMS: one row for each learner, comma-separated as in RFC 4180."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from .. import explain
from ..library import Library
from ..model import Status
from ..record import Entry
from .counts import PredictionCount, QuestionCount, Summary
from .learners import Learner, Predictions

_FORMULA = tuple("=+-@＝＋－＠")  # a spreadsheet would run a cell that begins with one of these
_BOM = "\ufeff"  # by which Excel knows the encoding
# What is counted over all predictions or questions: which of their columns, and which cells in it.
_TOTALS = {
    "Predictions before the answer": ("before the answer", "any"),
    "of these as found": ("as found", "yes"),
    "Questions answered": ("first answer", "any"),
    "right at first": ("right at first", "yes"),
    "right with the last answer": ("right with the last answer", "yes"),
}


class Column(NamedTuple):
    """What a column is about, what it says of it, and its cell for a learner."""

    about: str
    says: str
    of: Callable[[Learner], str]


def cell(value: object) -> str:
    """Return a value as a cell that no spreadsheet takes for a formula, on one line."""
    text = "".join(c if c.isprintable() else " " for c in str(value)).strip()
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(
    learners: Sequence[Learner], counted: Summary, library: Library, names: bool = False
) -> bytes:
    """Return one row for each learner, by code, or by the name of the folder or files if `names`.

    The encoding is UTF-8 with a byte order mark. A cell that does not apply is empty. Nothing that
    a learner wrote is in the table.
    """
    columns = list(_columns(counted, library))
    used, heads, rows = Counter[str](), list[str](), list[list[object]]()
    for head in (f"{column.about}, {column.says}" for column in columns):
        used[head] += 1
        heads.append(head if used[head] == 1 else f"{head} ({used[head]})")
    for one in learners:
        cells = [column.of(one) for column in columns]
        totals = [
            sum(
                got != "" and which in ("any", got)
                for column, got in zip(columns, cells, strict=True)
                if column.says == says
            )
            for says, which in _TOTALS.values()
        ]
        called = one.name if names else one.code
        rows.append([called, len(one.files), *totals, len(one.committed["explanation"]), *cells])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(cell, ("Learner", "Files", *_TOTALS, "Explanations written", *heads)))
    writer.writerows(map(cell, row) for row in sorted(rows, key=lambda row: str(row[0])))
    return (_BOM + out.getvalue()).encode("utf-8", "replace")


def _columns(counted: Summary, library: Library) -> Iterator[Column]:
    for one in counted.predictions:
        about = f"{counted.titles[one.lesson]}: {one.title} · {one.finding.node.name}"
        yield from _predicted(about, one, library)
    for asks in counted.questions:
        yield from _answered(f"{counted.titles[asks.lesson]}: {asks.question.question}", asks)


def _predicted(about: str, asked: PredictionCount, library: Library) -> Iterator[Column]:
    finding = asked.finding

    def said(one: Learner) -> Predictions:
        return one.predictions.get((asked.lesson, asked.task), Predictions())

    def words(entry: Entry | None) -> str:
        return explain.status_word(finding.node, Status(entry.answer), library) if entry else ""

    def as_found(entry: Entry | None) -> str:
        return _yes_no(entry.answer == finding.status.value) if entry else ""

    yield Column(about, "before the answer", lambda one: words(said(one).before))
    yield Column(about, "as found", lambda one: as_found(said(one).before))
    yield Column(about, "after the answer", lambda one: words(said(one).after))


def _answered(about: str, asked: QuestionCount) -> Iterator[Column]:
    def place(one: Learner, at: int) -> int | None:
        answers = one.committed["answer"].get((asked.lesson, asked.task))
        return asked.place(answers[at].answer) if answers else None

    def first(one: Learner) -> str:
        found = place(one, 0)
        return "" if found is None else str(found or "not among today's options")

    def right(one: Learner, at: int) -> str:
        found = place(one, at)
        return "" if found is None else _yes_no(found in asked.right)

    yield Column(about, "first answer", first)
    yield Column(about, "right at first", lambda one: right(one, 0))
    yield Column(about, "right with the last answer", lambda one: right(one, -1))


def _yes_no(right: bool) -> str:
    return "yes" if right else "no"
