"""Instructor material: forms whose keys the engine confirms, a guide that can be followed, and no leak."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from test_form import not_a_court_s
from test_outputs import compared

import jurisdiction as j
from jurisdiction.library import read_yaml, scenario_says
from minimum_contacts.classroom.live import items, notebooks
from minimum_contacts.lessons.panels.practice import IracTask

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "notebooks" / "instructor"
PAIRS = read_yaml(HOME / "prepost" / "forms.yml")
ITEMS = [(at, letter) for at in range(len(PAIRS)) for letter in "ab"]
LIB = j.load()
GUIDE = HOME / "guide.ipynb"


def prose() -> str:
    notebook = nbformat.read(GUIDE, as_version=4)
    return "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")


@pytest.mark.parametrize(("at", "letter"), ITEMS)
def test_the_engine_finds_what_the_key_says(at, letter) -> None:
    """Each item on stated facts comes out as its key says, and has a passage and a known trap."""
    pair = PAIRS[at]
    assert pair["passages"] and all(p in LIB.passages for p in pair["passages"])
    assert pair["trap"] in LIB.traps and all(re.fullmatch(r"T\d+", t) for t in pair["tests"])
    wanted = pair[letter].get("outcome")
    assert ("outcome" in pair["a"]) == ("outcome" in pair["b"])
    if not wanted:
        return
    file = LIB.scenarios[wanted["case"]]
    says, shown = scenario_says(LIB, file)
    facts = {**says}
    for name, value in wanted["set"].items():
        for part in ("cdn_us_servers", "cdn_purpose_speed_us") if name == "us_cdn" else (name,):
            facts.pop(part, None)
        facts[name] = value
    found = j.analyze(facts, file.law_as_of, file.stage, LIB, shown=shown)
    finding = found[wanted.get("node", "express_aiming")]
    got = {"status": finding.status.value, "at_close": finding.at_close.value}
    expected = {k: v for k, v in wanted.items() if k in got}
    assert expected and {k: got[k] for k in expected} == expected
    assert wanted.get("cause") is None or wanted["cause"] in {c.value for c in finding.causes}
    right = pair[letter]["options"]["abcd".index(pair[letter]["right"])]
    word = {"met": "Met", "not met": "Not met", "open": "Open"}[
        expected.get("status", got["at_close"])
    ]
    if "status" not in expected and finding.by_silence:
        word = "Not shown"  # and no court has found it against a party
    if finding.node.id == "express_aiming":
        assert right.startswith(f"{word}:")


def test_the_forms_are_parallel_and_give_nothing_away() -> None:
    """There are ten pairs; right answers are spread over the four letters, and are seldom the longest."""
    assert len(PAIRS) == 10
    for letter in "ab":
        items = [pair[letter] for pair in PAIRS]
        assert all(len(set(item["options"])) == 4 for item in items)
        places = Counter(item["right"] for item in items)
        assert set(places) == set("abcd") and max(places.values()) <= 3
        right = [item["options"]["abcd".index(item["right"])] for item in items]
        longest = sum(
            len(r) == max(map(len, i["options"])) for r, i in zip(right, items, strict=True)
        )
        assert 1 <= longest <= 5
        for item in items:
            lengths = [len(option) for option in item["options"]]
            assert max(lengths) <= 1.5 * min(lengths), item
    assert all(pair["a"]["right"] != pair["b"]["right"] for pair in PAIRS)
    assert all(pair["a"]["question"] != pair["b"]["question"] for pair in PAIRS)


def test_a_printed_form_has_every_item_and_no_key() -> None:
    """The printed page contains all questions and options, but no explanation or key."""
    spec = importlib.util.spec_from_file_location(
        "print_forms", HOME / "prepost" / "print_forms.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for letter in "ab":
        page = module.form(letter)
        assert page.count("<li>") == 10 + 40
        assert not any(pair["why"] in page for pair in PAIRS)
        assert not re.search(r"rationale|class=|data-", page)


def test_nothing_of_the_instructor_s_is_in_the_site_or_the_wheel() -> None:
    """The site contains numbered notebooks, and the wheel lib and data; neither contains the forms."""
    build = (ROOT / "deploy" / "site" / "build.py").read_text(encoding="utf-8")
    assert build.count('(ROOT / "notebooks")') == 1 and '"notebooks").glob("[0-9]*.ipynb")' in build
    wheel = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'only-include = ["lib/jurisdiction", "lib/minimum_contacts", "data"]' in wheel
    marks = [p["a"]["question"] for p in PAIRS] + [p["b"]["question"] for p in PAIRS]
    shipped = [p for folder in ("data", "lib") for p in (ROOT / folder).rglob("*") if p.is_file()]
    shipped += sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
    for path in shipped:
        if path.suffix in (".yml", ".py", ".md", ".ipynb", ".txt", ".json"):
            told = path.read_text(encoding="utf-8")
            assert not any(mark in told for mark in marks), path


# --- the guide ------------------------------------------------------------------------------------
def test_what_the_guide_names_is_there_and_its_quotations_are_a_court_s() -> None:
    """Links lead to files; the numbered sections exist; quotations are verbatim."""
    told = prose()
    for target in re.findall(r"\]\(([^)#]+)\)", told):
        assert target.startswith("https://") or (HOME / target).exists(), target
    named = re.findall(r"\b(\d\d), sections? ((?:\d(?:, | and )?)+)", told)
    assert len(named) >= 6
    for number, sections in named:
        (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
        there = re.findall(r"## (\d)\. ", path.read_text(encoding="utf-8"))
        assert set(re.findall(r"\d", sections)) <= set(there), (number, sections)
    assert not_a_court_s(re.sub(r"```.*?```", "", told, flags=re.S)) == []
    assert "no effect" in told and "reliability" in told


def test_each_step_of_the_lesson_plans_can_be_taken_where_it_says() -> None:
    """A prediction is committed only where a section asks for one; every choice in a step is available."""
    rows = [re.split(r" *[|] *", row)[1:-1] for row in re.findall(r"^[|] \d+–\d.*$", prose(), re.M)]
    assert len(rows) == 12
    lessons = {name[:2]: lesson for lesson, name in notebooks().items()}
    asked = [row for row in rows if "prediction" in row[2]]
    assert len(asked) == 5
    for _, _, does, where in asked:
        number, section = re.search(r"(\d\d), section (\d)", where).groups()
        part = LIB.lessons[lessons[number]].sections[int(section) - 1]
        assert part.predict, (does, where)
    (exercise,) = re.findall(r"choose \*([^*]+)\* in the list \*\*What to write", prose())
    assert exercise in [one.label for one in LIB.practice.exercises]
    (vote,) = re.findall(r"the question \*(Predict: [^*]+)\*", prose())
    (item,) = [one for one in items("express_aiming", LIB) if one.label.startswith(vote)]
    assert (
        re.search(r"The finding is \*(\w+)\*", prose())[1] == item.found.partition(":")[0].lower()
    )


WORDS = 230  # per minute
TRIED = {  # lesson, section, whether its prediction is made, and its tries; a minute for each of these
    "fifty": (("02", 1, 0, (1,)), ("02", 2, 1, (1, 3)), ("02", 3, 1, (1, 2, 4)),
              ("02", 4, 1, (1, 3)), ("02", 5, 0, (1, 3))),
    "seventy-five": (("01", 1, 1, ()), ("02", 1, 0, ()), ("02", 2, 1, (1,)), ("05", 1, 1, ())),
    "05": (("05", 1, 1, (1, 2)), ("05", 2, 0, (1, 2)), ("05", 3, 1, (1, 2, 3)),
           ("05", 4, 1, (1, 2, 3, 4))),
}  # fmt: skip


def words(*parts: str) -> int:
    return len(re.sub(r"[|#]|-{3,}", " ", " ".join(parts)).split())


def tried(plan: str) -> float:
    """Return the minutes of a teacher who tries the sections that a plan names, as far as it says."""
    told, lessons = list[str](), {name[:2]: lesson for lesson, name in notebooks().items()}
    actions = 0
    for number, at, predicts, tries in TRIED[plan]:
        (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.id in (f"s{at}", f"s{at}-law", f"s{at}-predict", f"s{at}-toggle"):
                told.append(cell.source)
            elif cell.id == f"s{at}-quotes":
                told += [output["data"]["text/plain"] for output in cell.outputs]
        part = LIB.lessons[lessons[number]].sections[at - 1]
        assert bool(part.predict) == bool(predicts)
        if part.predict:
            told += [LIB.scenarios[part.predict.scenario].story, part.predict.then]
        told += [part.tries[one - 1].then for one in tries]
        actions += predicts + len(tries)
    if plan == "seventy-five":
        (exercise,) = re.findall(r"choose \*([^*]+)\* in the list \*\*What to write", prose())
        (one,) = [one for one in LIB.practice.exercises if one.label == exercise]
        task = IracTask(one)
        told += [task.asked, re.sub("<[^>]+>", " ", task.reply())]
        actions += 1 + 2  # *What the courts said*; the draft
    return words(*told) / WORDS + actions


def pages(*numbers: int) -> list[str]:
    doe = re.split(
        r"=== page \d+.*\n", (ROOT / "data" / "opinions" / "doe.txt").read_text(encoding="utf-8")
    )
    return [doe[at - 4] for at in numbers]


def note(name: str, without: str = "") -> str:
    """Return a note, without the sections whose heading matches."""
    parts = re.split(r"^## ", (HOME / f"{name}.md").read_text(encoding="utf-8"), flags=re.M)
    return "\n".join(part for part in parts if not (without and re.match(without, part)))


def test_the_classes_of_the_guide_are_prepared_in_forty_five_minutes() -> None:
    """What the guide assigns a new teacher takes the minutes that it states for each item."""
    plans = next(c.source for c in nbformat.read(GUIDE, as_version=4).cells if c.id == "plans")
    own = re.split(r"^#+ ", plans, flags=re.M)
    stated = {
        part.partition(" ")[0]: [int(n) for n in re.findall(r"^[|] (\d+) [|]", part, re.M)]
        for part in own
        if re.match("Fifty|Seventy", part)
    }
    some = list[str]()
    for name in ("01_the_map", "02_express_aiming", "05_reasonableness"):
        told = note(name)
        some += [
            re.split("A fifty-minute plan|Fifty minutes\n", told)[0],
            told.partition("Three wrong answers")[2].split("\n\n")[1],
            told.partition("\nThe open point, from")[2].split("\nWhat later law")[0],
        ]
        some += re.findall(r"^[|] \d+ [|] (?:1|2 Vendors).*$", told, re.M)
    exam = (HOME / "12_moot_and_exam.md").read_text(encoding="utf-8")
    some.append(exam.partition("## What the law says")[2].split("\n## ")[0])
    fifty = [
        words(*(part for part in own if not re.match("Seventy|The vote|A half", part))) / WORDS,
        words(*pages(13, 14, *range(16, 23))) / WORDS,
        words(note("02_express_aiming", "What later law|A seventy")) / WORDS,
        tried("fifty"),
    ]
    (of_two,) = (page.partition("\nII\n")[2] for page in pages(11))
    assert of_two
    longer = [
        words(*(part for part in own if not re.match("Fifty|A half", part))) / WORDS,
        words(of_two, *pages(*range(12, 15), *range(16, 19), 26, 28)) / WORDS,
        words(*some) / WORDS,
        tried("seventy-five"),
    ]
    for takes, given in ((fifty, stated["Fifty"]), (longer, stated["Seventy-five"])):
        assert sum(given) <= 45
        assert all(0 < real <= most for real, most in zip(takes, given, strict=True)), takes


def test_the_class_on_reasonableness_is_prepared_in_forty_five_minutes() -> None:
    """The note on 05 states its minutes, and they are enough."""
    told = (HOME / "05_reasonableness.md").read_text(encoding="utf-8")
    own = told.partition("**Your own preparation**")[2].split("\n\n")[1]
    stated = [int(n) for n in re.findall(r"^[|] (\d+) [|]", own, re.M)]
    assert len(stated) == 4 and sum(stated) == 45
    guide = [
        p for p in re.split(r"^#+ ", prose(), flags=re.M) if re.match("The vote|When phones", p)
    ]
    takes = [
        words(note("05_reasonableness", "A fifty")) / WORDS,
        words(*pages(13, 14, 26, 28)) / WORDS,
        words(*guide) / WORDS,
        tried("05"),
    ]
    assert all(0 < real <= given for real, given in zip(takes, stated, strict=True)), takes


def test_the_plans_of_the_notes_add_up() -> None:
    """Every note plans fifty minutes and says how to extend the class to seventy-five."""
    for path in sorted(HOME.glob("[0-9]*.md")):
        if path.name.startswith("00"):
            continue
        told = path.read_text(encoding="utf-8")
        plan = re.search(r"^## (?:A fifty-minute plan|Fifty minutes)\n\n((?:[|].*\n)+)", told, re.M)
        assert plan, path.name
        assert sum(map(int, re.findall(r"^[|] (\d+) [|]", plan[1], re.M))) == 50, path.name
        if sheet := re.search(r"^## A seventy-five-minute plan\n\n((?:[|].*\n)+)", told, re.M):
            spans = re.findall(r"^[|] (\d+)–(\d+) [|]", sheet[1], re.M)
            assert spans[0][0] == "0" and spans[-1][1] == "75", path.name
            assert all(a[1] == b[0] for a, b in pairwise(spans)), path.name
        else:
            (longer,) = re.findall(r"^\*\*For seventy-five minutes\*\*, (.*)$", told, re.M)
            assert sum(map(int, re.findall(r"\((\d+)\)", longer))) == 25, path.name


def test_the_worked_hypothetical_of_the_guide_is_answered_as_the_guide_says(tmp_path) -> None:
    """The YAML in the guide, copied to a file and checked, gives the messages shown there."""
    told = prose()
    files = re.findall(r"```yaml\n(.*?)```", told, re.S)
    answers = [a.strip() for a in re.findall(r"```text\n(.*?)```", told, re.S)]
    assert len(files) == 1 and len(answers) == 2
    path = tmp_path / "honey_shop.yml"

    def check(text: str) -> str:
        path.write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, "-m", "jurisdiction", "check", str(path)],
                              capture_output=True, text=True, encoding="utf-8")  # fmt: skip
        return done.stdout.strip()

    assert " ".join(check(files[0]).split()).startswith(" ".join(answers[0].split()))
    mended = files[0].replace("express_aiming: {status: met}", "express_aiming: {status: not met}")
    assert mended != files[0]
    assert check(mended).startswith(answers[1])


def test_the_guide_runs() -> None:
    """Every cell of the guide runs and reproduces its stored output."""
    run = compared(GUIDE)
    assert run.returncode == 0, run.stdout + run.stderr
