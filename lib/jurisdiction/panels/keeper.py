"""Keeps the learner's work in a notebook: in memory at once, and saved soon after every change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

import traitlets as t

from .. import __version__, record
from ..model import ReaderError
from ..record import Entry
from ..storage import ASIDE, Files, Storage
from .browser import Sign
from .view import soon

ELSEWHERE = (
    "This notebook is at work in another window too. What is written there and here is kept, all of it; "
    "to see here what was written there, choose Run ▸ Run All Cells, or load the page anew."
)
PAUSE = 0.5  # seconds from a change to its saving, so that typing is not held up


class Part(Protocol):
    """A part of a notebook whose work is kept; a task that ends in a stroke stands for all under it."""

    task: str

    def resume(self, entries: list[Entry]) -> None:
        """Show this work, or none; what the learner does from now on is kept by `KEEPER.note`."""


class Keeper(t.HasTraits):
    """The work of one learner in the notebook that is open, and in the others.

    What is done is noted at once in memory; a moment later the file of the notebook is replaced, if
    it still is as it was last seen, and else both are merged first. `messages` is what the learner
    must be told.
    """

    messages: list[str] = t.List(t.Unicode())
    changed = t.Int()  # goes up when what a panel of work shows may have changed

    def __init__(self) -> None:
        super().__init__()
        self.sign = Sign()
        self._forget("", None)

    def _forget(self, notebook: str, storage: Storage | None) -> None:
        self.notebook, self.storage = notebook, storage
        self.work: dict[str, list[Entry]] = {notebook: []}
        self.set_aside: Files = {}
        self.unreadable: list[str] = []
        self._files: dict[str, bytes | None] = {}  # as they were last seen
        self._blocked: dict[str, str] = {}  # which must not be written, and why
        self._parts: dict[str, Part] = {}
        self._drafts: dict[str, str] = {}  # the entry that this window is writing on, by task
        self._mine: set[str] = set()  # the entries of this window
        self._dirty = self._scheduled = self._open = self._showing = False

    # --- beginning --------------------------------------------------------------------------------
    def begin(self, notebook: str, storage: Storage) -> None:
        """Keep the work of this notebook here; what was kept before is shown again."""
        if self.notebook:
            self.flush()
        if notebook != self.notebook:
            self._forget(notebook, storage)
        self.storage, self.messages, self._open = storage, [], False
        self._files, self._blocked = {}, {}
        self.sign.place, self.sign.state = storage.place, "waiting"
        storage.read(self._opened)

    def _opened(self, trouble: str, files: Files) -> None:
        self._learn(files)
        self._open = True
        self._show("trouble" if trouble else "ready", trouble)
        older = [entry.suite for entry in self.entries if entry.suite != __version__]
        if older:
            self._tell(
                f"You did part of this with version {older[-1][:20]} of these notebooks; this is version "
                f"{__version__}. Your work is kept, and the lesson is the new one."
            )
        for part in self.parts:
            last = self._of(part)[-1:]
            if last and last[0].id not in self._mine:  # else the learner has begun in this window
                self._resume(part)
        if self._dirty:
            self.save()
        self.changed += 1

    def _learn(self, files: Files) -> None:
        """Take in what the storage holds, of this notebook and of the others."""
        self.set_aside = {name: raw for name, raw in files.items() if ASIDE in name}
        self.unreadable = []
        for name, raw in files.items():
            if ASIDE in name or raw == self._files.get(name):
                continue
            self._files[name] = raw
            if name == self.notebook:
                self._take(name, self._understood(name, raw))
                continue
            try:
                self._take(name, record.read(raw, name).get(name, []))
            except ReaderError:
                self.unreadable.append(name)  # its own notebook will say why

    def _understood(self, name: str, raw: bytes) -> list[Entry]:
        """What a file of the storage holds of its notebook; if it is unreadable, it is put aside."""
        try:
            return record.read(raw, f"The file of your work in {record.titled(name)}").get(name, [])
        except ReaderError as error:
            said = str(error)

        def done(trouble: str, new: str) -> None:
            if trouble:
                self._blocked[name] = f"{said} It could not be put aside either: {trouble}"
                self._tell(self._blocked[name])
                self._show("trouble", self._blocked[name])
            else:
                self.set_aside = {**self.set_aside, new: raw}
                self._tell(f"{said} It is kept aside as {new} and is not lost; you begin anew.")
            self.changed += 1

        self._files[name] = None  # so that it cannot be written over, should it stay where it is
        self.storage.aside(name, done)
        return []

    def _take(self, name: str, theirs: list[Entry]) -> int:
        """Add what another file or window holds; how many entries are new."""
        mine = self.work.get(name, [])
        others = [e for e in theirs if e.id not in self._mine]
        self.work[name] = record.merged(mine, others)
        seen = {e.task: e.at for e in reversed(self.work[name]) if e.committed}
        self.work[name] = [
            e.model_copy(update={"revealed": True})
            if e.committed and not e.revealed and seen[e.task] < e.at and e.id in self._mine
            else e
            for e in self.work[name]
        ]
        return len(self.work[name]) - len(mine)

    # --- what the parts do ------------------------------------------------------------------------
    @property
    def entries(self) -> list[Entry]:
        """The work in this notebook, in the order of time."""
        return self.work.get(self.notebook, [])

    @property
    def parts(self) -> list[Part]:
        """The parts of this notebook whose work is kept, in the order in which they came."""
        return list(self._parts.values())

    def join(self, part: Part) -> None:
        """Keep the work of this part too; it is shown what it held before."""
        self._parts[part.task] = part
        self._resume(part)

    def _of(self, part: Part) -> list[Entry]:
        """The work of one part, in the order of time."""
        under = part.task.endswith("/")
        return [
            e
            for e in self.entries
            if e.task == part.task or (under and e.task.startswith(part.task))
        ]

    def _resume(self, part: Part) -> None:
        mine = self._of(part)
        if mine:
            self._show_in(part, mine)

    def _show_in(self, part: Part, entries: list[Entry]) -> None:
        """Let a part show its work, which is no new work; a failure is told and loses nothing."""
        before, self._showing = self._showing, True
        try:
            part.resume(entries)
        except Exception as error:  # the reader, not a log, must hear of any failure
            self._tell(
                f"What you did here before is kept but could not be shown ({type(error).__name__}: {error})."
            )
        finally:
            self._showing = before

    def note(self, task: str, kind: str, answer: str, asked: str = "", **more: Any) -> None:
        """Note what stands there now, which is not yet committed; it replaces this window's draft."""
        if not self.notebook or self._showing:
            return
        answer = record.clean(answer)
        last = record.latest(self.entries, task)
        draft = self._drafts.get(task)
        if last is None or last.answer != answer or last.facts != more.get("facts"):
            self._put(task, draft, kind=kind, answer=answer, asked=asked, **more)
        self._soon()

    def commit(self, task: str, kind: str, answer: str, asked: str, told: str) -> None:
        """Note an answer as committed, before the learner is told what the suite says, and save it."""
        if not self.notebook:
            return
        answer, before = record.clean(answer), record.latest(self.entries, task, committed=True)
        if before is None or (before.answer, before.asked, before.told) != (answer, asked, told):
            self._put(
                task, self._drafts.pop(task, None), kind=kind, answer=answer, asked=asked, told=told,
                committed=True, revealed=before is not None,
            )  # fmt: skip
            self._drafts.pop(task, None)
        self.save()

    def forget(self, task: str) -> None:
        """Take what was kept under a task out of the file of this notebook, for good."""
        if self.notebook:
            self.work[self.notebook] = [e for e in self.entries if e.task != task]
            self._drafts.pop(task, None)
            self.save()
            self.changed += 1

    def _put(self, task: str, draft: str | None, **what: Any) -> None:
        # A clock that has stopped, or runs decades ahead, must not keep work from being noted.
        at = min(max(dt.datetime.now(dt.UTC), record.FIRST), record.END - dt.timedelta(days=1))
        if self.entries and self.entries[-1].at >= at:
            at = self.entries[-1].at + dt.timedelta(microseconds=1)
        new = Entry(id=draft or record.fresh_id(), task=task, at=at, suite=__version__, **what)
        self.work[self.notebook] = [*(e for e in self.entries if e.id != new.id), new]
        self._drafts[task] = new.id
        self._mine.add(new.id)
        self._dirty = True

    # --- saving -----------------------------------------------------------------------------------
    def _soon(self) -> None:
        if self._dirty and self.sign.state in ("ready", "saved"):
            self.sign.state = "saving"
        if not self._scheduled:
            self._scheduled = True
            soon(self.flush, PAUSE)

    def last(self) -> AbstractContextManager[None]:
        """While something is answered, the sign waits, so that the page hears the finding first."""
        return self.sign.hold_sync()

    def flush(self) -> None:
        """Save now what waits to be saved."""
        self._scheduled = False
        if self._dirty:
            self.save()

    def save(self) -> None:
        """Replace the file of this notebook."""
        self._dirty = True
        if self._open:
            self._dirty = False
            self._write(self.notebook, self._saved)

    def _write(self, name: str, then: Callable[[str], None], tries: int = 5) -> None:
        if name in self._blocked:
            then(self._blocked[name])
            return
        text = record.written({name: self.work[name]})

        def done(trouble: str, found: bytes | None) -> None:
            if trouble or found == text:
                if not trouble:
                    self._files[name] = text
                then(trouble)
                return
            self._files[name] = found
            if (
                found is not None
                and self._take(name, self._understood(name, found))
                and name == self.notebook
                and ELSEWHERE not in self.messages
            ):
                self._tell(ELSEWHERE)
            if tries:
                self._write(name, then, tries - 1)
            else:
                then("another window keeps changing the same file. Close it.")

        self.storage.write(name, text, self._files.get(name), done)

    def _saved(self, trouble: str) -> None:
        if trouble:
            self._dirty = True  # the next change tries again
        self._show("trouble" if trouble else "saved", trouble)
        self.changed += 1

    def _show(self, state: str, told: str) -> None:
        again = "Download your work at the top of this notebook, so that nothing is lost."
        with self.sign.hold_sync():
            self.sign.told = f"{told} {again}" if told else ""
            if state == "saved":
                self.sign.at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            self.sign.state = state

    def _tell(self, message: str) -> None:
        self.messages = [*self.messages, message]

    # --- carrying along ---------------------------------------------------------------------------
    def look_again(self) -> None:
        """See what other windows have saved by now."""

        def got(_: str, files: Files) -> None:
            self._learn(files)
            self.changed += 1

        if self._open:
            self.storage.read(got)

    def exported(self) -> bytes:
        """One file with the work in all notebooks."""
        return record.written({name: work for name, work in self.work.items() if work})

    def bring_in(self, raw: bytes, where: str, then: Callable[[str], None]) -> None:
        """Add the work of a file to what is here; say in the learner's words what came of it."""
        try:
            brought = record.read(raw, where)
        except ReaderError as error:
            then(f"{error} Nothing was changed.")
            return
        before = {name: len(work) for name, work in self.work.items()}
        for name, theirs in brought.items():
            self.work[name] = record.merged(self.work.get(name, []), theirs)
        new = {n: len(self.work[n]) - before.get(n, 0) for n in brought}
        new = {name: count for name, count in new.items() if count}
        for part in self.parts:
            if self.notebook in new:
                self._resume(part)
        if not new:
            then(f"{where}: all of this was here already. Nothing was changed.")
            return
        troubles: dict[str, str] = {}

        def done(name: str, trouble: str) -> None:
            troubles[name] = trouble
            if name == self.notebook:
                self._saved(trouble)
            if len(troubles) < len(new):
                return
            count = sum(new.values())
            said = f"{where}: {count} {'entry' if count == 1 else 'entries'} brought in, for "
            said += f"{', '.join(map(record.titled, sorted(new)))}. Where answers differ, both are kept."
            wrong = next(filter(None, troubles.values()), "")
            then(said + (f" Not all could be saved: {wrong}" if wrong else ""))
            self.changed += 1

        for name in new:
            self._write(name, lambda trouble, name=name: done(name, trouble))

    def start_afresh(self) -> None:
        """Put the work in this notebook aside, where it is kept, and begin it anew."""

        def done(trouble: str, new: str) -> None:
            if trouble:
                self._tell(f"Your work could not be put aside: {trouble}")
            else:
                self.set_aside = {
                    **self.set_aside,
                    new: record.written({self.notebook: self.entries}),
                }
                self._clear()
                self._tell(f"Your work in this notebook is kept aside as {new}. You begin anew.")
            self.changed += 1

        self.flush()
        if self.entries:
            self.storage.aside(self.notebook, done)

    def erase(self) -> None:
        """Delete all work, in every notebook, for good."""

        def done(trouble: str) -> None:
            if trouble:
                self._tell(f"Your work could not be erased: {trouble}")
            else:
                self.work, self._files, self.set_aside = {self.notebook: []}, {}, {}
                self._clear()
                self.messages = ["Your work has been erased."]
            self.changed += 1

        self.storage.erase(done)

    def _clear(self) -> None:
        self.work[self.notebook], self._files[self.notebook] = [], None
        self._drafts, self._mine, self._dirty = {}, set(), False
        for part in self.parts:
            self._show_in(part, [])
        self._show("ready", "")


KEEPER = Keeper()
