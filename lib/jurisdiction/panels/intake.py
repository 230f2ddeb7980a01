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
from .. import clinic, clinic_words, doctrine, explain, figures
from ..analysis import Analysis
from ..doctrine import facts_under
from ..library import Library, load
from ..model import ClientFile, ReaderError, Told
from ..record import clean
from . import clinic_views as views
from . import shown
from .clients import Clients
from .keeper import KEEPER
from .panel import FactPanel, joined, received
from .shown import Plain
from .view import soon

YAML = "application/yaml"
MEMOS = {  # the kinds of memo that are offered: what each is to a browser, and to the reader
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Download the memo for Word",
    ),
    "md": ("text/markdown", "Download the memo in Markdown"),
}
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
        self.clients.about = ""
        self.made: Plain = {}  # the memo of this file
        self._say(said)
        self.at = self._coming()
        self.refresh()

    def _say(self, words: str, wrong: bool = False) -> None:
        self._said = {"words": words, "wrong": wrong}

    # --- what is worked out -----------------------------------------------------------------------
    @property
    def analysis(self) -> Analysis:
        """Return every finding on the open file as it stands."""
        if self._of is not self.clients.here:
            self._of, self._questions, self._names = self.clients.here, None, None
            self._analysis = files.analyzed(self._of, self.library)
        return self._analysis

    @property
    def questions(self) -> tuple[clinic.Question, ...]:
        """Return what can be asked, what matters most first."""
        analysis = self.analysis
        if self._questions is None:
            self._questions = clinic.questions(self.clients.here, analysis)
        return self._questions

    @property
    def names(self) -> list[str]:
        """Return every fact that can be asked: all under the outcome, and what the file holds or leads to."""
        analysis = self.analysis
        if self._names is None:
            led = {n for lead in files.leads(self.library, self._of) for n in lead.asks}
            asked = led | {*self._of.facts} | facts_under(analysis.law, analysis.outcome.node.id)
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
        file, lib, clients, analysis = self.clients.here, self.library, self.clients, self.analysis
        if self._before is None:
            self._moved = f"This is the file of {file.label.removesuffix('.')}."
        elif self._before[0] is not file:
            words, self.made = views.moved_words(self._before, (file, analysis)), {}
            self._moved = words or "Recorded."
            self._was = self._before[1] if words else self._was
        self._before = file, analysis
        if self.at not in self.names:
            self.at = self._coming()
        self._send_plan()
        own, day = clients.is_own(clients.open), file.law_as_of
        days = {regime["date"]: regime["label"] for regime in lib.texts["regimes"]}
        if day:
            days.setdefault(day.isoformat(), explain.day_words(day))
        notes = {f"note/{name}": told.note for name, told in file.facts.items()}
        refused = {field: text for field, (text, _) in self.refused.items()}
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
            "days": [*days.items(), ("", "Today, whichever day that is")],
            "about": files.venue(lib, file).note,
            "doubtful": not files.is_initials(file.label),
            "texts": {"label": file.label, "story": file.story} | notes | refused,
            "problems": {field: words for field, (_, words) in self.refused.items()},
            "values": {name: self._value(name) for name in self.names},
            "outcome": self._point(clinic.Point(0, analysis.outcome)),
            "brief": shown.brief(analysis.outcome, lib),
            "moved": self._moved,
            "wrong": [words for words, _ in clinic_words.contradictions(analysis, file)],
            "said": self._said,
            "undo": bool(clients.history.get(clients.open)),
            "at": self.at,
            "failed": "",
            "turn": self._turn,
        }

    def _value(self, name: str) -> Plain:
        """Return what the file holds on a fact: the answer, and how it is known or disputed."""
        told, value, how, word = self.clients.here.facts.get(name), "", "", ""
        if told is not None:
            basis, value = files.basis(self.library, told), files.claimed(told)
            if basis:
                fought = told.answer == files.DISPUTED
                how, word = basis.id, "disputed" if fought else explain.inside(basis.label)
            elif value != files.UNKNOWN:
                word = "counts as said"
        held = self.refused.get(name, (value, ""))[0]
        return {"value": held, "how": how, "word": word, "told": told is not None}

    def _point(self, point: clinic.Point) -> Plain:
        """Return a point with what it was if the last change moved it, and who bears the burden."""
        finding, analysis = point.finding, self.analysis
        node, was = finding.node, self._was
        now = shown.status(node.id, analysis)
        old = shown.status(node.id, was) if was is not None and node.id in was else now
        bearer = doctrine.bearers(analysis.law)[node.id]
        return {
            "node": node.id,
            "name": node.name,
            "depth": min(point.depth, 4),
            **now,
            "was": old if old != now else None,
            "notes": shown.notes(analysis, node.id, None),
            "words": views.standing_words(finding, bearer, self.library),
        }

    def _send_plan(self) -> None:
        lib, analysis, wanted = self.library, self.analysis, set(self.names)
        groups = [
            {"title": title, "rows": [views.row(analysis, f.id) for f in facts]}
            for group, title in lib.texts["groups"].items()
            if (facts := [f for f in lib.facts.values() if f.group == group and f.id in wanted])
        ]
        plan = {
            "title": f"Intake: {explain.inside(analysis.outcome.node.name)}",
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
        file, analysis, at = self.clients.here, self.analysis, self.at
        done = clinic.progress(file, analysis, self.questions)
        asked = {question.fact: question for question in self.questions}
        waiting, others = at in done.left, any(name != at for name in done.left)
        asking = waiting and at not in self.passed
        coming = asked.get(at if asking else self._coming())
        card = views.why_asked(analysis, file, at, asked.get(at), at in done.every) if at else {}
        self.rest = {
            "standing": [self._point(point) for point in clinic.standing(analysis)],
            "progress": views.progress_words(done),
            "words": dict.fromkeys(done.skipped, "skipped")
            | dict.fromkeys(done.follows, "follows"),
            "card": card,
            "next": views.named_next(analysis, coming) if coming else {},
            "now": asking,
            "nothing": views.NOTHING_LEFT,
            "can_next": others,
            "can_skip": waiting and others,
            "can_back": bool(self.trail),
            "view": self.view,
            **self._view(done),
        }

    def _view(self, done: clinic.Progress) -> Plain:
        """Return what stands under the open tab, beside what `now` says."""
        file, analysis = self.clients.here, self.analysis
        if self.view == "story":
            return {"html": views.leads_html(analysis, file, files.leads(self.library, file))}
        if self.view == "find_out":
            skipped = views.skipped_html(analysis, file, done)
            return {"html": views.find_out_html(analysis, file) + skipped}
        if self.view != "compare":
            return {}
        states = self._states()
        words, state = states.get(self.against, ("", None))
        self.against = self.against if words else ""
        if state is None:
            html = views.NO_STATE
        else:
            then = state, files.analyzed(state, self.library)
            html = views.compared_html(then, (file, analysis))
        return {
            "states": [(name, words) for name, (words, _) in states.items()],
            "against": self.against,
            "restore": state is not None and not self.against.startswith("file/"),
            "html": html,
        }

    # --- what the page asks for -------------------------------------------------------------------
    def do(self, do: str, n: int = 0, **said: Any) -> None:
        """Do what the page asks for; whatever goes wrong is told to the reader, and nothing is lost."""
        if do != "visit":
            self._say("")
        said = {part: clean(it) if isinstance(it, str) else it for part, it in said.items()}
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

    def _do_bring(self, name: str, data: str | None) -> None:
        """Take in a file of the reader's disk, whose bytes come in base64."""
        name = name[:200]
        try:
            self.clients.add(files.read(received(name, data), name, self.library))
        except ReaderError as error:
            self._say(f"{error} Nothing was changed.", True)
            self.refresh()
        else:
            self._opened(f"{name} is brought in as a file of your own.")

    def _do_save(self, damaged: str = "") -> None:
        """Hand the page the open file, or one that cannot be read, to be saved on the reader's disk."""
        file = self.clients.here
        kind, words, raw = "client", file.label, files.written(file)
        if damaged:
            kind, words, raw = "damaged", damaged, self.clients.damaged[damaged][1].encode()
        data = base64.b64encode(raw).decode()
        self.send({"save": f"{kind}-{_plain(words)}.yml", "kind": YAML, "data": data})

    def _do_undo(self) -> None:
        self.clients.undo()
        self.refresh()

    # --- what is recorded -------------------------------------------------------------------------
    def _do_write(self, field: str, text: str, done: bool = False) -> None:
        """Keep what is written in a field; not yet `done`, it is being typed."""
        kind, _, fact = field.partition("/")
        if kind == "note":
            change = partial(self._note, fact, text)
        else:
            about, words = ("", text.strip()) if kind == "label" else (kind, text)
            change = partial(self.clients.change, about, **{kind: words})
        kept = self._keep(field, text, change)
        if done or not kept:
            self.refresh()
        else:
            self._turn += 1
            soon(lambda turn=self._turn: self.refresh() if turn == self._turn else None, REST)

    def _do_set(self, fact: str, value: str) -> None:
        """Answer a question; what cannot be read leaves all as it was, and the reason stands there."""
        if fact in self.library.facts:
            self._visit(fact)
            self.refused.pop(f"how/{fact}", None)
            self._keep(fact, value.strip(), partial(self._answer, fact, value.strip()))
        self.refresh()

    def _do_how(self, fact: str, way: str) -> None:
        """Say how a fact is known, or how it is disputed; then its answer is what is claimed."""
        self._keep(f"how/{fact}", way, partial(self._known, fact, way))
        self.refresh()

    def _do_choose(self, part: str, value: str) -> None:
        """Choose whose side, forum, stage or law it is for the whole file."""
        if part in ("side", "forum", "stage", "law_as_of"):
            chosen: Any = value
            if part == "law_as_of":
                chosen = dt.date.fromisoformat(value) if value else None
            self.clients.change(**{part: chosen})
        self.refresh()

    def _keep(self, field: str, text: str, change: Callable[[], None]) -> bool:
        """Change the file; if it cannot be kept, the text stays in its field and the reason under it."""
        try:
            change()
        except ValueError as error:  # a record that cannot be so, or what the library refuses
            self.refused[field] = text, views.refused(error)
            return False
        self.refused.pop(field, None)
        return True

    def _answer(self, fact: str, value: str) -> None:
        """Record an answer; of a disputed fact it is what one side claims."""
        told, kind = self.clients.here.facts.get(fact), self.library.facts[fact].kind
        before = told or Told(answer=files.UNKNOWN)
        if value.casefold() in _NOT_KNOWN:
            if value or told:
                self._tell(fact, Told(answer=files.UNKNOWN), note=before.note)
            return
        if kind in ("share", "count"):
            value = figures.with_unit(kind, value, f"facts, {fact}")
        part = "claimed" if before.answer == files.DISPUTED else "answer"
        self._tell(fact, before, **{part: value})

    def _known(self, fact: str, way: str) -> None:
        """Record how an answer is known or disputed."""
        told = self.clients.here.facts.get(fact)
        answer = files.claimed(told) if told else files.UNKNOWN
        if answer == files.UNKNOWN:
            raise _unanswered(fact)
        if way in [basis.id for basis in self.library.intake.disputes]:
            parts = {"answer": files.DISPUTED, "claimed": answer, "dispute": way, "known": ""}
        else:
            parts = {"answer": answer, "claimed": "", "dispute": "", "known": way}
        self._tell(fact, told, **parts)

    def _note(self, fact: str, text: str) -> None:
        """Record a note; without an answer there is nothing that it could be about."""
        told = self.clients.here.facts.get(fact)
        if told:
            self._tell(fact, told, note=text)
        elif text:
            raise _unanswered(fact)

    def _tell(self, fact: str, told: Told, **parts: str) -> None:
        """Record something of a fact, and keep the rest of what is told of it."""
        now = Told(**(told.model_dump() | parts))
        self.clients.change(fact, facts=files.with_fact(self.clients.here, fact, now).facts)

    # --- which question is shown ------------------------------------------------------------------
    def _visit(self, fact: str) -> None:
        if fact != self.at:
            self.trail += [self.at] if self.at else []
            self.at, self.clients.about = fact, ""

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
            self.at, self.clients.about = self.trail.pop(), ""
        self._moved_on()

    # --- what is read -----------------------------------------------------------------------------
    def _do_view(self, view: str) -> None:
        if view in VIEWS:
            self.view = view
            self._guarded(self._send_rest)

    def _do_read(self, fact: str) -> None:
        """Show beside the panel what the courts said of a fact."""
        html = explain.fact_html(fact, self.library, place=self.analysis.place)
        self._beside(clinic_words.label(self.analysis, fact), html=html)

    def _do_standard(self) -> None:
        """Show beside the panel by which standard a point is found at this stage."""
        stage = self.library.stages[self.clients.here.stage]
        self._beside(stage.label, html=explain.standard_html(stage, self.library))

    # --- the memo, and two states -----------------------------------------------------------------
    def _do_memo(self, kind: str) -> None:
        """Say that the memo is being made, make it, and offer it for download."""
        self.made = {"words": "The memo is being made …", "wrong": False}
        soon(partial(self._make, self.clients.here, kind), 0.1)

    def _make(self, file: ClientFile, kind: str) -> None:
        from ..memo import as_file, memo

        try:
            made, (mime, offer) = memo(file, files.analyzed(file, self.library)), MEMOS[kind]
            raw = as_file(made, kind)
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
        clients, here = self.clients, self.clients.open
        states = {
            f"remembered/{number}": (words, state)
            for number, (of, words, state) in enumerate(self.remembered)
            if of == here
        }
        for number, (at, state) in enumerate(clients.earlier.get(here, [])):
            day = at.astimezone()
            words = f"As it was on {explain.day_words(day.date())} at {day:%H:%M:%S}"
            states[f"earlier/{number}"] = words, state
        given = clients.fictional.get(here)
        if given and given != clients.here:
            states["given"] = "As it was given", given
        others = ((name, words) for name, words in clients.names().items() if name != here)
        return states | {f"file/{n}": (f"The file {words}", clients.all[n]) for n, words in others}

    def _do_remember(self) -> None:
        count = sum(of == self.clients.open for of, _, _ in self.remembered) + 1
        words = f"State {count}, remembered at {dt.datetime.now():%H:%M:%S}"
        self.remembered.append((self.clients.open, words, self.clients.here))
        self._do_compare(f"remembered/{len(self.remembered) - 1}")

    def _do_compare(self, state: str) -> None:
        self.against = state
        self._guarded(self._send_rest)

    def _do_restore(self) -> None:
        _, state = self._states().get(self.against, ("", None))
        if state and not self.against.startswith("file/"):
            self.clients.change(**{n: getattr(state, n) for n in type(state).model_fields})
            self.refresh()

    def __repr__(self) -> str:
        return f"{self.plan['title']}, {self.now['outcome']['word'].lower()}."

    # --- a lesson ---------------------------------------------------------------------------------
    def steps(self, *changes: Plain) -> explain.Transcript:
        """Go through changes of the fictional file as a learner would, and say what the screen shows.

        Without changes, those that its lesson asks for. The learner's files stay as they are.
        """
        lib, given = self.library, self.clients.given
        lines, before = list[str](), (given, files.analyzed(given, lib))
        for change in changes or self.asked:
            file = stepped(lib, before[0], change) if change else given
            after = file, files.analyzed(file, lib)
            if change:
                outcome = after[1].outcome
                status = explain.status_words(outcome, lib)
                lines.append(views.moved_words(before, after))
                lines.append(f"{outcome.node.name}: {status} Precedent: {outcome.precedent}.")
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


def _unanswered(fact: str) -> ReaderError:
    """Return what a reader is told who says more of a fact than the file has an answer to."""
    return ReaderError(f"facts, {fact}", "The question has no answer yet.", "Answer it first.")


def _plain(words: str) -> str:
    """Return words as a part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", words.casefold())[:40].strip("-") or "client"
