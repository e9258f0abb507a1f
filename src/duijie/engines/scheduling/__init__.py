"""Plans days of one-to-one meetings: who meets whom in which slot at which table.

Responsible for the instance and plan formats of `duijie plan`, the hard rules, the levels that a
plan is judged by, the search, the reasons for what was not placed, and an independent check of
every plan. Not for who should meet whom, nor for files, pages or sentences in a language.
Doors: `parse_instance`, `solve`, `replan`, `check_plan`, `plan_to_json`, `instance_to_json` and the
types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duijie.engines.scheduling.changes import apply_changes
from duijie.engines.scheduling.checker import check_plan, measure_plan
from duijie.engines.scheduling.reading import InstanceError, parse_instance
from duijie.engines.scheduling.types import (
    Assignment,
    Change,
    ChangeKind,
    Instance,
    Level,
    Meeting,
    Party,
    Plan,
    Priority,
    Relaxation,
    Slot,
    Status,
    Table,
    Unplaced,
    Violation,
)
from duijie.engines.scheduling.writing import instance_to_json, plan_to_json

if TYPE_CHECKING:
    from duijie.engines.scheduling.replanning import DayChanges, Replan, parse_changes, replan
    from duijie.engines.scheduling.solver import PlanBrokenError, solve

__all__ = [
    "Assignment",
    "Change",
    "ChangeKind",
    "DayChanges",
    "Instance",
    "InstanceError",
    "Level",
    "Meeting",
    "Party",
    "Plan",
    "PlanBrokenError",
    "Priority",
    "Relaxation",
    "Replan",
    "Slot",
    "Status",
    "Table",
    "Unplaced",
    "Violation",
    "apply_changes",
    "check_plan",
    "instance_to_json",
    "measure_plan",
    "parse_changes",
    "parse_instance",
    "plan_to_json",
    "replan",
    "solve",
]


def __getattr__(name: str) -> object:
    """Import the solver, and OR-Tools with it, only when it is used."""
    if name in ("DayChanges", "Replan", "parse_changes", "replan"):
        from duijie.engines.scheduling import replanning

        return getattr(replanning, name)
    if name in ("solve", "PlanBrokenError"):
        from duijie.engines.scheduling import solver

        return getattr(solver, name)
    raise AttributeError(name)
