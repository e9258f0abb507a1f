"""From scores to a fit that can be compared between needs, and whether anything fits at all.

    logit = INTERCEPT + PER_POINT * score

A score is measured against what is to be expected of any offer for that need, not against the
others on offer: the same pair has nearly the same fit among three offers and among three thousand.
Intercept and slope were fitted on the best ten pairs of each need of the development half of
needs_offers, among all offers and among samples of 10 to 40, and of the needs of `examples/` among
such samples (a grade of 2 or more counts as a call; unjudged counts as none). `python -m
benchmarks.ranking --fit DATA_DIR` fits the first of these alone. Provisional
until brokers' own decisions calibrate it.
"""

from __future__ import annotations

import math
from typing import Final

INTERCEPT: Final = -5.9
PER_POINT: Final = 0.28
FITS_FROM: Final = 0.18
"""A match below it does not fit, and where all are below, nothing fits. Among samples of 10 to 40
offers of needs_offers about a quarter of the true fits are below it, and one need in fifteen
without any has something above it. Among 2,000 offers something nearly always is."""
CALL_FROM: Final = FITS_FROM
"""The same under its earlier name."""


def fit_of(score: float) -> float:
    """Fit in (0, 1), strictly rising with the score while it is a number of double precision."""
    logit = INTERCEPT + PER_POINT * score
    if logit >= 0.0:
        return 1.0 / (1.0 + math.exp(-logit))
    odds = math.exp(logit)
    return odds / (1.0 + odds)
