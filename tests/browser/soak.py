"""Work at random in four lessons at once, with faults in between; check that no writing is lost.

    python tests/browser/soak.py                          # thirty minutes
    python tests/browser/soak.py --minutes 2 --seed 7     # a trial

Every text contains a new mark. A mark counts as written once it has reached the work folder, where every
mark must stay; whenever a lesson has run again, it must show all of its marks. Two of the four kernels are
killed at times, and two pages are reloaded, one of each in the same lesson. All lessons get second windows,
copies with their own kernel, changes of theme, and full disks. The figures go to `artefacts/soak.json`;
README.md in tests/benchmarks explains them.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import datetime as dt
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from live_lab import ROOT, Server, chromium, fill_disk, jupyterlab, small_disk
from on_screen import Watch
from playwright.sync_api import BrowserContext, Page, expect

from minimum_contacts.lessons import record

LESSONS = ("02_express_aiming", "04_relatedness", "05_reasonableness", "08_law_over_time")
THEMES = [f"JupyterLab {name}" for name in ("Light", "Dark", "Dark High Contrast")]
FIRST, TENTH = 5, 0.1  # minutes before memory is compared, and how much it may change
DISK = 8192  # kilobytes
PATIENCE = 300_000  # milliseconds, on a busy machine
FIGURES = ROOT / "artefacts" / "soak.json"
NOISE = ("widget model not found", "WebSocket connection to")  # of JupyterLab itself
BOXES = ".mc-task:has(textarea)"
READY = f"""() => {{
  const cells = [...(window.jupyterapp?.shell.currentWidget?.content?.model?.cells ?? [])];
  const asked = cells.filter(cell => cell.sharedModel.getSource().includes("panels.write(")).length;
  const there = document.querySelectorAll("{BOXES}").length;
  return asked && there >= asked && !document.querySelector(".mc-lesson-bar");
}}"""
CLOSE = "() => document.querySelectorAll('dialog[open]').forEach(sheet => sheet.close())"
TOUCH = """n => {
  const every = [...document.querySelectorAll(
    ":is(.mc-l, .mc-tasks) :is(button, input[type=radio], select, summary)")]
    .filter(one => one.checkVisibility() && !one.disabled);
  const one = every[n % every.length];
  if (one.localName !== "select") return one.click();
  one.selectedIndex = n % one.options.length;
  one.dispatchEvent(new Event("change", { bubbles: true }));
}"""


class Lost(AssertionError):
    """Writing that is not in the work folder or not on the screen."""


class Lesson:
    """A lesson: its window, its marks by text field, the texts in its fields, and its restarts."""

    def __init__(self, name: str, page: Page) -> None:
        self.name, self.page = name, page
        self.marks = collections.defaultdict[int, list[str]](list)
        self.restarts = {"kernel": 0, "page": 0}
        self.texts = texts(page)


def texts(page: Page) -> list[str]:
    """Return the texts in the fields of a page."""
    return [box.locator("textarea").input_value() for box in page.locator(BOXES).all()]


class Soak:
    """One run: the lessons, the random choices, and the figures."""

    def __init__(self, server: Server, context: BrowserContext, work: Path, seed: int) -> None:
        self.server, self.context, self.work = server, context, work
        self.chance, self.watch = random.Random(seed), Watch()
        self.counts = collections.Counter[str]()
        self.samples = list[dict[str, Any]]()
        names = self.chance.sample(LESSONS, len(LESSONS))
        self.lessons = [Lesson(name, self.open(f"{name}.ipynb")) for name in names]
        self.killed, self.reloaded = self.lessons[:2], self.lessons[::2]
        self.deck = list[Callable[[], None]]()

    def run(self, minutes: float) -> None:
        """Work for some minutes, with a fault every ten to thirty seconds; then look for every mark."""
        start, minute = time.monotonic(), 0
        self.sample(0)
        fault = time.monotonic() + self.chance.uniform(10, 30)
        while (passed := (time.monotonic() - start) / 60) < minutes:
            if passed >= minute + 1:
                minute = int(passed)
                self.sample(minute)
            if time.monotonic() < fault:
                self.act()
            else:
                self.fault()
                fault = time.monotonic() + self.chance.uniform(10, 30)
        self.sample(round(minutes))
        for lesson in self.lessons:
            lesson.page.reload()
            self.settle(lesson.page)
            self.returned(lesson)
        if missing := self.missing():
            raise Lost(f"not in the work folder: {missing}")

    # --- windows and the work folder --------------------------------------------------------------
    def open(self, notebook: str) -> Page:
        """Open a notebook, which runs by itself, in a new window."""
        page = self.context.new_page()
        self.watch.follow(page)
        page.goto(self.server.address(notebook))
        self.settle(page)
        return page

    def settle(self, page: Page) -> None:
        """Wait until a lesson has run."""
        page.bring_to_front()
        page.wait_for_function(READY)

    def until(self, done: Callable[[], Any], told: Callable[[], str]) -> None:
        """Wait for a condition; raise Lost if it does not come true."""
        end = time.monotonic() + PATIENCE / 1000
        while not done():
            if time.monotonic() > end:
                raise Lost(told())
            self.lessons[0].page.wait_for_timeout(100)

    def returned(self, lesson: Lesson, page: Page | None = None) -> None:
        """Check that a lesson that has run again shows every mark: in its field, or as an earlier answer."""
        boxes = (page or lesson.page).locator(BOXES).all()

        def missing() -> list[str]:
            shown = [box.locator("textarea").input_value() + box.inner_html() for box in boxes]
            return [mark for n, own in lesson.marks.items() for mark in own if mark not in shown[n]]

        self.until(lambda: not missing(), lambda: f"not on the screen: {missing()}, {lesson.name}")
        lesson.texts = texts(lesson.page)

    def stands(self, lesson: Lesson) -> None:
        """Check that the fields of a window are as its learner left them."""
        if (shown := texts(lesson.page)) != lesson.texts:
            raise Lost(f"{lesson.name} shows {shown}, of {lesson.texts}")

    def answers(self, lesson: Lesson) -> str:
        """Return every answer of a lesson in the work folder."""
        path = self.work / f"{lesson.name}.json"
        entries = record.read(path.read_bytes(), path.name)[lesson.name] if path.exists() else []
        return "\n".join(entry.answer for entry in entries)

    def missing(self) -> list[str]:
        """Return the marks that are not in the work folder."""
        kept = {lesson: self.answers(lesson) for lesson in self.lessons}
        return [
            m
            for one in self.lessons
            for own in one.marks.values()
            for m in own
            if m not in kept[one]
        ]

    def kept(self, lesson: Lesson, mark: str) -> None:
        """Wait until a mark is in the work folder."""
        self.until(
            lambda: mark in self.answers(lesson),
            lambda: f"{mark} never came to the work folder of {lesson.name}",
        )

    # --- a learner's actions ----------------------------------------------------------------------
    def act(self) -> None:
        """Do one thing in one lesson: mostly use any control, otherwise write."""
        lesson = self.chance.choice(self.lessons)
        lesson.page.bring_to_front()
        if self.chance.random() < 0.3:
            self.write(lesson, lesson.page)
        else:
            lesson.page.evaluate(CLOSE)
            lesson.page.evaluate(TOUCH, self.chance.randrange(10**6))
            self.counts["controls used"] += 1
        lesson.page.wait_for_timeout(self.chance.randrange(50, 500))

    def write(self, lesson: Lesson, page: Page, full: bool = False) -> str:
        """Continue a text, or commit and replace it; wait until it is saved, unless the disk is full."""
        boxes = page.locator(BOXES).all()
        number = self.chance.randrange(len(boxes))
        box, field = boxes[number], boxes[number].locator("textarea")
        page.evaluate(CLOSE)
        self.counts["texts"] += 1
        mark = f"mark {self.counts['texts']};"
        if self.chance.random() < 0.3 and field.input_value():
            box.get_by_role("button").click()
            expect(box.locator(".mc-note")).to_have_count(1)
            self.counts["committed"] += 1
            field.fill(mark)
        else:
            field.press("Control+End")
            field.press_sequentially(f" {mark}")
        if not full:
            self.kept(lesson, mark)
        said = "the disk is full" if full else "Saved at"
        expect(box.locator(".mc-sign")).to_contain_text(said)
        lesson.marks[number].append(mark)
        if page is lesson.page:
            lesson.texts[number] = field.input_value()
        return mark

    # --- faults -----------------------------------------------------------------------------------
    def fault(self) -> None:
        """Take the next fault from a shuffled deck, so that each kind occurs equally often."""
        if not self.deck:
            self.deck = [self.kill, self.reload, self.window, self.copy, self.theme, self.full]
            self.chance.shuffle(self.deck)
        fault = self.deck.pop()
        fault()
        self.counts[f"fault: {fault.__name__}"] += 1

    def kill(self) -> None:
        """Kill a kernel, and run the lesson again."""
        lesson = self.chance.choice(self.killed)
        lesson.page.bring_to_front()
        self.kernel(lesson).kill()
        lesson.restarts["kernel"] += 1
        lesson.page.locator(".jp-Dialog-button.jp-mod-accept").click()
        lesson.page.get_by_role("button", name="Run the lesson again").click()
        self.settle(lesson.page)
        self.returned(lesson)

    def reload(self) -> None:
        """Reload a page."""
        lesson = self.chance.choice(self.reloaded)
        lesson.restarts["page"] += 1
        lesson.page.reload()
        self.settle(lesson.page)
        self.returned(lesson)

    def window(self) -> None:
        """Write in a second window on the same kernel; the first window shows it, too."""
        lesson = self.chance.choice(self.lessons)
        other = self.open(f"{lesson.name}.ipynb")
        self.returned(lesson, other)
        mark = self.write(lesson, other)
        self.until(
            lambda: mark in "\n".join(texts(lesson.page)),
            lambda: f"{mark} is not in the first window of {lesson.name}",
        )
        other.close()
        lesson.texts = texts(lesson.page)

    def copy(self) -> None:
        """Write by turns in a lesson and in a copy of it with its own kernel."""
        lesson = self.chance.choice(self.lessons)
        name = f"copy-{self.counts['fault: copy']}-{lesson.name}.ipynb"
        shutil.copy(self.server.root / f"{lesson.name}.ipynb", self.server.root / name)
        other = self.open(name)
        self.returned(lesson, other)
        for page in (other, lesson.page) * 2:
            self.write(lesson, page)
        other.close()
        self.ask(f"sessions/{self.session(name)['id']}", "DELETE")

    def theme(self) -> None:
        """Change the theme of every page."""
        theme = self.chance.choice(THEMES)
        for lesson in self.lessons:
            lesson.page.bring_to_front()
            do = "theme => jupyterapp.commands.execute('apputils:change-theme', { theme })"
            lesson.page.evaluate(do, theme)
            self.stands(lesson)

    def full(self) -> None:
        """Write while the disk is full; once there is room, all is saved without further action."""
        filler = fill_disk(self.work)
        lessons = self.chance.sample(self.lessons, 2)
        marks = [self.write(lesson, lesson.page, full=True) for lesson in lessons]
        filler.unlink()
        for lesson, mark in zip(lessons, marks, strict=True):
            self.kept(lesson, mark)
            self.stands(lesson)

    # --- memory -----------------------------------------------------------------------------------
    def ask(self, what: str, method: str = "GET") -> Any:
        """Ask the server's API."""
        head = {"Authorization": f"token {self.server.token}"}
        asked = urllib.request.Request(f"{self.server.url}/api/{what}", headers=head, method=method)
        with urllib.request.urlopen(asked, timeout=PATIENCE / 1000) as reply:
            return json.loads(reply.read() or b"null")

    def session(self, notebook: str) -> dict[str, Any]:
        """Return the server's session of a notebook."""
        return next(one for one in self.ask("sessions") if one["path"] == notebook)

    def kernel(self, lesson: Lesson) -> Any:
        """Return the process of a lesson's kernel."""
        name = self.session(f"{lesson.name}.ipynb")["kernel"]["id"]
        return next(one for one in self.server.kernels() if name in " ".join(one.cmdline()))

    def sample(self, minute: int) -> None:
        """Record the memory of each kernel (USS) and of each page (JavaScript heap), in MB."""
        for lesson in self.lessons:
            device = self.context.new_cdp_session(lesson.page)
            for command in ("Performance.enable", *("HeapProfiler.collectGarbage",) * 2):
                device.send(command)
            metrics = device.send("Performance.getMetrics")["metrics"]
            heap = next(m["value"] for m in metrics if m["name"] == "JSHeapUsedSize")
            device.detach()
            memory = {"kernel": self.kernel(lesson).memory_full_info().uss, "page": heap}
            for what, size in memory.items():
                self.samples.append(
                    {
                        "minute": minute,
                        "lesson": lesson.name,
                        "what": what,
                        "restarts": lesson.restarts[what],
                        "MB": round(size / 1e6, 1),
                    }
                )
        counts = ", ".join(f"{name} {n}" for name, n in sorted(self.counts.items()))
        memory = " ".join(f"{one['MB']:.0f}" for one in self.samples[-2 * len(self.lessons) :])
        print(f"minute {minute}: {counts}; missing {len(self.missing())}; MB {memory}", flush=True)


def compared(samples: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Compare the memory of each kernel and page with what it was after the first minutes.

    Whatever was restarted may take less than before, but not more.
    """
    found = []
    for name, what in sorted({(one["lesson"], one["what"]) for one in samples}):
        own = [
            s for s in samples if (s["lesson"], s["what"]) == (name, what) and s["minute"] >= FIRST
        ]
        if len(own) > 1:
            ratios = [one["MB"] / own[0]["MB"] for one in own[1:]]
            restarts, least, most = own[-1]["restarts"], min(ratios), max(ratios)
            within = most <= 1 + TENTH and (restarts > 0 or least >= 1 - TENTH)
            found.append(
                {
                    "lesson": name,
                    "memory of": what,
                    "restarts": restarts,
                    f"MB at minute {own[0]['minute']}": own[0]["MB"],
                    "MB at the end": own[-1]["MB"],
                    "least": round(least, 2),
                    "most": round(most, 2),
                    "within a tenth": within,
                }
            )
    return found


def soak(minutes: float, seed: int, startup: str = "") -> dict[str, Any]:
    """Run a soak, and store and return its figures.

    startup: code that runs first in each kernel, such as a fault that the soak must detect.
    """
    FIGURES.parent.mkdir(exist_ok=True)
    expect.set_options(timeout=PATIENCE)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        (folder / "work").mkdir()
        work = stack.enter_context(small_disk(folder / "work", DISK))
        lab = jupyterlab(folder / "lab", ROOT / "notebooks", True, MINIMUM_CONTACTS_WORK=str(work))
        server = stack.enter_context(lab)
        first = folder / "lab" / "home" / "ipython" / "profile_default" / "startup" / "first.py"
        first.parent.mkdir(parents=True, exist_ok=True)
        first.write_text(startup, encoding="utf-8")
        browser = stack.enter_context(chromium())
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.set_default_timeout(PATIENCE)
        commit = ["git", "describe", "--always", "--dirty", "--abbrev=7"]
        figures: dict[str, Any] = {
            "date": f"{dt.datetime.now():%Y-%m-%d %H:%M}",
            "seed": seed,
            "minutes": minutes,
            "commit": subprocess.run(
                commit, cwd=ROOT, capture_output=True, text=True
            ).stdout.strip(),
            "on": f"{os.cpu_count()} cores, {platform.system()}; Python {platform.python_version()}; "
            f"Chromium {browser.version}; load before the start {os.getloadavg()[0]:.1f}",
            "failed": "",
        }
        one = Soak(server, context, work, seed)
        try:
            one.run(minutes)
        except Exception as error:
            figures["failed"] = f"{type(error).__name__}: {error}"
            for lesson in one.lessons:
                lesson.page.screenshot(path=FIGURES.with_name(f"soak-{lesson.name}.png"))
        troubles = [t for t in one.watch.troubles() if not any(noise in t for noise in NOISE)]
        figures |= {"counts": one.counts, "troubles": troubles, "samples": one.samples}
        figures["compared"] = compared(one.samples)
    FIGURES.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return figures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--startup", type=Path, help="a script that runs first in each kernel")
    given = parser.parse_args()
    result = soak(given.minutes, given.seed, given.startup.read_text() if given.startup else "")
    result.pop("samples")
    rows = result.pop("compared")
    print(json.dumps(result, indent=1))
    for row in (
        [list(rows[0]), ["---"] * len(rows[0]), *(row.values() for row in rows)] if rows else []
    ):
        print("|", " | ".join(map(str, row)), "|")
    good = not (result["failed"] or result["troubles"]) and all(r["within a tenth"] for r in rows)
    sys.exit(0 if good else 1)
