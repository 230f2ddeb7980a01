"""The changes in the law of a point over time, and the effect of later law on decided cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from . import explain
from .analysis import Analysis, analyze, load_case
from .doctrine import Law, binds, under
from .library import Library, below, load
from .model import DECIDED, Case, Holding, Side, Status


@dataclass(frozen=True)
class Later:
    """A decided point of a case whose result or ground changes under later law."""

    case: str
    node: str
    since: dt.date
    was: Status
    now: Status
    began: tuple[str, ...]
    ended: tuple[str, ...]
    by: tuple[str, ...]

    @property
    def kind(self) -> str:
        return "ground" if self.was is self.now else "result"


def later(library: Library | None = None, case_id: str = "") -> list[Later]:
    """Return every decided point whose result at close, or ground, later law changes; oldest case first."""
    lib = library or load()
    if case_id:
        lib.known("cases", case_id, "case")
    cases = sorted(lib.cases.values(), key=lambda c: (lib.authorities[c.authority].decided, c.id))
    return [
        change
        for case in cases
        if not case_id or case.id == case_id
        for holding in case.holdings
        if holding.disposition in DECIDED
        for change in _changes(lib, case, holding)
    ]


def turning_days(library: Library) -> list[dt.date]:
    """Return every date on which a condition of the tree begins, ends, is closed, or is reopened."""
    nodes = library.nodes.values()
    ends = [day for n in nodes for day in (n.since, n.until) if day]
    ends += [day for n in nodes for c in n.closed for day in (c.since, c.until) if day]
    return sorted(set(ends))


class Turn(NamedTuple):
    """A date in the law of a point, and what changes on it.

    `began` and `ended` hold the highest nodes affected; `treated` pairs an authority with the word
    for its later treatment; `opened` pairs a node with the authority that opens a challenge to it;
    `closed` pairs a route that is not yet law with the binding authority that forecloses it;
    `raised` holds nodes that may be argued from then on but are not settled in this court. All are
    empty for a date that the panels merely offer.
    """

    day: dt.date
    began: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    treated: tuple[tuple[str, str], ...] = ()
    opened: tuple[tuple[str, str], ...] = ()
    closed: tuple[tuple[str, str], ...] = ()
    raised: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        return any(self[1:])

    def until(self, library: Library) -> dict[dt.date | None, list[str]]:
        """Return the routes closed from this date on, by the date on which each reopens, or None."""
        found: dict[dt.date | None, list[str]] = {}
        for name, by in self.closed:
            for shut in library.nodes[name].closed:
                if (shut.by, shut.since) == (by, self.day):
                    found.setdefault(shut.until, []).append(name)
        return found

    def by(self, library: Library) -> list[str]:
        """Return the ids of the authorities responsible."""
        names = [library.nodes[n].source for n in (*self.began, *self.raised)]
        names += [str(library.nodes[n].ended_by) for n in self.ended]
        names += [by for _, by in (*self.opened, *self.closed)]
        for name, _ in self.treated:
            found = library.authorities[name].treatment
            names += [t.by for t in found if t.since == self.day]
        return list(dict.fromkeys(names))


def turns(law: Law, node: str) -> list[Turn]:
    """Return the dates that the panels offer, and every later date on which the law of a point changed.

    The law is that of the court of `law`, without the authorities that it leaves out. Anything
    older than the first date offered is already in force then and has no date of its own.
    """
    library, without = law.library, law.without
    offered = {dt.date.fromisoformat(regime["date"]) for regime in library.texts["regimes"]}
    # `law_at` splits some nodes into these two halves.
    top = node.removesuffix("__law").removesuffix("__facts")
    inside = below(library, top)
    for name, point in library.nodes.items():  # also the nodes that another court substitutes
        inside |= below(library, name) if point.instead_of in inside else frozenset()
    nodes = {name: library.nodes[name] for name in inside}
    treated = {
        (name, t.word, t.since)
        for name, authority in library.authorities.items()
        for t in authority.treatment
        if t.by not in without and _concerns(library, name, t.points, nodes)
    }
    opened = {(n.id, c.by, c.since) for n in nodes.values() for c in n.preserved}
    days = {day for n in nodes.values() for day in (n.since, n.until) if day}
    days |= {day for *_, day in treated | opened} | {
        c.since for n in nodes.values() for c in n.closed
    }
    found = [
        _turn(law, day, node, treated, opened)
        for day in sorted(offered | {d for d in days if d > min(offered)})
    ]
    return [turn for turn in found if turn.changes or turn.day in offered]


def _concerns(
    library: Library, authority: str, points: Collection[str], nodes: Collection[str]
) -> bool:
    """Return whether the later treatment of an authority concerns one of these nodes."""
    if points:
        return bool(set(points) & set(nodes))
    cases = [case for case in library.cases.values() if case.authority == authority]
    return any(holding.node in nodes for case in cases for holding in case.holdings)


def _turn(
    law: Law, day: dt.date, node: str, treated: Collection[tuple[str, str, dt.date]],
    opened: Collection[tuple[str, str, dt.date]],
) -> Turn:  # fmt: skip
    old, new = law.on(day - dt.timedelta(days=1)), law.on(day)
    return Turn(
        day,
        _highest(new, node, new.made - old.made),
        _highest(old, node, {*old.nodes} - {*new.nodes}),
        tuple(sorted((name, word) for name, word, since in treated if since == day)),
        tuple(sorted((n, by) for n, by, s in opened if s == day and by not in law.without)),
        _closed(new, node),
        _highest(new, node, {*new.nodes} - {*old.nodes} - new.made),
    )


def _closed(law: Law, node: str) -> tuple[tuple[str, str], ...]:
    """Return the routes below a point that an authority forecloses from the date of this law on."""
    if node not in law.nodes:
        return ()
    inside = under(law, node) - law.made
    return tuple(
        (name, shut.by)
        for name, point in law.library.nodes.items()
        for shut in point.closed
        if name in inside
        and shut.since == law.as_of
        and shut.by not in law.without
        and binds(law.library, shut.by, law.court, law.own)
    )


def _highest(law: Law, node: str, names: Collection[str]) -> tuple[str, ...]:
    """Return those of the nodes that are below a point but below no other of them."""
    if node not in law.nodes:
        return ()
    inside = under(law, node) & law.library.nodes.keys()
    only = [name for name in law.order if name in inside and name in names]
    lower = {child for name in only for child in under(law, name) - {name}}
    return tuple(name for name in only if name not in lower)


def _changes(lib: Library, case: Case, holding: Holding) -> list[Later]:
    loaded, node, found = load_case(case.id, lib), holding.node, []
    side = WINNER[Status(holding.disposition)]

    def on(day: dt.date) -> Analysis:
        court, own = loaded.authority.court, loaded.authority.id
        return analyze(loaded.facts, day, case.stage, lib, court=court, own=own)

    before = on(loaded.decided)
    for day in turning_days(lib):
        if day <= loaded.decided:
            continue
        after = on(day)
        if node not in before or node not in after:
            before = after
            continue
        was, now = before.at_close(node), after.at_close(node)
        # The result must differ for any values of the facts that we have not read; otherwise, the
        # cause may not be the law.
        best = after.at_best(node, side)
        began = tuple(sorted(ground(after, node) & after.law.made - before.law.made))
        ended = tuple(sorted(ground(before, node) & before.law.made - after.law.made))
        # Changed earlier, or the model disagrees with the court.
        if was.value != holding.disposition:
            before = after
            continue
        changed = was is not now and best is not was and before.at_best(node, side) is was
        if changed or (was is now and (began or ended)):
            by = {lib.nodes[n].source for n in began} | {str(lib.nodes[n].ended_by) for n in ended}
            by = by or _by(before.law, after.law, node)
            found.append(Later(case.id, node, day, was, now, began, ended, tuple(sorted(by))))
        before = after
    return found


WINNER = {Status.MET: Side.PLAINTIFF, Status.NOT_MET: Side.DEFENDANT}


def ground(found: Analysis, node: str) -> frozenset[str]:
    """Return every node below a point whose status helps to produce its finding."""
    law, kept = found.law, set()

    def walk(name: str) -> None:
        status = found.at_close(name)
        for child in law.children[name]:
            chosen = law.nodes[name].case_of
            if chosen and law.nodes[name].cases.get(str(found.facts[chosen])) not in (None, child):
                continue
            needed = status is not Status.NOT_MET or law.nodes[name].all_of
            if found.at_close(child) is status and needed:
                kept.add(child)
                walk(child)

    walk(node)
    return frozenset(kept)


def _by(old: Law, new: Law, node: str) -> set[str]:
    """Return the authorities that added or ended a condition below a point between two dates of law."""
    began = {new.nodes[n].source for n in (under(new, node) & new.made) - old.made}
    ended = {old.nodes[n].ended_by for n in (under(old, node) & old.made) - new.made}
    return began | {name for name in ended if name}


def words(change: Later, library: Library) -> str:
    """Return one change in a few lines, with the later law and our source."""
    case, node = library.cases[change.case], library.nodes[change.node]
    authority = library.authorities[case.authority]
    start = f"{case.short} ({authority.decided.year}), {explain.inside(node.name)}"
    day = explain.day_words(change.since)
    by = explain.listed(library.authorities[name].label for name in change.by)
    was, now = (
        explain.status_word(node, status, library).lower() for status in (change.was, change.now)
    )
    if change.kind == "result":
        lines = [f"{start}: {was}, but {now} starting {day} ({by})."]
    else:
        lines = [f"{start}: still {now}, on a different ground starting {day} ({by})."]
    for name in (*change.ended, *change.began):
        point = library.nodes[name]
        ways = (change.was, change.now) if name in change.ended else (change.now, change.was)
        told = next(filter(None, map(point.says, ways)), point.name)
        known = f" [{point.verified.words}]" if point.verified and point.verified.words else ""
        when = "Until then" if name in change.ended else "Since then"
        lines.append(f"  {when}: {told}{known}")
    for treatment in authority.treatment:
        if treatment.since == change.since:
            known = treatment.verified.words
            lines.append(f"  {treatment.note}" + (f" [{known}]" if known else ""))
    return "\n".join(lines)
