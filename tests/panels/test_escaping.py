"""What comes from data or from the learner is shown as text and can never become markup."""

from __future__ import annotations

import dataclasses
from typing import Any

import ipywidgets as w
import pytest
from what_is_shown import LIB, NO, UNKNOWN, YES, every_html, every_widget, page, problem

from jurisdiction import explain
from jurisdiction.charts import CourtWords
from jurisdiction.library import Library
from jurisdiction.model import Record, Status, Verified
from jurisdiction.panels import CheckPanel, ExplainPanel, Lab, PredictPanel
from jurisdiction.panels import tasks as room

EVIL = """<script>alert(1)</script>"'><img src=x onerror=alert(2)>&lt;b&gt;"""
TEXTS = {
    "label", "question", "help", "note", "name", "short", "met", "not_met", "open", "words", "of",
    "summary", "story", "title", "feedback", "text", "cite", "content_note", "reporting",
    "word", "pin", "characterisation",
}  # fmt: skip
OUR_TAGS = {
    "body", "style", "div", "p", "b", "i", "h4", "ol", "ul", "li", "span", "details", "summary",
    "blockquote", "footer", "mark", "figure", "figcaption", "table", "thead", "tbody", "tr", "th", "td",
    "svg", "g", "path", "text",
}  # fmt: skip
OUR_ATTRIBUTES = {"class", "role", "style", "title", "aria-hidden", "aria-label", "width", "height",
                  "tabindex", "scope", "viewbox", "x", "y", "d", "transform"}  # fmt: skip


def spoilt(value: Any, name: str = "") -> Any:
    """A copy of data with markup in every text that is for reading, however deep."""
    if isinstance(value, Record):
        fields = {n: spoilt(getattr(value, n), n) for n in type(value).model_fields}
        if isinstance(value, Verified):
            fields |= {"how": "quoted", "source": EVIL}
        return value.model_copy(update=fields)
    if isinstance(value, dict) and name != "supports":  # which holds ids alone
        return {
            k: spoilt(v, "words" if name in ("options", "speakers") else k)
            for k, v in value.items()
        }
    if isinstance(value, list):
        return [spoilt(inner, name) for inner in value]
    return value + EVIL if isinstance(value, str) and name in TEXTS and value else value


@pytest.fixture(scope="module")
def evil() -> Library:
    """The library with markup in every label, question, sentence, note, passage and name."""
    texts = dict(LIB.texts)
    for part in ("groups", "characterisations", "status_words", "cause_words", "precedent_words",
                 "side_words", "leanings", "unsettled"):  # fmt: skip
        texts[part] = {key: words + EVIL for key, words in texts[part].items()}
    texts["silence"] += EVIL
    texts["characterisations"] = {k + EVIL: v for k, v in texts["characterisations"].items()}
    texts["switches"] = {
        key: {k: v + EVIL for k, v in switch.items()} for key, switch in texts["switches"].items()
    }
    texts["regimes"] = [{**regime, "label": regime["label"] + EVIL} for regime in texts["regimes"]]
    fields = ("authorities", "sources", "passages", "facts", "nodes", "cases")
    library = dataclasses.replace(LIB, texts=texts, **{f: spoilt(getattr(LIB, f)) for f in fields})
    vars(library)["opinions"] = {
        name: dataclasses.replace(
            opinion,
            pages=tuple(
                dataclasses.replace(p, body=f"{EVIL} {p.body} {EVIL}") for p in opinion.pages
            ),
        )
        for name, opinion in LIB.opinions.items()
    }
    vars(library)["scenarios"] = spoilt(LIB.scenarios)
    vars(library)["questions"] = spoilt(LIB.questions)
    return library


def assert_only_our_markup(html: str) -> None:
    """Every tag and attribute is one that we write ourselves, and no picture is fetched."""
    for element in page(html).iter():
        assert element.tag in OUR_TAGS, element.tag
        assert set(element.attrib) <= OUR_ATTRIBUTES, element.attrib


def assert_harmless(top: w.Widget) -> None:
    for html in every_html(top).values():
        assert_only_our_markup(html)
    for widget in every_widget(top):
        assert not getattr(widget, "description_allow_html", False)


def test_the_check_itself_sees_what_is_not_escaped() -> None:
    """An unescaped script, picture or attribute is noticed."""
    for html in (EVIL, '<p onclick="x">a</p>', '<img src="https://example.org/x.png">'):
        with pytest.raises(AssertionError):
            assert_only_our_markup(html)


@pytest.mark.parametrize("kind", ["as decided", "yes", "no", "unknown", "wrong"])
def test_a_laboratory_shows_markup_in_data_as_text(evil, kind) -> None:
    """On every view, whatever the facts are, data that hold markup are shown letter by letter."""
    lab = Lab(
        "doe_v_webgroup", facts=evil.facts, charts=["traffic", "words"], law=True, library=evil
    )
    answer = {"yes": YES, "no": NO}.get(kind, UNKNOWN)
    yes_no = [name for name, fact in evil.facts.items() if fact.kind == "yes_no"]
    if kind == "wrong":
        lab.facts.controls["us_traffic_share"].value = EVIL
        assert EVIL in problem(lab)
    elif kind != "as decided":
        lab.scenario.set(**dict.fromkeys(yes_no, answer))
    assert_harmless(lab)
    for part in (
        lab.finding.headline,
        lab.finding.ladder,
        lab.finding.reasons,
        lab.charts[0].picture,
    ):
        assert EVIL in "".join(page(part.value).itertext())
    everything = "".join("".join(page(html).itertext()) for html in every_html(lab).values())
    assert everything.count(EVIL) > len(evil.facts)


def test_a_failure_shows_markup_in_its_message_as_text(own_lab, monkeypatch) -> None:
    """What an error says may quote data; it too is text."""

    def fail(*_: object) -> None:
        raise RuntimeError(EVIL)

    monkeypatch.setattr(explain, "reasons_html", fail)
    monkeypatch.setattr(CourtWords, "text", fail)
    own_lab.scenario.set(us_cdn=NO)
    assert_harmless(own_lab)
    assert EVIL in "".join(page(own_lab.finding.notice.value).itertext())


def test_tasks_show_markup_in_data_as_text(evil, monkeypatch) -> None:
    """Questions, options, feedback, stories, reasons and model answers are text."""
    monkeypatch.setattr(room, "load", lambda: evil)
    tasks = [CheckPanel(q) for questions in evil.questions.values() for q in questions]
    tasks += [PredictPanel(name) for name in evil.scenarios]
    tasks += [ExplainPanel("Why?" + EVIL, "Because." + EVIL)]
    for task in tasks:
        task.answer.value = {CheckPanel: 0, PredictPanel: Status.MET, ExplainPanel: EVIL}[
            type(task)
        ]
        task.button.click()
        assert_harmless(task)
        assert EVIL in "".join(page(task.feedback.value).itertext())


def test_the_learner_s_own_markup_stays_in_the_box() -> None:
    """What a learner writes is not shown anywhere as HTML."""
    task = ExplainPanel("Why?", "Because.")
    task.answer.value = EVIL
    task.button.click()
    assert task.answer.value == EVIL
    assert all(EVIL not in html for html in every_html(task).values())
    assert_harmless(task)


def test_quotations_and_transcripts_show_markup_as_text(evil) -> None:
    """What a notebook keeps as output is escaped as well."""
    quoted = explain.Quotations(evil, list(evil.passages)[:5])._repr_html_()
    told = explain.Transcript([EVIL])._repr_html_()
    for html in (quoted, told):
        assert_only_our_markup(html)
        assert EVIL in "".join(page(html).itertext())
