"""`duijie backup` and `duijie restore`: the whole record with its files, out and in again."""

from __future__ import annotations

import argparse
from pathlib import Path

from duijie.cli.installation import add_home_option, open_installation
from duijie.cli.run import Commands
from duijie.cli.terminal import ExitCode, Terminal

CELL = ("archive", "run")
"""Its row of the permission table: who owns the machine acts as an administrator."""


def add_parser(commands: Commands[argparse.ArgumentParser], terminal: Terminal) -> None:
    _ = terminal.gettext
    backup = commands.add_parser(
        "backup",
        help=_("the whole record with its files into one file"),
        description=_(
            "Writes users, records, history and files into one file, from which `duijie restore`"
            " makes them again on any machine. May run while the server runs."
        ),
    )
    backup.add_argument("file", type=Path, metavar="FILE", help=_("where to write it (.zip)"))
    backup.add_argument(
        "--without-secrets",
        action="store_true",
        help=_("leave out passwords, tokens and second factors, so that it can be handed on"),
    )
    add_home_option(backup, terminal)
    backup.set_defaults(execute=execute_backup)
    restore = commands.add_parser(
        "restore",
        help=_("fill an empty data folder from such a file"),
        description=_("Fills an empty data folder from a file that `duijie backup` wrote."),
    )
    restore.add_argument("file", type=Path, metavar="FILE", help=_("the file to restore"))
    add_home_option(restore, terminal)
    restore.set_defaults(execute=execute_restore)


def execute_backup(options: argparse.Namespace, terminal: Terminal) -> int:
    _ = terminal.gettext
    refusal = open_installation(options.home, terminal)
    if refusal is not None:
        terminal.warn(refusal)
        return ExitCode.USAGE
    from duijie.core.archive.writing import write_archive

    total = write_archive(options.file, has_secrets=not options.without_secrets)
    terminal.print(
        _("{count} rows and the files are in {file}.").format(count=total, file=options.file)
    )
    return ExitCode.DONE


def execute_restore(options: argparse.Namespace, terminal: Terminal) -> int:
    _ = terminal.gettext
    if not options.file.is_file():
        terminal.warn(_("There is no file {file}.").format(file=options.file))
        return ExitCode.USAGE
    refusal = open_installation(options.home, terminal)
    if refusal is not None:
        terminal.warn(refusal)
        return ExitCode.USAGE
    from duijie.core.archive.restoring import restore_archive

    restored = restore_archive(options.file)
    terminal.print(_("{count} rows and the files are restored.").format(count=restored.rows))
    if not restored.has_secrets:
        terminal.print(_("It holds no passwords: give somebody one with `duijie password NAME`."))
    return ExitCode.DONE
