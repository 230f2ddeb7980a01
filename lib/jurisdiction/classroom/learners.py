"""Join the files that belong to one learner, without asking who that is."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, pairwise
from operator import attrgetter
from typing import NamedTuple

from .. import record
from ..model import Status
from ..record import Entry
from .files import File, with_whole_names

MANY = 3  # files that share entries; one learner with more machines than this is rare
_LETTERS = str.maketrans("0123456789", "ghjkmnpqrs")  # a spreadsheet takes 12e45678 for a number
_SAID = attrgetter(
    "at", "task", "revealed", "committed", "kind", "answer", "asked", "told", "suite"
)
_AT = attrgetter("at")
_ANSWERS = {status.value for status in Status}


# --- what one learner did --------------------------------------------------------------------------
class Predictions(NamedTuple):
    """What one learner predicted on one point: before the answer was seen, and last after it."""

    before: Entry | None = None
    after: Entry | None = None


def predictions_of(entries: Iterable[Entry]) -> dict[str, Predictions]:
    """Return what one learner predicted in a lesson, by task.

    Before is what was committed first, unless the answer had been seen by then. Whatever was
    committed later came after the answer, on whatever machine, and the last of it counts.
    """
    by_task: dict[str, list[Entry]] = defaultdict(list)
    for entry in in_order(entries):
        if entry.kind == "prediction" and entry.committed and entry.answer in _ANSWERS:
            by_task[entry.task].append(entry)
    return {
        task: Predictions(None, every[-1])
        if every[0].revealed
        else Predictions(every[0], every[-1] if len(every) > 1 else None)
        for task, every in by_task.items()
    }


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries in the order of time, the same whichever file comes first."""
    ordered = sorted(entries, key=_AT)
    tied = any(one.at == other.at for one, other in pairwise(ordered))
    return sorted(ordered, key=in_time) if tied else ordered


def in_time(entry: Entry) -> tuple[object, ...]:
    """Sort by time; where two entries share a moment, by what they say, whichever file comes first."""
    return (*_SAID(entry), str(entry.facts))


@dataclass(frozen=True)
class Learner:
    """One learner: a code that reveals nothing, the files, and all that they hold, by lesson.

    The code comes from the random id of the first entry, so it stays when files are added. The work
    of each lesson is in the order of time. `look` is why a teacher should look at the files.
    """

    code: str
    files: tuple[File, ...]
    work: dict[str, list[Entry]]
    notebooks: dict[str, str]  # the notebook of each lesson, with its number
    look: str = ""

    @property
    def name(self) -> str:
        """Return what the folders or the files call the learner."""
        owners = sorted({file.owner for file in self.files} - {""})
        return ", ".join(owners or sorted(file.place for file in self.files))

    @cached_property
    def predictions(self) -> dict[tuple[str, str], Predictions]:
        """Return the predictions, by lesson and task."""
        return {
            (lesson, task): predicted
            for lesson, entries in self.work.items()
            for task, predicted in predictions_of(entries).items()
        }

    @cached_property
    def committed(self) -> dict[str, dict[tuple[str, str], list[Entry]]]:
        """Return what was committed in the order of time, by kind, then by lesson and task."""
        kinds: dict[str, dict[tuple[str, str], list[Entry]]] = defaultdict(dict)
        for lesson, entries in self.work.items():
            for entry in entries:
                if entry.committed:
                    kinds[entry.kind].setdefault((lesson, entry.task), []).append(entry)
        return kinds


def lesson_of(notebook: str) -> str:
    """Return the lesson of a notebook, whatever its number."""
    return re.sub(r"^\d+_", "", notebook)


# --- which files are one learner's -----------------------------------------------------------------
@dataclass(frozen=True)
class Together:
    """The learners of some files, what was passed over and why, and what a teacher should know."""

    learners: tuple[Learner, ...] = ()
    passed: tuple[tuple[File, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def files(self) -> list[File]:
        """Return the files that count."""
        return [file for one in self.learners for file in one.files]

    @property
    def clients(self) -> list[File]:
        """Return the files that hold a client's file from the clinic, which nobody should hand in."""
        return [file for file in [*self.files, *(file for file, _ in self.passed)] if file.client]

    def fates(self) -> Iterator[tuple[File, str, str]]:
        """Yield every file, the code of its learner if it counts, and what became of it."""
        for one in self.learners:
            for file in one.files:
                without = "without the client's file in it" if file.client else ""
                said = ", ".join(filter(None, ["counted", without]))
                yield file, one.code, "; ".join(filter(None, [said, one.look])) + "."
        for file, why in self.passed:
            yield file, "", f"passed over: {why}"


def together(files: Iterable[File]) -> Together:
    """Join the files of each learner, in whatever order they come.

    Where paths say who handed a file in, they decide. Elsewhere two files are one learner's if they
    share an entry: its random id, under the same task. So one who carried a file to another machine
    is one; two files without a common entry are two, since nobody can tell; and a file that was
    handed from one learner to another joins both, unless paths keep them apart. Two identical files
    are two learners', and flagged.
    """
    files = with_whole_names(files)
    files.sort(key=lambda file: (file.digest, file.owner, file.place))
    passed, kept, copies = _without_copies(files)
    groups = [*_groups(kept), *([file] for file in copies)]
    learners = _flagged(_coded(map(_learner, groups)))
    return Together(tuple(learners), tuple(passed), tuple(_notes(learners, files)))


def _without_copies(
    files: Sequence[File],
) -> tuple[list[tuple[File, str]], list[File], list[File]]:
    """Return what is passed over, with the reason, what counts, and copies in nobody's folder."""
    passed, kept, copies = list[tuple[File, str]](), list[File](), list[File]()
    owned = {file.digest for file in files if file.owner and not file.passed}
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)  # places, by content and owner
    for file in files:
        places = seen[file.digest, file.owner]
        if file.passed:
            passed.append((file, file.passed))
        elif file.place in places or (places if file.owner else file.digest in owned):
            passed.append((file, "the same file is there already."))
        else:
            (copies if places else kept).append(file)
            places.add(file.place)
    return passed, kept, copies


def _keys(file: File) -> Iterator[tuple[str, str]]:
    """Yield what makes two files one learner's, if they share it."""
    return ((entry.id, entry.task) for entries in file.work.values() for entry in entries)


def _groups(files: Sequence[File]) -> list[list[File]]:
    """Return the files of each learner, in time linear in the entries.

    A file in nobody's folder follows the one learner with whom it shares an entry, if it is one.
    """
    links = [[("owner", file.owner)] if file.owner else list(_keys(file)) for file in files]
    linked: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, keys in enumerate(links):
        for key in keys:
            linked[key].append(at)
    groups, placed = list[list[File]](), set[int]()
    for start in range(len(files)):
        group, waiting = list[File](), [start]
        while waiting:
            at = waiting.pop()
            if at not in placed:
                placed.add(at)
                group.append(files[at])
                for key in links[at]:
                    waiting += linked.pop(key, ())
        if group:
            groups.append(group)
    loose = [group for group in groups if not group[0].owner]
    owned = {group[0].owner: group for group in groups if group[0].owner}
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)  # who holds each entry
    for owner, group in owned.items():
        for key in chain.from_iterable(map(_keys, group)):
            owners[key].add(owner)
    for group in loose if owners else ():
        keys = chain.from_iterable(map(_keys, group))
        theirs = set[str]().union(*(owners.get(key, ()) for key in keys))
        if len(theirs) == 1:
            owned[theirs.pop()] += group
            group.clear()
    return [*owned.values(), *filter(None, loose)]


def _learner(files: Sequence[File]) -> Learner:
    """Return all that the files of one learner hold; nothing is left out, and nothing is there twice."""
    parts: dict[str, list[Entry]] = defaultdict(list)
    notebooks: dict[str, str] = {}
    for file in files:
        for name, entries in file.work.items():
            lesson = lesson_of(name)
            parts[lesson] += entries
            notebooks[lesson] = max(name, notebooks.get(lesson, ""))
    work = {
        lesson: in_order(record.merged((), entries)) for lesson, entries in sorted(parts.items())
    }
    # As filed, for merging may draw an id anew.
    first = min(map(_AT, chain.from_iterable(parts.values())))
    began = min(
        (e for e in chain.from_iterable(parts.values()) if e.at == first),
        key=lambda e: (in_time(e), e.id),
    )
    code = hashlib.sha256(began.id.encode()).hexdigest()[:8].translate(_LETTERS)
    return Learner(code, tuple(files), work, notebooks)


def _coded(learners: Iterable[Learner]) -> list[Learner]:
    """Return the learners by their codes, each with a code of its own."""
    ordered = sorted(learners, key=lambda one: (one.code, [f.digest for f in one.files], one.name))
    seen, coded = Counter[str](), list[Learner]()
    for one in ordered:
        seen[one.code] += 1
        again = seen[one.code]
        coded.append(replace(one, code=f"{one.code}-{again}") if again > 1 else one)
    return coded


def _flagged(learners: Sequence[Learner]) -> list[Learner]:
    """Return the learners, each with why a teacher should look at the files."""
    files, entries = dict[str, str](), dict[tuple[str, str], str]()  # whose each was first
    alike, shared = set[str](), set[str]()
    for one in learners:
        for keys, first, found in (
            ([file.digest for file in one.files], files, alike),
            ([(e.id, e.task) for log in one.work.values() for e in log], entries, shared),
        ):
            for key in keys:
                if (whose := first.setdefault(key, one.code)) != one.code:
                    found |= {whose, one.code}
    flags = dict.fromkeys(shared, "shares entries with another learner's file")
    flags |= dict.fromkeys(alike, "identical to another learner's file")
    return [replace(one, look=flags.get(one.code, "")) for one in learners]


def _notes(learners: Sequence[Learner], files: Sequence[File]) -> Iterator[str]:
    """Yield what a teacher should know of how files were joined or kept apart."""
    joined = [
        len(one.files)
        for one in learners
        if len(one.files) > 1 and not any(file.owner for file in one.files)
    ]
    if joined:
        whose = "one learner" if len(joined) == 1 else f"{len(joined)} learners"
        yield (
            f"{sum(joined)} files share entries and are taken as the work of {whose} on several "
            "machines."
        )
    if max(joined, default=0) > MANY:
        yield (
            f"As many as {max(joined)} files share entries and count as one learner. If learners "
            "began with a file that was handed out, put each learner's file in a folder and say that "
            "each folder is one learner."
        )
    if codes := [one.code for one in learners if one.look]:
        named = ", ".join(codes[:6]) + " …" * (len(codes) > 6)
        yield (
            f"The files of {len(codes)} learners ({named}) are identical, or share entries with each "
            "other's. A file may have been handed on, or handed out; all of these learners are counted."
        )
    if clients := sum(file.client for file in files):
        yield (
            f"Files that hold a client's file from the clinic: {clients}. Delete them here, and ask "
            "the learners not to hand clients in. Nothing of a client is counted."
        )
