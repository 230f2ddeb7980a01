"""Everything in data/ loads, and every record names its source."""

from __future__ import annotations

import re

import pytest

from jurisdiction import explain
from jurisdiction.library import below, check, fact_value, load, parts
from jurisdiction.model import DECIDED, Answer, Range

LIB = load()
EDGES = [(fact, edge) for fact in LIB.facts.values() for edge in fact.bears_on]
QUESTIONS = [(name, q) for name, questions in LIB.questions.items() for q in questions]
OPTIONS = [(name, q, option) for name, q in QUESTIONS for option in q.options]


def test_every_file_loads_and_every_passage_is_verified() -> None:
    """The whole data folder is consistent, and no passage is left unverified."""
    counts = check(LIB)
    assert counts["passages verified"] == counts["passages"] > 0
    assert counts["cases"] and counts["nodes"] and counts["facts"] and counts["scenarios"]


@pytest.mark.parametrize("fact", LIB.facts.values(), ids=LIB.facts)
def test_every_fact_is_a_plain_question(fact) -> None:
    """Every fact is phrased as a question and has a label."""
    assert fact.question.endswith("?") and fact.question[0].isupper()
    assert fact.label and fact.bears_on


@pytest.mark.parametrize(("fact", "edge"), EDGES, ids=[f"{f.id}-{e.node}" for f, e in EDGES])
def test_every_edge_has_a_characterisation_and_its_source(fact, edge) -> None:
    """Every fact carries a court's characterization, with its source, on every node it bears on."""
    assert edge.characterisation in LIB.texts["characterisations"]
    known = edge.verified
    assert edge.passages or (known and (known.source or known.how == "analysis"))


@pytest.mark.parametrize("node", LIB.nodes.values(), ids=LIB.nodes)
def test_every_node_has_a_rule_and_speaks(node) -> None:
    """Every node has a question, a source, and a sentence for each possible status."""
    assert node.question.endswith("?")
    assert node.rule or node.supports or node.verified
    ways = {"met": node.met, "not met": node.not_met, "open": node.open}
    if node.settled:
        assert ways[node.settled]
    elif node.unanswered:
        assert node.open
    else:
        assert all(ways.values())


@pytest.mark.parametrize("fact", LIB.facts.values(), ids=LIB.facts)
def test_every_toggle_has_its_question_its_bearer_and_what_it_rests_on(fact) -> None:
    """Each fact has a plain question, a bearer, and, for every point, a court's words or a source."""
    assert fact.question.endswith("?") and len(fact.question.split()) >= 4
    assert fact.shown_by in ("plaintiff", "defendant")
    assert all(edge.passages or edge.verified for edge in fact.bears_on)
    # The three courts have spoken on a site's activities, sales, and earnings, so every toggle there has
    # their words. The requirements of other circuits are known from summaries.
    if fact.group not in ("routes", "forum", "relatedness", "does", "review", "elsewhere"):
        assert all(edge.passages for edge in fact.bears_on)


@pytest.mark.parametrize("case", LIB.cases.values(), ids=LIB.cases)
def test_every_fact_and_holding_of_a_case_says_how_it_is_known(case) -> None:
    """Every stated fact and every holding names its source."""
    assert [k for k, v in case.facts.items() if not (v.passages or v.verified or v.note)] == []
    decided = [h for h in case.holdings if h.disposition not in ("not reached", "not raised")]
    assert [h.node for h in decided if not (h.passages or h.verified)] == []


@pytest.mark.parametrize("authority", LIB.authorities.values(), ids=LIB.authorities)
def test_every_authority_says_how_it_is_known(authority) -> None:
    """An authority we have not read names our source; one we have read is in data/opinions."""
    held = {source.authority for source in LIB.sources.values()}
    assert (authority.verified.how == "read") == (authority.id in held)
    assert authority.verified.how == "read" or authority.verified.source


@pytest.mark.parametrize(
    ("file", "question", "option"),
    OPTIONS,
    ids=[f"{name}-{q.id}-{q.options.index(o) + 1}" for name, q, o in OPTIONS],
)
def test_every_option_has_feedback(file, question, option) -> None:
    """Every option of every question, right or wrong, has feedback."""
    assert option.text.strip()
    assert len(option.feedback.split()) >= 3


@pytest.mark.parametrize("term", LIB.glossary.values(), ids=LIB.glossary)
def test_every_word_is_explained_in_one_or_two_plain_sentences(term) -> None:
    """A definition is short and complete, and is not phrased as another jurisdiction's rule."""
    sentences = re.findall(r"[.;](?: |$)", term.meaning)
    assert 1 <= len(sentences) <= 4 and term.meaning.endswith(".")
    assert len(term.meaning.split()) <= 45
    assert term.term.casefold() not in (f.casefold() for f in term.not_in)


SPEAKS_OF_IT = re.compile(
    r"\b(abus\w*|sexual\w*|rap(?:e|ed|es|ing|ist)|child\w*|traffick\w*|minors?|molest\w*|assault\w*)\b",
    re.IGNORECASE,
)
DOE = LIB.sources["doe"]


@pytest.mark.parametrize("page", LIB.opinions["doe"].pages, ids=lambda page: page.label)
def test_every_page_of_doe_that_speaks_of_the_abuse_opens_behind_the_note(page) -> None:
    """Any page with one of these words, in its body or its footnotes, is listed in opinions.yml."""
    words = " ".join([page.body, *(text for _, text in page.footnotes)])
    assert not SPEAKS_OF_IT.search(words) or page.label in DOE.content_note_on


@pytest.mark.parametrize("passage", LIB.passages.values(), ids=LIB.passages)
def test_no_page_opens_without_the_note_that_needs_it(passage) -> None:
    """A *Doe* page displayed without a content note contains none of these words."""
    shown = explain.quotation_html(passage, LIB)
    behind = "<summary>Show the page anyway</summary>" in shown
    if passage.opinion == "doe" and not behind:
        assert not SPEAKS_OF_IT.search(shown)


REASONS = [(case, h) for case in LIB.cases.values() for h in case.holdings if h.reason]


@pytest.mark.parametrize(("case", "holding"), REASONS, ids=[f"{c.id}-{h.node}" for c, h in REASONS])
def test_a_reason_names_facts_of_its_case_that_bear_on_its_point(case, holding) -> None:
    """The facts of a reason are stated by its case, bear on the point, and say how they are known."""
    here = below(LIB, holding.node)
    instead = (n.id for n in LIB.nodes.values() if n.instead_of in here)
    here = here.union(*(below(LIB, name) for name in instead))
    asked = {n.fact for n in map(LIB.nodes.get, here) if n.fact}
    asked |= {n.case_of for n in map(LIB.nodes.get, here) if n.case_of}
    assert holding.disposition in DECIDED
    assert holding.reason.passages or holding.reason.verified
    assert holding.reason.words.endswith(".") and set(holding.reason.passages) <= set(LIB.passages)
    for name, value in holding.reason.facts.items():
        fact, theirs = LIB.facts[name], LIB.patterns[case.id][name]
        enough = fact_value(fact, value, name)
        assert name in asked or any(edge.node in here for edge in fact.bears_on), name
        if isinstance(enough, Range):
            assert theirs.low <= enough.low <= enough.high <= theirs.high
        else:
            # a fact said to be absent may be absent because it was not shown
            assert theirs == enough or (enough is Answer.NO and theirs is Answer.UNKNOWN), name


def test_most_decided_points_give_their_reason() -> None:
    """The three opinions, and the cases they report, give a reason for most points they decide."""
    assert len(REASONS) > 100
    assert {"doe_v_webgroup", "will_v_lee", "ama_v_wanat"} <= {case.id for case, _ in REASONS}


def test_the_last_laboratory_on_aiming_lists_every_fact_on_the_first_prong() -> None:
    """The laboratory described as showing all of the facts omits none."""
    lab = LIB.lessons["express_aiming"].sections[-1].lab
    assert lab and lab.law
    shown = {part for name in (*lab.facts, *lab.also) for part in parts(LIB, name)}
    here = below(LIB, "first_prong")
    bearing = {f.id for f in LIB.facts.values() if any(e.node in here for e in f.bears_on)}
    assert bearing <= shown
