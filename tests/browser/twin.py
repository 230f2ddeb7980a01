"""The twin of a notebook: its cells run in this process and supply what a screen should display.

The expected contents of a laboratory come from the engine, given the state of facts, because the laboratory's
views might fail to follow. The twin saves nothing to disk.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import json
import re
import weakref
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import ipywidgets as w
import nbformat
import on_screen
import pytest
from at_once import at_once
from on_screen import words

import jurisdiction as j
from jurisdiction import explain
from jurisdiction.library import parts
from minimum_contacts import panels
from minimum_contacts.classroom.panels.board import Board
from minimum_contacts.clinic import client as files
from minimum_contacts.clinic import clinic
from minimum_contacts.lessons import storage
from minimum_contacts.lessons.charts import CHARTS
from minimum_contacts.lessons.panels import shown
from minimum_contacts.lessons.panels.browser import ADDRESS
from minimum_contacts.lessons.panels.keeper import KEEPER
from minimum_contacts.lessons.panels.projector import PROJECTOR, Projector
from minimum_contacts.lessons.panels.story import STORY

KINDS: dict[type, str] = {
    w.ToggleButton: "fold",
    w.Button: "button",
    w.FileUpload: "file",
    w.HTML: "words",
    panels.Lab: "lab",
    panels.TaskPanel: "tasks",
    panels.IntakePanel: "intake",
    panels.WorkPanel: "work",
    Board: "board",
}
SHARED = (KEEPER, STORY, PROJECTOR, ADDRESS)  # widgets common to all notebooks of a process


class Leaf(NamedTuple):
    """A widget that is displayed as such, and whether it is folded."""

    widget: Any
    kind: str
    hidden: bool


class InMemory:
    """A storage place that no other twin uses."""

    place = "here"

    def read(self, then: Callable[[str, dict[str, bytes]], None]) -> None:
        then("", {})

    def write(
        self, name: str, text: bytes, was: object, then: Callable[[str, bytes | None], None]
    ) -> None:
        then("", text)

    def apart(self) -> InMemory:
        return InMemory()


def leaves(top: w.Widget, hidden: bool = False) -> list[Leaf]:
    """Return the displayed widgets inside a widget, from top to bottom."""
    kind = "size" if isinstance(top, Projector) else _kind(top)
    here = hidden or _away(top)
    if kind == "work":
        within = [one for one in (top.projector, top.lab) if one is not None]
        return [Leaf(top, kind, here), *(leaf for one in within for leaf in leaves(one, here))]
    if kind:
        return [Leaf(top, kind, here)]
    return [leaf for child in getattr(top, "children", ()) for leaf in leaves(child, here)]


def _kind(widget: w.Widget) -> str | None:
    return next((KINDS[one] for one in type(widget).__mro__ if one in KINDS), None)


def _away(widget: w.Widget) -> bool:
    return getattr(getattr(widget, "layout", None), "display", None) == "none"


def asked_in(intake: panels.IntakePanel) -> dict[str, Any]:
    """Return the expected contents of an intake, with the engine's findings on its file."""
    now, rest, file = intake.now, intake.rest, intake.clients.here
    found = files.analyzed(file)
    points = [point.finding for point in clinic.standing(found)]
    rows = [row for group in intake.plan["groups"] for row in group["rows"]]
    return {
        "finding": found.outcome.node.name,
        "word": explain.status_word(found.outcome.node, found.outcome.status, intake.library),
        "moved": now["moved"],
        "standing": [
            [one.node.name, explain.status_word(one.node, one.status, intake.library)]
            for one in points
        ]
        if intake.view == "standing"
        else [],
        "facts": [[row["label"], _answered(now["values"][row["id"]], row)] for row in rows],
        "question": rest["card"].get("why", ""),
        "progress": rest["progress"],
        "chosen": [now["chosen"][part] for part in ("side", "forum", "stage", "law_as_of")],
        "label": now["texts"]["label"],
        "undo": now["undo"],
        "onward": [rest["can_next"], rest["can_skip"], rest["can_back"]],
        "view": words(rest.get("html", "")),
        "made": now["said"]["words"]
        + (intake.made.get("words", "") if intake.view == "memo" else ""),
    }


def _answered(value: dict[str, Any], row: dict[str, Any]) -> str:
    """Return the contents of a fact's control: the value of its answer, or the figure."""
    figure = row["kind"] in ("share", "count")
    return "" if figure and value["value"] == "unknown" else value["value"]


@functools.lru_cache(maxsize=4096)
def read(markup: str) -> tuple[str, list[str]]:
    """Return the text of some HTML, including the text of its pictures."""
    if "<style" in markup:
        return "(style)", []
    alts = re.findall(r'<img\b[^>]*?\balt="([^"]*)"', markup)
    return words(markup), [words(alt) for alt in alts]


class Twin:
    """The widgets of a notebook, one for each cell that displays one, in order."""

    def __init__(self, notebook: Path) -> None:
        self.tops: list[w.Widget] = []
        names: dict[str, Any] = {"j": j}
        for cell in nbformat.read(notebook, as_version=4).cells:
            if cell.cell_type == "code":
                *before, last = ast.parse(cell.source).body
                exec(compile(ast.Module(before, []), "cell", "exec"), names)
                shown = None
                if isinstance(last, ast.Expr):
                    shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
                else:
                    exec(compile(ast.Module([last], []), "cell", "exec"), names)
                self.tops += [shown] if isinstance(shown, w.Widget) else []

    def expected(self, number: int) -> str:
        """Return the expected contents of a widget, in the form that `walk.js` reads."""
        seen = [_state(leaf) for leaf in leaves(self.tops[number])]
        told = json.dumps(seen, ensure_ascii=False, separators=(",", ":"))
        return re.sub(r"\d\d:\d\d:\d\d", "(time)", told)

    def do(self, number: int, leaf: Leaf, value: Any = None) -> None:
        """Perform an action's expected effect on a laboratory's facts, or else by the twin's control."""
        control = leaf.widget
        match leaf.kind:
            case "lab":
                touched(control, value)
            case "tasks" if value["do"] == "word":
                OPEN[control] = None if OPEN.get(control) == value["at"] else value["at"]
            case "tasks" if value["do"] == "choose":
                control.do("choose", name=value["value"])
            case "tasks":
                task = list(control.tasks.values())[value["at"]]
                match value["do"]:
                    case "answer":
                        task.draft(value["value"])
                    case "reason":
                        task.reason.draft(value["value"])
                    case "act":
                        task.act()
            case "work":
                pressed(control, value)
            case "intake":
                control.do(**{name: said for name, said in value.items() if name != "label"})
            case "button":
                control.click()
            case "size":
                control.on = not control.on
            case "fold":
                control.value = not control.value


def _state(leaf: Leaf) -> list[Any]:
    control, kind, hidden = leaf
    if kind == "lab":
        return [kind, control.plan["title"], shown_in(control), None, hidden]
    if kind == "tasks":
        return [kind, "", tasks_in(control), None, hidden]
    if kind == "intake":
        return [kind, control.plan["title"], asked_in(control), None, hidden]
    if kind == "work":
        return [kind, "", work_in(control), None, hidden]
    if kind == "board":
        parts = [part for part in control.plan["parts"] if not isinstance(part[1], list)]
        said = [html or escape(control.now.get(name, "")) for name, html in parts]
        return [kind, "", [words(one) for one in said if words(one)], None, hidden]
    label = " ".join(getattr(control, "description", "").split())
    match kind:
        case "words":
            said, alts = read(control.value)
            return [kind, "", said, alts, hidden]
        case "fold":
            return [kind, label, control.value, None, hidden]
        case "size":
            return [kind, "Projector size", control.on, None, False]
        case "file":
            return [kind, f"{label} ({len(control.value)})", control.disabled, None, hidden]
        case _:
            return [kind, label, control.disabled, None, hidden]


# --- the top of a notebook ------------------------------------------------------------------------
OPENER = "Carry your work along, or start over"
TWICE = {  # actions that ask for confirmation
    "Start this notebook over": "Yes, put my work here aside",
    "Erase all my work": "Yes, erase it for good",
}
KEEP = "No, keep it"
ASKING = weakref.WeakKeyDictionary[panels.WorkPanel, dict[str, bool]]()  # if open


def work_in(panel: panels.WorkPanel) -> dict[str, Any]:
    """Return the expected contents of the top of a notebook."""
    now, is_open, asking = panel.now, panel in ASKING, ASKING.get(panel, {})
    buttons = ["Print my work", OPENER]
    if is_open:
        buttons += ["Import work from a file", "Import a hypothetical"]
        for first, sure in TWICE.items():
            buttons += [sure, KEEP] if asking.get(first) else [first]
    inside = (
        [*(f["words"] for f in panel.inside["files"]), *panel.inside["notes"]] if is_open else []
    )
    return {
        "told": [words(escape(one)) for one in now["told"]],
        "work": words(escape(now["work"] + now["asked"])),
        "inside": words(" ".join(f"<p>{escape(one)}</p>" for one in inside)),
        "buttons": buttons,
    }


def pressed(panel: panels.WorkPanel, name: str) -> None:
    """Perform in the twin the effect of a press at the top of a notebook."""
    if name == OPENER and panel in ASKING:
        del ASKING[panel]
    elif name == OPENER:
        ASKING[panel] = {}
        panel.do("open")
    elif name in TWICE:
        ASKING[panel] = {name: True}
    elif name == KEEP:
        ASKING[panel] = {}


# --- tasks ----------------------------------------------------------------------------------------
OPEN = weakref.WeakKeyDictionary[panels.TaskPanel, int | None]()  # which word is open


def tasks_in(panel: panels.TaskPanel) -> dict[str, Any]:
    """Return the expected contents of a panel of tasks, glossary words, or choices."""
    plan, opened = panel.plan, OPEN.get(panel)
    options, lines = dict(plan.get("options", [])), plan.get("words", [])
    chosen = panel.now.get("chosen")
    return {
        "notice": plan.get("notice", ""),
        "choice": words(escape(options.get(chosen, ""))),
        "words": [[words(escape(word)), at == opened] for at, (word, _) in enumerate(lines)],
        "meaning": "" if opened is None else words(lines[opened][1]),
        "tasks": [
            [
                words(re.sub(r"(\*\*?)(.+?)\1", r"<b>\2</b>", escape(one.question))),
                [words(escape(w)) for w in one.choices.values()],
                one.said, not all(o.said.strip() for o in (one, one.reason) if o),
                words(one.replied), words(one.earlier),
                not options or chosen == name,
            ]
            for name, one in panel.tasks.items()
        ],
    }  # fmt: skip


# --- laboratories ---------------------------------------------------------------------------------
ADDED = weakref.WeakKeyDictionary[panels.Lab, list[str]]()  # further facts that were added


def shown_in(lab: panels.Lab) -> dict[str, Any]:
    """Return the expected contents of a laboratory for these facts, from the engine."""
    now, asking = lab.scenario, lab.state.tries.asking
    why = on_screen.why(now, lab.state.why if lab.state.why in now.analysis else lab.node)
    tab = lab.state.tab or next(iter(lab._tabs), "")
    chart, view = "", list[str]()
    if tab in CHARTS:
        drawn = CHARTS[tab](now.case, lab.top).html(now.analysis, lab.node, asking)
        chart = words(re.sub("<svg.*?</svg>", "", drawn, flags=re.DOTALL))
    elif tab and not asking:
        view = _view(lab.state.tabs(tab).shown())
    return {
        "finding": on_screen.finding(now, lab.node),
        "ladder": on_screen.rungs(now, lab.node, lab.top),
        "why": why[0],
        "facts": [[fact["label"], _value(lab, fact)] for fact in rows(lab)],
        "error": now.problem.removeprefix(f"facts, {lab.state.changed}: "),
        "undo": now.can_undo,
        "redo": now.can_redo,
        "chart": chart,
        "view": view,
    }


def rows(lab: panels.Lab) -> list[dict[str, Any]]:
    """Return the facts that a laboratory shows: those of its lesson, and any added."""
    here, added = lab.scenario, ADDED.get(lab, [])
    every = [row for group in shown.facts(here, lab.names, lab.also) for row in group["rows"]]
    return [row for row in every if not row["more"] or row["id"] in added]


def _value(lab: panels.Lab, fact: dict[str, Any]) -> str | None:
    """Return the answer to a fact as its control shows it; empty if the facts of a switch differ."""
    facts, lib = lab.scenario.facts, lab.scenario.library
    held = {facts[part] for part in parts(lib, fact["id"])}
    if fact["kind"] == "yes_no":
        return held.pop().value.capitalize() if len(held) == 1 else None
    if fact["kind"] == "choice":
        return next(label for value, label in fact["options"] if value == str(*held))
    return shown.figure(*held, fact["kind"])


def _view(tab: dict[str, Any]) -> list[str]:
    """Return the text that a view must display, piece by piece."""
    sets = [one for group in tab.get("groups", []) for one in group["sets"]]
    said = [words(escape(f"{label}: {was}")) for one in sets for label, was, _ in one["chips"]]
    said += [words(escape(title)) for title, _ in tab.get("lines", [])]
    said += [words(tab["html"])] if tab.get("html") else []
    return said + [words(escape(step["sentence"])) for step in tab.get("steps", [])[:1]]


def touched(lab: panels.Lab, what: dict[str, Any]) -> None:
    """Perform in the twin the effect of an action in a laboratory."""
    now, do = lab.scenario, what["do"]
    if do in ("set", "part", "mark", "show", "choose", "undo", "redo", "reset"):
        lab.state.note = lab.state.why = ""
        lab.state.changed = what.get("fact", "") if do in ("set", "part", "mark", "show") else ""
    match do:
        case "set" | "part" | "mark":
            now.set(typed=True, **{what["fact"]: what["value"]})
        case "show":
            now.set(shown={what["fact"]: what["value"]})
        case "choose":
            now.set(**{what["part"]: what["value"]})
        case "undo" | "redo" | "reset":
            getattr(now, do)()
        case "add":
            ADDED.setdefault(lab, []).append(what["fact"])
        case "apply":
            first = lab.state.tabs("changes").shown()["groups"]
            lab.do("apply", changes=next(one["changes"] for g in first for one in g["sets"]))
        case "why" | "tab" | "show_all":
            lab.do(do, **{k: v for k, v in what.items() if k in ("node", "tab", "on")})
        case "in_tab":
            lab.do("in_tab", choice=what["value"])


@contextlib.contextmanager
def twin_of(notebook: Path, address: str) -> Iterator[Twin]:
    """Yield the twin of a notebook open in a browser; remove all its traces afterward."""
    before = [
        {n: {t: list(c) for t, c in on.items()} for n, on in one._trait_notifiers.items()}
        for one in SHARED
    ]
    with pytest.MonkeyPatch.context() as patch:
        at_once(patch)
        patch.setattr(storage, "folder", lambda beside="": InMemory())
        _begin_anew()
        ADDRESS.address = address
        try:
            yield Twin(notebook)
        finally:
            for one, watchers in zip(SHARED, before, strict=True):
                one._trait_notifiers = watchers
            _begin_anew()


def _begin_anew() -> None:
    KEEPER._forget("", None)
    KEEPER.messages = []
    STORY.name, PROJECTOR.on, ADDRESS.address = j.load().texts["story"], False, ""
