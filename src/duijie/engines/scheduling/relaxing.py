"""The cheapest change with which a meeting finds a place, proven by a plan that has it.

A change counts only when everything that is placed now stays placed (it may move), all other rules
hold, and as few meetings change against a previous plan as can be on the changed day. That is
asked of the model; cheaper changes are ruled out by it too, as far as the effort allows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from duijie.engines.scheduling.capacity import count_matched
from duijie.engines.scheduling.changes import apply_changes, list_choices
from duijie.engines.scheduling.formula import CpFormula
from duijie.engines.scheduling.gaps import GapVariables
from duijie.engines.scheduling.levels import (
    DayModel,
    GapRule,
    add_gap_rule,
    build_day,
    set_objective,
)
from duijie.engines.scheduling.limits import Limits
from duijie.engines.scheduling.model import PlacementModel
from duijie.engines.scheduling.problem import Problem, Slots, build_problem
from duijie.engines.scheduling.reasons import PlanAsItIs
from duijie.engines.scheduling.scores import is_spread_kept, score_slots
from duijie.engines.scheduling.solving import Answer, Clock, Runner
from duijie.engines.scheduling.types import Change, ChangeKind, Level, Relaxation

QUESTION_EFFORT = 1.0
"""Deterministic seconds for one choice of changes."""

MEETING_EFFORT = 4.0
"""Deterministic seconds for one meeting."""

NEAR_MEETINGS = 60
"""On a large day only so many meetings around the one to be placed may move."""


@dataclass
class Relaxing:
    """Looks for relaxations of one plan."""

    problem: Problem
    slots: Slots
    runner: Runner
    is_proven: bool
    """The levels of placement are: no meeting of any weight fits under the rules as they are."""
    found: dict[int, Relaxation] = field(default_factory=dict)
    _effort: float = field(init=False, default=0.0)

    def run(self, on_found: Callable[[], None]) -> None:
        """Each meeting without a place in turn: musts, then wants by weight."""
        problem = self.problem
        unplaced = [m for m, t in enumerate(self.slots) if t is None]
        unplaced.sort(key=lambda m: (m not in problem.musts, -problem.weights[m], m))
        self._look_for_room(unplaced)
        on_found()
        for n, m in enumerate(unplaced):
            left = self.runner.clock.left
            if left <= 0:
                return
            shorter = Clock(
                time.monotonic() + max(left / (len(unplaced) - n), min(left, 1.0)),
                self.runner.clock.is_cancelled,
            )
            relaxation = self._relax(m, replace(self.runner, clock=shorter))
            if relaxation is not None:
                self.found[m] = relaxation
                on_found()

    def _look_for_room(self, unplaced: list[int]) -> None:
        """For each the first change that makes room beside the plan as it stands.

        No search and no proof of being cheapest: so that everybody has an answer when there are
        hundreds; then as many as the time allows get a better one.
        """
        instance = self.problem.instance
        applied: dict[tuple[Change, ...], tuple[Problem, Slots]] = {}
        for m in unplaced:
            if m not in self.problem.musts and not self.problem.weights[m]:
                continue
            for choice in list_choices(instance, instance.meetings[m]):
                if self.runner.clock.left <= 0:
                    return
                if any(change.kind is ChangeKind.KEEP_PREVIOUS for change in choice):
                    continue
                if choice not in applied:
                    day = build_problem(apply_changes(instance, choice))
                    applied[choice] = day, _carried_over(self.problem, day, self.slots)
                day, now = applied[choice]
                slots = _put_in(day, now, m)
                changes = score_slots(self.problem, self.slots).changes
                if slots is not None and not changes and _is_as_good(day, slots, 0):
                    self.found[m] = Relaxation(choice, (instance.meetings[m].id,), False)
                    break

    def _relax(self, m: int, runner: Runner) -> Relaxation | None:
        meeting = self.problem.instance.meetings[m]
        self._effort = MEETING_EFFORT
        is_cheapest = True
        for choice in self._choices(m):
            if runner.clock.left <= 0 or self._effort <= 0:
                return None
            applied = build_problem(apply_changes(self.problem.instance, choice))
            answer, slots = self._ask(applied, m, runner)
            if answer is Answer.YES:
                places = _places(self.problem, applied, slots)
                return Relaxation(choice, (meeting.id, *places), is_cheapest)
            is_cheapest &= answer is Answer.NO
        return None

    def _choices(self, m: int) -> Iterator[tuple[Change, ...]]:
        instance = self.problem.instance
        meeting = instance.meetings[m]
        is_worthless = m not in self.problem.musts and self.problem.weights[m] == 0
        if is_worthless:
            yield (Change(ChangeKind.PRIORITY, meeting=meeting.id),)
        elif not self.is_proven:
            yield (Change(ChangeKind.TIME, meeting=meeting.id),)
        for choice in list_choices(instance, meeting):
            if is_worthless:
                yield (Change(ChangeKind.PRIORITY, meeting=meeting.id), *choice)
            else:
                yield choice

    def _ask(self, applied: Problem, m: int, runner: Runner) -> tuple[Answer, Slots]:
        """Can m be placed beside all that are, under changed rules? With a plan if so."""
        now = _carried_over(self.problem, applied, self.slots)
        required = [n for n, t in enumerate(now) if t is not None or n == m]
        if _is_refuted(applied, m, required):
            return Answer.NO, ()
        changes = self._fewest_changes(applied, runner)
        if changes is None:
            return Answer.UNKNOWN, ()
        slots = _put_in(applied, now, m)
        if slots is not None and _is_as_good(applied, slots, changes):
            return Answer.YES, slots
        if applied.is_large:
            return self._ask_near(applied, m, now, runner)
        limits = Limits(changes=changes)
        forms: tuple[GapRule, ...] = (GapRule.STRICT, GapRule.EXACT)
        answer = Answer.UNKNOWN
        for form in forms if applied.max_gap_spread is not None else (GapRule.LEFT_OUT,):
            day = build_day(applied, limits, required=required)
            add_gap_rule(day, form)
            outcome = runner.run(day.formula, effort=QUESTION_EFFORT, hints=day.hints(now))
            self._effort -= max(outcome.effort, 0.02)
            answer = outcome.answer
            if answer is Answer.YES:
                return answer, day.read(outcome.true_literals)
        return answer, ()

    def _ask_near(
        self, applied: Problem, m: int, now: Slots, runner: Runner
    ) -> tuple[Answer, Slots]:
        """The same with most meetings held where they are: never a NO."""
        near = _around(applied, m, now)
        frozen = {n: t for n, t in enumerate(now) if n not in near}
        formula = CpFormula()
        placement = PlacementModel(applied, formula, required=near, frozen=frozen)
        if applied.max_gap_spread is not None:
            GapVariables(placement, most=applied.max_gap_spread, has_positions=False)
        day = DayModel(applied, formula, placement)
        outcome = runner.run(formula, effort=QUESTION_EFFORT, hints=day.hints(now))
        self._effort -= max(outcome.effort, 0.02)
        if outcome.answer is Answer.YES:
            slots = day.read(outcome.true_literals)
            if _is_as_good(applied, slots, 0):
                return Answer.YES, slots
        return Answer.UNKNOWN, ()

    def _fewest_changes(self, applied: Problem, runner: Runner) -> int | None:
        """Changes that the plan of a changed day will have: a level above everything else here."""
        changes = score_slots(self.problem, self.slots).changes
        if not applied.previous or not changes or applied.instance.musts_first:
            return changes
        if applied.is_large:
            return None
        day = build_day(applied, Limits())
        add_gap_rule(day, GapRule.EXACT)
        meaning = set_objective(day, Level.CHANGES)
        outcome = runner.run(day.formula, effort=QUESTION_EFFORT)
        self._effort -= max(outcome.effort, 0.02)
        if outcome.best is None or outcome.best != outcome.bound:
            return None
        return int(meaning(outcome.best))


def _is_as_good(applied: Problem, slots: Slots, changes: int) -> bool:
    """No more changes than this, and gaps within the spread."""
    return score_slots(applied, slots).changes <= changes and is_spread_kept(applied, slots)


def _carried_over(problem: Problem, applied: Problem, slots: Slots) -> Slots:
    """The plan in the numbers of a day that may have one slot more."""
    index = {slot.id: t for t, slot in enumerate(applied.instance.slots)}
    ids = [slot.id for slot in problem.instance.slots]
    return tuple(None if t is None else index[ids[t]] for t in slots)


def _is_refuted(applied: Problem, m: int, required: list[int]) -> bool:
    """By counting: m has no slot, or a party of it has too few or too many meetings asked."""
    if not applied.domains[m]:
        return True
    wanted = frozenset(required)
    if any(before not in wanted for before in applied.predecessors.get(m, ())):
        return True
    ones = [1] * applied.slot_count
    for p in applied.meetings[m]:
        mine = [n for n in applied.party_meetings[p] if n in wanted]
        cap = applied.max_meetings[p]
        if cap is not None and len(mine) > cap:
            return True
        if count_matched([applied.domains[n] for n in mine], ones) < len(mine):
            return True
    return len(required) > sum(applied.capacity)


def _put_in(applied: Problem, slots: Slots, m: int) -> Slots | None:
    """The plan with m at the first slot that takes it as things stand; None: no slot does."""
    plan = PlanAsItIs(applied, slots)
    for p in applied.meetings[m]:
        cap = applied.max_meetings[p]
        held = sum(slots[n] is not None for n in applied.party_meetings[p])
        if cap is not None and held >= cap:
            return None
    for t in applied.domains[m]:
        if plan.is_free_at(m, t):
            return (*slots[:m], t, *slots[m + 1 :])
    return None


def _places(problem: Problem, applied: Problem, slots: Slots) -> tuple[str, ...]:
    """Further meetings that then fit in without moving any other, by weight."""
    found: list[str] = []
    unplaced = sorted(
        (n for n, t in enumerate(slots) if t is None),
        key=lambda n: (n not in problem.musts, -problem.weights[n], n),
    )
    for n in unplaced:
        if n not in problem.musts and not problem.weights[n]:
            continue
        wider = _put_in(applied, slots, n)
        if wider is not None and is_spread_kept(applied, wider):
            is_no_change = (
                score_slots(applied, wider).changes <= score_slots(applied, slots).changes
            )
            if is_no_change:
                slots = wider
                found.append(problem.instance.meetings[n].id)
    return tuple(found)


def _around(applied: Problem, m: int, now: Slots) -> set[int]:
    """m, the placed meetings of its parties, and some of those of the people they meet."""
    own = {n for p in applied.meetings[m] for n in applied.party_meetings[p] if now[n] is not None}
    near = {m, *own}
    partners = {p for n in own for p in applied.meetings[n]} - set(applied.meetings[m])
    for p in sorted(partners):
        for n in applied.party_meetings[p]:
            if len(near) >= NEAR_MEETINGS:
                return near
            if now[n] is not None and applied.previous.get(n) != now[n]:
                near.add(n)
    return near
