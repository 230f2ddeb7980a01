"""Argue from precedent in three plies: cite; distinguish or cite a counterexample; rebut.

Arguments use only decided cases in the data and only real differences, after HYPO and CATO, two
early programs that argue from cases. Each side cites the case nearest to the facts, the other side
distinguishes it and cites a case of its own, and the first side answers from further cases.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from . import words
from .analysis import Analysis, analyze
from .description import rule_words
from .doctrine import OTHER, facts_under
from .library import FORUM
from .model import Answer, Range, Side, Status
from .precedent import Precedent, edges, precedents
from .reasons import stating

Move = Literal["cite", "distinguish", "counter-example", "rebut"]


@dataclass(frozen=True)
class Ply:
    """One move of an argument: the speaker, the text, its passages, and their source."""

    number: int
    side: Side
    move: Move
    text: str
    cases: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    verified: str = ""


def argue(analysis: Analysis, node: str, side: Side) -> tuple[Ply, ...]:
    """Return the argument on one point for one side, with the other side's answer and the rebuttal."""
    return _Argument(analysis, node, side).plies()


def arguments(
    facts: Mapping[str, Any],
    node: str,
    side: Side | str = Side.PLAINTIFF,
    law_as_of: dt.date | str | None = None,
    stage: str = "motion_to_dismiss",
    court: str = "",
) -> tuple[Ply, ...]:
    """Return the argument on one point under the law as of a date; the arguments are `analyze`'s."""
    analysis = analyze(facts, law_as_of, stage, court=court)
    return argue(analysis, analysis.known(node), Side(side))


def nearest(analysis: Analysis, node: str, side: Side) -> tuple[Precedent, list[str]] | None:
    """Return the case that helps a side most on a point, and the facts the two cases share."""
    argument = _Argument(analysis, node, side)
    whole = [
        p
        for p in argument.cases
        if p.winner is side and p.good and p.court in argument.binds
        and p.reason and not p.missing(analysis.facts) and argument.common(p)
    ]  # fmt: skip
    case = min(whole, key=lambda p: len(p.stronger(analysis.facts)), default=argument.best(side))
    return (case, argument.common(case)) if case else None


class _Argument:
    def __init__(self, analysis: Analysis, node: str, side: Side) -> None:
        self.analysis, self.node, self.side = analysis, node, side
        self.law, self.facts, self.lib = analysis.law, analysis.concluded, analysis.library
        self.cases = precedents(self.law, node)
        self.binds = self.lib.courts[analysis.court].bound_by
        self.point = self.law.nodes[node]
        self.name = words.inside(self.point.name)

    def plies(self) -> tuple[Ply, ...]:
        side, other = self.side, OTHER[self.side]
        mine, theirs = self.best(side), self.best(other)
        first = self.citing(mine) if mine else self.from_rule(side)
        plies = [self.ply(1, side, "cite", first, mine)]
        if mine:
            plies.append(self.ply(2, other, "distinguish", self.distinguishing(mine), mine))
        if theirs:
            answer = self.citing(theirs, again=True)
            plies.append(self.ply(2, other, "counter-example", answer, theirs))
        if not mine and not theirs:
            plies.append(self.ply(2, other, "distinguish", self.from_rule(other)))
        rebuttal = self.answers(mine) if mine else []
        if theirs:
            rebuttal.append(self.ply(3, side, "rebut", self.distinguishing(theirs), theirs))
        if not rebuttal:
            who = self.speaker(side)
            text = (
                f"No case in this suite answers that argument for {who}, who must rely on the rule."
            )
            rebuttal.append(self.ply(3, side, "rebut", text))
        return (*plies, *rebuttal)

    def ply(
        self, number: int, side: Side, move: Move, text: str, p: Precedent | None = None
    ) -> Ply:
        """Return a move based on a passage of its case about shared facts, or else on the rule."""
        if p is None:
            return Ply(number, side, move, text, (), tuple(stating(self.law, self.point.rule)[:1]))
        shared = self.common(p)
        said = [x for n, edge in edges(self.law, self.node) if n in shared for x in edge.passages]
        near = [x for x in said if x in p.holding.passages] or p.holding.passages
        verified = words.known(p.holding.verified)
        return Ply(number, side, move, text, (p.case.id,), tuple(near[:1]), verified)

    # --- choice of case ---------------------------------------------------------------------------
    def best(self, side: Side) -> Precedent | None:
        """Return the nearest case for a side: shared facts, good law, binding, fewest differences."""

        def distance(p: Precedent) -> tuple[bool, bool, bool, int, int]:
            common, binds = self.common(p), p.court in self.binds
            return not common, not p.good, not binds, len(p.distinctions(self.facts)), -len(common)

        return min((p for p in self.cases if p.winner is side), key=distance, default=None)

    def common(self, p: Precedent) -> list[str]:
        """Return the facts that bear on the point and are certainly present in both cases."""
        theirs = self.lib.patterns[p.case.id]
        bearing = dict.fromkeys(name for name, _ in edges(self.law, self.node))
        bearing |= dict.fromkeys(sorted(facts_under(self.law, self.node)))

        def shared(name: str) -> bool:
            if name not in p.case.facts or p.case.facts[name].of:
                return False
            if self.lib.facts[name].kind == "choice":  # the same forum does not make cases alike
                return name != FORUM and self.facts[name] == theirs[name] != "unknown"
            return _present(self.facts[name]) and _present(theirs[name])

        return [name for name in bearing if shared(name)]

    # --- text -------------------------------------------------------------------------------------
    def speaker(self, side: Side) -> str:
        return str(self.lib.texts["side_words"][side.value])

    def phrases(self, names: Iterable[str], p: Precedent, there: bool = False) -> str:
        """List facts of this case, or of the precedent if `there`; give a differing figure for both."""
        theirs = self.lib.patterns[p.case.id]
        home = words.place_words(self.lib, theirs, p.case.place)
        where = home if there or self.analysis.place == home else "the forum"
        phrases = []
        for name in names:
            here, then, fact = self.facts[name], theirs[name], self.lib.facts[name]
            if isinstance(here, Range) and isinstance(then, Range) and here != then:
                ours, were = words.value_words(here, fact.kind), words.value_words(then, fact.kind)
                label = words.inside(words.label_words(fact, where))
                phrases.append(f"{label} (here {ours}, in {p.case.short} {were})")
            else:
                phrases.append(words.fact_phrase(self.lib, name, then if there else here, where))
        return words.listed(phrases)

    def held(self, p: Precedent) -> str:
        status = Status.MET if p.winner is Side.PLAINTIFF else Status.NOT_MET
        return f"{self.name} was {words.status_word(self.point, status, self.lib).lower()}"

    def citing(self, p: Precedent, again: bool = False) -> str:
        court, case = self.lib.courts[self.analysis.court].name, p.case.short
        if p.court == self.analysis.court:
            how = "this court's own decision"
        elif p.court in self.binds:
            how = f"which binds {court}"
        else:
            how = f"which does not bind but may persuade {court}"
        start = "Supporting the other side is" if again else "The nearest case is"
        texts = [f"{start} {case} ({words.court_and_year(self.lib, p.case)}), {how}."]
        if common := self.common(p):
            texts.append(f"Both cases involve the following: {self.phrases(common, p)}.")
        else:
            texts.append("No fact is shown in both cases.")
        texts.append(f"The court held that {self.held(p)}.")
        if not p.good:
            texts.append(self.treated(p))
        if p.good and p.holding.reason and p.controls(self.facts):
            reason = p.holding.reason.words
            texts.append(f"Every fact that the court called sufficient is present here: {reason}")
        elif not p.distinctions(self.facts):
            texts.append(
                f"Nothing distinguishes this case from {case}; these facts are at least as strong."
            )
        return " ".join(texts)

    def treated(self, p: Precedent) -> str:
        treatment = self.lib.authorities[p.case.authority].treatment
        notes = (
            f"{p.case.short} was {t.word} on {words.day_words(t.since)}"
            for t in treatment
            if t.since <= self.law.as_of
            and t.word in ("reversed", "superseded", "overruled in part")
        )
        return f"{words.listed(notes)}."

    def distinguishing(self, p: Precedent) -> str:
        """Return the differences from a case, as the side that lost it would argue them."""
        case, theirs, texts = p.case.short, self.lib.patterns[p.case.id], list[str]()

        def say(names: Iterable[str], text: str, there: bool = False) -> None:
            if names := list(names):
                texts.append(text.format(case=case, facts=self.phrases(names, p, there)))

        if not p.good:
            texts.append(self.treated(p))
        lacking = [n for n in p.lacking(self.facts) if n in p.case.facts]
        shown = [n for n in lacking if _present(theirs[n])]
        say(shown, "{case} involved more than is shown here: {facts}.", there=True)
        added = [n for n in p.added(self.facts) if _present(self.facts[n])]
        stated = [n for n in added if n in p.case.facts]
        say(stated, "This case involves more than was shown in {case}: {facts}.")
        choices = (n for n in lacking if self.lib.facts[n].kind == "choice")
        others = (n for n in choices if "unknown" not in (self.facts[n], theirs[n]))
        say(others, "{case} differs: {facts}.", there=True)
        say(
            (n for n in added if n not in stated),
            "This case also involves the following: {facts}. What we have read of {case} does not say "
            "whether that was so there.",
        )
        say(
            (n for n in p.missing(self.facts) if n not in shown),
            "{case} is distinguishable: of the facts on which its court rested, these are not shown "
            "here: {facts}.",
            there=True,
        )
        if not texts and (silent := p.distinctions(self.facts)):
            labels = (words.label_words(self.lib.facts[n], "the forum") for n in silent[:3])
            names = words.listed(map(words.inside, labels))
            more = " and more" if len(silent) > 3 else ""
            texts.append(
                f"Nothing shown distinguishes this case from {case}, but too little is known, here "
                f"or there, of {names}{more}, so the two cases cannot be called alike on every fact."
            )
        if p.court not in self.binds:
            texts.append(f"{case} does not bind this court, which may rule otherwise.")
        return " ".join(texts) or f"{case} cannot be distinguished on any fact."

    def answers(self, p: Precedent) -> list[Ply]:
        """Return an answer to each difference: another case without that fact, or a court's words on it."""
        theirs, kinds, plies = self.lib.patterns[p.case.id], dict(edges(self.law, self.node)), []
        others = [
            q for q in self.cases if q.winner is p.winner and q.good and q.case.id != p.case.id
        ]
        unneeded: dict[str, list[str]] = {}
        for name in (n for n in p.lacking(self.facts) if _present(theirs[n])):
            without = [q for q in others if self.lib.patterns[q.case.id][name] is Answer.NO]
            edge = kinds.get(name)
            if without:
                unneeded.setdefault(without[0].case.id, []).append(name)
            elif edge and edge.characterisation in ("confirms", "relevant additional factor"):
                weight = self.lib.texts["characterisations"][edge.characterisation]
                fact = self.phrases([name], p, there=True)
                text = f"One of these facts ({fact}) does not decide the point by itself: {weight}."
                passages, how = tuple(edge.passages[:1]), words.known(edge.verified)
                plies.append(Ply(3, self.side, "rebut", text, (), passages, how))
        by_case = {q.case.id: q for q in others}
        for q, names in ((by_case[case], names) for case, names in unneeded.items()):
            court = words.court_and_year(self.lib, q.case)
            text = (
                f"{q.case.short} ({court}) did not need that: without it "
                f"({self.phrases(names, p, there=True)}), the court still held that {self.held(q)}."
            )
            plies.append(self.ply(3, self.side, "rebut", text, q))
        if not plies and not p.distinctions(self.facts):
            text = f"{p.case.short} still applies: the other side has named nothing that distinguishes it."
            plies.append(self.ply(3, self.side, "rebut", text, p))
        return plies

    def from_rule(self, side: Side) -> str:
        """Return the argument for a side that no case helps: what the rule itself decides."""
        status = self.analysis.status(self.node)
        if status is Status.OPEN:
            how = "The point is open"
        elif (status is Status.MET) is (side is Side.PLAINTIFF):
            how = f"The rule itself settles it for {self.speaker(side)}"
        else:
            how = "The rule favors the other side"
        none = f"No case in this suite holds for {self.speaker(side)} on {self.name}."
        return f"{none} {how}: {rule_words(self.analysis[self.node])}"


def _present(value: object) -> bool:
    return value is Answer.YES or (isinstance(value, Range) and value.low > 0)
