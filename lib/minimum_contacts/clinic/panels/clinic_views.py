"""The views beside the intake's questions: findings, facts to find out, and the effect of changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from pydantic import ValidationError

from jurisdiction import claims, explain
from jurisdiction.analysis import Analysis
from jurisdiction.explain import badge
from jurisdiction.library import Library
from jurisdiction.model import ClientFile, Finding, Lead, ReaderError, Status
from .. import client as files
from .. import clinic, clinic_words
from ..clinic_words import label
from .clients import unkept

FIRST = 8  # number of facts to find out that are shown unfolded
NOTHING_LEFT = (
    "Every question that could still change the result has been asked. Choose any question to change its "
    "answer, and see what to find out."
)
NO_STATE = (
    "<p>Remember this state, then change something; or duplicate the file and change the copy.</p>"
)
_ALWAYS = ("answered", "left")  # counts to show even when they are zero
State = tuple[ClientFile, Analysis]  # a file and its analysis


def failed(error: Exception) -> str:
    """Return an error message for a failed action, which also says what is safe."""
    return (
        f"We could not do this, and nothing has changed. ({type(error).__name__}: {error}) Your file is "
        "safe; choose Undo, or continue."
    )


def refused(error: ValueError) -> str:
    """Return the message under a field whose text was rejected."""
    if isinstance(error, ValidationError):
        error = unkept(error)
    words = str(error)
    if isinstance(error, ReaderError):
        where = "" if "facts," in error.where else f"{error.where} "
        words = f"{where}{error.problem} {error.remedy}"
    return f"{words} The earlier entries are safe."


# --- lists and tables -----------------------------------------------------------------------------
def _list(items: Sequence[str], first: int | None = None, tag: str = "ul") -> str:
    """Return HTML items as a list; items after the `first` are folded."""
    text = f"<{tag}>{''.join(f'<li>{item}</li>' for item in items[:first])}</{tag}>"
    if first is None or len(items) <= first:
        return text
    start = f' start="{first + 1}"' if tag == "ol" else ""
    rest = "".join(f"<li>{item}</li>" for item in items[first:])
    more = f"<summary>{len(items) - first} more</summary><{tag}{start}>{rest}</{tag}>"
    return f"{text}<details>{more}</details>"


def _table(caption: str, heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    """Return HTML cells as a table; the first cell of each row is its header."""
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
        for first, *cells in rows
    )
    return f'<div class="mc mc-table" tabindex="0">{explain.table(caption, heads, body)}</div>'


# --- progress ---------------------------------------------------------------------------------------
def why_skipped(analysis: Analysis, client: ClientFile, fact: str) -> str:
    """Return why a question is no longer needed."""
    points = clinic.settled_by(analysis, client, fact)
    if points is None:
        return "whatever else the record shows, this fact does not change the result"
    if not points:
        return "no test that applies given these answers asks about it"
    lib, nodes = analysis.law.library, analysis.law.nodes
    return explain.listed(
        f"{explain.inside(nodes[name].name)} is "
        f"{explain.status_word(nodes[name], analysis.status(name), lib).lower()} already"
        for name in points
    )


def progress_words(done: clinic.Progress) -> str:
    """Return the progress of the intake in one line."""
    follow = "follows" if len(done.follows) == 1 else "follow"
    counted = {
        "answered": done.answered,
        "not known": done.not_known,
        f"{follow} from other answers": done.follows,
        "skipped": done.skipped,
        "left": done.left,
    }
    words = [f"{len(of)} {what}" for what, of in counted.items() if of or what in _ALWAYS]
    return f"{done.total} questions: {', '.join(words)}."


# --- exhibits, claims, and defendants ---------------------------------------------------------------
LISTS = ("exhibits", "claims", "defendants")


def list_texts(client: ClientFile) -> dict[str, str]:
    """Return the text of each exhibit, claim, and defendant, by field name."""
    texts = {f"exhibits/{label}": text for label, text in client.exhibits.items()}
    for kind in LISTS[1:]:
        texts |= {f"{kind}/{name}": one.name for name, one in getattr(client, kind).items()}
    return texts


def lists(client: ClientFile, analysis: Analysis) -> dict[str, list[dict[str, Any]]]:
    """Return the exhibits, claims, and defendants of a file with what each concerns."""
    proves: dict[str, dict[str, None]] = {label: {} for label in client.exhibits}
    for at in files.every_scope(client):
        for fact, told in files.facts_at(client, at).items():
            for exhibit in told.exhibits:
                proves[exhibit].setdefault(fact)
    return {
        "exhibits": [
            {"id": one, "words": f"proves {clinic_words.names(analysis, facts)}" if facts else ""}
            for one, facts in proves.items()
        ],
        "claims": [
            {"id": name, "against": one.against or list(client.defendants)}
            for name, one in client.claims.items()
        ],
        "defendants": [{"id": name} for name in client.defendants],
    }


def scope_words(client: ClientFile, part: claims.Part) -> list[tuple[str, str]]:
    """Return the scopes an answer can have, narrowest last; empty if there is no choice."""
    claim = client.claims[part.claim].name if part.claim else ""
    defendant = client.defendants[part.defendant].name if part.defendant else ""
    words = {
        ("", part.defendant): f"Every claim against {defendant}",
        (part.claim, ""): f"{claim}, against every defendant",
        files.ALL: "Every claim and defendant",
        (part.claim, part.defendant): f"Only {part.name}",
    }
    found = [("/".join(at), words[at]) for at in files.scopes(part.claim, part.defendant)]
    several = len(client.claims) > 1 or len(client.defendants) > 1
    return found[::-1] if several else []


def pendent_words(ruling: claims.Ruling, library: Library) -> str:
    """Return the pendent jurisdiction over a claim in words; empty if it does not arise."""
    if ruling.pendent is None:
        return ""
    word = explain.status_word(library.nodes["pendent_claims"], ruling.pendent, library).lower()
    return f"pendent to {ruling.rides_on}: {word}"


def where(storage: object) -> str:
    """Return a sentence that says where the client files are stored."""
    if storage is None:
        return "This notebook saves nothing: your client files are gone when you close it."
    folder = getattr(storage, "folder", None)
    place = f"the folder {folder}" if folder else "this browser"
    return f"Your client files are in {place}, apart from your class work."


# --- the questions ----------------------------------------------------------------------------------
def row(analysis: Analysis, name: str) -> dict[str, Any]:
    """Return one fact as a row of the page."""
    lib = analysis.law.library
    fact = lib.facts[name]
    return {
        "id": name,
        "kind": fact.kind,
        "label": label(analysis, name),
        "question": explain.there(fact.question, analysis.place),
        "burden": f"Burden: {lib.texts['side_words'][fact.shown_by]}.",
        "options": [("", "–"), *fact.options.items(), ("unknown", "Unknown")]
        if fact.options
        else [],
    }


def group_title(question: clinic.Question) -> str:
    """Return the heading under which a question that matters is listed."""
    if question.told is not None:
        return "Asked, but not known or disputed"
    if question.lead is not None:
        return "The story suggests this question"
    return question.rank.label[:1].upper() + question.rank.label[1:]


def why_asked(
    analysis: Analysis, client: ClientFile, fact: str, asked: clinic.Question | None, turns: bool
) -> dict[str, str]:
    """Return why a question is asked now, and the client's statement that raised it.

    turns: whether the outcome at this stage can depend on the fact at all.
    """
    lead = asked.lead.why if asked and asked.lead and asked.matters else ""
    if not turns:
        why = "Nothing decided at this stage depends on this fact; if you record it, it appears in the memo."
    elif asked is None and fact in client.facts:
        why = "You have answered this; change it whenever you learn more."
    elif asked is None:
        why = "This follows from other answers, so you need not answer it."
    elif not asked.matters:
        why = f"It can no longer change the result: {why_skipped(analysis, client, fact)}."
    else:
        start = "Why now: it" if asked.told is None else "Why it still matters: it"
        why = f"{start} {clinic_words.could(analysis, asked)}"
    return {"fact": fact, "why": why, "lead": lead}


def named_next(analysis: Analysis, question: clinic.Question) -> dict[str, str]:
    """Return the next question, with its label and its possible effect."""
    could = f"It {question.rank.label}."
    return {"fact": question.fact, "label": label(analysis, question.fact), "could": could}


def leads_html(analysis: Analysis, client: ClientFile, leads: Iterable[Lead]) -> str:
    """Render the questions that the client's words raise."""
    lib, items = analysis.law.library, []
    for lead in leads:
        if unasked := clinic.unasked(client, lead):
            heard = next(word for word in lead.words if files.said(client, word))
            quotes = explain.quotations_html([lib.passages[p] for p in lead.passages], lib)
            items.append(
                f"<p>The file says <b>{escape(heard.capitalize())}</b>. Ask about "
                f"{escape(clinic_words.names(analysis, unasked))}. {escape(lead.why)}</p>{quotes}"
            )
    return f'<div class="mc mc-note">{"".join(items)}</div>' if items else ""


# --- standing -------------------------------------------------------------------------------------
def standing_words(finding: Finding, bearer: str, library: Library) -> str:
    """Return who must show a point, why it is open, the result at close, and the controlling precedent."""
    side = library.texts["side_words"][bearer]
    lines = [f"{side[0].upper()}{side[1:]} must show it."]
    if finding.status is Status.OPEN:
        lines.insert(0, explain.status_words(finding, library))
    if finding.status is not Status.OPEN or finding.persuasive:
        lines.append(explain.standing_words(finding, library))
    return " ".join(lines)


# --- facts to find out ----------------------------------------------------------------------------
def _checklist_html(analysis: Analysis) -> str:
    """Render the good-cause considerations for discovery of unknown operators, each with what is missing."""
    rows = []
    for one in clinic.checklist(analysis):
        node, gaps = one.finding.node, [escape(label(analysis, name)) for name in one.gaps]
        status = badge(node, one.finding.status, analysis.law.library)
        missing = _list(gaps, clinic_words.FEW) if gaps else "Nothing"
        rows.append((escape(node.name), status, missing))
    caption = (
        "Good cause: each consideration, and what is missing. A grant remains within the court's "
        "discretion."
    )
    return _table(caption, ("Consideration", "The file as it is now", "Missing"), rows)


def find_out_html(analysis: Analysis, client: ClientFile) -> str:
    """Render the facts to find out, most important first: where evidence is found and why it matters."""
    lib, lookups = analysis.law.library, clinic.to_find_out(analysis, client)
    early = analysis.stage in lib.intake.unserved
    items = []
    for one in lookups:
        fact = one.question.fact
        answer = escape(clinic_words.answer(analysis, client, fact))
        could = escape(clinic_words.could(analysis, one.question))
        places = escape("; ".join(one.evidence.where)) if one.evidence else ""
        where = f"<p>Usually found in: {places}.</p>" if places else ""
        quote = explain.quotations_html([one.passage], lib) if one.passage else ""
        items.append(
            f"<p><b>{escape(label(analysis, fact))}</b> ({answer}). It {could}</p>{where}{quote}"
        )
    listed = _list(items, FIRST, "ol") if items else f"<p>{clinic_words.NOTHING_TO_FIND}</p>"
    return (
        _checklist_html(analysis) if early else ""
    ) + f'<div class="mc mc-changes">{listed}</div>'


# --- two states -----------------------------------------------------------------------------------
def _differences(one: State, two: State) -> list[str]:
    """List the differences between two states of a file: court, forum, stage, date of the law, and facts."""
    lib, analysis = two[1].law.library, two[1]

    def described(state: State) -> dict[str, str]:
        client, found = state
        day = client.law_as_of
        words = {
            "the court and forum": files.venue(lib, client).label,
            "the stage": explain.inside(lib.stages[client.stage].label),
            "the date of the law": explain.day_words(day) if day else "today",
        }
        for fact in lib.facts:
            told = client.facts.get(fact)
            basis = files.basis(lib, told) if told else None
            how = f" ({explain.inside(basis.label)})" if basis else ""
            answer = clinic_words.answer(found, client, fact)
            words[explain.inside(label(analysis, fact))] = answer + how
        return words

    before, after = described(one), described(two)
    return [f"{n}, {before[n]} to {after[n]}" for n in after if before[n] != after[n]]


def compared_html(one: State, two: State) -> str:
    """Render two states of a file side by side: the changes, their effects, and the facts responsible."""
    (_, was), (_, now) = one, two
    changed = [escape(line[0].upper() + line[1:]) + "." for line in _differences(one, two)]
    if not changed:
        return '<div class="mc"><p>The two states do not differ.</p></div>'
    html = f'<div class="mc mc-changes"><p><b>What differs</b></p>{_list(changed)}</div>'
    asked = [explain.inside(analysis.outcome.node.name) for analysis in (was, now)]
    if asked[0] != asked[1]:
        html += (
            '<div class="mc"><p>The two stages ask different questions: '
            f"{escape(asked[0])}, and {escape(asked[1])}. Points that both ask are compared.</p></div>"
        )
    rows = []
    for move in clinic.compared(was, now):
        why = (
            clinic_words.names(now, move.why) or "only the date of the law, the stage, or the court"
        )
        ends = (_end(finding, now.law.library) for finding in (move.before, move.after))
        rows.append((escape(move.after.node.name), *ends, escape(why)))
    if not rows:
        return html + '<div class="mc"><p>No point of the test changed.</p></div>'
    heads = ("Point", "Then", "Now", "Depends on")
    return html + _table("What changed, from the top down.", heads, rows)


def _end(finding: Finding, library: Library) -> str:
    """Render a finding for a table cell: its status, and its status at close if that differs."""
    close = explain.close_word(finding.node, finding.status, finding.at_close, library)
    more = "" if finding.at_close is finding.status else f"<p>at close: {escape(close)}</p>"
    return badge(finding.node, finding.status, library) + more


def moved_words(one: State, two: State) -> str:
    """Return a sentence or two on what was just recorded and which points changed."""
    changed = _differences(one, two)
    if not changed:
        return ""
    was, now = one[1], two[1]
    points = clinic.points(now)
    moves = [
        explain.from_to(name, was, now)
        for name in was
        if name in points and was.status(name) is not now.status(name)
    ]
    few = explain.listed(moves[:4]) + (f"; {len(moves) - 4} more" if len(moves) > 4 else "")
    moved = f"Findings changed: {few}." if moves else "No point of the test changed."
    return f"Changed: {'; '.join(changed[:3])}. {moved}"
