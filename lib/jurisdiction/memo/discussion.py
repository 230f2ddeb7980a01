"""The discussion: each point in its four parts, and the best argument of either side."""

from __future__ import annotations

import re

from .. import clinic, explain, writing
from ..argument import argue
from ..doctrine import OTHER, under
from ..model import Side, Verified
from .blocks import CHECK
from .draft import Draft

_UNREAD = ("opening", "web", "memory")
_UNVERIFIED = re.compile(
    "|".join(re.escape(Verified(how=how).words) for how in (*_UNREAD, "analysis"))
    + "|as described in "
)


def discussion(draft: Draft) -> None:
    draft.heading(1, "Discussion")
    stage = draft.stage
    draft.say(stage.standard, check=stage.verified.words if stage.verified else "")
    for name in stage.rule[:1]:
        draft.quote(draft.lib.passages[name])
    # The points below the outcome that get a discussion of their own, down to prongs and elements.
    nodes = [
        point.finding.node
        for point in clinic.standing(draft.analysis)[1:]
        if point.finding.node.term in ("prong", "element", "factor")
        or (point.finding.node.term == "step" and point.depth == 1)
    ]
    for node in nodes:
        element = node.term == "element"
        draft.heading(3 if element else 2, node.name)
        inner = any(other.id in under(draft.law, node.id) for other in nodes if other is not node)
        _point(draft, node.id, deep=1 if inner else 3 if element else 2)


def _point(draft: Draft, node: str, deep: int) -> None:
    made, finding = writing.parts(draft.analysis, node, deep), draft.analysis[node]
    bearer = draft.lib.texts["side_words"][finding.bearer]
    question = explain.there(finding.node.question, draft.analysis.place)
    draft.say(f"{question} The burden is on {bearer}.", "Issue.")
    if made.rule:
        draft.say("In the court's words:", "Rule.", made.rule_known)
    # Of a step only the rule that goes for every forum; what follows it is about one of them.
    for passage in made.rule[:1] if finding.node.term == "step" else made.rule:
        draft.quote(passage)
    draft.say("On the facts that count as shown:", "Application.")
    for step in made.application:
        text = f"{step.sentence}{_unquoted_source(draft, step.node)}"
        draft.say(text, check=step.known, kind="bullet")
        if step.passage:
            draft.quote(step.passage)
    for text in writing.unsupported(made):
        draft.say(text)
    for i, (sentence, known) in enumerate(made.conclusion):
        # What is said to be unverified is marked for checking.
        marked = _UNVERIFIED.sub(lambda m: f"{CHECK}: {m[0]}", sentence)
        draft.say(marked, "" if i else "Conclusion.", known)
        if made.support and not i:
            draft.quote(made.support)
    for name in (*finding.precedents, *finding.persuasive):
        draft.cite(str(draft.lib.cases[name].authority))
    _both_sides(draft, node)


def _unquoted_source(draft: Draft, name: str) -> str:
    """Name the authority of a point that no opinion here states, so that it can be found and read."""
    node = draft.law.nodes.get(name)
    if node is None or not node.verified or node.verified.how not in _UNREAD:
        return ""
    draft.cite(node.source)
    return f" ({draft.lib.authorities[node.source].label})"


def _both_sides(draft: Draft, node: str) -> None:
    """Write the best argument of either side, and how it distinguishes the cases of the other."""
    plies = {side: argue(draft.analysis, node, side) for side in (Side.PLAINTIFF, Side.DEFENDANT)}
    if not any(ply.cases for argument in plies.values() for ply in argument):
        return
    for side, argument in plies.items():
        answers = [ply for ply in plies[OTHER[side]] if ply.move == "distinguish"]
        draft.say("", f"Best argument for {draft.lib.texts['side_words'][side.value]}.")
        own = {ply.text: ply for ply in (*argument, *answers) if ply.side is side}
        for ply in own.values():
            draft.say(ply.text, check=ply.verified, kind="bullet")
            for case in ply.cases:
                draft.cite(str(draft.lib.cases[case].authority))
            for name in ply.passages:
                draft.quote(draft.lib.passages[name])
