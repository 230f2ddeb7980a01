"""Keys, rubrics, and notes stay with the teacher: no student's home or class server contains them."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from releases import ROOT, first_release, git
from releases import release as commit
from test_lessons_are_renewed import renewed

from jurisdiction.library import read_yaml

sys.path.insert(0, str(ROOT / "deploy"))
sys.path.insert(0, str(ROOT / "tests" / "school"))
import release
from leaks import leaked, plain

INSTRUCTOR = ROOT / "notebooks" / "instructor"


def sentences(text: str) -> list[str]:
    parts = re.split(r"(?<=[.?!;:])\s+", " ".join(text.split()))
    return [one for one in parts if len(plain(one)) > 24]


def keys() -> list[str]:
    """Return every line of a rubric or model answer, and every item and reason of the two forms."""
    words = list[str]()
    for path in sorted((INSTRUCTOR / "course" / "keys").glob("*.yml")):
        key = read_yaml(path)
        words += [*sentences(key["model_answer"]), *sentences(key["alike"])]
        words += [
            s
            for row in key["rubric"]
            for level in ("two", "one", "none")
            for s in sentences(row[level])
        ]
    for item in read_yaml(INSTRUCTOR / "prepost" / "forms.yml"):
        words += [item["a"]["question"], item["b"]["question"], item["why"]]
    return list(dict.fromkeys(words))


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """Create the project's repository, with a key in its history."""
    folder = tmp_path_factory.mktemp("project") / "clone"
    git(ROOT, "clone", "--quiet", ROOT.as_uri(), str(folder))
    return folder


@pytest.fixture(scope="module")
def students(project: Path, tmp_path_factory) -> Path:
    """Create the release for students, in two versions."""
    folder = tmp_path_factory.mktemp("srv") / "minimum-contacts"
    assert release.release(folder, project)
    (project / "README.md").write_text("A second version.", encoding="utf-8")
    git(project, "commit", "-am", "Second")
    assert release.release(folder, project) and not release.release(folder, project)
    return folder


def everything(folder: Path) -> bytes:
    """Return the unpacked contents of every version in a repository."""
    batch = ["git", "-c", "safe.directory=*", "cat-file", "--batch-all-objects", "--batch"]
    return subprocess.run(batch, cwd=folder, capture_output=True, check=True).stdout


def test_a_student_s_home_holds_no_key_in_any_form_or_version(students, tmp_path) -> None:
    """No key appears as a file, in git's history, or encoded or compressed; the notes are absent, too."""
    home, sought = tmp_path / "home", keys()
    assert len(sought) > 80
    assert "left as they are" not in renewed(home, students)
    lessons = home / "minimum-contacts"
    files = [p for p in lessons.rglob("*") if p.is_file() and ".git" not in p.parts]
    names = {p.relative_to(lessons).as_posix() for p in files}
    assert "notebooks/02_express_aiming.ipynb" in names and "start.py" in names
    assert not [name for name in names if "instructor" in name or name.startswith("tests/")]
    history = plain(everything(lessons))
    assert plain("A second version.") in history
    assert not [words for words in sought if plain(words) in history]
    checks = {p: leaked(p.read_bytes(), sought, deep=1) for p in files if p.suffix != ".png"}
    assert {str(p): words for p, words in checks.items() if words} == {}
    for note in INSTRUCTOR.glob("*.md"):  # a note may quote its lesson in places
        told = sentences(note.read_text(encoding="utf-8"))
        assert sum(plain(one) in history for one in told) <= len(told) / 8, note.name


def test_the_students_readme_leads_only_to_what_they_have(tmp_path) -> None:
    """Every file that the students' README names is in the release, and no withheld file is."""
    folder = tmp_path / "release"
    assert release.release(folder)
    told = (folder / "README.md").read_text(encoding="utf-8")
    paths = re.findall(r"\]\((?!https:)([^)#]+)\)|`((?:[a-z_]+/)+)`", told)
    assert len(paths) >= 6
    assert [path for pair in paths for path in pair if not (folder / path).exists()] == []
    assert not re.search(r"tests/|start\.py test|instructor/|<!--", told)
    assert "## License" in told and "For teachers" in told


def test_a_release_with_the_teacher_s_files_reaches_no_home(project, tmp_path) -> None:
    """The log says what to create instead; a version that once contained them is refused, too."""
    home = tmp_path / "home"
    assert "deploy/release.py" in renewed(home, project)
    assert not (home / "minimum-contacts").exists()
    git(project, "rm", "-rq", "notebooks/instructor", "tests")
    git(project, "commit", "-m", "Too late")
    assert "deploy/release.py" in renewed(home, project)
    with pytest.raises(SystemExit, match="in its history"):
        release.release(project, project)


def test_keys_on_a_branch_that_was_merged_away_reach_no_home(tmp_path) -> None:
    """By default, git omits such a branch from a file's history, but every clone contains it."""
    folder, key = first_release(tmp_path / "srv"), "notebooks/instructor/key.yml"
    git(folder, "checkout", "-b", "side")
    (folder / key).parent.mkdir()
    (folder / key).write_text("the key")
    commit(folder, "A key")
    (folder / key).unlink()
    commit(folder, "No key")
    git(folder, "checkout", "main")
    (folder / "README.md").write_text("More.")
    commit(folder, "More")
    git(folder, "merge", "side")
    git(folder, "branch", "--delete", "side")
    home = tmp_path / "home"
    assert "deploy/release.py" in renewed(home, folder)
    assert not (home / "minimum-contacts").exists()
    with pytest.raises(SystemExit, match="in its history"):
        release.release(folder)


def test_a_class_server_serves_lessons_alone_and_names_no_other_machine(tmp_path) -> None:
    """Whatever folder is named, no page lists or opens the teacher's files or contacts another host."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = ("JUPYTER", "IPYTHON", "MINIMUM_CONTACTS")
    env = {k: v for k, v in os.environ.items() if not k.startswith(own)}
    env |= {
        "HOME": str(tmp_path),
        "JUPYTER_CONFIG_DIR": "deploy/voila",
        "MINIMUM_CONTACTS_READY": "",
    }
    command = [sys.executable, "-m", "voila", "notebooks", f"--port={port}"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        end = time.monotonic() + 120
        while socket.socket().connect_ex(("127.0.0.1", port)):
            assert process.poll() is None and time.monotonic() < end, (tmp_path / "log").read_text()
            time.sleep(0.2)
        told = {
            path: requests.get(f"http://127.0.0.1:{port}/{path}", timeout=120)
            for path in (
                "", "voila/tree/", "voila/tree/instructor", "voila/tree/..", "voila/nowhere",
                "voila/render/instructor/guide.ipynb", "voila/render/../notebooks/instructor/guide.ipynb",
                "voila/api/contents/instructor", "voila/api/contents/",
                "voila/files/instructor/prepost/forms.yml",
            )
        }  # fmt: skip
    finally:
        process.terminate()
        process.wait(60)
    assert told[""].ok and told["voila/tree/"].ok and "02_express_aiming" in told[""].text
    for path, reply in told.items():
        assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", reply.text), path
        assert not leaked(reply.content, keys(), deep=1), path
        if "instructor" in path or ".." in path:
            assert reply.status_code >= 400 or "instructor" not in reply.text, (
                path,
                reply.status_code,
            )
