"""The placement rules as a formula: who meets when, tables only counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from duijie.engines.scheduling.formula import Formula, Literal, negate
from duijie.engines.scheduling.problem import Problem, Slots

LARGE_DAY_PEOPLE = 200
"""Above so many people in a slot, table counts that cannot bind are left out."""


class PlacementModel:
    """Variables and hard rules of a problem, gaps apart.

    `required` meetings are placed in every solution, the rest may be left out. With `frozen` the
    meetings named there stand where they are (None: stay out) and no variable is made for them.
    """

    def __init__(
        self,
        problem: Problem,
        formula: Formula,
        *,
        required: Collection[int] = (),
        frozen: Mapping[int, int | None] | None = None,
    ) -> None:
        self.problem = problem
        self.formula = formula
        self.required = frozenset(required)
        self.frozen = dict(frozen or {})
        self.free = tuple(m for m in range(len(problem.meetings)) if m not in self.frozen)
        self.x: dict[tuple[int, int], int] = {}
        """(meeting, slot): it is held there."""
        self.left_out: dict[int, int] = {}
        """Meeting that may be left out: it is."""
        self.busy: dict[tuple[int, int], int] = {}
        """(party, slot): it is in a meeting that the model moves."""
        self.busy_frozen: list[set[int]] = [set() for _ in problem.party_meetings]
        self._room = list(problem.capacity)
        self._stand_frozen()
        self._add_meetings()
        self.moved_parties = self._add_parties()
        self._add_tables()
        self._add_caps()
        for before, after in problem.precedences:
            self._add_precedence(before, after)

    def held(self, m: int, t: int) -> Literal:
        """Whether meeting m is held at t: a literal, or what is known."""
        if m in self.frozen:
            return self.frozen[m] == t
        return self.x.get((m, t), False)

    def placed(self, m: int) -> Literal:
        """Whether meeting m is placed at all."""
        if m in self.frozen:
            return self.frozen[m] is not None
        return negate(self.left_out[m]) if m in self.left_out else True

    def read(self, true_literals: frozenset[int]) -> Slots:
        """The plan in a solution."""
        slots: list[int | None] = [self.frozen.get(m) for m in range(len(self.problem.meetings))]
        for (m, t), literal in self.x.items():
            if literal in true_literals:
                slots[m] = t
        return tuple(slots)

    def is_busy(self, p: int, t: int) -> Literal:
        """Whether party p is in a meeting at t."""
        if t in self.busy_frozen[p]:
            return True
        return self.busy.get((p, t), False)

    def movable(self, p: int) -> tuple[int, ...]:
        """Meetings of p that the model places."""
        return tuple(m for m in self.problem.party_meetings[p] if m not in self.frozen)

    def _stand_frozen(self) -> None:
        for m, t in self.frozen.items():
            if t is not None:
                self._room[t] -= 1
                for p in self.problem.meetings[m]:
                    self.busy_frozen[p].add(t)

    def _add_meetings(self) -> None:
        problem = self.problem
        for m in self.free:
            parties = problem.meetings[m]
            literals = []
            for t in problem.domains[m]:
                if self._room[t] > 0 and not any(t in self.busy_frozen[p] for p in parties):
                    self.x[m, t] = self.formula.new()
                    literals.append(self.x[m, t])
            if m not in self.required:
                self.left_out[m] = self.formula.new()
                literals.append(self.left_out[m])
            if literals:
                self.formula.exactly_one(literals)
            else:
                self.formula.clause(())

    def _add_parties(self) -> tuple[int, ...]:
        """A party is in at most one meeting at a time; returns the parties that can move."""
        moved = []
        for p in self.problem.active:
            meetings = self.movable(p)
            if not meetings:
                continue
            moved.append(p)
            for t in range(self.problem.slot_count):
                literals = [self.x[m, t] for m in meetings if (m, t) in self.x]
                if len(literals) == 1:
                    self.busy[p, t] = literals[0]
                elif literals:
                    self.busy[p, t] = self.formula.new()
                    self.formula.exactly_one([*literals, -self.busy[p, t]])
        return tuple(moved)

    def _add_tables(self) -> None:
        """At most as many meetings as tables, and an even number of people where all are pairs.

        The count of people is implied; it decides parity proofs (docs/adr/0006).
        """
        for t in range(self.problem.slot_count):
            meetings = [self.x[m, t] for m in self.free if (m, t) in self.x]
            people = [self.busy[p, t] for p in self.moved_parties if (p, t) in self.busy]
            room = max(self._room[t], 0)
            if not meetings or (room >= self._most_at_once(t) and len(people) > LARGE_DAY_PEOPLE):
                continue
            if self.problem.has_only_pairs:
                self.formula.pair_count(meetings, people, room)
            else:
                self.formula.count_at_most(meetings, room)

    def _most_at_once(self, t: int) -> int:
        """Meetings that can be held at t, tables apart: an upper bound.

        Parties that cover every meeting bound a matching; taken greedily, by meetings covered.
        """
        remaining = {m for m in self.free if (m, t) in self.x}
        by_party: dict[int, set[int]] = {}
        for m in remaining:
            for p in self.problem.meetings[m]:
                by_party.setdefault(p, set()).add(m)
        size = 0
        for _, meetings in sorted(by_party.items(), key=lambda item: (-len(item[1]), item[0])):
            if not remaining:
                break
            if meetings & remaining:
                size += 1
                remaining -= meetings
        return size

    def _add_caps(self) -> None:
        for p in self.moved_parties:
            cap = self.problem.max_meetings[p]
            if cap is None or cap >= len(self.problem.party_meetings[p]):
                continue
            busy = [self.busy[p, t] for t in range(self.problem.slot_count) if (p, t) in self.busy]
            self.formula.count_at_most(busy, cap - len(self.busy_frozen[p]))

    def _add_precedence(self, before: int, after: int) -> None:
        """Wherever `after` is held, `before` is held earlier."""
        if before in self.frozen and after in self.frozen:
            return
        for t in range(self.problem.slot_count):
            held = self.held(after, t)
            if held is not False:
                earlier = [self.held(before, s) for s in range(t)]
                self.formula.clause([negate(held), *earlier])
