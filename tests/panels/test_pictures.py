"""The pictures of the ladder, the precedents, the changes and the single facts: true, whole and legible."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D
from what_is_shown import DAYS, LIB, NO, UNKNOWN, YES, as_seen, moving, notices, page, pixels

from jurisdiction import explain
from jurisdiction.analysis import Analysis, analyze, load_case
from jurisdiction.charts import CHARTS, MARKERS
from jurisdiction.counterfactual import flips, map_of
from jurisdiction.doctrine import bearers
from jurisdiction.model import DECIDED, Range, Status
from jurisdiction.panels import Lab
from jurisdiction.precedent import precedents

DOE = load_case("doe_v_webgroup")
KINDS = ["ladder", "precedents", "changes", "sensitivity"]
FIRST = dt.date(2017, 5, 31)
PLACES = [  # the points on which laboratories look, with the top of their ladders
    ("express_aiming", "first_prong"), ("personal_jurisdiction", "personal_jurisdiction"),
    ("reasonableness", "specific_jurisdiction"), ("good_cause", "good_cause"),
    ("forum_harm", "first_prong"), ("authorised", "personal_jurisdiction"),
]  # fmt: skip
every_kind = pytest.mark.parametrize("kind", KINDS)
every_place = pytest.mark.parametrize(("node", "top"), PLACES, ids=lambda name: name)

YES_NO = [name for name, fact in LIB.facts.items() if fact.kind == "yes_no"]
EXTREMES = {
    "as in Doe": {},
    "all unknown": dict.fromkeys(LIB.facts, "unknown"),
    "all yes": dict.fromkeys(YES_NO, YES),
    "all no": dict.fromkeys(YES_NO, NO),
    "no traffic": {"us_traffic_share": Range(0, 0), "us_views": Range(0, 0)},
    "much open": {
        "us_cdn": NO, "us_traffic_share": Range(0.005, 0.005), "claim_arises_from_contacts": UNKNOWN,
        "claim_relates_to_contacts": NO, "factor_burden": "against", "claim_family": "both",
    },
}  # fmt: skip


def on(changes: dict, day: dt.date = DOE.decided, court: str = "") -> Analysis:
    return analyze({**DOE.facts, **changes}, day, court=court)


def said(chart, found: Analysis, node: str) -> str:
    """All that the chart says in words."""
    return "\n".join([chart.text(found, node), *chart.lines(found, node)])


def not_drawn(chart, found: Analysis, node: str) -> list[dict[str, str]]:
    """What each case on the map of precedents has for facts that stand in its words alone."""
    drawn, _ = chart.columns(found, node)
    return [{n: m for n, m in s.items() if n not in drawn} for _, s in chart.all(found, node)]


# --- words and pixels ------------------------------------------------------------------------------
some = st.fixed_dictionaries(
    {},
    optional={name: st.sampled_from([YES, NO, UNKNOWN]) for name in YES_NO[:30]}
    | {"us_traffic_share": st.sampled_from([UNKNOWN, Range(0, 0), Range(0.004, 0.1), Range(1, 1)])}
    | {
        n: st.sampled_from([*f.options, "unknown"])
        for n, f in LIB.facts.items()
        if f.kind == "choice"
    },
)


@every_kind
@settings(max_examples=settings.default.max_examples // 8, phases=[Phase.generate])
@given(
    one=some, two=some, near=st.booleans(), days=st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)),
    place=st.sampled_from(PLACES[:3]),
)  # fmt: skip
def test_the_words_change_whenever_the_picture_does(kind, one, two, near, days, place) -> None:
    """Of two states, the words are the same exactly if the pixels are; and no trace of one stays.

    The map of precedents draws facts that its cases state, and twenty at most; its words tell of the
    others too.
    """
    node, top = place
    two = one | dict(list(two.items())[:1]) if near else two
    alive, fresh = CHARTS[kind](None, top), CHARTS[kind](None, top)
    first, second = on(one, days[0]), on(two, days[0] if near else days[1])
    before, after = alive.html(first, node), alive.html(second, node)
    assert as_seen(fresh.html(second, node)) == as_seen(after)
    same = np.array_equal(pixels(before), pixels(after))
    told = said(alive, first, node) != said(alive, second, node)
    more = kind == "precedents" and not_drawn(alive, first, node) != not_drawn(alive, second, node)
    assert told or same
    assert not (told and same) or more


def test_the_words_tell_of_facts_for_which_the_picture_has_no_room() -> None:
    """A fact beyond those that are drawn moves the words alone, and they are those of now."""
    node, chart = "personal_jurisdiction", CHARTS["precedents"](None, "personal_jurisdiction")
    now = on({})
    drawn, _ = chart.columns(now, node)
    marks = {name for _, marks in chart.all(now, node) for name in marks}
    facts = sorted(name for name in marks.difference(drawn) if name in YES_NO)
    assert facts
    moved = 0
    for name in facts:
        before = chart.html(on({name: YES}), node)
        after = chart.html(on({name: NO}), node)
        fresh = CHARTS["precedents"](None, "personal_jurisdiction")
        assert as_seen(after) == as_seen(fresh.html(on({name: NO}), node))
        moved += np.array_equal(pixels(before), pixels(after)) and before != after
    assert moved


@every_kind
def test_all_the_words_stand_under_the_picture(kind) -> None:
    """The alternative text is the first sentence of the caption, and the rest opens under it."""
    chart = CHARTS[kind](None, "first_prong")
    for changes in (EXTREMES["as in Doe"], EXTREMES["much open"]):
        found = on(changes)
        figure = page(chart.html(found, "express_aiming"))[0]
        caption = figure.find("figcaption")
        assert figure.find("img").get("alt") == caption.text == chart.text(found, "express_aiming")
        listed = ["".join(li.itertext()) for li in caption.iter("li")]
        assert listed and listed == chart.lines(found, "express_aiming")


def drawn_marks(chart, found: Analysis, node: str) -> Counter[str]:
    """How many of each mark the moving part of the picture has."""
    chart.html(found, node)
    artists = moving(chart, found, node)
    lines = [a for a in artists if isinstance(a, Line2D)]
    counted = Counter[str]()
    for line in lines:
        hollow = line.get_markerfacecolor() == "white"
        counted["o white" if hollow else str(line.get_marker())] += len(line.get_xdata())
    for artist in artists:
        artist.remove()
    return counted


@pytest.mark.parametrize("extreme", EXTREMES)
def test_the_marks_drawn_are_those_that_are_said(extreme) -> None:
    """The pictures have as many marks of each shape as the engine's findings ask for, no more, no fewer."""
    found, node = on(EXTREMES[extreme]), "personal_jurisdiction"
    chart = CHARTS["ladder"](None, node)
    names = [row.node for row in chart.rungs(found, node)]
    closes = [found[n].at_close for n in names if found[n].at_close is not found[n].status]
    wanted = Counter(MARKERS[s] for s in [*(found[n].status for n in names), *closes])
    assert drawn_marks(chart, found, node) == wanted

    chart = CHARTS["precedents"]()
    marks = Counter(m for row in chart.rows(found, "express_aiming") for _, m in row.marks)
    shapes = {"same": "o", "apart": "x", "stronger": "o white", "idle": "."}
    drawn = drawn_marks(chart, found, "express_aiming")
    assert {m: drawn[shape] for m, shape in shapes.items()} == {m: marks[m] for m in shapes}
    asked = chart.columns(found, "express_aiming")[0]
    unknown = sum(found.facts[n] in (UNKNOWN, "unknown") for n in asked)
    assert drawn["$?$"] == marks["unknown"] + unknown

    chart = CHARTS["sensitivity"](None, "first_prong")
    cells = [cell for row in chart.rows(found, "express_aiming").values() for cell in row]
    wanted = Counter(MARKERS[to] for cell in cells for _, to in cell.drawn())
    wanted += Counter(MARKERS[found.status(n)] for n in chart.nodes(found, "express_aiming"))
    wanted += Counter({"keeps": "_", "not alone": "x"}[c.words] for c in cells if c.words)
    assert drawn_marks(chart, found, "express_aiming") == wanted


@pytest.mark.parametrize("extreme", EXTREMES)
def test_the_change_map_joins_the_facts_of_each_set(extreme) -> None:
    """Each set has one line, as wide as its facts, and a mark for each of them by what it must become."""
    found, chart = on(EXTREMES[extreme]), CHARTS["changes"](None, "personal_jurisdiction")
    chart.html(found, "personal_jurisdiction")
    sets = [s for g in chart.groups(found, "personal_jurisdiction") for _, s in g.sets]
    lines = [a for a in moving(chart, found, "personal_jurisdiction") if isinstance(a, Line2D)]
    marked = [a for a in lines if a.get_marker() in ("s", "o")]
    (joined,) = [a for a in lines if a.get_linewidth() == 2.2 and a not in marked]
    ends = [
        *zip(
            joined.get_xdata()[::3], joined.get_xdata()[1::3], joined.get_ydata()[::3], strict=True
        )
    ]
    places = {(x, y) for a in marked for x, y in zip(a.get_xdata(), a.get_ydata(), strict=True)}
    assert len(ends) == len(sets)
    for (first, last, y), changes in zip(ends, sets, strict=True):
        here = [x for x, down in places if down == y]
        assert len(here) == len(changes) and (first, last) == (min(here), max(here))
    looks = Counter(
        "s" if a.get_marker() == "s" else "o white" if a.get_markerfacecolor() == "white" else "o"
        for a in marked
        for _ in a.get_xdata()
    )
    key = Counter({"o": 1, "o white": 1, "s": 1}) if sets else Counter()
    answers = Counter({YES: "o", NO: "o white"}.get(c.values[0], "s") for s in sets for c in s)
    assert looks == answers + key


# --- drawn only where something changed ------------------------------------------------------------
@every_kind
@pytest.mark.parametrize("name", ["english_default", "us_dns"])
def test_a_fact_that_the_picture_does_not_show_draws_nothing(kind, name, monkeypatch) -> None:
    """After a change that moves nothing the same image stays, and no part is drawn again."""
    chart = CHARTS[kind](None, "first_prong")
    before = chart.html(on({name: YES}), "express_aiming")
    for part in ("draw_still", "draw_moving"):
        monkeypatch.setattr(chart, part, lambda *_: pytest.fail("drawn again"))
    assert chart.html(on({name: NO}), "express_aiming") == before


# --- nothing clipped, nothing over another ---------------------------------------------------------
def crowded(chart, found: Analysis, node: str) -> list[tuple]:
    """What of the words leaves the sheet, lies on other words, or under a mark."""
    chart.html(found, node)
    artists = moving(chart, found, node)
    renderer, whole = chart.canvas.get_renderer(), chart.figure.bbox
    boxes = [(t, t.get_window_extent(renderer)) for t in chart.axes.texts if t.get_text()]
    wrong: list[tuple] = [
        ("clipped", t.get_text())
        for t, b in boxes
        if b.x0 < -0.5 or b.y0 < -0.5 or b.x1 > whole.x1 + 0.5 or b.y1 > whole.y1 + 0.5
    ]
    flat = [(t, b) for t, b in boxes if not t.get_rotation()]
    wrong += [
        ("over", t.get_text(), u.get_text())
        for (t, a), (u, b) in itertools.combinations(flat, 2)
        if a.x0 < b.x1 - 1 and b.x0 < a.x1 - 1 and a.y0 < b.y1 - 2.5 and b.y0 < a.y1 - 2.5
    ]
    for line in chart.axes.lines:
        if line.get_marker() in (None, "None", ""):
            continue
        half = line.get_markersize() * chart.figure.dpi / 72 / 2 * 0.8 - 1
        for x, y in chart.axes.transData.transform(np.column_stack(line.get_data())):
            wrong += [
                ("under a mark", t.get_text())
                for t, b in flat
                if b.x0 - half < x < b.x1 + half and b.y0 < y < b.y1
            ]
    for artist in artists:
        artist.remove()
    return wrong


@every_kind
@every_place
def test_nothing_is_clipped_and_nothing_lies_on_another(kind, node, top) -> None:
    """At every extreme and under every law no words leave the sheet, meet, or lie under a mark."""
    chart = CHARTS[kind](None, top)
    chart.kept = 0  # so that what lies on the sheet is always what is shown
    for changes, day in itertools.product(EXTREMES.values(), (FIRST, DAYS[-1])):
        found = on(changes, day)
        if node in found and top in found:
            assert crowded(chart, found, node) == []


# --- the ladder ------------------------------------------------------------------------------------
@pytest.mark.parametrize("extreme", EXTREMES)
def test_the_ladder_says_every_rung_as_the_engine_finds_it(extreme) -> None:
    """Each rung of the HTML ladder, and each route of aiming, has its finding, causes, close and burden."""
    found, node = on(EXTREMES[extreme]), "personal_jurisdiction"
    chart = CHARTS["ladder"](None, node)
    lines, words = chart.lines(found, node), LIB.texts["status_words"]
    names = [n for _, n in explain.rungs(found.law, found.facts, node, node)]
    drawn = [row.node for row in chart.rungs(found, node)]
    assert set(names) <= set(drawn)
    assert "express_aiming" not in drawn or {*LIB.nodes["express_aiming"].any_of} & {*found} <= {
        *drawn
    }
    for name, line in zip(drawn, lines, strict=True):
        finding = found[name]
        told = words[finding.status.value].lower()
        causes = [
            c for c in ("record", "law", "judgment") if c in {x.value for x in finding.causes}
        ]
        told += f": {', '.join(causes)}" if causes else ""
        if finding.at_close is Status.NOT_MET and finding.by_silence:
            told += "; at close not shown on this file"
        elif finding.at_close is not finding.status:
            told += f"; at close {words[finding.at_close.value].lower()}"
        bearer = LIB.texts["side_words"][bearers(found.law)[name]]
        assert line.startswith(f"{finding.node.name}: {told}; the burden is on {bearer}")


# --- the precedents --------------------------------------------------------------------------------
@pytest.mark.parametrize("court", ["ca9", "ca4", "d_haw"])
@pytest.mark.parametrize("day", [FIRST, DOE.decided, DAYS[-1]], ids=str)
@pytest.mark.parametrize("extreme", EXTREMES)
def test_the_precedents_are_those_in_force_and_say_what_the_engine_says(
    extreme, day, court
) -> None:
    """Each decided case in force has a row, those that bind first; what follows is as the engine says."""
    node, found = "express_aiming", on(EXTREMES[extreme], day, court)
    chart, good = (
        CHARTS["precedents"](),
        [p for p in precedents(found.law, "express_aiming") if p.good],
    )
    rows, binding = chart.rows(found, node), found[node].precedents
    assert len(rows) == len(good)
    assert [r.binds for r in rows] == sorted((r.binds for r in rows), reverse=True)
    for row, (p, marks) in zip(rows, chart.all(found, node), strict=True):
        decided = LIB.authorities[p.case.authority].decided
        assert (
            decided <= day
            and p.holding.disposition in DECIDED
            and row.result == p.holding.disposition
        )
        assert row.binds == (p.court in LIB.courts[court].bound_by and not p.remembered)
        word = {"controls": "controls", "conflict": "in conflict"}.get(found[node].precedent)
        assert (row.follows == word) == (p.case.id in binding)
        assert (row.follows in ("controls", "in conflict")) == (p.case.id in binding)
        assert (row.follows == "persuades") == (p.case.id in found[node].persuasive)
        blocks = {name for name, mark in marks.items() if mark in ("apart", "unknown")}
        assert blocks == set(p.distinctions(found.facts))
        if (
            row.follows == "distinguishable"
        ):  # of its reason something is missing, or there is more here
            assert not p.controls(found.facts)
            assert "apart" in marks.values() or p.missing(found.facts) or p.stronger(found.facts)
        if row.follows == "not comparable":
            assert not p.reason and "apart" not in marks.values() and blocks
        if row.follows == "alike":
            assert p.case.id in found[node].alike and not p.reason and not blocks
        if row.follows == "does not settle it":
            assert p.controls(found.facts) and found[node].status is Status.OPEN


def test_a_mark_says_how_a_fact_compares() -> None:
    """Against Doe a missing trademark sets apart, local content is no weaker, a CDN is the same."""
    found = on({"us_trademarks": NO, "forum_content": YES, "us_traffic_share": Range(0.9, 0.9)})
    chart = CHARTS["precedents"]()
    [marks] = [m for p, m in chart.all(found, "express_aiming") if p.case.id == "doe_v_webgroup"]
    wanted = {
        "us_trademarks": "apart", "forum_content": "stronger", "us_traffic_share": "stronger",
        "cdn_us_servers": "same", "us_views": "idle",
    }  # fmt: skip
    assert {name: marks[name] for name in wanted} == wanted
    [ama] = [m for p, m in chart.all(found, "express_aiming") if p.case.id == "ama_v_wanat"]
    assert (ama["cdn_us_servers"], ama["us_views"]) == ("apart", "unknown")


def test_a_case_that_lost_its_force_has_no_row_and_is_named() -> None:
    """After Briskin en banc AMA is not on the map of aiming, and the map says so."""
    chart, found = CHARTS["precedents"](), on({}, DAYS[-1])
    assert not any(row.name.startswith("AMA") for row in chart.rows(found, "express_aiming"))
    assert "No longer in force on this point: AMA" in chart.text(found, "express_aiming")
    assert any(row.name == "AMA 2020" for row in chart.rows(on({}), "express_aiming"))


def test_before_any_precedent_the_map_says_that_there_is_none() -> None:
    """On a point that no case had decided, the map has no rows and says why."""
    found, chart = on({}, FIRST), CHARTS["precedents"]()
    node = next(n for n in found if not precedents(found.law, n))
    assert chart.rows(found, node) == []
    assert "None is in force on this day" in chart.text(found, node)
    assert crowded(chart, found, node) == []


# --- the smallest changes ---------------------------------------------------------------------------
@every_place
@pytest.mark.parametrize("extreme", EXTREMES)
def test_the_changes_drawn_are_the_engine_s_and_the_rest_are_counted(extreme, node, top) -> None:
    """Under each status stand the engine's own sets with the list's numbers; what is left out is counted."""
    found = on(EXTREMES[extreme])
    chart = CHARTS["changes"](None, top)
    engine, count = flips(found.law, found.facts, node), 0
    for group, (status, sets) in zip(chart.groups(found, node), engine.to.items(), strict=True):
        assert group.status is status and len(group.sets) + group.more == len(sets)
        assert [sets[n - count - 1] for n, _ in group.sets] == [s for _, s in group.sets]
        assert len(group.sets) <= chart.most and (not sets or not group.more or group.sets)
        count += len(sets)


def test_the_changes_follow_what_is_held() -> None:
    """Facts held in the list are held in the picture, and Hold nothing lets both go."""
    lab = Lab("doe_v_webgroup", facts=["us_cdn"], charts=["changes"], views=["changes"])
    before = lab.charts[0].picture.value
    lab.views["changes"].locked.value = ("earns_from_us_users",)
    after = lab.charts[0].picture.value
    assert "earns money" in before and "earns money" not in after and "held as they are" in after
    numbers = [int(n) for n in re.findall(r'<li value="(\d+)"', lab.views["changes"].list.value)]
    drawn = lab.charts[0].chart.groups(lab.scenario.analysis, "express_aiming")
    assert max(n for g in drawn for n, _ in g.sets) <= max(numbers)
    lab.views["changes"].free.click()
    assert lab.charts[0].picture.value == before and notices(lab) == []


# --- each fact alone --------------------------------------------------------------------------------
@every_place
@pytest.mark.parametrize("extreme", EXTREMES)
def test_each_cell_is_what_the_engine_says_of_the_fact_alone(extreme, node, top) -> None:
    """A cell moves a part exactly where the engine does; what no part asks for is named."""
    found = on(EXTREMES[extreme])
    chart = CHARTS["sensitivity"](None, top)
    nodes = chart.nodes(found, node)
    engine, rows = map_of(found, nodes), chart.rows(found, node)
    for column, name in enumerate(nodes):
        worths = {w.fact: w for w in engine[name]}
        for fact, cells in rows.items():
            to = (
                [s for _, s in worths[fact].to if s is not found.status(name)]
                if fact in worths
                else []
            )
            assert [s for _, s in cells[column].ways] == to
            assert {s for _, s in cells[column].drawn()} == set(to)
            silent = (
                not to and ("keeps" if worths[fact].to else "not alone") if fact in worths else ""
            )
            assert cells[column].words == (silent or "")
    listed = {*rows, *chart.idle(found, node)} - {*LIB.texts["switches"]}
    assert listed == set(LIB.texts["map"])


def test_a_fact_alone_reverses_opens_or_keeps() -> None:
    """In Doe, no CDN opens aiming, no federal claim reverses the outcome, hosting changes nothing."""
    chart, found = CHARTS["sensitivity"](None, "first_prong"), on({})
    rows = chart.rows(found, "express_aiming")
    assert rows["us_cdn"][0].ways == (("no", Status.OPEN),)
    assert rows["federal_claim"][2].ways == (("no", Status.NOT_MET),)
    assert rows["us_hosting"][0].words == "keeps"
    assert "us_dns" in chart.idle(found, "express_aiming")
