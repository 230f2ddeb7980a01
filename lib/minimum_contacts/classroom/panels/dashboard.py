"""The dashboard: a class's files read, counted, and shown, with the folder watched on request."""

from __future__ import annotations

import base64
import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from jurisdiction.library import load
from jurisdiction.words import many
from minimum_contacts import classroom
from minimum_contacts.lessons.panels import again
from .. import PredictionCount, QuestionCount
from . import class_views as views
from .board import Board, Control, control
from .looks import Looks, Seen

VIEWS = [
    ("overview", "Overview"),
    ("predictions", "Predictions, for projecting"),
    ("questions", "Questions (shows the right answers)"),
    ("next", "What to teach next (shows the right answers)"),
]
PAUSES = [
    (2, "every 2 seconds"),
    (5, "every 5 seconds"),
    (15, "every 15 seconds"),
    (60, "every minute"),
]
INVENTED = "This class is made up: no one in it exists, and its numbers mean nothing."
_START = (
    '<div class="mc-note"><p><b>There is no class here yet.</b> Type the path of the folder that contains '
    "your students' files, or add files. To see what the dashboard looks like, try it with a "
    "made-up class.</p></div>"
)


class Dashboard(Board):
    """A class's predictions and answers, from a folder that may be watched or from added files.

    Files are only read. Nothing about the class is stored: no counts, names, or folder.
    """

    kind, label = "dash", "The class"

    def __init__(self) -> None:
        super().__init__()
        self.library, self.looks = load(), Looks(self._took)
        self.pause, self.view = 5, "overview"
        self.names = self.named = self.by_folder = False
        self._do_away()

    @property
    def seen(self) -> Seen:
        """Return the result of the last reading."""
        return self.looks.seen

    # --- what is on the screen ----------------------------------------------------------------------
    def parts(self) -> dict[str, list[Control] | str | None]:
        """Return the controls, the messages, and the chosen view; the projected view shows no paths."""
        watch = "Stop watching" if self.looks.watching else "Start watching the folder"
        source = {
            "folder": [
                control(
                    "text",
                    "folder",
                    "Class folder",
                    hint="the full path of a folder or zip file",
                ),
                control("button", "open", "Read the folder"),
                control("tick", "by_folder", "Each subfolder is one learner"),
            ],
            "files": [
                control("files", "bring", "Or add files", accept=".json,.txt,.zip"),
                control("button", "try", "Try it with a made-up class"),
                control("button", "away", "Put everything away"),
            ],
        }
        shown = {
            "watch": [
                control("select", "pause", "Look again", options=PAUSES),
                control("button", "watch", watch),
                control("switch", "large", "Projector size"),
            ],
            "looked": None,
            "status": None,
            "trouble": None,
            "choice": self._choice(),
            "view": self._html() if self.seen.files else _START,
        }
        table = {
            "table": [
                control(
                    "button",
                    "make",
                    "Create the tables (CSV)",
                    disabled=not self.seen.counted.learners,
                ),
                control("tick", "named", "With folder or file names instead of codes"),
                control("save", "file", ""),
            ]
        }
        banner = {"banner": f'<p role="note"><b>{INVENTED}</b></p>' if self.invented else ""}
        if self.view == "predictions":
            return banner | shown
        return banner | source | shown | table

    def _choice(self) -> list[Control]:
        """Return the controls that choose what to show."""
        controls = [control("select", "view", "Show", options=VIEWS)]
        titles, asked = self.seen.counted.titles, self._asked()
        if titles and self.view != "overview":
            controls.append(control("select", "lesson", "Lesson", options=[*titles.items()]))
        if asked:
            options = [(at, f"{at}. {one.words}") for at, one in enumerate(asked, 1)]
            options.append((0, "All of this lesson"))
            controls.append(control("select", "item", "Question", options=options, steps=True))
        if asked and self._waits:
            controls.append(control("switch", "finding", "Show the finding"))
        if self.view == "overview":
            controls.append(control("tick", "names", "Show file names (not on a projector)"))
        return controls

    @property
    def _waits(self) -> bool:
        """Return whether the right answer stays hidden until the teacher shows it."""
        return self.view == "predictions" or (self.view == "questions" and self.large)

    def _asked(self) -> Sequence[PredictionCount | QuestionCount | views.Mistake]:
        """Return the questions of the lesson, if the view shows them one at a time."""
        counted = self.seen.counted
        every: dict[str, Any] = {
            "predictions": counted.predictions,
            "questions": counted.questions,
            "next": views.mistakes(counted, self.lesson),
        }
        return [one for one in every.get(self.view, ()) if one.lesson == self.lesson]

    def _html(self) -> str:
        """Return the chosen view of the last reading."""
        found, counted, lesson = self.seen.found, self.seen.counted, self.lesson
        chosen = [(at, one) for at, one in enumerate(self._asked(), 1) if self.item in (0, at)]
        have, whose = counted.lessons.get(lesson, 0), INVENTED if self.invented else ""
        show = {
            "overview": lambda: views.overview_html(found, counted, self.names),
            "predictions": lambda: views.predictions_html(
                chosen, have, self.finding, whose, self.library
            ),
            "questions": lambda: views.questions_html(
                [one for _, one in chosen], self.finding or not self._waits
            ),
            "next": lambda: views.next_html([one for _, one in chosen], self.library),
        }
        return show[self.view]()

    # --- what follows from a choice -----------------------------------------------------------------
    def _then_folder(self) -> None:
        """Read the folder whose path was typed, as if for the first time."""
        if self.folder.strip():
            self._real()
        self.looks.choose(self.folder.strip().strip("\"'"), self.by_folder)
        self.show()

    _do_open = _then_by_folder = _then_folder

    def _then_pause(self) -> None:
        self.looks.pause = self.pause
        if self.looks.watching:
            self.looks.start()

    def _then_view(self) -> None:
        """Begin with one question if the view is projected, or else with all of them."""
        self.item = 1 if self.large or self.view == "predictions" else 0
        self._then_item()

    _then_lesson = _then_large = _then_view

    def _then_item(self) -> None:
        """Show another question, with its finding hidden."""
        self.finding = False
        self.show()

    def _then_named(self) -> None:
        self.made = {}
        self.show()

    def _do_watch(self) -> None:
        """Start or stop watching the folder."""
        if self.looks.watching:
            self.looks.stop()
        elif self.looks.inbox:
            self.looks.start()
        else:
            self.tell(trouble="Type the path of a folder first.")
        self.show()

    def _do_make(self) -> None:
        """Offer the tables for download; they name learners only if the teacher chose names."""
        found, counted = self.seen.found, self.seen.counted
        begin, raw = (
            f"{'invented-' if self.invented else ''}class-{dt.date.today():%Y-%m-%d}",
            io.BytesIO(),
        )
        made = classroom.tables(found, counted, self.library, self.named)
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            for end, table in made.items():
                archive.writestr(f"{begin}{end}.csv", table)
        name = f"{begin}.zip"
        how = "with names" if self.named else "by codes"
        self.made = {
            "save": name,
            "kind": "application/zip",
            "data": base64.b64encode(raw.getvalue()).decode(),
            "words": f"Download {name}, {many(counted.learners, 'learner')} {how}",
        }

    # --- what comes ---------------------------------------------------------------------------------
    def bring(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Count these files as well."""
        self._real()
        self.looks.bring(files)

    def _real(self) -> None:
        """Remove the fictional class before real files are read."""
        if self.invented:
            self.looks.put_away()
            self.invented = False

    def _do_try(self) -> None:
        """Show a fictional class, labeled as one for as long as it is shown."""
        self._do_away()
        self.invented = True
        self.looks.bring(classroom.invented(self.library))

    def _do_away(self) -> None:
        """Forget the class shown. Its files are not changed."""
        self.looks.put_away()
        self.folder = self.lesson = ""
        self.item = 0  # the number of the question shown; 0 for all of them
        self.invented = self.finding = False
        self.made = {}
        self.tell(status="", trouble="", looked="")
        self.show()

    def _took(self, changed: bool, trouble: str) -> None:
        """Show the result of a reading; announce only what is new."""
        self.tell(looked=f"Last checked at {dt.datetime.now():%H:%M:%S}.", trouble=trouble)
        if not changed and not (trouble and not self.seen.files):
            return  # keep the previous display
        titles = self.seen.counted.titles
        if self.lesson not in titles:
            self.lesson = next(iter(titles), "")
            self.item, self.finding = min(self.item, 1), False
        self.made = {}
        self.tell(status="" if trouble else self._words())
        self.show()

    def _words(self) -> str:
        found, counted, fresh = self.seen.found, self.seen.counted, self.seen.fresh
        files = many(len(found.files), "work file")
        said = f"{many(counted.learners, 'learner')}, from {files}."
        said += f" New or changed: {many(fresh, 'file')}." if fresh else ""
        return said + (f" Skipped: {many(len(found.passed), 'file')}." if found.passed else "")

    def close(self) -> None:
        """Stop watching, and close the dashboard."""
        self.looks.stop()
        super().close()


_shown: list[Dashboard] = []  # at most one


def dashboard() -> Dashboard:
    """Return a new dashboard; an earlier one stops watching its folder."""
    again.watch()
    while _shown:
        _shown.pop().looks.stop()
    _shown.append(Dashboard())
    return _shown[0]
