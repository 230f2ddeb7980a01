"""Passages, and transcripts of steps, as a notebook displays them beside its panels."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ..library import Library, load
from ..words import pin, unquoted
from .html import fold, quotation_html


class Transcript:
    """A text record of what a panel shows step by step, folded in a notebook."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        items = "".join(f"<p>{escape(line)}</p>" for line in self.lines)
        return f'<div class="mc">{fold("The same steps as text", items)}</div>'


class Quotations:
    """Passages as a notebook displays them: the courts' words, pin cites, and pages."""

    def __init__(self, library: Library, ids: Iterable[str]) -> None:
        self.library = library
        self.passages = [library.passages[library.known("passages", i, "quote")] for i in ids]

    def __repr__(self) -> str:
        return "\n".join(f"“{unquoted(p)}” ({pin(self.library, p)})" for p in self.passages)

    def _repr_html_(self) -> str:
        quotes = "".join(quotation_html(passage, self.library) for passage in self.passages)
        return f'<div class="mc">{quotes}</div>'


def quote(*ids: str) -> Quotations:
    """Return passages by id for display. Raise ReaderError for an unknown id."""
    return Quotations(load(), ids)
