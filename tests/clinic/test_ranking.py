"""The ranks of facts are exact: the plain engine confirms each one against every completion."""

from __future__ import annotations

import itertools
import random

import pytest
from clients_at_hand import DAY, LIB, TRAINING, UNKNOWN, file_named

from jurisdiction.analysis import Analysis, analyze
from jurisdiction.doctrine import facts_under, law_at
from jurisdiction.model import Answer, Cause, Range, Told
from minimum_contacts.clinic import client as files
from minimum_contacts.clinic import clinic

LAW = law_at(LIB, DAY)
PAIR = ("cdn_us_servers", "cdn_purpose_speed_us")
FIGURES = {
    "share": (Range(0, 0), Range(0.005, 0.005), Range(0.3, 0.3)),
    "count": (Range(0, 0), Range(40, 40), Range(10**6, 10**6)),
}


def values(name: str) -> tuple:
    fact = LIB.facts[name]
    if fact.kind == "yes_no":
        return (Answer.YES, Answer.NO)
    return tuple(fact.options) if fact.kind == "choice" else FIGURES[fact.kind]


def seeded(seed: int, stage: str, unknown: int) -> tuple[Analysis, list[str]]:
    """Return a state in which only some facts are unknown, and the names of those facts."""
    draw = random.Random(seed)
    presumed = {
        name for name, fact in LIB.facts.items() if fact.presumed
    }  # silence never makes it unknown
    used = sorted(facts_under(LAW, LIB.outcome(stage)) - {"forum"} - presumed)
    facts = {name: draw.choice(values(name)) for name in used}
    hopeful = {"federal_claim": Answer.YES, "state_alternative": "refuses", "operates_site": Answer.YES,
               "consented": Answer.NO, "at_home": Answer.NO, "claim_is_stated": Answer.YES}  # fmt: skip
    facts |= {n: v for n, v in hopeful.items() if n in used and draw.random() < 0.9}
    open_ = draw.sample(used, unknown)
    if seed % 2:
        open_ = [*open_[:-2], *PAIR]
    if seed % 3 == 0:  # near a real file, where only closing the record changes the balance
        real = files.analyzed(file_named("streaming_site"), LIB).facts
        facts |= {
            n: v for n, v in real.items() if n in used and v not in (Answer.UNKNOWN, "unknown")
        }
        facts |= {"factor_burden": "against", "cdn_us_servers": Answer.NO}
        near = ["directed_ads", "ad_revenue_by_forum_clicks", "us_compliance_pages", "us_trademarks",
                "takedown_notice", "factor_relief", "individually_targeted", "us_views"]  # fmt: skip
        open_ = draw.sample(near, unknown)
    facts = {n: v for n, v in facts.items() if n not in open_}
    found = analyze(facts | {"forum": "united_states"}, DAY, stage, LIB)
    follows = {n for n in open_ if found.concluded[n] not in (found.facts[n], *Cause)}
    return found, sorted({*open_} - follows)


def outcome(found: Analysis, more: dict) -> tuple[str, str]:
    """Return the outcome, now and at close, if more facts were known, from a new analysis."""
    other = analyze(found.facts | more, DAY, found.stage, LIB)
    return other.outcome.status.value, other.outcome.at_close.value


def ways(name: str, open_: list[str]) -> list[dict]:
    """Return every way in which a fact, or the facts of its switch together, could be learned."""
    found = [{name: value} for value in values(name)]
    if name in PAIR and set(PAIR) <= set(open_):
        found += [dict.fromkeys(PAIR, value) for value in (Answer.YES, Answer.NO)]
    return found


STATES = [(seed, stage) for seed in range(14) for stage in ("motion_to_dismiss", "early_discovery")]


@pytest.mark.parametrize(("seed", "stage"), STATES)
def test_the_first_ranks_are_those_of_brute_force(seed, stage) -> None:
    """A fact is ranked first exactly if some answer changes the outcome, second if only at close."""
    found, open_ = seeded(seed, stage, 5)
    ranked = {q.fact: q.rank.id for q in clinic.ranked(found)}
    assert sorted(ranked) == open_
    now = found.outcome.status.value, found.outcome.at_close.value
    for name in open_:
        after = [outcome(found, way) for way in ways(name, open_)]
        first = any(status != now[0] for status, _ in after)
        second = not first and any(close != now[1] for _, close in after)
        assert (ranked[name] == "outcome", ranked[name] == "at_close") == (first, second), name


@pytest.mark.parametrize(("seed", "stage"), STATES)
def test_what_is_skipped_is_exactly_what_can_never_change_the_result(seed, stage) -> None:
    """A fact has the last rank exactly if it affects no completion of the others, now or at close."""
    found, open_ = seeded(seed, stage, 4)
    for question in clinic.ranked(found):
        others = [n for n in open_ if n != question.fact]
        choices = ([found.facts[n], *values(n)] for n in others)
        matters = any(
            len({outcome(found, dict(zip(others, chosen, strict=True)) | {question.fact: v})
                 for v in (found.facts[question.fact], *values(question.fact))}) > 1
            for chosen in itertools.product(*choices)
        )  # fmt: skip
        assert question.matters is matters, question.fact


def test_some_state_has_a_fact_of_each_end() -> None:
    """The drawn states include facts of the first, second, and last ranks."""
    seen = {q.rank.id for seed, stage in STATES for q in clinic.ranked(seeded(seed, stage, 5)[0])}
    assert {"outcome", "at_close", "nothing"} <= seen


@pytest.mark.parametrize("name", TRAINING)
def test_a_prong_is_settled_where_it_is_said_to_be(name) -> None:
    """Some answer changes each point that a question is said to settle, according to the plain engine."""
    client = file_named(name)
    found = files.analyzed(client, LIB)
    for question in clinic.ranked(found, client):
        if question.rank.id in ("chooses_test", "together", "nothing"):
            continue
        group = (question.fact, *question.together_with)
        after = [
            analyze(found.facts | dict.fromkeys(group, way.change.values[0]), found.law.as_of,
                    found.stage, LIB)
            for way in question.ways
        ]  # fmt: skip
        for node in question.settles:
            changed = [
                a for a in after
                if (a.status(node), a.at_close(node)) != (found.status(node), found.at_close(node))
            ]  # fmt: skip
            assert changed, (question.fact, node)
        first = question.settles[0]
        assert [(w.status, w.at_close) for w in question.ways] == [
            (a.status(first), a.at_close(first)) for a in after
        ]


def next_fact(client: files.ClientFile) -> str:
    """Return the next fact to ask about; None if no unasked fact can still change the result."""
    return next(iter(clinic.progress(client, files.analyzed(client)).left), "")


# --- the order of the intake ----------------------------------------------------------------------------
def test_with_nothing_known_the_threshold_comes_first() -> None:
    """Consent to jurisdiction comes first, then whether a rule reaches the operator."""
    ranks = [q.rank.id for q in clinic.ranked(files.analyzed(UNKNOWN, LIB), UNKNOWN)]
    order = [rank.id for rank in LIB.intake.ranks]
    assert ranks == sorted(ranks, key=order.index)
    assert next_fact(UNKNOWN) == "consented"


def test_we_use_cloudflare_leads_to_what_it_does() -> None:
    """The client's words answer no question, but the questions they raise come first."""
    client = UNKNOWN.model_copy(update={"story": "We use Cloudflare."})
    asked = [q.fact for q in clinic.questions(client)[:2]]
    assert asked == ["cdn_us_servers", "cdn_purpose_speed_us"]
    lead = clinic.questions(client)[0].lead
    assert lead is not None and "what it does for this site" in lead.why
    assert files.translated(LIB, client)[0] == files.translated(LIB, UNKNOWN)[0]
    for word in ("cloudflared", "a cdnx"):
        quiet = UNKNOWN.model_copy(update={"story": f"We have {word}."})
        assert files.leads(LIB, quiet) == []


def test_what_was_asked_is_not_asked_again() -> None:
    """A fact marked unknown is no longer next, but still counts among the facts to find out."""
    client = files.with_fact(UNKNOWN, "consented", Told(answer="unknown"))
    assert next_fact(client) not in ("consented", "")
    found = files.analyzed(client, LIB)
    assert clinic.to_find_out(found, client)[0].question.fact == "consented"


def test_an_intake_comes_to_its_end_and_says_what_it_skipped() -> None:
    """After every question that matters is answered, only facts that change nothing remain."""
    client, asked = UNKNOWN, []
    while fact := next_fact(client):
        value = {"claim_family": "tort_outside_forum", "state_alternative": "names_one"}
        answer = value.get(fact, "no" if LIB.facts[fact].kind == "yes_no" else "unknown")
        client = files.with_fact(client, fact, Told(answer=answer, known="document"))
        asked.append(fact)
    assert len(asked) == len(set(asked)) < 10
    skipped = [q for q in clinic.questions(client) if q.told is None]
    assert skipped and not any(q.matters for q in skipped)
    assert {q.fact for q in skipped} == {*clinic.progress(client, files.analyzed(client)).skipped}
    under_it = facts_under(LAW, "personal_jurisdiction") - {"forum"}
    presumed = {name for name in under_it if LIB.facts[name].presumed}
    assert len(asked) + len(skipped) == len(under_it - presumed)


def test_a_dispute_that_could_go_either_way_keeps_alive_what_turns_on_it() -> None:
    """Aiming is met on a witness's word, which may be found untrue, so the advertising is not skipped."""
    sworn = Told(answer="disputed", claimed="yes", dispute="declarations")
    client = files.with_fact(file_named("marketplace_seller"), "sells_and_delivers", sworn)
    ranks = {q.fact: q.rank.id for q in clinic.ranked(files.analyzed(client, LIB), client)}
    assert ranks["sells_and_delivers"] == "at_close"
    assert ranks["directed_ads"] not in ("nothing", "outcome", "at_close")
    settled = files.with_fact(client, "sells_and_delivers", Told(answer="yes", known="conceded"))
    settled = files.with_fact(settled, "directed_ads", None)
    ranks = {q.fact: q.rank.id for q in clinic.ranked(files.analyzed(settled, LIB), settled)}
    assert ranks["directed_ads"] == "nothing"


# --- facts to find out, standing, and two states ----------------------------------------------------------
def test_every_fact_that_an_intake_can_ask_has_evidence_with_a_passage() -> None:
    """Every question has a source of evidence, and every record says that it is our own suggestion."""
    for stage in LIB.stages.values():
        if stage.outcome in ("personal_jurisdiction", "good_cause"):
            names = facts_under(law_at(LIB, DAY.replace(year=2026)), stage.outcome) - {"forum"}
            assert sorted(names - set(LIB.evidence)) == []
    assert {e.verified.how for e in LIB.evidence.values()} == {"analysis"}


def test_the_four_considerations_stand_with_their_gaps() -> None:
    """Each of the four appears, and its gaps are the facts under it that can still matter."""
    found = files.analyzed(file_named("unknown_operators"), LIB)
    gaps = {c.finding.node.id: c.gaps for c in clinic.checklist(found)}
    assert list(gaps) == [
        "doe_particularity",
        "steps_taken",
        "survives_dismissal",
        "likely_to_identify",
    ]
    # One message from a likely defendant does not suffice, so other identifying facts are gaps.
    assert "does_addresses_and_dates" in gaps["doe_particularity"]
    assert gaps["steps_taken"] == ("steps_recounted",)
    assert gaps["likely_to_identify"] == ("discovery_would_identify",)
    assert "claim_is_stated" in gaps["survives_dismissal"]


def test_where_it_stands_names_each_prong_and_element_once() -> None:
    """The three prongs and *Calder*'s three elements appear under the outcome, in order."""
    points = [
        p.finding.node.id
        for p in clinic.standing(files.analyzed(file_named("streaming_site"), LIB))
    ]
    assert points == [
        "personal_jurisdiction", "authorised", "rule_4k2", "claim_is_federal", "no_state", "due_process",
        "first_prong", "intentional_act", "express_aiming", "forum_harm", "relatedness", "reasonableness",
        "submission", "service_in_forum",
    ]  # fmt: skip


def test_two_states_of_a_file_are_compared_with_the_reason() -> None:
    """Once the CDN's purpose is shown, the finding on aiming changes, and only changed facts are named."""
    before = file_named("streaming_site")
    after = before
    for name in PAIR:
        after = files.with_fact(after, name, Told(answer="yes", known="document"))
    moved = clinic.compared(files.analyzed(before, LIB), files.analyzed(after, LIB))
    aiming = next(m for m in moved if m.node == "express_aiming")
    assert (aiming.before.status.value, aiming.after.status.value) == ("open", "met")
    assert set(aiming.why) == set(PAIR)
    assert clinic.compared(files.analyzed(before, LIB), files.analyzed(before, LIB)) == ()
