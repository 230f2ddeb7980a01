"""The data that a laboratory sends for display, and the same data from the engine."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from typing import Any, NamedTuple

import ipywidgets as w

from jurisdiction import explain
from jurisdiction.analysis import analyze, load_case
from jurisdiction.library import Facts, Library, complete, load, on_screen
from jurisdiction.model import Answer, Finding, Range, Reason, Status
from minimum_contacts.classroom.panels.board import Board
from minimum_contacts.lessons.charts import CHARTS
from minimum_contacts.panels import Lab, TaskPanel, WorkPanel

LIB = load()
SILENCE = "not shown on this file"  # the text of a point that its bearer loses by silence
SILENT = "not shown"  # the short form of that text
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
SHAPES = {Status.MET: "▲", Status.NOT_MET: "▼", Status.OPEN: "◆"}  # as the first notebook explains
SWITCHES = {
    switch: [name for name, fact in LIB.facts.items() if fact.switch == switch]
    for switch in LIB.texts["switches"]
}
CONTROLS = [*SWITCHES, *LIB.facts]
ROWS = [*SWITCHES, *(name for name, fact in LIB.facts.items() if not fact.switch)]
DAYS = [dt.date.fromisoformat(regime["date"]) for regime in LIB.texts["regimes"]]


class Drawn(NamedTuple):
    """The contents of a drawn chart: its size, its texts, and its shapes and lines with their corners."""

    size: tuple[float, float]
    texts: list[dict[str, Any]]
    shapes: list[tuple[str, str, list[tuple[float, float]]]]  # the fill, the stroke, the corners

    def filled(self, color: str) -> list[list[tuple[float, float]]]:
        """Return the corners of each shape filled with a color."""
        return [corners for fill, _, corners in self.shapes if fill == color]


def drawn(html: str) -> Drawn:
    """Return the drawing of a chart, parsed from the SVG that a browser is sent."""
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
    """Parse HTML as a tree. Raise AssertionError if its tags do not match."""
    parser = _Page()
    parser.feed(f"<body>{html}</body>")
    parser.close()
    return parser.tree.close()


def text(element: ET.Element | str) -> str:
    """Return the text of an element as a reader sees it."""
    element = page(element) if isinstance(element, str) else element
    return " ".join("".join(element.itertext()).split())


def having(tree: ET.Element, css_class: str) -> list[ET.Element]:
    """Return the elements of a class, from top to bottom."""
    return [e for e in tree.iter() if css_class in e.get("class", "").split()]


def every_widget(top: w.Widget) -> Iterator[w.Widget]:
    """Yield a widget and all widgets inside it."""
    yield top
    for child in getattr(top, "children", ()):
        yield from every_widget(child)


def every_html(top: w.Widget) -> dict[str, str]:
    """Return the HTML of every HTML part of a widget, and any HTML sent to a panel."""
    found = {x.model_id: x.value for x in every_widget(top) if isinstance(x, w.HTML)}
    for lab in (x for x in every_widget(top) if isinstance(x, Lab)):
        sent = {"idle": lab.rest["idle"], "tab": lab.rest["tab"].get("html", "")}
        sent |= {"side": lab.side.get("html", "")}
        found |= {f"{lab.model_id} {name}": html for name, html in sent.items()}
    for panel in (x for x in every_widget(top) if isinstance(x, TaskPanel)):
        told = [html for task in panel.now["tasks"].values() for html in task.values()]
        told += [meaning for _, meaning in panel.plan.get("words", [])]
        found |= {f"{panel.model_id} {n}": html for n, html in enumerate(told)}
    for panel in (x for x in every_widget(top) if isinstance(x, WorkPanel)):
        words = every_text({**panel.now, **panel.inside})
        found[panel.model_id] = "".join(f"<p>{escape(one)}</p>" for one in words)
    for board in (x for x in every_widget(top) if isinstance(x, Board)):
        sent = {name: html for name, html in board.plan["parts"] if isinstance(html, str)}
        found |= {f"{board.model_id} {name}": html for name, html in sent.items()}
    return found


def every_text(sent: Any) -> Iterator[str]:
    """Yield every text that a page receives and displays as text."""
    if isinstance(sent, str):
        yield sent
    elif isinstance(sent, dict | list | tuple):
        for one in sent.values() if isinstance(sent, dict) else sent:
            yield from every_text(one)


FAILED = "could not update this part, so it still shows the previous state"


def notices(lab: Lab) -> list[str]:
    """Return the laboratory's message about a failed update."""
    return [words for words in lab.now["problem"][1:] if FAILED in words]


def problem(lab: Lab) -> str:
    """Return the laboratory's message about an unusable entry."""
    return "".join(words for words in lab.now["problem"][1:] if FAILED not in words)


def value(lab: Lab, name: str) -> str:
    """Return the contents of a fact's control."""
    return lab.now["values"][name]


def tab(lab: Lab, name: str) -> dict[str, Any]:
    """Choose a tab, and return its contents."""
    lab.do(do="tab", tab=name)
    return lab.rest["tab"]


def reasons(lab: Lab) -> str:
    """Return all reasons of the finding, as they appear beside the laboratory."""
    lab.do(do="read", what="why", name=lab.node)
    return text(lab.side["html"])


def line(point: dict[str, Any]) -> str:
    """Return a point with its shape and its word."""
    return f"{point['shape']} {point['word']}"


def shown(lab: Lab) -> dict[str, Any]:
    """Return the reader's view: the finding and why, the ladder, the reasons, and each chart."""
    now, why = lab.now, lab.rest["why"]
    return {
        "finding": f"{now['finding']['name']} {line(now['finding'])}",
        "why": now["finding"]["why"],
        "wrong": now["finding"]["wrong"],
        "ladder": [" ".join([r["name"], *r["notes"], line(r)]) for r in now["ladder"]],
        "reasons": [(step["shape"], step["sentence"]) for step in why["steps"]],
        "quotes": [quote["id"] for step in why["steps"] for quote in step["quotes"]],
        "charts": charts(lab),
    }


def charts(lab: Lab) -> dict[str, str]:
    """Return each chart as shown under its tab, without redrawing the open one."""
    here = lab.rest["tab"]
    found = {here["id"]: here["html"]} if here.get("id") in CHARTS else {}
    names = [one["id"] for one in lab.plan["tabs"] if one["id"] in CHARTS]
    return found | {name: tab(lab, name)["html"] for name in names if name not in found}


def found(lab: Lab, facts: Facts, day: dt.date) -> dict[str, Any]:
    """Return the same from the engine; decide the unchanged case by its own court's rules."""
    library, node, start = lab.scenario.library, lab.node, load_case(lab.scenario.case.id)
    as_decided = (facts, day) == (start.facts, start.decided)
    analysis = analyze(
        facts, day, library=library, place=lab.scenario.place, court=start.authority.court,
        own=start.authority.id if as_decided else "",
    )  # fmt: skip
    finding, words, nodes = analysis[node], library.texts["status_words"], analysis.law.nodes
    steps = explain.rungs(analysis.law, analysis.facts, node, "first_prong")

    def named(name: str, *notes: str) -> str:
        status = analysis[name].status
        return " ".join([nodes[name].name, *notes, SHAPES[status], words[status.value]])

    def rung(name: str) -> str:
        held = [h.disposition for h in lab.scenario.case.holdings if h.node == name]
        told = [f"{d} in Doe" for d in held if d not in ("met", "not met")]
        close = analysis[name].at_close
        if close is not analysis[name].status:  # lost by silence
            lost = close is Status.NOT_MET
            told.append(f"at close {SILENT if lost else words[close.value].lower()}")
        return named(name, *told)

    cited = [p.id for reason in finding.because for p in (*reason.passages, *reason.rule)]
    names = [one["id"] for one in lab.plan["tabs"] if one["id"] in CHARTS]
    return {
        "finding": named(node),
        "why": why(finding, library),
        "wrong": explain.warnings(analysis),
        "ladder": [rung(name) for _, name in steps],
        "reasons": [(SHAPES[r.status], words) for r, words in told(finding, library)],
        "quotes": list(dict.fromkeys(cited)),
        "charts": {
            name: CHARTS[name](lab.scenario.case, lab.top, 440).html(analysis, node)
            for name in names
        },
    }


def told(finding: Finding, library: Library) -> list[tuple[Reason, str]]:
    """Return each reason in words; the first includes the result at close and the preserved challenges."""
    first, *rest = finding.because
    words = first.sentence
    if finding.status is Status.OPEN:
        stays = finding.at_close is Status.OPEN
        close = "it stays open" if stays else explain.closing_words(finding, library)
        words += f" If the record closed now: {close}."
    preserved = [(first, f"Since {c.since.year}: {c.words}") for c in finding.preserved]
    return [(first, words), *preserved, *((reason, reason.sentence) for reason in rest)]


def why(finding: Finding, library: Library) -> str:
    """Return why a finding is open, or the force of precedent, in one line."""
    if finding.status is not Status.OPEN:
        standing = explain.standing_words(finding, library).partition(": ")[0]
        named = finding.precedent == "controls"
        return standing if named else explain.inside(standing)
    causes = library.texts["cause_words"]
    return "; ".join(words for cause, words in causes.items() if cause in finding.causes)


def changed(facts: Facts, name: str, value: Any) -> Facts:
    """Return the facts after a toggle; a switch sets all its facts.

    If another forum is named, its forum-related facts are unknown; if the first forum is named again, they
    are restored.
    """
    if name == "forum" and value != facts["forum"] and value in LIB.facts["forum"].options:
        asked = [n for n, fact in LIB.facts.items() if "{forum}" in fact.question]
        doe, none = load_case("doe_v_webgroup").facts, complete(LIB, {})
        facts = facts | {n: (doe if value == doe["forum"] else none)[n] for n in asked}
    return facts | dict.fromkeys(SWITCHES.get(name, [name]), value)


def in_control(lab: Lab, name: str) -> object:
    """Return the text of a fact's control as the learner reads it; *mixed* if its facts differ."""
    held, fact = value(lab, name), LIB.facts.get(name)
    if fact and fact.kind in ("share", "count"):
        return on_screen(fact, held)
    return held if (fact and fact.kind == "choice") or held == "mixed" else Answer(held)


def as_given(name: str, facts: Facts) -> object:
    """Return the answer to a fact or a switch; *mixed* if its facts differ."""
    held = {facts[part] for part in SWITCHES.get(name, [name])}
    return held.pop() if len(held) == 1 else "mixed"


def assert_shows_the_engine(lab: Lab, facts: Facts, day: dt.date) -> None:
    """Assert that the laboratory has these facts and the engine's findings, and that nothing has failed."""
    assert lab.scenario.facts == facts
    assert lab.scenario.law_as_of == day
    assert shown(lab) == found(lab, facts, day)
    for name in lab.every:
        assert in_control(lab, name) == as_given(name, facts), name
    assert lab.now["problem"] == []


def figure(value: object, share: bool) -> str:
    """Return a share or a count in the form in which a learner types it."""
    if not isinstance(value, Range):
        return ""
    ends = dict.fromkeys((value.low, value.high))
    return "-".join(f"{end * 100:.10g}%" if share else str(end) for end in ends)
