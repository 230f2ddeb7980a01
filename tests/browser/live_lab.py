"""A real JupyterLab on loopback and a real Chromium, as a learner would have them."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat.v4 as nb
import psutil
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
NO_BROWSER = (
    "No Chromium or Chrome was found: install one, or name it in the environment variable CHROMIUM."
)


def find_chromium() -> str | None:
    """Return the browser that CHROMIUM names, or else one with a usual name."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a browser with a new profile. Raise RuntimeError if there is none."""
    program = find_chromium()
    if program is None:
        raise RuntimeError(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def free_port() -> int:
    """Return a loopback port on which no program listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A JupyterLab that is running: its address, its token, and the folder it shows."""

    def __init__(self, url: str, token: str, root: Path) -> None:
        self.url, self.token, self.root = url, token, root
        self.pid = 0

    def kernels(self) -> list[psutil.Process]:
        """Return the processes of the server's kernels."""
        below = psutil.Process(self.pid).children(recursive=True)
        return [p for p in below if "ipykernel_launcher" in " ".join(p.cmdline())]

    def end_kernels(self) -> None:
        """End the server's kernels, which otherwise keep running after a page closes."""
        own = {"Authorization": f"token {self.token}"}
        kernels = f"{self.url}/api/kernels"
        with urllib.request.urlopen(urllib.request.Request(kernels, headers=own)) as reply:
            for kernel in json.load(reply):
                one = f"{kernels}/{kernel['id']}"
                request = urllib.request.Request(one, headers=own, method="DELETE")
                urllib.request.urlopen(request).close()

    def address(self, notebook: str) -> str:
        """Return the address of a notebook in a separate workspace."""
        space = Path(notebook).stem
        return f"{self.url}/lab/workspaces/{space}/tree/{notebook}?token={self.token}"

    def answers(self) -> bool:
        """Return whether the server is ready."""
        request = urllib.request.Request(
            f"{self.url}/api/status", headers={"Authorization": f"token {self.token}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as reply:
                return reply.status == 200
        except (OSError, urllib.error.URLError):
            return False


@contextlib.contextmanager
def jupyterlab(
    folder: Path, notebooks: Path, opens: bool = False, **variables: str
) -> Iterator[Server]:
    """Run JupyterLab on a copy of the notebooks, with its own home inside `folder`; stop it at the end.

    opens: include the extension that opens a lesson as a page and runs it; otherwise the test runs cells
    itself.
    """
    root, home = folder / "root", folder / "home"
    shutil.copytree(notebooks, root, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    settings = home / "settings"
    quiet = settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    quiet.parent.mkdir(parents=True)
    quiet.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))
    page = home / "config" / "labconfig" / "page_config.json"
    page.parent.mkdir(parents=True)
    page.write_text(json.dumps({"disabledExtensions": {"minimum-contacts": not opens}}))
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON"))}
    env |= {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(settings),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": str(home / "matplotlib"),
        **variables,
    }
    port, token = free_port(), secrets.token_hex(16)
    server = Server(f"http://127.0.0.1:{port}", token, root)
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
        "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}",
        "--LabApp.news_url=None", "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.expose_app_in_browser=True",  # needed by `wait_until_idle`
    ]  # fmt: skip
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=env, cwd=root, stdout=log, stderr=log)
        server.pid = process.pid
        try:
            wait_for(process, server, folder / "server.log")
            yield server
        finally:
            stop(process, server)


@contextlib.contextmanager
def voila(folder: Path, notebooks: Path, deployed: bool = False) -> Iterator[Server]:
    """Run one Voila on loopback for many learners, with its own home; stop it at the end.

    If `deployed`, use the settings of deploy/voila/, which load nothing from other hosts, not even fonts.
    """
    home, port = folder / "home", free_port()
    home.mkdir(parents=True)
    own = ("JUPYTER", "IPYTHON", "MINIMUM_CONTACTS")
    env = {k: v for k, v in os.environ.items() if not k.startswith(own)}
    env |= {"HOME": str(home), "USERPROFILE": str(home), "XDG_DATA_HOME": str(home / "data")}
    if deployed:
        env |= {"JUPYTER_CONFIG_DIR": "deploy/voila", "MINIMUM_CONTACTS_READY": "00_start_here"}
        env |= {"MINIMUM_CONTACTS_READY_EACH": "1"}
    command = [
        sys.executable, "-m", "voila", str(notebooks), "--no-browser", f"--port={port}",
        "--Voila.ip=127.0.0.1",
    ]  # fmt: skip
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log)
        try:
            end = time.monotonic() + 120
            while socket.socket().connect_ex(("127.0.0.1", port)):
                if process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(
                        "Voila did not start:\n" + (folder / "server.log").read_text()
                    )
                time.sleep(0.2)
            yield Server(f"http://127.0.0.1:{port}", "", home)
        finally:
            process.terminate()
            process.wait(60)


def wait_for(process: subprocess.Popen[bytes], server: Server, log: Path) -> None:
    """Wait until the server responds. Raise RuntimeError with the end of its log if it does not."""
    end = time.monotonic() + 120
    while not server.answers():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.2)


def stop(process: subprocess.Popen[bytes], server: Server) -> None:
    """Ask the server to stop itself and its kernels; kill the process if it does not."""
    request = urllib.request.Request(
        f"{server.url}/api/shutdown", b"", {"Authorization": f"token {server.token}"}, method="POST"
    )
    with contextlib.suppress(OSError):
        urllib.request.urlopen(request, timeout=10).close()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a folder on a small disk of its own. Raise OSError where the machine does not allow it."""
    if sys.platform != "linux" or os.geteuid() != 0:
        raise OSError("A disk of one's own needs Linux and root.")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    if (done := subprocess.run(mount, capture_output=True, text=True)).returncode:
        raise OSError(f"This machine mounts no disk ({done.stderr.strip()}).")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill_disk(disk: Path) -> Path:
    """Fill a small disk to its last byte; return the file that fills it."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 1024)
    return filler


def write_notebook(path: Path, cells: list[str]) -> None:
    """Write a notebook with these code cells."""
    kernel = {"name": "python3", "display_name": "Python 3"}
    made = nb.new_notebook(
        cells=[nb.new_code_cell(source) for source in cells], metadata={"kernelspec": kernel}
    )
    path.write_text(nb.writes(made), encoding="utf-8")


def open_and_run(page: Page, server: Server, notebook: str, show: str, count: int) -> None:
    """Open a notebook, choose Run ▸ Run All Cells, and wait for `count` elements that match `show`."""
    page.goto(server.address(notebook))
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for(timeout=60_000)
    wait_until_idle(page)  # without a kernel, Run All asks which one to start
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(
        "([show, count]) => document.querySelectorAll(show).length >= count",
        arg=[show, count],
        timeout=90_000,
    )
    wait_until_idle(page)


# Between two cells, the kernel reports that it is idle although the next cell is waiting. If JupyterLab keeps
# showing a finished cell as running, accept three seconds of an idle kernel.
IDLE = """(waiting) => {
  const cells = window.jupyterapp?.shell.currentWidget?.content?.model?.cells ?? [];
  const idle = document.querySelector("#jp-main-statusbar")?.textContent.includes("| Idle");
  if (!idle || window.idle?.waiting !== waiting) window.idle = { waiting, since: performance.now() };
  return idle && ([...cells].every((cell) => cell.type !== "code" || cell.executionState === "idle")
    || performance.now() - window.idle.since > 3000);
}"""


def wait_until_idle(page: Page) -> None:
    """Wait until the notebook in front has no waiting cell and its kernel is idle."""
    page.wait_for_function(IDLE, arg=secrets.token_hex(4), timeout=90_000)


def kill_kernel(page: Page, server: Server) -> None:
    """Kill a server's only kernel, and read JupyterLab's message that it has started another."""
    (kernel,) = server.kernels()
    kernel.kill()
    told = page.locator(".jp-Dialog-button.jp-mod-accept")
    told.wait_for(timeout=60_000)
    told.click()
