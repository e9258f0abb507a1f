"""A day within limits as clauses: all plans that the rules allow, and the fewest gaps of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings

from duijie.engines.scheduling import Assignment, Instance, solve
from duijie.engines.scheduling.capacity import best_worst_share, least_unplaced_musts
from duijie.engines.scheduling.checker import CHECKS, PlacedDay
from duijie.engines.scheduling.core_guided import prove_fewest_gaps
from duijie.engines.scheduling.limits import Limits, count_present, limits_of
from duijie.engines.scheduling.problem import Problem, Slots, build_problem
from duijie.engines.scheduling.rules import RuleKind, declare_rules
from duijie.engines.scheduling.scores import Scores, count_gaps, score_slots
from tests.properties.test_scheduling_plans import days
from tests.unit.scheduling.test_portfolio import solve_in_two


def all_scores(problem: Problem) -> Iterator[tuple[Slots, Scores]]:
    """Every plan that keeps the rules."""
    instance = problem.instance
    rules = [rule for rule in declare_rules(instance) if rule.kind is not RuleKind.MUST]
    for slots in product((None, *range(problem.slot_count)), repeat=len(problem.meetings)):
        places = tuple(
            Assignment(instance.meetings[m].id, instance.slots[t].id, None)
            for m, t in enumerate(slots)
            if t is not None
        )
        day = PlacedDay(instance, places)
        if not any(True for rule in rules for _ in CHECKS[rule.kind](day, rule)):
            yield slots, score_slots(problem, slots)


def is_within(scores: Scores, limits: Limits) -> bool:
    return (
        scores.changes <= (limits.changes or 0)
        and scores.unplaced_musts <= (limits.unplaced_musts or 0)
        and scores.unplaced_weight <= (limits.unplaced_weight or 0)
        and scores.unserved_share <= (limits.unserved_share or 0)
    )


@given(days(most_meetings=4))
@hypothesis_settings(max_examples=120, deadline=None)
def test_core_guided_search_within_limits_finds_the_fewest_gaps(instance: Instance) -> None:
    problem = build_problem(instance)
    found = list(all_scores(problem))
    best = min(scores for _, scores in found)
    limits = limits_of(best)
    bounds: list[int] = []

    for has_few_out in (False, True):
        proven = prove_fewest_gaps(problem, bounds.append, limits=limits, has_few_out=has_few_out)
        fewest = min(s.idle_gaps for _, s in found if is_within(s, limits))
        if problem.max_gap_spread is not None and fewest >= count_present(problem, limits):
            continue  # not for this search: the short form of the gap rule may be too strict
        assert proven is not None
        assert proven.gaps == fewest == sum(count_gaps(problem, proven.slots))
        assert is_within(score_slots(problem, proven.slots), limits)
        assert all(bound <= fewest for bound in bounds)


@given(days(most_meetings=4))
@hypothesis_settings(max_examples=80, deadline=None)
def test_parties_counted_as_present_have_a_meeting_in_every_plan(instance: Instance) -> None:
    problem = build_problem(instance)
    found = list(all_scores(problem))
    limits = limits_of(min(scores for _, scores in found))
    present = [
        sum(any(slots[m] is not None for m in ms) for ms in problem.party_meetings)
        for slots, scores in found
        if is_within(scores, limits)
    ]

    assert count_present(problem, limits) <= min(present)


@given(days(most_meetings=4))
@hypothesis_settings(max_examples=80, deadline=None)
def test_bounds_by_counting_hold(instance: Instance) -> None:
    instance = replace(instance, previous=None, minimise_changes=False)
    problem = build_problem(instance)
    found = [scores for _, scores in all_scores(problem)]

    assert least_unplaced_musts(problem) <= min(scores.unplaced_musts for scores in found)
    assert best_worst_share(problem) >= 1 - min(scores.unserved_share for scores in found)


@given(days(most_meetings=4, with_tables=False))
@hypothesis_settings(max_examples=12, deadline=None)
def test_two_processes_are_as_good_as_one(instance: Instance) -> None:
    alone = solve(instance, time_limit=20)
    assume(alone.unplaced)
    together = solve_in_two(instance)

    assert (together.status, together.objective) == (alone.status, alone.objective)
    assert dict(together.bound) == dict(together.objective)
    assert len(together.conflicts) == len(alone.conflicts)
