"""Comparisons of one record before several courts, and under several readings of the Fifth Amendment."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..circuits import Placed, Reading, Row
from ..description import status_words
from ..library import Library
from ..model import Status
from ..words import court_and_year, inside, known, listed, noted, status_word
from .html import badge, bullets, fold, table

MANY = 3  # most reasons to list; more add nothing


def compared_lines(rows: Sequence[Row], library: Library) -> list[str]:
    """Return, as text, what each court requires, its finding and reasons, and the outcome."""
    lines = []
    for row in rows:
        contacts, outcome = (status_words(f, library) for f in (row.contacts, row.outcome))
        lines += [
            f"{library.courts[row.court].short}: {noted(row.asks.question, known(row.asks.verified))}",
            f"  {contacts}",
            *(f"  {why}" for why in _why(row, library)),
            f"  {row.outcome.node.name}: {inside(outcome)}",
        ]
    return lines


def _why(row: Row, library: Library) -> list[str]:
    """Return the reasons for a court's finding on contacts, each with its authority and source."""
    status, told = row.contacts.status, list[str]()
    for node in row.decided_by:
        here = library.authorities[node.source].court in library.courts[row.court].bound_by
        # A plain fact worded for another court's rule is cited for this court's rule.
        source = row.asks.source if node.fact and not here else node.source
        sentence = f"{node.says(status)} ({library.authorities[source].label})"
        told.append(noted(sentence, known(node.verified)))
    return list(dict.fromkeys(told))[:MANY]


def compared_html(rows: Sequence[Row], library: Library) -> str:
    """Return the findings as a table with one row per court, under a fold with the rules and reasons."""
    body = "".join(
        f'<tr><th scope="row">{escape(library.courts[row.court].short)}</th>'
        f"<td>{badge(row.contacts.node, row.contacts.status, library)}</td>"
        f"<td>{badge(row.outcome.node, row.outcome.status, library)}</td></tr>"
        for row in rows
    )
    return (
        '<div class="mc mc-map" tabindex="0">'
        + fold("What each court asks, and why", "".join(_court(row, library) for row in rows))
        + table(
            "The same facts before each court, under the law of the same day. We assume that the rest of "
            "the test is the same everywhere.",
            ("Court", "Contacts", rows[0].outcome.node.name),
            body,
        )
        + "</div>"
    )


def _court(row: Row, library: Library) -> str:
    asks = escape(noted(row.asks.question, known(row.asks.verified)))
    why = bullets(_why(row, library))
    return f"<h5>{escape(library.courts[row.court].short)}</h5><p>{asks}</p>{why}"


def readings_lines(made: Sequence[Reading], library: Library, outcome: str) -> list[str]:
    """Return the outcome under each reading of the Fifth Amendment, as text."""
    return [
        noted(f"{one.label}: {_comes_out(one, library, outcome)} {one.words}", one.known)
        for one in made
    ]


def _comes_out(one: Reading, library: Library, outcome: str) -> str:
    word = status_word(library.nodes[outcome], one.status, library).lower()
    if one.status is Status.MET:
        return f"{word}."
    return f"{word}, for {listed(inside(node.name) for node in one.lacking)}."


def readings_html(made: Sequence[Reading], library: Library, outcome: str) -> str:
    """Return the outcome under each reading of the Fifth Amendment, as an HTML list."""
    return f'<div class="mc">{bullets(readings_lines(made, library, outcome))}</div>'


def scale_html(placed: Sequence[Placed], library: Library) -> str:
    """Return a table of decided cases by their place on the *Zippo* scale, with each court's holding."""
    body = "".join(
        f"<tr><td>{escape(one.place)}</td>"
        f'<th scope="row">{escape(one.case.short)} ({escape(court_and_year(library, one.case))})</th>'
        f"<td>{escape(library.nodes[one.holding.node].name)}: {escape(one.holding.disposition)}</td></tr>"
        for one in placed
    )
    shown = table(
        "An older scale of websites, from passive to active. We placed each case on it according to our "
        "own reading of its facts.",
        ("Place on the scale", "Case", "What the court held"),
        body,
    )
    return f'<div class="mc mc-map" tabindex="0">{shown}</div>'
