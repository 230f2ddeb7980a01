"""Compare one record before several courts, and under several readings of the Fifth Amendment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .analysis import Analysis
from .doctrine import law_at
from .library import Library
from .model import DECIDED, Case, Cause, Finding, Holding, Node, Status


@dataclass(frozen=True)
class Row:
    """One court: the contacts it requires, its finding on them, the decisive points, and the outcome."""

    court: str
    asks: Node
    contacts: Finding
    decided_by: tuple[Node, ...]
    outcome: Finding


def courts(library: Library) -> list[str]:
    """Return the courts to compare: the one whose rule the tree states, and those with their own rule."""
    own = (library.authorities[n.source].court for n in library.nodes.values() if n.instead_of)
    return list(dict.fromkeys([library.texts["court"], *own]))


def compare(found: Analysis) -> list[Row]:
    """Return the findings on the same facts before each court, all under the law as of one date."""
    library = found.library
    point = next(str(n.instead_of) for n in library.nodes.values() if n.instead_of)
    return [_row(_before_court(found, court), point) for court in courts(library)]


def _before_court(found: Analysis, court: str) -> Analysis:
    """Return the analysis of the same facts before another court."""
    law = law_at(found.library, found.law.as_of, found.law.without, court)
    return Analysis(law, found.says, found.stage, found.shown, found.place)


def _row(found: Analysis, point: str) -> Row:
    reasons = dict.fromkeys(_decisive(found, point))
    nodes = tuple(found.law.nodes[name] for name in reasons)
    return Row(found.court, found.law.nodes[point], found[point], nodes, found.outcome)


def _decisive(found: Analysis, name: str) -> list[str]:
    """Return the decisive points under a point: those by which it is met, or the questions still open.

    Unsettled law is named before gaps in the record.
    """
    node, status = found.law.nodes[name], found.status(name)
    same = [child for child in found.law.children[name] if found.status(child) is status]
    whole = node.any_of if status is Status.NOT_MET else node.all_of and status is Status.MET
    if whole or not same:
        return [name]
    if status is Status.OPEN:
        same = [n for n in same if Cause.RECORD not in found.causes(n)] or same
    return [reason for child in same for reason in _decisive(found, child)]


class Reading(NamedTuple):
    """One reading of the Fifth Amendment: what it requires, and the outcome on these facts."""

    label: str
    words: str
    known: str
    status: Status
    lacking: tuple[Node, ...]


def readings(found: Analysis) -> list[Reading]:
    """Return the outcome under each reading of the Fifth Amendment (data/vocabulary.yml)."""
    made = []
    for entry in found.library.texts["fifth_amendment"]:
        came = {name: found.status(name) for name in entry["needs"]}
        worst = (s for s in (Status.NOT_MET, Status.OPEN) if s in came.values())
        lacking = tuple(found.law.nodes[n] for n, s in came.items() if s is not Status.MET)
        status = next(worst, Status.MET)
        made.append(Reading(entry["label"], entry["words"], entry["known"], status, lacking))
    return made


class Placed(NamedTuple):
    """A decided case at its place on the *Zippo* scale, with its court's holding."""

    place: str
    case: Case
    holding: Holding


def scale(library: Library) -> list[Placed]:
    """Return decided cases by their place on the *Zippo* scale, with their holdings."""
    found = []
    for place, names in library.texts["zippo"].items():
        for name in names:
            case = library.cases[library.known("cases", name, f"vocabulary.yml, zippo, {place}")]
            decided = [h for h in case.holdings if h.disposition in DECIDED]
            about = [h for h in decided if h.node in _ABOUT]
            found.append(Placed(place, case, min(about, key=lambda h: _ABOUT.index(h.node))))
    return found


_ABOUT = ("personal_jurisdiction", "first_prong", "purposeful_availment", "express_aiming")
