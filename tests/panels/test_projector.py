"""Projector size: one switch of a notebook, remembered, which folds the facts away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import ipywidgets as w
import pytest
from what_is_shown import every_widget

from jurisdiction.panels import PROJECTOR, begin, intake
from jurisdiction.panels.keeper import KEEPER
from jurisdiction.storage import CHOICE


@pytest.fixture(autouse=True)
def small_again() -> Iterator[None]:
    yield
    KEEPER._forget("", None)
    PROJECTOR.on = False


def opener(panel: w.Widget) -> w.ToggleButton:
    """The button that shows what is controlled."""
    (found,) = [x for x in every_widget(panel) if "mc-opener" in getattr(x, "_dom_classes", ())]
    return found


def facts(panel: w.Widget) -> w.Widget:
    """The part of a panel in which its facts are set."""
    (found,) = [x for x in every_widget(panel) if "mc-left" in getattr(x, "_dom_classes", ())]
    return found


def test_the_switch_stands_at_the_top_of_a_notebook() -> None:
    """The panel of work shows it, before what is saved."""
    shown = begin("02_express_aiming").children
    assert shown.index(PROJECTOR) < shown.index(KEEPER.sign)


def test_the_facts_are_folded_behind_one_button_and_come_back() -> None:
    """Large, the facts are away until the button is pressed; small, they are always there."""
    panel = intake("clinic_intake", "draft")
    assert facts(panel).layout.display != "none"
    PROJECTOR.on = True
    assert facts(panel).layout.display == "none"
    assert opener(panel).description == "Show the facts"
    opener(panel).value = True
    assert facts(panel).layout.display != "none"
    assert opener(panel).description == "Hide the facts"
    opener(panel).value = False
    assert facts(panel).layout.display == "none"
    opener(panel).value = True
    PROJECTOR.on = False
    assert facts(panel).layout.display != "none"
    PROJECTOR.on = True
    assert facts(panel).layout.display == "none"


def test_an_intake_made_while_all_is_large_is_folded_too() -> None:
    """The order of pressing and running does not matter."""
    PROJECTOR.on = True
    assert facts(intake("clinic_intake", "draft")).layout.display == "none"


def test_the_size_is_remembered_in_its_notebook(tmp_path: Path, monkeypatch) -> None:
    """On reopening it is as it was left; another notebook is small; starting afresh is small again."""
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
