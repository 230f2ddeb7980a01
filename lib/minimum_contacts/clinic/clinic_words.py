"""Client files, and what an answer could settle, in words; used by the memo and the intake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jurisdiction import explain
from jurisdiction.analysis import Analysis
from jurisdiction.model import ClientFile
from . import client as files
from . import clinic
from .clinic import UNKNOWN, Question

FEW = 6  # number of missing facts shown unfolded
NOTHING_TO_FIND = "No unknown or disputed fact can still change the result."


def label(analysis: Analysis, fact: str) -> str:
    """Return the label of a fact, with the forum named."""
    return explain.label_words(analysis.law.library.facts[fact], analysis.place)


def names(analysis: Analysis, facts: Iterable[str]) -> str:
    """Return facts as a list for use inside a sentence."""
    return explain.listed(explain.inside(label(analysis, fact)) for fact in facts)


def answer(analysis: Analysis, client: ClientFile, fact: str) -> str:
    """Summarize a file's answer on a fact in a few words."""
    told = client.facts.get(fact)
    if told is None:
        return "not asked"
    if told.answer == files.UNKNOWN:
        return "not known"
    value = explain.fact_words(analysis.law.library.facts[fact], analysis.says[fact])
    value = explain.inside(value)
    return f"disputed ({value})" if told.answer == files.DISPUTED else value


def counts(analysis: Analysis, fact: str) -> str:
    """Return how the answer to a fact counts, given how it is shown."""
    if analysis.facts[fact] == analysis.says[fact]:
        return "counts as stated"
    return f"counts as {'not shown' if analysis.facts[fact] in UNKNOWN else 'untrue'}"


def contradictions(analysis: Analysis, client: ClientFile) -> Iterator[tuple[str, bool]]:
    """Yield each contradiction in a file in words, with the answers, and whether all of it counts."""
    for contradiction, counted in clinic.contradictions(analysis):
        answers = explain.listed(
            f"{names(analysis, [fact])}: {answer(analysis, client, fact)}"
            for fact in contradiction.all
        )
        rest = (
            "Until you correct one of them, there can be no findings on this file."
            if counted
            else "Some of these facts do not count as shown, so the findings ignore them. Resolve this first."
        )
        yield f"{contradiction.words} The file answers {answers}. {rest}", counted


def could(analysis: Analysis, question: Question) -> str:
    """Return what learning a fact could do: its rank, and the finding for each answer."""
    text = question.rank.label
    if question.together_with:
        text += f", together with {names(analysis, question.together_with)}"
    if not question.settles:
        return f"{text}."
    lib, point = analysis.law.library, analysis.law.nodes[question.settles[0]]
    answers = []
    for way in question.ways:
        ends = [
            explain.status_word(point, status, lib).lower() for status in (way.status, way.at_close)
        ]
        close = f" (at close: {ends[1]})" if way.status is not way.at_close else ""
        answers.append(f"{explain.short_words(lib, way.change)}: {ends[0]}{close}")
    return f"{text}. {point.name}, by answer: {'; '.join(answers)}."
