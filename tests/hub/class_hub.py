"""A real JupyterHub on loopback, and students who send its messages as a browser does.

The hub is the locked version with the proxy of deploy/hub/proxy and the server settings of deploy/hub/server.
Only here do all users who know one random word get in, and do all servers run under one account.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import struct
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import requests
import websocket

ROOT = Path(__file__).resolve().parents[2]
HUB = ROOT / "deploy" / "hub"
NO_NODE = "Node.js 20 or newer with npm is not here, and JupyterHub's proxy is written for it: install it."
PATIENCE = 300  # seconds; a slow machine is not an error


def proxy_command() -> list[str] | None:
    """Return the command that starts configurable-http-proxy, downloaded once; None without Node."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.strip().lstrip("v").split(".")[0]) < 20:
        return None
    folder = ROOT / "build" / "hub-proxy"
    wanted = (HUB / "proxy" / "package-lock.json").read_bytes()
    lock, done = folder / "package-lock.json", folder / "done"
    if not (done.exists() and lock.exists() and lock.read_bytes() == wanted):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(HUB / "proxy", folder)
        command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if ended.returncode:
            raise RuntimeError(f"npm could not fetch the proxy:\n{ended.stderr[-2000:]}")
        done.touch()
    return [node, str(folder / "node_modules/configurable-http-proxy/bin/configurable-http-proxy")]


def free_ports(count: int) -> list[int]:
    """Return loopback ports on which no program listens."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


CONFIG = """
import json, os
c = get_config()
given = json.loads(os.environ["CLASS_HUB"])
c.JupyterHub.bind_url = given["url"]
c.JupyterHub.hub_bind_url = given["hub"]
c.JupyterHub.db_url = "sqlite:///" + given["folder"] + "/hub.sqlite"
c.JupyterHub.cookie_secret_file = given["folder"] + "/cookie"
c.JupyterHub.concurrent_spawn_limit = 64
c.JupyterHub.cleanup_servers = True
c.ConfigurableHTTPProxy.command = given["proxy"]
c.ConfigurableHTTPProxy.api_url = given["api"]
c.ConfigurableHTTPProxy.pid_file = given["folder"] + "/proxy.pid"
c.JupyterHub.authenticator_class = "dummy"  # here only: see deploy/hub for a school's
c.DummyAuthenticator.password = given["password"]
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = given["homes"] + "/{username}"
c.Spawner.cmd = given["singleuser"]
c.Spawner.args = given["args"]
c.Spawner.environment = given["environment"]
c.Spawner.notebook_dir = "~"
c.Spawner.default_url = "/lab/tree/minimum-contacts/notebooks/00_start_here.ipynb"
c.Spawner.start_timeout = c.Spawner.http_timeout = 300
c.Spawner.poll_interval = 2
c.JupyterHub.services = [{"name": "culler", "api_token": given["token"]}]
c.JupyterHub.load_roles = [{
    "name": "culler", "services": ["culler"],
    "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
}]
"""


class Hub:
    """A running hub: its address, the login word, and the folder with the homes."""

    def __init__(self, url: str, password: str, token: str, homes: Path, pid: int) -> None:
        self.url, self.password, self.token, self.homes = url, password, token, homes
        self.process = psutil.Process(pid)

    def processes(self, student: str = "") -> dict[str, list[psutil.Process]]:
        """Return the running processes: `hub`, `proxy`, `server`, and `kernel`, for one student or all."""
        found: dict[str, list[psutil.Process]] = {"hub": [self.process], "proxy": []}
        found |= {"server": [], "kernel": []}
        for process in self.process.children(recursive=True):
            with contextlib.suppress(psutil.Error):
                words = " ".join(process.cmdline())
                if "configurable-http-proxy" in words:
                    found["proxy"].append(process)
                elif not student or process.environ().get("JUPYTERHUB_USER") == student:
                    kind = "kernel" if "ipykernel" in words else "server"
                    found[kind].append(process)
        return found

    def end_server(self, student: str) -> None:
        """End a student's server as jupyterhub-idle-culler does, by a request to the hub."""
        asked = requests.delete(
            f"{self.url}/hub/api/users/{student}/server",
            headers={"Authorization": f"token {self.token}"},
            timeout=PATIENCE,
        )
        asked.raise_for_status()
        end = time.monotonic() + 60
        while any(self.processes(student)[kind] for kind in ("server", "kernel")):
            if time.monotonic() > end:
                raise RuntimeError(f"The server of {student} did not end.")
            time.sleep(0.2)


@contextlib.contextmanager
def hub(folder: Path, *args: str, release: Path | None = None, more: str = "") -> Iterator[Hub]:
    """Run a hub with its homes in `folder` and `args` for each student's server; stop it at the end.

    With a release, every server starts through deploy/hub/renew_lessons.sh. `more` is added to the hub's
    configuration. Raise RuntimeError if Node.js is missing or the hub does not start.
    """
    proxy = proxy_command()
    if proxy is None:
        raise RuntimeError(NO_NODE)
    homes = folder / "homes"
    homes.mkdir(parents=True)
    front, behind, api = free_ports(3)
    server = [sys.executable, "-m", "jupyterhub.singleuser"]
    if release:
        server = ["sh", str(HUB / "renew_lessons.sh"), str(release), *server]
    given = {
        "url": f"http://127.0.0.1:{front}",
        "hub": f"http://127.0.0.1:{behind}",
        "api": f"http://127.0.0.1:{api}",
        "folder": str(folder),
        "homes": str(homes),
        "proxy": proxy,
        "password": secrets.token_hex(16),
        "token": secrets.token_hex(16),
        "singleuser": server,
        "args": ["--allow-root", *args],
        "environment": {
            "JUPYTER_CONFIG_PATH": str(HUB / "server"),
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        },
    }
    config = folder / "jupyterhub_config.py"
    config.write_text(CONFIG + more, encoding="utf-8")
    own = ("JUPYTER", "IPYTHON", "MINIMUM_CONTACTS", "CONFIGPROXY")
    env = {k: v for k, v in os.environ.items() if not k.startswith(own)}
    env |= {"HOME": str(folder), "CLASS_HUB": json.dumps(given)}
    command = [sys.executable, "-m", "jupyterhub", "-f", str(config)]
    log = folder / "hub.log"
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=out)
        running = Hub(given["url"], given["password"], given["token"], homes, process.pid)
        try:
            end = time.monotonic() + PATIENCE
            while not _answers(running.url + "/hub/health"):
                if process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"JupyterHub did not start:\n{log.read_text()[-3000:]}")
                time.sleep(0.3)
            yield running
        finally:
            _stop(process)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.RequestException:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the hub, which stops the servers; then kill any of its remaining processes."""
    below = []
    with contextlib.suppress(psutil.Error):
        below = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _, left = psutil.wait_procs(below, timeout=10)
    for one in left:
        with contextlib.suppress(psutil.Error):
            one.kill()


def give_lessons(home: Path) -> None:
    """Copy the notebooks to the place where a school hub's link puts them, without git."""
    into = home / "minimum-contacts" / "notebooks"
    shutil.copytree(
        ROOT / "notebooks", into, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "instructor")
    )


class Student:
    """One student's browser, as far as the hub and the server can tell."""

    def __init__(self, hub: Hub, name: str) -> None:
        self.hub, self.name = hub, name
        self.http = requests.Session()
        self.home = hub.homes / name
        self.server = f"{hub.url}/user/{name}"

    def log_in(self) -> None:
        """Log in with the form."""
        page = self.http.get(f"{self.hub.url}/hub/login", timeout=PATIENCE)
        page.raise_for_status()
        form = {"username": self.name, "password": self.hub.password}
        form["_xsrf"] = self._xsrf("/hub/")
        done = self.http.post(
            f"{self.hub.url}/hub/login", data=form, timeout=PATIENCE, allow_redirects=False
        )
        if done.status_code != 302:
            raise RuntimeError(f"{self.name} could not log in: {done.status_code}")

    def _xsrf(self, path: str) -> str:
        found = [c.value for c in self.http.cookies if c.name == "_xsrf" and c.path == path]
        if not found:
            raise RuntimeError(f"{self.name} was given no token for {path}.")
        return found[-1] or ""

    def open_server(self) -> None:
        """Request a server, and wait until it shows JupyterLab."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            asked = self.http.get(f"{self.hub.url}/hub/spawn", timeout=PATIENCE)
            if asked.status_code == 500:
                raise RuntimeError(f"{self.name} got no server: {asked.text[-500:]}")
            ours = asked.url.startswith(self.server)
            if asked.ok and ours and "jupyter-config-data" in asked.text:
                return
            time.sleep(0.5)  # it is starting, or the hub has not yet seen that it was killed
        raise RuntimeError(f"The server of {self.name} did not start in {PATIENCE} s.")

    def follow(self, link: str) -> None:
        """Follow a link that renews the lessons, and wait until nbgitpuller has done so."""
        page = self.http.get(link, timeout=PATIENCE)
        page.raise_for_status()
        path, asked = page.url.split("/git-pull?")
        if path != self.server:
            raise RuntimeError(f"{self.name} was led to {page.url}.")
        told = self.http.get(f"{path}/git-pull/api?{asked}", timeout=PATIENCE).text
        if '"phase": "finished"' not in told:
            raise RuntimeError(f"The lessons did not reach {self.name}:\n{told}")

    def work(self) -> list[Path]:
        """Return this student's work files."""
        return sorted((self.home / ".local/share/minimum-contacts").glob("*.json"))

    def api(self, method: str, at: str, /, **data: Any) -> Any:
        """Send a request to the student's server."""
        reply = self.http.request(
            method,
            f"{self.server}/api/{at}",
            json=data or None,
            timeout=PATIENCE,
            headers={"X-XSRFToken": self._xsrf(f"/user/{self.name}/")},
        )
        reply.raise_for_status()
        return reply.json() if reply.content else None

    def open_lesson(self, name: str) -> Lesson:
        """Open a notebook with a kernel, as JupyterLab does."""
        path = f"minimum-contacts/notebooks/{name}.ipynb"
        content = self.api("GET", f"contents/{path}?content=1")["content"]
        made = self.api(
            "POST", "sessions", path=path, type="notebook", name=path, kernel={"name": "python3"}
        )
        cookies = "; ".join(
            f"{c.name}={c.value}"
            for c in self.http.cookies
            if f"/user/{self.name}/".startswith(c.path)
        )
        cells = ["".join(c["source"]) for c in content["cells"] if c["cell_type"] == "code"]
        return Lesson(self.server, made["kernel"]["id"], self.name, cells, cookies)


class Lesson:
    """An open notebook: its kernel, and the state of every widget as the kernel has reported it."""

    def __init__(
        self, server: str, kernel: str, user: str, cells: list[str], cookies: str = ""
    ) -> None:
        self.user, self.cells, self.session = user, cells, uuid.uuid4().hex
        self.widgets = dict[str, dict[str, Any]]()
        self.socket = websocket.create_connection(
            f"{server.replace('http', 'ws', 1)}/api/kernels/{kernel}/channels?session_id={self.session}",
            cookie=cookies,
            origin="/".join(server.split("/")[:3]),
            timeout=PATIENCE,
        )

    def send(self, kind: str, content: dict[str, Any], **metadata: Any) -> str:
        """Send one message to the kernel; return its id."""
        number = uuid.uuid4().hex
        header = {"msg_id": number, "msg_type": kind, "session": self.session}
        header |= {"username": self.user, "version": "5.3", "date": ""}
        message = {"header": header, "parent_header": {}, "metadata": metadata}
        message["content"] = content
        self.socket.send(json.dumps({**message, "channel": "shell", "buffers": []}))
        return number

    def receive(self) -> dict[str, Any]:
        """Return the next message, after recording any widget state in it."""
        _, data = self.socket.recv_data()
        if not data:
            raise RuntimeError(f"The kernel of {self.user} has hung up.")
        if data[:1] != b"{":  # with buffers: the number of parts, their offsets, and the parts
            (count,) = struct.unpack("!I", data[:4])
            starts = [*struct.unpack(f"!{count}I", data[4 : 4 * (count + 1)]), None]
            data = data[starts[0] : starts[1]]
        message = json.loads(data)
        content = message["content"]
        if message["msg_type"] == "comm_open":
            self.widgets[content["comm_id"]] = dict(content["data"].get("state", {}))
        elif message["msg_type"] == "comm_msg" and content["data"].get("method") == "update":
            self.widgets.setdefault(content["comm_id"], {}).update(content["data"]["state"])
        elif message["msg_type"] == "comm_msg" and "states" in content["data"]:
            for number, has in content["data"]["states"].items():
                self.widgets[number] = has["state"]
        return message

    def until(self, done: Callable[[dict[str, Any]], bool], seconds: float = PATIENCE) -> None:
        """Receive messages until one meets a condition, and return it."""
        end = time.monotonic() + seconds
        while True:
            self.socket.settimeout(max(0.1, end - time.monotonic()))
            if done(self.receive()):
                return
            if time.monotonic() > end:
                raise TimeoutError(f"{self.user}: no answer in {seconds} s")

    def run_all(self) -> None:
        """Run every cell. Raise RuntimeError with the kernel's message if one fails."""
        for cell in self.cells:
            asked = {"code": cell, "silent": False, "store_history": True}
            asked |= {"user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
            number, failed = self.send("execute_request", asked), list[str]()

            def idle(message: dict[str, Any], number: str = number, failed=failed) -> bool:
                ours = message["parent_header"].get("msg_id") == number
                if ours and message["msg_type"] == "error":
                    failed.append("\n".join(message["content"]["traceback"]))
                return ours and message["content"].get("execution_state") == "idle"

            self.until(idle)
            if failed:
                raise RuntimeError(f"{self.user}: {cell}\n{failed[0]}")

    def task(self, kind: str) -> tuple[str, str]:
        """Return the panel with the first task of a kind, such as `prediction`, and the task's id."""
        for number, has in self.widgets.items():
            for task in has.get("plan", {}).get("tasks", []):
                if task["task"].startswith(f"{kind}/"):
                    return number, task["task"]
        raise RuntimeError(f"{self.user}: no panel asks for a {kind}")

    def laboratory(self, fact: str) -> str:
        """Return the first laboratory that shows a fact, given the fact's id."""
        for number, has in self.widgets.items():
            rows = [row for group in has.get("plan", {}).get("groups", []) for row in group["rows"]]
            if any(row["id"] == fact and not row["more"] for row in rows):
                return number
        raise RuntimeError(f"{self.user}: no laboratory asks for {fact}")

    def choose(self, fact: str, value: str) -> tuple[float, float]:
        """Answer a fact as the page does; return the seconds until its finding arrived and until all had."""
        asked = {"method": "custom", "content": {"do": "set", "fact": fact, "value": value}}
        told, whole = self._ask(self.laboratory(fact), asked, "now")
        if told is None:
            raise RuntimeError(f"{self.user}: a change brought no finding")
        return told, whole

    def do(self, kind: str, do: str, said: str) -> None:
        """Write an answer to the first task of a kind, or commit it (`act`), as the page does."""
        panel, task = self.task(kind)
        said_so = {"do": do, "task": task, "said": said, "n": 1}
        self._ask(panel, {"method": "custom", "content": said_so})

    def _ask(self, widget: str, data: Any, first: str = "") -> tuple[float | None, float]:
        """Send a message to a widget; return the seconds until its state `first`, and all state, arrived."""
        start, told = time.perf_counter(), list[float]()
        number = self.send("comm_msg", {"comm_id": widget, "data": data})

        def all_told(message: dict[str, Any]) -> bool:
            if message["parent_header"].get("msg_id") != number:
                return False
            content = message["content"]
            if message["msg_type"] == "comm_msg" and first in content["data"].get("state", {}):
                told.append(time.perf_counter() - start)
            return content.get("execution_state") == "idle"

        self.until(all_told)
        return (told or [None])[0], time.perf_counter() - start

    def texts(self) -> list[str]:
        """Return all text that the widgets display."""
        return [str(value) for has in self.widgets.values() for value in has.values()]

    def until_saved(self) -> None:
        """Wait until the status beside every task says that all is saved."""
        (sign,) = {
            n for n, has in self.widgets.items() if has.get("_model_module") == "anywidget"
            and "place" in has and "state" in has
        }  # fmt: skip
        if self.widgets[sign]["state"] != "saved":
            self.until(lambda _: self.widgets[sign]["state"] == "saved")

    def close(self) -> None:
        """Close the page; the kernel keeps running."""
        self.socket.close()
