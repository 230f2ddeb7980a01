"""The clinic's intake as one widget: the state and all law are here, and the look is in `intake.js`."""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import traitlets as t

from .. import client as files
from .. import clinic, doctrine, explain, figures
from ..analysis import Analysis
from ..doctrine import facts_under
from ..library import Library, load
from ..model import ClientFile, ReaderError, Told
from . import clinic_views as views
from . import shown
from .clients import Clients
from .keeper import KEEPER
from .panel import FactPanel, joined
from .shown import Plain
from .view import soon

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
YAML = "application/yaml"
PRIVATE = (
    "Initials, please: never write a real person's name here, or anything by which a stranger would know "
    "the person. Your files are kept with your work in these notebooks; nothing leaves this machine unless "
    "you download it and carry it away. On a shared server, ask first who can read the folder of your work."
)
VIEWS = {
    "standing": "Where it stands",
    "find_out": "What to find out",
    "memo": "The memo",
    "compare": "Compare two states",
    "story": "What the client told",
}
REST = 0.6  # seconds without a key, after which it is shown what a text leads to
_NOT_KNOWN = ("", files.UNKNOWN, "?", "not known", "don't know")


class IntakePanel(FactPanel):
    """An intake: choose a file, answer what matters next, and see where it stands and what to find out.

    Clients' files are kept like all other work. One notebook has one intake. `rest` follows `now` a
    moment later with what is ranked, `side` is what is read beside the panel, and `made` is the memo.
    """

    _esm = joined("panel.js", "row.js", "intake.js")
    _css = joined("colors.css", "laboratory.css", "intake.css")
    made = t.Dict().tag(sync=True)

    def __init__(self, file: str = "streaming_site", library: Library | None = None) -> None:
        super().__init__()
        self.library = library or load()
        self.asked: list[Plain] = []  # the changes its lesson asks for
        self.view, self.against = "standing", ""
        self.remembered: list[tuple[str, str, ClientFile]] = []
        self._of: ClientFile | None = None  # the file that was analyzed last
        self.clients = Clients(self.library, file, self._opened)
        self._opened()
        KEEPER.join(self.clients)

    def _opened(self, said: str = "") -> None:
        """Show a file that was just opened, at the question that comes next in it."""
        self._before: tuple[ClientFile, Analysis] | None = None
        self._was: Analysis | None = None
        self.at, self.trail, self.passed = "", list[str](), set[str]()  # whose question is shown
        self.refused: dict[str, tuple[str, str]] = {}  # what could not be kept and stays, and why
        self._about = ""  # what the last change was about: all on one thing is one step of Undo
        self.made: Plain = {}  # the memo of this file
        self._say(said)
        self.at = self._coming()
        self.refresh()

    def _say(self, words: str, wrong: bool = False) -> None:
        self._said = {"words": words, "wrong": wrong}

    # --- what is worked out -----------------------------------------------------------------------
    @property
    def analysis(self) -> Analysis:
        """Every finding on the open file as it stands."""
        if self._of is not self.clients.here:
            self._of, self._questions, self._names = self.clients.here, None, None
            self._found = files.analyzed(self._of, self.library)
        return self._found

    @property
    def questions(self) -> tuple[clinic.Question, ...]:
        """What can be asked, what matters most first."""
        found = self.analysis
        if self._questions is None:
            self._questions = clinic.questions(self.clients.here, found)
        return self._questions

    @property
    def names(self) -> list[str]:
        """Every fact that can be asked: all under the outcome, and what the file holds or leads to."""
        found = self.analysis
        if self._names is None:
            led = {n for lead in files.leads(self.library, self._of) for n in lead.asks}
            asked = led | {*self._of.facts} | facts_under(found.law, found.outcome.node.id)
            self._names = [n for n in self.library.facts if n != "forum" and n in asked]
        return self._names

    def _coming(self) -> str:
        """Return the fact to ask of next, after the one that is shown."""
        waiting = [q.fact for q in self.questions if q.matters and q.told is None]
        fresh = [f for f in waiting if f not in self.passed and f != self.at]
        if not fresh:
            self.passed.clear()
            fresh = [f for f in waiting if f != self.at] or waiting
        return fresh[0] if fresh else ""

    # --- what is shown ----------------------------------------------------------------------------
    def _guarded(self, send: Callable[[], None]) -> None:
        """Send; if that fails, the page keeps what it shows, and the reader is told what happened."""
        try:
            send()
        except Exception as error:  # the reader, not a log, must hear of any failure
            self.now = {**self.now, "failed": views.failed(error), "turn": self._turn}

    def _send_now(self) -> None:
        file, lib, clients, found = self.clients.here, self.library, self.clients, self.analysis
        if self._before is None:
            self._moved = f"This is the file of {file.label.removesuffix('.')}."
        elif self._before[0] is not file:
            words, self.made = views.moved_words(self._before, (file, found)), {}
            self._moved = words or "Recorded."
            self._was = self._before[1] if words else self._was
        self._before = file, found
        if self.at not in self.names:
            self.at = self._coming()
        self._send_plan()
        own = clients.is_own(clients.open)
        days = [(r["date"], r["label"]) for r in lib.texts["regimes"]]
        if (day := file.law_as_of) and day.isoformat() not in dict(days):
            days.append((day.isoformat(), explain.day_words(day)))
        self.now = {
            "files": list(clients.names().items()),
            "open": clients.open,
            "own": own,
            "whole": own or file != clients.fictional[clients.open],  # whether it can be taken away
            "damaged": [(name, words) for name, (words, _) in clients.damaged.items()],
            "chosen": {
                "side": file.side,
                "forum": file.forum,
                "stage": file.stage,
                "law_as_of": day.isoformat() if day else "",
            },
            "days": [*days, ("", "Today, whichever day that is")],
            "about": files.venue(lib, file).note,
            "doubtful": not files.is_initials(file.label),
            "texts": self._texts() | {name: text for name, (text, _) in self.refused.items()},
            "problems": {name: words for name, (_, words) in self.refused.items()},
            "values": {name: self._value(name) for name in self.names},
            "outcome": self._point(clinic.Point(0, found.outcome)),
            "brief": shown.brief(found.outcome, lib),
            "moved": self._moved,
            "wrong": views.contradiction_lines(found, file),
            "said": self._said,
            "undo": bool(clients.history.get(clients.open)),
            "at": self.at,
            "failed": "",
            "turn": self._turn,
        }

    def _texts(self) -> dict[str, str]:
        """Return what the file holds in each field that is written in, by the name of the field."""
        file = self.clients.here
        notes = {f"note/{name}": told.note for name, told in file.facts.items()}
        return {"label": file.label, "story": file.story, **notes}

    def _value(self, name: str) -> Plain:
        """Return what the file holds on a fact: the answer, and how it is known or disputed."""
        told, lib = self.clients.here.facts.get(name), self.library
        if told is None:
            held = self.refused.get(name, ("", ""))[0]
            return {"value": held, "how": "", "word": "", "told": False}
        fought, basis = told.answer == files.DISPUTED, files.basis(lib, told)
        answer = (told.claimed or "yes") if fought else told.answer
        known = "" if told.answer == files.UNKNOWN else "counts as said"
        word = "disputed" if fought else explain.inside(basis.label) if basis else known
        return {
            "value": self.refused[name][0] if name in self.refused else answer,
            "how": basis.id if basis else "",
            "word": word,
            "told": True,
        }

    def _point(self, point: clinic.Point) -> Plain:
        """Return a point with what it was if the last change moved it, and who bears the burden."""
        finding, found = point.finding, self.analysis
        node, was = finding.node, self._was
        now = shown.status(node.id, found)
        old = shown.status(node.id, was) if was is not None and node.id in was else now
        bears = doctrine.bearers(found.law)[node.id]
        return {
            "node": node.id,
            "name": node.name,
            "depth": min(point.depth, 4),
            **now,
            "was": old if old != now else None,
            "notes": shown.notes(found, node.id, None),
            "words": views.standing_words(finding, bears, self.library),
        }

    def _send_plan(self) -> None:
        lib, found = self.library, self.analysis
        wanted, groups = set(self.names), list[Plain]()
        for group, title in lib.texts["groups"].items():
            names = [f.id for f in lib.facts.values() if f.group == group and f.id in wanted]
            if names:
                groups.append({"title": title, "rows": [views.row(found, name) for name in names]})
        plan = {
            "title": f"Intake: {explain.inside(found.outcome.node.name)}",
            "groups": groups,
            "known": [(b.id, b.label, b.note) for b in lib.intake.known],
            "disputes": [(b.id, b.label, b.note) for b in lib.intake.disputes],
            "sides": [(side, words[4:]) for side, words in lib.texts["side_words"].items()],
            "forums": [(v.id, v.label) for v in lib.intake.venues],
            "stages": [(s.id, s.label) for s in lib.stages.values()],
            "views": list(VIEWS.items()),
            "private": PRIVATE,
        }
        if plan != self.plan:
            self.plan = plan

    def _send_rest(self) -> None:
        file, found, asked = self.clients.here, self.analysis, self.questions
        done = clinic.progress(file, found, asked)
        ranked = {q.fact: q for q in asked}
        words = dict.fromkeys(done.skipped, "skipped") | dict.fromkeys(done.follows, "follows")
        asking = self.at in done.left and self.at not in self.passed
        coming = self.at if asking else self._coming()
        self.rest = {
            "standing": [self._point(point) for point in clinic.standing(found)],
            "progress": views.progress_words(done),
            "words": words,
            "card": views.why_asked(
                found, file, self.at, ranked.get(self.at), self.at in done.every
            )
            if self.at
            else {},
            "next": views.named_next(found, ranked.get(coming)) if done.left else {},
            "now": asking,
            "nothing": views.NOTHING_LEFT,
            "can_next": any(n != self.at for n in done.left),
            "can_skip": self.at in done.left and any(n != self.at for n in done.left),
            "can_back": bool(self.trail),
            "view": self.view,
            **self._view(done),
        }

    def _view(self, done: clinic.Progress) -> Plain:
        """Return what stands under the open tab, beside what `now` says."""
        file, found = self.clients.here, self.analysis
        if self.view == "story":
            return {"html": views.leads_html(found, file, files.leads(self.library, file))}
        if self.view == "find_out":
            return {
                "html": views.find_out_html(found, file) + views.skipped_html(found, file, done)
            }
        if self.view != "compare":
            return {}
        states = self._states()
        if self.against not in states:
            self.against = ""
        state = states.get(self.against)
        return {
            "states": [(name, words) for name, (words, _) in states.items()],
            "against": self.against,
            "restore": bool(state) and not self.against.startswith("file/"),
            "html": views.compared_html(
                (state[1], files.analyzed(state[1], self.library)), (file, found)
            )
            if state
            else views.NO_STATE,
        }

    # --- what the page asks for -------------------------------------------------------------------
    def do(self, do: str, n: int = 0, **said: Any) -> None:
        """Do what the page asks for; whatever goes wrong is told to the reader, and nothing is lost."""
        if do != "visit":
            self._say("")
        try:
            with KEEPER.last():
                super().do(do, n, **said)
        except Exception as error:  # the reader, not a log, must hear of any failure
            self._say(str(error) if isinstance(error, ReaderError) else views.failed(error), True)
            self.refresh()

    def _do_open(self, file: str) -> None:
        if file in self.clients.all:
            self.clients.open = file
            self._opened()

    def _do_new(self) -> None:
        here = self.clients.here
        self.clients.add(files.new("N. N.", here.forum, law_as_of=here.law_as_of))
        self._opened("A new file is open. Write the client's initials.")

    def _do_copy(self) -> None:
        self.clients.add(self.clients.here)
        self._opened("This is the copy. What you change here leaves the other file as it is.")

    def _do_delete(self, file: str) -> None:
        """Delete the open file, if it is the one that the reader was asked about."""
        clients = self.clients
        if file == clients.open:
            own, words = clients.is_own(file), clients.here.label
            clients.remove()
            done = "has been deleted" if own else "is again as it was given"
            self._opened(f"The file of {words} {done}.")

    def _do_bring(self, name: str, data: str) -> None:
        """Take in a file of the reader's disk, whose bytes come in base64."""
        name = name[:200]
        try:
            self.clients.add(files.read(base64.b64decode(data), name, self.library))
        except ReaderError as error:
            self._say(f"{error} Nothing was changed.", True)
            self.refresh()
        else:
            self._opened(f"{name} is brought in as a file of your own.")

    def _do_save(self, damaged: str = "") -> None:
        """Hand the page the open file, or one that cannot be read, to be saved on the reader's disk."""
        if damaged:
            name, raw = f"damaged-{_plain(damaged)}.yml", self.clients.damaged[damaged][1].encode()
        else:
            name, raw = (
                f"client-{_plain(self.clients.here.label)}.yml",
                files.written(self.clients.here),
            )
        self.send({"save": name, "kind": YAML, "data": base64.b64encode(raw).decode()})

    def _do_write(self, field: str, text: str, done: bool = False) -> None:
        """Keep what is written in a field; not yet `done`, it is being typed."""
        kind, _, fact = field.partition("/")
        if kind == "note":
            told = self.clients.here.facts.get(fact)
            if told is None and text:
                self.refused[field] = text, "Answer the question first; then its note can be kept."
                kept = False
            else:
                kept = self._keep(field, text, fact, partial(self._tell, fact, told, note=text))
        else:
            part = {kind: text.strip() if kind == "label" else text}
            about = kind if kind == "story" else ""
            kept = self._keep(field, text, about, partial(self.clients.change, **part))
        if done or not kept:
            self.refresh()
        else:
            self._turn += 1
            soon(lambda turn=self._turn: self.refresh() if turn == self._turn else None, REST)

    def _tell(self, fact: str, told: Told | None, first: bool, **parts: str) -> None:
        if told is not None:
            self.clients.tell(fact, Told(**(told.model_dump() | parts)), first)

    def _keep(self, field: str, text: str, about: str, change: Callable[[bool], None]) -> bool:
        """Change the file; if it cannot be kept, the text stays in its field and the reason under it."""
        before = self.clients.here
        try:
            change(not about or about != self._about)
        except ValueError as error:  # a record that cannot be so, or what the library refuses
            self.refused[field] = text, views.refused(error)
            return False
        self.refused.pop(field, None)
        if self.clients.here is not before:
            self._about = about
        return True

    def _do_set(self, fact: str, value: str, again: bool = False) -> None:
        """Answer a question; what cannot be read leaves all as it was, and the reason stands there."""
        one, told = self.library.facts[fact], self.clients.here.facts.get(fact)
        self._visit(fact)
        self.refused.pop(f"how/{fact}", None)
        value = value.strip()

        def change(first: bool) -> None:
            answer = value
            if value.casefold() in _NOT_KNOWN:
                if value or told:
                    note = told.note if told else ""
                    self.clients.tell(fact, Told(answer=files.UNKNOWN, note=note), first)
                return
            if one.kind in ("share", "count"):
                answer = figures.with_unit(one.kind, value, f"facts, {fact}")
            if told and told.answer == files.DISPUTED:
                self._tell(fact, told, first, claimed=answer)
            else:
                self._tell(fact, told or Told(answer=files.UNKNOWN), first, answer=answer)

        self._keep(fact, value, fact, change)
        self.refresh()

    def _do_how(self, fact: str, way: str) -> None:
        """Say how a fact is known, or how it is disputed; then its answer is what is claimed."""
        told = self.clients.here.facts.get(fact)
        answer = (told.claimed or "yes") if told and told.answer == files.DISPUTED else ""
        answer = answer or (told.answer if told else files.UNKNOWN)
        if told is None or answer == files.UNKNOWN:
            words = "Answer the question first; then say how the answer is known."
            self.refused[f"how/{fact}"] = "", words
        else:
            fought = way in [basis.id for basis in self.library.intake.disputes]
            parts = (
                {"answer": files.DISPUTED, "claimed": answer, "dispute": way, "known": ""}
                if fought
                else {"answer": answer, "claimed": "", "dispute": "", "known": way}
            )
            change = partial(self._tell, fact, told, **parts)
            self._keep(f"how/{fact}", way, fact, change)
        self.refresh()

    def _do_choose(self, part: str, value: str) -> None:
        """Choose whose side, forum, stage or law it is for the whole file."""
        if part in ("side", "forum", "stage", "law_as_of"):
            chosen: Any = value
            if part == "law_as_of":
                chosen = dt.date.fromisoformat(value) if value else None
            self._about = ""
            self.clients.change(**{part: chosen})
        self.refresh()

    def _do_undo(self) -> None:
        self._about = ""
        self.clients.undo()
        self.refresh()

    def _visit(self, fact: str) -> None:
        if fact != self.at:
            self.trail += [self.at] if self.at else []
            self.at, self._about = fact, ""

    def _do_visit(self, fact: str) -> None:
        if fact in self.names:
            self._visit(fact)
            self._moved_on()

    def _moved_on(self) -> None:
        """Show another question; nothing else is otherwise."""
        self.now = {**self.now, "at": self.at}
        self._guarded(self._send_rest)

    def _do_next(self) -> None:
        self._visit(self._coming())
        self._moved_on()

    def _do_skip(self) -> None:
        if self.at:
            self.passed.add(self.at)
        self._do_next()

    def _do_back(self) -> None:
        if self.trail:
            self.at, self._about = self.trail.pop(), ""
        self._moved_on()

    def _do_view(self, view: str) -> None:
        if view in VIEWS:
            self.view = view
            self._guarded(self._send_rest)

    def _do_read(self, fact: str) -> None:
        """Show beside the panel what the courts said of a fact."""
        html = explain.fact_html(fact, self.library, place=self.analysis.place)
        self._beside(views.label(self.analysis, fact), html=html)

    def _do_standard(self) -> None:
        """Show beside the panel by which standard a point is found at this stage."""
        stage = self.library.stages[self.clients.here.stage]
        self._beside(stage.label, html=explain.standard_html(stage, self.library))

    # --- the memo, and two states -----------------------------------------------------------------
    def _do_memo(self, kind: str) -> None:
        """Say that the memo is being made, make it, and offer it for download."""
        self.made = {"words": "The memo is being made …", "wrong": False}
        file = self.clients.here
        soon(lambda: self._make(file, kind), 0.1)

    def _make(self, file: ClientFile, kind: str) -> None:
        from ..memo import as_markdown, memo

        try:
            made = memo(file, files.analyzed(file, self.library), self.library)
            if kind == "docx":
                from ..word import as_word  # slow to import, and only an export needs it

                raw, mime, offer = as_word(made), WORD, "Download the memo for Word"
            else:
                raw, mime = as_markdown(made).encode(), "text/markdown"
                offer = "Download the memo in Markdown"
        except Exception as error:  # the reader, not a log, must hear of any failure
            words = (
                f"The memo could not be made ({type(error).__name__}: {error}). Your file is kept."
            )
            self.made = {"words": words, "wrong": True}
            return
        if file == self.clients.here:  # else this would be the memo of another state
            self.made = {
                "words": f"The memo is ready, with {len(made.quotations)} quotations. It is a draft: answer "
                "every mark for cite-checking, and read its section Limits, before anybody relies on it.",
                "wrong": False,
                "save": f"memo-{_plain(file.label)}.{kind}",
                "offer": offer,
                "kind": mime,
                "data": base64.b64encode(raw).decode(),
            }

    def _states(self) -> dict[str, tuple[str, ClientFile]]:
        """Return what the file can be compared with: remembered and earlier states, and other files."""
        here, found = self.clients.open, dict[str, tuple[str, ClientFile]]()
        for number, (of, words, state) in enumerate(self.remembered):
            if of == here:
                found[f"remembered/{number}"] = words, state
        for number, (at, state) in enumerate(self.clients.earlier.get(here, [])):
            day = at.astimezone()
            words = f"As it was on {explain.day_words(day.date())} at {day:%H:%M:%S}"
            found[f"earlier/{number}"] = words, state
        given = self.clients.fictional.get(here)
        if given and given != self.clients.here:
            found["given"] = "As it was given", given
        for name, words in self.clients.names().items():
            if name != here:
                found[f"file/{name}"] = f"The file {words}", self.clients.all[name]
        return found

    def _do_remember(self) -> None:
        count = sum(of == self.clients.open for of, _, _ in self.remembered) + 1
        words = f"State {count}, remembered at {dt.datetime.now():%H:%M:%S}"
        self.against = f"remembered/{len(self.remembered)}"
        self.remembered.append((self.clients.open, words, self.clients.here))
        self._guarded(self._send_rest)

    def _do_compare(self, state: str) -> None:
        self.against = state
        self._guarded(self._send_rest)

    def _do_restore(self) -> None:
        state = self._states().get(self.against)
        if state and not self.against.startswith("file/"):
            self._about = ""
            self.clients.change(**{n: getattr(state[1], n) for n in type(state[1]).model_fields})
            self.refresh()

    def __repr__(self) -> str:
        return f"{self.plan['title']}, {self.now['outcome']['word'].lower()}."

    # --- a lesson ---------------------------------------------------------------------------------
    def steps(self, *changes: Plain) -> explain.Transcript:
        """Go through changes of the fictional file as a learner would, and say what the screen shows.

        Without changes, those that its lesson asks for. The learner's files stay as they are.
        """
        given = self.clients.given
        lines, before = list[str](), (given, files.analyzed(given, self.library))
        for change in changes or self.asked:
            file = stepped(self.library, before[0], change) if change else given
            after = file, files.analyzed(file, self.library)
            if change:
                outcome = after[1].outcome
                lines.append(views.moved_words(before, after))
                lines.append(
                    f"{outcome.node.name}: {explain.status_words(outcome, self.library)} "
                    f"Precedent: {outcome.precedent}."
                )
            before = after
        return explain.Transcript(lines)


def stepped(library: Library, file: ClientFile, change: Plain) -> ClientFile:
    """Return a file after one change, as a lesson writes it: facts by answers, `known`, or the stage."""
    for name, value in change.items():
        if name in ("forum", "stage", "law_as_of"):
            file = file.model_validate(file.model_dump() | {name: value})
            continue
        for fact, answer in (value if name == "known" else {name: value}).items():
            told = (file.facts.get(fact) or Told(answer=files.UNKNOWN)).model_dump()
            if name == "known":
                told["known"] = answer
            elif answer == files.DISPUTED:
                last = library.intake.disputes[-1].id
                told |= {"answer": answer, "claimed": "yes", "dispute": last, "known": ""}
            else:
                told |= {"answer": str(answer), "claimed": "", "dispute": ""}
            file = files.with_fact(file, fact, Told(**told))
    files.check(library, file, "This step")
    return file


def intake(lesson: str, section: str) -> IntakePanel:
    """Return the intake of one section of a lesson, with the file that data/lessons/ names."""
    lib = load()
    found = lib.section(lesson, section)
    if not found.intake:
        raise ReaderError(f"lessons/{lesson}.yml, {section}", "has no intake.", "Add 'intake:'.")
    made = IntakePanel(found.intake)
    made.asked = found.steps
    return made


def _plain(words: str) -> str:
    """Return words as a part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", words.casefold())[:40].strip("-") or "client"
