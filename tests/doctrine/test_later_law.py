"""The effect of later law on decided cases, and the points that it left unchanged."""

from __future__ import annotations

import pytest

from jurisdiction.analysis import analyze, load_case
from jurisdiction.library import load
from jurisdiction.model import Answer, Status
from jurisdiction.timeline import later, turning_days, words

LIB = load()
FULD, BRISKIN = (LIB.authorities[n].decided for n in ("fuld_v_plo", "briskin_en_banc"))
DOE = load_case("doe_v_webgroup")
LOST = DOE.facts | {"operates_site": Answer.NO}


def test_amas_result_changes_with_briskin_and_the_reason_is_given() -> None:
    """Under *Briskin* (en banc), *AMA*'s aiming changes from not met to open on April 21, 2025."""
    [change] = [c for c in later(LIB, "ama_v_wanat") if c.node == "express_aiming"]
    assert (change.was, change.now, change.since) == (Status.NOT_MET, Status.OPEN, BRISKIN)
    assert change.kind == "result" and change.by == ("briskin_en_banc",)
    told = words(change, LIB)
    assert "not met, but open starting April 21, 2025 (Briskin (en banc))" in told
    assert "[from a public summary, not checked against the opinion]" in told


UNDONE_BY_NOBODY = ["ayla_v_alya_skin", "rio_v_rio", "goes_v_dodur", "mavrix_v_brand"]


@pytest.mark.parametrize("case", UNDONE_BY_NOBODY)
def test_what_later_law_did_not_undo_keeps_its_result(case) -> None:
    """*Will*'s holding on profit changed no case that relies on directed ads or on an unread opinion."""
    assert [c for c in later(LIB, case) if c.kind == "result"] == []


def test_does_result_is_left_alone() -> None:
    """No later law changes a result of Doe."""
    assert [c for c in later(LIB, "doe_v_webgroup") if c.kind == "result"] == []


def test_wills_ground_changes_with_doe() -> None:
    """Since *Doe*, *Will*'s aiming can rest on the CDN alone; the result is the same."""
    [change] = [
        c for c in later(LIB, "will_v_lee") if c.node == "express_aiming" and c.since == DOE.decided
    ]
    assert change.kind == "ground" and change.began == ("us_cdn",)


@pytest.mark.parametrize("change", later(LIB), ids=lambda c: f"{c.case} {c.node} {c.since}")
def test_every_change_told_is_one(change) -> None:
    """Each reported change appears under the law as of its date, but not as of the day before."""
    case = load_case(change.case)
    days = [d for d in turning_days(LIB) if case.decided < d < change.since]
    before = case.analysis(max([case.decided, *days]))
    after = case.analysis(change.since)
    assert before.at_close(change.node) is change.was
    assert after.at_close(change.node) is change.now
    assert change.was is not change.now or change.began or change.ended
    assert change.by and all(LIB.authorities[name].decided <= change.since for name in change.by)


# --- Fuld -------------------------------------------------------------------------------------------
def preserved(facts, day) -> list[str]:
    found = analyze(facts, day)["personal_jurisdiction"]
    assert found.status is Status.NOT_MET
    return [challenge.by for challenge in found.preserved]


def test_fuld_preserves_a_challenge_and_changes_no_finding() -> None:
    """A lost Rule 4(k)(2) claim stays lost after *Fuld*; the challenge is noted from that date on."""
    assert preserved(LOST, FULD) == ["fuld_v_plo"]
    assert preserved(LOST, BRISKIN) == []
    every = [analyze(LOST, day) for day in (BRISKIN, FULD)]
    assert [f.status for f in every[0].values()] == [f.status for f in every[1].values()]


def test_fuld_says_nothing_of_a_states_court_or_of_a_claim_that_succeeds() -> None:
    """If a state is the forum, or if jurisdiction is met, no challenge is preserved."""
    assert preserved(LOST | {"forum": "state"}, FULD) == []
    assert analyze(DOE.facts, FULD)["personal_jurisdiction"].preserved == ()


def test_fuld_left_out_preserves_nothing() -> None:
    """If *Fuld* is left out, its challenge disappears."""
    found = analyze(LOST, FULD, without=["fuld_v_plo"])["personal_jurisdiction"]
    assert found.preserved == ()
