"""Import a hypothetical from a file or a link, check it, and write it into a link."""

from __future__ import annotations

import base64
import zlib

from .analysis import analyze
from .author import check_hypothetical
from .library import Library, scenario_facts, scenario_says
from .loading import as_record, plain
from .model import ReaderError, ScenarioFile

LARGEST = 60_000  # most characters of a file
IN_A_LINK = 3_000  # most characters that a link can carry


def take(text: str, name: str, library: Library) -> tuple[ScenarioFile, list[str]]:
    """Parse and check a hypothetical, and add it to the library; return it and what it leaves open.

    Raise ReaderError if it cannot be read, has no story, or does not come out as its author
    expects.
    """
    if len(text) > LARGEST:
        raise ReaderError(name, "is too large to be a hypothetical.", "Choose another file.")
    file = as_record(name, plain(text.replace("\r\n", "\n"), name), ScenarioFile)
    scenario_facts(library, file, name)
    if not file.story.strip():
        raise ReaderError(f"{name}, story", "is empty.", "Tell the story in a few sentences.")
    if file.claims or file.defendants:
        problem = "a class can consider only one claim against one defendant."
        raise ReaderError(f"{name}, claims", problem, "Write a separate file for each.")
    ours = (library.root / "scenarios" / f"{file.id}.yml").exists()
    if ours and library.scenarios[file.id] != file:
        problem = f"there is another hypothetical called '{file.id}'."
        raise ReaderError(f"{name}, id", problem, "Choose another id.")
    wrong, missing = check_hypothetical(library, file, name)
    if wrong:
        raise ReaderError(name, " ".join(wrong), "Correct the facts or the expected findings.")
    library.scenarios[file.id] = file
    return file, missing


def point(file: ScenarioFile, library: Library) -> str:
    """Return the point to predict: the first for which the author expects a finding, else the outcome."""
    says, shown = scenario_says(library, file)
    analysis = analyze(says, file.law_as_of, file.stage, library, shown=shown)
    return analysis.known(next(iter(file.expected), analysis.outcome.node.id))


def packed(text: str, name: str) -> str:
    """Return the text of a hypothetical encoded for a link. Raise ReaderError if it is too long."""
    code = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")
    if len(code) > IN_A_LINK:
        raise ReaderError(name, "is too long for a link.", "Shorten it, or hand out the file.")
    return code


def unpacked(code: str) -> str:
    """Return the text encoded in a link. Raise ReaderError if the link is damaged."""
    try:
        raw = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(raw, LARGEST).decode()
        if not unpacker.eof:
            raise ValueError("the end is missing")
        return text
    except (ValueError, zlib.error):
        problem = "it is cut off or damaged."
        raise ReaderError("hypothetical", problem, "Ask for the link again.") from None
