"""A file with several claims or defendants: each claim against each defendant has findings of its own.

Jurisdiction is asked claim by claim and defendant by defendant; two claims are never pooled. Pendent
jurisdiction may add a related state-law claim against the same defendant, in the court's discretion,
and never joins another defendant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from .analysis import Analysis
from .library import Library
from .model import ClientFile, ReaderError, ScenarioFile, Status

File = TypeVar("File", ScenarioFile, ClientFile)


@dataclass(frozen=True)
class Part:
    """One claim against one defendant: their ids and names, and a file of that claim alone."""

    claim: str
    defendant: str
    name: str
    file: Any


@dataclass(frozen=True)
class Ruling:
    """The analysis of one claim against one defendant.

    `pendent` is what the court may do with a state-law claim by pendent jurisdiction, and `rides_on`
    the federal claim against the same defendant that could carry it; None where that is not in play.
    """

    part: Part
    analysis: Analysis
    pendent: Status | None = None
    rides_on: str = ""


def parts(lib: Library, file: File, where: str) -> list[Part]:
    """Split a file into its claims against its defendants; one part without a name if it has neither.

    Raises ReaderError for a fact that does not exist or a defendant that the file does not name.
    """
    claims = file.claims or {"": None}
    defendants = file.defendants or {"": None}
    found = []
    for claim_id, claim in claims.items():
        against = claim.against if claim else []
        for name in against:
            if name not in file.defendants:
                raise ReaderError(
                    f"{where}, claims, {claim_id}, against", f"there is no defendant '{name}'.",
                    f"Known: {', '.join(file.defendants) or 'none'}.",
                )  # fmt: skip
        for party_id, party in defendants.items():
            if against and party_id not in against:
                continue
            own = (party.facts if party else {}) | (claim.facts if claim else {})
            for fact in own:
                at = (
                    f"claims, {claim_id}"
                    if claim and fact in claim.facts
                    else f"defendants, {party_id}"
                )
                if fact not in lib.texts["switches"]:
                    lib.known("facts", fact, f"{where}, {at}")
            name = ", ".join(x.name for x in (claim, party) if x)
            found.append(Part(claim_id, party_id, name, _alone(file, own, claim, where)))
    return found


def _alone(file: File, own: dict[str, Any], claim: Any, where: str) -> File:
    """The file of one claim against one defendant."""
    plain = file.model_dump(exclude_unset=True, exclude={"claims", "defendants"})
    plain["facts"] = plain.get("facts", {}) | {
        name: value.model_dump(exclude_unset=True) if hasattr(value, "model_dump") else value
        for name, value in own.items()
    }
    if claim and isinstance(file, ScenarioFile):
        plain["expected"] = {n: e.model_dump(exclude_unset=True) for n, e in claim.expected.items()}
    try:
        return type(file).model_validate(plain)
    except ValidationError as error:
        at = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ReaderError(f"{where}, {at}", "this fact of a claim or a defendant is not written as "
                          "a fact of the file is.", "See data/README.md.") from None  # fmt: skip


def choose(found: list[Part], claim: str, defendant: str, where: str) -> list[Part]:
    """The parts that somebody asked for; ReaderError if there are none."""
    chosen = [p for p in found if claim in ("", p.claim) and defendant in ("", p.defendant)]
    if not chosen:
        known = "; ".join(f"{p.claim or '-'} against {p.defendant or '-'}" for p in found)
        raise ReaderError(where, "there is no such claim or defendant.", f"Known: {known}.")
    return chosen


def rulings(
    found: Iterable[Part], analyzed: Callable[[Any, dict[str, str]], Analysis]
) -> list[Ruling]:
    """Analyze every part by itself, and ask of state-law claims whether pendent jurisdiction may add them.

    analyzed: analyzes one file, with some more facts.
    """
    every = [(part, analyzed(part.file, {})) for part in found]
    return [Ruling(part, one, *_pendent(part, one, every, analyzed)) for part, one in every]


def _pendent(
    part: Part,
    one: Analysis,
    every: list[tuple[Part, Analysis]],
    analyzed: Callable[[Any, dict[str, str]], Analysis],
) -> tuple[Status | None, str]:
    if one.status("claim_is_federal") is not Status.NOT_MET:
        return None, ""
    for other, main in every:
        same = other.defendant == part.defendant and other.claim != part.claim
        if same and main.status("claim_is_federal") is Status.MET:
            related = one.facts["state_claims_related"]
            more = {"state_claims_same_defendants": "yes", "state_claims_related": related}
            return analyzed(other.file, more).status("pendent_claims"), other.name
    return None, ""
