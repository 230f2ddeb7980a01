"""Run a command of the suite as a reader does, in this process or in a separate one."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path

from jurisdiction.__main__ import main


def run(*arguments: str, cwd: Path, path: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments in a folder; `path` puts another copy of the package first."""
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", PYTHONIOENCODING="utf-8")
    if path:
        environment["PYTHONPATH"] = path
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, encoding="utf-8",
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip


def command(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run one command in a folder, in this process, which saves a second over a new process."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            code = main(list(arguments))
        except SystemExit as stop:  # argparse exits this way
            code = int(stop.code or 0)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def refused(result: subprocess.CompletedProcess[str], words: list[str]) -> None:
    """Assert one plain line on stderr that contains all of these texts, no stdout, and exit code 2."""
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1, result.stderr
    assert [part for part in words if part not in result.stderr] == [], result.stderr
