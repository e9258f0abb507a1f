"""The levels one after another, each as good as the time allows, in one process."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from duijie.engines.scheduling.capacity import best_worst_share, is_overfull, least_unplaced_musts
from duijie.engines.scheduling.clause_day import build_clause_day, is_clausal
from duijie.engines.scheduling.cnf import SatQuestion
from duijie.engines.scheduling.conflicts import find_clash
from duijie.engines.scheduling.exchange import Exchange
from duijie.engines.scheduling.gap_search import FEW_OUT, GapSearch
from duijie.engines.scheduling.greedy import fill_greedily, thin_out
from duijie.engines.scheduling.levels import GapRule, add_gap_rule, build_day, set_objective
from duijie.engines.scheduling.limits import EVERYTHING, Limits
from duijie.engines.scheduling.problem import WEIGHT_SCALE, Problem, Slots
from duijie.engines.scheduling.relaxing import Relaxing
from duijie.engines.scheduling.repair import Repair
from duijie.engines.scheduling.scores import Scores, is_spread_kept, score_slots
from duijie.engines.scheduling.solving import Answer, Clock, Runner
from duijie.engines.scheduling.tables import Seating, assign_tables
from duijie.engines.scheduling.types import Level, Relaxation
from duijie.errors import Message

CLASH_SHARE = 0.3
LEVEL_SHARE = 0.5
FORM_SHARE = 0.2
GAP_SHARE = 0.8
REPAIR_SHARE = 0.8
"""Of what is left of the time, at most so much goes into explaining a clash, into one level of
placement, into a quicker form of it (or mending the quick plan), into the gaps where tables are a
level too or meetings that are left out wait for what would let them in, and into mending the first
plan of a large day (where nothing else works)."""

CHOICES_PER_SECOND = 5_000
"""(meeting, slot) choices of a model that are written down in a second, at the least."""

TRY_CONFLICTS = 60_000
"""Conflicts of CaDiCaL for a plan as good on one level as the bound: some seconds."""

MOST_ASKED = 10_000
"""No party asks for more meetings: shares are told apart to that."""

STRICT_EFFORT = 20.0
"""Deterministic seconds for placing everything under the quicker form of the gap rule."""


@dataclass(frozen=True)
class State:
    """A search as far as it came: what a plan is made of."""

    slots: Slots
    bound: Mapping[Level, float]
    conflicts: tuple[Message, ...] = ()
    seating: Seating | None = None
    """Set at the very end; until then tables are given slot by slot."""
    relaxations: Mapping[int, Relaxation] = field(default_factory=dict)
    """By unplaced meeting, as far as they are found."""
    is_settled: bool = False
    """The levels of placement are as they will be: only gaps and tables are open."""


@dataclass
class Search:
    """The plan so far, its proven bounds, and the levels settled."""

    problem: Problem
    runner: Runner
    on_state: Callable[[State], None]
    exchange: Exchange = field(default_factory=Exchange)
    slots: Slots = ()
    hint: Slots = ()
    limits: Limits = field(default_factory=Limits)
    bound: dict[Level, float] = field(default_factory=dict)
    conflicts: tuple[Message, ...] = ()
    _is_placed: bool = field(init=False, default=False)

    def run(self) -> State:
        """All levels in order, then the tables."""
        self._start()
        if not self._place_everything():
            for level in self._placement_levels():
                self._settle(level)
        self._is_placed = True
        self._offer()
        if self.bound[Level.UNPLACED_MUSTS] > 0:
            self.conflicts = self._explain_clash()
            self._offer()
        self._settle_gaps()
        seating = assign_tables(self.problem, self.slots, self.limits, self.runner)
        self.slots = seating.slots
        state = replace(self.state(), seating=seating)
        self.on_state(state)
        return self._relax(state)

    def _relax(self, state: State) -> State:
        """Say for every meeting left out what would let it in."""
        relaxing = Relaxing(self.problem, self.slots, self.runner, is_proven=self._is_proven())

        def tell() -> None:
            self.on_state(replace(state, relaxations=dict(relaxing.found)))

        relaxing.run(tell)
        return replace(state, relaxations=dict(relaxing.found))

    def _is_proven(self) -> bool:
        return all(self._is_settled(level) for level in self._placement_levels())

    def state(self) -> State:
        """The search as far as it came."""
        return State(self.slots, dict(self.bound), self.conflicts, is_settled=self._is_placed)

    def _start(self) -> None:
        """A first plan: the quick one, less what makes it uneven."""
        self.bound = no_bounds(self.problem)
        self.hint = fill_greedily(self.problem, seed=self.runner.seed)
        self.slots = thin_out(self.problem, self.hint)
        self._offer()

    def _placement_levels(self) -> list[Level]:
        levels = list_levels(self.problem)
        return [x for x in levels if x not in (Level.IDLE_GAPS, Level.TABLE_CHANGES)]

    def _place_everything(self) -> bool:
        """Try for the best of all levels of placement at once: every meeting, nothing changed."""
        everything = range(len(self.problem.meetings))
        if is_overfull(self.problem, everything):
            self._count()
            return False
        if self._repair() and (self.problem.is_large or not self.problem.previous):
            self.limits = replace(EVERYTHING, changes=score_slots(self.problem, self.slots).changes)
            self._offer()
            return True
        if not self._has_time_to_build():
            return False
        is_uneven = self.problem.max_gap_spread is not None
        for form in (GapRule.STRICT, GapRule.EXACT) if is_uneven else (GapRule.LEFT_OUT,):
            day = build_day(self.problem, EVERYTHING, required=everything)
            add_gap_rule(day, form)
            outcome = self.runner.run(
                day.formula,
                hints=day.hints(self.hint),
                seconds=LEVEL_SHARE * self.runner.clock.left,
                effort=STRICT_EFFORT if form is GapRule.STRICT else None,
            )
            if outcome.answer is Answer.YES:
                self.slots = day.read(outcome.true_literals)
                self.limits = EVERYTHING
                self._offer()
                return True
        return False

    def _count(self) -> None:
        """Bounds by counting, where it has shown that not everything can be placed."""
        self.bound[Level.UNPLACED_MUSTS] = float(least_unplaced_musts(self.problem))
        self.bound[Level.WORST_SERVED_SHARE] = float(best_worst_share(self.problem))

    def _repair(self) -> bool:
        """Mend the quick plan; what came of it is the hint for what follows."""
        share = REPAIR_SHARE if self.problem.is_large else FORM_SHARE
        shorter = Clock(
            time.monotonic() + share * self.runner.clock.left, self.runner.clock.is_cancelled
        )
        repair = Repair(self.problem, replace(self.runner, clock=shorter), self.hint)
        is_done = repair.run_chains()
        if self.problem.is_large or self.problem.previous:
            is_done = is_done or repair.run_models()
        if is_done and self.problem.previous:
            repair.win_back()
        self.hint = repair.slots
        if is_done or is_spread_kept(self.problem, self.hint):
            self._take(self.hint)
        return is_done

    def _settle(self, level: Level) -> None:
        """Make one level of placement as good as it can be within those before it."""
        if self.bound[level] != no_bounds(self.problem)[level]:
            self._try_bound(level)
        if not self._is_settled(level) and self._has_time_to_build():
            self._improve(level, GapRule.LEFT_OUT)
            if not self._is_settled(level):
                self._try_bound(level)
        if self.problem.max_gap_spread is not None:
            for form in (GapRule.STRICT, GapRule.EXACT):
                if not self._is_settled(level) and self._has_time_to_build():
                    self._improve(level, form)
        self.limits = _settled(self.limits, level, score_slots(self.problem, self.slots))

    def _try_bound(self, level: Level) -> None:
        """Ask CaDiCaL for a plan that keeps the gap rule and is as good as the bound.

        It answers in seconds where minimising takes a minute. A NO says nothing: the rule stands
        here in its short form.
        """
        limits = _at_bound(self.limits, level, self.bound[level])
        if not is_clausal(self.problem, limits):
            return
        has_few_out = limits.unplaced_musts is not None and limits.unplaced_musts <= FEW_OUT
        day = build_clause_day(
            self.problem, limits, most_gaps=None, is_linked=False, has_few_out=has_few_out
        )
        question = SatQuestion(day.formula)
        left_at_end = (1 - FORM_SHARE) * self.runner.clock.left
        outcome = question.ask(
            conflicts=TRY_CONFLICTS, is_over=lambda: self.runner.clock.left <= left_at_end
        )
        question.close()
        if outcome.answer is Answer.YES:
            self.hint = day.placement.read(outcome.true_literals)
            if is_spread_kept(self.problem, self.hint):
                self._take(self.hint)

    def _has_time_to_build(self) -> bool:
        """A model of a whole large day is not begun where it would not be done in time."""
        choices = sum(map(len, self.problem.domains))
        return self.runner.clock.left > (choices / CHOICES_PER_SECOND)

    def _is_settled(self, level: Level) -> bool:
        value = _value(score_slots(self.problem, self.slots), level)
        return _stated(level, value) == self.bound[level]

    def _improve(self, level: Level, form: GapRule) -> None:
        """Minimise one level. Without the gap rule that gives a bound and a hint, but no plan."""
        is_last = form is GapRule.EXACT or self.problem.max_gap_spread is None
        day = build_day(self.problem, self.limits)
        add_gap_rule(day, form)
        meaning = set_objective(day, level)
        outcome = self.runner.run(
            day.formula,
            hints=day.hints(self.hint),
            seconds=(LEVEL_SHARE if is_last else FORM_SHARE) * self.runner.clock.left,
            is_linear=form is GapRule.LEFT_OUT,
        )
        if outcome.bound is not None and form is not GapRule.STRICT:
            bound = _stated(level, meaning(max(outcome.bound, 0)))
            is_share = level is Level.WORST_SERVED_SHARE
            self.bound[level] = (min if is_share else max)(self.bound[level], bound)
        if outcome.answer is not Answer.YES:
            return
        self.hint = day.read(outcome.true_literals)
        if is_spread_kept(self.problem, self.hint):
            self._take(self.hint)

    def _take(self, slots: Slots) -> None:
        if score_slots(self.problem, slots) < score_slots(self.problem, self.slots):
            self.slots = slots
            self._offer()

    def _explain_clash(self) -> tuple[Message, ...]:
        clock = self.runner.clock
        shorter = Clock(time.monotonic() + CLASH_SHARE * clock.left, clock.is_cancelled)
        runner = replace(self.runner, clock=shorter)
        is_first = self.problem.instance.musts_first
        most_changes = None if is_first else self.limits.changes
        clash = find_clash(self.problem, runner, most_changes=most_changes)
        if clash is None:
            return (Message("scheduling.conflict_not_found"),)
        messages = [rule.message for rule in clash.rules]
        if not clash.is_irreducible:
            messages.append(Message("scheduling.conflict_not_smallest"))
        elif not clash.is_smallest:
            messages.append(Message("scheduling.conflict_maybe_larger"))
        return tuple(messages)

    def _settle_gaps(self) -> None:
        clock = self.runner.clock
        share = GAP_SHARE if isinstance(self.problem.instance.tables, tuple) else 1.0
        if None in self.slots:
            share *= GAP_SHARE
        shorter = Clock(time.monotonic() + share * clock.left, clock.is_cancelled)
        search = GapSearch(
            self.problem,
            self.slots,
            replace(self.runner, clock=shorter),
            on_better=self._note_gaps,
            exchange=self.exchange,
        )
        self._note_gaps(self.slots, search.bound)
        search.run()
        self.slots = search.slots
        self.bound[Level.IDLE_GAPS] = search.bound

    def _note_gaps(self, slots: Slots, bound: int) -> None:
        self.slots = slots
        self.bound[Level.IDLE_GAPS] = bound
        self._offer()

    def _offer(self) -> None:
        self.on_state(self.state())


def list_levels(problem: Problem) -> tuple[Level, ...]:
    """The levels that apply to a day, most important first."""
    instance = problem.instance
    found = set(Level)
    if not instance.minimise_changes or instance.previous is None:
        found.remove(Level.CHANGES)
    if not isinstance(instance.tables, tuple):
        found.remove(Level.TABLE_CHANGES)
    order = list(Level)
    if instance.musts_first:
        order[:2] = [Level.UNPLACED_MUSTS, Level.CHANGES]
    return tuple(level for level in order if level in found)


def no_bounds(problem: Problem) -> dict[Level, float]:
    """What is known of every level without any search."""
    return dict.fromkeys(list_levels(problem), 0.0) | {Level.WORST_SERVED_SHARE: 1.0}


def _value(scores: Scores, level: Level) -> int | Fraction:
    values: dict[Level, int | Fraction] = {
        Level.CHANGES: scores.changes,
        Level.UNPLACED_MUSTS: scores.unplaced_musts,
        Level.UNPLACED_WANT_WEIGHT: scores.unplaced_weight,
        Level.WORST_SERVED_SHARE: scores.unserved_share,
    }
    return values[level]


def _stated(level: Level, value: float | Fraction) -> float:
    """A value of the search as a plan states it."""
    if level is Level.WORST_SERVED_SHARE:
        return float(1 - value)
    return float(value / WEIGHT_SCALE if level is Level.UNPLACED_WANT_WEIGHT else value)


def _at_bound(limits: Limits, level: Level, bound: float) -> Limits:
    """Limits with one more level held where no plan can be better."""
    if level is Level.CHANGES:
        return replace(limits, changes=round(bound))
    if level is Level.UNPLACED_MUSTS:
        return replace(limits, unplaced_musts=round(bound))
    if level is Level.UNPLACED_WANT_WEIGHT:
        return replace(limits, unplaced_weight=round(bound * WEIGHT_SCALE))
    share = Fraction(1 - bound).limit_denominator(MOST_ASKED)
    return replace(limits, unserved_share=share)


def _settled(limits: Limits, level: Level, scores: Scores) -> Limits:
    """Limits with one more level held where the plan has it."""
    if level is Level.CHANGES:
        return replace(limits, changes=scores.changes)
    if level is Level.UNPLACED_MUSTS:
        return replace(limits, unplaced_musts=scores.unplaced_musts)
    if level is Level.UNPLACED_WANT_WEIGHT:
        return replace(limits, unplaced_weight=scores.unplaced_weight)
    return replace(limits, unserved_share=scores.unserved_share)
