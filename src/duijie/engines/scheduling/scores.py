"""What a set of slots is worth, level by level, as the search compares plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from duijie.engines.scheduling.problem import Problem, Slots


@dataclass(frozen=True, order=True, slots=True)
class Scores:
    """Smaller is better, compared from the left. Tables are assigned later and have their own."""

    musts_first: int
    """The unplaced musts of a day that puts them before changes; else 0."""
    changes: int
    unplaced_musts: int
    unplaced_weight: int
    """In thousandths."""
    unserved_share: Fraction
    """1 minus the worst-served share."""
    idle_gaps: int


def score_slots(problem: Problem, slots: Slots) -> Scores:
    """The scores of a plan."""
    unplaced = [m for m, t in enumerate(slots) if t is None]
    musts = sum(m in problem.musts for m in unplaced)
    shares = [
        Fraction(sum(slots[m] is not None for m in problem.party_meetings[p]), problem.asked[p])
        for p in problem.active
        if problem.asked[p]
    ]
    return Scores(
        musts_first=musts if problem.instance.musts_first else 0,
        changes=sum(slots[m] != t for m, t in problem.previous.items()),
        unplaced_musts=musts,
        unplaced_weight=sum(problem.weights[m] for m in unplaced),
        unserved_share=1 - min([Fraction(1), *shares]),
        idle_gaps=sum(count_gaps(problem, slots)),
    )


def count_gaps(problem: Problem, slots: Slots) -> tuple[int, ...]:
    """Idle gaps of every party."""
    return tuple(
        gaps_between(problem, (slots[m] for m in meetings)) for meetings in problem.party_meetings
    )


def gaps_between(problem: Problem, slots: Iterable[int | None]) -> int:
    """Idle gaps of one party that meets at these slots."""
    held = sorted(t for t in slots if t is not None)
    day_of = problem.day_of
    return sum(
        later - earlier > 1 and day_of[earlier] == day_of[later]
        for earlier, later in pairwise(held)
    )


def is_spread_kept(problem: Problem, slots: Slots) -> bool:
    """Whether the gaps of parties with a meeting lie within `max_gap_spread` of each other."""
    if problem.max_gap_spread is None:
        return True
    gaps = [
        gaps
        for gaps, meetings in zip(count_gaps(problem, slots), problem.party_meetings, strict=True)
        if any(slots[m] is not None for m in meetings)
    ]
    return not gaps or max(gaps) - min(gaps) <= problem.max_gap_spread
