"""The peers in the engine's benchmark return our answers; these tests assert nothing about speed."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys
from pathlib import Path

import pytest
from engine import (
    LAW,
    STATES,
    TOP,
    drawn,
    million,
    other_changes,
    other_findings,
    plain_tree,
    same_as_arrays,
)

COMMAND = Path(__file__).with_name("engine.py")
PLAIN = plain_tree(LAW, TOP)


def test_the_peers_find_what_we_find() -> None:
    """Plain Python, NumPy, and the logic program agree with us on every point of the drawn states."""
    assert other_findings(PLAIN, [*STATES.values(), *drawn(40, seed=7)]) == []


def test_the_peers_find_the_same_smallest_changes() -> None:
    """The logic program, and trying every set, find exactly our smallest changes."""
    others, tried = other_changes(PLAIN, [*STATES.values(), *drawn(10, seed=8)], tries=2000)
    assert others == [] and tried >= 5


def test_arrays_find_the_same_in_every_combination() -> None:
    """NumPy agrees with us in each of some thousand combinations of the map's facts."""
    values = million()
    assert len(values) == 20 and math.prod(map(len, values.values())) == 2**20
    assert same_as_arrays(PLAIN, dict(itertools.islice(values.items(), 12)))
    assert same_as_arrays(PLAIN, dict(itertools.islice(values.items(), 8, 20)))


@pytest.mark.parametrize("name", ["due_process", "express_aiming", "active_appeal"])
def test_another_tree_is_told_apart(name) -> None:
    """The comparison detects a peer's tree that differs by a single connective."""
    other = plain_tree(LAW, TOP)
    other.kind[name] = {"all": "any", "any": "all"}[other.kind[name]]
    assert other_findings(other, drawn(40, seed=7)) != []
    assert other_changes(other, STATES.values(), tries=0)[0] != []


def test_the_benchmark_runs() -> None:
    """Every table is present, with a time in each row."""
    run = subprocess.run(
        [sys.executable, str(COMMAND), "--states", "2", "--sample", "32", "--least", "0"],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert "not the same" not in run.stderr
    rows = [line.split("|") for line in run.stdout.splitlines() if line.startswith("| ")]
    rows = [row for row in rows if row[1].strip()]
    assert len(rows) == 5 * 4
    assert all(float(row[3]) > 0 for row in rows)
