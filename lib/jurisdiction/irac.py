"""A finding as a lawyer writes it: issue, rule, application, conclusion. Plain text."""

from __future__ import annotations

from . import explain
from .analysis import Analysis
from .model import Passage, Reason, Status

_DEEP = 3  # how far below the point the application goes in full


def irac(found: Analysis, node: str) -> str:
    """Write one point of an analysis as issue, rule, application and conclusion."""
    finding = found[node]
    parts = [
        ("Issue", _issue(found, node)),
        ("Rule", _rule(found, node)),
        ("Application", _application(found, node)),
        ("Conclusion", _conclusion(found, node)),
    ]
    head = f"{finding.node.name}, under the law of {explain.day_words(found.law.as_of)}"
    return "\n\n".join([head, *(f"{title}\n{text}" for title, text in parts)])


def _issue(found: Analysis, node: str) -> str:
    lib, finding = found.law.library, found[node]
    bearer = lib.texts["side_words"][finding.burden.value]
    stage = explain.inside(lib.stages[found.stage].label)
    return (
        f"{finding.node.question} The forum is {found.place}. The burden is on {bearer}; "
        f"the question comes up on {stage}."
    )


def _rule(found: Analysis, node: str) -> str:
    here = found.law.nodes[node]
    lines = [_cited(found, p) for p in _passages(found, here.rule[:2])]
    if here.verified and here.verified.words:
        lines.append(f"[{here.verified.words}]")
    lines.append(found.law.library.stages[found.stage].standard)
    return "\n".join(lines)


def _passages(found: Analysis, ids: list[str]) -> list[Passage]:
    return [found.law.library.passages[i] for i in ids]


def _cited(found: Analysis, passage: Passage) -> str:
    return f"“{explain.unquoted(passage)}” {explain.pin(found.law.library, passage)}."


def _application(found: Analysis, node: str) -> str:
    lines, quoted = [], set(found.law.nodes[node].rule[:2])
    for reason in found[node].because[1:]:
        if reason.depth <= _DEEP:
            lines.append("  " * (reason.depth - 1) + _step(found, reason, quoted))
    if not lines:
        lines = [found[node].because[0].sentence]
    return "\n".join(lines)


def _step(found: Analysis, reason: Reason, quoted: set[str]) -> str:
    known = f" [{reason.verified}]" if reason.verified else ""
    fresh = [p for p in reason.passages if p.id not in quoted]
    if not fresh:
        return f"{reason.sentence}{known}"
    quoted.add(fresh[0].id)
    where = explain.pin(found.law.library, fresh[0])
    return f"{reason.sentence}{known} See {where}: “{explain.unquoted(fresh[0])}”"


def _conclusion(found: Analysis, node: str) -> str:
    lib, finding = found.law.library, found[node]
    lines = [*explain.warnings(found)]
    lines.append(f"{finding.node.name}: {explain.status_words(finding, lib)}")
    if finding.status is not Status.OPEN or finding.precedent != "open":
        lines.append(explain.standing_words(finding, lib))
    lines += [f"{c.words} [{c.verified.words}]" for c in finding.preserved]
    for name in finding.precedents:
        authority = lib.authorities[lib.cases[name].authority]
        lines += [
            f"Later law on {authority.label}, {explain.day_words(t.since)}: {t.note}"
            + (f" [{t.verified.words}]" if t.verified.words else "")
            for t in authority.treatment
            if t.since <= found.law.as_of
        ]
    return "\n".join(lines)
