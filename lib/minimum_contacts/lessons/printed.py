"""The learner's work in one lesson as a page to print: predictions, answers, writing, and facts."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from jurisdiction import explain
from .record import Entry, titled

_PARTS = {  # heading -> kinds of work under it
    "What you predicted": ("prediction", "try"),
    "What you answered": ("answer",),
    "What you wrote": ("explanation",),
    "The facts you set": ("facts",),
}
_LOOK = """
  body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff; }
  body { font: 16px/1.5 Georgia, "Times New Roman", serif; }
  h1 { font-size: 1.6rem; margin: 0; }
  h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #999; }
  section { margin: 1rem 0; break-inside: avoid-page; } h3 { font-size: 1rem; margin: 0; }
  h3, blockquote, p { overflow-wrap: anywhere; } p { margin: .3rem 0; }
  blockquote { margin: .3rem 0; padding-left: .8rem; border-left: 3px solid #999; white-space: pre-wrap; }
  .when { color: #444; font-size: .9rem; }
  @media print { body { margin: 0; max-width: none; } .hint { display: none; } }
"""


def page(notebook: str, entries: Iterable[Entry]) -> str:
    """Return the work in a notebook as an HTML document without scripts or external resources."""
    work, name = list(entries), escape(titled(notebook))
    parts = "".join(_part(title, work, kinds) for title, kinds in _PARTS.items())
    parts = parts or "<p>There is no work in this lesson yet.</p>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>My work: {name}</title><style>{_LOOK}</style></head><body>"
        f"<h1>My work: {name}</h1>"
        '<p class="hint">To print this page or save it as a PDF, use your browser\'s Print command.</p>'
        f"{parts}</body></html>"
    )


def _part(title: str, work: list[Entry], kinds: tuple[str, ...]) -> str:
    """Return one part of the page; empty if there is no such work."""
    tasks: dict[str, list[Entry]] = {}
    for entry in work:
        if entry.kind in kinds and (entry.answer or entry.committed):
            tasks.setdefault(entry.task, []).append(entry)
    shown = "".join(_task(entries) for entries in tasks.values())
    return f"<h2>{title}</h2>{shown}" if shown else ""


def _task(entries: list[Entry]) -> str:
    """Return one question with every answer in chronological order; for facts, only the last."""
    said = entries[-1:] if entries[-1].kind == "facts" else entries
    asked = entries[-1].asked
    asked = f"{asked[:1].upper()}{asked[1:]}"
    return f"<section><h3>{escape(asked)}</h3>{''.join(map(_answer, said))}</section>"


def _answer(entry: Entry) -> str:
    """Return one answer, with its time and the lesson's verdict."""
    at = entry.at.astimezone()
    how = f"{explain.day_words(at.date())}, {at:%H:%M}"
    if entry.revealed:
        how += ", after the answer was shown"
    elif not entry.committed and entry.kind in ("prediction", "answer", "explanation"):
        how += ", not committed"
    told = f"<p>The lesson said: {escape(entry.told)}</p>" if entry.told else ""
    return f'<p class="when">{escape(how)}</p><blockquote>{escape(entry.answer)}</blockquote>{told}'
