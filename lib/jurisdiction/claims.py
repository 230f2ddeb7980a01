"""Split a file with several claims or defendants: each claim against each defendant has its own findings.

Courts decide jurisdiction claim by claim and defendant by defendant; claims are never pooled.
Pendent jurisdiction may add a related state-law claim against the same defendant, in the court's
discretion, but never another defendant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import ValidationError

from .analysis import Analysis
from .library import Library
from .model import (
    Claim,
    ClientClaim,
    ClientFile,
    ClientParty,
    Party,
    ReaderError,
    ScenarioFile,
    Status,
)

File = TypeVar("File", ScenarioFile, ClientFile)


@dataclass(frozen=True)
class Part:
    """One claim against one defendant: ids, names, and a file limited to that claim."""

    claim: str
    defendant: str
    name: str
    file: Any
    against: str = ""  # the defendant's name


@dataclass(frozen=True)
class Ruling:
    """The analysis of one claim against one defendant.

    `pendent` is the status of pendent jurisdiction over a state-law claim, and `rides_on` names the
    federal claim against the same defendant that supports it; None if it does not arise.
    """

    part: Part
    analysis: Analysis
    pendent: Status | None = None
    rides_on: str = ""


def parts(lib: Library, file: File, where: str) -> list[Part]:
    """Split a file into its claims against its defendants; a file without either is one unnamed part.

    Raise ReaderError for an unknown fact, or a defendant that the file does not name.
    """
    found = []
    claims: Mapping[str, Claim | ClientClaim] = file.claims or {"": Claim(name="")}
    defendants: Mapping[str, Party | ClientParty] = file.defendants or {"": Party(name="")}
    for claim_id, claim in claims.items():
        for name in claim.against:
            if name not in file.defendants:
                raise ReaderError(
                    f"{where}, claims, {claim_id}, against",
                    f"there is no defendant '{name}'.",
                    f"Known: {', '.join(file.defendants) or 'none'}.",
                )
        _check_facts(lib, claim.facts, f"{where}, claims, {claim_id}")
        for party_id, party in defendants.items():
            if claim.against and party_id not in claim.against:
                continue
            _check_facts(lib, party.facts, f"{where}, defendants, {party_id}")
            name = ", ".join(filter(None, [claim.name, party.name]))
            own = party.facts | claim.facts
            if isinstance(claim, ClientClaim):
                own = own | claim.facts_against.get(party_id, {})
            alone = _alone(file, claim, own, where)
            found.append(Part(claim_id, party_id, name, alone, party.name))
    return found


def _check_facts(lib: Library, facts: Iterable[str], where: str) -> None:
    for fact in facts:
        if fact not in lib.texts["switches"]:
            lib.known("facts", fact, where)


def _alone(file: File, claim: Claim | ClientClaim, own: dict[str, Any], where: str) -> File:
    """Return a file limited to one claim against one defendant, with their own facts."""
    plain = file.model_dump(exclude_unset=True, exclude={"claims", "defendants"})
    plain["facts"] = plain.get("facts", {}) | own
    if file.claims and isinstance(claim, Claim):
        plain["expected"] = claim.model_dump(exclude_unset=True).get("expected", {})
    try:
        return type(file).model_validate(plain)
    except ValidationError as error:
        at = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ReaderError(
            f"{where}, {at}",
            "this fact about a claim or a defendant is not written like a fact in the file.",
            "See data/README.md.",
        ) from None


def choose(every: list[Part], claim: str, defendant: str, where: str) -> list[Part]:
    """Return the requested parts. Raise ReaderError if there are none."""
    chosen = [p for p in every if claim in ("", p.claim) and defendant in ("", p.defendant)]
    if not chosen:
        named = listed(every)
        remedy = named or "It names none; leave out --claim and --defendant."
        raise ReaderError(where, "no claim or defendant has that name.", remedy)
    return chosen


def listed(every: Iterable[Part]) -> str:
    """Return a request to name a part by options of a command; empty if the parts have no names."""
    options = (
        " ".join(
            f"--{what} {name}" for what in ("claim", "defendant") if (name := getattr(p, what))
        )
        for p in every
    )
    known = "; ".join(filter(None, options))
    return f"Name one: {known}." if known else ""


def rulings(
    every: Iterable[Part], analyzed: Callable[[Any, dict[str, Any]], Analysis]
) -> list[Ruling]:
    """Analyze every part separately, and decide pendent jurisdiction over state-law claims.

    analyzed: a function that analyzes one file with additional facts.
    """
    alone = [Ruling(part, analyzed(part.file, {})) for part in every]
    return [_with_pendent(ruling, alone, analyzed) for ruling in alone]


def _with_pendent(
    ruling: Ruling, every: list[Ruling], analyzed: Callable[[Any, dict[str, Any]], Analysis]
) -> Ruling:
    """Return a ruling with the status of pendent jurisdiction, if it is on a state-law claim."""
    if ruling.analysis.status("claim_is_federal") is Status.NOT_MET:
        for main in (r for r in every if r.part.defendant == ruling.part.defendant):
            if main.analysis.status("claim_is_federal") is Status.MET:
                related = ruling.analysis.facts["state_claims_related"]
                more = {"state_claims_same_defendants": "yes", "state_claims_related": related}
                pendent = analyzed(main.part.file, more).status("pendent_claims")
                return replace(ruling, pendent=pendent, rides_on=main.part.name)
    return ruling
