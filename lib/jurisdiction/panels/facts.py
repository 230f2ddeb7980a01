"""The facts as toggles."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import ipywidgets as w

from .. import explain
from ..analysis import load_case
from ..library import parts
from ..model import Answer
from .keeper import KEEPER
from .scenario import Scenario
from .view import PAINTED, View, folded, guarded, soon

_YES_NO = [("Yes", Answer.YES), ("No", Answer.NO), ("Unknown", Answer.UNKNOWN)]


class FactPanel(View):
    """The facts as toggles, grouped, each with its question and what the courts said of it."""

    def __init__(
        self,
        scenario: Scenario,
        facts: Iterable[str],
        also: Iterable[str] = (),
        proof: bool = False,
    ) -> None:
        super().__init__(scenario)
        self.controls: dict[str, w.Widget] = {}
        self.showings: dict[str, w.Dropdown] = {}
        self.problem = w.HTML()
        self._abouts: dict[str, w.HTML] = {}
        self._proof, self._place = proof, ""
        self._quiet = self._choosing = False
        self._last: w.Widget | None = None  # the control that was changed last
        rest = self._rows(list(also))
        self.children = [self._bar(), self.problem, self.notice, *self._rows(list(facts))]
        if rest:
            self.children = [*self.children, *folded("More facts", "Fewer facts", w.VBox(rest))]
        self.add_class("mc-left")
        scenario.observe(self._show_problem, "problem")
        self.follow()

    def _bar(self) -> w.HBox:
        self.undo = w.Button(description="Undo", tooltip="Take back the last change")
        self.redo = w.Button(description="Redo", tooltip="Make the change again")
        self.reset = w.Button(
            description=f"Reset to {self.scenario.name}"
            if len(self.scenario.name) < 25
            else "Reset",
            tooltip="Back to the facts this began with",
        )
        self.undo.on_click(lambda _: self.scenario.undo())
        self.redo.on_click(lambda _: self.scenario.redo())
        self.reset.on_click(lambda _: self.scenario.reset())
        bar = w.HBox([self.undo, self.redo, self.reset])
        bar.add_class("mc-bar")
        return bar

    def _rows(self, names: list[str]) -> list[w.Widget]:
        lib, rows = self.scenario.library, []
        wanted = [n for n in lib.facts if n in names or lib.facts[n].switch in names]
        for group, title in lib.texts["groups"].items():
            inside = [n for n in wanted if lib.facts[n].group == group]
            if inside:
                rows.append(w.HTML(f'<h4 class="mc">{escape(title)}</h4>'))
            seen: set[str] = set()
            for name in inside:
                switch = lib.facts[name].switch
                if switch and switch not in seen:
                    seen.add(switch)
                    rows.append(self._switch(switch))
                elif not switch:
                    rows.append(self._row(name))
        return rows

    def _switch(self, switch: str) -> w.Widget:
        """One switch for facts the court named together, which opens into its facts."""
        lib = self.scenario.library
        text = lib.texts["switches"][switch]
        control = self._radio(switch, text["label"], text["question"])
        inside = w.VBox([self._row(n, "mc-sub") for n in parts(lib, switch)])
        self._abouts[switch] = w.HTML()
        opener = folded("Show its two facts", "Hide its two facts", inside)
        showing = [self._showing(switch)] if self._proof else []
        row = w.VBox([control, *showing, self._abouts[switch], *opener])
        row.add_class("mc-row")
        return row

    def _row(self, name: str, style: str = "") -> w.Widget:
        fact = self.scenario.library.facts[name]
        if fact.kind == "yes_no":
            control = self._radio(name, fact.label, fact.question)
        elif fact.kind == "choice":
            options = [(label, key) for key, label in fact.options.items()]
            control = w.Dropdown(options=[*options, ("Unknown", "unknown")], description=fact.label)
            self._listen(name, control)
        else:
            control = self._figure(name)
        self._abouts[name] = w.HTML()
        row = w.VBox(
            [
                control,
                *([self._presets(name)] if fact.kind == "share" else []),
                *([self._showing(name)] if self._proof else []),
                self._abouts[name],
            ]
        )
        row.add_class("mc-row")
        if style:
            row.add_class(style)
        return row

    def _showing(self, name: str) -> w.Dropdown:
        """How this fact is shown, or all facts of a switch; empty where those differ."""
        ways = [(s.label, s.id) for s in self.scenario.library.showings.values()]
        ways = [("Taken as said", ""), *ways]
        if name not in self.scenario.library.facts:
            ways = [("Differs: see its two facts", "differs"), *ways]
        control = w.Dropdown(options=ways, description="How it is shown")

        def changed(change: Any) -> None:
            if self._quiet:
                return
            if change["new"] != "differs":  # which says how it is, and is nothing to choose
                self.scenario.set(shown={name: change["new"]})
            guarded(self, self.update)

        control.observe(changed, "value")
        self.showings[name] = control
        return control

    def _name_place(self) -> None:
        """Say in the labels and questions which forum is meant."""
        lib, place = self.scenario.library, self.scenario.analysis.place
        if place == self._place:
            return
        for name, about in self._abouts.items():
            if name in lib.facts:
                stated = self.scenario.stated.get(name)
                about.value = explain.fact_html(name, lib, stated, self.scenario.name, place)
                label, question = lib.facts[name].label, lib.facts[name].question
            else:
                text = lib.texts["switches"][name]
                label, question = text["label"], text["question"]
                about.value = explain.switch_html(name, lib, place)
            control = self.controls[name]
            control.description = explain.there(label, place)
            if isinstance(control, w.RadioButtons):
                control.tooltip = explain.there(question, place)
        self._place = place

    def _radio(self, name: str, label: str, question: str) -> w.RadioButtons:
        control = w.RadioButtons(
            options=_YES_NO,
            value=None,
            description=label,
            tooltip=question,
            orientation="horizontal",
        )
        self._listen(name, control)
        return control

    def _figure(self, name: str) -> w.Text:
        fact = self.scenario.library.facts[name]
        example = "4.6% or 12%-19%" if fact.kind == "share" else "320000"
        control = w.Text(description=fact.label, placeholder=example, continuous_update=False)
        self._listen(name, control)
        return control

    def _presets(self, name: str) -> w.HBox:
        """One button for each decided case that has a figure."""
        buttons = []
        for case in self.scenario.library.cases.values():
            if name not in case.facts or case.facts[name].value == "unknown" or case.facts[name].of:
                continue
            value = load_case(case.id, self.scenario.library).facts[name]
            words = explain.value_words(value, "share")
            button = w.Button(
                description=f"{case.short} {words}", tooltip=f"Use the share of {case.name}"
            )
            button.on_click(lambda _, value=value: self.scenario.set(**{name: value}))
            buttons.append(button)
        bar = w.HBox(buttons)
        bar.add_class("mc-bar")
        return bar

    def _listen(self, name: str, control: w.Widget) -> None:
        self.controls[name] = control

        def changed(change: Any) -> None:
            if self._quiet or change["new"] is None:
                return
            self._choosing, self._last = True, control
            try:
                with KEEPER.last():
                    self.scenario.set(typed=isinstance(control, w.Text), **{name: change["new"]})
            finally:
                self._choosing = False
            soon(self._settle, PAINTED)

        control.observe(changed, "value")

    def _settle(self) -> None:
        """Show what followed; but a wrong figure, typed last, stays, so that it can be corrected."""
        if not (self.scenario.problem and isinstance(self._last, w.Text)):
            guarded(self, self.update)

    def _show_problem(self, _: object) -> None:
        text = escape(self.scenario.problem)
        self.problem.value = f'<div class="mc mc-error" role="alert">{text}</div>' if text else ""
        if not text:
            guarded(self, self.update)

    def update(self) -> None:
        """Show the facts of the scenario in the controls, without setting off a change.

        What follows from choosing one fact is shown in the others once the finding has been painted.
        """
        self._name_place()
        if self._choosing:
            return
        shown = {name: self._shown(name) for name in self.controls}
        self._quiet = True
        try:
            for name, control in self.controls.items():
                control.value = shown[name]
            for name, control in self.showings.items():
                ways = {
                    self.scenario.now.shown.get(n, "") for n in parts(self.scenario.library, name)
                }
                control.value = ways.pop() if len(ways) == 1 else "differs"
        finally:
            self._quiet = False
        self.undo.disabled = not self.scenario.can_undo
        self.redo.disabled = not self.scenario.can_redo

    def _shown(self, name: str) -> Any:
        lib, facts = self.scenario.library, self.scenario.facts
        if name in lib.facts:
            value, kind = facts[name], lib.facts[name].kind
            if kind in ("share", "count"):
                words = explain.value_words(value, kind).replace(" to ", "-")
                return "" if value is Answer.UNKNOWN else words
            return value
        values = {facts[n] for n in parts(lib, name)}
        return values.pop() if len(values) == 1 else None
