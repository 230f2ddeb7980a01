"""What waits in a kernel is done at once here."""

from __future__ import annotations

import pytest

from jurisdiction.panels import finding, keeper, view


@pytest.fixture(scope="session", autouse=True)
def _at_once():
    """What a kernel does soon is done at once: no test waits for an event loop of others."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (finding, keeper, view):
            patch.setattr(module, "soon", lambda action, seconds=0: action())
        yield
