"""What a screen reader is told of a change: what has come to another status, and nothing else."""

from __future__ import annotations

import asyncio

import pytest

from jurisdiction import explain
from jurisdiction.panels import access
from jurisdiction.panels.access import Announcer


@pytest.fixture
def said(monkeypatch) -> list[str]:
    """Every announcement, at once."""
    told: list[str] = []
    monkeypatch.setattr(access.Access, "say", lambda _, words: told.append(words))
    return told


def test_points_are_gathered_under_the_status_they_came_to():
    """Each new status once, with the points that have it; of many only the number of the rest."""
    before = dict.fromkeys("abcdefg", "Met") | {"x": "Open"}
    now = dict.fromkeys("abcdef", "Open") | {"g": "Met", "x": "Not met"}
    assert explain.said_words(before, now) == "Now open: a; b; c; d; and 2 more. Now not met: x."
    assert explain.said_words(before, before) == ""
    assert explain.said_words({"a": "Met"}, {"a": "Met", "new": "Open"}) == ""


def test_what_is_settled_is_taken_for_said(said, monkeypatch):
    """Another file on the screen is no change of the one before, and what was to be said of it is not."""
    waiting = []
    monkeypatch.setattr(access, "soon", lambda action, seconds=0: waiting.append(action))
    announcer = Announcer()
    announcer.follow({"aiming": "Met", "harm": "Met"})
    announcer.follow({"aiming": "Open", "harm": "Met"})
    announcer.settle()
    for action in waiting:
        action()
    assert said == []
    announcer.follow({"aiming": "Open", "harm": "Not met"})
    waiting[-1]()
    assert said == ["Now not met: harm."]


def test_only_what_changes_come_to_is_said(said, in_a_kernel, monkeypatch):
    """In a kernel, changes that follow each other are said once, when they rest; there and back is not."""
    monkeypatch.setattr(access, "PAUSE", 0.02)

    async def toggling(last: str) -> None:
        for word in ("Open", "Met", "Not met", last):
            announcer.follow({"aiming": word})
        await asyncio.sleep(0.1)

    announcer = Announcer()
    announcer.follow({"aiming": "Met"})
    asyncio.run(toggling("Open"))
    assert said == ["Now open: aiming."]
    asyncio.run(toggling("Open"))
    assert said == ["Now open: aiming."]
