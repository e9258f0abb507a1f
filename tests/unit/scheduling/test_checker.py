"""The checker finds every single rule broken, and nothing in a sound plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

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
    Unplaced,
    check_plan,
    solve,
)
from duijie.engines.scheduling.rules import RuleKind, declare_rules

MUST = Priority.MUST
DAY = Instance(
    slots=(Slot("s1", "am"), Slot("s2", "am"), Slot("s3", "am"), Slot("s4", "pm")),
    parties=(
        Party("a", unavailable=("s4",)),
        Party("b"),
        Party("c", max_meetings=1),
        Party("d"),
    ),
    meetings=(
        Meeting("ab", ("a", "b"), fixed_slot="s1", priority=MUST),
        Meeting("ac", ("a", "c"), sessions=("am",), priority=MUST),
        Meeting("bd", ("b", "d"), fixed_slot="s2", priority=MUST),
        Meeting("cd", ("c", "d")),
    ),
    tables=(Table("t1"), Table("t2", ("am",))),
    precedences=(("ab", "bd"),),
    max_gap_spread=0,
    now="s2",
)
SOUND = Plan(
    status=Status.OPTIMAL,
    objective={
        Level.UNPLACED_MUSTS: 0,
        Level.UNPLACED_WANT_WEIGHT: 1,
        Level.WORST_SERVED_SHARE: 0.5,
        Level.IDLE_GAPS: 0,
        Level.TABLE_CHANGES: 1,
    },
    bound={
        Level.UNPLACED_MUSTS: 0,
        Level.UNPLACED_WANT_WEIGHT: 1,
        Level.WORST_SERVED_SHARE: 0.5,
        Level.IDLE_GAPS: 0,
        Level.TABLE_CHANGES: 1,
    },
    assignments=(
        Assignment("ab", "s1", "t1"),
        Assignment("ac", "s2", "t2"),
        Assignment("bd", "s2", "t1"),
    ),
    unplaced=(Unplaced("cd", ()),),
)


def moved(meeting: str, slot: str, table: str | None = "t1") -> Plan:
    """The sound plan with one meeting elsewhere (placed if it was not)."""
    kept = tuple(a for a in SOUND.assignments if a.meeting != meeting)
    out = tuple(u for u in SOUND.unplaced if u.meeting != meeting)
    return replace(SOUND, assignments=(*kept, Assignment(meeting, slot, table)), unplaced=out)


def codes(plan: Plan, day: Instance = DAY) -> set[str]:
    return {v.message.code.removeprefix("scheduling.") for v in check_plan(day, plan)}


def test_sound_plan_breaks_nothing() -> None:
    assert check_plan(DAY, SOUND) == ()


BROKEN: list[tuple[str, Callable[[], Plan]]] = [
    ("rule_one_at_a_time", lambda: moved("ac", "s1", "t2")),
    ("rule_unavailable", lambda: moved("ab", "s4")),
    ("rule_sessions", lambda: moved("ac", "s4")),
    ("rule_fixed_slot", lambda: moved("bd", "s3")),
    ("rule_past", lambda: moved("cd", "s1", "t2")),
    ("rule_tables", lambda: moved("cd", "s2", "t1")),
    ("rule_max_meetings", lambda: moved("cd", "s3")),
    ("rule_precedence", lambda: moved("ab", "s3")),
    ("rule_max_gap_spread", lambda: moved("ac", "s3")),
    ("plan_table_missing", lambda: moved("ab", "s1", None)),
    ("plan_table_taken", lambda: moved("ac", "s2", "t1")),
    ("plan_table_closed", lambda: moved("cd", "s4", "t2")),
    ("plan_unknown_table", lambda: moved("ab", "s1", "t9")),
    ("plan_unknown_slot", lambda: moved("ab", "s9")),
    ("plan_unknown_meeting", lambda: moved("zz", "s1")),
    (
        "plan_placed_twice",
        lambda: replace(SOUND, assignments=(*SOUND.assignments, SOUND.assignments[0])),
    ),
    (
        "plan_placed_twice",
        lambda: replace(SOUND, unplaced=(Unplaced("cd", ()), Unplaced("ab", ()))),
    ),
    ("plan_not_listed", lambda: replace(SOUND, unplaced=())),
    ("plan_must_unplaced", lambda: replace(SOUND, assignments=SOUND.assignments[:2])),
    ("plan_objective", lambda: replace(SOUND, objective={})),
    ("plan_bound", lambda: replace(SOUND, bound={**SOUND.bound, Level.IDLE_GAPS: 3})),
    ("plan_status", lambda: replace(SOUND, status=Status.INFEASIBLE)),
    ("plan_status", lambda: replace(SOUND, bound={})),
]


@pytest.mark.parametrize(("code", "make"), BROKEN, ids=[code for code, _ in BROKEN])
def test_checker_finds_a_broken_rule(code: str, make: Callable[[], Plan]) -> None:
    assert code in codes(make())


def test_checker_knows_every_declared_rule() -> None:
    declared = {rule.kind for rule in declare_rules(DAY)}
    tested = {code.removeprefix("rule_") for code, _ in BROKEN if code.startswith("rule_")}

    assert declared == set(RuleKind) - {RuleKind.KEEP_PREVIOUS}
    assert tested == declared - {RuleKind.MUST}


def test_precedence_is_broken_without_the_earlier_meeting() -> None:
    plan = replace(
        SOUND,
        status=Status.INFEASIBLE,
        assignments=SOUND.assignments[1:],
        unplaced=(Unplaced("ab", ()), Unplaced("cd", ())),
    )

    assert "rule_precedence" in codes(plan)


def test_numbered_tables_end_at_their_number() -> None:
    day = replace(DAY, tables=1, precedences=(), max_gap_spread=None)
    plan = solve(day, time_limit=20)
    shifted = tuple(replace(a, table=2) for a in plan.assignments)

    assert codes(plan, day) == set()
    assert "plan_unknown_table" in codes(replace(plan, assignments=shifted), day)
