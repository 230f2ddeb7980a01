"""A class of thirty works through a lesson's panels; the expected counts are kept separately."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from what_is_shown import LIB

from jurisdiction import __version__
from jurisdiction.model import Status
from minimum_contacts.lessons import record
from minimum_contacts.lessons.panels.keeper import KEEPER
from minimum_contacts.lessons.storage import Folder
from minimum_contacts.panels import Check, Explanation, Prediction, lab

LESSON, NOTEBOOK = "express_aiming", "02_express_aiming"
PEOPLE = range(30)
ELSEWHERE = {3: "after", 11: "after", 19: "apart"}  # who used two machines, and how
LATE = 29
OLDER = "student 08.json"  # created with an earlier version of the suite
EVIL = """<script>alert(1)</script>"'><img src=x onerror=alert(2)>&lt;b&gt;"""
FORMULA = "=HYPERLINK(evil),+1@x"
ASKED = [("doe_without_cdn", "express_aiming"), ("doe_no_profit", "express_aiming")]
QUESTIONS = LIB.questions[LESSON]
STATUSES = list(Status)
FACT = "us_email_payment_vendors"
TOGGLERS = {0: "no", 5: "no", 10: "unknown", 13: "no"}  # who left FACT at this value


@dataclass
class Plan:
    """One learner's actions: predictions before and after, answers in turn, and whether to explain."""

    before: list[Status]
    after: list[Status | None]
    answers: list[list[int]]
    explains: bool


def plan(i: int) -> Plan:
    """Return the plan of a given learner, different for each and never random."""
    before = [STATUSES[(i + at) % 3] for at in range(len(ASKED))]
    after = [STATUSES[(i + at + 1) % 3] if (i + at) % 4 == 0 else None for at in range(len(ASKED))]
    answers = []
    for at, question in enumerate(QUESTIONS):
        first = (i + i // 3 + at) % len(question.options)
        right = next(n for n, option in enumerate(question.options) if option.right)
        answers.append([first, right] if first != right and i % 3 == 0 else [first])
    return Plan(before, after, answers, i % 5 != 0)


@dataclass
class Told:
    """The class's actions, counted from the plans alone."""

    before: list[Counter[Status]] = field(default_factory=lambda: [Counter() for _ in ASKED])
    after: list[Counter[Status]] = field(default_factory=lambda: [Counter() for _ in ASKED])
    first: list[Counter[int]] = field(default_factory=lambda: [Counter() for _ in QUESTIONS])
    last: list[Counter[int]] = field(default_factory=lambda: [Counter() for _ in QUESTIONS])
    explanations: int = 0
    left: Counter[str] = field(default_factory=Counter)


def told(people) -> Told:
    """Return the expected counts of these learners' actions."""
    found = Told()
    for i in people:
        mine = plan(i)
        for at in range(len(ASKED)):
            found.before[at][mine.before[at]] += 1
            if mine.after[at]:
                found.after[at][mine.after[at]] += 1
        for at, answers in enumerate(mine.answers):
            found.first[at][answers[0] + 1] += 1
            found.last[at][answers[-1] + 1] += 1
        found.explanations += mine.explains
        if i in TOGGLERS:
            found.left[TOGGLERS[i]] += 1
    return found


class _Sitting:
    """One learner at one machine, with the panels of the lesson."""

    def __init__(self, home: Path) -> None:
        KEEPER._forget("", None)
        KEEPER.begin(NOTEBOOK, Folder(home, "in a folder"))
        self.predictions = [Prediction(*asked) for asked in ASKED]
        self.checks = [Check(question) for question in QUESTIONS]
        self.text = Explanation(f"Why? {EVIL}", "Because.", f"{LESSON}/line")

    def bring(self, raw: bytes) -> None:
        KEEPER.bring_in(raw, "from elsewhere", lambda words: None)

    def first_half(self, mine: Plan) -> None:
        for task, status, again in zip(self.predictions, mine.before, mine.after, strict=True):
            for answer in filter(None, (status, again)):
                task.act(answer.value)

    def second_half(self, i: int, mine: Plan) -> None:
        for task, answers in zip(self.checks, mine.answers, strict=True):
            for at in answers:
                task.act(task.of.options[at].text)
        if mine.explains:
            self.text.act(EVIL if i == 13 else f"The reasons of number {i}")
        if i in TOGGLERS:
            lab(LESSON, "infrastructure").scenario.set(**{FACT: TOGGLERS[i]})

    def file(self) -> bytes:
        KEEPER.flush()
        return KEEPER.exported()


def played(homes: Path) -> dict[str, bytes]:
    """Return the class's files, by name: 30 people, three of them with two files."""
    files: dict[str, bytes] = {}
    try:
        for i in PEOPLE:
            name, mine = f"student {i:02}.json", plan(i)
            here = _Sitting(homes / f"{i}")
            here.first_half(mine)
            if i in ELSEWHERE:
                carried = here.file()
                files[f"student {i:02} in class.json"] = carried
                if ELSEWHERE[i] == "apart":  # continues here, too, after taking the file along
                    here.text.draft("A draft that is never committed")
                    files[f"student {i:02} in class.json"] = here.file()
                here = _Sitting(homes / f"{i} at home")
                here.bring(carried)
            here.second_half(i, mine)
            files[name] = here.file()
    finally:
        KEEPER._forget("", None)
    older = files[OLDER].replace(f'"suite": "{__version__}"'.encode(), b'"suite": "0.0.1"')
    assert older != files[OLDER]
    files[OLDER] = older
    files[f"{FORMULA} {EVIL.replace('/', '')}.json"] = files.pop("student 13.json")
    return files


def spoilt(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the folder's other files: two damaged, one older, one empty, and another program's."""
    good = files["student 04.json"]
    old = json.loads(files["student 06.json"])
    return {
        "damaged.json": good[: len(good) // 2],
        "changed.json": good.replace(b'"kind": "prediction"', b'"kind": "gossip"', 1),
        "older.json": json.dumps(old | {"version": 0}).encode(),
        "newer.json": json.dumps(old | {"version": 2}).encode(),
        "empty.json": b"",
        "nothing yet.json": record.written({}),
        "other.json": b'{"cells": []}',
        f"{EVIL.replace('/', '')}.json": json.dumps(old | {"version": EVIL}).encode(),
        "notes.txt": b"unrelated",
    }
