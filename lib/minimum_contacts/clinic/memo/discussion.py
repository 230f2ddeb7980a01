"""The discussion of a memo: the settled points in brief, and both sides of each contested point."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from jurisdiction import explain
from jurisdiction.argument import nearest
from jurisdiction.counterfactual import Change, alternatives
from jurisdiction.doctrine import OTHER, Trace, facts_under, under, variants
from jurisdiction.model import DECIDED, Answer, Argued, Range, Side, Status
from jurisdiction.precedent import Precedent, precedents
from .. import clinic
from ..clinic import UNKNOWN, Question
from .draft import Draft, capital

_FACTS = 3  # most facts to name for one side of a point
_CASES = 2  # most decisions to discuss on each side of a point
_ARGUMENTS = 2  # most further arguments on each side
_SEARCHED = 12  # most open facts to try in pairs
_LISTED = 3  # most answers to list that could change a point


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
    """Return the whole rule on an outcome, to be stated before any part of it is applied."""
    said = draft.words.framework.get(top, [])
    return " ".join(draft.text(text) for text in said if draft.spoken(text))


# --- settled points -----------------------------------------------------------------------------------
def settled_point(draft: Draft, node: str, pressed: bool = False) -> str:
    """Return a sentence on a settled point, with a case or passage that supports this very finding.

    pressed: use the text of a plaintiff's brief, which has just argued what the point presupposes.
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
    """Return the open point that a finding for the plaintiff presupposes; '' if there is none."""
    words = draft.words.points.get(node)
    if not words or not words.given or draft.analysis.status(node) is not Status.MET:
        return ""
    shown = draft.analysis.status(words.given) is Status.MET and words.given not in draft.live
    return "" if shown else words.given


def _conceded(draft: Draft) -> set[str]:
    """Return the passages that only report what the parties conceded or agreed on."""
    holdings = [h for case in draft.lib.cases.values() for h in case.holdings]
    decided = {p for h in holdings if h.disposition in DECIDED for p in h.passages}
    agreed = {p for h in holdings if h.disposition in ("conceded", "agreed") for p in h.passages}
    return agreed - decided


# --- contested points -----------------------------------------------------------------------------------
def point(draft: Draft, node: str) -> None:
    """Write up a point: conclusion, rule, application, counterarguments, and what would change it."""
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
    """Return the conclusion on a point and, if silence decides it, who loses. lacks: name the gaps, too."""
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
    dispute = _dispute(draft, node, known=None)
    if gaps:
        gaps = f" Nor does the file say {gaps}." if dispute else f" The file does not say {gaps}."
    return " ".join(said) + dispute + gaps


def _known_well(draft: Draft, node: str) -> bool:
    """Return whether a case controls a finding and we have read it, or an opinion that describes it."""
    cases = draft.analysis[node].precedents
    return bool(cases) and draft.best_known(cases, node)[1] in ("read", "quoted")


def _dispute(draft: Draft, node: str, known: bool | None) -> str:
    """Return a sentence on the disputes under a point. known: only those that count as shown."""
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
    """Return what the record lacks on a point, as a list of clauses."""
    own = draft.law.nodes[node].fact  # the point's own fact, which the sentence already states
    gaps = [f for f in draft.gaps(node, most + 2) if f not in draft.disputed and f != own][:most]
    return draft.joined(map(draft.whether, gaps), "or")


def rule(draft: Draft, node: str) -> str:
    """Return the rule on a point, omitting anything decided after the date of the law."""
    return " ".join(draft.text(s) for s in draft.words.points[node].rule if draft.spoken(s))


def jurisdiction_inside(draft: Draft, node: str) -> str:
    """Return the open elements of jurisdiction, with its rule, if jurisdiction is part of a point."""
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
    return f"{framework(draft, 'personal_jurisdiction')} {said}"


def cases_for(draft: Draft, node: str, side: Side) -> list[tuple[Precedent, list[str]]]:
    """Return the decisions a side cites on a point, each with shared facts: the nearest and the leading ones.

    If data/memo.yml names the closest decisions on these facts, return only those.
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
    """Return the nearest case that helps a side, with shared facts; None if its ground is unknown."""
    if not (found := nearest(draft.analysis, node, side)):
        return None
    case, common = found
    told = case.holding.reason or node in draft.words.holdings.get(case.case.id, {})
    own = draft.own_facts(node)
    return (case, [f for f in common if f in own]) if told else None


def explained(draft: Draft, node: str, side: Side) -> str:
    """Explain the nearest case that helps a side, and compare it with these facts."""
    if not (found := best_case(draft, node, side)):
        return ""
    case, common = found
    name = str(case.case.authority)
    said = f"In {draft.mention(name)}, {draft.holding(case, node)}"
    return f"{said}{likeness(draft, case, common)}{later(draft, case)}"


def likeness(draft: Draft, case: Precedent, common: Iterable[str], held: str = "") -> str:
    """Return what a case shares with this file, which figures differ, and which similarity is disputed.

    held: the text just written about the case; a figure in it is not repeated.
    """
    alike, differ, disputed, told = dict[str, str](), list[str](), list[str](), list[str]()
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
            alike[fact] = draft.clause(fact)
            told += [fact] * (len(alike) <= _FACTS)
        elif here == there and near(draft.analysis.facts[fact], theirs, draft.words.alike_within):
            shown = explain.value_words(theirs, record.kind)
            alike[fact] = f"{draft.clause(fact)} (in {name}, {shown})"
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
        first = dict(itertools.islice(alike.items(), _FACTS))
        # before service, a shared fact that names no place is no contact with a forum
        early = draft.analysis.stage in draft.lib.intake.unserved
        apart = here != there and not (early and not any(here in one for one in first.values()))
        where = f", where the forum was {there}" if apart else ""
        text += f" Here, as in {name}{where}, {draft.asserted(first)}."
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
    """Return whether a value lies within a share `within` of another; compare other values for equality."""
    if not isinstance(here, Range) or not isinstance(there, Range):
        return here == there
    return here.low >= there.low * (1 - within) and here.high <= there.high * (1 + within)


def place(draft: Draft, case: Precedent) -> str:
    return explain.place_words(draft.lib, draft.lib.patterns[case.case.id], case.case.place)


def later(draft: Draft, case: Precedent) -> str:
    """Return sentences on the effect of later law on a case on this point; '' if already stated."""
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
                said = f"Read {name} in light of {by}. {note}"
            notes.append(f" {said}{draft.unchecked(t.verified.how)}")
    return "".join(notes)


def applied(draft: Draft, node: str, winner: Side) -> str:
    """Apply the rule: state the facts shown for the winning side, then what the law leaves open."""
    found = best_case(draft, node, winner)
    told = set(found[1]) if found else set()
    told |= draft.applied
    mine = [f for f in draft.shown(node, winner) if f not in told and not draft.bare(f)][:_FACTS]
    draft.applied.update(mine)
    texts = [draft.told_as(mine)] if mine else []
    if not draft.bearing(node) and draft.words.points[node].gap:
        texts.append(draft.words.points[node].gap)
    if draft.analysis.status(node) is Status.OPEN:
        texts += [draft.named(draft.law.nodes[name].open) for name in draft.ripe(node)[:1]]
    return re.sub(r'"([^"]+)"', r"“\1”", " ".join(texts))


def arguments(draft: Draft, node: str, side: Side, proven: bool = False) -> list[Argued]:
    """Return a side's further arguments that these facts and the law as of this date support.

    proven: for a brief, omit arguments that rest on an inference or on an allegation that a
    declaration denies.
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
    """Return one further argument for the winning side, or ''."""
    who = draft.speaker(side)
    said = (
        f"{who} could also reason that {draft.text(one.claim)}. {draft.text(one.support)}"
        if who == "The court"
        else f"{who} could also argue that {draft.text(one.claim)}. {draft.text(one.support)}"
        for one in arguments(draft, node, side)[:1]
    )
    return " ".join(said)


def apart(draft: Draft, node: str, case: Precedent) -> tuple[list[str], list[str], list[str]]:
    """Return the facts that distinguish a case for the side that lost it: shown, not shown, and disputed.

    A fact not shown here distinguishes a case only if the side that won there had to show it.
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
    """Return whether a factor that helped the winner of a case is inferred here to weigh the other way."""
    against = {Side.PLAINTIFF: ("against",), Side.DEFENDANT: ("for",)}[case.winner]
    return not draft.known(fact) and draft.state(fact) in against


def counter(draft: Draft, node: str, side: Side) -> list[str]:
    """Return the losing side's best arguments on a point, each with an answer."""
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
    """Answer a case for the side that it hurts: distinguish it, then add any replies from data/memo.yml."""
    shown, silent, disputed = apart(draft, node, case)
    label, text = draft.short(str(case.case.authority)), ""
    if shown:
        ours = draft.asserted({f: draft.clause(f) for f in shown})
        text += f" The answer is that here, unlike in {label}, {ours}."
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
    """State that the plaintiff relies on contacts other than those held insufficient in a case."""
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
    """Return the replies in data/memo.yml to a case, on these facts; proven: those for a brief."""
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
    """State which answers, alone or together, would change who wins a point if the record closed."""
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
            said = [f"({number}) {words}" for number, words in enumerate(said, 1)]
            listed = f"{'; '.join(said[:-1])}; or {said[-1]}"
            return f"Any of these showings could change this result: {listed}."
        return f"{_NUMBERS[len(found[0])]} could change this result: {said[0]}."
    none = "No one or two facts would decide this point; several would have to be shown together."
    apart = {*draft.words.conclusions}
    here = [q.fact for q in likely if q.fact in draft.own_facts(node) - apart][:2]
    return (
        f"{none} Begin by finding out {draft.joined(map(draft.whether, here))}." if here else none
    )


_NUMBERS = {1: "One showing", 2: "Two showings together"}


def _showing(draft: Draft, change: Change) -> str:
    value = change.values[0]
    if isinstance(value, Range):
        return draft.whether(change.fact)
    return f"that {draft.naming(change.fact, draft.clause(change.fact, value))}"


def turning(draft: Draft, node: str, asked: list[Question]) -> list[tuple[Change, ...]]:
    """Return up to three answers that would each change who wins a point at close, or else one pair.

    The result is exact. Facts that courts name together, such as the location and the purpose of a
    CDN's servers, count as one answer if neither is known. Answers that could settle the most come first.
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
    """Return the groups of changes that reverse a point at close, one for each set of facts.

    A change that would only leave the point open does not count.
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
    """Return whether Rule 4(k)(2) may be available besides the forum state's long-arm statute."""
    facts = draft.analysis.facts
    asked = "personal_jurisdiction" in draft.analysis and not draft.stated
    return asked and facts["forum"] == "state" and facts["federal_claim"] is Answer.YES


def alternative_rule(draft: Draft) -> str:
    """Discuss Rule 4(k)(2) if the claim is federal and the forum is a state."""
    if not has_alternative(draft):
        return ""
    words, early = draft.words.alternative_rule, draft.analysis.stage in draft.lib.intake.unserved
    texts = [
        words[k] for k in ("rule", "who_names", "early" if early else draft.side.value, "fuld")
    ]
    return " ".join(draft.text(text) for text in texts if draft.spoken(text))
