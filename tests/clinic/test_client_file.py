"""A client file is read exactly and strictly as data, never executed, and any fault is explained."""

from __future__ import annotations

import json

import pytest
from clients_at_hand import LIB, TRAINING, UNKNOWN, file_named
from hypothesis import example, given
from hypothesis import strategies as st

from jurisdiction.model import Answer, ReaderError, Told
from minimum_contacts.clinic import client as files
from minimum_contacts.lessons.record import clean

HEAD = "format: minimum-contacts-client\nversion: 1\nlabel: A. B.\nforum: hawaii\n"


def read(text: str) -> files.ClientFile:
    return files.read(text.encode(), "mine.yml", LIB)


@pytest.mark.parametrize("name", TRAINING)
def test_a_training_file_is_read_and_written_back_the_same(name) -> None:
    """Every fictional file knows its client by initials, and survives saving and reopening."""
    client = file_named(name)
    assert files.is_initials(client.label) and client.facts
    assert files.read(files.written(client), "again", LIB) == client
    as_json = client.model_dump_json().encode()
    assert files.read(as_json, "again", LIB) == client


@example(label="M. K.", note="\x85 \u2028\u2029")
@example(label="M. K.", note="# a\n\n  b: c\n---\n%d\t\n")
@given(label=st.text(min_size=1, max_size=80), note=st.text(max_size=300))
def test_whatever_is_typed_comes_back(label, note) -> None:
    """Any label and any note are restored as written."""
    told = Told(answer="yes", known="client", note=clean(note))
    client = files.new(clean(label), "california", facts={"us_hosting": told}, story=clean(note))
    assert files.read(files.written(client), "again", LIB) == client


WRONG = {
    "an empty file": (b"", "this is not a client file"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\xff", "cannot be read as text"),
    "a file of work": (b'{"format": "minimum-contacts-work"}', "this is not a client file"),
    "a list": (b"- 1\n- 2\n", "this is not a client file"),
    "cut short": ((HEAD + "facts: {us_hosting: {answer: y").encode(), "not well-formed"),
    "a newer form": (HEAD.replace("version: 1", "version: 2").encode(), "is in format '2'"),
    "a truth as its form": (HEAD.replace("version: 1", "version: true").encode(), "is in format"),
    "no forum": (HEAD.replace("forum: hawaii\n", "").encode(), "forum: this field is missing"),
    "an unknown forum": (HEAD.replace("hawaii", "atlantis").encode(), "no forum 'atlantis'. Write one of"),
    "a misspelt field": ((HEAD + "fcts: {}\n").encode(), "Did you mean 'facts'?"),
    "a field twice": ((HEAD + "label: C\n").encode(), "'label' is given twice"),
    "an unknown fact": (
        (HEAD + "facts: {us_hostin: {answer: 'no'}}\n").encode(), "Did you mean us_hosting"),
    "no answer": ((HEAD + "facts: {us_hosting: {note: x}}\n").encode(), "this field is missing"),
    "an answer that is none": (
        (HEAD + "facts: {us_hosting: {answer: perhaps}}\n").encode(), "Write yes, no or unknown"),
    "a share above the whole": (
        (HEAD + "facts: {us_traffic_share: {answer: 120%}}\n").encode(), "more than 100%"),
    "a dispute without a figure": (
        (HEAD + "facts: {us_traffic_share: {answer: disputed}}\n").encode(),
        "must give one side's version"),
    "a claim without a dispute": (
        (HEAD + "facts: {us_hosting: {answer: 'no', claimed: 'yes'}}\n").encode(),
        "belongs to a disputed fact"),
    "known by nothing known": (
        (HEAD + "facts: {us_hosting: {answer: 'no', known: rumour}}\n").encode(),
        "'rumour' is not one of the choices"),
    "the forum as a fact": (
        (HEAD + "facts: {forum: {answer: state}}\n").encode(), "Set 'forum' at its top"),
    "an unknown stage": ((HEAD + "stage: trial\n").encode(), "there is no stage 'trial'"),
    "a day before all law": (
        (HEAD + "law_as_of: '1900-01-01'\n").encode(), "before the first authority"),
    "no day": ((HEAD + "law_as_of: soon\n").encode(), "law_as_of"),
    "an exhibit that is not there": (
        (HEAD + "facts: {us_hosting: {answer: 'no', exhibits: [B]}}\n").encode(), "no exhibit 'B'"),
    "a claim against nobody known": (
        (HEAD + "claims: {libel: {name: Libel, against: [host]}}\n").encode(), "no defendant 'host'"),
    "an answer of a claim that is none": (
        (HEAD + "claims: {libel: {name: Libel, facts: {us_hosting: {answer: perhaps}}}}\n").encode(),
        "claims, libel, facts, us_hosting, answer"),
    "an alias": ((HEAD + "story: &a x\nside: *a\n").encode(), "alias is not allowed"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_damaged_file_is_refused_in_plain_words(name) -> None:
    """The error names the file and its fault, and nothing else happens."""
    raw, words = WRONG[name]
    with pytest.raises(ReaderError) as error:
        files.read(raw, "mine.yml", LIB)
    assert str(error.value).startswith("mine.yml") and words in str(error.value)


def test_a_file_that_is_too_large_is_refused() -> None:
    """A file of two million bytes is refused."""
    with pytest.raises(ReaderError, match="too large"):
        files.read(HEAD.encode() + b"#" * files.LARGEST, "mine.yml", LIB)


def test_a_file_of_aliases_does_not_swell() -> None:
    """A file that would expand to a billion entries is refused at once."""
    rows = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9) if i else 'x'}]" for i in range(10)]
    with pytest.raises(ReaderError, match="alias"):
        read(HEAD + "\n".join(rows))


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!x"]
)
def test_nothing_in_a_file_is_run(tag, tmp_path, monkeypatch) -> None:
    """A tag that requests a program is refused, and the program does not run."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ReaderError, match="tag is not allowed"):
        read(HEAD + f"story: {tag} ['touch ran']\n")
    assert list(tmp_path.iterdir()) == []


def test_plain_figures_and_truths_are_what_was_meant() -> None:
    """In a hand-edited file, true means yes, and 0.046 means 4.6%."""
    client = read(HEAD + "facts: {us_hosting: {answer: true}, us_traffic_share: {answer: 0.046}}\n")
    assert client.facts["us_hosting"].answer == "yes"
    assert files.translated(LIB, client)[0]["us_traffic_share"].low == 0.046
    same = json.loads(client.model_dump_json())
    same["facts"]["us_hosting"]["answer"] = True
    assert files.read(json.dumps(same).encode(), "mine.json", LIB) == client


def test_paragraphs_stand_in_the_file_as_they_were_written() -> None:
    """A story of two paragraphs and a list is legible in the file and restored exactly."""
    story = "She sells maps.\n\nThey copied:\n- one\n- two"
    client = files.new("A. B.", "hawaii", story=story)
    assert (
        "story: |-\n  She sells maps.\n\n  They copied:\n  - one\n"
        in files.written(client).decode()
    )
    assert files.read(files.written(client), "again", LIB) == client


# --- showings of the facts --------------------------------------------------------------------------------
COUNTS = {
    ("yes", "document", ""): ("yes", "yes"),
    ("yes", "conceded", ""): ("yes", "yes"),
    ("yes", "client", ""): ("yes", "unknown"),
    ("yes", "inference", ""): ("unknown", "unknown"),
    ("yes", "", ""): ("yes", "yes"),
    ("unknown", "document", ""): ("unknown", "unknown"),
    ("disputed", "", "declarations"): ("yes", "unknown"),
    ("disputed", "", "denied"): ("unknown", "unknown"),
    ("disputed", "", ""): ("unknown", "unknown"),
}


@pytest.mark.parametrize(("answer", "known", "dispute"), COUNTS)
def test_how_a_fact_is_known_decides_what_it_counts(answer, known, dispute) -> None:
    """Each basis counts as data/showings.yml says, on the papers and at a hearing."""
    told = Told(answer=answer, known=known, dispute=dispute)
    client = files.with_fact(UNKNOWN, "us_hosting", told)
    stages = ("motion_to_dismiss", "evidentiary_hearing")
    got = tuple(files.analyzed(client, LIB, stage=s).facts["us_hosting"].value for s in stages)
    assert got == COUNTS[answer, known, dispute]


def test_conflicting_declarations_do_not_help_the_side_that_has_to_show_the_fact_as_defendant() -> (
    None
):
    """On the papers, a conflict is resolved for the plaintiff, even on facts the defendant must show."""
    told = Told(answer="disputed", claimed="against", dispute="declarations")
    client = files.with_fact(UNKNOWN, "factor_burden", told)
    assert files.analyzed(client, LIB).facts["factor_burden"] == "unknown"


def test_each_forum_has_its_place_and_its_court() -> None:
    """Hawaii and California require contacts with the state, and Rule 4(k)(2) with the whole country."""
    got = {}
    for forum in ("hawaii", "california", "united_states"):
        found = files.analyzed(files.new("A. B.", forum), LIB)
        got[forum] = found.facts["forum"], found.place, found.court
    assert got == {
        "hawaii": ("state", "Hawaii", "d_haw"),
        "california": ("state", "California", "cd_cal"),
        "united_states": ("united_states", "the United States", "ca9"),
    }


def test_a_fact_can_be_taken_back() -> None:
    """Removing an answer restores the file and makes the fact unknown."""
    client = files.with_fact(UNKNOWN, "us_hosting", Told(answer="no"))
    assert files.analyzed(client, LIB).facts["us_hosting"] is Answer.NO
    assert files.with_fact(client, "us_hosting", None) == UNKNOWN


@pytest.mark.parametrize(
    ("label", "so"),
    [("R. K.", True), ("RK", True), ("A.B.C. 2", True), ("Rita Kane", False), ("Kane", False)],
)
def test_initials_are_told_from_names(label, so) -> None:
    """A label that could be a name is distinguished from initials, so that the panel can warn."""
    assert files.is_initials(label) is so
