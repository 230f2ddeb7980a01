"""A live class: the questions, the votes, and the file that stores both.

The file is an append-only log with one event per line, so nothing is lost when the server stops.
Voters are identified by random tokens on their devices.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import secrets
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from jurisdiction import explain, hypothetical
from jurisdiction.analysis import analyze
from jurisdiction.library import Library, scenario_says
from jurisdiction.model import Question, ReaderError, ScenarioFile, Status
from minimum_contacts.lessons.record import clean, titled
from .learners import lesson_of

PHASES = ("first", "discuss", "second", "shown")  # a vote, a discussion, a second vote, the finding
ROUND = {"first": 1, "second": 2}  # the vote that is open in a phase
REASON = 280  # characters
LESSONS = Path(__file__).parents[1] / "lessons" / "page" / "static" / "lessons.json"
LARGEST = 50_000_000  # bytes of a class
BEGIN = b'{"do": "begin"'  # how a class file begins
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Item:
    """One prediction or check question, with the finding and the reasons, which the class sees last."""

    id: str
    label: str
    story: str
    question: str
    choices: tuple[str, ...]
    right: tuple[int, ...]
    found: str
    why: tuple[str, ...]
    feedback: tuple[str, ...] = ()
    case: str = ""  # the case or hypothetical with which a laboratory opens


class Vote(NamedTuple):
    """One device's vote in one round; the number changes whenever the device changes its vote."""

    number: int
    answer: str
    reason: str


def prediction(file: ScenarioFile, node: str, library: Library) -> Item:
    """Return the prediction of one point on the facts of a hypothetical."""
    says, shown = scenario_says(library, file)
    analysis = analyze(says, file.law_as_of, file.stage, library, shown=shown)
    finding = analysis[node]
    why = tuple(reason.sentence for reason in finding.because if reason.node != node)
    return Item(
        f"prediction/{file.id}/{node}",
        f"Predict: {file.title} · {finding.node.name}",
        file.story,
        f"{finding.node.name}: {explain.there(finding.node.question, analysis.place)}",
        tuple(explain.status_word(finding.node, status, library) for status in Status),
        (list(Status).index(finding.status),),
        explain.status_words(finding, library),
        (_played(file, node, finding.status, library), *why),
        case=file.id,
    )


def _played(file: ScenarioFile, node: str, status: Status, library: Library) -> str:
    """Describe how a hypothetical changes the case it is based on, and the effect of the change."""
    from minimum_contacts.lessons.panels.scenario import Scenario  # slow, and only a class needs it

    if not file.based_on:
        return ""
    played = Scenario(file.based_on, library, proof=True)
    says, shown = scenario_says(library, file)
    played.set(file.law_as_of, file.stage, shown, **says)
    alike = not played.problem and played.analysis.status(node) is status
    return played.moved(node) if alike else ""


def check(lesson: str, question: Question) -> Item:
    """Return a check question of a lesson."""
    options = list(enumerate(question.options))
    right = tuple(at for at, option in options if option.right)
    return Item(
        f"answer/{lesson}/{question.id}",
        f"Check: {question.question}",
        "",
        question.question,
        tuple(option.text for _, option in options),
        right,
        " ".join(question.options[at].text for at in right),
        (),
        tuple(option.feedback for _, option in options),
    )


def items(lesson: str, library: Library) -> Iterator[Item]:
    """Yield the predictions and questions of a lesson, section by section."""
    for section in library.lessons[lesson].sections:
        if section.predict:
            file = library.scenarios[section.predict.scenario]
            yield prediction(file, section.predict.node, library)
        for question in library.questions.get(lesson, ()):
            if question.section == section.id:
                yield check(lesson, question)


def notebooks() -> dict[str, str]:
    """Return the notebook of each lesson, by the lesson's id."""
    listed = json.loads(LESSONS.read_text(encoding="utf-8"))
    names = [one["file"].removesuffix(".ipynb") for one in listed]
    return {lesson_of(name): name for name in names}


class Room:
    """A class and its votes; every change is on disk before anyone sees it."""

    def __init__(self, path: Path, library: Library) -> None:
        self.path, self.library = path, library
        from filelock import FileLock, Timeout  # browsers, where the dashboard runs, lack it

        self._lock = FileLock(f"{path}.lock")
        other = "Name another file with --file."
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
            lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
        except Timeout:
            problem = "another live class is using this file."
            raise ReaderError(str(path), problem, "Stop it first, or name another file.") from None
        except OSError as error:
            self._lock.release()
            raise ReaderError(str(path), f"cannot be used ({error.strerror}).", other) from None
        self.lessons = {
            one: titled(name) for one, name in notebooks().items() if one in library.questions
        }
        self._waiting: list[dict[str, Any]] = []
        self._writing: asyncio.Future[None] | None = None
        self._forget()
        for line in lines:
            self._replay(line)
        if lines and not self.token and not lines[0].startswith(BEGIN[: len(lines[0])]):
            self._lock.release()
            raise ReaderError(str(path), "this is not the file of a class.", other)
        self._size = sum(map(len, lines))
        # the file is new, or its last line is cut off
        if not self.token or not lines[-1].endswith(b"\n"):
            begin = (
                b"" if self.token else _line({"do": "begin", "token": secrets.token_urlsafe(16)})
            )
            self._append(b"\n" * bool(lines) + begin)
            self._replay(begin)

    def _forget(self) -> None:
        self.token, self.lesson, self.current, self.number = "", "", "", 0
        self.items: dict[str, Item] = {}
        self.imported: dict[str, Item] = {}
        self.links: dict[str, str] = {}
        self.phases: dict[str, str] = {}
        self.votes: dict[tuple[str, int], dict[str, Vote]] = defaultdict(dict)
        self.shown: set[int] = set()

    # --- the file -----------------------------------------------------------------------------------
    def _append(self, raw: bytes) -> None:
        """Append to the file and flush it to disk; undo an incomplete write."""
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            if self._size + len(raw) > LARGEST or os.write(handle, raw) != len(raw):
                raise OSError("there is no room for more answers")
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, self._size)
            raise
        finally:
            os.close(handle)
        self._size += len(raw)

    def _replay(self, line: bytes) -> None:
        """Apply one line of the file; ignore a damaged one."""
        with contextlib.suppress(ValueError, KeyError, TypeError, ReaderError):
            self._follow(json.loads(line))

    async def keep(self, **event: Any) -> None:
        """Write an event, together with any others that arrive at the same moment, and then apply it."""
        self._waiting.append(event)
        self._writing = self._writing or asyncio.ensure_future(self._write())
        await self._writing

    async def _write(self) -> None:
        await asyncio.sleep(0)
        events, self._waiting, self._writing = self._waiting, [], None
        self._append(b"".join(map(_line, events)))
        for event in events:
            self._follow(event)

    def erase(self) -> None:
        """Delete every answer permanently, including any not yet written; keep the token."""
        new = self.path.with_suffix(".new")
        line = _line({"do": "begin", "token": self.token})
        new.unlink(missing_ok=True)
        new.touch(0o600)
        new.write_bytes(line)
        os.replace(new, self.path)
        self._waiting.clear()
        self._forget()
        self._size = len(line)
        self._replay(line)

    def _follow(self, event: dict[str, Any]) -> None:
        self.number += 1
        match event:
            case {"do": "begin", "token": token}:
                self.token = token
            case {"do": "lesson", "lesson": lesson}:
                self.items = {item.id: item for item in items(lesson, self.library)}
                self.lesson = lesson
            case {"do": "import", "text": text, "name": name}:
                file, _ = hypothetical.take(text, name, self.library)
                item = prediction(file, hypothetical.point(file, self.library), self.library)
                # a different text is a different question, with its own votes
                item = replace(item, id=f"{item.id}/{zlib.crc32(text.encode()):08x}")
                self.imported[item.id] = item
                self.links[item.id] = _link(text, name)
            case {"do": "ask", "item": item}:
                self.current = item
                self.phases.setdefault(item, "first")
            case {"do": "phase", "item": item, "to": to}:
                self.phases[item] = to
            case {"do": "vote"}:
                vote = Vote(self.number, event["answer"], event["reason"])
                self.votes[event["item"], event["round"]][event["device"]] = vote
            case {"do": "show", "vote": number}:
                self.shown ^= {number}

    # --- what the room sees -------------------------------------------------------------------------
    @property
    def item(self) -> Item | None:
        """Return the current question."""
        return self.every.get(self.current)

    @property
    def every(self) -> dict[str, Item]:
        """Return every question that can be asked now."""
        return self.imported | self.items

    async def vote(self, device: str, said: dict[str, Any]) -> str:
        """Count a vote in the open round, replacing an earlier one; return an error message or ''."""
        item, turn = self.item, ROUND.get(self.phases.get(self.current, ""))
        answer, reason = said.get("answer"), said.get("reason", "")
        if not item or (said.get("item"), said.get("round")) != (item.id, turn):
            return "The vote on this question is closed."
        if answer not in item.choices or not isinstance(reason, str):
            return "That is not one of the answers."
        reason = " ".join(_CONTROLS.sub(" ", clean(reason)).split())[:REASON]
        before = self.votes[item.id, turn].get(device)
        if before and before[1:] == (answer, reason):  # a repeat, as after a lost connection
            return ""
        await self.keep(
            do="vote", item=item.id, round=turn, device=device, answer=answer, reason=reason
        )
        return ""

    def for_phone(self, device: str) -> dict[str, Any]:
        """Return what one phone shows: the question, its own answers, and, at the end, the finding."""
        item, phase = self.item, self.phases.get(self.current, "")
        if item is None:
            return {"phase": ""}
        mine = [self.votes[item.id, turn].get(device) for turn in (1, 2)]
        return {
            "item": item.id, "phase": phase, "round": ROUND.get(phase, 0), "story": item.story,
            "question": item.question, "choices": item.choices,
            "mine": [vote and {"answer": vote.answer, "reason": vote.reason} for vote in mine],
            "found": item.found if phase == "shown" else "",
        }  # fmt: skip

    def for_teacher(self) -> dict[str, Any]:
        """Return everything that the teacher's page shows, which identifies no one."""
        item, phase = self.item, self.phases.get(self.current, "")
        told: dict[str, Any] = {
            "lesson": self.lesson, "lessons": list(self.lessons.items()), "phase": phase,
            "items": [(one.id, one.label) for one in self.every.values()],
            "current": self.current if item else "", "link": self.links.get(self.current, ""),
        }  # fmt: skip
        if item is None:
            return told
        sides = [self.votes[item.id, turn] for turn in (1, 2)]
        answers = [[vote.answer for vote in side.values()] for side in sides]
        shown = asdict(item) | {"label": ""}
        if phase != "shown":
            shown |= {"right": (), "found": "", "why": (), "feedback": ()}
        return told | {
            "item": shown,
            "counts": [[said.count(choice) for choice in item.choices] for said in answers],
            "reasons": [
                {
                    "vote": vote.number,
                    "answer": vote.answer,
                    "reason": vote.reason,
                    "shown": vote.number in self.shown,
                }
                for side in sides
                for vote in side.values()
                if vote.reason
            ],
        }

    def saved(self) -> dict[str, Any]:
        """Return every answer for export; voters are numbered separately for each question."""
        voters: dict[str, dict[str, int]] = defaultdict(dict)
        votes = [
            {"question": name, "round": turn, "voter": voter, "answer": answer, "reason": reason}
            for (name, turn), side in sorted(self.votes.items())
            for device, (_, answer, reason) in sorted(side.items())
            for voter in [voters[name].setdefault(device, len(voters[name]) + 1)]
        ]
        asked = {name: self.every[name].question for name in self.phases if name in self.every}
        return {"format": "minimum-contacts-class", "version": 1, "asked": asked, "votes": votes}


def _line(event: dict[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False).encode() + b"\n"


def _link(text: str, name: str) -> str:
    try:
        return f"hypothetical={hypothetical.packed(text, name)}"
    except ReaderError:
        return ""
