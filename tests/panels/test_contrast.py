"""The charts can be read without colour and in weak light: shapes, words, and enough contrast on white."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from matplotlib.artist import Artist
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.lines import Line2D
from matplotlib.text import Text
from what_is_shown import moving

from jurisdiction import charts
from jurisdiction.analysis import analyze, load_case
from jurisdiction.charts.live import COLOURS, FAINT, INK, MARKERS
from jurisdiction.library import complete, load
from jurisdiction.model import Status

DOE = load_case("doe_v_webgroup")
NO_AIMING = dict.fromkeys(
    [
        n
        for n, f in load().facts.items()
        if f.kind == "yes_no" and f.id.startswith(("us_", "cdn_", "ad_"))
    ],
    "no",
)
STATES = [{}, {"us_cdn": "no"}, {**NO_AIMING, "us_traffic_share": "0%"}]
TEXT, SHAPE = 4.5, 3.0  # WCAG 2.2, success criteria 1.4.3 and 1.4.11
DECORATION = {
    to_rgba(FAINT),
    to_rgba("#F5F5F5"),
    to_rgba("white"),
}  # rules and bands that say nothing


def luminance(colour: object) -> float:
    """How light a colour is, as WCAG reckons it."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(colour: object) -> float:
    """The contrast of a colour with white paper; what is half transparent is mixed with it first."""
    *rgb, alpha = to_rgba(colour)
    return 1.05 / (luminance([c * alpha + 1 - alpha for c in rgb]) + 0.05)


def artists(chart: charts.LiveChart, node: str) -> Iterator[Artist]:
    """Everything on a chart of Doe's facts, what moves and what does not."""
    found = analyze(DOE.facts, DOE.decided)
    chart.html(found, node)
    yield from chart.figure.findobj()
    for artist in moving(chart, found, node):
        yield from artist.findobj()


def faint(artist: Artist) -> str:
    """What is too weak about an artist; nothing if it can be read."""
    if isinstance(artist, Text) and artist.get_text().strip() and artist.get_visible():
        if contrast(artist.get_color()) < TEXT:
            return f"“{artist.get_text()}” has {contrast(artist.get_color()):.1f}"
    elif isinstance(artist, Line2D) and artist.get_visible() and len(artist.get_xdata()):
        marked = artist.get_marker() not in ("None", None, "", " ")
        colour = artist.get_markeredgecolor() if marked else artist.get_color()
        if marked and to_rgba(colour) in DECORATION:
            colour = artist.get_markerfacecolor()
        shown = to_rgba(colour, artist.get_alpha())
        if to_rgba(colour) not in DECORATION and contrast(shown) < SHAPE:
            return f"a line or mark of {colour} has {contrast(shown):.1f}"
    return ""


def test_the_colours_of_a_status_can_be_read_as_text():
    """Each has 4.5 to 1 on white, and so has ink; black on white has 21 to 1."""
    assert contrast("black") == pytest.approx(21)
    assert contrast("white") == 1
    weak = {str(s): contrast(c) for s, c in [*COLOURS.items(), ("ink", INK)] if contrast(c) < TEXT}
    assert not weak


@pytest.mark.parametrize("name", charts.CHARTS)
def test_nothing_that_a_chart_says_is_faint(name: str) -> None:
    """Its words have 4.5 to 1 on white, its marks and lines 3 to 1."""
    node = "reasonableness" if name == "factors" else "express_aiming"
    chart = charts.CHARTS[name](DOE.case, "first_prong")
    seen = list(artists(chart, node))
    assert any(isinstance(a, Text) and a.get_text() for a in seen)
    assert not sorted({faint(a) for a in seen} - {""})


@pytest.mark.parametrize("name", charts.CHARTS)
def test_the_shape_of_a_status_has_its_colour(name: str) -> None:
    """A triangle up, a triangle down and a diamond are each in their own colour, and in no other's."""
    node = "reasonableness" if name == "factors" else "express_aiming"
    shapes = {shape: to_rgba(COLOURS[status]) for status, shape in MARKERS.items()}
    assert len(set(shapes)) == len(set(shapes.values())) == len(Status)
    seen = [
        (a.get_marker(), to_rgba(a.get_markerfacecolor()))
        for a in artists(charts.CHARTS[name](DOE.case, "first_prong"), node)
        if isinstance(a, Line2D) and a.get_marker() in shapes
    ]
    assert seen or name in ("words", "factors")
    assert all(colour == shapes[shape] for shape, colour in seen)


@pytest.mark.parametrize(("name", "top"), [("ladder", "personal_jurisdiction"), ("timeline", "")])
def test_statuses_are_told_apart_without_colour(name: str, top: str, monkeypatch) -> None:
    """With every status in one ink, the pictures of three findings still differ, and so do their words."""
    for status in Status:
        monkeypatch.setitem(COLOURS, status, INK)
    words, pictures = set(), set()
    for changes in STATES:
        found = analyze(complete(load(), {**DOE.facts, **changes}), DOE.decided)
        html = charts.CHARTS[name](DOE.case, top).html(found, "express_aiming")
        said, _, picture = html.partition("src=")
        words.add(said)
        pictures.add(picture.partition(">")[0])
    assert len(words) == len(pictures) == len(STATES)
