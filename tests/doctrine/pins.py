"""Renew the ledger's copies of the data, so that no accidental change goes unnoticed.

After an intended change, run `python tests/doctrine/pins.py` to renew the pins, and read the diff.
"""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML

from jurisdiction.library import Library, load
from jurisdiction.model import Status

LEDGER = Path(__file__).with_name("ledger.yml")


def pins(lib: Library) -> dict[str, dict[str, str]]:
    """Return the contents of each case, reason, edge, treatment, point, and passage, one per line."""
    cases, nodes = lib.cases.values(), lib.nodes.values()
    return {
        "case facts": {
            f"{c.id}/{n}": " ".join(filter(None, [str(f.value), f.shown]))
            for c in cases
            for n, f in c.facts.items()
        },
        "reasons": {
            f"{c.id}/{h.node}": " ".join(f"{k}={v}" for k, v in sorted(h.reason.facts.items()))
            for c in cases
            for h in c.holdings
            if h.reason
        },
        "edges": {
            f"{fact.id}/{e.node}/{e.source}": f"{e.side.value}, {e.characterisation}"
            + (f", from {e.since}" if e.since else "")
            + (f", until {e.until}" if e.until else "")
            for fact in lib.facts.values()
            for e in fact.bears_on
        },
        "treatments": {
            f"{a.id}/{t.by}": f"{t.since} {t.word}: {' '.join(sorted(t.points)) or 'all'}"
            for a in lib.authorities.values()
            for t in a.treatment
        },
        "parts": {n.id: " ".join(n.children) for n in nodes if n.children},
        "sources": {
            n.id: " ".join(filter(None, [n.source, n.ended_by, *(c.by for c in n.closed)]))
            for n in nodes
        },
        "words of": {
            p.id: f"{p.opinion} {p.page} {p.quoting or p.discussing}".strip()
            for p in lib.passages.values()
        },
        "supports": {
            n.id: "; ".join(
                f"{status}: "
                + " ".join(
                    x.passage + (str(x.when) if x.when else "")
                    for x in n.supporting(Status(status))
                )
                for status in n.supports
            )
            for n in nodes
            if n.supports
        },
    }  # fmt: skip


def renew() -> None:
    """Rewrite the pins, and leave the clerks' rows unchanged."""
    yaml = YAML()
    yaml.width, yaml.default_flow_style = 110, None
    yaml.preserve_quotes = True
    ledger = yaml.load(LEDGER.read_text(encoding="utf-8"))
    ledger["pins"] = pins(load())
    with LEDGER.open("w", encoding="utf-8") as out:
        yaml.dump(ledger, out)


if __name__ == "__main__":
    renew()
