"""Exchanging slots along chains: no rule is ever broken, and what it says it gains is gained."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from benchmarks.large_days import Size, make_large_day
from duijie.engines.scheduling import Assignment, Instance
from duijie.engines.scheduling import chains as chains_module
from duijie.engines.scheduling.chains import FAULT_COST, Chains
from duijie.engines.scheduling.checker import CHECKS, PlacedDay
from duijie.engines.scheduling.greedy import fill_greedily
from duijie.engines.scheduling.problem import Problem, Slots, build_problem
from duijie.engines.scheduling.rules import RuleKind, declare_rules
from duijie.engines.scheduling.scores import count_gaps, is_spread_kept
from tests.properties.test_scheduling_plans import days

LATER = (RuleKind.MUST, RuleKind.MAX_GAP_SPREAD)
"""A first plan may still break these."""

STEPS = 400


def broken_rules(instance: Instance, slots: Slots) -> list[RuleKind]:
    """Of the independent checker."""
    day = PlacedDay(
        instance,
        tuple(
            Assignment(meeting.id, instance.slots[t].id, None)
            for meeting, t in zip(instance.meetings, slots, strict=True)
            if t is not None
        ),
    )
    rules = [rule for rule in declare_rules(instance) if rule.kind not in LATER]
    return [rule.kind for rule in rules if list(CHECKS[rule.kind](day, rule))]


def greedy(instance: Instance, seed: int = 0) -> tuple[Problem, Slots]:
    problem = build_problem(instance)
    return problem, fill_greedily(problem, seed=seed)


@given(days(most_meetings=9, with_tables=False), st.integers(0, 5))
@hypothesis_settings(max_examples=300, deadline=None)
def test_chains_break_no_rule_and_leave_what_has_its_place(instance: Instance, seed: int) -> None:
    problem, first = greedy(instance, seed)
    chains = Chains(problem, first, seed=seed)
    assert broken_rules(instance, first) == []

    chains.anneal(STEPS)
    best = chains.best

    assert broken_rules(instance, best) == []
    assert [t is None for t in best] == [t is None for t in first]
    kept = [m for m, t in problem.previous.items() if first[m] == t]
    assert [best[m] for m in kept] == [first[m] for m in kept]
    if is_spread_kept(problem, first):
        assert is_spread_kept(problem, best)
        assert sum(count_gaps(problem, best)) <= sum(count_gaps(problem, first))


@given(days(most_meetings=9, with_tables=False), st.integers(0, 5))
@hypothesis_settings(max_examples=300, deadline=None)
def test_what_is_placed_with_a_chain_breaks_no_rule(instance: Instance, seed: int) -> None:
    problem, first = greedy(instance, seed)
    # as it comes when somebody's meetings are taken out again
    some_out = tuple(None if n % 3 == seed % 3 else t for n, t in enumerate(first))
    if broken_rules(instance, some_out):
        return
    chains = Chains(problem, some_out, seed=seed)
    missing = [m for m, t in enumerate(some_out) if t is None]

    placed = [m for m in missing if chains.place(m)]

    assert broken_rules(instance, chains.best) == []
    still_out = {m for m, t in enumerate(chains.best) if t is None}
    assert still_out == set(missing) - set(placed)


@pytest.fixture(scope="module")
def small_day() -> Instance:
    return make_large_day(Size(companies=20, experts=8, meetings=110, slots=16, tables=8), seed=3)


def test_the_cost_is_the_gaps_and_the_faults(small_day: Instance) -> None:
    problem, first = greedy(small_day)
    chains = Chains(problem, first, seed=1)
    chains.anneal(5_000)
    gaps = count_gaps(problem, chains.best)
    faults = sum(max(0, g - 2) for g in gaps)
    assert chains.best_cost == sum(gaps) + FAULT_COST * faults
    assert chains.best_cost < sum(count_gaps(problem, first)) / 2


def test_forgetting_costs_changes_nothing(
    small_day: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, first = greedy(small_day)
    found = []
    for most in (chains_module.MOST_KNOWN, 20):
        monkeypatch.setattr(chains_module, "MOST_KNOWN", most)
        chains = Chains(problem, first, seed=1)
        chains.anneal(3_000)
        found.append(chains.best)
    assert found[0] == found[1]


def test_every_better_plan_is_told(small_day: Instance) -> None:
    problem, first = greedy(small_day)
    told: list[int] = []
    chains = Chains(problem, first, seed=1)
    chains.anneal(5_000, on_better=lambda found: told.append(sum(count_gaps(problem, found))))
    assert told == sorted(told, reverse=True)
    assert told[-1] == sum(count_gaps(problem, chains.best))


def test_the_same_seed_goes_the_same_way(small_day: Instance) -> None:
    problem, first = greedy(small_day)
    ways = []
    for seed in (1, 1, 2):
        chains = Chains(problem, first, seed=seed)
        chains.anneal(2_000)
        ways.append(chains.best)
    assert ways[0] == ways[1] != ways[2]


def test_chains_stop_when_told(small_day: Instance) -> None:
    problem, first = greedy(small_day)
    chains = Chains(problem, first, seed=1)
    assert chains.anneal(10**9, is_over=lambda: True) == 0
    assert chains.best == first


def test_full_tables_are_not_overfilled() -> None:
    tight = make_large_day(Size(companies=12, experts=12, meetings=60, slots=10, tables=6), seed=5)
    problem, first = greedy(tight)
    chains = Chains(problem, first, seed=1)
    for m in [m for m, t in enumerate(first) if t is None]:
        chains.place(m)
    chains.anneal(3_000)
    assert broken_rules(tight, chains.best) == []
    loose, _ = greedy(replace(tight, tables=None))
    assert max(loose.capacity) > max(problem.capacity)
