"""A grid of precedents: which case controls, and where these facts differ from each."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from jurisdiction.analysis import Analysis
from jurisdiction.explain import CLASSES, SHAPES, inside, label_words, listed, status_word
from jurisdiction.library import FactValue
from jurisdiction.model import Answer, Range, Status
from jurisdiction.precedent import Precedent, precedents
from .chart import Chart, figure

MOST = 4  # number of cases shown unfolded
MARKS = {"yes": "●", "no": "○", "unknown": "?"}
KEY = "● yes · ○ no · ? unknown"


def answer(value: FactValue | None) -> str:
    """Return whether a fact is present: yes, no, or unknown. A figure is present if it is above zero."""
    if isinstance(value, Range):
        return "yes" if value.low > 0 else "no" if value.high == 0 else "unknown"
    if value in (None, "unknown", Answer.UNKNOWN):
        return "unknown"
    return "no" if value is Answer.NO else "yes"


class Row(NamedTuple):
    """A decided case: its effect on these facts, and the facts that distinguish the two."""

    precedent: Precedent
    binds: bool
    result: Status
    follows: str
    apart: tuple[str, ...]


class PrecedentGrid(Chart):
    """Decided cases compared with these facts, nearest first; nothing is added up."""

    drawn = False

    def rows(self, found: Analysis, node: str) -> list[Row]:
        """Return the cases still in force: controlling cases first, then those with fewer differences."""
        bound_by = found.law.library.courts[found.court].bound_by
        rows = [
            Row(
                p,
                p.court in bound_by and not p.remembered,
                Status(p.holding.disposition),
                self._follows(found, node, p),
                self._apart(found, p),
            )
            for p in precedents(found.law, node)
            if p.good
        ]
        order = ["controls", "in conflict", "persuades"]
        rows.sort(  # the sort is stable, so recent cases stay first
            key=lambda row: (
                order.index(row.follows) if row.follows in order else len(order),
                not row.precedent.reason,
                len(row.apart),
                not row.binds,
            )
        )
        return rows

    @staticmethod
    def _follows(found: Analysis, node: str, p: Precedent) -> str:
        """Return the effect of a case on these facts, in a word or two."""
        finding = found[node]
        if p.case.id in finding.precedents:
            return "in conflict" if finding.precedent == "conflict" else "controls"
        if p.case.id in finding.persuasive:
            return "persuades"
        if p.controls(found.concluded):  # the reason is present, but the rule leaves the point open
            return "does not settle it"
        if p.reason:
            return "distinguishable"
        return "alike" if p.case.id in finding.alike else "no reason recorded"

    @staticmethod
    def _apart(found: Analysis, p: Precedent) -> tuple[str, ...]:
        """Return the facts of a case's reason missing here, then those stronger on the other side."""
        return (*p.missing(found.concluded), *p.stronger(found.concluded)) if p.reason else ()

    @staticmethod
    def columns(found: Analysis, rows: Iterable[Row]) -> list[str]:
        """Return the facts that decided some of these cases, in the order of the panels."""
        decided = {name for row in rows for name, _ in row.precedent.reason}
        return [name for name in found.law.library.facts if name in decided]

    def gone(self, found: Analysis, node: str) -> list[str]:
        """Return the cases that decided this point and are no longer good law on it."""
        return [p.case.short for p in precedents(found.law, node) if not p.good]

    def question(self, found: Analysis, node: str) -> str:
        return "Which case controls, and where do these facts differ from the others?"

    def message(self, found: Analysis, node: str) -> str:
        point, names = inside(found.law.nodes[node].name), dict[str, list[str]]()
        for row in self.rows(found, node):
            names.setdefault(row.follows, []).append(row.precedent.case.short)
        if them := names.get("controls"):
            return f"{listed(them)} {'controls' if len(them) == 1 else 'control'} {point}"
        if them := names.get("in conflict"):
            return f"Binding authority on {point} is in conflict: {listed(them)}"
        if them := names.get("persuades"):
            return f"No case controls {point}; {listed(them)} may persuade"
        return f"No case controls {point}"

    def html(self, found: Analysis, node: str, asked: bool = False) -> str:
        title = self.question(found, node) if asked else self.message(found, node)
        rows = self.rows(found, node)
        near, far = rows[:MOST], rows[MOST:]
        shown = self._table(found, node, near) if near else ""
        if far:
            shown += f"<details><summary>{len(far)} more</summary>{self._table(found, node, far)}</details>"
        notes = [
            f"{KEY}. Framed: the court called it sufficient. Crossed out: true there, but not here."
        ]
        if not rows:
            shown = (
                "<p>No case that had decided this point by this date is still good law on it.</p>"
            )
        if any(row.precedent.remembered for row in rows):
            notes.append(
                "† We know this holding only from memory, so we treat it as persuasive only."
            )
        if gone := self.gone(found, node):
            notes.append(f"No longer good law on this point: {', '.join(gone)}.")
        words = "".join(f"<p>{escape(note)}</p>" for note in notes)
        return figure(title, shown, words, kind="mc-listed", fold="What the marks mean")

    def _table(self, found: Analysis, node: str, rows: list[Row]) -> str:
        """Return a table with one row per fact and one column per case; these facts are the first column."""
        lib = found.law.library
        heads = "".join(self._head(found, node, row) for row in rows)
        body = "".join(
            f'<tr><th scope="row">{escape(label_words(lib.facts[name], "the forum"))}</th>'
            f"<td>{_mark(answer(found.concluded[name]))}</td>"
            f"{''.join(self._cell(found, row, name) for row in rows)}</tr>"
            for name in self.columns(found, rows)
        )
        told = [
            "differs" if row.apart and row.follows == "distinguishable" else row.follows
            for row in rows
        ]
        last = "".join(f"<td>{escape(words)}</td>" for words in told)
        return (
            f'<table class="mc-grid"><thead><tr><td></td><th scope="col">These facts</th>{heads}</tr>'
            f"</thead><tbody>{body}</tbody><tfoot><tr><th scope="
            f'"row">For these facts</th><td></td>{last}</tr></tfoot></table>'
        )

    @staticmethod
    def _head(found: Analysis, node: str, row: Row) -> str:
        lib, p = found.law.library, row.precedent
        word = status_word(found.law.nodes[node], row.result, lib).lower()
        year = lib.authorities[p.case.authority].decided.year
        title = f"{p.case.short}{'†' if p.remembered else ''} {year}"
        binds = "" if row.binds else '<span class="mc-hidden">, persuades only</span>'
        kind = "mc-controls" if row.follows == "controls" else "" if row.binds else "mc-far"
        return (
            f'<th scope="col" class="{kind}"><span class="mc-badge mc-{CLASSES[row.result]}">'
            f'<span aria-hidden="true">{SHAPES[row.result]}</span><span class="mc-hidden">'
            f"{escape(word)}</span></span> {escape(title)}{binds}</th>"
        )

    @staticmethod
    def _cell(found: Analysis, row: Row, name: str) -> str:
        """Return a case's value for a fact, framed if the court called it enough."""
        p, reason = row.precedent, dict(row.precedent.reason)
        theirs: FactValue | None = reason.get(name)
        stated = p.case.facts.get(name)
        if theirs is None and stated and not stated.of:
            theirs = found.law.library.patterns[p.case.id][name]
        look = ""
        if name in reason:
            look = "mc-apart" if name in row.apart else "mc-same"
        return f"<td>{_mark(answer(theirs), look)}</td>" if theirs is not None else "<td></td>"


def _mark(value: str, look: str = "") -> str:
    """Return a mark with its text for screen readers."""
    said = {
        "mc-apart": ", decisive there, not present here",
        "mc-same": ", decisive there and present here",
    }
    return (
        f'<span class="mc-mark {look}"><span aria-hidden="true">{MARKS[value]}</span>'
        f'<span class="mc-hidden">{value}{said.get(look, "")}</span></span>'
    )
