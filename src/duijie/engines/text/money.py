"""Amounts of money in running text and in table cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from duijie.engines.text.numbers import RANGE_SIGN, ROUGHLY_AFTER, ROUGHLY_BEFORE
from duijie.engines.text.numerals import (
    ARABIC_NUMERAL,
    CHINESE_NUMERAL,
    MULTIPLIERS,
    parse_numeral,
    plain_digits,
)

_CURRENCIES: Final[dict[str, str]] = {
    "人民币": "CNY", "rmb": "CNY", "cny": "CNY", "¥": "CNY", "元": "CNY", "圆": "CNY",
    "块": "CNY", "美元": "USD", "美金": "USD", "usd": "USD", "us$": "USD", "$": "USD",
    "欧元": "EUR", "eur": "EUR", "€": "EUR", "港元": "HKD", "港币": "HKD", "hk$": "HKD",
    "日元": "JPY", "英镑": "GBP", "£": "GBP", "韩元": "KRW", "新台币": "TWD", "卢布": "RUB",
}  # fmt: skip
_NUMERAL = rf"(?:(?<![\d.])(?:{ARABIC_NUMERAL})|{CHINESE_NUMERAL}(?:\.\d+)?)"
_MULTIPLIER = r"(?:\s?[余多]?\s?(?P<{0}>[十百千万亿]{{1,2}}|[wW](?![A-Za-z])))?"
_PREFIX = r"(?:(?P<prefix>人民币|RMB|CNY|USD|EUR|US\$|HK\$|[¥$€£])\s?[:：]?\s?)?"
_SUFFIX = (
    r"(?:\s?(?P<suffix>人民币|RMB|CNY|USD|EUR|美元|美金|欧元|港元|港币|日元|英镑|韩元|新台币|卢布"
    r"|元(?![素件旦年器宵月宇组胞])|圆(?=整)|块钱)(?:人民币)?)?"
)
_AMOUNT = re.compile(
    rf"{_PREFIX}(?P<roughly>{ROUGHLY_BEFORE}\s?)?"
    rf"(?P<low>{_NUMERAL}){_MULTIPLIER.format('low_unit')}"
    rf"(?:\s?(?:万?元)?{RANGE_SIGN}(?P<high>{_NUMERAL}){_MULTIPLIER.format('high_unit')})?"
    rf"(?P<after>\s?{ROUGHLY_AFTER})?{_SUFFIX}",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"(?:资金|投入|预算|金额|经费|投资额?|报酬|奖金|总额|合同额|成交额|费用|估值|融资|悬赏|出资|价格|售价"
    r"|报价|注册资本)[^\d。；;\n]{0,6}$"
)
_LABEL_UNIT = re.compile(
    r"[(（]\s?(?:单位[:：]?\s?)?(?P<unit>亿|万|千)?元\s?(?:人民币)?[)）]\s?[:：]?\s?$"
)
_NO_MONEY_BEHIND = re.compile(
    r"\s?(?:[年月日天%‰个项人名台套件家批次期吨米克]|平方|[A-Za-z]|[-/.]\d)"
)
_ROUGHLY_BEHIND = re.compile(rf"\s?{ROUGHLY_AFTER}")
_UNIT = re.compile(r"(?P<unit>[十百千万亿]{0,2})(?P<currency>元|美元|欧元|港元|日元|英镑)?")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, or a range from `yuan` to `upper`.

    `yuan` counts whole units of `currency` (ISO 4217), which are yuan where that is CNY; nothing
    is converted.
    """

    start: int
    end: int
    text: str
    yuan: Decimal
    currency: str = "CNY"
    upper: Decimal | None = None
    is_approximate: bool = False


def find_money(text: str, *, default_unit: str | None = None) -> tuple[Money, ...]:
    """All amounts in order: 7545万元, 1.2亿美元, ¥5,000, 人民币五百万元整, 500-800万元.

    A number without 元 is money behind a currency sign, behind a label that names the unit
    (拟投入资金（万元）：500), with 万 or 亿 behind a word such as 预算; and with
    `default_unit`, the unit in a column's header (`元`, `万元`, `亿元`, `万美元`), wherever no
    count, date or letter follows. 面议, 二元 and 三元材料 are no amounts. Raises `ValueError` for
    another default unit.
    """
    plain = plain_digits(text)
    default = _read_unit(default_unit) if default_unit is not None else None
    found = []
    for match in _AMOUNT.finditer(plain):
        money = _read(plain, match, default)
        if money is not None:
            found.append(replace(money, text=text[money.start : money.end]))
    return tuple(found)


def _read_unit(unit: str) -> tuple[int, str]:
    match = _UNIT.fullmatch(unit.strip())
    if match is None or not match.group():
        raise ValueError(f"not a unit of money: {unit!r}")
    return _factor(match["unit"]), _CURRENCIES[match["currency"] or "元"]


def _factor(units: str | None) -> int:
    factor = 1
    for unit in units or "":
        factor *= 10**4 if unit in "wW" else MULTIPLIERS[unit]
    return factor


def _read(plain: str, match: re.Match[str], default: tuple[int, str] | None) -> Money | None:
    low, high = parse_numeral(match["low"]), match["high"] and parse_numeral(match["high"])
    if low is None or (match["high"] and high is None):
        return None
    unit = _unit_of(plain, match, default)
    if unit is None:
        return None
    factor, currency = unit
    low_factor, high_factor = _factor(match["low_unit"]), _factor(match["high_unit"])
    if high is None:
        yuan, upper = low * low_factor * factor, None
    else:
        assert isinstance(high, Decimal)
        upper = high * high_factor * factor
        yuan = low * factor * (low_factor if match["low_unit"] else high_factor)
        if yuan >= upper:
            return None
    start = match.start() if match["prefix"] or not match["roughly"] else match.start("low")
    end = match.end()
    is_approximate = bool(
        match["roughly"]
        or match["after"]
        or re.search("[余多]", match.group())
        or _ROUGHLY_BEHIND.match(plain, end)
    )
    upper = None if upper is None else upper.normalize() + 0
    return Money(start, end, "", yuan.normalize() + 0, currency, upper, is_approximate)


def _unit_of(
    plain: str, match: re.Match[str], default: tuple[int, str] | None
) -> tuple[int, str] | None:
    """Factor of the unit outside the amount (a label, a header) and currency; None: no money."""
    has_multiplier = bool(match["low_unit"] or match["high_unit"])
    numeral = match["high"] or match["low"]
    if match["suffix"]:
        if len(numeral) == 1 and not numeral.isdigit() and not has_multiplier:
            return None  # 二元, 三元: binary, ternary
        name = (match["suffix"] if match["suffix"] != "块钱" else "块").lower()
        if name == "元" and match["prefix"]:
            name = match["prefix"].lower()
        return 1, _CURRENCIES[name]
    if match["prefix"]:
        return 1, _CURRENCIES[match["prefix"].lower()]
    if not numeral[0].isdigit() and not has_multiplier and len(numeral) == 1:
        return None
    if _NO_MONEY_BEHIND.match(plain, match.end()) or plain.endswith("第", 0, match.start()):
        return None
    label = _LABEL_UNIT.search(plain, max(0, match.start() - 16), match.start())
    if label:
        return 1 if has_multiplier else _factor(label["unit"]), "CNY"
    if default:
        return (1 if has_multiplier else default[0]), default[1]
    if has_multiplier and _CUE.search(plain, max(0, match.start() - 14), match.start()):
        return 1, "CNY"
    return None
