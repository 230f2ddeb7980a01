"""Every hypothetical comes out as its author expects."""

from __future__ import annotations

import pytest

from jurisdiction.analysis import analyze, load_case
from jurisdiction.library import case_shown, load, scenario_facts

LIB = load()
EXPECTED = [
    (scenario, LIB.known("nodes", node, scenario.id), expected)
    for scenario in LIB.scenarios.values()
    for node, expected in scenario.expected.items()
]


@pytest.mark.parametrize(
    ("scenario", "node", "expected"),
    EXPECTED,
    ids=[f"{s.title}: {LIB.nodes[node].name}, {e.status}" for s, node, e in EXPECTED],
)
def test_hypothetical_comes_out_as_its_author_says(scenario, node, expected) -> None:
    """In this hypothetical, this point comes out as its author expects."""
    finding = analyze(scenario_facts(LIB, scenario), scenario.law_as_of)[node]
    assert finding.status.value == expected.status
    if "causes" in expected.model_fields_set:
        assert sorted(finding.causes) == sorted(expected.causes)
    if expected.at_close:
        assert finding.at_close.value == expected.at_close


@pytest.mark.parametrize("scenario", LIB.scenarios.values(), ids=LIB.scenarios)
def test_every_hypothetical_names_its_law_and_expects_something(scenario) -> None:
    """A hypothetical of the suite has a story, a date, and expectations, so its result is stable."""
    assert scenario.law_as_of and scenario.expected and scenario.story


def test_the_recipe_site_has_the_website_facts_of_doe() -> None:
    """The neutral hypothetical differs from *Doe* in no fact that the model uses."""
    recipes = scenario_facts(LIB, LIB.scenarios["neutral_recipe_site"])
    assert recipes == load_case("doe_v_webgroup").facts
    assert LIB.scenarios["neutral_recipe_site"].based_on is None


def test_the_recipe_site_s_facts_are_shown_as_doe_s_are() -> None:
    """A change of stage leads to the same findings with the neutral facts."""
    neutral, doe = LIB.scenarios["neutral_recipe_site"], LIB.cases["doe_v_webgroup"]
    assert case_shown(neutral) == case_shown(doe) != {}
