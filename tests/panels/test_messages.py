"""What a change sends to the browser: every part that changed once, and no other; counted, not timed."""

from __future__ import annotations

import asyncio

import ipywidgets as w
import pytest
from what_is_shown import NO, UNKNOWN, YES, every_html, notices, text

from jurisdiction import explain
from jurisdiction.panels import Lab

FACTS = ["us_cdn", "us_trademarks", "english_default"]
CHANGES = {"us_cdn": NO, "us_trademarks": NO, "english_default": NO}


@pytest.fixture
def full(monkeypatch):
    """A laboratory with every view and several charts, and a list of what it sends from now on."""
    charts = ["traffic", "words", "ladder", "timeline", "precedents", "changes", "sensitivity"]
    views = ["changes", "map", "argument", "irac", "later"]
    lab = Lab("doe_v_webgroup", facts=FACTS, charts=charts, views=views, law=True, keep=False)
    sent, send = list[tuple[str, str]](), w.Widget.send_state

    def counted(self: w.Widget, key: object = None) -> None:
        keys = [key] if isinstance(key, str) else list(key or self.keys)  # type: ignore[call-overload]
        sent.extend((self.model_id, name) for name in keys)
        send(self, key)  # type: ignore[arg-type]

    monkeypatch.setattr(w.Widget, "send_state", counted)
    return lab, sent


@pytest.mark.parametrize("name", FACTS)
def test_a_change_sends_each_part_that_changed_once_and_no_other(full, name) -> None:
    """HTML is sent exactly where it differs from what stood there, and not twice."""
    lab, sent = full
    before = every_html(lab)
    lab.scenario.set(**{name: CHANGES[name]})
    after = every_html(lab)
    html = [model for model, key in sent if key == "value" and model in after]
    assert sorted(html) == sorted(m for m in after if after[m] != before[m])
    assert lab.finding.headline.model_id in html
    assert not notices(lab)


def test_a_change_that_changes_nothing_sends_nothing(full) -> None:
    """Setting a fact to what it is, or a fact that no chart shows, leaves the others in peace."""
    lab, sent = full
    lab.scenario.set(us_cdn=YES)
    assert sent == []
    lab.scenario.set(english_default=NO)
    pictures = {chart.name: chart.picture.model_id for chart in lab.charts}
    models = {model for model, _ in sent}
    assert not models & {pictures["traffic"], pictures["timeline"], pictures["ladder"]}
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
    counted = [model for model, key in sent if key == "value"]
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
