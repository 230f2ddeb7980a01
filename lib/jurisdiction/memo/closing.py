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
    cited = [draft.lib.authorities[name] for name in draft.cited]
    rows = [
        (f"{one.name}, {one.cite}", _treatment(draft, one), _held(one))
        for one in sorted(cited, key=lambda one: (one.name.casefold(), one.decided))
    ]
    head = ("Authority", f"Status on {draft.day}", "How it is known")
    draft.blocks.append(Table(head, tuple(rows), (40, 34, 26)))


def _treatment(draft: Draft, authority: Authority) -> str:
    """Say what later decisions did to an authority, up to the day of the law and after it."""
    before, after = [], []
    for t in authority.treatment:
        by = draft.lib.authorities[t.by].label
        note = f"{capital(t.word)} on {explain.day_words(t.since)} ({by}). {t.note}"
        note += f" [{CHECK}: {t.verified.words}]" if t.verified.words else ""
        if t.since <= draft.law.as_of:
            before.append(note)
        else:
            after.append(f"After that day: {note}")
    return " ".join([*(before or ["No later treatment is recorded here."]), *after])


def _held(authority: Authority) -> str:
    """Say how an authority is known: held here in full, or how else."""
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
    """Put before everything what a reader must be told of the opinions that may distress."""
    draft.blocks[1:1] = [
        Paragraph(source.content_note, f"On {draft.lib.authorities[source.authority].label}.")
        for source in draft.lib.sources.values()
        if source.content_note and source.authority in draft.cited
    ]
