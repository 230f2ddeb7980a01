"""Charts are safe on any page, legible at their size, and faithful to the engine's findings."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import FontProperties
from test_escaping import EVIL, assert_only_our_markup, evil  # noqa: F401 a fixture
from what_is_shown import DAYS, LIB, NO, UNKNOWN, YES, Drawn, changed, drawn, having, page, text

from jurisdiction import explain
from jurisdiction.analysis import Analysis, analyze, load_case
from jurisdiction.model import DECIDED, Range, Status
from jurisdiction.precedent import precedents
from minimum_contacts.lessons.charts import CHARTS, COLORS, Predicted, PredictionChart
from minimum_contacts.lessons.charts.chart import PAPER, PROPERTIES, SHAPES
from minimum_contacts.lessons.charts.timeline import days, of_case, results
from minimum_contacts.lessons.charts.traffic import rows

DOE = load_case("doe_v_webgroup")
FIRST = dt.date(2017, 5, 31)
DRAWN = {"traffic": "express_aiming", "factors": "reasonableness", "timeline": "express_aiming"}
LISTED = ["words", "precedents"]
every_drawing = pytest.mark.parametrize("kind", DRAWN)
every_width = pytest.mark.parametrize("width", [360, 440, 520])
every_chart = pytest.mark.parametrize("kind", CHARTS)

YES_NO = [name for name, fact in LIB.facts.items() if fact.kind == "yes_no"]
FACTORS = [name for name in LIB.facts if name.startswith("factor_")]
EXTREMES = {
    "as in Doe": {},
    "all unknown": dict.fromkeys(LIB.facts, "unknown"),
    "all yes": dict.fromkeys(YES_NO, YES),
    "all no": dict.fromkeys(YES_NO, NO),
    "no traffic": {"us_traffic_share": Range(0, 0), "us_views": Range(0, 0)},
    "much open": {
        "us_cdn": NO, "us_traffic_share": Range(0.005, 0.005), "claim_arises_from_contacts": UNKNOWN,
        "claim_relates_to_contacts": NO, "factor_burden": "slight", "claim_family": "both",
    },
    "all against": dict.fromkeys(FACTORS, "against"),
}  # fmt: skip
ENDS = (0, 0.01, 0.05, 0.12, 0.19, 0.24, 0.25, 0.26, 0.4, 0.5, 0.51, 1)
SHARES = [UNKNOWN, *(Range(low, high) for low in ENDS for high in ENDS if low <= high)]
NOT_MET = dict.fromkeys(
    ["us_cdn", "us_trademarks", "directed_ads", "ad_revenue_by_forum_clicks"], NO
)
STATUSES = {Status.MET: {}, Status.OPEN: {"us_cdn": NO}, Status.NOT_MET: NOT_MET}


def on(changes: dict, day: dt.date = DOE.decided, court: str = "") -> Analysis:
    """Return the findings on *Doe*'s facts, changed as on the screen."""
    facts = DOE.facts
    for name, value in changes.items():
        facts = changed(facts, name, value)
    return analyze(facts, day, court=court)


def chart_of(
    kind: str, found: Analysis, node: str = "", asked: bool = False, width: float = 0
) -> str:
    return CHARTS[kind](DOE.case, "first_prong", width).html(
        found, node or DRAWN.get(kind, "express_aiming"), asked
    )


def title(html: str) -> str:
    return text(page(html).find(".//figcaption"))


def words(html: str) -> str:
    """Return the text of a chart outside its drawing."""
    return re.sub(r"<svg.*?</svg>", "", html, flags=re.S)


# --- safe on any page ------------------------------------------------------------------------------
@every_chart
def test_two_charts_on_a_page_share_no_id_and_bring_no_script_and_no_style(kind) -> None:
    """A chart has no id, link, style sheet, or script, and its drawing has a text equivalent."""
    for changes in EXTREMES.values():
        html = chart_of(kind, on(changes))
        assert_only_our_markup(html)
        for svg in page(html).iter("svg"):
            assert svg.get("role") == "img" and svg.get("aria-label")
            assert {part.tag for part in svg.iter()} <= {"svg", "g", "path", "text"}
        assert not re.search(r"\bid=|href|url\(|<style|<script|<use", html)


@every_chart
def test_markup_in_the_data_is_drawn_as_text(kind, evil) -> None:  # noqa: F811
    """A chart displays markup in names and texts literally."""
    loaded = load_case("doe_v_webgroup", evil)
    found = analyze(loaded.facts, loaded.decided, library=evil)
    html = CHARTS[kind](loaded.case, "first_prong").html(found, DRAWN.get(kind, "express_aiming"))
    assert_only_our_markup(html)
    assert EVIL in text(html)


@every_drawing
def test_every_color_is_one_that_a_theme_may_set(kind) -> None:
    """No color of a drawing is fixed: each is a property with the light theme's color as its fallback."""
    for changes in EXTREMES.values():
        svg = re.search(r"<svg.*</svg>", chart_of(kind, on(changes)), re.S)[0]
        for color in re.findall(r"(?:fill|stroke): ([^;\"]+)", svg):
            assert color == "none" or color in PROPERTIES.values(), color
        assert "font-family" not in svg and "font:" not in svg


# --- one message, or a question --------------------------------------------------------------------
@every_chart
def test_the_title_is_a_message_or_when_asked_a_question_that_gives_nothing_away(kind) -> None:
    """The question is the same for every finding; the message changes with the finding."""
    found = [on(EXTREMES[name]) for name in ("as in Doe", "much open", "all no", "all against")]
    questions = {title(chart_of(kind, one, asked=True)) for one in found}
    messages = {title(chart_of(kind, one)) for one in found}
    assert len(questions) == 1 and questions.pop().endswith("?")
    assert not any(message.endswith("?") for message in messages)
    assert len(messages) > 1 or kind in ("words", "traffic")


def test_the_share_decides_harm_and_not_aiming() -> None:
    """With less than 1% of the traffic, aiming is unchanged, and harm would be met at another share."""
    small = on({"us_traffic_share": Range(0.005, 0.005)})
    assert title(chart_of("traffic", small)).endswith(
        "does not decide the finding on express aiming"
    )
    assert title(chart_of("traffic", small, "forum_harm")).endswith("is met")
    assert "matters" in title(chart_of("traffic", on({}), "forum_harm"))


def test_the_title_of_the_timeline_says_from_which_day_the_facts_come_out_otherwise() -> None:
    """*Doe*'s facts are met from *Doe*'s date on; without a CDN they are open on every date."""
    told = title(chart_of("timeline", on({})))
    assert told.endswith("first open, met from January 2, 2024")
    assert title(chart_of("timeline", on({"us_cdn": NO}))).endswith("the same on every date: open")


def test_the_title_of_the_factors_is_the_result() -> None:
    """The chart states whether there is a compelling case."""
    assert title(chart_of("factors", on({}))).startswith("No compelling case is made")
    assert "make a compelling case" in title(chart_of("factors", on(EXTREMES["all against"])))


# --- legible ---------------------------------------------------------------------------------------
_RULER = RendererSVG(100, 100, open("/dev/null", "w"), image_dpi=72)  # noqa: SIM115 kept while testing


def _wide(one: dict) -> float:
    """Return the width of a text in the widest font."""
    font = FontProperties(size=one["size"], weight="bold" if one["bold"] else "normal")
    return _RULER.get_text_width_height_descent(one["words"], font, False)[0]


def boxes(picture: Drawn) -> list[tuple[str, float, float, float, float]]:
    """Return the box of each horizontal text in the widest font: left, top, right, bottom."""
    found = []
    for one in picture.texts:
        wide = _wide(one)
        left = one["x"] - wide * {"start": 0, "middle": 0.5, "end": 1}[one["anchor"]]
        if not round(one["turned"]):
            top, bottom = one["y"] - 0.73 * one["size"], one["y"] + 0.1 * one["size"]
            found.append((one["words"], left, top, left + wide, bottom))
    return found


def crowded(html: str) -> list[str]:
    """Return the texts that are too small, outside the drawing, overlapping, or under a mark."""
    picture = drawn(html)
    width, height = picture.size
    wrong = [f"small: {t['words']}" for t in picture.texts if t["size"] < 12]
    level, slanted = boxes(picture), [t for t in picture.texts if round(t["turned"])]
    for one in slanted:  # at 45 degrees, up to the right
        reach = 0.72 * _wide(one)
        if one["x"] + reach > width or one["y"] - reach < 0:
            wrong.append(f"cut: {one['words']}")
    for one, two in itertools.pairwise(sorted(slanted, key=lambda t: t["x"])):
        if (two["x"] - one["x"]) * 0.7 < 0.85 * one["size"]:
            wrong.append(f"over: {one['words']} / {two['words']}")
    wrong += [
        f"cut: {w}" for w, x, y, to, end in level if x < 0 or y < 0 or to > width or end > height
    ]
    for (one, *a), (two, *b) in itertools.combinations(level, 2):
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
            wrong.append(f"over: {one} / {two}")
    for color in COLORS.values():
        for mark in picture.filled(PROPERTIES[color]):
            x = sum(x for x, _ in mark) / len(mark)
            y = sum(y for _, y in mark) / len(mark)
            wrong += [f"under a mark: {b[0]}" for b in level if b[1] < x < b[3] and b[2] < y < b[4]]
    return wrong


@every_width
@every_drawing
@pytest.mark.parametrize("extreme", EXTREMES)
def test_no_words_are_small_or_cut_or_lie_on_others(kind, extreme, width) -> None:
    """Under every law, text is at least 12 pixels high, within the drawing, and free of overlap."""
    for day in (FIRST, DOE.decided, DAYS[-1]):
        found = on(EXTREMES[extreme], day)
        assert crowded(chart_of(kind, found, width=width)) == []


@every_width
def test_at_every_share_the_words_of_these_facts_stand_free(width) -> None:
    """Text does not overlap at any share or finding, including on harm and on the whole prong."""
    wrong = []
    for share, (status, changes) in itertools.product(SHARES, STATUSES.items()):
        found = on({"us_traffic_share": share, **changes})
        assert found.status("express_aiming") is status
        wrong += [(share, one) for one in crowded(chart_of("traffic", found, width=width))]
    for node, share in itertools.product(("forum_harm", "first_prong"), SHARES):
        found = on({"us_traffic_share": share})
        wrong += [(node, one) for one in crowded(chart_of("traffic", found, node, width=width))]
    assert wrong == []


@every_width
def test_a_factor_keeps_its_place_however_the_others_lean(width) -> None:
    """A factor's row takes the same height whether or not the court's words are quoted in it."""
    found = [on(EXTREMES[name]) for name in ("as in Doe", "all against", "all unknown")]
    pictures = [drawn(chart_of("factors", one, width=width)) for one in found]
    assert len({picture.size for picture in pictures}) == 1
    names = [
        {t["words"]: t["y"] for t in picture.texts if re.match(r"\d ", t["words"])}
        for picture in pictures
    ]
    assert names[0] == names[1] == names[2] and len(names[0]) == 7


@every_width
@pytest.mark.parametrize(
    "node", ["personal_jurisdiction", "relatedness", "good_cause", "reasonableness"]
)
def test_the_timeline_of_every_point_is_legible(node, width) -> None:
    """Text is also legible on other points, with other dates and cases."""
    assert crowded(chart_of("timeline", on({}, DAYS[-1]), node, width=width)) == []


@every_drawing
@pytest.mark.parametrize("wide", [320, 520, 900])
def test_a_chart_is_as_wide_as_its_laboratory_asks(kind, wide) -> None:
    """A narrow page gets its own drawing, with letters of the same size."""
    picture = drawn(chart_of(kind, on({}), width=wide))
    assert picture.size[0] == wide and min(t["size"] for t in picture.texts) >= 12


# --- true ------------------------------------------------------------------------------------------
def ticks(picture: Drawn) -> dict[float, float]:
    """Return the position of each percentage on the axis."""
    found = {t["words"]: t["x"] for t in picture.texts if re.fullmatch(r"\d+%", t["words"])}
    return {int(w.removesuffix("%")) / 100: x for w, x in found.items()}


@pytest.mark.parametrize("share", [s for s in SHARES if s is not UNKNOWN], ids=str)
def test_the_axis_always_reaches_the_share(share) -> None:
    """The line of these facts begins and ends at its shares on the axis; no share is clamped to an edge."""
    picture = drawn(chart_of("traffic", on({"us_traffic_share": share})))
    at = ticks(picture)
    assert max(at) >= share.high
    scale = (at[max(at)] - at[0]) / max(at)
    ends = [at[0] + scale * share.low, at[0] + scale * share.high]
    [mark] = [m for m in marks(picture) if abs(m[2] - _row_of_these_facts(picture)) < 4]
    assert mark[1] == pytest.approx(sum(ends) / 2, abs=0.5)
    lines = [c for _, stroke, c in picture.shapes if stroke in map(PROPERTIES.get, COLORS.values())]
    mine = [c for c in lines if abs(c[0][1] - _row_of_these_facts(picture)) < 4]
    assert [x for c in mine for x, _ in c] == pytest.approx(
        ends if share.high > share.low else [], abs=0.5
    )


def _row_of_these_facts(picture: Drawn) -> float:
    return _row_of("These facts", picture)


def _row_of(name: str, picture: Drawn) -> float:
    """Return the height of the row with this name; a name above its row begins at the left edge."""
    ends = ("end", "start")  # and not a date label, which is slanted
    [name_of] = [
        t for t in picture.texts if t["words"] == name and t["anchor"] in ends and not t["turned"]
    ]
    return name_of["y"] + (-4.5 if name_of["anchor"] == "end" else 12.5)


def marks(picture: Drawn) -> list[tuple[Status, float, float]]:
    """Return the status and center of each mark of a drawing; check that shape and color agree."""
    found = []
    for status, color in COLORS.items():
        for corners in picture.filled(PROPERTIES[color]):
            xs, ys = zip(*corners, strict=True)
            top, bottom = min(ys), max(ys)
            x, y = (min(xs) + max(xs)) / 2, (top + bottom) / 2
            peak = [a for a, b in corners if b == top]
            foot = [a for a, b in corners if b == bottom]
            shape = {(1, 2): Status.MET, (2, 1): Status.NOT_MET, (1, 1): Status.OPEN}
            assert shape[len(set(peak)), len(set(foot))] is status
            found.append((status, x, y))
    return found


@pytest.mark.parametrize("status", Status, ids=lambda status: status.value)
def test_the_mark_of_these_facts_has_the_color_and_shape_of_their_finding(status) -> None:
    """On the traffic chart and the timeline, these facts and each case have the marks of their findings."""
    found = on({"us_traffic_share": Range(0.08, 0.08), **STATUSES[status]})
    picture = drawn(chart_of("traffic", found))
    wanted = [status, *(row.result for row in rows(found.law, "express_aiming"))]
    assert sorted(m[0] for m in marks(picture)) == sorted(wanted)
    [mine] = [m for m in marks(picture) if abs(m[2] - _row_of_these_facts(picture)) < 4]
    assert mine[0] is status
    timeline = drawn(chart_of("timeline", found))
    mine = [m for m in marks(timeline) if abs(m[2] - _row_of_these_facts(timeline)) < 4]
    runs = [
        status
        for status, _ in itertools.groupby(r.status for r in results(found, "express_aiming"))
    ]
    assert [m[0] for m in sorted(mine, key=lambda m: m[1])] == runs


def test_each_compared_case_has_a_lane_that_is_as_the_engine_finds_it() -> None:
    """The lanes show cases decided on the dates shown, *Doe*'s first; each begins with its own result."""
    found = on({})
    chart = CHARTS["timeline"](DOE.case, "first_prong")
    lanes = chart.lanes(found.law, "express_aiming")
    assert lanes[0].name == "Doe" and 1 < len(lanes) <= 5
    shown = days(found.law, "express_aiming")
    picture = drawn(chart.html(found, "express_aiming"))
    for lane in lanes:
        [case] = [c for c in LIB.cases.values() if c.short == lane.name]
        assert any(h.node == "express_aiming" and h.disposition in DECIDED for h in case.holdings)
        assert lane.decided == LIB.authorities[case.authority].decided
        loaded = load_case(case.id)
        for day, status in zip(shown, lane.statuses, strict=True):
            then = analyze(
                loaded.says, day.turn.day, case.stage, shown=loaded.shown, place=case.place
            )
            assert then.status("express_aiming") is status
        assert lane.statuses == of_case(found.law.on(shown[-1].turn.day), "express_aiming", case.id)
        y = _row_of(lane.name, picture)
        mine = sorted((m for m in marks(picture) if abs(m[2] - y) < 4), key=lambda m: m[1])
        assert [m[0] for m in mine] == [status for status, _ in itertools.groupby(lane.statuses)]


@pytest.mark.parametrize(
    "day", ["2016-01-01", "2017-05-31", "2024-01-01", "2024-01-02", "2030-01-01"]
)
def test_the_line_of_the_timeline_stands_at_the_law_that_applies(day) -> None:
    """The line crosses the lanes at the last date not after the law's; before the first, there is none."""
    found = on({}, dt.date.fromisoformat(day))
    picture = drawn(chart_of("timeline", found))
    lines = [c for _, s, c in picture.shapes if s == "var(--mc-ink, currentColor)" and len(c) == 2]
    shown = days(found.law, "express_aiming")
    past = [i for i, one in enumerate(shown) if one.turn.day <= found.law.as_of]
    grid = sorted(
        {c[0][0] for _, s, c in picture.shapes if s == PROPERTIES["#d5dae0"] and len(c) == 2}
    )
    assert [c[0][0] for c in lines] == ([pytest.approx(grid[past[-1]])] if past else [])
    label = f"law of {explain.day_words(found.law.as_of)}"
    assert label in [t["words"] for t in picture.texts]


def test_each_factor_stands_on_the_side_to_which_it_leans() -> None:
    """Against is left of neutral, and for is right of it; the seventh mark is hollow until reached."""
    leanings = ["against", "slight", "neutral", "for", "unknown"]
    words_of = LIB.texts["leanings"]
    found = on(dict(zip(FACTORS, leanings, strict=False)))
    picture = drawn(chart_of("factors", found))
    chart = CHARTS["factors"](DOE.case, "first_prong")
    heads = {t["words"]: t["x"] for t in picture.texts if t["anchor"] == "middle"}
    assert heads["against"] < heads["neither way"] < heads["for"]
    ink = picture.filled("var(--mc-ink, currentColor)")
    hollow = [c for fill, edge, c in picture.shapes if fill == PROPERTIES[PAPER] and edge != "none"]
    for factor, leaning in chart.factors(found, "reasonableness"):
        [name] = [t for t in picture.texts if t["words"] == f"{factor.number} {factor.name}"]
        here = [t for t in picture.texts if abs(t["y"] - name["y"]) < 1 and t is not name]
        assert [t["words"] for t in here] == [words_of[leaning]]
        near = [
            [sum(x for x, _ in c) / len(c) for c in shapes if abs(c[0][1] - name["y"] + 4.5) < 9]
            for shapes in (ink, hollow)
        ]
        if leaning in ("unknown", "not reached"):
            assert near[0] == [] and near[1] == [pytest.approx(heads["neither way"], abs=2)]
            continue
        [x] = near[0]
        assert near[1] == []
        [corners] = [c for c in ink if abs(c[0][1] - name["y"] + 4.5) < 9]
        rightmost = [x for x, _ in corners if x == max(x for x, _ in corners)]
        assert len(rightmost) == (1 if leaning == "for" else 2)  # the arrow points to its side
        middle = heads["neither way"]
        side = {"against": x < middle - 50, "slight": x < middle - 20, "for": x > middle + 50}
        assert side.get(leaning, abs(x - middle) < 2)


some = st.fixed_dictionaries(
    {},
    optional={name: st.sampled_from([YES, NO, UNKNOWN]) for name in YES_NO[:30]}
    | {"us_traffic_share": st.sampled_from([UNKNOWN, Range(0, 0), Range(0.004, 0.1), Range(1, 1)])}
    | {name: st.sampled_from([*LIB.facts[name].options, "unknown"]) for name in FACTORS},
)


@every_drawing
@settings(max_examples=settings.default.max_examples // 8, phases=[Phase.generate])
@given(one=some, two=some, when=st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)))
def test_the_words_change_whenever_the_picture_does(kind, one, two, when) -> None:
    """Two states with different drawings have different text, and no trace of one remains in the other."""
    alive = CHARTS[kind](DOE.case, "first_prong")
    before = alive.html(on(one, when[0]), DRAWN[kind])
    after = alive.html(on(two, when[1]), DRAWN[kind])
    assert chart_of(kind, on(two, when[1])) == after
    assert words(before) != words(after) or before == after


# --- the grid of precedents, and the court's words ---------------------------------------------------
@pytest.mark.parametrize("court", ["ca9", "ca4", "d_haw"])
@pytest.mark.parametrize("day", [FIRST, DOE.decided, DAYS[-1]], ids=str)
@pytest.mark.parametrize("extreme", EXTREMES)
def test_the_precedents_are_those_in_force_and_say_what_the_engine_says(
    extreme, day, court
) -> None:
    """Each decided case in force has a row, controlling cases first, with the engine's distinctions."""
    node, found = "express_aiming", on(EXTREMES[extreme], day, court)
    grid = CHARTS["precedents"]()
    listed, finding = grid.rows(found, node), found[node]
    good = [p for p in precedents(found.law, node) if p.good]
    assert sorted(r.precedent.case.id for r in listed) == sorted(p.case.id for p in good)
    for row in listed:
        p = row.precedent
        assert row.result == p.holding.disposition
        assert row.binds == (p.court in LIB.courts[court].bound_by and not p.remembered)
        word = {"controls": "controls", "conflict": "in conflict"}.get(finding.precedent)
        assert (row.follows in ("controls", "in conflict")) == (p.case.id in finding.precedents)
        assert row.follows == word or p.case.id not in finding.precedents
        assert (row.follows == "persuades") == (p.case.id in finding.persuasive)
        missing = {*p.missing(found.facts), *p.stronger(found.facts)} if p.reason else set()
        assert {*row.apart} == missing
        if row.follows == "distinguishable":
            assert missing and not p.controls(found.facts)
        if row.follows == "does not settle it":
            assert p.controls(found.facts) and finding.status is Status.OPEN
    nearest = [len(r.apart) for r in listed if r.follows == "distinguishable"]
    assert nearest == sorted(nearest)
    order = [r.follows in ("controls", "in conflict") for r in listed]
    assert order == sorted(order, reverse=True)


def test_the_grid_shows_what_each_case_had_and_where_these_facts_differ() -> None:
    """Without the CDN, *Doe*'s column has its facts framed, and those absent here crossed out."""
    tree = page(chart_of("precedents", on({"us_cdn": NO})))
    [grid, *_] = having(tree, "mc-grid")
    heads = [text(th) for th in grid.find("thead").iter("th")]
    assert heads[0] == "These facts"
    at = next(i for i, head in enumerate(heads) if "Doe 2024" in head)
    rows_ = {text(tr.find("th")): [*tr.iter("td")] for tr in grid.find("tbody").iter("tr")}
    for name, cells in rows_.items():
        cell = cells[at]
        if name.startswith(("CDN servers", "Purpose of")):
            assert having(cell, "mc-apart") and "yes, decisive there, not present here" in text(
                cell
            )
        elif name.startswith("Earns money"):
            assert having(cell, "mc-same") and "yes, decisive there and present here" in text(cell)
        elif name.startswith("Advertising"):
            assert text(cell) == "?unknown"
            assert not having(cell, "mc-same") + having(cell, "mc-apart")
    last = [text(td) for td in grid.find("tfoot").iter("td")]
    assert last[at] == "differs"
    assert text(rows_["CDN servers in the forum"][0]) == "○no"
    assert text(rows_["Earns money from users in the forum"][0]) == "●yes"
    tree = page(chart_of("precedents", on({})))
    [first, *_] = having(tree, "mc-controls")
    assert "Doe 2024" in text(first)
    [grid, *_] = having(tree, "mc-grid")
    assert "controls" in [text(td) for td in grid.find("tfoot").iter("td")]


def test_a_case_that_lost_its_force_has_no_row_and_is_named() -> None:
    """After *Briskin* (en banc), *AMA* is not in the grid on aiming, and the grid says so."""
    told = text(chart_of("precedents", on({}, DAYS[-1])))
    assert "No longer good law on this point: AMA" in told and "AMA 2020" not in told
    assert "AMA 2020" in text(chart_of("precedents", on({})))


def test_before_any_precedent_the_grid_says_that_there_is_none() -> None:
    """On a point that no case had decided, the grid has no case and says why."""
    found = on({}, FIRST)
    node = next(n for n in found if not precedents(found.law, n))
    assert "No case that had decided this point by this date" in text(
        chart_of("precedents", found, node)
    )


# --- the class -------------------------------------------------------------------------------------
def test_a_theme_may_set_every_shape() -> None:
    """Each status has its own color, shape, and property, and the shapes match those of the text."""
    assert {*COLORS} == {*Status} == {*explain.SHAPES} and len({*COLORS.values()}) == len(Status)
    assert len({tuple(SHAPES[status]) for status in Status}) == len(Status)
    assert {PROPERTIES[COLORS[s]].partition(",")[0] for s in Status} == {
        "var(--mc-met", "var(--mc-not-met", "var(--mc-open"}  # fmt: skip


def test_the_words_of_every_point_stand_beside_their_bars() -> None:
    """Whatever a point's text, its labels with three-digit counts do not overlap."""
    for node in LIB.nodes.values():
        reads = {s: explain.status_word(node, s, LIB) for s in Status}
        row = Predicted(
            "A title", "A point", reads, dict.fromkeys(Status, 128), Status.OPEN, "Open"
        )
        assert crowded(PredictionChart().html([row, row], "Class.")) == [], reads
