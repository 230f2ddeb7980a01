"""The twin of a notebook: its cells run here, and its widgets say what a screen should show.

What a laboratory should show is not taken from its views, which might fail to follow, but asked of
the engine for the state of facts. Nothing is kept on a disk.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import ipywidgets as w
import nbformat
import pytest
from at_once import at_once
from on_screen import words

import jurisdiction as j
from jurisdiction import explain, panels, storage
from jurisdiction.analysis import load_case
from jurisdiction.panels.browser import ADDRESS
from jurisdiction.panels.keeper import KEEPER
from jurisdiction.panels.projector import PROJECTOR, Projector
from jurisdiction.panels.story import STORY

KINDS: dict[type, str] = {
    w.RadioButtons: "radio", w.Dropdown: "list", w.SelectMultiple: "lists", w.Text: "field",
    w.Textarea: "area", w.ToggleButtons: "tabs", w.ToggleButton: "fold", w.Button: "button",
    w.FileUpload: "file", w.HTML: "words",
}  # fmt: skip
SHARED = (KEEPER, STORY, PROJECTOR, ADDRESS)  # what all notebooks of a process have in common


class Leaf(NamedTuple):
    """A widget that is shown as such, and whether it is folded away."""

    widget: Any
    kind: str
    hidden: bool


class InMemory:
    """A place for the twin's work that no other twin finds."""

    place = "here"

    def read(self, then: Callable[[str, dict[str, bytes]], None]) -> None:
        then("", {})

    def write(
        self, name: str, text: bytes, was: object, then: Callable[[str, bytes | None], None]
    ) -> None:
        then("", text)


def leaves(top: w.Widget, hidden: bool = False) -> list[Leaf]:
    """What a widget shows, from the first to the last."""
    kind = "size" if isinstance(top, Projector) else _kind(top)
    here = hidden or _away(top)
    if kind:
        return [Leaf(top, kind, here)]
    return [leaf for child in getattr(top, "children", ()) for leaf in leaves(child, here)]


def _kind(widget: w.Widget) -> str | None:
    return next((KINDS[one] for one in type(widget).__mro__ if one in KINDS), None)


def _away(widget: w.Widget) -> bool:
    return getattr(getattr(widget, "layout", None), "display", None) == "none"


@functools.lru_cache(maxsize=4096)
def read(markup: str) -> tuple[str, list[str]]:
    """The words of some HTML, and those of its pictures."""
    if "<style" in markup:
        return "(style)", []
    alts = re.findall(r'<img\b[^>]*?\balt="([^"]*)"', markup)
    return words(markup), [words(alt) for alt in alts]


def laboratories(top: w.Widget) -> list[panels.Lab]:
    """The laboratories in a widget."""
    inside = [lab for child in getattr(top, "children", ()) for lab in laboratories(child)]
    return [top, *inside] if isinstance(top, panels.Lab) else inside


class Twin:
    """The widgets of a notebook, one for each cell that shows one, in their order."""

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
        """What the screen should show of a widget, as `walk.js` reads it."""
        top = self.tops[number]
        asked = {k: v for lab in laboratories(top) for k, v in _asked_of_the_engine(lab).items()}
        seen = [_state(leaf, asked.get(leaf.widget.model_id)) for leaf in leaves(top)]
        told = json.dumps(seen, ensure_ascii=False, separators=(",", ":"))
        return re.sub(r"\d\d:\d\d:\d\d", "(time)", told)

    def do(self, number: int, leaf: Leaf, value: Any = None) -> None:
        """Do what a touch should do: to a laboratory's facts directly, else by the twin's own control."""
        control = leaf.widget
        does = [d for lab in laboratories(self.tops[number]) for d in [_meant(lab)]]
        for one in does:
            if control.model_id in one:
                one[control.model_id](value)
                return
        match leaf.kind:
            case "button":
                control.click()
            case "size":
                control.on = not control.on
            case "fold":
                control.value = not control.value
            case _:
                control.value = value


def _state(leaf: Leaf, asked: Any) -> list[Any]:
    control, kind, hidden = leaf
    names = [" ".join(name.split()) for name in getattr(control, "_options_labels", ())]
    label = " ".join(getattr(control, "description", "").split())
    match kind:
        case "words":
            said, alts = read(control.value if asked is None else asked)
            return [kind, "", said, alts, hidden]
        case "radio" | "list" | "tabs":
            at = control.index
            if asked is not None:
                at = next((i for i, v in enumerate(control._options_values) if [v] == asked), None)
            return [kind, label, None if at is None else names[at], names, hidden]
        case "lists":
            return [kind, label, [names[i] for i in control.index], names, hidden]
        case "field" | "area":
            return [kind, label, control.value if asked is None else asked[0], None, hidden]
        case "fold":
            return [kind, label, control.value, None, hidden]
        case "size":
            return [kind, "Projector size", control.on, None, False]
        case "file":
            return [kind, f"{label} ({len(control.value)})", control.disabled, None, hidden]
        case _:
            return [kind, label, control.disabled, None, hidden]


def _asked_of_the_engine(lab: panels.Lab) -> dict[str, Any]:
    """What the views of a laboratory should show, by their ids; a control's value in a list."""
    now, node, top = lab.scenario, lab.finding.node, lab.finding.top
    found, lib = now.analysis, now.library
    moved, wrong = now.moved(top), explain.warnings(found)
    asked: dict[str, Any] = {
        lab.finding.headline.model_id: explain.headline_html(found[node], lib, moved, wrong),
        lab.finding.ladder.model_id: explain.ladder_html(found, node, top, now.case),
        lab.finding.reasons.model_id: explain.reasons_html(
            found[node], found.law, found.facts, found.place, now.idle(top)
        ),
    }
    for chart in lab.charts:
        asked[chart.picture.model_id] = chart.chart.html(found, chart.node)
    for name, control in lab.facts.controls.items():
        asked[control.model_id] = [lab.facts._shown(name)]
    for part, choice in lab.choices.items():
        asked[choice.control.model_id] = [getattr(now.now, part)]
    return asked


def _meant(lab: panels.Lab) -> dict[str, Callable[[Any], None]]:
    """What the controls of a laboratory are there for, by their ids."""
    now, lib = lab.scenario, lab.scenario.library
    meant: dict[str, Callable[[Any], None]] = {
        lab.facts.undo.model_id: lambda _: now.undo(),
        lab.facts.redo.model_id: lambda _: now.redo(),
        lab.facts.reset.model_id: lambda _: now.reset(),
    }
    for name, control in lab.facts.controls.items():
        meant[control.model_id] = lambda value, name=name: now.set(**{name: value})
    for name, control in lab.facts.showings.items():
        meant[control.model_id] = lambda value, name=name: (
            None if value == "differs" else now.set(shown={name: value})
        )
    for part, choice in lab.choices.items():
        meant[choice.control.model_id] = lambda value, part=part: now.set(**{part: value})
    shares = {c.description: n for n, c in lab.facts.controls.items() if isinstance(c, w.Text)}
    for row in _rows(lab.facts):
        fields = [leaf.widget.description for leaf in leaves(row) if leaf.kind == "field"]
        for leaf in leaves(row):
            cases = [c for c in lib.cases.values() if _says(leaf, c.short)]
            if leaf.kind == "button" and fields and cases:
                name = shares[fields[0]]
                share = load_case(cases[0].id, lib).facts[name]
                meant[leaf.widget.model_id] = lambda _, n=name, s=share: now.set(**{n: s})
    return meant


def _says(leaf: Leaf, short: str) -> bool:
    return bool(re.match(rf"{re.escape(short)} [\d<]", getattr(leaf.widget, "description", "")))


def _rows(widget: w.Widget) -> Iterator[w.Widget]:
    if "mc-row" in getattr(widget, "_dom_classes", ()):
        yield widget
    for child in getattr(widget, "children", ()):
        yield from _rows(child)


@contextlib.contextmanager
def twin_of(notebook: Path, address: str) -> Iterator[Twin]:
    """The twin of a notebook that a browser shows at an address; afterwards nothing is left of it."""
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
