"""Time reading, joining, and counting a class of 300, compared with merely parsing the same files.

Run `python tests/benchmarks/class_of_300.py`. For a quick trial, add `--learners 20 --runs 1`; to alternate
with an earlier commit's program on the same files, add `--beside COMMIT`. See README.md in this folder.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jurisdiction.library import Library, load
from jurisdiction.model import Status
from minimum_contacts import classroom
from minimum_contacts.classroom.panels.classroom import predicted
from minimum_contacts.lessons import record
from minimum_contacts.lessons.charts import PredictionChart
from minimum_contacts.lessons.record import Entry

START = dt.datetime(2026, 9, 1, 9, 0, tzinfo=dt.UTC)
PREDICTIONS = 5  # in each lesson; the lessons have three to five
TEXT = (
    "The operator did something directed at that audience, and more than offering it to all. " * 4
)


def course(lib: Library, chance: random.Random) -> dict[str, list[Entry]]:
    """Return the work of one learner who has done every lesson."""
    at, work = START + dt.timedelta(seconds=chance.randrange(10_000)), dict[str, list[Entry]]()
    points = [
        f"prediction/{one.id}/{node}"
        for one in lib.scenarios.values()
        for node in list(one.expected)[:1]
        if classroom.counts.asked(f"prediction/{one.id}/{node}", lib)
    ]

    def put(task: str, answer: str, revealed: bool = False) -> None:
        nonlocal at
        at += dt.timedelta(seconds=chance.randrange(1, 200))
        work[notebook].append(
            Entry(
                id=f"{chance.getrandbits(48):012x}", task=task, kind=task.partition("/")[0],
                asked=TEXT, answer=answer, told="Not quite", committed=True, revealed=revealed,
                at=at, suite="0",
            )
        )  # fmt: skip

    lessons = [name for name in lib.questions if name != "template"]
    for number, lesson in enumerate(lessons, 1):
        work[notebook := f"{number:02}_{lesson}"] = []
        for at_point in range(PREDICTIONS):
            point = points[(number * PREDICTIONS + at_point) % len(points)]
            for revealed in (False, True)[: chance.randint(1, 2)]:
                put(point, chance.choice(list(Status)).value, revealed)
        for question in lib.questions[lesson]:
            for revealed in (False, True)[: chance.randint(1, 2)]:
                put(f"answer/{question.id}", chance.choice(question.options).text, revealed)
        for section in lib.lessons[lesson].sections:
            put(f"explanation/{lesson}/{section.id}", TEXT)
    return work


def lay(folder: Path, learners: int, lib: Library) -> tuple[int, int]:
    """Write the class's files, two for every tenth learner; return their total bytes and entries."""
    chance, entries = random.Random(300), 0
    for number in range(learners):
        work = course(lib, chance)
        entries += sum(map(len, work.values()))
        if number % 10 == 0:
            half = dict(list(work.items())[: len(work) // 2])
            (folder / f"{number:03} before.json").write_bytes(record.written(half))
        (folder / f"{number:03}.json").write_bytes(record.written(work))
    old = time.time() - 60
    for path in folder.iterdir():
        os.utime(path, (old, old))
    return sum(path.stat().st_size for path in folder.iterdir()), entries


def timed(runs: int, what: Callable[[], Any]) -> tuple[float, Any]:
    """Return the median time of several runs in seconds, and the result of the last."""
    took, made = [], None
    for _ in range(runs):
        begun = time.perf_counter()
        made = what()
        took.append(time.perf_counter() - begun)
    return statistics.median(took), made


def run(learners: int, runs: int) -> str:
    """Time each step, and return the results as Markdown."""
    lib, folder = load(), Path(tempfile.mkdtemp())
    try:
        size, entries = lay(folder, learners, lib)
        busy = (
            f"; load before the start {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
        )
        time.sleep(2.1)  # until every file has settled, so that no change can go unnoticed
        parse, _ = timed(runs, lambda: [json.loads(p.read_bytes()) for p in folder.iterdir()])
        fresh, files = timed(runs, lambda: classroom.Inbox(folder).look())
        inbox = classroom.Inbox(folder)
        inbox.look()
        again, same = timed(runs, inbox.look)
        join, found = timed(runs, lambda: classroom.together(files))
        first, counted = timed(1, lambda: classroom.summary(found.learners, lib))
        count, counted = timed(runs, lambda: classroom.summary(found.learners, lib))
        table, _ = timed(runs, lambda: classroom.tables(found, counted, lib))
        chart = PredictionChart()
        lesson = [p for p in counted.predictions if p.lesson == "express_aiming"]

        def draw() -> str:
            rows = [predicted(p.title, p.finding, p.before, True, lib) for p in lesson]
            return chart.html(rows, str(time.perf_counter()))

        draw()
        drawn, _ = timed(runs, draw)
        assert same == files and counted.learners == len(found.learners) == learners
    finally:
        shutil.rmtree(folder)
    rows = [
        ("parsing the files with json.loads, and no more", parse),
        ("reading and checking every file", fresh),
        ("looking again, nothing new", again),
        ("joining files to learners", join),
        ("counting, the first time (findings are made)", first),
        ("counting again", count),
        ("the table for an LMS", table),
        ("the chart of one lesson", drawn),
        ("from the path to all numbers", fresh + join + first),
        ("a late file, from the look to all numbers", again + fresh / len(files) + join + count),
    ]
    lines = [
        f"{dt.date.today().isoformat()}; {os.cpu_count()} cores, {platform.system()} "
        f"{platform.machine()}; Python {platform.python_version()}; {runs} runs{busy}. {learners} learners, "
        f"{len(files)} files, {entries:,} entries, {size / 1e6:.0f} MB.",
        "", "| step | seconds, median | times parsing |", "|---|---|---|",
        *(f"| {name} | {took:.3f} | {took / parse:.2f} |" for name, took in rows),
    ]  # fmt: skip
    return "\n".join(lines)


JOIN = """
import sys, time
from pathlib import Path
from jurisdiction import classroom
files = classroom.Inbox(Path(sys.argv[1])).look()
begun = time.perf_counter()
found = classroom.together(files)
print(time.perf_counter() - begun, len(found.learners))
"""


def beside(commit: str, learners: int, runs: int) -> str:
    """Join the same files alternately with a commit's program and today's; return both medians."""
    here, took = Path(__file__).resolve().parents[2], {"then": list[float](), "now": list[float]()}
    with tempfile.TemporaryDirectory() as folder:
        inbox, old = Path(folder, "inbox"), Path(folder, "then")
        inbox.mkdir()
        lay(inbox, learners, load())
        packed = subprocess.run(
            ["git", "archive", commit, "lib", "data"], cwd=here, capture_output=True, check=True
        )
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(old, filter="data")
        for _ in range(runs):
            for name, root in (("then", old), ("now", here)):
                env = os.environ | {"PYTHONPATH": str(root / "lib")}
                command = [sys.executable, "-c", JOIN, str(inbox)]
                done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
                seconds, people = done.stdout.split()
                assert int(people) == learners
                took[name].append(float(seconds))
    then, now = (statistics.median(took[name]) for name in ("then", "now"))
    return f"Joining {learners} learners: {then:.3f} s at {commit}, {now:.3f} s now: {now / then:.2f} of it."


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=300, help="how many (300)")
    parser.add_argument("--runs", type=int, default=5, help="of each step (5)")
    parser.add_argument(
        "--beside", metavar="COMMIT", help="join by turns with this commit's program"
    )
    given = parser.parse_args()
    if given.beside:
        print(beside(given.beside, given.learners, given.runs))
    else:
        print(run(given.learners, given.runs))
