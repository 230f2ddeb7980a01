"""The blocks of a memo, and their Markdown. Their text is plain except for italics."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from minimum_contacts.lessons.record import clean

ITALIC = ("\x02", "\x03")  # mark the start and end of italics in a text
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~^$=])")


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a part of the memo. `new_page` marks the first appendix."""

    level: int
    text: str
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `lead` is bold text before it."""

    text: str
    lead: str = ""
    kind: str = "body"  # body, bullet, number, or banner


@dataclass(frozen=True)
class Table:
    """A table with a header row; `widths` are shares of the page."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Memo:
    """A memo or another paper: its title, its running header, its blocks, and the passages it cites."""

    title: str
    running: str
    blocks: tuple[Block, ...] = ()
    quotations: tuple[str, ...] = ()

    @property
    def body(self) -> tuple[Block, ...]:
        """Return the blocks before the first appendix."""
        ends = (i for i, b in enumerate(self.blocks) if isinstance(b, Heading) and b.new_page)
        return self.blocks[: next(ends, len(self.blocks))]


def plain(text: str) -> str:
    """Return text on one line; characters that no file may contain are replaced."""
    kept = "".join(c if c.isprintable() or c.isspace() else "�" for c in clean(text))
    return " ".join(kept.split())


def italic(text: str) -> str:
    """Mark the words that our own texts put between asterisks as italic, with `ITALIC`."""
    return re.sub(r"\*([^*]+)\*", "\x02\\1\x03", text)


def runs(text: str) -> list[tuple[str, bool]]:
    """Split a text into runs, each with whether it is italic."""
    parts = re.split(f"{ITALIC[0]}([^{ITALIC[1]}]*){ITALIC[1]}", text)
    return [(plain_run(part), bool(i % 2)) for i, part in enumerate(parts) if part]


def plain_run(text: str) -> str:
    """Return a run as plain text, keeping a space at either end."""
    kept = plain(text)
    start, end = " " * text[:1].isspace(), " " * text[-1:].isspace()
    return f"{start}{kept}{end}" if kept else start


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
                text = f"**{_escaped(block.text)}**" if block.kind == "banner" else ""
                bullet = "*" if block.kind == "bullet" else ""
                lines.append(" ".join(filter(None, [bullet, lead, text or _escaped(block.text)])))
            case Table(head, rows, _):
                under = "|" + " --- |" * len(head)
                lines.append("\n".join([_row(head), under, *map(_row, rows)]))
    return "\n\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """Return text escaped so that Markdown displays it literally, except for italics."""
    return "".join(
        f"*{_plainly(run)}*" if slanted else _plainly(run) for run, slanted in runs(text)
    )


def _plainly(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _SPECIAL.sub(r"\\\1", text)
    return text.replace("://", "&#58;//").replace("@", "&#64;")


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(map(_escaped, cells)) + " |"
