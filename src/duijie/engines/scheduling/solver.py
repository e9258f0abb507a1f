"""Planning a day: in one process that always does the same, or in two that race."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from duijie.engines.scheduling.making import PlanBrokenError, make_plan
from duijie.engines.scheduling.portfolio import Portfolio
from duijie.engines.scheduling.problem import Problem, Slots, build_problem
from duijie.engines.scheduling.scores import score_slots
from duijie.engines.scheduling.search import Search, State
from duijie.engines.scheduling.solving import Clock, Runner
from duijie.engines.scheduling.types import Instance, Level, Plan
from duijie.errors import Message

__all__ = ["PlanBrokenError", "solve"]

START_SECONDS = 3.0
"""A small day with less time is planned in this process: the others take a second to start."""

QUICK_SECONDS = 2.0
"""A tiny day is mostly done in this process before others would have started."""

UNSETTLED = frozenset(
    f"scheduling.conflict_{what}" for what in ("not_found", "not_smallest", "maybe_larger")
)
"""What a clash is qualified by where the time did not suffice."""

OnProgress = Callable[[int, int, Message | None], None]
OnPlan = Callable[[Plan], None]


def solve(
    instance: Instance,
    *,
    time_limit: float,
    seed: int = 0,
    workers: int = 1,
    on_progress: OnProgress | None = None,
    on_plan: OnPlan | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan that `time_limit` seconds allow, levels in the order of `Level`.

    Every plan has passed `check_plan`, also those handed to `on_plan` as they get better. A bound
    holds among plans that are as good on all levels before. Cancelling ends the search soon and
    returns the best plan so far. `on_progress` counts seconds of the time limit.

    With one worker all is done in this process, and the same seed gives the same plan unless the
    time limit cuts the search off. With more, two child processes race (one asks CaDiCaL upwards,
    one works core-guided; CP-SAT gets the workers beyond two) and are killed at the end, when
    cancelled, and at the time limit, which so is kept to the second.

    Raises `PlanBrokenError` when a plan fails the check.
    """
    clock = Clock(time.monotonic() + time_limit, is_cancelled)
    problem = build_problem(instance)
    listener = _Listener(problem, clock, time_limit, on_progress, on_plan)
    if workers > 1 and problem.is_tiny:
        shorter = Clock(time.monotonic() + min(QUICK_SECONDS, time_limit), is_cancelled)
        state = Search(problem, Runner(shorter, seed), listener.note).run()
        plan = make_plan(problem, state)
        if _is_final(plan) or clock.left <= 0:
            return plan
    if workers > 1 and (problem.is_large or time_limit >= START_SECONDS):
        portfolio = Portfolio(problem, Runner(clock, seed, workers - 1), listener.note)
        return make_plan(problem, portfolio.run())
    return make_plan(problem, Search(problem, Runner(clock, seed), listener.note).run())


def _is_final(plan: Plan) -> bool:
    """Nothing is left that more time could prove, explain or relax."""
    is_proven = all(abs(plan.bound[x] - value) < 1e-6 for x, value in plan.objective.items())
    return (
        is_proven
        and not any(message.code in UNSETTLED for message in plan.conflicts)
        and all(x.relaxation is not None and x.relaxation.is_cheapest for x in plan.unplaced)
    )


@dataclass
class _Listener:
    """Tells the caller what the search reports."""

    problem: Problem
    clock: Clock
    time_limit: float
    on_progress: OnProgress | None
    on_plan: OnPlan | None
    slots: Slots = ()

    def note(self, state: State) -> None:
        """Report a state; as a plan only where its slots are new."""
        self._report(state)
        if self.on_plan is not None and state.slots != self.slots:
            self.on_plan(make_plan(self.problem, state))
        self.slots = state.slots

    def _report(self, state: State) -> None:
        if self.on_progress is None:
            return
        scores = score_slots(self.problem, state.slots)
        total = max(1, round(self.time_limit))
        done = min(total, round(self.time_limit - self.clock.left))
        params = {
            "placed": sum(t is not None for t in state.slots),
            "meetings": len(state.slots),
            "gaps": scores.idle_gaps,
            "bound": round(state.bound[Level.IDLE_GAPS]),
        }
        self.on_progress(done, total, Message("scheduling.progress", params))
