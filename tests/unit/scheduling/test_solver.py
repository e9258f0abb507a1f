"""What an organiser sees of planning: better plans as they come, reasons, clashes, replans."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from benchmarks.large_days import Size, make_large_day
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
    plan_to_json,
    solve,
)
from duijie.engines.scheduling.greedy import fill_greedily
from duijie.engines.scheduling.problem import build_problem
from duijie.engines.scheduling.repair import Repair
from duijie.engines.scheduling.sentences import SENTENCES
from duijie.engines.scheduling.solving import Clock, Runner
from duijie.errors import Message

MUST = Priority.MUST
SLOTS = tuple(Slot(f"s{n}") for n in range(1, 5))


def say(message: Message) -> str:
    """In English; a code without a sentence or a sentence without its params raises."""
    return SENTENCES[message.code].format(**message.params)


def crowd(side: int, slots: int) -> Instance:
    """Everybody of one side asks for everybody of the other."""
    parties = [Party(f"{kind}{n}") for kind in "ce" for n in range(side)]
    meetings = [
        Meeting(f"c{a}e{b}", (f"c{a}", f"e{b}"), priority=MUST)
        for a in range(side)
        for b in range(side)
    ]
    return Instance(
        tuple(Slot(f"s{n}") for n in range(slots)), tuple(parties), tuple(meetings), tables=side
    )


def test_solve_keeps_a_short_time_limit() -> None:
    started = time.monotonic()
    plan = solve(crowd(9, 12), time_limit=2)

    assert time.monotonic() - started < 12
    assert check_plan(crowd(9, 12), plan) == ()


def test_cancelled_solve_returns_a_sound_plan() -> None:
    instance = crowd(7, 9)
    plan = solve(instance, time_limit=60, is_cancelled=lambda: True)

    assert plan.status is Status.FEASIBLE
    assert check_plan(instance, plan) == ()


def test_plans_that_stream_are_sound_and_get_better() -> None:
    instance = replace(crowd(5, 7), tables=4, max_gap_spread=2)
    streamed: list[Plan] = []
    notes: list[str] = []
    plan = solve(
        instance,
        time_limit=20,
        on_plan=streamed.append,
        on_progress=lambda _done, _total, note: notes.append(say(note) if note else ""),
    )

    assert streamed
    assert all(check_plan(instance, each) == () for each in [*streamed, plan])
    ranks = [
        (each.objective[Level.UNPLACED_MUSTS], each.objective[Level.IDLE_GAPS])
        for each in [*streamed, plan]
    ]
    assert ranks == sorted(ranks, reverse=True)
    assert all(notes)


def test_unavailable_must_names_the_rules_that_clash() -> None:
    instance = Instance(
        slots=SLOTS[:2],
        parties=(Party("a", unavailable=("s1",)), Party("b"), Party("c")),
        meetings=(
            Meeting("ab", ("a", "b"), fixed_slot="s1", priority=MUST),
            Meeting("bc", ("b", "c"), priority=MUST),
        ),
    )
    plan = solve(instance, time_limit=20)

    assert plan.status is Status.INFEASIBLE
    assert {message.code for message in plan.conflicts} == {
        "scheduling.rule_must",
        "scheduling.rule_fixed_slot",
        "scheduling.rule_unavailable",
    }
    assert [place.meeting for place in plan.assignments] == ["bc"]
    data = plan_to_json(plan, say=say)
    assert data["status"] == "infeasible"
    assert isinstance(data["unplaced"], list)
    assert data["unplaced"][0]["because"][0]["text"]


@pytest.mark.parametrize("workers", [1, 2])
def test_must_fixed_outside_its_sessions_is_a_clash(workers: int) -> None:
    slots = (Slot("s1", "am"), Slot("s2", "pm"))
    lunch = Meeting("ab", ("a", "b"), sessions=("am",), fixed_slot="s2", priority=MUST)
    instance = Instance(
        slots, (Party("a"), Party("b"), Party("c")), (lunch, Meeting("ac", ("a", "c")))
    )
    plan = solve(instance, time_limit=20, workers=workers)

    assert plan.status is Status.INFEASIBLE
    assert {message.code for message in plan.conflicts} == {
        "scheduling.rule_must",
        "scheduling.rule_sessions",
        "scheduling.rule_fixed_slot",
    }
    assert [place.meeting for place in plan.assignments] == ["ac"]
    (out,) = plan.unplaced
    assert out.relaxation is not None
    assert out.relaxation.is_cheapest


@pytest.mark.parametrize(
    ("instance", "code"),
    [
        (
            Instance(
                SLOTS[:1],
                (Party("a"), Party("b"), Party("c")),
                (Meeting("ab", ("a", "b"), weight=2), Meeting("ac", ("a", "c"))),
            ),
            "because_party_busy",
        ),
        (
            Instance(
                SLOTS[:1],
                tuple(Party(p) for p in "abcd"),
                (Meeting("ab", ("a", "b"), weight=2), Meeting("cd", ("c", "d"))),
                tables=1,
            ),
            "because_tables_full",
        ),
        (
            Instance(
                SLOTS,
                (Party("a", max_meetings=1), Party("b"), Party("c")),
                (Meeting("ab", ("a", "b"), weight=2), Meeting("ac", ("a", "c"))),
            ),
            "because_max_meetings",
        ),
        (
            Instance(
                SLOTS[:1],
                tuple(Party(p) for p in "abcd"),
                (Meeting("ab", ("a", "b")), Meeting("cd", ("c", "d"))),
                precedences=(("ab", "cd"),),
            ),
            "because_precedence",
        ),
    ],
)
def test_unplaced_want_is_told_why(instance: Instance, code: str) -> None:
    plan = solve(instance, time_limit=20)

    assert plan.status is Status.OPTIMAL
    assert [len(plan.unplaced), len(plan.assignments)] == [1, 1]
    assert [m.code for m in plan.unplaced[0].because] == [f"scheduling.{code}"]
    assert all(say(message) for message in plan.unplaced[0].because)


def test_replan_keeps_what_it_can() -> None:
    instance = crowd(3, 4)
    before = tuple(
        Assignment(f"c{a}e{b}", f"s{(a + b) % 3}", None) for a in range(3) for b in range(3)
    )
    walk_in = Meeting("new", ("c0", "e0"), priority=MUST)
    later = replace(
        instance,
        meetings=(*instance.meetings, walk_in),
        previous=before,
        minimise_changes=True,
    )
    plan = solve(later, time_limit=20)

    slots = {place.meeting: place.slot for place in plan.assignments}
    assert plan.status is Status.OPTIMAL
    assert plan.objective[Level.CHANGES] == 0
    assert {a.meeting: a.slot for a in before}.items() <= slots.items()


def test_large_day_on_which_all_keep_their_slots_is_done_at_once() -> None:
    """Nothing may move, and the whole is too large to ask about: the search must not go round."""
    day = make_large_day(Size(companies=60, experts=20, meetings=330, slots=24, tables=30), seed=2)
    problem = build_problem(day)
    assert problem.is_large
    repair = Repair(problem, Runner(Clock(time.monotonic() + 60)), fill_greedily(problem, seed=0))
    assert repair.run_chains()
    before = tuple(
        Assignment(meeting.id, day.slots[t].id, None)
        for meeting, t in zip(day.meetings, repair.slots, strict=True)
        if t is not None
    )
    started = time.monotonic()
    plan = solve(replace(day, previous=before, minimise_changes=True), time_limit=60)

    assert time.monotonic() - started < 20
    assert plan.objective[Level.CHANGES] == 0
    assert plan.objective[Level.IDLE_GAPS] > 10


def test_party_keeps_its_table_where_it_can() -> None:
    instance = Instance(
        slots=SLOTS[:2],
        parties=tuple(Party(p) for p in "abcdef"),
        meetings=tuple(
            Meeting(f"{host}{guest}", (host, guest), priority=MUST)
            for host, guests in (("a", "cd"), ("b", "ef"))
            for guest in guests
        ),
        tables=(Table("window"), Table("door")),
    )
    plan = solve(instance, time_limit=20)

    assert plan.status is Status.OPTIMAL
    assert plan.objective[Level.TABLE_CHANGES] == 0


def test_one_party_may_meet_on_two_days_without_a_gap() -> None:
    slots = (Slot("d1s1", day="1"), Slot("d1s2", day="1"), Slot("d2s1", day="2"))
    instance = Instance(
        slots=slots,
        parties=(Party("a", unavailable=("d1s2",)), Party("b"), Party("c")),
        meetings=(
            Meeting("ab", ("a", "b"), priority=MUST),
            Meeting("ac", ("a", "c"), priority=MUST),
        ),
    )
    plan = solve(instance, time_limit=20)

    assert plan.objective[Level.IDLE_GAPS] == 0
    assert {a.slot for a in plan.assignments} == {"d1s1", "d2s1"}
    one_day = replace(instance, slots=tuple(replace(slot, day=None) for slot in slots))
    assert solve(one_day, time_limit=20).objective[Level.IDLE_GAPS] == 1


def test_previous_slot_that_no_longer_fits_counts_as_a_change() -> None:
    instance = Instance(
        slots=SLOTS,
        parties=(Party("a", unavailable=("s1",)), Party("b")),
        meetings=(Meeting("ab", ("a", "b"), priority=MUST),),
        previous=(Assignment("ab", "s1", None),),
        minimise_changes=True,
    )
    plan = solve(instance, time_limit=20)

    assert plan.status is Status.OPTIMAL
    assert plan.objective[Level.CHANGES] == plan.bound[Level.CHANGES] == 1
