"""Run delayed actions immediately in most tests, so that they wait for no event loop."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from minimum_contacts.lessons.panels import view

SOON = view.soon


def users() -> list[ModuleType]:
    """Return the modules that delay actions; the search also finds any new one."""
    loaded = {n: m for n, m in sys.modules.items() if n.startswith("minimum_contacts.")}
    return [module for module in loaded.values() if hasattr(module, "soon")]


def at_once(patch: pytest.MonkeyPatch) -> None:
    """Run delayed actions immediately until the patch is undone."""
    for module in users():
        patch.setattr(module, "soon", lambda action, seconds=0: action())


def soon_again(patch: pytest.MonkeyPatch) -> None:
    """Delay actions again, as in a kernel with its event loop."""
    for module in users():
        patch.setattr(module, "soon", SOON)
