"""The terms of a text: its words and its character bigrams in one bag.

A two-character word is counted twice, as a word and as a bigram. That is wanted: it stands for
more than two characters that meet by chance.
"""

from __future__ import annotations

from collections import Counter

from duijie.engines.text import bigrams, words


def count_terms(text: str) -> Counter[str]:
    """How often each term occurs in a text."""
    counts = Counter(word.text for word in words(text))
    counts.update(bigrams(text))
    return counts


def count_need_terms(title: str, text: str, *, title_times: int) -> Counter[str]:
    """Terms of a need: those of the title count `title_times` on top of those of the text."""
    counts = count_terms(text)
    for term, count in count_terms(title).items():
        counts[term] += title_times * count
    return counts
