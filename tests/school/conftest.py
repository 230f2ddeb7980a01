"""Run delayed actions immediately in these tests."""

from __future__ import annotations

import pytest
from at_once import at_once


@pytest.fixture(scope="session", autouse=True)
def _at_once():
    """Run delayed actions immediately, so that no test waits for an event loop."""
    with pytest.MonkeyPatch.context() as patch:
        at_once(patch)
        yield
