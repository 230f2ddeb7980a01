"""The checks that run on every page detect each fault of a notebook broken on purpose."""

from __future__ import annotations

import pytest
from live_lab import Server, open_and_run, write_notebook
from on_screen import Watch
from playwright.sync_api import Browser, expect

BUTTON = """import ipywidgets as w
button, said = w.Button(description="Press"), w.HTML("<p>ready</p>")
{}
w.VBox([button, said])"""
PRESSED = "button.on_click(lambda _: setattr(said, 'value', '<p>pressed</p>'))"


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("", ""),
        ("button.on_click(lambda _: 1 / 0)", "ZeroDivisionError"),
        (
            "said.value = '<p>ready</p><img src=\"http://192.0.2.1/x.png\">'",
            "http://192.0.2.1/x.png",
        ),
        (
            "from IPython.display import Javascript, display\n"
            "display(Javascript('console.error(\"broken on purpose\")'))",
            "broken on purpose",
        ),
    ],
    ids=["nothing", "a callback that fails", "a request that leaves", "an error in the console"],
)
def test_what_a_page_complains_of_is_heard(
    broken: str, told: str, browser: Browser, anew: Server
) -> None:
    """The log records a callback's traceback, which no cell shows; an outgoing request; a console error."""
    write_notebook(anew.root / "watched.ipynb", [BUTTON.format(f"{broken}\n{PRESSED}")])
    page, watch = browser.new_page(), Watch()
    watch.follow(page)
    open_and_run(page, anew, "watched.ipynb", ".widget-button", 1)
    page.get_by_role("button", name="Press").click()
    expect(page.locator(".widget-html-content p")).to_have_text("pressed")
    found = "\n".join(watch.troubles())
    page.close()
    assert bool(found) == bool(broken), found
    assert told in found


def test_a_traceback_in_a_cell_is_heard(browser: Browser, anew: Server) -> None:
    """A traceback in a cell's output is detected on the page."""
    write_notebook(anew.root / "failing.ipynb", [BUTTON.format(""), "1 / 0"])
    page, watch = browser.new_page(), Watch()
    watch.follow(page)
    open_and_run(page, anew, "failing.ipynb", ".widget-button", 1)
    expect(page.get_by_text("division by zero").first).to_be_visible(timeout=60_000)
    watch.complaints.clear()  # discard the socket's report, because this test reads the screen
    found = "\n".join(watch.troubles())
    page.close()
    assert "ZeroDivisionError" in found
