"""A memo on a client's file: built once as headings, paragraphs, quotations, and tables, then rendered.

`as_markdown` and, in `word.py` beside this folder, `as_word` write the same structure.
"""

from __future__ import annotations

from .. import client as files
from ..analysis import Analysis
from ..clinic import UNKNOWN
from ..library import as_typed
from ..model import ClientFile, Told
from . import closing, discovery, discussion, opening
from .blocks import CHECK, Memo, as_markdown
from .draft import Draft

__all__ = ["CHECK", "Memo", "as_file", "as_markdown", "memo", "memo_of"]


def memo(client: ClientFile, analysis: Analysis | None = None) -> Memo:
    """Write the memo on a client's file as it stands."""
    return _written(Draft(analysis or files.analyzed(client), client))


def memo_of(analysis: Analysis, label: str, story: str = "") -> Memo:
    """Write the memo on a decided case or a hypothetical, whose facts are as stated there."""
    library = analysis.law.library
    facts = {
        name: Told(answer=as_typed(value))
        for name, value in analysis.says.items()
        if name != "forum"
        and value not in UNKNOWN
        and as_typed(value) != library.facts[name].presumed
    }
    file = files.new("-", library.intake.venues[0].id, facts=facts)
    stated = file.model_copy(update={"label": label, "story": story})
    return _written(Draft(analysis, stated, stated=True))


def as_file(made: Memo, kind: str) -> bytes:
    """Return a memo as the bytes of a file: `md` for Markdown, `docx` for Word."""
    if kind == "md":
        return as_markdown(made).encode()
    from ..word import as_word  # slow to import, and only an export needs it

    return as_word(made)


def _written(draft: Draft) -> Memo:
    """Write all parts in their order; a file that contradicts itself goes no further than its facts."""
    opening.top_matter(draft)
    opening.question(draft)
    opening.answer(draft)
    opening.facts(draft)
    if not draft.broken:
        discussion.discussion(draft)
        discovery.changes(draft)
        discovery.discovery(draft)
    closing.authorities(draft)
    closing.limits(draft)
    closing.content_notes(draft)
    running = f"{draft.file.label} · {draft.stage.label} · law of {draft.day}"
    return Memo("Memorandum", running, tuple(draft.blocks))
