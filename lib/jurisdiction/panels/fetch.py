"""In a browser, where a large package is fetched only when something on the screen needs it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

_LATE = 0.3  # seconds, so that the words of a laboratory are painted first
_waiting: dict[str, list[Callable[[str], None]]] = {}
_there: set[str] = set()  # half a package can be found, so only what has come whole counts


def here(package: str) -> bool:
    """Whether a package can be imported now."""
    return sys.platform != "emscripten" or package in _there


def fetch(package: str, then: Callable[[str], None]) -> None:
    """Fetch a package that the site holds, and call when it is there; with a trouble if it is not."""
    _waiting.setdefault(package, []).append(then)
    if len(_waiting[package]) == 1:
        asyncio.get_running_loop().call_later(_LATE, lambda: asyncio.ensure_future(_fetch(package)))


async def _fetch(package: str) -> None:
    import pyodide_js  # type: ignore[import-not-found]

    trouble = "the download failed; check your network connection, and reload the page"
    try:
        came = await pyodide_js.loadPackage(package)
    except Exception as error:  # the reader, not a log, must hear of any failure
        trouble = str(error)
    else:
        if package in [one.name for one in came]:
            _there.add(package)
            trouble = ""
    for then in _waiting.pop(package):
        then(trouble)
