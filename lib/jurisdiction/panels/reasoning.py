"""Views that reason from the finding: what would change it, the map, both sides' arguments, IRAC."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

from .. import explain
from ..argument import argue
from ..counterfactual import Changes, flips_on, inferences, map_on, unknowns
from ..model import ReaderError, Side
from ..timeline import later, words
from ..writing import irac
from .scenario import Scenario
from .view import LateView, folded, guarded


class ChangePanel(LateView):
    """The smallest changes of facts that bring another finding, each of which can be tried."""

    def __init__(self, scenario: Scenario, node: str, top: str) -> None:
        super().__init__(scenario)
        self.node, self._sets, self._quiet = node, [], False
        self.list, self.worth = w.HTML(), w.HTML()
        self.choice = w.Dropdown(options=[("Choose a change", 0)], description="Try a change")
        self.try_it = w.Button(description="Try it", disabled=True,
                               tooltip="Change the facts in this way; Undo takes it back")  # fmt: skip
        self.choice.observe(self._chosen, "value")
        self.try_it.on_click(lambda _: self._try())
        self.locked = w.SelectMultiple(description="Hold as they are", rows=8)
        self.locked.observe(self._hold, "value")
        bar = w.HBox([self.choice, self.try_it])
        bar.add_class("mc-bar")
        self.free = w.Button(description="Hold nothing", tooltip="Let every fact change again")
        self.free.on_click(lambda _: setattr(self.locked, "value", ()))
        row = w.VBox([self.locked, self.free])
        row.add_class("mc-row")
        self.children = [
            self.notice, self.list, bar, *folded("Hold some facts", "Hide the list", row),
            self.worth,
        ]  # fmt: skip
        self.follow()

    def draw(self) -> None:
        found = self.scenario.analysis
        names = explain.named_facts(found, self.node)
        held = [name for name in self.locked.value if name in names]
        self._quiet = True
        try:
            with self.locked.hold_sync():
                self.locked.options = [(label, name) for name, label in names.items()]
                self.locked.value = held
        finally:
            self._quiet = False
        changes = flips_on(found, self.node, frozenset(held))
        self._sets = [s for sets in changes.to.values() for s in sets]
        words = [explain.changes_words(found, self.node, s) for s in self._sets]
        options = [(f"{i}. {_shortened(text)}", i) for i, text in enumerate(words, 1)]
        with self.choice.hold_sync():  # one message
            self.choice.options = [("Choose a change", 0), *options]
            self.choice.value = 0
        self.list.value = explain.flips_html(changes, found)
        known = unknowns(found.law, found.facts, self.node)
        inferred = explain.inferences_html(inferences(found, self.node), self.node, found)
        self.worth.value = inferred + explain.worth_html(known, changes.status, self.node, found)

    def _chosen(self, change: Any) -> None:
        self.try_it.disabled = not change["new"]

    def _try(self) -> None:
        if self.choice.value:
            self.scenario.set(**_facts(self._sets[self.choice.value - 1]))

    def _hold(self, _: object) -> None:
        if not self._quiet:
            guarded(self, self.draw)


def _shortened(text: str) -> str:
    """The beginning of a text; the whole stands in the list above."""
    return text if len(text) <= 60 else text[:57].rsplit(" ", 1)[0] + " …"


def _facts(changes: Changes) -> dict[str, Any]:
    return {change.fact: change.values[0] for change in changes}


class MapPanel(LateView):
    """What each listed fact alone would do to each part of the test, if it were otherwise."""

    def __init__(self, scenario: Scenario, node: str, top: str) -> None:
        super().__init__(scenario)
        self.nodes = list(dict.fromkeys([node, top, scenario.analysis.outcome.node.id]))
        self.table = w.HTML()
        self.children = [self.notice, self.table]
        self.follow()

    def draw(self) -> None:
        found = self.scenario.analysis
        known = [node for node in self.nodes if node in found]
        self.table.value = explain.map_html(map_on(found, tuple(known)), known, found)


class ArgumentPanel(LateView):
    """An argument in three plies for either side."""

    def __init__(self, scenario: Scenario, node: str, top: str) -> None:
        super().__init__(scenario)
        self.node = node
        sides = [("The plaintiff", Side.PLAINTIFF), ("The defendant", Side.DEFENDANT)]
        self.side = w.ToggleButtons(options=sides, description="Who begins")
        self.side.observe(lambda _: guarded(self, self.draw), "value")
        self.plies = w.HTML()
        bar = w.HBox([self.side])
        bar.add_class("mc-bar")
        self.children = [self.notice, bar, self.plies]
        self.follow()

    def draw(self) -> None:
        found = self.scenario.analysis
        self.plies.value = explain.argument_html(argue(found, self.node, self.side.value), found)


class IracPanel(LateView):
    """The finding as issue, rule, application and conclusion, to read or to copy."""

    def __init__(self, scenario: Scenario, node: str, top: str) -> None:
        super().__init__(scenario)
        self.node, self.text = node, w.HTML()
        self.children = [self.notice, self.text]
        self.follow()

    def draw(self) -> None:
        self.text.value = explain.irac_html(irac(self.scenario.analysis, self.node))


class LaterPanel(LateView):
    """What later law did to the decided case, on the point in focus."""

    def __init__(self, scenario: Scenario, node: str, top: str) -> None:
        super().__init__(scenario)
        self.node, self.list = node, w.HTML()
        self.children = [self.notice, self.list]
        self.follow()

    def draw(self) -> None:
        case, lib = self.scenario.case, self.scenario.library
        changes = later(lib, case.id) if case else []
        told = [words(change, lib) for change in changes if change.node == self.node]
        point = explain.inside(lib.nodes[self.node].name)
        self.list.value = explain.later_html(told, self.scenario.name, point)

    def update(self) -> None:
        """It is about the case as decided, so no change of facts changes it."""


VIEWS = {
    "changes": ("What would change it", ChangePanel),
    "map": ("Each fact alone", MapPanel),
    "argument": ("Both sides", ArgumentPanel),
    "irac": ("In writing", IracPanel),
    "later": ("What later law did to this case", LaterPanel),
}


def view(name: str) -> tuple[str, type[LateView]]:
    """The title and the class of a further view; ReaderError for an unknown name."""
    if name not in VIEWS:
        raise ReaderError(f"view '{name}'", "there is no such view.", f"Known: {', '.join(VIEWS)}.")
    return VIEWS[name]
