"""Large-neighbourhood search: set some meetings free, hold the rest, ask for fewer gaps."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from duijie.engines.scheduling.formula import CpFormula
from duijie.engines.scheduling.gaps import GapVariables
from duijie.engines.scheduling.levels import DayModel
from duijie.engines.scheduling.model import PlacementModel
from duijie.engines.scheduling.problem import Problem, Slots
from duijie.engines.scheduling.scores import gaps_between
from duijie.engines.scheduling.solving import Answer, Runner

EFFORT = 1.0
"""Deterministic seconds of one step."""

FREE_MEETINGS = 120
"""Meetings set free at first; grows while steps are solved to the end without gain."""


@dataclass
class Neighbourhoods:
    """Steps of the search; which meetings are set free falls by the runner's seed.

    Only placed meetings move and none is taken out, so all levels above the gaps stay as they are
    but `changes`, which is kept by not moving what holds its previous slot.
    """

    problem: Problem
    runner: Runner
    size: float = FREE_MEETINGS
    chance: random.Random = field(init=False)
    steps: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.runner.seed)  # noqa: S311  # not for secrets

    def improve(self, slots: Slots) -> tuple[Slots | None, float]:
        """One step: a plan with no more gaps and every rule kept, or None; and the effort spent.

        A plan with as many gaps is returned too: moving sideways leads out of dead ends.
        """
        kinds: tuple[Callable[[Slots], set[int]], ...] = (
            self._around_gaps,
            self._around_gaps,
            self._parties,
            self._window,
        )
        self.steps += 1
        kind = self.chance.choice(kinds)
        free = {m for m in kind(slots) if self._may_move(m, slots)}
        if not free:
            return None, 0.0
        day, gaps = self._build(slots, free)
        day.formula.model.minimize(day.formula.total(gaps.all_units))
        outcome = self.runner.run(day.formula, effort=EFFORT, hints=day.hints(slots))
        if outcome.best is not None and outcome.best == outcome.bound:
            self.size = min(self.size * 1.05, len(self.problem.meetings))
        else:
            self.size = max(self.size * 0.95, 20)
        if outcome.answer is not Answer.YES:
            return None, outcome.effort
        return day.read(outcome.true_literals), outcome.effort

    def _may_move(self, m: int, slots: Slots) -> bool:
        return slots[m] is not None and self.problem.previous.get(m) != slots[m]

    def _build(self, slots: Slots, free: set[int]) -> tuple[DayModel, GapVariables]:
        problem = self.problem
        formula = CpFormula()
        frozen = {m: t for m, t in enumerate(slots) if m not in free}
        placement = PlacementModel(problem, formula, required=free, frozen=frozen)
        gaps = GapVariables(placement, most=self._most_gaps(slots), has_positions=False)
        lowest = self._fewest_gaps(slots)
        if lowest:
            for units in gaps.units.values():
                for n in range(lowest):
                    formula.clause((units[n] if n < len(units) else False,))
        return DayModel(problem, formula, placement), gaps

    def _party_gaps(self, slots: Slots, p: int) -> int:
        return gaps_between(self.problem, (slots[m] for m in self.problem.party_meetings[p]))

    def _all_gaps(self, slots: Slots) -> list[int]:
        return [
            self._party_gaps(slots, p)
            for p in self.problem.active
            if any(slots[m] is not None for m in self.problem.party_meetings[p])
        ]

    def _fewest_gaps(self, slots: Slots) -> int:
        """Gaps that everybody keeps having: only needed where someone has more than the spread."""
        spread = self.problem.max_gap_spread
        if spread is None:
            return 0
        gaps = self._all_gaps(slots)
        return min(gaps) if max(gaps) > spread else 0

    def _most_gaps(self, slots: Slots) -> int | None:
        spread = self.problem.max_gap_spread
        return None if spread is None else self._fewest_gaps(slots) + spread

    def _around_gaps(self, slots: Slots) -> set[int]:
        """All meetings of some parties with gaps, and some meetings of those they meet."""
        problem = self.problem
        idle = [p for p in problem.active if self._party_gaps(slots, p)]
        self.chance.shuffle(idle)
        free: set[int] = set()
        for p in idle:
            if len(free) >= self.size:
                break
            free.update(problem.party_meetings[p])
            for m in problem.party_meetings[p]:
                for other in problem.meetings[m]:
                    free.update(self._some(problem.party_meetings[other], 6))
        return free

    def _parties(self, slots: Slots) -> set[int]:
        """All meetings of some parties, the busy ones first to be drawn."""
        free: set[int] = set()
        movable = [
            [m for m in self.problem.party_meetings[p] if slots[m] is not None]
            for p in self.problem.active
        ]
        weights = [len(meetings) for meetings in movable]
        while sum(weights) and len(free) < self.size:
            n = self.chance.choices(range(len(movable)), weights)[0]
            free.update(movable[n])
            weights[n] = 0
        return free

    def _window(self, slots: Slots) -> set[int]:
        """All meetings held in some slots on end."""
        width = 3
        start = self.chance.randrange(self.problem.slot_count)
        free: set[int] = set()
        while width <= self.problem.slot_count:
            found = {m for m, t in enumerate(slots) if t is not None and start <= t < start + width}
            if len(found) > self.size and free:
                break
            free = found
            width += 1
        return free

    def _some(self, meetings: Sequence[int], count: int) -> list[int]:
        return self.chance.sample(meetings, min(count, len(meetings)))
