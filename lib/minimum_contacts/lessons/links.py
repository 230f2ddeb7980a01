"""Short links to a state of facts: `02_express_aiming?case=will_v_lee&us_cdn=no&as_of=2024-01-02`.

A link names a lesson, a case or hypothetical, and the changes: facts by id, the date of the law,
the stage, and the court. Ids never change their meaning, so old links keep working. A part that no
longer exists is reported, never guessed at.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from jurisdiction import hypothetical
from jurisdiction.library import Library, below, complete
from jurisdiction.model import Laboratory, ReaderError

LONGEST = 4000  # most characters of a link that are read
FRONT = 8  # number of a hypothetical's facts shown at first; the reader can add the others
# Parameters that servers and pages add for themselves.
_IGNORED = ("path", "token", "lesson", "reset", "kernel", "theme", "factory")


@dataclass(frozen=True)
class Link:
    """The contents of a link; `troubles` explains to the learner which parts cannot be read."""

    case: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    as_of: dt.date | None = None
    stage: str = ""
    court: str = ""
    #: the point of a hypothetical to predict before its facts are shown
    asked: str = ""
    troubles: tuple[str, ...] = ()

    @property
    def leads(self) -> bool:
        """Return whether the link specifies facts, or a date, stage, or court."""
        return bool(self.case or self.facts or self.as_of or self.stage or self.court)

    def __bool__(self) -> bool:
        return self.leads or bool(self.troubles)


def _suggestion(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), 1)
    return f" Did you mean “{near[0]}”?" if near else ""


def read(address: str, lib: Library) -> Link:
    """Parse the parameters of a page's address; nothing in them is executed."""
    if len(address) > LONGEST:
        return Link(troubles=(f"it is longer than {LONGEST} characters.",))
    try:
        parts = urlsplit(address)
        after = parts.fragment.partition("?")[2] or ("=" in parts.fragment and parts.fragment) or ""
        pairs = parse_qsl(f"{parts.query}&{after}", keep_blank_values=True, max_num_fields=100)
    except ValueError as error:
        return Link(troubles=(f"it is not well formed ({error}).",))
    chosen = {  # parameter -> its name in messages, and the permitted values
        "case": ("case or hypothetical", [*lib.cases, *lib.scenarios]),
        "stage": ("stage", list(lib.stages)),
        "court": ("court", [court.id for court in lib.courts.values() if court.bound_by]),
    }
    names = [*lib.facts, *lib.texts["switches"]]
    said, facts = dict[str, Any](), dict[str, str]()
    troubles, strange = list[str](), list[str]()
    for name, value in pairs:
        if name in _IGNORED:
            continue
        if name == "hypothetical":
            try:
                file, _ = hypothetical.take(hypothetical.unpacked(value), name, lib)
                said |= {"case": file.id, "asked": hypothetical.point(file, lib)}
            except ReaderError as error:
                troubles.append(str(error))
        elif name in chosen:
            what, known = chosen[name]
            if value in known:
                said[name] = value
            else:
                troubles.append(f"there is no {what} “{value[:60]}”.{_suggestion(value, known)}")
        elif name == "as_of":
            try:
                said[name] = dt.date.fromisoformat(value)
            except ValueError:
                troubles.append(f"“{value[:60]}” is not a date; write it like 2024-01-02.")
        elif name in names:
            try:
                complete(lib, {name: value})
                facts[name] = value
            except ReaderError as error:
                troubles.append(str(error))
        else:
            strange.append(name)
    for name in strange:  # possibly another server's parameter, which we ignore
        meant = _suggestion(name, [*names, *chosen, "as_of"])
        if meant or said or facts:
            troubles.append(f"there is no fact “{name[:60]}”.{meant}")
    return Link(**said, facts=facts, troubles=tuple(troubles))


def whole(address: str, lesson: str, rest: str) -> str:
    """Return the full address of a link, based on the address of the present page."""
    parts = urlsplit(address)
    before, site, _ = parts.path.partition("/notebooks/index.html")
    if site:
        return parts._replace(
            path=f"{before}/", query=f"lesson={lesson}&{rest}", fragment=""
        ).geturl()
    return parts._replace(query=rest, fragment="").geturl()


def write(scenario: Any) -> str:
    """Return the parameters of a link to the present facts of a scenario."""
    saved = scenario.saved()
    otherwise = {"as_of": saved.law_as_of, "stage": saved.stage, "court": saved.court}
    said = {name: value for name, value in otherwise.items() if value}
    return urlencode({"case": scenario.start, **saved.facts, **said})


def laboratory(link: Link, lesson: str, lib: Library) -> Laboratory:
    """Return the laboratory for a link: the lesson's own, with the link's facts first."""
    labs = [s.lab for s in lib.lessons[lesson].sections if s.lab] if lesson in lib.lessons else []
    base = labs[0] if labs else Laboratory(case=lib.texts["story"], facts=["us_cdn"])
    every = list(dict.fromkeys(name for lab in labs or [base] for name in (*lab.facts, *lab.also)))
    front = list(link.facts) or base.facts
    if link.asked:
        front = list(lib.scenarios[link.case].facts)[:FRONT] or front
        top = base.top if link.asked in below(lib, base.top) else link.asked
        base = base.model_copy(update={"node": link.asked, "top": top})
    return base.model_copy(
        update={
            "case": link.case or base.case,
            "facts": front,
            "also": [name for name in every if name not in front],
            "views": [],
            "law": base.law or link.as_of is not None,
            "proof": base.proof or bool(link.stage),
            "court": base.court or bool(link.court),
        }
    )
