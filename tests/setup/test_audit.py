"""The audit asks about every pin, names what is known, and never takes silence for an all-clear."""

from __future__ import annotations

import json
import subprocess
from types import SimpleNamespace

import pytest


def answer(name: str, version: str, **more) -> dict:
    return {"name": name, "version": version, "vulns": [], **more}


def skipped(name: str) -> dict:
    return {"name": name, "skip_reason": "Dependency not found on PyPI"}


WEAK = answer("attrs", "26.1.0", vulns=[{"id": "PYSEC-1", "fix_versions": ["26.2.0"]}])
SOUND, OTHER = answer("attrs", "26.1.0"), answer("pywinpty", "3.1.2")
CASES = {
    "all asked, none known": ([[SOUND, OTHER]], 0, "pypi was asked about 2 packages"),
    "one is known": ([[WEAK, OTHER]], 1, "attrs 26.1.0: PYSEC-1, mended in 26.2.0"),
    "one was skipped, and the other service knows": (
        [[SOUND, skipped("pywinpty")], [SOUND, OTHER]], 0, "osv was asked about 2 packages"),
    "all were skipped": (
        [[skipped("attrs"), skipped("pywinpty")]] * 2, 3, "2 of 2 packages, which is no all-clear"),
    "no service answers": ([None, None], 3, "Failed to resolve"),
    "known in part": ([[WEAK, skipped("pywinpty")], None], 1, "as far as could be asked"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_the_services_say_is_said(case, start, monkeypatch, capsys) -> None:
    """0 only where every pin was asked about; 1 for a known weakness; 3 where some were not."""
    answers, code, words = CASES[case]
    queue, asked = list(answers), []

    def run(command, cwd, **_):
        asked.append((start.Path(cwd) / "requirements.txt").read_text())
        given = queue.pop(0)
        if given is None:
            return SimpleNamespace(stdout="", stderr="x\nConnectionError: Failed to resolve 'x'\n")
        # pip-audit ends with 0 and "No known vulnerabilities found" also where it skipped everything
        return SimpleNamespace(stdout=json.dumps({"dependencies": given}), stderr="No known")

    monkeypatch.setattr(subprocess, "run", run)
    assert start.audit([]) == code
    assert words in capsys.readouterr().out
    assert asked[0] == "attrs==26.1.0\npywinpty==3.1.2\n"


def test_a_package_with_two_versions_is_asked_about_twice(start) -> None:
    """pip-audit refuses a list that names a package twice, so there are two lists."""
    pins = ["numpy==2.4.0 ; python_version < '3.12'", "Num_Py==1", "numpy==2.5.0", "attrs==26.1.0"]
    assert start.lists_to_ask(pins) == [
        ["numpy==2.4.0", "Num_Py==1", "attrs==26.1.0"],
        ["numpy==2.5.0"],
    ]


def test_the_parts_of_the_site_are_asked_about_too(real_start) -> None:
    """What the site fetches beside the lock is pinned by version, and is in the list."""
    assert any(pin.startswith("jupyterlite-pyodide-kernel==") for pin in real_start.site_pins())
    assert all(pin.count("==") == 1 for pin in real_start.site_pins())
