"""The charts: drawn only where they changed, and saying in words what they show."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import re

import numpy as np
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from matplotlib.patches import Rectangle
from what_is_shown import (
    DAYS,
    LIB,
    NO,
    SHAPES,
    SWITCHES,
    UNKNOWN,
    YES,
    as_seen,
    moving,
    page,
    pixels,
    text,
)

from jurisdiction import charts, explain
from jurisdiction.analysis import analyze, load_case
from jurisdiction.doctrine import law_at, under
from jurisdiction.library import below
from jurisdiction.model import DECIDED, Cause, Range, Status
from jurisdiction.panels import Lab, view
from jurisdiction.timeline import turning_days

DOE = load_case("doe_v_webgroup")
KINDS = [charts.TrafficStrip, charts.CourtWords]
EVERY_KIND = [*KINDS, charts.TimelineChart]
SHOWN_AS = {"^": "▲", "v": "▼", "D": "◆"}  # matplotlib's names of the three shapes


def drawing(chart, facts, day=DOE.decided, node="express_aiming") -> str:
    """The HTML of a chart on these facts."""
    found = analyze(facts, day)
    return chart.html(found, node)


def words(html: str) -> str:
    return page(html).find(".//img").get("alt")


# --- drawn only where something changed ------------------------------------------------------------
@pytest.fixture
def drawn(monkeypatch):
    """How often each kind of chart has drawn its still and its moving part."""
    counted = dict.fromkeys(
        [(kind.__name__, part) for kind in KINDS for part in ("still", "moving")], 0
    )

    def count(kind, part):
        method = getattr(kind, f"draw_{part}")

        def counting(self, *args):
            counted[kind.__name__, part] += 1
            return method(self, *args)

        monkeypatch.setattr(kind, f"draw_{part}", counting)

    for kind in KINDS:
        for part in ("still", "moving"):
            count(kind, part)
    return counted


CHANGES = {
    "a fact neither chart shows": ({"claim_family": "both"}, set()),
    "a fact that moves nothing": ({"english_default": NO}, {("CourtWords", "moving")}),
    "a fact that moves the finding": (
        {"us_cdn": NO}, {("CourtWords", "moving"), ("TrafficStrip", "moving")}),
    "the share": ({"us_traffic_share": "5%"}, {("TrafficStrip", "moving")}),
    "the views": ({"us_views": "500"}, set()),
    "the law": ({"law_as_of": DAYS[0]}, {(k.__name__, p) for k in KINDS for p in ("still", "moving")}),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_chart_is_drawn_once_and_only_where_what_it_shows_changed(drawn, own_lab, change) -> None:
    """After this change each part of each chart is drawn once if what it shows moved, and else not."""
    own_lab.scenario.set(us_views="9")
    drawn.update(dict.fromkeys(drawn, 0))
    changes, moved = CHANGES[change]
    own_lab.scenario.set(**changes)
    assert drawn == {part: int(part in moved) for part in drawn}


def test_on_a_running_screen_only_the_last_state_is_drawn(drawn, own_lab, in_a_kernel) -> None:
    """Toggles that come faster than charts can be drawn are drawn once, as they ended; text at once."""

    async def toggling() -> None:
        for share in ("1%", "2%", "3%"):
            own_lab.scenario.set(us_traffic_share=share, us_cdn=NO)
        assert "Open" in text(own_lab.finding.headline.value)
        assert sum(drawn.values()) == 0
        await asyncio.sleep(0.1)

    drawn.update(dict.fromkeys(drawn, 0))
    asyncio.run(toggling())
    assert drawn["TrafficStrip", "moving"] == drawn["CourtWords", "moving"] == 1
    assert "These facts: 3%" in words(own_lab.charts[0].picture.value)


@pytest.mark.parametrize("seen", [0, 3600])
def test_a_chart_is_drawn_at_once_and_sent_when_the_finding_has_been_painted(
    drawn, own_lab, in_a_kernel, monkeypatch, seen
) -> None:
    """Until the finding has been painted the chart before stands there, though the next one is drawn."""
    monkeypatch.setattr(view, "SEEN", seen)
    before = own_lab.charts[0].picture.value

    async def toggling() -> None:
        own_lab.scenario.set(us_traffic_share="3%")
        await asyncio.sleep(0.1)

    drawn.update(dict.fromkeys(drawn, 0))
    asyncio.run(toggling())
    assert drawn["TrafficStrip", "moving"] == 1
    assert (own_lab.charts[0].picture.value == before) is bool(seen)


# --- words and pixels ------------------------------------------------------------------------------
hundredths = st.integers(0, 10000).map(lambda x: x / 10000)
shares = (
    st.tuples(hundredths, hundredths).map(lambda ends: Range(min(ends), max(ends)))
    | hundredths.map(lambda x: Range(x, x))
    | st.sampled_from([UNKNOWN, DOE.facts["us_traffic_share"]])
)
answers = st.sampled_from([YES, NO, UNKNOWN])
changes = st.dictionaries(
    st.sampled_from([n for n, fact in LIB.facts.items() if fact.kind == "yes_no"]),
    answers,
    max_size=3,
)
states = st.tuples(changes, shares, st.sampled_from(DAYS)).map(
    lambda drawn: (DOE.facts | drawn[0] | {"us_traffic_share": drawn[1]}, drawn[2])
)


@pytest.mark.parametrize("kind", EVERY_KIND)
@settings(max_examples=settings.default.max_examples // 8, phases=[Phase.explicit, Phase.generate])
@example(
    one=(DOE.facts | {"us_traffic_share": Range(0.5, 0.5)}, DOE.decided),
    change={},
    share=Range(0.6, 0.6),
    day=DOE.decided,
    moved=2,
)  # both beyond the end of the strip
@given(one=states, change=changes, share=shares, day=st.sampled_from(DAYS), moved=st.integers(0, 3))
def test_the_words_change_whenever_the_picture_does(kind, one, change, share, day, moved) -> None:
    """Of two states, the words are the same exactly if the pixels are; and no trace of one stays."""
    facts = one[0] | change | ({"us_traffic_share": share} if moved > 1 else {})
    two = facts, day if moved > 2 else one[1]
    alive, fresh = kind(), kind()
    before, after, alone = drawing(alive, *one), drawing(alive, *two), drawing(fresh, *two)
    assert (words(before) == words(after)) == np.array_equal(pixels(before), pixels(after))
    assert as_seen(after) == as_seen(alone)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_words_stand_under_the_picture_and_in_its_place(kind) -> None:
    """The image's alternative text is its caption, to the letter."""
    chart = kind()
    for facts in (DOE.facts, DOE.facts | {"us_traffic_share": UNKNOWN, "us_trademarks": NO}):
        figure = page(drawing(chart, facts))[0]
        alt = figure.find("img").get("alt")
        assert alt and alt == "".join(figure.find("figcaption").itertext())


def test_the_strip_says_the_share_the_finding_and_every_decided_case() -> None:
    """The words of the strip give this share and finding, and each decided case with its own."""
    said = words(
        drawing(charts.TrafficStrip(), DOE.facts | {"us_traffic_share": Range(0.05, 0.06)})
    )
    assert "These facts: 5% to 6%, express aiming met." in said
    for case in ("Will 4.6%, met", "AMA 19.21%, not met", "Doe 12% to 19%, met",
                 "Keeton less than 1%, met (magazine copies,"):  # fmt: skip
        assert case in said


@pytest.mark.parametrize("node", ["express_aiming", "first_prong"])
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_strip_shows_no_case_before_it_was_decided(day, node) -> None:
    """Under the law of a day the cases decided by then on the point, or on one below, are on the strip."""
    said = words(drawing(charts.TrafficStrip(), DOE.facts, day, node))
    near = {n for point in (node, "express_aiming", "forum_harm") for n in below(LIB, point)}
    near = near if node != "first_prong" else below(LIB, node)
    for case in LIB.cases.values():
        if not any(h.node in near and h.disposition in DECIDED for h in case.holdings):
            continue
        if "us_traffic_share" in case.facts and case.facts["us_traffic_share"].value != "unknown":
            there = re.search(rf"[:;] {re.escape(case.short)} (\d|less)", said) is not None
            assert there == (LIB.authorities[case.authority].decided <= day), case.short


def test_the_court_s_words_say_of_every_fact_what_it_is() -> None:
    """Each fact that bears on the point stands under the court's word, with its answer."""
    facts = DOE.facts | {"us_trademarks": NO, "us_dns": UNKNOWN}
    said = words(drawing(charts.CourtWords(), facts))
    answer = {YES: "yes", NO: "no", UNKNOWN: "unknown"}
    for name, fact in LIB.facts.items():
        on = [
            e
            for e in fact.bears_on
            if e.node == "express_aiming"
            and (e.since or DOE.decided) <= DOE.decided
            and (e.until or dt.date.max) > DOE.decided
        ]
        if on and fact.kind == "yes_no":
            group = said.split(f"{on[0].characterisation} - ")[1].split(";")[0]
            label = fact.label.replace("{forum}", "the United States")
            assert f"{label}: {answer[facts[name]]}" in group


# --- colours and shapes ----------------------------------------------------------------------------
def test_each_status_has_its_own_colour_and_its_own_shape() -> None:
    """No two statuses share a colour or a shape, and the shapes are those of the text."""
    assert set(charts.COLOURS) == set(charts.MARKERS) == set(explain.SHAPES) == set(Status)
    assert len(set(charts.COLOURS.values())) == len(set(charts.MARKERS.values())) == len(Status)
    assert {status: SHOWN_AS[marker] for status, marker in charts.MARKERS.items()} == SHAPES
    assert explain.SHAPES == SHAPES


def test_met_is_blue_not_met_is_red_and_open_is_grey() -> None:
    """The colours belong to the statuses they have on every page: swapped ones would mislead."""
    red, green, blue = (
        {s: int(colour[at : at + 2], 16) for s, colour in charts.COLOURS.items()}
        for at in (1, 3, 5)
    )
    assert blue[Status.MET] > max(red[Status.MET], green[Status.MET])
    assert red[Status.NOT_MET] > max(green[Status.NOT_MET], blue[Status.NOT_MET])
    assert red[Status.OPEN] == green[Status.OPEN] == blue[Status.OPEN]


NOT_MET = {
    "us_cdn": NO, "us_trademarks": NO, "directed_ads": NO, "ad_revenue_by_forum_clicks": NO,
}  # fmt: skip
STATUSES = {Status.MET: {}, Status.OPEN: {"us_cdn": NO}, Status.NOT_MET: NOT_MET}


@pytest.mark.parametrize("status", Status, ids=lambda status: status.value)
def test_the_mark_of_these_facts_has_the_colour_of_their_status(own_lab, status) -> None:
    """In the row of these facts stands the colour of what they come to, and of no other status."""
    own_lab.scenario.set(us_traffic_share="8%", **STATUSES[status])
    assert own_lab.scenario.analysis["express_aiming"].status is status
    picture = pixels(own_lab.charts[0].picture.value)
    height, width, _ = picture.shape
    row = picture[int(height * 0.66) : int(height * 0.78), int(width * 0.17) :].reshape(-1, 3)
    for other, colour in charts.COLOURS.items():
        rgb = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
        assert (row == rgb).all(axis=1).any() == (other is status), other


# --- room ------------------------------------------------------------------------------------------
ENDS = (0, 0.01, 0.05, 0.1, 0.12, 0.16, 0.1721, 0.19, 0.2, 0.24, 0.25, 0.3, 0.5, 1)
ROOM = [UNKNOWN, *(Range(low, high) for low in ENDS for high in ENDS if low <= high)]


def test_what_the_strip_says_of_these_facts_stands_free_at_every_share() -> None:
    """The words and the marks of these facts lie within the picture and on no row's name."""
    chart = charts.TrafficStrip()
    drawing(chart, DOE.facts)
    renderer = chart.canvas.get_renderer()
    names = [label.get_window_extent(renderer) for label in chart.axes.get_yticklabels()]
    whole, wrong = chart.figure.bbox, []
    for share in ROOM:
        for changes_ in STATUSES.values():
            found = analyze(DOE.facts | {"us_traffic_share": share, **changes_}, DOE.decided)
            for artist in moving(chart, found, "express_aiming"):
                box = artist.get_window_extent(renderer)
                within = box.x0 >= whole.x0 and box.x1 <= whole.x1 and box.y0 >= whole.y0
                if not within or any(box.overlaps(name) for name in names):
                    wrong.append((share, artist))
                artist.remove()
    assert wrong == []


def test_a_lab_without_charts_follows_as_well() -> None:
    """A laboratory may have no charts, and still shows the finding."""
    lab = Lab("doe_v_webgroup", facts=["us_cdn"], charts=[])
    lab.facts.controls["us_cdn"].value = NO
    assert "Open" in text(lab.finding.headline.value)


def test_on_harm_the_strip_says_how_a_case_came_out_on_harm() -> None:
    """On another point than aiming each case stands with its holding nearest to that point."""
    said = words(drawing(charts.TrafficStrip(), DOE.facts, node="forum_harm"))
    assert "Will 4.6%, met (a sufficient amount of harm)" in said
    assert "AMA 19.21%, not met (express aiming)" in said  # harm was not reached there
    assert "intentional act" not in said


# --- the timeline ----------------------------------------------------------------------------------
AMA = load_case("ama_v_wanat")
POINTS = ["express_aiming", "personal_jurisdiction", "relatedness", "us_cdn", "good_cause"]
LOST = DOE.facts | {"claim_arises_from_contacts": NO, "claim_relates_to_contacts": NO}


def by_day(found, node: str) -> dict[dt.date, tuple[str, ...]]:
    """What the timeline says of the facts on each day."""
    chart = charts.TimelineChart()
    rows, results = chart.rows(found.law, node), chart.results(found, node)
    return {row.turn.day: r.words for row, r in zip(rows, results, strict=True)}


@pytest.mark.parametrize("node", POINTS)
@pytest.mark.parametrize("case", ["doe_v_webgroup", "ama_v_wanat", "bodyguard_v_does"])
def test_the_timeline_says_what_the_engine_finds_on_each_day(case, node) -> None:
    """Each row gives the finding, at close as well, under the law of its day."""
    loaded = load_case(case)
    found = analyze(loaded.facts, loaded.decided, loaded.case.stage)
    for day, told in by_day(found, node).items():
        then = analyze(loaded.facts, day, loaded.case.stage)
        if node not in then:
            assert told == ("Not yet law",)
            continue
        finding, expected = then[node], list[str]()
        status, close = (
            explain.status_word(finding.node, s, LIB) for s in (finding.status, finding.at_close)
        )
        if finding.at_close is Status.NOT_MET and finding.by_silence:
            expected = ["at close: not shown"]
        elif finding.at_close is not finding.status:
            expected = [f"at close: {close.lower()}"]
        elif finding.status is Status.OPEN:
            expected = [", ".join(c for c in Cause if c in finding.causes)]
        expected += [f"{LIB.authorities[c.by].label} preserved" for c in finding.preserved]
        assert told == (status, *expected)


@pytest.mark.parametrize("node", POINTS)
def test_the_words_of_the_timeline_say_every_finding_and_every_change(node) -> None:
    """Each finding stands with the day from which it is so, and each day of change with what it did."""
    chart, found = charts.TimelineChart(), analyze(AMA.facts, AMA.decided)
    said, last = words(chart.html(found, node)), ()
    for day, told in by_day(found, node).items():
        starts = f"from {explain.day_words(day)}, " in said
        assert starts == (told != last), day
        last = told
    for row in chart.rows(found.law, node):
        assert all(f"{row.title}: " in said and did in said for did in row.did)


COURTS = ["ca9", "ca4", "d_haw"]
DID = {"New", "Ended", "Closed", "Raised, not settled here"}  # what a day can do to the tree itself


def did_to_the_tree(row) -> set[str]:
    """Which of these words begin the lines of a row."""
    return {word for word in DID for said in row.did if re.match(rf"{word}( until [^:]+)?: ", said)}


def tree(law, node: str) -> dict[str, tuple]:
    """All below a point that decides how facts come out."""
    names = under(law, node) if node in law.nodes else ()
    parts = ("fact", "case_of", "all_of", "any_of", "settled", "unanswered", "at_least", "one_of")
    return {n: tuple(str(getattr(law.nodes[n], part)) for part in parts) for n in names}


@pytest.mark.parametrize("court", COURTS)
@pytest.mark.parametrize("node", POINTS)
def test_the_timeline_has_every_day_on_which_the_law_of_the_point_changed(node, court) -> None:
    """The rows are the days offered and the later days on which the law below the point changes in this
    court, or an authority is treated otherwise; a row says of each what it did, and nothing else."""
    law = law_at(LIB, DOE.decided, court=court)
    rows = {row.turn.day: row for row in charts.TimelineChart().rows(law, node)}
    assert list(rows) == sorted(rows) and {*DAYS} <= {*rows} and min(rows) == min(DAYS)
    assert all(row.did for day, row in rows.items() if day not in DAYS)
    for day in (day for day in {*turning_days(LIB), *rows} if day > min(DAYS)):
        old, new = law.on(day - dt.timedelta(days=1)), law.on(day)
        before, after = ({*tree(one, node)} & {*LIB.nodes} for one in (old, new))
        wanted = {
            "New": after & new.made - old.made,
            "Ended": before - {*new.nodes},
            "Closed": closed(new, after) - closed(old, before),
            "Raised, not settled here": after - {*old.nodes} - new.made,
        }
        did = did_to_the_tree(rows[day]) if day in rows else set()
        assert did == {word for word, names in wanted.items() if names}, day
        assert did or tree(old, node) == tree(new, node), day
        said = " ".join(rows[day].did).lower() if did else ""
        assert all(LIB.nodes[n].name.lower() in said for n in wanted["Closed"]), day


def closed(law, names: set[str]) -> set[str]:
    """The routes that are not law, and that binding authority of the day rules out."""
    laws = {n: law.nodes[f"{n}__law"] for n in names - law.made}
    return {n for n, one in laws.items() if one.settled == "not met"}


def test_the_timeline_says_which_day_closed_a_route_and_until_when() -> None:
    """AMA closed what Briskin opened, but only for a court that AMA binds."""
    rows = charts.TimelineChart().rows(law_at(LIB, DOE.decided), "express_aiming")
    (did,) = (row.did for row in rows if row.turn.day == AMA.decided)
    assert any(said.startswith("Closed until April 21, 2025: ") for said in did)
    rows = charts.TimelineChart().rows(law_at(LIB, DOE.decided, court="ca4"), "express_aiming")
    assert not any("Closed" in said for row in rows for said in row.did)


def test_the_timeline_says_what_was_raised_and_is_not_settled() -> None:
    """Will is law in the Ninth Circuit, and in the Fourth it raises questions."""
    for court, word in (("ca9", "New"), ("ca4", "Raised, not settled here")):
        rows = charts.TimelineChart().rows(law_at(LIB, DOE.decided, court=court), "express_aiming")
        (did,) = (row.did for row in rows if row.turn.day == dt.date(2022, 8, 31))
        assert did[0].startswith(f"{word}: ") and "compliance pages" in did[0].lower()


def test_the_timeline_says_how_we_know_what_we_have_not_read() -> None:
    """Briskin and Fuld are from public summaries, and each point of our own analysis says so."""
    law = law_at(LIB, DOE.decided)
    rows = charts.TimelineChart().rows(law, "personal_jurisdiction")
    did = {row.turn.day.isoformat(): row.did for row in rows}
    assert all("[public summaries" in said for said in did["2025-04-21"][:1] + did["2025-06-20"])
    assert "AMA overruled in part [public summaries]" in did["2025-04-21"]
    assert "Doe questioned [our own analysis]" in did["2025-04-21"]
    assert "Doe amended [public summaries]" in did["2024-02-14"]
    assert any("[openings of opinions]" in said for said in did["2021-08-27"])
    for row in rows:
        known = [LIB.authorities[name].date_verified for name in row.turn.by(LIB)]
        remembered = any(one and one.how == "memory" for one in known)
        assert ("[day from memory]" in row.title) is remembered


def test_amas_facts_turn_on_the_day_of_briskin_and_nothing_else_is_needed() -> None:
    """At close AMA's aiming is lost on every day from AMA until Briskin en banc, and else open."""
    found = analyze(AMA.facts, AMA.decided)
    told = by_day(found, "express_aiming")
    lost = {day for day, said in told.items() if said == ("Open", "at close: not shown")}
    assert lost == {day for day in told if AMA.decided <= day < dt.date(2025, 4, 21)}
    assert {told[day] for day in {*told} - lost} == {("Open", "record, law")}
    assert {found.law.on(day).as_of for day in lost} == {
        day for day in told if analyze(AMA.facts, day).at_close("express_aiming") is Status.NOT_MET
    }


def test_a_preserved_challenge_stands_in_the_rows_from_its_day_on() -> None:
    """A lost Rule 4(k)(2) claim says from Fuld's day on that the challenge is preserved; a State's not."""
    for forum, days in (("united_states", ["2025-06-20"]), ("state", [])):
        told = by_day(analyze(LOST | {"forum": forum}, DOE.decided), "personal_jurisdiction")
        assert [d.isoformat() for d, said in told.items() if "Fuld preserved" in said] == days


@pytest.mark.parametrize(
    ("day", "framed"),
    [("2016-01-01", None), ("2017-05-31", "2017-05-31"), ("2024-01-01", "2023-07-05"),
     ("2024-01-02", "2024-01-02"), ("2025-04-20", "2024-02-14"), ("2030-01-01", "2025-06-20")],
)  # fmt: skip
def test_the_frame_stands_at_the_law_that_applies(day, framed) -> None:
    """The words say the day of the law; the frame is around the last row that is not after it."""
    chart = charts.TimelineChart()
    found = analyze(DOE.facts, day)
    said = words(chart.html(found, "express_aiming"))
    assert f"Law as of {explain.day_words(dt.date.fromisoformat(day))}. " in said
    rows = chart.rows(found.law, "express_aiming")
    frames = [a for a in moving(chart, found, "express_aiming") if isinstance(a, Rectangle)]
    assert len(frames) == (framed is not None)
    for frame in frames:
        at = [row.turn.day.isoformat() for row in rows].index(framed)
        assert (frame.get_y(), frame.get_y() + frame.get_height()) == pytest.approx(
            (chart._y[at], chart._y[at + 1])
        )


@pytest.mark.parametrize("node", POINTS)
def test_nothing_on_the_timeline_overlaps_or_is_cut(node) -> None:
    """At its width all words lie within the picture, and none on another, whatever the finding."""
    chart, wrong = charts.TimelineChart(), []
    chart.kept = 0
    for facts in (
        DOE.facts,
        AMA.facts,
        LOST,
        *(DOE.facts | s for s in map(spread, STATUSES.values())),
    ):
        stage = "early_discovery" if node == "good_cause" else "motion_to_dismiss"
        found = analyze(facts, dt.date(2025, 6, 20), stage)
        chart.html(found, node)
        moving(chart, found, node)
        renderer = chart.canvas.get_renderer()
        boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in chart.axes.texts]
        whole = chart.figure.bbox
        for said, box in boxes:
            if box.x0 < 0 or box.x1 > whole.x1 or box.y0 < 0 or box.y1 > whole.y1:
                wrong.append(said)
        for (one, box), (other, second) in itertools.combinations(boxes, 2):
            if box.overlaps(second):
                wrong.append((one, other))
        for artist in [*chart.axes.texts, *chart.axes.patches]:
            artist.remove()
        chart._still_key = None
    assert wrong == []


def spread(changes_: dict) -> dict:
    """Changes with each switch as its facts."""
    return {part: v for name, v in changes_.items() for part in SWITCHES.get(name, [name])}


@pytest.mark.parametrize("status", Status, ids=lambda status: status.value)
def test_the_marks_of_the_timeline_have_the_colours_of_their_findings(status) -> None:
    """On the rail stands, in the row of a day, the colour of what these facts come to on that day."""
    chart = charts.TimelineChart()
    found = analyze(DOE.facts | spread(STATUSES[status]), DOE.decided)
    assert found.status("express_aiming") is status
    picture = pixels(chart.html(found, "express_aiming"))
    at = [row.turn.day for row in chart.rows(found.law, "express_aiming")].index(DOE.decided)
    top, bottom = (int(chart._y[i] * 120) for i in (at, at + 1))
    row = picture[top + 4 : bottom - 4, 20:60].reshape(-1, 3)
    for other, colour in charts.COLOURS.items():
        rgb = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        assert (row == rgb).all(axis=1).any() == (other is status), other


def test_the_timeline_is_drawn_anew_only_where_a_row_comes_out_otherwise(monkeypatch) -> None:
    """A fact that moves no row draws nothing; one that moves a row, or the law, the moving part only."""
    drawn_: list[str] = []
    for part in ("still", "moving"):
        method = getattr(charts.TimelineChart, f"draw_{part}")

        def counting(self, *args, part=part, method=method):
            drawn_.append(part)
            return method(self, *args)

        monkeypatch.setattr(charts.TimelineChart, f"draw_{part}", counting)
    lab = Lab("doe_v_webgroup", facts=["us_cdn", "english_default"], charts=["timeline"], law=True)
    for change, parts in (({}, ["still", "moving"]), ({"english_default": NO}, []),
                          ({"us_cdn": NO}, ["moving"]), ({"law_as_of": DAYS[-1]}, ["moving"])):  # fmt: skip
        if change:
            drawn_.clear()
            lab.scenario.set(**change)
        assert drawn_ == parts, change
