"""The rules of a day as constraints that can be taken one by one, to see which of them clash."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from duijie.engines.scheduling.capacity import count_matched
from duijie.engines.scheduling.formula import CpFormula, Literal, all_of, either, negate
from duijie.engines.scheduling.problem import Problem
from duijie.engines.scheduling.rules import Rule, RuleKind
from duijie.engines.scheduling.solving import Answer, Runner

QUESTION_EFFORT = 3.0
"""Deterministic seconds of one question."""


@dataclass(frozen=True)
class RuleSet:
    """All rules of a problem, each known by its position; questions name some of them."""

    problem: Problem
    rules: tuple[Rule, ...]

    def is_clash(self, chosen: Collection[int], runner: Runner) -> Answer:
        """YES: no plan keeps these rules; NO: one does. Counting first, then CP-SAT."""
        if self.is_overfull(chosen):
            return Answer.YES
        model = ClashModel(self, chosen, has_switches=False)
        answer = runner.run(model.formula, effort=QUESTION_EFFORT).answer
        return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(answer, Answer.UNKNOWN)

    def is_overfull(self, chosen: Collection[int]) -> bool:
        """Whether one party or the tables alone have more musts than places under these rules."""
        rules = [self.rules[r] for r in sorted(chosen)]
        domains = self.domains(rules)
        for rule in rules:
            if rule.kind is RuleKind.TABLES:
                continue
            mine = [domains[m] for m in self.meetings_of(rule.party) if m in domains]
            if rule.kind is RuleKind.MAX_MEETINGS and len(mine) > rule.limit:
                return True
            if rule.kind is RuleKind.ONE_AT_A_TIME:
                ones = [1] * self.problem.slot_count
                if count_matched(mine, ones) < len(mine):
                    return True
        room = [len(domains)] * self.problem.slot_count
        for rule in rules:
            if rule.kind is RuleKind.TABLES:
                for slot in rule.slots:
                    room[self.slot_index[slot]] = rule.limit
        return count_matched(list(domains.values()), room) < len(domains)

    def domains(self, rules: Iterable[Rule]) -> dict[int, list[int]]:
        """Slots of every must among the rules, as far as they cut them."""
        rules = list(rules)
        found = {
            self.meeting_index[rule.meeting]: set(range(self.problem.slot_count))
            for rule in rules
            if rule.kind is RuleKind.MUST
        }
        for rule in rules:
            slots = {self.slot_index[slot] for slot in rule.slots}
            m = self.meeting_index.get(rule.meeting, -1)
            if rule.kind is RuleKind.SESSIONS and m in found:
                found[m] &= {t for t, s in enumerate(self.sessions) if s in rule.sessions}
            elif rule.kind is RuleKind.FIXED_SLOT and m in found:
                found[m] &= slots
            elif rule.kind is RuleKind.PAST:
                for other in found:
                    if self.is_over_for(other, rule):
                        found[other] -= slots
            elif rule.kind is RuleKind.UNAVAILABLE:
                for mine in self.meetings_of(rule.party):
                    if mine in found:
                        found[mine] -= slots
        return {m: sorted(slots) for m, slots in found.items()}

    def about(self, meetings: Collection[int]) -> set[int]:
        """Rules that name only these meetings or their parties, and those on tables."""
        instance = self.problem.instance
        names = {instance.meetings[m].id for m in meetings}
        parties = {p for m in meetings for p in instance.meetings[m].parties}
        return {
            r
            for r, rule in enumerate(self.rules)
            if (rule.meeting in names and (not rule.before or rule.before in names))
            or rule.party in parties
            or rule.kind in (RuleKind.TABLES, RuleKind.PAST)
        }

    def is_over_for(self, m: int, rule: Rule) -> bool:
        """Whether past slots are closed to a meeting: it is not fixed to one of them."""
        return self.problem.instance.meetings[m].fixed_slot not in rule.slots

    def meetings_of(self, party: str) -> tuple[int, ...]:
        """Meetings of a party; none where a rule names no party."""
        p = self.party_index.get(party)
        return () if p is None else self.problem.party_meetings[p]

    @cached_property
    def sessions(self) -> tuple[str | None, ...]:
        return tuple(slot.session for slot in self.problem.instance.slots)

    @cached_property
    def meeting_index(self) -> Mapping[str, int]:
        return {meeting.id: m for m, meeting in enumerate(self.problem.instance.meetings)}

    @cached_property
    def party_index(self) -> Mapping[str, int]:
        return {party.id: p for p, party in enumerate(self.problem.instance.parties)}

    @cached_property
    def slot_index(self) -> Mapping[str, int]:
        return {slot.id: t for t, slot in enumerate(self.problem.instance.slots)}


class ClashModel:
    """Chosen rules as constraints over all meetings, with a switch each or without.

    No rule is taken for granted: what is not chosen does not hold.
    """

    def __init__(self, rules: RuleSet, chosen: Collection[int], *, has_switches: bool) -> None:
        self.rules = rules
        self.problem = rules.problem
        self.has_switches = has_switches
        self.formula = CpFormula()
        self.switch: dict[int, int] = {}
        self.x: dict[tuple[int, int], int] = {}
        self.meetings = self._concerned(chosen)
        for m in self.meetings:
            for t in range(self.problem.slot_count):
                self.x[m, t] = self.formula.new()
            self.formula.model.add_at_most_one([self.formula.at(x) for x in self._slots_of(m)])
        for r in sorted(chosen):
            self._post(r, rules.rules[r])

    def _concerned(self, chosen: Collection[int]) -> tuple[int, ...]:
        """Musts among the rules and what must come before them; all meetings where rules count all.

        Whatever else takes place may as well be left out.
        """
        rules = [self.rules.rules[r] for r in chosen]
        kinds = {rule.kind for rule in rules}
        if kinds & {RuleKind.MAX_GAP_SPREAD, RuleKind.KEEP_PREVIOUS}:
            return tuple(range(len(self.problem.meetings)))
        index = self.rules.meeting_index
        before: dict[int, list[int]] = {}
        for rule in rules:
            if rule.kind is RuleKind.PRECEDENCE:
                before.setdefault(index[rule.meeting], []).append(index[rule.before])
        found = {index[rule.meeting] for rule in rules if rule.kind is RuleKind.MUST}
        waiting = list(found)
        while waiting:
            for m in before.get(waiting.pop(), ()):
                if m not in found:
                    found.add(m)
                    waiting.append(m)
        return tuple(sorted(found))

    def _slots_of(self, m: int) -> list[int]:
        return [self.x[m, t] for t in range(self.problem.slot_count)]

    def _post(self, r: int, rule: Rule) -> None:
        clauses, bounds = self._constraints(rule)
        if not clauses and not bounds:
            return
        off: list[Literal] = []
        if self.has_switches:
            self.switch[r] = self.formula.new()
            off = [-self.switch[r]]
        for clause in clauses:
            self.formula.clause((*off, *clause))
        for literals, limit in bounds:
            condition = self.formula.model.add(self.formula.total(literals) <= limit)
            if self.has_switches:
                condition.only_enforce_if(self.formula.at(self.switch[r]))

    def _constraints(self, rule: Rule) -> tuple[list[list[Literal]], list[tuple[list[int], int]]]:
        """A rule as clauses and as "at most so many of these"; both empty: it does not matter."""
        clauses: list[list[Literal]] = []
        bounds: list[tuple[list[int], int]] = []
        times = range(self.problem.slot_count)
        known = frozenset(self.meetings)
        slots = [self.rules.slot_index[slot] for slot in rule.slots]
        found = self.rules.meeting_index.get(rule.meeting)
        m = found if found in known else None
        mine = [n for n in self.rules.meetings_of(rule.party) if n in known]
        if rule.kind is RuleKind.MUST and m is not None:
            clauses.append(list(self._slots_of(m)))
        elif rule.kind is RuleKind.SESSIONS and m is not None:
            allowed = [session in rule.sessions for session in self.rules.sessions]
            clauses += [[-self.x[m, t]] for t in times if not allowed[t]]
        elif rule.kind is RuleKind.FIXED_SLOT and m is not None:
            clauses += [[-self.x[m, t]] for t in times if t not in slots]
        elif rule.kind is RuleKind.PAST:
            over = [n for n in self.meetings if self.rules.is_over_for(n, rule)]
            clauses += [[-self.x[n, t]] for n in over for t in slots]
        elif rule.kind is RuleKind.ONE_AT_A_TIME and len(mine) > 1:
            bounds += [([self.x[n, t] for n in mine], 1) for t in times]
        elif rule.kind is RuleKind.UNAVAILABLE:
            clauses += [[-self.x[n, t]] for n in mine for t in slots]
        elif rule.kind is RuleKind.MAX_MEETINGS and len(mine) > rule.limit:
            bounds.append(([x for n in mine for x in self._slots_of(n)], rule.limit))
        elif rule.kind is RuleKind.TABLES and len(self.meetings) > rule.limit:
            bounds += [([self.x[n, t] for n in self.meetings], rule.limit) for t in slots]
        elif rule.kind is RuleKind.PRECEDENCE and m is not None:
            before = self.rules.meeting_index[rule.before]
            clauses += [[-self.x[m, t], *(self.x[before, s] for s in range(t))] for t in times]
        elif rule.kind is RuleKind.MAX_GAP_SPREAD:
            clauses += self._spread_clauses(rule.limit)
        elif rule.kind is RuleKind.KEEP_PREVIOUS:
            kept = [-self.x[n, t] for n, t in self.problem.previous.items()]
            bounds.append((kept, rule.limit))
        return clauses, bounds

    def _spread_clauses(self, limit: int) -> list[list[Literal]]:
        """The spread with gaps counted as they are, whichever rules are on."""
        clauses: list[list[Literal]] = []
        counts = {p: self._gap_units(p) for p in self.problem.active}
        for j in range(max(len(units) for units in counts.values()) - limit):
            fewest = self.formula.new()
            for p, units in counts.items():
                if len(units) > j + limit:
                    clauses.append([-units[j + limit], fewest])
                has_more: Literal = units[j] if len(units) > j else False
                for m in self.problem.party_meetings[p]:
                    clauses += [[-fewest, has_more, -x] for x in self._slots_of(m)]
        return clauses

    def _gap_units(self, p: int) -> list[int]:
        """Literals, in order: party p has at least 1, 2, ... gaps."""
        meetings = self.problem.party_meetings[p]
        ends: list[int] = []
        for day in self.problem.days:
            came: Literal = False
            before: Literal = False
            for t in day:
                busy: Literal = False
                for m in meetings:
                    busy = either(self.formula, busy, self.x[m, t])
                end = all_of(self.formula, (busy, negate(before), came))
                if not isinstance(end, bool):
                    ends.append(end)
                came = either(self.formula, came, busy)
                before = busy
        units = [self.formula.new() for _ in ends]
        for lower, higher in pairwise(units):
            self.formula.clause((lower, -higher))
        self.formula.same_count(ends, units)
        return units

    def find_core(self, runner: Runner) -> set[int] | None:
        """Some clash among the rules with a switch; None when there is none or it was not found."""
        on = {switch: r for r, switch in self.switch.items()}
        answer, core = runner.find_core(self.formula, list(on), effort=10 * QUESTION_EFFORT)
        return {on[literal] for literal in core} if answer is Answer.NO else None

    def find_correction(self, kept: Collection[int], runner: Runner) -> set[int] | None:
        """A smallest set of rules to give up so that the rest holds, none of `kept` among them."""
        formula = self.formula
        model = formula.model
        model.clear_assumptions()
        model.add_assumptions([formula.at(self.switch[r]) for r in sorted(kept)])
        model.minimize(formula.total([-switch for switch in self.switch.values()]))
        outcome = runner.run(formula, effort=QUESTION_EFFORT)
        model.clear_objective()  # type: ignore[no-untyped-call]  # OR-Tools leaves it untyped
        if outcome.answer is not Answer.YES:
            return None
        return {r for r, switch in self.switch.items() if switch not in outcome.true_literals}
