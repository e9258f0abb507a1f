"""A day without one of its rules: does everything else hold then?

Where it does, every clash of the day holds that rule. A clash all of whose rules are of that kind
is the only one, and so the smallest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from duijie.engines.scheduling.checker import CHECKS, PlacedDay
from duijie.engines.scheduling.clause_day import build_clause_day, is_clausal
from duijie.engines.scheduling.cnf import SatQuestion
from duijie.engines.scheduling.limits import Limits
from duijie.engines.scheduling.problem import build_problem
from duijie.engines.scheduling.rules import Rule, RuleKind, declare_rules
from duijie.engines.scheduling.types import Assignment, Instance, Meeting, Party, Priority

CONFLICTS = 20_000
"""Conflicts of CaDiCaL for one question: some seconds at most."""


def holds_without(
    instance: Instance, rule: Rule, *, most_changes: int | None, is_over: Callable[[], bool]
) -> bool:
    """Whether a plan was found that keeps every rule of a day but this one."""
    dropped = drop_rule(instance, rule)
    if dropped is None:
        return False
    problem = build_problem(dropped)
    limits = Limits(changes=most_changes, unplaced_musts=0)
    if not is_clausal(problem, limits):
        return False
    day = build_clause_day(problem, limits, most_gaps=None, is_linked=False, has_few_out=True)
    question = SatQuestion(day.formula)
    outcome = question.ask(conflicts=CONFLICTS, is_over=is_over)
    question.close()
    slots = day.placement.read(outcome.true_literals) if outcome.true_literals else ()
    places = tuple(
        Assignment(instance.meetings[m].id, instance.slots[t].id, None)
        for m, t in enumerate(slots)
        if t is not None
    )
    return bool(places) and _keeps_others(instance, rule, places)


def _keeps_others(instance: Instance, dropped: Rule, places: tuple[Assignment, ...]) -> bool:
    day = PlacedDay(instance, places)
    for rule in declare_rules(instance):
        if rule == dropped:
            continue
        if rule.kind is RuleKind.MUST:
            if rule.meeting not in day.place:
                return False
        elif any(True for _ in CHECKS[rule.kind](day, rule)):
            return False
    return True


def drop_rule(instance: Instance, rule: Rule) -> Instance | None:
    """The day without a rule, its slots and meetings in the same order. None: cannot be said.

    A party that may be in several meetings at a time is written as one party for each.
    """
    match rule.kind:
        case RuleKind.MUST | RuleKind.SESSIONS | RuleKind.FIXED_SLOT:
            return replace(
                instance,
                meetings=tuple(
                    _loosen_meeting(m, rule.kind) if m.id == rule.meeting else m
                    for m in instance.meetings
                ),
            )
        case RuleKind.UNAVAILABLE | RuleKind.MAX_MEETINGS:
            return replace(
                instance,
                parties=tuple(
                    _loosen_party(p, rule.kind) if p.id == rule.party else p
                    for p in instance.parties
                ),
            )
        case RuleKind.PRECEDENCE:
            pair = (rule.before, rule.meeting)
            return replace(
                instance, precedences=tuple(x for x in instance.precedences if x != pair)
            )
        case RuleKind.MAX_GAP_SPREAD:
            return replace(instance, max_gap_spread=None)
        case RuleKind.PAST:
            return replace(instance, now=None)
        case RuleKind.ONE_AT_A_TIME:
            return _split_party(instance, rule.party)
        case RuleKind.TABLES if isinstance(instance.tables, int):
            return replace(instance, tables=None)
        case _:
            return None


def _loosen_meeting(meeting: Meeting, kind: RuleKind) -> Meeting:
    if kind is RuleKind.MUST:
        return replace(meeting, priority=Priority.WANT, weight=0.0)
    if kind is RuleKind.SESSIONS:
        return replace(meeting, sessions=())
    return replace(meeting, fixed_slot=None)


def _loosen_party(party: Party, kind: RuleKind) -> Party:
    if kind is RuleKind.UNAVAILABLE:
        return replace(party, unavailable=())
    return replace(party, max_meetings=None)


def _split_party(instance: Instance, name: str) -> Instance:
    (party,) = (p for p in instance.parties if p.id == name)
    mine = [m.id for m in instance.meetings if name in m.parties]
    return replace(
        instance,
        parties=(
            *(p for p in instance.parties if p.id != name),
            *(replace(party, id=f"{name}\n{m}", max_meetings=None) for m in mine),
        ),
        meetings=tuple(
            replace(m, parties=tuple(f"{name}\n{m.id}" if p == name else p for p in m.parties))
            for m in instance.meetings
        ),
    )
