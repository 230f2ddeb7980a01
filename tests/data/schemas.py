"""Write a JSON Schema for each kind of file in data/, so that editors can complete and check fields.

For authors: python tests/data/schemas.py [FOLDER] (default: build/schemas, which git ignores). The
schemas come from the records of `model.py`, and .vscode/settings.json names the files they belong to.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter

from jurisdiction.library import Library
from jurisdiction.model import (
    Drafting,
    Evidence,
    Intake,
    Lesson,
    Practice,
    Question,
    ScenarioFile,
    Trap,
)
from minimum_contacts.clinic.client import ClientFile

ROOT = Path(__file__).resolve().parents[2]
PLACES: dict[str, type] = {  # tables that the library reads only on request
    "scenarios/{id}.yml": ScenarioFile,
    "lessons/{id}.yml": Lesson,
    "checks/*.yml": Question,
    "traps.yml": Trap,
    "evidence.yml": Evidence,
}
SINGLE = {
    "intake.yml": Intake,
    "practice.yml": Practice,
    "memo.yml": Drafting,
    "clients/*.yml": ClientFile,
}


def schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of each kind of file, by the place of those files inside data/."""
    found, places = dict[str, Any](SINGLE), dict(PLACES)
    for hint in get_type_hints(Library, include_extras=True).values():
        if get_origin(hint) is Annotated:
            table, place = get_args(hint)
            places[place] = get_args(table)[1]
    for place, kind in places.items():
        single = "{id}" in place  # one record per file; otherwise a list
        found[place.replace("{id}", "*")] = kind if single else list[kind]  # type: ignore[valid-type]
    return {place: TypeAdapter(kind).json_schema() for place, kind in sorted(found.items())}


def name_of(place: str) -> str:
    """Return the name of a schema, such as `cases.json` for cases/*.yml."""
    return f"{place.removesuffix('.yml').removesuffix('/*')}.json"


def main(folder: Path) -> None:
    """Write every schema into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, schema in schemas().items():
        (folder / name_of(place)).write_text(json.dumps(schema, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "build" / "schemas")
