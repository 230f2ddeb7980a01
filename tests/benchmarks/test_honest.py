"""The honest test omits what it claims to omit, and README.md shows its present results."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from honest import (
    MET,
    METHODS,
    NONE,
    NOT_MET,
    WEBSITE,
    Asked,
    everything,
    forced,
    in_common,
    on_silence,
    ours,
    report,
    score,
    tree_alone,
    written,
)

from jurisdiction.doctrine import law_before
from jurisdiction.library import Library, load
from jurisdiction.model import DECIDED, Answer, Range
from jurisdiction.precedent import precedents

LIB = load()
ASKED = everything(LIB)
HINDSIGHT = "best traffic threshold, in hindsight"


@pytest.fixture(scope="module")
def answers() -> dict[str, list[str]]:
    """Return the answers of every method."""
    return {name: method(LIB, ASKED, ASKED) for name, method in METHODS.items()}


def reversed_by(lib: Library, authority: str) -> Library:
    """Return a copy of the library with every decided holding of one authority reversed."""
    turned = {MET: NOT_MET, NOT_MET: MET}
    cases = {
        name: case.model_copy(
            update={
                "holdings": [
                    h.model_copy(update={"disposition": turned.get(h.disposition, h.disposition)})
                    for h in case.holdings
                ]
            }
        )
        for name, case in lib.cases.items()
        if case.authority == authority
    }
    return replace(lib, cases=lib.cases | cases)


def point(case: str, node: str) -> Asked:
    """Return one holding to predict."""
    [found] = [one for one in ASKED if (one.case, one.node) == (case, node)]
    return found


def test_every_decided_holding_is_asked_once_of_every_method(answers) -> None:
    """Each decided holding is asked once, and every method answers met, not met, or nothing."""
    there = Counter(
        (name, h.node)
        for name, case in LIB.cases.items()
        for h in case.holdings
        if h.disposition in DECIDED
    )
    assert Counter((one.case, one.node) for one in ASKED) == there
    assert set(there.values()) == {1} and len(there) > 100
    for name, said in answers.items():
        assert len(said) == len(ASKED) and set(said) <= {MET, NOT_MET, NONE}, name
        n, answered, right = score(said, ASKED)
        assert right <= answered <= n == len(ASKED)


@pytest.mark.parametrize("one", ASKED, ids=lambda one: f"{one.case} {one.node}")
def test_the_law_before_a_case_holds_nothing_of_it(one) -> None:
    """The law before a case contains no precedent and no dated condition from that case or a later date."""
    law = law_before(LIB, one.case)
    for name in set(law.order) & law.made:
        node = law.nodes[name]
        assert not (node.since and node.source == one.authority)
        assert not node.since or node.since <= one.decided
        for found in precedents(law, name):
            by = LIB.authorities[found.case.authority]
            assert by.id != one.authority and by.decided <= one.decided
    assert all(LIB.cases[name].authority != one.authority for name in forced(LIB, one)[1])


@pytest.mark.parametrize("node", ["express_aiming", "us_cdn", "personal_jurisdiction"])
def test_does_own_questions_have_no_answer_before_doe(node) -> None:
    """Before *Doe*, a point that *Doe* decided first is open, or not yet part of the law."""
    assert ours(LIB, [point("doe_v_webgroup", node)]) == [NONE]


@pytest.mark.parametrize("authority", sorted({one.authority for one in ASKED}))
def test_no_method_sees_the_authority_held_out(answers, authority) -> None:
    """Reversing an authority's holdings changes no answer about its own cases."""
    lib = reversed_by(LIB, authority)
    turned = everything(lib)
    mine = [i for i, one in enumerate(ASKED) if one.authority == authority]
    assert all(turned[i].held != ASKED[i].held for i in mine)
    for name, method in METHODS.items():
        if name != HINDSIGHT:
            now = method(lib, [turned[i] for i in mine], turned)
            assert now == [answers[name][i] for i in mine], name


def test_the_cut_is_the_one_method_with_hindsight(answers) -> None:
    """The best cut answers only where a share is known, and better than any one answer would."""
    known = [isinstance(one.facts["us_traffic_share"], Range) for one in ASKED]
    said = answers[HINDSIGHT]
    assert [s != NONE for s in said] == known
    ways = Counter(one.held for one, there in zip(ASKED, known, strict=True) if there)
    assert score(said, ASKED)[2] >= max(ways.values())


def test_precedent_speaks_only_where_the_tree_is_open(answers) -> None:
    """Our answer is the tree's finding if there is one, and otherwise what a binding precedent forces."""
    tree, both = answers["tree without precedent"], answers["tree and precedent (ours)"]
    assert tree == tree_alone(LIB, ASKED)
    for one, alone, said in zip(ASKED, tree, both, strict=True):
        assert said == (alone or forced(LIB, one)[0])


def test_facts_in_common() -> None:
    """Only facts known in both cases count; figures are alike if they overlap."""
    mine = {"a": Answer.YES, "b": Answer.NO, "c": Answer.UNKNOWN, "d": Range(0.1, 0.2), "e": "x"}
    theirs = {
        "a": Answer.YES, "b": Answer.YES, "c": Answer.YES, "d": Range(0.2, 0.3), "e": "unknown",
    }  # fmt: skip
    assert in_common(mine, theirs) == (2, 1)


def test_a_loss_that_only_silence_predicts() -> None:
    """Some predicted losses depend only on silence, and some on facts that the case file states."""
    before = dict(zip([(o.case, o.node) for o in ASKED], ours(LIB, ASKED), strict=True))
    silent = [o for o in ASKED if before[o.case, o.node] == NOT_MET and on_silence(LIB, o)]
    assert 0 < len(silent) < sum(said == NOT_MET for said in before.values())
    assert any(o.node in WEBSITE for o in silent)


def test_readme_shows_what_is_computed_now() -> None:
    """The tables in README.md match the current results; `honest.py --write` updates them."""
    assert written() == report(LIB)
