"""Configure Voila for a class on one machine: students see no code, and each has a separate kernel.

    JUPYTER_CONFIG_DIR=deploy/voila .venv/bin/python -m voila notebooks

Run it in the folder of the release for students (deploy/release.py). Work is kept in each student's
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

# Serve only the lessons, from a copy, whatever folder the command names.
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

# Only this machine can connect unless you name another address. On a network that is not your own,
# use a proxy with https and a password.
c.Voila.ip = os.environ.get("MINIMUM_CONTACTS_ADDRESS", "127.0.0.1")
c.Voila.open_browser = False

os.environ["MINIMUM_CONTACTS_WORK"] = "browser"

# Send the kernel's messages to the page without delay.
c.Voila.kernel_websocket_connection_class = "minimum_contacts.lessons.kernel_socket.PromptConnection"

# Show no code and no tracebacks, and load nothing from other hosts.
os.environ["JUPYTER_PATH"] = os.pathsep.join(
    filter(None, [str(HERE / "share"), os.environ.get("JUPYTER_PATH")])
)
c.VoilaConfiguration.template = "minimum_contacts"
c.VoilaConfiguration.strip_sources = True
c.VoilaConfiguration.classic_tree = True  # the list of lessons is a plain page
c.VoilaConfiguration.show_tracebacks = False

# Start some kernels for these lessons in advance, with all cells run; a kernel in use is replaced.
# List only the lessons of this class: each kernel takes about 200 MB, used or not.
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

# Stop a kernel that has been idle for an hour, even if its page is still open.
c.MappingKernelManager.cull_interval = 60
c.MappingKernelManager.cull_idle_timeout = int(os.environ.get("MINIMUM_CONTACTS_IDLE", "3600"))
c.MappingKernelManager.cull_connected = True
c.MappingKernelManager.cull_busy = False

# Limit the memory of every process, kernels and server alike (not on Windows).
MOST = int(os.environ.get("MINIMUM_CONTACTS_MOST_MB", "4000")) * 2**20
try:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MOST, resource.getrlimit(resource.RLIMIT_AS)[1]))
except (ImportError, ValueError, OSError):
    pass
