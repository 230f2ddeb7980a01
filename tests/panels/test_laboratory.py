"""A laboratory as one widget: the data sent to the page, and the effect of the page's requests."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from what_is_shown import DAYS, LIB, NO, UNKNOWN, YES, reasons, tab, text, value

from jurisdiction.library import below
from minimum_contacts.lessons.panels.browser import ADDRESS
from minimum_contacts.panels import Lab, WorkPanel, lab

LABS = [(lesson.id, s.id) for lesson in LIB.lessons.values() for s in lesson.sections if s.lab]
every_laboratory = pytest.mark.parametrize(
    ("lesson", "section"), LABS, ids=["/".join(at) for at in LABS]
)


def sent(made: Lab) -> dict[str, Any]:
    """Return all data that the page is sent for a laboratory."""
    return {"plan": made.plan, "now": made.now, "rest": made.rest, "side": made.side}


def plain(data: Any) -> Any:
    """Return plain data as JSON would return them."""
    return json.loads(json.dumps(data, allow_nan=False))


def of_json(data: Any) -> Any:
    """Return the same data with lists for tuples."""
    if isinstance(data, dict):
        assert all(type(key) is str for key in data)
        return {key: of_json(one) for key, one in data.items()}
    return [of_json(one) for one in data] if isinstance(data, list | tuple) else data


# --- data for the page -----------------------------------------------------------------------------
@every_laboratory
def test_what_is_sent_is_plain_and_whole_under_every_tab(lesson, section) -> None:
    """Every trait of each laboratory is JSON, and has the keys that the page reads."""
    made = lab(lesson, section)
    for name in ["", *(one["id"] for one in made.plan["tabs"])]:
        made.do(do="tab", tab=name)
        made.do(do="read", what="why", name=made.node)
        assert plain(sent(made)) == of_json(sent(made))
        assert set(made.plan) == {"title", "name", "node", "groups", "tabs", "ways", "link"}
        assert set(made.now) == {
            "finding",
            "guess",
            "ladder",
            "values",
            "showings",
            "whose",
            "changed",
            "problem",
            "note",
            "tries",
            "hidden",
            "undo",
            "redo",
            "turn",
        }
        assert set(made.rest) == {"why", "idle", "tab"}
        assert made.rest["tab"].get("id", "") == (name or made.rest["tab"].get("id", ""))
        assert made.now["problem"] == []


@every_laboratory
def test_every_fact_of_a_laboratory_has_a_row_and_a_value(lesson, section) -> None:
    """Listed facts have rows at once, and the others can be added; the finding is on the ladder."""
    asked, made = LIB.section(lesson, section).lab, lab(lesson, section)
    rows = [row for group in made.plan["groups"] for row in group["rows"]]
    assert {row["id"]: row["more"] for row in rows} == dict.fromkeys(asked.also, True) | (
        dict.fromkeys(asked.facts, False)
    )
    ids = {one["id"] for row in rows for one in [row, *row["parts"]]}
    assert ids == set(made.now["values"]) == set(made.every)
    assert made.now["ladder"][0]["node"] == asked.top
    assert {rung["node"] for rung in made.now["ladder"]} <= below(LIB, asked.top) | {
        asked.top,
        *LIB.beside(asked.top),
    }


@every_laboratory
def test_a_laboratory_shows_something_under_the_law_of_every_day(lesson, section) -> None:
    """If the law can be chosen, no date fails, and each court offered reaches a finding."""
    made = lab(lesson, section)
    for at, part in enumerate(made.now["whose"]):
        for one, _ in part["options"]:
            made.do(do="choose", part=part["part"], value=one)
            assert made.now["problem"] == [], (part["part"], one)
            if part["value"]:  # the original can be chosen again
                assert part["value"] in dict(made.now["whose"][at]["options"])
        made.do(do="reset")


@every_laboratory
def test_a_laboratory_is_written_as_one_sentence(lesson, section) -> None:
    """Without a page, a laboratory displays its name and its finding."""
    told = repr(lab(lesson, section))
    assert told.startswith("Laboratory: ") and told.endswith(".")
    assert told.count(". ") == 0 and "\n" not in told and "<" not in told


# --- requests from the page ------------------------------------------------------------------------
NOTHING = [
    {"do": "dance"},
    {"do": "set", "fact": "no_such_fact", "value": "yes"},
    {"do": "set", "fact": "us_dns", "value": "yes"},  # not shown in this laboratory
    {"do": "set", "fact": "law_as_of", "value": "2017-05-31"},
    {"do": "show", "fact": "us_cdn", "way": "mixed"},
    {"do": "show", "fact": "no_such_fact", "way": "denied"},
    {"do": "choose", "part": "stage", "value": "evidentiary_hearing"},  # also not offered
    {"do": "choose", "part": "facts", "value": "x"},
    {"do": "why", "node": "no_such_node"},
    {"do": "tab", "tab": "timeline"},
    {"do": "tab", "tab": "no_such_tab"},
    {"do": "in_tab", "held": ["us_cdn"], "choice": "neither"},
    {"do": "apply", "changes": {"us_cdn": "no"}},
    {"do": "read", "what": "page", "name": "no_such_passage"},
    {"do": "read", "what": "fact", "name": "us_dns"},
    {"do": "read", "what": "no_such_thing", "name": "us_cdn"},
    {"do": "undo"},
    {"do": "redo"},
    {"do": "reset"},
]
REFUSED = [
    ({"do": "set", "fact": "us_cdn", "value": "perhaps"}, "us_cdn"),
    ({"do": "set", "fact": "us_traffic_share", "value": "140%"}, "us_traffic_share"),
    ({"do": "set", "fact": "us_views", "value": "-3"}, "us_views"),
    ({"do": "show", "fact": "us_cdn", "way": "no_such_way"}, "us_cdn"),
    ({"do": "choose", "part": "law_as_of", "value": "yesterday"}, ""),
    ({"do": "choose", "part": "law_as_of", "value": "1066-10-14"}, ""),
]


@pytest.mark.parametrize("asked", NOTHING, ids=str)
def test_what_a_page_cannot_ask_for_changes_nothing(own_lab, asked) -> None:
    """Unknown names, and anything this laboratory does not offer, leave all sent data unchanged."""
    before = sent(own_lab)
    own_lab.do(**asked)
    after = sent(own_lab)
    for each in (before, after):
        each["now"] = each["now"] | {"turn": 0}
    assert after == before and not own_lab.scenario.can_undo


@pytest.mark.parametrize(("asked", "under"), REFUSED, ids=str)
def test_what_cannot_be_used_is_told_under_its_fact_each_time(own_lab, asked, under) -> None:
    """After an error, the last finding and facts remain; a repeated error is reported again."""
    before, facts = own_lab.now, own_lab.scenario.facts
    for _ in range(2):
        turn = own_lab.now["turn"]
        own_lab.do(**asked)
        assert own_lab.now["problem"][0] == under and own_lab.now["problem"][1]
        assert own_lab.now["turn"] > turn
        for part in ("finding", "ladder", "values", "whose", "undo"):
            assert own_lab.now[part] == before[part]
        assert own_lab.scenario.facts == facts
    own_lab.do(do="set", fact="us_trademarks", value="no")
    assert own_lab.now["problem"] == []


def test_the_arrow_keys_within_a_row_make_one_change(own_lab) -> None:
    """However far the keys go, one Undo returns to the row's first answer, and Redo to its last."""
    own_lab.do(do="set", fact="us_trademarks", value="no")
    before = own_lab.scenario.facts
    for again, answer in enumerate(["no", "unknown", "yes", "unknown"]):
        own_lab.do(do="set", fact="us_cdn", value=answer, again=again > 0)
        assert value(own_lab, "us_cdn") == answer and own_lab.now["changed"] == "us_cdn"
    own_lab.do(do="undo")
    assert own_lab.scenario.facts == before
    own_lab.do(do="redo")
    assert value(own_lab, "us_cdn") == "unknown"
    own_lab.do(do="undo")
    own_lab.do(do="undo")
    assert not own_lab.now["undo"]


def test_arrow_keys_go_on_only_with_the_row_that_was_changed_last(own_lab) -> None:
    """In another row, after Undo, or after a rejected value, a change is separate."""
    stops = [own_lab.scenario.facts]
    for asked in (
        {"fact": "us_cdn", "value": "no"},
        {"fact": "us_trademarks", "value": "no", "again": True},
        {"fact": "us_cdn", "value": "unknown", "again": True},
    ):
        own_lab.do(do="set", **asked)
        stops.append(own_lab.scenario.facts)
    own_lab.do(do="undo")
    own_lab.do(do="set", fact="us_cdn", value="yes", again=True)
    stops[-1] = own_lab.scenario.facts
    own_lab.do(do="set", fact="us_trademarks", value="perhaps")
    own_lab.do(do="set", fact="us_trademarks", value="unknown", again=True)
    stops.append(own_lab.scenario.facts)
    for facts in reversed(stops):
        assert own_lab.scenario.facts == facts
        own_lab.do(do="undo")


def test_what_moved_is_seen_from_where_the_arrow_keys_began(own_lab) -> None:
    """From yes through unknown to no, the finding shows its status at yes."""
    was = own_lab.now["finding"]["word"]
    own_lab.do(do="set", fact="us_cdn", value="unknown")
    own_lab.do(do="set", fact="us_cdn", value="no", again=True)
    assert own_lab.now["finding"]["was"]["word"] == was
    assert "yes to no" in own_lab.scenario.moved(own_lab.top)
    own_lab.do(do="set", fact="us_cdn", value="yes", again=True)
    assert own_lab.now["finding"]["was"] is None and not own_lab.now["undo"]


CHANGES = [
    at for at in LABS if "changes" in LIB.section(*at).lab.views
]  # laboratories that list changes of their finding


@pytest.mark.parametrize(("lesson", "section"), CHANGES, ids=["/".join(at) for at in CHANGES])
def test_the_offered_changes_lead_where_they_say_and_no_others_are_made(lesson, section) -> None:
    """Each set under a finding produces that finding; a set that is not offered does nothing."""
    made = lab(lesson, section)
    made.do(do="show_all", on=True)  # a lesson withholds the list until its tries are answered
    start = made.scenario.now
    offered = plain(tab(made, "changes"))
    made.do(do="apply", changes={"us_cdn": "no", "us_dns": "yes", "us_trademarks": "no"})
    made.do(do="apply", changes={})
    assert made.scenario.now == start
    for group in offered["groups"]:
        for one in group["sets"]:
            made.do(do="apply", changes=one["changes"])
            assert made.now["finding"]["status"] == group["status"] != made.now["finding"]["was"]
            assert made.now["problem"] == [] and made.now["finding"]["word"] == group["word"]
            made.do(do="undo")
            assert made.scenario.now == start
    for name in [one["id"] for one in made.plan["tabs"] if one["id"] != "changes"][:1]:
        tab(made, name)
        for group in offered["groups"]:
            made.do(do="apply", changes=group["sets"][0]["changes"])
            assert made.scenario.now == start


def test_a_point_of_the_ladder_tells_why_until_the_next_change() -> None:
    """The reasons of a requested point remain until a change; then the finding's reasons return."""
    made = Lab("doe_v_webgroup", facts=["us_cdn"], law=True, views=["changes"])
    every = list(made.scenario.analysis)
    made.do(do="choose", part="law_as_of", value=DAYS[0].isoformat())
    gone = [node for node in every if node not in made.scenario.analysis]
    made.do(do="reset")
    assert gone
    for node in gone[:3]:
        made.do(do="why", node=node)
        assert made.rest["why"]["node"] == node
        made.do(do="choose", part="law_as_of", value=DAYS[0].isoformat())
        assert made.rest["why"]["node"] == made.node and made.now["problem"] == []
        made.do(do="why", node=node)  # not law on that date
        assert made.rest["why"]["node"] == made.node and made.now["problem"] == []
        made.do(do="reset")


def test_a_reason_quotes_no_passage_that_one_before_it_has_quoted(own_lab) -> None:
    """Each passage appears once among the reasons, with its citation signal."""
    for answer in (YES, NO, UNKNOWN):
        own_lab.scenario.set(us_cdn=answer)
        quotes = [quote for step in own_lab.rest["why"]["steps"] for quote in step["quotes"]]
        ids = [quote["id"] for quote in quotes]
        assert len(set(ids)) == len(ids)
        for quote in quotes:
            assert quote["text"] == LIB.passages[quote["id"]].text.strip()
            assert quote["signal"] in ("", "See") and quote["pin"]
            own_lab.do(do="read", what="page", name=quote["id"])
            assert own_lab.side["title"] == quote["pin"] and "<mark>" in own_lab.side["html"]


def test_what_is_read_beside_comes_again_when_it_is_asked_for_again(own_lab) -> None:
    """The same page opened twice is two messages, and all reasons are those of the engine."""
    own_lab.do(do="read", what="fact", name="us_cdn")
    first = own_lab.side
    own_lab.do(do="read", what="fact", name="us_cdn")
    assert own_lab.side["turn"] > first["turn"] and own_lab.side["html"] == first["html"]
    said = reasons(own_lab)
    for reason in own_lab.scenario.analysis[own_lab.node].because:
        assert text(reason.sentence) in said


def test_the_link_leads_back_to_these_facts(own_lab, monkeypatch) -> None:
    """The laboratory's link opens these facts under the same law."""
    monkeypatch.setattr(ADDRESS, "address", "https://example.org/lab/tree/notebooks/02.ipynb")
    own_lab.do(do="set", fact="us_cdn", value="no")
    own_lab.do(do="choose", part="law_as_of", value=DAYS[-1].isoformat())
    own_lab.do(do="link")
    panel = WorkPanel("express_aiming")
    panel.do("address", address=own_lab.side["link"])
    assert panel.lab.scenario.now == own_lab.scenario.now


def test_a_closed_laboratory_follows_the_story_no_more(own_lab) -> None:
    """A closed laboratory ignores the story switch but still returns its sentence."""
    own_lab.close()
    turn = own_lab.now["turn"]
    assert repr(own_lab).startswith("Laboratory: ") and own_lab.now["turn"] == turn


def test_without_a_kernel_a_laboratory_says_its_question_and_never_a_prediction():
    """A decided case's finding appears with its first reasons; a hypothetical's does not."""
    decided, _ = lab("express_aiming", "line")._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in decided
    assert "Did the operator expressly aim" in decided["text/html"]
    assert "Doe: Met. The operator both actively appealed" in decided["text/html"]
    asked, _ = lab("moot_and_exam", "app")._repr_mimebundle_()
    assert "Did the operator expressly aim" in asked["text/html"]
    for words in (asked["text/html"], asked["text/plain"]):
        assert not re.search(r"\b(met|open)\b", words, re.I)
