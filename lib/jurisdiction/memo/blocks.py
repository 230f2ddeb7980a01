"""What a memo is made of, and how it reads as Markdown. All of it is plain text and never markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..model import Passage
from ..record import clean

CHECK = "cite-check"
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~^$=])")


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a part of the memo."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, perhaps with words in bold before it; `check` is what a reader must verify, and why."""

    text: str
    lead: str = ""
    check: str = ""
    kind: str = "body"  # body, bullet or number

    @property
    def mark(self) -> str:
        """The mark that asks a reader to verify the paragraph; empty where nothing need be."""
        return f"[{CHECK}: {self.check}]" if self.check else ""


@dataclass(frozen=True)
class Quotation:
    """A court's own words, set off as a block and so without quotation marks of ours, with their pin."""

    passage: Passage
    text: str
    pin: str


@dataclass(frozen=True)
class Table:
    """A table with a header row; `widths` are shares of the page."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


Block = Heading | Paragraph | Quotation | Table


@dataclass(frozen=True)
class Memo:
    """A memo: its title, what stands at the top of each page, and its blocks in order."""

    title: str
    running: str
    blocks: tuple[Block, ...] = ()

    @property
    def quotations(self) -> list[Quotation]:
        """Every quotation of a court, in order."""
        return [block for block in self.blocks if isinstance(block, Quotation)]


def plain(text: str) -> str:
    """Put text on one line, without characters that no file may hold."""
    kept = "".join(c if c.isprintable() or c.isspace() else "�" for c in clean(text))
    return " ".join(kept.split())


# --- Markdown ---------------------------------------------------------------------------------------
def as_markdown(memo: Memo) -> str:
    """Render a memo as Markdown."""
    lines = [f"# {_escaped(memo.title)}", f"*{_escaped(memo.running)}*"]
    for block in memo.blocks:
        match block:
            case Heading(level, text):
                lines.append(f"{'#' * (level + 1)} {_escaped(text)}")
            case Paragraph():
                lead = f"**{_escaped(block.lead)}**" if block.lead else ""
                bullet = "*" if block.kind == "bullet" else ""
                parts = bullet, lead, _escaped(block.text), _escaped(block.mark)
                lines.append(" ".join(filter(None, parts)))
            case Quotation(_, text, pin):
                lines.append(f"> {_escaped(text)}\n>\n> {_escaped(pin)}")
            case Table(head, rows, _):
                under = "|" + " --- |" * len(head)
                lines.append("\n".join([_row(head), under, *map(_row, rows)]))
    return "\n\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """Return text as Markdown shows it to the letter: no markup, no HTML, no links."""
    text = plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _SPECIAL.sub(r"\\\1", text)
    return text.replace("://", "&#58;//").replace("@", "&#64;")


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(map(_escaped, cells)) + " |"
