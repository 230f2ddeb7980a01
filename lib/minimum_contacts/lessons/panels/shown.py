"""The contents of a laboratory as plain data: its facts, finding, ladder, and reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from jurisdiction import doctrine, explain
from jurisdiction.analysis import Analysis, load_case
from jurisdiction.library import FactValue, Library, parts
from jurisdiction.model import DECIDED, Answer, Case, Finding, Passage, Range, Status
from .scenario import Scenario

Plain = dict[str, Any]
TENTH = 0.001  # smallest step of the slider of a share


# --- the facts ------------------------------------------------------------------------------------
def facts(scenario: Scenario, names: Iterable[str], rest: Iterable[str] = ()) -> list[Plain]:
    """Return the rows of facts by group; those in `rest` are hidden until the reader adds them."""
    lib, shown = scenario.library, set(names)
    wanted, found = shown | set(rest), list[Plain]()
    for group, title in lib.texts["groups"].items():
        rows, seen = list[Plain](), set[str]()
        for fact in (f for f in lib.facts.values() if f.group == group):
            name = fact.switch if fact.switch in wanted else fact.id
            if name in wanted and name not in seen:
                seen.add(name)
                rows.append({**row(scenario, name), "more": name not in shown})
        if rows:
            found.append({"title": title, "rows": rows})
    return found


def label(scenario: Scenario, name: str) -> str:
    """Return the label of a fact or switch, with the forum named."""
    lib = scenario.library
    text = lib.facts[name].label if name in lib.facts else lib.texts["switches"][name]["label"]
    return explain.there(text, scenario.analysis.place)


def row(scenario: Scenario, name: str) -> Plain:
    """Return a fact, or a switch with its parts, as a row of the page."""
    lib, place = scenario.library, scenario.analysis.place
    inside = parts(lib, name)
    fact = lib.facts[inside[0]]  # a switch bears on the same nodes as its facts
    is_switch = name not in lib.facts
    question = lib.texts["switches"][name]["question"] if is_switch else fact.question
    word = fact.bears_on[0].characterisation
    return {
        "id": name,
        "kind": fact.kind,
        "label": label(scenario, name),
        "question": explain.there(question, place),
        "burden": f"Burden: {lib.texts['side_words'][fact.shown_by]}.",
        "word": "" if word == "required" else word,
        "options": [*fact.options.items(), ("unknown", "Unknown")] if fact.options else [],
        "parts": [row(scenario, part) for part in inside] if is_switch else [],
        "marks": marks(scenario, name) if fact.kind == "share" else [],
    }


def marks(scenario: Scenario, name: str) -> list[Plain]:
    """Return the figures of other decided cases for a fact, which one click can set."""
    library, found = scenario.library, list[Plain]()
    for case in library.cases.values():
        said = case.facts.get(name)
        if said is None or said.value == "unknown" or said.of or case is scenario.case:
            continue
        value = load_case(case.id, library).facts[name]
        words = explain.value_words(value, "share")
        found.append({"case": case.short, "words": words.replace(" to ", "–"), "at": value.high})
    return sorted(found, key=lambda mark: mark["at"])


def values(scenario: Scenario, names: Iterable[str]) -> dict[str, str]:
    """Return the values of the controls; a switch whose parts differ is `mixed`."""
    lib, found = scenario.library, dict[str, str]()
    for name in names:
        held = [scenario.facts[part] for part in parts(lib, name)]
        fact = lib.facts.get(name)
        if fact and fact.kind in ("share", "count"):
            found[name] = figure(held[0], fact.kind)
        elif len(set(held)) > 1:
            found[name] = "mixed"
        else:
            found[name] = held[0].value if isinstance(held[0], Answer) else str(held[0])
    return found


def figure(value: FactValue, kind: str) -> str:
    """Return a figure as text for its field; a share is a percentage unless that would lose precision."""
    if not isinstance(value, Range):
        return ""
    if kind == "share" and (value.low == 0 or value.low >= TENTH):
        return "–".join(dict.fromkeys(f"{end * 100:.4g}%" for end in (value.low, value.high)))
    return explain.value_words(value, kind).replace(" to ", "–")


# --- the finding ----------------------------------------------------------------------------------
def status(node: str, found: Analysis) -> Plain:
    """Return a point's status with its word and shape."""
    here = found.status(node)
    word = explain.status_word(found.law.nodes[node], here, found.law.library)
    return {"status": here.value, "word": word, "shape": explain.SHAPES[here]}


HOLLOW = {Status.MET: "△", Status.NOT_MET: "▽", Status.OPEN: "◇"}


def guess(scenario: str, node: str, answer: Status, library: Library) -> Plain:
    """Return a learner's prediction for one point of a hypothetical, with a hollow shape."""
    point = library.nodes[node]
    return {
        "shape": HOLLOW[answer],
        "word": explain.status_word(point, answer, library),
        "of": f"{point.name}, {library.scenarios[scenario].title}",
    }


def moved(scenario: Scenario, node: str) -> Plain:
    """Return a point's status, and its previous status if the last change affected it."""
    now, before = status(node, scenario.analysis), scenario.before
    was = status(node, before) if before is not None and node in before else now
    return {**now, "was": was if was != now else None}


def finding(scenario: Scenario, node: str) -> Plain:
    """Return the finding in one line: its status, its previous status, and a short reason."""
    found = scenario.analysis
    return {
        "name": found.law.nodes[node].name,
        **moved(scenario, node),
        "why": brief(found[node], found.law.library),
        "wrong": explain.warnings(found),
    }


def brief(finding: Finding, library: Library) -> str:
    """Return why a finding is open, or else the force of precedent."""
    told = explain.describe(finding, library)
    if told.why:
        return "; ".join(told.why)
    words = told.standing.label
    return words if finding.precedent == "controls" else words[:1].lower() + words[1:]


def ladder(scenario: Scenario, node: str, top: str) -> list[Plain]:
    """Return each point of the ladder, with its previous status if the last change affected it."""
    found, case = scenario.analysis, scenario.case
    nodes, bearers = found.law.nodes, doctrine.bearers(found.law)
    sides = found.law.library.texts["side_words"]
    return [
        {
            "node": name,
            "name": nodes[name].name,
            "question": nodes[name].question,
            "burden": f"The burden is on {sides[bearers[name]]}.",
            "depth": depth,
            **moved(scenario, name),
            "notes": notes(found, name, case),
        }
        for depth, name in explain.rungs(found.law, found.facts, node, top)
    ]


def notes(found: Analysis, name: str, case: Case | None) -> list[str]:
    """Return a court's disposition of a point it did not decide, and the point's status at close."""
    undecided = [h for h in (case.holdings if case else []) if h.disposition not in DECIDED]
    words = [f"{h.disposition} in {case.short}" for h in undecided if case and h.node == name]
    now, close = found.status(name), found.at_close(name)
    if now is not close:
        word = explain.close_word(found.law.nodes[name], now, close, found.law.library, short=True)
        words.append(f"at close {word}")
    return words


# --- the reasons ----------------------------------------------------------------------------------
def why(found: Analysis, node: str) -> Plain:
    """Return the reasons for a finding step by step: our sentence, then the court's words."""
    finding, lib = found[node], found.law.library
    word = explain.status_word(finding.node, finding.status, lib).lower()
    told = explain.describe(finding, lib)
    steps = [step(one, lib) for one in told.steps]
    if finding.status is Status.OPEN:
        stays = finding.at_close is Status.OPEN
        close = "it stays open" if stays else explain.closing_words(finding, lib)
        steps[0]["sentence"] += f" If the record closed now: {close}."
    steps[1:1] = [
        {
            **steps[0],
            "sentence": f"{note.label}: {note.words}",
            "known": note.known,
            "quotes": [],
        }
        for note in told.preserved
    ]
    return {
        "node": node,
        "title": f"Why: {explain.inside(finding.node.name)}, {word}",
        "steps": steps,
    }


def step(one: explain.Step, library: Library) -> Plain:
    """Return one reason with the passages that no earlier reason has shown."""
    reason = one.reason
    return {
        "shape": explain.SHAPES[reason.status],
        "sentence": reason.sentence,
        "known": reason.verified,
        "quotes": [
            quote(p, library, p.id in one.supporting, p.id in reason.later) for p in one.passages
        ],
    }


def quote(passage: Passage, library: Library, supports: bool = False, later: bool = False) -> Plain:
    """Return a passage with its pin cite and signal, and a remark if it is later than the law."""
    note = f" [{explain.since(library, passage)}]" if later else ""
    return {
        "id": passage.id,
        "text": passage.text.strip(),
        "signal": "See" if supports else "",
        "pin": explain.pin(library, passage) + note,
    }


# --- the applicable law ---------------------------------------------------------------------------
def whose(scenario: Scenario, offered: Iterable[str]) -> list[Plain]:
    """Return the parts of the applicable law, with choices for those that the lesson offers."""
    lib, now, today = scenario.library, scenario.now, dt.date.today()
    regimes = {regime["date"]: regime["label"] for regime in lib.texts["regimes"]}
    first = scenario.first.law_as_of  # the original date can be chosen again
    days = {str(first): explain.day_words(first)} | regimes
    days |= {str(today): f"{explain.day_words(today)} · today"}
    courts = {c.id: c.name[:1].upper() + c.name[1:] for c in lib.courts.values() if c.bound_by}
    stages = {stage.id: stage.label for stage in lib.stages.values()}
    every = [
        ("law_as_of", str(now.law_as_of), explain.day_words(now.law_as_of), days),
        ("forum", "", f"forum: {scenario.analysis.place}", {}),
        ("court", now.court, lib.courts[now.court].short, courts),
        ("stage", now.stage, explain.inside(stages[now.stage]), stages),
    ]
    found = list[Plain]()
    for part, value, words, choices in every:
        options = list(({value: words} | choices).items()) if part in offered else []
        if part == "law_as_of":
            options.sort()
        found.append({"part": part, "words": words, "value": value, "options": options})
    return found
