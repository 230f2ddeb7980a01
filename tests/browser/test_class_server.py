"""Voila with the settings of deploy/voila/voila.py: no code, no other host, a kernel in advance."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from live_lab import ROOT, free_port
from on_screen import LAB, Watch
from playwright.sync_api import Browser, expect


@pytest.fixture
def class_server(tmp_path: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Yield a server with one kernel started in advance, which ends idle kernels after a few seconds."""
    port = free_port()
    own = ("JUPYTER", "IPYTHON", "MINIMUM_CONTACTS")
    env = {k: v for k, v in os.environ.items() if not k.startswith(own)}
    env |= {"HOME": str(tmp_path), "MINIMUM_CONTACTS_READY": "02_express_aiming"}
    env |= {"MINIMUM_CONTACTS_READY_EACH": "1", "JUPYTER_CONFIG_DIR": "deploy/voila"}
    command = [sys.executable, "-m", "voila", "notebooks", f"--port={port}"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            end = time.monotonic() + 90
            while socket.socket().connect_ex(("127.0.0.1", port)):
                assert process.poll() is None and time.monotonic() < end, (
                    tmp_path / "log"
                ).read_text()
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}", psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(60)


def test_a_class_sees_lessons_and_no_code(
    class_server: tuple[str, psutil.Process], browser: Browser, watch: Watch, artefacts: Path
) -> None:
    """A kernel is started in advance, a page works, work goes to the browser, and memory is limited.

    When the page closes, its kernel ends instead of running for an hour.
    """
    address, server = class_server
    end = time.monotonic() + 60
    while not (kernels := server.children(recursive=True)) and time.monotonic() < end:
        time.sleep(0.2)
    assert kernels
    ready = kernels[0]
    if sys.platform == "linux":
        assert ready.rlimit(psutil.RLIMIT_AS)[0] == 4000 * 2**20
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/voila/render/02_express_aiming.ipynb", timeout=90_000)
    panel = page.locator(LAB).nth(1)
    expect(panel).to_be_visible(timeout=90_000)
    assert "import jurisdiction" not in page.content()
    panel.get_by_role("radio", name="No", exact=True).first.click()
    expect(panel.get_by_role("status")).to_contain_text("◆ Open")
    expect(page.locator(".mc-sign").first).to_contain_text("in this browser")
    page.screenshot(path=artefacts / "class.png")
    page.wait_for_timeout(1_500)
    page.goto("about:blank")
    ready.wait(60)
    page.close()
    strangers = [
        url for url in asked if not url.startswith((address, "data:", "blob:", "ws://127"))
    ]
    assert not strangers
