"""Minimum Contacts: a model for learning personal jurisdiction over operators of foreign websites.

The law is in data/; this package reads it, applies it to facts, and explains the result. Public
names load on first use, so that `import jurisdiction` stays fast.
"""

from __future__ import annotations

import importlib
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.util import spec_from_loader
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

# Notebooks, copies of the course, and servers' settings import these from here; they are elsewhere.
_MOVED = {
    "assignment": "minimum_contacts.classroom.assignment",
    "classroom": "minimum_contacts.classroom",
    "kernel_socket": "minimum_contacts.lessons.kernel_socket",
    "marks": "minimum_contacts.classroom.marks",
    "panels": "minimum_contacts.panels",
    "record": "minimum_contacts.lessons.record",
}

__all__ = [
    "Analysis", "ReaderError", "Status", "analyze", "arguments", "check", "irac", "later", "load",
    "load_case", "quote", "smallest_flips",
]  # fmt: skip
__version__ = "0.1.0"


class _Moved(MetaPathFinder, Loader):
    """Import a module that `_MOVED` names here from where it is."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        ours, first, *_ = [*name.split("."), ""]
        return spec_from_loader(name, self) if ours == __name__ and first in _MOVED else None

    def exec_module(self, module: Any) -> None:
        first, *inner = module.__name__.split(".")[1:]
        sys.modules[module.__name__] = importlib.import_module(".".join([_MOVED[first], *inner]))


sys.meta_path.insert(0, _Moved())


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'jurisdiction' has no attribute {name!r}")
    module = importlib.import_module(f".{_MODULES[name]}", __name__)
    return module if _MODULES[name] == name else getattr(module, name)


def __dir__() -> list[str]:
    return sorted(__all__)
