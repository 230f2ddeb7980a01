"""Time the static site to its first working toggle, cold and warm, and list what it downloads.

    python tests/benchmarks/site_start.py [--runs 5]

Build the site if necessary, serve it on loopback without compression, and open lesson 02 in Chromium with a
new profile (cold), again with the same profile (warm), and with the server stopped.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))

from live_lab import chromium
from playwright.sync_api import BrowserContext
from static_site import Site, built, served

NAME = "02_express_aiming.ipynb"
STEPS = ("law to read", "first toggle worked", "all cells run", "first chart")


def opening(context: BrowserContext, site: Site) -> dict[str, float]:
    """Return the seconds from opening the lesson's address to each step."""
    page, found = context.new_page(), {}
    page.set_default_timeout(180_000)
    start = time.perf_counter()
    page.goto(f"{site.url}/notebooks/index.html?path={NAME}", wait_until="commit")
    page.locator(".jp-Notebook blockquote").first.wait_for()
    found["law to read"] = time.perf_counter() - start
    choice = page.locator(".mc-l fieldset").first
    choice.wait_for()
    choice.locator("input:not(:checked)").first.click(force=True)
    page.locator(".mc-l .mc-l-changed").first.wait_for()
    found["first toggle worked"] = time.perf_counter() - start
    page.wait_for_function("() => window.minimumContactsReady !== undefined")
    found["all cells run"] = time.perf_counter() - start
    page.wait_for_function("() => document.querySelector('.mc-chart svg')")
    found["first chart"] = time.perf_counter() - start
    found["bytes"] = site.sent
    page.wait_for_function("() => document.body.dataset.kept === 'whole' || !navigator.onLine")
    page.close()
    return found


def toggles(context: BrowserContext, site: Site, count: int = 60) -> list[float]:
    """Return the milliseconds from a click to the changed finding and the next frame, in the page."""
    page = context.new_page()
    page.set_default_timeout(180_000)
    page.goto(f"{site.url}/notebooks/index.html?path={NAME}")
    page.wait_for_function("() => window.minimumContactsReady !== undefined")
    page.wait_for_function("() => document.querySelectorAll('.mc-chart').length > 1")
    page.wait_for_timeout(3000)
    found = page.evaluate(
        """async (count) => {
          const panel = document.querySelectorAll('.mc-l')[1];
          const radios = [...panel.querySelector('fieldset').querySelectorAll('input')];
          const times = [];
          for (let i = 0; i < count + 5; i++) {
            const head = panel.querySelector('.mc-l-ladder');
            const t = await new Promise((done) => {
              const start = performance.now();
              new MutationObserver((_, watch) => {
                watch.disconnect();
                requestAnimationFrame(() => done(performance.now() - start));
              }).observe(head, { subtree: true, childList: true, characterData: true });
              radios[i % 2 ? 0 : 1].click();
            });
            if (i >= 5) times.push(t);
            await new Promise((r) => setTimeout(r, 300));
          }
          return times;
        }""",
        count,
    )
    page.close()
    return found


def squeezed(folder: Path) -> tuple[int, int, int]:
    """Return the bytes of the whole site and, with gzip, the bytes sent before a lesson opens and in all."""
    import json

    files = json.loads((folder / "site.json").read_text())["files"]
    small = {f["path"]: len(gzip.compress((folder / f["path"]).read_bytes(), 6)) for f in files}
    first = sum(small[f["path"]] for f in files if f["first"])
    return sum(f["size"] for f in files), first, sum(small.values())


def main() -> None:
    """Measure, and print the tables of README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    folder, load = built(), os.getloadavg()[0]
    cold, warm, bytes_cold, bytes_warm = [], [], [], []
    clicks: list[float] = []
    with chromium() as browser:
        for run in range(runs):
            with served(folder) as site:
                context = browser.new_context()
                cold.append(opening(context, site))
                bytes_cold.append(cold[-1]["bytes"])
                before = site.sent
                warm.append(opening(context, site))
                bytes_warm.append(site.sent - before)
                if run == runs - 1:
                    site.stop()
                    clicks = sorted(toggles(context, site))
                context.close()
        version = browser.version
    whole, first, all_ = squeezed(folder)
    day = datetime.now(UTC).date()
    print(
        f"{day}; {os.cpu_count()} cores, {platform.system()} {platform.machine()}; "
        f"Chromium {version}; {runs} runs; load before the start {load:.1f}.\n"
    )
    print(
        "| from opening the lesson to | cold, s (median, range) | warm, s (median, range) |\n|---|---|---|"
    )
    for step in STEPS:
        cells = []
        for runs_ in (cold, warm):
            times = [one[step] for one in runs_]
            cells.append(f"{statistics.median(times):.1f} ({min(times):.1f} to {max(times):.1f})")
        print(f"| {step} | {cells[0]} | {cells[1]} |")
    mb = lambda n: f"{n / 1e6:.1f} MB"  # noqa: E731
    print(f"\nSent uncompressed until the first chart: cold {mb(statistics.median(bytes_cold))}, "
          f"warm {mb(statistics.median(bytes_warm))} (the list of files, to see whether there is a newer "
          f"version). The whole site: {mb(whole)}; with gzip {mb(all_)}, of which {mb(first)} before a "
          "lesson opens from the first page.")  # fmt: skip
    mid, late = statistics.median(clicks), clicks[int(len(clicks) * 0.95)]
    print(f"\nClick to finding, server stopped, {len(clicks)} clicks:", end=" ")
    print(f"median {mid:.0f} ms, 95th percentile {late:.0f} ms.")


if __name__ == "__main__":
    main()
