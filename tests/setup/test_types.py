"""The annotations of the library are true: mypy finds nothing, and is strict on the law."""

from __future__ import annotations

import subprocess
import sys


def test_the_annotations_are_true(project, tmp_path) -> None:
    """pyproject.toml says how strict mypy is, and where."""
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--cache-dir", tmp_path]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
