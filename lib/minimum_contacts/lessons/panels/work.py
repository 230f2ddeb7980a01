"""The work panel: whether work is saved, where the learner stopped, and how to export and import work."""

from __future__ import annotations

import base64
import datetime as dt
from collections import Counter
from typing import Any

import traitlets as t
from anywidget import WidgetTrait

from jurisdiction import explain, hypothetical
from jurisdiction.library import Library, load
from jurisdiction.model import ReaderError
from .. import links, printed, storage
from ..record import titled, without_clients
from . import again
from .browser import ADDRESS, Browser
from .keeper import KEEPER
from .lab import Lab
from .panel import Panel, joined, received
from .projector import PROJECTOR
from .story import STORY
from .tasks import PredictPanel
from .view import SEEN, hear, soon

_KINDS = {
    "prediction": ("prediction", "predictions"),
    "answer": ("answer", "answers"),
    "explanation": ("explanation", "explanations"),
}

JSON = "application/json"


class WorkPanel(Panel):
    """The top of a notebook: what is saved, where the learner stopped, and tools for the work.

    `inside` holds the folded part and is empty until the learner opens it. `lab` shows the facts of
    the link by which the page was opened, or of a hypothetical once `predict` is answered.
    """

    _esm = joined("panel.js", "work.js")
    inside = t.Dict().tag(sync=True)
    projector = WidgetTrait().tag(sync=True)
    lab = WidgetTrait().tag(sync=True)
    predict = WidgetTrait().tag(sync=True)

    def __init__(self, lesson: str = "") -> None:
        super().__init__()
        self.lesson, self.opened, self.link, self.brought = lesson, False, dict[str, Any](), ""
        self.wanted = links.Link()
        self.projector = PROJECTOR
        self.kept = [KEEPER.storage] if isinstance(KEEPER.storage, Browser) else []
        hear(KEEPER, ["changed", "messages"], self._soon)
        hear(ADDRESS, "address", self._show_link)
        hear(STORY, "name", self._show_link)
        self._show_link()

    def _soon(self) -> None:
        soon(self.update, SEEN)

    def _show_link(self) -> None:
        """Show the facts that the page's address specifies, and report what cannot be read."""
        lib = load()
        self._open(links.read(ADDRESS.address, lib), lib)

    def _open(self, link: links.Link, lib: Library) -> None:
        """Show the facts of a link; show those of a hypothetical only after the prediction."""
        before = [self.lab, self.predict]
        self.lab, self.predict, self.wanted = None, None, link
        self.link = {"troubles": list(link.troubles)}
        if link.asked:
            self.link["title"] = f"A hypothetical: {lib.scenarios[link.case].title}"
            self.predict = PredictPanel(link.case, link.asked)
        self.update()
        for old in filter(None, before):
            again.put_away(old)

    def _show_lab(self) -> None:
        """Show the laboratory of a link, once any prediction that it requires is committed."""
        link, lib = self.wanted, load()
        if self.predict and not all(one.replied for one in self.predict.tasks.values()):
            return
        lab = Lab(**links.laboratory(link, self.lesson, lib).model_dump(), keep=False)
        lab.scenario.set(link.as_of, link.stage, court=link.court, **link.facts)
        if lab.scenario.problem:
            self.link["troubles"].append(lab.scenario.problem)
        day = explain.day_words(lab.scenario.law_as_of)
        self.link["facts"] = f"{lab.scenario.name} under the law of {day}."
        self.lab = lab

    def update(self) -> None:
        """Update the panel: messages, the amount of work, and the downloads if they are open."""
        told = list(KEEPER.messages)
        if KEEPER.sign.state == "trouble":
            told.append(f"Not saved: {KEEPER.sign.told}")
        if self.lab is None and self.wanted.leads:
            self._show_lab()
        work, asked = self._work()
        self.now = {
            "told": told, "work": work, "asked": asked, "link": dict(self.link), "brought": self.brought,
        }  # fmt: skip
        if self.opened:
            self.inside = {"files": self._files(), "notes": self._notes()}

    def _work(self) -> tuple[str, str]:
        """Return the amount of work in this notebook, and the last question."""
        last = next((e for e in reversed(KEEPER.entries) if e.asked), None)
        if last is None:
            return "", ""
        done = Counter(entry.kind for entry in {e.task: e for e in KEEPER.entries}.values())
        counted = [f"{done[k]} {words[done[k] > 1]}" for k, words in _KINDS.items() if done[k]]
        have = f"Your work in this notebook: {', '.join(counted)}. " if counted else ""
        day = explain.day_words(last.at.astimezone().date())
        asked = last.asked if len(last.asked) < 160 else last.asked[:150].rsplit(" ", 1)[0] + " …"
        return f"{have}You stopped on {day} at: ", asked

    def _files(self) -> list[dict[str, str]]:
        """Return the files to download: the work in all notebooks, and what was set aside."""
        files = list[tuple[str, bytes, str]]()
        if names := sorted(KEEPER.work):
            name = f"minimum-contacts-work-{dt.date.today():%Y-%m-%d}.json"
            words = f"Download your work in {', '.join(map(titled, names))}"
            files.append((name, KEEPER.exported(), words))
        files += [
            (f"minimum-contacts-{name}.json", without_clients(raw), f"Set aside: {name}")
            for name, raw in sorted(KEEPER.set_aside.items())
        ]
        return [
            {"save": name, "kind": JSON, "data": base64.b64encode(raw).decode(), "words": words}
            for name, raw, words in files
        ]

    def _notes(self) -> list[str]:
        """Return notes for a learner who downloads work."""
        notes = [] if KEEPER.work else ["There is no work yet."]
        notes += [
            f"We cannot read your work file for {titled(name)}, so it is not in the download; "
            "open that notebook to see why."
            for name in sorted(KEEPER.unreadable)
        ]
        if where := getattr(KEEPER.storage, "folder", None):
            notes.append(f"The files are in the folder {where}.")
        return [
            *notes,
            "One file contains all your work; import it on another machine to continue there. It contains "
            "what you chose and wrote and nothing else about you. The clinic's client files are stored "
            "separately; the clinic notebook says where and lets you download or erase them.",
        ]

    # --- requests from the page -------------------------------------------------------------------
    def _do_address(self, address: str) -> None:
        ADDRESS.address = str(address)

    def _do_open(self) -> None:
        self.opened = True
        KEEPER.look_again()
        self.update()

    def _do_bring(self, name: str, data: str | None) -> None:
        """Import a work file, or a hypothetical."""
        where = str(name)[:200]
        try:
            raw = received(where, data)
        except ReaderError as error:
            self._say(str(error))
            return
        if where.endswith((".yml", ".yaml")):
            self._import(where, raw)
        else:
            KEEPER.bring_in(raw, where, self._say)

    def _import(self, name: str, raw: bytes) -> None:
        """Show an imported hypothetical, with its prediction first, and a link that opens it for others."""
        text, lib = raw.decode("utf-8", "replace"), load()
        try:
            file, _ = hypothetical.take(text, name, lib)
        except ReaderError as error:
            self._say(f"{error} Nothing was imported.")
            return
        self.brought = f"Imported {name}; it is shown below."
        try:
            code = f"hypothetical={hypothetical.packed(text, name)}"
            address = links.whole(ADDRESS.address, KEEPER.notebook, code)
            self.brought += f" This link opens it for others: {address}"
        except ReaderError as error:
            self.brought += f" {error}"
        self._open(links.Link(case=file.id, asked=hypothetical.point(file, lib)), lib)

    def _say(self, words: str) -> None:
        self.brought = words
        self.update()

    def _do_afresh(self) -> None:
        KEEPER.start_afresh()

    def _do_erase(self) -> None:
        KEEPER.erase()

    def _do_print(self) -> None:
        self.send({"page": printed.page(KEEPER.notebook, KEEPER.entries)})


def begin(notebook: str, beside: bool = False) -> WorkPanel:
    """Begin a notebook: load the style sheets, and save the learner's work from now on.

    `beside`: save in the notebook's own folder only, so that the work is handed in with it.
    """
    KEEPER.begin(notebook, storage.folder(notebook if beside else "") or Browser())
    KEEPER.join(STORY)
    KEEPER.join(PROJECTOR)
    again.watch()
    return WorkPanel(notebook.partition("_")[2])
