"""The widgets: one shared Scenario, many views of it. No law in here."""

from __future__ import annotations

from .classroom import ClassPanel
from .facts import FactPanel
from .finding import ChartPanel, ChoicePanel, FindingPanel
from .lab import Lab, lab
from .scenario import Scenario
from .story import STORY, Story, StoryPanel
from .tasks import CheckPanel, ExplainPanel, PredictPanel, check, write
from .view import View, style
from .work import WorkPanel, begin

__all__ = [
    "STORY", "ChartPanel", "CheckPanel", "ChoicePanel", "ClassPanel", "ExplainPanel", "FactPanel",
    "FindingPanel", "Lab", "PredictPanel", "Scenario", "Story", "StoryPanel", "View", "WorkPanel",
    "begin", "check", "lab", "style", "write",
]  # fmt: skip
