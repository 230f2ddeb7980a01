"""Reads data/ and refuses what does not hang together, in words a law teacher can act on."""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, ComposerError
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, ScalarEvent

from . import figures
from .model import (
    DECIDED,
    Answer,
    Authority,
    Case,
    Contradiction,
    Court,
    Evidence,
    Fact,
    Factor,
    Intake,
    Lesson,
    Node,
    Passage,
    Practice,
    Question,
    Range,
    ReaderError,
    Record,
    ScenarioFile,
    Section,
    Showing,
    Side,
    Source,
    Stage,
    Status,
    Term,
    Trap,
)

T = TypeVar("T", bound=Record)
_HERE = Path(__file__).resolve().parent
DATA = next(
    (d for d in (_HERE / "data", _HERE.parents[1] / "data") if (d / "facts.yml").is_file()),
    _HERE / "data",
)


# --- reading one file ---------------------------------------------------------------------------
LISTED = 40  # names that a message lists; of more it gives those that are spelled most like the one asked for
READ_BEFORE = (
    "read.json"  # made by deploy/site/build.py, never in the project: YAML is slow to read
)


LARGEST, MOST, DEEPEST = 2_000_000, 100_000, 50  # bytes, entries, and levels of one file


def seal(text: str) -> str:
    """By what a text is known among those read before: another text has another one."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _read_before() -> dict[str, str]:
    """The data files of this installation as JSON, by the seals of their texts."""
    path = DATA / READ_BEFORE
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def read_yaml(path: Path) -> Any:
    """Read one YAML 1.2 file as plain data, and nothing in it is executed."""
    name = path.name
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise ReaderError(name, "this file is too large to be one of this suite's data.")
        text = raw.decode("utf-8").replace("\r\n", "\n")
    except FileNotFoundError:
        raise ReaderError(
            name, "there is no such file.", "Check the spelling of its name."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise ReaderError(
            name, "cannot be read as text.", "Save it as plain UTF-8 text and try again."
        ) from None
    known = _read_before()
    if known and (found := known.get(seal(text))):
        return json.loads(found)
    return plain(text, name)


_HALF = re.compile("[\ud800-\udfff]")  # of a pair that stands for one character


class _Plain(Composer):
    """Composes a tree and nothing else: an alias could make it swell without end, or a knot."""

    count = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        self.count += 1
        if isinstance(event, AliasEvent):
            raise ComposerError(None, None, "alias", event.start_mark)
        if self.count > MOST:
            raise ComposerError(None, None, "too much", event.start_mark)
        if isinstance(event, ScalarEvent) and _HALF.search(event.value):
            raise ComposerError(None, None, "half a character", event.start_mark)
        return super().compose_node(parent, index)


def plain(text: str, where: str) -> Any:
    """Plain data out of YAML 1.2: no tags, no repeated keys, no aliases, and nesting that has an end."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer, yaml.max_depth = _Plain, DEEPEST
    try:
        return yaml.load(text)
    except (YAMLError, ValueError, RecursionError) as error:
        raise ReaderError(where, *_yaml_words(error)) from None


def _yaml_words(error: Exception) -> tuple[str, str]:
    mark = getattr(error, "problem_mark", None)
    line = f"line {mark.line + 1}: " if mark else ""
    problem = str(getattr(error, "problem", None) or error)
    if "duplicate key" in problem:
        key = re.search(r'duplicate key "([^"]*)"', problem)
        return (
            f"{line}the field '{key[1] if key else '?'}' is given twice.",
            "Keep one of the two.",
        )
    if problem == "alias":
        return f"{line}a '*' alias is not allowed in data.", "Write it out."
    if problem == "half a character":
        return f"{line}'\\u' and its digits stand for no character.", "Write the character itself."
    if problem == "too much" or "maximum depth" in problem:
        return (
            f"{line}there is more in this file, or deeper, than such a file holds.",
            "Look for brackets or dashes that are there by mistake.",
        )
    if "constructor" in problem:
        return f"{line}a '!' tag is not allowed in data.", "Write plain text or numbers."
    return (
        f"{line}is not well-formed YAML ({problem}).",
        "Check indentation, colons and quotation marks.",
    )


def records(path: Path, kind: type[T]) -> list[T]:
    """Read a file that holds a list of records of one kind."""
    raw = read_yaml(path)
    if not isinstance(raw, list):
        raise ReaderError(path.name, "should be a list of entries.", "Begin each with '- id:'.")
    return [_record(path.name, entry, kind) for entry in raw]


def read_one(path: Path, kind: type[T]) -> T:
    """The one record that a file holds, wherever the file lies."""
    return _record(path.name, read_yaml(path), kind)


def _record(where: str, entry: Any, kind: type[T]) -> T:
    if not isinstance(entry, dict):
        raise ReaderError(where, "should hold 'field: value' lines.", "See data/README.md.")
    named = "id" in kind.model_fields
    label = f"{where}, {entry.get('id', 'an entry without id')!s}" if named else where
    try:
        return kind.model_validate(entry)
    except ValidationError as error:
        errors = _nearest(error.errors())
        # A misspelled field is also a missing one; the misspelling is what the reader can see.
        first = next((e for e in errors if e["type"] == "extra_forbidden"), errors[0])
        at = ".".join(str(part) for part in first["loc"] if _is_field(part)) or "the entry"
        missing = [str(e["loc"][-1]) for e in errors if e["type"] == "missing"]
        raise ReaderError(f"{label}, {at}", *_pydantic_words(first, missing)) from None


def _is_field(part: object) -> bool:
    """Whether a part of an error's place is a field or a position, and not one of several shapes."""
    shapes = ("str", "float", "int", "bool", "CaseFact", "Authority")
    return isinstance(part, int) or (
        re.fullmatch(r"[\w ]+", str(part)) is not None and part not in shapes
    )


def _nearest(errors: list[Any]) -> list[Any]:
    """The errors in the shape that the entry comes closest to, where a field may have several shapes."""

    def elsewhere(error: Any) -> bool:
        place = tuple(part for part in error["loc"] if _is_field(part))
        return error["type"].endswith("_type") and any(
            other["loc"][: len(place)] == place and len(other["loc"]) > len(error["loc"])
            for other in errors
        )

    return [error for error in errors if not elsewhere(error)] or errors


_SHAPES = {
    "string": "text",
    "list": "a list",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "date": "a day such as 2024-01-02",
} | dict.fromkeys(["dict", "model", "model_attributes"], "'field: value' lines")


def _pydantic_words(error: Any, missing: list[str]) -> tuple[str, str]:
    match error["type"]:
        case "missing":
            return "this field is missing.", "Add it; data/README.md says what it means."
        case "extra_forbidden":
            fields = {name for kind in Record.__subclasses__() for name in kind.model_fields}
            name = str(error["loc"][-1])
            near = difflib.get_close_matches(name, missing, 1) or difflib.get_close_matches(
                name, sorted(fields - {name}), 1
            )
            hint = f"Did you mean '{near[0]}'?" if near else "Remove it."
            return "there is no such field.", hint
        case "value_error":
            return str(error["ctx"]["error"]) + ".", "See data/README.md."
        case "string_pattern_mismatch":
            return (
                f"'{error['input']}' is not an id.",
                "Write small letters, digits, and underscores, beginning with a letter.",
            )
        case "literal_error" | "enum":
            return (
                f"'{error['input']}' is not known here.",
                f"Write one of: {error['ctx']['expected']}.",
            )
        case "string_too_long":
            return f"is longer than {error['ctx']['max_length']:,} characters.", "Shorten it."
        case "too_short" | "string_too_short":
            return "is empty.", "Write something, or leave the field out if it may be left out."
        case kind if kind.removesuffix("_type") in _SHAPES:
            found = str(error["input"])
            found = f"'{found}'" if len(found) <= 60 else f"'{found[:57]}...'"
            return (
                f"{found} should be {_SHAPES[kind.removesuffix('_type')]}.",
                "See data/README.md.",
            )
        case _:
            return f"{error['msg']}.", "See data/README.md."


# --- opinions and passages ----------------------------------------------------------------------
def _squeeze(text: str) -> str:
    return " ".join(re.sub(r"\[\^\w*\]", "", text).split())


@dataclass(frozen=True)
class Page:
    """One page (or section) of an opinion: its body and its footnotes, as printed."""

    label: str
    body: str
    footnotes: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Opinion:
    """An opinion as the court's own words, page by page."""

    id: str
    pages: tuple[Page, ...]

    def where(self, passage: Passage) -> str | None:
        """Return None if the passage stands verbatim where it says, else what is wrong."""
        labels = [page.label for page in self.pages]
        first, _, last = passage.page.partition("-")
        if first not in labels or (last and last not in labels):
            return f"there is no page or section {passage.page} in this opinion"
        chosen = self.pages[labels.index(first) : labels.index(last or first) + 1]
        if passage.footnote:
            text = " ".join(t for p in chosen for n, t in p.footnotes if n == passage.footnote)
        else:
            text = " ".join(p.body for p in chosen)
        start = 0
        for segment in passage.segments:
            found = text.find(_squeeze(segment), start)
            if not segment or found < 0:
                return f"these words do not stand there: “{segment[:70]}”"
            start = found + len(_squeeze(segment))
        if last and any(_squeeze(passage.text) in page.body for page in chosen):
            return "it stands on one page, not across two"
        return None

    def page(self, label: str) -> Page:
        return next(page for page in self.pages if page.label == label)


def read_opinion(path: Path) -> Opinion:
    """Read an opinion: `=== page 5` or `=== section II.A` begins a part, `--- footnote 6` a footnote."""
    text = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.M)
    pages = []
    for chunk in re.split(r"^=== (?:page|section) ", text, flags=re.M)[1:]:
        head, _, rest = chunk.partition("\n")
        body, *notes = re.split(r"^--- footnote ?", rest, flags=re.M)
        footnotes = []
        for note in notes:
            number, _, words = note.partition("\n")
            footnotes.append((number.split()[0] if number.split() else "", _squeeze(words)))
        paragraphs = tuple(_squeeze(p) for p in body.split("\n\n") if p.strip())
        label = head.split(" (")[0].strip()
        pages.append(Page(label, _squeeze(body), tuple(footnotes), paragraphs))
    return Opinion(path.stem, tuple(pages))


# --- the whole library --------------------------------------------------------------------------
def _by_id(file: str, items: Iterable[T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for item in items:
        if item.id in found:
            raise ReaderError(f"{file}, {item.id}", "this id is used twice.", "Rename one of them.")
        found[item.id] = item
    return found


@dataclass(frozen=True, eq=False)
class Library:
    """Everything under data/, read once and checked."""

    root: Path
    authorities: dict[str, Authority]
    sources: dict[str, Source]
    passages: dict[str, Passage]
    facts: dict[str, Fact]
    nodes: dict[str, Node]
    cases: dict[str, Case]
    stages: dict[str, Stage]
    showings: dict[str, Showing]
    factors: dict[str, Factor]
    courts: dict[str, Court]
    contradictions: dict[str, Contradiction]
    glossary: dict[str, Term]
    texts: Mapping[str, Any] = field(default_factory=dict)
    homes: Mapping[str, str] = field(default_factory=dict)  # node id -> the file it stands in

    @cached_property
    def opinions(self) -> dict[str, Opinion]:
        return {p.stem: read_opinion(p) for p in sorted((self.root / "opinions").glob("*.txt"))}

    @cached_property
    def scenarios(self) -> dict[str, ScenarioFile]:
        files = sorted((self.root / "scenarios").glob("*.yml"))
        return {f.stem: _named_as_file(f, ScenarioFile) for f in files}

    @cached_property
    def questions(self) -> dict[str, list[Question]]:
        return {
            f.stem: list(_by_id(f.name, records(f, Question)).values())
            for f in sorted((self.root / "checks").glob("*.yml"))
        }

    @cached_property
    def lessons(self) -> dict[str, Lesson]:
        files = sorted((self.root / "lessons").glob("*.yml"))
        return {f.stem: _named_as_file(f, Lesson) for f in files}

    @cached_property
    def traps(self) -> dict[str, Trap]:
        return _by_id("traps.yml", records(self.root / "traps.yml", Trap))

    @cached_property
    def intake(self) -> Intake:
        """What an intake in the clinic offers (data/intake.yml)."""
        return _record("intake.yml", read_yaml(self.root / "intake.yml"), Intake)

    @cached_property
    def evidence(self) -> dict[str, Evidence]:
        """For each fact, where evidence of it is usually found (data/evidence.yml)."""
        return _by_id("evidence.yml", records(self.root / "evidence.yml", Evidence))

    @cached_property
    def practice(self) -> Practice:
        """What is practiced, and what a draft is compared with (data/practice.yml)."""
        return _record("practice.yml", read_yaml(self.root / "practice.yml"), Practice)

    def section(self, lesson: str, name: str) -> Section:
        """One section of a lesson; ReaderError for an unknown one."""
        found = {s.id: s for s in self.lessons[self.known("lessons", lesson, "lesson")].sections}
        if name not in found:
            raise ReaderError(f"lessons/{lesson}.yml", f"there is no section '{name}'.",
                              f"Known: {', '.join(found)}.")  # fmt: skip
        return found[name]

    @cached_property
    def patterns(self) -> dict[str, Facts]:
        """The facts of every decided case, completed."""
        return {name: case_facts(self, case) for name, case in self.cases.items()}

    @cached_property
    def tops(self) -> tuple[str, ...]:
        """What courts decide at the stages we know: each outcome, and the questions beside it."""
        stages = self.stages.values()
        found = tuple(
            dict.fromkeys([s.outcome for s in stages] + [n for s in stages for n in s.also])
        )
        named = {child for node in self.nodes.values() for child in node.children}
        lost = [name for name in self.nodes if name not in named and name not in found]
        if lost:
            raise ReaderError("doctrine/", f"these nodes have no parent: {', '.join(lost)}.",
                              "Name each under another node, or under a stage in stages.yml.")  # fmt: skip
        return found

    def outcome(self, stage: str) -> str:
        """The point of the tree that a court decides at a stage; ReaderError for an unknown one."""
        return self.stages[self.known("stages", stage, "stage")].outcome

    def beside(self, outcome: str) -> tuple[str, ...]:
        """The questions that a court may have to decide beside an outcome."""
        found = [name for s in self.stages.values() if s.outcome == outcome for name in s.also]
        return tuple(dict.fromkeys(found))

    @cached_property
    def former(self) -> dict[str, str]:
        """Ids under which points were known before, with the ids that they have now."""
        return {old: node.id for node in self.nodes.values() for old in node.formerly}

    @cached_property
    def first_date(self) -> dt.date:
        """The date of the first condition: there is no law before it in this suite."""
        return min(node.since for node in self.nodes.values() if node.since)

    def known(self, kind: str, name: str, where: str) -> str:
        """Return `name` if there is such a thing, else say which names come near."""
        names = getattr(self, kind)
        if name in names:
            return name
        if kind == "nodes" and name in self.former:
            return self.former[name]
        spelled = [*names, *self.texts["switches"]] if kind == "facts" else names
        if near := difflib.get_close_matches(name, spelled, 3, 0.6):
            remedy = f"Did you mean {' or '.join(near)}?"
        elif len(names) <= LISTED:
            remedy = f"Known: {', '.join(names)}."
        else:
            nearest = difflib.get_close_matches(name, spelled, 5, 0)
            remedy = f"{len(names)} are known; spelled most like it: {', '.join(nearest)}."
        singular = {"authorities": "authority", "sources": "opinion", "glossary": "term"}.get(
            kind, kind.removesuffix("s")
        )
        raise ReaderError(where, f"there is no {singular} '{name}'.", remedy)


def _named_as_file(path: Path, kind: type[T]) -> T:
    """Read a file of one record, whose id is the name of the file."""
    record = _record(path.name, read_yaml(path), kind)
    if record.id != path.stem:
        raise ReaderError(f"{path.name}, id", f"'{record.id}' is not the name of this file.",
                          f"Write id: {path.stem}, or rename the file.")  # fmt: skip
    return record


def _apart(cases: dict[str, Case]) -> tuple[dict[str, Case], dict[str, Authority]]:
    """Cases with their authorities by id, and the authorities that stood in their files."""
    own = {
        c.authority.id: c.authority for c in cases.values() if isinstance(c.authority, Authority)
    }
    named = {
        name: c.model_copy(update={"authority": c.authority.id})
        if isinstance(c.authority, Authority)
        else c
        for name, c in cases.items()
    }
    return named, own


def with_case(lib: Library, path: Path) -> tuple[Library, Case]:
    """The library with a case added from any file, in place of one by the same name; checked."""
    case = _named_as_file(path, Case)
    cases, own = _apart({case.id: case})
    found = dataclasses.replace(lib, cases=lib.cases | cases, authorities=lib.authorities | own)
    _case_links(found, cases[case.id])
    _refuse_contradictions(found, found.patterns[case.id], f"{path.name}, facts")
    return found, cases[case.id]


@cache
def load(root: Path = DATA) -> Library:
    """Read and check the data folder; the checks that need the opinions are in `check`."""
    doctrine = {f.name: records(f, Node) for f in sorted((root / "doctrine").glob("*.yml"))}
    files = sorted((root / "cases").glob("*.yml"))
    cases, own = _apart({f.stem: _named_as_file(f, Case) for f in files})
    listed = records(root / "authorities.yml", Authority)
    library = Library(
        root=root,
        authorities=_by_id("authorities.yml", [*listed, *own.values()]),
        sources=_by_id("opinions.yml", records(root / "opinions.yml", Source)),
        passages=_by_id("passages.yml", records(root / "passages.yml", Passage)),
        facts=_by_id("facts.yml", records(root / "facts.yml", Fact)),
        nodes=_by_id("doctrine", [node for nodes in doctrine.values() for node in nodes]),
        cases=cases,
        stages=_by_id("stages.yml", records(root / "stages.yml", Stage)),
        showings=_by_id("showings.yml", records(root / "showings.yml", Showing)),
        factors=_by_id("factors.yml", records(root / "factors.yml", Factor)),
        courts=_by_id("courts.yml", records(root / "courts.yml", Court)),
        contradictions=_by_id(
            "contradictions.yml", records(root / "contradictions.yml", Contradiction)
        ),
        glossary=_by_id("glossary.yml", records(root / "glossary.yml", Term)),
        texts=read_yaml(root / "vocabulary.yml"),
        homes={node.id: name for name, nodes in doctrine.items() for node in nodes},
    )
    _links(library)
    return library


MOMENT = ("law_as_of", "stage", "court", "shown")  # what a step may set beside facts
_VOCABULARY = (
    "groups", "characterisations", "switches", "forums", "story", "court", "map", "regimes", "status_words",
    "cause_words", "precedent_words", "side_words", "leanings", "silence", "silence_short", "inferences",
    "unsettled",
)  # fmt: skip


def _links(lib: Library) -> None:
    """Refuse a name that points nowhere, a circle, or a fact value that cannot be."""
    for name in _VOCABULARY:
        if not isinstance(lib.texts, dict) or name not in lib.texts:
            raise ReaderError(f"vocabulary.yml, {name}", "this field is missing.", "Add it.")
    for court in lib.courts.values():
        for name in court.bound_by:
            lib.known("courts", name, f"courts.yml, {court.id}, bound_by")
    for authority in lib.authorities.values():
        at = f"authorities.yml, {authority.id}"
        lib.known("courts", authority.court, f"{at}, court")
        for treatment in authority.treatment:
            lib.known("authorities", treatment.by, f"{at}, treatment")
            for point in treatment.points:
                lib.known("nodes", point, f"{at}, treatment, points")
    for contradiction in lib.contradictions.values():
        at = f"contradictions.yml, {contradiction.id}"
        for name, what in contradiction.all.items():
            fact = lib.facts[lib.known("facts", name, at)]
            if (fact.kind in ("share", "count")) != isinstance(what, str):
                raise ReaderError(f"{at}, {name}", "does not fit the kind of this fact.",
                                  "Write none or some for a figure, else a list of answers.")  # fmt: skip
            for answer in what if isinstance(what, list) else ():
                fact_value(fact, answer, f"{at}, {name}")
    for term in lib.glossary.values():
        for passage in term.passages:
            lib.known("passages", passage, f"glossary.yml, {term.id}")
    for fact in lib.facts.values():
        at = f"facts.yml, {fact.id}"
        if fact.switch and fact.switch not in lib.texts["switches"]:
            raise ReaderError(f"{at}, switch", f"there is no switch '{fact.switch}'.",
                              "See vocabulary.yml.")  # fmt: skip
        if fact.group not in lib.texts["groups"]:
            raise ReaderError(at, f"there is no group '{fact.group}'.", "See vocabulary.yml.")
        for drawn in fact.inferred:
            fact_value(fact, drawn.value, f"{at}, inferred")
            lib.known("cases", drawn.case, f"{at}, inferred")
            for passage in drawn.passages:
                lib.known("passages", passage, f"{at}, inferred")
            _when(lib, drawn.when, f"{at}, inferred")
        for edge in fact.bears_on:
            lib.known("nodes", edge.node, f"{at}, bears_on")
            lib.known("authorities", edge.source, f"{at}, bears_on")
            if edge.characterisation not in lib.texts["characterisations"]:
                raise ReaderError(f"{at}, bears_on", f"'{edge.characterisation}' is not a known "
                                  "characterisation.", "See vocabulary.yml.")  # fmt: skip
            for passage in edge.passages:
                lib.known("passages", passage, f"{at}, bears_on")
    for node in lib.nodes.values():
        at = f"{lib.homes[node.id]}, {node.id}"
        lib.known("authorities", node.source, f"{at}, source")
        if node.ended_by:
            lib.known("authorities", node.ended_by, f"{at}, ended_by")
        for challenge in node.preserved:
            lib.known("authorities", challenge.by, f"{at}, preserved")
            for name, options in challenge.where.items():
                lib.known("facts", name, f"{at}, preserved")
                for option in options:
                    fact_value(lib.facts[name], option, f"{at}, preserved")
        for passage in node.rule:
            lib.known("passages", passage, f"{at}, rule")
        _roles(lib, node, at)
        for closure in node.closed:
            lib.known("authorities", closure.by, f"{at}, closed")
        for child in node.children:
            lib.known("nodes", child, at)
        for kind, name in (("fact", node.fact), ("case_of", node.case_of)):
            choice = kind == "case_of" or bool(node.one_of)
            if name and choice != (
                lib.facts[lib.known("facts", name, f"{at}, {kind}")].kind == "choice"
            ):
                raise ReaderError(f"{at}, {kind}", f"'{name}' is the wrong kind of fact here.",
                                  "A choice goes under case_of, or under fact with one_of; "
                                  "any other fact under fact.")  # fmt: skip
        if node.more_than:
            raise ReaderError(
                f"{at}, more_than", "can only be 0.", "Write at_least for another bound."
            )
        if node.one_of and not set(node.one_of) <= set(lib.facts[str(node.fact)].options):
            raise ReaderError(f"{at}, one_of", f"these are not options of '{node.fact}'.",
                              "Use the options given in facts.yml.")  # fmt: skip
        if node.case_of and set(node.cases) != set(lib.facts[node.case_of].options):
            raise ReaderError(f"{at}, cases", f"these are not the options of '{node.case_of}'.",
                              "Give one node for each option.")  # fmt: skip
    for node in lib.nodes.values():
        if node.id in _below(lib, node.id):
            raise ReaderError(f"{lib.homes[node.id]}, {node.id}", "this node stands below itself.",
                              "Break the circle.")  # fmt: skip
    lib.known("courts", lib.texts["court"], "vocabulary.yml, court")
    for name in lib.texts["map"]:
        lib.known("facts", name, "vocabulary.yml, map")
    forum = lib.facts[lib.known("facts", "forum", "facts.yml")]
    for option in [*forum.options, "unknown"]:
        if option not in lib.texts["forums"]:
            raise ReaderError("vocabulary.yml, forums", f"'{option}' has no words here.",
                              "Say how this forum is called.")  # fmt: skip
    for stage in lib.stages.values():
        at = f"stages.yml, {stage.id}"
        for name in (stage.outcome, *stage.also):
            lib.known("nodes", name, at)
        for passage in (*stage.rule, *stage.infers):
            lib.known("passages", passage, f"{at}, rule")
    for showing in lib.showings.values():
        at = f"showings.yml, {showing.id}"
        for name in showing.at:
            lib.known("stages", name, f"{at}, at")
        for passage in showing.rule:
            lib.known("passages", passage, f"{at}, rule")
    for factor in lib.factors.values():
        at = f"factors.yml, {factor.id}"
        for name in filter(None, (factor.of, factor.follows, factor.only_if)):
            lib.known("nodes", name, at)
        if factor.fact:
            lib.known("facts", factor.fact, f"{at}, fact")
        if factor.words_of:
            lib.known("cases", factor.words_of, f"{at}, words_of")
        for passage in factor.rule:
            lib.known("passages", passage, f"{at}, rule")
    for case in lib.cases.values():
        _case_links(lib, case)
    for source in lib.sources.values():
        lib.known("authorities", source.authority, f"opinions.yml, {source.id}")
    for passage in lib.passages.values():
        at = f"passages.yml, {passage.id}"
        source = lib.sources[lib.known("sources", passage.opinion, at)]
        if passage.speaker not in source.speakers:
            raise ReaderError(f"{at}, speaker", f"'{passage.speaker}' does not speak in this opinion.",
                              f"Write one of: {', '.join(source.speakers)}.")  # fmt: skip
        for name in filter(None, (passage.quoting, passage.discussing)):
            lib.known("authorities", name, at)


def _when(lib: Library, when: Mapping[str, list[str]], at: str) -> None:
    """Refuse a condition that names no fact or point, or a value that the fact cannot have."""
    for key, values in when.items():
        if key in lib.facts:
            for value in values:
                fact_value(lib.facts[key], value, at)
        else:
            lib.known("nodes", key, at)


def _roles(lib: Library, node: Node, at: str) -> None:
    """Refuse a passage that is said to support two findings, or one that the node cannot make."""
    made = {
        "met": node.settled != "not met" and not node.unanswered,
        "not met": node.settled != "met" and not node.unanswered,
        "open": not node.settled,
    }
    seen: dict[str, str] = {}
    for status in node.supports:
        if not made[status]:
            raise ReaderError(f"{at}, supports", f"this point is never {status}.",
                              "Move the passages to the finding that they support.")  # fmt: skip
        for support in node.supporting(Status(status)):
            passage = support.passage
            lib.known("passages", passage, f"{at}, supports")
            _when(lib, support.when, f"{at}, supports, {passage}")
            if seen.get(passage, status) != status:
                raise ReaderError(f"{at}, supports", f"'{passage}' supports both {seen[passage]} and "
                                  f"{status}.", "Keep the finding that the court made.")  # fmt: skip
            seen[passage] = status


def _case_links(lib: Library, case: Case) -> None:
    at = f"{case.id}.yml"
    authority = lib.authorities[lib.known("authorities", str(case.authority), f"{at}, authority")]
    lib.known("courts", authority.court, f"{at}, authority, court")
    lib.known("stages", case.stage, f"{at}, stage")
    for name, stated in case.facts.items():
        lib.known("facts", name, f"{at}, facts")
        fact_value(lib.facts[name], stated.value, f"{at}, {name}")
        if stated.shown:
            lib.known("showings", stated.shown, f"{at}, {name}, shown")
        for passage in stated.passages:
            lib.known("passages", passage, f"{at}, {name}")
    for holding in case.holdings:
        lib.known("nodes", holding.node, f"{at}, holdings")
        for passage in holding.passages:
            lib.known("passages", passage, f"{at}, holdings")
        if ground := holding.reason:
            where = f"{at}, {holding.node}, reason"
            if holding.disposition not in DECIDED:
                raise ReaderError(where, f"a point that was {holding.disposition} has no reason.",
                                  "Remove it.")  # fmt: skip
            if not ground.passages and not ground.verified:
                raise ReaderError(where, "has no passage.",
                                  "Give one, or say under 'verified' how it is known.")  # fmt: skip
            for name, value in ground.facts.items():
                fact_value(lib.facts[lib.known("facts", name, where)], value, where)
            for passage in ground.passages:
                lib.known("passages", passage, where)


def _below(lib: Library, top: str) -> set[str]:
    seen: set[str] = set()
    todo = list(lib.nodes[top].children)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += lib.nodes[name].children
    return seen


@cache
def below(lib: Library, top: str) -> frozenset[str]:
    """Every node under `top`, itself included."""
    return frozenset({top} | _below(lib, top))


# --- values -------------------------------------------------------------------------------------
FactValue = Answer | Range | str
_WORDS = {"yes": Answer.YES, "no": Answer.NO, "unknown": Answer.UNKNOWN}
_READ = {"yes_no": Answer, "share": Range, "count": Range}  # what a value is once it has been read


def fact_value(fact: Fact, value: Any, where: str) -> FactValue:
    """Turn what a person wrote into a fact's value, or say what would be right.

    Yes-or-no facts take yes, no or unknown; choices one of their options. Shares and counts are read as
    `figures.read` says; a pair such as [0.12, 0.19] is a range.
    """
    if isinstance(value, _READ.get(fact.kind, ())):
        return value
    if isinstance(value, Answer):
        value = value.value
    word = str(value).strip().lower()
    if word in ("unknown", "", "?"):
        return Answer.UNKNOWN if fact.kind != "choice" else "unknown"
    if fact.kind == "yes_no":
        word = {"true": "yes", "false": "no"}.get(word, word)
        if word not in _WORDS:
            raise ReaderError(where, f"'{value}' is not an answer to “{fact.question}”",
                              "Write yes, no or unknown.")  # fmt: skip
        return _WORDS[word]
    if fact.kind == "choice":
        if word not in fact.options:
            raise ReaderError(where, f"'{value}' is not one of the choices.",
                              f"Write one of: {', '.join(fact.options)}, unknown.")  # fmt: skip
        return word
    return _figure(fact, value, where)


def on_screen(fact: Fact, text: str) -> FactValue:
    """Read what a learner types into the field of a figure; a bare share there is a percentage."""
    if not text.strip() or text.strip().lower() in ("unknown", "?"):
        return Answer.UNKNOWN
    return figures.read(fact.kind, text, f"facts, {fact.id}", True)


def as_typed(value: FactValue) -> str:
    """A value of a fact as one would write it, exactly: what `fact_value` reads."""
    if isinstance(value, Answer):
        return value.value
    if not isinstance(value, Range):
        return value
    low, high = (format(Decimal(repr(end)), "f") for end in (value.low, value.high))
    return f"at least {low}" if high == "Infinity" else f"{low}-{high}"


def _figure(fact: Fact, value: Any, where: str) -> Range:
    """Read a share or a count; of a pair, the first is the lowest it may be and the second the highest."""
    kind = fact.kind
    if isinstance(value, bool):
        raise ReaderError(where, f"'{value}' is not a number.", figures.LIKE[kind])
    if not isinstance(value, (list, tuple)):
        return figures.read(kind, str(value), where)
    ends = [figures.read(kind, str(part), where) for part in value]
    if len(ends) not in (1, 2) or ends[0].low > ends[-1].high:
        raise ReaderError(
            where, f"'{value}' is not a figure or a range from low to high.", figures.LIKE[kind]
        )
    return Range(ends[0].low, ends[-1].high)


Facts = dict[str, FactValue]
Shown = dict[str, str]


@cache
def parts(lib: Library, name: str) -> tuple[str, ...]:
    """The facts that a switch such as `us_cdn` sets; for a fact, itself."""
    return tuple(fact.id for fact in lib.facts.values() if fact.switch == name) or (name,)


def fact_values(lib: Library, facts: Mapping[str, Any], where: str = "facts") -> Facts:
    """Turn what a person wrote of several facts into their values. A switch sets all its facts."""
    values: Facts = {}
    for name, raw in facts.items():
        for part in parts(lib, name):
            fact = lib.facts[lib.known("facts", part, where)]
            values[part] = fact_value(fact, raw, f"{where}, {part}")
    return values


def complete(lib: Library, facts: Mapping[str, Any], where: str = "facts") -> Facts:
    """Give every fact a value: those stated, else what is presumed, else `unknown`."""
    return {**_silent(lib), **fact_values(lib, facts, where)}


@cache
def _silent(lib: Library) -> Facts:
    """What a file that says nothing says of every fact."""
    return {
        name: fact_value(fact, fact.presumed or "unknown", f"facts.yml, {name}, presumed")
        for name, fact in lib.facts.items()
    }


FORUM = "forum"  # the fact that says in which forum the other facts are asked


def of_forum(lib: Library) -> tuple[str, ...]:
    """The facts that are asked of a forum, and so say nothing about another one."""
    return tuple(name for name, fact in lib.facts.items() if "{forum}" in fact.question)


def names_another(lib: Library, old: object, new: object) -> bool:
    """Whether a forum is another one than before."""
    return new != old and new in lib.facts[FORUM].options


def other_forum(
    lib: Library, facts: Mapping[str, Any], changes: Mapping[str, Any]
) -> tuple[str, ...]:
    """The facts that are no longer known because a change names another forum."""
    old, new = str(facts.get(FORUM, "unknown")), str(changes.get(FORUM, "")).strip().lower()
    return of_forum(lib) if FORUM in changes and names_another(lib, old, new) else ()


def counts_as(lib: Library, showing: str, stage: str) -> str:
    """What a fact shown in this way counts as at a stage."""
    return lib.showings[showing].at.get(stage, lib.showings[showing].counts)


def counted(lib: Library, facts: Facts, shown: Shown, stage: str) -> Facts:
    """What facts as a party says them count as, given how each is shown (data/showings.yml)."""
    found = dict(facts)
    for name, showing in shown.items():
        fact, worth = lib.facts[name], counts_as(lib, showing, stage)
        if worth == "for the plaintiff":
            worth = "as said" if fact.shown_by == "plaintiff" else "unproven"
        if worth == "as said":
            continue
        flipped = {Answer.YES: Answer.NO, Answer.NO: Answer.YES} if worth == "untrue" else {}
        nothing = "unknown" if fact.kind == "choice" else Answer.UNKNOWN
        found[name] = flipped.get(found[name], nothing)  # type: ignore[arg-type]
    return found


def shown_as(lib: Library, shown: Mapping[str, str], where: str = "shown") -> Shown:
    """How facts are shown, checked and with switches resolved; an empty showing takes it back."""
    found: Shown = {}
    for name, showing in shown.items():
        for part in parts(lib, name):
            lib.known("facts", part, where)
            if showing:
                found[part] = lib.known("showings", showing, f"{where}, {name}")
    return found


def surely(what: list[str] | str, value: FactValue) -> bool:
    """Whether a fact is surely one of some answers, or a figure surely none or some."""
    if isinstance(what, list):
        return (value.value if isinstance(value, Answer) else value) in what
    return isinstance(value, Range) and (value.high == 0 if what == "none" else value.low > 0)


def contradicted(lib: Library, facts: Facts) -> list[Contradiction]:
    """Every contradiction that these facts are in (data/contradictions.yml)."""
    return [
        c
        for c in lib.contradictions.values()
        if all(surely(what, facts[name]) for name, what in c.all.items())
    ]


def _refuse_contradictions(lib: Library, facts: Facts, where: str) -> None:
    for wrong in contradicted(lib, facts):
        raise ReaderError(f"{where}, {' and '.join(wrong.all)}", "these cannot all be true. "
                          f"{wrong.words}", "Correct one of them, or leave it unknown.")  # fmt: skip


def case_facts(lib: Library, case: Case) -> Facts:
    """What the facts of a decided case count as; facts it does not state are unknown."""
    return counted(lib, case_says(lib, case), case_shown(case), case.stage)


def case_says(lib: Library, case: Case) -> Facts:
    """The facts of a decided case as the plaintiff says them, however they are shown.

    A figure `of` something else, such as a share of sales, answers no question about traffic.
    """
    return complete(lib, {k: v.value for k, v in case.facts.items() if not v.of}, f"{case.id}.yml")


def case_shown(case: Case | ScenarioFile) -> Shown:
    """How the facts of a case or hypothetical are shown, where it says so."""
    return {name: said.shown for name, said in case.facts.items() if getattr(said, "shown", "")}


def read_scenario(lib: Library, path: Path) -> tuple[ScenarioFile, Facts]:
    """Read a hypothetical from any file, with its facts completed from the case it is based on."""
    scenario = _record(path.name, read_yaml(path), ScenarioFile)
    return scenario, scenario_facts(lib, scenario, path.name)


def scenario_facts(lib: Library, scenario: ScenarioFile, where: str = "") -> Facts:
    """What the facts of a hypothetical count as: its own over those of the case it is based on."""
    says, shown = scenario_says(lib, scenario, where)
    _refuse_contradictions(lib, says, f"{where or scenario.id + '.yml'}, facts")
    return counted(lib, says, shown, scenario.stage)


def scenario_says(lib: Library, scenario: ScenarioFile, where: str = "") -> tuple[Facts, Shown]:
    """The facts of a hypothetical as they are said, and how each is shown."""
    where = where or f"{scenario.id}.yml"
    base: dict[str, Any] = {}
    shown: Shown = {}
    if scenario.based_on:
        case = lib.cases[lib.known("cases", scenario.based_on, f"{where}, based_on")]
        base = {k: v.value for k, v in case.facts.items()}
        shown = case_shown(case)
    if scenario.stands_for:
        lib.known("cases", scenario.stands_for, f"{where}, stands_for")
    lib.known("stages", scenario.stage, f"{where}, stage")
    own: dict[str, Any] = {}
    stated_forum = {n: getattr(v, "value", v) for n, v in scenario.facts.items() if n == FORUM}
    for name in other_forum(lib, base, stated_forum):
        base.pop(name, None)
        shown.pop(name, None)
    for name, stated in scenario.facts.items():
        for part in parts(lib, name):
            own[part] = getattr(stated, "value", stated)
            shown.pop(part, None)
        for passage in getattr(stated, "passages", []):
            lib.known("passages", passage, f"{where}, facts, {name}")
    if scenario.law_as_of and scenario.law_as_of < lib.first_date:
        raise ReaderError(
            f"{where}, law_as_of",
            f"{scenario.law_as_of.isoformat()} is before the first authority this suite knows.",
            f"Choose {lib.first_date.isoformat()} or a later day.",
        )
    for name in scenario.expected:
        lib.known("nodes", name, f"{where}, expected")
    shown |= shown_as(lib, case_shown(scenario), f"{where}, facts")
    return complete(lib, base | own, f"{where}, facts"), shown


# --- check --------------------------------------------------------------------------------------
def misquotations(lib: Library) -> list[str]:
    """Every passage that does not stand, to the letter, where it says."""
    wrong = []
    for passage in lib.passages.values():
        if passage.opinion not in lib.opinions:
            problem: str | None = f"there is no opinion '{passage.opinion}'"
        else:
            problem = lib.opinions[passage.opinion].where(passage)
        if problem:
            wrong.append(f"passages.yml, {passage.id}, page {passage.page}: {problem}.")
    return wrong


def _lesson_links(lib: Library) -> None:
    """Refuse a laboratory that names what is not there, and steps that cannot be taken."""
    for lesson in lib.lessons.values():
        _by_id(f"lessons/{lesson.id}.yml", lesson.sections)
        for section in lesson.sections:
            where, lab = f"lessons/{lesson.id}.yml, {section.id}", section.lab
            if section.intake:
                if not (lib.root / "clients" / f"{section.intake}.yml").is_file():
                    raise ReaderError(f"{where}, intake", f"there is no file '{section.intake}'.",
                                      "Name one of data/clients/, without its ending.")  # fmt: skip
                for step in section.steps:
                    told = {k for k in step if k not in ("known", "forum", "stage", "law_as_of")}
                    for fact in told | {*step.get("known", {})}:
                        lib.known("facts", fact, f"{where}, steps")
            elif lab is None and section.steps:
                raise ReaderError(where, "has steps but no laboratory.", "Add 'lab:'.")
            if section.predict:
                lib.known("scenarios", section.predict.scenario, f"{where}, predict")
                lib.known("nodes", section.predict.node, f"{where}, predict")
            if lab is None:
                continue
            if lab.case not in lib.scenarios:
                lib.known("cases", lab.case, f"{where}, case")
            for fact in (*lab.facts, *lab.also):
                if fact not in lib.texts["switches"]:
                    lib.known("facts", fact, f"{where}, facts")
            for node in (lab.node, lab.top):
                lib.known("nodes", node, f"{where}, node")
            for part, changes in (
                ("steps", section.steps),
                ("tries", [attempt.change for attempt in section.tries]),
            ):
                for change in changes:
                    more = {k: v for k, v in change.items() if k not in MOMENT}
                    complete(lib, more, f"{where}, {part}")
                    shown_as(lib, change.get("shown", {}), f"{where}, {part}")


def _trap_links(lib: Library) -> None:
    """Every place where a trap is said to be taught is there, and the option is a wrong one."""
    for trap in lib.traps.values():
        where = f"traps.yml, {trap.id}"
        for passage in trap.passages:
            lib.known("passages", passage, where)
        for pattern in trap.never:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ReaderError(
                    f"{where}, never", f"'{pattern}' cannot be read: {error}."
                ) from error
        for place in trap.taught:
            if place.section:
                lib.section(*place.section.split("/", 1))
                continue
            file, _, name = place.question.partition("/")
            asked = {question.id: question for question in lib.questions.get(file, ())}
            if name not in asked:
                raise ReaderError(where, f"there is no question '{place.question}'.",
                                  f"Known in {file}: {', '.join(asked) or 'none'}.")  # fmt: skip
            options = asked[name].options
            if not 0 < place.option <= len(options) or options[place.option - 1].right:
                raise ReaderError(where, f"option {place.option} of {place.question} is no wrong answer.",
                                  "Give the number of the answer that makes this mistake.")  # fmt: skip


def _clinic_links(lib: Library) -> None:
    """Refuse what the clinic's data name and is not there."""
    intake = lib.intake
    for kind in ("venues", "known", "disputes", "leads", "ranks"):
        _by_id(f"intake.yml, {kind}", getattr(intake, kind))
    for venue in intake.venues:
        at = f"intake.yml, {venue.id}"
        fact_value(lib.facts["forum"], venue.forum, f"{at}, forum")
        lib.known("courts", venue.court, f"{at}, court")
    for basis in (*intake.known, *intake.disputes):
        lib.known("showings", basis.shown, f"intake.yml, {basis.id}, shown")
    for passage in intake.drafting_passages:
        lib.known("passages", passage, "intake.yml, drafting_passages")
    for stage in intake.unserved:
        lib.known("stages", stage, "intake.yml, unserved")
    for lead in intake.leads:
        for name in lead.asks:
            lib.known("facts", name, f"intake.yml, {lead.id}, asks")
        for passage in lead.passages:
            lib.known("passages", passage, f"intake.yml, {lead.id}")
    for name, evidence in lib.evidence.items():
        lib.known("facts", name, f"evidence.yml, {name}")
        for passage in evidence.passages:
            lib.known("passages", passage, f"evidence.yml, {name}")


def _practice_links(lib: Library) -> None:
    """Refuse an exercise that names an unknown hypothetical or point."""
    for exercise in _by_id("practice.yml, exercises", lib.practice.exercises).values():
        lib.known("scenarios", exercise.case, f"practice.yml, {exercise.id}, case")
        lib.known("nodes", exercise.node, f"practice.yml, {exercise.id}, node")


def check(lib: Library) -> dict[str, int]:
    """Check everything that `load` did not and count what there is; raises ReaderError."""
    _ = lib.tops
    for scenario in lib.scenarios.values():
        scenario_facts(lib, scenario)
    for name, facts in lib.patterns.items():
        _refuse_contradictions(lib, facts, f"{name}.yml, facts")
    if lib.texts["story"] not in lib.cases:
        lib.known("scenarios", lib.texts["story"], "vocabulary.yml, story")
    _lesson_links(lib)
    _trap_links(lib)
    for source in lib.sources.values():
        at = f"opinions.yml, {source.id}, content_note_on"
        if source.content_note_on and not source.content_note:
            raise ReaderError(at, "there is no content note.", "Add 'content_note:'.")
        labels = [page.label for page in lib.opinions[source.id].pages]
        if lost := [page for page in source.content_note_on if page not in labels]:
            raise ReaderError(at, f"there is no page or section {lost[0]} in this opinion.",
                              f"Known: {', '.join(labels)}.")  # fmt: skip

    _clinic_links(lib)
    _practice_links(lib)
    for name, questions in lib.questions.items():
        for question in questions:
            for passage in question.passages:
                lib.known("passages", passage, f"checks/{name}.yml, {question.id}")
    if wrong := misquotations(lib):
        where, _, problem = wrong[0].partition(": ")
        told = " ".join([problem, *wrong[1:]])
        raise ReaderError(where, told, "Correct the words or the pin.")
    edges = [(fact, edge) for fact in lib.facts.values() for edge in fact.bears_on]
    for fact, edge in edges:
        if not edge.passages and not edge.verified:
            raise ReaderError(f"facts.yml, {fact.id}, {edge.node}", "has no passage.",
                              "Give one, or say under 'verified' how it is known.")  # fmt: skip
    rules = [(lib.homes[node.id], node) for node in lib.nodes.values()]
    rules += [("stages.yml", stage) for stage in lib.stages.values()]
    rules += [("showings.yml", showing) for showing in lib.showings.values()]
    for home, rule in rules:
        if not rule.rule and not rule.verified and not getattr(rule, "supports", None):
            raise ReaderError(f"{home}, {rule.id}", "has no passage under 'rule'.",
                              "Give one, or say under 'verified' how it is known.")  # fmt: skip
    return {
        "cases": len(lib.cases),
        "nodes": len(lib.nodes),
        "facts": len(lib.facts),
        "scenarios": len(lib.scenarios),
        "questions": sum(map(len, lib.questions.values())),
        "traps": len(lib.traps),
        "edges": len(edges),
        "edges with a passage": sum(bool(edge.passages) for _, edge in edges),
        "rules": len(rules),
        "rules with a passage": sum(bool(rule.rule) for _, rule in rules),
        "passages": len(lib.passages),
        "passages verified": len(lib.passages) - len(misquotations(lib)),
    }


__all__ = [
    "DATA", "Facts", "Library", "Shown", "Side", "case_facts", "case_says", "case_shown", "check",
    "complete", "counted", "counts_as", "fact_value", "load", "parts", "read_scenario", "scenario_facts",
    "scenario_says", "shown_as",
]  # fmt: skip
