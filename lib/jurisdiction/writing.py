"""A finding as a lawyer writes it: issue, rule, application, conclusion. Plain text."""

from __future__ import annotations

from dataclasses import dataclass

from . import explain
from .analysis import Analysis
from .model import Passage, Status

_DEEP = 3  # how far below the point the application goes in full


@dataclass(frozen=True)
class Step:
    """One step of the application: our sentence, how it is known, and a passage not quoted before."""

    depth: int
    sentence: str
    known: str = ""
    passage: Passage | None = None
    node: str = ""


@dataclass(frozen=True)
class Irac:
    """A point in its four parts; a sentence of the conclusion stands beside how it is known.

    `support` is a passage that supports the finding on the point itself and is not quoted before.
    """

    issue: str
    rule: tuple[Passage, ...]
    rule_known: str
    standard: str
    application: tuple[Step, ...]
    support: Passage | None
    conclusion: tuple[tuple[str, str], ...]


def parts(found: Analysis, node: str, deep: int = _DEEP) -> Irac:
    """One point of an analysis as issue, rule, application and conclusion, each part by itself."""
    here = found.law.nodes[node]
    rule = here.rule[:2]
    quoted = set(rule)
    application = _application(found, node, quoted, deep)
    return Irac(
        issue=_issue(found, node),
        rule=tuple(found.law.library.passages[p] for p in rule),
        rule_known=here.verified.words if here.verified else "",
        standard=found.law.library.stages[found.stage].standard,
        application=application,
        support=next((p for p in found[node].because[0].passages if p.id not in quoted), None),
        conclusion=_conclusion(found, node),
    )


def irac(found: Analysis, node: str) -> str:
    """Write one point of an analysis as issue, rule, application and conclusion."""
    made, lib = parts(found, node), found.law.library
    rule = [explain.stated(p, lib) for p in made.rule]
    rule += [f"[{made.rule_known}]"] if made.rule_known else []
    first, *rest = made.conclusion
    lead = [_beside(*first)] + ([explain.see(made.support, lib)] if made.support else [])
    written = [
        ("Issue", [made.issue]),
        ("Rule", [*rule, made.standard]),
        ("Application", [*(_line(found, step) for step in made.application), *unsupported(made)]),
        ("Conclusion", [*lead, *(_beside(*sentence) for sentence in rest)]),
    ]
    head = f"{found[node].node.name}, under the law of {explain.day_words(found.law.as_of)}"
    return "\n\n".join([head, *("\n".join([title, *lines]) for title, lines in written)])


def _beside(sentence: str, known: str) -> str:
    return f"{sentence} [{known}]" if known else sentence


def _line(found: Analysis, step: Step) -> str:
    text = "  " * (step.depth - 1) + _beside(step.sentence, step.known)
    if step.passage is None:
        return text
    return f"{text} {explain.see(step.passage, found.law.library)}"


def unsupported(made: Irac) -> list[str]:
    """Say so where no passage in the opinions supports any step of an application."""
    if made.support or any(step.passage for step in made.application):
        return []
    return ["No passage in the opinions reproduced here, as of this date, makes these findings; they "
            "follow from the rule and the facts stated."]  # fmt: skip


def _article(words: str) -> str:
    return "an" if words[:1] in "aeiou" else "a"


def _issue(found: Analysis, node: str) -> str:
    lib, finding = found.law.library, found[node]
    bearer = lib.texts["side_words"][finding.bearer]
    stage = explain.inside(lib.stages[found.stage].label)
    return (
        f"{finding.node.question} The forum is {found.place}. The burden is on {bearer}. "
        f"The question comes up on {_article(stage)} {stage}."
    )


def _application(found: Analysis, node: str, quoted: set[str], deep: int) -> tuple[Step, ...]:
    steps, because = [], found[node].because
    deep = max(deep, min((r.depth for r in because if r.facts), default=0))  # to some fact at least
    for reason in because[1:]:
        if reason.depth <= deep:
            fresh = next((p for p in reason.passages if p.id not in quoted), None)
            quoted |= {fresh.id} if fresh else set()
            steps.append(Step(reason.depth, reason.sentence, reason.verified, fresh, reason.node))
    return tuple(steps) or (Step(1, because[0].sentence, node=node),)


def _conclusion(found: Analysis, node: str) -> tuple[tuple[str, str], ...]:
    lib, finding = found.law.library, found[node]
    lines = [(words, "") for words in explain.warnings(found)]
    lines.append((f"{finding.node.name}: {explain.status_words(finding, lib)}", ""))
    if finding.status is not Status.OPEN or finding.precedent != "open":
        lines.append((explain.standing_words(finding, lib), ""))
    lines += [(c.words, c.verified.words) for c in finding.preserved]
    for name in finding.precedents:
        authority = lib.authorities[lib.cases[name].authority]
        lines += [
            (
                f"Later law on {authority.label}, {explain.day_words(t.since)}: {t.note}",
                t.verified.words,
            )
            for t in authority.treatment
            if t.since <= found.law.as_of
        ]
    return tuple(lines)
