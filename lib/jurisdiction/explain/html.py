"""Findings, facts, and passages as HTML."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Sequence
from html import escape

from ..description import describe
from ..doctrine import Law
from ..library import Facts, Library, fact_value, parts
from ..model import NOT_RAISED, Answer, CaseFact, Edge, Finding, Node, Passage, Stage, Status, Term
from ..precedent import edges, in_force
from ..words import day_words, fact_words, inside, known, page_words, pin, since, status_word, there

SHAPES = {Status.MET: "▲", Status.NOT_MET: "▼", Status.OPEN: "◆"}
CLASSES = {Status.MET: "met", Status.NOT_MET: "not-met", Status.OPEN: "open"}


def emphasized(text: str) -> str:
    """Return text as HTML; text between two asterisks, such as a case name, becomes italic."""
    return re.sub(r"\*([^*]+)\*", r"<i>\1</i>", escape(text))


def badge(node: Node, status: Status, library: Library) -> str:
    """Return a status as HTML, with its shape and color."""
    return (
        f'<span class="mc-badge mc-{CLASSES[status]}"><span aria-hidden="true">{SHAPES[status]}'
        f"</span> {escape(status_word(node, status, library))}</span>"
    )


def fold(summary: str, body: str, kind: str = "") -> str:
    """Return a `details` element; both arguments are HTML already."""
    mark = f' class="{kind}"' if kind else ""
    return f"<details{mark}><summary>{summary}</summary>{body}</details>"


def bullets(lines: Iterable[str]) -> str:
    """Return lines of text as an HTML list; empty if there are none."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def table(caption: str, heads: Iterable[str], body: str) -> str:
    """Return a table with a caption and column headings; the rows are HTML already."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    return (
        f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def caveat(words: str) -> str:
    """Return the source of a statement in brackets; empty if we read it in an opinion."""
    return f' <span class="mc-caveat">[{escape(words)}]</span>' if words else ""


# --- passages and their pages ---------------------------------------------------------------------
def quotations_html(
    passages: Sequence[Passage],
    library: Library,
    supporting: Collection[str] = (),
    later: Collection[str] = (),
) -> str:
    """Return passages as quotations, the first open and the others folded; each opens its page.

    supporting: the passages that support a finding and are cited after *See*. later: those said
    only after the date of the law.
    """
    quotations = [quotation_html(p, library, p.id in supporting, p.id in later) for p in passages]
    if len(quotations) < 2:
        return "".join(quotations)
    count = len(quotations) - 1
    more = "One more passage" if count == 1 else f"{count} more passages"
    return quotations[0] + fold(more, "".join(quotations[1:]))


def _quoted(names: Iterable[str], library: Library) -> str:
    return quotations_html([library.passages[name] for name in names], library)


@functools.lru_cache(512)
def quotation_html(
    passage: Passage, library: Library, supports: bool = False, later: bool = False
) -> str:
    """Return one passage as a block quotation with its pin cite and its page, folded."""
    signal = "<i>See</i> " if supports else ""
    whose = library.authorities.get(passage.quoting or passage.discussing or "")
    notes = [f"{t.word} {t.since:%Y}" for t in whose.treatment] if whose else []
    notes += [since(library, passage)] if later else []
    return (
        f"<blockquote>{escape(passage.text.strip())}<p class='mc-pin'>{signal}"
        f"{escape(pin(library, passage))}{caveat('; '.join(notes))}</p>"
        f"{_page(passage, library)}</blockquote>"
    )


def _page(passage: Passage, library: Library, lead: str = "") -> str:
    """Return the page of a passage, folded."""
    summary = escape(f"See the page: {lead}{page_words(library, passage)}")
    return fold(summary, page_html(passage, library), "mc-page")


def page_html(passage: Passage, library: Library) -> str:
    """Return the page of a passage with its words marked, behind a content note where required."""
    source, labels = library.sources[passage.opinion], passage.page.split("-")
    pages = [library.opinions[passage.opinion].page(label) for label in labels]
    if passage.footnote:
        text = " ".join(t for p in pages for n, t in p.footnotes if n == passage.footnote)
    else:
        text = " ".join(p.body for p in pages)
    shown = ""
    for segment in passage.segments:
        words = " ".join(segment.split())
        before, _, text = text.partition(words)
        shown += f"{escape(before)}<mark>{escape(words)}</mark>"
    # the page scrolls, so it must be reachable by keyboard
    page = f'<p tabindex="0">{shown}{escape(text)}</p>'
    if set(labels) & set(source.content_note_on):
        return f"<p>{escape(source.content_note)}</p>{fold('Show the page anyway', page)}"
    return page


# --- findings -------------------------------------------------------------------------------------
def headline_html(
    finding: Finding, library: Library, changes: str = "", wrong: Iterable[str] = ()
) -> str:
    """Return the finding in one line, why it is open, the result at close, and the last change.

    wrong: warnings of contradictory facts, shown first.
    """
    lines = [f'<p class="mc-error">{escape(words)}</p>' for words in wrong]
    lines.append(
        f'<p class="mc-finding"><b>{escape(finding.node.name)}</b> '
        f"{badge(finding.node, finding.status, library)}</p>"
    )
    for note in describe(finding, library).notes:
        label = f"<b>{escape(note.label)}:</b> " if note.label else ""
        lines.append(f"<p>{label}{escape(note.words)}{caveat(note.known)}</p>")
    if changes:
        lines.append(f'<p class="mc-moved">{escape(changes)}</p>')
    return f'<div class="mc mc-headline">{"".join(lines)}</div>'


MANY, DEEP = 14, 3  # fold reasons below depth DEEP if there are more than MANY


def reasons_html(
    finding: Finding, law: Law, facts: Facts, place: str, unmoved: Iterable[str] = ()
) -> str:
    """Return each reason with the court's words beside it, then the facts that did not decide.

    If there are many, the deep ones are folded under the reason they explain. unmoved: facts whose
    change affected nothing; what courts said about them comes first.
    """
    steps: list[tuple[str, list[str]]] = []  # each with the reasons folded under it
    for step in describe(finding, law.library).steps:
        reason = step.reason
        html = (
            f'<li style="--depth:{reason.depth}" class="mc-{CLASSES[reason.status]}">'
            f'<span aria-hidden="true" class="mc-shape">{SHAPES[reason.status]}</span> '
            f"{escape(reason.sentence)}{caveat(reason.verified)}"
            f"{quotations_html(step.passages, law.library, step.supporting, reason.later)}"
        )
        if reason.depth > DEEP and len(finding.because) > MANY:
            steps[-1][1].append(f"{html}</li>")
        else:
            steps.append((html, []))
    items = []
    for html, inner in steps:
        title = "Its one step" if len(inner) == 1 else f"Its {len(inner)} steps"
        items.append(html + (fold(title, f"<ol>{''.join(inner)}</ol>") if inner else "") + "</li>")
    first = unmoved_html(unmoved, finding.node.id, law, place)
    rest = _bystanders(finding, law, facts, place)
    return f'<div class="mc mc-reasons">{first}<ol>{"".join(items)}</ol>{rest}</div>'


def _bystanders(finding: Finding, law: Law, facts: Facts, place: str) -> str:
    """Return the facts that are shown but did not decide: those that confirm, and those without weight."""
    library, used = law.library, {fact for reason in finding.because for fact in reason.facts}
    rows = []
    for name, edge in edges(law, finding.node.id):
        if facts[name] is Answer.YES and name not in used and edge.node == finding.node.id:
            label = escape(there(library.facts[name].label, place))
            rows.append(f"<li>{_worth(f'<b>{label}</b>', edge, library)}</li>")
    if not rows:
        return ""
    title = f"Facts shown but not decisive ({len(rows)})"
    return fold(title, f"<ul>{''.join(rows)}</ul>")


def unmoved_html(names: Iterable[str], node: str, law: Law, place: str) -> str:
    """Return what courts said about facts whose change affected nothing.

    For each fact, use its bearing on the node in focus, or else on any other node.
    """
    library, rows = law.library, []
    for name in names:
        fact = library.facts[name]
        lead = f"<b>{escape(there(fact.label, place))}</b> changed no finding here."
        said = [edge for other, edge in edges(law, node) if other == name]
        said += [edge for edge in fact.bears_on if in_force(law, edge)]
        if said:
            rows.append(_worth(f"{lead} {_on(said[0], library)}", said[0], library))
        else:
            rows.append(f"<p>{lead} No authority as of this date addresses its weight.</p>")
    return f'<div class="mc-note">{"".join(rows)}</div>' if rows else ""


LADDER = ("outcome", "step", "prong", "test", "element", "factor")


def unraised(law: Law, facts: Facts, name: str) -> bool:
    """Return whether a point is not met only because no party has raised it."""
    node = law.nodes[name]
    if node.fact:
        return facts[node.fact] == NOT_RAISED and not node.silent
    every = [unraised(law, facts, child) for child in law.children[name]]
    return any(every) if node.all_of else bool(every) and all(every)


def rungs(law: Law, facts: Facts, focus: str, top: str) -> list[tuple[int, str]]:
    """Return the points of the ladder with their depths, from `top` to the elements.

    Routes that no party has raised are omitted. The further questions of an outcome follow it.
    """
    found: list[tuple[int, str]] = []

    def walk(name: str, depth: int) -> None:
        node, children = law.nodes[name], law.children[name]
        found.append((depth, name))
        if node.case_of:
            chosen = node.cases.get(str(facts[node.case_of]), "")
            children = (chosen,) if chosen in law.nodes else ()
        for child in children:
            if node.term not in ("element", "factor") and law.nodes[child].term in LADDER:
                walk(child, depth + 1)
            elif name == focus and not unraised(law, facts, child):
                found.append((depth + 1, child))

    walk(top, 0)
    return found + [(0, name) for name in law.library.beside(top) if name in law.nodes]


# --- facts, stages, and terms ---------------------------------------------------------------------
def _on(edge: Edge, library: Library) -> str:
    return f"On {escape(inside(library.nodes[edge.node].name))}"


def _worth(lead: str, edge: Edge, library: Library, whole: bool = False) -> str:
    """Return what courts said about the weight of a fact on a point.

    whole: include every passage, the note, and the period in which it holds.
    """
    meaning, notes = library.texts["characterisations"][edge.characterisation], ""
    if whole and edge.until:
        began = f"from {day_words(edge.since)}, " if edge.since else ""
        notes += f" This holds only {began}until {day_words(edge.until)}."
    if whole and edge.note:
        notes += f" {edge.note}"
    weight = escape(f"{edge.characterisation} ({meaning}).{notes}")
    quotes = _quoted(edge.passages if whole else edge.passages[:1], library)
    return f"<p>{lead}: {weight}{caveat(known(edge.verified))}</p>{quotes}"


def fact_html(
    name: str, library: Library, stated: CaseFact | None = None, of: str = "", place: str = ""
) -> str:
    """Return a fact or switch: its question, who must show it, what courts said, and the opinion's page.

    stated: the fact as the case named by `of` states it.
    """
    own, fact = library.texts["switches"].get(name), library.facts[parts(library, name)[0]]
    question, help = (own["question"], own["help"]) if own else (fact.question, fact.help)
    said = fact.bears_on[:1] if own else fact.bears_on
    first, bearer = said[0], library.texts["side_words"][fact.shown_by]
    ours = all(not e.passages and e.verified and e.verified.how == "analysis" for e in said)
    whose = "our own analysis" if ours else "what the courts said"
    told = [f"<p>{escape(there(help, place))}</p>"] if help else []
    if stated:
        words = fact_words(fact, fact_value(fact, stated.value, of))
        if stated.shown:
            words += f" ({inside(library.showings[stated.shown].label)})"
        told.append(
            f"<p><b>In {escape(of)}</b>: {escape(words)}. {escape(stated.note)}"
            f"{caveat(known(stated.verified))}</p>{_quoted(stated.passages, library)}"
        )
    told += [_worth(f"<b>{_on(edge, library)}</b>", edge, library, whole=True) for edge in said]
    page = f"<p>{caveat(known(first.verified))}</p>" if first.verified else ""
    if first.passages:
        passage = library.passages[first.passages[0]]
        authority = library.authorities[library.sources[passage.opinion].authority]
        page = _page(passage, library, f"{authority.label}, ")
    return (
        f'<div class="mc mc-fact"><p>{escape(there(question, place))} '
        f'<span class="mc-bearer">To be shown by {escape(bearer)}.</span></p>'
        f"{fold(f'<i>{escape(first.characterisation)}</i> · {whose}', ''.join(told))}{page}</div>"
    )


def standard_html(stage: Stage, library: Library) -> str:
    """Return the standard of decision at a stage, with its source."""
    quotes = "".join(quotation_html(library.passages[p], library) for p in stage.rule)
    return (
        f'<div class="mc mc-fact"><p>{escape(stage.standard)}{caveat(known(stage.verified))}</p>'
        f"{fold('what the courts said', quotes)}</div>"
    )


def term_html(term: Term, library: Library) -> str:
    """Return the meaning of a term, its source, and how courts use it."""
    source = "our own term, not a court's" if term.ours else known(term.verified)
    return (
        f'<div class="mc mc-meaning"><p><b>{escape(term.term)}</b>: '
        f"{escape(term.meaning)}{caveat(source)}</p>{_quoted(term.passages, library)}</div>"
    )
