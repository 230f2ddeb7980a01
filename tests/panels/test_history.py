"""Undo, redo, and reset; and steps, which leave everything unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from what_is_shown import (
    DAYS,
    NO,
    UNKNOWN,
    YES,
    assert_shows_the_engine,
    changed,
    problem,
    reasons,
)
from what_is_shown import (
    value as held,
)

from jurisdiction.model import Range
from minimum_contacts.panels import Scenario

CHANGES = [
    {"us_cdn": NO},
    {"us_trademarks": NO},
    {"us_traffic_share": Range(0.046, 0.046)},
    {"law_as_of": DAYS[-1]},
    {"directed_ads": YES},
    {"us_views": Range(500, 500)},
    {"cdn_us_servers": UNKNOWN},
]


def states(lab, changes: list[dict]) -> list[tuple]:
    """Return the expected facts and date before the changes and after each."""
    found = [(lab.scenario.facts, lab.scenario.law_as_of)]
    for change in changes:
        facts, day = found[-1]
        for name, value in change.items():
            facts, day = (facts, value) if name == "law_as_of" else (
                changed(facts, name, value), day)  # fmt: skip
        found.append((facts, day))
    return found


def test_undo_and_redo_go_through_every_state_in_turn(lab) -> None:
    """Undo reverts one change at a time to the beginning, and redo restores them to the last."""
    expected = states(lab, CHANGES)
    for change in CHANGES:
        lab.scenario.set(**change)
    for state in expected[-2::-1]:
        lab.do(do="undo")
        assert_shows_the_engine(lab, *state)
    for state in expected[1:]:
        lab.do(do="redo")
        assert_shows_the_engine(lab, *state)


def test_undo_and_redo_can_be_pressed_only_where_there_is_something_to_do(lab) -> None:
    """Undo is disabled at the beginning; redo is disabled until an undo, and after a change."""

    def on() -> tuple[bool, ...]:
        return lab.now["undo"], lab.now["redo"]

    assert on() == (False, False)
    lab.do(do="set", fact="us_cdn", value="no")
    assert on() == (True, False)
    lab.do(do="undo")
    assert on() == (False, True)
    lab.do(do="set", fact="us_dns", value="yes")
    assert on() == (True, False)


def test_reset_goes_back_to_the_beginning_and_can_be_undone(lab) -> None:
    """Reset restores the initial facts and law; Undo restores the state before the reset."""
    expected = states(lab, CHANGES)
    for change in CHANGES:
        lab.scenario.set(**change)
    lab.do(do="reset")
    assert_shows_the_engine(lab, *expected[0])
    lab.do(do="undo")
    assert_shows_the_engine(lab, *expected[-1])


def test_choosing_what_is_already_chosen_is_no_change(lab) -> None:
    """A change to the current value leaves nothing to undo."""
    lab.scenario.set(us_cdn=YES)
    lab.do(do="reset")
    assert not lab.scenario.can_undo


def test_what_the_last_change_was_and_moved_is_said(lab) -> None:
    """The message names the fact, its values, and the changed points; after undo, the reverse."""
    lab.do(do="set", fact="us_trademarks", value="no")
    moved = lab.scenario.moved(lab.top)
    assert "Changed: US trademark registrations, yes to no. No point of the test changed" in moved
    lab.do(do="set", fact="us_cdn", value="no")
    moved, finding = lab.scenario.moved(lab.top), lab.now["finding"]
    assert "CDN servers in the United States, yes to no" in moved
    assert "express aiming from met to open" in moved
    assert (finding["was"]["word"], finding["word"]) == ("Met", "Open")
    assert lab.now["changed"] == "us_cdn"
    lab.do(do="undo")
    moved, finding = lab.scenario.moved(lab.top), lab.now["finding"]
    assert "CDN servers in the United States, no to yes" in moved
    assert "express aiming from open to met" in moved
    assert (finding["was"]["word"], finding["word"]) == ("Open", "Met")
    assert lab.now["changed"] == ""
    assert moved in reasons(lab)


def test_each_point_of_the_ladder_says_what_it_was_if_the_last_change_moved_it(lab) -> None:
    """The reported earlier and later statuses are exactly the engine's, before and after."""
    before = lab.scenario.analysis
    lab.do(do="set", fact="us_cdn", value="no")
    moved = {r["node"]: (r["was"]["status"], r["status"]) for r in lab.now["ladder"] if r["was"]}
    assert "express_aiming" in moved
    now = lab.scenario.analysis
    assert moved == {
        r["node"]: (before.status(r["node"]).value, now.status(r["node"]).value)
        for r in lab.now["ladder"]
        if before.status(r["node"]) is not now.status(r["node"])
    }


commands = st.lists(
    st.sampled_from(["undo", "redo", "reset", "wrong"]) | st.sampled_from(CHANGES), max_size=12
)


@given(commands)
def test_any_sequence_of_commands_keeps_the_history_of_a_list_with_a_finger(doing) -> None:
    """Undo and redo move along the list of states; a change truncates the list after the current one."""
    scenario = Scenario("doe_v_webgroup")
    states_, at = [(scenario.facts, scenario.law_as_of)], 0
    for command in doing:
        if command == "undo":
            scenario.undo()
            at = max(at - 1, 0)
        elif command == "redo":
            scenario.redo()
            at = min(at + 1, len(states_) - 1)
        elif command == "wrong":
            scenario.set(us_traffic_share="140%")
        else:
            facts, day = states_[at]
            if command == "reset":
                scenario.reset()
                facts, day = states_[0]
            else:
                scenario.set(**command)
                day = command.get("law_as_of", day)
                for name, value in command.items():
                    facts = facts if name == "law_as_of" else changed(facts, name, value)
            if (facts, day) != states_[at]:
                states_[at + 1 :] = [(facts, day)]
                at += 1
        assert (scenario.facts, scenario.law_as_of) == states_[at]
        assert scenario.analysis.facts == scenario.facts
        assert scenario.analysis.law.as_of == scenario.law_as_of
        assert (scenario.can_undo, scenario.can_redo) == (at > 0, at < len(states_) - 1)


def all_of(lab) -> tuple[dict, ...]:
    """Return everything that the page has been sent, except the number of the turn."""
    return lab.plan, {**lab.now, "turn": 0}, lab.rest, lab.side


walks = st.lists(
    st.tuples(
        st.sampled_from(["us_cdn", "us_trademarks"]),
        st.lists(st.sampled_from(["yes", "no", "unknown"]), min_size=1, max_size=5),
    ),
    max_size=5,
)


@given(walks)
def test_a_walk_through_the_answers_of_a_row_is_one_change(rows) -> None:
    """One undo reverts all arrow-key changes within one row, and no other change."""
    scenario = Scenario("doe_v_webgroup")
    stops = [scenario.facts]
    for name, answers in rows:
        for number, answer in enumerate(answers):
            scenario.set(again=number > 0, **{name: answer})
        if scenario.facts != stops[-1]:
            stops.append(scenario.facts)
    for facts in reversed(stops):
        assert scenario.facts == facts
        scenario.undo()
    assert not scenario.can_undo


def test_a_walk_can_be_the_first_change_and_can_end_where_it_began() -> None:
    """A first change that belongs to a walk is one change; a walk back to its start changes nothing."""
    scenario = Scenario("doe_v_webgroup")
    scenario.set(us_dns="yes", again=True)
    dns = scenario.now
    scenario.set(us_cdn="no")
    scenario.set(us_cdn="yes", again=True)
    assert scenario.now == dns
    assert scenario.moved("express_aiming") == (
        "Changed: nothing. No point of the test changed; see why."
    )
    scenario.undo()
    assert scenario.now == scenario.first and not scenario.can_undo


def test_what_is_saved_is_resumed_with_how_it_is_shown() -> None:
    """A saved state has all facts and showings: unchanged, changed, added, and taken back."""
    scenario = Scenario("doe_v_webgroup", proof=True)
    scenario.set(us_dns="yes", shown={"us_dns": "denied", "us_trademarks": "", "us_cdn": "denied"})
    again = Scenario("doe_v_webgroup", proof=True)
    assert again.resume(scenario.saved()) == [] and again.now == scenario.now
    assert set(scenario.saved().shown) == {
        *("us_dns", "us_trademarks", "cdn_us_servers", "cdn_purpose_speed_us"),
    }


def test_the_forum_of_the_case_brings_back_how_its_facts_are_shown() -> None:
    """Facts about another forum are unknown and unproved; the first forum restores both."""
    scenario = Scenario("doe_v_webgroup", proof=True)
    scenario.set(forum="state")
    assert (
        scenario.facts["cdn_us_servers"] is UNKNOWN and "us_traffic_share" not in scenario.now.shown
    )
    scenario.set(forum="united_states")
    assert scenario.now == scenario.first


STEPS = [{"us_cdn": "no"}, {}, {"us_traffic_share": "140%"}, {"law_as_of": DAYS[0]}]


def test_steps_leave_the_screen_and_the_history_as_the_learner_had_them(lab) -> None:
    """After steps, the screen is unchanged, and undo and redo lead where they did before."""
    expected = states(lab, CHANGES)
    for change in CHANGES:
        lab.scenario.set(**change)
    lab.do(do="undo")
    before = all_of(lab)
    lab.steps(*STEPS)
    assert all_of(lab) == before
    assert_shows_the_engine(lab, *expected[-2])
    lab.do(do="redo")
    assert_shows_the_engine(lab, *expected[-1])
    for state in expected[-2::-1]:
        lab.do(do="undo")
        assert_shows_the_engine(lab, *state)


def test_steps_begin_with_the_case_whatever_the_learner_has_set(lab) -> None:
    """Steps give the same text whatever the learner has set, so that the stored text holds for everyone."""
    fresh = lab.steps(*STEPS).lines
    for change in CHANGES:
        lab.scenario.set(**change)
    assert lab.steps(*STEPS).lines == fresh


def test_steps_say_what_the_screen_says(lab) -> None:
    """Each step reports the last change and its effect, or the error, and the finding."""
    first, found, wrong, *_ = lab.steps({"us_cdn": "no"}, {"us_traffic_share": "140%"}).lines
    lab.do(do="set", fact="us_cdn", value="no")
    assert first == lab.scenario.moved(lab.top)
    assert found.startswith("Express aiming: Open:")
    lab.do(do="set", fact="us_traffic_share", value="140%")
    assert wrong == f"facts, us_traffic_share: {problem(lab)}"


@pytest.mark.parametrize("wrong", ["?!", "140%"])
def test_reset_at_the_beginning_clears_what_was_wrong(lab, wrong) -> None:
    """Reset clears the message even if nothing has changed, and restores the right figure."""
    good = held(lab, "us_traffic_share")
    lab.do(do="set", fact="us_traffic_share", value=wrong)
    assert problem(lab)
    lab.do(do="reset")
    assert (held(lab, "us_traffic_share"), problem(lab)) == (good, "")
