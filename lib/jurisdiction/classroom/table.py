"""The table of a class for an LMS: one row for each learner, comma-separated as in RFC 4180."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .. import explain
from ..library import Library
from ..model import Status
from .counts import Summary
from .learners import Learner, Predictions

_FORMULA = tuple("=+-@＝＋－＠")  # a spreadsheet would run a cell that begins with one of these
_BOM = "\ufeff"  # by which Excel knows the encoding
# What is counted over all predictions or questions: which of their cells, and which of these count.
_TOTALS = {
    "Predictions before the answer": ("before the answer", "any"),
    "of these as found": ("as found", "yes"),
    "Questions answered": ("first answer", "any"),
    "right at first": ("right at first", "yes"),
    "right with the last answer": ("right with the last answer", "yes"),
}


class Cell(NamedTuple):
    """What a cell is about, what it says of it, and its text, which is empty if it does not apply."""

    about: str
    says: str
    text: str


def cell(value: object) -> str:
    """Return a value as text that no spreadsheet takes for a formula, on one line."""
    text = "".join(c if c.isprintable() else " " for c in str(value)).strip()
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(
    learners: Sequence[Learner], counted: Summary, library: Library, names: bool = False
) -> bytes:
    """Return one row for each learner, by code, or by the name of the folder or files if `names`.

    The encoding is UTF-8 with a byte order mark. Nothing that a learner wrote is in the table.
    """
    rows, heads = list[list[object]](), list[str]()
    for one in learners:
        cells = [*_cells(one, counted, library)]
        heads = [f"{of.about}, {of.says}" for of in cells]
        texts = [of.text for of in cells]
        totals = [_total(cells, *which) for which in _TOTALS.values()]
        called, written = one.name if names else one.code, one.committed["explanation"]
        rows.append([called, len(one.files), *totals, len(written), *texts])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    head = ["Learner", "Files", *_TOTALS, "Explanations written", *_distinct(heads)]
    writer.writerow(map(cell, head))
    writer.writerows(map(cell, row) for row in sorted(rows, key=lambda row: str(row[0])))
    return (_BOM + out.getvalue()).encode("utf-8", "replace")


def _total(cells: Sequence[Cell], says: str, which: str) -> int:
    """Count the cells that say something of a thing: any of them, or those with one text."""
    texts = [of.text for of in cells if of.says == says and of.text]
    return len(texts) if which == "any" else texts.count(which)


def _cells(one: Learner, counted: Summary, library: Library) -> Iterator[Cell]:
    """Yield three cells for each prediction and each question of the class."""
    for asked in counted.predictions:
        node, found = asked.finding.node, asked.finding.status.value
        about = f"{counted.titles[asked.lesson]}: {asked.title} · {node.name}"
        said = one.predictions.get((asked.lesson, asked.task), Predictions())
        before, after = (
            explain.status_word(node, Status(entry.answer), library) if entry else ""
            for entry in said
        )
        yield Cell(about, "before the answer", before)
        yield Cell(about, "as found", _yes_no(said.before.answer == found) if said.before else "")
        yield Cell(about, "after the answer", after)
    for asks in counted.questions:
        about = f"{counted.titles[asks.lesson]}: {asks.words}"
        answers = one.committed["answer"].get((asks.lesson, asks.task), [])
        places = [asks.place(entry.answer) for entry in answers]
        first = str(places[0] or "not among today's options") if places else ""
        yield Cell(about, "first answer", first)
        for says, at in (("right at first", 0), ("right with the last answer", -1)):
            yield Cell(about, says, _yes_no(places[at] in asks.right) if places else "")


def _yes_no(right: bool) -> str:
    return "yes" if right else "no"


def _distinct(names: Sequence[str]) -> Iterator[str]:
    """Yield names, with a number where one is there already."""
    used = Counter[str]()
    for name in names:
        used[name] += 1
        yield name if used[name] == 1 else f"{name} ({used[name]})"
