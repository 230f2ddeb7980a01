"""A live class runs as a service of a real JupyterHub, configured as deploy/README.md says."""

from __future__ import annotations

import os
import re
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import requests
from class_hub import PATIENCE, ROOT, Hub, Student, free_ports

ITEM = "prediction/doe_without_cdn/express_aiming"


def service(file: Path) -> str:
    """Return the guide's settings with this machine's Python, port, and file."""
    guide = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
    found = re.search(
        r"^ +c\.JupyterHub\.services\.append\(.*?service=class\"\]\}\)$", guide, re.M | re.S
    )
    assert found
    lines = textwrap.dedent(found[0])
    (port,) = free_ports(1)
    for school, here in (
        ("/opt/tljh/user/bin/python", sys.executable), ("/srv/class.jsonl", str(file)),
        ("10101", str(port)), ("TEACHER", "ann"),
    ):  # fmt: skip
        assert school in lines
        lines = lines.replace(school, here)
    environment = {"PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    return f"{lines}\nc.JupyterHub.services[-1]['environment'] = {environment!r}\n"


def test_phones_vote_without_an_account_and_only_the_teacher_s_opens_the_page(
    start_hub: Callable[..., Hub], tmp_path: Path
) -> None:
    """The proxy forwards the votes; the hub's login admits the teacher and keeps a student out."""
    hub = start_hub(more=service(tmp_path / "class.jsonl"))
    base, phone = f"{hub.url}/services/class/", requests.Session()
    end = time.monotonic() + PATIENCE
    while not phone.get(base, timeout=PATIENCE).ok and time.monotonic() < end:
        time.sleep(0.3)
    assert requests.get(f"{base}teach/state", timeout=PATIENCE).status_code == 403
    assert "/hub/login" in requests.get(f"{base}open", timeout=PATIENCE).url
    ann, bob = Student(hub, "ann"), Student(hub, "bob")
    for one in (ann, bob):
        one.log_in()
    assert bob.http.get(f"{base}open", timeout=PATIENCE).status_code == 403
    assert ann.http.get(f"{base}open", timeout=PATIENCE).url == f"{base}teach/"
    for what in ({"do": "lesson", "lesson": "express_aiming"}, {"do": "ask", "item": ITEM}):
        assert ann.http.post(f"{base}teach/do", json=what, timeout=PATIENCE).json() == {"notes": []}
    vote = {"item": ITEM, "round": 1, "answer": "Open", "reason": "The record is silent."}
    assert phone.post(f"{base}vote", json=vote, timeout=PATIENCE).ok
    state = ann.http.get(f"{base}teach/state", timeout=PATIENCE).json()
    assert state["counts"] == [[0, 0, 1], [0, 0, 0]] and state["address"] == base
    assert bob.http.get(f"{base}teach/state", timeout=PATIENCE).status_code == 403
    assert "silent" in (tmp_path / "class.jsonl").read_text(encoding="utf-8")
