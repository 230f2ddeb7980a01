"""The widgets of the lessons, the clinic, and the classroom, as notebooks name them: `j.panels`."""

# ruff: noqa: F401
from __future__ import annotations

from .classroom.panels.assignment import AssignmentPanel, assignment
from .classroom.panels.classroom import ClassPanel
from .classroom.panels.dashboard import Dashboard, dashboard
from .clinic.panels.intake import IntakePanel, intake
from .lessons.panels.lab import Lab, lab
from .lessons.panels.practice import IracTask, PracticePanel
from .lessons.panels.projector import PROJECTOR
from .lessons.panels.scenario import Scenario
from .lessons.panels.story import STORY, Story, StoryPanel
from .lessons.panels.tasks import (
    Check,
    Explanation,
    Prediction,
    PredictPanel,
    TaskPanel,
    check,
    write,
)
from .lessons.panels.words import words
from .lessons.panels.work import WorkPanel, begin
