"""Voila for a class on one machine: students see the lessons and no code; each has a kernel alone.

    JUPYTER_CONFIG_DIR=deploy/voila .venv/bin/python -m voila notebooks

from the folder of the release for students (deploy/release.py). Work is kept in each student's
browser, never on this machine.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path.cwd()
HERE = ROOT / "deploy" / "voila"
if not HERE.is_dir():
    raise SystemExit("Start this from the project's folder, where deploy/ is.")

c = get_config()  # noqa: F821

# Only the lessons are served, from a copy, whatever folder the command names.
SERVED = tempfile.mkdtemp(prefix="minimum-contacts-class-")
atexit.register(shutil.rmtree, SERVED, ignore_errors=True)
for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"):
    shutil.copy(path, SERVED)
c.Voila.root_dir = SERVED
if (ROOT / "notebooks" / "instructor").exists():
    print(
        "Keys and rubrics are in this folder. No page shows them, but whoever can talk to a kernel can read "
        "them. To grade what this class does, start from the release for students (deploy/release.py).",
        file=sys.stderr,
    )

# Only this machine can reach it, until you name another address. Where the network is not your own,
# put a proxy with https and a password in front.
c.Voila.ip = os.environ.get("MINIMUM_CONTACTS_ADDRESS", "127.0.0.1")
c.Voila.open_browser = False

os.environ["MINIMUM_CONTACTS_WORK"] = "browser"

# What a kernel says reaches the page at once.
c.Voila.kernel_websocket_connection_class = "jurisdiction.kernel_socket.PromptConnection"

# No code, no traceback, and nothing asked of any other machine.
os.environ["JUPYTER_PATH"] = os.pathsep.join(
    filter(None, [str(HERE / "share"), os.environ.get("JUPYTER_PATH")])
)
c.VoilaConfiguration.template = "minimum_contacts"
c.VoilaConfiguration.strip_sources = True
c.VoilaConfiguration.classic_tree = True  # the list of lessons is a plain page
c.VoilaConfiguration.show_tracebacks = False

# Of these lessons some kernels stand ready, with all cells run; one that is taken is replaced. List
# those of the hour: each kernel takes about 200 MB, used or not.
READY = os.environ.get("MINIMUM_CONTACTS_READY", "00_start_here 02_express_aiming").split()
EACH = int(os.environ.get("MINIMUM_CONTACTS_READY_EACH", "2"))
c.VoilaConfiguration.preheat_kernel = True
c.VoilaKernelManager.kernel_pools_config = {
    "default": {"pool_size": 0, "kernel_env_variables": {}},
    **{f"{name}.ipynb": {"pool_size": EACH, "kernel_env_variables": {}} for name in READY},
}
c.VoilaKernelManager.preheat_denylist = [
    rf"{path.stem}\.ipynb"
    for path in (ROOT / "notebooks").glob("*.ipynb")
    if path.stem not in READY
]

# A kernel whose page is closed, or that nobody has touched for an hour, ends.
c.MappingKernelManager.cull_interval = 60
c.MappingKernelManager.cull_idle_timeout = int(os.environ.get("MINIMUM_CONTACTS_IDLE", "3600"))
c.MappingKernelManager.cull_connected = True
c.MappingKernelManager.cull_busy = False

# No process, neither a kernel nor the server, may grow beyond this (not on Windows).
MOST = int(os.environ.get("MINIMUM_CONTACTS_MOST_MB", "4000")) * 2**20
try:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MOST, resource.getrlimit(resource.RLIMIT_AS)[1]))
except (ImportError, ValueError, OSError):
    pass
