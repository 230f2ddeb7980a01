"""No rule for guessing picks the right answer to many of the questions without reading them.

Each guesser sees only what a student who has not read the question could use: the options, their order, and,
for one guesser, the section's text. A guesser that prefers several options equally gets the corresponding
share of the credit.
A cue is judged more strictly: only by the questions in which it singles out one option.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations, takewhile
from pathlib import Path

import nbformat
import pytest

from jurisdiction.library import DATA, load
from jurisdiction.model import Question

LIB = load()
QUESTIONS = [(name, q) for name, questions in LIB.questions.items() for q in questions]
HEDGES = re.compile(
    r"\b(?:may|might|can|could|would|should|unless|until|generally|often|sometimes|usually|perhaps|likely|"
    r"open|unsettled|undecided|reported|only|need not|not always|whether|some|depends?)\b",
    re.IGNORECASE,
)
OTHER_HEDGES = re.compile(
    r"\b(?:may|can|might|could|open|unsettled|undecided|generally|if|unless|but|though|however|argued|"
    r"neither)\b",
    re.IGNORECASE,
)
LIMIT = re.compile(
    r"\b(?:if (?:you|it) (?:say|add)s?|noting|have not read|according to|with that history|reported)\b"
)
ABSOLUTE = re.compile(
    r"\b(?:always|never|every|only|any|all|must|cannot|in any case|no matter)\b", re.IGNORECASE
)
MOST = 0.40


def words(text: str) -> set[str]:
    """Return the content words of a text."""
    return set(re.findall(r"\w{4,}", text.lower()))


def sections() -> dict[tuple[str, str], str]:
    """Return the text of each section before its check, by the check's file and section."""
    found = {}
    for path in sorted((Path(DATA).parent / "notebooks").glob("*.ipynb")):
        text = ""
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.source.startswith("## "):
                text = ""
            called = re.search(r'j\.panels\.check\("(\w+)", "(\w+)"', cell.source)
            if called:
                found[called[1], called[2]] = text
            quoted = re.findall(r'"(\w+)"', cell.source) if "j.quote(" in cell.source else []
            text += " ".join([cell.source, *(LIB.passages[name].text for name in quoted)])
    return found


SECTIONS = sections()


def longest(_: str, question: Question) -> list[float]:
    return [len(option.text) for option in question.options]


def shortest(_: str, question: Question) -> list[float]:
    return [-len(option.text) for option in question.options]


def second(_: str, question: Question) -> list[float]:
    return [float(place == 1) for place in range(len(question.options))]


def most_hedged(_: str, question: Question) -> list[float]:
    return [len(HEDGES.findall(option.text)) for option in question.options]


def most_words_of_the_section(name: str, question: Question) -> list[float]:
    said = words(SECTIONS[name, question.section])
    return [len(words(option.text) & said) for option in question.options]


def least_like_the_others(_: str, question: Question) -> list[float]:
    texts = [words(option.text) for option in question.options]
    return [
        -sum(len(one & other) / (len(one | other) or 1) for other in texts if other is not one)
        for one in texts
    ]


def most_like_the_others(name: str, question: Question) -> list[float]:
    return [-unlike for unlike in least_like_the_others(name, question)]


GUESSERS = [
    longest,
    shortest,
    second,
    most_hedged,
    most_words_of_the_section,
    least_like_the_others,
    most_like_the_others,
]


def score(guess: Callable[[str, Question], list[float]]) -> float:
    """Return the share of questions that a guesser answers correctly."""
    credit = 0.0
    for name, question in QUESTIONS:
        liked = guess(name, question)
        best = [
            option
            for option, much in zip(question.options, liked, strict=True)
            if much == max(liked)
        ]
        credit += sum(option.right for option in best) / len(best)
    return credit / len(QUESTIONS)


@pytest.mark.parametrize("guess", GUESSERS, ids=lambda guess: guess.__name__)
def test_a_blind_guesser_answers_at_most_two_in_five(guess) -> None:
    """A guesser that looks only at the form of the options does little better than chance."""
    assert score(guess) <= MOST


def no_because(text: str) -> int:
    return not re.search(r"\bbecause\b", text)


def no_because_or_since(text: str) -> int:
    return not re.search(r"\b(?:because|since)\b", text)


def says_open(text: str) -> int:
    return bool(re.search(r"\b(?:open|unsettled|undecided|either)\b", text, re.IGNORECASE))


def hedges(text: str) -> int:
    return len(HEDGES.findall(text))


def other_hedges(text: str) -> int:
    return len(OTHER_HEDGES.findall(text))


def admits_a_limit(text: str) -> int:
    return bool(LIMIT.search(text))


def says_but(text: str) -> int:
    return bool(re.search(r"\bbut\b", text))


def no_absolute(text: str) -> int:
    return not ABSOLUTE.search(text)


def digits(text: str) -> int:
    return len(re.findall(r"\d", text))


CUES = [
    no_because,
    no_because_or_since,
    says_open,
    hedges,
    other_hedges,
    admits_a_limit,
    says_but,
    no_absolute,
    digits,
]


def singled_out(cue: Callable[[str], int]) -> dict[str, bool]:
    """Return the questions in which one option has more of a cue than the rest, and whether it is right."""
    found = {}
    for name, question in QUESTIONS:
        much = [cue(option.text) for option in question.options]
        if much.count(max(much)) == 1:
            found[f"{name}/{question.id}"] = question.options[much.index(max(much))].right
    return found


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.__name__)
def test_the_option_that_a_cue_singles_out_is_right_at_most_twice_in_five(cue) -> None:
    """The only option of its form is no more often right than the others."""
    found = singled_out(cue)
    right = [question for question, is_right in found.items() if is_right]
    assert len(right) <= MOST * len(found), f"{len(right)} of {len(found)}: {right}"


def because(text: str) -> int:
    return bool(re.search(r"\bbecause\b", text, re.IGNORECASE))


def test_a_lone_because_is_right_about_as_often_as_the_other_options() -> None:
    """The only option that gives a reason with "because" is neither a sign of the answer nor of a mistake.

    Of a few questions, one more or less proves nothing.
    """
    found = singled_out(because)
    right = [question for question, is_right in found.items() if is_right]
    assert 0.25 * len(found) - 1 <= len(right) <= 0.45 * len(found) + 1, (
        f"{len(right)} of {len(found)}: {right}"
    )


def shared_opening(one: str, other: str) -> int:
    """Return the number of words with which both texts begin."""
    pairs = zip(re.findall(r"\w+", one.lower()), re.findall(r"\w+", other.lower()), strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def twins(least: int) -> dict[str, bool]:
    """Return the questions in which just two options open alike, and whether one of the two is right."""
    found = {}
    for name, question in QUESTIONS:
        alike = [
            pair
            for pair in combinations(question.options, 2)
            if shared_opening(*(option.text for option in pair)) >= least
        ]
        if len(alike) == 1:
            found[f"{name}/{question.id}"] = any(option.right for option in alike[0])
    return found


@pytest.mark.parametrize("least", [3, 4])
def test_the_right_answer_is_one_of_two_that_open_alike_about_two_times_in_three(least) -> None:
    """Two of three options that share their first words contain the answer as often as any other two."""
    found = twins(least)
    right = [question for question, is_right in found.items() if is_right]
    assert 0.55 * len(found) <= len(right) < 0.70 * len(found), (
        f"{len(right)} of {len(found)}: {right}"
    )
