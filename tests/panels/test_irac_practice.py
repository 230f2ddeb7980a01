"""IRAC practice: headings and quotations are checked; the learner compares the rest."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from what_is_shown import LIB, page, text

from jurisdiction import explain
from jurisdiction.model import Status
from jurisdiction.writing import irac
from minimum_contacts.lessons import quoting
from minimum_contacts.lessons.practice import LONGEST, MOST_LOOKUPS, Said, checks, self_check
from minimum_contacts.panels import IracTask, PracticePanel

EXERCISES = {one.id: one for one in LIB.practice.exercises}
TASKS = {name: IracTask(one) for name, one in EXERCISES.items()}
BAKERY = TASKS["bakery_first_prong"]
QUOTED = "generally focus our inquiry on purposeful availment when the underlying claims sound in contract"
GOOD = f"""Issue
Did the company purposefully avail itself of doing business in Oregon?
Rule
The plaintiff bears the burden. Courts "{QUOTED}" (Doe, slip op. at 15).
Application
The company made eleven contracts in Oregon.
Conclusion
The first prong is met.
"""
F, E, N, P, U = Said.FOUND, Said.EMPTY, Said.NOT_FOUND, Said.UNPINNED, Said.UNCHECKED


def headings(draft: str) -> dict[str, Said]:
    """Return the headings that are not simply present, with the remark on each."""
    found = {c.sought.removeprefix("Heading: "): c.said for c in checks(draft, LIB)[:4]}
    assert list(found) == ["Issue", "Rule", "Application", "Conclusion"]
    return {part: said for part, said in found.items() if said is not F}


def quotations(draft: str) -> list[Said]:
    """Return the remarks on each quotation of a draft, and on the draft as a whole."""
    return [check.said for check in checks(draft, LIB)[4:]]


# --- headings -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("", "", {}),
        ("Rule\n", "And then\n", {"Rule": N}),
        ("Conclusion\nThe first prong is met.", "", {"Conclusion": N}),
        ("The first prong is met.", "", {"Conclusion": E}),
        ("The first prong is met.", "**\n---\n", {"Conclusion": E}),
        ("The first prong is met.", "Первый признак есть.", {}),
        ("Rule\n", "RULE: ", {}),
        ("Rule\n", "**Governing law** - ", {}),
        ("Rule\n", "## II. Rule\n\n", {}),
        ("Rule\n", "> 2) *Legal standard*\r\n", {}),
        ("Rule\n", "Rule", {"Rule": N}),  # the sentence continues the heading
        ("Rule\n", "Rule 4(k)(2) is the ", {"Rule": N}),
        ("Rule\n", "Rule-bound as ever. ", {"Rule": N}),
        ("Rule\n", "A word\n", {"Rule": N}),
        ("Rule\n", "“It says:\nRule\nand so on.” ", {"Rule": N}),  # within a quotation
        ("Issue\n", "Conclusion\n", {"Issue": N}),
        ("Issue\n", "ıssue\n", {"Issue": N}),  # a letter that is an i only in lowercase
    ],
)
def test_a_heading_begins_its_line_and_has_something_under_it(old, new, wrong) -> None:
    """Headings count in their usual forms; a missing heading differs from one with no text under it."""
    assert old in GOOD
    assert headings(GOOD.replace(old, new, 1) if old else GOOD) == wrong


def test_a_quotation_alone_is_something_under_a_heading() -> None:
    """A court's words alone count as the text of a part."""
    assert headings(f'Issue: a\nRule: "{QUOTED}"\nApplication: b\nConclusion: c') == {}


# --- quotations -----------------------------------------------------------------------------------
def with_pin(quotation: str) -> str:
    return f"{quotation} (Doe, slip op. at 15)"


FOUND_AS = {
    "straight marks": f'"{QUOTED}"',
    "curly marks": f"“{QUOTED}”",
    "a comma inside": f'"{QUOTED},"',
    "an elision": f'"{QUOTED}"'.replace("our inquiry", "…"),
    "an elision of dots": f'"{QUOTED}"'.replace("our inquiry", ". . ."),
    "an elision of four dots": f'"{QUOTED}"'.replace("our inquiry", ". . . ."),
    "an elision in brackets": f'"{QUOTED}"'.replace("our inquiry", "[...]"),
    "an elision in wide brackets": f'"{QUOTED}"'.replace("our inquiry", "[ … ]"),
    "a changed word": f'"{QUOTED}"'.replace("our inquiry", "[the] inquiry"),
    "a changed letter": f'"[G]{QUOTED[1:]}"',
    "a changed ending": '"[g]enerally focus our inquir[ies]"',
    "a word broken at the end of a line": f'"{QUOTED}"'.replace("underlying", "under-\nlying"),
    "a soft hyphen": f'"{QUOTED}"'.replace("underlying", "under\u00adlying"),
    "signs that are not seen": f'"{QUOTED}"'.replace("our ", "\u202eour\u200b\ufeff "),
    "a line break": f'"{QUOTED}"'.replace(" ", "\n"),
    "a quotation within": f"“Although these two standards overlap to some extent, “[w]e {QUOTED} "
    "and on purposeful direction””",
    "more than one within": f"“Although these two standards overlap … “[w]e “{QUOTED}” and”",
}
LOST_AS = {
    "another word": f'"{QUOTED}"'.replace("generally", "usually"),
    "a word left out": f'"{QUOTED}"'.replace("our ", ""),
    "another order": '"on purposeful availment when … generally focus our inquiry"',
    "another case": f'"{QUOTED}"'.replace("generally", "Generally"),
    "half a word at its start": f'"{QUOTED[2:]}"',
    "half a word at its end": f'"{QUOTED[:-2]}"',
    "half a word before an elision": f'"{QUOTED}"'.replace("our inquiry", "ou…"),
    "a bracket too long": f'"generally [{"x" * 81}] purposeful availment"',
    "a hyphen of its own": f'"{QUOTED}"'.replace("underlying", "under-lying"),
    "an elision of many pages": '"uncontroverted allegations … we have held that the plaintiff must show"',
    "a change of many words": '"generally focus [that] tortious conduct"',
    "nobody's words": '"purposeful availment governs every quarrel about money"',
}


@pytest.mark.parametrize("how", FOUND_AS)
def test_a_quotation_in_a_usual_form_is_found_with_its_page(how) -> None:
    """Marks, elisions, brackets, hyphens, and line breaks may vary; the words may not."""
    draft = with_pin(FOUND_AS[how])
    if how == "more than one within":
        draft = draft.replace("and”", "and””")
    assert quotations(draft) == [F], checks(draft, LIB)[4:]
    assert "Doe, slip op. at 15" in checks(draft, LIB)[4].notes[0]


@pytest.mark.parametrize("how", LOST_AS)
def test_a_quotation_with_anything_else_is_not_found(how) -> None:
    """A quotation that is not verbatim and in order is reported as not found."""
    assert quotations(with_pin(LOST_AS[how])) == [N]


@pytest.mark.parametrize(
    "words", ["U.S.-\nbased CDNs to improve", "CD\u2010\r\n  Ns to improve the viewing"]
)
def test_a_hyphen_at_the_end_of_a_line_may_be_the_court_s_or_the_writer_s(words) -> None:
    """A compound keeps its hyphen and a broken word loses it; the check finds both."""
    assert [place.cite for place in quoting.find(LIB, words)] == [
        "Doe, slip op. at 18",
        "Doe, slip op. at 22",
    ]


def test_a_wrong_quotation_is_shown_with_the_nearest_passage() -> None:
    """The nearest passage appears with its pin cite; if none is near, the report lists our opinions."""
    wrong = "“Registration might not be sufficient to show express aiming at the United States”"
    held, near = checks(wrong, LIB)[4].notes
    assert "might not by itself be sufficient" in near and "(Doe, slip op. at 22 n.6)" in near
    assert all(LIB.authorities[s.authority].label in held for s in LIB.sources.values())
    held, near = checks(LOST_AS["nobody's words"], LIB)[4].notes
    assert near == "No passage is close."


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "(Doe, slip op. at 15)", F),
        ("As Doe, slip op. at 15, says, ", "", F),
        ("", "(Doe, slip op. at 51)", P),
        ("", "(Doe, slip op. at 150)", P),
        ("", "(Bodyguard, part II.A)", P),
        ("", "", P),
        ("", "x" * 200 + " 15", P),
        ("", ' and "purposeful direction when they arise" (15)', P),  # the other quotation's page
    ],
)
def test_the_page_stands_next_to_its_quotation(before, after, said) -> None:
    """A page may precede or follow its quotation, but not beyond another quotation."""
    assert quotations(f'{before}"{QUOTED}" {after}')[0] is said
    assert "Doe, slip op. at 15" in checks(f'{before}"{QUOTED}" {after}', LIB)[4].notes[0]


def test_a_quotation_that_is_on_several_pages_is_shown_on_the_first_of_them() -> None:
    """The pages appear in the order of the opinion, and each counts as its pin."""
    pages = [place.page for place in quoting.find(LIB, "express aiming") if "Doe" in place.cite]
    assert len(pages) > 3 and pages == sorted(pages, key=int)
    assert quotations(f'"express aiming" {pages[-1]}') == [F]
    assert checks('"express aiming"', LIB)[4].notes[0].startswith(f"Doe, slip op. at {pages[0]}; ")
    across = "generally focus our inquiry […] expressly aimed"
    assert [place.cite for place in quoting.find(LIB, across)] == [
        "Doe, slip op. at 15",
        "Doe, slip op. at 16",
    ]


@pytest.mark.parametrize("passage", list(LIB.passages.values()), ids=lambda passage: passage.id)
def test_every_passage_of_the_data_is_found_where_its_pin_says(passage) -> None:
    """Looking up each of our passages finds the page, or the pages, that the data name."""
    source = LIB.sources[passage.opinion]
    label = f"{LIB.authorities[source.authority].label}, "
    pages = {p.page for p in quoting.find(LIB, passage.text) if p.cite.startswith(label)}
    assert set(passage.page.split("-")) & pages
    if passage.footnote:
        assert any(
            p.cite.endswith(f" n.{passage.footnote}") for p in quoting.find(LIB, passage.text)
        )


@pytest.mark.parametrize(
    ("draft", "said", "why"),
    [
        ("No quotation.", [U], "Nothing is in quotation marks."),
        ('It "deliberately" does.', [U], "a single word"),
        ('"…" and "[…]"', [U, U], "a single word"),
        (f"“An opening, and “{QUOTED}” 15", [F, U], "no match"),
        (f'"{QUOTED}" 15, and "an opening', [F, U], "no match"),
        (f"”“{QUOTED}” 15”", [F], "Doe"),
        ('"our inquiry" 15 ' * (MOST_LOOKUPS), [F] * (MOST_LOOKUPS // 2) + [U], "100 of 200 were"),
        ('"the … of" "' + "the … of … " * MOST_LOOKUPS + '"', [P, U], "1 of 2 were"),
        (f'"{QUOTED}" 15' + " " * LONGEST, [F, U], "first 20,000"),
    ],
)
def test_what_could_not_be_looked_up_is_said(draft, said, why) -> None:
    """Every limit reached is reported, and an unmatched mark hides no other quotation."""
    assert quotations(draft) == said
    assert any(why in note for note in checks(draft, LIB)[-1].notes)


# --- any draft ------------------------------------------------------------------------------------
RTL = "\u202eאל־תקרא\u2066 “מילים של אחרים” القاعدة: \u200f"
HOSTILE = {
    "a megabyte": "All of this is plain. " * 50_000,
    "a megabyte in quotation marks": f"“{'all of this ' * 90_000}”",
    "thousands of quotations": '"a b" ' * 5000,
    "thousands that differ": " ".join(f"“the court held {n}”" for n in range(3000)),
    "thousands of openings": "“a b " * 5000,
    "openings only": "“" * 20_000,
    "openings, then closings": "“" * 10_000 + "”" * 10_000,
    "pairs after an opening": "“x" + "“y” " * 5000,
    "straight marks only": '"' * 20_001,
    "brackets": '"' + "[" * 19_000 + '"',
    "brackets with spaces": '"' + "[   . " * 3000 + '"',
    "elisions": '"' + "the … " * 3000 + '"',
    "elisions that fail at their end": " ".join(f'"the … of … the … zz{n}"' for n in range(100)),
    "letters between changes": '"' + "[x]e" * 4000 + ' zz"',
    "few letters between changes": " ".join(f'"{"[x]e" * 19} zz{n}"' for n in range(4)),
    "dots": '"' + "." * 19_000 + '"',
    "dots and spaces": '"' + ". " * 9000 + '"',
    "spaces": '"a' + " " * 19_000 + 'b"',
    "hyphens": '"' + "a-\n" * 6000 + '"',
    "a hyphen and lines": '"a-' + "\n" * 19_000 + '!"',
    "lines": "\n" * 20_000,
    "stars": "*" * 20_000,
    "numbers": "1." * 10_000,
    "numbers and lines": ("1." + "\n" * 100) * 190,
    "headings": "Rule\n" * 4000,
    "a heading and spaces": "Rule" + " " * 19_000 + "x",
    "from right to left": RTL * 400,
    "nulls": '"\x00-\n\x00 the court\x00" ' * 900,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_draft_is_answered_in_time(kind) -> None:
    """For a draft of any length and content, every heading and every limit is reported."""
    begun = time.process_time()
    found = checks(HOSTILE[kind], LIB)
    assert time.process_time() - begun < 4
    assert len(found) <= 5 + MOST_LOOKUPS
    if len(HOSTILE[kind]) > LONGEST:
        assert "Only the first 20,000 characters were read." in found[-1].notes


def test_a_good_draft_in_other_letters_is_read_like_any_other() -> None:
    """Right-to-left text changes no result and stays within its own line."""
    draft = GOOD.replace("eleven contracts", RTL.replace("“", "").replace("”", ""))
    assert headings(draft) == {} and quotations(draft) == [F]


PIECES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from([*'"“”[]…&ı\n\x00\u202e', "...", "-\n", "Issue:", "Conclusion\n"]),
        st.sampled_from([QUOTED, "the plaintiff bears", "Will v.", "<script>"]),
    ),
    max_size=40,
)


@given(PIECES)
def test_no_draft_makes_the_checks_fail_and_none_is_shown_unescaped(pieces) -> None:
    """For any draft, every check gives a result, and the draft is displayed only as text."""
    BAKERY.said = " ".join(pieces) + "<b onclick=x>"
    shown = BAKERY.reply()
    assert "<script" not in shown and "<b onclick" not in shown
    assert len(checks(BAKERY.said, LIB)) >= 5 and BAKERY.told()


# --- the comparison ---------------------------------------------------------------------------------
def test_every_practiced_point_is_decided_at_its_stage() -> None:
    """Each exercise has a finding; some are settled, some open, with burdens on both sides."""
    found = [task.analysis[task.node] for task in TASKS.values()]
    assert {f.status for f in found} == set(Status)
    assert {f.bearer for f in found} == {"plaintiff", "defendant"}


@pytest.mark.parametrize("name", EXERCISES)
def test_the_self_check_says_what_is_right_on_this_very_point(name) -> None:
    """The burden, facts with answers, pins, and the finding all match the engine's."""
    task = TASKS[name]
    finding = task.analysis[task.node]
    burden, facts, authorities, conclusion = self_check(task.analysis, task.node)
    assert all(c.said is Said.COMPARE and c.notes for c in (burden, facts, authorities, conclusion))
    assert [c.sought for c in (burden, facts, authorities, conclusion)] == list(
        LIB.practice.self_check.values()
    )
    assert burden.notes[0].startswith(f"On the {finding.bearer}: {finding.node.question}")
    assert conclusion.notes[0] == explain.status_words(finding, LIB)
    pins = [explain.pin(LIB, passage) for passage in LIB.passages.values()]
    cited = [note.partition(": ")[2] for note in authorities.notes if note.startswith("For ")]
    assert cited and all(cite in pins and cite in irac(task.analysis, task.node) for cite in cited)
    for fact in {fact for reason in finding.because for fact in reason.facts}:
        assert (
            explain.fact_phrase(LIB, fact, task.analysis.facts[fact], task.analysis.place)
            in facts.notes
        )


def test_the_facts_of_an_open_point_are_those_that_it_rests_on_so_far() -> None:
    """The trademarks, the income, and the ads keep the bird songs open, and all are named."""
    told = self_check(TASKS["birds_aiming"].analysis, "express_aiming")[1].notes
    for words in (
        "US trademark registrations",
        "earns money from",
        "ads chosen by",
        "knows of its",
    ):
        assert any(note.startswith(words) for note in told), words
    assert any(note.startswith("no: ad revenue grows with clicks") for note in told)


def test_the_self_check_and_the_answer_appear_only_after_a_committed_draft() -> None:
    """The answer is hidden while the learner writes, and appears beside the draft afterward."""
    task = IracTask(EXERCISES["birds_aiming"])
    task.act()
    assert task.replied == ""
    task.draft(GOOD)
    assert task.replied == ""
    task.act()
    told = text(task.replied)
    for words in (irac(task.analysis, task.node), task.said, *LIB.practice.unchecked):
        assert " ".join(words.split()) in told
    for check in (*checks(GOOD, LIB), *self_check(task.analysis, task.node)):
        assert f"{check.sought}: {check.said.value}" in told
        assert all(" ".join(note.split()) in told for note in check.notes)
    assert task.said == GOOD


def test_the_reply_scores_nothing() -> None:
    """The reply contains no total, share, or mark."""
    BAKERY.said = GOOD
    told = text(BAKERY.reply())
    assert not any(f"{n} of {m}" in told or f"{n}/{m}" in told for n in range(10) for m in (4, 5))
    assert "score" not in told.lower() and "points out of" not in told.lower()


def test_words_of_the_draft_stand_in_elements_of_their_own() -> None:
    """A text-direction mark in a draft affects none of our words, because the styles isolate them."""
    BAKERY.said = f"Issue\n{RTL}"
    holding = [e for e in page(BAKERY.reply()).iter() if "\u202e" in (e.text or "")]
    assert {(e.tag, e.get("class")) for e in holding} == {("div", "mc-text")}
    assert all("\u202e" not in (e.tail or "") for e in page(BAKERY.reply()).iter())


# --- the panel ------------------------------------------------------------------------------------
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
