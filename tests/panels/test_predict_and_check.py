"""Predict, explain, and check: the learner commits an answer, and every answer has feedback."""

from __future__ import annotations

import pytest
from what_is_shown import LIB, text

from jurisdiction.analysis import analyze
from jurisdiction.explain import status_word
from jurisdiction.library import scenario_says
from jurisdiction.model import Option, Question, Status
from minimum_contacts.panels import Check, Explanation, Prediction, PredictPanel, TaskPanel, check

WORDS = LIB.texts["status_words"]
QUESTIONS = [question for questions in LIB.questions.values() for question in questions]
OPTIONS = [(question, at) for question in QUESTIONS for at in range(len(question.options))]
TASKS = {
    "predict": lambda: Prediction("doe_without_cdn"),
    "check": lambda: Check(QUESTIONS[0]),
    "explain": lambda: Explanation("Why?", "Because."),
}


def answer(task, value: str) -> str:
    """Give an answer, commit it, and read the feedback."""
    task.act(value)
    assert task.said == value
    return text(task.shown()["reply"])


def option(question, at: int) -> str:
    return question.options[at].text


@pytest.mark.parametrize("kind", TASKS)
def test_nothing_can_be_committed_and_nothing_is_given_away_before_an_answer(kind) -> None:
    """Without an answer, the button does nothing, and a draft gets no reply."""
    task = TASKS[kind]()
    task.act()
    assert (task.said, task.shown()) == ("", {"reply": "", "earlier": ""})
    task.draft("x" if kind == "explain" else next(iter(task.choices)))
    assert task.said and not task.shown()["reply"]
    if kind == "explain":
        task.act("  ")
        assert not task.shown()["reply"]


def test_work_that_is_erased_just_after_a_check_stays_erased() -> None:
    """The reply and its passages are sent in one final message."""
    panel = TaskPanel(task := Check(QUESTIONS[0]))
    answer(task, option(QUESTIONS[0], 0))
    task.resume([])
    assert panel.now["tasks"][task.task] == {"reply": "", "earlier": ""}
    assert panel.drafts == {task.task: ""}


@pytest.mark.parametrize(
    ("question", "at"), OPTIONS, ids=[f"{question.id}: {at + 1}" for question, at in OPTIONS]
)
def test_every_option_of_every_question_has_its_own_feedback(question, at) -> None:
    """Each option says whether and why it is right, and shows its passages."""
    chosen = question.options[at]
    said = answer(Check(question), chosen.text)
    assert said.startswith("✓ Yes. " if chosen.right else "✗ Not quite. ")
    assert " ".join(chosen.feedback.replace("*", "").split()) in said
    others = [o.feedback.replace("*", "") for o in question.options if o is not chosen]
    assert not any(" ".join(other.split()) in said for other in others)
    for passage in question.passages:
        assert " ".join(LIB.passages[passage].text.split()) in said


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_a_question_offers_all_its_options_in_their_order_with_none_chosen(question) -> None:
    """The question and its options appear as written, with none chosen."""
    panel = TaskPanel(task := Check(question))
    (asked,) = panel.plan["tasks"]
    assert [words for _, words in asked["choices"]] == [o.text for o in question.options]
    assert len(task.choices) == len(question.options)
    assert panel.drafts == {task.task: ""}
    assert asked["question"] == question.question


def test_case_names_are_in_italics_and_no_star_is_kept() -> None:
    """Asterisks around a name become italics; an answer is saved without them, and is still recognized."""
    text = "*Doe* controls & *Will* does not."
    options = [
        Option(text=text, right=True, feedback="See *Doe*."),
        Option(text="No.", feedback="<i>"),
    ]
    question = Question.model_construct(
        id="q", question="Does *Doe*?", options=options, passages=[]
    )
    panel = TaskPanel(task := Check(question))
    assert panel.plan["tasks"][0]["choices"][0] == ("Doe controls & Will does not.", text)
    assert task.asked == "Does Doe?"
    task.draft(options[0].plain)
    task.act()
    assert "See <i>Doe</i>." in task.replied
    task.draft("No.")
    task.act()
    assert "&lt;i&gt;" in task.replied


def test_another_answer_may_be_tried_after_the_first() -> None:
    """A learner who was wrong may choose again, and gets the feedback on the new choice."""
    question = QUESTIONS[0]
    task = Check(question)
    right = next(option.text for option in question.options if option.right)
    wrong = next(option.text for option in question.options if not option.right)
    assert answer(task, wrong).startswith("✗ Not quite.")
    assert answer(task, right).startswith("✓ Yes.")


SECTIONS = sorted({(n, q.section) for n, questions in LIB.questions.items() for q in questions})


@pytest.mark.parametrize(("notebook", "section"), SECTIONS)
def test_a_section_shows_its_questions_and_no_others(notebook, section) -> None:
    """A section's questions are those its data name, in their order."""
    expected = [q.id for q in LIB.questions[notebook] if q.section == section]
    assert [task.of.id for task in check(notebook, section).tasks.values()] == expected != []


@pytest.mark.parametrize("mine", Status, ids=lambda status: status.value)
@pytest.mark.parametrize("scenario", LIB.scenarios.values(), ids=LIB.scenarios)
def test_a_prediction_is_compared_with_what_the_engine_finds(scenario, mine) -> None:
    """The feedback gives the engine's finding and reasons, and says whether the learner predicted it."""
    asked, (says, shown) = next(iter(scenario.expected)), scenario_says(LIB, scenario)
    node = LIB.known("nodes", asked, scenario.id)  # the question may use a former id
    found = analyze(says, scenario.law_as_of, scenario.stage, shown=shown)[node]
    words = {s.value: status_word(found.node, s, LIB) for s in Status}
    said = answer(Prediction(scenario.id, asked), mine.value)
    assert said.startswith(words[found.status.value])
    assert ("✓ as you predicted" in said) == (mine is found.status)
    assert (f"✗ you predicted {words[mine.value].lower()}" in said) == (mine is not found.status)
    for reason in found.because[1:]:
        assert " ".join(reason.sentence.split()) in said
    for cause, words in LIB.texts["cause_words"].items():
        assert (words in said) == (cause in found.causes)


def test_a_prediction_asks_about_the_facts_it_tells() -> None:
    """The question contains the story, with all three answers and none chosen."""
    panel = PredictPanel("doe_without_cdn")
    (asked,) = panel.plan["tasks"]
    assert asked["story"] == LIB.scenarios["doe_without_cdn"].story
    assert [words for _, words in asked["choices"]] == [WORDS[s.value] for s in Status]
    assert list(panel.drafts.values()) == [""]


def test_the_learner_s_words_stay_beside_the_model_answer() -> None:
    """Showing the model answer leaves the learner's text in place, and it can still be edited."""
    panel = TaskPanel(task := Explanation("Why?", "Because it aims."))
    assert "Because it aims." not in f"{panel.plan} {panel.now} {panel.drafts}"
    assert "Because it aims." in answer(task, "It is aimed.\nI think.")
    assert panel.drafts[task.task] == "It is aimed.\nI think."
    task.draft(task.said + " More.")
    assert "Because it aims." in panel.now["tasks"][task.task]["reply"]


def test_what_stands_on_the_page_comes_with_the_press() -> None:
    """The page sends the text of the task whose button was pressed; a meaningless answer is ignored."""
    question, other = QUESTIONS[:2]
    panel = TaskPanel(first := Check(question), second := Check(other))
    panel.do("act", task=first.task, said=option(question, 1))
    assert first.said == option(question, 1) and second.said == ""
    assert first.replied and not second.replied
    replied = first.replied
    for nonsense in ("no option", 2, ""):
        panel.do("write", task=first.task, said=nonsense)
        panel.do("act", task=first.task, said=nonsense)
        assert (first.said, first.replied) == (option(question, 1), replied)
    panel.do("act", task="no/task", said="x")
    panel.do("write", task="no/task", said="x")
    assert second.said == ""


def test_a_press_is_answered_once(monkeypatch) -> None:
    """The reply is computed and sent once for each press."""
    panel, answered, sent = PredictPanel("doe_without_cdn"), [], []
    (task,) = panel.tasks.values()
    reply = task.reply
    monkeypatch.setattr(task, "reply", lambda: answered.append(task.said) or reply())
    monkeypatch.setattr(panel, "send_state", lambda key=None: sent.append(set(key)))
    panel.do("act", task=task.task, said="")
    assert not answered and not task.replied  # nothing is chosen
    for said in ("not met", "open"):
        panel.do("act", task=task.task, said=said)
    assert answered == ["not met", "open"]
    assert sent == [{"drafts"}, {"now"}, {"drafts"}, {"now"}]


def test_a_letter_that_is_typed_sends_no_reply_again(monkeypatch) -> None:
    """While the learner types, only the typed text is sent."""
    panel = TaskPanel(task := Explanation("Why?", "Because it aims.", "test/letters"))
    answer(task, "One")
    sent = []
    monkeypatch.setattr(panel, "send_state", lambda key=None: sent.append(set(key)))
    panel.do("write", task=task.task, said="One t")
    assert sent == [{"drafts"}]


def test_an_unknown_hypothetical_is_named_with_what_comes_near() -> None:
    """A misspelled hypothetical is answered with similar names."""
    with pytest.raises(ValueError, match=r"doe_without_cnd.*doe_without_cdn"):
        PredictPanel("doe_without_cnd")
