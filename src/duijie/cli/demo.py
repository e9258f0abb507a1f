"""`duijie demo`: the main job on the made-up region that comes with the project."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from duijie.cli.run import Commands, add_job_options, run_job
from duijie.cli.terminal import ExitCode, Terminal


def add_parser(commands: Commands[argparse.ArgumentParser], terminal: Terminal) -> None:
    _ = terminal.gettext
    parser = commands.add_parser(
        "demo",
        help=_("the same on the made-up region in examples/"),
        description=_("Runs the main job on the made-up region that comes with Duijie."),
    )
    add_job_options(parser, terminal)
    parser.set_defaults(execute=execute)


def example_folder() -> Path:
    """The folder of the made-up region: `DUIJIE_EXAMPLES`, else that of the checkout."""
    default = Path(__file__).parents[3] / "examples" / "region"
    return Path(os.environ.get("DUIJIE_EXAMPLES", default))


def execute(options: argparse.Namespace, terminal: Terminal) -> int:
    folder = example_folder()
    if not folder.is_dir():
        terminal.warn(
            terminal.gettext(
                "The made-up region is not at {path}. Set DUIJIE_EXAMPLES to its folder."
            ).format(path=folder)
        )
        return ExitCode.USAGE
    terminal.print(terminal.gettext("Made-up region: every name and figure in it is invented."))
    code = run_job(folder, options, terminal)
    # the region holds a file that nobody can read, on purpose: it is shown, and is no failure
    return ExitCode.DONE if code == ExitCode.FINDINGS else code
