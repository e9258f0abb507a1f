"""Planning holds up on days of every kind: rules, optimum, order, tables, seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from duijie.engines.scheduling import (
    Assignment,
    Instance,
    Level,
    Meeting,
    Party,
    Plan,
    Priority,
    Slot,
    Status,
    Table,
    check_plan,
    instance_to_json,
    parse_instance,
    solve,
)
from duijie.engines.scheduling.checker import CHECKS, PlacedDay
from duijie.engines.scheduling.reference import find_best_objective
from duijie.engines.scheduling.rules import Rule, RuleKind, declare_rules

SESSIONS = ("am", "pm")


@st.composite
def days(draw: st.DrawFn, *, most_meetings: int = 4, with_tables: bool = True) -> Instance:
    """A tiny day that uses every key of the format now and then."""
    slot_count = draw(st.integers(1, 4))
    is_two_days = draw(st.booleans()) and slot_count > 2
    slots = tuple(
        Slot(f"s{n}", draw(st.sampled_from(SESSIONS)), "second" if is_two_days and n > 1 else None)
        for n in range(slot_count)
    )
    slot_ids = [slot.id for slot in slots]
    known_sessions = sorted({str(slot.session) for slot in slots})
    some_sessions = st.lists(st.sampled_from(known_sessions), max_size=1).map(tuple)
    parties = tuple(
        Party(
            f"p{n}",
            unavailable=tuple(draw(st.lists(st.sampled_from(slot_ids), max_size=1))),
            max_meetings=draw(st.none() | st.integers(0, 2)),
        )
        for n in range(draw(st.integers(2, 4)))
    )
    meetings = []
    for n in range(draw(st.integers(1, most_meetings))):
        size = draw(st.sampled_from((2, 2, 2, min(3, len(parties)))))
        members = draw(st.permutations([party.id for party in parties]))[:size]
        sessions = draw(some_sessions)
        allowed = [s.id for s in slots if not sessions or s.session in sessions]
        meetings.append(
            Meeting(
                f"m{n}",
                tuple(members),
                sessions=sessions,
                fixed_slot=draw(st.sampled_from([None, None, None, *allowed])),
                priority=draw(st.sampled_from(Priority)),
                weight=draw(st.sampled_from((1.0, 2.0, 0.5, 0.0))),
            )
        )
    order = [(a.id, b.id) for a in meetings for b in meetings if a.id < b.id]
    previous = None
    if draw(st.booleans()):
        previous = tuple(
            Assignment(meeting.id, draw(st.sampled_from(slot_ids)), None)
            for meeting in meetings
            if draw(st.booleans())
        )
    tables: tuple[Table, ...] | int | None = draw(st.none() | st.integers(0, 2))
    if with_tables and draw(st.booleans()):
        tables = tuple(Table(f"t{n}", draw(some_sessions)) for n in range(draw(st.integers(0, 2))))
    return Instance(
        slots=slots,
        parties=parties,
        meetings=tuple(meetings),
        tables=tables,
        precedences=tuple(draw(st.lists(st.sampled_from(order), max_size=1))) if order else (),
        max_gap_spread=draw(st.sampled_from((None, None, 0, 1))),
        previous=previous,
        minimise_changes=draw(st.booleans()),
        musts_first=draw(st.booleans()),
    )


def plan_of(instance: Instance, seed: int = 0) -> Plan:
    return solve(instance, time_limit=30, seed=seed)


@given(days())
@hypothesis_settings(max_examples=120, deadline=None)
def test_plan_is_as_good_as_the_best_of_all_plans(instance: Instance) -> None:
    plan = plan_of(instance)

    assert check_plan(instance, plan) == ()
    assert dict(plan.objective) == pytest.approx(find_best_objective(instance))
    assert dict(plan.bound) == pytest.approx(dict(plan.objective))
    is_whole = plan.objective[Level.UNPLACED_MUSTS] == 0
    assert plan.status is (Status.OPTIMAL if is_whole else Status.INFEASIBLE)
    assert {x.meeting for x in plan.unplaced if not x.because} == set()


@given(days(most_meetings=6, with_tables=False))
@hypothesis_settings(max_examples=40, deadline=None)
def test_plan_of_six_meetings_is_as_good_as_the_best_of_all(instance: Instance) -> None:
    assume(len(instance.meetings) > 4)
    plan = plan_of(instance)

    assert check_plan(instance, plan) == ()
    assert dict(plan.objective) == pytest.approx(find_best_objective(instance))
    assert dict(plan.bound) == pytest.approx(dict(plan.objective))


@given(days(most_meetings=5), st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=25, deadline=None)
def test_objective_does_not_depend_on_input_order(
    instance: Instance, chance: random.Random
) -> None:
    shuffled = replace(
        instance,
        parties=tuple(chance.sample(instance.parties, len(instance.parties))),
        meetings=tuple(chance.sample(instance.meetings, len(instance.meetings))),
    )

    assert plan_of(shuffled).objective == plan_of(instance).objective


@given(days(most_meetings=5, with_tables=False))
@hypothesis_settings(max_examples=25, deadline=None)
def test_one_more_table_never_worsens_the_plan(instance: Instance) -> None:
    tables = instance.tables if isinstance(instance.tables, int) else 1
    fewer = plan_of(replace(instance, tables=tables))
    more = plan_of(replace(instance, tables=tables + 1))

    def rank(plan: Plan) -> list[float]:
        return [
            -value if level is Level.WORST_SERVED_SHARE else value
            for level, value in plan.objective.items()
        ]

    assert rank(more) <= rank(fewer)


@given(days(most_meetings=5), st.integers(0, 3))
@hypothesis_settings(max_examples=15, deadline=None)
def test_same_seed_gives_the_same_plan(instance: Instance, seed: int) -> None:
    assert plan_of(instance, seed) == plan_of(instance, seed)


@given(days(most_meetings=6))
@hypothesis_settings(max_examples=60, deadline=None)
def test_instance_survives_writing_and_reading(instance: Instance) -> None:
    read = parse_instance(instance_to_json(instance))

    assert read == instance
    assert read.notes == ()


@given(days(with_tables=False))
@hypothesis_settings(max_examples=80, deadline=None)
def test_clash_is_the_smallest_that_trying_all_plans_finds(instance: Instance) -> None:
    instance = replace(instance, previous=None, minimise_changes=False)
    plan = plan_of(instance)
    assume(plan.status is Status.INFEASIBLE)

    rules = list(declare_rules(instance))
    kept_together = {_kept_rules(instance, rules, picked) for picked in _all_places(instance)}
    named = frozenset(n for n, rule in enumerate(rules) if rule.message in plan.conflicts)

    assert len(named) == len(plan.conflicts)
    assert not any(named <= kept for kept in kept_together)
    for fewer in combinations(range(len(rules)), len(named) - 1):
        assert any(kept.issuperset(fewer) for kept in kept_together)


def _all_places(instance: Instance) -> Iterator[tuple[Assignment, ...]]:
    choices = [
        [None, *(Assignment(meeting.id, slot.id, None) for slot in instance.slots)]
        for meeting in instance.meetings
    ]
    for picked in product(*choices):
        yield tuple(place for place in picked if place is not None)


def _kept_rules(
    instance: Instance, rules: list[Rule], places: tuple[Assignment, ...]
) -> frozenset[int]:
    day = PlacedDay(instance, places)
    return frozenset(
        n
        for n, rule in enumerate(rules)
        if (
            rule.meeting in day.place
            if rule.kind is RuleKind.MUST
            else not list(CHECKS[rule.kind](day, rule))
        )
    )
