"""Download large packages in a browser, when something on the screen needs them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

_LATE = 0.3  # seconds, so that the laboratory's text is painted first
_waiting: dict[str, list[Callable[[str], None]]] = {}
_there: set[str] = set()  # a partly loaded package can be found, so only complete ones count


def here(package: str) -> bool:
    """Return whether a package can be imported now."""
    return sys.platform != "emscripten" or package in _there


def fetch(package: str, then: Callable[[str], None]) -> None:
    """Download a package bundled with the site, then call back with an empty string or an error message."""
    _waiting.setdefault(package, []).append(then)
    if len(_waiting[package]) == 1:
        asyncio.get_running_loop().call_later(_LATE, lambda: asyncio.ensure_future(_fetch(package)))


async def _fetch(package: str) -> None:
    import pyodide_js  # type: ignore[import-not-found]

    trouble = "the download failed; check your network connection, and reload the page"
    try:
        came = await pyodide_js.loadPackage(package)
    except Exception as error:  # report any failure to the reader, not to a log
        trouble = str(error)
    else:
        if package in [one.name for one in came]:
            _there.add(package)
            trouble = ""
    for then in _waiting.pop(package):
        then(trouble)
