"""A class's tables as CSV: a gradebook for an LMS, and a detailed table with its key and file list.

Import a gradebook into the LMS unchanged: a spreadsheet that saves it may drop an id's leading zeros.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import ascii_uppercase
from typing import NamedTuple

from jurisdiction.library import Library
from jurisdiction.model import ReaderError
from minimum_contacts.lessons.record import as_utf8
from .counts import PredictionCount, QuestionCount, Summary
from .learners import Learner, Predictions, Together

# first characters, of any width, that make a spreadsheet read a formula
_FORMULA = ("=", "+", "-", "@")
_BOM = "\ufeff"  # tells Excel the encoding
_WHO = re.compile(  # headings that identify students in rosters from Canvas, Moodle, and others
    "student|name|full ?name|(first|last) ?name|surname|(sis )?(user|login) ?id|(student )?id|id number"
    "|orgdefinedid|integration id|root account|section|user ?name|e-?mail( address)?|identifier",
    re.I,
)
# Canvas reads these columns in this order, and its own, such as Notes, between them and the assignments
_CANVAS = ["Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID"]
_CANVAS += ["Integration ID", "Root Account", "Section"]
_YES = ("yes", "y", "x", "ex", "true", "1", "excused")
_CODE_PAGES = ["utf-8-sig", *(f"cp125{n}" for n in (2, 0, 1, 3, 4, 5, 6, 7, 8)), "mac_roman"]
_NO_GRADE = "-"  # because Moodle reads an empty cell of a new grade item as zero


def cell(value: object) -> str:
    """Return a value as one line of text that no spreadsheet reads as a formula or as two cells.

    Semicolons are replaced, because Excel in some locales uses them to separate cells.
    """
    text = "".join(c if c.isprintable() else " " for c in str(value).replace(";", ",")).strip()
    first = unicodedata.normalize("NFKC", text[:1]).replace("−", "-")
    return f"'{text}" if first.startswith(_FORMULA) and text != _NO_GRADE else text


def as_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows in the form of RFC 4180, in UTF-8 with a byte order mark."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([*map(cell, row)] for row in rows)
    return (_BOM + out.getvalue()).encode("utf-8", "replace")


# --- the longer table ------------------------------------------------------------------------------
def tables(
    found: Together, counted: Summary, library: Library, names: bool = False
) -> dict[str, bytes]:
    """Return the class table, its key, and the file list, by the suffix of each file name.

    Learners are identified by codes or, with `names`, by their folders or files. No table contains
    anything that a learner wrote.
    """
    codes = [f"P{at}" for at, _ in enumerate(counted.predictions, 1)]
    codes += [f"Q{at}" for at, _ in enumerate(counted.questions, 1)]
    every: list[PredictionCount | QuestionCount] = [*counted.predictions, *counted.questions]
    asked = [*zip(codes, every, strict=True)]
    heads = [f"{code} {when}" for code, one in asked for when in _WHEN[one.kind]]
    head = ["Learner", "Files", *_TOTALS, "Look at", *heads]
    rows = sorted(
        (
            [one.name if names else one.code, len(one.files), *_row(one, asked)]
            for one in found.learners
        ),
        key=lambda row: str(row[0]),
    )
    files = [
        [f"file {number}" if not names else file.place or "the folder", code, what]
        for number, (file, code, what) in enumerate(found.fates(), 1)
    ]
    return {
        "": as_csv([head, *rows]),
        "-key": as_csv([_KEY, *(_keyed(code, one, counted) for code, one in asked)]),
        "-files": as_csv([["File", "Learner", "What happened to it"], *files]),
    }  # fmt: skip


_WHEN = {"prediction": ("before", "after"), "question": ("first", "last")}
_KEY = ["Code", "Lesson", "Kind", "Question", "Answers", "Engine's finding, or right answer"]
_TOTALS = [
    "Predictions before the answer",
    "matching the finding",
    "Questions answered",
    "right at first",
    "right with the last answer",
    "Explanations written",
    "Last committed (UTC)",
]


def _row(
    one: Learner, asked: Sequence[tuple[str, PredictionCount | QuestionCount]]
) -> Iterator[object]:
    """Yield a learner's totals, the reason to check the files, and each answer."""
    cells, totals = list[str](), [0] * 5
    for _, asks in asked:
        if isinstance(asks, PredictionCount):
            before, after = one.predictions.get((asks.lesson, asks.task), Predictions())
            cells += [before.answer if before else "", after.answer if after else ""]
            totals[0] += bool(before)
            totals[1] += bool(before and before.answer == asks.finding.status)
        else:
            given = one.committed["answer"].get((asks.lesson, asks.task), [])
            places = [asks.place(entry.answer) for entry in given]
            cells += [_letter(places[at]) if places else "" for at in (0, -1)]
            totals[2] += bool(places)
            totals[3] += bool(places and places[0] in asks.right)
            totals[4] += bool(places and places[-1] in asks.right)
    last = max((log[-1].at for kind in one.committed.values() for log in kind.values()), default="")
    when = f"{last.astimezone(dt.UTC):%Y-%m-%d %H:%M}" if isinstance(last, dt.datetime) else ""
    yield from (*totals, len(one.committed["explanation"]), when, one.look, *cells)


def _letter(place: int) -> str:
    return ascii_uppercase[place - 1] if place else "an earlier version's answer"


def _keyed(code: str, one: PredictionCount | QuestionCount, counted: Summary) -> list[str]:
    """Return a row of the key: the question, the possible answers, and the right one."""
    if isinstance(one, PredictionCount):
        answers, right = "met / not met / open", one.finding.status.value
    else:
        texts = [option.text for option in one.question.options]
        answers = " / ".join(f"{_letter(at)}. {text}" for at, text in enumerate(texts, 1))
        right = ", ".join(map(_letter, one.right))
    return [code, counted.titles[one.lesson], one.kind, one.words, answers, right]


# --- the gradebook ---------------------------------------------------------------------------------
class Grading(NamedTuple):
    """The settings of a gradebook: the LMS's roster, points per lesson, and the due date."""

    roster: bytes | None = None
    points: int = 10
    due: dt.datetime | None = None


class _Student(NamedTuple):
    """A row of the roster: its cells by heading, and the files that are this student's."""

    row: dict[str, str]
    learners: list[Learner]


class Row(NamedTuple):
    """A student's row of a gradebook: the roster's cells, points (None if excused), and a comment."""

    who: Mapping[str, str]
    points: Sequence[int | float | None]
    comment: str


def for_lms(who: Sequence[str], tasks: Mapping[str, float], rows: Iterable[Row]) -> bytes:
    """Return a gradebook in the format of the LMS whose roster has the columns `who`.

    `tasks` maps titles to points possible. Canvas gets its own columns and Notes but no total, which it
    would read as an assignment; others get a total and a comment.
    """
    canvas = {"ID", "Section"} <= {*who}
    excused = (
        "EX" if canvas else _NO_GRADE if {"emailaddress", "idnumber"} & {*map(_plain, who)} else ""
    )
    who = [head for head in _CANVAS if head in who] if canvas else who
    head = [*who, "Notes", *tasks] if canvas else [*who, *tasks, "Total", "Comment"]
    table: list[list[object]] = [[*head]]
    if canvas:
        possible = ["    Points Possible", *[""] * len(who), *map(_number, tasks.values())]
        table.append([*possible])
    for row in rows:
        cells = [row.who.get(name, "") for name in who]
        points = [excused if one is None else _number(one) for one in row.points]
        counted = [one for one in row.points if one is not None]
        total = _number(sum(counted)) if counted else excused
        table.append(
            [*cells, row.comment, *points] if canvas else [*cells, *points, total, row.comment]
        )
    return as_csv(table)


def _number(points: float) -> str:
    return f"{points:.12g}"


def gradebook(
    found: Together, counted: Summary, library: Library, grading: Grading
) -> tuple[bytes, list[str]]:
    """Return a gradebook with points and comments, and the learners whom the roster does not name.

    The roster's identifying columns come first, so that Canvas can match students by ID or SIS id, and
    Moodle by email or ID number. Points count work done, not right answers. They are whole numbers,
    because a spreadsheet may read 7.5 as a date. Comments mention late work.
    """
    if grading.roster is None:
        students = [
            _Student(dict(zip(("Student", "ID"), _name_and_id(one), strict=True)), [one])
            for one in sorted(found.learners, key=lambda one: one.name)
        ]
        lost = list[str]()
    else:
        students, lost = _matched(found.learners, grading.roster)
    who = [head for head in (students[0].row if students else {}) if _WHO.fullmatch(head)]
    tasks = {lesson: _tasks(lesson, counted, library) for lesson in counted.lessons}
    rows = list[Row]()
    for row, learners in students:
        said = {_plain(name): value for name, value in row.items()}
        whose = f"the roster, {row[who[0]]}, Due"
        due = moment(said["due"], whose) if said.get("due") else grading.due
        if said.get("excused", "").strip().casefold() in _YES:
            rows.append(Row(row, [None] * len(tasks), "Excused."))
            continue
        points, comments = list[int](), list[str]()
        for lesson, asked in tasks.items():
            done = _done(learners, lesson, asked)
            points.append(int(grading.points * len(done) / len(asked) + 0.5) if asked else 0)
            comments.append(f"{counted.titles[lesson]}: {_comment(done, asked, due)}")
        if any(file.late for one in learners for file in one.files):
            comments.append("Canvas marked a file late.")
        if not learners:
            comments = ["Nothing was handed in."]
        rows.append(Row(row, points, " ".join(comments)))
    possible = {counted.titles[lesson]: float(grading.points) for lesson in tasks}
    return for_lms(who, possible, rows), lost


def moment(text: str, where: str) -> dt.datetime:
    """Parse a date and time in this machine's time zone; a date alone means the end of that day."""
    try:
        day = dt.timedelta(days=1, seconds=-1) if len(text.strip()) == 10 else dt.timedelta()
        return (dt.datetime.fromisoformat(text.strip()) + day).astimezone()
    except ValueError:
        problem = f"'{text}' is not a date and time."
        raise ReaderError(where, problem, "Write it as 2026-03-01 23:59.") from None


def _tasks(lesson: str, counted: Summary, library: Library) -> set[str]:
    """Return the tasks of a lesson: those in its data, and other predictions that the class made."""
    sections = library.lessons[lesson].sections if lesson in library.lessons else []
    asked = {
        f"prediction/{one.predict.scenario}/{one.predict.node}" for one in sections if one.predict
    }
    asked |= {one.task for one in counted.predictions if one.lesson == lesson}
    asked |= {f"answer/{question.id}" for question in library.questions.get(lesson, ())}
    return asked | {f"explanation/{lesson}/{one.id}" for one in sections if one.write}


def _done(learners: Sequence[Learner], lesson: str, asked: set[str]) -> dict[str, dt.datetime]:
    """Return when each task was first committed; skip predictions made after seeing the answer."""
    done = dict[str, dt.datetime]()
    for one in learners:
        for entry in one.work.get(lesson, ()):
            seen = entry.kind == "prediction" and entry.revealed
            if entry.committed and entry.task in asked and not seen:
                done[entry.task] = min(entry.at, done.get(entry.task, entry.at))
    return done


def _comment(done: dict[str, dt.datetime], asked: set[str], due: dt.datetime | None) -> str:
    """Return the comment to a student on one lesson."""
    said = []
    for kind, words in (
        ("prediction", "predictions before the answer"),
        ("answer", "questions answered"),
        ("explanation", "explanations written"),
    ):
        if whole := sum(task.startswith(kind) for task in asked):
            said.append(f"{sum(task.startswith(kind) for task in done)} of {whole} {words}")
    late = sum(at > due for at in done.values()) if due else 0
    if late and due:
        said.append(f"late: {late} after {due:%Y-%m-%d %H:%M}")
    return ", ".join(said) + "."


def _name_and_id(one: Learner) -> tuple[str, str]:
    """Return a learner's name and number as given in the file paths."""
    name, number = re.fullmatch(r"(.*?)(?: \((\d+)\))?", one.name).groups()  # type: ignore[union-attr]
    return name, number or ""


def _plain(text: str) -> str:
    """Normalize a name for comparison: letters with their marks, and digits, in one case."""
    same = unicodedata.normalize("NFKC", text).casefold()
    same = same.replace("i\u0307", "i").replace("ı", "i")  # a Turkish I, in both cases
    return "".join(c for c in same if c.isalnum() or unicodedata.category(c).startswith("M"))


def _texts(raw: bytes) -> list[str]:
    """Return the text of a roster under each encoding in which a spreadsheet may have saved it."""
    raw = as_utf8(raw)
    if raw.startswith(b"PK"):
        remedy = "Open it, and save it as CSV (UTF-8)."
        raise ReaderError("the roster", "this is a workbook, not a list in CSV.", remedy)
    texts = list[str]()
    for encoding in _CODE_PAGES:
        with contextlib.suppress(UnicodeDecodeError):
            texts.append(raw.decode(encoding))
            if encoding == "utf-8-sig":
                break
    return texts


def _roster(text: str) -> list[dict[str, str]]:
    """Return the rows of a roster exported by an LMS, by heading."""
    text = re.sub(r"^(\s*(sep=.)?\r?\n)+", "", text)  # Excel's `sep=` line
    top = text.partition("\n")[0]
    read = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=top.count))
    try:
        rows = [*read]
    except csv.Error as error:
        problem = f"line {read.line_num} cannot be read ({error})."
        raise ReaderError("the roster", problem, "Export it from your LMS again.") from None
    head = [name.strip() for name in rows[0]] if rows else []
    who = [name for name in head if _WHO.fullmatch(name)]
    if not who:
        problem = "its first line has no column that identifies students."
        remedy = "Give the list that your LMS exports, with headings in English, such as Student or Email."
        raise ReaderError("the roster", problem, remedy)
    every = [dict(zip(head, [*row, *[""] * len(head)], strict=False)) for row in rows[1:]]
    people = [row for row in every if any(row[name].strip() for name in who)]
    return [row for row in people if _plain(row[who[0]]) != "pointspossible"]


def _matched(learners: Sequence[Learner], raw: bytes) -> tuple[list[_Student], list[str]]:
    """Match learners to the roster; return its students, and the learners without a unique match.

    The encoding used is the one under which the roster names the most learners.
    """
    readings = [_named(learners, _roster(text)) for text in _texts(raw)]
    return min(readings, key=lambda reading: len(reading[1]))


def _named(
    learners: Iterable[Learner], roster: Iterable[dict[str, str]]
) -> tuple[list[_Student], list[str]]:
    students = [_Student(row, []) for row in roster]
    rows: dict[str, set[int]] = defaultdict(set)  # roster rows, by any name for a student
    ids: dict[str, set[int]] = defaultdict(set)  # the same, by Canvas's internal ids
    for at, (row, _) in enumerate(students):
        named = {_plain(head): value for head, value in row.items() if _WHO.fullmatch(head)}
        for shared in ("section", "rootaccount"):
            named.pop(shared, "")
        first, last = named.get("firstname", ""), named.get("lastname", named.get("surname", ""))
        full = named.get("student", named.get("name", named.get("fullname", "")))
        turned = " ".join(reversed(full.split(",", 1)))  # Ruiz, Maria
        local = [value.partition("@")[0] for value in named.values() if "@" in value]
        for value in (*named.values(), *local, first + last, last + first, turned):
            rows[_plain(value)].add(at)
        if "id" in named:
            ids[_plain(named["id"])].add(at)
    lost = []
    for one in learners:
        called = re.sub(r"\.(json|txt)$", "", one.name.rpartition("/")[2], flags=re.I)
        parts = [part for part in map(_plain, re.split(r"[()]", called)) if part]
        numbers = ids if ids and len(parts) > 1 and parts[1].isdigit() else rows
        known = [rows[parts[0]]] if parts and parts[0] in rows else []
        known += [numbers[part] for part in parts[1:] if part in numbers]
        places = set.intersection(*known) if known else set()
        if len(places) == 1:
            students[places.pop()].learners.append(one)
        else:
            why = "more than one row of the roster may be" if known else "the roster does not name"
            lost.append(f"{why} {one.name}")
    return students, lost
