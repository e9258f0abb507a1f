"""The slow, obvious planner: tries every plan of a tiny day. For tests only.

Shares with the solver only the types, and with the checker its counting, so "equal to the
reference" says that the search misses nothing that the checker would accept.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from duijie.engines.scheduling.checker import check_plan, measure_plan
from duijie.engines.scheduling.types import (
    Assignment,
    Instance,
    Level,
    Plan,
    Priority,
    Status,
    TableId,
    Unplaced,
)
from duijie.errors import Message

MAX_PLANS = 400_000


def find_best_objective(instance: Instance) -> dict[Level, float]:
    """The levels of a best plan, by trying all. Raises ValueError beyond `MAX_PLANS` plans."""
    choices = [_places(instance, m) for m in range(len(instance.meetings))]
    count = 1
    for places in choices:
        count *= len(places)
    if count > MAX_PLANS:
        raise ValueError(f"{count} plans are too many to try")
    best: dict[Level, float] | None = None
    for picked in product(*choices):
        assignments = tuple(place for place in picked if place is not None)
        if best is not None and _rank(measure_plan(instance, assignments)) >= _rank(best):
            continue
        if _keeps_rules(instance, assignments):
            best = measure_plan(instance, assignments)
    assert best is not None, "the empty plan breaks no rule"
    return best


def _places(instance: Instance, m: int) -> list[Assignment | None]:
    """Everywhere a meeting may be held, None for nowhere.

    The number of a table stands for nothing, so without listed tables one is as good as another.
    """
    tables: tuple[TableId | None, ...] = (None,)
    if isinstance(instance.tables, tuple):
        tables = tuple(table.id for table in instance.tables)
    meeting = instance.meetings[m].id
    return [None, *(Assignment(meeting, s.id, k) for s in instance.slots for k in tables)]


def _rank(objective: dict[Level, float]) -> list[float]:
    return [-v if k is Level.WORST_SERVED_SHARE else v for k, v in objective.items()]


def _keeps_rules(instance: Instance, assignments: tuple[Assignment, ...]) -> bool:
    objective = measure_plan(instance, assignments)
    placed = {assignment.meeting for assignment in assignments}
    out = [meeting for meeting in instance.meetings if meeting.id not in placed]
    has_all_musts = all(meeting.priority is Priority.WANT for meeting in out)
    plan = Plan(
        status=Status.OPTIMAL if has_all_musts else Status.INFEASIBLE,
        objective=objective,
        bound=objective,
        assignments=tuple(_numbered(instance, assignments)),
        unplaced=tuple(Unplaced(meeting.id, ()) for meeting in out),
        conflicts=(Message("scheduling.conflict_not_found"),),
    )
    return not check_plan(instance, plan)


def _numbered(instance: Instance, assignments: tuple[Assignment, ...]) -> Iterator[Assignment]:
    """Tables 1, 2, ... in each slot where an instance only says how many there are."""
    used: dict[str, int] = {}
    for assignment in assignments:
        if isinstance(instance.tables, int):
            used[assignment.slot] = used.get(assignment.slot, 0) + 1
            yield Assignment(assignment.meeting, assignment.slot, used[assignment.slot])
        else:
            yield assignment
