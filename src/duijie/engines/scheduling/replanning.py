"""Planning again while the day runs: who is missing, who is late, who walked in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from duijie.engines.scheduling.greedy import fill_greedily
from duijie.engines.scheduling.problem import build_problem
from duijie.engines.scheduling.reading import (
    Fields,
    InstanceError,
    read_assignments,
    read_walk_ins,
)
from duijie.engines.scheduling.scores import count_gaps
from duijie.engines.scheduling.solver import OnPlan, OnProgress, solve
from duijie.engines.scheduling.types import (
    Assignment,
    Instance,
    Level,
    Meeting,
    Party,
    Plan,
    Priority,
)
from duijie.errors import Message

QUICKLY = 3.5
"""Seconds that planning again takes at most unless told otherwise: people are standing around."""

SPREAD_KEPT_SHARE = 0.7
"""Of that, where the old plan has broken the gap rule by now: so much for keeping it after all."""


@dataclass(frozen=True, slots=True)
class DayChanges:
    """What happened on the day."""

    now: str
    """The slot that comes next; everything before it has been held."""
    no_shows: tuple[str, ...] = ()
    """Parties that are gone from now on."""
    late: Mapping[str, str] = field(default_factory=dict)
    """Party: the first slot at which it will be there."""
    missed: tuple[str, ...] = ()
    """Meetings of the past that were not held, to be placed again."""
    walk_in_parties: tuple[Party, ...] = ()
    walk_in_meetings: tuple[Meeting, ...] = ()


@dataclass(frozen=True, slots=True)
class Replan:
    """The day as it is now, its plan, and who has to be told."""

    instance: Instance
    plan: Plan
    changed_parties: tuple[str, ...]
    """Those of the old plan, still here, whose meetings or times are others now. Who only lost a
    meeting with somebody that is gone is not among them."""
    notes: tuple[Message, ...] = ()


def replan(
    instance: Instance,
    assignments: Sequence[Assignment],
    changes: DayChanges,
    *,
    time_limit: float = QUICKLY,
    seed: int = 0,
    workers: int = 1,
    on_progress: OnProgress | None = None,
    on_plan: OnPlan | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Replan:
    """Plan the rest of the day with as few changes as can be for those already in the plan.

    What was held before `now` stands. Musts come before changes here: at the desk a meeting that
    has to take place is worth moving others for. Meetings of the old plan that lose their place
    are named in a note. Where `max_gap_spread` can only be kept by leaving out
    meetings that had a place, or not in the time, it is raised to what is needed, and a note says
    so. Raises `InstanceError` for ids that are not in the day.
    """
    today = change_day(instance, assignments, changes)
    notes: list[Message] = []

    def plan_it(day: Instance, seconds: float) -> Plan:
        return solve(
            day,
            time_limit=seconds,
            seed=seed,
            workers=workers,
            on_progress=on_progress,
            on_plan=on_plan,
            is_cancelled=is_cancelled,
        )

    looser = _with_spread_as_it_stands(today)
    plan = plan_it(today, time_limit * (1.0 if looser is None else SPREAD_KEPT_SHARE))
    if looser is not None and _lost_meetings(today, plan):
        plan = plan_it(looser, max(1.0, time_limit * (1 - SPREAD_KEPT_SHARE)))
        params = {"before": today.max_gap_spread, "limit": looser.max_gap_spread}
        notes.append(Message("scheduling.spread_given_up", params))
        today = looser
    lost = _lost_meetings(today, plan)
    if lost:
        named = {"count": len(lost), "meetings": ", ".join(lost)}
        notes.append(Message("scheduling.replan_lost", named))
    return Replan(today, plan, list_changed_parties(today, plan), tuple(notes))


def change_day(
    instance: Instance, assignments: Sequence[Assignment], changes: DayChanges
) -> Instance:
    """The day from now on: past meetings fixed, who is gone taken out, walk-ins added."""
    order = {slot.id: n for n, slot in enumerate(instance.slots)}
    _check(instance, assignments, changes, order)
    gone = set(changes.no_shows)
    now = order[changes.now]
    held = {
        a.meeting: a.slot
        for a in assignments
        if order[a.slot] < now and a.meeting not in changes.missed
    }
    parties = (*instance.parties, *changes.walk_in_parties)
    meetings = tuple(_meetings(instance, changes, held, gone))
    left = {meeting.id for meeting in meetings}
    return replace(
        instance,
        parties=tuple(_late(party, changes.late, instance, now) for party in parties),
        meetings=meetings,
        precedences=tuple(
            (before, after)
            for before, after in instance.precedences
            if before in left and after in left and after not in held
        ),
        previous=tuple(
            a
            for a in assignments
            if a.meeting in left and (a.meeting in held or order[a.slot] >= now)
        ),
        minimise_changes=True,
        musts_first=True,
        now=changes.now,
    )


def _check(
    instance: Instance,
    assignments: Sequence[Assignment],
    changes: DayChanges,
    order: Mapping[str, int],
) -> None:
    known = {party.id for party in (*instance.parties, *changes.walk_in_parties)}
    for slot in (changes.now, *changes.late.values()):
        if slot not in order:
            raise InstanceError("scheduling.unknown_now", slot=slot)
    for where, names in (("no_shows", changes.no_shows), ("late", changes.late)):
        for name in names:
            if name not in known:
                raise InstanceError("scheduling.unknown_replan_party", where=where, party=name)
    past = {a.meeting for a in assignments if order[a.slot] < order[changes.now]}
    for meeting in changes.missed:
        if meeting not in past:
            raise InstanceError("scheduling.unknown_replan_meeting", meeting=meeting)


def _meetings(
    instance: Instance, changes: DayChanges, held: Mapping[str, str], gone: set[str]
) -> Iterator[Meeting]:
    """Held meetings as they were; of the others those that still have two parties."""
    for meeting in (*instance.meetings, *changes.walk_in_meetings):
        if meeting.id in held:
            yield replace(meeting, fixed_slot=held[meeting.id], sessions=(), priority=Priority.MUST)
            continue
        here = tuple(party for party in meeting.parties if party not in gone)
        if len(here) >= 2:
            missed_slot = None if meeting.id in changes.missed else meeting.fixed_slot
            yield replace(meeting, parties=here, fixed_slot=missed_slot)


def _late(party: Party, late: Mapping[str, str], instance: Instance, now: int) -> Party:
    """A late party cannot be had from now until it comes."""
    if party.id not in late:
        return party
    ids = [slot.id for slot in instance.slots]
    closed = ids[now : ids.index(late[party.id])]
    return replace(party, unavailable=tuple(dict.fromkeys((*party.unavailable, *closed))))


def parse_changes(
    data: object, instance: Instance
) -> tuple[DayChanges, tuple[Assignment, ...], tuple[Message, ...]]:
    """Read what happened (decoded JSON), with the plan that is running and notes on unknown keys.

    `{"now", "no_shows"?: [party], "late"?: {party: slot}, "missed"?: [meeting], "walk_ins"?:
    {"parties"?, "meetings"?} as in an instance, "plan"?: PLAN}`; without a plan the instance's
    `previous` is taken. Raises `InstanceError` where something does not fit.
    """
    notes: list[Message] = []
    top = Fields(data, "changes", notes)
    late = top.get("late") or {}
    if not isinstance(late, Mapping):
        raise InstanceError("scheduling.not_an_object", where="late")
    walk_ins = Fields(top.get("walk_ins") or {}, "walk_ins", notes)
    parties, meetings = read_walk_ins(walk_ins, instance, notes)
    changes = DayChanges(
        now=top.text("now"),
        no_shows=top.texts("no_shows"),
        late={str(party): str(slot) for party, slot in late.items()},
        missed=top.texts("missed"),
        walk_in_parties=parties,
        walk_in_meetings=meetings,
    )
    found = read_assignments(top.get("plan"), instance.slots, instance.meetings, notes)
    assignments = instance.previous if found is None else found
    if assignments is None:
        raise InstanceError("scheduling.replan_without_plan")
    top.note_unknown()
    return changes, assignments, tuple(notes)


def _lost_meetings(today: Instance, plan: Plan) -> tuple[str, ...]:
    """Meetings that had a place and have none."""
    placed = {a.meeting for a in plan.assignments}
    return tuple(a.meeting for a in today.previous or () if a.meeting not in placed)


def _with_spread_as_it_stands(today: Instance) -> Instance | None:
    """The day with the spread that the old places need; None when they keep the rule."""
    spread = today.max_gap_spread
    if spread is None:
        return None
    problem = build_problem(today)
    slots = fill_greedily(problem, seed=0)
    counts = count_gaps(problem, slots)
    gaps = [
        counts[p]
        for p in problem.active
        if any(slots[m] is not None for m in problem.party_meetings[p])
    ]
    needed = max(gaps) - min(gaps) if gaps else 0
    return replace(today, max_gap_spread=needed) if needed > spread else None


def list_changed_parties(today: Instance, plan: Plan) -> tuple[str, ...]:
    """Parties with a meeting of the previous plan that is elsewhere now, or with a new one."""
    before = {a.meeting: a.slot for a in today.previous or ()}
    after = {a.meeting: a.slot for a in plan.assignments}
    touched = {
        party
        for meeting in today.meetings
        if before.get(meeting.id) != after.get(meeting.id)
        for party in meeting.parties
    }
    old = {party for m in today.meetings if m.id in before for party in m.parties}
    return tuple(party.id for party in today.parties if party.id in touched & old)


def count_changes(plan: Plan) -> int:
    """Meetings of the previous plan that are elsewhere now."""
    return round(plan.objective.get(Level.CHANGES, 0.0))
