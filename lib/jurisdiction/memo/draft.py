"""A memo being written: the client's file, what is found on it, and what every part needs of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .. import client as files
from .. import clinic, explain
from ..analysis import Analysis
from ..library import Library, as_typed
from ..model import Answer, ClientFile, Finding, Passage, Told, Verified
from .blocks import CHECK, Block, Heading, Paragraph, Quotation


class Draft:
    """The blocks written so far, and what they are written about."""

    def __init__(
        self, found: Analysis, client: ClientFile | None, label: str = "", story: str = ""
    ) -> None:
        self.found, self.client = found, client
        self.lib, self.law, self.top = found.law.library, found.law, found.outcome.node.id
        self.label = client.label if client else label
        self.story = client.story if client else story
        self.told = dict(client.facts) if client else _told(found)
        self.file = client or files.new("-", self.lib.intake.venues[0].id, facts=self.told)
        self.clashes = list(clinic.contradictions(found))
        self.broken = any(counted for _, counted in self.clashes)
        self.lookups = clinic.to_find_out(found, self.file)
        self.cited: dict[str, None] = {}
        self.blocks: list[Block] = []

    @property
    def day(self) -> str:
        return explain.day_words(self.law.as_of)

    def heading(self, level: int, text: str) -> None:
        self.blocks.append(Heading(level, text))

    def say(self, text: str, lead: str = "", check: str = "", kind: str = "body") -> None:
        self.blocks.append(Paragraph(text, lead, check, kind))

    def bullets(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.say(text, kind="bullet")

    def quote(self, passage: Passage) -> None:
        self.cite(self.lib.sources[passage.opinion].authority)
        self.cite(passage.quoting or passage.discussing)
        pin = explain.pin(self.lib, passage)
        self.blocks.append(Quotation(passage, passage.text.strip(), pin))

    def cite(self, name: str) -> None:
        if name:
            self.cited.setdefault(name)

    def label_of(self, name: str) -> str:
        return explain.label_words(self.lib.facts[name], self.found.place)

    def names(self, facts: Iterable[str]) -> str:
        return explain.listed(explain.inside(self.label_of(n)) for n in facts)

    def phrase(self, name: str) -> str:
        return explain.fact_phrase(self.lib, name, self.found.facts[name], self.found.place)

    def known(self, name: str) -> bool:
        return self.found.facts[name] not in (Answer.UNKNOWN, "unknown")

    def status(self, finding: Finding) -> str:
        return explain.status_words(finding, self.lib)

    def bears(self, name: str) -> bool:
        return name in clinic.facts_under(self.law, self.top)


def could_words(found: Analysis, question: clinic.Question) -> str:
    """What learning a fact could do, in words: its rank, and what each answer would make of the point."""
    law, text = found.law, question.rank.label
    if question.together_with:
        labels = (law.library.facts[n] for n in question.together_with)
        named = (explain.inside(explain.label_words(fact, found.place)) for fact in labels)
        text += f", together with {explain.listed(named)}"
    if not question.settles:
        return f"{text}."
    here, answers = law.nodes[question.settles[0]], []
    for way in question.ways:
        status, close = (
            explain.status_word(here, s, law.library).lower() for s in (way.status, way.at_close)
        )
        told = status if way.status is way.at_close else f"{status} (at close: {close})"
        answers.append(f"{_value_words(law.library, question.fact, way.change.values)}: {told}")
    return f"{text}. {here.name} is then, by the answer: {'; '.join(answers)}."


def _value_words(lib: Library, name: str, values: Sequence[object]) -> str:
    fact = lib.facts[name]
    if fact.kind in ("share", "count"):
        return explain.bound_words(values[0], fact.kind)
    return " or ".join(explain.inside(explain.fact_words(fact, v)) for v in values)


def _told(found: Analysis) -> dict[str, Told]:
    """The facts of a case or a hypothetical as a client's file would hold them."""
    return {
        name: Told(answer=as_typed(value))
        for name, value in found.says.items()
        if name != "forum" and value not in (Answer.UNKNOWN, "unknown")
    }


def check_words(verified: Verified | None) -> str:
    """What a reader must verify, and why; empty if nothing."""
    return verified.words if verified else ""


_UNVERIFIED = re.compile(
    "|".join(re.escape(Verified(how=how).words) for how in ("opening", "web", "memory", "analysis"))
    + "|as described in "
)


def marked(text: str) -> str:
    """A sentence in which what is said to be unverified is marked for checking as well."""
    return _UNVERIFIED.sub(lambda m: f"{CHECK}: {m[0]}", text)


def capital(text: str) -> str:
    """A text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
