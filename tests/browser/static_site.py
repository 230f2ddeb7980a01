"""The static site, built once for its sources, and served on loopback until its network is cut."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from live_lab import ROOT, find_chromium

BUILT = ROOT / "build" / "site-of-the-tests"
UNDER = "/some/where"  # the site must work under any path
ONLY_HERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


def sources() -> str:
    """Return a checksum of everything from which the site is built."""
    total = hashlib.sha256()
    folders = ("deploy/site", "lib", "data", "notebooks")
    files = [p for folder in folders for p in (ROOT / folder).rglob("*") if p.is_file()]
    for path in sorted([*files, ROOT / "requirements.lock", ROOT / "pyproject.toml"]):
        if "__pycache__" not in path.parts and ".ipynb_checkpoints" not in path.parts:
            total.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return total.hexdigest()


def built() -> Path:
    """Return the site built from these sources; build it if necessary."""
    stamp, now = BUILT.with_suffix(".sum"), sources()
    if not (BUILT / "index.html").exists() or not stamp.exists() or stamp.read_text() != now:
        stamp.unlink(missing_ok=True)
        command = [sys.executable, str(ROOT / "deploy" / "site" / "build.py"), "--out", str(BUILT)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=540)
        assert done.returncode == 0, done.stdout + done.stderr
        stamp.write_text(now)
    return BUILT


class _Handler(http.server.SimpleHTTPRequestHandler):
    extensions_map = {  # noqa: RUF012
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript", ".wasm": "application/wasm",
    }  # fmt: skip

    def translate_path(self, path: str) -> str:
        return super().translate_path(path[len(UNDER) :] if path.startswith(UNDER) else "/nowhere")

    def log_message(self, *_: object) -> None:
        pass

    def send_error(self, code: int, *more: object, **named: object) -> None:
        self.server.missing.append(self.path)
        super().send_error(code, *more, **named)

    def do_GET(self) -> None:
        if self.path in self.server.losing:
            self.server.losing.remove(self.path)
            self.close_connection = True  # without a response
        else:
            super().do_GET()

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # a page that closes drops its connections
            super().handle()

    def copyfile(self, source: object, out: object) -> None:
        before = self.server.sent
        super().copyfile(source, out)
        self.server.sent = before + source.tell()


class _Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128  # a page requests a hundred files at once, each on a new connection


class Site:
    """A running site: its address, and the files that it has sent."""

    def __init__(self, folder: Path) -> None:
        handler = functools.partial(_Handler, directory=str(folder))
        self.folder = folder
        self._server = _Server(("127.0.0.1", 0), handler)
        self._server.sent, self.missing = 0, []
        self._server.missing = self.missing  # requested paths that do not exist
        self._server.losing = self.losing = set[str]()  # files whose first response is dropped
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}{UNDER}"

    @property
    def sent(self) -> int:
        """Return the total bytes of all responses so far, as sent, uncompressed."""
        return self._server.sent

    def stop(self) -> None:
        """Stop serving, as if the network were cut."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextlib.contextmanager
def served(folder: Path) -> Iterator[Site]:
    """Yield the address of a site served on loopback."""
    site = Site(folder)
    try:
        yield site
    finally:
        with contextlib.suppress(OSError):
            site.stop()


def program() -> str:
    """Return the path of the browser."""
    found = find_chromium()
    assert found
    return found
