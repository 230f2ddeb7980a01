"""The glossary words of a section: one line, from which each opens its definition."""

from __future__ import annotations

from jurisdiction import explain
from jurisdiction.library import load
from .tasks import TaskPanel


def words(*names: str) -> TaskPanel:
    """Return a panel that explains words of data/glossary.yml, such as `forum`; by default, all of them."""
    lib = load()
    every = sorted(lib.glossary.values(), key=lambda term: term.term.casefold())
    terms = [lib.glossary[lib.known("glossary", n, "words")] for n in names] or every
    return TaskPanel(words=[(term.term, explain.term_html(term, lib)) for term in terms])
