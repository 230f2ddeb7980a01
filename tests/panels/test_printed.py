"""The learner's work as a page to print: complete, in order, and without anything executable."""

from __future__ import annotations

import datetime as dt
from html.parser import HTMLParser

from test_work_is_kept import HOSTILE, QUESTION, RIGHT, kept  # noqa: F401
from what_is_shown import text

from minimum_contacts.lessons import printed, record
from minimum_contacts.lessons.panels.keeper import KEEPER
from minimum_contacts.panels import Check, Explanation, Prediction, WorkPanel

ALLOWED = {"html", "head", "meta", "title", "style", "body"}
ALLOWED |= {"h1", "h2", "h3", "section", "p", "blockquote"}


class Tags(HTMLParser):
    """The tags of a page, and each attribute with its value."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.attributes = set[str](), list[tuple[str, str | None]]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


def entry(**what: object) -> record.Entry:
    """Return an entry of a work file."""
    plain = {"id": record.fresh_id(), "task": "explanation/one", "kind": "explanation"}
    plain |= {"at": dt.datetime(2026, 1, 2, 15, 4, tzinfo=dt.UTC), "suite": "0.1.0"}
    return record.Entry(**{**plain, **what})


def test_what_was_done_in_the_panels_is_on_the_page(kept):  # noqa: F811
    """A prediction, an answer, and a sentence appear with question, words, reply, and date."""
    predict, check = Prediction("doe_without_cdn"), Check(QUESTION)
    write = Explanation("Why does it matter?", "Because of the law.")
    predict.act("open")
    check.act(RIGHT)
    write.act("It is *not* nothing.\nTwo lines.")
    page = printed.page(KEEPER.notebook, KEEPER.entries)
    shown = text(page)
    for words in (
        "My work: 02 Express aiming",
        predict.asked,
        QUESTION.question,
        RIGHT,
        "The lesson said: Yes",
        "Why does it matter?",
        "It is *not* nothing. Two lines.",
        f"{dt.date.today():%Y}",
    ):
        assert words in shown, words
    parts = [shown.index(f"What you {did}") for did in ("predicted", "answered", "wrote")]
    assert parts == sorted(parts)


def test_what_a_learner_writes_is_shown_and_never_run():
    """Long and hostile text appears literally wherever it can occur."""
    long = HOSTILE * 20
    page = printed.page(
        "02_express_aiming", [entry(asked=HOSTILE, answer=long, told=HOSTILE, committed=True)]
    )
    found = Tags(page)
    assert found.tags == ALLOWED
    assert not any(name.startswith("on") or name in ("src", "href") for name, _ in found.attributes)
    assert "default-src 'none'" in dict(found.attributes)["content"]
    assert " ".join(long.split()) in text(page)


def test_a_lesson_without_work_says_so():
    """This covers an empty record, and a record whose draft was emptied again."""
    for work in ([], [entry(answer="")]):
        assert "There is no work in this lesson yet." in text(
            printed.page("02_express_aiming", work)
        )


def test_each_answer_says_what_it_was():
    """A draft, an answer, and an answer after the lesson's reply are distinguished, in order."""
    at = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    work = [
        entry(answer="first", committed=True, at=at),
        entry(answer="second", committed=True, revealed=True, at=at + dt.timedelta(hours=1)),
        entry(answer="third", at=at + dt.timedelta(hours=2)),
    ]
    shown = text(printed.page("02_express_aiming", work))
    places = [
        shown.index(words)
        for words in ("first", "after the answer was shown", "second", "not committed", "third")
    ]
    assert places == sorted(places)


def test_of_facts_only_the_last_are_printed():
    """Facts are saved at each change, but the page prints only the last ones."""
    work = [
        entry(kind="facts", task="facts/doe", asked="the facts of Doe", answer=a)
        for a in ("US CDN: yes", "US CDN: no")
    ]
    shown = text(printed.page("02_express_aiming", work))
    assert "US CDN: no" in shown and "US CDN: yes" not in shown
    assert "The facts of Doe" in shown


def test_the_button_sends_the_page_of_now(kept):  # noqa: F811
    """The printed page includes work done a moment ago."""
    panel, sent = WorkPanel(), list[dict[str, str]]()
    panel.send = sent.append
    write = Explanation("Why?", "Because.")
    write.draft("Just now.")
    panel.do("print")
    panel.do("nothing known")
    assert len(sent) == 1 and "Just now." in sent[0]["page"]
