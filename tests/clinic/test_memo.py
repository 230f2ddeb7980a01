"""From a client's file to a memo: the Word file, opened again, against the analysis and the opinions."""

from __future__ import annotations

import html
import io
import os
import re
import subprocess
import sys
import zipfile

import docx
import mistune
import pytest
from clients_at_hand import CONTRADICTORY, DAY, LIB, NAMES, TRAINING, UNKNOWN, made

from jurisdiction import client as files
from jurisdiction import clinic, explain
from jurisdiction.analysis import analyze, load_case
from jurisdiction.library import DATA
from jurisdiction.memo import CHECK, as_markdown, memo, memo_of
from jurisdiction.model import Told
from jurisdiction.word import as_word

PARTS = [
    "Question presented", "Brief answer", "Facts", "Discussion", "What would change the outcome",
    "What to find out", "Table of authorities", "Limits",
]  # fmt: skip
OPINIONS = {
    path.stem: " ".join(re.sub(r"\[\^\w*\]", "", path.read_text(encoding="utf-8")).split())
    for path in (DATA / "opinions").glob("*.txt")
}


def headings(lines: list[tuple[str, str]], level: int) -> list[str]:
    return [text for style, text in lines if style == f"Heading {level}"]


@pytest.mark.parametrize("name", NAMES)
def test_the_parts_stand_in_order(name) -> None:
    """Every part of a memo is there, under a real heading, in the order a reader expects."""
    assert headings(made(name).lines, 1) == PARTS


@pytest.mark.parametrize("name", NAMES)
def test_each_quotation_is_verbatim_and_has_its_pin(name) -> None:
    """Each block of quotation stands in an opinion to the letter; the line under it is its pin."""
    one, pins = made(name), {explain.pin(LIB, p): p for p in LIB.passages.values()}
    quoted = [
        (text, one.lines[i + 1])
        for i, (style, text) in enumerate(one.lines)
        if style == "Block Quotation"
    ]
    assert len(quoted) == len(one.memo.quotations) > 20
    for text, (style, pin) in quoted:
        assert style == "Pin" and pin in pins
        passage = next(p for p in LIB.passages.values() if " ".join(p.text.split()) == text)
        assert explain.pin(LIB, passage) == pin
        assert LIB.opinions[passage.opinion].where(passage) is None
        for segment in text.split("[…]"):
            # Across a page break the opinion has its page mark in between.
            if "-" not in passage.page and not passage.footnote:
                assert " ".join(segment.split()) in OPINIONS[passage.opinion]


@pytest.mark.parametrize("name", NAMES)
def test_each_point_is_concluded_as_the_analysis_finds_it(name) -> None:
    """Under the heading of each step, prong and element stands its status, its causes and what follows."""
    one, points = made(name), clinic.standing(made(name).found)
    concluded = {
        text.removeprefix("Conclusion. ")
        for style, text in one.lines
        if text.startswith("Conclusion. ")
    }
    discussed = [*headings(one.lines, 2), *headings(one.lines, 3)]
    checked = 0
    for point in points:
        finding = point.finding
        if finding.node.term in ("prong", "element"):
            expected = f"{finding.node.name}: {explain.status_words(finding, LIB)}"
            assert expected in concluded and finding.node.name in discussed
            checked += 1
    assert checked >= 3


@pytest.mark.parametrize("name", NAMES)
def test_the_brief_answer_is_the_outcome(name) -> None:
    """The brief answer says what the outcome comes to, in the analysis's own words."""
    one = made(name)
    start = [text for _, text in one.lines].index("Brief answer")
    outcome = one.found.outcome
    assert one.lines[start + 1][1].startswith(
        f"{outcome.node.name}. {explain.status_words(outcome, LIB)}"
    )


@pytest.mark.parametrize("name", TRAINING)
def test_each_answer_stands_in_the_table_of_facts_with_how_it_is_known(name) -> None:
    """Each fact of the file that is not unknown has a row: its answer, how known, how it counts, its note."""
    one = made(name)
    table = next(t for t in one.word.tables if t.rows[0].cells[0].text == "Fact" and len(t.columns) == 4
                 and t.rows[0].cells[1].text == "Answer")  # fmt: skip
    rows = {row.cells[0].text: [c.text for c in row.cells] for row in table.rows[1:]}
    told = {n: t for n, t in one.client.facts.items() if t.answer != "unknown"}
    assert len(rows) == len(told)
    for fact, answer in told.items():
        row = rows[explain.label_words(LIB.facts[fact], one.found.place)]
        basis = files.basis(LIB, answer)
        assert basis is not None and row[2].startswith(basis.label)
        counts = one.found.facts[fact] == one.found.says[fact]
        assert row[2].endswith("counts as said" if counts else "counts as not shown")
        assert row[3] == " ".join(answer.note.split())
        assert row[1].startswith("Disputed") is (answer.answer == "disputed")


@pytest.mark.parametrize("name", NAMES)
def test_what_to_find_out_is_in_the_order_of_the_ranking(name) -> None:
    """The table of facts to find out has the rows of the ranking, with where evidence is found."""
    one = made(name)
    lookups = clinic.to_find_out(one.found, one.client)
    table = next(t for t in one.word.tables if t.rows[0].cells[1].text == "State")
    rows = [[c.text for c in row.cells] for row in table.rows[1:]]
    labels = [explain.label_words(LIB.facts[o.question.fact], one.found.place) for o in lookups]
    assert [row[0] for row in rows] == labels
    for row, lookup in zip(rows, lookups, strict=True):
        assert row[2].casefold().startswith(lookup.question.rank.label)
        assert lookup.evidence and lookup.evidence.where[0].casefold() in row[3].casefold()


@pytest.mark.parametrize("name", NAMES)
def test_the_drafts_are_those_of_the_clinic_and_no_others(name) -> None:
    """Each draft is the one of data/evidence.yml, with the forum by its name."""
    one = made(name)
    chosen = clinic.drafts(one.found, clinic.to_find_out(one.found, one.client))
    wanted = [
        explain.there(text, one.found.place)
        for part in ("interrogatory", "request")
        for lookup in chosen
        if lookup.evidence and (text := getattr(lookup.evidence, part))
    ]
    drafted = [text for style, text in one.lines if style == "Draft Request"]
    assert len(drafted) == len(wanted)
    for text, words in zip(drafted, wanted, strict=True):
        assert re.match(rf"\d+\. {re.escape(words)}", text)


@pytest.mark.parametrize("name", NAMES)
def test_every_authority_has_its_status_at_the_date_and_what_is_unverified_is_marked(name) -> None:
    """An authority not held in full is marked for cite-checking; what came later is said to have."""
    one = made(name)
    table = next(t for t in one.word.tables if t.rows[0].cells[0].text == "Authority")
    rows = {row.cells[0].text: row for row in table.rows[1:]}
    assert explain.day_words(one.found.law.as_of) in table.rows[0].cells[1].text
    cited = {
        a for q in one.memo.quotations
        for a in (LIB.sources[q.passage.opinion].authority, q.passage.quoting) if a
    }  # fmt: skip
    assert len(rows) >= len(cited) > 3
    for authority in LIB.authorities.values():
        row = rows.get(f"{authority.name}, {authority.cite}")
        if row is None:
            assert authority.id not in cited
            continue
        held = authority.verified.how == "read"
        assert (f"[{CHECK}]" in row.cells[2].text) is not held
        for t in authority.treatment:
            status = row.cells[1].text
            assert " ".join(t.note.split()) in status
            after = status.find("After that day:")
            assert (0 <= after < status.find(t.note)) is (t.since > one.found.law.as_of)


def test_an_authority_that_no_opinion_here_states_is_named_where_it_is_relied_on() -> None:
    """Aiming is met on the buyers' word through Herbal Brands, and the memo says so and lists it."""
    one = made("marketplace_seller")
    assert any("(Herbal Brands)" in text and CHECK in text for _, text in one.lines)
    authority = LIB.authorities["herbal_brands_v_photoplaza"]
    cells = [row.cells[0].text for table in one.word.tables for row in table.rows]
    assert f"{authority.name}, {authority.cite}" in cells


@pytest.mark.parametrize("name", NAMES)
def test_nothing_unverified_goes_unmarked(name) -> None:
    """Wherever the memo says that something is not verified, the mark stands right before it."""
    told = (
        r"(from the opening of the opinion; the rest was not read|from a public summary, not checked"
        r"|from memory, not verified|our own analysis, not a court's)"
    )
    marked = re.compile(rf"(?:\[{CHECK}: |{CHECK}: |\[{CHECK}\] |The date is ){told}", re.I)
    text = made(name).text
    assert len(re.findall(told, text, re.I)) == len(marked.findall(text)) > 0


@pytest.mark.parametrize("name", NAMES)
def test_both_sides_argue_wherever_a_case_is_cited(name) -> None:
    """Where one side has an argument, so has the other, right after it."""
    leads = [text for _, text in made(name).lines if text.startswith("Best argument for")]
    pairs = [("Best argument for the plaintiff.", "Best argument for the defendant.")]
    assert list(zip(*[(t.strip() for t in leads)] * 2, strict=True)) == pairs * (len(leads) // 2)
    assert leads


@pytest.mark.parametrize("name", NAMES)
def test_the_word_file_is_one(name) -> None:
    """Real styles, header rows that repeat, pages numbered by fields, widows controlled, a running header."""
    one = made(name)
    raw = as_word(one.memo)
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        footer = packed.read("word/footer1.xml").decode()
        body = packed.read("word/document.xml").decode()
        links = [n for n in packed.namelist() if n.endswith(".rels")
                 if b'TargetMode="External"' in packed.read(n)]  # fmt: skip
    assert re.findall(r"<w:instrText[^>]*>\s*(\w+)\s*<", footer) == ["PAGE", "NUMPAGES"]
    assert "instrText" not in body and links == []
    assert body.count("<w:tblHeader") == len(one.word.tables)
    assert one.word.styles["Normal"].paragraph_format.widow_control
    assert one.word.sections[0].header.paragraphs[0].text == one.memo.running
    styles = {style for style, _ in one.lines}
    assert {"Title", "Heading 1", "Heading 2", "List Bullet", "Block Quotation", "Pin"} <= styles


def test_a_memo_that_knows_nothing_says_so_and_says_what_to_ask() -> None:
    """With nothing known the memo finds nothing about the client, and says what to ask, in which order."""
    one = made("all_unknown")
    assert "this memo finds nothing about this client" in one.text
    assert "The file holds no answer to any question." in one.text
    first = [q.fact for q in clinic.questions(UNKNOWN)[:5]]
    for fact in first:
        assert explain.there(LIB.facts[fact].question, one.found.place) in one.text
    assert " is shown: " not in one.text
    standing = {p.finding.node.id: p.finding.status.value for p in clinic.standing(one.found)}
    assert standing.pop("service_in_forum") == "not met"  # presumed, for nobody says otherwise
    assert set(standing.values()) == {"open"}


def test_a_memo_on_contradictory_facts_names_the_contradiction_and_finds_nothing() -> None:
    """The two answers are named, and no finding, no argument and no draft is given on them."""
    one = made("contradictory")
    words = next(iter(clinic.contradictions(one.found)))[0].words
    assert words in one.text and "The file contradicts itself." in one.text
    assert "share of traffic from the United States: 0%" in one.text
    assert "number of views from the United States: 4,000" in one.text
    assert headings(one.lines, 1) == [p for p in PARTS if p not in PARTS[3:6]]
    assert not any("Conclusion." in text or "closed now" in text for _, text in one.lines)
    assert "4,000" in one.text and "The server's log." in one.text


def test_a_contradiction_with_an_inference_is_named_and_the_findings_stand() -> None:
    """Where one of the two answers is only inferred, it counts as not shown, and the memo goes on."""
    told = CONTRADICTORY.facts["us_views"].model_copy(update={"known": "inference"})
    client = files.with_fact(CONTRADICTORY, "us_views", told)
    texts = [getattr(b, "lead", "") for b in memo(client, files.analyzed(client, LIB)).blocks]
    assert "Not everything that is said can be true." in texts and "Conclusion." in texts


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
    """What the file says stands in the Word file as text, with no field, link or element of its own."""
    client = hostile()
    raw = as_word(memo(client, files.analyzed(client, LIB)))
    opened = docx.Document(io.BytesIO(raw))
    story = next(p for p in opened.paragraphs if "alert(1)" in p.text)
    assert story.style.name == "Normal" and story.text.startswith(
        "<script>alert(1)</script> [click]"
    )
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        body = packed.read("word/document.xml").decode()
        assert not any(b"evil" in packed.read(n) for n in packed.namelist() if n.endswith(".rels"))
    assert not re.search(r"<w:hyperlink|<w:instrText|<w:fldSimple|<script|<w:p/>", body)


def test_hostile_text_is_plain_text_in_markdown() -> None:
    """Rendered, the Markdown holds no script, link, image, emphasis or heading that the file asked for."""
    client = hostile()
    made_ = memo(client, files.analyzed(client, LIB))
    plugins = ["table", "url", "strikethrough"]
    page = mistune.create_markdown(escape=False, plugins=plugins)(as_markdown(made_))
    assert not re.search(r"<(script|a|img|code|pre|del)\b", page)
    titles = [html.unescape(t) for t in re.findall(r"<h2>(.*?)</h2>", page)]
    assert titles == PARTS
    assert "alert(1)" in page and "<td>" in page
    assert page.count("<em>") == 1  # the running line of the memo itself


@pytest.mark.parametrize("name", NAMES)
def test_the_markdown_holds_the_same_quotations(name) -> None:
    """Every quotation stands in the Markdown to the letter, once its escapes are taken back."""
    text = as_markdown(made(name).memo)
    back = html.unescape(re.sub(r"\\(.)", r"\1", text))
    for quotation in made(name).memo.quotations:
        assert f"> {' '.join(quotation.text.split())}\n>\n> {quotation.pin}" in back


# --- cases, and the command -------------------------------------------------------------------------------
def test_a_memo_on_a_decided_case_comes_to_its_holding() -> None:
    """On Doe's facts, at its date, the memo concludes that aiming is met."""
    doe = load_case("doe_v_webgroup", LIB)
    found = analyze(doe.says, doe.decided, library=LIB, shown=doe.shown)
    made_ = memo_of(found, doe.case.short, doe.case.summary)
    texts = [block.text for block in made_.blocks if hasattr(block, "lead")]
    assert "Express aiming: Met." in texts


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jurisdiction", *arguments], env=dict(os.environ), encoding="utf-8",
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip


def test_the_command_writes_word_and_markdown_at_another_day_and_stage(tmp_path) -> None:
    """`memo` takes a client's file, by path or by the name of a fictional one, a day and a stage."""
    word, text = tmp_path / "m.docx", tmp_path / "m.md"
    result = command("memo", str(TRAINING["streaming_site"]), "--out", str(word))
    assert (result.returncode, result.stderr) == (0, "") and "quotations" in result.stdout
    opened = docx.Document(str(word))
    assert [(p.style.name, p.text) for p in opened.paragraphs] == made("streaming_site").lines
    options = ["--as-of", "2026-01-15", "--stage", "evidentiary_hearing"]
    result = command("memo", "marketplace_seller", *options, "--out", str(text))
    assert result.returncode == 0 and "Evidentiary hearing" in text.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["streaming_site", "--out", "m.pdf"], "neither Word nor Markdown"),
        (["streaming_site", "--out", "nowhere/m.md"], "cannot be written"),
        (["no_such_file.yml", "--out", "m.md"], "there is no such file"),
        (
            ["streaming_site", "--out", "m.md", "--as-of", "1900-01-01"],
            "before the first authority",
        ),
        (["streaming_site", "--out", "m.md", "--stage", "trial"], "no stage 'trial'"),
    ],
)
def test_the_command_refuses_in_one_plain_line(arguments, words, tmp_path, monkeypatch) -> None:
    """What cannot be used is refused with exit code 2, one line, and no file."""
    monkeypatch.chdir(tmp_path)
    result = command("memo", *arguments)
    assert result.returncode == 2 and words in result.stderr and result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_check_reads_a_clients_file(tmp_path) -> None:
    """`check FILE` says of a client's file whether it can be read, and what is wrong if not."""
    good, bad = tmp_path / "good.yml", tmp_path / "bad.yml"
    good.write_bytes(files.written(UNKNOWN))
    bad.write_bytes(files.written(UNKNOWN).replace(b"united_states", b"utah"))
    assert "can be read" in command("check", str(good)).stdout
    assert "no forum 'utah'" in command("check", str(bad)).stderr


def test_the_half_day_quotes_courts_to_the_letter_and_names_each_file() -> None:
    """What the supervisor's note puts in quotation marks is a court's; all three files are discussed."""
    note = (DATA.parent / "notebooks" / "instructor" / "clinic_half_day.md").read_text(
        encoding="utf-8"
    )
    straight = str.maketrans("“”‘’", "\"\"''")
    courts = " ".join(OPINIONS.values()).translate(straight)
    quoted = [" ".join(q.split()) for q in re.findall(r'"([^"]+)"', note.translate(straight))]
    quoted = [q for q in quoted if len(q.split()) > 1]
    assert quoted and [q for q in quoted if q not in courts] == []
    for name in TRAINING:
        assert f"## {made(name).client.label} ·" in note


@pytest.mark.parametrize("stage", LIB.stages)
@pytest.mark.parametrize("forum", [venue.id for venue in LIB.intake.venues])
def test_a_memo_can_be_asked_for_at_every_stage_in_every_forum(stage, forum) -> None:
    """An empty file gets its memo wherever the question comes up, with the stage's own outcome."""
    client = files.new("A. B.", forum, stage=stage, law_as_of=DAY)
    blocks = memo(client, files.analyzed(client, LIB)).blocks
    leads = [getattr(block, "lead", "") for block in blocks]
    assert f"{LIB.nodes[LIB.outcome(stage)].name}." in leads
