"""Views of the finding, and the choices beside the facts: the law, the stage, the court."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from html import escape
from typing import Any

import ipywidgets as w

from .. import explain
from ..analysis import Analysis
from ..charts import CHARTS, Chart
from .access import Announcer
from .fetch import fetch, here
from .scenario import Scenario
from .view import PAINTED, LateView, View, guarded, let_go, soon


class FindingPanel(View):
    """The finding, the ladder, and the reasons, as text; painted before any chart."""

    def __init__(self, scenario: Scenario, node: str, top: str) -> None:
        super().__init__(scenario)
        self.node, self.top, self.announcer = node, top, Announcer()
        self.headline, self.ladder, self.reasons = w.HTML(), w.HTML(), w.HTML()
        self.children = [self.notice, self.headline]
        self.add_class("mc-top")
        self.follow()

    def update(self) -> None:
        before = self.headline.value, self.ladder.value
        try:
            self._show(self.scenario.analysis)
        except Exception:
            self.headline.value, self.ladder.value = before
            raise
        soon(self._send_rest, PAINTED)

    def _show(self, found: Analysis) -> None:
        """Send each part as soon as it is worked out."""
        lib, focus = found.law.library, found[self.node]
        moved, wrong = self.scenario.moved(self.top), explain.warnings(found)
        self.headline.value = explain.headline_html(focus, lib, moved, wrong)
        self.ladder.value = explain.ladder_html(found, self.node, self.top, self.scenario.case)
        let_go()
        idle = self.scenario.idle(self.top)
        reasons = explain.reasons_html(focus, found.law, found.facts, found.place, idle)
        steps = explain.rungs(found.law, found.facts, self.node, self.top)
        words = explain.findings_in_words(found, [name for _, name in steps])
        self._reasons, self._words = reasons, words  # sent when the browser has painted the finding

    def _send_rest(self) -> None:
        self.announcer.follow(self._words)
        self.reasons.value = self._reasons

    def settle(self) -> None:
        """Take what is shown for said, as when a learner's work is opened again."""
        self._send_rest()
        self.announcer.settle()


class ChartPanel(LateView):
    """A chart that follows the scenario, by its name among the charts."""

    def __init__(self, scenario: Scenario, name: str, node: str, top: str = "") -> None:
        super().__init__(scenario)
        self.name, self.node, self.top, self._fetching = name, node, top, False
        self._last: tuple[Analysis, str] | None = None  # what was drawn last, and for what
        self.picture = w.HTML()
        self.children = [self.notice, self.picture]
        self.follow()

    @cached_property
    def chart(self) -> Chart:
        return CHARTS[self.name](self.scenario.case, self.top)

    @property
    def _can_be_drawn(self) -> bool:
        return not self.chart.drawn or here("matplotlib")

    def _html(self) -> str:
        shown = self.scenario.analysis
        if self._last is None or self._last[0] is not shown:
            self._last = shown, self.chart.html(shown, self.node)
        return self._last[1]

    def prepare(self) -> None:
        if self._can_be_drawn:
            self._html()  # kept until it is sent

    def draw(self) -> None:
        if self._can_be_drawn:
            self.picture.value = self._html()
        elif not self._fetching:
            self._fetching = True
            self.picture.value = '<p class="mc mc-note">The chart is on its way …</p>'
            fetch("matplotlib", self._fetched)

    def _fetched(self, trouble: str) -> None:
        self._fetching = False
        if trouble:
            words = f"The chart cannot be shown ({escape(trouble)}). The rest works without it."
            self.picture.value = f'<p class="mc mc-note">{words}</p>'
        else:
            soon(lambda: guarded(self, self.draw), 0.05)  # one after the other, not all at once


class ChoicePanel(View):
    """A list from which one part of the moment is chosen, such as the date of the law."""

    def __init__(
        self, scenario: Scenario, label: str, part: str, options: list[tuple[str, Any]]
    ) -> None:
        super().__init__(scenario)
        self.part = part
        self.control = w.Dropdown(options=options, description=label)
        self.control.observe(self._chosen, "value")
        self.children = [self.notice, self.control]
        self.add_class("mc-bar")
        self.follow()

    def _chosen(self, change: Any) -> None:
        if change["new"] not in (None, getattr(self.scenario.now, self.part)):
            self.scenario.set(**{self.part: change["new"]})
            guarded(self, self.update)

    def update(self) -> None:
        here = getattr(self.scenario.now, self.part)
        offered = [value for _, value in self.control.options]
        self.control.value = here if here in offered else None


def law_panel(scenario: Scenario) -> ChoicePanel:
    """Which law applies: the day as of which it is taken."""
    options = [(r["label"], dt.date.fromisoformat(r["date"])) for r in
               scenario.library.texts["regimes"]]  # fmt: skip
    if scenario.law_as_of not in [day for _, day in options]:
        options.insert(0, (explain.day_words(scenario.law_as_of), scenario.law_as_of))
    options.append((f"Today · {dt.date.today().isoformat()}", dt.date.today()))
    return ChoicePanel(scenario, "Law as of", "law_as_of", options)


def court_panel(scenario: Scenario) -> ChoicePanel:
    """Which court is to decide, and so which precedents bind it."""
    courts = [(c.name[0].upper() + c.name[1:], c.id) for c in scenario.library.courts.values()
              if c.bound_by]  # fmt: skip
    return ChoicePanel(scenario, "Court", "court", courts)


class StagePanel(ChoicePanel):
    """At which stage the facts are judged, and by which standard."""

    def __init__(self, scenario: Scenario) -> None:
        self.standard = w.HTML()
        stages = scenario.library.stages.values()
        super().__init__(scenario, "Stage", "stage", [(s.label, s.id) for s in stages])
        self.children = [*self.children, self.standard]

    def update(self) -> None:
        super().update()
        lib = self.scenario.library
        self.standard.value = explain.standard_html(lib.stages[self.scenario.now.stage], lib)
