"""Where work is stored: in a folder whose files are replaced whole, or in the learner's browser."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import filelock
import pytest

from minimum_contacts.lessons import storage
from minimum_contacts.lessons.panels.browser import Browser
from minimum_contacts.lessons.storage import CHOICE, Folder, folder, words_of


def heard(action, *given):
    """Return the reply of a store."""
    answers: list[tuple] = []
    action(*given, lambda *said: answers.append(said))
    (said,) = answers
    return said[0] if len(said) == 1 else said


@pytest.fixture
def kept(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "new" / "work", "in your own file")


def test_a_file_is_written_read_and_replaced(kept) -> None:
    """The folder is created when needed; a file is replaced only by a caller that knows its contents."""
    assert heard(kept.read) == ("", {})
    assert heard(kept.write, "a", b"one", None) == ("", b"one")
    assert heard(kept.write, "a", b"two", b"one") == ("", b"two")
    assert heard(kept.read) == ("", {"a": b"two"})


def test_a_file_that_another_program_reads_is_replaced_a_moment_later(kept, monkeypatch) -> None:
    """Windows refuses to replace an open file, as during a virus scan."""
    replace, refused = os.replace, [PermissionError(13, "in use"), PermissionError(13, "in use")]

    def busy(*paths) -> None:
        if refused:
            raise refused.pop()
        replace(*paths)

    monkeypatch.setattr(os, "replace", busy)
    wrote = []
    kept.write("02_x", b"words", None, lambda *said: wrote.append(said))
    assert (wrote, refused) == ([("", b"words")], [])


def test_a_file_that_stays_in_use_is_told_of_and_keeps_its_words(kept, monkeypatch) -> None:
    """If Windows never lets go of the old file, the learner is told, and nothing is left behind."""
    heard(kept.write, "02_x", b"old", None)

    def refuse(*_) -> None:
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    trouble, _ = heard(kept.write, "02_x", b"new", b"old")
    assert "cannot be written to" in trouble
    assert heard(kept.read) == ("", {"02_x": b"old"}) and not [*kept.folder.glob(".*.new")]


def test_a_window_that_keeps_writing_is_told_of() -> None:
    """Waiting too long for another window's lock is a reason of its own."""
    assert "another window" in words_of(filelock.Timeout("x.lock"), Path("work"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_the_learner_can_open_the_folder(kept) -> None:
    """A folder is made for its owner alone, whoever asks first and whatever the account allows others."""
    before = os.umask(0)
    try:
        heard(kept.apart().read)
        heard(kept.write, "a", b"mine", None)
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in kept.folder.parent.iterdir()} == {0o700}
    assert (kept.folder / "a.json").stat().st_mode & 0o077 == 0


def test_a_file_is_read_to_the_largest_size_and_one_byte_beyond(kept, monkeypatch) -> None:
    """The largest file that counts is read whole; a larger one is cut off where that can be noticed."""
    monkeypatch.setattr(storage, "LARGEST", 4)
    heard(kept.write, "a", b"1234", None)
    heard(kept.write, "b", b"1234567", None)
    assert heard(kept.read) == ("", {"a": b"1234", "b": b"12345"})


def test_what_somebody_else_wrote_is_not_replaced(kept) -> None:
    """A file that another program changed is not replaced; the caller gets its contents."""
    heard(kept.write, "a", b"theirs", None)
    assert heard(kept.write, "a", b"mine", None) == ("", b"theirs")
    assert heard(kept.write, "a", b"mine", b"older") == ("", b"theirs")
    assert heard(kept.read) == ("", {"a": b"theirs"})


def test_a_write_that_is_cut_off_leaves_the_old_file_and_nothing_else(kept, monkeypatch) -> None:
    """If the machine stops before the new file is in place, the old one is intact."""
    heard(kept.write, "a", b"old", None)

    def cut(*_):
        raise OSError(errno.EIO, "cut off")

    monkeypatch.setattr(os, "replace", cut)
    trouble, found = heard(kept.write, "a", b"new", b"old")
    assert trouble and found is None
    assert heard(kept.read) == ("", {"a": b"old"})
    assert [p.name for p in kept.folder.iterdir() if p.suffix != ".lock"] == ["a.json"]


REFUSALS = {
    errno.ENOSPC: "the disk is full. Free some space.",
    errno.EACCES: "cannot be written to",
    errno.EROFS: "cannot be written to",
    errno.EIO: "cannot be used",
}


@pytest.mark.parametrize("number", REFUSALS, ids=errno.errorcode.get)
def test_a_folder_that_refuses_is_told_of_at_once(number, kept, monkeypatch) -> None:
    """A full or read-only folder is reported on opening, and its files are still read."""
    heard(kept.write, "a", b"old", None)

    def refuse(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    trouble, files = heard(kept.read)
    assert REFUSALS[number] in trouble and files == {"a": b"old"}
    trouble, _ = heard(kept.write, "a", b"new", b"old")
    assert REFUSALS[number] in trouble
    monkeypatch.undo()
    assert heard(kept.read) == ("", {"a": b"old"})


def test_a_folder_that_cannot_be_one_is_told_of(tmp_path) -> None:
    """If a file occupies the folder's path, an error is reported and nothing is raised."""
    (tmp_path / "file").write_text("")
    kept = Folder(tmp_path / "file" / "work", "")
    assert "cannot be used" in heard(kept.read)[0]
    assert "cannot be used" in heard(kept.write, "a", b"", None)[0]


def test_what_is_put_aside_stays_under_a_name_of_its_own(kept) -> None:
    """A file set aside twice exists twice, and its original name is free."""
    names = []
    for raw in (b"one", b"two"):
        heard(kept.write, "a", raw, None)
        trouble, name = heard(kept.aside, "a")
        assert not trouble
        names.append(name)
    trouble, files = heard(kept.read)
    assert (trouble, [*files.items()]) == ("", [*zip(names, (b"one", b"two"), strict=True)])


def test_erasing_takes_the_files_of_work_and_no_others(kept) -> None:
    """Erasing deletes files that were set aside, but no file of another program."""
    heard(kept.write, "a", b"one", None)
    heard(kept.aside, "a")
    heard(kept.write, "b", b"two", None)
    (kept.folder / "My notes.json").write_text("{}")
    assert heard(kept.erase) == ""
    assert [p.name for p in kept.folder.glob("*.json")] == ["My notes.json"]


def test_erasing_takes_what_a_stopped_machine_left_in_mid_write(kept, monkeypatch) -> None:
    """A temporary file from an interrupted write is never read, and erasing deletes it, too."""
    heard(kept.write, "02_x", b"old", None)
    made = [kept.folder / name for name in (".02_x-k1_3b.new", ".other-abc.new", ".vimrc.new")]
    for path in made:
        path.write_bytes(b"my answers")
    assert heard(Folder(kept.folder, "", only="02_x").erase) == ""
    assert [path.exists() for path in made] == [False, True, True]
    assert heard(kept.erase) == ""
    assert [path.exists() for path in made] == [False, False, True]


def test_many_who_write_at_once_lose_nothing(kept) -> None:
    """Each writer retries with its line appended until the write succeeds; in the end, no line is missing."""

    def add(line: bytes) -> None:
        was = None
        while True:
            text = (was or b"") + line
            trouble, found = heard(Folder(kept.folder, "").write, "a", text, was)
            assert not trouble
            if found == text:
                return
            was = found

    lines = [b"%d\n" % i for i in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, lines))
    assert sorted(heard(kept.read)[1]["a"].splitlines(True)) == sorted(lines)


PLACES = {
    "alone": ({}, "in your own file on this computer"),
    "a folder is named": ({CHOICE: "~/x"}, "in your own file"),
    "a shared server of Voila": ({"VOILA_BASE_URL": "/", CHOICE: "/x"}, None),
    "the browser is chosen": ({CHOICE: "browser"}, None),
    "Binder": ({"BINDER_SERVICE_HOST": "x"}, "download your work first"),
    "JupyterHub": ({"JUPYTERHUB_USER": "ann"}, "in your own file on the server"),
}


@pytest.mark.parametrize("where", PLACES)
def test_where_work_is_kept_depends_on_who_shares_the_machine(where, monkeypatch) -> None:
    """Work is in a separate file, or in the browser if one account serves many users."""
    variables, place = PLACES[where]
    for name in list(os.environ):
        if name.startswith(("VOILA_", "BINDER_", "JUPYTERHUB_", CHOICE)):
            monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = folder()
    assert (found is None) == (place is None)
    assert found is None or place in found.place
    if CHOICE in variables and found:
        assert found.folder == Path.home() / "x"


def test_inside_the_browser_work_is_kept_there(monkeypatch) -> None:
    """A kernel in the browser has no permanent folder."""
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert folder() is None


class Page:
    """A simulated browser with storage.js in Python, which replies on request."""

    def __init__(self, browser: Browser, monkeypatch) -> None:
        self.files: dict[str, str] = {}
        self.asked: list[dict] = []
        self.browser = browser
        monkeypatch.setattr(browser, "send", self.asked.append)

    def opens(self) -> None:
        self.browser._heard(self.browser, {"ready": True})

    def answers(self) -> None:
        for asked in self.asked[:]:
            self.asked.remove(asked)
            self.browser._heard(self.browser, {"to": asked["id"], **self._done(asked)})

    def _done(self, asked: dict) -> dict:
        if asked["do"] == "read":
            return {"trouble": "", "files": dict(self.files)}
        if asked["do"] == "write":
            if self.files.get(asked["name"]) == asked["was"]:
                self.files[asked["name"]] = asked["text"]
            return {"found": self.files[asked["name"]]}
        raise AssertionError(asked)


def test_the_browser_is_asked_when_the_page_is_there(monkeypatch) -> None:
    """Requests made before the page exists wait for it; two windows do not overwrite each other."""
    browser, answers = Browser(), []
    page = Page(browser, monkeypatch)
    browser.read(lambda *said: answers.append(said))
    assert page.asked == []
    page.opens()
    page.answers()
    browser.write("a", "“é”".encode(), None, lambda *said: answers.append(said))
    browser.write("a", b"other", None, lambda *said: answers.append(said))
    page.answers()
    assert answers == [("", {}), ("", "“é”".encode()), ("", "“é”".encode())]


def test_what_a_page_left_unanswered_is_asked_of_the_next(monkeypatch) -> None:
    """A page reloaded during a save leaves nothing unsaved."""
    browser, answers = Browser(), []
    page = Page(browser, monkeypatch)
    page.opens()
    browser.write("a", b"text", None, lambda *said: answers.append(said))
    page.asked.clear()  # the page is gone
    page.opens()
    page.answers()
    assert answers == [("", b"text")] and page.files == {"a": "text"}
    page.opens()
    assert page.asked == []


@pytest.mark.parametrize("said", [None, "x", [], {}, {"to": 99}, {"to": None}, {"ready": False}])
def test_what_the_page_says_unasked_is_passed_over(said, monkeypatch) -> None:
    """An unsolicited message has no effect."""
    browser = Browser()
    page = Page(browser, monkeypatch)
    browser.read(lambda *_: pytest.fail("nothing was answered"))
    browser._heard(browser, said)
    assert page.asked == []
