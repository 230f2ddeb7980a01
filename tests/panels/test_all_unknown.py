"""With nothing known at all, every laboratory of every lesson still says something sensible."""

from __future__ import annotations

import pytest
from what_is_shown import LIB, every_html, notices, page, text

from jurisdiction import explain
from jurisdiction.panels import lab

LABS = [(lesson.id, s.id) for lesson in LIB.lessons.values() for s in lesson.sections if s.lab]
BROKEN = ("Traceback", "Error", "nan", "inf%", "could not be updated")


@pytest.mark.parametrize(("lesson", "section"), LABS, ids=["/".join(at) for at in LABS])
def test_a_laboratory_without_any_fact_is_open_or_says_why(lesson, section) -> None:
    """Every fact unknown: no failure, a finding in words, and a text beside each chart."""
    made = lab(lesson, section)
    made.scenario.set(**dict.fromkeys(made.scenario.facts, "unknown"))
    assert not any(notices(made))
    shown = text(made.finding.headline.value)
    finding = made.scenario.analysis[made.finding.node]
    assert explain.status_word(finding.node, finding.status, LIB).lower() in shown.lower()
    for chart in made.charts:
        words = text(chart.picture.value)
        assert len(words.split()) > 3 and not any(bad in words for bad in BROKEN), words
        assert text(page(chart.picture.value).find(".//figcaption"))
    everything = " ".join(map(text, every_html(made).values()))
    assert not any(f" {bad} " in f" {everything} " for bad in BROKEN)
    made.scenario.undo()
    assert not any(notices(made))
