"""The hub load test runs; this test asserts nothing about speed."""

import subprocess
import sys
from pathlib import Path

import pytest
from school import NO_NODE, proxy_command

COMMAND = Path(__file__).with_name("school.py")


def test_the_load_test_runs() -> None:
    """Two students join a hub and change facts; the report has their figures and larger estimates."""
    if proxy_command() is None:
        pytest.skip(NO_NODE)
    short = ["--students", "2", "--minutes", "0.2", "--window", "2", "--no-browser", "--no-voila"]
    run = subprocess.run(
        [sys.executable, str(COMMAND), *short], capture_output=True, text=True, timeout=500
    )
    assert run.returncode == 0, run.stderr[-2000:]
    rows = [line.split("|")[1:-1] for line in run.stdout.splitlines() if line.startswith("| hub ")]
    figures = [cell.strip() for cell in rows[-1]]
    assert figures[1] == "2" and int(figures[3]) >= 2 and figures[-1] == "0", run.stdout
    assert float(figures[4]) > 0 and all(float(mb) > 20 for mb in figures[8].split(" + "))
    assert "| 1,000 |" in run.stdout
