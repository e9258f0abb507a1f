"""What is proposed for a meeting left out, once applied, places what it promised."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import assume, event, given
from hypothesis import settings as hypothesis_settings

from duijie.engines.scheduling import (
    ChangeKind,
    Instance,
    Level,
    Meeting,
    Party,
    Plan,
    Priority,
    Relaxation,
    Slot,
    Table,
    apply_changes,
    check_plan,
    plan_to_json,
    solve,
)
from duijie.engines.scheduling.changes import COSTS, cost_of, list_choices
from duijie.engines.scheduling.reference import find_best_objective
from duijie.engines.scheduling.sentences import SENTENCES
from tests.properties.test_scheduling_plans import days
from tests.unit.scheduling.test_portfolio import solve_in_two

MUST = Priority.MUST
MORNING = (Slot("s1", "am"), Slot("s2", "am"), Slot("s3", "pm"))


def insisted(instance: Instance, names: set[str]) -> Instance:
    """The day with these meetings as musts, and all others taken out of its goals."""
    return replace(
        instance,
        meetings=tuple(
            replace(m, priority=MUST if m.id in names else Priority.WANT, weight=0.0)
            for m in instance.meetings
        ),
    )


def promised(plan: Plan, relaxation: Relaxation) -> set[str]:
    return {place.meeting for place in plan.assignments} | set(relaxation.places)


@given(days())
@hypothesis_settings(max_examples=150, deadline=None)
def test_applied_relaxation_places_what_it_promised(instance: Instance) -> None:
    plan = solve(instance, time_limit=30)
    relaxed = [x for x in plan.unplaced if x.relaxation is not None]
    assume(relaxed)

    for unplaced in relaxed:
        relaxation = unplaced.relaxation
        assert relaxation is not None
        assert relaxation.changes
        assert relaxation.places[0] == unplaced.meeting
        event(" + ".join(change.kind.value for change in relaxation.changes))
        applied = apply_changes(instance, relaxation.changes)
        names = promised(plan, relaxation)
        again = solve(insisted(applied, names), time_limit=30)

        assert check_plan(insisted(applied, names), again) == ()
        assert {place.meeting for place in again.assignments} >= names
        if Level.CHANGES in again.objective:
            assert again.objective[Level.CHANGES] <= plan.objective[Level.CHANGES]
        as_asked = solve(applied, time_limit=30)
        levels = [
            level
            for level in as_asked.objective
            if level in (Level.CHANGES, Level.UNPLACED_MUSTS, Level.UNPLACED_WANT_WEIGHT)
        ]
        assert [as_asked.objective[x] for x in levels] <= [plan.objective[x] for x in levels]


@given(days(most_meetings=3, with_tables=False))
@hypothesis_settings(max_examples=60, deadline=None)
def test_no_cheaper_change_would_do(instance: Instance) -> None:
    plan = solve(instance, time_limit=30)
    relaxed = [x for x in plan.unplaced if x.relaxation and x.relaxation.is_cheapest]
    assume(relaxed)
    placed = {place.meeting for place in plan.assignments}
    by_id = {meeting.id: meeting for meeting in instance.meetings}

    for unplaced in relaxed:
        assert unplaced.relaxation is not None
        cost = cost_of(unplaced.relaxation.changes)
        for choice in list_choices(instance, by_id[unplaced.meeting]):
            if cost_of(choice) >= cost:
                continue
            day = insisted(apply_changes(instance, choice), placed | {unplaced.meeting})
            if isinstance(day.tables, tuple):
                # which table is which stands for nothing here, and trying them all takes long
                day = replace(day, tables=_as_number(day))
                if day.tables is None:
                    continue
            try:
                best = find_best_objective(day)
            except ValueError:
                continue
            is_kept = best.get(Level.CHANGES, 0) <= plan.objective.get(Level.CHANGES, 0)
            assert best[Level.UNPLACED_MUSTS] > 0 or not is_kept


def _as_number(day: Instance) -> int | None:
    """The number of tables where all of them stand in all sessions."""
    assert isinstance(day.tables, tuple)
    return len(day.tables) if not any(table.sessions for table in day.tables) else None


def clash(**changes: object) -> Instance:
    day = Instance(
        slots=MORNING,
        parties=tuple(Party(p) for p in "abcd"),
        meetings=(Meeting("ab", ("a", "b"), weight=2), Meeting("cd", ("c", "d"))),
        tables=1,
    )
    return replace(day, **changes)  # type: ignore[arg-type]  # fields by name


CASES = [
    (clash(slots=MORNING[:1]), ["tables_all_day"]),
    (
        clash(
            meetings=(
                Meeting("ab", ("a", "b"), sessions=("pm",), weight=2),
                Meeting("cd", ("c", "d"), fixed_slot="s3"),
            )
        ),
        ["fixed_slot"],
    ),
    (
        clash(
            slots=(MORNING[0], MORNING[2]),
            tables=(Table("1"),),
            parties=tuple(Party(p, unavailable=("s1",)) for p in "abcd"),
        ),
        ["tables"],
    ),
    (
        clash(
            parties=(Party("a", max_meetings=1), Party("b"), Party("c"), Party("d")),
            meetings=(Meeting("ab", ("a", "b"), weight=2), Meeting("ac", ("a", "c"))),
        ),
        ["max_meetings"],
    ),
    (
        clash(
            slots=MORNING[:1],
            meetings=(Meeting("ab", ("a", "b"), weight=2), Meeting("ac", ("a", "c"))),
            tables=None,
        ),
        ["slot"],
    ),
    (
        clash(
            slots=MORNING[:2],
            parties=(Party("a"), Party("b"), Party("c", unavailable=("s2",)), Party("d")),
            meetings=(
                Meeting("ab", ("a", "b"), fixed_slot="s1", weight=2),
                Meeting("ac", ("a", "c")),
            ),
        ),
        ["unavailable"],
    ),
    (clash(slots=MORNING[:1], tables=2, precedences=(("ab", "cd"),)), ["precedence"]),
    (
        clash(
            slots=MORNING[:1],
            parties=(Party("a", max_meetings=1), Party("b"), Party("c"), Party("d")),
            meetings=(
                Meeting("ab", ("a", "b"), weight=2),
                Meeting("ac", ("a", "c"), sessions=("am",)),
            ),
        ),
        ["max_meetings", "slot"],
    ),
]


@pytest.mark.parametrize(("instance", "codes"), CASES, ids=["-".join(codes) for _, codes in CASES])
def test_cheapest_change_is_named(instance: Instance, codes: list[str]) -> None:
    plan = solve(instance, time_limit=20)
    data = plan_to_json(plan, say=lambda x: SENTENCES[x.code].format(**x.params))

    rows = data["unplaced"]
    assert isinstance(rows, list)
    (row,) = rows
    relaxation = row["relaxation"]
    assert [change["code"] for change in relaxation["changes"]] == [
        f"scheduling.relax_{code}" for code in codes
    ]
    assert relaxation["is_cheapest"]
    assert relaxation["places"] == [row["meeting"]]
    assert all(change["text"] for change in relaxation["changes"])


def test_two_processes_explain_too() -> None:
    (unplaced,) = solve_in_two(CASES[0][0]).unplaced

    assert unplaced.relaxation is not None
    assert [change.kind for change in unplaced.relaxation.changes] == [ChangeKind.TABLES]


def test_every_kind_of_change_has_a_cost_and_a_sentence() -> None:
    assert set(COSTS) == set(ChangeKind)
    named = {code.removeprefix("scheduling.relax_") for code in SENTENCES if "relax_" in code}
    assert named == set(chain(ChangeKind, ["tables_all_day"]))
