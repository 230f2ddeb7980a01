"""What a memo is made of, before it becomes Markdown or Word. All of it is plain text."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..model import Passage

CHECK = "cite-check"


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
    blocks: tuple[Block, ...] = field(default_factory=tuple)

    @property
    def quotations(self) -> list[Quotation]:
        return [block for block in self.blocks if isinstance(block, Quotation)]
