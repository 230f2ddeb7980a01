"""axe finds nothing serious in our elements."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from on_screen import LabOnScreen
from playwright.sync_api import Page, expect


def findings(page: Page) -> list[dict[str, Any]]:
    """Return axe's findings in the laboratories and tasks: each rule with the elements concerned."""
    result = Axe().run(page, context={"include": [[".mc-l"], [".mc-task"], [".mc"]]})
    return [
        {
            "rule": rule["id"],
            "impact": rule["impact"],
            "help": rule["help"],
            "count": len(rule["nodes"]),
            "first": [node["html"][:200] for node in rule["nodes"][:3]],
        }
        for rule in result.response["violations"]
    ]


def serious(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the findings that would exclude a user."""
    return [rule for rule in found if rule["impact"] in ("serious", "critical")]


def test_axe_finds_nothing_serious_at_first_view(lab: LabOnScreen, artefacts: Path) -> None:
    """With every passage unfolded at first view, axe finds nothing serious or critical."""
    lab.page.evaluate("document.querySelectorAll('.mc details').forEach(d => d.open = true)")
    found = findings(lab.page)
    lab.page.evaluate("document.querySelectorAll('.mc details').forEach(d => d.open = false)")
    (artefacts / "axe.json").write_text(json.dumps(found, indent=1))
    assert not serious(found)


def test_axe_finds_nothing_serious_after_changes(lab: LabOnScreen) -> None:
    """After the finding becomes open and a figure is refused, axe still finds nothing serious."""
    lab.choose("us_cdn", "no")
    lab.figure("us_traffic_share").fill("140%")
    lab.figure("us_traffic_share").press("Enter")
    expect(lab.panel.get_by_role("alert")).to_have_count(1)
    assert not serious(findings(lab.page))
