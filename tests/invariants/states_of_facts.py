"""States of facts for testing the engine: drawn by Hypothesis, drawn by seed, and exhaustive small sets."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Collection, Iterator

import numpy as np
from hypothesis import strategies as st

from jurisdiction.doctrine import Trace
from jurisdiction.doctrine import states as arrays
from jurisdiction.library import Facts, case_facts, contradicted, load
from jurisdiction.model import Answer, Fact, Range

LIB = load()
DAYS = [dt.date.fromisoformat(regime["date"]) for regime in LIB.texts["regimes"]]
# Figures that count against a point only if known; learning such a figure may unsettle a finding.
_SILENT = {node.id for node in LIB.nodes.values() if node.silent}
SILENT = {node.fact for node in LIB.nodes.values() if node.silent}
OF_SILENCE = _SILENT | {n.id for n in LIB.nodes.values() if _SILENT & {*n.all_of}}
# Stating a fact that follows from others overrules the conclusion, and so is not learning.
CONCLUDED = {name for name, fact in LIB.facts.items() if fact.concluded}
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
SHARES = [0.0, 0.001, 0.01, 0.046, 0.12, 0.19, 0.1921, 0.5, 1.0]
COUNTS = [0.0, 1.0, 500.0, 19199.0, 19200.0, 160000.0, 1300000.0]
# The facts that decide express aiming in the worked answers.
AIMING = (
    "cdn_us_servers", "cdn_purpose_speed_us", "us_hosting", "us_trademarks", "directed_ads",
    "ad_revenue_by_forum_clicks", "earns_from_us_users", "individually_targeted",
)  # fmt: skip


def figures(fact: Fact) -> list[float]:
    return SHARES if fact.kind == "share" else COUNTS


def known(fact: Fact) -> list:
    """Return every known value of a fact; for figures, a few that matter."""
    match fact.kind:
        case "yes_no":
            return [YES, NO]
        case "choice":
            return list(fact.options)
        case _:
            return [Range(x, x) for x in figures(fact)]


def values(fact: Fact) -> list:
    """Return every value of a fact: known, unknown, or partly known."""
    blank = "unknown" if fact.kind == "choice" else UNKNOWN
    if fact.kind in ("yes_no", "choice"):
        return [*known(fact), blank]
    return [Range(a, b) for a in figures(fact) for b in figures(fact) if a <= b] + [blank]


def narrower(fact: Fact, value: object) -> list:
    """Return every value that further information could narrow this one to."""
    if value in (UNKNOWN, "unknown"):
        return known(fact)
    if isinstance(value, Range):
        return [x for x in known(fact) if value.low <= x.low and x.high <= value.high]
    return [value]


def possible(facts: Facts) -> bool:
    """Return whether the facts are consistent, including with their inferences."""
    learned = {name: next(iter(c)) for name, c in arrays(LIB, [facts]).columns.items()}
    return not contradicted(LIB, learned)


states = st.fixed_dictionaries(
    {name: st.sampled_from(values(fact)) for name, fact in LIB.facts.items()}
).filter(possible)


def drawn(count: int, seed: int = 1, near: Collection[str] = ()) -> list[Facts]:
    """Draw states by seed: half at random, half a decided or given case with a few facts changed."""
    chance, found = random.Random(seed), []
    cases = [case_facts(LIB, LIB.cases[name]) for name in near or LIB.cases]
    while len(found) < count:
        free = {name: chance.choice(values(fact)) for name, fact in LIB.facts.items()}
        case = dict(chance.choice(cases))
        for name in chance.sample(list(case), chance.randint(0, 5)):
            case[name] = free[name]
        found += [state for state in (free, case) if possible(state)]
    return found[:count]


def plain(**changes: object) -> Facts:
    """Return the facts of a site with a paying US audience and nothing else, with changes."""
    no = {name: NO for name, fact in LIB.facts.items() if fact.kind == "yes_no"}
    first = {
        name: f.presumed or next(iter(f.options))
        for name, f in LIB.facts.items()
        if f.kind == "choice"
    }
    return dict.fromkeys(LIB.facts, UNKNOWN) | no | first | {
        "claim_family": "tort_outside_forum", "operates_site": YES, "earns_from_us_users": YES,
        "us_traffic_share": Range(0.15, 0.15), "us_views": UNKNOWN, "forum_downloads": Range(0, 0),
        **changes,
    }  # fmt: skip


def with_all_of_aiming(rest: Facts) -> Iterator[Facts]:
    """Yield every combination of yes, no, and unknown on the aiming facts; the last fact varies fastest."""
    for answers in itertools.product((YES, NO, UNKNOWN), repeat=len(AIMING)):
        yield rest | dict(zip(AIMING, answers, strict=True))


def flags(where: int, n: int) -> np.ndarray:
    """Return a set of states as a boolean array."""
    raw = np.frombuffer(where.to_bytes(n // 8 + 1, "little"), np.uint8)
    return np.unpackbits(raw, bitorder="little")[:n].astype(bool)


def as_set(where: np.ndarray) -> int:
    """Return a boolean array as a set of states."""
    return int.from_bytes(np.packbits(where, bitorder="little").tobytes(), "little")


def statuses(trace: Trace, n: int) -> dict[str, np.ndarray]:
    """Return every node's finding in every state: 1 met, -1 not met, 0 open."""
    return {
        node: flags(v.met, n).astype(int) - flags(v.fail, n).astype(int)
        for node, v in trace.items()
    }
