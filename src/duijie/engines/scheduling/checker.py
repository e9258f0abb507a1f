"""The independent checker: does a plan keep every rule, and is it as good as it says?

It reads instance and plan as they stand and shares nothing with the solver but the declarations
of the rules: a mistake in the model cannot hide here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from duijie.engines.scheduling.rules import Rule, RuleKind, declare_rules, is_table_open
from duijie.engines.scheduling.types import (
    Assignment,
    Instance,
    Level,
    Plan,
    Priority,
    Status,
    Violation,
)
from duijie.errors import Message

TOLERANCE = 1e-6


class PlacedDay:
    """A plan laid out for looking things up; of a meeting listed twice the first place counts."""

    def __init__(self, instance: Instance, assignments: tuple[Assignment, ...]) -> None:
        self.instance = instance
        self.order = {slot.id: n for n, slot in enumerate(instance.slots)}
        self.slot = {slot.id: slot for slot in instance.slots}
        self.meeting = {meeting.id: meeting for meeting in instance.meetings}
        self.place: dict[str, Assignment] = {}
        for assignment in assignments:
            if assignment.meeting in self.meeting and assignment.slot in self.order:
                self.place.setdefault(assignment.meeting, assignment)
        self.of_party: dict[str, list[Assignment]] = {party.id: [] for party in instance.parties}
        for name, assignment in self.place.items():
            for party in self.meeting[name].parties:
                self.of_party[party].append(assignment)
        for places in self.of_party.values():
            places.sort(key=lambda place: self.order[place.slot])

    def gaps(self, party: str) -> int:
        """Idle gaps of a party, over all days."""
        found = 0
        places = self.of_party[party]
        for earlier, later in pairwise(places):
            is_same_day = self.slot[earlier.slot].day == self.slot[later.slot].day
            if is_same_day and self.order[later.slot] > self.order[earlier.slot] + 1:
                found += 1
        return found


def check_plan(instance: Instance, plan: Plan) -> tuple[Violation, ...]:
    """Every rule that a plan breaks, and every number in it that is not so; empty: it is sound.

    A must that is not placed is a violation unless the plan is not `optimal` and lists it as
    unplaced. Bounds are only held against the plan's own objective: a proof is not checked.
    """
    day = PlacedDay(instance, plan.assignments)
    found = [*_check_listing(day, plan), *_check_tables(day, plan)]
    for rule in declare_rules(instance):
        if rule.kind is RuleKind.MUST:
            if rule.meeting not in day.place and plan.status is Status.OPTIMAL:
                message = Message("scheduling.plan_must_unplaced", {"meeting": rule.meeting})
                found.append(Violation(message, (rule.meeting,)))
        else:
            found.extend(CHECKS[rule.kind](day, rule))
    found.extend(_check_numbers(instance, plan))
    return tuple(found)


def _check_listing(day: PlacedDay, plan: Plan) -> Iterator[Violation]:
    listed = Counter(assignment.meeting for assignment in plan.assignments)
    listed.update(unplaced.meeting for unplaced in plan.unplaced)
    for meeting, count in listed.items():
        if meeting not in day.meeting:
            yield _violation("unknown_meeting", meeting=meeting)
        elif count > 1:
            yield _violation("placed_twice", meeting=meeting)
    for meeting in day.meeting:
        if meeting not in listed:
            yield _violation("not_listed", meeting=meeting)
    for assignment in plan.assignments:
        if assignment.slot not in day.order:
            yield _violation("unknown_slot", meeting=assignment.meeting, slot=assignment.slot)


def _check_tables(day: PlacedDay, plan: Plan) -> Iterator[Violation]:
    tables = day.instance.tables
    if tables is None:
        return
    listed = {} if isinstance(tables, int) else {table.id: table for table in tables}
    taken: Counter[tuple[str, str]] = Counter()
    for place in plan.assignments:
        if place.table is None:
            yield _violation("table_missing", meeting=place.meeting, slot=place.slot)
            continue
        if isinstance(tables, int):
            is_known = isinstance(place.table, int) and 1 <= place.table <= tables
        else:
            is_known = place.table in listed
        if not is_known:
            yield _violation("unknown_table", meeting=place.meeting, table=place.table)
        elif (
            listed
            and place.slot in day.slot
            and not is_table_open(listed[str(place.table)], day.slot[place.slot])
        ):
            yield _violation(
                "table_closed", meeting=place.meeting, table=place.table, slot=place.slot
            )
        taken[str(place.table), place.slot] += 1
    for (table, slot), count in taken.items():
        if count > 1:
            yield _violation("table_taken", table=table, slot=slot)


def _violation(code: str, **params: object) -> Violation:
    meeting = params.get("meeting")
    slot = params.get("slot")
    return Violation(
        Message(f"scheduling.plan_{code}", params),
        (str(meeting),) if meeting is not None else (),
        str(slot) if slot is not None else None,
    )


def _check_one_at_a_time(day: PlacedDay, rule: Rule) -> Iterator[Violation]:
    by_slot: dict[str, list[str]] = {}
    for place in day.of_party[rule.party]:
        by_slot.setdefault(place.slot, []).append(place.meeting)
    for slot, meetings in by_slot.items():
        if len(meetings) > 1:
            yield Violation(rule.message, tuple(meetings), slot)


def _check_unavailable(day: PlacedDay, rule: Rule) -> Iterator[Violation]:
    for place in day.of_party[rule.party]:
        if place.slot in rule.slots:
            yield Violation(rule.message, (place.meeting,), place.slot)


def _check_sessions(day: PlacedDay, rule: Rule) -> Iterator[Violation]:
    place = day.place.get(rule.meeting)
    if place is not None and day.slot[place.slot].session not in rule.sessions:
        yield Violation(rule.message, (rule.meeting,), place.slot)


def _check_fixed_slot(day: PlacedDay, rule: Rule) -> Iterator[Violation]:
    place = day.place.get(rule.meeting)
    if place is not None and place.slot not in rule.slots:
        yield Violation(rule.message, (rule.meeting,), place.slot)


def _check_past(day: PlacedDay, rule: Rule) -> Iterator[Violation]:
    for name, place in day.place.items():
        if place.slot in rule.slots and day.meeting[name].fixed_slot != place.slot:
            yield Violation(rule.message, (name,), place.slot)


def _check_table_count(day: PlacedDay, rule: Rule) -> Iterator[Violation]:
    by_slot: dict[str, list[str]] = {}
    for name, place in day.place.items():
        by_slot.setdefault(place.slot, []).append(name)
    for slot in rule.slots:
        if len(by_slot.get(slot, ())) > rule.limit:
            yield Violation(rule.message, tuple(by_slot[slot]), slot)


def _check_max_meetings(day: PlacedDay, rule: Rule) -> Iterator[Violation]:
    places = day.of_party[rule.party]
    if len(places) > rule.limit:
        yield Violation(rule.message, tuple(place.meeting for place in places))


def _check_precedence(day: PlacedDay, rule: Rule) -> Iterator[Violation]:
    after = day.place.get(rule.meeting)
    before = day.place.get(rule.before)
    if after is None:
        return
    if before is None or day.order[before.slot] >= day.order[after.slot]:
        yield Violation(rule.message, (rule.before, rule.meeting), after.slot)


def _check_gap_spread(day: PlacedDay, rule: Rule) -> Iterator[Violation]:
    gaps = [day.gaps(party) for party, places in day.of_party.items() if places]
    if gaps and max(gaps) - min(gaps) > rule.limit:
        yield Violation(rule.message)


CHECKS: Mapping[RuleKind, Callable[[PlacedDay, Rule], Iterator[Violation]]] = {
    RuleKind.ONE_AT_A_TIME: _check_one_at_a_time,
    RuleKind.UNAVAILABLE: _check_unavailable,
    RuleKind.SESSIONS: _check_sessions,
    RuleKind.FIXED_SLOT: _check_fixed_slot,
    RuleKind.PAST: _check_past,
    RuleKind.TABLES: _check_table_count,
    RuleKind.MAX_MEETINGS: _check_max_meetings,
    RuleKind.PRECEDENCE: _check_precedence,
    RuleKind.MAX_GAP_SPREAD: _check_gap_spread,
}


def measure_plan(instance: Instance, assignments: tuple[Assignment, ...]) -> dict[Level, float]:
    """The value of every level that applies to an instance, most important first, counted from
    the assignments."""
    day = PlacedDay(instance, assignments)
    found: dict[Level, float] = {}
    unplaced = [meeting for meeting in instance.meetings if meeting.id not in day.place]
    musts = [meeting for meeting in unplaced if meeting.priority is Priority.MUST]
    wants = [meeting for meeting in unplaced if meeting.priority is Priority.WANT]
    if instance.musts_first:
        found[Level.UNPLACED_MUSTS] = len(musts)
    if instance.minimise_changes and instance.previous is not None:
        found[Level.CHANGES] = sum(
            was.meeting not in day.place or day.place[was.meeting].slot != was.slot
            for was in instance.previous
        )
    found[Level.UNPLACED_MUSTS] = len(musts)
    found[Level.UNPLACED_WANT_WEIGHT] = round(sum(meeting.weight for meeting in wants), 3)
    found[Level.WORST_SERVED_SHARE] = float(_worst_served_share(day))
    found[Level.IDLE_GAPS] = sum(day.gaps(party.id) for party in instance.parties)
    if isinstance(instance.tables, tuple):
        found[Level.TABLE_CHANGES] = _table_changes(day)
    return found


def _worst_served_share(day: PlacedDay) -> Fraction:
    asked = Counter(party for m in day.instance.meetings for party in m.parties)
    shares = [Fraction(1)]
    for party in day.instance.parties:
        most = asked[party.id]
        if party.max_meetings is not None:
            most = min(most, party.max_meetings)
        if most:
            shares.append(Fraction(len(day.of_party[party.id]), most))
    return min(shares)


def _table_changes(day: PlacedDay) -> int:
    return sum(
        earlier.table != later.table
        for places in day.of_party.values()
        for earlier, later in pairwise(places)
        if day.slot[earlier.slot].day == day.slot[later.slot].day
    )


def _check_numbers(instance: Instance, plan: Plan) -> Iterator[Violation]:
    counted = measure_plan(instance, plan.assignments)
    for level in counted.keys() | plan.objective.keys():
        stated, value = plan.objective.get(level), counted.get(level)
        if stated is None or value is None or abs(stated - value) > TOLERANCE:
            yield _violation("objective", level=level.value, stated=stated, counted=value)
    is_proven = True
    for level, value in counted.items():
        bound = plan.bound.get(level)
        if bound is None:
            is_proven = False
            continue
        slack = bound - value if level is Level.WORST_SERVED_SHARE else value - bound
        is_proven &= slack <= TOLERANCE
        if slack < -TOLERANCE:
            yield _violation("bound", level=level.value, bound=bound, value=value)
    has_all_musts = counted[Level.UNPLACED_MUSTS] == 0
    is_wrong = {
        Status.OPTIMAL: not (is_proven and has_all_musts),
        Status.FEASIBLE: is_proven,
        Status.INFEASIBLE: has_all_musts or not plan.conflicts,
    }[plan.status]
    if is_wrong:
        yield _violation("status", status=plan.status.value)
