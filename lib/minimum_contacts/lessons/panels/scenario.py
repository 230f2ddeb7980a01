"""The facts that all views of a laboratory share, with the history of changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import traitlets as t

from jurisdiction import explain
from jurisdiction.analysis import Analysis, analyze, as_date, load_case
from jurisdiction.library import (
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
from jurisdiction.model import Case, CaseFact, ReaderError
from ..record import SetFacts

FEW = 3  # most changed facts for which to report what each is worth
# kinds of points whose changes are reported
MOVING = ("outcome", "step", "prong", "element", "factor")


class Moment(NamedTuple):
    """Everything a learner can change: facts, date of the law, stage, showings, and court."""

    facts: Facts
    law_as_of: dt.date
    stage: str
    shown: Shown
    court: str


class Scenario(t.HasTraits):
    """A state of facts under the law as of a date; every view observes its `analysis`.

    `set` makes a change that can be undone; an invalid change leaves everything as it was and puts
    the reason in `problem`. The state starts with the values that the facts of a case or
    hypothetical count as; with `proof`, it starts with the stated facts and their showings.
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
        # facts with details beyond the value
        self.stated = {n: said for n, said in file.facts.items() if isinstance(said, CaseFact)}
        if not proof:
            facts, shown = counted(lib, facts, shown, file.stage), {}
        self.first = Moment(facts, day, file.stage, shown, court)
        self._done: list[Moment] = [self.first]
        self._undone: list[Moment] = []
        self._walk = 1  # length of the history before the last change
        self.analysis = self._analyze(self.first)
        self.before: Analysis | None = None

    def _analyze(self, now: Moment) -> Analysis:
        itself = self.case and now == self.first  # the case as decided, not a variation
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
        """Change facts, showings, the stage, the date of the law, or the court.

        Switches such as `us_cdn` set all their facts; an empty showing removes one. typed: a number
        for a share is a percentage, as typed on the screen. again: merge with the last change, so
        that one undo reverts both, as for arrow keys within a row.
        """
        now, lib = self.now, self.library
        self._walk = self._walk if again else len(self._done)
        try:
            if typed:
                changes = {name: self._typed(name, text) for name, text in changes.items()}
            anew, begun = self._forum_answers(changes), self.first.shown
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
            self._move_to(done if done[-1] == new else [*done, new], [], again)

    def _typed(self, name: str, text: str) -> Any:
        """Return a typed value: figures are parsed as on the screen, other text is unchanged."""
        fact = self.library.facts.get(name)
        figure = fact is not None and fact.kind in ("share", "count")
        return on_screen(fact, text) if figure else text

    def _forum_answers(self, changes: Mapping[str, Any]) -> Facts:
        """Return the forum-related answers after a change of forum: the original ones, or unknown."""
        chosen, lib, first = str(changes.get(FORUM, "")), self.library, self.first.facts
        asked, none = other_forum(lib, self.facts, changes), complete(lib, {})
        return {n: first[n] if chosen == first[FORUM] else none[n] for n in asked}

    def saved(self) -> SetFacts:
        """Return the differences from the starting state, to be saved with the learner's work."""
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
        """Restore a saved state as a step that can be undone; return the settings that no longer apply."""
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
        self._move_to([self.first, new] if new != first else [first], [])
        if self.problem:
            lost.append(self.problem)
            self.problem = ""
        return lost

    def undo(self) -> None:
        """Revert the last change."""
        if self.can_undo:
            self._move_to(self._done[:-1], [*self._undone, self._done[-1]])

    def redo(self) -> None:
        """Restore the change that was last undone."""
        if self.can_redo:
            self._move_to([*self._done, self._undone[-1]], self._undone[:-1])

    def reset(self) -> None:
        """Restore the starting facts; this can be undone."""
        self.to(self.first)

    def to(self, moment: Moment) -> None:
        """Replace the whole state, as a lesson requires; this can be undone."""
        self._move_to([*self._done, moment], [])

    @property
    def can_undo(self) -> bool:
        return len(self._done) > 1

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def _move_to(self, done: list[Moment], undone: list[Moment], again: bool = False) -> None:
        if done[-1] == self._done[-1]:
            self.problem = ""
            return
        try:
            found = self._analyze(done[-1])
        except ReaderError as error:
            self.problem = str(error)
            return
        except Exception as error:  # report any failure to the reader, not to a log
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
        """Return the points from `top` down whose status the last change affected."""
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
        """Return the facts of the last change if it affected no point from `top` down and was small."""
        if self.before is None or self._moved(top):
            return []
        changed = [n for n, v in self.analysis.says.items() if v != self.before.says[n]]
        return changed if len(changed) <= FEW else []

    def moved(self, top: str) -> str:
        """Return the last change and its effect on points from `top` down, in sentences."""
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
        none = "No point of the test changed; see why."
        effect = f"Findings changed: {'; '.join(moved)}." if moved else none
        return f"Changed: {what}. {effect}"
