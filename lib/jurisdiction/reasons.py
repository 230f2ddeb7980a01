"""Explain a finding: one reason per step, from the top down."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from .doctrine import Law, Trace, conclusion, holds, under
from .library import Facts, FactValue
from .model import Fact, Node, Reason, Status
from .words import inside, known, speaker, value_words


def reasons(
    law: Law, trace: Trace, facts: Facts, node: str, shown: Mapping[str, str], stated: Facts
) -> tuple[Reason, ...]:
    """Return the reasons for a node's finding from the top down, naming only what decided it.

    Each reason carries the passages that support this very finding, and those that state the rule.
    shown: the facts whose showing changes what they count as. facts: the facts, with conclusions
    for unstated ones; stated: the same without conclusions.
    """
    passages, heard, found = law.library.passages, _spoken(law), dict[str, Reason]()

    def walk(name: str, depth: int) -> None:
        if name in found:
            return
        here, status = law.nodes[name], trace[name].status()
        sentence, rule, verified = here.says(status) or here.name, here.rule, here.verified
        deciding = _deciding(law, trace, facts, name, status)
        supports = _supporting(law, trace, facts, here, status, deciding)
        used = [fact for fact in (here.fact, here.case_of) if fact]
        if here.fact:
            if "{value}" in sentence:
                value = _in_words(law.library.facts[here.fact], facts[here.fact])
                sentence = sentence.replace("{value}", value)
            if here.fact in shown:
                showing = law.library.showings[shown[here.fact]]
                sentence = f"{sentence.removesuffix('.')}: {inside(showing.label)}."
                rule, verified = [*showing.rule, *rule], showing.verified or verified
            follows = conclusion(law.library, stated, here.fact, facts[here.fact])
            if follows and law.library.authorities[follows.source].decided <= law.as_of:
                sentence = follows.words if follows.unanswered else f"{sentence} {follows.words}"
                verified = follows.verified or verified
                used += follows.when
                rule = [*(p for p in follows.passages if p in heard and p not in supports), *rule]
        found[name] = Reason(
            node=name,
            status=status,
            sentence=sentence,
            passages=tuple([passages[p] for p in supports]),
            rule=tuple([passages[p] for p in stating(law, rule)]),
            later=frozenset(rule) - heard,
            facts=tuple(used),
            verified=known(verified),
            depth=depth,
        )
        for child in deciding:
            walk(child, depth + 1)

    walk(node, 0)
    return tuple(found.values())


def _in_words(fact: Fact, value: FactValue) -> str:
    """Return a fact's value for use inside a sentence; a choice by the words of its option."""
    chosen = fact.options.get(str(value))
    return inside(chosen) if chosen else value_words(value, fact.kind)


def _supporting(
    law: Law, trace: Trace, facts: Facts, node: Node, status: Status, deciding: Iterable[str]
) -> list[str]:
    """Return the passages that support a point's very finding, on these facts and by this date."""
    passages = [
        support.passage
        for support in node.supporting(status)
        if spoken(law, support.passage)
        and holds(trace, facts, support.when)
        and _of_its_ground(law, node, status, support.when, deciding)
    ]
    return list(dict.fromkeys(passages))


def _of_its_ground(
    law: Law, node: Node, status: Status, when: Iterable[str], deciding: Iterable[str]
) -> bool:
    """Return whether the points that a passage is about belong to the way in which a point is met.

    A passage about due process does not support a finding that rests on consent.
    """
    if status is not Status.MET or not node.any_of:
        return True
    named = {point for point in when if point in law.nodes}
    return not named or all(named <= under(law, way) for way in deciding)


def spoken(law: Law, name: str) -> bool:
    """Return whether the authority behind a passage had been decided by the date of the law."""
    return name in _spoken(law)


@functools.cache
def _spoken(law: Law) -> frozenset[str]:
    """Return the passages whose authorities had been decided by the date of the law."""
    return frozenset(
        name
        for name, passage in law.library.passages.items()
        if speaker(law.library, passage).decided <= law.as_of
    )


def stating(law: Law, rule: Iterable[str]) -> list[str]:
    """Return the passages that state a rule, each once, those spoken by the date of the law first."""
    heard = _spoken(law)
    return sorted(dict.fromkeys(rule), key=lambda name: name not in heard)


def _deciding(law: Law, trace: Trace, facts: Facts, name: str, status: Status) -> list[str]:
    """Return the children that decided a node's finding.

    If all were required and one failed, those that failed; if any one sufficed, the first that was
    met, or the one that ends the inquiry; if the node is open, those that are open or nearly met.
    """
    node, children = law.nodes[name], law.children[name]
    if not children:
        return []
    if f"{name}__law" in children and trace[children[0]].status() is not Status.MET:
        return []  # the sentence says that the rule is not law here, so its facts do not matter
    if node.case_of:
        chosen = node.cases.get(str(facts[node.case_of]))
        return [n for n in ([chosen] if chosen else dict.fromkeys(children)) if n in law.nodes]
    same = [child for child in children if trace[child].status() is status]
    if status is Status.MET:
        ending = [child for child in same if law.nodes[child].ends_inquiry]
        return (ending or same)[:1] if node.any_of else same
    if status is Status.OPEN:
        return same + [n for n in children if node.any_of and _partly_met(law, trace, n)]
    if node.term == "route" and not _partly_met(law, trace, name):
        return []  # no part of this route is met; its own sentence says so
    return same


def _partly_met(law: Law, trace: Trace, name: str) -> bool:
    """Return whether a route fails although part of what it requires is met."""
    parts = (part for part in law.nodes[name].all_of if part in law.nodes)
    failed = trace[name].status() is Status.NOT_MET
    return failed and any(trace[part].status() is Status.MET for part in parts)
