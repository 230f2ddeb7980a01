"""Analyze facts under the law as of a date, at a stage: every finding with its reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import doctrine, precedent
from .description import as_text
from .library import (
    Facts,
    Library,
    Shown,
    case_says,
    case_shown,
    complete,
    contradicted,
    counted,
    counts_as,
    load,
    shown_as,
)
from .model import Authority, Case, Cause, Challenge, Finding, Inference, ReaderError, Side, Status
from .reasons import reasons
from .words import day_words, inside, place_words


@dataclass(frozen=True)
class LoadedCase:
    """A decided case with its facts as stated, their showings, and what they count as."""

    case: Case
    authority: Authority
    facts: Facts
    says: Facts
    shown: Shown

    @property
    def decided(self) -> dt.date:
        return self.authority.decided

    def analysis(self, law_as_of: dt.date | str | None = None) -> Analysis:
        """Return the analysis of the case in its own court, under the law of its day or another."""
        return analyze(
            self.says,
            law_as_of or self.decided,
            self.case.stage,
            shown=self.shown,
            place=self.case.place,
            court=self.authority.court,
            own=self.authority.id,
        )


def load_case(case_id: str, library: Library | None = None) -> LoadedCase:
    """Load a decided case by id, such as `doe_v_webgroup`. Raise ReaderError if there is none."""
    lib = library or load()
    case = lib.cases[lib.known("cases", case_id, "case")]
    says, shown = case_says(lib, case), case_shown(case)
    facts = counted(lib, says, shown, case.stage)
    return LoadedCase(case, lib.authorities[case.authority], facts, says, shown)


class Analysis(Mapping[str, Finding]):
    """Every finding on one state of facts, such as `analysis["express_aiming"].status`."""

    def __init__(
        self, law: doctrine.Law, says: Facts, stage: str, shown: Shown, place: str = ""
    ) -> None:
        self.law, self.says, self.stage, self.shown = law, says, stage, shown
        self.library, self.court = law.library, law.court
        self.facts = counted(self.library, says, shown, stage)
        self.place = place_words(self.library, self.facts, place)
        self._given = doctrine.states(self.library, [self.facts])
        self._trace = doctrine.Trace(law, self._given)
        self._findings: dict[str, Finding] = {}

    def __getitem__(self, node: str) -> Finding:
        if node not in self._findings:
            node = self.known(node)
            self._findings[node] = self._finding(node)
        return self._findings[node]

    def _finding(self, node: str) -> Finding:
        value, (loser, silent_on) = self._trace[node], self._silence(node)
        standing = precedent.standing(self.law, self.concluded, node, self._trace)
        because = reasons(self.law, self._trace, self.concluded, node, self._telling, self.facts)
        return Finding(
            node=self.law.nodes[node],
            status=value.status(),
            causes=value.why(),
            at_close=self.at_close(node),
            burden=doctrine.burdens(self.law)[node],
            bearer=doctrine.bearers(self.law)[node],
            loser=loser,
            silent_on=silent_on,
            precedent=standing.word,  # type: ignore[arg-type]
            precedents=standing.binding,
            persuasive=standing.persuasive,
            alike=standing.alike,
            preserved=tuple(c for reason in because for c in self._preserved(reason.node)),
            because=because,
        )

    def known(self, node: str) -> str:
        """Return a node's current id. Raise ReaderError if the law as of this date does not contain it."""
        if node not in self._trace:
            node = self.library.known("nodes", node, "analysis")
        if node not in self._trace:
            day = self.law.as_of.isoformat()
            raise ReaderError(
                f"node {node}", f"is not part of the law of {day}.", "Choose another date."
            )
        return node

    def _silence(self, node: str) -> tuple[str, str]:
        """Return the party that loses a point by silence, and the point on which it has the burden."""
        if self.status(node) is not Status.OPEN or self.at_close(node) is Status.OPEN:
            return "", ""
        bearers, top = doctrine.bearers(self.law), node
        while not self.law.nodes[node].fact:
            silent = [
                child
                for child in self.law.children[node]
                if self.status(child) is Status.OPEN and self.at_close(child) is self.at_close(top)
            ]
            if not silent:
                break
            node = silent[0]
        other = bearers[node] != bearers[top]
        return bearers[node], self.law.nodes[node].name if other else ""

    def _preserved(self, node: str) -> Iterator[Challenge]:
        """Yield the challenges that a party preserves against a finding that binds the lower courts."""
        for challenge in self.law.nodes[node].preserved:
            if (
                challenge.since <= self.law.as_of
                and challenge.by not in self.law.without
                and self.at_close(node).value in challenge.on
                and all(self.facts[name] in options for name, options in challenge.where.items())
            ):
                yield challenge

    def inferred(self, fact: str) -> list[Inference]:
        """Return the inferences that a court had drawn by this date from facts shown here."""
        lib = self.library
        return [
            one
            for one in lib.facts[fact].inferred
            if lib.authorities[str(lib.cases[one.case].authority)].decided <= self.law.as_of
            and doctrine.holds(self._trace, self.facts, one.when)
        ]

    @cached_property
    def contradictions(self) -> tuple[str, ...]:
        """Return a sentence per contradiction among the facts; with any, no finding is meaningful."""
        return tuple(c.words for c in contradicted(self.library, self.concluded))

    @cached_property
    def concluded(self) -> Facts:
        """Return the facts, with each unstated fact replaced by what follows from the others."""
        return self.facts | doctrine.concluded(self.library, self._given)

    @cached_property
    def _telling(self) -> Shown:
        """Return the showings that change what a fact counts as."""
        shown, lib = self.shown.items(), self.library
        return {n: how for n, how in shown if counts_as(lib, how, self.stage) != "as said"}

    def __contains__(self, node: object) -> bool:
        return node in self._trace

    def status(self, node: str) -> Status:
        """Return the status of a node, without reasons or precedents."""
        return self._trace[node].status()

    def causes(self, node: str) -> tuple[Cause, ...]:
        """Return the causes for which a node is open, in a fixed order; empty if it is not open."""
        why = self._trace[node].why()
        return tuple(cause for cause in Cause if cause in why)

    @cached_property
    def _closed(self) -> doctrine.Trace:
        return doctrine.Trace(self.law, self._given, closed=True)

    def at_close(self, node: str) -> Status:
        """Return the status of a node if the record closed now."""
        return self._closed[node].status()

    def at_best(self, node: str, side: Side) -> Status:
        """Return the status of a node if everything unknown favored one side."""
        return doctrine.Trace(self.law, self._given, for_side=side)[node].status()

    def __iter__(self) -> Iterator[str]:
        return iter(reversed(self.law.order))

    def __len__(self) -> int:
        return len(self.law.order)

    def __eq__(self, other: object) -> bool:
        return self is other  # identity, because comparing all findings would be slow

    __hash__ = object.__hash__

    @cached_property
    def outcome(self) -> Finding:
        return self[self.library.outcome(self.stage)]

    def text(self, node: str = "express_aiming") -> str:
        """Return the finding on a node with its reasons as plain text."""
        return "\n".join([*warnings(self), as_text(self[node], self.library)])

    def __str__(self) -> str:
        return self.text(self.outcome.node.id)

    def as_dict(self) -> dict[str, Any]:
        """Return the whole analysis as plain data, the form that `analyze --json` prints."""
        return {
            "outcome": self.outcome.status.value,
            "outcome_node": self.outcome.node.id,
            "law_as_of": self.law.as_of.isoformat(),
            "stage": self.stage,
            "court": self.court,
            "contradictions": list(self.contradictions),
            "shown": self.shown,
            "findings": {name: self._plain(self[name]) for name in self},
        }

    def _plain(self, finding: Finding) -> dict[str, Any]:
        return {
            "name": finding.node.name,
            "term": finding.node.term,
            "status": finding.status.value,
            "causes": sorted(cause.value for cause in finding.causes),
            "at_close": finding.at_close.value,
            "by_silence": finding.by_silence,
            "burden": finding.bearer,
            "precedent": finding.precedent,
            "precedents": list(finding.precedents),
            "persuasive": list(finding.persuasive),
            "alike": list(finding.alike),
            "preserved": [challenge.words for challenge in finding.preserved],
            "because": [
                {
                    "node": reason.node,
                    "status": reason.status.value,
                    "sentence": reason.sentence,
                    "facts": list(reason.facts),
                    "passages": [passage.id for passage in reason.passages],
                    "rule": [passage.id for passage in reason.rule],
                    **({"verified": reason.verified} if reason.verified else {}),
                }
                for reason in finding.because
            ],
        }


def warnings(analysis: Analysis) -> list[str]:
    """Return a warning for each contradiction among the facts, and for a date in the future."""
    said = [f"These facts cannot all be true: {inside(words)}" for words in analysis.contradictions]
    if (day := analysis.law.as_of) > dt.date.today():
        said.append(
            f"{day_words(day)} is in the future; what courts decide until then is not known."
        )
    return said


def analyze(
    facts: Mapping[str, Any],
    law_as_of: dt.date | str | None = None,
    stage: str = "motion_to_dismiss",
    library: Library | None = None,
    without: Collection[str] = (),
    shown: Mapping[str, str] | None = None,
    place: str = "",
    court: str = "",
    own: str = "",
) -> Analysis:
    """Return the analysis of facts under the law as of a date.

    facts: fact ids to values (see `library.fact_value`); missing facts are unknown.
    law_as_of: a date or "2024-01-02"; today if omitted. without: authorities to leave out.
    shown: fact ids to showings (data/showings.yml); facts without one count as stated.
    place: the name of the state if the forum is a state. court: the deciding court, which
    determines the binding precedents and rules; by default, the court in data/vocabulary.yml. own:
    the authority whose own case this is, so that its rules count even if they bind no other court.
    The property `contradictions` lists facts that cannot all be true.
    Raise ReaderError for an unknown fact, value, date, stage, showing, or court.
    """
    lib = library or load()
    lib.outcome(stage)
    if court:
        lib.known("courts", court, "court")
    law = doctrine.law_at(lib, as_date(law_as_of), without, court, own)
    return Analysis(law, complete(lib, facts), stage, shown_as(lib, shown or {}), place)


def as_date(value: dt.date | str | None) -> dt.date:
    """Return a date from a date or ISO text; today if None. Raise ReaderError if the text is malformed."""
    if value is None:
        return dt.date.today()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise ReaderError(
            "law_as_of", f"'{value}' is not a date.", "Write it as year-month-day: 2024-01-02."
        ) from None
