"""Each form runs the tests that forms.toml assigns to it, and a failed browser test is rerun once."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import forms
import pytest

LISTS = forms.listed()
TESTS = Path(forms.__file__).parent
HOSTS = ("jupyterlab", "voila", "site")
OWN = ("PYTEST_", "MINIMUM_CONTACTS_WALK")


def pytest_says(*arguments: str, folder: Path = forms.ROOT) -> str:
    """Run pytest by itself in a folder and return its output."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(OWN)}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", timeout=300
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


@cache
def collected(*arguments: str) -> list[str]:
    """Return the tests that pytest would run."""
    said = pytest_says("--collect-only", "-q", *arguments)
    return [line for line in said.splitlines() if "::" in line]


@pytest.fixture
def every(request) -> list[str]:
    """Return every test, from this run unless it was limited to some tests."""
    return request.config.stash[forms.EVERY] or collected("tests")


@pytest.fixture
def short(request) -> list[str]:
    """Return the tests of the short form, from this run if it uses that form."""
    whole = request.config.getoption("form") == "short" and request.config.stash[forms.CHOSEN]
    return whole or collected()


# --- the list ---------------------------------------------------------------------------------------
def test_every_entry_names_tests_that_exist(every) -> None:
    """Every entry names at least one existing test."""
    entries = [entry for table in LISTS.values() for entry in table]
    assert [e for e in entries if not any(forms.covers(e, test) for test in every)] == []


def test_nothing_is_listed_twice() -> None:
    """No entry is listed in two forms, or repeats an omission of a shorter form."""
    first = [(entry, form) for form in forms.FORMS for entry in LISTS[form]]
    assert len({entry for entry, _ in first}) == len(first)
    for entry, form in first:
        others = {k: {e: w for e, w in t.items() if e != entry} for k, t in LISTS.items()}
        assert forms.first_form(entry, others) != form, entry
    again = list(LISTS["again"])
    assert [(a, b) for a in again for b in again if a != b and forms.covers(a, b)] == []


def test_every_entry_gives_its_reason_in_a_sentence() -> None:
    """A reason is one sentence."""
    assert set(LISTS) == {*forms.FORMS, "again"}
    reasons = [reason for table in LISTS.values() for reason in table.values()]
    assert [r for r in reasons if not re.fullmatch(r"[A-Z][^.]{20,}( tests/\w+ [^.]*)?\.", r)] == []


def test_what_runs_again_first_runs_in_a_shorter_form(every) -> None:
    """The proof reruns only tests that the long form runs."""
    there = [test for test in every if any(forms.covers(e, test) for e in LISTS["again"])]
    assert {forms.first_form(test, LISTS) for test in there} <= {"short", "all"}


def test_whatever_hypothesis_tries_is_tried_longer_by_the_proof() -> None:
    """Every file with a property has an entry under `again`."""
    files = [
        p for p in TESTS.rglob("test_*.py") if re.search(r"^@given\(", p.read_text("utf-8"), re.M)
    ]
    names = [path.relative_to(forms.ROOT).as_posix() for path in files]
    assert len(names) > 5
    assert [n for n in names if not any(e.startswith(n) for e in LISTS["again"])] == []


# --- what each form runs ----------------------------------------------------------------------------
def test_the_short_form_runs_what_the_list_says_and_nothing_else(every, short) -> None:
    """Without a form, pytest collects exactly the tests that the list leaves in the short form."""
    assert sorted(short) == sorted(t for t in every if forms.runs_in(t, "short", LISTS))
    assert 0 < len(short) < len(every)


@pytest.mark.parametrize("form", ["all", "proof"])
def test_a_longer_form_runs_what_the_list_says_and_nothing_else(form, every) -> None:
    """In a form, pytest collects exactly the tests that the list leaves in it."""
    found = collected("--form", form)
    wanted = [test for test in every if forms.runs_in(test, form, LISTS)]
    assert set(found) <= set(wanted) and 0 < len(wanted) < len(every)
    if form == "all":  # the proof skips already proved tests
        assert sorted(found) == sorted(wanted)


def test_together_the_forms_run_every_test(every) -> None:
    """Every test runs in the long form or in the proof."""
    never = [t for t in every if not any(forms.runs_in(t, f, LISTS) for f in ("all", "proof"))]
    assert never == []


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("what", ["follows_the_keyboard", "in_a_light_theme", "in_a_dark_theme"])
def test_the_short_form_opens_a_lesson_in_each_host(host, what, short) -> None:
    """JupyterLab, Voila and the static site each show one lesson, in two themes."""
    lessons = [test for test in short if test.startswith("tests/browser/")]
    assert [test for test in lessons if what in test and test.endswith(f"[{host}]")]


def test_what_is_named_runs_whatever_the_form(short) -> None:
    """A test that the short form omits runs if the user names it."""
    named = "tests/browser/test_walk.py::test_the_colours_of_a_picture_are_compared_with_its_words"
    assert named not in short
    assert collected(named) == [named]


# --- retries, and resuming a proof --------------------------------------------------------------------
Small = Callable[..., str]


@pytest.fixture
def small(tmp_path) -> Small:
    """Create a project with our conftest.py and two tests, one with a browser, that fail the first time."""
    tests = tmp_path / "tests"
    (tests / "browser").mkdir(parents=True)
    for name in ("conftest.py", "forms.py", "panels_closed.py"):
        shutil.copy(TESTS / name, tests)
    (tests / "forms.toml").write_text('[short]\n[all]\n[proof]\n"tests" = "x"\n[again]\n')
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = tests\nmarkers = browser: x\n")
    fails = (
        "import pathlib, pytest\n{}\ndef test_it():\n"
        "    mark = pathlib.Path('{}')\n"
        "    if not mark.exists():\n        mark.touch()\n        assert False\n"
    )
    browser = fails.format("pytestmark = pytest.mark.browser", "page.seen")
    (tests / "browser" / "test_page.py").write_text(browser)
    (tests / "test_plain.py").write_text(fails.format("", "plain.seen"))
    (tests / "test_sound.py").write_text("def test_it():\n    pass\n")
    return lambda *arguments: pytest_says(*arguments, folder=tmp_path)


@pytest.mark.parametrize("beside", [[], ["-n", "2"]], ids=["one process", "two processes"])
def test_a_browser_test_that_fails_gets_one_more_try_and_is_reported(small, beside) -> None:
    """Only the test with a browser runs again; the report counts it as rerun."""
    said = small("-r", "R", *beside, "tests")
    assert "1 failed, 2 passed, 1 rerun" in said
    assert "RERUN tests/browser/test_page.py::test_it" in said


def test_a_browser_test_that_fails_twice_has_failed(small, tmp_path) -> None:
    """There is no third attempt."""
    page = tmp_path / "tests" / "browser" / "test_page.py"
    page.write_text(page.read_text().replace("mark.touch()", "pass"))
    assert "2 failed, 1 passed, 1 rerun" in small("tests")


def test_no_test_without_a_browser_follows_one_in_its_process(small, tmp_path) -> None:
    """Two processes share the files, and a process that has used the browser takes no other test."""
    tests = tmp_path / "tests"
    for at in range(6):
        (tests / f"test_plain_{at}.py").write_text(
            "import time, pytest\n@pytest.mark.parametrize('n', range(4))\n"
            "def test_it(n):\n    time.sleep(0.1)\n"
        )
    (tests / "browser" / "test_site.py").write_text("def test_it():\n    pass\n")
    for form in ("short", "all"):
        (tests / "forms.toml").write_text("[short]\n[all]\n[proof]\n[again]\n")
        said = small("-v", "-n", "2", "--form", form)
        done = re.findall(r"^\[(gw\d)\].* (tests/\S+)", said, re.M)
        assert len({test for _, test in done}) == 28, said
        for process in ("gw0", "gw1"):
            mine = ["/browser/" in test for who, test in done if who == process]
            assert mine == sorted(mine), said


def test_a_proof_goes_on_where_it_was_stopped(small, tmp_path) -> None:
    """A passed test is skipped the next time, until a source changes."""
    assert "1 failed, 2 passed, 1 rerun" in small("--form", "proof")
    assert "1 passed, 2 deselected" in small("--form", "proof")
    proved = json.loads((tmp_path / "build" / "proved.json").read_text())
    assert len(proved["tests"]) == 3
    (tmp_path / "tests" / "new.txt").touch()
    assert "3 passed" in small("--form", "proof")
