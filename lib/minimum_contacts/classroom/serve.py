"""Serve a live class: the vote page, the teacher's page, and the static site; nothing else.

    python3 start.py class [--address ADDRESS] [--port N] [--base /PATH/] [--file FILE]

The same pages are an extension of Jupyter Server and a service of JupyterHub (see deploy/README.md).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import json
import os
import re
import secrets
import signal
import socket
import sys
import time
from hmac import compare_digest
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import segno
from platformdirs import user_data_path
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler, StaticFileHandler, authenticated

from jurisdiction import hypothetical
from jurisdiction.library import load
from jurisdiction.model import ReaderError
from .live import PHASES, Room

PAGES = Path(__file__).parent / "room"
KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
DEVICE, TEACHER = "minimum-contacts-device", "minimum-contacts-teacher"  # cookies
HERE = 10  # seconds without a request after which a phone counts as gone
LONGEST = 200_000  # greatest size of a request, in bytes
LOOPBACK = ("127.0.0.1", "::1", "localhost")
POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"


class Page(RequestHandler):
    """The base of all class pages. Browsers may not cache their responses or show them in a frame."""

    def initialize(self, room: Room, base: str, lessons: str, seen: dict[str, float]) -> None:
        """Set the class, the addresses of its pages and lessons, and each phone's last request time."""
        self.room, self.base, self.lessons, self.seen = room, base, lessons, seen

    def set_default_headers(self) -> None:
        """Forbid pages to load anything from other sites."""
        self.set_header("Content-Security-Policy", POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cache-Control", "no-store")

    def check_xsrf_cookie(self) -> None:
        """Skip Tornado's check: requests need JSON and cookies that no other site's page can send."""

    def give(self, name: str) -> None:
        """Send one of our files."""
        self.set_header("Content-Type", f"{KINDS[Path(name).suffix]}; charset=utf-8")
        self.finish((PAGES / name).read_bytes())

    def said(self) -> dict[str, Any]:
        """Return the JSON object that the page sent. Refuse anything else, and anything too long."""
        kind = self.request.headers.get("Content-Type", "")
        try:
            said = json.loads(self.request.body) if len(self.request.body) < LONGEST else None
        except ValueError:
            said = None
        if not isinstance(said, dict) or not kind.startswith("application/json"):
            raise HTTPError(400)
        return said

    def write_error(self, status_code: int, **more: Any) -> None:
        """Send the error in one line that reveals nothing about the program."""
        error = more.get("exc_info", (None, None))[1]
        if isinstance(error, OSError):
            self.set_status(507)
            self.finish({"trouble": f"Not saved: {error.strerror or error}. Free some disk space."})
        else:
            self.finish({"trouble": self._reason})


class Phone(Page):
    """The vote page: the question, and the answers of the requesting device."""

    @property
    def device(self) -> str:
        """Return this device's random token; empty if it has none."""
        found = re.fullmatch("[0-9a-f]{32}", self.get_cookie(DEVICE) or "")
        return found[0] if found else ""

    async def get(self, name: str = "") -> None:
        """Send the page, or its current contents."""
        if device := self.device:
            self.seen[device] = time.monotonic()
        else:
            device, more = secrets.token_hex(16), {"httponly": True, "samesite": "Lax"}
            self.set_cookie(DEVICE, device, path=self.base, expires_days=1, **more)
        if name == "vote":
            self.tell(device)
        else:
            self.give(name or "vote.html")

    async def post(self, name: str = "") -> None:
        """Record an answer, replacing an earlier one."""
        if name != "vote" or not self.device:
            raise HTTPError(
                400, reason="This browser refuses cookies, or the page is out of date; reload it"
            )
        if trouble := await self.room.vote(self.device, self.said()):
            self.set_status(409)
            self.finish({"trouble": trouble})
        else:
            self.tell(self.device)

    def tell(self, device: str) -> None:
        """Send the contents of this phone's page."""
        self.finish(self.room.for_phone(device) | {"site": self.lessons})


class Teacher(Page):
    """The teacher's page and the projector view; both require the teacher's token or its cookie."""

    def prepare(self) -> None:
        """Refuse a request without the token."""
        given = self.get_query_argument("token", "") or self.get_cookie(TEACHER) or ""
        if not compare_digest(given.encode(), self.room.token.encode()):
            raise HTTPError(403)

    async def get(self, name: str = "") -> None:
        """Send the page, its current contents, the QR code of the vote page, or the class file."""
        here = f"{self.request.protocol}://{self.request.host}{self.base}"
        if self.get_query_argument("token", ""):
            path, token = f"{self.base}teach", self.room.token
            self.set_cookie(TEACHER, token, path=path, httponly=True, samesite="Lax")
            self.redirect(f"{self.base}teach/")
        elif name == "state":
            now = time.monotonic()
            phones = sum(now - at < HERE for at in self.seen.values())
            told = {"address": here, "phones": phones, "site": self.lessons}
            self.finish(self.room.for_teacher() | told)
        elif name == "qr.svg":
            picture = io.BytesIO()
            segno.make(here, micro=False).save(picture, kind="svg", light="white", xmldecl=False)
            self.set_header("Content-Type", "image/svg+xml")
            self.finish(picture.getvalue())
        elif name == "class.json":
            self.set_header("Content-Disposition", 'attachment; filename="class.json"')
            self.finish(self.room.saved())
        else:
            self.give(name or "teach.html")

    async def post(self, name: str = "") -> None:
        """Carry out the teacher's choice."""
        if name != "do":
            raise HTTPError(400)
        room, said, notes = self.room, self.said(), list[str]()
        try:
            match said:
                case {"do": "lesson", "lesson": str(lesson)} if lesson in room.lessons:
                    await room.keep(**said)
                case {"do": "import", "text": str(text), "name": str(name)}:
                    _, notes = hypothetical.take(text, name, room.library)
                    await room.keep(**said)
                case {"do": "ask", "item": str(item)} if item in room.every:
                    await room.keep(**said)
                case {"do": "phase", "item": str(item), "to": str(to)} if (
                    item in room.every and to in PHASES
                ):
                    await room.keep(**said)
                case {"do": "show", "vote": int()}:
                    await room.keep(**said)
                case {"do": "erase"}:
                    room.erase()
                case _:
                    raise HTTPError(400)
        except ReaderError as error:
            notes = [str(error)]
        self.finish({"notes": notes})


class Lessons(StaticFileHandler):
    """The static site."""

    def set_extra_headers(self, path: str) -> None:
        """Make browsers check whether a file has changed."""
        self.set_header("Cache-Control", "no-cache")

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """Return 404 for an invalid path."""
        try:
            return super().validate_absolute_path(root, absolute_path)
        except ValueError:
            raise HTTPError(404) from None


def routes(room: Room, base: str, site: Path | None = None, lessons: str = "") -> list[Any]:
    """Return the routes of a class; `base` begins and ends with a slash.

    `site` is a folder with the lessons to serve; otherwise, `lessons` is their address elsewhere.
    """
    lessons, at = f"{base}lessons/" if site else lessons, re.escape(base)
    shared = {"room": room, "base": base, "lessons": lessons, "seen": dict[str, float]()}
    found: list[Any] = [
        (rf"{at}(|vote|vote\.js|room\.css)", Phone, shared),
        (rf"{at}teach/(|state|do|teach\.js|qr\.svg|class\.json)", Teacher, shared),
    ]
    if site:
        folder = {"path": str(site), "default_filename": "index.html"}
        found.append((rf"{at}lessons/(.*)", Lessons, folder))
    return found


def door(room: Room, base: str, *known: type) -> Any:
    """Return a route that takes a user whom the server has authenticated to the teacher's page."""

    class Door(*known):  # type: ignore[misc]
        @authenticated
        def get(self) -> None:
            self.redirect(f"{base}teach/?token={room.token}")

    return (f"{re.escape(base)}open", Door)


def own_file() -> Path:
    """Return the path of the class file."""
    named = os.environ.get("MINIMUM_CONTACTS_CLASS")
    return Path(named) if named else user_data_path("minimum-contacts", False) / "class.jsonl"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "minimum_contacts.classroom.serve"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Add a class to a teacher's Jupyter Server: `class/` for phones, `class/open` for the teacher."""
    from jupyter_server.base.handlers import JupyterHandler

    room = Room(own_file(), load())
    base = f"{server.web_app.settings['base_url']}class/"
    every = [*routes(room, base), door(room, base, JupyterHandler)]
    server.web_app.add_handlers(".*$", every)


# --- a server of its own -----------------------------------------------------------------------------
def confirmed() -> str:
    """Ask the teacher which of this machine's addresses the phones should use."""
    found = {"127.0.0.1": "only this computer"}
    with contextlib.suppress(OSError):
        found |= dict.fromkeys(socket.gethostbyname_ex(socket.gethostname())[2], "a network")
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing; it only selects the outgoing interface
        found[probe.getsockname()[0]] = "the network with the outgoing connection"
    choices = [*reversed(found)]
    for at, address in enumerate(choices, 1):
        print(f"  {at}. {address} ({found[address]})")
    if not sys.stdin.isatty():
        raise SystemExit("Use --address to name the address that phones should use.")
    said = input("Which address should the phones use? [1] ").strip() or "1"
    return choices[int(said) - 1] if said in map(str, range(1, len(choices) + 1)) else said


async def serve(options: argparse.Namespace) -> None:
    """Serve a class until Ctrl-C, or until the hub stops it."""
    hub = os.environ.get("JUPYTERHUB_SERVICE_PREFIX")
    base, more, secret = hub or options.base, list[Any](), secrets.token_bytes(32)
    if not hub and not 0 < options.port < 65536:  # otherwise `listen` would choose a different port
        problem = "is not a valid port."
        raise ReaderError(f"--port {options.port}", problem, "Choose one from 1024 to 65535.")
    room = Room(options.file, load())
    if hub:
        from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated

        own = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
        options.address, options.port = own.hostname, own.port
        more = [door(room, base, HubOAuthenticated, RequestHandler)]
        more.append((f"{base}oauth_callback", HubOAuthCallbackHandler))
    site = options.site if options.site and (options.site / "index.html").is_file() else None
    every = [*routes(room, base, None if options.lessons else site, options.lessons), *more]
    application = Application(every, log_function=lambda _: None, cookie_secret=secret)
    proxied = bool(hub) or options.address in LOOPBACK  # headers then say if phones use https
    server = HTTPServer(application, xheaders=proxied, max_body_size=LONGEST, body_timeout=20)
    try:
        server.listen(options.port, options.address)
    except OSError as error:
        problem = f"is not available ({error.strerror})."
        where = f"{options.address}, port {options.port}"
        raise ReaderError(where, problem, "Choose another --address or --port.") from None
    host = f"[{options.address}]" if ":" in options.address else options.address
    here = f"http://{host}:{options.port}{base}"
    built = f"{here}lessons/" if site else "not built; `python3 start.py site` builds them"
    lessons = options.lessons or built
    print(f"Phones:     {here}\nLessons:    {lessons}")
    print(f"Your page:  {here}teach/?token={room.token}   (keep this address to yourself)")
    print(
        f"Answers:    {room.path}\nCtrl-C stops the class; the answers stay until you erase them."
    )
    sys.stdout.flush()
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # on Windows, where Ctrl-C suffices
        for one in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(one, stopped.set)
    await stopped.wait()


def _base(path: str) -> str:
    return f"/{path.strip('/')}/".replace("//", "/")


def main(arguments: list[str] | None = None) -> None:
    """Serve the lessons and a live vote to a class."""
    parser = argparse.ArgumentParser(prog="python3 start.py class", description=main.__doc__)
    parser.add_argument("--address", help="this computer's address for phones to use")
    parser.add_argument("--port", type=int, default=8000, help="the port (8000)")
    parser.add_argument(
        "--base", type=_base, default="/", help="the path that a proxy passes on (/)"
    )
    parser.add_argument("--site", type=Path, help="the folder of the static site")
    parser.add_argument("--lessons", default="", help="the address of the lessons, if elsewhere")
    parser.add_argument(
        "--file", type=Path, default=own_file(), help="the file that stores the answers"
    )
    options = parser.parse_args(arguments)
    if "JUPYTERHUB_SERVICE_PREFIX" not in os.environ:
        options.address = options.address or confirmed()
    try:
        asyncio.run(serve(options))
    except KeyboardInterrupt:
        pass
    except ReaderError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
