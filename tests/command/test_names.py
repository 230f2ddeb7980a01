"""Every public name of `import jurisdiction` works, regardless of what was used before."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import jurisdiction as j


def test_no_name_of_the_package_is_hidden_by_one_of_its_rooms() -> None:
    """After every module has been used, each name is still its function, class, or module."""
    used = "import minimum_contacts.clinic.memo, minimum_contacts.panels, jurisdiction.__main__"
    look = "import jurisdiction as j, types; rooms = [getattr(j, name) for name in j.__all__]"
    look += "; print([room for room in rooms if isinstance(room, types.ModuleType)])"
    done = subprocess.run(
        [sys.executable, "-c", f"{used}; {look}"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_irac_can_be_asked_for_twice() -> None:
    """A second call reaches the same function."""
    doe = j.load_case("doe_v_webgroup")
    found = j.analyze(doe.facts, law_as_of=doe.decided)
    assert str(j.irac(found, "express_aiming")) == str(j.irac(found, "express_aiming"))


def test_what_moved_to_another_wing_is_found_by_its_former_name() -> None:
    """Copies of the course and servers' settings import the very modules that the library uses."""
    moved = {**j._MOVED, "classroom.serve": "minimum_contacts.classroom.serve"}
    for former, now in moved.items():
        assert import_module(f"jurisdiction.{former}") is import_module(now)
