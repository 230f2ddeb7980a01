"""The benchmark still runs; how fast is never asserted here."""

from pathlib import Path

import click_to_paint as bench
import pytest
from live_lab import NO_BROWSER, chromium, find_chromium, jupyterlab


@pytest.mark.browser
def test_the_benchmark_runs(tmp_path: Path) -> None:
    """Two toggles of every variant are measured and make a table."""
    if find_chromium() is None:
        pytest.fail(NO_BROWSER, pytrace=False)
    with jupyterlab(tmp_path, bench.notebook(tmp_path)) as server, chromium() as browser:
        found = bench.measure(browser, server, toggles=2, warm=0)
    assert {len(values) for values in found.values()} == {2}
    assert min(min(values) for values in found.values()) > 0
    text = bench.table(found, "0", None)
    assert text.count("\n| ") == 1 + len(found)
