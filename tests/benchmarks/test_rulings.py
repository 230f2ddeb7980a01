"""The table of the twenty rulings is that of today, and silence alone is never counted as an answer."""

from __future__ import annotations

from rulings import BEGIN, END, README, answers, table


def test_the_table_is_that_of_today() -> None:
    """README.md shows what rulings.py finds now."""
    text = README.read_text(encoding="utf-8")
    assert text.partition(BEGIN)[2].partition(END)[0] == table()


def test_no_error_is_a_loss_by_silence_alone() -> None:
    """A point that only silence would lose is not shown, and neither right nor wrong."""
    every = [*answers(), *answers(True)]
    assert len(every) == 104
    assert all(a.at_close == "not shown" for a in every if a.silent)
    assert all(a.close is not a.before or not a.silent for a in every)
