"""The widgets: one shared Scenario, many views of it. No law in here."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import ipywidgets as w
import traitlets as t

from . import explain
from .analysis import Analysis, analyze, load_case
from .library import (
    Facts,
    Library,
    Shown,
    below,
    complete,
    counted,
    load,
    parts,
    scenario_says,
    shown_as,
)
from .model import Answer, Case, CaseFact, Question, ReaderError, ScenarioFile, Status

_CSS = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
_YES_NO = [("Yes", Answer.YES), ("No", Answer.NO), ("Unknown", Answer.UNKNOWN)]


FORUM = "forum"  # the fact that says in which forum the other facts are asked
MOVING = ("outcome", "step", "prong", "element", "factor")  # what a change is told to have moved


class Moment(NamedTuple):
    """All that a learner can change: the facts as said, the date of the law, the stage, the showings."""

    facts: Facts
    law_as_of: dt.date
    stage: str
    shown: Shown


def _stated(file: ScenarioFile) -> dict[str, CaseFact]:
    """The facts of a hypothetical that say more than a value."""
    return {name: said for name, said in file.facts.items() if isinstance(said, CaseFact)}


class Scenario(t.HasTraits):
    """One state of facts under the law of a date; every view observes its `analysis`.

    Changes go through `set`, which can be undone; a change that cannot be used leaves all as it was
    and says why in `problem`. It begins with what the facts of a case or hypothetical count as;
    with `proof`, with what was said and how each fact was shown.
    """

    analysis: Analysis = t.Any()
    problem: str = t.Unicode()

    def __init__(self, start: str, library: Library | None = None, proof: bool = False) -> None:
        super().__init__()
        self.library = lib = library or load()
        self.case: Case | None = None
        if start in lib.scenarios:
            file = lib.scenarios[start]
            self.name, self.stated, self.place = file.short or file.title, _stated(file), ""
            facts, shown = scenario_says(lib, file)
            day = file.law_as_of or dt.date.today()
        else:
            loaded = load_case(start, lib)
            self.case, self.name, self.place = loaded.case, loaded.case.short, loaded.case.place
            self.stated, facts, shown, day = (
                loaded.case.facts, loaded.says, loaded.shown, loaded.decided,
            )  # fmt: skip
            file = loaded.case
        if not proof:
            facts, shown = counted(lib, facts, shown, file.stage), {}
        self._start = Moment(facts, day, file.stage, shown)
        self._done: list[Moment] = [self._start]
        self._undone: list[Moment] = []
        self.analysis = self._find(self._start)
        self.before: Analysis | None = None

    def _find(self, now: Moment) -> Analysis:
        return analyze(now.facts, now.law_as_of, now.stage, self.library, (), now.shown, self.place)

    @property
    def now(self) -> Moment:
        return self._done[-1]

    @property
    def facts(self) -> Facts:
        return self.now.facts

    @property
    def law_as_of(self) -> dt.date:
        return self.now.law_as_of

    def set(
        self,
        law_as_of: dt.date | None = None,
        stage: str = "",
        shown: Mapping[str, str] | None = None,
        **changes: Any,
    ) -> None:
        """Change facts, how they are shown, the stage, or the date of the law.

        Switches such as `us_cdn` set all their facts; an empty showing takes one back.
        """
        now, lib = self.now, self.library
        try:
            anew, begun = self._anew(changes), self._start.shown
            facts = complete(lib, {**now.facts, **anew, **changes})
            gone = {*anew, *(part for name in shown or {} for part in parts(lib, name))}
            kept = {name: how for name, how in now.shown.items() if name not in gone}
            if anew and facts[FORUM] == self._start.facts[FORUM]:
                kept |= {name: how for name, how in begun.items() if name in anew}
            new = Moment(
                facts, law_as_of or now.law_as_of, stage or now.stage,
                kept | shown_as(lib, shown or {}),
            )  # fmt: skip
        except ReaderError as error:
            self.problem = str(error)
        else:
            self._go([*self._done, new], [])

    def _anew(self, changes: Mapping[str, Any]) -> Facts:
        """The answers about the forum, where another one is named: those it began with, or unknown."""
        chosen, lib, first = str(changes.get(FORUM, "")), self.library, self._start.facts
        if not self._names_another(self.facts[FORUM], chosen):
            return {}
        asked = [n for n, fact in lib.facts.items() if "{forum}" in fact.question]
        none = complete(lib, {})
        return {n: first[n] if chosen == first[FORUM] else none[n] for n in asked}

    def _names_another(self, old: object, new: object) -> bool:
        words = self.library.texts["forums"]
        return new != old and words.get(new, words["unknown"]) != words["unknown"]

    def undo(self) -> None:
        """Take back the last change."""
        if self.can_undo:
            self._go(self._done[:-1], [*self._undone, self._done[-1]])

    def redo(self) -> None:
        """Make the change again that was last taken back."""
        if self.can_redo:
            self._go([*self._done, self._undone[-1]], self._undone[:-1])

    def reset(self) -> None:
        """Go back to the facts this began with; can itself be undone."""
        self._go([*self._done, self._start], [])

    def moment(self) -> tuple[Any, ...]:
        """This moment, with all that can be undone and redone, for `go_back`."""
        return self._done, self._undone, self.before

    def go_back(self, moment: tuple[Any, ...]) -> None:
        """Be again as at that moment, as if nothing had happened since."""
        self._done, self._undone, self.before = moment
        self.problem = ""
        self.analysis = self._find(self.now)

    @property
    def can_undo(self) -> bool:
        return len(self._done) > 1

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def _go(self, done: list[Moment], undone: list[Moment]) -> None:
        if done[-1] == self._done[-1]:
            self.problem = ""
            return
        try:
            found = self._find(done[-1])
        except ReaderError as error:
            self.problem = str(error)
            return
        except Exception as error:  # the reader, not a log, must hear of any failure
            self.problem = (
                f"This change could not be worked out ({type(error).__name__}: {error}). "
                "Your facts are kept as they were."
            )
            return
        self._done, self._undone, self.before = done, undone, self.analysis
        self.problem = ""
        self.analysis = found

    def moved(self, top: str) -> str:
        """What the last change was, and which findings from `top` down it moved, a sentence each."""
        if self.before is None:
            return f"These are the facts of {self.name}. Nothing has been changed yet."
        lib, place = self.library, self.analysis.place
        changed = []
        anew = self._names_another(*(f.facts[FORUM] for f in (self.before, self.analysis)))
        for name, fact in lib.facts.items():
            if anew and "{forum}" in fact.question:
                continue
            label = explain.there(fact.label, place)
            old, new = self.before.says[name], self.analysis.says[name]
            if old != new:
                ends = [explain.inside(explain.fact_words(fact, v)) for v in (old, new)]
                changed.append(f"{label}, {ends[0]} to {ends[1]}")
            ways = [found.shown.get(name, "") for found in (self.before, self.analysis)]
            if ways[0] != ways[1]:
                told = [
                    explain.inside(lib.showings[way].label) if way else "as said" for way in ways
                ]
                changed.append(f"how it is shown ({label}), {told[0]} to {told[1]}")
        if anew:
            changed.append(f"the questions, which now ask about {place}")
        if self.before.stage != self.analysis.stage:
            changed.append(f"the stage, to {explain.inside(lib.stages[self.analysis.stage].label)}")
        if self.before.law.as_of != self.analysis.law.as_of:
            changed.append(f"the law, to that of {explain.day_words(self.analysis.law.as_of)}")
        here = [n for n in self.analysis if n in below(lib, top) and lib.nodes[n].term in MOVING]
        moved = [
            f"{explain.inside(lib.nodes[name].name)} from "
            + " to ".join(
                explain.status_word(lib.nodes[name], found.status(name), lib).lower()
                for found in (self.before, self.analysis)
            )
            for name in dict.fromkeys([top, *here, *lib.beside(top)])
            if name in self.before
            and name in self.analysis
            and self.before.status(name) is not self.analysis.status(name)
        ]
        what = "; ".join(changed) or "nothing"
        effect = f"Moved: {'; '.join(moved)}." if moved else "No point of the test moved; see why."
        return f"Changed: {what}. {effect}"


def guarded(view: View, update: Callable[[], None]) -> None:
    """Run an update; if it fails, keep the last good view and tell the reader what happened."""
    try:
        update()
        view.notice.value = ""
    except Exception as error:  # the reader, not a log, must hear of any failure
        view.notice.value = (
            '<div class="mc mc-error" role="alert">This part could not be updated and still shows '
            f"the state before. ({escape(type(error).__name__)}: {escape(str(error))}) Your facts are "
            "kept; choose Undo, or Reset, or go on.</div>"
        )


def soon(action: Callable[[], None], seconds: float = 0) -> None:
    """Do this once what is waiting has been handled; at once where nothing can wait."""
    try:
        asyncio.get_running_loop().call_later(seconds, action)
    except RuntimeError:
        action()


class View(w.VBox):
    """A part of the screen that follows a scenario."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__()
        self.scenario = scenario
        self.notice = w.HTML()

    def follow(self) -> None:
        """Show the state of now, and every state to come."""
        guarded(self, self.update)
        self.scenario.observe(lambda _: guarded(self, self.update), "analysis")

    def update(self) -> None:
        raise NotImplementedError


def _folded(closed: str, opened: str, inside: w.Widget) -> list[w.Widget]:
    """A button that shows and hides a part (an Accordion cannot be opened from the keyboard)."""
    inside.layout.display = "none"
    opener = w.ToggleButton(description=closed, tooltip=closed, value=False)

    def show(change: Any) -> None:
        inside.layout.display = "" if change["new"] else "none"
        opener.description = opener.tooltip = opened if change["new"] else closed

    opener.observe(show, "value")
    return [opener, inside]


# --- facts ----------------------------------------------------------------------------------------
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
        self._proof, self._quiet, self._place = proof, False, ""
        rest = self._rows(list(also))
        self.children = [self._bar(), self.problem, self.notice, *self._rows(list(facts))]
        if rest:
            self.children = [*self.children, *_folded("More facts", "Fewer facts", w.VBox(rest))]
        self.add_class("mc-left")
        scenario.observe(self._show_problem, "problem")
        self.follow()

    def _bar(self) -> w.HBox:
        self.undo = w.Button(description="Undo", tooltip="Take back the last change")
        self.redo = w.Button(description="Redo", tooltip="Make the change again")
        self.reset = w.Button(
            description=f"Reset to {self.scenario.name}",
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
        folded = _folded("Show its two facts", "Hide its two facts", inside)
        showing = [self._showing(switch)] if self._proof else []
        row = w.VBox([control, *showing, self._abouts[switch], *folded])
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
            ways = [("Differs: see its two facts", None), *ways]
        control = w.Dropdown(options=ways, description="How it is shown")

        def changed(change: Any) -> None:
            if not self._quiet and change["new"] is not None:
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
                first = lib.facts[parts(lib, name)[0]]
                word = first.bears_on[0].characterisation
                bearer = lib.texts["side_words"][first.shown_by]
                told = "".join(f"<p>{escape(text[part])}</p>" for part in ("question", "help"))
                told += f"<p><i>{escape(word)}</i> · to be shown by {escape(bearer)}</p>"
                about.value = explain.there(f'<div class="mc mc-fact">{told}</div>', escape(place))
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
            self.scenario.set(**{name: change["new"]})
            if not (self.scenario.problem and isinstance(control, w.Text)):
                guarded(self, self.update)  # a wrong figure stays, so that it can be corrected

        control.observe(changed, "value")

    def _show_problem(self, _: object) -> None:
        text = escape(self.scenario.problem)
        self.problem.value = f'<div class="mc mc-error" role="alert">{text}</div>' if text else ""
        if not text:
            guarded(self, self.update)

    def update(self) -> None:
        """Show the facts of the scenario in the controls, without setting off a change."""
        shown = {name: self._shown(name) for name in self.controls}
        self._name_place()
        self._quiet = True
        try:
            for name, control in self.controls.items():
                control.value = shown[name]
            for name, control in self.showings.items():
                ways = {
                    self.scenario.now.shown.get(n, "") for n in parts(self.scenario.library, name)
                }
                control.value = ways.pop() if len(ways) == 1 else None
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


# --- views of the finding -------------------------------------------------------------------------
class FindingPanel(View):
    """The finding, the ladder, and the reasons, as text; painted before any chart."""

    def __init__(self, scenario: Scenario, node: str, top: str) -> None:
        super().__init__(scenario)
        self.node, self.top = node, top
        self.headline, self.ladder, self.reasons = w.HTML(), w.HTML(), w.HTML()
        self.children = [self.notice, self.headline]
        self.add_class("mc-top")
        self.follow()

    def update(self) -> None:
        found = self.scenario.analysis
        lib = found.law.library
        headline = explain.headline_html(found[self.node], lib, self.scenario.moved(self.top))
        ladder = explain.ladder_html(found, self.node, self.top, self.scenario.case)
        reasons = explain.reasons_html(found[self.node], found.law, found.facts, found.place)
        self.headline.value, self.ladder.value = headline, ladder
        self._reasons = reasons  # much text: sent when the browser has painted the finding
        soon(self._send_reasons, 0.06)

    def _send_reasons(self) -> None:
        self.reasons.value = self._reasons


class ChartPanel(View):
    """A chart that follows the scenario, drawn after the text has gone out, and only the last state."""

    def __init__(self, scenario: Scenario, chart: Any, node: str) -> None:
        super().__init__(scenario)
        self.chart, self.node, self._waiting = chart, node, False
        self.picture = w.HTML()
        self.children = [self.notice, self.picture]
        guarded(self, self.draw)
        self.scenario.observe(lambda _: self.update(), "analysis")

    def update(self) -> None:
        """Ask for one redraw, however many changes come before it."""
        if self._waiting:
            return
        self._waiting = True
        soon(self._later)

    def _later(self) -> None:
        self._waiting = False
        guarded(self, self.draw)

    def draw(self) -> None:
        self.picture.value = self.chart.html(self.scenario.analysis, self.node)


class ChoicePanel(View):
    """A list from which one part of the moment is chosen, such as the date of the law."""

    def __init__(
        self, scenario: Scenario, label: str, part: str, options: list[tuple[str, Any]]
    ) -> None:
        super().__init__(scenario)
        self.part = part
        self.control = w.Dropdown(options=options, description=label)
        self.control.observe(self._chosen, "value")
        self.children = [self.notice, self.control]
        self.add_class("mc-bar")
        self.follow()

    def _chosen(self, change: Any) -> None:
        if change["new"] not in (None, getattr(self.scenario.now, self.part)):
            self.scenario.set(**{self.part: change["new"]})
            guarded(self, self.update)

    def update(self) -> None:
        here = getattr(self.scenario.now, self.part)
        offered = [value for _, value in self.control.options]
        self.control.value = here if here in offered else None


def law_panel(scenario: Scenario) -> ChoicePanel:
    """Which law applies: the day as of which it is taken."""
    options = [(r["label"], dt.date.fromisoformat(r["date"])) for r in
               scenario.library.texts["regimes"]]  # fmt: skip
    options.append((f"Today · {dt.date.today().isoformat()}", dt.date.today()))
    return ChoicePanel(scenario, "Law as of", "law_as_of", options)


class StagePanel(ChoicePanel):
    """At which stage the facts are judged, and by which standard."""

    def __init__(self, scenario: Scenario) -> None:
        self.standard = w.HTML()
        stages = scenario.library.stages.values()
        super().__init__(scenario, "Stage", "stage", [(s.label, s.id) for s in stages])
        self.children = [*self.children, self.standard]

    def update(self) -> None:
        super().update()
        lib = self.scenario.library
        self.standard.value = explain.standard_html(lib.stages[self.scenario.now.stage], lib)


# --- whose facts --------------------------------------------------------------------------------
class Story(t.HasTraits):
    """Whose facts the laboratories use: a case's own, or the hypothetical that stands for it."""

    name = t.Unicode()

    @t.default("name")
    def _default(self) -> str:
        return load().texts["story"]

    def start(self, case: str, library: Library) -> str:
        """The facts to begin with where a lesson asks for those of a case."""
        file = library.scenarios.get(self.name)
        return self.name if file and file.stands_for == case else case


STORY = Story()


class StoryPanel(w.VBox):
    """The one switch of a notebook between a case's facts and the hypothetical that stands for it."""

    def __init__(self) -> None:
        super().__init__()
        lib = load()
        neutral = [file for file in lib.scenarios.values() if file.stands_for]
        cases = dict.fromkeys(str(file.stands_for) for file in neutral)
        options = [(f"{lib.cases[name].name}", name) for name in cases]
        options += [(f"{file.title} (neutral)", file.id) for file in neutral]
        self.control = w.Dropdown(options=options, description="Facts in this notebook")
        self.control.value = STORY.name
        w.link((self.control, "value"), (STORY, "name"))
        self.children = [style(), self.control]
        self.add_class("mc-bar")


def _titled(title: str, *parts: w.Widget) -> list[w.Widget]:
    return [w.HTML(f'<h4 class="mc">{escape(title)}</h4>'), *parts]


def style() -> w.HTML:
    """The look of all panels; shown once in a notebook's set-up cell."""
    return w.HTML(f"<style>{_CSS}</style>")


class Lab(w.VBox):
    """A laboratory: facts on the left, and on the right the finding, reasons and charts they lead to."""

    def __init__(
        self,
        case: str,
        facts: Iterable[str],
        node: str = "express_aiming",
        top: str = "first_prong",
        charts: Iterable[str] = ("traffic",),
        also: Iterable[str] = (),
        law: bool = False,
        proof: bool = False,
        library: Library | None = None,
    ) -> None:
        super().__init__()
        self._case, self._library = case, library or load()
        self._made = (list(facts), node, top, list(charts), list(also), law, proof)
        self._kept: dict[str, dict[str, Any]] = {}
        self._tell()
        STORY.observe(lambda _: self._tell(), "name")

    def _tell(self) -> None:
        """Use the facts that the notebook uses; those of the other story are kept as they were left."""
        start = STORY.start(self._case, self._library)
        if start not in self._kept:
            self._build(start, *self._made)
            self._kept[start] = {
                name: getattr(self, name)
                for name in ("scenario", "finding", "facts", "charts", "choices", "children")
            }
        for name, part in self._kept[start].items():
            setattr(self, name, part)

    def _build(
        self, start: str, facts: list[str], node: str, top: str, charts: list[str],
        also: list[str], law: bool, proof: bool,
    ) -> None:  # fmt: skip
        from . import charts as drawings  # matplotlib is slow to import and only charts need it

        kinds = {"traffic": drawings.TrafficStrip, "words": drawings.CourtWords,
                 "factors": drawings.FactorChart}  # fmt: skip
        self.scenario = Scenario(start, self._library, proof)
        self.finding = FindingPanel(self.scenario, node, top)
        self.facts = FactPanel(self.scenario, facts, also, proof)
        self.charts = [
            ChartPanel(self.scenario, kinds[name](self.scenario.case), node) for name in charts
        ]
        right = w.VBox(
            [
                self.finding.ladder,
                *self.charts,
                *_titled("Why", self.finding.reasons),
            ]
        )
        right.add_class("mc-right")
        self.choices = {"law_as_of": law_panel(self.scenario)} if law else {}
        if proof:
            self.choices["stage"] = StagePanel(self.scenario)
        self.facts.children = [*self.choices.values(), *self.facts.children]
        panel = w.Box([self.finding, self.facts, right])
        panel.add_class("mc-panel")
        self.children = [style(), panel]

    def steps(self, *changes: dict[str, Any]) -> explain.Transcript:
        """Go through changes as a learner would, one after the other, and say what the screen shows.

        An empty change means reset. Afterwards everything stands as the learner had it.
        """
        kept, lines = self.scenario.moment(), []
        self.scenario.reset()
        for change in changes:
            if not change:
                self.scenario.reset()
                continue
            self.scenario.set(**change)
            finding = self.scenario.analysis[self.finding.node]
            said = explain.status_words(finding, self.scenario.library)
            lines.append(self.scenario.problem or self.scenario.moved(self.finding.top))
            lines.append(f"{finding.node.name}: {said} Precedent: {finding.precedent}.")
        self.scenario.go_back(kept)
        return explain.Transcript(lines)


# --- predict, check, write ------------------------------------------------------------------------
class Task(w.VBox):
    """A question to the learner with a button that commits the answer, and feedback under it."""

    def __init__(self, question: str, answer: w.Widget, label: str, story: str = "") -> None:
        super().__init__()
        told = f"<p>{escape(story)}</p>" if story else ""
        self.answer, self.feedback = answer, w.HTML()
        self.button = w.Button(description=label, disabled=True)
        self.button.on_click(lambda _: self.commit())
        answer.observe(self._answered, "value")
        bar = w.HBox([self.button])
        bar.add_class("mc-bar")
        self.children = [style(), w.HTML(f'<div class="mc">{told}<p><b>{escape(question)}</b></p></div>'),
                         answer, bar, self.feedback]  # fmt: skip
        self.add_class("mc-task")

    def _answered(self, change: Any) -> None:
        self.button.disabled = change["new"] in (None, "")

    def commit(self) -> None:
        """Take the answer as given and show the feedback."""
        self.feedback.value = f'<div class="mc mc-note" role="status">{self.reply()}</div>'

    def reply(self) -> str:
        raise NotImplementedError


class PredictPanel(Task):
    """Predict a finding on changed facts before seeing it; then the finding, with its reasons."""

    def __init__(self, scenario: str, node: str = "express_aiming") -> None:
        lib = load()
        self.node, self.library = node, lib
        file = lib.scenarios[lib.known("scenarios", scenario, "prediction")]
        says, shown = scenario_says(lib, file)
        self.analysis = analyze(says, file.law_as_of, file.stage, lib, shown=shown)
        asked = f"{lib.nodes[node].name}: {lib.nodes[node].question}"
        words = [explain.status_word(lib.nodes[node], s, lib) for s in Status]
        choice = w.RadioButtons(options=list(zip(words, Status, strict=True)), value=None)
        super().__init__(asked, choice, "Commit my prediction", file.story)

    def reply(self) -> str:
        finding = self.analysis[self.node]
        mine = explain.status_word(finding.node, self.answer.value, self.library).lower()
        same = (
            "as you predicted" if self.answer.value is finding.status else f"you predicted {mine}"
        )
        said = explain.status_words(finding, self.library)
        why = " ".join(r.sentence for r in finding.because if r.node != finding.node.id)
        return f"<p><b>{escape(said)}</b> ({escape(same)})</p><p>{escape(why)}</p>"


class CheckPanel(Task):
    """A multiple-choice question; every option has its own feedback."""

    def __init__(self, question: Question) -> None:
        self.question = question
        choice = w.RadioButtons(
            options=[(o.text, i) for i, o in enumerate(question.options)], value=None
        )
        super().__init__(question.question, choice, "Check my answer")

    def reply(self) -> str:
        option, lib = self.question.options[self.answer.value], load()
        verdict = "Yes." if option.right else "Not quite."
        quotes = explain.quotations_html([lib.passages[p] for p in self.question.passages], lib)
        return f"<p><b>{verdict}</b> {escape(option.feedback)}</p>{quotes}"


class ExplainPanel(Task):
    """The learner's own sentence; committing it shows a model answer beside it, never replaces it."""

    def __init__(self, prompt: str, model: str) -> None:
        self.model = model
        box = w.Textarea(placeholder="Write one or two sentences.", rows=4)
        super().__init__(prompt, box, "Show a model answer")

    def reply(self) -> str:
        return f"<p><b>One good answer</b></p><p>{escape(self.model)}</p>"


def check(notebook: str, section: str) -> w.VBox:
    """The questions of one section of a notebook."""
    questions = [q for q in load().questions[notebook] if q.section == section]
    return w.VBox([CheckPanel(q) for q in questions])


__all__ = [
    "ChartPanel", "CheckPanel", "ChoicePanel", "ExplainPanel", "FactPanel", "FindingPanel", "Lab",
    "PredictPanel", "Scenario", "Story", "StoryPanel", "check", "style",
]  # fmt: skip
