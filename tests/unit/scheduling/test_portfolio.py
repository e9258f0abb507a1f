"""Two processes plan as one does, keep the time limit, and leave nothing running."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import replace

import psutil
import pytest

from duijie.engines.scheduling import (
    Instance,
    Level,
    Meeting,
    Party,
    Plan,
    Priority,
    Slot,
    Table,
    check_plan,
    solve,
)
from duijie.engines.scheduling.core_guided import prove_fewest_gaps
from duijie.engines.scheduling.making import make_plan
from duijie.engines.scheduling.portfolio import Portfolio
from duijie.engines.scheduling.problem import build_problem
from duijie.engines.scheduling.scores import count_gaps
from duijie.engines.scheduling.solving import Clock, Runner

CHILD = "duijie.engines.scheduling.child"


def crowd(side: int, slots: int, *, away: bool = False) -> Instance:
    """Everybody of one side must meet everybody of the other; some are away in the middle."""
    unavailable = (f"s{slots // 2}",) if away else ()
    return Instance(
        slots=tuple(Slot(f"s{n}") for n in range(slots)),
        parties=tuple(
            Party(f"{kind}{n}", unavailable=unavailable if n % 2 else ())
            for kind in "ce"
            for n in range(side)
        ),
        meetings=tuple(
            Meeting(f"c{a}e{b}", (f"c{a}", f"e{b}"), priority=Priority.MUST)
            for a in range(side)
            for b in range(side)
        ),
        tables=side,
        max_gap_spread=2,
    )


def children() -> list[psutil.Process]:
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            if CHILD in process.cmdline():
                found.append(process)
        except psutil.Error:
            continue
    return found


def solve_in_two(instance: Instance, time_limit: float = 30) -> Plan:
    """By two processes, however small the day is."""
    problem = build_problem(instance)
    runner = Runner(Clock(time.monotonic() + time_limit))
    return make_plan(problem, Portfolio(problem, runner, lambda _: None).run())


@pytest.mark.parametrize(
    "instance",
    [
        crowd(3, 4, away=True),
        replace(crowd(3, 3), tables=2),
        replace(crowd(2, 3), tables=(Table("window"), Table("door"))),
    ],
    ids=["gaps", "infeasible", "listed tables"],
)
def test_two_processes_prove_what_one_does(instance: Instance) -> None:
    alone = solve(instance, time_limit=30)
    together = solve_in_two(instance)

    assert check_plan(instance, together) == ()
    assert (together.status, together.objective) == (alone.status, alone.objective)
    assert dict(together.bound) == dict(together.objective)
    assert {message.code for message in together.conflicts} == {
        message.code for message in alone.conflicts
    }
    assert children() == []


def test_core_guided_search_counts_the_gaps_of_its_plan() -> None:
    problem = build_problem(crowd(3, 4, away=True))
    bounds: list[int] = []

    proven = prove_fewest_gaps(problem, bounds.append)

    alone = solve(problem.instance, time_limit=30)
    assert proven is not None
    assert proven.gaps == sum(count_gaps(problem, proven.slots))
    assert proven.gaps == alone.objective[Level.IDLE_GAPS] > 0
    assert bounds == sorted(bounds)
    assert max(bounds) <= proven.gaps


def test_time_limit_is_kept_to_the_second_and_nothing_is_left_running() -> None:
    instance = crowd(14, 20, away=True)
    started = time.monotonic()
    plan = solve(instance, time_limit=4, workers=2)

    assert time.monotonic() - started < 4 + 2
    assert check_plan(instance, plan) == ()
    assert children() == []


def test_cancelling_ends_both_processes() -> None:
    instance = crowd(14, 20, away=True)
    cancelled = threading.Event()
    threading.Timer(2.0, cancelled.set).start()
    started = time.monotonic()
    plan = solve(instance, time_limit=60, workers=2, is_cancelled=cancelled.is_set)

    assert time.monotonic() - started < 5
    assert check_plan(instance, plan) == ()
    assert children() == []


def test_processes_end_when_their_parent_is_killed() -> None:
    script = """
        from duijie.engines.scheduling import Instance, Meeting, Party, Slot, solve
        parties = tuple(Party(f"{k}{n}") for k in "ce" for n in range(14))
        meetings = tuple(
            Meeting(f"{a},{b}", (f"c{a}", f"e{b}")) for a in range(14) for b in range(14)
        )
        slots = tuple(Slot(f"s{n}") for n in range(20))
        solve(Instance(slots, parties, meetings, tables=13, max_gap_spread=1), time_limit=60,
              workers=2)
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)])
    started: list[psutil.Process] = []
    deadline = time.monotonic() + 20
    while len(started) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
        started = children()
    time.sleep(1.0)
    parent.kill()
    parent.wait()

    assert len(started) == 2
    _, alive = psutil.wait_procs(started, timeout=5)
    assert alive == []
