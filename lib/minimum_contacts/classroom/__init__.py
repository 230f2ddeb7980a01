"""A class, from its work files: read them, group them by learner, and count. Nothing is stored."""

from __future__ import annotations

from .counts import PredictionCount, QuestionCount, Summary, summary
from .files import File, Inbox, opened
from .invented import invented
from .learners import Together, lesson_of, predictions_of, together
from .table import Grading, Row, as_csv, for_lms, gradebook, moment, tables

__all__ = [
    "File",
    "Grading",
    "Inbox",
    "PredictionCount",
    "QuestionCount",
    "Row",
    "Summary",
    "Together",
    "as_csv",
    "for_lms",
    "gradebook",
    "invented",
    "lesson_of",
    "moment",
    "opened",
    "predictions_of",
    "summary",
    "tables",
    "together",
]
