"""What would change the outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .. import client as files
from .. import explain
from ..counterfactual import Changes, smallest
from ..model import Status
from .draft import Draft, capital, could_words

_SETS = 6  # smallest changes that are listed; the memo says how many more there are


def changes(draft: Draft) -> None:
    draft.heading(1, "What would change the outcome")
    finding = draft.found.outcome
    alone = [o.question for o in draft.lookups if o.question.rank.id in ("outcome", "at_close")]
    if alone:
        draft.say("By itself, one answer to one of these would do it:")
        draft.bullets(
            f"{capital(draft.label_of(q.fact))}: {could_words(draft.found, q)}" for q in alone
        )
    known = {n for n in draft.lib.facts if draft.known(n)} | {"forum"}
    if finding.status is Status.OPEN:
        draft.say(
            "With what is known held as it is, these are the smallest sets of facts that would settle "
            "the outcome if they were learned."
        )
        held = known
    else:
        draft.say("These are the smallest changes of facts that would bring another outcome.")
        held = {"forum"}
    for status in (s for s in Status if s is not finding.status):
        sets = smallest(draft.law, draft.found.facts, draft.top, status, held)
        word = explain.status_word(finding.node, status, draft.lib).lower()
        write_sets(draft, f"To {word}:", sets)
    for name in files.disputed(draft.file):
        for way in ways(draft, name):
            draft.say(way, f"The dispute on {explain.inside(draft.label_of(name))}:", kind="bullet")


def write_sets(draft: Draft, lead: str, sets: Sequence[Changes]) -> None:
    if not sets:
        draft.say("no set of such facts can bring that about.", lead)
        return
    size, count = len(sets[0]), len(sets)
    how = "one fact" if size == 1 else f"{size} facts together"
    draft.say(f"{how}; " + ("the only way." if count == 1 else f"{count} ways."), lead)
    draft.bullets(explain.changes_words(draft.found, draft.top, s) for s in sets[:_SETS])
    if count > _SETS:
        draft.say(f"And {count - _SETS} more ways of the same size.", kind="bullet")


def ways(draft: Draft, name: str) -> Iterator[str]:
    question = next((o.question for o in draft.lookups if o.question.fact == name), None)
    if question is None:
        yield "however it is decided, it can no longer change the result."
        return
    yield could_words(draft.found, question)
