"""From slots to the plan that is handed out: tables, reasons, status, and the independent check."""

from __future__ import annotations

from collections.abc import Mapping

from duijie.engines.scheduling.checker import check_plan, measure_plan
from duijie.engines.scheduling.limits import Limits
from duijie.engines.scheduling.problem import Problem, Slots
from duijie.engines.scheduling.reasons import PlanAsItIs
from duijie.engines.scheduling.search import State
from duijie.engines.scheduling.tables import assign_tables
from duijie.engines.scheduling.types import Assignment, Level, Plan, Status, Unplaced
from duijie.errors import DuijieError, Message


class PlanBrokenError(DuijieError):
    """The checker refused a plan of the solver: a mistake of ours, never shown as a plan."""


def make_plan(problem: Problem, state: State) -> Plan:
    """The plan of a state, checked. Raises `PlanBrokenError` when it breaks a rule."""
    instance = problem.instance
    seating = state.seating or assign_tables(problem, state.slots, Limits(), None)
    assignments = tuple(
        Assignment(instance.meetings[m].id, instance.slots[t].id, seating.tables.get(m))
        for m, t in enumerate(seating.slots)
        if t is not None
    )
    objective = measure_plan(instance, assignments)
    bound = {level: state.bound[level] for level in objective}
    if seating.bound is not None:
        bound[Level.TABLE_CHANGES] = float(seating.bound)
    plan = Plan(
        status=_status(objective, bound),
        objective=objective,
        bound=bound,
        assignments=assignments,
        unplaced=_explain_unplaced(problem, state, seating.slots),
        conflicts=_conflicts(state, bound),
    )
    for violation in check_plan(instance, plan):
        raise PlanBrokenError("scheduling.plan_broken", rule=violation.message.code)
    return plan


def _conflicts(state: State, bound: Mapping[Level, float]) -> tuple[Message, ...]:
    if bound[Level.UNPLACED_MUSTS] == 0 or state.conflicts:
        return state.conflicts
    return (Message("scheduling.conflict_not_found"),)


def _explain_unplaced(problem: Problem, state: State, slots: Slots) -> tuple[Unplaced, ...]:
    plan = PlanAsItIs(problem, slots)
    ids = [meeting.id for meeting in problem.instance.meetings]
    return tuple(
        Unplaced(ids[m], plan.explain_unplaced(m), state.relaxations.get(m))
        for m, t in enumerate(slots)
        if t is None
    )


def _status(objective: Mapping[Level, float], bound: Mapping[Level, float]) -> Status:
    if bound[Level.UNPLACED_MUSTS] > 0:
        return Status.INFEASIBLE
    is_proven = all(abs(bound[level] - value) < 1e-6 for level, value in objective.items())
    return Status.OPTIMAL if is_proven else Status.FEASIBLE
