"""On a real JupyterHub, no work is lost or visible to others, whatever happens to a server."""

from __future__ import annotations

import importlib.util
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from class_hub import HUB, Hub, Lesson, Student
from releases import first_release

NAME = "02_express_aiming"
WORDS = "I, student {}, say that a copy kept near the viewer is a choice."


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """Create the present lessons as an image contains them."""
    return first_release(tmp_path / "srv" / "minimum-contacts")


def link(hub: Hub, release: Path) -> str:
    """Return the link of deploy/hub/links.py to the lesson, for a release on this machine."""
    spec = importlib.util.spec_from_file_location("links_of_the_hub", HUB / "links.py")
    assert spec and spec.loader
    links = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(links)
    return links.link(hub.url, NAME, release.as_uri())


def in_class(hub: Hub, *names: str, link: str = "") -> dict[str, tuple[Student, Lesson]]:
    """Log these students in at once; each gets a server and runs the lesson."""
    open_now: dict[str, tuple[Student, Lesson]] = {}

    def come(name: str) -> None:
        student = Student(hub, name)
        student.log_in()
        student.open_server()
        if link:
            student.follow(link)
        open_now[name] = student, again(student)

    coming = [threading.Thread(target=come, args=[name]) for name in names]
    for one in coming:
        one.start()
    for one in coming:
        one.join()
    assert set(open_now) == set(names)
    return open_now


def again(student: Student) -> Lesson:
    """Return the lesson as a returning student finds it."""
    student.open_server()
    lesson = student.open_lesson(NAME)
    lesson.run_all()
    return lesson


def work(lesson: Lesson, name: str, fact: str) -> None:
    """Change a fact, predict, and write; then check that the status says the work is saved."""
    lesson.choose(fact, "no")
    lesson.do("prediction", "act", "not met")
    lesson.do("explanation", "write", WORDS.format(name))
    lesson.until_saved()


def assert_work_is_there(lesson: Lesson, name: str, fact: str) -> None:
    """Check that the fact, the committed prediction with its feedback, and the text are as they were left."""
    assert lesson.widgets[lesson.laboratory(fact)]["now"]["values"][fact] == "no"
    panel, task = lesson.task("prediction")
    assert lesson.widgets[panel]["drafts"][task] == "not met"
    assert "You committed this on" in lesson.widgets[panel]["now"]["tasks"][task]["reply"]
    panel, task = lesson.task("explanation")
    assert lesson.widgets[panel]["drafts"][task] == WORDS.format(name)


def kill(processes: dict[str, list[psutil.Process]]) -> None:
    """Kill a student's server and kernels without warning."""
    victims = processes["server"] + processes["kernel"]
    assert processes["server"] and processes["kernel"]
    for one in victims:
        one.kill()
    psutil.wait_procs(victims, timeout=30)


def test_a_server_killed_in_mid_class_loses_nothing_and_shows_nothing_to_others(
    start_hub: Callable[..., Hub], release: Path
) -> None:
    """After a server is killed, its student finds all work; a neighbor continues and sees none of it."""
    hub = start_hub(release=release)
    room = in_class(hub, "ada", "ben")
    (ada, hers), (ben, his) = room["ada"], room["ben"]
    work(hers, "ada", "us_cdn")
    work(his, "ben", "us_trademarks")
    kill(hub.processes("ada"))
    his.choose("us_cdn", "unknown")

    assert_work_is_there(again(ada), "ada", "us_cdn")

    his.until_saved()
    kept = {s.name: b"".join(p.read_bytes() for p in s.work()) for s in (ada, ben)}
    assert b"student ada" in kept["ada"] and b"student ben" in kept["ben"]
    assert b"student ada" not in kept["ben"] and b"student ben" not in kept["ada"]
    assert not [text for text in his.texts() if "student ada" in text]
    assert len(hub.processes("ben")["kernel"]) == 1  # his kernel was the same throughout


def test_culling_loses_no_work(start_hub: Callable[..., Hub], release: Path) -> None:
    """An idle kernel that its server stops, and an idle server that the hub stops, lose no work."""
    hub = start_hub(
        "--MappingKernelManager.cull_idle_timeout=8", "--MappingKernelManager.cull_interval=1"
    )
    ada, lesson = in_class(hub, "ada", link=link(hub, release))["ada"]
    work(lesson, "ada", "us_cdn")
    lesson.close()
    end = time.monotonic() + 120
    while ada.api("GET", "kernels"):  # the process ends first, and the server then cleans up
        assert time.monotonic() < end, "the idle kernel was not ended"
        time.sleep(0.3)
    assert hub.processes("ada")["server"] and not hub.processes("ada")["kernel"]
    lesson = again(ada)
    assert_work_is_there(lesson, "ada", "us_cdn")

    hub.end_server("ada")
    assert_work_is_there(again(ada), "ada", "us_cdn")
