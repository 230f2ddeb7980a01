"""The intake, driven by its controls: what is asked, what is kept, what is shown, and what it makes."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import Any

import docx
import ipywidgets as w
import pytest
from test_escaping import OUR_ATTRIBUTES, OUR_TAGS
from what_is_shown import LIB, every_html, every_widget, page, text

from jurisdiction import client as files
from jurisdiction import clinic, record
from jurisdiction.analysis import Analysis
from jurisdiction.doctrine import facts_under
from jurisdiction.memo import memo
from jurisdiction.model import ClientFile, Status, Told
from jurisdiction.panels import IntakePanel, clinic_views, intake
from jurisdiction.panels import intake as of_a_lesson
from jurisdiction.panels import keeper as keeping
from jurisdiction.panels.intake import stepped
from jurisdiction.panels.keeper import KEEPER
from jurisdiction.storage import Folder

NAME = "11_clinic_intake"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202e: *a &b !!python/x\n- |"
FILES = sorted(path.stem for path in (LIB.root / "clients").glob("*.yml"))
EMPTY = b'format: minimum-contacts-client\nversion: 1\nlabel: E. E.\nforum: hawaii\nlaw_as_of: "2025-07-01"\n'


@pytest.fixture
def kept(tmp_path: Path):
    """A folder of work, in which the notebook has just been begun."""
    begin(tmp_path)
    yield tmp_path
    KEEPER._forget("", None)
    KEEPER.messages = []


def begin(folder: Path) -> None:
    """Begin the notebook as in a new kernel: nothing is known but what the folder holds."""
    KEEPER._forget("", None)
    KEEPER.begin(NAME, Folder(folder, "in your own file"))


def shown(panel: IntakePanel) -> str:
    return " ".join(text(value) for value in every_html(panel).values() if "<style" not in value)


def go(panel: IntakePanel, fact: str) -> None:
    panel.goto.value = fact


def bring(panel: IntakePanel, raw: bytes, name: str = "mine.yml") -> None:
    """Choose a file in the dialogue, as the browser reports it."""
    now = __import__("datetime").datetime.now()
    panel.upload.value = (
        {"name": name, "type": "", "size": len(raw), "content": memoryview(raw), "last_modified": now},
    )  # fmt: skip


def downloads(html: str) -> dict[str, bytes]:
    """What each link in a piece of HTML saves, by the name of the file."""
    links = re.findall(r'download="([^"]+)" href="data:[^;]+;base64,([^"]*)"', html)
    return {name: base64.b64decode(data) for name, data in links}


def entries(folder: Path) -> list[record.Entry]:
    return record.read((folder / f"{NAME}.json").read_bytes(), "file")[NAME]


def test_a_text_that_is_too_long_stays_where_it_was_written(kept) -> None:
    """It is said that it is not kept, and the learner can shorten it: what was written is still there."""
    panel = IntakePanel()
    before = panel.clients.here
    story = "x" * 100_001
    panel.story.value = story
    assert "cannot be so" in text(panel.came.value) and panel.story.value == story
    panel.skip.click()
    panel.stage.value = next(v for _, v in panel.stage.options if v != panel.stage.value)
    panel.undo.click()
    assert panel.clients.here == before and panel.story.value == story
    panel.story.value = story[1:]
    assert panel.clients.here.story == story[1:] and text(panel.came.value) == ""
    panel.undo.click()
    assert panel.clients.here == before and panel.story.value == before.story
    panel.story.value = story
    panel.chosen.value = next(v for _, v in panel.chosen.options if v != panel.chosen.value)
    assert panel.story.value == panel.clients.here.story != before.story
    panel.answer.value = "unknown"
    note = "x" * 20_001
    panel.note.value = note
    assert "too long" in text(panel.problem.value) and panel.note.value == note
    assert panel.clients.here.facts[panel.at].note == ""
    panel.note.value = note[1:]
    assert panel.clients.here.facts[panel.at].note == note[1:] and panel.problem.value == ""


def test_one_undo_takes_back_what_was_told_in_one_go() -> None:
    """A story is sent at every rest; an answer between begins a new step."""
    panel = IntakePanel()
    first = panel.clients.here.story
    for told in ("She", "She sells", "She sells there."):
        panel.story.value = told
    fact, panel.answer.value = panel.at, "unknown"
    panel.story.value = "She sells there. Often."
    panel.undo.click()
    assert panel.story.value == "She sells there." and fact in panel.clients.here.facts
    panel.undo.click()
    assert panel.story.value == "She sells there." and fact not in panel.clients.here.facts
    panel.undo.click()
    assert panel.story.value == panel.clients.here.story == first


# --- the question ----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", FILES)
def test_it_begins_with_the_question_that_could_settle_most(name) -> None:
    """The question shown first is the engine's next one, with its rank and what it could settle."""
    panel = IntakePanel(name)
    first = clinic.next_question(panel.clients.here)
    assert panel.at == panel.goto.value == first.fact
    told = text(panel.question.value)
    assert f"Why now: it {first.rank.label}" in told
    assert LIB.facts[first.fact].question.split("{")[0].split("?")[0] in told
    assert "To be shown by" in told and "what the courts said" in told


def test_a_word_of_the_client_leads_to_what_the_company_does() -> None:
    """Cloudflare in the story brings the questions on CDN servers next, and says why."""
    panel = IntakePanel()
    panel.new.click()
    assert panel.at not in ("cdn_us_servers", "us_dns") and panel.leads.value == ""
    panel.story.value = "We use Cloudflare."
    panel.next.click()
    (lead,) = files.leads(LIB, panel.clients.here)
    assert panel.at in lead.asks
    assert "The file says Cloudflare" in text(panel.leads.value)
    assert lead.why in text(panel.question.value)


ANSWERS = {
    "yes": (lambda p: setattr(p.answer, "value", "yes"), Told(answer="yes")),
    "no": (lambda p: setattr(p.answer, "value", "no"), Told(answer="no")),
    "don't know": (lambda p: setattr(p.answer, "value", "unknown"), Told(answer="unknown")),
    "disputed": (
        lambda p: setattr(p.answer, "value", "disputed"),
        Told(answer="disputed", claimed="yes", dispute="denied"),
    ),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_each_answer_is_recorded_as_it_was_given(kind) -> None:
    """Yes, no, don't know and disputed are in the file at once, and the screen is that of the file."""
    press, wanted = ANSWERS[kind]
    panel = IntakePanel()
    go(panel, "us_dns")
    press(panel)
    assert panel.clients.here.facts["us_dns"] == wanted
    found = files.analyzed(panel.clients.here)
    assert panel.standing.value == clinic_views.standing_html(found)
    assert "Changed: US name server (DNS), not asked to" in text(panel.headline.value)


def test_how_it_is_known_and_a_note_go_with_the_answer() -> None:
    """The basis and the note are recorded, the basis says what it counts for, and others are not offered."""
    panel = IntakePanel()
    go(panel, "us_dns")
    assert panel.how.layout.display == panel.note.layout.display == "none"
    panel.answer.value = "yes"
    assert "counts as said" in text(panel.counts.value)
    panel.known.value, panel.note.value = "inference", "A friend says so."
    told = panel.clients.here.facts["us_dns"]
    assert told == Told(answer="yes", known="inference", note="A friend says so.")
    basis = next(b for b in LIB.intake.known if b.id == "inference")
    assert basis.note in text(panel.counts.value)
    panel.answer.value = "disputed"
    assert panel.known.layout.display == "none" and panel.dispute.layout.display == ""
    panel.dispute.value = "declarations"
    assert panel.clients.here.facts["us_dns"].known == ""
    assert panel.clients.here.facts["us_dns"].dispute == "declarations"
    assert panel.analysis.shown["us_dns"] == "conflicting"


def test_a_figure_and_a_choice_are_asked_for_as_such() -> None:
    """A figure is typed, and a wrong one is answered in words and changes nothing; a choice is chosen."""
    panel = IntakePanel()
    go(panel, "us_traffic_share")
    assert panel.answer.value == "figure" and panel.figure.value == "11%"
    for wrong in ("140%", "1" * 5_000):
        panel.figure.value = wrong
        assert "What was recorded before is kept" in text(panel.problem.value)
        assert len(text(panel.problem.value)) < 500
        assert panel.clients.here.facts["us_traffic_share"].answer == "11%"
    panel.figure.value = "12%-19%"
    assert (
        panel.problem.value == ""
        and panel.clients.here.facts["us_traffic_share"].answer == "12%-19%"
    )
    panel.answer.value = "disputed"
    assert panel.clients.here.facts["us_traffic_share"].claimed == "12%-19%"
    go(panel, "claim_family")
    assert panel.answer.value == "tort_outside_forum" and panel.figure.layout.display == "none"
    other = next(k for k in LIB.facts["claim_family"].options if k != "tort_outside_forum")
    panel.answer.value = other
    assert panel.clients.here.facts["claim_family"].answer == other
    panel.answer.value = "disputed"
    assert (
        panel.clients.here.facts["claim_family"].answer == other
    )  # until it is said what is claimed
    panel.claimed.value = "tort_outside_forum"
    assert panel.clients.here.facts["claim_family"].claimed == "tort_outside_forum"


@pytest.mark.parametrize("fact", [n for n in LIB.facts if n != "forum"])
def test_every_fact_can_be_asked_and_shows_what_the_file_holds(fact) -> None:
    """For each fact of the law the controls show the recorded answer, and showing it changes nothing."""
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
        panel._ask(fact)
        assert panel._told() == told
        assert panel.clients.here.facts[fact] == told and panel.problem.value == ""


def test_skip_back_next_and_undo() -> None:
    """Skip comes back to a question last, Back to the one before, and Undo takes a whole visit back."""
    panel = IntakePanel()
    before, first = panel.clients.here, panel.at
    assert panel.back.disabled and panel.undo.disabled
    panel.skip.click()
    second = panel.at
    assert second != first and first not in panel.clients.here.facts
    panel.back.click()
    assert panel.at == first
    panel.answer.value = "yes"
    panel.known.value = "document"
    panel.note.value = "The contract."
    panel.undo.click()
    assert panel.clients.here == before and panel.answer.value is None
    seen = [panel.at]
    for _ in range(len(panel.questions)):
        panel.skip.click()
        seen.append(panel.at)
    left = [q.fact for q in panel.questions if q.matters and q.told is None]
    assert set(seen) == set(left) and panel.clients.here == before


# --- progress --------------------------------------------------------------------------------------
def states() -> dict[str, ClientFile]:
    given = {name: files.open_file(LIB.root / "clients" / f"{name}.yml", LIB) for name in FILES}
    bare = {f"{name}, empty": f.model_copy(update={"facts": {}}) for name, f in given.items()}
    lost = stepped(LIB, given["streaming_site"], {"state_alternative": "names_one"})
    return {**given, **bare, "lost": lost, "fought": stepped(LIB, lost, {"us_dns": "disputed"})}


@pytest.mark.parametrize("name", states())
def test_every_question_is_counted_once(name) -> None:
    """Answered, not known, following, skipped and left make up all facts under the outcome."""
    file = states()[name]
    found = files.analyzed(file, LIB)
    done = clinic.progress(file, found)
    every = [*done.answered, *done.not_known, *done.follows, *done.skipped, *done.left]
    under = facts_under(found.law, found.outcome.node.id) - {"forum"}
    assert len(every) == len(set(every)) == done.total and set(every) == under
    assert set(done.left) == {
        q.fact for q in clinic.questions(file, found) if q.matters and not q.told
    }
    told = text(clinic_views.progress_html(found, file, done))
    assert f"{done.total} questions: {len(done.answered)} answered" in told
    assert f"{len(done.left)} left" in told


def with_answer(file: ClientFile, fact: str, answer: str) -> Analysis:
    return files.analyzed(files.with_fact(file, fact, Told(answer=answer)), LIB)


@pytest.mark.parametrize("name", states())
def test_what_is_skipped_is_skipped_for_a_true_reason(name) -> None:
    """Each point named as settled is settled, has the fact under it, and no answer moves the outcome."""
    file = states()[name]
    found = files.analyzed(file, LIB)
    skipped = clinic.progress(file, found).skipped
    assert skipped or "empty" in name
    for fact in skipped:
        points = clinic.settled_by(found, file, fact)
        words = clinic_views.why_skipped(found, file, fact)
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
    """For what matters no reason to skip it is found: it stands under a point that is open."""
    for file in states().values():
        found = files.analyzed(file, LIB)
        for question in clinic.questions(file, found):
            if question.matters:
                assert clinic.settled_by(found, file, question.fact) is None, question.fact


# --- where it stands, what to find out ---------------------------------------------------------------
def test_all_unknown_is_honest() -> None:
    """On a file in which nothing is known the finding is open, everything is left, the memo can be made."""
    panel = IntakePanel()
    panel.new.click()
    assert panel.analysis.outcome.status is Status.OPEN
    done = clinic.progress(panel.clients.here, panel.analysis)
    assert not done.answered and len(done.left) > 20
    assert "Open: a fact is not shown" in text(panel.standing.value)
    panel.as_markdown.click()
    assert b"not shown" in next(iter(downloads(panel.made.value).values()))


def test_a_contradiction_is_named_above_everything() -> None:
    """Two answers that cannot both be true are named in the headline; one corrected, they are not."""
    panel = IntakePanel()
    panel.new.click()
    for fact, answer in (("us_traffic_share", "0%"), ("us_views", "4000")):
        go(panel, fact)
        panel.answer.value = "figure"
        panel.figure.value = answer
        panel.known.value = "document"
    (one,) = [c for c, counted in clinic.contradictions(panel.analysis) if counted]
    first = page(panel.headline.value).find(".//p")
    assert first.get("class") == "mc-error" and one.words in text(first)
    assert "Until one of them is corrected" in text(first)
    panel.as_word.click()
    (raw,) = downloads(panel.made.value).values()
    assert any("contradicts itself" in p.text for p in docx.Document(io.BytesIO(raw)).paragraphs)
    panel.undo.click()
    assert "mc-error" not in panel.headline.value


@pytest.mark.parametrize("name", FILES)
def test_what_to_find_out_is_what_the_engine_ranks(name) -> None:
    """Each fact in the order of its rank, with where it is found; drafts; before service the checklist."""
    panel = IntakePanel(name)
    assert panel.find_out.value == ""
    panel.openers["What to find out"].value = True
    told, file, found = text(panel.find_out.value), panel.clients.here, panel.analysis
    rows, at = clinic.to_find_out(found, file), 0
    for row in rows:
        at = told.index(f"{clinic_views.label(found, row.question.fact)} (", at)
        assert told.index("; ".join(row.evidence.where), at) > at
    for row in clinic.drafts(found, rows):
        for draft in filter(None, (row.evidence.interrogatory, row.evidence.request)):
            assert " ".join(draft.replace("{forum}", found.place).split()) in told
    early = found.stage == "early_discovery"
    assert early == (name == "unknown_operators") == ("Good cause: the considerations" in told)
    for one in clinic.checklist(found) if early else ():
        assert one.finding.node.name in told


def test_the_stage_the_court_and_the_day_are_chosen() -> None:
    """Each choice is in the file, moves what the engine says it moves, and comes back with Undo."""
    panel = IntakePanel()
    before = panel.clients.here
    panel.forum.value, panel.stage.value, panel.law.value = "hawaii", "evidentiary_hearing", ""
    panel.side.value = "defendant"
    here = panel.clients.here
    assert (here.forum, here.stage, here.law_as_of, here.side) == (
        "hawaii", "evidentiary_hearing", None, "defendant",
    )  # fmt: skip
    assert panel.analysis.place == "Hawaii" and "Hawaii" in panel.goto.options[5][0] + shown(panel)
    for _ in range(4):
        panel.undo.click()
    assert panel.clients.here == before and panel.stage.value == before.stage


# --- the memo --------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", FILES)
def test_the_memo_is_that_of_the_file_as_it_stands(name) -> None:
    """Word and Markdown hold the memo on the open file; after a change the old one is not offered."""
    panel = IntakePanel(name)
    wanted = memo(panel.clients.here)
    panel.as_word.click()
    ((saved, raw),) = downloads(panel.made.value).items()
    assert re.fullmatch(r"memo-[a-z-]+\.docx", saved)
    paragraphs = [p.text for p in docx.Document(io.BytesIO(raw)).paragraphs]
    assert {q.text for q in wanted.quotations} <= set(paragraphs)
    panel.as_markdown.click()
    ((saved, raw),) = downloads(panel.made.value).items()
    assert saved.endswith(".md") and wanted.title.split()[0] in raw.decode()
    panel.story.value = "Something else."
    assert panel.made.value == ""


def test_a_memo_that_cannot_be_made_says_so(monkeypatch) -> None:
    """A failure is told in place of the memo, and the file is kept."""
    panel = IntakePanel()
    monkeypatch.setattr("jurisdiction.memo.memo", lambda *_: 1 / 0)
    panel.as_word.click()
    assert "could not be made (ZeroDivisionError" in text(panel.made.value)
    assert not downloads(panel.made.value)


# --- two states ------------------------------------------------------------------------------------
def test_two_states_are_compared_and_one_can_be_gone_back_to() -> None:
    """What moved since a remembered state is shown with the facts it turns on; going back can be undone."""
    panel = IntakePanel()
    panel.openers["Compare two states"].value = True
    panel.remember.click()
    start = panel.clients.here
    assert "do not differ" in text(panel.compared.value)
    for fact in ("cdn_us_servers", "cdn_purpose_speed_us"):
        go(panel, fact)
        panel.answer.value = "yes"
    moved = {m.node: m for m in clinic.compared(files.analyzed(start), panel.analysis)}
    assert "express_aiming" in moved
    rows = [text(tr) for tr in page(panel.compared.value).iter("tr")][1:]
    assert len(rows) == len(moved)
    for node, move in moved.items():
        (row,) = [r for r in rows if re.match(rf"{re.escape(LIB.nodes[node].name)}[▲▼◆]", r)]
        for fact in move.why:
            assert clinic_views.label(panel.analysis, fact).lower() in row.lower()
    after = panel.clients.here
    panel.restore.click()
    assert panel.clients.here == start
    panel.undo.click()
    assert panel.clients.here == after


def test_a_copy_is_compared_with_its_file() -> None:
    """A duplicate under another rule stands beside the file it was made from."""
    panel = IntakePanel("unknown_operators")
    panel.copy.click()
    panel.forum.value = "united_states"
    panel.openers["Compare two states"].value = True
    panel.other.value = "file/unknown_operators"
    told = text(panel.compared.value)
    assert "The court and forum, Hawaii" in told and panel.restore.disabled
    assert panel.clients.all["unknown_operators"] == panel.clients.given


# --- files, kept and brought in ----------------------------------------------------------------------
def test_what_is_done_is_there_in_a_new_kernel(kept) -> None:
    """A new file with its answers, and a changed fictional one, are found again; the last one is open."""
    panel = IntakePanel()
    go(panel, "us_dns")
    panel.answer.value = "yes"
    panel.new.click()
    panel.label.value = "A. B."
    panel.story.value = "They use Cloudflare."
    go(panel, "us_dns")
    panel.answer.value, panel.known.value = "no", "client"
    made = dict(panel.clients.all)
    assert {e.kind for e in entries(kept)} == {"client"} and len(entries(kept)) == 2
    before = entries(kept)
    begin(kept)
    again = IntakePanel()
    assert again.clients.all == made and again.clients.here.label == "A. B."
    assert again.chosen.label == "A. B. (your own)" and again.story.value == "They use Cloudflare."
    go(again, "us_dns")
    assert (again.answer.value, again.known.value) == ("no", "client")
    assert entries(kept) == before  # showing it is no new work
    again.known.value = "document"
    begin(kept)
    third = IntakePanel()
    third.openers["Compare two states"].value = True
    (state,) = [key for _, key in third.other.options if key.startswith("earlier/")]
    third.other.value = state
    assert "(the client says so) to no (a document shows it)" in text(third.compared.value)


def test_work_is_carried_along_with_the_files(kept, tmp_path) -> None:
    """The one file of work holds the clients' files, and another machine shows them."""
    panel = IntakePanel()
    panel.new.click()
    panel.label.value = "A. B."
    raw, said = KEEPER.exported(), []
    begin(tmp_path / "elsewhere")
    other = IntakePanel()
    KEEPER.bring_in(raw, "work.json", said.append)
    assert other.clients.here.label == "A. B." and "brought in" in said[0]


def test_a_file_is_downloaded_and_brought_in() -> None:
    """What is downloaded is the file as it stands, and comes in as one more file of one's own."""
    panel = IntakePanel()
    go(panel, "us_dns")
    panel.answer.value = "yes"
    ((name, raw),) = downloads(panel.link.value).items()
    assert name == "client-r-k.yml" and files.read(raw, name) == panel.clients.here
    bring(panel, raw)
    assert panel.clients.here == panel.clients.all["streaming_site"]
    assert panel.clients.is_own(panel.clients.open) and "brought in" in text(panel.came.value)
    assert [o[0] for o in panel.chosen.options if "R. K." in o[0]] == [
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
    """Whatever is chosen that is no client's file is answered in words."""
    panel = IntakePanel()
    before = dict(panel.clients.all)
    bring(panel, WRONG[wrong])
    told = page(panel.came.value).find("div")
    assert told.get("role") == "alert" and "mine.yml" in text(told)
    assert text(told).endswith("Nothing was changed.") and "Traceback" not in text(told)
    assert panel.clients.all == before and KEEPER.entries == []


def test_a_kept_file_that_is_damaged_is_told_and_not_lost(kept) -> None:
    """The others are shown; the damaged text can be downloaded, and is still there after further work."""
    panel = IntakePanel()
    panel.new.click()
    panel.label.value = "A. B."
    (entry,) = entries(kept)
    bad = entry.model_copy(
        update={"task": "client/bad", "id": "bad", "answer": "format: [" + HOSTILE}
    )
    (kept / f"{NAME}.json").write_bytes(record.written({NAME: [bad, entry]}))
    begin(kept)
    again = IntakePanel()
    assert again.clients.here.label == "A. B." and "cannot be read" in shown(again)
    assert downloads(again.link.value)["damaged-bad.yml"].decode() == bad.answer
    go(again, "us_hosting")
    again.answer.value = "yes"
    assert bad in entries(kept)


def test_deleting_asks_once_more_and_is_for_good(kept) -> None:
    """After the second press nothing of the file is in the folder of work; a fictional one is put back."""
    panel = IntakePanel()
    panel.new.click()
    panel.label.value, panel.story.value = "A. B.", "A secret of the client."
    begin(kept)
    panel = IntakePanel()
    ask, yes, no = panel.delete
    ask.click()
    assert panel.clients.here.label == "A. B." and yes.layout.display == ""
    no.click()
    ask.click()
    yes.click()
    assert panel.clients.here == panel.clients.given
    assert all(b"secret" not in path.read_bytes() for path in kept.rglob("*") if path.is_file())
    go(panel, "us_dns")
    panel.answer.value = "yes"
    panel.delete[0].click()
    panel.delete[1].click()
    assert panel.clients.here == panel.clients.given and panel.delete[0].disabled
    begin(kept)
    assert IntakePanel().clients.all == panel.clients.fictional


def test_real_names_are_warned_of() -> None:
    """Always calmly; and when a label does not look like initials, pointedly. A label must not be empty."""
    panel = IntakePanel()
    assert "never write a real person's name" in shown(panel)
    assert "unless you download it" in shown(panel) and panel.warning.value == ""
    panel.label.value = "Jane Roe"
    assert "does not look like initials" in text(panel.warning.value)
    panel.label.value = "  "
    assert panel.clients.here.label == panel.label.value == "Jane Roe"
    assert page(panel.came.value).find("div").get("role") == "alert"
    panel.label.value = "J. R."
    assert panel.warning.value == ""


def test_markup_of_the_learner_s_is_text_and_comes_back_as_it_was(kept) -> None:
    """In label, story and notes markup is shown letter by letter, kept, exported, and found again."""
    panel = IntakePanel()
    panel.new.click()
    panel.label.value = HOSTILE[:60].strip()
    panel.story.value = HOSTILE + " cloudflare"
    go(panel, "us_dns")
    panel.answer.value, panel.note.value = "yes", HOSTILE
    for opener in panel.openers.values():
        opener.value = True
    panel.remember.click()
    go(panel, "us_hosting")
    panel.answer.value = "disputed"
    panel.as_word.click()
    assert downloads(panel.made.value)
    more_tags = {"h5", "table", "caption", "thead", "tbody", "tr", "th", "td", "a"}
    for html in every_html(panel).values():
        for element in page(html).iter():
            assert element.tag in OUR_TAGS | more_tags, element.tag
            more = (
                {"href", "download", "scope", "start"}
                if element.tag in more_tags | {"ol"}
                else set()
            )
            assert set(element.attrib) <= OUR_ATTRIBUTES | more, element.attrib
            assert element.get("href", "data:").startswith("data:")
    assert not any(getattr(x, "description_allow_html", False) for x in every_widget(panel))
    here = panel.clients.here
    assert HOSTILE in here.story and here.facts["us_dns"].note == HOSTILE
    begin(kept)
    assert IntakePanel().clients.here == here


def test_a_view_that_fails_is_told_and_the_answer_is_kept(kept, monkeypatch) -> None:
    """If something cannot be shown the reader is told so, and what was answered is in the file."""
    panel = IntakePanel()
    module = __import__("jurisdiction.panels.intake", fromlist=["standing_html"])
    monkeypatch.setattr(module, "standing_html", lambda _: 1 / 0)
    go(panel, "us_dns")
    panel.answer.value = "yes"
    assert "ZeroDivisionError" in text(panel.notice.value)
    assert b"us_dns" in (kept / f"{NAME}.json").read_bytes()


def test_every_control_has_a_name_and_none_is_of_a_kind_that_shuts_someone_out() -> None:
    """Each control says what it is; there is no slider, accordion or picture."""
    panel = IntakePanel()
    for each in every_widget(panel):
        assert not isinstance(each, (w.Accordion, w.IntSlider, w.FloatSlider, w.Image))
        if isinstance(
            each, (w.Dropdown, w.RadioButtons, w.Text, w.Textarea, w.Button, w.FileUpload)
        ):
            assert each.description, each


def test_an_unknown_file_or_a_section_without_an_intake_is_refused_in_words() -> None:
    """A lesson that names what is not there is told what there is."""
    with pytest.raises(files.ReaderError, match="Known: marketplace_seller"):
        IntakePanel("no_such_file")
    with pytest.raises(files.ReaderError, match="has no intake"):
        of_a_lesson("clinic_intake", "interview")


def test_the_steps_of_a_lesson_leave_the_learner_s_file_as_it_is() -> None:
    """The transcript goes through the fictional file, whatever the learner has done to it."""
    panel = intake("clinic_intake", "draft")
    lines = panel.steps().lines
    go(panel, "state_alternative")
    panel.answer.value = "names_one"
    before: Any = panel.clients.here
    assert panel.steps().lines == lines and panel.clients.here == before
    assert keeping.KEEPER.entries == []
