"""The click benchmark runs; these tests assert nothing about speed."""

import subprocess
import sys
from pathlib import Path

import pytest

from minimum_contacts.lessons.charts import CHARTS

COMMAND = Path(__file__).with_name("click_to_paint.py")


@pytest.mark.browser
def test_the_benchmark_runs() -> None:
    """Two toggles of every variant are measured, and the table has a row for each panel."""
    run = subprocess.run(
        [sys.executable, str(COMMAND), "--toggles", "2", "--warm", "0"],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    rows = [line for line in run.stdout.splitlines() if line.startswith("| ")][1:]
    names = [row.split("|")[1].strip() for row in rows]
    assert len(names) == 17
    for chart in set(CHARTS) - {"traffic"}:
        assert f"chart: {chart}" in names
    assert all(float(row.split("|")[2]) > 0 for row in rows)
