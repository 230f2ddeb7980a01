"""On any facts, a passage cited after *See* supports the very finding for which it is cited."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterable

import pytest
from states_of_facts import DAYS, LIB, drawn

from jurisdiction import explain
from jurisdiction.analysis import Analysis, analyze
from jurisdiction.argument import argue
from jurisdiction.library import below
from jurisdiction.model import DECIDED, Node, Side, Status
from jurisdiction.writing import irac, parts

STATES = 500
SHARDS = 10
MAIN = ("outcome", "step", "prong", "test", "element", "factor", "route")


@functools.cache
def occasions(shard: int) -> list[Analysis]:
    """Draw one tenth of five hundred states of facts, each on one of the days offered."""
    chance = random.Random(shard)
    rows = drawn(STATES // SHARDS, seed=100 + shard)
    return [analyze(row, chance.choice(DAYS), "motion_to_dismiss") for row in rows]


def asked(found: Analysis, seed: int) -> list[str]:
    """Return some points of the tree, including the main ones."""
    chance = random.Random(seed)
    every = [n for n in found.law.order if found.law.nodes[n].term in MAIN]
    main = ["personal_jurisdiction", "express_aiming", "relatedness", "reasonableness", "rule_4k2"]
    return [*main, *chance.sample(every, 12)]


def other(found: Analysis, node: str) -> set[str]:
    """Return the passages that support a different finding on a point."""
    point, status = found.law.nodes[node], found.status(node)
    return {s.passage for one in Status if one is not status for s in point.supporting(one)}


def so(found: Analysis, key: str, values: list[str]) -> bool:
    if key in LIB.facts:
        value = found.concluded[key]
        return getattr(value, "value", value) in values
    return key in found and found.status(key).value in values


def on_its_ground(found: Analysis, point: Node, when: Iterable[str]) -> bool:
    """Return whether the points named stand under the first way in which an alternative point is met."""
    named = {key for key in when if key not in LIB.facts}
    if not named or not point.any_of or found.status(point.id) is not Status.MET:
        return True
    ways = [way for way in point.any_of if way in found and found.status(way) is Status.MET]
    return named <= below(LIB, ways[0])


def spoken(found: Analysis, passage: str) -> bool:
    """Return whether the authority behind a passage had been decided by the date of the law."""
    here = LIB.passages[passage]
    whose = here.quoting or here.discussing or LIB.sources[here.opinion].authority
    return LIB.authorities[whose].decided <= found.law.as_of


@pytest.mark.parametrize("shard", range(SHARDS))
def test_reasons_cite_only_what_supports_them_and_whatever_does(shard) -> None:
    """Each reason carries exactly the passages that support its finding on these facts."""
    for i, found in enumerate(occasions(shard)):
        for node in asked(found, i):
            for reason in found[node].because:
                point = found.law.nodes[reason.node]
                mine = {
                    s.passage
                    for s in point.supporting(reason.status)
                    if all(so(found, k, v) for k, v in s.when.items())
                    and spoken(found, s.passage)
                    and on_its_ground(found, point, s.when)
                }
                assert {p.id for p in reason.passages} == mine, (node, reason.node)
                assert not mine & other(found, reason.node)
                assert reason.status is found.status(reason.node)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_irac_cites_only_what_supports_the_finding(shard) -> None:
    """In an IRAC every passage after *See* supports the finding of its step; where none does, it says so."""
    for i, found in enumerate(occasions(shard)):
        for node in asked(found, i):
            made = parts(found, node)
            for step in made.application:
                if step.passage:
                    held = found.law.nodes[step.node].supporting(found.status(step.node))
                    assert step.passage.id in {s.passage for s in held}, (node, step.node)
            text = irac(found, node)
            cited = [step.passage for step in made.application if step.passage]
            if made.support:
                held = found.law.nodes[node].supporting(found.status(node))
                assert made.support.id in {s.passage for s in held}, node
                cited.append(made.support)
            # An answer cites a supporting passage, if there is one, or quotes it as the rule.
            mine = {p.id for p in found[node].because[0].passages}
            assert not mine or mine & {p.id for p in (*cited, *made.rule)}, node
            assert text.count("See ") >= len(cited)
            assert ("no passage in the opinions" in text) == (not cited)
            for passage in cited:
                assert explain.see(passage, LIB) in text


@pytest.mark.parametrize("shard", range(SHARDS))
def test_arguments_cite_a_case_for_what_it_held(shard) -> None:
    """In an argument a passage is the cited case's own holding, or the court's word for the fact named."""
    for i, found in enumerate(occasions(shard)):
        for node in asked(found, i)[:8]:
            for side in (Side.PLAINTIFF, Side.DEFENDANT):
                for ply in argue(found, node, side):
                    held = {
                        p
                        for name in ply.cases
                        for h in LIB.cases[name].holdings
                        if h.node == node and h.disposition in DECIDED
                        for p in h.passages
                    }
                    if ply.cases:
                        assert set(ply.passages) <= held, (node, ply.text)
                    elif ply.move != "rebut":
                        assert set(ply.passages) <= set(found.law.nodes[node].rule), node


def test_the_drawn_states_cite_passages_for_every_kind_of_finding() -> None:
    """Over the drawn states passages are cited for findings of met, of not met, and of open."""
    kinds = {
        reason.status
        for found in occasions(0)
        for node in asked(found, 0)
        for reason in found[node].because
        if reason.passages
    }
    assert kinds == set(Status)
