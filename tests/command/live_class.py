"""A live-class server in its own process, and simulated phones."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPResponse

AsyncHTTPClient.configure(None, max_clients=200)
ANSWERS = ("Met", "Not met", "Open")
ITEM = "prediction/doe_without_cdn/express_aiming"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


SERVE = [sys.executable, "-m", "minimum_contacts.classroom.serve"]
# run `start.py class` with this Python instead of .venv, which other tests set up
START = """
import importlib.util, os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background ignores it
spec = importlib.util.spec_from_file_location("start", sys.argv[1])
start = importlib.util.module_from_spec(spec)
spec.loader.exec_module(start)
start.set_up, start.PYTHON, start.environment = lambda: None, sys.executable, lambda: {**os.environ}
try:
    sys.exit(start.main(["class", *sys.argv[2:]]))
except KeyboardInterrupt:
    sys.exit("Stopped.")
"""
START_CLASS = [sys.executable, "-c", START, str(Path(__file__).parents[2] / "start.py")]


@contextmanager
def served(
    file: Path, port: int, *more: str, end: int = signal.SIGKILL, by: list[str] = SERVE
) -> Iterator[str]:
    """Serve a class on loopback; yield its teacher's token, and kill the server at the end."""
    command = [*by, "--address", "127.0.0.1", "--port", str(port), "--file", str(file), *more]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    try:
        said = ""
        while "Answers:" not in said:
            line = server.stdout.readline()
            assert line, f"the server stopped: {said}"
            said += line
        yield re.search(r"token=(\S+)", said)[1]
    finally:
        server.send_signal(end)
        server.wait(10)


class Client:
    """A phone, or the teacher's page; it keeps its cookies, as a browser does."""

    def __init__(self, port: int, token: str = "") -> None:
        self.base, self.cookie = f"http://127.0.0.1:{port}", ""
        if token:
            self.cookie = f"minimum-contacts-teacher={token}"

    async def fetch(self, path: str, body: Any = None, **more: Any) -> HTTPResponse:
        headers = {"Cookie": self.cookie}
        if body is not None:
            more |= {"method": "POST", "body": json.dumps(body)}
            headers["Content-Type"] = "application/json"
        options = {"raise_error": False, "follow_redirects": False, "request_timeout": 20} | more
        answer = await AsyncHTTPClient().fetch(self.base + path, headers=headers, **options)
        if given := answer.headers.get("Set-Cookie"):
            self.cookie = given.split(";")[0]
        return answer

    async def vote(
        self, answer: str, turn: int, reason: str = "", item: str = ITEM
    ) -> HTTPResponse:
        said = {"item": item, "round": turn, "answer": answer, "reason": reason}
        return await self.fetch("/vote", said)

    async def do(self, **what: Any) -> None:
        answer = await self.fetch("/teach/do", what)
        assert answer.code == 200 and not json.loads(answer.body)["notes"]

    async def state(self, path: str = "/teach/state") -> dict[str, Any]:
        return json.loads((await self.fetch(path)).body)


async def opened(port: int, count: int) -> list[Client]:
    """Return phones that have opened the page."""
    phones = [Client(port) for _ in range(count)]
    await asyncio.gather(*(phone.fetch("/") for phone in phones))
    return phones


async def timed(phone: Client, answer: str, turn: int) -> float:
    """Vote, and return the seconds until the vote was counted."""
    began = time.perf_counter()
    assert (await phone.vote(answer, turn)).code == 200
    return time.perf_counter() - began
