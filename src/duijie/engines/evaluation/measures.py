"""Measures of a ranking against graded pairs."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import Final

_FEWEST: Final = 5
_DRAWS: Final = 2_000
_SEED: Final = 20_260_101


def ndcg(order: Sequence[float], pool: Sequence[float], depth: int) -> float | None:
    """Normalised discounted cumulative gain of the first `depth` (Järvelin and Kekäläinen 2002,
    gain 2^grade - 1, discount log2(place + 1)).

    `order`: grades in the order of the ranking; `pool`: the grades of all that was judged. None
    where nothing of the pool is worth anything: no order is better than another.
    """
    ideal = _gain(sorted(pool, reverse=True)[:depth])
    return _gain(order[:depth]) / ideal if ideal > 0.0 else None


def recall(order: Sequence[float], pool: Sequence[float], depth: int, line: float) -> float | None:
    """Share of the judged ones at or above the line that stand among the first `depth`; None where
    there are none."""
    good = sum(grade >= line for grade in pool)
    return sum(grade >= line for grade in order[:depth]) / good if good else None


def interval_of_mean(values: Sequence[float]) -> tuple[float, float] | None:
    """The interval of 95 % of their mean by drawing again (percentiles of 2,000 samples, the same
    ones each time). None of fewer than five: drawn again they are only themselves."""
    if len(values) < _FEWEST:
        return None
    draw = random.Random(_SEED)  # noqa: S311  # no secret
    size = len(values)
    means = sorted(sum(draw.choices(values, k=size)) / size for _ in range(_DRAWS))
    return means[round(0.025 * (_DRAWS - 1))], means[round(0.975 * (_DRAWS - 1))]


def weighted_kappa(pairs: Mapping[tuple[int, int], int], highest: int) -> float | None:
    """Agreement of two graders beyond chance, disagreements weighted by their square (Cohen 1968).

    `pairs`: (grade of one, grade of the other) -> how often; grades 0..`highest`. 1 is complete, 0
    is chance. None where nothing was graded by both, or both gave one and the same grade to all.
    """
    total = sum(pairs.values())
    if not total:
        return None
    grades = range(highest + 1)
    first = {grade: sum(n for (a, _), n in pairs.items() if a == grade) for grade in grades}
    second = {grade: sum(n for (_, b), n in pairs.items() if b == grade) for grade in grades}
    seen = sum((a - b) ** 2 * count for (a, b), count in pairs.items())
    expected = sum((a - b) ** 2 * first[a] * second[b] for a in grades for b in grades) / total
    return 1.0 - seen / expected if expected else None


def _gain(grades: Sequence[float]) -> float:
    return math.fsum((2.0**grade - 1.0) / math.log2(at + 2) for at, grade in enumerate(grades))
