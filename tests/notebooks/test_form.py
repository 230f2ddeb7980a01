"""The form of a notebook: what learners can rely on, and what no notebook contains."""

from __future__ import annotations

import ast
import datetime as dt
import itertools
import json
import re
import tempfile
from pathlib import Path

import nbformat
import pytest
from refresh import (
    WIDGETS,
    first_words,
    is_words,
    links,
    numbered,
    parts,
    stands_in,
    student_notebooks,
    with_words,
)

import jurisdiction as j
from jurisdiction.explain import day_words
from jurisdiction.library import DATA
from jurisdiction.model import Foreseen

PATHS = student_notebooks()
NOTEBOOKS = {path.name: nbformat.read(path, as_version=4) for path in PATHS}
FIRST, TEMPLATE = PATHS[0].name, "_template.ipynb"  # the latter shows authors the form of a lesson
NUMBERED = {name: nb for name, nb in NOTEBOOKS.items() if name != TEMPLATE}
LESSONS = {name: nb for name, nb in NOTEBOOKS.items() if name != FIRST}
every_notebook = pytest.mark.parametrize("name", NOTEBOOKS)
every_numbered_notebook = pytest.mark.parametrize("name", NUMBERED)
every_lesson = pytest.mark.parametrize("name", LESSONS)


def cells(name: str, kind: str) -> list[nbformat.NotebookNode]:
    return [cell for cell in NOTEBOOKS[name].cells if cell.cell_type == kind]


def prose(name: str) -> str:
    return "\n\n".join(cell.source for cell in cells(name, "markdown"))


def is_widget(cell: nbformat.NotebookNode) -> bool:
    return WIDGETS in cell.metadata.get("tags", ())


# --- every notebook --------------------------------------------------------------------------------
@every_notebook
def test_it_begins_with_its_only_title(name) -> None:
    """The first cell contains the title, and no other cell does."""
    first = NOTEBOOKS[name].cells[0]
    assert first.cell_type == "markdown" and re.match(r"# \S", first.source)
    assert len(re.findall(r"^# ", prose(name), flags=re.M)) == 1


@every_lesson
def test_a_lesson_says_first_what_you_will_be_able_to_do(name) -> None:
    """After the title, a list of objectives precedes everything else."""
    first = NOTEBOOKS[name].cells[0]
    assert re.search(
        r"^\*\*You will be able to\*\*\n\n(\* .+\n){2,}", first.source + "\n", flags=re.M
    )


@every_lesson
def test_a_lesson_says_first_how_long_it_takes(name) -> None:
    """The first cell gives the minutes, from which the outline computes the time left."""
    assert re.search(r"^About (\d+) minutes\.$", NOTEBOOKS[name].cells[0].source, flags=re.M)


@every_notebook
def test_one_hidden_set_up_cell_comes_first(name) -> None:
    """The second cell loads the library, the styles, and the notebook's work; no other cell does."""
    setup = NOTEBOOKS[name].cells[1]
    assert setup.cell_type == "code" and is_widget(setup)
    begins = f'j.panels.begin("{name.removesuffix(".ipynb").lstrip("_")}")'
    assert setup.source == f"import jurisdiction as j\n\n{begins}"
    assert [cell.id for cell in cells(name, "code") if "import jurisdiction" in cell.source] == [
        setup.id
    ]


@every_notebook
def test_code_is_folded_short_and_without_functions(name) -> None:
    """Code cells are folded, contain at most three lines, and define no functions and no branches."""
    plain = (ast.Import, ast.Assign, ast.Expr)
    for cell in cells(name, "code"):
        assert cell.metadata.get("jupyter", {}).get("source_hidden") is True, cell.id
        tree = ast.parse(cell.source)
        assert len(cell.source.splitlines()) <= 3 and all(
            isinstance(part, plain) for part in tree.body
        ), cell.id
        assert not [x for x in ast.walk(tree) if isinstance(x, (ast.Lambda, ast.comprehension))], (
            cell.id
        )


@every_notebook
def test_prose_holds_no_html_and_links_lead_to_notebooks(name) -> None:
    """The prose contains no tags, and every link to a notebook leads to an existing one."""
    assert re.findall(r"<[A-Za-z/!][^>]*>?", prose(name)) == []
    for target in re.findall(r"\]\(([^)]+)\)", prose(name)):
        assert target in NOTEBOOKS or target.startswith("https://"), target


@every_notebook
def test_cells_have_ids_of_their_own_and_headings_do_not_skip(name) -> None:
    """Ids are readable and unique, and headings descend one level at a time."""
    (path,) = [path for path in PATHS if path.name == name]
    raw = json.loads(path.read_text(encoding="utf-8"))  # nbformat would repair duplicates
    ids = [cell["id"] for cell in raw["cells"]]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[a-z][a-z0-9-]*", i) for i in ids)
    levels = [len(marks) for marks in re.findall(r"^(#+) ", prose(name), flags=re.M)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@every_notebook
def test_the_content_note_comes_before_doe_is_named(name) -> None:
    """No prose, code, or output names *Doe* before the content note."""
    told = ""
    for cell in NOTEBOOKS[name].cells:
        told += cell.source + "".join(o.data["text/plain"] for o in cell.get("outputs", []))
    doe = re.search(r"\bDoe\b", told)
    assert doe is None or -1 < told.find("**Content note.**") < doe.start()


@every_notebook
def test_the_last_line_leads_to_the_notebooks_before_and_after(name) -> None:
    """The last cell, and no other, is one line of links that follows the order and the titles."""
    nav = NOTEBOOKS[name].cells[-1]
    assert [cell.id for cell in NOTEBOOKS[name].cells if cell.id == "nav"] == [nav.id]
    assert nav.cell_type == "markdown"
    assert nav.source == links(name, numbered(NOTEBOOKS)), "run tests/notebooks/refresh.py"


def test_the_links_of_first_second_last_and_of_one_without_a_number() -> None:
    """The first has no previous link, and the last no next one; the second names the first only once."""
    a, b, c = (f"{n}.ipynb" for n in ("00_a", "01_b", "02_c"))
    titles = {a: "00 A", b: "01 B", c: "02 C"}
    assert links(a, titles) == "[01 B](01_b.ipynb) →"
    assert links(b, titles) == "← [00 A](00_a.ipynb) · [02 C](02_c.ipynb) →"
    assert links(c, titles) == "← [01 B](01_b.ipynb) · [00 A](00_a.ipynb)"
    assert links("_t.ipynb", titles) == "[00 A](00_a.ipynb)"


@every_numbered_notebook
def test_no_notebook_of_a_student_leads_to_a_teacher_s_or_an_author_s(name) -> None:
    """No link, code, or output names the instructor's notes or the notebook for authors."""
    told = json.dumps(NOTEBOOKS[name])
    assert "instructor/" not in told and TEMPLATE not in told


def test_the_first_notebook_lists_every_lesson_in_order() -> None:
    """Notebook 00 lists each existing lesson by its own title and number."""
    listed = re.findall(r"^\| \[(\d\d .+?)\]\((.+?)\) \|", prose(FIRST), flags=re.M)
    there = {n: title for n, title in numbered(NOTEBOOKS).items() if n != FIRST}
    assert {file: title for title, file in listed if file in there} == there
    assert [title[:2] for title, _ in listed] == [title[:2] for title in there.values()]
    assert all(file.startswith(title[:2]) for title, file in listed)


def test_the_first_notebook_is_a_laboratory_and_the_rest_is_folded() -> None:
    """A few sentences, the work panel, and a laboratory on neutral facts come first; the rest is folded."""
    first, begin, lab, below, *rest, on, nav = NOTEBOOKS[FIRST].cells
    assert first.cell_type == "markdown" and len(first.source.split()) <= 180
    assert "j.panels.begin(" in begin.source and "j.panels.lab(" in lab.source
    assert j.load().section("start_here", "first").lab.case == "neutral_recipe_site"
    assert "01_the_map.ipynb" in below.source and on.source.startswith("## ") and nav.id == "nav"
    heads = [cell for cell in rest if "## " in cell.source]
    assert rest[0] in heads and all(re.fullmatch(r"## .+", cell.source) for cell in heads)
    assert all(cell.metadata.get("jp-MarkdownHeadingCollapsed") is True for cell in heads)


def test_not_legal_advice_is_said_once_in_the_suite() -> None:
    """The suite says once, in the first notebook, that it is not legal advice."""
    said = {name: prose(name).casefold().count("not legal advice") for name in NOTEBOOKS}
    assert said == {name: int(name == PATHS[0].name) for name in NOTEBOOKS}


ELSEWHERE = [
    re.escape(str(Path(path).resolve()))
    for path in (Path.home(), DATA.parent, tempfile.gettempdir())
]
NOISE = [*ELSEWHERE, r"0x[0-9a-f]{6,}", r"\.py\b", r"[A-Z]:\\", r"(?<![\w<])/\w+/\w+"]


@every_notebook
def test_stored_outputs_hold_nothing_of_a_machine_or_a_day(name) -> None:
    """No stored output contains a path, a memory address, or today's date."""
    today = dt.date.today()
    days = [re.escape(day) for day in (today.isoformat(), day_words(today))]
    for cell in cells(name, "code"):
        for output in cell.outputs:
            for told in output.data.values():
                assert [found for sign in NOISE + days for found in re.findall(sign, told)] == [], (
                    cell.id
                )


# --- quotations ------------------------------------------------------------------------------------
QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”")
STRAIGHT = str.maketrans("“”‘’", "\"\"''")
NOT_QUOTATIONS: set[str] = set()  # exceptions: names of things on the screen


def squeezed(text: str) -> str:
    return " ".join(re.sub(r"\[\^\w+\]", "", text).translate(STRAIGHT).split())


COURTS = squeezed(
    " ".join(p.read_text(encoding="utf-8") for p in (DATA / "opinions").glob("*.txt"))
)


def not_a_court_s(text: str) -> list[str]:
    """Return the quotations of two or more words that no opinion contains, split at their omissions."""
    found = [straight or curly for straight, curly in QUOTED.findall(text)]
    pieces = [piece.strip(" ,.;:?!") for words in found for piece in words.split("[…]")]
    return [
        piece for piece in pieces
        if len(piece.split()) > 1 and piece not in NOT_QUOTATIONS and squeezed(piece) not in COURTS
    ]  # fmt: skip


@every_notebook
def test_what_stands_in_quotation_marks_is_a_court_s_to_the_letter(name) -> None:
    """Every quotation of two or more words, in prose and in displayed output, is in one of the opinions."""
    texts = [cell.source for cell in cells(name, "markdown")]
    for cell in cells(name, "code"):
        constants = [
            x.value for x in ast.walk(ast.parse(cell.source)) if isinstance(x, ast.Constant)
        ]
        texts += [value for value in constants if isinstance(value, str)]
    assert [words for text in texts for words in not_a_court_s(text)] == []


def test_the_reply_to_a_prediction_is_short_and_its_quotations_are_a_court_s() -> None:
    """Every prediction in a lesson is explained in a few sentences, with a verbatim quotation."""
    for lesson in j.load().lessons.values():
        for one in (section.predict for section in lesson.sections if section.predict):
            assert one.then, (lesson.id, one.scenario)
            assert 15 <= len(one.then.split()) <= 75, (one.scenario, len(one.then.split()))
            assert not_a_court_s(one.then) == [], one.scenario


def test_a_paraphrase_in_quotation_marks_is_found() -> None:
    """The check detects a dropped word in straight and in curly marks, and accepts the whole quotation."""
    assert not_a_court_s('It "might not be sufficient" alone.') == ["might not be sufficient"]
    assert not_a_court_s("It “might not be sufficient” alone.") == ["might not be sufficient"]
    assert not_a_court_s('It "might not by itself be sufficient," says Doe.') == []


# --- lessons ---------------------------------------------------------------------------------------
def sections(name: str) -> dict[str, list[nbformat.NotebookNode]]:
    """Return the cells of each numbered section of a lesson, by heading."""
    found: dict[str, list[nbformat.NotebookNode]] = {}
    heading = ""
    for cell in NOTEBOOKS[name].cells:
        if cell.cell_type == "markdown" and (match := re.match(r"## (.+)", cell.source)):
            heading = match[1]
        if re.match(r"\d+\. ", heading):
            found.setdefault(heading, []).append(cell)
    return found


SECTIONS = {f"{name}, {h}": inside for name in LESSONS for h, inside in sections(name).items()}
every_section = pytest.mark.parametrize("section", SECTIONS)


def headings(inside: list[nbformat.NotebookNode]) -> list[str]:
    told = "\n".join(cell.source for cell in inside if cell.cell_type == "markdown")
    return re.findall(r"^### (.+)$", told, flags=re.M)


def calling(inside: list[nbformat.NotebookNode], call: str) -> list[nbformat.NotebookNode]:
    return [cell for cell in inside if cell.cell_type == "code" and call in cell.source]


def desk_call(inside: list[nbformat.NotebookNode]) -> str:
    """Return the call by which a section displays its laboratory or intake."""
    return "j.panels.intake(" if calling(inside, "j.panels.intake(") else "j.panels.lab("


@every_lesson
def test_a_lesson_has_three_to_five_sections_most_with_a_prediction_and_a_summary(name) -> None:
    """Three to five sections, most of which ask for a prediction; a summary before the last line."""
    found = sections(name)
    assert len(found) == 1 if name == TEMPLATE else 3 <= len(found) <= 5
    assert [int(heading.split(".")[0]) for heading in found] == list(range(1, len(found) + 1))
    assert sum("Predict" in headings(inside) for inside in found.values()) > len(found) / 2
    *_, last, _nav = [cell for cell in NOTEBOOKS[name].cells if not is_words(cell)]
    assert last.cell_type == "markdown" and re.match(r"## Summary\n\n(\* .+\n?)+$", last.source)


@every_lesson
def test_a_lesson_lets_the_neutral_facts_be_used_by_one_switch(name) -> None:
    """The third cell is the one switch between *Doe*'s facts and the neutral hypothetical."""
    third = NOTEBOOKS[name].cells[2]
    assert third.source == "j.panels.StoryPanel()" and is_widget(third)
    assert len(calling(NOTEBOOKS[name].cells, "StoryPanel")) == 1


@every_lesson
def test_a_lesson_has_an_instructor_s_note_whose_quotations_are_a_court_s(name) -> None:
    """A note of the same name explains how to teach the hour, also with the neutral hypothetical."""
    note = PATHS[0].parent / "instructor" / f"{Path(name).stem}.md"
    told = note.read_text(encoding="utf-8")
    assert told.startswith("# Instructor's note · ") and "Facts in this notebook" in told
    assert not_a_court_s(told) == []


@every_section
def test_a_section_goes_through_its_parts_in_order(section) -> None:
    """The parts are law, perhaps predict, change, explain, and check, each with its own cell.

    If a section covers a whole client file, an intake replaces the laboratory. If the laboratory has no
    tries, the prose says what to toggle and what to observe.
    """
    inside = SECTIONS[section]
    parts = headings(inside)
    asks = "Change" in parts
    change = ["Change"] if asks else ["Toggle", "Observe"]
    assert [part for part in parts if part != "Predict"] == ["Law", *change, "Explain", "Check"]
    assert asks == bool(getattr(lab_of(section), "tries", None))
    assert "Predict" not in parts or parts.index("Predict") == 1
    doing = {"Law": "j.quote(", "Predict": "j.panels.PredictPanel(", change[0]: desk_call(inside),
             "Explain": "j.panels.write(", "Check": "j.panels.check("}  # fmt: skip
    for part, call in doing.items():
        found = calling(inside, call)
        assert len(found) == (part in parts), part
        assert all(is_widget(cell) == (part != "Law") for cell in found), part
    order = [
        inside.index(calling(inside, call)[0]) for part, call in doing.items() if part in parts
    ]
    assert order == sorted(order)
    steps = calling(inside, ".steps(")
    assert len(steps) == 1 and not is_widget(steps[0])


@every_section
def test_what_a_section_asks_to_predict_is_what_its_laboratory_pins(section) -> None:
    """A notebook asks for the prediction that the data name for the section."""
    asked = [
        {"scenario": call[1], **({"node": call[2]} if call[2] else {})}
        for cell in calling(SECTIONS[section], "PredictPanel(")
        if (call := re.search(r'PredictPanel\("(\w+)"(?:, node="(\w+)")?\)', cell.source))
    ]
    (desk,) = calling(SECTIONS[section], desk_call(SECTIONS[section]))
    lesson, name = re.findall(r'"(\w+)"', desk.source)[:2]
    pinned = j.load().section(lesson, name).predict
    pinned = pinned and pinned.model_copy(update={"why": "", "then": ""})
    assert [pinned] == [Foreseen(**one) for one in asked] or (pinned is None and asked == [])


# --- words -----------------------------------------------------------------------------------------
@every_lesson
def test_a_word_is_explained_where_the_lesson_first_uses_it_and_nowhere_else(name) -> None:
    """Each part lists the glossary words that are new in it, in one cell, and no other words."""
    told = {
        part: [re.findall(r'"(\w+)"', cell.source) for cell in inside if is_words(cell)]
        for part, inside in parts(NOTEBOOKS[name])
    }
    wanted = {
        part: [names] if names else [] for part, names in first_words(NOTEBOOKS[name]).items()
    }
    assert told == wanted, "run tests/notebooks/refresh.py"
    every = [name for lists in told.values() for names in lists for name in names]
    assert len(every) == len(set(every)) > 0
    assert all(is_widget(cell) for cell in NOTEBOOKS[name].cells if is_words(cell))


@every_lesson
def test_words_stand_right_under_what_uses_them(name) -> None:
    """Words appear under a section's quotations, under the story for the opening, or under the summary."""
    for before, cell in itertools.pairwise(NOTEBOOKS[name].cells):
        if is_words(cell):
            under = "j.quote(" in before.source or before.source == "j.panels.StoryPanel()"
            assert under or before.source.startswith("## Summary"), cell.id


def test_a_word_is_found_in_its_forms_and_not_in_another_sense() -> None:
    """The check recognizes plurals, capitals, and emphasis, but not longer words or other senses."""
    words = j.load().glossary
    found = {
        "forum": ["The forum counts.", "Forums differ", "the **forum**"],
        "calder_effects_test": ["the *Calder* effects test"],
        "open": ["It is *open*.", "the point stays open"],
        "cdn": ["CDNs keep copies", "a content delivery network"],
        "general_jurisdiction": ["General jurisdiction is a route."],
    }
    passed_over = {
        "forum": ["forumlike", "informum"],
        "open": ["Open what the courts said", "*opened*"],
        "cdn": ["a cdnx server"],
        "general_jurisdiction": ["in any state’s courts of general jurisdiction"],
        "burden": ["2 Burden on the defendant"],
    }
    assert [(n, t) for n in found for t in found[n] if not stands_in(words[n], t)] == []
    assert [(n, t) for n in passed_over for t in passed_over[n] if stands_in(words[n], t)] == []


def test_a_word_moved_to_an_earlier_part_is_explained_there() -> None:
    """If section 1 begins to use a word of section 2, its line moves; a second rewrite changes nothing."""
    name = "02_express_aiming.ipynb"
    notebook = nbformat.from_dict(json.loads(json.dumps(NOTEBOOKS[name])))
    assert "differential_targeting" in first_words(notebook)["s2"]
    next(
        cell for cell in notebook.cells if cell.id == "s1-law"
    ).source += " Differential targeting."
    with_words(notebook)
    (of_s1,) = [cell for cell in notebook.cells if cell.id == "s1-words"]
    (of_s2,) = [cell for cell in notebook.cells if cell.id == "s2-words"]
    assert "differential_targeting" in of_s1.source
    assert "differential_targeting" not in of_s2.source
    once = [cell.source for cell in notebook.cells]
    with_words(notebook)
    assert [cell.source for cell in notebook.cells] == once


# --- sections --------------------------------------------------------------------------------------
@every_section
def test_a_section_asks_questions_that_are_there(section) -> None:
    """The check of a section names questions that exist in the data."""
    (cell,) = calling(SECTIONS[section], "j.panels.check(")
    notebook, part = re.findall(r'"([^"]+)"', cell.source)
    assert [q for q in j.load().questions[notebook] if q.section == part] != []


@every_section
def test_the_law_is_told_briefly_and_its_observations_are_few(section) -> None:
    """The law takes at most 120 of our words; there are one to four specific things to try."""
    told = "\n".join(cell.source for cell in SECTIONS[section] if cell.cell_type == "markdown")
    law = told.split("### Law\n")[1].split("\n###")[0]
    assert 0 < len(law.split()) <= 120
    assert 1 <= len(observations(section)) <= 5


MOST_WORDS = 450


def unfolded(section: str) -> str:
    """Return the text that a section shows before the reader acts: law, story, and instructions.

    The controls, the answer choices, and the check questions do not count.
    """
    lib, told = j.load(), list[str]()
    for cell in SECTIONS[section]:
        if cell.cell_type == "markdown":
            told += re.findall(r"^(?!#).+$", cell.source, flags=re.M)
        elif "j.quote(" in cell.source:
            told += [lib.passages[name].text for name in re.findall(r'"(\w+)"', cell.source)]
        elif "PredictPanel(" in cell.source or "j.panels.write(" in cell.source:
            for task in eval(cell.source, {"j": j}).tasks.values():
                told += [task.story, task.question, task.reason.question if task.reason else ""]
    if "Change" in headings(SECTIONS[section]):
        told.append(lab_of(section).state.tries.every[0].words)
    return " ".join(told)


@every_section
def test_a_section_shows_few_words_until_something_is_opened(section) -> None:
    """The law with the courts' words, the story, and the instructions together fit on about one page."""
    told = unfolded(section)
    assert len(re.findall(r"[\w§$]\S*", told)) <= MOST_WORDS, told


def observations(section: str) -> list[str]:
    """Return the observations of a section: its laboratory's tries, or the numbered items of its prose."""
    if "Change" in headings(SECTIONS[section]):
        return tried(lab_of(section))
    told = "\n".join(cell.source for cell in SECTIONS[section] if cell.cell_type == "markdown")
    observe = told.split("### Observe\n")[1].split("\n###")[0]
    return re.findall(r"^\d+\. (.+)$", observe, flags=re.M)


def tried(lab: j.panels.Lab) -> list[str]:
    """Return each try of a laboratory as a learner sees it: the instruction, then the result."""
    every = lab.state.tries.every
    starts = [lab.scenario.now, *(one.after for one in every)]
    return [
        f"{'' if one.before == start else 'Choose **Reset**. '}{one.words} {one.then}"
        for one, start in zip(every, starts, strict=False)
    ]


def lab_of(section: str) -> j.panels.Lab | j.panels.IntakePanel:
    """Return the laboratory or the intake of a section, made by its own cell."""
    (cell,) = calling(SECTIONS[section], desk_call(SECTIONS[section]))
    made = {"j": j}
    exec(cell.source, made)
    kinds = (j.panels.Lab, j.panels.IntakePanel)
    (lab,) = [value for value in made.values() if isinstance(value, kinds)]
    return lab


def finding_of(lab: j.panels.Lab | j.panels.IntakePanel) -> str:
    """Return the point whose finding a section's steps report: the one in focus, or the outcome."""
    if isinstance(lab, j.panels.IntakePanel):
        return lab.analysis.outcome.node.name
    return lab.scenario.library.nodes[lab.node].name


@every_section
def test_the_steps_of_a_section_can_all_be_taken(section) -> None:
    """Each step succeeds and changes something."""
    lab, (steps,) = lab_of(section), calling(SECTIONS[section], ".steps(")
    lines = steps.outputs[0].data["text/plain"].splitlines()
    assert lines and all(re.match(r"Changed: (?!nothing)", line) for line in lines[::2]), lines[::2]
    assert all(line.startswith(f"{finding_of(lab)}: ") for line in lines[1::2])
