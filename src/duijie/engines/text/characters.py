"""Single characters: traditional to simplified, full width to ASCII, compatibility forms, noise.

Every rule here maps one character to one character or to nothing, whatever stands around it. That
is what lets any span of the cleaned text be traced back. Its price: the few traditional characters
whose simplified form depends on the word (乾燥 but 乾隆) get one form everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from duijie.engines.text.mapping import Edit

_CHINESE_PUNCTUATION = "（），：；！？～"
"""Full-width ASCII that is the normal form in Chinese text."""

_KEPT = "乾"
"""OpenCC would turn it into 干, but in simplified text it is a name (乾照, 乾坤) and correct."""

_IDEOGRAPHS = ((0x3400, 0xA000), (0xF900, 0xFB00))
_COMPATIBILITY = (
    (0x2E80, 0x2FE0),  # radicals, which PDF text layers hold in place of ideographs
    (0xF900, 0xFB00),  # compatibility ideographs
    (0xFE30, 0xFE70),  # vertical and small forms
    (0xFF01, 0xFFEF),  # full-width ASCII, half-width katakana
)

_SPACES = "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"

_NOISE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]+|\r(?=\n)|[\ud800-\udfff]+"
)
_ACCENTED = re.compile("[A-Za-z\u00c0-\u024f][\u0300-\u036f]+")


@cache
def character_table() -> dict[int, int]:
    """For `str.translate`: every character that becomes another one. Closed: no chains."""
    table: dict[int, int] = {ord(c): 0x20 for c in _SPACES} | {ord(c): 0x0A for c in _LINE_ENDS}
    simplified = _simplified_characters()
    for first, last in _COMPATIBILITY:
        for code in range(first, last):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain not in _CHINESE_PUNCTUATION and chr(code) != plain:
                table[code] = ord(plain)
    for char in _CHINESE_PUNCTUATION:
        table.pop(ord(char), None)
    table |= {code: simplified.get(target, target) for code, target in table.items()}
    return simplified | table


def _simplified_characters() -> dict[int, int]:
    from opencc import OpenCC

    chars = [chr(code) for first, last in _IDEOGRAPHS for code in range(first, last)]
    # one character a line: no phrase of the dictionary can span two of them
    converted = OpenCC("t2s").convert("\n".join(chars)).split("\n")
    table = {
        ord(old): ord(new)
        for old, new in zip(chars, converted, strict=True)
        # forms beyond the basic plane are in few fonts and no dictionary: worse than the original
        if old != new and len(new) == 1 and ord(new) < 0x10000 and old not in _KEPT
    }
    # 薴 -> 苧, 苧 -> 苎: a chain would not be stable under a second cleaning
    return {old: new for old, new in table.items() if new not in table}


def noise_edits(text: str) -> Iterator[Edit]:
    """Drop control, zero-width and direction characters and the first half of a CR LF."""
    for match in _NOISE.finditer(text):
        yield match.start(), match.end(), ""


def accent_edits(text: str) -> Iterator[Edit]:
    """Join a letter and its combining accents (a file from a Mac, a PDF) into one character.

    Accents are taken one by one, never reordered, so that each prefix composes by itself.
    """
    for match in _ACCENTED.finditer(text):
        composed, end = text[match.start()], match.start() + 1
        while end < match.end():
            both = unicodedata.normalize("NFC", composed + text[end])
            if len(both) != 1:
                break
            composed, end = both, end + 1
        if end > match.start() + 1:
            yield match.start(), end, composed
