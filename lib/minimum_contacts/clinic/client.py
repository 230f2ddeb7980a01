"""Client files: read and written as YAML (or read as JSON), as data that is never executed.

A file identifies its client by initials or a label. How each fact is known determines what it
counts as shown (data/intake.yml).
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
import string
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic_core import from_json
from ruamel.yaml import YAML

from jurisdiction import claims, model
from jurisdiction.analysis import Analysis, analyze
from jurisdiction.library import Facts, Library, Shown, as_typed, complete, fact_value, load
from jurisdiction.loading import LARGEST, as_record, plain
from jurisdiction.model import Basis, ClientFile, ClientParty, Lead, ReaderError, Told, Venue

FORMAT, VERSION = model.CLIENT_FORMAT, 1
UNKNOWN, DISPUTED = "unknown", "disputed"
Scope = tuple[str, str]  # a claim and a defendant; each is empty if the fact applies to all
ALL: Scope = ("", "")
Choice = TypeVar("Choice", Basis, Venue)
_PARAGRAPHS = re.compile(r"\S(.*\S)?(\n+\S(.*\S)?)+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.? ?){1,3}(?:\d{1,3})?")


# --- reading and writing --------------------------------------------------------------------------
def read(raw: bytes, where: str, library: Library | None = None) -> ClientFile:
    """Parse a client file from bytes. Raise ReaderError for anything else."""
    if len(raw) > LARGEST:
        raise ReaderError(where, "this file is too large to be a client file.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        remedy = "If you have another copy of it, use that one."
        raise ReaderError(where, "cannot be read as text.", remedy) from None
    entry = _plain(text, where)
    if not isinstance(entry, dict) or entry.get("format") != FORMAT:
        remedy = f"A client file begins with 'format: {FORMAT}'."
        raise ReaderError(where, "this is not a client file.", remedy)
    version = entry.get("version")
    if version != VERSION or isinstance(version, bool):
        raise ReaderError(
            where,
            f"this file is in format {str(version)[:20]!r}, and this version reads format {VERSION}.",
            "Open it with the version of the suite that wrote it, or update this one.",
        )
    client = as_record(where, _as_text(entry), ClientFile)
    check(library or load(), client, where)
    return client


def _as_text(entry: Any, field: str = "") -> Any:
    """Convert answers and labels that YAML or JSON parsed as numbers or booleans back to text."""
    if isinstance(entry, dict):
        names = (str(name) if field == "exhibits" else name for name in entry)
        return {
            name: _as_text(it, str(name)) for name, it in zip(names, entry.values(), strict=True)
        }
    if isinstance(entry, list):
        return [_as_text(it, field) for it in entry]
    if isinstance(entry, bool):
        return ("yes" if entry else "no") if field in ("answer", "claimed") else entry
    number = isinstance(entry, (int, float)) and field in ("answer", "claimed", "exhibits")
    return str(entry) if number else entry


def _plain(text: str, where: str) -> Any:
    """Parse JSON or YAML as plain data: no tags, no repeated keys, and no aliases that could expand."""
    if text.lstrip().startswith("{"):
        try:
            return from_json(text)
        except ValueError:
            pass  # YAML mappings may be written in braces, too
    return plain(text, where)


def open_file(path: Path, library: Library | None = None) -> ClientFile:
    """Read a client file from disk. Raise ReaderError if it cannot be read."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        remedy = "Check the spelling of its name."
        raise ReaderError(path.name, "no file has that name.", remedy) from None
    except OSError:
        raise ReaderError(path.name, "cannot be read.", "Is it open elsewhere?") from None
    return read(raw, path.name, library)


def is_client_file(path: Path) -> bool:
    """Return whether a file contains the format marker of a client file."""
    try:
        return FORMAT.encode() in path.read_bytes()[:LARGEST]
    except OSError:
        return False


def written(client: ClientFile) -> bytes:
    """Return the client file as YAML bytes, which `read` restores unchanged."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.allow_unicode, yaml.width = False, True, 100
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[attr-defined]
    yaml.representer.add_representer(str, _exact_text)
    out = io.BytesIO()
    yaml.dump(client.model_dump(exclude_defaults=True, mode="json"), out)
    return out.getvalue()


def _exact_text(representer: Any, text: str) -> Any:
    """Represent a text exactly: paragraphs as a block, line ends that YAML would fold as escapes."""
    style = '"' if re.search("[\x85\u2028\u2029]", text) else None
    if _PARAGRAPHS.fullmatch(text) and text.replace("\n", "").isprintable():
        style = "|"
    return representer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def new(label: str, forum: str, **more: Any) -> ClientFile:
    """Return a new client file in which every fact not given is unknown."""
    return ClientFile(format=FORMAT, version=VERSION, label=label, forum=forum, **more)


# --- several claims and defendants ----------------------------------------------------------------
def facts_at(client: ClientFile, scope: Scope = ALL) -> dict[str, Told]:
    """Return the facts stated for a claim, a defendant, both together, or the whole file."""
    claim, defendant = scope
    if claim and defendant:
        return client.claims[claim].facts_against.get(defendant, {})
    if claim:
        return client.claims[claim].facts
    return client.defendants[defendant].facts if defendant else client.facts


def with_fact(client: ClientFile, name: str, told: Told | None, scope: Scope = ALL) -> ClientFile:
    """Return the file with one fact replaced; None removes it, so that it is unknown again."""
    facts = {k: v for k, v in facts_at(client, scope).items() if k != name}
    facts |= {name: told} if told else {}
    claim, defendant = scope
    if not claim and not defendant:
        return client.model_copy(update={"facts": facts})
    kind, one = ("claims", claim) if claim else ("defendants", defendant)
    of: dict[str, ClientParty] = getattr(client, kind)
    change: dict[str, Any] = {"facts": facts}
    if claim and defendant:
        change = {"facts_against": client.claims[claim].facts_against | {defendant: facts}}
    return client.model_copy(update={kind: of | {one: of[one].model_copy(update=change)}})


def with_one(client: ClientFile, kind: str) -> tuple[str, dict[str, Any]]:
    """Return a new id for a claim, defendant, or exhibit, and the table with that entry added."""
    of = getattr(client, kind)
    if kind == "exhibits":
        letters = string.ascii_uppercase
        labels = (*letters, *map("".join, itertools.product(letters, repeat=2)))
        label = next(one for one in labels if one not in of)
        return label, of | {label: ""}
    number = next(n for n in itertools.count(1) if f"{kind[:-1]}_{n}" not in of)
    name = f"{kind[:-1]}_{number}"
    return name, of | {name: {"name": f"{kind[:-1].capitalize()} {number}"}}


def without(client: ClientFile, kind: str, name: str) -> dict[str, Any]:
    """Return the fields that change when a claim, a defendant, or an exhibit is removed."""
    changes: dict[str, Any] = {kind: {k: v for k, v in getattr(client, kind).items() if k != name}}
    if kind == "exhibits":
        for at in every_scope(client):
            for fact, told in facts_at(client, at).items():
                left = [label for label in told.exhibits if label != name]
                client = with_fact(client, fact, told.model_copy(update={"exhibits": left}), at)
        return changes | {part: getattr(client, part) for part in ("facts", "claims", "defendants")}
    if kind == "defendants":
        if only := [claim.name for claim in client.claims.values() if claim.against == [name]]:
            problem = f"is the only defendant that {only[0]} is against."
            raise ReaderError("This defendant", problem, "Delete that claim first.")
        changes["claims"] = {
            key: claim.model_dump()
            | {"against": [n for n in claim.against if n != name]}
            | {"facts_against": {k: v for k, v in claim.facts_against.items() if k != name}}
            for key, claim in client.claims.items()
        }
    return changes


def every_scope(client: ClientFile) -> Iterable[Scope]:
    """Return every scope in which the file can state facts."""
    return itertools.product(("", *client.claims), ("", *client.defendants))


def scopes(claim: str, defendant: str) -> list[Scope]:
    """Return the scopes in which a fact of this pair can be stated, narrowest first."""
    return [*dict.fromkeys([(claim, defendant), (claim, ""), ("", defendant), ALL])]


def scope(lib: Library, client: ClientFile, name: str, claim: str, defendant: str) -> Scope:
    """Return the scope in which a fact is stated, or the one in which to state it first."""
    told = (at for at in scopes(claim, defendant) if name in facts_at(client, at))
    separate = lib.intake.separate
    both = name in separate.get("both", ())
    of_claim, of_defendant = (both or name in separate.get(k, ()) for k in ("claim", "defendant"))
    return next(told, (claim if of_claim else "", defendant if of_defendant else ""))


def rulings(lib: Library, client: ClientFile, where: str = "This file") -> list[claims.Ruling]:
    """Analyze each claim against each defendant separately, with pendent jurisdiction."""

    def one(file: ClientFile, more: dict[str, str]) -> Analysis:
        said = {name: Told(answer=as_typed(answer)) for name, answer in more.items()}
        return analyzed(file.model_copy(update={"facts": file.facts | said}), lib)

    return claims.rulings(claims.parts(lib, client, where), one)


def cited(part: claims.Part) -> ClientFile:
    """Return one claim against one defendant prepared for a memo: both named, with exhibits cited."""
    file: ClientFile = part.file

    def noted(told: Told) -> Told:
        proof = [f"Ex. {label}: {file.exhibits[label]}".strip(" :.") for label in told.exhibits]
        notes = [*filter(None, [told.note]), *(f"{words}." for words in proof)]
        return told.model_copy(update={"note": " ".join(notes)})

    facts = {name: noted(told) for name, told in file.facts.items()}
    label = f"{file.label} ({part.name})" if part.name else file.label
    named = {part.defendant: ClientParty(name=part.against)} if part.against else {}
    return file.model_copy(update={"facts": facts, "label": label, "defendants": named})


def is_initials(label: str) -> bool:
    """Return whether a label looks like initials, perhaps with a number, rather than a name."""
    return label == label.upper() and bool(_INITIALS.fullmatch(label.strip()))


# --- conversion to facts and showings -------------------------------------------------------------
def check(lib: Library, client: ClientFile, where: str) -> None:
    """Raise ReaderError if the file names an unknown record or has an invalid answer."""
    venue(lib, client, where)
    lib.known("stages", client.stage, f"{where}, stage")
    lib.check_date(client.law_as_of, f"{where}, law_as_of")
    claims.parts(lib, client, where)  # also refuses an unknown defendant
    for at in every_scope(client):
        _check_facts(lib, client, at, where)
    for claim_id, claim in client.claims.items():
        if gone := [name for name in claim.facts_against if name not in client.defendants]:
            known = f"Known: {', '.join(client.defendants) or 'none'}."
            at = f"{where}, claims, {claim_id}, facts_against"
            raise ReaderError(at, f"there is no defendant '{gone[0]}'.", known)


def _check_facts(lib: Library, client: ClientFile, scope: Scope, where: str) -> None:
    """Refuse facts of one scope that fit no question or cite no exhibit in the file."""
    claim, defendant = scope
    where += f", claims, {claim}" if claim else f", defendants, {defendant}" if defendant else ""
    where += f", facts_against, {defendant}" if claim and defendant else ", facts"
    for name, told in facts_at(client, scope).items():
        at = f"{where}, {name}"
        if gone := [label for label in told.exhibits if label not in client.exhibits]:
            known = f"Known: {', '.join(client.exhibits) or 'none'}."
            raise ReaderError(f"{at}, exhibits", f"there is no exhibit '{gone[0]}'.", known)
        if name == "forum":
            remedy = "Set 'forum' at its top instead."
            raise ReaderError(at, "applies to the whole file.", remedy)
        fact = lib.facts[lib.known("facts", name, at)]
        if told.answer == DISPUTED:
            if told.claimed == UNKNOWN or (not told.claimed and fact.kind != "yes_no"):
                raise ReaderError(
                    f"{at}, claimed",
                    "must give one side's version of this fact.",
                    "Write it as an answer, such as 4.6%.",
                )
            fact_value(fact, told.claimed or "yes", f"{at}, claimed")
        else:
            fact_value(fact, told.answer, f"{at}, answer")
            if field := next((f for f in ("claimed", "dispute") if getattr(told, f)), ""):
                remedy = "Write answer: disputed, or delete it."
                raise ReaderError(f"{at}, {field}", "belongs to a disputed fact.", remedy)
        for field, bases in (("known", lib.intake.known), ("dispute", lib.intake.disputes)):
            if chosen := getattr(told, field):
                problem = f"'{chosen}' is not one of the choices."
                _chosen(bases, chosen, f"{at}, {field}", problem)


def venue(lib: Library, client: ClientFile, where: str = "forum") -> Venue:
    """Return the forum that a file chooses."""
    problem = f"there is no forum '{client.forum}'."
    return _chosen(lib.intake.venues, client.forum, f"{where}, forum", problem)


def _chosen(choices: Iterable[Choice], chosen: str, where: str, problem: str) -> Choice:
    """Return the choice with this id. Raise ReaderError if there is none."""
    known = {choice.id: choice for choice in choices}
    if chosen not in known:
        raise ReaderError(where, problem, f"Write one of: {', '.join(known)}.")
    return known[chosen]


def disputed(client: ClientFile) -> list[str]:
    """Return the facts that the parties dispute."""
    return [name for name, told in client.facts.items() if told.answer == DISPUTED]


def claimed(told: Told) -> str:
    """Return the answer to a fact; for a disputed fact, return one side's version."""
    return (told.claimed or "yes") if told.answer == DISPUTED else told.answer


def basis(lib: Library, told: Told) -> Basis | None:
    """Return how a fact is known or disputed; None if it is unknown or the file does not say.

    A dispute of unstated kind counts as the last kind in data/intake.yml: one side's word,
    unproven.
    """
    if told.answer == DISPUTED:
        bases = lib.intake.disputes
        return next((one for one in bases if one.id == told.dispute), bases[-1])
    known = "" if told.answer == UNKNOWN else told.known
    return next((one for one in lib.intake.known if one.id == known), None)


def translated(lib: Library, client: ClientFile) -> tuple[Facts, Shown]:
    """Return a client file's facts in the engine's form, and how each is shown."""
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
    """Analyze a client file at its own date, stage, and court, unless others are given."""
    lib = library or load()
    says, shown = translated(lib, client)
    day, forum = law_as_of or client.law_as_of, venue(lib, client)
    where = {"place": forum.place, "court": forum.court}
    return analyze(says, day, stage or client.stage, lib, shown=shown, **where)


def leads(lib: Library, client: ClientFile) -> list[Lead]:
    """Return the leads that the client's words raise, such as the question what Cloudflare does."""
    return [lead for lead in lib.intake.leads if any(said(client, word) for word in lead.words)]


def said(client: ClientFile, word: str) -> bool:
    """Return whether the story or a note contains a word; a capitalized word must match exactly."""
    texts = [client.story, *(told.note for told in client.facts.values())]
    whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", 0 if word != word.lower() else re.I)
    return any(whole.search(text) for text in texts)
