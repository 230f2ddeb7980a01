"""Text from data or from the learner is displayed as text and can never become markup."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any

import ipywidgets as w
import pytest
from what_is_shown import (
    LIB,
    NO,
    ROWS,
    UNKNOWN,
    YES,
    every_html,
    every_widget,
    notices,
    page,
    problem,
    tab,
)

from jurisdiction import explain
from jurisdiction.library import Library
from jurisdiction.model import Record, Verified
from minimum_contacts.classroom.panels.board import Board
from minimum_contacts.lessons.panels import shown
from minimum_contacts.lessons.panels import tasks as room
from minimum_contacts.panels import Check, Explanation, Lab, Prediction, TaskPanel, lab

EVIL = """<script>alert(1)</script>"'><img src=x onerror=alert(2)>&lt;b&gt;"""
TEXTS = {
    "label", "question", "help", "note", "name", "short", "met", "not_met", "open", "words", "of",
    "summary", "story", "title", "feedback", "text", "cite", "content_note", "reporting",
    "word", "pin", "characterisation",
}  # fmt: skip
SCRIPTS = [str(Lab._esm), str(TaskPanel._esm), str(Board._esm)]
PASSING = set(re.search(r'ALLOWED = new Set\("([^"]*)"', SCRIPTS[0])[1].split())
OUR_TAGS = {
    "body", "style", "div", "p", "b", "i", "h4", "ol", "ul", "li", "span", "details", "summary",
    "blockquote", "footer", "mark", "figure", "figcaption", "table", "caption", "thead", "tbody", "tfoot",
    "tr", "th", "td", "svg", "g", "path", "text",
}  # fmt: skip
OUR_ATTRIBUTES = {"class", "role", "style", "title", "aria-hidden", "aria-label", "width", "height",
                  "tabindex", "scope", "viewbox", "x", "y", "d", "transform"}  # fmt: skip


def spoilt(value: Any, name: str = "") -> Any:
    """Return a copy of data with markup in every text for readers, at any depth."""
    if isinstance(value, Record):
        fields = {n: spoilt(getattr(value, n), n) for n in type(value).model_fields}
        if isinstance(value, Verified):
            fields |= {"how": "quoted", "source": EVIL}
        return value.model_copy(update=fields)
    if isinstance(value, dict) and name != "supports":  # it contains only ids
        return {
            k: spoilt(v, "words" if name in ("options", "speakers") else k)
            for k, v in value.items()
        }
    if isinstance(value, list):
        return [spoilt(inner, name) for inner in value]
    return value + EVIL if isinstance(value, str) and name in TEXTS and value else value


@pytest.fixture(scope="module")
def evil() -> Library:
    """Return the library with markup in every label, question, sentence, note, passage, and name."""
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
    """The check detects an unescaped script, picture, or attribute."""
    for html in (EVIL, '<p onclick="x">a</p>', '<img src="https://example.org/x.png">'):
        with pytest.raises(AssertionError):
            assert_only_our_markup(html)


@pytest.mark.parametrize("kind", ["as decided", "yes", "no", "unknown", "wrong"])
def test_a_laboratory_shows_markup_in_data_as_text(evil, kind) -> None:
    """In every view, whatever the facts, markup in the data appears literally."""
    views = ["changes", "map", "argument", "later"]
    charts = ["traffic", "timeline", "precedents"]
    lab = Lab("doe_v_webgroup", facts=ROWS, charts=charts, views=views, law=True, library=evil)
    answer = {"yes": YES, "no": NO}.get(kind, UNKNOWN)
    yes_no = [name for name, fact in evil.facts.items() if fact.kind == "yes_no"]
    if kind == "wrong":
        lab.do(do="set", fact="us_traffic_share", value=EVIL)
        assert EVIL in problem(lab)
    elif kind != "as decided":
        lab.scenario.set(**dict.fromkeys(yes_no, answer))
    for name in (*charts, *views):
        opened = tab(lab, name)
        assert_harmless(lab)
        told = json.dumps(opened, ensure_ascii=False).replace('\\"', '"')
        assert EVIL in told or EVIL in "".join(page(opened["html"]).itertext()), name
    for what, name in [("why", lab.node), *(("fact", name) for name in lab.every)]:
        lab.do(do="read", what=what, name=name)
        assert_harmless(lab)
        assert EVIL in "".join(page(lab.side["html"]).itertext()), name
    for passage in list(evil.passages)[:20]:
        lab.do(do="read", what="page", name=passage)
        assert_harmless(lab)
    for sent in (lab.plan, lab.now, lab.rest["why"]):  # the page inserts these as plain text
        words = list(strings(sent))
        assert any(EVIL in one for one in words) and not any("&amp;" in one for one in words)


def strings(data: Any) -> Iterator[str]:
    """Yield every string in plain data."""
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list | tuple):
        for one in data:
            yield from strings(one)
    elif isinstance(data, str):
        yield data


def test_the_page_lets_no_other_markup_pass_than_ours_and_puts_in_no_string_as_markup() -> None:
    """Every tag that we write is permitted; no script that draws the page uses `innerHTML` or the like."""
    assert not PASSING & {
        "script",
        "style",
        "img",
        "iframe",
        "object",
        "embed",
        "link",
        "a",
        "input",
    }
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert not any(way in script for script in SCRIPTS)


def test_every_tag_that_a_laboratory_is_sent_passes_on_the_page() -> None:
    """The page omits no markup of a chart, a tab, or the text beside a laboratory."""
    for lesson in LIB.lessons.values():
        for section in (section for section in lesson.sections if section.lab):
            made = lab(lesson.id, section.id)
            made.do(do="read", what="why", name=made.node)
            for one in made.plan["tabs"]:
                made.do(do="tab", tab=one["id"])
                for html in every_html(made).values():
                    assert {element.tag for element in page(html).iter()} - {"body"} <= PASSING


def test_a_failure_shows_markup_in_its_message_as_text(own_lab, monkeypatch) -> None:
    """An error message may quote data; it is sent unchanged and inserted as text."""

    def fail(*_: object) -> None:
        raise RuntimeError(EVIL)

    monkeypatch.setattr(shown, "why", fail)
    own_lab.do(do="set", fact="us_cdn", value="no")
    assert_harmless(own_lab)
    assert EVIL in notices(own_lab)[0]


def test_tasks_show_markup_in_data_as_text(evil, monkeypatch) -> None:
    """Questions, options, feedback, stories, reasons, and model answers are text."""
    monkeypatch.setattr(room, "load", lambda: evil)
    tasks = [Check(q) for questions in evil.questions.values() for q in questions]
    tasks += [Prediction(name, library=evil) for name in evil.scenarios]
    tasks += [Explanation("Why?" + EVIL, "Because." + EVIL)]
    for task in tasks:
        panel = TaskPanel(task)
        panel.do("act", task=task.task, said=next(iter(task.choices), EVIL))
        assert_harmless(panel)
        assert EVIL in "".join(page(task.replied).itertext())
        asked = panel.plan["tasks"][0]
        assert any(EVIL in words for words in strings(asked))  # the page puts them in as text
        assert not any("&amp;" in words for words in strings(asked))


def test_the_learner_s_own_markup_stays_in_the_box() -> None:
    """A learner's own text is never displayed as HTML."""
    panel = TaskPanel(task := Explanation("Why?", "Because."))
    task.act(EVIL)
    assert panel.drafts == {task.task: EVIL}
    assert all(EVIL not in html for html in every_html(panel).values())
    assert_harmless(panel)


def test_quotations_and_transcripts_show_markup_as_text(evil) -> None:
    """Outputs that a notebook stores are escaped, too."""
    quoted = explain.Quotations(evil, list(evil.passages)[:5])._repr_html_()
    told = explain.Transcript([EVIL])._repr_html_()
    for html in (quoted, told):
        assert_only_our_markup(html)
        assert EVIL in "".join(page(html).itertext())
