"""Any file, link, or command from a stranger is read or refused with an explanation, and never run.

`fuzz.py` in this folder defines the readers and their inputs, and has a long form.
"""

from __future__ import annotations

import os
import subprocess
import sys

import fuzz
import pytest

from jurisdiction import classroom
from jurisdiction.model import ReaderError

EXAMPLES = {"work": 700, "client": 300, "case": 120, "hypothetical": 120, "data": 80, "link": 1200,
            "command": 120, "figure": 1200, "collector": 200}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    fuzz.warm()


@pytest.mark.parametrize("name", fuzz.TARGETS)
def test_any_input_is_read_or_refused_in_words(name) -> None:
    """Every run uses the same inputs; a failing input is printed in its smallest form."""
    assert fuzz.run(name, EXAMPLES[name]) >= EXAMPLES[name] // 2


@pytest.mark.parametrize("what", fuzz.ENORMOUS)
@pytest.mark.parametrize("name", fuzz.OF_FILES)
def test_what_would_swell_without_end_is_refused_in_time(name, what) -> None:
    """Aliases that multiply, endless nesting, and ten million letters end in a short error."""
    reads, _, file = fuzz.TARGETS[name]
    raw = fuzz.ENORMOUS[what]
    given = fuzz._on_disk(raw, file) if file else raw
    with fuzz.watched(), pytest.raises(ReaderError) as told:
        reads(given)
    fuzz.said(told.value)


@pytest.mark.parametrize("what", fuzz.ENORMOUS)
def test_what_would_swell_without_end_is_passed_over_by_the_collector(what) -> None:
    """A learner's file that no reader accepts costs the class only that file, also in an archive."""
    raw = fuzz.ENORMOUS[what]
    for place, handed_in in (("a.json", raw), ("a.zip", fuzz._zipped([("a.json", raw)]))):
        with fuzz.watched():
            [file] = classroom.opened(place, handed_in)
        assert file.passed


@pytest.mark.parametrize("what", ["a bomb of aliases", "a knot"])
@pytest.mark.parametrize("name", ["case", "hypothetical", "data"])
def test_an_author_s_alias_is_named(name, what) -> None:
    """An alias is refused by name before the reader could follow it in a cycle."""
    reads, _, file = fuzz.TARGETS[name]
    with pytest.raises(ReaderError, match="alias is not allowed"):
        reads(fuzz._on_disk(fuzz.ENORMOUS[what], file))


def test_half_a_character_is_refused_in_words_that_can_be_printed() -> None:
    """The long form found an id with half a surrogate pair, whose error message no terminal could print."""
    for field in ("id", "title", "law_as_of", "facts"):
        fuzz.fed("hypothetical", f'{{"{field}": "\\ud800"}}'.encode())


def test_a_name_that_resembles_none_is_answered_in_few_words() -> None:
    """The long form found an unknown point whose error message listed all 149 known points."""
    whole = (fuzz.LIB.root / "scenarios" / "hypo_marketplace_seller.yml").read_bytes()
    assert b"  forum_harm:" in whole
    fuzz.fed("hypothetical", whole.replace(b"  forum_harm:", b"  zzzzz:"))


@pytest.mark.parametrize(
    "act",
    [
        lambda _: os.system("true"),
        lambda _: subprocess.run([sys.executable, "-c", ""], check=False),
        lambda _: (fuzz._FOLDER / "canary").write_text("x"),
        lambda _: compile("1", "x", "eval"),
        lambda _: fuzz.said(ReaderError("x", "y", "z" * 5_000)),
    ],
    ids=["a shell", "a program", "a file", "code", "endless words"],
)
def test_a_reader_that_acts_is_caught(act, monkeypatch) -> None:
    """The check itself detects a program, a written file, loaded code, and an endless error message."""
    monkeypatch.setitem(fuzz.TARGETS, "work", (act, None, ""))
    with pytest.raises(fuzz.NotAllowed):
        fuzz.fed("work", b"")
