"""Changes that might let one more meeting in: which there are, what they cost, what they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

from duijie.engines.scheduling.types import (
    Change,
    ChangeKind,
    Instance,
    Meeting,
    Party,
    Priority,
    Slot,
    Table,
)

COSTS: Final[dict[ChangeKind, int]] = {
    ChangeKind.TIME: 0,
    ChangeKind.PRIORITY: 0,
    ChangeKind.MAX_MEETINGS: 2,
    ChangeKind.MAX_GAP_SPREAD: 3,
    ChangeKind.SESSIONS: 3,
    ChangeKind.FIXED_SLOT: 3,
    ChangeKind.TABLES: 4,
    ChangeKind.UNAVAILABLE: 5,
    ChangeKind.PRECEDENCE: 5,
    ChangeKind.KEEP_PREVIOUS: 6,
    ChangeKind.SLOT: 10,
}
"""What a change asks of people, to compare by: a number moved on paper is less than a table
carried in, that less than somebody's calendar, and that less than everybody's."""

MOST_CHANGES = 2


def list_choices(instance: Instance, meeting: Meeting) -> list[tuple[Change, ...]]:
    """Choices of one or two changes that touch a meeting, cheapest first; ties in rule order."""
    changes = list(_changes(instance, meeting))
    choices = [
        choice
        for size in range(1, MOST_CHANGES + 1)
        for choice in combinations(changes, size)
        if _is_sensible(choice)
    ]
    return sorted(choices, key=cost_of)


def cost_of(changes: Sequence[Change]) -> int:
    """The cost of all of these together."""
    return sum(COSTS[change.kind] for change in changes)


def _is_sensible(choice: Sequence[Change]) -> bool:
    """No two tables or slots: the plan can be asked for again when one was not enough."""
    kinds = [change.kind for change in choice]
    return all(kinds.count(kind) < 2 for kind in (ChangeKind.TABLES, ChangeKind.SLOT))


def _changes(instance: Instance, meeting: Meeting) -> Iterator[Change]:
    parties = {party.id: party for party in instance.parties}
    members = [parties[name] for name in meeting.parties]
    for party in members:
        if party.max_meetings is not None:
            yield Change(
                ChangeKind.MAX_MEETINGS,
                party=party.id,
                name=party.name,
                limit=party.max_meetings + 1,
            )
    if instance.max_gap_spread is not None:
        yield Change(ChangeKind.MAX_GAP_SPREAD, limit=instance.max_gap_spread + 1)
    if meeting.sessions:
        yield Change(ChangeKind.SESSIONS, meeting=meeting.id)
    if meeting.fixed_slot is not None:
        yield Change(ChangeKind.FIXED_SLOT, meeting=meeting.id, slot=meeting.fixed_slot)
    yield from _tables(instance)
    yield from _freed_slots(instance, meeting, members)
    for before, after in instance.precedences:
        if meeting.id in (before, after):
            yield Change(ChangeKind.PRECEDENCE, before=before, meeting=after)
    if instance.minimise_changes and instance.previous:
        yield Change(ChangeKind.KEEP_PREVIOUS)
    yield from _added_slots(instance)


def _tables(instance: Instance) -> Iterator[Change]:
    if instance.tables is None:
        return
    sessions = list(dict.fromkeys(slot.session for slot in instance.slots))
    if len(sessions) == 1:
        yield Change(ChangeKind.TABLES)
    elif None in sessions:
        # a table can stand in named sessions only: elsewhere it has to stand all day
        yield Change(ChangeKind.TABLES)
    else:
        for session in sessions:
            yield Change(ChangeKind.TABLES, session=session)


def _freed_slots(
    instance: Instance, meeting: Meeting, members: Sequence[Party]
) -> Iterator[Change]:
    for slot in instance.slots:
        is_open = meeting.fixed_slot in (None, slot.id)
        is_open &= not meeting.sessions or slot.session in meeting.sessions
        for party in members:
            if is_open and slot.id in party.unavailable:
                yield Change(ChangeKind.UNAVAILABLE, party=party.id, name=party.name, slot=slot.id)


def _added_slots(instance: Instance) -> Iterator[Change]:
    """One after the last slot of each session of each day."""
    last: dict[tuple[str | None, str | None], Slot] = {}
    for slot in instance.slots:
        last[slot.day, slot.session] = slot
    for slot in last.values():
        yield Change(ChangeKind.SLOT, slot=slot.id)


def apply_changes(instance: Instance, changes: Sequence[Change]) -> Instance:
    """The day after these changes. A table or slot that is added gets an id of its own."""
    for change in changes:
        instance = _apply(instance, change)
    return instance


def _apply(instance: Instance, change: Change) -> Instance:
    match change.kind:
        case ChangeKind.TIME:
            return instance
        case ChangeKind.MAX_GAP_SPREAD:
            return replace(instance, max_gap_spread=change.limit)
        case ChangeKind.KEEP_PREVIOUS:
            return replace(instance, minimise_changes=False)
        case ChangeKind.PRECEDENCE:
            pair = (change.before, change.meeting)
            kept = tuple(x for x in instance.precedences if x != pair)
            return replace(instance, precedences=kept)
        case ChangeKind.TABLES:
            return replace(instance, tables=_one_more_table(instance, change.session))
        case ChangeKind.SLOT:
            return replace(instance, slots=tuple(_one_more_slot(instance.slots, change.slot)))
        case ChangeKind.MAX_MEETINGS | ChangeKind.UNAVAILABLE:
            parties = tuple(
                _change_party(x, change) if x.id == change.party else x for x in instance.parties
            )
            return replace(instance, parties=parties)
        case ChangeKind.PRIORITY | ChangeKind.SESSIONS | ChangeKind.FIXED_SLOT:
            meetings = tuple(
                _change_meeting(x, change.kind) if x.id == change.meeting else x
                for x in instance.meetings
            )
            return replace(instance, meetings=meetings)


def _change_party(party: Party, change: Change) -> Party:
    if change.kind is ChangeKind.MAX_MEETINGS:
        return replace(party, max_meetings=change.limit)
    return replace(party, unavailable=tuple(x for x in party.unavailable if x != change.slot))


def _change_meeting(meeting: Meeting, kind: ChangeKind) -> Meeting:
    if kind is ChangeKind.PRIORITY:
        return replace(meeting, priority=Priority.MUST)
    if kind is ChangeKind.SESSIONS:
        return replace(meeting, sessions=())
    return replace(meeting, fixed_slot=None)


def _one_more_table(instance: Instance, session: str | None) -> tuple[Table, ...] | int | None:
    """A number of tables becomes a list where the new one stands in one session only."""
    tables = instance.tables
    if isinstance(tables, int):
        if session is None:
            return tables + 1
        tables = tuple(Table(str(n)) for n in range(1, tables + 1))
    if tables is None:
        return None
    new_id = _new_id({table.id for table in tables}, str(len(tables) + 1))
    return (*tables, Table(new_id, () if session is None else (session,)))


def _one_more_slot(slots: Sequence[Slot], after: str | None) -> Iterator[Slot]:
    for slot in slots:
        yield slot
        if slot.id == after:
            yield replace(slot, id=_new_id({x.id for x in slots}, f"{slot.id}+"))


def _new_id(taken: set[str], wanted: str) -> str:
    while wanted in taken:
        wanted += "+"
    return wanted
