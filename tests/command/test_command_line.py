"""The command line, run as a reader runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import command, refused, run

import jurisdiction
import minimum_contacts
from jurisdiction.__main__ import main
from jurisdiction.library import DATA, load

LIB = load()
STATUSES = {"met", "not met", "open"}


def analysis(*arguments: str, cwd: Path) -> dict:
    result = command("analyze", *arguments, "--json", cwd=cwd)
    assert (result.returncode, result.stderr) == (0, "")
    return json.loads(result.stdout)


# --- check ------------------------------------------------------------------------------------
def test_check_prints_one_line_of_counts_and_that_all_is_well(tmp_path) -> None:
    """`check` validates all data and prints two lines: the counts, and that everything is valid."""
    result = run("-m", "jurisdiction", "check", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    line, well = result.stdout.splitlines()
    assert well == "All is well."
    counts = dict(part.split(" ", 1)[::-1] for part in line.split(", "))
    assert {"cases", "nodes", "facts", "passages", "passages verified"} <= set(counts)
    assert counts["facts"] == str(len(LIB.facts))
    assert counts["passages"] == counts["passages verified"] == str(len(LIB.passages))


UNFINISHED = """
- id: us_wifi
  group: infrastructure
  label: WiFi in {forum}
  question: Does the operator run public WiFi in {forum}?
  kind: yes_no
  shown_by: plaintiff
  bears_on: [{node: express_aiming, side: plaintiff, characterisation: good evidence,
              source: will_v_lee, verified: {how: analysis}}]
"""
ASKED = """
- id: wifi
  name: WiFi
  term: route
  question: Does the operator run public WiFi in the forum
  fact: us_wifi
  source: will_v_lee
  met: It does.
  open: The record does not show it.
  verified: {how: analysis}
"""


def test_check_says_in_legal_words_what_a_new_fact_and_rule_lack(tmp_path) -> None:
    """`check` reports a fact that no point uses or that lacks evidence, and a point without a sentence."""
    copy = copy_of_the_package(tmp_path)
    facts, rules = copy / "data/facts.yml", copy / "data/doctrine/express_aiming.yml"
    facts.write_text(facts.read_text(encoding="utf-8").rstrip() + UNFINISHED, encoding="utf-8")

    def missing() -> list[str]:
        result = run("-m", "jurisdiction", "check", cwd=tmp_path, path=str(tmp_path))
        assert (result.returncode, result.stderr) == (1, "")
        lines = result.stdout.partition("Wrong or missing:\n")[2].splitlines()
        return [line for line in lines if ", expected, " not in line]

    unasked, wordless = missing()
    assert unasked.startswith("facts.yml, us_wifi, bears_on, express_aiming:")
    assert "nor a point below it asks it" in unasked and "fact: us_wifi" in unasked
    assert "no court's words are given" in wordless
    ruled = rules.read_text(encoding="utf-8").rstrip() + ASKED
    ruled = ruled.replace("    - hosting_and_cdn\n", "    - hosting_and_cdn\n    - wifi\n", 1)
    rules.write_text(ruled, encoding="utf-8")
    wordless, evidence, question, sentence = missing()
    every = run("-m", "jurisdiction", "check", cwd=tmp_path, path=str(tmp_path)).stdout
    assert (
        "hypo_news.yml, expected, express_aiming, status: " in every
    )  # the output does not mention the fact
    assert "no court's words are given" in wordless
    assert evidence.startswith("facts.yml, us_wifi:") and "data/evidence.yml" in evidence
    assert "wifi, question: this is not a question." in question
    assert "wifi, not_met: no sentence says" in sentence


def test_a_pipe_that_cannot_hold_every_character_gets_the_others(tmp_path) -> None:
    """Output in another encoding, as to a file on Windows, does not stop the command."""
    environment = dict(os.environ, PYTHONIOENCODING="ascii")
    asked = [sys.executable, "-m", "jurisdiction", "irac", "doe_v_webgroup"]
    done = subprocess.run(asked, cwd=tmp_path, env=environment, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"?" in done.stdout and done.stdout.isascii()


def hypothetical(folder: Path, **change: str) -> Path:
    """Write a hypothetical in which Doe has no CDN; `change` replaces one of its lines."""
    lines = {
        "id": "mine",
        "title": "Mine",
        "based_on": "doe_v_webgroup",
        "law_as_of": '"2024-01-02"',
        "facts": '{us_cdn: "no"}',
        "expected": "{express_aiming: {status: open, causes: [law, record], at_close: open}}",
    } | change
    path = folder / "mine.yml"
    path.write_text("".join(f"{k}: {v}\n" for k, v in lines.items()), encoding="utf-8")
    return path


def test_check_of_a_hypothetical_says_that_all_is_as_expected(tmp_path) -> None:
    """A hypothetical that comes out as expected is reported as such, with exit code 0."""
    result = command("check", str(hypothetical(tmp_path)), cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("mine.yml: every finding is as expected.\n")


def test_check_of_a_hypothetical_says_in_legal_words_what_differs(tmp_path) -> None:
    """Each difference from the author's expectations is reported in a sentence, with exit code 1."""
    expected = "{express_aiming: {status: met, causes: [record], at_close: met}}"
    result = command("check", str(hypothetical(tmp_path, expected=expected)), cwd=tmp_path)
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout.split("\n\n")[0].splitlines() == [
        "mine.yml, expected, express_aiming, status: "
        "Express aiming: “Met” is expected, but “Open” is found.",
        "mine.yml, expected, express_aiming, causes: Express aiming, why it is open: "
        "record (a fact is not shown on this record) is expected, but "
        "law (courts have not decided the point, or have gone both ways) and "
        "record (a fact is not shown on this record) is found.",
        "mine.yml, expected, express_aiming, at_close: "
        "Express aiming, if the record closed now: “Met” is expected, but “Open” is found.",
    ]


# --- analyze ----------------------------------------------------------------------------------
def test_analyze_prints_every_finding_as_json(tmp_path) -> None:
    """The JSON contains the outcome, the date, and each point's finding, causes, burden, and precedent."""
    found = analysis("doe_v_webgroup", cwd=tmp_path)
    assert found["outcome"] == "met"
    assert (found["law_as_of"], found["stage"]) == ("2024-01-02", "motion_to_dismiss")
    assert {"first_prong", "purposeful_direction", "express_aiming", "forum_harm"} <= set(
        found["findings"]
    )
    for finding in found["findings"].values():
        assert {finding["status"], finding["at_close"]} <= STATUSES
        assert set(finding["causes"]) <= {"record", "law", "judgment"}
        assert bool(finding["causes"]) == (finding["status"] == "open")
        assert finding["burden"] in {"plaintiff", "defendant", "objector", "appellant"}
        assert finding["precedent"] in {"controls", "supported", "conflict", "open"}
        assert finding["by_silence"] == (
            finding["status"] == "open" and finding["at_close"] != "open"
        )
        assert finding["because"][0]["status"] == finding["status"]
        assert {p for reason in finding["because"] for p in reason["passages"]} <= set(LIB.passages)


@pytest.mark.parametrize("subject", [*LIB.scenarios])
def test_analyze_knows_every_hypothetical_by_its_id(subject, capsys) -> None:
    """Each hypothetical of the suite is analyzed by its id, as of its own date."""
    assert main(["analyze", subject, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["law_as_of"] == LIB.scenarios[subject].law_as_of.isoformat()


def test_analyze_takes_a_file_a_day_and_a_change(tmp_path) -> None:
    """A file, a date, and a changed fact all count."""
    path = str(hypothetical(tmp_path))
    assert analysis(path, cwd=tmp_path)["findings"]["express_aiming"]["status"] == "open"
    changed = analysis(path, "--as-of", "2025-04-21", "--set", "directed_ads=yes", cwd=tmp_path)
    assert changed["law_as_of"] == "2025-04-21"
    assert changed["findings"]["express_aiming"]["status"] == "met"


def test_analyze_without_json_explains_in_words(tmp_path) -> None:
    """Without --json the reasons are printed as text, with the court's words and their page."""
    result = command("analyze", "doe_v_webgroup", "--node", "express_aiming", cwd=tmp_path)
    assert result.returncode == 0
    assert result.stdout.startswith("Express aiming: Met.")
    assert LIB.nodes["us_cdn"].met in result.stdout
    assert "slip op. at 18" in result.stdout and "constitutes express aiming" in result.stdout


SHOWN = {
    "what is denied is not shown": (["--shown", "us_cdn=denied"], "open"),
    "what is found untrue is not there": (["--shown", "us_cdn=found_untrue"], "not met"),
    "at a hearing a pleading is not evidence": (
        ["--stage", "evidentiary_hearing", "--shown", "us_cdn=uncontroverted"], "open"),
    "on the papers it is taken as true": (["--shown", "us_cdn=uncontroverted"], "met"),
}  # fmt: skip


@pytest.mark.parametrize("how", SHOWN)
def test_how_a_fact_is_shown_counts(how, tmp_path) -> None:
    """--shown, together with the stage, determines what a fact counts as."""
    arguments, status = SHOWN[how]
    found = analysis("doe_v_webgroup", *arguments, cwd=tmp_path)
    assert found["findings"]["us_cdn"]["status"] == status
    assert found["shown"]["cdn_us_servers"] == arguments[-1].split("=")[1]


def test_a_fact_that_is_set_counts_as_said(tmp_path) -> None:
    """A concluded fact counts as stated once it is set on the command line."""
    assert analysis("bodyguard_v_does", cwd=tmp_path)["shown"]["directed_ads"] == "conclusory"
    found = analysis("bodyguard_v_does", "--set", "directed_ads=yes", cwd=tmp_path)
    assert "directed_ads" not in found["shown"]
    assert found["findings"]["advertising_directed"]["status"] == "met"


SWITCH = {
    "the switch sets both": (["us_cdn=no"], "not met", "not met"),
    "a later fact wins over the switch": (["us_cdn=no", "cdn_us_servers=yes"], "met", "not met"),
    "a later switch wins over the fact": (
        ["cdn_us_servers=yes", "us_cdn=no"],
        "not met",
        "not met",
    ),
    "the last of two switches wins": (["us_cdn=no", "us_cdn=yes"], "met", "met"),
    "the last of two values wins": (["cdn_us_servers=no", "cdn_us_servers=yes"], "met", "met"),
}


@pytest.mark.parametrize("sets", SWITCH)
def test_the_last_word_on_a_fact_counts(sets, tmp_path) -> None:
    """Setting the US CDN sets its two facts, and any later setting takes precedence."""
    changes, servers, purpose = SWITCH[sets]
    arguments = [word for change in changes for word in ("--set", change)]
    found = analysis("doe_v_webgroup", *arguments, cwd=tmp_path)["findings"]
    assert found["cdn_servers"]["status"] == servers
    assert found["cdn_purpose"]["status"] == purpose


def test_a_switch_in_a_file_can_be_overridden_one_fact_at_a_time(tmp_path) -> None:
    """A later --set of one fact overrides that part of a file's "no CDN"."""
    found = analysis(str(hypothetical(tmp_path)), "--set", "cdn_us_servers=yes", cwd=tmp_path)
    assert found["findings"]["cdn_servers"]["status"] == "met"
    assert found["findings"]["cdn_purpose"]["status"] == "not met"


# --- bad input --------------------------------------------------------------------------------
BAD_ARGUMENTS = {
    "unknown fact": (
        ["--set", "us_cnd=no"], ["us_cnd", "no fact", "Did you mean us_cdn"]),
    "no equals sign": (["--set", "us_cdn"], ["--set us_cdn", "has no '='", "FACT=VALUE"]),
    "yes for a percentage": (
        ["--set", "us_traffic_share=yes"],
        ["us_traffic_share", "'yes' is not a share", "Write a share such as 4.6%"]),
    "140%": (
        ["--set", "us_traffic_share=140%"],
        ["us_traffic_share", "140% is more than 100%", "Write a share such as 4.6%"]),
    "negative share": (
        ["--set", "us_traffic_share=-5%"],
        ["us_traffic_share", "below zero", "Write a share such as 4.6%"]),
    "reversed range": (
        ["--set", "us_traffic_share=19%-12%"],
        ["us_traffic_share", "from low to high", "a range such as 12%-19%"]),
    "neither yes nor no": (
        ["--set", "us_hosting=maybe"], ["us_hosting", "'maybe'", "Write yes, no or unknown"]),
    "a day before the first authority": (
        ["--as-of", "1980-01-01"],
        ["law_as_of", "before the first authority", f"Choose {LIB.first_date}"]),
    "not a day": (["--as-of", "yesterday"], ["law_as_of", "'yesterday'", "year-month-day"]),
    "a claim where the file names none": (
        ["--claim", "nope"], ["no claim or defendant has that name", "leave out --claim"]),
    "a defendant where the file names none": (
        ["--defendant", "nope"], ["no claim or defendant has that name", "leave out --claim"]),
    "unknown stage": (["--stage", "trial"], ["stage", "no stage 'trial'", "Known: motion_to_dismiss"]),
    "unknown way of showing": (
        ["--shown", "us_cdn=conclusary"], ["shown, us_cdn", "Did you mean conclusory"]),
    "a showing without '='": (["--shown", "us_cdn"], ["--shown us_cdn", "FACT=HOW"]),
    "unknown node": (
        ["--node", "expres_aiming"], ["no node 'expres_aiming'", "Did you mean express_aiming"]),
    "a node that was not yet the law": (
        ["--node", "more_than_targeting", "--as-of", "2013-01-01"],
        ["more_than_targeting", "not part of the law of 2013-01-01", "Choose another date"]),
}  # fmt: skip


@pytest.mark.parametrize("wrong", BAD_ARGUMENTS)
def test_a_bad_argument_is_refused_in_one_sentence(wrong, tmp_path) -> None:
    """An unusable argument is named, with the remedy, and the exit code is 2."""
    arguments, words = BAD_ARGUMENTS[wrong]
    refused(command("analyze", "doe_v_webgroup", *arguments, cwd=tmp_path), words)


@pytest.mark.parametrize("asked", ["analyze", "irac", "flips", "argue"])
def test_the_law_of_a_day_that_is_yet_to_come_is_announced(asked, tmp_path) -> None:
    """No one knows what courts will have decided by a future date, so a notice says so."""
    told = command(asked, "doe_v_webgroup", "--as-of", "2131-01-01", cwd=tmp_path).stdout
    assert "January 1, 2131 is in the future" in told
    told = command(asked, "doe_v_webgroup", "--as-of", "2026-01-01", cwd=tmp_path).stdout
    assert "in the future" not in told


BAD_FILES = {
    "unknown fact": ({"facts": '{us_cnd: "no"}'}, ["facts", "'us_cnd'", "Did you mean us_cdn"]),
    "unknown case": ({"based_on": "doe_v_webgrup"}, ["based_on", "Did you mean doe_v_webgroup"]),
    "unknown point": (
        {"expected": "{express_aim: {status: met}}"}, ["expected", "Did you mean express_aiming"]),
    "unknown passage": (
        {"facts": '{us_dns: {value: "no", passages: [doe_dnss]}}'},
        ["facts, us_dns", "no passage 'doe_dnss'", "Did you mean doe_"]),
    "a point that was not yet the law": (
        {"law_as_of": '"2013-01-01"', "expected": "{more_than_targeting: {status: met}}"},
        ["expected, more_than_targeting", "not part of the law of 2013-01-01",
         "Choose a later law_as_of"]),
    "a day before the first authority": (
        {"law_as_of": '"1980-01-01"'}, ["law_as_of", "before the first authority", "Choose 1984"]),
    "not a day": ({"law_as_of": '"spring"'}, ["mine, law_as_of", "spring", "data/README.md"]),
    "repeated key": (
        {"title": "Mine\ntitle: Yours"}, ["line 3", "'title' is given twice", "Keep one"]),
    "repeated fact": (
        {"facts": '{us_dns: "no", us_dns: "yes"}'}, ["'us_dns' is given twice", "Keep one"]),
    "misspelt field": ({"titel": "Mine"}, ["mine, titel", "no such field", "'title'"]),
    "misspelt field in a fact": (
        {"facts": '{us_dns: {valeu: "no"}}'}, ["facts.us_dns.valeu", "Did you mean 'value'?"]),
    "yes for a percentage": (
        {"facts": "{us_traffic_share: yes}"},
        ["us_traffic_share", "'yes' is not a share", "Write a share such as 4.6%"]),
    "140%": (
        {"facts": "{us_traffic_share: 140%}"},
        ["us_traffic_share", "more than 100%", "Write a share such as 4.6%"]),
    "a tag": ({"title": "!!python/name:os.system"}, ["line 2", "'!' tag", "Write plain text"]),
    "a tab": ({"facts": '\n\tus_cdn: "no"'}, ["line 6", "not well-formed", "Check the indentation"]),
}  # fmt: skip


@pytest.mark.parametrize("wrong", BAD_FILES)
def test_a_bad_file_is_refused_with_file_field_and_remedy(wrong, tmp_path) -> None:
    """`check` refuses an unusable hypothetical, names the file, field, and remedy, and exits with code 2."""
    change, words = BAD_FILES[wrong]
    path = hypothetical(tmp_path, **change)
    refused(command("check", str(path), cwd=tmp_path), ["mine.yml", *words])


def test_a_missing_field_is_refused(tmp_path) -> None:
    """A hypothetical without a title is refused with an explanation."""
    path = hypothetical(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("title: Mine\n", ""), encoding="utf-8")
    for words in (["check", str(path)], ["analyze", str(path)]):
        refused(command(*words, cwd=tmp_path), ["mine.yml, mine, title", "is missing", "Add it"])


@pytest.mark.parametrize("name", ["nothing.yml", "doe_v_webgrup"])
def test_a_file_or_id_that_is_not_there_is_refused(name, tmp_path) -> None:
    """An unknown case, scenario, or file is refused with a list of the known ones, or with advice."""
    refused(command("analyze", name, cwd=tmp_path), [name, "has that name"])


def test_a_file_that_is_no_text_is_refused(tmp_path) -> None:
    """A picture named like a data file is refused."""
    (tmp_path / "mine.yml").write_bytes(b"\x89PNG\xff\xfe\x00")
    refused(command("check", "mine.yml", cwd=tmp_path), ["mine.yml", "as text", "plain UTF-8"])


def copy_of_the_package(folder: Path) -> Path:
    """Copy the package with its data inside, as installed."""
    for package in (jurisdiction, minimum_contacts):
        shutil.copytree(Path(package.__file__).parent, folder / package.__name__,
                        ignore=shutil.ignore_patterns("__pycache__"))  # fmt: skip
    shutil.copytree(DATA, folder / "jurisdiction" / "data", dirs_exist_ok=True)
    return folder / "jurisdiction"


def test_a_passage_that_is_not_in_the_opinion_is_refused(tmp_path) -> None:
    """`check` refuses a passage that is not in the opinion: file, id, page and remedy, exit code 2."""
    passages = copy_of_the_package(tmp_path) / "data" / "passages.yml"
    right = passages.read_text(encoding="utf-8")
    passages.write_text(right.replace("An audience of one", "An audience of two"), encoding="utf-8")
    result = run("-m", "jurisdiction", "check", cwd=tmp_path, path=str(tmp_path))
    refused(result, ["passages.yml", "bod_audience_of_one, page II.A", "Correct the words"])
    passages.write_text(right, encoding="utf-8")
    assert run("-m", "jurisdiction", "check", cwd=tmp_path, path=str(tmp_path)).returncode == 0


# --- unaffected files and imports ---------------------------------------------------------------
def test_nothing_is_written(tmp_path) -> None:
    """No command writes to the working folder or to data/."""
    path = hypothetical(tmp_path)

    def files() -> dict[Path, int]:
        seen = [*tmp_path.rglob("*"), *DATA.rglob("*")]
        return {p: p.stat().st_mtime_ns for p in seen if p.is_file()}

    before = files()
    command("check", cwd=tmp_path)
    command("check", str(path), cwd=tmp_path)
    command("analyze", str(path), "--json", cwd=tmp_path)
    command("analyze", str(path), "--set", "us_cnd=no", cwd=tmp_path)
    assert files() == before


def test_importing_jurisdiction_stays_light(tmp_path) -> None:
    """`import jurisdiction` by itself imports none of the large libraries."""
    heavy = {"matplotlib", "ipywidgets", "IPython", "numpy", "pydantic"}
    code = f"import sys, jurisdiction; print(sorted({heavy} & set(sys.modules)))"
    assert run("-c", code, cwd=tmp_path).stdout == "[]\n"


def test_analyzing_needs_no_pictures_and_no_widgets(tmp_path) -> None:
    """A full analysis imports neither matplotlib nor ipywidgets."""
    heavy = {"matplotlib", "ipywidgets", "IPython"}
    code = (
        "import sys, jurisdiction as j; doe = j.load_case('doe_v_webgroup');"
        "str(j.analyze(doe.facts, law_as_of=doe.decided)); j.check(j.load());"
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    assert run("-c", code, cwd=tmp_path).stdout == "[]\n"


# --- flips, argue, irac, later ------------------------------------------------------------------
def said(*arguments: str, cwd: Path) -> str:
    result = command(*arguments, cwd=cwd)
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def test_flips_names_every_smallest_change_in_the_words_of_the_law(tmp_path) -> None:
    """On *Doe*'s aiming, the command lists the changes that unsettle it, reverse it, or survive a lock."""
    text = said("flips", "doe_v_webgroup", "--node", "express_aiming", cwd=tmp_path)
    assert text.startswith("Express aiming is met on these facts.\n")
    assert "To open: change one fact; 3 ways.\n" in text
    assert "- The CDN has no servers in the forum.\n" in text
    held = said(
        "flips", "doe_v_webgroup", "--node", "express_aiming", "--lock", "us_cdn", "--json",
        cwd=tmp_path,
    )  # fmt: skip
    assert json.loads(held)["to"]["open"] == [[{"fact": "earns_from_us_users", "values": ["no"]}]]


def test_argue_prints_three_plies_with_the_courts_words(tmp_path) -> None:
    """Each ply names the speaker; the court's words appear under it with their pin cite."""
    text = said(
        "argue", "ama_v_wanat", "--as-of", "2024-01-02", "--node", "express_aiming", "--side", "plaintiff",
        cwd=tmp_path,
    )  # fmt: skip
    lines = text.splitlines()
    assert lines[0].startswith(
        "1. The plaintiff cites: The nearest case is Doe (Ninth Circuit 2024)"
    )
    assert any(
        line.startswith("2. The defendant distinguishes: Doe involved more") for line in lines
    )
    assert any(line.startswith("3. The plaintiff replies: ") for line in lines)
    assert any("(Doe, slip op. " in line for line in lines)


def test_irac_prints_four_parts(tmp_path) -> None:
    """The answer has an issue, a rule, an application, and a conclusion, in this order."""
    text = said("irac", "doe_v_webgroup", "--node", "express_aiming", cwd=tmp_path)
    parts = [text.index(f"\n{part}\n") for part in ("Issue", "Rule", "Application", "Conclusion")]
    assert parts == sorted(parts)
    assert "Doe controls: a binding decision controls" in text


def test_another_forum_resets_what_was_known_of_the_first(tmp_path) -> None:
    """Facts about the United States say nothing about a single state, and vice versa."""
    for forum in ("state", "either"):
        found = analysis("doe_v_webgroup", "--set", f"forum={forum}", cwd=tmp_path)["findings"]
        assert found["express_aiming"]["status"] == "open"
        assert "record" in found["express_aiming"]["causes"]
        kept = analysis(
            "doe_v_webgroup", "--set", f"forum={forum}", "--set", "us_cdn=yes",
            "--set", "earns_from_us_users=yes", cwd=tmp_path,
        )["findings"]  # fmt: skip
        assert kept["express_aiming"]["status"] == "met"


def several(tmp_path: Path) -> str:
    """Write a hypothetical with two claims and two defendants."""
    facts = {name: value for name, value in LIB.scenarios["hypo_news"].facts.items()}
    own = ("us_cdn", "us_traffic_share", "us_views")
    shared = ", ".join(
        f'{n}: "{v}"' for n, v in facts.items() if isinstance(v, str) and n not in own
    )
    path = tmp_path / "two.yml"
    path.write_text(
        'id: two\ntitle: Two claims\nstory: Two.\nlaw_as_of: "2024-06-01"\n'
        f"facts: {{{shared}, claim_family: tort_outside_forum, "
        'us_cdn: "yes", us_traffic_share: "7%", us_views: "60000"}\n'
        "defendants:\n  operator: {name: the operator}\n"
        '  parent: {name: the parent, facts: {operates_site: "no"}}\n'
        "claims:\n  copyright: {name: copyright}\n"
        "  privacy: {name: privacy, against: [operator], "
        'facts: {federal_claim: "no", state_claims_related: "yes"}}\n',
        encoding="utf-8",
    )
    return str(path)


def test_each_claim_against_each_defendant_has_findings_of_its_own(tmp_path) -> None:
    """Claims are not pooled: the claim against the parent fails; the one against the operator does not."""
    found = json.loads(said("analyze", several(tmp_path), "--json", cwd=tmp_path))["claims"]
    outcomes = {(c["claim"], c["defendant"]): c["outcome"] for c in found}
    assert outcomes == {
        ("copyright", "operator"): "met", ("copyright", "parent"): "not met",
        ("privacy", "operator"): "not met",
    }  # fmt: skip
    [pendent] = [c for c in found if c["claim"] == "privacy"]
    assert pendent["pendent"] == "met" and pendent["rides_on"] == "copyright, the operator"
    assert {c["pendent"] for c in found if c["claim"] == "copyright"} == {None}


def test_an_author_is_told_of_each_claim_which_unknown_facts_would_change_it(tmp_path) -> None:
    """The report covers unexpected findings and unstated facts for each claim against each defendant."""
    parties = (
        '{operator: {name: the operator}, parent: {name: the parent, facts: {operates_site: "no"}}}'
    )
    path = hypothetical(
        tmp_path, expected="{}", claims="{libel: {name: libel}}", defendants=parties
    )
    result = command("check", str(path), cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    unknown = "ad_revenue_by_forum_clicks: is not stated, and alone could change the outcome"
    for defendant in ("operator", "parent"):
        at = f"mine.yml, claims, libel, defendants, {defendant}"
        assert f"{at}, expected: nothing is expected" in result.stdout
        assert (f"{at}, facts, {unknown}" in result.stdout) == (defendant == "operator")


def test_a_command_on_one_analysis_asks_which_claim(tmp_path) -> None:
    """With several claims, an IRAC requires a named claim; an unknown name is refused with the known ones."""
    path = several(tmp_path)
    refused(command("irac", path, cwd=tmp_path), ["never pooled", "--claim privacy"])
    text = said("irac", path, "--claim", "privacy", "--node", "rule_4k2", cwd=tmp_path)
    assert "The claim does not arise under federal law" in text
    refused(
        command("irac", path, "--claim", "contract", cwd=tmp_path),
        ["no claim or defendant", "copyright"],
    )


def test_later_lists_what_later_law_changed(tmp_path) -> None:
    """*AMA*'s result changes with *Briskin* (en banc); an unknown case is refused."""
    text = said("later", "ama_v_wanat", cwd=tmp_path)
    assert "AMA (2020), express aiming: not met, but open starting April 21, 2025" in text
    rows = json.loads(said("later", "--json", cwd=tmp_path))
    assert {"result", "ground"} == {row["kind"] for row in rows}
    refused(command("later", "ama", cwd=tmp_path), ["there is no case 'ama'"])


def test_another_court_is_bound_by_other_cases(tmp_path) -> None:
    """*Doe* only persuades the Fourth Circuit; an unknown court is refused by name."""
    for court, word in (("ca9", "controls"), ("ca4", "open")):
        found = analysis("doe_v_webgroup", "--court", court, cwd=tmp_path)
        assert found["findings"]["express_aiming"]["precedent"] == word
    refused(
        command("analyze", "doe_v_webgroup", "--court", "ca99", cwd=tmp_path),
        ["court: there is no court 'ca99'", "Did you mean ca9"],
    )


def test_contradictory_facts_are_named_before_anything_else(tmp_path) -> None:
    """With no traffic but a million views, the first line says that both cannot be true."""
    arguments = ["doe_v_webgroup", "--set", "us_traffic_share=0", "--set", "us_views=1000000"]
    for name in ("analyze", "flips", "argue"):
        assert said(name, *arguments, cwd=tmp_path).startswith("These facts cannot all be true: ")
    assert "These facts cannot all be true" in said("irac", *arguments, cwd=tmp_path)
    found = analysis(*arguments, cwd=tmp_path)
    assert any("there are views from there" in words for words in found["contradictions"])


# --- authors --------------------------------------------------------------------------------------
CASE = """\
id: mine
name: Mine v. Theirs
short: Mine
authority:
  id: mine_v_theirs
  name: Mine v. Theirs
  cite: "1 F.5th 1 (9th Cir. 2024)"
  court: ca9
  decided: "2024-03-01"
  verified: {how: memory}
forum: the United States, under Rule 4(k)(2)
summary: A case for a test.
facts:
  forum: {value: united_states, verified: {how: memory}}
  claim_family: {value: tort_outside_forum, verified: {how: memory}}
  directed_ads: {value: "yes", verified: {how: memory}}
  earns_from_us_users: {value: "yes", verified: {how: memory}}
  us_traffic_share: {value: 3%, verified: {how: memory}}
holdings:
  - {node: express_aiming, disposition: met, verified: {how: memory}}
"""


def case_file(folder: Path, old: str = "", new: str = "") -> Path:
    """Write a case with its authority in one file, with one thing changed."""
    assert old in CASE
    path = folder / "mine.yml"
    path.write_text(CASE.replace(old, new) if old else CASE, encoding="utf-8")
    return path


def test_one_file_adds_a_case_and_is_told_what_is_missing(tmp_path) -> None:
    """`check` reads a case with its authority in one file, and lists what keeps the case from being alike."""
    result = command("check", str(case_file(tmp_path)), cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    first, missing = result.stdout.split("Still missing:\n")
    assert first == "mine.yml: every finding is as expected.\n\n"
    assert "cannot be compared with other cases until these are stated: " in missing
    assert "us_hosting" in missing


WRONG_CASES = {
    "the model differs": (
        "disposition: met", "disposition: not met",
        ["the court held “not met”", "the model finds “met” once the record closes", "March 1, 2024",
         "'disagrees'"]),
    "a needless disagreement": (
        "disposition: met,", "disposition: met, disagrees: It does not.,",
        ["holdings, express_aiming, disagrees", "the model agrees", "Remove this field"]),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG_CASES)
def test_an_author_is_told_in_legal_words_where_the_model_differs(wrong, tmp_path) -> None:
    """A holding that the model does not reproduce is reported with date, results, reason, and remedy."""
    old, new, words = WRONG_CASES[wrong]
    result = command("check", str(case_file(tmp_path, old, new)), cwd=tmp_path)
    assert (result.returncode, result.stderr) == (1, "")
    assert [w for w in words if w not in result.stdout] == [], result.stdout


REFUSED_CASES = {
    "unknown court": ("court: ca9", "court: ca99", ["mine.yml, authority, court", "no court 'ca99'"]),
    "unknown fact": ("directed_ads", "directed_adds", ["facts", "Did you mean directed_ads"]),
    "facts that cannot be": (
        "holdings:", "  us_views: {value: 0, verified: {how: memory}}\nholdings:",
        ["us_traffic_share and us_views", "cannot all be true", "leave it unknown"]),
}  # fmt: skip


@pytest.mark.parametrize("wrong", REFUSED_CASES)
def test_a_case_that_cannot_be_used_is_refused(wrong, tmp_path) -> None:
    """A case file with an unknown court or fact, or with facts that contradict each other, is refused."""
    old, new, words = REFUSED_CASES[wrong]
    refused(
        command("check", str(case_file(tmp_path, old, new)), cwd=tmp_path), ["mine.yml", *words]
    )


def test_a_hypothetical_is_told_which_unknown_facts_would_change_it(tmp_path) -> None:
    """A hypothetical without expectations, and with open facts, is reported for both."""
    path = hypothetical(tmp_path, expected="{}")
    result = command("check", str(path), cwd=tmp_path)
    assert "Still missing:" in result.stdout
    assert "nothing is expected" in result.stdout
    assert (
        "ad_revenue_by_forum_clicks: is not stated, and alone could change the outcome"
        in result.stdout
    )
