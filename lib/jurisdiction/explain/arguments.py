"""Arguments, IRAC answers, and later law, in words and as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ..analysis import Analysis
from ..argument import Ply
from ..words import noted, pin, unquoted
from .html import caveat, quotations_html

MOVES = {
    "cite": "cites",
    "distinguish": "distinguishes",
    "counter-example": "answers with",
    "rebut": "replies",
}


def argument_title(ply: Ply, analysis: Analysis) -> str:
    """Return the speaker and kind of a move: `The plaintiff cites`."""
    who = analysis.library.texts["side_words"][ply.side.value]
    return f"{who[0].upper()}{who[1:]} {MOVES[ply.move]}"


def argument_lines(plies: Iterable[Ply], analysis: Analysis) -> list[str]:
    """Return an argument as text: the speaker, the move, and the court's words."""
    library, lines = analysis.library, []
    for ply in plies:
        said = noted(ply.text, ply.verified)
        lines.append(f"{ply.number}. {argument_title(ply, analysis)}: {said}")
        for passage in (library.passages[name] for name in ply.passages):
            lines.append(f"   “{unquoted(passage)}” ({pin(library, passage)})")
    return lines


def argument_html(plies: Iterable[Ply], analysis: Analysis) -> str:
    """Return an argument as HTML, move by move, with the court's words under each."""
    library, quoted, items = analysis.library, set[str](), []
    for ply in plies:
        fresh = [library.passages[name] for name in ply.passages if name not in quoted]
        quoted.update(ply.passages)
        items.append(
            f'<li class="mc-{ply.side.value}"><b>{escape(argument_title(ply, analysis))}.</b> '
            f"{escape(ply.text)}{caveat(ply.verified)}{quotations_html(fresh, library)}</li>"
        )
    return f'<div class="mc mc-argument"><ol>{"".join(items)}</ol></div>'


def irac_html(text: str) -> str:
    """Return an IRAC answer as HTML that preserves its line breaks."""
    return f'<div class="mc mc-irac"><div tabindex="0">{escape(text)}</div></div>'


def later_html(told: Iterable[str], name: str, point: str) -> str:
    """Return the effect of later law on a decided case's point as HTML.

    Each change begins with its result.
    """
    items = []
    for change in told:
        first, *rest = change.splitlines()
        more = "".join(f"<p>{escape(line.strip())}</p>" for line in rest)
        items.append(f"<li>{escape(first)}{more}</li>")
    if not items:
        words = f"No later law in this suite changes the result or the ground of {name} on {point}."
        return f'<div class="mc"><p>{escape(words)}</p></div>'
    head = escape(f"On the facts of {name} as decided, whatever is set here:")
    return f'<div class="mc mc-changes"><p>{head}</p><ul>{"".join(items)}</ul></div>'
