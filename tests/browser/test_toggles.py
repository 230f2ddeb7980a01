"""Every toggle of notebook 02 shows exactly the engine's findings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from on_screen import LAB, LabOnScreen, now, why
from playwright.sync_api import expect

NAMED = ("us_cdn", "us_trademarks", "directed_ads", "ad_revenue_by_forum_clicks")


def picture(lab: LabOnScreen, path: Path) -> None:
    """Save a screenshot of the whole laboratory."""
    lab.panel.scroll_into_view_if_needed()
    lab.panel.screenshot(path=path)


def chart(lab: LabOnScreen) -> str:
    """Return the drawing of the open chart, as displayed on the page."""
    return lab.panel.locator("figure").inner_html()


def enter(lab: LabOnScreen, text: str) -> None:
    """Type a share of traffic, and give it to the twin as the kernel interprets it."""
    field = lab.figure("us_traffic_share")
    field.fill(text)
    field.press("Enter")
    lab.twin.set(typed=True, us_traffic_share=text)


def test_the_first_view_is_doe_as_the_court_had_it(lab: LabOnScreen, artefacts: Path) -> None:
    """With nothing changed, the screen shows *Doe*'s own findings, and each reason in turn."""
    shown, wanted = lab.seen(), lab.expected()
    assert [now(rung) for rung in shown["ladder"]] == wanted["ladder"]
    assert now(shown["finding"]) == wanted["finding"]
    assert shown["finding"].startswith("Express aiming") and "▲ Met" in shown["finding"]
    lab.agrees("why", "chart")
    assert lab.reasons() == why(lab.twin)
    picture(lab, artefacts / "first-view.png")


def test_without_the_cdn_the_finding_opens(lab: LabOnScreen, artefacts: Path) -> None:
    """Switching off the US CDN changes the finding, ladder, reasons, chart, and caption."""
    before = chart(lab)
    lab.choose("us_cdn", "no")
    lab.agrees()
    assert lab.seen()["finding"].startswith("Express aiming ▲ Met → now ◆ Open")
    assert lab.reasons() == why(lab.twin)
    assert chart(lab) != before
    picture(lab, artefacts / "cdn-off.png")


def test_trademarks_and_traffic_follow(lab: LabOnScreen) -> None:
    """Trademarks and the share of traffic change the screen as the engine does."""
    for fact, answer in [("us_trademarks", "no"), ("us_cdn", "no"), ("us_trademarks", "yes")]:
        lab.choose(fact, answer)
        lab.agrees()
    for text in ("4.6%", "12%-19%", "0%", "100%", ""):
        enter(lab, text)
        lab.agrees()


def test_the_shares_of_decided_cases_are_one_press_away(lab: LabOnScreen) -> None:
    """The button of a decided case sets its share."""
    lab.button("AMA 19.21%").click()
    lab.twin.set(us_traffic_share="19.21%")
    lab.agrees()
    expect(lab.figure("us_traffic_share")).to_have_value("19.21%")


def test_every_answer_agrees_with_the_engine(lab: LabOnScreen) -> None:
    """Each answer is set and reverted, in the parts of a switch too; the finding is the engine's."""
    names = [*NAMED, "cdn_us_servers", "cdn_purpose_speed_us"]
    for name in names:
        at_first = lab.twin.facts.get(name) or lab.twin.facts["cdn_us_servers"]
        others = [word for word in ("yes", "no", "unknown") if word != at_first.value]
        for answer in (*others, at_first.value):
            lab.choose(name, answer)
            lab.agrees("finding", "ladder")


def test_a_further_fact_is_added_by_its_name(lab: LabOnScreen) -> None:
    """Typing finds a fact that is not displayed; it then has a row, the focus, and its effect."""
    further = lab.twin.library.section("express_aiming", "share").lab.also
    offered = lab.panel.locator("datalist option").evaluate_all("all => all.map(o => o.value)")
    assert {lab.label(name) for name in further} == set(offered)
    name = "us_hosting"
    lab.add(name)
    expect(lab.choice(lab.label(name))).to_be_in_viewport()
    expect(lab.choice(lab.label(name)).locator("input:focus")).to_have_count(1)
    for answer in ("yes", "no"):
        lab.choose(name, answer)
        lab.agrees("finding", "ladder")


def test_everything_off(lab: LabOnScreen, artefacts: Path) -> None:
    """With every answer No and no traffic, the screen still agrees with the engine."""
    for name in NAMED:
        lab.choose(name, "no")
        lab.agrees("finding")
    enter(lab, "0%")
    lab.agrees()
    picture(lab, artefacts / "everything-off.png")


def test_undo_redo_and_reset(lab: LabOnScreen) -> None:
    """Undo reverts, Redo repeats, and Reset returns to the start and can itself be undone."""
    lab.choose("us_cdn", "no")
    lab.choose("us_trademarks", "no")
    lab.agrees()
    does = {"Undo": lab.twin.undo, "Redo": lab.twin.redo, "Back to Doe": lab.twin.reset}
    for name in ("Undo", "Undo", "Redo", "Back to Doe", "Undo"):
        lab.button(name).click()
        does[name]()
        lab.agrees()
    expect(lab.answer("US CDN", "No")).to_be_checked()
    expect(lab.answer("US trademark registrations", "Yes")).to_be_checked()


def test_of_ten_clicks_in_a_second_the_last_wins_and_nothing_stale_follows(
    lab: LabOnScreen,
) -> None:
    """Every part ends with the last answer, shows no other answer again, and has the matching chart."""
    lab.choose("us_cdn", "no")
    lab.agrees()
    *before, last = lab.choose_quickly("us_cdn", *["unknown", "no"] * 4, "unknown", "yes")

    def state(shown: dict[str, Any]) -> dict[str, Any]:
        """Return the state without the last change; while the kernel is busy, some clicks never reach it."""
        ladder = [now(rung) for rung in shown["ladder"]]
        return shown | {"finding": now(shown["finding"]), "ladder": ladder}

    last = state(last)
    assert all(last[part] != one[part] for one in map(state, before) for part in last)
    lab.settle(lambda: state(lab.seen()) == last, 30)
    sent = lab.panel.evaluate("panel => panel.frames.length")
    lab.page.wait_for_function(RESTS, arg=lab.panel.element_handle())
    frames = [state(frame) for frame in lab.frames()]
    assert len(frames) >= sent
    for part, shown in last.items():
        seen = [frame[part] for frame in frames]
        assert shown in seen, part
        assert all(one == shown for one in seen[seen.index(shown) :]), part
    drawing = chart(lab)
    for answer in ("no", "yes"):
        lab.choose("us_cdn", answer)
        lab.agrees()
    assert chart(lab) == drawing


# Whether the state has stayed the same for a second and a half.
RESTS = """panel => {
  const count = panel.frames.length;
  if (panel.rest?.count !== count) panel.rest = { count, since: performance.now() };
  return performance.now() - panel.rest.since > 1500;
}"""


@pytest.mark.parametrize("text", ["140%", "many", "19%-12%"])
def test_a_wrong_figure_is_answered_in_words(lab: LabOnScreen, text: str) -> None:
    """An invalid share is explained and leaves the finding unchanged; a valid one clears the message."""
    lab.choose("us_cdn", "no")
    lab.agrees()
    enter(lab, text)
    told = lab.twin.problem.removeprefix("facts, us_traffic_share: ")
    expect(lab.panel.get_by_role("alert")).to_have_text(told)
    lab.agrees()
    enter(lab, "4.6%")
    lab.agrees()
    expect(lab.panel.get_by_role("alert")).to_have_count(0)


def test_the_same_wrong_figure_twice_is_answered_twice(lab: LabOnScreen) -> None:
    """A repeated mistake is explained again after a valid figure."""
    for text in ("140%", "5%", "140%"):
        enter(lab, text)
        expect(lab.panel.get_by_role("alert")).to_have_count(int(text == "140%"))


def test_the_law_of_another_day(lab: LabOnScreen) -> None:
    """The list of dates changes the law; the facts stay."""
    lab.choose("us_cdn", "no")
    for regime in lab.twin.library.texts["regimes"]:
        lab.panel.get_by_label("Law as of").select_option(regime["label"])
        lab.twin.set(law_as_of=dt.date.fromisoformat(regime["date"]))
        lab.agrees()


def test_a_lab_leaves_the_others_alone(lab: LabOnScreen) -> None:
    """A change in one laboratory leaves every other laboratory unchanged."""
    first = lab.page.locator(LAB).first.get_by_role("status")
    before = first.text_content()
    lab.choose("us_cdn", "no")
    lab.agrees()
    assert first.text_content() == before
