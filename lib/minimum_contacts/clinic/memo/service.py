"""Service of process and the response date: Federal Rules of Civil Procedure 4, 6, and 12."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from jurisdiction import explain
from .draft import Draft, safe

_DAY = dt.timedelta(1)


def due(draft: Draft) -> tuple[dt.date, str, int] | None:
    """Return the last day of the response period, *served* or *waived*, and its length; None if unknown."""
    service, days = draft.file.service, draft.words.service["days"]
    if service and service.waiver_sent:
        start, how = service.waiver_sent, "waived"
        count = days["waived_abroad" if service.abroad else "waived"]
    elif service and service.made:
        start, how, count = service.made, "served", days["served"]
    else:
        return None
    return start + dt.timedelta(count), how, count


def response_day(draft: Draft) -> dt.date | None:
    """Return the day on which the response is due under Rule 6(a); None if service is unknown."""
    found = due(draft)
    return found and rolled(draft.words.service, found[0])


def requests_from(draft: Draft) -> dt.date | None:
    """Return the first day for early requests for production; None without service on a known date."""
    made = draft.file.service
    waived = not made or made.waiver_sent
    after = dt.timedelta(draft.words.service["days"]["requests"])
    return None if waived or not made or not made.made else made.made + after


# --- Rule 6(a) ----------------------------------------------------------------------------------------
def rolled(words: Mapping[str, Any], day: dt.date) -> dt.date:
    """Extend a deadline that falls on a weekend or legal holiday to the next day that is neither."""
    while str(day.weekday()) in words["weekend"] or _holiday(words, day):
        day += _DAY
    return day


def _holiday(words: Mapping[str, Any], day: dt.date) -> tuple[str, dt.date] | None:
    """Return the federal holiday that falls, or is observed, on a day, with the holiday's own date."""
    observed = {
        5: -_DAY,
        6: _DAY,
    }  # a Saturday holiday is observed on Friday, a Sunday holiday on Monday
    for name, own in (*_holidays(words, day.year), *_holidays(words, day.year + 1)):
        if day in (own, own + observed.get(own.weekday(), dt.timedelta())):
            return name, own
    return None


def _holidays(words: Mapping[str, Any], year: int) -> Iterator[tuple[str, dt.date]]:
    for one in words["holidays"]:
        if year < one.get("since", year):
            continue
        month = one["month"]
        if "day" in one:
            yield one["name"], dt.date(year, month, one["day"])
        else:
            weeks = [week[one["weekday"]] for week in calendar.monthcalendar(year, month)]
            days = [day for day in weeks if day]
            yield one["name"], dt.date(year, month, days[one["week"] - (one["week"] > 0)])


# --- what a memo says ---------------------------------------------------------------------------------
def told(draft: Draft) -> list[str]:
    """Return sentences on how and when service was made, when a response is due, and what is at stake."""
    words, made = draft.words.service, draft.file.service
    how = safe(made.how) if made and made.how else words["no_how"]
    if found := due(draft):
        last, kind, count = found
        start, day = made and (made.waiver_sent or made.made), rolled(words, last)
        days = {"day": explain.day_words(start), "due": explain.day_words(day), "days": count}
        said = [draft.text(words[kind], how=how, **days), *_moved(draft, last)]
        said += [] if made and made.response else [words["state"]]
        if day < draft.today and made and not made.response:
            said.append(words["passed"])
    elif draft.analysis.stage in draft.lib.intake.unserved:
        said = [words["early"]]
    elif unserved(draft):
        where = words["abroad" if made and made.abroad else "at_home"]
        said = [draft.text(words["unserved"], how=how), where, words["waive"]]
    else:
        said = [words["missing"]]
    if made and made.response:
        said.append(draft.text(words["response"], response=safe(made.response)))
    elif made:
        said.append(words["no_response"])
    return [*said, words["warning"]]


def to_serve(draft: Draft) -> str:
    """Return how a plaintiff may serve a defendant; empty if the defendant has been served."""
    words, made = draft.words.service, draft.file.service
    where = words["abroad" if made and made.abroad else "at_home"]
    return f"{words['serve']} {where}" if unserved(draft) else ""


def unserved(draft: Draft) -> bool:
    """Return whether no defendant was served, by the file or because no one is served at its stage."""
    made = draft.file.service
    if draft.analysis.stage in draft.lib.intake.unserved:
        return True
    if made:
        return not (made.made or made.waiver_sent)
    return draft.analysis.says.get("state_alternative") == "not_served"


def _moved(draft: Draft, last: dt.date) -> list[str]:
    """Explain why the response is due later than the last day of the period; empty if it is not."""
    words = draft.words.service
    if rolled(words, last) == last:
        return []
    holiday = _holiday(words, last)
    why = words["weekend"].get(str(last.weekday())) or (holiday and holiday[0])
    said = [draft.text(words["moved"], last=explain.day_words(last), why=why)]
    if holiday and holiday[1] > last and str(last.weekday()) not in words["weekend"]:
        said.append(draft.text(words["observed"], last=explain.day_words(last), holiday=holiday[0]))
    return said
