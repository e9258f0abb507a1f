"""Running CP-SAT within what is left of time, and stopping it when asked to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ortools.sat.python import cp_model

from duijie.engines.scheduling.formula import CpFormula

POLL_SECONDS = 0.1


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to. `best` and `bound` are those of the objective, where there is one."""

    answer: Answer
    true_literals: frozenset[int] = frozenset()
    best: int | None = None
    bound: int | None = None
    effort: float = 0.0
    """In CP-SAT's deterministic seconds."""


@dataclass
class Clock:
    """What is left of the time limit. `is_cancelled` counts as having none left."""

    deadline: float
    is_cancelled: Callable[[], bool] | None = None
    _is_stopped: bool = field(default=False, init=False)

    @property
    def left(self) -> float:
        if not self._is_stopped and self.is_cancelled is not None:
            self._is_stopped = self.is_cancelled()
        return 0.0 if self._is_stopped else max(0.0, self.deadline - time.monotonic())


@dataclass(frozen=True)
class Runner:
    """How CP-SAT is run: the same seed and effort give the same answer with one worker."""

    clock: Clock
    seed: int = 0
    workers: int = 1

    def run(
        self,
        formula: CpFormula,
        *,
        seconds: float | None = None,
        effort: float | None = None,
        hints: Mapping[int, bool] | None = None,
        is_linear: bool = False,
    ) -> Outcome:
        """Solve. `effort` is in deterministic seconds, `seconds` on the clock; both may end it.

        Without `is_linear` the linear relaxation is off (`linearization_level=0`): three times
        as many of the published days are proven that way (docs/adr/0006).
        """
        left = self.clock.left if seconds is None else min(seconds, self.clock.left)
        if left <= 0:
            return Outcome(Answer.UNKNOWN)
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = self.workers
        parameters.random_seed = self.seed
        parameters.max_time_in_seconds = left
        parameters.catch_sigint_signal = False  # Ctrl+C is for `is_cancelled` to say
        if effort is not None:
            parameters.max_deterministic_time = effort
        parameters.linearization_level = 1 if is_linear else 0
        formula.hint(hints or {})
        with _Watch(solver, self.clock):
            status = solver.solve(formula.model)
        return _outcome(formula, solver, status)

    def find_core(
        self, formula: CpFormula, assumed: Sequence[int], *, effort: float
    ) -> tuple[Answer, frozenset[int]]:
        """Can all of `assumed` hold? If not, also some of them that cannot."""
        formula.model.clear_assumptions()
        formula.model.add_assumptions([formula.at(literal) for literal in assumed])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.catch_sigint_signal = False
        solver.parameters.random_seed = self.seed
        solver.parameters.max_time_in_seconds = self.clock.left
        solver.parameters.max_deterministic_time = effort
        if self.clock.left <= 0:
            return Answer.UNKNOWN, frozenset()
        with _Watch(solver, self.clock):
            status = solver.solve(formula.model)
        formula.model.clear_assumptions()
        if status == cp_model.INFEASIBLE:
            core = solver.sufficient_assumptions_for_infeasibility()
            return Answer.NO, frozenset(formula.literal_of(index) for index in core)
        is_possible = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        return (Answer.YES if is_possible else Answer.UNKNOWN), frozenset()


def _outcome(formula: CpFormula, solver: cp_model.CpSolver, status: object) -> Outcome:
    effort = float(solver.response_proto.deterministic_time)
    has_objective = bool(formula.model.has_objective())
    if status == cp_model.INFEASIBLE:
        return Outcome(Answer.NO, effort=effort)
    bound = round_up(solver.best_objective_bound) if has_objective else None
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Outcome(Answer.UNKNOWN, bound=bound, effort=effort)
    best = round(solver.objective_value) if has_objective else None
    if status == cp_model.OPTIMAL:
        bound = best
    return Outcome(
        Answer.YES,
        frozenset(formula.true_literals(solver)),
        best=best,
        bound=bound,
        effort=effort,
    )


def round_up(bound: float) -> int:
    """A bound on a whole number, rounded towards it."""
    return int(-(-(bound - 1e-6) // 1))


class _Watch:
    """Stops a solver soon after the user cancels: CP-SAT itself cannot be asked to look."""

    def __init__(self, solver: cp_model.CpSolver, clock: Clock) -> None:
        self.solver = solver
        self.clock = clock
        self.is_over = threading.Event()
        self.thread: threading.Thread | None = None

    def __enter__(self) -> None:
        if self.clock.is_cancelled is not None:
            self.thread = threading.Thread(target=self._watch, daemon=True)
            self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        if self.thread is not None:
            self.thread.join()

    def _watch(self) -> None:
        while not self.is_over.wait(POLL_SECONDS):
            if self.clock.left <= 0:
                self.solver.stop_search()  # again and again: lost on a solver not yet under way
