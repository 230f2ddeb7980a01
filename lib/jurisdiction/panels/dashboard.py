"""A class on the teacher's screen: its files read, counted and shown, again and again if wanted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as w

from .. import classroom
from ..library import load
from . import again
from . import class_views as views
from .access import ACCESS
from .classroom import PredictionPicture, predicted
from .looks import NOTHING, Looks, Seen
from .projector import PROJECTOR
from .work import download

VIEWS = {
    "Overview": "overview",
    "Predictions, for projecting": "predictions",
    "Questions (shows what is right)": "questions",
    "Facts (shows what is found)": "facts",
    "Every task": "tasks",
}
PAUSES = {"every 2 seconds": 2, "every 5 seconds": 5, "every 15 seconds": 15, "every minute": 60}
INVENTED = "This class is invented: nobody in it exists, and its numbers mean nothing."


class Dashboard(w.VBox):
    """What a class predicted, answered and set, from a folder that may be watched or from files.

    Files are only read. Nothing of the class is kept: neither counts, nor names, nor the folder.
    """

    def __init__(self) -> None:
        super().__init__()
        self.library = load()
        self.looks = Looks(self._took)
        self.invented = self._offering = False
        self._choosing()
        self._showing()
        self.children = [
            ACCESS, PROJECTOR, self.banner, *self._source, self.status, self.notice, *self._view,
            self.html, self.charts, *self._table,
        ]  # fmt: skip
        self.add_class("mc-dash")
        self._safely(self.update)

    # --- what there is to press -------------------------------------------------------------------
    def _choosing(self) -> None:
        """Where the files come from, and when they are looked for."""
        self.path = w.Text(
            description="Folder of the class", placeholder="the whole path of a folder",
            continuous_update=False,
        )  # fmt: skip
        self.open = w.Button(description="Look into it")
        self.open.on_click(lambda _: self.choose())
        self.path.observe(lambda _: self.choose(), "value")
        self.upload = w.FileUpload(
            accept=".json,.zip", multiple=True, description="Or bring in files"
        )
        self.upload.observe(self._uploaded, "value")
        self.by_folder = w.Checkbox(description="Each folder in it is one learner", indent=False)
        self.by_folder.observe(lambda _: self._anew(), "value")
        self.try_it = w.Button(description="Try it with a made-up class")
        self.try_it.on_click(lambda _: self.make_up())
        self.away = w.Button(description="Put everything away")
        self.away.on_click(lambda _: self.put_away())
        self.pause = w.Dropdown(options=PAUSES, value=5, description="Look again")
        self.pause.observe(lambda _: self.looks.watching and self.start(), "value")
        self.watch = w.Button(description="Start watching the folder")
        self.watch.on_click(lambda _: self.stop() if self.looks.watching else self.start())
        self.looked, self.banner = w.HTML(), w.HTML()
        self.status, self.notice = w.HTML(), w.HTML()
        self._source = [
            _bar(self.path, self.open, self.by_folder),
            _bar(self.pause, self.watch, self.looked),
            _bar(self.upload, self.try_it, self.away),
        ]

    def _showing(self) -> None:
        """What is looked at, and the table to take away."""
        self.view = w.Dropdown(options=VIEWS, description="Show")
        self.lesson = w.Dropdown(options=[], description="Lesson")
        self.names = w.Checkbox(
            description="Show the names of files (not on a projector)", indent=False
        )
        self.finding = w.ToggleButton(description="Show the finding")
        self.html, self.charts = w.HTML(), w.VBox()
        self.before, self.after = PredictionPicture(), PredictionPicture()
        self.said, self.moved = w.HTML(), w.HTML()
        self.sides = [
            w.VBox([w.HTML(f'<h4 class="mc">{escape(title)}</h4>'), picture])
            for title, picture in (
                ("Before the answer was seen", self.before),
                ("After the answer, by those who committed once more", self.after),
            )
        ]
        sides = w.HBox(self.sides)
        sides.add_class("mc-sides")
        self.charts.children = [_bar(self.finding), self.said, sides, self.moved]
        self.lesson.observe(lambda _: self._another(), "value")
        for one in (self.view, self.names, self.finding):
            one.observe(lambda _: self._safely(self.update), "value")
        self.make = w.Button(description="Make a table for an LMS (CSV)")
        self.make.on_click(lambda _: self._safely(self._make))
        self.named = w.Checkbox(
            description="With the names of folders or files, in the place of codes", indent=False
        )
        self.named.observe(lambda _: setattr(self.link, "value", ""), "value")
        self.link = w.HTML()
        self._view = [_bar(self.view, self.lesson, self.names)]
        self._table = [_bar(self.make, self.named, self.link)]

    # --- looking ----------------------------------------------------------------------------------
    @property
    def seen(self) -> Seen:
        """What was found last."""
        return self.looks.seen

    def choose(self) -> None:
        """Look into the folder whose path is typed, as if for the first time."""
        if self.path.value.strip():
            self._real()
        self._anew()

    def _anew(self) -> None:
        self.looks.choose(self.path.value.strip().strip("\"'"), self.by_folder.value)
        self._say_watching()

    def _took(self, changed: bool, trouble: str) -> None:
        """Show what was found; say aloud only what is new."""
        now = f"{dt.datetime.now():%H:%M:%S}"
        self.looked.value = f'<span class="mc">Last looked at {now}.</span>'
        if trouble:
            self._say(trouble, "mc-error")
            if self.seen is NOTHING:  # else what was seen before stays
                self._show_again()
        elif changed:
            self.link.value = ""
            self._say(self._words(self.seen.fresh))
            self._show_again()
        elif "mc-error" in self.status.value:
            self._say(self._words(0))

    def _words(self, fresh: int) -> str:
        found, counted = self.seen.found, self.seen.counted
        files = views.many(len(found.files), "file")
        said = f"{views.many(counted.learners, 'learner')}, from {files} of work."
        said += f" New or changed: {views.many(fresh, 'file')}." if fresh else ""
        said += f" Passed over: {views.many(len(found.passed), 'file')}." if found.passed else ""
        return said

    def _say(self, words: str, how: str = "mc-note") -> None:
        html = f'<div class="mc {how}" role="status"><p>{escape(words)}</p></div>'
        if html != self.status.value:
            self.status.value = html

    def _uploaded(self, change: Any) -> None:
        if change["new"]:
            files = [(str(file["name"]), bytes(file["content"])) for file in change["new"]]
            self.upload.value = ()
            self._real()
            self.looks.bring(files)

    def _real(self) -> None:
        """An invented class goes before a real one comes."""
        if self.invented:
            self.looks.put_away()
            self.invented, self.banner.value = False, ""

    def make_up(self) -> None:
        """Show a class of people who do not exist, and say so for as long as it is there."""
        self.put_away()
        self.invented = True
        self.banner.value = f'<div class="mc mc-error" role="note"><p><b>{INVENTED}</b></p></div>'
        self.looks.bring(classroom.invented(self.library))

    def put_away(self) -> None:
        """Forget the class that was shown. The files stay as they are."""
        self.looks.put_away()
        self.invented, self.path.value, self.finding.value = False, "", False
        for one in (self.banner, self.status, self.looked, self.link):
            one.value = ""
        self._say_watching()
        self._show_again()

    def start(self) -> None:
        """Watch the folder: look again after every pause, until stopped."""
        if self.looks.inbox:
            self.looks.start(lambda: self.pause.value)
        else:
            self._say("Type the path of a folder first.", "mc-error")
        self._say_watching()

    def stop(self) -> None:
        """Look no more by itself."""
        self.looks.stop()
        self._say_watching()

    def _say_watching(self) -> None:
        words = "Stop watching" if self.looks.watching else "Start watching the folder"
        self.watch.description = words

    def close(self) -> None:
        """Stop watching, and take the dashboard off the screen."""
        self.stop()
        super().close()

    # --- showing ----------------------------------------------------------------------------------
    def _show_again(self) -> None:
        self._safely(self._lessons)
        self._safely(self.update)

    def _safely(self, show: Callable[[], None]) -> None:
        """Show something; if that fails, keep what is there and say so."""
        try:
            show()
            self.notice.value = ""
        except Exception as error:  # the reader, not a log, must hear of any failure
            why = escape(f"{type(error).__name__}: {error}")
            self.notice.value = (
                '<div class="mc mc-error" role="alert">This could not be shown, and what stood here before '
                f"still does ({why}). The files are as they were; choose another view, or go on.</div>"
            )

    def _another(self) -> None:
        """Another lesson is shown, and its finding waits to be asked for."""
        if self._offering:
            return
        if self.finding.value:
            self.finding.value = False  # which shows the lesson
        else:
            self._safely(self.update)

    def _lessons(self) -> None:
        """Offer the lessons in which there is work; stay at the one that is shown."""
        titles, shown = self.seen.counted.titles, self.lesson.value
        options = [(title, lesson) for lesson, title in titles.items()]
        if options == list(self.lesson.options):
            return
        self._offering = True  # what is shown stays, with its finding, when others come
        try:
            self.lesson.options = options
            self.lesson.value = shown if shown in titles else next(iter(titles), None)
        finally:
            self._offering = False
        if self.lesson.value != shown:
            self.finding.value = False

    def update(self) -> None:
        """Show the chosen view of what was found last."""
        view, lesson, counted = self.view.value, self.lesson.value, self.seen.counted
        self.lesson.layout.display = "none" if view in ("overview", "facts") else ""
        self.names.layout.display = "" if view == "overview" else "none"
        self.charts.layout.display = "" if view == "predictions" and lesson else "none"
        for bar in (self._source[0], self._source[2], *self._table):  # a room need not see paths
            bar.layout.display = "none" if view == "predictions" else ""
        self.make.disabled = not counted.learners
        if not self.seen.places:
            self.html.value = _START
        elif view == "overview":
            self.html.value = views.overview_html(
                self.seen.found, counted, self.seen.others, self.names.value
            )
        elif view == "facts":
            self.html.value = views.facts_html(counted, self.library)
        elif view == "questions":
            self.html.value = views.questions_html(counted, lesson, self.library)
        elif view == "tasks":
            self.html.value = views.tasks_html(counted, lesson, self.library)
        else:
            self.html.value = ""
            self._predictions()

    def _predictions(self) -> None:
        """The chart of a lesson for projecting; what gives the finding away comes with the finding."""
        lesson, counted, known = self.lesson.value, self.seen.counted, self.finding.value
        every = [one for one in counted.predictions if one.lesson == lesson]
        self.finding.description = "Hide the finding" if known else "Show the finding"
        for side, there in zip(self.sides, (every, known and every), strict=True):
            side.layout.display = "" if there else "none"
        self.moved.value = ""
        if not every:
            self.said.value = '<p class="mc">Nobody has predicted anything in this lesson yet.</p>'
            return
        hidden = "" if known else (
            " What was committed after the answer is shown with the finding, which it would give away."
        )  # fmt: skip
        invented = f" {INVENTED}" if self.invented else ""
        have = views.many(counted.lessons[lesson], "learner")
        self.said.value = (
            f'<p class="mc">{have} with work in this lesson; nobody is named.{hidden}</p>'
        )
        numbered = list(enumerate(every, 1))
        rows = [
            predicted(f"{n}. {one.title}", one.finding, one.before, known, self.library)
            for n, one in numbered
        ]
        self.before.show(rows, f"Before the answer was seen.{invented}")
        if known:
            rows = [
                predicted(f"{n}. {one.title}", one.finding, one.after, known, self.library)
                for n, one in numbered
            ]
            self.after.show(rows, f"After the answer, by those who committed once more.{invented}")
            told = "".join(
                f"<li>{escape(one)}</li>"
                for one in views.moved_words(counted, lesson, self.library)
            )
            self.moved.value = f'<div class="mc"><ol>{told}</ol></div>'

    def _make(self) -> None:
        """Offer the table as a file; it names learners only if that was asked for."""
        raw = classroom.as_csv(
            self.seen.found.learners, self.seen.counted, self.library, self.named.value
        )
        name = f"{'invented-' if self.invented else ''}class-{dt.date.today():%Y-%m-%d}.csv"
        what = "with names" if self.named.value else "by codes"
        words = f"Download {name}, {views.many(self.seen.counted.learners, 'learner')} {what}"
        self.link.value = (
            f'<span class="mc" role="status">{download(name, raw, words, "text/csv")}</span>'
        )


_START = (
    '<div class="mc mc-note"><p><b>There is no class here yet.</b> Type the path of the folder in which the '
    "files of your students are, or bring files in. To see first what it looks like, try it with a "
    "made-up class.</p></div>"
)


def _bar(*parts: w.Widget) -> w.HBox:
    bar = w.HBox(parts)
    bar.add_class("mc-bar")
    return bar


_shown: list[Dashboard] = []  # one at a time


def dashboard() -> Dashboard:
    """The class on the teacher's screen; one that was there before stops watching its folder."""
    again.watch()
    while _shown:
        _shown.pop().stop()
    _shown.append(Dashboard())
    return _shown[0]
