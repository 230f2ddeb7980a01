"""No request leaves the learner's machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from on_screen import LabOnScreen, Watch

ALONE = Path(__file__).with_name("offline_lesson.py")
SCRIPT = 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"'


def alone(folder: Path, *more: str) -> dict[str, list[str]]:
    """Return a lesson's network log from a separate network namespace; skip if none is available."""
    if not (sys.platform == "linux" and shutil.which("unshare") and os.access("/dev/net/tun", 6)):
        pytest.skip("A network of one's own needs Linux, unshare, and the right to /dev/net/tun.")
    if subprocess.run(["unshare", "-n", "-m", "true"], capture_output=True).returncode:
        pytest.skip("This machine does not permit a network namespace (root may have one).")
    names = folder / "resolv.conf"
    names.write_text("nameserver 192.0.2.53\n")  # a lookup of any name would be recorded
    command = ["unshare", "-n", "-m", "sh", "-c", SCRIPT, "sh", str(names)]
    command += [sys.executable, str(ALONE), str(folder), *more]
    env = os.environ | {"MINIMUM_CONTACTS_WORK": str(folder / "work")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=540, env=env)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-6000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_a_lesson_works_and_nothing_even_tries_to_leave(tmp_path: Path) -> None:
    """With only loopback available, a whole lesson sends no packet elsewhere.

    The only route out is a device whose other end the test holds. The test first sends a packet and a name
    lookup of its own and sees both, so silence means that nothing was sent.
    """
    seen = alone(tmp_path)
    assert any("192.0.2.1 port 9 " in packet for packet in seen["probe"])
    assert any("192.0.2.53 port 53 " in packet for packet in seen["probe"])
    assert seen["left"] == []


def test_no_request_leaves_this_machine(lab: LabOnScreen, watch: Watch) -> None:
    """Opening, running, and using the notebook sends requests to this machine only."""
    lab.choose("us_cdn", "no")
    lab.agrees()
    assert watch.requests
    assert not watch.strangers()
