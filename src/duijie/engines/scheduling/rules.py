"""The hard rules, each declared once for the solver, the checker and the message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from duijie.engines.scheduling.types import Instance, Priority, Slot, Table
from duijie.errors import Message


class RuleKind(StrEnum):
    MUST = "must"
    ONE_AT_A_TIME = "one_at_a_time"
    UNAVAILABLE = "unavailable"
    SESSIONS = "sessions"
    FIXED_SLOT = "fixed_slot"
    PAST = "past"
    TABLES = "tables"
    MAX_MEETINGS = "max_meetings"
    PRECEDENCE = "precedence"
    MAX_GAP_SPREAD = "max_gap_spread"
    KEEP_PREVIOUS = "keep_previous"
    """Declared only while a clash is explained: what the level `changes` came to."""


PARAMS: dict[RuleKind, tuple[str, ...]] = {
    RuleKind.MUST: ("meeting", "parties"),
    RuleKind.ONE_AT_A_TIME: ("party",),
    RuleKind.UNAVAILABLE: ("party", "slots"),
    RuleKind.SESSIONS: ("meeting", "sessions"),
    RuleKind.FIXED_SLOT: ("meeting", "slots"),
    RuleKind.PAST: ("slots",),
    RuleKind.TABLES: ("limit", "slots"),
    RuleKind.MAX_MEETINGS: ("party", "limit"),
    RuleKind.PRECEDENCE: ("before", "meeting"),
    RuleKind.MAX_GAP_SPREAD: ("limit",),
    RuleKind.KEEP_PREVIOUS: ("limit",),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One hard rule of one instance; the fields named in `PARAMS` for its kind are set."""

    kind: RuleKind
    meeting: str = ""
    before: str = ""
    party: str = ""
    parties: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    limit: int = 0

    @property
    def message(self) -> Message:
        params = {name: _listed(getattr(self, name)) for name in PARAMS[self.kind]}
        return Message(f"scheduling.rule_{self.kind}", params)


def _listed(value: object) -> object:
    return ", ".join(value) if isinstance(value, tuple) else value


def declare_rules(instance: Instance) -> Iterator[Rule]:
    """Every hard rule of an instance, in a fixed order."""
    parties_in_meetings = {party for meeting in instance.meetings for party in meeting.parties}
    for meeting in instance.meetings:
        if meeting.priority is Priority.MUST:
            yield Rule(RuleKind.MUST, meeting=meeting.id, parties=meeting.parties)
        if meeting.sessions:
            yield Rule(RuleKind.SESSIONS, meeting=meeting.id, sessions=meeting.sessions)
        if meeting.fixed_slot is not None:
            yield Rule(RuleKind.FIXED_SLOT, meeting=meeting.id, slots=(meeting.fixed_slot,))
    past = past_slots(instance)
    if past:
        yield Rule(RuleKind.PAST, slots=past)
    for party in instance.parties:
        if party.id not in parties_in_meetings:
            continue
        yield Rule(RuleKind.ONE_AT_A_TIME, party=party.id)
        if party.unavailable:
            yield Rule(RuleKind.UNAVAILABLE, party=party.id, slots=party.unavailable)
        if party.max_meetings is not None:
            yield Rule(RuleKind.MAX_MEETINGS, party=party.id, limit=party.max_meetings)
    for before, after in instance.precedences:
        yield Rule(RuleKind.PRECEDENCE, before=before, meeting=after)
    yield from _table_rules(instance)
    if instance.max_gap_spread is not None:
        yield Rule(RuleKind.MAX_GAP_SPREAD, limit=instance.max_gap_spread)


def past_slots(instance: Instance) -> tuple[str, ...]:
    """Slots before `now`, in order."""
    ids = tuple(slot.id for slot in instance.slots)
    return ids[: ids.index(instance.now)] if instance.now in ids else ()


def _table_rules(instance: Instance) -> Iterator[Rule]:
    """One rule for all slots with the same tables, so that a clash names it once."""
    if instance.tables is None:
        return
    slots_by_tables: dict[tuple[str, ...] | int, list[str]] = {}
    for slot in instance.slots:
        if isinstance(instance.tables, int):
            slots_by_tables.setdefault(instance.tables, []).append(slot.id)
        else:
            open_ids = tuple(table.id for table in instance.tables if is_table_open(table, slot))
            slots_by_tables.setdefault(open_ids, []).append(slot.id)
    for tables, slots in slots_by_tables.items():
        limit = tables if isinstance(tables, int) else len(tables)
        yield Rule(RuleKind.TABLES, limit=limit, slots=tuple(slots))


def is_table_open(table: Table, slot: Slot) -> bool:
    """A table that names sessions stands ready only in slots of those sessions."""
    return not table.sessions or slot.session in table.sessions
