"""Facts, statuses, cases, and passages in words; this module depends only on the library."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from .figures import STEP, TOP
from .library import Facts, Library
from .model import Answer, Authority, Case, Fact, Node, Passage, Range, Status, Verified


# --- sentences ------------------------------------------------------------------------------------
def there(text: str, place: str) -> str:
    """Replace `{forum}` in a text with the name of the forum."""
    return text.replace("{forum}", place)


def inside(text: str) -> str:
    """Return a label for use inside a sentence: the first letter lowercase, unless it begins a name."""
    keep = text[1:2].isupper() or text.startswith("Rule ")
    return text if keep else text[:1].lower() + text[1:]


def listed(phrases: Iterable[str]) -> str:
    """Return phrases as a list inside a sentence: `a; b; and c`."""
    phrases = list(phrases)
    if len(phrases) < 3:
        return " and ".join(phrases)
    return f"{'; '.join(phrases[:-1])}; and {phrases[-1]}"


def many(count: int, noun: str) -> str:
    """Return a number with its noun in the singular or plural."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def known(verified: Verified | None) -> str:
    """Return how we know something; empty if we read the court's own opinion."""
    return verified.words if verified else ""


def noted(text: str, note: str) -> str:
    """Return a text with a note in brackets, if there is one."""
    return f"{text} [{note}]" if note else text


def day_words(day: dt.date) -> str:
    """Return a date as a reader says it: January 2, 2024."""
    return f"{day:%B} {day.day}, {day.year}"


# --- facts and their values -----------------------------------------------------------------------
def value_words(value: object, kind: str = "yes_no") -> str:
    """Return a fact's value as a reader says it: Yes, 4.6%, 12% to 19%, 320,000, Unknown."""
    if isinstance(value, Answer):
        return value.value.capitalize()
    if not isinstance(value, Range):
        return str(value)
    least, most = _ends(kind)
    if value.low < value.high and (0 < value.low <= least or value.high >= most):
        return bound_words(value, kind)
    return " to ".join(_figure(end, kind) for end in dict.fromkeys((value.low, value.high)))


def bound_words(value: Range, kind: str) -> str:
    """Return a figure by its bounds: none; at least 1%; some, but less than 1%."""
    least, most = _ends(kind)
    if value.high == 0:
        return "none"
    low = "some" if value.low <= least else f"at least {_figure(value.low, kind)}"
    if value.high >= most:
        return low
    return f"{low}, but less than {_figure(value.high + least, kind)}"


def _ends(kind: str) -> tuple[float, float]:
    """Return the smallest step and the largest value of a kind of figure."""
    kind = "share" if kind == "share" else "count"
    return STEP[kind], TOP[kind]


def _figure(figure: float, kind: str) -> str:
    return f"{figure * 100:.4g}%" if kind == "share" else f"{figure:,.0f}"


def plain_value(value: object) -> str | list[float]:
    """Return a value as plain data: a word, or the two ends of a figure."""
    if isinstance(value, Range):
        return [value.low, value.high]
    return value.value if isinstance(value, Answer) else str(value)


def fact_words(fact: Fact, value: object) -> str:
    """Return a fact's value in words; a choice by its label."""
    return fact.options.get(str(value)) or value_words(value, fact.kind)


def label_words(fact: Fact, place: str) -> str:
    """Return a fact's label with the forum named; a factor with its number."""
    label = re.sub(r"^(\d) (.)", lambda m: f"Factor {m[1]}, {m[2].lower()}", fact.label)
    return there(label, place)


def fact_phrase(library: Library, name: str, value: object, place: str) -> str:
    """Return a fact with its value for use inside a sentence: `US CDN servers`, `no: hosting in Hawaii`."""
    fact = library.facts[name]
    label = inside(label_words(fact, place))
    if fact.kind != "yes_no":
        return f"{label}, {inside(fact_words(fact, value))}"
    if value is Answer.YES:
        return label
    return f"no: {label}" if value is Answer.NO else f"not shown: {label}"


def place_words(library: Library, facts: Facts, state: str = "") -> str:
    """Return the name of the forum: the United States, or the state if its name is known."""
    chosen = str(facts["forum"])
    return state if state and chosen == "state" else library.texts["forums"][chosen]


# --- statuses -------------------------------------------------------------------------------------
def status_word(node: Node, status: Status, library: Library) -> str:
    """Return a node's status: met, not met, open, or the node's own words for them."""
    return node.reads.get(status.value) or library.texts["status_words"][status.value]


def close_word(
    node: Node, status: Status, close: Status, library: Library, short: bool = False
) -> str:
    """Return a point's status if the record closed; a point lost by silence is *not shown*.

    short: use the shorter text that fits in a chart.
    """
    if status is Status.OPEN and close is Status.NOT_MET:
        return str(library.texts["silence_short" if short else "silence"])
    return status_word(node, close, library).lower()


# --- cases and passages ---------------------------------------------------------------------------
def court_and_year(library: Library, case: Case) -> str:
    """Return the court and year of a case: `Ninth Circuit 2024`."""
    authority = library.authorities[case.authority]
    return f"{library.courts[authority.court].short} {authority.decided.year}"


def page_words(library: Library, passage: Passage) -> str:
    """Return the page of a passage in its opinion, as `slip op. at 18 n.6`."""
    page = library.sources[passage.opinion].pin.format(page=passage.page.replace("-", "–"))
    return f"{page} n.{passage.footnote}" if passage.footnote else page


def pin(library: Library, passage: Passage) -> str:
    """Return the pin cite and speaker of a passage, as `Doe, slip op. at 18, quoting Will`."""
    source, label = library.sources[passage.opinion], library.authorities
    words = f"{label[source.authority].label}, {page_words(library, passage)}"
    if who := source.speakers[passage.speaker]:
        words += f" ({who})"
    if passage.quoting:
        words += f", quoting {label[passage.quoting].label}"
    if passage.discussing:
        words += f", discussing {label[passage.discussing].label}"
    if passage.reporting:
        words += f", reporting {passage.reporting}"
    return words


def speaker(library: Library, passage: Passage) -> Authority:
    """Return the authority whose words a passage holds: the one quoted or discussed, else its own."""
    own = library.sources[passage.opinion].authority
    return library.authorities[passage.quoting or passage.discussing or own]


def since(library: Library, passage: Passage) -> str:
    """Return a remark on a passage that was said only after the date of the law."""
    return f"said later, on {day_words(speaker(library, passage).decided)}"


def stated(passage: Passage, library: Library, later: bool = False) -> str:
    """Return a citation of a passage that states the rule, quoted directly and so without a signal.

    later: whether it was said only after the date of the law, which the citation then notes.
    """
    note = f" [{since(library, passage)}]" if later else ""
    return f"“{unquoted(passage)}” {pin(library, passage)}{note}."


def see(passage: Passage, library: Library) -> str:
    """Return a citation of a passage that supports a finding, after the signal *See*."""
    return f"See {pin(library, passage)}: “{unquoted(passage)}”"


def unquoted(passage: Passage) -> str:
    """Return the text of a passage for use inside our own quotation marks."""
    text = passage.text.strip()
    whole = text.startswith("“") and text.endswith("”") and text.count("“") == 1
    return text[1:-1] if whole else text
