"""Records of the model: facts, passages, nodes, cases, findings, and client files.

Records are frozen. This module contains no law and imports no other module of the library.
data/README.md describes every field of a record stored in data/; a test keeps it complete.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


class ReaderError(ValueError):
    """An error in something the reader wrote; it says where, what is wrong, and how to correct it."""

    def __init__(self, where: str, problem: str, remedy: str = "") -> None:
        where, problem = _readable(where, 300), _readable(problem, 1200)
        self.where, self.problem, self.remedy = where, problem, remedy
        super().__init__(f"{where}: {problem}" + (f" {remedy}" if remedy else ""))


_TURNS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def _readable(words: str, length: int) -> str:
    """Return text made safe to quote in a message: shortened, valid UTF-8, and without direction marks."""
    words = words.encode("utf-8", "replace").decode().translate(_TURNS)
    if len(words) <= length:
        return words
    return f"{words[: length // 2]} … {words[-length // 3 :]}"


class Status(StrEnum):
    """The status of a finding."""

    MET = "met"
    NOT_MET = "not met"
    OPEN = "open"


class Cause(StrEnum):
    """A reason that a finding is open."""

    RECORD = "record"
    LAW = "law"
    JUDGMENT = "judgment"


class Side(StrEnum):
    """The side that a fact helps on one node on one date; never a property of the fact alone."""

    PLAINTIFF = "plaintiff"
    DEFENDANT = "defendant"
    NEUTRAL = "neutral"


class Answer(Enum):
    """An answer to a yes-or-no fact."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Range:
    """A closed interval for a share (0 to 1) or a count; `low` equals `high` for a single figure."""

    low: float
    high: float


def _date(value: object) -> object:
    """Parse an ISO date from a data file; raise ValueError, worded for the reader, if it is malformed."""
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


# --- references, declared on fields and followed by `library.check_references` --------------------
class Ref:
    """A marker that a string is the id of a record in one of the given tables."""

    def __init__(self, *tables: str) -> None:
        self.tables = tables


class ValueOf:
    """A marker that a string is a value of the named fact or, without a name, of the fact in its key."""

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
ValueOrFigure = Annotated[str | float | list[float], ValueOf()]  # may be written as a number
When = Annotated[dict[Annotated[Id, Ref("facts", "nodes")], list[Value]], Field(min_length=1)]
UNNAMED = Field(title="")  # marks a field whose name error messages omit


class Record(BaseModel):
    """A frozen record read from data; unknown and missing fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Verified(Record):
    """The way in which we know something, and its source."""

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
    """The effect of a later authority on an earlier one, from a given date on."""

    since: Date
    by: AuthorityId
    word: Literal[
        "amended", "reversed", "superseded", "overruled in part", "questioned", "followed"
    ]
    points: list[NodeId] = []
    note: str
    verified: Verified


class Authority(Record):
    """A source of law: a case, a rule, or a statute."""

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
    """A court and the courts whose decisions bind it."""

    id: Id
    name: str
    short: str
    bound_by: list[CourtId]


class Contradiction(Record):
    """Facts that cannot all be true, given as answers or options, or as `none` or `some` for a figure."""

    id: Id
    all: dict[FactId, list[Value] | Literal["none", "some"]]
    words: str


class Source(Record):
    """An opinion held in full: its authority, the form of its pin cites, and its speakers."""

    id: Id
    authority: AuthorityId
    pin: str
    speakers: dict[str, str]
    content_note: str = ""
    content_note_on: list[str] = []


class Passage(Record):
    """A quotation from a court with its pin cite; `[…]` marks an omission between verbatim segments."""

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
    """A legal or technical term of the lessons, with its meaning and source."""

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
    """The bearing of a fact on one node: the side it helps, the court's characterization, and passages."""

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
    """A stage of a case: its outcome node, further questions, and the standard of decision."""

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
    """A way of showing a fact, and what the fact then counts as, in general or at a given stage."""

    id: Id
    label: str
    counts: Counts
    at: dict[StageId, Counts] = {}
    note: str
    rule: list[PassageId] = []
    verified: Verified | None = None


class Factor(Record):
    """A factor balanced at a node: the fact that says which way it weighs, or the node that it follows."""

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
    """A value that a court inferred for a fact in a decided case, and the facts it inferred it from."""

    value: Value
    when: When
    case: CaseId
    words: str
    passages: Annotated[list[PassageId], Field(min_length=1)]


class Conclusion(Record):
    """The value of an unstated fact as inferred from other facts, or the reason that it remains open."""

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
    """A fact the reader can set: its question, the party that must show it, and its bearing on nodes."""

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
        """Return the facts from which this fact follows when it is not stated."""
        return frozenset(name for one in self.concluded for name in one.when)


class Challenge(Record):
    """An argument that a party preserves, from a date on, against a finding that binds the lower court."""

    since: Date
    by: AuthorityId
    where: dict[FactId, list[Value]] = {}
    on: list[Literal["met", "not met", "open"]]
    words: str
    verified: Verified


class Closure(Record):
    """A period during which binding authority foreclosed a route that a later decision opened."""

    since: Date
    until: Date | None = None
    by: AuthorityId
    words: str
    verified: Verified


class Support(Record):
    """A passage that supports a finding, if the nodes and facts named under `when` are as stated there."""

    passage: PassageId
    when: When = {}


def _support(stated: object) -> object:
    """Return a bare passage id as a `Support` without conditions."""
    return {"passage": stated} if isinstance(stated, str) else stated


Supporting = Annotated[
    Support, BeforeValidator(_support, json_schema_input_type=PassageId | Support)
]


class Node(Record):
    """A node of the issue tree: all_of, any_of, case_of, a base fact, settled, or unanswered."""

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
    ends_inquiry: bool = False
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
        """Return the passages that support a finding, each with its condition, if any."""
        return self.supports.get(status.value, [])

    def says(self, status: Status) -> str:
        """Return the node's own sentence for a status, or an empty string."""
        return (
            self.met
            if status is Status.MET
            else self.open
            if status is Status.OPEN
            else self.not_met
        )

    @property
    def children(self) -> list[str]:
        return self.all_of or self.any_of or list(self.cases.values())


class CaseFact(Record):
    """A fact as stated in a decided case or a hypothetical."""

    value: ValueOrFigure
    shown: Annotated[str, Ref("showings")] = ""
    words: str = ""
    of: str = ""
    passages: list[PassageId] = []
    note: str = ""
    verified: Verified | None = None


NOT_RAISED = "not_raised"  # the option of a choice fact that means no party raised the point
DECIDED = ("met", "not met")


class Ground(Record):
    """The facts that a court called sufficient for a holding, with their values and the court's words."""

    facts: Annotated[dict[FactId, ValueOrFigure], Field(min_length=1)]
    words: str
    passages: list[PassageId] = []
    verified: Verified | None = None


class Holding(Record):
    """A court's disposition of one node; only *met* and *not met* decide it."""

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


if TYPE_CHECKING:  # `load` moves an authority out of a case's file and leaves its id
    AuthorityOfCase = str
else:
    AuthorityOfCase = AuthorityId | Authority


class Case(Record):
    """A decided case: its facts and its holding on each node."""

    id: Id
    name: str
    short: str
    authority: AuthorityOfCase
    forum: str
    place: str = "the state"
    stage: StageId = "motion_to_dismiss"
    summary: str
    content_note: str = ""
    facts: Annotated[dict[FactId, CaseFact], UNNAMED]
    holdings: list[Holding]


class Expected(Record):
    """The finding that an author expects for one node of a hypothetical."""

    status: Literal["met", "not met", "open"]
    causes: list[Literal["record", "law", "judgment"]] = []
    at_close: Literal["met", "not met", "open"] | None = None


class Claim(Record):
    """One of several claims in a file: its name, its own facts, and the defendants it is against."""

    name: str
    facts: dict[FactOrSwitch, Any] = {}
    against: list[Id] = []
    expected: dict[NodeId, Expected] = {}


class Party(Record):
    """One of several defendants in a file: its name and its own facts."""

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
    """One answer option of a question, with feedback."""

    text: str
    right: bool = False
    feedback: str

    @property
    def plain(self) -> str:
        """Return the option's text without asterisks, as answers are stored and counted."""
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
    """A place where the suite corrects a mistake: a wrong option with its feedback, or a section."""

    question: str = ""
    option: int = 0
    section: str = ""

    @model_validator(mode="after")
    def _one_kind(self) -> Place:
        if bool(self.question) == bool(self.section) or bool(self.question) != bool(self.option):
            raise ValueError("give 'question' with 'option', or 'section'")
        return self


class Trap(Record):
    """A common mistake: the error, its correction, where it is taught, and patterns that detect it."""

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
    """The laboratory of a section: its case, the facts it shows, and the node in question."""

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
    """A writing prompt and a model answer."""

    prompt: str
    model: str


class Foreseen(Record):
    """A prediction that a section asks for: one node on the facts of a hypothetical.

    `why` asks for a short reason where a guess could be right by luck; `then` explains the finding
    in a few sentences.
    """

    scenario: ScenarioId
    node: NodeId = "express_aiming"
    why: str = ""
    then: str = ""


class Attempt(Record):
    """A change that the learner first predicts and then makes, with a comment."""

    change: dict[str, Any]
    then: str = ""
    afresh: bool = False


class Section(Record):
    """One section of a lesson: its laboratory or intake, its changes, and its writing prompt."""

    id: str
    lab: Annotated[Laboratory | None, UNNAMED] = None
    intake: Id | Literal[""] = ""
    predict: Foreseen | None = None
    steps: list[dict[str, Any]] = []
    tries: list[Attempt] = []
    write: Writing | None = None

    @property
    def changes(self) -> list[dict[str, Any]]:
        """Return the section's changes in order; an empty change resets the laboratory."""
        walked = list[dict[str, Any]](self.steps)
        for attempt in self.tries:
            walked += [{}, attempt.change] if attempt.afresh else [attempt.change]
        return walked


class Lesson(Record):
    """The interactive parts of one lesson, section by section."""

    id: Id
    sections: Annotated[list[Section], Field(min_length=1), UNNAMED]


# --- the clinic -----------------------------------------------------------------------------------
ExhibitLabel = Annotated[str, Field(pattern=r"^([A-Z]{1,2}|[0-9]{1,3})$")]


class Told(Record):
    """A client file's entry on one fact: the answer, how it is known, and a note."""

    answer: Annotated[str, Field(max_length=200)]
    claimed: Annotated[str, Field(max_length=200)] = ""
    dispute: Id | Literal[""] = ""
    known: Id | Literal[""] = ""
    note: Annotated[str, Field(max_length=20_000)] = ""
    exhibits: list[str] = []


class ClientParty(Record):
    """One of several defendants in a client file: its name and the facts about it alone."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    facts: dict[Id, Told] = {}


class ClientClaim(ClientParty):
    """One of several claims in a client file; `facts_against` are facts about one defendant alone."""

    against: list[Id] = []
    facts_against: dict[Id, dict[Id, Told]] = {}


class Service(Record):
    """Service of process on a defendant: manner, date, any request for waiver, and the response."""

    how: Annotated[str, Field(max_length=500)] = ""
    made: Date | None = None
    waiver_sent: Date | None = None
    abroad: bool = False
    response: Annotated[str, Field(max_length=500)] = ""


CLIENT_FORMAT = "minimum-contacts-client"


class ClientFile(Record):
    """A client file: the client, the forum, the stage, and the facts."""

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
    """A forum offered to a client file: its contacts, its court, and its long-arm statute."""

    id: Id
    label: str
    forum: Annotated[str, ValueOf("forum")]
    place: str = ""
    court: CourtId
    long_arm: Annotated[str, ValueOf("long_arm")] = ""
    note: str = ""


class Basis(Record):
    """A way in which a fact in a client file is known or disputed, and the showing that it amounts to."""

    id: Id
    label: str
    shown: ShowingId
    note: str


class Lead(Record):
    """Client statements that answer no question yet, and the questions that they raise."""

    id: Id
    words: Annotated[list[str], Field(min_length=1)]
    asks: Annotated[list[FactId], Field(min_length=1)]
    holds: list[FactId] = []
    kinds: list[str] = []
    why: str
    passages: list[PassageId] = []


class Rank(Record):
    """The effect that learning a fact could have on the result: a place in an order, not a weight."""

    id: Id
    label: str
    rule: str


class Intake(Record):
    """The choices an intake offers: forums, ways of knowing, kinds of dispute, leads, and ranks."""

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
    """An argument on a node for one side, the facts it needs, and the reply to it.

    claim: a clause that completes *that …*. when: the state each fact must have in the file: its
    answer; `some` or `none` for a figure; unknown; inferred; or the kind of dispute. brief and memo:
    whether that paper makes the argument.
    """

    side: Annotated[Side, Field(strict=False)]
    when: dict[FactId, list[str]] = {}
    claim: str
    support: str
    reply: str = ""
    brief: bool = True
    memo: bool = True


class Answered(Record):
    """A party's answer to an adverse case, and the facts it needs, as in `Argued`."""

    case: CaseId
    when: dict[FactId, list[str]] = {}
    text: str
    paper: Literal["both", "memo", "brief"] = "both"


class PointWords(Record):
    """The memo's wording of one node: what the party with the burden must show, its denial, and the rule.

    settled: text for a settled point, by the node that settled it, and for a brief if it differs
    (`pressed`). given: another point that a finding on this one presupposes; presumed: text while
    that point is open; pressed: the same for a brief that argues it. leading: the decisions each
    side must discuss, whatever the facts. closest: the only ones, on facts stated as in `Argued`.
    change: text for a change where a court balances, so that no one answer decides the point.
    """

    holds: str
    fails: str
    rule: list[str]
    gap: str = ""
    change: str = ""
    settled: dict[NodeId, dict[Literal["met", "not met", "pressed"], str]] = {}
    given: NodeId | Literal[""] = ""
    presumed: str = ""
    pressed: str = ""
    leading: dict[str, list[CaseId]] = {}
    closest: dict[CaseId, dict[FactId, list[str]]] = {}
    arguments: list[Argued] = []
    answers: list[Answered] = []


class Drafting(Record):
    """The text of a memo, draft discovery, a client letter, and the argument of a brief."""

    cites: dict[Annotated[Id, Ref("sources")], list[str]]
    unchecked: dict[str, str]
    outcomes: dict[NodeId, dict[str, str]]
    whom: dict[str, str]
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
    told_by: dict[FactId, FactId]
    known_by: dict[str, str]
    attributed: dict[str, str]
    as_said: dict[str, str]
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
    """The usual sources of evidence for a fact, and draft requests for it; our suggestion, not law.

    The interrogatory and the request go to the operator. The other drafts go to the plaintiff, to a
    company that holds the record (held_by, if the file names none), and to a nonparty declarant.
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
    """A point to brief in IRAC form on the facts of a hypothetical."""

    id: Id
    label: str
    case: ScenarioId
    node: NodeId


class Practice(Record):
    """The IRAC exercises, and what a draft is compared with."""

    headings: dict[
        Literal["issue", "rule", "application", "conclusion"],
        Annotated[list[str], Field(min_length=1)],
    ]
    self_check: dict[Literal["burden", "facts", "authorities", "finding"], str]
    unchecked: Annotated[list[str], Field(min_length=1)]
    exercises: Annotated[list[Exercise], Field(min_length=1)]


class Reason(NamedTuple):
    """One step in the explanation of a finding: a sentence with its sources.

    `passages` support this very finding; `rule` holds passages that state the rule, whatever the
    finding, those said by the date of the law first; `later` names those said only afterward.
    """

    node: str
    status: Status
    sentence: str
    passages: tuple[Passage, ...] = ()
    rule: tuple[Passage, ...] = ()
    later: frozenset[str] = frozenset()
    facts: tuple[str, ...] = ()
    verified: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Finding:
    """The finding on one node.

    `status` disregards the burden; `at_close` applies it, as if the record closed now. `bearer`
    bears the burden: a side, the objector, or the appellant. `precedents` control the finding;
    `persuasive` would control it if they bound the court; `alike` are decided cases that were no
    stronger on any recorded fact. `loser` is the party that loses because the record is silent, and
    `silent_on` names the node on which it is silent, if that node's burden differs from this one's.
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
        """Return whether only the burden of proof decides the node, because the record is silent."""
        return self.status is Status.OPEN and self.at_close is not Status.OPEN
