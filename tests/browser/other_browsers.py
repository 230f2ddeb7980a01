"""Drivers for Firefox and WebKit, with what the core test needs: navigate, evaluate, take a screenshot.

Playwright downloads its own browsers, which the machines here may not do. Debian's browsers use the W3C's
protocols: Firefox uses WebDriver BiDi over a socket, and WebKitGTK uses WebDriver over HTTP on a virtual
screen.
"""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import re
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

from live_lab import free_port
from websocket import WebSocket, create_connection

PATIENCE = 120  # seconds to wait for a page to reach an expected state
WIDE, HIGH = 1366, 768


class Shown(Protocol):
    """A page in a browser."""

    def go(self, address: str) -> None:
        """Open an address."""

    def ask(self, expression: str) -> Any:
        """Evaluate a JavaScript expression on the page, and return its value as plain data."""

    def picture(self, path: Path) -> None:
        """Save a screenshot."""


def wait(page: Shown, expression: str) -> Any:
    """Wait until an expression is true on the page, and return its value."""
    end = time.monotonic() + PATIENCE
    while not (found := page.ask(expression)):
        assert time.monotonic() < end, f"not within {PATIENCE} s: {expression}"
        time.sleep(0.2)
    return found


def _until(program: subprocess.Popen[Any], look: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE
    while (found := look()) is None:
        assert program.poll() is None and time.monotonic() < end, "the browser did not start"
        time.sleep(0.1)
    return found


@contextlib.contextmanager
def _running(command: list[str], **how: Any) -> Iterator[subprocess.Popen[Any]]:
    program = subprocess.Popen(command, **how)
    try:
        yield program
    finally:
        program.terminate()
        try:
            program.wait(20)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


class _Firefox:
    def __init__(self, socket: WebSocket) -> None:
        self.socket, self.numbers = socket, itertools.count(1)
        self.call("session.new", capabilities={})
        self.page = self.call("browsingContext.getTree")["contexts"][0]["context"]
        size = {"width": WIDE, "height": HIGH}
        self.call("browsingContext.setViewport", context=self.page, viewport=size)

    def call(self, method: str, **params: Any) -> Any:
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (said := json.loads(self.socket.recv())).get("id") != number:
            pass
        assert said["type"] == "success", said
        return said["result"]

    def go(self, address: str) -> None:
        self.call("browsingContext.navigate", context=self.page, url=address, wait="interactive")

    def ask(self, expression: str) -> Any:
        told = self.call(
            "script.evaluate", expression=f"JSON.stringify({expression})", awaitPromise=True,
            target={"context": self.page},
        )  # fmt: skip
        assert told["type"] == "success", told["exceptionDetails"]["text"]
        return json.loads(told["result"].get("value", "null"))

    def picture(self, path: Path) -> None:
        told = self.call("browsingContext.captureScreenshot", context=self.page)
        path.write_bytes(base64.b64decode(told["data"]))


@contextlib.contextmanager
def firefox(folder: Path) -> Iterator[Shown]:
    """Yield a headless Firefox with a new profile."""
    log = folder / "firefox.log"
    command = [
        "firefox-esr", "--headless", "--no-remote", "--profile", str(folder),
        f"--remote-debugging-port={free_port()}",
    ]  # fmt: skip
    with log.open("w") as to, _running(command, stdout=to, stderr=to) as running:

        def address() -> str | None:
            found = re.search(r"WebDriver BiDi listening on (ws://\S+)", log.read_text())
            return found and found[1]

        with contextlib.closing(
            create_connection(f"{_until(running, address)}/session", suppress_origin=True)
        ) as socket:
            yield _Firefox(socket)


class _WebKit:
    def __init__(self, driver: str) -> None:
        self.driver = driver
        asked = {"browserName": "MiniBrowser", "webkitgtk:browserOptions": {
            "binary": _minibrowser(), "args": ["--automation"]}}  # fmt: skip
        made = self.call("POST", "/session", capabilities={"alwaysMatch": asked})
        self.session = f"/session/{made['sessionId']}"
        self.call("POST", f"{self.session}/window/rect", width=WIDE, height=HIGH)

    def call(self, how: str, path: str, **said: Any) -> Any:
        data = json.dumps(said).encode() if how == "POST" else None
        request = urllib.request.Request(self.driver + path, data, method=how)
        with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
            return json.load(reply)["value"]

    def go(self, address: str) -> None:
        self.call("POST", f"{self.session}/url", url=address)

    def ask(self, expression: str) -> Any:
        script = f"return JSON.stringify({expression})"
        return json.loads(
            self.call("POST", f"{self.session}/execute/sync", script=script, args=[]) or "null"
        )

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.call("GET", f"{self.session}/screenshot")))


def _minibrowser() -> str:
    return str(next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")))


@contextlib.contextmanager
def webkit(folder: Path) -> Iterator[Shown]:
    """Yield WebKitGTK's MiniBrowser on a virtual screen."""
    port = free_port()
    command = [
        "xvfb-run", "-a", "-s", f"-screen 0 {WIDE}x{HIGH + 60}x24", "WebKitWebDriver", f"--port={port}"
    ]  # fmt: skip
    with (
        (folder / "webkit.log").open("w") as to,
        _running(command, stdout=to, stderr=to, cwd=folder) as running,
    ):
        driver = f"http://127.0.0.1:{port}"

        def ready() -> bool | None:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{driver}/status") as reply:
                return reply.status == 200
            return None

        _until(running, ready)
        page = _WebKit(driver)
        try:
            yield page
        finally:
            page.call("DELETE", page.session)
