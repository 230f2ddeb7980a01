"""Students' facts differ but share the intended finding, and marks follow the engine."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections import Counter

import nbformat
import pytest
from course import ASSIGNMENTS, COURSE

from jurisdiction.library import as_typed, load, read_yaml
from jurisdiction.model import ReaderError, Status
from minimum_contacts.classroom import assignment as graded
from minimum_contacts.classroom.assignment import OnFacts
from minimum_contacts.classroom.marks import marks as marks_of
from minimum_contacts.lessons import record
from minimum_contacts.lessons.record import Entry

LIB = load()
FILES = {name: graded.read(COURSE / "source" / name / "facts.yml") for name in ASSIGNMENTS}
KEYS = {name: read_yaml(COURSE / "keys" / f"{name}.yml") for name in ASSIGNMENTS}
EVERY = {
    name: [OnFacts(file, file.facts_of(n), LIB) for n in range(file.count)]
    for name, file in FILES.items()
}
every_assignment = pytest.mark.parametrize("name", ASSIGNMENTS)
DAY = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def kind_of(name: str, on: OnFacts) -> dict:
    """Return the one kind of facts to which a set belongs, by the values and their showings."""
    found = []
    for kind in KEYS[name]["intended"]:
        for fact, wanted in kind["where"].items():
            told = {on.analysis.shown.get(fact), as_typed(on.analysis.says[fact])}
            if not told & {*(wanted if isinstance(wanted, list) else [wanted])}:
                break
        else:
            found.append(kind)
    assert len(found) == 1, on.file.id
    return found[0]


# --- the facts ------------------------------------------------------------------------------------
@every_assignment
def test_at_least_sixty_sets_of_facts_and_no_two_alike(name) -> None:
    """They differ in facts that the engine reads, and in their stories, not only in names."""
    every = EVERY[name]
    facts = {
        str((sorted(on.analysis.says.items()), sorted(on.analysis.shown.items()))) for on in every
    }
    bare = {on.file.story for on in every}
    assert len(every) >= 60 and len(facts) == len(bare) == len(every)


@every_assignment
def test_every_set_of_facts_has_the_intended_finding(name) -> None:
    """On each set of facts, the engine finds what the author intended, without a contradiction."""
    for on in EVERY[name]:
        assert on.analysis.contradictions == (), on.file.id
        for node, want in kind_of(name, on)["findings"].items():
            finding = on.analysis[node]
            got = {"status": finding.status.value, "at_close": finding.at_close.value,
                   "causes": sorted(finding.causes)}  # fmt: skip
            assert got == want | {"causes": sorted(want["causes"])}, (on.file.id, node)


@every_assignment
def test_all_sets_of_facts_are_alike_in_what_can_be_counted(name) -> None:
    """Every question has a right and a wrong option, and equally many right ones on all facts."""
    for on in EVERY[name]:
        for asked in FILES[name].of_part("answers"):
            right, offered = on.right(asked), on.choices(asked)
            assert right and {*right} < {*offered}, (on.file.id, asked.id)
            wanted = kind_of(name, on)["single_facts_that_change_it"].get(asked.id, 1)
            assert len(right) == wanted, (on.file.id, asked.id)


def test_draws_of_one_assignment_come_out_met_not_met_and_open() -> None:
    """The assignment alone reveals no finding: each occurs on at least a sixth of the sets of facts."""
    counts = Counter(on.analysis.status("express_aiming") for on in EVERY["aiming"])
    assert set(counts) == {*Status} and min(counts.values()) * 6 >= len(EVERY["aiming"])


@every_assignment
def test_copying_from_one_s_neighbour_does_not_do(name) -> None:
    """No list of answers is right on more than half of the sets of facts."""
    asked = FILES[name].of_part("answers")
    lists = Counter(str([on.right(one) for one in asked]) for on in EVERY[name])
    assert max(lists.values()) <= len(EVERY[name]) / 2


@every_assignment
def test_a_story_tells_every_fact_in_which_it_differs(name) -> None:
    """The story states every fact that varies, and leaves no name unfilled."""
    file = FILES[name]
    for on in EVERY[name]:
        said = [any(way.says.format_map(names) in on.file.story for names in file.cast for way in vary.ways)
                for vary in file.vary]  # fmt: skip
        assert all(said) and not re.search(r"[{}]", on.file.story)


@every_assignment
def test_a_fact_that_turns_a_finding_is_found_by_the_smallest_changes_too(name) -> None:
    """Answers marked as right agree with the suite's own search for smallest changes."""
    from jurisdiction.counterfactual import flips

    for on in EVERY[name][::7]:
        for asked in (one for one in FILES[name].of_part("answers") if one.kind == "turns"):
            found = flips(on.analysis.law, on.analysis.facts, asked.node).to.values()
            single = {changes[0].fact for sets in found for changes in sets if len(changes) == 1}
            assert {*on.right(asked)} == single & {*asked.facts}


# --- the draw -------------------------------------------------------------------------------------
def test_a_seed_is_the_same_everywhere() -> None:
    """Letter case, spaces, and composed letters make no difference; these seeds never change."""
    assert graded.seed_of("aiming", "ada") == SEEDS["ada"]
    assert graded.seed_of("aiming", "zoë.müller") == SEEDS["zoë.müller"]
    assert graded.seed_of("aiming", "  Zoe\u0308.MU\u0308LLER ") == SEEDS["zoë.müller"]
    assert graded.seed_of("proof", "ada") != SEEDS["ada"]


SEEDS = {"ada": "a49783ac", "zoë.müller": "791d6e15"}


@every_assignment
def test_a_class_draws_widely(name) -> None:
    """Three hundred names draw nearly every set of facts, and no set very often."""
    file = FILES[name]
    drawn = Counter(graded.drawn(file, graded.seed_of(name, f"student{n}")).id for n in range(300))
    assert len(drawn) > 0.9 * file.count and max(drawn.values()) < 16


@pytest.mark.parametrize("seed", ["", "xyz", "123456789", "-1234567", "zzzzzzzz", "0x123456"])
def test_what_is_no_seed_draws_nothing(seed) -> None:
    """A forged or damaged seed is refused and raises nothing."""
    assert graded.drawn(FILES["aiming"], seed) is None


# --- the marks ------------------------------------------------------------------------------------
def entry(task: str, kind: str, answer: str, at: int, **more) -> Entry:
    return Entry(id=f"e{at}", task=task, kind=kind, answer=answer, committed=more.pop("committed", True),
                 at=DAY + dt.timedelta(minutes=at), suite="0.1.0", **more)  # fmt: skip


def whole(student: str = "ada", name: str = "aiming") -> list[Entry]:
    """Return complete and correct work."""
    file, seed = FILES[name], graded.seed_of(name, student)
    on = OnFacts(file, graded.drawn(file, seed), LIB)
    work = [entry(f"variant/{name}", "story", seed, 0, told=on.file.story)]
    for asked in file.asks:
        task = graded.task_of(asked, on.file)
        answer = {"predictions": "met", "writing": "A paragraph."}.get(asked.part) or on.right(
            asked
        )[0]
        work.append(entry(task, task.split("/")[0], answer, len(work)))
    return work


def marks(work: list[Entry], student: str = "ada", name: str = "aiming"):
    return marks_of(FILES[name], record.written({f"assignment_{name}": work}), student)


def got(work: list[Entry], student: str = "ada") -> tuple[int, int, int]:
    found = marks(work, student)
    return tuple(found[part].got for part in ("predictions", "answers", "writing"))


@every_assignment
def test_work_done_well_has_full_marks(name) -> None:
    """Complete, correct work needs no teacher's review."""
    found = marks(whole(name=name), name=name)
    assert {part: (mark.got, mark.of) for part, mark in found.items()} == {
        "predictions": (2, 2), "answers": (4, 4), "writing": (1, 1)
    }  # fmt: skip
    assert {mark.look for mark in found.values()} == {""}


def changed(work: list[Entry], part: str, **what) -> list[Entry]:
    """Return the same work with each entry of a kind changed."""
    return [e.model_copy(update=what) if e.task.startswith(part) else e for e in work]


def test_a_prediction_counts_whether_or_not_it_was_right() -> None:
    """Any of the three predictions counts, as long as it was committed before the finding was shown."""
    for status in Status:
        assert got(changed(whole(), "prediction/", answer=status.value)) == (2, 4, 1)


def test_a_prediction_that_came_late_or_never_does_not_count() -> None:
    """This covers predictions after the finding, uncommitted, of another kind, or with no such status."""
    for late in ({"revealed": True}, {"committed": False}, {"kind": "answer"}, {"answer": "yes"}):
        assert got(changed(whole(), "prediction/", **late)) == (0, 4, 1), late


def test_the_first_prediction_and_the_last_answer_count() -> None:
    """A second prediction changes nothing; a second answer replaces the first."""
    work = whole()
    again = [e.model_copy(update={"id": f"x{n}", "at": e.at + dt.timedelta(hours=1), "revealed": True,
                                  "answer": "plaintiff" if "/burden" in e.task else "nonsense"})
             for n, e in enumerate(work) if e.task.startswith(("prediction/", "answer/"))]  # fmt: skip
    assert got([*work, *again]) == (2, 1, 1)


def test_work_on_other_facts_does_not_count_and_is_not_lost() -> None:
    """A student who draws again starts over; the file keeps the earlier work, and the teacher sees a note."""
    work, other = whole(), graded.seed_of("aiming", "somebody else")
    redrawn = [*work, entry("variant/aiming", "story", other, 50)]
    found = marks(redrawn)
    assert [mark.got for mark in found.values()] == [0, 0, 0]
    assert "a name other than" in found["answers"].look and "more than one" in found["answers"].look


def test_facts_of_another_are_marked_on_those_facts_and_shown_to_the_teacher() -> None:
    """Work on another student's facts counts, and the program penalizes no one."""
    found = marks(whole("somebody else"), "ada")
    assert [mark.got for mark in found.values()] == [2, 4, 1]
    assert all("a name other than" in mark.look for mark in found.values())


def test_a_student_may_be_known_by_several_names() -> None:
    """A student may have an account name and a name on the roster; either may draw the facts."""
    raw = record.written({"assignment_aiming": whole("ada")})
    assert not marks_of(FILES["aiming"], raw, "jupyter-ada", "ada")["answers"].look
    assert marks_of(FILES["aiming"], raw, "jupyter-ada", "bob")["answers"].look


def test_facts_that_read_otherwise_now_are_shown_to_the_teacher() -> None:
    """A teacher who changed the file after its release is informed."""
    assert (
        "were worded differently"
        in marks(changed(whole(), "variant/", told="Other facts."))["answers"].look
    )


@pytest.mark.parametrize("raw, said", [
    (None, "no work file"),
    (b"", "is incomplete"), (b"{", "is incomplete"), (b"\x00\xff\xfe", "cannot be read"),
    (b"[]", "not a work file"),
    (b'{"format": "minimum-contacts-work", "version": 9, "notebooks": {}}', "newer"),
    (b'{"format": "minimum-contacts-work", "version": 1, "notebooks": {"assignment_aiming": [{"id": 1}]}}',
     "did not write this part in this form"),
    (b'{"format": "minimum-contacts-work", "version": 1, "notebooks": {}}', "contains nothing for this"),
    (b"[" * 100_000, ""), (b" " * (record.LARGEST + 1), "too large"),
])  # fmt: skip
def test_a_damaged_or_missing_file_is_worth_nothing_yet_and_says_so(raw, said) -> None:
    """Nothing is raised; each part reports the error, and a teacher must look unless the work is empty."""
    found = marks_of(FILES["aiming"], raw, "ada")
    for mark in found.values():
        assert mark.got == 0 and said in " ".join(mark.told) and mark.told[0]
        assert bool(mark.look) == (said != "contains nothing for this")


def test_work_without_recorded_facts_is_left_to_the_teacher() -> None:
    """This includes work with an invalid seed."""
    for work in (whole()[1:], changed(whole(), "variant/", answer="not a seed")):
        assert {mark.look for mark in marks(work).values()} == {"no facts are recorded"}


def test_a_draft_of_a_paragraph_is_not_lost() -> None:
    """Text written but not handed in reaches the teacher with a note."""
    found = marks(changed(whole(), "explanation/", committed=False))["writing"]
    assert found.text == "A paragraph." and "did not commit" in found.told[0]
    assert marks([e for e in whole() if e.kind != "explanation"])["writing"].text == ""


# --- an author's slips, and what teachers have ----------------------------------------------------
@pytest.mark.parametrize("old, new, said", [
    ("node: express_aiming\n    question: W", "node: exprss_aiming\n    question: W", "mean express_aiming"),
    ("{city: Ghent,", "{town: Ghent,", "the cast does not"),
    ("kind: burden", "kind: turns", "only to a question of kind 'turns'"),
    ("law_as_of:", "law_of:", "law_of"),
])  # fmt: skip
def test_a_slip_in_a_file_is_named_in_the_author_s_words(tmp_path, old, new, said) -> None:
    """The message names the file and the remedy."""
    text = (COURSE / "source" / "aiming" / "facts.yml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "facts.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ReaderError, match=r"facts\.yml") as error:
        graded.read(tmp_path / "facts.yml")
    assert said in str(error.value)


@every_assignment
def test_a_rubric_has_five_criteria_of_two_points_in_words(name) -> None:
    """The criteria are issue, rule, application, conclusion, and candor about open points."""
    rubric = KEYS[name]["rubric"]
    assert [row["criterion"].split()[0] for row in rubric] == [
        "Issue", "Rule", "Application", "Conclusion", "Honesty"
    ]  # fmt: skip
    assert all(len(row[level].split()) > 2 for row in rubric for level in ("two", "one", "none"))


@every_assignment
def test_facts_are_neutral_and_the_content_note_comes_before_doe(name) -> None:
    """Facts and keys name no such case and quote nothing; the laboratory does so after a content note."""
    for path in (COURSE / "keys" / f"{name}.yml", COURSE / "source" / name / "facts.yml"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\bDoe\b", text) and "“" not in text, path
    book = nbformat.read(COURSE / "source" / name / f"{name}.ipynb", as_version=4)
    first = book.cells[0].source
    assert -1 < first.find("**Content note.**") < first.find("*Doe v. WebGroup*")
    assert not re.search(r"\bDoe\b", " ".join(cell.source for cell in book.cells[1:]))


@every_assignment
def test_the_notebook_has_the_form_of_a_lesson_s_cells(name) -> None:
    """Code is folded, short, and without functions; title and objectives come first; no output is stored."""
    path = COURSE / "source" / name / f"{name}.ipynb"
    book = nbformat.read(path, as_version=4)
    assert (
        re.match(r"# \S", book.cells[0].source)
        and "**You will be able to**" in book.cells[0].source
    )
    begins = f'import jurisdiction as j\n\nj.panels.begin("assignment_{name}", beside=True)'
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert code[0].source == begins
    for cell in code:
        assert cell.metadata["jupyter"]["source_hidden"] and not cell.outputs
        assert len(cell.source.splitlines()) <= 3
        assert all(
            isinstance(p, (ast.Import, ast.Assign, ast.Expr)) for p in ast.parse(cell.source).body
        )
    assert {p.name for p in path.parent.iterdir()} == {path.name, "facts.yml"}


def test_the_guide_explains_every_field_of_a_file() -> None:
    """The table in the course's README covers every field of facts.yml."""
    guide = (COURSE / "README.md").read_text(encoding="utf-8").split("## Write an assignment")[1]
    told = {*re.findall(r"`(\w+)`", guide)}
    kinds = (graded.Assignment, graded.Vary, graded.Turn, graded.Asked, graded.Bench)
    assert {field for kind in kinds for field in kind.model_fields} <= told
    asked = graded.Asked.model_fields
    assert {*asked["kind"].annotation.__args__} <= told
    assert all(part in guide for part in asked["part"].annotation.__args__)
