"""Every reference in a record is declared in the model and checked."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from pydantic import BeforeValidator

from jurisdiction import model
from jurisdiction.library import check_references, load
from jurisdiction.model import ReaderError, Record, Ref, ValueOf

LIB = load()
KINDS = [kind for kind in Record.__subclasses__() if kind.__module__ == model.__name__]
ID = r"^[a-z][a-z0-9_]*$"
OWN = {  # ids that name no record of a table: their own, or one inside the same file or the intake
    "id", "Node.formerly", "Claim.against", "ScenarioFile.claims", "ScenarioFile.defendants",
    "ClientFile.claims", "ClientFile.defendants", "ClientFile.facts", "ClientFile.forum",
    "ClientParty.facts", "ClientClaim.facts", "ClientClaim.facts_against", "ClientClaim.against",
    "ClientFile.stage", "Told.dispute", "Told.known", "Section.intake",
    "Exercise.case", "Exercise.node", "Practice.points", "Practice.facts", "Practice.authorities",
}  # fmt: skip


def undeclared(hint: Any) -> bool:
    """Return whether a type contains an id without a declared table."""
    inner = get_args(hint)
    if any(isinstance(note, Ref | ValueOf) for note in inner):
        return False
    if isinstance(hint, BeforeValidator):
        return False  # its note lists the permitted values
    return f"pattern='{ID}'" in repr(hint) if not inner else any(map(undeclared, inner))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_id_in_a_record_says_what_it_names(kind) -> None:
    """A field of ids is declared to name records of a table, unless it is listed above."""
    for name, field in kind.model_fields.items():
        if not {name, f"{kind.__name__}.{name}"} & OWN:
            declared = any(isinstance(note, Ref | ValueOf) for note in field.metadata)
            bare = any(ID in repr(note) for note in field.metadata) or undeclared(field.annotation)
            assert declared or not bare, name


class Watched:
    """A library that records the names requested from it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(LIB, name)

    def known_among(self, tables: tuple[str, ...], name: str, where: str) -> None:
        self.asked.append((tables[-1], name, where))


def asked_of(records: dict[str, Any]) -> list[tuple[str, str, str]]:
    watched = Watched()
    for record in records.values():
        check_references(watched, record, LIB.where(record))
    return watched.asked


TABLES = ("authorities", "sources", "passages", "facts", "nodes", "cases", "stages", "showings",
          "factors", "courts", "contradictions", "glossary", "scenarios", "lessons", "traps",
          "evidence")  # fmt: skip


def test_thousands_of_references_are_followed() -> None:
    """The check visits each table that names anything, including nested records."""
    asked = {table: asked_of(getattr(LIB, table)) for table in TABLES}
    assert all(asked[table] for table in TABLES), [t for t in TABLES if not asked[t]]
    assert sum(map(len, asked.values())) > 4000
    assert {"passages", "nodes", "authorities", "groups"} <= {t for t, _, _ in asked["facts"]}
    assert ("passages", "doe_intentional_act_conceded") in [a[:2] for a in asked["facts"]]


@pytest.mark.parametrize("table", TABLES)
def test_a_name_that_points_nowhere_is_refused_wherever_it_stands(table) -> None:
    """In the record with the most references, each name in turn is replaced by an unknown one."""
    records = getattr(LIB, table)
    record = max(records.values(), key=lambda one: len(asked_of({"": one})))
    text = record.model_dump_json()
    for _, name, where in asked_of({"": record}):
        broken = text.replace(f'"{name}"', '"zz_not_there"')
        try:
            changed = type(record).model_validate_json(broken, strict=False)
        except ValueError:
            continue  # the name is also a term that the model itself uses
        with pytest.raises(ReaderError, match=re.escape("'zz_not_there'")) as refused:
            check_references(LIB, changed, LIB.where(record))
        assert refused.value.where.startswith(where.split(",")[0])
