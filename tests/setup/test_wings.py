"""The library is built in wings: each module imports only its own wing and those below, in one direction."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "lib"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in ROOT.rglob("*.py")
}
LAW, LESSONS = "jurisdiction", "minimum_contacts.lessons"
BELOW = {  # for each wing, those that it may import; `minimum_contacts.panels` lists the panels of all
    "minimum_contacts.classroom": {LAW, LESSONS},
    "minimum_contacts.clinic": {LAW, LESSONS},
    LESSONS: {LAW},
    LAW: set[str](),
}
# These load what a reader names, from any wing, when it is used.
LAZY = {LAW, "jurisdiction.__main__"}


def imported(module: str) -> Iterator[str]:
    """Yield the library's modules that a module imports, including in functions and for annotations."""
    package = MODULES[module].relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            base = [*above, *filter(None, [node.module])]
            for name in node.names:
                inner = ".".join([*base, name.name])
                yield inner if inner in MODULES else ".".join(base)


GRAPH = {module: {*imported(module)} & {*MODULES} - {module} for module in MODULES}


def wing(module: str) -> str:
    """Return the wing of a module; empty for what lies above all wings."""
    return next((name for name in BELOW if f"{module}.".startswith(f"{name}.")), "")


def test_no_module_needs_one_that_needs_it() -> None:
    """Some order of the modules exists in which each imports only earlier ones."""
    explain = GRAPH["jurisdiction.explain"] | GRAPH["jurisdiction.explain.changes"]
    assert {f"jurisdiction.{name}" for name in ("words", "analysis", "explain.html")} <= explain
    graph = {module: needs for module, needs in GRAPH.items() if module != LAW}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(error.args[1]) from None


def test_each_wing_imports_only_those_below_it() -> None:
    """The law imports nothing above it; the clinic and the classroom do not import each other."""
    wrong = [
        f"{module} imports {needed}"
        for module in GRAPH.keys() - LAZY
        for needed in GRAPH[module]
        if wing(module) and wing(needed) not in {wing(module), *BELOW[wing(module)]}
    ]
    assert sorted(wrong) == []
    assert {wing(module) for module in MODULES} == {*BELOW, ""}


def test_only_two_modules_of_the_law_name_what_lies_above_and_load_it_when_it_is_used() -> None:
    """`import jurisdiction` and its commands load a panel, a memo, or a class only when asked."""
    texts = {
        name: MODULES[name].read_text(encoding="utf-8") for name in MODULES if wing(name) == LAW
    }
    assert {name for name, text in texts.items() if "minimum_contacts" in text} == LAZY
    first = [
        line for name in LAZY for line in texts[name].splitlines() if line[:1] not in (" ", "")
    ]
    assert not [line for line in first if "minimum_contacts" in line]
