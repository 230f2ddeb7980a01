"""Joins the files that are one learner's, without asking who that is."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from .. import record
from ..record import Entry
from .files import File

MANY = 3  # files that share entries; one learner with more machines than this is rare


@dataclass(frozen=True)
class Learner:
    """One learner: a code that tells nothing, the files, and all that they hold, by lesson.

    The code comes from the random id of the first thing done, so it stays when files are added.
    """

    code: str
    files: tuple[File, ...]
    work: dict[str, list[Entry]]
    notebooks: dict[str, str]  # the notebook of each lesson, with its number

    @property
    def name(self) -> str:
        """What the folders or the files call the learner."""
        owners = sorted({file.owner for file in self.files} - {""})
        return "; ".join(owners or sorted(file.place for file in self.files))


@dataclass(frozen=True)
class Together:
    """The learners of some files, what was passed over and why, and what a teacher should know."""

    learners: tuple[Learner, ...]
    files: tuple[File, ...]  # those that count
    passed: tuple[tuple[File, str], ...]
    notes: tuple[str, ...]


def lesson_of(notebook: str) -> str:
    """The name of a notebook as its lesson has it, whatever its number."""
    return re.sub(r"^\d+_", "", notebook)


def together(files: Sequence[File]) -> Together:
    """Join the files of each learner, in whatever order they come.

    Where the folders say who handed a file in, they decide. Elsewhere two files are one learner's
    if they share an entry: its random id, under the same task. So one who carried a file to another
    machine is one; two files without a common entry are two, since nobody can tell; and a file that
    was handed from one learner to another joins both, unless the folders keep them apart.
    """
    files = sorted(files, key=lambda file: (file.digest, file.owner, file.place))
    passed, kept = _twice(files)
    groups = list(_groups(kept).values())
    learners = _coded([_learner(group) for group in groups])
    return Together(tuple(learners), tuple(kept), tuple(passed), tuple(_notes(learners)))


def _twice(files: Sequence[File]) -> tuple[list[tuple[File, str]], list[File]]:
    """What is passed over, with the reason, and what counts: a file once for each who handed it in."""
    passed, kept = list[tuple[File, str]](), list[File]()
    seen: set[tuple[str, str]] = set()
    owned = {file.digest for file in files if file.owner and not file.passed}
    for file in files:
        if file.passed:
            passed.append((file, file.passed))
        elif (file.digest, file.owner) in seen or (not file.owner and file.digest in owned):
            passed.append((file, "the same file is there already."))
        else:
            seen.add((file.digest, file.owner))
            kept.append(file)
    return passed, kept


def _keys(file: File) -> Iterator[tuple[str, str]]:
    """What makes two files one learner's, if they share it."""
    return ((entry.id, entry.task) for entries in file.work.values() for entry in entries)


def _groups(files: Sequence[File]) -> dict[int, list[File]]:
    """The files of each learner. One in no learner's folder follows the one learner it shares with."""
    parent = list(range(len(files)))

    def top(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    first: dict[object, int] = {}
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for at, file in enumerate(files):
        for key in [("owner", file.owner)] if file.owner else _keys(file):
            parent[top(at)] = top(first.setdefault(key, at))
        for key in _keys(file) if file.owner else ():
            owners[key].add(file.owner)
    theirs: dict[int, set[str]] = defaultdict(set)
    for at, file in enumerate(files):
        for key in () if file.owner else _keys(file):
            theirs[top(at)] |= owners.get(key, set())
    for at, who in theirs.items():
        if len(who) == 1:
            parent[at] = top(first["owner", *who])
    groups: dict[int, list[File]] = defaultdict(list)
    for at, file in enumerate(files):
        groups[top(at)].append(file)
    return groups


def _learner(files: Sequence[File]) -> Learner:
    """All that the files of one learner hold; nothing is left out, and nothing stands there twice."""
    parts: dict[str, list[list[Entry]]] = defaultdict(list)
    notebooks: dict[str, str] = {}
    for file in files:
        for name, entries in file.work.items():
            lesson = lesson_of(name)
            parts[lesson].append(entries)
            notebooks[lesson] = max(name, notebooks.get(lesson, ""))
    work = {
        lesson: sorted(reduce(record.merged, every, list[Entry]()), key=in_time)
        for lesson, every in sorted(parts.items())
    }
    every = (e for file in files for entries in file.work.values() for e in entries)
    began = min(every, key=lambda e: (in_time(e), e.id))  # as filed: merging may draw an id anew
    code = hashlib.sha256(began.id.encode()).hexdigest()[:8]
    return Learner(code, tuple(files), work, notebooks)


def in_time(entry: Entry) -> tuple[object, ...]:
    """The order of what was done; where two were at once, by what they say, whoever comes first."""
    return (
        entry.at, entry.task, entry.revealed, entry.committed, entry.kind, entry.answer, entry.asked,
        entry.told, str(entry.facts), entry.suite,
    )  # fmt: skip


def _coded(learners: Iterable[Learner]) -> list[Learner]:
    """The learners by their codes, each with one of its own."""
    ordered = sorted(learners, key=lambda one: (one.code, [f.digest for f in one.files], one.name))
    seen, coded = Counter[str](), list[Learner]()
    for one in ordered:
        seen[one.code] += 1
        again = seen[one.code]
        coded.append(replace(one, code=f"{one.code}-{again}") if again > 1 else one)
    return coded


def _notes(learners: Sequence[Learner]) -> Iterable[str]:
    joined = [
        one for one in learners if len(one.files) > 1 and not any(file.owner for file in one.files)
    ]
    if joined:
        count = sum(len(one.files) for one in joined)
        whose = "one learner" if len(joined) == 1 else f"{len(joined)} learners"
        yield f"{count} files share entries and are taken as the work of {whose} on several machines."
    if many := [one for one in joined if len(one.files) > MANY]:
        most = max(len(one.files) for one in many)
        yield (
            f"As many as {most} files share entries and count as one learner. If learners began with a "
            "file that was handed out, put each learner's file in a folder and say that each folder is "
            "one learner."
        )
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in learners:
        for entries in one.work.values():
            for entry in entries:
                holders[entry.id, entry.task].add(one.code)
    both = {frozenset(codes) for codes in holders.values() if len(codes) > 1}
    if both:
        codes = sorted(set[str]().union(*both))
        yield (
            f"The files of {len(codes)} learners ({', '.join(codes[:6])}{' …' if len(codes) > 6 else ''}) "
            "share entries with each other's. A file may have been handed on, or handed out; each "
            "learner is counted as the folders say."
        )
