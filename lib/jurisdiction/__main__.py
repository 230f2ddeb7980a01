"""The command line: `python -m jurisdiction check | analyze`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from .analysis import Analysis, analyze, as_date, load_case
from .library import Library, check, load, parts, read_scenario, scenario_says
from .model import ReaderError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if it worked, 2 with one plain sentence if what was given cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except ReaderError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m jurisdiction", description="Personal jurisdiction over website operators."
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    one = commands.add_parser("check", help="check all data, or one hypothetical")
    one.add_argument("file", nargs="?", type=Path, help="a hypothetical to check")
    one.set_defaults(run=_check)
    two = commands.add_parser("analyze", help="what the law of a date says on some facts")
    two.add_argument("subject", metavar="FILE_OR_ID", help="a case, a scenario, or a YAML file")
    two.add_argument("--as-of", metavar="DATE", help="the law of this day (YYYY-MM-DD)")
    two.add_argument(
        "--stage", help="what is being decided, such as motion_to_dismiss or early_discovery"
    )
    two.add_argument("--set", action="append", default=[], metavar="FACT=VALUE", dest="changes")
    two.add_argument(
        "--shown", action="append", default=[], metavar="FACT=HOW",
        help="how a fact is shown, such as conclusory or denied",
    )  # fmt: skip
    two.add_argument("--node", help="explain this point of the tree (default: the outcome)")
    two.add_argument("--json", action="store_true", help="print every finding as JSON")
    two.set_defaults(run=_analyze)
    return parser


def _check(options: argparse.Namespace) -> int:
    library = load()
    if options.file:
        wrong = _unexpected(library, options.file)
        print("\n".join(wrong) or f"{options.file.name}: all findings are as expected.")
        return 1 if wrong else 0
    counts = check(library)
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    return 0


def _unexpected(library: Library, path: Path) -> list[str]:
    """Say where a hypothetical's findings differ from what its author expects."""
    scenario, facts = read_scenario(library, path)
    found = analyze(facts, scenario.law_as_of, scenario.stage, library)
    wrong = []
    for name, expected in scenario.expected.items():
        at = f"{path.name}, expected, {name}"
        if name not in found:
            raise ReaderError(at, f"is not part of the law of {found.law.as_of.isoformat()}.",
                              "Choose a later law_as_of, or another node.")  # fmt: skip
        finding = found[name]
        want = expected.model_dump(exclude_unset=True)
        want["causes"] = sorted(want.get("causes", finding.causes))
        got = {
            "status": finding.status.value,
            "causes": sorted(finding.causes),
            "at_close": finding.at_close.value,
        }
        wrong += [
            f"{at}, {key}: {finding.node.name}{_ASKED[key]} {_words(library, key, value)} is "
            f"expected, but {_words(library, key, got[key])} is found."
            for key, value in want.items()
            if value is not None and value != got[key]
        ]
    return wrong


_ASKED = {"status": ":", "causes": ", why it is open:", "at_close": ", if the record closed now:"}


def _words(library: Library, key: str, value: Any) -> str:
    if key == "causes":
        causes = [f"{cause} ({library.texts['cause_words'][cause]})" for cause in value]
        return " and ".join(causes) or "no cause"
    return f"“{library.texts['status_words'][value]}”"


def _analyze(options: argparse.Namespace) -> int:
    result = _subject(options)
    if options.json:
        print(json.dumps(result.as_dict(), indent=2, ensure_ascii=False))
    else:
        print(result.text(options.node or result.outcome.node.id))
    return 0


def _subject(options: argparse.Namespace) -> Analysis:
    library = load()
    facts: dict[str, Any]
    place = ""
    if options.subject in library.cases:
        case = load_case(options.subject, library)
        facts, day, stage = dict(case.says), case.decided, case.case.stage
        shown, place = dict(case.shown), case.case.place
    elif options.subject in library.scenarios or Path(options.subject).suffix in (".yml", ".yaml"):
        known = library.root / "scenarios" / f"{options.subject}.yml"
        path = known if options.subject in library.scenarios else Path(options.subject)
        scenario, _ = read_scenario(library, path)
        stated, shown = scenario_says(library, scenario, path.name)
        facts, day, stage = dict(stated), scenario.law_as_of, scenario.stage
    else:
        names = ", ".join([*library.cases, *library.scenarios])
        raise ReaderError(options.subject, "there is no such case, scenario or file.",
                          f"Give a .yml file or one of: {names}.")  # fmt: skip
    for name, value in _pairs("--set", options.changes, "FACT=VALUE"):
        facts.pop(name, None)  # the last word counts, also between a switch and its facts
        facts[name] = value
        for part in parts(library, name):
            shown.pop(part, None)  # what is set counts as said
    for name, value in _pairs("--shown", options.shown, "FACT=HOW"):
        shown[name] = value
    day = as_date(options.as_of) if options.as_of else day
    return analyze(facts, day, options.stage or stage, library, shown=shown, place=place)


def _pairs(option: str, given: list[str], form: str) -> list[tuple[str, str]]:
    pairs = [text.partition("=") for text in given]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise ReaderError(f"{option} {wrong[0]}", "has no '='.", f"Write it as {form}.")
    return [(name.strip(), value) for name, _, value in pairs]


if __name__ == "__main__":
    sys.exit(main())
