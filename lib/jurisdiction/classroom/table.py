"""The table of a class for an LMS: one row a learner, comma-separated as RFC 4180 has it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence

from .. import explain
from ..library import Library
from ..model import Status
from .counts import Summary, answers_of, option_of, predictions_of
from .learners import Learner

_FORMULA = tuple("=+-@＝＋－＠")  # a spreadsheet would run a cell that begins with one of these
_BOM = "\ufeff"  # by which Excel knows the encoding


def cell(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula; control characters become spaces."""
    text = str(value)
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    text = text.strip()
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(
    learners: Sequence[Learner], counted: Summary, library: Library, names: bool = False
) -> bytes:
    """One row a learner, by code, or by the name of the folder or files if `names`; UTF-8 with a mark.

    A column that does not apply is empty. Texts of learners are not in the table.
    """
    rows = [_row(one, counted, library, names) for one in learners]
    rows.sort(key=lambda row: row["Learner"])
    head = list(rows[0]) if rows else ["Learner"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(cell, head))
    writer.writerows([cell(row[name]) for name in head] for row in rows)
    return (_BOM + out.getvalue()).encode("utf-8", "replace")


def _row(one: Learner, counted: Summary, library: Library, names: bool) -> dict[str, object]:
    row: dict[str, object] = {"Learner": one.name if names else one.code, "Files": len(one.files)}
    totals = dict.fromkeys(
        (
            "Predictions before the answer", "of these as found", "Questions answered",
            "right at first", "right with the last answer", "Explanations written",
        ),
        0,
    )  # fmt: skip
    row |= totals
    used = Counter[str]()

    def put(name: str, value: object) -> None:
        used[name] += 1
        row[name if used[name] == 1 else f"{name} ({used[name]})"] = value

    said = {lesson: predictions_of(entries) for lesson, entries in one.work.items()}
    for asked in counted.predictions:
        name = f"{counted.titles[asked.lesson]}: {asked.title} · {asked.finding.node.name}"
        mine = said.get(asked.lesson, {}).get(asked.task)
        before, after = (mine.before, mine.after) if mine else (None, None)
        words = [
            explain.status_word(asked.finding.node, Status(entry.answer), library) if entry else ""
            for entry in (before, after)
        ]
        right = before.answer == asked.finding.status.value if before else None
        put(f"{name}, before the answer", words[0])
        put(f"{name}, as found", _yes_no(right))
        put(f"{name}, after the answer", words[1])
        row["Predictions before the answer"] += before is not None  # type: ignore[operator]
        row["of these as found"] += bool(right)  # type: ignore[operator]
    given = {lesson: answers_of(entries) for lesson, entries in one.work.items()}
    for asks in counted.questions:
        question = asks.question
        answers = given.get(asks.lesson, {}).get(f"answer/{question.id}", [])
        places = [option_of(question, entry.answer) for entry in answers]
        rights = [bool(at) and question.options[at - 1].right for at in places]
        name = f"{counted.titles[asks.lesson]}: {question.question}"
        put(f"{name}, first answer", (places[0] or "not among today's options") if places else "")
        put(f"{name}, right at first", _yes_no(rights[0] if rights else None))
        put(f"{name}, right with the last answer", _yes_no(rights[-1] if rights else None))
        row["Questions answered"] += bool(rights)  # type: ignore[operator]
        row["right at first"] += bool(rights and rights[0])  # type: ignore[operator]
        row["right with the last answer"] += bool(rights and rights[-1])  # type: ignore[operator]
    row["Explanations written"] = sum(
        len({e.task for e in entries if e.kind == "explanation" and e.committed})
        for entries in one.work.values()
    )
    return row


def _yes_no(right: bool | None) -> str:
    return "" if right is None else "yes" if right else "no"
