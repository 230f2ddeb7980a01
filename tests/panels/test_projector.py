"""Projector size is one switch for each notebook, and is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from minimum_contacts.lessons.panels.keeper import KEEPER
from minimum_contacts.lessons.storage import CHOICE
from minimum_contacts.panels import PROJECTOR, begin


@pytest.fixture(autouse=True)
def small_again() -> Iterator[None]:
    yield
    KEEPER._forget("", None)
    PROJECTOR.on = False


def test_the_switch_stands_at_the_top_of_a_notebook() -> None:
    """The work panel shows the switch."""
    assert begin("02_express_aiming").projector is PROJECTOR


def test_the_size_is_remembered_in_its_notebook(tmp_path: Path, monkeypatch) -> None:
    """The size is restored on reopening; another notebook, or a fresh start, has normal size."""
    monkeypatch.setenv(CHOICE, str(tmp_path))
    begin("02_express_aiming")
    PROJECTOR.on = True
    KEEPER.flush()
    KEEPER._forget("", None)
    PROJECTOR.on = False
    begin("03_traffic_and_harm")
    assert not PROJECTOR.on
    begin("02_express_aiming")
    assert PROJECTOR.on
    KEEPER.start_afresh()
    assert not PROJECTOR.on
