"""Group files by learner, without identifying anyone."""

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

from jurisdiction.model import Status
from minimum_contacts.lessons import record
from minimum_contacts.lessons.record import Entry
from .files import File, with_whole_names

MANY = 3  # files that share entries; one learner with more machines than this is rare
_LETTERS = str.maketrans("0123456789", "ghjkmnpqrs")  # a spreadsheet reads 12e45678 as a number
_SAID = attrgetter(
    "at", "task", "revealed", "committed", "kind", "answer", "asked", "told", "suite"
)
_AT = attrgetter("at")
_ANSWERS = {status.value for status in Status}


# --- what one learner did --------------------------------------------------------------------------
class Predictions(NamedTuple):
    """One learner's predictions on one point: the first before the answer, and the last after it."""

    before: Entry | None = None
    after: Entry | None = None


def predictions_of(entries: Iterable[Entry]) -> dict[str, Predictions]:
    """Return one learner's predictions in a lesson, by task.

    The first committed prediction counts as *before*, unless the learner had already seen the answer.
    Any later one counts as *after*, whatever the machine; of several, the last counts.
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
    """Return entries in chronological order, regardless of the order of the files."""
    ordered = sorted(entries, key=_AT)
    tied = any(one.at == other.at for one, other in pairwise(ordered))
    return sorted(ordered, key=in_time) if tied else ordered


def in_time(entry: Entry) -> tuple[object, ...]:
    """Return a key that sorts entries by time, then by content."""
    return (*_SAID(entry), str(entry.facts))


@dataclass(frozen=True)
class Learner:
    """One learner: an anonymous code, the files, and all the work in them, by lesson.

    The code is derived from the random id of the first entry, so it does not change when files are
    added. Work is in chronological order. `look` is the reason that a teacher should check the files.
    """

    code: str
    files: tuple[File, ...]
    work: dict[str, list[Entry]]
    notebooks: dict[str, str]  # lesson id -> its notebook's name, with its number
    look: str = ""

    @property
    def name(self) -> str:
        """Return the learner's name as the folders give it, or else the paths of the files."""
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
        """Return committed entries in chronological order, by kind, then by lesson and task."""
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
    """Files grouped by learner, the files skipped and why, and notes for the teacher."""

    learners: tuple[Learner, ...] = ()
    passed: tuple[tuple[File, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def files(self) -> list[File]:
        """Return the files that count."""
        return [file for one in self.learners for file in one.files]

    @property
    def clients(self) -> list[File]:
        """Return the files that contain a client file from the clinic, which no one should hand in."""
        return [file for file in [*self.files, *(file for file, _ in self.passed)] if file.client]

    def fates(self) -> Iterator[tuple[File, str, str]]:
        """Yield every file, its learner's code if it counts, and what happened to it."""
        for one in self.learners:
            for file in one.files:
                without = "without the client file in it" if file.client else ""
                said = ", ".join(filter(None, ["counted", without]))
                yield file, one.code, "; ".join(filter(None, [said, one.look])) + "."
        for file, why in self.passed:
            yield file, "", f"passed over: {why}"


def together(files: Iterable[File]) -> Together:
    """Group files by learner, regardless of their order.

    If a path names the learner, that decides. Otherwise, two files belong to one learner if they share
    an entry: the same random id under the same task. So a learner who took a file to another machine is
    one learner; two files without a common entry are two learners; and a file that one learner passed to
    another merges the two, unless paths keep them apart. Two identical files count as two learners and
    are flagged.
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
    """Return the files skipped, with the reason; the files that count; and copies without an owner."""
    passed, kept, copies = list[tuple[File, str]](), list[File](), list[File]()
    owned = {file.digest for file in files if file.owner and not file.passed}
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)  # places, by content and owner
    for file in files:
        places = seen[file.digest, file.owner]
        if file.passed:
            passed.append((file, file.passed))
        elif file.place in places or (places if file.owner else file.digest in owned):
            passed.append((file, "the same file is already there."))
        else:
            (copies if places else kept).append(file)
            places.add(file.place)
    return passed, kept, copies


def _keys(file: File) -> Iterator[tuple[str, str]]:
    """Yield the keys that mark two files as one learner's if they share one."""
    return ((entry.id, entry.task) for entries in file.work.values() for entry in entries)


def _groups(files: Sequence[File]) -> list[list[File]]:
    """Return the files of each learner. The running time is linear in the number of entries.

    A file without an owner joins the learner with whom it shares an entry, if there is exactly one.
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
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)  # the owners of each entry
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
    """Merge the files of one learner; nothing is lost or repeated."""
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
    # Use the original entries, because merging may replace an id.
    first = min(map(_AT, chain.from_iterable(parts.values())))
    began = min(
        (e for e in chain.from_iterable(parts.values()) if e.at == first),
        key=lambda e: (in_time(e), e.id),
    )
    code = hashlib.sha256(began.id.encode()).hexdigest()[:8].translate(_LETTERS)
    return Learner(code, tuple(files), work, notebooks)


def _coded(learners: Iterable[Learner]) -> list[Learner]:
    """Return the learners in order of their codes, after making each code unique."""
    ordered = sorted(learners, key=lambda one: (one.code, [f.digest for f in one.files], one.name))
    seen, coded = Counter[str](), list[Learner]()
    for one in ordered:
        seen[one.code] += 1
        again = seen[one.code]
        coded.append(replace(one, code=f"{one.code}-{again}") if again > 1 else one)
    return coded


def _flagged(learners: Sequence[Learner]) -> list[Learner]:
    """Return the learners, with a reason where a teacher should check the files."""
    files, entries = dict[str, str](), dict[tuple[str, str], str]()  # the first learner with each
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
    """Yield notes for the teacher on how files were grouped."""
    joined = [
        len(one.files)
        for one in learners
        if len(one.files) > 1 and not any(file.owner for file in one.files)
    ]
    if joined:
        whose = "one learner" if len(joined) == 1 else f"{len(joined)} learners"
        yield (
            f"{sum(joined)} files share entries, so we treat them as the work of {whose} on several "
            "machines."
        )
    if max(joined, default=0) > MANY:
        yield (
            f"As many as {max(joined)} files share entries and count as one learner. If learners "
            "began with a file that you handed out, put each learner's file in its own folder and choose the "
            "option that each folder is one learner."
        )
    if codes := [one.code for one in learners if one.look]:
        named = ", ".join(codes[:6]) + " …" * (len(codes) > 6)
        yield (
            f"The files of {len(codes)} learners ({named}) are identical or share entries. "
            "Someone may have passed on a file, or you may have handed one out; all of these learners "
            "are counted."
        )
    if clients := sum(file.client for file in files):
        yield (
            f"Files that contain a client file from the clinic: {clients}. Delete them here, and ask "
            "the learners not to hand in client files. Nothing in a client file is counted."
        )
