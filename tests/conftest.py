"""No test touches the work of the person who runs it; and how two processes share the tests."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import pytest

os.environ["MINIMUM_CONTACTS_WORK"] = tempfile.mkdtemp(prefix="work-of-the-tests-")


# What the process takes that is free first; together as long as it would else be idle.
LATER = ("tests/browser/test_every_notebook_accessible.py", "tests/browser/test_site.py")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """One process has a browser and its servers, the other all else, and then what comes later."""
    from xdist.scheduler import LoadScopeScheduling

    class Thirds(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if nodeid.startswith(LATER):
                return "later"
            return "browser" if nodeid.startswith("tests/browser/") else "all others"

    return Thirds(config, log)
