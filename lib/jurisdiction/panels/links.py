"""A laboratory for a reader who came by a link to a state of facts."""

from __future__ import annotations

from .. import links
from ..library import Library
from .lab import Lab


def lab_of(address: str, lesson: str, library: Library) -> tuple[Lab | None, list[str]]:
    """Return a laboratory on the facts that an address asks for, and what of it cannot be read.

    An address that asks for no facts has no laboratory. What is changed in it is not kept.
    """
    link = links.read(address, library)
    troubles = list(link.troubles)
    if not (link.case or link.facts or link.as_of or link.stage or link.court):
        return None, troubles
    lab = Lab(**links.laboratory(link, lesson, library).model_dump(), keep=False)
    lab.scenario.set(link.as_of, link.stage, court=link.court, **link.facts)
    if lab.scenario.problem:
        troubles.append(lab.scenario.problem)
    return lab, troubles
