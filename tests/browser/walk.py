"""Walk through a notebook: use every control, and compare the screen with the twin.

The walk knows no control by name. It finds the page's controls, pairs them with the widgets of the twin, and
reports at the end any usable control that it did not use.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ipywidgets as w
from playwright.sync_api import Page
from twin import KEEP, OPENER, TWICE, Leaf, Twin, leaves, rows, twin_of

from jurisdiction.library import parts
from jurisdiction.model import Range
from minimum_contacts import panels
from minimum_contacts.lessons.panels import shown

SCRIPT = (Path(__file__).parent / "walk.js").read_text(encoding="utf-8")
FIGURES = {"share": ["4.6%", "12%-19%", ""], "count": ["500", "20,000-30,000", ""]}
WRITTEN = "Its “words” & <b>marks</b> are the learner's."
NOT_TOUCHED = {  # controls not used here, and the tests that use them
    "Import work": "wants a file of the learner's disk: test_work.py, test_class_predictions.py",
    "Clear the files": "cannot be pressed before files were brought in: test_class_predictions.py",
}
UNFOLD = "() => document.querySelectorAll('.jp-showHiddenCellsButton').forEach(one => one.click())"
ENOUGH = 4  # number of faults after which the rest of a notebook adds nothing


class Walk:
    """One walk; `faults` lists the errors found.

    `much` sets the extent: "every" sets each value of each control; "once" tries other values of each control
    until something changes; "few" does the same for one control of each kind and one fact of each laboratory.

    """

    def __init__(self, page: Page, twin: Twin, much: str = "every", patience: int = 30_000) -> None:
        self.page, self.twin, self.patience = page, twin, patience
        self.every, self.few = much == "every", much == "few"
        self.faults: list[str] = []
        self.touches = 0
        self._done: set[str] = set()
        self._moves: set[str] = set()  # controls that changed something besides themselves
        self._waiting: list[Leaf] = []  # buttons that could not act yet, such as Reset at first
        self._kinds: set[tuple[Any, ...]] = set()
        self._states: dict[int, list[Any]] = {}  # the last expected contents
        self._pictures: dict[int, list[dict[str, Any]]] = {}

    def whole(self, only: type = w.Widget) -> list[str]:
        """Walk through the notebook from the top, and compare all of it again at the end."""
        self.page.evaluate(UNFOLD)
        count, wanted = self._ask("count"), len(self.twin.tops)
        if count != wanted:
            return [f"{count} cells show widgets, of {wanted}"]
        for number in [n for n, top in enumerate(self.twin.tops) if isinstance(top, only)]:
            self._states = {}
            if len(self.faults) < ENOUGH and self._agrees(number, "before it is touched"):
                self._through(number)
        for number in range(wanted):
            if not self.faults:
                self._agrees(number, "at the end")
        self.faults += self._ask("folds")
        self.faults += self._ask("strangers")
        if not self.few:
            self._left_over()
        return self.faults

    # --- the page ---------------------------------------------------------------------------------
    def _ask(self, what: str, *given: Any) -> Any:
        return self.page.evaluate(
            "([what, given]) => { const own = window.walk[what]; return own(...given); }",
            [what, list(given)],
        )

    def _agrees(self, number: int, when: str) -> bool:
        wanted = self.twin.expected(number)
        differs = self._ask("settled", number, wanted, self.patience)
        if differs is not None:
            self.faults.append(f"{self._name(number)} {when}: {_difference(differs, wanted)}")
            return False
        self._look(number, self._ask("pictures", number), when)
        return True

    def _name(self, number: int) -> str:
        return f"{type(self.twin.tops[number]).__name__} (the {number + 1}. that a cell shows)"

    # --- actions ------------------------------------------------------------------------------------
    def _through(self, number: int) -> None:
        """Use every control, including those that appear only later, until none is left."""
        opened: list[Leaf] = []
        self._waiting = []
        while found := self._next(number):
            at, leaf = found
            before = self._ids(number)
            self._done.add(leaf.widget.model_id)
            opened += [leaf] if leaf.kind == "fold" else []
            if hidden := self._ask("under", number, at):
                self.faults.append(f"{self._label(number, leaf)}: {hidden}")
            for value in self._values(leaf):
                if not self._touch(number, leaf, value) or not self._appeared(number, before):
                    return
            if leaf.kind == "lab":
                wrong = self._ask("beside", number, at)
                self.faults += [f"{self._label(number, leaf)}: {one}" for one in wrong]
            if leaf.kind == "button" and leaf.widget.model_id not in self._moves:
                self._waiting.append(leaf)
            if leaf.kind == "size" and not self._in_large(number, leaf):
                return
        for leaf in opened:  # controls inside a fold can be used only while it is open
            if leaf.widget.value and not self._touch(number, leaf, None):
                return

    def _ids(self, number: int) -> set[str]:
        """Return the ids of the controls that can be used now."""
        pairs = zip(leaves(self.twin.tops[number]), self._ask("reachable", number), strict=False)
        return {leaf.widget.model_id for leaf, there in pairs if there}

    def _appeared(self, number: int, before: set[str]) -> bool:
        """Use the controls that exist only while another control has its new value."""
        if self.few:
            return True
        for leaf in leaves(self.twin.tops[number]):
            new = leaf.widget.model_id not in before | self._done and leaf.kind != "fold"
            label = getattr(leaf.widget, "description", "") or ""
            if not new or label.startswith(tuple(NOT_TOUCHED)):
                continue
            if leaf.widget.model_id not in self._ids(number):
                continue
            self._done.add(leaf.widget.model_id)
            if not all(self._touch(number, leaf, value) for value in self._values(leaf)):
                return False
            if leaf.kind == "button" and leaf.widget.model_id not in self._moves:
                self._waiting.append(leaf)
        return True

    def _next(self, number: int) -> tuple[int, Leaf] | None:
        reachable = self._ask("reachable", number)
        for at, leaf in enumerate(leaves(self.twin.tops[number])):
            label = getattr(leaf.widget, "description", "") or ""
            if leaf.widget.model_id in self._done or label.startswith(tuple(NOT_TOUCHED)):
                continue
            if leaf.kind != "words" and at < len(reachable) and reachable[at]:
                if self.few and not self._first(number, leaf):
                    continue
                return at, leaf
        return None

    def _first(self, number: int, leaf: Leaf) -> bool:
        """Return whether a control is the first of its kind in its laboratory or notebook."""
        what = getattr(leaf.widget, "description", "").split() if leaf.kind == "button" else []
        where = number if leaf.kind == "lab" else type(self.twin.tops[number]).__name__
        asks = {type(one) for one in leaf.widget.tasks.values()} if leaf.kind == "tasks" else set()
        kind = (where, leaf.kind, *what[:1], *sorted(map(str, asks)))
        if kind in self._kinds:
            return False
        self._kinds.add(kind)
        return True

    def _label(self, number: int, leaf: Leaf) -> str:
        said = getattr(leaf.widget, "description", "") or leaf.kind
        return f"{self._name(number)}, {said}"

    def _values(self, leaf: Leaf) -> Iterator[Any]:
        """Yield the ways to change a control and change it back."""
        control = leaf.widget
        match leaf.kind:
            case "button" | "fold":
                yield None
            case "size":
                yield from (None, None)
            case "lab":
                yield from self._in_lab(control)
            case "tasks":
                yield from self._in_tasks(control)
            case "intake":
                yield from self._in_intake(control)
            case "work":  # except actions that end the work or need a file or printer
                yield OPENER
                for name in TWICE:
                    yield from (name, KEEP)
                yield OPENER

    def _in_tasks(self, panel: panels.TaskPanel) -> Iterator[dict[str, Any]]:
        """Yield the actions among tasks: open and close each word, make each choice, commit each answer."""
        for at in range(len(panel.plan.get("words", []))):
            yield from ({"do": "word", "at": at},) * 2
        options, first = (
            [name for name, _ in panel.plan.get("options", [])],
            panel.now.get("chosen"),
        )
        for name in options:
            yield {"do": "choose", "value": name}
            for at, task in enumerate(panel.tasks.values()):
                if task.task == name:
                    yield from self._in_task(at, task)
        if options:
            yield {"do": "choose", "value": first}
            return
        for at, task in enumerate(panel.tasks.values()):
            yield from self._in_task(at, task)

    def _in_task(self, at: int, task: Any) -> Iterator[dict[str, Any]]:
        if task.reason:
            yield {"do": "reason", "at": at, "value": WRITTEN}
        for value in list(task.choices) or [WRITTEN]:
            yield {"do": "answer", "at": at, "value": value}
            if self.every or not task.replied:
                yield {"do": "act", "at": at}
        if not task.choices and self.every:
            yield {"do": "answer", "at": at, "value": ""}
            yield {"do": "answer", "at": at, "value": WRITTEN}

    def _in_lab(self, lab: panels.Lab) -> Iterator[dict[str, Any]]:
        """Yield the actions in a laboratory: each answer and back, each view, each reason, each choice."""
        if lab.state.tries.every:
            yield {"do": "show_all", "on": True}
        facts = rows(lab)
        for fact in facts[:1] if self.few else facts:
            yield from self._answers(lab, fact)
        yield from ({"do": do} for do in ("undo", "redo", "reset"))
        if self.few:
            return
        for fact in (f for group in lab.plan["groups"] for f in group["rows"] if f["more"]):
            yield {"do": "add", "fact": fact["id"], "label": fact["label"]}
            yield from self._answers(lab, fact)
        yield from self._of_the_law(lab)
        for tab in lab._tabs:
            yield {"do": "tab", "tab": tab}
            yield from self._in_view(lab, tab)
        for node in [rung["node"] for rung in lab.now["ladder"]]:
            yield {"do": "why", "node": node}

    def _in_intake(self, intake: panels.IntakePanel) -> Iterator[dict[str, Any]]:
        """Yield the actions in an intake: each question, each basis, each choice, and each view.

        test_intake_page.py deletes, imports, and downloads files.
        """
        rows = [row for group in intake.plan["groups"] for row in group["rows"]]
        for row in rows if self.every else rows[:1] if self.few else rows[::5]:
            about = {"fact": row["id"], "label": row["label"]}
            figures = {"share": ["4.6%", "many", "12%-19%"], "count": ["500", "many"]}
            options = [value for value, _ in row["options"] if value] or ["yes", "no", "unknown"]
            for value in figures.get(row["kind"], options):
                yield {"do": "set", **about, "value": value}
            if not self.few:
                first = options[0] if row["kind"] not in figures else "4.6%"
                yield {"do": "set", **about, "value": first}
                for way in ("document", "denied", ""):
                    yield {"do": "how", **about, "way": way}
                yield {"do": "write", "field": f"note/{row['id']}", "text": WRITTEN, "done": True}
        for do in ("next", "skip", "back"):
            if intake.rest[f"can_{do}"]:  # otherwise the button is disabled, which is also compared
                yield {"do": do}
        yield {"do": "undo"}
        for part, name in (("side", "sides"), ("forum", "forums"), ("stage", "stages")):
            for value, _ in intake.plan[name][:1] if self.few else intake.plan[name]:
                yield {"do": "choose", "part": part, "value": value}
        for view, _ in intake.plan["views"]:
            yield {"do": "view", "view": view}
            if view == "compare":
                yield {"do": "remember"}
                yield {"do": "undo"}
                yield {"do": "restore"}
            if view == "story":
                yield {"do": "write", "field": "story", "text": WRITTEN, "done": True}
            if view == "memo" and not self.few:
                yield {"do": "memo", "kind": "md"}
        yield {"do": "view", "view": "standing"}
        yield {"do": "write", "field": "label", "text": "A. B.", "done": True}
        if not self.few:
            yield from ({"do": do} for do in ("copy", "new"))

    def _answers(self, lab: panels.Lab, fact: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the answers to a fact or a switch, the shares of decided cases, and the ways of proof."""
        about = {"fact": fact["id"], "label": fact["label"]}
        yield from ({"do": "set", **about, "value": v} for v in self._there_and_back(lab, fact))
        for part in fact["parts"]:
            own = {"fact": part["id"], "label": part["label"], "switch": fact["label"]}
            yield from ({"do": "part", **own, "value": v} for v in self._there_and_back(lab, part))
        for mark in _offered(lab, fact):
            name = f"{mark['case']} {mark['words']}"
            yield {"do": "mark", **about, "name": name, "value": mark["words"]}
            yield {"do": "undo"}
        if lab.proof:
            ways = list(lab.scenario.library.showings)
            now = {lab.scenario.now.shown.get(part, "") for part in parts(lab.library, fact["id"])}
            for way in ways if self.every else ways[:2]:
                yield {"do": "show", **about, "value": way}
            if len(now) == 1:
                yield {"do": "show", **about, "value": now.pop()}

    def _there_and_back(self, lab: panels.Lab, fact: dict[str, Any]) -> list[str]:
        """Return the other answers to a fact, then its present one."""
        match fact["kind"]:
            case "yes_no":
                every = ["yes", "no", "unknown"]
            case "choice":
                every = [value for value, _ in fact["options"]]
            case kind:
                every = [*FIGURES[kind], "many"]
        held = {lab.scenario.facts[part] for part in parts(lab.library, fact["id"])}
        (now, *more) = (
            [shown.values(lab.scenario, [fact["id"]])[fact["id"]]] if len(held) == 1 else [""]
        )
        others = [value for value in every if value != now]
        if more or (len(held) > 1 and fact["kind"] == "yes_no"):
            return [*others, others[0]]
        return [*others, now] if self.every else [others[0], *others[-1:], now]

    def _of_the_law(self, lab: panels.Lab) -> Iterator[dict[str, Any]]:
        """Yield other dates, courts, and stages, then the present ones."""
        names = {"law_as_of": "Law as of", "court": "Court", "stage": "Stage"}
        for part in (part for part in lab.now["whose"] if part["options"]):
            others = [value for value, _ in part["options"] if value != part["value"]]
            for value in [*(others if self.every else others[:2]), part["value"]]:
                yield {
                    "do": "choose",
                    "part": part["part"],
                    "name": names[part["part"]],
                    "value": value,
                }

    def _in_view(self, lab: panels.Lab, tab: str) -> Iterator[dict[str, Any]]:
        """Yield the actions in a view: make the first smallest change, and choose who argues first."""
        if tab == "changes" and any(
            group["sets"] for group in lab.state.tabs(tab).shown()["groups"]
        ):
            yield {"do": "apply"}
            yield {"do": "undo"}
        if tab == "argument":
            for side in ("defendant", "plaintiff"):
                yield {"do": "in_tab", "value": side}

    def _touch(self, number: int, leaf: Leaf, value: Any) -> bool:
        """Change a control and change it back; return whether the screen shows the expected contents."""
        top, control = self.twin.tops[number], leaf.widget
        at = next((i for i, one in enumerate(leaves(top)) if one.widget is control), None)
        if at is None:
            return True  # an earlier value has replaced it
        story = type(top).__name__ == "StoryPanel"  # it changes all other laboratories
        reach = range(len(self.twin.tops)) if story else [number]
        before = [self._states.get(n) or json.loads(self.twin.expected(n)) for n in reach]
        self.twin.do(number, leaf, value)
        wanted = self.twin.expected(number)
        after = [json.loads(wanted if n == number else self.twin.expected(n)) for n in reach]
        self._states = dict(zip(reach, after, strict=True))
        moved = _beside(before, reach.index(number), at) != _beside(after, reach.index(number), at)
        if leaf.kind in ("lab", "tasks", "intake", "work"):
            moved = before != after
        if moved or leaf.kind == "size":
            self._moves.add(control.model_id)
        seen = self._ask("touch", number, at, value, wanted, moved, self.patience)
        self.touches += 1
        what = f"after {self._label(number, leaf)} was set to {value!r}"
        if seen["differs"] is not None:
            self.faults.append(f"{what}: {_difference(seen['differs'], wanted)}")
            return False
        self._look(number, seen["pictures"], what)
        return all(self._agrees(n, what) for n in reach if n != number) and self._try_again(number)

    def _try_again(self, number: int) -> bool:
        """Press the buttons that could not act earlier, now that they can."""
        waiting, self._waiting = self._waiting, []
        for button in waiting:
            if not button.widget.disabled and not self._touch(number, button, None):
                return False
            if button.widget.model_id not in self._moves:
                self._waiting.append(button)
        return True

    def _in_large(self, number: int, size: Leaf) -> bool:
        """Compare everything at projector size."""
        if not self._touch(number, size, None):
            return False
        every = range(len(self.twin.tops))
        large = all(self._agrees(other, "while all is large") for other in every)
        return large and self._touch(number, size, None)

    # --- comparison ---------------------------------------------------------------------------------
    def _look(self, number: int, pictures: list[dict[str, Any]], when: str) -> None:
        """Compare the colors of the pictures with what their texts say."""
        before = self._pictures.get(number, [])
        self._pictures[number] = pictures
        for picture in pictures:
            self.faults += [f"{when}: {wrong}" for wrong in colours(picture)]
        if [p["alt"][:20] for p in before] == [p["alt"][:20] for p in pictures]:
            for old, new in zip(before, pictures, strict=True):
                self.faults += [f"{when}: {wrong}" for wrong in turned(old, new)]

    def _left_over(self) -> None:
        """Report the controls that were never used, and those that changed nothing."""
        if self.faults:
            return
        for number, top in enumerate(self.twin.tops):
            for leaf in leaves(top):
                label = getattr(leaf.widget, "description", "") or ""
                if leaf.kind in ("words", "board") or label.startswith(tuple(NOT_TOUCHED)):
                    continue  # the class tests press the buttons of a board
                if leaf.hidden and not (self.every or isinstance(top, panels.Lab)):
                    continue  # displayed only after a value that the longest form sets
                if leaf.widget.model_id not in self._done:
                    self.faults.append(f"{self._label(number, leaf)} ({leaf.kind}): never touched")
                elif leaf.widget.model_id not in self._moves and not isinstance(
                    top,
                    panels.StoryPanel,  # some notebooks use none of the facts that it changes
                ):
                    self.faults.append(f"{self._label(number, leaf)} ({leaf.kind}): moves nothing")


def _offered(lab: panels.Lab, fact: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the shares of decided cases with room under the line: on its scale, and not too close."""
    held = lab.scenario.facts[fact["id"]] if fact["marks"] else None
    top, last, found = 100 if isinstance(held, Range) and held.high > 0.25 else 25, -math.inf, []
    for mark in fact["marks"]:
        if mark["at"] * 100 <= top and mark["at"] * 100 - last > 0.22 * top:
            found.append(mark)
            last = mark["at"] * 100
    return found


def _beside(states: list[Any], top: int, at: int) -> list[Any]:
    """Return what is displayed, without the value of one control."""
    return [
        [*one[:2], *one[3:]] if (n, i) == (top, at) else one
        for n, state in enumerate(states)
        for i, one in enumerate(state)
    ]


def _difference(seen: list[Any], wanted: str) -> str:
    """Return the first difference between a screen and its expected contents."""
    asked = json.loads(wanted)
    if len(seen) != len(asked):
        kinds = [" ".join(one[0] for one in state) for state in (seen, asked)]
        return (
            f"{len(seen)} parts on the screen, of {len(asked)}: {' in the place of '.join(kinds)}"
        )
    here, there = next((s, a) for s, a in zip(seen, asked, strict=True) if _differ(s, a))
    if here[0] == there[0] == "lab":
        parts = [name for name in there[2] if name != "view" and here[2][name] != there[2][name]]
        missing = [piece for piece in there[2]["view"] if piece not in here[2]["view"]]
        pairs = [(name, here[2][name], there[2][name]) for name in parts]
        pairs += [("view", here[2]["view"], piece) for piece in missing]
        if pairs:
            name, mine, its = pairs[0]
            if isinstance(mine, list):
                mine, its = next(
                    ((x, y) for x, y in zip(mine, its, strict=False) if x != y), (mine, its)
                )
            return f"the {name} of {here[1]} shows {str(mine)[:400]!r} and should show {str(its)[:400]!r}"
    if here[0] == there[0] == "intake" and here[2] != there[2]:
        name = next(name for name in there[2] if here[2][name] != there[2][name])
        here, there = [*here[:2], here[2][name]], [*there[:2], there[2][name]]
    for mine, its in zip(here, there, strict=True):
        if mine != its:
            at = 0
            if isinstance(mine, str) and isinstance(its, str):
                pairs = enumerate(zip(mine, its, strict=False))
                at = next((i for i, (x, y) in pairs if x != y), 0)
                mine, its = mine[max(0, at - 60) :][:160], its[max(0, at - 60) :][:160]
            return f"{here[0]} {here[1]!r} shows {mine!r} and should show {its!r}"
    return f"{here!r} and should be {there!r}"


def _differ(seen: list[Any], asked: list[Any]) -> bool:
    if seen[0] == asked[0] == "lab":
        mine, its = ({**one[2], "view": ""} for one in (seen, asked))
        said = all(piece in seen[2]["view"] for piece in asked[2]["view"])
        return mine != its or not said or seen[4] != asked[4]
    return seen != asked


def walked(
    page: Page, notebook: Path, much: str = "every", only: type = w.Widget, patience: int = 30_000
) -> Walk:
    """Walk through a notebook on a page, once all its widgets are present."""
    with twin_of(notebook, page.evaluate("walk.address()")) as twin:
        page.wait_for_function(
            "wanted => walk.count() >= wanted", arg=len(twin.tops), timeout=120_000
        )
        every = os.environ.get("MINIMUM_CONTACTS_WALK") == "every"
        walk = Walk(page, twin, "every" if every else much, patience)
        walk.whole(only)
        return walk


# --- the colors ----------------------------------------------------------------------------------
_SAYS = {"met": r"(?<!not )\bmet\b", "not": r"\bnot met\b"}
_COLOURED = ("These facts: ", "The law on ")


def _says(text: str, status: str) -> int:
    text = re.sub(r"at close: [a-z ]+", "", text)  # stated beside a finding, but never in its color
    return len(re.findall(_SAYS[status], text.casefold()))


def colours(picture: dict[str, Any]) -> list[str]:
    """Return the errors in a picture's colors: every stated status must appear, and no other."""
    if not picture["alt"].startswith(_COLOURED):
        return []
    wrong = []
    for status in _SAYS:
        there = picture[status] > 0
        if _says(picture["alt"], status) and not there:
            wrong.append(f"the colour of {status} is missing in “{picture['alt'][:90]}…”")
        elif there and not _says(picture["caption"], status):
            wrong.append(
                f"the colour of {status} is in “{picture['alt'][:90]}…”, which says no such"
            )
    return wrong


def turned(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return the colors that changed in the wrong direction when only these facts changed."""
    cases = [p["alt"].partition("Decided cases:")[2] for p in (old, new)]
    if not old["alt"].startswith(_COLOURED[0]) or cases[0] != cases[1]:
        return []
    wrong = []
    for status in _SAYS:
        more = _says(new["alt"], status) - _says(old["alt"], status)
        grown = new[status] - old[status]
        if more and (grown > 0) != (more > 0):
            wrong.append(f"the colour of {status} turned the wrong way in “{new['alt'][:90]}…”")
    return wrong
