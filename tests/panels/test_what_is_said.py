"""What a screen reader is told of a change: what has come to another status, and nothing else."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from what_is_shown import NO, YES

from jurisdiction import explain
from jurisdiction.panels import access
from jurisdiction.panels.access import Announcer
from jurisdiction.panels.view import PAINTED
from jurisdiction.record import Entry, SetFacts


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


def test_a_laboratory_says_what_moved_and_not_what_did_not(own_lab, said):
    """Without a CDN express aiming is open; without default English nothing is said."""
    own_lab.scenario.set(us_cdn=NO)
    assert len(said) == 1
    assert said[0].startswith("Now open: ") and "express aiming" in said[0]
    own_lab.scenario.set(english_default=NO)
    assert len(said) == 1
    own_lab.scenario.set(us_cdn=YES)
    assert len(said) == 2 and said[1].startswith("Now met: ")


def test_facts_found_as_they_were_left_are_not_said(own_lab, said, monkeypatch):
    """When a lesson is opened again its facts are set as they were left, and no change is announced."""
    monkeypatch.setattr(access, "soon", lambda action, seconds=0: waiting.append(action))
    waiting = []
    left = SetFacts(facts={"cdn_us_servers": "no", "cdn_purpose_speed_us": "no"})
    entry = Entry.model_construct(facts=left, at=dt.datetime.now().astimezone())
    own_lab._keeping.resume([entry])
    for action in waiting:
        action()
    assert own_lab.scenario.facts["cdn_us_servers"] is NO
    assert said == []


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


def test_in_a_kernel_too_facts_found_as_they_were_left_are_not_said(
    own_lab, said, in_a_kernel, monkeypatch
):
    """The words of a change wait until it is painted; those of facts found again do not come late."""
    monkeypatch.setattr(access, "PAUSE", 0.02)

    async def open_again() -> None:
        own_lab._keeping.resume([entry])
        await asyncio.sleep(2 * PAINTED)

    left = SetFacts(facts={"cdn_us_servers": "no", "cdn_purpose_speed_us": "no"})
    entry = Entry.model_construct(facts=left, at=dt.datetime.now().astimezone())
    asyncio.run(open_again())
    assert own_lab.scenario.facts["cdn_us_servers"] is NO
    assert said == []
