"""No student version, site, or wheel contains material reserved for teachers."""

from __future__ import annotations

import base64
import bz2
import codecs
import gzip
import json
import re
import subprocess
import sys
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable

import pytest
from course import ASSIGNMENTS, COURSE, ROOT, Course
from leaks import leaked, plain, views

from jurisdiction.library import read_yaml

MARKED = re.compile(
    rb"[\"']?\b(right|correct|is_correct|expected|intended|solution_key|answer_key|model_answer|rubric|criterion)"
    rb"\b[\"']?\s*[:=]\s*(?!.{0,4}false)",
    re.I,
)


def sentences(text: str) -> list[str]:
    return [
        one for one in re.split(r"(?<=[.?!;:])\s+", " ".join(text.split())) if len(plain(one)) > 24
    ]


def sought(name: str) -> list[str]:
    """Return every rubric line, model-answer sentence, and intended finding of an assignment."""
    key = read_yaml(COURSE / "keys" / f"{name}.yml")
    words = [*sentences(key["model_answer"]), *sentences(key["alike"])]
    for row in key["rubric"]:
        words += [one for level in ("two", "one", "none") for one in sentences(row[level])]
    words += [json.dumps(kind["findings"]) for kind in key["intended"]]
    return list(dict.fromkeys(words))


def findings(name: str) -> list[str]:
    """Return each intended finding separately, because lessons may state the same of their hypotheticals."""
    kinds = read_yaml(COURSE / "keys" / f"{name}.yml")["intended"]
    return [
        json.dumps({node: finding}) for kind in kinds for node, finding in kind["findings"].items()
    ]


SOUGHT = [words for name in ASSIGNMENTS for words in sought(name)]
FINDINGS = list(dict.fromkeys(words for name in ASSIGNMENTS for words in findings(name)))
SAMPLE = next(words for words in SOUGHT if len(words) > 60)
FORMS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda raw: raw,
    "capitals and line breaks": lambda raw: raw.upper().replace(b" ", b"\n   "),
    "base64": base64.b64encode,
    "base64 in lines": base64.encodebytes,
    "base64 for addresses": base64.urlsafe_b64encode,
    "base64 inside a word": lambda raw: b"xy" + base64.b64encode(raw),
    "hex": lambda raw: raw.hex().encode(),
    "hex in pairs": lambda raw: raw.hex(" ").encode(),
    "hex as in a program": lambda raw: "".join(f"\\x{one:02x}" for one in raw).encode(),
    "rot13": lambda raw: codecs.encode(raw.decode(), "rot13").encode(),
    "URL-quoted": lambda raw: urllib.parse.quote(raw.decode()).encode(),
    "every character quoted": lambda raw: "".join(f"%{one:02X}" for one in raw).encode(),
    "reversed": lambda raw: raw[::-1],
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "zlib, best": lambda raw: zlib.compress(raw, 9),
    "bz2": bz2.compress,
    "JSON-escaped": lambda raw: "".join(f"\\u{one:04x}" for one in raw).encode(),
    "JSON in JSON": lambda raw: json.dumps(json.dumps({"a": raw.decode().replace(" ", "\n")})).encode(),
}  # fmt: skip
TWICE = [
    ("gzip", "base64"), ("zlib", "hex"), ("bz2", "base64 in lines"), ("rot13", "base64"),
    ("base64", "reversed"), ("hex", "gzip"), ("JSON-escaped", "base64"), ("base64", "base64"),
]  # fmt: skip


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """Return what students receive: every file of every assignment, by path."""
    course = Course(tmp_path_factory.mktemp("release"))
    for name in ASSIGNMENTS:
        assert course.run("generate_assignment", name) == 0
    folder = course.folder / "release"
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    return {name: path.read_bytes() for name, path in files.items()}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the wheel and the lessons of the static site, by name."""
    out = tmp_path_factory.mktemp("site")
    make = (
        "import sys, json, pathlib as p; sys.path.insert(0, 'deploy/site'); import build; "
        "o = p.Path(sys.argv[1]); (o / 'our.whl').write_bytes(build.our_wheel()); "
        "(o / 'lessons.json').write_text(json.dumps(build.lessons()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", make, out], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(out / "our.whl") as wheel:
        files = {f"wheel/{name}": wheel.read(name) for name in wheel.namelist()}
    lessons = json.loads((out / "lessons.json").read_text())
    return files | {f"lessons/{name}": json.dumps(book).encode() for name, book in lessons.items()}


def test_there_is_much_to_look_for() -> None:
    """Each assignment has five criteria with three levels, a model answer, and findings."""
    assert (
        len(SOUGHT) > 60 and len(FINDINGS) > 4 and all(len(plain(words)) > 24 for words in SOUGHT)
    )


def test_a_release_is_a_notebook_and_its_facts(release) -> None:
    """No other file of the course is released, whatever its name."""
    assert sorted(release) == sorted(
        f"{name}/{file}" for name in ASSIGNMENTS for file in ("facts.yml", f"{name}.ipynb")
    )


def test_the_release_holds_no_rubric_no_answer_and_no_finding(release) -> None:
    """None appears in any form, however it is wrapped."""
    found = {name: leaked(raw, [*SOUGHT, *FINDINGS]) for name, raw in release.items()}
    assert found == {name: [] for name in release}


def test_no_option_is_marked_in_the_release(release) -> None:
    """No field reveals the right answer or the expected or intended finding."""
    for name, raw in release.items():
        for view in views(raw, deep=2):
            assert not MARKED.search(view), (name, MARKED.search(view))


def test_a_marked_option_would_be_found() -> None:
    """The check detects a marked option as YAML, as JSON, and wrapped."""
    for marked in (
        b"  right: true",
        b'{"right": true}',
        b"expected: {x: 1}",
        b'"criterion": "Issue"',
    ):
        assert MARKED.search(marked)
        wrapped = base64.b64encode(zlib.compress(marked * 3))
        assert any(MARKED.search(view) for view in views(wrapped, deep=2))


def test_the_site_and_the_wheel_hold_nothing_of_the_course(site) -> None:
    """None of the course's files appears by name, and none of its words in any encoding."""
    assert len(site) > 150
    assert not [
        name for name in site if "course" in name or "instructor" in name or "keys/" in name
    ]
    found = {name: leaked(raw, SOUGHT, deep=2) for name, raw in site.items()}
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_planted_in_the_release_is_found(release, form) -> None:
    """A rubric's sentence is found in this form inside a notebook and inside a file of facts."""
    for raw in release.values():
        planted = raw[:400] + b" # " + FORMS[form](SAMPLE.encode()) + b" " + raw[400:]
        assert leaked(planted, SOUGHT) == [SAMPLE], form


@pytest.mark.parametrize("forms", TWICE, ids=" in ".join)
def test_what_is_wrapped_twice_is_found(release, forms) -> None:
    """A finding is detected in one form nested within another."""
    finding = FINDINGS[-1]
    wrapped = finding.encode()
    for form in forms:
        wrapped = FORMS[form](wrapped)
    raw = next(iter(release.values()))
    assert leaked(raw + b"\n" + wrapped + b"\n", FINDINGS) == [finding]


def test_what_is_planted_in_the_wheel_is_found(site) -> None:
    """The shallower search, which many files need, still finds a compressed and encoded sentence."""
    name = next(name for name in site if name.endswith("README.md"))
    wrapped = base64.b64encode(gzip.compress(SAMPLE.encode()))
    assert leaked(site[name] + b" " + wrapped, SOUGHT, deep=2) == [SAMPLE]
