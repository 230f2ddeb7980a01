"""Looks at the files of a class beside the kernel's other work, once or again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from .. import classroom
from ..classroom import Inbox, Summary, Together
from ..library import load
from ..model import ReaderError

Brought = Sequence[tuple[str, bytes]]


class Seen(NamedTuple):
    """What one look has found, and how many files were new or changed."""

    places: dict[str, str]  # every file with what it holds, to see what has changed
    found: Together
    counted: Summary
    others: int
    fresh: int


NOTHING = Seen({}, Together((), (), (), ()), Summary(), 0, 0)


def _look(
    inbox: Inbox | None, brought: Brought, by_folder: bool, before: dict[str, str]
) -> Seen | None:
    """Read the folder and what was brought in, and count; None if nothing has changed since before."""
    files = inbox.look() if inbox else []
    files += [file for name, raw in brought for file in classroom.opened(name, raw, by_folder)]
    places: dict[str, str] = {}
    for file in files:
        place = file.place
        while place in places:  # files that were brought in may have the same name
            place += "'"
        places[place] = file.digest + file.passed
    if places and places == before:
        return None
    found = classroom.together(files)
    counted = classroom.summary(found.learners, load())
    fresh = len(places.items() - before.items())
    return Seen(places, found, counted, inbox.others if inbox else 0, fresh)


class Looks:
    """A folder that may be watched, and files that were brought in; `took` is called after every look.

    It is told whether anything has changed, and a trouble in words, which is empty if there was none.
    `seen` is what was found last.
    """

    def __init__(self, took: Callable[[bool, str], None]) -> None:
        self.inbox: Inbox | None = None
        self.brought: list[tuple[str, bytes]] = []
        self.by_folder, self.seen = False, NOTHING
        self._took, self._turn = took, 0
        self._polling: asyncio.Task[None] | None = None
        self._once: set[asyncio.Task[None]] = set()
        self._busy: int | None = None  # the turn of which a look is going on

    @property
    def watching(self) -> bool:
        """Whether it looks again by itself."""
        return self._polling is not None

    def choose(self, folder: str, by_folder: bool) -> None:
        """Read everything anew: this folder, if one is named, and what was brought in."""
        self._turn += 1
        self.inbox = Inbox(Path(folder).expanduser(), by_folder) if folder else None
        self.by_folder, self.seen = by_folder, NOTHING
        if self.inbox is None:
            self.stop()
        if self.inbox or self.brought:
            self.look()
        else:
            self._took(True, "")

    def bring(self, files: Brought) -> None:
        """Count these files too."""
        self._turn += 1
        self.brought += files
        self.look()

    def put_away(self) -> None:
        """Forget everything, also what a look that is going on will find."""
        self.stop()
        self._turn += 1
        self.inbox, self.brought, self.seen = None, [], NOTHING

    def look(self) -> None:
        """Look once: in a thread, or at once where nothing can wait."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._got(*self._tried(self.seen.places))
            return
        task = loop.create_task(self._look_beside())
        self._once.add(task)
        task.add_done_callback(self._once.discard)

    def _tried(self, before: dict[str, str]) -> tuple[Seen | None, str]:
        """What a look has found, or the trouble with it in words."""
        try:
            return _look(self.inbox, tuple(self.brought), self.by_folder, before), ""
        except ReaderError as error:
            return None, str(error)
        except Exception as error:  # the reader, not a log, must hear of any failure
            return None, f"The files could not be read ({type(error).__name__}: {error})."

    async def _look_beside(self) -> None:
        """Look in a thread of its own, so that a slow folder holds nothing up."""
        turn = self._turn
        if self._busy == turn:
            return
        self._busy = turn
        try:
            got = await asyncio.to_thread(self._tried, self.seen.places)
        finally:
            if self._busy == turn:
                self._busy = None
        if turn == self._turn:  # else something else was chosen meanwhile, or all was put away
            self._got(*got)

    def _got(self, seen: Seen | None, trouble: str) -> None:
        if seen is not None:
            self.seen = seen
        self._took(seen is not None, trouble)

    def start(self, pause: Callable[[], float]) -> None:
        """Look now and again after every pause, until stopped."""
        self.stop()
        self._polling = asyncio.get_running_loop().create_task(self._poll(pause))

    async def _poll(self, pause: Callable[[], float]) -> None:
        while True:
            await self._look_beside()
            await asyncio.sleep(pause())

    def stop(self) -> None:
        """Look no more by itself."""
        if self._polling:
            self._polling.cancel()
        self._polling = None
