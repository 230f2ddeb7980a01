"""The widgets: one shared Scenario, many views of it. No law in here."""

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
from .tasks import CheckPanel, ExplainPanel, PredictPanel, check, write
from .words import WordsPanel, words
from .work import WorkPanel, begin

__all__ = [
    "PROJECTOR",
    "STORY",
    "AssignmentPanel",
    "CheckPanel",
    "ClassPanel",
    "Dashboard",
    "ExplainPanel",
    "IntakePanel",
    "IracTask",
    "Lab",
    "PracticePanel",
    "PredictPanel",
    "Scenario",
    "Story",
    "StoryPanel",
    "WordsPanel",
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
