"""Conclusions from other facts hold in every completion, and never override a stated fact."""

from __future__ import annotations

import itertools

import pytest

from jurisdiction.analysis import analyze, load_case
from jurisdiction.doctrine import blank, concluded, conclusion, result, states
from jurisdiction.library import complete, load, surely
from jurisdiction.model import Answer, Cause, Status

LIB = load()
CONCLUDED = [name for name, fact in LIB.facts.items() if fact.concluded]
SAME = {"claim_contact": "publication", "claim_subject": "same"}
FORD = {
    "claim_contact": "sales", "claim_subject": "same_kind", "same_market": "yes",
    "resident_injured_there": "yes",
}  # fmt: skip
ASAHI = {
    "extensive_contacts": "no", "no_presence": "yes", "foreign_dispute": "yes", "plaintiff_of_forum": "no",
}  # fmt: skip
LIKE_DOE = {
    "extensive_contacts": "yes", "lacks_means": "no", "foreign_dispute": "no", "lawful_at_home": "no",
    "plaintiff_of_forum": "yes", "forum_law_governs": "yes",
}  # fmt: skip


def answers(name: str) -> list:
    """Return every answer to a fact, and no answer."""
    fact = LIB.facts[name]
    known = list(fact.options) if fact.kind == "choice" else [Answer.YES, Answer.NO]
    return [*known, blank(LIB, name)]


@pytest.mark.parametrize("name", CONCLUDED)
def test_a_conclusion_is_what_every_completion_says(name) -> None:
    """On known facts, the first rule that holds decides; on partly known facts, any certain result."""
    premises, plain = sorted(LIB.facts[name].premises), complete(LIB, {})
    rows = list(itertools.product(*map(answers, premises)))
    every = [plain | dict(zip(premises, row, strict=True)) for row in rows]
    given = states(LIB, every)
    found = {}
    for i, row in enumerate(rows):
        (found[row],) = (v for v, where in given.columns[name].items() if where >> i & 1)
    assert len({*found.values()}) > 1
    for row, facts in zip(rows, every, strict=True):
        open_ = [
            i for i, (n, v) in enumerate(zip(premises, row, strict=True)) if v == blank(LIB, n)
        ]
        if not open_:
            held = [r for r in LIB.facts[name].concluded if conclusion_holds(r, facts)]
            first = result(LIB, name, held[0]) if held else blank(LIB, name)
            assert found[row] == first, (row, first)
            continue
        ways = itertools.product(*(answers(premises[i])[:-1] for i in open_))
        said = {
            found[tuple(dict(zip(open_, way, strict=True)).get(i, v) for i, v in enumerate(row))]
            for way in ways
        }
        assert found[row] == blank(LIB, name) or said == {found[row]}, row


def conclusion_holds(rule, facts) -> bool:
    return all(surely(values, facts[n]) for n, values in rule.when.items())


@pytest.mark.parametrize("name", CONCLUDED)
def test_what_is_stated_stays_as_stated(name) -> None:
    """No premise changes a conclusion that a file states; a file that states none is unchanged."""
    rows = [r.when for r in LIB.facts[name].concluded]
    for value in answers(name)[:-1]:
        for when in rows:
            facts = complete(LIB, {n: v[0] for n, v in when.items()} | {name: value})
            assert {*states(LIB, [facts]).columns[name]} == {value}
            assert conclusion(LIB, facts, name, value) is None
    assert concluded(LIB, states(LIB, [complete(LIB, {})]))[name] == blank(LIB, name)


def test_relatedness_follows_from_the_contact_and_the_claim() -> None:
    """A claim on the very publication arises, and *Doe* controls; the same product relates since *Ford*."""
    doe = load_case("doe_v_webgroup")
    found = analyze(
        doe.says | complete_part(SAME | {"claim_arises_from_contacts": "unknown"}), doe.decided
    )
    assert (found["relatedness"].status, found["relatedness"].precedent) == (Status.MET, "controls")
    assert "claim_subject" in {f for r in found["relatedness"].because for f in r.facts}
    assert analyze(FORD, "2021-08-27").status("relates") is Status.MET
    before = analyze(FORD, "2020-08-17")
    assert (before.status("relatedness"), before.at_close("relatedness")) == (
        Status.OPEN,
        Status.NOT_MET,
    )
    assert "Ford" not in " ".join(r.sentence for r in before["arises"].because)
    led = analyze(FORD | {"contact_led_to_claim": "yes"}, "2020-08-17")
    assert led.status("relatedness") is Status.MET
    other_way = analyze(
        {"claim_contact": "publication", "claim_subject": "same_kind"}, "2024-01-02"
    )
    assert (other_way.status("relates"), other_way.causes("relates")) == (Status.OPEN, (Cause.LAW,))
    assert other_way.at_close("relates") is Status.OPEN


def complete_part(facts: dict) -> dict:
    """Return some facts alone, as the library parses them."""
    return {name: value for name, value in complete(LIB, facts).items() if name in facts}


def test_reasonableness_follows_factor_by_factor() -> None:
    """*Doe*'s kind of facts make no compelling case, *Asahi*'s do, and other facts leave it open."""
    like_doe = analyze(LIKE_DOE, "2024-01-02")
    leanings = [like_doe.concluded[f"factor_{f}"] for f in FACTORS]
    assert leanings == ["neutral", "neutral", "for", "for", "for"]
    assert like_doe.status("reasonableness") is Status.MET
    asahi = analyze(ASAHI | {"no_court_abroad": "no"}, "2024-01-02")
    assert asahi.status("reasonableness") is Status.NOT_MET
    means = analyze(LIKE_DOE | {"lacks_means": "yes"}, "2024-01-02")
    assert means.causes("burden_not_against") == (Cause.JUDGMENT,)
    assert means.at_close("burden_not_against") is Status.OPEN
    assert means.status("reasonableness") is Status.MET  # one factor makes no compelling case
    stated = analyze(ASAHI | {"factor_burden": "neutral", "factor_relief": "for"}, "2024-01-02")
    assert stated.status("reasonableness") is Status.OPEN


FACTORS = ("burden", "sovereignty", "forum_interest", "efficiency", "relief")


def test_availment_follows_from_terms_performance_and_the_stream() -> None:
    """A choice of law is a term, performance a consequence; the stream of commerce alone is open in law."""
    contract = {"claim_family": "contract", "conducts_business_in_forum": "no"}
    chosen = contract | {"contract_forum_law": "yes", "contract_performed_there": "yes"}
    found = analyze(chosen, "2024-01-02")
    assert (found.status("terms_there"), found.status("consequences_there")) == (Status.MET,) * 2
    assert Cause.JUDGMENT in found.causes("contract_reaches")
    stream = analyze(contract | {"goods_in_stream": "yes", "stream_conduct": "no"}, "2024-01-02")
    assert stream.causes("stream_of_commerce") == (Cause.LAW,)
    more = analyze(contract | {"goods_in_stream": "yes", "stream_conduct": "yes"}, "2024-01-02")
    assert more.status("purposeful_availment") is Status.MET
