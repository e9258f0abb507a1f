"""Technical indicators: lines such as `抗拉强度≥450 MPa` to name, comparison, value and unit.

One line states one quantity, or several that each carry their own sign. What cannot be read keeps
its text and has no value: nothing is dropped and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from duijie.engines.text.numerals import MULTIPLIERS, plain_digits

Comparison = Literal["ge", "le", "gt", "lt", "eq", "about", "between"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """`value` None: the text states no quantity that could be read.

    `value_to` is the upper end of a range (`between`). 万 and 亿 are multiplied in; a percentage
    keeps its figure and has the unit `%`.
    """

    name: str
    comparison: Comparison = "eq"
    value: float | None = None
    value_to: float | None = None
    unit: str = ""
    is_must: bool = True
    text: str = ""


SIGNS: Final[dict[Comparison, str]] = {
    "ge": "≥",
    "le": "≤",
    "gt": ">",
    "lt": "<",
    "eq": "=",
    "about": "≈",
}

_BEFORE: Final[tuple[tuple[Comparison, str], ...]] = (
    ("ge", r"≥|⩾|≧|>=|>＝|大于或?等于|不低于|不小于|不少于|不短于|至少|最低|最小"),
    (
        "le",
        r"≤|⩽|≦|<=|小于或?等于|低于或?等于|不高于|不大于|不超过|不多于|不长于|至多|最多|最高|最大",
    ),
    ("gt", r">|大于|高于|超过|多于|优于"),
    ("lt", r"<|小于|低于|少于|短于"),
    ("about", r"≈|约为|大约|约"),
    ("eq", r"=|等于|达到|达|为|是"),
)
_AFTER: Final[tuple[tuple[Comparison, str], ...]] = (
    ("ge", r"(?:及|或)?以上|起"),
    ("le", r"(?:及|或)?以下|以内|之内"),
    ("about", r"左右|上下"),
)
_NUMERAL: Final = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_POWER: Final = r"(?:\s?[×xX*·]\s?10\s?(?:\^|\*\*)?\s?[-−+]?\d+|[eE][-+]?\d+)"
_NUMBER: Final = rf"[-−+]?{_NUMERAL}{_POWER}?(?:\s?[十百千万亿]{{1,2}}(?![十百千万亿元]))?"
_UNIT: Final = (
    r"(?:[^\s\d,，。；;、（）()\[\]【】≥≤<>=~～≈:：±]"
    r"|(?<=/)\([^()\s]{1,12}\)|(?<=dB)\([A-Z]\)|(?<=[A-Za-z^])[-−]?\d)*"
)
_RANGE: Final = r"\s?(?:——|--|[-–—~～至到])\s?"
_LOW_UNIT: Final = r"(?:[A-Za-z%‰°℃μµΩ/²³·^]{0,12}|[\u4e00-\u9fff]{1,3})"
"""Behind the lower end, where `20℃下粘度 -5~8` must not be read as a range from 20."""
_QUANTITY: Final = re.compile(
    rf"(?P<low>(?<![\dA-Za-z.]){_NUMBER})"
    rf"(?:\s?(?P<low_unit>{_LOW_UNIT}){_RANGE}(?P<high>{_NUMBER})|\s?±\s?(?P<spread>{_NUMBER}))?"
    rf"\s?(?P<unit>{_UNIT})"
)
_SIGN: Final = re.compile(
    r"(?P<sign>" + "|".join(words for _, words in _BEFORE) + r")\s?[:：]?\s?$"
)
_SIGNED: Final = re.compile("[≥≤<>=≈⩾≧⩽≦]")
_SUFFIX: Final = re.compile(r"(?:" + "|".join(words for _, words in _AFTER) + r")$")
_AFTER_SPACE: Final = re.compile(r"\s*(" + "|".join(words for _, words in _AFTER) + r")")
_WISH: Final = re.compile(
    r"[（(\[【]\s*(?:期望|希望|可选|优选|最好|wish|optional)\s*[)）\]】]", re.I
)
_WISH_AHEAD: Final = re.compile(r"^(?:期望|希望|力争|最好)(?:能|能够|可)?(?:达到)?[:：]?\s*")
_BULLET: Final = re.compile(
    r"^\s*(?:[-•●·*▪◆]\s+|[（(]?\d{1,2}[)）]\s*|\d{1,2}(?:、|[.．](?!\d))\s*|[①-⑳]\s*)"
)
_JOINTS: Final = re.compile(r"[；;]")
_COMMA: Final = re.compile(r"[，,](?!\d{3}(?!\d))|[、]")
_EDGES: Final = " \t:：,，、。.;；-—"
_LONGEST_UNIT: Final = 40
_LONGEST_NAME: Final = 200
_GUARDED_WORDS: Final = ("最低", "最小", "最高", "最大", "为", "是", "达", "达到")
"""Part of a name as often as a sign: `最大扭矩 50 N·m` is a quantity named 最大扭矩."""


def parse_quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities of a text in order, one for each line or part of a line that states one.

    A line without anything to read becomes one quantity without a value.
    """
    found: list[Quantity] = []
    for line in text.splitlines():
        bare = _BULLET.sub("", line).strip()
        for part in _parts(bare):
            if stripped := part.strip(_EDGES):
                found.append(parse_quantity(stripped))
    return tuple(found)


def parse_quantity(line: str) -> Quantity:
    """The one quantity that a line states."""
    text = line.strip()
    plain = plain_digits(text).replace("＞", ">").replace("＜", "<").replace("＝", "=")
    is_must = not (_WISH.search(plain) or _WISH_AHEAD.match(plain))
    bare = _WISH_AHEAD.sub("", _WISH.sub("", plain)).strip()
    unread = Quantity(bare.strip(_EDGES)[:_LONGEST_NAME] or text, is_must=is_must, text=text)
    match = _choose(bare)
    if match is None:
        return unread
    name, comparison = _name_and_sign(bare[: match.start()])
    values = _values(match)
    if values is None:
        return unread
    low, high = values
    unit, after = _split_unit(match["unit"] or "", bare[match.end() :])
    if match["high"] and not unit:
        unit, _ = _split_unit(match["low_unit"], "")
    if high is not None:
        comparison = "between"
    elif after and comparison in (None, "eq"):
        comparison = after
    if not name or len(unit) > _LONGEST_UNIT:
        return unread
    return Quantity(
        name=name[:_LONGEST_NAME],
        comparison=comparison or "eq",
        value=float(low),
        value_to=None if high is None else float(high),
        unit=unit,
        is_must=is_must,
        text=text,
    )


def format_quantity(quantity: Quantity) -> str:
    """As somebody writes it: `抗拉强度 ≥ 450 MPa`; `parse_quantity` reads it back."""
    wish = "" if quantity.is_must else "（期望）"
    if quantity.value is None:
        text = quantity.text or quantity.name
        return text if wish and _WISH.search(text) else text + wish
    value = format_number(quantity.value)
    if quantity.comparison == "between" and quantity.value_to is not None:
        amount = f"{value}~{format_number(quantity.value_to)}"
    else:
        amount = f"{SIGNS[quantity.comparison]} {value}"
    return f"{quantity.name} {amount} {quantity.unit}".strip() + wish


def format_number(value: float) -> str:
    """The shortest text that is read back as the same number, without an exponent where it is of
    a usual size."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    return text if "e" not in text or abs(value) < 1e-9 else format(Decimal(text), "f")


def _parts(line: str) -> Sequence[str]:
    """The line cut where each part has a sign of its own."""
    parts: list[str] = []
    for piece in _JOINTS.split(line):
        pieces = _COMMA.split(piece)
        signed = len(pieces) > 1 and all(_is_complete(one) for one in pieces)
        parts += pieces if signed else [piece]
    return parts


def _is_complete(piece: str) -> bool:
    read = parse_quantity(piece)
    return read.value is not None and bool(_SIGNED.search(plain_digits(piece)))


def _choose(text: str) -> re.Match[str] | None:
    """The number with a sign before it; else the only one; of several without a sign none."""
    found = [match for match in _QUANTITY.finditer(text) if match.start() > 0]
    signed = [match for match in found if _name_and_sign(text[: match.start()])[1] is not None]
    symbols = [match for match in signed if _SIGNED.search(text[: match.start()].rstrip()[-2:])]
    for group in (symbols, signed):
        if group:
            return group[0]
    return found[0] if len(found) == 1 else None


def _name_and_sign(before: str) -> tuple[str, Comparison | None]:
    match = _SIGN.search(before)
    if match is None:
        return before.strip(_EDGES), None
    name = before[: match.start()].strip(_EDGES)
    if match["sign"] in _GUARDED_WORDS and not name:
        return before.strip(_EDGES), None
    for comparison, words in _BEFORE:
        if re.fullmatch(words, match["sign"]):
            return name, comparison
    return name, None


def _values(match: re.Match[str]) -> tuple[Decimal, Decimal | None] | None:
    low = _read_number(match["low"])
    if low is None:
        return None
    if match["spread"]:
        spread = _read_number(match["spread"])
        return None if spread is None else (low - abs(spread), low + abs(spread))
    if not match["high"]:
        return low, None
    high = _read_number(match["high"])
    if high is None:
        return None
    if (factor := _factor(match["high"])) > 1 and _factor(match["low"]) == 1:
        low *= factor  # 5~8万: the multiplier counts for both ends
    return (low, high) if low < high else None


def _factor(number: str) -> Decimal:
    factor = Decimal(1)
    for unit in re.findall("[十百千万亿]", number):
        factor *= MULTIPLIERS[unit]
    return factor


def _read_number(text: str) -> Decimal | None:
    bare = re.sub(r"[\s十百千万亿]", "", text).replace("−", "-").replace(",", "")
    power = re.search(rf"{_POWER}$", bare)
    exponent = 0
    if power:
        digits = re.search(r"[-+]?\d+$", power.group().replace("10", "", 1)) or re.search(
            r"[-+]?\d+$", power.group()
        )
        if digits is None:
            return None
        exponent = int(digits.group())
        bare = bare[: power.start()]
    if abs(exponent) > 30 or len(bare) > 30:
        return None
    return Decimal(bare).scaleb(exponent) * _factor(text)


def _split_unit(unit: str, behind: str) -> tuple[str, Comparison | None]:
    """The unit without a word such as 以上 at its end or behind it, and what that word means."""
    match = _SUFFIX.search(unit)
    word = match.group() if match else ""
    if match:
        unit = unit[: match.start()]
    elif following := _AFTER_SPACE.match(behind):
        word = following[1]
    for comparison, words in _AFTER:
        if word and re.fullmatch(words, word):
            return unit.strip(_EDGES), comparison
    return unit.strip(_EDGES), None
