"""Predict each decided case from the law before it, and compare with five simpler methods.

Run `python tests/benchmarks/honest.py`; see README.md in this folder. The option --write updates the tables
there.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.linear_model import LogisticRegression

from jurisdiction import doctrine, precedent
from jurisdiction.analysis import load_case
from jurisdiction.library import Facts, FactValue, Library, load
from jurisdiction.model import DECIDED, Answer, Holding, Range, Side, Status

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- honest: begin -->\n", "<!-- honest: end -->\n"
MET, NOT_MET = DECIDED
NONE = ""  # no answer
WEBSITE = ("express_aiming", "first_prong")


@dataclass(frozen=True, eq=False)
class Asked:
    """One decided holding: the case with its facts, and the court's holding on one point."""

    case: str
    authority: str
    decided: dt.date
    facts: Facts
    holding: Holding

    @property
    def node(self) -> str:
        return self.holding.node

    @property
    def held(self) -> str:
        return self.holding.disposition

    @property
    def read(self) -> bool:
        """Return whether one of our three opinions itself states or reports the holding."""
        return not self.holding.verified or self.holding.verified.how in ("read", "quoted")


def everything(lib: Library) -> list[Asked]:
    """Return every decided holding of every case, once."""
    return [
        Asked(name, str(case.authority), lib.authorities[str(case.authority)].decided, facts, held)
        for name, case in lib.cases.items()
        for facts in [load_case(name, lib).facts]
        for held in case.holdings
        if held.disposition in DECIDED
    ]


# --- ours -----------------------------------------------------------------------------------------
def tree_alone(
    lib: Library, asked: Sequence[Asked], known: Sequence[Asked] = (), closed: bool = True
) -> list[str]:
    """Return the finding of the tree before the case, if the record closed on the case's facts."""
    found = []
    for one in asked:
        law = doctrine.law_before(lib, one.case)
        given = doctrine.states(lib, [one.facts])
        if one.node in law.order:
            status = doctrine.Trace(law, given, closed)[one.node].status()
            found.append(status.value if status is not Status.OPEN else NONE)
        else:
            found.append(NONE)
    return found


def with_the_case(lib: Library, one: Asked) -> str:
    """Return the tree's finding at close with the case's own law included, so not a prediction."""
    law = doctrine.law_at(lib, one.decided)
    return doctrine.Trace(law, doctrine.states(lib, [one.facts]), closed=True)[one.node].status()


def forced(lib: Library, one: Asked) -> tuple[str, tuple[str, ...]]:
    """Return the finding that a precedent binding the case's court forces before the case, and its cases."""
    law = doctrine.law_before(lib, one.case)
    if one.node not in law.order:
        return NONE, ()
    trace = doctrine.Trace(law, doctrine.states(lib, [one.facts]))
    court = lib.authorities[one.authority].court
    stands = precedent.standing(law, one.facts, one.node, trace, court=court)
    if stands.word != "controls":
        return NONE, ()
    [way] = {
        p.holding.disposition
        for p in precedent.precedents(law, one.node)
        if p.case.id in stands.binding
    }
    return way, stands.binding


def ours(lib: Library, asked: Sequence[Asked], known: Sequence[Asked] = ()) -> list[str]:
    """Return the tree's finding or, if that is open, the finding that a binding precedent forces."""
    tree = tree_alone(lib, asked)
    return [said or forced(lib, one)[0] for said, one in zip(tree, asked, strict=True)]


def unburdened(lib: Library, asked: Sequence[Asked], known: Sequence[Asked] = ()) -> list[str]:
    """Return the same finding without burdens, so that no party loses by silence."""
    tree = tree_alone(lib, asked, closed=False)
    return [said or forced(lib, one)[0] for said, one in zip(tree, asked, strict=True)]


# --- baselines ------------------------------------------------------------------------------------
def others(known: Sequence[Asked], authority: str) -> list[Asked]:
    """Return every holding of the other authorities."""
    return [one for one in known if one.authority != authority]


def majority(lib: Library, asked: Sequence[Asked], known: Sequence[Asked]) -> list[str]:
    """Return the most frequent result among holdings of the other authorities."""
    return [
        Counter(other.held for other in others(known, one.authority)).most_common(1)[0][0]
        for one in asked
    ]


def middle(value: FactValue) -> float | None:
    """Return the middle of a known figure or range."""
    if not isinstance(value, Range):
        return None
    return value.low if value.high == float("inf") else (value.low + value.high) / 2


def best_cut(lib: Library, asked: Sequence[Asked], known: Sequence[Asked]) -> list[str]:
    """Predict *met* from a traffic share on; the cutoff is the best in hindsight on these very holdings."""
    shares = [(middle(one.facts["us_traffic_share"]), one.held) for one in known]

    def right(cut: float) -> int:
        return sum((share >= cut) == (held == MET) for share, held in shares if share is not None)

    cuts = {share for share, _ in shares if share is not None} | {float("inf")}
    cut = max(sorted(cuts), key=right)
    mine = [middle(one.facts["us_traffic_share"]) for one in asked]
    return [NONE if share is None else MET if share >= cut else NOT_MET for share in mine]


def features(lib: Library, one: Asked) -> list[float]:
    """Return the facts and the point as numbers: one column for each known fact and one for each answer."""
    row = [float(one.node == node) for node in lib.nodes]
    for name, fact in lib.facts.items():
        value = one.facts[name]
        row.append(float(value not in (Answer.UNKNOWN, "unknown")))
        if fact.kind == "yes_no":
            row += [float(value is Answer.YES), float(value is Answer.NO)]
        elif fact.kind == "choice":
            row += [float(value == option) for option in fact.options]
        else:
            figure = middle(value) or 0.0
            row.append(figure if fact.kind == "share" else math.log10(1 + figure))
    return row


def additive(lib: Library, asked: Sequence[Asked], known: Sequence[Asked]) -> list[str]:
    """Return the predictions of weighted facts, fitted on all holdings of other authorities."""
    found: dict[str, str] = {}
    for authority in dict.fromkeys(one.authority for one in asked):
        rest = others(known, authority)
        fitted = LogisticRegression(solver="newton-cholesky", tol=1e-8, max_iter=200)
        fitted.fit([features(lib, one) for one in rest], [one.held for one in rest])
        mine = [one for one in asked if one.authority == authority]
        said = fitted.predict([features(lib, one) for one in mine])
        found |= {f"{one.case} {one.node}": str(s) for one, s in zip(mine, said, strict=True)}
    return [found[f"{one.case} {one.node}"] for one in asked]


def in_common(mine: Facts, theirs: Facts) -> tuple[int, int]:
    """Return how many facts two cases share, and on how many known facts they differ."""
    alike = otherwise = 0
    for name, a in mine.items():
        b = theirs[name]
        if isinstance(a, Range) and isinstance(b, Range):
            same = a.low <= b.high and b.low <= a.high
        elif {a, b} & {Answer.UNKNOWN, "unknown"}:
            continue
        else:
            same = a == b
        alike, otherwise = alike + same, otherwise + (not same)
    return alike, otherwise


def nearest(lib: Library, asked: Sequence[Asked], known: Sequence[Asked]) -> list[str]:
    """Return the result of the most similar decided case on the same point.

    Candidates are cases decided earlier, or on the same day in another decision. They are ranked by the most
    shared known facts, then the fewest differing ones, then the most recent date, then name.
    """
    found = []
    for one in asked:
        before = [
            other
            for other in others(known, one.authority)
            if other.node == one.node and other.decided <= one.decided
        ]

        def near(other: Asked, one: Asked = one) -> tuple[int, int, int, str]:
            alike, otherwise = in_common(one.facts, other.facts)
            return -alike, otherwise, -other.decided.toordinal(), other.case

        found.append(min(before, key=near).held if before else NONE)
    return found


# The holdings asked about, and all holdings; each method omits those that it must not see.
Method = Callable[[Library, Sequence[Asked], Sequence[Asked]], list[str]]
METHODS: dict[str, Method] = {
    "tree and precedent (ours)": ours,
    "ours, before any burden": unburdened,
    "tree without precedent": tree_alone,
    "nearest precedent": nearest,
    "fitted additive score": additive,
    "majority": majority,
    "best traffic threshold, in hindsight": best_cut,
}


# --- what rests on silence ------------------------------------------------------------------------
def on_silence(lib: Library, one: Asked) -> bool:
    """Return whether a finding is settled at close only because the case does not state a fact.

    A fact that the case itself states as unknown counts as lost; the finding is then still open.
    """
    law = doctrine.law_before(lib, one.case)
    if one.node not in law.order:
        return False
    facts, bears = dict(one.facts), doctrine.burdens(law)
    for name, stated in lib.cases[one.case].facts.items():
        tests = [n for n in law.order if law.nodes[n].fact == name]
        sides = {(law.nodes[n].answer, bears[n]) for n in tests}
        if facts[name] is Answer.UNKNOWN and not stated.of and len(sides) == 1:
            [(answer, side)] = sides
            if lib.facts[name].kind == "yes_no":
                lost = (answer == "no") == (side is Side.PLAINTIFF)
                facts[name] = Answer.YES if lost else Answer.NO
            elif side is Side.PLAINTIFF:
                facts[name] = Range(0, 0)
    trace = doctrine.Trace(law, doctrine.states(lib, [facts]))
    return trace[one.node].status() is Status.OPEN


# --- the report -----------------------------------------------------------------------------------
def score(said: Iterable[str], asked: Iterable[Asked]) -> tuple[int, int, int]:
    """Return how many holdings were asked, answered, and answered correctly."""
    both = [(s, one.held) for s, one in zip(said, asked, strict=True)]
    return len(both), sum(s != NONE for s, _ in both), sum(s == held for s, held in both)


def table(answers: dict[str, list[str]], asked: Sequence[Asked], which: Sequence[bool]) -> str:
    """Return a table with one row for each method: its answers, and its share of correct ones."""
    lines = [
        "| method | answered | right | right, of those answered | right, of all |",
        "|---|---|---|---|---|",
    ]
    part = [one for one, there in zip(asked, which, strict=True) if there]
    for name, said in answers.items():
        mine = [s for s, there in zip(said, which, strict=True) if there]
        n, answered, right = score(mine, part)
        among = f"{right / answered:.0%}" if answered else "–"
        lines.append(f"| {name} | {answered} of {n} | {right} | {among} | {right / n:.0%} |")
    return "\n".join(lines)


def report(lib: Library) -> str:
    """Return a report in Markdown: every table, our wrong answers, and the points that we leave open."""
    asked = everything(lib)
    answers = {name: method(lib, asked, asked) for name, method in METHODS.items()}
    said = answers["tree and precedent (ours)"]
    silent = [s == NOT_MET and on_silence(lib, one) for one, s in zip(asked, said, strict=True)]
    trivial = [s and one.held == NOT_MET for one, s in zip(asked, silent, strict=True)]
    read = [one.read for one in asked]
    parts = {
        "All decided holdings": [True] * len(asked),
        "Stated or reported by one of the three opinions": read,
        "Known from an opening, a summary, or memory only": [not r for r in read],
        "Website points: express aiming and the first prong": [o.node in WEBSITE for o in asked],
        "Without the losses that silence alone predicts": [not t for t in trivial],
        "Without every loss that we predict from silence alone": [not s for s in silent],
    }
    ways = Counter(one.held for one in asked)
    right = sum(one.held == s == NOT_MET for one, s in zip(asked, said, strict=True))
    decisions = len({one.authority for one in asked})
    lines = [
        f"{len(asked)} holdings ({ways[MET]} met, {ways[NOT_MET]} not met) of "
        f"{len({one.case for one in asked})} case files, {decisions} decisions.",
    ]
    for title, which in parts.items():
        lines += ["", f"**{title}** ({sum(which)})", "", table(answers, asked, which)]
    lines += [
        "",
        f"Ours answers *not met* {said.count(NOT_MET)} times, {sum(silent)} of them only because the "
        f"file of the case does not state something; it is right {right} times, {sum(trivial)} of "
        "them so.",
    ]
    fitted = answers["fitted additive score"]
    there = [s != NONE for s in said]
    both = [(f, one) for f, one, t in zip(fitted, asked, there, strict=True) if t]
    lines += [
        "",
        f"Where ours answers, the fitted score is right {sum(f == o.held for f, o in both)} times of "
        f"{len(both)}. With the case's own law left in, the tree would be right "
        f"{sum(with_the_case(lib, one) == one.held for one in asked)} times of {len(asked)}: that is "
        "how well it was written, not how well it predicts.",
    ]
    lost = [(o, s) for o, s in zip(asked, said, strict=True) if s not in (NONE, o.held)]
    lines += ["", f"**Wrong answers of ours** ({len(lost)})", ""]
    lines += ["| case | point | held | answered | by | data says so |", "|---|---|---|---|---|---|"]
    tree = answers["tree without precedent"]
    by = {id(o): "the tree" if t else "precedent" for o, t in zip(asked, tree, strict=True)}
    lines += [
        f"| {lib.cases[o.case].short} (`{o.case}`) | `{o.node}` | {o.held} | {s} | {by[id(o)]} | "
        f"{'yes' if o.holding.disagrees else 'no'} |"
        for o, s in lost
    ]
    missing = [one for one, s in zip(asked, said, strict=True) if s == NONE]
    laws = {one.case: doctrine.law_before(lib, one.case) for one in missing}
    absent = [one for one in missing if one.node not in laws[one.case].order]
    held_open = [one for one in missing if one not in absent]
    forcing = [(o, s) for o, t, s in zip(asked, tree, said, strict=True) if not t and s]
    lines += ["", "**Not answered by ours**", ""]
    for why, ones in (("open at close", held_open), ("not in force before the case", absent)):
        named = ", ".join(f"{lib.cases[one.case].short} `{one.node}`" for one in ones) or "none"
        lines.append(f"- {why} ({len(ones)}): {named}.")
    named = ", ".join(f"{lib.cases[o.case].short} `{o.node}`" for o, _ in forcing) or "none"
    alone = [(one, forced(lib, one)[0]) for one in asked]
    alone = [(one, way) for one, way in alone if way]
    lines += [
        "",
        f"Open in the tree and answered by a binding precedent ({len(forcing)}): {named}. Whatever "
        f"the tree says, a binding precedent forces {len(alone)} of the holdings, "
        f"{sum(one.held == way for one, way in alone)} of them as held.",
    ]
    return "\n".join(lines) + "\n"


def written() -> str:
    """Return the tables as they appear in README.md."""
    return README.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0].strip() + "\n"


def write(text: str) -> None:
    """Replace the tables in README.md."""
    before, rest = README.read_text(encoding="utf-8").split(BEGIN)
    README.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="put the tables into README.md")
    found = report(load())
    if parser.parse_args().write:
        write(found)
    print(found)
