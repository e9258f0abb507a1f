"""Fewest gaps core-guided: each reason why there must be one more is relaxed, and no more than it.

The partner of asking upwards (docs/adr/0006): it finds plans where "at most k?" takes luck.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pysat.examples.rc2 import RC2
from pysat.formula import WCNF

from duijie.engines.scheduling.cnf import CnfFormula
from duijie.engines.scheduling.gaps import GapVariables
from duijie.engines.scheduling.model import PlacementModel
from duijie.engines.scheduling.problem import Problem, Slots


@dataclass(frozen=True, slots=True)
class ProvenGaps:
    """A plan that is best on all levels of placement and has the fewest gaps."""

    slots: Slots
    gaps: int


def prove_fewest_gaps(problem: Problem, on_bound: Callable[[int], None]) -> ProvenGaps | None:
    """Place everything, change nothing, with the fewest gaps. Runs until done: cannot be stopped.

    `on_bound` is told how many gaps every such plan has. None when not everything can be placed
    so, or when the gap rule in its short form (nobody above `max_gap_spread`) might be stricter
    than the rule itself: with as many gaps as parties nobody may be without one.
    """
    formula = CnfFormula(is_linked=True)
    placement = PlacementModel(problem, formula, required=range(len(problem.meetings)))
    for m, t in problem.previous.items():
        formula.clause((placement.held(m, t),))
    gaps = GapVariables(placement, most=problem.max_gap_spread)
    if any(not clause for clause in formula.clauses):
        return None
    question = WCNF()
    question.extend(formula.clauses)
    for unit in gaps.all_units:
        question.append([-unit], weight=1)
    exact_below = None if problem.max_gap_spread is None else len(problem.active)
    with _Search(question, on_bound, exact_below) as search:
        model = search.compute()
        if model is None or (exact_below is not None and search.cost >= exact_below):
            return None
        true_literals = frozenset(literal for literal in model if literal > 0)
        return ProvenGaps(placement.read(true_literals), int(search.cost))


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
