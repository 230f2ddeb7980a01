"""One state of facts that every view follows, and the history of its changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import traitlets as t

from .. import explain
from ..analysis import Analysis, analyze, as_date, load_case
from ..library import (
    FORUM,
    Facts,
    Library,
    Shown,
    as_typed,
    below,
    complete,
    counted,
    fact_values,
    load,
    names_another,
    on_screen,
    other_forum,
    parts,
    scenario_says,
    shown_as,
)
from ..model import Case, CaseFact, ReaderError
from ..record import SetFacts

FEW = 3  # of more facts changed at once, as by Reset, it is not said of each what it is worth
MOVING = ("outcome", "step", "prong", "element", "factor")  # what a change is told to have moved


class Moment(NamedTuple):
    """All that a learner can change: the facts as said, the date of the law, the stage, how each fact
    is shown, and the court that is to decide."""

    facts: Facts
    law_as_of: dt.date
    stage: str
    shown: Shown
    court: str


class Scenario(t.HasTraits):
    """One state of facts under the law of a date; every view observes its `analysis`.

    Changes go through `set`, which can be undone; a change that cannot be used leaves all as it was
    and says why in `problem`. It begins with what the facts of a case or hypothetical count as;
    with `proof`, with what was said and how each fact was shown.
    """

    analysis: Analysis = t.Any()
    case: Case | None
    problem: str = t.Unicode()

    def __init__(self, start: str, library: Library | None = None, proof: bool = False) -> None:
        super().__init__()
        self.library = lib = library or load()
        self.start, self.case, self.proof = start, None, proof
        if start in lib.scenarios:
            file = lib.scenarios[start]
            self.name, self.place = file.short or explain.inside(file.title), ""
            facts, shown = scenario_says(lib, file)
            day, court = file.law_as_of or dt.date.today(), lib.texts["court"]
        else:
            loaded = load_case(start, lib)
            self.case = file = loaded.case
            self.name, self.place = loaded.case.short, loaded.case.place
            facts, shown = loaded.says, loaded.shown
            day, court = loaded.decided, loaded.authority.court
        # the facts of which it says more than a value
        self.stated = {n: said for n, said in file.facts.items() if isinstance(said, CaseFact)}
        if not proof:
            facts, shown = counted(lib, facts, shown, file.stage), {}
        self.first = Moment(facts, day, file.stage, shown, court)
        self._done: list[Moment] = [self.first]
        self._undone: list[Moment] = []
        self._walk = 1  # how much of the history was there before the last change
        self.analysis = self._find(self.first)
        self.before: Analysis | None = None

    def _find(self, now: Moment) -> Analysis:
        itself = self.case and now == self.first  # the case as it was decided, not a variation
        return analyze(
            now.facts,
            now.law_as_of,
            now.stage,
            self.library,
            shown=now.shown,
            place=self.place,
            court=now.court,
            own=str(self.case.authority) if itself else "",
        )

    @property
    def now(self) -> Moment:
        return self._done[-1]

    @property
    def facts(self) -> Facts:
        return self.now.facts

    @property
    def law_as_of(self) -> dt.date:
        return self.now.law_as_of

    def set(
        self,
        law_as_of: dt.date | str | None = None,
        stage: str = "",
        shown: Mapping[str, str] | None = None,
        court: str = "",
        typed: bool = False,
        again: bool = False,
        **changes: Any,
    ) -> None:
        """Change facts, how they are shown, the stage, the date of the law, or the court.

        Switches such as `us_cdn` set all their facts; an empty showing takes one back. typed: a bare
        share from 0.1 to 100 is a percentage, as a learner types it on the screen. again: the last
        change goes on, as by the arrow keys within a row, and one undo takes back all of it.
        """
        now, lib = self.now, self.library
        self._walk = self._walk if again else len(self._done)
        try:
            if typed:
                changes = {name: self._typed(name, text) for name, text in changes.items()}
            anew, begun = self._anew(changes), self.first.shown
            facts = {**now.facts, **anew, **fact_values(lib, changes)}
            gone = {*anew, *(part for name in shown or {} for part in parts(lib, name))}
            kept = {name: how for name, how in now.shown.items() if name not in gone}
            if anew and facts[FORUM] == self.first.facts[FORUM]:
                kept |= {name: how for name, how in begun.items() if name in anew}
            new = Moment(
                facts,
                as_date(law_as_of) if law_as_of else now.law_as_of,
                stage or now.stage,
                kept | shown_as(lib, shown or {}),
                court or now.court,
            )
        except ReaderError as error:
            self.problem = str(error)
        else:
            done = self._done[: self._walk]
            self._go(done if done[-1] == new else [*done, new], [], again)

    def _typed(self, name: str, text: str) -> Any:
        """What a learner types of a fact: a figure is read as on the screen, all else as it is."""
        fact = self.library.facts.get(name)
        figure = fact is not None and fact.kind in ("share", "count")
        return on_screen(fact, text) if figure else text

    def _anew(self, changes: Mapping[str, Any]) -> Facts:
        """The answers about the forum, where another one is named: those it began with, or unknown."""
        chosen, lib, first = str(changes.get(FORUM, "")), self.library, self.first.facts
        asked, none = other_forum(lib, self.facts, changes), complete(lib, {})
        return {n: first[n] if chosen == first[FORUM] else none[n] for n in asked}

    def saved(self) -> SetFacts:
        """How this moment differs from the beginning, for a file of work."""
        now, first = self.now, self.first
        return SetFacts(
            facts={n: as_typed(v) for n, v in now.facts.items() if v != first.facts[n]},
            shown={
                n: now.shown.get(n, "")
                for n in {**first.shown, **now.shown}
                if now.shown.get(n) != first.shown.get(n)
            },
            law_as_of=now.law_as_of if now.law_as_of != first.law_as_of else None,
            stage=now.stage if now.stage != first.stage else "",
            court=now.court if now.court != first.court else "",
        )

    def resume(self, saved: SetFacts) -> list[str]:
        """Be as at a saved moment, which can be undone; say what of it can no longer be used."""
        first, lib, lost = self.first, self.library, list[str]()

        def read(saved: Mapping[str, str], reader: Any) -> dict[str, Any]:
            found = dict[str, Any]()
            for name, value in saved.items():
                try:
                    found |= reader(lib, {name: value})
                except ReaderError:
                    lost.append(f"{name}, {value}")
            return found

        def known(what: str, said: str, otherwise: str, ids: Collection[str]) -> str:
            if said and said not in ids:
                lost.append(f"the {what}, {said}")
            return said if said in ids else otherwise

        facts, shown = read(saved.facts, fact_values), read(saved.shown, shown_as)
        taken_back = [name for name, way in saved.shown.items() if not way]
        kept = {name: way for name, way in first.shown.items() if name not in taken_back}
        new = Moment(
            first.facts | facts,
            saved.law_as_of or first.law_as_of,
            known("stage", saved.stage, first.stage, lib.stages),
            kept | shown,
            known("court", saved.court, first.court, lib.courts),
        )
        self._go([self.first, new] if new != first else [first], [])
        if self.problem:
            lost.append(self.problem)
            self.problem = ""
        return lost

    def undo(self) -> None:
        """Take back the last change."""
        if self.can_undo:
            self._go(self._done[:-1], [*self._undone, self._done[-1]])

    def redo(self) -> None:
        """Make the change again that was last taken back."""
        if self.can_redo:
            self._go([*self._done, self._undone[-1]], self._undone[:-1])

    def reset(self) -> None:
        """Go back to the facts this began with; can itself be undone."""
        self.to(self.first)

    def to(self, moment: Moment) -> None:
        """Change everything at once to a moment, as a lesson asks for it; can be undone."""
        self._go([*self._done, moment], [])

    @property
    def can_undo(self) -> bool:
        return len(self._done) > 1

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def _go(self, done: list[Moment], undone: list[Moment], again: bool = False) -> None:
        if done[-1] == self._done[-1]:
            self.problem = ""
            return
        try:
            found = self._find(done[-1])
        except ReaderError as error:
            self.problem = str(error)
            return
        except Exception as error:  # the reader, not a log, must hear of any failure
            self.problem = (
                f"We could not apply this change ({type(error).__name__}: {error}). "
                "Your facts are unchanged."
            )
            return
        self._done, self._undone = done, undone
        self.before = self.before if again else self.analysis
        self.problem = ""
        self.analysis = found

    def _moved(self, top: str) -> list[str]:
        """The points from `top` down that the last change moved."""
        lib, before, now = self.library, self.before, self.analysis
        if before is None:
            return []
        under = below(lib, top)
        here = [n for n in now if n in under and lib.nodes[n].term in MOVING]
        return [
            n
            for n in dict.fromkeys([top, *here, *lib.beside(top)])
            if n in before and n in now and before.status(n) is not now.status(n)
        ]

    def idle(self, top: str) -> list[str]:
        """The facts of the last change, if it moved no point from `top` down; a few, or none is told."""
        if self.before is None or self._moved(top):
            return []
        changed = [n for n, v in self.analysis.says.items() if v != self.before.says[n]]
        return changed if len(changed) <= FEW else []

    def moved(self, top: str) -> str:
        """What the last change was, and which findings from `top` down it moved, a sentence each."""
        before, now = self.before, self.analysis
        if before is None:
            return f"These are the facts of {self.name}. You have not changed anything yet."
        lib, place = self.library, now.place
        changed = []
        anew = names_another(lib, before.facts[FORUM], now.facts[FORUM])
        for name, fact in lib.facts.items():
            old, new = before.says[name], now.says[name]
            ways = before.shown.get(name, ""), now.shown.get(name, "")
            if (old == new and ways[0] == ways[1]) or (anew and "{forum}" in fact.question):
                continue
            label = explain.there(fact.label, place)
            if old != new:
                ends = [explain.inside(explain.fact_words(fact, v)) for v in (old, new)]
                changed.append(f"{label}, {ends[0]} to {ends[1]}")
            if ways[0] != ways[1]:
                told = [
                    explain.inside(lib.showings[way].label) if way else "as said" for way in ways
                ]
                changed.append(f"how it is shown ({label}), {told[0]} to {told[1]}")
        if anew:
            changed.append(f"the questions, which now ask about {place}")
        if before.stage != now.stage:
            changed.append(f"the stage, to {explain.inside(lib.stages[now.stage].label)}")
        if before.law.as_of != now.law.as_of:
            changed.append(f"the law, to that of {explain.day_words(now.law.as_of)}")
        if before.court != now.court:
            changed.append(f"the court, to {lib.courts[now.court].name}")
        moved = [explain.from_to(name, before, now) for name in self._moved(top)]
        what = "; ".join(changed) or "nothing"
        effect = f"Moved: {'; '.join(moved)}." if moved else "No point of the test moved; see why."
        return f"Changed: {what}. {effect}"
