"""The intake, operated by its page's messages: what it asks, stores, displays, and creates."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from pydantic import ValidationError
from test_escaping import OUR_ATTRIBUTES, OUR_TAGS
from what_is_shown import LIB, page, text

from jurisdiction import claims, doctrine, explain
from jurisdiction.analysis import Analysis
from jurisdiction.doctrine import facts_under
from jurisdiction.model import ClientClaim, ClientFile, Status, Told
from minimum_contacts.classroom.files import opened
from minimum_contacts.clinic import client as files
from minimum_contacts.clinic import clinic
from minimum_contacts.clinic.memo import memo
from minimum_contacts.clinic.memo.blocks import Heading
from minimum_contacts.clinic.panels import clinic_views
from minimum_contacts.clinic.panels.clients import unkept
from minimum_contacts.clinic.panels.intake import VIEWS, stepped
from minimum_contacts.lessons import printed, record
from minimum_contacts.lessons.panels import keeper as keeping
from minimum_contacts.lessons.panels.keeper import KEEPER
from minimum_contacts.lessons.storage import Folder
from minimum_contacts.panels import IntakePanel, WorkPanel, intake
from minimum_contacts.panels import intake as of_a_lesson

NAME = "11_clinic_intake"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202e: *a &b !!python/x\n- |"
FILES = sorted(path.stem for path in (LIB.root / "clients").glob("*.yml"))
EMPTY = b'format: minimum-contacts-client\nversion: 1\nlabel: E. E.\nforum: hawaii\nlaw_as_of: "2025-07-01"\n'


@pytest.fixture
def kept(tmp_path: Path):
    """Yield a work folder in which the notebook has just been started."""
    begin(tmp_path / "work")
    yield tmp_path / "work"
    KEEPER._forget("", None)
    KEEPER.messages = []


def begin(folder: Path) -> None:
    """Start the notebook as in a new kernel, which knows only the contents of the folder."""
    KEEPER._forget("", None)
    KEEPER.begin(NAME, Folder(folder, "in your own file"))


def shown(panel: IntakePanel) -> str:
    """Return all text that the page is sent."""
    return text(" ".join(strings([panel.plan, panel.now, panel.rest])))


def strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, (dict, list, tuple)):
        for part in data.values() if isinstance(data, dict) else data:
            yield from strings(part)


def go(panel: IntakePanel, fact: str) -> None:
    panel.do("visit", fact=fact)


def answer(panel: IntakePanel, fact: str, value: str, how: str = "") -> None:
    panel.do("set", fact=fact, value=value)
    if how:
        panel.do("how", fact=fact, way=how)


def write(panel: IntakePanel, field: str, words: str) -> None:
    """Type into a field and leave it."""
    panel.do("write", field=field, text=words, done=True)


def problem(panel: IntakePanel, field: str) -> str:
    """Return the message under a field."""
    return panel.now["problems"].get(field, "")


def view(panel: IntakePanel, name: str) -> str:
    """Open a tab and read it."""
    panel.do("view", view=name)
    return text(panel.rest.get("html", ""))


def bring(panel: IntakePanel, raw: bytes, name: str = "mine.yml") -> None:
    """Choose a file in the dialog, as the page reports it."""
    panel.do("bring", name=name, data=base64.b64encode(raw).decode())


@pytest.fixture
def sent(monkeypatch):
    """Return the messages that an intake sends to its page."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(IntakePanel, "send", lambda _, said, buffers=None: found.append(said))
    return found


def saved(sent: list[dict[str, Any]]) -> tuple[str, bytes]:
    """Return the file that the page was sent last."""
    last = [said for said in sent if "save" in said][-1]
    return last["save"], base64.b64decode(last["data"])


def made(panel: IntakePanel, kind: str) -> tuple[str, bytes]:
    """Have the memo created, and return it."""
    panel.do("memo", kind=kind)
    return panel.made["save"], base64.b64decode(panel.made["data"])


def store(folder: Path) -> Path:
    """Return the file that stores client files, outside the work folder."""
    return folder.with_name(f"{folder.name}-clients") / "clients.json"


def entries(folder: Path) -> list[record.Entry]:
    raw = store(folder).read_bytes()
    return record.live(record.logs(raw, "file", record.CLIENTS)["clients"])


def test_a_text_that_is_too_long_stays_where_it_was_written(kept) -> None:
    """Text that is too long is not saved; the learner sees it and can shorten it."""
    panel = IntakePanel()
    before = panel.clients.here
    story = "x" * 100_001
    write(panel, "story", story)
    assert "100,001 characters, and the limit is 100,000. Shorten it." in problem(panel, "story")
    assert panel.now["texts"]["story"] == story
    panel.do("skip")
    panel.do("choose", part="stage", value="evidentiary_hearing")
    panel.do("undo")
    assert panel.clients.here == before and panel.now["texts"]["story"] == story
    write(panel, "story", story[1:])
    assert panel.clients.here.story == story[1:] and problem(panel, "story") == ""
    panel.do("undo")
    assert panel.clients.here == before and panel.now["texts"]["story"] == before.story
    write(panel, "story", story)
    panel.do("open", file="unknown_operators")
    assert panel.now["texts"]["story"] == panel.clients.here.story != before.story
    assert problem(panel, "story") == ""
    answer(panel, panel.at, "unknown")
    note, field = "x" * 20_001, f"note/{panel.at}"
    write(panel, field, note)
    assert "too long" in problem(panel, field) and panel.now["texts"][field] == note
    assert panel.clients.here.facts[panel.at].note == ""
    write(panel, field, note[1:])
    assert panel.clients.here.facts[panel.at].note == note[1:] and problem(panel, field) == ""


def test_a_note_that_makes_the_file_too_long_is_told_where_it_is_written(kept) -> None:
    """Each note alone is short enough; the last of all is refused, stays in place, and can be shortened."""
    panel = IntakePanel()
    file, (*most, name) = panel.clients.here, panel.names[:50]
    for fact in most:
        file = files.with_fact(file, fact, Told(answer="unknown", note="n" * 20_000))
    panel.clients.all[panel.clients.open] = file
    answer(panel, name, "unknown")
    long = "n" * 20_000
    write(panel, f"note/{name}", long)
    field = f"note/{name}"
    assert problem(panel, field) == (
        "This file would be too long to save. Shorten a note. The earlier entries are safe."
    )
    assert panel.now["texts"][field] == long and panel.clients.here.facts[name].note == ""
    write(panel, field, "short")
    assert panel.clients.here.facts[name].note == "short" and problem(panel, field) == ""


def test_what_is_typed_is_kept_before_its_field_is_left(kept) -> None:
    """Text typed in a field is saved with each message, before the field is left."""
    panel = IntakePanel()
    for words in ("S", "Sh", "She"):
        panel.do("write", field="story", text=words)
        assert panel.clients.here.story == words
    KEEPER.flush()
    assert b"story: She" in store(kept).read_bytes()


def test_half_a_character_never_reaches_the_page_or_the_file(kept) -> None:
    """Half of a surrogate pair, which some keyboards send, is replaced with a mark in every field."""
    panel = IntakePanel()
    before, half = panel.clients.here, "a\ud83d"
    answer(panel, "us_dns", half)
    answer(panel, "us_traffic_share", half)
    write(panel, "note/us_dns", half)
    write(panel, "label", half * 80)
    panel.do("bring", name=half, data="")
    json.dumps([panel.now, panel.rest], ensure_ascii=False).encode()
    assert panel.now["texts"]["us_dns"] == "a\ufffd" and problem(panel, "us_traffic_share")
    assert panel.clients.here == before
    write(panel, "story", half)
    assert panel.clients.here.story == "a\ufffd" and b"a\xef\xbf\xbd" in KEEPER.clients.exported()


def test_one_undo_takes_back_what_was_told_in_one_go() -> None:
    """A story is sent while it is typed; an answer in between begins a new step."""
    panel = IntakePanel()
    first = panel.clients.here.story
    for told in ("She", "She sells", "She sells there."):
        panel.do("write", field="story", text=told)
    fact = panel.at
    answer(panel, fact, "unknown")
    write(panel, "story", "She sells there. Often.")
    panel.do("undo")
    assert panel.clients.here.story == "She sells there." and fact in panel.clients.here.facts
    panel.do("undo")
    assert panel.clients.here.story == "She sells there." and fact not in panel.clients.here.facts
    panel.do("undo")
    assert panel.now["texts"]["story"] == panel.clients.here.story == first


# --- the question ----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", FILES)
def test_it_begins_with_the_question_that_could_settle_most(name) -> None:
    """The question shown first is the engine's next one, with its rank and what it could settle."""
    panel = IntakePanel(name)
    first = clinic.questions(panel.clients.here)[0]
    assert panel.at == panel.now["at"] == panel.rest["card"]["fact"] == first.fact
    assert f"Why now: it {first.rank.label}" in panel.rest["card"]["why"]
    assert panel.rest["next"]["fact"] == first.fact
    rows = {row["id"]: row for group in panel.plan["groups"] for row in group["rows"]}
    assert rows[first.fact]["question"].startswith(LIB.facts[first.fact].question.split("{")[0])
    assert rows[first.fact]["burden"] == f"Burden: the {LIB.facts[first.fact].shown_by}."
    panel.do("read", fact=first.fact)
    assert "To be shown by" in text(panel.side["html"])
    assert "what the courts said" in text(panel.side["html"])


def test_a_word_of_the_client_leads_to_what_the_company_does() -> None:
    """Cloudflare in the story brings the questions on CDN servers next, and says why."""
    panel = IntakePanel()
    panel.do("new")
    assert panel.at not in ("cdn_us_servers", "us_dns") and view(panel, "story") == ""
    write(panel, "story", "We use Cloudflare.")
    assert panel.rest["next"]["fact"] != panel.at or panel.rest["now"]
    panel.do("next")
    (lead,) = files.leads(LIB, panel.clients.here)
    assert panel.at in lead.asks
    assert "The file says Cloudflare" in text(panel.rest["html"])
    assert panel.rest["card"]["lead"] == lead.why


ANSWERS = {
    "yes": ("yes", "", Told(answer="yes")),
    "no": ("no", "", Told(answer="no")),
    "don't know": ("unknown", "", Told(answer="unknown")),
    "disputed": ("yes", "denied", Told(answer="disputed", claimed="yes", dispute="denied")),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_each_answer_is_recorded_as_it_was_given(kind) -> None:
    """Yes, no, don't know, and disputed are in the file at once, and the screen matches the file."""
    value, how, wanted = ANSWERS[kind]
    panel = IntakePanel()
    answer(panel, "us_dns", value)
    assert "Changed: US name server (DNS), not asked to" in panel.now["moved"]
    if how:
        panel.do("how", fact="us_dns", way=how)
    assert panel.clients.here.facts["us_dns"] == wanted
    found = files.analyzed(panel.clients.here)
    for point, there in zip(clinic.standing(found), panel.rest["standing"], strict=True):
        finding = point.finding
        assert (there["node"], there["status"]) == (finding.node.id, finding.status.value)
        assert explain.status_word(finding.node, finding.status, LIB) == there["word"]
        bearer = doctrine.bearers(found.law)[finding.node.id]
        assert there["words"] == clinic_views.standing_words(finding, bearer, LIB)
    shows = panel.now["values"]["us_dns"]
    assert shows["value"] == value and shows["word"].startswith(
        {"don't know": "", "disputed": "disputed"}.get(kind, "counts as stated")
    )


def test_how_it_is_known_and_a_note_go_with_the_answer() -> None:
    """The basis and the note are recorded, and only details of the answer are accepted."""
    panel = IntakePanel()
    panel.do("how", fact="us_dns", way="document")
    write(panel, "note/us_dns", "Too early.")
    assert "us_dns" not in panel.clients.here.facts
    assert problem(panel, "how/us_dns") and problem(panel, "note/us_dns")
    assert panel.now["texts"]["note/us_dns"] == "Too early."
    answer(panel, "us_dns", "yes", "inference")
    write(panel, "note/us_dns", "A friend says so.")
    assert not panel.now["problems"]
    told = panel.clients.here.facts["us_dns"]
    assert told == Told(answer="yes", known="inference", note="A friend says so.")
    assert [list(b) for b in panel.plan["known"]] == [
        [b.id, b.label, b.note] for b in LIB.intake.known
    ]
    panel.do("how", fact="us_dns", way="declarations")
    assert panel.clients.here.facts["us_dns"].known == ""
    assert panel.clients.here.facts["us_dns"].dispute == "declarations"
    assert panel.clients.here.facts["us_dns"].note == "A friend says so."
    assert panel.analysis.shown["us_dns"] == "conflicting"
    answer(panel, "us_dns", "no")
    assert panel.clients.here.facts["us_dns"].claimed == "no"
    panel.do("how", fact="us_dns", way="client")
    assert panel.clients.here.facts["us_dns"] == Told(
        answer="no", known="client", note="A friend says so."
    )


def test_a_figure_and_a_choice_are_asked_for_as_such() -> None:
    """A typed figure is stored; an invalid one is explained and changes nothing; a choice is stored."""
    panel = IntakePanel()
    share = "us_traffic_share"
    assert panel.now["values"][share]["value"] == "11%"
    for wrong in ("140%", "1" * 5_000, "320.000", "many"):
        answer(panel, share, wrong)
        assert problem(panel, share).endswith("The earlier entries are safe.")
        assert len(problem(panel, share)) < 500
        assert panel.now["values"][share]["value"] == wrong  # it stays, to be corrected
        assert panel.clients.here.facts[share].answer == "11%"
    answer(panel, share, "12%-19%")
    assert problem(panel, share) == "" and panel.clients.here.facts[share].answer == "12%-19%"
    for typed, meant in (
        ("4,6", "4,6%"),
        ("under 10%", "under 10%"),
        ("4.6 percent", "4.6 percent"),
    ):
        answer(panel, share, typed)
        assert panel.clients.here.facts[share].answer == meant and not problem(panel, share)
    answer(panel, share, "12%-19%", "declarations")
    assert panel.clients.here.facts[share].claimed == "12%-19%"
    answer(panel, share, "?")
    assert panel.clients.here.facts[share].answer == "unknown"
    assert panel.now["values"]["claim_family"]["value"] == "tort_outside_forum"
    other = next(k for k in LIB.facts["claim_family"].options if k != "tort_outside_forum")
    answer(panel, "claim_family", other)
    assert panel.clients.here.facts["claim_family"].answer == other
    answer(panel, "claim_family", "tort_outside_forum", "denied")
    assert panel.clients.here.facts["claim_family"].claimed == "tort_outside_forum"


@pytest.mark.parametrize("fact", [n for n in LIB.facts if n != "forum"])
def test_every_fact_can_be_asked_and_shows_what_the_file_holds(fact) -> None:
    """For each fact of the law, the controls show the recorded answer, and showing it changes nothing."""
    kind, options = LIB.facts[fact].kind, LIB.facts[fact].options
    own = {"share": "4.6%", "count": "320000", "choice": next(iter(options), "")}.get(kind, "no")
    fought = {"yes_no": "no"}.get(kind, own)
    panel = IntakePanel()
    for told in (
        Told(answer=own, known="client", note="n"),
        Told(answer="disputed", claimed=fought, dispute="declarations"),
        Told(answer="unknown", note="m"),
    ):
        panel.clients.all[panel.clients.open] = files.with_fact(panel.clients.given, fact, told)
        panel.do("open", file=panel.clients.open)
        go(panel, fact)
        shows = panel.now["values"][fact]
        assert panel.at == fact and not panel.now["problems"]
        assert shows["value"] == (told.claimed or told.answer)
        assert shows["how"] == told.known + told.dispute
        assert panel.now["texts"][f"note/{fact}"] == told.note
        before = panel.clients.here
        answer(panel, fact, shows["value"], shows["how"])
        assert panel.clients.here == before and not panel.now["problems"]


def test_skip_back_next_and_undo() -> None:
    """Skip defers a question, Back returns to the previous one, and Undo reverts a whole visit."""
    panel = IntakePanel()
    before, first = panel.clients.here, panel.at
    assert not panel.rest["can_back"] and not panel.now["undo"]
    panel.do("skip")
    second = panel.at
    assert second != first and first not in panel.clients.here.facts
    panel.do("back")
    assert panel.at == first
    answer(panel, first, "yes", "document")
    write(panel, f"note/{first}", "The contract.")
    panel.do("undo")
    assert panel.clients.here == before and not panel.now["values"][first]["told"]
    seen = [panel.at]
    for _ in range(len(panel.questions)):
        panel.do("skip")
        seen.append(panel.at)
    left = [q.fact for q in panel.questions if q.matters and q.told is None]
    assert set(seen) == set(left) and panel.clients.here == before


# --- progress --------------------------------------------------------------------------------------
def states() -> dict[str, ClientFile]:
    given = {name: files.open_file(LIB.root / "clients" / f"{name}.yml", LIB) for name in FILES}
    bare = {f"{name}, empty": f.model_copy(update={"facts": {}}) for name, f in given.items()}
    lost = stepped(LIB, given["streaming_site"], {"state_alternative": "names_one"})
    return {**given, **bare, "lost": lost, "fought": stepped(LIB, lost, {"us_dns": "disputed"})}


def test_a_step_changes_all_that_it_names() -> None:
    """One step may change the stage, an answer, and how another fact is known."""
    one = files.new("A. B.", "united_states", facts={"us_dns": Told(answer="yes")})
    step = {"stage": "early_discovery", "us_hosting": "no", "known": {"us_dns": "document"}}
    two = stepped(LIB, one, step)
    assert (two.stage, two.facts["us_hosting"].answer) == ("early_discovery", "no")
    assert two.facts["us_dns"] == Told(answer="yes", known="document")


def test_a_claim_without_a_name_is_asked_for_one() -> None:
    """The message names the missing label, not the data model."""
    with pytest.raises(ValidationError) as told:
        ClientClaim(name="")
    assert str(unkept(told.value)).startswith("The name: is missing.")


@pytest.mark.parametrize("name", states())
def test_every_question_is_counted_once(name) -> None:
    """Answered, unknown, following, skipped, and remaining facts are all the facts under the outcome."""
    file = states()[name]
    found = files.analyzed(file, LIB)
    done = clinic.progress(file, found)
    every = [*done.answered, *done.not_known, *done.follows, *done.skipped, *done.left]
    under = facts_under(found.law, found.outcome.node.id) - {"forum"}
    assert len(every) == len(set(every)) == done.total and set(every) == under
    assert set(done.left) == {
        q.fact for q in clinic.questions(file, found) if q.matters and not q.told
    }
    told = clinic_views.progress_words(done)
    assert f"{done.total} questions: {len(done.answered)} answered" in told
    assert f"{len(done.left)} left" in told


def with_answer(file: ClientFile, fact: str, answer: str) -> Analysis:
    return files.analyzed(files.with_fact(file, fact, Told(answer=answer)), LIB)


@pytest.mark.parametrize("name", states())
def test_what_is_skipped_is_skipped_for_a_true_reason(name) -> None:
    """Each point named as settled is settled and above the fact, and no answer changes the outcome."""
    file = states()[name]
    found = files.analyzed(file, LIB)
    done = clinic.progress(file, found)
    skipped = done.skipped
    assert skipped or "empty" in name
    for fact in skipped:
        points = clinic.settled_by(found, file, fact)
        words = clinic_views.why_skipped(found, file, fact)
        asked = next(q for q in clinic.questions(file, found) if q.fact == fact)
        assert words in clinic_views.why_asked(found, file, fact, asked, True)["why"]
        for point in points or ():
            assert found.status(point) is not Status.OPEN, (fact, point)
            assert fact in facts_under(found.law, point)
            assert found.law.nodes[point].name.lower() in words.lower()
        if LIB.facts[fact].kind == "yes_no":
            top = found.outcome.node.id
            for answer in ("yes", "no"):
                other = with_answer(file, fact, answer)
                assert (other.status(top), other.at_close(top)) == (
                    found.status(top),
                    found.at_close(top),
                )


def test_a_fact_that_can_still_change_the_result_is_under_an_open_point() -> None:
    """A question that matters is under an open point, so there is no reason to skip it."""
    for file in states().values():
        found = files.analyzed(file, LIB)
        for question in clinic.questions(file, found):
            if question.matters:
                assert clinic.settled_by(found, file, question.fact) is None, question.fact


# --- standing, and facts to find out ------------------------------------------------------------------
def test_all_unknown_is_honest() -> None:
    """On a file with no known facts, the finding is open, everything remains, and the memo can be created."""
    panel = IntakePanel()
    panel.do("new")
    assert panel.analysis.outcome.status is Status.OPEN
    done = clinic.progress(panel.clients.here, panel.analysis)
    assert not done.answered and len(done.left) > 20
    assert "Open: a fact is not shown" in panel.now["outcome"]["words"]
    assert b"Not shown" in made(panel, "md")[1]


def test_a_contradiction_is_named_above_everything() -> None:
    """The headline names two answers that cannot both be true, until one is corrected."""
    panel = IntakePanel()
    panel.do("new")
    for fact, value in (("us_traffic_share", "0%"), ("us_views", "4000")):
        answer(panel, fact, value, "document")
    (one,) = [c for c, counted in clinic.contradictions(panel.analysis) if counted]
    (first,) = panel.now["wrong"]
    assert one.words in first and "Until you correct one of them" in first
    raw = made(panel, "docx")[1]
    assert any("contradicts itself" in p.text for p in docx.Document(io.BytesIO(raw)).paragraphs)
    panel.do("undo")
    assert panel.now["wrong"] == []


@pytest.mark.parametrize("name", FILES)
def test_what_to_find_out_is_what_the_engine_ranks(name) -> None:
    """Each fact appears in the order of its rank, with its sources; before service, with the checklist."""
    panel = IntakePanel(name)
    assert "html" not in panel.rest
    told, file, found = view(panel, "find_out"), panel.clients.here, panel.analysis
    rows, at = clinic.to_find_out(found, file), 0
    for row in rows:
        at = told.index(f"{clinic_views.label(found, row.question.fact)} (", at)
        assert told.index("; ".join(row.evidence.where), at) > at
    early = found.stage == "early_discovery"
    assert early == (name == "unknown_operators") == ("Good cause: each consideration" in told)
    for one in clinic.checklist(found) if early else ():
        assert one.finding.node.name in told


def test_the_stage_the_court_and_the_day_are_chosen() -> None:
    """Each choice is stored in the file, changes the same findings as the engine, and can be undone."""
    panel = IntakePanel()
    before = panel.clients.here
    chosen = {
        "forum": "hawaii",
        "stage": "evidentiary_hearing",
        "law_as_of": "",
        "side": "defendant",
    }
    for part, value in chosen.items():
        panel.do("choose", part=part, value=value)
    here = panel.clients.here
    assert (here.forum, here.stage, here.law_as_of, here.side) == (
        "hawaii", "evidentiary_hearing", None, "defendant",
    )  # fmt: skip
    assert panel.now["chosen"] == chosen
    labels = [row["label"] for group in panel.plan["groups"] for row in group["rows"]]
    assert panel.analysis.place == "Hawaii" and "Hosting in Hawaii" in labels
    for _ in range(4):
        panel.do("undo")
    assert panel.clients.here == before and panel.now["chosen"]["stage"] == before.stage


def test_what_cannot_be_chosen_is_told_and_changes_nothing() -> None:
    """An unknown stage or date gets an explanation."""
    panel = IntakePanel()
    before = panel.clients.here
    for part, value in (("stage", "no_such"), ("law_as_of", "1890-01-01"), ("law_as_of", "soon")):
        panel.do("choose", part=part, value=value)
        assert panel.now["said"]["wrong"] and "Traceback" not in panel.now["said"]["words"]
        assert panel.clients.here == before


# --- exhibits, claims, and defendants ----------------------------------------------------------------
def test_an_exhibit_proves_what_cites_it_and_the_memo_names_it() -> None:
    """An exhibit can be added from a question, described, cited for others, listed, and removed."""
    panel = IntakePanel()
    panel.do("cite", fact="us_dns", exhibit="new")
    assert panel.now["said"]["wrong"] and panel.clients.here.exhibits == {}  # no answer yet
    panel.do("cite", fact="us_traffic_share", exhibit="new")
    write(panel, "exhibits/A", "The media kit")
    panel.do("cite", fact="knows_us_audience", exhibit="A")
    assert panel.now["values"]["us_traffic_share"]["exhibits"] == ["A"]
    (listed,) = panel.now["lists"]["exhibits"]
    assert listed["words"].startswith("proves share of traffic from the United States and ")
    assert r"Ex\. A: The media kit\." in made(panel, "md")[1].decode()
    panel.do("cite", fact="knows_us_audience", exhibit="A", on=False)
    write(panel, "exhibits/A", "x" * 501)
    assert "too long" in problem(panel, "exhibits/A")
    panel.do("drop", kind="exhibits", one="A")
    assert panel.clients.here == panel.clients.given
    panel.do("undo")
    assert panel.clients.here.facts["us_traffic_share"].exhibits == ["A"]


def two_by_two() -> IntakePanel:
    """Return two claims against two defendants, with the last claim against the last defendant displayed."""
    panel = IntakePanel()
    for kind, names in (("claims", ("Copyright", "Libel")), ("defendants", ("Operator", "Host"))):
        for number, name in enumerate(names, 1):
            panel.do("add", kind=kind)
            write(panel, f"{kind}/{kind[:-1]}_{number}", name)
    panel.do("part", part="claim_2/defendant_2")
    return panel


def test_each_claim_against_each_defendant_has_its_findings_and_its_memo() -> None:
    """Facts common to all are entered once; others belong to a claim, a defendant, or both."""
    panel = two_by_two()
    names = [one["name"] for one in panel.rest["parts"]]
    assert names == ["Copyright, Operator", "Copyright, Host", "Libel, Operator", "Libel, Host"]
    assert panel.now["moved"] == "This is the file of R. K: Libel, Host."
    answer(panel, "us_dns", "yes", "document")
    assert panel.clients.here.facts["us_dns"].answer == "yes"  # applies to all
    panel.do("scope", fact="claim_arises_from_contacts", scope="claim_2/defendant_2")
    answer(panel, "claim_arises_from_contacts", "no")
    panel.do("scope", fact="federal_claim", scope="claim_2/")
    answer(panel, "federal_claim", "no")
    panel.do("scope", fact="us_traffic_share", scope="/defendant_2")
    answer(panel, "us_traffic_share", "2%")
    here = panel.clients.here
    shares = {part.name: part.file.facts["us_traffic_share"].answer for part in parts_of(here)}
    assert list(shares.values()) == ["11%", "2%", "11%", "2%"]
    assert [part.file.facts["federal_claim"].answer for part in parts_of(here)] == [
        "yes",
        "yes",
        "no",
        "no",
    ]
    arises = [part.file.facts["claim_arises_from_contacts"].answer for part in parts_of(here)]
    assert arises == ["yes", "yes", "yes", "no"]
    assert {part.file.facts["us_dns"].answer for part in parts_of(here)} == {"yes"}
    said = {one["name"]: one for one in panel.rest["parts"]}
    assert said["Libel, Operator"]["words"].startswith("pendent to Copyright, Operator: ")
    for part in said.values():
        panel.do("part", part=part["part"])
        assert panel.now["outcome"]["status"] == part["status"]
        assert part["name"] in made(panel, "md")[1].decode()
    panel.do("part", part="claim_2/defendant_2")
    panel.do("scope", fact="federal_claim", scope="/")
    assert {part.file.facts["federal_claim"].answer for part in parts_of(panel.clients.here)} == {
        "no"
    }
    panel.do("undo")
    assert panel.clients.here == here
    assert files.read(files.written(here), "again") == here


def parts_of(file: ClientFile) -> list[claims.Part]:
    return claims.parts(LIB, file, "it")


def test_a_claim_is_against_whom_it_is_said_to_be() -> None:
    """A claim against one defendant keeps that defendant; Undo restores whatever was removed."""
    panel = two_by_two()
    panel.do("against", claim="claim_2", defendant="defendant_1", on=False)
    assert len(panel.rest["parts"]) == 3
    before = panel.clients.here
    for said in (
        {"do": "against", "claim": "claim_2", "defendant": "defendant_2", "on": False},
        {"do": "drop", "kind": "defendants", "one": "defendant_2"},
    ):
        panel.do(**said)
        field = f"defendants/{said['one']}" if "one" in said else "claims/claim_2"
        assert "against" in problem(panel, field) and panel.clients.here == before
    write(panel, "claims/claim_2", "")
    assert problem(panel, "claims/claim_2").startswith("The name is missing. Write a label")
    panel.do("drop", kind="claims", one="claim_2")
    assert [one["name"] for one in panel.rest["parts"]] == [
        "Copyright, Operator",
        "Copyright, Host",
    ]
    panel.do("undo")
    assert panel.clients.here == before


# --- the memo --------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", FILES)
def test_the_memo_is_that_of_the_file_as_it_stands(name) -> None:
    """Word and Markdown contain the memo on the open file; after a change, the old memo is not offered."""
    panel = IntakePanel(name)
    wanted = memo(panel.clients.here)
    saved_as, raw = made(panel, "docx")
    assert re.fullmatch(r"memo-[a-z-]+\.docx", saved_as)
    paragraphs = [p.text for p in docx.Document(io.BytesIO(raw)).paragraphs]
    assert {b.text for b in wanted.blocks if isinstance(b, Heading)} <= set(paragraphs)
    saved_as, raw = made(panel, "md")
    assert saved_as.endswith(".md") and wanted.title.split()[0] in raw.decode()
    write(panel, "story", "Something else.")
    assert panel.made == {}


def test_a_memo_that_cannot_be_made_says_so(monkeypatch) -> None:
    """If the memo fails, an error appears in its place, and the file is kept."""
    panel = IntakePanel()
    monkeypatch.setattr("minimum_contacts.clinic.memo.memo", lambda *_: 1 / 0)
    panel.do("memo", kind="docx")
    assert (
        "could not create the memo (ZeroDivisionError" in panel.made["words"]
        and panel.made["wrong"]
    )
    assert "data" not in panel.made


# --- two states ------------------------------------------------------------------------------------
def test_two_states_are_compared_and_one_can_be_gone_back_to() -> None:
    """A comparison shows the changed findings and the facts responsible; restoring a state can be undone."""
    panel = IntakePanel()
    panel.do("view", view="compare")
    panel.do("remember")
    start = panel.clients.here
    assert "do not differ" in text(panel.rest["html"])
    for fact in ("cdn_us_servers", "cdn_purpose_speed_us"):
        answer(panel, fact, "yes")
    moved = {m.node: m for m in clinic.compared(files.analyzed(start), panel.analysis)}
    assert "express_aiming" in moved
    rows = [text(tr) for tr in page(panel.rest["html"]).iter("tr")][1:]
    assert len(rows) == len(moved)
    for node, move in moved.items():
        (row,) = [r for r in rows if re.match(rf"{re.escape(LIB.nodes[node].name)}[▲▼◆]", r)]
        for fact in move.why:
            assert clinic_views.label(panel.analysis, fact).lower() in row.lower()
    after = panel.clients.here
    panel.do("restore")
    assert panel.clients.here == start
    panel.do("undo")
    assert panel.clients.here == after


def test_a_copy_is_compared_with_its_file() -> None:
    """A duplicate under another rule is compared with the original file."""
    panel = IntakePanel("unknown_operators")
    panel.do("copy")
    panel.do("choose", part="forum", value="united_states")
    panel.do("view", view="compare")
    panel.do("compare", state="file/unknown_operators")
    told, before = text(panel.rest["html"]), panel.clients.here
    assert "The court and forum, Hawaii" in told and not panel.rest["restore"]
    panel.do("restore")
    assert panel.clients.here == before
    assert panel.clients.all["unknown_operators"] == panel.clients.given


# --- files, saved and imported ------------------------------------------------------------------------
def test_what_is_done_is_there_in_a_new_kernel(kept) -> None:
    """A new file with its answers and a changed fictional one are restored; the last one is open."""
    panel = IntakePanel()
    answer(panel, "us_dns", "yes")
    panel.do("new")
    write(panel, "label", "A. B.")
    write(panel, "story", "They use Cloudflare.")
    answer(panel, "us_dns", "no", "client")
    files_then = dict(panel.clients.all)
    assert {e.kind for e in entries(kept)} == {"client"} and len(entries(kept)) == 2
    before = entries(kept)
    begin(kept)
    again = IntakePanel()
    assert again.clients.all == files_then and again.clients.here.label == "A. B."
    assert dict(again.now["files"])[again.now["open"]] == "A. B. (your own)"
    assert again.now["texts"]["story"] == "They use Cloudflare."
    go(again, "us_dns")
    shows = again.now["values"]["us_dns"]
    assert (shows["value"], shows["how"]) == ("no", "client")
    assert entries(kept) == before  # showing it adds no work
    again.do("how", fact="us_dns", way="document")
    begin(kept)
    third = IntakePanel()
    third.do("view", view="compare")
    (state,) = [key for key, _ in third.rest["states"] if key.startswith("earlier/")]
    third.do("compare", state=state)
    assert "(the client says so) to no (a document shows it)" in text(third.rest["html"])


# --- client files apart from the work -----------------------------------------------------------------
SECRET = "A secret of the client."


def with_a_secret() -> IntakePanel:
    """Return an intake with a client's secret, next to an answer to a question of the lesson."""
    panel = IntakePanel()
    panel.do("new")
    write(panel, "label", "A. B.")
    write(panel, "story", SECRET)
    KEEPER.note("answer/a", "answer", "mine", "Why?")
    KEEPER.flush()
    return panel


def holding(folder: Path) -> list[Path]:
    """Return the files in a folder that contain the secret."""
    files_ = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in files_ if SECRET.encode() in path.read_bytes()]


def test_no_hand_in_and_no_link_holds_a_client_s_file(kept) -> None:
    """No client file is in the work folder, download, printed page, or panel; the page names its place."""
    panel = with_a_secret()
    assert holding(kept.parent) == [store(kept)] and holding(kept) == []
    work = WorkPanel(NAME)
    work.do("open")
    shown_ = json.dumps([work.now, work.inside, printed.page(NAME, KEEPER.entries)])
    offered = [base64.b64decode(one["data"]) for one in work.inside["files"]]
    assert offered and not any(SECRET.encode() in raw or b"client/" in raw for raw in offered)
    assert SECRET not in shown_ and "A. B." not in shown_
    assert opened("clients.json", store(kept).read_bytes())[
        0
    ].passed  # the class does not count it as a work file
    assert str(store(kept).parent) in panel.plan["private"]
    assert "apart from your class work" in KEEPER.clients.sign.place
    beside = Folder(kept, "beside", NAME).apart().folder  # the notebook's folder is handed in
    assert kept not in (beside, *beside.parents) and beside.name.endswith("-clients")


def test_clients_are_erased_alone_and_work_is_erased_alone(kept) -> None:
    """Erasing either leaves the other unchanged."""
    panel = with_a_secret()
    KEEPER.erase()
    assert panel.clients.here.story == SECRET and holding(kept.parent) == [store(kept)]
    KEEPER.note("answer/a", "answer", "mine again", "Why?")
    panel.do("erase")
    KEEPER.flush()
    assert holding(kept.parent) == [] and panel.clients.all == panel.clients.fictional
    assert [e.answer for e in KEEPER.entries] == ["mine again"]
    assert "Your clients' files have been erased." in panel.now["told"]
    begin(kept)
    assert IntakePanel().clients.all == panel.clients.fictional


def earlier(folder: Path) -> bytes:
    """Return a work file in which an earlier version stored a client file."""
    with_a_secret()
    raw = record.written({NAME: [*KEEPER.clients.entries, *KEEPER.entries]})
    KEEPER._forget("", None)
    shutil.rmtree(store(folder).parent)
    return raw


@pytest.mark.parametrize("how", ["there", "brought in"])
def test_clients_of_an_earlier_version_move_without_loss(how, kept, sent) -> None:
    """The files are read from the work, leave it once saved in their own store, and are moved once."""
    raw, said = earlier(kept), list[str]()
    (kept / f"{NAME}.json").write_bytes(raw if how == "there" else record.written({}))
    begin(kept)
    panel = IntakePanel()
    if how == "brought in":
        KEEPER.bring_in(raw, "old.json", said.append)
    assert panel.clients.here.story == SECRET and holding(kept.parent) == [store(kept)]
    assert [e.answer for e in KEEPER.entries] == ["mine"]
    KEEPER.bring_in(raw, "old.json", said.append)
    assert len(entries(kept)) == 1 and holding(kept.parent) == [store(kept)]
    begin(kept)
    assert IntakePanel().clients.here.story == SECRET
    panel = IntakePanel()
    panel.do("save", every=True)
    name, all_of_them = saved(sent)
    panel.do("erase")
    bring(panel, all_of_them, name)
    assert panel.clients.here.story == SECRET and "imported" in panel.now["said"]["words"]


def test_clients_that_cannot_be_saved_apart_stay_where_they_were(kept) -> None:
    """While the new store is not writable, nothing is lost, and no download of the work has the files."""
    raw = earlier(kept)
    (kept / f"{NAME}.json").write_bytes(raw)
    store(kept).parent.write_bytes(b"a file in the place of the folder")
    begin(kept)
    panel = IntakePanel()
    KEEPER.note("answer/b", "answer", "more", "Why?")
    KEEPER.flush()
    assert panel.clients.here.story == SECRET and KEEPER.clients.sign.state == "trouble"
    assert holding(kept) == [kept / f"{NAME}.json"] and SECRET.encode() not in KEEPER.exported()
    store(kept).parent.unlink()
    write(panel, "story", f"{SECRET} More.")
    KEEPER.flush()
    assert holding(kept.parent) == [store(kept)] and KEEPER.clients.sign.state == "saved"


def test_a_client_that_was_erased_does_not_come_back_from_an_earlier_file(kept) -> None:
    """A client file erased in an earlier version stays erased, and so does one deleted now."""
    old = earlier(kept)
    (kept / f"{NAME}.json").write_bytes(old)
    begin(kept)
    panel = IntakePanel()
    panel.do("delete", file=panel.clients.open)
    KEEPER.bring_in(old, "old.json", lambda _: None)
    assert panel.clients.all == panel.clients.fictional and holding(kept.parent) == []


def test_a_file_is_downloaded_and_brought_in(sent) -> None:
    """A downloaded file matches the open one, and is imported as an additional file."""
    panel = IntakePanel()
    answer(panel, "us_dns", "yes")
    panel.do("save")
    name, raw = saved(sent)
    assert name == "client-r-k.yml" and files.read(raw, name) == panel.clients.here
    bring(panel, raw)
    assert panel.clients.here == panel.clients.all["streaming_site"]
    assert panel.clients.is_own(panel.clients.open)
    assert "Imported" in panel.now["said"]["words"] and not panel.now["said"]["wrong"]
    assert [words for _, words in panel.now["files"] if "R. K." in words] == [
        "R. K. (fictional, changed)", "R. K. (your own)",
    ]  # fmt: skip


WRONG = {
    "a picture": b"\x89PNG\xff\xfe",
    "work": b'{"format": "minimum-contacts-work", "version": 1, "notebooks": {}}',
    "cut off": EMPTY[:40],
    "a newer form": EMPTY.replace(b"version: 1", b"version: 2"),
    "a tag": EMPTY + b"story: !!python/object/apply:os.system [ls]\n",
    "an unknown fact": EMPTY + b"facts: {no_such_fact: {answer: 'yes'}}\n",
    "an answer that fits no question": EMPTY + b"facts: {us_traffic_share: {answer: much}}\n",
    "too large": EMPTY + b"#" * 2_000_001,
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_that_cannot_be_read_changes_nothing(wrong, kept) -> None:
    """Any chosen file that is not a client file is refused with an explanation."""
    panel = IntakePanel()
    before = dict(panel.clients.all)
    bring(panel, WRONG[wrong])
    told = panel.now["said"]
    assert told["wrong"] and "mine.yml" in told["words"]
    assert told["words"].endswith("Nothing was changed.") and "Traceback" not in told["words"]
    assert panel.clients.all == before and KEEPER.entries == []


def test_a_kept_file_that_is_damaged_is_told_and_not_lost(kept, sent) -> None:
    """Other files appear; the damaged text can be downloaded, and remains after further work."""
    panel = IntakePanel()
    panel.do("new")
    write(panel, "label", "A. B.")
    (entry,) = entries(kept)
    bad = entry.model_copy(
        update={"task": "client/bad", "id": "bad", "answer": "format: [" + HOSTILE}
    )
    store(kept).write_bytes(record.written({"clients": [bad, entry]}, record.CLIENTS))
    begin(kept)
    again = IntakePanel()
    ((name, words),) = again.now["damaged"]
    assert again.clients.here.label == "A. B." and name == "bad" and words
    again.do("save", damaged="bad")
    assert saved(sent) == ("damaged-bad.yml", bad.answer.encode())
    answer(again, "us_hosting", "yes")
    assert bad in entries(kept)


def test_a_store_that_is_damaged_is_put_aside_and_can_be_downloaded(kept, sent) -> None:
    """The learner sees an error and starts over; the notebook's undamaged work is unchanged."""
    with_a_secret()
    store(kept).write_bytes(b"{damaged")
    begin(kept)
    panel = IntakePanel()
    assert "The file of your clients" in panel.now["told"][0] and [
        e.task for e in KEEPER.entries
    ] == ["answer/a"]
    (name,) = panel.now["aside"]
    panel.do("save", damaged=name)
    assert saved(sent) == (f"minimum-contacts-{name}.json", b"{damaged")


def test_deleting_is_for_good_and_only_of_the_file_that_was_asked_about(kept) -> None:
    """Afterward, the work folder contains nothing of the file; a fictional file is restored.

    tests/browser/test_intake_page.py covers the page's request for confirmation.
    """
    panel = IntakePanel()
    panel.do("new")
    write(panel, "label", "A. B.")
    write(panel, "story", "A secret of the client.")
    begin(kept)
    panel = IntakePanel()
    panel.do("delete", file="streaming_site")
    assert panel.clients.here.label == "A. B." and panel.now["own"]
    panel.do("delete", file=panel.clients.open)
    assert (
        panel.clients.here == panel.clients.given
        and "has been deleted" in panel.now["said"]["words"]
    )
    assert holding(kept.parent) == []
    answer(panel, "us_dns", "yes")
    assert panel.now["whole"] and not panel.now["own"]
    panel.do("delete", file=panel.clients.open)
    assert panel.clients.here == panel.clients.given and not panel.now["whole"]
    begin(kept)
    assert IntakePanel().clients.all == panel.clients.fictional


def test_real_names_are_warned_of() -> None:
    """A calm warning always appears, a pointed one for a label unlike initials; a label may not be empty."""
    panel = IntakePanel()
    assert "never write a real person's name" in panel.plan["private"]
    assert "unless you download it" in panel.plan["private"] and not panel.now["doubtful"]
    write(panel, "label", "Jane Roe")
    assert panel.now["doubtful"]
    write(panel, "label", "  ")
    assert panel.clients.here.label == "Jane Roe"
    assert problem(panel, "label").startswith("The initials are missing.")
    write(panel, "label", "J. R.")
    assert not panel.now["doubtful"] and problem(panel, "label") == ""


def test_markup_of_the_learner_s_is_text_and_comes_back_as_it_was(kept) -> None:
    """Markup in a label, story, or note appears literally, and is saved, exported, and restored."""
    panel = IntakePanel()
    panel.do("new")
    write(panel, "label", HOSTILE[:60].strip())
    write(panel, "story", HOSTILE + " cloudflare")
    answer(panel, "us_dns", "yes")
    write(panel, "note/us_dns", HOSTILE)
    panel.do("remember")
    answer(panel, "us_hosting", "yes", "denied")
    assert made(panel, "docx")
    panel.do("read", fact="us_dns")
    shown_as = [panel.side["html"]]
    for name in VIEWS:
        panel.do("view", view=name)
        shown_as.append(panel.rest.get("html", ""))
    more_tags = {"h5", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert sum(map(bool, shown_as)) == 4
    for html in shown_as:
        for element in page(html).iter():
            assert element.tag in OUR_TAGS | more_tags, element.tag
            more = {"scope", "start"} if element.tag in more_tags | {"ol"} else set()
            assert set(element.attrib) <= OUR_ATTRIBUTES | more, element.attrib
    script = IntakePanel._esm if isinstance(IntakePanel._esm, str) else str(IntakePanel._esm)
    assert not re.search("innerHTML|outerHTML|insertAdjacentHTML|document.write", script)
    here = panel.clients.here
    assert HOSTILE in here.story and here.facts["us_dns"].note == HOSTILE
    begin(kept)
    assert IntakePanel().clients.here == here


@pytest.mark.parametrize(("name", "part"), [("moved_words", "now"), ("why_asked", "rest")])
def test_a_view_that_fails_is_told_and_the_answer_is_kept(kept, monkeypatch, name, part) -> None:
    """If a display fails, the reader sees an error, and the answer is in the file."""
    panel = IntakePanel()
    monkeypatch.setattr(clinic_views, name, lambda *_: 1 / 0)
    answer(panel, "us_dns", "yes")
    assert "ZeroDivisionError" in panel.now["failed"]
    assert b"us_dns" in store(kept).read_bytes()
    monkeypatch.undo()
    answer(panel, "us_dns", "no")
    assert panel.now["failed"] == ""


def test_whatever_the_page_sends_is_heard_and_never_a_traceback(sent) -> None:
    """A meaningless message gets an explanation and an acknowledgment."""
    panel = IntakePanel()
    before = panel.clients.here
    asked = [
        {"do": "set", "fact": "no_such", "value": "yes"}, {"do": "set", "fact": "us_dns"},
        {"do": "how", "fact": "us_dns", "way": "no_such"}, {"do": "visit", "fact": "no_such"},
        {"do": "save", "damaged": "no_such"}, {"do": "write", "field": "no_such", "text": "x"},
        {"do": "bring", "name": "x", "data": "%"}, {"do": "open", "file": "no_such"},
        {"do": "set", "fact": "us_dns", "value": "perhaps"}, {"do": "no_such"},
    ]  # fmt: skip
    for n, said in enumerate(asked, start=1):
        panel.do(n=n, **said)
        assert sent[-1] == {"heard": n}
        assert panel.clients.here == before and "Traceback" not in shown(panel)


def test_an_unknown_file_or_a_section_without_an_intake_is_refused_in_words() -> None:
    """An unknown name in a lesson gets an error that lists the known ones."""
    with pytest.raises(files.ReaderError, match="Known: marketplace_seller"):
        IntakePanel("no_such_file")
    with pytest.raises(files.ReaderError, match="has no intake"):
        of_a_lesson("clinic_intake", "interview")


def test_the_steps_of_a_lesson_leave_the_learner_s_file_as_it_is() -> None:
    """The transcript uses the fictional file, whatever the learner has done to it."""
    panel = intake("clinic_intake", "draft")
    lines = panel.steps().lines
    answer(panel, "state_alternative", "names_one")
    before: Any = panel.clients.here
    assert panel.steps().lines == lines and panel.clients.here == before
    assert keeping.KEEPER.entries == []
