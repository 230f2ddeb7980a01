"""The command line: `python -m jurisdiction check`, and so on; `--help` lists what there is."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import claims, explain, timeline
from .analysis import Analysis, analyze, as_date, load_case
from .argument import argue
from .author import check_file
from .counterfactual import Changes, Flips, flips, inferences, unknowns
from .library import Library, check, load, other_forum, parts, read_scenario, scenario_says
from .model import ReaderError, ScenarioFile, Side
from .writing import irac


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if it worked, 2 with one plain sentence if what was given cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        done = int(options.run(options))
        sys.stdout.flush()
        return done
    except ReaderError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever reads has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m jurisdiction", description="Personal jurisdiction over website operators."
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    one = commands.add_parser("check", help="check all data, or one case or hypothetical")
    one.add_argument("file", nargs="?", type=Path, help="a case or a hypothetical to check")
    one.set_defaults(run=_check)
    two = _about_facts(commands, "analyze", "what the law of a date says on some facts")
    two.set_defaults(run=_analyze)
    three = _about_facts(commands, "flips", "the smallest changes that bring another result")
    three.add_argument("--lock", action="append", default=[], metavar="FACT", help="hold a fact")
    three.set_defaults(run=_flips)
    four = _about_facts(commands, "argue", "an argument in three plies, from decided cases")
    four.add_argument("--side", choices=["plaintiff", "defendant"], default="plaintiff")
    four.set_defaults(run=_argue)
    five = _about_facts(commands, "irac", "a point as issue, rule, application, conclusion")
    five.set_defaults(run=_irac)
    seven = commands.add_parser("memo", help="a memo on a client's file, a case or a hypothetical")
    seven.add_argument(
        "subject", metavar="FILE_OR_ID", help="a client's file, a case, or a hypothetical"
    )
    seven.add_argument(
        "--out", required=True, type=Path, metavar="FILE", help="a .docx or .md file"
    )
    seven.add_argument("--as-of", metavar="DATE", help="the law of this day (YYYY-MM-DD)")
    seven.add_argument("--stage", default="", help="what is being decided, such as early_discovery")
    _about_claims(seven)
    seven.set_defaults(run=_memo, court="", changes=[], shown=[], node=None)
    six = commands.add_parser("later", help="decided cases whose result or ground changes later")
    six.add_argument("case", nargs="?", default="", help="one case only")
    six.add_argument("--json", action="store_true", help="print as JSON")
    six.set_defaults(run=_later)
    eight = commands.add_parser("collect", help="a class's files of work, counted, as a table")
    eight.add_argument(
        "folder", type=Path, metavar="FOLDER", help="where the files of the class are"
    )
    eight.add_argument("--csv", required=True, type=Path, metavar="FILE", help="the table to write")
    eight.add_argument(
        "--names", action="store_true",
        help="name learners by their folders or files, as an LMS needs; else by a code",
    )  # fmt: skip
    eight.add_argument(
        "--by-folder", action="store_true", help="each folder inside FOLDER is one learner"
    )
    eight.set_defaults(run=_collect)
    return parser


def _about_facts(commands: Any, name: str, help: str) -> argparse.ArgumentParser:
    one: argparse.ArgumentParser = commands.add_parser(name, help=help)
    one.add_argument("subject", metavar="FILE_OR_ID", help="a case, a scenario, or a YAML file")
    one.add_argument("--as-of", metavar="DATE", help="the law of this day (YYYY-MM-DD)")
    one.add_argument(
        "--stage", help="what is being decided, such as motion_to_dismiss or early_discovery"
    )
    one.add_argument("--court", default="", help="which court is to decide, such as ca9 or d_haw")
    one.add_argument("--set", action="append", default=[], metavar="FACT=VALUE", dest="changes")
    one.add_argument(
        "--shown", action="append", default=[], metavar="FACT=HOW",
        help="how a fact is shown, such as conclusory or denied",
    )  # fmt: skip
    _about_claims(one)
    one.add_argument("--node", help="the point of the tree (default: the outcome)")
    one.add_argument("--json", action="store_true", help="print as JSON")
    return one


def _about_claims(one: argparse.ArgumentParser) -> None:
    one.add_argument("--claim", default="", help="one of the claims that the file holds")
    one.add_argument("--defendant", default="", help="one of the defendants that the file names")


def _check(options: argparse.Namespace) -> int:
    from . import client

    library = load()
    if options.file and client.is_client_file(options.file):
        client.open_file(options.file, library)
        print(f"{options.file.name}: a client's file that can be read.")
        return 0
    if options.file:
        wrong, missing = check_file(library, options.file)
        print("\n".join(wrong) or f"{options.file.name}: all findings are as expected.")
        if missing:
            print("\n".join(["", "Still missing:", *missing]))
        return 1 if wrong else 0
    counts = check(library)
    for path in sorted((library.root / "clients").glob("*.yml")):
        client.open_file(path, library)
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    return 0


def _print(options: argparse.Namespace, text: str, plain: Any) -> int:
    print(json.dumps(plain, indent=2, ensure_ascii=False) if options.json else text)
    return 0


def _analyze(options: argparse.Namespace) -> int:
    found = _rulings(options)
    if len(found) == 1 and not found[0].part.name:
        result = found[0].analysis
        node = result.known(options.node or result.outcome.node.id)
        return _print(options, result.text(node), result.as_dict() if options.json else None)
    library, lines, plain = load(), list[str](), list[dict[str, Any]]()
    for ruling in found:
        result, part = ruling.analysis, ruling.part
        lines += [part.name, result.text(result.known(options.node or result.outcome.node.id))]
        if ruling.pendent:
            word = explain.status_word(library.nodes["pendent_claims"], ruling.pendent, library)
            lines.append(
                f"Pendent jurisdiction, beside the claim “{ruling.rides_on}”: {word.lower()}."
            )
        lines.append("")
        plain.append({
            "claim": part.claim, "defendant": part.defendant, "name": part.name,
            "pendent": ruling.pendent.value if ruling.pendent else None,
            "rides_on": ruling.rides_on, **result.as_dict(),
        })  # fmt: skip
    return _print(options, "\n".join(lines).rstrip(), {"claims": plain})


def _flips(options: argparse.Namespace) -> int:
    result, node = _subject(options)
    found = flips(result.law, result.facts, node, options.lock)
    worth = unknowns(result.law, result.facts, node)
    lib, here = result.law.library, result.law.nodes[node]
    lines = [*explain.warnings(result), *explain.flips_lines(found, result)]
    drawn = inferences(result, node)
    inferred = explain.inference_lines(drawn, result, node)
    lines += ["", *inferred] if inferred else []
    told = [w for w in worth if w.settles(found.status)]
    if told:
        lines += ["", "What one unknown fact would do, if it were learned:"]
        for one in told:
            ways = [
                f"{explain.change_words(result, node, change)} "
                f"({explain.status_word(here, status, lib).lower()})"
                for change, status in one.to
            ]
            lines.append(f"- {' '.join(ways)}")
    plain = _flips_plain(found) | {"inferences": _sets_plain(drawn)}
    return _print(options, "\n".join(lines), plain)


def _sets_plain(every: Iterable[Changes]) -> list[list[dict[str, Any]]]:
    return [
        [{"fact": c.fact, "values": [explain.plain_value(v) for v in c.values]} for c in changes]
        for changes in every
    ]


def _flips_plain(found: Flips) -> dict[str, Any]:
    sets = {status.value: _sets_plain(every) for status, every in found.to.items()}
    return {"node": found.node, "status": found.status.value, "to": sets}


def _argue(options: argparse.Namespace) -> int:
    result, node = _subject(options)
    plies = argue(result, node, Side(options.side))
    lines = [*explain.warnings(result), *explain.argument_lines(plies, result)]
    plain = [
        {"number": p.number, "side": p.side.value, "move": p.move, "text": p.text,
         "cases": list(p.cases), "passages": list(p.passages), "verified": p.verified}
        for p in plies
    ]  # fmt: skip
    return _print(options, "\n".join(lines), plain)


def _irac(options: argparse.Namespace) -> int:
    result, node = _subject(options)
    text = irac(result, node)
    return _print(options, text, {"node": node, "text": text})


def _later(options: argparse.Namespace) -> int:
    library = load()
    found = timeline.later(library, options.case)
    plain = [
        {"case": c.case, "node": c.node, "kind": c.kind, "since": c.since.isoformat(),
         "was": c.was.value, "now": c.now.value, "began": list(c.began), "ended": list(c.ended),
         "by": list(c.by)}
        for c in found
    ]  # fmt: skip
    text = "\n".join(timeline.words(change, library) for change in found)
    return _print(options, text or "Later law changes neither a result nor a ground.", plain)


def _memo(options: argparse.Namespace) -> int:
    from . import client, memo  # with what they need, only where a memo is asked for

    library, path = load(), Path(options.subject)
    fictional = library.root / "clients" / f"{options.subject}.yml"
    if options.out.suffix not in (".docx", ".md"):
        raise ReaderError("--out", f"'{options.out.name}' is neither Word nor Markdown.",
                          "Give a name that ends in .docx or .md.")  # fmt: skip
    if fictional.is_file() or client.is_client_file(path):
        file = client.open_file(fictional if fictional.is_file() else path, library)
        day = as_date(options.as_of) if options.as_of else None
        every = claims.parts(library, file, options.subject)
        chosen = claims.choose(every, options.claim, options.defendant, options.subject)
        if len(chosen) > 1:
            named = "; ".join(f"{p.claim} {p.defendant}".strip() for p in chosen)
            raise ReaderError(options.subject, "holds several claims, which are never pooled.",
                              f"Name one with --claim and --defendant: {named}.")  # fmt: skip
        file = chosen[0].file
        made = memo.memo(file, client.analyzed(file, library, day, options.stage))
    else:
        found, _ = _subject(options)
        made = memo.memo_of(found, *_named(library, options.subject))
    raw = memo.as_file(made, options.out.suffix[1:])
    try:
        options.out.write_bytes(raw)
    except OSError as error:
        raise ReaderError(str(options.out), f"cannot be written ({error.strerror}).",
                          "Give another place, or close the file if it is open.") from None  # fmt: skip
    print(f"{options.out}: written, with {len(made.quotations)} quotations.")
    return 0


def _collect(options: argparse.Namespace) -> int:
    from . import classroom

    if options.csv.suffix.casefold() != ".csv":
        raise ReaderError("--csv", f"'{options.csv.name}' does not end in .csv.",
                          "Give a name that does, so that no file of work is written over.")  # fmt: skip
    library, inbox = load(), classroom.Inbox(options.folder, options.by_folder)
    found = classroom.together(inbox.look())
    counted = classroom.summary(found.learners, library)
    table = classroom.as_csv(found.learners, counted, library, options.names)
    try:
        options.csv.write_bytes(table)
    except OSError as error:
        raise ReaderError(str(options.csv), f"cannot be written ({error.strerror}).",
                          "Give another place, or close the file if it is open.") from None  # fmt: skip
    whose = "by the names of their folders or files" if options.names else "by codes, without names"
    print(f"{options.csv}: {_many(counted.learners, 'learner')} from "
          f"{_many(len(found.files), 'file')}, {whose}.")  # fmt: skip
    for number, (file, why) in enumerate(found.passed, 1):
        called = file.place if options.names else f"file {file.digest[:8] or number}"
        print(f"Passed over: {''.join(c if c.isprintable() else '?' for c in called)}: {why}")
    if inbox.others:
        print(f"Not looked at: {_many(inbox.others, 'file')} of other kinds.")
    for note in (*found.notes, *counted.notes):
        print(note)
    return 0


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _named(library: Library, subject: str) -> tuple[str, str]:
    """What a case or a hypothetical is called, and its story."""
    if subject in library.cases:
        return library.cases[subject].short, library.cases[subject].summary
    known = library.scenarios.get(subject)
    scenario = known or read_scenario(library, Path(subject))[0]
    return scenario.title, scenario.story


def _subject(options: argparse.Namespace) -> tuple[Analysis, str]:
    """The one analysis that a command asks for, and the point it is about."""
    found = _rulings(options)
    if len(found) > 1:
        named = "; ".join(
            " ".join(filter(None, [
                p.claim and f"--claim {p.claim}", p.defendant and f"--defendant {p.defendant}",
            ]))
            for p in (ruling.part for ruling in found)
        )  # fmt: skip
        raise ReaderError(options.subject, "holds several claims, which are never pooled.",
                          f"Name one: {named}.")  # fmt: skip
    analysis = found[0].analysis
    return analysis, analysis.known(options.node or analysis.outcome.node.id)


def _rulings(options: argparse.Namespace) -> list[claims.Ruling]:
    """The analysis of each claim against each defendant that a command asks for."""
    library = load()
    if options.subject in library.cases:
        case = load_case(options.subject, library)
        court = case.authority.court
        # The case itself, and no variation of it, is decided with its own rules.
        own = case.authority.id if not options.changes and options.court in ("", court) else ""
        found = _analyzed(
            library, options, dict(case.says), dict(case.shown), case.decided, case.case.stage,
            place=case.case.place, court=options.court or court, own=own,
        )  # fmt: skip
        return [claims.Ruling(claims.Part("", "", "", case.case), found)]
    if options.subject in library.scenarios:
        path = library.root / "scenarios" / f"{options.subject}.yml"
    elif Path(options.subject).suffix in (".yml", ".yaml"):
        path = Path(options.subject)
    else:
        names = ", ".join([*library.cases, *library.scenarios])
        raise ReaderError(options.subject, "there is no such case, scenario or file.",
                          f"Give a .yml file or one of: {names}.")  # fmt: skip
    scenario, _ = read_scenario(library, path)

    def one(file: ScenarioFile, more: dict[str, str]) -> Analysis:
        says, shown = scenario_says(library, file, path.name)
        return _analyzed(
            library, options, {**says, **more}, shown, file.law_as_of, file.stage,
            court=options.court,
        )  # fmt: skip

    every = claims.rulings(claims.parts(library, scenario, path.name), one)
    chosen = claims.choose([r.part for r in every], options.claim, options.defendant, path.name)
    return [ruling for ruling in every if ruling.part in chosen]


def _analyzed(
    library: Library, options: argparse.Namespace, facts: dict[str, Any], shown: dict[str, str],
    day: dt.date | None, stage: str, **more: str,
) -> Analysis:  # fmt: skip
    """Analyze facts as the options change them."""
    _change(library, options, facts, shown)
    day = as_date(options.as_of) if options.as_of else day
    return analyze(facts, day, options.stage or stage, library, shown=shown, **more)


def _change(
    library: Library, options: argparse.Namespace, facts: dict[str, Any], shown: dict[str, str]
) -> None:
    changes = _pairs("--set", options.changes, "FACT=VALUE")
    for name in other_forum(library, facts, dict(changes)):
        facts.pop(name, None)
        shown.pop(name, None)
    for name, value in changes:
        facts.pop(name, None)  # the last word counts, also between a switch and its facts
        facts[name] = value
        for part in parts(library, name):
            shown.pop(part, None)  # what is set counts as said
    for name, value in _pairs("--shown", options.shown, "FACT=HOW"):
        shown[name] = value


def _pairs(option: str, given: list[str], form: str) -> list[tuple[str, str]]:
    pairs = [text.partition("=") for text in given]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise ReaderError(f"{option} {wrong[0]}", "has no '='.", f"Write it as {form}.")
    return [(name.strip(), value) for name, _, value in pairs]


if __name__ == "__main__":
    sys.exit(main())
