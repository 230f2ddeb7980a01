"""Read the files of a class in the background, once or repeatedly."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from jurisdiction.library import load
from jurisdiction.model import ReaderError
from minimum_contacts import classroom
from .. import Inbox, Summary, Together


class Seen(NamedTuple):
    """The result of one reading, and the number of new or changed files."""

    files: Counter[tuple[str, str, str]]  # by place and content, to detect changes
    found: Together
    counted: Summary
    fresh: int


NOTHING = Seen(Counter(), Together(), Summary(), 0)


class Looks:
    """A folder that may be watched, and files that were imported.

    `took` is called after every reading with two arguments: whether anything changed, and an error
    message, or an empty string. `seen` is the last result.
    """

    def __init__(self, took: Callable[[bool, str], None]) -> None:
        self.inbox: Inbox | None = None
        self.brought: list[tuple[str, bytes]] = []
        self.by_folder, self.seen = False, NOTHING
        self.watching, self.pause = False, 5.0  # seconds between two readings
        self._took = took
        self._task: asyncio.Task[None] | None = None

    def choose(self, folder: str, by_folder: bool) -> None:
        """Read everything again: the folder, if one is named, and the imported files."""
        self.inbox = Inbox(Path(folder).expanduser(), by_folder) if folder else None
        self.by_folder, self.seen = by_folder, NOTHING
        self.watching = self.watching and self.inbox is not None
        if self.inbox or self.brought:
            self.look()
        else:
            self._took(True, "")

    def bring(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Add files to the count."""
        self.brought += files
        self.look()

    def put_away(self) -> None:
        """Forget everything, including the result of a reading in progress."""
        self.stop()
        self.inbox, self.brought, self.seen = None, [], NOTHING

    def start(self) -> None:
        """Read now, and again after every pause until stopped."""
        self.watching = True
        self.look()

    def stop(self) -> None:
        """Stop reading, and discard the result of a reading in progress."""
        self.watching = False
        self._cancel()

    def look(self) -> None:
        """Read in a thread, so that a slow folder blocks nothing; without an event loop, read directly."""
        self._cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._got(*self._tried())
        else:
            self._task = loop.create_task(self._looking())

    def _cancel(self) -> None:
        if self._task:
            self._task.cancel()
        self._task = None

    async def _looking(self) -> None:
        while True:
            self._got(*await asyncio.to_thread(self._tried))
            if not self.watching:
                return
            await asyncio.sleep(self.pause)

    def _got(self, seen: Seen | None, trouble: str) -> None:
        """Store the result of a reading and report it."""
        self.seen = seen or self.seen
        self._took(seen is not None, trouble)

    def _tried(self) -> tuple[Seen | None, str]:
        """Return the result of a reading, or an error message."""
        try:
            return self._read(), ""
        except ReaderError as error:
            return None, str(error)
        except Exception as error:  # report any failure to the reader, not to a log
            return None, f"We could not read the files ({type(error).__name__}: {error})."

    def _read(self) -> Seen | None:
        """Read the folder and the imported files, and count; return None if nothing changed."""
        inbox, before = self.inbox, self.seen.files
        files = inbox.look() if inbox else []
        for name, raw in tuple(self.brought):
            files += classroom.opened(name, raw, self.by_folder)
        every = Counter((file.place, file.digest, file.passed) for file in files)
        if every and every == before:
            return None
        found = classroom.together(files)
        counted = classroom.summary(found.learners, load())
        return Seen(every, found, counted, (every - before).total())
