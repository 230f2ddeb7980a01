"""Read forms.toml, which lists the tests of each form of `start.py test`, and record proved tests."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIST = Path(__file__).with_name("forms.toml")
PROVED = ROOT / "build" / "proved.json"
SOURCES = ("data", "deploy", "lib", "notebooks", "tests", "pyproject.toml", "requirements.lock")
# The tests that there are and those of the form, as this run has collected them; None if it is asked
# for some of them.
EVERY = pytest.StashKey[list[str] | None]()
CHOSEN = pytest.StashKey[list[str] | None]()
FORMS = ("short", "all", "proof")
# How many examples Hypothesis tries of a test that names no number of its own.
EXAMPLES = {"short": 25, "all": 100, "proof": 2000}


def listed() -> dict[str, dict[str, str]]:
    """Read the list: each table's entries, with the reason for each."""
    return tomllib.loads(LIST.read_text(encoding="utf-8"))


def covers(entry: str, nodeid: str) -> bool:
    """Tell whether an entry is a test, or a folder, file or function that holds it."""
    return nodeid.startswith(entry) and nodeid[len(entry) :][:1] in ("", "/", ":", "[")


def first_form(nodeid: str, lists: dict[str, dict[str, str]]) -> str:
    """Name the form in which a test first runs: that of the longest entry that covers it, or short."""
    entries = {entry: form for form in FORMS for entry in lists[form]}
    return entries.get(max((e for e in entries if covers(e, nodeid)), key=len, default=""), "short")


def runs_in(nodeid: str, form: str, lists: dict[str, dict[str, str]]) -> bool:
    """Tell whether a form runs a test."""
    first = first_form(nodeid, lists)
    if form == "proof":
        return first == "proof" or any(covers(entry, nodeid) for entry in lists["again"])
    return FORMS.index(first) <= FORMS.index(form)


def split(items: Iterable[Any], form: str) -> tuple[list[Any], list[Any]]:
    """Divide collected tests into those that a form runs and those that it leaves out."""
    lists, kept, left = listed(), [], []
    for item in items:
        (kept if runs_in(item.nodeid, form, lists) else left).append(item)
    return kept, left


def sources() -> str:
    """Sum up all that a proof is about."""
    total = hashlib.sha256()
    for path in sorted(p for name in SOURCES for p in [ROOT / name, *(ROOT / name).rglob("*")]):
        skipped = {"__pycache__", ".ipynb_checkpoints"} & set(path.parts)
        if path.is_file() and not skipped:
            total.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return total.hexdigest()


class Proved:
    """The tests that have passed on these sources, from which an interrupted proof resumes."""

    def __init__(self, file: Path = PROVED) -> None:
        self.file, self.sources = file, sources()
        try:
            kept = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            kept = {}
        self.tests: list[str] = kept["tests"] if kept.get("sources") == self.sources else []
        self._spoiled = ""  # the test that runs now, once it has failed or was skipped

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Write down a test that passed from its beginning to its end."""
        if not report.passed:
            self._spoiled = report.nodeid
        elif report.when == "setup":
            self._spoiled = ""
        elif report.when == "teardown" and report.nodeid != self._spoiled:
            self.tests.append(report.nodeid)
            self.file.parent.mkdir(parents=True, exist_ok=True)
            whole = {"sources": self.sources, "tests": self.tests}
            self.file.write_text(json.dumps(whole, indent=1), encoding="utf-8")
