"""What a laboratory shows, as plain data: its facts, the finding, the ladder, and the reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from .. import doctrine, explain
from ..analysis import Analysis, load_case
from ..library import FactValue, Library, parts
from ..model import DECIDED, Answer, Case, Finding, Passage, Range, Status
from .scenario import Scenario

Plain = dict[str, Any]
TENTH = 0.001  # of a share: the least step of its track


# --- the facts ------------------------------------------------------------------------------------
def facts(scenario: Scenario, names: Iterable[str], rest: Iterable[str] = ()) -> list[Plain]:
    """Return the rows of the facts under their groups, those of `rest` only to be added."""
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
    """Return the label of a fact or of a switch, with the forum by name."""
    lib = scenario.library
    text = lib.facts[name].label if name in lib.facts else lib.texts["switches"][name]["label"]
    return explain.there(text, scenario.analysis.place)


def row(scenario: Scenario, name: str) -> Plain:
    """Return one fact, or a switch with its parts, as the screen asks for it."""
    lib, place = scenario.library, scenario.analysis.place
    text = lib.facts.get(name) or lib.facts[parts(lib, name)[0]]
    own = lib.texts["switches"].get(name)
    question = own["question"] if own else text.question
    help = own["help"] if own else text.help
    bearer = lib.texts["side_words"][text.shown_by]
    word = text.bears_on[0].characterisation
    return {
        "id": name,
        "kind": text.kind,
        "label": label(scenario, name),
        "question": explain.there(question, place),
        "help": explain.there(help, place),
        "burden": f"Burden: {bearer}.",
        "word": "" if word == "required" else word,
        "options": [*text.options.items(), ("unknown", "Unknown")] if text.options else [],
        "parts": [row(scenario, part) for part in parts(lib, name)] if own else [],
        "marks": marks(scenario, name) if text.kind == "share" else [],
        "stated": stated(scenario, name),
    }


def stated(scenario: Scenario, name: str) -> str:
    """Return what the case or hypothetical says of a fact, in a line."""
    lib, said = scenario.library, scenario.stated.get(name)
    if said is None:
        return ""
    value = explain.fact_words(lib.facts[name], scenario.begun[name])
    known = f" [{said.verified.words}]" if said.verified else ""
    return f"In {scenario.name}: {value}. {said.note}{known}".strip()


def marks(scenario: Scenario, name: str) -> list[Plain]:
    """Return the other decided cases that have a figure for a fact, to be set with one click."""
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
    """Return the answers as the controls hold them; a switch whose parts differ is `mixed`."""
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
    """Return a figure as its box holds it: a share in numbers, wherever they say it as it is."""
    if not isinstance(value, Range):
        return ""
    if kind == "share" and (value.low == 0 or value.low >= TENTH):
        return "–".join(dict.fromkeys(f"{end * 100:.4g}%" for end in (value.low, value.high)))
    return explain.value_words(value, kind).replace(" to ", "–")


# --- the finding ----------------------------------------------------------------------------------
def status(node: str, found: Analysis) -> Plain:
    """Return a point's status with its word and its shape."""
    here = found.status(node)
    word = explain.status_word(found.law.nodes[node], here, found.law.library)
    return {"status": here.value, "word": word, "shape": explain.SHAPES[here]}


HOLLOW = {Status.MET: "△", Status.NOT_MET: "▽", Status.OPEN: "◇"}


def guess(scenario: str, node: str, answer: Status, library: Library) -> Plain:
    """Return what was predicted of a point on the facts of a hypothetical, with a hollow shape."""
    point = library.nodes[node]
    return {
        "shape": HOLLOW[answer],
        "word": explain.status_word(point, answer, library),
        "of": f"{point.name}, {library.scenarios[scenario].title}",
    }


def moved(scenario: Scenario, node: str) -> Plain:
    """Return a point's status, and what it was if the last change moved it."""
    now, before = status(node, scenario.analysis), scenario.before
    was = status(node, before) if before is not None and node in before else now
    return {**now, "was": was if was != now else None}


def finding(scenario: Scenario, node: str) -> Plain:
    """Return the finding in one line: what it was, what it is, and the shortest why."""
    found = scenario.analysis
    return {
        "name": found.law.nodes[node].name,
        **moved(scenario, node),
        "why": brief(found[node], found.law.library),
        "wrong": explain.warnings(found),
    }


def brief(finding: Finding, library: Library) -> str:
    """Return why a finding is open; else how precedent stands."""
    told = explain.describe(finding, library)
    if told.why:
        return "; ".join(told.why)
    words = told.standing.label
    return words if finding.precedent == "controls" else words[:1].lower() + words[1:]


def ladder(scenario: Scenario, node: str, top: str) -> list[Plain]:
    """Return each point of the ladder, with what it was if the last change moved it."""
    found, case = scenario.analysis, scenario.case
    rungs, bearers = list[Plain](), doctrine.bearers(found.law)
    sides = found.law.library.texts["side_words"]
    for depth, name in explain.rungs(found.law, found.facts, node, top):
        rungs.append(
            {
                "node": name,
                "name": found.law.nodes[name].name,
                "question": found.law.nodes[name].question,
                "burden": f"The burden is on {sides[bearers[name]]}.",
                "depth": depth,
                **moved(scenario, name),
                "notes": notes(found, name, case),
            }
        )
    return rungs


def notes(found: Analysis, name: str, case: Case | None) -> list[str]:
    """Return what a court did with a point without deciding it, and what it comes to at the close."""
    undecided = [h for h in (case.holdings if case else []) if h.disposition not in DECIDED]
    words = [f"{h.disposition} in {case.short}" for h in undecided if case and h.node == name]
    now, close = found.status(name), found.at_close(name)
    if now is not close:
        word = explain.close_word(found.law.nodes[name], now, close, found.law.library, short=True)
        words.append(f"at close {word}")
    return words


# --- the reasons ----------------------------------------------------------------------------------
def why(found: Analysis, node: str) -> Plain:
    """Return the reasons of a point, one at a time: our sentence, then the court's words if any."""
    finding, lib = found[node], found.law.library
    word = explain.status_word(finding.node, finding.status, lib).lower()
    told = explain.describe(finding, lib)
    steps = [step(one, lib) for one in told.steps]
    if finding.status is Status.OPEN:
        steps[0]["sentence"] += f" If the record closed now: {closing(finding, lib)}."
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


def closing(finding: Finding, library: Library) -> str:
    """Return what an open finding comes to if the record closes, and why."""
    if finding.at_close is Status.OPEN:
        return "it stays open"
    return explain.closing_words(finding, library)


def step(one: explain.Step, library: Library) -> Plain:
    """Return one reason with the passages that no reason before it has shown."""
    reason = one.reason
    return {
        "status": reason.status.value,
        "shape": explain.SHAPES[reason.status],
        "depth": reason.depth,
        "sentence": reason.sentence,
        "known": reason.verified,
        "quotes": [quote(p, library, p.id in one.supporting) for p in one.passages],
    }


def quote(passage: Passage, library: Library, supports: bool = False) -> Plain:
    """Return a passage with where it stands, and the signal under which it is cited."""
    return {
        "id": passage.id,
        "text": passage.text.strip(),
        "signal": "See" if supports else "",
        "pin": explain.pin(library, passage),
    }


# --- whose law ------------------------------------------------------------------------------------
def whose(scenario: Scenario, offered: Iterable[str]) -> list[Plain]:
    """Return by whose law the facts are judged, a part each; those offered with their choices."""
    lib, now, offered = scenario.library, scenario.now, set(offered)
    days = [(dt.date.fromisoformat(r["date"]), r["label"]) for r in lib.texts["regimes"]]
    today = dt.date.today()
    days.append((today, f"{explain.day_words(today)} · today"))
    courts = [(c.id, c.name[:1].upper() + c.name[1:]) for c in lib.courts.values() if c.bound_by]
    every = {
        "law_as_of": (explain.day_words(now.law_as_of), days, now.law_as_of),
        "court": (lib.courts[now.court].short, courts, now.court),
        "stage": (
            explain.inside(lib.stages[now.stage].label),
            [(stage.id, stage.label) for stage in lib.stages.values()],
            now.stage,
        ),
    }
    shown = [
        {
            "part": part,
            "words": words,
            "value": str(value),
            "options": _options(options, value, words) if part in offered else [],
        }
        for part, (words, options, value) in every.items()
    ]
    forum = {
        "part": "forum",
        "words": f"forum: {scenario.analysis.place}",
        "value": "",
        "options": [],
    }
    return [shown[0], forum, *shown[1:]]


def _options(options: list[tuple[Any, str]], value: Any, words: str) -> list[tuple[str, str]]:
    """Return choices as plain pairs, with the value of now among them."""
    found = {str(value): words} | {str(key): label for key, label in options}
    return sorted(found.items()) if isinstance(value, dt.date) else list(found.items())
