"""States of facts to try the engine on: drawn by Hypothesis, drawn by seed, and all of a small set."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator

import numpy as np
from hypothesis import strategies as st

from jurisdiction.doctrine import Trace
from jurisdiction.library import Facts, case_facts, load
from jurisdiction.model import Answer, Fact, Range

LIB = load()
DAYS = [dt.date.fromisoformat(regime["date"]) for regime in LIB.texts["regimes"]]
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
SHARES = [0.0, 0.001, 0.01, 0.046, 0.12, 0.19, 0.1921, 0.5, 1.0]
COUNTS = [0.0, 1.0, 500.0, 19199.0, 19200.0, 160000.0, 1300000.0]
# The facts on which express aiming turns in the worked answers.
AIMING = (
    "cdn_us_servers", "cdn_purpose_speed_us", "us_hosting", "us_trademarks", "directed_ads",
    "ad_revenue_by_forum_clicks", "earns_from_us_users", "individually_targeted",
)  # fmt: skip


def figures(fact: Fact) -> list[float]:
    return SHARES if fact.kind == "share" else COUNTS


def known(fact: Fact) -> list:
    """Every value of a fact that leaves nothing unknown; for figures, a few that matter."""
    match fact.kind:
        case "yes_no":
            return [YES, NO]
        case "choice":
            return list(fact.options)
        case _:
            return [Range(x, x) for x in figures(fact)]


def values(fact: Fact) -> list:
    """Every value of a fact, known, unknown or partly known."""
    blank = "unknown" if fact.kind == "choice" else UNKNOWN
    if fact.kind in ("yes_no", "choice"):
        return [*known(fact), blank]
    return [Range(a, b) for a in figures(fact) for b in figures(fact) if a <= b] + [blank]


def narrower(fact: Fact, value: object) -> list:
    """Every value that one can come to know, beginning from this one."""
    if value in (UNKNOWN, "unknown"):
        return known(fact)
    if isinstance(value, Range):
        return [x for x in known(fact) if value.low <= x.low and x.high <= value.high]
    return [value]


def possible(facts: Facts) -> bool:
    """No share without views and no views without a share: the two are zero together."""
    for name, fact in LIB.facts.items():
        if fact.zero_with:
            ends = [facts[name], facts[fact.zero_with]]
            low = max(v.low if isinstance(v, Range) else 0 for v in ends)
            high = min(v.high if isinstance(v, Range) else 1 for v in ends)
            if low > 0 and high == 0:
                return False
    return True


states = st.fixed_dictionaries(
    {name: st.sampled_from(values(fact)) for name, fact in LIB.facts.items()}
).filter(possible)


def drawn(count: int, seed: int = 1) -> list[Facts]:
    """Draw states by seed: half at random, half a decided case with a few facts changed."""
    chance, found = random.Random(seed), []
    cases = [case_facts(LIB, case) for case in LIB.cases.values()]
    while len(found) < count:
        free = {name: chance.choice(values(fact)) for name, fact in LIB.facts.items()}
        case = dict(chance.choice(cases))
        for name in chance.sample(list(case), chance.randint(0, 5)):
            case[name] = free[name]
        found += [state for state in (free, case) if possible(state)]
    return found[:count]


def plain(**changes: object) -> Facts:
    """A site that earns from a US audience and of which nothing else is true, with changes."""
    no = {name: NO for name, fact in LIB.facts.items() if fact.kind == "yes_no"}
    first = {name: next(iter(f.options)) for name, f in LIB.facts.items() if f.kind == "choice"}
    return no | first | {
        "claim_family": "tort_outside_forum", "operates_site": YES, "earns_from_us_users": YES,
        "us_traffic_share": Range(0.15, 0.15), "us_views": UNKNOWN, **changes,
    }  # fmt: skip


def with_all_of_aiming(rest: Facts) -> Iterator[Facts]:
    """Every combination of yes, no and unknown on the aiming facts, the last fact changing fastest."""
    for answers in itertools.product((YES, NO, UNKNOWN), repeat=len(AIMING)):
        yield rest | dict(zip(AIMING, answers, strict=True))


def statuses(trace: Trace) -> dict[str, np.ndarray]:
    """Every node's finding in every state: 1 met, -1 not met, 0 open."""
    return {node: v.met.astype(int) - v.fail.astype(int) for node, v in trace.items()}
