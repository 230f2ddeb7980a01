"""`collect` makes the table of a class from a folder, as a teacher runs it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from command_line import command, refused

from jurisdiction.__main__ import main
from jurisdiction.library import load
from minimum_contacts.classroom import invented

EVIL = "=1+1 @SUM.json"


@pytest.fixture(scope="module")
def inbox(tmp_path_factory) -> Path:
    """Return a folder with the files of eight fictional learners, and with damaged and other files."""
    folder = tmp_path_factory.mktemp("class")
    for at, (name, raw) in enumerate(invented(load(), 8)):
        (folder / (EVIL if at == 0 else name)).write_bytes(raw)
    (folder / "notes.txt").write_text("x")
    return folder


def table(path: Path) -> list[dict[str, str]]:
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_a_row_for_each_learner_by_codes_and_no_name_anywhere(inbox, tmp_path) -> None:
    """Without --names, neither the table nor the terminal names a file; skipped files are reported."""
    result = command("collect", str(inbox), "--csv", "out.csv", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert "8 learners from 9 files, by codes, without names." in result.stdout
    assert "is incomplete" in result.stdout and "another kind of file (.txt)" in result.stdout
    assert "2 files share entries, so we treat them as the work of one learner" in result.stdout
    rows = table(tmp_path / "out.csv")
    assert len(rows) == 8 and sorted(row["Files"] for row in rows) == ["1"] * 7 + ["2"]
    assert "invented-" not in result.stdout + (tmp_path / "out.csv").read_text("utf-8-sig")


def test_with_names_it_says_so_and_no_name_is_a_formula(inbox, tmp_path) -> None:
    """With --names, rows and messages contain the names of files, escaped against formulas."""
    result = command("collect", str(inbox), "--csv", "out.csv", "--names", cwd=tmp_path)
    assert "by the names of their folders or files." in result.stdout
    assert "invented-cut-off.json: passed over: this file is incomplete" in result.stdout
    rows = table(tmp_path / "out.csv")
    assert "invented-004-class.json, invented-004.json" in [row["Learner"] for row in rows]
    assert f"'{EVIL}" in [row["Learner"] for row in rows]


def test_each_folder_can_be_one_learner(inbox, tmp_path) -> None:
    """With --by-folder, all files in one folder belong to one learner."""
    for at, file in enumerate(sorted(inbox.glob("*.json"))):
        (tmp_path / "all" / f"learner {at % 3}" / file.name).parent.mkdir(
            parents=True, exist_ok=True
        )
        (tmp_path / "all" / f"learner {at % 3}" / file.name).write_bytes(file.read_bytes())
    options = ("collect", "all", "--csv", "out.csv", "--by-folder", "--names")
    assert command(*options, cwd=tmp_path).stdout.startswith("out.csv: 3 learners")
    assert [row["Learner"] for row in table(tmp_path / "out.csv")] == [
        "learner 0", "learner 1", "learner 2"
    ]  # fmt: skip


def test_what_cannot_be_done_is_one_plain_sentence(inbox, tmp_path) -> None:
    """A missing folder, an unwritable path, and a work file as the table's path are refused."""
    refused(
        command("collect", "gone", "--csv", "o.csv", cwd=tmp_path),
        ["gone", "no folder has that path"],
    )
    wrong = command("collect", str(inbox), "--csv", "no/o.csv", cwd=tmp_path)
    refused(wrong, ["no/o.csv", "cannot be written"])
    file = next(inbox.glob("invented-001*"), inbox / EVIL)
    before = file.read_bytes()
    refused(
        command("collect", str(inbox), "--csv", str(file), cwd=tmp_path), ["does not end in .csv"]
    )
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--csv a.csv --gradebook a.csv", "another file has this name too"),
        ("--csv a.csv --gradebook ./a-key.csv", "another file has this name too"),
        ("--csv a.csv --gradebook list.csv --roster list.csv", "another file has this name too"),
        (
            "--csv list.csv --gradebook g.csv --roster sub/../list.csv",
            "another file has this name too",
        ),
        ("--csv a.csv --roster list.csv", "used only for a gradebook"),
        ("--csv a.csv --due 2026-03-01", "used only for a gradebook"),
        ("--csv a.csv --gradebook g.csv --points -5", "Give 1 or more"),
        ("--csv a.csv --gradebook g.csv --points 0", "Give 1 or more"),
    ],
)
def test_options_that_would_lose_or_ignore_something_are_refused(
    inbox, tmp_path, capsys, options, words
) -> None:
    """No table overwrites another table or the roster, and no option is silently ignored."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "list.csv").write_text("Name,Email\nAnn,a@x\n")
    given = [str(tmp_path / one) if one.endswith(".csv") else one for one in options.split()]
    assert main(["collect", str(inbox), *given]) == 2
    assert words in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.csv", "sub"]
    assert (tmp_path / "list.csv").read_text().startswith("Name")


def test_a_folder_without_work_says_so(tmp_path, capsys) -> None:
    """An empty table alone would not reveal that the path was wrong."""
    (tmp_path / "in").mkdir()
    assert main(["collect", str(tmp_path / "in"), "--csv", str(tmp_path / "a.csv")]) == 0
    assert "contains no work that counts. Check the path." in capsys.readouterr().out
