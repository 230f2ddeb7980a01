"""Work is saved as it is done, survives restarts, and is never lost or overwritten."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import json
from html import unescape
from pathlib import Path

import ipywidgets as w
import pytest
from what_is_shown import LIB, every_html, page, text

from jurisdiction.model import Attempt
from minimum_contacts.lessons import record
from minimum_contacts.lessons.panels import keeper, work  # fmt: skip
from minimum_contacts.lessons.panels.keeper import KEEPER, Keeper
from minimum_contacts.lessons.panels.tasks import Task
from minimum_contacts.lessons.storage import Folder
from minimum_contacts.panels import (
    STORY,
    Check,
    Explanation,
    Lab,
    Prediction,
    PredictPanel,
    TaskPanel,
    WorkPanel,
    lab,
)

NAME = "02_express_aiming"
QUESTION = LIB.questions["express_aiming"][0]
RIGHT = next(option.text for option in QUESTION.options if option.right)
WRONG = next(option.text for option in QUESTION.options if not option.right)
PREDICTED = ("doe_without_cdn", "express_aiming")
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202eabc" * 60


@pytest.fixture
def kept(tmp_path: Path):
    """Yield a work folder in which a notebook has just been started."""
    story = STORY.name
    begin(tmp_path)
    yield tmp_path
    KEEPER._forget("", None)
    KEEPER.messages = []
    STORY.name = story


def begin(folder: Path, name: str = NAME) -> None:
    """Start a notebook as in a new kernel, which knows only the contents of the folder."""
    KEEPER._forget("", None)
    KEEPER.begin(name, Folder(folder, "in your own file"))
    KEEPER.join(STORY)


def told() -> str:
    return " ".join(KEEPER.messages)


def of_file(folder: Path, name: str = NAME) -> list[record.Entry]:
    return record.read((folder / f"{name}.json").read_bytes(), "file")[name]


def said(one: w.Widget | Task) -> str:
    """Return the message that a panel, or the reply to a task, gives the learner."""
    shown = one.shown() if isinstance(one, Task) else every_html(one)
    return " ".join(text(value) for value in shown.values())


TASKS = {
    "prediction": (lambda: Prediction(*PREDICTED), "met"),
    "answer": (lambda: Check(QUESTION), WRONG),
    "explanation": (lambda: Explanation("Why?", "Because."), "I “think”.\nSo."),
}


# --- pinned in the laboratory ----------------------------------------------------------------------
def test_a_prediction_is_pinned_in_its_laboratory_once_it_is_committed(kept) -> None:
    """A prediction committed in an earlier kernel is also pinned; a mere choice is not."""
    made, other = lab("express_aiming", "infrastructure"), lab("express_aiming", "line")
    prediction = Prediction(*PREDICTED)
    prediction.draft("open")
    KEEPER.flush()
    assert made.now["guess"] == {}
    prediction.act()
    pinned = made.now["guess"]
    assert (pinned["shape"], pinned["word"]) == ("◇", "Open")
    assert pinned["of"] == f"Express aiming, {LIB.scenarios[PREDICTED[0]].title}"
    assert other.now["guess"] == {}
    made.do("set", fact="us_cdn", value="no")
    assert made.now["guess"] == pinned
    begin(kept)
    assert lab("express_aiming", "infrastructure").now["guess"] == pinned


ASKED_WHY = [
    (lesson.id, section.predict)
    for lesson in LIB.lessons.values()
    for section in lesson.sections
    if section.predict and section.predict.why
]


def test_a_prediction_of_each_lesson_asks_for_a_reason() -> None:
    """A prediction that could be right by luck asks for a short reason."""
    predicts = {one.id for one in LIB.lessons.values() if any(s.predict for s in one.sections)}
    assert {lesson for lesson, _ in ASKED_WHY} == predicts - {"template"}


@pytest.mark.parametrize(("lesson", "asked"), ASKED_WHY, ids=[one for one, _ in ASKED_WHY])
def test_a_reason_is_committed_with_its_prediction_and_comes_back(kept, lesson, asked) -> None:
    """The reason appears beside the prediction in a new kernel, and in the file as the learner's own text."""
    panel = PredictPanel(asked.scenario, asked.node)
    (plan,) = panel.plan["tasks"]
    why = plan["reason"]["task"]
    assert plan["reason"]["question"] == asked.why
    panel.do("write", task=why, said="A first t")
    panel.do("act", task=plan["task"], said="met", why="A first try.")
    begin(kept)
    again = PredictPanel(asked.scenario, asked.node)
    assert again.drafts == {plan["task"]: "met", why: "A first try."}
    (entry,) = [entry for entry in of_file(kept) if entry.task == why]
    assert (entry.kind, entry.committed, entry.asked) == ("explanation", True, asked.why)
    assert why.split("/")[1] == lesson


# --- saved and restored ---------------------------------------------------------------------------
@pytest.mark.parametrize("kind", TASKS)
def test_a_committed_answer_is_there_in_a_new_kernel_with_its_feedback(kind, kept) -> None:
    """A saved answer returns with feedback, date, and version; the file records the question and verdict."""
    make, answer = TASKS[kind]
    task = make()
    task.act(answer)
    (entry,) = of_file(kept)
    assert entry.kind == kind and entry.committed and not entry.revealed
    assert entry.answer == answer and entry.suite == keeper.__version__
    assert entry.asked and abs(entry.at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
    feedback = text(task.replied)
    begin(kept)
    again = make()
    assert again.said == answer
    assert "You committed this on" in said(again) and feedback in said(again)
    assert of_file(kept) == [entry]  # showing it again adds no work


@pytest.mark.parametrize("kind", TASKS)
def test_a_draft_is_there_in_a_new_kernel_without_feedback(kind, kept) -> None:
    """An uncommitted answer is saved, too, and reveals no feedback."""
    make, answer = TASKS[kind]
    task = make()
    task.draft(answer)
    (entry,) = of_file(kept)
    assert not entry.committed and entry.told == ""
    begin(kept)
    again = make()
    assert again.said == answer and again.replied == ""


def test_an_answer_is_on_the_disk_before_the_feedback_is_shown(kept) -> None:
    """When the feedback appears, the committed answer is already in the file."""
    panel, seen = TaskPanel(task := Check(QUESTION)), []
    panel.observe(lambda _: seen.append(of_file(kept)[-1].committed), "now")
    panel.do("act", task=task.task, said=RIGHT)
    assert seen == [True]


def test_what_is_committed_after_the_answer_was_seen_is_marked(kept) -> None:
    """The first commitment precedes the reveal; later ones do not, even in a new kernel."""
    task = Check(QUESTION)
    for at in (WRONG, RIGHT):
        task.act(at)
    begin(kept)
    task = Check(QUESTION)
    task.act(WRONG)
    entries = [e for e in of_file(kept) if e.committed]
    assert [e.revealed for e in entries] == [False, True, True]
    assert [e.told for e in entries] == ["Not quite", "Yes", "Not quite"]
    begin(kept)
    assert "Your 2 earlier answers" in said(Check(QUESTION))


def test_whatever_is_on_the_page_can_be_pressed(kept) -> None:
    """A task shown twice replies in both places, even if its notebook was started only afterward."""
    twice = [TaskPanel(Prediction(*PREDICTED)) for _ in "12"]
    (name,) = twice[0].tasks
    for answer in ("met", "not met"):
        for panel in twice:
            panel.do("act", task=name, said=answer)
            assert panel.now["tasks"][name]["reply"]
            panel.tasks[name].replied = ""
        begin(kept)
    assert [entry.answer for entry in of_file(kept)] == ["met", "not met"]


def test_a_draft_after_a_commit_does_not_hide_what_was_committed(kept) -> None:
    """In a new kernel, a later draft is in the field, and the committed answer is listed as earlier."""
    task = Explanation("Why?", "Because.")
    task.act("The first answer.")
    task.draft("Something else")
    begin(kept)
    again = Explanation("Why?", "Because.")
    assert again.said == "Something else"
    assert "committed: The first answer." in text(again.earlier)
    assert "You committed an earlier answer on" in text(again.replied)
    again.draft("The first answer.")
    begin(kept)
    back = Explanation("Why?", "Because.")
    assert "The first answer." not in text(back.earlier)
    assert "You committed this on" in text(back.replied)


def test_committing_the_same_again_is_no_new_entry(kept) -> None:
    """A second press of the button adds nothing."""
    task = Check(QUESTION)
    task.act(RIGHT)
    task.act()
    assert len(of_file(kept)) == 1


def test_every_letter_replaces_the_draft_and_committed_words_stay(kept) -> None:
    """Typing stores one draft; a committed answer is kept when the learner types again."""
    task = Explanation("Why?", "Because.")
    for end in range(1, 6):
        task.draft("first"[:end])
    assert [e.answer for e in of_file(kept)] == ["first"]
    task.act()
    task.draft("first and more")
    assert [(e.answer, e.committed) for e in of_file(kept)] == [
        ("first", True), ("first and more", False),
    ]  # fmt: skip
    begin(kept)
    again = Explanation("Why?", "Because.")
    assert again.said == "first and more" and "One good answer" in said(again)


def test_the_facts_last_set_are_there_again_and_reset_leads_back(kept) -> None:
    """A laboratory is restored as the learner left it, says so, and Reset returns to the decided case."""
    first = lab("express_aiming", "share")
    first.scenario.set(us_cdn="no", us_traffic_share="4.6%", law_as_of="2022-08-31")
    begin(kept)
    again = lab("express_aiming", "share")
    assert again.scenario.now == first.scenario.now != again.scenario.first
    assert again.now["note"].startswith("These are the facts as you left them on ")
    assert again.now["changed"] == "" and again.now["undo"]
    again.do(do="reset")
    assert again.now["note"] == ""
    begin(kept)
    assert lab("express_aiming", "share").scenario.now == again.scenario.first


def test_each_laboratory_keeps_its_own_facts(kept) -> None:
    """Two laboratories on the same case keep separate facts."""
    lab("express_aiming", "line").scenario.set(us_cdn="no")
    begin(kept)
    assert not lab("express_aiming", "infrastructure").scenario.can_undo
    assert lab("express_aiming", "line").scenario.can_undo


def test_facts_that_were_kept_under_the_case_are_shown_on_what_stands_for_it(tmp_path) -> None:
    """In an earlier version, *Start here* began with *Doe*; facts set there are restored until replaced."""
    name, of_doe = (
        "00_start_here",
        {"facts": {"cdn_us_servers": "no", "cdn_purpose_speed_us": "no"}},
    )
    begin(tmp_path, name)
    KEEPER.note(
        "facts/doe_v_webgroup/start_here/first", "facts", "", facts=record.SetFacts(**of_doe)
    )
    KEEPER.flush()
    begin(tmp_path, name)
    first = lab("start_here", "first")
    assert first.now["values"]["us_cdn"] == "no" and "as you left them" in first.now["note"]
    first.do("set", fact="us_cdn", value="unknown")
    KEEPER.flush()
    begin(tmp_path, name)
    assert lab("start_here", "first").now["values"]["us_cdn"] == "unknown"
    KEEPER._forget("", None)


def test_the_story_chosen_is_there_again(kept) -> None:
    """A notebook that used the neutral facts uses them again."""
    STORY.name = "neutral_recipe_site"
    KEEPER._forget("", None)
    STORY.name = LIB.texts["story"]
    begin(kept)
    assert STORY.name == "neutral_recipe_site"


def test_tries_go_on_at_the_first_without_a_guess(kept) -> None:
    """Guesses come back with their tries; once all are made, the last try shows its result."""
    tries = [Attempt(change={"us_cdn": "no"}), Attempt(change={"us_dns": "yes"})]

    def opened() -> Lab:
        begin(kept)
        return Lab("doe_v_webgroup", ["us_cdn", "us_dns"], tries=tries)

    def shown(made: Lab) -> tuple:
        return tuple(made.now["tries"][name] for name in ("at", "said", "made"))

    opened().do("say", answer="open")
    second = opened()
    assert shown(second) == (1, "", False)
    second.do("say", answer="met")
    last = opened()
    assert shown(last) == (1, "met", True)
    last.do("try", at=0)
    assert shown(last) == (0, "open", False)


def test_a_task_has_its_own_entries_and_none_of_a_longer_name(kept) -> None:
    """An answer to question x1 is not shown as an answer to question x."""
    longer = QUESTION.model_copy(update={"id": f"{QUESTION.id}_again"})
    Check(longer).act(RIGHT)
    assert (Check(QUESTION).said, Check(longer).said) == ("", RIGHT)


def test_where_the_learner_stopped_is_said(kept) -> None:
    """The top of the notebook gives the amount of work and names the last item."""
    task = Check(QUESTION)
    task.act(RIGHT)
    begin(kept)
    now = said(WorkPanel())
    assert "1 answer" in now and "You stopped on" in now and QUESTION.question[:40] in now


def test_a_transcript_is_not_work(kept) -> None:
    """The hidden steps of a lesson leave the learner's facts and file as they were."""
    one = lab("express_aiming", "line")
    one.scenario.set(us_cdn="no")
    before, now = (kept / f"{NAME}.json").read_bytes(), one.scenario.now
    one.steps()
    assert one.scenario.now == now and (kept / f"{NAME}.json").read_bytes() == before


@pytest.mark.parametrize("kind", TASKS)
def test_two_windows_that_both_ran_the_cells_show_one_draft_and_one_reply(kind, kept) -> None:
    """Text typed in one window can be continued in the other, and none of it is replaced."""
    make, answer = TASKS[kind]
    panels = [TaskPanel(make()), TaskPanel(make())]
    tasks = [next(iter(panel.tasks.values())) for panel in panels]
    tasks[0].draft(answer)
    assert [list(panel.drafts.values()) for panel in panels] == [[answer], [answer]]
    tasks[1].act()
    replies = [panel.now["tasks"][tasks[0].task]["reply"] for panel in panels]
    assert replies[0] == replies[1] != ""
    (entry,) = of_file(kept)
    assert entry.answer == answer and entry.committed


# --- the lesson has changed ------------------------------------------------------------------------
def stored(folder: Path, **fields) -> None:
    """Return a file with one committed answer that an earlier version may have written."""
    entry = {
        "id": "old", "task": f"answer/{QUESTION.id}", "kind": "answer", "asked": QUESTION.question,
        "answer": RIGHT, "told": "Yes", "committed": True,
        "at": "2026-01-02T03:04:05Z", "suite": keeper.__version__,
    }  # fmt: skip
    whole = {"format": "minimum-contacts-work", "version": 1, "notebooks": {NAME: [entry | fields]}}
    (folder / f"{NAME}.json").write_text(json.dumps(whole), encoding="utf-8")


CHANGES = {
    "nothing": ({}, "You committed this on January 2, 2026."),
    "the question": ({"asked": "Is it so?"}, "has since been revised; it then read: “Is it so?”"),
    "the choices": ({"answer": "Perhaps."}, "Your answer was: “Perhaps.”. It is no longer among"),
    "the feedback": (
        {"told": "Not quite"},
        "The feedback was: Not quite. The lesson has since been",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_lesson_that_was_revised_keeps_the_answer_and_says_so(change, tmp_path) -> None:
    """The learner learns that the lesson has changed since the saved answer."""
    fields, words = CHANGES[change]
    stored(tmp_path, **fields)
    begin(tmp_path)
    task = Check(QUESTION)
    assert words in said(task)
    assert (task.said == "") == (change == "the choices")
    KEEPER._forget("", None)


def test_an_update_of_the_suite_is_told(tmp_path) -> None:
    """Work from another version is kept, and the learner learns that the lesson has changed."""
    stored(tmp_path, suite="0.0.1")
    begin(tmp_path)
    assert (
        "version 0.0.1" in told()
        and "Your work is saved, and the lesson is the new version" in told()
    )
    assert Check(QUESTION).said == RIGHT
    KEEPER._forget("", None)


def test_facts_that_are_no_longer_there_are_told_and_the_others_set(kept) -> None:
    """A saved fact that the lesson no longer has is named; the other facts are restored."""
    one = lab("express_aiming", "line")
    one.scenario.set(us_cdn="no")
    path = kept / f"{NAME}.json"
    changed = path.read_text().replace('"cdn_us_servers": "no"', '"gone_fact": "maybe"')
    path.write_text(changed.replace('"0.1.0"', '"0.0.9"'))
    begin(kept)
    again = lab("express_aiming", "line")
    assert "no longer apply: gone_fact, maybe" in again.now["note"]
    assert again.scenario.facts["cdn_purpose_speed_us"].value == "no"
    assert again.scenario.facts["cdn_us_servers"].value == "yes"


# --- damaged, older and newer files ----------------------------------------------------------------
def whole() -> bytes:
    return record.written({NAME: [entry_of("x")]})


def entry_of(answer: str, **more) -> record.Entry:
    made = {"id": "e1", "task": "explanation/why", "kind": "explanation", "suite": "0.1.0",
            "at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}  # fmt: skip
    return record.Entry(**(made | more), answer=answer)


DAMAGED = {
    "empty": (lambda: b"", "is incomplete"),
    "truncated": (lambda: whole()[:-20], "is incomplete"),
    "not text": (lambda: b"\xff\xfe\x00", "cannot be read"),
    "another file": (lambda: b'{"cells": []}', "not a work file"),
    "newer": (lambda: whole().replace(b'"version": 1', b'"version": 2'), "a newer version"),
    "older": (lambda: whole().replace(b'"version": 1', b'"version": 0'), "another version"),
    "edited": (lambda: whole().replace(b'"e1"', b'"E 1"'), "did not write this part in this form"),
}


@pytest.mark.parametrize("how", DAMAGED)
def test_a_file_that_cannot_be_read_is_kept_aside_and_never_written_over(how, tmp_path) -> None:
    """The learner sees what is wrong, the file is set aside, and new work is saved."""
    make, words = DAMAGED[how]
    raw = make()
    (tmp_path / f"{NAME}.json").write_bytes(raw)
    begin(tmp_path)
    assert words in told() and "set it aside as" in told() and "starts over" in told()
    task = Explanation("Why?", "Because.")
    task.draft("anew")
    (aside,) = [p for p in tmp_path.glob("*.json") if ".aside-" in p.name]
    assert aside.read_bytes() == raw and aside.stem in told()
    assert [e.answer for e in of_file(tmp_path)] == ["anew"]
    panel = WorkPanel()
    panel.do("open")
    assert f"Set aside: {aside.stem}" in said(panel)
    KEEPER._forget("", None)


def test_a_file_that_can_neither_be_read_nor_put_aside_is_left_alone(tmp_path, monkeypatch) -> None:
    """The file is not overwritten; the learner sees that nothing is saved and can download the work."""
    path = tmp_path / f"{NAME}.json"
    path.write_bytes(b"damaged")
    monkeypatch.setattr(Folder, "aside", lambda self, name, then: then("no room.", ""))
    begin(tmp_path)
    task = Explanation("Why?", "Because.")
    task.draft("mine")
    task.act()
    assert path.read_bytes() == b"damaged"
    assert KEEPER.sign.state == "trouble" and "could not set it aside either" in KEEPER.sign.told
    assert b'"mine"' in KEEPER.exported()
    KEEPER._forget("", None)


def test_a_file_damaged_while_the_notebook_is_open_is_kept_aside_too(kept) -> None:
    """A file that another program damaged is not overwritten; the work continues."""
    task = Explanation("Why?", "Because.")
    task.draft("one")
    (kept / f"{NAME}.json").write_bytes(b"damaged")
    task.draft("one, two")
    (aside,) = [p for p in kept.glob("*.json") if ".aside-" in p.name]
    assert aside.read_bytes() == b"damaged"
    assert [e.answer for e in of_file(kept)] == ["one, two"]


# --- the disk --------------------------------------------------------------------------------------
def test_a_disk_that_is_full_is_told_at_once_and_the_work_can_be_downloaded(
    kept, monkeypatch
) -> None:
    """The save status says why nothing is saved; once there is space, all work is saved."""
    refused = [True]
    real = Folder.write

    def write(self, name, raw, was, then):
        if refused:
            then("the disk is full. Free some space.", None)
        else:
            real(self, name, raw, was, then)

    monkeypatch.setattr(Folder, "write", write)
    panel, task = WorkPanel(), Explanation("Why?", "Because.")
    task.draft("precious")
    assert KEEPER.sign.state == "trouble"
    assert "the disk is full" in said(panel) and "Download your work" in said(panel)
    assert b'"precious"' in KEEPER.exported() and not (kept / f"{NAME}.json").exists()
    refused.clear()
    task.draft("precious!")
    assert KEEPER.sign.state == "saved" and [e.answer for e in of_file(kept)] == ["precious!"]
    assert "Not saved" not in said(panel)


def test_what_could_not_be_saved_is_saved_when_the_notebook_is_run_again(kept, monkeypatch) -> None:
    """Once there is room, rerunning the cells saves the waiting work without a further change."""
    with monkeypatch.context() as full:
        full.setattr(Folder, "write", lambda self, name, raw, was, then: then("no room.", None))
        Explanation("Why?", "Because.").draft("precious")
    assert not (kept / f"{NAME}.json").exists()
    KEEPER.begin(NAME, Folder(kept, ""))
    assert [e.answer for e in of_file(kept)] == ["precious"]


def test_what_could_not_be_saved_is_tried_again_by_itself(kept, monkeypatch) -> None:
    """Once there is room, the status says saved after a while, without typing or running."""
    monkeypatch.setattr(keeper, "RETRY", 0.02)

    async def play() -> None:
        tried = []

        def refuse(self, name, raw, was, then) -> None:
            tried.append(name)
            then("no room.", None)

        with monkeypatch.context() as full:
            full.setattr(Folder, "write", refuse)
            Explanation("Why?", "Because.").draft("precious")
            await asyncio.sleep(0.15)
            assert len(tried) > 2 and KEEPER.sign.state == "trouble"
        await asyncio.sleep(0.15)

    asyncio.run(play())
    assert KEEPER.sign.state == "saved" and [e.answer for e in of_file(kept)] == ["precious"]


def test_a_folder_that_cannot_be_used_is_told_before_anything_is_written(tmp_path) -> None:
    """The learner sees the message on opening, before the first answer."""
    (tmp_path / "file").write_text("")
    KEEPER._forget("", None)
    KEEPER.begin(NAME, Folder(tmp_path / "file" / "work", ""))
    assert KEEPER.sign.state == "trouble" and "Not saved" in said(WorkPanel())
    KEEPER._forget("", None)


def test_the_sign_says_saved_only_when_it_is(kept, monkeypatch) -> None:
    """Until a store has replied, the status says that it is saving."""
    asked = []
    monkeypatch.setattr(
        Folder, "write", lambda self, name, raw, was, then: asked.append((raw, then))
    )
    task = Explanation("Why?", "Because.")
    assert KEEPER.sign.state == "ready"
    task.draft("x")
    assert KEEPER.sign.state == "saving" and len(asked) == 1
    raw, then = asked[0]
    then("", raw)
    assert KEEPER.sign.state == "saved"


def test_what_is_written_just_after_a_commit_is_not_called_saved_yet(kept, monkeypatch) -> None:
    """A commit is saved at once; text typed a moment later waits, and the status says so."""
    later = []
    monkeypatch.setattr(keeper, "soon", lambda action, _: later.append(action))
    KEEPER.note("explanation/a", "explanation", "x", "Why?")
    KEEPER.commit("explanation/b", "explanation", "y", "Why?", "")
    assert KEEPER.sign.state == "saved"
    KEEPER.note("explanation/a", "explanation", "z", "Why?")
    assert KEEPER.sign.state == "saving" and [e.answer for e in of_file(kept)] == ["x", "y"]
    for action in later:
        action()
    assert KEEPER.sign.state == "saved" and "z" in [e.answer for e in of_file(kept)]


# --- windows, clocks and machines ------------------------------------------------------------------
def window(folder: Path) -> Keeper:
    """Return another window on the same notebook, with a separate kernel."""
    other = Keeper()
    other.begin(NAME, Folder(folder, ""))
    return other


def write_in(one: Keeper, task: str, answer: str) -> None:
    one.note(task, "explanation", answer, "Why?")
    one.flush()


def test_two_windows_on_one_notebook_lose_nothing(tmp_path) -> None:
    """Text written alternately in two windows is in the file and appears on reopening in the other."""
    one, two = window(tmp_path), window(tmp_path)
    for number in range(3):
        write_in(one, f"explanation/a{number}", f"one {number}")
        write_in(two, f"explanation/b{number}", f"two {number}")
    written = {e.answer for e in of_file(tmp_path)}
    assert written == {f"{who} {n}" for who in ("one", "two") for n in range(3)}
    assert {e.answer for e in window(tmp_path).entries} == written


def test_two_windows_that_answer_differently_keep_both(tmp_path) -> None:
    """The same task answered twice gives two entries."""
    one, two = window(tmp_path), window(tmp_path)
    write_in(one, "explanation/a", "yes")
    write_in(two, "explanation/a", "no")
    write_in(one, "explanation/a", "yes, surely")
    answers = [e.answer for e in of_file(tmp_path)]
    assert {"yes, surely", "no"} <= set(answers)


def test_a_clock_that_is_set_back_does_not_turn_the_work_round(kept, monkeypatch) -> None:
    """The last action counts as last, even if the clock is set back."""

    class Clock(dt.datetime):
        hour_now = 12

        @classmethod
        def now(cls, tz=None):
            return dt.datetime(2026, 1, 1, cls.hour_now, tzinfo=tz)

    monkeypatch.setattr(keeper.dt, "datetime", Clock)
    task = Check(QUESTION)
    for hour, at in ((12, WRONG), (3, RIGHT)):
        Clock.hour_now = hour
        task.act(at)
    monkeypatch.undo()
    begin(kept)
    assert Check(QUESTION).said == RIGHT


@pytest.mark.parametrize("years", [(1970, 2026), (2026, 2300, 2026), (2300, 1970)], ids=str)
def test_a_clock_that_is_wrong_by_decades_loses_nothing(years, kept, monkeypatch) -> None:
    """With a clock at 1970 or 2300, all work is recorded and saved in order."""

    class Clock(dt.datetime):
        year_now = 0

        @classmethod
        def now(cls, tz=None):
            return dt.datetime(cls.year_now, 1, 1, tzinfo=tz)

    monkeypatch.setattr(keeper.dt, "datetime", Clock)
    for Clock.year_now in years:
        KEEPER.commit("explanation/a", "explanation", f"in {Clock.year_now}", "Why?", "")
    monkeypatch.undo()
    assert [e.answer for e in of_file(kept)] == [f"in {year}" for year in years]
    begin(kept)
    assert KEEPER.entries[-1].answer == f"in {years[-1]}"


def test_two_windows_are_each_told_of_the_other(tmp_path) -> None:
    """Each window gets one message when it first finds the other's work; a single window gets none."""
    one, two = window(tmp_path), window(tmp_path)
    write_in(one, "explanation/a", "one")
    assert one.messages == two.messages == []
    write_in(two, "explanation/b", "two")
    assert two.messages == [keeper.ELSEWHERE] and one.messages == []
    for answer in ("again", "and again"):
        write_in(one, "explanation/a", answer)
        write_in(two, "explanation/b", answer)
    assert one.messages == two.messages == [keeper.ELSEWHERE]


def brought(raw: bytes, where: str = "mine.json") -> str:
    """Return the message that the learner gets about an imported file."""
    words: list[str] = []
    KEEPER.bring_in(raw, where, words.append)
    return " ".join(words)


def test_work_is_carried_to_another_machine_by_one_file(tmp_path) -> None:
    """The file imports all notebooks and updates the screen; importing it twice changes nothing."""
    here, there = tmp_path / "here", tmp_path / "there"
    begin(here, "01_the_map")
    Explanation("What?", "That.").draft("of the map")
    begin(here)
    task = Check(QUESTION)
    task.act(RIGHT)
    file = KEEPER.exported()
    begin(there)
    shown = Check(QUESTION)
    assert brought(file).startswith("mine.json: imported 2 entries for 01 The map, 02 Express")
    assert shown.said == RIGHT and "You committed this on" in said(shown)
    assert [e.answer for e in of_file(there, "01_the_map")] == ["of the map"]
    before = {p.name: p.read_bytes() for p in there.glob("*.json")}
    assert "Nothing was changed" in brought(file)
    assert {p.name: p.read_bytes() for p in there.glob("*.json")} == before
    KEEPER._forget("", None)


def test_a_file_that_differs_is_merged_and_both_are_kept(kept) -> None:
    """The learner's own answer and the file's are both kept."""
    Explanation("Why?", "Because.").draft("mine")
    theirs = entry_of("theirs", id=of_file(kept)[0].id)
    assert "both are kept" in brought(record.written({NAME: [theirs]}))
    assert {e.answer for e in of_file(kept)} == {"mine", "theirs"}


@pytest.mark.parametrize("how", DAMAGED)
def test_a_file_that_is_not_work_changes_nothing(how, kept) -> None:
    """The learner sees the reason and that nothing was changed, which is true."""
    Explanation("Why?", "Because.").draft("mine")
    before = (kept / f"{NAME}.json").read_bytes()
    make, words = DAMAGED[how]
    said_ = brought(make())
    assert words in said_ and said_.endswith("Nothing was changed.")
    assert (kept / f"{NAME}.json").read_bytes() == before


def test_what_a_file_holds_is_shown_as_text_and_never_as_code(kept) -> None:
    """Markup in every field of a file, and in its name, stays text wherever it is shown."""
    kinds = {
        f"answer/{QUESTION.id}": ("answer", lambda: Check(QUESTION)),
        "prediction/doe_without_cdn/express_aiming": ("prediction", lambda: Prediction(*PREDICTED)),
        "explanation/why": ("explanation", lambda: Explanation("Why?", "Because.")),
        "facts/doe_v_webgroup/express_aiming/line": ("facts", lambda: lab("express_aiming", "line")),
        "story": ("story", WorkPanel),
    }  # fmt: skip
    entries = []
    for number, (task, (kind, _)) in enumerate(kinds.items()):
        saved = record.SetFacts(facts={HOSTILE: HOSTILE}, stage=HOSTILE, court=HOSTILE,
                                shown={HOSTILE: HOSTILE}) if kind == "facts" else None  # fmt: skip
        for turn in range(3):
            entries.append(entry_of(
                HOSTILE, id=f"h{number}-{turn}", task=task, kind=kind, asked=HOSTILE, told=HOSTILE,
                facts=saved, committed=turn == 1, suite=HOSTILE[:200],
                at=dt.datetime(2026, 1, 1 + turn, tzinfo=dt.UTC),
            ))  # fmt: skip
    panel = WorkPanel()
    panel.do("open")
    data = base64.b64encode(record.written({NAME: entries})).decode()
    panel.do("bring", name=HOSTILE[:100], data=data)
    begin(kept)
    panel.update()
    shown = [panel, *(make() for _, make in kinds.values())]
    found = [value for one in shown for value in every_html(one).values()]
    for value in found:
        elements = list(page(value).iter())
        assert [e.attrib for e in elements if e.tag == "script" or e.get("src") == "x"] == []
        assert [k for e in elements for k in e.attrib if k.startswith("on")] == []
    assert "<script>alert(1)</script>" in unescape(" ".join(found))


# --- starting over and erasing ---------------------------------------------------------------------
def test_beginning_afresh_keeps_the_old_work_aside(kept) -> None:
    """The notebook is empty, and the earlier work can be downloaded and imported again."""
    task, panel = Check(QUESTION), WorkPanel()
    task.act(RIGHT)
    raw = (kept / f"{NAME}.json").read_bytes()
    panel.do("afresh")
    assert task.said == task.replied == "" and "starts over" in told()
    (aside,) = kept.glob("*.json")
    assert aside.read_bytes() == raw
    brought(raw)
    assert task.said == RIGHT


def test_beginning_afresh_resets_the_laboratories(kept) -> None:
    """The facts are those with which the lesson begins."""
    one = lab("express_aiming", "line")
    one.do(do="set", fact="us_cdn", value="no")
    KEEPER.start_afresh()
    assert one.scenario.now == one.scenario.first
    assert (one.now["changed"], one.now["undo"], one.now["note"]) == ("", False, "")


def test_erasing_takes_everything(kept) -> None:
    """All files are deleted, including those set aside; test_work_panel.py covers the confirmation."""
    task, panel = Check(QUESTION), WorkPanel()
    task.draft(RIGHT)
    panel.do("erase")
    assert list(kept.glob("*.json")) == [] and task.said == ""
    assert "Your work has been erased." in said(panel)


def test_what_was_erased_in_one_window_is_not_brought_back_by_another(kept) -> None:
    """A deleted client file stays deleted, even if another window still has it."""
    one, two = window(kept), window(kept)
    write_in(one, "explanation/c", "A. B.")
    two.look_again()
    assert [e.answer for e in two.entries] == ["A. B."]
    one.forget("explanation/c")
    write_in(two, "explanation/b", "of the other window")
    write_in(one, "explanation/a", "of the first window")
    assert {e.task for e in of_file(kept)} == {"explanation/a", "explanation/b"}
    assert {e.task for e in window(kept).entries} == {"explanation/a", "explanation/b"}
    two.look_again()
    assert {e.task for e in two.entries} == {"explanation/a", "explanation/b"}


def test_an_older_download_does_not_bring_back_what_was_erased_since(kept) -> None:
    """The rest of the file is imported, and the learner is informed."""
    KEEPER.note("explanation/c", "explanation", "A. B.")
    KEEPER.note("explanation/a", "explanation", "mine", "Why?")
    older = KEEPER.exported()
    KEEPER.forget("explanation/c")
    told_ = brought(older)
    assert "Nothing was changed. Items you erased remain erased (1 entry)." in told_
    assert [e.task for e in of_file(kept)] == ["explanation/a"]
    KEEPER.note("explanation/c", "explanation", "A. B., once more")
    KEEPER.flush()
    assert [e.answer for e in of_file(kept)] == ["mine", "A. B., once more"]


def test_a_tombstone_is_carried_along(tmp_path) -> None:
    """An entry erased here is erased on another machine once it imports the file."""
    begin(tmp_path / "here")
    KEEPER.note("explanation/c", "explanation", "A. B.")
    before = KEEPER.exported()
    KEEPER.forget("explanation/c")
    after = KEEPER.exported()
    begin(tmp_path / "there")
    brought(before)
    assert [e.task for e in of_file(tmp_path / "there")] == ["explanation/c"]
    brought(after)
    assert of_file(tmp_path / "there") == KEEPER.entries == []
    KEEPER._forget("", None)


@pytest.mark.parametrize("how", ["erase", "start_afresh"])
def test_all_that_was_erased_in_one_window_is_not_saved_again_by_another(how, kept) -> None:
    """The other window saves only later work, says so, and still offers the earlier work."""
    one, two = window(kept), window(kept)
    write_in(one, "explanation/a", "old")
    two.look_again()
    getattr(one, how)()
    write_in(two, "explanation/b", "new")
    assert [e.answer for e in of_file(kept)] == ["new"] == [e.answer for e in two.entries]
    assert "outside this window" in " ".join(two.messages)
    assert any(b'"old"' in raw for raw in two.set_aside.values())
    write_in(two, "explanation/b", "new and more")
    assert [e.answer for e in of_file(kept)] == ["new and more"] and len(two.messages) == 1


def test_a_draft_goes_on_after_all_was_erased_in_another_window(kept) -> None:
    """Text typed while another window erases everything is kept whole."""
    one, two = window(kept), window(kept)
    write_in(two, "explanation/b", "half")
    one.look_again()
    one.erase()
    write_in(two, "explanation/b", "half and whole")
    assert [e.answer for e in of_file(kept)] == ["half and whole"]


def test_an_unreadable_file_of_another_notebook_is_not_written_over(kept) -> None:
    """Work for that notebook is imported; the unreadable file stays set aside."""
    (kept / "01_the_map.json").write_bytes(b"damaged")
    begin(kept)
    assert KEEPER.unreadable == ["01_the_map"]
    KEEPER.look_again()
    assert KEEPER.unreadable == ["01_the_map"]
    assert "imported 1 entry" in brought(record.written({"01_the_map": [entry_of("mine")]}))
    assert [e.answer for e in of_file(kept, "01_the_map")] == ["mine"]
    (aside,) = kept.glob("01_the_map.aside-*.json")
    assert aside.read_bytes() == b"damaged" and KEEPER.unreadable == []


def test_another_notebook_has_its_own_file_and_the_download_holds_all(kept) -> None:
    """Each notebook is stored separately, and one file contains all of them."""
    Explanation("Why?", "Because.").draft("here")
    begin(kept, "01_the_map")
    Explanation("Why?", "Because.").draft("there")
    assert [e.answer for e in of_file(kept)] == ["here"]
    both = record.read(KEEPER.exported(), "file")
    assert {name: [e.answer for e in work_] for name, work_ in both.items()} == {
        NAME: ["here"], "01_the_map": ["there"],
    }  # fmt: skip


def test_beginning_a_notebook_uses_the_folder_and_no_other_file(tmp_path, monkeypatch) -> None:
    """The setup cell saves work only in the named folder, and saves nothing about the reader."""
    monkeypatch.setenv("MINIMUM_CONTACTS_WORK", str(tmp_path / "mine"))
    KEEPER._forget("", None)
    panel = work.begin(NAME)
    assert panel.sign == KEEPER.sign.marks
    Explanation("Why?", "Because.").draft("hello")
    raw = (tmp_path / "mine" / f"{NAME}.json").read_text()
    assert "hello" in raw and str(Path.home()) not in raw
    assert set(json.loads(raw)["notebooks"][NAME][0]) == {
        "id", "task", "kind", "asked", "answer", "at", "suite",
    }  # fmt: skip
    KEEPER._forget("", None)


def test_a_part_that_cannot_show_its_work_says_so_and_keeps_it(kept, monkeypatch) -> None:
    """A display failure is reported, and the entry stays in the file."""
    stored(kept)
    monkeypatch.setattr(Check, "reply", lambda *_: 1 / 0)
    begin(kept)
    Check(QUESTION)
    assert "is saved, but we could not show it (ZeroDivisionError" in told()
    assert len(of_file(kept)) == 1


def test_without_a_notebook_nothing_is_kept_and_the_sign_says_so() -> None:
    """A panel outside a notebook of the suite works and saves nothing."""
    KEEPER._forget("", None)
    task = Explanation("Why?", "Because.")
    task.draft("x")
    task.act()
    assert KEEPER.entries == [] and isinstance(Lab("will_v_lee", facts=["us_cdn"]), Lab)
