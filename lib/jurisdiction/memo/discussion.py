"""The discussion: each point in its four parts, and the best argument of either side."""

from __future__ import annotations

from .. import clinic, explain, writing
from ..argument import Ply, argue
from ..model import Side
from .blocks import Heading, Quotation
from .draft import Draft, check_words, marked


def discussion(draft: Draft) -> None:
    draft.heading(1, "Discussion")
    stage = draft.lib.stages[draft.found.stage]
    known = stage.verified
    draft.say(stage.standard, check=check_words(known))
    for name in stage.rule[:1]:
        draft.quote(draft.lib.passages[name])
    points = discussed(draft)
    for node, depth in points.items():
        draft.heading(2 if depth <= 1 else 3, draft.law.nodes[node].name)
        inner = any(c in points for c in clinic.under(draft.law, node) - {node})
        write_point(
            draft, node, deep=1 if inner else 3 if draft.law.nodes[node].term == "element" else 2
        )


def discussed(draft: Draft) -> dict[str, int]:
    """The points that get a discussion of their own: below the outcome, as far as prongs and elements."""
    points: dict[str, int] = {}
    for point in clinic.standing(draft.found):
        node = point.finding.node
        if node.id == draft.top:
            continue
        if node.term in ("prong", "element", "factor") or (
            node.term == "step" and point.depth == 1
        ):
            points[node.id] = 2 if node.term == "element" else 1
    return points


def write_point(draft: Draft, node: str, deep: int) -> None:
    made = writing.parts(draft.found, node, deep)
    bearer = draft.lib.texts["side_words"][draft.found[node].bearer]
    question = explain.there(draft.law.nodes[node].question, draft.found.place)
    draft.say(f"{question} The burden is on {bearer}.", "Issue.")
    if made.rule:
        draft.say("In the court's words:", "Rule.", made.rule_known)
    # Of a step only the rule that goes for every forum; what follows it is about one of them.
    for passage in made.rule[:1] if draft.law.nodes[node].term == "step" else made.rule:
        draft.quote(passage)
    draft.say("On the facts that count as shown:", "Application.")
    for step in made.application:
        text = f"{step.sentence}{unquoted_source(draft, step.node)}"
        draft.say(text, check=step.known, kind="bullet")
        if step.passage:
            draft.quote(step.passage)
    for text in writing.unsupported(made):
        draft.say(text)
    for i, (sentence, known) in enumerate(made.conclusion):
        draft.say(marked(sentence), "" if i else "Conclusion.", known)
        if made.support and not i:
            draft.quote(made.support)
    for name in (*draft.found[node].precedents, *draft.found[node].persuasive):
        draft.cite(str(draft.lib.cases[name].authority))
    both_sides(draft, node)


def unquoted_source(draft: Draft, node: str) -> str:
    """The authority of a point that no opinion here states, so that it can be found and read."""
    here = draft.law.nodes.get(node)
    if here is None or not here.verified or here.verified.how not in ("opening", "web", "memory"):
        return ""
    draft.cite(here.source)
    return f" ({draft.lib.authorities[here.source].label})"


def both_sides(draft: Draft, node: str) -> None:
    plies = {side: argue(draft.found, node, side) for side in (Side.PLAINTIFF, Side.DEFENDANT)}
    if not any(ply.cases for mine in plies.values() for ply in mine):
        return
    for side, mine in plies.items():
        other = next(p for s, p in plies.items() if s is not side)
        answers = [p for p in other if p.side is side and p.move == "distinguish"]
        said = {p.text: p for p in (*mine, *answers) if p.side is side}
        who = draft.lib.texts["side_words"][side.value]
        draft.say("", f"Best argument for {who}.")
        for ply in said.values():
            write_ply(draft, ply)


def write_ply(draft: Draft, ply: Ply) -> None:
    draft.say(ply.text, check=ply.verified, kind="bullet")
    for case in ply.cases:
        draft.cite(str(draft.lib.cases[case].authority))
    for name in ply.passages:
        if not quoted_last(draft, name):
            draft.quote(draft.lib.passages[name])


def quoted_last(draft: Draft, name: str) -> bool:
    """Whether a passage was quoted under the point at hand already."""
    for block in reversed(draft.blocks):
        if isinstance(block, Heading):
            return False
        if isinstance(block, Quotation) and block.passage.id == name:
            return True
    return False
