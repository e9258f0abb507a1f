"""The numbers that Word draws before paragraphs and does not store with their text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from duijie.engines.documents.readers.package import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_DIGITS: Final = "零一二三四五六七八九"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def chinese_count(number: int) -> str:
    """一, 十, 十一, 二十, 一百零三: whole numbers from 1 to 9999 as lists count them."""
    if not 0 < number < 10_000:
        return str(number)
    text, rest, gap = "", number, False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, rest = divmod(rest, unit)
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = bool(text)
    return text.removeprefix("一") if text.startswith("一十") else text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def show_count(number: int, style: str) -> str:
    """`number` in a `w:numFmt` style (ECMA-376 part 1, 17.18.59); unknown styles count 1, 2, 3."""
    if number < 1 or number > 9999:
        return str(number)
    if style.startswith(("chinese", "japaneseCounting", "taiwanese", "ideographDigital")):
        return chinese_count(number)
    if style == "ideographTraditional":
        return _STEMS[(number - 1) % 10]
    if style == "ideographZodiac":
        return _BRANCHES[(number - 1) % 12]
    if style in {"upperRoman", "lowerRoman"}:
        roman = _roman(number)
        return roman.upper() if style == "upperRoman" else roman
    if style in {"upperLetter", "lowerLetter"}:
        return _letters(number).upper() if style == "upperLetter" else _letters(number)
    if style.startswith("decimalEnclosedCircle") and number <= 20:
        return chr(0x2460 + number - 1)
    if style == "decimalZero":
        return f"{number:02d}"
    return str(number)


@dataclass(slots=True)
class _Level:
    style: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """Counters of all lists of one document; `label` must be called in reading order."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    """By list id (`w:numId`), then level from 0."""
    lists: dict[str, str] = field(default_factory=dict)
    """List id to the abstract list that it counts along with."""
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def from_part(cls, root: _Element) -> Numbering:
        """Read `word/numbering.xml`."""
        numbering = cls()
        abstract: dict[str, dict[int, _Level]] = {}
        for element in root:
            if local(element) == "abstractNum":
                abstract[attribute(element, "abstractNumId") or ""] = _levels(element)
        for element in root:
            if local(element) != "num":
                continue
            number = attribute(element, "numId") or ""
            for child in element:
                if local(child) == "abstractNumId":
                    base = attribute(child, "val") or ""
                    numbering.levels[number] = abstract.get(base, {})
                    numbering.lists[number] = base
                elif local(child) == "lvlOverride":
                    # A list with its own start counts apart from the others of its kind.
                    numbering.lists[number] = f"own-{number}"
        return numbering

    def label(self, number: str, depth: int) -> str:
        """Count one item of list `number` at level `depth`; its label, empty for bullets."""
        levels = self.levels.get(number)
        if levels is None or depth not in levels:
            return ""
        counts = self._counts.setdefault(self.lists.get(number, number), {})
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        level = levels[depth]
        if level.style in {"bullet", "none"}:
            return ""

        def shown(found: re.Match[str]) -> str:
            index = int(found[1]) - 1
            at = levels.get(index, level)
            return show_count(counts.get(index, at.start), at.style)

        return re.sub(r"%(\d)", shown, level.text)


def _levels(abstract: _Element) -> dict[int, _Level]:
    found = {}
    for element in abstract:
        if local(element) != "lvl":
            continue
        level = _Level()
        for child in element:
            value = attribute(child, "val") or ""
            if local(child) == "numFmt":
                level.style = value
            elif local(child) == "lvlText":
                level.text = value
            elif local(child) == "start" and value.isdecimal():
                level.start = int(value)
        depth = attribute(element, "ilvl") or "0"
        found[int(depth) if depth.isdecimal() else 0] = level
    return found
