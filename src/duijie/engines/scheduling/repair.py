"""A first plan of a large day: mend the quick one, by chains and then a few meetings at a time.

A model of the whole day takes long before its first solution; what the greedy plan leaves out,
and whom it makes wait too often, is mostly mended by exchanging slots along chains, and what they
leave among some dozens of meetings around it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from duijie.engines.scheduling.chains import Chains
from duijie.engines.scheduling.formula import CpFormula
from duijie.engines.scheduling.gaps import GapVariables
from duijie.engines.scheduling.levels import DayModel
from duijie.engines.scheduling.model import PlacementModel
from duijie.engines.scheduling.problem import Problem, Slots
from duijie.engines.scheduling.scores import count_gaps, score_slots
from duijie.engines.scheduling.solving import Answer, Runner

STEP_EFFORT = 0.05
"""Deterministic seconds of one step."""

FAULT_COST = 20
"""A meeting without a slot, or a gap too many, in meetings that leave their previous slot."""

PATIENCE_BACK = 20
"""Steps without gain after which no more meetings are brought back to their previous slots."""

CHAIN_STEPS = 5_000
CHAIN_PATIENCE = 5
"""Steps of a round of chains, and rounds without gain after which the rest is left to models."""

FREE_MEETINGS = 40
PATIENCE = 60
"""Steps without gain after which the day is left to the whole model."""


@dataclass
class Repair:
    """Places every meeting and evens out the gaps, from a plan that keeps all other rules."""

    problem: Problem
    runner: Runner
    slots: Slots
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.runner.seed)  # noqa: S311  # not for secrets

    def run_chains(self) -> bool:
        """Mend what chains can: cheap, and done first. Returns as `run_models` does."""
        chains = Chains(self.problem, self.slots, seed=self.runner.seed)
        patience = CHAIN_PATIENCE
        faults = self._faults()
        while faults and patience > 0 and self.runner.clock.left > 0:
            for m in [m for m, t in enumerate(self.slots) if t is None]:
                chains.place(m)
            chains.anneal(CHAIN_STEPS)
            self.slots = chains.best
            now = self._faults()
            patience = CHAIN_PATIENCE if now < faults else patience - 1
            faults = now
        return not faults

    def run_models(self) -> bool:
        """Mend the rest. Whether everything is placed and the gap rule kept; `slots` is as far as
        it came."""
        patience = PATIENCE
        faults = self._faults()
        while faults and patience > 0 and self.runner.clock.left > 0:
            self._step()
            now = self._faults()
            patience = PATIENCE if now < faults else patience - 1
            faults = now
        return not faults

    def win_back(self) -> None:
        """Bring meetings back to their previous slots, while patience lasts."""
        patience = PATIENCE_BACK
        while patience > 0 and self.runner.clock.left > 0:
            away = self._away()
            if not away:
                return
            self._bring_back(away)
            patience = PATIENCE_BACK if len(self._away()) < len(away) else patience - 1

    def _away(self) -> list[int]:
        """Meetings that could be in their previous slot and are not."""
        return [
            m
            for m, t in self.problem.previous.items()
            if self.slots[m] != t and t in self.problem.domains[m]
        ]

    def _bring_back(self, away: list[int]) -> None:
        problem = self.problem
        free: set[int] = set()
        for m in self.chance.sample(away, min(2, len(away))):
            for p in problem.meetings[m]:
                self._add_party(p, free)
        free.update(m for m in away if set(problem.meetings[m]) & self._parties_of(free))
        formula = CpFormula()
        frozen = {m: t for m, t in enumerate(self.slots) if m not in free}
        placement = PlacementModel(problem, formula, required=free, frozen=frozen)
        if problem.max_gap_spread is not None:
            GapVariables(placement, most=problem.max_gap_spread, has_positions=False)
        day = DayModel(problem, formula, placement)
        formula.model.minimize(formula.total(self._changed(placement)))
        outcome = self.runner.run(formula, effort=STEP_EFFORT, hints=day.hints(self.slots))
        if outcome.answer is Answer.YES:
            found = day.read(outcome.true_literals)
            if score_slots(problem, found) < score_slots(problem, self.slots):
                self.slots = found

    def _parties_of(self, meetings: set[int]) -> set[int]:
        return {p for m in meetings for p in self.problem.meetings[m]}

    def _changed(self, placement: PlacementModel) -> list[int]:
        """Literals: a meeting that the model moves is not in its previous slot."""
        kept = ((m, self.problem.previous.get(m, -1)) for m in placement.free)
        return [-placement.x[place] for place in kept if place in placement.x]

    def _faults(self) -> int:
        """Meetings without a slot, and gaps above the spread (of nobody with none)."""
        unplaced = sum(t is None for t in self.slots)
        spread = self.problem.max_gap_spread
        if spread is None:
            return unplaced
        gaps = count_gaps(self.problem, self.slots)
        return unplaced + sum(max(0, gaps[p] - spread) for p in self.problem.active)

    def _step(self) -> None:
        unplaced = [m for m, t in enumerate(self.slots) if t is None]
        free = self._around(unplaced) if unplaced else self._around_waiting()
        formula = CpFormula()
        frozen = {m: t for m, t in enumerate(self.slots) if m not in free}
        optional = free & set(unplaced)
        placement = PlacementModel(
            self.problem, formula, required=free - optional if unplaced else free, frozen=frozen
        )
        day = DayModel(self.problem, formula, placement)
        goal = [placement.left_out[m] for m in sorted(optional)]
        if not unplaced:
            spread = self.problem.max_gap_spread or 0
            most = max(count_gaps(self.problem, self.slots))
            gaps = GapVariables(placement, most=most, has_positions=False)
            goal = [unit for units in gaps.units.values() for unit in units[spread:]]
        formula.minimise({FAULT_COST: goal, 1: self._changed(placement)})
        outcome = self.runner.run(formula, effort=STEP_EFFORT, hints=day.hints(self.slots))
        if outcome.answer is Answer.YES:
            before, faults = self.slots, self._faults()
            self.slots = day.read(outcome.true_literals)
            if self._faults() > faults and not unplaced:
                self.slots = before

    def _around(self, unplaced: list[int]) -> set[int]:
        """Some meetings without a slot and those that stand in their way."""
        free: set[int] = set()
        for m in self.chance.sample(unplaced, min(4, len(unplaced))):
            free.add(m)
            for p in self.problem.meetings[m]:
                self._add_party(p, free)
        return free

    def _around_waiting(self) -> set[int]:
        """Meetings of some parties that wait too often, and of those they meet."""
        gaps = count_gaps(self.problem, self.slots)
        spread = self.problem.max_gap_spread or 0
        waiting = [p for p in self.problem.active if gaps[p] > spread]
        free: set[int] = set()
        for p in self.chance.sample(waiting, len(waiting)):
            if len(free) >= FREE_MEETINGS:
                break
            self._add_party(p, free)
        return free

    def _add_party(self, p: int, free: set[int]) -> None:
        """All meetings of a party and a share of those of the people it meets."""
        meetings = self.problem.party_meetings[p]
        free.update(m for m in meetings if self._may_move(m))
        partners = {q for m in meetings for q in self.problem.meetings[m]} - {p}
        others = [m for q in sorted(partners) for m in self.problem.party_meetings[q]]
        room = max(0, FREE_MEETINGS - len(free))
        picked = self.chance.sample(others, min(len(others), room))
        free.update(m for m in picked if self._may_move(m))

    def _may_move(self, m: int) -> bool:
        """Not what is out (it is chosen apart) nor what has no other slot."""
        return self.slots[m] is not None and len(self.problem.domains[m]) > 1
