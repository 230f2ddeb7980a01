"""Report to an author what the data lack, and what is wrong or missing in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import claims, explain
from .analysis import Analysis, analyze
from .counterfactual import unknowns
from .doctrine import asked_under
from .library import (
    FORUM,
    Library,
    below,
    case_facts,
    read_scenario,
    read_yaml,
    scenario_says,
    with_case,
)
from .model import DECIDED, Case, Fact, Node, Passage, ReaderError, ScenarioFile, Side


def check_file(library: Library, path: Path) -> tuple[list[str], list[str]]:
    """Return the errors and omissions in a file. Raise ReaderError if it cannot be read."""
    raw = read_yaml(path)
    if isinstance(raw, dict) and ("holdings" in raw or "authority" in raw):
        return _case(*with_case(library, path), path.name)
    return check_hypothetical(library, read_scenario(library, path)[0], path.name)


# --- the whole library ----------------------------------------------------------------------------
def unfinished(library: Library) -> list[str]:
    """Return the omissions in the library's facts and rules, each with a remedy."""
    tops = {stage.outcome for stage in library.stages.values()}
    tops -= {name for name in tops if library.nodes[name].bearer}  # a review considers no evidence
    asked = set().union(*(_asked(library, top) for top in tops)) - {FORUM}
    found = [words for fact in library.facts.values() for words in _fact_gaps(library, fact, asked)]
    return found + [words for node in library.nodes.values() for words in _node_gaps(library, node)]


def _asked(library: Library, top: str) -> set[str]:
    """Return the facts that a point, or any point below it, uses under the law as of any date."""
    points = below(library, top)
    asked = {
        of for name in points for of in (library.nodes[name].fact, library.nodes[name].case_of)
    }
    asked |= {factor.fact for factor in library.factors.values() if factor.of in points}
    asked = {name for name in asked if name}
    return asked.union(*(library.facts[name].premises for name in asked))


def _fact_gaps(library: Library, fact: Fact, asked: set[str]) -> list[str]:
    at, found = library.where(fact), list[str]()
    if not fact.question.endswith("?"):
        found.append(f"{at}, question: this is not a question. End it with a question mark.")
    for edge in fact.bears_on:
        point = library.nodes[edge.node].name
        if edge.side is not Side.NEUTRAL and fact.id not in _asked(library, edge.node):
            found.append(
                f"{at}, bears_on, {edge.node}: the fact is said to help the {edge.side.value}, but "
                f"neither “{point}” nor a point below it asks it. In data/doctrine/, write a point "
                f"with 'fact: {fact.id}' and list it under the point it belongs to; or write "
                "'side: neutral'."
            )
        if not edge.passages and fact.group not in library.texts["groups_without_words"]:
            found.append(
                f"{at}, bears_on, {edge.node}: no court's words are given. Add a passage, as for the "
                "other facts in this group."
            )
    if fact.id in asked and fact.id not in library.evidence:
        found.append(
            f"{at}: nothing says where evidence of this fact is usually found. Add a record "
            f"'id: {fact.id}' to data/evidence.yml."
        )
    return found


def _node_gaps(library: Library, node: Node) -> list[str]:
    at, found = library.where(node), list[str]()
    if not node.question.endswith("?"):
        found.append(f"{at}, question: this is not a question. End it with a question mark.")
    ways = {"met": node.met, "not met": node.not_met, "open": node.open}
    needed = {node.settled} if node.settled else {"open"} if node.unanswered else set(ways)
    for way, words in ways.items():
        if way in needed and not words:
            field = way.replace(" ", "_")
            found.append(
                f"{at}, {field}: no sentence says what a court finds when this is {way}. Write one."
            )
    return found


# --- a hypothetical -------------------------------------------------------------------------------
def check_hypothetical(
    library: Library, scenario: ScenarioFile, name: str
) -> tuple[list[str], list[str]]:
    """Return the errors and omissions in a hypothetical, for each claim against each defendant."""
    wrong, missing = list[str](), list[str]()
    for part in claims.parts(library, scenario, name):
        at = name
        at += f", claims, {part.claim}" if part.claim else ""
        at += f", defendants, {part.defendant}" if part.defendant else ""
        says, shown = scenario_says(library, part.file, name)
        analysis = analyze(says, part.file.law_as_of, part.file.stage, library, shown=shown)
        if not part.file.expected:
            missing.append(
                f"{at}, expected: nothing is expected. Before you look, write down the finding "
                f"you expect, for instance under {analysis.outcome.node.id}."
            )
        wrong += _unexpected(analysis, part.file.expected, at)
        missing += _unstated(analysis, at, exempt=set(shown))
    return wrong, missing


def _unexpected(analysis: Analysis, expected: dict[str, Any], file: str) -> list[str]:
    """Return the differences between a hypothetical's findings and what its author expects."""
    library, wrong = analysis.law.library, []
    for name, want in expected.items():
        at = f"{file}, expected, {name}"
        name = library.known("nodes", name, at)
        if name not in analysis:
            problem = f"is not part of the law of {analysis.law.as_of.isoformat()}."
            raise ReaderError(at, problem, "Choose a later law_as_of, or another node.")
        finding = analysis[name]
        causes = want.causes if "causes" in want.model_fields_set else finding.causes
        rows = (
            ("status", ":", [want.status], [finding.status]),
            ("causes", ", why it is open:", sorted(causes), sorted(finding.causes)),
            (
                "at_close",
                ", if the record closed now:",
                [want.at_close or finding.at_close],
                [finding.at_close],
            ),
        )
        wrong += [
            f"{at}, {field}: {finding.node.name}{what} {_words(library, expected)} is expected, "
            f"but {_words(library, found)} is found."
            for field, what, expected, found in rows
            if expected != found
        ]
    return wrong


def _words(library: Library, values: list[str]) -> str:
    """Return a status, or the causes of an open finding, as the panels display them."""
    statuses, causes = library.texts["status_words"], library.texts["cause_words"]
    words = [f"“{statuses[v]}”" if v in statuses else f"{v} ({causes[v]})" for v in values]
    return " and ".join(words) or "no cause"


def _unstated(analysis: Analysis, file: str, exempt: set[str]) -> list[str]:
    """Return the unstated facts that alone could change the outcome."""
    lib, node = analysis.law.library, analysis.outcome.node.id
    return [
        f"{file}, facts, {worth.fact}: is not stated, and alone could change the outcome: "
        f"{explain.there(lib.facts[worth.fact].question, analysis.place)}"
        for worth in unknowns(analysis.law, analysis.facts, node)
        if worth.fact not in exempt and worth.settles(analysis.status(node))
    ]


# --- a decided case -------------------------------------------------------------------------------
def _case(library: Library, case: Case, file: str) -> tuple[list[str], list[str]]:
    authority = library.authorities[str(case.authority)]
    analysis = analyze(
        case_facts(library, case), authority.decided, case.stage, library, place=case.place
    )
    wrong, missing = [], []
    for name, stated in case.facts.items():
        if not stated.passages and not stated.verified and not stated.note:
            missing.append(
                f"{file}, facts, {name}: does not say how it is known. Give a passage or 'verified'."
            )
        wrong += _misquoted(library, stated.passages, f"{file}, facts, {name}")
    for holding in case.holdings:
        at = f"{file}, holdings, {holding.node}"
        wrong += _misquoted(library, holding.passages, at)
        if holding.disposition not in DECIDED:
            continue
        if not holding.passages and not holding.verified:
            missing.append(f"{at}: does not say how it is known. Give a passage or 'verified'.")
        if holding.node not in analysis:
            wrong.append(f"{at}: is not part of the law of {authority.decided.isoformat()}.")
            continue
        close = analysis.at_close(holding.node).value
        if close != holding.disposition and not holding.disagrees:
            wrong.append(
                f"{at}: the court held “{holding.disposition}”, but on these facts, under the law of "
                f"{explain.day_words(authority.decided)}, "
                f"the model finds “{close}” once the record closes. "
                f"{explain.rule_words(analysis[holding.node])} Look at the facts, or say why under "
                "'disagrees'."
            )
        if close == holding.disposition and holding.disagrees:
            wrong.append(f"{at}, disagrees: the model agrees. Remove this field.")
        unread = [n for n in sorted(asked_under(analysis.law, holding.node)) if n not in case.facts]
        if unread:
            missing.append(
                f"{at}: cannot be compared with other cases until these are stated: {', '.join(unread)}."
            )
    return wrong, missing


def _misquoted(library: Library, ids: list[str], at: str) -> list[str]:
    passages: list[Passage] = [library.passages[i] for i in ids]
    problems = [library.opinions[p.opinion].where(p) for p in passages]
    return [f"{at}: {problem}." for problem in problems if problem]
