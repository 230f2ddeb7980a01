"""A chart of the law on a point over time, with the result for these facts and for decided cases."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

from jurisdiction.analysis import Analysis, load_case
from jurisdiction.doctrine import Law, under
from jurisdiction.explain import close_word, day_words, inside, listed, status_word
from jurisdiction.library import Library
from jurisdiction.model import DECIDED, Case, Status, Verified
from jurisdiction.timeline import Turn, turns
from .chart import COLORS, INK, LETTER, SOFT, WASH, Chart, Sheet

HOW = {
    "opening": "openings of opinions",
    "web": "public summaries",
    "memory": "memory",
    "analysis": "our own analysis",
}
# pixels: lane height; least distance between years; least distance between dates
LANE, YEAR, CLOSE = 23, 26, 16
# angle of the date labels in degrees; pixels that each letter adds to the right and up
SLANT, SLANTED = 45, 5.2
MOST, HIGH = 5, 308  # most cases to compare with; greatest height of the drawing, in pixels


class Day(NamedTuple):
    """A date on which the law of a point changed, or that the panels offer, and what changed."""

    turn: Turn
    name: str
    title: str
    did: tuple[str, ...]


class Result(NamedTuple):
    """The result for some facts on a date; the status is None if the point is not yet part of the law."""

    status: Status | None
    words: tuple[str, ...]


@functools.lru_cache(64)
def days(law: Law, node: str) -> tuple[Day, ...]:
    """Return each date with its name and what changed in the law of a point."""
    library, found = law.library, turns(law, node)
    return tuple(
        Day(turn, _name(turn, library), _title(turn, library), tuple(_changes(turn, library)))
        for turn in found
    )


@functools.lru_cache(256)
def of_case(law: Law, node: str, case: str) -> tuple[Status | None, ...]:
    """Return the result for the facts of a decided case under the law as of each date."""
    loaded, found = load_case(case, law.library), list[Status | None]()
    for day in days(law, node):
        then = law.on(day.turn.day)
        known = Analysis(then, loaded.says, loaded.case.stage, loaded.shown, loaded.case.place)
        found.append(known.status(node) if node in known else None)
    return tuple(found)


@functools.lru_cache(4)
def results(found: Analysis, node: str) -> tuple[Result, ...]:
    """Return the result for these facts under the law as of each date."""
    law = found.law
    return tuple(_result(found, law.on(day.turn.day), node) for day in days(law, node))


def _result(found: Analysis, law: Law, node: str) -> Result:
    then = Analysis(law, found.says, found.stage, found.shown, found.place)
    if node not in then:
        return Result(None, ("Not yet law",))
    point, status, close = law.nodes[node], then.status(node), then.at_close(node)
    words = [status_word(point, status, law.library)]
    if status is not close:
        words.append(f"at close: {close_word(point, status, close, law.library, short=True)}")
    elif status is Status.OPEN:
        words.append(", ".join(then.causes(node)))
    # otherwise skip the reasons, which are slow to find
    if any(law.nodes[name].preserved for name in under(law, node)):
        words += [f"{law.library.authorities[c.by].label} preserved" for c in then[node].preserved]
    return Result(status, tuple(words))


class Lane(NamedTuple):
    """A decided case, the result for its facts on each date, and the date of decision."""

    name: str
    statuses: tuple[Status | None, ...]
    decided: dt.date


class _Plan(NamedTuple):
    """The layout of a timeline: its dates, and a lane for each case below the lane for these facts."""

    width: float
    names: tuple[str, ...]
    lanes: tuple[str, ...]

    @property
    def above(self) -> bool:
        """Return whether lane labels go above the lanes, because the dates need the space beside them."""
        return self._gap(self._beside) < CLOSE

    @property
    def left(self) -> float:
        return 14 if self.above else self._beside

    @property
    def _beside(self) -> float:
        return 22 + max(map(len, ("These facts .", *self.lanes))) * LETTER

    @property
    def top(self) -> float:
        return 18 + max(map(len, self.names)) * SLANTED

    @property
    def bottom(self) -> float:
        return self.lane(len(self.lanes)) + LANE - 6

    def lane(self, number: int) -> float:
        """Return the y coordinate of a lane; lane 0 is for these facts."""
        high = LANE + 15 * self.above
        return self.top + 20 + 15 * self.above + high * number + (6 if number else 0)

    def name(self, sheet: Sheet, number: int, words: str, color: str, **look: Any) -> None:
        """Draw the label of a lane beside it or above it."""
        y = self.lane(number)
        if self.above:
            sheet.words(4, y - 17, words, color, **look)
        else:
            sheet.words(self.left - 14, y, words, color, ha="right", **look)

    def xs(self) -> list[float]:
        """Return the x coordinate of each date."""
        return [self.left + i * self._gap(self.left) for i in range(len(self.names))]

    def _gap(self, left: float) -> float:
        """Return the distance between dates, small enough that every slanted label fits on the sheet."""
        room = self.width - left - 14
        gaps = [(room - len(name) * SLANTED) / i for i, name in enumerate(self.names) if i]
        return min([(room - 16) / max(len(self.names) - 1, 1), *gaps])

    @property
    def height(self) -> float:
        return self.bottom + 32

    def sheet(self) -> Sheet:
        return Sheet(self.width, self.height)


class TimelineChart(Chart):
    """A chart of whether the same facts would have come out differently on another date."""

    name = "The result on these facts under the law of each date"

    def lanes(self, law: Law, node: str) -> tuple[Lane, ...]:
        """Return the cases to compare with: the case these facts come from, then the most recent."""
        lib, shown = law.library, days(law, node)
        last, held = law.on(shown[-1].turn.day), list[tuple[bool, dt.date, Case]]()
        for case in lib.cases.values():
            mine, decided = case is self.case, lib.authorities[case.authority].decided
            if any(h.node == node and h.disposition in DECIDED for h in case.holdings) and (
                mine or decided in [day.turn.day for day in shown]
            ):
                held.append((mine, decided, case))
        held.sort(key=lambda one: one[:2], reverse=True)
        return tuple(
            Lane(case.short, of_case(last, node, case.id), decided)
            for _, decided, case in held[:MOST]
        )

    @staticmethod
    def now(law: Law, node: str) -> int | None:
        """Return the index of the date whose law applies; None if `law` precedes the first date."""
        past = [i for i, day in enumerate(days(law, node)) if day.turn.day <= law.as_of]
        return past[-1] if past else None

    def question(self, found: Analysis, node: str) -> str:
        return "Would the same facts have led to a different result on another date?"

    def message(self, found: Analysis, node: str) -> str:
        shown = days(found.law, node)
        runs = [
            (next(members)[0].turn.day, word)
            for word, members in groupby(
                zip(shown, results(found, node), strict=True),
                key=lambda pair: inside(pair[1].words[0]),
            )
        ]
        if len(runs) == 1:
            return f"The result on these facts is the same on every date: {runs[0][1]}"
        told = [f"{word} from {day_words(day)}" for day, word in runs[1:]]
        return (
            f"The result on these facts depends on the date: first {runs[0][1]}, {', '.join(told)}"
        )

    def svg(self, found: Analysis, node: str) -> str:
        law, shown, lanes = found.law, days(found.law, node), self.lanes(found.law, node)
        names, of = tuple(day.name for day in shown), tuple(lane.name for lane in lanes)
        plans = (_Plan(self.width, names, of[:count]) for count in range(len(of), -1, -1))
        plan = next(plan for plan in plans if plan.height <= HIGH or not plan.lanes)
        lanes = lanes[: len(plan.lanes)]
        sheet, xs, now = plan.sheet(), plan.xs(), self.now(law, node)
        if now is not None:
            sheet.line([xs[now], xs[now]], [plan.top, plan.bottom - 8], INK, linewidth=1.5)
        told = f"law of {day_words(law.as_of)}"
        x = min(max(xs[now or 0], len(told) * 3.7), self.width - len(told) * 3.7)
        sheet.words(x, plan.bottom + 22, told, size=12, weight="bold", ha="center")
        _lane(sheet, plan.lane(0), xs, [result.status for result in results(found, node)], 8)
        return sheet.svg(self.name, _background(shown, lanes, plan))

    def text(self, found: Analysis, node: str) -> str:
        runs, last = list[str](), None
        for day, result in zip(days(found.law, node), results(found, node), strict=True):
            if result != last:
                mine = [inside(result.words[0]), *result.words[1:]]
                runs.append(f"from {day_words(day.turn.day)}, {', '.join(mine)}")
            last = result
        point = inside(found.law.nodes[node].name)
        law = f"Law as of {day_words(found.law.as_of)}."
        return f"The law on {point} by date. {law} These facts: {'; '.join(runs)}."

    def lines(self, found: Analysis, node: str) -> list[str]:
        """Return what changed on each date, with the source, and the results of the cases over time."""
        law, shown = found.law, days(found.law, node)
        told = [f"{day.title}: {'. '.join(day.did) or 'nothing changes here'}." for day in shown]
        for lane in self.lanes(law, node):
            runs, last = list[str](), ""
            for day, status in zip(shown, lane.statuses, strict=True):
                word = "not yet law"
                if status:
                    word = status_word(law.nodes[node], status, law.library).lower()
                runs += [f"from {day_words(day.turn.day)}, {word}"] if word != last else []
                last = word
            told.append(f"The facts of {lane.name}: {'; '.join(runs)}.")
        return told


@functools.lru_cache(32)
def _background(shown: tuple[Day, ...], lanes: tuple[Lane, ...], plan: _Plan) -> str:
    """Draw the parts that do not depend on these facts: the dates and the decided cases."""
    sheet, xs, years, free = plan.sheet(), plan.xs(), list[int](), 0.0
    above, named = 11 * plan.above, list[float]()
    for x, _ in sorted(zip(xs, shown, strict=True), key=lambda one: not one[1].did):
        if all(abs(x - other) >= CLOSE for other in named):
            # All dates appear in the text; those that changed the law are labeled first.
            named.append(x)
    sheet.box(0, plan.lane(0) - 17 - above, plan.width, 34 + above, WASH)
    for x, day in zip(xs, shown, strict=True):
        look = {"size": 12, "rotation": SLANT}
        sheet.line([x, x], [plan.top, plan.bottom - 8])
        if x in named:
            sheet.words(x - 2, plan.top - 8, day.name, INK if day.did else SOFT, **look)
        if (year := day.turn.day.year) not in years and x >= free:
            free = x + YEAR
            sheet.words(x, plan.bottom + 4, f"’{year % 100:02}", SOFT, size=12, ha="center")
            years.append(year)
    plan.name(sheet, 0, "These facts", INK, weight="bold")
    if lanes and plan.above:
        sheet.words(plan.width - 4, plan.lane(1) - 17, "framed: decided", SOFT, size=12, ha="right")
    elif lanes:
        sheet.words(4, plan.top - 6, "framed: decided", SOFT, size=12)
    for i, lane in enumerate(lanes, 1):
        y = plan.lane(i)
        plan.name(sheet, i, lane.name, SOFT)
        _lane(sheet, y, xs, lane.statuses, 6)
        for x, day in zip(xs, shown, strict=True):
            if day.turn.day == lane.decided:
                sheet.box(x - 9, y - 9, 18, 18, "none", SOFT)
    return sheet.parts()


def _lane(
    sheet: Sheet, y: float, xs: list[float], statuses: Iterable[Status | None], radius: float
) -> None:
    """Draw results over time: a line in the color of the finding, with a mark at each change."""
    begins = list[tuple[float, Status | None]]()
    for x, status in zip(xs, statuses, strict=True):
        if not begins or begins[-1][1] is not status:
            begins.append((x, status))
    ends = [x for x, _ in begins[1:]] + [xs[-1] + 22]
    for (x, status), end in zip(begins, ends, strict=True):
        look = {"linewidth": radius - 2} if status else {"dashes": (3, 3)}
        sheet.line([x, end], [y, y], COLORS[status] if status else SOFT, **look)
    for x, status in begins:
        if status:
            sheet.mark(x, y, status, COLORS[status], radius)


def _name(turn: Turn, library: Library) -> str:
    """Return the short name of a date: the authorities that changed the law, or were decided."""
    authorities = library.authorities
    by = [authorities[name] for name in turn.by(library)]
    if any(a.decided == turn.day for a in by) or not by:
        by = [a for a in by or authorities.values() if a.decided == turn.day]
        return " · ".join(dict.fromkeys(a.label for a in by)) or day_words(turn.day)
    return " · ".join(f"{authorities[name].label} {word}" for name, word in turn.treated)


def _title(turn: Turn, library: Library) -> str:
    """Return a date with its title: as the panels offer it, or with the authorities that changed the law."""
    by = [library.authorities[name] for name in turn.by(library)]
    named = [r["label"] for r in library.texts["regimes"] if r["date"] == turn.day.isoformat()]
    title = str(named[0]) if named else f"{day_words(turn.day)} · {listed(a.label for a in by)}"
    remembered = any(a.date_verified and a.date_verified.how == "memory" for a in by)
    return f"{title} [date from memory]" if remembered else title


def _changes(turn: Turn, library: Library) -> list[str]:
    """Return what changed in the law of a point on a date, with the source; empty if nothing changed."""
    nodes, authorities, did = library.nodes, library.authorities, list[str]()

    def add(words: str, known: Iterable[Verified | None]) -> None:
        ways = {one.how for one in known if one}
        how = "; ".join(HOW[way] for way in HOW if way in ways)
        did.append(f"{words} [{how}]" if how else words)

    def names(found: Iterable[str]) -> str:
        first, *rest = (nodes[name].name.rstrip("?") for name in found)
        return "; ".join([first, *map(inside, rest)])

    if turn.began:
        known = [nodes[n].verified or authorities[nodes[n].source].verified for n in turn.began]
        add(f"New: {names(turn.began)}", known)
    if turn.ended:
        ends = [authorities[str(nodes[n].ended_by)].verified for n in turn.ended]
        add(f"Ended: {names(turn.ended)}", ends)
    if turn.raised:
        known = [nodes[n].verified or authorities[nodes[n].source].verified for n in turn.raised]
        add(f"Raised, not settled here: {names(turn.raised)}", known)
    for until, shut in turn.until(library).items():
        known = [c.verified for n, by in turn.closed for c in nodes[n].closed if c.by == by]
        add(f"Closed{f' until {day_words(until)}' if until else ''}: {names(shut)}", known)
    for name, word in turn.treated:
        treatment = [t for t in authorities[name].treatment if t.since == turn.day]
        add(f"{authorities[name].label} {word}", [t.verified for t in treatment])
    for name, by in turn.opened:
        point = inside(nodes[name].name)
        opens = [c.verified for c in nodes[name].preserved if c.by == by]
        add(f"No finding changes; a challenge is preserved where {point} is not met", opens)
    return did
