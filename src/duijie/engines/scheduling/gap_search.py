"""Fewest idle gaps: "can it be done with k?" asked upwards, and improvement from above between.

Asking from below propagates far better than minimising (docs/adr/0006); what it cannot settle in
its turn is improved by chains (docs/adr/0020), and whichever meets the other proves the plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from duijie.engines.scheduling.chains import Chains
from duijie.engines.scheduling.clause_day import build_clause_day, is_clausal
from duijie.engines.scheduling.cnf import SatQuestion
from duijie.engines.scheduling.exchange import Exchange
from duijie.engines.scheduling.gaps import GapVariables
from duijie.engines.scheduling.levels import DayModel, build_day
from duijie.engines.scheduling.limits import Limits, count_present, limits_of
from duijie.engines.scheduling.model import PlacementModel
from duijie.engines.scheduling.problem import Problem, Slots
from duijie.engines.scheduling.scores import count_gaps, score_slots
from duijie.engines.scheduling.solving import Answer, Clock, Outcome, Runner
from duijie.engines.scheduling.spread import add_spread

FIRST_EFFORT = 6.0
"""Deterministic seconds of the first turn of a question; each turn is twice as long as the last."""

MOST_EFFORT = 10_000.0

CONFLICTS_PER_EFFORT = 4_000
"""Conflicts of CaDiCaL that take about as long as one deterministic second of CP-SAT."""

FIRST_STEPS = 20_000
STEPS_PER_CHOICE = 10
"""Steps of chains before anything is asked: fewer on a small day."""

STEPS_PER_EFFORT = 50_000
"""Steps of chains that take about as long."""

PAIRED_SHARE = 0.25
"""Beside a prover the improvement from above gets so much of its usual effort."""

NEAR = 10
"""A large day is asked about as a whole only when the plan has come near the bound."""

FEW_OUT = 6
"""With so few meetings left out it pays to state what holds for parties that have all of theirs."""

PAIRED_TURNS = 3
"""Beside a prover CP-SAT is asked in every third turn."""


@dataclass
class GapSearch:
    """The search for one problem among plans as good on all levels of placement as a given one.

    That one keeps every rule.
    """

    problem: Problem
    slots: Slots
    runner: Runner
    on_better: Callable[[Slots, int], None]
    exchange: Exchange = field(default_factory=Exchange)
    limits: Limits = field(init=False)
    bound: int = field(init=False)
    gaps: int = field(init=False)
    _is_clausal: bool = field(init=False)
    _present: int = field(init=False)
    _chains: Chains = field(init=False)
    _question: tuple[PlacementModel, SatQuestion] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.limits = limits_of(score_slots(self.problem, self.slots))
        self.gaps = sum(count_gaps(self.problem, self.slots))
        self.bound = min(self.gaps, least_gaps(self.problem, self._is_all_placed()))
        self._is_clausal = is_clausal(self.problem, self.limits)
        self._chains = Chains(self.problem, self.slots, seed=self.runner.seed)
        self._present = count_present(self.problem, self.limits)

    def run(self) -> None:
        """Until the bound meets the plan or the time is up; then read `slots`, `gaps`, `bound`."""
        self._anneal(min(FIRST_STEPS, STEPS_PER_CHOICE * sum(map(len, self.problem.domains))))
        is_large = self.problem.is_large
        effort = FIRST_EFFORT
        turn = 0
        self._adopt()
        while self.bound < self.gaps and self.runner.clock.left > 0:
            spent = 0.0
            if not is_large or (turn > 0 and self.gaps <= NEAR * self.bound + NEAR):
                answer, spent = self._ask(effort, turn)
                self._adopt()
                if answer is not Answer.UNKNOWN:
                    continue
            elif not self._chains.movable:
                break  # all hold what they have: nothing to improve, and too large to ask
            budget = (4.0 if is_large else 0.5) * max(spent, effort)
            self._adopt()
            self._anneal(STEPS_PER_EFFORT * (PAIRED_SHARE * budget if self._is_paired else budget))
            effort = min(2 * effort, MOST_EFFORT)
            turn += 1
        self._forget_question()

    @property
    def _is_paired(self) -> bool:
        """Another process asks for the same day."""
        return self.exchange.is_open and self._can_ask_sat()

    def _adopt(self) -> None:
        """Take over what the other process has found."""
        slots = self.exchange.take()
        bound = self.exchange.bound_within(self.limits)
        if bound > self.bound:
            self.bound = min(bound, self.gaps)
            self._forget_question()
            self.on_better(self.slots, self.bound)
        if slots is not None and self._is_no_worse(slots):
            self._take(slots)

    def _is_no_worse(self, slots: Slots) -> bool:
        return score_slots(self.problem, slots) <= score_slots(self.problem, self.slots)

    def _is_all_placed(self) -> bool:
        return all(slot is not None for slot in self.slots)

    def _ask(self, effort: float, turn: int) -> tuple[Answer, float]:
        """Is there a plan with no more gaps than the bound? Moves the bound or ends the search.

        CP-SAT first, then CaDiCaL where it can take the question: it keeps what it learned from
        one turn to the next. Each settles days on which the other fails. Beside a process that
        works core-guided CaDiCaL alone is the better partner (docs/adr/0006), and CP-SAT is asked
        little.
        """
        outcome, placement, spent = Outcome(Answer.UNKNOWN), None, 0.0
        if not self._is_paired or turn % PAIRED_TURNS == PAIRED_TURNS - 1:
            day = build_question(self.problem, self.limits, self.bound)
            outcome = self._runner_of_question().run(day.formula, effort=effort)
            placement, spent = day.placement, outcome.effort
        if outcome.answer is Answer.UNKNOWN and self._can_ask_sat():
            conflicts = effort * CONFLICTS_PER_EFFORT * (2 if self._is_paired else 1)
            placement, outcome = self._ask_sat(round(conflicts))
            spent += effort
        if outcome.answer is Answer.NO:
            self.bound += 1
            self._forget_question()
            self.on_better(self.slots, self.bound)
        elif outcome.answer is Answer.YES and placement is not None:
            self._take(placement.read(outcome.true_literals))
        return outcome.answer, spent

    def _is_moot(self) -> bool:
        """The other process has answered this question, or the time is up."""
        is_answered = self.exchange.bound_within(self.limits) > self.bound
        return is_answered or self.runner.clock.left <= 0

    def _runner_of_question(self) -> Runner:
        clock = self.runner.clock
        if not self.exchange.is_open:
            return self.runner
        return replace(self.runner, clock=Clock(clock.deadline, self._is_moot))

    def _can_ask_sat(self) -> bool:
        """Clauses do not know the exact gap rule: few gaps, and no weights that differ much."""
        if not self._is_clausal:
            return False
        return self.problem.max_gap_spread is None or self.bound < self._present

    def _ask_sat(self, conflicts: int) -> tuple[PlacementModel, Outcome]:
        if self._question is None:
            day = build_clause_day(
                self.problem,
                self.limits,
                most_gaps=self.bound,
                is_linked=False,
                has_few_out=self.slots.count(None) <= FEW_OUT,
            )
            day.formula.count_at_most(day.gaps.all_units, self.bound)
            self._question = day.placement, SatQuestion(day.formula)
        placement, question = self._question
        return placement, question.ask(conflicts=conflicts, is_over=self._is_moot)

    def _forget_question(self) -> None:
        if self._question is not None:
            self._question[1].close()
            self._question = None

    def _anneal(self, steps: float) -> None:
        self._chains.start_from(self.slots)
        self._chains.anneal(
            round(steps),
            on_better=self._take,
            is_over=lambda: self._chains.best_cost <= self.bound or self.runner.clock.left <= 0,
        )

    def _take(self, slots: Slots) -> None:
        gaps = sum(count_gaps(self.problem, slots))
        if gaps <= self.gaps:
            is_better = gaps < self.gaps
            self.slots, self.gaps = slots, gaps
            if is_better:
                self.on_better(slots, self.bound)


def build_question(problem: Problem, limits: Limits, most_gaps: int) -> DayModel:
    """A model that has a solution exactly if a plan within limits has at most so many gaps.

    With fewer gaps than parties that surely meet, one of them has none: then nobody may have more
    than `max_gap_spread`, which says the same as the rule and propagates better.
    """
    day = build_day(problem, limits)
    placement = day.placement
    spread = problem.max_gap_spread
    if spread is None or most_gaps >= count_present(problem, limits):
        gaps = GapVariables(placement, most=most_gaps)
        if spread is not None:
            add_spread(gaps, spread)
    else:
        gaps = GapVariables(placement, most=min(most_gaps, spread))
    day.formula.count_at_most(gaps.all_units, most_gaps)
    return day


def least_gaps(problem: Problem, is_all_placed: bool) -> int:
    """Gaps that parties must have by their own slots alone: a lower bound, 0 unless all meet."""
    if not is_all_placed:
        return 0
    total = 0
    for p in problem.active:
        slots = sorted({t for m in problem.party_meetings[p] for t in problem.domains[m]})
        total += _least_gaps_alone(problem, slots, len(problem.party_meetings[p]))
    return total


def _least_gaps_alone(problem: Problem, slots: list[int], count: int) -> int:
    """Fewest gaps with `count` of these slots: the longest runs hold the most meetings.

    Runs on different days have no gap between them, so each day's runs are chosen apart.
    """
    runs_by_day: dict[int, list[int]] = {}
    for n, t in enumerate(slots):
        day = problem.day_of[t]
        is_next = n > 0 and slots[n - 1] == t - 1 and problem.day_of[t - 1] == day
        if is_next:
            runs_by_day[day][-1] += 1
        else:
            runs_by_day.setdefault(day, []).append(1)
    free = sum(max(runs) for runs in runs_by_day.values())
    more = sorted(
        (run for runs in runs_by_day.values() for run in sorted(runs, reverse=True)[1:]),
        reverse=True,
    )
    gaps = 0
    for run in more:
        if free >= count:
            break
        free += run
        gaps += 1
    return gaps
