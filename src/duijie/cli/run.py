"""`duijie run FOLDER`: the main job."""

from __future__ import annotations

import argparse
from pathlib import Path

from duijie.cli.terminal import ExitCode, Terminal, cache_dir

DEFAULT_OUT = "duijie-results"
Commands = argparse._SubParsersAction  # the type has no public name


def add_parser(commands: Commands[argparse.ArgumentParser], terminal: Terminal) -> None:
    _ = terminal.gettext
    parser = commands.add_parser(
        "run",
        help=_("read a folder, match needs with offers and experts, plan a day of meetings"),
        description=_(
            "Reads every file in the folder, sorts out needs, offers and experts, ranks who could"
            " solve what with quotes from both texts, plans a day of one-to-one meetings, and"
            " writes needs.xlsx, offers.xlsx, matches.xlsx, plan.xlsx, facts.jsonl and report.html."
        ),
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help=_("the folder, or one file"))
    add_job_options(parser, terminal)
    parser.set_defaults(execute=execute)


def add_job_options(parser: argparse.ArgumentParser, terminal: Terminal) -> None:
    """The options that `run` and `demo` share."""
    _ = terminal.gettext
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(DEFAULT_OUT),
        metavar="DIR",
        help=_("folder for the results (default: {name} in the current folder)").format(
            name=DEFAULT_OUT
        ),
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help=_("take a column, by header or letter, for a field; may be repeated"),
    )
    parser.add_argument(
        "--max-meetings",
        type=int,
        default=8,
        metavar="N",
        help=_("most meetings of one party on the planned day (default: 8)"),
    )
    parser.add_argument(
        "--time-limit",
        type=float,
        default=20.0,
        metavar="SECONDS",
        help=_("longest time for planning the day (default: 20)"),
    )


def execute(options: argparse.Namespace, terminal: Terminal) -> int:
    return run_job(options.folder, options, terminal)


def run_job(folder: Path, options: argparse.Namespace, terminal: Terminal) -> int:
    """Run the main job on a folder, write the results, and tell what was found."""
    from duijie.cli.results import write_results
    from duijie.cli.results.summary import print_summary
    from duijie.engines.extraction import ColumnMapping
    from duijie.engines.pipeline import run_folder

    out: Path = options.out
    if out.resolve().is_relative_to(folder.resolve()):
        terminal.warn(
            terminal.gettext(
                "{out} lies in the folder that is read, and would be read next time."
                " Choose another --out."
            ).format(out=out)
        )
        return ExitCode.USAGE
    result = run_folder(
        folder,
        mapping=ColumnMapping.parse(options.map),
        cache_dir=cache_dir(),
        max_meetings=options.max_meetings,
        plan_seconds=options.time_limit,
        on_progress=terminal.on_progress,
    )
    if result.reading.is_empty:
        for finding in result.reading.findings:
            terminal.warn(terminal.finding_line(finding))
        terminal.warn(terminal.gettext("Nothing could be read in {path}.").format(path=folder))
        return ExitCode.NOTHING_READ
    paths = write_results(result, out, terminal)
    print_summary(result, paths, terminal)
    all_read = all(file.is_read for file in result.reading.files)
    is_planned = result.day is None or result.day.plan.status != "infeasible"
    return ExitCode.DONE if all_read and is_planned else ExitCode.FINDINGS
