"""Laboratories and intakes on a static page, with the test's own process as their kernel."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from on_screen import Watch
from playwright.sync_api import Browser, Page

import minimum_contacts
from jurisdiction.library import load
from minimum_contacts.lessons.panels.panel import Panel
from minimum_contacts.panels import Lab, intake

HERE = Path(minimum_contacts.__file__).parent / "lessons"
LOOKS = ("colors.css", "style.css", "laboratory.css", "../clinic/intake.css", "tasks.css")
TRAITS = ("plan", "now", "rest", "side", "made", "drafts", "inside", "sign")
AREA = (934, 647)  # the area that JupyterLab leaves for a page on a laptop's screen
PAGE = Path(__file__).with_name("static_lab.html").read_text(encoding="utf-8")
# Whether every message has been acknowledged and nothing is being measured, sent, or drawn.
STILL = """() => new Promise(done => {
  let calm = 0;
  (function look() {
    calm = window.ready && window.atWork === 0 ? calm + 1 : 0;
    if (calm > 4) done(true); else requestAnimationFrame(look);
  })();
})"""


class StaticLabs:
    """The laboratories and intakes of all lessons on loopback, each created when its page is opened."""

    def __init__(self) -> None:
        self.labs: dict[str, Panel] = {}
        self.made: dict[str, Callable[[], Panel]] = {}  # panels other than laboratories
        self.said = list[dict[str, Any]]()  # responses of the requested panel, other than its state
        handler = type("Handler", (_Handler,), {"own": self})
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self._one = threading.Lock()

    def open(
        self, browser: Browser, key: str, width: int, height: int, watch: Watch, **how: str
    ) -> Page:
        """Return a new page with one laboratory, named lesson/section; how: theme=Dark, mark=mc-projector."""
        page = browser.new_page(
            viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        page.set_default_timeout(20_000)
        watch.follow(page)
        page.goto(f"{self.url}/?{urlencode({'lab': key, **how})}")
        still(page)
        return page

    def begin(self, key: str) -> Panel:
        """Create a panel as its lesson does, without saved work, or another panel by name."""
        if key in self.made:
            made = self.made[key]()
        elif (section := load().section(*key.split("/"))).intake:
            made = intake(*key.split("/"))
        else:
            asked = {"steps": section.changes, "tries": section.tries}
            made = Lab(**section.lab.model_dump(), name=key, keep=False, **asked)
        made.send = lambda said, buffers=None: self.said.append(said)
        self.labs[key] = made
        return self.labs[key]

    def answer(self, path: str, key: str, said: dict[str, Any]) -> dict[str, Any]:
        """Return the state of a newly made laboratory, or its state after carrying out the page's request."""
        with self._one:
            lab = self.begin(key) if path == "/begin" else self.labs[key]
            self.said.clear()
            if said:
                lab.do(**said)
            state = {name: getattr(lab, name) for name in TRAITS if lab.has_trait(name)}
            return {**state, "said": [*self.said]}


class _Handler(http.server.BaseHTTPRequestHandler):
    own: StaticLabs

    def log_message(self, *said: object) -> None:
        """Log no requests."""

    def do_GET(self) -> None:
        path, asked = self._asked()
        if path == "/panel.js":
            self._send(self.own.labs[asked["lab"]]._esm, "text/javascript")
        elif path == "/begin":
            self._send(json.dumps(self.own.answer(path, asked["lab"], {})), "application/json")
        elif path == "/":
            look = "".join((HERE / name).read_text(encoding="utf-8") for name in LOOKS)
            theme = asked.get("theme", "light")
            said = {"LIGHT": str(theme == "light").lower(), "THEME": theme, "LOOK": look}
            page = PAGE
            for name, words in {**said, "MARK": asked.get("mark", "")}.items():
                page = page.replace(name, words)
            self._send(page, "text/html")
        else:
            self._send("", "image/x-icon")

    def do_POST(self) -> None:
        path, asked = self._asked()
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._send(json.dumps(self.own.answer(path, asked["lab"], said)), "application/json")

    def _asked(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        return parts.path, {name: said[0] for name, said in parse_qs(parts.query).items()}

    def _send(self, text: str, kind: str) -> None:
        raw = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


def still(page: Page) -> None:
    """Wait until the page and its kernel are idle."""
    page.evaluate(STILL)


@contextlib.contextmanager
def static_labs() -> Iterator[StaticLabs]:
    """Yield the server of static laboratories; stop it at the end."""
    served = StaticLabs()
    thread = threading.Thread(target=served.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.server.shutdown()
        served.server.server_close()
        thread.join()
