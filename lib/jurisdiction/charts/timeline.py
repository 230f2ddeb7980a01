"""The timeline: the days on which the law of a point changed, and how the facts at hand come out on each."""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Iterable
from typing import NamedTuple

from matplotlib.patches import Rectangle

from ..analysis import Analysis
from ..doctrine import Law
from ..explain import close_word, day_words, inside, listed, status_word
from ..library import Library, below
from ..model import Cause, Status, Verified
from ..timeline import Turn, turns
from .live import COLOURS, INK, MARKERS, LiveChart, Part, once

HOW = {
    "opening": "openings of opinions",
    "web": "public summaries",
    "memory": "memory",
    "analysis": "our own analysis",
}
QUIET = "#4A4A4A"
PLAIN = {"ha": "left", "parse_math": False}
LINE, PAD, TOP = 0.178, 0.12, 0.40  # inches: a line, the room around a row, the room above all
RAIL, LEFT, RIGHT, END = 0.32, 0.56, 5.55, 7.14  # inches: where the columns stand
WIDE, FIRST, NARROW = 64, 16, 20  # letters a line: what the day did; a finding; more on it


class _Row(NamedTuple):
    """A day, its name, and what it did to the law of the point, each with how we know."""

    turn: Turn
    title: str
    did: tuple[str, ...]


class _Result(NamedTuple):
    """How the facts come out on a day: no status where the point is not yet part of the law."""

    status: Status | None
    words: tuple[str, ...]

    def lines(self) -> list[str]:
        first, *rest = self.words
        return textwrap.wrap(first, FIRST) + [
            x for said in rest for x in textwrap.wrap(said, NARROW)
        ]


class TimelineChart(LiveChart):
    """The law of a point, day by day, and how the facts at hand come out on each; not to scale."""

    # --- what stands in a row ----------------------------------------------------------------------
    @staticmethod
    @functools.lru_cache(64)
    def rows(law: Law, node: str) -> tuple[_Row, ...]:
        """Each day with its name and what it did."""
        library, found = law.library, turns(law, node)
        said = [_Row(turn, _title(turn, library), tuple(_did(turn, library))) for turn in found]
        if not said[0].did:
            said[0] = said[0]._replace(did=("Here the chart begins; what is older is in force",))
        return tuple(said)

    @once
    def results(self, found: Analysis, node: str) -> list[_Result]:
        """How these facts come out under the law of each day."""
        law = found.law
        days = [law.on(row.turn.day) for row in self.rows(law, node)]
        return [self._result(found, then, node) for then in days]

    @staticmethod
    def _result(found: Analysis, law: Law, node: str) -> _Result:
        if node not in law.nodes:
            return _Result(None, ("Not yet law",))
        then = Analysis(law, found.says, found.stage, found.shown, found.place)
        finding, library = then[node], law.library
        point, status, close = finding.node, finding.status, finding.at_close
        words = [status_word(point, status, library)]
        if status is not close:
            words.append(f"at close: {close_word(point, status, close, library, short=True)}")
        elif status is Status.OPEN:
            words.append(", ".join(cause.value for cause in Cause if cause in finding.causes))
        words += [f"{library.authorities[c.by].label} preserved" for c in finding.preserved]
        return _Result(status, tuple(words))

    @staticmethod
    def _now(found: Analysis, rows: Iterable[_Row]) -> int | None:
        """The row whose law applies; None if the day is before the first."""
        past = [i for i, row in enumerate(rows) if row.turn.day <= found.law.as_of]
        return past[-1] if past else None

    def _tops(self, law: Law, node: str) -> list[float]:
        """Where each row begins, in inches from the top, and where the last one ends."""
        library, tops = law.library, [TOP]
        point, nodes = library.nodes[node], below(library, node)
        words = [status_word(point, status, library) for status in Status]
        first = max(len(textwrap.wrap(word, FIRST)) for word in words)
        told = [f"at close: {word}" for word in (*words, library.texts["silence_short"])]
        told.append(", ".join(Cause))
        more = max(len(textwrap.wrap(said, NARROW)) for said in told)
        for row in self.rows(law, node):
            opened = {c.by for n in nodes for c in library.nodes[n].preserved}
            opened = {by for by in opened if library.authorities[by].decided <= row.turn.day}
            room = first + more + len(opened) if row.did else first
            tops.append(tops[-1] + max(len(_lines(row)), room) * LINE + PAD)
        return tops

    # --- drawing -----------------------------------------------------------------------------------
    def keys(self, found: Analysis, node: str) -> tuple[object, object]:
        still = id(found.law.library), node, self.rows(found.law, node)
        return still, (found.law.as_of, tuple(self.results(found, node)))

    def draw_still(self, found: Analysis, node: str) -> None:
        ax = self.axes
        self._y = self._tops(found.law, node)
        self.size = (7.2, self._y[-1] + 0.05)
        self.figure.set_size_inches(self.size)
        self.figure.subplots_adjust(left=0, right=1, top=1, bottom=0)
        ax.set_xlim(0, self.size[0])
        ax.set_ylim(self.size[1], 0)
        ax.set_axis_off()
        ax.plot([RAIL, RAIL], [TOP, self._y[-1]], color="#8A8A8A", lw=1.5, zorder=0)
        for y, row in zip(self._y, self.rows(found.law, node), strict=False):
            for i, line in enumerate(_lines(row)):
                first = row.did and not i
                look = {"size": 11, "weight": "bold"} if first else {"size": 10.5}
                self.write(
                    LEFT, _down(y, i), line, color=INK if row.did else QUIET, **look, **PLAIN
                )

    def draw_moving(self, found: Analysis, node: str) -> list[Part]:
        rows, artists = self.rows(found.law, node), list[Part]()
        marks: dict[Status, list[float]] = {}
        for y, row, result in zip(self._y, rows, self.results(found, node), strict=False):
            colour = COLOURS[result.status] if result.status else QUIET
            if result.status:
                marks.setdefault(result.status, []).append(y + PAD / 2 + LINE / 2)
            # Where nothing changed the finding is that of the row above, so its first words are enough.
            lines = result.lines() if row.did else textwrap.wrap(result.words[0], FIRST)
            for i, line in enumerate(lines):
                look = {"size": 10.5} if i else {"size": 11, "weight": "bold"}
                artists.append(self.words(RIGHT, _down(y, i), line, color=colour, **look, **PLAIN))
        for status, ys in marks.items():
            artists += self.axes.plot(
                [RAIL] * len(ys), ys, MARKERS[status], color=COLOURS[status], ms=11, mec="white", mew=0.8,
            )  # fmt: skip
        now = self._now(found, rows)
        day = f"Law as of {day_words(found.law.as_of)}"
        day += ", before the first day here" if now is None else ": the framed row"
        for x, words in ((LEFT, day), (RIGHT, "These facts")):
            artists.append(self.words(x, _down(0.08, 0), words, 11, **PLAIN))
        if now is not None:
            top, bottom = self._y[now], self._y[now + 1]
            frame = Rectangle((0.06, top), END - 0.06, bottom - top, fill=False, ec=INK, lw=1.8)
            artists.append(self.axes.add_patch(frame))
        return artists

    def text(self, found: Analysis, node: str) -> str:
        rows, runs, last = self.rows(found.law, node), list[str](), None
        for row, result in zip(rows, self.results(found, node), strict=True):
            if result != last:
                mine = [inside(result.words[0]), *result.words[1:]]
                runs.append(f"from {day_words(row.turn.day)}, {', '.join(mine)}")
            last = result
        point = inside(found.law.library.nodes[node].name)
        did = [f"{row.title}: {'. '.join(row.did)}." for row in rows if row.did]
        return (
            f"The law on {point}, day by day. Law as of {day_words(found.law.as_of)}. "
            f"These facts come out so: {'; '.join(runs)}. What the days did: {' '.join(did)}"
        )


def _down(y: float, line: int) -> float:
    """How far down the middle of a line of a row stands."""
    return y + PAD / 2 + (line + 0.5) * LINE


def _title(turn: Turn, library: Library) -> str:
    """The day with its name: as the screens offer it, or with the authorities that changed the law."""
    by = [library.authorities[name] for name in turn.by(library)]
    named = [r["label"] for r in library.texts["regimes"] if r["date"] == turn.day.isoformat()]
    title = str(named[0]) if named else f"{day_words(turn.day)} · {listed(a.label for a in by)}"
    remembered = any(a.date_verified and a.date_verified.how == "memory" for a in by)
    return f"{title} [day from memory]" if remembered else title


def _did(turn: Turn, library: Library) -> list[str]:
    """What the day did to the law of the point, in few words, with how we know; nothing if nothing."""
    nodes, authorities, said = library.nodes, library.authorities, list[str]()

    def tell(words: str, known: Iterable[Verified | None]) -> None:
        ways = {one.how for one in known if one}
        how = "; ".join(HOW[way] for way in HOW if way in ways)
        said.append(f"{words} [{how}]" if how else words)

    def names(found: Iterable[str]) -> str:
        first, *rest = (nodes[name].name.rstrip("?") for name in found)
        return "; ".join([first, *map(inside, rest)])

    if turn.began:
        known = [nodes[n].verified or authorities[nodes[n].source].verified for n in turn.began]
        tell(f"New: {names(turn.began)}", known)
    if turn.ended:
        ends = [authorities[str(nodes[n].ended_by)].verified for n in turn.ended]
        tell(f"Ended: {names(turn.ended)}", ends)
    if turn.raised:
        known = [nodes[n].verified or authorities[nodes[n].source].verified for n in turn.raised]
        tell(f"Raised, not settled here: {names(turn.raised)}", known)
    for until, shut in turn.until(library).items():
        known = [c.verified for n, by in turn.closed for c in nodes[n].closed if c.by == by]
        tell(f"Closed{f' until {day_words(until)}' if until else ''}: {names(shut)}", known)
    for name, word in turn.treated:
        treatment = [t for t in authorities[name].treatment if t.since == turn.day]
        tell(f"{authorities[name].label} {word}", [t.verified for t in treatment])
    for name, by in turn.opened:
        point = inside(nodes[name].name)
        opens = [c.verified for c in nodes[name].preserved if c.by == by]
        tell(f"No finding changes; a challenge opens where {point} is not met", opens)
    return said


def _lines(row: _Row) -> list[str]:
    """The lines of a row as drawn, the title first."""
    title = row.title if row.did else f"{row.title} · nothing changes here"
    found = textwrap.wrap(title, WIDE - 6 if row.did else WIDE)
    for said in row.did:
        found += textwrap.wrap(said, WIDE, subsequent_indent="   ")
    return found
