"""On a motion on the papers, the reader sees which inference would suffice and where a court drew it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from jurisdiction import explain
from jurisdiction.__main__ import main
from jurisdiction.analysis import Analysis, analyze, load_case
from jurisdiction.counterfactual import inferences
from jurisdiction.library import load
from jurisdiction.model import Status

LIB = load()
DOE = load_case("doe_v_webgroup")


def unknown(*names: str, stage: str = "motion_to_dismiss", **facts: str) -> Analysis:
    """Return *Doe*'s facts with some of them unknown."""
    changed = {**dict.fromkeys(names, "unknown"), **facts}
    return analyze(dict(DOE.facts) | changed, "2024-01-02", stage)


OPENED = {
    "express_aiming": ("cdn_purpose_speed_us",),
    "appealed_and_profited": ("cdn_purpose_speed_us",),
    "forum_harm": ("knows_us_audience", "takedown_notice"),
    "personal_jurisdiction": ("cdn_purpose_speed_us",),
    "harm_foreseeable": ("knows_us_audience",),
}


@pytest.mark.parametrize(("node", "names"), OPENED.items())
def test_each_inference_would_do_and_none_can_be_spared(node: str, names: tuple[str, ...]) -> None:
    """Drawn together, the inferences of a set meet the point; without any one of them, they do not."""
    found = unknown(*names)
    sets = inferences(found, node)
    assert found.status(node) is Status.OPEN and sets
    for changes in sets:
        drawn = {c.fact: c.values[0] for c in changes}
        assert {found.facts[n].value for n in drawn} == {"unknown"}
        assert analyze(dict(found.facts) | drawn, "2024-01-02").status(node) is Status.MET
        for left_out in drawn:
            less = {n: v for n, v in drawn.items() if n != left_out}
            assert analyze(dict(found.facts) | less, "2024-01-02").status(node) is not Status.MET


@pytest.mark.parametrize(
    ("found", "node"),
    [
        (unknown("cdn_purpose_speed_us", stage="evidentiary_hearing"), "express_aiming"),
        (unknown(factor_burden="unknown", factor_relief="against"), "reasonableness"),
        (unknown(), "express_aiming"),
        (unknown("cdn_purpose_speed_us", cdn_us_servers="no"), "us_cdn"),
        (unknown(forum_content="yes", cdn_us_servers="no"), "content_for_forum"),
    ],
    ids=["at a hearing", "the other side's burden", "met", "not met", "open in law only"],
)
def test_no_inference_is_offered(found: Analysis, node: str) -> None:
    """No inference is offered if the stage draws none, the burden is the defendant's, or none could help."""
    assert inferences(found, node) == ()
    assert explain.inference_lines((), found, node) == []


def lines(found: Analysis, node: str) -> list[str]:
    return explain.inference_lines(inferences(found, node), found, node)


def test_an_inference_stands_with_the_words_of_the_court_that_drew_it() -> None:
    """*Doe* inferred the purpose from the servers, so the inference requires servers to be shown."""
    rule, first = lines(unknown("cdn_purpose_speed_us"), "express_aiming")
    assert (
        "“the inferences that may reasonably be drawn in Plaintiff’s favor” Doe, slip op. at 24"
        in rule
    )
    assert first.startswith("- The CDN's purpose") and "See Doe, slip op. at 18" in first
    assert lines(unknown("cdn_purpose_speed_us", "cdn_us_servers"), "express_aiming") == []


@pytest.mark.parametrize(
    "name", ["directed_ads", "consented", "at_home", "operates_site", "cdn_us_servers"]
)
def test_what_no_court_has_inferred_is_not_offered(name: str) -> None:
    """A fact that would meet the point, but that no court inferred, is not offered as an inference."""
    found = unknown(name, "cdn_purpose_speed_us", "knows_us_audience")
    for node in ("express_aiming", "personal_jurisdiction"):
        assert all(change.fact != name for s in inferences(found, node) for change in s)


def test_a_set_is_offered_only_if_a_court_drew_each_inference_in_it() -> None:
    """If courts had inferred only the absence of earnings, aiming could not be inferred without profit."""
    [purpose] = LIB.facts["cdn_purpose_speed_us"].inferred
    for value, offered in (("yes", 1), ("no", 0)):
        drawn = purpose.model_copy(update={"value": value})
        earns = LIB.facts["earns_from_us_users"].model_copy(update={"inferred": [drawn]})
        library = replace(LIB, facts={**LIB.facts, earns.id: earns})
        facts = DOE.facts | dict.fromkeys(("cdn_purpose_speed_us", earns.id), "unknown")
        found = analyze(facts, "2024-01-02", library=library)
        assert len(inferences(found, "express_aiming")) == offered


def test_an_inference_of_a_later_case_is_not_offered_before_it() -> None:
    """No inference from *Doe* is available a month before the decision."""
    found = analyze(dict(DOE.facts) | {"knows_us_audience": "unknown", "takedown_notice": "unknown",
                                       "us_hosting": "yes"}, "2023-12-01")  # fmt: skip
    assert found.status("forum_harm") is Status.OPEN and inferences(found, "forum_harm") == ()


@pytest.mark.parametrize("purpose", ["unknown", "yes"])
def test_the_command_line_prints_them(purpose: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`flips` lists the inferences, in words and as JSON, where there are any."""
    case = [
        "flips",
        "doe_v_webgroup",
        "--node",
        "express_aiming",
        "--set",
        f"cdn_purpose_speed_us={purpose}",
    ]
    assert main([*case, "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)["inferences"]
    assert main(case) == 0
    text = capsys.readouterr().out
    assert bool(plain) == (LIB.texts["inferences"] in text) == (purpose == "unknown")
