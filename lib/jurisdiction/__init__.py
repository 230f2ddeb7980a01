"""Minimum Contacts: a model for learning personal jurisdiction over operators of foreign websites.

The law is in data/; this package reads it, applies it to facts, and explains the result. Public
names load on first use, so that `import jurisdiction` stays fast.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .analysis import Analysis, analyze, load_case
    from .argument import arguments
    from .counterfactual import smallest_flips
    from .explain import quote
    from .library import check, load
    from .model import ReaderError, Status
    from .timeline import later
    from .writing import irac

_MODULES = {
    "Analysis": "analysis",
    "ReaderError": "model",
    "Status": "model",
    "analyze": "analysis",
    "arguments": "argument",
    "check": "library",
    "circuits": "circuits",
    "irac": "writing",
    "later": "timeline",
    "load": "library",
    "load_case": "analysis",
    "panels": "panels",
    "quote": "explain",
    "smallest_flips": "counterfactual",
}

__all__ = [
    "Analysis", "ReaderError", "Status", "analyze", "arguments", "check", "irac", "later", "load",
    "load_case", "quote", "smallest_flips",
]  # fmt: skip
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'jurisdiction' has no attribute {name!r}")
    module = importlib.import_module(f".{_MODULES[name]}", __name__)
    return module if _MODULES[name] == name else getattr(module, name)


def __dir__() -> list[str]:
    return sorted(__all__)
