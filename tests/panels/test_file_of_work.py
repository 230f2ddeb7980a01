"""A work file is restored as written; anything else is refused in words for the learner."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurisdiction.model import ReaderError
from minimum_contacts.lessons.record import (
    Entry,
    SetFacts,
    Work,
    clean,
    live,
    logs,
    merged,
    read,
    titled,
    without_clients,
    written,
)

NOW = dt.datetime(2026, 11, 25, 20, 0, tzinfo=dt.UTC)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
moments = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(dt.UTC))
facts = st.builds(SetFacts, facts=st.dictionaries(words, words, max_size=3), law_as_of=st.dates())
entries = st.builds(
    Entry,
    id=st.from_regex(r"[a-z0-9-]{1,60}", fullmatch=True),
    task=st.sampled_from(["answer/a", "answer/b", "explanation/c/d"]),
    kind=st.sampled_from(["prediction", "answer", "explanation", "facts", "story"]),
    asked=words, answer=words, told=words, facts=st.none() | facts, committed=st.booleans(),
    revealed=st.booleans(), at=moments, suite=words,
)  # fmt: skip
work = st.dictionaries(
    st.from_regex(r"[a-z0-9][a-z0-9_]{0,60}", fullmatch=True), st.lists(entries), max_size=3
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
)


def entry(answer: str = "a", at: dt.datetime = NOW, **more) -> Entry:
    made = {"id": "x1", "task": "answer/q", "kind": "answer", "suite": "0.1.0"}
    return Entry(**(made | more), answer=answer, at=at)


@given(work)
def test_what_is_written_is_read_again(notebooks) -> None:
    """Any work is unchanged after it is written to a file and read again."""
    assert read(written(notebooks), "the file") == notebooks


def refused(raw: bytes) -> str:
    """Return the error message for a file that is not work; fail if the file is accepted."""
    with pytest.raises(ReaderError) as told:
        read(raw, "mine.json")
    said = str(told.value)
    assert said.startswith("mine.json") and "\n" not in said and len(said) < 1000
    return said


@given(st.binary(max_size=300))
def test_any_bytes_are_work_or_refused_in_words(raw) -> None:
    """Bytes that are not a work file are refused with a message, whatever they are."""
    refused(raw)


@given(json_values)
def test_any_json_is_work_or_refused_in_words(value) -> None:
    """JSON of any shape, even under the right keys, is work or is refused with a message."""
    head = {"format": "minimum-contacts-work", "version": 1}
    for whole in (value, head | {"notebooks": value}, head | {"notebooks": {"a": value}}):
        raw = json.dumps(whole).encode()
        try:
            assert read(raw, "mine.json") == Work.model_validate_json(raw).notebooks
        except ReaderError:
            refused(raw)


@given(entries, st.data())
def test_a_file_changed_anywhere_is_work_or_refused_in_words(one, data) -> None:
    """A file with bytes replaced, omitted, or doubled never causes a traceback."""
    raw = written({"a": [one]})
    at = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(at, min(len(raw), at + 12)))
    changed = raw[:at] + data.draw(st.binary(max_size=12)) + raw[end:]
    try:
        read(changed, "mine.json")
    except ReaderError:
        refused(changed)


def test_a_file_that_breaks_off_anywhere_is_said_to_break_off() -> None:
    """A truncated file is refused at any length, usually with truncation as the reason."""
    raw = written({"a": [entry("“Ä”")]}).rstrip()
    said = [refused(raw[:end]) for end in range(len(raw))]
    assert sum("is incomplete" in told for told in said) > 0.9 * len(said)


WRONG = {
    "another program's file": ({"cells": []}, "not a work file", "begins with minimum-contacts"),
    "a newer version": (
        {"format": "minimum-contacts-work", "version": 2}, "a newer version", "update these"),
    "an older version": (
        {"format": "minimum-contacts-work", "version": 0}, "another version", "that wrote it"),
    "a version that is no number": (
        {"format": "minimum-contacts-work", "version": True}, "another version", "that wrote it"),
    "a notebook that is a path": (
        {"format": "minimum-contacts-work", "version": 1, "notebooks": {"../../etc/x": []}},
        "notebooks, ../../etc/x", "undo the edit"),
    "a notebook that is a device of Windows": (
        {"format": "minimum-contacts-work", "version": 1, "notebooks": {"nul": []}},
        "notebooks, nul", "undo the edit"),
    "more notebooks than anybody has": (
        {"format": "minimum-contacts-work", "version": 1,
         "notebooks": {f"n{at}": [] for at in range(2000)}},
        "mine.json, notebooks", "undo the edit"),
    "an unknown field": (
        {"format": "minimum-contacts-work", "version": 1, "notebooks": {}, "name": "Ann"},
        "mine.json, name", "undo the edit"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_with_a_file_is_said(wrong) -> None:
    """The message says what is wrong and what to do."""
    whole, *parts = WRONG[wrong]
    said = refused(json.dumps(whole).encode())
    assert [part for part in parts if part not in said] == [], said


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-11-25T20:00"])
def test_a_time_that_no_clock_shows_is_refused(at) -> None:
    """An answer's time may not be before this century, far beyond it, or without a time zone."""
    raw = written({"a": [entry()]}).replace(b"2026-11-25T20:00:00Z", at.encode())
    assert "notebooks, a, 0, at" in refused(raw)


@pytest.mark.parametrize("year", [2000, 2200])
def test_the_first_and_the_last_moment_of_the_years_that_count(year) -> None:
    """An answer counts from the first moment of 2000 to the last before 2200."""
    day = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
    earlier = day - dt.timedelta(microseconds=1)
    inside, outside = (day, earlier) if year == 2000 else (earlier, day)
    one = written({"a": [entry(at=inside)]})
    assert read(one, "file")["a"][0].at == inside
    stamps = (f"{at:%Y-%m-%dT%H:%M:%S.%fZ}".replace(".000000", "") for at in (inside, outside))
    old, new = map(str.encode, stamps)
    assert old in one
    assert "notebooks, a, 0, at" in refused(one.replace(old, new))


def test_a_file_too_large_is_refused_unread() -> None:
    """A file of more than twenty million bytes is refused unread."""
    assert "too large" in refused(b" " * 20_000_001)


@given(st.lists(entries), st.lists(entries))
def test_merging_keeps_all_of_both_in_the_order_of_time(mine, theirs) -> None:
    """A merge contains every entry of both logs once; merging again adds nothing."""
    whole = merged(mine, theirs)
    for one in (*mine, *theirs):
        assert sum(one.same(other) for other in whole) == 1
    assert all(any(o.same(one) for o in (*mine, *theirs)) for one in whole)
    assert [e.at for e in whole] == sorted(e.at for e in whole)
    assert len({e.id for e in whole}) == len(whole)
    assert merged(whole, theirs) == merged(whole, mine) == whole


def test_where_two_differ_both_are_kept() -> None:
    """One entry with two texts becomes two entries with separate ids."""
    whole = merged([entry("here")], [entry("there")])
    assert [e.answer for e in whole] == ["here", "there"]
    assert whole[0].id != whole[1].id


def tombstone(of: Entry, at: dt.datetime = NOW + dt.timedelta(hours=1)) -> Entry:
    return entry("", id=of.id, task=of.task, kind="erased", at=at)


def test_what_was_erased_stays_erased_whichever_log_is_older() -> None:
    """An older log does not restore an erased entry; later text under the same id stays."""
    old, other = entry("old"), entry("other", id="x2")
    gone, later = tombstone(old), entry("later", at=NOW + dt.timedelta(days=1))
    for mine, theirs in (([old, other], [gone]), ([gone], [old, other]), ([gone, other], [old])):
        assert live(merged(mine, theirs)) == [other]
        assert live(merged(merged(mine, theirs), [old])) == [other]
    assert merged([gone], [old, later]) == [gone, later]
    again = tombstone(old, NOW + dt.timedelta(days=2))
    assert merged([gone, later], [again]) == merged([again], [gone, later]) == [again]


@given(st.lists(entries), st.lists(entries), st.data())
def test_the_order_in_which_logs_are_merged_changes_nothing(mine, theirs, data) -> None:
    """With tombstones in either log, both orders give the same entries, and no erased ones."""
    every = [*mine, *theirs]
    erased = data.draw(st.lists(st.sampled_from(every))) if every else []
    stones = [tombstone(one, one.at) for one in erased]
    one, two = merged([*mine, *stones], theirs), merged(theirs, [*mine, *stones])
    assert {e.content for e in live(one)} == {e.content for e in live(two)}
    for stone in stones:
        assert not [e for e in live(one) if e.id == stone.id and e.at <= stone.at]
    assert {e.content for e in merged(one, two)} == {e.content for e in one}


def test_tombstones_are_kept_in_a_file_and_are_no_work() -> None:
    """Reading a work file omits tombstones; parsing its logs keeps them."""
    gone, other = tombstone(entry()), entry("other", id="x2")
    raw = written({"a": [other, gone]})
    assert read(raw, "file") == {"a": [other]} and logs(raw, "file") == {"a": [other, gone]}


def test_client_files_are_left_out_of_what_is_handed_in() -> None:
    """A file of work and client files keeps the work; any other file is not rewritten."""
    client, other = entry(task="client/mine", kind="client"), entry("other", id="x2")
    mixed, alone = written({"a": [client, other]}), written({"a": [other]}).replace(b"\n", b"\r\n")
    assert logs(without_clients(mixed), "file") == {"a": [other]}
    assert logs(without_clients(written({"a": [client]})), "file") == {"a": []}
    assert without_clients(alone) == alone and without_clients(b"{") == b"{"


def test_many_entries_of_one_moment_are_merged_in_a_moment() -> None:
    """Time grows with the number of entries: ten times as many take less than a hundred times as long."""
    many = [entry(f"answer {n}", id=f"x{n}") for n in range(20_000)]
    began = time.process_time()
    assert len(merged(many, many)) == 20_000
    assert time.process_time() - began < 10


@pytest.mark.parametrize("name", ["work_0_1_0.json"])
def test_a_file_of_an_earlier_version_is_read_whole(name: str) -> None:
    """Every kind of entry from the named version is read, and written back exactly."""
    raw = (Path(__file__).parent / name).read_bytes()
    found = {notebook: live(log) for notebook, log in logs(raw, name).items()}
    assert "client" not in {one.kind for log in read(raw, name).values() for one in log}
    kinds = {one.kind for log in found.values() for one in log}
    assert kinds == {
        "prediction",
        "answer",
        "explanation",
        "facts",
        "story",
        "size",
        "client",
        "try",
    }
    assert written(found) == raw
    assert merged(found["02_express_aiming"], []) == found["02_express_aiming"]


def test_half_a_character_can_be_saved() -> None:
    """Half of a surrogate pair, which no file can contain, is replaced with a visible mark."""
    assert clean("a\ud83d") == "a\ufffd" and clean("😀é") == "😀é"


def test_a_notebook_is_called_by_its_title() -> None:
    """A notebook's file name is displayed as its title."""
    assert titled("02_express_aiming") == "02 Express aiming"
