"""Why a finding came out as it did: one reason a step, from the top down."""

from __future__ import annotations

from collections.abc import Mapping

from ..doctrine import Law, Trace, holds
from ..library import Facts
from ..model import Reason, Status
from .words import inside, value_words


def reasons(
    law: Law, trace: Trace, facts: Facts, node: str, shown: Mapping[str, str] | None = None
) -> tuple[Reason, ...]:
    """Say why a node came out as it did, from the top down, naming only what decided it.

    Each reason carries the passages that support this very finding, and those that state the rule.
    """
    passages = law.library.passages
    found: dict[str, Reason] = {}

    def walk(name: str, depth: int) -> None:
        if name in found:
            return
        here, status = law.nodes[name], trace[name].status()
        words = here.says(status) or here.name
        if here.fact:
            kind = law.library.facts[here.fact].kind
            words = words.replace("{value}", value_words(facts[here.fact], kind))
        rule, known = here.rule, here.verified
        if here.fact and (how := (shown or {}).get(here.fact)):
            showing = law.library.showings[how]
            words = f"{words.removesuffix('.')}: {inside(showing.label)}."
            rule, known = [*showing.rule, *rule], showing.verified or known
        found[name] = Reason(
            node=name,
            status=status,
            sentence=words,
            passages=tuple(passages[p] for p in supporting(law, trace, facts, name)),
            rule=tuple(passages[p] for p in rule),
            facts=tuple(filter(None, [here.fact, here.case_of])),
            verified=known.words if known else "",
            depth=depth,
        )
        for child in _deciding(law, trace, facts, name):
            walk(child, depth + 1)

    walk(node, 0)
    return tuple(found.values())


def supporting(law: Law, trace: Trace, facts: Facts, name: str) -> list[str]:
    """The passages that support the very finding made on a point, on these facts and by this date."""
    return [
        support.passage
        for support in law.nodes[name].supporting(trace[name].status())
        if _said(law, support.passage) and holds(trace, facts, support.when)
    ]


def _said(law: Law, name: str) -> bool:
    """Whether the authority whose words or ruling a passage gives had spoken by the date of the law."""
    passage = law.library.passages[name]
    spoke = passage.quoting or passage.discussing or law.library.sources[passage.opinion].authority
    return law.library.authorities[spoke].decided <= law.as_of


def _deciding(law: Law, trace: Trace, facts: Facts, name: str) -> list[str]:
    """The children that made a node come out as it did.

    Where all of them were needed and one failed, the ones that failed; where any one would do and one
    was met, that one; where it is open, what is open, and what nearly is there.
    """
    node, status, children = law.nodes[name], trace[name].status(), law.children[name]
    if f"{name}__law" in children and not _there(trace, children):
        return []  # of a rule that is not law here nothing is there; its own sentence says so
    if node.case_of:
        chosen = node.cases.get(str(facts[node.case_of]))
        return [n for n in ([chosen] if chosen else dict.fromkeys(children)) if n in law.nodes]
    same = [child for child in children if trace[child].status() is status]
    if status is Status.MET:
        return same[:1] if node.any_of else same
    if status is Status.OPEN:
        near = [child for child in children if _nearly(law, trace, child)] if node.any_of else []
        return same + near
    if node.term == "route" and not _nearly(law, trace, name):
        return []  # nothing of this route is there; its own sentence says so
    return same


def _there(trace: Trace, children: tuple[str, ...]) -> bool:
    """Whether the facts of a rule that is not, or not yet, law here are shown."""
    return trace[children[0]].status() is Status.MET


def _nearly(law: Law, trace: Trace, name: str) -> bool:
    """A route that fails although part of what it takes is there."""
    whole, parts = trace[name].status(), law.nodes[name].all_of
    return whole is Status.NOT_MET and any(
        trace[part].status() is Status.MET for part in parts if part in law.nodes
    )
