"""The papers beside a memo: a client letter, and the argument of a motion or an opposition."""

from __future__ import annotations

from .. import explain
from ..doctrine import OTHER
from ..model import Side, Status
from . import body
from .draft import Draft, capital, safe

MOST = 5  # questions in a letter


def letter(draft: Draft) -> None:
    """Write the client letter: what is asked, where it stands, what we need, and by when."""
    words, early = draft.words.letter, draft.analysis.stage in draft.lib.intake.unserved
    draft.say(words["privileged"], kind="banner")
    draft.say(explain.day_words(draft.today))
    draft.say(f"Dear {safe(draft.file.label)}:")
    draft.say(draft.text(words["early"] if early else words["opening"][draft.side.value]))
    if not draft.broken:
        gaps = [f for node in draft.contested()[:1] for f in draft.gaps(node, 2)]
        why = draft.text(
            words["reason"], gaps=draft.joined(map(draft.whether, dict.fromkeys(gaps)), "and")
        )
        draft.say(f"{words['answers'][body.key(draft)]} {why if gaps else ''}".strip())
    if draft.side is Side.DEFENDANT:
        found, made = body.due(draft), draft.file.service
        due = explain.day_words(body.rolled(found[0])) if found else ""
        kind = "filed" if made and made.response else "due" if found else "due_missing"
        draft.say(draft.text(words[kind], due=due))
    asked = body.to_ask(draft, MOST)
    draft.say(words["asks"] if asked else words["asks_none"])
    plain = words["questions"]
    texts = (plain.get(name) or draft.lib.facts[name].question for name in asked)
    draft.listed(dict.fromkeys(explain.there(text, draft.place) for text in texts), "number")
    if asked and draft.side is Side.DEFENDANT:
        draft.say(words["operator"])
    draft.say(words["keep"])
    draft.say(words["closing"])
    draft.say("[Attorney]")


def argument(draft: Draft) -> None:
    """Write the argument for the client's side, point by point, from facts that the file shows."""
    words, side = draft.words.argument, draft.side
    early = draft.analysis.stage in draft.lib.intake.unserved
    draft.say(words["note"], kind="banner")
    draft.heading(1, "ARGUMENT")
    standard = draft.words.standard.get(draft.analysis.stage, "")
    draft.say(draft.text(standard) + ("" if early else f" {draft.text(words['burden'])}"))
    left = []
    for node in draft.contested():
        mine = [f for f, helped in draft.bearing(node).items() if helped is side]
        ours = draft.analysis[node].burden is side
        if ours and (
            not mine or (draft.analysis[node].by_silence and not _shared(draft, node, side))
        ):
            left.append(node)
            continue
        draft.heading(2, f"{capital(draft.claim(node, side))}.")
        draft.say(body.rule(draft, node))
        texts = [body.explained(draft, node, side)]
        said = [f for f in mine if f not in _shared(draft, node, side)][:5]
        texts += [f"The record shows that {draft.joined(map(draft.clause, said))}."] if said else []
        if draft.analysis[node].burden is not side:
            gaps = [f for f in draft.gaps(node, 3) if f not in draft.disputed]
            loser = capital(draft.who(OTHER[side]))
            texts += (
                [f"{loser} offers no evidence on {draft.joined(map(draft.whether, gaps), 'or')}."]
                if gaps
                else []
            )
        draft.say(" ".join(filter(None, texts)))
        draft.say(answered(draft, node, OTHER[side]))
    if left:
        claims = draft.joined((f"that {draft.claim(n, side)}" for n in left), "or")
        draft.say(draft.text(words["left"], points=claims))
    settled = [t for n in draft.points() if n not in draft.contested()
               if draft.analysis.status(n) is Status.MET and (t := body.settled_point(draft, n))]  # fmt: skip
    if side is Side.PLAINTIFF:
        draft.say(" ".join(settled))
        gaps = [f for node in draft.contested()[:1] for f in draft.gaps(node, 3)]
        if gaps and not early:
            draft.say(
                draft.text(words["alternative"], gaps=draft.joined(map(draft.whether, gaps), "and"))
            )
    draft.say(words["closing"]["early" if early else side.value])


def _shared(draft: Draft, node: str, side: Side) -> list[str]:
    found = body.best_case(draft, node, side)
    return found[1] if found else []


def answered(draft: Draft, node: str, other: Side) -> str:
    """Answer the other side's best case, where the facts distinguish it."""
    if not (found := body.best_case(draft, node, other)):
        return ""
    shown, silent = body.apart(draft, node, found[0])
    parts = [draft.joined(map(draft.clause, shown))] if shown else []
    parts += (
        [f"no evidence here shows {draft.joined(map(draft.whether, silent), 'or')}"]
        if silent
        else []
    )
    if not parts:
        return ""
    label = draft.mention(str(found[0].case.authority))
    there = f"{label} is distinguishable. There, {draft.holding(found[0], node)}"
    return f"{there} By contrast, {', and '.join(parts)}."
