"""A memo being written: the client's file, what is found on it, and what every part needs of them."""

from __future__ import annotations

from collections.abc import Iterable

from .. import clinic, clinic_words, explain
from ..analysis import Analysis
from ..clinic import UNKNOWN
from ..doctrine import facts_under
from ..model import ClientFile, Finding, Passage
from .blocks import Block, Heading, Paragraph, Quotation


class Draft:
    """The blocks written so far, and what they are written about.

    stated: the facts are those of a decided case or a hypothetical, and no client told them.
    """

    def __init__(self, analysis: Analysis, file: ClientFile, stated: bool = False) -> None:
        self.analysis, self.file, self.stated = analysis, file, stated
        self.law, self.lib, self.top = analysis.law, analysis.law.library, analysis.outcome.node.id
        self.stage, self.told = self.lib.stages[analysis.stage], file.facts
        self.day = explain.day_words(self.law.as_of)
        self.broken = any(counted for _, counted in clinic.contradictions(analysis))
        self.questions = clinic.ranked(analysis, file)
        self.lookups = clinic.lookups(analysis, self.questions)
        self.cited: dict[str, None] = {}
        self.blocks: list[Block] = []
        self._quoted: set[str] = set()  # the passages under the last heading

    def heading(self, level: int, text: str) -> None:
        self.blocks.append(Heading(level, text))
        self._quoted = set()

    def say(self, text: str, lead: str = "", check: str = "", kind: str = "body") -> None:
        self.blocks.append(Paragraph(text, lead, check, kind))

    def bullets(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.say(text, kind="bullet")

    def quote(self, passage: Passage) -> None:
        """Quote a passage, once under each heading."""
        if passage.id not in self._quoted:
            self._quoted.add(passage.id)
            self.cite(self.lib.sources[passage.opinion].authority)
            self.cite(passage.quoting or passage.discussing)
            pin = explain.pin(self.lib, passage)
            self.blocks.append(Quotation(passage, passage.text.strip(), pin))

    def cite(self, authority: str) -> None:
        if authority:
            self.cited.setdefault(authority)

    def label(self, fact: str) -> str:
        return clinic_words.label(self.analysis, fact)

    def names(self, facts: Iterable[str]) -> str:
        return clinic_words.names(self.analysis, facts)

    def question(self, fact: str) -> str:
        return explain.there(self.lib.facts[fact].question, self.analysis.place)

    def known(self, fact: str) -> bool:
        """Tell whether the file says something of a fact; what is only presumed it does not say."""
        silent = self.lib.facts[fact].presumed and fact not in self.told
        return not silent and self.analysis.facts[fact] not in UNKNOWN

    def bears(self, fact: str) -> bool:
        """Tell whether the outcome can turn on a fact."""
        return fact in facts_under(self.law, self.top)

    def status(self, finding: Finding) -> str:
        return explain.status_words(finding, self.lib)


def capital(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
