"""The commands by which deploy/for_it.md backs up a hub restore a student's work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest
from releases import ROOT

from minimum_contacts.lessons import record
from minimum_contacts.lessons.storage import Folder

WORK = ".local/share/minimum-contacts"


@pytest.mark.skipif(shutil.which("tar") is None, reason="the guide's commands are those of tar")
def test_a_student_s_work_comes_back_and_nobody_else_s_is_touched(tmp_path) -> None:
    """Lost work is restored in readable form; later work by others is unchanged."""
    save, restore = re.findall(r"^    (tar .*)$", (ROOT / "deploy/for_it.md").read_text(), re.M)
    homes, raw = tmp_path / "homes", record.written({"02_express_aiming": []})
    for student in ("ada", "bob"):
        (homes / student / WORK).mkdir(parents=True)
        (homes / student / WORK / "02_express_aiming.json").write_bytes(raw)
    env = os.environ | {"HOMES": str(homes), "BACKUP": str(tmp_path / "b.tgz"), "STUDENT": "ada"}
    subprocess.run(["sh", "-c", save], env=env, check=True)
    shutil.rmtree(homes / "ada")
    (homes / "bob" / WORK / "02_express_aiming.json").write_bytes(b"later")
    subprocess.run(["sh", "-c", restore], env=env, check=True)
    found = {}
    Folder(homes / "ada" / WORK, "here").read(lambda trouble, files: found.update(files))
    assert record.read(found["02_express_aiming"], "it") == {"02_express_aiming": []}
    assert (homes / "bob" / WORK / "02_express_aiming.json").read_bytes() == b"later"
