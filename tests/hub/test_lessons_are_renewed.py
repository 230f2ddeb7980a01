"""New lessons reach a student on a hub, and the student's changes and work stay untouched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from releases import ROOT, first_release, git, release

HUB = ROOT / "deploy" / "hub"
MINE = "\n\nMy own note: the copies are the point."
NEW = "This sentence is new in the second release."


@pytest.fixture
def upstream(tmp_path: Path) -> Path:
    """Create the suite as an image contains it, possibly owned by another user."""
    folder = first_release(tmp_path / "srv" / "minimum-contacts")
    belongs_to_nobody_here(folder)
    return folder


def belongs_to_nobody_here(folder: Path) -> None:
    if os.name == "posix" and os.geteuid() == 0:  # otherwise the owner cannot be changed
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, 65534, 65534)


def renewed(home: Path, upstream: Path, *, known: bool = True) -> str:
    """Update the lessons as at the start of a student's server; return the contents of the student's log."""
    settings = home.parent / "gitconfig"
    told = (HUB / "gitconfig").read_text().replace("/srv/minimum-contacts", str(upstream))
    settings.write_text(told if known else "")
    env = os.environ | {"HOME": str(home), "GIT_CONFIG_SYSTEM": str(settings)}
    env |= {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    env.pop("GIT_CONFIG_GLOBAL", None)
    home.mkdir(exist_ok=True)
    subprocess.run(["sh", str(HUB / "renew_lessons.sh"), str(upstream)], env=env, check=True)
    return (home / ".minimum-contacts-lessons.log").read_text()


def change(path: Path, at: int, more: str) -> None:
    """Add words to one text cell, and save as JupyterLab does."""
    book = nbformat.read(path, 4)
    [cell for cell in book.cells if cell.cell_type == "markdown"][at].source += more
    nbformat.write(book, path)


def run_all(path: Path, words: str) -> None:
    """Give every code cell an output, as running and saving does."""
    book = nbformat.read(path, 4)
    for count, cell in enumerate([c for c in book.cells if c.cell_type == "code"], 1):
        cell.execution_count = count
        cell.outputs = [nbformat.v4.new_output("stream", text=f"{words} {count}\n")]
    nbformat.write(book, path)


def test_a_new_release_arrives_beside_what_the_student_changed_and_wrote(
    tmp_path: Path, upstream: Path
) -> None:
    """A lesson that was run and edited is kept and updated; a new lesson arrives; work stays untouched."""
    home = tmp_path / "home"
    renewed(home, upstream)
    lessons, work = home / "minimum-contacts/notebooks", home / ".local/share/minimum-contacts"
    work.mkdir(parents=True)
    (work / "02_express_aiming.json").write_bytes(b"what the student chose and wrote")
    run_all(lessons / "02_express_aiming.ipynb", "as I ran it")
    change(lessons / "02_express_aiming.ipynb", 2, MINE)
    change(lessons / "12_moot_and_exam.ipynb", 1, MINE)
    (lessons / "my_outline.md").write_text("An outline of mine.")
    (lessons / "13_of_mine.ipynb").write_text("a file with the name of the new lesson")
    (lessons / "03_traffic_and_harm.ipynb").unlink()

    run_all(upstream / "notebooks/02_express_aiming.ipynb", "as the release has it")
    change(upstream / "notebooks/02_express_aiming.ipynb", -2, f"\n\n{NEW}")
    change(upstream / "notebooks/03_traffic_and_harm.ipynb", 0, f"\n\n{NEW}")
    (upstream / "notebooks/12_moot_and_exam.ipynb").unlink()
    shutil.copy(upstream / "notebooks/01_the_map.ipynb", upstream / "notebooks/13_of_mine.ipynb")
    release(upstream, "Second")
    belongs_to_nobody_here(upstream)
    renewed(home, upstream)

    assert (work / "02_express_aiming.json").read_bytes() == b"what the student chose and wrote"
    book = nbformat.read(lessons / "02_express_aiming.ipynb", 4)
    nbformat.validate(book)
    sources = "".join(cell.source for cell in book.cells)
    outputs = "".join(str(cell.get("outputs", "")) for cell in book.cells)
    assert MINE in sources and NEW in sources
    assert "as I ran it" in outputs and "as the release has it" not in outputs
    kept = nbformat.read(lessons / "12_moot_and_exam.ipynb", 4)
    assert MINE in "".join(cell.source for cell in kept.cells)
    assert (lessons / "my_outline.md").read_text() == "An outline of mine."
    assert NEW in (lessons / "03_traffic_and_harm.ipynb").read_text()
    assert nbformat.read(lessons / "13_of_mine.ipynb", 4).cells
    (aside,) = lessons.glob("13_of_mine__*.ipynb")
    assert aside.read_text() == "a file with the name of the new lesson"


def test_a_release_that_cannot_be_read_leaves_the_lessons_and_lets_the_server_start(
    tmp_path: Path, upstream: Path
) -> None:
    """Without its release, the server still starts, and the log explains the problem."""
    home = tmp_path / "home"
    renewed(home, upstream)
    before = sorted((home / "minimum-contacts").rglob("*.ipynb"))
    assert "left as they are" in renewed(home, tmp_path / "nothing here")
    assert sorted((home / "minimum-contacts").rglob("*.ipynb")) == before


def test_a_release_without_its_history_is_told_and_changes_nothing(tmp_path: Path) -> None:
    """A shallow copy, which repo2docker makes without --ref, updates nothing and loses nothing."""
    upstream = first_release(tmp_path / "srv" / "minimum-contacts")
    home = tmp_path / "home"
    renewed(home, upstream)
    lesson = home / "minimum-contacts/notebooks/02_express_aiming.ipynb"
    change(lesson, 2, MINE)
    before = lesson.read_bytes()
    change(upstream / "notebooks/02_express_aiming.ipynb", -2, f"\n\n{NEW}")
    release(upstream, "Second")
    shallow = tmp_path / "shallow" / "minimum-contacts"
    shallow.parent.mkdir()
    git(shallow.parent, "clone", "--depth=1", upstream.as_uri(), str(shallow))
    lessons = home / "minimum-contacts"
    git(lessons, "remote", "set-url", "origin", shallow.as_uri())
    assert "build it with --ref" in renewed(home, shallow)
    assert lesson.read_bytes() == before


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="only root can give a folder to somebody else"
)
def test_the_release_in_an_image_belongs_to_root_and_our_setting_lets_git_read_it(
    tmp_path: Path, upstream: Path
) -> None:
    """Without deploy/hub/gitconfig, git refuses another user's folder; with it, the lessons arrive."""
    home = tmp_path / "home"
    assert "left as they are" in renewed(home, upstream, known=False)
    assert not (home / "minimum-contacts").exists()
    renewed(home, upstream)
    assert (home / "minimum-contacts/notebooks/00_start_here.ipynb").exists()
