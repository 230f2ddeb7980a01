"""A class, from its files of work: read them, join what is one learner's, count. Nothing is kept."""

from __future__ import annotations

from .counts import (
    FactCount,
    PredictionCount,
    Predictions,
    QuestionCount,
    Summary,
    TaskCount,
    predictions_of,
    summary,
)
from .files import File, Inbox, opened
from .invented import invented
from .learners import Learner, Together, lesson_of, together
from .table import as_csv

__all__ = [
    "FactCount", "File", "Inbox", "Learner", "PredictionCount", "Predictions", "QuestionCount",
    "Summary", "TaskCount", "Together", "as_csv", "invented", "lesson_of", "opened",
    "predictions_of", "summary", "together",
]  # fmt: skip
