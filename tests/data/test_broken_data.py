"""Errors in data/ are refused, with messages that name the file, the field, and the remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jurisdiction.library import DATA, ReaderError, check, load

WILL = "cases/will_v_lee.yml"
AIMING = "doctrine/express_aiming.yml"
SHARE = "value: 0.046"
SCENARIO = "scenarios/doe_without_cdn.yml"

# what is wrong: (file, these words, become these words, what the message must say)
LESSON = "lessons/traffic_and_harm.yml"
BROKEN = {
    "unknown fact in a case": (
        WILL, "  us_hosting:", "  us_hostng:",
        ["will_v_lee.yml, facts", "no fact 'us_hostng'", "Did you mean us_hosting"]),
    "unknown passage in a case": (
        WILL, "[doe_will_faster_us]", "[doe_will_faster]",
        ["will_v_lee.yml, cdn_purpose_speed_us", "no passage 'doe_will_faster'", "Did you mean"]),
    "unknown node in a holding": (
        WILL, "node: active_appeal", "node: activ_appeal",
        ["will_v_lee.yml, holdings", "no node 'activ_appeal'", "Did you mean active_appeal?"]),
    "unknown authority of a case": (
        WILL, "authority: will_v_lee", "authority: will_v_leigh",
        ["will_v_lee.yml", "no authority 'will_v_leigh'", "Did you mean will_v_lee"]),
    "unknown node under a node": (
        AIMING, "- hosting_and_cdn\n", "- hosting_and_cdm\n",
        ["express_aiming.yml, active_appeal", "no node 'hosting_and_cdm'", "Did you mean"]),
    "unknown fact in a node": (
        AIMING, "fact: us_hosting", "fact: us_hostin",
        ["express_aiming.yml, hosting, fact", "no fact 'us_hostin'", "Did you mean us_hosting"]),
    "unknown passage in a rule": (
        AIMING, "rule: [doe_line,", "rule: [doe_lines,",
        ["express_aiming.yml, express_aiming, rule", "no passage 'doe_lines'", "doe_line"]),
    "unknown authority of a node": (
        AIMING, "ended_by: will_v_lee", "ended_by: will",
        ["express_aiming.yml, profit_not_asked, ended_by", "no authority 'will'", "will_v_lee"]),
    "unknown node on an edge": (
        "facts.yml", "- node: intentional_act", "- node: intentional_acts",
        ["facts.yml, operates_site", "no node 'intentional_acts'", "Did you mean intentional_act"]),
    "unknown authority in a treatment": (
        "authorities.yml", "by: briskin_en_banc", "by: briskin",
        ["authorities.yml, doe_v_webgroup, treatment", "no authority 'briskin'", "Did you mean"]),
    "unknown characterisation": (
        "facts.yml", "characterisation: establishes", "characterisation: proves",
        ["facts.yml, operates_site", "'proves'", "See vocabulary.yml"]),
    "unknown group": (
        "facts.yml", "group: operator", "group: operators",
        ["facts.yml, operates_site", "no group 'operators'", "See vocabulary.yml"]),
    "unknown switch": (
        "facts.yml", "switch: us_cdn", "switch: us_cdm",
        ["facts.yml, cdn_us_servers, switch", "no switch 'us_cdm'", "See vocabulary.yml"]),
    "unknown speaker": (
        "passages.yml", "speaker: concurrence", "speaker: dissent",
        ["passages.yml, lee_more_evidence, speaker", "'dissent'", "Write one of: majority"]),
    "unknown passage in a scenario": (
        SCENARIO, '  us_cdn: "no"', '  us_cdn: {value: "no", passages: [doe_cdm]}',
        ["doe_without_cdn.yml, facts, us_cdn", "no passage 'doe_cdm'", "Did you mean"]),
    "unknown node expected by a scenario": (
        SCENARIO, "  express_aiming:", "  expres_aiming:",
        ["doe_without_cdn.yml, expected", "no node 'expres_aiming'", "Did you mean express_aiming"]),
    "missing field": (
        "facts.yml", "  shown_by: plaintiff\n", "",
        ["facts.yml, claim_family, shown_by", "this field is missing", "Add it"]),
    "missing list in the vocabulary": (
        "vocabulary.yml", "cause_words:", "cause_wordings:",
        ["vocabulary.yml, cause_words", "this field is missing", "Add it"]),
    "misspelt field": (
        WILL, "summary:", "sumary:",
        ["will_v_lee.yml, will_v_lee, sumary", "no such field", "Did you mean 'summary'?"]),
    "misspelt field deep inside": (
        "facts.yml", "characterisation: required", "characterization: required",
        ["facts.yml, claim_family, bears_on.0.characterization", "Did you mean 'characterisation'?"]),
    "invented field": (
        WILL, "short: Will\n", "short: Will\nzebra: 1\n",
        ["will_v_lee.yml, will_v_lee, zebra", "no such field", "Remove it"]),
    "repeated key": (
        WILL, "short: Will\n", "short: Will\nshort: Lee\n",
        ["will_v_lee.yml", "line 4", "'short' is given twice", "Keep one"]),
    "repeated fact": (
        WILL, "  us_views:", '  us_hosting: {value: "no"}\n  us_views:',
        ["will_v_lee.yml", "'us_hosting' is given twice", "Keep one"]),
    "tab": (
        WILL, "  us_views:", "\tus_views:",
        ["will_v_lee.yml", "line 21", "not well-formed", "Check the indentation"]),
    "wrong indent": (
        "facts.yml", "  kind: choice", "    kind: choice",
        ["facts.yml", "line 8", "not well-formed", "Check the indentation"]),
    "not a list": (
        "opinions.yml", "- id: doe\n", "first:\n- id: doe\n",
        ["opinions.yml", "should be a list", "Begin each with '- id:'"]),
    "not a date": (
        "authorities.yml", 'decided: "2024-01-02"', 'decided: "January 2, 2024"',
        ["authorities.yml, doe_v_webgroup, decided", "January 2, 2024", "data/README.md"]),
    "one changed letter in a passage": (
        "passages.yml", "An audience of one", "An audience of one's",
        ["passages.yml", "bod_audience_of_one, page II.A", "does not contain", "Correct the words"]),
    "passage on the wrong page": (
        "passages.yml", 'page: "11"', 'page: "12"',
        ["passages.yml", "doe_two_steps, page 12", "does not contain", "or the pin"]),
    "passage on a page that is not there": (
        "passages.yml", 'page: "11"', 'page: "99"',
        ["passages.yml", "doe_two_steps", "no page or section 99", "or the pin"]),
    "footnote pinned to the body": (
        "passages.yml", '  footnote: "6"\n', "",
        ["passages.yml", "doe_vendors_little_weight, page 22", "does not contain", "or the pin"]),
    "passage on one page pinned to two": (
        "passages.yml", 'page: "11"', 'page: "11-12"',
        ["passages.yml", "doe_two_steps", "is on one page", "or the pin"]),
    "node below itself": (
        AIMING, "[active_appeal, profited_or_unneeded]", "[active_appeal, express_aiming]",
        ["express_aiming.yml, express_aiming", "its own descendant", "Break the cycle"]),
    "two roots": (
        "doctrine/first_prong.yml", "both: direction_or_availment", "both: purposeful_direction",
        ["doctrine/", "direction_or_availment", "Name each under another node"]),
    "node of two kinds": (
        AIMING, "  fact: us_hosting\n", "  fact: us_hosting\n  unanswered: law\n",
        ["express_aiming.yml, hosting", "exactly one of: all_of", "data/README.md"]),
    "choice where a test is needed": (
        AIMING, "fact: us_hosting", "fact: claim_family",
        ["express_aiming.yml, hosting, fact", "wrong kind of fact", "under case_of"]),
    "a choice left without its node": (
        "doctrine/first_prong.yml", "    both: direction_or_availment\n", "",
        ["first_prong.yml, first_prong, cases", "not the options of 'claim_family'", "Give one node"]),
    "node without a rule": (
        AIMING, "  rule: [bod_substantial_audience, bod_mavrix_integral]\n", "",
        ["express_aiming.yml, is_content_enough", "no passage under 'rule'", "Give one"]),
    "a passage that supports two findings": (
        AIMING, "    not met: [bod_dfsb_held, bod_ads_not_us]", "    not met: [doe_ads_directed_ayla]",
        ["express_aiming.yml, advertising_directed, supports", "supports both", "Keep the finding"]),
    "a passage for a finding that the point never makes": (
        AIMING, "  supports:\n    met: [doe_ads_directed_ayla",
        "  supports:\n    opened: [doe_ads_directed_ayla", ["advertising_directed", "supports"]),
    "a condition of a passage that always holds": (
        "doctrine/outcome.yml", "when: {state_alternative: [agreed_none]}",
        "when: {no_state_agreed: [met]}",
        ["outcome.yml, no_state, supports", "never changes", "Name the fact"]),
    "a condition of a passage that names nothing": (
        AIMING, "when: {us_cdn: [met], profited: [met]}", "when: {us_cdns: [met]}",
        ["express_aiming.yml, express_aiming, supports", "no node 'us_cdns'", "us_cdn"]),
    "a reason without a passage": (
        "cases/doe_v_webgroup.yml", "      passages: [doe_federal_claim]\n", "",
        ["doe_v_webgroup.yml, claim_is_federal, reason", "has no passage", "Give one"]),
    "a closure by nobody": (
        AIMING, "      by: ama_v_wanat", "      by: ama", ["closed", "no authority 'ama'", "ama_v_wanat"]),
    "edge without a passage": (
        "facts.yml", "      passages: [doe_intentional_act_conceded]\n", "",
        ["facts.yml, operates_site, intentional_act", "has no passage", "Give one"]),
    "repeated fact id": (
        "facts.yml", "- id: act_in_forum", "- id: operates_site",
        ["facts.yml, operates_site", "used twice", "Rename one"]),
    "repeated passage id": (
        "passages.yml", "- id: doe_line\n", "- id: doe_english\n",
        ["passages.yml, doe_english", "used twice", "Rename one"]),
    "repeated authority id": (
        "authorities.yml", "- id: rio_v_rio", "- id: will_v_lee",
        ["authorities.yml, will_v_lee", "used twice", "Rename one"]),
    "repeated node id in another file": (
        AIMING, "- id: us_cdn\n", "- id: forum_harm\n",
        ["doctrine, forum_harm", "used twice", "Rename one"]),
    "case under another's id": (
        WILL, "id: will_v_lee", "id: ama_v_wanat",
        ["will_v_lee.yml, id", "does not match the name of this file", "Write id: will_v_lee"]),
    "yes for a percentage": (
        WILL, SHARE, 'value: "yes"',
        ["will_v_lee.yml, us_traffic_share", "'yes' is not a share", "Write a share such as 4.6%"]),
    "140%": (
        WILL, SHARE, "value: 140%",
        ["will_v_lee.yml, us_traffic_share", "more than 100%", "Write a share such as 4.6%"]),
    "140% as a fraction": (
        WILL, SHARE, "value: 1.4",
        ["will_v_lee.yml, us_traffic_share", "1.4% or 140%", "Write a share such as 4.6%"]),
    "negative share": (
        WILL, SHARE, "value: -0.046",
        ["will_v_lee.yml, us_traffic_share", "below zero", "Write a share such as 4.6%"]),
    "reversed range": (
        WILL, SHARE, "value: 19%-12%",
        ["will_v_lee.yml, us_traffic_share", "from low to high", "a range such as 12%-19%"]),
    "percentage for a count": (
        WILL, "value: 1300000", "value: 5%",
        ["will_v_lee.yml, us_views", "calls for a count", "Write a whole number"]),
    "neither yes nor no": (
        WILL, 'us_hosting: {value: "yes"', "us_hosting: {value: perhaps",
        ["will_v_lee.yml, us_hosting", "'perhaps' is not an answer", "Write yes, no or unknown"]),
    "a choice that is not offered": (
        WILL, "value: tort_outside_forum", "value: tort",
        ["will_v_lee.yml, claim_family", "'tort' is not one of the choices", "tort_outside_forum"]),
    "unknown way of showing in a case": (
        "cases/bodyguard_v_does.yml", "shown: conclusory", "shown: conclusary",
        ["bodyguard_v_does.yml", "no showing 'conclusary'", "Did you mean conclusory"]),
    "unknown stage of a case": (
        "cases/bodyguard_v_does.yml", "stage: early_discovery", "stage: early_discover",
        ["bodyguard_v_does.yml, stage", "no stage 'early_discover'", "Did you mean early_discovery"]),
    "unknown stage of a showing": (
        "showings.yml", "at: {evidentiary_hearing:", "at: {hearing:",
        ["showings.yml, uncontroverted, at", "no stage 'hearing'", "Known:"]),
    "unknown weight of a showing": (
        "showings.yml", "counts: unproven", "counts: half",
        ["showings.yml, not_pleaded, counts", "'half' is not recognized here", "Write one of"]),
    "unknown node beside an outcome": (
        "stages.yml", "also: [pendent_claims,", "also: [pendent_claim,",
        ["stages.yml, motion_to_dismiss", "no node 'pendent_claim'", "Did you mean pendent_claims"]),
    "a stage without a passage": (
        "stages.yml", "  rule: [bod_set_aside, bod_permissible_choices]\n", "",
        ["stages.yml, objection", "no passage under 'rule'", "Give one"]),
    "a factor that leans on nothing": (
        "factors.yml", "  fact: factor_burden\n", "",
        ["factors.yml, burden", "either a fact or a point it follows"]),
    "unknown fact of a factor": (
        "factors.yml", "fact: factor_burden", "fact: factor_burdens",
        ["factors.yml, burden, fact", "no fact 'factor_burdens'", "Did you mean factor_burden"]),
    "unknown case of a factor's words": (
        "factors.yml", "words_of: doe_v_webgroup", "words_of: doe",
        ["factors.yml, interjection, words_of", "no case 'doe'", "the closest are"]),
    "a forum without words": (
        "vocabulary.yml", "  either: the forum\n", "",
        ["vocabulary.yml, forums", "'either' has no text", "Give this forum a text"]),
    "unknown story": (
        "vocabulary.yml", "story: doe_v_webgroup", "story: neutral_recipes",
        ["vocabulary.yml, story", "no scenario 'neutral_recipes'", "neutral_recipe_site"]),
    "unknown case a hypothetical stands for": (
        "scenarios/neutral_recipe_site.yml", "stands_for: doe_v_webgroup", "stands_for: doe_v_web",
        ["neutral_recipe_site.yml, stands_for", "no case 'doe_v_web'", "Did you mean"]),
    "law before the first authority": (
        SCENARIO, '"2024-01-02"', '"1980-01-01"',
        ["doe_without_cdn.yml, law_as_of", "before the first authority", "Choose 1984-03-20"]),
    "unknown fact of a laboratory": (
        LESSON, "[us_traffic_share, knows_us_audience, earns", "[us_trafic_share, knows_us_audience, earns",
        ["lessons/traffic_and_harm.yml, place, facts", "no fact 'us_trafic_share'", "Did you mean"]),
    "unknown case of a laboratory": (
        LESSON, "case: doe_v_webgroup", "case: doe_v_web",
        ["lessons/traffic_and_harm.yml, place, case", "no case 'doe_v_web'", "Did you mean"]),
    "unknown point to predict": (
        LESSON, "      node: harm_sufficient\n      then", "      node: harm_suficient\n      then",
        ["lessons/traffic_and_harm.yml, place, predict", "no node 'harm_suficient'", "Did you mean"]),
    "unknown hypothetical to predict on": (
        LESSON, "scenario: harm_never_seen_here", "scenario: harm_never_seen",
        ["lessons/traffic_and_harm.yml, place, predict", "no scenario 'harm_never_seen'", "Did you"]),
    "unknown node of a laboratory": (
        LESSON, "      node: harm_sufficient\n      top", "      node: harm_suficient\n      top",
        ["lessons/traffic_and_harm.yml, place, node", "no node 'harm_suficient'", "Did you mean"]),
    "unknown fact of a step": (
        LESSON, 'change: {us_hosting: "yes"}', 'change: {us_hostng: "yes"}',
        ["lessons/traffic_and_harm.yml, place, tries", "no fact 'us_hostng'", "Did you mean"]),
    "two sections of one name": (
        LESSON, "- id: amount", "- id: place",
        ["lessons/traffic_and_harm.yml, place", "twice"]),
    "a trap taught in a question that is not there": (
        "traps.yml", "question: the_map/conceded", "question: the_map/concede",
        ["traps.yml, intentional_act_named", "no question 'the_map/concede'", "conceded"]),
    "a trap that a right answer makes": (
        "traps.yml", "{question: the_map/conceded, option: 1}", "{question: the_map/conceded, option: 2}",
        ["traps.yml, intentional_act_named", "option 2 of the_map/conceded is not a wrong answer", "Give"]),
    "a trap taught in a section that is not there": (
        "traps.yml", "section: the_map/forum", "section: the_map/forums",
        ["lessons/the_map.yml", "no section 'forums'", "Known"]),
    "a formulation that cannot be read": (
        "traps.yml", "never: ['court must grant'", "never: ['court (must grant'",
        ["traps.yml, discretion, never", "cannot be read"]),
    "a trap that nobody vouches for": (
        "traps.yml", "  passages: [doe_intentional_act_conceded]\n", "",
        ["traps.yml, intentional_act_named", "give passages, or say under 'verified'"]),
    "unknown passage of a word": (
        "glossary.yml", "passages: [doe_two_steps]", "passages: [doe_two_step]",
        ["glossary.yml, personal_jurisdiction", "no passage 'doe_two_step'", "doe_two_steps"]),
    "a word without a source": (
        "glossary.yml", "  verified: {how: memory}\n", "",
        ["glossary.yml, consent", "has a passage, says how it is known, or is marked as ours"]),
    "a word given twice": (
        "glossary.yml", "- id: prong\n", "- id: forum\n", ["glossary.yml, forum", "twice"]),
    "unknown page behind a content note": (
        "opinions.yml", '["5", "6"', '["4", "6"',
        ["opinions.yml, doe, content_note_on", "no page or section 4"]),
    "an opinion of another name": (
        "opinions.yml", "- id: bodyguard\n", "- id: bodyguards\n",
        ["passages.yml", "opinion", "no opinion 'bodyguard'", "Did you mean bodyguards"]),
    "a long arm that the fact does not offer": (
        "intake.yml", "long_arm: due_process", "long_arm: due_proces",
        ["intake.yml, venues, hawaii, long_arm", "not one of the choices", "due_process"]),
    "unknown fact of a lead": (
        "intake.yml", "asks: [cdn_us_servers,", "asks: [cdn_us_server,",
        ["intake.yml, leads, company_in_front, asks", "no fact 'cdn_us_server'", "Did you mean"]),
    "two forums of one id": (
        "intake.yml", "  - id: california\n", "  - id: hawaii\n",
        ["intake.yml, venues, hawaii", "used twice", "Rename one"]),
    "words in an argument that no court said": (
        "memo.yml", "“a relevant additional factor in confirming”",
        "“a decisive additional factor in confirming”",
        ["memo.yml", "“a decisive additional factor in confirming” is not in the passage", "Correct"]),
    "words on a settled point that no court said": (
        "memo.yml", "“only 4.6% of the viewership", "“only 4.7% of the viewership",
        ["memo.yml", "is not in the passage cited after it", "Correct"]),
    "unknown case that answers nothing": (
        "memo.yml", "- case: herbal_brands_v_photoplaza", "- case: herbal_brands",
        ["memo.yml", "no case 'herbal_brands'", "Did you mean"]),
    "pages behind a content note that is not there": (
        "opinions.yml", "  speakers: {district", '  content_note_on: ["I"]\n  speakers: {district',
        ["opinions.yml, bodyguard, content_note_on", "no content note", "content_note"]),
}  # fmt: skip


def copy(folder: Path) -> Path:
    return Path(shutil.copytree(DATA, folder / "data"))


def change(root: Path, file: str, old: str, new: str) -> None:
    """Change the first place where the words stand; they must stand there."""
    text = (root / file).read_text(encoding="utf-8")
    assert old in text, f"{file} has changed: this test no longer breaks anything"
    (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("wrong", BROKEN)
def test_broken_data_is_refused_with_file_field_and_remedy(wrong, tmp_path) -> None:
    """Data that is wrong in this way is refused, and the message says where and what to do."""
    file, old, new, words = BROKEN[wrong]
    root = copy(tmp_path)
    change(root, file, old, new)
    with pytest.raises(ReaderError) as refused:
        check(load(root))
    message = str(refused.value)
    assert [part for part in words if part not in message] == [], message
    assert "\n" not in message


def test_an_unbroken_copy_passes(tmp_path) -> None:
    """A plain copy of the data passes, so that each refusal is due to what was broken."""
    assert check(load(copy(tmp_path)))["facts"] == len(load().facts)


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.mkdir", "!!python/name:os.mkdir", "!run"]
)
def test_a_tag_is_refused_and_nothing_is_executed(tag, tmp_path) -> None:
    """A YAML tag that asks for code is refused, and the code does not run."""
    root, trace = copy(tmp_path), tmp_path / "ran"
    change(root, WILL, "short: Will\n", f'short: {tag} ["{trace.as_posix()}"]\n')
    with pytest.raises(
        ReaderError, match=r"will_v_lee\.yml: line 3: .*tag is not allowed.*plain text"
    ):
        load(root)
    assert not trace.exists()


def test_an_opinion_without_its_text_is_refused(tmp_path) -> None:
    """An opinion that opinions.yml lists but that is missing from the folder is named."""
    root = copy(tmp_path)
    (root / "opinions" / "mx1.txt").unlink()
    with pytest.raises(ReaderError, match=r"opinions\.yml, mx1: there is no opinion 'mx1'"):
        check(load(root))


def test_a_question_without_feedback_is_refused(tmp_path) -> None:
    """A question with an option that has no feedback is refused by name."""
    root = copy(tmp_path)
    (root / "checks" / "new.yml").write_text(
        "- id: q\n  section: s\n  question: Is it?\n  options:\n"
        "    - {text: 'Yes', right: true, feedback: It is.}\n    - {text: 'No'}\n",
        encoding="utf-8",
    )
    with pytest.raises(
        ReaderError, match=r"new\.yml, q, options\.1\.feedback: this field is missing"
    ):
        check(load(root))


@pytest.mark.parametrize(
    "share", [0.046, 0.00001, "4.6%", "12%-19%", "12 to 19%", [0.12, 0.19], "0.1%", 1]
)
def test_a_share_may_be_written_in_any_usual_way(share, tmp_path) -> None:
    """A fraction, a percentage and a range are all understood as shares."""
    root = copy(tmp_path)
    change(root, WILL, SHARE, f"value: {share}")
    assert check(load(root))
