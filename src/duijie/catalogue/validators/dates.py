"""A date as people write it in a form: a day, a month, a year, or the end of one of those."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime
from typing import Final

from duijie.engines.text.dates import find_dates
from duijie.engines.text.numerals import plain_digits

_MONTH: Final = re.compile(r"(\d{4})\s?(?:年|[-/.])\s?(\d{1,2})\s?月?份?(?:底|末|初|前)?")
_YEAR: Final = re.compile(r"(\d{4})\s?年?(?P<part>底|末|年底|年末|初|年初|内|前)?")
_FIRST_YEAR, _LAST_YEAR = 1950, 2100


def read_date(value: object, *, is_end: bool) -> date | None:
    """The day that a date, a datetime or a text means; None where it means none.

    A month or a year stands for its last day where `is_end`, else for its first; of a stretch of
    days the end or the start is taken likewise.
    """
    if isinstance(value, datetime):
        return _bounded(value.date())
    if isinstance(value, date):
        return _bounded(value)
    if not isinstance(value, str):
        return None
    text = plain_digits(value.strip())
    return _bounded(_plain(text) or _long(text, is_end=is_end) or _found(text, is_end=is_end))


def _bounded(day: date | None) -> date | None:
    return day if day is not None and _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _plain(text: str) -> date | None:
    match = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", text) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})", text
    )
    return _day(*match.groups()[:3]) if match else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _found(text: str, *, is_end: bool) -> date | None:
    mentions = find_dates(text)
    if not mentions:
        return None
    said = mentions[-1].end_date if is_end else mentions[0].start_date
    return None if said.startswith("--") else date.fromisoformat(said)


def _long(text: str, *, is_end: bool) -> date | None:
    """`2026-12`, `2026年12月底`, `2026年`, `2026年底`."""
    if match := _MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2])
        if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12):
            return None
        is_last = is_end or text.endswith(("底", "末"))
        return date(year, month, calendar.monthrange(year, month)[1] if is_last else 1)
    if (match := _YEAR.fullmatch(text)) and _FIRST_YEAR <= int(match[1]) <= _LAST_YEAR:
        part = match["part"] or ""
        is_last = (is_end and "初" not in part) or part.endswith(("底", "末"))
        return date(int(match[1]), 12, 31) if is_last else date(int(match[1]), 1, 1)
    return None
