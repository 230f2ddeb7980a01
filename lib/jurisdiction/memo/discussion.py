"""The discussion of a memo: the settled points in short, and each contested point argued both ways."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from .. import clinic, explain
from ..argument import nearest
from ..clinic import UNKNOWN, Question
from ..counterfactual import Change, alternatives
from ..doctrine import OTHER, Trace, facts_under, under, variants
from ..model import DECIDED, Answer, Argued, Range, Side, Status
from ..precedent import Precedent, precedents
from .draft import Draft, capital

_FACTS = 3  # of the facts on one side, as many are named in a discussion
_CASES = 2  # as many decisions are discussed on each side of a point
_ARGUMENTS = 2  # besides them, as many arguments
_SEARCHED = 12  # of the open facts, from what could settle most, as many are tried together
_LISTED = 3  # of the answers that could change a point, as many are listed


def discussion(draft: Draft) -> None:
    draft.heading(1, "Discussion")
    contested = draft.contested()
    if standard := draft.words.standard.get(draft.analysis.stage):
        draft.say(draft.text(standard))
    draft.say(framework(draft, draft.top))
    if settled := [
        s for n in draft.points() if n not in contested and (s := settled_point(draft, n))
    ]:
        draft.say(" ".join(settled), "Settled points.")
    for number, node in enumerate(contested):
        draft.heading(2, f"{chr(65 + number)}. {draft.law.nodes[node].name}")
        point(draft, node)
    if other := alternative_rule(draft):
        draft.say(other, draft.words.alternative_rule["heading"])


def framework(draft: Draft, top: str) -> str:
    """State the whole rule on an outcome before any part of it is applied."""
    said = draft.words.framework.get(top, [])
    return " ".join(draft.text(text) for text in said if draft.spoken(text))


# --- settled points -----------------------------------------------------------------------------------
def settled_point(draft: Draft, node: str, pressed: bool = False) -> str:
    """Say a settled point in a sentence, with a case or passage that supports this very finding.

    pressed: as a brief says it for the plaintiff, who has just argued what the point presupposes.
    """
    finding, words = draft.analysis[node], draft.words.points[node]
    if finding.status is Status.OPEN:
        return ""
    if presupposed(draft, node):
        return draft.text(words.pressed if pressed and words.pressed else words.presumed)
    texts = [
        said["pressed"] if pressed and "pressed" in said else said[reason.status.value]
        for reason in finding.because
        if reason.status.value in (said := words.settled.get(reason.node, {}))
    ]
    texts = [text for text in texts if draft.spoken(text)]
    if texts:
        return draft.text(" ".join(texts))
    winner = Side.PLAINTIFF if finding.status is Status.MET else Side.DEFENDANT
    text = f"{capital(draft.claim(node, winner))}."
    conceded = _conceded(draft)
    if passages := [p for p in finding.because[0].passages if p.id not in conceded]:
        return f"{text} {draft.cite(passages[0], 'See')}."
    if finding.precedents:
        cases, how = draft.best_known(finding.precedents, node)
        see, name = draft.text("*See*"), str(draft.lib.cases[cases[0]].authority)
        return f"{text} {see} {draft.mention(name)}.{draft.unchecked(how)}"
    return text


def presupposed(draft: Draft, node: str) -> str:
    """Return the open point that a finding for the plaintiff presupposes, if there is one."""
    words = draft.words.points.get(node)
    if not words or not words.given or draft.analysis.status(node) is not Status.MET:
        return ""
    shown = draft.analysis.status(words.given) is Status.MET and words.given not in draft.live
    return "" if shown else words.given


def _conceded(draft: Draft) -> set[str]:
    """Return the passages that report what parties conceded or agreed on; they decide nothing."""
    holdings = [h for case in draft.lib.cases.values() for h in case.holdings]
    decided = {p for h in holdings if h.disposition in DECIDED for p in h.passages}
    agreed = {p for h in holdings if h.disposition in ("conceded", "agreed") for p in h.passages}
    return agreed - decided


# --- contested points -----------------------------------------------------------------------------------
def point(draft: Draft, node: str) -> None:
    """Argue a point: conclusion, rule, explanation, application, counterarguments, what would change it."""
    winner = draft.winner(node) or OTHER[draft.analysis[node].burden]
    draft.say(conclusion(draft, node, lacks=False))
    draft.say(rule(draft, node))
    draft.say(jurisdiction_inside(draft, node))
    told = explained(draft, node, winner), applied(draft, node, winner)
    draft.say(" ".join(filter(None, told)))
    if node == draft.contested()[0] or not told[0]:
        draft.say(added(draft, node, winner))
    for number, text in enumerate(counter(draft, node, OTHER[winner])):
        draft.say(text, "" if number else "Counterargument.")
    draft.say(would_change(draft, node))


def conclusion(draft: Draft, node: str, lacks: bool = True) -> str:
    """Say what a point comes to, who loses it by silence, and perhaps what the record lacks."""
    finding, bearer = draft.analysis[node], draft.analysis[node].burden
    if finding.status is not Status.OPEN:
        winner = Side.PLAINTIFF if finding.status is Status.MET else Side.DEFENDANT
        would = "would" if _known_well(draft, node) else "would probably"
        text = f"On the present record, a court {would} find that {draft.claim(node, winner)}."
        return text + _dispute(draft, node, known=True)
    if finding.at_close is Status.OPEN:
        return f"It is unresolved whether {draft.claim(node, bearer)}."
    loser = Side(finding.loser) if finding.loser else bearer
    gaps = missing(draft, node, 2) if lacks else ""
    said = [f"The record does not show that {draft.claim(node, bearer)}."]
    if loser is bearer:
        claim = re.sub(rf"^{draft.who(bearer)}\b", "it", draft.claim(node, bearer))
        said = [f"{capital(draft.who(bearer))} bears the burden of showing that {claim}, "
                f"and on this record has not done so."]  # fmt: skip
    if gaps:
        said.append(f"The file does not say {gaps}.")
    return " ".join(said) + _dispute(draft, node, known=None)


def _known_well(draft: Draft, node: str) -> bool:
    """Tell whether a precedent controls a finding and was read, or is described by one that was."""
    cases = draft.analysis[node].precedents
    return bool(cases) and draft.best_known(cases, node)[1] in ("read", "quoted")


def _dispute(draft: Draft, node: str, known: bool | None) -> str:
    """Say on which disputes a result depends: those that count as shown, or all of them."""
    under = facts_under(draft.law, node)
    disputed = [f for f in draft.disputed if f in under and known in (None, draft.known(f))][:3]
    if not disputed:
        return ""
    told = draft.told >= {*disputed}
    draft.told.update(disputed)
    first = node == draft.contested()[0]
    if told and not (first and known):
        return "" if first else " That depends on the same dispute."
    said = draft.disputes(disputed)
    return f" But {said}." if known else f" {capital(said)}."


def missing(draft: Draft, node: str, most: int) -> str:
    """Say what the record lacks on a point."""
    own = draft.law.nodes[node].fact  # the point itself, which needs no second mention
    gaps = [f for f in draft.gaps(node, most + 2) if f not in draft.disputed and f != own][:most]
    return draft.joined(map(draft.whether, gaps), "or")


def rule(draft: Draft, node: str) -> str:
    """State the rule on a point, without what was decided after the day of the law."""
    return " ".join(draft.text(s) for s in draft.words.points[node].rule if draft.spoken(s))


def jurisdiction_inside(draft: Draft, node: str) -> str:
    """Say which elements of jurisdiction are open where it is part of a point, and the rule on aiming."""
    inner = under(draft.law, node) - {node}
    if "personal_jurisdiction" not in inner:
        return ""
    terms = {n: draft.law.nodes[n].term for n in clinic.points(draft.analysis) if n in inner}
    elements = [n for n, term in terms.items() if term == "element"]
    parts = [
        n for n, term in terms.items() if term == "prong" and not {*elements} & under(draft.law, n)
    ]
    claims = [
        f"that {draft.claim(n, Side.PLAINTIFF)}"
        for n in [*elements, *parts]
        if n in draft.words.points
        and draft.analysis.status(n) is Status.OPEN
        and draft.analysis[n].burden is Side.PLAINTIFF
    ]
    if not claims:
        return ""
    said = draft.text(draft.words.jurisdiction_inside, claims=draft.joined(claims))
    return f"{said} {framework(draft, 'personal_jurisdiction')}"


def cases_for(draft: Draft, node: str, side: Side) -> list[tuple[Precedent, list[str]]]:
    """Return the decisions that a side cites on a point: the nearest, and the leading ones of the day.

    Where the facts have a closest decision, it stands alone.
    """
    words = draft.words.points[node]
    decided = {p.case.id: p for p in precedents(draft.law, node) if p.winner is side}
    closest = [name for name, when in words.closest.items() if draft.holds(when)]
    if found := [(decided[name], list[str]()) for name in closest if name in decided]:
        return found[:_CASES]
    found += [best] if (best := best_case(draft, node, side)) else []
    found += [(decided[name], []) for name in words.leading.get(side.value, []) if name in decided]
    once = {p.case.authority: (p, common) for p, common in reversed(found)}
    return list(once.values())[: -_CASES - 1 : -1]


def best_case(draft: Draft, node: str, side: Side) -> tuple[Precedent, list[str]] | None:
    """Return the case nearest to these facts that helps a side, if it is known what it turned on."""
    if not (found := nearest(draft.analysis, node, side)):
        return None
    case, common = found
    told = case.holding.reason or node in draft.words.holdings.get(case.case.id, {})
    own = draft.own_facts(node)
    return (case, [f for f in common if f in own]) if told else None


def explained(draft: Draft, node: str, side: Side) -> str:
    """Explain the case nearest to these facts that helps a side, and say what is alike and what differs."""
    if not (found := best_case(draft, node, side)):
        return ""
    case, common = found
    name = str(case.case.authority)
    said = f"In {draft.mention(name)}, {draft.holding(case, node)}"
    return f"{said}{likeness(draft, case, common)}{later(draft, case)}"


def likeness(draft: Draft, case: Precedent, common: Iterable[str], held: str = "") -> str:
    """Say what a case shares with this file, which figures differ, and which likeness is disputed.

    held: what was just said of the case; a figure that it gives is not said again.
    """
    alike, differ, disputed, told = [], [], [], list[str]()
    here, there = draft.place, place(draft, case)
    name = draft.short(str(case.case.authority))
    for fact in list(common):
        record = draft.lib.facts[fact]
        if record.kind == "choice" or fact in draft.words.never_alike:
            continue
        if fact in draft.disputed:
            disputed.append(fact)
            continue
        theirs = draft.lib.patterns[case.case.id][fact]
        if record.kind == "yes_no":
            alike.append(draft.clause(fact))
            told += [fact] * (len(alike) <= _FACTS)
        elif here == there and near(draft.analysis.facts[fact], theirs, draft.words.alike_within):
            shown = explain.value_words(theirs, record.kind)
            alike.append(f"{draft.clause(fact)} (in {name}, {shown})")
            told += [fact] * (len(alike) <= _FACTS)
        else:
            figure = explain.value_words(theirs, record.kind)
            if {*re.findall(r"[\d.]+%", figure)} <= {*re.findall(r"[\d.]+%", held)}:
                continue
            where = "" if here == there else f" for {there}"
            ours = "" if fact in draft.figures else f"here, {draft.clause(fact)}; "
            draft.figures.add(fact)
            told += [fact] * (not differ)
            differ.append(f"{ours}in {name}, the figure was {figure}{where}")
    text, how = "", _facts_known(draft, case, told)
    if alike:
        where = "" if here == there else f", where the forum was {there}"
        text += f" Here, as in {name}{where}, {draft.joined(alike[:_FACTS])}."
    if differ:
        text += f" The figures differ: {differ[0]}."
    if text:
        text += draft.unchecked(how)
    if disputed and draft.told >= {*disputed}:
        text += f" {name} found the fact that is disputed here, so the comparison depends on that dispute."
    elif disputed:
        text += f" {capital(draft.disputes(disputed))}, as in {name}."
    return text


def _facts_known(draft: Draft, case: Precedent, facts: Iterable[str]) -> str:
    """Return how the shared facts of a case are known, if that is only from outside an opinion."""
    if any(one.authority == case.case.authority for one in draft.lib.sources.values()):
        return ""  # held in full
    known = draft.lib.cases[case.case.id].facts
    hows = {v.how for f in facts if (v := getattr(known.get(f), "verified", None))}
    return next((how for how in ("memory", "web", "opening") if how in hows), "")


def near(here: object, there: object, within: float) -> bool:
    """Tell whether two figures are alike: at most a certain share of the one below or above the other."""
    if not isinstance(here, Range) or not isinstance(there, Range):
        return here == there
    return here.low >= there.low * (1 - within) and here.high <= there.high * (1 + within)


def place(draft: Draft, case: Precedent) -> str:
    return explain.place_words(draft.lib, draft.lib.patterns[case.case.id], case.case.place)


def later(draft: Draft, case: Precedent) -> str:
    """Say what later law did to a case on this point."""
    authority = draft.lib.authorities[str(case.case.authority)]
    if authority.id in draft.later:
        return ""
    notes = []
    for t in authority.treatment:
        if t.since > draft.law.as_of or t.word not in (
            "reversed",
            "overruled in part",
            "questioned",
        ):
            continue
        if not t.points or case.holding.node in t.points:
            draft.later.add(authority.id)
            name, by = draft.mention(authority.id), draft.mention(t.by)
            note = draft.named(t.note)
            if t.note.lower().startswith(t.word.split()[0]):
                said = f"In {by}, {name} was {explain.inside(note)}"
            else:
                said = f"{name} must be read with {by}. {note}"
            notes.append(f" {said}{draft.unchecked(t.verified.how)}")
    return "".join(notes)


def applied(draft: Draft, node: str, winner: Side) -> str:
    """Apply the rule: what is shown for the side that wins, then what the law leaves open."""
    found = best_case(draft, node, winner)
    told = set(found[1]) if found else set()
    told |= draft.applied
    mine = [f for f in draft.shown(node, winner) if f not in told and not draft.bare(f)][:_FACTS]
    draft.applied.update(mine)
    texts = (
        [f"The record shows {draft.joined(map(draft.clause, mine), lead='that ')}."] if mine else []
    )
    if not draft.bearing(node) and draft.words.points[node].gap:
        texts.append(draft.words.points[node].gap)
    if draft.analysis.status(node) is Status.OPEN:
        texts += [draft.named(draft.law.nodes[name].open) for name in draft.ripe(node)[:1]]
    return re.sub(r'"([^"]+)"', r"“\1”", " ".join(texts))


def arguments(draft: Draft, node: str, side: Side, proven: bool = False) -> list[Argued]:
    """Return the further arguments of a side that the facts of the file and the law of the day allow.

    proven: as in a brief, without those that rest on an inference or on the plaintiff's allegation
    that a declaration denies.
    """
    listed = draft.words.points[node].arguments
    weak = ("inferred", "denied") if side is Side.PLAINTIFF else ("inferred",)
    return [
        one
        for one in listed
        if one.side is side
        and draft.holds(one.when)
        and draft.spoken(one.support)
        and (one.brief if proven else one.memo)
        and not (proven and any(draft.state(fact) in weak for fact in one.when))
    ][: _ARGUMENTS + proven]  # a brief has room for one more


def added(draft: Draft, node: str, side: Side) -> str:
    """Give one further argument of the side that wins."""
    who = draft.speaker(side)
    said = (
        f"{who} could also reason that {draft.text(one.claim)}. {draft.text(one.support)}"
        if who == "The court"
        else f"{who} could also argue that {draft.text(one.claim)}. {draft.text(one.support)}"
        for one in arguments(draft, node, side)[:1]
    )
    return " ".join(said)


def apart(draft: Draft, node: str, case: Precedent) -> tuple[list[str], list[str], list[str]]:
    """Return what sets a case apart for the side that lost it: facts shown, not shown, and disputed.

    A fact that is not shown sets a case apart only if the side that won there had to show it.
    """
    lacking = [f for f in case.missing(draft.analysis.facts) if f not in draft.words.never_alike]
    helped = draft.shown(node, OTHER[case.winner])
    more = [*lacking, *case.stronger(draft.analysis.facts)]
    shown = [f for f in dict.fromkeys(more) if f in helped or _follows_against(draft, f, case)]
    own = [f for f in lacking if draft.lib.facts[f].shown_by == case.winner.value]
    here = draft.own_facts(node)
    silent = [f for f in own if f in here and draft.state(f) in ("unknown", "inferred")]
    disputed = [f for f, _ in case.reason if f in draft.disputed]
    return shown[:3], silent[:3], disputed


def _follows_against(draft: Draft, fact: str, case: Precedent) -> bool:
    """Tell whether a factor that helped the winner of a case follows here to weigh the other way."""
    against = {Side.PLAINTIFF: ("against",), Side.DEFENDANT: ("for",)}[case.winner]
    return not draft.known(fact) and draft.state(fact) in against


def counter(draft: Draft, node: str, side: Side) -> list[str]:
    """Give the best arguments of the side that loses the point, each with the answer to it."""
    who, cases = draft.speaker(side), cases_for(draft, node, side)
    texts = []
    if not cases:
        mine = [draft.clause(f) for f in draft.shown(node, side) if not draft.bare(f)][:_FACTS]
        whom = draft.who(side) if who != "The court" else "the court"
        rest = (
            f" could point out {draft.joined(mine, lead='that ')}"
            if mine
            else " must argue from the rule"
        )
        texts.append(
            f"Our table has no decision for {draft.who(side)} on this point; {whom}{rest}."
        )
    for number, (case, common) in enumerate(cases):
        name = draft.mention(str(case.case.authority))
        lead = f"{who} would also cite {name}." if number else f"{who}'s best authority is {name}."
        holding = f"There, {draft.holding(case, node)}"
        alike = likeness(draft, case, common, holding)
        texts.append(f"{lead} {holding}{alike}{later(draft, case)} {answer(draft, node, case)}")
    first = node == draft.contested()[0]
    most = _ARGUMENTS if first else 1
    for number, one in enumerate(arguments(draft, node, side)[:most]):
        could = "could also argue" if number or cases else "could argue"
        said = draft.text(f"{one.support} {one.reply}")
        texts.append(f"{who} {could} that {draft.text(one.claim)}. {said}")
    return [text.strip() for text in texts]


_NAMED = {1: "that fact", 2: "both", 3: "all three"}


def answer(draft: Draft, node: str, case: Precedent) -> str:
    """Answer a case for the side that it hurts: what sets it apart, and what is said of it elsewhere."""
    shown, silent, disputed = apart(draft, node, case)
    label, text = draft.short(str(case.case.authority)), ""
    if shown:
        text += f" The answer is that here, unlike in {label}, {draft.joined(map(draft.clause, shown))}."
    if silent:
        text += (f" {'Nor does the' if shown else 'The answer is that this'} record "
                 f"{'' if shown else 'does not '}show {draft.joined(map(draft.whether, silent), 'or')}; "
                 f"{label} rested on {_NAMED[len(silent)]}.")  # fmt: skip
    if disputed:
        asked = draft.joined(map(draft.whether, disputed))
        text += f" The answer depends on {asked}, which the parties dispute."
    replies = [*insufficient(draft, node, case), *replies_to(draft, node, case)]
    if not text and not replies:
        text = f" No fact in the file clearly distinguishes {label}."
    return " ".join([text.strip(), *replies]).strip()


def insufficient(draft: Draft, node: str, case: Precedent) -> list[str]:
    """Say that the plaintiff relies on other contacts than those that did not suffice in a case."""
    if case.winner is not Side.DEFENDANT:
        return []
    pattern, words = draft.lib.patterns[case.case.id], draft.words.argument
    theirs = [n for n, value in case.reason if value is Answer.YES and not draft.known(n)]
    new = [f for f, side in draft.bearing(node).items() if side is Side.PLAINTIFF
           and pattern[f] in (Answer.NO, *UNKNOWN) and draft.analysis.facts[f] is Answer.YES]  # fmt: skip
    disputed = [f for f in new if f in draft.disputed]
    new = [f for f in new if f not in (*draft.disputed, *draft.words.conclusions)][:3]
    if not theirs or not (new or disputed):
        return []
    there = place(draft, case)
    held = draft.joined((draft.clause(n, Answer.YES, there) for n in theirs), lead="that ")
    ours = draft.joined(
        [*map(draft.clause, new), *([draft.disputes(disputed)] if disputed else [])]
    )
    short, said = draft.short(str(case.case.authority)), words["insufficient"]
    return [draft.text(said, case=short, theirs=held, ours=ours)]


def replies_to(draft: Draft, node: str, case: Precedent, proven: bool = False) -> list[str]:
    """Return what else is said of a case by the side that it hurts, on these facts; proven: in a brief."""
    return [
        draft.text(one.text)
        for one in draft.words.points[node].answers
        if one.case == case.case.id
        and draft.holds(one.when)
        and draft.spoken(one.text)
        and one.paper in ("both", "brief" if proven else "memo")
    ]


# --- what would change a point ----------------------------------------------------------------------------
def would_change(draft: Draft, node: str) -> str:
    """Say which answers, alone or together, would change who wins a point if the record closed."""
    asked = [q for q in draft.open_facts() if q.fact in facts_under(draft.law, node)]
    if not asked:
        ripe = draft.ripe(node)
        return "" if ripe else "Nothing that remains to be learned would change this point."
    likely = [q for q in asked if draft.lib.facts[q.fact].group != "routes"][:_SEARCHED]
    if balanced := draft.words.points[node].change:
        named = draft.joined(draft.whether(q.fact) for q in likely[:3])
        return draft.text(balanced, open=named)
    if found := turning(draft, node, likely):
        said = [draft.joined(_showing(draft, change) for change in group) for group in found]
        if len(said) > 1:
            return f"Any of these showings could change this result: {'; or '.join(said)}."
        return f"{_NUMBERS[len(found[0])]} could change this result: {said[0]}."
    none = "No one or two facts would decide this point; several would have to be shown together."
    apart = {*draft.words.conclusions}
    here = [q.fact for q in likely if q.fact in draft.own_facts(node) - apart][:2]
    return f"{none} Begin with {draft.joined(map(draft.whether, here))}." if here else none


_NUMBERS = {1: "One showing", 2: "Two showings together"}


def _showing(draft: Draft, change: Change) -> str:
    value = change.values[0]
    if isinstance(value, Range):
        return draft.whether(change.fact)
    return f"that {draft.naming(change.fact, draft.clause(change.fact, value))}"


def turning(draft: Draft, node: str, asked: list[Question]) -> list[tuple[Change, ...]]:
    """Return the answers that would each change who wins a point at close, or else a pair that would.

    Exact. Facts that a court names together, such as where a CDN's servers are and what it is for, are one
    answer where neither is known. At most three are returned, from what could settle most.
    """
    law, facts = draft.law, draft.analysis.facts
    ways = {q.fact: alternatives(law, facts, node, q.fact) for q in asked}
    alone = [(change,) for changes in ways.values() for change in changes]
    switched = [
        tuple(
            Change(name, (answer,))
            for name in draft.lib.facts
            if name in (q.fact, *q.together_with)
        )
        for q in asked
        if q.together_with
        for answer in (Answer.YES, Answer.NO)
    ]
    order = [q.fact for q in asked]
    first = sorted(
        {*alone, *switched}, key=lambda g: min(order.index(c.fact) for c in g if c.fact in order)
    )
    if found := _flipping(draft, node, first):
        return found[:_LISTED]
    pairs = [(a, b) for (a,), (b,) in itertools.combinations(alone, 2) if a.fact != b.fact]
    return _flipping(draft, node, pairs)[:1]


def _flipping(
    draft: Draft, node: str, groups: list[tuple[Change, ...]]
) -> list[tuple[Change, ...]]:
    """Return those groups of changes that decide a point the other way, one for each set of facts.

    A change that would only leave the point open at close is not one of them.
    """
    if not groups:
        return []
    rows = [{change.fact: change.values[0] for change in group} for group in groups]
    trace = Trace(draft.law, variants(draft.lib, draft.analysis.facts, rows), closed=True)[node]
    now, found = draft.analysis.at_close(node), dict[frozenset[str], tuple[Change, ...]]()
    for i, group in enumerate(groups):
        if trace.status(i) not in (now, Status.OPEN):
            found.setdefault(frozenset(change.fact for change in group), group)
    return list(found.values())


# --- the other rule -----------------------------------------------------------------------------------------
def has_alternative(draft: Draft) -> bool:
    """Tell whether Rule 4(k)(2) may serve beside the long-arm statute of the forum state."""
    facts = draft.analysis.facts
    asked = "personal_jurisdiction" in draft.analysis and not draft.stated
    return asked and facts["forum"] == "state" and facts["federal_claim"] is Answer.YES


def alternative_rule(draft: Draft) -> str:
    """Discuss Rule 4(k)(2) where the claim is federal and the forum is a state."""
    if not has_alternative(draft):
        return ""
    words, early = draft.words.alternative_rule, draft.analysis.stage in draft.lib.intake.unserved
    texts = [
        words[k] for k in ("rule", "who_names", "early" if early else draft.side.value, "fuld")
    ]
    return " ".join(draft.text(text) for text in texts if draft.spoken(text))
