"""A laboratory: facts, finding, reasons and further views, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

import ipywidgets as w

from .. import explain, links
from ..library import Library, load
from ..model import ReaderError
from ..record import Entry, SetFacts
from .access import ACCESS
from .browser import ADDRESS
from .facts import FactPanel
from .finding import ChartPanel, FindingPanel, StagePanel, court_panel, law_panel
from .keeper import KEEPER
from .projector import RoomFold
from .reasoning import view
from .scenario import Scenario
from .story import STORY
from .view import hear


class KeptFacts:
    """The facts of a laboratory as the learner last set them, which are kept."""

    def __init__(
        self, scenario: Scenario, name: str, facts: list[str], keep: bool, resumed: Callable[[], None]
    ) -> None:  # fmt: skip
        self.scenario, self.quiet = scenario, False
        self.resumed = resumed  # done whenever facts are set as they were left
        lib, place = scenario.library, scenario.analysis.place
        self.task = f"facts/{scenario.start}/{name}"
        labels = [
            lib.facts[n].label if n in lib.facts else lib.texts["switches"][n]["label"]
            for n in facts
        ]
        self.asked = explain.there(f"the facts of {scenario.name}: {', '.join(labels)}", place)
        self.notice = w.HTML()
        if keep:
            scenario.observe(lambda _: self._changed(), "analysis")
            KEEPER.join(self)

    def _changed(self) -> None:
        if self.quiet:
            return
        saved, lib = self.scenario.saved(), self.scenario.library
        words = [
            f"{explain.there(lib.facts[name].label, self.scenario.analysis.place)}: "
            f"{explain.inside(explain.fact_words(lib.facts[name], self.scenario.facts[name]))}"
            for name in saved.facts
        ]
        KEEPER.note(self.task, "facts", "; ".join(words), self.asked, facts=saved)

    def resume(self, entries: list[Entry]) -> None:
        """Set the facts as they were last set; Undo and Reset lead back to the beginning."""
        found = [entry for entry in entries if entry.facts]
        lost = self.scenario.resume(found[-1].facts if found else SetFacts())
        self.resumed()
        told = ""
        if self.scenario.can_undo:
            day = explain.day_words(found[-1].at.astimezone().date())
            told = f"These are the facts as you left them on {day}; Reset goes back."
        if lost:
            told += f" Of what you had set, this cannot be used any more: {'; '.join(lost)}."
        self.notice.value = f'<div class="mc mc-note">{escape(told)}</div>' if told else ""


class LinkToFacts(w.HBox):
    """A button that gives the address at which these facts open again, for whoever it is sent to."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__()
        self.scenario, self.link = scenario, w.HTML()
        self.button = w.Button(
            description="Link to these facts", tooltip="An address that opens these facts again"
        )
        self.button.on_click(lambda _: self._give())
        scenario.observe(lambda _: setattr(self.link, "value", ""), "analysis")
        self.children = [self.button, self.link]
        self.add_class("mc-bar")

    def _give(self) -> None:
        address = links.whole(ADDRESS.address, KEEPER.notebook, links.write(self.scenario))
        words = f'<a href="{escape(address)}">{escape(address)}</a>'
        self.link.value = f'<p class="mc mc-link" role="status">{words}</p>'


def _titled(title: str, *parts: w.Widget) -> list[w.Widget]:
    return [w.HTML(f'<h4 class="mc">{escape(title)}</h4>'), *parts]


class Lab(w.VBox):
    """A laboratory: facts on the left, and on the right the finding, reasons and charts they lead to."""

    def __init__(
        self,
        case: str,
        facts: Iterable[str],
        node: str = "express_aiming",
        top: str = "first_prong",
        charts: Iterable[str] = ("traffic",),
        also: Iterable[str] = (),
        law: bool = False,
        proof: bool = False,
        court: bool = False,
        views: Iterable[str] = (),
        library: Library | None = None,
        name: str = "",
        keep: bool = True,
    ) -> None:
        super().__init__()
        facts, self.asked = list(facts), list[dict[str, Any]]()  # the changes its lesson asks for
        self._name = name or f"{node}/{','.join(facts)}"  # under which its facts are kept
        self._keep = keep
        self._case, self._library = case, library or load()
        self._made = (
            facts, node, top, list(charts), list(also), law, proof, court, list(views)
        )  # fmt: skip
        self.kept: dict[str, dict[str, Any]] = {}
        self._tell()
        hear(STORY, "name", self._tell)

    def _tell(self) -> None:
        """Use the facts that the notebook uses; those of the other story are kept as they were left."""
        start = STORY.start(self._case, self._library)
        if start not in self.kept:
            self._build(start, *self._made)
            self.kept[start] = {
                name: getattr(self, name)
                for name in (
                    "scenario",
                    "finding",
                    "facts",
                    "charts",
                    "choices",
                    "views",
                    "children",
                    "_keeping",
                )
            }
        for name, part in self.kept[start].items():
            setattr(self, name, part)

    def _build(
        self, start: str, facts: list[str], node: str, top: str, charts: list[str],
        also: list[str], law: bool, proof: bool, court: bool, views: list[str],
    ) -> None:  # fmt: skip
        self.scenario = Scenario(start, self._library, proof)
        self.finding = FindingPanel(self.scenario, node, top)  # the first to hear of a change
        kept = KeptFacts(self.scenario, self._name, facts, self._keep, self.finding.settle)
        self._keeping = kept
        self.facts = FactPanel(self.scenario, facts, also, proof)
        self.charts = [ChartPanel(self.scenario, name, node, top) for name in charts]
        kinds = {name: view(name) for name in views}
        self.views = {name: kind(self.scenario, node, top) for name, (_, kind) in kinds.items()}
        further = [_titled(kinds[name][0], one) for name, one in self.views.items()]
        right = w.VBox(
            [
                self.finding.ladder,
                *self.charts,
                *(part for parts in further for part in parts),
                *_titled("Why", self.finding.reasons),
            ]
        )
        right.add_class("mc-right")
        self.choices = {"law_as_of": law_panel(self.scenario)} if law else {}
        if court:
            self.choices["court"] = court_panel(self.scenario)
        if proof:
            self.choices["stage"] = StagePanel(self.scenario)
        self.link = LinkToFacts(self.scenario)
        self.facts.children = [
            *self.choices.values(), *self.facts.children, kept.notice, self.link,
            *([KEEPER.sign] if self._keep else []),
        ]  # fmt: skip
        self.finding.children = [*self.finding.children, RoomFold(self.facts)]
        panel = w.Box([self.finding, self.facts, right])
        panel.add_class("mc-panel")
        self.children = [ACCESS, panel]

    def steps(self, *changes: dict[str, Any]) -> explain.Transcript:
        """Go through changes as a learner would, one after the other, and say what the screen shows.

        Without changes, those that its lesson asks for. An empty change means reset. Afterwards
        everything stands as the learner had it.
        """
        kept, lines = self.scenario.moment(), []
        self._keeping.quiet = True
        self.scenario.reset()
        for change in changes or self.asked:
            if not change:
                self.scenario.reset()
                continue
            self.scenario.set(**change)
            finding = self.scenario.analysis[self.finding.node]
            said = explain.status_words(finding, self.scenario.library)
            lines.append(self.scenario.problem or self.scenario.moved(self.finding.top))
            lines.append(f"{finding.node.name}: {said} Precedent: {finding.precedent}.")
        self.scenario.go_back(kept)
        self._keeping.quiet = False
        return explain.Transcript(lines)


def lab(lesson: str, section: str) -> Lab:
    """The laboratory of one section of a lesson, as data/lessons/ describes it."""
    lib = load()
    found = lib.section(lesson, section)
    if found.lab is None:
        raise ReaderError(f"lessons/{lesson}.yml, {section}", "has no laboratory.", "Add 'lab:'.")
    made = Lab(**found.lab.model_dump(), name=f"{lesson}/{section}")
    made.asked = found.steps
    return made
