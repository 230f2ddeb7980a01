"""Make mutants: small changes of the engine, the law, or the suite, each of which some test should notice.

Operators locate changes in code by the syntax tree and changes in law by the YAML, and always make them in
the text itself: a mutant changes a few letters and leaves the rest of its file alone. Operators skip what is
not behavior: docstrings, annotations, decorators, and the words of messages.
"""

from __future__ import annotations

import ast
import datetime as dt
import difflib
import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

CODE = [f"lib/jurisdiction/{name}.py" for name in ("doctrine", "precedent", "counterfactual")]
SUITE = {  # the parts of the suite around the engine, whose code is changed in the same ways
    "scenario": ["lessons/panels/scenario.py"],
    "panels": ["*/panels/*.py"],
    "class": [f"classroom/{name}.py" for name in ("counts", "files", "learners", "live", "table")],
    "storage": ["lessons/storage.py"],
    "record": ["lessons/record.py"],
    "memo": ["clinic/memo/*.py"],
}
LAW = [
    "data/doctrine/*.yml", "data/authorities.yml", "data/cases/*.yml", "data/courts.yml",
    "data/facts.yml", "data/passages.yml", "data/checks/*.yml",
]  # fmt: skip
Edit = tuple[int, int, str]  # (start, end, replacement text)
Found = tuple[str, str, list[Edit]]  # (kind, place, edits)


@dataclass(frozen=True)
class Mutant:
    """One change of one file, identified by its content, not by its line."""

    sort: str
    kind: str
    file: str
    where: str
    line: int
    old: str
    new: str
    edits: tuple[Edit, ...]

    @property
    def key(self) -> str:
        """Return a key that depends only on the place, the old lines, and the new lines."""
        told = "\0".join((self.file, self.where, self.old, self.new))
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    @property
    def hunk(self) -> str:
        """Return the change as a diff, with its place."""
        lines = difflib.ndiff(self.old.splitlines(), self.new.splitlines())
        body = "\n".join(line for line in lines if line[0] != "?")
        return f"{self.file}:{self.line}  {self.where}  [{self.kind}]  {self.key}\n{body}"

    def applied(self, text: str) -> str:
        """Apply the change to the text of the file."""
        return edited(text, self.edits)


def edited(text: str, edits: Sequence[Edit]) -> str:
    """Apply edits to a text, the last edit first."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def meaning(file: str, text: str) -> str:
    """Return the meaning of a file, regardless of layout. Raise an error if it cannot be parsed."""
    if file.endswith(".py"):
        return ast.dump(ast.parse(text))
    return repr(YAML(typ="safe", pure=True).load(text))


def mutants(sort: str, file: str, text: str, found: Iterator[Found]) -> list[Mutant]:
    """Make mutants from the operators' findings in one file, each mutant once."""
    made: dict[tuple[int, str], Mutant] = {}
    known: dict[str, int] = {}
    for kind, where, edits in found:
        first = text.rfind("\n", 0, min(e[0] for e in edits)) + 1
        last = text.find("\n", max(first, *(e[1] - (text[e[1] - 1 : e[1]] == "\n") for e in edits)))
        last = len(text) if last < 0 else last + 1
        old = text[first:last]
        new = edited(old, [(a - first, b - first, c) for a, b, c in edits])
        line = text.count("\n", 0, first) + 1
        if new == old or (line, new) in made:
            continue
        one = Mutant(sort, kind, file, where, line, old, new, tuple(edits))
        known[one.key] = again = known.get(one.key, 0) + 1
        if again > 1:  # the same text occurs twice in one place
            one = Mutant(sort, kind, file, f"{where} #{again}", line, old, new, tuple(edits))
        made[line, new] = one
    return list(made.values())


def chosen(every: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """Draw some mutants by seed, each kind in turn, so that no kind is omitted."""
    chance = random.Random(seed)
    kinds: dict[str, list[Mutant]] = {}
    for mutant in every:
        kinds.setdefault(mutant.kind, []).append(mutant)
    rows = [chance.sample(row, len(row)) for row in kinds.values()]
    chance.shuffle(rows)
    deepest = max(map(len, rows), default=0)
    return [row[i] for i in range(deepest) for row in rows if i < len(row)][:count]


def modules(root: Path, sort: str) -> list[str]:
    """Return the modules of the engine or of a part of the suite, each module in one part only."""
    if sort == "code":
        return CODE
    package, elsewhere = root / "lib/minimum_contacts", {*SUITE["scenario"]} - {*SUITE[sort]}
    paths = sorted(path for pattern in SUITE[sort] for path in package.glob(pattern))
    names = [path.relative_to(package).as_posix() for path in paths]
    return [f"lib/minimum_contacts/{name}" for name in names if name not in elsewhere]


def of_the_project(root: Path, sort: str, seed: int) -> list[Mutant]:
    """Return every mutant of the code, the law, or a part of the suite that the operators can make."""
    if sort != "law":
        texts = {file: (root / file).read_text(encoding="utf-8") for file in modules(root, sort)}
        return [m for f, text in texts.items() for m in mutants(sort, f, text, code(text))]
    world = World.of(root)
    found = []
    for path in sorted(p for pattern in LAW for p in root.glob(pattern)):
        file, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
        found += mutants(sort, file, text, law(file, text, world, seed))
    return found


# --- code -----------------------------------------------------------------------------------------
OPERATORS: dict[type, tuple[str, str, tuple[str, ...]]] = {  # kind, its sign, and its replacement
    ast.Lt: ("comparison", "<", ("<=", ">=")),
    ast.LtE: ("comparison", "<=", ("<", ">")),
    ast.Gt: ("comparison", ">", (">=", "<=")),
    ast.GtE: ("comparison", ">=", (">", "<")),
    ast.Eq: ("comparison", "==", ("!=",)),
    ast.NotEq: ("comparison", "!=", ("==",)),
    ast.Is: ("comparison", "is", ("is not",)),
    ast.IsNot: ("comparison", "is not", ("is",)),
    ast.In: ("comparison", "in", ("not in",)),
    ast.NotIn: ("comparison", "not in", ("in",)),
    ast.And: ("and-or", "and", ("or",)),
    ast.Or: ("and-or", "or", ("and",)),
    ast.BitAnd: ("bits", "&", ("|",)),
    ast.BitOr: ("bits", "|", ("&",)),
    ast.LShift: ("bits", "<<", (">>",)),
    ast.RShift: ("bits", ">>", ("<<",)),
    ast.Add: ("arithmetic", "+", ("-",)),
    ast.Sub: ("arithmetic", "-", ("+",)),
    ast.Mult: ("arithmetic", "*", ("//",)),
    ast.FloorDiv: ("arithmetic", "//", ("*",)),
}
NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}
REMOVED = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Raise, ast.If, ast.For)
WORD = re.compile(r"[A-Za-z0-9_ ]{1,24}")


class _Code:
    """A module's text and its syntax tree, with the position of each node in the text."""

    def __init__(self, text: str) -> None:
        self.text, self.tree = text, ast.parse(text)
        self.lines = text.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def _at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def start(self, node: Any) -> int:
        return self._at(node.lineno, node.col_offset)

    def end(self, node: Any) -> int:
        return self._at(node.end_lineno, node.end_col_offset)

    def words(self, node: Any) -> str:
        return self.text[self.start(node) : self.end(node)]

    def instead(self, node: Any, new: str) -> Edit:
        return self.start(node), self.end(node), new

    def sign(self, left: int, right: int, sign: str, new: str) -> Edit:
        """Return the change to another operator between two operands."""
        pattern = re.escape(sign).replace(r"\ ", r"\s+")
        pattern = rf"\b{pattern}\b" if sign[0].isalpha() else pattern
        found = re.compile(pattern).search(self.text, left, right)
        assert found, (sign, self.text[left:right])
        return found.start(), found.end(), new

    def nodes(self) -> Iterator[tuple[str, ast.AST]]:
        """Yield every node of the tree that has behavior, with its function."""

        def visit(node: ast.AST, where: str) -> Iterator[tuple[str, ast.AST]]:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                where = f"{where}.{node.name}".lstrip(".")
            yield where, node
            for name, value in ast.iter_fields(node):
                if name in ("annotation", "returns", "decorator_list") or _docstring(node):
                    continue
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr):
                        yield from visit(child, where)

        return visit(self.tree, "")


def _docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def code(text: str) -> Iterator[Found]:
    """Yield every mutant of a module."""
    module = _Code(text)
    for where, node in module.nodes():
        for kind, edits in _code_at(module, node, inside=bool(where)):
            yield kind, where or "module", edits


def _code_at(c: _Code, node: ast.AST, inside: bool) -> Iterator[tuple[str, list[Edit]]]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            for op, (a, b) in zip(ops, pairwise([left, *others]), strict=True):
                kind, sign, news = OPERATORS[type(op)]
                yield from ((kind, [c.sign(c.end(a), c.start(b), sign, new)]) for new in news)
        case ast.BoolOp(op=op, values=values):
            kind, sign, news = OPERATORS[type(op)]
            signs = [c.sign(c.end(a), c.start(b), sign, news[0]) for a, b in pairwise(values)]
            yield kind, signs
            yield from (("operand", [c.instead(node, f"({c.words(v)})")]) for v in values)
        case ast.BinOp(left=a, op=op, right=b) if type(op) in OPERATORS:
            kind, sign, news = OPERATORS[type(op)]
            yield kind, [c.sign(c.end(a), c.start(b), sign, news[0])]
            if kind == "bits":
                yield from (("operand", [c.instead(node, f"({c.words(v)})")]) for v in (a, b))
        case ast.AugAssign(target=a, op=op, value=b) if type(op) in OPERATORS:
            kind, sign, news = OPERATORS[type(op)]
            yield kind, [c.sign(c.end(a), c.start(b), sign + "=", news[0] + "=")]
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            sign = re.compile(r"not\s*|~").match(c.text, c.start(node))
            assert sign
            yield "not", [(sign.start(), sign.end(), "")]
        case ast.Constant(value=bool(value)):
            yield "constant", [c.instead(node, str(not value))]
        case ast.Constant(value=int(value) | float(value)):
            yield from (("constant", [c.instead(node, str(value + d))]) for d in (1, -1))
        case ast.Constant(value=str(value)) if WORD.fullmatch(value):
            yield "word", [c.instead(node, f'"{value} else"')]
        case ast.Return(value=ast.expr() as value) if c.words(value) != "None":
            yield "return", [c.instead(value, "None")]
        case ast.Break():
            yield "loop", [c.instead(node, "continue")]
        case ast.Continue():
            yield "loop", [c.instead(node, "break")]
        case ast.Call(func=ast.Name(id="sorted" | "reversed")):
            yield "order", _reversed(c, node)
    if isinstance(node, (ast.If, ast.While, ast.IfExp)):
        yield "not", _negated(c, node.test)
    if isinstance(node, ast.comprehension):
        yield from (("not", _negated(c, test)) for test in node.ifs)
    if isinstance(node, ast.IfExp):
        a, b = node.body, node.orelse
        yield "swap", [c.instead(a, f"({c.words(b)})"), c.instead(b, f"({c.words(a)})")]
    if isinstance(node, ast.Call):
        a, b = [*node.args, None, None][:2]
        if a and b and not any(isinstance(x, ast.Starred) for x in (a, b)):
            yield "swap", [c.instead(a, c.words(b)), c.instead(b, c.words(a))]
        if isinstance(node.func, ast.Name) and node.func.id in NAMES:
            yield "any-all", [c.instead(node.func, NAMES[node.func.id])]
    if inside and isinstance(node, REMOVED) and not _docstring(node):
        # A field of a record is not a statement, nor is an `elif` by itself.
        field = isinstance(node, ast.AnnAssign) and node.value is None
        if not field and not c.words(node).startswith("elif"):
            yield "statement", [c.instead(node, "pass")]


def _negated(c: _Code, test: ast.expr) -> list[Edit]:
    return [c.instead(test, f"not ({c.words(test)})")]


def _reversed(c: _Code, call: ast.Call) -> list[Edit]:
    """Return the opposite order: sort backward, or do not reverse."""
    if call.func.id == "reversed":  # type: ignore[attr-defined]
        return [c.instead(call.func, "list")]
    for keyword in call.keywords:
        if keyword.arg == "reverse":
            return [c.instead(keyword.value, f"not {c.words(keyword.value)}")]
    return [(c.start(call), c.start(call), "list(reversed("), (c.end(call), c.end(call), "))")]


# --- law ------------------------------------------------------------------------------------------
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
OPPOSITE = {
    "met": "not met", "not met": "met", "yes": "no", "no": "yes", "law": "judgment",
    "judgment": "law", "plaintiff": "defendant", "defendant": "plaintiff", "true": "false",
    "false": "true", "all_of": "any_of", "any_of": "all_of",
    "reversed": "followed", "superseded": "followed",
    "overruled in part": "followed", "questioned": "reversed",
    "followed": "reversed", "amended": "reversed",
}  # fmt: skip
TURNED = {  # a field whose value becomes the opposite -> the kind of mutant
    "burden": "burden", "shown_by": "burden", "answer": "answer", "settled": "settled",
    "unanswered": "unanswered", "disposition": "disposition", "silent": "flag", "word": "treatment",
}  # fmt: skip
DROPPED = {  # a list that loses one of its items -> the kind of mutant
    "all_of": "child", "any_of": "child", "one_of": "one_of", "bound_by": "bound_by",
    "points": "treatment", "on": "preserved",
}  # fmt: skip
AUTHORITY = {"source", "ended_by", "by", "quoting", "authority"}
UNSAID = {"verified", "date_verified", "note", "words"}  # not the law, but our source for it


@dataclass(frozen=True)
class World:
    """The names from which an operator can choose a replacement."""

    authorities: list[str]
    courts: list[str]
    options: dict[str, list[str]]
    speakers: dict[str, list[str]]

    @classmethod
    def of(cls, root: Path) -> World:
        """Read the names in a project's data."""

        def read(name: str) -> list[dict[str, Any]]:
            text = (root / "data" / name).read_text(encoding="utf-8")
            return YAML(typ="safe", pure=True).load(text)

        return cls(
            [a["id"] for a in read("authorities.yml")],
            [c["id"] for c in read("courts.yml")],
            {f["id"]: list(f.get("options", {})) for f in read("facts.yml")},
            {o["id"]: list(o["speakers"]) for o in read("opinions.yml")},
        )


class _Law:
    """A data file's text with its nodes, and how to change one of them."""

    def __init__(self, file: str, text: str, world: World, seed: int) -> None:
        self.file, self.text, self.world, self.seed = file, text, world, seed
        self.root = YAML(typ="safe", pure=True).compose(text)

    def start(self, node: Any) -> int:
        return node.start_mark.index

    def end(self, node: Any) -> int:
        return node.end_mark.index

    def line(self, place: int) -> tuple[int, int]:
        """Return the start of the line at a place, and the start of the next line."""
        end = self.text.find("\n", place)
        return self.text.rfind("\n", 0, place) + 1, len(self.text) if end < 0 else end + 1

    def instead(self, node: ScalarNode, new: str) -> list[Edit]:
        """Return another word in the same quotation marks."""
        mark = self.text[self.start(node)]
        marks = mark if mark in "\"'" else ""
        return [(self.start(node), self.end(node), f"{marks}{new}{marks}")]

    def without(self, parts: list[tuple[Any, Any]], i: int, flow: bool) -> list[Edit]:
        """Return a list without one of its items; each item is given by its first and last node."""
        first, last = parts[i]
        if not flow:
            start, _ = self.line(self.start(first))
            following = self.line(self.start(parts[i + 1][0]))[0] if i + 1 < len(parts) else 0
            return [(start, following or self.line(self.end(last))[1], "")]
        if i + 1 < len(parts):
            return [(self.start(first), self.start(parts[i + 1][0]), "")]
        return [(self.end(parts[i - 1][1]) if i else self.start(first), self.end(last), "")]

    def another(self, names: list[str], now: str, where: str) -> list[str]:
        """Return another of some names, drawn reproducibly by seed."""
        others = [name for name in names if name != now]
        chance = random.Random(f"{self.seed} {self.file} {where}")
        return chance.sample(others, min(1, len(others)))

    def maps(self) -> Iterator[tuple[str, MappingNode]]:
        """Yield every record in the file, at any depth, with a description of its place."""

        def visit(node: Any, where: str) -> Iterator[tuple[str, MappingNode]]:
            if isinstance(node, SequenceNode):
                for i, item in enumerate(node.value):
                    yield from visit(item, f"{where}[{_name(item) or i}]")
            elif isinstance(node, MappingNode):
                if node is self.root:
                    where = _name(node)
                yield where, node
                for key, value in node.value:
                    if key.value not in UNSAID:
                        yield from visit(value, f"{where}.{key.value}")

        return visit(self.root, "")


def _name(node: Any) -> str:
    names = {k.value: v.value for k, v in node.value} if isinstance(node, MappingNode) else {}
    found = names.get("id") or names.get("node") or ""
    return str(found)


def law(file: str, text: str, world: World, seed: int = 0) -> Iterator[Found]:
    """Yield every mutant of a data file."""
    doc = _Law(file, text, world, seed)
    for where, record in doc.maps():
        fields = {key.value: value for key, value in record.value}
        for key, value in record.value:
            place = f"{where}.{key.value}"
            if key.value in UNSAID:
                continue
            for kind, edits in _law_at(doc, place, record, fields, key, value):
                yield kind, place, edits
        for operator in (_other_answer, _other_right, _other_support):
            yield from ((kind, where, edits) for kind, edits in operator(doc, where, fields))


def _law_at(
    d: _Law, where: str, record: MappingNode, fields: dict[str, Any], key: ScalarNode, value: Any
) -> Iterator[tuple[str, list[Edit]]]:
    """Yield the possible changes to one field of a record."""
    name, w = key.value, d.world
    if isinstance(value, ScalarNode):
        said = str(value.value)
        if DATE.fullmatch(said):
            yield from (("date", d.instead(value, day)) for day in _other_days(said))
        if name in TURNED and said in OPPOSITE:
            yield TURNED[name], d.instead(value, OPPOSITE[said])
        if name in ("at_least", "more_than"):
            yield from (("threshold", d.instead(value, new)) for new in _near(said))
        if name == "unanswered":
            yield "unanswered", [(*d.line(d.start(key)), "")]
        if name == "side":
            sides = ("plaintiff", "defendant", "neutral")
            yield from (("side", d.instead(value, s)) for s in sides if s != said)
        if name in AUTHORITY and said in w.authorities:
            yield from (
                ("authority", d.instead(value, a)) for a in d.another(w.authorities, said, where)
            )
        if name == "court" and said in w.courts:
            yield from (("court", d.instead(value, c)) for c in d.another(w.courts, said, where))
        if name == "speaker":
            speakers = [s for row in w.speakers.values() for s in row]
            mine = w.speakers[fields["opinion"].value]
            others = [s for s in mine if s != said] or d.another(speakers, said, where)
            yield from (("speaker", d.instead(value, other)) for other in others)
        if name == "page":
            pages = _near(said) if said.isdigit() else [said + ".A", said.rpartition(".")[0]]
            yield from (("page", d.instead(value, page)) for page in pages if page)
    if isinstance(value, SequenceNode) and name in DROPPED:
        items = [(item, item) for item in value.value]
        for i in range(len(items)) if len(items) > 1 or name != "child" else ():
            yield DROPPED[name], d.without(items, i, bool(value.flow_style))
    if name in ("all_of", "any_of"):
        yield "all-any", d.instead(key, OPPOSITE[name])
    if isinstance(value, MappingNode) and name == "cases":
        for i in range(len(value.value)) if len(value.value) > 1 else ():
            yield "child", d.without(value.value, i, bool(value.flow_style))
    if isinstance(value, MappingNode) and name == "facts":
        for i, (fact, stated) in enumerate(value.value):
            if isinstance(stated, MappingNode):
                stated = next(v for k, v in stated.value if k.value == "value")
            for edits in _other_value(d, f"{where}.{fact.value}", fact.value, stated):
                yield "fact value", edits
            if len(value.value) > 1:
                yield "fact dropped", d.without(value.value, i, bool(value.flow_style))


def _other_days(said: str) -> list[str]:
    day = dt.date.fromisoformat(said)
    near = [day + dt.timedelta(n) for n in (1, -1)]
    far = [day.replace(year=day.year + n, day=min(day.day, 28)) for n in (1, -1)]
    return [d.isoformat() for d in near + far]


def _near(said: str) -> list[str]:
    """Return values slightly larger and smaller: by one for a count, by a tenth for a share."""
    number = float(said)
    if number.is_integer():
        return [f"{number + 1:.0f}", f"{number - 1:.0f}"] if number else ["1"]
    return [f"{number * 1.1:.6g}", f"{number * 0.9:.6g}"]


def _other_value(d: _Law, where: str, fact: str, node: Any) -> Iterator[list[Edit]]:
    """Yield the other values that a case could have stated for a fact."""
    if isinstance(node, SequenceNode):
        low, high = (part.value for part in node.value)
        yield d.instead(node.value[0], _near(low)[0])
        yield d.instead(node.value[1], _near(high)[0])
        return
    said, options = str(node.value), d.world.options.get(fact) or []
    if options:
        yield from (d.instead(node, o) for o in d.another(options, said, where))
    elif said in ("yes", "no"):
        yield d.instead(node, OPPOSITE[said])
    elif said == "unknown":
        yield [(d.start(node), d.end(node), '"yes"')]
        yield [(d.start(node), d.end(node), '"no"')]
    else:
        yield from (d.instead(node, new) for new in _near(said.rstrip("%")))


def _other_answer(d: _Law, where: str, fields: dict[str, Any]) -> Iterator[tuple[str, list[Edit]]]:
    """Yield a change from a default answer of *yes* to *no*."""
    said = {"answer", "one_of", "at_least", "more_than"}.intersection(fields)
    if d.file.startswith("data/doctrine") and "fact" in fields and not said:
        start, end = d.line(d.start(fields["fact"]))
        indent = re.match(" *", d.text[start:end])
        yield "answer", [(end, end, f'{indent[0] if indent else ""}answer: "no"\n')]


def _other_right(d: _Law, where: str, fields: dict[str, Any]) -> Iterator[tuple[str, list[Edit]]]:
    """Yield a question with another right option."""
    if "options" not in fields or not isinstance(fields["options"], SequenceNode):
        return
    rows = [{k.value: (k, v) for k, v in option.value} for option in fields["options"].value]
    right = next((row["right"] for row in rows if "right" in row), None)
    if right is None:
        return
    start, end = d.line(d.start(right[0]))
    for row in rows:
        if "right" not in row:
            before, _ = d.line(d.start(row["feedback"][0]))
            yield "right", [(start, end, ""), (before, before, d.text[start:end])]


def _other_support(d: _Law, where: str, fields: dict[str, Any]) -> Iterator[tuple[str, list[Edit]]]:
    """Yield mutants in which a passage that supports a finding is removed or supports the opposite."""
    supports = fields.get("supports")
    if not isinstance(supports, MappingNode):
        return
    turned = [(key, OPPOSITE[key.value]) for key, _ in supports.value if key.value in OPPOSITE]
    if turned:
        yield "support", [edit for key, new in turned for edit in d.instead(key, new)]
    for _, passages in supports.value:
        items = [(item, item) for item in passages.value]
        for i in range(len(items)):
            yield "support", d.without(items, i, bool(passages.flow_style))
