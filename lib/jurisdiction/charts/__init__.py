"""The charts, one to a module; a laboratory names them by the words in `CHARTS`."""

from __future__ import annotations

from .factors import FactorChart
from .ladder import LadderChart
from .live import COLOURS, MARKERS, LiveChart
from .traffic import TrafficStrip
from .words import CourtWords

CHARTS: dict[str, type[LiveChart]] = {
    "traffic": TrafficStrip,
    "words": CourtWords,
    "factors": FactorChart,
    "ladder": LadderChart,
}

__all__ = ["CHARTS", "COLOURS", "MARKERS", "CourtWords", "FactorChart", "LadderChart", "LiveChart", "TrafficStrip"]
