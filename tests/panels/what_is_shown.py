"""What a reader sees on a laboratory, read from its HTML; and what the engine says should be there."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple

import ipywidgets as w

from jurisdiction import explain
from jurisdiction.analysis import analyze, load_case
from jurisdiction.charts import CHARTS
from jurisdiction.library import Facts, complete, load
from jurisdiction.model import Answer, Range, Status
from jurisdiction.panels import Lab

LIB = load()
SILENCE = "not shown on this file"  # how a point reads that its bearer loses by silence
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
SHAPES = {Status.MET: "▲", Status.NOT_MET: "▼", Status.OPEN: "◆"}  # as the first notebook explains
SWITCHES = {
    switch: [name for name, fact in LIB.facts.items() if fact.switch == switch]
    for switch in LIB.texts["switches"]
}
CONTROLS = [*SWITCHES, *LIB.facts]
DAYS = [dt.date.fromisoformat(regime["date"]) for regime in LIB.texts["regimes"]]


class Drawn(NamedTuple):
    """What is drawn on a chart: its size, its texts, and its shapes and lines with their corners."""

    size: tuple[float, float]
    texts: list[dict[str, Any]]
    shapes: list[tuple[str, str, list[tuple[float, float]]]]  # the fill, the stroke, the corners

    def filled(self, color: str) -> list[list[tuple[float, float]]]:
        """The corners of each shape that is filled with a color."""
        return [corners for fill, _, corners in self.shapes if fill == color]


def drawn(html: str) -> Drawn:
    """The drawing of a chart, read from the SVG that a browser is sent."""
    [svg] = page(html).iter("svg")
    texts, shapes = [], []
    for element in svg.iter():
        look = dict(p.split(": ", 1) for p in element.get("style", "").split("; ") if ": " in p)
        if element.tag == "text":
            turned = re.search(r"rotate\((-?[\d.]+)", element.get("transform", ""))
            moved = re.search(r"translate\((-?[\d.]+) (-?[\d.]+)", element.get("transform", ""))
            x, y = moved.groups() if moved else (element.get("x"), element.get("y"))
            texts.append({
                "words": text(element), "x": float(x), "y": float(y), "color": look.get("fill", "#000"),
                "size": float(look["font-size"].removesuffix("px")), "bold": "font-weight" in look,
                "anchor": look.get("text-anchor", "start"), "turned": float(turned[1] if turned else 0),
            })  # fmt: skip
        elif element.tag == "path":
            numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", element.get("d", ""))]
            corners = [*zip(numbers[::2], numbers[1::2], strict=True)]
            shapes.append((look.get("fill", "#000"), look.get("stroke", "none"), corners))
    _, _, width, height = map(float, svg.get("viewbox").split())
    return Drawn((width, height), texts, shapes)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tree = ET.TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag == "img":
            self.tree.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        self.tree.data(data)


def page(html: str) -> ET.Element:
    """HTML as a tree; an AssertionError if its tags do not match."""
    parser = _Page()
    parser.feed(f"<body>{html}</body>")
    parser.close()
    return parser.tree.close()


def text(element: ET.Element | str) -> str:
    """The words of an element, as a reader sees them."""
    element = page(element) if isinstance(element, str) else element
    return " ".join("".join(element.itertext()).split())


def having(tree: ET.Element, css_class: str) -> list[ET.Element]:
    """The elements of a class, from the top down."""
    return [e for e in tree.iter() if css_class in e.get("class", "").split()]


def every_widget(top: w.Widget) -> Iterator[w.Widget]:
    """A widget and all that it contains."""
    yield top
    for child in getattr(top, "children", ()):
        yield from every_widget(child)


def every_html(top: w.Widget) -> dict[str, str]:
    """The HTML of every part of a widget that is HTML."""
    return {x.model_id: x.value for x in every_widget(top) if isinstance(x, w.HTML)}


def notices(lab: Lab) -> list[str]:
    """What the parts of a laboratory say about an update that failed."""
    views = [v for v in every_widget(lab) if hasattr(v, "notice")]
    return [text(view.notice.value) for view in views if view.notice.value]


def problem(lab: Lab) -> str:
    """What the laboratory says about an entry that cannot be used."""
    return text(lab.facts.problem.value)


def shown(lab: Lab) -> dict[str, Any]:
    """What the reader sees: the headline, the ladder, the reasons, and the charts in words."""
    headline = page(lab.finding.headline.value)
    rungs = page(lab.finding.ladder.value).iter("li")
    items = page(lab.finding.reasons.value).iter("li")
    reasons = [li for li in items if len(li) and li[0].get("class") == "mc-shape"]
    return {
        "headline": text(having(headline, "mc-finding")[0]),
        "why open": [w for w in LIB.texts["cause_words"].values() if w in text(headline)],
        "ladder": [text(rung) for rung in rungs],
        "reasons": [(r[0].text or "", (r[0].tail or "").strip()) for r in reasons],
        "charts": [text(c.picture.value) for c in lab.charts],
    }


def found(lab: Lab, facts: Facts, day: dt.date) -> dict[str, Any]:
    """The same, from the engine; the case itself as its own court decided it, a variation as others."""
    library, node, start = lab.scenario.library, lab.finding.node, load_case(lab.scenario.case.id)
    as_decided = (facts, day) == (start.facts, start.decided)
    analysis = analyze(
        facts, day, library=library, place=lab.scenario.place, court=start.authority.court,
        own=start.authority.id if as_decided else "",
    )  # fmt: skip
    finding, words, nodes = analysis[node], library.texts["status_words"], analysis.law.nodes
    steps = explain.rungs(analysis.law, analysis.facts, node, "first_prong")

    def line(name: str) -> str:
        status = analysis[name].status
        return f"{nodes[name].name} {SHAPES[status]} {words[status.value]}"

    def rung(name: str) -> str:
        held = [h.disposition for h in lab.scenario.case.holdings if h.node == name]
        told = [f"Doe: {d}" for d in held if d not in ("met", "not met")]
        close = analysis[name].at_close
        if close is not analysis[name].status:  # lost by silence
            lost = close is Status.NOT_MET
            told.append(f"at close: {SILENCE if lost else words[close.value].lower()}")
        return line(name).replace(nodes[name].name, " ".join([nodes[name].name, *told]))

    return {
        "headline": line(node),
        "why open": [w for c, w in library.texts["cause_words"].items() if c in finding.causes],
        "ladder": [rung(name) for _, name in steps],
        "reasons": [(SHAPES[r.status], " ".join(r.sentence.split())) for r in finding.because],
        "charts": [
            text(CHARTS[c.name](lab.scenario.case, c.top).html(analysis, node)) for c in lab.charts
        ],
    }


def changed(facts: Facts, name: str, value: Any) -> Facts:
    """Facts after a toggle; a switch sets all its facts.

    Where another forum is named, nothing is known yet of what is asked about it; where it is the
    first again, all is as at first.
    """
    if name == "forum" and value != facts["forum"] and value in LIB.facts["forum"].options:
        asked = [n for n, fact in LIB.facts.items() if "{forum}" in fact.question]
        doe, none = load_case("doe_v_webgroup").facts, complete(LIB, {})
        facts = facts | {n: (doe if value == doe["forum"] else none)[n] for n in asked}
    return facts | dict.fromkeys(SWITCHES.get(name, [name]), value)


def in_control(name: str, facts: Facts) -> Any:
    """What the control of a fact should show; nothing chosen where the facts of a switch differ."""
    values = {facts[part] for part in SWITCHES.get(name, [name])}
    return values.pop() if len(values) == 1 else None


def assert_shows_the_engine(lab: Lab, facts: Facts, day: dt.date) -> None:
    """The laboratory has these facts, shows what the engine finds on them, and nothing has failed."""
    assert lab.scenario.facts == facts
    assert lab.scenario.law_as_of == day
    assert shown(lab) == found(lab, facts, day)
    for name, control in lab.facts.controls.items():
        if not isinstance(control, w.Text):
            assert control.value == in_control(name, facts), name
    assert notices(lab) == []
    assert problem(lab) == ""


def figure(value: object, share: bool) -> str:
    """A share or a count as one types it."""
    if not isinstance(value, Range):
        return ""
    ends = dict.fromkeys((value.low, value.high))
    return "-".join(f"{end * 100:.10g}%" if share else str(end) for end in ends)
