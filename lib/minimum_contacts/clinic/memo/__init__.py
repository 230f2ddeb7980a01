"""A memo on a client file, a client letter, and the argument of a brief, in Markdown or Word."""

from __future__ import annotations

from jurisdiction.analysis import Analysis
from jurisdiction.library import as_typed
from jurisdiction.model import ClientFile, Told
from .. import client as files
from ..clinic import UNKNOWN
from . import appendix, body, discussion, papers, requests
from .blocks import Memo, as_markdown
from .draft import Draft

__all__ = [
    "PAPERS",
    "Memo",
    "argument_section",
    "as_file",
    "as_markdown",
    "letter",
    "memo",
    "memo_of",
]


def memo(client: ClientFile, analysis: Analysis | None = None) -> Memo:
    """Write the memo on a client file in its current state."""
    return _memo(Draft(analysis or files.analyzed(client), client))


def letter(client: ClientFile, analysis: Analysis | None = None) -> Memo:
    """Write a one-page letter to the client, in plain words."""
    draft = Draft(analysis or files.analyzed(client), client)
    papers.letter(draft)
    return _paper(draft, draft.words.letter["title"])


def argument_section(client: ClientFile, analysis: Analysis | None = None) -> Memo:
    """Write the argument of a motion (for a defendant) or of an opposition (for a plaintiff)."""
    draft = Draft(analysis or files.analyzed(client), client)
    titles, early = draft.words.argument["title"], draft.analysis.stage in draft.lib.intake.unserved
    papers.argument(draft)
    unmoved = body.posture(draft) == "motion"
    return _paper(draft, titles["early" if early else "unmoved" if unmoved else client.side])


PAPERS = {"memo": memo, "letter": letter, "argument": argument_section}


def memo_of(analysis: Analysis, label: str, story: str = "") -> Memo:
    """Write a memo on the stated facts of a decided case or a hypothetical."""
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
    return _memo(Draft(analysis, stated, stated=True))


def as_file(made: Memo, kind: str) -> bytes:
    """Return a paper as the bytes of a file: `md` for Markdown, `docx` for Word."""
    if kind == "md":
        return as_markdown(made).encode()
    from ..word import as_word  # slow to import, and only an export needs it

    return as_word(made)


def _memo(draft: Draft) -> Memo:
    """Write all parts in order; omit the discussion and discovery if the file contradicts itself."""
    body.header(draft)
    body.question(draft)
    body.answer(draft)
    body.facts(draft)
    if not draft.broken:
        discussion.discussion(draft)
        start = len(draft.blocks)
        drafted = requests.requests(draft)
        drafts = draft.blocks[start:]
        del draft.blocks[start:]
        body.next_steps(draft, drafted)
    appendix.facts(draft)
    if not draft.broken:
        appendix.findings(draft)
        draft.blocks += drafts
    appendix.authorities(draft)
    return _paper(draft, "MEMORANDUM")


def _paper(draft: Draft, title: str) -> Memo:
    stage = draft.lib.stages[draft.analysis.stage].label
    running = f"{draft.file.label} · {stage} · {body.law(draft)}"
    return Memo(title, running, tuple(draft.blocks), tuple(draft.passages))
