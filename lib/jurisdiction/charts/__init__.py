"""The charts, one to a module; a laboratory names them by the words in `CHARTS`."""

from __future__ import annotations

from .changes import ChangeMap
from .factors import FactorChart
from .ladder import LadderChart
from .live import COLOURS, MARKERS, LiveChart, Picture
from .precedents import PrecedentMap
from .predictions import Predicted, PredictionChart
from .sensitivity import SensitivityMap
from .timeline import TimelineChart
from .traffic import TrafficStrip
from .words import CourtWords

CHARTS: dict[str, type[LiveChart]] = {
    "traffic": TrafficStrip,
    "words": CourtWords,
    "factors": FactorChart,
    "timeline": TimelineChart,
    "ladder": LadderChart,
    "precedents": PrecedentMap,
    "changes": ChangeMap,
    "sensitivity": SensitivityMap,
}

__all__ = [
    "CHARTS", "COLOURS", "MARKERS", "ChangeMap", "CourtWords", "FactorChart", "LadderChart",
    "LiveChart", "Picture", "PrecedentMap", "Predicted", "PredictionChart", "SensitivityMap",
    "TimelineChart", "TrafficStrip",
]  # fmt: skip
