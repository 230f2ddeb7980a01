"""The clinic's intake as one widget; this module holds the state and the law, `intake.js` the display."""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import traitlets as t

from jurisdiction import claims, doctrine, explain, figures
from jurisdiction.analysis import Analysis
from jurisdiction.doctrine import facts_under
from jurisdiction.library import Library, load
from jurisdiction.model import ClientFile, ReaderError, Told
from minimum_contacts.lessons.panels import shown
from minimum_contacts.lessons.panels.keeper import KEEPER
from minimum_contacts.lessons.panels.panel import FactPanel, joined, received
from minimum_contacts.lessons.panels.shown import Plain
from minimum_contacts.lessons.panels.view import hear, soon
from minimum_contacts.lessons.record import CLIENTS, clean
from .. import client as files
from .. import clinic, clinic_words
from . import clinic_views as views
from .clients import Clients

YAML = "application/yaml"
MEMOS = {  # memo formats: MIME type and button label
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Download the memo for Word",
    ),
    "md": ("text/markdown", "Download the memo in Markdown"),
}
PRIVATE = (
    "Initials, please: never write a real person's name here, or anything that would let a stranger "
    "identify the person. No download of your work and no link contains your client files; nothing leaves "
    "this machine unless you download it and take it with you. On a shared server, first ask who can read "
    "them."
)
VIEWS = {
    "story": "The story",
    "find_out": "What to find out",
    "standing": "Where it stands",
    "memo": "The memo",
    "compare": "Compare two states",
}
KEYS = (
    "Press Y, N, or U to answer, Enter for the next question, and Esc to go to the tabs and back."
)
REST = 0.6  # quiet period in seconds before the panel is updated while the reader types
_NOT_KNOWN = ("", files.UNKNOWN, "?", "not known", "don't know")


class IntakePanel(FactPanel):
    """An intake: choose a file, answer the questions that matter most, and see the findings and the gaps.

    The intake asks for the story first, then for missing facts. Each claim against each defendant
    has its own findings; `part` is the one displayed. Client files are kept apart from other work,
    and a notebook has one intake. `rest` follows `now` a moment later with the ranking, `side` is
    shown beside the panel, and `made` is the memo.
    """

    _esm = joined("panel.js", "row.js", "../clinic/intake.js")
    _css = joined("colors.css", "laboratory.css", "../clinic/intake.css")
    made = t.Dict().tag(sync=True)

    def __init__(self, file: str = "streaming_site", library: Library | None = None) -> None:
        super().__init__()
        self.library = library or load()
        self.asked: list[Plain] = []  # the changes of its lesson
        self.view, self.against, self.shown = "standing", "", ("", "")
        self.remembered: list[tuple[str, str, ClientFile]] = []
        # the file and part analyzed last
        self._of: tuple[ClientFile, tuple[str, str]] | None = None
        self.groups: list[tuple[str, list[str]]] = []  # the questions in list order, by heading
        self.clients = Clients(self.library, file, self._opened)
        self.sign = KEEPER.clients.sign.marks
        self._opened()
        KEEPER.clients.join(self.clients)
        hear(KEEPER.clients, ["messages"], self.refresh)

    def _opened(self, said: str = "") -> None:
        """Show a newly opened file: its story if it is empty, else the next question."""
        self._before: tuple[ClientFile, Analysis] | None = None
        self._was: Analysis | None = None
        # the fact shown, the facts shown before it, and those skipped
        self.at, self.trail, self.passed = "", list[str](), set[str]()
        self.refused: dict[str, tuple[str, str]] = {}  # rejected entries, by field, with the reason
        self.clients.about = ""
        self.made: Plain = {}  # the memo of this file
        self._say(said)
        fresh = not self.clients.here.facts
        self.view = "story" if fresh else self.view
        self.at = "" if fresh else self._next_fact()
        self._rank()
        self.refresh()

    def _say(self, words: str, wrong: bool = False) -> None:
        self._said = {"words": words, "wrong": wrong}

    # --- derived state ----------------------------------------------------------------------------
    def _part_of(self, file: ClientFile) -> claims.Part:
        """Return the displayed claim and defendant of a file, or the file's first pair."""
        every = claims.parts(self.library, file, "This file")
        return next((one for one in every if (one.claim, one.defendant) == self.shown), every[0])

    @property
    def part(self) -> claims.Part:
        """Return the displayed claim and defendant in the open file."""
        key = self.clients.here, self.shown
        if self._of is None or self._of[0] is not key[0] or self._of[1] != key[1]:
            self._of, self._part = key, self._part_of(key[0])
            self._questions, self._names = None, None
            self._analysis = files.analyzed(self._part.file, self.library)
        return self._part

    @property
    def file(self) -> ClientFile:
        """Return the open file's contents for the displayed claim and defendant."""
        file: ClientFile = self.part.file
        return file

    @property
    def analysis(self) -> Analysis:
        """Return the analysis of the displayed claim against the displayed defendant."""
        _ = self.part
        return self._analysis

    @property
    def questions(self) -> tuple[clinic.Question, ...]:
        """Return the questions that can be asked, most important first."""
        analysis = self.analysis
        if self._questions is None:
            self._questions = clinic.questions(self.file, analysis)
        return self._questions

    @property
    def names(self) -> list[str]:
        """Return every fact to ask about: under the outcome, in the file, or raised by the story."""
        analysis = self.analysis
        if self._names is None:
            led = {n for lead in files.leads(self.library, self.file) for n in lead.asks}
            asked = led | {*self.file.facts} | facts_under(analysis.law, analysis.outcome.node.id)
            self._names = [n for n in self.library.facts if n != "forum" and n in asked]
        return self._names

    def _next_fact(self) -> str:
        """Return the next fact to ask about, after the one displayed."""
        waiting = [q.fact for q in self.questions if q.matters and q.told is None]
        fresh = [f for f in waiting if f not in self.passed and f != self.at]
        if not fresh:
            self.passed.clear()
            fresh = [f for f in waiting if f != self.at] or waiting
        return fresh[0] if fresh else ""

    def _rank(self) -> None:
        """Order the questions: missing facts by what an answer could settle, then the rest by topic."""
        lib, groups = self.library, dict[str, list[str]]()
        for question in self.questions:
            if question.matters:
                title = views.group_title(question)
                groups.setdefault(title, []).append(question.fact)
        ranked = {name for names in groups.values() for name in names}
        for name in self.names:
            if name not in ranked:
                groups.setdefault(lib.texts["groups"][lib.facts[name].group], []).append(name)
        self.groups = [*groups.items()]

    # --- display ----------------------------------------------------------------------------------
    def _guarded(self, send: Callable[[], None]) -> None:
        """Send an update; on failure, keep the old display and report the error to the reader."""
        try:
            send()
        except Exception as error:  # report any failure to the reader, not to a log
            self.now = {**self.now, "failed": views.failed(error), "turn": self._turn}

    def _send_now(self) -> None:
        whole, lib, clients, analysis = self.clients.here, self.library, self.clients, self.analysis
        file, part = self.file, self.part
        if self._before is None:
            label = f"This is the file of {file.label.removesuffix('.')}"
            self._moved = f"{label}: {part.name}." if part.name else f"{label}."
        elif self._before[0] is not file:
            words, self.made = views.moved_words(self._before, (file, analysis)), {}
            self._moved = words or "Recorded."
            self._was = self._before[1] if words else self._was
        self._before = file, analysis
        if self.at and self.at not in self.names:
            self.at = self._next_fact()
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
            # whether the file can be downloaded or deleted
            "whole": own or whole != clients.fictional[clients.open],
            "damaged": [(name, words) for name, (words, _) in clients.damaged.items()],
            "chosen": {
                "side": file.side,
                "forum": file.forum,
                "stage": file.stage,
                "law_as_of": day.isoformat() if day else "",
            },
            "days": [*days.items(), ("", "Today, whatever the date is")],
            "about": files.venue(lib, file).note,
            "doubtful": not files.is_initials(file.label),
            "texts": {"label": file.label, "story": file.story}
            | notes
            | views.list_texts(whole)
            | refused,
            "lists": views.lists(whole, analysis),
            "told": KEEPER.clients.messages,
            "aside": sorted(KEEPER.clients.set_aside),
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
        """Return the file's entry on a fact: the answer, how it is known or disputed, and its scope."""
        told, value, how, word = self.file.facts.get(name), "", "", ""
        if told is not None:
            basis, value = files.basis(self.library, told), files.claimed(told)
            if basis:
                fought = told.answer == files.DISPUTED
                how, word = basis.id, "disputed" if fought else explain.inside(basis.label)
            elif value != files.UNKNOWN:
                word = "counts as stated"
        held = self.refused.get(name, (value, ""))[0]
        return {
            "value": held,
            "how": how,
            "word": word,
            "told": told is not None,
            "exhibits": told.exhibits if told else [],
            "scope": "/".join(self._scope(name)),
        }

    def _scope(self, fact: str) -> files.Scope:
        """Return the scope of an answer: a claim, a defendant, both, or the whole file."""
        part = self.part
        return files.scope(self.library, self.clients.here, fact, part.claim, part.defendant)

    def _point(self, point: clinic.Point) -> Plain:
        """Return a point with its burden, and its previous status if the last change affected it."""
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
        lib, analysis = self.library, self.analysis
        if {name for _, names in self.groups for name in names} != set(self.names):
            self._rank()
        groups = [
            {"title": title, "rows": [views.row(analysis, name) for name in names]}
            for title, names in self.groups
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
            "scopes": views.scope_words(self.clients.here, self.part),
            "private": f"{views.where(KEEPER.clients.storage)} {PRIVATE}",
        }
        if plan != self.plan:
            self.plan = plan

    def _send_rest(self) -> None:
        file, analysis, at = self.file, self.analysis, self.at
        done = clinic.progress(file, analysis, self.questions)
        asked = {question.fact: question for question in self.questions}
        waiting, others = at in done.left, any(name != at for name in done.left)
        asking = waiting and at not in self.passed
        coming = asked.get(at if asking else self._next_fact())
        card = views.why_asked(analysis, file, at, asked.get(at), at in done.every) if at else {}
        self.rest = {
            "standing": [self._point(point) for point in clinic.standing(analysis)],
            "progress": f"{views.progress_words(done)} {KEYS}",
            "parts": self._parts(),
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

    def _parts(self) -> list[Plain]:
        """Return each claim against each defendant with its outcome, if there are several."""
        every = files.rulings(self.library, self.clients.here)
        return [
            {
                "part": f"{one.part.claim}/{one.part.defendant}",
                "name": one.part.name,
                "shown": one.part == self.part,
                **shown.status(one.analysis.outcome.node.id, one.analysis),
                "words": views.pendent_words(one, self.library),
            }
            for one in (every if len(every) > 1 else ())
        ]

    def _view(self, done: clinic.Progress) -> Plain:
        """Return the contents of the open tab that `now` does not include."""
        file, analysis = self.file, self.analysis
        if self.view == "story":
            return {"html": views.leads_html(analysis, file, files.leads(self.library, file))}
        if self.view == "find_out":
            return {"html": views.find_out_html(analysis, file)}
        if self.view != "compare":
            return {}
        states = self._states()
        words, state = states.get(self.against, ("", None))
        self.against = self.against if words else ""
        if state is None:
            html = views.NO_STATE
        else:
            then = self._part_of(state).file
            then = then, files.analyzed(then, self.library)
            html = views.compared_html(then, (file, analysis))
        return {
            "states": [(name, words) for name, (words, _) in states.items()],
            "against": self.against,
            "restore": state is not None and not self.against.startswith("file/"),
            "html": html,
        }

    # --- requests from the page -------------------------------------------------------------------
    def do(self, do: str, n: int = 0, **said: Any) -> None:
        """Carry out a request from the page; report every failure to the reader."""
        if do != "visit":
            self._say("")
        said = {part: clean(it) if isinstance(it, str) else it for part, it in said.items()}
        try:
            with KEEPER.clients.last():
                super().do(do, n, **said)
        except Exception as error:  # report any failure to the reader, not to a log
            self._say(str(error) if isinstance(error, ReaderError) else views.failed(error), True)
            self.refresh()

    def _do_open(self, file: str) -> None:
        if file in self.clients.all:
            self.clients.open = file
            self._opened()

    def _do_new(self) -> None:
        self.clients.add(files.new("N. N.", self.clients.given.forum))
        self._opened(
            "A new file is open. Enter the client's initials and the story as the client tells it."
        )

    def _do_copy(self) -> None:
        self.clients.add(self.clients.here)
        self._opened("This is the copy. Changes here do not affect the original file.")

    def _do_delete(self, file: str) -> None:
        """Delete the open file if it is the one that the reader confirmed."""
        clients = self.clients
        if file == clients.open:
            own, words = clients.is_own(file), clients.here.label
            clients.remove()
            done = "has been deleted" if own else "has been restored to its original state"
            self._opened(f"The file for {words} {done}.")

    def _do_bring(self, name: str, data: str | None) -> None:
        """Import a base64-encoded file from the reader's disk: one client file, or all of them."""
        name = name[:200]
        try:
            raw = received(name, data)
            if CLIENTS.encode() in raw[:200]:
                KEEPER.clients.bring_in(raw, name, self._say)
                self.refresh()
                return
            self.clients.add(files.read(raw, name, self.library))
        except ReaderError as error:
            self._say(f"{error} Nothing was changed.", True)
            self.refresh()
        else:
            self._opened(f"Imported {name} as your own file.")

    def _do_save(self, damaged: str = "", every: bool = False) -> None:
        """Send the page a file to download: the open file, a damaged one, or all client files."""
        file = self.clients.here
        name, raw = f"client-{_plain(file.label)}.yml", files.written(file)
        if damaged in KEEPER.clients.set_aside:
            name, raw = f"minimum-contacts-{damaged}.json", KEEPER.clients.set_aside[damaged]
        elif damaged:
            text = self.clients.damaged[damaged][1]
            name, raw = f"damaged-{_plain(damaged)}.yml", text.encode()
        elif every:
            name, raw = f"{CLIENTS}-{dt.date.today()}.json", KEEPER.clients.exported()
        self.send({"save": name, "kind": YAML, "data": base64.b64encode(raw).decode()})

    def _do_erase(self) -> None:
        """Erase all the learner's client files and restore the fictional ones."""
        KEEPER.clients.erase()
        self._opened()

    def _do_undo(self) -> None:
        self.clients.undo()
        self.refresh()

    # --- recording --------------------------------------------------------------------------------
    def _do_write(self, field: str, text: str, done: bool = False) -> None:
        """Store the text of a field; `done` is false while the reader is still typing."""
        kind, _, fact = field.partition("/")
        if kind == "note":
            change = partial(self._note, fact, text)
        else:
            change = partial(self.clients.write, field, text)
        kept = self._keep(field, text, change)
        if done or not kept:
            self.refresh()
        else:
            self._turn += 1
            soon(lambda turn=self._turn: self.refresh() if turn == self._turn else None, REST)

    def _do_set(self, fact: str, value: str) -> None:
        """Answer a question; an unreadable answer leaves the file unchanged and shows the reason."""
        if fact in self.library.facts:
            self._visit(fact)
            self.refused.pop(f"how/{fact}", None)
            self._keep(fact, value.strip(), partial(self._answer, fact, value.strip()))
        self.refresh()

    def _do_how(self, fact: str, way: str) -> None:
        """Record the basis for a fact, or a dispute, which makes the answer one side's claim."""
        self._keep(f"how/{fact}", way, partial(self._known, fact, way))
        self.refresh()

    def _do_choose(self, part: str, value: str) -> None:
        """Set the side, forum, stage, or date of the law for the whole file."""
        if part in ("side", "forum", "stage", "law_as_of"):
            chosen: Any = value
            if part == "law_as_of":
                chosen = dt.date.fromisoformat(value) if value else None
            self.clients.change(**{part: chosen})
        self.refresh()

    def _keep(self, field: str, text: str, change: Callable[[], None]) -> bool:
        """Change the file; if that fails, keep the text in its field with the reason. Return success."""
        try:
            change()
        except ValueError as error:  # an invalid record, or a value that the library refuses
            self.refused[field] = text, views.refused(error)
            return False
        self.refused.pop(field, None)
        return True

    def _answer(self, fact: str, value: str) -> None:
        """Record an answer; for a disputed fact, record what one side claims."""
        told, kind = self.file.facts.get(fact), self.library.facts[fact].kind
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
        """Record the basis for an answer, or that the parties dispute it."""
        told = self.file.facts.get(fact)
        answer = files.claimed(told) if told else files.UNKNOWN
        if answer == files.UNKNOWN:
            raise _unanswered(fact)
        if way in [basis.id for basis in self.library.intake.disputes]:
            parts = {"answer": files.DISPUTED, "claimed": answer, "dispute": way, "known": ""}
        else:
            parts = {"answer": answer, "claimed": "", "dispute": "", "known": way}
        self._tell(fact, told, **parts)

    def _note(self, fact: str, text: str) -> None:
        """Record a note on an answer. Raise ReaderError if the fact has no answer."""
        told = self.file.facts.get(fact)
        if told:
            self._tell(fact, told, note=text)
        elif text:
            raise _unanswered(fact)

    def _tell(self, fact: str, told: Told, **parts: Any) -> None:
        """Update parts of a fact's entry at its scope, and keep the other parts."""
        now = Told(**(told.model_dump() | parts))
        self._replace(fact, files.with_fact(self.clients.here, fact, now, self._scope(fact)))

    def _replace(self, about: str, file: ClientFile) -> None:
        self.clients.change(about, **{n: getattr(file, n) for n in type(file).model_fields})

    # --- exhibits, claims, and defendants ---------------------------------------------------------
    def _do_add(self, kind: str) -> None:
        """Add an exhibit, a claim, or a defendant to the file."""
        if kind in views.LISTS:
            self.clients.change(**{kind: files.with_one(self.clients.here, kind)[1]})
        self.refresh()

    def _do_drop(self, kind: str, one: str) -> None:
        """Remove an exhibit, a claim, or a defendant from the file; Undo restores it."""
        here = self.clients.here
        field, text = f"{kind}/{one}", views.list_texts(here).get(f"{kind}/{one}", "")
        if kind in views.LISTS:
            self._keep(field, text, lambda: self.clients.change(**files.without(here, kind, one)))
        self.refresh()

    def _do_against(self, claim: str, defendant: str, on: bool) -> None:
        """Add a defendant to a claim, or remove one."""
        here = self.clients.here
        one = here.claims[claim]
        was = one.against or list(here.defendants)
        now = [name for name in here.defendants if (on if name == defendant else name in was)]
        changed = one.model_copy(update={"against": now if now != list(here.defendants) else []})

        def change() -> None:
            if not now:
                remedy = "Choose another defendant first, or delete the claim."
                raise ReaderError("A claim", "must be against at least one defendant.", remedy)
            self.clients.change(claims=here.claims | {claim: changed})

        self._keep(f"claims/{claim}", one.name, change)
        self.refresh()

    def _do_cite(self, fact: str, exhibit: str, on: bool = True) -> None:
        """Cite an exhibit for a fact, or remove the citation; `new` adds an exhibit to the file."""
        if fact not in self.file.facts:
            raise _unanswered(fact)
        file = self.clients.here
        if exhibit == "new":
            exhibit, every = files.with_one(file, "exhibits")
            file = file.model_copy(update={"exhibits": every})
        told = self.file.facts[fact]
        cited = [label for label in told.exhibits if label != exhibit]
        told = told.model_copy(update={"exhibits": [*cited, exhibit] if on else cited})
        self._replace(fact, files.with_fact(file, fact, told, self._scope(fact)))
        self.refresh()

    def _do_scope(self, fact: str, scope: str) -> None:
        """Change the scope of an answer: one claim or defendant alone, or more."""
        part, here, told = self.part, self.clients.here, self.file.facts.get(fact)
        if told is None:
            raise _unanswered(fact)
        order = files.scopes(part.claim, part.defendant)
        now = next(at for at in order if "/".join(at) == scope)
        for at in order[: order.index(now)]:  # an entry of narrower scope would take precedence
            here = files.with_fact(here, fact, None, at)
        self._replace("", files.with_fact(here, fact, told, now))
        self.refresh()

    def _do_part(self, part: str) -> None:
        """Show the findings on another claim or against another defendant."""
        claim, _, defendant = part.partition("/")
        self.shown, self._before, self._was, self.made = (claim, defendant), None, None, {}
        self.refused.clear()
        self._rank()
        self.refresh()

    # --- the question displayed -------------------------------------------------------------------
    def _visit(self, fact: str) -> None:
        if fact != self.at:
            self.trail += [self.at] if self.at else []
            self.at, self.clients.about = fact, ""

    def _do_visit(self, fact: str) -> None:
        if fact in self.names:
            self._visit(fact)
            self._moved_on()

    def _moved_on(self) -> None:
        """Update the page after a move to another question, without a new analysis."""
        self._send_plan()
        self.now = {**self.now, "at": self.at}
        self._guarded(self._send_rest)

    def _do_next(self) -> None:
        self._visit(self._next_fact())
        self._rank()
        self._moved_on()

    def _do_skip(self) -> None:
        if self.at:
            self.passed.add(self.at)
        self._do_next()

    def _do_back(self) -> None:
        if self.trail:
            self.at, self.clients.about = self.trail.pop(), ""
        self._moved_on()

    # --- reading ----------------------------------------------------------------------------------
    def _do_view(self, view: str) -> None:
        if view in VIEWS:
            self.view = view
            self._guarded(self._send_rest)

    def _do_read(self, fact: str) -> None:
        """Show beside the panel what courts have said about a fact."""
        html = explain.fact_html(fact, self.library, place=self.analysis.place)
        self._beside(clinic_words.label(self.analysis, fact), html=html)

    def _do_standard(self) -> None:
        """Show beside the panel the standard of decision at this stage."""
        stage = self.library.stages[self.clients.here.stage]
        self._beside(stage.label, html=explain.standard_html(stage, self.library))

    # --- the memo, and the comparison -------------------------------------------------------------
    def _do_memo(self, kind: str) -> None:
        """Announce that the memo is being created, then create it and offer it for download."""
        self.made = {"words": "Creating the memo …", "wrong": False}
        soon(partial(self._make, self.part, kind), 0.1)

    def _make(self, part: claims.Part, kind: str) -> None:
        from ..memo import as_file, memo

        try:
            file, (mime, offer) = files.cited(part), MEMOS[kind]
            made = memo(file, files.analyzed(part.file, self.library))
            raw = as_file(made, kind)
        except Exception as error:  # report any failure to the reader, not to a log
            words = f"We could not create the memo ({type(error).__name__}: {error}). Your file is safe."
            self.made = {"words": words, "wrong": True}
            return
        if part == self.part:  # the reader may have moved to another claim meanwhile
            self.made = {
                "words": f"The memo is ready, with {len(made.quotations)} quotations. It is a draft: "
                "resolve every cite-check mark and read its Limits section before anyone relies on it.",
                "wrong": False,
                "save": f"memo-{_plain(file.label)}.{kind}",
                "offer": offer,
                "kind": mime,
                "data": base64.b64encode(raw).decode(),
            }

    def _states(self) -> dict[str, tuple[str, ClientFile]]:
        """Return the states of this and other files with which the file can be compared."""
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
            states["given"] = "Original state", given
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
            self._replace("", state)
            self.refresh()

    def __repr__(self) -> str:
        return f"{self.plan['title']}, {self.now['outcome']['word'].lower()}."

    # --- a lesson ---------------------------------------------------------------------------------
    def steps(self, *changes: Plain) -> explain.Transcript:
        """Apply changes to the fictional file and return a transcript of the findings.

        Without changes, apply those of its lesson. The learner's files are not touched.
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
    """Return a file after one change in a lesson's notation: facts by answers, `known`, or the stage."""
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
    """Return the error for a detail about a fact that has no answer yet."""
    return ReaderError(f"facts, {fact}", "This question has no answer yet.", "Answer it first.")


def _plain(words: str) -> str:
    """Return text reduced to a part of a file name."""
    return re.sub(r"[^a-z0-9]+", "-", words.casefold())[:40].strip("-") or "client"
