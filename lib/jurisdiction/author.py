"""What an author is told of one case or hypothetical: what is wrong, and what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import claims, explain
from .analysis import Analysis, analyze
from .counterfactual import unknowns
from .doctrine import facts_under
from .library import Library, case_facts, read_scenario, read_yaml, scenario_says, with_case
from .model import DECIDED, Case, Passage, ReaderError, ScenarioFile


def check_file(library: Library, path: Path) -> tuple[list[str], list[str]]:
    """What is wrong in a file, and what is missing; ReaderError if it cannot be read at all."""
    raw = read_yaml(path)
    if isinstance(raw, dict) and ("holdings" in raw or "authority" in raw):
        return _case(*with_case(library, path), path.name)
    return _hypothetical(library, path)


# --- a hypothetical -------------------------------------------------------------------------------
def _hypothetical(library: Library, path: Path) -> tuple[list[str], list[str]]:
    scenario, facts = read_scenario(library, path)
    if scenario.claims or scenario.defendants:
        return _several(library, scenario, path.name)
    _, shown = scenario_says(library, scenario, path.name)
    found = analyze(facts, scenario.law_as_of, scenario.stage, library)
    missing = []
    if not scenario.expected:
        missing.append(
            f"{path.name}, expected: nothing is expected. Write down, before you look, what should "
            f"come out, for instance under {found.outcome.node.id}."
        )
    missing += _unknown(found, path.name, exempt=set(shown))
    return _unexpected(found, scenario.expected, path.name), missing


def _several(library: Library, scenario: ScenarioFile, file: str) -> tuple[list[str], list[str]]:
    """What is wrong or missing in each claim against each defendant of a hypothetical."""
    wrong, missing = list[str](), list[str]()
    for part in claims.parts(library, scenario, file):
        at = f"{file}, claims, {part.claim or part.defendant}"
        says, shown = scenario_says(library, part.file, file)
        found = analyze(says, part.file.law_as_of, part.file.stage, library, shown=shown)
        if not part.file.expected:
            missing.append(f"{at}, expected: nothing is expected of this claim.")
        wrong += _unexpected(found, part.file.expected, at)
    return wrong, missing


def _unexpected(found: Analysis, expected: dict[str, Any], file: str) -> list[str]:
    """Say where a hypothetical's findings differ from what its author expects."""
    library, wrong = found.law.library, []
    for name, want in expected.items():
        at = f"{file}, expected, {name}"
        name = library.former.get(name, name)
        if name not in found:
            raise ReaderError(at, f"is not part of the law of {found.law.as_of.isoformat()}.",
                              "Choose a later law_as_of, or another node.")  # fmt: skip
        finding = found[name]
        asked = want.model_dump(exclude_unset=True)
        asked["causes"] = sorted(asked.get("causes", finding.causes))
        got = {
            "status": finding.status.value,
            "causes": sorted(finding.causes),
            "at_close": finding.at_close.value,
        }
        wrong += [
            f"{at}, {key}: {finding.node.name}{_ASKED[key]} {_words(library, key, value)} is "
            f"expected, but {_words(library, key, got[key])} is found."
            for key, value in asked.items()
            if value is not None and value != got[key]
        ]
    return wrong


_ASKED = {"status": ":", "causes": ", why it is open:", "at_close": ", if the record closed now:"}


def _words(library: Library, key: str, value: Any) -> str:
    if key == "causes":
        causes = [f"{cause} ({library.texts['cause_words'][cause]})" for cause in value]
        return " and ".join(causes) or "no cause"
    return f"“{library.texts['status_words'][value]}”"


def _unknown(found: Analysis, file: str, exempt: set[str]) -> list[str]:
    """The facts that are not stated although one of them alone would change the outcome."""
    lib, node = found.law.library, found.outcome.node.id
    return [
        f"{file}, facts, {worth.fact}: is not stated, and alone could change the outcome: "
        f"{explain.there(lib.facts[worth.fact].question, found.place)}"
        for worth in unknowns(found.law, found.facts, node)
        if worth.fact not in exempt and worth.settles(found.status(node))
    ]


# --- a decided case -------------------------------------------------------------------------------
def _case(library: Library, case: Case, file: str) -> tuple[list[str], list[str]]:
    authority = library.authorities[str(case.authority)]
    found = analyze(
        case_facts(library, case), authority.decided, case.stage, library, place=case.place
    )
    wrong, missing = [], []
    for name, stated in case.facts.items():
        if not stated.passages and not stated.verified and not stated.note:
            missing.append(
                f"{file}, facts, {name}: says not how it is known. Give a passage, or 'verified'."
            )
        wrong += _misquoted(library, stated.passages, f"{file}, facts, {name}")
    for holding in case.holdings:
        at = f"{file}, holdings, {holding.node}"
        decided = holding.disposition in DECIDED
        if decided and not holding.passages and not holding.verified:
            missing.append(f"{at}: says not how it is known. Give a passage, or 'verified'.")
        wrong += _misquoted(library, holding.passages, at)
        if not decided:
            continue
        if holding.node not in found:
            wrong.append(f"{at}: is not part of the law of {authority.decided.isoformat()}.")
            continue
        close = found.at_close(holding.node).value
        if close != holding.disposition and not holding.disagrees:
            wrong.append(
                f"{at}: the court held “{holding.disposition}”, but on these facts, under the law of "
                f"{explain.day_words(authority.decided)}, the model comes to “{close}” at close. "
                f"{explain.rule_words(found[holding.node])} Look at the facts, or say why under "
                "'disagrees'."
            )
        if close == holding.disposition and holding.disagrees:
            wrong.append(f"{at}, disagrees: the model agrees. Take it out.")
        unread = [n for n in sorted(facts_under(found.law, holding.node)) if n not in case.facts]
        if decided and unread:
            missing.append(
                f"{at}: is like no other case while these are not stated: {', '.join(unread)}."
            )
    return wrong, missing


def _misquoted(library: Library, ids: list[str], at: str) -> list[str]:
    passages: list[Passage] = [library.passages[i] for i in ids]
    problems = [library.opinions[p.opinion].where(p) for p in passages]
    return [f"{at}: {problem}." for problem in problems if problem]


__all__ = ["check_file"]
