"""An invalid figure gets an explanation, and the last good view and facts stay."""

from __future__ import annotations

import pytest
from what_is_shown import NO, assert_shows_the_engine, changed, problem, shown, value

SCRIPT = "<script>alert(1)</script>"
WRONG = {
    "us_traffic_share": ["140%", "yes", "-3", SCRIPT, "20%-10%", "-", "%", "1 2 3", "12%-19%-20%"],
    "us_views": ["yes", "-3", SCRIPT, "12%", "10^12", "30000-20000", "1e999"],
}
# Ambiguous figures, each with its two readings.
TWO = {
    "us_traffic_share": {".046": ("0.046%", "4.6%"), "0.05-5": ("0.05%", "5%")},
    "us_views": {"320.000": ("320,000", "320"), "1.500": ("1,500", "1.5")},
}
ENTRIES = [(name, entry) for name, entries in WRONG.items() for entry in entries]


@pytest.mark.parametrize(("name", "entry"), ENTRIES)
def test_a_wrong_figure_is_answered_in_words_and_changes_nothing(lab, name, entry) -> None:
    """The message under the fact repeats the entry and says what to write; everything else stays."""
    facts, day, before = lab.scenario.facts, lab.scenario.law_as_of, shown(lab)
    stood = value(lab, name)
    lab.do(do="set", fact=name, value=entry)
    under, words = lab.now["problem"]
    assert under == lab.now["changed"] == name
    assert entry in words and "Write a " in words and not words.startswith("facts, ")
    assert (lab.scenario.facts, lab.scenario.law_as_of, shown(lab)) == (facts, day, before)
    assert value(lab, name) == stood and not lab.scenario.can_undo


@pytest.mark.parametrize(("name", "entry"), [(n, e) for n, row in TWO.items() for e in row])
def test_a_figure_that_could_mean_two_things_is_asked_back(lab, name, entry) -> None:
    """The message names both readings, and nothing is guessed."""
    facts = lab.scenario.facts
    lab.do(do="set", fact=name, value=entry)
    assert all(reading in problem(lab) for reading in TWO[name][entry])
    assert lab.scenario.facts == facts


def test_a_wrong_figure_does_not_turn_the_message_around(lab) -> None:
    """Characters that reverse the direction of text are omitted, however long the entry."""
    lab.do(do="set", fact="us_traffic_share", value="\u202e\u2067%04\u2069" * 1_000)
    told = problem(lab)
    assert "%04" in told and told.endswith("or unknown.") and len(told) < 1_500
    assert not set(told) & set("\u202e\u2067\u2069")


@pytest.mark.parametrize(("name", "entry"), [ENTRIES[0], ENTRIES[-1]])
@pytest.mark.parametrize("right", ["another figure", "the figure of before"])
def test_a_right_figure_clears_the_message(lab, name, entry, right) -> None:
    """Correcting the figure, or restoring it, clears the message."""
    of_before, day = value(lab, name), lab.scenario.law_as_of
    lab.do(do="set", fact=name, value=entry)
    right = "5" if right == "another figure" else of_before
    lab.do(do="set", fact=name, value=right)
    assert_shows_the_engine(lab, lab.scenario.facts, day)


@pytest.mark.parametrize(("name", "entry"), [ENTRIES[0], ENTRIES[-1]])
def test_another_toggle_clears_the_message_and_the_wrong_figure(lab, name, entry) -> None:
    """Changing another fact clears the message, and the field shows the valid figure."""
    of_before, facts, day = value(lab, name), lab.scenario.facts, lab.scenario.law_as_of
    lab.do(do="set", fact=name, value=entry)
    lab.do(do="set", fact="us_trademarks", value="no")
    assert_shows_the_engine(lab, changed(facts, "us_trademarks", NO), day)
    assert value(lab, name) == of_before


@pytest.mark.parametrize("wrong", ["140%", "-3"])
def test_the_same_wrong_figure_twice_is_answered_twice(lab, wrong) -> None:
    """The page receives the message again, although it has not changed."""
    lab.do(do="set", fact="us_traffic_share", value=wrong)
    first = lab.now
    lab.do(do="set", fact="us_traffic_share", value=wrong)
    assert lab.now["turn"] > first["turn"]
    assert {**lab.now, "turn": 0} == {**first, "turn": 0} and problem(lab)


@pytest.mark.parametrize("change", [{"us_cnd": "no"}, {"us_cdn": "perhaps"}, {"claim_family": "x"}])
def test_a_step_that_cannot_be_taken_is_answered_in_words(lab, change) -> None:
    """An unknown fact, or an invalid answer, is named, and the facts stay."""
    (name, answer), facts = next(iter(change.items())), lab.scenario.facts
    lab.scenario.set(**change)
    assert name in problem(lab) or answer in problem(lab)
    assert lab.scenario.facts == facts


def test_a_figure_too_large_to_be_true_is_taken_or_answered_in_words(lab) -> None:
    """A figure with two dozen digits is read as a figure, and is never answered as anything else."""
    lab.do(do="set", fact="us_views", value="1" + "0" * 24)
    assert_shows_the_engine(lab, lab.scenario.facts, lab.scenario.law_as_of)
    assert lab.scenario.facts["us_views"].low == 1e24
