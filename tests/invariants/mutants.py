"""Make many small changes to the engine, the law, and the suite, and check that the tests notice.

    .venv/bin/python tests/invariants/mutants.py                # 100 of code, 60 of law, 90 of the suite
    .venv/bin/python tests/invariants/mutants.py --code 0 --law 0    # only the suite
    .venv/bin/python tests/invariants/mutants.py --list         # show them, and run nothing
    .venv/bin/python tests/invariants/mutants.py --only 3f2a    # rerun some, by the first letters of a key

The engine and the law are tested by `--tests`, and each module of the suite by its own tests, `GUARDS`.

Every mutant is tried in a copy of the project, and is killed if one of the tests fails there or takes far too
long. Results are stored in `artefacts/mutants.jsonl`; an interrupted run resumes from there if the code, law,
and tests are unchanged. Each surviving mutant is either explained in `survivors.yml` in this folder or shows
that a test is missing. The run succeeds if enough mutants are killed and every survivor is explained; an
explained survivor still counts as a survivor.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutant_operators import SUITE, Mutant, chosen, meaning, modules, of_the_project
from ruamel.yaml import YAML

try:
    import resource
except ImportError:  # Windows sets no such limits
    resource = None  # type: ignore[assignment]

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "artefacts" / "mutants.jsonl"
SURVIVORS = Path(__file__).with_name("survivors.yml")
TESTS = ["tests/data", "tests/doctrine", "tests/invariants"]
OURS = (
    *("mutants.py", "mutant_operators.py", "test_mutants.py", "test_mutation_run.py"),
    "survivors.yml",
)
ENOUGH = {"code": 0.90, "law": 0.95, "suite": 0.85}
MEMORY = 6 * 2**30  # bytes for one run of the tests, which some mutants would exceed without limit
PATIENCE = 120  # seconds for one test; the longest takes five on an idle machine

# Tests run file by file: first those that read and compare the law, last the slow ones.
FIRST = [
    "test_ledger", "test_whole_library", "test_holdings", "test_scenarios", "test_worked_answers",
    "test_precedent",
    "test_law_of_a_date", "test_later_law", "test_counter_examples", "test_showings",
    "test_passages_verbatim", "test_traps", "test_arguments",
]  # fmt: skip
LAST = ["test_sides", "test_learning", "test_a_million_states", "test_broken_data"]
# These tests find the text to break by its exact words, so any change would fail them.
BLIND_TO_LAW = ["test_broken_data"]
NEAREST = {  # the tests to run first for one file
    "lib/jurisdiction/doctrine.py": [
        "test_holdings", "test_scenarios", "test_precedent", "test_smallest_changes",
        "test_one_and_many",
    ],
    "lib/jurisdiction/counterfactual.py": ["test_counter_examples", "test_smallest_changes"],
    "lib/jurisdiction/precedent.py": ["test_precedent", "test_controls_and_tree"],
    "data/passages.yml": ["test_passages_verbatim"],
    "data/checks": ["test_traps"],
}  # fmt: skip
OF_A_CLASS = ["test_class_files", "test_hand_in", "test_class_predictions", "test_collect"]
GUARDS = {  # the tests of each module of the suite, by the longest beginning of its path, the nearest first
    "lib/minimum_contacts/lessons/panels": [
        "test_predict_and_check", "test_work_is_kept", "test_history", "test_laboratory", "test_printed",
        "test_projector", "test_reasoning", "test_beside_toggles", "test_proof_and_story",
        "test_wrong_figures", "test_failing_views", "test_messages", "test_words", "test_scripts",
        "test_escaping", "test_irac_practice", "test_all_unknown", "test_links", "test_hand_in",
    ],
    "lib/minimum_contacts/lessons/panels/again": ["test_again"],
    "lib/minimum_contacts/classroom/panels": [*OF_A_CLASS, "test_dashboard"],
    "lib/minimum_contacts/clinic/panels/clients": ["test_client_file", "test_intake"],
    "lib/minimum_contacts/clinic/panels": ["test_intake"],
    "lib/minimum_contacts/classroom/panels/dashboard": ["test_dashboard"],
    "lib/minimum_contacts/clinic/panels/intake": ["test_intake"],
    "lib/minimum_contacts/lessons/panels/keeper": [
        "test_work_is_kept", "test_file_of_work", "test_predict_and_check", "test_storage", "test_hand_in",
        "test_tries", "test_links", "test_history", "test_intake",
    ],
    "lib/minimum_contacts/lessons/panels/scenario": [
        "test_history", "test_messages", "test_laboratory", "test_every_toggle", "test_beside_toggles",
        "test_wrong_figures", "test_proof_and_story", "test_links", "test_all_unknown",
        "test_reasoning", "test_work_is_kept",
    ],
    "lib/minimum_contacts/lessons/panels/tries": ["test_tries", "test_work_is_kept"],
    "lib/minimum_contacts/classroom": OF_A_CLASS,
    "lib/minimum_contacts/classroom/files": [*OF_A_CLASS, "test_dashboard"],
    "lib/minimum_contacts/classroom/live": ["test_live_class"],
    "lib/minimum_contacts/lessons/storage": ["test_storage", "test_work_is_kept", "test_file_of_work"],
    "lib/minimum_contacts/lessons/record": [
        "test_file_of_work", "test_work_is_kept", "test_class_files", "test_hand_in",
    ],
    "lib/minimum_contacts/clinic/memo": ["test_memo", "test_requests", "test_ranking"],
}  # fmt: skip
RUNNER = f"""
import sys, pytest
for file in sys.argv[1:]:
    code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "pytest_timeout", "-p",
        "_hypothesis_pytestplugin", "--hypothesis-seed=0",
        "--timeout={PATIENCE}", "--tb=line", "-rfE", file])
    if code:
        sys.exit(int(code))
"""
READ_BEFORE = """
import json
from jurisdiction.loading import DATA, READ_BEFORE, read_yaml, seal
known = {seal(p.read_text(encoding="utf-8")): json.dumps(read_yaml(p)) for p in DATA.rglob("*.yml")}
(DATA / READ_BEFORE).write_text(json.dumps(known), encoding="utf-8")
"""


class Trouble(Exception):
    """An error that invalidates the run: the wrong copy is tested, or the tests fail without a mutant."""


@dataclass(frozen=True)
class Verdict:
    """The test result of one mutant: killed, survived, timeout, or invalid; by which test; how long."""

    result: str
    by: str
    seconds: float


# --- one copy of the project ----------------------------------------------------------------------
class Copy:
    """A copy of the project in a separate folder, in which one file at a time is changed."""

    def __init__(self, root: Path, folder: Path, tests: Sequence[str]) -> None:
        self.root, self.home, self.outside = root, folder / "project", folder / "outside"
        self.running: subprocess.Popen[str] | None = None
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=root, check=True, capture_output=True).stdout.decode()
        for name in filter(None, names.split("\0")):
            if (root / name).is_file():
                (self.home / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(root / name, self.home / name)
        self.files = test_files(self.home, tests)
        self._python("-c", READ_BEFORE)  # an unchanged file need not be parsed as YAML again

    def _environment(self) -> dict[str, str]:
        shutil.rmtree(self.outside, ignore_errors=True)
        self.outside.mkdir()
        return os.environ | {
            "PYTHONPATH": str(self.home / "lib"),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "TMPDIR": str(self.outside),
        }

    def _python(self, *arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=self.home, env=self._environment(), capture_output=True, text=True
        )
        if done.returncode:
            raise Trouble(f"the copy cannot be used: {done.stderr}")
        return done.stdout.strip()

    def is_what_is_tested(self) -> bool:
        """Check that code and law are read only from the copy."""
        said = self._python("-c", "import jurisdiction.library as l; print(l.__file__, l.DATA)")
        return said == f"{self.home / 'lib/jurisdiction/library.py'} {self.home / 'data'}"

    def write(self, file: str, text: str) -> None:
        """Change a file and delete its bytecode, because size and time stamp may be unchanged."""
        path = self.home / file
        path.write_text(text, encoding="utf-8")
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
            compiled.unlink()

    def tried(self, mutant: Mutant, limit: float) -> Verdict:
        """Run the tests on one mutant, and restore its file."""
        text = (self.root / mutant.file).read_text(encoding="utf-8")
        changed = mutant.applied(text)
        try:
            if meaning(mutant.file, changed) == meaning(mutant.file, text):
                return Verdict("invalid", "it says the same", 0.0)
        except Exception as error:
            return Verdict("invalid", str(error)[:200], 0.0)
        self.write(mutant.file, changed)
        try:
            return self.tested(limit, mutant.file)
        finally:
            self.write(mutant.file, text)

    def tested(self, limit: float | None = None, file: str = "") -> Verdict:
        """Run the tests, those nearest to a file first."""
        shutil.rmtree(self.home / ".hypothesis", ignore_errors=True)  # forget other mutants
        began = time.monotonic()
        command = [sys.executable, "-c", RUNNER, *ordered(self.files, file)]
        with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
            self.running = run = subprocess.Popen(
                command, cwd=self.home, env=self._environment(), stdout=said, text=True,
                stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=_bounded if resource else None,
            )  # fmt: skip
            try:
                code = run.wait(limit)
            except subprocess.TimeoutExpired:
                code = None
            finally:
                self.stop()
            said.seek(0)
            words = said.read()
        seconds = round(time.monotonic() - began, 1)
        if code == 0:
            return Verdict("survived", "", seconds)
        if code is None or "Timeout >" in words or "Timeout (>" in words:
            return Verdict("timeout", _killer(words), seconds)
        return Verdict("killed", _killer(words), seconds)

    def stop(self) -> None:
        """Stop the tests that run in this copy, and their subprocesses."""
        if self.running and self.running.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(self.running.pid, signal.SIGKILL)
            else:
                self.running.kill()
            self.running.wait()


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _killer(words: str) -> str:
    """Return the failed test, from pytest's output."""
    found = re.findall(r"^(?:FAILED|ERROR) (\S+(?:\[.*?\])?)", words, re.M)
    return found[-1] if found else " ".join(words.split())[-200:]


def test_files(root: Path, tests: Sequence[str]) -> list[str]:
    """Return every test file in some folders, except the tests of this program."""
    found = []
    for name in tests:
        path = root / name
        found += sorted(path.rglob("test_*.py")) if path.is_dir() else [path]
    return [p.relative_to(root).as_posix() for p in found if p.name not in OURS]


def ordered(files: Sequence[str], changed: str = "") -> list[str]:
    """Return the tests for a change of a file, those most likely to fail first."""
    if guards := guards_of(changed):
        return [file for name in guards for file in files if Path(file).stem == name]
    if changed.startswith("data/"):
        files = [file for file in files if Path(file).stem not in BLIND_TO_LAW]
    nearest = [test for where, row in NEAREST.items() if changed.startswith(where) for test in row]
    first = [*nearest, *(name for name in FIRST if name not in nearest)]

    def place(file: str) -> tuple[int, int]:
        name = Path(file).stem
        if name in first:
            return 0, first.index(name)
        return (2, LAST.index(name)) if name in LAST else (1, 0)

    return sorted(files, key=place)


def guards_of(file: str) -> list[str]:
    """Return the names of the tests that judge a module of the suite; none for the engine and the law."""
    beginnings = [one for one in GUARDS if file.startswith(one)]
    return GUARDS[max(beginnings, key=len)] if beginnings else []


def tests_of(root: Path, files: Sequence[str], tests: Sequence[str]) -> list[str]:
    """Return the tests that judge modules of the suite; for other files, the tests that are named."""
    paths = {path.stem: path for path in (root / "tests").rglob("test_*.py")}
    names = dict.fromkeys(name for file in files for name in guards_of(file))
    return [paths[name].relative_to(root).as_posix() for name in names] or [*tests]


# --- stored results -------------------------------------------------------------------------------
def state(root: Path, tests: Sequence[str]) -> str:
    """Return a checksum of the code, the law, and the tests; results are valid for one such state."""
    found = hashlib.sha256()
    names = ["lib", "data", "tests/conftest.py", *tests]
    paths = {p for name in names for p in [root / name, *(root / name).rglob("*")] if p.is_file()}
    for path in sorted(paths):
        if path.suffix != ".pyc" and path.name not in OURS:
            found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:12]


def remembered(
    path: Path, now: Container[str], keep_killed: bool = False
) -> dict[str, dict[str, Any]]:
    """Return the results of earlier runs that are still valid, by mutant key."""
    found: dict[str, dict[str, Any]] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        try:
            row = json.loads(line)
        except ValueError:
            continue  # the run was interrupted while writing
        killed = row["result"] in ("killed", "timeout")
        if row["state"] in now or (keep_killed and killed):
            found[row["key"]] = row
    return found


def remaining(wanted: Iterable[Mutant], done: dict[str, dict[str, Any]]) -> list[Mutant]:
    """Return the mutants without a result."""
    return [mutant for mutant in wanted if mutant.key not in done]


def explained(path: Path = SURVIVORS) -> dict[str, str]:
    """Return the explanations of surviving mutants, by key."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    rows = YAML(typ="safe", pure=True).load(text) or []
    return {str(row["key"]): str(row["why"]) for row in rows if row["why"]}


# --- a run ----------------------------------------------------------------------------------------
FATAL = {  # changes that no test could overlook
    "lib/jurisdiction/doctrine.py": "\nraise RuntimeError\n",
    "data/courts.yml": "- {id: nobody}\n",
}


def proved(copy: Copy, fatal: Mapping[str, str]) -> float:
    """Check that the copy is tested, passes unchanged, and fails when broken; return the time it takes."""
    if not copy.is_what_is_tested():
        raise Trouble("the tests would not read the code and the law of the copy")
    for file, words in fatal.items():
        text = (copy.root / file).read_text(encoding="utf-8")
        copy.write(file, text + words)
        verdict = copy.tested()
        copy.write(file, text)
        if verdict.result != "killed":
            raise Trouble(f"the tests do not notice that {file} is broken")
    whole = copy.tested()
    if whole.result != "survived":
        raise Trouble(f"without any mutant the tests fail: {whole.by}")
    return whole.seconds


def run(
    mutants: Sequence[Mutant], options: argparse.Namespace, now: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Try mutants, those with the same tests together, and yield each result as it comes."""
    sorts: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        sorts.setdefault(mutant.sort if mutant.sort in SUITE else "engine", []).append(mutant)
    for sort, some in sorts.items():
        files = sorted({mutant.file for mutant in some})
        fatal = {files[0]: "\nraise RuntimeError\n"} if sort in SUITE else FATAL
        for row in tried(some, tests_of(ROOT, files, options.tests), fatal, options):
            yield row | {"state": now[row["sort"]]}


def tried(
    mutants: Sequence[Mutant],
    tests: list[str],
    fatal: Mapping[str, str],
    options: argparse.Namespace,
) -> Iterator[dict[str, Any]]:
    """Try mutants by some tests in copies of the project, and yield each result as it comes."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        homes = (Path(folder).resolve() / str(i) for i in range(options.processes))
        copies = [Copy(ROOT, home, tests) for home in homes]
        usual = proved(copies[0], fatal)
        limit = options.timeout or max(300.0, 4 * usual)
        print(f"The tests pass without a mutant, in {usual:.0f} seconds.", flush=True)
        free: queue.Queue[Copy] = queue.Queue()
        for copy in copies:
            free.put(copy)
        stopped = threading.Event()

        def one(mutant: Mutant) -> dict[str, Any] | None:
            if stopped.is_set():
                return None
            copy = free.get()
            try:
                verdict = copy.tried(mutant, limit)
            finally:
                free.put(copy)
            told = {name: getattr(mutant, name) for name in ("key", "sort", "kind", "file", "line")}
            return told | vars(verdict) | {"hunk": mutant.hunk}

        with ThreadPoolExecutor(options.processes) as pool:
            try:
                for done in as_completed([pool.submit(one, mutant) for mutant in mutants]):
                    if row := done.result():
                        yield row
            finally:  # a later result is invalid and discarded
                stopped.set()
                for copy in copies:
                    copy.stop()


def summary(wanted: Sequence[Mutant], done: dict[str, dict[str, Any]], why: dict[str, str]) -> bool:
    """Print a summary, and return whether the result is sufficient."""
    enough = True
    print(
        f"\n{'':24}{'mutants':>8}{'killed':>8}{'timeout':>8}{'survived':>9}{'invalid':>8}{'rate':>7}"
    )
    for sort, members in {"code": ("code",), "law": ("law",), "suite": tuple(SUITE)}.items():
        mine = [m for m in wanted if m.sort in members]
        if not mine:
            continue
        parts = sorted({m.sort for m in mine} if sort == "suite" else {m.kind for m in mine})
        for kind in [*parts, ""]:
            row = [m for m in mine if kind in (m.kind, m.sort) or not kind]
            n = collections.Counter(done[m.key]["result"] if m.key in done else "" for m in row)
            killed, of = n["killed"] + n["timeout"], len(row) - n["invalid"] - n[""]
            told = f"{killed / of:7.0%}" if of else "      -"
            name = f"  {kind}" if kind else f"{sort}, in all"
            print(
                f"{name:24}{len(row):8}{n['killed']:8}{n['timeout']:8}{n['survived']:9}"
                f"{n['invalid']:8}{told}"
            )
        enough = enough and not n[""] and bool(of) and killed / of >= ENOUGH[sort]
        if n[""]:
            print(f"  {n['']} have not been tried.")
    by = collections.Counter(
        re.split("::| ", done[m.key]["by"])[0]
        for m in wanted
        if m.key in done and done[m.key]["result"] == "killed"
    )
    print("\nKilled by: " + ", ".join(f"{name} {n}" for name, n in by.most_common()))
    seconds = sum(done[m.key]["seconds"] for m in wanted if m.key in done)
    tried = sum(m.key in done for m in wanted) or 1
    print(f"{seconds / tried:.1f} seconds for each mutant, {seconds / 60:.0f} minutes in all.")
    for sign, text in (("survived", "Survivor"), ("invalid", "Invalid")):
        for mutant in wanted:
            row = done.get(mutant.key)
            if row and row["result"] == sign:
                reason = why.get(mutant.key, "")
                note = f"explained: {reason}" if reason else row["by"] or "not explained"
                print(f"\n{text}, {note}\n{mutant.hunk}")
                enough = enough and (bool(reason) or sign == "invalid")
    for mutant in wanted:
        if mutant.key in why and done.get(mutant.key, {}).get("result") in ("killed", "timeout"):
            print(f"\n{mutant.key} is explained in {SURVIVORS.name}, but it is killed now.")
    return enough


def asked(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--code", type=int, default=100, help="how many changes of the code")
    parser.add_argument("--law", type=int, default=60, help="how many changes of the law")
    parser.add_argument(
        "--suite", type=int, default=15, help="how many changes of each of its parts"
    )
    parser.add_argument("--seed", type=int, default=1, help="which of all changes are drawn")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="folders or files of tests")
    parser.add_argument("--processes", type=int, default=1, help="how many at a time")
    parser.add_argument("--timeout", type=float, help="seconds for the tests of one mutant")
    parser.add_argument("--only", nargs="+", default=[], help="mutants by their keys, once more")
    parser.add_argument("--list", action="store_true", help="show the mutants and run nothing")
    parser.add_argument("--keep-killed", action="store_true",
                        help="do not try again what an earlier state of the project killed")  # fmt: skip
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--resume", action="store_true", help="go on where a run stopped (default)")
    how.add_argument("--fresh", action="store_true", help="forget earlier results")
    return parser.parse_args(arguments)


def main(options: argparse.Namespace) -> int:
    """Draw mutants, try those without a result, and print a report."""
    counts = {"code": options.code, "law": options.law} | dict.fromkeys(SUITE, options.suite)
    every = {sort: of_the_project(ROOT, sort, options.seed) for sort in counts}
    wanted = [
        mutant
        for sort, count in counts.items()
        for mutant in chosen(every[sort], count, options.seed)
    ]
    if options.only:
        named = tuple(options.only)
        wanted = [m for row in every.values() for m in row if m.key.startswith(named)]
    drawn = ", ".join(
        f"{sum(m.sort == s for m in wanted)} of {len(every[s])} of {s}" for s in every
    )
    print(f"Mutants: {drawn}, by seed {options.seed}.", flush=True)
    if options.list:
        print("\n\n".join(mutant.hunk for mutant in wanted))
        return 0
    if options.fresh:
        RESULTS.unlink(missing_ok=True)
    files = {sort: modules(ROOT, sort) if sort in SUITE else [] for sort in every}
    now = {sort: state(ROOT, tests_of(ROOT, files[sort], options.tests)) for sort in every}
    done = remembered(RESULTS, now.values(), options.keep_killed)
    left = wanted if options.only else remaining(wanted, done)
    try:
        if left:
            RESULTS.parent.mkdir(exist_ok=True)
            for i, row in enumerate(run(left, options, now), 1):
                with RESULTS.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
                done[row["key"]] = row
                head = row["hunk"].partition("\n")[0]
                print(
                    f"{i}/{len(left)} {row['result']:8} {row['seconds']:6.1f} s  {head}", flush=True
                )
    except Trouble as trouble:
        print(f"Nothing was proved: {trouble}.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped; the next run goes on from here.")
    why = explained()
    enough = summary(wanted, done, why)
    for key in sorted(set(why) - {m.key for row in every.values() for m in row}):
        print(
            f"\n{key} is explained in {SURVIVORS.name}, but by this seed there is no such mutant."
        )
    return 0 if enough else 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main(asked()))
