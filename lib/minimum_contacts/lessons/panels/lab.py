"""A laboratory as one widget; this module holds the state and the law, `laboratory.js` the display."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from jurisdiction import explain
from jurisdiction.library import Library, load, parts
from jurisdiction.model import Attempt, Foreseen, ReaderError, Status
from .. import links
from ..charts import CHARTS
from ..record import Entry, SetFacts, latest
from . import shown
from .browser import ADDRESS
from .fetch import fetch, here
from .keeper import KEEPER
from .panel import FactPanel, joined
from .scenario import Scenario
from .shown import Plain
from .story import STORY
from .tabs import TABS, Tab
from .tries import Tries
from .view import hear, soon


class Lab(FactPanel):
    """Facts on the left; the finding, the ladder, and the charts on the right; the reasons below.

    `rest` follows `now` a moment later with the reasons and the open tab.
    """

    _esm = joined("panel.js", "row.js", "laboratory.js")
    _css = joined("colors.css", "laboratory.css")

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
        court: bool = False,
        views: Iterable[str] = (),
        library: Library | None = None,
        name: str = "",
        keep: bool = True,
        link: bool = True,
        steps: Iterable[Plain] = (),
        tries: Iterable[Attempt] = (),
        predict: Foreseen | None = None,
    ) -> None:
        super().__init__()
        self._case, self.library = case, library or load()
        self.names, self.also = list(facts), list(also)
        self.node, self.top, self.proof, self.link = node, top, proof, link
        self.asked = list(steps)  # the changes of its lesson, in order
        self.tries = list(tries)  # the changes whose effect the learner first predicts
        self.predict = predict  # the prediction that its section asks for
        self._offered = [
            part for part, on in (("law_as_of", law), ("court", court), ("stage", proof)) if on
        ]
        self._tabs = [*charts, *views]
        for tab in self._tabs:
            if tab not in CHARTS and tab not in TABS:
                known = ", ".join([*CHARTS, *TABS])
                raise ReaderError(f"view '{tab}'", "no view has that name.", f"Known: {known}.")
        self._name, self._keep = name or f"{node}/{','.join(self.names)}", keep
        self.state: _State | None = None
        self._states: dict[str, _State] = {}
        self._guess = self._predicted()
        self._failures: dict[str, str] = {}  # failed updates, with the message for the reader
        self._fetching = ""  # status of the download of matplotlib, where it must be downloaded
        self._width = 440.0  # width of a chart on the page, in chart pixels
        self._tell()
        hear(STORY, "name", self._tell)
        hear(KEEPER, "changed", self._show_prediction)

    # --- facts ------------------------------------------------------------------------------------
    def _tell(self) -> None:
        """Switch to the facts that the notebook now uses; facts set for another case are kept."""
        start = STORY.start(self._case, self.library)
        if start not in self._states:
            self._states[start] = _State(self, start, self._name, self._keep)
        self.state = self._states[start]
        self.scenario = self.state.scenario
        self.refresh()

    @property
    def every(self) -> list[str]:
        """Return the ids of all facts that have a control, including those inside a switch."""
        named = [*self.names, *self.also]
        return [one for name in named for one in dict.fromkeys([name, *parts(self.library, name)])]

    # --- display ----------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Send the page the current state: the finding first, then the reasons and charts."""
        self._failures.clear()
        super().refresh()

    def _guarded(self, send: Callable[[], None]) -> None:
        """Send an update; on failure, keep the old display and report the error to the reader."""
        before = dict(self._failures)
        try:
            send()
            self._failures.pop(send.__name__, None)
        except Exception as error:  # report any failure to the reader, not to a log
            self._failures[send.__name__] = (
                "We could not update this part, so it still shows the previous state. "
                f"({type(error).__name__}: {error}) Your facts are safe; choose Undo or Reset, or continue."
            )
        if self._failures != before:
            told = [["", words] for words in self._failures.values()] or [self.state.problem]
            self.now = {**self.now, "problem": told[0], "turn": self._turn}

    def _send_now(self) -> None:
        self._send_plan()
        state, scenario = self.state, self.scenario
        self.now = {
            "finding": shown.finding(scenario, self.node),
            "ladder": shown.ladder(scenario, self.node, self.top),
            "values": shown.values(scenario, self.every),
            "showings": {name: self._showing(name) for name in self.every} if self.proof else {},
            "whose": shown.whose(scenario, self._offered),
            "changed": state.changed,
            "problem": state.problem,
            "note": state.note,
            "tries": state.tries.shown(),
            "guess": self._guess,
            "hidden": sorted(state.tries.hidden),
            "undo": scenario.can_undo,
            "redo": scenario.can_redo,
            "turn": self._turn,
        }

    def _predicted(self) -> Plain:
        """Return the learner's committed prediction for this laboratory, or an empty dict."""
        if self.predict is None:
            return {}
        scenario, node = self.predict.scenario, self.predict.node
        said = latest(KEEPER.entries, f"prediction/{scenario}/{node}", committed=True)
        if said is None or said.answer not in [status.value for status in Status]:
            return {}
        return shown.guess(scenario, node, Status(said.answer), self.library)

    def _show_prediction(self) -> None:
        """Show a prediction that was committed after the laboratory was created."""
        if (guess := self._predicted()) != self._guess:
            self._guess = guess
            self.now = {**self.now, "guess": guess, "turn": self._turn}

    def _send_plan(self) -> None:
        scenario, lib = self.scenario, self.library
        ways = [(showing.id, showing.label) for showing in lib.showings.values()]
        plan = {
            "title": f"Laboratory: {explain.inside(lib.nodes[self.node].name)}",
            "name": scenario.name,
            "node": self.node,
            "link": self.link,  # whether these facts can be opened elsewhere by a link
            "groups": shown.facts(scenario, self.names, self.also),
            "tabs": [{"id": tab, "title": _TITLE[tab], "view": tab in TABS} for tab in self._tabs],
            "ways": [("", "Taken as said"), *ways] if self.proof else [],
        }
        if plan != self.plan:
            self.plan = plan

    def _showing(self, name: str) -> str:
        ways = {self.scenario.now.shown.get(part, "") for part in parts(self.library, name)}
        return ways.pop() if len(ways) == 1 else "mixed"

    def _send_rest(self) -> None:
        found, why = self.scenario.analysis, self.state.why
        self.rest = {
            "why": shown.why(found, why if why in found else self.node),
            "idle": explain.unmoved_html(
                self.scenario.idle(self.top), self.node, found.law, found.place
            ),
            "tab": self._tab(),
        }

    def _tab(self) -> Plain:
        if not self._tabs:
            return {}
        name = self.state.tab or self._tabs[0]
        if name in CHARTS:
            chart = CHARTS[name](self.scenario.case, self.top, self._width)
            if chart.drawn and not here("matplotlib"):
                return {"id": name, "text": self._download_status()}
            asked = self.state.tries.asking
            return {"id": name, "html": chart.html(self.scenario.analysis, self.node, asked)}
        if TABS[name].tells and self.state.tries.asking:
            return {"id": name, "text": "Finish this try to open this view."}
        return {"id": name, **self.state.tabs(name).shown()}

    def _download_status(self) -> str:
        """Download matplotlib in a browser, once, and return the status."""
        if not self._fetching:
            self._fetching = "Loading the chart …"
            fetch("matplotlib", self._downloaded)
        return self._fetching

    def _downloaded(self, trouble: str) -> None:
        if trouble:
            self._fetching = f"We cannot show the chart ({trouble}). Everything else still works."
        # one at a time, so that the page stays responsive
        soon(lambda: self._guarded(self._send_rest), 0.05)

    # --- requests from the page -------------------------------------------------------------------
    def _do_set(self, fact: str, value: str, again: bool = False) -> None:
        """Change one fact; an unreadable value leaves the facts unchanged and shows the reason."""
        if fact in self.every:
            goes_on = again and self.state.changed == fact
            self._change(fact, typed=True, again=goes_on, **{fact: value})

    def _do_show(self, fact: str, way: str) -> None:
        if fact in self.every and way != "mixed":
            self._change(fact, shown={fact: way})

    def _do_choose(self, part: str, value: str) -> None:
        if part in self._offered:
            self._change("", **{part: value})

    def _do_apply(self, changes: dict[str, Any]) -> None:
        """Apply a change only if the open tab offers it."""
        groups = self.rest["tab"].get("groups", [])
        if changes in [one["changes"] for group in groups for one in group["sets"]]:
            self._change("", **changes)

    def _change(self, fact: str, **changes: Any) -> None:
        self._act(lambda: self.scenario.set(**changes), fact)

    def _do_undo(self) -> None:
        self._act(self.scenario.undo)

    def _do_redo(self) -> None:
        self._act(self.scenario.redo)

    def _do_reset(self) -> None:
        self._act(self.scenario.reset)

    def _act(self, action: Callable[[], None], fact: str = "") -> None:
        """Run an action that may change facts, and send the resulting state even if nothing changed."""
        self.state.changed, self.state.note, self.state.why = fact, "", ""
        turn = self._turn
        action()
        if self._turn == turn:
            self.refresh()

    def _do_why(self, node: str) -> None:
        if node in self.scenario.analysis:
            self.state.why = node
            self._guarded(self._send_rest)

    def _do_tab(self, tab: str) -> None:
        if tab in self._tabs:
            self.state.tab = tab
            self._guarded(self._send_rest)

    def _do_width(self, width: float) -> None:
        """Draw the charts as wide as the page displays them, so that their text keeps its size."""
        self._width = min(max(float(width), 300.0), 900.0)
        self._guarded(self._send_rest)

    def _do_in_tab(self, **said: Any) -> None:
        """Pass a choice made inside the open tab to it, such as which side argues first."""
        if (name := self.state.tab or next(iter(self._tabs), "")) in TABS:
            self.state.tabs(name).choose(**said)
            self._guarded(self._send_rest)

    def _do_read(self, what: str, name: str) -> None:
        """Show beside the laboratory the page of a passage, what courts said of a fact, or all reasons."""
        lib, found = self.library, self.scenario.analysis
        if what == "page" and name in lib.passages:
            passage = lib.passages[name]
            title, html = explain.pin(lib, passage), explain.page_html(passage, lib)
        elif what == "fact" and name in self.every:
            stated, title = self.scenario.stated.get(name), shown.label(self.scenario, name)
            html = explain.fact_html(name, lib, stated, self.scenario.name, found.place)
        elif what == "why" and name in found:
            title = f"Why: {explain.inside(found.law.nodes[name].name)}"
            idle, moved, wrong = list[str](), "", list[str]()
            if name == self.node:
                idle, moved = self.scenario.idle(self.top), self.scenario.moved(self.top)
                wrong = explain.warnings(found)
            html = explain.headline_html(found[name], lib, moved, wrong)
            html += explain.reasons_html(found[name], found.law, found.facts, found.place, idle)
        elif what == "standard":
            stage = lib.stages[self.scenario.now.stage]
            title, html = stage.label, explain.standard_html(stage, lib)
        elif what == "tab" and name in TABS and name in self._tabs:
            title, html = _TITLE[name], self.state.tabs(name).whole()
        else:
            return
        self._beside(title, html=html)

    def _do_say(self, answer: str) -> None:
        """Record the learner's prediction."""
        self._act(lambda: self.state.tries.say(answer), self.state.changed)

    def _do_try(self, at: int) -> None:
        self._act(lambda: self.state.tries.go(int(at)))

    def _do_show_me(self) -> None:
        self._act(self.state.tries.show)

    def _do_show_all(self, on: bool) -> None:
        """Show everything, or return to the step-by-step form; for a teacher or a returning reader."""
        self.state.tries.open = bool(on)
        self.refresh()

    def _do_link(self) -> None:
        """Show a link that opens these facts again."""
        if self.link:
            address = links.whole(ADDRESS.address, KEEPER.notebook, links.write(self.scenario))
            self._beside("Link to these facts", link=address)

    def __repr__(self) -> str:
        return f"{self.plan['title']}, {self.now['finding']['word'].lower()}."

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the display without a kernel: the question, and the finding if it may be shown."""
        data, more = super()._repr_mimebundle_(**kwargs)
        lib, finding = self.library, self.scenario.analysis[self.node]
        lines = [f"<b>{escape(self.plan['title'])}.</b> {escape(finding.node.question)}"]
        if self._case in lib.scenarios:  # predictions concern hypotheticals
            data["text/plain"] = f"{self.plan['title']}."
        else:
            why = [one.sentence for one in finding.because if one.node != self.node][:2]
            said = explain.status_words(finding, lib)
            lines.append(escape(" ".join([f"{self.scenario.name}: {said}", *why])))
        lines.append("<i>Run this notebook to change the facts.</i>")
        html = "".join(f"<p>{line}</p>" for line in lines)
        return data | {"text/html": f'<div class="mc">{html}</div>'}, more

    # --- for other programs -----------------------------------------------------------------------
    def steps(self, *changes: Plain) -> explain.Transcript:
        """Apply changes in order and return a transcript of the findings.

        Without changes, apply those of its lesson. An empty change resets the facts. The learner's
        own settings are not touched.
        """
        scenario, lines = Scenario(self.scenario.start, self.library, self.proof), list[str]()
        for change in changes or self.asked:
            if not change:
                scenario.reset()
                continue
            scenario.set(**change)
            finding = scenario.analysis[self.node]
            said = explain.status_words(finding, scenario.library)
            lines.append(scenario.problem or scenario.moved(self.top))
            lines.append(f"{finding.node.name}: {said} Precedent: {finding.precedent}.")
        return explain.Transcript(lines)


_TITLE = {tab: kind.title for tab, kind in TABS.items()} | {
    "traffic": "Share of traffic",
    "factors": "Factors",
    "timeline": "Law over time",
    "precedents": "Precedents",
}


class _State:
    """The facts of a laboratory for one case, saved as work, with the learner's place in its views."""

    def __init__(self, lab: Lab, start: str, name: str, keep: bool) -> None:
        self.scenario = Scenario(start, lab.library, lab.proof)
        self.why = self.tab = self.changed = self.note = ""
        self._lab, self._tabs = lab, dict[str, Tab]()
        self.task = f"facts/{start}/{name}"
        self.tries = Tries(self.scenario, lab.node, name, lab.tries)
        self.scenario.observe(lambda _: self._show(), ["analysis", "problem"])
        if keep:
            self.scenario.observe(lambda _: self._keep(), "analysis")
            KEEPER.join(self)
            file = lab.library.scenarios.get(start)
            if file and file.stands_for and start == lab._case:
                KEEPER.join(_Earlier(self, f"facts/{file.stands_for}/{name}"))

    @property
    def problem(self) -> list[str]:
        """Return the fact whose last change was rejected, and the reason."""
        words = self.scenario.problem.removeprefix(f"facts, {self.changed}: ")
        return [self.changed, words] if words else []

    def tabs(self, name: str) -> Tab:
        """Return the view under a tab; it keeps the learner's choices."""
        lab = self._lab
        if name not in self._tabs:
            self._tabs[name] = TABS[name](self.scenario, lab.node, lab.top, lab.names)
        return self._tabs[name]

    def _show(self) -> None:
        self.tries.look()
        if self._lab.state is self:
            self._lab.refresh()

    def _keep(self) -> None:
        lib, saved = self.scenario.library, self.scenario.saved()
        words = [
            f"{shown.label(self.scenario, name)}: "
            f"{explain.inside(explain.fact_words(lib.facts[name], self.scenario.facts[name]))}"
            for name in saved.facts
        ]
        labels = [shown.label(self.scenario, name) for name in self._lab.names]
        asked = f"the facts of {self.scenario.name}: {', '.join(labels)}"
        KEEPER.note(self.task, "facts", "; ".join(words), asked, facts=saved)

    def resume(self, entries: list[Entry]) -> None:
        """Restore the facts as last set; Undo and Reset return to the starting facts."""
        found, before = [entry for entry in entries if entry.facts], self.scenario.analysis
        with self.scenario.hold_trait_notifications():  # notify once, along with the note
            lost = self.scenario.resume(found[-1].facts if found else SetFacts())
            self.note = self.changed = ""
            if self.scenario.can_undo:
                day = explain.day_words(found[-1].at.astimezone().date())
                self.note = (
                    f"These are the facts as you left them on {day}; Reset restores the original."
                )
            if lost:
                self.note += f" These settings no longer apply: {'; '.join(lost)}."
        if self.scenario.analysis is before:
            self._show()


class _Earlier:
    """Facts saved when the laboratory still began with the case that its hypothetical now replaces."""

    def __init__(self, state: _State, task: str) -> None:
        self.state, self.task = state, task

    def resume(self, entries: list[Entry]) -> None:
        """Restore these facts, unless the learner has set others since."""
        if latest(KEEPER.entries, self.state.task) is None:
            self.state.resume(entries)


def lab(lesson: str, section: str) -> Lab:
    """Return the laboratory of one section of a lesson, as data/lessons/ describes it."""
    lib = load()
    found = lib.section(lesson, section)
    if found.lab is None:
        raise ReaderError(f"lessons/{lesson}.yml, {section}", "has no laboratory.", "Add 'lab:'.")
    return Lab(
        **found.lab.model_dump(),
        name=f"{lesson}/{section}",
        steps=found.changes,
        tries=found.tries,
        predict=found.predict,
    )
