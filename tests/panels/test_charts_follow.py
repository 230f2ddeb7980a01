"""The charts follow the facts, are drawn once for the last state, and have a text equivalent."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import sys
from collections import Counter

import pytest
from what_is_shown import DAYS, LIB, NO, UNKNOWN, drawn, page, tab, text

from jurisdiction import explain
from jurisdiction.analysis import analyze, load_case
from jurisdiction.doctrine import law_at, under
from jurisdiction.library import below
from jurisdiction.model import DECIDED, Cause, Range, Status
from jurisdiction.timeline import turning_days
from minimum_contacts.lessons import charts
from minimum_contacts.lessons.charts.timeline import TimelineChart, days, results
from minimum_contacts.panels import Lab

DOE = load_case("doe_v_webgroup")
module = sys.modules[Lab.__module__]  # `minimum_contacts.panels.lab` is a function of this module


def drawing(kind: str, facts, day=DOE.decided, node="express_aiming") -> str:
    """Return the HTML of a chart on these facts."""
    return charts.CHARTS[kind](DOE.case).html(analyze(facts, day), node)


def words(html: str) -> str:
    """Return the folded text of a chart."""
    return text(page(html).find(".//details").find("p"))


# --- drawn once ------------------------------------------------------------------------------------
@pytest.fixture
def asked(monkeypatch) -> Counter[str]:
    """Return how often each kind of chart was asked for its HTML."""
    counted = Counter[str]()
    for name in ("traffic", "precedents"):
        kind = charts.CHARTS[name]

        def counting(self, *args, name=name, html=kind.html):
            counted[name] += 1
            return html(self, *args)

        monkeypatch.setattr(kind, "html", counting)
    return counted


def test_on_a_running_screen_only_the_last_state_is_drawn(asked, own_lab, in_a_kernel) -> None:
    """Changes that outpace drawing are drawn once, in their last state; text follows at once."""

    async def toggling() -> None:
        for share in ("1%", "2%", "3%"):
            own_lab.scenario.set(us_traffic_share=share, us_cdn=NO)
        assert own_lab.now["finding"]["word"] == "Open"
        assert not asked
        await asyncio.sleep(0.3)

    asked.clear()
    asyncio.run(toggling())
    assert asked == {"traffic": 1}  # and no chart under another tab
    assert "These facts: 3%" in words(own_lab.rest["tab"]["html"])


def test_a_chart_that_is_opened_is_drawn_for_the_facts_of_now(asked, own_lab) -> None:
    """A chart under another tab is drawn when its tab is opened, and no hidden chart is drawn."""
    asked.clear()
    own_lab.do(do="set", fact="us_cdn", value="no")
    assert asked == {"traffic": 1}
    before = own_lab.rest["tab"]
    own_lab.do(do="tab", tab="precedents")
    assert asked == {"traffic": 1, "precedents": 1} and own_lab.rest["tab"] != before
    table = page(own_lab.rest["tab"]["html"])
    assert any(text(row).startswith("CDN servers in the forum○no") for row in table.iter("tr"))
    own_lab.do(do="tab", tab="timeline")  # a tab that this laboratory lacks
    assert own_lab.rest["tab"]["id"] == "precedents"


@pytest.mark.parametrize("wide", [360, 440, 520])
def test_the_charts_are_as_wide_as_the_page_shows_them(own_lab, wide) -> None:
    """The page reports its width, and charts are drawn at that width."""
    own_lab.do(do="width", width=wide)
    assert drawn(own_lab.rest["tab"]["html"]).size[0] == wide
    own_lab.do(do="set", fact="us_cdn", value="no")
    assert drawn(own_lab.rest["tab"]["html"]).size[0] == wide


def test_what_these_facts_do_not_change_is_drawn_once(monkeypatch) -> None:
    """A change of facts redraws only its own row, not the decided cases."""
    written, real = list[str](), charts.chart.Sheet.words
    monkeypatch.setattr(
        charts.chart.Sheet, "words", lambda self, x, y, words, *a, **k: (
            written.append(words), real(self, x, y, words, *a, **k))
    )  # fmt: skip
    for kind, node, case in (("traffic", "express_aiming", "Will"), ("timeline", "express_aiming", "Will"),
                             ("factors", "reasonableness", "4  The forum's interest")):  # fmt: skip
        shown = drawing(kind, DOE.facts, node=node)
        written.clear()
        other = drawing(
            kind, DOE.facts | {"cdn_us_servers": NO, "factor_burden": "against"}, node=node
        )
        assert written and case not in written, kind
        assert " ".join(case.split()) in {t["words"] for t in drawn(other).texts} and shown != other


def test_a_lab_without_charts_follows_as_well() -> None:
    """A laboratory without charts still displays the finding."""
    lab = Lab("doe_v_webgroup", facts=["us_cdn"], charts=[])
    lab.do(do="set", fact="us_cdn", value="no")
    assert lab.now["finding"]["word"] == "Open" and lab.rest["tab"] == {}
    for name in ("traffic", "changes", ""):
        lab.do(do="tab", tab=name)
        lab.do(do="in_tab", held=[])
    assert lab.rest["tab"] == {} and lab.now["problem"] == []


@pytest.fixture
def unfetched(monkeypatch) -> tuple[list, list[bool]]:
    """Simulate a browser without matplotlib; return the waiting callbacks and whether it has arrived."""
    waiting, here = [], [False]
    monkeypatch.setattr(module, "here", lambda name: here[0])
    monkeypatch.setattr(module, "fetch", lambda name, then: waiting.append(then))
    return waiting, here


def test_a_table_needs_no_drawing_program(unfetched) -> None:
    """Before matplotlib is downloaded, tables appear, and a drawing says that it is coming."""
    waiting, here = unfetched
    names = ["traffic", "timeline", "precedents"]
    lab = Lab("doe_v_webgroup", facts=["us_cdn"], charts=names)
    told = [str(tab(lab, name)) for name in names]
    assert all("Loading the chart" in one for one in told[:2]) and len(waiting) == 1
    assert "Doe 2024" in told[2]
    tab(lab, "traffic")
    here[0] = True
    waiting[0]("")
    assert drawn(lab.rest["tab"]["html"]).texts


def test_a_drawing_program_that_cannot_be_fetched_is_told(unfetched) -> None:
    """If matplotlib cannot be downloaded, the reason appears in place of the chart; the rest works."""
    waiting, _ = unfetched
    lab = Lab("doe_v_webgroup", facts=["us_cdn"])
    waiting[0]("no network")
    assert "cannot show the chart (no network)" in lab.rest["tab"]["text"]
    lab.do(do="set", fact="us_cdn", value="no")
    assert (
        "cannot show the chart" in lab.rest["tab"]["text"] and lab.now["finding"]["word"] == "Open"
    )


# --- in words --------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["traffic", "timeline", "factors"])
def test_the_words_of_a_drawing_stand_behind_one_fold(kind) -> None:
    """A figure has a title, a drawing with a name, and one fold that contains all of its text."""
    node = "reasonableness" if kind == "factors" else "express_aiming"
    for facts in (DOE.facts, DOE.facts | {"us_traffic_share": UNKNOWN, "us_trademarks": NO}):
        html = drawing(kind, facts, node=node)
        figure, chart = page(html)[0], charts.CHARTS[kind](DOE.case)
        assert figure.tag == "figure" and [part.tag for part in figure] == [
            "figcaption",
            "div",
            "details",
        ]
        assert words(html) == chart.text(analyze(facts, DOE.decided), node)
        told = [text(li) for li in figure.find("details").iter("li")]
        assert told == chart.lines(analyze(facts, DOE.decided), node)


def test_the_traffic_chart_says_the_share_the_finding_and_every_decided_case() -> None:
    """The text gives this share and finding, and each decided case with its own, as does the drawing."""
    html = drawing("traffic", DOE.facts | {"us_traffic_share": Range(0.05, 0.06)})
    assert "These facts: 5% to 6%, express aiming met." in words(html)
    for case in ("Will 4.6%, met", "AMA 19.21%, not met", "Doe 12% to 19%, met",
                 "Keeton less than 1%, met (magazine copies,"):  # fmt: skip
        assert case in words(html)
    told = {t["words"] for t in drawn(html).texts}
    assert {
        "5% to 6%:",
        "▲ met",
        "Will",
        "4.6%, met",
        "19.21%, not met",
        "less than 1%, met",
    } <= told


@pytest.mark.parametrize("node", ["express_aiming", "first_prong"])
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_traffic_chart_shows_no_case_before_it_was_decided(day, node) -> None:
    """Under the law as of a date, the chart shows cases decided by then on the point or on one below it."""
    said = words(drawing("traffic", DOE.facts, day, node))
    near = {n for point in (node, "express_aiming", "forum_harm") for n in below(LIB, point)}
    near = near if node != "first_prong" else below(LIB, node)
    for case in LIB.cases.values():
        if not any(h.node in near and h.disposition in DECIDED for h in case.holdings):
            continue
        if "us_traffic_share" in case.facts and case.facts["us_traffic_share"].value != "unknown":
            there = re.search(rf"[:;] {re.escape(case.short)} (\d|less)", said) is not None
            assert there == (LIB.authorities[case.authority].decided <= day), case.short


def test_on_harm_the_traffic_chart_says_how_a_case_came_out_on_harm() -> None:
    """On a point other than aiming, each case appears with its holding nearest to that point."""
    said = words(drawing("traffic", DOE.facts, node="forum_harm"))
    assert "Will 4.6%, met (a sufficient amount of harm)" in said
    assert "AMA 19.21%, not met (express aiming)" in said  # *AMA* did not reach harm
    assert "intentional act" not in said


def test_the_smallest_changes_are_chips_with_what_is_and_what_would_be() -> None:
    """Each finding has one row for each set of changes, and each row a chip for each fact."""
    lab = Lab("doe_v_webgroup", facts=["us_cdn"], charts=[], views=["changes"])
    sets = [one for group in tab(lab, "changes")["groups"] for one in group["sets"]]
    chips = [one["chips"] for one in sets]
    assert [("CDN servers in the United States", "Yes", "No")] in chips
    assert any(
        len(one) == 3 and one[1][:2] == ("Advertising directed at the United States", "Unknown")
        for one in chips
    )
    for one in sets:
        assert len(one["changes"]) == len(one["chips"])


# --- the timeline ----------------------------------------------------------------------------------
AMA = load_case("ama_v_wanat")
POINTS = ["express_aiming", "personal_jurisdiction", "relatedness", "us_cdn", "good_cause"]
LOST = DOE.facts | {"claim_arises_from_contacts": NO, "claim_relates_to_contacts": NO}


def by_day(found, node: str) -> dict[dt.date, tuple[str, ...]]:
    """Return the timeline's result for the facts on each date."""
    shown = days(found.law, node), results(found, node)
    return {day.turn.day: result.words for day, result in zip(*shown, strict=True)}


@pytest.mark.parametrize("node", POINTS)
@pytest.mark.parametrize("case", ["doe_v_webgroup", "ama_v_wanat", "bodyguard_v_does"])
def test_the_timeline_says_what_the_engine_finds_on_each_day(case, node) -> None:
    """Each row gives the finding, including at close, under the law as of its date."""
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
    """Each finding appears with its first date, and each date of change with its effect."""
    chart, found = TimelineChart(AMA.case), analyze(AMA.facts, AMA.decided)
    html, last = chart.html(found, node), ()
    said, listed = words(html), [text(li) for li in page(html).iter("li")]
    for day, told in by_day(found, node).items():
        starts = f"from {explain.day_words(day)}, " in said
        assert starts == (told != last), day
        last = told
    for row in days(found.law, node):
        [line] = [line for line in listed if line.startswith(f"{row.title}: ")]
        assert all(did in line for did in row.did) and (row.did or "nothing changes here" in line)


COURTS = ["ca9", "ca4", "d_haw"]
DID = {"New", "Ended", "Closed", "Raised, not settled here"}  # effects on the tree itself


def did_to_the_tree(row) -> set[str]:
    """Return which of these words begin the lines of a row."""
    return {word for word in DID for said in row.did if re.match(rf"{word}( until [^:]+)?: ", said)}


def tree(law, node: str) -> dict[str, tuple]:
    """Return the structure of every node under a point in a given law."""
    names = under(law, node) if node in law.nodes else ()
    parts = ("fact", "case_of", "all_of", "any_of", "settled", "unanswered", "at_least", "one_of")
    return {n: tuple(str(getattr(law.nodes[n], part)) for part in parts) for n in names}


@pytest.mark.parametrize("court", COURTS)
@pytest.mark.parametrize("node", POINTS)
def test_the_timeline_has_every_day_on_which_the_law_of_the_point_changed(node, court) -> None:
    """The rows are the dates offered and the later dates on which this court's law changes.

    A row is also due when a later authority treats another. Each row states the effects of its date, and
    nothing else.
    """
    law = law_at(LIB, DOE.decided, court=court)
    rows = {row.turn.day: row for row in days(law, node)}
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
    """Return the routes that are not law and that binding authority of the date rules out."""
    laws = {n: law.nodes[f"{n}__law"] for n in names - law.made}
    return {n for n, one in laws.items() if one.settled == "not met"}


def test_the_timeline_says_which_day_closed_a_route_and_until_when() -> None:
    """AMA closed what Briskin opened, but only for a court that AMA binds."""
    rows = days(law_at(LIB, DOE.decided), "express_aiming")
    (did,) = (row.did for row in rows if row.turn.day == AMA.decided)
    assert any(said.startswith("Closed until April 21, 2025: ") for said in did)
    rows = days(law_at(LIB, DOE.decided, court="ca4"), "express_aiming")
    assert not any("Closed" in said for row in rows for said in row.did)


def test_the_timeline_says_what_was_raised_and_is_not_settled() -> None:
    """*Will* is law in the Ninth Circuit; in the Fourth Circuit it raises questions."""
    for court, word in (("ca9", "New"), ("ca4", "Raised, not settled here")):
        rows = days(law_at(LIB, DOE.decided, court=court), "express_aiming")
        (did,) = (row.did for row in rows if row.turn.day == dt.date(2022, 8, 31))
        assert did[0].startswith(f"{word}: ") and "compliance pages" in did[0].lower()


def test_the_timeline_says_how_we_know_what_we_have_not_read() -> None:
    """*Briskin* and *Fuld* are known from public summaries, and each point of our own analysis says so."""
    law = law_at(LIB, DOE.decided)
    rows = days(law, "personal_jurisdiction")
    did = {row.turn.day.isoformat(): row.did for row in rows}
    assert all("[public summaries" in said for said in did["2025-04-21"][:1] + did["2025-06-20"])
    assert "AMA overruled in part [public summaries]" in did["2025-04-21"]
    assert "Doe questioned [our own analysis]" in did["2025-04-21"]
    assert "Doe amended [public summaries]" in did["2024-02-14"]
    assert any("[openings of opinions]" in said for said in did["2021-08-27"])
    for row in rows:
        known = [LIB.authorities[name].date_verified for name in row.turn.by(LIB)]
        remembered = any(one and one.how == "memory" for one in known)
        assert ("[date from memory]" in row.title) is remembered


def test_amas_facts_turn_on_the_day_of_briskin_and_nothing_else_is_needed() -> None:
    """At close, *AMA*'s aiming is lost from *AMA* until *Briskin* (en banc), and is otherwise open."""
    found = analyze(AMA.facts, AMA.decided)
    told = by_day(found, "express_aiming")
    lost = {day for day, said in told.items() if said == ("Open", "at close: not shown")}
    assert lost == {day for day in told if AMA.decided <= day < dt.date(2025, 4, 21)}
    assert {told[day] for day in {*told} - lost} == {("Open", "record, law")}
    assert {found.law.on(day).as_of for day in lost} == {
        day for day in told if analyze(AMA.facts, day).at_close("express_aiming") is Status.NOT_MET
    }


def test_a_preserved_challenge_stands_in_the_rows_from_its_day_on() -> None:
    """A lost Rule 4(k)(2) claim notes from *Fuld* on that the challenge is preserved; a state's does not."""
    for forum, since in (("united_states", dt.date(2025, 6, 20)), ("state", dt.date.max)):
        told = by_day(analyze(LOST | {"forum": forum}, DOE.decided), "personal_jurisdiction")
        said = [day for day, words in told.items() if "Fuld preserved" in words]
        assert said == [day for day in told if day >= since]


def test_the_timeline_of_every_point_can_be_drawn() -> None:
    """The timeline covers points that no past date required, and halves of a rule before its case."""
    found = analyze(DOE.facts, DOE.decided)
    for node in found:
        assert TimelineChart(DOE.case).html(found, node), node
