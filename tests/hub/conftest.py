"""Provide a hub to the tests that need one, or skip them with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import class_hub
import pytest


@pytest.fixture
def start_hub(tmp_path: Path) -> Iterator[Callable[..., class_hub.Hub]]:
    """Start a hub with these arguments for each student's server; stop it after the test."""
    if class_hub.proxy_command() is None:
        pytest.skip(class_hub.NO_NODE)
    with ExitStack() as stack:
        yield lambda *args, **more: stack.enter_context(
            class_hub.hub(tmp_path / "hub", *args, **more)
        )
