"""How dates are written: one expression for each way, and the parts that it names."""

from __future__ import annotations

import re
from typing import Final

from duijie.engines.text.numerals import parse_numeral

_GAP = "[ \t]{0,2}"
_CN_DIGIT = "[一二三四五六七八九〇零○]"
_YEAR = (
    rf"(?P<y@>(?<![\d.])(?:(?:19|20)\d\d|\d\d(?={_GAP}年{_GAP}\d{{1,2}}{_GAP}月))"
    rf"|(?<!{_CN_DIGIT})[一二][九〇零○]{_CN_DIGIT}{{2}})"
)
_CN_SMALL = "[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_MONTH = rf"(?P<m@>(?<![\d.])(?:1[0-2]|0?[1-9])|(?<![一二三四五六七八九十])(?:{_CN_SMALL}))"
_DAY = rf"(?P<d@>(?<![\d.])(?:3[01]|[12]\d|0?[1-9])|(?<![一二三四五六七八九十])(?:{_CN_SMALL}))"
_DAY_SIGN = f"{_GAP}[日号]"
_NO_DAY_ABOVE = r"(?![线文机召称码])"
"""号 is the sign of a day in speech, but 5号线 is a line."""
_WEEKDAY = f"(?:{_GAP}[(（](?:星期|周|礼拜)[一二三四五六日天][)）])?"
_TO = rf"{_WEEKDAY}(?:上午|下午|晚上?)?{_GAP}(?:[-–—~～－]{{1,2}}|至|到){_GAP}"
_RELATIVE_YEAR = r"(?P<ry@>今年|本年|去年|明年|后年|前年)"
_NEAR_MONTH = r"(?P<rm@>本月|上个?月|下个?月|当月)"


def _numbered(pattern: str, number: int) -> str:
    """A part of an expression with its groups numbered, so that it can stand there twice."""
    return pattern.replace("@", str(number))


def _chinese(number: int) -> str:
    year = f"(?:(?:{_YEAR}{_GAP}年度?|{_RELATIVE_YEAR}){_GAP})?"
    month = f"(?:{_MONTH}{_GAP}月份?|{_NEAR_MONTH}){_GAP}"
    return _numbered(f"{year}{month}{_DAY}", number)


CHINESE_DAY: Final = re.compile(
    rf"{_chinese(1)}(?:{_DAY_SIGN}{_NO_DAY_ABOVE}"
    rf"(?:{_TO}(?:{_chinese(2)}|{_numbered(_DAY, 3)}){_DAY_SIGN}{_NO_DAY_ABOVE})?"
    rf"|{_TO}(?:{_chinese(4)}|{_numbered(_DAY, 5)}){_DAY_SIGN}{_NO_DAY_ABOVE})"
)
"""3月5日, 2026年3月5日至7日, 3月5-7日, 去年12月30日至今年1月2日."""

_MONTH_END = rf"(?:{_YEAR}{_GAP}年{_GAP})?{_MONTH}{_GAP}月(?!{_GAP}\d)"
CHINESE_MONTH: Final = re.compile(
    _numbered(rf"(?:{_YEAR}{_GAP}年|{_RELATIVE_YEAR}){_GAP}{_MONTH}{_GAP}月", 1)
    + rf"(?P<third>[上中下]旬)?(?:{_TO}{_numbered(_MONTH_END, 2)})?"
)
"""2026年三月, 2026年3月上旬, 2025年11月至2026年2月."""

_NUMERIC_DAY = (
    r"(?P<y@>(?:19|20)\d\d)(?P<s@>[-./])(?P<m@>1[0-2]|0?[1-9])(?P=s@)"
    r"(?P<d@>3[01]|[12]\d|0?[1-9])(?!\d)"
)
NUMERIC_DAY: Final = re.compile(
    rf"(?<![\d./-]){_numbered(_NUMERIC_DAY, 1)}"
    rf"(?:{_TO}(?:{_numbered(_NUMERIC_DAY, 2)}"
    r"|(?P<m3>1[0-2]|0?[1-9])(?P=s1)(?P<d3>3[01]|[12]\d|0?[1-9])(?![\d])"
    r"|(?P<d4>3[01]|[12]\d|0?[1-9])(?![\d:：年月.])))?(?![-/]?\d|\.\d)"
)
"""2026-03-05, 2026.3.5-3.7, 2026/3/5至2026/3/7."""

BARE_DAY: Final = re.compile(
    rf"(?<![\d.年月./第每个余])(?P<rm1>本月|上个?月|下个?月|当月)?{_GAP}"
    r"(?P<d1>(?<!\d)(?:3[01]|[12]\d|0?[1-9]))"
    rf"(?:(?:日)?{_TO}(?P<d2>3[01]|[12]\d|0?[1-9]))?日(?![内后前间均趋游常用])"
)
"""25日, 5日至7日, 本月5日: dates only beside a dateline or an earlier date."""

RELATIVE_DAY: Final = re.compile("今日|今天|昨日|昨天|明日|明天|前天|后天|大前天")
RELATIVE_DAYS: Final = {
    "今日": 0, "今天": 0, "昨日": -1, "昨天": -1, "明日": 1, "明天": 1, "前天": -2, "后天": 2,
    "大前天": -3,
}  # fmt: skip

_ENGLISH_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_ENGLISH_MONTH = (
    r"(?P<em@>January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_ENGLISH_DAY = r"(?P<d@>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d:])"
_ENGLISH_TO = r"\s?(?:[-–—]|to|and|&)\s?"
ENGLISH_DAY: Final = re.compile(
    rf"(?<![\w.])(?:{_numbered(_ENGLISH_DAY, 1)}(?:{_ENGLISH_TO}{_numbered(_ENGLISH_DAY, 2)})?"
    rf"\s{_numbered(_ENGLISH_MONTH, 1)}(?:,?\s(?P<y1>(?:19|20)\d\d))?"
    rf"|{_numbered(_ENGLISH_MONTH, 2)}\s{_numbered(_ENGLISH_DAY, 3)}"
    rf"(?:{_ENGLISH_TO}{_numbered(_ENGLISH_DAY, 4)})?(?:,?\s(?P<y2>(?:19|20)\d\d))?)(?![A-Za-z\d])"
)
"""16 November 2020, 11 and 12 November, March 5-7, 2026."""

PART_OF_DAY: Final = re.compile(
    rf"{_WEEKDAY}{_GAP}(凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|晚|夜间)"
)


def number(text: str | None) -> int | None:
    """A day, month or year in Arabic or Chinese digits; two digits of a year mean 20xx."""
    value = None if text is None else parse_numeral(text)
    return None if value is None else int(value)


def english_month(name: str) -> int:
    """1 to 12 for a name or its first three letters."""
    return _ENGLISH_MONTHS.index(name.lower()[:3]) // 4 + 1
