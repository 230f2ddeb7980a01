"""Draft discovery to the other side and to third parties, never to our own client."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from jurisdiction import explain
from jurisdiction.doctrine import facts_under, under
from jurisdiction.model import Asked, Side
from .. import clinic
from ..clinic import Question
from . import discussion, service
from .blocks import plain
from .draft import Draft

MOST = 12  # most requests in a paper; with subparts, they stay within Rule 33(a)(1)'s 25 interrogatories


class Row(NamedTuple):
    """One request: its text, the open fact it concerns, and the point it serves.

    A request for the basis of a contention concerns a point, not a single fact.
    """

    text: str
    question: Question | None
    point: str

    @property
    def fact(self) -> str:
        """Return the fact that a request concerns; empty for a request about a contention."""
        return self.question.fact if self.question else ""


class Paper(NamedTuple):
    """A draft: its kind (interrogatories, requests, or subpoena), its recipient, and its requests."""

    kind: str
    recipient: str
    rows: list[Row]


def requests(draft: Draft) -> bool:
    """Write the draft discovery; return whether it contains any request."""
    words, drafted = draft.words.drafts, papers(draft)
    draft.heading(1, "Appendix C: Draft Discovery", new_page=False)
    if not drafted:
        draft.say(words["none"])
        return False
    draft.say(words["note"])
    draft.heading(3, "Timing")
    draft.listed(_timing(draft, any(paper.kind == "requests" for paper in drafted)))
    draft.heading(3, "Definitions")
    draft.listed(words["definitions"])
    instructed = set[str]()
    for kind, recipient, rows in drafted:
        title = draft.text(words["titles"][kind], recipient=recipient)
        instructions = [] if kind in instructed else words["instructions"][kind]
        instructed.add(kind)
        if kind == "subpoena" and instructions:
            draft.heading(3, words["every_subpoena"])
            draft.listed(map(draft.text, instructions))
            instructions = []
        draft.heading(3, title)
        draft.listed(draft.text(one, count=len(rows)) for one in instructions)
        draft.listed((f"{row.text} [{_serves(draft, row)}]" for row in rows), "number")
    return True


def papers(draft: Draft) -> list[Paper]:
    """Return the drafts with at least one request: those to the other party, then the subpoenas."""
    rows, early = _useful(draft), _early(draft)
    found: list[Paper] = []
    if draft.side is Side.DEFENDANT or not early:
        to_party = _to_plaintiff if draft.side is Side.DEFENDANT else _to_operator
        found = [
            Paper(kind, _other_party(draft), asked) for kind, asked in to_party(draft, rows).items()
        ]
    found += [Paper("subpoena", whom, asked) for whom, asked in _subpoenas(draft, rows).items()]
    return [paper for paper in found if paper.rows]


def _other_party(draft: Draft) -> str:
    """Return the party that our client serves: a sole defendant by name, if the file gives it."""
    named = [party.name for party in draft.file.defendants.values()]
    if draft.side is Side.PLAINTIFF and len(named) == 1:
        return plain(named[0])
    return str(draft.words.drafts["served_on"][draft.side.value])


def _early(draft: Draft) -> bool:
    return draft.analysis.stage in draft.lib.intake.unserved


def _timing(draft: Draft, requests_too: bool) -> list[str]:
    """Return when the drafts may be served, and when requests for production may be delivered."""
    words = draft.words.drafts["timing"]
    if _early(draft):
        return [words["closed"], words["early"]]
    if not requests_too:
        return [words["closed"]]
    made, day = draft.file.service, service.requests_from(draft)
    when = words["waived" if made and made.waiver_sent else "undated"]
    if service.unserved(draft):
        when = words["unserved"]
    if day:
        when = draft.text(words["from"], day=explain.day_words(day))
    return [words["closed"], f"{words['requests']} {when}"]


def _serves(draft: Draft, row: Row) -> str:
    """Return the point that a request serves, and what an answer could settle."""
    name, words = explain.inside(draft.law.nodes[row.point].name), draft.words.drafts
    if not row.question:
        return draft.text(words["serves_point"], point=name)
    return draft.text(words["serves"], point=name, could=draft.could(row.question))


# --- what to ask ------------------------------------------------------------------------------------
def _useful(draft: Draft) -> list[Row]:
    """Return the open facts whose answers could win our client a point, each with that point.

    Among facts of equal rank, those raised by the client's own words come first.
    """
    gains = clinic.gains(draft.analysis, draft.file, draft.side)
    open_points = [n for n in draft.contested() if not _won_by_silence(draft, n)]
    order = draft.lib.intake.ranks.index
    rows = []
    for question in sorted(draft.open_facts(), key=lambda q: (order(q.rank), q.lead is None)):
        won = set(gains.get(question.fact, ()))
        named = {edge.node for edge in draft.lib.facts[question.fact].bears_on}
        found = [n for n in open_points if won & set(under(draft.law, n))]
        if found:
            rows.append(Row("", question, min(found, key=lambda n: n not in named)))
    return rows


def _won_by_silence(draft: Draft, node: str) -> bool:
    """Return whether our client wins a point at close, with no dispute under it."""
    disputed = any(fact in facts_under(draft.law, node) for fact in draft.disputed)
    return draft.winner(node) is draft.side and not disputed


def _sets(draft: Draft, drafted: Iterable[tuple[Row, Asked]]) -> dict[str, list[Row]]:
    """Sort drafts into interrogatories and requests for production, without repeats, in the given order."""
    sets: dict[str, list[Row]] = {"interrogatories": [], "requests": []}
    for row, asked in drafted:
        for kind, text in (("interrogatories", asked.interrogatory), ("requests", asked.request)):
            said = [one.text for one in sets[kind]]
            if text and (filled := explain.there(text, draft.place)) not in said:
                sets[kind].append(row._replace(text=filled))
    return {kind: rows[:MOST] for kind, rows in sets.items()}


def _to_operator(draft: Draft, rows: list[Row]) -> dict[str, list[Row]]:
    """Draft requests to the operator on what it knows, and on the basis of what it disputes."""
    drafted: list[tuple[Row, Asked]] = []
    for row in rows:
        held, asked = draft.lib.evidence.get(row.fact), _basis(draft, row)
        if held and held.ask in ("operator", "anyone"):
            asked = Asked(interrogatory=held.interrogatory, request=held.request)
        drafted.append((row, asked))
    return _sets(draft, drafted)


def _to_plaintiff(draft: Draft, rows: list[Row]) -> dict[str, list[Row]]:
    """Draft requests to the plaintiff for its records and the basis of its contentions and disputed facts.

    A defendant does not ask about a fact that the plaintiff must show but has not raised.
    """
    drafted: list[tuple[Row, Asked]] = []
    for row in rows:
        held = draft.lib.evidence.get(row.fact)
        theirs = held.to_plaintiff if held else Asked()
        drafted.append((row, theirs if theirs != Asked() else _basis(draft, row)))
    return _sets(draft, [*_contentions(draft), *drafted])


def _contentions(draft: Draft) -> list[tuple[Row, Asked]]:
    """Draft requests for the basis of each point the plaintiff must show, and of Rule 4(k)(2) if available.

    Such a request suggests no argument to the plaintiff; it asks what the plaintiff's argument is.
    """
    if _early(draft):
        return []
    argued = [
        n for n in draft.points() if n in draft.contested() or discussion.presupposed(draft, n)
    ]
    claims = {n: draft.claim(n, Side.PLAINTIFF) for n in argued
              if draft.analysis[n].burden is Side.PLAINTIFF}  # fmt: skip
    if claims and discussion.has_alternative(draft):
        claims |= {"rule_4k2": draft.words.drafts["nationwide"]}
    return [(Row("", None, n), _contention(draft, claim)) for n, claim in claims.items()]


def _basis(draft: Draft, row: Row) -> Asked:
    """Draft a request for the basis of the other side's contention or denial on a disputed fact."""
    fact = row.fact
    if fact not in draft.disputed:
        return Asked()
    theirs = draft.lib.facts[fact].shown_by != draft.side.value
    return _contention(draft, draft.clause(fact), "contention" if theirs else "denial")


def _contention(draft: Draft, clause: str, kind: str = "contention") -> Asked:
    words = draft.words.drafts[kind]
    return Asked(**{name: draft.text(text, clause=clause) for name, text in words.items()})


# --- third parties ----------------------------------------------------------------------------------
def _subpoenas(draft: Draft, rows: list[Row]) -> dict[str, list[Row]]:
    """Draft subpoenas to nonparties: declarants, or the companies and others that hold records.

    Before service, ask only for records that identify the defendants.
    """
    found: dict[str, list[Row]] = {}
    held = [(row, e) for row in rows if (e := draft.lib.evidence.get(row.fact))]
    if draft.side is Side.DEFENDANT:
        sworn = [(row, e) for row, e in held if _sworn(draft, row) and e.declarant]
        found[draft.words.drafts["declarant"]] = [_filled(draft, r, e.declarant) for r, e in sworn]
        return found
    held = [(row, e) for row, e in held if e.subpoena and (e.ask == "others" or not _early(draft))]
    for row, one in held:
        if one.held_by:
            found.setdefault(one.held_by, []).append(_filled(draft, row, one.subpoena))
    for company, holds in _companies(draft).items():
        found[company] = [
            _filled(draft, row, one.subpoena) for row, one in held if row.fact in holds
        ]
    return found


def _filled(draft: Draft, row: Row, text: str) -> Row:
    return row._replace(text=explain.there(text, draft.place))


def _sworn(draft: Draft, row: Row) -> bool:
    """Return whether both sides have sworn to a disputed fact."""
    told = draft.file.facts.get(row.fact)
    return bool(told and told.dispute == "declarations")


def _companies(draft: Draft) -> dict[str, list[str]]:
    """Return the companies that the file mentions, each with the facts that its records could show.

    If the file mentions only a kind of company, the name is left blank. The longest match counts, so
    Amazon Web Services is not also read as Amazon.
    """
    leads = {word.lower(): lead for lead in draft.lib.intake.leads for word in lead.words}
    texts = [draft.file.story, *(told.note for told in draft.file.facts.values())]
    longest = sorted(leads, key=len, reverse=True)
    whole = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest))})(?!\w)", re.I)
    said = dict.fromkeys(found for text in texts for found in whole.findall(text))
    exact = {word for lead in draft.lib.intake.leads for word in lead.words}
    named, kinds = dict[str, list[str]](), dict[str, list[str]]()
    for word in said:
        lead = leads[word.lower()]
        if word.lower() not in exact and word not in exact:
            continue  # some names count only if capitalized
        where, name = named, plain(word[:1].upper() + word[1:])
        if word.lower() in lead.kinds:
            name = draft.text(draft.words.drafts["nameless"], kind=plain(word))
            where = kinds
        if lead.holds and not any(known.lower() == name.lower() for known in where):
            where[name] = lead.holds
    covered = list(named.values())
    return named | {name: holds for name, holds in kinds.items() if holds not in covered}
