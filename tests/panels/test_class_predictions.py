"""A class's predictions: files are counted without names, and never become the learner's own work."""

from __future__ import annotations

import base64
import datetime as dt
import json

import pytest
from test_escaping import EVIL, assert_only_our_markup
from what_is_shown import drawn, every_html, having, page, text

from jurisdiction.model import Status
from minimum_contacts.classroom.panels import classroom
from minimum_contacts.lessons import record
from minimum_contacts.lessons.charts import COLORS, Predicted, PredictionChart
from minimum_contacts.lessons.charts.chart import PROPERTIES
from minimum_contacts.lessons.panels.keeper import KEEPER
from minimum_contacts.lessons.record import Entry
from minimum_contacts.lessons.storage import Folder
from minimum_contacts.panels import ClassPanel, Prediction

NOTEBOOK = "12_moot_and_exam"
APP = "prediction/hypo_app_downloads/express_aiming"
MOTION = "prediction/exam_unknown_operators/good_cause"
MORNING = dt.datetime(2026, 9, 1, 9, 0, tzinfo=dt.UTC)
WIDE = "An app that is only in an app store. Express aiming"


@pytest.fixture
def panels(tmp_path):
    """Yield two predictions of lesson 12 in its own notebook, saved in an empty folder."""
    KEEPER.begin(NOTEBOOK, Folder(tmp_path, "in a folder"))
    yield [Prediction("hypo_app_downloads"), Prediction("exam_unknown_operators", "good_cause")]
    KEEPER._forget("", None)


@pytest.fixture
def shown(panels) -> ClassPanel:
    return ClassPanel("moot_and_exam")


def entry(task: str, answer: str, minutes: int = 0, **more) -> Entry:
    """Return a saved prediction, committed before the answer was seen."""
    more = {"kind": "prediction", "committed": True, **more}
    at = MORNING + dt.timedelta(minutes=minutes)
    return Entry(id=record.fresh_id(), task=task, answer=answer, at=at, suite="0", **more)


def work(*entries: Entry, notebook: str = NOTEBOOK) -> bytes:
    return record.written({notebook: list(entries)})


def bring(shown: ClassPanel, *files: bytes, names: tuple[str, ...] = ()) -> str:
    """Choose these files in the dialog, and return the panel's message about them."""
    names = names or tuple(f"{at:02}.json" for at in range(len(files)))
    for rest, name, raw in zip(range(len(files))[::-1], names, files, strict=True):
        shown.do(do="bring", name=name, data=base64.b64encode(raw).decode(), rest=rest)
    assert shown.now["notice"] == ""
    return text(part(shown, "told"))


def part(shown: ClassPanel, name: str = "picture") -> str:
    """Return a part of the page as HTML."""
    return dict(shown.plan["parts"])[name]


def said(shown: ClassPanel) -> str:
    """Return the text of the chart."""
    [chart] = having(page(part(shown)), "mc-chart")
    said = text(chart.find("details").find("p"))
    assert said.startswith(text(chart.find("figcaption")))
    return said


# --- counting --------------------------------------------------------------------------------------
def test_it_counts_who_predicted_what_beside_the_finding(shown) -> None:
    """Each answer to each prediction has a count, followed by the finding."""
    answers = ["met", "met", "open", "not met", "met"]
    files = [work(entry(APP, a, i), entry(MOTION, "met", i)) for i, a in enumerate(answers)]
    assert bring(shown, *files) == "5 of 5 files counted."
    words = said(shown)
    assert f"1. {WIDE}: met 3, not met 1, open 1. The finding: Open: courts have not" in words
    assert "within discretion to grant 5, within discretion to deny 0, open 0. " in words
    assert "The finding: Within discretion to deny." in words
    assert "from 5 files" in words


def test_only_the_first_prediction_before_the_answer_counts(shown) -> None:
    """A draft, a change after the answer, a later prediction, and other work are not counted."""
    bring(
        shown,
        work(
            entry(APP, "open", 5),
            entry(APP, "not met", 1),  # the first, though listed second
            entry(APP, "met", 6, revealed=True),
            entry(APP, "met", 0, committed=False),
            entry(APP, "met", 0, kind="answer"),
            entry("prediction/hypo_game/reasonableness", "met", 0),  # not asked in this notebook
            entry(APP, "surely", 0),
        ),
    )
    assert "met 0, not met 1, open 0" in said(shown)
    assert "good cause for early discovery" in said(shown).casefold()
    assert "reasonableness" not in said(shown).casefold()


def test_work_of_another_lesson_and_of_a_renumbered_notebook(shown) -> None:
    """Work in other notebooks does not count; a notebook may have had another number."""
    told = bring(shown, work(entry(APP, "met"), notebook="02_express_aiming"))
    assert told.startswith("0 of 1 file counted.") and "no prediction for this lesson" in told
    assert bring(shown, work(entry(APP, "met"), notebook="13_moot_and_exam")).startswith("1 of 1")


# --- skipped files -----------------------------------------------------------------------------------
BROKEN = {
    "cut off": (work(entry(APP, "met"))[:-40], "is incomplete"),
    "not JSON": (b"\x89PNG...", "cannot be read"),
    "something else's": (json.dumps({"cells": []}).encode(), "not a work file"),
    "of a newer version": (
        json.dumps({"format": record.FORMAT, "version": 9, "notebooks": {}}).encode(),
        "newer version",
    ),
    "changed by hand": (
        work(entry(APP, "met")).replace(b'"prediction"', b'"gossip"'), "did not write this part"),
    "without anything": (work(), "no work in it yet"),
    "without a prediction": (work(entry(APP, "met", kind="answer")), "no prediction for this lesson"),
    "with what was predicted after the answer": (
        work(entry(APP, "met", revealed=True)), "no prediction for this lesson"),
    "with what is not asked here": (
        work(entry("prediction/hypo_game/reasonableness", "met")), "no prediction for this lesson"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_cannot_be_counted_is_told_of_and_the_others_count(shown, kind) -> None:
    """A damaged or foreign file is named by its place, with the reason; the next file counts."""
    raw, why = BROKEN[kind]
    told = bring(shown, work(entry(APP, "met", 1)), raw, work(entry(APP, "open", 2)))
    assert told.startswith("2 of 3 files counted. File 2 of 3 in the order of their names")
    assert why in told and "not counted" in told
    assert "met 1, not met 0, open 1" in said(shown)


def test_a_file_that_the_page_could_not_send_is_named_and_the_others_count(shown) -> None:
    """The page cannot send a file that is larger than 7 MB or unreadable, so the panel names it."""
    whole = base64.b64encode(work(entry(APP, "met"))).decode()
    for rest, name, data in ((1, "film.json", None), (0, "a.json", whole)):
        shown.do(do="bring", name=name, data=data, rest=rest)
    assert shown.now["notice"].startswith("film.json: this file is larger than 7 MB")
    assert len(shown.files) == 1
    bring(shown, work(entry(APP, "open")))


def test_nobody_counts_twice(shown) -> None:
    """Identical files, rewritten entries, and a later export by one person count once."""
    early = entry(APP, "met")
    one = work(early)
    anew = work(early.model_copy(update={"id": "written-anew"}))
    assert one != anew
    told = bring(shown, one, one, anew)
    assert told.startswith("1 of 3 files counted.")
    assert (
        "this file has already been counted" in told
        and "already been counted from another file" in told
    )
    later = work(early, entry(MOTION, "open", 9))  # continued since, and imported again
    assert bring(shown, later).startswith("1 of 1")
    assert "met 1, not met 0, open 0" in said(shown)
    assert "within discretion to deny 0, open 1" in said(shown)
    assert bring(shown, one).startswith("0 of 1")


# --- names -----------------------------------------------------------------------------------------
def test_no_name_is_shown(shown) -> None:
    """The panel names neither a counted file nor a damaged one."""
    bring(shown, work(entry(APP, "met")), b"broken", names=("rosa-lind.json", "sam-otter.json"))
    everything = " ".join(every_html(shown).values()).casefold()
    assert "rosa" not in everything and "otter" not in everything
    assert "rosa" not in str(shown.plan) + str(shown.now)


def test_nothing_of_a_class_becomes_the_learner_s_own(shown, tmp_path) -> None:
    """After files are imported, the learner's work, its file, and its export are unchanged."""
    KEEPER.commit(APP, "prediction", "open", "asked", "told")
    before = (KEEPER.exported(), {p.name: p.read_bytes() for p in tmp_path.glob("*.json")})
    bring(shown, work(entry(APP, "met")), work(entry(APP, "not met")))
    assert "met 1, not met 1, open 0" in said(shown)  # not the learner's own
    KEEPER.flush()
    assert (KEEPER.exported(), {p.name: p.read_bytes() for p in tmp_path.glob("*.json")}) == before
    shown.do(do="away")
    assert "Your own predictions" in said(shown) and "met 0, not met 0, open 1" in said(shown)
    assert part(shown, "told") == "" and part(shown, "files")[1]["disabled"]


def test_without_files_it_follows_the_learner_s_own_predictions(panels) -> None:
    """Each committed prediction appears with its finding; an open one reveals nothing."""
    shown = ClassPanel("moot_and_exam")
    assert "There are none yet." in said(shown) and "The finding" not in said(shown)
    empty = part(shown)
    panels[1].draft(Status.MET.value)
    assert part(shown) == empty  # an uncommitted choice is not a prediction
    panels[1].act()
    app, motion = said(shown).split(" 2. ")
    assert "The finding" not in app and "met 0, not met 0, open 0" in app
    assert "within discretion to grant 1" in motion and "The finding: Within" in motion
    panels[1].act(Status.NOT_MET.value)  # the answer has now been shown
    assert "within discretion to grant 1, within discretion to deny 0" in said(shown)


def test_in_another_notebook_it_says_that_there_is_nothing(panels) -> None:
    """In a notebook without the lesson's predictions, the panel says so and draws nothing."""
    assert "all cells" in text(part(ClassPanel("clinic_intake")))


# --- escaping and drawing --------------------------------------------------------------------------
def test_markup_in_files_stays_text(shown) -> None:
    """Markup in names, keys, and answers is displayed literally or not at all."""
    odd = json.dumps({"format": record.FORMAT, "version": EVIL, "notebooks": {}}).encode()
    key = json.dumps({"format": record.FORMAT, "version": 1, "notebooks": {EVIL: []}}).encode()
    good = work(entry(APP, "met", asked=EVIL, told=EVIL), entry(APP, EVIL, 1))
    told = bring(shown, odd, key, good, names=(EVIL, EVIL + "2", EVIL + "3"))
    assert told.startswith("1 of 3 files counted.") and EVIL[:10] in told
    for html in every_html(shown).values():
        assert_only_our_markup(html)
    row = Predicted(
        EVIL, EVIL, dict.fromkeys(Status, EVIL), dict.fromkeys(Status, 1), Status.MET, EVIL
    )
    html = PredictionChart().html([row], EVIL)
    assert_only_our_markup(html)
    assert html.count("&lt;script&gt;") > 4 and EVIL in text(page(html).find(".//details"))


def row_of(counts: tuple[int, int, int], found: Status | None) -> Predicted:
    words = {s: s.value for s in Status}
    by_status = dict(zip(Status, counts, strict=True))
    return Predicted("A title", "A point", words, by_status, found, found.value if found else "")


def bars(html: str, color: str) -> list[tuple[float, float]]:
    """Return the position and length of each bar of a color."""
    shapes = [c for c in drawn(html).filled(PROPERTIES[color]) if len({y for _, y in c}) == 2]
    found = [(min(y for _, y in c), max(x for x, _ in c) - min(x for x, _ in c)) for c in shapes]
    return [(y, wide) for y, wide in found if wide > 20]  # without the marks


def test_the_bars_are_as_long_as_the_counts_and_in_the_colors_of_the_statuses() -> None:
    """If three of four people say met and one says not met, the bars are three to one; open has none."""
    html = PredictionChart().html([row_of((3, 1, 0), None)], "")
    [(_, met)], [(_, not_met)] = (bars(html, COLORS[s]) for s in (Status.MET, Status.NOT_MET))
    assert bars(html, COLORS[Status.OPEN]) == []
    assert met == pytest.approx(3 * not_met) and not_met > 30
    counts = [t["words"] for t in drawn(html).texts if t["words"].isdigit()]
    assert counts == ["3", "1", "0"]  # counts, not shares
    assert "%" not in text(html)


@pytest.mark.parametrize("found", [None, *Status])
def test_the_frame_stands_at_the_finding_and_only_if_it_may_be_shown(found) -> None:
    """Only the answer that matches the finding is framed."""
    picture = drawn(PredictionChart().html([row_of((1, 2, 3), found)], "Class."))
    frames = [c for fill, edge, c in picture.shapes if fill == "none" and "--mc-ink" in edge]
    if found is None:
        assert not frames and "framed: the finding" not in [t["words"] for t in picture.texts]
        return
    [frame] = frames
    top, bottom = min(y for _, y in frame), max(y for _, y in frame)
    inside = [t["words"] for t in picture.texts if top < t["y"] < bottom]
    assert inside == [found.value, str(row_of((1, 2, 3), found).counts[found])]


def test_the_chart_appears_once_its_program_has_been_fetched(panels, monkeypatch) -> None:
    """In a browser, the panel reports that matplotlib is loading, or that it failed to load."""
    waiting = []
    monkeypatch.setattr(classroom, "fetch", lambda name, then: waiting.append(then))
    for trouble, wanted in (("", "<svg"), ("no network", "cannot show the chart (no network)")):
        monkeypatch.setattr(classroom, "here", lambda name: False)
        shown = ClassPanel("moot_and_exam")
        assert "Loading the chart" in part(shown) and shown.now["notice"] == ""
        monkeypatch.setattr(classroom, "here", lambda name: True)
        waiting.pop()(trouble)
        assert wanted in part(shown)
