"""A memo as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..record import clean
from .blocks import CHECK, Heading, Memo, Paragraph, Quotation, Table

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~^$=])")


def plain(text: str) -> str:
    """Text on one line, without characters that no file may hold."""
    kept = "".join(c if c.isprintable() or c.isspace() else "�" for c in clean(text))
    return " ".join(kept.split())


def escaped(text: str) -> str:
    """Text as Markdown shows it to the letter: no markup, no HTML, no links."""
    text = plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _SPECIAL.sub(r"\\\1", text)
    return text.replace("://", "&#58;//").replace("@", "&#64;")


def as_markdown(made: Memo) -> str:
    """The memo as Markdown."""
    lines = [f"# {escaped(made.title)}", "", f"*{escaped(made.running)}*", ""]
    for block in made.blocks:
        match block:
            case Heading(level, text):
                lines += [f"{'#' * (level + 1)} {escaped(text)}", ""]
            case Paragraph():
                lines += [_paragraph(block), ""]
            case Quotation(_, text, pin):
                lines += [f"> {escaped(text)}", ">", f"> {escaped(pin)}", ""]
            case Table(head, rows, _):
                lines.append(_row(head))
                lines.append("|" + " --- |" * len(head))
                lines += [*map(_row, rows), ""]
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"


def _paragraph(block: Paragraph) -> str:
    text = f"**{escaped(block.lead)}** " if block.lead else ""
    text += escaped(block.text)
    text += f" \\[{CHECK}: {escaped(block.check)}\\]" if block.check else ""
    return f"* {text}" if block.kind == "bullet" else text.strip()
