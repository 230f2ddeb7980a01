"""A memo on a client's file: built once as headings, paragraphs, quotations and tables, then rendered.

`as_markdown` is here; `word.py` writes the same structure as a Word file. All text is plain text: what a
client's file holds is never markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from . import client as files
from . import clinic, explain, writing
from .analysis import Analysis
from .argument import Ply, argue
from .counterfactual import Changes, smallest
from .library import Library, as_typed
from .model import (
    Answer,
    Authority,
    ClientFile,
    Finding,
    Passage,
    Side,
    Status,
    Told,
    Verified,
)
from .record import clean

CHECK = "cite-check"
_SETS = 6  # smallest changes that are listed; the memo says how many more there are


# --- the structure ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a part of the memo."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, perhaps with words in bold before it; `check` is what a reader must verify, and why."""

    text: str
    lead: str = ""
    check: str = ""
    kind: str = "body"  # body, bullet or number


@dataclass(frozen=True)
class Quotation:
    """A court's own words, set off as a block and so without quotation marks of ours, with their pin."""

    passage: Passage
    text: str
    pin: str


@dataclass(frozen=True)
class Table:
    """A table with a header row; `widths` are shares of the page."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


Block = Heading | Paragraph | Quotation | Table


@dataclass(frozen=True)
class Memo:
    """A memo: its title, what stands at the top of each page, and its blocks in order."""

    title: str
    running: str
    blocks: tuple[Block, ...] = field(default_factory=tuple)

    @property
    def quotations(self) -> list[Quotation]:
        return [block for block in self.blocks if isinstance(block, Quotation)]


def memo(client: ClientFile, found: Analysis | None = None, library: Library | None = None) -> Memo:
    """The memo on a client's file as it stands."""
    found = found or files.analyzed(client, library)
    return _Builder(found, client).memo()


def memo_of(found: Analysis, label: str, story: str = "") -> Memo:
    """The memo on a decided case or a hypothetical, whose facts are as stated there."""
    return _Builder(found, None, label, story).memo()


def could_words(found: Analysis, question: clinic.Question) -> str:
    """What learning a fact could do, in words: its rank, and what each answer would make of the point."""
    law, text = found.law, question.rank.label
    if question.together_with:
        labels = (law.library.facts[n] for n in question.together_with)
        named = (explain.inside(explain.label_words(fact, found.place)) for fact in labels)
        text += f", together with {explain.listed(named)}"
    if not question.settles:
        return f"{text}."
    here, answers = law.nodes[question.settles[0]], []
    for way in question.ways:
        status, close = (
            explain.status_word(here, s, law.library).lower() for s in (way.status, way.at_close)
        )
        told = status if way.status is way.at_close else f"{status} (at close: {close})"
        answers.append(f"{_value_words(law.library, question.fact, way.change.values)}: {told}")
    return f"{text}. {here.name} is then, by the answer: {'; '.join(answers)}."


def _value_words(lib: Library, name: str, values: Sequence[object]) -> str:
    fact = lib.facts[name]
    if fact.kind in ("share", "count"):
        return explain.bound_words(values[0], fact.kind)
    return " or ".join(explain.inside(explain.fact_words(fact, v)) for v in values)


# --- building -----------------------------------------------------------------------------------------
class _Builder:
    def __init__(
        self, found: Analysis, client: ClientFile | None, label: str = "", story: str = ""
    ) -> None:
        self.found, self.client = found, client
        self.lib, self.law, self.top = found.law.library, found.law, found.outcome.node.id
        self.label = client.label if client else label
        self.story = client.story if client else story
        self.told = dict(client.facts) if client else _told(found)
        self.file = client or files.new("-", self.lib.intake.venues[0].id, facts=self.told)
        self.clashes = list(clinic.contradictions(found))
        self.broken = any(counted for _, counted in self.clashes)
        self.lookups = clinic.to_find_out(found, self.file)
        self.cited: dict[str, None] = {}
        self.blocks: list[Block] = []

    def memo(self) -> Memo:
        self.top_matter()
        self.question()
        self.answer()
        self.facts()
        if not self.broken:
            self.discussion()
            self.changes()
            self.discovery()
        self.authorities()
        self.limits()
        self.content_notes()
        stage = self.lib.stages[self.found.stage].label
        running = f"{self.label} · {stage} · law of {self.day}"
        return Memo("Memorandum", running, tuple(self.blocks))

    # --- small pieces
    @property
    def day(self) -> str:
        return explain.day_words(self.law.as_of)

    def heading(self, level: int, text: str) -> None:
        self.blocks.append(Heading(level, text))

    def say(self, text: str, lead: str = "", check: str = "", kind: str = "body") -> None:
        self.blocks.append(Paragraph(text, lead, check, kind))

    def bullets(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.say(text, kind="bullet")

    def quote(self, passage: Passage) -> None:
        self.cite(self.lib.sources[passage.opinion].authority)
        self.cite(passage.quoting)
        pin = explain.pin(self.lib, passage)
        self.blocks.append(Quotation(passage, passage.text.strip(), pin))

    def cite(self, name: str) -> None:
        if name:
            self.cited.setdefault(name)

    def label_of(self, name: str) -> str:
        return explain.label_words(self.lib.facts[name], self.found.place)

    def names(self, facts: Iterable[str]) -> str:
        return explain.listed(explain.inside(self.label_of(n)) for n in facts)

    def phrase(self, name: str) -> str:
        return explain.fact_phrase(self.lib, name, self.found.facts[name], self.found.place)

    def known(self, name: str) -> bool:
        return self.found.facts[name] not in (Answer.UNKNOWN, "unknown")

    def status(self, finding: Finding) -> str:
        return explain.status_words(finding, self.lib)

    # --- the parts
    def top_matter(self) -> None:
        court = self.lib.courts[self.found.court].name
        if self.client:
            forum = files.venue(self.lib, self.client).label
            side = self.lib.texts["side_words"][self.client.side]
        else:
            forum, side = self.found.place, ""
        client = self.label + (f" ({side})" if side else "")
        rows = [
            ("Subject", f"{self.found.outcome.node.name}: {forum}"),
            ("Stage", self.lib.stages[self.found.stage].label),
            ("Law as of", self.day),
            ("Precedent", f"What binds {court}"),
            ("Status", "Draft for the supervisor; see Limits at the end"),
        ]
        self.blocks.append(Table(("Client", client), tuple(rows), (22, 78)))

    def question(self) -> None:
        self.heading(1, "Question presented")
        text = (
            f"{self.found.outcome.node.question} The forum is {self.found.place}; the question comes "
            f"up on {explain.inside(self.lib.stages[self.found.stage].label)}, under the law of {self.day}."
        )
        here = [n for n in self.found.facts if n != "forum" and self.bears(n) and self.known(n)]
        if not self.broken and (there := [n for n in here if self.there(n)]):
            text += f" It is shown: {explain.listed(self.phrase(n) for n in there)}."
        if not here and not self.broken:
            text += " No fact of the file is shown."
        self.say(text)

    def bears(self, name: str) -> bool:
        return name in clinic.facts_under(self.law, self.top)

    def there(self, name: str) -> bool:
        value = self.found.facts[name]
        return value is not Answer.NO and getattr(value, "high", 1) > 0

    def answer(self) -> None:
        self.heading(1, "Brief answer")
        for contradiction, counted in self.clashes:
            names = explain.listed(
                f"{explain.inside(self.label_of(n))}: "
                + explain.inside(explain.fact_words(self.lib.facts[n], self.found.says[n]))
                for n in contradiction.all
            )
            if counted:
                self.say(
                    f"{contradiction.words} The file answers {names}. Until one of them is corrected "
                    "nothing can be found on this file, and this memo goes no further than the facts.",
                    "The file contradicts itself.",
                )  # fmt: skip
            else:
                self.say(
                    f"{contradiction.words} The file answers {names}. Not all of them count as shown, "
                    "so the findings stand; but not all of them can be right.",
                    "Not everything that is said can be true.",
                )  # fmt: skip
        if self.broken:
            return
        finding = self.found.outcome
        reason = finding.because[0].sentence
        self.say(f"{self.status(finding)} {reason}", f"{finding.node.name}.")
        shown = [n for n in self.told if self.bears(n) and self.known(n)]
        if not shown:
            self.say(
                "Nothing that bears on the outcome is shown, so this memo finds nothing about this client. "
                "It sets out what the law asks, and in what order to find out."
            )
        for point in clinic.standing(self.found):
            if point.finding.node.term == "prong" or (
                point.depth == 1 and point.finding.node.term != "step"
            ):
                self.say(self.status(point.finding), f"{point.finding.node.name}:", kind="bullet")
        if not shown:
            first = [q for q in clinic.questions(self.file, self.found) if q.matters][:5]
            self.say("What to ask first:")
            self.bullets(
                explain.there(self.lib.facts[q.fact].question, self.found.place) for q in first
            )
        most = [one for one in self.lookups if one.question.rank.id in ("outcome", "at_close")]
        if most:
            names = self.names(o.question.fact for o in most)
            self.say(
                "By itself, one answer to any of these could decide the outcome or change who wins if "
                f"the record closed now: {names}."
            )
        elif self.lookups:
            self.say("No single fact that is still to be found out could decide the outcome.")
        else:
            self.say("Nothing that is still to be found out can change the outcome.")

    def facts(self) -> None:
        self.heading(1, "Facts")
        if self.story:
            self.say(self.story)
        by_group: dict[str, list[str]] = {}
        for name in self.lib.facts:
            if name in self.told and self.told[name].answer != files.UNKNOWN:
                by_group.setdefault(self.lib.facts[name].group, []).append(name)
        rows = [
            self.fact_row(name)
            for group in self.lib.texts["groups"]
            for name in by_group.get(group, [])
        ]
        if rows:
            head = ("Fact", "Answer", "How it is known, and how it counts", "Note")
            self.blocks.append(Table(head, tuple(rows), (27, 13, 30, 30)))
        else:
            self.say("The file holds no answer to any question.")
        self.leads()
        self.unknown()

    def fact_row(self, name: str) -> tuple[str, ...]:
        told, fact = self.told[name], self.lib.facts[name]
        value = explain.fact_words(fact, self.found.says[name])
        answer = (
            f"Disputed (said: {explain.inside(value)})" if told.answer == files.DISPUTED else value
        )
        return self.label_of(name), answer, self.how(name, told), told.note

    def how(self, name: str, told: Told) -> str:
        shown = self.found.shown.get(name, "")
        basis = files.basis(self.lib, told) if self.client else None
        if basis:
            words = basis.label
        elif shown:
            words = self.lib.showings[shown].label
        elif self.client:
            return "It is not said how it is known; counts as said"
        else:
            return "As stated"
        if self.found.facts[name] == self.found.says[name]:
            return f"{words}; counts as said"
        return (
            f"{words}; counts as not shown"
            if not self.known(name)
            else f"{words}; counts as untrue"
        )

    def leads(self) -> None:
        for lead in files.leads(self.lib, self.file) if self.client else []:
            open_ = [
                n for n in lead.asks if n not in self.told or self.told[n].answer == files.UNKNOWN
            ]
            if open_:
                names = explain.listed(
                    explain.there(self.lib.facts[n].question, self.found.place) for n in open_
                )
                self.say(
                    f"{lead.why} Still to be asked: {names}", "The file names a company or service."
                )

    def unknown(self) -> None:
        if self.broken:
            return
        ranks = clinic.ranked(self.found, self.file)
        open_ = [q.fact for q in ranks if q.matters and not self.known(q.fact)]
        done = [q.fact for q in ranks if not q.matters and q.fact not in self.told]
        if open_:
            names = self.names(open_)
            self.say(f"{names[0].upper()}{names[1:]}.", "Not shown, and still able to matter:")
        if done:
            names = self.names(done)
            self.say(
                f"{names[0].upper()}{names[1:]}. Whatever else is learned, they are not needed.",
                "Not asked, because they can no longer change the result:",
            )

    # --- discussion
    def discussion(self) -> None:
        self.heading(1, "Discussion")
        stage = self.lib.stages[self.found.stage]
        known = stage.verified
        self.say(stage.standard, check=_check(known))
        for name in stage.rule[:1]:
            self.quote(self.lib.passages[name])
        points = self.points()
        for node, depth in points.items():
            self.heading(2 if depth <= 1 else 3, self.law.nodes[node].name)
            inner = any(c in points for c in clinic.under(self.law, node) - {node})
            self.point(
                node, deep=1 if inner else 3 if self.law.nodes[node].term == "element" else 2
            )

    def points(self) -> dict[str, int]:
        """The points that get a discussion of their own: below the outcome, as far as prongs and elements."""
        points: dict[str, int] = {}
        for point in clinic.standing(self.found):
            node = point.finding.node
            if node.id == self.top:
                continue
            if node.term in ("prong", "element", "factor") or (
                node.term == "step" and point.depth == 1
            ):
                points[node.id] = 2 if node.term == "element" else 1
        return points

    def point(self, node: str, deep: int) -> None:
        made = writing.parts(self.found, node, deep)
        bearer = self.lib.texts["side_words"][self.found[node].burden.value]
        question = explain.there(self.law.nodes[node].question, self.found.place)
        self.say(f"{question} The burden is on {bearer}.", "Issue.")
        self.say("In the court's words:", "Rule.", made.rule_known)
        # Of a step only the rule that goes for every forum; what follows it is about one of them.
        for passage in made.rule[:1] if self.law.nodes[node].term == "step" else made.rule:
            self.quote(passage)
        self.say("On the facts that count as shown:", "Application.")
        for step in made.application:
            text = f"{step.sentence}{self.unquoted_source(step.node)}"
            self.say(text, check=step.known, kind="bullet")
            if step.passage:
                self.quote(step.passage)
        for i, (sentence, known) in enumerate(made.conclusion):
            self.say(_marked(sentence), "" if i else "Conclusion.", known)
        for name in (*self.found[node].precedents, *self.found[node].persuasive):
            self.cite(str(self.lib.cases[name].authority))
        self.both_sides(node)

    def unquoted_source(self, node: str) -> str:
        """The authority of a point that no opinion here states, so that it can be found and read."""
        here = self.law.nodes.get(node)
        if here is None or not here.verified or here.verified.how not in ("web", "memory"):
            return ""
        self.cite(here.source)
        return f" ({self.lib.authorities[here.source].label})"

    def both_sides(self, node: str) -> None:
        plies = {side: argue(self.found, node, side) for side in (Side.PLAINTIFF, Side.DEFENDANT)}
        if not any(ply.cases for mine in plies.values() for ply in mine):
            return
        for side, mine in plies.items():
            other = next(p for s, p in plies.items() if s is not side)
            answers = [p for p in other if p.side is side and p.move == "distinguish"]
            said = {p.text: p for p in (*mine, *answers) if p.side is side}
            who = self.lib.texts["side_words"][side.value]
            self.say("", f"Best argument for {who}.")
            for ply in said.values():
                self.ply(ply)

    def ply(self, ply: Ply) -> None:
        self.say(ply.text, check=ply.verified, kind="bullet")
        for case in ply.cases:
            self.cite(str(self.lib.cases[case].authority))
        for name in ply.passages:
            if not self.quoted_last(name):
                self.quote(self.lib.passages[name])

    def quoted_last(self, name: str) -> bool:
        """Whether a passage was quoted under the point at hand already."""
        for block in reversed(self.blocks):
            if isinstance(block, Heading):
                return False
            if isinstance(block, Quotation) and block.passage.id == name:
                return True
        return False

    # --- what would change the outcome
    def changes(self) -> None:
        self.heading(1, "What would change the outcome")
        finding = self.found.outcome
        alone = [o.question for o in self.lookups if o.question.rank.id in ("outcome", "at_close")]
        if alone:
            self.say("By itself, one answer to one of these would do it:")
            self.bullets(
                f"{_cap(self.label_of(q.fact))}: {could_words(self.found, q)}" for q in alone
            )
        known = {n for n in self.lib.facts if self.known(n)} | {"forum"}
        if finding.status is Status.OPEN:
            self.say(
                "With what is known held as it is, these are the smallest sets of facts that would settle "
                "the outcome if they were learned."
            )
            held = known
        else:
            self.say("These are the smallest changes of facts that would bring another outcome.")
            held = {"forum"}
        for status in (s for s in Status if s is not finding.status):
            sets = smallest(self.law, self.found.facts, self.top, status, held)
            word = explain.status_word(finding.node, status, self.lib).lower()
            self.sets(f"To {word}:", sets)
        for name in files.disputed(self.file):
            for way in self.ways(name):
                self.say(
                    way, f"The dispute on {explain.inside(self.label_of(name))}:", kind="bullet"
                )

    def sets(self, lead: str, sets: Sequence[Changes]) -> None:
        if not sets:
            self.say("no set of such facts can bring that about.", lead)
            return
        size, count = len(sets[0]), len(sets)
        how = "one fact" if size == 1 else f"{size} facts together"
        self.say(f"{how}; " + ("the only way." if count == 1 else f"{count} ways."), lead)
        self.bullets(explain.changes_words(self.found, self.top, s) for s in sets[:_SETS])
        if count > _SETS:
            self.say(f"And {count - _SETS} more ways of the same size.", kind="bullet")

    def ways(self, name: str) -> Iterator[str]:
        question = next((o.question for o in self.lookups if o.question.fact == name), None)
        if question is None:
            yield "however it is decided, it can no longer change the result."
            return
        yield could_words(self.found, question)

    # --- discovery
    def discovery(self) -> None:
        self.heading(1, "What to find out")
        if self.found.stage in self.lib.intake.unserved:
            self.considerations()
        self.heading(2, "The facts, from what could settle most")
        if not self.lookups:
            self.say("No fact that is unknown or disputed can still change the result.")
            return
        ranks = [
            r for r in self.lib.intake.ranks if any(o.question.rank is r for o in self.lookups)
        ]
        order = "; then ".join(f"what {rank.label}" for rank in ranks)
        self.say(f"The order is an order and no weight: first {order}.")
        rows = []
        for one in self.lookups:
            where = "; ".join(one.evidence.where) if one.evidence else "-"
            told = self.told.get(one.question.fact)
            state = "Not asked" if told is None else _STATES.get(told.answer, "Not shown")
            rows.append(
                (
                    self.label_of(one.question.fact),
                    state,
                    _cap(could_words(self.found, one.question)),
                    _cap(where),
                )
            )
        head = ("Fact", "State", "What learning it could do", "Where evidence is usually found")
        self.blocks.append(Table(head, tuple(rows), (22, 11, 37, 30)))
        self.say(
            "Where evidence is found is our own practical suggestion, not law.",
            check="our own analysis, not a court's",
        )
        self.drafts()

    def considerations(self) -> None:
        self.heading(2, "The considerations of good cause, and what is missing")
        rows = []
        for one in clinic.checklist(self.found):
            names = self.names(one.gaps[:6])
            more = (
                f" and {len(one.gaps) - 6} more on jurisdiction, in the table below"
                if len(one.gaps) > 6
                else ""
            )
            rows.append(
                (one.finding.node.name, self.status(one.finding), _cap(names + more) or "Nothing")
            )
        self.blocks.append(
            Table(("Consideration", "As the file stands", "Missing"), tuple(rows), (24, 36, 40))
        )
        self.quote(self.lib.passages[self.law.nodes[self.top].rule[0]])

    def drafts(self) -> None:
        chosen = clinic.drafts(self.found, self.lookups)
        self.heading(2, "Draft discovery, limited to these facts")
        if not chosen:
            self.say(
                "No fact that others must be asked for can still change the result, so nothing is drafted."
            )
            return
        self.say(self.lib.intake.drafting)
        for name in self.lib.intake.drafting_passages:
            self.quote(self.lib.passages[name])
        for title, part in (
            ("Interrogatories", "interrogatory"),
            ("Requests for documents", "request"),
        ):
            asked = [o for o in chosen if o.evidence and getattr(o.evidence, part)]
            if not asked:
                continue
            self.heading(3, title)
            for number, one in enumerate(asked, 1):
                text = explain.there(getattr(one.evidence, part), self.found.place)
                why = f" (It matters: {explain.pin(self.lib, one.passage)}.)" if one.passage else ""
                self.say(f"{text}{why}", f"{number}.", kind="number")
        self.say(
            "The drafts are ours; no court has approved their words.",
            check="our own analysis, not a court's",
        )
        self.heading(3, "The passages that make these facts matter")
        shown: set[str] = set()
        for one in chosen:
            if one.passage and one.passage.id not in shown:
                shown.add(one.passage.id)
                self.quote(one.passage)

    # --- authorities and limits
    def authorities(self) -> None:
        self.heading(1, "Table of authorities")
        if not self.cited:
            self.say("None: nothing was found on this file, and nothing is cited.")
            return
        found = [self.lib.authorities[name] for name in self.cited]
        rows = [
            (f"{a.name}, {a.cite}", self.treated(a), self.held(a))
            for a in sorted(found, key=lambda a: (a.name.casefold(), a.decided))
        ]
        head = ("Authority", f"Status on {self.day}", "How it is known")
        self.blocks.append(Table(head, tuple(rows), (40, 34, 26)))

    def treated(self, authority: Authority) -> str:
        then, later = [], []
        for t in authority.treatment:
            by = self.lib.authorities[t.by].label
            note = f"{_cap(t.word)} on {explain.day_words(t.since)} ({by}). {t.note}"
            note += f" [{CHECK}: {t.verified.words}]" if t.verified.words else ""
            (then if t.since <= self.law.as_of else later).append(note)
        texts = then or ["No later treatment is recorded here."]
        texts += [f"After that day: {note}" for note in later]
        return " ".join(texts)

    def held(self, authority: Authority) -> str:
        if authority.verified.how == "read":
            return "The opinion is held here in full, and quotations were compared with it."
        day = authority.date_verified
        text = f"[{CHECK}] {_cap(authority.verified.words)}."
        return text + (f" The date is {day.words}." if day and day.words else "")

    def limits(self) -> None:
        self.heading(1, "Limits")
        self.say(
            "This draft was put together by a program from the client's file and from the law that it "
            "holds. Before anybody relies on it, a supervisor must check:"
        )
        self.bullets(text.replace("{day}", self.day) for text in self.lib.intake.limits)
        self.say(
            "Findings come from the structure of the test and from precedent; nothing is scored. Open "
            "means that the file or the law does not settle the point."
        )

    def content_notes(self) -> None:
        """What a reader is told before the first words of an opinion that may distress."""
        notes = [
            Paragraph(s.content_note, f"On {self.lib.authorities[s.authority].label}.")
            for s in self.lib.sources.values()
            if s.content_note and s.authority in self.cited
        ]
        self.blocks[1:1] = notes


_STATES = {files.UNKNOWN: "Unknown", files.DISPUTED: "Disputed"}


def _told(found: Analysis) -> dict[str, Told]:
    """The facts of a case or a hypothetical as a client's file would hold them."""
    return {
        name: Told(answer=as_typed(value))
        for name, value in found.says.items()
        if name != "forum" and value not in (Answer.UNKNOWN, "unknown")
    }


def _check(verified: Verified | None) -> str:
    return verified.words if verified else ""


_UNVERIFIED = re.compile(
    "|".join(re.escape(Verified(how=how).words) for how in ("web", "memory", "analysis"))
    + "|as described in "
)


def _marked(text: str) -> str:
    """A sentence in which what is said to be unverified is marked for checking as well."""
    return _UNVERIFIED.sub(lambda m: f"{CHECK}: {m[0]}", text)


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- Markdown -----------------------------------------------------------------------------------------
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~^$=])")


def plain(text: str) -> str:
    """Text on one line, without characters that no file may hold."""
    kept = "".join(c if c.isprintable() or c.isspace() else "�" for c in clean(text))
    return " ".join(kept.split())


def escaped(text: str) -> str:
    """Text as Markdown shows it to the letter: no markup, no HTML, no links."""
    text = plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _SPECIAL.sub(r"\\\1", text)
    return text.replace("://", "&#58;//").replace("@", "&#64;")


def as_markdown(made: Memo) -> str:
    """The memo as Markdown."""
    lines = [f"# {escaped(made.title)}", "", f"*{escaped(made.running)}*", ""]
    for block in made.blocks:
        match block:
            case Heading(level, text):
                lines += [f"{'#' * (level + 1)} {escaped(text)}", ""]
            case Paragraph():
                lines += [_paragraph(block), ""]
            case Quotation(_, text, pin):
                lines += [f"> {escaped(text)}", ">", f"> {escaped(pin)}", ""]
            case Table(head, rows, _):
                lines.append(_row(head))
                lines.append("|" + " --- |" * len(head))
                lines += [*map(_row, rows), ""]
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"


def _paragraph(block: Paragraph) -> str:
    text = f"**{escaped(block.lead)}** " if block.lead else ""
    text += escaped(block.text)
    text += f" \\[{CHECK}: {escaped(block.check)}\\]" if block.check else ""
    return f"* {text}" if block.kind == "bullet" else text.strip()
