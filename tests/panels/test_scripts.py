"""Each panel's script joins several files, so no top-level name may be declared twice."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from minimum_contacts import panels
from minimum_contacts.classroom.panels.board import Board

DECLARED = re.compile(r"^(?:export )?(?:const|let|class|function\*?|async function) (\w+)", re.M)


@pytest.mark.parametrize(
    "panel",
    [panels.Lab, panels.IntakePanel, panels.TaskPanel, panels.WorkPanel, Board],
    ids=lambda panel: panel.__name__,
)
def test_a_script_declares_each_name_once(panel) -> None:
    """A name declared twice invalidates the whole script, and its panel stays empty."""
    names = Counter(DECLARED.findall(str(panel._esm)))
    assert "Panel" in names
    assert not [name for name, count in names.items() if count > 1]
