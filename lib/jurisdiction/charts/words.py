"""The court's words: each fact under the word a court used for what it is worth."""

from __future__ import annotations

from html import escape

from ..analysis import Analysis
from ..doctrine import Law
from ..explain import inside, label_words
from ..library import FactValue
from ..model import Answer, Range
from ..precedent import edges
from .chart import Chart, figure

MARKS = {"yes": "●", "no": "○", "unknown": "?"}
KEY = "● yes · ○ no · ? unknown"


def answer(value: FactValue | None) -> str:
    """Return whether a fact is there: yes, no, or unknown. A figure is there if it is above zero."""
    if isinstance(value, Range):
        return "yes" if value.low > 0 else "no" if value.high == 0 else "unknown"
    if value in (None, "unknown", Answer.UNKNOWN):
        return "unknown"
    return "no" if value is Answer.NO else "yes"


class CourtWords(Chart):
    """A table of the facts under the court's words; no lengths, and no sums."""

    drawn = False

    def groups(self, law: Law, node: str) -> dict[str, list[str]]:
        """Return the facts that bear on a point under each of the court's words, strongest first."""
        said: dict[str, list[str]] = {word: [] for word in law.library.texts["characterisations"]}
        for name, edge in edges(law, node):
            if edge.node == node and law.library.facts[name].kind == "yes_no":
                said[edge.characterisation].append(name)
        return {word: names for word, names in said.items() if names}

    def question(self, found: Analysis, node: str) -> str:
        return f"What is each fact worth on {inside(found.law.nodes[node].name)}?"

    def message(self, found: Analysis, node: str) -> str:
        return f"What the courts said each fact is worth on {inside(found.law.nodes[node].name)}"

    def html(self, found: Analysis, node: str, asked: bool = False) -> str:
        title = self.question(found, node) if asked else self.message(found, node)
        rows = "".join(
            f'<tr><th scope="row">{escape(word)}</th><td>'
            f"{', '.join(self._fact(found, name) for name in names)}</td></tr>"
            for word, names in self.groups(found.law, node).items()
        )
        table = f"<table><tbody>{rows}</tbody></table><p>{KEY}</p>"
        return figure(title, table, kind="mc-listed")

    @staticmethod
    def _fact(found: Analysis, name: str) -> str:
        label, value = (
            label_words(found.law.library.facts[name], found.place),
            answer(found.facts[name]),
        )
        return (
            f'<span class="mc-stated mc-is-{value}"><span aria-hidden="true">{MARKS[value]}</span> '
            f'{escape(label)}<span class="mc-hidden">: {value}</span></span>'
        )
