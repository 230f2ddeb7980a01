"""Parse shares and counts as people write them: 4.6%, 12-19 percent, 320,000, 1.2 million.

Ambiguous text is never guessed at; the error names both readings.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from .model import Range, ReaderError

Kind = Literal["share", "count"]
Refuse = Callable[..., ReaderError]
STEP = {"share": 1e-9, "count": 1.0}  # smallest difference between two figures
TOP = {"share": 1.0, "count": float("inf")}
LIKE = {
    "share": "Write a share such as 4.6%, a range such as 12%-19%, or unknown.",
    "count": "Write a whole number such as 320,000, a range such as 20,000-30,000, or unknown.",
}
NAME = {"share": "share", "count": "number"}

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f\u2007", " ") | {"％": "%", "−": "-"})
_UNIT = r"%|per ?cent\b|pct\b\.?|k\b|thousand\b|m\b|mm\b|mn\b|million\b|bn?\b|billion\b"
_NUMBER = rf"(?P<digits>\.?\d(?:[\d.,'’]| (?=\d))*(?:e[+-]?\d+)?)\s*(?P<unit>{_UNIT}|)"
_AT_LEAST = r"at least|no less than|not less than|no fewer than|from|≥|>="
_AT_MOST = r"at most|up to|no more than|not more than|≤|<="
_OVER = r"more than|over|above|>"
_UNDER = r"less than|fewer than|under|below|<"
_BOUND = re.compile(
    rf"(?:(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})|(?P<over>{_OVER})|(?P<under>{_UNDER}))\s*{_NUMBER}"
)
_AFTER = re.compile(
    rf"{_NUMBER}\s*(?:(?P<least>\+|(?:or|and) (?:more|over|above))|(?P<most>or (?:less|fewer|under|below)))"
)
_ONE = re.compile(_NUMBER)
_TWO = re.compile(
    rf"(?:(?P<between>between )|from )?{_NUMBER}\s*(?:-|–|—|\bto\b|(?P<and>\band\b))\s*"
    + _NUMBER.replace("digits", "more").replace("unit", "of")
)
_TIMES = dict.fromkeys(["k", "thousand"], 1e3) | dict.fromkeys(["m", "mm", "mn", "million"], 1e6)
_TIMES |= dict.fromkeys(["b", "bn", "billion"], 1e9)
LONGEST = 100  # most characters of a figure, including its words


def read(kind: str, written: Any, where: str, on_screen: bool = False) -> Range:
    """Parse a share or a count. Raise ReaderError with the permitted form if it is invalid or ambiguous.

    written: text, a number, or a pair such as [0.12, 0.19] for a range. on_screen: in a learner's
    field, a bare number from 0.1 to 100 is a percentage; in a file, a bare share is a fraction of
    the whole.
    """
    text = str(written)
    words = " ".join(text.translate(_SPACES).lower().split())

    def refuse(problem: str, remedy: str = "") -> ReaderError:
        return ReaderError(where, problem, remedy or LIKE[kind])

    number = partial(_share, refuse, on_screen) if kind == "share" else partial(_count, refuse)
    if isinstance(written, list | tuple):
        ends = [read(kind, str(end), where, on_screen) for end in written]
        if len(ends) not in (1, 2) or ends[0].low > ends[-1].high:
            raise refuse(f"'{text}' is not a figure or a range from low to high.")
        return Range(ends[0].low, ends[-1].high)
    if len(words) > LONGEST:
        raise refuse(f"'{words[:40]} …' is too long for a {NAME[kind]}.")
    if re.match(r"-\s*[\d.]", words):
        raise refuse(f"'{text}' is below zero.")
    if m := _ONE.fullmatch(words):
        low = high = number(m["digits"], m["unit"])
    elif m := _BOUND.fullmatch(words) or _AFTER.fullmatch(words):
        value, step = number(m["digits"], m["unit"]), STEP[kind]
        said = {name for name, part in m.groupdict().items() if part}
        if "under" in said and value == 0:
            raise refuse("no number is less than zero.")
        low = value + step if "over" in said else value if "least" in said else 0.0
        high = max(value - step, 0.0) if "under" in said else value if "most" in said else TOP[kind]
        if kind == "share" and not on_screen and not m["unit"] and m["digits"] == "1":
            raise refuse("'1' could mean 1% or 100%.", "Write it with a percent sign.")
    elif (m := _TWO.fullmatch(words)) and bool(m["between"]) == bool(m["and"]):
        first, second = _units(refuse, m["digits"], m["unit"], m["more"], m["of"])
        low, high = number(m["digits"], first), number(m["more"], second)
    else:
        raise refuse(f"'{text}' is not a {NAME[kind]}.")
    if low > high:
        raise refuse(f"'{text}' is not a figure or a range from low to high.")
    if low == float("inf"):
        raise refuse(f"'{text}' is too large a number.")
    if kind == "share" and high > 1:
        raise refuse(f"{text} is more than 100%; a share runs from 0 to 100%.")
    return Range(low, high)


def _units(refuse: Refuse, low: str, unit: str, high: str, of: str) -> tuple[str, str]:
    """Return the units of both ends of a range; a single unit applies to both if that is unambiguous."""
    if _percent(unit) or _percent(of):
        return unit or "%", of or "%"
    if (
        not unit
        and re.fullmatch(r"[1-9]\d{0,2}", low)
        and re.fullmatch(r"[1-9]\d{0,2},\d{3}", high)
    ):
        ends = f"{low},000-{high}", f"{low}-{high}"
        raise refuse(f"'{ends[1]}' could mean {ends[0]} or {ends[1]}.", "Write both ends in full.")
    bare = not unit and re.fullmatch(r"\d{1,3}(?:\.\d+)?", low)
    return (of if bare else unit), of


def _percent(unit: str) -> bool:
    return unit.startswith(("%", "p"))


def with_unit(kind: Kind, text: str, where: str) -> str:
    """Return typed text in the form a file uses; a bare share receives its percent sign."""
    meant = read(kind, text, where, on_screen=True)
    for written in (text, f"{text}%"):
        try:
            if read(kind, written, where) == meant:
                return written
        except ReaderError:
            continue
    return f"{meant.low * 100:.12g}%-{meant.high * 100:.12g}%"


def _share(refuse: Refuse, on_screen: bool, digits: str, unit: str) -> float:
    """Return a share as a fraction; a comma in a share is a decimal comma."""
    if unit and not _percent(unit):
        raise refuse(f"'{digits} {unit}' is not a share.")
    if not re.fullmatch(r"\d*[.,]?\d+(?:e[+-]?\d+)?|\d+[.,]", digits):
        raise refuse(f"'{digits}' is not a share.")
    value = float(digits.replace(",", "."))
    if unit:
        return value / 100
    if on_screen:
        if 0 < value < 0.1:
            raise refuse(
                f"'{digits}' could mean {value:.4g}% or {value * 100:.4g}%.",
                "Write it with a percent sign.",
            )
        return value / 100
    if 1 < value <= 100:
        raise refuse(
            f"'{digits}' could mean {value:.4g}% or {value * 100:.4g}%, which is more than 100%.",
            f"A bare number is a fraction here: write {value:.4g}%, or {value / 100:.4g}. "
            f"{LIKE['share']}",
        )
    return value


def _count(refuse: Refuse, digits: str, unit: str) -> float:
    """Return a count; a comma must precede three digits, and a period is a decimal point."""
    if _percent(unit):
        raise refuse(f"'{digits}{unit}' is a percentage, but this calls for a count.")
    if not unit and re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", digits):
        whole = f"{int(digits.replace('.', '')):,}"
        other = f" or {float(digits):,.4g}" if digits.count(".") == 1 else ""
        raise refuse(
            f"'{digits}' could mean {whole}{other}.", f"Write {whole} if that is what you mean."
        )
    grouped = re.fullmatch(r"[1-9]\d{0,2}(?:([, '’])\d{3}(?:\1\d{3})*)(\.\d+)?", digits)
    if not grouped and not re.fullmatch(r"\d*\.?\d+(?:e[+-]?\d+)?", digits):
        raise refuse(
            f"'{digits}' is not a number.",
            f"A comma must be followed by three digits. {LIKE['count']}",
        )
    value = float(re.sub(r"[, '’]", "", digits)) * _TIMES.get(unit, 1.0)
    if value % 1 and value != float("inf"):
        raise refuse(f"'{digits}' is not a whole number.")
    return value
