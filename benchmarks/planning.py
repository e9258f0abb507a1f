"""Days of one-to-one meetings: our planner beside a plain CP-SAT model and the published times.

python -m benchmarks.planning                  five published days
python -m benchmarks.planning --originals      the ten with published times
python -m benchmarks.planning --all            all 70 of data/b2bsp
python -m benchmarks.planning --large          generated days of 900 and 3,000 meetings; replanning
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
from ortools.sat.python import cp_model

from benchmarks.large_days import LARGE_DAYS, make_large_day
from duijie.engines.scheduling import (
    DayChanges,
    Instance,
    Level,
    Plan,
    check_plan,
    parse_instance,
    replan,
    solve,
)
from duijie.engines.scheduling.replanning import list_changed_parties

DATA = (
    Path(os.environ.get("DUIJIE_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "b2bsp"
)
FIVE = ("tic-12", "tic-13", "forum-13", "forumt-14", "ticf-13crafa")
NO_SHOW_SHARE = 0.05


@dataclass(frozen=True)
class Run:
    """One plan and how it came about; seconds from the start."""

    plan: Plan
    seconds: float
    first_plan_seconds: float
    is_clean: bool


def plan_day(instance: Instance, *, time_limit: float, workers: int) -> Run:
    """Plan a day and take the time of the first plan with all its musts."""
    started = time.perf_counter()
    first: list[float] = []

    def note(plan: Plan) -> None:
        if not first and plan.objective[Level.UNPLACED_MUSTS] == 0:
            first.append(time.perf_counter() - started)

    plan = solve(instance, time_limit=time_limit, workers=workers, on_plan=note)
    seconds = time.perf_counter() - started
    return Run(plan, seconds, first[0] if first else seconds, not check_plan(instance, plan))


def solve_plainly(instance: Instance, *, time_limit: float, workers: int) -> str:
    """The model one would write first: slots, no clash, tables, gaps minimised. "gaps/bound"."""
    model = cp_model.CpModel()
    order = {slot.id: t for t, slot in enumerate(instance.slots)}
    absent = {party.id: {order[s] for s in party.unavailable} for party in instance.parties}
    x: dict[tuple[str, int], cp_model.IntVar] = {}
    for meeting in instance.meetings:
        for slot in instance.slots:
            t = order[slot.id]
            is_fixed_elsewhere = meeting.fixed_slot not in (None, slot.id)
            is_other_session = bool(meeting.sessions) and slot.session not in meeting.sessions
            x[meeting.id, t] = model.new_bool_var("")
            if (
                is_fixed_elsewhere
                or is_other_session
                or any(t in absent[p] for p in meeting.parties)
            ):
                model.add(x[meeting.id, t] == 0)
        model.add_exactly_one(x[meeting.id, t] for t in range(len(order)))
    if isinstance(instance.tables, int):
        for t in range(len(order)):
            model.add(sum(x[m.id, t] for m in instance.meetings) <= instance.tables)
    start = {m.id: sum(t * x[m.id, t] for t in range(len(order))) for m in instance.meetings}
    for before, after in instance.precedences:
        model.add(start[before] + 1 <= start[after])
    gaps = _plain_gaps(instance, model, x)
    if instance.max_gap_spread is not None:
        most, fewest = (model.new_int_var(0, len(order), "") for _ in range(2))
        model.add_max_equality(most, gaps)
        model.add_min_equality(fewest, gaps)
        model.add(most - fewest <= instance.max_gap_spread)
    model.minimize(sum(gaps))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = time_limit
    solver.parameters.num_workers = workers
    started = time.perf_counter()
    status = solver.solve(model)
    seconds = time.perf_counter() - started
    if status == cp_model.INFEASIBLE:
        return f"infeasible {seconds:.1f}s"
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return f"none {seconds:.1f}s"
    return f"{solver.objective_value:.0f}/{solver.best_objective_bound:.0f} {seconds:.1f}s"


def _plain_gaps(
    instance: Instance, model: cp_model.CpModel, x: dict[tuple[str, int], cp_model.IntVar]
) -> list[cp_model.LinearExprT]:
    """Runs of meetings per party, less one."""
    found: list[cp_model.LinearExprT] = []
    for party in instance.parties:
        meetings = [m.id for m in instance.meetings if party.id in m.parties]
        if not meetings:
            continue
        before: cp_model.IntVar | None = None
        starts = []
        for t in range(len(instance.slots)):
            busy = model.new_bool_var("")
            model.add(sum(x[m, t] for m in meetings) == busy)
            begins = model.new_bool_var("")
            model.add(begins >= (busy if before is None else busy - before))
            starts.append(begins)
            before = busy
        found.append(sum(starts) - 1)
    return found


def published_days(names: list[str]) -> Iterator[tuple[str, Instance, dict[str, str]]]:
    """Days of data/b2bsp with what was published on them (originals only)."""
    with (DATA / "best_known.csv").open(encoding="utf-8") as file:
        known = {row["instance"]: row for row in csv.DictReader(file)}
    for name in names:
        path = DATA / "instances" / f"{name}.json"
        data = json.loads(path.read_text(encoding="utf-8"))
        base, _, variant = name.partition(".")
        yield name, parse_instance(data), known[base] if variant == "original" else {}


def print_published(names: list[str], *, time_limit: float, workers: int, plain: float) -> bool:
    """One line a day; whether all were as they should be."""
    print(
        "day | placed | gaps | bound | published optimum | status | seconds | checker"
        " | plain CP-SAT gaps/bound | MaxSAT s | Chuffed s | MIP s"
    )
    print("|".join(["---"] * 12))
    is_good = True
    for name, instance, known in published_days(names):
        run = plan_day(instance, time_limit=time_limit, workers=workers)
        plain_result = solve_plainly(instance, time_limit=plain, workers=workers) if plain else "-"
        plan = run.plan
        gaps, bound = plan.objective[Level.IDLE_GAPS], plan.bound[Level.IDLE_GAPS]
        optimum = known.get("optimal_breaks_d2", "-")
        is_good &= run.is_clean and (optimum == "-" or gaps == int(optimum))
        cells = [
            name,
            f"{len(plan.assignments)}/{len(instance.meetings)}",
            f"{gaps:.0f}",
            f"{bound:.0f}",
            optimum,
            plan.status.value,
            f"{run.seconds:.1f}",
            "clean" if run.is_clean else "BROKEN",
            plain_result,
            *(known.get(f"{peer}_seconds", "-") for peer in ("maxsat", "chuffed", "mip")),
        ]
        print(" | ".join(cells), flush=True)
    return is_good


def print_large(names: list[str], *, time_limit: float, workers: int) -> bool:
    """The generated days: first plan, gaps at the end, memory of all processes, replanning."""
    print(
        "day | placed | first plan s | gaps | bound | seconds | MB | checker"
        " | replan s | people changed | people changed by a fresh plan | replan gaps | checker"
    )
    print("|".join(["---"] * 13))
    is_good = True
    for name, size in LARGE_DAYS.items():
        if names and not any(part in name for part in names):
            continue
        instance = make_large_day(size, seed=7)
        with Memory() as memory:
            run = plan_day(instance, time_limit=time_limit, workers=workers)
        again = replan_day(instance, run.plan)
        is_good &= run.is_clean and again.is_clean
        cells = [
            name,
            f"{len(run.plan.assignments)}/{len(instance.meetings)}",
            f"{run.first_plan_seconds:.1f}",
            f"{run.plan.objective[Level.IDLE_GAPS]:.0f}",
            f"{run.plan.bound[Level.IDLE_GAPS]:.0f}",
            f"{run.seconds:.1f}",
            f"{memory.most_bytes / 2**20:.0f}",
            "clean" if run.is_clean else "BROKEN",
            f"{again.seconds:.1f}",
            f"{again.changed}/{again.parties}",
            f"{again.changed_by_fresh}/{again.parties}",
            f"{again.gaps:.0f}",
            "clean" if again.is_clean else "BROKEN",
        ]
        print(" | ".join(cells), flush=True)
    return is_good


@dataclass(frozen=True)
class ReplanRun:
    """Planning again at mid-day; people are those still here."""

    seconds: float
    parties: int
    changed: int
    changed_by_fresh: int
    gaps: float
    is_clean: bool


def replan_day(instance: Instance, plan: Plan) -> ReplanRun:
    """At half of the slots 5 % of the parties are gone; beside it a plan without regard to them."""
    gone_count = round(NO_SHOW_SHARE * len(instance.parties))
    ids = [party.id for party in instance.parties]
    gone = tuple(random.Random(1).sample(ids, gone_count))
    changes = DayChanges(now=instance.slots[len(instance.slots) // 2].id, no_shows=gone)
    started = time.perf_counter()
    result = replan(instance, plan.assignments, changes)
    seconds = time.perf_counter() - started
    free = replace(result.instance, minimise_changes=False)
    fresh = solve(free, time_limit=15, workers=2)
    return ReplanRun(
        seconds=seconds,
        parties=len(ids) - gone_count,
        changed=len(result.changed_parties),
        changed_by_fresh=len(list_changed_parties(result.instance, fresh)),
        gaps=result.plan.objective[Level.IDLE_GAPS],
        is_clean=not check_plan(result.instance, result.plan),
    )


class Memory:
    """The most memory that this process and its children held together, looked at often."""

    def __init__(self) -> None:
        self.most_bytes = 0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._is_over.wait(0.2):
            total = 0
            for process in (me, *me.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    total += process.memory_info().rss
            self.most_bytes = max(self.most_bytes, total)


def main() -> int:
    """Print the tables; 1 when a plan is broken or misses a published optimum."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="days by file name, tic-12.prec15")
    parser.add_argument("--originals", action="store_true", help="the ten published originals")
    parser.add_argument("--all", action="store_true", help="all 70 published days")
    parser.add_argument("--large", action="store_true", help="the generated large days")
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--plain", type=float, default=20.0, help="seconds for plain CP-SAT; 0: no")
    parser.add_argument("--workers", type=int, default=2, help="2: the portfolio; 1: one process")
    options = parser.parse_args()
    if options.large:
        is_good = print_large(options.names, time_limit=options.time_limit, workers=options.workers)
        return 0 if is_good else 1
    if not DATA.is_dir():
        print(f"{DATA} is missing: the published days are not part of the project", file=sys.stderr)
        return 2
    names = options.names or [f"{name}.original" for name in FIVE]
    if options.all or options.originals:
        pattern = "*.json" if options.all else "*.original.json"
        names = sorted(path.stem for path in (DATA / "instances").glob(pattern))
    is_good = print_published(
        names, time_limit=options.time_limit, workers=options.workers, plain=options.plain
    )
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
