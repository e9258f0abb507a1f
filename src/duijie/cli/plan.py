"""`duijie plan INSTANCE.json`: a plan of one-to-one meetings for a given day."""

from __future__ import annotations

import argparse
import json
import os
import signal
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

from duijie.cli.run import Commands
from duijie.cli.terminal import ExitCode, Terminal

if TYPE_CHECKING:
    from duijie.engines.scheduling import Instance, Plan

T = TypeVar("T")

DAY_SECONDS = 60.0
FORMATS = (".json", ".xlsx")
POLL_SECONDS = 0.2


def add_parser(commands: Commands[argparse.ArgumentParser], terminal: Terminal) -> None:
    _ = terminal.gettext
    parser = commands.add_parser(
        "plan",
        help=_("plan a day of one-to-one meetings"),
        description=_(
            "Places every meeting of an instance into slots and tables, checks the plan"
            " independently, and says for each meeting left out which rule was in its way."
            " Ctrl+C ends the search and keeps the best plan so far."
        ),
    )
    parser.add_argument("instance", type=Path, metavar="INSTANCE.json")
    parser.add_argument(
        "--out", type=Path, metavar="PLAN", help=_("a .json or .xlsx file (else JSON to stdout)")
    )
    parser.add_argument(
        "--time-limit",
        type=float,
        metavar="SECONDS",
        help=_("longest time for planning (default: 60; with --replan 3.5)"),
    )
    parser.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help=_(
            "processes that plan at once (default: 2 where there are two cores; with 1 the same"
            " seed gives the same plan)"
        ),
    )
    parser.add_argument(
        "--seed", type=int, default=0, metavar="N", help=_("start of the search (default: 0)")
    )
    parser.add_argument(
        "--replan",
        type=Path,
        metavar="CHANGES.json",
        help=_(
            "plan the rest of a running day again with few changes: who is missing, late or"
            " walked in, from which slot on"
        ),
    )
    parser.set_defaults(execute=execute)


def execute(options: argparse.Namespace, terminal: Terminal) -> int:
    from duijie.engines.scheduling import parse_instance, solve

    if not _can_write(options.out, terminal):
        return ExitCode.USAGE
    data = _read_json(options.instance, terminal)
    if data is None:
        return ExitCode.NOTHING_READ
    instance = parse_instance(data)
    for note in instance.notes:
        terminal.warn(terminal.say(note))
    if options.replan is not None:
        return _replan(instance, options, terminal)
    plan = _run_stoppable(
        lambda is_cancelled: solve(
            instance,
            time_limit=DAY_SECONDS if options.time_limit is None else options.time_limit,
            seed=options.seed,
            workers=options.workers or default_workers(),
            on_progress=terminal.on_progress,
            is_cancelled=is_cancelled,
        ),
        terminal,
    )
    return _tell(instance, plan, {}, options, terminal)


def _run_stoppable(work: Callable[[Callable[[], bool]], T], terminal: Terminal) -> T:
    """What `work` returns. Ctrl+C and SIGTERM end its search and keep its plan; a second one ends
    the command.

    It runs in a thread, since a signal is not heard while a solver's call is waited for.
    """
    stopped = threading.Event()
    asked = (signal.SIGINT, signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread():
        return work(stopped.is_set)
    before = {number: signal.getsignal(number) for number in asked}

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()
        for number in asked:
            signal.signal(number, before[number])

    for number in asked:
        signal.signal(number, stop)
    try:
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(work, stopped.is_set)
            while not wait([future], timeout=POLL_SECONDS).done:
                pass  # between two waits the signal is heard
        found = future.result()
    finally:
        for number in asked:
            signal.signal(number, before[number])
    if stopped.is_set():
        terminal.warn(terminal.gettext("Stopped: this is the best plan so far."))
    return found


def _replan(instance: Instance, options: argparse.Namespace, terminal: Terminal) -> int:
    from duijie.engines.scheduling import parse_changes, replan
    from duijie.engines.scheduling.replanning import QUICKLY

    data = _read_json(options.replan, terminal)
    if data is None:
        return ExitCode.NOTHING_READ
    changes, assignments, notes = parse_changes(data, instance)
    result = _run_stoppable(
        lambda is_cancelled: replan(
            instance,
            assignments,
            changes,
            time_limit=QUICKLY if options.time_limit is None else options.time_limit,
            seed=options.seed,
            workers=options.workers or 1,
            on_progress=terminal.on_progress,
            is_cancelled=is_cancelled,
        ),
        terminal,
    )
    for note in (*notes, *result.notes):
        terminal.warn(terminal.say(note))
    _ = terminal.ngettext
    count = len(result.changed_parties)
    terminal.warn(
        _(
            "{count} party has another schedule.", "{count} parties have another schedule.", count
        ).format(count=count)
    )
    more: dict[str, object] = {"changed_parties": list(result.changed_parties)}
    return _tell(result.instance, result.plan, more, options, terminal)


def _can_write(out: Path | None, terminal: Terminal) -> bool:
    """Whether results can go there; said before the time for planning is spent."""
    _ = terminal.gettext
    if out is None:
        return True
    if out.suffix not in FORMATS:
        terminal.warn(
            _("{file}: choose a file name that ends in {endings}.").format(
                file=out, endings=" ".join(FORMATS)
            )
        )
        return False
    if not out.parent.is_dir():
        terminal.warn(_("{folder} is not a folder. Make it first.").format(folder=out.parent))
        return False
    return True


def _read_json(path: Path, terminal: Terminal) -> object:
    """The data of a file; None, and a word about it, when it is not JSON."""
    _ = terminal.gettext
    try:
        data: object = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        terminal.warn(_("{file} is not a JSON file: {reason}").format(file=path, reason=error))
        return None
    return data


def _tell(
    instance: Instance,
    plan: Plan,
    more: Mapping[str, object],
    options: argparse.Namespace,
    terminal: Terminal,
) -> int:
    """Write the plan where it was asked for, with a summary beside it."""
    from duijie.cli.results.plan_workbook import plan_sheets, plan_status
    from duijie.engines.documents.atomic import write_atomically
    from duijie.engines.documents.writers import write_workbook
    from duijie.engines.scheduling import plan_to_json

    _ = terminal.gettext
    out: Path | None = options.out
    if out is not None and out.suffix == ".xlsx":
        write_workbook(out, plan_sheets(instance, plan, terminal))
    else:
        data = plan_to_json(plan, say=terminal.say) | dict(more)
        text = json.dumps(data, ensure_ascii=False, indent=1)
        if out is None:
            terminal.print(text)
        else:
            write_atomically(out, (text + "\n").encode())
    terminal.warn(
        _("{placed} of {total} meetings placed, {status}.").format(
            placed=len(plan.assignments),
            total=len(instance.meetings),
            status=plan_status(plan.status, terminal),
        )
    )
    for conflict in plan.conflicts:
        terminal.warn(terminal.say(conflict))
    return ExitCode.FINDINGS if plan.status == "infeasible" else ExitCode.DONE


def default_workers() -> int:
    """Two processes where this one may use two cores."""
    is_known = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if is_known else os.cpu_count() or 1
    return min(2, cores)
