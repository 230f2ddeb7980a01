"""What would change the outcome, what to find out and in which order, and drafts of discovery."""

from __future__ import annotations

from .. import client as files
from .. import clinic, clinic_words, explain
from ..counterfactual import flips
from ..model import Status
from .blocks import Table
from .draft import Draft, capital

_SETS = 6  # smallest changes that are listed; the memo says how many more there are
_OURS = "our own analysis, not a court's"


def changes(draft: Draft) -> None:
    draft.heading(1, "What would change the outcome")
    if draft.analysis.outcome.status is Status.OPEN:
        held = {"forum", *filter(draft.known, draft.lib.facts)}
        draft.say(
            "With what is known held as it is, these are the smallest sets of facts that would settle "
            "the outcome if they were learned."
        )
    else:
        held = {"forum"}
        draft.say("These are the smallest changes of facts that would bring another outcome.")
    smallest = flips(draft.law, draft.analysis.facts, draft.top, held)
    for status, sets in smallest.to.items():
        lead, _, ways = explain.flips_title(smallest, status, draft.analysis).partition(": ")
        draft.say(ways, f"{lead}:")
        draft.bullets(explain.changes_words(draft.analysis, draft.top, s) for s in sets[:_SETS])
        if len(sets) > _SETS:
            draft.say(f"And {len(sets) - _SETS} more ways of the same size.", kind="bullet")


def discovery(draft: Draft) -> None:
    draft.heading(1, "What to find out")
    if draft.analysis.stage in draft.lib.intake.unserved:
        _considerations(draft)
    draft.heading(2, "The facts, from what could settle most")
    if draft.lookups:
        _table(draft)
    else:
        draft.say(clinic_words.NOTHING_TO_FIND)
    idle = [question for question in draft.questions if not question.matters]
    if unasked := [q.fact for q in idle if q.told is None]:
        draft.say(
            f"{capital(draft.names(unasked))}. Whatever else is learned, they are not needed.",
            "Not asked, because they can no longer change the result:",
        )
    if disputed := [q.fact for q in idle if q.told and q.told.answer == files.DISPUTED]:
        draft.say(
            f"{capital(draft.names(disputed))}.",
            "However the dispute is decided, it can no longer change the result:",
        )
    if draft.lookups:
        _drafts(draft)


def _considerations(draft: Draft) -> None:
    draft.heading(2, "The considerations of good cause, and what is missing")
    rows = []
    for one in clinic.checklist(draft.analysis):
        missing, more = draft.names(one.gaps[: clinic_words.FEW]), one.gaps[clinic_words.FEW :]
        if more:
            missing += f" and {len(more)} more on jurisdiction, in the table below"
        name, status = one.finding.node.name, draft.status(one.finding)
        rows.append((name, status, capital(missing) or "Nothing"))
    head = ("Consideration", "As the file stands", "Missing")
    draft.blocks.append(Table(head, tuple(rows), (24, 36, 40)))
    draft.quote(draft.lib.passages[draft.law.nodes[draft.top].rule[0]])


def _table(draft: Draft) -> None:
    ranks = {o.question.rank.id: f"what {o.question.rank.label}" for o in draft.lookups}
    draft.say(f"The order is an order and no weight: first {'; then '.join(ranks.values())}.")
    rows = []
    for one in draft.lookups:
        fact, told = one.question.fact, one.question.told
        answered = told and told.answer not in (files.UNKNOWN, files.DISPUTED)
        state = "not shown" if answered else clinic_words.answer(draft.analysis, draft.file, fact)
        could = clinic_words.could(draft.analysis, one.question)
        where = "; ".join(one.evidence.where) if one.evidence else "-"
        rows.append((draft.label(fact), capital(state), capital(could), capital(where)))
    head = ("Fact", "State", "What learning it could do", "Where evidence is usually found")
    draft.blocks.append(Table(head, tuple(rows), (22, 11, 37, 30)))
    draft.say("Where evidence is found is our own practical suggestion, not law.", check=_OURS)


def _drafts(draft: Draft) -> None:
    draft.heading(2, clinic_words.DRAFTS)
    chosen = clinic.drafts(draft.analysis, draft.lookups)
    if not chosen:
        draft.say(clinic_words.NOTHING_TO_DRAFT)
        return
    draft.say(draft.lib.intake.drafting)
    for name in draft.lib.intake.drafting_passages:
        draft.quote(draft.lib.passages[name])
    for title, drafts in clinic_words.drafted(draft.analysis, chosen):
        draft.heading(3, title)
        for number, (text, one) in enumerate(drafts, 1):
            why = f" (It matters: {explain.pin(draft.lib, one.passage)}.)" if one.passage else ""
            draft.say(f"{text}{why}", f"{number}.", kind="number")
    draft.say(clinic_words.OURS, check=_OURS)
    draft.heading(3, "The passages that make these facts matter")
    for one in chosen:
        if one.passage:
            draft.quote(one.passage)
