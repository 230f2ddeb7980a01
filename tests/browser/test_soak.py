"""Half an hour of random work in four lessons, with faults in between, loses nothing; see soak.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(0)
COMMAND = Path(__file__).with_name("soak.py")
# A new kernel begins without the explanations that an earlier one saved.
FORGETS = """
from minimum_contacts.lessons import record

def forget(logs):  # a closure, because the notebook has names of its own
    def read(*given):
        kept = logs(*given).items()
        return {name: [e for e in log if e.kind != "explanation"] for name, log in kept}
    return read

record.logs = forget(record.logs)
"""


def soaked(*options: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, because another browser may be open in this one."""
    command = [sys.executable, str(COMMAND), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_half_an_hour_of_work_loses_nothing_and_fills_no_memory() -> None:
    """Every mark is found in the work folder and on the screen, and memory stays within a tenth."""
    run = soaked()
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]


def test_a_kernel_that_forgets_what_was_written_is_found(tmp_path: Path) -> None:
    """If a new kernel loses what an earlier one saved, the soak ends with the marks that are missing."""
    (tmp_path / "forgets.py").write_text(FORGETS, encoding="utf-8")
    run = soaked("--minutes", "3", "--startup", str(tmp_path / "forgets.py"))
    assert run.returncode and "Lost: not on the screen" in run.stdout, run.stdout + run.stderr
