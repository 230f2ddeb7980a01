"""Every toggle shows exactly what the engine finds."""

from __future__ import annotations

import datetime as dt

import pytest
from what_is_shown import (
    CONTROLS,
    DAYS,
    LIB,
    NO,
    SWITCHES,
    UNKNOWN,
    YES,
    assert_shows_the_engine,
    changed,
    every_widget,
    figure,
)

from jurisdiction import explain
from jurisdiction.model import Range

EVERY_STEP = [YES, NO, YES, UNKNOWN, NO, UNKNOWN, YES]  # from each answer to each other one
SHARES = [Range(0, 0), Range(0.046, 0.046), Range(0.12, 0.19), Range(0, 1), Range(1, 1)]
VIEWS = [Range(1, 1), Range(500, 500), Range(20000, 30000), Range(0, 1e12), Range(1e12, 1e12)]


def journey(name: str) -> list:
    """The values to go through: there, back, and to unknown."""
    kind = "yes_no" if name in SWITCHES else LIB.facts[name].kind
    match kind:
        case "yes_no":
            return EVERY_STEP
        case "choice":
            there = [*LIB.facts[name].options, "unknown"]
            return [*there, *there[-2::-1]]
        case _:
            there = SHARES if kind == "share" else VIEWS
            return [*there, UNKNOWN, *there[::-1]]


def as_entered(name: str, value: object) -> object:
    """The value as the control takes it: figures are typed."""
    kind = "yes_no" if name in SWITCHES else LIB.facts[name].kind
    return figure(value, kind == "share") if kind in ("share", "count") else value


NOTHING_KNOWN = {
    name: "unknown" if fact.kind == "choice" else UNKNOWN for name, fact in LIB.facts.items()
} | {"claim_family": "tort_outside_forum"}


@pytest.mark.parametrize("name", CONTROLS)
def test_every_toggle_shows_what_the_engine_finds(lab, name) -> None:
    """There, back and to unknown, the screen shows the engine's finding, ladder, reasons and charts."""
    facts, day = lab.scenario.facts, lab.scenario.law_as_of
    for value in journey(name):
        facts = changed(facts, name, value)
        lab.facts.controls[name].value = as_entered(name, value)
        assert_shows_the_engine(lab, facts, day)


@pytest.mark.parametrize("name", CONTROLS)
def test_a_toggle_of_the_only_known_fact_shows_what_the_engine_finds(lab, name) -> None:
    """With nothing else known, each of two answers shows what the engine finds on it."""
    facts, day = NOTHING_KNOWN, lab.scenario.law_as_of
    lab.scenario.set(**facts)
    for value in journey(name)[:2]:
        facts = changed(facts, name, value)
        lab.facts.controls[name].value = as_entered(name, value)
        assert_shows_the_engine(lab, facts, day)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_law_of_a_day_shows_what_the_engine_finds(lab, day) -> None:
    """Choosing the law of a day shows the findings under that law, with and without a CDN."""
    facts = lab.scenario.facts
    lab.choices["law_as_of"].control.value = day
    assert_shows_the_engine(lab, facts, day)
    lab.facts.controls["us_cdn"].value = NO
    assert_shows_the_engine(lab, changed(facts, "us_cdn", NO), day)


def test_a_day_that_is_not_offered_shows_no_day_chosen(lab) -> None:
    """Under the law of a day that the list does not offer, the list shows nothing chosen."""
    facts, day = lab.scenario.facts, dt.date(2023, 5, 5)
    lab.scenario.set(law_as_of=day)
    assert lab.choices["law_as_of"].control.value is None
    assert_shows_the_engine(lab, facts, day)


@pytest.mark.parametrize("switch", SWITCHES)
@pytest.mark.parametrize("answer", EVERY_STEP[:4], ids=lambda answer: answer.value)
def test_a_switch_sets_all_its_facts(lab, switch, answer) -> None:
    """A switch sets each of its facts, and their own controls follow."""
    lab.scenario.set(**{switch: NO if answer is not NO else YES})
    lab.facts.controls[switch].value = answer
    for part in SWITCHES[switch]:
        assert lab.scenario.facts[part] is lab.facts.controls[part].value is answer


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_switch_shows_nothing_chosen_while_its_facts_differ(lab, switch) -> None:
    """While the facts of a switch differ it shows nothing chosen, and choosing then sets them all."""
    one, *others = SWITCHES[switch]
    lab.scenario.set(**{switch: YES})
    lab.facts.controls[one].value = NO
    assert lab.facts.controls[switch].value is None
    assert all(lab.scenario.facts[other] is YES for other in others)
    lab.facts.controls[switch].value = YES
    assert all(lab.scenario.facts[part] is YES for part in SWITCHES[switch])


def test_a_switch_opens_into_its_facts(lab) -> None:
    """The facts of a switch are folded until the learner opens them, and fold again."""
    opener = next(x for x in every_widget(lab) if getattr(x, "icon", None) == "" and
                  str(getattr(x, "description", "")).startswith("Show its"))  # fmt: skip
    folded = [x for x in every_widget(lab) if x.layout.display == "none"]
    controls = [x for fold in folded for x in every_widget(fold)]
    assert all(lab.facts.controls[part] in controls for part in SWITCHES["us_cdn"])
    opener.value = True
    assert [x for x in every_widget(lab) if x.layout.display == "none"] == []
    opener.value = False
    assert [x for x in every_widget(lab) if x.layout.display == "none"] == folded


def test_every_fact_has_its_control_with_its_label_and_every_preset_its_share(lab) -> None:
    """Each fact and switch stands there under its label; a decided case's share can be pressed."""
    labels = {n: explain.there(fact.label, "the United States") for n, fact in LIB.facts.items()}
    labels |= {name: text["label"] for name, text in LIB.texts["switches"].items()}
    assert {name: c.description for name, c in lab.facts.controls.items()} == labels
    facts, day = lab.scenario.facts, lab.scenario.law_as_of
    buttons = {getattr(x, "description", ""): x for x in every_widget(lab)}
    for words, share in {"AMA 19.21%": 0.1921, "Will 4.6%": 0.046}.items():
        buttons[words].click()
        assert lab.facts.controls["us_traffic_share"].value == words.split()[1]
        assert_shows_the_engine(lab, facts | {"us_traffic_share": Range(share, share)}, day)


@pytest.mark.parametrize(
    ("name", "typed", "stands_as"),
    [
        ("us_traffic_share", "4.6", "4.6%"),
        ("us_traffic_share", "4,6 %", "4.6%"),
        ("us_traffic_share", "12-19", "12%-19%"),
        ("us_traffic_share", ".5%", "0.5%"),
        ("us_traffic_share", "12% to 19%", "12%-19%"),
        ("us_traffic_share", " 12–19% ", "12%-19%"),
        ("us_traffic_share", "unknown", ""),
        ("us_views", "1000000000000", "1,000,000,000,000"),
        ("us_views", "20,000-30,000", "20,000-30,000"),
        ("us_views", "320 000", "320,000"),
        ("us_views", "more than 320,000", "at least 320,001"),
        ("us_views", "?", ""),
    ],
)
def test_a_figure_stands_in_its_box_as_it_was_understood(lab, name, typed, stands_as) -> None:
    """A figure written in any usual way is rewritten as it was understood, and can be entered again."""
    box = lab.facts.controls[name]
    box.value = typed
    understood = lab.scenario.facts[name]
    assert box.value == stands_as
    box.value = "1"
    box.value = stands_as
    assert lab.scenario.facts[name] == understood
