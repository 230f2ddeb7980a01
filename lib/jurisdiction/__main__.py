"""The command line, `python -m jurisdiction`; `--help` lists the commands."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from . import circuits, claims, explain, timeline
from .analysis import Analysis, analyze, as_date, load_case
from .argument import argue
from .author import check_file, unfinished
from .counterfactual import Changes, flips, inferences, unknowns
from .library import Library, check, load, other_forum, parts, read_scenario, scenario_says
from .model import Case, ReaderError, ScenarioFile, Side
from .words import many
from .writing import irac

WELL = "All is well."


# --- the commands ---------------------------------------------------------------------------------
def _check(options: argparse.Namespace) -> int:
    from minimum_contacts.clinic import client

    library, file = load(), options.file
    if file and client.is_client_file(file):
        client.open_file(file, library)
        print(f"{file.name}: a valid client file.")
    elif file:
        wrong, missing = check_file(library, file)
        print("\n".join(wrong) or f"{file.name}: every finding is as expected.")
        print("\n".join(["", "Still missing:", *missing]) if missing else "" if wrong else WELL)
        return 1 if wrong else 0
    else:
        counts = check(library)
        for path in sorted((library.root / "clients").glob("*.yml")):
            client.open_file(path, library)
        print(", ".join(f"{count} {name}" for name, count in counts.items()))
        files = sorted((library.root / "scenarios").glob("*.yml"))
        missing = unfinished(library) + [
            words for f in files for words in check_file(library, f)[0]
        ]
        print("\n".join(["", "Wrong or missing:", *missing]) if missing else WELL)
        return 1 if missing else 0
    return 0


def _analyze(options: argparse.Namespace) -> int:
    library, rulings = load(), _rulings(options)
    if len(rulings) == 1 and not rulings[0].part.name:
        analysis = rulings[0].analysis
        plain = analysis.as_dict() if options.json else None
        return _print(options, analysis.text(_node(options, analysis)), plain)
    lines, rows = list[str](), list[dict[str, Any]]()
    for ruling in rulings:
        analysis, part, pendent = ruling.analysis, ruling.part, ruling.pendent
        lines += [part.name, analysis.text(_node(options, analysis))]
        if pendent:
            word = explain.status_word(library.nodes["pendent_claims"], pendent, library).lower()
            lines.append(f"Pendent jurisdiction, with the claim “{ruling.rides_on}”: {word}.")
        lines.append("")
        row = {"claim": part.claim, "defendant": part.defendant, "name": part.name}
        row |= {"pendent": pendent, "rides_on": ruling.rides_on}
        rows.append(row | analysis.as_dict() if options.json else row)
    return _print(options, "\n".join(lines).rstrip(), {"claims": rows})


def _flips(options: argparse.Namespace) -> int:
    _, analysis, node = _subject(options)
    law, point = analysis.law, analysis.law.nodes[node]
    found = flips(law, analysis.facts, node, options.lock)
    inferred = inferences(analysis, node)
    lines = [*explain.warnings(analysis), *explain.flips_lines(found, analysis)]
    if words := explain.inference_lines(inferred, analysis, node):
        lines += ["", *words]
    worth = [w for w in unknowns(law, analysis.facts, node) if w.settles(found.status)]
    if worth:
        lines += ["", "What learning one unknown fact would do:"]
    for one in worth:
        ways = [
            f"{explain.change_words(analysis, node, change)} "
            f"({explain.status_word(point, status, law.library).lower()})"
            for change, status in one.to
        ]
        lines.append(f"- {' '.join(ways)}")
    plain = {
        "node": found.node,
        "status": found.status,
        "to": {status: _plain(sets) for status, sets in found.to.items()},
        "inferences": _plain(inferred),
    }
    return _print(options, "\n".join(lines), plain)


def _plain(sets: Iterable[Changes]) -> list[list[dict[str, Any]]]:
    return [
        [{"fact": c.fact, "values": [explain.plain_value(v) for v in c.values]} for c in changes]
        for changes in sets
    ]


def _argue(options: argparse.Namespace) -> int:
    _, analysis, node = _subject(options)
    plies = argue(analysis, node, Side(options.side))
    lines = [*explain.warnings(analysis), *explain.argument_lines(plies, analysis)]
    return _print(options, "\n".join(lines), plies)


def _circuits(options: argparse.Namespace) -> int:
    _, analysis, _ = _subject(options)
    library, rows = analysis.library, circuits.compare(analysis)
    made = circuits.readings(analysis)
    lines = [*explain.warnings(analysis), *explain.compared_lines(rows, library), ""]
    lines.append("If the Fifth Amendment required less:")
    lines += explain.readings_lines(made, library, analysis.outcome.node.id)
    plain = [
        {
            "court": row.court,
            "asks": row.asks.question,
            "contacts": row.contacts.status,
            "at_close": row.contacts.at_close,
            "decided_by": [node.id for node in row.decided_by],
            "authorities": [node.source for node in row.decided_by],
            "outcome": row.outcome.status,
        }
        for row in rows
    ]
    readings = [{"reading": one.label, "outcome": one.status} for one in made]
    return _print(options, "\n".join(lines), {"courts": plain, "fifth_amendment": readings})


def _irac(options: argparse.Namespace) -> int:
    _, analysis, node = _subject(options)
    text = irac(analysis, node)
    return _print(options, text, {"node": node, "text": text})


def _later(options: argparse.Namespace) -> int:
    library = load()
    found = timeline.later(library, options.case)
    text = "\n".join(timeline.words(change, library) for change in found)
    text = text or "Later law changes no result or ground."
    return _print(options, text, [vars(change) | {"kind": change.kind} for change in found])


def _memo(options: argparse.Namespace) -> int:
    from minimum_contacts.clinic import client, memo  # only a memo needs their dependencies

    library, path = load(), Path(options.subject)
    if options.out.suffix not in (".docx", ".md"):
        problem = f"'{options.out.name}' is neither Word nor Markdown."
        raise ReaderError("--out", problem, "Give a name that ends in .docx or .md.")
    if (fictional := library.root / "clients" / f"{options.subject}.yml").is_file():
        path = fictional
    if client.is_client_file(path):
        day = as_date(options.as_of) if options.as_of else None
        every = claims.parts(library, client.open_file(path, library), options.subject)
        chosen = claims.choose(every, options.claim, options.defendant, options.subject)
        file = client.cited(_only(options, chosen))
        paper = memo.PAPERS[options.paper]
        made = paper(file, client.analyzed(file, library, day, options.stage))
    elif options.paper != "memo":
        problem = f"a {options.paper} needs a client file."
        raise ReaderError("--paper", problem, "Name a client file, or omit --paper.")
    else:
        file, analysis, _ = _subject(options)
        case = isinstance(file, Case)
        title, story = (file.short, file.summary) if case else (file.title, file.story)
        made = memo.memo_of(analysis, title, story)
    _write(options.out, memo.as_file(made, options.out.suffix[1:]))
    print(f"{options.out}: written, with {len(made.quotations)} quotations.")
    return 0


def _collect(options: argparse.Namespace) -> int:
    from minimum_contacts import classroom

    for option in ("csv", "gradebook"):
        if (path := getattr(options, option)) and path.suffix.casefold() != ".csv":
            problem = f"'{path.name}' does not end in .csv."
            remedy = "Give a name that does, so that no work file is overwritten."
            raise ReaderError(f"--{option}", problem, remedy)
    for option in ("roster", "due"):
        if getattr(options, option) and not options.gradebook:
            problem = "is used only for a gradebook."
            raise ReaderError(f"--{option}", problem, "Add --gradebook FILE.")
    if options.points < 1:
        raise ReaderError(
            "--points", f"{options.points} is not a number of points.", "Give 1 or more."
        )
    made = [options.csv.with_stem(options.csv.stem + end) for end in ("", "-key", "-files")]
    named = [path.resolve() for path in (*made, options.gradebook, options.roster) if path]
    if again := next((path for path in named if named.count(path) > 1), None):
        problem = "has this name too, and would be lost."
        remedy = "Give --csv, --gradebook, and --roster names of their own."
        raise ReaderError(again.name, f"another file {problem}", remedy)
    roster = _read(options.roster) if options.roster else None
    due = classroom.moment(options.due, "--due") if options.due else None
    library, inbox = load(), classroom.Inbox(options.folder, options.by_folder)
    found = classroom.together(inbox.look())
    counted = classroom.summary(found.learners, library)
    for end, table in classroom.tables(found, counted, library, options.names).items():
        _write(options.csv.with_stem(options.csv.stem + end), table)
    learners, files = many(counted.learners, "learner"), many(len(found.files), "file")
    whose = "by the names of their folders or files" if options.names else "by codes, without names"
    print(f"{options.csv}: {learners} from {files}, {whose}.")
    if not found.learners:
        print(f"{_shown(str(options.folder))} contains no work that counts. Check the path.")
    if options.gradebook:
        grading = classroom.Grading(roster, options.points, due)
        raw, lost = classroom.gradebook(found, counted, library, grading)
        _write(options.gradebook, raw)
        print(f"{options.gradebook}: {many(options.points, 'point')} for each lesson.")
        # The teacher asked for names in this file and must see who is missing.
        for words in lost:
            print(f"Not in {options.gradebook}: {_shown(words)}.", file=sys.stderr)
    for number, (file, code, what) in enumerate(found.fates(), 1):
        called = file.place if options.names else f"file {file.digest[:8] or number}"
        print(f"{_shown(called)}: {what}" + (f" Learner {code}." if code else ""))
    for file in found.clients:
        print(f"Warning: {_shown(file.place)} contains a client file.", file=sys.stderr)
    for note in (*found.notes, *counted.notes):
        print(note)
    return 0


# --- helpers --------------------------------------------------------------------------------------
def _print(options: argparse.Namespace, text: str, plain: Any) -> int:
    print(to_json(plain, indent=2).decode() if options.json else text)
    return 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        problem = f"cannot be read ({error.strerror})."
        raise ReaderError(str(path), problem, "Check the spelling of its name.") from None


def _shown(text: str) -> str:
    """Return a name from an untrusted file with unprintable characters replaced."""
    return "".join(c if c.isprintable() else "?" for c in text)


def _write(path: Path, raw: bytes) -> None:
    """Write a file atomically. Raise ReaderError if it cannot be written."""
    new = path.with_name(f".{path.name}.new")
    try:
        try:
            new.write_bytes(raw)
            os.replace(new, path)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        problem = f"cannot be written ({error.strerror})."
        remedy = "Give another location, or close the file if it is open."
        raise ReaderError(str(path), problem, remedy) from None


def _node(options: argparse.Namespace, analysis: Analysis) -> str:
    return analysis.known(options.node or analysis.outcome.node.id)


def _only(options: argparse.Namespace, found: Sequence[claims.Part]) -> claims.Part:
    """Return the only claim against the only defendant. Raise ReaderError if there are several."""
    if len(found) > 1:
        problem = "contains several claims, which are never pooled."
        raise ReaderError(options.subject, problem, claims.listed(found))
    return found[0]


def _subject(options: argparse.Namespace) -> tuple[Any, Analysis, str]:
    """Return the file that a command concerns, its analysis, and the node requested."""
    rulings = _rulings(options)
    part = _only(options, [ruling.part for ruling in rulings])
    return part.file, rulings[0].analysis, _node(options, rulings[0].analysis)


def _rulings(options: argparse.Namespace) -> list[claims.Ruling]:
    """Return the analysis of each claim against each defendant that a command requests."""
    library, path = load(), Path(options.subject)
    if options.subject in library.cases:
        case = load_case(options.subject, library)
        court = case.authority.court
        # Only the case itself, without changes, is decided under its own rules.
        own = case.authority.id if not options.changes and options.court in ("", court) else ""
        more = {"place": case.case.place, "court": options.court or court, "own": own}
        analysis = _analyzed(
            library, options, case.says, case.shown, case.decided, case.case.stage, **more
        )
        part = claims.Part("", "", "", case.case)
        claims.choose([part], options.claim, options.defendant, options.subject)
        return [claims.Ruling(part, analysis)]
    if options.subject in library.scenarios:
        path = library.root / "scenarios" / f"{options.subject}.yml"
    elif path.suffix not in (".yml", ".yaml"):
        names = ", ".join([*library.cases, *library.scenarios])
        problem = "no case, scenario, or file has that name."
        raise ReaderError(options.subject, problem, f"Give a .yml file or one of: {names}.")

    def one(file: ScenarioFile, more: dict[str, str]) -> Analysis:
        says, shown = scenario_says(library, file, path.name)
        day, stage = file.law_as_of, file.stage
        return _analyzed(library, options, says | more, shown, day, stage, court=options.court)

    scenario, _ = read_scenario(library, path)
    every = claims.rulings(claims.parts(library, scenario, path.name), one)
    chosen = claims.choose([r.part for r in every], options.claim, options.defendant, path.name)
    return [ruling for ruling in every if ruling.part in chosen]


def _analyzed(
    library: Library,
    options: argparse.Namespace,
    says: dict[str, Any],
    shown: dict[str, str],
    day: dt.date | None,
    stage: str,
    **more: str,
) -> Analysis:
    """Analyze facts as changed by the options; the last value given for a fact counts."""
    changes = _pairs("--set", options.changes, "FACT=VALUE")
    gone = {*other_forum(library, says, dict(changes))}
    facts = {name: value for name, value in says.items() if name not in gone}
    for name, value in changes:
        facts.pop(name, None)  # the last value counts, also between a switch and its facts
        facts[name] = value
        gone.update(parts(library, name))  # a fact set on the command line counts as stated
    shown = {name: how for name, how in shown.items() if name not in gone}
    shown |= _pairs("--shown", options.shown, "FACT=HOW")
    day = as_date(options.as_of) if options.as_of else day
    return analyze(facts, day, options.stage or stage, library, shown=shown, **more)


def _pairs(option: str, given: list[str], form: str) -> list[tuple[str, str]]:
    pairs = [text.partition("=") for text in given]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise ReaderError(f"{option} {wrong[0]}", "has no '='.", f"Write it as {form}.")
    return [(name.strip(), value) for name, _, value in pairs]


# --- the commands and their arguments -------------------------------------------------------------
_LIST: dict[str, Any] = dict(action="append", default=[])
_ARGUMENTS: dict[str, dict[str, Any]] = {
    "file": dict(nargs="?", type=Path, help="a case or a hypothetical to check"),
    "case": dict(nargs="?", default="", help="one case only"),
    "folder": dict(
        type=Path, metavar="FOLDER", help="the class's files: a folder or one zip archive"
    ),
    "subject": dict(metavar="FILE_OR_ID", help="a case, a scenario, a YAML file, or a client file"),
    "--as-of": dict(metavar="DATE", help="apply the law as of this date (YYYY-MM-DD)"),
    "--stage": dict(default="", help="the stage of the case, such as early_discovery"),
    "--court": dict(default="", help="the deciding court, such as ca9 or d_haw"),
    "--set": dict(_LIST, dest="changes", metavar="FACT=VALUE", help="change a fact"),
    "--shown": dict(_LIST, metavar="FACT=HOW", help="how a fact is shown, such as us_cdn=denied"),
    "--lock": dict(_LIST, metavar="FACT", help="keep a fact as it is"),
    "--claim": dict(default="", help="one of the claims in the file"),
    "--defendant": dict(default="", help="one of the defendants in the file"),
    "--node": dict(help="the point of the tree (default: the outcome)"),
    "--side": dict(choices=["plaintiff", "defendant"], default="plaintiff"),
    "--json": dict(action="store_true", help="print as JSON"),
    "--out": dict(required=True, type=Path, metavar="FILE", help="a .docx or .md file"),
    "--paper": dict(
        choices=["memo", "letter", "argument"], default="memo", help="which paper to write"
    ),
    "--csv": dict(required=True, type=Path, metavar="FILE", help="the table to write"),
    "--gradebook": dict(
        type=Path,
        metavar="FILE",
        help="write the points to FILE, as a gradebook for an LMS to import",
    ),
    "--roster": dict(type=Path, metavar="FILE", help="your LMS's list of students, as CSV"),
    "--points": dict(type=int, default=10, help="points for all the work in a lesson (10)"),
    "--due": dict(default="", metavar="TIME", help="the deadline, such as 2026-03-01 23:59"),
    "--names": dict(
        action="store_true", help="name learners by their folders or files, not by codes"
    ),
    "--by-folder": dict(action="store_true", help="each subfolder of FOLDER is one learner"),
}
_PART = "subject --as-of --stage --claim --defendant"
_FACTS = f"{_PART} --court --set --shown --node --json"
_COMMANDS = {  # command name -> function, help, arguments
    "check": (_check, "check all data, or one case or hypothetical", "file"),
    "analyze": (_analyze, "analyze facts under the law of a date", _FACTS),
    "flips": (_flips, "the smallest changes that change the result", f"{_FACTS} --lock"),
    "argue": (_argue, "an argument in three plies, from decided cases", f"{_FACTS} --side"),
    "circuits": (
        _circuits,
        "the same facts before the Ninth Circuit and others",
        f"{_PART} --set --shown --json",
    ),
    "irac": (_irac, "a point as issue, rule, application, conclusion", _FACTS),
    "memo": (
        _memo,
        "a memo on a client file, a case, or a hypothetical",
        f"{_PART} --paper --out",
    ),
    "later": (_later, "decided cases whose result or ground later law changes", "case --json"),
    "collect": (
        _collect,
        "a class's work files, counted, as a table",
        "folder --csv --names --by-folder --gradebook --roster --points --due",
    ),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Return 0 on success, 1 if a check fails, or 2 with an error message."""
    parser = argparse.ArgumentParser(
        prog="python -m jurisdiction", description="Personal jurisdiction over website operators."
    )
    parser.set_defaults(court="", changes=[], shown=[], node=None)
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, (run, help_words, needed) in _COMMANDS.items():
        command = commands.add_parser(name, help=help_words)
        command.set_defaults(run=run)
        for argument in needed.split():
            command.add_argument(argument, **_ARGUMENTS[argument])
    options = parser.parse_args(arguments)
    # On Windows, a file or pipe may not accept every character.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        done = int(options.run(options))
        sys.stdout.flush()
        return done
    except ReaderError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader closed the pipe, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
