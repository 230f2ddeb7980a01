"""Write a finding as a lawyer would: issue, rule, application, conclusion. Plain text."""

from __future__ import annotations

from dataclasses import dataclass

from .analysis import Analysis, warnings
from .description import describe
from .model import Passage
from .reasons import spoken, stating
from .words import day_words, inside, known, noted, see, stated


@dataclass(frozen=True)
class Step:
    """One step of the application: our sentence, its source, and a passage not quoted before."""

    depth: int
    sentence: str
    known: str = ""
    passage: Passage | None = None
    node: str = ""


@dataclass(frozen=True)
class Irac:
    """A point in its four parts; each sentence of the conclusion is paired with its source.

    `support` is a passage that supports the finding on the point itself and is not quoted earlier.
    """

    issue: str
    rule: tuple[Passage, ...]
    rule_known: str
    standard: str
    application: tuple[Step, ...]
    support: Passage | None
    conclusion: tuple[tuple[str, str], ...]


def parts(analysis: Analysis, node: str, deep: int = 3) -> Irac:
    """Return one point as issue, rule, application, and conclusion, separately.

    deep: how far below the point the application goes.
    """
    library, point, finding = analysis.library, analysis.law.nodes[node], analysis[node]
    rule = stating(analysis.law, point.rule)[:2]
    quoted, steps = set(rule), list[Step]()
    top, *below = finding.because
    # deep enough to reach a fact
    deep = max(deep, min((r.depth for r in finding.because if r.facts), default=0))
    for reason in (r for r in below if r.depth <= deep):
        fresh = next((p for p in reason.passages if p.id not in quoted), None)
        quoted |= {fresh.id} if fresh else set()
        steps.append(Step(reason.depth, reason.sentence, reason.verified, fresh, reason.node))
    bearer, stage = library.texts["side_words"][finding.bearer], library.stages[analysis.stage]
    motion = inside(stage.label)
    article = "an" if motion[:1] in "aeiou" else "a"
    forum = library.texts["forum_sentences"][str(analysis.facts["forum"])]
    return Irac(
        issue=(
            f"{point.question} {forum.format(place=analysis.place)} The burden is on {bearer}. "
            f"The question arises on {article} {motion}."
        ),
        rule=tuple(library.passages[p] for p in rule),
        rule_known=known(point.verified),
        standard=stage.standard,
        application=tuple(steps) or (Step(1, top.sentence, node=node),),
        support=next((p for p in top.passages if p.id not in quoted), None),
        conclusion=_conclusion(analysis, node),
    )


def _conclusion(analysis: Analysis, node: str) -> tuple[tuple[str, str], ...]:
    library, finding = analysis.library, analysis[node]
    told = describe(finding, library)
    lines = [(words, "") for words in warnings(analysis)]
    lines.append((f"{told.name}: {told.line}", ""))
    if told.standing.label:
        lines.append((f"{told.standing.label}: {told.standing.words}", ""))
    lines += [(note.words, note.known) for note in told.preserved]
    for authority in (library.authorities[library.cases[n].authority] for n in finding.precedents):
        for later in (t for t in authority.treatment if t.since <= analysis.law.as_of):
            words = f"Later law on {authority.label}, {day_words(later.since)}: {later.note}"
            lines.append((words, later.verified.words))
    return tuple(lines)


def irac(analysis: Analysis, node: str) -> str:
    """Return one point of an analysis as issue, rule, application, and conclusion."""
    made, library = parts(analysis, node), analysis.library
    rule = [stated(p, library, not spoken(analysis.law, p.id)) for p in made.rule]
    rule += [f"[{made.rule_known}]"] if made.rule_known else []
    application = [
        "  " * (step.depth - 1)
        + noted(step.sentence, step.known)
        + (f" {see(step.passage, library)}" if step.passage else "")
        for step in made.application
    ]
    conclusion = [noted(*sentence) for sentence in made.conclusion]
    conclusion[1:1] = [see(made.support, library)] if made.support else []
    written = {
        "Issue": [made.issue],
        "Rule": [*rule, made.standard],
        "Application": application + unsupported(made),
        "Conclusion": conclusion,
    }
    head = f"{analysis[node].node.name}, under the law of {day_words(analysis.law.as_of)}"
    return "\n\n".join([head, *("\n".join([title, *lines]) for title, lines in written.items())])


def unsupported(made: Irac) -> list[str]:
    """Return a note if no passage in the opinions supports any step of an application."""
    if made.support or any(step.passage for step in made.application):
        return []
    return [
        "As of this date, no passage in the opinions reproduced here makes these findings; they "
        "follow from the rule and the facts stated."
    ]
