"""The editor schemas accept every file of data/, and the editor's settings map each kind of file."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator
from schemas import ROOT, name_of, schemas

from jurisdiction.library import DATA
from jurisdiction.loading import read_yaml

SCHEMAS = schemas()
WORDS = {"vocabulary.yml"}  # lists of words, which have no record type


@pytest.mark.parametrize("place", SCHEMAS)
def test_a_schema_accepts_the_files_of_its_kind_and_refuses_a_field_that_is_misspelled(
    place,
) -> None:
    """An editor accepts the files that `check` accepts, and marks an unknown field."""
    validator = Draft202012Validator(SCHEMAS[place])
    for path in DATA.glob(place):
        read = read_yaml(path)
        assert [error.message for error in validator.iter_errors(read)] == [], path.name
        first = read[0] if isinstance(read, list) else read
        wrong = first | {"quesiton": "x"}
        assert not validator.is_valid([wrong] if isinstance(read, list) else wrong)


def test_every_file_of_the_data_has_a_schema_that_the_editor_is_told_of() -> None:
    """.vscode/settings.json maps each schema to its files, and no file is left without one."""
    files = {path for place in SCHEMAS for path in DATA.glob(place)}
    every = {path for path in DATA.rglob("*.yml") if path.name not in WORDS}
    assert every - files == set()
    settings = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))
    told = {f"build/schemas/{name_of(place)}": f"data/{place}" for place in SCHEMAS}
    assert settings["yaml.schemas"] == told
