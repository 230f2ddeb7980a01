"""A client's file: what is known, unknown and disputed, read and written as data and never run.

The file is YAML (JSON is read too) that can be read with the eye. It knows its client by initials or a
label. How each fact is known decides how it counts as shown (data/intake.yml).
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic_core import from_json
from ruamel.yaml import YAML

from .analysis import Analysis, analyze
from .library import Facts, Library, Shown, complete, fact_value, load
from .loading import LARGEST, as_record, plain
from .model import Basis, ClientFile, Lead, ReaderError, Told, Venue

FORMAT, VERSION = "minimum-contacts-client", 1
UNKNOWN, DISPUTED = "unknown", "disputed"
_INITIALS = re.compile(r"(?:[^\W\d_]\.? ?){1,3}(?:\d{1,3})?")


# --- reading and writing ----------------------------------------------------------------------------
def read(raw: bytes, where: str, library: Library | None = None) -> ClientFile:
    """The client's file that these bytes hold; ReaderError in plain words for anything else."""
    if len(raw) > LARGEST:
        raise ReaderError(where, "this file is too large to be a client's file.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ReaderError(where, "cannot be read as text.",
                          "If you have another copy of it, use that one.") from None  # fmt: skip
    entry = _plain(text, where)
    if not isinstance(entry, dict) or entry.get("format") != FORMAT:
        raise ReaderError(where, "this is not a client's file.",
                          f"A client's file begins with 'format: {FORMAT}'.")  # fmt: skip
    version = entry.get("version")
    if version != VERSION or isinstance(version, bool):
        raise ReaderError(
            where,
            f"this file has the form {str(version)[:20]!r}, and this one reads form {VERSION}.",
            "Open it with the version of the suite that wrote it, or bring this one up to date.",
        )
    found = as_record(where, _as_text(entry), ClientFile)
    check(library or load(), found, where)
    return found


def _as_text(entry: dict[Any, Any]) -> dict[Any, Any]:
    """An answer that YAML or JSON takes for a number or a truth, as the text that was meant."""
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
    """Plain data out of JSON or YAML: no tags, no repeated keys, no aliases that could swell."""
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
        raise ReaderError(path.name, "there is no such file.",
                          "Check the spelling of its name.") from None  # fmt: skip
    except OSError:
        raise ReaderError(path.name, "cannot be read.", "Is it open elsewhere?") from None
    return read(raw, path.name, library)


def is_client_file(path: Path) -> bool:
    """Whether a file says at its top, or anywhere, that it is a client's file."""
    try:
        return FORMAT.encode() in path.read_bytes()[:LARGEST]
    except OSError:
        return False


def written(client: ClientFile) -> bytes:
    """The file that holds this client's facts, as YAML; what `read` gives back unchanged."""
    return _as_yaml(json.dumps(client.model_dump(exclude_defaults=True, mode="json")))


@lru_cache(8)
def _as_yaml(of: str) -> bytes:
    """A file as YAML; kept, for one change of a file has it measured, saved and offered for download."""
    plain = json.loads(of)
    order = (
        "format",
        "version",
        "label",
        "side",
        "forum",
        "stage",
        "law_as_of",
        "story",
        "facts",
        "claims",
        "defendants",
    )
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.allow_unicode, yaml.width = False, True, 100
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[attr-defined]
    yaml.representer.add_representer(str, _to_the_letter)
    out = io.BytesIO()
    yaml.dump({name: plain[name] for name in order if name in plain}, out)
    return out.getvalue()


def _to_the_letter(representer: Any, text: str) -> Any:
    """A text; the rare ends of a line that YAML would fold into a space are written as escapes."""
    style = '"' if re.search("[\x85\u2028\u2029]", text) else None
    return representer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def new(label: str, forum: str, **more: Any) -> ClientFile:
    """An empty file for a client, in which every fact is unknown."""
    return ClientFile(format=FORMAT, version=VERSION, label=label, forum=forum, **more)


def with_fact(client: ClientFile, name: str, told: Told | None) -> ClientFile:
    """The file with one fact told otherwise; with None it is taken out, and is unknown again."""
    facts = {k: v for k, v in client.facts.items() if k != name}
    return client.model_copy(update={"facts": facts | ({name: told} if told else {})})


def is_initials(label: str) -> bool:
    """Whether a label is initials, perhaps with a number, and so hardly a real name."""
    return label == label.upper() and bool(_INITIALS.fullmatch(label.strip()))


# --- into the engine's facts and showings -----------------------------------------------------------
def check(lib: Library, client: ClientFile, where: str) -> None:
    """Refuse what the file names and is not there, and answers that fit no question."""
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
            raise ReaderError(
                at, "is chosen for the whole file.", "Set 'forum' at its top instead."
            )
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
            for field in ("claimed", "dispute"):
                if getattr(told, field):
                    raise ReaderError(f"{at}, {field}", "belongs to a fact that is disputed.",
                                      "Write answer: disputed, or take it out.")  # fmt: skip
        for field, bases in (("known", lib.intake.known), ("dispute", lib.intake.disputes)):
            _basis(bases, getattr(told, field), f"{at}, {field}")


def venue(lib: Library, client: ClientFile, where: str = "forum") -> Venue:
    """The forum that a file chooses."""
    found = {v.id: v for v in lib.intake.venues}
    if client.forum not in found:
        raise ReaderError(f"{where}, forum", f"there is no forum '{client.forum}'.",
                          f"Write one of: {', '.join(found)}.")  # fmt: skip
    return found[client.forum]


def _basis(bases: list[Basis], name: str, where: str) -> Basis | None:
    found = {b.id: b for b in bases}
    if name and name not in found:
        raise ReaderError(where, f"'{name}' is not one of the choices.",
                          f"Write one of: {', '.join(found)}.")  # fmt: skip
    return found.get(name)


def disputed(client: ClientFile) -> list[str]:
    """The facts on which the two sides differ."""
    return [name for name, told in client.facts.items() if told.answer == DISPUTED]


def basis(lib: Library, told: Told) -> Basis | None:
    """How a fact is known or disputed; None for an unknown one, and for one of which it is not said.

    Where it is not said how a fact is disputed, one side only says so: it is unproven.
    """
    if told.answer == UNKNOWN:
        return None
    if told.answer == DISPUTED:
        bases = lib.intake.disputes
        return next((b for b in bases if b.id == told.dispute), bases[-1])
    return next((b for b in lib.intake.known if b.id == told.known), None)


def translated(lib: Library, client: ClientFile) -> tuple[Facts, Shown]:
    """What a client's file says, as the engine's facts, and how each is shown."""
    here = venue(lib, client)
    says: dict[str, Any] = {"forum": here.forum, "long_arm": here.long_arm}
    shown: Shown = {}
    for name, told in client.facts.items():
        says[name] = (told.claimed or "yes") if told.answer == DISPUTED else told.answer
        if found := basis(lib, told):
            shown[name] = found.shown
    return complete(lib, says), shown


def analyzed(
    client: ClientFile,
    library: Library | None = None,
    law_as_of: dt.date | str | None = None,
    stage: str = "",
) -> Analysis:
    """Every finding on a client's file, at its own date, stage and court unless others are given."""
    lib = library or load()
    says, shown = translated(lib, client)
    here = venue(lib, client)
    return analyze(
        says, law_as_of or client.law_as_of, stage or client.stage, lib,
        shown=shown, place=here.place, court=here.court,
    )  # fmt: skip


def leads(lib: Library, client: ClientFile) -> list[Lead]:
    """What the client said that answers no question yet: `we use Cloudflare` leads to what it does."""
    return [lead for lead in lib.intake.leads if any(said(client, word) for word in lead.words)]


def said(client: ClientFile, word: str) -> bool:
    """Whether the story or a note of a file says a word."""
    texts = [client.story, *(told.note for told in client.facts.values())]
    whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.I)
    return any(whole.search(text) for text in texts)
