"""Drafts of discovery: to the other side and to third parties, never to our own client."""

from __future__ import annotations

from collections.abc import Iterable

from .. import client as files
from .. import clinic, explain
from ..clinic import Question
from ..model import Side
from .draft import Draft, capital

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
    point = draft.law.nodes[(question.settles or (draft.top,))[0]].name
    could = question.rank.label
    return draft.words.drafts["serves"].format(point=explain.inside(point), could=could).replace(
        "Whatever the answer, it", "An answer"
    )


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
            name = next(w for w in lead.words if files.said(draft.file, w))
            facts = [n for n in lead.asks if n in open_facts and n in evidence and evidence[n].request]
            whom.setdefault(capital(name), []).extend(facts)
    others = [n for n in open_facts if n in evidence and evidence[n].ask == "others" and evidence[n].request]
    whom[words["holder"]] = others
    for name, facts in whom.items():
        rows = [(explain.there(evidence[n].request, draft.place), open_facts[n]) for n in dict.fromkeys(facts)]
        start = len(draft.blocks)
        _numbered(draft, draft.text(words["subpoena"], recipient=name), rows)
        if rows:
            note = words["early_note"] if early else words["subpoena_note"]
            draft.blocks[start + 1 : start + 1] = []
            draft.say(note)


def _contentions(draft: Draft, asked: list[Question], recipient: str) -> None:
    """Ask the plaintiff for the basis of what it must show and the file leaves open or disputed."""
    words, lib = draft.words.drafts, draft.lib
    theirs = [q for q in asked if lib.facts[q.fact].shown_by == "plaintiff" and q.fact in draft.words.clauses]
    theirs = theirs[:MOST]

    def rows(plain: str, other: str) -> list[tuple[str, Question]]:
        return [(_contention(draft, q, words[plain], words[other]), q) for q in theirs]

    _numbered(draft, draft.text(words["interrogatories"], recipient=recipient), rows("contention", "basis_asked"))
    _numbered(draft, draft.text(words["requests"], recipient=recipient), rows("documents", "basis"))


def _contention(draft: Draft, question: Question, plain: str, other: str) -> str:
    """Fill a request with what would have to be shown, or with what is asked where that is no clause."""
    forms = draft.words.clauses[question.fact]
    if "yes" in forms:
        return draft.text(plain, clause=explain.there(forms["yes"], draft.place))
    return draft.text(other, clause=draft.whether(question.fact))


_ = clinic
