"""From scores to a fit that can be compared between needs, and whether anything fits at all.

The score orders the offers of one need, but its level says little about another need: every need
has some offer that stands out. A need's own level is told best by how far the nearest offer in
meaning stands out from all others. Fit is a logistic map of both:

    logit = INTERCEPT + PER_POINT * score + PER_LEVEL * highest z-score of meaning

It rises with the score, so the order within a need is kept. Intercept and slope were fitted by
`python -m benchmarks.ranking --fit DATA_DIR` on the best ten pairs of each need of the development
half of needs_offers (a grade of 2 or more counts as a call; unjudged counts as none). The weight of
the level was set by hand: those pairs alone would give it none, the eight unanswerable needs a
large one, and neither is enough to go by. All of it is provisional until brokers' own decisions
calibrate it.
"""

from __future__ import annotations

import math
from typing import Final

INTERCEPT: Final = -7.9
PER_POINT: Final = 0.248
PER_LEVEL: Final = 0.4
CALL_FROM: Final = 0.18
"""Best fit below which nothing fits: keeps nine of ten answerable needs of that half."""


def fit_of(score: float, best_meaning_z: float) -> float:
    """Fit in (0, 1), strictly rising with the score while it is a number of double precision."""
    logit = INTERCEPT + PER_POINT * score + PER_LEVEL * best_meaning_z
    if logit >= 0.0:
        return 1.0 / (1.0 + math.exp(-logit))
    odds = math.exp(logit)
    return odds / (1.0 + odds)
