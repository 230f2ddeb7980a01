"""A laboratory for whoever came by a link to a state of facts."""

from __future__ import annotations

from html import escape

import ipywidgets as w

from .. import explain, links
from ..library import load
from .again import put_away
from .browser import ADDRESS
from .lab import Lab
from .story import STORY
from .view import LAYOUT, hear


class LinkPanel(w.VBox):
    """What a link asks for, above the lesson: the facts it leads to, and what of it cannot be read."""

    told: w.HTML
    lab: Lab | None

    def __init__(self, lesson: str) -> None:
        super().__init__(layout=LAYOUT)
        self.lesson = lesson
        hear(ADDRESS, "address", self._show_anew)
        hear(STORY, "name", self._show_anew)
        self._show_anew()

    def _show_anew(self) -> None:
        self.show(ADDRESS.address)

    def show(self, address: str) -> None:
        """Show what an address asks for; nothing, if it asks for nothing."""
        before, self.children = self.children, [ADDRESS, *self._asked_for(address)]
        put_away(*before)

    def _asked_for(self, address: str) -> list[w.Widget]:
        lib = load()
        link, self.lab = links.read(address, lib), None
        if not link:
            return []
        troubles = list(link.troubles)
        if link.case or link.facts or link.as_of or link.stage or link.court:
            made = links.laboratory(link, self.lesson, lib)
            self.lab = Lab(**made.model_dump(), keep=False)
            scenario = self.lab.scenario
            scenario.set(link.as_of, link.stage, court=link.court, **link.facts)
            if scenario.problem:
                troubles.append(scenario.problem)
        self.told = w.HTML(self._words(troubles))
        return [self.told, *([self.lab] if self.lab else [])]

    def _words(self, troubles: list[str]) -> str:
        said = ""
        if troubles:
            items = "".join(f"<li>{escape(trouble)}</li>" for trouble in troubles)
            rest = "The rest of it is shown below." if self.lab else "The lesson begins below."
            said = (
                f'<div class="mc mc-error" role="alert">This link cannot be read whole: <ul>{items}</ul>'
                f"{rest}</div>"
            )
        if self.lab is not None:
            now = self.lab.scenario
            day = explain.day_words(now.law_as_of)
            said += (
                f'<h2 class="mc">The facts of your link</h2><p class="mc">{escape(now.name)} under the '
                f"law of {escape(day)}. What you change here is not saved; the lesson follows below.</p>"
            )
        return said
