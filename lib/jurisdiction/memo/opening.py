"""The first parts of a memo: what it is about, the question, the brief answer, and the facts."""

from __future__ import annotations

from .. import client as files
from .. import clinic, clinic_words, explain
from ..model import Answer, Told
from .blocks import Table
from .draft import Draft, capital


def top_matter(draft: Draft) -> None:
    lib, file = draft.lib, draft.file
    client, forum = file.label, draft.analysis.place
    if not draft.stated:
        client += f" ({lib.texts['side_words'][file.side]})"
        forum = files.venue(lib, file).label
    rows = (
        ("Subject", f"{draft.analysis.outcome.node.name}: {forum}"),
        ("Stage", draft.stage.label),
        ("Law as of", draft.day),
        ("Precedent", f"What binds {lib.courts[draft.analysis.court].name}"),
        ("Status", "Draft for the supervisor; see Limits at the end"),
    )
    draft.blocks.append(Table(("Client", client), rows, (22, 78)))


def question(draft: Draft) -> None:
    draft.heading(1, "Question presented")
    analysis = draft.analysis
    text = (
        f"{analysis.outcome.node.question} The forum is {analysis.place}; the question comes "
        f"up on {explain.inside(draft.stage.label)}, under the law of {draft.day}."
    )
    known = {
        name: value
        for name, value in analysis.facts.items()
        if name != "forum" and draft.bears(name) and draft.known(name)
    }
    present = [
        explain.fact_phrase(draft.lib, name, value, analysis.place)
        for name, value in known.items()
        if value is not Answer.NO and getattr(value, "high", 1) > 0
    ]
    if present and not draft.broken:
        text += f" It is shown: {explain.listed(present)}."
    if not known and not draft.broken:
        text += " No fact of the file is shown."
    draft.say(text)


def answer(draft: Draft) -> None:
    draft.heading(1, "Brief answer")
    for words, counted in clinic_words.contradictions(draft.analysis, draft.file):
        lead = (
            "The file contradicts itself."
            if counted
            else "Not everything that is said can be true."
        )
        draft.say(words, lead)
    if draft.broken:
        draft.say("This memo goes no further than the facts.")
        return
    finding = draft.analysis.outcome
    reason = finding.because[0].sentence
    draft.say(f"{draft.status(finding)} {reason}", f"{finding.node.name}.")
    shown = any(draft.bears(name) and draft.known(name) for name in draft.told)
    if not shown:
        draft.say(
            "Nothing that bears on the outcome is shown, so this memo finds nothing about this client. "
            "It sets out what the law asks, and in what order to find out."
        )
    for point in clinic.standing(draft.analysis):
        node = point.finding.node
        if node.term == "prong" or (point.depth == 1 and node.term != "step"):
            draft.say(draft.status(point.finding), f"{node.name}:", kind="bullet")
    if not shown:
        first = [q for q in clinic.questions(draft.file, draft.analysis) if q.matters][:5]
        draft.say("What to ask first:")
        draft.bullets(draft.question(q.fact) for q in first)
    most = [o.question.fact for o in draft.lookups if o.question.rank.id in clinic.DECISIVE]
    if most:
        draft.say(
            "By itself, one answer to any of these could decide the outcome or change who wins if "
            f"the record closed now: {draft.names(most)}."
        )
    elif draft.lookups:
        draft.say("No single fact that is still to be found out could decide the outcome.")
    else:
        draft.say("Nothing that is still to be found out can change the outcome.")


# --- the facts --------------------------------------------------------------------------------------
def facts(draft: Draft) -> None:
    draft.heading(1, "Facts")
    if draft.file.story:
        draft.say(draft.file.story)
    rows = tuple(
        _row(draft, fact.id, draft.told[fact.id])
        for group in draft.lib.texts["groups"]
        for fact in draft.lib.facts.values()
        if fact.group == group
        and fact.id in draft.told
        and draft.told[fact.id].answer != files.UNKNOWN
    )
    if rows:
        head = ("Fact", "Answer", "How it is known, and how it counts", "Note")
        draft.blocks.append(Table(head, rows, (27, 13, 30, 30)))
    else:
        draft.say("The file holds no answer to any question.")
    for lead in [] if draft.stated else files.leads(draft.lib, draft.file):
        if unasked := clinic.unasked(draft.file, lead):
            asked = explain.listed(map(draft.question, unasked))
            draft.say(
                f"{lead.why} Still to be asked: {asked}", "The file names a company or service."
            )


def _row(draft: Draft, fact: str, told: Told) -> tuple[str, ...]:
    """Return the row of one fact: its answer, how it is known and counts, and its note."""
    value = capital(clinic_words.answer(draft.analysis, draft.file, fact))
    unsaid = "As stated" if draft.stated else "It is not said how it is known"
    shown = draft.lib.showings.get(draft.analysis.shown.get(fact, ""))
    basis = shown if draft.stated else files.basis(draft.lib, told)
    counts = clinic_words.counts(draft.analysis, fact)
    return draft.label(fact), value, f"{basis.label if basis else unsaid}; {counts}", told.note
