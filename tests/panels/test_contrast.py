"""The charts are legible in weak light and without color: shapes, words, and sufficient contrast."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from what_is_shown import drawn

import minimum_contacts
from jurisdiction.analysis import analyze, load_case
from jurisdiction.library import complete, load
from jurisdiction.model import Status
from minimum_contacts.lessons import charts
from minimum_contacts.lessons.charts.chart import INK, LINE, PAPER, PROPERTIES, SOFT, WASH

DOE = load_case("doe_v_webgroup")
DRAWN = {"traffic": "express_aiming", "factors": "reasonableness", "timeline": "express_aiming"}
STYLE = (Path(minimum_contacts.__file__).parent / "lessons/colors.css").read_text(encoding="utf-8")
TEXT, SHAPE = 4.5, 3.0  # WCAG 2.2, success criteria 1.4.3 and 1.4.11


def luminance(color: str) -> float:
    """Return the relative luminance of a color, as WCAG defines it."""
    digits = color.removeprefix("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, two: str) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_colors_of_a_status_can_be_read_as_text() -> None:
    """Each color has a contrast of 4.5 to 1 on both backgrounds, and so do the text colors."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#fff", "#ffffff") == 1
    for paper in (PAPER, WASH):
        weak = {c: contrast(c, paper) for c in (*charts.COLORS.values(), INK, SOFT)}
        assert all(found >= TEXT for found in weak.values()), weak


def test_the_page_sets_the_colors_that_the_charts_have_without_it() -> None:
    """The style sheet sets each status property to the color that charts use without it."""
    rule = re.search(r":root \{([^}]*)\}", STYLE)[1]
    page = dict(re.findall(r"--(mc-[a-z-]+): (#\w+)", rule))
    for color in charts.COLORS.values():
        name, behind = re.fullmatch(r"var\(--([\w-]+), (#\w+)\)", PROPERTIES[color]).groups()
        assert page[name] == behind == color


@pytest.mark.parametrize(
    ("theme", "least"), [(":root", TEXT), ('light="false"]', TEXT), ('"High Contrast"]', 7.0)]
)
def test_words_stand_out_in_each_theme(theme, least) -> None:
    """Every text color has sufficient contrast on every background on which text appears."""
    rule = re.search(re.escape(theme) + r" \{([^}]*)\}", STYLE)[1]
    colors = dict(re.findall(r"--mc-([a-z-]+): (#\w+)", rule))
    said = ("met", "not-met", "open", "ink", "soft", "link", "caveat")
    weak = {
        (name, ground): contrast(colors[name], colors[ground])
        for name in said
        for ground in ("paper", "wash", "page", "warn")
        if contrast(colors[name], colors[ground]) < least
    }
    assert weak == {}


@pytest.mark.parametrize("kind", DRAWN)
def test_nothing_that_a_chart_says_is_faint(kind) -> None:
    """A chart's text and marks have the colors of text; only decorative lines are fainter."""
    found = analyze(DOE.facts, DOE.decided)
    picture = drawn(charts.CHARTS[kind](DOE.case).html(found, DRAWN[kind]))
    strong = {PROPERTIES[c] for c in (*charts.COLORS.values(), INK, SOFT)}
    assert {text["color"] for text in picture.texts} <= strong
    quiet = {PROPERTIES[c] for c in (LINE, WASH, PAPER)} | {"none"}
    assert {fill for fill, *_ in picture.shapes} <= strong | quiet
    assert contrast(SOFT, PAPER) >= SHAPE


@pytest.mark.parametrize("kind", ["traffic", "timeline"])
def test_statuses_are_told_apart_without_color(kind) -> None:
    """Drawn in a single ink, the charts of three findings still differ."""
    none = [
        n for n in load().facts if n.startswith(("us_", "cdn_", "ad_")) and n != "us_traffic_share"
    ]
    none = [n for n in none if load().facts[n].kind == "yes_no"]
    states = [
        {},
        {"us_cdn": "no", "cdn_us_servers": "no"},
        dict.fromkeys([*none, "directed_ads"], "no"),
    ]
    seen = set()
    for changes in states:
        found = analyze(complete(load(), {**DOE.facts, **changes}), DOE.decided)
        html = charts.CHARTS[kind](DOE.case).html(found, "express_aiming")
        svg = re.search("<svg.*</svg>", html, re.S)[0]
        seen.add(re.sub(r"var\([^)]*\)", "ink", svg))
        assert found.status("express_aiming") in Status
    assert len(seen) == len(states)
