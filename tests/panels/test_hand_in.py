"""Sixty files submitted through four learning platforms, eight of them bad, are counted correctly."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from test_class_files import APP, LIB, MORNING, QUESTION, entry, lay, read, work, zipped

from jurisdiction.__main__ import main
from jurisdiction.model import ReaderError, Status
from minimum_contacts import classroom
from minimum_contacts.classroom import Grading, Inbox, gradebook, summary, tables, together
from minimum_contacts.clinic import client

FORMS = {  # each platform's file names, and the title of its roster
    "Canvas": "{login}_{id}_5500{n}_mc.json",
    "Moodle": "{name}_{n}_assignsubmission_file_/mc.json",
    "Blackboard": "Lesson 2_{login}_attempt_2026-03-01-10-00-{n}_mc.json",
    "Brightspace": "{id}-77001 - {name} - Mar 1, 2026 1000 AM/mc.json",
}
WAYS = len(QUESTION.options)
NAMES = ["María Ruiz", "Jürgen Böhm", "O'Neil Ann", "Li Wei", "Zoë =SUM(1)"]


def person(n: int) -> dict[str, object]:
    first = f"{NAMES[n % 5]} {n}"
    return {"n": n, "id": 10_000 + n, "name": first, "login": f"learner{n}"}


def bad() -> dict[str, bytes]:
    """Return unusable files, by the message with which each is skipped."""
    lzma = io.BytesIO()
    with zipfile.ZipFile(lzma, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("mc.json", work(entry(APP, "met")))
    raw = bytearray(lzma.getvalue())
    raw[50:70] = b"\xff" * 20
    good = work(entry(APP, "met"))
    return {
        "is incomplete": good[:-40],
        "empty": b" \n",
        "another kind of file (.pdf)": b"%PDF-1.7",
        "another kind of file (.docx)": zipped({"word/document.xml": b"<w/>"}),
        "another kind of file (.ipynb)": b"{}",
        "damaged": bytes(raw),
        "a newer version": good.replace(b'"version": 1', b'"version": 9'),
        "client file": client.written(client.new("A.B.", "united_states")),
    }


ENDS = [".json", ".json", ".pdf", ".docx", ".ipynb", ".zip", ".json", ".yml"]


@pytest.fixture(scope="module")
def handed(tmp_path_factory) -> Path:
    """Return one archive for each platform, with fifteen files, two of them unusable."""
    folder, spoilt = tmp_path_factory.mktemp("class"), [*bad().values()]
    for at, (lms, form) in enumerate(FORMS.items()):
        files = dict[str, bytes]()
        for n in range(at * 15, at * 15 + 15):
            name, number = form.format(**person(n)), n - at * 15
            raw = work(
                entry(APP, [*Status][n % 3].value, n),
                entry(f"answer/{QUESTION.id}", QUESTION.options[n % WAYS].text, n + 1),
            )
            if number < 2:
                raw, name = spoilt[2 * at + number], name[: -len(".json")] + ENDS[2 * at + number]
            files[name] = raw
        lay(folder, {f"{lms}.zip": zipped(files)})
    return folder


def test_of_sixty_files_each_is_counted_once_or_passed_over_with_the_reason(handed) -> None:
    """In every platform's archive, fifty-two learners count, and no file is lost."""
    found = together(Inbox(handed).look())
    assert len([*found.fates()]) == 60 and len(found.learners) == 52
    assert sorted(words for words in bad() for _, why in found.passed if words in why) == sorted(
        bad()
    )
    counted = summary(found.learners, LIB)
    good = [n for n in range(60) if n % 15 > 1]
    assert counted.predictions[0].before == Counter([*Status][n % 3] for n in good)
    assert counted.questions[0].first == Counter(n % WAYS + 1 for n in good)
    names = {one.name.partition(" (")[0] for one in found.learners}
    assert names == {str(person(n)["login" if n // 15 in (0, 2) else "name"]) for n in good}
    for lms in FORMS:
        one = together(Inbox(handed / f"{lms}.zip").look())
        assert len(one.learners) == 13 and len(one.passed) == 2


def test_the_same_archives_unpacked_are_the_same_class(handed, tmp_path) -> None:
    """A teacher may unpack the platform's archive, or a learner's archive inside it."""
    for path in handed.iterdir():
        zipfile.ZipFile(path).extractall(tmp_path / path.stem)
    assert len(together(Inbox(tmp_path).look()).learners) == 52
    inner = zipped({"mc.json": work(entry(APP, "met"))})
    found = together(read({"course_101_2026.zip": zipped({"ruiz_10231_550011_all.zip": inner})}))
    assert [one.name for one in found.learners] == ["ruiz (10231)"]


def called(*places: str) -> list[str]:
    """Return the names of the learners found, given different files at these paths."""
    files = {place: work(entry(APP, "met", at)) for at, place in enumerate(places)}
    return sorted(one.name for one in together(read(files)).learners)


def test_user_names_with_underscores_keep_learners_apart_on_blackboard() -> None:
    """The title that all file names share precedes the user name."""
    form = "{}_attempt_2026-03-01-10-00-0{}_mc.json".format
    both = [form(f"Lesson_2_{name}", at) for at, name in enumerate(["m_ruiz", "j_ruiz", "m_ruiz"])]
    assert called(*both) == ["j_ruiz", "m_ruiz"]
    assert called(form("Lesson 1_mruiz", 1), form("Lesson 2_mruiz", 2)) == ["mruiz"]
    folders = ["a/Quiz_x_y", "a/Quiz_z", "b/Task_x_y", "b/Task_w"]
    assert called(*map(form, folders, range(4))) == ["w", "x_y", "z"]


def test_sakai_and_the_nameless_archives_of_canvas_say_whose_a_file_is() -> None:
    """Canvas begins anonymous names with LATE; Sakai packs folders or flat names."""
    sakai = ["Ruiz, Maria(mruiz)/Submission attachment(s)/mc.json"]
    sakai += ["Ruiz, Maria(mruiz)_Submission attachment(s)_mc-2.json"]
    nameless = ["LATE_anon_a1B2c_55_mc.json", "anon_a1B2c_56_mc-1.json", "anon_zz9yX_57_mc.json"]
    assert called(*sakai, *nameless) == ["Ruiz, Maria (mruiz)", "anon_a1B2c", "anon_zz9yX"]
    late = [file.late for file in read({name: work(entry(APP, "met")) for name in nameless})]
    assert late == [True, False, False]


def test_dates_in_the_names_of_files_make_no_two_learners_one() -> None:
    """Canvas's numbers never begin with zero, unlike the number of a lesson or a month."""
    names = ["lesson_02_03_maria.json", "lesson_02_03_bob.json", "my_2026_03_work.json"]
    assert called(*names) == sorted(names)


def test_late_and_repeated_files_of_one_learner_are_one_learner() -> None:
    """Canvas writes LATE before the number; a second attempt has another submission number."""
    files = {
        "ruizmaria_10231_550011_mc.json": work(entry(APP, "met")),
        "ruizmaria_LATE_10231_550099_mc-1.json": work(entry(APP, "open", 9)),
        "ruizmario_10232_550012_mc.json": work(entry(APP, "met", 2)),
    }
    found = together(read(files))
    assert sorted(len(one.files) for one in found.learners) == [1, 2]
    grades, _ = gradebook(found, summary(found.learners, LIB), LIB, Grading())
    assert "Canvas marked a file late." in rows(grades)[0]["Comment"]


def test_identical_files_of_two_learners_both_count_and_are_flagged() -> None:
    """Neither learner loses a row; in separate folders, both are also flagged."""
    raw = work(entry(APP, "met"))
    for form in ("{}.json", "{}_1_55_mc.json", "submitted/{}/w/mc.json"):
        found = together(read({form.format(name): raw for name in ("ann", "bob")}))
        assert len(found.learners) == 2 and not found.passed
        assert [what for _, _, what in found.fates()] == [
            "counted; identical to another learner's file."
        ] * 2
        assert any("identical" in note for note in found.notes)


def test_a_client_in_a_hand_in_is_named_and_not_counted(tmp_path, capsys) -> None:
    """Work beside a client file counts; the terminal names the file, and no table shows its contents."""
    raw = client.written(client.new("Q.X.", "united_states")).decode()
    kept = entry("client/mine", raw, 1, kind="client", committed=False)
    lay(tmp_path, {"a.json": work(entry(APP, "met"), kept), "b.yml": raw.encode()})
    out = tmp_path / "out" / "class.csv"
    out.parent.mkdir()
    assert main(["collect", str(tmp_path), "--csv", str(out)]) == 0
    said = capsys.readouterr()
    assert (
        "a.json contains a client file" in said.err and "b.yml contains a client file" in said.err
    )
    assert "1 learner from 1 file" in said.out
    assert not any(b"Q.X." in path.read_bytes() for path in out.parent.iterdir())


# --- the gradebook ---------------------------------------------------------------------------------
def rows(raw: bytes) -> list[dict[str, str]]:
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Quiz 1 (77),Excused,Due\r\n"
    ",,,,,Manual Posting,,\r\n    Points Possible,,,,,10,,\r\n"
    '"Ruiz, María",10231,0042,mruiz,Torts,7,,\r\n"Böhm, Jürgen",10232,0043,jboehm,Torts,7,,2026-09-02\r\n'
    '"Li, Wei",10233,0044,wli,Torts,7,yes,\r\n"Late, Lou",10234,0045,lou,Torts,,,\r\n'
    '"Gone, Guy",10235,0046,guy,Torts\r\n'
)
FILES = {
    "ruizmaría_10231_55_mc.json": ("met", 0),
    "böhmjürgen_10232_56_mc.json": ("met", 60 * 20),
    "liwei_10233_57_mc.json": ("open", 1),
    "latelou_10234_58_mc.json": ("open", 60 * 20),
    "stranger_9_59_mc.json": ("met", 2),
}


def canvas_assignments(raw: bytes) -> list[str]:
    """Return the assignments that Canvas reads in a header, by the rules of its lib/gradebook_importer.rb.

    Canvas skips as many columns as the student columns and its custom columns together, wherever the custom
    columns are, and reads every other column as an assignment.
    """
    head = next(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert len(head) > 3 and "Student" in head[0] and "ID" in head[1]
    own, custom = 3, ["Notes"] if "Notes" in head else []
    if "SIS Login ID" in head[2]:
        own += 1
    elif "SIS User ID" in head[2] and "SIS Login ID" in head[3]:
        own += 2 + ("Integration ID" in head[4])
        own += "Root Account" in head[own - 1]
    assert "Section" in head[own - 1]
    return [name for name in head[own + len(custom) :] if name not in custom]


@pytest.mark.parametrize(
    "columns",
    ["SIS User ID,SIS Login ID,Integration ID,Root Account,", "SIS Login ID,", "", "Email,"],
)
def test_canvas_loses_no_lesson_whatever_its_list_of_students_has(columns) -> None:
    """Notes precedes the lessons, because Canvas would otherwise skip the first lesson."""
    files = {"ruiz_10231_55_mc.json": work(entry(APP, "met"))}
    found = together(read(files))
    roster = f"Student,ID,{columns}Section,Quiz (7)\nRuiz,10231,{columns}Torts,3\n".encode()
    raw, lost = gradebook(found, summary(found.learners, LIB), LIB, Grading(roster))
    assert not lost and canvas_assignments(raw) == ["12 Moot and exam"]
    assert rows(raw)[1]["12 Moot and exam"] == "1" and "1 of 5" in rows(raw)[1]["Notes"]


def test_canvas_gets_its_own_columns_back_with_points(tmp_path, capsys) -> None:
    """Ids keep their zeros; excused is EX, and late work is noted unless the student has a later date."""
    lay(tmp_path / "class", {n: work(entry(APP, a, at)) for n, (a, at) in FILES.items()})
    (tmp_path / "roster.csv").write_text(CANVAS, encoding="utf-8", newline="")
    options = ["--csv", str(tmp_path / "t.csv"), "--gradebook", str(tmp_path / "g.csv")]
    options += ["--roster", str(tmp_path / "roster.csv"), "--due", "2026-09-01T18:00+00:00"]
    assert main(["collect", str(tmp_path / "class"), *options, "--points", "100"]) == 0
    assert "the roster does not name stranger (9)" in capsys.readouterr().err
    made = rows((tmp_path / "g.csv").read_bytes())
    lesson = "12 Moot and exam"
    assert [*made[0]] == [*CANVAS.split(",")[:5], "Notes", lesson]
    assert canvas_assignments((tmp_path / "g.csv").read_bytes()) == [lesson]
    possible, maria, jurgen, li, lou, guy = made
    assert possible[lesson] == "100" and (maria["ID"], maria["SIS User ID"]) == ("10231", "0042")
    assert maria[lesson] == jurgen[lesson] == lou[lesson] != "0" and guy[lesson] == "0"
    assert maria[lesson].isdigit() and "1 of 5 predictions before the answer" in maria["Notes"]
    assert (li[lesson], li["Notes"]) == ("EX", "Excused.")
    assert "late: 1" in lou["Notes"] and "late" not in jurgen["Notes"] + maria["Notes"]
    assert guy["Notes"] == "Nothing was handed in."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_moodle_finds_a_student_by_email_in_whatever_encoding_its_list_is(encoding) -> None:
    """Two students with one name cannot be distinguished, so neither gets the other's points."""
    roster = (
        "First name;Last name;ID number;Email address;Excused\nMaria;Ruiz;7;maria@x.edu;\n"
        "Jürgen;Böhm;8;jb@x.edu;\nAnn;Lee;9;a1@x.edu;\nAnn;Lee;10;a2@x.edu;\nEx;Cused;11;ex@x.edu;yes\n"
    ).encode(encoding)
    names = ["Maria Ruiz_10", "Jürgen Böhm_7", "Ann Lee_3"]
    ends = "_assignsubmission_file_/mc.json"
    found = together(read({n + ends: work(entry(APP, "met", at)) for at, n in enumerate(names)}))
    raw, lost = gradebook(found, summary(found.learners, LIB), LIB, Grading(roster))
    made = {row["Email address"]: row["Total"] for row in rows(raw)}
    assert (
        made["maria@x.edu"] == made["jb@x.edu"] != "0"
        and made["a1@x.edu"] == made["a2@x.edu"] == "0"
    )
    assert made["ex@x.edu"] == "-"  # an empty cell would become a zero
    assert lost == ["more than one row of the roster may be Ann Lee (Participant 3)"]


LISTS = {  # rosters, and the number of learners who then get points
    "Excel in Turkish": ("Ad,Name,Email\n1,Ayşe Öztürk,a@x\n".encode("cp1254"), "Ayşe Öztürk", 1),
    "Excel in Czech": ("Name;Email\nJiří Řehoř;a@x\n".encode("cp1250"), "Jiří Řehoř", 1),
    "Excel on a Mac": ("Name;Email\nZoë Böhm;a@x\n".encode("mac_roman"), "Zoë Böhm", 1),
    "with Excel's first line": (b"sep=;\r\nName;Email\r\nMaria Ruiz;a@x\r\n", "Maria Ruiz", 1),
    "with empty lines": (b"\r\n\r\nName,Email\nMaria Ruiz,a@x\n", "Maria Ruiz", 1),
    "UTF-16 without a mark": ("Name\tEmail\nLi Wei\ta@x\n".encode("utf-16-le"), "Li Wei", 1),
    "Turkish capitals": ("Name,Email\nİPEK IŞIK,a@x\n".encode(), "ipek ışık", 1),
    "Arabic with marks": ("Name,Email\nمحمد علي,a@x\n".encode(), "\u200fمحمد علي\u200e", 1),
    "another vowel": ("Name,Email\nराम वर्मा,a@x\n".encode(), "रमा वर्मा", 0),
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_student_is_found_in_whatever_form_the_list_is_saved(kind) -> None:
    """A name is found in any code page of a spreadsheet; one that differs by a vowel sign is another's."""
    roster, name, points = LISTS[kind]
    found = together(read({f"{name}_7_assignsubmission_file_/mc.json": work(entry(APP, "met"))}))
    raw, lost = gradebook(found, summary(found.learners, LIB), LIB, Grading(roster))
    assert rows(raw)[0]["Total"] == str(points) and len(lost) == 1 - points
    assert name == rows(raw)[0]["Name"] or kind[:7] in ("Turkish", "another", "Arabic ")


def test_a_number_of_canvas_is_no_number_of_the_school() -> None:
    """A learner not on the roster gets no points for a student whose SIS id is the same number."""
    roster = b'Student,ID,SIS User ID,Section\n"Lee, Ann",1,77,T\n'
    found = together(read({"stranger_77_55_mc.json": work(entry(APP, "met"))}))
    raw, lost = gradebook(found, summary(found.learners, LIB), LIB, Grading(roster))
    assert rows(raw)[1]["Notes"] == "Nothing was handed in." and len(lost) == 1


def test_a_list_that_names_nobody_is_refused() -> None:
    """The message names the roster in question."""
    with pytest.raises(ReaderError, match="the roster: its first line has no column"):
        gradebook(together([]), summary([], LIB), LIB, Grading(b"a,b\n1,2\n"))
    with pytest.raises(ReaderError, match=r"the roster: this is a workbook.*save it as CSV"):
        gradebook(together([]), summary([], LIB), LIB, Grading(zipped({"xl/workbook.xml": b""})))
    one = b"Email,Due\na@x.edu,soon\n"
    with pytest.raises(ReaderError, match=r"the roster, a@x\.edu, Due: 'soon' is not a date"):
        gradebook(together([]), summary([], LIB), LIB, Grading(one))
    with pytest.raises(ReaderError, match="not a date and time"):
        classroom.moment("next week", "--due")
    assert classroom.moment("2026-03-01", "--due").time() == dt.time(23, 59, 59)


def test_no_cell_is_a_formula_or_another_cell_in_any_language_of_excel() -> None:
    """A semicolon in a name begins no cell, and no number has a decimal sign or reads as a date."""
    names = ["=1+1.json", "a;=1+1.json", "@x.json", "\t-2+3.json", "1-2.json", "＝1.json"]
    names += ["﹦1.json", "−1.json", "⁺1.json", "\u200f=1.json", "\ufeff=1.json", "\u3000=1.json"]
    found = together(read({name: work(entry(APP, "met", at)) for at, name in enumerate(names)}))
    counted = summary(found.learners, LIB)
    grades, _ = gradebook(found, counted, LIB, Grading())
    for raw in [grades, *tables(found, counted, LIB, names=True).values()]:
        text = raw.decode("utf-8-sig")
        assert ";" not in text and text.count("\n") == text.count("\r\n")
        for row in csv.reader(io.StringIO(text, newline="")):
            assert not [c for c in row if c.lstrip().startswith(tuple("=+-@＝＋－＠﹦−⁺"))]
    assert all(row["Total"].isdigit() for row in rows(grades))


def test_the_long_table_has_short_codes_and_a_key() -> None:
    """No heading is long, no answer is a bare number, and the key explains each code."""
    option = QUESTION.options[1]
    answered = entry(f"answer/{QUESTION.id}", option.text, 1)
    found = together(read({"a.json": work(entry(APP, "met"), answered)}))
    assert found.learners[0].code.isalpha()  # a spreadsheet reads 00123456 and 12e45678 as numbers
    made = tables(found, summary(found.learners, LIB), LIB)
    (row,), key = rows(made[""]), rows(made["-key"])
    assert max(map(len, row)) < 30 and (row["P1 before"], row["Q1 first"]) == ("met", "B")
    assert [one["Code"] for one in key] == ["P1", "Q1"] and option.text.replace(";", ",") in key[1][
        "Answers"
    ]
    assert row["Last committed (UTC)"] == f"{MORNING + dt.timedelta(minutes=1):%Y-%m-%d %H:%M}"
