"""From a client file to a memo and its companion papers, compared with the analysis and the opinions."""

from __future__ import annotations

import html
import io
import re
import zipfile

import docx
import mistune
import pytest
from clients_at_hand import CONTRADICTORY, DAY, LIB, NAMES, TRAINING, UNKNOWN, made
from command_line import command

from jurisdiction import explain
from jurisdiction.analysis import analyze, load_case
from jurisdiction.doctrine import OTHER, facts_under
from jurisdiction.library import DATA
from jurisdiction.model import Range, Side, Told
from minimum_contacts.clinic import client as files
from minimum_contacts.clinic import clinic
from minimum_contacts.clinic.memo import argument_section, as_markdown, letter, memo, memo_of
from minimum_contacts.clinic.memo.blocks import Heading, Paragraph, Table
from minimum_contacts.clinic.memo.discussion import near, turning
from minimum_contacts.clinic.memo.draft import Draft
from minimum_contacts.clinic.word import as_word
from minimum_contacts.lessons import quoting

PARTS = ["Question Presented", "Brief Answer", "Facts", "Discussion", "Conclusion and Next Steps"]
APPENDICES = [
    "Appendix A: Facts and How They Are Known", "Appendix B: Findings and Open Facts",
    "Appendix C: Draft Discovery", "Appendix D: Authorities and Passages to Cite-Check",
]  # fmt: skip


def headings(blocks, level: int) -> list[str]:
    return [b.text for b in blocks if isinstance(b, Heading) and b.level == level]


def text_of(blocks) -> str:
    """Return all text of some blocks, without the marks of italics."""
    lines = []
    for block in blocks:
        if isinstance(block, Table):
            lines += [" | ".join(row) for row in (block.head, *block.rows)]
        else:
            lines.append(f"{getattr(block, 'lead', '')} {block.text}".strip())
    return re.sub("[\x02\x03]", "", "\n".join(lines))


def part(blocks, title: str) -> str:
    """Return the text under one first-level heading."""
    start = next(i for i, b in enumerate(blocks) if isinstance(b, Heading) and b.text == title)
    rest = blocks[start + 1 :]
    end = next(
        (i for i, b in enumerate(rest) if isinstance(b, Heading) and b.level == 1), len(rest)
    )
    return text_of(rest[:end])


@pytest.mark.parametrize("name", NAMES)
def test_a_memo_is_short_and_in_the_order_a_supervisor_expects(name) -> None:
    """The parts are header, question, short answer, facts, contested points, next steps, and appendices."""
    one = made(name).memo
    service = ["Service and Response Date"] * (made(name).client.side == "defendant")
    assert headings(one.body, 1) == [*service, *PARTS]
    assert headings(one.blocks[len(one.body) :], 1) == APPENDICES
    assert len(text_of(one.body).split()) <= 3200
    leads = [b.lead for b in one.body if isinstance(b, Paragraph) and b.kind == "header"]
    assert leads == ["TO:", "FROM:", "DATE:", "RE:"]
    assert re.fullmatch(r"Under .+\?", part(one.blocks, "Question Presented"))
    answer = part(one.blocks, "Brief Answer").split("\nLaw:")[0]
    assert len(re.findall(r"[.:] [A-Z]", answer)) <= 5


@pytest.mark.parametrize("name", NAMES)
def test_only_contested_points_are_argued(name) -> None:
    """Each point under Discussion can still change the outcome, and each has a counterargument."""
    one, found = made(name), made(name).found
    live = clinic.still_live(found, files.disputed(one.client))
    argued = [text.partition(". ")[2] for text in headings(one.memo.body, 2) if text[1:2] == "."]
    names = {found.law.nodes[n].name for n in live}
    assert argued and set(argued) <= names
    discussion = part(one.memo.blocks, "Discussion")
    assert discussion.count("Counterargument.") == len(argued)


@pytest.mark.parametrize("name", NAMES)
def test_every_quotation_is_verbatim(name) -> None:
    """Each quotation before the appendices, and each passage in Appendix D, is verbatim."""
    one = made(name)
    story = " ".join(one.client.story.split())
    quoted = [q for q in re.findall("“([^”]+)”", text_of(one.memo.body)) if q not in story]
    passages = re.findall(r"\| “(.+)”$", part(one.memo.blocks, APPENDICES[3]), re.M)
    assert len(quoted) > 5 and len(passages) == len(one.memo.quotations)
    assert [q for q in [*quoted, *passages] if not quoting.find(LIB, q)] == []
    assert not [q for q in quoted if len(q.split()) >= 50]


@pytest.mark.parametrize("name", NAMES)
def test_every_see_supports_its_sentence(name) -> None:
    """A settled point is followed by *See* only if the passage supports that very finding."""
    one = made(name)
    by_page = {}
    for passage in LIB.passages.values():
        by_page.setdefault(passage.page.replace("-", "–"), set()).add(passage.id)
    words = LIB.drafting.points
    for sentence, page in re.findall(
        r"([A-Z][^.]*)\. See (?:id\.|[^.]*slip op\.) at ([\d–]+)", text_of(one.memo.body)
    ):
        clauses = {
            text.replace("{forum}", one.found.place).casefold(): node
            for node, point in words.items()
            for text in (point.holds, point.fails)
        }
        reasons = one.found[clauses[sentence.casefold()]].because[0].passages
        assert {p.id for p in reasons} & by_page[page], sentence


@pytest.mark.parametrize("name", TRAINING)
def test_nothing_is_asked_that_the_file_answers(name) -> None:
    """No request, and no question in the letter, concerns a fact already answered so that it counts."""
    one = made(name)
    told = [
        n
        for n, t in one.client.facts.items()
        if one.found.facts[n] not in clinic.UNKNOWN and t.answer != "disputed"
    ]
    asked = part(one.memo.blocks, APPENDICES[2]) + text_of(letter(one.client, one.found).blocks)
    for fact in told:
        evidence, clauses = LIB.evidence.get(fact), LIB.drafting.clauses.get(fact, {})
        drafted = [getattr(draft, kind) for draft in (evidence, evidence and evidence.to_plaintiff)
                   for kind in ("interrogatory", "request") if draft]  # fmt: skip
        drafted += [evidence.subpoena, evidence.declarant] if evidence else []
        for text in filter(None, [*drafted, LIB.facts[fact].question, clauses.get("yes")]):
            assert text.replace("{forum}", one.found.place) not in asked, fact


@pytest.mark.parametrize("name", TRAINING)
def test_discovery_is_for_the_other_side_and_each_request_serves_a_point(name) -> None:
    """A defendant serves the plaintiff; a plaintiff serves the operator and third parties, but not Does."""
    one = made(name)
    drafts = part(one.memo.blocks, APPENDICES[2])
    assert "Rule 26(f)" in drafts and "26(d)(1)" in drafts
    titles = [h for h in headings(one.memo.blocks, 3) if " to " in h]
    whom = "the plaintiff" if one.client.side == "defendant" else "the defendant operator"
    early = one.found.stage == "early_discovery"
    assert titles and all(whom in t or t.startswith("Subpoena") for t in titles)
    assert not early or all(t.startswith("Subpoena") for t in titles)
    requests = [
        b
        for b in one.memo.blocks[len(one.memo.body) :]
        if isinstance(b, Paragraph) and b.kind == "number"
    ]
    assert requests and all("[Serves: " in b.text for b in requests)


def test_another_day_and_another_circuit_are_announced() -> None:
    """A new file takes today's law; a memo announces any other date, and any other circuit."""
    here = files.new("A. B.", "new_york")
    answer = part(memo(here).blocks, "Brief Answer")
    assert "NOT TODAY'S LAW" not in answer and "Our table of authorities runs through" in answer
    assert "outside the Ninth Circuit" in answer and "the Second Circuit" in answer
    then = part(made("streaming_site").memo.blocks, "Brief Answer")
    assert "SEPTEMBER 1, 2024" in then.upper() and "Briskin" in then and "outside" not in then
    old = made("streaming_site")
    for paper in (letter, argument_section):
        then, now = text_of(paper(old.client, old.found).blocks), text_of(paper(here).blocks)
        assert "the law as of September 1, 2024" in re.sub("THE LAW AS OF", "the law as of", then)
        assert "the law as of" not in now.casefold()
    assert len([v for v in LIB.intake.venues if v.forum == "state"]) == 55


@pytest.mark.parametrize("name", TRAINING)
def test_no_evidence_is_said_to_be_missing_beside_a_dispute(name) -> None:
    """If a disputed fact may be evidence of another fact on a point, a brief sets the dispute apart."""
    one = made(name)
    disputed = files.disputed(one.client)
    for words in text_of(argument_section(one.client, one.found).blocks).split("\n"):
        if "plaintiff offers no evidence" in words and disputed:
            assert "apart from the disputed facts, the plaintiff offers" in words.casefold()


@pytest.mark.parametrize("name", TRAINING)
def test_a_letter_is_one_page_and_an_argument_is_for_the_client(name) -> None:
    """Both are drafts; the letter cites nothing, and the argument never gives the other side's conclusion."""
    one = made(name)
    plain, brief = letter(one.client, one.found), argument_section(one.client, one.found)
    assert plain.title.startswith("DRAFT") and brief.title.startswith("DRAFT")
    words = text_of(plain.blocks)
    assert len(words.split()) <= 400 and not re.search(r"slip op|F\.\dth|Fed\. R\.", words)
    for node, point in LIB.drafting.points.items():
        theirs = point.fails if (one.found[node].burden.value == one.client.side) else point.holds
        heading = theirs.replace("{forum}", one.found.place).capitalize() + "."
        assert heading.casefold() not in [h.casefold() for h in headings(brief.blocks, 2)]
    assert [
        q for q in re.findall("“([^”]+)”", text_of(brief.blocks)) if not quoting.find(LIB, q)
    ] == []


def test_words_of_everyday_life_lead_nowhere() -> None:
    """Patterns are downloaded, bunnies are patterns, cookies are baked: no word names a service."""
    for story in (
        "Sixty downloads of a knitting pattern.",
        "A bunny pattern.",
        "Blue stripe on azure wool.",
        "Cookie recipes in the default language, made in 2019, with parcel tracking.",
    ):
        assert files.leads(LIB, files.new("A. B.", "hawaii", story=story)) == []
    assert files.leads(LIB, files.new("A. B.", "hawaii", story="We are paid through Stripe."))


def test_every_fact_of_an_outcome_has_its_clauses() -> None:
    """A memo has a clause for every fact under jurisdiction and early discovery."""
    law = made("streaming_site").found.law
    for fact in (facts_under(law, "personal_jurisdiction") | facts_under(law, "good_cause")) - {
        "forum"
    }:
        forms, record = LIB.drafting.clauses[fact], LIB.facts[fact]
        wanted = {"yes_no": {"yes", "no"}, "choice": {*record.options, "whether"}}
        assert wanted.get(record.kind, {"value", "whether"}) <= {*forms}, fact


@pytest.mark.parametrize("name", NAMES)
def test_the_word_file_is_one(name) -> None:
    """The file has letter paper, 12-point type, italics, repeated header rows, page fields, and no link."""
    one = made(name)
    raw = as_word(one.memo)
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        footer = packed.read("word/footer1.xml").decode()
        body = packed.read("word/document.xml").decode()
        links = [n for n in packed.namelist() if n.endswith(".rels")
                 if b'TargetMode="External"' in packed.read(n)]  # fmt: skip
    assert re.findall(r"<w:instrText[^>]*>\s*(\w+)\s*<", footer) == ["PAGE", "NUMPAGES"]
    assert "instrText" not in body and links == [] and "pageBreakBefore" in body
    assert body.count("<w:tblHeader") == len(one.word.tables)
    normal, section = one.word.styles["Normal"], one.word.sections[0]
    assert normal.font.size.pt == 12 and normal.paragraph_format.line_spacing == 1.0
    assert (section.page_width.inches, section.left_margin.inches) == (8.5, 1)
    assert any(run.italic and "Doe" in run.text for p in one.word.paragraphs for run in p.runs)


def test_a_memo_on_contradictory_facts_names_the_contradiction_and_finds_nothing() -> None:
    """The memo names the two answers, and gives no finding, argument, or draft based on them."""
    one = made("contradictory")
    words = next(iter(clinic.contradictions(one.found)))[0].words
    facts = part(one.memo.blocks, "Facts")
    assert words in facts and "4,000" in facts
    assert headings(one.memo.blocks, 1) == [*PARTS[:3], APPENDICES[0], APPENDICES[3]]


def test_a_contradiction_with_an_inference_is_named_and_the_findings_stand() -> None:
    """If one of two contradictory answers is only inferred, it does not count, and the memo continues."""
    told = CONTRADICTORY.facts["us_views"].model_copy(update={"known": "inference"})
    client = files.with_fact(CONTRADICTORY, "us_views", told)
    blocks = memo(client, files.analyzed(client, LIB)).blocks
    assert "4,000" in part(blocks, "Facts") and "Discussion" in headings(blocks, 1)


# --- hostile text ---------------------------------------------------------------------------------------
HOSTILE = (
    "<script>alert(1)</script> [click](javascript:alert(1)) ![x](http://evil.example/x.png) "
    "**bold** _it_ `code` # head | cell | <https://evil.example> www.evil.example me@evil.example "
    '{HYPERLINK "http://evil.example"} =cmd|calc \x00\x1b\x0b {{7*7}} &lt; ]]> <w:p/> \u202e \\'
)


def hostile() -> files.ClientFile:
    told = Told(answer="yes", known="client", note=f"# {HOSTILE}\n\n- item\n> quote\n1. one")
    return files.new(
        HOSTILE[:30], "hawaii", law_as_of=DAY, story=f"{HOSTILE}\n\n# Heading\n\n---\n",
        facts={"us_hosting": told},
    )  # fmt: skip


def test_hostile_text_is_plain_text_in_word() -> None:
    """The file's text appears in the Word file as text, with no field, link, or element of its own."""
    client = hostile()
    raw = as_word(memo(client, files.analyzed(client, LIB)))
    opened = docx.Document(io.BytesIO(raw))
    story = next(p for p in opened.paragraphs if p.text.startswith("<script>"))
    assert story.style.name == "Normal" and story.text.startswith(
        "<script>alert(1)</script> [click]"
    )
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        body = packed.read("word/document.xml").decode()
        assert not any(b"evil" in packed.read(n) for n in packed.namelist() if n.endswith(".rels"))
    assert not re.search(r"<w:hyperlink|<w:instrText|<w:fldSimple|<script|<w:p/>", body)


def test_hostile_text_is_plain_text_in_markdown() -> None:
    """Rendered, the Markdown contains no script, link, image, emphasis, or heading from the file's text."""
    client = hostile()
    made_ = memo(client, files.analyzed(client, LIB))
    plugins = ["table", "url", "strikethrough"]
    page = mistune.create_markdown(escape=False, plugins=plugins)(as_markdown(made_))
    assert not re.search(r"<(script|a|img|code|pre|del)\b", page)
    titles = [html.unescape(t) for t in re.findall(r"<h2>(.*?)</h2>", page)]
    assert titles == [*PARTS, *APPENDICES]
    assert "alert(1)" in page and "<td>" in page
    assert not re.search(r"<em>(?:it|bold)</em>|<strong>bold", page)


# --- faults that a supervising attorney would strike ------------------------------------------------------
ALL_CASES = {case.id: case for case in LIB.cases.values()}


def brief_of(name: str) -> str:
    return text_of(argument_section(made(name).client, made(name).found).blocks)


def sworn_sales() -> files.ClientFile:
    """Return T. B.'s file with conflicting declarations on whether sales to California are regular."""
    told = Told(answer="disputed", claimed="yes", dispute="declarations")
    return files.with_fact(made("marketplace_seller").client, "sells_and_delivers", told)


def settled_of(name: str) -> str:
    blocks = made(name).memo.blocks
    return next(b.text for b in blocks if isinstance(b, Paragraph) and b.lead == "Settled points.")


@pytest.mark.parametrize("name", TRAINING)
def test_a_brief_meets_the_controlling_and_the_leading_authority_against_it(name) -> None:
    """Each case that controls against the client on an argued point, and each leading one, is cited."""
    one = made(name)
    draft = Draft(one.found, one.client)
    brief, other = brief_of(name), OTHER[draft.side]
    wins = {Side.PLAINTIFF: "met", Side.DEFENDANT: "not met"}[other]
    for node in draft.contested():
        against = list(LIB.drafting.points[node].leading.get(other.value, []))
        if one.found.status(node).value == wins:
            against += one.found[node].precedents
        for case in against:
            authority = LIB.authorities[ALL_CASES[case].authority]
            if authority.decided <= one.found.law.as_of:
                assert authority.label.split(" (")[0] in brief, (node, case)
    assert "Model Rules" not in brief  # the brief answers everything that it cites


@pytest.mark.parametrize("name", TRAINING)
def test_the_record_shows_only_what_documents_show(name) -> None:
    """A fact that only the client or the complaint states is attributed, in the memo and the brief."""
    one = made(name)
    draft = Draft(one.found, one.client)
    for text in (part(one.memo.blocks, "Discussion"), brief_of(name)):
        for said in re.findall(r"The record shows that [^.]+", text):
            for fact, told in one.client.facts.items():
                assert told.known == "document" or draft.clause(fact) not in said, fact
    if name == "vocabulary_site":
        assert "By A. N.'s account, the operator delivers no goods" in brief_of(name)
        assert "in Washington, according to A. N." in brief_of(name)


def test_a_question_names_a_client_who_is_sued_and_a_motion_on_file_is_noted() -> None:
    """The question names T. B.; the brief says that its motion may be on file, and A. N.'s does not."""
    asked = part(made("marketplace_seller").memo.blocks, "Question Presented")
    assert "over T. B. as the operator of a website" in asked
    assert "the file records a response" in brief_of("marketplace_seller")
    assert "the file records a response" not in brief_of("vocabulary_site")
    assert "This file does not show whether Cloudflare keeps copies" in brief_of("streaming_site")


def test_the_best_known_contrary_cases_are_met_by_name() -> None:
    """T. B. meets *Herbal Brands*, with a denial or with a conflict of declarations; R. K. meets *AMA*."""
    seller = brief_of("marketplace_seller")
    assert "The leading contrary authority is Herbal Brands" in seller
    assert "the defendant's declaration denies, that goods ordered" in seller
    assert "uncontroverted allegations" in seller.split("The leading contrary authority")[1]
    conflict = sworn_sales()
    seller = text_of(argument_section(conflict, files.analyzed(conflict, LIB)).blocks)
    assert "the declarations conflict on whether goods ordered" in seller
    assert "evidentiary hearing" in seller
    streaming = brief_of("streaming_site")
    assert (
        "The leading contrary authority is AMA" in streaming
        and "Doe distinguishes AMA" in streaming
    )


@pytest.mark.parametrize("how", LIB.drafting.unchecked)
def test_a_case_that_was_not_read_does_not_simply_control(how) -> None:
    """The less of an opinion we have read, the weaker the verb; a note states our source."""
    said = LIB.drafting.controls[how]
    assert LIB.drafting.unchecked[how] in said and said != LIB.drafting.controls["read"]
    if how in ("opening", "web", "memory"):
        assert "controls." not in said
    client = sworn_sales()
    answer = part(memo(client, files.analyzed(client, LIB)).blocks, "Brief Answer")
    assert "Herbal Brands appears to control" in answer and "would probably find" in answer


def test_a_point_that_presupposes_another_is_not_said_as_shown() -> None:
    """Relatedness is conditional while the contacts are open, and a finding once they are shown."""
    for name in ("streaming_site", "marketplace_seller", "vocabulary_site"):
        assert "contacts with" in settled_of(name) and "are shown, the claim would" in settled_of(
            name
        )
        table = part(made(name).memo.blocks, APPENDICES[1])
        assert "Relatedness | Met, if purposeful direction or availment is" in table
    client = made("streaming_site").client
    for fact in ("cdn_us_servers", "cdn_purpose_speed_us"):
        client = files.with_fact(client, fact, Told(answer="yes", known="document"))
    text = text_of(memo(client, files.analyzed(client, LIB)).body)
    assert "are shown, the claim would" not in text
    assert "The claim arises out of or relates to" in text


@pytest.mark.parametrize("name", TRAINING)
def test_no_settled_point_rests_on_what_parties_conceded(name) -> None:
    """No passage is cited for a point on which its parties agreed; *Lang Van* carries a refusal."""
    agreed = {p: h.node for case in LIB.cases.values() for h in case.holdings
              if h.disposition in ("conceded", "agreed") for p in h.passages}  # fmt: skip
    assert {"doe_no_state_agreed", "doe_intentional_act_conceded"} <= {*agreed}
    assert {*agreed} & {*made(name).memo.quotations} == set()
    if name == "streaming_site":
        assert "See Lang Van" in re.sub("[\x02\x03]", "", settled_of(name))


@pytest.mark.parametrize("name", TRAINING)
@pytest.mark.parametrize("paper", [memo, argument_section])
def test_a_note_on_how_a_case_is_known_follows_a_case(name, paper) -> None:
    """Before each bracketed status, its sentence or the one before names an authority."""
    one = made(name)
    names = [a.label.split(" (")[0] for a in LIB.authorities.values()]
    names += [*LIB.drafting.statutes.values(), "preponderance", "Model Rules"]  # no one case
    notes = [note for how, note in LIB.drafting.unchecked.items() if how != "analysis"]
    for block in paper(one.client, one.found).body:
        text = re.sub("[\x02\x03]", "", getattr(block, "text", ""))
        for note in notes:
            for before in text.split(note)[:-1]:
                assert any(label in before[-400:] for label in names), (note, before[-400:])


@pytest.mark.parametrize("name", TRAINING)
def test_a_disputed_fact_is_told_as_a_dispute(name) -> None:
    """In the discussion and in a brief, no sentence states a disputed fact as established."""
    one = made(name)
    draft = Draft(one.found, one.client)
    texts = [part(one.memo.blocks, "Discussion"), brief_of(name)]
    for fact in draft.disputed:
        clause = draft.clause(fact)
        for text in texts:
            for found in re.finditer(re.escape(clause), text):
                lead = text[max(0, found.start() - 60) : found.start()]
                assert re.search(
                    r"(whether|denies, that|showing that|contention that|or that|result: that|\(\d\) that) $",
                    lead,
                ), lead


@pytest.mark.parametrize("name", ["marketplace_seller", "vocabulary_site"])
def test_a_defendant_is_not_advised_to_admit_a_dispute_or_a_conclusion(name) -> None:
    """Only facts that a document shows may be admitted, never legal conclusions."""
    one = made(name)
    draft = Draft(one.found, one.client)
    steps = part(one.memo.blocks, PARTS[4])
    admitted = next(line for line in steps.split("\n") if "Do not deny" in line)
    concluded = [f for f, fact in LIB.facts.items() if fact.group in ("relatedness", "routes")]
    concluded += [f for f in LIB.facts if f.startswith("factor_")]
    for fact in [*draft.disputed, *concluded, "business_related"]:
        if fact in one.client.facts:
            assert draft.clause(fact) not in admitted, fact
    assert "of the site's traffic comes from" in admitted


def test_figures_are_alike_only_in_one_forum_and_within_the_tolerance() -> None:
    """0.6% in Washington is not like 12% to 19% in the United States; 11% there is."""
    aiming = text_of(made("vocabulary_site").memo.body)
    assert (
        "The figures differ: here, 0.6% of the site's traffic comes from Washington; in AMA, the figure was"
        in aiming
    )
    assert "The figures differ: in Doe, the figure was 12% to 19% for the United States." in aiming
    assert "(in Doe, 12% to 19%)" not in aiming
    assert "11% of the site's traffic comes from the United States (in Doe, 12% to 19%)" in text_of(
        made("streaming_site").memo.body
    )
    assert near(Range(0.11, 0.11), Range(0.12, 0.19), 0.25)
    assert not near(Range(0.006, 0.006), Range(0.12, 0.19), 0.25)
    assert not near(Range(0.3, 0.3), Range(0.12, 0.19), 0.25)


@pytest.mark.parametrize("name", TRAINING)
def test_what_would_change_a_point_would_change_it(name) -> None:
    """Each named answer changes who wins at close; where pairs are named, no single answer does."""
    one = made(name)
    draft = Draft(one.found, one.client)
    for node in draft.contested():
        asked = [q for q in draft.open_facts() if q.fact in facts_under(one.found.law, node)
                 and LIB.facts[q.fact].group != "routes"][:12]  # fmt: skip
        now = one.found.at_close(node)
        for group in turning(draft, node, asked):
            facts = one.found.facts | {change.fact: change.values[0] for change in group}
            other = analyze(facts, one.found.law.as_of, one.found.stage, LIB, place=one.found.place,
                            court=one.found.court)  # fmt: skip
            assert other.at_close(node) is not now, (node, group)
    if name == "unknown_operators":
        told = part(one.memo.blocks, "Discussion")
        point = told[told.index("C. Withstands") : told.index("D. Likely")]
        assert "One showing could change" not in point and "several would have to be shown" in point


@pytest.mark.parametrize("fact", ["plaintiff_lives_here", "business_related", "claim_family"])
def test_no_clause_says_more_than_its_answer(fact) -> None:
    """No clause adds the operator's knowledge, sales of goods there, or the place of a tort."""
    said = " ".join(LIB.drafting.clauses[fact].values())
    assert not re.search(
        r"as the operator knows|that the operator offers in|tort committed outside", said
    )


def test_the_date_of_the_law_rests_on_a_confirmed_authority() -> None:
    """An authority known only from memory does not set the date; the memo names it as unconfirmed."""
    law = part(made("vocabulary_site").memo.blocks, "Brief Answer").split("Law:")[1]
    sure = max(a.decided for a in LIB.authorities.values() if a.verified.how != "memory")
    assert f"Our table of authorities runs through {explain.day_words(sure)}" in law
    newest = max(LIB.authorities.values(), key=lambda a: a.decided)
    assert newest.verified.how == "memory"
    assert explain.day_words(newest.decided) in law and "could not confirm" in law


@pytest.mark.parametrize("name", TRAINING)
def test_harm_is_a_point_of_its_own(name) -> None:
    """Under jurisdiction, the third element is argued if open, and merely stated if settled."""
    one = made(name)
    draft = Draft(one.found, one.client)
    if draft.top == "personal_jurisdiction":
        assert "forum_harm" in draft.points()
        argued = "Foreseeable harm" in part(one.memo.blocks, "Discussion") and "harm" in brief_of(
            name
        )
        assert argued or "foreseeable" in settled_of(name)


@pytest.mark.parametrize("name", TRAINING)
def test_rule_4k2_is_discussed_where_a_state_is_the_forum_of_a_federal_claim(name) -> None:
    """The memo, its steps, and the brief discuss the rule, unless it is already the rule of the forum."""
    one = made(name)
    state = one.found.facts["forum"] == "state"
    told = [part(one.memo.blocks, "Discussion"), part(one.memo.blocks, PARTS[4]), brief_of(name)]
    assert ["Rule 4(k)(2) in the alternative" in told[0], "4(k)(2)" in told[1]] == [state, state]
    assert "4(k)(2)" in told[2]


def test_briskin_is_met_after_its_day_and_mx1_in_early_discovery() -> None:
    """The en banc court's test is stated from its date on, and *MX1*'s required showing for Does."""
    for text in (text_of(made("vocabulary_site").memo.body), brief_of("vocabulary_site")):
        assert "random, isolated, or fortuitous" in text and "135 F.4th 739" in text
    assert "fortuitous" not in text_of(made("streaming_site").memo.body)  # the law as of 2024
    early = part(made("unknown_operators").memo.blocks, "Discussion")
    assert "In MX1" in early and "MX1" in brief_of("unknown_operators")
    assert "would have to allege facts" in early and "expressly aimed its site at Hawaii" in early


@pytest.mark.parametrize("name", TRAINING)
def test_a_letter_asks_what_could_decide_the_case(name) -> None:
    """The first question concerns a fact of the highest rank for the first contested point."""
    one = made(name)
    asked = text_of(letter(one.client, one.found).blocks)
    words = {
        "marketplace_seller": "ever accepted or sent an order to an address in California",
        "streaming_site": "Who looked at the technical side of the site",
        "unknown_operators": "What have you done to find out who runs the site",
        "vocabulary_site": "Does Bunny.net deliver the site's pages",
    }
    first = next(line for line in asked.split("\n") if line.startswith("1. "))
    assert words[name] in first
    if one.client.side == "defendant":
        assert "Who chose where your advertisements were shown" in asked


def test_what_a_memo_leaves_out_does_not_contradict_what_it_treats() -> None:
    """The first page treats service, so the last says only that its validity was not judged."""
    last = part(made("marketplace_seller").memo.blocks, APPENDICES[3])
    assert "whether service was valid" in last and "not treat - service" not in last
    assert not re.search(r"slip op\. \d", last)  # pins appear in one form


@pytest.mark.parametrize("name", ["marketplace_seller", "streaming_site", "vocabulary_site"])
def test_the_whole_rule_comes_before_any_part_of_it_is_applied(name) -> None:
    """The memo and the brief state the three prongs, *Ford*, and the three elements of the effects test."""
    for text in (part(made(name).memo.blocks, "Discussion"), brief_of(name)):
        before = text[: text.index("crossed the line")]
        for words in ("First,", "Second,", "Third,", "Ford Motor Co.", "(1) committed an intentional act",
                      "(3) causing harm"):  # fmt: skip
            assert words in before, words


def test_a_company_that_the_file_names_is_named_and_not_said_to_be_missing() -> None:
    """The file names Bunny.net: the memo asks about its services, and the brief denies no evidence of it."""
    told, brief = text_of(made("vocabulary_site").memo.body), brief_of("vocabulary_site")
    assert "whether Bunny.net keeps copies of the site on servers in Washington" in told
    assert "whether a CDN keeps" not in told and "keeps copies of the site" not in brief
    assert "the file mentions Bunny.net" in brief


def test_a_reversed_decision_is_cited_with_its_reversal() -> None:
    assert "682 F.2d 33, 33 (1st Cir. 1982), rev'd, 465 U.S. 770 (1984)" in text_of(
        made("vocabulary_site").memo.body
    )


@pytest.mark.parametrize("name", ["marketplace_seller", "streaming_site"])
def test_no_single_factor_is_said_to_decide_reasonableness(name) -> None:
    """The court balances the factors; a moot one, on a dispute between foreign parties, goes unasked."""
    told = part(made(name).memo.blocks, "Discussion").split("Reasonableness")[1]
    assert "No one factor decides this point." in told and "could change this result" not in told
    assert "parties abroad" not in text_of(made(name).memo.blocks)
    table = part(made(name).memo.blocks, APPENDICES[1])
    rows = [
        row
        for row in table.split("\n")
        if row.startswith("Whether jurisdiction here would conflict")
    ]
    assert rows and all("only together with other facts" in row for row in rows)


def test_a_plaintiffs_memo_says_what_is_not_on_the_docket() -> None:
    """R. K. has no motion to oppose, and L. M. no complaint; R. K.'s brief is conditional."""
    for name, words in (
        ("streaming_site", "no motion"),
        ("unknown_operators", "No complaint is on file"),
    ):
        assert words in text_of(made(name).memo.body)
    client = made("streaming_site").client
    assert "IF THE OPERATOR MOVES" in argument_section(client, made("streaming_site").found).title


def test_a_defendant_reads_its_records_before_it_swears() -> None:
    """T. B.'s steps put the bills before the declarations, and the brief requests no hearing."""
    steps = part(made("marketplace_seller").memo.blocks, PARTS[4])
    assert steps.index("bills of the ad network") < steps.index("prepare declarations")
    assert "therefore asks for an evidentiary hearing" not in brief_of("marketplace_seller")


def test_the_header_says_through_what_day_the_law_goes() -> None:
    """Today's law is dated no later than the newest authority that we could confirm."""
    sure = max(a.decided for a in LIB.authorities.values() if a.verified.how != "memory")
    assert made("vocabulary_site").memo.running.endswith(f"law through {explain.day_words(sure)}")
    assert made("streaming_site").memo.running.endswith("law as of September 1, 2024")


@pytest.mark.parametrize("name", ["marketplace_seller", "vocabulary_site", "unknown_operators"])
def test_a_letter_speaks_of_the_whole_country(name) -> None:
    """If Rule 4(k)(2) is the alternative, the letter asks the client about contacts in other states."""
    words = text_of(letter(made(name).client, made(name).found).blocks)
    assert (
        "elsewhere in the United States" in words
        and "United States" in words.split("Please help")[0]
    )


# --- cases, and the command -------------------------------------------------------------------------------
def test_a_memo_on_a_decided_case_comes_to_its_holding() -> None:
    """On *Doe*'s facts, as of its date, the memo concludes that express aiming is met."""
    doe = load_case("doe_v_webgroup", LIB)
    found = analyze(doe.says, doe.decided, library=LIB, shown=doe.shown)
    made_ = memo_of(found, doe.case.short, doe.case.summary)
    assert "a court would find that the operator expressly aimed" in text_of(made_.body)


def test_the_command_writes_word_and_markdown_at_another_day_and_stage(tmp_path) -> None:
    """`memo` takes a client file, by path or by the name of a fictional file, a date, and a stage."""
    word, text = tmp_path / "m.docx", tmp_path / "m.md"
    result = command("memo", str(TRAINING["streaming_site"]), "--out", str(word), cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "") and "quotations" in result.stdout
    opened = docx.Document(str(word))
    assert [(p.style.name, p.text) for p in opened.paragraphs] == made("streaming_site").lines
    options = ["--as-of", "2026-01-15", "--stage", "evidentiary_hearing"]
    result = command("memo", "marketplace_seller", *options, "--out", str(text), cwd=tmp_path)
    assert result.returncode == 0 and "evidentiary hearing" in text.read_text(encoding="utf-8")
    result = command(
        "memo", "marketplace_seller", "--paper", "letter", "--out", str(text), cwd=tmp_path
    )
    assert result.returncode == 0 and "Dear T" in text.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["streaming_site", "--out", "m.pdf"], "neither Word nor Markdown"),
        (["streaming_site", "--out", "nowhere/m.md"], "cannot be written"),
        (["no_such_file.yml", "--out", "m.md"], "no file has that name"),
        (
            ["streaming_site", "--out", "m.md", "--as-of", "1900-01-01"],
            "before the first authority",
        ),
        (["streaming_site", "--out", "m.md", "--stage", "trial"], "no stage 'trial'"),
    ],
)
def test_the_command_refuses_in_one_plain_line(arguments, words, tmp_path) -> None:
    """An unusable file is refused with exit code 2, one line, and no output file."""
    result = command("memo", *arguments, cwd=tmp_path)
    assert result.returncode == 2 and words in result.stderr and result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_check_reads_a_clients_file(tmp_path) -> None:
    """`check FILE` reports whether a client file can be read and, if not, what is wrong."""
    good, bad = tmp_path / "good.yml", tmp_path / "bad.yml"
    good.write_bytes(files.written(UNKNOWN))
    bad.write_bytes(files.written(UNKNOWN).replace(b"united_states", b"atlantis"))
    assert "a valid client file" in command("check", str(good), cwd=tmp_path).stdout
    assert "no forum 'atlantis'" in command("check", str(bad), cwd=tmp_path).stderr


def test_the_half_day_quotes_courts_to_the_letter_and_names_each_file() -> None:
    """The supervisor's note quotes courts verbatim, and discusses all three files."""
    note = (DATA.parent / "notebooks" / "instructor" / "clinic_half_day.md").read_text(
        encoding="utf-8"
    )
    straight = str.maketrans("“”‘’", "\"\"''")
    opinions = (path.read_text(encoding="utf-8") for path in (DATA / "opinions").glob("*.txt"))
    courts = " ".join(re.sub(r"\[\^\w*\]", "", " ".join(opinions)).split()).translate(straight)
    quoted = [" ".join(q.split()) for q in re.findall(r'"([^"]+)"', note.translate(straight))]
    quoted = [q for q in quoted if len(q.split()) > 1]
    assert quoted and [q for q in quoted if q not in courts] == []
    for name in TRAINING:
        assert f"## {made(name).client.label} ·" in note


@pytest.mark.parametrize("stage", LIB.stages)
@pytest.mark.parametrize("forum", ["hawaii", "united_states", "texas"])
def test_a_memo_can_be_asked_for_at_every_stage_in_every_forum(stage, forum) -> None:
    """An empty file gets a memo at every stage in every forum, with the stage's own question."""
    client = files.new("A. B.", forum, stage=stage, law_as_of=DAY)
    blocks = memo(client, files.analyzed(client, LIB)).blocks
    asked = LIB.drafting.outcomes[LIB.outcome(stage)]["asked"]
    assert asked.split(",")[0].split("{")[0] in part(blocks, "Question Presented")


def test_a_word_that_names_no_company_is_not_taken_for_one() -> None:
    """A follow-up question on customers uses the word, but does not treat it as a company's name."""
    client = files.new(
        "A. B.", "hawaii", law_as_of=DAY, story="They have customers and use Cloudflare."
    )
    facts = part(memo(client, files.analyzed(client, LIB)).blocks, "Facts")
    assert "mentions customers, which by itself" in facts and "the customers, which" not in facts
    assert "mentions Cloudflare, which by itself" in facts
