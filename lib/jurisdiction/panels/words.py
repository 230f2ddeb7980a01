"""The words first met in a section: one line, from which each opens its meaning."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

from .. import explain
from ..library import load
from .access import ACCESS


class WordsPanel(w.VBox):
    """A line of words; one at a time shows its meaning, and where that comes from, under the line."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.library = load()
        terms = [self.library.glossary[self.library.known("glossary", n, "words")] for n in names]
        self.words = {term.id: w.ToggleButton(description=term.term) for term in terms}
        self.meaning = w.HTML()
        for name, word in self.words.items():
            word.observe(lambda change, name=name: self._chosen(name, change), "value")
        line = w.HBox([w.HTML('<span class="mc">Words:</span>'), *self.words.values()])
        line.add_class("mc-words")
        self.children = [ACCESS, line, self.meaning]

    def _chosen(self, name: str, change: Any) -> None:
        if change["new"]:
            for other in self.words:
                if other != name:
                    self.words[other].value = False
            self.meaning.value = explain.term_html(self.library.glossary[name], self.library)
        elif not any(word.value for word in self.words.values()):
            self.meaning.value = ""


def words(*names: str) -> WordsPanel:
    """Explain these words of data/glossary.yml, such as `forum`; without names, all of them."""
    every = sorted(load().glossary.values(), key=lambda term: term.term.casefold())
    return WordsPanel(names or tuple(term.id for term in every))
