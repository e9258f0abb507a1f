"""The formulas of a score, each once, for one need against all pieces."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from duijie.engines.ranking.background import (
    COSINE_DEVIATION,
    FULL,
    PAPER_DEVIATION,
    PAPER_MEAN,
    RARE_SHARE,
    WORDS_DEVIATION_FACTOR,
    WORDS_MEAN_FACTOR,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from duijie.engines.ranking.statistics import OfferStatistics

    Numbers = NDArray[np.float64]

K1: Final = 1.5
B: Final = 0.75
NEED_CHARACTERS: Final = 220
OFFER_CHARACTERS: Final = 160
"""What of title and text is read for its meaning: more of it blurs the vector. Counted in Chinese
characters; `LETTERS_PER_CHARACTER` characters of ASCII say about as much as one of them."""
LETTERS_PER_CHARACTER: Final = 3
COSINE_DIGITS: Final = 6
BEST_PIECES: Final = 5
FURTHER_SHARE: Final = 0.25
"""What of a matching piece counts beside the best one of an item."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and deviation by which scores become z-scores."""

    mean: float
    deviation: float

    def z(self, scores: Numbers) -> Numbers:
        if self.deviation <= 0.0:
            return np.zeros_like(scores)
        return (scores - self.mean) / self.deviation


def words_spread(weights: Mapping[str, float], statistics: OfferStatistics) -> Spread:
    """Spread of words scores to expect from how common the need's terms are.

    As if every term were there or not, independent of the others; two factors of the background
    make up for repetition and company. `weights` are the query weights with idf multiplied in.
    Expected, not observed: else one pair's score would hang on what else is offered.
    """
    mean = variance = 0.0
    for term, weight in weights.items():
        share = statistics.share(term)
        mean += weight * share
        variance += weight**2 * share * (1.0 - share)
    return Spread(WORDS_MEAN_FACTOR * mean, WORDS_DEVIATION_FACTOR * math.sqrt(variance))


def paper_query(counts: Mapping[str, int], statistics: OfferStatistics) -> dict[str, float]:
    """Weights of terms, idf multiplied in, where one paper is held against another.

    ln(1 + count) * w^2 / norm with w = 1 - ln(share + 0.0005), norm the length of all
    ln(1 + count) * w: a cosine on the asking side, so that one expert's scores can be compared
    over papers; BM25's saturation on the other. Counts are damped: a paper repeats its subject,
    where a need repeats what it wants. Terms that nothing holds lengthen the norm only as far as
    the collection is too small to hold them.
    """
    unseen = max(0.0, 1.0 - statistics.count / FULL)
    query, square = {}, 0.0
    for term in sorted(counts):
        weight = 1.0 - math.log(statistics.share(term) + RARE_SHARE)
        asked = math.log1p(counts[term])
        query[term] = asked * weight**2
        square += (1.0 if term in statistics.holding else unseen) * (asked * weight) ** 2
    norm = math.sqrt(square) or 1.0
    return {term: weight / norm for term, weight in query.items()}


PAPER_SPREAD: Final = Spread(PAPER_MEAN, PAPER_DEVIATION)
MEANING_SPREAD: Final = Spread(0.0, COSINE_DEVIATION)
"""Likewise expected; over 347 needs the observed deviation was 0.079, give or take 0.008."""


def saturate(count: Numbers, length: Numbers, mean_length: float) -> Numbers:
    """BM25's share of a term by how often it occurs in a piece (Robertson & Zaragoza 2009)."""
    scale = 1.0 - B + B * length / mean_length
    return count * (K1 + 1.0) / (count + K1 * scale)
