"""The parts of a Chinese company's name: place, brand, trade, legal form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

_FORM = re.compile(
    r"(?:集团股份有限公司|股份有限公司|有限责任公司|集团有限公司|控股有限公司|有限公司|集团公司|总公司|分公司|公司|集团)$"
)
_BRACKETED = re.compile(r"[（(](?P<inside>[^（()）]{1,12})[)）]")
_SMALL_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,4}?(?:街道|街|镇|乡|新区|特区|工业区)|[\u4e00-\u9fff]{0,4}?(?:开发区|保税区|高新区|经开区)"
)
_WHOLE_COUNTRY: Final = ("中国", "中华", "全国")
_LONGEST_PLACE: Final = 12
_FEWEST_LEFT: Final = 2
"""Characters that a place has to leave for the brand."""


@dataclass(frozen=True, slots=True)
class CompanyName:
    """Parts of a name, in their order; what is not there is empty."""

    place: str
    brand: str
    trade: str
    form: str

    @property
    def short(self) -> str:
        """The brand of a company with the first word of its trade (`鸿达铸造`).

        Empty where there is no brand, trade or legal form: `理工大学` of a university and
        `第一人民医院` of a hospital mean another one in the next city.
        """
        if not (len(self.brand) >= _FEWEST_LEFT and self.trade and self.form):
            return ""
        return self.brand + _cut(self.trade)[0]


def parse_company(name: str) -> CompanyName:
    """Place from the left, form from the right, the brand up to the first word of a trade.

    A name without a brand (`水泵成套设备有限公司`) gives an empty one. Places are those of GB/T
    2260 with and without their kind, and towns behind one; trades are the words of GB/T 4754 and
    `trades.tsv`.
    """
    rest = "".join(name.split())
    inside = "".join(match["inside"] for match in _BRACKETED.finditer(rest))
    rest = _BRACKETED.sub("", rest)
    form_at = _FORM.search(rest)
    form = form_at.group() if form_at else ""
    rest = rest[: form_at.start()] if form_at else rest
    place, rest = _place(rest)
    rest, behind = _place_behind(rest)
    brand, trade = _brand(rest)
    return CompanyName(place or inside or behind, brand, trade, form)


def _place(text: str) -> tuple[str, str]:
    taken = 0
    known = _words("places.txt")
    while True:
        left = text[taken:]
        length = next(
            (n for n in range(min(_LONGEST_PLACE, len(left)), 1, -1) if left[:n] in known), 0
        )
        if not length:
            country = next((c for c in _WHOLE_COUNTRY if left.startswith(c)), "")
            length = len(country)
        if not length and taken:
            small = _SMALL_PLACE.match(left)
            length = small.end() if small else 0
            if left[:1] in "市县区" and not length:
                length = 1
        length = length or _county(left)
        if not length or len(left) - length < _FEWEST_LEFT:
            return text[:taken], left
        taken += length


def _county(text: str) -> int:
    """Length of a county's bare name, where a brand stands behind it."""
    for length in (3, 2):
        brand, trade = _brand(text[length:])
        if text[:length] in _words("counties.txt") and len(brand) >= _FEWEST_LEFT and trade:
            return length
    return 0


def _place_behind(text: str) -> tuple[str, str]:
    """`翎羽管道技术上海有限公司`: a place before the form."""
    known = _words("places.txt")
    for length in (4, 3, 2):
        if len(text) > length + 3 and text[-length:] in known:
            return text[:-length], text[-length:]
    return text, ""


def _brand(text: str) -> tuple[str, str]:
    """The words before the first one of a trade; one character takes it with it (`中建材`)."""
    at = 0
    for word in _cut(text):
        if _is_trade(word) and at != 1:
            return text[:at], text[at:]
        longer = _longer_trade(text, at, at + len(word))
        if longer:
            return text[:longer], text[longer:]
        at += len(word)
    return _shop(text)


def _longer_trade(text: str, start: int, end: int) -> int:
    """Where a long word of trade begins within a word of the dictionary (`柏由新|材料`), else 0."""
    for at in range(max(start, _FEWEST_LEFT), end):
        lengths = (4, 3, 2) if at == start else (4, 3)
        if any(_is_trade(text[at : at + length]) for length in lengths if at + length <= len(text)):
            return at
    return 0


def _shop(text: str) -> tuple[str, str]:
    """A name without a word of trade: `听雨轩书店` ends as shops do."""
    for length in (3, 2, 1):
        if len(text) > length + 1 and text[-length:] in _groups()["shop"]:
            return text[:-length], text[-length:]
    return text, ""


def _is_trade(word: str) -> bool:
    groups = _groups()
    if word in groups["not_trade"]:
        return False
    if word in groups["trade"] or word in _words("industries.txt"):
        return True
    stem = word[:-1]
    return word[-1:] in groups["shop"] and len(stem) >= _FEWEST_LEFT and _is_trade(stem)


def _cut(text: str) -> list[str]:
    """Longest known trade words first, else as the general dictionary cuts."""
    import rjieba

    words: list[str] = []
    for word in rjieba.cut(text, False):
        words += _parts(word)
    return words


def _parts(word: str) -> list[str]:
    """A word of the dictionary that ends in a trade (`塑料制品`) stays; `鸿康生物` is parted."""
    if _is_trade(word) or len(word) <= 2:
        return [word]
    for cut in range(1, len(word) - 1):
        if _is_trade(word[cut:]):
            return [word[:cut], word[cut:]]
    return [word]


@cache
def _groups() -> dict[str, frozenset[str]]:
    table = resources.files(__package__).joinpath("trades.tsv").read_text("utf-8")
    rows = (line.split("\t", 1) for line in table.splitlines() if not line.startswith("#"))
    return {group: frozenset(words.split()) for group, words in rows}


@cache
def _words(file: str) -> frozenset[str]:
    return frozenset(resources.files(__package__).joinpath(file).read_text("utf-8").split())
