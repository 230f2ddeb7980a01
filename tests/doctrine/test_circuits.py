"""One record before several courts: each asks its own question; the Ninth Circuit's tree is unchanged."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from jurisdiction.__main__ import main
from jurisdiction.analysis import Analysis, analyze
from jurisdiction.circuits import compare, courts, readings, scale
from jurisdiction.doctrine import law_at
from jurisdiction.library import load, scenario_says

LIB = load()
FILE = LIB.scenarios["circuits_one_record"]
TODAY = FILE.law_as_of
OWN = [node for node in LIB.nodes.values() if node.instead_of]


def record(court: str = "", day: dt.date = TODAY, **changes: str) -> Analysis:
    says, shown = scenario_says(LIB, FILE)
    return analyze({**says, **changes}, day, FILE.stage, LIB, shown=shown, court=court)


def before_each(**changes: str) -> dict[str, str]:
    """Return the finding on contacts before each court, as a letter: met, not met, or open."""
    return {row.court: row.contacts.status.value[0] for row in compare(record(**changes))}


COURTS = ("ca9", "ca1", "ca2", "ca3", "ca4", "ca5", "ca7", "ca10")
SPLITS = [
    ({}, "ooooonmo"),
    ({"orders_from_forum": "filled"}, "ommmmomo"),
    ({"orders_from_forum": "taken"}, "oomoonoo"),
    ({"sends_to_known_residents": "yes"}, "ooooonmm"),
    ({"geolocated_ads": "no"}, "ooononmo"),
    ({"us_compliance_pages": "yes"}, "oooomomo"),
    ({"directed_ads": "yes"}, "moomommo"),
]


@pytest.mark.parametrize(("changes", "expected"), SPLITS, ids=lambda v: str(v))
def test_one_record_comes_out_by_the_rule_of_each_court(changes, expected) -> None:
    """The effect of one fact depends on the court: a test purchase, an unfilled order, a known recipient."""
    assert courts(LIB) == [*COURTS]
    assert before_each(**changes) == dict(zip(COURTS, expected, strict=True))


@pytest.mark.parametrize("node", OWN, ids=lambda node: node.id)
def test_a_circuit_s_rule_is_asked_there_from_its_day_on_and_nowhere_else(node) -> None:
    """From its date on, a circuit's own question replaces the other question there, and not a day earlier."""
    court, place = LIB.authorities[node.source].court, str(node.instead_of)
    assert law_at(LIB, TODAY, court=court).nodes[place].question == node.question
    before = law_at(LIB, node.since - dt.timedelta(days=1), court=court)
    assert before.nodes[place].question == LIB.nodes[place].question
    assert law_at(LIB, TODAY, [node.source], court).nodes[place].question != node.question
    for other in {*COURTS} - {court}:
        assert law_at(LIB, TODAY, court=other).nodes[place].question != node.question


def test_nothing_of_other_circuits_is_in_the_ninth_circuit_s_tree() -> None:
    """No fact that only other circuits ask about changes a point there, and none of their nodes appears."""
    apart = {n for n in LIB.nodes if n.startswith("ca") and n.partition("_")[0] in COURTS}
    assert apart and not apart & {*record().law.order}
    one, other = record(), record(orders_from_forum="filled", sends_to_known_residents="yes")
    assert [one.status(n) for n in one] == [other.status(n) for n in other]


def test_what_decides_is_named_with_its_authority(capsys) -> None:
    """The command names the decisive point before each court, and the authority for it."""
    assert main(["circuits", "circuits_one_record", "--json"]) == 0
    told = {row["court"]: row for row in json.loads(capsys.readouterr().out)["courts"]}
    assert told["ca7"]["decided_by"] == ["ca7_one_order"]
    assert told["ca7"]["authorities"] == ["nba_v_hanwjh"]
    assert "is_chosen_audience_enough" in told["ca9"]["decided_by"]
    assert main(["circuits", "circuits_one_record"]) == 0
    text = capsys.readouterr().out
    assert "(NBA) [from a public summary, not checked against the opinion]" in text


def test_a_milder_fifth_amendment_asks_for_part_of_the_tree() -> None:
    """Each reading requires no more than the one before it, and a failing reading names what is missing."""
    lost = record("ca5")
    made = [(one.status.value, [n.id for n in one.lacking]) for one in readings(lost)]
    assert made == [("not met", ["due_process"]), ("met", []), ("met", [])]
    state = readings(record("ca5", federal_claim="no"))
    assert {one.status.value for one in state} == {"not met"}


def test_the_scale_does_not_sort_the_results() -> None:
    """In the middle of the scale, courts held both ways; only the two ends are uniform."""
    held: dict[str, set[str]] = {}
    for one in scale(LIB):
        held.setdefault(one.place, set()).add(one.holding.disposition)
    assert [len(results) for results in held.values()] == [1, 2, 1]
