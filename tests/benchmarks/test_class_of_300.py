"""The class benchmark runs; these tests assert nothing about speed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

COMMAND = Path(__file__).with_name("class_of_300.py")


def test_the_benchmark_of_a_class_runs() -> None:
    """Every step has a row with a time, and all learners are counted."""
    run = subprocess.run(
        [sys.executable, str(COMMAND), "--learners", "11", "--runs", "1"],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    assert "11 learners, 13 files" in run.stdout
    rows = [line.split("|") for line in run.stdout.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == 10 and all(float(row[2]) >= 0 for row in rows)
