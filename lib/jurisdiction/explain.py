"""Findings into words: reasons, plain text, HTML. The only place with markup."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING

from .doctrine import Law, Trace, burdens
from .library import Facts, Library, fact_value, load
from .model import (
    DECIDED,
    Answer,
    Case,
    CaseFact,
    Edge,
    Fact,
    Finding,
    Node,
    Passage,
    Range,
    Reason,
    Side,
    Stage,
    Status,
)
from .precedent import edges

if TYPE_CHECKING:
    from .analysis import Analysis

SHAPES = {Status.MET: "▲", Status.NOT_MET: "▼", Status.OPEN: "◆"}
CLASSES = {Status.MET: "met", Status.NOT_MET: "not-met", Status.OPEN: "open"}


# --- reasons --------------------------------------------------------------------------------------
def reasons(
    law: Law, trace: Trace, facts: Facts, node: str, shown: Mapping[str, str] | None = None
) -> tuple[Reason, ...]:
    """Say why a node came out as it did, from the top down, naming only what decided it."""
    found: dict[str, Reason] = {}

    def walk(name: str, depth: int) -> None:
        if name in found:
            return
        here, status = law.nodes[name], trace[name].status()
        sentence = {Status.MET: here.met, Status.NOT_MET: here.not_met, Status.OPEN: here.open}
        words = sentence[status] or here.name
        if here.fact:
            kind = law.library.facts[here.fact].kind
            words = words.replace("{value}", value_words(facts[here.fact], kind))
        rule, known = here.rule, here.verified
        if here.fact and (how := (shown or {}).get(here.fact)):
            showing = law.library.showings[how]
            words = f"{words.removesuffix('.')}: {inside(showing.label)}."
            rule, known = [*showing.rule, *rule], showing.verified or known
        found[name] = Reason(
            node=name,
            status=status,
            sentence=words,
            passages=tuple(law.library.passages[p] for p in rule),
            facts=tuple(filter(None, [here.fact, here.case_of])),
            verified=known.words if known else "",
            depth=depth,
        )
        for child in _deciding(law, trace, facts, name):
            walk(child, depth + 1)

    walk(node, 0)
    return tuple(found.values())


def _deciding(law: Law, trace: Trace, facts: Facts, name: str) -> list[str]:
    """The children that made a node come out as it did.

    Where all of them were needed and one failed, the ones that failed; where any one would do and one
    was met, that one; where it is open, what is open, and what nearly is there.
    """
    node, status, children = law.nodes[name], trace[name].status(), law.children[name]
    if node.case_of:
        chosen = node.cases.get(str(facts[node.case_of]))
        return [chosen] if chosen else list(dict.fromkeys(children))
    same = [child for child in children if trace[child].status() is status]
    if status is Status.MET:
        return same[:1] if node.any_of else same
    if status is Status.OPEN:
        near = [child for child in children if _nearly(law, trace, child)] if node.any_of else []
        return same + near
    if node.term == "route" and not _nearly(law, trace, name):
        return []  # nothing of this route is there; its own sentence says so
    return same


def _nearly(law: Law, trace: Trace, name: str) -> bool:
    """A route that fails although part of what it takes is there."""
    whole, parts = trace[name].status(), law.nodes[name].all_of
    return whole is Status.NOT_MET and any(
        trace[part].status() is Status.MET for part in parts if part in law.nodes
    )


# --- words ----------------------------------------------------------------------------------------
def value_words(value: object, kind: str = "yes_no") -> str:
    """A fact's value as a reader says it: Yes, 4.6%, 12% to 19%, 320,000, unknown."""
    if isinstance(value, Answer):
        return {"yes": "Yes", "no": "No", "unknown": "Unknown"}[value.value]
    if not isinstance(value, Range):
        return str(value)
    ends = [value.low] if value.low == value.high else [value.low, value.high]
    if kind == "share":
        return " to ".join(f"{end * 100:.4g}%" for end in ends)
    return " to ".join(f"{end:,.0f}" for end in ends)


def place(library: Library, facts: Facts, state: str = "") -> str:
    """The forum in words: the United States, or the State by its name where that is known."""
    chosen = str(facts["forum"])
    return state if state and chosen == "state" else library.texts["forums"][chosen]


def there(text: str, place: str) -> str:
    """Words in which `{forum}` stands for the forum, with its name."""
    return text.replace("{forum}", place)


def inside(text: str) -> str:
    """A name or label as it reads inside a sentence: its first letter small, unless it is a name."""
    keep = text[1:2].isupper() or text.startswith("Rule ")
    return text if keep else text[:1].lower() + text[1:]


def fact_words(fact: Fact, value: object) -> str:
    """A fact's value in words; a choice by its label."""
    return fact.options.get(str(value)) or value_words(value, fact.kind)


def day_words(day: dt.date) -> str:
    """A day as a reader says it: January 2, 2024."""
    return f"{day:%B} {day.day}, {day.year}"


def pin(library: Library, passage: Passage) -> str:
    """Where a passage stands and who speaks, as `Doe, slip op. 18, quoting Will`."""
    source = library.sources[passage.opinion]
    words = f"{library.authorities[source.authority].label}, {source.pin.format(page=passage.page)}"
    words += f" n.{passage.footnote}" if passage.footnote else ""
    if who := source.speakers[passage.speaker]:
        words += f" ({who})"
    if passage.quoting:
        words += f", quoting {library.authorities[passage.quoting].label}"
    if passage.reporting:
        words += f", reporting {passage.reporting}"
    return words


def status_word(node: Node, status: Status, library: Library) -> str:
    """How a node's status is written: met, not met, open, or the node's own words for them."""
    return node.reads.get(status.value) or library.texts["status_words"][status.value]


def status_words(finding: Finding, library: Library) -> str:
    """A finding in one line, with why it is open and what follows if the record closed now."""
    texts = library.texts
    words = status_word(finding.node, finding.status, library)
    if finding.status is Status.OPEN:
        why = [texts["cause_words"][c] for c in texts["cause_words"] if c in finding.causes]
        words += f": {'; and '.join(why)}"
        close = status_word(finding.node, finding.at_close, library).lower()
        words += f". If the record closed now: {close}"
        if finding.at_close is not Status.OPEN:
            words += f", because the burden is on {_loser(finding, library)}"
    return words + "."


def _loser(finding: Finding, library: Library) -> str:
    """Against whom a point goes at close: the side that had to show what is not shown."""
    side = Side.PLAINTIFF if finding.at_close is Status.NOT_MET else Side.DEFENDANT
    return library.texts["side_words"][side.value]


def as_text(finding: Finding, library: Library) -> str:
    """A finding with its reasons as plain text, indented as the tree is."""
    lines = [f"{finding.node.name}: {status_words(finding, library)}"]
    for reason in finding.because:
        lines.append(f"{'  ' * (reason.depth + 1)}- {reason.sentence}")
        if reason.verified:
            lines.append(f"{'  ' * (reason.depth + 2)}[{reason.verified}]")
        for passage in reason.passages[:1]:
            lines.append(
                f"{'  ' * (reason.depth + 2)}“{_inner(passage)}” ({pin(library, passage)})"
            )
    return "\n".join(lines)


def _inner(passage: Passage) -> str:
    """The words of a passage for use inside quotation marks of our own."""
    text = passage.text.strip()
    whole = text.startswith("“") and text.endswith("”") and text.count("“") == 1
    return text[1:-1] if whole else text


# --- HTML -----------------------------------------------------------------------------------------
def _badge(node: Node, status: Status, library: Library) -> str:
    word = status_word(node, status, library)
    return (
        f'<span class="mc-badge mc-{CLASSES[status]}">'
        f'<span aria-hidden="true">{SHAPES[status]}</span> {escape(word)}</span>'
    )


def headline_html(finding: Finding, library: Library, changes: str = "") -> str:
    """The finding in one line, why it is open, what happens at close, and what just moved."""
    texts = library.texts
    weight = texts["precedent_words"][finding.precedent]
    cases = ", ".join(library.cases[name].short for name in finding.precedents)
    by = f" by {escape(cases)}" if cases else ""
    lines = [
        f'<p class="mc-finding"><b>{escape(finding.node.name)}</b> '
        f"{_badge(finding.node, finding.status, library)}</p>"
    ]
    if finding.status is Status.OPEN:
        why = [texts["cause_words"][c] for c in texts["cause_words"] if c in finding.causes]
        lines.append(f"<p><b>Why open:</b> {escape('; and '.join(why))}.</p>")
        close = status_word(finding.node, finding.at_close, library).lower()
        bearer = _loser(finding, library)
        tail = (
            "it stays open, because the law does not settle it"
            if finding.at_close is Status.OPEN
            else f"{close}, because the burden is on {bearer}"
        )
        lines.append(f"<p><b>If the record closed now:</b> {escape(tail)}.</p>")
    else:
        label = escape(finding.precedent.capitalize())
        lines.append(f"<p><b>{label}{by}:</b> {escape(weight)}.</p>")
    lines.append(f'<p class="mc-moved">{escape(changes)}</p>')
    return f'<div class="mc mc-headline" role="status">{"".join(lines)}</div>'


LADDER = ("outcome", "step", "prong", "test", "element", "factor")


def rungs(law: Law, facts: Facts, focus: str, top: str) -> list[tuple[int, str]]:
    """The points the ladder shows, with their depth: from `top` to the elements, one more at the focus.

    Under an outcome stand the questions beside it.
    """
    found: list[tuple[int, str]] = []

    def walk(name: str, depth: int) -> None:
        node = law.nodes[name]
        found.append((depth, name))
        children = law.children[name]
        if node.case_of:
            chosen = node.cases.get(str(facts[node.case_of]))
            children = (chosen,) if chosen else ()
        for child in children:
            if node.term not in ("element", "factor") and law.nodes[child].term in LADDER:
                walk(child, depth + 1)
            elif name == focus:
                found.append((depth + 1, child))

    walk(top, 0)
    return found + [(0, name) for name in law.library.beside(top) if name in law.nodes]


def ladder_html(found: Analysis, focus: str, top: str, case: Case | None = None) -> str:
    """The ladder: each point, its finding, who must show it, and where the court decided nothing."""
    law, library, items = found.law, found.law.library, []
    undecided = {h.node: h for h in (case.holdings if case else []) if h.disposition not in DECIDED}
    bears = burdens(law)
    for depth, name in rungs(law, found.facts, focus, top):
        node = law.nodes[name]
        title = f"{node.question} The burden is on {library.texts['side_words'][bears[name]]}."
        held = ""
        if case and name in undecided:
            words = f"{case.short}: {undecided[name].disposition}"
            held = f' <span class="mc-held">{escape(words)}</span>'
        status, close = found.status(name), found.at_close(name)
        badge = _badge(node, status, library)
        if close is not status:
            words = f"at close: {status_word(node, close, library).lower()}"
            badge = f'<span class="mc-held">{escape(words)}</span> {badge}'
        items.append(
            f'<li style="--depth:{depth}" title="{escape(title)}"><span>{escape(node.name)}{held}'
            f"</span> <span>{badge}</span></li>"
        )
    return f'<ol class="mc mc-ladder" aria-label="Ladder of the test">{"".join(items)}</ol>'


MANY, DEEP = 14, 3  # more reasons than these are folded below this depth


def reasons_html(finding: Finding, law: Law, facts: Facts, place: str) -> str:
    """Why: each step in our words, with the court's own beside it; then what did not count.

    Of many steps, the deep ones are folded under the step they explain.
    """
    library, quoted = law.library, set()
    steps: list[tuple[str, list[str]]] = []
    for reason in finding.because:
        fresh = [p for p in reason.passages if p.id not in quoted]
        quoted |= {p.id for p in fresh}
        step = (
            f'<li style="--depth:{reason.depth}" class="mc-{CLASSES[reason.status]}">'
            f'<span aria-hidden="true" class="mc-shape">{SHAPES[reason.status]}</span> '
            f"{escape(reason.sentence)}{_caveat(reason.verified)}" + quotations_html(fresh, library)
        )
        if reason.depth > DEEP and len(finding.because) > MANY:
            steps[-1][1].append(step + "</li>")
        else:
            steps.append((step, []))
    items = "".join(f"{step}{_folded(inner)}</li>" for step, inner in steps)
    rest = _bystanders(finding, law, facts, place)
    return f'<div class="mc mc-reasons"><ol>{items}</ol>{rest}</div>'


def _folded(steps: list[str]) -> str:
    if not steps:
        return ""
    title = "Its one step" if len(steps) == 1 else f"Its {len(steps)} steps"
    return f"<details><summary>{title}</summary><ol>{''.join(steps)}</ol></details>"


def _caveat(words: str) -> str:
    return f' <span class="mc-caveat">[{escape(words)}]</span>' if words else ""


def quotations_html(passages: list[Passage], library: Library) -> str:
    """The first passage open, the others folded; each opens into the page it stands on."""
    if not passages:
        return ""
    first = quotation_html(passages[0], library)
    rest = "".join(quotation_html(p, library) for p in passages[1:])
    if not rest:
        return first
    count = len(passages) - 1
    more = "One more passage" if count == 1 else f"{count} more passages"
    return f"{first}<details><summary>{more}</summary>{rest}</details>"


def quotation_html(passage: Passage, library: Library) -> str:
    """One passage as a block quotation with its pin, opening into its page."""
    return (
        f"<blockquote>{escape(passage.text.strip())}"
        f"<p class='mc-pin'>{escape(pin(library, passage))}{_treatment(passage, library)}</p>"
        f"{_page(passage, library)}</blockquote>"
    )


def _treatment(passage: Passage, library: Library) -> str:
    """What later law did to the authority whose words these are."""
    if not passage.quoting:
        return ""
    notes = [f"{t.word} {t.since:%Y}" for t in library.authorities[passage.quoting].treatment]
    return f' <span class="mc-caveat">[{escape("; ".join(notes))}]</span>' if notes else ""


def _page(passage: Passage, library: Library) -> str:
    """The page a passage stands on, folded behind its content note, with the words marked."""
    source = library.sources[passage.opinion]
    labels = passage.page.split("-")
    pages = [library.opinions[passage.opinion].page(label) for label in labels]
    if passage.footnote:
        text = " ".join(t for p in pages for n, t in p.footnotes if n == passage.footnote)
    else:
        text = " ".join(p.body for p in pages)
    shown, start = "", 0
    for segment in passage.segments:
        words = " ".join(segment.split())
        at = text.find(words, start)
        shown += f"{escape(text[start:at])}<mark>{escape(words)}</mark>"
        start = at + len(words)
    shown += escape(text[start:])
    where = source.pin.format(page=passage.page) + (
        f" n.{passage.footnote}" if passage.footnote else ""
    )
    page = f'<p tabindex="0">{shown}</p>'  # it scrolls, so the keyboard must reach it
    if source.content_note:
        page = (
            f"<p>{escape(source.content_note)}</p>"
            f"<details><summary>Show the page all the same</summary>{page}</details>"
        )
    return f'<details class="mc-page"><summary>See it on {escape(where)}</summary>{page}</details>'


def _bystanders(finding: Finding, law: Law, facts: Facts, place: str) -> str:
    """Facts that are there and did not decide: what confirms, and what the court gave no weight."""
    library = law.library
    used = {fact for reason in finding.because for fact in reason.facts}
    rows = []
    for name, edge in edges(law, finding.node.id):
        if facts[name] is not Answer.YES or name in used or edge.node != finding.node.id:
            continue
        quote = quotations_html([library.passages[p] for p in edge.passages[:1]], library)
        rows.append(
            f"<li><b>{escape(there(library.facts[name].label, place))}</b>: {escape(_weight(edge, library))}"
            f"{_caveat(edge.verified.words if edge.verified else '')}{quote}</li>"
        )
    if not rows:
        return ""
    title = f"Facts that are there and did not decide it ({len(rows)})"
    return f"<details><summary>{title}</summary><ul>{''.join(rows)}</ul></details>"


def _weight(edge: Edge, library: Library) -> str:
    words = library.texts["characterisations"][edge.characterisation]
    return f"{edge.characterisation} ({words})"


def fact_html(
    name: str, library: Library, stated: CaseFact | None = None, of: str = "", place: str = ""
) -> str:
    """A toggle's plain question, who must show it, what the courts said, and what a case says of it."""
    fact = library.facts[name]
    items = []
    if stated:
        value = fact_value(fact, stated.value, of)
        words = fact_words(fact, value)
        how = f" ({inside(library.showings[stated.shown].label)})" if stated.shown else ""
        items.append(
            f"<p><b>In {escape(of)}</b>: {escape(words + how)}. {escape(stated.note)}"
            f"{_caveat(stated.verified.words if stated.verified else '')}</p>"
            + quotations_html([library.passages[p] for p in stated.passages], library)
        )
    for edge in fact.bears_on:
        node = library.nodes[edge.node]
        note = f" {escape(edge.note)}" if edge.note else ""
        items.append(
            f"<p><b>On {escape(inside(node.name))}</b>: {escape(_weight(edge, library))}.{note}"
            f"{_caveat(edge.verified.words if edge.verified else '')}</p>"
            + quotations_html([library.passages[p] for p in edge.passages], library)
        )
    bearer = library.texts["side_words"][fact.shown_by]
    helps = f"<p>{escape(there(fact.help, place))}</p>" if fact.help else ""
    first = fact.bears_on[0].characterisation
    return (
        f'<div class="mc mc-fact"><p>{escape(there(fact.question, place))}</p><details><summary>'
        f"<i>{escape(first)}</i> · what the courts said</summary>{helps}"
        f"<p>To be shown by {escape(bearer)}.</p>{''.join(items)}</details></div>"
    )


def standard_html(stage: Stage, library: Library) -> str:
    """By which standard facts are judged at a stage, and how we know."""
    known = _caveat(stage.verified.words if stage.verified else "")
    quotes = "".join(quotation_html(library.passages[p], library) for p in stage.rule)
    return (
        f'<div class="mc mc-fact"><p>{escape(stage.standard)}{known}</p>'
        f"<details><summary>what the courts said</summary>{quotes}</details></div>"
    )


class Transcript:
    """What the screen shows step by step, as text; folded in a notebook."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        items = "".join(f"<p>{escape(line)}</p>" for line in self.lines)
        return f'<div class="mc"><details><summary>The same steps as text</summary>{items}</details></div>'


class Quotations:
    """Passages as a notebook shows them: the courts' words, their pins, and the page behind each."""

    def __init__(self, library: Library, ids: Iterable[str]) -> None:
        self.library = library
        self.passages = [library.passages[library.known("passages", i, "quote")] for i in ids]

    def __repr__(self) -> str:
        return "\n".join(f"“{_inner(p)}” ({pin(self.library, p)})" for p in self.passages)

    def _repr_html_(self) -> str:
        return (
            '<div class="mc">'
            + "".join(quotation_html(p, self.library) for p in self.passages)
            + "</div>"
        )


def quote(*ids: str) -> Quotations:
    """Show passages by their ids, such as `doe_passive_alone`; ReaderError for an unknown one."""
    return Quotations(load(), ids)
