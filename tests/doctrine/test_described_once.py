"""A finding is described once, and the text and the page repeat that description."""

from __future__ import annotations

import re
from html import unescape

import pytest

from jurisdiction import explain
from jurisdiction.analysis import Analysis, load_case
from jurisdiction.library import load
from jurisdiction.model import Status
from jurisdiction.writing import irac

LIB = load()


def read(html: str) -> str:
    """Return the text of some HTML, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def analyses(case: str) -> list[Analysis]:
    """Return the analyses of a decided case under the law of its own date and of 2025."""
    loaded = load_case(case)
    return [loaded.analysis(), loaded.analysis("2025-07-01")]


@pytest.mark.parametrize("case", LIB.cases)
def test_text_and_page_say_what_the_description_says(case) -> None:
    """Every rendering contains a finding's line, notes, steps, and sources."""
    for analysis in analyses(case):
        for node, finding in analysis.items():
            description = explain.describe(finding, LIB)
            head, text = read(explain.headline_html(finding, LIB)), analysis.text(node)
            assert f"{description.name}: {description.line}" in text
            assert f"{description.name}: {description.line}" in irac(analysis, node)
            for note in description.notes:
                label = f"{note.label}: " if note.label else ""
                assert " ".join(f"{label}{note.words}".split()) in head
            for note in description.preserved:
                assert explain.noted(note.words, note.known) in text
            page = read(explain.reasons_html(finding, analysis.law, analysis.facts, analysis.place))
            for step in description.steps:
                sentence = explain.noted(step.reason.sentence, step.reason.verified)
                assert " ".join(sentence.split()) in page
                assert step.reason.sentence in text


@pytest.mark.parametrize("case", LIB.cases)
def test_a_description_quotes_each_passage_once_and_says_why_only_what_is_open_is(case) -> None:
    """A passage appears once, under the first step it supports; a settled finding has no cause or close."""
    for analysis in analyses(case):
        for finding in analysis.values():
            description = explain.describe(finding, LIB)
            shown = [passage.id for step in description.steps for passage in step.passages]
            every = {p.id for r in finding.because for p in (*r.passages, *r.rule)}
            assert len(shown) == len(set(shown)) and set(shown) == every
            is_open = finding.status is Status.OPEN
            assert (bool(description.why), bool(description.closing)) == (is_open, is_open)
