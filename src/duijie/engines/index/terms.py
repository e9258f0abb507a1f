"""Texts as terms: bigrams of ideographs, Latin and digit runs; queries as units of terms.

Bigrams alone are stored: a word that stands in a text is found by its bigrams, and the terms of a
row do not hang on a dictionary, so that what was written can be taken out again years later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from duijie.engines.text import bigrams, clean, words

LONGEST_TEXT = 50_000
LONGEST_TERM = 40
LONGEST_QUERY = 200
MOST_UNITS = 16
_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_RUN_END = re.compile(rf"[{_CJK}](?![{_CJK}])")
_PIECES = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+(?:[-_./+][^\W_{_CJK}]+)*")
_LATIN = re.compile(rf"[^\W_{_CJK}]+")
_FUNCTION_WORDS = frozenset("的了和与及或在是对为以于等把被让要有吗呢啊一个")


@dataclass(frozen=True)
class Unit:
    """A word of a query: all its terms must stand in a row. `is_prefix`: the last may go on."""

    text: str
    terms: tuple[str, ...]
    is_prefix: bool


def fold_text(text: str, longest: int = LONGEST_TEXT) -> str:
    """Simplified, half-width and lower case, cut at `longest` characters."""
    return clean(text[:longest]).text.lower()


def folded_terms(folded: str) -> frozenset[str]:
    """The distinct terms of a folded text.

    The last ideograph of a run stands alone as well, so that any single ideograph is the
    beginning of some term.
    """
    return frozenset(t[:LONGEST_TERM] for t in (*bigrams(folded), *_RUN_END.findall(folded)))


def stored_terms(title: str, names: str, text: str) -> frozenset[str]:
    """The terms of a row as they are stored: t of its title alone, w of all its fields."""
    of_title = folded_terms(title)
    of_all = of_title | folded_terms(names) | folded_terms(text)
    return frozenset({*("t" + t for t in of_title), *("w" + t for t in of_all)})


def query_units(query: str) -> tuple[Unit, ...]:
    """The distinct words of a query in order, at most `MOST_UNITS`; function words only if alone.

    Ideographs that the dictionary leaves single are joined: 青 禾 is a name it does not know.
    """
    units: dict[tuple[str, ...], Unit] = {}
    weak: dict[tuple[str, ...], Unit] = {}
    for piece in _PIECES.findall(fold_text(query, LONGEST_QUERY)):
        for word in _query_words(piece):
            unit = _unit(word)
            (weak if word in _FUNCTION_WORDS else units).setdefault(unit.terms, unit)
    return tuple((units or weak).values())[:MOST_UNITS]


def _query_words(piece: str) -> list[str]:
    if _LATIN.match(piece):
        return [piece]
    found: list[str] = []
    single = ""
    for word in words(piece):
        if len(word.text) == 1 and word.text not in _FUNCTION_WORDS:
            single += word.text
            continue
        if single:
            found.append(single)
        single = ""
        found.append(word.text)
    return [*found, single] if single else found


def _unit(word: str) -> Unit:
    terms = tuple(dict.fromkeys(t[:LONGEST_TERM] for t in bigrams(word)))
    is_prefix = len(word) == 1 or (_LATIN.match(word) is not None and len(terms[-1]) > 2)
    return Unit(word, terms, is_prefix)


def needed_units(count: int) -> int:
    """How many of a query's words a row must hold: both of two, three of four, six of ten."""
    return count if count <= 2 else -(-count * 3 // 5)
