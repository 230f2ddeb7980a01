"""Work on an assignment is stored beside its notebook, opens step by step, and is never lost."""

from __future__ import annotations

import json
import os
import shutil
from html import escape
from pathlib import Path

import pytest
from course import ASSIGNMENTS, COURSE, Student, inside

from jurisdiction.library import load
from jurisdiction.model import ReaderError, Status
from minimum_contacts.classroom import assignment as graded
from minimum_contacts.classroom.marks import marks
from minimum_contacts.lessons import record, storage
from minimum_contacts.lessons.panels.keeper import KEEPER
from minimum_contacts.panels import AssignmentPanel, begin

NAME = ASSIGNMENTS[0]
FILE = f"assignment_{NAME}"


@pytest.fixture
def folder(tmp_path):
    """Yield a student's folder with the assignment and a file of the student's own."""
    shutil.copytree(COURSE / "source" / NAME, tmp_path / NAME)
    (tmp_path / NAME / "package.json").write_text("{}", encoding="utf-8")
    yield tmp_path / NAME
    KEEPER._forget("", None)
    KEEPER.messages = []


PARTS = ("predictions", "lab", "answers", "writing")


def shut(mine: AssignmentPanel, part: str, done: bool = False) -> str:
    """Return the text shown in place of a closed part, or the progress in an open one."""
    place = mine.done(part) if done else mine.part(part)
    for one in getattr(place, "children", (place,)):
        return one.plan.get("notice", "")


def entries(folder: Path) -> list[record.Entry]:
    return record.read((folder / f"{FILE}.json").read_bytes(), "file")[FILE]


def test_work_lies_beside_the_notebook_whatever_folder_is_chosen_for_lessons(folder) -> None:
    """The folder for lesson work receives none of it."""
    assert os.environ[storage.CHOICE]
    student = Student(folder)
    student.name("ada")
    student.leave()
    assert [e.kind for e in entries(folder)] == ["story"]
    assert not list(Path(os.environ[storage.CHOICE]).glob(f"{FILE}*"))


def test_where_learners_share_a_server_the_browser_still_keeps_it(folder, monkeypatch) -> None:
    """On Voila, work is not stored beside the notebook, where every visitor would find it."""
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    assert storage.folder(FILE) is None


def test_other_files_in_the_folder_are_not_read_and_not_erased(folder) -> None:
    """Erasing all work there deletes only the work on the assignment."""
    student = Student(folder)
    student.name("ada")
    assert KEEPER.unreadable == [] and KEEPER.messages == []
    KEEPER.erase()
    assert not (folder / f"{FILE}.json").exists() and (folder / "package.json").exists()
    assert student.mine.on is None


def test_the_name_is_not_recorded(folder) -> None:
    """The file identifies the facts by a hash and their story, and does not contain the name."""
    student = Student(folder)
    student.name("Wilhelmina Quux")
    student.leave()
    raw = (folder / f"{FILE}.json").read_text(encoding="utf-8")
    assert "quux" not in raw.lower() and graded.seed_of(NAME, "wilhelmina quux") in raw


def test_a_name_that_is_typed_is_not_kept_before_its_facts_are_drawn(folder) -> None:
    student = Student(folder)
    student.mine.draw.draft("a")
    assert not (folder / f"{FILE}.json").exists()


def test_another_name_draws_other_facts_and_nothing_is_lost(folder) -> None:
    """Work on the first facts stays in the file and reappears under the first name."""
    student = Student(folder)
    student.name("ada")
    first = student.mine.on.file.id
    student.predict(Status.OPEN, Status.OPEN)
    student.name("somebody else")
    assert student.mine.on.file.id != first and "answers" not in student.mine.given
    assert [task.said for task in student.mine.given["predictions"]] == ["", ""]
    student.name("ADA")
    assert student.mine.on.file.id == first
    assert [task.said for task in student.mine.given["predictions"]] == ["open", "open"]
    assert "answers" in student.mine.given
    student.leave()
    assert [e.kind for e in entries(folder)].count("story") == 3
    found = marks(student.mine.assignment, (folder / f"{FILE}.json").read_bytes(), "ada")
    assert found["predictions"].got == 2 and "more than one name" in found["predictions"].look


def test_the_same_name_again_changes_nothing(folder) -> None:
    """Neither the facts nor the file changes."""
    student = Student(folder)
    student.name("ada")
    before = entries(folder)
    student.name(" Ada ")
    student.leave()
    assert entries(folder) == before


def test_a_name_that_the_hub_gives_cannot_be_changed(folder) -> None:
    """The facts are there at once, and the name field is disabled."""
    student = Student(folder, hub="ada")
    assert student.mine.draw.fixed and student.mine.draw.said == "ada"
    student.mine.draw.act("somebody else")
    assert student.mine.draw.drawn() == graded.seed_of(NAME, "ada")


def test_nothing_but_the_predictions_opens_before_they_are_all_committed(folder) -> None:
    """Laboratory, questions, and text field open together after the last prediction, and statuses count."""
    student = Student(folder)
    mine = student.mine
    assert all("choose Show my facts above" in shut(mine, part) for part in PARTS)
    student.name("ada")
    student.predict(Status.OPEN)
    assert all("once every prediction" in shut(mine, part) for part in PARTS[1:])
    assert "1 of 2 predictions committed" in shut(mine, "predictions", done=True)
    student.predict(Status.OPEN, Status.MET)
    assert not any(shut(mine, part) for part in PARTS)
    assert "2 of 2 predictions committed" in shut(mine, "predictions", done=True)
    student.answer(right=4)
    student.write("A paragraph.")
    assert "4 of 4 answers handed in" in shut(mine, "answers", done=True)
    assert "1 of 1 written" in shut(mine, "writing", done=True)


def test_what_is_handed_in_says_nothing_of_right_or_wrong(folder) -> None:
    """The replies to a right and a wrong answer differ only in the answer, as does the file."""
    student = Student(folder)
    student.name("ada")
    student.predict(Status.OPEN, Status.OPEN)
    said = []
    for right in (0, 4):
        student.answer(right)
        tasks = student.mine.given["answers"]
        said.append([t.replied.replace(escape(t.choices[t.said]), "") for t in tasks])
    assert said[0] == said[1]
    student.leave()
    assert {e.told for e in entries(folder) if e.kind == "answer"} == {""}


def test_a_damaged_file_is_set_aside_and_goes_along(folder) -> None:
    """The student sees the error, starts over, and hands in both files."""
    (folder / f"{FILE}.json").write_bytes(b'{"format": "minimum-contacts-work"')
    student = Student(folder)
    assert "set it aside" in " ".join(KEEPER.messages)
    student.name("ada")
    student.leave()
    assert len(list(folder.glob(f"{FILE}.aside-*.json"))) == 1 and len(entries(folder)) == 1


def test_the_notebook_must_be_that_of_the_assignment(folder) -> None:
    """A copied notebook that kept another's name gets an error that says what to write."""
    with inside(folder):
        begin("assignment_other", beside=True)
        with pytest.raises(ReaderError, match="not to this notebook"):
            AssignmentPanel()


def test_a_missing_file_of_facts_is_named(tmp_path) -> None:
    """A student who moved only the notebook sees which file is missing."""
    with inside(tmp_path):
        begin(FILE, beside=True)
        with pytest.raises(ReaderError, match=r"facts\.yml"):
            AssignmentPanel()
    KEEPER._forget("", None)


def test_the_library_of_the_lessons_learns_no_facts_of_a_student(folder) -> None:
    """Only the assignment contains the drawn hypothetical."""
    student = Student(folder)
    student.name("ada")
    assert student.mine.on.file.id not in load().scenarios
    assert student.mine.on.file.id in student.mine.on.library.scenarios
    assert json.loads((folder / f"{FILE}.json").read_text())["version"] == record.VERSION
