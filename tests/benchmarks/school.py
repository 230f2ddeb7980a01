"""Measure how many students one machine serves with JupyterHub, and the resources each one takes.

Run `python tests/benchmarks/school.py`; see README.md beside it. To see it work,
`--students 2 --minutes 0.3 --window 10`. With --write it renews the tables there.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import platform
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from websocket import WebSocketTimeoutException

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "hub"))

from class_hub import NO_NODE, Hub, Lesson, Student, give_lessons, hub, proxy_command
from click_to_paint import TEXT, Variant, p95
from live_lab import chromium, find_chromium, open_and_run
from one_voila import one_voila, visit
from playwright.sync_api import Error

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- school: begin -->\n", "<!-- school: end -->\n"
NAME = "02_express_aiming"
FACTS = ("us_cdn", "us_trademarks")
PAUSE = (2.0, 6.0)  # seconds between two toggles of one student
MB = 2**20
Processes = Callable[[], dict[str, list[psutil.Process]]]


@dataclass
class Seat:
    """The measurements and errors of one student."""

    name: str
    ready: float = 0.0  # seconds from logging in until all cells had run
    toggles: list[tuple[float, float, float]] = field(default_factory=list)  # when; finding; all
    clicks: list[float] = field(default_factory=list)  # milliseconds to paint, in a real browser
    errors: list[str] = field(default_factory=list)


@dataclass
class Result:
    """Measurements of a class of one size: the students' waiting times, and the resources used."""

    count: int
    seats: list[Seat]
    from_: float  # when every student was present
    memory: dict[str, float]  # MB of each kind of process, of one student or of all
    resident: float  # MB held by one student's processes, counting shared pages in full
    start: float  # processor seconds of one student until all cells had run
    steady: float  # cores that one student keeps busy while toggling
    busy: float  # fraction of the machine in use during that time
    clients: float  # cores used by the simulated students and the browser themselves

    def spent(self) -> list[float]:
        """Return the milliseconds from a change to the finding, once every student was present."""
        return [1000 * f for s in self.seats for at, f, _ in s.toggles if at >= self.from_]

    def clicks(self) -> list[float]:
        return [ms for seat in self.seats for ms in seat.clicks]

    def errors(self) -> list[str]:
        return [f"{seat.name}: {words}" for seat in self.seats for words in seat.errors]


def listen(lesson: Lesson, seconds: float) -> None:
    """Read the kernel's messages for some seconds, as a page does."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        lesson.socket.settimeout(max(0.01, left))
        with contextlib.suppress(WebSocketTimeoutException):
            lesson.receive()


def attend(seat: Seat, enter: Callable[[], Lesson], wait: float, room: Room, seed: int) -> None:
    """Simulate one student: arrive, run the lesson, and toggle every few seconds until the class ends."""
    chance = random.Random(seed)
    try:
        time.sleep(wait)
        came = time.monotonic()
        lesson = enter()
        seat.ready = time.monotonic() - came
    except Exception as error:
        seat.errors.append(f"{type(error).__name__}: {error}"[:300])
        return
    finally:
        room.arrived()
    try:
        listen(lesson, chance.uniform(*PAUSE))
        while not room.over():
            fact = chance.choice(FACTS)
            now = lesson.widgets[lesson.laboratory(fact)]["now"]["values"][fact]
            others = [answer for answer in ("yes", "no", "unknown") if answer != now]
            at = time.monotonic()
            seat.toggles.append((at, *lesson.choose(fact, chance.choice(others))))
            listen(lesson, chance.uniform(*PAUSE))
        lesson.close()
    except Exception as error:
        seat.errors.append(f"{type(error).__name__}: {error}"[:300])


def sample(seat: Seat, student: Student, room: Room) -> None:
    """Simulate one student in a real browser, measuring each click until the screen has changed."""
    counted = False
    try:
        with chromium() as browser:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(120_000)
            came = time.monotonic()
            page.goto(f"{student.hub.url}/hub/login")
            page.locator("#username_input").fill(student.name)
            page.locator("#password_input").fill(student.hub.password)
            page.locator("#login_submit").click()
            page.locator("#jp-main-dock-panel").wait_for(timeout=300_000)
            open_and_run(page, _Address(student), f"{NAME}.ipynb", ".mc-l", 1)  # type: ignore[arg-type]
            seat.ready = time.monotonic() - came
            counted = room.arrived()
            radio = 'fieldset[aria-label="US CDN"] >> nth=0 >> input[type=radio] >> nth='
            told = {TEXT: {"inside": ".mc-l-status"}}
            toggle = Variant(page, [f"{radio}0", f"{radio}1"], told)
            while not room.over():
                spent = toggle.toggle(pause=50)[TEXT]
                if room.full():
                    seat.clicks.append(spent)
                page.wait_for_timeout(3000)
    except (Error, RuntimeError) as error:
        seat.errors.append(f"browser: {error}"[:300])
    if not counted:
        room.arrived()


class _Address:
    """The addresses by which a browser opens the lesson on a hub."""

    def __init__(self, student: Student) -> None:
        self.student = student

    def address(self, notebook: str) -> str:
        lessons = "minimum-contacts/notebooks"
        return f"{self.student.server}/lab/workspaces/class/tree/{lessons}/{notebook}"


class Room:
    """The start of the class, when every student has arrived, and its end."""

    def __init__(
        self,
        count: int,
        minutes: float,
        when_full: Callable[[], None],
        when_over: Callable[[], None],
    ) -> None:
        self._missing, self._lock, self.minutes = count, threading.Lock(), minutes
        self.since = float("inf")
        self._when_full, self._when_over = when_full, when_over

    def arrived(self) -> bool:
        """Record that a student has arrived or failed to; the last one starts the class. Return True."""
        with self._lock:
            self._missing -= 1
            if not self._missing:
                self._when_full()
                self.since = time.monotonic()
        return True

    def full(self) -> bool:
        return self._missing == 0 and self.since < float("inf")

    def over(self) -> bool:
        """Return whether the class is over; the first later call measures the class's use of the machine."""
        if time.monotonic() <= self.since + 60 * self.minutes:
            return False
        with self._lock:
            when_over, self._when_over = self._when_over, lambda: None
            when_over()
        return True


def worked(processes: list[psutil.Process]) -> float:
    """Return the processor seconds that these processes have used so far."""
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.Error):
            total += sum(process.cpu_times()[:2])
    return total


def held(processes: list[psutil.Process]) -> tuple[float, float]:
    """Return the memory of these processes in MB: proportional share (PSS), and resident size."""
    share = full = 0.0
    for process in processes:
        with contextlib.suppress(psutil.Error):
            info = process.memory_full_info()
            share, full = share + info.pss / MB, full + info.rss / MB
    return share, full


def play(
    enters: list[tuple[str, Callable[[], Lesson]]],
    browser: Student | None,
    processes: Processes,
    minutes: float,
    window: float,
) -> Result:
    """Start the students within the window, toggle for some minutes, and return the measurements."""
    count = len(enters) + bool(browser)
    at_full: dict[str, float] = {}
    at_end: dict[str, Any] = {}
    own = psutil.Process()

    def all_of(kinds: dict[str, list[psutil.Process]]) -> list[psutil.Process]:
        return [p for some in kinds.values() for p in some]

    def clients() -> float:
        ours, theirs = own.children(recursive=True), {p.pid for p in all_of(processes())}
        return worked([own, *(p for p in ours if p.pid not in theirs)])

    def when_full() -> None:
        at_full.update(idle=psutil.cpu_times().idle)
        at_full.update(worked=worked(all_of(processes())), clients=clients())

    def when_over() -> None:
        kinds = processes()
        at_end.update(idle=psutil.cpu_times().idle, clients=clients(), at=time.monotonic())
        at_end.update(worked=worked(all_of(kinds)))
        at_end.update(memory={kind: held(some) for kind, some in kinds.items()})

    room = Room(count, minutes, when_full, when_over)
    before = worked(all_of(processes()))
    seats = [Seat(name) for name, _ in enters]
    step = window / max(1, count)
    threads = [
        threading.Thread(target=attend, args=[seat, enter, (i + 1) * step, room, i])
        for i, (seat, (_, enter)) in enumerate(zip(seats, enters, strict=True))
    ]
    for thread in threads:
        thread.start()
    if browser:
        seats.append(Seat(browser.name))
        sample(seats[-1], browser, room)
    for thread in threads:
        thread.join()
    while not room.over():
        time.sleep(0.1)
    memory, seconds = at_end["memory"], at_end["at"] - room.since
    one = {k: v[0] / (count if k in ("server", "kernel") else 1) for k, v in memory.items()}
    steady = (at_end["worked"] - at_full["worked"]) / seconds / count
    busy = 1 - (at_end["idle"] - at_full["idle"]) / seconds / (os.cpu_count() or 1)
    took = (at_end["clients"] - at_full["clients"]) / seconds
    return Result(
        count, seats, room.since, one,
        sum(memory[k][1] for k in ("server", "kernel") if k in memory) / count,
        (at_full["worked"] - before) / count, steady, busy, took,
    )  # fmt: skip


def on_a_hub(count: int, minutes: float, window: float, browser: bool) -> Result:
    """Run a class of this size on a JupyterHub; one of its students may be a real browser."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temp, hub(Path(temp)) as school:
        students = [Student(school, f"student{i}") for i in range(count)]
        for student in students:
            give_lessons(student.home)
        real = students.pop() if browser else None
        enters = [(s.name, lambda s=s: _enter(s)) for s in students]
        return play(enters, real, lambda: _of(school), minutes, window)


def _of(school: Hub) -> dict[str, list[psutil.Process]]:
    return school.processes()


def _enter(student: Student) -> Lesson:
    student.log_in()
    student.open_server()
    lesson = student.open_lesson(NAME)
    lesson.run_all()
    return lesson


def on_one_voila(count: int, minutes: float, window: float) -> Result:
    """Run the same class on the single Voila server of deploy/voila, without a browser."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temp,
        one_voila(Path(temp), NAME) as (url, server),
    ):
        enters = [(f"student{i}", lambda: visit(url, NAME)) for i in range(count)]

        def processes() -> dict[str, list[psutil.Process]]:
            return {"voila": [server], "kernel": server.children(recursive=True)}

        return play(enters, None, processes, minutes, window)


# --- the report ------------------------------------------------------------------------------------


def row(kind: str, found: Result) -> str:
    """Return one class as a row of the table."""
    ready, spent, clicks = [s.ready for s in found.seats if s.ready], found.spent(), found.clicks()
    own = [found.memory[k] for k in ("server", "kernel") if k in found.memory]
    shared = sum(found.memory[k] for k in ("hub", "proxy", "voila") if k in found.memory)
    browser = f"{statistics.median(clicks):.0f} ({len(clicks)})" if clicks else "–"
    finding = (
        f"{statistics.median(spent):.0f} | {p95(spent):.0f} | {max(spent):.0f}"
        if len(spent) > 1
        else "– | – | –"
    )
    came = f"{statistics.median(ready):.0f} ({max(ready):.0f})" if ready else "–"
    return (
        f"| {kind} | {found.count} | {came} | {len(spent)} | {finding} | {browser} "
        f"| {' + '.join(f'{mb:.0f}' for mb in own)} | {shared:.0f} | {found.start:.1f} "
        f"| {found.steady:.3f} | {found.busy:.0%} | {len(found.errors())} |"
    )


HEAD = (
    "| on | students | ready, s: median (slowest) | changes | finding, ms: median | 95th percentile "
    "| slowest | in the browser, ms: median (clicks) | MB a student | MB for all | processor s to get ready "
    "| cores while changing | machine busy | errors |\n" + "|---" * 14 + "|"
)


def needs(found: Result, window: float, sizes: tuple[int, ...] = (30, 100, 1000)) -> str:
    """Return what classes of other sizes need, extrapolated from a measured one, with the arithmetic."""
    server, kernel = found.memory["server"], found.memory["kernel"]
    hub_, mb = found.memory["hub"] + found.memory["proxy"], server + kernel
    lines = [
        f"**Reckoned, not measured**, from the class of {found.count} on a hub, one lesson open for each:",
        "",
        "| students | memory | cores while all change facts | cores so that all who come within "
        f"{window:.0f} s are ready at that pace |",
        "|---|---|---|---|",
    ]
    for n in sizes:
        lines.append(
            f"| {n:,} | {hub_:.0f} MB + {n:,} × {mb:.0f} MB = {(hub_ + n * mb) / 1024:.0f} GB "
            f"| {n:,} × {found.steady:.3f} = {n * found.steady:.1f} "
            f"| {n:,} × {found.start:.1f} s ÷ {window:.0f} s = {n * found.start / window:.1f} |"
        )
    lines += [
        "",
        f"Each further lesson that a student leaves open takes another {kernel:.0f} MB, until its kernel "
        "is culled. A container shares no pages with others in its count: server and kernel come to "
        f"{found.resident:.0f} MB there. What the network, the disk, and the hub itself take with "
        "hundreds of students was not measured.",
    ]
    return "\n".join(lines)


def report(found: list[tuple[str, Result]], minutes: float, window: float, limit: float) -> str:
    """Return all classes as Markdown, with the place and time of measurement."""
    load = f"; load before the start {LOAD:.1f}" if LOAD is not None else ""
    lines = [
        f"{dt.date.today().isoformat()}; {os.cpu_count()} cores, "
        f"{psutil.virtual_memory().total / MB / 1024:.0f} GB, {platform.system()} "
        f"{platform.machine()}; Python {platform.python_version()}; students came within {window:.0f} s "
        f"and changed facts for {minutes:g} minutes{load}.",
        "",
        HEAD,
        *(row(kind, one) for kind, one in found),
        "",
    ]
    on_hub = [one for kind, one in found if kind == "hub" and one.spent()]
    slow = [one.count for one in on_hub if len(one.spent()) > 1 and p95(one.spent()) > limit]
    if slow:
        lines += [f"The 95th percentile goes beyond {limit:.0f} ms with {min(slow)} students.", ""]
    elif on_hub:
        most = max(one.count for one in on_hub)
        lines += [f"The 95th percentile stays under {limit:.0f} ms with up to {most} students.", ""]
    took = ", ".join(f"{one.clients:.2f}" for _, one in found)
    lines += [
        f"The simulated students and the browser ran on the same cores and took {took} of them.",
        "",
    ]
    told = [
        f"- {kind}, {one.count} students: {words}" for kind, one in found for words in one.errors()
    ]
    if told:
        lines += ["What went wrong:", "", *told[:20], ""]
    good = [one for one in on_hub if one.count not in slow] or on_hub
    if good:
        lines.append(needs(max(good, key=lambda one: one.count), window))
    return "\n".join(lines) + "\n"


def write(text: str) -> None:
    """Replace the report in README.md."""
    before, rest = README.read_text(encoding="utf-8").split(BEGIN)
    README.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


LOAD = os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def main() -> None:
    """Measure each class size, smallest first, and stop when waiting times become long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, nargs="+", default=[5, 10, 20, 30], metavar="N")
    parser.add_argument("--minutes", type=float, default=5, help="that all change facts (5)")
    parser.add_argument("--window", type=float, default=120, help="seconds in which all come (120)")
    parser.add_argument(
        "--limit", type=float, default=1000, help="ms for the 95th percentile (1000)"
    )
    parser.add_argument("--no-browser", action="store_true", help="no real browser among them")
    parser.add_argument("--no-voila", action="store_true", help="not on one Voila as well")
    parser.add_argument("--write", action="store_true", help="put the report into README.md")
    asked = parser.parse_args()
    if proxy_command() is None:
        sys.exit(NO_NODE)
    browser = not asked.no_browser and find_chromium() is not None
    found: list[tuple[str, Result]] = []
    ways: dict[str, Callable[[int], Result]] = {
        "hub": lambda n: on_a_hub(n, asked.minutes, asked.window, browser)
    }
    if not asked.no_voila:
        ways["one Voila"] = lambda n: on_one_voila(n, asked.minutes, asked.window)
    for kind, way in ways.items():
        print(HEAD, flush=True)
        for count in sorted(asked.students):
            found.append((kind, way(count)))
            print(row(*found[-1]), *found[-1][1].errors()[:3], sep="\n", flush=True)
            spent = found[-1][1].spent()
            if len(spent) > 1 and p95(spent) > asked.limit:
                print(f"More than {asked.limit:.0f} ms: no larger class is tried.", flush=True)
                break
    text = report(found, asked.minutes, asked.window, asked.limit)
    if asked.write:
        write(text)
    print(text)


if __name__ == "__main__":
    main()
