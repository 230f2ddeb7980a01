"""Isolate every test, clean up after it, and assign tests to the forms and processes that run them.

`forms.toml` in this folder lists the tests that each form omits.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import forms
import pytest
from hypothesis import settings
from panels_closed import panels_closed

# All files that the tests and their programs leave behind go into one folder, which is deleted at the end.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())  # pytest cleans up its own
LEFT = tempfile.mkdtemp(prefix="mc-tests-")
atexit.register(shutil.rmtree, LEFT, ignore_errors=True)
os.environ["TMPDIR"] = os.environ["TEMP"] = os.environ["TMP"] = tempfile.tempdir = LEFT
os.environ["MINIMUM_CONTACTS_WORK"] = str(Path(LEFT) / "work")

NAMED = pytest.StashKey[bool]()
PROVED = pytest.StashKey[forms.Proved]()
BROWSER = "tests/browser/"
# Browser tests that a second process can run alone. They wait until the first browser has started.
LATER = ("tests/browser/test_every_notebook_accessible.py", "tests/browser/test_site.py")
# One long test: in the short form, one process runs it while the other has the browser.
LONG = ("tests/notebooks/test_outputs.py",)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that selects a form; `start.py test --all` and `--proof` set it."""
    parser.addoption(
        "--form", choices=forms.FORMS, default="short",
        help="short: ten minutes (the default). all: every behavior. proof: what takes hours.",
    )  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Record whether paths are named, because named tests run in any form; apply the form's settings."""
    named = config.args_source is pytest.Config.ArgsSource.ARGS
    config.stash[NAMED] = getattr(config, "workerinput", {}).get("named", named)
    form = config.getoption("form")
    for name, count in forms.EXAMPLES.items():
        settings.register_profile(name, max_examples=count, deadline=None)
    settings.load_profile(form)
    if form == "proof":
        os.environ.setdefault("MINIMUM_CONTACTS_WALK", "every")
        config.stash[PROVED] = forms.Proved()
        if not (config.stash[NAMED] or hasattr(config, "workerinput")):
            config.pluginmanager.register(config.stash[PROVED])


@pytest.fixture(scope="module", autouse=True)
def _panels_closed() -> Iterator[None]:
    """Close the panels of each test file."""
    with panels_closed() if "ipywidgets" in sys.modules else contextlib.nullcontext():
        yield


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker process whether the user named tests."""
    node.workerinput["named"] = node.config.stash[NAMED]


@pytest.hookimpl(trylast=True)  # folders mark their own tests first
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Omit the tests that the form leaves out, and let a failed browser test run once more."""
    form, named = config.getoption("form"), config.stash[NAMED]
    some = named or any(config.getoption(one, None) for one in ("keyword", "markexpr", "lf"))
    config.stash[forms.EVERY] = None if some else [item.nodeid for item in items]
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    if not named:
        kept, left = forms.split(items, form)
        if form == "proof":
            proved = set(config.stash[PROVED].tests)
            left += [item for item in kept if item.nodeid in proved]
            kept = [item for item in kept if item.nodeid not in proved]
        config.hook.pytest_deselected(items=left)
        items[:] = kept
    config.stash[forms.CHOSEN] = None if some else [item.nodeid for item in items]
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: turn(item.nodeid, form))


def turn(nodeid: str, form: str) -> int:
    """Return a test's place in the order if processes share the tests.

    In the long form, browser tests take longest and run first; in the short form, they run last.
    """
    if nodeid.startswith(LATER):
        return 5
    if nodeid.startswith(BROWSER):
        return 3 if form == "short" else 1
    return 4 if nodeid.startswith(LONG) and form == "short" else 2


def pytest_report_header(config: pytest.Config) -> str:
    """Report which form runs."""
    form = config.getoption("form")
    if config.stash[NAMED]:
        return f"form: {form}, and of it what is named"
    return f"form: {form} (tests/forms.toml says what it leaves out)"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let processes share the files, but give one process the browser and its servers."""
    from xdist.scheduler import LoadScopeScheduling

    config.option.loadscopereorder = False  # the order is ours

    class OneBrowser(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            alone = file.startswith(LATER) or not file.startswith(BROWSER)
            return file if alone else BROWSER

        def _has_browser(self, node: Any) -> bool:
            return any(scope.startswith(BROWSER) for scope in self.assigned_work[node])

        def _reschedule(self, node: Any) -> None:
            """Give a process that has used a browser only browser tests.

            Playwright leaves an event loop running, which such a test would find.
            """
            free = [one for one in self.nodes if not (one.shutting_down or self._has_browser(one))]
            if self._has_browser(node) and free and self._pending_of(self.assigned_work[node]) <= 2:
                pages = [scope for scope in self.workqueue if scope.startswith(BROWSER)]
                if not pages:
                    node.shutdown()
                    return
                self.workqueue.move_to_end(pages[0], last=False)
            super()._reschedule(node)

    return OneBrowser(config, log)
