"""The tests notice small changes to the engine, the law, and the suite; see mutants.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.timeout(0)
def test_the_tests_notice_nine_changes_in_ten() -> None:
    """At least 90% of code, 95% of law, and 85% of the suite is killed, and every survivor explained."""
    run = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("mutants.py"))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
