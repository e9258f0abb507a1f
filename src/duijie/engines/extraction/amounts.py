"""Budgets in 万元 and readiness levels, from the cells and labels that state them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_FACTOR = {
    "亿": 10_000.0,
    "千万": 1_000.0,
    "百万": 100.0,
    "十万": 10.0,
    "万": 1.0,
    "千": 0.1,
    "元": 0.0001,
    "rmb": 0.0001,
    "cny": 0.0001,
}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_AMOUNT = re.compile(
    rf"(?P<low>{_NUMBER})\s*(?P<unit1>亿|千万|百万|十万|万|千)?元?\s*(?:[-—~～至到]+\s*(?P<high>{_NUMBER})\s*)?(?P<unit>亿|千万|百万|十万|万|千)?(?P<yuan>元)?"
)
_FOREIGN = re.compile(r"美元|欧元|日元|港元|港币|英镑|USD|EUR|\$|€|£", re.I)
_OPEN = re.compile(
    r"面议|面谈|待定|协商|不限|视情况|另议|暂无|^无$|^[/—-]+$|^0(?:\.0+)?(?:万?元)?$", re.I
)
_TRL = re.compile(r"TRL\s*[-:：]?\s*([1-9])(?!\d)", re.I)
_LEVEL = re.compile(r"(?:第\s*)?([1-9])\s*(?:级|$|\.0$)")
_CHINESE_LEVEL = re.compile(r"([一二三四五六七八九])级")


@dataclass(frozen=True, slots=True)
class Budget:
    wan: float | None
    """None: not an amount, or one that is open (面议)."""
    is_unit_assumed: bool = False
    is_open: bool = False


_SPACED = re.compile(r"(?<![\d.])\d{1,3}(?: \d{3})+(?![\d])")
"""Thousands set apart by blanks: `1 200 000`."""


def read_budget(
    text: str, header_unit: str | None = None, *, is_number_wan: bool = False
) -> Budget:
    """The amount that a budget cell states, in 万元; of a range the upper end.

    A unit in the cell stands above the header's; without either, numbers below 10,000 are taken as
    万元 (`is_unit_assumed`) and larger ones as 元. `is_number_wan`: bare numbers are 万元
    for certain. Foreign money is not converted: it gives None.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _SPACED.sub(lambda match: match.group().replace(" ", ""), plain)
    if not plain or _OPEN.search(plain):
        return Budget(None, is_open=True)
    if _FOREIGN.search(plain):
        return Budget(None)
    match = _AMOUNT.search(plain.replace("，", ","))
    if match is None:
        return _written_out(plain)
    value = float((match.group("high") or match.group("low")).replace(",", ""))
    unit = match.group("unit") or (None if match.group("high") else match.group("unit1"))
    if unit is None and match.group("unit1"):
        unit = match.group("unit1")
    if unit:
        return Budget(round(value * _FACTOR[unit], 6))
    if match.group("yuan") or re.search(r"\d\s*元", plain):
        return Budget(round(value * _FACTOR["元"], 6))
    if header_unit:
        factor = _FACTOR.get(header_unit) or _FACTOR.get(header_unit.removesuffix("元"))
        return Budget(None if factor is None else round(value * factor, 6))
    if is_number_wan:
        return Budget(value)
    if re.search(r"[A-Za-z\u4e00-\u9fff]{4,}", plain):
        return Budget(None)
    if value < 10_000:
        return Budget(value, is_unit_assumed=True)
    return Budget(round(value * _FACTOR["元"], 6), is_unit_assumed=True)


_PROMISED = re.compile(
    rf"(?:预算|经费|拟投入|计划投入|愿意?投入|可投入|投入(?:资金|经费|预算)?|愿意?出资?|可以?出资?|出资|悬赏)"
    rf"(?:约|大约|为|在|：|:|\s)*(?P<amount>(?:{_NUMBER})\s*(?:[-—~～至到]+\s*(?:{_NUMBER})\s*)?(?:亿|千万|百万|十万|万)元?)"
)


def budget_in_text(text: str) -> tuple[float | None, str]:
    """What a need's own words offer to pay (`预算40万`): 万元 and the words; else (None, '')."""
    match = _PROMISED.search(unicodedata.normalize("NFKC", text))
    if match is None:
        return None, ""
    amount = match.group("amount")
    return read_budget(amount).wan, amount


def _written_out(text: str) -> Budget:
    """`五十万元`: Chinese numerals are read by engines.text."""
    from duijie.engines.text import find_money

    found = [money for money in find_money(text) if money.currency in ("CNY", "RMB", "元", "")]
    return Budget(round(float(found[-1].yuan) / 10_000, 6)) if found else Budget(None)


def read_trl(text: str, *, is_level_cell: bool = False) -> int | None:
    """A technology readiness level 1..9 named as such; stages (小试, 中试) are no levels."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _TRL.search(plain)
    if found:
        return int(found.group(1))
    if is_level_cell:
        level = _LEVEL.fullmatch(plain) or _LEVEL.match(plain)
        if level and len(plain) <= 8:
            return int(level.group(1))
        chinese = _CHINESE_LEVEL.search(plain)
        if chinese:
            return "一二三四五六七八九".index(chinese.group(1)) + 1
    return None
