"""Keeps the learner's work in a notebook: in memory at once, and saved soon after every change."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

import traitlets as t

from .. import __version__, record
from ..model import ReaderError
from ..record import Entry, titled
from ..storage import ASIDE, Files, Folder, aside_name
from .browser import Browser, Sign
from .view import soon

ELSEWHERE = (
    "This notebook is at work in another window too. What is written there and here is kept, all of it; "
    "to see here what was written there, choose Run ▸ Run All Cells, or load the page anew."
)
RETRY = 15.0  # seconds until what could not be saved is tried again
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

    def __init__(self, kind: str = record.FORMAT) -> None:
        super().__init__()
        self.kind, self.sign = kind, Sign()
        self._forget("", None)

    def _forget(self, notebook: str, storage: Folder | Browser | None) -> None:
        self.notebook, self.storage = notebook, storage
        self._logs: dict[str, list[Entry]] = {notebook: []}  # by notebook, with tombstones
        self.set_aside: Files = {}
        self.unreadable: list[str] = []  # notebooks whose files cannot be read
        self._files: dict[str, bytes | None] = {}  # as they were last seen
        self._rescued: Files = {}  # files that are gone, of which this window still knows
        self._blocked: dict[str, str] = {}  # files that must not be written, and why
        self._troubles: dict[str, str] = {}  # files that could not be written last, and why
        self._parts: dict[str, Part] = {}
        self._drafts: dict[str, str] = {}  # the entry that this window is writing on, by task
        self._mine: set[str] = set()  # the entries of this window
        self._dirty: set[str] = set()  # the notebooks whose files are behind
        self._scheduled = self._open = self._showing = self._waiting = False
        self._clients: Keeper | None = None
        self._safe: list[Callable[[], None]] = []  # what is to be done when all is saved

    @property
    def clients(self) -> Keeper:
        """The clients' files, which are kept apart from the work, in a store of their own.

        Those that an earlier version kept among the work of this notebook are moved there.
        """
        if self._clients is None:
            self._clients = Keeper(record.CLIENTS)
            if self.storage is not None:
                self._clients.begin("clients", self.storage.apart())
            self.join(_Former(self))
        return self._clients

    def _own(self, log: list[Entry]) -> list[Entry]:
        """Return what this keeper is for, with the tombstones: clients' files, or all but them."""
        return [e for e in log if record.of_client(e) == (self.kind == record.CLIENTS)]

    @property
    def work(self) -> dict[str, list[Entry]]:
        """The work in every notebook that has some, in the order of time."""
        found = {name: record.live(self._own(log)) for name, log in self._logs.items()}
        return {name: entries for name, entries in found.items() if entries}

    @property
    def entries(self) -> list[Entry]:
        """The work in this notebook, in the order of time."""
        return record.live(self._own(self._logs[self.notebook]))

    # --- beginning --------------------------------------------------------------------------------
    def begin(self, notebook: str, storage: Folder | Browser) -> None:
        """Keep the work of this notebook here; what was kept before is shown again."""
        if self.notebook:
            self.flush()
        if notebook != self.notebook:
            self._forget(notebook, storage)
        self.storage, self.messages, self._open, self._blocked = storage, [], False, {}
        self.sign.place, self.sign.state = storage.place, "waiting"
        storage.read(self._opened)

    def _opened(self, trouble: str, files: Files) -> None:
        self._learn(trouble, files)
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
        self.flush()
        self.changed += 1

    def look_again(self) -> None:
        """See what other windows have saved by now."""

        def got(trouble: str, files: Files) -> None:
            self._learn(trouble, files)
            self.changed += 1

        if self._open:
            self.storage.read(got)

    def _learn(self, trouble: str, files: Files) -> None:
        """Take in what the storage holds, of this notebook and of the others.

        While something is wrong with the storage, a file that is not there may only be out of sight.
        """
        self.set_aside = self._rescued | {name: raw for name, raw in files.items() if ASIDE in name}
        for name in files if trouble else {*self._files, *files}:
            if ASIDE not in name and files.get(name) != self._files.get(name):
                self._follow(name, files.get(name))

    def _follow(self, name: str, raw: bytes | None) -> None:
        """Take in what another window has made of a file."""
        was, self._files[name] = self._files.get(name), raw
        if raw is not None:
            self._take(name, self._understood(name, raw))
        elif was is not None:
            self._let_go(name, was)

    def _understood(self, name: str, raw: bytes) -> list[Entry]:
        """Return the log of a notebook in its file. One that is unreadable is never written over."""
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
                self.unreadable.append(name)  # its own notebook will say why
            return []

    def _put_aside(self, name: str, raw: bytes, why: str) -> None:
        def done(trouble: str, new: str) -> None:
            if trouble:
                self._blocked[name] = f"{why} It could not be put aside either: {trouble}"
                self._tell(self._blocked[name])
                self._show("trouble", self._blocked[name])
            else:
                self.set_aside = {**self.set_aside, new: raw}
                self._tell(f"{why} It is kept aside as {new} and is not lost; you begin anew.")
            self.changed += 1

        self.storage.aside(name, done)

    def _take(self, name: str, theirs: list[Entry]) -> None:
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

    def _let_go(self, name: str, was: bytes) -> None:
        """Heed that a file is gone: what it held is not written again, but can still be downloaded."""
        gone = {(e.id, e.at) for e in record.logs(was, name, self.kind).get(name, [])}
        kept = aside_name(name)
        self._rescued[kept] = was
        self.set_aside = {**self.set_aside, kept: was}
        self._tell(
            f"Your saved work in {titled(name)} was erased or put aside outside this window. It is not "
            f"saved again from here; until you close this window you can download it as {kept}."
        )
        self._change(name, [e for e in self._logs.get(name, []) if (e.id, e.at) not in gone])

    # --- what the parts do ------------------------------------------------------------------------
    @property
    def parts(self) -> list[Part]:
        """The parts of this notebook whose work is kept, in the order in which they came."""
        return list(self._parts.values())

    def join(self, part: Part) -> None:
        """Keep the work of this part too; it is shown what it held before."""
        self._parts[part.task] = part
        self._resume(part)

    def _of(self, part: Part) -> list[Entry]:
        """Return the work of one part, in the order of time."""
        log, under = record.live(self._logs[self.notebook]), part.task.endswith("/")
        return [e for e in log if e.task == part.task or (under and e.task.startswith(part.task))]

    def _change(self, name: str, log: list[Entry]) -> None:
        """Have another log of a notebook, and let each part show what of its work has changed."""
        before = {part.task: self._of(part) for part in self.parts}
        self._logs[name] = log
        for part in self.parts:
            if (entries := self._of(part)) != before[part.task]:
                self._show_in(part, entries)

    def _resume(self, part: Part) -> None:
        if entries := self._of(part):
            self._show_in(part, entries)

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
        answer, last = record.clean(answer), record.latest(self.entries, task)
        if last is None or last.answer != answer or last.facts != more.get("facts"):
            self._put(task, kind=kind, answer=answer, asked=asked, **more)
        self._soon()

    def commit(self, task: str, kind: str, answer: str, asked: str, told: str) -> None:
        """Note an answer as committed, before the learner is told what the suite says, and save it."""
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
        """Erase what was kept under a task, for good: a tombstone keeps it from coming back."""
        if self.notebook:
            gone, at = [e for e in self.entries if e.task == task], self._now()
            what = {"task": task, "kind": record.ERASED, "at": at, "suite": __version__}
            tombstones = [Entry(id=entry.id, **what) for entry in gone]
            self._logs[self.notebook] = record.merged(self._logs[self.notebook], tombstones)
            self._drafts.pop(task, None)
            self.save()
            self.changed += 1

    def _put(self, task: str, **what: Any) -> None:
        """Put an entry at the end of the log, in the place of this window's draft of the task."""
        name = self._drafts.setdefault(task, record.fresh_id())
        new = Entry(id=name, task=task, at=self._now(), suite=__version__, **what)
        before = [e for e in self._logs[self.notebook] if e.id != name or e.kind == record.ERASED]
        self._logs[self.notebook] = [*before, new]
        self._mine.add(name)
        self._dirty.add(self.notebook)

    def _now(self) -> dt.datetime:
        """Return the time, or the moment after the last entry if the clock was set back.

        A clock that has stopped, or runs decades ahead, must not keep work from being noted.
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
        """While something is answered, the sign waits, so that the page hears the finding first."""
        return self.sign.hold_sync()

    def flush(self) -> None:
        """Save now what waits to be saved."""
        self._scheduled = False
        if self._dirty:
            self.save(*self._dirty)
        if self._clients:
            self._clients.flush()

    def save(self, *names: str) -> None:
        """Replace the files of these notebooks, or of this one, and whatever else is behind."""
        self._dirty |= set(names or [self.notebook])
        if self._open:
            for name in sorted(self._dirty):
                self._write(name)

    def _write(self, name: str, tries: int = 5) -> None:
        """Replace a file if it still is as it was last seen; else heed what it is now, and try again."""
        if name in self._blocked:
            self._wrote(name, self._blocked[name])
            return
        text = record.written({name: self._logs[name]}, self.kind)
        self._dirty.discard(name)

        def done(trouble: str, found: bytes | None) -> None:
            if trouble:
                self._wrote(name, trouble)
            elif found == text:
                self._files[name] = text
                self._wrote(name)
            elif not tries:
                self._wrote(name, "another window keeps changing the same file. Close it.")
            else:
                before = self._logs[name]
                self._dirty.add(name)
                self._follow(name, found)
                here = name == self.notebook and found is not None
                if here and self._logs[name] != before and ELSEWHERE not in self.messages:
                    self._tell(ELSEWHERE)
                self._write(name, tries - 1)

        self.storage.write(name, text, self._files.get(name), done)

    def _wrote(self, name: str, trouble: str = "") -> None:
        """Say what came of saving; what could not be saved is tried again, after a while or a change."""
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
        """Save once more after a while, without a change, if somebody waits."""
        if not self._waiting:
            with contextlib.suppress(RuntimeError):  # no event loop
                asyncio.get_running_loop().call_later(RETRY, self._again)
                self._waiting = True

    def _again(self) -> None:
        self._waiting = False
        self.flush()

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
    def exported(self) -> bytes:
        """Return one file with the work in all notebooks; or with all the clients' files."""
        found = {name: self._own(log) for name, log in self._logs.items()}
        return record.written({name: log for name, log in found.items() if log}, self.kind)

    def receive(self, entries: list[Entry], then: Callable[[], None]) -> None:
        """Add what was kept elsewhere to what is here, and do something when it is saved."""
        self._safe.append(then)
        self._change(self.notebook, record.merged(self._logs[self.notebook], entries))
        self.save()

    def hand_over(self) -> None:
        """Move the clients' files out of the work of this notebook; they leave when they are saved."""
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
        """Add the work of a file to what is here; say in the learner's words what came of it."""
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
        stays = f" What you have erased stays erased ({_entries(erased)})." if erased else ""
        if not counts:
            then(f"{where}: all of this was here already. Nothing was changed.{stays}")
            return
        self.save(*counts)
        said = f"{where}: {_entries(sum(counts.values()))} brought in, for "
        said += f"{', '.join(map(titled, sorted(counts)))}. Where answers differ, both are kept."
        wrong = next(iter(self._troubles.values()), "")
        then(said + stays + (f" Not all could be saved: {wrong}" if wrong else ""))

    def start_afresh(self) -> None:
        """Put the work in this notebook aside, where it is kept, and begin it anew."""

        def done(trouble: str, new: str) -> None:
            if trouble:
                self._tell(f"Your work could not be put aside: {trouble}")
            else:
                raw = record.written({self.notebook: self._logs[self.notebook]}, self.kind)
                self.set_aside = {**self.set_aside, new: raw}
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
    """The place in a notebook's work where an earlier version kept the clients' files."""

    task = "client/"

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    def resume(self, entries: list[Entry]) -> None:
        """Move what is there to the clients' own store."""
        self.keeper.hand_over()


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


KEEPER = Keeper()
