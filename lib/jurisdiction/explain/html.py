"""Findings, facts and arguments as HTML. The only place with markup."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from ..doctrine import Law, facts_under
from ..library import Facts, Library, fact_value
from ..model import (
    Answer,
    CaseFact,
    Cause,
    Edge,
    Finding,
    Node,
    Passage,
    Stage,
    Status,
    Term,
)
from ..precedent import edges, in_force

if TYPE_CHECKING:
    from ..analysis import Analysis
    from ..argument import Ply
    from ..counterfactual import Change, Worth
from .words import (
    argument_title,
    cases_words,
    change_words,
    closing_words,
    day_words,
    fact_words,
    inference_lines,
    inside,
    label_words,
    listed,
    pin,
    short_words,
    standing_words,
    status_word,
    there,
)

SHAPES = {Status.MET: "▲", Status.NOT_MET: "▼", Status.OPEN: "◆"}
CLASSES = {Status.MET: "met", Status.NOT_MET: "not-met", Status.OPEN: "open"}


def _badge(node: Node, status: Status, library: Library) -> str:
    word = status_word(node, status, library)
    return (
        f'<span class="mc-badge mc-{CLASSES[status]}">'
        f'<span aria-hidden="true">{SHAPES[status]}</span> {escape(word)}</span>'
    )


def headline_html(
    finding: Finding, library: Library, changes: str = "", wrong: Iterable[str] = ()
) -> str:
    """The finding in one line, why it is open, what happens at close, and what just moved.

    wrong: what of the facts cannot all be true; it stands before everything else.
    """
    texts = library.texts
    lines = [f'<p class="mc-error">{escape(words)}</p>' for words in wrong]
    lines += [
        f'<p class="mc-finding"><b>{escape(finding.node.name)}</b> '
        f"{_badge(finding.node, finding.status, library)}</p>"
    ]
    if finding.status is Status.OPEN:
        why = [texts["cause_words"][c] for c in texts["cause_words"] if c in finding.causes]
        lines.append(f"<p><b>Why open:</b> {escape('; and '.join(why))}.</p>")
        tail = (
            f"it stays open, because {_why_open(finding, library)}"
            if finding.at_close is Status.OPEN
            else closing_words(finding, library)
        )
        lines.append(f"<p><b>If the record closed now:</b> {escape(tail)}.</p>")
    if finding.status is not Status.OPEN or finding.precedent != "open":
        label, _, words = standing_words(finding, library).partition(": ")
        lines.append(f"<p><b>{escape(label)}:</b> {escape(words)}</p>")
    elif told := cases_words(finding, library):
        lines.append(f"<p>{escape(' '.join(told))}</p>")
    for challenge in finding.preserved:
        lines.append(
            f"<p><b>Since {challenge.since.year}:</b> {escape(challenge.words)}"
            f"{_caveat(challenge.verified.words)}</p>"
        )
    if changes:
        lines.append(f'<p class="mc-moved">{escape(changes)}</p>')
    return f'<div class="mc mc-headline">{"".join(lines)}</div>'


def _why_open(finding: Finding, library: Library) -> str:
    """Why a finding stays open when the record closes: the law, or what judges could weigh."""
    if Cause.LAW in finding.causes:
        return "the law does not settle it"
    return str(library.texts["cause_words"][Cause.JUDGMENT])


LADDER = ("outcome", "step", "prong", "test", "element", "factor")


def rungs(
    law: Law, facts: Facts, focus: str, top: str, routes: bool = False
) -> list[tuple[int, str]]:
    """The points the ladder shows, with their depth: from `top` to the elements, one more at the focus.

    Under an outcome stand the questions beside it. routes: go on to the routes of each element of
    which one is enough.
    """
    found: list[tuple[int, str]] = []

    def walk(name: str, depth: int) -> None:
        node = law.nodes[name]
        found.append((depth, name))
        children = law.children[name]
        if node.case_of:
            chosen = node.cases.get(str(facts[node.case_of]))
            children = (chosen,) if chosen in law.nodes else ()
        for child in children:
            if node.term not in ("element", "factor") and law.nodes[child].term in LADDER:
                walk(child, depth + 1)
            elif name == focus or (routes and node.term == "element" and node.any_of):
                found.append((depth + 1, child))

    walk(top, 0)
    return found + [(0, name) for name in law.library.beside(top) if name in law.nodes]


MANY, DEEP = 14, 3  # more reasons than these are folded below this depth


def unmoved_html(names: Iterable[str], node: str, law: Law, place: str) -> str:
    """Of facts that were changed and moved nothing: what the courts said they are worth, in their words.

    names: the facts. Said of each on the point in focus, else where it bears on the test at all.
    """
    library, rows = law.library, []
    for name in names:
        fact = library.facts[name]
        told = f"<p><b>{escape(there(fact.label, place))}</b> moved no point here."
        near = [edge for other, edge in edges(law, node) if other == name]
        said = [*near, *(edge for edge in fact.bears_on if in_force(law, edge))]
        if not said:
            rows.append(f"{told} No authority of this day says what it is worth.</p>")
            continue
        edge = said[0]
        quotes = quotations_html([library.passages[p] for p in edge.passages[:1]], library)
        rows.append(
            f"{told} On {escape(inside(library.nodes[edge.node].name))}: "
            f"{escape(_weight(edge, library))}."
            f"{_caveat(edge.verified.words if edge.verified else '')}</p>{quotes}"
        )
    return f'<div class="mc-note">{"".join(rows)}</div>' if rows else ""


def reasons_html(
    finding: Finding, law: Law, facts: Facts, place: str, unmoved: Iterable[str] = ()
) -> str:
    """Why: each step in our words, with the court's own beside it; then what did not count.

    Of many steps, the deep ones are folded under the step they explain. unmoved: the facts whose
    change moved nothing; what the courts said of them comes first.
    """
    library, quoted = law.library, set()
    steps: list[tuple[str, list[str]]] = []
    for reason in finding.because:
        fresh = [p for p in (*reason.passages, *reason.rule) if p.id not in quoted]
        quoted |= {p.id for p in fresh}
        step = (
            f'<li style="--depth:{reason.depth}" class="mc-{CLASSES[reason.status]}">'
            f'<span aria-hidden="true" class="mc-shape">{SHAPES[reason.status]}</span> '
            f"{escape(reason.sentence)}{_caveat(reason.verified)}"
            + quotations_html(fresh, library, {p.id for p in reason.passages})
        )
        if reason.depth > DEEP and len(finding.because) > MANY:
            steps[-1][1].append(step + "</li>")
        else:
            steps.append((step, []))
    items = "".join(f"{step}{_folded(inner)}</li>" for step, inner in steps)
    rest = _bystanders(finding, law, facts, place)
    first = unmoved_html(unmoved, finding.node.id, law, place)
    return f'<div class="mc mc-reasons">{first}<ol>{items}</ol>{rest}</div>'


def _folded(steps: list[str]) -> str:
    if not steps:
        return ""
    title = "Its one step" if len(steps) == 1 else f"Its {len(steps)} steps"
    return f"<details><summary>{title}</summary><ol>{''.join(steps)}</ol></details>"


def _caveat(words: str) -> str:
    return f' <span class="mc-caveat">[{escape(words)}]</span>' if words else ""


def quotations_html(
    passages: list[Passage], library: Library, supporting: Collection[str] = ()
) -> str:
    """The first passage open, the others folded; each opens into the page it stands on.

    supporting: the passages that support a finding and are cited after *See*.
    """
    if not passages:
        return ""
    first, *others = (quotation_html(p, library, p.id in supporting) for p in passages)
    rest = "".join(others)
    if not rest:
        return first
    count = len(passages) - 1
    more = "One more passage" if count == 1 else f"{count} more passages"
    return f"{first}<details><summary>{more}</summary>{rest}</details>"


@functools.lru_cache(512)
def quotation_html(passage: Passage, library: Library, supports: bool = False) -> str:
    """One passage as a block quotation with its pin, opening into its page."""
    signal = "<i>See</i> " if supports else ""
    return (
        f"<blockquote>{escape(passage.text.strip())}"
        f"<p class='mc-pin'>{signal}{escape(pin(library, passage))}{_treatment(passage, library)}</p>"
        f"{_page(passage, library)}</blockquote>"
    )


def _treatment(passage: Passage, library: Library) -> str:
    """What later law did to the authority whose words these are."""
    of = passage.quoting or passage.discussing
    if not of:
        return ""
    notes = [f"{t.word} {t.since:%Y}" for t in library.authorities[of].treatment]
    return f' <span class="mc-caveat">[{escape("; ".join(notes))}]</span>' if notes else ""


def _page(passage: Passage, library: Library, named: bool = False) -> str:
    """The page a passage stands on, folded, with the words marked; behind a content note if it needs one.

    named: whether the opinion is named too, where no pin above it does.
    """
    source = library.sources[passage.opinion]
    where = source.pin.format(page=passage.page) + (
        f" n.{passage.footnote}" if passage.footnote else ""
    )
    name = f"in {library.authorities[source.authority].label}, " if named else "on "
    return (
        f'<details class="mc-page"><summary>See it {escape(name + where)}</summary>'
        f"{page_html(passage, library)}</details>"
    )


def page_html(passage: Passage, library: Library) -> str:
    """Return the page a passage stands on with the words marked, behind a content note if it needs one."""
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
    page = f'<p tabindex="0">{shown}</p>'  # it scrolls, so the keyboard must reach it
    if set(labels) & set(source.content_note_on):
        page = (
            f"<p>{escape(source.content_note)}</p>"
            f"<details><summary>Show the page all the same</summary>{page}</details>"
        )
    return page


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
        note = "".join(f" {escape(words)}" for words in (_while(edge), edge.note) if words)
        items.append(
            f"<p><b>On {escape(inside(node.name))}</b>: {escape(_weight(edge, library))}.{note}"
            f"{_caveat(edge.verified.words if edge.verified else '')}</p>"
            + quotations_html([library.passages[p] for p in edge.passages], library)
        )
    helps = f"<p>{escape(there(fact.help, place))}</p>" if fact.help else ""
    first = fact.bears_on[0]
    return (
        f'<div class="mc mc-fact">{asked_html(fact.question, fact.shown_by, library, place)}'
        f"<details><summary><i>{escape(first.characterisation)}</i> · {_by_whom(fact.bears_on)}</summary>"
        f"{helps}{''.join(items)}</details>{_first_page(first, library)}</div>"
    )


def _by_whom(said: Iterable[Edge]) -> str:
    """Whose word the weight of a fact is: the courts', unless all of it is our own."""
    ours = all(not e.passages and e.verified and e.verified.how == "analysis" for e in said)
    return "our own analysis" if ours else "what the courts said"


def _while(edge: Edge) -> str:
    """From and until when a fact has its weight, if a later decision ended that."""
    if not edge.until:
        return ""
    began = f"from {day_words(edge.since)}, " if edge.since else ""
    return f"This holds only {began}until {day_words(edge.until)}."


def asked_html(question: str, shown_by: str, library: Library, place: str) -> str:
    """The plain question beside a toggle, and who must show the answer."""
    bearer = library.texts["side_words"][shown_by]
    return (
        f"<p>{escape(there(question, place))} "
        f'<span class="mc-bearer">To be shown by {escape(bearer)}.</span></p>'
    )


def _first_page(edge: Edge, library: Library) -> str:
    """The page on which a court said what a fact is worth; where no opinion here says it, that."""
    if edge.passages:
        return _page(library.passages[edge.passages[0]], library, named=True)
    return f"<p>{_caveat(edge.verified.words)}</p>" if edge.verified else ""


def switch_html(switch: str, library: Library, place: str = "") -> str:
    """What stands beside a switch: its question, and what the courts said of its facts."""
    text = library.texts["switches"][switch]
    facts = [fact for fact in library.facts.values() if fact.switch == switch]
    edge = facts[0].bears_on[0]
    quotes = quotations_html([library.passages[p] for p in edge.passages], library)
    return (
        f'<div class="mc mc-fact">{asked_html(text["question"], facts[0].shown_by, library, place)}'
        f"<details><summary><i>{escape(edge.characterisation)}</i> · what the courts said</summary>"
        f"<p>{escape(there(text['help'], place))}</p><p><b>On "
        f"{escape(inside(library.nodes[edge.node].name))}</b>: {escape(_weight(edge, library))}.</p>"
        f"{quotes}</details>{_first_page(edge, library)}</div>"
    )


def term_html(term: Term, library: Library) -> str:
    """What a word means, whose word it is, and the courts' use of it."""
    known = term.verified.words if term.verified else ""
    caveat = _caveat("our own word, not a court's" if term.ours else known)
    quotes = quotations_html([library.passages[p] for p in term.passages], library)
    return (
        f'<div class="mc mc-meaning"><p><b>{escape(term.term)}</b>: '
        f"{escape(term.meaning)}{caveat}</p>{quotes}</div>"
    )


def standard_html(stage: Stage, library: Library) -> str:
    """By which standard facts are judged at a stage, and how we know."""
    known = _caveat(stage.verified.words if stage.verified else "")
    quotes = "".join(quotation_html(library.passages[p], library) for p in stage.rule)
    return (
        f'<div class="mc mc-fact"><p>{escape(stage.standard)}{known}</p>'
        f"<details><summary>what the courts said</summary>{quotes}</details></div>"
    )


# --- what would change it, the map, arguments -----------------------------------------------------
def named_facts(found: Analysis, node: str) -> dict[str, str]:
    """The facts that a node can turn on, in the order of the screens, with their labels."""
    names = facts_under(found.law, node)
    facts = found.law.library.facts
    return {name: there(f.label, found.place) for name, f in facts.items() if name in names}


def chip_words(change: Change, found: Analysis) -> tuple[str, str, str]:
    """Return the words of a chip: the fact, what it is now, and what it would be."""
    fact = found.law.library.facts[change.fact]
    to = short_words(found.law.library, change)
    now = fact_words(fact, found.facts[change.fact])
    return label_words(fact, found.place), now, to[:1].upper() + to[1:]


def inferences_html(sets: Sequence[Iterable[Change]], node: str, found: Analysis) -> str:
    """Which inferences would do on the papers, folded; nothing where none would."""
    if not sets:
        return ""
    rule, *lines = inference_lines(sets, found, node)
    items = "".join(f"<li>{escape(line.removeprefix('- '))}</li>" for line in lines)
    return (
        '<div class="mc mc-changes"><details><summary>Which inference would do '
        f"({len(lines)})</summary><p>{escape(rule)}</p><ul>{items}</ul></details></div>"
    )


def worth_html(known: list[Worth], status: Status, node: str, found: Analysis) -> str:
    """What each unknown fact would do if it were learned; those that alone would do nothing, last."""
    if not known:
        return '<div class="mc"><p>No fact that bears on this is unknown.</p></div>'
    lib, here = found.law.library, found.law.nodes[node]
    rows, idle = [], []
    for worth in known:
        label = there(lib.facts[worth.fact].label, found.place)
        if not worth.settles(status):
            idle.append(label)
            continue
        ways = "".join(
            f"<li>{escape(change_words(found, node, change))} {_badge(here, to, lib)}</li>"
            for change, to in worth.to
        )
        rows.append(f"<li><b>{escape(label)}</b><ul>{ways}</ul></li>")
    told = f"<ul>{''.join(rows)}</ul>" if rows else "<p>None alone would change the finding.</p>"
    rest = f"<p>Alone they would change nothing: {escape(listed(idle))}.</p>" if idle else ""
    return (
        f'<div class="mc mc-changes"><details><summary>What each unknown fact is worth ({len(known)})'
        f"</summary>{told}{rest}</details></div>"
    )


def map_html(rows: Mapping[str, list[Worth]], nodes: list[str], found: Analysis) -> str:
    """The sensitivity map as a table: a fact a row, a point a column, and where one change leads."""
    law, lib = found.law, found.law.library
    heads = "".join(f'<th scope="col">{escape(law.nodes[n].name)}</th>' for n in nodes)
    by = {node: {worth.fact: worth for worth in rows[node]} for node in nodes}
    body = []
    for name in dict.fromkeys(name for node in nodes for name in by[node]):
        cells = []
        for node in nodes:
            worth = by[node].get(name)
            now = found.status(node)
            moves = [(c, to) for c, to in (worth.to if worth else ()) if to is not now]
            ways = "".join(
                f"<div>{escape(short_words(lib, change))}: {_badge(law.nodes[node], to, lib)}</div>"
                for change, to in moves
            )
            same = "no change" if worth and worth.to else "not alone" if worth else ""
            held = f'<span class="mc-held">{same}</span>'
            cells.append(f"<td>{ways or held}</td>")
        if name in lib.facts:
            label = there(lib.facts[name].label, found.place)
            label += f" ({inside(fact_words(lib.facts[name], found.facts[name]))})"
        else:
            label = there(lib.texts["switches"][name]["label"], found.place)
        label = escape(label)
        body.append(f'<tr><th scope="row">{label}</th>{"".join(cells)}</tr>')
    return (
        '<div class="mc mc-map" tabindex="0"><table><caption>What each fact alone would do. In '
        "brackets: how it is now. Not alone: any other answer would contradict another fact."
        f"</caption><thead><tr><td></td>{heads}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def argument_html(plies: Iterable[Ply], found: Analysis) -> str:
    """An argument to be read aloud, move by move, with the court's words under each."""
    lib, quoted, items = found.law.library, set(), []
    for ply in plies:
        fresh = [lib.passages[p] for p in ply.passages if p not in quoted]
        quoted |= {p.id for p in fresh}
        items.append(
            f'<li class="mc-{ply.side.value}"><b>{escape(argument_title(ply, found))}.</b> '
            f"{escape(ply.text)}{_caveat(ply.verified)}{quotations_html(fresh, lib)}</li>"
        )
    return f'<div class="mc mc-argument"><ol>{"".join(items)}</ol></div>'


def irac_html(text: str) -> str:
    """Return a text in paragraphs as it was written."""
    return f'<div class="mc mc-irac"><div tabindex="0">{escape(text)}</div></div>'


def later_html(told: Iterable[str], name: str, point: str) -> str:
    """What later law did to a decided case on a point: each change in a few lines, the first its result."""
    items = []
    for change in told:
        first, *rest = change.splitlines()
        more = "".join(f"<p>{escape(line.strip())}</p>" for line in rest)
        items.append(f"<li>{escape(first)}{more}</li>")
    if not items:
        words = f"No later law known to this suite changes the result or the ground of {name} on {point}."
        return f'<div class="mc"><p>{escape(words)}</p></div>'
    head = f"On the facts of {name} as decided, whatever is set here:"
    return f'<div class="mc mc-changes"><p>{escape(head)}</p><ul>{"".join(items)}</ul></div>'
