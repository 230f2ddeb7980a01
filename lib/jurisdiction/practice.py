"""A learner's draft in four parts, checked by its words alone; what that cannot tell is said. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from . import explain, quoting
from .analysis import Analysis
from .doctrine import under
from .library import Library
from .model import Answer, Authority, Cause, Finding, Side, Status

_TURNED = {"met": "not met", "not met": "met", "not shown": "met", "open": "not open"}
LONGEST = 20_000  # characters of a draft that are read
MOST_QUOTATIONS = 100  # quotations of a draft that are looked up


class Said(StrEnum):
    """What a check came to."""

    FOUND = "found"
    NOT_FOUND = "not found"
    UNCHECKED = "could not be checked"


@dataclass(frozen=True)
class Check:
    """One check: what was looked for, what came of it, the draft's own words, and what to know."""

    id: str
    sought: str
    said: Said
    words: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def checks(draft: str, found: Analysis, node: str) -> tuple[Check, ...]:
    """Look in a draft for what can be found by its words; nothing is scored or summed.

    The findings are those of the very facts of the draft; the words looked for are those of the data.
    """
    found.known(node)
    read = _Draft(draft[:LONGEST], found, node)
    made = (
        read.parts(), read.point(), read.burden(), read.fact(), read.authority(), read.status(),
        read.others(), read.quotations(), read.pins(),
    )  # fmt: skip
    return tuple(check for check in made if check)


def _any(words: Iterable[str]) -> re.Pattern[str]:
    """Any of some words or phrases, the longest first, in any capitals, across lines and hyphens."""
    return _pattern(tuple(words))


@lru_cache(maxsize=2000)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    ready = sorted({" ".join(word.split()).lower() for word in words if word.strip()}, key=len)[
        ::-1
    ]
    bodies = [re.sub(r"(?:\\ |\\-)+", r"[\\s-]+", re.escape(word)) for word in ready]
    return re.compile(rf"(?<!\w)(?:{'|'.join(bodies) or '(?!)'})(?!\w)", re.I)


def _sentences(text: str) -> list[str]:
    """The sentences of a text, each on one line; a pin's point or an abbreviation ends none."""
    text = re.sub(r"(?<=\w)[-\u00ad\u2010]\s*\n\s*(?=[a-z])", "", text)
    cut = re.split(
        r"(?<=[.?!])[\"”’)\]]*\s+(?=[\"“A-ZÀ-Ý\[(])|\n\s*\n|\n(?=\s*(?:[-*•\d]|[A-Z]))", text
    )
    return [" ".join(one.split()) for one in cut if one and one.strip()]


def _shortened(text: str) -> str:
    return text if len(text) <= 160 else text[:157].rsplit(" ", 1)[0] + " …"


_NAMES: dict[tuple[str, ...], tuple[str, re.Pattern[str], re.Pattern[str]]] = {}


def _forms(one: Authority, more: tuple[str, ...]) -> tuple[str, re.Pattern[str], re.Pattern[str]]:
    """How an authority is named: its short name, patterns of its name and citation, and of the short name."""
    key = (one.id, one.name, one.cite, one.label, *more)
    if key not in _NAMES:
        label = re.sub(r"\s*\(.*?\)", "", one.label)
        parties = [re.split(r"[\s,]+", side)[0] for side in one.name.split(" v. ")]
        forms = {one.name, one.cite, re.sub(r"\s*\(.*", "", one.cite), *more}
        forms |= {f"{parties[0]} v. {parties[-1]}"} if len(parties) == 2 else set()
        body = "|".join(
            re.escape(f).replace(r"\ ", r"\s+") for f in sorted(forms, key=len)[::-1] if len(f) > 3
        )
        short = re.escape(label).replace(r"\ ", r"\s+")
        _NAMES[key] = (
            label,
            re.compile(rf"(?<!\w)(?:{body})(?!\w)"),
            re.compile(rf"(?<![\w.])[*_]{{0,2}}{short}[*_]{{0,2}}(?!\w)"),
        )
    return _NAMES[key]


class _Draft:
    """A draft beside the findings it is read against."""

    def __init__(self, draft: str, found: Analysis, node: str) -> None:
        self.draft, self.found, self.node = draft, found, node
        self.lib: Library = found.law.library
        self.lexicon = self.lib.practice
        self.finding = found[node]
        every, self.unpaired = quoting.quoted(draft)
        self.own, self.quotes = quoting.without(draft, every), every[:MOST_QUOTATIONS]
        self.more = len(every) - len(self.quotes)
        self.pieces = self._pieces()
        self.names = {name: self._names(name) for name in found.law.nodes if name in found}

    # --- four parts -------------------------------------------------------------------------------
    def _pieces(self) -> dict[str, str]:
        """The text under each heading; a heading begins a line and ends it, or is followed by a colon."""
        marks = []
        for part, words in self.lexicon.headings.items():
            body = _any(words).pattern
            line = rf"^[ \t#*_>]*(?:[\divx]{{1,4}}[.)]\s*)?({body})[ \t*_]*(?:[:.\-–—][*_]*|$)"
            marks += [(m.start(1), m.end(), part) for m in re.finditer(line, self.own, re.I | re.M)]
        marks.sort()
        ends = [*(start for start, _, _ in marks[1:]), len(self.own)][: len(marks)]
        pieces: dict[str, str] = {}
        for (_, begin, part), end in zip(marks, ends, strict=True):
            pieces[part] = f"{pieces.get(part, '')}\n{self.own[begin:end]}".strip(" \n*_#")
        return pieces

    def parts(self) -> Check:
        """Four headings, each with something under it."""
        there = [
            part for part in self.lexicon.headings if re.search(r"\w|…", self.pieces.get(part, ""))
        ]
        empty = [part for part in self.pieces if part not in there]
        gone = [part for part in self.lexicon.headings if part not in self.pieces]
        notes = [f"Nothing stands under {part.capitalize()}." for part in empty]
        if gone:
            notes.append(f"No line begins with a heading for: {', '.join(gone)}.")
        said = Said.NOT_FOUND if notes else Said.FOUND
        return Check("parts", "Four parts, each under its heading", said,
                     tuple(part.capitalize() for part in there), tuple(notes))  # fmt: skip

    # --- the point and the burden -----------------------------------------------------------------
    def _names(self, name: str) -> re.Pattern[str]:
        bare = re.sub(r"\s*\(.*?\)", "", self.found.law.nodes[name].name)
        return _any([bare, *self.lexicon.points.get(name, ())])

    def point(self) -> Check:
        """The part of the test that the draft is about, by its name."""
        name = self.finding.node.name
        hits = _distinct(m[0] for m in self.names[self.node].finditer(self.own))
        known = ", ".join(self.lexicon.points.get(self.node, ())) or name
        notes = () if hits else (f"Looked for: {name}; {known}.",)
        said = Said.FOUND if hits else Said.NOT_FOUND
        return Check("point", f"The point named: {explain.inside(name)}", said, hits, notes)

    def burden(self) -> Check:
        """Who bears the burden of the point."""
        bearer = self.finding.bearer
        right = self.lib.texts["side_words"][bearer]
        sought = "Who bears the burden, and rightly"
        for text in (self.own, self.draft):  # a quotation speaks only if the learner does not
            mine = list(self._bearers(text))
            if mine:
                break
        good = [words for side, words in mine if side == bearer]
        bad = [words for side, words in mine if side not in (bearer, None)]
        unclear = [words for side, words in mine if side is None]
        if bad and not good:
            return Check("burden", sought, Said.NOT_FOUND, _distinct(bad),
                         (f"On this point the burden is on {right}.",))  # fmt: skip
        if bad or (unclear and not good):
            told = f"More than one side is named. On this point the burden is on {right}."
            return Check(
                "burden", sought, Said.UNCHECKED, _distinct([*good, *bad, *unclear]), (told,)
            )
        if good:
            return Check("burden", sought, Said.FOUND, _distinct(good))
        told = "No sentence names a side together with a burden, or with what it must show."
        return Check("burden", sought, Said.NOT_FOUND, notes=(told,))

    def _bearers(self, text: str) -> Iterator[tuple[str | None, str]]:
        """Each clause that puts a burden on somebody: on whom (None: on both), and its words."""
        lexicon = self.lexicon
        names = {
            *Side,
            self.finding.bearer,
        }  # an appellant is a side only where the point is its own
        sides = {side: _any(words) for side, words in lexicon.sides.items() if side in names}
        nots, bears, asides = _any(lexicon.nots), _any(lexicon.burden), _any(lexicon.not_a_burden)
        for sentence in _sentences(text):
            for clause in re.split(r";|\bwhile\b|\bwhereas\b", sentence):
                bare = asides.sub(" ", clause)
                if not bears.search(bare) or self._of_another(clause):
                    continue
                named = []
                for side, words in sides.items():
                    for m in words.finditer(bare):
                        before = bare[: m.start()].split()[-3:]
                        after = bare[m.end() :].split()[:3]
                        denied = nots.search(" ".join(before)) or (
                            nots.search(" ".join(after)) and not re.match(r"\s*,", bare[m.end() :])
                        )
                        if not denied:
                            named.append(side)
                if named:
                    yield (named[0] if len(set(named)) == 1 else None), _shortened(sentence)

    def _of_another(self, clause: str) -> bool:
        """Whether a clause speaks of another prong than the one in which the point stands."""
        if self.names[self.node].search(clause):
            return False
        law = self.found.law
        inside = under(law, self.node)
        above = {name for name in self.names if self.node in under(law, name)}
        return any(
            pattern.search(clause)
            for name, pattern in self.names.items()
            if name not in inside
            and (
                self.found[name].burden is not self.finding.burden
                if name in above
                else law.nodes[name].term in ("prong", "outcome")
            )
        )

    # --- facts and authorities ----------------------------------------------------------------------
    def fact(self) -> Check:
        """At least one fact of these facts that bears on the point."""
        law = self.found.law
        inside = {*under(law, self.node), self.node}
        bear = [law.nodes[name].fact or law.nodes[name].case_of for name in inside]
        names = [
            name for name, fact in self.lib.facts.items()
            if name in bear or any(edge.node in inside for edge in fact.bears_on)
        ]  # fmt: skip
        words, notes = list[str](), list[str]()
        for name in names:
            fact, value = self.lib.facts[name], self.found.facts[name]
            label = re.sub(r"^\d ", "", fact.label).replace("in {forum}", "").replace("{forum}", "")
            spoken = [label, *self.lexicon.facts.get(name, ())]
            if fact.kind in ("share", "count") and value is not Answer.UNKNOWN:
                spoken.append(explain.value_words(value, fact.kind))
            hits = _distinct(m[0] for m in _any(spoken).finditer(self.own))
            if hits:
                words += hits
                told = explain.there(fact.label, self.found.place)
                notes.append(
                    f"{told}. On these facts: {explain.inside(explain.fact_words(fact, value))}."
                )
        if words:
            return Check("fact", "A fact that bears on the point", Said.FOUND, _distinct(words),
                         _distinct(notes))  # fmt: skip
        note = "No words by which the data know a fact of this point were recognised."
        return Check("fact", "A fact that bears on the point", Said.NOT_FOUND, notes=(note,))

    def _authorities(self, text: str) -> list[tuple[int, str, str]]:
        """Where authorities of the data are named: the place, the words, and the authority's id."""
        found = []
        for one in self.lib.authorities.values():
            label, whole, loose = _forms(one, tuple(self.lexicon.authorities.get(one.id, ())))
            found += [(m.start(), m[0], one.id) for m in whole.finditer(text)]
            for m in loose.finditer(text):
                if label not in self.lexicon.everyday or self._as_a_name(text, m):
                    found.append((m.start(), m[0].strip("*_"), one.id))
        return sorted(found)

    def _as_a_name(self, text: str, m: re.Match[str]) -> bool:
        """Whether a word that is also an everyday one stands as the name of a case."""
        before, after = text[: m.start()].rstrip(), text[m.end() :]
        follows = "|".join(re.escape(w) for w in self.lexicon.after_a_case)
        leads = "|".join(re.escape(w) for w in self.lexicon.before_a_case)
        return (
            m[0][0] in "*_"
            or bool(re.match(rf"\s*(?:{follows})(?!\w)|,? (?:slip op|at \d|\d)", after))
            or bool(re.search(rf"(?<!\w)(?:{leads})$", before, re.I))
        )

    def authority(self) -> Check:
        """At least one authority that the data know, by its name, its short name or its citation."""
        hits = self._authorities(self.own)
        if not hits:
            note = "No authority of this suite was recognised. One that it does not hold cannot be."
            return Check("authority", "An authority named", Said.NOT_FOUND, notes=(note,))
        cites = _distinct(
            f"{self.lib.authorities[i].name}, {self.lib.authorities[i].cite}" for _, _, i in hits
        )
        return Check(
            "authority", "An authority named", Said.FOUND, _distinct(w for _, w, _ in hits), cites
        )

    # --- what is said of the point -------------------------------------------------------------------
    def _claims(self, text: str) -> Iterator[tuple[set[str], str, str]]:
        """Each clause that says a status: of which points ({} if it names none), which, and its words."""
        asides = _any(self.lexicon.asides)
        for sentence in _sentences(text):
            about = set[str]()
            for clause in re.split(r"[,;:—]|\b(?:and|but|so|because|although|though)\b", sentence):
                about = self._named(clause) or about
                if not asides.search(clause):
                    for status in self._statuses(clause, about):
                        yield about, status, _shortened(sentence)
                elif re.search(r"\bif\b", clause, re.I):
                    break  # all that follows an if is supposed

    def _named(self, clause: str) -> set[str]:
        """The points that a clause names; of two names over each other the longer one.

        A name within the words of a status is none: *reasonable judges could differ* is of any point.
        """
        said = [m for words in self.lexicon.statuses.values() for m in _any(words).finditer(clause)]
        hits = [
            (m.start(), m.end(), n) for n, p in self.names.items() for m in p.finditer(clause)
            if not any(s.start() <= m.start() and m.end() <= s.end() for s in said)
        ]  # fmt: skip
        return {
            name for start, end, name in hits
            if not any(s <= start and end <= e and (s, e) != (start, end) for s, e, _ in hits)
        }  # fmt: skip

    def _statuses(self, clause: str, about: set[str]) -> list[str]:
        """The statuses a clause says, with *not* seen: met, not met, open, or 'not open'."""
        words = {status: list(said) for status, said in self.lexicon.statuses.items()}
        for name in {*about, self.node}:
            for status, said in self.found.law.nodes[name].reads.items():
                words[status].append(said)
        kinds = [(status, m) for status in words for m in _any(words[status]).finditer(clause)]
        hits = sorted(
            ((s, m) for s, m in kinds
             if not any(o.start() <= m.start() and m.end() <= o.end() and o.span() != m.span()
                        for _, o in kinds)),
            key=lambda hit: hit[1].start(),
        )  # fmt: skip
        nots = _any(self.lexicon.nots)
        told = list[tuple[int, str]]()
        for status, m in hits:
            before = " ".join(clause[: m.start()].split()[-4:])
            if nots.search(before):
                status = _TURNED[status]
            told.append((m.start(), status))
        doubt = re.search(r"\bwhether\b", clause, re.I)
        if doubt:
            asked = [(at, s) for at, s in told if at > doubt.start()]
            told = [(at, s) for at, s in told if at < doubt.start()]
            told += asked[-1:] if len(asked) > 1 or (asked and "open" in asked[0][1]) else []
        return [status for _, status in told]

    def status(self) -> Check:
        """Whether what is open is said to be open, and what is settled is not."""
        sought, there = "What the conclusion says of the point", "conclusion" in self.pieces
        claims = list(self._claims(self.pieces["conclusion"] if there else self.own))
        named = [(s, w) for about, s, w in claims if self.node in about]
        mine = named or [(s, w) for about, s, w in claims if not about]
        words = _distinct(w for _, w in mine)
        kind = explain.status_words(self.finding, self.lib)
        truth = f"On these facts: {explain.inside(kind)}"
        if not mine:
            where = "in the conclusion" if there else "in the draft, which has no conclusion"
            return Check("status", sought, Said.NOT_FOUND,
                         notes=(f"No words {where} say met, not met or open of it.", truth))  # fmt: skip
        is_open = self.finding.status is Status.OPEN
        fits = _fits(self.finding)
        said = {s for s, _ in mine}
        if is_open and said == {"not shown"} and said <= fits:
            note = "Not shown can mean open on this record, or lost when it closes; say which."
            return Check("status", sought, Said.UNCHECKED, words, (note, truth))
        if said <= fits and said != {"not open"}:
            return Check("status", sought, Said.FOUND, words, (truth,))
        if said & fits and said != {"not open"}:
            return Check(
                "status", sought, Said.UNCHECKED, words, ("It says more than one thing.", truth)
            )
        if said == {"not open"} and not is_open:
            note = "It is said not to be open, which is right, but not which way it goes."
            return Check("status", sought, Said.UNCHECKED, words, (note, truth))
        return Check("status", sought, Said.NOT_FOUND, words, (truth,))

    def others(self) -> Check | None:
        """What the draft says of other points of the test by name, if it does."""
        texts = [self.pieces.get(part, "") for part in ("application", "conclusion")]
        claims = [
            (name, status, words)
            for text in texts
            for about, status, words in self._claims(text)
            if self.node not in about and len(about) == 1
            for name in about
            if self.found.law.nodes[name].term in ("outcome", "step", "prong", "element")
        ]
        if not claims:
            return None
        wrong = []
        for name, status, _ in claims:
            finding = self.found[name]
            if status not in _fits(finding):
                kind = explain.inside(explain.status_words(finding, self.lib))
                wrong.append(f"{finding.node.name}, on these facts: {kind}")
        said = Said.NOT_FOUND if wrong else Said.FOUND
        return Check("others", "What it says of other points, as these facts have it", said,
                     _distinct(words for _, _, words in claims), _distinct(wrong))  # fmt: skip

    # --- quotations ----------------------------------------------------------------------------------
    def _cited(self, one: quoting.Quoted) -> tuple[str, ...]:
        """The authorities a quotation may be put to: the last before it and the first after, on its line."""
        lines = [q for q in self.quotes if q is not one]
        begin = max([q.end for q in lines if q.end <= one.start] + [one.start - 140, 0])
        end = min([q.start for q in lines if q.start >= one.end] + [one.end + 140])
        before = re.split(r"\n\s*\n|(?<=[a-z)]{2}[.;])\s+(?=[A-Z])", self.draft[begin : one.start])[
            -1
        ]
        after = re.split(r"\n|(?<=[a-z)\d]{2}[.;])\s+(?=[A-Z])", self.draft[one.end : end])[0]
        return tuple(i for hits in (self._authorities(before)[-1:], self._authorities(after)[:1])
                     for _, _, i in hits)  # fmt: skip

    def quotations(self) -> Check:
        """Every quotation stands in an opinion we hold, to the letter."""
        sought = "Every quotation is to the letter"
        held = {source.authority: name for name, source in self.lib.sources.items()}
        good, bad, unsure, notes = list[str](), list[str](), list[str](), list[str]()
        for one in self.quotes:
            told = f"“{_shortened(' '.join(one.words.split()))}”"
            cited, places = self._cited(one), quoting.find(self.lib, one.words)
            mine, at = [i for i in cited if i in held], {place.source for place in places}
            strange = next((self.lib.authorities[i].label for i in cited if i not in held), "")
            if not quoting.segments(one.words) or len(one.words.split()) < 2:
                unsure.append(told)
                notes.append(
                    f"{told}: a single word, or none, is no quotation that could be placed."
                )
            elif places and mine and len(mine) == len(cited) and not at & {held[i] for i in mine}:
                bad.append(told)
                label = self.lib.authorities[mine[0]].label
                notes.append(
                    f"{told} does not stand in {label}; it stands in {places[0].words(self.lib)}."
                )
            elif places:
                good.append(told)
                where = "; ".join(place.words(self.lib) for place in places[:3])
                unseen = f" We cannot see it in {strange} itself." if strange else ""
                notes.append(f"{told} stands in {where}.{unseen}")
            elif strange:
                unsure.append(told)
                notes.append(f"{told} cannot be checked: we do not hold {strange}, and no opinion that we "
                             "hold has these words.")  # fmt: skip
            else:
                bad.append(told)
                near = quoting.nearest(self.lib, one.words)
                closest = f"The nearest passage: {near}" if near else "No passage comes near."
                notes.append(f"{told} stands to the letter in no opinion that we hold. {closest}")
        if self.unpaired:
            notes.append(
                "A quotation mark has no second one; what follows it was not read as a quotation."
            )
        if self.more:
            notes.append(f"Only the first {MOST_QUOTATIONS} quotations were looked up.")
        if not self.quotes and not self.unpaired:
            notes.append("Nothing stands in quotation marks.")
        said = (
            Said.NOT_FOUND
            if bad
            else Said.UNCHECKED
            if unsure or not good or self.unpaired
            else Said.FOUND
        )
        return Check("quotations", sought, said, tuple([*bad, *unsure, *good]), tuple(notes))

    def pins(self) -> Check:
        """Every quotation that we can place is followed or led by the page it stands on."""
        good, gone = list[str](), list[str]()
        for one in self.quotes:
            places = quoting.find(self.lib, one.words) if len(one.words.split()) > 1 else ()
            if not places:
                continue
            later = [q.start for q in self.quotes if q.start >= one.end] + [len(self.draft)]
            earlier = [q.end for q in self.quotes if q.end <= one.start] + [0]
            after = self.draft[one.end : min(min(later), one.end + 120)]
            before = self.draft[max(max(earlier), one.start - 60) : one.start]
            labels = {p.page for p in places}
            pattern = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, labels))})(?!\w)", re.I)
            told = f"“{_shortened(' '.join(one.words.split()))}”"
            hit = pattern.search(after) or pattern.search(before)
            if hit:
                good.append(f"{told} {hit[0]}")
            else:
                gone.append(f"{told}: its pin is {places[0].words(self.lib)}.")
        sought = "A pin for every quotation that the data can place"
        if not good and not gone:
            return Check(
                "pins", sought, Said.UNCHECKED, notes=("There is no quotation that we can place.",)
            )
        return Check(
            "pins", sought, Said.NOT_FOUND if gone else Said.FOUND, tuple(good), tuple(gone)
        )


def _fits(finding: Finding) -> set[str]:
    """What may be said of a finding: its status; *not shown* where it fails or the record leaves it open."""
    fits = {finding.status.value}
    if finding.status is not Status.OPEN:
        fits.add("not open")
    if finding.status is Status.NOT_MET or Cause.RECORD in finding.causes:
        fits.add("not shown")
    return fits


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    """Words once each, without regard to capitals and spaces, in their order."""
    found: dict[str, str] = {}
    for word in words:
        plain = " ".join(word.split())
        found.setdefault(plain.casefold(), plain)
    return tuple(found.values())
