"""Drafts of discovery: to the other side and to third parties, never to our own client."""

from __future__ import annotations

from collections.abc import Iterable

from .. import client as files
from .. import explain
from ..clinic import Question
from ..doctrine import facts_under
from ..model import Side
from .draft import Draft

MOST = 12  # facts that the drafts ask for, from what could settle most


def requests(draft: Draft) -> bool:
    """Write the drafts; return whether anything is asked."""
    words, early = draft.words.drafts, draft.analysis.stage in draft.lib.intake.unserved
    start = len(draft.blocks)
    recipient = words["served_on"][draft.side.value]
    asked = draft.open_facts()
    if draft.side is Side.DEFENDANT:
        _contentions(draft, asked, recipient)
    else:
        if not early:
            _to_operator(draft, asked, recipient)
        _subpoenas(draft, asked, early)
    drafted = draft.blocks[start:]
    del draft.blocks[start:]
    draft.heading(1, "Appendix C: Draft Discovery", new_page=False)
    if not drafted:
        draft.say(words["none"])
        return False
    draft.say(words["note"])
    if early:
        recipient = words["holder"]
    draft.heading(3, "Definitions and instructions")
    draft.listed(draft.text(one, recipient=recipient) for one in words["definitions"])
    draft.listed(words["instructions"][2:] if early else words["instructions"])
    draft.blocks += drafted
    return True


def _numbered(draft: Draft, title: str, asked: Iterable[tuple[str, Question]]) -> None:
    """Write numbered requests under a title, each with the open point that it serves."""
    if rows := list(asked):
        draft.heading(3, title)
        draft.listed((f"{text} [{_serves(draft, q)}]" for text, q in rows), "number")


def _serves(draft: Draft, question: Question) -> str:
    """Say which contested point a request serves, and what an answer could settle."""
    holders = (n for n in draft.contested() if question.fact in facts_under(draft.law, n))
    point = next(holders, (question.settles or (draft.top,))[0])
    name = explain.inside(draft.law.nodes[point].name)
    return draft.text(draft.words.drafts["serves"], point=name, could=question.rank.label)


def _to_operator(draft: Draft, asked: list[Question], recipient: str) -> None:
    evidence, words = draft.lib.evidence, draft.words.drafts
    ours = [q for q in asked if q.fact in evidence and evidence[q.fact].ask == "operator"][:MOST]
    for kind, title in (("interrogatory", "interrogatories"), ("request", "requests")):
        rows = [
            (explain.there(text, draft.place), q)
            for q in ours
            if (text := getattr(evidence[q.fact], kind))
        ]
        _numbered(draft, draft.text(words[title], recipient=recipient), rows)


def _subpoenas(draft: Draft, asked: list[Question], early: bool) -> None:
    """Draft subpoenas to the companies that the file names, and to whoever else holds a record."""
    words, evidence = draft.words.drafts, draft.lib.evidence
    open_facts = {q.fact: q for q in asked}
    whom: dict[str, list[str]] = {}
    if not early:
        for lead in files.leads(draft.lib, draft.file):
            facts = [
                n for n in lead.asks if n in open_facts and n in evidence and evidence[n].request
            ]
            whom.setdefault(draft.company(lead), []).extend(facts)
    others = [
        n
        for n in open_facts
        if n in evidence and evidence[n].ask == "others" and evidence[n].request
    ]
    whom[words["holder"]] = others
    for name, facts in whom.items():
        rows = [
            (explain.there(evidence[n].request, draft.place), open_facts[n])
            for n in dict.fromkeys(facts)
        ]
        _numbered(draft, draft.text(words["subpoena"], recipient=name), rows)
        if rows:
            note = words["early_note"] if early else words["subpoena_note"]
            draft.say(note)


def _contentions(draft: Draft, asked: list[Question], recipient: str) -> None:
    """Ask the plaintiff for the basis of each point it must show, of each disputed fact, and its own records.

    A defendant does not ask about a fact that the plaintiff has not raised.
    """
    words, evidence = draft.words.drafts, draft.lib.evidence
    rows: list[tuple[str, str, Question]] = []
    for node in draft.contested():
        first = next((q for q in asked if q.fact in facts_under(draft.law, node)), None)
        if first and draft.analysis[node].burden is Side.PLAINTIFF:
            rows.append((draft.claim(node, Side.PLAINTIFF), "", first))
    for q in asked:
        forms, held = draft.words.clauses.get(q.fact, {}), evidence.get(q.fact)
        if q.fact in draft.disputed and "yes" in forms:
            rows.append((draft.clause(q.fact), "", q))
        elif draft.lib.facts[q.fact].kind == "count" or (
            held and held.ask == "client" and draft.lib.facts[q.fact].kind != "choice"
        ):
            rows.append(("", draft.whether(q.fact), q))
    for title, plain, other in (
        ("interrogatories", "contention", "basis_asked"),
        ("requests", "documents", "basis"),
    ):
        texts = [
            (draft.text(words[plain if claim else other], clause=claim or about), q)
            for claim, about, q in rows[:MOST]
        ]
        _numbered(draft, draft.text(words[title], recipient=recipient), texts)
