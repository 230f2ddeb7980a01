"""The data match what independent readers recorded from the opinions; see the head of ledger.yml."""

from __future__ import annotations

from typing import Any

import pytest
from pins import LEDGER, pins

from jurisdiction.library import load, plain

LIB = load()
KEPT: dict[str, dict[str, Any]] = plain(LEDGER.read_text(encoding="utf-8"), LEDGER.name)
NODES = LIB.nodes.values()


def day(value: object) -> str:
    return str(value) if value else ""


SAYS: dict[str, dict[str, dict[str, Any]]] = {
    "dates": {
        n.id: {
            "since": day(n.since),
            "until": day(n.until),
            "closed": [[day(c.since), day(c.until)] for c in n.closed],
        }
        for n in NODES
        if n.since or n.until or n.closed
    },
    "numbers": {
        n.id: {"number": n.more_than if n.at_least is None else n.at_least}
        for n in NODES
        if n.at_least is not None or n.more_than is not None
    },
    "burdens": {
        n.id: {"party": n.bearer or n.burden.value, "unknown_goes_against": n.burden.value}
        for n in NODES
        if n.burden
    },
    "structure": {
        n.id: {"takes": "all" if n.all_of else "any"}
        for n in NODES
        if len(n.all_of) > 1 or len(n.any_of) > 1
    },
    "answers": {
        n.id: {"met_if": sorted(n.one_of or [n.answer])}
        for n in NODES
        if n.fact and LIB.facts[n.fact].kind in ("yes_no", "choice")
    },
    "branches": {n.id: {"branches": dict(n.cases)} for n in NODES if n.case_of},
    "settled": {
        n.id: {"word": f"settled: {n.settled}" if n.settled else f"unanswered: {n.unanswered}"}
        for n in NODES
        if n.settled or n.unanswered
    },
    "courts": {c.id: {"bound_by": sorted(c.bound_by)} for c in LIB.courts.values()},
    "speakers": {p.id: {"speaker": p.speaker} for p in LIB.passages.values()},
    "authorities": {
        a.id: {"court": a.court, "decided": day(a.decided)} for a in LIB.authorities.values()
    },
    "holdings": {
        f"{c.id}/{h.node}": {"held": h.disposition} for c in LIB.cases.values() for h in c.holdings
    },
    "checks": {
        f"{lesson}/{q.id}": {"right": [i for i, o in enumerate(q.options, 1) if o.right]}
        for lesson, questions in LIB.questions.items()
        for q in questions
    },
}


@pytest.mark.parametrize("section", SAYS)
def test_the_ledger_has_a_row_for_everything_and_nothing_else(section) -> None:
    """Every date, number, burden, branch, holding, speaker, and right answer has a row with its authority."""
    assert set(KEPT[section]) == set(SAYS[section])
    assert all(row["authority"] for row in KEPT[section].values())


ROWS = [(section, name) for section in SAYS for name in SAYS[section]]


@pytest.mark.parametrize("section", SAYS)
def test_the_data_say_what_the_ledger_says(section) -> None:
    """The data match every row of the ledger; if the ledger gives only a year, the year must match."""
    differ = {}
    for name, said in SAYS[section].items():
        row = {k: v for k, v in KEPT[section][name].items() if k not in ("authority", "settled")}
        if section == "authorities" and len(row["decided"]) == 4:
            said = said | {"decided": said["decided"][:4]}
        if row != said:
            differ[name] = (row, said)
    assert differ == {}


@pytest.mark.parametrize("section", pins(LIB))
def test_what_the_ledger_repeats_is_unchanged(section) -> None:
    """The ledger's copies match the data; after an intended change, pins.py renews the copies."""
    assert KEPT["pins"][section] == pins(LIB)[section]


def test_what_was_settled_says_how() -> None:
    """A row on which the clerk and the data differed states how the difference was settled."""
    settled = [row for section in SAYS for row in KEPT[section].values() if "settled" in row]
    assert 5 <= len(settled) <= 40 and all(len(row["settled"]) > 30 for row in settled)
