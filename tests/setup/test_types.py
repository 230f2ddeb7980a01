"""The library's type annotations are correct: mypy reports nothing, and is strict on the law."""

from __future__ import annotations

import subprocess
import sys


def test_the_annotations_are_true(project, tmp_path) -> None:
    """mypy accepts the annotations, with the strictness that pyproject.toml sets for each module."""
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--cache-dir", tmp_path]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
