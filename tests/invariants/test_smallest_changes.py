"""The smallest changes are exact: all of them, none larger than needed, as brute force finds them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import numpy as np
import pytest
from states_of_facts import LIB, drawn, flags, possible

from jurisdiction.analysis import analyze, load_case
from jurisdiction.counterfactual import (
    Change,
    alternatives,
    classes,
    flips,
    map_of,
    single_changes,
    smallest,
    unknowns,
)
from jurisdiction.doctrine import (
    Trace,
    combinations,
    contradicted,
    could_be,
    facts_under,
    law_at,
    under,
    variants,
)
from jurisdiction.library import Facts, parts
from jurisdiction.model import Answer, ReaderError, Status

LAWS = [law_at(LIB, load_case(name).decided) for name in ("mx1_v_does", "doe_v_webgroup")] + [
    law_at(LIB, LIB.authorities["fuld_v_plo"].decided)
]
NODES = (
    "express_aiming", "active_appeal", "forum_harm", "harm_foreseeable", "reasonableness", "rule_4k2",
    "relatedness", "first_prong", "doe_particularity", "order_stands",
)  # fmt: skip
DOE = load_case("doe_v_webgroup")
DOE_LAW = law_at(LIB, DOE.decided)


def touched(law, node: str) -> list[str]:
    """The facts that can matter: those under the node, and those that contradict one of them."""
    names = facts_under(law, node)
    tied = {n for c in LIB.contradictions.values() if names & {*c.all} for n in c.all}
    return sorted(names | tied)


def brute(law, facts: Facts, node: str, target: Status, free: list[str]) -> set[frozenset[Change]]:
    """Try every combination of the free facts; keep those that reach the target with the fewest changes."""
    rows = {name: alternatives(law, facts, node, name) for name in free}
    values = {name: [facts[name], *(c.values[0] for c in row)] for name, row in rows.items()}
    given = combinations(LIB, facts, values)
    value = Trace(law, given)[node]
    met, fail = (flags(where, given.n) for where in (value.met, value.fail))
    there = {Status.MET: met & ~fail, Status.NOT_MET: ~met, Status.OPEN: met & fail}[target]
    there &= ~flags(contradicted(LIB, given), given.n)
    shape = [len(choices) for choices in values.values()]
    which = np.array(np.unravel_index(np.flatnonzero(there), shape))
    size = (which > 0).sum(axis=0)
    return (
        {
            frozenset(rows[name][k - 1] for name, k in zip(free, column, strict=True) if k)
            for column in which[:, size == size.min()].T
        }
        if size.size
        else set()
    )


def seeded(count: int, free: int) -> Iterator[tuple]:
    """States with a law, a node, a target and the facts that may change, drawn by seed."""
    chance = random.Random(11)
    for facts in drawn(count, seed=11):
        law, node = chance.choice(LAWS), chance.choice(NODES)
        names = touched(law, node)
        chosen = sorted(chance.sample(names, min(free, len(names))))
        yield law, facts, node, chance.choice(list(Status)), chosen


def test_smallest_changes_agree_with_brute_force_on_2000_states() -> None:
    """On 2,000 seeded states, with up to nine facts free: all the same sets, of whatever size."""
    sizes: dict[int, int] = {}
    for law, facts, node, target, free in seeded(2000, 9):
        locked = {*touched(law, node)} - {*free}
        ours = {frozenset(changes) for changes in smallest(law, facts, node, target, locked)}
        assert ours == brute(law, facts, node, target, free), (node, target, facts)
        size = len(next(iter(ours))) if ours else -1
        sizes[size] = sizes.get(size, 0) + 1
    assert all(sizes.get(size, 0) > 20 for size in (-1, 0, 1, 2, 3)), sizes


def test_every_set_found_does_what_it_says() -> None:
    """Also beyond the reach of brute force, each set reaches its target, and no smaller part of it does."""
    for law, facts, node, target, free in seeded(300, 99):
        for changes in smallest(law, facts, node, target)[:5]:
            assert {c.fact for c in changes} <= {*free}
            for kept in itertools.combinations(changes, max(len(changes) - 1, 0)):
                for part, reaches in ((changes, True), (kept, False)):
                    changed = facts | {c.fact: c.values[0] for c in part}
                    value = Trace(law, variants(LIB, changed, [{}]))[node]
                    there = value.status() is target and possible(changed)
                    assert there is (reaches or not changes), (node, target, part)


@pytest.mark.parametrize("node", NODES)
def test_values_of_one_class_come_to_the_same(node) -> None:
    """Values put together in one class meet and fail every test under the node alike."""
    for name in facts_under(DOE_LAW, node):
        for group in classes(DOE_LAW, node, name):
            for tested in (DOE_LAW.nodes[n] for n in under(DOE_LAW, node)):
                if tested.fact == name:
                    assert len({could_be(tested, value) for value in group}) == 1


def test_what_turns_doe() -> None:
    """The CDN, its purpose or the profit unsettle Doe's aiming; no single fact reverses it."""
    found = flips(DOE_LAW, DOE.facts, "express_aiming")
    assert found.status is Status.MET
    assert {c.fact for (c,) in found.unsettle} == {
        "cdn_us_servers", "cdn_purpose_speed_us", "earns_from_us_users",
    }  # fmt: skip
    assert all(len(changes) > 1 for changes in found.reverse)


def test_a_locked_switch_locks_all_its_facts() -> None:
    """With the switch US CDN held, only the profit unsettles Doe's aiming."""
    found = flips(DOE_LAW, DOE.facts, "express_aiming", ["us_cdn"])
    assert [c.fact for changes in found.unsettle for c in changes] == ["earns_from_us_users"]


def test_what_no_change_of_facts_can_settle_is_said() -> None:
    """The question of alter egos is open in law: no facts make it met."""
    found = flips(DOE_LAW, DOE.facts, "alter_ego")
    assert found.status is Status.OPEN and found.to[Status.MET] == ()


def test_an_unknown_lock_is_refused_by_name() -> None:
    """A fact that does not exist cannot be held, and the reader is told what comes near."""
    with pytest.raises(
        ReaderError, match=r"locked: there is no fact 'us_cnd'\. Did you mean us_cdn"
    ):
        flips(DOE_LAW, DOE.facts, "express_aiming", ["us_cnd"])


def test_what_an_unknown_is_worth() -> None:
    """Without a CDN: to learn that ads pay by the click settles aiming; the name server changes nothing."""
    facts = DOE.facts | dict.fromkeys(("cdn_us_servers", "cdn_purpose_speed_us"), Answer.NO)
    worth = {w.fact: w for w in unknowns(DOE_LAW, facts, "express_aiming")}
    clicks = {c.values[0]: status for c, status in worth["ad_revenue_by_forum_clicks"].to}
    assert clicks == {Answer.YES: Status.MET, Answer.NO: Status.OPEN}
    assert "us_dns" not in worth  # nothing turns on it


def test_the_map_says_what_each_listed_fact_alone_would_do() -> None:
    """Each cell of the map is what the engine finds with that one fact changed."""
    found = analyze(DOE.facts, DOE.decided)
    rows = map_of(found, ["express_aiming", "personal_jurisdiction"])
    listed = {part for row in rows.values() for w in row for part in parts(LIB, w.fact)}
    assert set(LIB.texts["map"]) >= listed
    assert len(LIB.texts["map"]) >= 20
    for node, row in rows.items():
        for worth in row:
            for change, status in worth.to:
                changed = dict.fromkeys(parts(LIB, worth.fact), change.values[0])
                alone = analyze(DOE.facts | changed, DOE.decided)
                assert alone.status(node) is status, (node, change)
    assert Change("cdn_us_servers", (Answer.NO,)) in [
        c for w in rows["express_aiming"] for c, s in w.to if s is Status.OPEN
    ]


def test_sets_of_changes_are_listed_in_the_order_of_their_facts() -> None:
    """Within a set, and from set to set, the facts are in the order of their ids."""
    several = 0
    for node in ("personal_jurisdiction", "express_aiming", "first_prong"):
        for target in (Status.NOT_MET, Status.OPEN):
            sets = smallest(DOE_LAW, DOE.facts, node, target)
            names = [[f"{c.fact} {c.values}" for c in changes] for changes in sets]
            assert names == sorted(names)
            assert all(one == sorted(one) for one in names)
            several += len(sets) > 1 and any(len(one) > 1 for one in names)
    assert several


def test_a_switch_whose_facts_are_all_there_is_can_be_changed() -> None:
    """On the point that rests on the two facts of the switch alone, the switch is one change."""
    [worth] = single_changes(DOE_LAW, DOE.facts, ["us_cdn"], ["us_cdn"])["us_cdn"]
    assert [status for _, status in worth.to] == [Status.NOT_MET]
