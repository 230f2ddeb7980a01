"""A link opens its facts, is reproduced from them, and reports any part that cannot be read."""

from __future__ import annotations

import base64

import pytest

from jurisdiction import hypothetical, load
from minimum_contacts.lessons import links
from minimum_contacts.lessons.panels.browser import ADDRESS
from minimum_contacts.panels import Scenario, WorkPanel


@pytest.fixture(autouse=True)
def no_address(monkeypatch) -> None:
    """The page of one test is not that of the next."""
    monkeypatch.setattr(ADDRESS, "address", "")


def opened(address: str) -> WorkPanel:
    """Return the top of a notebook whose page has a given address."""
    panel = WorkPanel("express_aiming")
    panel.do("address", address=address)
    return panel


PAGE = "https://example.org/class/notebooks/index.html?path=02_express_aiming.ipynb"


def test_a_link_shows_its_facts_under_its_law() -> None:
    panel = opened(f"{PAGE}&case=will_v_lee&us_cdn=no&as_of=2024-01-02")
    twin = Scenario("will_v_lee")
    twin.set("2024-01-02", us_cdn="no")
    assert panel.lab.scenario.now == twin.now
    assert panel.now["link"]["troubles"] == []
    assert panel.now["link"]["facts"].endswith("under the law of January 2, 2024.")


def test_what_a_laboratory_gives_leads_back_to_it() -> None:
    scenario = Scenario("doe_v_webgroup")
    scenario.set("2025-04-21", us_cdn="no", us_traffic_share="3%")
    address = links.whole(PAGE, "02_express_aiming", links.write(scenario))
    assert address.startswith(
        "https://example.org/class/?lesson=02_express_aiming&case=doe_v_webgroup&"
    )
    panel = opened(address)
    assert panel.lab.scenario.now == scenario.now


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ("case=wil_v_lee", "Did you mean “will_v_lee”"),
        ("us_cdn=perhaps", "Write yes, no or unknown"),
        ("as_of=yesterday", "write it like 2024-01-02"),
        ("stage=<b>", "there is no stage “<b>”"),
        ("us_cdm=no", "Did you mean “us_cdn”"),
        ("us_cdn=no" + "0" * 5000, "longer than"),
    ],
)
def test_what_cannot_be_read_is_told(rest: str, told: str) -> None:
    assert told in " ".join(opened(f"{PAGE}&{rest}").now["link"]["troubles"])


def test_an_address_without_facts_shows_nothing() -> None:
    panel = opened(PAGE + "&token=abc")
    assert panel.lab is None and panel.now["link"] == {"troubles": []}
    assert not links.read("http://127.0.0.1:8888/lab/tree/notebooks/02.ipynb?reset", load())


HONEY = (
    "id: linked_honey\ntitle: Honey\nstory: A beekeeper sells <b>honey</b>.\nlaw_as_of: '2024-06-01'\n"
    "facts: {forum: united_states, us_cdn: 'no', english_default: 'yes'}\n"
    "expected: {express_aiming: {status: open}}\n"
)


def test_a_hypothetical_in_a_link_is_predicted_before_its_facts_are_shown() -> None:
    panel = opened(f"{PAGE}&hypothetical={hypothetical.packed(HONEY, 'honey.yml')}")
    (task,) = panel.predict.tasks.values()
    assert panel.lab is None and task.story == "A beekeeper sells <b>honey</b>."
    panel.predict.do(do="act", task=task.task, said="open")
    panel.update()
    assert panel.lab.scenario.start == "linked_honey"
    assert "us_cdn" in panel.lab.names and panel.lab.node == "express_aiming"


def test_an_imported_file_is_shown_and_its_link_opens_the_same() -> None:
    panel = opened(PAGE)
    panel.do("bring", name="honey.yml", data=base64.b64encode(HONEY.encode()).decode())
    link = panel.now["brought"].split()[-1]
    assert panel.now["link"]["title"] == "A hypothetical: Honey"
    assert opened(link).now["link"]["title"] == "A hypothetical: Honey"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HONEY.replace("us_cdn", "us_cdm"), "Did you mean us_cdn"),
        (HONEY.replace("status: open", "status: met"), "“Met” is expected, but “Open” is found"),
        (HONEY.replace("A beekeeper sells <b>honey</b>.", "''"), "honey.yml, story"),
        (HONEY.replace("linked_honey", "doe_without_cdn"), "Choose another id"),
    ],
)
def test_a_hypothetical_that_cannot_be_used_says_where_and_why(text: str, told: str) -> None:
    panel = opened(PAGE)
    panel.do("bring", name="honey.yml", data=base64.b64encode(text.encode()).decode())
    assert told in panel.now["brought"] and panel.predict is None


def test_a_damaged_hypothetical_in_a_link_is_told() -> None:
    code = hypothetical.packed(HONEY, "honey.yml")[:-20]
    assert "cut off or damaged" in " ".join(
        opened(f"{PAGE}&hypothetical={code}").now["link"]["troubles"]
    )
