"""Arguments cite only decided cases in the data, and only real similarities and differences."""

from __future__ import annotations

import re

import pytest

from jurisdiction.analysis import Analysis, analyze, load_case
from jurisdiction.argument import Ply, argue, arguments
from jurisdiction.library import load, scenario_facts
from jurisdiction.model import DECIDED, Answer, Side, Status, Verified
from jurisdiction.precedent import precedents
from jurisdiction.writing import irac

LIB = load()
SIDES = (Side.PLAINTIFF, Side.DEFENDANT)
DECIDED_NODES = sorted(
    {h.node for c in LIB.cases.values() for h in c.holdings if h.disposition in DECIDED}
)
OTHER = dict(zip(SIDES, reversed(SIDES), strict=True))


def found(case: str, day: str = "2025-07-01") -> Analysis:
    """Analyze a decided case's facts under the law as of a date."""
    loaded = load_case(case)
    return analyze(loaded.facts, day, loaded.case.stage, place=loaded.case.place)


def moves(plies: tuple[Ply, ...]) -> list[tuple[int, Side]]:
    return [(ply.number, ply.side) for ply in plies]


@pytest.mark.parametrize("case", LIB.cases)
def test_every_point_of_every_case_can_be_argued_by_either_side(case) -> None:
    """Three plies alternate, in whole sentences; every case is in the data and decided by the date."""
    here = found(case)
    for node in here:
        for side in SIDES:
            plies = argue(here, node, side)
            assert [n for n, _ in dict.fromkeys(moves(plies))] == [1, 2, 3], node
            assert {s for n, s in moves(plies) if n != 2} == {side}
            assert {s for n, s in moves(plies) if n == 2} == {OTHER[side]}
            for ply in plies:
                assert ply.text[0].isupper() or ply.text.startswith("seescandy"), ply.text
                assert ply.text.endswith("."), ply.text
                assert "{" not in ply.text and "  " not in ply.text, ply.text
                for name in ply.cases:
                    assert any(p.case.id == name for p in precedents(here.law, node))


def test_the_defendant_in_doe_cites_ama_and_the_plaintiff_answers_with_the_cdn() -> None:
    """On *Doe*'s facts, *AMA* is the nearest loss, and the CDN distinguishes *Doe* from it."""
    doe = load_case("doe_v_webgroup")
    plies = arguments(doe.facts, "express_aiming", "defendant", doe.decided)
    assert plies[0].cases == ("ama_v_wanat",)
    assert "ads chosen by each visitor's location" in plies[0].text
    answer = next(p for p in plies if p.move == "distinguish")
    assert "CDN servers in the United States" in answer.text
    assert answer.text.startswith("This case involves more than was shown in AMA")


def test_a_difference_is_answered_by_a_case_without_it() -> None:
    """*Doe*'s claim arose out of the contacts; *Ford* answers that this was not required."""
    plies = argue(found("ama_v_wanat"), "personal_jurisdiction", Side.PLAINTIFF)
    assert plies[0].cases == ("doe_v_webgroup",)
    [answer] = [p for p in plies if p.text.startswith("Ford (") and "did not need that" in p.text]
    assert answer.cases == ("ford_v_montana",) and "claim arises out of the contacts" in answer.text
    assert LIB.patterns["ford_v_montana"]["claim_arises_from_contacts"] is Answer.NO


def test_an_overruled_case_is_cited_with_what_became_of_it() -> None:
    """After *Briskin* (en banc), any citation of *AMA* on aiming notes that it was overruled in part."""
    news = scenario_facts(LIB, LIB.scenarios["hypo_news"])
    for day, told in (("2025-04-20", False), ("2025-04-21", True)):
        found = analyze(news, day, without=["bodyguard_v_does", "axiom_v_acerchem"])
        texts = [p.text for p in argue(found, "express_aiming", Side.DEFENDANT) if p.move == "cite"]
        assert "AMA" in texts[0]
        assert ("AMA was overruled in part on April 21, 2025" in texts[0]) is told


def test_what_is_not_here_is_not_said_to_be_shared() -> None:
    """Without a CDN, no argument claims *Doe*'s CDN as shared; it distinguishes *Doe*."""
    facts = load_case("doe_v_webgroup").facts | {"cdn_us_servers": Answer.NO}
    plies = argue(analyze(facts, "2024-01-02"), "express_aiming", Side.PLAINTIFF)
    assert plies[0].cases == ("doe_v_webgroup",)
    assert "CDN servers" not in plies[0].text and "US trademark registrations" in plies[0].text
    assert "Doe involved more than is shown here: CDN servers" in plies[1].text


def test_a_holding_from_a_summary_or_from_memory_says_so() -> None:
    """A ply that relies on a holding we have not read states how the holding is known."""
    seen = set()
    for case in LIB.cases:
        here = found(case)
        for node in DECIDED_NODES:
            for ply in argue(here, node, Side.PLAINTIFF) if node in here else ():
                for name in ply.cases:
                    [held] = [h for h in LIB.cases[name].holdings if h.node == node]
                    words = held.verified.words if held.verified else ""
                    assert ply.verified == words
                    seen.add(words)
    assert {"", Verified(how="opening").words, Verified(how="web").words} <= seen


def test_where_no_case_decided_a_point_the_argument_says_so() -> None:
    """No precedent decides the open question on trademarks for either side, and no argument claims one."""
    here = found("doe_v_webgroup")
    for side in SIDES:
        assert "No case in this suite holds" in argue(here, "do_trademarks_suffice", side)[0].text


@pytest.mark.parametrize("case", LIB.cases)
def test_irac_says_what_the_finding_says(case) -> None:
    """The IRAC answer has the question, quotation, and finding of every point."""
    here = found(case)
    for node in here:
        text = irac(here, node)
        parts = re.split(r"\n\n(?=Issue\n|Rule\n|Application\n|Conclusion\n)", text)
        assert [p.split("\n")[0] for p in parts[1:]] == [
            "Issue", "Rule", "Application", "Conclusion",
        ]  # fmt: skip
        assert here.law.nodes[node].question in parts[1]
        for passage in here.law.nodes[node].rule[:1]:
            assert " ".join(LIB.passages[passage].text.split())[5:40] in " ".join(parts[2].split())
        assert {Status.MET: "Met", Status.NOT_MET: "Not met", Status.OPEN: "Open"}[
            here[node].status
        ] in parts[4] or here.law.nodes[node].reads


def test_irac_after_fuld_keeps_the_finding_and_the_challenge() -> None:
    """A Rule 4(k)(2) claim that fails the prongs after *Fuld* is not met, and the challenge is preserved."""
    facts = load_case("doe_v_webgroup").facts | {"operates_site": Answer.NO}
    text = irac(analyze(facts, "2025-06-20"), "personal_jurisdiction")
    assert "Personal jurisdiction: Not met." in text
    assert "the plaintiff can preserve the argument" in text
