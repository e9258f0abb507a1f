"""The terms of a text: its words and its character bigrams in one bag.

A two-character word is counted twice, as a word and as a bigram. That is wanted: it stands for
more than two characters that meet by chance.
"""

from __future__ import annotations

import threading
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from duijie.engines.text import bigrams, words

if TYPE_CHECKING:
    from snowballstemmer.english_stemmer import EnglishStemmer

KEPT_STEMS: Final = 50_000
LATIN_SHARE: Final = 0.5
_STEMMING: Final = threading.Lock()


def count_terms(text: str, *, is_stemmed: bool = False) -> Counter[str]:
    """How often each term occurs in a text; English words by their stem if wanted."""
    counts = Counter(word.text for word in words(text))
    counts.update(bigrams(text))
    if not is_stemmed:
        return counts
    stemmed: Counter[str] = Counter()
    for term, count in counts.items():
        stemmed[stem(term)] += count
    return stemmed


def count_need_terms(
    title: str, text: str, *, title_times: int, is_stemmed: bool = False
) -> Counter[str]:
    """Terms of a need: those of the title count `title_times` on top of those of the text."""
    counts = count_terms(text, is_stemmed=is_stemmed)
    for term, count in count_terms(title, is_stemmed=is_stemmed).items():
        counts[term] += title_times * count
    return counts


def stem(term: str) -> str:
    """The English stem of a term in small Latin letters; any other term as it is."""
    return _stem(term) if term.isascii() and term.isalpha() else term


def is_latin(text: str) -> bool:
    """Whether most of a text's letters are Latin; an ideograph counts as much as three."""
    latin = sum(char.isascii() and char.isalpha() for char in text)
    return latin > LATIN_SHARE * sum(1 if char.isascii() else 3 for char in text if char.isalpha())


@lru_cache(maxsize=KEPT_STEMS)
def _stem(word: str) -> str:
    with _STEMMING:  # a stemmer keeps the word it works on
        return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> EnglishStemmer:
    # the pure Python one in any case: PyStemmer, which the package takes where it is there, gives
    # other stems for some words in its older versions
    from snowballstemmer.english_stemmer import EnglishStemmer

    return EnglishStemmer()
