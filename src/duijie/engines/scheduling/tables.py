"""Which table each meeting gets: as few moves between tables as can be.

Listed tables are a level of the plan: on a small day the model moves meetings too, within the
levels above; on a larger one tables are given slot by slot and the bound stays at what is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from ortools.graph.python import linear_sum_assignment

from duijie.engines.scheduling.formula import Literal, either, negate
from duijie.engines.scheduling.gap_search import build_question
from duijie.engines.scheduling.levels import DayModel
from duijie.engines.scheduling.limits import Limits
from duijie.engines.scheduling.problem import Problem, Slots
from duijie.engines.scheduling.rules import is_table_open
from duijie.engines.scheduling.scores import count_gaps
from duijie.engines.scheduling.solving import Answer, Runner
from duijie.engines.scheduling.types import TableId

MODEL_SIZE = 20_000
"""Above so many (meeting or party, slot, table) the day is too large for the exact model."""

MOVE_COST = 10_000


@dataclass(frozen=True, slots=True)
class Seating:
    """Tables of all placed meetings. `changes` and `bound` are None where tables are no level."""

    slots: Slots
    tables: Mapping[int, TableId]
    changes: int | None = None
    bound: int | None = None


def assign_tables(problem: Problem, slots: Slots, limits: Limits, runner: Runner | None) -> Seating:
    """Give every placed meeting a table; on a small day slots may move to save table changes.

    Without a runner nothing is moved.
    """
    instance = problem.instance
    if instance.tables is None:
        return Seating(slots, {})
    names: tuple[TableId, ...]
    if isinstance(instance.tables, int):
        names = tuple(range(1, min(instance.tables, len(problem.meetings)) + 1))
    else:
        names = tuple(table.id for table in instance.tables)
    seats = _seat_slot_by_slot(problem, slots, len(names))
    if isinstance(instance.tables, int):
        return Seating(slots, {m: names[k] for m, k in seats.items()})
    changes = _count_changes(problem, slots, seats)
    bound = 0
    size = problem.slot_count * len(names) * max(len(problem.meetings), len(problem.active))
    if runner is not None and changes and size <= MODEL_SIZE:
        slots, seats, bound = _improve(problem, slots, seats, limits, runner)
        changes = _count_changes(problem, slots, seats)
    return Seating(slots, {m: names[k] for m, k in seats.items()}, changes, bound)


def _is_open(problem: Problem, k: int, t: int) -> bool:
    tables = problem.instance.tables
    return not isinstance(tables, tuple) or is_table_open(tables[k], problem.instance.slots[t])


def _seat_slot_by_slot(problem: Problem, slots: Slots, table_count: int) -> dict[int, int]:
    """The best seating of each slot after the one before; those with most meetings stay put."""
    seats: dict[int, int] = {}
    for day in problem.days:
        last: dict[int, int] = {}
        for t in day:
            meetings = [m for m, slot in enumerate(slots) if slot == t]
            tables = [k for k in range(table_count) if _is_open(problem, k, t)]
            for m, k in _best_seats(problem, meetings, tables, last).items():
                seats[m] = k
                last.update(dict.fromkeys(problem.meetings[m], k))
    return seats


def _best_seats(
    problem: Problem, meetings: list[int], tables: list[int], last: Mapping[int, int]
) -> dict[int, int]:
    """Cheapest seats at one slot. A party's first table costs nothing; rows are the tables."""
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    for row, k in enumerate(tables):
        for column in range(len(tables)):
            cost = 0
            if column < len(meetings):
                for p in problem.meetings[meetings[column]]:
                    if last.get(p, k) != k:
                        cost += MOVE_COST + len(problem.party_meetings[p])
            solver.add_arc_with_cost(row, column, cost)
    if not meetings:
        return {}
    solver.solve()
    mates = {solver.right_mate(row): tables[row] for row in range(len(tables))}
    return {m: mates[column] for column, m in enumerate(meetings)}


def _count_changes(problem: Problem, slots: Slots, seats: Mapping[int, int]) -> int:
    changes = 0
    for meetings in problem.party_meetings:
        held = sorted((t, m) for m in meetings if (t := slots[m]) is not None)
        for (earlier, a), (later, b) in pairwise(held):
            is_same_day = problem.day_of[earlier] == problem.day_of[later]
            changes += is_same_day and seats[a] != seats[b]
    return changes


def _improve(
    problem: Problem, slots: Slots, seats: dict[int, int], limits: Limits, runner: Runner
) -> tuple[Slots, dict[int, int], int]:
    """Fewest table changes over all plans as good on the levels above, with the proven bound."""
    day = build_question(problem, limits, sum(count_gaps(problem, slots)))
    model = _SeatModel(day)
    hints = day.hints(slots)
    hints |= {literal: seats.get(m) == k for (m, k), literal in model.seat.items()}
    day.formula.model.minimize(day.formula.total(model.moves))
    outcome = runner.run(day.formula, hints=hints)
    bound = max(outcome.bound or 0, 0)
    if outcome.answer is not Answer.YES:
        return slots, seats, bound
    found = day.read(outcome.true_literals)
    seated = {m: k for (m, k), literal in model.seat.items() if literal in outcome.true_literals}
    placed = {m: k for m, k in seated.items() if found[m] is not None}
    if _count_changes(problem, found, placed) > _count_changes(problem, slots, seats):
        return slots, seats, bound
    return found, placed, bound


class _SeatModel:
    """Tables on top of a day's model; `moves` are the table changes."""

    def __init__(self, day: DayModel) -> None:
        self.problem = day.problem
        self.placement = day.placement
        self.formula = day.formula
        tables = self.problem.instance.tables
        assert isinstance(tables, tuple)
        self.tables = range(len(tables))
        self.seat: dict[tuple[int, int], int] = {}
        self.moves: list[int] = []
        self._add_seats()
        for p in self.problem.active:
            for slots in self.problem.days:
                self._add_moves(p, slots)

    def _add_seats(self) -> None:
        formula = self.formula
        taken: dict[tuple[int, int], list[int]] = {}
        for m in range(len(self.problem.meetings)):
            for k in self.tables:
                self.seat[m, k] = formula.new()
            formula.exactly_one([self.seat[m, k] for k in self.tables])
        for (m, t), held in self.placement.x.items():
            for k in self.tables:
                if not _is_open(self.problem, k, t):
                    formula.clause((-held, -self.seat[m, k]))
                    continue
                here = formula.new()
                formula.clause((-held, -self.seat[m, k], here))
                taken.setdefault((t, k), []).append(here)
        for literals in taken.values():
            formula.count_at_most(literals, 1)

    def _add_moves(self, p: int, slots: range) -> None:
        """A party moves where it sits at a table and last sat at another that day."""
        formula, placement = self.formula, self.placement
        came: Literal = False
        last: dict[int, Literal] = dict.fromkeys(self.tables, False)
        for t in slots:
            busy = placement.is_busy(p, t)
            if busy is False:
                continue
            sits = {k: formula.new() for k in self.tables}
            formula.exactly_one([*sits.values(), *([] if busy is True else [-busy])])
            for m in self.problem.party_meetings[p]:
                for k in self.tables:
                    held = placement.held(m, t)
                    formula.clause((negate(held), -sits[k], self.seat[m, k]))
            if came is not False:
                move = formula.new()
                self.moves.append(move)
                for k in self.tables:
                    formula.clause((-sits[k], negate(came), last[k], move))
            for k in self.tables:
                now = formula.new()
                formula.clause((-now, sits[k], negate(busy)))
                formula.clause((-now, sits[k], last[k]))
                formula.clause((-sits[k], now))
                formula.clause((busy, negate(last[k]), now))
                last[k] = now
            came = either(formula, came, busy)
