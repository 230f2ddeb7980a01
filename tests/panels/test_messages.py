"""A change sends the browser each changed part once and no other part; counted, not timed."""

from __future__ import annotations

import asyncio

import ipywidgets as w
import pytest
from what_is_shown import NO, UNKNOWN, YES, tab

from minimum_contacts.panels import Lab, intake

FACTS = ["us_cdn", "us_trademarks", "english_default"]


@pytest.fixture
def sent(monkeypatch):
    """Return a list of the messages sent from now on: each message's model and the parts it carries."""
    found, send = list[tuple[str, list[str]]](), w.Widget.send_state

    def counted(self: w.Widget, key: object = None) -> None:
        keys = [key] if isinstance(key, str) else list(key or self.keys)  # type: ignore[call-overload]
        if self.comm is not None:
            found.append((self.model_id, keys))
        send(self, key)  # type: ignore[arg-type]

    monkeypatch.setattr(w.Widget, "send_state", counted)
    return found


@pytest.fixture
def full(sent):
    """Return a laboratory with every view and several charts, and a list of its messages from now on."""
    charts = ["traffic", "timeline", "precedents"]
    views = ["changes", "map", "argument", "irac", "later"]
    lab = Lab("doe_v_webgroup", facts=FACTS, charts=charts, views=views, law=True, keep=False)
    sent.clear()
    return lab, sent


def html_of(sent: list[tuple[str, list[str]]], among: dict[str, str]) -> list[str]:
    """Return the HTML parts that were sent, sorted, with repeats."""
    return sorted(model for model, keys in sent if "value" in keys and model in among)


def parts(sent: list[tuple[str, list[str]]], lab: Lab) -> list[str]:
    """Return the parts of a laboratory that were sent, in order."""
    return [key for model, keys in sent if model == lab.model_id for key in keys]


@pytest.mark.parametrize("name", FACTS)
def test_a_change_sends_the_finding_and_then_the_rest_once_and_no_plan(full, name) -> None:
    """A change sends two messages, the finding first; the layout of rows is not sent again."""
    lab, sent = full
    lab.do(do="set", fact=name, value="no")
    assert parts(sent, lab) == ["now", "rest"] and lab.now["problem"] == []
    assert len(sent) == 2


def test_another_forum_sends_the_rows_anew_before_all_else(sent) -> None:
    """If the questions concern another forum, the new rows arrive before the finding."""
    lab = Lab("doe_v_webgroup", facts=["forum", "us_hosting"], keep=False)
    sent.clear()
    lab.do(do="set", fact="forum", value="state")
    assert parts(sent, lab) == ["plan", "now", "rest"]


def test_the_other_choices_send_the_finding_and_the_rest_once(sent) -> None:
    """The stage, the court, showings, undo, redo, and reset do the same."""
    facts = ["factor_burden", "us_cdn"]
    lab = Lab("doe_v_webgroup", facts, "reasonableness", "specific_jurisdiction", charts=["factors"],
              proof=True, court=True, law=True, keep=False)  # fmt: skip
    asked = [
        {"do": "set", "fact": "factor_burden", "value": "against"},
        {"do": "choose", "part": "stage", "value": "evidentiary_hearing"},
        {"do": "choose", "part": "court", "value": "scotus"},
        {"do": "show", "fact": "us_cdn", "way": "evidence"},
        {"do": "undo"},
        {"do": "redo"},
        {"do": "reset"},
    ]
    for one in asked:
        rest = lab.rest
        sent.clear()
        lab.do(**one)
        expected = ["now"] + ["rest"] * (lab.rest != rest)
        assert parts(sent, lab) == expected and lab.now["problem"] == [], one


def test_what_is_opened_sends_itself_alone(full) -> None:
    """A tab, a reason, or a page is sent without the finding, which has not changed."""
    lab, sent = full
    for one, key in (
        ({"do": "tab", "tab": "precedents"}, "rest"),
        ({"do": "why", "node": "first_prong"}, "rest"),
        ({"do": "read", "what": "fact", "name": "us_cdn"}, "side"),
        ({"do": "link"}, "side"),
    ):
        sent.clear()
        lab.do(**one)
        assert parts(sent, lab) == [key], one


def test_the_intake_sends_the_finding_and_then_the_rest_once(sent) -> None:
    """The intake's other changes do the same; showing another question or view sends less."""
    panel = intake("clinic_intake", "draft")
    for one, keys in (
        ({"do": "set", "fact": panel.at, "value": "yes"}, ["now"]),
        ({"do": "how", "fact": panel.at, "way": "client"}, ["now"]),
        ({"do": "write", "field": "story", "text": "On Cloudflare.", "done": True}, ["now"]),
        ({"do": "choose", "part": "stage", "value": "evidentiary_hearing"}, ["now"]),
        ({"do": "choose", "part": "forum", "value": "hawaii"}, ["plan", "now"]),
        ({"do": "visit", "fact": "us_dns"}, ["now"]),
        ({"do": "view", "view": "find_out"}, []),
        ({"do": "read", "fact": "us_dns"}, ["side"]),
    ):
        rest = panel.rest
        sent.clear()
        panel.do(**one)
        wanted = keys + ["rest"] * (panel.rest != rest)
        assert [
            key for model, sent_ in sent if model == panel.model_id for key in sent_
        ] == wanted, one
    assert panel.rest["view"] == "find_out"


def test_what_is_already_so_is_told_and_nothing_is_drawn_anew(full) -> None:
    """The kernel acknowledges the message; the reasons and the chart are not sent again."""
    lab, sent = full
    lab.do(do="set", fact="us_cdn", value="yes")
    assert parts(sent, lab) == ["now"] and not lab.now["undo"]


def test_of_ten_changes_at_once_the_last_stands_everywhere(full, in_a_kernel) -> None:
    """The rest is drawn once, for the last state; everything then agrees with the engine."""
    lab, sent = full
    last = Lab(
        "doe_v_webgroup",
        facts=FACTS,
        charts=["traffic", "timeline", "precedents"],
        views=["changes", "map", "argument", "irac", "later"],
        law=True,
        keep=False,
    )

    async def ten() -> None:
        sent.clear()
        for number in range(10):
            cdn, marks = (NO, UNKNOWN, YES)[number % 3], (YES, NO)[number % 2]
            lab.scenario.set(us_cdn=cdn, us_trademarks=marks)
        await asyncio.sleep(0.5)

    asyncio.run(ten())
    assert parts(sent, lab) == ["now"] * 10 + ["rest"]

    async def once() -> None:
        last.scenario.set(us_cdn=NO, us_trademarks=NO)
        await asyncio.sleep(0.5)

    asyncio.run(once())
    assert lab.scenario.facts == last.scenario.facts
    assert lab.rest["why"] == last.rest["why"]
    assert [r["status"] for r in lab.now["ladder"]] == [r["status"] for r in last.now["ladder"]]
    for one in lab.plan["tabs"]:
        assert tab(lab, one["id"]) == tab(last, one["id"])
    assert lab.now["problem"] == []
