"""A memo on a client's file: built once as headings, paragraphs, quotations and tables, then rendered.

`as_markdown` and, in `word.py` beside this folder, `as_word` write the same structure. All text is plain
text: what a client's file holds is never markup.
"""

from __future__ import annotations

from .. import client as files
from ..analysis import Analysis
from ..library import Library
from ..model import ClientFile
from . import changes, closing, discovery, discussion, facts, opening
from .blocks import CHECK, Heading, Memo, Paragraph, Quotation, Table
from .draft import Draft, could_words
from .markdown import as_markdown, plain

__all__ = [
    "CHECK", "Heading", "Memo", "Paragraph", "Quotation", "Table", "as_markdown", "could_words", "memo",
    "memo_of", "plain",
]  # fmt: skip


def memo(client: ClientFile, found: Analysis | None = None, library: Library | None = None) -> Memo:
    """The memo on a client's file as it stands."""
    return _written(Draft(found or files.analyzed(client, library), client))


def memo_of(found: Analysis, label: str, story: str = "") -> Memo:
    """The memo on a decided case or a hypothetical, whose facts are as stated there."""
    return _written(Draft(found, None, label, story))


def _written(draft: Draft) -> Memo:
    """All parts in their order; a file that contradicts itself goes no further than its facts."""
    opening.top_matter(draft)
    opening.question(draft)
    opening.answer(draft)
    facts.facts(draft)
    if not draft.broken:
        discussion.discussion(draft)
        changes.changes(draft)
        discovery.discovery(draft)
    closing.authorities(draft)
    closing.limits(draft)
    closing.content_notes(draft)
    stage = draft.lib.stages[draft.found.stage].label
    running = f"{draft.label} · {stage} · law of {draft.day}"
    return Memo("Memorandum", running, tuple(draft.blocks))
