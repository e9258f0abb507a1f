"""Intervals of the figures on the quality page."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_Z: Final = 1.959963984540054
"""Of the normal distribution, 95 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """`count` out of `of`, with its interval of 95 % by Wilson (1927)."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """0..1; None of nothing."""
        return self.count / self.of if self.of else None

    @property
    def low(self) -> float | None:
        bounds = self._bounds()
        return bounds[0] if bounds else None

    @property
    def high(self) -> float | None:
        bounds = self._bounds()
        return bounds[1] if bounds else None

    def _bounds(self) -> tuple[float, float] | None:
        if not self.of:
            return None
        share, squared = self.count / self.of, _Z * _Z / self.of
        middle = (share + squared / 2) / (1 + squared)
        half = _Z / (1 + squared) * math.sqrt((share * (1 - share) + squared / 4) / self.of)
        # rounding must not put nobody above 0, or everybody below 1
        low = 0.0 if self.count == 0 else max(0.0, middle - half)
        return low, 1.0 if self.count == self.of else min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Wait:
    """How many days something takes that has not happened to all yet."""

    reached: int
    of: int
    median: int | None
    """Days after which it has happened to half of them; None: it has not yet."""
    low: int | None
    """Of its interval of 95 %; None: not known yet, like `high`."""
    high: int | None


def wait(reached: Sequence[int], waiting: Sequence[int]) -> Wait:
    """The median wait by Kaplan and Meier (1958), with the interval of Brookmeyer and Crowley
    (1982) on the log-log scale.

    `reached`: days that it took; `waiting`: days for which the others have waited in vain so far.
    Those who still wait count too: the mean of those who were reached would be too good.
    """
    happened = Counter(reached)
    left, survival, variance = len(reached) + len(waiting), 1.0, 0.0
    gone = Counter((*reached, *waiting))
    firsts: dict[str, int] = {}
    for day in sorted(gone):
        if events := happened[day]:
            survival *= 1 - events / left
            variance += events / (left * (left - events)) if left > events else math.inf
            for name, level in _levels(survival, variance).items():
                if level <= 0.5:
                    firsts.setdefault(name, day)
        left -= gone[day]
    return Wait(
        reached=len(reached),
        of=len(reached) + len(waiting),
        median=firsts.get("median"),
        low=firsts.get("low"),
        high=firsts.get("high"),
    )


def _levels(survival: float, variance: float) -> dict[str, float]:
    """The share that still waits, and its bounds."""
    if survival <= 0.0 or math.isinf(variance):
        # nobody is left: the bounds are not known any more
        return {"median": 0.0, "low": 0.0}
    spread = _Z * math.sqrt(variance) / abs(math.log(survival))
    return {
        "median": survival,
        "low": survival ** math.exp(spread),
        "high": survival ** math.exp(-spread),
    }
