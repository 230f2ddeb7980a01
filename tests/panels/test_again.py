"""Rerunning a notebook does not fill its kernel, and closes no other panel."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

ROOT = Path(__file__).parents[2]
BEGIN = "import jurisdiction as j\n\nj.panels.begin('02_express_aiming')"
LINE = "line = j.panels.lab('express_aiming', 'line')\nline"
ASKED = """
import asyncio, gc, ipywidgets
await asyncio.sleep(again.REST + 0.3)
gc.collect()
print({})
"""
WIDGETS = "len(there())"
THERE = """
import gc, ipywidgets
from minimum_contacts.lessons.panels import again
again.REST = 0.3

def there():
    found = [one for one in gc.get_objects() if isinstance(one, ipywidgets.Widget)]
    return {one.model_id: one for one in found if one.comm is not None}
"""
PANELS = """[
  sum(isinstance(one, kind) for one in gc.get_objects())
  for kind in (j.panels.WorkPanel, j.panels.Lab, j.panels.Scenario, j.panels.StoryPanel)
]"""
WORKS = """
{0}.do(do="set", fact="us_cdn", value="no")
assert {0}.now["changed"] == "us_cdn" and {0}.comm is not None
"""


class Notebook:
    """A kernel, and the windows in which its cells run."""

    def __init__(self, folder: Path) -> None:
        env = os.environ | {"MINIMUM_CONTACTS_WORK": str(folder)}
        self.manager, self.client = start_new_kernel(env=env, cwd=str(folder))
        self.run("begin", BEGIN)
        self.run("", THERE)

    def run(self, cell: str, code: str, window: str = "one") -> str:
        """Run a cell as JupyterLab does; return its output. Raise RuntimeError with any traceback."""
        self.client.session.session = window
        asked = {"code": code, "silent": False, "store_history": True, "stop_on_error": False}
        asked |= {"user_expressions": {}, "allow_stdin": False}
        message = self.client.session.msg("execute_request", asked, metadata={"cellId": cell})
        self.client.shell_channel.send(message)
        printed = failed = ""
        while True:
            told = self.client.get_iopub_msg(timeout=120)
            if told["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            if told["msg_type"] == "error":
                failed = "\n".join(told["content"]["traceback"])
            if told["msg_type"] == "stream":
                printed += told["content"]["text"]
            if told["content"].get("execution_state") == "idle":
                break
        if failed:
            raise RuntimeError(failed)
        return printed.strip()

    def leave(self, window: str = "one") -> None:
        """Tell the kernel that a window is closed, as its page does."""
        sign = self.run(
            "", "from minimum_contacts.lessons.panels.keeper import KEEPER\nprint(KEEPER.sign.model_id)"
        )
        self.client.session.session = window
        said = {"comm_id": sign, "data": {"method": "custom", "content": {"do": "leave"}}}
        self.client.shell_channel.send(self.client.session.msg("comm_msg", said))

    def asked(self, what: str) -> str:
        """Return the kernel's reply once it is idle."""
        return self.run("", ASKED.format(what))


@pytest.fixture
def notebook(tmp_path: Path) -> Iterator[Notebook]:
    made = Notebook(tmp_path)
    yield made
    made.client.stop_channels()
    made.manager.shutdown_kernel(now=True)


def test_run_again_and_again_a_notebook_takes_no_more(notebook: Notebook) -> None:
    """After five runs there are as many widgets as after one, and one working laboratory."""
    counted = []
    for _ in range(5):
        notebook.run("begin", BEGIN)
        notebook.run("story", "j.panels.StoryPanel()")
        notebook.run("line", LINE)
        notebook.run("steps", "line.steps()")
        notebook.run("", "j.panels.STORY.name = 'neutral_recipe_site'")
        notebook.run("", "j.panels.STORY.name = 'doe_v_webgroup'")
        counted.append((notebook.asked(WIDGETS), notebook.asked(PANELS)))
    assert len(set(counted)) == 1, counted
    assert counted[0][1] == "[1, 1, 2, 1]"  # with the facts of either story
    notebook.run("", WORKS.format("line"))


def test_another_window_keeps_what_it_has(notebook: Notebook) -> None:
    """If two windows run the same cell, the widgets of each work until that window reruns the cell."""
    notebook.run("line", LINE)
    notebook.run("", "first = line.model_id")
    for _ in range(2):
        notebook.run("line", LINE, window="two")
    assert notebook.asked("first in there()") == "True"
    notebook.run("", WORKS.format("there()[first]"))
    notebook.run("line", LINE)
    assert notebook.asked("first in there()") == "False"


def test_a_window_that_was_left_keeps_nothing(notebook: Notebook) -> None:
    """After a reload, a rerun cell closes the widget of the page before; cells not rerun keep theirs."""
    notebook.run("line", LINE)
    notebook.run("story", "story = j.panels.StoryPanel()\nstory")
    notebook.run("", "first = line.model_id, story.model_id")
    notebook.run("", "story = None")
    notebook.leave()
    assert notebook.asked("[one in there() for one in first]") == "[True, True]"
    notebook.run("line", LINE, window="two")
    assert notebook.asked("[one in there() for one in first]") == "[False, True]"
    notebook.run("", WORKS.format("line"))


@pytest.mark.parametrize(
    "held", ["other = line", "others = [line]", "others = {1: [line]}", "_mine = line"]
)
def test_what_has_a_name_is_not_put_away(notebook: Notebook, held: str) -> None:
    """A widget that the notebook still names, or that a named object holds, is not closed."""
    notebook.run("line", LINE)
    notebook.run("", f"{held}\nlast = line.model_id")
    notebook.run("line", LINE)
    assert notebook.asked("last in there()") == "True"


def test_what_another_cell_shows_is_not_put_away(notebook: Notebook) -> None:
    """A laboratory also displayed by another cell stays there and works."""
    notebook.run("line", LINE)
    notebook.run("elsewhere", "line")
    notebook.run("", "last = line.model_id")
    notebook.run("line", LINE)
    assert notebook.asked("last in there()") == "True"
    notebook.run("", WORKS.format("there()[last]"))
    notebook.run("elsewhere", "line")
    assert notebook.asked("last in there()") == "False"
    notebook.run("", WORKS.format("line"))


def test_an_error_in_a_cell_puts_away_what_it_showed(notebook: Notebook) -> None:
    """If its name is reassigned, an error closes the old widget; rerun, the cell works again."""
    notebook.run("line", LINE)
    notebook.run("", "last = line.model_id\nline = None")
    with pytest.raises(RuntimeError, match="no_such_lesson"):
        notebook.run("line", "line = j.panels.lab('no_such_lesson', 'line')\nline")
    assert notebook.asked("last in there()") == "False"
    notebook.run("line", LINE)
    notebook.run("", WORKS.format("line"))


def test_what_was_closed_by_hand_holds_nothing_up(notebook: Notebook) -> None:
    """A widget closed by hand does not prevent a rerun of its cell from working."""
    notebook.run("line", LINE)
    for _ in range(2):
        notebook.run("", "line.close()\nlast = line\nline = None")
        notebook.run("closed", "last")
        notebook.run("line", LINE)
        assert notebook.asked("last.comm") == "None"
    notebook.run("", "last = line.model_id")
    notebook.run("line", LINE)
    assert notebook.asked("last in there()") == "False"


def test_the_parts_of_an_assignment_answer_until_they_are_shown_anew(
    notebook: Notebook, tmp_path: Path
) -> None:
    """A widget made in one cell and displayed in others stays complete while one of them displays it."""
    shutil.copy(ROOT / "notebooks/instructor/course/source/aiming/facts.yml", tmp_path)
    mine, parts = "mine = j.panels.assignment()\nmine", ("mine.part('lab')", "mine.done('writing')")
    cells = {"begin": "j.panels.begin('assignment_aiming', beside=True)", "mine": mine}
    cells |= {part: part for part in parts}
    for name, code in cells.items():
        notebook.run(name, code)
    notebook.run(
        "", "last = mine.model_id, mine.part('lab').model_id, mine.part('answers').model_id"
    )
    notebook.run("mine", mine)
    notebook.run(parts[0], parts[0])
    there = "[one in there() for one in last]"
    assert notebook.asked(there) == "[True, True, True]"
    notebook.run(parts[1], parts[1])
    assert notebook.asked(there) == "[False, False, False]"
    assert notebook.asked("mine.comm is not None and mine.part('lab').comm is not None") == "True"
