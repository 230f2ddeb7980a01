"""The smallest changes are exact: complete and minimal, as brute force confirms."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from states_of_facts import LIB, drawn, flags, known, possible

from jurisdiction.analysis import analyze, load_case
from jurisdiction.counterfactual import (
    Change,
    Changes,
    alternatives,
    classes,
    flips,
    map_on,
    single_changes,
    smallest,
    smallest_flips,
    unknowns,
)
from jurisdiction.doctrine import (
    Law,
    Trace,
    combinations,
    contradicted,
    could_be,
    facts_under,
    law_at,
    under,
    variants,
)
from jurisdiction.library import FORUM, Facts, parts
from jurisdiction.model import Answer, Node, Range, ReaderError, Status

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
    """Return the facts that can matter: those under the node, and those that contradict one of them."""
    names = facts_under(law, node)
    tied = {n for c in LIB.contradictions.values() if names & {*c.all} for n in c.all}
    return sorted(names | tied)


def brute(
    law, facts: Facts, node: str, target: Status, rows: Mapping[str, list[Change]]
) -> set[frozenset[Change]]:
    """Try every combination of some changes; keep those that reach the target with the fewest."""
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
            frozenset(row[k - 1] for row, k in zip(rows.values(), column, strict=True) if k)
            for column in which[:, size == size.min()].T
        }
        if size.size
        else set()
    )


def in_order(sets: Sequence[Changes]) -> bool:
    """Assert that, within a set and from set to set, the facts are in the order of their ids."""
    names = [[f"{c.fact} {c.values}" for c in changes] for changes in sets]
    return names == sorted(names) and all(one == sorted(one) for one in names)


def seeded(count: int, free: int) -> Iterator[tuple]:
    """Yield states with a law, a node, a target, and the facts that may change, drawn by seed."""
    chance = random.Random(11)
    for facts in drawn(count, seed=11):
        law, node = chance.choice(LAWS), chance.choice(NODES)
        names = touched(law, node)
        chosen = sorted(chance.sample(names, min(free, len(names))))
        yield law, facts, node, chance.choice(list(Status)), chosen


def test_smallest_changes_agree_with_brute_force_on_2000_states() -> None:
    """On 2,000 seeded states, with up to nine facts free, both find the same sets, of any size."""
    sizes: dict[int, int] = {}
    for law, facts, node, target, free in seeded(2000, 9):
        locked = {*touched(law, node)} - {*free}
        found = smallest(law, facts, node, target, locked)
        assert in_order(found), found
        ours = {frozenset(changes) for changes in found}
        rows = {name: alternatives(law, facts, node, name) for name in free}
        assert ours == brute(law, facts, node, target, rows), (node, target, facts)
        size = len(next(iter(ours))) if ours else -1
        sizes[size] = sizes.get(size, 0) + 1
    assert all(sizes.get(size, 0) > 20 for size in (-1, 0, 1, 2, 3)), sizes


FEW = ("claim_family", "act_in_forum", "forum_clause", "clause_unreasonable", "us_traffic_share")
CHOICES = [name for name in FEW if LIB.facts[name].kind == "choice"]
ANY_STAGE = LIB.stages["motion_to_dismiss"].model_copy(update={"outcome": "p0", "also": []})
NO_DOCTRINE = replace(LIB, nodes={}, stages={"any": ANY_STAGE})


def tree(chance: random.Random) -> Law:
    """Return a small random tree over a few facts that exclude or contradict each other."""
    names, nodes = map("p{}".format, itertools.count()), dict[str, Node]()

    def leaf() -> dict[str, object]:
        if chance.random() < 0.1:
            return chance.choice(
                [{"settled": "met"}, {"settled": "not met"}, {"unanswered": "law"}]
            )
        fact = LIB.facts[chance.choice(FEW)]
        match fact.kind:
            case "choice":
                says = {"one_of": chance.sample([*fact.options], chance.randint(1, 2))}
            case "share":
                says = {"at_least": chance.choice([0.01, 0.1]), "silent": chance.random() < 0.5}
            case _:
                says = {"answer": chance.choice(["yes", "no"])}
        return {"fact": fact.id, **says}

    def branches(depth: int) -> dict[str, object]:
        if chance.random() < 0.3:
            fact = LIB.facts[chance.choice(CHOICES)]
            return {"case_of": fact.id, "cases": {o: grow(depth - 1) for o in fact.options}}
        below = [grow(depth - 1) for _ in range(chance.randint(2, 3))]
        return {chance.choice(["all_of", "any_of"]): below}

    def grow(depth: int) -> str:
        name = next(names)
        says = branches(depth) if depth and chance.random() < 0.8 else leaf()
        nodes[name] = Node(id=name, name=name, term="test", question="", source="any", **says)
        return name

    top = grow(3)
    if len(nodes) > 1 and chance.random() < 0.3:  # of one point no authority of the day speaks
        del nodes[chance.choice([name for name in nodes if name != top])]
    below = {name: tuple(c for c in node.children if c in nodes) for name, node in nodes.items()}
    return replace(DOE_LAW, library=NO_DOCTRINE, nodes=nodes, children=below, made=frozenset(nodes))


def every_way(changes: Changes) -> Iterator[frozenset[Change]]:
    """Yield each choice of single values that a set of changes allows."""

    def allowed(change: Change) -> Iterator[Change]:
        for value in known(LIB.facts[change.fact]):
            if value in change.values or any(
                isinstance(v, Range) and v.low <= value.low and value.high <= v.high
                for v in change.values
            ):
                yield Change(change.fact, (value,))

    return map(frozenset, itertools.product(*map(allowed, changes)))


def test_smallest_changes_agree_with_brute_force_on_any_tree() -> None:
    """On 200 small random trees, such as an author might write, both find the same changes, by value."""
    chance = random.Random(12)
    for facts in drawn(200, seed=12):
        law = tree(chance)
        locked = {*touched(law, "p0")} - {*FEW}
        rows = {
            name: [Change(name, (v,)) for v in known(LIB.facts[name]) if v != facts[name]]
            for name in FEW
        }
        for target in Status:
            sets = smallest(law, facts, "p0", target, locked)
            found = {one for changes in sets for one in every_way(changes)}
            assert found == brute(law, facts, "p0", target, rows), (law.nodes, target, facts)


def test_every_set_found_does_what_it_says() -> None:
    """Even beyond the reach of brute force, each set reaches its target, and no proper subset does."""
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
    """All values in one class meet or fail every test under the node alike."""
    for name in facts_under(DOE_LAW, node):
        for group in classes(DOE_LAW, node, name):
            for tested in (DOE_LAW.nodes[n] for n in under(DOE_LAW, node)):
                if tested.fact == name:
                    assert len({could_be(tested, value) for value in group}) == 1


@pytest.mark.parametrize("law", LAWS, ids=lambda law: str(law.as_of))
def test_the_classes_of_a_figure_go_from_none_to_all(law) -> None:
    """The classes follow one another without a gap, and each surely meets or surely fails every test."""
    for node, name in [(n, name) for n in law.order for name in facts_under(law, n)]:
        if LIB.facts[name].kind not in ("share", "count"):
            continue
        step, top = (1e-9, 1.0) if LIB.facts[name].kind == "share" else (1, float("inf"))
        values = [value for group in classes(law, node, name) for value in group]
        assert (values[0], values[-1].high) == (Range(0, 0), top)
        for before, after in itertools.pairwise(values):
            assert after.low - before.high == pytest.approx(step)
        for tested in (law.nodes[n] for n in under(law, node)):
            assert tested.fact != name or all(sum(could_be(tested, v)) == 1 for v in values)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: str(law.as_of))
def test_a_fact_can_change_to_every_class_but_its_own(law) -> None:
    """A fact can change to any class but its own; a figure not fully known can change to any class."""

    def others(node: str, name: str, value) -> list:
        return [c.values for c in alternatives(law, DOE.facts | {name: value}, node, name)]

    for node, name in [(n, name) for n in law.order for name in facts_under(law, n)]:
        groups = [*classes(law, node, name)]
        for group in groups if name != FORUM else ():
            for value in group:
                assert others(node, name, value) == [g for g in groups if g != group]
        if LIB.facts[name].kind in ("share", "count"):
            for first, last in itertools.combinations_with_replacement(groups, 2):
                partly = Range(first[0].low, last[-1].high)
                assert others(node, name, partly) == [g for g in groups if not first == last == g]
        blank = "unknown" if LIB.facts[name].kind == "choice" else Answer.UNKNOWN
        assert others(node, name, blank) == groups


def test_what_turns_doe() -> None:
    """The CDN, its purpose, or the profit unsettles *Doe*'s aiming; no single fact reverses it."""
    found = flips(DOE_LAW, DOE.facts, "express_aiming")
    assert found.status is Status.MET
    assert {c.fact for (c,) in found.unsettle} == {
        "cdn_us_servers", "cdn_purpose_speed_us", "earns_from_us_users",
    }  # fmt: skip
    assert all(len(changes) > 1 for changes in found.reverse)


def test_the_smallest_changes_can_be_asked_for_by_name() -> None:
    """`smallest_flips` accepts values as a reader writes them, and agrees with the engine."""
    day = DOE.decided.isoformat()
    found = smallest_flips(DOE.facts, "express_aiming", day, locked=["us_cdn"])
    assert found == flips(DOE_LAW, DOE.facts, "express_aiming", ["us_cdn"])
    with pytest.raises(ReaderError, match="Did you mean express_aiming"):
        smallest_flips(DOE.facts, "express_aming", day)


def test_the_smallest_changes_are_those_of_the_outcome_if_no_point_is_named() -> None:
    """Each stage has its own outcome; without a stage, the outcome is that of a motion to dismiss."""
    for stage in LIB.stages:
        assert smallest_flips(DOE.facts, stage=stage).node == LIB.outcome(stage)
    assert smallest_flips(DOE.facts).node == LIB.outcome("motion_to_dismiss")


def test_the_smallest_changes_can_be_asked_for_by_a_former_id() -> None:
    """A point can also be named by its former id."""
    for old, new in LIB.former.items():
        if new in DOE_LAW.order:
            assert smallest_flips(DOE.facts, old, DOE.decided).node == new


def test_a_locked_switch_locks_all_its_facts() -> None:
    """With the switch US CDN locked, only the profit unsettles *Doe*'s aiming."""
    found = flips(DOE_LAW, DOE.facts, "express_aiming", ["us_cdn"])
    assert [c.fact for changes in found.unsettle for c in changes] == ["earns_from_us_users"]


def test_what_no_change_of_facts_can_settle_is_said() -> None:
    """The question of alter egos is open in law: no change of facts makes it met."""
    found = flips(DOE_LAW, DOE.facts, "alter_ego")
    assert found.status is Status.OPEN and found.to[Status.MET] == ()


def test_an_unknown_lock_is_refused_by_name() -> None:
    """A fact that does not exist cannot be locked, and the error names similar ones."""
    with pytest.raises(
        ReaderError, match=r"locked: there is no fact 'us_cnd'\. Did you mean us_cdn"
    ):
        flips(DOE_LAW, DOE.facts, "express_aiming", ["us_cnd"])


def test_what_an_unknown_is_worth() -> None:
    """Without a CDN, learning that ads pay by the click settles aiming; the name server changes nothing."""
    facts = DOE.facts | dict.fromkeys(("cdn_us_servers", "cdn_purpose_speed_us"), Answer.NO)
    worth = {w.fact: w for w in unknowns(DOE_LAW, facts, "express_aiming")}
    clicks = {c.values[0]: status for c, status in worth["ad_revenue_by_forum_clicks"].to}
    assert clicks == {Answer.YES: Status.MET, Answer.NO: Status.OPEN}
    assert worth["ad_revenue_by_forum_clicks"].settles(Status.OPEN)  # one of the answers would
    assert "us_dns" not in worth  # no finding depends on it


def test_the_map_says_what_each_listed_fact_alone_would_do() -> None:
    """Each cell of the map is the engine's finding with that one fact changed."""
    found = analyze(DOE.facts, DOE.decided)
    rows = map_on(found, ("express_aiming", "personal_jurisdiction"))
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
            assert in_order(sets)
            several += len(sets) > 1 and any(len(changes) > 1 for changes in sets)
    assert several


def test_a_switch_whose_facts_are_all_there_is_can_be_changed() -> None:
    """If the switch's two facts alone decide a point, the switch is one change on that point."""
    [worth] = single_changes(DOE_LAW, DOE.facts, ["us_cdn"], ["us_cdn"])["us_cdn"]
    assert [status for _, status in worth.to] == [Status.NOT_MET]
