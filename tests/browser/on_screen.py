"""What is on the screen, and what the engine says should be."""

from __future__ import annotations

import html
import json
import re
import time
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from jurisdiction import explain
from jurisdiction.charts import CHARTS
from jurisdiction.panels import Scenario

NODE = "express_aiming"

LOOK = """panel => {
  const plain = li => {
    const copy = li.cloneNode(true);
    copy.querySelectorAll("blockquote, details, .mc-shape, .mc-caveat").forEach(e => e.remove());
    return copy.textContent;
  };
  return {
    headline: panel.querySelector(".mc-headline").innerHTML,
    ladder: [...panel.querySelectorAll(".mc-ladder li")].map(li => li.innerHTML),
    reasons: [...panel.querySelectorAll(".mc-reasons li:has(> .mc-shape)")].map(plain),
    charts: [...panel.querySelectorAll(".mc-chart")].map(chart => chart.innerHTML),
  };
}"""


# Clicks ten times in a second, and from the last click on keeps each other state that a frame shows.
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
    """What `LOOK` found, as words."""
    return {
        "headline": words(raw["headline"]),
        "ladder": [words(row) for row in raw["ladder"]],
        "reasons": [" ".join(text.split()) for text in raw["reasons"]],
        "charts": [words(chart) for chart in raw["charts"]],
    }


def words(markup: str) -> str:
    """The text of some HTML, with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


_FAILED = re.compile(r'"msg_type": ?"error"')


class Watch:
    """What pages complain of and where their requests go."""

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
        """Note a kernel's traceback: that of a widget's callback is shown in no cell."""
        said = frame if isinstance(frame, str) else frame.decode("utf-8", "replace")
        if _FAILED.search(said):
            self.complaints.append(said)

    def strangers(self) -> list[str]:
        """The requests that left this machine."""
        return [url for url in self.requests if not _stays_here(url)]

    def troubles(self) -> list[str]:
        """Complaints, requests that left, and tracebacks on the screen."""
        found = [*self.complaints, *self.strangers()]
        for page in self.pages:
            if page.is_closed():
                continue
            bad = page.locator(
                "[data-mime-type='application/vnd.jupyter.stderr'], "
                "[data-mime-type='application/vnd.jupyter.error']"
            )
            found += bad.all_inner_texts()
            found += page.get_by_text("This part could not be updated").all_inner_texts()
        return found

    def forget(self) -> None:
        """Let what was found go, so that one test's trouble is no other's, nor that of its next try."""
        self.complaints.clear()
        self.requests[:] = [url for url in self.requests if _stays_here(url)]


def _stays_here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob") or parts.hostname in ("127.0.0.1", "localhost")


class LabOnScreen:
    """A laboratory in the browser, and beside it a twin that the engine answers for."""

    def __init__(self, panel: Locator, case: str) -> None:
        self.panel, self.page = panel, panel.page
        self.twin = Scenario(case)

    # --- touching ---------------------------------------------------------------------------------
    def choice(self, label: str) -> Locator:
        """The group of answers to the fact with this label."""
        name = f':text-is("{label}")'
        return self.panel.locator(
            f".widget-radio:has(> .widget-label{name}), fieldset:has(> legend{name})"
        )

    def answer(self, label: str, answer: str) -> Locator:
        """One answer of that group."""
        return self.choice(label).get_by_label(answer, exact=True)

    def choose(self, fact: str, answer: str) -> None:
        """Click an answer, and give it to the twin."""
        self.answer(self.label(fact), answer.capitalize()).click()
        self.twin.set(**{fact: answer})

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """The button with this name."""
        return self.panel.get_by_role("button", name=name)

    def figure(self, fact: str) -> Locator:
        """The field for a share or a count."""
        return self.panel.get_by_label(self.label(fact), exact=True)

    def label(self, fact: str) -> str:
        """The words on the control of a fact or switch."""
        library = self.twin.library
        label = library.facts[fact].label if fact in library.facts else None
        label = label or library.texts["switches"][fact]["label"]
        return explain.there(label, self.twin.analysis.place)

    def open_all(self) -> None:
        """Open what is folded: the parts of a switch, and the further facts."""
        for name in ("Show its two facts", "More facts"):
            for fold in self.button(name).all():
                fold.click()
        for name in ("Hide its two facts", "Fewer facts"):
            expect(self.button(name)).to_be_visible()

    def start_again(self) -> None:
        """Reset, and let the twin forget as well what came before."""
        self.button(re.compile("^Reset")).click()
        self.twin = Scenario(self.twin.case.id)
        self.settle(lambda: self.seen()["ladder"] == self.expected()["ladder"])
        self.page.wait_for_timeout(150)

    # --- looking ----------------------------------------------------------------------------------
    def seen(self) -> dict[str, Any]:
        """The finding, ladder, reasons and charts as the screen shows them."""
        return read(self.panel.evaluate(LOOK))

    def choose_quickly(self, fact: str, *answers: str) -> list[dict[str, Any]]:
        """Click answers to a fact, ten in a second; returns what the engine says after each.

        From the last click on the frames are kept.
        """
        clicks = [self.answer(self.label(fact), answer.capitalize()) for answer in answers]
        self.panel.evaluate(FRAMES, [click.element_handle() for click in clicks])
        states = list[dict[str, Any]]()
        for answer in answers:
            self.twin.set(**{fact: answer})
            states.append(self.expected())
        return states

    def frames(self) -> list[dict[str, Any]]:
        """The states that the screen has shown since the last quick click."""
        return [read(json.loads(frame)) for frame in self.panel.evaluate("panel => panel.frames")]

    def expected(self) -> dict[str, Any]:
        """What the engine says they should be."""
        lib, found = self.twin.library, self.twin.analysis
        finding = found[NODE]
        shown = [CHARTS[name](self.twin.case, "first_prong") for name in ("traffic", "words")]
        ladder = explain.ladder_html(found, NODE, "first_prong", self.twin.case)
        return {
            "headline": words(
                explain.headline_html(
                    finding, lib, self.twin.moved("first_prong"), explain.warnings(found)
                )
            ),
            "ladder": [words(rung) for rung in re.findall(r"<li.*?</li>", ladder)],
            "reasons": [" ".join(reason.sentence.split()) for reason in finding.because],
            "charts": [words(chart.html(found, NODE)) for chart in shown],
        }

    def settle(self, ready: Any, seconds: float = 10) -> None:
        """Wait until something holds, or until the time is up."""
        end = time.monotonic() + seconds
        while not ready() and time.monotonic() < end:
            self.page.wait_for_timeout(15)

    def agrees(self, *parts: str) -> None:
        """Assert that the screen shows what the engine says, in these parts or in all."""
        wanted = {k: v for k, v in self.expected().items() if not parts or k in parts}
        self.settle(lambda: {k: self.seen()[k] for k in wanted} == wanted)
        assert {k: self.seen()[k] for k in wanted} == wanted
