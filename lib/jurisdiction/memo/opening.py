"""The top of a memo: what it is about, the question, and the brief answer."""

from __future__ import annotations

from .. import client as files
from .. import clinic, explain
from ..model import Answer
from .blocks import Table
from .draft import Draft


def top_matter(draft: Draft) -> None:
    court = draft.lib.courts[draft.found.court].name
    if draft.client:
        forum = files.venue(draft.lib, draft.client).label
        side = draft.lib.texts["side_words"][draft.client.side]
    else:
        forum, side = draft.found.place, ""
    client = draft.label + (f" ({side})" if side else "")
    rows = [
        ("Subject", f"{draft.found.outcome.node.name}: {forum}"),
        ("Stage", draft.lib.stages[draft.found.stage].label),
        ("Law as of", draft.day),
        ("Precedent", f"What binds {court}"),
        ("Status", "Draft for the supervisor; see Limits at the end"),
    ]
    draft.blocks.append(Table(("Client", client), tuple(rows), (22, 78)))


def question(draft: Draft) -> None:
    draft.heading(1, "Question presented")
    text = (
        f"{draft.found.outcome.node.question} The forum is {draft.found.place}; the question comes "
        f"up on {explain.inside(draft.lib.stages[draft.found.stage].label)}, under the law of {draft.day}."
    )
    here = [n for n in draft.found.facts if n != "forum" and draft.bears(n) and draft.known(n)]
    if not draft.broken and (there := [n for n in here if stands(draft, n)]):
        text += f" It is shown: {explain.listed(draft.phrase(n) for n in there)}."
    if not here and not draft.broken:
        text += " No fact of the file is shown."
    draft.say(text)


def stands(draft: Draft, name: str) -> bool:
    value = draft.found.facts[name]
    return value is not Answer.NO and getattr(value, "high", 1) > 0


def answer(draft: Draft) -> None:
    draft.heading(1, "Brief answer")
    for contradiction, counted in draft.clashes:
        names = explain.listed(
            f"{explain.inside(draft.label_of(n))}: "
            + explain.inside(explain.fact_words(draft.lib.facts[n], draft.found.says[n]))
            for n in contradiction.all
        )
        if counted:
            draft.say(
                f"{contradiction.words} The file answers {names}. Until one of them is corrected "
                "nothing can be found on this file, and this memo goes no further than the facts.",
                "The file contradicts itself.",
            )  # fmt: skip
        else:
            draft.say(
                f"{contradiction.words} The file answers {names}. Not all of them count as shown, "
                "so the findings stand; but not all of them can be right.",
                "Not everything that is said can be true.",
            )  # fmt: skip
    if draft.broken:
        return
    finding = draft.found.outcome
    reason = finding.because[0].sentence
    draft.say(f"{draft.status(finding)} {reason}", f"{finding.node.name}.")
    shown = [n for n in draft.told if draft.bears(n) and draft.known(n)]
    if not shown:
        draft.say(
            "Nothing that bears on the outcome is shown, so this memo finds nothing about this client. "
            "It sets out what the law asks, and in what order to find out."
        )
    for point in clinic.standing(draft.found):
        if point.finding.node.term == "prong" or (
            point.depth == 1 and point.finding.node.term != "step"
        ):
            draft.say(draft.status(point.finding), f"{point.finding.node.name}:", kind="bullet")
    if not shown:
        first = [q for q in clinic.questions(draft.file, draft.found) if q.matters][:5]
        draft.say("What to ask first:")
        draft.bullets(
            explain.there(draft.lib.facts[q.fact].question, draft.found.place) for q in first
        )
    most = [one for one in draft.lookups if one.question.rank.id in ("outcome", "at_close")]
    if most:
        names = draft.names(o.question.fact for o in most)
        draft.say(
            "By itself, one answer to any of these could decide the outcome or change who wins if "
            f"the record closed now: {names}."
        )
    elif draft.lookups:
        draft.say("No single fact that is still to be found out could decide the outcome.")
    else:
        draft.say("Nothing that is still to be found out can change the outcome.")
