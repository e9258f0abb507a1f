"""`duijie plan INSTANCE.json`: a plan of one-to-one meetings for a given day."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from duijie.cli.run import Commands
from duijie.cli.terminal import ExitCode, Terminal


def add_parser(commands: Commands[argparse.ArgumentParser], terminal: Terminal) -> None:
    _ = terminal.gettext
    parser = commands.add_parser(
        "plan",
        help=_("plan a day of one-to-one meetings"),
        description=_(
            "Places every meeting of an instance into slots and tables, checks the plan"
            " independently, and says for each meeting left out which rule was in its way."
        ),
    )
    parser.add_argument("instance", type=Path, metavar="INSTANCE.json")
    parser.add_argument(
        "--out", type=Path, metavar="PLAN", help=_("a .json or .xlsx file (else JSON to stdout)")
    )
    parser.add_argument(
        "--time-limit",
        type=float,
        default=60.0,
        metavar="SECONDS",
        help=_("longest time for planning (default: 60)"),
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
    parser.set_defaults(execute=execute)


def execute(options: argparse.Namespace, terminal: Terminal) -> int:
    from duijie.cli.results.plan_workbook import plan_sheets, plan_status
    from duijie.engines.documents.atomic import write_atomically
    from duijie.engines.documents.writers import write_workbook
    from duijie.engines.scheduling import parse_instance, plan_to_json, solve

    _ = terminal.gettext
    try:
        data = json.loads(options.instance.read_text("utf-8-sig"))
    except ValueError as error:
        terminal.warn(
            _("{file} is not a JSON file: {reason}").format(file=options.instance, reason=error)
        )
        return ExitCode.NOTHING_READ
    instance = parse_instance(data)
    plan = solve(
        instance,
        time_limit=options.time_limit,
        seed=options.seed,
        workers=options.workers or default_workers(),
        on_progress=terminal.on_progress,
    )
    out: Path | None = options.out
    if out is not None and out.suffix == ".xlsx":
        write_workbook(out, plan_sheets(instance, plan, terminal))
    else:
        text = json.dumps(plan_to_json(plan), ensure_ascii=False, indent=1)
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
