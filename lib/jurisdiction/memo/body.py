"""The memo proper: header, question, brief answer, facts, discussion, and next steps."""

from __future__ import annotations

import datetime as dt

from .. import client as files
from .. import clinic, clinic_words, explain
from ..argument import nearest
from ..doctrine import OTHER, facts_under
from ..model import Answer, Side, Status, Told
from ..precedent import Precedent
from ..reasons import spoken
from .draft import Draft, capital, safe

_FACTS = 5  # of the facts on one side, as many are named in a discussion


# --- header -------------------------------------------------------------------------------------------
def header(draft: Draft) -> None:
    side = "" if draft.stated else f" ({draft.who(draft.side)})"
    forum = draft.place if draft.stated else files.venue(draft.lib, draft.file).label
    about = f"{safe(draft.file.label)}{side}: {explain.inside(draft.analysis.outcome.node.name)}"
    district = f", {safe(draft.file.district)}" if draft.file.district else ""
    draft.say(
        "PRIVILEGED AND CONFIDENTIAL: ATTORNEY WORK PRODUCT. DRAFT FOR REVIEW.", kind="banner"
    )
    draft.say("Supervising attorney", "TO:", "header")
    draft.say("[Drafter]", "FROM:", "header")
    draft.say(explain.day_words(draft.today), "DATE:", "header")
    stage = explain.inside(draft.stage.label)
    draft.say(f"{about}; forum: {forum}{district}; {stage}", "RE:", "header")
    if draft.side is Side.DEFENDANT and not draft.stated:
        draft.heading(1, "Service and Response Date")
        draft.say(" ".join([*service(draft), draft.words.service["warning"]]))


def due(draft: Draft) -> tuple[dt.date, str, int] | None:
    """Return when the response is due, by which rule, and how many days it takes; None if unknown."""
    service, days = draft.file.service, draft.words.service["days"]
    if service and service.waiver_sent:
        start, how = service.waiver_sent, "waived"
        count = days["waived_abroad" if service.abroad else "waived"]
    elif service and service.made:
        start, how, count = service.made, "served", days["served"]
    else:
        return None
    return start + dt.timedelta(count), how, count


def rolled(day: dt.date) -> dt.date:
    """Move a last day that falls on a weekend to Monday; legal holidays are left to the reader."""
    return day + dt.timedelta({5: 2, 6: 1}.get(day.weekday(), 0))


def service(draft: Draft) -> list[str]:
    """Say how and when service was made, and when the response is due."""
    words, made = draft.words.service, draft.file.service
    how = safe(made.how) if made and made.how else words["no_how"]
    if found := due(draft):
        last, kind, count = found
        start = made and (made.waiver_sent or made.made)
        text = draft.text(words[kind], day=explain.day_words(start), how=how, days=count,
                          due=explain.day_words(rolled(last)))  # fmt: skip
        said = [text, *([words["weekend"]] if rolled(last) != last else []), words["holiday"]]
    else:
        said = [draft.text(words["unserved"], how=how) if made else words["missing"]]
    if made:
        so_far = draft.text(words["response"], response=safe(made.response))
        said.append(so_far if made.response else words["no_response"])
    return said


# --- question and answer ------------------------------------------------------------------------------
def question(draft: Draft) -> None:
    draft.heading(1, "Question Presented")
    words = draft.words.outcomes[draft.top]
    court = draft.file.district or f"a federal court in {draft.place}"
    if (
        draft.law.library.courts[draft.analysis.court].id.startswith("ca")
        and draft.place == "the United States"
    ):
        court = draft.file.district or "a federal court"
    court = f"the U.S. District Court for the {safe(court)}" if draft.file.district else court
    rule = draft.text(draft.words.rules[str(draft.analysis.facts["forum"])])
    asked = draft.text(words["asked"], rule=rule, court=court)
    draft.say(f"{asked}{_when(draft)}?")


def _when(draft: Draft) -> str:
    """Say the three or four facts that decide, known and missing."""
    if draft.broken:
        return ""
    sides: dict[str, Side] = {}
    for node in draft.contested():
        new = [row for row in draft.bearing(node).items() if row[0] not in draft.words.never_alike]
        sides |= {fact: side for fact, side in new if fact not in sides}
    plaintiffs = [f for f, s in sides.items() if s is Side.PLAINTIFF and f not in draft.disputed]
    others = [f for f, s in sides.items() if s is Side.DEFENDANT and f not in draft.disputed]
    known = (*plaintiffs[:3], *others[: max(0, 2 - len(plaintiffs))])
    parts = [draft.clause(fact) for fact in known]
    if disputed := [f for f in draft.disputed if any(f == q.fact for q in draft.open_facts())]:
        parts.append(f"the parties dispute {draft.joined(map(draft.whether, disputed[:2]))}")
    elif gaps := [f for node in draft.contested()[:1] for f in draft.gaps(node, 2)]:
        parts.append(f"the record does not show {draft.joined(map(draft.whether, gaps), 'or')}")
    return f" when {draft.joined(parts)}" if parts else ""


def answer(draft: Draft) -> None:
    draft.heading(1, "Brief Answer")
    if draft.broken:
        draft.say(
            "None. The file contradicts itself (see Gaps and Contradictions), so this memo stops there."
        )
    else:
        draft.say(
            " ".join([short_answer(draft, draft.words.answers), *reason(draft), how_settled(draft)])
        )
    newest = max(draft.lib.authorities.values(), key=lambda one: one.decided)
    draft.say(
        draft.text(
            draft.words.currency, last=explain.day_words(newest.decided), latest=newest.label
        ),
        "Law:",
    )
    if draft.law.as_of != draft.today:
        draft.say(draft.text(draft.words.banner, day=draft.day), kind="banner")
        later = sorted(
            (one.decided, one.id)
            for one in draft.lib.authorities.values()
            if one.decided > draft.law.as_of
        )
        named = [f"{draft.mention(name)} ({explain.day_words(day)})" for day, name in later]
        if named:
            draft.say(draft.text(draft.words.banner_later, later=draft.joined(named)))
    court = draft.lib.courts[draft.analysis.court]
    circuit = next((c for c in court.bound_by if c not in ("scotus", court.id)), court.id)
    if circuit != "ca9" and not draft.stated:
        draft.say(draft.text(draft.words.outside, circuit=draft.lib.courts[circuit].name,
                             court_s=f"A federal court in {draft.place} is"),
                  "Outside the Ninth Circuit:")  # fmt: skip


def key(draft: Draft) -> str:
    """Return what the outcome is now and would be if the record closed now, as the data names it."""
    finding = draft.analysis.outcome
    ends = (finding.status.value, finding.at_close.value)
    return ", ".join(ends) if finding.status is Status.OPEN else ends[0]


def short_answer(draft: Draft, answers: dict[str, str]) -> str:
    words = draft.words.outcomes[draft.top]
    return draft.text(answers[key(draft)], met=words["met"], not_met=words["not met"])


def decisive(draft: Draft) -> list[str]:
    """Return the contested points that decide the outcome as it would be if the record closed now."""
    close = draft.analysis.outcome.at_close
    return [
        n for n in draft.contested() if close is Status.OPEN or draft.analysis.at_close(n) is close
    ]


def reason(draft: Draft) -> list[str]:
    """Give the reason for the answer: the point that decides, and what is missing or disputed."""
    points = decisive(draft)
    if not points:
        return []
    silent = [n for n in points[1:4] if draft.analysis[n].by_silence]
    others = draft.joined(
        (f"that {draft.claim(n, draft.analysis[n].burden)}" for n in silent), "or"
    )
    more = draft.analysis[points[0]].by_silence and others
    return [conclusion(draft, points[0]) + (f" Nor does the record show {others}." if more else "")]


def how_settled(draft: Draft) -> str:
    """Say how settled the answer is: by precedent, or by why it is open."""
    words, finding = draft.words.settled, draft.analysis.outcome
    point = draft.analysis[next(iter(decisive(draft)), draft.top)]
    if finding.status is not Status.OPEN or point.status is not Status.OPEN:
        named = dict.fromkeys(str(draft.lib.cases[name].authority) for name in point.precedents)
        cases = draft.joined(draft.text(f"*{draft.lib.authorities[name].label}*") for name in named)
        how = {draft.lib.authorities[name].verified.how for name in named}
        note = draft.unchecked(next(iter(how))) if len(how) == 1 else ""
        return draft.text(words.get(point.precedent, words["supported"]), cases=cases) + note
    ripe = {c for n in decisive(draft)[:1] for c in draft.causes(draft.analysis[n])}
    open_law = [words[c] for c in ("law", "judgment") if c in ripe]
    return " ".join(open_law or [words["record"]])


def conclusion(draft: Draft, node: str) -> str:
    """Say what a point comes to, and who loses it by silence."""
    finding, bearer = draft.analysis[node], draft.analysis[node].burden
    if finding.status is not Status.OPEN:
        winner = Side.PLAINTIFF if finding.status is Status.MET else Side.DEFENDANT
        text = f"On the present record, a court would find that {draft.claim(node, winner)}."
        if disputed := [f for f in draft.disputed if f in facts_under(draft.law, node)]:
            text += f" That result depends on a disputed fact: {draft.whether(disputed[0])}."
        return text
    if finding.at_close is Status.OPEN:
        return f"It is unresolved whether {draft.claim(node, bearer)}."
    loser = Side(finding.loser) if finding.loser else bearer
    lacks = missing(draft, node, 2)
    said = [f"The record does not show that {draft.claim(node, bearer)}."]
    if loser is bearer:
        said = [f"{capital(draft.who(bearer))} bears the burden of showing that {draft.claim(node, bearer)}, "
                f"and on this record has not done so."]  # fmt: skip
    if lacks:
        said.append(f"The file does not say {lacks}.")
    if disputed := [f for f in draft.disputed if f in facts_under(draft.law, node)]:
        said.append(f"The parties dispute {draft.joined(map(draft.whether, disputed[:2]))}.")
    return " ".join(said)


def missing(draft: Draft, node: str, most: int) -> str:
    """Say what the record lacks on a point."""
    own = draft.law.nodes[node].fact  # the point itself, which needs no second mention
    gaps = [f for f in draft.gaps(node, most + 2) if f not in draft.disputed and f != own][:most]
    return draft.joined(map(draft.whether, gaps), "or")


# --- facts --------------------------------------------------------------------------------------------
def facts(draft: Draft) -> None:
    draft.heading(1, "Facts")
    for paragraph in draft.file.story.split("\n\n"):
        draft.say(safe(paragraph))
    told = {n: t for n, t in draft.file.facts.items() if draft.known(n) and n not in draft.disputed}
    for basis, words in draft.words.known_by.items():
        named = [
            n
            for n, t in told.items()
            if t.known == basis and n in facts_under(draft.law, draft.top)
        ]
        if named:
            lead = "that " if words.endswith(" that") and len(named) > 1 else ""
            draft.say(f"{words.removesuffix(' that') if lead else words} "
                      f"{draft.joined(map(draft.clause, named), lead=lead)}.")  # fmt: skip
    if not draft.file.story and not told:
        draft.say("The file holds no answer that counts as shown.")
    gaps_named = list(_gaps(draft))
    if gaps_named:
        draft.heading(2, "Gaps and Contradictions")
        draft.listed(gaps_named)


def _gaps(draft: Draft) -> list[str]:
    """Name in one place what is contradictory, disputed, inferred, and missing."""
    told, lib = draft.file.facts, draft.lib
    said = [capital(w) for w, _ in clinic_words.contradictions(draft.analysis, draft.file)]
    for name in draft.disputed:
        basis = files.basis(lib, told[name])
        how = f" {basis.label}." if basis else ""
        said.append(f"The parties dispute {draft.whether(name)}.{how}")
    if weak := [draft.clause(n) for n in inferred(draft) if n not in draft.disputed]:
        said.append(
            f"The file only infers that {draft.joined(weak, lead='')}. An inference counts as not shown."
        )
    open_facts = [q.fact for q in draft.open_facts()
                  if q.fact not in draft.disputed and q.fact not in inferred(draft)]  # fmt: skip
    if open_facts and not draft.broken:
        more = f" Appendix B lists {len(open_facts) - 6} more." if len(open_facts) > 6 else ""
        said.append(
            f"The file does not say {draft.joined(map(draft.whether, open_facts[:6]), 'or')}.{more}"
        )
    for lead in [] if draft.stated else files.leads(lib, draft.file):
        if asked := [
            n
            for n in clinic.unasked(draft.file, lead)
            if any(q.fact == n for q in draft.open_facts())
        ]:
            ask = draft.joined(map(draft.whether, asked))
            named = f"The file mentions {draft.company(lead)}, which by itself shows nothing"
            said.append(f"{named}. {lead.why} Ask {ask}.")
    return said


def inferred(draft: Draft) -> list[str]:
    """Return the facts that the file answers but that do not count as shown."""
    bearing = facts_under(draft.law, draft.top)
    return [n for n, t in draft.file.facts.items()
            if n in bearing and not draft.known(n)
            and t.answer not in (files.UNKNOWN, files.DISPUTED)]  # fmt: skip


# --- discussion -----------------------------------------------------------------------------------------
def discussion(draft: Draft) -> None:
    draft.heading(1, "Discussion")
    contested = draft.contested()
    if standard := draft.words.standard.get(draft.analysis.stage):
        draft.say(draft.text(standard))
    settled = [
        s for name in draft.points() if name not in contested if (s := settled_point(draft, name))
    ]
    if settled:
        draft.say(" ".join(settled), "Settled points.")
    for number, node in enumerate(contested):
        draft.heading(2, f"{chr(65 + number)}. {draft.law.nodes[node].name}")
        point(draft, node)


def settled_point(draft: Draft, node: str) -> str:
    """Say a settled point in a sentence, with a case or passage that supports this very finding."""
    finding = draft.analysis[node]
    if finding.status is Status.OPEN:
        return ""
    winner = Side.PLAINTIFF if finding.status is Status.MET else Side.DEFENDANT
    text = f"{capital(draft.claim(node, winner))}."
    node_known = draft.law.nodes[node].verified
    if passages := finding.because[0].passages[:1]:
        return f"{text} {draft.cite(passages[0], 'See')}."
    if finding.precedents:
        case = draft.lib.cases[finding.precedents[0]]
        held = next(holding for holding in case.holdings if holding.node == node)
        how = (held.verified or draft.lib.authorities[str(case.authority)].verified).how
        see = draft.text("*See*")
        return f"{text} {see} {draft.mention(str(case.authority))}.{draft.unchecked(how)}"
    return text + (draft.unchecked(node_known.how) if node_known else "")


def rule(draft: Draft, node: str) -> str:
    """State the rule on a point, without what was decided after the day of the law."""
    said = []
    for sentence in draft.words.points[node].rule:
        cited = [name for name in draft.lib.passages if f"{{{name}}}" in sentence]
        if all(spoken(draft.law, name) for name in cited):
            said.append(draft.text(sentence))
    return " ".join(said)


def point(draft: Draft, node: str) -> None:
    """Argue a point: conclusion, rule, explanation, application, counterargument, conclusion."""
    winner = draft.winner(node) or OTHER[draft.analysis[node].burden]
    draft.say(conclusion(draft, node))
    draft.say(rule(draft, node))
    draft.say(
        " ".join(filter(None, [explained(draft, node, winner), applied(draft, node, winner)]))
    )
    draft.say(counter(draft, node, OTHER[winner]), "Counterargument.")
    draft.say(would_change(draft, node))


def explained(draft: Draft, node: str, side: Side, again: bool = False) -> str:
    """Explain the case nearest to these facts that helps a side, and say what is alike."""
    if not (found := best_case(draft, node, side)):
        return ""
    case, common = found
    name = str(case.case.authority)
    start = "There" if again else f"In {draft.mention(name)}"
    text = f"{start}, {draft.holding(case, node)}"
    if alike := [_alike(draft, fact, case) for fact in common if _alike(draft, fact, case)][
        :_FACTS
    ]:
        text += f" Here, as in {draft.mention(name)}, {draft.joined(alike)}."
    return text + _later(draft, case)


def _alike(draft: Draft, fact: str, case: Precedent) -> str:
    """Say a fact that is shown here and there, with the figure there; nothing for the kind of claim."""
    record = draft.lib.facts[fact]
    if record.kind == "choice" or fact in draft.words.never_alike:
        return ""
    here, theirs = draft.analysis.facts[fact], draft.lib.patterns[case.case.id][fact]
    label = draft.lib.authorities[str(case.case.authority)].label
    there = draft.text(f"*{label}*")
    figure = (
        ""
        if record.kind == "yes_no" or here == theirs
        else f" (in {there}, {explain.value_words(theirs, record.kind)})"
    )
    return draft.clause(fact) + figure


def _later(draft: Draft, case: Precedent) -> str:
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
    """Apply the rule: what is shown for the side that wins, then what the record lacks."""
    bearing = draft.bearing(node)
    found = best_case(draft, node, winner)
    told = set(found[1]) if found else set()
    mine = [f for f, side in bearing.items() if side is winner and f not in told][:_FACTS]
    texts = [f"The record shows that {draft.joined(map(draft.clause, mine))}."] if mine else []
    if not bearing and draft.words.points[node].gap:
        texts.append(draft.words.points[node].gap)
    texts += [draft.named(draft.law.nodes[name].open) for name in draft.ripe(node)[:1]]
    return " ".join(texts)


def best_case(draft: Draft, node: str, side: Side) -> tuple[Precedent, list[str]] | None:
    """Return the case nearest to these facts that helps a side, if it is known what it turned on."""
    found = nearest(draft.analysis, node, side)
    told = found and (
        found[0].holding.reason or node in draft.words.holdings.get(found[0].case.id, {})
    )
    return found if told else None


def apart(draft: Draft, node: str, case: Precedent) -> tuple[list[str], list[str]]:
    """Return what sets a case apart for the side that lost it: facts shown here, and facts not shown.

    A fact that is not shown sets a case apart only if the side that won there had to show it.
    """
    lacking = [f for f in case.missing(draft.analysis.facts) if f not in draft.words.never_alike]
    helped = draft.bearing(node)
    more = [*lacking, *case.stronger(draft.analysis.facts)]
    shown = [f for f in dict.fromkeys(more) if helped.get(f) is OTHER[case.winner]]
    own = [f for f in lacking if draft.lib.facts[f].shown_by == case.winner.value]
    return shown[:3], [f for f in own if not draft.known(f)][:3]


def counter(draft: Draft, node: str, side: Side) -> str:
    """Give the best argument of the side that loses the point, and the answer to it."""
    who, found = capital(draft.who(side)), best_case(draft, node, side)
    mine = [f for f, helped in draft.bearing(node).items() if helped is side][:_FACTS]
    if not found:
        text = f"{who} has no decision in our table whose grounds we know"
        if not mine:
            return f"{text} and could rely only on the rule."
        return f"{text}, but could point out that {draft.joined(map(draft.clause, mine))}."
    case, name = found[0], str(found[0].case.authority)
    best = draft.mention(name)
    text = f"{who}'s best authority is {best}. {explained(draft, node, side, again=True)}"
    label = draft.text(f"*{draft.lib.authorities[name].label}*")
    shown, silent = apart(draft, node, case)
    if shown:
        text += f" The answer is that here, unlike in {label}, {draft.joined(map(draft.clause, shown))}."
    if silent:
        text += (f" {'Nor does the' if shown else 'The answer is that this'} record "
                 f"{'' if shown else 'does not '}show {draft.joined(map(draft.whether, silent), 'or')}, "
                 f"on which {label} rested.")  # fmt: skip
    if not shown and not silent:
        text += f" No fact in the file clearly distinguishes {label}."
    return text


def would_change(draft: Draft, node: str) -> str:
    """Say what would change the result on a point."""
    asked = [q for q in draft.open_facts() if q.fact in facts_under(draft.law, node)]
    if not asked:
        return (
            "Nothing that remains to be learned would change this point."
            if not draft.ripe(node)
            else ""
        )
    single = [q.fact for q in asked if q.rank.id in (*clinic.DECISIVE, "prong", "element")]
    if not single:
        return "No single answer would settle this point; several facts would have to be shown together."
    first = next(q for q in asked if q.fact == single[0])
    named = draft.joined(map(draft.whether, (first.fact, *first.together_with)))
    if first.together_with:
        return f"Two answers together could change this result: {named}."
    return f"One answer could change this result: {named}."


# --- next steps -------------------------------------------------------------------------------------------
def next_steps(draft: Draft, drafted: bool) -> None:
    draft.heading(1, "Conclusion and Next Steps")
    draft.say(short_answer(draft, draft.words.answers))
    words, ours = draft.words.steps[draft.side.value], draft.file.facts
    asked, steps = to_ask(draft), []
    if draft.side is Side.DEFENDANT:
        bearing: dict[str, Side] = {}
        for node in draft.points():
            bearing |= draft.bearing(node)
        adverse = [f for f, s in bearing.items() if s is Side.PLAINTIFF and f not in draft.disputed]
        shown = [
            f
            for f in adverse
            if ours.get(f, Told(answer="unknown")).known in ("document", "conceded")
        ]
        sworn = [
            f
            for f, s in bearing.items()
            if s is Side.DEFENDANT and ours.get(f) and ours[f].known == "client"
        ]
        filed = bool(draft.file.service and draft.file.service.response)
        steps.append(words["filed" if filed else "deadline"])
        denied = [
            draft.clause(f, Answer.NO)
            for f in draft.disputed
            if draft.lib.facts[f].kind == "yes_no"
        ]
        declared = [f"that {one}" for one in (*denied, *map(draft.clause, sworn))][:6]
        steps += [draft.text(words["declare"], declared=draft.joined(declared))] if declared else []
        steps += (
            [draft.text(words["concede"], conceded=draft.joined(map(draft.clause, shown)))]
            if shown
            else []
        )
        claimed = [f"that {draft.clause(f)}" for f in draft.disputed]
        steps += [draft.text(words["contest"], contested=draft.joined(claimed))] if claimed else []
    if asked:
        steps.append(draft.text(words["ask"], asked=draft.joined(map(draft.whether, asked))))
    if draft.side is Side.PLAINTIFF and (weak := [draft.clause(f) for f in inferred(draft)][:3]):
        steps.append(draft.text(words["swear"], inferred=draft.joined(weak)))
    if drafted:
        early = draft.analysis.stage in draft.lib.intake.unserved
        steps.append(words["early"] if early and "early" in words else words["serve"])
    draft.listed([*steps, draft.words.steps["both"]["check"]], "number")


def to_ask(draft: Draft, most: int = 4) -> list[str]:
    """Return the open facts that our own client may know, from what could settle most."""
    ours = ("client", "operator") if draft.side is Side.DEFENDANT else ("client",)
    known = [q.fact for q in draft.open_facts()
             if (e := draft.lib.evidence.get(q.fact)) and e.ask in ours and q.fact not in draft.disputed
             and draft.lib.facts[q.fact].kind != "choice"]  # fmt: skip
    return known[:most]
