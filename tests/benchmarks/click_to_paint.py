"""Time a click until the screen has changed: our laboratory, a minimal one, and ipywidgets.

Run `python tests/benchmarks/click_to_paint.py`; see README.md in this folder.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))

from live_lab import NO_BROWSER, ROOT, Server, chromium, find_chromium, jupyterlab, open_and_run
from on_screen import LAB
from playwright.sync_api import Browser, ElementHandle, Error, Page

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- click to paint: begin -->", "<!-- click to paint: end -->"
FLOOR, RADIO, USUAL = (
    "floor: a checkbox updates one HTML widget",
    "radio buttons update one HTML widget",
    "usual way: interact with inline matplotlib",
)
TEXT, LADDER, CHART, REASON = (
    f"our laboratory: {part}" for part in ("finding", "ladder", "chart", "reason")
)
TYPED, TYPED_CHART = ("a share is typed: finding", "a share is typed: traffic chart")
RAPID = "our laboratory: the last of ten clicks in a second, all painted"
COLD = "JupyterLab: from its address to the first panel of notebook 02"
LESSON = "02_express_aiming.ipynb"
# Each of the other charts has its own laboratory: the point in focus, and the fact that is changed.
ALONE = {
    "factors": ("reasonableness", "personal_jurisdiction", "factor_burden"),
    "timeline": ("express_aiming", "first_prong", "us_cdn"),
    "precedents": ("express_aiming", "first_prong", "us_cdn"),
}
# The other panels that respond: how each is created, where its answers are, and what then changes.
TASKS = {
    "a prediction is committed: reply": ('j.panels.PredictPanel("doe_without_cdn")', ".mc-note"),
    "a check is committed: reply": (
        'j.panels.check("express_aiming", "line")', ".mc-note",
    ),
    "intake: an answer, and what stands then": (
        'j.panels.intake("clinic_intake", "draft")', ".mc-i-finding",
    ),
}  # fmt: skip
CELLS = [
    """import ipywidgets as w
box, said = w.Checkbox(value=True, description="US CDN"), w.HTML("<p>Met</p>")
box.observe(lambda c: setattr(said, "value", f"<p>{'Met' if c['new'] else 'Open'}</p>"), "value")
floor = w.VBox([box, said]); floor.add_class("bench-floor")
three, told = w.RadioButtons(options=["Yes", "No", "Unknown"], description="US CDN"), w.HTML("<p>Met</p>")
three.observe(lambda c: setattr(told, "value", f"<p>{c['new']}</p>"), "value")
radio = w.VBox([three, told]); radio.add_class("bench-radio"); w.VBox([floor, radio])""",
    """import jurisdiction as j
begun = j.panels.begin("bench")

facts = ["us_cdn", "us_traffic_share", "us_trademarks", "directed_ads"]
lab = j.panels.Lab("doe_v_webgroup", facts, charts=["traffic"])
lab.add_class("bench-lab"); lab""",
    """lab = j.panels.Lab("doe_v_webgroup", facts, charts=["traffic"], name="bench-share")
lab.add_class("bench-share"); lab""",
    """%matplotlib inline
import matplotlib.pyplot as plt
doe = j.load_case("doe_v_webgroup")
SHARES = {"Keeton": 1, "Will": 4.6, "Ayla": 10, "Doe": 19, "AMA": 19.21}

def show(us_cdn):
    found = j.analyze({**doe.facts, "cdn_us_servers": "yes" if us_cdn else "no",
                       "cdn_purpose_speed_us": "yes" if us_cdn else "no"}, law_as_of=doe.decided)
    finding = found["express_aiming"]
    print(finding.node.name, finding.status.value)
    for kind in ("barh", "scatter"):
        figure, axes = plt.subplots(figsize=(7.2, 2.9), dpi=120)
        names, shares = [*SHARES, "These facts"], [*SHARES.values(), 19]
        axes.barh(names, shares) if kind == "barh" else axes.scatter(shares, names)
        axes.set_title(f"Express aiming: {finding.status.value}")
        plt.show()

usual = w.interactive(show, us_cdn=True); usual.add_class("bench-usual"); usual""",
    *(
        f"""lab = j.panels.Lab("doe_v_webgroup", ["{fact}"], "{node}", "{top}", charts=["{name}"],
                   name="bench-{name}")
lab.add_class("bench-{name}"); lab"""
        for name, (node, top, fact) in ALONE.items()
    ),
    *(
        f"""task = {made}; task.add_class("bench-task{number}"); task"""
        for number, (made, _) in enumerate(TASKS.values())
    ),
]
# Resolve once `wanted` changes have been painted after a click, with the milliseconds each took.
MEASURE = """([target, value, wanted, pause]) => new Promise((done, fail) => {
  const started = {}, painted = {}, drawn = {};
  let images = 0;
  const root = target.closest(".jp-OutputArea-output");
  const late = setTimeout(() => { watcher.disconnect();
    fail(new Error("not painted in 10 s: " + JSON.stringify([wanted, painted, images]))); }, 10000);
  let from;
  const paint = name => requestAnimationFrame(() => {
    if (name in painted) return;
    painted[name] = performance.now() - from;
    if (!Object.keys(wanted).every(n => n in painted)) return;
    clearTimeout(late); watcher.disconnect(); setTimeout(() => done(painted), pause);
  });
  const watcher = new MutationObserver(changes => {
    for (const [name, want] of Object.entries(wanted)) {
      const fresh = new Set();
      for (const change of changes) {
        const at = change.target.nodeType === 1 ? change.target : change.target.parentElement;
        if (!at) continue;
        for (const node of change.addedNodes) {
          if (node.nodeType !== 1) continue;
          if (want.charts) {
            if (node.matches(".mc-chart")) fresh.add(node);
            node.querySelectorAll(".mc-chart").forEach(i => fresh.add(i));
          }
          if (want.inside && (node.matches(want.inside) || node.querySelector(want.inside)
              || at.closest(want.inside))) fresh.add(node);
          if (want.images) {
            if (node.matches("img")) fresh.add(node);
            node.querySelectorAll("img").forEach(i => fresh.add(i));
          }
        }
        if (want.images && change.type === "attributes" && change.target.matches("img"))
          fresh.add(change.target);
      }
      if (want.inside && fresh.size) paint(name);
      if (want.charts) {
        drawn[name] = (drawn[name] ?? 0) + fresh.size;
        if (drawn[name] >= want.charts) paint(name);
      }
      if (want.images) for (const image of fresh) {
        const loaded = () => { images += 1; if (images === want.images) paint(name); };
        if (image.complete && image.naturalWidth) loaded();
        else image.addEventListener("load", loaded, { once: true });
      }
    }
  });
  setTimeout(() => {  // at any moment of a frame, as a person would
    watcher.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["src"] });
    from = performance.now();
    if (value === null) target.click();
    else { target.value = value; target.dispatchEvent(new Event("change", { bubbles: true })); }
  }, 20 + 50 * Math.random());
})"""
FIRST = """new MutationObserver((_, watcher) => {
  if (document.querySelector(".mc-l")) { window.firstPanel = performance.now(); watcher.disconnect(); }
}).observe(document, { childList: true, subtree: true })"""

# Click two answers alternately, ten times in a second; return the milliseconds from the last click until the
# finding and charts match the last answer and stay so for a second, or -1 if they never do.
TEN = """async ([first, second, panel, want]) => {
  const wait = ms => new Promise(done => setTimeout(done, ms));
  const shown = () => JSON.stringify([
    panel.querySelector(".mc-l-chip").textContent,
    ...[...panel.querySelectorAll(".mc-chart")].map(i => i.innerHTML)]);
  if (want === null) return shown();
  for (let i = 0; i < 10; i++) { (i % 2 ? second : first).click(); if (i < 9) await wait(100); }
  const from = performance.now();
  let right = -1;
  while (performance.now() - from < (right < 0 ? 10000 : right + 1000)) {
    await new Promise(requestAnimationFrame);
    if (shown() !== want) right = -1;
    else if (right < 0) right = performance.now() - from;
  }
  return right;
}"""


def ten_clicks(page: Page, toggles: int) -> list[float]:
    """Return, for several trials, the milliseconds until the last of ten quick clicks is painted."""
    answers = next(variant.clicks for variant in variants(page) if TEXT in variant.wanted)
    second, first = (page.locator(at).first.element_handle() for at in answers)
    panel = page.locator(f".bench-lab {LAB}").first.element_handle()
    found = list[float]()
    for _ in range(max(2, toggles // 10)):
        second.evaluate("answer => answer.click()")  # slowly, so that the expected result is known
        page.wait_for_timeout(3000)
        want = page.evaluate(TEN, [first, second, panel, None])
        first.evaluate("answer => answer.click()")
        page.wait_for_timeout(3000)
        if page.evaluate(TEN, [first, second, panel, None]) == want:
            raise AssertionError("Both answers look alike; a stale frame could not be told.")
        found.append(page.evaluate(TEN, [first, second, panel, want]))
        if found[-1] < 0:
            raise AssertionError("After ten quick clicks the screen does not show the last answer.")
    return found


def notebook(folder: Path) -> Path:
    """Write a folder with a lesson and a notebook that contains all variants."""
    made = folder / "notebooks"
    made.mkdir()
    shutil.copy(ROOT / "notebooks" / LESSON, made)
    cells = [
        {"cell_type": "code", "id": f"v{i}", "metadata": {}, "source": text, "outputs": [],
         "execution_count": None}
        for i, text in enumerate(CELLS)
    ]  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    content = {
        "cells": cells,
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (made / "bench.ipynb").write_text(json.dumps(content))
    return made


class Variant:
    """A control to click, and the changes that it makes on the screen.

    With `values`, each click sets the next of them. If `first` is given, one of its controls is clicked
    beforehand, unmeasured.
    """

    def __init__(
        self, page: Page, clicks: list[str], wanted: dict[str, dict[str, Any]],
        values: Sequence[str | None] = (None,), first: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.page, self.clicks, self.wanted, self.turn = page, clicks, wanted, 0
        self.values, self.first = values, first
        self._found: dict[str, ElementHandle] = {}

    def _target(self) -> ElementHandle:
        """Return the element to click next, found in advance.

        The search through all texts creates garbage that the page would otherwise collect during the next
        click.
        """
        wanted = self.clicks[self.turn % len(self.clicks)]
        found = self._found.get(wanted)
        if found is None or not found.evaluate("e => e.isConnected"):
            found = self._found[wanted] = self.page.locator(wanted).first.element_handle()
        return found

    def toggle(self, pause: int) -> dict[str, float]:
        """Click once; return the milliseconds from the click until each change is painted.

        If an image is replaced before it has loaded, its painting is never observed; the click is then not
        measured, and the next click is measured instead.
        """
        for tries in (1, 2, 3):
            self.turn += 1
            target = self._target()
            target.scroll_into_view_if_needed()
            if self.first:
                self.page.locator(self.first[self.turn % len(self.first)]).first.click()
            self.page.wait_for_timeout(pause)  # no one scrolls and clicks at once
            value = self.values[self.turn % len(self.values)]
            given = [target, value, self.wanted, pause]
            try:
                return self.page.evaluate(MEASURE, given)
            except Error as error:
                if tries == 3 or "not painted" not in str(error):
                    raise
        raise AssertionError


def variants(page: Page) -> list[Variant]:
    """Return the elements to click on the page, and the changes that each click makes."""
    cdn = '[role=radiogroup][aria-label="US CDN"] input >> nth='
    share = '[aria-label^="Share of traffic"][type=text]'
    found = [
        Variant(page, [".bench-floor input"], {FLOOR: {"inside": ".widget-html-content"}}),
        Variant(
            page, [f".bench-radio input >> nth={n}" for n in (0, 1)],
            {RADIO: {"inside": ".widget-html-content"}},
        ),
        Variant(
            page, [f".bench-lab {cdn}{n}" for n in (0, 1)],
            {
                TEXT: {"inside": "[role=status]"}, LADDER: {"inside": ".mc-l-ladder"},
                CHART: {"charts": 1}, REASON: {"inside": ".mc-l-why"},
            },
        ),
        Variant(
            page, [f".bench-share {share}"],
            {TYPED: {"inside": "[role=status]"}, TYPED_CHART: {"charts": 1}}, ["4.6%", "19%"],
        ),
    ]  # fmt: skip
    for name, (_, _, fact) in ALONE.items():
        there, told = f".bench-{name} ", {f"chart: {name}": {"charts": 1}}
        if fact == "us_cdn":
            found.append(Variant(page, [f"{there}{cdn}0", f"{there}{cdn}1"], told))
        else:
            found.append(Variant(page, [f"{there}.mc-l-row select"], told, ["for", "against"]))
    for number, (name, (_, inside)) in enumerate(TASKS.items()):
        there, told = f".bench-task{number} ", {name: {"inside": inside}}
        answers = [f"{there}input[type=radio] >> nth={n}" for n in (0, 1)]
        if inside == ".mc-note":
            found.append(Variant(page, [f"{there}.mc-act button >> nth=0"], told, first=answers))
        else:
            found.append(Variant(page, answers, told))
    return [*found, Variant(page, [".bench-usual input"], {USUAL: {"images": 2}})]


def opened(browser: Browser, server: Server) -> Page:
    """Open the notebook of all variants, and return it with each variant on the page."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    open_and_run(page, server, "bench.ipynb", f"{LAB}, .bench-floor, .bench-usual", 3)
    page.locator(".bench-usual img").nth(1).wait_for()
    page.locator(f".bench-task{len(TASKS) - 1} .mc-i-finding").wait_for()
    for name in ("lab", "share", *ALONE):
        page.locator(f".bench-{name} .mc-chart").last.wait_for()
    return page


def measure(
    browser: Browser, server: Server, toggles: int, warm: int, seed: int = 1
) -> dict[str, list[float]]:
    """Return the milliseconds of each change over several toggles, the variants in random order."""
    page = opened(browser, server)
    order = variants(page)
    found = {name: list[float]() for variant in order for name in variant.wanted}
    chance = random.Random(seed)
    for number in range(warm + toggles):
        chance.shuffle(order)
        for variant in order:
            for name, spent in variant.toggle(pause=100).items():
                if number >= warm:
                    found[name].append(spent)
    found[RAPID] = ten_clicks(page, toggles)
    failed = page.locator('[role=alert]:has-text("could not be")').all_text_contents()
    if failed:
        raise AssertionError(f"A panel failed, and what it leaves out costs nothing: {failed[0]}")
    page.close()
    server.end_kernels()
    found[COLD] = cold_starts(browser, server, max(1, toggles // 12))
    return found


def cold_starts(browser: Browser, server: Server, times: int) -> list[float]:
    """Return the milliseconds from opening a lesson, kernel start included, to its first panel."""
    found = list[float]()
    for _ in range(times):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(FIRST)
        open_and_run(page, server, LESSON, LAB, 1)
        found.append(page.evaluate("window.firstPanel"))
        page.close()
        server.end_kernels()
    return found


def p95(values: list[float]) -> float:
    """Return the 95th percentile."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def table(found: dict[str, list[float]], version: str, busy: float | None) -> str:
    """Return the result as Markdown, with the place and time of measurement."""
    floor, usual = (statistics.median(found[name]) for name in (FLOOR, USUAL))
    lines = [
        f"{dt.date.today().isoformat()}; {os.cpu_count()} cores, {platform.system()} "
        f"{platform.machine()}; Python {platform.python_version()}; Chromium {version}; "
        f"{len(found[FLOOR])} toggles of each after warming up"
        + (f"; load before the start {busy:.1f}" if busy is not None else "")
        + ".",
        "",
        "| click to paint | median, ms | 95th percentile, ms | times the floor | usual way / this |",
        "|---|---|---|---|---|",
    ]
    for name, values in found.items():
        middle = statistics.median(values)
        # A single click on ipywidgets or on the minimal panel is not comparable to ten clicks or a start.
        times = "–" if name == COLD else f"{middle / floor:.2f}"
        beside = "–" if name in (RAPID, COLD) else f"{usual / middle:.1f}"
        lines.append(f"| {name} | {middle:.0f} | {p95(values):.0f} | {times} | {beside} |")
    return "\n".join(lines)


def run(toggles: int, warm: int) -> str:
    """Start everything, measure, stop everything, and return the table."""
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temp,
        jupyterlab(
            Path(temp), notebook(Path(temp)), MINIMUM_CONTACTS_WORK=str(Path(temp) / "work")
        ) as server,
        chromium() as browser,
    ):
        return table(measure(browser, server, toggles, warm), browser.version, busy)


def write(text: str) -> None:
    """Replace the table in README.md."""
    before, rest = README.read_text(encoding="utf-8").split(BEGIN)
    README.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--toggles", type=int, default=60, help="of each variant (60)")
    parser.add_argument("--warm", type=int, default=5, help="toggles before those (5)")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    given = parser.parse_args()
    if find_chromium() is None:
        sys.exit(NO_BROWSER)
    result = run(given.toggles, given.warm)
    if given.write:
        write(result)
    print(result)
