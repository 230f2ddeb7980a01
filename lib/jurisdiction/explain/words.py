"""Findings, facts and arguments in words; plain text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .. import figures
from ..doctrine import could_be, under
from ..library import Facts, Library
from ..model import (
    Answer,
    Case,
    Fact,
    Finding,
    Node,
    Passage,
    Range,
    Status,
)

if TYPE_CHECKING:
    from ..analysis import Analysis
    from ..argument import Ply
    from ..counterfactual import Change, Flips


# Next to none, and the whole.
_BOUNDS = {kind: Range(step, figures.TOP[kind]) for kind, step in figures.STEP.items()}


def value_words(value: object, kind: str = "yes_no") -> str:
    """A fact's value as a reader says it: Yes, 4.6%, 12% to 19%, 320,000, unknown."""
    if isinstance(value, Answer):
        return {"yes": "Yes", "no": "No", "unknown": "Unknown"}[value.value]
    if not isinstance(value, Range):
        return str(value)
    bounds = _BOUNDS.get(kind, _BOUNDS["count"])
    if value.low < value.high and (0 < value.low <= bounds.low or value.high >= bounds.high):
        return bound_words(value, kind)
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


def label_words(fact: Fact, place: str) -> str:
    """A fact's label, with the forum by name; a factor by its number: `Factor 2, burden on the defendant`."""
    label = re.sub(r"^(\d) (.)", lambda m: f"Factor {m[1]}, {m[2].lower()}", fact.label)
    return there(label, place)


def fact_phrase(library: Library, name: str, value: object, place: str) -> str:
    """A fact with its value as it reads inside a sentence: `US CDN servers`, `no hosting in Hawaii`."""
    fact = library.facts[name]
    label = inside(label_words(fact, place))
    if fact.kind == "yes_no":
        return {"yes": label, "no": f"no: {label}", "unknown": f"not shown: {label}"}[
            value.value if isinstance(value, Answer) else "unknown"
        ]
    return f"{label}, {inside(fact_words(fact, value))}"


def listed(phrases: Iterable[str]) -> str:
    """Phrases as a list inside a sentence: `a; b; and c`."""
    found = list(phrases)
    if len(found) < 3:
        return " and ".join(found)
    return f"{'; '.join(found[:-1])}; and {found[-1]}"


def court_and_year(library: Library, case: Case) -> str:
    """The court and the year of a case: `Ninth Circuit 2024`."""
    authority = library.authorities[case.authority]
    return f"{library.courts[authority.court].short} {authority.decided.year}"


def rule_words(finding: Finding) -> str:
    """What decided a finding, in a sentence or two."""
    deep = [r.sentence for r in finding.because[1:] if r.depth == 1] or [
        finding.because[0].sentence
    ]
    return " ".join(deep)


def change_words(found: Analysis, node: str, change: Change) -> str:
    """A change of fact in the words of the law: the sentence of the point that the fact decides."""
    law, fact, value = found.law, found.law.library.facts[change.fact], change.values[0]
    label = label_words(fact, found.place)
    if fact.kind == "choice":
        words = f"{label}: {' or '.join(inside(fact.options[str(v)]) for v in change.values)}."
    elif fact.kind in ("share", "count"):
        words = f"{label}: {bound_words(value, fact.kind)}."
    else:
        names = under(law, node)
        tested = [n for n in law.nodes.values() if n.fact == change.fact and n.id in names]
        if tested:
            words = tested[0].met if could_be(tested[0], value)[0] else tested[0].not_met
        else:
            words = f"{label}: {inside(fact_words(fact, value))}."
    return words


def bound_words(value: object, kind: str) -> str:
    """A figure of which only the bounds matter: none; at least 1%; some, but less than 1%."""
    if not isinstance(value, Range):
        return value_words(value, kind)
    if value.high == 0:
        return "none"
    step, top = _BOUNDS[kind].low, _BOUNDS[kind].high
    low = f"at least {value_words(Range(value.low, value.low), kind)}"
    if value.low <= step:
        low = "some"
    if value.high >= top:
        return low
    end = value.high + step
    return f"{low}, but less than {value_words(Range(end, end), kind)}"


def short_words(library: Library, change: Change) -> str:
    """A change in two words, as in a cell of the map."""
    fact = library.facts.get(change.fact)
    if fact is None:
        return inside(value_words(change.values[0]))
    if fact.kind in ("share", "count"):
        return bound_words(change.values[0], fact.kind)
    return " or ".join(inside(fact_words(fact, value)) for value in change.values)


def plain_value(value: object) -> str | list[float]:
    """A value as plain data: a word, or the two ends of a figure."""
    if isinstance(value, Range):
        return [value.low, value.high]
    return value.value if isinstance(value, Answer) else str(value)


def flips_lines(flips: Flips, found: Analysis) -> list[str]:
    """The smallest changes as text: for each other status, every smallest set, or that there is none."""
    law, node = found.law, found.law.nodes[flips.node]
    word = status_word(node, flips.status, law.library).lower()
    lines = [f"{node.name} is {word} on these facts."]
    for status, sets in flips.to.items():
        lines.append(flips_title(flips, status, found))
        lines += [f"- {changes_words(found, flips.node, s)}" for s in sets]
    return lines


def inference_lines(sets: Iterable[Iterable[Change]], found: Analysis, node: str) -> list[str]:
    """Which inferences would do, as text: the rule, then each smallest set with where a court drew it."""
    lib, every = found.law.library, list(sets)
    if not every:
        return []
    rule = [stated(lib.passages[p], lib) for p in lib.stages[found.stage].infers]
    lines = [" ".join([lib.texts["inferences"], *rule])]
    for changes in every:
        words = [change_words(found, node, change) for change in changes]
        drawn = [one for change in changes for one in found.inferred(change.fact)]
        cited = [[one.words, *(see(lib.passages[p], lib) for p in one.passages)] for one in drawn]
        lines.append(" ".join(["-", *words, *(text for texts in cited for text in texts)]))
    return lines


def flips_title(flips: Flips, status: Status, found: Analysis) -> str:
    """What a list of smallest changes is: how many facts, and to which status."""
    node, sets = found.law.nodes[flips.node], flips.to[status]
    to = status_word(node, status, found.law.library).lower()
    if not sets:
        return f"To {to}: no change of facts can bring that about."
    count, size = len(sets), len(sets[0])
    facts = "one fact" if size == 1 else f"{size} facts together"
    ways = "the only way" if count == 1 else f"{count} ways"
    return f"To {to}: change {facts}; {ways}."


MOVES = {
    "cite": "cites", "distinguish": "distinguishes", "counter-example": "answers with",
    "rebut": "replies",
}  # fmt: skip


def argument_lines(plies: Iterable[Ply], found: Analysis) -> list[str]:
    """An argument as text, to be read aloud: who speaks, what is said, and the court's words."""
    lib, lines = found.law.library, []
    for ply in plies:
        known = f" [{ply.verified}]" if ply.verified else ""
        lines.append(f"{ply.number}. {argument_title(ply, found)}: {ply.text}{known}")
        lines += [
            f"   “{unquoted(lib.passages[p])}” ({pin(lib, lib.passages[p])})" for p in ply.passages
        ]
    return lines


def argument_title(ply: Ply, found: Analysis) -> str:
    """Who makes a move, and which: `The plaintiff cites`."""
    who = found.law.library.texts["side_words"][ply.side.value]
    return f"{who[0].upper()}{who[1:]} {MOVES[ply.move]}"


def changes_words(found: Analysis, node: str, changes: Iterable[Change]) -> str:
    """A set of changes, each in the words of the law; what is not known is not changed but learned."""
    words = []
    for change in changes:
        one = change_words(found, node, change)
        unknown = found.facts[change.fact] in (Answer.UNKNOWN, "unknown")
        words.append(f"{one.removesuffix('.')} (not known now)." if unknown else one)
    return " ".join(words)


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
    if passage.discussing:
        words += f", discussing {library.authorities[passage.discussing].label}"
    if passage.reporting:
        words += f", reporting {passage.reporting}"
    return words


def status_word(node: Node, status: Status, library: Library) -> str:
    """How a node's status is written: met, not met, open, or the node's own words for them."""
    return node.reads.get(status.value) or library.texts["status_words"][status.value]


def from_to(node: str, before: Analysis, after: Analysis) -> str:
    """What a point came to before, and what after: express aiming from met to open."""
    ends = [
        status_word(f.law.nodes[node], f.status(node), f.law.library).lower()
        for f in (before, after)
    ]
    return f"{inside(after.law.nodes[node].name)} from {ends[0]} to {ends[1]}"


def status_words(finding: Finding, library: Library) -> str:
    """A finding in one line, with why it is open and what follows if the record closed now."""
    texts = library.texts
    words = status_word(finding.node, finding.status, library)
    if finding.status is Status.OPEN:
        why = [texts["cause_words"][c] for c in texts["cause_words"] if c in finding.causes]
        words += (
            f": {'; and '.join(why)}. If the record closed now: {closing_words(finding, library)}"
        )
    return words + "."


def closing_words(finding: Finding, library: Library) -> str:
    """What a point comes to if the record closed now, and who loses it if only silence decides it."""
    close = close_word(finding.node, finding.status, finding.at_close, library)
    if not finding.by_silence:
        return close
    who = library.texts["side_words"][finding.loser]
    if finding.silent_on:
        point = inside(finding.silent_on)
        return f"{close}, because the file is silent on a point on which {who} bears the burden: {point}"
    return f"{close}, because {who} bears the burden and the file is silent"


def close_word(
    node: Node, status: Status, close: Status, library: Library, short: bool = False
) -> str:
    """How a point at the close of the record is written; what is lost by silence is *not shown*.

    short: in a chart, where there is no room for *on this file*.
    """
    if status is Status.OPEN and close is Status.NOT_MET:
        return str(library.texts["silence_short" if short else "silence"])
    return status_word(node, close, library).lower()


def standing_words(finding: Finding, library: Library) -> str:
    """Whether precedent controls a finding, which cases do, and which are alike; how we know them."""
    cases = _cases_words(finding.precedents, finding, library)
    words = finding.precedent.capitalize()
    if finding.precedent == "controls":
        words = f"{cases} {'controls' if len(finding.precedents) == 1 else 'control'}"
    elif cases:
        words += f" ({cases})"
    words += f": {library.texts['precedent_words'][finding.precedent]}."
    return " ".join([words, *cases_words(finding, library)])


def cases_words(finding: Finding, library: Library) -> list[str]:
    """Which cases do not control a finding and yet speak to it, a sentence for each kind."""
    words = []
    if finding.persuasive:
        words.append(f"Persuasive only: {_cases_words(finding.persuasive, finding, library)}.")
    if alike := [n for n in finding.alike if n not in (*finding.precedents, *finding.persuasive)]:
        words.append(
            f"Like this on every fact we recorded: {_cases_words(alike, finding, library)}."
        )
    return words


def _cases_words(names: Iterable[str], finding: Finding, library: Library) -> str:
    """Cases by their short names, with how a holding is known where we have not read it."""
    found = []
    for name in names:
        case = library.cases[name]
        holding = next(h for h in case.holdings if h.node == finding.node.id)
        known = holding.verified.words if holding.verified else ""
        other = holding.disposition if holding.disposition != finding.at_close.value else ""
        notes = "; ".join(filter(None, [other, known]))
        found.append(case.short + (f" [{notes}]" if notes else ""))
    return ", ".join(found)


def warnings(found: Analysis) -> list[str]:
    """What of the facts cannot all be true."""
    return [f"These facts cannot all be true: {inside(words)}" for words in found.contradictions]


def as_text(finding: Finding, library: Library) -> str:
    """A finding with its reasons as plain text, indented as the tree is."""
    lines = [f"{finding.node.name}: {status_words(finding, library)}"]
    lines += [f"  {c.words} [{c.verified.words}]" for c in finding.preserved]
    for reason in finding.because:
        lines.append(f"{'  ' * (reason.depth + 1)}- {reason.sentence}")
        if reason.verified:
            lines.append(f"{'  ' * (reason.depth + 2)}[{reason.verified}]")
        lines += [f"{'  ' * (reason.depth + 2)}{see(p, library)}" for p in reason.passages[:1]]
        if not reason.passages:
            lines += [f"{'  ' * (reason.depth + 2)}{stated(p, library)}" for p in reason.rule[:1]]
    return "\n".join(lines)


def stated(passage: Passage, library: Library) -> str:
    """A passage that states the rule, quoted directly and so without a signal."""
    return f"“{unquoted(passage)}” {pin(library, passage)}."


def see(passage: Passage, library: Library) -> str:
    """A passage that supports a finding, after the signal *See*."""
    return f"See {pin(library, passage)}: “{unquoted(passage)}”"


def unquoted(passage: Passage) -> str:
    """The words of a passage for use inside quotation marks of our own."""
    text = passage.text.strip()
    whole = text.startswith("“") and text.endswith("”") and text.count("“") == 1
    return text[1:-1] if whole else text
