"""With every fact unknown, each laboratory of each lesson still displays a sensible text."""

from __future__ import annotations

import json

import pytest
from what_is_shown import LIB, page, tab, text

from jurisdiction import explain
from minimum_contacts.lessons.charts import CHARTS
from minimum_contacts.panels import lab

LABS = [(lesson.id, s.id) for lesson in LIB.lessons.values() for s in lesson.sections if s.lab]


def read(opened: dict) -> str:
    """Return the text of an open tab, in whatever form it is sent."""
    rest = json.dumps([opened.get(part, []) for part in ("groups", "steps", "lines")])
    return opened.get("text") or text(opened.get("html", "")) or rest


BROKEN = ("Traceback", "Error", "nan", "inf%", "could not update")


@pytest.mark.parametrize(("lesson", "section"), LABS, ids=["/".join(at) for at in LABS])
def test_a_laboratory_without_any_fact_is_open_or_says_why(lesson, section) -> None:
    """With every fact unknown: no failure, a finding in words, and text in each chart and tab."""
    made = lab(lesson, section)
    made.scenario.set(**dict.fromkeys(made.scenario.facts, "unknown"))
    assert made.now["problem"] == []
    finding = made.scenario.analysis[made.node]
    said = made.now["finding"]
    assert said["word"] == explain.status_word(finding.node, finding.status, LIB)
    assert said["why"] and made.rest["why"]["steps"]
    for one in made.plan["tabs"]:
        opened = tab(made, one["id"])
        words = read(opened)
        assert len(words.split()) > 3 and not any(f" {bad} " in f" {words} " for bad in BROKEN)
        if one["id"] in CHARTS:
            assert not any(bad in words for bad in BROKEN), words
            assert text(page(opened["html"]).find(".//figcaption"))
    everything = json.dumps([made.plan, made.now, made.rest], ensure_ascii=False)
    assert not any(f" {bad} " in f" {everything} " for bad in BROKEN)
    made.do(do="undo")
    assert made.now["problem"] == []
