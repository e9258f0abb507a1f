"""The levels of placement as conditions and objectives of a CP-SAT model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from ortools.sat.python import cp_model

from duijie.engines.scheduling.formula import CpFormula, negate
from duijie.engines.scheduling.gaps import GapVariables
from duijie.engines.scheduling.limits import Limits, least_served, obliged_meetings
from duijie.engines.scheduling.model import PlacementModel
from duijie.engines.scheduling.problem import Problem, Slots
from duijie.engines.scheduling.spread import add_spread
from duijie.engines.scheduling.types import Level


@dataclass(frozen=True)
class DayModel:
    """A CP-SAT model of a whole day within limits."""

    problem: Problem
    formula: CpFormula
    placement: PlacementModel

    def changed(self) -> list[int | bool]:
        return [negate(self.placement.held(m, t)) for m, t in self.problem.previous.items()]

    def unplaced_musts(self) -> list[int | bool]:
        return [negate(self.placement.placed(m)) for m in sorted(self.problem.musts)]

    def sum(self, literals: Sequence[int | bool]) -> cp_model.LinearExprT:
        """How many hold, constants counted."""
        known = sum(literal is True for literal in literals)
        return known + self.formula.total(x for x in literals if not isinstance(x, bool))

    def unplaced_weight(self) -> cp_model.LinearExprT:
        placement = self.placement
        left_out = [
            (placement.left_out[m], weight)
            for m, weight in enumerate(self.problem.weights)
            if weight and m in placement.left_out
        ]
        return cp_model.LinearExpr.weighted_sum(
            [self.formula.at(literal) for literal, _ in left_out], [w for _, w in left_out]
        )

    def limit(self, limits: Limits) -> None:
        """Post the settled levels."""
        if limits.changes is not None and self.problem.previous:
            self.formula.model.add(self.sum(self.changed()) <= limits.changes)
        if limits.unplaced_musts:
            self.formula.model.add(self.sum(self.unplaced_musts()) <= limits.unplaced_musts)
        if limits.unplaced_weight:
            self.formula.model.add(self.unplaced_weight() <= limits.unplaced_weight)
        if limits.unserved_share is not None and limits.unserved_share < 1:
            for p in self.problem.active:
                self.limit_unserved(p, limits.unserved_share, None)

    def limit_unserved(self, p: int, unserved: Fraction, only_if: int | None) -> None:
        """Party p gets at least its share (only where the literal holds)."""
        meetings = self.problem.party_meetings[p]
        least = least_served(self.problem, p, unserved)
        out = [self.placement.left_out[m] for m in meetings if m in self.placement.left_out]
        room = len(meetings) - least
        if room >= len(out):
            return
        condition = self.formula.model.add(self.formula.total(out) <= room)
        if only_if is not None:
            condition.only_enforce_if(self.formula.at(only_if))

    def hints(self, slots: Slots) -> dict[int, bool]:
        """The search starts from this plan."""
        found = {literal: slots[m] == t for (m, t), literal in self.placement.x.items()}
        found |= {literal: slots[m] is None for m, literal in self.placement.left_out.items()}
        return found

    def read(self, true_literals: frozenset[int]) -> Slots:
        """The plan in a solution."""
        return self.placement.read(true_literals)


def build_day(problem: Problem, limits: Limits, *, required: Sequence[int] = ()) -> DayModel:
    """A model within settled limits; meetings that they oblige are required."""
    obliged = obliged_meetings(problem, limits) | set(required)
    formula = CpFormula()
    day = DayModel(problem, formula, PlacementModel(problem, formula, required=obliged))
    day.limit(limits)
    return day


class GapRule(Enum):
    """Forms of `max_gap_spread` in a model."""

    LEFT_OUT = "left_out"
    STRICT = "strict"
    """Nobody has more gaps than the spread: quicker, and enough as soon as somebody has none."""
    EXACT = "exact"


def add_gap_rule(day: DayModel, form: GapRule) -> None:
    """Post `max_gap_spread`, where there is one, in a form."""
    limit = day.problem.max_gap_spread
    if limit is None or form is GapRule.LEFT_OUT:
        return
    gaps = GapVariables(day.placement, most=limit if form is GapRule.STRICT else None)
    if form is GapRule.EXACT:
        add_spread(gaps, limit)


def set_objective(day: DayModel, level: Level) -> Callable[[int], int | Fraction]:
    """Minimise a level; returns what a value of the objective means."""
    model = day.formula.model
    if level is Level.WORST_SERVED_SHARE:
        return _set_share_objective(day)
    model.minimize(
        {
            Level.CHANGES: lambda: day.sum(day.changed()),
            Level.UNPLACED_MUSTS: lambda: day.sum(day.unplaced_musts()),
            Level.UNPLACED_WANT_WEIGHT: day.unplaced_weight,
        }[level]()
    )
    return lambda value: value


def _set_share_objective(day: DayModel) -> Callable[[int], Fraction]:
    """Count the steps of possible shares that are missed, from 0 served to all served."""
    problem = day.problem
    asked = {problem.asked[p] for p in problem.active if problem.asked[p]}
    steps = sorted({Fraction(k, n) for n in asked for k in range(n + 1)} | {Fraction(1)})
    missed: list[int] = []
    for share in steps[1:]:
        misses = day.formula.new()
        if missed:
            day.formula.clause((-missed[-1], misses))
        missed.append(misses)
        for p in problem.active:
            if problem.asked[p]:
                day.limit_unserved(p, 1 - share, -misses)
    day.formula.model.minimize(day.formula.total(missed))
    return lambda value: 1 - steps[len(steps) - 1 - value]
