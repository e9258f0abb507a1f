"""Dates in running text, to calendar dates."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from duijie.engines.text.date_patterns import (
    BARE_DAY,
    CHINESE_DAY,
    CHINESE_MONTH,
    ENGLISH_DAY,
    NUMERIC_DAY,
    PART_OF_DAY,
    RELATIVE_DAY,
    RELATIVE_DAYS,
    english_month,
    number,
)
from duijie.engines.text.numerals import plain_digits

_FUTURE = re.compile("将于?|拟于?|定于|计划|预计|截止|截至|报名|即将")
_FAR_AHEAD_DAYS = 120
_FAR_BACK_DAYS = 300
_RELATIVE_YEARS = {"今年": 0, "本年": 0, "去年": -1, "明年": 1, "后年": 2, "前年": -2}


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day whose year may be unknown. `str` gives `2026-03-05` or `--03-05`."""

    year: int | None
    month: int
    day: int

    def __str__(self) -> str:
        year = "-" if self.year is None else f"{self.year:04d}"
        return f"{year}-{self.month:02d}-{self.day:02d}"

    @property
    def exists(self) -> bool:
        """Whether the calendar has it; without a year 29 February is let pass."""
        if not 1 <= self.month <= 12:
            return False
        return 1 <= self.day <= calendar.monthrange(self.year or 2000, self.month)[1]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A day or a stretch of days: `YYYY-MM-DD`, or `--MM-DD` where no year is known.

    Both ends are included; of a single day they are equal.
    """

    start: int
    end: int
    text: str
    start_date: str
    end_date: str
    precision: Literal["day", "month"] = "day"
    """`month`: the text names a month or a third of one; its first and last day are given."""
    part_of_day: str | None = None
    """上午, 下午, … as it stands behind the date."""


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    first: Day
    last: Day
    precision: Literal["day", "month"] = "day"


def find_dates(text: str, dateline: dt.date | None = None) -> tuple[DateMention, ...]:
    """All dates in order: 2026年3月5日, 3月5日至7日, 2026.3.5, 二〇二六年三月, 16 November 2020.

    With a `dateline` (the day the text was published) 昨日, 今天, 25日 and 去年3月5日 are resolved,
    and a date without a year gets the year that lies near: not more than four months ahead unless
    将, 拟, 截止 … stands before it. Without one they keep `--MM-DD` or, where even the month is
    missing, take that of the date before; else they are left out. Years alone, 近日 and 日前 are no
    dates. What no calendar has (2月30日) is left out.
    """
    plain = plain_digits(text)
    mentions: list[DateMention] = []
    before: Day | None = None
    for match in _candidates(plain):
        found = _resolve(plain, match, dateline, before)
        if found is None or not (found.first.exists and found.last.exists):
            continue
        before = found.last
        part = PART_OF_DAY.match(plain, found.end)
        mentions.append(
            DateMention(
                found.start,
                found.end,
                text[found.start : found.end],
                str(found.first),
                str(found.last),
                found.precision,
                part[1] if part else None,
            )
        )
    return tuple(mentions)


def _candidates(plain: str) -> Iterator[re.Match[str]]:
    """Matches of all ways to write a date, leftmost first, of these the longest."""
    patterns = (CHINESE_DAY, NUMERIC_DAY, CHINESE_MONTH, ENGLISH_DAY, BARE_DAY, RELATIVE_DAY)
    found = [match for pattern in patterns for match in pattern.finditer(plain)]
    at = 0
    for match in sorted(found, key=lambda m: (m.start(), -m.end())):
        if match.start() >= at:
            yield match
            at = match.end()


def _resolve(
    plain: str, match: re.Match[str], dateline: dt.date | None, before: Day | None
) -> _Found | None:
    pattern = match.re
    if pattern is RELATIVE_DAY:
        if dateline is None:
            return None
        day = dateline + dt.timedelta(days=RELATIVE_DAYS[match.group()])
        only = Day(day.year, day.month, day.day)
        return _Found(match.start(), match.end(), only, only)
    if pattern is CHINESE_MONTH:
        return _read_months(match, dateline)
    if pattern is NUMERIC_DAY:
        return _in_order(match, *_read_numeric(match))
    if pattern is ENGLISH_DAY:
        return _with_year(plain, match, dateline, *_read_english(match))
    if pattern is BARE_DAY:
        return _read_bare(plain, match, dateline, before)
    days = _read_chinese(match, dateline)
    return None if days is None else _with_year(plain, match, dateline, *days)


def _with_year(
    plain: str, match: re.Match[str], dateline: dt.date | None, first: Day, last: Day
) -> _Found:
    """Days without a year get the one near the dateline; of a stretch, both by the first."""
    if first.year is None and dateline is not None and first.exists:
        year = _near_year(first, dateline, _is_ahead(plain, match.start()))
        gap = last.year is None and (last.month, last.day) < (first.month, first.day)
        first = replace(first, year=year)
        last = replace(last, year=last.year or year + gap)
    return _in_order(match, first, last)


def _in_order(match: re.Match[str], first: Day, last: Day) -> _Found:
    """A stretch over New Year gets the next year at its end; a reversed one is cut to its start."""
    if first.year is not None and last.year is None:
        wraps = (last.month, last.day) < (first.month, first.day)
        last = replace(last, year=first.year + wraps)
    if first.year is not None and str(last) < str(first):
        last = first
    return _Found(match.start(), match.end(), first, last)


def _read_numeric(match: re.Match[str]) -> tuple[Day, Day]:
    first = Day(int(match["y1"]), int(match["m1"]), int(match["d1"]))
    if match["y2"]:
        return first, Day(int(match["y2"]), int(match["m2"]), int(match["d2"]))
    if match["d3"]:
        return first, Day(first.year, int(match["m3"]), int(match["d3"]))
    if match["d4"]:
        return first, replace(first, day=int(match["d4"]))
    return first, first


def _read_english(match: re.Match[str]) -> tuple[Day, Day]:
    if match["em1"]:
        month, days, year = match["em1"], (match["d1"], match["d2"]), match["y1"]
    else:
        month, days, year = match["em2"], (match["d3"], match["d4"]), match["y2"]
    first = Day(int(year) if year else None, english_month(month), int(days[0]))
    return first, replace(first, day=int(days[1] or days[0]))


def _read_chinese(match: re.Match[str], dateline: dt.date | None) -> tuple[Day, Day] | None:
    first = _chinese_part(match, 1, dateline, None)
    if first is None:
        return None
    for group in (2, 4):
        if match[f"d{group}"]:
            last = _chinese_part(match, group, dateline, first)
            return (first, last) if last else None
    day = number(match["d3"] or match["d5"])
    return first, replace(first, day=day) if day else first


def _chinese_part(
    match: re.Match[str], group: int, dateline: dt.date | None, first: Day | None
) -> Day | None:
    year = _full_year(number(match[f"y{group}"]))
    if match[f"ry{group}"] and dateline:
        year = dateline.year + _RELATIVE_YEARS[match[f"ry{group}"]]
    day = number(match[f"d{group}"]) or 0
    if match[f"rm{group}"]:
        if dateline is None:
            return None
        near_year, month = _near_month(match[f"rm{group}"], dateline)
        return Day(year or near_year, month, day)
    month = number(match[f"m{group}"]) or 0
    if year is None and first is not None and first.year is not None:
        year = first.year + (month < first.month)
    return Day(year, month, day)


def _full_year(year: int | None) -> int | None:
    return 2000 + year if year is not None and year < 100 else year


def _near_month(name: str, dateline: dt.date) -> tuple[int, int]:
    step = {"上": -1, "下": 1}.get(name[0], 0)
    index = dateline.year * 12 + dateline.month - 1 + step
    return index // 12, index % 12 + 1


def _near_year(day: Day, dateline: dt.date, is_ahead: bool) -> int:
    """The year of a date without one: that of the dateline, unless this is far off."""
    year = dateline.year
    this = dt.date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))
    days = (this - dateline).days
    if days > _FAR_AHEAD_DAYS and not is_ahead:
        return year - 1
    if days < -_FAR_BACK_DAYS or (is_ahead and days < -_FAR_AHEAD_DAYS):
        return year + 1
    return year


def _is_ahead(plain: str, start: int) -> bool:
    return _FUTURE.search(plain, max(0, start - 8), start) is not None


def _read_bare(
    plain: str, match: re.Match[str], dateline: dt.date | None, before: Day | None
) -> _Found | None:
    day = int(match["d1"])
    last_day = int(match["d2"] or match["d1"])
    if dateline is not None:
        if match["rm1"]:
            year, month = _near_month(match["rm1"], dateline)
        else:
            is_past_month = day > dateline.day and not _is_ahead(plain, match.start())
            year, month = _near_month("上月" if is_past_month else "本月", dateline)
        first = Day(year, month, day)
    elif before is not None and not match["rm1"]:
        first = replace(before, day=day)
    else:
        return None
    if last_day < day:
        return None
    return _Found(match.start(), match.end(), first, replace(first, day=last_day))


def _read_months(match: re.Match[str], dateline: dt.date | None) -> _Found | None:
    year = _full_year(number(match["y1"]))
    if year is None:
        if dateline is None:
            return None
        year = dateline.year + _RELATIVE_YEARS[match["ry1"]]
    month = number(match["m1"]) or 0
    last_month = number(match["m2"]) or month
    last_year = _full_year(number(match["y2"])) or year + (last_month < month)
    if not (1 <= month <= 12 and 1 <= last_month <= 12):
        return None
    first_day, last_day = 1, calendar.monthrange(last_year, last_month)[1]
    if match["third"]:
        first_day = {"上": 1, "中": 11, "下": 21}[match["third"][0]]
        if match["m2"] is None:
            last_day = {"上": 10, "中": 20}.get(match["third"][0], last_day)
    first, last = Day(year, month, first_day), Day(last_year, last_month, last_day)
    if str(last) < str(first):
        return None
    return _Found(match.start(), match.end(), first, last, "month")
