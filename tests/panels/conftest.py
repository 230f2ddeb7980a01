"""Laboratories for the tests of this folder, restored to their starting state for each test."""

from __future__ import annotations

import pytest
from at_once import at_once, soon_again
from what_is_shown import ROWS

from minimum_contacts.panels import Lab


@pytest.fixture(scope="session", autouse=True)
def _at_once():
    """Run delayed actions immediately, so that no test waits for an event loop."""
    with pytest.MonkeyPatch.context() as patch:
        at_once(patch)
        yield


@pytest.fixture
def lab() -> Lab:
    """Return a laboratory on the facts of *Doe*."""
    return Lab("doe_v_webgroup", facts=ROWS, charts=["traffic", "precedents"], law=True)


@pytest.fixture
def in_a_kernel(monkeypatch):
    """Delay actions again, as in a kernel with its event loop."""
    soon_again(monkeypatch)


@pytest.fixture
def own_lab():
    """Return a separate laboratory with a few facts and both charts."""
    facts = ["us_cdn", "us_trademarks", "us_traffic_share", "us_views", "english_default"]
    return Lab("doe_v_webgroup", facts=facts, charts=["traffic", "precedents"], law=True)
