"""Read the files of data/ as records, and report errors in words that a law teacher can act on."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, ComposerError
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, ScalarEvent

from .model import Passage, ReaderError, Record

T = TypeVar("T", bound=Record)
_HERE = Path(__file__).resolve().parent
DATA = next(
    (d for d in (_HERE / "data", _HERE.parents[1] / "data") if (d / "facts.yml").is_file()),
    _HERE / "data",
)
# made by deploy/site/build.py for the static site, because YAML is slow to parse
READ_BEFORE = "read.json"
Homes = dict[tuple[type[Record], str], str]  # the file of each record, by type and id
# limits of one file: bytes, entries, nesting levels
LARGEST, MOST, DEEPEST = 2_000_000, 100_000, 50


# --- YAML -----------------------------------------------------------------------------------------
def seal(text: str) -> str:
    """Return a checksum of a text, the key for `READ_BEFORE`."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _preparsed() -> dict[str, str]:
    """Return the preparsed data files of this installation as JSON, by checksum."""
    path = DATA / READ_BEFORE
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def read_yaml(path: Path) -> Any:
    """Read a YAML 1.2 file as plain data. Raise ReaderError if it cannot be read."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise ReaderError(
                path.name, "this file is too large to be one of this suite's data files."
            )
        text = raw.decode("utf-8").replace("\r\n", "\n")
    except FileNotFoundError:
        problem, remedy = "no file has that name.", "Check the spelling of its name."
        raise ReaderError(path.name, problem, remedy) from None
    except (OSError, UnicodeDecodeError):
        problem, remedy = "cannot be read as text.", "Save it as plain UTF-8 text and try again."
        raise ReaderError(path.name, problem, remedy) from None
    known = _preparsed()
    if known and (found := known.get(seal(text))):
        return json.loads(found)
    return plain(text, path.name)


_HALF = re.compile("[\ud800-\udfff]")  # half of a surrogate pair
_REFUSED = {  # pattern in the parser's message -> problem, remedy
    'duplicate key "([^"]*)"': ("the field '{}' is given twice.", "Keep one of the two."),
    "^(alias)$": ("a '*' {} is not allowed in data.", "Write it out."),
    "^half a character$": (
        "'\\u' and its digits stand for no character.",
        "Write the character itself.",
    ),
    "^too much$|maximum depth": (
        "this file is larger or more deeply nested than a data file may be.",
        "Look for brackets or dashes that are there by mistake.",
    ),
    "constructor": ("a '!' tag is not allowed in data.", "Write plain text or numbers."),
    "(?s)(.*)": (
        "is not well-formed YAML ({}).",
        "Check the indentation, colons, and quotation marks.",
    ),
}


class _Plain(Composer):
    """A YAML composer that refuses aliases, which could expand without limit, and oversized files."""

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
    """Parse YAML 1.2 as plain data; refuse tags, repeated keys, aliases, and excessive nesting."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer, yaml.max_depth = _Plain, DEEPEST
    try:
        return yaml.load(text)
    except (YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        said = str(getattr(error, "problem", None) or error)
    line = f"line {mark.line + 1}: " if mark else ""
    for pattern, (problem, remedy) in _REFUSED.items():
        if found := re.search(pattern, said):
            raise ReaderError(where, line + problem.format(*found.groups()), remedy)


def id_of(record: Record) -> str:
    """Return the id of a record whose type has one."""
    return str(record.id)  # type: ignore[attr-defined]


# --- records --------------------------------------------------------------------------------------
def records(path: Path, kind: type[T]) -> list[T]:
    """Read a file that contains a list of records of one type."""
    raw = read_yaml(path)
    if not isinstance(raw, list):
        raise ReaderError(path.name, "should be a list of entries.", "Begin each with '- id:'.")
    return [as_record(path.name, entry, kind) for entry in raw]


def read_one(path: Path, kind: type[T]) -> T:
    """Read a file that contains one record."""
    return as_record(path.name, read_yaml(path), kind)


def read_named(path: Path, kind: type[T]) -> T:
    """Read a file that contains one record, whose id must equal the file name."""
    record = read_one(path, kind)
    if id_of(record) != path.stem:
        problem = f"'{id_of(record)}' does not match the name of this file."
        remedy = f"Write id: {path.stem}, or rename the file."
        raise ReaderError(f"{path.name}, id", problem, remedy)
    return record


def by_id(where: str, items: Iterable[T]) -> dict[str, T]:
    """Return records by id. Raise ReaderError if an id is used twice."""
    found: dict[str, T] = {}
    for item in items:
        if id_of(item) in found:
            raise ReaderError(
                f"{where}, {id_of(item)}", "this id is used twice.", "Rename one of them."
            )
        found[id_of(item)] = item
    return found


def read_table(root: Path, place: str, kind: type[T], homes: Homes) -> dict[str, T]:
    """Read every record of a table, and note in `homes` the file of each.

    A place is one file (`facts.yml`), several files of lists (`doctrine/*.yml`), or one file per
    record, named by its id (`cases/{id}.yml`).
    """
    single, pattern = "{id}" in place, place.replace("{id}", "*")
    found = []
    for path in sorted(root.glob(pattern)) or [root / pattern]:
        for record in [read_named(path, kind)] if single else records(path, kind):
            home = path.relative_to(root).as_posix()
            homes[kind, id_of(record)] = home if single else f"{home}, {id_of(record)}"
            found.append(record)
    return by_id(place.removesuffix("/*.yml"), found)


def as_record(where: str, entry: Any, kind: type[T]) -> T:
    """Convert plain data to a record. Raise ReaderError with the field, the problem, and the remedy."""
    if not isinstance(entry, dict):
        raise ReaderError(where, "should hold 'field: value' lines.", "See data/README.md.")
    if "id" in kind.model_fields:
        where = f"{where}, {entry.get('id', 'an entry without id')!s}"
    try:
        return kind.model_validate(entry)
    except ValidationError as error:
        raise _reader_error(where, error.errors()) from None


_SEE = "See data/README.md."
_UNKNOWN = ("'{input}' is not recognized here.", "Write one of: {ctx[expected]}.")
_EMPTY = ("is empty.", "Write something, or omit the field if it is optional.")
_WRONG = {  # pydantic error type -> problem, remedy
    "missing": ("this field is missing.", "Add it; data/README.md says what it means."),
    "extra_forbidden": ("there is no such field.", "{meant}"),
    "value_error": ("{ctx[error]}.", _SEE),
    "string_pattern_mismatch": (
        "'{input}' is not an id.",
        "Write lowercase letters, digits, and underscores, beginning with a letter.",
    ),
    "literal_error": _UNKNOWN,
    "enum": _UNKNOWN,
    "string_too_long": ("is longer than {ctx[max_length]:,} characters.", "Shorten it."),
    "too_short": _EMPTY,
    "string_too_short": _EMPTY,
    "string_type": ("'{input}' should be text.", _SEE),
    "list_type": ("'{input}' should be a list.", _SEE),
    "int_type": ("'{input}' should be a whole number.", _SEE),
    "float_type": ("'{input}' should be a number.", _SEE),
    "bool_type": ("'{input}' should be true or false.", _SEE),
    "date_type": ("'{input}' should be a date such as 2024-01-02.", _SEE),
} | dict.fromkeys(
    ["dict_type", "model_type", "model_attributes_type"],
    ("'{input}' should be 'field: value' lines.", _SEE),
)


def _reader_error(where: str, errors: list[Any]) -> ReaderError:
    """Return pydantic's errors on one entry as a single ReaderError."""
    # A misspelled field also causes a missing one; report the misspelling, which the reader can
    # see. If a field allows several types, the error nested deepest belongs to the type that was
    # meant.
    error = max(errors, key=lambda e: (e["type"] == "extra_forbidden", len(e["loc"])))
    shapes = {"str", "float", "int", "bool", *(kind.__name__ for kind in Record.__subclasses__())}
    place = [
        str(part)
        for part in error["loc"]
        if isinstance(part, int) or (part not in shapes and re.fullmatch(r"[\w ]+", part))
    ]
    given = str(error["input"])
    words = {
        "input": given if len(given) <= 60 else f"{given[:57]}...",
        "ctx": error.get("ctx"),
        "msg": error["msg"],
        "meant": _suggestion(errors, error) if error["type"] == "extra_forbidden" else "",
    }
    problem, remedy = (
        text.format_map(words) for text in _WRONG.get(error["type"], ("{msg}.", _SEE))
    )
    return ReaderError(f"{where}, {'.'.join(place) or 'the entry'}", problem, remedy)


def _suggestion(errors: list[Any], extra: Any) -> str:
    """Return a suggestion for an unknown field: a missing field with a similar name, or any other."""
    name = str(extra["loc"][-1])
    missing = [str(error["loc"][-1]) for error in errors if error["type"] == "missing"]
    fields = {field for kind in Record.__subclasses__() for field in kind.model_fields}
    near = difflib.get_close_matches(name, missing, 1) or difflib.get_close_matches(
        name, sorted(fields - {name}), 1
    )
    return f"Did you mean '{near[0]}'?" if near else "Remove it."


# --- opinions -------------------------------------------------------------------------------------
def _one_line(text: str) -> str:
    return " ".join(re.sub(r"\[\^\w*\]", "", text).split())


@dataclass(frozen=True)
class Page:
    """A page or section of an opinion: its body and footnotes, as printed."""

    label: str
    body: str
    footnotes: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Opinion:
    """The text of an opinion, page by page."""

    id: str
    pages: tuple[Page, ...]

    def where(self, passage: Passage) -> str | None:
        """Return what is wrong with a passage's text or pin; None if it is verbatim at its pin."""
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
        for segment in map(_one_line, passage.segments):
            found = text.find(segment, start)
            if not segment or found < 0:
                return f"the opinion does not contain these words there: “{segment[:70]}”"
            start = found + len(segment)
        if last and any(_one_line(passage.text) in page.body for page in chosen):
            return "it is on one page, not across two"
        return None

    def page(self, label: str) -> Page:
        """Return the page or section with this label."""
        return next(page for page in self.pages if page.label == label)


def read_opinion(path: Path) -> Opinion:
    """Read an opinion: `=== page 5` or `=== section II.A` starts a page, `--- footnote 6` a footnote."""
    text = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.M)
    pages = []
    for chunk in re.split(r"^=== (?:page|section) ", text, flags=re.M)[1:]:
        head, _, rest = chunk.partition("\n")
        body, *notes = re.split(r"^--- footnote ?", rest, flags=re.M)
        parts = [note.partition("\n") for note in notes]
        footnotes = tuple(((top.split() or [""])[0], _one_line(words)) for top, _, words in parts)
        paragraphs = tuple(_one_line(p) for p in body.split("\n\n") if p.strip())
        label = head.split(" (")[0].strip()
        pages.append(Page(label, _one_line(body), footnotes, paragraphs))
    return Opinion(path.stem, tuple(pages))
