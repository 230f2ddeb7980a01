"""nbgrader creates, releases, collects, grades, and returns the assignments, from end to end."""

from __future__ import annotations

import csv
import io
import json
from html import unescape
from pathlib import Path

import ipywidgets
import nbformat
import pytest
from course import ASSIGNMENTS, Course, Student, inside

from jurisdiction.model import Status
from minimum_contacts.lessons.panels import keeper

PERFECT = "A paragraph that leaves nothing out."
HALF = "Half a <b>paragraph</b>\n\n# and a heading <script>alert(1)</script>"
PREDICTED = (Status.MET, Status.NOT_MET)  # correctness makes no difference
# Each student's actions, with the expected points before a teacher has read the writing.
EXPECTED = {
    "perfect": [(4, False), (8, False), (None, True)],
    "half": [(4, False), (4, False), (None, True)],
    "blank": [(0, False), (0, False), (0, False)],
    "one_prediction": [(2, False), (0, False), (0, False)],
    "damaged": [(0, True), (0, True), (None, True)],
    "no_file": [(0, True), (0, True), (None, True)],
    "jupyter-on_tljh": [(4, False), (8, False), (None, True)],
    "of_another": [(4, True), (8, True), (None, True)],
}
PARTS = ("predictions", "answers", "writing")


def do(name: str, folder: Path) -> None:
    """Work on the assignment in this folder as the named student does."""
    hub = {"perfect": name, "jupyter-on_tljh": "on_tljh"}.get(name, "")
    student = Student(folder, hub=hub)
    if name == "no_file":
        student.leave()
        spoil(folder)
        return
    if not hub:
        student.name("somebody else" if name == "of_another" else f"  {name.upper()} ")
    if name == "one_prediction":
        student.predict(Status.OPEN)
        assert "answers" not in student.mine.given
    elif name != "blank":
        student.predict(*PREDICTED)
        student.answer(right=2 if name == "half" else 4)
        student.write(HALF if name == "half" else PERFECT)
    student.leave()
    if name == "damaged":
        [file] = folder.glob("assignment_*.json")
        file.write_bytes(file.read_bytes()[:-40])


def spoil(folder: Path) -> None:
    """Remove a notebook's graded cells, forge an output, and add code whose execution would be seen."""
    [path] = folder.glob("*.ipynb")
    book = nbformat.read(path, as_version=4)
    book.cells = [c for c in book.cells if c.id not in ("answers-done", "paragraph")]
    [forged] = [c for c in book.cells if c.id == "predictions-done"]
    forged.source = "4.0"
    forged.outputs = [
        nbformat.v4.new_output("execute_result", {"text/plain": "4.0"}, execution_count=1)
    ]
    own = {"grade_id": "bonus", "grade": True, "solution": False, "locked": False, "task": False,
           "schema_version": 3, "points": 99, "cell_type": "code"}  # fmt: skip
    book.cells.append(nbformat.v4.new_code_cell("99", metadata={"nbgrader": own}))
    code = f"open({str(folder.parent / 'ran')!r}, 'w').close()"
    book.cells.append(nbformat.v4.new_code_cell(code))
    nbformat.write(book, path)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Create a course in which every student has submitted the first assignment and all of it is graded."""
    course = Course(tmp_path_factory.mktemp("school"))
    name = ASSIGNMENTS[0]
    lines = ["id,first_name,SIS User ID,email,extra_time,excused", "absent,=1+1,0041,a@x.edu,,"]
    lines += [
        "half,Hal,0042,h@x.edu,999999,",
        "blank,Bo,0043,b@x.edu,,yes",
        "perfect,Pat,0044,p@x.edu,24,",
    ]
    (course.folder / "roster.csv").write_text("\n".join(lines), encoding="utf-8")
    due = ["db", "assignment", "add", name, "--duedate=2020-01-01 00:00:00 UTC"]
    for words in (
        ["db", "student", "import", "roster.csv"], due,
        ["generate_assignment", name], ["release_assignment", name],
    ):  # fmt: skip
        assert course.run(*words) == 0
    for student in EXPECTED:
        desk = course.desk(student)
        assert course.run("fetch_assignment", name, "--course=minimum_contacts", at=desk) == 0
        do(student, desk / name)
        submit = ["submit", name, "--course=minimum_contacts", f"--student={student}"]
        assert course.run(*submit, at=desk) == 0
    for words in (["collect", name], ["autograde", name]):
        assert course.run(*words) == 0
    return course


@pytest.fixture(scope="module")
def returned(course):
    """Return the feedback, by student, after a teacher has graded the paragraphs."""
    with course.book() as book:
        for student, score in (("perfect", 10), ("half", 5)):
            grade = book.find_grade("writing", ASSIGNMENTS[0], ASSIGNMENTS[0], student)
            grade.manual_score, grade.needs_manual_grade = score, False
            book.db.commit()
    assert course.run("generate_feedback", ASSIGNMENTS[0]) == 0
    pages = course.folder.glob(f"feedback/*/{ASSIGNMENTS[0]}/*.html")
    return {path.parts[-3]: path.read_text(encoding="utf-8") for path in pages}


@pytest.mark.parametrize("student", EXPECTED)
def test_the_marks_are_those_expected(course, student) -> None:
    """Each part has exactly its points, and waits for a teacher exactly where one is required."""
    with course.book() as book:
        grades = {
            part: book.find_grade(part, ASSIGNMENTS[0], ASSIGNMENTS[0], student) for part in PARTS
        }
        got = [(grades[part].auto_score, grades[part].needs_manual_grade) for part in PARTS]
    assert got == EXPECTED[student]


def test_the_whole_score_is_what_the_teacher_and_the_marks_make(course, returned) -> None:
    """The scores are full, half, and no marks out of twenty-two."""
    with course.book() as book:
        scores = {s: book.find_submission(ASSIGNMENTS[0], s).score for s in EXPECTED}
        assert book.find_assignment(ASSIGNMENTS[0]).max_score == 22
    assert (scores["perfect"], scores["half"], scores["blank"]) == (22, 13, 0)


def test_the_rubric_lies_beside_the_paragraph_and_in_no_student_s_page(course, returned) -> None:
    """Graders see the rubric in Formgrader; no page returned to a student contains it."""
    [path] = course.folder.glob(f"autograded/perfect/{ASSIGNMENTS[0]}/*.ipynb")
    sources = [cell.source for cell in nbformat.read(path, as_version=4).cells]
    [at] = [n for n, text in enumerate(sources) if "Rubric, for the grader only" in text]
    assert PERFECT in sources[at - 1] and "Model answer" in sources[at]
    assert not [student for student, page in returned.items() if "for the grader" in page]


def test_grades_go_to_an_lms_with_what_is_late_excused_or_missing(course, returned) -> None:
    """The roster's own columns come first; extra time counts; no name is a formula."""
    assert course.run("export", "--to=out.csv") == 0
    raw = (course.folder / "out.csv").read_text(encoding="utf-8-sig")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(raw, newline=""))}
    own = ["id", "first_name", "SIS User ID", "email"]
    assert [*rows["half"]] == [*own, ASSIGNMENTS[0], "Total", "Comment"]
    assert (rows["half"]["Total"], rows["half"]["SIS User ID"]) == ("13", "0042")
    assert "late" not in rows["half"]["Comment"] and "late by" in rows["perfect"]["Comment"]
    assert (rows["blank"][ASSIGNMENTS[0]], "excused" in rows["blank"]["Comment"]) == ("", True)
    assert "nothing was handed in" in rows["absent"]["Comment"]
    assert rows["absent"]["first_name"] == "'=1+1"


def test_canvas_gets_the_columns_that_it_reads_and_no_total(course, returned) -> None:
    """The roster's other columns are omitted; a student without a name in the roster keeps the id."""
    roster = course.folder / "roster.csv"
    before = roster.read_text(encoding="utf-8")
    roster.write_text(
        "id,email,Student,ID,SIS User ID,SIS Login ID,Section,excused\n"
        'half,h@x.edu,"Half, Hal",7,0042,hal,A,\n'
        f'blank,b@x.edu,"Blank, Bo",8,0043,bo,A,{ASSIGNMENTS[0]}\n',
        encoding="utf-8",
    )
    try:
        assert course.run("export", "--to=canvas.csv") == 0
    finally:
        roster.write_text(before, encoding="utf-8")
    raw = (course.folder / "canvas.csv").read_text(encoding="utf-8-sig")
    head, possible, *rows = csv.reader(io.StringIO(raw, newline=""))
    own = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Notes"]
    assert head == [*own, ASSIGNMENTS[0]] and (possible[0], possible[-1]) == (
        "Points Possible",
        "22",
    )
    made = {row[0]: row[1:] for row in rows}
    assert made["Half, Hal"][:4] == ["7", "0042", "hal", "A"] and made["Half, Hal"][-1] == "13"
    assert made["Blank, Bo"][-1] == "EX" and "perfect" in made


def test_no_code_of_a_student_is_run(course) -> None:
    """A cell that a student added is never run, and a forged output earns nothing."""
    assert not list(course.home.rglob("ran"))
    assert EXPECTED["no_file"][0] == (0, True)


@pytest.mark.parametrize("student", EXPECTED)
def test_everybody_gets_feedback_that_says_why(returned, student) -> None:
    """The feedback describes each part in words and announces a teacher's review where one is due."""
    page = unescape(returned[student])
    said = {
        "perfect": "before the finding was shown, and that is what counts",
        "half": "You answered:",
        "jupyter-on_tljh": "before the finding was shown, and that is what counts",
        "blank": "no prediction was committed",
        "one_prediction": "no prediction was committed",
        "damaged": "this file is incomplete",
        "no_file": "There is no work file with the notebook",
        "of_another": "drawn for a name other than",
    }
    assert said[student] in page
    assert ("Your teacher will look at this" in page) == (
        student in ("damaged", "no_file", "of_another")
    )


def test_feedback_shows_what_was_written_letter_for_letter(returned) -> None:
    """Markup that a student wrote appears as text and has no effect."""
    page = returned["half"]
    assert (
        "&lt;b&gt;paragraph&lt;/b&gt;" in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    )
    assert "<script>alert(1)" not in page and ">and a heading <" not in page


def drawn_by(course, student: str) -> str:
    """Return the drawn facts that a student's own file records; empty if it records none."""
    for file in course.desk(student).rglob("assignment_*.json"):
        if student != "damaged":
            entries = json.loads(file.read_text(encoding="utf-8"))["notebooks"][file.stem]
            return next(e["told"] for e in entries if e["kind"] == "story")
    return ""


def test_feedback_holds_nothing_of_another_student(course, returned) -> None:
    """Each page contains its student's facts, and no other student's facts, words, or name."""
    stories = {student: drawn_by(course, student) for student in EXPECTED}
    assert len({story for story in stories.values() if story}) == 6
    for student, page in returned.items():
        text = unescape(page)
        told = {other for other, story in stories.items() if story and story in text}
        assert told == ({student} if stories[student] else set())
        assert (PERFECT in text) == (student in ("perfect", "jupyter-on_tljh", "of_another"))
        assert ("and a heading" in text) == (student == "half")
        for other in {"one_prediction", "of_another", "no_file"} - {student}:
            assert other not in text


def test_marking_again_gives_the_same(course, returned) -> None:
    """A teacher's points remain when the work is graded again."""
    assert course.run("autograde", ASSIGNMENTS[0], "--force", "--student=half") == 0
    with course.book() as book:
        assert book.find_submission(ASSIGNMENTS[0], "half").score == 13


def test_a_student_finds_the_work_again(course) -> None:
    """A reopened assignment shows the same facts, predictions, answers, and paragraph."""
    student = Student(course.desk("half") / ASSIGNMENTS[0])
    mine = student.mine
    assert [task.said for task in mine.given["predictions"]] == [one.value for one in PREDICTED]
    assert all(task.said for task in mine.given["answers"])
    assert mine.given["writing"][0].said == HALF
    student.leave()


def test_every_widget_reaches_the_browser(course) -> None:
    """No name of ours hides one that ipywidgets needs and therefore never sends."""
    student = Student(course.desk("perfect") / ASSIGNMENTS[0])
    mine = student.mine
    panels = [mine, mine.notice, mine.room, mine.lab, *mine.places.values(), *mine.signs.values()]
    assert all(panel.comm is not None for panel in panels)
    assert {type(panel).open for panel in panels} == {ipywidgets.Widget.open}
    student.leave()


def test_a_teacher_s_own_work_never_reaches_students(tmp_path) -> None:
    """With a work file in the source folder, no student version is created."""
    course = Course(tmp_path)
    source = course.folder / "source" / ASSIGNMENTS[0]
    (source / f"assignment_{ASSIGNMENTS[0]}.json").write_text("{}", encoding="utf-8")
    assert course.run("generate_assignment", ASSIGNMENTS[0]) != 0
    assert not list(course.folder.glob("release/**/*.ipynb"))


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_student_s_version_runs_in_a_real_kernel(name, tmp_path) -> None:
    """Every cell of the release runs from top to bottom, in its own folder."""
    from nbclient import NotebookClient

    course = Course(tmp_path)
    assert course.run("generate_assignment", name) == 0
    folder = course.folder / "release" / name
    book = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    look = "from pathlib import Path; from minimum_contacts.lessons.panels.keeper import KEEPER"
    told = "mine.draw.act('x'); KEEPER.flush(); print(*Path().glob('*.json'))"
    book.cells.append(nbformat.v4.new_code_cell(f"{look}\n{told}"))
    with inside(folder):
        NotebookClient(book, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    assert f"assignment_{name}.json" in book.cells[-1].outputs[-1].text
    assert keeper.KEEPER.notebook == ""
