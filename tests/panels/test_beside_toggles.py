"""The text beside every toggle, and the message of a toggle that changes nothing."""

from __future__ import annotations

import pytest
from what_is_shown import CONTROLS, DAYS, LIB, NO, SWITCHES, YES, having, page, text

from jurisdiction import explain
from jurisdiction.library import parts

PLACE = "the United States"


def beside(lab, name: str):
    """Return the text beside the laboratory on a fact, as a tree."""
    lab.do(do="read", what="fact", name=name)
    return page(lab.side["html"])


@pytest.mark.parametrize("name", CONTROLS)
def test_a_toggle_has_its_question_who_must_show_it_the_court_s_word_and_its_page(
    lab, name
) -> None:
    """The question, the burden, and the characterization are visible; the page is one click away.

    If no opinion reproduced here covers the fact, our source replaces the page.
    """
    fact = LIB.facts[parts(LIB, name)[0]]
    asked = LIB.texts["switches"][name]["question"] if name in SWITCHES else fact.question
    edge, tree = fact.bears_on[0], beside(lab, name)
    (whole,) = having(tree, "mc-fact")
    bearer = LIB.texts["side_words"][fact.shown_by]
    assert text(whole[0]) == f"{explain.there(asked, PLACE)} To be shown by {bearer}."
    edges = [edge] if name in SWITCHES else fact.bears_on
    ours = [not e.passages and e.verified and e.verified.how == "analysis" for e in edges]
    whose = "our own analysis" if all(ours) else "what the courts said"
    assert text(whole[1][0]) == f"{edge.characterisation} · {whose}"
    known = f" [{edge.verified.words}]" if edge.verified and edge.verified.words else ""
    told = f"On {explain.inside(LIB.nodes[edge.node].name)}: {edge.characterisation} ("
    (first,) = [p for p in whole[1].iter("p") if text(p).startswith(told)][:1]
    assert text(first).endswith(known)
    for ended in (e for e in edges if e.until):
        assert f"until {explain.day_words(ended.until)}." in text(whole[1])
    assert len(whole) == 3
    opened = whole[2]  # not inside another fold
    if not edge.passages:
        assert known and text(opened) == known.strip()
        return
    passage = LIB.passages[edge.passages[0]]
    source = LIB.sources[passage.opinion]
    assert opened.tag == "details" and opened.get("class") == "mc-page"
    assert text(opened[0]).startswith(f"See the page: {LIB.authorities[source.authority].label}, ")
    marked = [" ".join(text(m).split()) for m in opened.iter("mark")]
    assert marked == [" ".join(segment.split()) for segment in passage.segments]
    noted = bool(set(passage.page.split("-")) & set(source.content_note_on))
    assert len(list(opened.iter("details"))) == 1 + noted
    assert not noted or text(opened[1]) == source.content_note


def row(lab, name: str) -> dict:
    """Return the row of a fact, or of a part of a switch."""
    every = [row for group in lab.plan["groups"] for row in group["rows"]]
    return next(r for outer in every for r in [outer, *outer["parts"]] if r["id"] == name)


@pytest.mark.parametrize("name", CONTROLS)
def test_a_row_has_its_label_its_question_the_burden_and_the_court_s_word(lab, name) -> None:
    """The text names the forum; the parts of a switch appear inside it."""
    fact, own = LIB.facts[parts(LIB, name)[0]], LIB.texts["switches"].get(name)
    asked = (own["label"], own["question"]) if own else (fact.label, fact.question)
    shown = row(lab, name)
    assert (shown["label"], shown["question"]) == tuple(explain.there(a, PLACE) for a in asked)
    assert shown["burden"] == f"Burden: {LIB.texts['side_words'][fact.shown_by]}."
    assert shown["word"] in (fact.bears_on[0].characterisation, "")
    assert (shown["word"] == "") == (fact.bears_on[0].characterisation == "required")
    assert [part["id"] for part in shown["parts"]] == SWITCHES.get(name, [])
    assert (shown["kind"], bool(shown["options"])) == (fact.kind, bool(fact.options))


IDLE = [name for name in ("english_default", "us_trademarks", "us_dns", "geolocated_ads")]


@pytest.mark.parametrize("name", IDLE)
def test_a_toggle_that_changes_nothing_says_so_and_quotes_why(lab, name) -> None:
    """The text says that no finding changed; the court's characterization and words precede the reasons."""
    lab.scenario.set(**{name: NO if lab.scenario.facts[name] is YES else YES})
    fact = LIB.facts[name]
    assert "No point of the test changed; see why." in lab.scenario.moved("first_prong")
    first = page(lab.rest["idle"])[0]
    edge = next(e for e in fact.bears_on if e.node == "express_aiming" or e is fact.bears_on[-1])
    assert first.get("class") == "mc-note"
    assert text(first).startswith(f"{explain.there(fact.label, PLACE)} changed no finding here.")
    assert edge.characterisation in text(first)
    assert " ".join(LIB.passages[edge.passages[0]].text.split()) in text(first)


def test_a_toggle_that_moves_a_point_and_a_reset_say_no_such_thing(lab) -> None:
    """The message appears only after a change of at most a few facts that changed nothing."""
    assert lab.rest["idle"] == ""
    lab.scenario.set(us_cdn=NO)
    assert lab.rest["idle"] == ""
    lab.scenario.reset()
    assert lab.scenario.idle("first_prong") == []
    lab.scenario.set(english_default=NO, us_dollar_payments=NO, us_email_payment_vendors=NO,
                     us_trademarks=NO)  # fmt: skip
    assert "No point of the test changed" in lab.scenario.moved("first_prong")
    assert lab.scenario.idle("first_prong") == []


def test_no_later_court_s_word_is_quoted_under_an_earlier_law(lab) -> None:
    """On each date, only the law as of that date appears, or a note that no authority speaks yet."""
    silent = set()
    for day in DAYS:
        lab.scenario.set(law_as_of=day)
        law = lab.scenario.analysis.law
        for fact in LIB.facts.values():
            told = explain.unmoved_html([fact.id], "express_aiming", law, PLACE)
            known = [e for e in fact.bears_on if not e.since or e.since <= day]
            known = [e for e in known if not e.until or e.until > day]
            heads = [
                f"On {explain.inside(LIB.nodes[e.node].name)}: {e.characterisation}" for e in known
            ]
            if known:
                assert any(head in text(told) for head in heads), (day, fact.id)
            else:
                silent.add(fact.id)
                assert "No authority as of this date" in told and "<blockquote>" not in told
    assert silent
