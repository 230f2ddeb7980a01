"""The intake of the clinic: from a client's file and its questions to a memo and a plan of discovery."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

import ipywidgets as w

from .. import client as files
from .. import clinic, explain, figures
from ..analysis import Analysis
from ..library import Library, load
from ..model import ClientFile, ReaderError, Told
from .access import ACCESS, Announcer
from .clients import Clients
from .clinic_views import (
    answer_words,
    compared_html,
    contradiction_lines,
    find_out_html,
    label,
    leads_html,
    moved_words,
    progress_html,
    question_html,
    standing_html,
)
from .keeper import KEEPER
from .projector import RoomFold
from .view import folded, soon
from .work import asked_twice, download

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PRIVATE = (
    "Initials, please: never write a real person's name here, nor anything by which a stranger would know "
    "the person. Your files are kept with your work in these notebooks; nothing leaves this machine unless "
    "you download it and carry it away. On a shared server, ask first who can read the folder of your work."
)
FIGURE = "figure"
LONGEST = 200  # characters of an answer, as a client's file may hold them
_YES_NO = [("Yes", "yes"), ("No", "no")]
_EITHER = [("Don't know", files.UNKNOWN), ("Disputed", files.DISPUTED)]


def _row(*parts: w.Widget) -> w.VBox:
    row = w.VBox(list(parts))
    row.add_class("mc-row")
    return row


def _bar(*parts: w.Widget) -> w.HBox:
    bar = w.HBox(list(parts))
    bar.add_class("mc-bar")
    return bar


def _heading(words: str) -> w.HTML:
    return w.HTML(f'<h4 class="mc">{escape(words)}</h4>')


def _note(words: str, role: str = "status", kind: str = "note") -> str:
    return f'<div class="mc mc-{kind}" role="{role}">{words}</div>' if words else ""


class IntakePanel(w.VBox):
    """An intake: choose a file, answer what matters next, and see where it stands and what to find out.

    Clients' files are kept like all other work. One notebook has one intake.
    """

    def __init__(self, file: str = "streaming_site", library: Library | None = None) -> None:
        super().__init__()
        self.library = library or load()
        self._quiet = False
        self._writing = False  # whether the last change was to what the client told
        self._refused = False  # whether what is written there cannot be kept, and stays
        self.at = ""  # the fact whose question is shown
        self.asked: list[dict[str, Any]] = []  # the changes its lesson asks for
        self.trail: list[str] = []
        self.passed: set[str] = set()
        self.remembered: list[tuple[str, str, ClientFile]] = []
        self._before: tuple[ClientFile, Analysis] | None = None
        self.notice, self.headline, self.standing = w.HTML(), w.HTML(), w.HTML()
        self.announcer = Announcer()
        self.clients = Clients(self.library, file, self._opened)
        self._build_bar()
        self._build_choices()
        self._build_question()
        self._build_further()
        left = w.VBox(
            [
                self.notice,
                _heading("The next question"),
                self.progress,
                self.goto_row,
                _bar(self.next, self.skip, self.back, self.undo),
                self.card,
                _heading("The file"),
                *self.choices_rows,
                KEEPER.sign,
            ]
        )
        left.add_class("mc-left")
        right = w.VBox([w.VBox([_heading("Where it stands"), self.standing]), *self.further])
        right.add_class("mc-right")
        top = w.VBox([self.headline, RoomFold(left)])
        top.add_class("mc-top")
        panel = w.Box([top, left, right])
        panel.add_class("mc-panel")
        files_box = w.VBox([w.HTML(f'<div class="mc"><p>{escape(PRIVATE)}</p></div>'), *self.bar])
        files_box.add_class("mc-files")
        self.children = [ACCESS, files_box, panel]
        self.add_class("mc-intake")
        self._opened()
        KEEPER.join(self.clients)

    # --- the files ----------------------------------------------------------------------------------
    def _build_bar(self) -> None:
        self.chosen = w.Dropdown(description="Client's file")
        self.chosen.observe(self._choose, "value")
        self.label = w.Text(description="Initials", continuous_update=False)
        self.label.observe(self._rename, "value")
        self.new = w.Button(
            description="New file", tooltip="Begin a file in which nothing is known"
        )
        self.new.on_click(lambda _: self._do(self._new))
        self.copy = w.Button(description="Duplicate", tooltip="Make a copy to try something with")
        self.copy.on_click(lambda _: self._do(self._duplicate))
        self.delete = asked_twice("Delete this file", "Yes, delete it for good", self._delete)
        self.upload = w.FileUpload(
            accept=".yml,.yaml,.json", multiple=False, description="Bring in a client's file"
        )
        self.upload.observe(self._brought, "value")
        self.warning, self.link, self.came = w.HTML(), w.HTML(), w.HTML()
        self.bar = [
            _bar(self.chosen, self.new, self.copy, *self.delete, self.upload),
            _bar(self.label, self.link),
            self.warning,
            self.came,
        ]

    def _choose(self, change: Any) -> None:
        if not self._quiet and change["new"]:
            self.clients.open = change["new"]
            self.came.value = ""
            self._opened()

    def _rename(self, change: Any) -> None:
        if not self._quiet:
            self._do(lambda: self.clients.change(label=change["new"].strip()))

    def _new(self) -> None:
        here = self.clients.here
        self.clients.add(files.new("N. N.", here.forum, law_as_of=here.law_as_of))
        self._opened("A new file is open. Write the client's initials.")

    def _duplicate(self) -> None:
        self.clients.add(self.clients.here)
        self._opened("This is the copy. What you change here leaves the other file as it is.")

    def _delete(self) -> None:
        own, words = self.clients.is_own(self.clients.open), self.clients.here.label
        self.clients.remove()
        self._opened(
            f"The file of {words} has been deleted."
            if own
            else f"The file of {words} is again as it was given."
        )

    def _brought(self, change: Any) -> None:
        for file in change["new"]:
            name = str(file["name"])[:200]
            try:
                self.clients.add(files.read(bytes(file["content"]), name, self.library))
            except ReaderError as error:
                self._say(f"{error} Nothing was changed.", "alert")
            else:
                self._opened(f"{name} is brought in as a file of your own.")
        if change["new"]:
            self.upload.value = ()

    def _say(self, words: str, role: str = "status") -> None:
        kind = "error" if role == "alert" else "note"
        self.came.value = _note(escape(words), role, kind)

    # --- the choices for the whole file ---------------------------------------------------------------
    def _build_choices(self) -> None:
        lib = self.library
        sides = [(words[4:].capitalize(), side) for side, words in lib.texts["side_words"].items()]
        self.side = w.Dropdown(options=sides, description="The client is the")
        self.forum = w.Dropdown(
            options=[(v.label, v.id) for v in lib.intake.venues], description="Court and forum"
        )
        self.stage = w.Dropdown(
            options=[(s.label, s.id) for s in lib.stages.values()], description="Stage"
        )
        self.law = w.Dropdown(description="Law as of")
        self.story = w.Textarea(
            description="What the client told",
            continuous_update=False,
            rows=6,
            placeholder="In plain words, without names: what the site does, and for whom.",
        )
        self.about_forum, self.standard, self.leads = w.HTML(), w.HTML(), w.HTML()
        parts = {"side": self.side, "forum": self.forum, "stage": self.stage, "story": self.story}
        for name, control in parts.items():
            control.observe(lambda change, name=name: self._set(**{name: change["new"]}), "value")
        self.law.observe(
            lambda change: self._set(
                law_as_of=dt.date.fromisoformat(change["new"]) if change["new"] else None
            ),
            "value",
        )
        self.choices_rows = [
            _row(self.side),
            _row(self.forum, self.about_forum),
            _row(self.stage, self.standard),
            _row(self.law),
            _row(self.story, self.leads),
        ]

    def _set(self, **parts: Any) -> None:
        if not self._quiet and None not in [v for k, v in parts.items() if k != "law_as_of"]:
            before, told = self.clients.here, "story" in parts
            again = told and self._writing
            self._refused = self._refused or told  # until it has been kept
            if self._do(lambda: self.clients.change(not again, **parts)) and told:
                self._refused = False
            self._writing = told and (again or self.clients.here is not before)

    def _law_days(self, day: dt.date | None) -> list[tuple[str, str]]:
        days = [(r["label"], r["date"]) for r in self.library.texts["regimes"]]
        if day and day.isoformat() not in [d for _, d in days]:
            days.append((explain.day_words(day), day.isoformat()))
        return [*days, ("Today, whichever day that is", "")]

    # --- the question -------------------------------------------------------------------------------
    def _build_question(self) -> None:
        self.progress, self.question, self.problem = w.HTML(), w.HTML(), w.HTML()
        self.goto = w.Dropdown(description="Go to a question")
        self.goto.observe(self._go, "value")
        self.goto_row = _row(self.goto)
        self.next = w.Button(description="Next question")
        self.skip = w.Button(description="Skip for now", tooltip="To ask it again at the end")
        self.back = w.Button(description="Back", tooltip="To the question before")
        self.undo = w.Button(description="Undo", tooltip="Take back the last change of this file")
        self.next.on_click(lambda _: self._do(self._next, False))
        self.skip.on_click(lambda _: self._do(self._skip, False))
        self.back.on_click(lambda _: self._do(self._back, False))
        self.undo.on_click(lambda _: self._do(self.clients.undo))
        self.answer = self.claimed = self.figure = self.known = self.note = None
        self.inputs = w.VBox()
        self.card = w.VBox([self.question, self.inputs, self.problem])
        self.card.add_class("mc-task")

    def _ask(self, fact: str) -> None:
        """Show the question of a fact, with controls of its own."""
        self.at, self.problem.value = fact, ""
        if not fact:
            self.inputs.children = []
            return
        one, lib = self.library.facts[fact], self.library
        if one.kind in ("share", "count"):
            own = [("A figure", FIGURE)]
        elif one.kind == "choice":
            own = [(words, key) for key, words in one.options.items()]
        else:
            own = _YES_NO
        self.answer = w.RadioButtons(options=[*own, *_EITHER], value=None, description="Answer")
        claims = own if own[0][1] != FIGURE else []
        self.claimed = w.RadioButtons(options=claims, value=None, description="What is claimed")
        example = "4.6% or 12%-19%" if one.kind == "share" else "320000"
        self.figure = w.Text(placeholder=example, continuous_update=False, description="The figure")
        blank = [("Not said", "")]
        self.known = w.Dropdown(
            options=[*blank, *((b.label, b.id) for b in lib.intake.known)],
            description="How it is known",
        )
        self.dispute = w.Dropdown(
            options=[(b.label, b.id) for b in lib.intake.disputes],
            description="How it is disputed",
        )
        self.counts = w.HTML()
        self.how = _row(self.known, self.dispute, self.counts)
        self.note = w.Textarea(
            description="Note", continuous_update=False, rows=2,
            placeholder="Which document, who said so",
        )  # fmt: skip
        self._fresh = True
        self._show_answer()
        for control in (
            self.answer,
            self.claimed,
            self.figure,
            self.known,
            self.dispute,
            self.note,
        ):
            control.observe(self._answered, "value")
        self.inputs.children = [
            w.VBox([self.answer]),
            w.VBox([self.claimed, self.figure]),
            self.how,
            self.note,
        ]

    def _show_answer(self) -> None:
        """Show in the controls what the file holds on this fact."""
        told, one = self.clients.here.facts.get(self.at), self.library.facts[self.at]
        figure = one.kind in ("share", "count")
        with self._quietly():
            answer = told.answer if told else None
            if figure and answer not in (None, files.UNKNOWN, files.DISPUTED):
                self.figure.value, answer = str(answer), FIGURE
            elif figure:
                self.figure.value = told.claimed if told else ""
            self.answer.value = answer
            fought = answer == files.DISPUTED
            self.claimed.value = (
                (told.claimed or ("yes" if one.kind == "yes_no" else None))
                if told and fought and not figure
                else None
            )
            self.known.value = told.known if told else ""
            found = files.basis(self.library, told) if told and fought else None
            self.dispute.value = found.id if found else self.library.intake.disputes[-1].id
            self.note.value = told.note if told else ""
        self._show_rows()

    def _show_rows(self) -> None:
        """Offer what belongs to the answer that is chosen, and nothing else."""
        answer, kind = self.answer.value, self.library.facts[self.at].kind
        fought, figure = answer == files.DISPUTED, kind in ("share", "count")
        known = answer not in (None, files.UNKNOWN) and not fought
        shown = {
            self.claimed: fought and not figure,
            self.figure: figure and (fought or answer == FIGURE),
            self.known: known,
            self.dispute: fought,
            self.how: known or fought,
            self.note: bool(self.note.value) or not (answer is None or self._lacks()),
        }
        for control, there in shown.items():
            control.layout.display = "" if there else "none"
        self.figure.description = "The figure that is claimed" if fought else "The figure"
        bases = self.library.intake.disputes if fought else self.library.intake.known
        chosen = self.dispute.value if fought else self.known.value
        basis = next((b for b in bases if b.id == chosen), None)
        told = basis.note if basis else "Until it is said how this is known, it counts as said."
        self.counts.value = f'<div class="mc"><p class="mc-when">{escape(told)}</p></div>'

    def _answered(self, _: Any) -> None:
        if not self._quiet and self.answer.value is not None:
            with KEEPER.last():
                self._record()
            KEEPER.heard()

    def _record(self) -> None:
        self.problem.value = ""
        self._show_rows()
        try:
            told = self._told()
            if told is None:
                return
            self.clients.tell(self.at, told, remember=self._fresh)
        except ValueError as error:  # a record that cannot be so, or what the library refuses
            words = str(error) if isinstance(error, ReaderError) else "This is too long."
            self.problem.value = _note(
                escape(f"{words} What was recorded before is kept."), "alert", "error"
            )
            return
        self._fresh = False  # all that is done at one visit to a question is one step of Undo
        self._shown()

    def _lacks(self) -> bool:
        """Whether the answer that is chosen still lacks its figure, or what is claimed."""
        kind, answer = self.library.facts[self.at].kind, self.answer.value
        if kind in ("share", "count"):
            return answer != files.UNKNOWN and not self.figure.value.strip()
        return kind == "choice" and answer == files.DISPUTED and self.claimed.value is None

    def _told(self) -> Told | None:
        """The answer as it stands in the controls; None while something is still missing."""
        answer, note = self.answer.value, self.note.value
        figure = self.library.facts[self.at].kind in ("share", "count")
        text = self.figure.value.strip()
        if self._lacks():
            return None
        if answer == files.UNKNOWN:
            return _of(answer=answer, note=note)
        if figure:
            if len(text) > LONGEST:  # an error that repeats it would fill the page
                raise ValueError("too long for a figure")
            kind = self.library.facts[self.at].kind
            text = figures.with_unit(kind, text, f"facts, {self.at}")
        if answer == files.DISPUTED:
            claimed = text if figure else self.claimed.value or "yes"
            with self._quietly():
                if not figure:
                    self.claimed.value = claimed
            return _of(answer=answer, claimed=claimed, dispute=self.dispute.value, note=note)
        return _of(answer=text if figure else answer, known=self.known.value, note=note)

    def _go(self, change: Any) -> None:
        if not self._quiet and change["new"]:
            self._visit(change["new"])
            self._shown()

    def _visit(self, fact: str) -> None:
        if self.at and self.at != fact:
            self.trail.append(self.at)
        self._ask(fact)

    def _coming(self) -> str:
        """The fact to ask of next, after the one that is shown."""
        waiting = [q.fact for q in self.questions if q.matters and q.told is None]
        fresh = [f for f in waiting if f not in self.passed and f != self.at]
        if not fresh:
            self.passed.clear()
            fresh = [f for f in waiting if f != self.at] or waiting
        return fresh[0] if fresh else ""

    def _next(self) -> None:
        self._visit(self._coming())

    def _skip(self) -> None:
        if self.at:
            self.passed.add(self.at)
        self._next()

    def _back(self) -> None:
        if self.trail:
            self._ask(self.trail.pop())

    # --- further parts --------------------------------------------------------------------------------
    def _build_further(self) -> None:
        self.find_out, self.made, self.compared = w.HTML(), w.HTML(), w.HTML()
        self.as_word = w.Button(description="Make the memo for Word")
        self.as_markdown = w.Button(description="Make the memo in Markdown")
        self.as_word.on_click(lambda _: self._memo("docx"))
        self.as_markdown.on_click(lambda _: self._memo("md"))
        self.remember = w.Button(
            description="Remember this state", tooltip="To compare with what you change afterwards"
        )
        self.remember.on_click(lambda _: self._do(self._remember, False))
        self.other = w.Dropdown(description="Compare with")
        self.other.observe(
            lambda _: None if self._quiet else self._do(lambda: None, False), "value"
        )
        self.restore = w.Button(
            description="Go back to that state", tooltip="Undo brings this one again"
        )
        self.restore.on_click(lambda _: self._do(self._restore))
        parts = {
            "What to find out": w.VBox([_heading("What to find out"), self.find_out]),
            "The memo": w.VBox([_bar(self.as_word, self.as_markdown), self.made]),
            "Compare two states": w.VBox([_bar(self.remember, self.other, self.restore), self.compared]),
        }  # fmt: skip
        self.openers: dict[str, w.ToggleButton] = {}
        self.further: list[w.Widget] = []
        for words, inside in parts.items():
            opener, inside = folded(words, f"Hide: {explain.inside(words)}", inside)
            opener.observe(lambda _: self._do(lambda: None, False), "value")
            opener.add_class("mc-part")
            self.openers[words] = opener
            self.further += [opener, inside]

    def _memo(self, kind: str) -> None:
        """Say that the memo is being made, make it, and offer it for download."""
        self.made.value = _note("The memo is being made …")
        file = self.clients.here
        soon(lambda: self._make(file, kind), 0.1)

    def _make(self, file: ClientFile, kind: str) -> None:
        from ..memo import as_markdown, memo

        try:
            made = memo(file, files.analyzed(file, self.library), self.library)
            if kind == "docx":
                from ..word import as_word  # slow to import, and only an export needs it

                raw, mime, words = as_word(made), WORD, "Download the memo for Word"
            else:
                raw, mime = as_markdown(made).encode(), "text/markdown"
                words = "Download the memo in Markdown"
        except Exception as error:  # the reader, not a log, must hear of any failure
            self.made.value = _note(
                f"The memo could not be made ({escape(type(error).__name__)}: {escape(str(error))}). "
                "Your file is kept.", "alert", "error",
            )  # fmt: skip
            return
        if file != self.clients.here:
            return  # it was changed meanwhile, and this would be the memo of another state
        link = download(f"memo-{_plain(file.label)}.{kind}", raw, words, mime)
        self.made.value = _note(
            f"<p>The memo is ready, with {len(made.quotations)} quotations. {link}</p><p>It is a draft: "
            "answer every mark for cite-checking, and read its section Limits, before anybody relies on "
            "it.</p>"
        )

    def _states(self) -> dict[str, tuple[str, ClientFile]]:
        """What the open file can be compared with: remembered and earlier states of it, and other files."""
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

    def _remember(self) -> None:
        count = sum(of == self.clients.open for of, _, _ in self.remembered) + 1
        words = f"State {count}, remembered at {dt.datetime.now():%H:%M:%S}"
        self.remembered.append((self.clients.open, words, self.clients.here))
        with self._quietly():
            self._offer_states()
            self.other.value = f"remembered/{len(self.remembered) - 1}"

    def _restore(self) -> None:
        state = self._states().get(self.other.value or "")
        if state and not str(self.other.value).startswith("file/"):
            self.clients.change(**{n: getattr(state[1], n) for n in type(state[1]).model_fields})

    def _offer_states(self) -> None:
        states, chosen = self._states(), self.other.value
        options = [("Choose a state or a file", "")]
        options += [(words, key) for key, (words, _) in states.items()]
        if list(self.other.options) != options:
            self.other.options = options
        self.other.value = chosen if chosen in states else ""

    # --- showing ------------------------------------------------------------------------------------
    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """Show something in the controls, without setting off a change."""
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before

    def _do(self, action: Callable[[], Any], changes: bool = True) -> bool:
        """Do what a control asks for; if it cannot be done, say so in the reader's words."""
        self.notice.value = ""
        KEEPER.heard()
        try:
            action()
        except ReaderError as error:
            self._say(str(error), "alert")
            self._show_choices()
            return False
        if changes and self.at:
            self._fresh = True
            self._show_answer()
        self._shown()
        return True

    def _opened(self, said: str = "") -> None:
        """Show a file that was just opened, at the question that comes next in it."""
        if not hasattr(self, "other"):
            return  # its parts are still being made
        self._before, self.trail, self.passed, self.at = None, [], set(), ""
        self._refused = False
        self._analyze()
        self._ask(self._coming())
        self._say(said) if said else None
        self._shown()
        self.announcer.settle()  # another file is no change of this one

    def _analyze(self) -> None:
        file = self.clients.here
        self.analysis = files.analyzed(file, self.library)
        self.questions = clinic.questions(file, self.analysis)

    def _shown(self) -> None:
        """Show everything as it is now; if it fails, keep the last good view and tell the reader."""
        self._writing = False
        try:
            self._update()
            self.notice.value = ""
        except Exception as error:
            self.notice.value = _note(
                f"This could not be shown and is still as before. ({escape(type(error).__name__)}: "
                f"{escape(str(error))}) Your file is kept; choose Undo, or go on.", "alert", "error",
            )  # fmt: skip

    def _update(self) -> None:
        file, lib = self.clients.here, self.library
        self.analysis = found = files.analyzed(file, lib)
        if self._before is None:
            self._moved = f"This is the file of {file.label.removesuffix('.')}."
        elif self._before[0] != file:
            self._moved = moved_words(self._before, (file, found)) or "Recorded."
            self.made.value = ""
            self.came.value = ""
        self._before = file, found
        wrong = contradiction_lines(found, file)
        self.headline.value = explain.headline_html(found.outcome, lib, self._moved, wrong)
        self.questions = clinic.questions(file, found)  # this takes longest
        if self.at and self.at not in self._asks():
            self._ask(self._coming())
        self.standing.value = standing_html(found)
        self.announcer.follow(
            explain.findings_in_words(found, [p.finding.node.id for p in clinic.standing(found)])
        )
        self._show_choices()
        self._show_question()
        if self.openers["What to find out"].value:
            self.find_out.value = find_out_html(found, file)
        with self._quietly():
            self._offer_states()
        if self.openers["Compare two states"].value:
            self._side_by_side()

    def _asks(self) -> tuple[str, ...]:
        """Every fact that can be asked: all under the outcome, and what the file holds or leads to."""
        file, lib = self.clients.here, self.library
        led = {name for lead in files.leads(lib, file) for name in lead.asks}
        done = clinic.progress(file, self.analysis, self.questions)
        return tuple(n for n in lib.facts if n in {*done.every, *file.facts, *led})

    def _show_choices(self) -> None:
        file, lib, clients = self.clients.here, self.library, self.clients
        with self._quietly():
            names = [(words, name) for name, words in clients.names().items()]
            if list(self.chosen.options) != names:
                self.chosen.options = names
            self.chosen.value = clients.open
            self.label.value = file.label
            self.side.value, self.forum.value = file.side, file.forum
            self.stage.value = file.stage
            days = self._law_days(file.law_as_of)
            if list(self.law.options) != days:
                self.law.options = days
            self.law.value = file.law_as_of.isoformat() if file.law_as_of else ""
            if not self._refused:
                self.story.value = file.story
        own = clients.is_own(clients.open)
        self.delete[0].description = "Delete this file" if own else "Put back as it was given"
        self.delete[1].description = "Yes, delete it for good" if own else "Yes, put it back"
        self.delete[0].disabled = not own and file == clients.fictional[clients.open]
        self.warning.value = _note(
            ""
            if files.is_initials(file.label)
            else f"<b>{escape(file.label)}</b> does not look like initials. If it is a real name, change it "
            "now, before anything is kept under it or downloaded."
        )
        name = f"client-{_plain(file.label)}.yml"
        link = download(name, files.written(file), "Download this file", "application/yaml")
        broken = "".join(
            '<p class="mc-error" role="alert">A file that was kept here cannot be read: '
            f"{escape(words)} It is not lost: "
            + download(
                f"damaged-{_plain(key)}.yml", text.encode(), "download it as it is", "text/plain"
            )
            + ".</p>"
            for key, (words, text) in clients.damaged.items()
        )
        self.link.value = f'<div class="mc"><p>{link}</p>{broken}</div>'
        venue = files.venue(lib, file)
        self.about_forum.value = (
            f'<div class="mc"><p class="mc-when">{escape(venue.note)}</p></div>'
        )
        self.standard.value = explain.standard_html(lib.stages[file.stage], lib)
        self.leads.value = leads_html(self.analysis, file, files.leads(lib, file))

    def _show_question(self) -> None:
        file, found = self.clients.here, self.analysis
        done = clinic.progress(file, found, self.questions)
        self.progress.value = progress_html(found, file, done)
        asked = {q.fact: q for q in self.questions}
        if self.at:
            turns = self.at in done.every
            self.question.value = question_html(found, file, self.at, asked.get(self.at), turns)
        else:
            self.question.value = (
                '<div class="mc mc-question"><div role="status"><p>Every question that could still change '
                "the result has been asked. Go to any question to change its answer, and see what "
                "to find out.</p></div></div>"
            )
        state = {n: "skipped, can no longer change the result" for n in done.skipped}
        state |= {n: "follows from other answers" for n in done.follows}
        state |= dict.fromkeys(done.left, "not asked yet")
        options = [("Choose a question", "")] + [
            (f"{label(found, n)} · {state.get(n) or answer_words(found, file, n)}", n)
            for n in self._asks()
        ]
        with self._quietly(), self.goto.hold_sync():
            if list(self.goto.options) != options:
                self.goto.options = options
            self.goto.value = self.at
        self.next.disabled = not any(n != self.at for n in done.left)
        self.skip.disabled = self.next.disabled or self.at not in done.left
        self.back.disabled = not self.trail
        self.undo.disabled = not self.clients.history.get(self.clients.open)

    def _side_by_side(self) -> None:
        state = self._states().get(self.other.value or "")
        self.restore.disabled = not state or str(self.other.value).startswith("file/")
        if state is None:
            self.compared.value = _note(
                "Remember this state, then change something; or duplicate the file and change the copy."
            )
            return
        before = state[1]
        self.compared.value = compared_html(
            (before, files.analyzed(before, self.library)), (self.clients.here, self.analysis)
        )

    # --- a lesson -----------------------------------------------------------------------------------
    def steps(self, *changes: dict[str, Any]) -> explain.Transcript:
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
                lines.append(moved_words(before, after))
                lines.append(
                    f"{outcome.node.name}: {explain.status_words(outcome, self.library)} "
                    f"Precedent: {outcome.precedent}."
                )
            before = after
        return explain.Transcript(lines)


def stepped(library: Library, file: ClientFile, change: dict[str, Any]) -> ClientFile:
    """A file after one change, as a lesson writes it: facts by their answers, `known`, or the stage."""
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
    """The intake of one section of a lesson, which begins with the file that data/lessons/ names."""
    lib = load()
    found = lib.section(lesson, section)
    if not found.intake:
        raise ReaderError(f"lessons/{lesson}.yml, {section}", "has no intake.", "Add 'intake:'.")
    made = IntakePanel(found.intake)
    made.asked = found.steps
    return made


def _of(**parts: str) -> Told:
    return Told(**{name: text or "" for name, text in parts.items()})


def _plain(words: str) -> str:
    """Words as a part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", words.casefold())[:40].strip("-") or "client"
