"""The panel that selects a notebook's facts: a decided case's, or its substitute hypothetical's."""

from __future__ import annotations

import traitlets as t

from jurisdiction.library import Library, load
from ..record import Entry
from .keeper import KEEPER
from .tasks import TaskPanel
from .view import hear


class Story(t.HasTraits):
    """The choice between a case's own facts and its substitute hypothetical's, for all laboratories."""

    name = t.Unicode()
    task = "story"

    def __init__(self) -> None:
        super().__init__()
        self.observe(lambda change: KEEPER.note(self.task, "story", change["new"]), "name")

    @t.default("name")
    def _default(self) -> str:
        return load().texts["story"]

    def resume(self, entries: list[Entry]) -> None:
        """Restore the learner's last choice, or the default."""
        last = entries[-1].answer if entries else ""
        self.name = last if last in dict(_choices()).values() else load().texts["story"]

    def start(self, case: str, library: Library) -> str:
        """Return the facts with which a laboratory on a case begins: the case's, or its substitute's."""
        file = library.scenarios.get(self.name)
        return self.name if file and file.stands_for == case else case


STORY = Story()


def _choices() -> list[tuple[str, str]]:
    lib = load()
    neutral = [file for file in lib.scenarios.values() if file.stands_for]
    cases = dict.fromkeys(str(file.stands_for) for file in neutral)
    return [
        *((lib.cases[name].name, name) for name in cases),
        *((f"{file.title} (neutral)", file.id) for file in neutral),
    ]


class StoryPanel(TaskPanel):
    """The switch between a case's facts and its substitute hypothetical's.

    It shows the content note of the case and offers the neutral facts.
    """

    def __init__(self) -> None:
        lib = load()
        options = [(name, label) for label, name in _choices()]
        neutral = next(file for file in lib.scenarios.values() if file.stands_for)
        case = lib.cases[neutral.stands_for]
        notes = [s.content_note for s in lib.sources.values() if s.authority == case.authority]
        super().__init__(
            notice=f"Content note on {case.name}: {' '.join(notes)}",
            label="Facts in this notebook",
            options=options,
            offer=(neutral.id, "Use the neutral facts"),
        )
        hear(STORY, "name", self._follow)
        self._follow()

    def _do_choose(self, name: str) -> None:
        if name in dict(self.plan["options"]):
            STORY.name = name

    def _follow(self) -> None:
        self.now = {**self.now, "chosen": STORY.name}
