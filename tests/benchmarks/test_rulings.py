"""The tables of rulings are current, and silence alone never counts as an answer."""

from __future__ import annotations

import pytest
from rulings import README, SETS, answers, shown, table


@pytest.mark.parametrize("name", SETS)
def test_the_table_is_that_of_today(name) -> None:
    """README.md shows the current results of rulings.py."""
    assert shown(name, README.read_text(encoding="utf-8"))[1] == table(name)


@pytest.mark.parametrize("name, points", [*zip(SETS, (104, 130), strict=True)])
def test_no_error_is_a_loss_by_silence_alone(name, points) -> None:
    """A point lost only by silence is not shown, and counts as neither right nor wrong."""
    every = [*answers(name), *answers(name, True)]
    assert len(every) == points
    assert all(a.at_close == "not shown" for a in every if a.silent)
    assert all(a.close is not a.before or not a.silent for a in every)
