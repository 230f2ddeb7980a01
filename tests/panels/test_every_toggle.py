"""Every toggle shows exactly the engine's findings."""

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
    figure,
    value,
)

from jurisdiction import explain
from jurisdiction.model import Answer, Range

EVERY_STEP = [YES, NO, YES, UNKNOWN, NO, UNKNOWN, YES]  # from each answer to each other one
SHARES = [Range(0, 0), Range(0.046, 0.046), Range(0.12, 0.19), Range(0, 1), Range(1, 1)]
VIEWS = [Range(1, 1), Range(500, 500), Range(20000, 30000), Range(0, 1e12), Range(1e12, 1e12)]


def journey(name: str) -> list:
    """Return the values to set in turn: another value, the first again, and unknown."""
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


def enter(lab, name: str, one: object) -> None:
    """Set a fact as the page does: figures are typed."""
    kind = "yes_no" if name in SWITCHES else LIB.facts[name].kind
    if kind in ("share", "count"):
        words = figure(one, kind == "share")
    else:
        words = one.value if isinstance(one, Answer) else one
    lab.do(do="set", fact=name, value=words)


NOTHING_KNOWN = {
    name: "unknown" if fact.kind == "choice" else UNKNOWN for name, fact in LIB.facts.items()
} | {"claim_family": "tort_outside_forum"}


@pytest.mark.parametrize("name", CONTROLS)
def test_every_toggle_shows_what_the_engine_finds(lab, name) -> None:
    """Set, restored, and unknown, each toggle shows the engine's finding, ladder, reasons, and charts."""
    facts, day = lab.scenario.facts, lab.scenario.law_as_of
    for one in journey(name):
        facts = changed(facts, name, one)
        enter(lab, name, one)
        assert_shows_the_engine(lab, facts, day)


@pytest.mark.parametrize("name", CONTROLS)
def test_a_toggle_of_the_only_known_fact_shows_what_the_engine_finds(lab, name) -> None:
    """With all other facts unknown, each of two answers shows the engine's findings."""
    facts, day = NOTHING_KNOWN, lab.scenario.law_as_of
    lab.scenario.set(**facts)
    for one in journey(name)[:2]:
        facts = changed(facts, name, one)
        enter(lab, name, one)
        assert_shows_the_engine(lab, facts, day)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_law_of_a_day_shows_what_the_engine_finds(lab, day) -> None:
    """Choosing another date shows the findings under the law as of it, with and without a CDN."""
    facts = lab.scenario.facts
    lab.do(do="choose", part="law_as_of", value=day.isoformat())
    assert_shows_the_engine(lab, facts, day)
    enter(lab, "us_cdn", NO)
    assert_shows_the_engine(lab, changed(facts, "us_cdn", NO), day)


def test_a_day_that_is_not_offered_stands_in_the_list_while_it_is_chosen(lab) -> None:
    """If the current date is not in the list of dates, the list offers it, too, in order."""
    facts, day = lab.scenario.facts, dt.date(2023, 5, 5)
    lab.scenario.set(law_as_of=day)
    law = next(part for part in lab.now["whose"] if part["part"] == "law_as_of")
    days = [one for one, _ in law["options"]]
    assert law["value"] == "2023-05-05" in days and days == sorted(days)
    assert dict(law["options"])["2023-05-05"] == law["words"] == "May 5, 2023"
    assert_shows_the_engine(lab, facts, day)


@pytest.mark.parametrize("switch", SWITCHES)
@pytest.mark.parametrize("answer", EVERY_STEP[:4], ids=lambda answer: answer.value)
def test_a_switch_sets_all_its_facts(lab, switch, answer) -> None:
    """A switch sets each of its facts, and their own controls follow."""
    lab.scenario.set(**{switch: NO if answer is not NO else YES})
    enter(lab, switch, answer)
    for part in SWITCHES[switch]:
        assert lab.scenario.facts[part] is answer and value(lab, part) == answer.value


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_switch_shows_nothing_chosen_while_its_facts_differ(lab, switch) -> None:
    """While the facts of a switch differ, it is mixed; choosing an answer sets them all."""
    one, *others = SWITCHES[switch]
    lab.scenario.set(**{switch: YES})
    enter(lab, one, NO)
    assert value(lab, switch) == "mixed"
    assert all(lab.scenario.facts[other] is YES for other in others)
    enter(lab, switch, YES)
    assert all(lab.scenario.facts[part] is YES for part in SWITCHES[switch])


def rows(lab) -> dict[str, dict]:
    """Return each row of the laboratory, including those inside a switch."""
    every = [row for group in lab.plan["groups"] for row in group["rows"]]
    return {row["id"]: row for outer in every for row in [outer, *outer["parts"]]}


def test_every_fact_has_its_control_with_its_label_and_every_preset_its_share(lab) -> None:
    """Each fact and switch appears under its label; a decided case's share can be chosen."""
    labels = {n: explain.there(fact.label, "the United States") for n, fact in LIB.facts.items()}
    labels |= {name: text["label"] for name, text in LIB.texts["switches"].items()}
    assert {name: row["label"] for name, row in rows(lab).items()} == labels
    facts, day = lab.scenario.facts, lab.scenario.law_as_of
    marks = {m["case"]: m["words"] for m in rows(lab)["us_traffic_share"]["marks"]}
    for case, share in {"AMA": 0.1921, "Will": 0.046}.items():
        lab.do(do="set", fact="us_traffic_share", value=marks[case])
        assert value(lab, "us_traffic_share") == marks[case] == f"{share * 100:g}%"
        now = lab.scenario.facts["us_traffic_share"]
        assert (now.low, now.high) == pytest.approx((share, share))
        assert_shows_the_engine(lab, facts | {"us_traffic_share": now}, day)


def test_what_a_drag_of_the_share_writes_is_understood_as_it_stands(lab) -> None:
    """A range for the share, in tenths of a percent, is read back as the text that was sent."""
    for words in ("0%", "0.1%", "0.5–5%", "0–0.4%", "12–19%", "100%", "0.1–100%"):
        lab.do(do="set", fact="us_traffic_share", value=words)
        assert lab.now["problem"] == []
        ends = [f"{end}%" for end in words.removesuffix("%").split("–")]
        assert value(lab, "us_traffic_share") == "–".join(ends)


@pytest.mark.parametrize(
    ("name", "typed", "stands_as"),
    [
        ("us_traffic_share", "4.6", "4.6%"),
        ("us_traffic_share", "4,6 %", "4.6%"),
        ("us_traffic_share", "12-19", "12%–19%"),
        ("us_traffic_share", ".5%", "0.5%"),
        ("us_traffic_share", "12% to 19%", "12%–19%"),
        ("us_traffic_share", " 12–19% ", "12%–19%"),
        ("us_traffic_share", "unknown", ""),
        ("us_views", "1000000000000", "1,000,000,000,000"),
        ("us_views", "20,000-30,000", "20,000–30,000"),
        ("us_views", "320 000", "320,000"),
        ("us_views", "more than 320,000", "at least 320,001"),
        ("us_views", "?", ""),
    ],
)
def test_a_figure_stands_in_its_box_as_it_was_understood(lab, name, typed, stands_as) -> None:
    """A figure in any usual notation is rewritten in a standard form that can be entered again."""
    lab.do(do="set", fact=name, value=typed)
    understood = lab.scenario.facts[name]
    assert value(lab, name) == stands_as
    lab.do(do="set", fact=name, value="1")
    lab.do(do="set", fact=name, value=stands_as)
    assert lab.scenario.facts[name] == understood
