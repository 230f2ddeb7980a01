"""Describe a finding once, for the text, the page, and the memo that display it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .library import Library
from .model import Cause, Finding, Passage, Reason, Status
from .words import close_word, inside, known, noted, see, stated, status_word


@dataclass(frozen=True)
class Note:
    """A remark on a finding: its subject, its text, and its source."""

    label: str
    words: str
    known: str = ""


@dataclass(frozen=True)
class Step:
    """A reason for a finding, with the passages that no earlier reason shows."""

    reason: Reason
    passages: tuple[Passage, ...]

    @property
    def supporting(self) -> frozenset[str]:
        """Return the ids of the passages that support the finding and are cited after *See*."""
        return frozenset(passage.id for passage in self.reason.passages)


@dataclass(frozen=True)
class Description:
    """A finding in words.

    `line` states it in one line. `why` holds the causes for which it is open, and `closing` the
    result if the record closes; both are empty for a settled finding. `standing` states the force
    of precedent; it has no label if it only names persuasive cases. `preserved` holds the
    challenges still available.
    """

    name: str
    line: str
    why: tuple[str, ...]
    closing: str
    standing: Note
    preserved: tuple[Note, ...]
    steps: tuple[Step, ...]

    @property
    def notes(self) -> list[Note]:
        """Return all remarks on a finding other than its status and reasons, in order."""
        notes = []
        if self.closing:
            notes.append(Note("Why open", f"{'; and '.join(self.why)}."))
            notes.append(Note("If the record closed now", f"{self.closing}."))
        if self.standing.words:
            notes.append(self.standing)
        return [*notes, *self.preserved]


def describe(finding: Finding, library: Library) -> Description:
    """Return a finding in words."""
    is_open, quoted = finding.status is Status.OPEN, set[str]()
    steps = []
    for reason in finding.because:
        every = (*reason.passages, *reason.rule)
        fresh = {passage.id: passage for passage in every if passage.id not in quoted}
        quoted.update(fresh)
        steps.append(Step(reason, tuple(fresh.values())))
    return Description(
        name=finding.node.name,
        line=status_words(finding, library),
        why=_causes(finding, library) if is_open else (),
        closing=_what_then(finding, library) if is_open else "",
        standing=(
            Note("", " ".join(_other_cases(finding, library)))
            if is_open and finding.precedent == "open"
            else _standing(finding, library)
        ),
        preserved=tuple(
            Note(f"Since {challenge.since.year}", challenge.words, challenge.verified.words)
            for challenge in finding.preserved
        ),
        steps=tuple(steps),
    )


# --- status ---------------------------------------------------------------------------------------
def status_words(finding: Finding, library: Library) -> str:
    """Return a finding in one line, with why it is open and the result if the record closed now."""
    words = status_word(finding.node, finding.status, library)
    if finding.status is Status.OPEN:
        why, close = "; and ".join(_causes(finding, library)), closing_words(finding, library)
        words += f": {why}. If the record closed now: {close}"
    return f"{words}."


def _causes(finding: Finding, library: Library) -> tuple[str, ...]:
    causes = library.texts["cause_words"]
    return tuple(words for cause, words in causes.items() if cause in finding.causes)


def closing_words(finding: Finding, library: Library) -> str:
    """Return a point's status if the record closed now, and who loses it if only silence decides it."""
    close = close_word(finding.node, finding.status, finding.at_close, library)
    if not finding.by_silence:
        return close
    who = library.texts["side_words"][finding.loser]
    if finding.silent_on:
        point = inside(finding.silent_on)
        return f"{close}, because the file is silent on a point on which {who} bears the burden: {point}"
    return f"{close}, because {who} bears the burden and the file is silent"


def _what_then(finding: Finding, library: Library) -> str:
    """Return what becomes of an open finding when the record closes, and why it may remain open."""
    if finding.at_close is not Status.OPEN:
        return closing_words(finding, library)
    judgment = library.texts["cause_words"][Cause.JUDGMENT]
    why = "the law does not settle it" if Cause.LAW in finding.causes else judgment
    return f"it remains open because {why}"


# --- precedent ------------------------------------------------------------------------------------
def standing_words(finding: Finding, library: Library) -> str:
    """Return the force of precedent on a finding, with the cases and their sources."""
    standing = _standing(finding, library)
    return f"{standing.label}: {standing.words}"


def _standing(finding: Finding, library: Library) -> Note:
    cases = _cases(finding.precedents, finding, library)
    label = finding.precedent.capitalize()
    if finding.precedent == "controls":
        label = f"{cases} {'controls' if len(finding.precedents) == 1 else 'control'}"
    elif cases:
        label += f" ({cases})"
    words = f"{library.texts['precedent_words'][finding.precedent]}."
    return Note(label, " ".join([words, *_other_cases(finding, library)]))


def _other_cases(finding: Finding, library: Library) -> list[str]:
    """Return a sentence for each kind of case that bears on a finding without controlling it."""
    named = {*finding.precedents, *finding.persuasive}
    alike = [name for name in finding.alike if name not in named]
    kinds = {
        "Persuasive only": finding.persuasive,
        "Alike on every fact we recorded": alike,
    }
    return [f"{how}: {_cases(names, finding, library)}." for how, names in kinds.items() if names]


def _cases(names: Iterable[str], finding: Finding, library: Library) -> str:
    """Return case names, each with a different result noted, and its source if we did not read it."""
    cases = []
    for name in names:
        case = library.cases[name]
        holding = next(h for h in case.holdings if h.node == finding.node.id)
        other = holding.disposition if holding.disposition != finding.at_close.value else ""
        notes = "; ".join(filter(None, [other, known(holding.verified)]))
        cases.append(noted(case.short, notes))
    return ", ".join(cases)


# --- as text --------------------------------------------------------------------------------------
def rule_words(finding: Finding) -> str:
    """Return the reasons that decided a finding, in a sentence or two."""
    top, *below = finding.because
    return " ".join(r.sentence for r in below if r.depth == 1) or top.sentence


def as_text(finding: Finding, library: Library) -> str:
    """Return a finding with its reasons as plain text, indented like the tree."""
    description = describe(finding, library)
    lines = [f"{description.name}: {description.line}"]
    lines += [f"  {noted(note.words, note.known)}" for note in description.preserved]
    for reason in finding.because:
        indent = "  " * (reason.depth + 1)
        lines.append(f"{indent}- {reason.sentence}")
        if reason.verified:
            lines.append(f"{indent}  [{reason.verified}]")
        support, rule = reason.passages[:1], reason.rule[:1]
        cited = [see(p, library) for p in support] or [
            stated(p, library, p.id in reason.later) for p in rule
        ]
        lines += [f"{indent}  {words}" for words in cited]
    return "\n".join(lines)
