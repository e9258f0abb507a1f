"""An instance as numbers: what the solvers (not the checker) compute with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from duijie.engines.scheduling.rules import Rule, RuleKind, declare_rules
from duijie.engines.scheduling.types import Instance, Priority

WEIGHT_SCALE = 1000
"""Weights count with three decimals."""

LARGE_DAY = 6_000
"""Above so many (meeting, slot) choices a model of the whole day is slow to build and to solve."""

TINY_DAY = 500
"""Up to so many choices a day is mostly planned within a second."""

Slots = tuple[int | None, ...]
"""The slot of every meeting, None where it is not placed: a plan without tables."""


@dataclass(frozen=True)
class Problem:
    """Meetings, parties and slots by their position in the instance.

    `domains[m]` are the slots that meeting m may take by its own fixed slot and sessions and its
    parties' absence; all other rules are posted by the model.
    """

    instance: Instance
    slot_count: int
    days: tuple[range, ...]
    meetings: tuple[tuple[int, ...], ...]
    domains: tuple[tuple[int, ...], ...]
    weights: tuple[int, ...]
    """In thousandths; of wants only (0 for a must)."""
    musts: frozenset[int]
    party_meetings: tuple[tuple[int, ...], ...]
    max_meetings: tuple[int | None, ...]
    capacity: tuple[int, ...]
    """Tables per slot; the number of meetings where there is no limit."""
    precedences: tuple[tuple[int, int], ...]
    max_gap_spread: int | None
    previous: Mapping[int, int]
    """Slots to keep, of meetings that had one; empty unless changes are minimised."""

    @cached_property
    def active(self) -> tuple[int, ...]:
        """Parties with a meeting to place."""
        return tuple(p for p, meetings in enumerate(self.party_meetings) if meetings)

    @cached_property
    def is_large(self) -> bool:
        return sum(map(len, self.domains)) > LARGE_DAY

    @cached_property
    def is_tiny(self) -> bool:
        return sum(map(len, self.domains)) <= TINY_DAY

    @cached_property
    def day_of(self) -> tuple[int, ...]:
        return tuple(d for d, day in enumerate(self.days) for _ in day)

    @cached_property
    def successors(self) -> Mapping[int, tuple[int, ...]]:
        found: dict[int, list[int]] = {}
        for before, after in self.precedences:
            found.setdefault(before, []).append(after)
        return {m: tuple(after) for m, after in found.items()}

    @cached_property
    def predecessors(self) -> Mapping[int, tuple[int, ...]]:
        found: dict[int, list[int]] = {}
        for before, after in self.precedences:
            found.setdefault(after, []).append(before)
        return {m: tuple(before) for m, before in found.items()}

    @cached_property
    def asked(self) -> tuple[int, ...]:
        """Meetings per party that count as fully served."""
        return tuple(
            len(ms) if cap is None else min(len(ms), cap)
            for ms, cap in zip(self.party_meetings, self.max_meetings, strict=True)
        )

    @cached_property
    def has_only_pairs(self) -> bool:
        return all(len(parties) == 2 for parties in self.meetings)


def build_problem(instance: Instance) -> Problem:
    """Index an instance."""
    slot_index = {slot.id: t for t, slot in enumerate(instance.slots)}
    party_index = {party.id: p for p, party in enumerate(instance.parties)}
    meeting_index = {meeting.id: m for m, meeting in enumerate(instance.meetings)}
    rules = tuple(declare_rules(instance))
    party_meetings: list[list[int]] = [[] for _ in instance.parties]
    for m, meeting in enumerate(instance.meetings):
        for party in meeting.parties:
            party_meetings[party_index[party]].append(m)
    capacity = [len(instance.meetings)] * len(instance.slots)
    for rule in rules:
        if rule.kind is RuleKind.TABLES:
            for slot_id in rule.slots:
                capacity[slot_index[slot_id]] = rule.limit
    previous: dict[int, int] = {}
    if instance.minimise_changes:
        for assignment in instance.previous or ():
            previous[meeting_index[assignment.meeting]] = slot_index[assignment.slot]
    musts = frozenset(m for m, x in enumerate(instance.meetings) if x.priority is Priority.MUST)
    return Problem(
        instance=instance,
        slot_count=len(instance.slots),
        days=_days(instance),
        meetings=tuple(tuple(party_index[p] for p in x.parties) for x in instance.meetings),
        domains=_domains(instance, rules, slot_index, meeting_index),
        weights=tuple(
            0 if m in musts else round(x.weight * WEIGHT_SCALE)
            for m, x in enumerate(instance.meetings)
        ),
        musts=musts,
        party_meetings=tuple(tuple(meetings) for meetings in party_meetings),
        max_meetings=tuple(party.max_meetings for party in instance.parties),
        capacity=tuple(capacity),
        precedences=tuple(
            (meeting_index[before], meeting_index[after]) for before, after in instance.precedences
        ),
        max_gap_spread=instance.max_gap_spread,
        previous=previous,
    )


def _days(instance: Instance) -> tuple[range, ...]:
    starts = [
        t
        for t, slot in enumerate(instance.slots)
        if t == 0 or slot.day != instance.slots[t - 1].day
    ]
    return tuple(
        range(start, end)
        for start, end in zip(starts, [*starts[1:], len(instance.slots)], strict=True)
    )


def _domains(
    instance: Instance,
    rules: tuple[Rule, ...],
    slot_index: Mapping[str, int],
    meeting_index: Mapping[str, int],
) -> tuple[tuple[int, ...], ...]:
    domains = [set(range(len(instance.slots))) for _ in instance.meetings]
    slots_of_session: dict[str | None, set[int]] = {}
    for t, slot in enumerate(instance.slots):
        slots_of_session.setdefault(slot.session, set()).add(t)
    absent: dict[str, set[int]] = {}
    for rule in rules:
        if rule.kind is RuleKind.SESSIONS:
            allowed = set().union(*(slots_of_session.get(s, set()) for s in rule.sessions))
            domains[meeting_index[rule.meeting]] &= allowed
        elif rule.kind is RuleKind.FIXED_SLOT:
            domains[meeting_index[rule.meeting]] &= {slot_index[s] for s in rule.slots}
        elif rule.kind is RuleKind.PAST:
            past = {slot_index[s] for s in rule.slots}
            for m, meeting in enumerate(instance.meetings):
                if meeting.fixed_slot not in rule.slots:
                    domains[m] -= past
        elif rule.kind is RuleKind.UNAVAILABLE:
            absent[rule.party] = {slot_index[s] for s in rule.slots}
    for m, meeting in enumerate(instance.meetings):
        for party in meeting.parties:
            domains[m] -= absent.get(party, set())
    return tuple(tuple(sorted(domain)) for domain in domains)
