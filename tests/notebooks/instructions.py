"""Parse the prose of observations: the instructions to the learner, and the predicted effects.

Instructions, which a `Desk` carries out with the page's own requests:

    Set **US CDN** to *No*.                    Set **A** and **B** to *No*, then **C** to 4.6%.
    For **US CDN**, set **How it is shown** to *Believed or suspected*.
    Set it back to *Yes*.                      (it: the control set last)
    Set **Court** to *The Fourth Circuit*.     Set **Stage**, **Facts in this notebook** ...
    Take the law of **August 31, 2022**.       ..., then of **today**.
    Press **AMA 19.21%**, then **Will 4.6%**.  Choose **Undo**. Choose **Reset**. Choose **Redo**.
    Hold *Operates the site* and *Federal claim*.     Uncheck both. Uncheck them all.
    Choose the second change under *Not met*.
    Write *about 400* into **Number of views**.
    Open **Both sides**.                       Open **Its 2 facts**. Open **All reasons**.
    Select **US CDN** and open *What the courts said*.

Actions joined by "and" form one step of the lesson; "then" begins the next step.

Effects, which are read from the panel:

    *Express aiming* changes to *open*.        ... stays *met*. ... is *not met*.
    The finding changes to *open*: the record is incomplete, and the law is unsettled.
    It is *supported*, not *open*.             (it: the point named last, or the finding)
    *Doe* *controls*.                          *Doe* still *controls*.
    *Doe* no longer *controls*.                No case *controls*.
    If the record closed now, it would be *not met*.       At close *relatedness* is *met*.
    If the record closed now, it would be *not shown on this file*.  (the file is silent)
    No finding changes.                        No other finding changes.
    The chart says *not reached*.              **Both sides** now names *Sinatra*.
    **Why** no longer says *could suggest*.

Any other text in bold or italics must appear on the panel or be the name of a case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import ipywidgets as w

import jurisdiction as j
from jurisdiction import explain
from jurisdiction.library import load
from minimum_contacts.clinic import client as files
from minimum_contacts.clinic import clinic
from minimum_contacts.clinic.panels.intake import VIEWS, stepped
from minimum_contacts.lessons.charts import CHARTS

LIB = load()


class Unreadable(AssertionError):
    """An instruction that has no known form, or for which the panel has no control."""


class Untrue(AssertionError):
    """An effect that the panel does not show."""


# --- the forms -------------------------------------------------------------------------------------
BOLD, ITALIC = r"\*\*[^*]+\*\*", r"(?<!\*)\*[^*]+\*(?!\*)"
FIGURE = r"\d+(?:[.,]\d+)*%?(?:-\d+(?:\.\d+)?%)?"
SEPARATOR = r"(?:, and |, | and )"
NAMES = rf"{BOLD}(?:{SEPARATOR}{BOLD})*"
ANSWER = rf"(?:{ITALIC}|{FIGURE})"
ONE_SET = rf"(?:(?:{NAMES}|it) )?(?:back )?to {ANSWER}"
SET = rf"(?:[Ff]or (?P<under>{NAMES}),? )?[Ss]et (?P<sets>{ONE_SET}(?:,? (?:and then|then|and) {ONE_SET})*)"
ONE = re.compile(rf"(?:,? (?P<joined>and then|then|and) )?(?:(?:(?P<names>{NAMES})|it) )?(?:back )?to "
                 rf"(?P<answer>{ANSWER})")  # fmt: skip
PRESS = rf"[Pp]ress (?P<buttons>{BOLD}(?:,? (?:and )?then {BOLD})*)"
HISTORY = r"[Cc]hoose \*\*(?P<history>Undo|Redo|Reset)\*\*"
LAW = rf"[Tt]ake the law of (?P<days>{BOLD}(?:,? (?:and )?then of {BOLD})*)"
HOLD = rf"[Hh]old (?P<held>{ITALIC}(?:{SEPARATOR}{ITALIC})*)"
WRITE = rf"[Ww]rite (?P<text>{ITALIC}) into (?P<into>{BOLD})"
FREE = r"[Uu]ncheck (?P<free>both|them all)"
NTH = ("first", "second", "third", "fourth")
PICK = rf"[Cc]hoose the (?P<nth>{'|'.join(NTH)}) change under (?P<to>{ITALIC})"
OPEN = rf"(?:[Ss]elect (?P<of>{BOLD})(?:, | and ))?[Oo]pen (?P<opened>{BOLD}|{ITALIC})"

CAUSES = {
    "record": "the record is incomplete",
    "law": "the law is unsettled",
    "judgment": "reasonable judges could differ",
}
CONTROLS = "controls"
PRECEDENT = [word for word in LIB.texts["precedent_words"] if word not in ("open", CONTROLS)]
STATUS = sorted(
    {explain.status_word(node, status, LIB).lower() for node in LIB.nodes.values()
     for status in j.Status}, key=len, reverse=True,
)  # fmt: skip
SILENCE, NOT_SHOWN = LIB.texts["silence"], LIB.texts["silence_short"]
WORD = rf"\*(?:{'|'.join(map(re.escape, [*STATUS, SILENCE, *PRECEDENT]))})\*"
CAUSE = rf"(?:{'|'.join(CAUSES.values())})"
REASONS = rf"(?:: (?:only )?{CAUSE}(?:, and {CAUSE})*)?"
SAID = rf"(?:no longer |not |again |still |only |now )?{WORD}{REASONS}"
ONE_SAID = re.compile(rf"(no longer |not )?(?:again |still |only |now )?({WORD})({REASONS})")
SUBJECT = rf"(?:(?:[Tt]he finding|[Ii]t)\b|{ITALIC}(?:{SEPARATOR}{ITALIC})*)"
CLAIM = (
    rf"(?:(?P<close>[Aa]t close|[Ii]f the record closed now),? )?(?P<subject>{SUBJECT}) "
    rf"(?P<verb>changes? to|stays?|is|are|would be)(?: still| now| again| only)? "
    rf"(?P<said>{SAID}(?:(?:, and |, but |, | and ){SAID})*)"
    r"(?:, against the (?P<against>plaintiff|defendant))?"
)
CONTROL = rf"(?P<case>{ITALIC}|[Nn]o case) (?P<how>no longer |still |now |again )?\*{CONTROLS}\*"
NOTHING = r"[Nn]o (?P<other>other )?finding changes"
SHOWS = (
    rf"(?P<where>[Tt]he chart|{BOLD}) (?:now )?(?P<no>no longer )?(?:names|says|shows|lists) "
    rf"(?P<shown>{ITALIC}(?:{SEPARATOR}{ITALIC})*)"
)
FORMS = {
    "set": SET, "press": PRESS, "history": HISTORY, "law": LAW, "hold": HOLD, "free": FREE,
    "pick": PICK, "write": WRITE, "open": OPEN, "claim": CLAIM, "control": CONTROL,
    "nothing": NOTHING, "shows": SHOWS,
}  # fmt: skip
EFFECTS = ("claim", "control", "nothing", "shows")
COMMANDS = r"\b(?i:set|press|choose|take|type|hold|uncheck|add|let|change|put|switch)\b"
PLAIN = (
    r"\b(?:is|are|changes? to|stays?) (?:now |still |only )?"
    r"(?:met|not met|open|supported)\b(?! (?:for|to|until))"
)


@dataclass
class Part:
    """One instruction or one effect, in its own words."""

    kind: str
    words: str
    found: dict[str, str]


@dataclass
class Item:
    """One observation: its instructions and effects in order, and anything else it names."""

    text: str
    parts: list[Part] = field(default_factory=list)
    named: list[str] = field(default_factory=list)


def plain(words: str) -> str:
    return words.strip("*")


def causes_in(words: str) -> list[str]:
    """Return the reasons stated for an open finding."""
    return [cause for cause, said in CAUSES.items() if said in words]


def emphasised(words: str) -> list[str]:
    return [plain(word) for word in re.findall(rf"{BOLD}|{ITALIC}", words)]


def read(text: str) -> Item:
    """Return the parts of one instruction in text order. Raise Unreadable if one has no known form."""
    item, at, rest = Item(text), 0, ""
    while at < len(text):
        matches = [(m.start(), -m.end(), kind, m) for kind, form in FORMS.items()
                   if (m := re.compile(rf"(?<![\w*]){form}").search(text, at))]  # fmt: skip
        if not matches:
            break
        start, _, kind, match = min(matches, key=lambda found: found[:2])
        rest += text[at:start] + " … "
        found = {name: words for name, words in match.groupdict().items() if words}
        item.parts.append(Part(kind, match[0], found))
        at = match.end()
    rest += text[at:]
    for sentence in map(str.strip, re.split(r"(?<=[.?!:;]) ", rest)):
        if (
            not sentence.endswith("?")
            and re.search(COMMANDS, sentence)
            and re.search(rf"{BOLD}|{ITALIC}", sentence)
        ):
            raise Unreadable(f"“{sentence}” tells to do something in a form unknown to "
                             "tests/notebooks/instructions.py")  # fmt: skip
        if loose := re.search(WORD, sentence):
            raise Unreadable(f"“{sentence}” speaks of {loose[0]} without saying of what in a form "
                             "known here, such as “*Express aiming* changes to *open*.”")  # fmt: skip
        if (loose := re.search(PLAIN, sentence)) and not sentence.endswith("?"):
            raise Unreadable(f"“{sentence}” claims “{loose[0]}”; write the status in italics")
    item.named = emphasised(rest)
    told = [part for part in item.parts if part.kind not in ("open", "free")]
    if told and told[-1].kind not in EFFECTS:
        raise Unreadable(
            f"“{told[-1].words}” asks for a change, and the observation says no effect of it"
        )
    if not item.parts and not item.named:
        raise Unreadable(f"“{text}” neither asks for anything nor names anything on the panel")
    return item


# --- the panel -------------------------------------------------------------------------------------
def words_of(html: str) -> str:
    """Return the text of some HTML, including the text of its pictures."""
    html = re.sub(r'<img[^>]*\balt="([^"]*)"[^>]*>', r" \1 ", html)
    told = re.sub(r"<[^>]+>", "\0", re.sub(r"<style>.*?</style>", "", html, flags=re.S))
    for sign, entity in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ('"', "&quot;"),
        ("'", "&#x27;"),
    ):
        told = told.replace(entity, sign)
    return " ".join(re.sub("\0+", " ", told).split())


def every_widget(top: w.Widget) -> Iterator[w.Widget]:
    yield top
    for child in getattr(top, "children", ()):
        yield from every_widget(child)


@dataclass
class Shown:
    """The finding as the panel shows it: each rung of the ladder, and the lines of the headline."""

    rungs: dict[str, str]
    at_close: dict[str, str]
    focus: str
    headline: str
    moved: bool

    @property
    def precedent(self) -> str:
        if LIB.texts["precedent_words"][CONTROLS] in self.headline:
            return CONTROLS
        words = "|".join(word.capitalize() for word in PRECEDENT)
        found = re.search(rf"\b({words})(?: \([^:]+\))?: ", self.headline)
        return found[1].lower() if found else "open"

    @property
    def causes(self) -> set[str]:
        why = self.headline.partition("Why open:")[2].partition("If the record closed now:")[0]
        return {cause for cause, words in LIB.texts["cause_words"].items() if words in why}


@dataclass
class Control:
    """A visible control: its name, its contents, and the effect of choosing, typing, or pressing."""

    name: str
    labels: tuple[str, ...] = ()
    at: int | None = None  # the index of the selected label
    choose: Callable[[int], Any] | None = None
    text: str = ""
    write: Callable[[str], Any] | None = None
    press: Callable[[], Any] | None = None


class Desk:
    """One panel and the story switch, operated as a learner operates them."""

    def __init__(self, lab: Any) -> None:
        self.lab, self.story = lab, j.panels.StoryPanel()
        self.moments = [self.moment()]
        self.before = self.batch_start = self.shown()
        self.fresh, self.claimed = True, set[str]()
        self.still = True
        self.last_names: list[str] = []
        self.subject = ""

    def _story(self) -> Control:
        """Return the switch between a case's facts and its substitute hypothetical's."""
        plan = self.story.plan
        send = partial(self.story.do, "choose")
        held = self.story.now["chosen"]
        return _list(plan["label"], plan["options"], held, lambda name: send(name=name))

    def moment(self) -> Any:
        """Return everything that the learner can change, in its current state."""
        raise NotImplementedError

    def shown(self) -> Shown:
        """Return the panel's finding and ladder."""
        raise NotImplementedError

    def controls(self) -> list[Control]:
        """Return every control that a learner can see now."""
        raise NotImplementedError

    def words(self) -> str:
        """Return all text that the panel shows, or shows when opened."""
        raise NotImplementedError

    def words_under(self, where: str) -> str:
        """Return the text of the view under this heading, or of the chart."""
        raise NotImplementedError

    def control(self, name: str, under: str = "") -> Control:
        """Return the control with this name; `under` names its fact where each fact has one."""
        there = self.controls()
        found = [x for x in there if x.name == name]
        if len(found) != 1:
            near = sorted({x.name for x in there if x.name})
            many = "are several controls" if found else "is no control in sight"
            raise Unreadable(f"there {many} named “{name}”. In sight are: {'; '.join(near)}")
        return found[0]

    def has(self, name: str) -> bool:
        """Return whether the panel shows this name, or it is the name of a case or rule."""
        names = [n.casefold() for a in LIB.authorities.values() for n in (a.short, a.name) if n]
        return self.on_panel(name) or any(n.startswith(name.casefold()) for n in names)

    def on_panel(self, name: str) -> bool:
        """Return whether the panel itself shows this name."""
        return name.casefold().strip(" ,.") in self.words().casefold()

    # --- actions
    def do(self, part: Part) -> None:
        """Carry out one instruction."""
        if self.claimed or self.fresh:  # stated effects end a batch
            self.before, self.claimed, self.fresh, self.still = self.shown(), set(), False, True
        getattr(self, f"_{part.kind}")(part)

    def failure(self) -> str:
        """Return the error that the panel shows, if any."""
        raise NotImplementedError

    def _step(self) -> None:
        """Finish a step, and record the resulting state."""
        if wrong := self.failure():
            raise Untrue(f"the panel answers: {wrong}")
        now = self.moment()
        if now != self.moments[-1]:
            self.still = self.still and not self.shown().moved
            self.moments.append(now)

    def _set(self, part: Part) -> None:
        under = emphasised(part.found.get("under", ""))
        at = 0
        while at < len(part.found["sets"]):
            one = ONE.match(part.found["sets"], at)
            at, joined, answer = one.end(), one["joined"] or "", one["answer"]
            if one["names"]:
                self.last_names = emphasised(one["names"])
            if "then" in joined:
                self._step()
            for name in self.last_names:
                for place in under or [""]:
                    self._answer(self.control(name, place), plain(answer))
        self._step()

    def _answer(self, control: Control, answer: str) -> None:
        name = control.name
        if control.write:
            if answer in (control.text, control.text.replace(",", "")):
                raise Untrue(f"“{name}” is {answer} already")
            control.write(answer)
            return
        found = [
            n for n, label in enumerate(control.labels) if label.casefold() == answer.casefold()
        ]
        begins = re.compile(re.escape(answer) + r"(?!\w)", re.IGNORECASE)
        found = found or [n for n, label in enumerate(control.labels) if begins.match(label)]
        if len(found) != 1:
            many = "more than one" if found else "no"
            have = "; ".join(control.labels)
            raise Unreadable(f"“{name}” has {many} answer “{answer}”. It has: {have}")
        if control.at == found[0]:
            raise Untrue(f"“{name}” stands at “{control.labels[found[0]]}” already")
        control.choose(found[0])

    def _press(self, part: Part) -> None:
        for name in emphasised(part.found["buttons"]):
            button = self.control(name)
            if button.press is None:
                raise Untrue(f"“{name}” cannot be pressed now")
            button.press()
            self._step()

    def _write(self, part: Part) -> None:
        self.control(plain(part.found["into"])).write(plain(part.found["text"]))
        self._step()

    # --- effects
    def confirm(self, part: Part) -> None:
        """Compare one effect with the panel."""
        getattr(self, f"_confirm_{part.kind}")(part, self.shown())
        self.claimed.add("")

    def _confirm_claim(self, part: Part, now: Shown) -> None:
        subject = part.found["subject"]
        if subject.lower() == "the finding":
            names = [now.focus]
        elif subject.lower() == "it":
            names = [self.subject or now.focus]
        else:
            names = [name.casefold() for name in emphasised(subject)]
        for name in names:
            if name not in now.rungs:
                raise Unreadable(
                    f"“{part.words}”: “{name}” is not on the ladder. On it are: {'; '.join(now.rungs)}"
                )
            self.subject = name
            self.claimed.add(name)
            for how, word, causes in ONE_SAID.findall(part.found["said"]):
                self._one(part, now, name, how.strip(), plain(word), causes_in(causes))
        side = part.found.get("against", "")
        if side and f"the {side} bears the burden" not in now.headline:
            raise Untrue(
                f"“{part.words}”: the headline does not say that the {side} bears the burden"
            )

    def _one(
        self, part: Part, now: Shown, name: str, how: str, word: str, causes: list[str]
    ) -> None:
        said = f"“{part.words}”"
        if word in PRECEDENT:
            if name != now.focus:
                raise Unreadable(
                    f"{said}: only the finding in focus, {now.focus}, shows a precedent"
                )
            was, is_ = self.before.precedent, now.precedent
        elif part.found.get("close") or part.found["verb"] == "would be":
            was, is_ = self.before.at_close.get(name, ""), now.at_close[name]
        else:
            was, is_ = self.before.rungs.get(name, ""), now.rungs[name]
        if how:
            if is_ == word or (how == "no longer" and was != word):
                raise Untrue(f"{said}: the panel shows {name} {is_}, and {was or 'nothing'} before")
            return
        if is_ != word:
            raise Untrue(f"{said}: the panel shows {name} {is_}")
        verb = part.found["verb"]
        if verb.startswith("change") and was == word:
            raise Untrue(f"{said}: {name} was {was} before")
        if verb.startswith("stay") and was != word:
            raise Untrue(f"{said}: {name} was {was} before")
        if causes:
            if name != now.focus:
                raise Unreadable(
                    f"{said}: only the finding in focus, {now.focus}, shows why it is open"
                )
            if set(causes) != now.causes:
                raise Untrue(f"{said}: the panel gives as reasons {', '.join(sorted(now.causes))}")

    def _confirm_control(self, part: Part, now: Shown) -> None:
        case, how = plain(part.found["case"]), part.found.get("how", "").strip()

        def holds(shown: Shown) -> bool:
            return shown.precedent == CONTROLS and (
                case.lower() == "no case" or case in shown.headline
            )

        denied = how == "no longer" or case.lower() == "no case"
        if holds(now) == denied or (how in ("no longer", "still") and not holds(self.before)):
            raise Untrue(
                f"“{part.words}”: the panel shows {now.focus} {now.precedent}, "
                f"and {self.before.precedent} before"
            )

    def _moved(self, now: Shown) -> set[str]:
        return {
            name
            for name in {*now.rungs, *self.before.rungs}
            if now.rungs.get(name) != self.before.rungs.get(name)
        }

    def _confirm_nothing(self, part: Part, now: Shown) -> None:
        moved = self._moved(now)
        if "other" in part.found:
            moved -= self.claimed
        elif not self.still:
            moved |= {"some point on the way"}
        if moved:
            raise Untrue(f"“{part.words}”: what moved is {', '.join(sorted(moved))}")

    def _confirm_shows(self, part: Part, now: Shown) -> None:
        told = self.words_under(plain(part.found["where"])).casefold()
        for words in emphasised(part.found["shown"]):
            if (words.casefold() in told) == ("no" in part.found):
                raise Untrue(
                    f"“{part.words}”: under {plain(part.found['where'])} the panel says: {told[:1500]}"
                )


ANSWERS = ("Yes", "No", "Unknown")
NAMES_ON_PAGE = (  # names that the page itself gives controls, in laboratory.js
    "Undo",
    "Redo",
    "Reset",
    "Link",
    "Law as of",
    "Court",
    "Stage",
    "Add a fact",
    "How it is shown",
    "What the courts said",
    "All reasons",
    "read the page",
    "Hold some facts as they are",
    "Who begins",
    "Next step",
    "Copy",
    *ANSWERS,
)


class LabDesk(Desk):
    """One laboratory, operated and read only through its messages to and from the page."""

    def __init__(self, lab: j.panels.Lab) -> None:
        self.focused, self.opened = lab.plan["groups"][0]["rows"][0]["id"], set[str]()
        super().__init__(lab)

    def moment(self) -> Any:
        now = self.lab.scenario.now
        facts = {n: explain.fact_words(LIB.facts[n], value) for n, value in now.facts.items()}
        return now._replace(facts=facts, shown={n: how for n, how in now.shown.items() if how})

    def failure(self) -> str:
        return self.lab.now["problem"][1] if self.lab.now["problem"] else ""

    # --- display
    def read(self, what: str, name: str) -> str:
        """Return the text that opens beside the laboratory."""
        self.lab.do(do="read", what=what, name=name)
        return words_of(self.lab.side["html"])

    def shown(self) -> Shown:
        now, node = self.lab.now, self.lab.node
        rungs, close = {}, {}
        for rung in now["ladder"]:
            name = rung["name"].lower()
            rungs[name] = rung["word"].lower()
            late = [note.removeprefix("at close ") for note in rung["notes"] if "at close" in note]
            close[name] = late[0].replace(NOT_SHOWN, SILENCE) if late else rungs[name]
        told = now["finding"]
        focus = told["name"].lower()
        rungs[focus] = told["word"].lower()
        sentence = self.lab.rest["why"]["steps"][0]["sentence"]
        late = re.search(r"If the record closed now: (.+?)(?:, because|\.)", sentence)
        stays = late and late[1] == "it stays open"
        close[focus] = late[1] if late and not stays else rungs[focus]
        found = self.lab.scenario.analysis[node]
        said = explain.status_word(found.node, found.status, LIB).lower()
        if rungs[focus] != said:
            raise Untrue(f"the panel shows {focus} {rungs[focus]}; the engine finds it {said}")
        self.read("why", node)
        headline = re.search(r'<div class="mc mc-headline">.*?</div>', self.lab.side["html"], re.S)
        headline = words_of(headline[0])
        brief = told["why"].split("; ")
        if lost := [part for part in brief if part.casefold() not in headline.casefold()]:
            raise Untrue(f"the panel says in short “{lost[0]}”, but at length: {headline}")
        moved = bool(told["was"]) or any(rung["was"] for rung in now["ladder"])
        return Shown(rungs, close, focus, headline, moved)

    def rows(self) -> dict[str, dict[str, Any]]:
        """Return the visible rows of facts, by id, including those inside an open switch."""
        rows = [row for group in self.lab.plan["groups"] for row in group["rows"]]
        there = {row["id"]: row for row in rows if not row["more"] or row["id"] in self.opened}
        inside = [
            part for row in there.values() if row["id"] in self.opened for part in row["parts"]
        ]
        return there | {part["id"]: part for part in inside}

    def row(self, label: str) -> dict[str, Any]:
        """Return the row with this label, and give it the focus."""
        found = [row for row in self.rows().values() if row["label"] == label]
        if len(found) != 1:
            near = "; ".join(sorted(row["label"] for row in self.rows().values()))
            raise Unreadable(f"there is no control in sight named “{label}”. In sight are: {near}")
        self.focused = found[0]["id"]
        return found[0]

    def control(self, name: str, under: str = "") -> Control:
        if under:
            self.row(under)
        found = super().control(name)
        if name in [row["label"] for row in self.rows().values()]:
            self.row(name)
        return found

    def _fact(self, row: dict[str, Any]) -> Control:
        name, lab = row["id"], self.lab

        def send(value: str) -> None:
            lab.do(do="set", fact=name, value=value)

        held = lab.now["values"][name]
        if row["kind"] in ("share", "count"):
            return Control(row["label"], text=held, write=send)
        options = row["options"] or [(answer.lower(), answer) for answer in ANSWERS]
        return _list(row["label"], options, held, send)

    def controls(self) -> list[Control]:
        lab, found = self.lab, [self._story()]
        rows = self.rows()
        found += [self._fact(row) for row in rows.values()]
        for row in rows.values():
            for mark in row["marks"]:
                press = partial(lab.do, do="set", fact=row["id"], value=mark["words"])
                found.append(Control(f"{mark['case']} {mark['words']}", press=press))
        names = {"law_as_of": "Law as of", "court": "Court", "stage": "Stage"}
        for part in lab.now["whose"]:
            if part["options"]:
                send = partial(self._choose, part["part"])
                found.append(_list(names[part["part"]], part["options"], part["value"], send))
        if ways := lab.plan["ways"]:
            held = lab.now["showings"][self.focused]
            found.append(_list("How it is shown", ways, held, self._show))
        for choice, words, _ in lab.rest["tab"].get("choices", ()):
            found.append(Control(words, press=partial(lab.do, do="in_tab", choice=choice)))
        return found

    def _choose(self, part: str, value: str) -> None:
        self.lab.do(do="choose", part=part, value=value)

    def _show(self, way: str) -> None:
        self.lab.do(do="show", fact=self.focused, way=way)

    def words(self) -> str:
        lab, told = self.lab, [*NAMES_ON_PAGE, *_strings(self.story.plan)]
        told += [*_strings(lab.plan), *_strings(lab.now)]
        told += [*_strings(lab.rest["why"]), words_of(lab.rest["idle"])]
        told += [f"Its {len(row['parts'])} facts" for row in self.rows().values() if row["parts"]]
        told += [self.read("fact", name) for name in lab.every]
        told.append(self.read("why", lab.node))
        tab = lab.rest["tab"].get("id")
        for other in lab.plan["tabs"]:
            lab.do(do="tab", tab=other["id"])
            told.append(self._in_tab())
            if lab.rest["tab"].get("more"):
                told.append(self.read("tab", other["id"]))
        if tab:
            lab.do(do="tab", tab=tab)
        return " ".join(told)

    def _in_tab(self) -> str:
        """Return the text of the open tab."""
        return " ".join(words_of(text) for text in _strings(self.lab.rest["tab"]))

    def words_under(self, where: str) -> str:
        if where == "Why":
            return self.read("why", self.lab.node)
        titles = {tab["id"]: tab["title"] for tab in self.lab.plan["tabs"]}
        open_ = self.lab.rest["tab"].get("id", "")
        if where.casefold() == "the chart" and open_ in CHARTS:
            return self._in_tab()
        if where in titles.values():
            if titles[open_] != where:
                raise Unreadable(f"“{where}” is not the open tab; say to open it first")
            return self._in_tab()
        control = self.control(where)
        return " ".join([*control.labels, control.text])

    # --- actions
    def _history(self, part: Part) -> None:
        way = part.found["history"].lower()
        if not self.lab.now.get(way, True):
            raise Untrue(f"“{part.found['history']}” cannot be pressed now")
        before = self.shown()
        self.lab.do(do=way)
        self._step()
        self.before, self.claimed, self.still = before, set(), True
        self.fresh = True  # later effects are compared with the state reached here

    def _law(self, part: Part) -> None:
        for day in emphasised(part.found["days"]):
            self._answer(self.control("Law as of"), day)
            self._step()

    def _held(self) -> list[str]:
        return [name for name, _, held in self._changes()["facts"] if held]

    def _changes(self) -> dict[str, Any]:
        tab = self.lab.rest["tab"]
        if "groups" not in tab:
            raise Unreadable("“What would change it” is not the open tab; say to open it first")
        return tab

    def _hold(self, part: Part) -> None:
        labels = {label.casefold(): name for name, label, _ in self._changes()["facts"]}
        for name in emphasised(part.found["held"]):
            if name.casefold() not in labels:
                raise Unreadable(f"there is no “{name}” to hold. There are: {'; '.join(labels)}")
            self.lab.do(do="in_tab", held=[*self._held(), labels[name.casefold()]])

    def _free(self, part: Part) -> None:
        held = self._held()
        if not held or (part.found["free"] == "both" and len(held) != 2):
            raise Untrue(f"“{part.words}”: {len(held)} are held")
        self.lab.do(do="in_tab", held=[])

    def _pick(self, part: Part) -> None:
        to, at = plain(part.found["to"]), NTH.index(part.found["nth"])
        sets = [group["sets"] for group in self._changes()["groups"] if group["word"] == to]
        if not sets or len(sets[0]) <= at:
            raise Unreadable(f"“{part.words}”: there is no such change")
        self.lab.do(do="apply", changes=sets[0][at]["changes"])
        self._step()

    def _open(self, part: Part) -> None:
        name = plain(part.found["opened"])
        if "of" in part.found:
            self.row(plain(part.found["of"]))
        tabs = {tab["title"]: tab["id"] for tab in self.lab.plan["tabs"]}
        row = self.rows()[self.focused]
        if name in tabs:
            self.lab.do(do="tab", tab=tabs[name])
        elif row["parts"] and name == f"Its {len(row['parts'])} facts":
            self.opened.add(self.focused)
        elif not self.on_panel(name):
            raise Unreadable(f"there is no “{name}” to open")


def _list(
    name: str, options: Iterable[tuple[str, str]], held: str, send: Callable[[str], Any]
) -> Control:
    """Return a control that lists values and their labels."""
    values, labels = zip(*options, strict=True)
    at = values.index(held) if held in values else None
    return Control(name, labels, at, choose=lambda index: send(values[index]))


def _strings(data: Any) -> Iterator[str]:
    """Yield every text in plain data, which the page displays."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, (list, tuple, dict)):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _strings(part)


class Moment(NamedTuple):
    """The engine's results on a client file, which its steps and its instructions must share."""

    forum: str
    stage: str
    law_as_of: Any
    facts: dict[str, str]
    shown: dict[str, str]


class IntakeDesk(Desk):
    """One intake, operated only by its controls; its ladder is the one under Where it stands."""

    def moment(self) -> Moment:
        return moment_of(self.lab.clients.here)

    def failure(self) -> str:
        now, made = self.lab.now, self.lab.made
        wrong = [*now["problems"].values(), now["failed"]]
        wrong += [said["words"] for said in (now["said"], made) if said.get("wrong")]
        return " ".join(filter(None, wrong))

    def shown(self) -> Shown:
        rungs, close, panel = {}, {}, self.lab
        outcome, found = panel.now["outcome"], panel.analysis
        for point in panel.rest["standing"]:
            name = point["name"].lower()
            rungs[name] = point["word"].lower()
            late = re.search(r"If the record closed now: (.+?)(?:, because|\.)", point["words"])
            close[name] = late[1].lower() if late else rungs[name]
        for point in clinic.standing(found):
            node = point.finding.node
            said = explain.status_word(node, point.finding.status, LIB).lower()
            if rungs.get(node.name.lower()) != said:
                raise Untrue(
                    f"the intake shows {node.name} {rungs.get(node.name.lower())}, not {said}"
                )
        told = " ".join([outcome["name"], panel.now["brief"], outcome["words"], panel.now["moved"]])
        focus = found.outcome.node.name.lower()
        if focus != outcome["name"].lower():
            raise Untrue(f"the headline does not name {focus}")
        return Shown(rungs, close, focus, told, "No point of the test changed" not in told)

    def controls(self) -> list[Control]:
        lab, now, plan = self.lab, self.lab.now, self.lab.plan
        found = [self._story()]
        for row in (row for group in plan["groups"] for row in group["rows"]):
            send = partial(self._send, "set", "value", fact=row["id"])
            held = now["values"][row["id"]]["value"]
            if row["kind"] in ("share", "count"):
                found.append(Control(row["label"], text=held, write=send))
            else:
                options = row["options"] or [(answer.lower(), answer) for answer in ANSWERS]
                found.append(_list(row["label"], options, held, send))
        ways = [(one, words) for one, words, _ in (*plan["known"], *plan["disputes"])]
        send = partial(self._send, "how", "way", fact=lab.at)
        ways = [("", "Not stated"), *ways]
        found.append(_list("How it is known", ways, now["values"][lab.at]["how"], send))
        chosen = {"side": plan["sides"], "forum": plan["forums"], "stage": plan["stages"]}
        chosen["law_as_of"] = now["days"]
        names = {"side": "The client is the", "forum": "Court and forum", "stage": "Stage",
                 "law_as_of": "Law as of"}  # fmt: skip
        for part, options in chosen.items():
            send = partial(self._send, "choose", "value", part=part)
            found.append(_list(names[part], options, now["chosen"][part], send))
        rest = lab.rest
        buttons = {"Next question": ("next", rest["can_next"]), "Skip for now": ("skip", rest["can_skip"]),
                   "Back": ("back", rest["can_back"]), "Undo": ("undo", now["undo"]),
                   "New file": ("new", True), "Duplicate": ("copy", True)}  # fmt: skip
        if lab.view == "compare":
            buttons |= {"Remember this state": ("remember", True),
                        "Restore that state": ("restore", rest["restore"])}  # fmt: skip
        for name, (do, there) in buttons.items():
            found.append(Control(name, press=partial(lab.do, do) if there else None))
        if lab.view == "memo":
            for name, kind in (("for Word", "docx"), ("in Markdown", "md")):
                press = partial(lab.do, "memo", kind=kind)
                found.append(Control(f"Make the memo {name}", press=press))
        return found

    def _send(self, do: str, named: str, value: str, **about: str) -> None:
        self.lab.do(do, **about, **{named: value})

    def words(self) -> str:
        lab, before = self.lab, self.lab.view
        told = [*(control.name for control in self.controls()), *_strings(self.story.plan)]
        told += [*_strings(lab.plan), *_strings(lab.now), "Note"]
        for view in VIEWS:
            lab.do("view", view=view)
            told += [words_of(text) for text in _strings(lab.rest)]
            told += [control.name for control in self.controls()]
        lab.do("view", view=before)
        return " ".join(told)

    def words_under(self, where: str) -> str:
        if where == VIEWS[self.lab.view]:
            return " ".join(words_of(text) for text in _strings(self.lab.rest))
        control = self.control(where)
        return " ".join([*control.labels, control.text])

    def _open(self, part: Part) -> None:
        views = {title: view for view, title in VIEWS.items()}
        name = plain(part.found["opened"])
        if name in views:
            self.lab.do("view", view=views[name])
        elif not self.on_panel(name):
            raise Unreadable(f"there is no “{name}” to open")


def moment_of(file: Any) -> Moment:
    found = files.analyzed(file, LIB)
    facts = {n: explain.fact_words(LIB.facts[n], value) for n, value in found.says.items()}
    shown = {n: how for n, how in found.shown.items() if how}
    return Moment(file.forum, file.stage, file.law_as_of, facts, shown)


def desk_of(lab: j.panels.Lab | j.panels.IntakePanel) -> Desk:
    """Return the desk that operates a laboratory or an intake."""
    return IntakeDesk(lab) if isinstance(lab, j.panels.IntakePanel) else LabDesk(lab)


def follow(lab: j.panels.Lab | j.panels.IntakePanel, items: list[str]) -> Desk:
    """Carry out all instructions in a section's observations, and confirm all of their effects."""
    desk = desk_of(lab)
    for number, text in enumerate(items, start=1):
        try:
            item = read(text)
            desk.subject = ""
            for part in item.parts:
                (desk.confirm if part.kind in EFFECTS else desk.do)(part)
            lost = [name for name in item.named if not desk.has(name)]
            if lost:
                raise Unreadable(f"“{lost[0]}” is named, but is not on the panel")
            if not item.parts and not any(desk.on_panel(name) for name in item.named):
                raise Unreadable("nothing that the panel shows is named")
        except AssertionError as wrong:
            raise type(wrong)(f"observation {number}: {wrong}") from None
    return desk


def asked(lab: j.panels.Lab) -> list[Any]:
    """Return the states through which the steps of a lesson lead, from the first on."""
    if isinstance(lab, j.panels.IntakePanel):
        moments, file = [moment_of(lab.clients.given)], lab.clients.given
        for step in lab.asked:
            file = stepped(LIB, file, step) if step else lab.clients.given
            moments += [moment_of(file)] if moment_of(file) != moments[-1] else []
        return moments
    desk, scenario = LabDesk(lab), lab.scenario
    for step in lab.asked:
        if step:
            scenario.set(**step)
        else:
            scenario.reset()
        if scenario.problem:
            raise Untrue(f"step {step}: {scenario.problem}")
        if desk.moment() != desk.moments[-1]:
            desk.moments.append(desk.moment())
    return desk.moments


def difference(one: Any, other: Any) -> str:
    """Return the difference between two states, for a message."""
    told = []
    for part in one._fields:
        a, b = getattr(one, part), getattr(other, part)
        if isinstance(a, dict):
            told += [f"{n}: {a.get(n)} / {b.get(n)}" for n in {**a, **b} if a.get(n) != b.get(n)]
        elif a != b:
            told.append(f"{part}: {a} / {b}")
    return "; ".join(told)


def compare_steps(done: list[Any], steps: list[Any]) -> None:
    """Raise Untrue unless the instructions and the steps lead through the same states in the same order."""
    for number, (one, other) in enumerate(zip(done, steps, strict=False)):
        if one != other:
            raise Untrue(f"change {number}: the instructions and the steps of the lesson part "
                         f"(instructions / steps): {difference(one, other)}")  # fmt: skip
    if len(done) != len(steps):
        more, rest = ("instructions", done) if len(done) > len(steps) else ("steps", steps)
        at = min(len(done), len(steps))
        raise Untrue(
            f"only the {more} go on after change {at - 1}: {difference(rest[at - 1], rest[at])}"
        )
