"""A class of thirty on the dashboard: every number is right, and no work is lost or exposed."""

from __future__ import annotations

import asyncio
import base64
import csv
import io
import os
import re
import time
import zipfile
from pathlib import Path

import pytest
from class_of_thirty import (
    ASKED,
    EVIL,
    FORMULA,
    LATE,
    LESSON,
    PEOPLE,
    QUESTIONS,
    plan,
    played,
    spoilt,
    told,
)
from test_escaping import OUR_ATTRIBUTES, OUR_TAGS
from what_is_shown import LIB, every_html, having, page, text

from jurisdiction.explain import status_word
from jurisdiction.model import Status
from minimum_contacts import classroom
from minimum_contacts.lessons.panels.keeper import KEEPER
from minimum_contacts.panels import Dashboard, dashboard

TABLE = {"table", "caption", "thead", "tbody", "tr", "th", "td"}


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, bytes]:
    """Return the class's files, made once through the panels."""
    return played(tmp_path_factory.mktemp("homes"))


def lay(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, raw in files.items():
        (folder / name).write_bytes(raw)
    return folder


@pytest.fixture
def inbox(files, tmp_path) -> Path:
    """Return the class folder, with one file still to come and other files in it."""
    come = {name: raw for name, raw in files.items() if name != f"student {LATE}.json"}
    return lay(tmp_path / "class", {**come, **spoilt(files)})


@pytest.fixture
def shown():
    """Yield a dashboard without a class."""
    one = Dashboard()
    yield one
    one.close()


def choose(shown: Dashboard, **values) -> None:
    """Type, tick, or choose these values on the page."""
    for name, value in values.items():
        shown.do(do="set", name=name, value=value)


def part(shown: Dashboard, name: str = "view") -> str:
    """Return a part of the page as HTML; empty if it is absent."""
    return dict(shown.plan["parts"]).get(name) or ""


def controls(shown: Dashboard) -> dict[str, dict]:
    """Return the controls that are available now, by name."""
    bars = [part for _, part in shown.plan["parts"] if isinstance(part, list)]
    return {one["name"]: one for bar in bars for one in bar}


def options(shown: Dashboard, name: str) -> list:
    """Return the options of a list; empty if the list is not on the page."""
    return [value for value, _ in controls(shown).get(name, {}).get("options", [])]


def everything(shown: Dashboard) -> str:
    said = [words for words in shown.now.values() if words]
    offered = [str(one.get("options", "")) for one in controls(shown).values()]
    return " ".join([*map(text, every_html(shown).values()), *said, *offered])


def counted(shown: Dashboard, people) -> None:
    """Check that the dashboard has counted exactly these people, in its numbers and in every view."""
    plans, got = told(people), shown.seen.counted
    assert got.learners == len(people) == len(shown.seen.found.learners)
    assert got.lessons == {LESSON: len(people)}
    assert [p.task for p in got.predictions] == [f"prediction/{s}/{n}" for s, n in ASKED]
    assert [p.before for p in got.predictions] == plans.before
    assert [p.after for p in got.predictions] == plans.after
    assert [q.question for q in got.questions] == QUESTIONS
    assert [q.first for q in got.questions] == plans.first
    assert [q.last for q in got.questions] == plans.last
    choose(shown, view="predictions", item=0, finding=True)
    pictures = having(page(part(shown)), "mc-chart")
    for picture, counts in zip(pictures, (plans.before, plans.after), strict=True):
        alt = text(picture)
        for at, one in enumerate(got.predictions):
            node = one.finding.node
            words = [f"{status_word(node, s, LIB).lower()} {counts[at][s]}" for s in Status]
            assert f"{at + 1}. {one.title}. {node.name}: {', '.join(words)}. The finding" in alt
    choose(shown, view="questions")
    tree = page(part(shown))
    tables = [t for t in tree.iter("table") if "Right at first" in text(t)]
    assert len(tables) == len(QUESTIONS)
    for at, one in enumerate(tables):
        rows = [[text(cell) for cell in row] for row in one.iter("tr")][1:]
        places = range(1, len(rows) + 1)
        assert [row[2:] for row in rows] == [
            [str(plans.first[at][n]), str(plans.last[at][n])] for n in places
        ]
        right = sum(plans.first[at][n] for n in places if QUESTIONS[at].options[n - 1].right)
        assert f"Right at first: {right} of {len(people)};" in text(one)
    choose(shown, view="overview")
    assert shown.now["notice"] == ""


# --- the numbers -----------------------------------------------------------------------------------
def test_a_class_of_thirty_is_counted_exactly_and_its_files_stay_as_they_are(
    shown, inbox, files
) -> None:
    """Thirty learners, three on two machines, are counted among other files; then a late file arrives."""
    before = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in inbox.iterdir()}
    choose(shown, folder=str(inbox))
    counted(shown, [i for i in PEOPLE if i != LATE])
    choose(shown, names=True)
    passed = {
        name: next((why for f, why in shown.seen.found.passed if f.place == name), "")
        for name in spoilt(files)
    }
    evil = f"{EVIL.replace('/', '')}.json"
    wanted = {
        "damaged.json": "is incomplete",
        "changed.json": "did not write this part in this form",
        "older.json": "another version",
        "newer.json": "a newer version",
        "empty.json": "this file is empty",
        "nothing yet.json": "no work in it yet",
        "other.json": "not a work file",
        evil: "another version",
        "notes.txt": "another kind of file (.txt)",
    }
    assert {name for name, why in passed.items() if wanted.get(name, "?") not in why} == set()
    assert len(shown.seen.found.passed) == len(wanted)
    assert "another version of these notebooks: 1. They are counted" in everything(shown)
    lay(inbox, {f"student {LATE}.json": files[f"student {LATE}.json"]})
    shown.looks.look()
    assert "New or changed: 1 file." in shown.now["status"]
    counted(shown, PEOPLE)
    os.remove(inbox / f"student {LATE}.json")
    shown.looks.look()
    counted(shown, [i for i in PEOPLE if i != LATE])
    after = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in inbox.iterdir()}
    assert after == before


def test_every_file_is_listed_with_what_became_of_it(shown, inbox) -> None:
    """Each file is counted under its learner's code or skipped with a reason; none is missing."""
    choose(shown, folder=str(inbox))
    codes = {one.code for one in shown.seen.found.learners}
    for names in (False, True):
        choose(shown, names=names)
        listed = []
        for one in page(part(shown)).iter("table"):
            head, *rows = [[text(cell) for cell in row] for row in one.iter("tr")]
            listed += rows if head[0] == "file" else []
        assert len(listed) == shown.seen.files.total() == 41
        assert {code for _, code, _ in listed} == {*codes, "–"}
        passed = [what for _, code, what in listed if code == "–"]
        assert len(passed) == len(shown.seen.found.passed) == 9
        assert all(what.startswith("passed over: ") for what in passed)
    assert sorted(name for name, *_ in listed) == sorted(p.name for p in inbox.iterdir())


def test_nothing_that_was_written_is_lost_when_two_machines_are_joined(files) -> None:
    """Every entry of both files is among the learner's, even if the two machines diverged."""
    read = [one for name, raw in files.items() for one in classroom.opened(name, raw)]
    found = classroom.together(read)
    assert len(found.learners) == len(PEOPLE) and len(read) == len(PEOPLE) + 3
    joined = [one for one in found.learners if len(one.files) > 1]
    assert len(joined) == 3
    for one in found.learners:
        said = {(e.task, e.answer, e.at, e.committed) for e in one.work[LESSON]}
        every = [e for f in one.files for entries in f.work.values() for e in entries]
        assert {(e.task, e.answer, e.at, e.committed) for e in every} == said
    texts = [e.answer for one in joined for e in one.work[LESSON]]
    assert "A draft that is never committed" in texts and "The reasons of number 19" in texts


def test_files_brought_in_and_the_archive_of_an_lms_count_as_the_folder_does(shown, files) -> None:
    """Files chosen together, or packed in nested archives, give the same counts."""
    inner, outer = io.BytesIO(), io.BytesIO()
    names = sorted(files)
    with zipfile.ZipFile(inner, "w") as archive:
        for name in names[:2]:
            archive.writestr(f"../../{name}", files[name])
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("packed.zip", inner.getvalue())
        archive.writestr("__MACOSX/._x.json", b"x")
        for name in names[2:]:
            archive.writestr(f"section 1/{name}", files[name])
    here = set(Path.cwd().iterdir()), set(Path.cwd().parent.iterdir())
    for brought in ({"all.zip": outer.getvalue()}, files):
        shown.do(do="away")
        for rest, (name, raw) in zip(range(len(brought))[::-1], brought.items(), strict=True):
            assert shown.seen.counted.learners == 0  # counted once the last file has arrived
            shown.do(do="bring", name=name, data=base64.b64encode(raw).decode(), rest=rest)
        counted(shown, PEOPLE)
    assert (set(Path.cwd().iterdir()), set(Path.cwd().parent.iterdir())) == here


def test_what_to_teach_next_names_the_three_most_frequent_mistakes(shown, inbox) -> None:
    """Each mistake has its trap, the place where it is taught, and another question with that trap."""
    choose(shown, folder=str(inbox), view="next", item=0)
    asked = shown.seen.counted.questions
    by_trap: dict[object, int] = {}
    for one in asked:
        for at, people in one.wrong:
            traps = one.traps.get(at)
            key = traps[0].error if traps else one.question.options[at - 1].text
            by_trap[key] = by_trap.get(key, 0) + people
    said = text(part(shown))
    most = sorted(by_trap.values(), reverse=True)[:3]
    assert [int(n) for n in re.findall(r"Wrong first answers: (\d+)", said)] == most
    assert all(error in said for error, people in by_trap.items() if people > most[-1])
    assert said.count("instructor/02_express_aiming.md") == said.count("Warm up with: ") == 3
    (share,) = [q for q in asked if q.question.id == "share_alone"]
    trap = LIB.traps["share_decides"]  # taught in share_alone, option 1
    assert share.traps[1] == (trap,) and dict(share.wrong)[1] == share.first[1]
    choose(shown, view="questions", item=0)
    assert f"trap {trap.number}" in text(part(shown))


# --- names -----------------------------------------------------------------------------------------
def test_no_name_and_no_text_of_a_learner_is_on_the_screen_unless_asked_for(shown, inbox) -> None:
    """No view shows file names or learners' texts; names appear only if the box is checked."""
    choose(shown, folder=str(inbox))
    for name in options(shown, "view"):
        choose(shown, view=name)
        said = everything(shown)
        assert not re.search(r"student \d|reasons of number|onerror|never committed", said), name
    choose(shown, view="overview", names=True)
    assert "damaged.json" in everything(shown)


def test_the_finding_and_what_gives_it_away_wait_for_the_teacher(shown, inbox) -> None:
    """On the projector, finding and second predictions stay hidden until shown, and can be hidden again."""
    choose(shown, folder=str(inbox))
    choose(shown, view="predictions")
    for item in (0, 1):
        choose(shown, item=item)
        before = part(shown)
        assert "The finding" not in everything(shown)
        assert len(having(page(before), "mc-chart")) == 1 and "After the answer" not in before
        choose(shown, finding=True)
        assert "The finding" in text(part(shown))
        assert len(having(page(part(shown)), "mc-chart")) == 2
        assert "committed again after the answer" in text(part(shown))
        choose(shown, finding=False)
        assert part(shown) == before


def test_a_room_sees_one_question_at_a_time(shown, inbox) -> None:
    """Predictions are projected one at a time, each without its finding; all of a lesson only on request."""
    choose(shown, folder=str(inbox), view="predictions")
    titles = [f"{at}. {one.title}" for at, one in enumerate(shown.seen.counted.predictions, 1)]
    assert options(shown, "item") == [1, 2, 0] and controls(shown)["item"]["value"] == 1
    for at in (1, 2):
        choose(shown, item=at)
        assert "The finding" not in text(part(shown))
        assert [title in text(part(shown)) for title in titles] == [at == 1, at == 2]
        choose(shown, finding=True)
    choose(shown, item="3")  # not offered
    assert controls(shown)["item"]["value"] == 2
    choose(shown, item=0)
    assert all(title in text(part(shown)) for title in titles)
    choose(shown, view="questions")
    assert text(part(shown)).count("Right at first") == len(QUESTIONS)
    choose(shown, view="overview", large=True)
    choose(shown, view="questions")
    assert shown.plan["large"] and text(part(shown)).count("first answer") == 1
    assert "Right at first" not in text(part(shown)) and "✓" not in text(part(shown))
    choose(shown, finding=True)
    assert text(part(shown)).count("Right at first") == 1
    choose(shown, view="next")
    assert text(part(shown)).count("Warm up with") == 1


def test_markup_in_names_and_files_stays_text(shown, inbox) -> None:
    """In every view, with names shown, every tag and attribute is one that we write ourselves."""
    choose(shown, folder=str(inbox))
    choose(shown, names=True)
    shown.do(do="make")
    said = ""
    for name in options(shown, "view"):
        choose(shown, view=name)
        for html in every_html(shown).values():
            for one in page(html).iter():
                assert one.tag in OUR_TAGS | TABLE, one.tag
                assert set(one.attrib) <= OUR_ATTRIBUTES | {"scope"}
        said += everything(shown)
    assert "alert(1)" in said


def test_a_name_that_is_no_text_can_be_shown_and_stand_in_the_table(shown, tmp_path, files) -> None:
    """A file whose name is not valid text on this system neither fails nor is lost."""
    for name, raw in ((b"\xff good.json", files["student 02.json"]), (b"\xff bad.json", b"{")):
        try:
            (tmp_path / os.fsdecode(name)).write_bytes(raw)
        except OSError:
            pytest.skip("this system refuses such a name")
    choose(shown, folder=str(tmp_path), names=True, named=True)
    shown.do(do="make")
    assert "1 learner," in shown.now["status"] and "bad.json" in everything(shown)
    for html in every_html(shown).values():
        html.encode()
    assert "good.json" in rows(shown)[0]["Learner"]


def test_nothing_of_the_class_becomes_work_of_the_teacher(shown, inbox, tmp_path) -> None:
    """The teacher's saved work is unchanged, and removing the class leaves nothing behind."""
    before = KEEPER.exported()
    choose(shown, folder=str(inbox))
    shown.do(do="away")
    assert KEEPER.exported() == before
    assert controls(shown)["folder"]["value"] == "" and options(shown, "lesson") == []
    assert (shown.looks.inbox, shown.looks.brought) == (None, [])
    assert "There is no class here yet" in everything(shown) and "29" not in everything(shown)


def test_another_lesson_never_shows_its_finding_unasked(shown, inbox) -> None:
    """Another lesson opens without its finding; new files in another lesson leave a shown finding shown."""
    choose(shown, folder=str(inbox))
    choose(shown, view="predictions", finding=True)
    for name, raw in classroom.invented(LIB, 3)[:3]:
        (inbox / name).write_bytes(raw)
    shown.looks.look()
    assert options(shown, "lesson") == [LESSON, "moot_and_exam"]
    assert controls(shown)["lesson"]["value"] == LESSON and "The finding" in part(shown)
    seen = []
    shown.observe(lambda _: seen.append(part(shown)), "plan")
    choose(shown, lesson="moot_and_exam")
    assert seen and not [html for html in seen if "The finding" in html]
    assert not controls(shown)["finding"]["value"]


# --- the table -------------------------------------------------------------------------------------
def rows(shown: Dashboard) -> list[dict[str, str]]:
    """Return the downloadable table, parsed as a spreadsheet parses it."""
    shown.do(do="make")
    assert shown.made["kind"] == "application/zip" and shown.made["save"].endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(shown.made["data"]))) as archive:
        ends = [name.rpartition("-")[2] for name in archive.namelist()]
        assert ends[1:] == ["key.csv", "files.csv"]
        raw = archive.read(archive.namelist()[0])
    assert raw.startswith(b"\xef\xbb\xbf") and raw.replace(b"\r\n", b"").count(b"\n") == 0
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_the_table_has_one_row_a_learner_by_codes_or_by_names(shown, inbox) -> None:
    """Each row agrees with its learner's plan; names appear only if ticked, and never as a formula."""
    choose(shown, folder=str(inbox))
    coded = rows(shown)
    assert all(re.fullmatch(r"[a-s]{8}(-\d+)?", row["Learner"]) for row in coded)
    choose(shown, named=True)
    assert shown.made == {}
    named = rows(shown)
    assert len(coded) == len(named) == 29
    assert not [c for row in named for c in [*row, *row.values()] if c.startswith(tuple("=+-@"))]
    (guarded,) = [row["Learner"] for row in named if FORMULA in row["Learner"]]
    assert guarded.startswith("'=")
    found = [p.finding for p in shown.seen.counted.predictions]
    for row in named:
        number = re.search(r"student (\d\d)", row["Learner"])
        mine = plan(int(number[1]) if number else 13)
        for at, _ in enumerate(found):
            assert row[f"P{at + 1} before"] == mine.before[at]
            assert row[f"P{at + 1} after"] == (mine.after[at] or "")
        as_found = sum(mine.before[at] is one.status for at, one in enumerate(found))
        assert row["matching the finding"] == str(as_found)
        first = [["ABCD".index(row[f"Q{at + 1} {when}"]) for when in ("first", "last")]
                 for at, _ in enumerate(QUESTIONS)]  # fmt: skip
        assert first == [[answers[0], answers[-1]] for answers in mine.answers]
        rights = [
            [question.options[n].right for n in answers]
            for question, answers in zip(QUESTIONS, mine.answers, strict=True)
        ]
        assert row["Predictions before the answer"] == str(len(ASKED))
        assert row["Questions answered"] == str(len(QUESTIONS))
        assert row["right at first"] == str(sum(r[0] for r in rights))
        assert row["right with the last answer"] == str(sum(r[-1] for r in rights))
        assert row["Explanations written"] == str(int(mine.explains))
    assert sorted(row["Files"] for row in named).count("2") == 3


# --- watching --------------------------------------------------------------------------------------
@pytest.fixture
def quick(shown) -> Dashboard:
    """Return a dashboard that checks its folder every 20 milliseconds."""
    shown.looks.pause = 0.02
    return shown


async def until(true, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        await asyncio.sleep(0.01)


def test_a_late_file_appears_while_watching_and_only_what_is_new_is_read(
    quick, inbox, files, monkeypatch
) -> None:
    """While watching, the numbers follow the folder; unchanged files, and any after a stop, are not read."""
    monkeypatch.setattr("minimum_contacts.classroom.files.SETTLED", -1)
    coming = inbox.with_name("coming.json")
    coming.write_bytes(files[f"student {LATE}.json"])

    async def lesson() -> None:
        choose(quick, folder=str(inbox))
        await until(lambda: quick.seen.counted.learners == 29)
        quick.do(do="watch")
        assert controls(quick)["watch"]["label"] == "Stop watching"
        first = quick.looks.inbox.reads
        said = []

        def hear(change) -> None:
            if change["new"]["status"] != change["old"]["status"]:
                said.append(change["new"]["status"])

        quick.observe(hear, "now")
        await asyncio.sleep(0.3)
        assert said == []  # no repeated message that nothing has happened
        os.replace(
            coming, inbox / f"student {LATE}.json"
        )  # in one step, as a server finishes an upload
        await until(lambda: quick.seen.counted.learners == 30)
        assert len(said) == 1 and "New or changed: 1 file." in said[0]
        quick.do(do="watch")
        await asyncio.sleep(0.1)
        read = quick.looks.inbox.reads
        assert read == first + 1
        os.remove(inbox / f"student {LATE}.json")
        await asyncio.sleep(0.2)
        assert quick.looks.inbox.reads == read and quick.seen.counted.learners == 30
        assert controls(quick)["watch"]["label"] == "Start watching the folder"
        assert len(asyncio.all_tasks()) == 1  # only this test, with no task left behind

    asyncio.run(lesson())


def test_only_a_file_that_has_changed_is_read_again(inbox) -> None:
    """A file that has settled is not read again; a changed one is."""
    room = classroom.Inbox(inbox)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("minimum_contacts.classroom.files.SETTLED", -1)
        every = room.look()
        first = room.reads
        assert room.look() == every and room.reads == first > 30
        (inbox / "student 08.json").write_bytes(b"")
        changed = room.look()
        assert room.reads == first + 1 and changed != every


def test_a_slow_folder_holds_nothing_up_and_what_was_put_away_does_not_come_back(
    quick, inbox, monkeypatch
) -> None:
    """A slow reading does not block the event loop; a class put away meanwhile stays away."""
    real = classroom.Inbox.look
    going = []

    def slow(room):
        going.append(1)
        time.sleep(0.5)
        return real(room)

    monkeypatch.setattr(classroom.Inbox, "look", slow)

    async def lesson() -> None:
        choose(quick, folder=str(inbox))
        await until(lambda: going)
        turns = 0
        while quick.seen.counted.learners == 0:
            await asyncio.sleep(0.005)
            turns += 1
        assert turns > 3 and quick.seen.counted.learners == 29
        (inbox / "student 08.json").unlink()  # so that the next reading has something to report
        quick.looks.look()
        await until(lambda: len(going) == 2)
        quick.do(do="away")
        await asyncio.sleep(1)  # until the reading in progress has ended
        assert quick.seen.counted.learners == 0 and "no class here yet" in everything(quick)

    asyncio.run(lesson())


def test_a_folder_that_goes_and_comes_back_loses_nothing_on_the_screen(quick, inbox) -> None:
    """If a network drive is away for a while, the last numbers stay, with an error until it returns."""

    async def lesson() -> None:
        choose(quick, folder=str(inbox))
        quick.do(do="watch")
        await until(lambda: quick.seen.counted.learners == 29)
        inbox.rename(inbox.with_name("away"))
        await until(lambda: "no folder has that path" in quick.now["trouble"])
        assert quick.seen.counted.learners == 29 and "29 learners" in quick.now["status"]
        inbox.with_name("away").rename(inbox)
        await until(lambda: quick.now["trouble"] == "")
        assert "29 learners" in quick.now["status"]
        quick.do(do="watch")
        await asyncio.sleep(0.1)

    asyncio.run(lesson())


def test_a_dashboard_that_is_made_anew_ends_the_watching_of_the_one_before(inbox) -> None:
    """Rerunning the cell leaves no task behind."""

    async def lesson() -> None:
        first = dashboard()
        choose(first, folder=str(inbox))
        first.do(do="watch")
        assert first.looks.watching
        second = dashboard()
        assert not first.looks.watching and second is not first
        await until(lambda: len(asyncio.all_tasks()) == 1)

    asyncio.run(lesson())


# --- the start -------------------------------------------------------------------------------------
def test_without_files_it_says_what_to_do_and_a_made_up_class_says_what_it_is(shown, inbox) -> None:
    """A fictional class is labeled on the screen and in its table until real files are read."""
    assert "There is no class here yet" in everything(shown)
    assert controls(shown)["make"]["disabled"]
    shown.do(do="try")
    assert "24 learners" in everything(shown) and "This class is made up" in everything(shown)
    choose(shown, view="predictions")
    assert "This class is made up" in text(having(page(part(shown)), "mc-chart")[0])
    choose(shown, view="overview")
    shown.do(do="make")
    assert shown.made["save"].startswith("invented-")
    choose(shown, folder=str(inbox))
    assert "29 learners" in shown.now["status"]
    assert "invented" not in everything(shown)


def test_a_folder_that_is_not_there_is_said_in_words(shown, inbox) -> None:
    """The message contains the path and a remedy, and no counts of another class remain."""
    choose(shown, folder=str(inbox))
    choose(shown, folder=str(inbox / "nowhere"))
    assert "no folder has that path" in shown.now["trouble"]
    assert "29" not in shown.now["status"]
    assert shown.seen.counted.learners == 0 and "There is no class here yet" in everything(shown)
    choose(shown, folder="")
    shown.do(do="watch")
    assert "Type the path of a folder first" in shown.now["trouble"]


def test_a_view_that_fails_says_so_and_keeps_the_last_one(shown, inbox, monkeypatch) -> None:
    """An error inside a view is reported to the reader, and the dashboard keeps working."""
    choose(shown, folder=str(inbox))
    before = part(shown)

    def fail(*_):
        raise RuntimeError("it broke")

    monkeypatch.setattr("minimum_contacts.classroom.panels.class_views.questions_html", fail)
    choose(shown, view="questions")
    assert "it broke" in shown.now["notice"] and part(shown) == before
    choose(shown, view="overview")
    assert shown.now["notice"] == "" and having(page(part(shown)), "mc-table")
