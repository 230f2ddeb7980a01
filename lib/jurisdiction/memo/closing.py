"""The end of a memo: its authorities, its limits, and the notes that stand at its top."""

from __future__ import annotations

from .. import explain
from ..model import Authority
from .blocks import CHECK, Paragraph, Table
from .draft import Draft, capital


def authorities(draft: Draft) -> None:
    draft.heading(1, "Table of authorities")
    if not draft.cited:
        draft.say("None: nothing was found on this file, and nothing is cited.")
        return
    found = [draft.lib.authorities[name] for name in draft.cited]
    rows = [
        (f"{a.name}, {a.cite}", treated(draft, a), held(draft, a))
        for a in sorted(found, key=lambda a: (a.name.casefold(), a.decided))
    ]
    head = ("Authority", f"Status on {draft.day}", "How it is known")
    draft.blocks.append(Table(head, tuple(rows), (40, 34, 26)))


def treated(draft: Draft, authority: Authority) -> str:
    then, later = [], []
    for t in authority.treatment:
        by = draft.lib.authorities[t.by].label
        note = f"{capital(t.word)} on {explain.day_words(t.since)} ({by}). {t.note}"
        note += f" [{CHECK}: {t.verified.words}]" if t.verified.words else ""
        (then if t.since <= draft.law.as_of else later).append(note)
    texts = then or ["No later treatment is recorded here."]
    texts += [f"After that day: {note}" for note in later]
    return " ".join(texts)


def held(draft: Draft, authority: Authority) -> str:
    if authority.verified.how == "read":
        return "The opinion is held here in full, and quotations were compared with it."
    day = authority.date_verified
    text = f"[{CHECK}] {capital(authority.verified.words)}."
    return text + (f" The date is {day.words}." if day and day.words else "")


def limits(draft: Draft) -> None:
    draft.heading(1, "Limits")
    draft.say(
        "This draft was put together by a program from the client's file and from the law that it "
        "holds. Before anybody relies on it, a supervisor must check:"
    )
    draft.bullets(text.replace("{day}", draft.day) for text in draft.lib.intake.limits)
    draft.say(
        "Findings come from the structure of the test and from precedent; nothing is scored. Open "
        "means that the file or the law does not settle the point."
    )


def content_notes(draft: Draft) -> None:
    """What a reader is told before the first words of an opinion that may distress."""
    notes = [
        Paragraph(s.content_note, f"On {draft.lib.authorities[s.authority].label}.")
        for s in draft.lib.sources.values()
        if s.content_note and s.authority in draft.cited
    ]
    draft.blocks[1:1] = notes
