"""Keep the learner's work in a notebook: in memory immediately, on disk shortly after each change."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

import traitlets as t

from jurisdiction import __version__
from jurisdiction.model import ReaderError
from .. import record
from ..record import Entry, titled
from ..storage import ASIDE, Files, Folder, aside_name
from .browser import Browser, Sign
from .view import soon

ELSEWHERE = (
    "This notebook is also open in another window. Everything you write in either window is saved; "
    "to see the other window's work here, choose Run ▸ Run All Cells, or reload the page."
)
RETRY = 15.0  # seconds before a failed save is retried
PAUSE = 0.5  # seconds from a change to its save, so that typing is not interrupted


class Part(Protocol):
    """A part of a notebook whose work is saved; a task name ending in a slash covers every task below it."""

    task: str

    def resume(self, entries: list[Entry]) -> None:
        """Show the saved work in `entries`, if any; `KEEPER.note` saves any later work."""


class Keeper(t.HasTraits):
    """The work of one learner, in the open notebook and in the others.

    Changes are noted in memory immediately. A moment later, the notebook's file is replaced if no
    one else has changed it; otherwise the two versions are merged first. `messages` lists what the
    learner must be told.
    """

    messages: list[str] = t.List(t.Unicode())
    changed = t.Int()  # incremented when the work panel may need an update

    def __init__(self, kind: str = record.FORMAT) -> None:
        super().__init__()
        self.kind, self.sign = kind, Sign()
        self._forget("", None)

    def _forget(self, notebook: str, storage: Folder | Browser | None) -> None:
        self.notebook, self.storage = notebook, storage
        self._logs: dict[str, list[Entry]] = {notebook: []}  # by notebook, with tombstones
        self.set_aside: Files = {}
        self.unreadable: list[str] = []  # notebooks whose files cannot be read
        self._files: dict[str, bytes | None] = {}  # file contents when last read or written
        self._rescued: Files = {}  # deleted files whose contents this window still has
        self._blocked: dict[str, str] = {}  # files that must not be written, with the reason
        self._troubles: dict[str, str] = {}  # files whose last write failed, with the reason
        self._parts: dict[str, Part] = {}
        self._drafts: dict[str, str] = {}  # task -> id of the entry this window is drafting
        self._mine: set[str] = set()  # ids of the entries made in this window
        self._dirty: set[str] = set()  # notebooks with unsaved changes
        self._scheduled = self._open = self._showing = self._waiting = False
        self._clients: Keeper | None = None
        self._safe: list[Callable[[], None]] = []  # callbacks to run once everything is saved

    @property
    def clients(self) -> Keeper:
        """Return the keeper of the client files, which are stored separately.

        Client files that an earlier version kept among the work of this notebook are moved there.
        """
        if self._clients is None:
            self._clients = Keeper(record.CLIENTS)
            if self.storage is not None:
                self._clients.begin("clients", self.storage.apart())
            self.join(_Former(self))
        return self._clients

    def _own(self, log: list[Entry]) -> list[Entry]:
        """Return the entries this keeper stores, with tombstones: client files only, or everything else."""
        return [e for e in log if record.of_client(e) == (self.kind == record.CLIENTS)]

    @property
    def work(self) -> dict[str, list[Entry]]:
        """Return the work in every notebook that has any, in chronological order."""
        found = {name: record.live(self._own(log)) for name, log in self._logs.items()}
        return {name: entries for name, entries in found.items() if entries}

    @property
    def entries(self) -> list[Entry]:
        """Return the work in this notebook, in chronological order."""
        return record.live(self._own(self._logs[self.notebook]))

    # --- opening ----------------------------------------------------------------------------------
    def begin(self, notebook: str, storage: Folder | Browser) -> None:
        """Open a notebook's work in `storage`, and show what was saved before."""
        if self.notebook:
            self.flush()
        if notebook != self.notebook:
            self._forget(notebook, storage)
        self.storage, self.messages, self._open, self._blocked = storage, [], False, {}
        self.sign.place, self.sign.state = storage.place, "waiting"
        storage.read(self._opened)

    def _opened(self, trouble: str, files: Files) -> None:
        self._merge_files(trouble, files)
        self._open = True
        self._show("trouble" if trouble else "ready", trouble)
        older = [entry.suite for entry in self.entries if entry.suite != __version__]
        if older:
            self._tell(
                f"You did part of this lesson with version {older[-1][:20]} of these notebooks; this is "
                f"version {__version__}. Your work is saved, and the lesson is the new version."
            )
        for part in self.parts:
            last = self._of(part)[-1:]
            # otherwise the learner has already begun in this window
            if last and last[0].id not in self._mine:
                self._resume(part)
        self.flush()
        self.changed += 1

    def look_again(self) -> None:
        """Read what other windows have saved since."""

        def got(trouble: str, files: Files) -> None:
            self._merge_files(trouble, files)
            self.changed += 1

        if self._open:
            self.storage.read(got)

    def _merge_files(self, trouble: str, files: Files) -> None:
        """Merge the files in storage, for this notebook and the others.

        If storage reports an error, do not treat a missing file as deleted.
        """
        self.set_aside = self._rescued | {name: raw for name, raw in files.items() if ASIDE in name}
        for name in files if trouble else {*self._files, *files}:
            if ASIDE not in name and files.get(name) != self._files.get(name):
                self._merge_file(name, files.get(name))

    def _merge_file(self, name: str, raw: bytes | None) -> None:
        """Merge a file as another window left it."""
        was, self._files[name] = self._files.get(name), raw
        if raw is not None:
            self._merge_log(name, self._parsed(name, raw))
        elif was is not None:
            self._stop_saving(name, was)

    def _parsed(self, name: str, raw: bytes) -> list[Entry]:
        """Return a notebook's log from its file; an unreadable file is never overwritten."""
        self.unreadable = [one for one in self.unreadable if one != name]
        clients = self.kind == record.CLIENTS
        where = f"The file of your {'clients' if clients else f'work in {titled(name)}'}"
        try:
            return record.logs(raw, where, self.kind).get(name, [])
        except ReaderError as error:
            self._files[name] = None
            if name == self.notebook or name in self._dirty:
                self._put_aside(name, raw, str(error))
            else:
                self.unreadable.append(name)  # its own notebook will report the reason
            return []

    def _put_aside(self, name: str, raw: bytes, why: str) -> None:
        def done(trouble: str, new: str) -> None:
            if trouble:
                self._blocked[name] = f"{why} We could not set it aside either: {trouble}"
                self._tell(self._blocked[name])
                self._show("trouble", self._blocked[name])
            else:
                self.set_aside = {**self.set_aside, new: raw}
                self._tell(
                    f"{why} It is not lost: we set it aside as {new}. The notebook starts over."
                )
            self.changed += 1

        self.storage.aside(name, done)

    def _merge_log(self, name: str, theirs: list[Entry]) -> None:
        """Merge the log of another file or window with ours."""
        others = [e for e in theirs if e.id not in self._mine or e.kind == record.ERASED]
        log = record.merged(self._logs.get(name, []), others)
        first = {e.task: e.at for e in reversed(log) if e.committed}
        self._logs[name] = [
            e.model_copy(update={"revealed": True})
            if e.committed and not e.revealed and first[e.task] < e.at and e.id in self._mine
            else e
            for e in log
        ]

    def _stop_saving(self, name: str, was: bytes) -> None:
        """Stop saving entries whose file was deleted elsewhere, but keep them for download."""
        gone = {(e.id, e.at) for e in record.logs(was, name, self.kind).get(name, [])}
        kept = aside_name(name)
        self._rescued[kept] = was
        self.set_aside = {**self.set_aside, kept: was}
        self._tell(
            f"Your saved work in {titled(name)} was erased or set aside outside this window. This "
            f"window will not save it again; until you close the window, you can download it as {kept}."
        )
        self._change(name, [e for e in self._logs.get(name, []) if (e.id, e.at) not in gone])

    # --- entries ----------------------------------------------------------------------------------
    @property
    def parts(self) -> list[Part]:
        """Return the parts of this notebook whose work is saved, in the order they joined."""
        return list(self._parts.values())

    def join(self, part: Part) -> None:
        """Save the work of a part from now on, and show its earlier work."""
        self._parts[part.task] = part
        self._resume(part)

    def _of(self, part: Part) -> list[Entry]:
        """Return the work of one part, in chronological order."""
        log, under = record.live(self._logs[self.notebook]), part.task.endswith("/")
        return [e for e in log if e.task == part.task or (under and e.task.startswith(part.task))]

    def _change(self, name: str, log: list[Entry]) -> None:
        """Replace the log of a notebook, and update each part whose entries changed."""
        before = {part.task: self._of(part) for part in self.parts}
        self._logs[name] = log
        for part in self.parts:
            if (entries := self._of(part)) != before[part.task]:
                self._show_in(part, entries)

    def _resume(self, part: Part) -> None:
        if entries := self._of(part):
            self._show_in(part, entries)

    def _show_in(self, part: Part, entries: list[Entry]) -> None:
        """Show a part its entries without recording new work; report a failure to the learner."""
        before, self._showing = self._showing, True
        try:
            part.resume(entries)
        except Exception as error:  # report any failure to the reader, not to a log
            self._tell(
                f"Your earlier work here is saved, but we could not show it "
                f"({type(error).__name__}: {error})."
            )
        finally:
            self._showing = before

    def note(self, task: str, kind: str, answer: str, asked: str = "", **more: Any) -> None:
        """Record an uncommitted answer, replacing this window's draft for the task."""
        if not self.notebook or self._showing:
            return
        answer, last = record.clean(answer), record.latest(self.entries, task)
        if last is None or last.answer != answer or last.facts != more.get("facts"):
            self._put(task, kind=kind, answer=answer, asked=asked, **more)
        self._soon()

    def commit(self, task: str, kind: str, answer: str, asked: str, told: str) -> None:
        """Record a committed answer and save it, before the learner sees the suite's response."""
        if not self.notebook:
            return
        answer, before = record.clean(answer), record.latest(self.entries, task, committed=True)
        if before is None or (before.answer, before.asked, before.told) != (answer, asked, told):
            again = before is not None
            said = {"kind": kind, "answer": answer, "asked": asked, "told": told}
            self._put(task, **said, committed=True, revealed=again)
            del self._drafts[task]
        self.save()

    def forget(self, task: str) -> None:
        """Erase a task's entries permanently; tombstones keep them from returning in a merge."""
        if self.notebook:
            gone, at = [e for e in self.entries if e.task == task], self._now()
            what = {"task": task, "kind": record.ERASED, "at": at, "suite": __version__}
            tombstones = [Entry(id=entry.id, **what) for entry in gone]
            self._logs[self.notebook] = record.merged(self._logs[self.notebook], tombstones)
            self._drafts.pop(task, None)
            self.save()
            self.changed += 1

    def _put(self, task: str, **what: Any) -> None:
        """Append an entry to the log, replacing this window's draft for the task."""
        name = self._drafts.setdefault(task, record.fresh_id())
        new = Entry(id=name, task=task, at=self._now(), suite=__version__, **what)
        before = [e for e in self._logs[self.notebook] if e.id != name or e.kind == record.ERASED]
        self._logs[self.notebook] = [*before, new]
        self._mine.add(name)
        self._dirty.add(self.notebook)

    def _now(self) -> dt.datetime:
        """Return the time, or the moment after the last entry if the clock was set back.

        The time is kept within the range that a record can store, so a wrong clock never prevents
        saving.
        """
        at = min(max(dt.datetime.now(dt.UTC), record.FIRST), record.END - dt.timedelta(days=1))
        log = self._logs[self.notebook]
        return max(at, log[-1].at + dt.timedelta(microseconds=1)) if log else at

    # --- saving -----------------------------------------------------------------------------------
    def _soon(self) -> None:
        if self._dirty and self.sign.state in ("ready", "saved"):
            self.sign.state = "saving"
        if not self._scheduled:
            self._scheduled = True
            soon(self.flush, PAUSE)

    def last(self) -> AbstractContextManager[None]:
        """Delay the save status until the block ends, so that the page receives the finding first."""
        return self.sign.hold_sync()

    def flush(self) -> None:
        """Save every unsaved change now."""
        self._scheduled = False
        if self._dirty:
            self.save(*self._dirty)
        if self._clients:
            self._clients.flush()

    def save(self, *names: str) -> None:
        """Save the named notebooks (by default, this one) and all others with unsaved changes."""
        self._dirty |= set(names or [self.notebook])
        if self._open:
            for name in sorted(self._dirty):
                self._write(name)

    def _write(self, name: str, tries: int = 5) -> None:
        """Replace a file if it is unchanged since last seen; otherwise merge its contents and retry."""
        if name in self._blocked:
            self._report_write(name, self._blocked[name])
            return
        text = record.written({name: self._logs[name]}, self.kind)
        self._dirty.discard(name)

        def done(trouble: str, found: bytes | None) -> None:
            if trouble:
                self._report_write(name, trouble)
            elif found == text:
                self._files[name] = text
                self._report_write(name)
            elif not tries:
                self._report_write(
                    name, "another window keeps changing the same file. Close that window."
                )
            else:
                before = self._logs[name]
                self._dirty.add(name)
                self._merge_file(name, found)
                here = name == self.notebook and found is not None
                if here and self._logs[name] != before and ELSEWHERE not in self.messages:
                    self._tell(ELSEWHERE)
                self._write(name, tries - 1)

        self.storage.write(name, text, self._files.get(name), done)

    def _report_write(self, name: str, trouble: str = "") -> None:
        """Show the result of a save; schedule a retry if it failed."""
        self._troubles.pop(name, None)
        if trouble:
            self._dirty.add(name)
            self._troubles[name] = trouble
            if name not in self._blocked:
                self._try_again()
        trouble = next(iter(self._troubles.values()), "")
        self._show("trouble" if trouble else "saved", trouble)
        self.changed += 1
        while self._safe and not trouble:
            self._safe.pop()()

    def _try_again(self) -> None:
        """Schedule one retry after a pause, unless one is scheduled."""
        if not self._waiting:
            with contextlib.suppress(RuntimeError):  # no event loop
                asyncio.get_running_loop().call_later(RETRY, self._again)
                self._waiting = True

    def _again(self) -> None:
        self._waiting = False
        self.flush()

    def _show(self, state: str, told: str) -> None:
        again = "Download your work at the top of this notebook so that nothing is lost."
        with self.sign.hold_sync():
            self.sign.told = f"{told} {again}" if told else ""
            if state == "saved":
                self.sign.at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            self.sign.state = state

    def _tell(self, message: str) -> None:
        self.messages = [*self.messages, message]

    # --- export and import ------------------------------------------------------------------------
    def exported(self) -> bytes:
        """Return one file with the work in all notebooks, or with all client files."""
        found = {name: self._own(log) for name, log in self._logs.items()}
        return record.written({name: log for name, log in found.items() if log}, self.kind)

    def receive(self, entries: list[Entry], then: Callable[[], None]) -> None:
        """Add entries from another store, and run a callback once they are saved."""
        self._safe.append(then)
        self._change(self.notebook, record.merged(self._logs[self.notebook], entries))
        self.save()

    def hand_over(self) -> None:
        """Move client files out of this notebook's work; delete them here once they are saved there."""
        name = self.notebook
        former = [entry for entry in self._logs[name] if record.of_client(entry)]

        def moved() -> None:
            ids = {entry.id for entry in former}
            log = self._logs[name]
            self._logs[name] = [e for e in log if e.id not in ids or not record.of_client(e)]
            self.save(name)

        if former:
            self.clients.receive(former, moved)

    def bring_in(self, raw: bytes, where: str, then: Callable[[str], None]) -> None:
        """Import the entries of a file, and pass the learner a message with the result."""
        try:
            brought = record.logs(raw, where, self.kind)
        except ReaderError as error:
            then(f"{error} Nothing was changed.")
            return
        counts, erased = dict[str, int](), 0
        for name, theirs in brought.items():
            before = self._logs.get(name, [])
            log = record.merged(before, theirs)
            if log != before:
                ids = {entry.id for entry in before}
                counts[name] = sum(entry.id not in ids for entry in record.live(log))
                self._change(name, log)
            contents = {entry.content for entry in log}
            erased += sum(entry.content not in contents for entry in record.live(theirs))
        stays = f" Items you erased remain erased ({_entries(erased)})." if erased else ""
        if not counts:
            then(f"{where}: all of this work is already here. Nothing was changed.{stays}")
            return
        self.save(*counts)
        said = f"{where}: imported {_entries(sum(counts.values()))} for "
        said += f"{', '.join(map(titled, sorted(counts)))}. Where answers differ, both are kept."
        wrong = next(iter(self._troubles.values()), "")
        then(said + stays + (f" Not all could be saved: {wrong}" if wrong else ""))

    def start_afresh(self) -> None:
        """Set this notebook's work aside, where it remains available, and start over."""

        def done(trouble: str, new: str) -> None:
            if trouble:
                self._tell(f"We could not set your work aside: {trouble}")
            else:
                raw = record.written({self.notebook: self._logs[self.notebook]}, self.kind)
                self.set_aside = {**self.set_aside, new: raw}
                self._clear()
                self._tell(f"We set your work here aside as {new}. The notebook starts over.")
            self.changed += 1

        self.flush()
        if self.entries:
            self.storage.aside(self.notebook, done)

    def erase(self) -> None:
        """Delete all work, in every notebook, permanently."""

        def done(trouble: str) -> None:
            if trouble:
                self._tell(f"We could not erase your work: {trouble}")
            else:
                self._logs = {self.notebook: self._logs[self.notebook]}
                self._files, self._rescued, self.set_aside = {}, {}, {}
                self._clear()
                whose = (
                    "Your clients' files have" if self.kind == record.CLIENTS else "Your work has"
                )
                self.messages = [f"{whose} been erased."]
            self.changed += 1

        self.storage.erase(done)

    def _clear(self) -> None:
        self._files[self.notebook] = None
        self._drafts, self._mine, self._dirty, self._troubles = {}, set(), set(), {}
        self._change(self.notebook, [])
        self._show("ready", "")


class _Former:
    """The place in a notebook's work where an earlier version stored client files."""

    task = "client/"

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    def resume(self, entries: list[Entry]) -> None:
        """Move the entries to the store for client files."""
        self.keeper.hand_over()


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


KEEPER = Keeper()
