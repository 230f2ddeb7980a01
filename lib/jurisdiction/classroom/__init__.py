"""A class, from its files of work: read them, join each learner's, count. Nothing is kept."""

from __future__ import annotations

from .counts import FactCount, PredictionCount, QuestionCount, Summary, summary
from .files import File, Inbox, opened
from .invented import invented
from .learners import Together, lesson_of, predictions_of, together
from .table import as_csv

__all__ = [
    "FactCount",
    "File",
    "Inbox",
    "PredictionCount",
    "QuestionCount",
    "Summary",
    "Together",
    "as_csv",
    "invented",
    "lesson_of",
    "opened",
    "predictions_of",
    "summary",
    "together",
]
