"""From scores to a fit that can be compared between needs, and whether anything fits at all.

`hybrid.v1`: logit = INTERCEPT + PER_POINT * score. Provisional: fitted on the best ten pairs of
each need of the development half of needs_offers, among all offers and among samples of 10 to 40,
and of the needs of `examples/` among such samples.

`hybrid.v2`: the best offer's chance comes from how well it stands (`standing.Standing`), each of
its four figures divided by its deviation and all of equal weight; each point of the score behind
it costs CALIBRATED_PER_POINT.

    logit(best) = CALIBRATED_INTERCEPT + PER_STANDING * sum(figure / deviation)
    logit(other) = logit(best) - CALIBRATED_PER_POINT * (score(best) - score(other))

So the order within a need is that of the score, while best offers of different needs can be
compared. Where the best one is known by a paper about papers (Latin script), whose scores can be
compared as they are, logit = PAPER_INTERCEPT + CALIBRATED_PER_POINT * score: one expert's fits
keep the order of the scores over needs.

Intercept and slopes are fitted by `python -m benchmarks.ranking_fit fit DATA_DIR` on the judged
needs of the development half (a grade of 2 or more counts as a call; unjudged counts as none),
needs without an answer weighted to their share among all needs that were judged. It prints what
numbers fitted so say of needs left out.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from duijie.engines.ranking.standing import Standing

INTERCEPT: Final = -5.9
PER_POINT: Final = 0.28
DEVIATIONS: Final = (0.048, 1.018, 0.078, 0.146)
"""Of the four figures of a standing, over the best offers of the development half."""
CALIBRATED_INTERCEPT: Final = -5.516
PER_STANDING: Final = 0.472
CALIBRATED_PER_POINT: Final = 0.231
PAPER_INTERCEPT: Final = -5.9
FITS_FROM: Final = 0.25
"""Of the default variant: a match below it does not fit, and where all are below, nothing fits.
Among the 2,122 offers of needs_offers one need in ten that has an answer is told so, and half of
those that have none."""
FITS_FROM_V1: Final = 0.18
CALL_FROM: Final = FITS_FROM
"""The same under its earlier name."""


def fit_of(score: float) -> float:
    """Fit in (0, 1), strictly rising with the score while it is a number of double precision."""
    return _chance(INTERCEPT + PER_POINT * score)


def fit_of_calibrated(score: float, *, best: float, standing: Standing | None) -> float:
    """Fit in (0, 1) of an offer whose need's best one has the score `best`; strictly rising with
    the score while it is a number of double precision. `standing` is that of the best one, None if
    it is known by a paper about papers."""
    if standing is None:
        return _chance(PAPER_INTERCEPT + CALIBRATED_PER_POINT * score)
    top = CALIBRATED_INTERCEPT + PER_STANDING * strength_of(standing)
    return _chance(top - CALIBRATED_PER_POINT * (best - score))


def strength_of(standing: Standing) -> float:
    """One figure for a standing; its parts count alike."""
    return sum(figure / deviation for figure, deviation in zip(standing, DEVIATIONS, strict=True))


def _chance(logit: float) -> float:
    if logit >= 0.0:
        return 1.0 / (1.0 + math.exp(-logit))
    odds = math.exp(logit)
    return odds / (1.0 + odds)
