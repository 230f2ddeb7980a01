"""Load data/ as one library, and refuse records that are inconsistent."""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from types import UnionType
from typing import (
    Annotated,
    Any,
    NamedTuple,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from . import figures
from .loading import (
    DATA,
    Homes,
    Opinion,
    T,
    by_id,
    read_named,
    read_one,
    read_opinion,
    read_table,
    read_yaml,
)
from .loading import plain as plain
from .loading import records as records
from .model import (
    DECIDED,
    Answer,
    Authority,
    Case,
    Contradiction,
    Court,
    Drafting,
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
    Ref,
    ScenarioFile,
    Section,
    Showing,
    Source,
    Stage,
    Status,
    Term,
    Trap,
    ValueOf,
)

FactValue = Answer | Range | str
Facts = dict[str, FactValue]
Shown = dict[str, str]
# types of values that have been parsed already
_PARSED_TYPES = {"yes_no": Answer, "share": Range, "count": Range}
FORUM = "forum"  # the fact that names the forum to which the other facts relate
LISTED = 40  # the most names a message lists; beyond it, only the closest spellings
MOMENT = ("law_as_of", "stage", "court", "shown")  # what a step may set in addition to facts


def _lazy_table(place: str, kind: type[T]) -> cached_property[dict[str, T]]:
    """Return a table of the library that is read on first access."""
    return cached_property(lambda lib: read_table(lib.root, place, kind, lib.homes))


@dataclass(frozen=True, eq=False)
class Library:
    """All records under data/; each table is annotated with the files that hold it."""

    root: Path
    authorities: Annotated[dict[str, Authority], "authorities.yml"]
    sources: Annotated[dict[str, Source], "opinions.yml"]
    passages: Annotated[dict[str, Passage], "passages.yml"]
    facts: Annotated[dict[str, Fact], "facts.yml"]
    nodes: Annotated[dict[str, Node], "doctrine/*.yml"]
    cases: Annotated[dict[str, Case], "cases/{id}.yml"]
    stages: Annotated[dict[str, Stage], "stages.yml"]
    showings: Annotated[dict[str, Showing], "showings.yml"]
    factors: Annotated[dict[str, Factor], "factors.yml"]
    courts: Annotated[dict[str, Court], "courts.yml"]
    contradictions: Annotated[dict[str, Contradiction], "contradictions.yml"]
    glossary: Annotated[dict[str, Term], "glossary.yml"]
    texts: Mapping[str, Any]  # vocabulary.yml
    homes: Homes  # the file of each record

    scenarios = _lazy_table("scenarios/{id}.yml", ScenarioFile)
    lessons = _lazy_table("lessons/{id}.yml", Lesson)
    traps = _lazy_table("traps.yml", Trap)
    evidence = _lazy_table("evidence.yml", Evidence)

    @cached_property
    def opinions(self) -> dict[str, Opinion]:
        """Return the opinions held in full, by id."""
        return {p.stem: read_opinion(p) for p in sorted((self.root / "opinions").glob("*.txt"))}

    @cached_property
    def questions(self) -> dict[str, list[Question]]:
        """Return the questions of each lesson, in order."""
        places = {f.stem: f"checks/{f.name}" for f in sorted((self.root / "checks").glob("*.yml"))}
        return {
            name: list(read_table(self.root, place, Question, self.homes).values())
            for name, place in places.items()
        }

    @cached_property
    def intake(self) -> Intake:
        """Return the choices that the clinic's intake offers (data/intake.yml)."""
        return read_one(self.root / "intake.yml", Intake)

    @cached_property
    def drafting(self) -> Drafting:
        """Return the text of the memo and of its companion documents (data/memo.yml)."""
        return read_one(self.root / "memo.yml", Drafting)

    @cached_property
    def practice(self) -> Practice:
        """Return the writing exercises and what a draft is compared with (data/practice.yml)."""
        return read_one(self.root / "practice.yml", Practice)

    @cached_property
    def patterns(self) -> dict[str, Facts]:
        """Return the facts of every decided case, completed."""
        return {name: case_facts(self, case) for name, case in self.cases.items()}

    @cached_property
    def tops(self) -> tuple[str, ...]:
        """Return the root nodes: the outcome of each stage and its further questions.

        Raise ReaderError if a node has no parent.
        """
        stages = self.stages.values()
        tops = dict.fromkeys([s.outcome for s in stages] + [n for s in stages for n in s.also])
        named = {child for node in self.nodes.values() for child in node.children} | {*tops}
        lost = [n.id for n in self.nodes.values() if n.id not in named and not n.instead_of]
        if lost:
            problem = f"these nodes have no parent: {', '.join(lost)}."
            remedy = "Name each under another node, or under a stage in stages.yml."
            raise ReaderError("doctrine/", problem, remedy)
        return tuple(tops)

    @cached_property
    def former(self) -> dict[str, str]:
        """Return the former ids of nodes, mapped to the present ids."""
        return {old: node.id for node in self.nodes.values() for old in node.formerly}

    @cached_property
    def first_date(self) -> dt.date:
        """Return the date of the earliest condition, before which this suite states no law."""
        return min(node.since for node in self.nodes.values() if node.since)

    def check_date(self, day: dt.date | None, where: str) -> None:
        """Raise ReaderError for a date before the first condition."""
        if day and day < self.first_date:
            problem = f"{day.isoformat()} is before the first authority in this suite."
            remedy = f"Choose {self.first_date.isoformat()} or a later day."
            raise ReaderError(where, problem, remedy)

    def section(self, lesson: str, name: str) -> Section:
        """Return one section of a lesson. Raise ReaderError if it is unknown."""
        sections = {s.id: s for s in self.lessons[self.known("lessons", lesson, "lesson")].sections}
        if name not in sections:
            problem, remedy = f"there is no section '{name}'.", f"Known: {', '.join(sections)}."
            raise ReaderError(f"lessons/{lesson}.yml", problem, remedy)
        return sections[name]

    def outcome(self, stage: str) -> str:
        """Return the node decided at a stage. Raise ReaderError if the stage is unknown."""
        return self.stages[self.known("stages", stage, "stage")].outcome

    def beside(self, outcome: str) -> tuple[str, ...]:
        """Return the further questions that a court may have to decide along with an outcome."""
        found = [name for s in self.stages.values() if s.outcome == outcome for name in s.also]
        return tuple(dict.fromkeys(found))

    def where(self, record: Any) -> str:
        """Return the place of a record in data/, for messages."""
        return self.homes.get((type(record), record.id), str(record.id))

    def _names(self, table: str) -> Mapping[str, Any]:
        names = self.texts[table] if table in self.texts else getattr(self, table)
        return cast(Mapping[str, Any], names)

    def known_among(self, tables: tuple[str, ...], name: str, where: str) -> str:
        """Return `name` if one of the tables has it. Raise ReaderError if none does."""
        if any(name in self._names(table) for table in tables[:-1]):
            return name
        return self.known(tables[-1], name, where)

    def known(self, table: str, name: str, where: str) -> str:
        """Return `name` if the table has it. Raise ReaderError with the closest names if it does not."""
        names = self._names(table)
        if name in names:
            return name
        if table == "nodes" and name in self.former:
            return self.former[name]
        spelled = [*names, *self.texts["switches"]] if table == "facts" else names
        if near := difflib.get_close_matches(name, spelled, 3, 0.6):
            remedy = f"Did you mean {' or '.join(near)}?"
        elif len(names) <= LISTED:
            remedy = f"Known: {', '.join(names)}."
        else:
            nearest = difflib.get_close_matches(name, spelled, 5, 0)
            remedy = f"{len(names)} are known; the closest are: {', '.join(nearest)}."
        if table in self.texts:
            remedy += " See vocabulary.yml."
        problem = f"there is no {_ONE_OF.get(table, table.removesuffix('s'))} '{name}'."
        raise ReaderError(where, problem, remedy)


_ONE_OF = dict(authorities="authority", sources="opinion", glossary="term", switches="switch")


# --- reading the library --------------------------------------------------------------------------
_VOCABULARY = (
    "groups characterisations switches forums forum_sentences story court map regimes status_words "
    "cause_words precedent_words side_words leanings silence silence_short inferences unsettled "
    "fifth_amendment zippo"
)


@cache
def load(root: Path = DATA) -> Library:
    """Read the data folder and check its references; `check` makes the checks that need the opinions."""
    texts = read_yaml(root / "vocabulary.yml")
    for name in _VOCABULARY.split():
        if not isinstance(texts, dict) or name not in texts:
            raise ReaderError(f"vocabulary.yml, {name}", "this field is missing.", "Add it.")
    homes: Homes = {}
    tables: dict[str, Any] = {}
    for name, hint in get_type_hints(Library, include_extras=True).items():
        if get_origin(hint) is Annotated:
            table, place = get_args(hint)
            tables[name] = read_table(root, place, get_args(table)[1], homes)
    cases, own = _split_authorities(tables["cases"])
    listed = [*tables["authorities"].values(), *own.values()]
    tables |= {"cases": cases, "authorities": by_id("authorities.yml", listed)}
    library = Library(root=root, texts=texts, homes=homes, **tables)
    for table in tables.values():
        for record in table.values():
            check_references(library, record, library.where(record))
    _check_law(library)
    return library


def _split_authorities(written: dict[str, Case]) -> tuple[dict[str, Case], dict[str, Authority]]:
    """Separate cases from the authorities stated in their files, and have cases name authorities by id."""
    stated: dict[str, Any] = {name: case.authority for name, case in written.items()}
    own = {name: one for name, one in stated.items() if isinstance(one, Authority)}
    cases = {
        name: case.model_copy(update={"authority": own[name].id}) if name in own else case
        for name, case in written.items()
    }
    return cases, {authority.id: authority for authority in own.values()}


def with_case(lib: Library, path: Path) -> tuple[Library, Case]:
    """Return the library with a case from any file added, replacing a case with the same id; checked."""
    written = read_named(path, Case)
    cases, own = _split_authorities({written.id: written})
    library = dataclasses.replace(lib, cases=lib.cases | cases, authorities=lib.authorities | own)
    check_references(library, written, path.name)
    _check_reasons(written, path.name)
    _refuse_contradictions(library, library.patterns[written.id], f"{path.name}, facts")
    return library, library.cases[written.id]


# --- references declared in model.py --------------------------------------------------------------
def check_references(lib: Library, record: Record, where: str, fact: str = "") -> None:
    """Raise ReaderError for an unknown id, an id used twice, or a value that its fact cannot have.

    `fact` is the fact under whose id the record is listed.
    """
    if isinstance(record, Fact):
        fact = record.id
    for name, named, declared in _declarations(type(record)):
        if (value := getattr(record, name)) is not None:
            at = f"{where}, {name}"
            _check_declared(lib, declared, value, at, at if named else where, fact)


class Declared(NamedTuple):
    """What a type annotation declares: its shape, its reference, and its inner declarations."""

    shape: Any
    note: Ref | ValueOf | None
    inner: tuple[Declared, ...]

    @property
    def matters(self) -> bool:
        record = isinstance(self.shape, type) and issubclass(self.shape, Record)
        return record or bool(self.note) or any(part.matters for part in self.inner)


@cache
def _declarations(kind: type[Record]) -> list[tuple[str, bool, Declared]]:
    """Return the fields that declare a reference, and whether messages name the field."""
    return [
        (name, field.title is None, declared)
        for name, field in kind.model_fields.items()
        if (declared := _declared(Annotated[field.annotation, *field.metadata, None])).matters
    ]


def _declared(hint: Any) -> Declared:
    bare, *notes = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    note = next((note for note in notes if isinstance(note, Ref | ValueOf)), None)
    return Declared(get_origin(bare) or bare, note, tuple(map(_declared, get_args(bare))))


def _check_declared(
    lib: Library, declared: Declared, value: Any, at: str, inside: str, fact: str
) -> None:
    """Check one value; `at` is its own place in messages, `inside` the place of its parts."""
    shape, note, inner = declared
    if isinstance(note, Ref):
        if value and isinstance(value, str):
            lib.known_among(note.tables, value, at)
    elif isinstance(note, ValueOf):
        if (note.fact or fact) in lib.facts:  # a condition may name a node instead
            fact_value(lib.facts[note.fact or fact], value, at)
    elif shape in (Union, UnionType):
        for each in inner:
            _check_declared(lib, each, value, at, inside, fact)
    elif shape is list and isinstance(value, list):
        by_id(inside, (entry for entry in value if hasattr(entry, "id")))  # refuse an id used twice
        for entry in value:
            place = f"{inside}, {entry.id}" if hasattr(entry, "id") else inside
            _check_declared(lib, inner[0], entry, place, place, fact)
    elif shape is dict:
        for name, entry in value.items():
            place = f"{inside}, {name}"
            _check_declared(lib, inner[0], name, at, at, fact)
            _check_declared(lib, inner[1], entry, place, place, name)
    elif isinstance(value, Record) and shape is type(value):
        check_references(lib, value, inside, fact)


# --- rules that no declaration can express --------------------------------------------------------
def _check_law(lib: Library) -> None:
    """Refuse cycles, facts of the wrong kind, and missing texts, speakers, or grounds."""
    for contradiction in lib.contradictions.values():
        for name, what in contradiction.all.items():
            if (lib.facts[name].kind in figures.STEP) != isinstance(what, str):
                remedy = "Write none or some for a figure, else a list of answers."
                at = f"{lib.where(contradiction)}, {name}"
                raise ReaderError(at, "does not fit this kind of fact.", remedy)
    for node in lib.nodes.values():
        _check_node(lib, node, lib.where(node))
    lib.known("courts", lib.texts["court"], "vocabulary.yml, court")
    for name in lib.texts["map"]:
        lib.known("facts", name, "vocabulary.yml, map")
    for option in [*lib.facts[lib.known("facts", FORUM, "facts.yml")].options, "unknown"]:
        for texts in ("forums", "forum_sentences"):
            if option not in lib.texts[texts]:
                problem = f"'{option}' has no text here."
                raise ReaderError(f"vocabulary.yml, {texts}", problem, "Give this forum a text.")
    for case in lib.cases.values():
        _check_reasons(case, lib.where(case))
    for passage in lib.passages.values():
        speakers = lib.sources[passage.opinion].speakers
        if passage.speaker not in speakers:
            problem = f"'{passage.speaker}' is not a speaker in this opinion."
            remedy = f"Write one of: {', '.join(speakers)}."
            raise ReaderError(f"{lib.where(passage)}, speaker", problem, remedy)


def _check_node(lib: Library, node: Node, at: str) -> None:
    """Refuse a node below itself, on the wrong kind of fact, or with support for a status it never has."""
    if any(node.id in below(lib, child) for child in node.children):
        raise ReaderError(at, "this node is its own descendant.", "Break the cycle.")
    for kind, name in (("fact", node.fact), ("case_of", node.case_of)):
        choice = kind == "case_of" or bool(node.one_of)
        if name and choice != (lib.facts[name].kind == "choice"):
            remedy = (
                "A choice goes under case_of, or under fact with one_of; any other fact under fact."
            )
            raise ReaderError(f"{at}, {kind}", f"'{name}' is the wrong kind of fact here.", remedy)
    if node.one_of and not set(node.one_of) <= set(lib.facts[str(node.fact)].options):
        problem = f"these are not options of '{node.fact}'."
        raise ReaderError(f"{at}, one_of", problem, "Use the options given in facts.yml.")
    if node.case_of and set(node.cases) != set(lib.facts[node.case_of].options):
        problem = f"these are not the options of '{node.case_of}'."
        raise ReaderError(f"{at}, cases", problem, "Give one node for each option.")
    made = {
        "met": node.settled != "not met" and not node.unanswered,
        "not met": node.settled != "met" and not node.unanswered,
        "open": not node.settled,
    }
    supported: dict[str, str] = {}
    for status in node.supports:
        if not made[status]:
            remedy = "Move the passages to the finding that they support."
            raise ReaderError(f"{at}, supports", f"this point is never {status}.", remedy)
        for support in node.supporting(Status(status)):
            if (other := supported.setdefault(support.passage, status)) != status:
                problem = f"'{support.passage}' supports both {other} and {status}."
                raise ReaderError(
                    f"{at}, supports", problem, "Keep the finding that the court made."
                )
            if always := [n for n in support.when if n in lib.nodes and lib.nodes[n].settled]:
                problem = f"'{always[0]}' is settled, so this condition never changes."
                raise ReaderError(f"{at}, supports", problem, "Name the fact on which it depends.")


@cache
def below(lib: Library, top: str) -> frozenset[str]:
    """Return every node under `top`, including `top`."""
    seen: set[str] = set()
    todo = [top]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += lib.nodes[name].children
    return frozenset(seen)


def _check_reasons(case: Case, where: str) -> None:
    """Refuse a reason for a point that was not decided, and a reason without a source."""
    for holding in case.holdings:
        if holding.reason:
            at = f"{where}, {holding.node}, reason"
            if holding.disposition not in DECIDED:
                problem = f"this holding ({holding.disposition}) gives no reason."
                raise ReaderError(at, problem, "Remove it.")
            _refuse_unsourced(at, holding.reason.passages or holding.reason.verified)


def _refuse_unsourced(where: str, source: object, problem: str = "has no passage.") -> None:
    if not source:
        raise ReaderError(where, problem, "Give one, or say under 'verified' how it is known.")


def _check_lesson(lib: Library, lesson: Lesson) -> None:
    """Refuse an intake without a file, and changes that cannot be made."""
    for section in lesson.sections:
        where = f"{lib.where(lesson)}, {section.id}"
        if section.intake:
            if not (lib.root / "clients" / f"{section.intake}.yml").is_file():
                problem = f"there is no file '{section.intake}'."
                remedy = "Name a file in data/clients/, without its extension."
                raise ReaderError(f"{where}, intake", problem, remedy)
            for step in section.steps:
                for name in {**step, **step.get("known", {})}:
                    if name not in ("known", "forum", "stage", "law_as_of"):
                        lib.known("facts", name, f"{where}, steps")
        elif section.lab is None and section.steps:
            raise ReaderError(where, "has steps but no laboratory.", "Add 'lab:'.")
        if section.lab:
            tries = [attempt.change for attempt in section.tries]
            for part, changes in (("steps", section.steps), ("tries", tries)):
                for change in changes:
                    facts = {k: v for k, v in change.items() if k not in MOMENT}
                    fact_values(lib, facts, f"{where}, {part}")
                    shown_as(lib, change.get("shown", {}), f"{where}, {part}")


def _check_trap(lib: Library, trap: Trap) -> None:
    """Refuse an invalid search pattern, and a place that does not teach against the mistake."""
    where = lib.where(trap)
    for pattern in trap.never:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ReaderError(f"{where}, never", f"'{pattern}' cannot be read: {error}.") from error
    for place in trap.taught:
        if place.section:
            lib.section(*place.section.split("/", 1))
            continue
        file, _, name = place.question.partition("/")
        asked = {question.id: question for question in lib.questions.get(file, ())}
        if name not in asked:
            problem = f"there is no question '{place.question}'."
            raise ReaderError(where, problem, f"Known in {file}: {', '.join(asked) or 'none'}.")
        options = asked[name].options
        if not 0 < place.option <= len(options) or options[place.option - 1].right:
            problem = f"option {place.option} of {place.question} is not a wrong answer."
            remedy = "Give the number of the answer that makes this mistake."
            raise ReaderError(where, problem, remedy)


def _check_opinions(lib: Library) -> None:
    """Refuse content notes on unknown pages, and passages that the opinion does not contain verbatim."""
    for source in lib.sources.values():
        at = f"{lib.where(source)}, content_note_on"
        if source.content_note_on and not source.content_note:
            raise ReaderError(at, "there is no content note.", "Add 'content_note:'.")
        opinion = lib.opinions[lib.known("opinions", source.id, lib.where(source))]
        labels = [page.label for page in opinion.pages]
        if lost := [page for page in source.content_note_on if page not in labels]:
            problem = f"there is no page or section {lost[0]} in this opinion."
            raise ReaderError(at, problem, f"Known: {', '.join(labels)}.")
    wrong = [
        (f"{lib.where(passage)}, page {passage.page}", fault)
        for passage in lib.passages.values()
        if (fault := lib.opinions[passage.opinion].where(passage))
    ]
    if wrong:
        where, problem = wrong[0]
        more = [f"{at}: {also}." for at, also in wrong[1:]]
        remedy = "Correct the words or the pin."
        raise ReaderError(where, " ".join([f"{problem}.", *more]), remedy)


_CITED = re.compile(r"\{(\w+)\}")
_QUOTED = re.compile("“([^”]+)”")


def _check_quoted(lib: Library) -> None:
    """Refuse a quotation in memo.yml that is not verbatim in the passage cited after it."""
    words = lib.drafting
    texts = [line for held in words.holdings.values() for line in held.values()]
    for point in words.points.values():
        texts += [*point.rule, point.presumed, point.pressed, *(one.text for one in point.answers)]
        texts += [line for said in point.settled.values() for line in said.values()]
        texts += [line for one in point.arguments for line in (one.support, one.reply)]
    texts += [line for lines in words.framework.values() for line in lines]
    texts += words.alternative_rule.values()
    for text in [*texts, *words.standard.values(), *words.argument.values()]:
        for sentence in [text] if isinstance(text, str) else []:
            cited = [lib.passages[n].text for n in _CITED.findall(sentence) if n in lib.passages]
            held = " ".join(" ".join(cited).split()).translate({0x201C: None, 0x201D: None})
            for quoted in _QUOTED.findall(sentence):
                if quoted.strip(" .,;") not in held:
                    problem = f"“{quoted}” is not in the passage cited after it."
                    raise ReaderError("memo.yml", problem, "Correct the words or the passage.")


def check(lib: Library) -> dict[str, int]:
    """Make the checks that `load` leaves out, and count the records."""
    _ = lib.tops
    for scenario in lib.scenarios.values():
        scenario_facts(lib, scenario)
    for name, facts in lib.patterns.items():
        _refuse_contradictions(lib, facts, f"{lib.where(lib.cases[name])}, facts")
    lib.known_among(("cases", "scenarios"), lib.texts["story"], "vocabulary.yml, story")
    later = [lib.lessons.values(), lib.traps.values(), lib.evidence.values()]
    for records_of_a_file in [*later, *lib.questions.values()]:
        for record in records_of_a_file:
            check_references(lib, record, lib.where(record))
    check_references(lib, lib.intake, "intake.yml")
    check_references(lib, lib.drafting, "memo.yml")
    for lesson in lib.lessons.values():
        _check_lesson(lib, lesson)
    for trap in lib.traps.values():
        _check_trap(lib, trap)
    check_references(lib, lib.practice, "practice.yml")
    _check_opinions(lib)
    _check_quoted(lib)
    for fact in lib.facts.values():
        for one in fact.concluded:
            at = f"{lib.where(fact)}, concluded, {', '.join(one.when)}"
            _refuse_unsourced(at, one.passages or one.verified)
            wrong = [
                n for n in one.when if lib.facts[n].concluded or lib.facts[n].kind in figures.STEP
            ]
            if wrong:
                problem = f"'{wrong[0]}' is a figure or itself follows from other facts."
                raise ReaderError(at, problem, "Name a fact that a person answers.")
    edges = [(fact, edge) for fact in lib.facts.values() for edge in fact.bears_on]
    for fact, edge in edges:
        _refuse_unsourced(f"{lib.where(fact)}, {edge.node}", edge.passages or edge.verified)
    rules: list[Node | Stage | Showing] = [
        *lib.nodes.values(),
        *lib.stages.values(),
        *lib.showings.values(),
    ]
    for rule in rules:
        source = rule.rule or rule.verified or getattr(rule, "supports", None)
        _refuse_unsourced(lib.where(rule), source, "has no passage under 'rule'.")
    tables = ("cases", "nodes", "facts", "scenarios", "traps", "passages")
    return {name: len(getattr(lib, name)) for name in tables} | {
        "passages verified": len(lib.passages),
        "questions": sum(map(len, lib.questions.values())),
        "edges": len(edges),
        "edges with a passage": sum(bool(edge.passages) for _, edge in edges),
        "rules": len(rules),
        "rules with a passage": sum(bool(rule.rule) for rule in rules),
    }


# --- one value ------------------------------------------------------------------------------------
def fact_value(fact: Fact, value: Any, where: str) -> FactValue:
    """Parse a fact's value as a person wrote it. Raise ReaderError if it is invalid.

    Yes-or-no facts take yes, no, or unknown; choices take one of their options. `figures.read`
    parses shares and counts; a pair such as [0.12, 0.19] is a range.
    """
    if isinstance(value, _PARSED_TYPES.get(fact.kind, ())):
        return cast(FactValue, value)
    word = str(value.value if isinstance(value, Answer) else value).strip().lower()
    if word in ("unknown", "", "?"):
        return "unknown" if fact.kind == "choice" else Answer.UNKNOWN
    if fact.kind == "yes_no":
        word = {"true": "yes", "false": "no"}.get(word, word)
        if word not in ("yes", "no"):
            problem = f"'{value}' is not an answer to “{fact.question}”"
            raise ReaderError(where, problem, "Write yes, no or unknown.")
        return Answer(word)
    if fact.kind == "choice":
        if word not in fact.options:
            remedy = f"Write one of: {', '.join(fact.options)}, unknown."
            raise ReaderError(where, f"'{value}' is not one of the choices.", remedy)
        return word
    return figures.read(fact.kind, value, where)


def on_screen(fact: Fact, text: str) -> FactValue:
    """Parse the text of a figure field; a number without a unit is a percentage if the fact is a share."""
    if not text.strip() or text.strip().lower() in ("unknown", "?"):
        return Answer.UNKNOWN
    return figures.read(fact.kind, text, f"facts, {fact.id}", True)


def as_typed(value: FactValue) -> str:
    """Return a value as exact text that `fact_value` parses back."""
    if isinstance(value, Answer):
        return value.value
    if not isinstance(value, Range):
        return value
    low, high = (format(Decimal(repr(end)), "f") for end in (value.low, value.high))
    return f"at least {low}" if high == "Infinity" else f"{low}-{high}"


# --- all values -----------------------------------------------------------------------------------
@cache
def parts(lib: Library, name: str) -> tuple[str, ...]:
    """Return the facts that a switch such as `us_cdn` sets; for a fact, return the fact itself."""
    return tuple(fact.id for fact in lib.facts.values() if fact.switch == name) or (name,)


def fact_values(lib: Library, facts: Mapping[str, Any], where: str = "facts") -> Facts:
    """Parse the values of several facts as a person wrote them. A switch sets all its facts."""
    values: Facts = {}
    for name, raw in facts.items():
        for part in parts(lib, name):
            fact = lib.facts.get(part) or lib.facts[lib.known("facts", part, where)]
            values[part] = fact_value(fact, raw, f"{where}, {part}")
    return values


def complete(lib: Library, facts: Mapping[str, Any], where: str = "facts") -> Facts:
    """Return a value for every fact: the stated value, else the presumed value, else unknown."""
    return {**_defaults(lib), **fact_values(lib, facts, where)}


@cache
def _defaults(lib: Library) -> Facts:
    """Return the value of every fact when a file states none."""
    return {name: fact_value(fact, fact.presumed, name) for name, fact in lib.facts.items()}


def names_another(lib: Library, old: object, new: object) -> bool:
    """Return whether a change names a forum different from the present one."""
    return new != old and new in lib.facts[FORUM].options


def other_forum(
    lib: Library, facts: Mapping[str, Any], changes: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the forum-related facts that become unknown because a change names another forum."""
    old, new = str(facts.get(FORUM, "unknown")), str(changes.get(FORUM, "")).strip().lower()
    if not names_another(lib, old, new):
        return ()
    return tuple(name for name, fact in lib.facts.items() if "{forum}" in fact.question)


# --- showings, and what facts count as ------------------------------------------------------------
def blank(lib: Library, name: str) -> FactValue:
    """Return the value of an unstated fact."""
    return "unknown" if lib.facts[name].kind == "choice" else Answer.UNKNOWN


def counts_as(lib: Library, showing: str, stage: str) -> str:
    """Return what a fact shown in this way counts as at a stage."""
    return lib.showings[showing].at.get(stage, lib.showings[showing].counts)


def counted(lib: Library, facts: Facts, shown: Shown, stage: str) -> Facts:
    """Return the values that a party's facts count as, given how each is shown (data/showings.yml)."""
    values = dict(facts)
    for name, showing in shown.items():
        fact, worth = lib.facts[name], counts_as(lib, showing, stage)
        if worth == "as said" or (worth == "for the plaintiff" and fact.shown_by == "plaintiff"):
            continue
        opposite = {Answer.YES: Answer.NO, Answer.NO: Answer.YES} if worth == "untrue" else {}
        values[name] = opposite.get(values[name], blank(lib, name))  # type: ignore[arg-type]
    return values


def shown_as(lib: Library, shown: Mapping[str, str], where: str = "shown") -> Shown:
    """Check the showings of facts and resolve switches; an empty showing removes one."""
    found: Shown = {}
    for name, showing in shown.items():
        for part in parts(lib, name):
            lib.known("facts", part, where)
            if showing:
                found[part] = lib.known("showings", showing, f"{where}, {name}")
    return found


def surely(what: list[str] | str, value: FactValue) -> bool:
    """Return whether a value is certainly among the answers, or a figure certainly none or some."""
    if isinstance(what, list):
        return (value.value if isinstance(value, Answer) else value) in what
    return isinstance(value, Range) and (value.high == 0 if what == "none" else value.low > 0)


def contradicted(lib: Library, facts: Facts) -> list[Contradiction]:
    """Return every contradiction among these facts (data/contradictions.yml)."""
    return [
        c
        for c in lib.contradictions.values()
        if all(surely(what, facts[name]) for name, what in c.all.items())
    ]


def _refuse_contradictions(lib: Library, facts: Facts, where: str) -> None:
    """Raise ReaderError if these facts cannot all be true."""
    for wrong in contradicted(lib, facts):
        problem = f"these cannot all be true. {wrong.words}"
        remedy = "Correct one of them, or leave it unknown."
        raise ReaderError(f"{where}, {' and '.join(wrong.all)}", problem, remedy)


def case_facts(lib: Library, case: Case) -> Facts:
    """Return the values that a decided case's facts count as; unstated facts are unknown."""
    return counted(lib, case_says(lib, case), case_shown(case), case.stage)


def case_says(lib: Library, case: Case) -> Facts:
    """Return a decided case's facts as the plaintiff states them, regardless of how they are shown.

    A figure `of` something else, such as a share of sales, does not answer a question about
    traffic.
    """
    return complete(lib, {k: v.value for k, v in case.facts.items() if not v.of}, f"{case.id}.yml")


def case_shown(case: Case | ScenarioFile) -> Shown:
    """Return the stated showings of the facts of a case or hypothetical."""
    return {
        name: how for name, said in case.facts.items() if (how := str(getattr(said, "shown", "")))
    }


# --- hypotheticals --------------------------------------------------------------------------------
def read_scenario(lib: Library, path: Path) -> tuple[ScenarioFile, Facts]:
    """Read a hypothetical from any file, and complete its facts from the case it is based on."""
    scenario = read_one(path, ScenarioFile)
    return scenario, scenario_facts(lib, scenario, path.name)


def scenario_facts(lib: Library, scenario: ScenarioFile, where: str = "") -> Facts:
    """Return the values that a hypothetical's facts count as; its own override those of its case."""
    says, shown = scenario_says(lib, scenario, where)
    _refuse_contradictions(lib, says, f"{where or scenario.id + '.yml'}, facts")
    return counted(lib, says, shown, scenario.stage)


def scenario_says(lib: Library, scenario: ScenarioFile, where: str = "") -> tuple[Facts, Shown]:
    """Return the stated facts of a hypothetical and the showing of each; checked."""
    where = where or f"{scenario.id}.yml"
    check_references(lib, scenario, where)
    lib.check_date(scenario.law_as_of, f"{where}, law_as_of")
    own = {
        part: getattr(stated, "value", stated)
        for name, stated in scenario.facts.items()
        for part in parts(lib, name)
    }
    base: dict[str, Any] = {}
    shown: Shown = {}
    if scenario.based_on:
        case = lib.cases[scenario.based_on]
        replaced = {*own, *other_forum(lib, {k: v.value for k, v in case.facts.items()}, own)}
        base = {k: v.value for k, v in case.facts.items() if k not in replaced}
        shown = {k: v for k, v in case_shown(case).items() if k not in replaced}
    shown |= shown_as(lib, case_shown(scenario), f"{where}, facts")
    return complete(lib, base | own, f"{where}, facts"), shown
