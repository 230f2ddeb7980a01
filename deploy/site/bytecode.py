"""Compile the site's wheels in a headless browser, with the same Python that will run them.

Otherwise, a kernel in a browser spends half of its startup time compiling. Compiled wheels are cached,
so usually only our own wheel needs compiling.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--no-first-run"]  # fmt: skip

COMPILE = """
import importlib.util, io, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc

def compiled(raw, place):
    given, made = zipfile.ZipFile(io.BytesIO(raw)), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for name in sorted(given.namelist()):
            content = given.read(name)
            if name.endswith(".py"):
                try:
                    code = compile(content, place + name, "exec", dont_inherit=True,
                                   optimize=2 if place.endswith(".zip/") else 0)
                except SyntaxError:  # a template, which nothing imports
                    pass
                else:
                    sum_ = importlib.util.source_hash(content)
                    name, content = name + "c", bytes(_code_to_hash_pyc(code, sum_, False))
            out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()
"""

STDLIB = "python_stdlib.zip"
PLACES = {STDLIB: "/lib/python314.zip/"}  # the path of the sources in tracebacks

START = """async (python) => {
  const { loadPyodide } = await import("/pyodide.mjs");
  window.py = await loadPyodide({ indexURL: "/", packages: [] });
  window.py.runPython(python);
}"""

ONE = """async ([text, place]) => {
  const given = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const made = window.py.globals.get("compiled")(window.py.globals.get("bytes")(given), place).toJs();
  let said = "";
  for (let i = 0; i < made.length; i += 32768) said += String.fromCharCode(...made.subarray(i, i + 32768));
  return btoa(said);
}"""


def find_browser() -> str | None:
    """Return the path of the browser that CHROMIUM names, or else of one with a usual name."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map = {  # noqa: RUF012
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript", ".wasm": "application/wasm",
    }  # fmt: skip

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on the loopback interface until the block ends; yield its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def compiled(core: Path, wheels: dict[str, bytes]) -> dict[str, bytes]:
    """Return the same wheels with bytecode instead of sources; `core` is a folder with pyodide."""
    from playwright.sync_api import sync_playwright

    made = {}
    (core / "blank.html").write_text("<!doctype html><title>compiling</title>", encoding="utf-8")
    try:
        with served(core) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
            page = browser.new_page()
            page.set_default_timeout(300_000)
            page.goto(f"{address}/blank.html")
            page.evaluate(START, COMPILE)
            for name, raw in wheels.items():
                place = PLACES.get(name, "/lib/python3.14/site-packages/")
                text = page.evaluate(ONE, [base64.b64encode(raw).decode(), place])
                made[name] = base64.b64decode(text)
            browser.close()
    finally:
        (core / "blank.html").unlink()
    return made
