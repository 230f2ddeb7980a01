"""The benchmark still runs; how fast is never asserted here."""

import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(__file__).with_name("click_to_paint.py")


@pytest.mark.browser
def test_the_benchmark_runs() -> None:
    """Two toggles of every variant are measured and make a table of five rows."""
    run = subprocess.run(
        [sys.executable, str(COMMAND), "--toggles", "2", "--warm", "0"],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    rows = [line for line in run.stdout.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == 5
    assert all(float(row.split("|")[2]) > 0 for row in rows)
