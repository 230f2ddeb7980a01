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
# All existing tests, and those of the form, as collected in this run; None if only some tests were named.
EVERY = pytest.StashKey[list[str] | None]()
CHOSEN = pytest.StashKey[list[str] | None]()
FORMS = ("short", "all", "proof")
# Number of examples that Hypothesis tries in a test without its own number.
EXAMPLES = {"short": 25, "all": 100, "proof": 2000}


def listed() -> dict[str, dict[str, str]]:
    """Read the list: the entries of each table, with a reason for each."""
    return tomllib.loads(LIST.read_text(encoding="utf-8"))


def covers(entry: str, nodeid: str) -> bool:
    """Return whether an entry is a test, or a folder, file, or function that contains it."""
    return nodeid.startswith(entry) and nodeid[len(entry) :][:1] in ("", "/", ":", "[")


def first_form(nodeid: str, lists: dict[str, dict[str, str]]) -> str:
    """Return the form in which a test first runs: that of the longest matching entry, or short."""
    entries = {entry: form for form in FORMS for entry in lists[form]}
    return entries.get(max((e for e in entries if covers(e, nodeid)), key=len, default=""), "short")


def runs_in(nodeid: str, form: str, lists: dict[str, dict[str, str]]) -> bool:
    """Return whether a form runs a test."""
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
    """Return a checksum of everything that a proof depends on."""
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
        self._spoiled = ""  # the current test, once it has failed or been skipped

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Record a test that passed from beginning to end."""
        if not report.passed:
            self._spoiled = report.nodeid
        elif report.when == "setup":
            self._spoiled = ""
        elif report.when == "teardown" and report.nodeid != self._spoiled:
            self.tests.append(report.nodeid)
            self.file.parent.mkdir(parents=True, exist_ok=True)
            whole = {"sources": self.sources, "tests": self.tests}
            self.file.write_text(json.dumps(whole, indent=1), encoding="utf-8")
