"""Apply the law as of their dates to two sets of twenty public rulings, coded before the first run.

Run `python tests/benchmarks/rulings.py`; `--write` updates the tables in README.md. rulings.md explains how
the rulings were chosen. Someone who did not write the rules coded rulings.yml and second.yml.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jurisdiction.analysis import Analysis, analyze
from jurisdiction.library import load, plain
from jurisdiction.model import Status

HERE = Path(__file__).parent
README, SETS = HERE / "README.md", ("rulings", "second")  # the files, and their tables in README.md


@dataclass(frozen=True)
class Answered:
    """One point of one ruling: the court's holding, and the finding under the law as of its date."""

    ruling: str
    node: str
    held: str
    before: Status
    close: Status
    silent: bool

    @property
    def word(self) -> str:
        """Return right or wrong if settled before any burden; else open, and whether silence loses it."""
        if self.before is not Status.OPEN:
            return "right" if self.before.value == self.held else "wrong"
        return "not shown" if self.silent else "open"

    @property
    def at_close(self) -> str:
        """Return the same if the record closed now; a point that only silence decides does not count."""
        if self.silent:
            return "not shown"
        if self.close is Status.OPEN:
            return "open"
        return "right" if self.close.value == self.held else "wrong"


def analysis(ruling: dict[str, Any], conclusions: bool) -> Analysis:
    """Analyze the facts of a ruling under the law of its day, for its own court."""
    facts = ruling["facts"] | (ruling.get("conclusions") or {} if conclusions else {})
    return analyze(facts, ruling["decided"], ruling["stage"], court=ruling["court"])


def answers(name: str, conclusions: bool = False) -> list[Answered]:
    """Ask the outcome of every ruling in a file, and every prong that its text decides."""
    found, file = [], HERE / f"{name}.yml"
    for ruling in plain(file.read_text(encoding="utf-8"), file.name)["rulings"]:
        one = analysis(ruling, conclusions)
        for node, held in {ruling["point"]: ruling["outcome"], **(ruling["prongs"] or {})}.items():
            finding = one[node]
            found.append(
                Answered(
                    ruling["id"], node, held, finding.status, finding.at_close, finding.by_silence
                )
            )
    return found


def table(name: str) -> str:
    """Return the counts and every point of the rulings in a file as Markdown."""
    lib, lines = load(), list[str]()
    lines += ["| asked | points | right | wrong | open | not shown (silence alone) "
              "| decided before any burden |",
              "|---|---|---|---|---|---|---|"]  # fmt: skip
    for said, conclusions in (("raw facts only", False), ("with what courts concluded", True)):
        every = answers(name, conclusions)
        for asked, some in (
            ("outcomes", [a for a in every if a.node in ("personal_jurisdiction", "good_cause")]),
            ("all points", every),
        ):
            count = Counter(a.at_close for a in some)
            decided = sum(a.before is not Status.OPEN for a in some)
            lines.append(
                f"| {said}: {asked} | {len(some)} | {count['right']} | {count['wrong']} | "
                f"{count['open']} | {count['not shown']} | {decided} |"
            )
    lines += [
        "",
        "| ruling | point | held | raw facts only | with conclusions |",
        "|---|---|---|---|---|",
    ]
    for one, two in zip(answers(name), answers(name, True), strict=True):
        lines.append(
            f"| {one.ruling} | {lib.nodes[one.node].name} | {one.held} | {one.at_close} | {two.at_close} |"
        )
    return "\n".join(lines) + "\n"


def shown(name: str, text: str) -> tuple[str, str, str]:
    """Return what stands before the table of a file in README.md, the table, and what follows it."""
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
    before, _, rest = text.partition(begin)
    made, _, after = rest.partition(end)
    return before + begin, made, end + after


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="renew the tables in README.md")
    write = parser.parse_args().write
    for name in SETS:
        made = table(name)
        if write:
            before, _, after = shown(name, README.read_text(encoding="utf-8"))
            README.write_text(before + made + after, encoding="utf-8")
        print(made)


if __name__ == "__main__":
    main()
