"""Every part of the memo except the discussion: header, question, answer, facts, and next steps."""

from __future__ import annotations

from jurisdiction import explain
from jurisdiction.doctrine import facts_under
from jurisdiction.model import Answer, Authority, Cause, Side, Status, Told
from .. import client as files
from .. import clinic, clinic_words
from ..clinic import DECISIVE
from . import service
from .discussion import conclusion, has_alternative
from .draft import SMALL, Draft, capital, safe

_GAPS = 4  # most open facts to name in the body
_CLAUSES = 4  # most facts in one sentence of the narrative
# words that lose their capital in midsentence
_SMALL = ("A", "An", "The", "Our", "There", "Nobody", "Only", "Two", "Nothing")
_NOTE = 12  # most words of a note in the body; a longer one appears only in Appendix A


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
    if said := posture(draft):
        words = draft.words.posture
        unnamed = said == "motion" and draft.state("state_alternative") == "refuses"
        draft.say(words[said] + (f" {words['unnamed']}" if unnamed else ""), words["heading"])
    if draft.side is Side.DEFENDANT and not draft.stated:
        draft.heading(1, "Service and Response Date")
        draft.say(" ".join(service.told(draft)))


def posture(draft: Draft) -> str:
    """Return what a plaintiff's file lacks: a complaint, or a motion to oppose; '' if neither."""
    if draft.side is Side.DEFENDANT or draft.stated or draft.broken:
        return ""
    if draft.analysis.stage in draft.lib.intake.unserved:
        return "complaint" if draft.state("claim_is_stated") in ("inferred", "unknown") else ""
    return "" if draft.file.service else "motion"


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
    asked = draft.text(words["asked"], rule=rule, court=court, whom=_whom(draft))
    draft.say(f"{asked}{_when(draft)}?")


def _whom(draft: Draft) -> str:
    """Return the defendant in the question presented, by name if the file gives one."""
    named = [party.name for party in draft.file.defendants.values()]
    named = [draft.file.label] if draft.side is Side.DEFENDANT else named
    if draft.stated or len(named) != 1:
        return draft.words.whom["unnamed"]
    return draft.text(draft.words.whom["named"], name=safe(named[0]))


def _when(draft: Draft) -> str:
    """Return a clause with the three or four decisive facts, known or missing; '' if there are none."""
    if draft.broken:
        return ""
    sides: dict[str, Side] = {}
    for node in draft.contested():
        apart = {*draft.words.never_alike, *draft.words.conclusions}
        new = [row for row in draft.bearing(node).items() if row[0] not in apart]
        sides |= {fact: side for fact, side in new if fact not in sides}
    plaintiffs = [f for f, s in sides.items() if s is Side.PLAINTIFF and f not in draft.disputed]
    others = [f for f, s in sides.items() if s is Side.DEFENDANT and f not in draft.disputed]
    gaps = _lacking(draft)
    most = 2 if len(gaps) > 1 and not draft.disputed else 3
    known = (*plaintiffs[:most], *others[: max(0, 2 - len(plaintiffs))])
    parts = [draft.clause(fact) for fact in known]
    if disputed := [f for f in draft.disputed if any(f == q.fact for q in draft.open_facts())]:
        parts.append(f"the parties dispute {draft.joined(map(draft.at_issue, disputed[:2]))}")
    elif gaps:
        parts.append(f"the record does not show {draft.joined(map(draft.whether, gaps), 'or')}")
    return f" when {draft.joined(parts)}" if parts else ""


def _lacking(draft: Draft) -> list[str]:
    """Return the first facts missing on the point that decides, or the first on each of two."""
    points = [n for n in decisive(draft) if draft.gaps(n, 1)] or draft.contested()[:1]
    silent = [n for n in points if draft.analysis[n].by_silence]
    if len(silent) > 1 and draft.analysis.stage in draft.lib.intake.unserved:
        return list(dict.fromkeys(draft.gaps(n, 1)[0] for n in silent[:2]))
    return draft.gaps(points[0], 2) if points else []


def answer(draft: Draft) -> None:
    draft.heading(1, "Brief Answer")
    if draft.broken:
        draft.say(
            "None. The file contradicts itself (see Gaps and Contradictions), so this memo goes no further."
        )
    else:
        draft.say(
            " ".join([short_answer(draft, draft.words.answers), *reason(draft), how_settled(draft)])
        )
    draft.say(currency(draft), "Law:")
    another_day(draft)
    court = draft.lib.courts[draft.analysis.court]
    circuit = next((c for c in court.bound_by if c not in ("scotus", court.id)), court.id)
    if circuit != "ca9" and not draft.stated:
        draft.say(draft.text(draft.words.outside, circuit=draft.lib.courts[circuit].name,
                             court_s=f"A federal court in {draft.place} is"),
                  "Outside the Ninth Circuit:")  # fmt: skip


def another_day(draft: Draft) -> None:
    """Warn that a paper applies the law as of another date, and name the later authorities."""
    if draft.law.as_of == draft.today:
        return
    draft.say(draft.text(draft.words.banner, day=draft.day), kind="banner")
    later = sorted(
        (one.decided, one.id)
        for one in draft.lib.authorities.values()
        if one.decided > draft.law.as_of
    )
    named = [
        f"{draft.short(name)} ({explain.day_words(day)}{_doubt(draft.lib.authorities[name])})"
        for day, name in later
    ]
    if named:
        draft.say(draft.text(draft.words.banner_later, later=draft.joined(named)))


def currency(draft: Draft) -> str:
    """State through what date our law is current, on what authority, and what is unconfirmed."""
    listed = sorted(draft.lib.authorities.values(), key=lambda one: one.decided)
    last = newest(draft)
    known, latest = draft.unchecked(last.verified.how), draft.short(last.id)
    day = explain.day_words(last.decided)
    said = [draft.text(draft.words.currency, last=day, latest=latest, known=known)]
    doubtful = [one for one in listed if one.decided > last.decided]
    if doubtful and draft.law.as_of == draft.today:  # else the list of later authority names it
        names = (f"{draft.short(one.id)} ({explain.day_words(one.decided)})" for one in doubtful)
        said.append(draft.text(draft.words.unconfirmed, names=draft.joined(names)))
    return " ".join(said)


def newest(draft: Draft) -> Authority:
    """Return the newest authority that we know from more than memory."""
    sure = (one for one in draft.lib.authorities.values() if not _doubt(one))
    return max(sure, key=lambda one: one.decided)


def law(draft: Draft) -> str:
    """Return a phrase for the running header that dates the law a paper applies."""
    last = newest(draft).decided
    through = last if draft.law.as_of >= last else draft.law.as_of
    return f"law {'through' if draft.law.as_of >= last else 'as of'} {explain.day_words(through)}"


def _doubt(one: Authority) -> str:
    """Return a note that a case is known from memory only; '' for any other authority."""
    return ", unconfirmed" if one.verified.how == "memory" and one.court != "rule" else ""


def key(draft: Draft) -> str:
    """Return the key in data/memo.yml for the outcome now and, if open, if the record closed now."""
    finding = draft.analysis.outcome
    ends = (finding.status.value, finding.at_close.value)
    return ", ".join(ends) if finding.status is Status.OPEN else ends[0]


def short_answer(draft: Draft, answers: dict[str, str]) -> str:
    words = draft.words.outcomes[draft.top]
    return draft.text(answers[key(draft)], met=words["met"], not_met=words["not met"])


def decisive(draft: Draft) -> list[str]:
    """Return the contested points that would decide the outcome if the record closed now."""
    close = draft.analysis.outcome.at_close
    return [
        n for n in draft.contested() if close is Status.OPEN or draft.analysis.at_close(n) is close
    ]


def reason(draft: Draft) -> list[str]:
    """Return the reason for the answer: the decisive point, and what is missing or disputed."""
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
    """Return a sentence on how settled the answer is: the force of precedent, or why it is open."""
    words, finding = draft.words.settled, draft.analysis.outcome
    point = draft.analysis[next(iter(decisive(draft)), draft.top)]
    if finding.status is not Status.OPEN or point.status is not Status.OPEN:
        if point.precedent != "controls":
            return words.get(point.precedent, words["supported"])
        cases, how = draft.best_known(point.precedents, point.node.id)
        named = dict.fromkeys(str(draft.lib.cases[name].authority) for name in cases)
        return draft.text(draft.words.controls[how], cases=draft.joined(map(draft.short, named)))
    ripe = {c for n in decisive(draft)[:1] for c in draft.causes(draft.analysis[n])}
    open_law = [words[c] for c in ("law", "judgment") if c in ripe]
    later = Cause.LAW in point.causes  # a question that the facts, once known, may raise
    return " ".join(open_law or [words["record first" if later else "record"]])


# --- facts --------------------------------------------------------------------------------------------
def facts(draft: Draft) -> None:
    draft.heading(1, "Facts")
    for paragraph in draft.file.story.split("\n\n"):
        draft.say(safe(paragraph))
    told = [n for n in draft.file.facts if draft.known(n) and n not in draft.disputed]
    told = [n for n in told if draft.words.told_by.get(n) not in told]  # another fact says it
    ours = draft.side is Side.DEFENDANT and not draft.stated
    who = "The operator is our client. " if ours else ""
    for title, groups in draft.words.narrative.items():
        named = [n for n in told if draft.lib.facts[n].group in groups]
        if said := " ".join(narrated(draft, [n for n in named if not draft.bare(n)])):
            draft.say(who + said, title)
            who = ""
    if not draft.file.story and not told:
        draft.say("The file contains no answer that counts as shown.")
    gaps_named = list(_gaps(draft))
    if gaps_named:
        draft.heading(2, "Gaps and Contradictions")
        draft.listed(gaps_named)


def narrated(draft: Draft, named: list[str]) -> list[str]:
    """Return facts as sentences, grouped by how they are known, each fact with its source."""
    bearing, said = facts_under(draft.law, draft.top), list[str]()
    weighed = draft.words.conclusions
    told = [n for n in named if n in bearing and n not in weighed]
    for basis, words in draft.words.known_by.items():
        group = [n for n in told if draft.file.facts[n].known == basis]
        for start in range(0, len(group), _CLAUSES):
            some = group[start : start + _CLAUSES]
            more = "" if words.endswith(" that") and len(some) < 2 else "that "
            lead = words if not more else words.removesuffix(" that")
            said.append(f"{lead} {draft.joined((sourced(draft, n) for n in some), lead=more)}.")
    told = [n for n in named if n in bearing and n in weighed]
    # the note on the kind of claim says what the claim is
    weighs = [sourced(draft, n) if n == "claim_family" else draft.clause(n) for n in told]
    if weighs:
        said.append(f"{draft.words.assessed} {_merged(draft, weighs)}.")
    return said


def _merged(draft: Draft, clauses: list[str]) -> str:
    """Join clauses, two of one subject into one: the claim sounds in tort and arises under federal law."""
    merged, pairs = clauses[:1], 0
    for clause in clauses[1:]:
        subject = " ".join(clause.split()[:2]) + " "
        if merged[-1].startswith(subject) and " and " not in merged[-1].partition(" (")[0]:
            more = clause.removeprefix(subject)
            if (said := f"in {draft.place}") in merged[-1]:
                more = more.replace(said, "there")
            merged[-1], pairs = f"{merged[-1]} and {more}", pairs + 1
        else:
            merged.append(clause)
    return ", and ".join(merged) if pairs and len(merged) == 2 else draft.joined(merged)


def sourced(draft: Draft, fact: str) -> str:
    """Return a fact as a clause, with any short note from the file in parentheses."""
    note = safe(draft.file.facts[fact].note).removesuffix(".")
    if not note or len(note.split()) > _NOTE:
        return draft.clause(fact)
    first = note.split()[0]
    note = explain.inside(note) if first in _SMALL else note
    return f"{draft.clause(fact)} ({note})"


def _gaps(draft: Draft) -> list[str]:
    """List what is contradictory, disputed, inferred, or missing, one sentence each."""
    told, lib = draft.file.facts, draft.lib
    said = [capital(w) for w, _ in clinic_words.contradictions(draft.analysis, draft.file)]
    for name in draft.disputed:
        basis = files.basis(lib, told[name])
        how = f" {basis.label}." if basis else ""
        how = f" The file notes: {safe(told[name].note)}" if told[name].note else how
        said.append(f"The parties dispute {draft.at_issue(name)}.{how}")
    if weak := [draft.clause(n) for n in inferred(draft)]:
        these = "This point rests" if len(weak) == 1 else "These points rest"
        count = "counts" if len(weak) == 1 else "count"
        said.append(
            f"{these} on inference alone and {count} as not shown: {draft.joined(weak, lead='that ')}."
        )
    open_facts = [q.fact for q in draft.open_facts()
                  if q.fact not in draft.disputed and q.fact not in inferred(draft)]  # fmt: skip
    open_facts.sort(key=lambda fact: lib.facts[fact].group == "reasonableness")
    if open_facts and not draft.broken:
        more = (
            f" Appendix B lists {_count(len(open_facts) - _GAPS)} more."
            if len(open_facts) > _GAPS
            else ""
        )
        said.append(
            f"The file does not say {draft.joined(map(draft.whether, open_facts[:_GAPS]), 'or')}.{more}"
        )
    for lead in [] if draft.stated else files.leads(lib, draft.file):
        open_now = {q.fact for q in draft.open_facts()}
        if open_now & {*clinic.unasked(draft.file, lead)}:
            named = f"The file mentions {draft.company(lead)}, which by itself shows nothing"
            said.append(f"{named}. {lead.why}")
    return said


def _count(number: int) -> str:
    return SMALL.get(str(number), str(number))


def inferred(draft: Draft) -> list[str]:
    """Return the facts that the file answers, but whose answers do not count as shown."""
    bearing = facts_under(draft.law, draft.top)
    return [n for n in draft.file.facts if n in bearing and draft.inferred(n)]


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
            and f not in draft.words.conclusions
        ][:4]
        sworn = [
            f
            for f, s in bearing.items()
            if s is Side.DEFENDANT
            and ours.get(f)
            and ours[f].known == "client"
            and not draft.bare(f)
            and f not in draft.words.conclusions
        ]
        filed = bool(draft.file.service and draft.file.service.response)
        waiting = "unserved" if service.unserved(draft) else "deadline"
        steps.append(words["filed" if filed else waiting])
        records = [draft.lib.evidence[f] for f in draft.disputed if f in draft.lib.evidence]
        where = [w.partition(",")[0] for one in records for w in one.where[:2]]
        unread = [draft.mentioned[f] for f in draft.disputed if f in draft.mentioned]
        where += [f"the contracts and bills of {name}" for name in unread]
        where = list(dict.fromkeys(where))
        steps += [draft.text(words["records"], records=draft.joined(where))] if where else []
        asked = [f for f in asked if f not in draft.disputed]  # records will answer these
        denied = [
            draft.clause(f, Answer.NO)
            for f in draft.disputed
            if draft.lib.facts[f].kind == "yes_no"
        ]
        declared = [f"that {one}" for one in (*denied, *map(draft.clause, sworn))][:3]
        steps += [draft.text(words["declare"], declared=draft.joined(declared))] if declared else []
        steps += (
            [
                draft.text(
                    words["concede"], conceded=draft.joined(map(draft.clause, shown), lead="that ")
                )
            ]
            if shown
            else []
        )
        steps += [words["contest"]] if draft.disputed else []
    if asked:
        topics = draft.words.letter["topics"]
        named = (_topic(draft, topics, fact) for fact in asked)
        steps.append(draft.text(words["ask"], asked=draft.joined(dict.fromkeys(named))))
    weak = [f for f in inferred(draft) if draft.lib.facts[f].shown_by == draft.side.value]
    weak = [draft.clause(f) for f in weak if ours[f].answer != "no"][:3]  # what helps our client
    if draft.side is Side.PLAINTIFF and weak:
        steps.append(draft.text(words["swear"], inferred=draft.joined(weak, lead="that ")))
    if has_alternative(draft):
        steps.append(draft.text(words["alternative"]))
    early = draft.analysis.stage in draft.lib.intake.unserved
    if draft.side is Side.PLAINTIFF and not early and (serve := service.to_serve(draft)):
        steps.append(serve)
    if said := posture(draft):
        steps.insert(0, draft.words.posture[f"{said}_step"])
    if drafted:
        steps.append(words["early"] if early and "early" in words else words["serve"])
    draft.listed([*steps, draft.words.steps["both"]["check"]], "number")


def _topic(draft: Draft, topics: dict[str, str], fact: str) -> str:
    """Return what to ask our client about a fact, with the company that the file names, if any."""
    company, named = draft.company_for(fact), draft.words.letter["topics_named"]
    if company and (said := named[draft.side.value].get(fact)):
        return draft.text(said, company=company)
    return topics.get(fact) or draft.whether(fact)


def to_ask(draft: Draft, most: int = 4) -> list[str]:
    """Return the open facts to ask our own client about, starting with those that could settle the most.

    These are facts that the client may know, disputes about the client, and decisive facts of which
    a plaintiff may have seen something, even if another party holds the evidence.
    """
    words = draft.words.letter
    ours = ("anyone", "operator" if draft.side is Side.DEFENDANT else "client")
    asked = []
    for question in draft.open_facts():
        fact, held = question.fact, draft.lib.evidence.get(question.fact)
        mine = bool(held) and held.ask in ours and draft.lib.facts[fact].kind != "choice"
        if fact in draft.disputed:
            mine = mine and fact in words["disputed"]
        elif draft.side is Side.PLAINTIFF and question.rank.id in DECISIVE:
            mine = mine or fact in words["know"]
        if mine:
            asked.append(fact)
    return asked[:most]
