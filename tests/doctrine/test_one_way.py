"""The library's modules import one another in one direction only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import jurisdiction

ROOT = Path(jurisdiction.__file__).parent
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in ROOT.rglob("*.py")
    if path != ROOT / "__init__.py"  # the package itself, which imports any of them by name
}


def imported(module: str) -> Iterator[str]:
    """Yield this package's modules that a module imports, including in functions and for annotations."""
    package = MODULES[module].relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = [*package[: len(package) + 1 - node.level], *filter(None, [node.module])]
            for name in node.names:
                inner = ".".join([*base, name.name])
                yield inner if inner in MODULES else ".".join(base)


def test_no_module_needs_one_that_needs_it() -> None:
    """Some order of the modules exists in which each imports only earlier ones."""
    graph = {module: {*imported(module)} & {*MODULES} - {module} for module in MODULES}
    assert {"words", "analysis", "explain.html"} <= graph["explain"] | graph["explain.changes"]
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(error.args[1]) from None
