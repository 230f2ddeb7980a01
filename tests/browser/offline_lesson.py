"""A lesson from the first page to the download, on a machine without any network.

test_quiet.py runs this script in a separate network namespace: `unshare -n python offline_lesson.py FOLDER`.
The only route out is the interface `out`, which leads nowhere and counts the packets sent to it. The script
prints the counts as JSON.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

from live_lab import FLAGS, ROOT, jupyterlab, open_and_run
from on_screen import LAB, Watch
from playwright.sync_api import expect, sync_playwright
from static_site import ONLY_HERE, program

NOTEBOOK = "02_express_aiming.ipynb"
ANSWER = "Nobody else reads this."
_TUN, _NO_INFO = 1, 0x1000  # of linux/if_tun.h
_SET_IFF = 0x400454CA
_GET_FLAGS, _SET_FLAGS, _SET_ADDRESS, _SET_MASK, _ADD_ROUTE = 0x8913, 0x8914, 0x8916, 0x891C, 0x890B
_UP, _NOARP = 0x1, 0x80


def _address(text: str) -> bytes:
    return struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(text))


def _asked(request: int, name: bytes, rest: bytes) -> bytes:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ask:
        return fcntl.ioctl(ask, request, struct.pack("16s", name) + rest.ljust(24, b"\0"))


def _up(name: bytes) -> None:
    (flags,) = struct.unpack_from("H", _asked(_GET_FLAGS, name, b""), 16)
    _asked(_SET_FLAGS, name, struct.pack("H", flags | _UP))


def way_out() -> int:
    """Enable loopback, and add a route to every other address through a device whose other end we hold."""
    _up(b"lo")
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, _SET_IFF, struct.pack("16sH22x", b"out", _TUN | _NO_INFO))
    _asked(_SET_ADDRESS, b"out", _address("10.255.0.2"))
    _asked(_SET_MASK, b"out", _address("255.255.255.0"))
    _up(b"out")
    nowhere = struct.pack("P", 0) + _address("0.0.0.0") + _address("10.255.0.1")
    route = nowhere + _address("0.0.0.0") + struct.pack("Hhlh", 0x3, 0, 0, 0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ask:
        fcntl.ioctl(ask, _ADD_ROUTE, route.ljust(120, b"\0"))
    return tun


def left(tun: int) -> list[str]:
    """Return the destinations of the packets sent since the last call."""
    found = []
    while True:
        try:
            packet = os.read(tun, 65_536)
        except BlockingIOError:
            return found
        if packet[0] >> 4 == 4:
            kind, where = packet[9], socket.inet_ntoa(packet[16:20])
            port = struct.unpack_from("!H", packet, 4 * (packet[0] & 15) + 2)[0]
            found.append(f"{where} port {port} protocol {kind} {packet[28:100]!r}")
        elif packet[0] >> 4 == 6 and packet[6] not in (0, 58):  # 0, 58: neighbor discovery
            found.append(f"{socket.inet_ntop(socket.AF_INET6, packet[24:40])} protocol {packet[6]}")


def lesson(folder: Path) -> None:
    """Open, run, toggle, write, save, reload, and download."""
    # The browser checks for its own updates, which are not ours to test. It can resolve no name, so any
    # packet that leaves comes from the server or a kernel; `watch` records the page's requests.
    watch = Watch()
    with jupyterlab(folder / "lab", ROOT / "notebooks") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=[*FLAGS, ONLY_HERE])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        watch.follow(page)
        page.set_default_timeout(60_000)
        expect.set_options(timeout=60_000)
        open_and_run(page, server, NOTEBOOK, ".mc-task", 5)
        lab, task = page.locator(LAB).first, page.locator(".mc-task:has(textarea)").first
        lab.get_by_role("radio", name="No", exact=True).first.click()
        expect(lab.get_by_role("status")).to_contain_text("◆ Open")
        task.locator("textarea").fill(ANSWER)
        task.get_by_role("button").click()
        expect(task.locator(".mc-sign")).to_contain_text("Saved at")
        page.get_by_role("button", name="Carry your work along").click()
        with page.expect_download() as loading:
            page.get_by_role("link", name="Download your work in 02 Express aiming").click()
        assert ANSWER in Path(loading.value.path()).read_text("utf-8")
        open_and_run(page, server, NOTEBOOK, ".mc-task", 5)
        expect(task.locator("textarea")).to_have_value(ANSWER)
        assert watch.requests and not watch.strangers(), watch.strangers()
        browser.close()


if __name__ == "__main__":
    tun, result = way_out(), {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:  # check that the counter works
        probe.sendto(b"probe", ("192.0.2.1", 9))
    ask_name = "import socket; socket.getaddrinfo('a.example', 1)"
    with subprocess.Popen([sys.executable, "-c", ask_name], stderr=subprocess.DEVNULL) as asking:
        time.sleep(3)  # long enough to send the query, but not for the answer, which never comes
        asking.kill()
    result["probe"] = left(tun)
    if "--probe" not in sys.argv:
        lesson(Path(sys.argv[1]))
    result["left"] = left(tun)
    print(json.dumps(result))
