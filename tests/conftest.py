"""No test touches the work of the person who runs it; and how two processes share the tests."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import pytest

os.environ["MINIMUM_CONTACTS_WORK"] = tempfile.mkdtemp(prefix="work-of-the-tests-")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """One process has the servers and their browser, the other all else, and then the static site."""
    from xdist.scheduler import LoadScopeScheduling

    class Thirds(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if nodeid.startswith("tests/browser/test_site.py"):
                return "the static site"
            return "browser" if nodeid.startswith("tests/browser/") else "all others"

    return Thirds(config, log)
