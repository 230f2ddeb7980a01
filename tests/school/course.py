"""A course in a separate folder: nbgrader's commands, and students who work in the real panels."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
from jupyter_core.application import NoStart
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderApp
from traitlets.config import Config

from minimum_contacts.lessons.panels.keeper import KEEPER
from minimum_contacts.panels import STORY

ROOT = Path(__file__).resolve().parents[2]
COURSE = ROOT / "notebooks" / "instructor" / "course"
ASSIGNMENTS = sorted(path.name for path in (COURSE / "source").iterdir())
ID = "minimum_contacts"


@contextmanager
def inside(folder: Path, **variables: str):
    """Change to this folder, with these environment variables, until the block ends."""
    before, was = Path.cwd(), {name: os.environ.get(name) for name in variables}
    os.chdir(folder)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.chdir(before)
        for name, value in was.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


class Course:
    """A copy of the course with a separate exchange."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.exchange = folder / "course", folder / "exchange"
        self.home = folder / "home"
        for made in (self.exchange, self.home):
            made.mkdir()
        self.exchange.chmod(0o777)
        shutil.copytree(COURSE, self.folder, ignore=shutil.ignore_patterns("__pycache__"))

    def run(self, *words: str, at: Path | None = None, config: Config | None = None) -> int:
        """Run one of nbgrader's commands as on the command line; return its exit code."""
        arguments = [
            *words,
            f"--Exchange.root={self.exchange}",
            f"--Exchange.cache={self.home / 'cache'}",
        ]
        arguments += ["--ExchangeCollect.check_owner=False", "--log-level=ERROR"]
        jupyter = {
            f"JUPYTER_{name}_DIR": str(self.home / name) for name in ("CONFIG", "DATA", "RUNTIME")
        }
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        with inside(at or self.folder, **jupyter, HOME=str(self.home), PATH=path):
            NbGraderApp.clear_instance()
            sys.modules.pop("marking", None)  # each copy of the course has its own
            app = NbGraderApp.instance()
            try:
                app.initialize(arguments)
                with suppress(NoStart):  # raised after one of its commands has run
                    app.start()
            except SystemExit as end:
                return int(end.code or 0)
            finally:
                for part in {type(app), type(app.subapp)} - {type(None)}:
                    part.clear_instance()
            return 0

    def book(self) -> Gradebook:
        """Return nbgrader's gradebook."""
        return Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}", ID)

    def desk(self, student: str) -> Path:
        """Return the folder in which a student works."""
        desk = self.home / "desks" / student
        desk.mkdir(parents=True, exist_ok=True)
        return desk


class Student:
    """A student who opens an assignment, with its cells run and its panels."""

    def __init__(self, folder: Path, hub: str = "") -> None:
        [notebook] = folder.glob("*.ipynb")
        self.folder, self.names = folder, {}
        KEEPER._forget("", None)
        KEEPER.messages = []
        STORY.name = STORY._default()
        with inside(folder, **({"JUPYTERHUB_USER": hub} if hub else {})):
            for cell in nbformat.read(notebook, as_version=4).cells:
                if cell.cell_type == "code":
                    exec(cell.source, self.names)  # as when all cells are run
        self.mine = self.names["mine"]

    def name(self, name: str) -> None:
        """Type a name and request the facts."""
        self.mine.draw.act(name)

    def predict(self, *statuses) -> None:
        """Commit the given predictions one after another."""
        for task, status in zip(self.mine.given["predictions"], statuses, strict=False):
            task.act(status.value)

    def answer(self, right: int) -> None:
        """Answer this many questions as the engine does, and the others differently."""
        on = self.mine.on
        asked = on.assignment.of_part("answers")
        for number, (task, one) in enumerate(zip(self.mine.given["answers"], asked, strict=True)):
            holds = on.right(one)
            wrong = [name for name in task.choices if name not in holds]
            task.act((holds if number < right else wrong)[0])

    def write(self, text: str) -> None:
        """Submit a paragraph."""
        [task] = self.mine.given["writing"]
        task.act(text)

    def leave(self) -> None:
        """Close the notebook."""
        KEEPER.flush()
        KEEPER._forget("", None)
