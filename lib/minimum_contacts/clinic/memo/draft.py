"""A memo in progress: the client file, its findings, its citations, and its facts as clauses."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping

from jurisdiction import explain
from jurisdiction.analysis import Analysis
from jurisdiction.doctrine import OTHER, facts_under, under
from jurisdiction.model import (
    Answer,
    Authority,
    Cause,
    ClientFile,
    Finding,
    Lead,
    Passage,
    Range,
    Side,
    Status,
)
from jurisdiction.precedent import Precedent, edges
from jurisdiction.reasons import spoken
from .. import client as files
from .. import clinic
from ..clinic import UNKNOWN, Question
from .blocks import Block, Heading, Paragraph, Table, italic, plain

_CDN = "a content delivery network (CDN)"  # spelled out on first mention in a paper
_A_CDN = re.compile(r"\ba (?:content delivery network \(CDN\)|CDN)")
_TOKEN = re.compile(r"\{(\w+)\}")
_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine")
SMALL = {str(n): word for n, word in enumerate(_WORDS, 2)}
# how we know an authority, most reliable first
_HOW = ("read", "quoted", "opening", "web", "memory", "analysis")


class Draft:
    """The blocks written so far, and the file and analysis that they describe.

    stated: the facts come from a decided case or a hypothetical, not from a client.
    """

    def __init__(self, analysis: Analysis, file: ClientFile, stated: bool = False) -> None:
        self.analysis, self.file, self.stated = analysis, file, stated
        self.law, self.lib, self.top = analysis.law, analysis.library, analysis.outcome.node.id
        self.words, self.place = self.lib.drafting, analysis.place
        self.today, self.day = dt.date.today(), explain.day_words(self.law.as_of)
        self.side, self.stage = Side(file.side), self.lib.stages[analysis.stage]
        self.disputed = files.disputed(file)
        self.broken = any(counted for _, counted in clinic.contradictions(analysis))
        self.questions = [q for q in clinic.ranked(analysis, file) if not self._moot(q.fact)]
        self.live = clinic.still_live(analysis, self.disputed)
        self.blocks: list[Block] = []
        self.passages: dict[str, None] = {}
        self.authorities: dict[str, None] = {}
        found = [] if stated else files.leads(self.lib, file)
        self.mentioned = {
            fact: self.company(one) for one in found if one.holds for fact in one.asks
        }
        self._spelled = False
        self.later: set[str] = set()  # cases whose later treatment has been stated
        self.told: set[str] = set()  # disputes that have been stated
        self.figures: set[str] = set()  # figures that have been compared with a case's
        self.applied: set[str] = set()  # facts that have been applied to an earlier point
        self._last = ""  # the opinion cited last, for *Id.*
        self._named: set[str] = set()  # authorities and opinions already cited in full

    # --- blocks ---------------------------------------------------------------------------------
    def heading(self, level: int, text: str, new_page: bool = False) -> None:
        self.blocks.append(Heading(level, text, new_page))

    def say(self, text: str, lead: str = "", kind: str = "body") -> None:
        if self._spelled:
            text = text.replace(_CDN, "a CDN")
        elif _CDN in text:
            start, _, rest = text.partition(_CDN)
            self._spelled, text = True, f"{start}{_CDN}{rest.replace(_CDN, 'a CDN')}"
        if text.strip():
            self.blocks.append(Paragraph(text, lead, kind))

    def listed(self, texts: Iterable[str], kind: str = "bullet") -> None:
        for number, text in enumerate(texts, 1):
            self.say(text, f"{number}." if kind == "number" else "", kind)

    def table(self, head: tuple[str, ...], rows: Iterable[tuple[str, ...]], *widths: int) -> None:
        if rows := tuple(rows):
            self.blocks.append(Table(head, rows, widths))

    # --- texts and citations --------------------------------------------------------------------
    def text(self, template: str, **values: object) -> str:
        """Fill in a template from data/memo.yml: the forum, the given values, citations, and italics."""

        def fill(match: re.Match[str]) -> str:
            name = match[1]
            if name in values:
                return str(values[name])
            if name == "forum":
                return self.place
            if name == "statute":
                known = "" if self.stated else self.words.statutes.get(self.file.forum, "")
                return f"{known}." if known else "[Cite the statute.]"
            if name in self.lib.authorities:
                return self.mention(name)
            cited = self.cite(self.lib.passages[name])
            if match.string[: match.start()].endswith("\x03 "):  # a signal, as in *Cf. id.*
                cited = cited.replace("\x02Id.", "\x02id.", 1)
            return f"{cited}."

        return _TOKEN.sub(fill, italic(template))

    def spoken(self, template: str) -> bool:
        """Return whether everything a template cites had been decided by the date of the law."""
        named, lib = _TOKEN.findall(template), self.lib
        return all(spoken(self.law, n) for n in named if n in lib.passages) and all(
            self.decided(n) for n in named if n in lib.authorities
        )

    def decided(self, authority: str) -> bool:
        """Return whether an authority had been decided by the date of the law."""
        return self.lib.authorities[authority].decided <= self.law.as_of

    def cite(self, passage: Passage, signal: str = "") -> str:
        """Cite a passage: in full at first, then in short form, or by *Id.* if it repeats the last cite."""
        self.passages.setdefault(passage.id)
        opinion = passage.opinion
        full, short, again = self.words.cites[opinion]
        at_once = opinion == self._last
        form = again if at_once else short if opinion in self._named else full
        self._named.add(opinion)
        notes = self._noted(passage, self.mention)
        self._last = opinion
        if signal:
            form = f"*{signal} " + (form.replace("*Id.*", "id.*") if at_once else form[1:])
        return _at(form, passage) + notes

    def pin(self, passage: Passage) -> str:
        """Cite a passage in a table: in short form, with its speaker and the authority it quotes."""
        return _at(self.words.cites[passage.opinion][1], passage) + self._noted(passage, self.short)

    def _noted(self, passage: Passage, name: Callable[[str], str]) -> str:
        notes = [self.lib.sources[passage.opinion].speakers[passage.speaker]]
        for verb, whom in (("quoting", passage.quoting), ("discussing", passage.discussing)):
            if whom:
                paged = _paged(name(whom), self.lib.authorities[whom], passage.at)
                notes.append(f"{verb} {paged}")
        return "".join(f" ({note})" for note in notes if note)

    def mention(self, name: str) -> str:
        """Name an authority: in full with its citation at first, then by its short name."""
        self.authorities.setdefault(name)
        one = self.lib.authorities[name]
        if any(source.authority == name for source in self.lib.sources.values()):
            return italic(f"*{one.label}*")
        first, self._last = name not in self._named, ""
        self._named.add(name)
        if one.court == "rule":
            return one.cite
        bare = re.sub(r" \((?:en banc|\d{4})\)$", "", one.name)
        full = slanted(bare.replace("Co., Ltd.", "Co."))
        return f"{full}, {one.cite}{self._history(one)}" if first else self.short(one.id)

    def _history(self, one: Authority) -> str:
        """Return the citation of a reversal of an authority, if decided by the date of the law."""
        above = [t.by for t in one.treatment if t.word == "reversed" and t.since <= self.law.as_of]
        cites = [italic(f", *rev'd*, {self.lib.authorities[by].cite}") for by in above]
        return "".join(cites[:1])

    def short(self, name: str) -> str:
        """Name an authority by its label, without its citation: *Briskin* (en banc)."""
        one = self.lib.authorities[name]
        return one.cite if one.court == "rule" else slanted(one.label)

    def named(self, text: str) -> str:
        """Italicize the names of cases in a sentence from the doctrine."""
        labels = sorted({one.label for one in self.lib.authorities.values() if one.court != "rule"})
        return re.sub(rf"(?<!\w)({'|'.join(map(re.escape, labels))})(?!\w)", "\x02\\1\x03", text)

    def unchecked(self, how: str) -> str:
        """Return a bracketed note on the source of an authority that we have not read; else ''."""
        note = self.words.unchecked.get(how, "")
        return f" {note}" if note else ""

    def how(self, case: str, node: str) -> str:
        """Return how we know a case's holding on a point."""
        one = self.lib.cases[case]
        held = next(h for h in one.holdings if h.node == node)
        stated = (held.reason and held.reason.verified) or held.verified
        return (stated or self.lib.authorities[str(one.authority)].verified).how

    def best_known(self, cases: Iterable[str], node: str) -> tuple[list[str], str]:
        """Return the cases whose holding on a point is known most reliably, and how we know it."""
        hows = {case: self.how(case, node) for case in cases}
        best = min(hows.values(), key=_HOW.index)
        return [case for case, how in hows.items() if how == best], best

    # --- facts ----------------------------------------------------------------------------------
    def inferred(self, fact: str) -> bool:
        """Return whether the file answers a fact, but its answer does not count as shown."""
        told = self.file.facts.get(fact)
        answered = told and told.answer not in (files.UNKNOWN, files.DISPUTED)
        return bool(answered) and not self.known(fact)

    def bare(self, fact: str) -> bool:
        """Return whether a fact is the client's bare denial, which only Appendix A reports."""
        told = self.file.facts.get(fact)
        denied = bool(told) and told.known == "client" and told.answer in ("no", "0")
        return denied and not told.note

    def state(self, fact: str) -> str:
        """Return the state of a fact in the file: its answer, some or none, unknown, or the dispute."""
        if fact in self.disputed:
            basis = files.basis(self.lib, self.file.facts[fact])
            return basis.id if basis else files.DISPUTED
        if self.inferred(fact):
            return "inferred"
        value = self.analysis.facts[fact]
        value = self.analysis.concluded[fact] if value in UNKNOWN else value
        if isinstance(value, Range):
            return "some" if value.high > 0 else "none"
        if isinstance(value, Cause):
            return files.UNKNOWN
        return value.value if isinstance(value, Answer) else str(value)

    def holds(self, when: Mapping[str, list[str]]) -> bool:
        """Return whether every fact is in one of the given states."""
        return all(self.state(fact) in ways for fact, ways in when.items())

    def disputes(self, facts: Iterable[str]) -> str:
        """Return disputed facts as clauses, one for each kind of dispute, joined."""
        kinds: dict[tuple[str, Side], list[str]] = {}
        for fact in facts:
            side, said = Side(self.lib.facts[fact].shown_by), self.words.disputes[self.state(fact)]
            side = OTHER[side] if self.analysis.says[fact] is Answer.NO else side
            kinds.setdefault((said, side), []).append(self.clause(fact))
        texts = []
        for (said, side), clauses in kinds.items():
            lead = f"{said.split()[-2]} "  # that, or whether
            told = self.joined(clauses, lead=lead).removeprefix(lead)
            others = self.who(OTHER[side])
            texts.append(self.text(said, clause=told, who=self.who(side), other=others))
        return self.joined(texts)

    def known(self, fact: str) -> bool:
        """Return whether the file's answer to a fact counts as shown."""
        silent = self.lib.facts[fact].presumed and fact not in self.file.facts
        return fact != "forum" and not silent and self.analysis.facts[fact] not in UNKNOWN

    def clause(self, fact: str, value: object = None, place: str = "") -> str:
        """Return a fact as a clause, with the file's answer or with another value."""
        value = self._value(fact) if value is None else value
        forms, record = self.words.clauses.get(fact, {}), self.lib.facts[fact]
        shown = explain.value_words(value, record.kind)
        if isinstance(value, Range):
            form = forms.get("none") if value.high == 0 else None
            form = form or forms.get("value", "")
        else:
            form = forms.get(value.value if isinstance(value, Answer) else str(value), "")
        place = place or self.place
        shown = SMALL.get(shown, shown)
        text = form or explain.fact_phrase(self.lib, fact, value, place)
        return text.replace("{forum}", place).replace("{value}", shown)

    def basis(self, fact: str) -> str:
        """Return how the file knows a fact: by a document, from the client, and so on."""
        told = self.file.facts.get(fact)
        return told.known if told and not self.stated else "document"

    def told_as(self, facts: Iterable[str]) -> str:
        """Return facts as sentences, each attributed to its source: the record, or whoever says so."""
        listed, said = list(facts), list[str]()
        for basis, words in self.words.attributed.items():
            if group := [self.clause(f) for f in listed if self.basis(f) == basis]:
                lead = "that " if words.endswith(" that") else ""
                told = self.joined(group, lead=lead).removeprefix(lead)
                said.append(capital(f"{self.text(words, client=self.client)} {told}."))
        return " ".join(said)

    @property
    def client(self) -> str:
        """Return our client as a discussion names it: by its label, or as the plaintiff."""
        ours = self.side is Side.DEFENDANT
        return safe(self.file.label) if ours else self.who(Side.PLAINTIFF)

    def asserted(self, facts: Mapping[str, str]) -> str:
        """Join clauses on facts; name the source of those that only the client or the complaint states."""
        groups: dict[str, list[str]] = {"": []}
        for fact, clause in facts.items():
            groups.setdefault(self.words.as_said.get(self.basis(fact), ""), []).append(clause)
        parts = [
            self.joined(group) + (f", {self.text(said, client=self.client)}" if said else "")
            for said, group in groups.items()
            if group
        ]
        return "; and ".join(parts)

    def _value(self, fact: str) -> object:
        """Return the file's value for a fact, or else the value that follows from other facts."""
        said, follows = self.analysis.says[fact], self.analysis.concluded[fact]
        return follows if said in UNKNOWN and not isinstance(follows, Cause) else said

    def whether(self, fact: str) -> str:
        """Return the question a fact answers as a clause: `whether the operator earns money there`."""
        forms = self.words.clauses.get(fact, {})
        yes = f"whether {forms['yes']}" if "yes" in forms else ""
        label = (
            f"the answer on {explain.inside(explain.label_words(self.lib.facts[fact], self.place))}"
        )
        return self.naming(fact, explain.there(forms.get("whether") or yes or label, self.place))

    def naming(self, fact: str, said: str) -> str:
        """Replace a generic CDN in a text with the company that the file names."""
        company = self.company_for(fact)
        return _A_CDN.sub(company, said) if company else said

    def company_for(self, fact: str) -> str:
        """Return the company that the file names in connection with a fact, or an empty string."""
        company = self.mentioned.get(fact, "")
        return company if company[:1].isupper() else ""

    def at_issue(self, fact: str) -> str:
        """Say what the parties dispute: a figure as the plaintiff claims it, any other fact as asked."""
        figure = isinstance(self.analysis.says[fact], Range)
        return f"whether {self.clause(fact)}" if figure else self.whether(fact)

    def joined(self, clauses: Iterable[str], word: str = "and", lead: str = "") -> str:
        """Join clauses into a list; after the first mention of the forum, use *there*."""
        parts, seen = list[str](), False
        for clause in clauses:
            said = f"in {self.place}"
            parts.append(
                lead + (re.sub(rf"{re.escape(said)}(?!'s)\b", "there", clause) if seen else clause)
            )
            seen = seen or said in clause
        if len(parts) < 3:
            comma = "," if any("," in part for part in parts) else ""
            return f"{comma} {word} ".join(parts)
        mark = ";" if any("," in part for part in parts) else ","
        return f"{f'{mark} '.join(parts[:-1])}{mark} {word} {parts[-1]}"

    def bearing(self, node: str) -> dict[str, Side]:
        """Return the known facts that bear on a point, weightiest first, with the side each helps."""
        order = list(self.lib.texts["characterisations"])
        own = self.own(node)
        found = [row for row in edges(self.law, node) if row[1].node in own]
        rows = sorted(found, key=lambda row: order.index(row[1].characterisation))
        choices = {name for name, _ in rows if self.lib.facts[name].kind == "choice"}
        sides = {n: edge.side for n, edge in rows if n in choices or edge.side is not Side.NEUTRAL}
        return {
            name: helped
            for name, side in sides.items()
            if self.known(name) and (helped := self._helps(name, side))
        }

    def _helps(self, fact: str, side: Side) -> Side | None:
        """Return the side that the answer to a fact helps, given the side that a yes would help."""
        value = self.analysis.facts[fact]
        if isinstance(value, str):
            return {"for": Side.PLAINTIFF, "against": Side.DEFENDANT, "slight": Side.DEFENDANT}.get(
                value
            )
        positive = value is Answer.YES or (isinstance(value, Range) and value.low > 0)
        return side if positive else OTHER[side]

    def gaps(self, node: str, most: int = 4) -> list[str]:
        """Return the open facts under a point, starting with those that could settle the most."""
        bearing = facts_under(self.law, node)
        return [q.fact for q in self.questions if q.matters and q.fact in bearing][:most]

    def company(self, lead: Lead) -> str:
        """Return the company, or else the word, that raised a lead, as the file writes it."""
        texts = " ".join([self.file.story, *(told.note for told in self.file.facts.values())])
        word = next(w for w in lead.words if files.said(self.file, w))
        found = re.search(re.escape(word), texts, re.I)
        name = plain(found[0] if found else word)
        if not lead.holds:  # the word does not name a company
            return italic(f"*{name}*")
        return name if name[:1].isupper() else f"the {name}"

    def _moot(self, fact: str) -> bool:
        """Return whether the state of another fact makes this one pointless to ask about."""
        others = self.words.moot.get(fact, {})
        return any(self.state(other) in ways for other, ways in others.items())

    def open_facts(self) -> list[Question]:
        """Return the facts that can still change the result; those that could settle the most come first."""
        return [question for question in self.questions if question.matters]

    def could(self, question: Question) -> str:
        """Return what an answer could settle; where a court balances factors, none settles a point alone."""
        serves = [n for n in self.contested() if question.fact in facts_under(self.law, n)]
        balanced = serves and all(self.words.points[n].change for n in serves)
        ranks = {rank.id: rank for rank in self.lib.intake.ranks}
        return (ranks["together"] if balanced else question.rank).label

    # --- points ---------------------------------------------------------------------------------
    def shown(self, node: str, side: Side) -> list[str]:
        """Return the undisputed facts that help a side on a point, weightiest first."""
        apart = {*self.disputed, *self.words.conclusions}
        return [f for f, whom in self.bearing(node).items() if whom is side and f not in apart]

    def own(self, node: str) -> set[str]:
        """Return the nodes under a point, except those under another point that it draws on."""
        inner = under(self.law, node)
        drawn = [name for name in self.points() if name != node and name in inner]
        return set(inner) - {name for other in drawn for name in under(self.law, other)}

    def own_facts(self, node: str) -> set[str]:
        """Return the facts that bear on a point itself, not only on another that it draws on."""
        own = self.own(node)
        nodes = [self.law.nodes[name] for name in own if name in self.law.nodes]
        asked = {fact for one in nodes for fact in (one.fact, one.case_of) if fact}
        return asked | {fact for fact, edge in edges(self.law, node) if edge.node in own}

    def points(self) -> list[str]:
        """Return the elements, factors, and routes of the test, and the prongs with none under them.

        An element that another one draws on, as foreseeable harm draws on aiming, is still a point.
        """
        deep = self.top == "personal_jurisdiction"
        listed = [
            name
            for name, depth in clinic.points(self.analysis).items()
            if name != self.top
            and name in self.words.points
            and (self.law.nodes[name].term != "step" or depth == 1 or name == "state_long_arm")
            and (deep or depth == 1)
        ]
        return [
            name
            for name in listed
            if self.law.nodes[name].term == "element"
            or not any(other in under(self.law, name) for other in listed if other != name)
        ]

    def contested(self) -> list[str]:
        """Return the points that the memo argues: those that decide the outcome, or else the closest one."""
        points = self.points()
        if found := [name for name in points if name in self.live]:
            return found
        fails = self.analysis.outcome.status is Status.NOT_MET
        decisive = [n for n in points if not fails or self.analysis.status(n) is Status.NOT_MET]
        terms = ("element", "prong", "factor")
        argued = [n for n in decisive if self.law.nodes[n].term in terms and self.bearing(n)]
        return sorted(argued, key=lambda n: -len(self.bearing(n)))[:1]

    def ripe(self, node: str, causes: Collection[str] = ("law", "judgment")) -> list[str]:
        """Return the open questions of law or judgment under a point whose facts are all known."""
        tops = {stage.outcome for stage in self.lib.stages.values()} - {self.top}
        apart = {
            name for top in tops if top in under(self.law, node) for name in under(self.law, top)
        }
        inner = under(self.law, node) - apart
        parents = [one for name, one in self.law.nodes.items() if name in inner & {*self.live}]
        return [
            child
            for parent in parents
            for child in parent.all_of
            if child in self.law.nodes
            and self.law.nodes[child].unanswered in causes
            and all(
                self.analysis.status(other) is Status.MET
                for other in parent.all_of
                if other != child and other in self.law.nodes
            )
        ]

    def winner(self, node: str) -> Side | None:
        """Return the side that would win a point if the record closed now; None if it would remain open."""
        ends = {Status.MET: Side.PLAINTIFF, Status.NOT_MET: Side.DEFENDANT}
        return ends.get(self.analysis.at_close(node))

    def claim(self, node: str, side: Side) -> str:
        """Return a point as a clause, as one side would state it."""
        words, bearer = self.words.points[node], self.analysis[node].burden
        return explain.there(words.holds if side is bearer else words.fails, self.place)

    def who(self, side: Side | str) -> str:
        return str(self.lib.texts["side_words"][str(side)])

    def speaker(self, side: Side) -> str:
        """Return who argues for a side; before service, the court raises an absent defendant's arguments."""
        early = self.analysis.stage in self.lib.intake.unserved and side is Side.DEFENDANT
        return "The court" if early else capital(self.who(side))

    def holding(self, case: Precedent, node: str) -> str:
        """Return a clause with a court's holding on a point, to follow the name of the case."""
        name, holding = case.case.id, case.holding
        said = self.words.holdings.get(name, {}).get(node)
        if said:
            return self.text(said)
        how = (holding.verified or self.lib.authorities[str(case.case.authority)].verified).how
        side = self.who(case.winner)
        court = self.lib.courts[case.court].name
        reason = self.named(holding.reason.words) if holding.reason else ""
        ground = f" on this ground: {explain.inside(reason)}" if reason else "."
        return f"{court} decided this point for {side}{ground}{self.unchecked(how)}"

    def causes(self, finding: Finding) -> list[str]:
        """Return why a finding is open on this file: the record, and any ripe question of law or judgment."""
        ripe = {self.law.nodes[name].unanswered for name in self.ripe(finding.node.id)}
        return [c.value for c in Cause if c in finding.causes and (c is Cause.RECORD or c in ripe)]


def _paged(mention: str, one: Authority, page: str) -> str:
    """Add to a mention of an authority the page from which another court quotes it."""
    volume = re.search(r"\d+ (?:WL|F\.R\.D\.|F\. ?Supp\. ?\dd|F\.\w+|U\.S\.)(?= \d)", one.cite)
    if not page or not volume:
        return mention
    if one.cite in mention:  # cited in full
        begins = re.compile(rf"({re.escape(volume[0])} \d+)")
        return begins.sub(rf"\1, {'at ' * page.startswith('*')}{page}", mention, count=1)
    if page.startswith("*"):
        number = re.search(r"\d{4} WL \d+", one.cite)
        return f"{mention}, {number[0]}, at {page}" if number else mention
    return f"{mention}, {volume[0]} at {page}"


def _at(form: str, passage: Passage) -> str:
    """Fill in the page of a passage in a citation template."""
    page = passage.page.replace("-", "–")
    page += f" n.{passage.footnote}" if passage.footnote else ""
    if page.isupper() and len(page) > 4:  # a heading before the numbered parts
        form, page = form.replace("pt. {page}", "{page} section"), page.capitalize()
    return italic(form.replace("{page}", page))


def slanted(name: str) -> str:
    """Italicize the name of a case, but not a remark after it: *Briskin* (en banc)."""
    remark = re.search(r" \([^()]*\)$", name)
    start = remark.start() if remark else len(name)
    return italic(f"*{name[:start]}*{name[start:]}")


def capital(text: str) -> str:
    """Return a text with its first letter capitalized."""
    return text[:1].upper() + text[1:]


def safe(text: str) -> str:
    """Return a client's words on one line, as plain text."""
    return plain(text)
