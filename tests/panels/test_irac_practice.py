"""IRAC practice: what a check finds in a draft is there, what it misses is not, and it claims no more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from what_is_shown import LIB, text

import jurisdiction as j
from jurisdiction import practice, quoting
from jurisdiction.analysis import Analysis, analyze
from jurisdiction.library import read_yaml, scenario_says
from jurisdiction.panels import IracTask, PracticePanel
from jurisdiction.practice import Said
from jurisdiction.writing import irac

CORPUS = read_yaml(Path(__file__).with_name("drafts.yml"))
EXERCISES = {one.id: one for one in LIB.practice.exercises}
ON = {"bakery": EXERCISES["bakery_first_prong"], "birds": EXERCISES["birds_aiming"]}
SAID = {"F": Said.FOUND, "N": Said.NOT_FOUND, "U": Said.UNCHECKED}


def of_scenario(name: str) -> Analysis:
    file = LIB.scenarios[name]
    says, shown = scenario_says(LIB, file)
    return analyze(says, file.law_as_of, file.stage, LIB, shown=shown)


FOUND = {name: of_scenario(one.case) for name, one in ON.items()}


def draft_of(one: dict) -> str:
    """The good draft with the changes of one entry, each of which must find its text."""
    draft = CORPUS["good"][one["on"]]
    for old, new in one.get("changes", {}).items():
        assert old in draft or old == new, old
        draft = draft.replace(old, new)
    if long := one.get("long"):
        filler = "The manager signed and returned. "
        draft = draft.replace("Conclusion\n", filler * (long // len(filler) + 1) + "\nConclusion\n")
    return draft


def says(draft: str, on: str = "bakery") -> dict[str, practice.Check]:
    return {c.id: c for c in practice.checks(draft, FOUND[on], ON[on].node)}


@pytest.mark.parametrize("at", range(len(CORPUS["drafts"])))
def test_every_check_of_a_draft_says_what_its_author_expects(at) -> None:
    """Good drafts, each flaw alone, and drafts that are meant to mislead."""
    one = CORPUS["drafts"][at]
    got = says(draft_of(one), one["on"])
    wanted = {k: SAID[v] for k, v in one.items() if k not in ("on", "changes", "long")}
    assert {k: got[k].said for k in wanted if k in got} == wanted, [got[k] for k in wanted]


def test_the_corpus_is_large_and_every_check_is_seen_to_come_out_each_way() -> None:
    """At least thirty drafts; each check is found in one and not found in another."""
    assert len(CORPUS["drafts"]) >= 30
    seen = {(k, str(v)) for one in CORPUS["drafts"] for k, v in one.items()}
    names = [
        "parts",
        "point",
        "burden",
        "fact",
        "authority",
        "status",
        "others",
        "quotations",
        "pins",
    ]
    assert {(name, way) for name in names for way in "FN"} <= seen


POINTS = ["personal_jurisdiction", "first_prong", "express_aiming", "forum_harm", "reasonableness"]


def no_check_fails(found: Analysis, points: list[str], name: str) -> None:
    for node in points:
        if node in found:
            got = practice.checks(irac(found, node), found, node)
            assert [(name, node, c) for c in got if c.said is Said.NOT_FOUND] == []
            ids = {c.id: c.said for c in got}
            always = ("parts", "point", "burden", "fact", "authority", "status")
            assert {ids[k] for k in always} == {Said.FOUND}, (name, node, ids)


@pytest.mark.parametrize("name", LIB.cases)
def test_the_model_answer_of_every_case_passes_its_own_checks(name) -> None:
    """On the facts of a decided case, no check of the model answer says that something is not there."""
    case = j.load_case(name, LIB)
    found = analyze(dict(case.says), case.decided, case.case.stage, LIB, shown=dict(case.shown),
                    place=case.case.place, court=case.authority.court)  # fmt: skip
    no_check_fails(found, ["first_prong", "good_cause"], name)


BESIDE = [name for name, node in LIB.nodes.items() if node.bearer]


@pytest.mark.parametrize("node", BESIDE)
def test_a_burden_that_is_neither_party_s_as_such_is_looked_for_in_its_own_words(node) -> None:
    """Where the objector or the appellant bears the burden, that is right, and a party is not."""
    found = j.load_case("doe_v_webgroup", LIB).analysis()
    who, draft = LIB.texts["side_words"][LIB.nodes[node].bearer], irac(found, node)

    def burden(of: str) -> practice.Check:
        (check,) = [c for c in practice.checks(of, found, node) if c.id == "burden"]
        return check

    assert burden(draft).said is Said.FOUND and who in burden(draft).words[0]
    wrong = burden(re.sub(who, "the plaintiff", draft, flags=re.I))
    assert wrong.said is Said.NOT_FOUND and wrong.notes == (
        f"On this point the burden is on {who}.",
    )


@pytest.mark.parametrize("name", list(LIB.scenarios)[::3] + [e.case for e in EXERCISES.values()])
def test_the_model_answer_of_a_hypothetical_passes_its_own_checks(name) -> None:
    """The same on every third hypothetical and on all that are practised, for several points."""
    nodes = {e.node for e in EXERCISES.values() if e.case == name}
    no_check_fails(of_scenario(name), sorted({*POINTS[1:3], "reasonableness", *nodes}), name)


def test_every_practised_point_is_decided_at_its_stage() -> None:
    """Each exercise has a finding; settled and open ones, and burdens of both sides, are among them."""
    found = [of_scenario(e.case)[e.node] for e in EXERCISES.values()]
    assert {f.status.value for f in found} == {"met", "not met", "open"}
    assert {f.burden.value for f in found} == {"plaintiff", "defendant"}


# --- what a check tells ----------------------------------------------------------------------------
def test_a_check_shows_the_very_words_of_the_draft() -> None:
    """What is found stands in the draft; the facts that were recognised stand beside their answers."""
    draft = draft_of({"on": "birds"})
    got = says(draft, "birds")
    for name in ("point", "fact", "authority"):
        assert got[name].words and all(word in draft for word in got[name].words), name
    assert any("US trademark registrations. On these facts: yes." in n for n in got["fact"].notes)
    assert any("Ayla, LLC v. Alya Skin" in n for n in got["authority"].notes)


def test_a_wrong_quotation_is_shown_with_the_nearest_passage_and_a_right_one_with_its_page() -> (
    None
):
    """A dropped word is met with the passage as it stands; a right quotation with where it stands."""
    got = says(
        draft_of({"on": "birds", "changes": {"might not by itself be": "might not be"}}), "birds"
    )
    assert any("might not by itself be sufficient" in note for note in got["quotations"].notes)
    got = says(draft_of({"on": "birds"}), "birds")
    assert any("stands in Doe, slip op. 22 n.6" in note for note in got["quotations"].notes)


def test_every_passage_of_the_data_is_found_where_its_pin_says() -> None:
    """Searching an opinion for each of our passages finds the page, or the pages, that the data name."""
    for passage in list(LIB.passages.values())[::4]:
        places = quoting.find(LIB, passage.text)
        pages = {p.page for p in places if p.source == passage.opinion}
        assert set(passage.page.split("-")) & pages, passage.id


def test_half_a_word_of_an_opinion_is_no_quotation() -> None:
    """The pieces of a quotation begin and end where words do, except at a bracket."""
    assert quoting.find(LIB, "generally focus our inquiry")
    assert not quoting.find(LIB, "nerally focus our inq")
    assert quoting.find(LIB, "[g]enerally focus our inquir[ies]")


# --- never ----------------------------------------------------------------------------------------
PIECES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(['"', "“", "”", "[", "]", "…", "...", "\n", "Issue:", "not", "open", "met",
                         "the plaintiff bears the burden", "Will v.", "<script>", "&", "-\n", "\x00",
                         "Conclusion\n", "whether", "express aiming", "first prong"]),
    ),
    max_size=40,
)  # fmt: skip


@given(PIECES)
def test_no_draft_makes_the_checks_fail_and_none_is_shown_unescaped(pieces) -> None:
    """Whatever is written, every check answers, and what is shown holds the draft as text only."""
    draft = " ".join(pieces)
    task = TASK
    task.said = draft + "<b onclick=x>"
    shown = task.reply()
    assert len(practice.checks(draft, FOUND["bakery"], "first_prong")) >= 8
    assert "<script" not in shown and "<b onclick" not in shown


@pytest.mark.parametrize("draft", ["", "\n" * 5000, '"' * 5001, "[" * 5000, "“" * 5000, "if " * 7000,
                                   "a … " * 5000 + '"the … the … the … the"', "not " * 9000])  # fmt: skip
def test_extreme_drafts_are_read(draft) -> None:
    """Drafts of one sign only, and drafts longer than is read, are answered."""
    assert practice.checks(draft, FOUND["bakery"], "first_prong")


# --- the panel ------------------------------------------------------------------------------------
TASK = IracTask(EXERCISES["bakery_first_prong"])


def test_the_model_answer_appears_only_after_a_checked_draft_and_beside_it() -> None:
    """Nothing of the model answer is there while one writes; afterwards both stand side by side."""
    task = IracTask(EXERCISES["birds_aiming"])
    model = irac(task.analysis, task.node)
    task.act()
    assert task.replied == ""
    task.draft(draft_of({"on": "birds"}))
    assert task.replied == ""
    task.act()
    told = text(task.replied)
    assert " ".join(model.split()) in told and " ".join(task.said.split()) in told
    assert task.said == draft_of({"on": "birds"})


def test_the_reply_scores_nothing_and_says_what_it_did_not_check() -> None:
    """Every limit of the data stands in the reply; no total, share or mark does."""
    TASK.said = draft_of({"on": "bakery"})
    told = text(TASK.reply())
    assert all(" ".join(words.split()) in told for words in LIB.practice.unchecked)
    assert not any(f"{n} of {m}" in told or f"{n}/{m}" in told for n in range(10) for m in (8, 9))
    assert "score" not in told.lower() and "points out of" not in told.lower()


def test_another_exercise_keeps_the_draft_of_the_first() -> None:
    """Changing to another exercise and back shows the draft as it was left."""
    panel = PracticePanel()
    first, second = [name for name, _ in panel.plan["options"]][:2]
    assert panel.now["chosen"] == first
    panel.do("write", task=first, said="Issue: half a thought")
    panel.do("choose", name=second)
    assert panel.now["chosen"] == second and panel.drafts[second] == ""
    panel.do("choose", name="no exercise")
    assert panel.now["chosen"] == second
    panel.do("choose", name=first)
    assert panel.now["chosen"] == first and panel.drafts[first] == "Issue: half a thought"
    panel.do("write", task=first, said="")
