"""The charts, one to a module; a laboratory names them by the words in `CHARTS`."""

from __future__ import annotations

from .factors import FactorChart
from .live import COLOURS, MARKERS, LiveChart, Picture
from .predictions import Predicted, PredictionChart
from .timeline import TimelineChart
from .traffic import TrafficStrip
from .words import CourtWords

CHARTS: dict[str, type[LiveChart]] = {
    "traffic": TrafficStrip,
    "words": CourtWords,
    "factors": FactorChart,
    "timeline": TimelineChart,
}

__all__ = [
    "CHARTS", "COLOURS", "MARKERS", "CourtWords", "FactorChart", "LiveChart", "Picture",
    "Predicted", "PredictionChart", "TimelineChart", "TrafficStrip",
]  # fmt: skip
