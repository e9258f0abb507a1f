"""`duijie import FILE`: a spreadsheet into the record, by the same steps as on the page."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from duijie.cli.installation import add_home_option, open_installation
from duijie.cli.run import Commands
from duijie.cli.terminal import ExitCode, Terminal

if TYPE_CHECKING:
    from duijie.cli.importing import Wanted

CELL = ("import", "create")
"""Its row of the permission table, asked of the user who is named with `--by`."""
KINDS = ("needs", "offers", "experts", "organisations")


def add_parser(commands: Commands[argparse.ArgumentParser], terminal: Terminal) -> None:
    _ = terminal.gettext
    parser = commands.add_parser(
        "import",
        help=_("a spreadsheet into the record"),
        description=_(
            "Brings the rows of a spreadsheet into the record, with a verdict for each. Columns"
            " are taken as somebody chose them for the same headers before, else as guessed."
            " Refused rows are written to an .xlsx beside the file, to mend and import again. The"
            " whole import can be undone on its page."
        ),
    )
    parser.add_argument("file", type=Path, metavar="FILE", help=_(".xlsx, .xls, .csv or .docx"))
    parser.add_argument(
        "--by", required=True, metavar="NAME", help=_("the user in whose name it is done")
    )
    parser.add_argument(
        "--as", dest="kind", choices=KINDS, help=_("what the rows are (else as their table says)")
    )
    parser.add_argument(
        "--source", metavar="NAME", help=_("what the source is called (else the file's name)")
    )
    parser.add_argument(
        "--zone",
        metavar="CODE",
        help=_("division code or name of the zone of rows that name none"),
    )
    parser.add_argument(
        "--update",
        action="store_true",
        help=_("also change known records where the rows differ (else they are left as they are)"),
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=_("say the verdicts and import nothing")
    )
    add_home_option(parser, terminal)
    parser.set_defaults(execute=execute)


def execute(options: argparse.Namespace, terminal: Terminal) -> int:
    _ = terminal.gettext
    if not options.file.is_file():
        terminal.warn(_("There is no file {file}.").format(file=options.file))
        return ExitCode.USAGE
    refusal = open_installation(options.home, terminal)
    if refusal is not None:
        terminal.warn(refusal)
        return ExitCode.USAGE
    from django.utils.translation import override

    from duijie.cli.importing import Importing

    with override("en" if terminal.language == "en" else "zh-hans"):
        return Importing(_wanted(options), terminal).run()


def _wanted(options: argparse.Namespace) -> Wanted:
    from duijie.cli.importing import Wanted

    return Wanted(
        file=options.file,
        username=options.by,
        kind=(options.kind or "").removesuffix("s"),
        name=options.source or "",
        zone=options.zone or "",
        takes_changes=options.update,
        is_dry=options.dry_run,
    )
