"""Frozen figures of the stored records on which every score rests.

They are computed once, from those records that everybody may see, and then stay: a hidden record
changes nothing that others see.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from duijie.engines.ranking.background import (
    FITTED,
    FULL,
    Lengths,
    Space,
    filled,
    load_background,
    load_english_shares,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEEDS_FOR_WEIGHTS: Final = 100
"""Stored needs from which on their own term frequencies tell boilerplate from substance."""
_COLUMNS: Final = 16
TITLE_TIMES: Final = 2
TITLE_TIMES_FEW_NEEDS: Final = 3


class Holding(Protocol):
    """How many texts hold a term."""

    def get(self, term: str, default: int, /) -> int: ...

    def __contains__(self, term: object, /) -> bool: ...


@dataclass(frozen=True)
class OfferStatistics:
    """Of the searched side; a record with evidence counts once per piece."""

    count: int
    holding: Holding
    """Term -> pieces that hold it."""
    mean_length: float
    mean_vector: NDArray[np.float64]
    title_mean: NDArray[np.float64]
    sentence_mean: NDArray[np.float64]
    lengths: Lengths = FITTED
    is_stemmed: bool = False

    def share(self, term: str) -> float:
        """Share of pieces that hold the term, small collections filled with the background.

        An English word that stands in most English texts is common, however few of the pieces are
        English.
        """
        own = self.holding.get(term, 0) / self.count if self.count else 0.0
        share = filled(own, self.count, load_background().share(term))
        return max(share, load_english_shares().get(term, 0.0)) if self.is_stemmed else share

    def idf(self, term: str) -> float:
        """BM25 inverse document frequency, ln(1 + (M - m + .5) / (m + .5)): never negative."""
        stored = max(self.count, FULL)
        holding = self.share(term) * stored
        return math.log(1.0 + (stored - holding + 0.5) / (holding + 0.5))


@dataclass(frozen=True)
class NeedStatistics:
    """Of the asking side."""

    count: int
    holding: Holding
    mean_vector: NDArray[np.float64]
    title_mean: NDArray[np.float64]
    sentence_mean: NDArray[np.float64]
    lengths: Lengths = FITTED

    @property
    def title_times(self) -> int:
        return TITLE_TIMES if self.count >= NEEDS_FOR_WEIGHTS else TITLE_TIMES_FEW_NEEDS

    def weight(self, term: str) -> float:
        """How telling a term is in a need, 0..1: its idf over the stored needs, scaled.

        ln(1 + (M - m + .5) / (m + .5)) / ln(1 + 2M). It takes the place of a list of boilerplate
        words. With few stored needs it says nothing and is 1.
        """
        if self.count < NEEDS_FOR_WEIGHTS:
            return 1.0
        holding = self.holding.get(term, 0)
        idf = math.log(1.0 + (self.count - holding + 0.5) / (holding + 0.5))
        return idf / math.log(1.0 + 2.0 * self.count)


@dataclass(frozen=True)
class Means:
    """Of one side: sums of directions and how many they are of."""

    vectors: NDArray[np.float32]
    titles: tuple[NDArray[np.float64], int]
    sentences: tuple[NDArray[np.float64], int]


def mean_length_of(count: int, total: int) -> float:
    """Terms of a piece on average, small collections filled with the background."""
    return filled(total / count if count else 0.0, count, load_background().mean_length)


def describe_offers(
    count: int,
    holding: Holding,
    mean_length: float,
    means: Means,
    space: Space,
    *,
    is_stemmed: bool,
) -> OfferStatistics:
    """Statistics of so many pieces, of which `holding` tells how many hold a term."""
    return OfferStatistics(
        count=count,
        holding=holding,
        mean_length=mean_length,
        mean_vector=_filled_mean(means.vectors, space.offer_mean),
        title_mean=_filled_direction(means.titles, space.sentence_means.offer_title),
        sentence_mean=_filled_direction(means.sentences, space.sentence_means.offer_sentence),
        lengths=space.lengths,
        is_stemmed=is_stemmed,
    )


def describe_needs(counts: Sequence[Counter[str]], means: Means, space: Space) -> NeedStatistics:
    """Statistics of needs given by their terms and vectors, in the same order."""
    return NeedStatistics(
        count=len(counts),
        holding=count_holding(counts),
        mean_vector=_filled_mean(means.vectors, space.need_mean),
        title_mean=_filled_direction(means.titles, space.sentence_means.need_title),
        sentence_mean=_filled_direction(means.sentences, space.sentence_means.need_sentence),
        lengths=space.lengths,
    )


def count_holding(counts: Sequence[Counter[str]]) -> dict[str, int]:
    holding: Counter[str] = Counter()
    for terms in counts:
        holding.update(terms.keys())
    return dict(holding)


def _filled_mean(
    vectors: NDArray[np.float32], background: NDArray[np.float64]
) -> NDArray[np.float64]:
    if not len(vectors):
        return background
    # sorted, so that the sum does not hang on the order of the records by its last digit; a few
    # columns at a time, because the whole would be copied twice
    columns = [
        np.sort(vectors[:, at : at + _COLUMNS].astype(np.float64), axis=0).mean(axis=0)
        for at in range(0, vectors.shape[1], _COLUMNS)
    ]
    total = np.concatenate(columns)
    return _filled_direction((total * len(vectors), len(vectors)), background)


def _filled_direction(
    summed: tuple[NDArray[np.float64], int], background: NDArray[np.float64]
) -> NDArray[np.float64]:
    total, count = summed
    missing = max(0, FULL - count)
    mean: NDArray[np.float64] = (total + missing * background) / (count + missing)
    return mean
