"""The papers that accompany a memo: a client letter, and the argument of a motion or an opposition."""

from __future__ import annotations

from jurisdiction import explain
from jurisdiction.doctrine import OTHER, facts_under
from jurisdiction.model import Answer, Side, Status
from jurisdiction.precedent import Precedent
from .. import client as files
from . import body, discussion, service
from .draft import Draft, capital, safe

MOST = 6  # most questions in a letter


def letter(draft: Draft) -> None:
    """Write the client letter: the question, the current answer, what we need, and the deadline."""
    words, early = draft.words.letter, draft.analysis.stage in draft.lib.intake.unserved
    country = draft.analysis.facts["forum"] == "united_states"
    draft.say(words["privileged"], kind="banner")
    draft.say(explain.day_words(draft.today))
    draft.say(f"Dear {safe(draft.file.label)}:")
    draft.say(draft.text(words["early"] if early else words["opening"][draft.side.value]))
    if not draft.broken:
        asked = [
            q
            for n in draft.contested()[:1]
            for q in draft.open_facts()
            if q.fact in facts_under(draft.law, n)
        ]
        same = [q.fact for q in asked if q.rank == asked[0].rank]
        gaps = [*same[:2], *(f for f in same[2:] if f in draft.disputed and f in words["gaps"])]
        plain = dict.fromkeys(_plainly(draft, f) for f in gaps)
        why = draft.text(
            words["reasons" if len(plain) > 1 else "reason"], gaps=draft.joined([*plain][:2])
        )
        answers = words["answers_early" if early else "answers"]
        draft.say(f"{answers[body.key(draft)]} {why if gaps else ''}".strip())
    if draft.side is Side.DEFENDANT:
        day, made = service.response_day(draft), draft.file.service
        kind = "filed" if made and made.response else "due" if day else "due_missing"
        draft.say(draft.text(words[kind], due=explain.day_words(day) if day else ""))
    if said := body.posture(draft):
        draft.say(words["posture"][said])
    if discussion.has_alternative(draft):
        draft.say(draft.text(words["country"]["early" if early else draft.side.value]))
    asked = body.to_ask(draft, MOST)
    texts = [_question(draft, name) for name in asked]
    texts += [draft.text(words["country"]["here"])] if early and not country else []
    texts += [words["country"]["question"]] if discussion.has_alternative(draft) else []
    draft.say(words["asks"] if texts else words["asks_none"])
    texts = [*dict.fromkeys(explain.there(text, draft.place) for text in texts)]
    draft.listed(texts, "number")
    if draft.side is Side.DEFENDANT and any("the operator" in text for text in texts):
        draft.say(words["operator"])
    draft.say(words["keep"])
    if draft.law.as_of != draft.today:
        draft.say(draft.text(words["earlier"], day=draft.day))
    draft.say(words["closing"])
    draft.say("[Attorney]")


def _plainly(draft: Draft, fact: str) -> str:
    """Say what is uncertain about a fact in plain words, with the company that the file names."""
    words = draft.words.letter["gaps"]
    said = draft.text(words[fact]) if fact in words else draft.whether(fact)
    company = draft.company_for(fact)
    return said.replace("a company", company, 1) if company else said


def _question(draft: Draft, fact: str) -> str:
    """Return a question to our client about a fact, in plain words."""
    words = draft.words.letter
    kinds = [words["disputed"]] if fact in draft.disputed else []
    kinds += [words["know"]] if draft.side is Side.PLAINTIFF else []
    company = draft.company_for(fact)
    kinds += [words["named"]] if company else []
    found = (kind[fact] for kind in [*kinds, words["questions"]] if fact in kind)
    asked = next(found, draft.lib.facts[fact].question)
    return draft.text(asked, company=company) if fact in words["named"] else asked


def argument(draft: Draft) -> None:
    """Write the argument for the client's side, point by point, and answer contrary authority."""
    words, side = draft.words.argument, draft.side
    early = draft.analysis.stage in draft.lib.intake.unserved
    draft.say(words["note"], kind="banner")
    if side is Side.DEFENDANT and draft.file.service and draft.file.service.response:
        draft.say(words["filed"])
    if body.posture(draft) == "motion":
        draft.say(words["awaited"])
    body.another_day(draft)
    draft.heading(1, "ARGUMENT")
    standard = draft.words.standard.get(draft.analysis.stage, "")
    draft.say(draft.text(standard))
    draft.say(discussion.framework(draft, draft.top))
    left, denied = [], dict[str, None]()
    for node in draft.contested():
        mine, shared = draft.shown(node, side), _shared(draft, node, side)
        silent = draft.analysis[node].by_silence and not shared
        if draft.analysis[node].burden is side and (not mine or silent):
            left.append(node)
            continue
        draft.heading(2, f"{capital(draft.claim(node, side))}.")
        draft.say(discussion.rule(draft, node))
        texts = [discussion.explained(draft, node, side), _rested(draft, node, side)]
        said = [f for f in mine if f not in shared and not draft.bare(f)][:5]
        texts += [draft.told_as(said)] if said else []
        if draft.analysis[node].burden is not side:
            gaps = [f for f in draft.gaps(node, 3) if not _unread(draft, f) and f not in denied]
            denied |= dict.fromkeys(gaps)
            loser = draft.who(OTHER[side])
            told = f"{loser} offers no evidence {_unshown(draft, gaps, OTHER[side])}."
            # a dispute may bear on these facts, too
            if {*draft.disputed} & facts_under(draft.law, node):
                told = f"apart from the disputed facts, {told}"
            texts += [capital(told)] if gaps else []
        draft.say(" ".join(filter(None, texts)))
        for one in discussion.arguments(draft, node, side, proven=True):
            draft.say(f"{capital(draft.text(one.claim))}. {draft.text(one.support)}")
        for number, (case, _) in enumerate(discussion.cases_for(draft, node, OTHER[side])):
            draft.say(answered(draft, node, case, first=not number))
    if side is Side.DEFENDANT:
        if ours := [f for f in denied if _ours(draft, f)]:
            named = draft.joined(map(draft.whether, ours), "or")
            draft.say(draft.text(words["unasked"], gaps=named))
        gaps = {f for node in draft.contested() for f in draft.gaps(node, 3)}
        for lead in files.leads(draft.lib, draft.file):
            if gaps & {*lead.asks} and not early:
                draft.say(draft.text(words["mentioned"], company=draft.company(lead)))
    for node in left:
        against = {str(c.case.authority) for c, _ in discussion.cases_for(draft, node, OTHER[side])}
        leading = draft.words.points[node].leading.get(OTHER[side].value, [])
        against |= {str(draft.lib.cases[name].authority) for name in leading}
        named = draft.joined(draft.mention(name) for name in sorted(against) if draft.decided(name))
        contrary = draft.text(words["left_contrary"], cases=named) if named else ""
        claim = f"that {draft.claim(node, side)}"
        draft.say(draft.text(words["left"], points=claim, contrary=contrary))
    if side is Side.PLAINTIFF:
        settled = [t for n in draft.points() if n not in draft.contested()
                   if draft.analysis.status(n) is Status.MET
                   and (t := discussion.settled_point(draft, n, pressed=True))]  # fmt: skip
        if settled:
            draft.heading(2, f"{capital(words['rest'])}.")
        draft.say(" ".join(settled))
        gaps = [f for node in draft.contested()[:1] for f in draft.gaps(node, 3)]
        if gaps and not early:
            draft.heading(2, f"{words['discovery']}.")
            draft.say(
                draft.text(words["alternative"], gaps=draft.joined(map(draft.whether, gaps), "and"))
            )
    if discussion.has_alternative(draft):
        rule = draft.words.alternative_rule["brief" if side is Side.PLAINTIFF else "drafter"]
        draft.say(draft.text(rule))
    draft.heading(1, words["conclusion"])
    draft.say(words["closing"]["early" if early else side.value])


def _rested(draft: Draft, node: str, side: Side) -> str:
    """Return a note on the facts on which our best case also rested, and which the file does not show."""
    if not (found := discussion.best_case(draft, node, side)):
        return ""
    case = found[0]
    _, silent, _ = discussion.apart(draft, node, case)
    if not silent:
        return ""
    name, gaps = (
        draft.short(str(case.case.authority)),
        draft.joined(map(draft.whether, silent), "or"),
    )
    return draft.text(draft.words.argument["rested"], case=name, gaps=gaps)


def _ours(draft: Draft, fact: str) -> bool:
    """Tell whether our own client could answer what a brief says that there is no evidence of."""
    held = draft.lib.evidence.get(fact)
    return bool(held) and held.ask in ("anyone", "operator")


def _unread(draft: Draft, fact: str) -> bool:
    """Return whether a brief must not say that there is no evidence of a fact.

    That is so if the fact is disputed, or if a defendant's file names a company whose records may
    show it.
    """
    ours = draft.side is Side.DEFENDANT and fact in draft.mentioned
    return ours or fact in draft.disputed


def _unshown(draft: Draft, facts: list[str], bearer: Side) -> str:
    """Return the end of a sentence that begins *no evidence*: *that* each fact is so, or *on whether* it is.

    Use *that* only if every fact is one that `bearer` would have to show.
    """
    records = [draft.lib.facts[f] for f in facts]
    if all(r.kind == "yes_no" and r.shown_by == bearer.value for r in records):
        clauses = [draft.naming(f, draft.clause(f, Answer.YES)) for f in facts]
        return draft.joined((f"that {clause}" for clause in clauses), "or")
    return f"on {draft.joined(map(draft.whether, facts), 'or')}"


def _shared(draft: Draft, node: str, side: Side) -> list[str]:
    found = discussion.best_case(draft, node, side)
    return found[1] if found else []


def answered(draft: Draft, node: str, case: Precedent, first: bool = True) -> str:
    """Cite a case for the other side and answer it: by its facts, a dispute, or later law."""
    words, name = draft.words.argument, str(case.case.authority)
    shown, silent, disputed = discussion.apart(draft, node, case)
    silent = [f for f in silent if not _unread(draft, f)]
    who = draft.speaker(case.winner)
    cited = words["contrary" if first else "contrary_more"]
    cited = draft.text(cited, case=draft.mention(name), who=who)
    texts = [f"{cited} There, {draft.holding(case, node)}"]
    parts = [draft.asserted({f: draft.clause(f) for f in shown})] if shown else []
    parts += (
        [f"the record contains no evidence {_unshown(draft, silent, case.winner)}"]
        if silent
        else []
    )
    met = [f"By contrast, {', and '.join(parts)}."] if parts else []
    if disputed:
        said = draft.disputes(disputed)
        kind = "denied" if all(draft.state(f) == "denied" for f in disputed) else "conflict"
        met.append(draft.text(words[f"{kind}_{draft.side.value}"], disputed=said))
    met += discussion.insufficient(draft, node, case)
    met += discussion.replies_to(draft, node, case, proven=True)
    later = "" if case.good else discussion.later(draft, case).strip()
    met += [later] if later else []
    return " ".join(texts + (met or [draft.text(words["undistinguished"], case=draft.short(name))]))
