"""Predictions, checks, and explanations reply to the learner."""

from __future__ import annotations

from html import unescape

import pytest
from playwright.sync_api import Locator, Page, expect

import jurisdiction as j
from jurisdiction import explain
from jurisdiction.library import load, scenario_facts

LIBRARY = load()
QUESTIONS = {q.id: q for q in LIBRARY.questions["express_aiming"]}
PREDICTIONS = ("doe_without_cdn", "doe_ads_same_everywhere", "doe_no_profit")


def task(lesson: Page, question: str) -> Locator:
    """Return the task with this question."""
    found = lesson.locator(".mc-task").filter(has=lesson.get_by_text(question, exact=False))
    expect(found).to_have_count(1)
    return found


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_option_of_a_check_is_answered(lesson: Page, name: str) -> None:
    """Each option of each question gets its own feedback."""
    question = QUESTIONS[name]
    here = task(lesson, question.plain)
    options = here.get_by_role("radio")
    expect(options).to_have_count(len(question.options))
    for number, option in enumerate(question.options):
        options.nth(number).click()
        here.get_by_role("button").click()
        verdict = "✓ Yes." if option.right else "✗ Not quite."
        expect(here.locator(".mc-note p").first).to_have_text(
            f"{verdict} {option.feedback.replace('*', '')}"
        )


def test_a_hasty_click_commits_what_stands_there(lesson: Page) -> None:
    """An answer changed twice and committed immediately is committed as displayed."""
    question = next(iter(QUESTIONS.values()))
    here = task(lesson, question.plain)
    first, second, third = 0, 1, 2
    here.get_by_role("radio").nth(first).click()
    expect(here.get_by_role("button")).to_be_enabled()
    here.evaluate(
        """(task, answers) => {
          const radios = task.querySelectorAll("input[type=radio]");
          answers.forEach((at) => radios[at].click());
          task.querySelector("button").click();
        }""",
        [third, second, first, third, second],
    )
    option = question.options[second]
    verdict = "✓ Yes." if option.right else "✗ Not quite."
    expect(here.locator(".mc-note p").first).to_have_text(
        f"{verdict} {option.feedback.replace('*', '')}"
    )
    expect(here.get_by_role("radio").nth(second)).to_be_checked()


@pytest.mark.parametrize("name", PREDICTIONS)
def test_a_prediction_is_compared_with_the_engine(lesson: Page, name: str) -> None:
    """A committed prediction is displayed next to the engine's finding."""
    file = LIBRARY.scenarios[name]
    finding = j.analyze(scenario_facts(LIBRARY, file), law_as_of=file.law_as_of)["express_aiming"]
    here = task(lesson, file.story)
    button = here.get_by_role("button")
    expect(button).to_be_disabled()
    mine = LIBRARY.texts["status_words"]["met"]
    here.get_by_label(mine, exact=True).click()
    for why in here.get_by_role("textbox").all():
        why.fill("The network serves them from nearby.")
    expect(button).to_be_enabled()
    button.click()
    said = explain.status_words(finding, LIBRARY)
    same = "✓ as you predicted" if finding.status.value == "met" else "✗ you predicted met"
    expect(here.locator(".mc-note p").first).to_have_text(unescape(f"{said} ({same})"))


def test_every_explanation_shows_a_model_beside_ones_own(lesson: Page) -> None:
    """The learner's sentence stays, and a model answer appears below it."""
    boxes = lesson.locator(".mc-task:has(textarea)")
    assert boxes.count() == 5
    for here in boxes.all():
        expect(here.get_by_role("button")).to_be_disabled()
        here.locator("textarea").fill("It <b>favors</b> this audience.")
        here.get_by_role("button").click()
        expect(here.locator(".mc-note")).to_contain_text("One good answer")
        expect(here.locator("textarea")).to_have_value("It <b>favors</b> this audience.")
