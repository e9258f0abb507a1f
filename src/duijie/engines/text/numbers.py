"""Numbers in running text: values, ranges, percentages, and whether they are meant roughly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from duijie.engines.text.numerals import (
    ARABIC_NUMERAL,
    CHINESE_DIGITS,
    CHINESE_NUMERAL,
    parse_numeral,
    plain_digits,
)

RANGE_SIGN = r"\s?(?:[-–—~～－]{1,2}|至|到)\s?"
ROUGHLY_BEFORE = (
    r"(?:大约|约为|约|将近|接近|近|超过|超|逾|突破|不少于|不低于|至少|上下|最多|不超过)"
)
ROUGHLY_AFTER = r"(?:余|多|来|左右|上下|以上|以下|以内)"

_MULTIPLIER = r"(?:\s?[十百千万亿]{1,2}(?![十百千万亿]))?"
_ARABIC = rf"{ARABIC_NUMERAL}(?:[余多](?=[十百千万亿]))?{_MULTIPLIER}"
_MEASURES = (
    "个|项|家|名|人|位|件|台|套|年|天|次|批|倍|吨|米|公里|公斤|千克|克|升|元|亩|所|场|期|条|种|类|款|座"
    "|支|只|份|组|轮|届|周|小时|分钟|秒|度|层|步|成|余|多"
)
_NUMBER = re.compile(
    rf"(?P<permille>千分之)?(?P<percent>百分之)?(?P<sign>(?<![^\s(（\[:：,，~～至])[-−])?"
    rf"(?:(?P<arabic>(?<![A-Za-z\d.])(?:{_ARABIC})(?![A-Za-z]*\d))|(?P<chinese>{CHINESE_NUMERAL}))"
    r"(?P<after>\s?[%‰])?"
)
_COUNTED = re.compile(rf"(?:{RANGE_SIGN}{CHINESE_NUMERAL})?(?:{_MEASURES})")
_MEASURED = re.compile(r"倍|亩|吨|公里|公斤|千克|米|元|年|天|周|小时|分钟|秒|成")
_BETWEEN = re.compile(rf"(?:{RANGE_SIGN})")
_BEFORE = re.compile(rf"{ROUGHLY_BEFORE}\s?$")
_AFTER = re.compile(rf"\s?{ROUGHLY_AFTER}")
_FRACTION = re.compile(rf"(?P<under>{CHINESE_NUMERAL})分之(?P<over>{CHINESE_NUMERAL})")
_NO_NUMBERS = re.compile(r"十分(?!之)|万一|一一|三三两两|五一(?!十)|千万(?=不|别|要)|四四方方")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or a range from `value` to `upper`. 万 and 亿 are multiplied in.

    A percentage keeps its figure (31.5 % is 31.5) and says so.
    """

    start: int
    end: int
    text: str
    value: Decimal
    upper: Decimal | None = None
    is_percent: bool = False
    is_approximate: bool = False


def find_numbers(text: str) -> tuple[Number, ...]:
    """All numbers in order: Arabic, full-width and Chinese, ranges, percentages, fractions.

    Chinese numerals need a unit (三百二十) or a measure word behind them (三项); ordinals (第三),
    digits inside a code (LED3030), vague counts (数十) and 一 as an article (一批) are no numbers.
    In `500-800万` the multiplier counts for both ends. 约, 近, 余, 左右 … mark as approximate.
    """
    plain = plain_digits(text)
    found: list[Number] = []
    for number in _single_numbers(plain):
        joined = _join_range(found[-1], number, plain) if found else None
        if joined is not None:
            found[-1] = joined
        else:
            found.append(number)
    return tuple(replace(number, text=text[number.start : number.end]) for number in found)


def _single_numbers(plain: str) -> Iterator[Number]:
    at = 0
    while at < len(plain):
        match = _NUMBER.search(plain, at)
        if match is None:
            return
        number = _read_fraction(plain, match.start()) or _read(plain, match)
        if number is None:
            # what failed as a whole may hold no second try inside: 一起, 第三
            at = max(match.end(), at + 1)
        else:
            yield number
            at = number.end


def _read_fraction(plain: str, start: int) -> Number | None:
    match = _FRACTION.match(plain, start)
    if match is None or match["under"] in ("百", "千"):
        return None
    under, over = parse_numeral(match["under"]), parse_numeral(match["over"])
    if not under or over is None:
        return None
    value = (over / under).quantize(Decimal("0.000001")).normalize()
    return Number(match.start(), match.end(), match.group(), value)


def _read(plain: str, match: re.Match[str]) -> Number | None:
    numeral = match["arabic"] or match["chinese"]
    value = parse_numeral(re.sub("[余多]", "", numeral))
    is_percent = bool(match["percent"]) or (match["after"] or "").strip() == "%"
    if match["permille"] or (match["after"] or "").strip() == "‰":
        value, is_percent = value and value / 10, True
    if value is None or (match["chinese"] and not is_percent and not _is_count(plain, match)):
        return None
    after = _AFTER.match(plain, match.end())
    is_approximate = bool(
        after or _BEFORE.search(plain, max(0, match.start() - 4), match.start())
    ) or any(c in numeral for c in "余多")
    return Number(
        match.start(),
        match.end(),
        match.group(),
        -value if match["sign"] else value,
        None,
        is_percent,
        is_approximate,
    )


def _is_count(plain: str, match: re.Match[str]) -> bool:
    """Whether Chinese numerals count something, rather than being part of a word."""
    numeral, start, end = match["chinese"], match.start("chinese"), match.end("chinese")
    if plain[start - 1 : start] in ("第", "数", "几", "统", "唯", "之") and start:
        return False
    if _NO_NUMBERS.match(plain, start):
        return False
    has_unit = any(c not in CHINESE_DIGITS + "点" for c in numeral) and len(numeral) > 1
    if has_unit:
        return True
    if len(numeral) > 1:
        return "点" in numeral or "〇" in numeral or "○" in numeral
    if numeral == "一":
        # 一家企业, 进一步, 一批: an article or part of a word, not a count
        return _MEASURED.match(plain, end) is not None
    return _COUNTED.match(plain, end) is not None


def _join_range(low: Number, high: Number, plain: str) -> Number | None:
    between = plain[low.end : high.start]
    if low.upper is not None or not _BETWEEN.fullmatch(between):
        return None
    value = low.value
    factor = _multiplier(plain[high.start : high.end])
    if _multiplier(plain[low.start : low.end]) == 1 and factor > 1 and value * factor <= high.value:
        value *= factor
    if value >= high.value or (low.is_percent and not high.is_percent):
        return None
    return Number(
        low.start,
        high.end,
        "",
        value,
        high.value,
        high.is_percent,
        low.is_approximate or high.is_approximate,
    )


def _multiplier(numeral: str) -> int:
    tail = re.search(r"[万亿]{0,2}$", numeral.rstrip("%‰ "))
    factor = 1
    for unit in tail.group() if tail else "":
        factor *= {"万": 10**4, "亿": 10**8}[unit]
    return factor
