"""The views of a laboratory under its tabs: smallest changes, arguments, later law, and others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jurisdiction import explain
from jurisdiction.argument import argue
from jurisdiction.circuits import compare, readings, scale
from jurisdiction.counterfactual import Changes, flips_on, inferences, map_on, unknowns
from jurisdiction.library import as_typed
from jurisdiction.model import Side
from jurisdiction.timeline import later, words
from jurisdiction.writing import irac
from jurisdiction.writing import parts as irac_parts
from .scenario import Scenario
from .shown import quote


class Tab:
    """A view of one scenario, with the choices made in it."""

    title = ""
    # whether the view reveals the effect of a change, which a try first asks the learner to predict
    tells = False

    def __init__(self, scenario: Scenario, node: str, top: str, names: Iterable[str] = ()) -> None:
        self.scenario, self.node, self.top = scenario, node, top
        self.names = list(names)  # the facts in the laboratory

    def shown(self) -> dict[str, Any]:
        """Return the contents of the tab as plain data."""
        raise NotImplementedError

    def whole(self) -> str:
        """Return the full contents as HTML, if the tab shows only a part."""
        return ""

    def choose(self, **said: Any) -> None:
        """Apply a choice made in the tab; ignore unknown choices."""


class ChangesTab(Tab):
    """The smallest changes of facts that lead to another finding, each with a button that makes it."""

    title = "What would change it"
    tells = True

    def __init__(self, *about: Any) -> None:
        super().__init__(*about)
        self._held = frozenset[str]()

    def shown(self) -> dict[str, Any]:
        found = self.scenario.analysis
        names = explain.named_facts(found, self.node)
        held = self._held & set(names)
        changes = flips_on(found, self.node, held)
        point, lib = found.law.nodes[self.node], found.law.library
        known = unknowns(found.law, found.facts, self.node)
        more = explain.inferences_html(inferences(found, self.node), self.node, found)
        return {
            "groups": [
                {
                    "status": status.value,
                    "shape": explain.SHAPES[status],
                    "word": explain.status_word(point, status, lib),
                    "title": explain.flips_title(changes, status, found).partition(": ")[2],
                    "sets": [
                        {
                            "chips": [explain.chip_words(change, found) for change in one],
                            "changes": _typed(one),
                        }
                        for one in sets
                    ],
                }
                for status, sets in changes.to.items()
            ],
            "facts": [(name, label, name in held) for name, label in names.items()],
            "html": more + explain.worth_html(known, changes.status, self.node, found),
        }

    def choose(self, held: list[str] | None = None, **said: Any) -> None:
        self._held = frozenset(held or ())


def _typed(changes: Changes) -> dict[str, Any]:
    """Return a set of changes as the page sends it back: fact ids to typed values."""
    return {change.fact: as_typed(change.values[0]) for change in changes}


class MapTab(Tab):
    """The effect of each listed fact alone on each part of the test."""

    title = "Each fact alone"
    tells = True

    def shown(self) -> dict[str, Any]:
        return {"html": self._table(self.names), "more": "Every fact"}

    def whole(self) -> str:
        return self._table()

    def _table(self, names: Iterable[str] = ()) -> str:
        """Return the table for these facts, or for all that bear on the points."""
        found, only = self.scenario.analysis, set(names)
        nodes = list(dict.fromkeys([self.node, self.top, found.outcome.node.id]))
        known = [node for node in nodes if node in found]
        rows = {
            node: [worth for worth in row if not only or worth.fact in only]
            for node, row in map_on(found, tuple(known)).items()
        }
        return explain.map_html(rows, known, found)


class ArgumentTab(Tab):
    """An argument in three plies for either side, one ply at a time."""

    title = "Both sides"
    side = Side.PLAINTIFF

    def shown(self) -> dict[str, Any]:
        found = self.scenario.analysis
        passages = found.law.library.passages
        return {
            "choices": [
                (side.value, f"The {side.value} begins", side is self.side)
                for side in (Side.PLAINTIFF, Side.DEFENDANT)
            ],
            "steps": [
                {
                    "title": f"{explain.argument_title(ply, found)}.",
                    "sentence": ply.text,
                    "known": ply.verified,
                    "quotes": [quote(passages[p], found.law.library) for p in ply.passages],
                }
                for ply in argue(found, self.node, self.side)
            ],
            "more": "The whole argument",
        }

    def whole(self) -> str:
        found = self.scenario.analysis
        return explain.argument_html(argue(found, self.node, self.side), found)

    def choose(self, choice: str = "", **said: Any) -> None:
        if choice in (Side.PLAINTIFF.value, Side.DEFENDANT.value):
            self.side = Side(choice)


class IracTab(Tab):
    """The finding as issue, rule, application, and conclusion, to read or copy."""

    title = "In writing"

    def shown(self) -> dict[str, Any]:
        made = irac_parts(self.scenario.analysis, self.node)
        conclusion = " ".join(" ".join(filter(None, sentence)) for sentence in made.conclusion)
        return {
            "lines": [("Issue.", made.issue), ("Conclusion.", conclusion)],
            "copy": irac(self.scenario.analysis, self.node),
            "more": "All four parts",
        }

    def whole(self) -> str:
        return explain.irac_html(irac(self.scenario.analysis, self.node))


class LaterTab(Tab):
    """The effect of later law on the decided case, on the point in focus."""

    title = "Later law"

    def shown(self) -> dict[str, Any]:
        case, lib = self.scenario.case, self.scenario.library
        changes = later(lib, case.id) if case else []
        told = [words(change, lib) for change in changes if change.node == self.node]
        point = explain.inside(lib.nodes[self.node].name)
        return {"html": explain.later_html(told, self.scenario.name, point)}


class CircuitsTab(Tab):
    """These facts before the Ninth Circuit and other courts, all under the law as of one date."""

    title = "Other circuits"
    tells = True

    def shown(self) -> dict[str, Any]:
        found = self.scenario.analysis
        return {"html": explain.compared_html(compare(found), found.library)}


class FifthTab(Tab):
    """The outcome if the Fifth Amendment required less."""

    title = "If the Fifth asks less"
    tells = True

    def shown(self) -> dict[str, Any]:
        found = self.scenario.analysis
        made, outcome = readings(found), found.outcome.node.id
        return {"html": explain.readings_html(made, found.library, outcome)}


class ScaleTab(Tab):
    """Decided cases on the older sliding scale of websites, with each court's holding."""

    title = "The scale"

    def shown(self) -> dict[str, Any]:
        library = self.scenario.library
        return {"html": explain.scale_html(scale(library), library)}


TABS: dict[str, type[Tab]] = {
    "changes": ChangesTab,
    "map": MapTab,
    "argument": ArgumentTab,
    "irac": IracTab,
    "later": LaterTab,
    "circuits": CircuitsTab,
    "fifth": FifthTab,
    "scale": ScaleTab,
}
