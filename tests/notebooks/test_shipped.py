"""The page runs a lesson by itself only if its cells are those that we published."""

from __future__ import annotations

import json

from refresh import NOTEBOOKS, SHIPPED, shipped, shipped_sum, student_notebooks


def test_the_page_knows_every_lesson_as_it_is_shipped():
    """Each title and checksum is that of a current lesson; `refresh.py` updates them after a change."""
    known = json.loads(SHIPPED.read_text(encoding="utf-8"))
    assert known == shipped()
    assert [lesson["file"] for lesson in known] == [path.name for path in student_notebooks()]


def test_the_readme_lists_every_lesson():
    """The README lists each lesson by title and number."""
    told = (NOTEBOOKS.parent / "README.md").read_text(encoding="utf-8")
    for path in NOTEBOOKS.glob("[0-9]*.ipynb"):
        title = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"][0]
        name = title.removeprefix("# ").strip().rpartition(" · ")[2]
        assert f"*{name}* ({path.name[:2]})" in told, path.name


def test_a_change_of_one_letter_is_noticed(tmp_path):
    """A change of one letter in one cell changes a notebook's checksum."""
    lesson = student_notebooks()[1]
    changed = tmp_path / lesson.name
    notebook = json.loads(lesson.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = ["x", *notebook["cells"][0]["source"]]
    changed.write_text(json.dumps(notebook), encoding="utf-8")
    assert shipped_sum(changed) != shipped_sum(lesson)


def test_outputs_do_not_count(tmp_path):
    """A notebook that was run and saved still counts as the published lesson."""
    lesson = student_notebooks()[1]
    saved = tmp_path / lesson.name
    notebook = json.loads(lesson.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"], cell["outputs"] = 7, []
    saved.write_text(json.dumps(notebook), encoding="utf-8")
    assert shipped_sum(saved) == shipped_sum(lesson)
