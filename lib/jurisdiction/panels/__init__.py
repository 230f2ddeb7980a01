"""The widgets of the lessons: views of a shared Scenario. This package contains no law."""

from __future__ import annotations

from .assignment import AssignmentPanel, assignment
from .classroom import ClassPanel
from .dashboard import Dashboard, dashboard
from .intake import IntakePanel, intake
from .lab import Lab, lab
from .practice import IracTask, PracticePanel
from .projector import PROJECTOR
from .scenario import Scenario
from .story import STORY, Story, StoryPanel
from .tasks import Check, Explanation, Prediction, PredictPanel, TaskPanel, check, write
from .words import words
from .work import WorkPanel, begin

__all__ = [
    "PROJECTOR",
    "STORY",
    "AssignmentPanel",
    "Check",
    "ClassPanel",
    "Dashboard",
    "Explanation",
    "IntakePanel",
    "IracTask",
    "Lab",
    "PracticePanel",
    "PredictPanel",
    "Prediction",
    "Scenario",
    "Story",
    "StoryPanel",
    "TaskPanel",
    "WorkPanel",
    "assignment",
    "begin",
    "check",
    "dashboard",
    "intake",
    "lab",
    "words",
    "write",
]
