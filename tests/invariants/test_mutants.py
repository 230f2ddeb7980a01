"""Each mutant is one small change, the same each time, and no mutant is tried twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import mutants as program
import pytest
from mutant_operators import (
    SUITE,
    Mutant,
    World,
    chosen,
    code,
    law,
    meaning,
    modules,
    mutants,
    of_the_project,
)

MODULE = '''"""A module."""


def f(a: int | None, b, *rest) -> int | None:
    """Do a little of all."""
    kept = a < b and a is not None or b in rest
    met = a & ~b | b << 1
    met |= a
    for x in sorted(rest):
        if x == 2:
            continue
        if not any(x > y for y in rest if y):
            break
    f(a + 1, b)
    return min(a, b) if kept else len("met")


@dataclass(frozen=True)
class C:
    """A record."""

    field: int = 7
'''
DOCTRINE = """# a comment
- id: top
  burden: plaintiff
  source: one
  supports: {met: [p1], not met: [p2, p3]}
  all_of:
    - low
    - more
- id: low
  fact: ads
  since: "2024-02-29"
  ended_by: two
  closed:
    - {since: "2020-01-01", until: "2021-01-01", by: one, words: "2020-01-01",
       verified: {how: web, source: one}}
  silent: true
- id: more
  fact: share
  at_least: 0.01
- id: choice
  case_of: forum
  cases: {state: low, nation: more}
- id: kind
  fact: forum
  one_of: [state, nation]
- id: asked
  unanswered: law
- id: sure
  settled: not met
  preserved:
    - {since: "2025-06-20", by: two, on: [met, open]}
"""
CASE = """id: case
authority: one
facts:
  ads: {value: "yes", note: A note.}
  forum: {value: state}
  share: {value: [0.1, 0.2]}
holdings:
  - node: top
    disposition: met
    reason: {facts: {ads: "no"}, words: Words.}
"""
OTHERS = {
    "data/authorities.yml": """- id: one
  court: low
  decided: "2000-01-01"
  treatment:
    - {since: "2001-01-01", by: two, word: reversed, points: [top, low]}
""",
    "data/courts.yml": "- {id: low, bound_by: [high, low]}\n",
    "data/facts.yml": """- id: ads
  shown_by: plaintiff
  bears_on:
    - {node: low, side: plaintiff, source: one}
""",
    "data/passages.yml": '- {id: p1, opinion: doe, page: "12", speaker: majority, quoting: one}\n',
    "data/checks/x.yml": """- id: asked
  options:
    - text: This.
      right: true
      feedback: Good.
    - text: That.
      feedback: Bad.
""",
}
WORLD = World(
    ["one", "two", "three"], ["low", "high"], {"forum": ["state", "nation"], "ads": []},
    {"doe": ["majority", "concurrence"]},
)  # fmt: skip
LAW = {"data/doctrine/x.yml": DOCTRINE, "data/cases/x.yml": CASE, **OTHERS}
TEXTS = {"x.py": MODULE, **LAW}


def of(file: str) -> list[Mutant]:
    text = TEXTS[file]
    found = code(text) if file == "x.py" else law(file, text, WORLD, 1)
    return mutants("code" if file == "x.py" else "law", file, text, found)


EVERY = [mutant for file in TEXTS for mutant in of(file)]
KINDS = {
    "code": {"comparison", "and-or", "bits", "arithmetic", "not", "constant", "word", "return",
             "loop", "order", "swap", "any-all", "operand", "statement"},
    "law": {"date", "threshold", "burden", "all-any", "child", "answer", "settled", "unanswered",
            "one_of", "authority", "bound_by", "speaker", "page", "disposition", "fact value",
            "fact dropped", "right", "side", "support", "flag", "treatment", "court", "preserved"},
}  # fmt: skip


@pytest.mark.parametrize("sort", KINDS)
def test_every_operator_finds_something(sort) -> None:
    """The samples have a mutant of each kind, and of no other kind."""
    assert {m.kind for m in EVERY if m.sort == sort} == KINDS[sort]


@pytest.mark.parametrize("kind", sorted(KINDS["code"] | KINDS["law"]))
def test_a_mutant_can_be_read_and_says_something_else(kind) -> None:
    """A mutant parses, and its meaning differs from the original file's."""
    for mutant in (m for m in EVERY if m.kind == kind):
        text = TEXTS[mutant.file]
        assert meaning(mutant.file, mutant.applied(text)) != meaning(mutant.file, text), mutant.hunk


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("x.py", "a < b", "a <= b"),
        ("x.py", "a < b", "a >= b"),
        ("x.py", "is not None", "is None"),
        ("x.py", "b in rest", "b not in rest"),
        ("x.py", "and", "or"),
        ("x.py", "a & ~b", "a & b"),
        ("x.py", "a & ~b", "a | ~b"),
        ("x.py", "b << 1", "b >> 1"),
        ("x.py", "met |= a", "met &= a"),
        ("x.py", "met |= a", "pass"),
        ("x.py", "x == 2", "x == 3"),
        ("x.py", "not any", "any"),
        ("x.py", "any(", "all("),
        ("x.py", "if y)", "if not (y))"),
        ("x.py", "continue", "break"),
        ("x.py", "f(a + 1, b)", "f(b, a + 1)"),
        ("x.py", "min(", "max("),
        ("x.py", "sorted(rest)", "list(reversed(sorted(rest)))"),
        ("x.py", 'min(a, b) if kept else len("met")', "None"),
        ("data/doctrine/x.yml", "2024-02-29", "2024-03-01"),
        ("data/doctrine/x.yml", "2024-02-29", "2023-02-28"),
        ("data/doctrine/x.yml", 'until: "2021-01-01"', 'until: "2020-12-31"'),
        ("data/doctrine/x.yml", "    - low\n", ""),
        ("data/doctrine/x.yml", "    - more\n", ""),
        ("data/doctrine/x.yml", "all_of", "any_of"),
        ("data/doctrine/x.yml", "fact: ads\n", 'fact: ads\n  answer: "no"\n'),
        ("data/doctrine/x.yml", "met: [p1], not met:", "not met: [p1], met:"),
        ("data/doctrine/x.yml", "[p2, p3]", "[p3]"),
        ("data/doctrine/x.yml", "{state: low, nation: more}", "{state: low}"),
        ("data/doctrine/x.yml", "at_least: 0.01", "at_least: 0.011"),
        ("data/doctrine/x.yml", "silent: true", "silent: false"),
        ("data/cases/x.yml", 'ads: {value: "yes"', 'ads: {value: "no"'),
        ("data/cases/x.yml", 'ads: "no"', 'ads: "yes"'),
        ("data/cases/x.yml", "disposition: met", "disposition: not met"),
        ("data/courts.yml", "[high, low]", "[high]"),
        ("data/passages.yml", "majority", "concurrence"),
        ("data/passages.yml", '"12"', '"11"'),
        ("data/facts.yml", "side: plaintiff", "side: neutral"),
    ],
)
def test_this_change_is_among_the_mutants(file, old, new) -> None:
    """Each operator makes the change that it is named for, and leaves the rest of the file alone."""
    wanted = TEXTS[file].replace(old, new, 1)
    assert wanted in [mutant.applied(TEXTS[file]) for mutant in of(file)]


def test_the_right_option_moves() -> None:
    """Another option is marked as right, and the original one no longer is."""
    [mutant] = [m for m in of("data/checks/x.yml") if m.kind == "right"]
    lines = mutant.applied(OTHERS[mutant.file]).split("    - text: ")[1:]
    assert ["right: true" in option for option in lines] == [False, True]


def test_what_is_no_behavior_is_left_alone() -> None:
    """Docstrings, annotations, decorators, and sources of knowledge are not mutated."""
    for mutant in EVERY:
        text = mutant.applied(TEXTS[mutant.file])
        if mutant.sort == "code":
            assert "(a: int | None, b, *rest) -> int | None:" in text
            assert "frozen=True" in text
        for words in ("words: Words.", "source: one}}", 'words: "2020-01-01"'):
            assert (words in text) == (words in TEXTS[mutant.file]), mutant.hunk


def test_no_two_mutants_have_one_key() -> None:
    """Each mutant of the project's code has its own key."""
    every = of_the_project(program.ROOT, "code", 1)
    assert len({mutant.key for mutant in every}) == len(every)


def test_a_key_does_not_depend_on_the_line() -> None:
    """A mutant keeps its key when text is added above it."""
    lower = mutants("law", "data/doctrine/x.yml", "\n" + DOCTRINE,
                    law("data/doctrine/x.yml", "\n" + DOCTRINE, WORLD, 1))  # fmt: skip
    assert [m.key for m in lower] == [m.key for m in of("data/doctrine/x.yml")]


def test_mutants_of_the_project_can_be_read() -> None:
    """Some mutants of the actual modules parse, and differ from the originals."""
    for mutant in chosen(of_the_project(program.ROOT, "code", 1), 60, 1):
        text = (program.ROOT / mutant.file).read_text(encoding="utf-8")
        assert meaning(mutant.file, mutant.applied(text)) != meaning(mutant.file, text)


def test_the_same_seed_draws_the_same_mutants() -> None:
    """A seed always gives the same list; a shorter list is a prefix of a longer one; seeds differ."""
    drawn = chosen(EVERY, 40, 7)
    assert drawn == chosen(EVERY, 40, 7)
    assert drawn[:10] == chosen(EVERY, 10, 7)
    assert drawn != chosen(EVERY, 40, 8)
    assert {m.kind for m in drawn} == KINDS["code"] | KINDS["law"]


def row(mutant: Mutant, result: str, state: str = "now") -> dict:
    return {"key": mutant.key, "result": result, "state": state, "by": "", "seconds": 1.0}


def test_what_was_done_is_not_done_again(tmp_path) -> None:
    """A run resumes from its file, ignores results of other states, and skips a truncated line."""
    first, second, third, *_ = EVERY
    done = [row(first, "killed"), row(second, "killed", "before"), row(third, "survived", "before")]
    kept = tmp_path / "mutants.jsonl"
    kept.write_text("\n".join(map(json.dumps, done)) + '\n{"key": "cut sh', encoding="utf-8")
    left = program.remaining(EVERY[:3], program.remembered(kept, "now"))
    assert left == [second, third]
    left = program.remaining(EVERY[:3], program.remembered(kept, "now", keep_killed=True))
    assert left == [third]
    assert program.remaining(EVERY[:3], program.remembered(tmp_path / "none", "now")) == EVERY[:3]


def outcome(survive: int, why: Callable[[Mutant], str] = lambda mutant: "") -> bool:
    """Return whether a run succeeds if some of a hundred mutants of the code survive."""
    wanted = [m for m in of_the_project(program.ROOT, "code", 1) if m.kind == "constant"][:100]
    done = {m.key: row(m, "survived" if i < survive else "killed") for i, m in enumerate(wanted)}
    return program.summary(wanted, done, {m.key: why(m) for m in wanted if why(m)})


def test_a_run_succeeds_only_if_every_survivor_is_explained(capsys) -> None:
    """Nine in ten must be killed, and each survivor needs a reason; the report lists all of them."""
    assert outcome(0)
    assert not outcome(1)
    assert outcome(10, lambda mutant: "It does the same.")
    assert capsys.readouterr().out.count("explained: It does the same.") == 10
    assert not outcome(11, lambda mutant: "It does the same.")


def test_what_was_not_tried_is_no_success(capsys) -> None:
    """An interrupted run does not succeed, and reports what is missing."""
    assert not program.summary(EVERY[:2], {EVERY[0].key: row(EVERY[0], "killed")}, {})
    assert "1 have not been tried" in capsys.readouterr().out


def test_the_tests_of_this_program_do_not_judge_a_mutant() -> None:
    """Every mutant runs all tests except this program's, starting with those nearest to its file."""
    files = program.test_files(program.ROOT, program.TESTS)
    assert "tests/invariants/test_mutants.py" not in files
    nearest = [name for names in program.NEAREST.values() for name in names]
    named = {*nearest, *program.FIRST, *program.LAST, *program.BLIND_TO_LAW}
    assert named <= {Path(file).stem for file in files}
    assert program.ordered(files, "data/passages.yml")[0] == "tests/data/test_passages_verbatim.py"
    assert sorted(program.ordered(files, "lib/jurisdiction/doctrine.py")) == sorted(files)
    assert "tests/data/test_broken_data.py" not in program.ordered(files, "data/facts.yml")


@pytest.mark.parametrize("part", SUITE)
def test_each_part_of_the_suite_has_modules_and_tests(part) -> None:
    """No module is in two parts, and the tests named for each module exist and run in the given order."""
    mine = modules(program.ROOT, part)
    tests = program.tests_of(program.ROOT, mine, program.TESTS)
    assert mine
    for file in mine:
        judges = [Path(test).stem for test in program.ordered(tests, file)]
        assert judges == program.guards_of(file) != []
        assert [p for p in SUITE if file in modules(program.ROOT, p)] == [part]


def test_the_suite_is_judged_as_a_whole() -> None:
    """The suite succeeds if 85% of its mutants are killed, in whichever part the others survive."""
    wanted = [m for p in SUITE for m in chosen(of_the_project(program.ROOT, p, 1), 10, 1)]
    for survive, enough in ((9, True), (10, False)):
        done = {
            m.key: row(m, "survived" if i < survive else "killed") for i, m in enumerate(wanted)
        }
        why = {m.key: "It does the same." for m in wanted}
        assert program.summary(wanted, done, why) is enough


def test_every_explanation_is_a_sentence() -> None:
    """The explanation of every surviving mutant is a readable sentence."""
    for key, why in program.explained().items():
        assert len(key) == 12
        assert len(why.split()) > 4
