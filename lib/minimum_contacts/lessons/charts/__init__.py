"""The charts, one module each; a laboratory names them by the keys of `CHARTS`."""

from __future__ import annotations

from .chart import COLORS, Chart
from .factors import FactorChart
from .precedents import PrecedentGrid
from .predictions import Predicted, PredictionChart
from .timeline import TimelineChart
from .traffic import TrafficChart

CHARTS: dict[str, type[Chart]] = {
    "traffic": TrafficChart,
    "factors": FactorChart,
    "timeline": TimelineChart,
    "precedents": PrecedentGrid,
}

__all__ = ["CHARTS", "COLORS", "Chart", "Predicted", "PredictionChart"]
