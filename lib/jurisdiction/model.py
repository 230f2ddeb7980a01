"""The vocabulary: what a fact, a passage, a condition, a case and a finding are.

Frozen records only. Nothing here knows any law, and nothing here imports the rest of the library.
data/README.md explains every field of a record that stands in data/; a test keeps it complete.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


class ReaderError(ValueError):
    """Something the reader wrote cannot be used; says where, what is wrong, and the remedy."""

    def __init__(self, where: str, problem: str, remedy: str = "") -> None:
        where, problem = _readable(where, 300), _readable(problem, 1200)
        self.where, self.problem, self.remedy = where, problem, remedy
        super().__init__(f"{where}: {problem}" + (f" {remedy}" if remedy else ""))


_TURNS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def _readable(words: str, length: int) -> str:
    """Words that may quote what somebody wrote: without end, with half a character, or turning the line."""
    words = words.encode("utf-8", "replace").decode().translate(_TURNS)
    if len(words) <= length:
        return words
    return f"{words[: length // 2]} … {words[-length // 3 :]}"


class Status(StrEnum):
    """What a finding comes to."""

    MET = "met"
    NOT_MET = "not met"
    OPEN = "open"


class Cause(StrEnum):
    """Why a finding is open."""

    RECORD = "record"
    LAW = "law"
    JUDGMENT = "judgment"


class Side(StrEnum):
    """Whom a fact helps on one node at one date; never a property of the fact alone."""

    PLAINTIFF = "plaintiff"
    DEFENDANT = "defendant"
    NEUTRAL = "neutral"


class Answer(Enum):
    """The answer to a yes-or-no fact."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Range:
    """A closed interval for a share (0 to 1) or a count; `low` equals `high` for a single figure."""

    low: float
    high: float


def _date(value: object) -> object:
    """Read a day as files write it; ReaderError says what is wrong with one."""
    if not isinstance(value, str):
        return value
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            raise ValueError
        return dt.date.fromisoformat(value)
    except ValueError:
        raise ValueError(
            f"'{value}' is not a date; write year-month-day, such as 2024-01-02"
        ) from None


Date = Annotated[dt.date, BeforeValidator(_date)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


# --- what a field refers to: `library.check_references` follows it ----------------------------------
class Ref:
    """Declares that a text names a record of one of these tables of the library."""

    def __init__(self, *tables: str) -> None:
        self.tables = tables


class ValueOf:
    """Declares a value of a fact: of the one given, or else of the one under whose name it stands."""

    def __init__(self, fact: str = "") -> None:
        self.fact = fact


AuthorityId = Annotated[Id, Ref("authorities")]
CaseId = Annotated[Id, Ref("cases")]
CourtId = Annotated[Id, Ref("courts")]
FactId = Annotated[Id, Ref("facts")]
NodeId = Annotated[Id, Ref("nodes")]
PassageId = Annotated[Id, Ref("passages")]
ScenarioId = Annotated[Id, Ref("scenarios")]
ShowingId = Annotated[Id, Ref("showings")]
StageId = Annotated[Id, Ref("stages")]
FactOrSwitch = Annotated[str, Ref("switches", "facts")]
Value = Annotated[str, ValueOf()]
ValueOrFigure = Annotated[str | float | list[float], ValueOf()]  # which may be written as a number
When = Annotated[dict[Annotated[Id, Ref("facts", "nodes")], list[Value]], Field(min_length=1)]
UNNAMED = Field(title="")  # where something stands inside the field, messages leave its name out


class Record(BaseModel):
    """A frozen record read from data; unknown or missing fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Verified(Record):
    """How we know something."""

    how: Literal["read", "quoted", "opening", "web", "memory", "analysis"]
    source: str = ""

    @property
    def words(self) -> str:
        """The status as a student reads it; empty when the court's own opinion was read."""
        return {
            "read": "",
            "quoted": f"as described in {self.source}" if self.source else "",
            "opening": "from the opening of the opinion; the rest was not read",
            "web": "from a public summary, not checked against the opinion",
            "memory": "from memory, not verified",
            "analysis": "our own analysis, not a court's",
        }[self.how]


class Treatment(Record):
    """What later law did to an authority, from a date on."""

    since: Date
    by: AuthorityId
    word: Literal[
        "amended", "reversed", "superseded", "overruled in part", "questioned", "followed"
    ]
    points: list[NodeId] = []
    note: str
    verified: Verified


class Authority(Record):
    """A source of law: a case, a rule or a statute."""

    id: Id
    name: str
    cite: str
    court: CourtId
    decided: Date
    short: str = ""
    verified: Verified
    date_verified: Verified | None = None
    treatment: list[Treatment] = []
    note: str = ""

    @property
    def label(self) -> str:
        return self.short or self.name


class Court(Record):
    """A court, and the courts whose decisions bind it."""

    id: Id
    name: str
    short: str
    bound_by: list[CourtId]


class Contradiction(Record):
    """Facts that cannot all be true: answers or options, or `none` and `some` for a figure."""

    id: Id
    all: dict[FactId, list[Value] | Literal["none", "some"]]
    words: str


class Source(Record):
    """An opinion held in full: its authority, and how its pins and speakers read."""

    id: Id
    authority: AuthorityId
    pin: str
    speakers: dict[str, str]
    content_note: str = ""
    content_note_on: list[str] = []


class Passage(Record):
    """A court's own words with their pin; `[…]` marks an elision between verbatim segments."""

    id: Id
    opinion: Annotated[Id, Ref("sources")]
    page: str
    footnote: str = ""
    speaker: str
    quoting: Annotated[str, Ref("authorities")] = ""
    discussing: Annotated[str, Ref("authorities")] = ""
    at: str = ""
    reporting: str = ""
    text: str

    @property
    def segments(self) -> list[str]:
        return [part.strip() for part in self.text.split("[…]")]


class Term(Record):
    """A legal or technical word of the lessons, what it means, and where that comes from."""

    id: Id
    term: str
    forms: list[str] = []
    not_in: list[str] = []
    meaning: str
    passages: list[PassageId] = []
    ours: bool = False
    verified: Verified | None = None

    @model_validator(mode="after")
    def _some_source(self) -> Term:
        if not (self.passages or self.verified or self.ours):
            raise ValueError("a term has a passage, says how it is known, or is marked as ours")
        return self


class Edge(Record):
    """How a fact bears on one node: whom it helps, in the court's characterisation, with a passage."""

    node: NodeId
    side: Annotated[Side, Field(strict=False)]
    characterisation: Annotated[str, Ref("characterisations")]
    passages: list[PassageId] = []
    source: AuthorityId
    since: Date | None = None
    until: Date | None = None
    note: str = ""
    verified: Verified | None = None


class Stage(Record):
    """What is being decided: its outcome, the questions beside it, and the standard it is decided by."""

    id: Id
    label: str
    outcome: NodeId
    also: list[NodeId] = []
    standard: str
    rule: list[PassageId] = []
    infers: list[PassageId] = []
    verified: Verified | None = None


Counts = Literal["as said", "for the plaintiff", "unproven", "untrue"]


class Showing(Record):
    """A way in which a fact is shown, and what the fact then counts as: always, or at a stage."""

    id: Id
    label: str
    counts: Counts
    at: dict[StageId, Counts] = {}
    note: str
    rule: list[PassageId] = []
    verified: Verified | None = None


class Factor(Record):
    """A factor balanced at a point: the fact that says which way it leans, or the point it follows."""

    id: Id
    number: int
    name: str
    of: NodeId
    fact: FactId | None = None
    follows: NodeId | None = None
    only_if: NodeId | None = None
    rule: Annotated[list[PassageId], Field(min_length=1)]
    words: dict[Literal["for", "neutral", "against"], str] = {}
    words_of: CaseId | None = None
    note: str = ""

    @model_validator(mode="after")
    def _one_source(self) -> Factor:
        if bool(self.fact) == bool(self.follows):
            raise ValueError("a factor has either a fact or a point it follows")
        return self


class Inference(Record):
    """A value that a court inferred for a fact in a decided case, and what it inferred it from."""

    value: Value
    when: When
    case: CaseId
    words: str
    passages: Annotated[list[PassageId], Field(min_length=1)]


class Conclusion(Record):
    """What a fact is taken to be where nobody states it and others are so, or why that is open."""

    value: Value = ""
    unanswered: Literal["law", "judgment"] | None = None
    when: Annotated[dict[FactId, list[Value]], Field(min_length=1)]
    words: str
    passages: list[PassageId] = []
    source: AuthorityId
    verified: Verified | None = None

    @model_validator(mode="after")
    def _one_result(self) -> Conclusion:
        if bool(self.value) == bool(self.unanswered):
            raise ValueError("a conclusion has either a value or 'unanswered'")
        return self


class Fact(Record):
    """One toggle: a plain question, who must show it, and how courts characterised the answer."""

    id: Id
    group: Annotated[str, Ref("groups")]
    label: str
    question: str
    kind: Literal["yes_no", "share", "count", "choice"]
    shown_by: Literal["plaintiff", "defendant"]
    help: str = ""
    options: dict[str, str] = {}
    switch: Annotated[Id, Ref("switches")] | None = None
    presumed: Value = ""
    inferred: list[Inference] = []
    concluded: list[Conclusion] = []
    bears_on: Annotated[list[Edge], Field(min_length=1)]

    @property
    def premises(self) -> frozenset[str]:
        """The facts from which this one is concluded where nobody states it."""
        return frozenset(name for one in self.concluded for name in one.when)


class Challenge(Record):
    """What a party can still argue against a finding, from a date on, where courts are bound to make it."""

    since: Date
    by: AuthorityId
    where: dict[FactId, list[Value]] = {}
    on: list[Literal["met", "not met", "open"]]
    words: str
    verified: Verified


class Closure(Record):
    """A time in which binding authority had closed a route that a later decision opened."""

    since: Date
    until: Date | None = None
    by: AuthorityId
    words: str
    verified: Verified


class Support(Record):
    """A passage that supports a finding only where other points, or facts, are as said under `when`."""

    passage: PassageId
    when: When = {}


def _support(stated: object) -> object:
    """Read a passage alone as one that supports the finding on any facts."""
    return {"passage": stated} if isinstance(stated, str) else stated


Supporting = Annotated[
    Support, BeforeValidator(_support, json_schema_input_type=PassageId | Support)
]


class Node(Record):
    """A point of the issue tree: all of, any of, one case of, a base fact, settled, or unanswered."""

    id: Id
    name: str
    term: Literal["outcome", "step", "prong", "element", "route", "test", "factor", "question"]
    question: str
    burden: Annotated[Side, Field(strict=False)] | None = None
    bearer: Literal["", "objector", "appellant"] = ""
    rule: list[PassageId] = []
    supports: dict[Literal["met", "not met", "open"], list[Supporting]] = {}
    all_of: list[NodeId] = []
    any_of: list[NodeId] = []
    case_of: FactId | None = None
    cases: dict[str, NodeId] = {}
    fact: FactId | None = None
    answer: Literal["yes", "no"] = "yes"
    one_of: list[str] = []
    at_least: float | None = None
    more_than: Literal[0] | None = None
    silent: bool = False
    unanswered: Literal["law", "judgment"] | None = None
    settled: Literal["met", "not met"] | None = None
    since: Date | None = None
    until: Date | None = None
    source: AuthorityId
    ended_by: AuthorityId | None = None
    closed: list[Closure] = []
    formerly: list[Id] = []
    instead_of: NodeId | None = None
    met: str = ""
    not_met: str = ""
    open: str = ""
    reads: dict[Literal["met", "not met", "open"], str] = {}
    preserved: list[Challenge] = []
    note: str = ""
    verified: Verified | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Node:
        kinds = [bool(self.all_of), bool(self.any_of), bool(self.case_of), bool(self.fact)]
        if sum([*kinds, bool(self.unanswered), bool(self.settled)]) != 1:
            raise ValueError(
                "a node is exactly one of: all_of, any_of, case_of with cases, fact, unanswered, settled"
            )
        if bool(self.case_of) != bool(self.cases):
            raise ValueError("case_of and cases go together")
        return self

    def supporting(self, status: Status) -> list[Support]:
        """The passages that support a finding, each with the condition on which it does, if any."""
        return self.supports.get(status.value, [])

    def says(self, status: Status) -> str:
        """Its own sentence for a status; empty if it has none."""
        return {Status.MET: self.met, Status.NOT_MET: self.not_met, Status.OPEN: self.open}[status]

    @property
    def children(self) -> list[str]:
        return self.all_of or self.any_of or list(self.cases.values())


class CaseFact(Record):
    """A fact as a decided case or a hypothetical states it."""

    value: ValueOrFigure
    shown: Annotated[str, Ref("showings")] = ""
    words: str = ""
    of: str = ""
    passages: list[PassageId] = []
    note: str = ""
    verified: Verified | None = None


NOT_RAISED = "not_raised"  # the option of a choice that a file has where nobody has raised it
DECIDED = ("met", "not met")


class Ground(Record):
    """What a court said was enough for a holding: facts with their values, in the court's words."""

    facts: Annotated[dict[FactId, ValueOrFigure], Field(min_length=1)]
    words: str
    passages: list[PassageId] = []
    verified: Verified | None = None


class Holding(Record):
    """What a court did with one node; only *met* and *not met* are decided."""

    node: NodeId
    disposition: Literal[
        "met", "not met", "conceded", "agreed", "assumed",
        "not asserted", "not raised", "not reached", "left open",
    ]  # fmt: skip
    passages: list[PassageId] = []
    note: str = ""
    disagrees: str = ""
    reason: Ground | None = None
    verified: Verified | None = None


if TYPE_CHECKING:  # `load` takes an authority out of a case's file and leaves its id
    AuthorityOfCase = str
else:
    AuthorityOfCase = AuthorityId | Authority


class Case(Record):
    """A decided case as a pattern of facts with its holdings, node by node."""

    id: Id
    name: str
    short: str
    authority: AuthorityOfCase
    forum: str
    place: str = "the State"
    stage: StageId = "motion_to_dismiss"
    summary: str
    content_note: str = ""
    facts: Annotated[dict[FactId, CaseFact], UNNAMED]
    holdings: list[Holding]


class Expected(Record):
    """What an author says a hypothetical should come to on one node."""

    status: Literal["met", "not met", "open"]
    causes: list[Literal["record", "law", "judgment"]] = []
    at_close: Literal["met", "not met", "open"] | None = None


class Claim(Record):
    """One of several claims in a file: what it is called, its own facts, and whom it is against."""

    name: str
    facts: dict[FactOrSwitch, Any] = {}
    against: list[Id] = []
    expected: dict[NodeId, Expected] = {}


class Party(Record):
    """One of several defendants in a file: what it is called, and its own facts."""

    name: str
    facts: dict[FactOrSwitch, Any] = {}


class ScenarioFile(Record):
    """A hypothetical: a title, facts, the date of the law, and the expected findings."""

    id: Id
    title: str
    story: str = ""
    short: str = ""
    based_on: CaseId | None = None
    stands_for: CaseId | None = None
    stage: StageId = "motion_to_dismiss"
    law_as_of: Date | None = None
    facts: dict[FactOrSwitch, str | float | list[float] | CaseFact] = {}
    expected: dict[NodeId, Expected] = {}
    claims: dict[Id, Claim] = {}
    defendants: dict[Id, Party] = {}


class Option(Record):
    """One answer to a question, always with feedback."""

    text: str
    right: bool = False
    feedback: str

    @property
    def plain(self) -> str:
        """Its text without the stars of a case name: as an answer is kept, and counted."""
        return self.text.replace("*", "")


class Question(Record):
    """A multiple-choice question."""

    id: Id
    section: str
    question: str
    options: Annotated[list[Option], Field(min_length=2)]
    passages: list[PassageId] = []

    @model_validator(mode="after")
    def _some_right(self) -> Question:
        if not any(option.right for option in self.options):
            raise ValueError("at least one option must be right")
        return self


class Place(Record):
    """Where the suite teaches against a mistake: a wrong answer with its feedback, or a section."""

    question: str = ""
    option: int = 0
    section: str = ""

    @model_validator(mode="after")
    def _one_kind(self) -> Place:
        if bool(self.question) == bool(self.section) or bool(self.question) != bool(self.option):
            raise ValueError("give 'question' with 'option', or 'section'")
        return self


class Trap(Record):
    """A mistake that students make and that the suite must not: told, corrected, and found if made."""

    id: Id
    number: int
    error: str
    correction: str
    passages: list[PassageId] = []
    verified: Verified | None = None
    taught: Annotated[list[Place], Field(min_length=1)]
    never: Annotated[list[str], Field(min_length=1)]

    @model_validator(mode="after")
    def _known_somehow(self) -> Trap:
        if not self.passages and not self.verified:
            raise ValueError("give passages, or say under 'verified' how it is known")
        return self


class Laboratory(Record):
    """What a laboratory of a lesson shows: whose facts, which of them, and which point of the test."""

    case: Annotated[Id, Ref("scenarios", "cases")]
    facts: Annotated[list[FactOrSwitch], Field(min_length=1)]
    also: list[FactOrSwitch] = []
    node: NodeId = "express_aiming"
    top: NodeId = "first_prong"
    charts: list[str] = []
    views: list[str] = []
    law: bool = False
    proof: bool = False
    court: bool = False


class Writing(Record):
    """What the learner is asked to write, and one good answer."""

    prompt: str
    model: str


class Foreseen(Record):
    """What a section asks to be predicted before its laboratory: a point on the facts of a hypothetical.

    `why` asks for a reason in a few words, where a guess could be right by luck; `then` says in a few
    sentences why the point comes out as it does.
    """

    scenario: ScenarioId
    node: NodeId = "express_aiming"
    why: str = ""
    then: str = ""


class Attempt(Record):
    """A change that a laboratory asks the learner to foresee, then to make, and what is said of it then."""

    change: dict[str, Any]
    then: str = ""
    afresh: bool = False


class Section(Record):
    """One section of a lesson: its laboratory or intake, the changes it asks for, what is to be written."""

    id: str
    lab: Annotated[Laboratory | None, UNNAMED] = None
    intake: Id | Literal[""] = ""
    predict: Foreseen | None = None
    steps: list[dict[str, Any]] = []
    tries: list[Attempt] = []
    write: Writing | None = None

    @property
    def changes(self) -> list[dict[str, Any]]:
        """The changes that the section asks for, one after the other; one that is empty leads back."""
        walked = list[dict[str, Any]](self.steps)
        for attempt in self.tries:
            walked += [{}, attempt.change] if attempt.afresh else [attempt.change]
        return walked


class Lesson(Record):
    """What the sections of one notebook do beside quoting, predicting and asking."""

    id: Id
    sections: Annotated[list[Section], Field(min_length=1), UNNAMED]


# --- the clinic -----------------------------------------------------------------------------------
ExhibitLabel = Annotated[str, Field(pattern=r"^([A-Z]{1,2}|[0-9]{1,3})$")]


class Told(Record):
    """What a client's file holds on one fact: the answer, how it is known, and a note."""

    answer: Annotated[str, Field(max_length=200)]
    claimed: Annotated[str, Field(max_length=200)] = ""
    dispute: Id | Literal[""] = ""
    known: Id | Literal[""] = ""
    note: Annotated[str, Field(max_length=20_000)] = ""
    exhibits: list[str] = []


class ClientParty(Record):
    """One of several defendants in a client's file: what it is called, and what is told of it alone."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    facts: dict[Id, Told] = {}


class ClientClaim(ClientParty):
    """One of several claims in a client's file, and what is told of it against one defendant alone."""

    against: list[Id] = []
    facts_against: dict[Id, dict[Id, Told]] = {}


class Service(Record):
    """How and when a defendant was served, or when a waiver was requested, and what was filed since."""

    how: Annotated[str, Field(max_length=500)] = ""
    made: Date | None = None
    waiver_sent: Date | None = None
    abroad: bool = False
    response: Annotated[str, Field(max_length=500)] = ""


class ClientFile(Record):
    """A client's file: whose it is, where and when the question comes up, and what is known."""

    format: Literal["minimum-contacts-client"]
    version: Literal[1]
    label: Annotated[str, Field(min_length=1, max_length=80)]
    side: Literal["plaintiff", "defendant"] = "plaintiff"
    forum: Id
    stage: Id = "motion_to_dismiss"
    law_as_of: Date | None = None
    district: Annotated[str, Field(max_length=80)] = ""
    service: Service | None = None
    story: Annotated[str, Field(max_length=100_000)] = ""
    exhibits: dict[ExhibitLabel, Annotated[str, Field(max_length=500)]] = {}
    facts: dict[Id, Told] = {}
    claims: dict[Id, ClientClaim] = {}
    defendants: dict[Id, ClientParty] = {}


class Venue(Record):
    """A forum that a client's file can choose: which contacts count, and which court decides."""

    id: Id
    label: str
    forum: Annotated[str, ValueOf("forum")]
    place: str = ""
    court: CourtId
    long_arm: Annotated[str, ValueOf("long_arm")] = ""
    note: str = ""


class Basis(Record):
    """How a fact in a client's file is known, or disputed, and how it counts as shown for that."""

    id: Id
    label: str
    shown: ShowingId
    note: str


class Lead(Record):
    """Words of a client that answer no question yet, and the questions they lead to."""

    id: Id
    words: Annotated[list[str], Field(min_length=1)]
    asks: Annotated[list[FactId], Field(min_length=1)]
    holds: list[FactId] = []
    kinds: list[str] = []
    why: str
    passages: list[PassageId] = []


class Rank(Record):
    """What learning a fact could do to the result: a place in an order, never a weight."""

    id: Id
    label: str
    rule: str


class Intake(Record):
    """What an intake offers: forums, ways of knowing, kinds of dispute, leads, and the order of ranks."""

    venues: Annotated[list[Venue], Field(min_length=1)]
    known: Annotated[list[Basis], Field(min_length=1)]
    disputes: Annotated[list[Basis], Field(min_length=1)]
    leads: list[Lead] = []
    ranks: Annotated[list[Rank], Field(min_length=1)]
    separate: dict[Literal["claim", "defendant", "both"], list[FactId]] = {}
    unserved: list[StageId] = []
    limits: Annotated[list[str], Field(min_length=1)]
    verified: Verified


class Argued(Record):
    """An argument on a point for one side, the facts it needs, and the answer to it.

    claim: a clause that stands after *that*. when: how each fact must be in the file, by its answer, or
    as some or none (a figure), unknown, inferred, or by the kind of dispute. brief: whether a brief makes it.
    """

    side: Annotated[Side, Field(strict=False)]
    when: dict[FactId, list[str]] = {}
    claim: str
    support: str
    reply: str = ""
    brief: bool = True


class Answered(Record):
    """What the side that a case hurts says of it, and the facts this needs, as in `Argued`."""

    case: CaseId
    when: dict[FactId, list[str]] = {}
    text: str
    paper: Literal["both", "memo", "brief"] = "both"


class PointWords(Record):
    """A point in a memo: what the party that bears the burden must show, its denial, and the rule.

    settled: what to say where the point is settled, by the node that settled it. given: another point
    that a finding on this one presupposes; presumed: what to say while that point is open, and pressed: in
    a brief that argues it. leading: the decisions of which each side must speak, whatever the facts.
    change: what to say of a change where a court balances, so that no one answer decides the point.
    """

    holds: str
    fails: str
    rule: list[str]
    gap: str = ""
    change: str = ""
    settled: dict[NodeId, dict[Literal["met", "not met"], str]] = {}
    given: NodeId | Literal[""] = ""
    presumed: str = ""
    pressed: str = ""
    leading: dict[str, list[CaseId]] = {}
    arguments: list[Argued] = []
    answers: list[Answered] = []


class Drafting(Record):
    """The words of a memo, its drafts of discovery, a client letter, and the argument of a brief."""

    cites: dict[Annotated[Id, Ref("sources")], list[str]]
    unchecked: dict[str, str]
    outcomes: dict[NodeId, dict[str, str]]
    rules: dict[str, str]
    answers: dict[str, str]
    settled: dict[str, str]
    controls: dict[str, str]
    currency: str
    unconfirmed: str
    banner: str
    banner_later: str
    outside: str
    standard: dict[StageId, str]
    framework: dict[NodeId, list[str]]
    posture: dict[str, str]
    moot: dict[FactId, dict[FactId, list[str]]]
    clauses: dict[FactId, dict[str, str]]
    known_by: dict[str, str]
    disputes: dict[str, str]
    assessed: str
    narrative: dict[str, list[str]]
    statutes: dict[str, str]
    never_alike: list[FactId]
    conclusions: list[FactId]
    alike_within: float
    jurisdiction_inside: str
    alternative_rule: dict[str, str]
    points: dict[NodeId, PointWords]
    holdings: dict[CaseId, dict[NodeId, str]]
    service: dict[str, Any]
    steps: dict[str, dict[str, str]]
    drafts: dict[str, Any]
    letter: dict[str, Any]
    argument: dict[str, Any]
    verified: Verified


class Asked(Record):
    """A draft interrogatory and a draft request for production; either may be empty."""

    interrogatory: str = ""
    request: str = ""


class Evidence(Record):
    """Where evidence of a fact is usually found, and how to ask for it; our suggestion, not law.

    The interrogatory and the request go to the operator; the other drafts, to the plaintiff, to a company
    that holds the record (held_by, where the file names none), and to a non-party declarant.
    """

    id: FactId
    where: Annotated[list[str], Field(min_length=1)]
    ask: Literal["client", "operator", "anyone", "others", "nobody"]
    interrogatory: str = ""
    request: str = ""
    to_plaintiff: Asked = Asked()
    subpoena: str = ""
    held_by: str = ""
    declarant: str = ""
    passages: Annotated[list[PassageId], Field(min_length=1)]
    verified: Verified


class Exercise(Record):
    """A point to be written out in IRAC form on the facts of a hypothetical."""

    id: Id
    label: str
    case: ScenarioId
    node: NodeId


class Practice(Record):
    """What is practiced in IRAC form, and what a draft is compared with."""

    headings: dict[
        Literal["issue", "rule", "application", "conclusion"],
        Annotated[list[str], Field(min_length=1)],
    ]
    self_check: dict[Literal["burden", "facts", "authorities", "finding"], str]
    unchecked: Annotated[list[str], Field(min_length=1)]
    exercises: Annotated[list[Exercise], Field(min_length=1)]


@dataclass(frozen=True)
class Reason:
    """One step of the explanation of a finding: our sentence, and what it stands on.

    `passages` support this very finding; `rule` are passages that state the rule, whatever the finding.
    """

    node: str
    status: Status
    sentence: str
    passages: tuple[Passage, ...] = ()
    rule: tuple[Passage, ...] = ()
    facts: tuple[str, ...] = ()
    verified: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Finding:
    """What one node comes to on the facts given.

    `status` is before any burden step; `at_close` is after it, if the record closed now. `bearer` is
    who bears the burden: a side, the objector, or the appellant. `precedents` control the finding by
    their reason; `persuasive` would, if they bound the court; `alike` are decided cases that were no
    stronger on any recorded fact. `loser` is who loses by silence, and `silent_on` the name of the
    point on which the record is silent, where the burden there is not that of the finding itself.
    """

    node: Node
    status: Status
    causes: frozenset[Cause]
    at_close: Status
    burden: Side
    bearer: str = ""
    loser: str = ""
    silent_on: str = ""
    precedent: Literal["controls", "supported", "conflict", "open"] = "open"
    precedents: tuple[str, ...] = ()
    persuasive: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    preserved: tuple[Challenge, ...] = ()
    because: tuple[Reason, ...] = ()

    @property
    def by_silence(self) -> bool:
        """Whether the point is decided only because the record is silent on it."""
        return self.status is Status.OPEN and self.at_close is not Status.OPEN
