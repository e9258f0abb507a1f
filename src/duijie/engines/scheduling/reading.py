"""The instance format of `duijie plan`: JSON data in, checked; JSON data out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NoReturn

from duijie.engines.scheduling.types import (
    Assignment,
    Instance,
    Meeting,
    Party,
    Priority,
    Slot,
    Table,
)
from duijie.errors import DuijieError, Message

MAX_WEIGHT = 1_000_000
MAX_COUNT = 1_000_000


class InstanceError(DuijieError):
    """The instance cannot be planned as it is written; the message says where and why."""


def _refuse(code: str, **params: object) -> NoReturn:
    raise InstanceError(f"scheduling.{code}", **params)


class Fields:
    """The keys of one object, each read once with its type; the rest is noted as unknown."""

    def __init__(self, data: object, where: str, notes: list[Message]) -> None:
        if not isinstance(data, Mapping):
            _refuse("not_an_object", where=where)
        self.data = data
        self.where = where
        self.notes = notes
        self.read: set[str] = set()

    def get(self, key: str) -> object:
        """The value under a key, None where there is none."""
        self.read.add(key)
        value: object = self.data.get(key)
        return value

    def text(self, key: str) -> str:
        if key not in self.data:
            _refuse("missing_key", where=self.where, key=key)
        return _text(self.get(key), self.where, key)

    def optional_text(self, key: str) -> str | None:
        value = self.get(key)
        return None if value is None else _text(value, self.where, key)

    def items(self, key: str, *, is_required: bool = False) -> list[object]:
        if is_required and self.data.get(key) is None:
            _refuse("missing_key", where=self.where, key=key)
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            _refuse("not_a_list", where=self.where, key=key)
        return list(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of ids; one named twice counts once."""
        return tuple(dict.fromkeys(_text(item, self.where, key) for item in self.items(key)))

    def count(self, key: str) -> int | None:
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_COUNT:
            _refuse("not_a_count", where=self.where, key=key)
        return value

    def weight(self, key: str) -> float:
        value = self.get(key)
        if value is None:
            return 1.0
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or math.isnan(value) or not 0 <= value <= MAX_WEIGHT:  # type: ignore[arg-type,operator]  # narrowed by is_number
            _refuse("not_a_weight", where=self.where, key=key, most=MAX_WEIGHT)
        return round(float(value), 3)  # type: ignore[arg-type]  # narrowed by is_number

    def flag(self, key: str) -> bool:
        value = self.get(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            _refuse("not_a_flag", where=self.where, key=key)
        return value

    def note_unknown(self) -> None:
        for key in self.data:
            if key not in self.read:
                self.notes.append(
                    Message("scheduling.unknown_key", {"where": self.where, "key": str(key)})
                )


def _text(value: object, where: str, key: str) -> str:
    if not isinstance(value, str) or not value.strip():
        _refuse("not_a_text", where=where, key=key)
    return value


def parse_instance(data: object) -> Instance:
    """Read and check an instance (the decoded JSON of `duijie plan`).

    An empty list of sessions, of an meeting or a table, means all. Unknown keys and assignments of
    the previous plan that no longer apply are left aside and stand in `Instance.notes`; everything
    else that does not fit raises `InstanceError`, with the first thing wrong and where it is.
    """
    notes: list[Message] = []
    top = Fields(data, "instance", notes)
    top.get("name")
    slots = tuple(_slot(item, n, notes) for n, item in _numbered(top, "slots", required=True))
    _check_slots(slots)
    tables = _tables(top, notes)
    parties = tuple(_party(item, n, notes) for n, item in _numbered(top, "parties", required=True))
    meetings = tuple(
        _meeting(item, n, notes) for n, item in _numbered(top, "meetings", required=True)
    )
    _check_references(slots, tables, parties, meetings)
    rules = Fields(top.get("rules") or {}, "rules", notes)
    spread = rules.count("max_gap_spread")
    rules.note_unknown()
    precedences = _precedences(top, {meeting.id for meeting in meetings})
    previous = read_assignments(top.get("previous"), slots, meetings, notes)
    is_minimising = top.flag("minimise_changes")
    has_musts_first = top.flag("musts_first")
    now = top.optional_text("now")
    if now is not None and now not in {slot.id for slot in slots}:
        _refuse("unknown_now", slot=now)
    top.note_unknown()
    return Instance(
        slots=slots,
        parties=parties,
        meetings=meetings,
        tables=tables,
        precedences=precedences,
        max_gap_spread=spread,
        previous=previous,
        minimise_changes=is_minimising,
        musts_first=has_musts_first,
        now=now,
        notes=tuple(notes),
    )


def _numbered(top: Fields, key: str, *, required: bool) -> Iterable[tuple[int, object]]:
    return enumerate(top.items(key, is_required=required), start=1)


def _slot(data: object, number: int, notes: list[Message]) -> Slot:
    fields = Fields(data, f"slot {number}", notes)
    slot = Slot(
        id=fields.text("id"),
        session=fields.optional_text("session"),
        day=fields.optional_text("day"),
    )
    fields.note_unknown()
    return slot


def _check_slots(slots: tuple[Slot, ...]) -> None:
    if not slots:
        _refuse("no_slots")
    _check_unique("slot", (slot.id for slot in slots))
    left: set[str | None] = set()
    for before, after in pairwise(slots):
        if after.day != before.day:
            left.add(before.day)
            if after.day in left:
                _refuse("split_day", slot=after.id, day=after.day or "")


def _tables(top: Fields, notes: list[Message]) -> tuple[Table, ...] | int | None:
    value = top.get("tables")
    if value is None:
        return None
    if isinstance(value, list | tuple):
        tables = []
        for number, item in enumerate(value, start=1):
            fields = Fields(item, f"table {number}", notes)
            tables.append(Table(id=fields.text("id"), sessions=fields.texts("sessions")))
            fields.note_unknown()
        _check_unique("table", (table.id for table in tables))
        return tuple(tables)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_COUNT:
        _refuse("bad_tables")
    return value


def _party(data: object, number: int, notes: list[Message]) -> Party:
    fields = Fields(data, f"party {number}", notes)
    fields.where = f"party {fields.text('id')}"
    party = Party(
        id=fields.text("id"),
        name=fields.optional_text("name"),
        unavailable=fields.texts("unavailable"),
        max_meetings=fields.count("max_meetings"),
    )
    fields.note_unknown()
    return party


def _meeting(data: object, number: int, notes: list[Message]) -> Meeting:
    fields = Fields(data, f"meeting {number}", notes)
    fields.where = f"meeting {fields.text('id')}"
    parties = [_text(item, fields.where, "parties") for item in fields.items("parties")]
    for party in parties:
        if parties.count(party) > 1:
            _refuse("repeated_party", where=fields.where, party=party)
    if len(parties) < 2:
        _refuse("too_few_parties", where=fields.where)
    priority = fields.get("priority")
    if priority is not None and priority not in tuple(Priority):
        _refuse("bad_priority", where=fields.where, value=str(priority))
    meeting = Meeting(
        id=fields.text("id"),
        parties=tuple(parties),
        sessions=fields.texts("sessions"),
        fixed_slot=fields.optional_text("fixed_slot"),
        priority=Priority.WANT if priority is None else Priority(str(priority)),
        weight=fields.weight("weight"),
    )
    fields.note_unknown()
    return meeting


def _check_unique(kind: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for item in ids:
        if item in seen:
            _refuse("duplicate_id", where=f"{kind} {item}")
        seen.add(item)


def _check_references(
    slots: tuple[Slot, ...],
    tables: tuple[Table, ...] | int | None,
    parties: tuple[Party, ...],
    meetings: tuple[Meeting, ...],
) -> None:
    _check_unique("party", (party.id for party in parties))
    _check_unique("meeting", (meeting.id for meeting in meetings))
    known_slots = {slot.id for slot in slots}
    sessions = {slot.session for slot in slots}
    known_parties = {party.id for party in parties}
    for party in parties:
        for slot in party.unavailable:
            if slot not in known_slots:
                _refuse("unknown_slot", where=f"party {party.id}", slot=slot)
    holders = [(f"meeting {m.id}", m.sessions) for m in meetings]
    if isinstance(tables, tuple):
        holders += [(f"table {table.id}", table.sessions) for table in tables]
    for where, names in holders:
        for session in names:
            if session not in sessions:
                _refuse("unknown_session", where=where, session=session)
    for meeting in meetings:
        where = f"meeting {meeting.id}"
        for name in meeting.parties:
            if name not in known_parties:
                _refuse("unknown_party", where=where, party=name)
        if meeting.fixed_slot is not None and meeting.fixed_slot not in known_slots:
            _refuse("unknown_slot", where=where, slot=meeting.fixed_slot)


def _precedences(top: Fields, meetings: set[str]) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    for number, item in enumerate(top.items("precedences"), start=1):
        if not isinstance(item, list | tuple) or len(item) != 2 or item[0] == item[1]:
            _refuse("bad_pair", number=number)
        names = [_text(name, f"precedence {number}", "meeting") for name in item]
        for name in names:
            if name not in meetings:
                _refuse("unknown_meeting", where=f"precedence {number}", meeting=name)
        pairs.append((names[0], names[1]))
    unique = tuple(dict.fromkeys(pairs))
    circle = _find_circle(unique)
    if circle:
        _refuse("cyclic_precedences", meetings=" → ".join(circle))
    return unique


def _find_circle(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Meetings of a circle, the first one repeated at the end; empty when there is none."""
    before: dict[str, list[str]] = {}
    for first, second in pairs:
        before.setdefault(second, []).append(first)
        before.setdefault(first, [])
    remaining = dict(before)
    while True:
        done = [m for m, firsts in remaining.items() if not any(f in remaining for f in firsts)]
        if not done:
            break
        for meeting in done:
            del remaining[meeting]
    if not remaining:
        return []
    path = [next(iter(remaining))]
    while True:
        following = next(f for f in remaining[path[-1]] if f in remaining)
        if following in path:
            return [following, *reversed(path[path.index(following) :])]
        path.append(following)


def read_walk_ins(
    fields: Fields, instance: Instance, notes: list[Message]
) -> tuple[tuple[Party, ...], tuple[Meeting, ...]]:
    """Parties and meetings that come on top of an instance, checked against it."""
    parties = tuple(
        _party(item, n, notes) for n, item in _numbered(fields, "parties", required=False)
    )
    meetings = tuple(
        _meeting(item, n, notes) for n, item in _numbered(fields, "meetings", required=False)
    )
    fields.note_unknown()
    _check_references(
        instance.slots,
        instance.tables,
        (*instance.parties, *parties),
        (*instance.meetings, *meetings),
    )
    return parties, meetings


def read_assignments(
    data: object, slots: tuple[Slot, ...], meetings: tuple[Meeting, ...], notes: list[Message]
) -> tuple[Assignment, ...] | None:
    """The assignments of a plan, as far as they apply to these slots and meetings; None: none."""
    if data is None:
        return None
    fields = Fields(data, "previous", notes)
    known_slots = {slot.id for slot in slots}
    known_meetings = {meeting.id for meeting in meetings}
    kept: dict[str, Assignment] = {}
    for number, item in enumerate(fields.items("assignments", is_required=True), start=1):
        row = Fields(item, f"previous assignment {number}", notes)
        table = row.get("table")
        is_table = isinstance(table, str | int) and not isinstance(table, bool)
        found = Assignment(row.text("meeting"), row.text("slot"), table if is_table else None)  # type: ignore[arg-type]  # narrowed by is_table
        if found.meeting not in known_meetings or found.slot not in known_slots:
            notes.append(
                Message(
                    "scheduling.previous_dropped", {"meeting": found.meeting, "slot": found.slot}
                )
            )
            continue
        if found.meeting in kept:
            _refuse("duplicate_id", where=f"previous assignment {number}")
        kept[found.meeting] = found
    return tuple(kept.values())
