"""Pieces of names by which candidates are fetched, told apart by their first letter.

c pairs of characters, s the first one, p pinyin letters, i initials, e all of either.

Every sure kind of match that `judging` knows shares a gram with its name; of typos in short words
some leave none, and are not found: chang for chong.
"""

from __future__ import annotations

from collections.abc import Iterator

from duijie.engines.index.spelling import Spelling


def name_grams(spelling: Spelling) -> frozenset[str]:
    """All grams of a name as stored."""
    found = {*_char_grams(spelling.chars), "e" + spelling.chars}
    for reading in spelling.readings:
        found.update(_letter_grams(reading.letters))
        found.update(_initial_grams(reading.initials))
        found.update(("e" + reading.letters, "e" + reading.initials))
    return frozenset(found)


def query_grams(spelling: Spelling) -> frozenset[str]:
    """All grams that a query looks for."""
    found = {*_char_grams(spelling.chars), "e" + spelling.chars}
    for reading in spelling.readings:
        found.update(_letter_grams(reading.letters))
        found.add("e" + reading.letters)
    if spelling.is_latin:
        found.update(_initial_grams(spelling.chars))
    return frozenset(found)


def _char_grams(chars: str) -> Iterator[str]:
    """Neighbours, and neighbours but one: a wrong character in the middle leaves one of them."""
    yield "s" + chars[:1]
    for gap in (1, 2):
        for place in range(len(chars) - gap):
            yield f"c{chars[place]}{chars[place + gap]}"


def _letter_grams(letters: str) -> Iterator[str]:
    if len(letters) < 3:
        yield "p" + letters
    for place in range(len(letters) - 2):
        yield "p" + letters[place : place + 3]


def _initial_grams(initials: str) -> Iterator[str]:
    for place in range(len(initials) - 1):
        yield "i" + initials[place : place + 2]
    for place in range(len(initials) - 2):
        yield "i" + initials[place : place + 3]
