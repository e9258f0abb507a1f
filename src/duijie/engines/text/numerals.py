"""Numerals to values: Arabic and Chinese digits with 十百千万亿."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7,
    "捌": 8, "玖": 9,
}  # fmt: skip
_SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE_UNITS = {"万": 10**4, "亿": 10**8}
MULTIPLIERS = _SMALL_UNITS | _LARGE_UNITS

CHINESE_DIGITS = "".join(_DIGITS)
CHINESE_NUMERAL = (
    rf"[{CHINESE_DIGITS}十拾][{CHINESE_DIGITS}十拾百佰千仟万亿]*(?:点[{CHINESE_DIGITS}]+)?"
)
ARABIC_NUMERAL = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:\.\d+)?"

_PLAIN_FORMS = {0xFF10 + i: ord("0") + i for i in range(10)} | {
    ord(full): ord(plain) for full, plain in zip("．％－￥＄／〜", ".%-¥$/～", strict=True)
}


_LONGEST = 40
"""More digits than any amount has; Python refuses to read thousands of them."""


def plain_digits(text: str) -> str:
    """Full-width digits and their signs as ASCII, at the same places."""
    return text.translate(_PLAIN_FORMS)


def parse_numeral(text: str) -> Decimal | None:
    """The value of `1,200`, `3.5亿`, `2千万`, `三百二十`, `两万`, `一万二`, `二〇二六`.

    None if it is not written as a number is (`百万`, `三二十`).
    """
    text = plain_digits(text.strip())
    if len(text) > _LONGEST:
        return None
    match = re.fullmatch(rf"({ARABIC_NUMERAL})\s?([十拾百佰千仟万亿]{{0,2}})", text)
    if match:
        value = Decimal(re.sub("[,，]", "", match[1]))
        for unit in match[2]:
            value *= MULTIPLIERS[unit]
        return value.normalize() + 0  # 1.2亿 is 120000000, neither 120000000.0 nor 1.2E+8
    whole, _, fraction = text.partition("点")
    if not whole or any(c not in _DIGITS for c in fraction):
        return None
    value_or_none = _parse_whole(whole)
    if value_or_none is None or not fraction:
        return None if value_or_none is None else Decimal(value_or_none)
    return value_or_none + Decimal("0." + "".join(str(_DIGITS[c]) for c in fraction))


def _parse_whole(text: str) -> int | None:
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    for unit in ("亿", "万"):
        head, found, tail = text.rpartition(unit)
        if found:
            return _join(_parse_whole(head) if head else None, _LARGE_UNITS[unit], tail)
    return _parse_thousands(text)


def _join(head: int | None, unit: int, tail: str) -> int | None:
    """head x unit + tail, where 一万二 means 12,000 and 一万零二 means 10,002."""
    if head is None:
        return None
    if not tail:
        return head * unit
    if len(tail) == 1 and tail in _DIGITS and tail not in "零〇○":
        return head * unit + _DIGITS[tail] * (unit // 10)
    rest = _parse_whole(tail.lstrip("零〇○")) if tail.strip("零〇○") else None
    return head * unit + rest if rest is not None and rest < unit else None


def _parse_thousands(text: str) -> int | None:
    total, previous, last, is_after_zero = 0, 10**4, 1, False
    digit: int | None = None
    for char in text:
        if char in "零〇○":
            if digit is not None:
                return None
            is_after_zero = True
        elif char in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS[char]
        elif char in _SMALL_UNITS:
            unit = _SMALL_UNITS[char]
            # 十二 is short for 一十二, 百二 is no number
            if unit >= previous or (digit is None and not (unit == 10 and total == 0)):
                return None
            total += (1 if digit is None else digit) * unit
            previous, last, digit, is_after_zero = unit, unit, None, False
        else:
            return None
    if digit is not None:
        total += digit * (last // 10 if last > 10 and not is_after_zero else 1)
    return total
