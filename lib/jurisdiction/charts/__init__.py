"""The charts, one to a module; a laboratory names them by the words in `CHARTS`."""

from __future__ import annotations

from .changes import ChangeMap
from .factors import FactorChart
from .ladder import LadderChart
from .live import COLOURS, MARKERS, LiveChart
from .precedents import PrecedentMap
from .sensitivity import SensitivityMap
from .traffic import TrafficStrip
from .words import CourtWords

CHARTS: dict[str, type[LiveChart]] = {
    "traffic": TrafficStrip,
    "words": CourtWords,
    "factors": FactorChart,
    "ladder": LadderChart,
    "precedents": PrecedentMap,
    "changes": ChangeMap,
    "sensitivity": SensitivityMap,
}

__all__ = [
    "CHARTS", "COLOURS", "MARKERS", "ChangeMap", "CourtWords", "FactorChart", "LadderChart", "LiveChart",
    "PrecedentMap", "SensitivityMap", "TrafficStrip",
]  # fmt: skip
