"""What to find out, in which order, and drafts of discovery."""

from __future__ import annotations

from .. import client as files
from .. import clinic, explain
from .blocks import Table
from .draft import Draft, capital, could_words

_STATES = {files.UNKNOWN: "Unknown", files.DISPUTED: "Disputed"}


def discovery(draft: Draft) -> None:
    draft.heading(1, "What to find out")
    if draft.found.stage in draft.lib.intake.unserved:
        considerations(draft)
    draft.heading(2, "The facts, from what could settle most")
    if not draft.lookups:
        draft.say("No fact that is unknown or disputed can still change the result.")
        return
    ranks = [r for r in draft.lib.intake.ranks if any(o.question.rank is r for o in draft.lookups)]
    order = "; then ".join(f"what {rank.label}" for rank in ranks)
    draft.say(f"The order is an order and no weight: first {order}.")
    rows = []
    for one in draft.lookups:
        where = "; ".join(one.evidence.where) if one.evidence else "-"
        told = draft.told.get(one.question.fact)
        state = "Not asked" if told is None else _STATES.get(told.answer, "Not shown")
        rows.append(
            (
                draft.label_of(one.question.fact),
                state,
                capital(could_words(draft.found, one.question)),
                capital(where),
            )
        )
    head = ("Fact", "State", "What learning it could do", "Where evidence is usually found")
    draft.blocks.append(Table(head, tuple(rows), (22, 11, 37, 30)))
    draft.say(
        "Where evidence is found is our own practical suggestion, not law.",
        check="our own analysis, not a court's",
    )
    drafts(draft)


def considerations(draft: Draft) -> None:
    draft.heading(2, "The considerations of good cause, and what is missing")
    rows = []
    for one in clinic.checklist(draft.found):
        names = draft.names(one.gaps[:6])
        more = (
            f" and {len(one.gaps) - 6} more on jurisdiction, in the table below"
            if len(one.gaps) > 6
            else ""
        )
        rows.append(
            (one.finding.node.name, draft.status(one.finding), capital(names + more) or "Nothing")
        )
    draft.blocks.append(
        Table(("Consideration", "As the file stands", "Missing"), tuple(rows), (24, 36, 40))
    )
    draft.quote(draft.lib.passages[draft.law.nodes[draft.top].rule[0]])


def drafts(draft: Draft) -> None:
    chosen = clinic.drafts(draft.found, draft.lookups)
    draft.heading(2, "Draft discovery, limited to these facts")
    if not chosen:
        draft.say(
            "No fact that others must be asked for can still change the result, so nothing is drafted."
        )
        return
    draft.say(draft.lib.intake.drafting)
    for name in draft.lib.intake.drafting_passages:
        draft.quote(draft.lib.passages[name])
    for title, part in (
        ("Interrogatories", "interrogatory"),
        ("Requests for documents", "request"),
    ):
        asked = [o for o in chosen if o.evidence and getattr(o.evidence, part)]
        if not asked:
            continue
        draft.heading(3, title)
        for number, one in enumerate(asked, 1):
            text = explain.there(getattr(one.evidence, part), draft.found.place)
            why = f" (It matters: {explain.pin(draft.lib, one.passage)}.)" if one.passage else ""
            draft.say(f"{text}{why}", f"{number}.", kind="number")
    draft.say(
        "The drafts are ours; no court has approved their words.",
        check="our own analysis, not a court's",
    )
    draft.heading(3, "The passages that make these facts matter")
    shown: set[str] = set()
    for one in chosen:
        if one.passage and one.passage.id not in shown:
            shown.add(one.passage.id)
            draft.quote(one.passage)
