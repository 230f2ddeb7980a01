"""A client's file: what is known, unknown and disputed, read and written as data and never run.

The file is YAML (JSON is read too) that can be read with the eye. It knows its client by initials or a
label. How each fact is known decides how it counts as shown (data/intake.yml).
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic_core import from_json
from ruamel.yaml import YAML

from .analysis import Analysis, analyze
from .library import Facts, Library, Shown, complete, fact_value, load
from .loading import LARGEST, as_record, plain
from .model import Basis, ClientFile, Lead, ReaderError, Told, Venue

FORMAT, VERSION = "minimum-contacts-client", 1
UNKNOWN, DISPUTED = "unknown", "disputed"
Choice = TypeVar("Choice", Basis, Venue)
_INITIALS = re.compile(r"(?:[^\W\d_]\.? ?){1,3}(?:\d{1,3})?")


# --- reading and writing ----------------------------------------------------------------------------
def read(raw: bytes, where: str, library: Library | None = None) -> ClientFile:
    """Read the client's file that these bytes hold; ReaderError in plain words for anything else."""
    if len(raw) > LARGEST:
        raise ReaderError(where, "this file is too large to be a client's file.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        remedy = "If you have another copy of it, use that one."
        raise ReaderError(where, "cannot be read as text.", remedy) from None
    entry = _plain(text, where)
    if not isinstance(entry, dict) or entry.get("format") != FORMAT:
        remedy = f"A client's file begins with 'format: {FORMAT}'."
        raise ReaderError(where, "this is not a client's file.", remedy)
    version = entry.get("version")
    if version != VERSION or isinstance(version, bool):
        raise ReaderError(
            where,
            f"this file has the form {str(version)[:20]!r}, and this one reads form {VERSION}.",
            "Open it with the version of the suite that wrote it, or bring this one up to date.",
        )
    client = as_record(where, _as_text(entry), ClientFile)
    check(library or load(), client, where)
    return client


def _as_text(entry: dict[Any, Any]) -> dict[Any, Any]:
    """Turn an answer that YAML or JSON takes for a number or a truth into the text that was meant."""
    facts = entry.get("facts")
    for told in facts.values() if isinstance(facts, dict) else ():
        for field in ("answer", "claimed") if isinstance(told, dict) else ():
            value = told.get(field)
            if isinstance(value, bool):
                told[field] = "yes" if value else "no"
            elif isinstance(value, (int, float)):
                told[field] = str(value)
    return entry


def _plain(text: str, where: str) -> Any:
    """Read plain data out of JSON or YAML: no tags, no repeated keys, no aliases that could swell."""
    if text.lstrip().startswith("{"):
        try:
            return from_json(text)
        except ValueError:
            pass  # YAML may write its mappings in braces, too
    return plain(text, where)


def open_file(path: Path, library: Library | None = None) -> ClientFile:
    """Read a client's file from disk; ReaderError if it cannot be read."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        remedy = "Check the spelling of its name."
        raise ReaderError(path.name, "there is no such file.", remedy) from None
    except OSError:
        raise ReaderError(path.name, "cannot be read.", "Is it open elsewhere?") from None
    return read(raw, path.name, library)


def is_client_file(path: Path) -> bool:
    """Tell whether a file says at its top, or anywhere, that it is a client's file."""
    try:
        return FORMAT.encode() in path.read_bytes()[:LARGEST]
    except OSError:
        return False


def written(client: ClientFile) -> bytes:
    """Return the file that holds this client's facts, as YAML; what `read` gives back unchanged."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.allow_unicode, yaml.width = False, True, 100
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[attr-defined]
    yaml.representer.add_representer(str, _to_the_letter)
    out = io.BytesIO()
    yaml.dump(client.model_dump(exclude_defaults=True, mode="json"), out)
    return out.getvalue()


def _to_the_letter(representer: Any, text: str) -> Any:
    """Write a text; the rare ends of a line that YAML would fold into a space become escapes."""
    style = '"' if re.search("[\x85\u2028\u2029]", text) else None
    return representer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def new(label: str, forum: str, **more: Any) -> ClientFile:
    """Begin a file for a client, in which every fact is unknown but those that are given."""
    return ClientFile(format=FORMAT, version=VERSION, label=label, forum=forum, **more)


def with_fact(client: ClientFile, name: str, told: Told | None) -> ClientFile:
    """Return the file with one fact told otherwise; with None it is taken out, and is unknown again."""
    facts = {k: v for k, v in client.facts.items() if k != name}
    return client.model_copy(update={"facts": facts | ({name: told} if told else {})})


def is_initials(label: str) -> bool:
    """Tell whether a label is initials, perhaps with a number, and so hardly a real name."""
    return label == label.upper() and bool(_INITIALS.fullmatch(label.strip()))


# --- into the engine's facts and showings -----------------------------------------------------------
def check(lib: Library, client: ClientFile, where: str) -> None:
    """Refuse a file that names what is not there, or whose answers fit no question."""
    venue(lib, client, where)
    lib.known("stages", client.stage, f"{where}, stage")
    if client.law_as_of and client.law_as_of < lib.first_date:
        raise ReaderError(
            f"{where}, law_as_of",
            f"{client.law_as_of.isoformat()} is before the first authority this suite knows.",
            f"Choose {lib.first_date.isoformat()} or a later day.",
        )
    for name, told in client.facts.items():
        at = f"{where}, facts, {name}"
        if name == "forum":
            remedy = "Set 'forum' at its top instead."
            raise ReaderError(at, "is chosen for the whole file.", remedy)
        fact = lib.facts[lib.known("facts", name, at)]
        if told.answer == DISPUTED:
            if told.claimed == UNKNOWN or (not told.claimed and fact.kind != "yes_no"):
                raise ReaderError(
                    f"{at}, claimed",
                    "must say what one side says of this fact.",
                    "Write it as an answer, such as 4.6%.",
                )
            fact_value(fact, told.claimed or "yes", f"{at}, claimed")
        else:
            fact_value(fact, told.answer, f"{at}, answer")
            if field := next((f for f in ("claimed", "dispute") if getattr(told, f)), ""):
                remedy = "Write answer: disputed, or take it out."
                raise ReaderError(f"{at}, {field}", "belongs to a fact that is disputed.", remedy)
        for field, bases in (("known", lib.intake.known), ("dispute", lib.intake.disputes)):
            if chosen := getattr(told, field):
                problem = f"'{chosen}' is not one of the choices."
                _chosen(bases, chosen, f"{at}, {field}", problem)


def venue(lib: Library, client: ClientFile, where: str = "forum") -> Venue:
    """Return the forum that a file chooses."""
    problem = f"there is no forum '{client.forum}'."
    return _chosen(lib.intake.venues, client.forum, f"{where}, forum", problem)


def _chosen(choices: Iterable[Choice], chosen: str, where: str, problem: str) -> Choice:
    """Return the choice of this id, or refuse one that is not there."""
    known = {choice.id: choice for choice in choices}
    if chosen not in known:
        raise ReaderError(where, problem, f"Write one of: {', '.join(known)}.")
    return known[chosen]


def disputed(client: ClientFile) -> list[str]:
    """Return the facts on which the two sides differ."""
    return [name for name, told in client.facts.items() if told.answer == DISPUTED]


def claimed(told: Told) -> str:
    """Return the answer to a fact; of a disputed one, what one side says."""
    return (told.claimed or "yes") if told.answer == DISPUTED else told.answer


def basis(lib: Library, told: Told) -> Basis | None:
    """Return how a fact is known or disputed; None if it is unknown, or if the file does not say how.

    Where it is not said how a fact is disputed, one side only says so: it is unproven.
    """
    if told.answer == DISPUTED:
        bases = lib.intake.disputes
        return next((one for one in bases if one.id == told.dispute), bases[-1])
    known = "" if told.answer == UNKNOWN else told.known
    return next((one for one in lib.intake.known if one.id == known), None)


def translated(lib: Library, client: ClientFile) -> tuple[Facts, Shown]:
    """Return what a client's file says, as the engine's facts, and how each is shown."""
    forum = venue(lib, client)
    says: dict[str, Any] = {"forum": forum.forum, "long_arm": forum.long_arm}
    shown: Shown = {}
    for name, told in client.facts.items():
        says[name] = claimed(told)
        if known := basis(lib, told):
            shown[name] = known.shown
    return complete(lib, says), shown


def analyzed(
    client: ClientFile,
    library: Library | None = None,
    law_as_of: dt.date | str | None = None,
    stage: str = "",
) -> Analysis:
    """Analyze a client's file, at its own date, stage and court unless others are given."""
    lib = library or load()
    says, shown = translated(lib, client)
    day, forum = law_as_of or client.law_as_of, venue(lib, client)
    where = {"place": forum.place, "court": forum.court}
    return analyze(says, day, stage or client.stage, lib, shown=shown, **where)


def leads(lib: Library, client: ClientFile) -> list[Lead]:
    """Return what the client's words lead to: `we use Cloudflare` leads to what it does."""
    return [lead for lead in lib.intake.leads if any(said(client, word) for word in lead.words)]


def said(client: ClientFile, word: str) -> bool:
    """Tell whether the story or a note of a file says a word, in its capitals where it has some."""
    texts = [client.story, *(told.note for told in client.facts.values())]
    whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", 0 if word != word.lower() else re.I)
    return any(whole.search(text) for text in texts)
