"""Each mistake in traps.yml is corrected in some lesson, and none occurs in our own text.

The search covers every sentence of the notebooks, the instructor's notes, and the data, except the court's
own words, questions, wrong answers, and quoted mistakes: the "error" of a trap, a prompt that asks the
learner to correct someone, and, in the notes, the text under "where most go wrong" or before the correction.
A search for words finds only anticipated phrasings, so it does not replace reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import nbformat
import pytest

from jurisdiction.library import DATA, load, read_yaml

LIB = load()
ROOT = DATA.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NOTES = sorted((ROOT / "notebooks" / "instructor").glob("*.md"))
REPORTED = re.compile(r"\b(?:says|said|concludes|writes|thinks|[Cc]orrect|wrong)\b")
TRAPS = pytest.mark.parametrize(
    "trap", LIB.traps.values(), ids=[f"{t.number}-{t.id}" for t in LIB.traps.values()]
)


def data_sentences(value: Any, key: str = "") -> Iterator[str]:
    """Yield every text of our own in a data file."""
    if isinstance(value, dict):
        wrong = "feedback" in value and not value.get("right")
        for name, inner in value.items():
            if name in ("question", "error", "never") or (wrong and name == "text"):
                continue
            yield from data_sentences(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from data_sentences(inner, key)
    elif isinstance(value, str) and not (key == "prompt" and REPORTED.search(value)):
        yield value


def note_sentences(text: str) -> Iterator[str]:
    """Yield the lines of an instructor's note, except the mistakes that it quotes."""
    wrong = -1
    for line in text.splitlines():
        cells = line.split("|")
        if line.startswith("|"):
            if any("go wrong" in cell for cell in cells):
                wrong = next(n for n, cell in enumerate(cells) if "go wrong" in cell)
            yield " | ".join(cell for n, cell in enumerate(cells) if n != wrong)
        else:
            wrong = -1
            yield re.sub(r"^(?:\*|\d+\.) (\*\*?)[^*]+\1", "", line)


def sources() -> dict[str, list[str]]:
    found = {
        path.relative_to(DATA).as_posix(): list(data_sentences(read_yaml(path)))
        for path in sorted(DATA.rglob("*.yml")) if path.name != "passages.yml"
    }  # fmt: skip
    for path in NOTEBOOKS:
        cells = nbformat.read(path, as_version=4).cells
        found[path.name] = [c.source for c in cells if c.cell_type == "markdown"]
    for path in [*NOTES, DATA / "README.md", ROOT / "README.md", ROOT / "CONTRIBUTING.md"]:
        found[path.name] = list(note_sentences(path.read_text(encoding="utf-8")))
    return found


SOURCES = sources()


def statements(texts: list[str]) -> list[str]:
    """Return the sentences that assert something, omitting questions."""
    whole = [" ".join(text.replace("*", "").split()) for text in texts]
    parts = [part for text in whole for part in re.split(r"(?<=[.?!])\s+", text)]
    return [part for part in parts if not part.endswith("?")]


STATED = {file: statements(texts) for file, texts in SOURCES.items()}


def made(patterns: list[str], stated: dict[str, list[str]]) -> list[str]:
    """Return the places where one of these statements appears."""
    one = re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
    return [f"{file}: {said}" for file, told in stated.items() for said in told if one.search(said)]


def test_the_forty_one_traps_are_all_here() -> None:
    """The traps are numbered from 1 to 41, each once; each has an error and a separate correction."""
    assert [trap.number for trap in LIB.traps.values()] == list(range(1, 42))
    assert all(
        trap.error.endswith(".") and trap.correction.endswith(".") for trap in LIB.traps.values()
    )
    assert len({trap.error for trap in LIB.traps.values()}) == 41


@TRAPS
def test_a_trap_is_taught_against_where_a_learner_meets_it(trap) -> None:
    """A wrong answer makes the mistake and is corrected, in a section whose check shows the question."""
    asked = [place for place in trap.taught if place.question]
    assert asked, "a section alone corrects nobody; name a question too"
    for place in asked:
        file, name = place.question.split("/")
        (question,) = [q for q in LIB.questions[file] if q.id == name]
        option = question.options[place.option - 1]
        assert not option.right and option.feedback
        calls = f'j.panels.check("{file}", "{question.section}")'
        shown = [
            path.name
            for path in NOTEBOOKS
            if calls in path.read_text(encoding="utf-8").replace('\\"', '"')
        ]
        assert len(shown) == 1, f"no notebook calls {calls}"


@TRAPS
def test_no_words_of_ours_make_the_mistake(trap) -> None:
    """No text makes any of these mistakes, and the patterns detect each mistake as described."""
    assert made(trap.never, {"traps.yml": [trap.error]}), (
        f"nothing under 'never' finds: {trap.error}"
    )
    assert made(trap.never, STATED) == []


def test_at_most_four_questions_to_a_section() -> None:
    """Each check has at most four questions."""
    for file, questions in LIB.questions.items():
        for section in {q.section for q in questions}:
            count = sum(q.section == section for q in questions)
            assert count <= 4, f"checks/{file}.yml, {section}: {count}"


def test_what_is_searched_is_what_we_say_and_not_what_we_correct() -> None:
    """Right answers, feedback, model answers, and notes are searched; wrong answers and errors are not."""
    question = {"question": "A?", "options": [{"text": "wrong", "feedback": "cure"},
                                              {"text": "so", "right": True, "feedback": "yes"}]}  # fmt: skip
    assert list(data_sentences(question)) == ["cure", "so", "yes"]
    assert list(data_sentences({"prompt": "A client says: x.", "model": "y"})) == ["y"]
    note = (
        "* *It adds up.* No.\n| a | where most go wrong |\n|---|---|\n| b | they count |\nthe end"
    )
    told = " ".join(note_sentences(note))
    assert (
        "No." in told and "the end" in told and "adds up" not in told and "they count" not in told
    )
    assert len(STATED) > 40 and sum(map(len, STATED.values())) > 2000


@pytest.mark.parametrize("said", [
    "Courts grant these motions.", "This is Zippo's sliding scale again.", "Each factor is met.",
    "The court must grant the discovery.", "Under the harm prong, 4.6% sufficed.",
    "Differential targeting is required.", "In seescandy the motion was granted.",
])  # fmt: skip
def test_a_mistake_in_our_words_is_found(said) -> None:
    """The patterns of some trap detect a sentence that makes one of the mistakes."""
    patterns = [pattern for trap in LIB.traps.values() for pattern in trap.never]
    assert made(patterns, {"here": [said]}) == [f"here: {said}"]


LESSONS = [path for path in NOTEBOOKS if not path.name.startswith("00")]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_an_instructor_s_note_names_three_wrong_answers_with_their_cures(path) -> None:
    """A note states three of the traps in the words of traps.yml, each followed by its correction."""
    note = (path.parent / "instructor" / f"{path.stem}.md").read_text(encoding="utf-8")
    heading = "## Three wrong answers to expect\n"
    assert heading in note, f"{path.stem}.md has no '{heading.strip()}'"
    items = re.findall(
        r"^\d\. \*(.+?)\* (.+)$", note.split(heading)[1].split("\n## ")[0], flags=re.M
    )
    errors = {trap.error for trap in LIB.traps.values()}
    assert [error for error, _ in items if error not in errors] == [], (
        "write an 'error' of traps.yml in italics"
    )
    assert len(items) == 3 and all(len(cure.split()) >= 8 for _, cure in items)
