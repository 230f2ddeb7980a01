"""Predict, explain and check: an answer is committed by the learner, and every answer has feedback."""

from __future__ import annotations

import asyncio

import pytest
from what_is_shown import LIB, every_html, page, text

from jurisdiction.analysis import analyze
from jurisdiction.explain import status_word
from jurisdiction.library import scenario_says
from jurisdiction.model import Status
from jurisdiction.panels import CheckPanel, ExplainPanel, PredictPanel, check, tasks
from jurisdiction.panels.keeper import KEEPER

WORDS = LIB.texts["status_words"]
QUESTIONS = [question for questions in LIB.questions.values() for question in questions]
OPTIONS = [(question, at) for question in QUESTIONS for at in range(len(question.options))]
TASKS = {
    "predict": lambda: PredictPanel("doe_without_cdn"),
    "check": lambda: CheckPanel(QUESTIONS[0]),
    "explain": lambda: ExplainPanel("Why?", "Because."),
}


def answer(task, value) -> str:
    """Give an answer, commit it, and read the feedback."""
    task.answer.value = value
    assert not task.button.disabled
    task.button.click()
    assert [e.get("role") for e in page(task.feedback.value)] == ["status"]
    return text(task.feedback.value)


@pytest.mark.parametrize("kind", TASKS)
def test_nothing_can_be_committed_and_nothing_is_given_away_before_an_answer(kind) -> None:
    """Before an answer the button is off and there is no feedback; without the answer it is off again."""
    task = TASKS[kind]()
    assert (task.button.disabled, task.feedback.value) == (True, "")
    empty, first = ("", "x") if kind == "explain" else (None, task.answer.options[0][1])
    task.answer.value = first
    assert (task.button.disabled, task.feedback.value) == (False, "")
    task.answer.value = empty
    assert task.button.disabled


@pytest.mark.parametrize("seen", [0, 3600])
def test_the_passages_come_when_the_reply_has_been_painted(in_a_kernel, monkeypatch, seen) -> None:
    """Words first; then the court's, of the answer that was checked last."""
    monkeypatch.setattr(tasks, "SEEN", seen)
    task = CheckPanel(QUESTIONS[0])

    async def checking() -> str:
        answer(task, 0)
        first = answer(task, 1)
        await asyncio.sleep(0.1)
        return first

    first, options = asyncio.run(checking()), QUESTIONS[0].options
    assert first.endswith(" ".join(options[1].feedback.split()))
    then = text(task.feedback.value)
    assert then.startswith(first) and (then == first) is bool(seen)


def test_passages_do_not_come_to_what_was_taken_away(in_a_kernel, monkeypatch) -> None:
    """Work that is erased just after a check stays erased."""
    monkeypatch.setattr(tasks, "SEEN", 0)
    task = CheckPanel(QUESTIONS[0])

    async def checking() -> None:
        answer(task, 0)
        task.resume([])
        await asyncio.sleep(0.1)

    asyncio.run(checking())
    assert task.feedback.value == ""


@pytest.mark.parametrize(
    ("question", "at"), OPTIONS, ids=[f"{question.id}: {at + 1}" for question, at in OPTIONS]
)
def test_every_option_of_every_question_has_its_own_feedback(question, at) -> None:
    """Each option says whether it is right, why, and shows the passages with their words."""
    said = answer(CheckPanel(question), at)
    option = question.options[at]
    assert said.startswith("Yes. " if option.right else "Not quite. ")
    assert " ".join(option.feedback.split()) in said
    others = [o.feedback for o in question.options if o is not option]
    assert not any(" ".join(other.split()) in said for other in others)
    for passage in question.passages:
        assert " ".join(LIB.passages[passage].text.split()) in said


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_a_question_offers_all_its_options_in_their_order_with_none_chosen(question) -> None:
    """The question and its options stand there as they are written, and none is chosen."""
    panel = CheckPanel(question)
    assert [label for label, _ in panel.answer.options] == [o.text for o in question.options]
    assert panel.answer.value is None
    assert " ".join(question.question.split()) in map(text, every_html(panel).values())


def test_another_answer_may_be_tried_after_the_first() -> None:
    """A learner who was wrong may choose again, and gets the feedback of the new choice."""
    question = QUESTIONS[0]
    panel = CheckPanel(question)
    right = next(at for at, option in enumerate(question.options) if option.right)
    wrong = next(at for at, option in enumerate(question.options) if not option.right)
    assert answer(panel, wrong).startswith("Not quite.")
    assert answer(panel, right).startswith("Yes.")


SECTIONS = sorted({(n, q.section) for n, questions in LIB.questions.items() for q in questions})


@pytest.mark.parametrize(("notebook", "section"), SECTIONS)
def test_a_section_shows_its_questions_and_no_others(notebook, section) -> None:
    """The questions of a section are those its data name, in their order."""
    expected = [q.id for q in LIB.questions[notebook] if q.section == section]
    assert [panel.question.id for panel in check(notebook, section).children] == expected != []


@pytest.mark.parametrize("mine", Status, ids=lambda status: status.value)
@pytest.mark.parametrize("scenario", LIB.scenarios.values(), ids=LIB.scenarios)
def test_a_prediction_is_compared_with_what_the_engine_finds(scenario, mine) -> None:
    """The feedback gives the engine's finding, says whether it was predicted, and the reasons."""
    asked, (says, shown) = next(iter(scenario.expected)), scenario_says(LIB, scenario)
    node = LIB.known("nodes", asked, scenario.id)  # it may be asked by an id that it had before
    found = analyze(says, scenario.law_as_of, scenario.stage, shown=shown)[node]
    words = {s.value: status_word(found.node, s, LIB) for s in Status}
    said = answer(PredictPanel(scenario.id, asked), mine)
    assert said.startswith(words[found.status.value])
    assert ("as you predicted" in said) == (mine is found.status)
    assert (f"you predicted {words[mine.value].lower()}" in said) == (mine is not found.status)
    for reason in found.because[1:]:
        assert " ".join(reason.sentence.split()) in said
    for cause, words in LIB.texts["cause_words"].items():
        assert (words in said) == (cause in found.causes)


def test_a_prediction_asks_about_the_facts_it_tells() -> None:
    """The story stands in the question, with all three answers and none chosen."""
    panel = PredictPanel("doe_without_cdn")
    asked = " ".join(map(text, every_html(panel).values()))
    assert " ".join(LIB.scenarios["doe_without_cdn"].story.split()) in asked
    assert [label for label, _ in panel.answer.options] == [WORDS[s.value] for s in Status]
    assert panel.answer.value is None


def test_the_learner_s_words_stay_beside_the_model_answer() -> None:
    """Showing the model answer leaves what the learner wrote, and it can be written on."""
    panel = ExplainPanel("Why?", "Because it aims.")
    assert not any("Because it aims." in html for html in every_html(panel).values())
    assert "Because it aims." in answer(panel, "It is aimed.\nI think.")
    assert panel.answer.value == "It is aimed.\nI think."
    panel.answer.value += " More."
    assert "Because it aims." in text(panel.feedback.value)


def test_what_stands_on_the_page_comes_with_the_press() -> None:
    """The page names the task whose button is pressed and what stands in it; nonsense changes nothing."""
    panel, other = PredictPanel("doe_without_cdn"), PredictPanel("doe_no_profit")
    written = ExplainPanel("Why?", "Because it aims.", "test/why")
    say = KEEPER.sign._handle_custom_msg
    say({"mark": panel.mark, "at": 1, "text": None}, [])
    assert panel.answer.index == 1 and other.answer.index is None
    assert panel.feedback.value and not other.feedback.value
    for nonsense in ({"at": 7}, {"at": "2"}, {"at": -1}, {}):
        say({"mark": panel.mark, **nonsense}, [])
        assert panel.answer.index == 1
    assert panel.mark != other.mark and panel.mark.startswith(KEEPER.sign.marks)
    say({"mark": f"{KEEPER.sign.marks}0", "at": 2}, [])
    say({"mark": written.mark, "at": -1, "text": "It is aimed."}, [])
    say({"mark": written.mark, "at": 0, "text": None}, [])
    assert written.answer.value == "It is aimed."
    assert panel.answer.index == 1 and other.answer.index is None


def test_a_press_is_answered_once(monkeypatch) -> None:
    """That a button is pressed is one message with what stands there; a plain click does the same."""
    panel, answered = PredictPanel("doe_without_cdn"), []
    say, reply = KEEPER.sign._handle_custom_msg, panel.reply
    monkeypatch.setattr(panel, "reply", lambda: answered.append(panel.answer.index) or reply())
    say({"mark": panel.mark, "at": -1}, [])
    assert not answered and not panel.feedback.value  # nothing is chosen
    for at in (1, 2):
        say({"mark": panel.mark, "at": at}, [])
    assert answered == [1, 2]
    panel.button.click()  # where no page has said so
    assert answered == [1, 2, 2]


def test_an_unknown_hypothetical_is_named_with_what_comes_near() -> None:
    """A misspelt hypothetical is answered with the names that come near."""
    with pytest.raises(ValueError, match=r"doe_without_cnd.*doe_without_cdn"):
        PredictPanel("doe_without_cnd")
