"""Fewest gaps core-guided: each reason why there must be one more is relaxed, and no more than it.

The partner of asking upwards (docs/adr/0006): it finds plans where "at most k?" takes luck.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pysat.examples.rc2 import RC2
from pysat.formula import WCNF

from duijie.engines.scheduling.clause_day import build_clause_day, is_clausal
from duijie.engines.scheduling.limits import EVERYTHING, Limits, count_present
from duijie.engines.scheduling.problem import Problem, Slots


@dataclass(frozen=True, slots=True)
class ProvenGaps:
    """A plan within limits that has the fewest gaps."""

    slots: Slots
    gaps: int


def prove_fewest_gaps(
    problem: Problem,
    on_bound: Callable[[int], None],
    *,
    limits: Limits = EVERYTHING,
    has_few_out: bool = False,
) -> ProvenGaps | None:
    """The fewest gaps within limits. Runs until done: cannot be stopped.

    `on_bound` is told how many gaps every such plan has. None when there is no plan within limits,
    when they cannot be written as clauses, or when the gap rule in its short form (nobody above
    `max_gap_spread`) might be stricter than the rule itself: with as many gaps as parties nobody
    may be without one.
    """
    if not is_clausal(problem, limits):
        return None
    day = build_clause_day(problem, limits, most_gaps=None, is_linked=True, has_few_out=has_few_out)
    if any(not clause for clause in day.formula.clauses):
        return None
    question = WCNF()
    question.extend(day.formula.clauses)
    for unit in day.gaps.all_units:
        question.append([-unit], weight=1)
    exact_below = None if problem.max_gap_spread is None else count_present(problem, limits)
    with _Search(question, on_bound, exact_below) as search:
        model = search.compute()
        if model is None or (exact_below is not None and search.cost >= exact_below):
            return None
        true_literals = frozenset(literal for literal in model if literal > 0)
        return ProvenGaps(day.placement.read(true_literals), int(search.cost))


class _Search(RC2):  # type: ignore[misc]  # python-sat is untyped
    """RC2 (Ignatiev et al., 2019) that tells what it has proven on the way."""

    def __init__(
        self, question: WCNF, on_bound: Callable[[int], None], exact_below: int | None
    ) -> None:
        self._on_bound = on_bound
        self._exact_below = exact_below
        super().__init__(question, solver="cadical153", adapt=True, exhaust=True, minz=False)

    def process_core(self) -> None:
        """After each core there is one more gap at least."""
        super().process_core()
        bound = int(self.cost)
        self._on_bound(bound if self._exact_below is None else min(bound, self._exact_below))
