"""Numbers of spreadsheets as their users see them, by the cell's number format."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, NamedTuple

BUILT_IN: Final[dict[int, str]] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: "#,##0",
    6: "#,##0",
    7: "#,##0.00",
    8: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm",
    19: "h:mm:ss",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: "h:mm",
    33: "h:mm:ss",
    34: "h:mm",
    35: "h:mm:ss",
    36: 'yyyy"年"m"月"',
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: "h:mm",
    56: "h:mm:ss",
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""Format codes that files name by number only: ECMA-376 part 1, 18.8.30, with the zh-CN column for
27-36 and 50-58. The accounting ones are given by their digits alone."""

_PIECE: Final = re.compile(
    r'"([^"]*)"|\\(.)|_(?:.)|\*(?:.)|\[([^\]]*)\]|(General|G/通用格式)|(.)', re.S
)
_DATE_LETTERS: Final = frozenset("ymdhsYMDHSeEbB")
_LARGEST_SERIAL: Final = 2_958_466
"""The day after 9999-12-31."""


class _Section(NamedTuple):
    """One of the up to four parts of a format code, taken apart."""

    prefix: str
    suffix: str
    digits: str
    """The run of `0 # ? , .` between the literals."""
    dates: str
    """The date letters in lower case, literals and white space left out."""
    is_elapsed: bool
    is_percent: bool
    is_plain: bool
    """General, text, fractions, exponents: shown without regard to the format."""


def show_number(value: float, code: str, *, is_1904: bool = False) -> str:
    """`value` as a spreadsheet shows it under format `code`.

    Dates come as `YYYY-MM-DD`, `YYYY-MM-DD HH:MM`, `YYYY-MM` or `HH:MM`, whatever their order in
    the format. Colours, padding and conditions in brackets are ignored; fractions and exponents are
    given as plain decimals.
    """
    sections = _sections(code)
    index = 1 if value < 0 and len(sections) > 1 else 0
    if value == 0 and len(sections) > 2:
        index = 2
    section = sections[min(index, len(sections) - 1)]
    if section.dates:
        return _show_date(value, section, is_1904) or show_general(value)
    if section.is_plain or not (section.digits or section.prefix or section.suffix):
        return show_general(value)
    if not section.digits:
        return section.prefix.strip() or show_general(value)
    shown = _show_digits(abs(value), section)
    has_own_sign = index == 1 and len(sections) > 1
    sign = "-" if value < 0 and (not has_own_sign or "(" in section.prefix) else ""
    prefix, suffix = section.prefix, section.suffix
    if has_own_sign:
        prefix, suffix = prefix.replace("(", ""), suffix.replace(")", "")
    return f"{sign}{prefix}{shown}{suffix}".strip()


def show_general(value: float) -> str:
    """A number without format: no `.0`, at most 15 significant digits, never an exponent."""
    try:
        number = Decimal(format(value, ".15g"))
    except (InvalidOperation, ValueError):
        return ""
    if not number.is_finite():
        return ""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


def is_date_code(code: str) -> bool:
    """Whether a format code shows dates or times."""
    return bool(_sections(code)[0].dates)


@lru_cache(maxsize=2048)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[tuple[str, str]]] = [[]]
    for quoted, escaped, bracket, general, char in _PIECE.findall(code or "General"):
        if char == ";":
            parts.append([])
        elif quoted or escaped:
            parts[-1].append(("literal", quoted or escaped))
        elif bracket:
            parts[-1].append(("bracket", bracket))
        elif general:
            parts[-1].append(("general", general))
        elif char:
            parts[-1].append(("char", char))
    return tuple(_section(part) for part in parts)


def _section(part: list[tuple[str, str]]) -> _Section:
    before, after, digits, dates = "", "", "", ""
    elapsed = percent = plain = False
    for sort, text in part:
        literal = ""
        if sort == "general":
            plain = True
        elif sort == "bracket":
            if text.lower().strip("hms") == "" and text:
                elapsed, dates = True, dates + text.lower()
            elif text.startswith("$"):
                literal = text[1:].split("-", 1)[0]
        elif sort == "literal":
            literal = text
        elif text in "0#?.,":
            digits += text if not after else ""
            plain = plain or (text != "," and bool(after.strip()) and not dates)
        elif text in "/@" and not dates:
            plain = True
        elif text == "%":
            percent, literal = True, "%"
        elif text in "Ee" and digits:
            plain = True
        elif text in _DATE_LETTERS:
            dates += text.lower()
        else:
            literal = text
        if digits:
            after += literal
        else:
            before += literal
    return _Section(before, after, digits, dates, elapsed, percent, plain)


def _show_digits(value: float, section: _Section) -> str:
    number = Decimal(format(value, ".15g"))
    if section.is_percent:
        number *= 100
    digits = section.digits.rstrip(",")
    # Commas at the end divide by a thousand each.
    number /= Decimal(1000) ** (len(section.digits) - len(digits))
    body, _, fraction = digits.partition(".")
    places = sum(fraction.count(mark) for mark in "0#?")
    least = fraction.count("0")
    text = format(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
    head, _, tail = text.partition(".")
    while len(tail) > least and tail.endswith("0"):
        tail = tail[:-1]
    head = head.zfill(body.count("0"))
    if "," in body:
        head = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", head)
    return f"{head}.{tail}" if tail else head


def _show_date(value: float, section: _Section, is_1904: bool) -> str:
    if not 0 <= value < _LARGEST_SERIAL:
        return ""
    letters = section.dates
    if section.is_elapsed:
        minutes = round(value * 1440)
        return f"{minutes // 60}:{minutes % 60:02d}"
    epoch = datetime(1904, 1, 1, tzinfo=UTC) if is_1904 else datetime(1899, 12, 30, tzinfo=UTC)
    if not is_1904 and value < 60:
        # The file format has a 29 February 1900; days before it are one off.
        epoch += timedelta(days=1)
    moment = epoch + timedelta(seconds=round(value * 86400))
    has_day = "d" in letters or "y" in letters or "e" in letters
    has_clock = "h" in letters or "s" in letters
    clock = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
    if not has_day and has_clock:
        return clock
    if has_clock and (moment.hour or moment.minute or moment.second):
        return f"{moment:%Y-%m-%d} {clock}"
    if "d" in letters or not letters.strip("ye"):
        return f"{moment:%Y-%m-%d}" if "d" in letters or "m" in letters else f"{moment:%Y}"
    return f"{moment:%Y-%m}"
