"""Planning again during the day: the past stands, who is gone is out, few others notice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import pytest

from duijie.engines.scheduling import (
    Assignment,
    DayChanges,
    Instance,
    InstanceError,
    Level,
    Meeting,
    Party,
    Priority,
    Replan,
    Slot,
    check_plan,
    instance_to_json,
    parse_changes,
    parse_instance,
    replan,
    solve,
)
from duijie.engines.scheduling.sentences import SENTENCES

DAY = Instance(
    slots=tuple(Slot(f"s{n}") for n in range(1, 7)),
    parties=tuple(Party(f"{kind}{n}") for kind in "ce" for n in range(3)),
    meetings=tuple(
        Meeting(f"c{a}e{b}", (f"c{a}", f"e{b}"), priority=Priority.MUST)
        for a, b in product(range(3), range(3))
    ),
    tables=3,
    max_gap_spread=2,
)
HELD = {
    "c0e0": "s1",
    "c1e1": "s1",
    "c2e2": "s1",
    "c0e1": "s2",
    "c1e2": "s2",
    "c2e0": "s2",
    "c0e2": "s3",
    "c1e0": "s3",
    "c2e1": "s3",
}
PLAN = tuple(Assignment(meeting, slot, None) for meeting, slot in HELD.items())


def slots_of(result: Replan) -> Mapping[str, str]:
    return {a.meeting: a.slot for a in result.plan.assignments}


def planned_again(changes: DayChanges, day: Instance = DAY) -> Replan:
    result = replan(day, PLAN, changes, time_limit=20)
    assert check_plan(result.instance, result.plan) == ()
    assert parse_instance(instance_to_json(result.instance)) == result.instance
    return result


def test_nothing_moves_when_nothing_happened() -> None:
    result = planned_again(DayChanges(now="s2"))

    assert slots_of(result) == HELD
    assert result.changed_parties == ()


def test_no_show_is_out_from_now_on_and_nobody_else_moves() -> None:
    result = planned_again(DayChanges(now="s2", no_shows=("c0",)))

    assert slots_of(result) == {m: s for m, s in HELD.items() if m not in ("c0e1", "c0e2")}
    assert result.changed_parties == ()
    assert result.plan.objective[Level.CHANGES] == 0


def test_late_party_meets_after_it_came() -> None:
    result = planned_again(DayChanges(now="s2", late={"c0": "s4"}))

    slots = slots_of(result)
    assert slots["c0e0"] == "s1"
    assert {slots["c0e1"], slots["c0e2"]} <= {"s4", "s5", "s6"}
    assert {m: s for m, s in slots.items() if not m.startswith("c0")} == {
        m: s for m, s in HELD.items() if not m.startswith("c0")
    }
    assert set(result.changed_parties) == {"c0", "e1", "e2"}


def test_missed_meeting_is_held_later() -> None:
    result = planned_again(DayChanges(now="s2", missed=("c0e0",)))

    slots = slots_of(result)
    assert slots["c0e0"] in {"s4", "s5", "s6"}
    assert {m: s for m, s in slots.items() if m != "c0e0"} == {
        m: s for m, s in HELD.items() if m != "c0e0"
    }


def test_walk_in_is_placed_after_now() -> None:
    result = planned_again(
        DayChanges(
            now="s3",
            walk_in_parties=(Party("new"),),
            walk_in_meetings=(Meeting("new-c0", ("new", "c0"), priority=Priority.MUST),),
        )
    )

    slots = slots_of(result)
    assert slots["new-c0"] in {"s4", "s5", "s6"}
    assert HELD.items() <= slots.items()
    assert result.changed_parties == ("c0",)


def test_group_goes_on_without_one_of_three() -> None:
    meetings = (*DAY.meetings, Meeting("all", ("c0", "c1", "e0")))
    day = replace(DAY, meetings=meetings)
    result = replan(
        day,
        (*PLAN, Assignment("all", "s4", None)),
        DayChanges(now="s4", no_shows=("c1",)),
        time_limit=20,
    )

    (group,) = (m for m in result.instance.meetings if m.id == "all")
    assert group.parties == ("c0", "e0")
    assert slots_of(result)["all"] == "s4"


def test_gap_rule_gives_way_before_a_meeting_is_lost() -> None:
    day = replace(
        DAY,
        slots=DAY.slots[:3],
        meetings=tuple(m for m in DAY.meetings if "1" in m.id),
        max_gap_spread=0,
    )
    kept = tuple(Assignment(m.id, HELD[m.id], None) for m in day.meetings)
    result = replan(day, kept, DayChanges(now="s2", no_shows=("e2",)), time_limit=20)

    assert check_plan(result.instance, result.plan) == ()
    assert {a.meeting for a in kept} - slots_of(result).keys() == {"c1e2"}
    assert all(SENTENCES[note.code].format(**note.params) for note in result.notes)


FULL = Instance(
    slots=DAY.slots[:2],
    parties=tuple(Party(p) for p in "abcdef"),
    meetings=(
        Meeting("ab", ("a", "b"), priority=Priority.MUST),
        Meeting("cd", ("c", "d"), priority=Priority.MUST),
    ),
    tables=1,
)
FULL_PLAN = (Assignment("ab", "s2", 1),)


def test_walk_in_that_must_take_place_is_worth_moving_others_for() -> None:
    walk_in = Meeting("ef", ("e", "f"), priority=Priority.MUST, fixed_slot="s2")
    day = replace(FULL, meetings=FULL.meetings[:1])
    changes = DayChanges(now="s1", walk_in_meetings=(walk_in,))
    result = replan(day, FULL_PLAN, changes, time_limit=20)

    assert slots_of(result) == {"ab": "s1", "ef": "s2"}
    assert result.plan.objective[Level.CHANGES] == 1
    assert result.changed_parties == ("a", "b")
    as_the_contract_says = solve(replace(result.instance, musts_first=False), time_limit=20)
    assert as_the_contract_says.objective[Level.CHANGES] == 0
    assert as_the_contract_says.objective[Level.UNPLACED_MUSTS] == 1


def test_meeting_that_loses_its_place_is_named_in_a_note() -> None:
    walk_in = Meeting("ef", ("e", "f"), priority=Priority.MUST, fixed_slot="s2")
    wants = tuple(replace(m, priority=Priority.WANT) for m in FULL.meetings)
    day = replace(FULL, meetings=wants)
    held = (Assignment("cd", "s1", 1), *FULL_PLAN)
    result = replan(day, held, DayChanges(now="s2", walk_in_meetings=(walk_in,)), time_limit=20)

    assert slots_of(result) == {"cd": "s1", "ef": "s2"}
    (note,) = result.notes
    assert (note.code, dict(note.params)) == (
        "scheduling.replan_lost",
        {"count": 1, "meetings": "ab"},
    )
    assert result.changed_parties == ("a", "b")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"now": "s9"}, "unknown_now"),
        ({"now": "s2", "no_shows": ["zz"]}, "unknown_replan_party"),
        ({"now": "s2", "late": {"zz": "s3"}}, "unknown_replan_party"),
        ({"now": "s2", "missed": ["c2e1"]}, "unknown_replan_meeting"),
        ({}, "missing_key"),
        ({"now": "s2", "late": ["c0"]}, "not_an_object"),
        (
            {"now": "s2", "walk_ins": {"meetings": [{"id": "x", "parties": ["c0", "zz"]}]}},
            "unknown_party",
        ),
    ],
)
def test_changes_that_do_not_fit_are_refused(changes: dict[str, object], code: str) -> None:
    day = replace(DAY, previous=PLAN)
    with pytest.raises(InstanceError) as caught:
        replan(day, *reversed(parse_changes(changes, day)[:2]))

    message = caught.value.message
    assert message.code == f"scheduling.{code}"
    assert SENTENCES[message.code].format(**message.params)


def test_changes_are_read_with_their_plan() -> None:
    data = {
        "now": "s2",
        "no_shows": ["c0"],
        "late": {"c1": "s3"},
        "missed": ["c0e0"],
        "walk_ins": {
            "parties": [{"id": "new"}],
            "meetings": [{"id": "x", "parties": ["new", "c1"]}],
        },
        "plan": {"assignments": [{"meeting": "c0e0", "slot": "s1", "table": None}]},
        "nonsense": 1,
    }
    changes, assignments, notes = parse_changes(json.loads(json.dumps(data)), DAY)

    assert changes == DayChanges(
        now="s2",
        no_shows=("c0",),
        late={"c1": "s3"},
        missed=("c0e0",),
        walk_in_parties=(Party("new"),),
        walk_in_meetings=(Meeting("x", ("new", "c1")),),
    )
    assert assignments == (Assignment("c0e0", "s1", None),)
    assert [note.code for note in notes] == ["scheduling.unknown_key"]


def test_relaxation_never_frees_a_slot_of_the_past() -> None:
    day = Instance(
        slots=DAY.slots[:2],
        parties=(Party("a", unavailable=("s1",)), Party("b"), Party("c")),
        meetings=(Meeting("ab", ("a", "b"), weight=2), Meeting("ac", ("a", "c"))),
        now="s2",
    )
    (unplaced,) = solve(day, time_limit=20).unplaced

    assert unplaced.relaxation is not None
    assert [change.message.code for change in unplaced.relaxation.changes] == [
        "scheduling.relax_slot"
    ]
