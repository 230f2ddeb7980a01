"""A single Voila server, as in deploy/voila, for a whole class, and a student page's messages to it."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psutil
import requests
from class_hub import PATIENCE, ROOT, Lesson, free_ports


@contextlib.contextmanager
def one_voila(folder: Path, lesson: str) -> Iterator[tuple[str, psutil.Process]]:
    """Run Voila with the settings of deploy/voila and two kernels of the lesson ready; stop it at the end."""
    (port,) = free_ports(1)
    own = ("JUPYTER", "IPYTHON", "MINIMUM_CONTACTS")
    env = {k: v for k, v in os.environ.items() if not k.startswith(own)}
    env |= {"HOME": str(folder), "JUPYTER_CONFIG_DIR": "deploy/voila"}
    env |= {"MINIMUM_CONTACTS_READY": lesson, "MINIMUM_CONTACTS_READY_EACH": "2"}
    command = [sys.executable, "-m", "voila", "notebooks", f"--port={port}"]
    log = folder / "voila.log"
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
        try:
            end = time.monotonic() + PATIENCE
            while socket.socket().connect_ex(("127.0.0.1", port)):
                if process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"Voila did not start:\n{log.read_text()[-2000:]}")
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}", psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(120)


def visit(url: str, lesson: str) -> Lesson:
    """Open a lesson's page and request the state of every widget from its kernel, as the page does."""
    page = requests.get(f"{url}/voila/render/{lesson}.ipynb", timeout=PATIENCE)
    page.raise_for_status()
    kernel = re.search(r'"kernelId": *"([0-9a-f-]+)"', page.text)
    if kernel is None:
        raise RuntimeError("Voila's page names no kernel.")
    opened, control = Lesson(url, kernel[1], "visitor", []), uuid.uuid4().hex
    target = {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
    opened.send("comm_open", target, version="1.0.0")
    opened.send("comm_msg", {"comm_id": control, "data": {"method": "request_states"}})
    opened.until(lambda message: "states" in message["content"].get("data", {}))
    return opened
