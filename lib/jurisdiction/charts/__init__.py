"""The charts, one to a module; a laboratory names them by the words in `CHARTS`."""

from __future__ import annotations

from .factors import FactorChart
from .live import COLOURS, MARKERS, LiveChart
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
    "CHARTS", "COLOURS", "MARKERS", "CourtWords", "FactorChart", "LiveChart", "TimelineChart",
    "TrafficStrip",
]  # fmt: skip
