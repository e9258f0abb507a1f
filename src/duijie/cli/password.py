"""`duijie password NAME`: a new password by whoever owns the machine."""

from __future__ import annotations

import argparse

from duijie.cli.installation import add_home_option, open_installation
from duijie.cli.run import Commands
from duijie.cli.terminal import ExitCode, Terminal

CELL = ("user", "change")
"""Its row of the permission table: who owns the machine acts as an administrator."""


def add_parser(commands: Commands[argparse.ArgumentParser], terminal: Terminal) -> None:
    _ = terminal.gettext
    parser = commands.add_parser(
        "password",
        help=_("a new password for a user who forgot theirs"),
        description=_("Gives a user a new password and shows it once; a closed account is opened."),
    )
    parser.add_argument("name", metavar="NAME", help=_("the user name"))
    add_home_option(parser, terminal)
    parser.set_defaults(execute=execute)


def execute(options: argparse.Namespace, terminal: Terminal) -> int:
    _ = terminal.gettext
    refusal = open_installation(options.home, terminal)
    if refusal is not None:
        terminal.warn(refusal)
        return ExitCode.USAGE
    from duijie.accounts.services import reset_password

    issued = reset_password(username=options.name)
    terminal.print(_("The new password is shown only now:"))
    terminal.print(_("  user name  {name}").format(name=issued.username))
    terminal.print(_("  password   {password}").format(password=issued.password))
    return ExitCode.DONE
