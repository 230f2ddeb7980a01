"""Discovery drafts for many random files, and the response date for many random days."""

from __future__ import annotations

import datetime as dt
import functools
import random
import re

import pytest
from clients_at_hand import DAY, LIB, TRAINING, file_named

from jurisdiction import claims
from jurisdiction.analysis import analyze
from jurisdiction.doctrine import facts_under, law_at
from jurisdiction.model import Cause, Range, Service, Side, Status, Told
from minimum_contacts.clinic import client as files
from minimum_contacts.clinic import clinic
from minimum_contacts.clinic.memo import body, discussion, memo, requests, service
from minimum_contacts.clinic.memo.blocks import Heading, Paragraph
from minimum_contacts.clinic.memo.draft import Draft

LAW = law_at(LIB, DAY)
ANSWERS = {"yes_no": ("yes", "no"), "share": ("0%", "3%", "30%"), "count": ("0", "40", "1,000,000")}
STORIES = (
    "They use Cloudflare, which is a CDN, and Amazon Web Services.",
    "An ad network pays them; customers pay through PayPal. She lives in Reno.",
    "They sell through Etsy and a distributor, and had a cease-and-desist letter.",
    "",
)


def answers(name: str) -> tuple[str, ...]:
    fact = LIB.facts[name]
    return (
        ANSWERS[fact.kind]
        if fact.kind in ANSWERS
        else tuple(o for o in fact.options if o != "unknown")
    )


@functools.cache
def drafted(seed: int) -> Draft | None:
    """Return a random, mostly complete file for a side and a stage; None if it contradicts itself."""
    draw = random.Random(seed)
    stage = draw.choice(
        ["motion_to_dismiss", "motion_to_dismiss", "evidentiary_hearing", "early_discovery"]
    )
    side = "plaintiff" if stage == "early_discovery" else draw.choice(["plaintiff", "defendant"])
    hopeful = {"claim_family": "tort_outside_forum", "federal_claim": "yes", "at_home": "no",
               "consented": "no", "operates_site": "yes", "claim_arises_from_contacts": "yes"}  # fmt: skip
    used = sorted(facts_under(LAW, LIB.outcome(stage)) - {"forum", "long_arm"})
    facts = {n: Told(answer=a, known="document") for n, a in hopeful.items() if draw.random() < 0.9}
    for name in draw.sample(used, draw.randint(5, 25)):
        if name not in hopeful:
            answer, way = draw.choice(answers(name)), draw.random()
            known = draw.choice(["document", "client", "conceded", "inference"])
            facts[name] = Told(answer=answer, known=known)
            if way < 0.2:
                dispute = draw.choice(["declarations", "denied"])
                facts[name] = Told(answer="disputed", claimed=answer, dispute=dispute)
    client = files.new("R. F.", draw.choice(["hawaii", "united_states", "texas"]), side=side, stage=stage,
                       law_as_of=DAY, facts=facts, story=draw.choice(STORIES))  # fmt: skip
    draft = Draft(files.analyzed(client, LIB), client)
    return None if draft.broken else draft


SEEDS = range(24)
FOUND = [seed for seed in SEEDS if drafted(seed)]


def training(name: str) -> Draft:
    client = file_named(name)
    return Draft(files.analyzed(client, LIB), client)


def every_row(draft: Draft):
    """Return the requests about facts; those about contentions have their own test."""
    return [(paper, row) for paper in requests.papers(draft) for row in paper.rows if row.question]


def contended(draft: Draft) -> dict[str, str]:
    papers = [paper for paper in requests.papers(draft) if paper.kind == "interrogatories"]
    return {row.point: row.text for paper in papers for row in paper.rows if not row.question}


@pytest.mark.parametrize("seed", FOUND)
def test_a_defendant_asks_the_basis_of_each_point_that_the_plaintiff_must_show(seed) -> None:
    """A defendant asks for the basis of each point that the plaintiff must show; plaintiffs do not."""
    draft = drafted(seed)
    asked = contended(draft)
    if draft.side is Side.PLAINTIFF:
        assert asked == {}
        return
    theirs = {n for n in draft.contested() if draft.analysis[n].burden is Side.PLAINTIFF}
    assert theirs <= {*asked} and all("any contention that" in text for text in asked.values())
    assert all(draft.analysis[n].burden is Side.PLAINTIFF for n in {*asked} - {"rule_4k2"})
    nationwide = "rule_4k2" in asked
    assert nationwide == (bool(asked) and discussion.has_alternative(draft))
    assert not nationwide or "each contact with the United States" in asked["rule_4k2"]


def test_the_training_defendants_ask_about_aiming_harm_relatedness_and_the_whole_country() -> None:
    for name in ("marketplace_seller", "vocabulary_site"):
        assert {*contended(training(name))} == {
            "express_aiming", "forum_harm", "relatedness", "rule_4k2",
        }  # fmt: skip


def test_a_request_on_harm_serves_harm() -> None:
    """A request names the point on which its fact bears, if that point is open."""
    served = [
        (row, draft) for seed in FOUND for draft in [drafted(seed)] for _, row in every_row(draft)
    ]
    harm = [row for row, _ in served if row.fact == "us_views"]
    assert harm and {row.point for row in harm} == {"forum_harm"}


def test_random_files_ask_something_on_both_sides_and_in_every_form() -> None:
    """The drawn files include every kind of paper for each party that may serve it."""
    kinds = {
        (draft.side.value, paper.kind)
        for seed in FOUND
        for draft in [drafted(seed)]
        for paper in requests.papers(draft)
    }
    assert kinds >= {("plaintiff", kind) for kind in ("interrogatories", "requests", "subpoena")}
    assert kinds >= {("defendant", kind) for kind in ("interrogatories", "requests")}


@pytest.mark.parametrize("seed", FOUND)
def test_no_request_asks_for_a_known_fact(seed) -> None:
    """Every request concerns a fact that is unknown, disputed, or inferred, and does not follow."""
    draft = drafted(seed)
    for _, row in every_row(draft):
        fact = row.question.fact
        open_ = draft.analysis.concluded[fact] in (*clinic.UNKNOWN, *Cause)
        assert open_ or draft.file.facts[fact].answer == "disputed", fact


@pytest.mark.parametrize("seed", FOUND)
def test_no_request_is_directed_at_our_own_client(seed) -> None:
    """A plaintiff serves the operator or nonparties; a defendant serves the plaintiff or its declarants."""
    draft = drafted(seed)
    ours = "the plaintiff" if draft.side is Side.PLAINTIFF else "the defendant operator"
    theirs = [e.to_plaintiff for e in LIB.evidence.values()]
    of_operator = {
        t for e in LIB.evidence.values() for t in (e.interrogatory, e.request, e.subpoena)
    }
    of_plaintiff = {t for e in theirs for t in (e.interrogatory, e.request)}
    wrong = (
        of_plaintiff - of_operator if draft.side is Side.PLAINTIFF else of_operator - of_plaintiff
    )
    wrong = {text.replace("{forum}", draft.place) for text in wrong}
    for paper, row in every_row(draft):
        assert paper.recipient != ours and row.text not in wrong
        if draft.side is Side.DEFENDANT:
            assert paper.recipient in (
                "the plaintiff", "each non-party whose declaration the plaintiff filed"
            )  # fmt: skip


@pytest.mark.parametrize("seed", FOUND)
def test_no_request_serves_a_point_on_which_only_the_opponent_gains(seed) -> None:
    """Some answer brings a point under the one served closer to our side than silence does.

    The plain engine evaluates each answer separately. For a disputed fact, silence is no baseline: one answer
    must be better for us than another.
    """
    draft = drafted(seed)
    better = {Side.PLAINTIFF: [Status.NOT_MET, Status.OPEN, Status.MET]}
    better[Side.DEFENDANT] = better[Side.PLAINTIFF][::-1]
    order = better[draft.side].index
    for fact, point in {(row.question.fact, row.point) for _, row in every_row(draft)}:
        under = [n for n in draft.live if fact in facts_under(draft.law, n)]
        told = [files.fact_value(LIB.facts[fact], answer, fact) for answer in answers(fact)]
        if LIB.facts[fact].kind == "count":
            told.append(Range(10**7, 10**7))
        where = {"place": draft.place, "court": draft.analysis.court}
        after = [
            analyze(draft.analysis.facts | {fact: value}, DAY, draft.analysis.stage, LIB, **where)
            for value in told
        ]
        disputed = fact in draft.disputed
        assert any(
            order(one.at_close(node)) > order(other.at_close(node))
            for node in under
            for one in after
            for other in (after if disputed else [draft.analysis])
        ), (fact, point)
        lost = draft.analysis.at_close(point) is not better[draft.side][-1]
        assert lost or any(n in facts_under(draft.law, point) for n in draft.disputed), (
            fact,
            point,
        )


@pytest.mark.parametrize("seed", FOUND)
def test_requests_are_in_order_few_and_each_tied_to_a_contested_point(seed) -> None:
    """Decisive requests come first; no paper has more than 25 requests or repeats one."""
    draft = drafted(seed)
    ranks = [rank.id for rank in LIB.intake.ranks]
    for paper in requests.papers(draft):
        about = [row for row in paper.rows if row.question]
        order = [ranks.index(row.question.rank.id) for row in about]
        texts = [row.text for row in paper.rows]
        assert order == sorted(order) and len(texts) == len(set(texts)) <= 25
        assert {row.point for row in about} <= {*draft.contested()}
        assert not any(re.search(r"\{\w+\}", text) for text in texts)
        assert all(row.fact in facts_under(draft.law, row.point) for row in about)


def test_a_plaintiff_asks_nothing_on_what_the_operator_has_to_show() -> None:
    """In the streaming file, the drafts concern aiming alone, on which R. K. bears the burden."""
    draft = training("streaming_site")
    assert {row.point for _, row in every_row(draft)} == {"express_aiming"}
    facts = {row.question.fact for _, row in every_row(draft)}
    assert facts <= facts_under(draft.law, "express_aiming")
    assert [row.question.fact for row in requests.papers(draft)[0].rows][:2] == [
        "cdn_us_servers", "cdn_purpose_speed_us",
    ]  # fmt: skip
    assert requests.papers(draft)[-1].recipient == "Cloudflare"


@pytest.mark.parametrize("name", ["marketplace_seller", "vocabulary_site"])
def test_a_defendant_asks_about_what_is_disputed(name) -> None:
    """Neither defendant asks about reasonableness, the plaintiff's home, or the law that governs."""
    draft = training(name)
    facts = {row.question.fact for _, row in every_row(draft)}
    assert facts == {*draft.disputed}
    text = " ".join(row.text for _, row in every_row(draft))
    assert "governs" not in text and "resident" not in text


def test_before_service_only_records_that_identify_are_asked_for() -> None:
    """The registrar, the access provider, and each company that the file names receive such requests."""
    draft = training("unknown_operators")
    asked = {paper.recipient: paper.kind for paper in requests.papers(draft)}
    assert {*asked.values()} == {"subpoena"} and {"Cloudflare", "PayPal"} <= {*asked}
    assert {row.question.fact for _, row in every_row(draft)} <= {
        "discovery_would_identify", "does_addresses_and_dates", "domiciled_there",
    }  # fmt: skip


COMPANIES = {
    "They use Cloudflare, a CDN, and Amazon Web Services.": ["Cloudflare", "Amazon Web Services"],
    "Their ad network and their customers; she lives in Reno.": [
        "[name of the company; the file says only “ad network”]"
    ],
    "They sell on etsy. The sister company in Graz does the rest.": ["Etsy"],
    "A marketplace sells it.": ["[name of the company; the file says only “marketplace”]"],
    "Blue stripe on azure wool. They sent a takedown notice.": [],
}


@pytest.mark.parametrize("story", COMPANIES)
def test_a_subpoena_goes_to_companies_and_never_to_customers(story) -> None:
    """A request names a company as the file does; for a kind of company, the name is left blank."""
    client = files.new("A. B.", "hawaii", law_as_of=DAY, story=story)
    draft = Draft(files.analyzed(client, LIB), client)
    assert [*requests._companies(draft)] == COMPANIES[story]


@pytest.mark.parametrize("name", TRAINING)
def test_the_rules_are_stated_with_the_papers_that_need_them(name) -> None:
    """Rule 26(d) precedes all drafts, and Rules 33, 34, and 45 the papers served under them."""
    client = file_named(name)
    blocks = memo(client, files.analyzed(client, LIB)).blocks
    start = next(i for i, b in enumerate(blocks) if b == Heading(1, "Appendix C: Draft Discovery"))
    text = " ".join(b.text for b in blocks[start:] if isinstance(b, Paragraph | Heading))
    kinds = {paper.kind for paper in requests.papers(training(name))}
    needed = {
        "interrogatories": ["33(a)(1)", "25 written", "discrete subparts", "33(b)(2)", "33(b)(3)"],
        "requests": ["26(d)(2)", "more than 21 days", "34(b)(2)(A)", "34(b)(2)(B)–(C)"],
        "subpoena": ["within 100 miles of where the recipient resides, is employed, or regularly "
                     "transacts business in person", "45(c)(2)(A)", "45(a)(4)", "45(d)(1)"],
    }  # fmt: skip
    assert "26(d)(1)" in text
    for kind, rules in needed.items():
        assert [rule for rule in rules if (rule in text) != (kind in kinds)] == [], kind


def test_each_of_two_defendants_is_asked_by_its_name() -> None:
    """With two claims against two defendants, each paper goes to the defendant of its own claim."""
    raw = b"""
format: minimum-contacts-client
version: 1
label: T. C.
forum: california
law_as_of: "2024-09-01"
defendants: {site: {name: Receitas Lda.}, app: {name: Garsa SIA}}
claims:
  copying: {name: Copying, against: [site, app], facts: {federal_claim: {answer: "yes"}}}
  contract: {name: Contract, against: [site], facts: {claim_family: {answer: contract}}}
"""
    every = claims.parts(LIB, files.read(raw, "two.yml", LIB), "two.yml")
    assert [(part.claim, part.defendant) for part in every] == [
        ("copying", "site"), ("copying", "app"), ("contract", "site"),
    ]  # fmt: skip
    for part in every:
        client = files.cited(part)
        asked = requests.papers(Draft(files.analyzed(client, LIB), client))
        name = {"site": "Receitas Lda.", "app": "Garsa SIA"}[part.defendant]
        assert asked and {paper.recipient for paper in asked if paper.kind != "subpoena"} == {name}


def test_a_doe_defendant_is_told_of_a_motion_to_quash_and_asked_only_what_it_knows() -> None:
    """No party is served at this stage, and a defendant is not asked about the plaintiff's acts."""
    client = files.new(
        "D. D.", "california", side="defendant", stage="early_discovery", law_as_of=DAY
    )
    draft = Draft(files.analyzed(client, LIB), client)
    told = " ".join(service.told(draft))
    assert "45(d)(3)" in told and "DOES NOT SAY" not in told and "12(h)(1)" in told
    assert requests.papers(draft) == []
    steps = [b.text for b in memo(client, draft.analysis).body if isinstance(b, Paragraph)]
    assert any(step.startswith("Watch for service") for step in steps)
    asked = body.to_ask(draft, 99)
    assert asked and not {*asked} & {
        "steps_recounted",
        "does_located",
        "plaintiff_lives_here",
        "lost_sales_there",
    }


# --- service and the response date ----------------------------------------------------------------------
# Dates on which the federal holidays are observed, from the Office of Personnel Management.
OBSERVED = {
    2026: "1/1 1/19 2/16 5/25 6/19 7/3 9/7 10/12 11/11 11/26 12/25",
    2027: "1/1 1/18 2/15 5/31 6/18 7/5 9/6 10/11 11/11 11/25 12/24 12/31",
}
HOLIDAYS = {
    dt.date(year, *map(int, day.split("/")))
    for year, days in OBSERVED.items()
    for day in days.split()
}
SERVED = training("vocabulary_site")


def said(made: Service | None, today: dt.date = dt.date(2026, 1, 1)) -> str:
    SERVED.file = SERVED.file.model_copy(update={"service": made})
    SERVED.today = today
    return " ".join(service.told(SERVED))


def by_rule_6a(start: dt.date, days: int) -> dt.date:
    """Return the last day of a period, counted day by day and moved to the next business day."""
    last = start
    for _ in range(days):
        last += dt.timedelta(1)
    while last.weekday() > 4 or last in HOLIDAYS:
        last += dt.timedelta(1)
    return last


def test_the_response_date_is_that_of_rule_6a_on_every_day_of_service() -> None:
    """For two years of dates and all three periods, weekends and federal holidays are skipped."""
    day, moved = dt.date(2026, 1, 1), 0
    while day < dt.date(2027, 9, 1):
        for made, days in (
            (Service(made=day), 21),
            (Service(waiver_sent=day), 60),
            (Service(waiver_sent=day, abroad=True), 90),
        ):
            SERVED.file = SERVED.file.model_copy(update={"service": made})
            due = by_rule_6a(day, days)
            assert service.response_day(SERVED) == due, (day, days)
            moved += due != day + dt.timedelta(days)
        day += dt.timedelta(1)
    assert moved > 400


CASES = [
    (Service(made=dt.date(2026, 3, 2)), ["March 23, 2026", "12(a)(1)(A)(i)"]),
    (Service(waiver_sent=dt.date(2026, 3, 2)), ["May 1, 2026", "12(a)(1)(A)(ii)"]),
    (Service(waiver_sent=dt.date(2026, 3, 2), abroad=True), ["June 1, 2026", "(a Sunday)"]),
    (Service(made=dt.date(2026, 12, 4)), ["December 28, 2026", "(Christmas Day)"]),
    (Service(made=dt.date(2026, 6, 12)), ["July 6, 2026", "To be safe, respond by July 3, 2026"]),
    (Service(how="a friend found it on the step"), ["records no service", "4(m)", "4(d)(5)"]),
    (Service(how="sent to Porto", abroad=True), ["4(f)(1)", "Hague", "4(m) does not apply"]),
    (None, ["DOES NOT SAY HOW OR WHEN"]),
]


@pytest.mark.parametrize(("made", "words"), CASES)
def test_the_response_date_is_computed_or_asked_for(made, words) -> None:
    """Rule 12(a)(1)(A): 21 days after service; 60 or 90 after a waiver request; the next business day."""
    told = said(made)
    assert [word for word in (*words, "12(h)(1)", "12(g)(2)") if word not in told] == []


def test_a_date_that_has_passed_without_a_response_is_an_alarm() -> None:
    """The warning appears only after the date, and only if no response is recorded."""
    made, late = Service(made=dt.date(2026, 3, 2)), dt.date(2026, 3, 24)
    assert "HAS PASSED" in said(made, late)
    assert "HAS PASSED" not in said(made, dt.date(2026, 3, 23))
    assert "HAS PASSED" not in said(made.model_copy(update={"response": "Moved."}), late)


def test_a_plaintiff_whose_defendant_is_abroad_and_not_served_is_told_how_to_serve() -> None:
    """A plaintiff's next steps cite Rule 4(f) only while the defendant is unserved."""
    base = file_named("streaming_site")
    for made, serve in (
        (Service(how="not yet", abroad=True), True),
        (Service(made=dt.date(2024, 6, 3)), False),
    ):
        client = base.model_copy(update={"service": made})
        blocks = memo(client, files.analyzed(client, LIB)).body
        text = " ".join(b.text for b in blocks if isinstance(b, Paragraph))
        assert ("Fed. R. Civ. P. 4(f)(1)–(3)" in text) is serve


def test_early_requests_for_production_begin_on_the_twenty_second_day() -> None:
    """Rule 26(d)(2): more than 21 days after service; after a waiver, from its filing."""
    day = dt.date(2026, 3, 2)
    SERVED.file = SERVED.file.model_copy(update={"service": Service(made=day)})
    assert service.requests_from(SERVED) == dt.date(2026, 3, 24)
    SERVED.file = SERVED.file.model_copy(update={"service": Service(waiver_sent=day)})
    assert service.requests_from(SERVED) is None
