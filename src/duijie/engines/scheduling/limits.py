"""The settled levels that a model keeps to, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from duijie.engines.scheduling.problem import Problem
from duijie.engines.scheduling.scores import Scores


@dataclass(frozen=True, slots=True)
class Limits:
    """Levels as far as they are settled: a model keeps to them. None: not settled yet."""

    changes: int | None = None
    unplaced_musts: int | None = None
    unplaced_weight: int | None = None
    unserved_share: Fraction | None = None


EVERYTHING = Limits(0, 0, 0, Fraction(0))
"""All placed, nothing changed: the best of all levels of placement."""


def limits_of(scores: Scores) -> Limits:
    """All levels of placement held where a plan has them."""
    return Limits(
        scores.changes, scores.unplaced_musts, scores.unplaced_weight, scores.unserved_share
    )


def obliged_meetings(problem: Problem, limits: Limits) -> set[int]:
    """Meetings that are placed in every plan within limits."""
    obliged: set[int] = set()
    if limits.unplaced_musts == 0:
        obliged |= problem.musts
    if limits.unplaced_weight == 0:
        obliged |= {m for m, weight in enumerate(problem.weights) if weight}
    if limits.unserved_share == 0:
        uncapped = (p for p in problem.active if problem.asked[p] == len(problem.party_meetings[p]))
        obliged |= {m for p in uncapped for m in problem.party_meetings[p]}
    return obliged


def least_served(problem: Problem, p: int, unserved: Fraction) -> int:
    """Meetings that a party has at least when its share is no worse than this."""
    return ceil((1 - unserved) * problem.asked[p])


def count_present(problem: Problem, limits: Limits) -> int:
    """Parties that have a meeting in every plan within limits, as far as counting tells.

    With fewer gaps than these one of them has none: then "nobody has more gaps than the spread"
    says the same as the rule on the spread, and propagates better.
    """
    obliged = obliged_meetings(problem, limits)
    return sum(
        _is_present(problem, limits, obliged, p, problem.party_meetings[p]) for p in problem.active
    )


def _is_present(
    problem: Problem, limits: Limits, obliged: set[int], p: int, meetings: Sequence[int]
) -> bool:
    if not obliged.isdisjoint(meetings):
        return True
    musts = sum(m in problem.musts for m in meetings)
    if limits.unplaced_musts is not None and musts > limits.unplaced_musts:
        return True
    share = limits.unserved_share
    return share is not None and least_served(problem, p, share) > 0
