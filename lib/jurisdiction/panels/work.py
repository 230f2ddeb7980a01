"""The learner's work on the screen: whether it is saved, where it stopped, and how to carry it along."""

from __future__ import annotations

import base64
import datetime as dt
from collections import Counter
from html import escape
from typing import Any

import ipywidgets as w

from .. import explain, storage
from ..record import titled
from . import again
from .access import ACCESS
from .browser import Browser
from .keeper import KEEPER
from .links import LinkPanel
from .printing import PrintButton
from .projector import PROJECTOR
from .story import STORY
from .view import LAYOUT, SEEN, hear, soon

_KINDS = {
    "prediction": ("prediction", "predictions"),
    "answer": ("answer", "answers"),
    "explanation": ("explanation", "explanations"),
}


def download(name: str, raw: bytes, words: str, kind: str = "application/json") -> str:
    """A link that saves these bytes as a file; nothing is asked of any server."""
    data = base64.b64encode(raw).decode()
    return (
        f'<a download="{escape(name)}" href="data:{escape(kind)};base64,{data}">{escape(words)}</a>'
    )


def asked_twice(words: str, yes: str, action: Any) -> tuple[w.Button, w.Button, w.Button]:
    """A button that asks once more before it acts."""
    first, sure, no = w.Button(description=words), w.Button(description=yes), w.Button()
    no.description = "No, keep it"

    def ask(asked: bool) -> None:
        first.layout.display = "none" if asked else ""
        sure.layout.display = no.layout.display = "" if asked else "none"

    def act(_: Any) -> None:
        ask(False)
        action()

    first.on_click(lambda _: ask(True))
    no.on_click(lambda _: ask(False))
    sure.on_click(act)
    ask(False)
    return first, sure, no


class WorkPanel(w.VBox):
    """What is saved of this notebook, where the learner stopped, and a fold with what can be done."""

    def __init__(self, lesson: str = "") -> None:
        super().__init__(layout=LAYOUT)
        self.link, self.told, self.print = LinkPanel(lesson), w.HTML(layout=LAYOUT), PrintButton()
        self.opener, self.inside = w.ToggleButton(layout=LAYOUT), list[w.Widget]()
        self.opener.observe(lambda _: self._open(), "value")
        self.add_class("mc-work")
        self._show()
        hear(KEEPER, ["changed", "messages"], self._soon)
        self.update()

    def _open(self) -> None:
        """Show what is folded away, or fold it."""
        self.inside = self.inside or self._fill()
        self._show()
        KEEPER.look_again()
        self.update()

    def _show(self) -> None:
        self.opener.description = (
            "Hide this" if self.opener.value else "Carry your work along, or begin afresh"
        )
        self.children = [
            ACCESS, PROJECTOR, KEEPER.sign, self.print, self.opener, self.told,
            *(self.inside if self.opener.value else []), self.link,
            *([KEEPER.storage] if isinstance(KEEPER.storage, Browser) else []),
        ]  # fmt: skip

    def _fill(self) -> list[w.Widget]:
        """Make what is folded away, once it is asked for."""
        self.links, self.came = w.HTML(), w.HTML()
        self.upload = w.FileUpload(
            accept=".json", multiple=False, description="Bring in work from a file"
        )
        self.upload.observe(self._brought, "value")
        self.afresh = asked_twice(
            "Start this notebook afresh", "Yes, put my work here aside", KEEPER.start_afresh
        )
        self.erase = asked_twice("Erase all my work", "Yes, erase it for good", KEEPER.erase)
        bar = w.HBox([self.upload, *self.afresh, *self.erase])
        bar.add_class("mc-bar")
        return [self.links, bar, self.came]

    def _soon(self) -> None:
        soon(self.update, SEEN)

    def _brought(self, change: Any) -> None:
        for file in change["new"]:
            KEEPER.bring_in(bytes(file["content"]), str(file["name"])[:200], self._say)
        if change["new"]:
            self.upload.value = ()

    def _say(self, words: str) -> None:
        self.came.value = f'<div class="mc mc-note" role="status">{escape(words)}</div>'

    def update(self) -> None:
        """Say what there is, and what the learner must know."""
        parts = [
            f'<p class="mc-error" role="alert">{escape(message)}</p>' for message in KEEPER.messages
        ]
        if KEEPER.sign.state == "trouble":
            parts.append(
                f'<p class="mc-error" role="alert">Not saved: {escape(KEEPER.sign.told)}</p>'
            )
        if here := self._here():
            parts.append(f"<p>{here}</p>")
        self.told.value = f'<div class="mc">{"".join(parts)}</div>' if parts else ""
        if self.opener.value:
            self.links.value = f'<div class="mc">{self._links()}</div>'

    def _here(self) -> str:
        """How much work there is in this notebook, and where the last of it was done."""
        done = Counter(entry.kind for entry in {e.task: e for e in KEEPER.entries}.values())
        counted = [f"{done[k]} {words[done[k] > 1]}" for k, words in _KINDS.items() if done[k]]
        last = next((e for e in reversed(KEEPER.entries) if e.asked), None)
        if last is None:
            return ""
        have = f"Your work in this notebook: {', '.join(counted)}. " if counted else ""
        day = explain.day_words(last.at.astimezone().date())
        asked = last.asked if len(last.asked) < 160 else last.asked[:150].rsplit(" ", 1)[0] + " …"
        return f"{escape(have)}You stopped on {escape(day)} at: <i>{escape(asked)}</i>"

    def _links(self) -> str:
        names = [name for name, entries in sorted(KEEPER.work.items()) if entries]
        if names:
            name = f"minimum-contacts-work-{dt.date.today():%Y-%m-%d}.json"
            what = f"Download your work in {', '.join(map(titled, names))}"
            lines = [download(name, KEEPER.exported(), what)]
        else:
            lines = ["There is no work yet."]
        lines += [
            f"Kept aside: {download(f'minimum-contacts-{name}.json', raw, name)}"
            for name, raw in sorted(KEEPER.set_aside.items())
        ]
        lines += [
            f"The file of your work in {escape(titled(name))} cannot be read and is not in the download; "
            "open that notebook, and it says why."
            for name in KEEPER.unreadable
        ]
        where = getattr(KEEPER.storage, "folder", None)
        if where:
            lines.append(f"The files are in the folder {escape(str(where))}.")
        lines.append(
            "One file carries everything: bring it in on another machine. It holds what you chose and "
            "wrote, and nothing else about you."
        )
        return "".join(f"<p>{line}</p>" for line in lines)


def begin(notebook: str, beside: bool = False) -> WorkPanel:
    """Begin a notebook: the look of everything in it, and the learner's work, which is kept from now on.

    `beside`: in the notebook's own folder, so that it is handed in with it, and nowhere else.
    """
    KEEPER.begin(notebook, storage.folder(notebook if beside else "") or Browser())
    KEEPER.join(STORY)
    KEEPER.join(PROJECTOR)
    again.watch()
    return WorkPanel(notebook.partition("_")[2])
