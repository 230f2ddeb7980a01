"""The law is in data/: no code in the library names a case."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from jurisdiction.library import load

LIB = load()
FILES = sorted((Path(__file__).parents[2] / "lib").rglob("*.py"))
NAMES = {*LIB.authorities, *LIB.cases} | {
    word for a in LIB.authorities.values() for word in (a.short, a.name) if word
}
# Match whole words, case-sensitively: Will is a case, and "will" is a verb.
NAMED = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(NAMES))) + r")(?!\w)")


def code_words(source: str) -> list[str]:
    """Return every identifier and string in a program, except docstrings and comments."""
    tree, docs, found = ast.parse(source), set(), []
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(
            node
        ):
            docs.add(id(node.body[0].value))
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in docs:
                found.append(text)
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                found.append(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.append(name)
            case ast.keyword(arg=str(name)):
                found.append(name)
    return found


def cases_named(source: str) -> list[str]:
    return [text for text in code_words(source) if NAMED.search(text)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_code_names_a_case(path) -> None:
    """No identifier or string in this module is a case's short name, full name, or id."""
    assert cases_named(path.read_text(encoding="utf-8")) == []


def test_a_case_named_in_code_is_found() -> None:
    """The check itself detects an id, a short name in a text, and an argument, but allows verbs."""
    assert cases_named('if case == "doe_v_webgroup": pass') == ["doe_v_webgroup"]
    assert cases_named('x = f"as in Will, {y}"') == ["as in Will, "]
    assert cases_named("def f(will_v_lee): pass") == ["will_v_lee"]
    assert cases_named('"""As Doe says."""\nx = "it will do"  # Will') == []
