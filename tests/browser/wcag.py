"""Barriers on a page: axe's findings, reflow at each window size, and overlapping elements."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
OURS = (
    ".mc, .mc-l, .mc-work, .jupyter-widgets, .jp-RenderedHTMLCommon, .jp-OutputArea-output, "
    ".mc-lesson-bar, #mc-site-home"
)
IS_OURS = """([targets, ours]) => targets.map(target => {
  try { return !!document.querySelector(target)?.closest(ours); } catch { return false; }
})"""
UNFOLD = """() => {
  const folds = [...document.querySelectorAll(":is(.mc, .mc-l) details")];
  folds.forEach(fold => { fold.open = true; });
  return folds.length;
}"""
PARTS = ".mc-l, .mc-task, .mc-words, .mc-work, .jp-MarkdownOutput, .mc-lesson-bar"
# Return, for each part, its overflow, its clipped text, and any overlapping controls. A two-dimensional table
# may scroll sideways; JupyterLab's mark for a heading link is not ours.
AMISS = """async (parts) => {
  const found = [], frame = () => new Promise(requestAnimationFrame);
  const words = e => `${e.tagName}.${e.className}: ${(e.textContent || e.value || "").trim().slice(0, 50)}`;
  const sliding = ".mc-l-ladder, .mc-map, .mc-drawing, pre, .mc-page > p, .jp-InternalAnchorLink, "
    + ".jp-MarkdownOutput table";
  const slides = e => e.closest(sliding) !== null;
  for (const part of document.querySelectorAll(parts)) {
    if (!part.checkVisibility()) continue;
    part.scrollIntoView();
    await frame();
    const edge = Math.min(innerWidth, part.getBoundingClientRect().right) + 1;
    if (part.getBoundingClientRect().right > innerWidth + 1) found.push(`beyond the window: ${words(part)}`);
    const all = [...part.querySelectorAll("*")].filter(e => e.checkVisibility() && !slides(e));
    for (const e of all) {
      const box = e.getBoundingClientRect(), look = getComputedStyle(e);
      if (box.width > 1 && box.right > edge) found.push(`runs out: ${words(e)}`);
      if (e.closest(".mc-l-folded")) continue;  // of a reason that is folded the beginning is shown
      const cut = e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1;
      if (cut && /hidden|clip/.test(look.overflowX) && e.textContent.trim() && look.display !== "inline")
        found.push(`is cut: ${words(e)}`);
    }
    const controls = [...part.querySelectorAll(
      "button, select, textarea, input, summary, a[href], .widget-label, fieldset label")]
      .filter(e => e.checkVisibility() && !["file", "range"].includes(e.type)  // a range by its ends only
        && e.getBoundingClientRect().width > 1);
    const boxes = controls.map(e => [...e.getClientRects()]);  // of a link in a text, one for each line
    for (let i = 0; i < controls.length; i++)
      for (let k = i + 1; k < controls.length; k++) {
        const [a, b] = [boxes[i], boxes[k]];
        if (controls[i].contains(controls[k]) || controls[k].contains(controls[i])) continue;
        if (a.some(one => b.some(other => meet(one, other))) && !stuck(controls[i], controls[k]))
          found.push(`lie over each other: ${words(controls[i])} / ${words(controls[k])}`);
      }
  }
  function meet(a, b) {
    return Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
  }
  function stuck(a, b) {  // the finding stays at the top while the rest goes by under it
    const top = ".mc-l-finding";
    return (a.closest(top) === null) !== (b.closest(top) === null);
  }
  return [...new Set(found)];
}"""

# Return each drawn chart with its name, its title and text, and its drawing.
CHARTS = """() => [...document.querySelectorAll(".mc-chart:has(svg)")]
  .filter(c => c.checkVisibility()).map(chart => {
    const svg = chart.querySelector("svg"), fold = chart.querySelector(":scope > details");
    const title = chart.querySelector("figcaption").textContent;
    const drawing = [svg.getAttribute("viewBox"), svg.innerHTML];
    return [svg.getAttribute("aria-label"), title + fold.textContent, drawing];
  })"""
# Return each colored status with the shape and word beside it, and its colors in forced-colors mode.
STATUSES = """() => {
  const rungs = ".mc-l-to > :is(.mc-l-met, .mc-l-not-met, .mc-l-open)";
  const all = [...document.querySelectorAll(`.mc-badge, .mc-shape, .mc-l-chip, ${rungs}`)]
    .filter(e => e.checkVisibility());
  return all.map(e => {
    const look = getComputedStyle(e), own = e.matches(".mc-shape") ? e.closest("li") : e;
    return [own.className, e.textContent.trim(), look.color, getComputedStyle(document.body).backgroundColor];
  });
}"""
# Whether the host application has adopted the window's width; on a busy machine, it may lag.
FITTED = """width => {
  const host = document.querySelector(".jp-NotebookPanel");
  return innerWidth === width && (host?.getBoundingClientRect().right ?? 0) <= width;
}"""
MOVING = """() => document.getAnimations().filter(a => a.effect?.target?.closest(
  ".mc, .mc-l, .mc-task, .mc-words, .mc-work")).map(a => a.effect.target.className)"""


class Audit(NamedTuple):
    """axe's findings on a page: ours, and those of the host application."""

    ours: list[dict[str, Any]]
    hosts: list[dict[str, Any]]

    def serious(self) -> list[str]:
        """Return our findings that would exclude a user, one per line."""
        return lines(self.ours)


def lines(found: list[dict[str, Any]]) -> list[str]:
    """Return the serious and critical findings, one line for each element."""
    return [
        f"{f['rule']} ({f['impact']}): {f['html']}"
        for f in found
        if f["impact"] in ("serious", "critical")
    ]


# JupyterLab's body is zero pixels high and hides its overflow, so axe regards everything as hidden and skips
# contrast checks; therefore, give the body the height of the page.
TALL = "() => { document.body.style.minHeight = '100vh'; }"


def audit(page: Page) -> Audit:
    """Return all of axe's findings on a page under WCAG 2.2 AA, including target size."""
    page.evaluate(TALL)
    result = Axe().run(page, options=OPTIONS).response
    assert result["testEngine"]["name"] == "axe-core"
    found = [
        {
            "rule": rule["id"],
            "impact": node["impact"] or rule["impact"],
            "target": str(node["target"][0]),
            "html": node["html"][:200],
        }
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
    ours = page.evaluate(IS_OURS, [[f["target"] for f in found], OURS])
    return Audit(
        [f for f, mine in zip(found, ours, strict=True) if mine],
        [f for f, mine in zip(found, ours, strict=True) if not mine],
    )


def keep(hosts: list[dict[str, Any]], path: Path) -> None:
    """Record and print axe's findings in the host application, each rule once."""
    rules = sorted({(f["impact"], f["rule"], f["target"]) for f in hosts})
    path.write_text(json.dumps(hosts, indent=1))
    for impact, rule, target in rules:
        print(f"host: {impact} {rule} {target}")


def size(page: Page, width: int, height: int, scale: float = 1) -> None:
    """Set the window size in CSS pixels, as a zoom of `scale` does to a window that much larger."""
    session = page.context.new_cdp_session(page)
    page.set_viewport_size({"width": width, "height": height})
    session.send(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False},
    )
    page.wait_for_function(FITTED, arg=width)
    page.wait_for_timeout(400)


def amiss(page: Page) -> list[str]:
    """Return our elements that overflow, are clipped, or overlap others at this size."""
    return page.evaluate(AMISS, PARTS)


def low(page: Page, selector: str) -> list[str]:
    """Return the touch targets on a phone that are less than 44 pixels high."""
    return page.evaluate(
        """selector => [...new Set([...document.querySelectorAll(selector)]
          .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)
          .map(e => `${e.tagName} ${e.className} ${e.textContent.slice(0, 30)}: ${e.offsetHeight}`))]
          .sort()""",
        selector,
    )
