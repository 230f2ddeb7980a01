"""A class's files are found, grouped by learner, and counted, whatever else is in the folder."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from what_is_shown import LIB

from jurisdiction import __version__
from jurisdiction.model import ReaderError, Status
from minimum_contacts import classroom
from minimum_contacts.classroom import File, Inbox, opened, predictions_of, summary, together
from minimum_contacts.classroom import files as room
from minimum_contacts.classroom.table import cell
from minimum_contacts.lessons import record
from minimum_contacts.lessons.record import Entry

NOTEBOOK, LESSON = "12_moot_and_exam", "moot_and_exam"
APP = "prediction/hypo_app_downloads/express_aiming"
MORNING = dt.datetime(2026, 9, 1, 9, 0, tzinfo=dt.UTC)
QUESTION = LIB.questions[LESSON][0]


def entry(task: str, answer: str = "", minutes: float = 0, **more) -> Entry:
    more = {"kind": task.partition("/")[0], "committed": True, "id": record.fresh_id(), **more}
    at = MORNING + dt.timedelta(minutes=minutes)
    return Entry(task=task, answer=answer, at=at, suite=__version__, **more)


def work(*entries: Entry, notebook: str = NOTEBOOK) -> bytes:
    return record.written({notebook: list(entries)})


def read(files: dict[str, bytes], by_folder: bool = False) -> list[File]:
    return [one for name, raw in files.items() for one in opened(name, raw, by_folder)]


def lay(folder: Path, files: dict[str, bytes]) -> Path:
    for name, raw in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return out.getvalue()


def why(files: list[File]) -> list[str]:
    return [file.passed for file in files]


# --- who handed it in ------------------------------------------------------------------------------
OWNERS = {
    "nbgrader's course": ("course/submitted/{name}/week 1/{file}", False, True),
    "its submitted folder": ("submitted/{name}/week 1/{file}", False, True),
    "its exchange": ("inbound/{name}+week1+2026-09-01 09:00:00 UTC+x/{file}", False, True),
    "Moodle's archive, unpacked": ("{name}_1234_assignsubmission_file_/{file}", False, True),
    "Moodle's archive, flat": ("{name}_1234_assignsubmission_file_{file}", False, True),
    "Sakai in Spanish": ("Tarea/{name}, Eva(e{name})/Adjuntos del envío/{file}", False, True),
    "ILIAS": ("Abgaben/Ruiz_{name}_login_10231/20260301100000_{file}", False, True),
    "Teams": ("Submitted files/{name}/Lesson 2/{file}", False, True),
    "Canvas, accents apart": ("{name}u\u0308_10231_550011_{file}", False, True),
    "Canvas in Hindi": ("{name}\u0930\u093e\u092e\u093e_10231_550011_{file}", False, True),
    "a section of one term": ("Torts, {name} (2026)/{file}", False, False),
    "folders that may be sections": ("section {name}/{file}", False, False),
    "folders that are learners": ("{name}/anything/{file}", True, True),
    "no folders": ("{name} {file}", True, False),
}


@pytest.mark.parametrize("layout", OWNERS)
def test_folders_make_a_learner_only_where_they_say_so(layout, tmp_path) -> None:
    """Two files without a common entry are one learner's only if the folders say so."""
    form, by_folder, says = OWNERS[layout]
    files = {
        form.format(name=name, file=file): work(entry(APP, "met", at))
        for at, (name, file) in enumerate((n, f) for n in "ab" for f in ("1.json", "2.json"))
    }
    for found in (Inbox(lay(tmp_path, files), by_folder).look(), read(files, by_folder)):
        assert why(found) == [""] * 4
        assert len(together(found).learners) == (2 if says else 4)
    for inner in (one for one in tmp_path.rglob("*") if one.name in ("submitted", "inbound")):
        assert len(together(Inbox(inner, by_folder).look()).learners) == 2
    packed = together(opened("all.zip", zipped(files), by_folder))
    assert len(packed.learners) == (2 if says else 4)


def test_a_file_that_was_handed_out_joins_nobody_whom_folders_keep_apart() -> None:
    """Copies, and files continued from them, count for each learner under separate codes, with a note."""
    begun = entry(APP, "met")
    files = {
        "submitted/a/w/x.json": work(begun),
        "submitted/b/w/x.json": work(begun),
        "submitted/c/w/x.json": work(begun, entry(APP, "open", 5, revealed=True)),
    }
    found = together(read(files))
    assert len(found.learners) == 3 and len({one.code for one in found.learners}) == 3
    assert sorted(one.name for one in found.learners) == ["a", "b", "c"]
    assert all(one.look for one in found.learners)
    assert summary(found.learners, LIB).predictions[0].before == Counter({Status.MET: 3})
    flat = together(read({name.replace("/", "-"): raw for name, raw in files.items()}))
    assert len(flat.learners) == 2 and "several machines" in " ".join(flat.notes)


def test_a_copy_or_a_later_file_outside_the_folders_is_its_owner_s() -> None:
    """A copy of a submission outside the folders, or a file continued from one, makes no new learner."""
    begun, later = entry(APP, "met"), entry(APP, "open", 5, revealed=True)
    files = {
        "course/submitted/a/w/x.json": work(begun),
        "course/autograded/a/w/x.json": work(begun),
        "course/x.json": work(begun),
        "by mail.json": work(begun, later),
        "course/submitted/b/w/x.json": work(entry(APP, "met", 1)),
    }
    found = together(read(files))
    assert [why for _, why in found.passed] == ["the same file is already there."] * 2
    assert sorted((one.name, len(one.files)) for one in found.learners) == [("a", 2), ("b", 1)]


def test_a_file_that_two_learners_share_with_one_outside_joins_them_not() -> None:
    """A file outside the folders that shares entries with two learners does not merge them."""
    one, two = entry(APP, "met"), entry(APP, "open", 1)
    files = {
        "submitted/a/w/x.json": work(one),
        "submitted/b/w/x.json": work(two),
    }
    between = entry("explanation/x/y", "", 2)
    outside = {"1.json": work(one, between), "2.json": work(between, two)}
    for more in ({"both.json": work(one, two)}, outside):
        found = together(read(files | more))
        assert len(found.learners) == 3
    assert any("identical or share entries" in note for note in found.notes)


def test_many_files_that_share_entries_make_a_teacher_ask() -> None:
    """If more files share entries than one learner has machines, the note says what to do."""
    begun = entry(APP, "met")
    files = {f"{n}.json": work(begun, entry(APP, "open", n, revealed=True)) for n in range(1, 6)}
    assert any("handed out" in note for note in together(read(files)).notes)


def test_the_same_minute_and_the_same_answer_join_nobody() -> None:
    """Two people who did the same thing at the same moment are two, because ids are drawn at random."""
    files = {f"{n}.json": work(entry(APP, "met")) for n in range(2)}
    found = together(read(files))
    assert len(found.learners) == 2 and not found.notes


def test_codes_tell_nothing_of_a_name_and_stay_when_files_come() -> None:
    """A renamed file keeps its learner's code, and so does a learner who later hands in more."""
    first = entry(APP, "met")
    (before,) = together(read({"rosa.json": work(first)})).learners
    (after,) = together(
        read({"sam.json": work(first), "more.json": work(first, entry(APP, "open", 9))})
    ).learners
    assert before.code == after.code and "rosa" not in before.code


# --- what is counted -------------------------------------------------------------------------------
def said(*entries: Entry) -> tuple[str | None, str | None]:
    found = predictions_of(entries)[APP]
    return tuple(one and one.answer for one in found)


def test_before_is_the_first_and_after_is_the_last_whatever_the_order() -> None:
    """A prediction committed later, on whatever machine, counts as after the answer; drafts never count."""
    first, again = entry(APP, "met", 1), entry(APP, "open", 3, revealed=True)
    elsewhere = entry(APP, "not met", 5)  # committed as new on a machine that did not know
    draft = entry(APP, "not met", 0, committed=False)
    assert said(first) == ("met", None)
    assert said(again, first, draft) == ("met", "open")
    assert said(elsewhere, again, first) == ("met", "not met")
    assert said(again) == (None, "open")
    assert said(again, elsewhere) == (None, "not met")
    assert predictions_of([entry(APP, "surely"), entry("answer/x", "met")]) == {}


def test_drafts_are_nobodys_answers_and_earn_nothing() -> None:
    """Uncommitted answers are not counted, not in the table, not graded, and not late."""
    tasks = [APP, f"answer/{QUESTION.id}", f"explanation/{LESSON}/x"]
    texts = ["met", QUESTION.options[0].text, "Because."]
    for committed in (True, False):
        drafts = [entry(*pair, committed=committed) for pair in zip(tasks, texts, strict=True)]
        found = together(read({"a.json": work(*drafts, entry("answer/other", "x", 1))}))
        counted = summary(found.learners, LIB)
        assert counted.learners == 1 and counted.lessons == {LESSON: 1}
        assert [one.people for one in counted.questions] == [1] * committed
        assert [one.before.total() for one in counted.predictions] == [1] * committed
        table = classroom.tables(found, counted, LIB)[""].decode("utf-8-sig").splitlines()[1]
        cells = table.split(",")
        assert {cells[at] for at in (2, 4, 7)} == {str(int(committed))}
        due = classroom.Grading(points=100, due=MORNING - dt.timedelta(days=1))
        book, _ = classroom.gradebook(found, counted, LIB, due)
        assert ("late: 2 after" in book.decode()) is committed


def test_the_key_gives_the_right_answer_its_own_letter() -> None:
    """In the key of the table, the letter of the right answer is the one beside its text."""
    found = together(
        read({"a.json": work(entry(f"answer/{QUESTION.id}", QUESTION.options[0].text))})
    )
    key = classroom.tables(found, summary(found.learners, LIB), LIB)["-key"].decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(key, newline=""))
    answers = dict(one.split(". ", 1) for one in row["Answers"].split(" / "))
    assert [*answers] == ["A", "B", "C", "D"][: len(QUESTION.options)]
    [right] = [cell(one.text) for one in QUESTION.options if one.right]
    assert answers[row["Engine's finding, or right answer"]] == right


def test_predictions_are_in_the_order_in_which_a_lesson_asks_for_them() -> None:
    """The sections of a lesson give the order, whatever the predictions are called."""
    unsorted = 0
    for lesson in LIB.lessons.values():
        asked = [one.predict for one in lesson.sections if one.predict]
        tasks = [*dict.fromkeys(f"prediction/{one.scenario}/{one.node}" for one in asked)]
        raw = work(*(entry(task, "met") for task in sorted(tasks)), notebook=f"01_{lesson.id}")
        counted = summary(together(read({"a.json": raw})).learners, LIB)
        assert [one.task for one in counted.predictions] == tasks
        unsorted += tasks != sorted(tasks)
    assert unsorted


def test_work_at_the_very_deadline_is_on_time() -> None:
    """Work is late only after the deadline; a date alone ends with its last second."""
    found = together(read({"a.json": work(entry(APP, "met"))}))
    counted = summary(found.learners, LIB)
    for seconds, late in ((0, False), (-1, True)):
        due = MORNING + dt.timedelta(seconds=seconds)
        book, _ = classroom.gradebook(found, counted, LIB, classroom.Grading(due=due))
        assert ("late: 1 after" in book.decode()) is late
    day, time = (classroom.moment(text, "due") for text in ("2026-03-01", "2026-03-01 23:59:59"))
    assert day == time


def test_what_this_version_does_not_ask_is_said_and_nothing_of_it_is_shown() -> None:
    """Points, questions, and options unknown to this version are counted as such."""
    option = QUESTION.options[0].text
    files = read({
        "a.json": work(
            entry("prediction/hypo_gone/express_aiming", "met"),
            entry("prediction/hypo_game/no_such_point", "met", 1),
            entry("answer/no_such_question", "x", 2),
            entry(f"answer/{QUESTION.id}", "an older wording", 3),
            entry(f"answer/{QUESTION.id}", option, 4, revealed=True),
        ),
        "b.json": work(entry(APP, "met"), notebook="14_a_lesson_to_come"),
    })  # fmt: skip
    counted = summary(together(files).learners, LIB)
    assert counted.notes == [
        "1 answers are to questions that this version does not ask.",
        "2 predictions concern points that this version does not ask about.",
    ]
    (asked,) = counted.questions
    assert (asked.gone, asked.first, asked.last) == (1, Counter(), Counter({1: 1}))
    assert list(counted.lessons) == [LESSON, "a_lesson_to_come"]


# --- the order of files does not matter ------------------------------------------------------------
TASKS = [APP, "prediction/hypo_game/reasonableness", f"answer/{QUESTION.id}", "explanation/x/y"]
made = st.builds(
    lambda task, answer, minutes, revealed, committed, number: entry(
        task,
        QUESTION.options[answer].text if task.startswith("answer") else list(Status)[answer].value,
        minutes, revealed=revealed, committed=committed, id=f"{number:012x}",
    ),
    st.sampled_from(TASKS), st.integers(0, 2), st.integers(0, 5), st.booleans(), st.booleans(),
    st.integers(0, 30),
)  # fmt: skip
parts = st.lists(st.lists(made, min_size=1, max_size=6), min_size=1, max_size=6)


def numbers(files: list[File]) -> tuple:
    """Return all counts for a class."""
    found = together(files)
    counted = summary(found.learners, LIB)
    works = [(one.code, len(one.files)) for one in found.learners]
    return (
        works, found.notes, [w for _, w in found.passed], counted.lessons, counted.titles,
        [(p.task, p.before, p.after, p.moved) for p in counted.predictions],
        [(q.question.id, q.first, q.last, q.gone) for q in counted.questions],
        [*classroom.tables(found, counted, LIB).values()][:2],
    )  # fmt: skip


@given(parts, st.randoms(use_true_random=False))
def test_numbers_do_not_depend_on_the_order_of_the_files(entries, chance) -> None:
    """Shuffled files, and copies among them, give the same numbers, codes, and table."""
    files = read({f"{at}.json": work(*one) for at, one in enumerate(entries)})
    other = [*files]
    chance.shuffle(other)
    assert numbers(other) == numbers(files)
    assert numbers([*other, other[0]])[3:] == numbers(files)[3:]


whole = st.lists(made, min_size=1, max_size=8, unique_by=lambda e: e.id).map(
    lambda every: [e.model_copy(update={"id": f"{at:012x}"}) for at, e in enumerate(every)]
)


@given(whole, st.data())
def test_overlapping_files_of_one_learner_count_as_the_whole(entries, data) -> None:
    """However a learner's work is spread over files, the counts equal those of one complete file."""
    cut = data.draw(st.integers(1, len(entries)))
    more = data.draw(st.lists(st.sampled_from(entries), max_size=4))
    one, two = entries[:cut], [*entries[max(cut - 1, 0) :], *more]
    assume(one != two)  # otherwise, identical files of two learners
    split = numbers(read({"one.json": work(*one), "two.json": work(*two)}))
    assert split[3:7] == numbers(read({"all.json": work(*entries)}))[3:7]
    assert split[3] == {LESSON: 1}


def test_a_large_class_is_joined_in_time_that_grows_with_its_entries(monkeypatch) -> None:
    """Among three hundred files that share an entry, each entry is compared only with its duplicates."""
    begun = entry(APP, "met")
    files = {f"{n}.json": work(begun, entry(APP, "open", n, revealed=True)) for n in range(1, 301)}
    every = read(files)
    compared, same = [], Entry.same
    monkeypatch.setattr(Entry, "same", lambda one, other: compared.append(1) or same(one, other))
    (one,) = together(every).learners
    assert len(one.files) == 300 and len(one.work[LESSON]) == 301
    assert len(compared) <= 600


# --- untrusted files -------------------------------------------------------------------------------
def test_links_and_what_is_no_file_are_not_followed(tmp_path) -> None:
    """A link out of the folder and a pipe are reported as skipped, and neither blocks the reading."""
    secret = tmp_path / "secret"
    lay(secret, {"private.json": work(entry(APP, "met"))})
    inbox = lay(tmp_path / "class", {"a.json": work(entry(APP, "open"))})
    try:
        (inbox / "link.json").symlink_to(secret / "private.json")
        (inbox / "folder").symlink_to(secret, target_is_directory=True)
        (inbox / "gone").symlink_to(secret / "nothing")
        os.mkfifo(inbox / "pipe.json")
    except (AttributeError, OSError):
        pytest.skip("this system has no links and pipes")
    found = Inbox(inbox).look()
    assert [(file.place, bool(file.passed)) for file in found] == [
        ("a.json", False), ("folder", True), ("gone", True), ("link.json", True), ("pipe.json", True)
    ]  # fmt: skip
    assert all("was not read" in file.passed for file in found[1:])


def test_archives_are_opened_within_bounds_and_never_unpacked_to_the_disk(
    tmp_path, monkeypatch
) -> None:
    """A zip bomb, too many members, deep nesting, a password, and damage are each skipped with a reason."""
    good = work(entry(APP, "met"))
    monkeypatch.setattr(room, "LARGEST", 100_000)
    monkeypatch.setattr(record, "LARGEST", 100_000)
    monkeypatch.setattr(room, "ALTOGETHER", 400_000)
    monkeypatch.chdir(tmp_path)
    sizes, real = list[int](), zipfile.ZipExtFile.read

    def weighed(part, n=-1):
        sizes.append(len(got := real(part, n)))
        return got

    monkeypatch.setattr(zipfile.ZipExtFile, "read", weighed)
    bomb = opened("b.zip", zipped({"bomb.json": b" " * 5_000_000, "good.json": good}))
    assert "too large to be work" in why(bomb)[0] and why(bomb)[1] == ""
    assert 0 < max(sizes) <= 100_001  # and the five million bytes were never in memory
    many = opened("m.zip", zipped({f"{n}.json": b" " * 99_000 for n in range(9)}))
    assert "contains too much" in why(many)[-1] and len(many) < 9
    deep = zipped({"a.zip": zipped({"b.zip": zipped({"c.json": good})})})
    assert "nested too deeply" in why(opened("d.zip", deep))[0]
    raw = zipped({"x.json": good})
    assert "damaged" in why(opened("cut.zip", raw[:-30]))[0]
    assert "damaged" in why(opened("not.zip", b"PK no archive"))[0]
    head = raw.index(b"PK\x01\x02")
    locked = bytearray(raw)
    locked[6] |= 1
    locked[head + 8] |= 1
    assert "password" in why(opened("locked.zip", bytes(locked)))[0]
    turned = bytearray(raw)
    at = raw.index(b"x.json") + len("x.json") + 10
    turned[at] ^= 0xFF
    assert why(opened("turned.zip", bytes(turned))) != [""]
    outside = opened(
        "o.zip", zipped({"../../up.json": good, "/root.json": good, "C:\\x.json": good})
    )
    assert why(outside) == ["", "", ""]
    assert list(tmp_path.iterdir()) == [] and not (tmp_path.parent.parent / "up.json").exists()


GOOD = work(entry(APP, "met", id="b" * 12))
SAVED = {  # formats in which programs save the same work
    "UTF-8 with a mark": ("a.json", b"\xef\xbb\xbf" + GOOD),
    "UTF-16": ("a.txt", GOOD.decode().encode("utf-16")),
    "UTF-16 without a mark": ("a.json", GOOD.decode().encode("utf-16-le")),
    "UTF-16, turned": ("a.json", b"\xfe\xff" + GOOD.decode().encode("utf-16-be")),
    "under the name of an archive": ("a.zip", GOOD),
    "two archives in one": ("a.zip", zipped({"1.zip": zipped({"x.json": GOOD}), "2.zip": b""})),
    "with a Mac's own files": ("a.zip", zipped({"x.json": GOOD, "__MACOSX/._x.json": b"\0"})),
    "with a folder's view": ("a.zip", zipped({"w/x.json": GOOD, "w/.DS_Store": b"\0"})),
    "with paths up": ("a.zip", zipped({"../../x.json": GOOD})),
    "under a very long name": ("a.zip", zipped({f"{'w/' * 300}{'x' * 3000}.json": GOOD})),
}
REFUSED = {  # unreadable files, and the remedy
    "tar": ("a.tar.gz", b"\x1f\x8b", "only zip archives can. Unpack it"),
    "7z": ("a.7z", b"7z\xbc\xaf", "only zip archives can. Unpack it"),
    "rar": ("a.RAR", b"Rar!", "only zip archives can. Unpack it"),
    "one part of several": ("a.zip.001", b"PK", "only zip archives can. Unpack it"),
    "zip under the name of work": ("a.json", zipped({"x.json": GOOD}), "end in .zip. Rename it"),
    "zip without an ending": ("a", zipped({"x.json": GOOD}), "end in .zip. Rename it"),
    "empty zip": ("a.zip", zipped({}), "contains no files. Ask the learner"),
    "zip of folders": ("a.zip", zipped({"d/": b""}), "contains no files. Ask the learner"),
    "no bytes": ("a.zip", b"", "cannot be opened. Ask the learner"),
    "half a download": (
        "a.json.crdownload",
        GOOD,
        "(.crdownload). Ask for the file that a notebook",
    ),
    "a page": ("a.pages", zipped({"x": b""}), "(.pages). Ask for the file that a notebook"),
    "an error page": ("a.json", b"<!doctype html>", "another copy of it, use that one"),
}


@pytest.mark.parametrize("how", SAVED)
def test_work_counts_however_a_program_has_saved_or_packed_it(how) -> None:
    """Windows encodings, nested archives, and the files that macOS adds lose no learner."""
    assert len(together(opened(*SAVED[how])).learners) == 1


@pytest.mark.parametrize("how", REFUSED)
def test_what_cannot_be_read_is_listed_with_a_remedy(how) -> None:
    """Each file is skipped once, and the message says what to do."""
    name, raw, words = REFUSED[how]
    (said,) = why(opened(name, raw))
    assert words in said and said.endswith(".")


@pytest.mark.parametrize(
    "inner", ["submitted/bob/w/x.json", "bob_12_3456_x.json", "inbound/bob+w/x.json"]
)
def test_what_a_learner_packs_says_nothing_of_whose_it_is(inner) -> None:
    """A path inside an archive that names another learner gives that learner neither work nor points."""
    for outer in ("eve_10231_550011_x.zip", "eve_77_assignsubmission_file_/x.zip"):
        found = together(read({outer: zipped({inner: GOOD}), "submitted/bob/w/y.json": GOOD}))
        assert [one.name.partition(" ")[0] for one in found.learners] == ["bob", "eve"]


def test_one_name_is_one_learner_whatever_machine_has_written_it() -> None:
    """A Mac writes an accent as a separate character, and some programs write a nonbreaking space."""
    form = "{}_12_assignsubmission_file_/{}.json"
    names = ["Zoë Böhm", "Zoe\u0308 Bo\u0308hm", "Zoë\u00a0Böhm"]
    files = {form.format(name, at): work(entry(APP, "met", at)) for at, name in enumerate(names)}
    (one,) = together(read(files)).learners
    assert one.name == "Zoë Böhm (Participant 12)" and len(one.files) == 3


def test_a_folder_around_all_others_in_the_archive_of_a_class_is_no_learner(tmp_path) -> None:
    """A folder around an archive's contents is ignored; a lone learner's own folder is kept."""
    files = {f"Class/{name}/x.json": work(entry(APP, "met", at)) for at, name in enumerate("ab")}
    for packed, names in (
        (files | {"__MACOSX/Class/._a": b"", "Class/": b""}, ["a", "b"]),
        (files | {"c/x.json": GOOD}, ["Class", "c"]),
        ({"maria/x.json": GOOD}, ["maria"]),
    ):
        lay(tmp_path, {".hand-ins.zip": zipped(packed)})
        found = together(Inbox(tmp_path / ".hand-ins.zip", by_folder=True).look())
        assert sorted(one.name for one in found.learners) == names


@given(st.binary(max_size=200), st.sampled_from(["x.json", "x.zip"]))
def test_any_bytes_are_work_or_passed_over_in_words(raw, name) -> None:
    """Any file counts or is skipped with a reason; nothing is raised."""
    for file in opened(name, raw):
        assert file.work or file.passed.rstrip().endswith(".")


@given(st.binary(max_size=6), st.integers(0, 10_000))
def test_an_archive_changed_anywhere_is_read_or_passed_over_in_words(noise, at) -> None:
    """Bytes overwritten anywhere in an archive never raise."""
    raw = bytearray(zipped({"a/x.json": work(entry(APP, "met", id="a" * 12)), "y.json": b"{}"}))
    at %= len(raw)
    raw[at : at + len(noise)] = noise
    for file in opened("x.zip", bytes(raw)):
        assert file.work or file.passed


def test_too_much_in_a_folder_is_said_and_other_kinds_are_listed(tmp_path, monkeypatch) -> None:
    """A wrong folder with very many files does not delay the teacher; hidden files are ignored."""
    good = work(entry(APP, "met"))
    files = {"a.json": good, "b.ipynb": b"x", ".ipynb_checkpoints/a.json": good, ".a.json": good}
    inbox = Inbox(lay(tmp_path, files))
    first, second = why(inbox.look())
    assert first == "" and "another kind of file (.ipynb)" in second
    monkeypatch.setattr(room, "MOST", 3)
    lay(tmp_path, {f"{n}.txt": b"" for n in range(5)})
    assert "this folder contains too much" in " ".join(why(inbox.look()))


def test_a_file_just_written_is_read_again(tmp_path) -> None:
    """A file written a moment ago may change again within the same time stamp, so it is read again."""
    inbox = Inbox(lay(tmp_path, {"a.json": GOOD}))
    assert inbox.look() == inbox.look() and inbox.reads == 2


def test_a_folder_that_is_not_there_is_an_error_in_words(tmp_path) -> None:
    """The message names the folder and the remedy."""
    with pytest.raises(ReaderError, match=r"nowhere: no folder has that path. Type the full path"):
        Inbox(tmp_path / "nowhere").look()
    for path in ("x" * 300, "x\0y", "x/" * 3000):
        with pytest.raises(ReaderError, match="no folder has that path"):
            Inbox(tmp_path / path).look()


def test_a_folder_that_goes_while_it_is_read_is_missed_and_not_counted_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that disappears while it is read is not counted in part; it returns whole."""
    folder = tmp_path / "class"
    folder.mkdir()
    files = {f"{n}.json": work(entry(APP, "met", n)) for n in range(9)}
    inbox = Inbox(lay(folder, files))
    whole, read = inbox.look(), Inbox._one

    def gone(self, path: Path, *rest):
        if self.reads and path.name == whole[4].place and folder.is_dir():
            folder.rename(tmp_path / "away")
        return read(self, path, *rest)

    monkeypatch.setattr(Inbox, "_one", gone)
    with pytest.raises(ReaderError, match="no folder has that path"):
        inbox.look()
    monkeypatch.setattr(Inbox, "_one", read)
    (tmp_path / "away").rename(folder)
    assert [file.place for file in inbox.look()] == [file.place for file in whole]


# --- the table -------------------------------------------------------------------------------------
@given(st.text(max_size=40))
def test_no_cell_begins_as_a_formula_or_breaks_a_line(value) -> None:
    """A spreadsheet reads any cell as one line of text."""
    made = classroom.table.cell(value)
    formula = made.lstrip().startswith(tuple("=+-@＝＋－＠﹢﹣﹦−⁼⁺"))
    assert not formula or made == "-"  # Moodle's mark for no grade
    assert made.isprintable() or made == ""
