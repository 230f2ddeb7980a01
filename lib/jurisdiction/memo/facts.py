"""The facts of a memo, how each is known and counts, and what is not known."""

from __future__ import annotations

from .. import client as files
from .. import clinic, explain
from ..model import Told
from .blocks import Table
from .draft import Draft


def facts(draft: Draft) -> None:
    draft.heading(1, "Facts")
    if draft.story:
        draft.say(draft.story)
    by_group: dict[str, list[str]] = {}
    for name in draft.lib.facts:
        if name in draft.told and draft.told[name].answer != files.UNKNOWN:
            by_group.setdefault(draft.lib.facts[name].group, []).append(name)
    rows = [
        fact_row(draft, name)
        for group in draft.lib.texts["groups"]
        for name in by_group.get(group, [])
    ]
    if rows:
        head = ("Fact", "Answer", "How it is known, and how it counts", "Note")
        draft.blocks.append(Table(head, tuple(rows), (27, 13, 30, 30)))
    else:
        draft.say("The file holds no answer to any question.")
    leads(draft)
    unknown(draft)


def fact_row(draft: Draft, name: str) -> tuple[str, ...]:
    told, fact = draft.told[name], draft.lib.facts[name]
    value = explain.fact_words(fact, draft.found.says[name])
    answer = f"Disputed (said: {explain.inside(value)})" if told.answer == files.DISPUTED else value
    return draft.label_of(name), answer, how(draft, name, told), told.note


def how(draft: Draft, name: str, told: Told) -> str:
    shown = draft.found.shown.get(name, "")
    basis = files.basis(draft.lib, told) if draft.client else None
    if basis:
        words = basis.label
    elif shown:
        words = draft.lib.showings[shown].label
    elif draft.client:
        return "It is not said how it is known; counts as said"
    else:
        return "As stated"
    if draft.found.facts[name] == draft.found.says[name]:
        return f"{words}; counts as said"
    return (
        f"{words}; counts as not shown" if not draft.known(name) else f"{words}; counts as untrue"
    )


def leads(draft: Draft) -> None:
    for lead in files.leads(draft.lib, draft.file) if draft.client else []:
        open_ = [
            n for n in lead.asks if n not in draft.told or draft.told[n].answer == files.UNKNOWN
        ]
        if open_:
            names = explain.listed(
                explain.there(draft.lib.facts[n].question, draft.found.place) for n in open_
            )
            draft.say(
                f"{lead.why} Still to be asked: {names}", "The file names a company or service."
            )


def unknown(draft: Draft) -> None:
    if draft.broken:
        return
    ranks = clinic.ranked(draft.found, draft.file)
    open_ = [q.fact for q in ranks if q.matters and not draft.known(q.fact)]
    done = [q.fact for q in ranks if not q.matters and q.fact not in draft.told]
    if open_:
        names = draft.names(open_)
        draft.say(f"{names[0].upper()}{names[1:]}.", "Not shown, and still able to matter:")
    if done:
        names = draft.names(done)
        draft.say(
            f"{names[0].upper()}{names[1:]}. Whatever else is learned, they are not needed.",
            "Not asked, because they can no longer change the result:",
        )
