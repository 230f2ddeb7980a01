"""start.py sets up once, repairs what is broken, opens only for this computer, and explains plainly."""

import ast
import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

posix_only = pytest.mark.skipif(os.name == "nt", reason="needs POSIX programs")


def finish(start, whole=True):
    """Leave an environment as a finished set-up does, without installing anything."""
    start.PYTHON.parent.mkdir(parents=True, exist_ok=True)
    start.PYTHON.write_text(f"#!/bin/sh\nexit {0 if whole else 1}\n")
    start.PYTHON.chmod(0o755)
    start.STAMP.write_text(json.dumps(start.wanted_stamp()))


def program(folder, name):
    """Put an empty program into a folder and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


# An outdated Python


def test_an_old_python_can_still_read_the_file(project):
    source = (project / "start.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))


def test_an_old_python_is_told_so_in_one_sentence(start):
    sentence = start.too_old((3, 9, 2))
    assert "3.11 or newer" in sentence and "this is Python 3.9" in sentence
    assert "\n" not in sentence and sentence.count(". ") == 0


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 1), (4, 0, 0)])
def test_a_new_python_is_not_refused(start, version):
    assert start.too_old(version) is None


def test_an_old_python_stops_before_anything_is_made(start, monkeypatch):
    monkeypatch.setattr(start.sys, "version_info", (3, 8, 1))
    with pytest.raises(start.Trouble, match=r"3\.11 or newer"):
        start.main([])
    assert not start.VENV.exists()


# The state of the environment


def test_without_an_environment_one_is_made(start):
    assert start.condition() == "unusable"


@posix_only
def test_a_finished_environment_is_left_alone(start, monkeypatch):
    finish(start)
    assert start.condition() == "ready"
    monkeypatch.setattr(start, "run", lambda *_, **__: pytest.fail("it ran a program"))
    start.set_up()


@posix_only
@pytest.mark.parametrize("file", ["requirements.lock", "pyproject.toml"])
def test_a_changed_file_brings_the_environment_up_to_date(start, file):
    finish(start)
    with (start.ROOT / file).open("a") as changed:
        changed.write("# changed\n")
    assert start.condition() == "outdated"


@posix_only
def test_another_python_rebuilds_the_environment(start, monkeypatch):
    finish(start)
    monkeypatch.setattr(start.platform, "python_version", lambda: "3.99.0")
    assert start.condition() == "unusable"


@posix_only
def test_a_moved_project_rebuilds_the_environment(start):
    finish(start)
    stamp = dict(start.wanted_stamp(), place="/elsewhere")
    start.STAMP.write_text(json.dumps(stamp))
    assert start.condition() == "unusable"


@posix_only
@pytest.mark.parametrize("spoiled", ["", "{", "[]x"])
def test_a_spoiled_stamp_rebuilds_the_environment(start, spoiled):
    finish(start)
    start.STAMP.write_text(spoiled)
    assert start.condition() == "unusable"


@posix_only
def test_a_set_up_that_was_cut_short_is_done_again(start):
    finish(start)
    start.STAMP.unlink()
    assert start.condition() == "unusable"


@posix_only
def test_an_interpreter_that_is_gone_is_replaced(start):
    finish(start)
    start.PYTHON.unlink()
    start.PYTHON.symlink_to("/no/such/python")
    assert start.condition() == "unusable"


@posix_only
def test_packages_that_are_gone_are_replaced(start):
    finish(start, whole=False)
    assert start.condition() == "unusable"


NEEDED = ["pip", "jupyterlab", "ipykernel", "ipywidgets", "pytest", "jurisdiction"]


@pytest.mark.parametrize("missing", [None, *NEEDED])
def test_an_environment_is_whole_only_with_all_it_needs(start, missing):
    """A real environment has a stand-in for every package except the missing one."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", start.VENV], check=True)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(subprocess.check_output([start.PYTHON, "-c", ask], text=True).strip())
    for name in NEEDED:
        if name != missing:
            (packages / f"{name}.py").touch()
    assert start.is_whole() is (missing is None)


@posix_only
def test_the_stamp_is_written_last(start, monkeypatch):
    def stops_half_way():
        raise start.Trouble("pip failed")

    finish(start)
    (start.ROOT / "pyproject.toml").write_text("changed")
    monkeypatch.setattr(start, "install", stops_half_way)
    with pytest.raises(start.Trouble):
        start.set_up()
    assert not start.STAMP.exists()


@pytest.mark.parametrize("root_on_debian", [True, False])
def test_a_missing_venv_module_is_installed_or_asked_for(start, monkeypatch, root_on_debian):
    installed = []

    def run(command, failing, **_):
        if not installed:
            raise start.Trouble(start.NO_VENV)

    monkeypatch.setattr(start, "run", run)
    monkeypatch.setattr(start, "as_root_on_debian", lambda: root_on_debian)
    monkeypatch.setattr(start, "apt_install", installed.append)
    if root_on_debian:
        start.make_venv()
        assert installed == ["python3-venv"]
    else:
        with pytest.raises(start.Trouble, match="Install the package python3-venv"):
            start.make_venv()


def test_another_failure_to_make_the_environment_is_passed_on(start, monkeypatch):
    def run(command, failing, **_):
        raise start.Trouble(start.NO_ROOM)

    monkeypatch.setattr(start, "run", run)
    monkeypatch.setattr(start, "as_root_on_debian", lambda: True)
    monkeypatch.setattr(start, "apt_install", lambda _: pytest.fail("it installed a package"))
    with pytest.raises(start.Trouble, match="disk is full"):
        start.make_venv()


# Plain messages


def test_a_missing_lock_is_named(start):
    start.LOCK.unlink()
    with pytest.raises(start.Trouble, match=r"requirements\.lock is missing"):
        start.set_up()


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("NewConnectionError: Temporary failure in name resolution", "network cannot be reached"),
        ("because ensurepip is not available", "python3-venv"),
    ],
)
def test_a_failing_program_is_explained(start, printed, said):
    command = [sys.executable, "-c", f"print({printed!r}); print('the end'); exit(2)"]
    with pytest.raises(start.Trouble) as trouble:
        start.run(command, "It failed.")
    first, *rest = str(trouble.value).splitlines()
    assert first.startswith("It failed.") and said in first
    assert rest[-1] == "the end"


def test_the_environment_of_our_programs_is_our_own(start, monkeypatch):
    for name in ("PYTHONPATH", "JUPYTER_PATH", "JUPYTER_TOKEN", "JUPYTERLAB_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, "/elsewhere")
    env = start.environment()
    assert "/elsewhere" not in env.values()
    assert env["PATH"].split(os.pathsep)[0] == str(start.PYTHON.parent)
    assert env["JUPYTER_CONFIG_DIR"].startswith(str(start.VENV))
    ours = {"JUPYTER_CONFIG_DIR", "IPYTHONDIR"}
    assert {name for name in env if name.startswith(("JUPYTER", "IPYTHON"))} == ours


def test_a_folder_that_became_read_only_keeps_settings_at_home_and_says_what_is_kept(
    start, monkeypatch, tmp_path, capsys
):
    for folder in (start.VENV, start.FIRST.parent):
        folder.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.setattr(start.os, "access", lambda folder, _: str(start.ROOT) not in folder)
    own = str(tmp_path / "home" / ".minimum-contacts")
    for name in ("JUPYTER_CONFIG_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        assert start.environment()[name].startswith(own)
    opened = mock.Mock(**{"wait.return_value": 0})
    monkeypatch.setattr(start.subprocess, "Popen", lambda *_, **__: opened)
    start.open_lab(None, False)
    assert "Your answers are still saved" in capsys.readouterr().out


@posix_only
@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_setting_up_in_a_folder_that_cannot_be_written_to_names_the_remedy(start, number):
    script = start.ROOT / "start.py"
    code = f"raise OSError({number}, 'refused')"
    script.write_text(script.read_text().replace("    pins()\n    state", f"    {code}\n    state"))
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "copy the whole project" in done.stderr


@pytest.mark.parametrize("arguments", [["--port", "many"], ["--prot", "9000"], ["tset"]])
def test_a_mistyped_command_is_refused_before_anything_is_made(start, arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        start.main(arguments)
    assert stopped.value.code == 2 and "usage" in capsys.readouterr().err
    assert not start.VENV.exists()


def test_trouble_shows_no_traceback(start):
    start.LOCK.unlink()
    done = subprocess.run(
        [sys.executable, start.ROOT / "start.py"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "download the whole project" in done.stderr and "Traceback" not in done.stderr


# Arguments


def commands_called(start, monkeypatch, arguments):
    """Return the function that main calls, with its arguments, without setting anything up."""
    calls = []
    names = ("set_up", "open_lab", "check", "look", "renew", "test", "lock", "site", "audit")
    for name in (*names, "live_class"):
        monkeypatch.setattr(start, name, lambda *given, name=name: calls.append((name, *given)))
    start.main(arguments)
    return calls


@pytest.mark.parametrize(
    ("arguments", "called"),
    [
        ([], ("open_lab", None, True)),
        (["--no-browser"], ("open_lab", None, False)),
        (["--port", "9001"], ("open_lab", 9001, True)),
        (["--check"], ("check",)),
        (["test"], ("test", [])),
        (["test", "-q", "tests/setup"], ("test", ["-q", "tests/setup"])),
        (["lock", "--upgrade"], ("lock", ["--upgrade"])),
        (["site", "--out", "x"], ("site", ["--out", "x"])),
        (["check", "x.yml"], ("look", ["x.yml"])),
        (["renew", "--pictures"], ("renew", ["--pictures"])),
        (["audit", "-s", "osv"], ("audit", ["-s", "osv"])),
        (["class", "--port", "9"], ("live_class", ["--port", "9"])),
    ],
)
def test_arguments_lead_to_their_command(start, monkeypatch, arguments, called):
    assert commands_called(start, monkeypatch, arguments) == [("set_up",), called]


@pytest.mark.parametrize(
    ("arguments", "there", "made"),
    [
        (["--port", "9"], False, True),
        (["--port", "9"], True, False),
        (["--site", "elsewhere"], False, False),
        (["--lessons", "https://school.example/"], False, False),
        (["--help"], False, False),
    ],
)
def test_a_class_makes_the_lessons_where_there_are_none_and_none_are_named(
    start, monkeypatch, arguments, there, made
):
    index, made_sites, called = start.ROOT / "build" / "site" / "index.html", [], []
    if there:
        index.parent.mkdir(parents=True)
        index.touch()
    monkeypatch.setattr(start, "site", lambda given: made_sites.append(given) or 0)
    monkeypatch.setattr(start.subprocess, "call", lambda command, **_: called.append(command) or 0)
    assert start.live_class(arguments) == 0
    assert made_sites == ([[]] if made else [])
    own = ["-m", "minimum_contacts.classroom.serve", "--site", str(index.parent)]
    assert called == [[str(start.PYTHON), *own, *arguments]]


def put(path, text):
    """Write a file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def lesson(source, output):
    """Return a notebook of one cell as JSON."""
    return json.dumps({"cells": [{"source": [source], "outputs": [output]}]})


LESSON = "notebooks/02_express_aiming.ipynb"


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        (None, "", False),
        ("notebooks/notes.txt", "Mine.", False),
        ("lib/__pycache__/law.pyc", "", False),
        ("data/.DS_Store", "", False),
        (LESSON, lesson("A lesson.", "Run and saved."), False),
        (LESSON, lesson("Another lesson.", ""), True),
        ("data/law.yml", "Amended.", True),
        ("lib/new.py", "", True),
        ("deploy/site/front.html", "", True),
        ("requirements.lock", "attrs==27", True),
        ("build/site/site.json", "{}", True),  # from a version that recorded no sources
        ("build/site/site.json", "[spoiled", True),
    ],
)
def test_a_class_is_told_once_that_its_lessons_are_from_another_version(
    start, monkeypatch, capsys, file, text, told
):
    put(start.ROOT / "data/law.yml", "As enacted.")
    put(start.ROOT / LESSON, lesson("A lesson.", ""))
    put(start.ROOT / "build/site/index.html", "")
    put(start.ROOT / "build/site/site.json", json.dumps({"sources": start.site_sources()}))
    if file:
        put(start.ROOT / file, text)
    monkeypatch.setattr(start, "site", lambda _: pytest.fail("it built the site"))
    monkeypatch.setattr(start.subprocess, "call", lambda *_, **__: 0)
    assert start.live_class([]) == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) == told and all(line.rstrip().endswith(" start.py site") for line in said)
    assert start.live_class(["--site", "elsewhere"]) == 0 and not capsys.readouterr().out


# The server and the browser


def test_the_server_listens_to_this_computer_only(start):
    command = start.lab_command(None, True)
    assert "--ServerApp.ip=127.0.0.1" in command
    assert not any("token" in part or "password" in part or "port" in part for part in command)


def test_a_port_that_was_asked_for_is_used_or_refused(start):
    command = start.lab_command(9001, True)
    assert {"--ServerApp.port=9001", "--ServerApp.port_retries=0"} <= {*command}


def test_the_first_notebook_is_the_first_page(start):
    assert "--LabApp.default_url=/lab" in start.lab_command(None, True)
    start.FIRST.parent.mkdir()
    start.FIRST.touch()
    first = "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb"
    assert first in start.lab_command(None, True)


@posix_only
def test_root_may_run_the_server(start, monkeypatch):
    for user, allowed in ((0, True), (1000, False)):
        monkeypatch.setattr(start.os, "geteuid", lambda user=user: user)
        assert ("--allow-root" in start.lab_command(None, True)) is allowed


def test_without_a_screen_no_browser_is_opened(start, monkeypatch):
    monkeypatch.setattr(start.sys, "platform", "linux")
    monkeypatch.setattr(start.os, "name", "posix")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert "--no-browser" in start.lab_command(None, True)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert "--no-browser" not in start.lab_command(None, True)
    assert "--no-browser" in start.lab_command(None, False)


# The browser for the tests


@posix_only
def test_the_browser_named_by_chromium_comes_first(start, monkeypatch, tmp_path):
    named = program(tmp_path / "mine", "my-chromium")
    program(tmp_path / "bin", "chromium")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("CHROMIUM", named)
    assert start.find_browser() == named


def test_a_chromium_that_is_not_there_is_named(start, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/no/such/chromium")
    with pytest.raises(start.Trouble, match="CHROMIUM names /no/such/chromium"):
        start.find_browser()


@posix_only
def test_chromium_is_preferred_to_chrome_and_chrome_to_edge(start, monkeypatch, tmp_path):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("microsoft-edge", "google-chrome", "chromium"):
        newest = program(tmp_path, name)
        assert start.find_browser() == newest


@posix_only
def test_the_usual_places_come_after_the_path(start, monkeypatch, tmp_path):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("LocalAppData", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    placed = program(tmp_path / "Google/Chrome/Application", "chrome.exe")
    assert start.find_browser() == placed
    on_path = program(tmp_path / "bin", "google-chrome")
    assert start.find_browser() == on_path


TWO = ["-n", "2"]  # two processes, one for browser tests


def run_tests(start, monkeypatch, root_on_debian, given=("-q",)):
    """Return the installed packages and the browser passed to pytest if none is present at first."""
    installed, handed = [], []
    monkeypatch.setattr(start, "find_browser", lambda: "/usr/bin/chromium" if installed else None)
    monkeypatch.setattr(start, "as_root_on_debian", lambda: root_on_debian)
    monkeypatch.setattr(start, "apt_install", installed.append)
    call = lambda command, **more: handed.append((command[1:], more["env"]["CHROMIUM"])) or 5  # noqa: E731
    monkeypatch.setattr(start.subprocess, "call", call)
    return start.test(list(given)), installed, handed


def test_on_debian_root_installs_chromium(start, monkeypatch):
    code, installed, handed = run_tests(start, monkeypatch, root_on_debian=True)
    assert installed == ["chromium"]
    assert handed == [(["-m", "pytest", *TWO, "-q"], "/usr/bin/chromium")]
    assert code == 5


@pytest.mark.parametrize("root_on_debian", [True, False])
def test_the_long_form_installs_the_other_browsers_where_it_can(start, monkeypatch, root_on_debian):
    monkeypatch.setattr(start.shutil, "which", lambda program: None)
    _, installed, _ = run_tests(start, monkeypatch, root_on_debian, ("--all",))
    wanted = ["chromium", "firefox-esr", "webkit2gtk-driver", "xvfb", "xauth"]
    assert installed == (wanted if root_on_debian else [])


def test_elsewhere_the_reader_is_asked_for_a_browser(start, monkeypatch, capsys):
    _, installed, handed = run_tests(start, monkeypatch, root_on_debian=False)
    assert installed == [] and handed == [(["-m", "pytest", *TWO, "-q"], "")]
    assert "please install it" in capsys.readouterr().out


def test_what_is_named_runs_in_one_process(start, monkeypatch):
    """A single file or test starts at once, and its output is in order."""
    named = ["-q", "pyproject.toml::test_it"]
    *_, handed = run_tests(start, monkeypatch, True, named)
    assert handed == [(["-m", "pytest", *named], "/usr/bin/chromium")]


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (["-q"], [*TWO, "-q"]),
        (["--all", "-q"], [*TWO, "--form=all", "-q"]),
        (["-x", "--proof"], ["-x", "--form=proof"]),
        (["--all", "pyproject.toml"], ["--form=all", "pyproject.toml"]),
    ],
    ids=["short", "all", "proof", "named"],
)
def test_each_form_is_asked_of_pytest(start, monkeypatch, given, asked):
    """The short form is pytest's default, and a proof runs in one process, so that it measures well."""
    *_, handed = run_tests(start, monkeypatch, True, given)
    assert handed == [(["-m", "pytest", *asked], "/usr/bin/chromium")]


def test_the_help_names_the_forms(start, capsys):
    """`start.py --help` tells how to run each form."""
    with pytest.raises(SystemExit):
        start.main(["--help"])
    said = capsys.readouterr().out
    assert all(f"start.py test {form}" in said for form in ("[", "--all", "--proof"))


# The lock


def test_pins_keep_their_markers_and_lose_their_hashes(start):
    assert start.pins() == ["attrs==26.1.0", "pywinpty==3.1.2 ; os_name == 'nt'"]


# The commands for authors and maintainers


def test_whatever_is_renewed_is_there_and_then_the_data_are_checked(real_start, monkeypatch):
    ran = []
    monkeypatch.setattr(real_start, "run", lambda command, *_, **__: ran.append(command[1:]))
    monkeypatch.setattr(real_start, "look", lambda arguments: 7)
    assert real_start.renew(["--pictures"]) == 7
    assert [" ".join(one) for one in ran] == real_start.RENEWED + real_start.PICTURES
    assert all((real_start.ROOT / script).is_file() for script, *_ in ran)


def test_the_lock_and_the_parts_of_the_site_are_asked_about(real_start, monkeypatch):
    """Each has its own list, because pip-audit refuses a list that names a package twice."""
    asked = []

    def call(command, cwd, **_):
        asked.append((Path(cwd) / "requirements.txt").read_text().splitlines())
        assert "--strict" in command  # an unchecked package is not an all-clear
        return len(asked)

    monkeypatch.setattr(real_start.subprocess, "call", call)
    assert real_start.audit([]) == 2
    lock, site = asked
    assert lock == real_start.pins()
    assert any(pin.startswith("jupyterlite-pyodide-kernel==") for pin in site)
