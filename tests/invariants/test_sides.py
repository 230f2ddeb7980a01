"""The side a fact helps depends on the node and the date, and the tree is consistent with it."""

from __future__ import annotations

import itertools

import pytest
from states_of_facts import DAYS, LIB, NO, UNKNOWN, YES, drawn, figures, plain, possible, statuses

from jurisdiction.doctrine import Trace, facts_under, law_at
from jurisdiction.doctrine import states as arrays
from jurisdiction.library import fact_value
from jurisdiction.model import Fact, Range, Side

UNSTATED = {n: "unknown" if f.kind == "choice" else UNKNOWN for n, f in LIB.facts.items()}
# The premises of a fact, with all other facts unstated, and with all other facts denied.
BEHIND = [
    base
    | {fact.id: UNSTATED[fact.id]}
    | {n: fact_value(LIB.facts[n], v[0], n) for n, v in one.when.items()}
    for base in (UNSTATED, plain())
    for fact in LIB.facts.values()
    for one in fact.concluded
]
# States that random draws miss, in which one more fact decides.
RARE = [
    plain(claim_is_stated=YES, forum="state", does_addresses_and_dates=YES, does_located=YES),
    plain(app_release="released", forum_downloads=Range(4e5, 4e5), us_trademarks=YES),
    plain(earns_from_us_users=NO, us_traffic_share=UNKNOWN),
]
ROWS = [plain(), *RARE, *drawn(300, seed=2), *filter(possible, BEHIND)]
EDGES = [
    (day, fact, edge)
    for day in DAYS
    for fact in LIB.facts.values()
    for edge in fact.bears_on
    if edge.node in law_at(LIB, day).order
    and (edge.since or day) <= day
    and not (edge.until and edge.until <= day)
]
SIDED = [x for x in EDGES if x[2].side is not Side.NEUTRAL]
# A neutral fact may nevertheless be in the tree, as a choice of test or an open question.
NEUTRAL = [
    x for x in EDGES
    if x[2].side is Side.NEUTRAL and x[1].id not in facts_under(law_at(LIB, x[0]), x[2].node)
]  # fmt: skip


def names(edges: list) -> list[str]:
    return [f"{day}-{fact.id}-{edge.node}" for day, fact, edge in edges]


def steps(fact: Fact) -> list:
    """Return the values of a fact, in ascending order."""
    if fact.kind == "yes_no":
        return [NO, YES]
    if fact.kind == "choice":
        return list(fact.options)
    return [Range(x, x) for x in figures(fact)]


def at_each_step(day, fact: Fact, court: str = "") -> list[Trace]:
    """Evaluate the drawn states for each value of a fact, with facts that could contradict it unknown."""
    limits = [c.all for c in LIB.contradictions.values() if fact.id in c.all]
    blank = {n: "unknown" if LIB.facts[n].kind == "choice" else UNKNOWN for n in LIB.facts}
    free = {n: blank[n] for names in limits for n in names if n != fact.id}
    law = law_at(LIB, day, court=court)
    return [
        Trace(law, arrays(LIB, [row | free | {fact.id: value} for row in ROWS]))
        for value in steps(fact)
    ]


@pytest.mark.parametrize(("day", "fact", "edge"), SIDED, ids=names(SIDED))
def test_a_fact_never_hurts_the_side_it_is_marked_for(day, fact, edge) -> None:
    """On this date, more of this fact never moves this node away from the side that the fact helps."""
    sign = 1 if edge.side is Side.PLAINTIFF else -1
    found = [statuses(t, len(ROWS))[edge.node] * sign for t in at_each_step(day, fact)]
    for less, more in itertools.pairwise(found):
        assert (more >= less).all()


@pytest.mark.parametrize(("day", "fact", "edge"), NEUTRAL, ids=names(NEUTRAL))
def test_a_neutral_fact_changes_nothing(day, fact, edge) -> None:
    """A fact that is neutral on this node on this date leaves the node's finding unchanged."""
    first, *others = [trace[edge.node] for trace in at_each_step(day, fact)]
    for other in others:
        assert other == first


@pytest.mark.parametrize("fact", LIB.facts.values(), ids=LIB.facts)
def test_every_fact_matters_or_says_that_it_does_not(fact) -> None:
    """Each fact changes some finding in some state, or every edge says that it is neutral.

    A fact that only another circuit asks about changes a finding before that court.
    """
    if all(edge.side is Side.NEUTRAL for edge in fact.bears_on):
        return
    here = law_at(LIB, DAYS[-1]).order
    apart = {LIB.authorities[e.source].court for e in fact.bears_on if e.node not in here}
    matters = set()
    for day, court in [*((day, "") for day in DAYS), *((DAYS[-1], court) for court in apart)]:
        first, *others = [statuses(t, len(ROWS)) for t in at_each_step(day, fact, court)]
        for node, found in first.items():
            if any((other[node] != found).any() for other in others):
                matters.add(node)
    helped = {edge.node for edge in fact.bears_on if edge.side is not Side.NEUTRAL}
    assert helped - matters == set()


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_fact_that_moves_a_node_above_it_is_marked_there_or_below(day) -> None:
    """A fact that decides a node of the tree bears, by its own edges, on some node that it changes."""
    law = law_at(LIB, day)
    for name in set().union(*(facts_under(law, top) for top in LIB.tops)):
        marked = {edge.node for edge in LIB.facts[name].bears_on}
        assert any(name in facts_under(law, node) for node in marked & set(law.order)), name
