"""Compare what the screen displays with the engine's results."""

from __future__ import annotations

import json
import re
import time
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from jurisdiction import explain
from minimum_contacts.lessons.charts import CHARTS
from minimum_contacts.lessons.panels import shown
from minimum_contacts.panels import Scenario

NODE = "express_aiming"

LAB = "[role=region][aria-label^=Laboratory]"  # every laboratory of a page
LADDER = "[aria-label='Ladder of the test']"
FACT = "[role=radiogroup]"
CHART = "figure:has([role=img])"
DRAWN = f"{LAB} {CHART}"

LOOK = """lab => ({
  finding: [lab.querySelector("h2").textContent, lab.querySelector(".mc-l-now").innerHTML].join(" "),
  ladder: [...lab.querySelectorAll("[aria-label='Ladder of the test'] li")].map(li => li.innerHTML),
  why: lab.querySelector(".mc-l-why .mc-l-head").innerHTML,
  chart: [...lab.querySelectorAll("figure")].map(figure => figure.outerHTML).join(""),
})"""


# Click ten times in a second, and record every other state that a frame shows after the last click.
FRAMES = f"""async (panel, answers) => {{
  const wait = ms => new Promise(done => setTimeout(done, ms));
  for (const answer of answers) {{ answer.click(); if (answer !== answers.at(-1)) await wait(100); }}
  panel.frames = [];
  (function look() {{
    const frame = JSON.stringify(({LOOK})(panel));
    if (frame !== panel.frames.at(-1)) panel.frames.push(frame);
    requestAnimationFrame(look);
  }})();
}}"""


def read(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the result of `LOOK` as words."""
    return {
        "finding": words(raw["finding"]),
        "ladder": [words(rung) for rung in raw["ladder"]],
        "why": words(raw["why"]),
        "chart": words(raw["chart"]),
    }


def words(markup: str) -> str:
    """Return the text of some HTML, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())


_FAILED = re.compile(r'"msg_type": ?"error"')


class Watch:
    """The errors that pages report, and the destinations of their requests."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.pages: list[Page] = []

    def follow(self, page: Page) -> None:
        """Listen to a page from now on."""
        self.pages.append(page)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda m: self.complaints.append(m.text) if m.type == "error" else None,
        )
        page.on("websocket", lambda socket: socket.on("framereceived", self._hear))

    def _hear(self, frame: str | bytes) -> None:
        """Record a kernel's traceback; no cell displays that of a widget's callback."""
        said = frame if isinstance(frame, str) else frame.decode("utf-8", "replace")
        if _FAILED.search(said):
            self.complaints.append(said)

    def strangers(self) -> list[str]:
        """Return the requests that left this machine."""
        return [url for url in self.requests if not _stays_here(url)]

    def troubles(self) -> list[str]:
        """Return errors, requests that left this machine, and tracebacks on the screen."""
        found = [*self.complaints, *self.strangers()]
        for page in self.pages:
            if page.is_closed():
                continue
            bad = page.locator(
                "[data-mime-type='application/vnd.jupyter.stderr'], "
                "[data-mime-type='application/vnd.jupyter.error']"
            )
            found += bad.all_inner_texts()
            found += page.get_by_text("We could not update this part").all_inner_texts()
        return found

    def forget(self) -> None:
        """Clear the log, so that one test's errors do not fail another test or a retry."""
        self.complaints.clear()
        self.requests[:] = [url for url in self.requests if _stays_here(url)]


def _stays_here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob") or parts.hostname in ("127.0.0.1", "localhost")


class LabOnScreen:
    """A laboratory in the browser, with a second one in this process that supplies the engine's results."""

    def __init__(self, panel: Locator, case: str) -> None:
        self.panel, self.page = panel, panel.page
        self.twin = Scenario(case)

    # --- input --------------------------------------------------------------------------------------
    def choice(self, label: str) -> Locator:
        """Return the group of answers to the fact with this label."""
        return self.panel.get_by_role("radiogroup", name=label, exact=True)

    def answer(self, label: str, answer: str) -> Locator:
        """Return one answer in that group."""
        return self.choice(label).get_by_role("radio", name=answer, exact=True)

    def choose(self, fact: str, answer: str) -> None:
        """Click an answer, and give it to the twin, too."""
        self.open(fact)
        self.answer(self.label(fact), answer.capitalize()).click()
        self.twin.set(**{fact: answer})

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """Return the button with this name."""
        return self.panel.get_by_role("button", name=name)

    def figure(self, fact: str) -> Locator:
        """Return the field of a share or a count, or the list of a choice."""
        return self.panel.get_by_label(self.label(fact), exact=True)

    def label(self, fact: str) -> str:
        """Return the label on the control of a fact or switch."""
        library = self.twin.library
        label = library.facts[fact].label if fact in library.facts else None
        label = label or library.texts["switches"][fact]["label"]
        return explain.there(label, self.twin.analysis.place)

    def open(self, fact: str) -> None:
        """Open the facts of a switch, if the fact is one of them and they are not shown."""
        library = self.twin.library
        switch = library.facts[fact].switch if fact in library.facts else None
        if not switch or self.choice(self.label(fact)).is_visible():
            return
        whole = self.choice(self.label(switch))
        if whole.count():
            whole.get_by_role("radio", checked=True).or_(whole.get_by_role("radio")).first.focus()
            self.panel.locator("summary", has_text=re.compile(r"^Its \d facts$")).click()

    def add(self, fact: str) -> None:
        """Add a further fact by its name."""
        field = self.panel.get_by_label("Add a fact")
        field.fill(self.label(fact))
        field.press("Enter")

    def start_again(self) -> None:
        """Close the tries, reset, and make the twin forget earlier changes, too."""
        if self.button("Show all").is_visible():
            self.button("Show all").click()
            expect(self.button("Show the tries")).to_be_visible()
        self.button(re.compile("^Back to ")).click()
        self.twin = Scenario(self.twin.case.id)
        wanted = self.expected()["ladder"]
        self.settle(lambda: [now(rung) for rung in self.seen()["ladder"]] == wanted)

    # --- display ------------------------------------------------------------------------------------
    @property
    def status(self) -> Locator:
        """Return the line of the finding, which is announced to a screen reader."""
        return self.panel.get_by_role("status")

    @property
    def ladder(self) -> Locator:
        """Return the steps of the test with their findings."""
        return self.panel.get_by_role("list", name="Ladder of the test")

    def tab(self, name: str) -> None:
        """Open a further view."""
        self.panel.get_by_role("tab", name=name, exact=True).click()
        expect(self.panel.get_by_role("tab", name=name, exact=True)).to_have_attribute(
            "aria-selected", "true"
        )

    def seen(self) -> dict[str, Any]:
        """Return the finding, the ladder, the first reason, and the open chart as displayed."""
        return read(self.panel.evaluate(LOOK))

    def reasons(self) -> list[str]:
        """Return the reasons of the finding, stepping through them one by one."""
        head, drawer = self.panel.locator(".mc-l-why .mc-l-head"), self.panel.locator(".mc-l-why")
        if drawer.get_by_role("button", name="Show", exact=True).is_visible():
            drawer.get_by_role("button", name="Show", exact=True).click()
        found = [words(head.inner_html())]
        after = drawer.get_by_role("button", name="Next step")
        if not after.count():
            return found
        for _ in range(50):
            after.click()
            told = words(head.inner_html())
            if self.panel.locator(".mc-l-why .mc-l-steps").inner_text().split()[1] == "1":
                return found
            found.append(told)
        raise AssertionError("The reasons never come round.")

    def choose_quickly(self, fact: str, *answers: str) -> list[dict[str, Any]]:
        """Click answers to a fact, ten in a second; return the engine's results after each.

        Record the frames after the last click.
        """
        clicks = [self.answer(self.label(fact), answer.capitalize()) for answer in answers]
        self.panel.evaluate(FRAMES, [click.element_handle() for click in clicks])
        states = list[dict[str, Any]]()
        for answer in answers:
            self.twin.set(**{fact: answer})
            states.append(self.expected())
        return states

    def frames(self) -> list[dict[str, Any]]:
        """Return the states that the screen has displayed since the last quick click."""
        return [read(json.loads(frame)) for frame in self.panel.evaluate("panel => panel.frames")]

    def expected(self) -> dict[str, Any]:
        """Return what the screen should display according to the engine."""
        return {
            "finding": finding(self.twin),
            "ladder": rungs(self.twin),
            "why": why(self.twin)[0],
            "chart": self._chart(),
        }

    def _chart(self) -> str:
        """Return the text of the open chart, drawn at the width that the page requested."""
        box = self.panel.locator(f"{CHART} [role=img]").first
        tabs = self.panel.locator("[role=tab][aria-selected=true]")  # absent without charts
        at = tabs.get_attribute("data-tab") if tabs.count() else ""
        if at not in CHARTS:
            return ""
        drawn = box.count() > 0  # a table has no width of its own
        width = float((box.get_attribute("viewBox") or "").split()[2]) if drawn else 0
        chart = CHARTS[at](self.twin.case, "first_prong", width)
        return words(chart.html(self.twin.analysis, NODE, False))

    def settle(self, ready: Any, seconds: float = 10) -> None:
        """Wait until something holds, or until the time is up."""
        end = time.monotonic() + seconds
        while not ready() and time.monotonic() < end:
            self.page.wait_for_timeout(15)

    def agrees(self, *parts: str) -> None:
        """Assert that the screen matches the engine's results, in these parts or in all."""
        wanted = {k: v for k, v in self.expected().items() if not parts or k in parts}
        self.settle(lambda: {k: self.seen()[k] for k in wanted} == wanted)
        assert {k: self.seen()[k] for k in wanted} == wanted


# --- the engine's results, as the screen displays them ---------------------------------------------
def now(rung: str) -> str:
    """Return a step or finding without its status before the last change."""
    return re.sub("[▲▼◆] [^▲▼◆]* → now ", "", rung)


def _point(scenario: Scenario, node: str) -> str:
    """Return the status of a point, and its earlier status if the last change affected it."""
    found, before = scenario.analysis, scenario.before
    here = shown.status(node, found)
    was = shown.status(node, before) if before is not None and node in before else here
    moved = "" if was == here else f"{was['shape']} {was['word']} → now "
    return f"{moved}{here['shape']} {here['word']}"


def finding(scenario: Scenario, node: str = NODE) -> str:
    """Return the finding's line: its earlier and current status, a short reason, and any contradiction."""
    found = scenario.analysis
    told = [shown.brief(found[node], found.law.library), *explain.warnings(found)]
    return words(f"{found.law.nodes[node].name} {_point(scenario, node)} {escape(' '.join(told))}")


def rungs(scenario: Scenario, node: str = NODE, top: str = "first_prong") -> list[str]:
    """Return each step of the ladder, with a court's disposition if it did not decide the step."""
    found, case = scenario.analysis, scenario.case
    steps = explain.rungs(found.law, found.facts, node, top)
    return [
        words(
            " ".join([
                found.law.nodes[name].name,
                *(escape(note) for note in shown.notes(found, name, case)),
                _point(scenario, name),
            ])
        )
        for _, name in steps
    ]  # fmt: skip


def why(scenario: Scenario, node: str = NODE) -> list[str]:
    """Return the reasons of a point, each as displayed."""
    told = shown.why(scenario.analysis, node)
    said = [
        f"{s['sentence']} [{s['known']}]" if s["known"] else s["sentence"] for s in told["steps"]
    ]
    return [words(escape(text)) for text in (f"{told['title']}. {said[0]}", *said[1:])]
