"""Every toggle of notebook 02 shows exactly what the engine finds."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from on_screen import LabOnScreen
from playwright.sync_api import expect

from jurisdiction.library import below

TALL = {"width": 1440, "height": 5200}


def picture(lab: LabOnScreen, path: Path) -> None:
    """Keep a picture of the whole laboratory."""
    before = lab.page.viewport_size
    lab.page.set_viewport_size(TALL)
    lab.panel.scroll_into_view_if_needed()
    lab.page.wait_for_timeout(300)
    lab.panel.screenshot(path=path)
    lab.page.set_viewport_size(before)


def test_the_first_view_is_doe_as_the_court_had_it(lab: LabOnScreen, artefacts: Path) -> None:
    """With nothing changed the screen shows Doe's own findings."""
    shown = lab.seen()
    assert shown["ladder"] == lab.expected()["ladder"]
    assert shown["headline"].startswith("Express aiming ▲ Met")
    lab.agrees("reasons", "charts")
    picture(lab, artefacts / "first-view.png")


def test_without_the_cdn_the_finding_opens(lab: LabOnScreen, artefacts: Path) -> None:
    """Switching the US CDN off changes finding, ladder, reasons, pictures and their captions."""
    charts = lab.panel.locator(".mc-chart")
    before = [chart.inner_html() for chart in charts.all()]
    lab.choose("us_cdn", "no")
    lab.agrees()
    assert lab.seen()["headline"].startswith("Express aiming ◆ Open")
    assert all(new.inner_html() != old for new, old in zip(charts.all(), before, strict=True))
    picture(lab, artefacts / "cdn-off.png")


def test_trademarks_and_traffic_follow(lab: LabOnScreen) -> None:
    """Trademarks and the share of traffic change the screen as the engine says."""
    for fact, answer in [("us_trademarks", "no"), ("us_cdn", "no"), ("us_trademarks", "yes")]:
        lab.choose(fact, answer)
        lab.agrees()
    for text in ("4.6%", "12%-19%", "0%", "100%", ""):
        field = lab.figure("us_traffic_share")
        field.fill(text)
        field.press("Enter")
        lab.twin.set(us_traffic_share=text or "unknown")
        lab.agrees()


def test_the_shares_of_decided_cases_are_one_press_away(lab: LabOnScreen) -> None:
    """The button of a decided case sets its share."""
    lab.button("AMA 19.21%").click()
    lab.twin.set(us_traffic_share="19.21%")
    lab.agrees()
    expect(lab.figure("us_traffic_share")).to_have_value("19.21%")


def test_every_fact_is_there(lab: LabOnScreen) -> None:
    """The last laboratory has a control for every fact that bears on the first prong."""
    library = lab.twin.library
    here = below(library, "first_prong")
    missing = []
    for fact in library.facts.values():
        there = lab.choice(lab.label(fact.id)) if fact.kind == "yes_no" else lab.figure(fact.id)
        if any(edge.node in here for edge in fact.bears_on) and there.count() != 1:
            missing.append(fact.id)
    assert not missing


def test_every_answer_to_every_fact_agrees_with_the_engine(lab: LabOnScreen) -> None:
    """Each answer is chosen, and each taken back; headline and ladder are the engine's each time."""
    library = lab.twin.library
    facts = library.facts.values()
    there = [f.id for f in facts if f.kind == "yes_no" and lab.choice(lab.label(f.id)).count()]
    assert len(there) > 15
    for name in (*library.texts["switches"], *there):
        at_first = lab.twin.facts.get(name) or lab.twin.facts["cdn_us_servers"]
        others = [word for word in ("yes", "no", "unknown") if word != at_first.value]
        for answer in (*others, at_first.value):
            lab.choose(name, answer)
            lab.agrees("headline", "ladder")
    for fact in (f for f in facts if f.kind == "choice" and lab.figure(f.id).count()):
        for key in (*fact.options, lab.twin.facts[fact.id]):
            lab.figure(fact.id).select_option(fact.options[key])
            lab.twin.set(**{fact.id: key})
            lab.agrees("headline", "ladder")


def test_everything_off(lab: LabOnScreen, artefacts: Path) -> None:
    """With every answer No and no traffic the screen still says what the engine says."""
    for fact in lab.twin.library.facts.values():
        there = lab.choice(
            lab.label(fact.id)
        ).count()  # whether all are there is another test's question
        if there and lab.twin.facts[fact.id].value != "no":
            lab.choose(fact.id, "no")
            lab.agrees("headline")
    field = lab.figure("us_traffic_share")
    field.fill("0%")
    field.press("Enter")
    lab.twin.set(us_traffic_share="0%")
    lab.agrees()
    picture(lab, artefacts / "everything-off.png")


def test_undo_redo_and_reset(lab: LabOnScreen) -> None:
    """Undo takes back, Redo makes again, Reset goes to the beginning and can be undone."""
    lab.choose("us_cdn", "no")
    lab.choose("us_trademarks", "no")
    lab.agrees()
    for name in ("Undo", "Undo", "Redo", "Reset to Doe", "Undo"):
        lab.button(name).click()
        {"U": lab.twin.undo, "R": lab.twin.redo}[
            name[0]
        ]() if name != "Reset to Doe" else lab.twin.reset()
        lab.agrees()
    expect(lab.answer("US CDN", "No")).to_be_checked()
    expect(lab.answer("US trademark registrations", "Yes")).to_be_checked()


def test_of_ten_clicks_in_a_second_the_last_wins_and_nothing_stale_follows(
    lab: LabOnScreen,
) -> None:
    """Every part comes to show the last answer, none shows another again, and the pictures are of it."""
    charts = lab.panel.locator(".mc-chart")
    lab.choose("us_cdn", "no")
    lab.agrees()
    *before, last = lab.choose_quickly("us_cdn", *["unknown", "no"] * 4, "unknown", "yes")

    def state(shown: dict[str, Any]) -> dict[str, Any]:
        """Without what the last change was: where the kernel is busy, some clicks never reach it."""
        return shown | {"headline": shown["headline"].partition(" Changed:")[0]}

    last = state(last)
    assert all(last[part] != one[part] for one in map(state, before) for part in last)
    lab.settle(lambda: state(lab.seen()) == last, 30)
    lab.page.wait_for_timeout(1500)
    frames = [state(frame) for frame in lab.frames()]
    for part, shown in last.items():
        seen = [frame[part] for frame in frames]
        assert shown in seen, part
        assert all(one == shown for one in seen[seen.index(shown) :]), part
    pictures = [chart.inner_html() for chart in charts.all()]
    for answer in ("no", "yes"):
        lab.choose("us_cdn", answer)
        lab.agrees()
    assert [chart.inner_html() for chart in charts.all()] == pictures


@pytest.mark.parametrize("text", ["140%", "many", "19%-12%"])
def test_a_wrong_figure_is_answered_in_words(lab: LabOnScreen, text: str) -> None:
    """What is no share is explained; the finding stays; a good figure clears the words."""
    lab.choose("us_cdn", "no")
    lab.agrees()
    field = lab.figure("us_traffic_share")
    field.fill(text)
    field.press("Enter")
    lab.twin.set(us_traffic_share=text)
    expect(lab.panel.locator(".mc-error")).to_have_text(lab.twin.problem)
    lab.agrees()
    field.fill("4.6%")
    field.press("Enter")
    lab.twin.set(us_traffic_share="4.6%")
    lab.agrees()
    expect(lab.panel.locator(".mc-error")).to_have_count(0)


def test_the_same_wrong_figure_twice_is_answered_twice(lab: LabOnScreen) -> None:
    """A mistake that is repeated after a good figure is explained again."""
    field = lab.figure("us_traffic_share")
    for text in ("140%", "5%", "140%"):
        field.fill(text)
        field.press("Enter")
        expect(lab.panel.locator(".mc-error")).to_have_count(int(text == "140%"))


def test_the_law_of_another_day(lab: LabOnScreen) -> None:
    """The list of days changes the law; the facts stay."""
    lab.choose("us_cdn", "no")
    for regime in lab.twin.library.texts["regimes"]:
        lab.panel.get_by_label("Law as of").select_option(regime["label"])
        lab.twin.set(law_as_of=dt.date.fromisoformat(regime["date"]))
        lab.agrees()


def test_a_lab_leaves_the_others_alone(lab: LabOnScreen) -> None:
    """A change in one laboratory moves nothing in another."""
    first = lab.page.locator(".mc-panel .mc-headline").first
    before = first.text_content()
    lab.choose("us_cdn", "no")
    lab.agrees()
    assert re.sub(r"\s+", " ", first.text_content()) == re.sub(r"\s+", " ", before)


def test_the_look_is_there_once_and_the_finding_stays_in_view(lab: LabOnScreen) -> None:
    """One style sheet for the whole page; and whichever fact is changed, the finding is beside it."""
    looks = """() => [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
      .filter(rule => rule.selectorText === ".mc-finding").length"""
    assert lab.page.evaluate(looks) == 1
    for at in ("first", "last"):
        getattr(lab.panel.locator(".mc-left .mc-row:visible"), at).scroll_into_view_if_needed()
        lab.page.wait_for_function(
            """at => { const { y } = at.getBoundingClientRect(); return 0 < y && y < innerHeight / 2; }""",
            arg=lab.panel.locator(".mc-finding").element_handle(),
        )
