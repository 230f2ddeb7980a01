"""The wheel contains the data inside the package and works from an empty folder."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

LOOK = """
import json, sys
opened = []
def hook(event, args):
    name = str(args[0]) if event == "open" else ""
    if name.endswith((".yml", ".txt")) and "dist-info" not in name:
        opened.append(name)
sys.addaudithook(hook)
import jurisdiction
case = jurisdiction.load_case("doe_v_webgroup")
print(json.dumps({"package": jurisdiction.__file__, "case": str(case), "opened": opened}))
"""


def run(*command, **more):
    """Run a program to completion and return its output."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def wheel(copy_of_project, tmp_path):
    """Build the wheel from a copy of the project."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist"]
    run(*build, cwd=copy_of_project)
    [built] = (tmp_path / "dist").glob("*.whl")
    return built


def test_every_data_file_is_in_the_wheel(wheel, project):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if "dist-info" not in name}
    page = {name for name in names if "/share/jupyter/labextensions/minimum-contacts/" in name}
    assert {name.rpartition("minimum-contacts/")[2] for name in page} == {
        "package.json",
        *(f"static/{name}" for name in ("lessons.json", "page.css", "page.js", "rail.js")),
    }
    inside = names - page
    assert all(name.startswith(("jurisdiction/", "minimum_contacts/")) for name in inside)
    data = [p for p in (project / "data").rglob("*.*") if p.suffix in (".yml", ".txt", ".md")]
    assert len(data) > 5
    missing = {f"jurisdiction/{p.relative_to(project).as_posix()}" for p in data} - inside
    assert not missing


def test_the_wheel_works_from_an_empty_folder(wheel, project, tmp_path):
    target, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    install = [sys.executable, "-m", "uv", "pip", "install", "-q", "--no-deps", "--target", target]
    run(*install, wheel, cwd=empty)
    # -S and -I: no editable install can help, only the wheel and the packages it depends on.
    paths = [str(target), sysconfig.get_path("purelib")]
    look = f"import sys; sys.path += {paths!r}\n{LOOK}"
    env = {"PATH": os.defpath, "SYSTEMROOT": os.environ.get("SYSTEMROOT", "")}
    found = json.loads(run(sys.executable, "-I", "-S", "-c", look, cwd=empty, env=env))
    assert Path(found["package"]).is_relative_to(target)
    assert found["opened"], "no data file was read"
    for path in found["opened"]:
        assert Path(path).is_relative_to(target / "jurisdiction" / "data"), path
    assert str(project) not in found["case"]


def test_the_panels_need_nothing_that_a_browser_lacks() -> None:
    """The static site imports the lessons and the dashboard without these packages."""
    absent = ["filelock", "platformdirs", "tornado", "segno", "docx", "jupyter_server", "nbgrader"]
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({absent}))\n"
        "import jurisdiction as j; j.panels.lab('express_aiming', 'line')\n"
        "import minimum_contacts.classroom.panels.dashboard"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
