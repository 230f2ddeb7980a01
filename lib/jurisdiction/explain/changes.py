"""The changes that would alter a finding, in words and as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from .. import words
from ..analysis import Analysis
from ..counterfactual import Change, Flips, Worth
from ..doctrine import could_be, facts_under, under
from ..library import Library
from ..model import Answer, Range, Status
from .html import badge, bullets, fold


# --- one change -----------------------------------------------------------------------------------
def short_words(library: Library, change: Change) -> str:
    """Return the values to which a fact, or a switch, changes, short enough for a table cell."""
    fact = library.facts.get(change.fact)
    if fact is None:
        return words.inside(words.value_words(change.values[0]))
    if isinstance(change.values[0], Range):
        return words.bound_words(change.values[0], fact.kind)
    return " or ".join(words.inside(words.fact_words(fact, value)) for value in change.values)


def change_words(analysis: Analysis, node: str, change: Change) -> str:
    """Return a change of fact in the words of the point that the fact decides."""
    law, fact = analysis.law, analysis.library.facts[change.fact]
    if fact.kind == "yes_no":
        names, value = under(law, node), change.values[0]
        for point in law.nodes.values():
            if point.fact == change.fact and point.id in names:
                return point.met if could_be(point, value)[0] else point.not_met
    return f"{words.label_words(fact, analysis.place)}: {short_words(law.library, change)}."


def changes_words(analysis: Analysis, node: str, changes: Iterable[Change]) -> str:
    """Return a set of changes in legal words; mark facts that are not known now."""
    sentences = []
    for change in changes:
        sentence = change_words(analysis, node, change)
        unknown = analysis.facts[change.fact] in (Answer.UNKNOWN, "unknown")
        sentences.append(f"{sentence.removesuffix('.')} (not known now)." if unknown else sentence)
    return " ".join(sentences)


def chip_words(change: Change, analysis: Analysis) -> tuple[str, str, str]:
    """Return the text of a chip: the fact, its current value, and its new value."""
    fact = analysis.library.facts[change.fact]
    to = short_words(analysis.library, change)
    now = words.fact_words(fact, analysis.facts[change.fact])
    return words.label_words(fact, analysis.place), now, to[:1].upper() + to[1:]


def _word(analysis: Analysis, node: str, status: Status) -> str:
    return words.status_word(analysis.law.nodes[node], status, analysis.library).lower()


def named_facts(analysis: Analysis, node: str) -> dict[str, str]:
    """Return the facts on which a node can depend, in the order of the panels, with their labels."""
    names, place = facts_under(analysis.law, node), analysis.place
    facts = (fact for name, fact in analysis.library.facts.items() if name in names)
    return {fact.id: words.there(fact.label, place) for fact in facts}


def from_to(node: str, before: Analysis, after: Analysis) -> str:
    """Return the change in a point's status: express aiming from met to open."""
    was, now = (_word(one, node, one.status(node)) for one in (before, after))
    return f"{words.inside(after.law.nodes[node].name)} from {was} to {now}"


# --- the smallest changes, and sufficient inferences ----------------------------------------------
def flips_lines(flips: Flips, analysis: Analysis) -> list[str]:
    """Return the smallest changes as text: every set for each other status, or a note that none exists."""
    name, word = analysis.law.nodes[flips.node].name, _word(analysis, flips.node, flips.status)
    lines = [f"{name} is {word} on these facts."]
    for status, sets in flips.to.items():
        lines.append(flips_title(flips, status, analysis))
        lines += [f"- {changes_words(analysis, flips.node, changes)}" for changes in sets]
    return lines


def flips_title(flips: Flips, status: Status, analysis: Analysis) -> str:
    """Return the heading of a list of smallest changes: how many facts, and to which status."""
    to, sets = _word(analysis, flips.node, status), flips.to[status]
    if not sets:
        return f"To {to}: no change of facts produces that result."
    size = len(sets[0])
    facts = "one fact" if size == 1 else f"{size} facts together"
    ways = "the only way" if len(sets) == 1 else f"{len(sets)} ways"
    return f"To {to}: change {facts}; {ways}."


def inference_lines(sets: Sequence[Iterable[Change]], analysis: Analysis, node: str) -> list[str]:
    """Return the sufficient inferences as text: the rule, then each smallest set with a court's example."""
    library, passages = analysis.library, analysis.library.passages
    if not sets:
        return []
    infers = library.stages[analysis.stage].infers
    rule = [library.texts["inferences"], *(words.stated(passages[p], library) for p in infers)]
    lines = [" ".join(rule)]
    for changes in sets:
        line = ["-", *(change_words(analysis, node, change) for change in changes)]
        for drawn in (one for change in changes for one in analysis.inferred(change.fact)):
            line.append(drawn.words)
            line += [words.see(passages[name], library) for name in drawn.passages]
        lines.append(" ".join(line))
    return lines


def inferences_html(sets: Sequence[Iterable[Change]], node: str, analysis: Analysis) -> str:
    """Return the sufficient inferences as HTML, folded; empty if there are none."""
    if not sets:
        return ""
    rule, *lines = inference_lines(sets, analysis, node)
    items = bullets(line.removeprefix("- ") for line in lines)
    told = fold(f"Sufficient inferences ({len(lines)})", f"<p>{escape(rule)}</p>{items}")
    return f'<div class="mc mc-changes">{told}</div>'


# --- the effect of each fact alone ----------------------------------------------------------------
def worth_html(known: list[Worth], status: Status, node: str, analysis: Analysis) -> str:
    """Return the effect of learning each unknown fact; facts that alone have no effect come last."""
    if not known:
        return '<div class="mc"><p>No fact that bears on this is unknown.</p></div>'
    library, point = analysis.library, analysis.law.nodes[node]
    rows, idle = [], []
    for worth in known:
        label = words.there(library.facts[worth.fact].label, analysis.place)
        if not worth.settles(status):
            idle.append(label)
            continue
        ways = "".join(
            f"<li>{escape(change_words(analysis, node, change))} {badge(point, to, library)}</li>"
            for change, to in worth.to
        )
        rows.append(f"<li><b>{escape(label)}</b><ul>{ways}</ul></li>")
    told = f"<ul>{''.join(rows)}</ul>" if rows else "<p>None alone would change the finding.</p>"
    rest = f"<p>Alone they would change nothing: {escape(words.listed(idle))}.</p>" if idle else ""
    title = f"What each unknown fact is worth ({len(known)})"
    return f'<div class="mc mc-changes">{fold(title, told + rest)}</div>'


def map_html(rows: Mapping[str, list[Worth]], nodes: list[str], analysis: Analysis) -> str:
    """Return the sensitivity map as a table, with one row per fact and one column per point."""
    points = {node: {worth.fact: worth for worth in rows[node]} for node in nodes}
    names = dict.fromkeys(name for worths in points.values() for name in worths)
    heads = "".join(f'<th scope="col">{escape(analysis.law.nodes[n].name)}</th>' for n in nodes)
    body = "".join(
        f'<tr><th scope="row">{escape(_row_label(name, analysis))}</th>'
        + "".join(_cell(node, worths.get(name), analysis) for node, worths in points.items())
        + "</tr>"
        for name in names
    )
    return (
        '<div class="mc mc-map" tabindex="0"><table><caption>The effect of each fact alone. In '
        "parentheses: its present value. Not alone: any other answer would contradict another fact."
        f"</caption><thead><tr><td></td>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row_label(name: str, analysis: Analysis) -> str:
    """Return the label of a switch, or of a fact with its current value."""
    fact, texts = analysis.library.facts.get(name), analysis.library.texts
    if fact is None:
        return words.there(texts["switches"][name]["label"], analysis.place)
    now = words.inside(words.fact_words(fact, analysis.facts[name]))
    return f"{words.there(fact.label, analysis.place)} ({now})"


def _cell(node: str, worth: Worth | None, analysis: Analysis) -> str:
    """Return the effect of each change of a fact on a point, or a note that there is none."""
    point, library, now = analysis.law.nodes[node], analysis.library, analysis.status(node)
    ways = [
        f"<div>{escape(short_words(library, change))}: {badge(point, to, library)}</div>"
        for change, to in (worth.to if worth else ())
        if to is not now
    ]
    if not ways:
        still = "no change" if worth and worth.to else "not alone" if worth else ""
        ways = [f'<span class="mc-held">{still}</span>']
    return f"<td>{''.join(ways)}</td>"
