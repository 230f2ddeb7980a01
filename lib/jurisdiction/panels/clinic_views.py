"""What an intake shows beside its questions: where a file stands, what to find out, what moved."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from pydantic import ValidationError

from .. import client as files
from .. import clinic, explain
from ..analysis import Analysis
from ..library import Library
from ..memo import could_words
from ..model import ClientFile, Finding, Lead, ReaderError, Status
from .clients import unkept

FIRST = 8  # more facts to find out than these are folded
NOTHING_LEFT = (
    "Every question that could still change the result has been asked. Choose any question to change its "
    "answer, and see what to find out."
)
NO_STATE = (
    "<p>Remember this state, then change something; or duplicate the file and change the copy.</p>"
)


def failed(error: Exception) -> str:
    """Say that something could not be shown or done, and what is safe."""
    return (
        f"This could not be done and all is still as before. ({type(error).__name__}: {error}) Your file is "
        "kept; choose Undo, or go on."
    )


def refused(error: ValueError) -> str:
    """Say under a field why what was written there is not kept."""
    if isinstance(error, ValidationError):
        error = unkept(error)
    words = str(error)
    if isinstance(error, ReaderError):
        words = f"{error.problem} {error.remedy}"
        words = words if "facts," in error.where else f"{error.where} {words}"
    return f"{words} What was recorded before is kept."


def label(found: Analysis, fact: str) -> str:
    """A fact as a list calls it, with the forum by name."""
    return explain.label_words(found.law.library.facts[fact], found.place)


def answer_words(found: Analysis, client: ClientFile, fact: str) -> str:
    """What a file holds on a fact, in a word or two."""
    told, one = client.facts.get(fact), found.law.library.facts[fact]
    if told is None:
        return "not asked"
    if told.answer == files.UNKNOWN:
        return "not known"
    value = explain.inside(explain.fact_words(one, found.says[fact]))
    return f"disputed ({value})" if told.answer == files.DISPUTED else value


def _named(found: Analysis, facts: Iterable[str]) -> str:
    return explain.listed(explain.inside(label(found, name)) for name in facts)


def _status(finding: Finding, library: Library) -> str:
    return explain.badge(finding.node, finding.status, library)


# --- contradictions ---------------------------------------------------------------------------------
def contradiction_lines(found: Analysis, client: ClientFile) -> list[str]:
    """What of a file cannot all be true, with the answers by name."""
    lines = []
    for contradiction, counted in clinic.contradictions(found):
        named = [
            f"{explain.inside(label(found, n))}: {answer_words(found, client, n)}"
            for n in contradiction.all
        ]
        rest = (
            "Until one of them is corrected, nothing can be found on this file."
            if counted
            else "Not all of it counts as shown, so the findings do not rest on it. Clear it up first."
        )
        lines.append(f"{contradiction.words} The file answers {explain.listed(named)}. {rest}")
    return lines


# --- progress ---------------------------------------------------------------------------------------
def why_skipped(found: Analysis, client: ClientFile, fact: str) -> str:
    """Why a question need not be asked any more."""
    points = clinic.settled_by(found, client, fact)
    if points is None:
        return "whatever else turns out, the result is the same with it and without"
    if not points:
        return "no test that these answers call for asks it"
    lib, nodes = found.law.library, found.law.nodes
    told = [
        f"{explain.inside(nodes[p].name)} is "
        f"{explain.status_word(nodes[p], found.status(p), lib).lower()} already"
        for p in points
    ]
    return explain.listed(told)


def progress_words(done: clinic.Progress) -> str:
    """Return in a line how far the intake has come."""
    counted = [f"{len(done.answered)} answered"]
    if done.not_known:
        counted.append(f"{len(done.not_known)} not known")
    if done.follows:
        follow = "follows" if len(done.follows) == 1 else "follow"
        counted.append(f"{len(done.follows)} {follow} from other answers")
    if done.skipped:
        counted.append(f"{len(done.skipped)} skipped")
    return f"{done.total} questions: {', '.join([*counted, f'{len(done.left)} left'])}."


def skipped_html(found: Analysis, client: ClientFile, done: clinic.Progress) -> str:
    """List each question that is skipped, and why."""
    items = "".join(
        f"<li>{escape(label(found, n))}: {escape(why_skipped(found, client, n))}.</li>"
        for n in done.skipped
    )
    title = "Skipped, because they can no longer change the result"
    return f"<details><summary>{title}</summary><ul>{items}</ul></details>" if items else ""


# --- the questions ----------------------------------------------------------------------------------
def row(found: Analysis, name: str) -> dict[str, Any]:
    """Return one fact as the screen asks for it."""
    lib = found.law.library
    one = lib.facts[name]
    return {
        "id": name,
        "kind": one.kind,
        "label": label(found, name),
        "question": explain.there(one.question, found.place),
        "burden": f"Burden: {lib.texts['side_words'][one.shown_by]}.",
        "options": [("", "–"), *one.options.items(), ("unknown", "Unknown")] if one.options else [],
    }


def why_asked(
    found: Analysis, client: ClientFile, fact: str, asked: clinic.Question | None, turns: bool
) -> dict[str, str]:
    """Say why a question is asked now, and what of the client's words leads to it.

    turns: whether what is decided at this stage can turn on the fact at all.
    """
    lead = asked.lead.why if asked and asked.lead and asked.matters else ""
    if not turns:
        why = "Nothing that is decided at this stage turns on it; recorded, it stands in the memo."
    elif asked is None and fact in client.facts:
        why = "You have answered this; change it whenever you learn more."
    elif asked is None:
        why = "This follows from other answers; it needs none of its own."
    elif not asked.matters:
        why = f"It can no longer change the result: {why_skipped(found, client, fact)}."
    else:
        start = "Why now: it" if asked.told is None else "Why it still matters: it"
        why = f"{start} {could_words(found, asked)}"
    return {"fact": fact, "why": why, "lead": lead}


def named_next(found: Analysis, question: clinic.Question | None) -> dict[str, str]:
    """Return what to ask next, by name and with what it could do."""
    if question is None:
        return {}
    could = f"It {question.rank.label}."
    return {"fact": question.fact, "label": label(found, question.fact), "could": could}


def leads_html(found: Analysis, client: ClientFile, leads: Iterable[Lead]) -> str:
    """What the client's words lead to."""
    lib, items = found.law.library, []
    for lead in leads:
        ask = [n for n in lead.asks if client.facts.get(n) is None]
        if not ask:
            continue
        heard = next(word for word in lead.words if files.said(client, word))
        quotes = explain.quotations_html([lib.passages[p] for p in lead.passages], lib)
        items.append(
            f"<p>The file says <b>{escape(heard.capitalize())}</b>. Ask about "
            f"{escape(_named(found, ask))}. {escape(lead.why)}</p>{quotes}"
        )
    return f'<div class="mc mc-note">{"".join(items)}</div>' if items else ""


# --- where it stands --------------------------------------------------------------------------------
def standing_words(finding: Finding, bearer: str, library: Library) -> str:
    """Say of a point who must show it, why it is open and what then, and which precedent controls."""
    side = library.texts["side_words"][bearer]
    lines = [f"{side[0].upper()}{side[1:]} must show it."]
    if finding.status is Status.OPEN:
        lines.insert(0, explain.status_words(finding, library))
    if finding.status is not Status.OPEN or finding.persuasive:
        lines.append(explain.standing_words(finding, library))
    return " ".join(lines)


# --- what to find out -------------------------------------------------------------------------------
def checklist_html(found: Analysis) -> str:
    """For unknown operators: the considerations of good cause, each with what is missing."""
    rows = []
    for one in clinic.checklist(found):
        gaps = [label(found, n) for n in one.gaps]
        few = "".join(f"<li>{escape(gap)}</li>" for gap in gaps[:6])
        if len(gaps) > 6:
            rest = "".join(f"<li>{escape(gap)}</li>" for gap in gaps[6:])
            few += f"<li><details><summary>{len(gaps) - 6} more</summary><ul>{rest}</ul></details></li>"
        missing = f"<ul>{few}</ul>" if few else "Nothing"
        status = _status(one.finding, found.law.library)
        rows.append(
            f'<tr><th scope="row">{escape(one.finding.node.name)}</th><td>{status}</td>'
            f"<td>{missing}</td></tr>"
        )
    return (
        '<div class="mc mc-table" tabindex="0"><table><caption>Good cause: the considerations, and '
        "what is missing of each. A grant stays within the court's discretion.</caption><thead><tr>"
        '<th scope="col">Consideration</th><th scope="col">As the file stands</th>'
        f'<th scope="col">Missing</th></tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def find_out_html(found: Analysis, client: ClientFile) -> str:
    """What to find out, from what could settle most: where it is found, why it matters, and drafts."""
    lib, rows = found.law.library, clinic.to_find_out(found, client)
    parts = []
    if found.stage in lib.intake.unserved:
        parts.append(checklist_html(found))
    items = []
    for row in rows:
        places = "; ".join(row.evidence.where) if row.evidence else ""
        where = f"<p>Usually found in: {escape(places)}.</p>" if places else ""
        quote = explain.quotations_html([row.passage], lib) if row.passage else ""
        items.append(
            f"<li><p><b>{escape(label(found, row.question.fact))}</b> "
            f"({escape(answer_words(found, client, row.question.fact))}). "
            f"It {escape(could_words(found, row.question))}</p>{where}{quote}</li>"
        )
    rest = "".join(items[FIRST:])
    more = (
        f"<details><summary>{len(items) - FIRST} more</summary>"
        f'<ol start="{FIRST + 1}">{rest}</ol></details>'
        if rest
        else ""
    )
    listed = (
        f"<ol>{''.join(items[:FIRST])}</ol>{more}"
        if items
        else "<p>No fact that is unknown or disputed can still change the result.</p>"
    )
    parts.append(f'<div class="mc mc-changes">{listed}</div>')
    parts.append(_drafts_html(found, rows))
    return "".join(parts)


def _drafts_html(found: Analysis, rows: tuple[clinic.Lookup, ...]) -> str:
    lib, parts = found.law.library, []
    chosen = clinic.drafts(found, rows)
    for title, part in (
        ("Interrogatories", "interrogatory"),
        ("Requests for documents", "request"),
    ):
        asked = [text for one in chosen if (text := getattr(one.evidence, part))]
        if asked:
            texts = "".join(
                f"<li>{escape(explain.there(text, found.place))}</li>" for text in asked
            )
            parts.append(f"<h5>{title}</h5><ol>{texts}</ol>")
    if not parts:
        return (
            '<div class="mc"><p>No fact that others must be asked for can still change the result, so '
            "nothing is drafted.</p></div>"
        )
    quotes = explain.quotations_html([lib.passages[p] for p in lib.intake.drafting_passages], lib)
    return (
        f'<div class="mc mc-changes"><h4>Draft discovery, limited to these facts</h4><p>'
        f"{escape(lib.intake.drafting)} [period] and [site] are for you to fill in; no rule of court and "
        f"no opinion has approved these drafts.</p>{quotes}{''.join(parts)}</div>"
    )


# --- two states -------------------------------------------------------------------------------------
def told_apart(before: ClientFile, after: ClientFile, lib: Library) -> list[str]:
    """In what two states differ beside their facts."""
    changed = []
    if before.forum != after.forum:
        ends = [files.venue(lib, one).label for one in (before, after)]
        changed.append(f"the court and forum, {ends[0]} to {ends[1]}")
    if before.stage != after.stage:
        ends = [explain.inside(lib.stages[one.stage].label) for one in (before, after)]
        changed.append(f"the stage, {ends[0]} to {ends[1]}")
    if before.law_as_of != after.law_as_of:
        days = [
            explain.day_words(one.law_as_of) if one.law_as_of else "today"
            for one in (before, after)
        ]
        changed.append(f"the day of the law, {days[0]} to {days[1]}")
    return changed


def fact_changes(one: tuple[ClientFile, Analysis], two: tuple[ClientFile, Analysis]) -> list[str]:
    """Each fact on which two states say something else, or know it otherwise."""
    (before, was), (after, now) = one, two
    lines, lib = [], now.law.library
    for name in lib.facts:
        mine, theirs = before.facts.get(name), after.facts.get(name)
        if mine == theirs:
            continue
        ends = [
            answer_words(found, file, name) + _how(lib, file, name)
            for file, found in ((before, was), (after, now))
        ]
        if ends[0] != ends[1]:
            lines.append(f"{explain.inside(label(now, name))}, {ends[0]} to {ends[1]}")
    return lines


def _how(lib: Library, client: ClientFile, fact: str) -> str:
    told = client.facts.get(fact)
    known = files.basis(lib, told) if told else None
    return f" ({explain.inside(known.label)})" if known else ""


def _end(finding: Finding, lib: Library) -> str:
    """A finding in a cell: its status, and what it comes to at close if that is another."""
    close = explain.close_word(finding.node, finding.status, finding.at_close, lib)
    more = "" if finding.at_close is finding.status else f"<p>at close: {escape(close)}</p>"
    return _status(finding, lib) + more


def compared_html(one: tuple[ClientFile, Analysis], two: tuple[ClientFile, Analysis]) -> str:
    """Two states of a file side by side: what was changed, what moved, and by which facts."""
    (before, was), (after, now) = one, two
    lib = now.law.library
    changed = [*told_apart(before, after, lib), *fact_changes(one, two)]
    if not changed:
        return '<div class="mc"><p>The two states do not differ.</p></div>'
    said = "".join(f"<li>{escape(line[0].upper() + line[1:])}.</li>" for line in changed)
    parts = [f'<div class="mc mc-changes"><p><b>What differs</b></p><ul>{said}</ul></div>']
    if was.stage != now.stage and was.outcome.node.id != now.outcome.node.id:
        parts.append(
            '<div class="mc"><p>The two stages ask different questions: '
            f"{escape(explain.inside(was.outcome.node.name))}, and "
            f"{escape(explain.inside(now.outcome.node.name))}. Points that both ask are compared.</p></div>"
        )
    moved = clinic.compared(was, now)
    if not moved:
        return "".join(parts) + '<div class="mc"><p>No point of the test moved.</p></div>'
    rows = []
    for move in moved:
        why = _named(now, move.why) or "the day of the law, the stage or the court alone"
        ends = "".join(f"<td>{_end(f, lib)}</td>" for f in (move.before, move.after))
        rows.append(
            f'<tr><th scope="row">{escape(move.after.node.name)}</th>{ends}<td>{escape(why)}</td></tr>'
        )
    heads = "".join(f'<th scope="col">{h}</th>' for h in ("Point", "Then", "Now", "Turns on"))
    return (
        "".join(parts)
        + '<div class="mc mc-table" tabindex="0"><table><caption>What moved, from the top down.</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def moved_words(one: tuple[ClientFile, Analysis], two: tuple[ClientFile, Analysis]) -> str:
    """In a sentence or two, what was just recorded and which points it moved."""
    (before, was), (after, now) = one, two
    lib = now.law.library
    changed = [*told_apart(before, after, lib), *fact_changes(one, two)]
    if not changed:
        return ""
    points = clinic.points(now)
    moves = [
        explain.from_to(n, was, now)
        for n in was
        if n in points and was.status(n) is not now.status(n)
    ]
    few = explain.listed(moves[:4]) + (f"; {len(moves) - 4} more" if len(moves) > 4 else "")
    moved = f"Moved: {few}." if moves else "No point of the test moved."
    return f"Changed: {'; '.join(changed[:3])}. {moved}"
