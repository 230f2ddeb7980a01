"""No test touches the work of the person who runs it; where two processes run them, one has the browser."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import pytest

os.environ["MINIMUM_CONTACTS_WORK"] = tempfile.mkdtemp(prefix="work-of-the-tests-")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """The tests with a browser share it and its servers in one process; the others run beside them."""
    from xdist.scheduler import LoadScopeScheduling

    class Halves(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "browser" if nodeid.startswith("tests/browser/") else "all others"

    return Halves(config, log)
