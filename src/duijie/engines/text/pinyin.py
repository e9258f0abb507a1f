"""Pinyin that a page or a reader put in brackets behind a character: 聊城（liáo chéng）."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from duijie.engines.text.mapping import Edit

_BRACKET = re.compile(r" ?[(（【\[〔]([^()（）【】\[\]〔〕\n]{1,64})[)）】\]〕]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff1-5 ·'’\-]+")
_BOPOMOFO = re.compile(r"[\u3105-\u312f\u31a0-\u31bf\u02ca\u02c7\u02cb\u02d9 ]+")
_SEPARATORS = re.compile(r"[ ·'’\-]+")
_TONE_MARKS = frozenset("\u0300\u0301\u0304\u030c")
_CLOSING_QUOTES = frozenset("”’」』》〉")
_LONGEST_SYLLABLE = 6


def pinyin_edits(text: str) -> Iterator[Edit]:
    """Drop brackets that hold the reading of what stands before them.

    Only the character directly before a bracket is compared (with the last syllable): whoever cuts
    the text behind an earlier one must come to the same answer. Syllables without tones count only
    in small letters, so that 锂(Li) and 海尔（Haier） stay. Behind a closing quote nothing can be
    compared, and tones are required.
    """
    dropped_to, before = 0, ""
    for match in _BRACKET.finditer(text):
        if match.start() != dropped_to:
            before = text[match.start() - 1]
        if before and _is_reading(match.group(1), before):
            yield match.start(), match.end(), ""
            dropped_to = match.end()


@lru_cache(maxsize=16384)
def _is_reading(content: str, before: str) -> bool:
    if not ("\u3400" <= before <= "\u9fff" or before in _CLOSING_QUOTES or before == "〇"):
        return False
    if _BOPOMOFO.fullmatch(content):
        return content.strip() != ""
    if not _LATIN.fullmatch(content):
        return False
    toned = _has_tone(content)
    if not toned and (content != content.lower() or len(content.strip()) < 2):
        return False
    chunks = [_plain(chunk) for chunk in _SEPARATORS.split(content) if chunk]
    if not chunks or not all(chunks):
        return False
    if before in _CLOSING_QUOTES:
        return toned and all(_is_syllables(chunk) for chunk in chunks)
    readings = _readings(before)
    return all(_is_syllables(chunk) for chunk in chunks[:-1]) and any(
        chunks[-1].endswith(reading) and _is_syllables(chunks[-1][: -len(reading)])
        for reading in readings
    )


def _has_tone(content: str) -> bool:
    marks = unicodedata.normalize("NFD", content)
    return any(m in _TONE_MARKS for m in marks) or any(c in "12345" for c in content)


def _plain(chunk: str) -> str:
    """A chunk without tones and in small letters, ü as v; empty if a digit stands astray."""
    if re.search(r"(?<![A-Za-z\u00c0-\u024f\u1e00-\u1eff])[1-5]", chunk):
        return ""
    letters = re.sub("[1-5]", "", unicodedata.normalize("NFD", chunk.lower()))
    letters = letters.replace("u\u0308", "v")
    return "".join(c for c in letters if c not in _TONE_MARKS)


@lru_cache(maxsize=16384)
def _is_syllables(letters: str) -> bool:
    """Whether letters can be cut into Mandarin syllables; nothing left is a cut, too."""
    if not letters:
        return True
    known = _syllables()
    return any(
        letters[:size] in known and _is_syllables(letters[size:])
        for size in range(min(_LONGEST_SYLLABLE, len(letters)), 0, -1)
    )


@cache
def _reading_table() -> dict[int, tuple[str, ...]]:
    from pypinyin.pinyin_dict import pinyin_dict

    return {code: tuple(readings.split(",")) for code, readings in pinyin_dict.items()}


@lru_cache(maxsize=16384)
def _readings(char: str) -> frozenset[str]:
    plain = {_plain(reading) for reading in _reading_table().get(ord(char), ())}
    if char == "儿":
        plain.add("r")
    # many keyboards and files write u or v for ü
    return frozenset(plain | {p.replace("v", "u") for p in plain} - {""})


@cache
def _syllables() -> frozenset[str]:
    common = range(0x4E00, 0x9FA6)
    found = {_plain(r) for code in common for r in _reading_table().get(code, ())}
    return frozenset(s for s in found | {s.replace("v", "u") for s in found} if s and s.isascii())
