"""A day within settled limits as clauses, for CaDiCaL and RC2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd

from duijie.engines.scheduling.cnf import CnfFormula
from duijie.engines.scheduling.formula import negate
from duijie.engines.scheduling.gaps import GapVariables
from duijie.engines.scheduling.limits import Limits, least_served, obliged_meetings
from duijie.engines.scheduling.model import PlacementModel
from duijie.engines.scheduling.problem import Problem

COUNTER_SIZE = 60_000
"""Literals of a counter of weights, at most: beyond, the day is left to CP-SAT."""


@dataclass(frozen=True, slots=True)
class ClauseDay:
    """Solutions of `formula` are the plans within limits, with their gaps counted in `gaps`."""

    formula: CnfFormula
    placement: PlacementModel
    gaps: GapVariables


def is_clausal(problem: Problem, limits: Limits) -> bool:
    """Whether a day within limits can be written as clauses of a bearable size."""
    if problem.is_large:
        return False
    weights, most = _open_weights(problem, limits)
    return not weights or min(most, sum(weights.values())) * len(weights) <= COUNTER_SIZE


def build_clause_day(
    problem: Problem, limits: Limits, *, most_gaps: int | None, is_linked: bool, has_few_out: bool
) -> ClauseDay:
    """Clauses for a day within limits in which nobody has more than `most_gaps`, nor than
    `max_gap_spread`.

    That is the rule on the spread just where fewer gaps are asked for than `count_present`.
    `has_few_out` adds what holds for parties none of whose meetings is left out.
    """
    formula = CnfFormula(is_linked=is_linked)
    placement = PlacementModel(problem, formula, required=obliged_meetings(problem, limits))
    _limit(problem, limits, formula, placement)
    most = problem.max_gap_spread
    if most is None or (most_gaps is not None and most_gaps < most):
        most = most_gaps
    gaps = GapVariables(placement, most=most, has_few_out=has_few_out)
    return ClauseDay(formula, placement, gaps)


def _limit(
    problem: Problem, limits: Limits, formula: CnfFormula, placement: PlacementModel
) -> None:
    out = placement.left_out
    if limits.changes is not None and problem.previous:
        changed = [negate(placement.held(m, t)) for m, t in problem.previous.items()]
        known = sum(literal is True for literal in changed)
        open_changes = [x for x in changed if not isinstance(x, bool)]
        formula.count_at_most(open_changes, limits.changes - known)
        if limits.changes < known:
            formula.clause(())
    if limits.unplaced_musts:
        formula.count_at_most(
            [out[m] for m in sorted(problem.musts) if m in out], limits.unplaced_musts
        )
    weights, most = _open_weights(problem, limits)
    if weights:
        formula.weigh_at_most([(out[m], weight) for m, weight in weights.items()], most)
    for literals, room in _shares(problem, limits, placement):
        formula.count_at_most(literals, room)


def _open_weights(problem: Problem, limits: Limits) -> tuple[dict[int, int], int]:
    """Weights of the wants that may be left out, and their sum's limit, divided by what all share.

    Empty where any of them may be.
    """
    if not limits.unplaced_weight:
        return {}, 0
    obliged = obliged_meetings(problem, limits)
    weights = {m: w for m, w in enumerate(problem.weights) if w and m not in obliged}
    if sum(weights.values()) <= limits.unplaced_weight:
        return {}, 0
    shared = gcd(*weights.values())
    return {m: w // shared for m, w in weights.items()}, limits.unplaced_weight // shared


def _shares(
    problem: Problem, limits: Limits, placement: PlacementModel
) -> Iterator[tuple[list[int], int]]:
    """Per party: its meetings that may be left out, and how many of them at most."""
    share = limits.unserved_share
    if share is None:
        return
    for p in problem.active:
        meetings = problem.party_meetings[p]
        literals = [placement.left_out[m] for m in meetings if m in placement.left_out]
        room = len(meetings) - least_served(problem, p, share)
        if room < len(literals):
            yield literals, room
