"""Feed malformed input to every reader of untrusted input, and check that it is refused.

    .venv/bin/python tests/fuzz/fuzz.py --examples 100000     # the long form, shared among the readers
    .venv/bin/python tests/fuzz/fuzz.py --seed 7 --only link  # the same inputs of one reader once more

Any input is either read or refused with a `ReaderError` that explains the fault. No input may run a program,
load code, open a connection, or write a file; a Python audit hook checks that. No input may take longer than
`PATIENCE`, however deep, long, or intertwined it is.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import io
import json
import random
import signal
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from jurisdiction import author, figures, library
from jurisdiction.__main__ import main
from jurisdiction.library import complete, load
from jurisdiction.model import ReaderError
from minimum_contacts import classroom
from minimum_contacts.clinic import client
from minimum_contacts.lessons import links, record

ROOT = Path(__file__).resolve().parents[2]
LIB = load()
PATIENCE = 60  # processor seconds for one input; the worst takes a few
LONGEST_WORDS = 2_000  # characters of an error message, which a person must read


# --- watching -------------------------------------------------------------------------------------
FORBIDDEN = (
    "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile",
    "subprocess.Popen", "pickle.find_class", "socket.connect", "socket.bind", "socket.getaddrinfo",
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "shutil.rmtree", "compile", "import",
)  # fmt: skip
_watching = False
_seen: list[str] = []


def _hook(event: str, given: tuple[Any, ...]) -> None:
    if not _watching:
        return
    if event in FORBIDDEN and not (event == "import" and given[0] in sys.modules):
        _seen.append(f"{event} {given[:1]!r}"[:200])
    elif event == "open" and isinstance(given[1], str) and set(given[1]) & set("wax+"):
        _seen.append(f"open {given[0]!r} to write"[:200])


sys.addaudithook(_hook)


class NotAllowed(AssertionError):
    """An action that no reader may take."""


def _stuck(*_: object) -> None:
    raise NotAllowed(f"This input took longer than {PATIENCE} seconds.")


@contextlib.contextmanager
def watched() -> Iterator[None]:
    """Check that input is read in time and never executed."""
    global _watching
    _seen.clear()
    timed = hasattr(signal, "setitimer")
    if timed:
        before = signal.signal(signal.SIGPROF, _stuck)
        signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    _watching = True
    try:
        yield
    finally:
        _watching = False
        if timed:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
    if _seen:
        raise NotAllowed("; ".join(_seen))


def said(error: ReaderError) -> None:
    """Check that an error message is readable, and can be printed and saved."""
    text = str(error)
    if not text.strip() or len(text) > LONGEST_WORDS:
        raise NotAllowed(f"An error of {len(text)} characters: {text[:300]}")
    text.encode("utf-8")


# --- readers --------------------------------------------------------------------------------------
_HELD = tempfile.TemporaryDirectory(prefix="fuzz-", ignore_cleanup_errors=True)  # until the end
_FOLDER = Path(_HELD.name)


def file_of_work(raw: bytes) -> None:
    """Read a work file that a learner imports; a readable file can be written and read again."""
    found = record.read(raw, "mine.json")
    assert record.read(record.written(found), "again") == found


def clients_file(raw: bytes) -> None:
    """Read a client file; a readable file can be written and read again, and leads to findings."""
    found = client.read(raw, "mine.yml", LIB)
    assert client.read(client.written(found), "again", LIB) == found
    client.leads(LIB, found)


def _on_disk(raw: bytes, name: str) -> Path:
    path = _FOLDER / name
    path.write_bytes(raw)
    return path


def authors_case(path: Path) -> None:
    """Read a case, as `check FILE` does."""
    author.check_file(LIB, path)


def authors_hypothetical(path: Path) -> None:
    """Read a hypothetical, as `check FILE` does."""
    author.check_file(LIB, path)


def data_file(path: Path) -> None:
    """Read a file of the library, with each kind of record, as the loader does."""
    for kind in KINDS:
        with contextlib.suppress(ReaderError):
            library.records(path, kind)
    library.records(path, KINDS[0])


def link(address: str) -> None:
    """Read a link to a state of facts, which never fails and reports any part that cannot be read."""
    found = links.read(address, LIB)
    for words in found.troubles:
        said(ReaderError("the link", words))
    complete(LIB, found.facts)


def figure(written: Any) -> None:
    """Read a share and a count, in a field and in a file; a readable figure can be written and read again."""
    for name, kind in (("us_traffic_share", "share"), ("us_views", "count")):
        for on_screen in (True, False):
            try:
                found = figures.read(kind, written, "the figure", on_screen)
            except ReaderError as error:
                said(error)
                continue
            assert 0 <= found.low <= found.high <= figures.TOP[kind], found
            assert complete(LIB, {name: library.as_typed(found)})[name] == found, found


def collected(given: tuple[str, bytes, bytes]) -> None:
    """Collect a class that handed in a sound file and another one, and grade it by a roster."""
    place, raw, roster = given
    files = [*classroom.opened("sound.json", WORK), *classroom.opened(place, raw)]
    found = classroom.together(files)
    assert found.learners
    counted = classroom.summary(found.learners, LIB)
    assert counted.learners == len(found.learners)
    classroom.tables(found, counted, LIB, names=True)
    classroom.gradebook(found, counted, LIB, classroom.Grading(roster or None))


def command(arguments: list[str]) -> None:
    """Run the command line, which must print an answer, a usage message, or one plain error."""
    arguments = [one.replace("\0", "") for one in arguments]  # no system passes null characters
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(arguments)
        except SystemExit as end:  # argparse prints the usage
            code = end.code
    assert code in (0, 1, 2), code
    assert "Traceback" not in err.getvalue()
    if code == 2:
        assert "rror: " in err.getvalue(), err.getvalue()[:500]


# --- inputs ---------------------------------------------------------------------------------------
KINDS = (library.Fact, library.Passage, library.Authority, library.Node)
CANARY = "!!python/object/apply:os.system ['touch canary']"
LAUGHS = (
    "a0: &a0 [x, x]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
)  # fmt: skip
NASTY = (
    CANARY, "!!python/name:os.system", "!!binary aGk=", "!!set {a, b}", "!!omap [a: 1]", "&a [*a]",
    "*a", "<<: *a", "<<: {a: 1}", "? [a]\n: b", "? {a: b}\n: c", ".inf", "-.inf", ".nan", "1e999",
    "9" * 400, "0x" + "f" * 400, "0o777", "1_000", "2024-02-30", "9999-12-31T23:59:60Z", "~", "null",
    "\x00", "\x85", "\u2028", "\ufeff", "\ufffe", "\u202e", "\u2066", "\U0010ffff", "\\ud800",
    '"\\ud800"', "%YAML 9.9\n---\n", "---\n---\n", "...\n", "'", '"', "[" * 2000, "{" * 2000,
    "- " * 2000, "? " * 500, "a: " * 500, "|", ">", "\t", "__proto__", "__class__", "<script>",
    "{{7*7}}", "${x}", "../../etc/passwd", "file:///etc/passwd", "true", "false", "-1", "0", "",
)  # fmt: skip
nasty = st.sampled_from(NASTY)
_text = st.text(max_size=60)


def _seeds(*patterns: str) -> list[bytes]:
    return [path.read_bytes() for pattern in patterns for path in sorted(ROOT.glob(pattern))]


def _spoilt(raw: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(raw))
        end = min(len(raw), at + chance.randint(0, 40))
        filling = chance.choice(NASTY).encode("utf-8", "surrogatepass")
        match chance.choice(("cut", "fill", "bytes", "double", "end", "value", "value")):
            case "cut":
                raw = raw[:at] + raw[end:]
            case "fill":
                raw = raw[:at] + filling + raw[end:]
            case "bytes":
                raw = raw[:at] + chance.randbytes(chance.randint(1, 8)) + raw[end:]
            case "double":
                raw = raw[:end] + raw[at:]
            case "end":
                raw = raw[:at]
            case "value":  # the rest of a line after a colon
                colon = raw.find(b": ", at)
                if colon >= 0:
                    stop = raw.find(b"\n", colon)
                    raw = raw[: colon + 2] + filling + raw[len(raw) if stop < 0 else stop :]
    return raw


def changed(seeds: list[bytes]) -> st.SearchStrategy[bytes]:
    """Return a valid file with a few places cut, doubled, swapped, or filled with malicious text."""
    number = st.integers(0, 2**63)  # a single draw, because a hundred thousand files are needed
    return st.builds(
        lambda raw, seed: _spoilt(raw, random.Random(seed)), st.sampled_from(seeds), number
    )


_leaf = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), _text, nasty,
    st.dates().map(str), st.sampled_from(["yes", "no", "unknown", "4.6%", "1-2", "at least 1"]),
)  # fmt: skip


def _values(names: list[str]) -> st.SearchStrategy[Any]:
    """Return a strategy for nested data whose fields often have meaningful names."""
    name = st.one_of(st.sampled_from(names), _text)
    return st.recursive(
        _leaf,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(name, inner, max_size=5)
        ),
        max_leaves=12,
    )


def shaped(kind: Any, head: dict[str, Any]) -> st.SearchStrategy[bytes]:
    """Return a strategy for JSON with the fields of a record in the right places and any values."""
    names = [*kind.model_fields, *list(LIB.facts)[:12], "answer", "status", "node", "value"]
    values = _values(names)
    fields = st.fixed_dictionaries({}, optional={name: values for name in kind.model_fields})
    some = st.dictionaries(st.sampled_from(list(LIB.facts)), values, max_size=3)
    whole = st.builds(
        lambda found, facts, extra: {
            **found,
            **({"facts": facts} if facts else {}),
            **head,
            **extra,
        },
        fields,
        some,
        st.one_of(st.just({}), st.dictionaries(_text, values, max_size=1)),
    )
    return whole.map(lambda found: json.dumps(found).encode())


WORK = (
    b'{"format": "minimum-contacts-work", "version": 1, "notebooks": {"05_reasonableness": [],'
    b' "02_express_aiming": [{"id": "a1", "task": "explanation/a", "kind": "explanation",'
    b' "asked": "Why?", "answer": "\\u00dc <b>", "told": "t", "committed": true,'
    b' "at": "2026-01-01T00:00:00Z", "suite": "1"}, {"id": "a2", "task": "facts/a", "kind": "facts",'
    b' "at": "2026-01-02T00:00:00Z", "suite": "1",'
    b' "facts": {"facts": {"us_cdn": "no"}, "law_as_of": "2024-01-02"}}]}}'
)


def _work() -> st.SearchStrategy[bytes]:
    entry = shaped(record.Entry, {}).map(json.loads)
    head = {"format": record.FORMAT, "version": 1}
    whole = st.lists(entry, max_size=3).map(
        lambda entries: json.dumps({**head, "notebooks": {"a": entries}}).encode()
    )
    return st.one_of(whole, shaped(record.Work, head))


@st.composite
def _address(draw: st.DrawFn) -> str:
    names = st.one_of(
        st.sampled_from([*LIB.facts, "us_cdn", "case", "as_of", "stage", "court", "lesson"]),
        _text,
        nasty,
    )
    values = st.one_of(
        st.sampled_from([*LIB.cases, "yes", "no", "unknown", "5%", "12%-19%", "2024-01-02"]),
        _text,
        nasty,
    )
    pairs = draw(st.lists(st.tuples(names, values), max_size=6))
    start = draw(st.one_of(st.sampled_from(["", "http://x/lab/tree/02.ipynb?", "#?", "?"]), _text))
    return start + "&".join(f"{name}={value}" for name, value in pairs) + draw(_text)


def _arguments() -> st.SearchStrategy[list[str]]:
    subjects = st.one_of(st.sampled_from([*LIB.cases, *LIB.scenarios, "nobody.yml"]), _text, nasty)
    facts = st.one_of(st.sampled_from([*LIB.facts, "us_cdn"]), _text)
    pair = st.tuples(facts, st.one_of(_text, nasty, st.sampled_from(["no", "4%", "1e9"])))
    options = st.one_of(
        pair.map(lambda p: ["--set", f"{p[0]}={p[1]}"]),
        pair.map(lambda p: ["--shown", f"{p[0]}={p[1]}"]),
        st.tuples(
            st.sampled_from(
                ["--as-of", "--stage", "--court", "--node", "--set", "--lock", "--claim", "--side"]
            ),
            st.one_of(_text, nasty, st.sampled_from(["2024-01-02", "ca9", "express_aiming"])),
        ).map(list),
        st.just(["--json"]),
        _text.map(lambda text: [text]),
    )
    verbs = st.sampled_from(["analyze", "argue", "circuits", "flips", "irac", "later", "check"])
    return st.tuples(verbs, subjects, st.lists(options, max_size=3)).map(
        lambda found: [found[0], found[1], *(word for option in found[2] for word in option)]
    )


_FIGURE = (
    "0", "1", "4.6", "12", "1,000", "1.000", "320 000", "1e9", "1e400", "9" * 90, "٣", "½", "%", " percent",
    " million", "k", "bn", " ", "-", "–", " to ", " and ", "between ", "from ", "at least ", "up to ",
    "more than ", "less than ", "+", " or less", "≥", "<", ".", ",", "'", "unknown",
)  # fmt: skip


def _figures() -> st.SearchStrategy[Any]:
    words = st.lists(st.sampled_from(_FIGURE), max_size=6).map("".join)
    one = st.one_of(words, _text, nasty, st.integers(), st.floats())
    return st.one_of(words, one, st.lists(one, max_size=3))


def _link_to(text: bytes) -> str:
    return f"?hypothetical={base64.urlsafe_b64encode(zlib.compress(text, 9)).decode()}"


def _zipped(members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in dict(members).items():
            archive.writestr(name or "x", raw)
    return out.getvalue()


def _class() -> st.SearchStrategy[tuple[str, bytes, bytes]]:
    """Return a strategy for a file or an archive that is handed in, its path, and a roster."""
    ends = st.sampled_from([".json", ".JSON", ".txt", ".yml", ".docx", "", ".tar.gz"])
    starts = st.sampled_from(
        ["", "submitted/ann/ps1/", "Ann Lee_12_assignsubmission_file_/", "leeann_LATE_12_34_", "../../",
         "1-2 - Ann Lee - Jan 1, 2026 100 AM/", "ps1_ann_lee_attempt_2026-01-01-10-00-00_", "C:\\"]
    )  # fmt: skip
    names = st.builds("{}{}{}".format, starts, _text, ends)
    works = st.one_of(_any, changed([WORK]), changed(_clients), _work())
    archives = st.lists(st.tuples(names, works), max_size=3).map(_zipped)
    zips = st.one_of(archives, st.builds(_spoilt, archives, st.randoms(use_true_random=False)))
    rosters = st.one_of(st.just(b""), _any, changed(ROSTERS))
    zipped = st.tuples(names.map("{}.zip".format), zips, rosters)
    return st.one_of(st.tuples(names, works, rosters), zipped)


ROSTERS = [
    b'Student,ID,SIS Login ID,Section\n    Points Possible,,,\n"Lee, Ann",12,ann,A\nsound,7,sound,B\n',
    "First name\tSurname\tEmail address\tDue\nÉva\tNagy\teva@x.edu\t2026-03-01\n".encode("utf-16"),
    b"sep=;\r\nUsername;Excused\r\n\xe9va;yes\r\nsound;no\r\n",
]
Target = tuple[Callable[[Any], None], st.SearchStrategy[Any], str]
_any = st.binary(max_size=200)
_clients = _seeds("data/clients/*.yml")
_cases, _hypos = _seeds("data/cases/*.yml"), _seeds("data/scenarios/*.yml")
_loaded = _seeds("data/authorities.yml", "data/contradictions.yml", "data/factors.yml")
_client_head = {"format": client.FORMAT, "version": 1, "label": "A. B.", "forum": "hawaii"}
TARGETS: dict[str, Target] = {  # readers, their inputs, and the file name of each input
    "work": (file_of_work, st.one_of(_any, changed([WORK]), _work()), ""),
    "client": (
        clients_file,
        st.one_of(_any, changed(_clients), shaped(client.ClientFile, _client_head)),
        "",
    ),
    "case": (
        authors_case,
        st.one_of(_any, changed(_cases), shaped(library.Case, {"id": "fuzz", "holdings": []})),
        "fuzz.yml",
    ),
    "hypothetical": (
        authors_hypothetical,
        st.one_of(_any, changed(_hypos), shaped(library.ScenarioFile, {})),
        "fuzz.yml",
    ),
    "data": (
        data_file,
        st.one_of(
            _any,
            changed(_loaded),
            shaped(library.Fact, {"id": "fuzz"}).map(lambda one: b"[" + one + b"]"),
        ),
        "fuzz.yml",
    ),
    "figure": (figure, _figures(), ""),
    "link": (link, st.one_of(_text, _address(), changed(_hypos).map(_link_to)), ""),
    "collector": (collected, _class(), ""),
    "command": (command, st.one_of(st.lists(_text, max_size=4), _arguments()), ""),
}
SHARES = {
    "work": 10,
    "client": 5,
    "case": 2,
    "hypothetical": 2,
    "data": 2,
    "figure": 10,
    "link": 10,
    "collector": 5,
    "command": 1,
}

OF_FILES = ("work", "client", "case", "hypothetical", "data")  # the readers of one whole file
DEEP = 100_000
ENORMOUS: dict[str, bytes] = {  # inputs that would exhaust memory or time if permitted
    "a bomb of aliases": LAUGHS.encode(),
    "a knot": b"id: fuzz\nfacts: &a {us_hosting: *a}\nholdings: *a\n",
    "deep brackets": b"[" * DEEP + b"]" * DEEP,
    "deep braces": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep dashes": b"- " * 3_000 + b"x",
    "a huge number": b'{"version": ' + b"9" * 1_000_000 + b"}",
    "a huge exponent": b'{"version": 1e999999999, "format": "minimum-contacts-work"}',
    "a string of 10 MB": b'{"story": "' + b"x" * 10_000_000 + b'"}',
    "10 MB of one line": b"x" * 10_000_000,
    "10 MB of commas": b"[" + b"1," * 5_000_000 + b"1]",
    "a canary": f"format: minimum-contacts-client\nversion: {CANARY}\n".encode(),
}


def fed(name: str, given: Any) -> None:
    """Feed one input to one reader, which may raise only `ReaderError`."""
    reads, _, file = TARGETS[name]
    if file:
        given = _on_disk(given, file)
    with watched():
        try:
            reads(given)
        except ReaderError as error:
            said(error)


def warm() -> None:
    """Have every reader load its modules once, so that the audit sees only the effects of an input."""
    sound = {"work": WORK, "client": _clients[0], "link": "?us_cdn=no", "data": _loaded[0]}
    sound |= {"case": _cases[0], "hypothetical": _hypos[0]}
    sound |= {"figure": "4.6%", "collector": ("a.zip", _zipped([("b.json", WORK)]), ROSTERS[2])}
    sound["command"] = ["analyze", "doe_v_webgroup", "--json"]
    broken = {"command": [], "link": "", "collector": ("", b"", b"")}
    for name, one in sound.items():
        reads, _, file = TARGETS[name]
        for what in (one, broken.get(name, b"\xff{")):
            with contextlib.suppress(ReaderError):
                reads(_on_disk(what, file) if file else what)
    for verb in ("argue", "irac", "flips"):
        command([verb, "doe_v_webgroup"])
    command(["later"])
    command(["check", "nobody.yml"])


def run(name: str, examples: int, number: int | None = None) -> int:
    """Feed a reader a number of inputs; return how many. A failure prints the smallest example.

    number: the seed that draws the inputs; without one, every run has the same inputs.
    """
    count, fixed = 0, number is None

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=fixed,
        suppress_health_check=list(HealthCheck), print_blob=not fixed,
        phases=(Phase.explicit, Phase.generate, Phase.target, Phase.shrink),
    )  # fmt: skip
    @given(TARGETS[name][1])
    def feed(one: Any) -> None:
        nonlocal count
        count += 1
        fed(name, one)

    (feed if number is None else seed(number)(feed))()
    return count


def _long(examples: int, only: list[str], number: int) -> int:
    print(f"Seed {number}.", flush=True)
    warm()
    wrong, total, began = 0, 0, time.monotonic()
    names = only or list(SHARES)
    whole = sum(SHARES[name] for name in names)
    for name in names:
        start = time.monotonic()
        try:
            count = run(name, max(1, -(-examples * SHARES[name] // whole)), number)
        except Exception as error:  # every reader is tried, even after another fails
            wrong += 1
            print(f"{name}: {type(error).__name__}: {error}")
            print("\n".join(getattr(error, "__notes__", ())), flush=True)
            continue
        total += count
        print(f"{name}: {count} inputs, {time.monotonic() - start:.0f} s", flush=True)
    for what, raw in ENORMOUS.items():
        for name in set(names) & set(OF_FILES):
            fed(name, raw)
            total += 1
        print(f"{what}: refused or read by every reader of files", flush=True)
    print(f"{total} inputs in {time.monotonic() - began:.0f} s; {wrong} readers failed.")
    return bool(wrong)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--examples", type=int, default=100_000, help="how many, in all")
    parser.add_argument("--only", nargs="*", default=[], choices=list(TARGETS))
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = parser.parse_args()
    sys.exit(_long(options.examples, options.only, options.seed))
