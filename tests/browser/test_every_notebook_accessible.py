"""Every notebook in JupyterLab meets WCAG 2.2 AA by axe, in small windows, and when zoomed."""

from __future__ import annotations

from pathlib import Path

import pytest
from live_lab import ROOT, Server, open_and_run, wait_until_idle
from on_screen import LAB, Watch
from playwright.sync_api import Browser, Page, expect
from wcag import CHARTS, MOVING, STATUSES, UNFOLD, amiss, audit, keep, size

NOTEBOOKS = sorted(
    str(p.relative_to(ROOT / "notebooks"))
    for p in (ROOT / "notebooks").rglob("*.ipynb")
    if ".ipynb_checkpoints" not in p.parts
)
SIZES = {"200% zoom": (640, 450, 2), "a phone": (400, 800, 1), "reflow": (320, 640, 1)}


SHAPES = {"met": "▲", "not-met": "▼", "open": "◆"}  # as the first notebook explains


def shapeless(page: Page) -> list[str]:
    """Return the statuses shown by color alone, with the wrong shape, or without their word."""
    found = []
    for css, said, colour, paper in page.evaluate(STATUSES):
        names = [c.removeprefix("mc-").removeprefix("l-") for c in css.split()]
        shape = next((SHAPES[name] for name in names if name in SHAPES), "no status")
        word = said.removeprefix(shape).strip()
        if (
            not said.startswith(shape)
            or (("badge" in names or "mc-l" in css) and len(word) < 3)
            or colour == paper
        ):
            found.append(f"{css}: {said} in {colour} on {paper}")
    return found


def toggle(page: Page) -> bool:
    """Choose another answer to the first fact on the page, if there is one."""
    lab = page.locator(LAB).first
    other = lab.get_by_role("radio", checked=False).first
    if not other.count():
        return False
    other.check()
    expect(lab.locator(".mc-l-changed")).to_have_count(1)
    wait_until_idle(page)
    return True


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_keeps_nobody_out(
    name: str, browser: Browser, anew: Server, watch: Watch, artefacts: Path
) -> None:
    """At first, unfolded, and after a toggle, axe finds nothing serious; in a small window nothing is lost.

    Every drawing has a name, and its text changes with it. Every status has its shape and word, also in
    forced colors. Nothing of ours moves for a reader who asked for reduced motion.
    """
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.set_default_timeout(15_000)
    watch.follow(page)
    open_and_run(page, anew, name, ".mc-work, .mc-dash", 1)
    page.wait_for_timeout(1500)
    stem, found, hosts = name.replace("/", "-").removesuffix(".ipynb"), [], []

    def look(when: str) -> None:
        seen = audit(page)
        hosts.extend(seen.hosts)
        found.extend(f"{when}: {line}" for line in seen.serious())

    look("at first")
    charts = page.evaluate(CHARTS)
    page.evaluate(UNFOLD)
    look("unfolded")
    if toggle(page):
        page.evaluate(UNFOLD)
        look("after a toggle")
        found += [f"moves: {css}" for css in page.evaluate(MOVING)]
    drawn = page.evaluate(CHARTS)
    found += [f"a drawing has no name: {words}" for name, words, _ in [*charts, *drawn] if not name]
    if len(drawn) == len(charts):
        pairs = zip(charts, drawn, strict=True)
        found += [
            f"the same of another drawing: {b[1]}"
            for a, b in pairs
            if a[1] == b[1]
            and a[2][0] == b[2][0]
            and a[2][1] != b[2][1]  # a different width needs a different drawing
        ]
    found += [f"a status: {line}" for line in shapeless(page)]
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    found += [f"in forced colours: {line}" for line in shapeless(page)]
    page.screenshot(path=artefacts / f"{stem}-forced-colours.png")
    page.emulate_media(forced_colors="none", reduced_motion="reduce")
    keep(hosts, artefacts / f"axe-host-{stem}.json")
    # The file list is closed, as a reader would close it.
    page.evaluate("jupyterapp.shell.collapseLeft()")
    for what, (width, height, scale) in SIZES.items():
        size(page, width, height, scale)
        found += [f"{what}: {line}" for line in amiss(page)]
        page.locator(f"{LAB}, .mc-task, .mc-dash").first.evaluate("e => e.scrollIntoView()")
        page.wait_for_timeout(400)
        page.screenshot(path=artefacts / f"{stem}-{width}.png")
    page.close()
    assert not found, "\n".join(found)
