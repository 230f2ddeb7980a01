"""What a change sends to the browser: every part that changed once, and no other; counted, not timed."""

from __future__ import annotations

import asyncio
from collections import Counter

import ipywidgets as w
import pytest
from what_is_shown import NO, UNKNOWN, YES, every_html, notices, text

from jurisdiction import explain
from jurisdiction.panels import Lab, intake

FACTS = ["us_cdn", "us_trademarks", "english_default"]
CHANGES = {"us_cdn": NO, "us_trademarks": NO, "english_default": NO}


@pytest.fixture
def sent(monkeypatch):
    """What is sent from now on: each message as its model with the names of the parts it carries."""
    found, send = list[tuple[str, list[str]]](), w.Widget.send_state

    def counted(self: w.Widget, key: object = None) -> None:
        keys = [key] if isinstance(key, str) else list(key or self.keys)  # type: ignore[call-overload]
        found.append((self.model_id, keys))
        send(self, key)  # type: ignore[arg-type]

    monkeypatch.setattr(w.Widget, "send_state", counted)
    return found


@pytest.fixture
def full(sent):
    """A laboratory with every view and several charts, and a list of what it sends from now on."""
    charts = ["traffic", "words", "timeline", "precedents"]
    views = ["changes", "map", "argument", "irac", "later"]
    lab = Lab("doe_v_webgroup", facts=FACTS, charts=charts, views=views, law=True, keep=False)
    sent.clear()
    return lab, sent


def html_of(sent: list[tuple[str, list[str]]], among: dict[str, str]) -> list[str]:
    """The parts in HTML that were sent, sorted, as often as they were."""
    return sorted(model for model, keys in sent if "value" in keys and model in among)


@pytest.mark.parametrize("name", FACTS)
def test_a_change_sends_each_part_that_changed_once_and_no_other(full, name) -> None:
    """HTML is sent exactly where it differs from what stood there, and not twice."""
    lab, sent = full
    before = every_html(lab)
    lab.scenario.set(**{name: CHANGES[name]})
    after = every_html(lab)
    html = html_of(sent, after)
    assert html == sorted(m for m in after if after[m] != before[m])
    assert lab.finding.headline.model_id in html
    assert max(Counter(model for model, _ in sent).values()) == 1  # lists and choices as well
    assert not notices(lab)


def test_the_other_views_of_a_laboratory_send_what_changed_once(sent) -> None:
    """So do the chart of factors, the stage, the court, and how facts are shown."""
    facts = ["factor_burden", "us_cdn"]
    lab = Lab("doe_v_webgroup", facts, "reasonableness", "specific_jurisdiction", charts=["factors"],
              proof=True, court=True, law=True, keep=False)  # fmt: skip
    picture = lab.charts[0].picture
    changes = [
        {"factor_burden": "against"}, {"us_cdn": NO}, {"stage": "evidentiary_hearing"},
        {"court": "scotus"}, {"shown": {"us_cdn": "evidence"}},
    ]  # fmt: skip
    drawn = list[bool]()
    for change in changes:
        before = every_html(lab)
        sent.clear()
        lab.scenario.set(**change)
        assert not lab.scenario.problem
        after = every_html(lab)
        assert html_of(sent, after) == sorted(m for m in after if after[m] != before[m]), change
        drawn.append(picture.model_id in html_of(sent, after))
    assert drawn == [True, True, False, False, False]  # a factor follows the first prong


def test_the_intake_sends_what_changed_once(sent) -> None:
    """An answer sends the parts of the intake that are otherwise, each once, and lists in one message."""
    panel = intake("clinic_intake", "draft")
    for answer in ("yes", "no", "unknown"):
        before = every_html(panel)
        sent.clear()
        panel.answer.value = answer
        after = every_html(panel)
        assert html_of(sent, after) == sorted(m for m in after if after[m] != before[m])
        assert panel.headline.model_id in html_of(sent, after)
        counted = Counter(model for model, _ in sent)
        assert counted[panel.goto.model_id] == counted[panel.headline.model_id] == 1


def test_a_change_that_changes_nothing_sends_nothing(full) -> None:
    """Setting a fact to what it is, or a fact that no chart shows, leaves the others in peace."""
    lab, sent = full
    lab.scenario.set(us_cdn=YES)
    assert sent == []
    lab.scenario.set(english_default=NO)
    pictures = {chart.name: chart.picture.model_id for chart in lab.charts}
    models = {model for model, _ in sent}
    assert not models & {pictures["traffic"], pictures["timeline"], pictures["precedents"]}
    assert lab.finding.ladder.model_id not in models


def test_of_ten_changes_at_once_the_last_stands_everywhere(full, in_a_kernel) -> None:
    """Late parts are drawn once, for the last state; everything then agrees with the engine."""
    lab, sent = full
    last = Lab("doe_v_webgroup", facts=FACTS, charts=[c.name for c in lab.charts], law=True,
               views=list(lab.views), keep=False)  # fmt: skip

    drawn = list[str]()
    for chart in lab.charts:
        chart.draw = lambda chart=chart, draw=chart.draw: (drawn.append(chart.name), draw())

    async def ten() -> None:
        sent.clear()
        for number in range(10):
            lab.scenario.set(
                us_cdn=(NO, UNKNOWN, YES)[number % 3], us_trademarks=(YES, NO)[number % 2]
            )
        await asyncio.sleep(0.5)

    asyncio.run(ten())
    assert sorted(drawn) == sorted(chart.name for chart in lab.charts)
    counted = [model for model, keys in sent if "value" in keys]
    for chart in lab.charts:
        assert counted.count(chart.picture.model_id) <= 1, chart.name
    assert counted.count(lab.finding.reasons.model_id) == 1
    finding = lab.scenario.analysis[lab.finding.node]
    assert explain.status_word(finding.node, finding.status, lab.scenario.library) in text(
        lab.finding.headline.value
    )

    async def once() -> None:
        last.scenario.set(us_cdn=NO, us_trademarks=NO)
        await asyncio.sleep(0.5)

    asyncio.run(once())
    assert lab.scenario.facts == last.scenario.facts
    assert lab.finding.ladder.value == last.finding.ladder.value
    for mine, theirs in zip(lab.charts, last.charts, strict=True):
        assert mine.picture.value == theirs.picture.value, mine.name
    for name in ("map", "irac", "argument"):
        assert list(every_html(lab.views[name]).values()) == list(
            every_html(last.views[name]).values()
        )
    assert not notices(lab)


def test_a_wrong_figure_typed_just_after_another_change_stays(monkeypatch) -> None:
    """What follows from the change before is shown late; the figure, typed meanwhile, is not taken away."""
    later = []
    monkeypatch.setattr("jurisdiction.panels.facts.soon", lambda action, _: later.append(action))
    lab = Lab("doe_v_webgroup", facts=["us_cdn", "us_traffic_share"], charts=[])
    lab.facts.controls["us_cdn"].value = NO
    share = lab.facts.controls["us_traffic_share"]
    share.value = "many"
    for action in later:
        action()
    assert lab.scenario.problem and share.value == "many"
    share.value = "5%"
    for action in later:
        action()
    assert not lab.scenario.problem and share.value == "5%"
